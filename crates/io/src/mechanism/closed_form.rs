//! Rules in closed form: a base rule, and the side bets that are added to it.

use super::base_name;
use super::read::check_rule_name;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::quantity::read_number;
use crate::reference::{References, unknown_word};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::number::Rational;
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family};
use ambimech_model::transfer::side_bet::SideBetId;
use std::collections::HashMap;

const EXAMPLE: &str =
    "{\"base\": {\"kind\": \"equal-split\"}, \"side-bets\": {\"coalitions\": \"all\", \"scale\": \"7/2\"}}";

pub(super) fn read_closed_form<'t>(references: &References<'t>, node: &Node<'t>) -> Read<ClosedForm> {
    let source = references.source;
    let form = node.expect_table(source, "a closed form", &format!("write {EXAMPLE}"))?;
    form.check_keys(source, "a closed form", &["base", "side-bets", "combinations"])?;
    let base = references.require(form, node.span, "base", "the closed form", "\"base\": {\"kind\": \"zero\"}")?;
    let base = read_base(references, base)?;
    let family = match (form.get("side-bets"), form.get("combinations")) {
        (Some(bets), None) => read_side_bets(references, &bets.value)?,
        (None, Some(list)) => Family::Listed(read_combinations(references, &list.value)?),
        (first, second) => {
            let found = match (first, second) {
                (None, None) => "neither `side-bets` nor `combinations`",
                _ => "`side-bets` and `combinations`",
            };
            return Err(Box::new(
                Diagnostic::at(source, node.span, "a closed form needs one family of rules")
                    .found(found)
                    .expected("one of the two")
                    .help(format!("write it like {EXAMPLE}")),
            ));
        }
    };
    Ok(ClosedForm { base, family })
}

/// Reads a base rule.
pub(crate) fn read_base<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Base> {
    let source = references.source;
    let table = node.expect_table(source, "a base rule", "write {\"kind\": \"equal-split\"}")?;
    let kind = references.require(table, node.span, "kind", "the base rule", "\"kind\": \"equal-split\"")?;
    let word = references.word(kind, "a base rule", &base_name::ALL)?;
    let known: &[&str] = if word == base_name::RESIDUAL_CLAIMANT { &["kind", "agent"] } else { &["kind"] };
    table.check_keys(source, "this base rule", known)?;
    Ok(match word {
        base_name::EQUAL_SPLIT => Base::EqualSplit,
        base_name::EXTRACTION => Base::Extraction,
        base_name::RESIDUAL_CLAIMANT => {
            let example = "\"agent\": \"1\", who receives the surplus";
            let agent = references.require(table, node.span, "agent", "the residual claimant", example)?;
            Base::ResidualClaimant(references.agent(agent)?)
        }
        base_name::LEVEL_INTERIM => Base::LevelInterim,
        base_name::LEVEL_EXTRACTION => Base::LevelExtraction,
        _ => Base::Zero,
    })
}

fn read_side_bets<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Family> {
    let source = references.source;
    let help = "write {\"coalitions\": \"all\", \"scale\": \"7/2\"}";
    let table = node.expect_table(source, "a family of side bets", help)?;
    table.check_keys(source, "a family of side bets", &["coalitions", "scale"])?;
    let within = "the family of side bets";
    let coalitions = references.require(table, node.span, "coalitions", within, "\"coalitions\": \"all\"")?;
    let coalitions = read_pattern(references, coalitions)?;
    let scale = references.number(table, node.span, "scale", within)?;
    Ok(Family::EverySideBet { coalitions, scale })
}

fn read_pattern<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Pattern> {
    let source = references.source;
    if let Some(word) = node.as_str() {
        return match word {
            "all" => Ok(Pattern::All),
            "singletons" => Ok(Pattern::Singletons),
            _ => {
                let diagnostic =
                    unknown_word(source, node.span, word, "a set of coalitions", &["all", "singletons"]);
                Err(Box::new(diagnostic.help("or list the coalitions: [[\"1\", \"2\"]]")))
            }
        };
    }
    let help = "write \"all\", \"singletons\" or [[\"1\", \"2\"]]";
    let list = node.expect_array(source, "the coalitions with side bets", help)?;
    let coalitions: Vec<Coalition> =
        list.iter().map(|coalition| references.coalition(coalition)).collect::<Read<_>>()?;
    Ok(Pattern::listed(references.names.types.len(), coalitions))
}

fn read_combinations<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Vec<Combination>> {
    let source = references.source;
    let help = "write [{\"name\": \"plus\", \"bets\": [{\"coalition\": [\"1\"], \"types\": [\"H\"], \"multiple\": \"3\"}]}]";
    let list = node.expect_array(source, "the rules of a closed form", help)?;
    if list.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "a mechanism without transfer rules")
                .found("an empty list")
                .expected("at least one rule")
                .help(help),
        ));
    }
    let mut names = HashMap::with_capacity(list.len());
    list.iter()
        .map(|rule| {
            let table = rule.expect_table(source, "a transfer rule", help)?;
            table.check_keys(source, "a rule in closed form", &["name", "bets"])?;
            let name = references.require(table, rule.span, "name", "this rule", "\"name\": \"plus\"")?;
            let name = check_rule_name(source, name, &mut names)?;
            let bets = references.require(table, rule.span, "bets", "this rule", "\"bets\": []")?;
            let bets = bets.expect_array(source, "the side bets of this rule", help)?;
            Ok(Combination { name, bets: bets.iter().map(|bet| read_bet(references, bet)).collect::<Read<_>>()? })
        })
        .collect()
}

fn read_bet<'t>(references: &References<'t>, node: &Node<'t>) -> Read<(SideBetId, Rational)> {
    let source = references.source;
    let example = "{\"coalition\": [\"1\"], \"types\": [\"H\"], \"multiple\": \"3\"}";
    let table: &Table<'t> = node.expect_table(source, "a side bet", &format!("write {example}"))?;
    table.check_keys(source, "a side bet", &["coalition", "types", "multiple"])?;
    let get =
        |key| references.require(table, node.span, key, "this side bet", &format!("`{key}` as in {example}"));
    let coalition = references.coalition(get("coalition")?)?;
    let types = references.joint_type(get("types")?, coalition)?;
    let multiple = read_number(source, get("multiple")?, "the multiple of a side bet")?;
    Ok((SideBetId { coalition, types }, multiple))
}
