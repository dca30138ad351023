//! Tables with one row per type profile, in which `*` stands for every type of an agent.
//!
//! The rows must cover every profile exactly once. Only the agents that some row names a type of matter, so coverage
//! is decided over their joint types; every mark is either new or an error, which keeps the work linear in the number
//! of rows and of these joint types.

use crate::diagnostic::{Diagnostic, Read};
use crate::label::Labels;
use crate::source::{Source, Span};
use crate::suggestion::{counted, listed, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::type_space::TypeSpace;

/// The names of the agents and of their types, with the space they span: all that is needed to read profiles.
#[derive(Debug, Clone)]
pub struct ProfileNames {
    /// The agents' names.
    pub agents: Labels,
    /// The names of each agent's types.
    pub types: Vec<Labels>,
    /// The type space.
    pub space: TypeSpace,
    /// Of whom a row names a type, for messages: [`EVERY_AGENT`] or [`EVERY_OTHER_AGENT`].
    pub everyone: &'static str,
}

/// Rows that name a type of every agent.
pub const EVERY_AGENT: &str = "every agent";
/// Rows of an agent's beliefs, which name a type of all the others.
pub const EVERY_OTHER_AGENT: &str = "every other agent";

/// What one row covers: for some agents one type, for the others (written `*`) every type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    /// The agents of whom the row names a type.
    pub fixed: Coalition,
    /// The first profile that is covered.
    pub first: ProfileId,
}

impl ProfileNames {
    /// Reads a row's label such as `H * L`; `place` gives the span of a part of the label.
    ///
    /// # Errors
    /// A wrong number of names, or an unknown type.
    pub fn parse_pattern(&self, source: Source<'_>, label: &str, place: &dyn Fn(Span) -> Span) -> Read<Pattern> {
        let agents = self.types.len();
        let count = words(label).count();
        if count == agents {
            let words = words(label).map(|(start, word)| (word, Span::new(start, start + word.len())));
            return pattern_of(self, source, words, place);
        }
        let span = place(Span::new(0, label.len()));
        Err(Box::new(
            Diagnostic::at(source, span, format!("a row names one type of {}", self.everyone))
                .found(format!("{} in {}", counted(count, "name"), quoted(label)))
                .expected(format!(
                    "{}, one type (or `*`) of each agent: {}",
                    if agents == 1 {
                        "1 name".to_string()
                    } else {
                        format!("{agents} names with spaces between them")
                    },
                    listed(self.agents.names().iter().map(String::as_str))
                ))
                .help(format!("write it like \"{}\"", self.label(ProfileId(0)))),
        ))
    }

    fn unknown_type(&self, source: Source<'_>, span: Span, word: &str, agent: AgentId) -> Box<Diagnostic> {
        let mut diagnostic = self.types[agent.0].unknown(source, span, word, "type");
        diagnostic.title = format!("unknown type {} of agent {}", quoted(word), quoted(self.agent(agent)));
        Box::new(diagnostic.help("a row names the types in the order of the agents; `*` stands for every type"))
    }

    /// An agent's name.
    pub fn agent(&self, agent: AgentId) -> &str {
        self.agents.names().get(agent.0).map_or("", String::as_str)
    }

    /// The names of all agents but one.
    #[must_use]
    pub fn without(&self, agent: AgentId) -> ProfileNames {
        let others = Coalition::grand(self.space.agent_count()).without(agent);
        let agents: Labels = others.members().map(|other| self.agent(other)).collect();
        let types = others.members().map(|other| self.types[other.0].clone()).collect();
        let counts = others.members().map(|other| self.space.type_count(other)).collect();
        // A part of a space that is not too large is not too large.
        let space = TypeSpace::new(counts).unwrap_or_else(|| self.space.clone());
        ProfileNames { agents, types, space, everyone: EVERY_OTHER_AGENT }
    }

