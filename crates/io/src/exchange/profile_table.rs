//! Tables about type profiles in CSV files: the shape that priors, beliefs, payoffs, allocations and transfers share.
//!
//! # Long
//! One column for each agent with the name of a type (`*` for every type), columns for what else the number is about (the
//! *keys*: an outcome, an agent, a rule), and a column with the value:
//!
//! ```csv
//! rule,agent,1,2,transfer
//! r1,1,H,H,3/2
//! ```
//!
//! # Matrix
//! The same without the column of one agent and without the value's: instead one column for each type of that agent, called
//! `AGENT=TYPE`, with the values. Two agents thus give the matrix that papers print:
//!
//! ```csv
//! rule,agent,1,2=H,2=L
//! r1,1,H,3/2,0
//! ```
//!
//! Columns may stand in any order. A column other than an agent's that would have an agent's name gets `_` appended until it
//! has not.

use crate::csv::{Field, Records, wrong_width};
use crate::diagnostic::{Diagnostic, Read};
use crate::rows::{Pattern, ProfileNames, pattern_of};
use crate::source::{Source, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::index::AgentId;

/// How a table about profiles is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One row per value.
    Long,
    /// One column for each type of one agent.
    Matrix,
}

/// What a table is about.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The keys by name.
    pub keys: &'static [&'static str],
    /// A key that may be absent: everything in the file is then about one thing.
    pub optional: Option<&'static str>,
    /// The names that the value's column may have.
    pub values: &'static [&'static str],
}

/// Weights of a common prior.
pub const PRIOR: Shape = Shape { keys: &[], optional: None, values: &["weight", "probability"] };
/// Weights of each agent's beliefs.
pub const BELIEFS: Shape = Shape { keys: &["agent"], optional: None, values: &["weight", "probability"] };
/// Payoffs.
pub const PAYOFFS: Shape = Shape { keys: &["outcome", "agent"], optional: None, values: &["payoff"] };
/// The allocation rule.
pub const ALLOCATION: Shape = Shape { keys: &[], optional: None, values: &["outcome"] };
/// Transfer rules.
pub const TRANSFERS: Shape =
    Shape { keys: &["rule", "agent"], optional: Some("rule"), values: &["transfer", "payment"] };

/// The name with `_` appended until no agent has it.
pub fn free_name(name: &str, names: &ProfileNames) -> String {
    let mut free = name.to_string();
    while names.agents.find(&free).is_some() {
        free.push('_');
    }
    free
}

impl Shape {
    /// The names that the value's column may have in a file about these agents; the first is the one that is written.
    pub fn value_names(&self, names: &ProfileNames) -> Vec<String> {
        let free = |name: &&&str| names.agents.find(name).is_none();
        let mut known: Vec<String> = self.values.iter().filter(free).map(|name| (*name).to_string()).collect();
        if known.is_empty() {
            known.extend(self.values.first().map(|name| free_name(name, names)));
        }
        known
    }

    /// The header in long form.
    pub fn header(&self, names: &ProfileNames) -> Vec<String> {
        let keys = self.keys.iter().map(|key| free_name(key, names));
        let value = self.value_names(names).into_iter().take(1);
        keys.chain(names.agents.names().iter().cloned()).chain(value).collect()
    }

    /// What columns there must be, in words.
    fn expected(&self, names: &ProfileNames) -> String {
        let value = self.value_names(names);
        let others: Vec<String> =
            self.keys.iter().map(|key| free_name(key, names)).chain(value.into_iter().take(1)).collect();
        let header = self.header(names);
        let others = match others.split_last() {
            Some((last, [])) => quoted_plain(last),
            Some((last, rest)) => {
                let rest: Vec<String> = rest.iter().map(|name| quoted_plain(name)).collect();
                format!("{} and {}", rest.join(", "), quoted_plain(last))
            }
            None => String::new(),
        };
        format!("one column per agent, and {others}: {}", listed(header.iter().map(String::as_str)))
    }
}

fn quoted_plain(name: &str) -> String {
    format!("`{name}`")
}

/// One value of a table.
pub struct Entry<'e, 't> {
    /// The fields of the keys, in the order of [`Shape::keys`]; `None` for an optional one that the file has not.
    pub keys: &'e [Option<&'e Field<'t>>],
    /// The profiles.
    pub pattern: Pattern,
    /// The place of the row, or of the value in a matrix.
    pub span: Span,
    /// The value.
    pub value: &'e Field<'t>,
}

/// Where the columns of a table that was read are.
#[derive(Debug, Clone)]
pub struct ProfileTable {
    /// The place of the header.
    pub span: Span,
    keys: Vec<Option<usize>>,
    agents: Vec<Option<usize>>,
    values: Values,
    width: usize,
}

