//! Payoff formulas: `value[1] - 2 * value[2]`, `if(type[3] == "H", max(cost[1], 0), 1/2)`.
//!
//! A formula is a number for every type profile, computed exactly. It knows `+ - * /`, unary minus, parentheses,
//! `min(…)`, `max(…)`, the comparisons `== != < <= > >=`, `if(condition, a, b)` of which only one branch is computed,
//! `and`, `or`, `not`, decimal numbers, parameters of the file such as `B`, an attribute of an agent's type such as
//! `value[1]`, and `type[1] == "H"`.
//!
//! One parameter may be left open. A formula is then computed for all its values at once, as an affine function of it
//! (see [`crate::affine`]), and a formula that is no such function is an error.

mod evaluate;
mod expression;
mod resolve;
mod scope;
mod syntax;
mod token;
mod value;

pub use evaluate::{AffinePayoff, evaluate_constant, evaluate_formula};
pub(crate) use expression::read_expression;
pub use scope::{Parameters, Scope};
pub(crate) use token::has_word;
pub(crate) use value::{ValueNames, read_index, read_side, read_value};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::suggestion::quoted;

/// Words with a meaning of their own in formulas; no attribute and no parameter may have such a name.
pub const RESERVED: [&str; 8] = ["type", "if", "min", "max", "and", "or", "not", "abs"];

/// Deepest nesting of parentheses, calls and signs in a formula.
pub const MAX_DEPTH: usize = 64;

/// Whether a text can name an attribute: a letter or `_`, then letters, digits and `_`, and no reserved word.
pub fn is_attribute_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_')
        && !RESERVED.contains(&text)
}

/// A mistake in a formula, before it is known where in the file the formula stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormulaError {
    /// The bytes of the formula that are meant.
    pub span: Span,
    /// What is wrong.
    pub title: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// How to mend it.
    pub help: Vec<String>,
}

impl FormulaError {
    fn new(span: Span, title: impl Into<String>) -> FormulaError {
        FormulaError { span, title: title.into(), found: String::new(), expected: String::new(), help: Vec::new() }
    }

    fn found(mut self, found: impl Into<String>) -> FormulaError {
        self.found = found.into();
        self
    }

    fn expected(mut self, expected: impl Into<String>) -> FormulaError {
        self.expected = expected.into();
        self
    }

    fn help(mut self, help: impl Into<String>) -> FormulaError {
        let help = help.into();
        if !help.is_empty() {
            self.help.push(help);
        }
        self
    }

    /// The same mistake as a message about the file, where `place` finds the formula's bytes.
    fn into_diagnostic(self, source: Source<'_>, formula: &str, place: &dyn Fn(Span) -> Span) -> Box<Diagnostic> {
        let found = if self.found.is_empty() {
            match formula.get(self.span.start..self.span.end) {
                None | Some("") => "the end of the formula".to_string(),
                Some(part) => quoted(part),
            }
        } else {
            self.found
        };
        let mut diagnostic =
            Diagnostic::at(source, place(self.span), self.title).found(found).expected(self.expected);
        diagnostic.help = self.help;
        Box::new(diagnostic)
    }
}
