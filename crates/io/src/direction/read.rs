//! From a document to a direction.

use super::{DIRECTION_FORMAT, DirectionFile};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, parse_document};
use crate::mechanism::{read_goal, read_tables};
use crate::quantity::read_number;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source};
use crate::suggestion::quoted;
use ambimech_model::direction::{Direction, Towards};
use ambimech_model::environment::Environment;
use ambimech_model::property::Reports;

const KEYS: [&str; 11] = [
    "format",
    "environment",
    "beyond",
    "seal",
    "parameter",
    "from",
    "towards",
    "goal",
    "reports",
    "rules",
    "changes",
];

/// Reads a direction from its text; messages call it `file_name`. Agents, types and profiles are those of `environment`, at whatever
/// value of the parameter. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_direction(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Read<DirectionFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    direction_from(source, &root, environment)
}

pub(super) fn direction_from<'t>(
    source: Source<'t>,
    root: &Node<'t>,
    environment: &Environment,
) -> Read<DirectionFile> {
    let top =
        root.expect_table(source, "a direction", "write \"format\", \"parameter\", \"from\", \"rules\", …")?;
    expect_format(source, top, DIRECTION_FORMAT)?;
    top.check_keys(source, "a direction", &KEYS)?;
    let references = References::new(source, environment);
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let require =
        |key: &str, example: &str| references.require(top, source.first_line(), key, "a direction", example);
    let towards = require("towards", "\"towards\": \"larger\"")?;
    let word = references.word(towards, "a side of a value", &Towards::ALL.map(Towards::name))?;
    let towards = if word == Towards::Smaller.name() { Towards::Smaller } else { Towards::Larger };
    let reports = require("reports", "\"reports\": \"mixed\"")?;
    let word = references.word(reports, "a kind of reports", &[Reports::Pure.name(), Reports::Mixed.name()])?;
    let reports = if word == Reports::Pure.name() { Reports::Pure } else { Reports::Mixed };
    let example = "[{\"name\": \"t\", \"transfers\": {…}}]";
    let start = read_tables(&references, require("rules", &format!("\"rules\": {example}"))?)?;
    let list = require("changes", &format!("\"changes\": {example}"))?;
    let change = read_tables(&references, list)?;
    let names = |rules: &[ambimech_model::mechanism::NamedRule]| -> Vec<String> {
        rules.iter().map(|rule| quoted(&rule.name)).collect()
    };
    let (wanted, found) = (names(&start), names(&change));
    if wanted != found {
        return Err(Box::new(
            Diagnostic::at(source, list.span, "every rule has one change, in the order of the rules")
                .found(format!("changes of {}", found.join(", ")))
                .expected(format!("changes of {}", wanted.join(", ")))
                .help("a rule that does not move changes by 0"),
        ));
    }
    let direction = Direction {
        from: read_number(source, require("from", "\"from\": \"3/4\"")?, "the first value of the parameter")?,
        towards,
        goal: read_goal(source, require("goal", "\"goal\": \"implement\"")?)?,
        reports,
        start,
        change: change.into_iter().map(|rule| rule.table).collect(),
    };
    let parameter = require("parameter", "\"parameter\": \"B\"")?;
    Ok(DirectionFile {
        parameter: parameter.expect_str(source, "the name of the parameter")?.to_string(),
        direction,
        environment: text("environment", "the digest of the environment")?,
        beyond: text("beyond", "the digest of the environment one further")?,
        seal: text("seal", "the seal")?,
    })
}