#[derive(Debug, Clone)]
enum Values {
    /// In one column.
    Column(usize),
    /// In one column for each type of an agent.
    Types(AgentId, Vec<usize>),
}

impl ProfileTable {
    /// A row about these keys and this profile, as it would stand in the file.
    pub fn row_of(&self, keys: &[&str], label: &str, value: &str) -> String {
        let mut fields = vec![""; self.width];
        let mut put = |column: Option<usize>, text| {
            if let Some(field) = column.and_then(|column| fields.get_mut(column)) {
                *field = text;
            }
        };
        for (key, column) in keys.iter().zip(&self.keys) {
            put(*column, *key);
        }
        for (word, column) in label.split(' ').zip(&self.agents) {
            put(*column, word);
        }
        match &self.values {
            Values::Column(column) => put(Some(*column), value),
            Values::Types(_, columns) => columns.iter().for_each(|column| put(Some(*column), value)),
        }
        let mut text = String::new();
        super::csv_row::push_row(&mut text, fields);
        text.trim_end().to_string()
    }
}

/// Reads a table, value by value.
///
/// # Errors
/// An empty file, a column that is missing, unknown or doubled, a row of another width, an unknown type; and what `take`
/// refuses.
pub fn read_profile_table<'t>(
    source: Source<'t>,
    names: &ProfileNames,
    shape: Shape,
    take: &mut dyn FnMut(Entry<'_, 't>) -> Read<()>,
) -> Read<ProfileTable> {
    let mut records = Records::new(source);
    let mut header = Vec::new();
    if !records.read(&mut header)? {
        return Err(Box::new(
            Diagnostic::at(source, Span::default(), "this CSV file is empty")
                .found("no header")
                .expected(format!("the header {}", shape.header(names).join(",")))
                .help("write the header in the first line, then one row per profile"),
        ));
    }
    let table = find_columns(source, &header, names, shape)?;
    let mut fields = Vec::with_capacity(header.len());
    while records.read(&mut fields)? {
        if fields.len() != header.len() {
            return Err(Box::new(wrong_width(source, &header, &fields)));
        }
        let (Some(first), Some(last)) = (fields.first(), fields.last()) else { continue };
        let row = first.span.to(last.span);
        let words = table.agents.iter().map(|column| match column.and_then(|column| fields.get(column)) {
            Some(field) => (field.text.as_ref(), field.span),
            None => ("*", row),
        });
        let pattern = pattern_of(names, source, words, &|span| span)?;
        let keys: Vec<Option<&Field<'t>>> =
            table.keys.iter().map(|column| column.and_then(|column| fields.get(column))).collect();
        match &table.values {
            Values::Column(column) => {
                let Some(value) = fields.get(*column) else { continue };
                take(Entry { keys: &keys, pattern, span: row, value })?;
            }
            Values::Types(agent, columns) => {
                let stride = names.space.stride(*agent);
                for (t, column) in columns.iter().enumerate() {
                    let Some(value) = fields.get(*column) else { continue };
                    let mut pattern = pattern;
                    pattern.fixed = pattern.fixed.with(*agent);
                    pattern.first.0 += t * stride;
                    take(Entry { keys: &keys, pattern, span: value.span, value })?;
                }
            }
        }
    }
    Ok(table)
}

