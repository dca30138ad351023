//! Rows written out: payments and on-path worst cases with their coefficients, and a number.

use crate::render::number::{exact, magnitude};
use ambimech_model::number::Rational;
use std::fmt;

/// An unknown of a row, by its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is.
    pub kind: SymbolKind,
    /// The number of its rule, when there are several.
    pub rule: Option<usize>,
    /// The agent or coalition: `1`, `{1,2}`; empty for all agents.
    pub below: String,
    /// The types, with commas: `H,L`.
    pub types: String,
}

/// The kinds of unknowns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// t_i(θ), the payment to an agent.
    Payment,
    /// Σ_i t_i(θ), the payments to all agents.
    Payments,
    /// U_S(θ_S), the on-path worst case of a coalition.
    WorstCase,
}

/// A row: a weighted sum of unknowns that is at least, or exactly, a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// The unknowns with their coefficients, none of which is 0.
    pub left: Vec<(Rational, Symbol)>,
    /// Whether both sides are equal.
    pub is_equality: bool,
    /// The number.
    pub right: Rational,
}

impl Equation {
    /// The row as text in pieces, between which a line may be broken: a summand with its sign, the relation with the number.
    pub fn pieces(&self) -> Vec<String> {
        let mut pieces: Vec<String> = self
            .left
            .iter()
            .enumerate()
            .map(|(place, (coefficient, symbol))| {
                let size = magnitude(coefficient);
                let size = if size.is_one() { String::new() } else { format!("{} ", exact(&size)) };
                format!("{}{size}{symbol}", sign(place, coefficient, "-").trim_start())
            })
            .collect();
        if pieces.is_empty() {
            pieces.push("0".to_string());
        }
        let relation = if self.is_equality { "=" } else { ">=" };
        pieces.push(format!("{relation} {}", exact(&self.right)));
        pieces
    }

    /// Whether every number in it has at most so many characters.
    pub fn is_short(&self, longest: usize) -> bool {
        let numbers = self.left.iter().map(|(coefficient, _)| coefficient).chain([&self.right]);
        numbers.into_iter().all(|number| exact(number).len() <= longest)
    }
}

/// As in text: `t_1(H,L)`, `t^2_1(H,L)`, `sum_i t_i(H,L)`, `U_{1,2}(H,L)`.
impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.rule.map_or_else(String::new, |rule| format!("^{rule}"));
        match self.kind {
            SymbolKind::Payment => write!(f, "t{rule}_{}({})", self.below, self.types),
            SymbolKind::Payments => write!(f, "sum_i t{rule}_i({})", self.types),
            SymbolKind::WorstCase => write!(f, "U_{}({})", self.below, self.types),
        }
    }
}

/// As in text: `3/5 t_1(H,H) - t_1(L,H) >= 1/2`.
impl fmt::Display for Equation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pieces().join(" "))
    }
}

/// The sign before a summand, with blanks between summands.
pub fn sign(place: usize, coefficient: &Rational, minus: &'static str) -> &'static str {
    match (place, *coefficient < Rational::ZERO, minus) {
        (0, false, _) => "",
        (0, true, minus) => minus,
        (_, false, _) => " + ",
        (_, true, "-") => " - ",
        (_, true, _) => " − ",
    }
}
