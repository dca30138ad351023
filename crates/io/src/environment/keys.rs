//! The keys of an environment file, in one place for the reader, the writer and the JSON Schema.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Table, unknown_key};
use crate::source::Source;
use crate::suggestion::quoted;

/// The format this version reads and writes.
pub const FORMAT: &str = "ambimech-environment/1";

/// Key of the common prior.
pub const PRIOR: &str = "prior";
/// Key of beliefs agent by agent.
pub const BELIEFS: &str = "beliefs";

/// Words for kinds of priors in factored form.
pub const FACTORED_KINDS: [&str; 4] = ["independent", "conditional", "markov", "mixture"];
/// Key of the distributions of types, agent by agent.
pub const MARGINALS: &str = "marginals";
/// Key of the states given which types are independent.
pub const STATES: &str = "states";
/// Key of the weight of a state or a part.
pub const WEIGHT: &str = "weight";
/// Key of the order of a chain.
pub const ORDER: &str = "order";
/// Key of the distribution of the first agent's types.
pub const INITIAL: &str = "initial";
/// Key of what every agent's types depend on in a chain.
pub const TRANSITIONS: &str = "transitions";
/// Key of the parts of a mixture.
pub const PARTS: &str = "parts";

/// Key of sets of beliefs, agent by agent.
pub const PRIORS: &str = "priors";
/// Key of the profiles that can occur, beside sets of beliefs.
pub const POSSIBLE: &str = "possible";
/// Key of a social choice set.
pub const CHOICES: &str = "choices";
/// Words for kinds of sets of beliefs.
pub const SET_KINDS: [&str; 7] =
    ["vertices", "inequalities", "contamination", "total-variation", "prokhorov", "capacity", "wald"];
/// Keys of a set given by vertices.
pub const VERTICES: [&str; 2] = [KIND, "vertices"];
/// Keys of a set given by inequalities.
pub const INEQUALITIES: [&str; 2] = [KIND, "rows"];
/// Keys of an inequality.
pub const INEQUALITY: [&str; 3] = ["of", "at-least", "at-most"];
/// Key of the belief that a set is around.
pub const CENTRE: &str = "centre";
/// Key of the set that contaminates.
pub const WITH: &str = "with";
/// Keys of a contamination.
pub const CONTAMINATION: [&str; 4] = [KIND, EPSILON, CENTRE, WITH];
/// Key of the radius of a ball.
pub const RADIUS: &str = "radius";
/// Keys of a ball of total variation.
pub const TOTAL_VARIATION: [&str; 3] = [KIND, RADIUS, CENTRE];
/// Key of the distances between type profiles.
pub const DISTANCE: &str = "distance";
/// Keys of a ball of the Prokhorov metric.
pub const PROKHOROV: [&str; 4] = [KIND, RADIUS, CENTRE, DISTANCE];
/// Key of the values of a capacity.
pub const EVENTS: &str = "events";
/// Key of the function that distorts a belief.
pub const DISTORTION: &str = "distortion";
/// Keys of a capacity.
pub const CAPACITY: [&str; 4] = [KIND, EVENTS, CENTRE, DISTORTION];
/// Keys of the value of an event.
pub const EVENT: [&str; 2] = ["event", "value"];
/// Keys of all distributions.
pub const WALD: [&str; 1] = [KIND];

/// Keys at the top of the file.
pub const TOP: [&str; 16] = [
    "format",
    "name",
    "source",
    "parameters",
    "agents",
    PRIOR,
    BELIEFS,
    PRIORS,
    POSSIBLE,
    "outcomes",
    "outside",
    "allocation",
    CHOICES,
    "coalitions",
    ATTITUDES,
    BAD_OUTCOME,
];
/// Key of the outcome, or lottery, that is worse than every choice for everybody.
pub const BAD_OUTCOME: &str = "bad-outcome";
/// Key of the attitudes to ambiguity.
pub const ATTITUDES: &str = "attitudes";
/// The key, among the attitudes, of all coalitions that are not named.
pub const EVERYBODY_ELSE: &str = "*";
/// Key of the kind of an attitude.
pub const KIND: &str = "kind";
/// Words for kinds of attitudes.
pub const ATTITUDE_KINDS: [&str; 2] = ["maxmin", "smooth"];
/// Key of the weight of the worst case.
pub const ALPHA: &str = "alpha";
/// Key of the size of the set of beliefs about the rule.
pub const EPSILON: &str = "epsilon";
/// Key of the utility of a smooth attitude.
pub const UTILITY: &str = "utility";
/// Words for utilities.
pub const UTILITIES: [&str; 2] = ["cara", "power"];
/// Key of a utility's aversion.
pub const COEFFICIENT: &str = "coefficient";
/// Key of what a coalition owns besides.
pub const WEALTH: &str = "wealth";
/// Keys of a maxmin attitude.
pub const MAXMIN: [&str; 3] = [KIND, ALPHA, EPSILON];
/// Keys of a smooth attitude.
pub const SMOOTH: [&str; 5] = [KIND, UTILITY, COEFFICIENT, WEALTH, EPSILON];
/// Key of the parameters.
pub const PARAMETERS: &str = "parameters";
/// Keys of a parameter that is a table.
pub const PARAMETER: [&str; 2] = ["value", "about"];
/// Keys of an agent.
pub const AGENT: [&str; 2] = ["name", "types"];
/// The attribute that a bare number of a type is.
pub const VALUE: &str = "value";
/// Key of a table that names a CSV file instead of having rows.
pub const FILE: &str = "file";
/// Key of the allocation that names a rule.
pub const RULE: &str = "rule";
/// The rule that takes the first outcome with the largest total payoff.
pub const EFFICIENT: &str = "efficient";
/// Words for coalition patterns.
pub const PATTERNS: [&str; 2] = ["all", "singletons"];

/// A top-level key that slipped into the table above it.
pub(super) fn refuse_misplaced(source: Source<'_>, entry: &Entry<'_>, within: &str) -> Read<()> {
    if !TOP[1..].contains(&entry.key.as_ref()) || AGENT.contains(&entry.key.as_ref()) {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(source, entry.key_span, format!("{} does not belong to {within}", quoted(&entry.key)))
            .found(format!("the key {} within {within}", quoted(&entry.key)))
            .expected(format!("{} at the top of the file", quoted(&entry.key)))
            .help("write it above the first table: in TOML, a key belongs to the last [table] before it"),
    ))
}

/// Refuses keys that are not known in this table; top-level keys get a hint.
pub(super) fn check_keys(source: Source<'_>, table: &Table<'_>, within: &str, known: &[&str]) -> Read<()> {
    for entry in &table.entries {
        if !known.contains(&entry.key.as_ref()) {
            refuse_misplaced(source, entry, within)?;
            return Err(Box::new(unknown_key(source, entry, within, known)));
        }
    }
    Ok(())
}

/// A key that must be there.
pub(super) fn missing_key(source: Source<'_>, key: &str, help: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, source.first_line(), format!("{} is missing", quoted(key)))
            .found(format!("no {} anywhere in this file", quoted(key)))
            .expected(format!("{} once", quoted(key)))
            .help(help),
    )
}
