//! `[parameters]`: letters that stand for numbers, and where a number may be written with them.

use super::{Reader, keys};
use crate::affine::Affine;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, Value};
use crate::environment::setting::Setting;
use crate::formula::{Parameters, RESERVED, evaluate_constant, has_word, is_attribute_name};
use crate::quantity::read_number;
use crate::source::{Source, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::number::{Rational, parse_number};

const HELP: &str = "write [parameters] with B = 7, or B = { value = 7, about = \"what it is\" }";

/// The parameters of a file: their values in it, changed by the settings, and `open` left open.
///
/// # Errors
/// A name that cannot be one, a malformed number, a setting or an open parameter that the file does not declare.
pub(super) fn read_parameters(
    source: Source<'_>,
    root: &Table<'_>,
    settings: &[Setting],
    open: Option<&str>,
) -> Read<Parameters> {
    let mut parameters = Parameters::default();
    let entry = root.get(keys::PARAMETERS);
    if let Some(entry) = entry {
        let table = entry.value.expect_table(source, "the parameters", HELP)?;
        for entry in &table.entries {
            check_parameter_name(source, entry)?;
            let value = read_value(source, entry)?;
            // Keys of a table are unique.
            let _ = parameters.insert(&entry.key, value);
        }
    }
    let place = entry.map_or(source.first_line(), |entry| entry.value.span);
    for (number, setting) in settings.iter().enumerate() {
        let written = format!("{}={}", setting.name, setting.value);
        let found = find(source, place, &parameters, &setting.name, &format!("the setting {}", quoted(&written)))?;
        if settings.iter().take(number).any(|other| other.name == setting.name) {
            return Err(Box::new(
                Diagnostic::at(source, place, format!("the parameter {} is set twice", quoted(&setting.name)))
                    .found(format!("two settings, the second {}", quoted(&written)))
                    .expected("at most one setting for each parameter")
                    .help("leave one of the two --set out"),
            ));
        }
        parameters.set(found, setting.value.clone());
    }
    if let Some(name) = open {
        let found = find(source, place, &parameters, name, &format!("the name {}", quoted(name)))?;
        parameters.leave_open(found);
    }
    Ok(parameters)
}

/// The number of a parameter that somebody outside the file names.
fn find(source: Source<'_>, place: Span, parameters: &Parameters, name: &str, found: &str) -> Read<usize> {
    let names = parameters.names().names();
    parameters.names().find(name).ok_or_else(|| {
        let known = || names.iter().map(String::as_str);
        let title = format!("this environment has no parameter {}", quoted(name));
        let diagnostic = Diagnostic::at(source, place, title).found(found);
        Box::new(if names.is_empty() {
            diagnostic.expected("a parameter that the file declares; it declares none").help(format!(
                "declare it at the end of the file, [parameters] with {name} = 7, and use it in a formula"
            ))
        } else {
            let meant = did_you_mean(name, known());
            diagnostic.expected(format!("one of {}", listed(known()))).help(if meant.is_empty() {
                "name one of these, or declare it under [parameters]".to_string()
            } else {
                meant
            })
        })
    })
}

fn check_parameter_name(source: Source<'_>, entry: &Entry<'_>) -> Read<()> {
    keys::refuse_misplaced(source, entry, "the parameters")?;
    let name = entry.key.as_ref();
    let help = match name {
        keys::VALUE => "`value` is what value[1] asks for, the number of a type: choose another name".to_string(),
        _ if RESERVED.contains(&name) => {
            "this word has a meaning of its own in formulas: choose another name".to_string()
        }
        _ if is_attribute_name(name) => return Ok(()),
        _ => "formulas must be able to name it: rename it, for example `B` or `cost_2`".to_string(),
    };
    Err(Box::new(
        Diagnostic::at(source, entry.key_span, format!("{} cannot be the name of a parameter", quoted(name)))
            .found(quoted(name))
            .expected("letters, digits and `_`, beginning with a letter")
            .help(help),
    ))
}

fn read_value(source: Source<'_>, entry: &Entry<'_>) -> Read<Rational> {
    let what = format!("the parameter {}", quoted(&entry.key));
    let Value::Table(table) = &entry.value.value else { return read_number(source, &entry.value, &what) };
    table.check_keys(source, &what, &keys::PARAMETER)?;
    if let Some(about) = table.get(keys::PARAMETER[1]) {
        about.value.expect_str(source, "what the parameter is about")?;
    }
    match table.get(keys::PARAMETER[0]) {
        Some(value) => read_number(source, &value.value, &what),
        None => Err(Box::new(
            Diagnostic::at(source, entry.key_span, format!("{what} has no value"))
                .found("no key `value`")
                .expected("a number, or a table with the key `value`")
                .help(HELP),
        )),
    }
}

impl Reader<'_, '_> {
    /// A number of the file, which may be a formula of parameters when it stands in quotes.
    pub(super) fn quantity(&self, node: &Node<'_>, what: &str) -> Read<Affine> {
        if let Value::String(text) = &node.value
            && !self.parameters.names().names().is_empty()
            && parse_number(text.trim()).is_err()
            && has_word(text)
        {
            let place = |part: Span| node.content_span(self.source, part);
            return evaluate_constant(self.source, text, &place, &self.parameters);
        }
        let number = read_number(self.source, node, what).map_err(|diagnostic| match &node.value {
            Value::String(name) if is_attribute_name(name) => {
                let help = format!("a letter can stand for a number: declare [parameters] with {name} = 7");
                Box::new(diagnostic.help(help))
            }
            _ => diagnostic,
        });
        number.map(Affine::constant)
    }

    /// Refuses an attribute with the name of a parameter.
    pub(super) fn refuse_parameter_as_attribute(&self, entry: &Entry<'_>) -> Read<()> {
        if self.parameters.find(&entry.key).is_none() {
            return Ok(());
        }
        let declared = self.table.get(keys::PARAMETERS).and_then(|table| table.value.as_table()?.get(&entry.key));
        let place = declared.map_or(self.source.first_line(), |entry| entry.key_span);
        let name = quoted(&entry.key);
        Err(Box::new(
            Diagnostic::at(
                self.source,
                entry.key_span,
                format!("{name} is a parameter and an attribute of a type"),
            )
            .label("the attribute")
            .also(self.source, place, "the parameter")
            .found(format!("the name {name} for two things"))
            .expected("different names for parameters and attributes")
            .help("rename one of the two"),
        ))
    }

    /// A weight of a profile, which must be the same at every value of an open parameter.
    pub(super) fn weight(&self, node: &Node<'_>) -> Read<Rational> {
        let weight = self.quantity(node, "the weight of a profile")?;
        if weight.is_constant() {
            return Ok(weight.now);
        }
        let name = quoted(self.parameters.open().unwrap_or(""));
        Err(Box::new(
            Diagnostic::at(self.source, node.span, format!("the beliefs depend on {name}"))
                .found(format!("a weight that moves with {name}"))
                .expected(format!("beliefs that are the same at every value of {name}"))
                .help(format!("leave another parameter open and give {name} values one by one with --set")),
        ))
    }
}