    /// A type's name.
    pub fn type_name(&self, agent: AgentId, t: TypeId) -> &str {
        self.types.get(agent.0).and_then(|types| types.names().get(t.0)).map_or("", String::as_str)
    }

    /// The label of a profile: `H H L`.
    pub fn label(&self, profile: ProfileId) -> String {
        let names: Vec<&str> =
            self.space.agents().map(|agent| self.type_name(agent, self.space.type_of(profile, agent))).collect();
        names.join(" ")
    }

    /// The label of a joint type, with `*` for the agents outside the coalition.
    pub fn joint_label(&self, coalition: Coalition, joint: JointTypeId) -> String {
        let types = self.space.joint_types(coalition, joint);
        let name = |agent: AgentId| {
            types.iter().find(|(member, _)| *member == agent).map_or("*", |(_, t)| self.type_name(agent, *t))
        };
        self.space.agents().map(name).collect::<Vec<&str>>().join(" ")
    }
}

/// The pattern of one word per agent, each a type or `*`, with its span, which `place` moves to its place in the file.
///
/// # Errors
/// An unknown type.
pub fn pattern_of<'w>(
    names: &ProfileNames,
    source: Source<'_>,
    words: impl Iterator<Item = (&'w str, Span)>,
    place: &dyn Fn(Span) -> Span,
) -> Read<Pattern> {
    let mut pattern = Pattern { fixed: Coalition::EMPTY, first: ProfileId(0) };
    for (agent, (word, span)) in names.space.agents().zip(words) {
        if word == "*" {
            continue;
        }
        let number = names.types[agent.0].find(word);
        let number = number.ok_or_else(|| names.unknown_type(source, place(span), word, agent))?;
        pattern.fixed = pattern.fixed.with(agent);
        pattern.first.0 += number * names.space.stride(agent);
    }
    Ok(pattern)
}

/// Which row covers which profile.
#[derive(Debug, Clone)]
pub struct Cover {
    /// The agents of whom some row names a type; the cover depends on their types only.
    pub agents: Coalition,
    /// The row of every joint type of these agents.
    pub rows: Vec<u32>,
    strides: Vec<(AgentId, usize)>,
}

impl Cover {
    /// The row that covers a profile.
    pub fn row(&self, space: &TypeSpace, profile: ProfileId) -> usize {
        let joint: usize =
            self.strides.iter().map(|(agent, stride)| space.type_of(profile, *agent).0 * stride).sum();
        self.rows.get(joint).map_or(0, |row| *row as usize)
    }
}

/// A row of a table: what it covers and where its label stands.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it covers.
    pub pattern: Pattern,
    /// The place of its label.
    pub span: Span,
}

const UNCOVERED: u32 = u32::MAX;

/// Finds the row of every profile.
///
/// `table` names the table in messages, as in "the allocation"; `span` is its place, and `example` a value to show in
/// the row that is missing.
///
/// # Errors
/// A profile in two rows (both are shown), or in none.
pub fn cover(
    source: Source<'_>,
    names: &ProfileNames,
    rows: &[Row],
    table: &str,
    span: Span,
    example: &str,
) -> Read<Cover> {
    let sign = if source.text.trim_start().starts_with('{') { ":" } else { " =" };
    cover_with(source, names, rows, (table, span), &|label| format!("\"{label}\"{sign} {example}"))
}

