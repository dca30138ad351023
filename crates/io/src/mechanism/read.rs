//! From a document to a mechanism and its certificate.

use super::{MECHANISM_FORMAT, MechanismFile};
use super::{closed_form, holding, table};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::reference::{References, expect_format, optional_text, unknown_word};
use crate::source::{Format, Source, Span, read_text};
use crate::suggestion::quoted;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::property::{Goal, Property};
use std::path::Path;

const TOP: [&str; 8] = ["format", "environment", "name", "source", "goal", "rules", "closed-form", "certificate"];

/// Reads a mechanism file: JSON when its name ends in `.json`, TOML otherwise.
///
/// Nothing is proved by reading: see [`crate::check::check_file`].
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_mechanism(path: &Path, environment: &Environment) -> Read<MechanismFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_mechanism(&text, &path.display().to_string(), format, environment)
}

/// Reads a mechanism from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
///
/// # Examples
/// ```
/// use ambimech_io::{Format, parse_environment};
/// use ambimech_io::mechanism::parse_mechanism;
/// let environment = r#"
/// format = "ambimech-environment/1"
/// agents = [{ name = "seller", types = ["any"] }, { name = "buyer", types = ["high", "low"] }]
/// prior = { "any high" = 1, "any low" = 3 }
/// outcomes.keep = { seller = 0, buyer = 0 }
/// allocation = { "* *" = "keep" }
/// "#;
/// let environment = parse_environment(environment, "sale.toml", Format::Toml, None).unwrap();
/// let text = r#"{"format": "ambimech-mechanism/1",
///     "rules": [{"name": "pay", "transfers": {"* high": ["1/2", "-1/2"], "* low": [0, 0]}}]}"#;
/// let file = parse_mechanism(text, "pay.json", Format::Json, &environment).unwrap();
/// assert_eq!(file.mechanism.rule_count(&environment), Some(1));
/// let message = parse_mechanism(&text.replace("* low", "* lo"), "pay.json", Format::Json, &environment);
/// assert!(message.unwrap_err().to_string().contains("unknown type"));
/// ```
pub fn parse_mechanism(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Read<MechanismFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    mechanism_from(source, &root, environment)
}

/// The mechanism of a document.
pub(crate) fn mechanism_from<'t>(
    source: Source<'t>,
    root: &Node<'t>,
    environment: &Environment,
) -> Read<MechanismFile> {
    let top = root.expect_table(source, "a mechanism", "write \"format\", \"rules\" and what else there is")?;
    expect_format(source, top, MECHANISM_FORMAT)?;
    top.check_keys(source, "a mechanism file", &TOP)?;
    let references = References::new(source, environment);
    let goal = match top.get("goal") {
        None => None,
        Some(entry) => Some(read_goal(source, &entry.value)?),
    };
    let stated = match top.get("environment") {
        None => None,
        Some(entry) => Some(entry.value.expect_str(source, "the digest of the environment")?.to_string()),
    };
    let mechanism = Mechanism {
        name: optional_text(source, top, "name")?,
        source: optional_text(source, top, "source")?,
        goal,
        rules: read_rules(&references, top, root.span)?,
    };
    let (certificate, seal) = match top.get("certificate") {
        None => (None, None),
        Some(entry) => {
            let (certificate, seal) =
                holding::read_certificate(&references, &entry.value, environment, &mechanism)?;
            (Some(certificate), seal)
        }
    };
    Ok(MechanismFile { mechanism, environment: stated, certificate, seal })
}

fn read_rules<'t>(references: &References<'t>, top: &Table<'t>, span: Span) -> Read<Rules> {
    let source = references.source;
    match (top.get("rules"), top.get("closed-form")) {
        (Some(rules), None) => table::read_tables(references, &rules.value).map(Rules::Tables),
        (None, Some(form)) => closed_form::read_closed_form(references, &form.value).map(Rules::ClosedForm),
        (Some(rules), Some(form)) => Err(Box::new(
            Diagnostic::at(source, form.key_span, "the rules are given twice")
                .label("here in closed form")
                .also(source, rules.key_span, "here as tables")
                .found("`rules` and `closed-form`")
                .expected("one of the two")
                .help("remove one of the two"),
        )),
        (None, None) => Err(Box::new(
            Diagnostic::at(source, Span::new(span.start, span.start), "a mechanism without transfer rules")
                .found("neither `rules` nor `closed-form`")
                .expected("one of the two")
                .help("add \"rules\": [{\"name\": \"r1\", \"transfers\": {…}}]"),
        )),
    }
}

/// Reads a goal: one of the named ones, or a list of properties with commas.
pub(crate) fn read_goal(source: Source<'_>, node: &Node<'_>) -> Read<Goal> {
    let text = node.expect_str(source, "a goal")?;
    text.parse().map_err(|_| {
        let named: Vec<String> = Goal::NAMED.iter().map(ToString::to_string).collect();
        let known: Vec<&str> =
            named.iter().map(String::as_str).chain(Property::ALL.iter().map(|property| property.name())).collect();
        let diagnostic = unknown_word(source, node.span, text, "a goal", &known);
        Box::new(diagnostic.help("properties are listed with commas between them: \"ic,bb\""))
    })
}

/// Refuses a rule name that is empty, has control characters, or is taken.
pub(crate) fn check_rule_name(
    source: Source<'_>,
    node: &Node<'_>,
    known: &mut std::collections::HashMap<String, Span>,
) -> Read<String> {
    let name = node.expect_str(source, "the name of a rule")?;
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "this is no name for a rule")
                .found(quoted(name))
                .expected("a text in one line that is not blank")
                .help("write a short name such as \"r1\""),
        ));
    }
    match known.insert(name.to_string(), node.span) {
        None => Ok(name.to_string()),
        Some(first) => Err(Box::new(
            Diagnostic::at(source, node.span, format!("two rules have the name {}", quoted(name)))
                .label("here again")
                .also(source, first, "first here")
                .found(format!("{} twice", quoted(name)))
                .expected("every rule with a name of its own")
                .help("rename one of the two rules"),
        )),
    }
}
