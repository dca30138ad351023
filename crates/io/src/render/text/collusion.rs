//! Answers about collusion: a side contract with what it does, or why there is no profitable one.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::collusion::AcceptedCollusion;
use crate::render::name;
use crate::render::number::{cell, with_decimal};
use crate::render::sentence::as_sentence;
use crate::render::sentence::collusion::{claim, excluded, method, worst};
use crate::render::sentence::condition::undecided;
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{
    Collusion, ContractClaim, ContractExclusion, ContractStudy, SideContract, SideTable,
};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;

/// `done:` with the contract, `infeasible:` with the reasons, or `undecided`. Asked about is this coalition, or all, and whether the
/// contract must be voluntary.
pub fn render_collusion(
    environment: &Environment,
    mechanism: &Mechanism,
    (coalition, voluntary): (Option<Coalition>, bool),
    answer: &Collusion,
    page: Page,
) -> String {
    match answer {
        Collusion::Found(found) => {
            let who = name::who(environment, found.contract.coalition);
            let mut text = format!("done: {who} has a profitable side contract; wcic fails\n\n");
            if !environment.pattern().contains(found.contract.coalition) {
                text = format!("done: {who}, which is not one that can form, has a profitable side contract\n\n");
            }
            text.push_str(&paragraph(&as_sentence(&method(found)), 0, page.width));
            text.push('\n');
            text.push_str(&contract_section(environment, mechanism, &found.contract, page));
            text.push('\n');
            text.push_str(&study_section(environment, mechanism, &found.contract, &found.study, page));
            text
        }
        Collusion::Excluded(exclusions) => {
            exclusions_text(environment, mechanism, (coalition, voluntary), exclusions, page)
        }
        Collusion::Undecided(reason) => {
            format!("undecided\n\n{}", paragraph(&as_sentence(&undecided(reason)), 0, page.width))
        }
    }
}

fn exclusions_text(
    environment: &Environment,
    mechanism: &Mechanism,
    (coalition, voluntary): (Option<Coalition>, bool),
    exclusions: &[ContractExclusion],
    page: Page,
) -> String {
    let first = none_of(environment, coalition, voluntary);
    format!("infeasible: {first}\n\n{}", reasons(environment, mechanism, exclusions, page))
}

/// `coalition {1,2} has no profitable side contract`.
fn none_of(environment: &Environment, coalition: Option<Coalition>, voluntary: bool) -> String {
    let contract = if voluntary { "voluntary side contract" } else { "side contract" };
    match coalition {
        None if voluntary => format!("no coalition has a profitable {contract}"),
        None => format!("no coalition has a profitable {contract}; wcic holds"),
        Some(one) => format!("{} has no profitable {contract}", name::who(environment, one)),
    }
}

/// The interesting exclusions in words, the others by number.
fn reasons(
    environment: &Environment,
    mechanism: &Mechanism,
    exclusions: &[ContractExclusion],
    page: Page,
) -> String {
    let (strong, plain): (Vec<_>, Vec<_>) =
        exclusions.iter().partition(|one| !one.imitations.is_empty() || !one.budget.is_empty());
    let mut text = String::new();
    for one in strong.iter().take(page.rows) {
        text.push_str(&paragraph(&as_sentence(&excluded(environment, mechanism, one)), 0, page.width));
    }
    if strong.len() > page.rows {
        text.push_str(&format!("And so for {} more.\n", strong.len() - page.rows));
    }
    if !plain.is_empty() {
        let cases = name::count(plain.len(), "case", "cases");
        let rest = if strong.is_empty() { "all" } else { "the other" };
        text.push_str(&paragraph(
            &format!(
                "In {rest} {cases}, of a coalition and its types, weights over the rules hold every deviation down, whoever \
                 carries it out."
            ),
            0,
            page.width,
        ));
    }
    text
}