/// As [`cover`], with `row` to write the row of a label as it would stand in the file.
///
/// # Errors
/// As [`cover`].
pub fn cover_with(
    source: Source<'_>,
    names: &ProfileNames,
    rows: &[Row],
    (table, span): (&str, Span),
    row_of: &dyn Fn(&str) -> String,
) -> Read<Cover> {
    let space = &names.space;
    let agents: Coalition =
        space.agents().filter(|agent| rows.iter().any(|row| row.pattern.fixed.contains(*agent))).collect();
    let mut strides: Vec<(AgentId, usize)> = Vec::new();
    let mut size = 1;
    for agent in agents.members().rev() {
        strides.push((agent, size));
        size *= space.type_count(agent);
    }
    strides.reverse();
    let mut owners = vec![UNCOVERED; size];
    for (number, row) in rows.iter().enumerate() {
        let mark = u32::try_from(number).unwrap_or(UNCOVERED - 1);
        let (fixed, free): (Vec<_>, Vec<_>) =
            strides.iter().partition(|(agent, _)| row.pattern.fixed.contains(*agent));
        let base: usize =
            fixed.iter().map(|(agent, stride)| space.type_of(row.pattern.first, *agent).0 * stride).sum();
        let mut odometer =
            Odometer::new(base, free.iter().map(|(agent, stride)| (space.type_count(*agent), *stride)));
        while let Some(joint) = odometer.next_place() {
            if owners[joint] != UNCOVERED {
                let first = &rows[owners[joint] as usize];
                let profile = names.joint_label(agents, JointTypeId(joint));
                return Err(doubly_covered(source, &profile, row, first, table));
            }
            owners[joint] = mark;
        }
    }
    match owners.iter().position(|owner| *owner == UNCOVERED) {
        None => Ok(Cover { agents, rows: owners, strides }),
        Some(_) if rows.is_empty() => Err(Box::new(
            Diagnostic::at(source, span, format!("{table} has no rows"))
                .found("an empty table")
                .expected("every profile of types in exactly one row")
                .help(format!("add rows such as {}", row_of(&names.label(ProfileId(0))))),
        )),
        Some(joint) => {
            let missing = owners[joint..].iter().filter(|owner| **owner == UNCOVERED).count();
            let label = names.joint_label(agents, JointTypeId(joint));
            let profiles = if agents.len() == space.agent_count() { "the profile" } else { "the profiles" };
            let more = match missing {
                1 => String::new(),
                2 => ", and none for another".to_string(),
                more => format!(", and none for {} others", more - 1),
            };
            Err(Box::new(
                Diagnostic::at(source, span, format!("{table} says nothing about {profiles} {}", quoted(&label)))
                    .found(format!("no row for {}{more}", quoted(&label)))
                    .expected("every profile of types in exactly one row")
                    .help(format!("add the row {}; `*` stands for every type of an agent", row_of(&label))),
            ))
        }
    }
}

fn doubly_covered(source: Source<'_>, profile: &str, row: &Row, first: &Row, table: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, row.span, format!("two rows of {table} cover {}", quoted(profile)))
            .label("this row covers it again")
            .also(source, first.span, "this row covers it already")
            .found(format!("two rows for {}", quoted(profile)))
            .expected("every profile of types in exactly one row")
            .help("name types instead of `*` in one of the two rows, or remove one"),
    )
}

/// The words of a text and where each starts.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end();
        (!word.is_empty()).then_some((start, word))
    })
}

/// Runs through the places of a row, the last agent fastest.
struct Odometer {
    place: usize,
    /// Count, stride and current digit of each free agent.
    wheels: Vec<(usize, usize, usize)>,
    done: bool,
}

impl Odometer {
    fn new(base: usize, free: impl Iterator<Item = (usize, usize)>) -> Odometer {
        Odometer { place: base, wheels: free.map(|(count, stride)| (count, stride, 0)).collect(), done: false }
    }

