//! An outcome by its name, or a table of probabilities.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Value};
use crate::quantity::read_number;
use crate::reference::References;
use ambimech_model::environment::Environment;
use ambimech_model::index::OutcomeId;
use ambimech_model::lottery::Lottery;

pub(super) fn read_lottery<'t>(
    references: &References<'t>,
    frame: &Environment,
    node: &Node<'t>,
) -> Read<Lottery> {
    let source = references.source;
    let Value::Table(table) = &node.value else {
        return references.outcome(node).map(Lottery::sure);
    };
    let mut parts = Vec::with_capacity(table.entries.len());
    for entry in &table.entries {
        let place = frame.outcomes().iter().position(|outcome| outcome.name == entry.key).ok_or_else(|| {
            Box::new(
                Diagnostic::at(source, entry.key_span, "this outcome does not exist")
                    .found(entry.key.to_string())
                    .expected("an outcome of the environment"),
            )
        })?;
        parts.push((OutcomeId(place), read_number(source, &entry.value, "a probability")?));
    }
    Lottery::new(parts).map_err(|error| {
        Box::new(
            Diagnostic::at(source, node.span, "this is no lottery")
                .found(error.to_string())
                .expected("probabilities that are not negative and add up to 1"),
        )
    })
}