/// The verdict about a side contract that somebody wrote, with what it does. The verdict is about the claims `asked` for.
pub fn render_study(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    study: &ContractStudy,
    asked: &[ContractClaim],
    page: Page,
) -> String {
    let named = |holds| -> Vec<String> {
        asked.iter().filter(|one| study.holds(**one) == holds).map(|one| claim(*one)).collect()
    };
    let failing = named(false);
    let first = if failing.is_empty() {
        format!("holds: {}", name::and_list(&named(true)))
    } else {
        format!("fails: {}", name::and_list(&failing))
    };
    let verdict = match (failing.is_empty(), study.best_gain()) {
        (true, Some(_)) => "it is a profitable side contract, so that wcic fails",
        (true, None) => {
            "it is a side contract, and profitable at no type profile: wcic has nothing to fear from it"
        }
        (false, _) => "it is no side contract in the sense of wcic",
    };
    let body = study_section(environment, mechanism, contract, study, page);
    format!("{first}\n\n{}\n{body}", paragraph(&as_sentence(verdict), 0, page.width))
}

/// What the members, the coalition and the properties look like.
fn study_section(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    study: &ContractStudy,
    page: Page,
) -> String {
    let mut text = String::new();
    let mut table = Table::new(&[
        ("", Align::Left),
        ("worst case with the contract", Align::Right),
        ("without", Align::Right),
        ("gain", Align::Right),
    ]);
    let shown = |number: &Rational| cell(number, LONGEST_CELL);
    for gain in study.gains.iter().take(page.rows) {
        table.row(vec![
            name::who_of_type(environment, contract.coalition, gain.types),
            shown(&gain.with),
            shown(&gain.without),
            shown(&gain.gain()),
        ]);
    }
    if contract.coalition.len() > 1 {
        for member in study.members.iter().take(page.rows) {
            table.row(vec![
                name::who_of_type(environment, Coalition::single(member.agent), JointTypeId(member.own.0)),
                shown(&member.with),
                shown(&member.without),
                shown(&(&member.with - &member.without)),
            ]);
        }
    }
    text.push_str(&table.render(0, page.width));
    if study.gains.len().max(study.members.len()) > page.rows {
        text.push_str(&format!("\nShown: the first {} of each. Everything: --format json.\n", page.rows));
    }
    text.push('\n');
    let mut table = Table::new(&[
        ("property", Align::Left),
        ("reports", Align::Left),
        ("verdict", Align::Left),
        ("worst case", Align::Left),
    ]);
    for answer in &study.answers {
        table.row(vec![
            answer.claim.property.name().to_string(),
            answer.claim.reports.map_or("", |reports| reports.name()).to_string(),
            if answer.holds { "holds" } else { "fails" }.to_string(),
            worst(environment, mechanism, contract, answer),
        ]);
    }
    text.push_str(&table.render(0, page.width));
    text
}

/// The strategy and the payments.
pub fn render_contract(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    page: Page,
) -> String {
    contract_section(environment, mechanism, contract, page)
}

