//! Answers about exchange economies.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::economy::{EconomyCheckError, EconomyNames};
use crate::render::number::cell;
use crate::render::sentence::as_sentence;
use crate::render::sentence::economy::{answer, bundle, incentive_sentence, notion, refusal, set_sentence};
use crate::render::{EconomyReport, EconomySubject};
use ambimech_model::economy::{Allocation, Economy, EconomyCertificate, EconomyQuestion, EconomyVerdict, Game};

/// The verdict line, and for each question a sentence, the allocation and what follows.
pub fn render_economy(report: &EconomyReport<'_>, page: Page) -> String {
    let economy = report.economy;
    let said: Vec<String> = (report.answers.iter())
        .map(|answer| format!("{}: {}", answer.question.name(), answer.verdict.word()))
        .collect();
    let mut text = paragraph(&format!("{}: {}", report.word(), said.join(", ")), 0, page.width);
    let mut shown: Option<&Allocation> = None;
    for found in &report.answers {
        text.push('\n');
        text.push_str(&paragraph(&as_sentence(&answer(economy, report.subject, found)), 0, page.width));
        if let Some(allocation) = found.allocation() {
            if shown != Some(allocation) {
                text.push_str(&format!("\n{}", allocation_table(economy, allocation, page)));
            }
            shown = Some(allocation);
        }
        if let EconomyVerdict::Holds(EconomyCertificate::Value { games, .. }) = &found.verdict {
            text.push_str(&format!("\n{}", weights_table(economy, games, page)));
        }
        if found.question == EconomyQuestion::Efficient && report.subject == EconomySubject::Given {
            let sentence = incentive_sentence(matches!(found.verdict, EconomyVerdict::Holds(_)));
            text.push_str(&format!("\n{}", paragraph(&as_sentence(sentence), 0, page.width)));
        }
        if let Some(set) = found.set {
            text.push_str(&format!(
                "\n{}",
                paragraph(&as_sentence(&set_sentence(found.question, set)), 0, page.width)
            ));
        }
    }
    text
}

/// Bundles and what they are worth, one row for each profile and agent.
fn allocation_table(economy: &Economy, allocation: &Allocation, page: Page) -> String {
    let names = EconomyNames::of(economy);
    let mut table = Table::new(&[
        ("types", Align::Left),
        ("agent", Align::Left),
        ("bundle", Align::Left),
        ("worth", Align::Right),
        ("expects", Align::Right),
    ]);
    let space = economy.space();
    for profile in space.profiles().take(page.rows) {
        for agent in space.agents() {
            let own = space.type_of(profile, agent);
            let amounts = allocation.bundle(profile, agent);
            table.row(vec![
                if agent.0 == 0 { names.profiles.label(profile) } else { String::new() },
                names.profiles.agent(agent).to_string(),
                bundle(economy, amounts),
                cell(&economy.utility(agent, own).value(amounts), LONGEST_CELL),
                cell(&allocation.worth(economy, agent, own), LONGEST_CELL),
            ]);
        }
    }
    let mut text = table.render(2, page.width);
    if space.size() > page.rows {
        text.push_str(&format!("  and {} more type profiles\n", space.size() - page.rows));
    }
    text
}

/// λ(t), one row for each profile.
fn weights_table(economy: &Economy, games: &[Game], page: Page) -> String {
    let names = EconomyNames::of(economy);
    let mut table = Table::new(&[("types", Align::Left)]);
    for what in ["weight", "Shapley value"] {
        for agent in economy.space().agents() {
            table.column(&format!("{what} of {}", names.profiles.agent(agent)), Align::Right);
        }
    }
    for game in games.iter().take(page.rows) {
        let mut row = vec![names.profiles.label(game.profile)];
        row.extend(game.weights.iter().chain(&game.shares(economy)).map(|number| cell(number, LONGEST_CELL)));
        table.row(row);
    }
    table.render(2, page.width)
}

/// That a file of answers was accepted, and what it proves.
pub fn render_accepted_economy(economy: &Economy, certificates: &[EconomyCertificate], page: Page) -> String {
    let mut text = String::from("accepted: every proof of the file\n");
    for certificate in certificates {
        text.push_str(&paragraph(&as_sentence(&proved(economy, certificate)), 2, page.width));
    }
    text
}

/// What an accepted proof shows.
pub fn proved(economy: &Economy, certificate: &EconomyCertificate) -> String {
    let names = EconomyNames::of(economy);
    let is = |question: EconomyQuestion| format!("the allocation is {}", notion(question));
    match certificate {
        EconomyCertificate::Efficient { .. } => is(EconomyQuestion::Efficient),
        EconomyCertificate::Core { .. } => is(EconomyQuestion::Core),
        EconomyCertificate::Value { .. } => is(EconomyQuestion::Value),
        EconomyCertificate::Dominated { .. } => {
            format!("the allocation is not {}", notion(EconomyQuestion::Efficient))
        }
        EconomyCertificate::Blocked { .. } => format!("the allocation is not {}", notion(EconomyQuestion::Core)),
        EconomyCertificate::ValueExists => "there is a maximin value".to_string(),
        EconomyCertificate::NotValue { .. } | EconomyCertificate::NotAmongValues { .. } => {
            format!("the allocation is not {}", notion(EconomyQuestion::Value))
        }
        EconomyCertificate::NoCore { .. } => "no allocation is in the maximin core".to_string(),
        EconomyCertificate::NoValue { agent, .. } | EconomyCertificate::NoCommonValue { agent, .. } => format!(
            "no allocation is a maximin value: agent {} would have to receive two different amounts",
            names.profiles.agent(*agent)
        ),
    }
}

/// Why a file of answers was not accepted; the error must be no [`EconomyCheckError::Unreadable`], which is no answer.
pub fn render_refused_economy(economy: &Economy, error: &EconomyCheckError, page: Page) -> String {
    paragraph(&format!("refused: {}", why_refused(economy, error)), 0, page.width)
}

/// Why, in a sentence.
pub fn why_refused(economy: &Economy, error: &EconomyCheckError) -> String {
    let or_none = |stated: &Option<String>| stated.clone().unwrap_or_else(|| "none".to_string());
    match error {
        EconomyCheckError::Unreadable(diagnostic) | EconomyCheckError::Content(diagnostic) => {
            diagnostic.to_string()
        }
        EconomyCheckError::OtherEconomy { stated, found } => {
            format!("the file is about another economy: it names {}, and this one is {found}", or_none(stated))
        }
        EconomyCheckError::Seal { stated, found } => {
            format!(
                "the content is not the one that was sealed: the file states {}, its content has {found}",
                or_none(stated)
            )
        }
        EconomyCheckError::Empty => "the file proves nothing".to_string(),
        EconomyCheckError::Refused { place, refusal: why } => {
            format!("proof {} of the file: {}", place + 1, refusal(economy, why))
        }
    }
}

/// Where the answers were written.
pub fn written_line(count: usize, path: &str) -> String {
    let proofs = if count == 1 { "1 proof".to_string() } else { format!("{count} proofs") };
    format!("\n{proofs} written to {path}\n")
}
