//! The parameters of an auction file, with other values for some of them.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Table};
use crate::formula::{Parameters, is_attribute_name};
use crate::quantity::read_number;
use crate::source::Source;
use crate::suggestion::quoted;
use ambimech_model::number::Rational;

/// Words with a meaning of their own in values.
const RESERVED: [&str; 3] = ["own", "sum", "N"];

/// The parameters of a file, some of them with other values than there.
pub(super) fn changed_parameters(
    source: Source<'_>,
    top: &Table<'_>,
    changes: &[(String, Rational)],
) -> Read<Parameters> {
    let mut parameters = parameters(source, top)?;
    for (name, value) in changes {
        let Some(number) = parameters.names().find(name) else {
            return Err(Box::new(
                Diagnostic::at(source, source.first_line(), format!("there is no parameter {}", quoted(name)))
                    .found("a value for it on the command line")
                    .expected("the name of a parameter under [parameters]")
                    .help(format!("add [parameters] with {name} = \"{value}\", and use it")),
            ));
        };
        parameters.set(number, value.clone());
    }
    Ok(parameters)
}

fn parameters(source: Source<'_>, top: &Table<'_>) -> Read<Parameters> {
    let mut parameters = Parameters::default();
    if let Some(entry) = top.get("parameters") {
        let table = entry.value.expect_table(source, "the parameters", "write [parameters] with a = \"1/2\"")?;
        for entry in &table.entries {
            check_name(source, entry, "parameter")?;
            let value = read_number(source, &entry.value, &format!("the parameter {}", quoted(&entry.key)))?;
            // Keys of a table are unique.
            let _ = parameters.insert(&entry.key, value);
        }
    }
    Ok(parameters)
}

/// A name that formulas can use.
pub(super) fn check_name(source: Source<'_>, entry: &Entry<'_>, what: &str) -> Read<()> {
    let name = entry.key.as_ref();
    if is_attribute_name(name) && !RESERVED.contains(&name) {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(source, entry.key_span, format!("{} cannot be the name of a {what}", quoted(name)))
            .found(quoted(name))
            .expected("letters, digits and `_`, beginning with a letter; not own, sum or N")
            .help("formulas must be able to name it: rename it"),
    ))
}