fn contract_section(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    page: Page,
) -> String {
    let mut text = String::from("Reports to the mechanism, by the types that the members tell the mediator:\n\n");
    let mut table = Table::new(&[("types", Align::Left), ("report", Align::Left)]);
    for (own, row) in contract.strategy.iter().enumerate().take(page.rows) {
        let types = |joint| name::types(environment, contract.coalition, joint);
        let parts: Vec<String> = row
            .iter()
            .map(|(report, share)| match (share.is_one(), report.0 == own) {
                (true, true) => "the truth".to_string(),
                (true, false) => types(*report),
                (false, _) => format!("{} with probability {}", types(*report), with_decimal(share)),
            })
            .collect();
        table.row(vec![types(JointTypeId(own)), name::and_list(&parts)]);
    }
    text.push_str(&table.render(2, page.width));
    if contract.strategy.len() > page.rows {
        text.push_str(&format!("\n  Shown: {} of {} type profiles.\n", page.rows, contract.strategy.len()));
    }
    let pays_nothing = |table: &SideTable| table.payments().iter().all(Rational::is_zero);
    let is_free =
        contract.common.iter().chain(contract.rules.iter().flat_map(|rule| &rule.tables)).all(pays_nothing);
    if is_free {
        text.push_str("\nNo money changes hands within the coalition.\n");
        return text;
    }
    text.push_str("\nMoney to each member; negative: the member pays.\n");
    let by_rule = |tables: &[SideTable], text: &mut String, what: &str| {
        for (rule, table) in tables.iter().enumerate().take(page.rules) {
            let under = if tables.len() == 1 {
                String::new()
            } else {
                format!(", when the mechanism's rule is {}", name::rule(environment, mechanism, RuleId(rule)))
            };
            text.push_str(&format!("\n{what}{under}:\n\n"));
            if pays_nothing(table) {
                text.push_str("  nothing\n");
            } else {
                text.push_str(&payments(environment, contract, table, page));
            }
        }
        if tables.len() > page.rules {
            text.push_str(&format!("\nShown: {} of {} rules.\n", page.rules, tables.len()));
        }
    };
    by_rule(&contract.common, &mut text, "Under every side rule");
    let adds = if contract.common.is_empty() { "Side rule" } else { "Added by side rule" };
    for rule in contract.rules.iter().take(page.rules) {
        by_rule(&rule.tables, &mut text, &format!("{adds} {}", rule.name));
    }
    if contract.rules.len() > page.rules {
        let shown = format!("{} of {} side rules", page.rules, contract.rules.len());
        text.push_str(&format!("\nShown: {shown}. Everything: --out FILE.\n"));
    }
    text
}

fn payments(environment: &Environment, contract: &SideContract, table: &SideTable, page: Page) -> String {
    let split = environment.space().split(contract.coalition);
    let own_only = table.is_on_own_types();
    let mut shown = Table::new(&[(if own_only { "types" } else { "profile" }, Align::Left)]);
    for agent in contract.coalition.members() {
        shown.column(environment.agent_name(agent), Align::Right);
    }
    let mut left_out = 0;
    let mut rows: Vec<(String, &[Rational])> = Vec::new();
    for own in split.own() {
        if own_only {
            rows.push((name::types(environment, contract.coalition, own), table.at(own, JointTypeId(0))));
            continue;
        }
        for rest in split.rest() {
            rows.push((environment.profile_label(split.profile(own, rest)), table.at(own, rest)));
        }
    }
    for (place, (label, payments)) in rows.into_iter().enumerate() {
        if place >= page.rows {
            left_out += 1;
            continue;
        }
        let mut cells = vec![label];
        cells.extend(payments.iter().map(|payment| cell(payment, LONGEST_CELL)));
        shown.row(cells);
    }
    let mut text = shown.render(2, page.width);
    if left_out > 0 {
        text.push_str(&format!("  And {left_out} more rows: --out FILE.\n"));
    }
    text
}

/// `accepted:` with what is proved now.
pub fn render_accepted_collusion(
    environment: &Environment,
    mechanism: &Mechanism,
    accepted: &AcceptedCollusion,
    page: Page,
) -> String {
    match accepted {
        AcceptedCollusion::Contract { contract, certificate, checked } => {
            let mut claims: Vec<String> = certificate.claims.iter().map(|one| claim(*one)).collect();
            if !certificate.profitable.is_empty() {
                claims.push("profitable".to_string());
            }
            let who = name::who(environment, contract.coalition);
            let looked = format!(
                "looked at {}, {} and {} to the mediator",
                name::count(checked.rules, "rule", "rules"),
                name::count(checked.side_rules, "side rule", "side rules"),
                if checked.misreports == 1 { "1 lie".to_string() } else { format!("{} lies", checked.misreports) },
            );
            format!(
                "accepted: {} for the side contract of {who}\n{}",
                name::and_list(&claims),
                paragraph(&as_sentence(&looked), 0, page.width)
            )
        }
        AcceptedCollusion::Excluded(found) => {
            let first = none_of(environment, found.coalition, found.voluntary);
            format!("accepted: {first}\n\n{}", reasons(environment, mechanism, &found.exclusions, page))
        }
    }
}