fn find_columns(
    source: Source<'_>,
    header: &[Field<'_>],
    names: &ProfileNames,
    shape: Shape,
) -> Read<ProfileTable> {
    let key_names: Vec<String> = shape.keys.iter().map(|key| free_name(key, names)).collect();
    let value_names = shape.value_names(names);
    let mut keys: Vec<Option<usize>> = vec![None; key_names.len()];
    let mut agents: Vec<Option<usize>> = vec![None; names.agents.names().len()];
    let mut value: Option<usize> = None;
    let mut others: Vec<(usize, &Field<'_>)> = Vec::new();
    for (column, field) in header.iter().enumerate() {
        let text = field.text.as_ref();
        let slot = if let Some(agent) = names.agents.find(text) {
            &mut agents[agent]
        } else if let Some(key) = key_names.iter().position(|name| name == text) {
            &mut keys[key]
        } else if value_names.iter().any(|name| name == text) {
            &mut value
        } else {
            others.push((column, field));
            continue;
        };
        if let Some(first) = slot.replace(column) {
            return Err(doubled(source, field, &header[first]));
        }
    }
    let span = header.first().map_or(Span::default(), |first| first.span);
    let span = header.last().map_or(span, |last| span.to(last.span));
    let missing_key = |place: usize, column: &Option<usize>| {
        column.is_none() && shape.keys.get(place).copied() != shape.optional
    };
    let mut missing: Vec<String> = keys
        .iter()
        .enumerate()
        .filter(|(place, column)| missing_key(*place, column))
        .map(|(place, _)| key_names[place].clone())
        .collect();
    let absent: Vec<AgentId> = names.space.agents().filter(|agent| agents[agent.0].is_none()).collect();
    // A matrix: the values stand in columns for the types of the one agent who has no column.
    if let (None, [agent]) = (value, absent.as_slice())
        && others.iter().any(|(_, field)| type_of_column(&field.text, names, *agent).is_some())
    {
        let mut columns: Vec<Option<usize>> = vec![None; names.space.type_count(*agent)];
        for (column, field) in &others {
            let Some(t) = type_of_column(&field.text, names, *agent) else {
                return Err(unknown_column(source, field, names, shape, Some(*agent)));
            };
            if let Some(first) = columns[t].replace(*column) {
                return Err(doubled(source, field, &header[first]));
            }
        }
        missing.extend(
            columns
                .iter()
                .zip(names.types[agent.0].names())
                .filter(|(column, _)| column.is_none())
                .map(|(_, t)| type_column(names.agent(*agent), t)),
        );
        if !missing.is_empty() {
            return Err(missing_columns(source, header, &missing, names, shape));
        }
        let columns = columns.into_iter().flatten().collect();
        return Ok(ProfileTable {
            span,
            keys,
            agents,
            values: Values::Types(*agent, columns),
            width: header.len(),
        });
    }
    if let Some((_, field)) = others.first() {
        return Err(unknown_column(source, field, names, shape, None));
    }
    missing.extend(absent.iter().map(|agent| names.agent(*agent).to_string()));
    match value {
        Some(value) if missing.is_empty() => {
            Ok(ProfileTable { span, keys, agents, values: Values::Column(value), width: header.len() })
        }
        _ => {
            missing.extend(value_names.into_iter().take(usize::from(value.is_none())));
            Err(missing_columns(source, header, &missing, names, shape))
        }
    }
}

/// What the column of a type is called in a matrix.
pub fn type_column(agent: &str, t: &str) -> String {
    format!("{agent}={t}")
}

/// The type that a column of a matrix is about.
fn type_of_column(text: &str, names: &ProfileNames, agent: AgentId) -> Option<usize> {
    let t = text.strip_prefix(names.agent(agent))?.strip_prefix('=')?;
    names.types.get(agent.0)?.find(t)
}

fn doubled(source: Source<'_>, field: &Field<'_>, first: &Field<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, field.span, format!("two columns for {}", quoted(&field.text)))
            .label("the second")
            .also(source, first.span, "the first")
            .found(format!("{} and {}", quoted(&first.text), quoted(&field.text)))
            .expected("every column once")
            .help("remove one of the two columns"),
    )
}

fn unknown_column(
    source: Source<'_>,
    field: &Field<'_>,
    names: &ProfileNames,
    shape: Shape,
    matrix: Option<AgentId>,
) -> Box<Diagnostic> {
    let header = shape.header(names);
    let types: Vec<String> = matrix.map_or_else(Vec::new, |agent| {
        names.types[agent.0].names().iter().map(|t| type_column(names.agent(agent), t)).collect()
    });
    let words = header.iter().map(String::as_str).chain(shape.values.iter().copied());
    let meant = did_you_mean(&field.text, words.chain(types.iter().map(String::as_str)));
    let diagnostic = Diagnostic::at(source, field.span, format!("unknown column {}", quoted(&field.text)))
        .found(format!("the column {}", quoted(&field.text)));
    let diagnostic = match matrix {
        None => diagnostic.expected(shape.expected(names)),
        Some(agent) => diagnostic.expected(format!(
            "one column per agent but {}, and one for each of its types: {}",
            quoted(names.agent(agent)),
            listed(types.iter().map(String::as_str))
        )),
    };
    let diagnostic = diagnostic.help(meant);
    Box::new(if field.text.contains([';', '\t']) {
        diagnostic.help("separate the columns with commas")
    } else {
        diagnostic.help(format!("the first line is the header: {}", header.join(",")))
    })
}

fn missing_columns(
    source: Source<'_>,
    header: &[Field<'_>],
    missing: &[String],
    names: &ProfileNames,
    shape: Shape,
) -> Box<Diagnostic> {
    let span = match (header.first(), header.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    };
    Box::new(
        Diagnostic::at(source, span, format!("no column for {}", listed(missing.iter().map(String::as_str))))
            .found(format!("the columns {}", listed(header.iter().map(|field| field.text.as_ref()))))
            .expected(shape.expected(names))
            .help(format!("write the header {}", shape.header(names).join(","))),
    )
}
