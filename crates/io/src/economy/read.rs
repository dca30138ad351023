//! From a document to an economy.

use super::keys;
use super::names::{read_amounts, required};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Value, parse_document};
use crate::label::{Labels, check_name};
use crate::quantity::read_number;
use crate::reference::{expect_format, optional_text};
use crate::source::{Format, Source, read_text};
use crate::suggestion::{counted, quoted};
use ambimech_model::economy::{Affine, Economy, EconomyError, MAX_AGENTS, MAX_PROFILES, Taste, Trader, Utility};
use ambimech_model::number::Rational;
use std::path::Path;

const AGENT_EXAMPLE: &str =
    "[[agents]] with name, endowment = { bread = 2 } and types = { H = { bread = 1, wine = 2 } }";

/// Reads an economy: JSON when the file's name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_economy(path: &Path) -> Read<Economy> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_economy(&text, &path.display().to_string(), format)
}

/// Reads an economy from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_economy(text: &str, file_name: &str, format: Format) -> Read<Economy> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, "an economy", "write format, goods and [[agents]]")?;
    expect_format(source, top, keys::FORMAT)?;
    top.check_keys(source, "an economy", &keys::ECONOMY)?;
    let first = source.first_line();
    let goods = read_goods(source, required(source, (top, first), "goods", "goods = [\"bread\", \"wine\"]")?)?;
    let agents = required(source, (top, first), "agents", AGENT_EXAMPLE)?;
    let nodes = agents.expect_array(source, "the agents", &format!("write {AGENT_EXAMPLE}"))?;
    let mut names = Labels::new();
    let mut traders = Vec::with_capacity(nodes.len());
    for node in nodes {
        traders.push(read_trader(source, node, &goods, &mut names)?);
    }
    let title = (optional_text(source, top, "name")?, optional_text(source, top, "source")?);
    Economy::new(title, goods.names().to_vec(), traders).map_err(|error| {
        let (found, expected, help) = match error {
            EconomyError::TooManyAgents => (
                counted(nodes.len(), "agent"),
                format!("at most {MAX_AGENTS} agents"),
                "every coalition is asked for every joint type: leave some agents out",
            ),
            EconomyError::TooManyProfiles => (
                "more type profiles".to_string(),
                format!("at most {MAX_PROFILES} type profiles"),
                "leave some types out",
            ),
            _ => ("no agent".to_string(), "at least one agent".to_string(), AGENT_EXAMPLE),
        };
        Box::new(
            Diagnostic::at(source, agents.span, "these agents make no economy")
                .found(found)
                .expected(expected)
                .help(help),
        )
    })
}

fn read_goods(source: Source<'_>, node: &Node<'_>) -> Read<Labels> {
    let help = "write goods = [\"bread\", \"wine\"]";
    let nodes = node.expect_array(source, "the goods", help)?;
    let mut goods = Labels::new();
    for node in nodes {
        let name = node.expect_str(source, "the name of a good")?;
        check_name(source, node.span, name, "the name of a good")?;
        if name == keys::CONSTANT || goods.insert(name).is_err() {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "this cannot be the name of a good")
                    .found(quoted(name))
                    .expected(format!("a name that no other good has, and not `{}`", keys::CONSTANT))
                    .help("rename the good"),
            ));
        }
    }
    if nodes.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "there are no goods")
                .found("an empty list")
                .expected("at least one good")
                .help(help),
        ));
    }
    Ok(goods)
}

fn read_trader(source: Source<'_>, node: &Node<'_>, goods: &Labels, names: &mut Labels) -> Read<Trader> {
    let table = node.expect_table(source, "an agent", &format!("write {AGENT_EXAMPLE}"))?;
    table.check_keys(source, "an agent", &keys::AGENT)?;
    let named = required(source, (table, node.span), "name", "name = \"1\"")?;
    let name = named.expect_str(source, "the name of an agent")?;
    check_name(source, named.span, name, "the name of an agent")?;
    if names.insert(name).is_err() {
        return Err(Box::new(
            Diagnostic::at(source, named.span, "two agents have one name")
                .found(quoted(name))
                .expected("a name that no other agent has")
                .help("rename one of them"),
        ));
    }
    let endowment = required(source, (table, node.span), "endowment", "endowment = { bread = 2 }")?;
    let amounts = read_amounts(source, endowment, goods, "an endowment")?;
    if amounts.iter().any(|amount| *amount < Rational::ZERO) {
        return Err(negative(source, endowment, "an endowment", "an amount below 0"));
    }
    let types = required(source, (table, node.span), "types", "types = { H = { bread = 1, wine = 2 } }")?;
    let help = "write types = { H = { bread = 1, wine = 2 } }: what a unit of each good is worth";
    let tastes = types.expect_table(source, "the types", help)?;
    if tastes.entries.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, types.span, format!("agent {} has no types", quoted(name)))
                .found("an empty table")
                .expected("at least one type")
                .help(help),
        ));
    }
    let taste = |entry: &crate::document::Entry<'_>| {
        check_name(source, entry.key_span, &entry.key, "the name of a type")?;
        Ok(Taste { name: entry.key.to_string(), utility: read_utility(source, &entry.value, goods)? })
    };
    Ok(Trader {
        name: name.to_string(),
        endowment: amounts,
        types: tastes.entries.iter().map(taste).collect::<Read<_>>()?,
    })
}

/// One affine function, or a list of them, of which the least counts.
fn read_utility(source: Source<'_>, node: &Node<'_>, goods: &Labels) -> Read<Utility> {
    let pieces = match &node.value {
        Value::Array(nodes) => {
            nodes.iter().map(|node| read_affine(source, node, goods)).collect::<Read<Vec<_>>>()?
        }
        _ => vec![read_affine(source, node, goods)?],
    };
    Utility::new(pieces).ok_or_else(|| {
        Box::new(
            Diagnostic::at(source, node.span, "a type without a utility function")
                .found("an empty list")
                .expected("at least one function, as { bread = 1, wine = 2 }")
                .help("say what a unit of each good is worth"),
        )
    })
}

fn read_affine(source: Source<'_>, node: &Node<'_>, goods: &Labels) -> Read<Affine> {
    let help = "write what a unit of each good is worth, as in { bread = 1, wine = 2 }, or a list of these: the least counts";
    let table = node.expect_table(source, "a utility function", help)?;
    let mut affine = Affine { slopes: vec![Rational::ZERO; goods.names().len()], constant: Rational::ZERO };
    for entry in &table.entries {
        let number = read_number(source, &entry.value, "what a good is worth")?;
        if entry.key == keys::CONSTANT {
            affine.constant = number;
            continue;
        }
        let good = goods.expect(source, entry.key_span, &entry.key, "good")?;
        if number < Rational::ZERO {
            return Err(negative(
                source,
                &entry.value,
                "a utility function",
                "a good that is worth less than nothing",
            ));
        }
        affine.slopes[good] = number;
    }
    Ok(affine)
}

fn negative(source: Source<'_>, node: &Node<'_>, what: &str, found: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, node.span, format!("{what} must not be negative"))
            .found(found)
            .expected("numbers of at least 0")
            .help("goods can be thrown away; give a good that nobody wants the number 0"),
    )
}
