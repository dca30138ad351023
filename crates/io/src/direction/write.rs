//! From a direction to a file.

use super::{DIRECTION_FORMAT, digests};
use crate::json_writer::{JsonWriter, Layout};
use crate::mechanism::write_table;
use crate::seal::sealed;
use ambimech_model::direction::Direction;
use ambimech_model::environment::Environment;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::transfer::TransferTable;

/// The direction as a sealed file. The same direction gives the same bytes; the text ends with a line break.
pub fn render_direction(environment: &ParametricEnvironment, direction: &Direction) -> String {
    let seal = direction_seal(environment, direction);
    let mut text = String::new();
    write_direction(&mut |piece| text.push_str(piece), environment, direction, Some(&seal));
    text
}

/// The hash of the file without the line of the seal.
pub(super) fn direction_seal(environment: &ParametricEnvironment, direction: &Direction) -> String {
    sealed(|sink| write_direction(sink, environment, direction, None))
}

fn write_direction(
    sink: &mut dyn FnMut(&str),
    environment: &ParametricEnvironment,
    direction: &Direction,
    seal: Option<&str>,
) {
    let (here, beyond) = digests(environment, &direction.from, direction.towards);
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", DIRECTION_FORMAT);
    json.entry("environment", &here);
    json.entry("beyond", &beyond);
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.entry("parameter", environment.parameter());
    json.key("from");
    json.number(&direction.from);
    json.entry("towards", direction.towards.name());
    json.entry("goal", &direction.goal.to_string());
    json.entry("reports", direction.reports.name());
    let names = || direction.start.iter().map(|rule| rule.name.as_str());
    let tables = direction.start.iter().map(|rule| &rule.table);
    write_rules(&mut json, environment.environment(), "rules", names().zip(tables));
    write_rules(&mut json, environment.environment(), "changes", names().zip(&direction.change));
    json.finish();
}

fn write_rules<'r>(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    key: &str,
    rules: impl Iterator<Item = (&'r str, &'r TransferTable)>,
) {
    json.key(key);
    json.open_array(Layout::Lines);
    for (name, table) in rules {
        json.open_object(Layout::Lines);
        json.entry("name", name);
        json.key("transfers");
        write_table(json, environment, table);
        json.close();
    }
    json.close();
}
