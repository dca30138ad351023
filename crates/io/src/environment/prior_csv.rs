//! `[prior] file = "prior.csv"`: one column per agent, one column with the weight, one row per profile.

use super::prior::{WeightRows, build, check_weight, csv_columns};
use super::{Known, Reader, keys};
use crate::csv::{Field, Records, wrong_width};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::Node;
use crate::quantity::parse_quantity;
use crate::rows::{Row, pattern_of};
use crate::source::{MAX_LINE, Source, Span, read_text};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::index::AgentId;
use ambimech_model::prior::Prior;

impl Reader<'_, '_> {
    pub(super) fn read_prior_file(&self, known: &Known, node: &Node<'_>) -> Read<Prior> {
        let written = node.expect_str(self.source, "the name of a CSV file")?;
        let Some(folder) = self.folder else {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "no folder to look for this file in")
                    .found(quoted(written))
                    .expected("weights in rows: this text was not read from a file")
                    .help("read the environment from its file, or write the weights as rows"),
            ));
        };
        let path = folder.join(written);
        if written.is_empty() || !path.is_file() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("there is no file {}", quoted(written)))
                    .found(format!("no file at {}", path.display()))
                    .expected("a CSV file, named relative to the folder of this file")
                    .help("check the spelling and the folder"),
            ));
        }
        let text = read_text(&path, MAX_LINE)?;
        let name = path.display().to_string();
        parse_prior_csv(Source::new(&name, &text), known)
    }
}

/// Reads the weights of a CSV text.
fn parse_prior_csv(source: Source<'_>, known: &Known) -> Read<Prior> {
    let mut records = Records::new(source);
    let mut header = Vec::new();
    if !records.read(&mut header)? {
        return Err(Box::new(
            Diagnostic::at(source, Span::default(), "this CSV file is empty")
                .found("no header")
                .expected(format!("the header {}", csv_columns(&known.names.agents).join(",")))
                .help("write the header in the first line, then one row per profile"),
        ));
    }
    let columns = Columns::find(source, &header, known)?;
    let mut read = WeightRows { rows: Vec::new(), weights: Vec::new() };
    let mut fields = Vec::with_capacity(header.len());
    while records.read(&mut fields)? {
        let (Some(first), Some(last)) = (fields.first(), fields.last()) else { continue };
        if fields.len() != header.len() {
            return Err(Box::new(wrong_width(source, &header, &fields)));
        }
        let field = |column: usize| &fields[column];
        let words = columns.agents.iter().map(|column| (field(*column).text.as_ref(), field(*column).span));
        let pattern = pattern_of(&known.names, source, words, &|span| span)?;
        let weight = field(columns.weight);
        let value = parse_quantity(source, weight.span, &weight.text, "the weight of a profile")?;
        check_weight(source, weight.span, &value)?;
        read.rows.push(Row { pattern, span: first.span.to(last.span) });
        read.weights.push(value);
    }
    let span = header.first().map_or(Span::default(), |first| first.span);
    let span = header.last().map_or(span, |last| span.to(last.span));
    let row_of = |label: &str| columns.row_of(label);
    build(source, span, &known.names, &read, &row_of)
}

/// Where the columns are.
struct Columns {
    agents: Vec<usize>,
    weight: usize,
}

impl Columns {
    /// A row for these types, in agent order, as it would stand in the file.
    fn row_of(&self, label: &str) -> String {
        let mut fields = vec!["0"; self.agents.len() + 1];
        for (word, column) in label.split(' ').zip(&self.agents) {
            if let Some(field) = fields.get_mut(*column) {
                *field = word;
            }
        }
        fields.join(",")
    }

    fn find(source: Source<'_>, header: &[Field<'_>], known: &Known) -> Read<Columns> {
        let names = &known.names.agents;
        let mut agents: Vec<Option<usize>> = vec![None; names.names().len()];
        let mut weight: Option<usize> = None;
        for (column, field) in header.iter().enumerate() {
            let slot = match names.find(&field.text) {
                Some(agent) => &mut agents[agent],
                None if keys::WEIGHT_COLUMNS.contains(&field.text.as_ref()) => &mut weight,
                None => return Err(unknown_column(source, field, known)),
            };
            if let Some(first) = slot.replace(column) {
                return Err(Box::new(
                    Diagnostic::at(source, field.span, format!("two columns for {}", quoted(&field.text)))
                        .label("the second")
                        .also(source, header[first].span, "the first")
                        .found(format!("{} and {}", quoted(&header[first].text), quoted(&field.text)))
                        .expected("every column once")
                        .help("remove one of the two columns"),
                ));
            }
        }
        let missing: Vec<&str> = known
            .names
            .space
            .agents()
            .filter(|agent| agents[agent.0].is_none())
            .map(|agent: AgentId| known.names.agent(agent))
            .chain(weight.is_none().then_some(keys::WEIGHT_COLUMNS[0]))
            .collect();
        match (missing.is_empty(), weight) {
            (true, Some(weight)) => Ok(Columns { agents: agents.into_iter().flatten().collect(), weight }),
            _ => Err(missing_columns(source, header, &missing, known)),
        }
    }
}

fn unknown_column(source: Source<'_>, field: &Field<'_>, known: &Known) -> Box<Diagnostic> {
    let columns = csv_columns(&known.names.agents);
    let meant = did_you_mean(&field.text, columns.iter().map(String::as_str).chain(keys::WEIGHT_COLUMNS));
    let diagnostic = Diagnostic::at(source, field.span, format!("unknown column {}", quoted(&field.text)))
        .found(format!("the column {}", quoted(&field.text)))
        .expected(format!("one column per agent, and `weight`: {}", listed(columns.iter().map(String::as_str))))
        .help(meant);
    Box::new(if field.text.contains([';', '\t']) {
        diagnostic.help("separate the columns with commas")
    } else {
        diagnostic.help(format!("the first line is the header: {}", columns.join(",")))
    })
}

fn missing_columns(source: Source<'_>, header: &[Field<'_>], missing: &[&str], known: &Known) -> Box<Diagnostic> {
    let span = match (header.first(), header.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    };
    let columns = csv_columns(&known.names.agents);
    Box::new(
        Diagnostic::at(source, span, format!("no column for {}", listed(missing.iter().copied())))
            .found(format!("the columns {}", listed(header.iter().map(|field| field.text.as_ref()))))
            .expected(format!(
                "one column per agent, and `weight`: {}",
                listed(columns.iter().map(String::as_str))
            ))
            .help(format!("write the header {}", columns.join(","))),
    )
}
