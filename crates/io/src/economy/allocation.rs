//! Files of allocations.

use super::keys;
use super::names::{EconomyNames, required};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, parse_document};
use crate::quantity::read_number;
use crate::reference::{expect_format, key_part};
use crate::rows::{Row, cover};
use crate::source::{Format, Source, Span, read_text};
use ambimech_model::economy::{Allocation, AllocationError, Economy};
use ambimech_model::number::Rational;
use std::path::Path;

/// What such a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllocationFile {
    /// The allocation.
    pub allocation: Allocation,
    /// λ(t), by profile and agent, where the file has weights.
    pub weights: Option<Vec<Vec<Rational>>>,
}

/// Reads an allocation of an economy: JSON when the file's name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file, and bundles that the economy cannot give.
pub fn read_allocation(path: &Path, economy: &Economy) -> Read<AllocationFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_allocation(&text, &path.display().to_string(), format, economy)
}

/// Reads an allocation from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_allocation(text: &str, file_name: &str, format: Format, economy: &Economy) -> Read<AllocationFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, "an allocation", "write format and [allocation]")?;
    expect_format(source, top, keys::ALLOCATION_FORMAT)?;
    top.check_keys(source, "an allocation", &keys::ALLOCATION)?;
    let names = EconomyNames::of(economy);
    let example = "[allocation] with \"* *\" = { \"1\" = { bread = 1 }, \"2\" = { wine = 2 } }";
    let node = required(source, (top, source.first_line()), "allocation", example)?;
    let allocation = read_bundles(source, node, economy, &names)?;
    let grand = economy.grand_coalition();
    let weights = match top.get("weights") {
        None => None,
        Some(entry) => {
            Some(by_profile(source, &entry.value, &names, ("the weights", "{ \"1\" = 1, \"2\" = 1 }"), |node| {
                let what = (grand, "the weight");
                names.for_members(source, node, what, |node| {
                    let weight = read_number(source, node, "a weight")?;
                    if weight > Rational::ZERO {
                        return Ok(weight);
                    }
                    Err(Box::new(
                        Diagnostic::at(source, node.span, "a weight must be positive")
                            .found(weight.to_string())
                            .expected("a number greater than 0")
                            .help("with a weight of 0 an agent's endowment would be worth nothing to it"),
                    ))
                })
            })?)
        }
    };
    Ok(AllocationFile { allocation, weights })
}

/// Bundles for every profile and agent.
pub(super) fn read_bundles(
    source: Source<'_>,
    node: &Node<'_>,
    economy: &Economy,
    names: &EconomyNames,
) -> Read<Allocation> {
    let grand = economy.grand_coalition();
    let example = "{ \"1\" = { bread = 1 }, \"2\" = { wine = 2 } }";
    let bundles = by_profile(source, node, names, ("the allocation", example), |node| {
        names.for_members(source, node, (grand, "the bundle"), |node| names.bundle(source, node, "a bundle"))
    })?;
    Allocation::new(economy, bundles).map_err(|error| {
        let label = |profile| names.profiles.label(profile);
        let good = |good: usize| names.goods.names().get(good).cloned().unwrap_or_default();
        let (found, expected) = match &error {
            AllocationError::Malformed => {
                ("bundles of another size".to_string(), "a bundle for everybody".to_string())
            }
            AllocationError::Negative { profile, agent, good: which } => (
                format!(
                    "less than no {} for {} at {}",
                    good(*which),
                    names.profiles.agent(*agent),
                    label(*profile)
                ),
                "amounts of at least 0".to_string(),
            ),
            AllocationError::TooMuch { profile, good: which, given, available } => (
                format!("{given} of {} at {}", good(*which), label(*profile)),
                format!("at most {available}: all endowments together"),
            ),
        };
        Box::new(
            Diagnostic::at(source, node.span, "these bundles cannot be given")
                .found(found)
                .expected(expected)
                .help("change the bundles; goods may be left over"),
        )
    })
}

/// A value for every profile, from rows with `*`.
fn by_profile<R: Clone>(
    source: Source<'_>,
    node: &Node<'_>,
    names: &EconomyNames,
    (table_name, example): (&str, &str),
    read: impl Fn(&Node<'_>) -> Read<R>,
) -> Read<Vec<R>> {
    let table = node.expect_table(source, table_name, &format!("write rows such as \"* *\" = {example}"))?;
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for entry in &table.entries {
        let place = |part: Span| key_part(source, entry, part);
        let pattern = names.profiles.parse_pattern(source, &entry.key, &place)?;
        rows.push(Row { pattern, span: entry.key_span });
        values.push(read(&entry.value)?);
    }
    let covered = cover(source, &names.profiles, &rows, table_name, node.span, example)?;
    let space = &names.profiles.space;
    Ok(space.profiles().filter_map(|profile| values.get(covered.row(space, profile)).cloned()).collect())
}

/// An allocation as a file.
pub fn render_allocation_toml(economy: &Economy, allocation: &Allocation) -> String {
    let names = EconomyNames::of(economy);
    let mut text = format!("format = \"{}\"\n\n[allocation]\n", keys::ALLOCATION_FORMAT);
    for profile in economy.space().profiles() {
        let bundle = |agent| {
            let amounts = economy.goods().iter().zip(allocation.bundle(profile, agent));
            let amounts: Vec<String> =
                amounts.map(|(good, amount)| format!("\"{good}\" = \"{amount}\"")).collect();
            format!("\"{}\" = {{ {} }}", names.profiles.agent(agent), amounts.join(", "))
        };
        let bundles: Vec<String> = economy.space().agents().map(bundle).collect();
        text.push_str(&format!("\"{}\" = {{ {} }}\n", names.profiles.label(profile), bundles.join(", ")));
    }
    text
}
