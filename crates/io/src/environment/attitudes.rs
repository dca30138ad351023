//! `[attitudes]`: what ambiguity is to whom.

use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, Value};
use crate::source::Span;
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, AttitudeError, Attitudes, Utility};

const EXPECTED: &str = "\"maxmin\", or a table with a kind";
const HELP: &str = "write \"1 2\" = { kind = \"maxmin\", alpha = 0.75 }, or { kind = \"smooth\", utility = \"cara\", \
                    coefficient = 2 }";
const HELP_POWER: &str = "write { kind = \"smooth\", utility = \"power\", coefficient = 2, wealth = 100 }";

impl Reader<'_, '_> {
    /// Without the table, or without `*`, the others look at the worst case.
    pub(super) fn read_attitudes(&self, known: &Known, pattern: &Pattern) -> Read<Attitudes> {
        let Some(entry) = self.table.get(keys::ATTITUDES) else { return Ok(Attitudes::default()) };
        let table = entry.value.expect_table(self.source, "the attitudes to ambiguity", HELP)?;
        let mut usual = Attitude::MAXMIN;
        let mut listed: Vec<(Coalition, Attitude)> = Vec::new();
        let mut places: Vec<Span> = Vec::new();
        for entry in &table.entries {
            if entry.key == keys::EVERYBODY_ELSE {
                usual = self.read_attitude(entry)?;
                continue;
            }
            keys::refuse_misplaced(self.source, entry, "the attitudes")?;
            let coalition = self.read_members(known, entry)?;
            if !pattern.contains(coalition) && coalition.len() > 1 {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        format!("the coalition of {} cannot form", quoted(&entry.key)),
                    )
                    .found("an attitude of a coalition that `coalitions` excludes")
                    .expected("a single agent, or a coalition that can form")
                    .help("leave the entry out, or add the coalition to `coalitions`"),
                ));
            }
            if let Some(first) = listed.iter().position(|(other, _)| *other == coalition) {
                return Err(Box::new(
                    Diagnostic::at(self.source, entry.key_span, "two attitudes for one coalition")
                        .label("the second")
                        .also(self.source, places[first], "the first")
                        .found(format!("the members of {} twice", quoted(&entry.key)))
                        .expected("every coalition at most once, whatever the order of its members")
                        .help("remove one of the two"),
                ));
            }
            listed.push((coalition, self.read_attitude(entry)?));
            places.push(entry.key_span);
        }
        // Every number was found to be in range where it stands.
        Attitudes::new(usual, listed).map_err(|error| self.out_of_range(entry.key_span, "an attitude", error))
    }

    /// The coalition that a key such as `1 2` names.
    fn read_members(&self, known: &Known, entry: &Entry<'_>) -> Read<Coalition> {
        let mut coalition = Coalition::EMPTY;
        for name in entry.key.split_whitespace() {
            let agent = AgentId(known.names.agents.expect(self.source, entry.key_span, name, "agent")?);
            if coalition.contains(agent) {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        format!("agent {} is in the coalition twice", quoted(name)),
                    )
                    .found(format!("{} twice in {}", quoted(name), quoted(&entry.key)))
                    .expected("every member once")
                    .help("remove one of the two"),
                ));
            }
            coalition = coalition.with(agent);
        }
        if coalition.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, entry.key_span, "an attitude of nobody")
                    .found("a key without a name")
                    .expected("names of agents with blanks between them, or `*` for all others")
                    .help("write \"1 2\" = \"maxmin\", or \"*\" = \"maxmin\""),
            ));
        }
        Ok(coalition)
    }

    fn read_attitude(&self, entry: &Entry<'_>) -> Read<Attitude> {
        match &entry.value.value {
            Value::String(word) if word == keys::ATTITUDE_KINDS[0] => Ok(Attitude::MAXMIN),
            Value::String(word) if word == keys::ATTITUDE_KINDS[1] => {
                Err(self.missing(entry.value.span, "a smooth attitude", "utility"))
            }
            Value::String(word) => Err(self.unknown(entry.value.span, word, "kind", &keys::ATTITUDE_KINDS)),
            Value::Table(table) => {
                let kind = self.word(entry.key_span, table, "an attitude", keys::KIND, &keys::ATTITUDE_KINDS)?;
                if kind == keys::ATTITUDE_KINDS[0] {
                    self.read_maxmin(table)
                } else {
                    self.read_smooth(entry, table)
                }
            }
            _ => Err(Box::new(entry.value.wrong_kind(self.source, EXPECTED).help(HELP))),
        }
    }

    fn read_maxmin(&self, table: &Table<'_>) -> Read<Attitude> {
        keys::check_keys(self.source, table, "a maxmin attitude", &keys::MAXMIN)?;
        let alpha = match table.get(keys::ALPHA) {
            None => Rational::ONE,
            Some(found) => {
                let alpha = self.constant(&found.value, keys::ALPHA)?;
                let epsilon = Rational::ONE;
                self.in_range(found, keys::ALPHA, Attitude::Maxmin { alpha: alpha.clone(), epsilon })?;
                alpha
            }
        };
        Ok(Attitude::Maxmin { alpha, epsilon: self.epsilon(table)? })
    }

    fn read_smooth(&self, entry: &Entry<'_>, table: &Table<'_>) -> Read<Attitude> {
        let what = "a smooth attitude";
        keys::check_keys(self.source, table, what, &keys::SMOOTH)?;
        let utility = self.word(entry.key_span, table, what, keys::UTILITY, &keys::UTILITIES)?;
        let needed = |key: &str| table.get(key).ok_or_else(|| self.missing(entry.key_span, what, key));
        let epsilon = Rational::ONE;
        let found = needed(keys::COEFFICIENT)?;
        let coefficient = self.constant(&found.value, keys::COEFFICIENT)?;
        let cara = Utility::Cara { coefficient: coefficient.clone() };
        self.in_range(
            found,
            keys::COEFFICIENT,
            Attitude::Smooth { utility: cara.clone(), epsilon: epsilon.clone() },
        )?;
        let utility = if utility == keys::UTILITIES[0] {
            if let Some(wealth) = table.get(keys::WEALTH) {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        wealth.key_span,
                        "constant absolute aversion does not depend on wealth",
                    )
                    .found("the key `wealth` beside utility = \"cara\"")
                    .expected("wealth with utility = \"power\" only")
                    .help("remove the wealth, or write utility = \"power\""),
                ));
            }
            cara
        } else {
            let found = needed(keys::WEALTH)?;
            let wealth = self.constant(&found.value, keys::WEALTH)?;
            let power = Utility::Power { coefficient, wealth };
            self.in_range(found, keys::WEALTH, Attitude::Smooth { utility: power.clone(), epsilon })?;
            power
        };
        Ok(Attitude::Smooth { utility, epsilon: self.epsilon(table)? })
    }

    fn epsilon(&self, table: &Table<'_>) -> Read<Rational> {
        let Some(found) = table.get(keys::EPSILON) else { return Ok(Rational::ONE) };
        let epsilon = self.constant(&found.value, keys::EPSILON)?;
        self.in_range(found, keys::EPSILON, Attitude::Maxmin { alpha: Rational::ONE, epsilon: epsilon.clone() })?;
        Ok(epsilon)
    }

    /// A number, which must be the same at every value of an open parameter.
    fn constant(&self, node: &Node<'_>, key: &str) -> Read<Rational> {
        let number = self.quantity(node, &format!("the {key} of an attitude"))?;
        if number.is_constant() {
            return Ok(number.now);
        }
        let name = quoted(self.parameters.open().unwrap_or(""));
        Err(Box::new(
            Diagnostic::at(self.source, node.span, format!("an attitude depends on {name}"))
                .found(format!("{} that moves with {name}", quoted(key)))
                .expected(format!("attitudes that are the same at every value of {name}"))
                .help(format!("leave another parameter open and give {name} values one by one with --set")),
        ))
    }

    fn in_range(&self, entry: &Entry<'_>, key: &str, attitude: Attitude) -> Read<()> {
        match attitude.checked() {
            Ok(_) => Ok(()),
            Err(error) => Err(self.out_of_range(entry.value.span, &quoted(key), error)),
        }
    }

    fn out_of_range(&self, span: Span, what: &str, error: AttitudeError) -> Box<Diagnostic> {
        let help = match error {
            AttitudeError::Alpha => "alpha = 1 is the worst case alone, alpha = 0 the best case alone",
            AttitudeError::Epsilon => {
                "epsilon = 1 allows every belief about the rule; smaller ones stay near the uniform one"
            }
            AttitudeError::Coefficient => {
                "the larger the coefficient, the more averse; write \"maxmin\" for the limit"
            }
            AttitudeError::Wealth => "wealth is what the coalition owns besides; values below -wealth are ruinous",
        };
        Box::new(
            Diagnostic::at(self.source, span, format!("{what} is out of range"))
                .found(self.source.slice(span))
                .expected(error.to_string())
                .help(help),
        )
    }

    /// A word of a table that must be one of these.
    fn word<'n>(&self, place: Span, table: &'n Table<'_>, what: &str, key: &str, words: &[&str]) -> Read<&'n str> {
        let found = table.get(key).ok_or_else(|| self.missing(place, what, key))?;
        let word = found.value.expect_str(self.source, &format!("the {key} of an attitude"))?;
        if words.contains(&word) { Ok(word) } else { Err(self.unknown(found.value.span, word, key, words)) }
    }

    fn unknown(&self, span: Span, word: &str, key: &str, words: &[&str]) -> Box<Diagnostic> {
        let meant = did_you_mean(word, words.iter().copied());
        Box::new(
            Diagnostic::at(self.source, span, format!("unknown {key} of an attitude {}", quoted(word)))
                .found(quoted(word))
                .expected(format!("one of {}", listed(words.iter().copied())))
                .help(if meant.is_empty() { HELP.to_string() } else { meant }),
        )
    }

    fn missing(&self, span: Span, what: &str, key: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.source, span, format!("{what} without {}", quoted(key)))
                .found(format!("no {} for this attitude", quoted(key)))
                .expected(match key {
                    keys::UTILITY => "utility = \"cara\" or \"power\"".to_string(),
                    keys::KIND => "kind = \"maxmin\" or \"smooth\"".to_string(),
                    _ => format!("{key} = a positive number"),
                })
                .help(if key == keys::WEALTH { HELP_POWER } else { HELP }),
        )
    }
}
