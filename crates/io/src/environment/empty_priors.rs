//! The mistake of inequalities that no belief satisfies, which only a linear program finds after the file was read.

use super::{Setting, keys, with_text};
use crate::diagnostic::Read;
use crate::suggestion::quoted;
use std::path::Path;

/// Tells that the set of priors of a type is empty, at the place of the set in the file.
///
/// # Errors
/// Always: this mistake.
pub fn refuse_empty_set(path: &Path, settings: &[Setting], agent: &str, own: &str) -> Read<()> {
    with_text(path, |text| {
        let refused = text.with_reader(None, settings, |reader| -> Read<()> {
            let sets = reader.table.get(keys::PRIORS);
            let of_agent = sets.and_then(|sets| sets.value.as_table()?.get(agent));
            let of_type = of_agent.and_then(|sets| {
                let table = sets.value.as_table()?;
                table.get(own).or_else(|| table.get("*")).filter(|found| found.value.as_table().is_some())
            });
            let place = of_type.or(of_agent).or(sets);
            Err(reader.mistake(
                place.map_or(reader.source.first_line(), |entry| entry.key_span),
                &format!("the set of priors of type {} of agent {} is empty", quoted(own), quoted(agent)),
                "inequalities that no belief satisfies",
                "at least one belief of every type",
                "relax one of its inequalities",
            ))
        });
        refused.map(|_| ())
    })
}
