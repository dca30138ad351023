//! Combinations of rows, read and written: one line for every row, so that thousands of rows stay readable.

use super::kind;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::{member_labels, type_labels};
use crate::payment_limits::{limit_named, read_limits, write_limits};
use crate::reference::References;
use crate::source::Span;
use crate::suggestion::quoted;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{MechanismKind, Reports};

/// The keys of a reason of this kind.
pub(super) const COMBINATION_KEYS: [&str; 5] = ["kind", "mechanism", "reports", "limits", "terms"];

const WITHIN: &str = "a combination of rows";
const TERM_EXAMPLE: &str = "{\"row\": \"incentive\", \"coalition\": [\"1\"], \"truth\": [\"H\"], \"report\": [\"L\"], \"multiplier\": \"42\"}";
const RULE_HELP: &str = "write \"any\", or {\"coalition\": [\"1\"], \"truth\": [\"H\"], \"report\": [\"L\"]} for the rule against \
                         this misreport, or the same without \"report\" for the rule against every misreport";

/// Reads what a reason of this kind says; its keys are known to be [`COMBINATION_KEYS`].
pub(super) fn read_combination<'t>(
    references: &References<'t>,
    table: &Table<'t>,
    span: Span,
) -> Read<Combination> {
    let get = |key, example: &str| references.require(table, span, key, WITHIN, example);
    let mechanism = get("mechanism", "\"mechanism\": \"simple\"")?;
    let kinds = [MechanismKind::Simple, MechanismKind::Ambiguous].map(MechanismKind::name);
    let mechanism = match references.word(mechanism, "a kind of mechanism", &kinds)? {
        "simple" => MechanismKind::Simple,
        _ => MechanismKind::Ambiguous,
    };
    let reports = get("reports", "\"reports\": \"pure\"")?;
    let kinds = [Reports::Pure, Reports::Mixed].map(Reports::name);
    let reports = match references.word(reports, "a kind of reports", &kinds)? {
        "pure" => Reports::Pure,
        _ => Reports::Mixed,
    };
    let limits = match table.get("limits") {
        None => PaymentLimits::none(),
        Some(entry) => read_limits(references, &entry.value)?,
    };
    let example = format!("\"terms\": [{TERM_EXAMPLE}]");
    let terms = get("terms", &example)?;
    let terms =
        terms.expect_array(references.source, "the rows with their multipliers", &format!("write {example}"))?;
    let terms = terms.iter().map(|term| read_term(references, term)).collect::<Read<_>>()?;
    Ok(Combination { mechanism, reports, limits, terms })
}

fn read_term<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Term> {
    let source = references.source;
    let table = node.expect_table(source, "a row with its multiplier", &format!("write {TERM_EXAMPLE}"))?;
    let row = references.require(table, node.span, "row", "a row of a combination", "\"row\": \"incentive\"")?;
    let (known, within): (&[&str], &str) = match references.word(row, "a kind of row", &kind::ROWS)? {
        kind::INCENTIVE => {
            (&["row", "coalition", "truth", "report", "multiplier"], "a row of the kind `incentive`")
        }
        kind::PARTICIPATION => (&["row", "coalition", "types", "multiplier"], "a row of the kind `participation`"),
        kind::ON_PATH => (&["row", "rule", "coalition", "types", "multiplier"], "a row of the kind `on-path`"),
        kind::HELD => (&["row", "coalition", "truth", "report", "multiplier"], "a row of the kind `held`"),
        kind::REVENUE => (&["row", "rule", "multiplier"], "a row of the kind `revenue`"),
        _ => (&["row", "rule", "agent", "profile", "multiplier"], "a row about one payment"),
    };
    table.check_keys(source, within, known)?;
    let get = |key| references.require(table, node.span, key, within, TERM_EXAMPLE);
    let coalition = || references.coalition(get("coalition")?);
    let types = |key, coalition| references.joint_type(get(key)?, coalition);
    let constraint = match row.as_str() {
        Some(kind::INCENTIVE) => {
            let coalition = coalition()?;
            let (truth, report) = (types("truth", coalition)?, types("report", coalition)?);
            Constraint::Incentive { coalition, truth, report }
        }
        Some(kind::PARTICIPATION) => {
            let coalition = coalition()?;
            Constraint::Participation { coalition, types: types("types", coalition)? }
        }
        Some(kind::ON_PATH) => {
            let rule = read_rule(references, get("rule")?)?;
            let coalition = coalition()?;
            Constraint::OnPath { rule, coalition, types: types("types", coalition)? }
        }
        Some(kind::HELD) => {
            let coalition = coalition()?;
            let (truth, report) = (types("truth", coalition)?, types("report", coalition)?);
            Constraint::Held { coalition, truth, report }
        }
        word => {
            let rule = read_rule(references, get("rule")?)?;
            match word.and_then(limit_named) {
                None => Constraint::Revenue { rule },
                Some(limit) => Constraint::Limit {
                    limit,
                    rule,
                    agent: references.agent(get("agent")?)?,
                    profile: references.profile(get("profile")?)?,
                },
            }
        }
    };
    Ok(Term { constraint, multiplier: references.number(table, node.span, "multiplier", within)? })
}