    fn next_place(&mut self) -> Option<usize> {
        if self.done {
            return None;
        }
        let place = self.place;
        self.done = true;
        for (count, stride, digit) in self.wheels.iter_mut().rev() {
            *digit += 1;
            self.place += *stride;
            if *digit < *count {
                self.done = false;
                break;
            }
            self.place -= *stride * *count;
            *digit = 0;
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(counts: &[usize]) -> ProfileNames {
        let types: Vec<Labels> = counts
            .iter()
            .map(|count| {
                let mut labels = Labels::new();
                (0..*count).for_each(|t| labels.insert(&format!("t{t}")).unwrap());
                labels
            })
            .collect();
        let mut agents = Labels::new();
        (0..counts.len()).for_each(|agent| agents.insert(&format!("{agent}")).unwrap());
        ProfileNames { agents, types, space: TypeSpace::new(counts.to_vec()).unwrap(), everyone: EVERY_AGENT }
    }

    fn rows(names: &ProfileNames, labels: &[String]) -> Vec<Row> {
        let source = Source::new("f", "");
        let row = |label: &String| {
            let pattern = names.parse_pattern(source, label, &|span| span).unwrap();
            Row { pattern, span: Span::default() }
        };
        labels.iter().map(row).collect()
    }

    #[test]
    fn coverage_agrees_with_counting() {
        let names = names(&[2, 3, 2]);
        let source = Source::new("f", "");
        let mut state = 7u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let (mut complete, mut doubled, mut missing) = (0, 0, 0);
        for _ in 0..20_000 {
            let labels: Vec<String> = (0..1 + random(6))
                .map(|_| {
                    let word =
                        |count: usize, draw: usize| if draw < count { format!("t{draw}") } else { "*".into() };
                    let words = [word(2, random(4)), word(3, random(5)), word(2, random(4))];
                    words.join(" ")
                })
                .collect();
            let rows = rows(&names, &labels);
            let covers = |row: &Row, profile: ProfileId| {
                row.pattern.fixed.members().all(|agent| {
                    names.space.type_of(profile, agent) == names.space.type_of(row.pattern.first, agent)
                })
            };
            let counts: Vec<usize> = names
                .space
                .profiles()
                .map(|profile| rows.iter().filter(|row| covers(row, profile)).count())
                .collect();
            match cover(source, &names, &rows, "the table", Span::default(), "0") {
                Ok(cover) => {
                    complete += 1;
                    assert!(counts.iter().all(|count| *count == 1), "{labels:?}");
                    for profile in names.space.profiles() {
                        assert!(covers(&rows[cover.row(&names.space, profile)], profile), "{labels:?}");
                    }
                }
                Err(diagnostic) if diagnostic.places.len() == 2 => {
                    doubled += 1;
                    assert!(counts.iter().any(|count| *count > 1), "{labels:?}: {diagnostic}");
                }
                Err(diagnostic) => {
                    missing += 1;
                    assert!(counts.iter().all(|count| *count < 2), "{labels:?}: {diagnostic}");
                    assert!(counts.contains(&0), "{labels:?}: {diagnostic}");
                }
            }
        }
        assert!(complete > 100 && doubled > 100 && missing > 100, "{complete} {doubled} {missing}");
    }

    #[test]
    fn large_tables_cost_rows_plus_profiles() {
        let names = names(&[2; 18]);
        let labels: Vec<String> = names.space.profiles().map(|profile| names.label(profile)).collect();
        let all = rows(&names, &labels);
        let source = Source::new("f", "");
        let every = cover(source, &names, &all, "the table", Span::default(), "0").unwrap();
        assert!(names.space.profiles().all(|profile| every.row(&names.space, profile) == profile.0));
        let one = rows(&names, &[["*"; 18].join(" ")]);
        let single = cover(source, &names, &one, "the table", Span::default(), "0").unwrap();
        assert_eq!((single.rows.len(), single.agents), (1, Coalition::EMPTY));
    }

    #[test]
    fn labels_take_any_white_space() {
        let names = names(&[2, 3, 2]);
        let source = Source::new("f", "");
        let pattern = names.parse_pattern(source, "  t1\t*\u{a0} t0 ", &|span| span).unwrap();
        assert_eq!(pattern.first, ProfileId(6));
        let diagnostic = names.parse_pattern(source, "t1 t7 *", &|span| span).unwrap_err();
        assert_eq!(diagnostic.title, "unknown type `t7` of agent `1`");
        assert!(names.parse_pattern(source, "", &|span| span).is_err());
    }
}
