//! Observed profiles: a CSV file with one column per agent and one row per observation.

use super::plan::{Frame, Observations};
use super::read::Reader;
use crate::csv::{Field, Records, wrong_width};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node};
use crate::source::{MAX_LINE, Source, read_text};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::prior::Prior;
use sha2::Digest;

impl<'t> Reader<'t, '_> {
    /// The observations of a file, whose header names the agents and whose rows name types.
    pub(super) fn observations(&self, node: &Node<'t>, frames: &[Frame]) -> Read<Observations> {
        let written = node.expect_str(self.source, "the name of a CSV file")?;
        let Some(frame) = frames.first() else {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "data need a shape").help("add `shapes`"),
            ));
        };
        if let Some(other) = frames.iter().find(|other| other.labels != frame.labels) {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "data have one shape, and this plan has several")
                    .found(format!("the shapes {} and {}", frame.shape(), other.shape()))
                    .expected("agents and types that are the same in all cases")
                    .help("make a plan of its own for the data"),
            ));
        }
        let path = self.folder.join(written);
        let text = read_text(&path, MAX_LINE)?;
        self.hasher.borrow_mut().update(text.as_bytes());
        let name = path.display().to_string();
        let counts = read_counts(Source::new(&name, &text), frame)?;
        Ok(Observations { file: written.to_string(), counts })
    }

    /// Refuses data in which two types of different agents never occur together.
    pub(super) fn refuse_impossible_pairs(
        &self,
        data: &Observations,
        frames: &[Frame],
        entry: &Entry<'t>,
    ) -> Read<()> {
        let fits = |frame: &Frame| Prior::from_integers(&frame.space, data.counts.clone()).is_ok();
        if frames.first().is_none_or(fits) {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::at(
                self.source,
                entry.value.span,
                "two types of different agents never occur together in the data",
            )
            .found("a pair of types that was not observed")
            .expected("every pair of types of two agents at least once")
            .help("add something to every count: add = \"1/2\"; or use kind = \"kernel\" with a bandwidth"),
        ))
    }
}

fn read_counts(source: Source<'_>, frame: &Frame) -> Read<Vec<u64>> {
    let labels = &frame.labels;
    let mut records = Records::new(source);
    let mut header: Vec<Field<'_>> = Vec::new();
    records.read(&mut header)?;
    let agents = || labels.agents.iter().map(String::as_str);
    let mut columns = Vec::with_capacity(header.len());
    for field in &header {
        let agent = agents().position(|name| name == field.text);
        let Some(agent) = agent.filter(|agent| !columns.contains(agent)) else {
            return Err(Box::new(
                Diagnostic::at(
                    source,
                    field.span,
                    format!("{} is no agent, or stands twice", quoted(&field.text)),
                )
                .found(quoted(&field.text))
                .expected(format!("every agent once: {}", listed(agents())))
                .help(did_you_mean(&field.text, agents())),
            ));
        };
        columns.push(agent);
    }
    if columns.len() != labels.agents.len() {
        return Err(Box::new(
            Diagnostic::at(source, source.first_line(), "the data leave out an agent")
                .found(format!("{} columns", columns.len()))
                .expected(format!("a column for every agent: {}", listed(agents())))
                .help("the first line names the agents, every other line is an observation"),
        ));
    }
    let mut counts = vec![0u64; frame.space.size()];
    let mut fields = Vec::new();
    let mut types = vec![TypeId(0); columns.len()];
    while records.read(&mut fields)? {
        if fields.len() != header.len() {
            return Err(Box::new(wrong_width(source, &header, &fields)));
        }
        for (field, agent) in fields.iter().zip(&columns) {
            let known = || labels.types[*agent].iter().map(String::as_str);
            let Some(own) = known().position(|name| name == field.text) else {
                let what =
                    format!("{} is no type of agent {}", quoted(&field.text), quoted(&labels.agents[*agent]));
                return Err(Box::new(
                    Diagnostic::at(source, field.span, what)
                        .found(quoted(&field.text))
                        .expected(format!("one of {}", listed(known())))
                        .help(did_you_mean(&field.text, known())),
                ));
            };
            types[AgentId(*agent).0] = TypeId(own);
        }
        counts[frame.space.profile(&types).0] += 1;
    }
    if counts.iter().all(|count| *count == 0) {
        return Err(Box::new(
            Diagnostic::at(source, source.first_line(), "there are no observations")
                .found("a header and nothing below it")
                .expected("one row per observation")
                .help("write the type of every agent in every row"),
        ));
    }
    Ok(counts)
}
