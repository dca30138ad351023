//! An environment as tables of texts, the way a spreadsheet holds it: what stands in every cell, right or wrong, before
//! anything is computed.
//!
//! The text of the file is what counts. A grid is read from it ([`read`]), with the place of every cell, so that a mistake
//! that is found in the text can be shown at its cell. A grid that comes back from a form goes into the text again: cells that
//! changed are replaced where they stand, so that comments and layout stay ([`merge`]); only when names or the number of
//! rows changed is the text written anew ([`write`]). Files with features that tables cannot show stay texts, and
//! [`CannotShow`] says why.

pub(crate) mod change;
pub(crate) mod form;
pub(crate) mod literal;
pub(crate) mod merge;
pub(crate) mod paste;
pub(crate) mod profile;
pub(crate) mod read;
pub(crate) mod rename;
pub(crate) mod write;

use ambimech_io::source::Span;
use std::collections::BTreeMap;

/// Type profiles up to which an environment is shown as tables.
pub(crate) const MOST_PROFILES: usize = 1024;
/// Agents up to which an environment is shown as tables.
pub(crate) const MOST_AGENTS: usize = 12;
/// Cells up to which an environment is shown as tables.
pub(crate) const MOST_CELLS: usize = 8192;

/// Why a text cannot be shown as tables, in words that continue "tables cannot show this text: …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CannotShow(pub String);

/// The tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    /// The environment's name.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// The number of the outside option among the outcomes.
    pub outside: Option<usize>,
    /// Who can collude.
    pub coalitions: Coalitions,
    /// Letters that stand for numbers.
    pub parameters: Vec<Parameter>,
    /// The agents.
    pub agents: Vec<Agent>,
    /// What they believe.
    pub beliefs: Beliefs,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// What happens at which profile.
    pub allocation: Allocation,
}

/// Who can collude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Coalitions {
    /// Everybody with everybody.
    All,
    /// Nobody.
    Singletons,
    /// These: names with blanks between them, coalitions with commas between them.
    Listed(String),
}

/// A letter that stands for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub name: String,
    pub value: String,
    pub about: String,
}

/// An agent; every type has one cell per attribute, empty when it has no such attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Agent {
    pub name: String,
    pub attributes: Vec<String>,
    pub types: Vec<Type>,
}

/// A type of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Type {
    pub name: String,
    pub values: Vec<String>,
}

/// What the agents believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beliefs {
    /// One weight per type profile.
    Prior(Vec<String>),
    /// For every agent and type one weight per type profile of the others.
    Own(Vec<Vec<Vec<String>>>),
}

/// An outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub name: String,
    pub payoffs: Payoffs,
}

/// What an outcome is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Payoffs {
    /// A number or formula for every agent.
    ByAgent(Vec<String>),
    /// Rows `H * L` with a number for every agent.
    Rows(Vec<PayoffRow>),
}

/// A row of payoffs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PayoffRow {
    pub label: String,
    pub values: Vec<String>,
}

/// What happens at which profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Allocation {
    /// The first outcome with the largest total payoff.
    Efficient,
    /// The number of an outcome for every profile.
    Rows(Vec<usize>),
}

/// How a cell is written in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// A number, or a formula in quotes.
    Quantity,
    /// A text in quotes.
    Words,
    /// The name of the outcome with this number, in quotes.
    Outcome,
    /// A name or label that other places of the text repeat.
    Name,
}

/// Where a cell stands in the text, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub span: Span,
    pub kind: CellKind,
}

/// The cells of a text by the name of their form field.
pub(crate) type Cells = BTreeMap<String, Cell>;

impl Grid {
    /// The number of types of every agent.
    pub fn counts(&self) -> Vec<usize> {
        self.agents.iter().map(|agent| agent.types.len()).collect()
    }

    /// The names of the types at a profile of all agents.
    pub fn type_names(&self, profile: usize) -> Vec<&str> {
        let types = profile::types_of(&self.counts(), profile);
        let names = self.agents.iter().zip(types).map(|(agent, t)| agent.types.get(t));
        names.map(|found| found.map_or("", |found| found.name.as_str())).collect()
    }
}