fn read_rule<'t>(references: &References<'t>, node: &Node<'t>) -> Read<RequiredRule> {
    if let Some(word) = node.as_str() {
        if word == kind::ANY_RULE {
            return Ok(RequiredRule::Any);
        }
        let title = format!("{} is not a rule that every mechanism must have", quoted(word));
        let diagnostic = Diagnostic::at(references.source, node.span, title);
        return Err(Box::new(diagnostic.found(quoted(word)).expected("`any`, or a table").help(RULE_HELP)));
    }
    let source = references.source;
    let within = "a rule against misreports";
    let table = node.expect_table(source, within, RULE_HELP)?;
    table.check_keys(source, within, &["coalition", "truth", "report"])?;
    let get = |key| references.require(table, node.span, key, within, &format!("`{key}`"));
    let coalition = references.coalition(get("coalition")?)?;
    let truth = references.joint_type(get("truth")?, coalition)?;
    let report = table.get("report").map(|entry| references.joint_type(&entry.value, coalition)).transpose()?;
    Ok(RequiredRule::Holding { coalition, truth, report })
}

/// Writes what follows the kind of the reason.
pub(super) fn write_combination(json: &mut JsonWriter<'_>, environment: &Environment, combination: &Combination) {
    json.entry("mechanism", combination.mechanism.name());
    json.entry("reports", combination.reports.name());
    if !combination.limits.is_none() {
        json.key("limits");
        json.open_array(Layout::Lines);
        write_limits(json, environment, &combination.limits);
        json.close();
    }
    json.key("terms");
    json.open_array(Layout::Lines);
    for term in &combination.terms {
        json.open_object(Layout::Line);
        write_constraint(json, environment, &term.constraint);
        json.key("multiplier");
        json.number(&term.multiplier);
        json.close();
    }
    json.close();
}

fn write_constraint(json: &mut JsonWriter<'_>, environment: &Environment, constraint: &Constraint) {
    match *constraint {
        Constraint::Incentive { coalition, truth, report } => {
            json.entry("row", kind::INCENTIVE);
            write_types(json, environment, coalition, &[("truth", truth), ("report", report)]);
        }
        Constraint::Participation { coalition, types } => {
            json.entry("row", kind::PARTICIPATION);
            write_types(json, environment, coalition, &[("types", types)]);
        }
        Constraint::OnPath { rule, coalition, types } => {
            json.entry("row", kind::ON_PATH);
            write_rule(json, environment, rule);
            write_types(json, environment, coalition, &[("types", types)]);
        }
        Constraint::Held { coalition, truth, report } => {
            json.entry("row", kind::HELD);
            write_types(json, environment, coalition, &[("truth", truth), ("report", report)]);
        }
        Constraint::Revenue { rule } => {
            json.entry("row", kind::REVENUE);
            write_rule(json, environment, rule);
        }
        Constraint::Limit { limit, rule, agent, profile } => {
            json.entry("row", limit.name());
            write_rule(json, environment, rule);
            for label in member_labels(environment, Coalition::single(agent)) {
                json.entry("agent", label);
            }
            json.entry("profile", &environment.profile_label(profile));
        }
    }
}

fn write_rule(json: &mut JsonWriter<'_>, environment: &Environment, rule: RequiredRule) {
    match rule {
        RequiredRule::Any => json.entry("rule", kind::ANY_RULE),
        RequiredRule::Holding { coalition, truth, report } => {
            json.key("rule");
            json.open_object(Layout::Line);
            let types = std::iter::once(("truth", truth)).chain(report.map(|report| ("report", report)));
            write_types(json, environment, coalition, &types.collect::<Vec<_>>());
            json.close();
        }
    }
}

/// The coalition's members and these joint types of theirs.
pub(super) fn write_types(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    coalition: Coalition,
    types: &[(&str, JointTypeId)],
) {
    json.key("coalition");
    json.strings(member_labels(environment, coalition));
    for (key, joint) in types {
        json.key(key);
        json.strings(type_labels(environment, coalition, *joint));
    }
}
