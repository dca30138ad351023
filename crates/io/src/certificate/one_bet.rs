//! Proofs that one bet around a base rule is not enough, read and written: one line for every side, row and equation.

use super::combination::write_types;
use super::kind;
use crate::diagnostic::Read;
use crate::document::{Node, Table};
use crate::json_writer::{JsonWriter, Layout};
use crate::mechanism::{read_base, write_base};
use crate::reference::References;
use crate::source::Span;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::one_bet::{NeutralTerm, OneBet, Side, SideCase, SideTerm, TypeSide};

/// The keys of a reason of this kind.
pub(super) const ONE_BET_KEYS: [&str; 3] = ["kind", "base", "cases"];

const WITHIN: &str = "a proof about one bet";
const CASE_EXAMPLE: &str = "{\"sides\": […], \"rows\": […], \"equations\": […]}";
const SIDE_EXAMPLE: &str = "{\"coalition\": [\"1\"], \"types\": [\"H\"], \"side\": \"plus\"}";
const ROW_EXAMPLE: &str =
    "{\"coalition\": [\"1\"], \"types\": [\"H\"], \"report\": [\"L\"], \"multiplier\": \"42\"}";
const EQUATION_EXAMPLE: &str = "{\"coalition\": [\"1\"], \"types\": [\"H\"], \"multiplier\": \"42\"}";

/// Reads what a reason of this kind says; its keys are known to be [`ONE_BET_KEYS`].
pub(super) fn read_one_bet<'t>(references: &References<'t>, table: &Table<'t>, span: Span) -> Read<OneBet> {
    let base = references.require(table, span, "base", WITHIN, "\"base\": {\"kind\": \"equal-split\"}")?;
    let base = read_base(references, base)?;
    let example = format!("\"cases\": [{CASE_EXAMPLE}]");
    let cases = references.require(table, span, "cases", WITHIN, &example)?;
    let cases = cases.expect_array(references.source, "the cases", &format!("write {example}"))?;
    let cases = cases.iter().map(|case| read_case(references, case)).collect::<Read<_>>()?;
    Ok(OneBet { base, cases })
}

fn read_case<'t>(references: &References<'t>, node: &Node<'t>) -> Read<SideCase> {
    let source = references.source;
    let within = "a case of a proof about one bet";
    let table = node.expect_table(source, within, &format!("write {CASE_EXAMPLE}"))?;
    table.check_keys(source, within, &["sides", "rows", "equations"])?;
    let list = |key, example: &str| {
        let list = references.require(table, node.span, key, within, &format!("\"{key}\": [{example}]"))?;
        list.expect_array(source, &format!("the {key} of a case"), &format!("write [{example}]"))
    };
    let sides: Vec<TypeSide> =
        list("sides", SIDE_EXAMPLE)?.iter().map(|side| read_side(references, side)).collect::<Read<_>>()?;
    let terms = list("rows", ROW_EXAMPLE)?;
    let terms = terms.iter().map(|row| read_row(references, row, &sides)).collect::<Read<_>>()?;
    let equations = list("equations", EQUATION_EXAMPLE)?;
    let equations = equations.iter().map(|equation| read_equation(references, equation)).collect::<Read<_>>()?;
    Ok(SideCase { sides, terms, equations })
}

fn read_side<'t>(references: &References<'t>, node: &Node<'t>) -> Read<TypeSide> {
    let (table, coalition, truth) = read_type(references, node, &["side"], SIDE_EXAMPLE)?;
    let side = references.require(table, node.span, "side", "the side of a type", SIDE_EXAMPLE)?;
    let side = match references.word(side, "a side", &kind::SIDES)? {
        kind::PLUS => Side::Plus,
        _ => Side::Minus,
    };
    Ok(TypeSide { coalition, truth, side })
}

fn read_row<'t>(references: &References<'t>, node: &Node<'t>, sides: &[TypeSide]) -> Read<SideTerm> {
    let (table, coalition, truth) = read_type(references, node, &["report", "multiplier"], ROW_EXAMPLE)?;
    let within = "a row of a case";
    let report = references.require(table, node.span, "report", within, ROW_EXAMPLE)?;
    let report = references.joint_type(report, coalition)?;
    let multiplier = references.number(table, node.span, "multiplier", within)?;
    // A type without a side has the place after the last one, which the checker refuses.
    let is_type = |side: &TypeSide| (side.coalition, side.truth) == (coalition, truth);
    let place = sides.iter().position(is_type).unwrap_or(sides.len());
    Ok(SideTerm { place, report, multiplier })
}

fn read_equation<'t>(references: &References<'t>, node: &Node<'t>) -> Read<NeutralTerm> {
    let (table, coalition, types) = read_type(references, node, &["multiplier"], EQUATION_EXAMPLE)?;
    let multiplier = references.number(table, node.span, "multiplier", "an equation of a case")?;
    Ok(NeutralTerm { coalition, types, multiplier })
}

/// `coalition` and `types` of an object with these further keys.
fn read_type<'n, 't>(
    references: &References<'t>,
    node: &'n Node<'t>,
    further: &[&str],
    example: &str,
) -> Read<(&'n Table<'t>, Coalition, JointTypeId)> {
    let source = references.source;
    let within = "a part of a case";
    let table = node.expect_table(source, within, &format!("write {example}"))?;
    table.check_keys(source, within, &[&["coalition", "types"], further].concat())?;
    let get = |key| references.require(table, node.span, key, within, example);
    let coalition = references.coalition(get("coalition")?)?;
    Ok((table, coalition, references.joint_type(get("types")?, coalition)?))
}

/// Writes what follows the kind of the reason.
pub(super) fn write_one_bet(json: &mut JsonWriter<'_>, environment: &Environment, proof: &OneBet) {
    write_base(json, environment, proof.base);
    json.key("cases");
    json.open_array(Layout::Lines);
    for case in &proof.cases {
        json.open_object(Layout::Lines);
        json.key("sides");
        json.open_array(Layout::Lines);
        for side in &case.sides {
            json.open_object(Layout::Line);
            write_types(json, environment, side.coalition, &[("types", side.truth)]);
            json.entry("side", if side.side == Side::Plus { kind::PLUS } else { kind::MINUS });
            json.close();
        }
        json.close();
        json.key("rows");
        json.open_array(Layout::Lines);
        for term in &case.terms {
            // A row of no type cannot be written, and proves nothing.
            let Some(side) = case.sides.get(term.place) else { continue };
            json.open_object(Layout::Line);
            write_types(json, environment, side.coalition, &[("types", side.truth), ("report", term.report)]);
            json.key("multiplier");
            json.number(&term.multiplier);
            json.close();
        }
        json.close();
        json.key("equations");
        json.open_array(Layout::Lines);
        for term in &case.equations {
            json.open_object(Layout::Line);
            write_types(json, environment, term.coalition, &[("types", term.types)]);
            json.key("multiplier");
            json.number(&term.multiplier);
            json.close();
        }
        json.close();
        json.close();
    }
    json.close();
}
