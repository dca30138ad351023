//! The grammar of formulas, from the loosest to the tightest binding:
//!
//! ```text
//! condition  = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation   = "not" negation | comparison
//! comparison = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
//! sum        = product { ( "+" | "-" ) product }
//! product    = factor { ( "*" | "/" ) factor }
//! factor     = ( "-" | "+" ) factor | number | "(" condition ")" | word | word "[" agent "]"
//!            | word "(" condition { "," … } ")"
//! ```
//!
//! In values of auctions a factor may be raised to a power, `factor "^" number`, and `sum(…)` adds over the other bidders.
//!
//! Chains such as `a + b + c` are one flat list, so that only real nesting makes a tree deep.

use super::token::{Dialect, Token, tokens};
use super::{FormulaError, MAX_DEPTH, RESERVED};
use crate::source::Span;
use crate::suggestion::{closest, quoted};
use ambimech_model::number::{Rational, parse_number};

/// Largest exponent after `^`.
const MAX_EXPONENT: u32 = 32;

/// A part of a formula and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expr<'t> {
    pub span: Span,
    pub kind: Kind<'t>,
}

/// What a part of a formula is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'t> {
    Number(Rational),
    /// A word alone: a parameter.
    Name(&'t str),
    /// `name[agent]`; the span is the agent's.
    Attribute(&'t str, &'t str, Span),
    /// A text in quotes, only next to `type[…]`.
    Text(&'t str),
    Negative(Box<Expr<'t>>),
    /// The first term, then each with whether it is subtracted.
    Sum(Box<Expr<'t>>, Vec<(Minus, Expr<'t>)>),
    /// The first factor, then each with whether it divides.
    Product(Box<Expr<'t>>, Vec<(Over, Expr<'t>)>),
    Min(Vec<Expr<'t>>),
    Max(Vec<Expr<'t>>),
    /// A power, in values of auctions only.
    Power(Box<Expr<'t>>, u32),
    /// The sum over the other bidders, in values of auctions only.
    OverOthers(Box<Expr<'t>>),
    Compare(Comparison, Box<(Expr<'t>, Expr<'t>)>),
    And(Vec<Expr<'t>>),
    Or(Vec<Expr<'t>>),
    Not(Box<Expr<'t>>),
    If(Box<[Expr<'t>; 3]>),
}

/// Whether a term is added or subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Minus {
    No,
    Yes,
}

/// Whether a factor multiplies or divides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    No,
    Yes,
}

/// The comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn of(sign: &str) -> Option<Comparison> {
        Some(match sign {
            "==" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Reads a formula.
pub(super) fn parse(formula: &str, dialect: Dialect) -> Result<Expr<'_>, FormulaError> {
    let mut parser = Parser { tokens: tokens(formula, dialect)?, at: 0, depth: 0, dialect };
    let expr = parser.condition()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected("an operator or the end of the formula")),
    }
}

struct Parser<'t> {
    tokens: Vec<(Token<'t>, Span)>,
    at: usize,
    depth: usize,
    dialect: Dialect,
}

type Parsed<'t> = Result<Expr<'t>, FormulaError>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Token<'t> {
        self.tokens.get(self.at).map_or(Token::End, |(token, _)| *token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(Span::default(), |(_, span)| *span)
    }

    fn take(&mut self) -> (Token<'t>, Span) {
        let taken = (self.peek(), self.span());
        self.at += 1;
        taken
    }

    fn accept_sign(&mut self, sign: &str) -> bool {
        let accepted = matches!(self.peek(), Token::Sign(found) if found == sign);
        self.at += usize::from(accepted);
        accepted
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let accepted = matches!(self.peek(), Token::Word(found) if found == word);
        self.at += usize::from(accepted);
        accepted
    }

    fn unexpected(&self, expected: &str) -> FormulaError {
        let error = FormulaError::new(self.span(), "malformed formula").expected(expected);
        match self.peek() {
            Token::Sign("=") => error.help("write == to compare"),
            Token::Sign("!") => error.help("write not, or != to compare"),
            Token::Sign("*") => error.help("write a power as a product: value[1] * value[1]"),
            Token::Agent(_) => error.help("write [ ] only after the name of an attribute, as in value[1]"),
            Token::End => error.help("the formula stops too early: complete it"),
            Token::Word(_) | Token::Number(_) | Token::Text(_) => {
                error.help("write an operator such as * or + between two parts")
            }
            Token::Sign(_) => error.help("check the operators, commas and parentheses around this place"),
        }
    }

    /// Enters one more level of nesting, does the work there, and leaves it.
    fn nested(&mut self, work: impl FnOnce(&mut Parser<'t>) -> Parsed<'t>) -> Parsed<'t> {
        if self.depth == MAX_DEPTH {
            return Err(FormulaError::new(self.span(), "formula nested too deeply")
                .found(format!("more than {MAX_DEPTH} levels of parentheses and signs"))
                .expected(format!("at most {MAX_DEPTH} levels"))
                .help("write the payoffs as rows instead: \"H *\" = [1, 0]"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    fn condition(&mut self) -> Parsed<'t> {
        self.chain("or", Parser::conjunction, Kind::Or)
    }

    fn conjunction(&mut self) -> Parsed<'t> {
        self.chain("and", Parser::negation, Kind::And)
    }

    fn chain(
        &mut self,
        word: &str,
        part: impl Fn(&mut Parser<'t>) -> Parsed<'t>,
        kind: impl Fn(Vec<Expr<'t>>) -> Kind<'t>,
    ) -> Parsed<'t> {
        let first = part(self)?;
        let mut span = first.span;
        let mut parts = vec![first];
        while self.accept_word(word) {
            let next = part(self)?;
            span = span.to(next.span);
            parts.push(next);
        }
        Ok(match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                Expr { span, kind: kind(parts) }
            }
        })
    }

    fn negation(&mut self) -> Parsed<'t> {
        let start = self.span();
        if !self.accept_word("not") {
            return self.comparison();
        }
        let inner = self.nested(Parser::negation)?;
        Ok(Expr { span: start.to(inner.span), kind: Kind::Not(Box::new(inner)) })
    }

    fn comparison(&mut self) -> Parsed<'t> {
        let left = self.sum()?;
        let Token::Sign(sign) = self.peek() else { return Ok(left) };
        let Some(comparison) = Comparison::of(sign) else { return Ok(left) };
        self.at += 1;
        let right = self.sum()?;
        if let Token::Sign(sign) = self.peek()
            && Comparison::of(sign).is_some()
        {
            return Err(FormulaError::new(self.span(), "two comparisons in a row")
                .expected("one comparison")
                .help("join two comparisons with and: a < b and b < c"));
        }
        let span = left.span.to(right.span);
        Ok(Expr { span, kind: Kind::Compare(comparison, Box::new((left, right))) })
    }

    fn sum(&mut self) -> Parsed<'t> {
        let first = self.product()?;
        let mut span = first.span;
        let mut rest = Vec::new();
        loop {
            let minus = if self.accept_sign("+") {
                Minus::No
            } else if self.accept_sign("-") {
                Minus::Yes
            } else {
                break;
            };
            let term = self.product()?;
            span = span.to(term.span);
            rest.push((minus, term));
        }
        Ok(if rest.is_empty() { first } else { Expr { span, kind: Kind::Sum(Box::new(first), rest) } })
    }

    fn product(&mut self) -> Parsed<'t> {
        let first = self.factor()?;
        let mut span = first.span;
        let mut rest = Vec::new();
        loop {
            let over = if self.accept_sign("*") {
                Over::No
            } else if self.accept_sign("/") {
                Over::Yes
            } else {
                break;
            };
            let factor = self.factor()?;
            span = span.to(factor.span);
            rest.push((over, factor));
        }
        Ok(if rest.is_empty() { first } else { Expr { span, kind: Kind::Product(Box::new(first), rest) } })
    }

    fn factor(&mut self) -> Parsed<'t> {
        let (token, span) = (self.peek(), self.span());
        match token {
            Token::Sign("-") => {
                self.at += 1;
                let inner = self.nested(Parser::factor)?;
                Ok(Expr { span: span.to(inner.span), kind: Kind::Negative(Box::new(inner)) })
            }
            Token::Sign("+") => {
                self.at += 1;
                self.nested(Parser::factor)
            }
            _ => self.power(),
        }
    }

    /// A part without a sign, perhaps raised to a power: `-x^2` is −(x²).
    fn power(&mut self) -> Parsed<'t> {
        let base = self.primary()?;
        if !self.accept_sign("^") {
            return Ok(base);
        }
        let (token, span) = self.take();
        let exponent = match token {
            Token::Number(text) => text.parse::<u32>().ok().filter(|exponent| *exponent <= MAX_EXPONENT),
            _ => None,
        };
        let exponent = exponent.ok_or_else(|| {
            FormulaError::new(span, "a power that cannot be taken")
                .expected(format!("a whole number from 0 to {MAX_EXPONENT} after ^"))
                .help("write x^2")
        })?;
        Ok(Expr { span: base.span.to(span), kind: Kind::Power(Box::new(base), exponent) })
    }

    fn primary(&mut self) -> Parsed<'t> {
        let (token, span) = (self.peek(), self.span());
        match token {
            Token::Number(text) => {
                self.at += 1;
                let number = parse_number(text).map_err(|error| {
                    FormulaError::new(span, "malformed number")
                        .found(format!("{}: {error}", quoted(text)))
                        .expected("a number such as 3, 0.15 or 1e-3")
                        .help("correct the number")
                })?;
                Ok(Expr { span, kind: Kind::Number(number) })
            }
            Token::Text(text) => {
                self.at += 1;
                Ok(Expr { span, kind: Kind::Text(text) })
            }
            Token::Sign("(") => {
                self.at += 1;
                let inner = self.nested(Parser::condition)?;
                let end = self.close(span)?;
                Ok(Expr { span: span.to(end), kind: inner.kind })
            }
            Token::Word(word) if word != "and" && word != "or" && word != "not" => {
                self.at += 1;
                self.named(word, span)
            }
            _ => Err(self.unexpected("a number, a name such as value[1], or `(`")),
        }
    }

    fn close(&mut self, open: Span) -> Result<Span, FormulaError> {
        let end = self.span();
        if self.accept_sign(")") {
            return Ok(end);
        }
        Err(match self.peek() {
            Token::End => FormulaError::new(open, "a parenthesis in a formula is not closed")
                .found("`(` without `)`")
                .expected("as many `)` as `(`")
                .help("write the missing )"),
            _ => self.unexpected("`)` or an operator"),
        })
    }

    /// A word: a parameter, an attribute of an agent, or a call.
    fn named(&mut self, word: &'t str, span: Span) -> Parsed<'t> {
        match self.peek() {
            Token::Agent(agent) => {
                let (_, bracket) = self.take();
                if RESERVED.contains(&word) && word != "type" {
                    return Err(FormulaError::new(
                        span.to(bracket),
                        format!("{} is not an attribute", quoted(word)),
                    )
                    .expected("the name of an attribute before `[`")
                    .help(format!("write {word}(…) with parentheses")));
                }
                let inner = Span::new(bracket.start + 1, bracket.end - 1);
                Ok(Expr { span: span.to(bracket), kind: Kind::Attribute(word, agent, inner) })
            }
            Token::Sign("(") => self.nested(|parser| parser.call(word, span)),
            _ if !RESERVED.contains(&word) => Ok(Expr { span, kind: Kind::Name(word) }),
            _ => Err(FormulaError::new(span, format!("{} stands alone", quoted(word)))
                .found(format!("the word {} alone", quoted(word)))
                .expected("what this word needs in a formula")
                .help(match word {
                    "type" => "write type[1] == 'H'".to_string(),
                    _ => format!("write {word}(…)"),
                })),
        }
    }

    fn call(&mut self, word: &'t str, span: Span) -> Parsed<'t> {
        let (_, open) = self.take();
        let mut parts = Vec::new();
        if !matches!(self.peek(), Token::Sign(")")) {
            parts.push(self.condition()?);
            while self.accept_sign(",") {
                parts.push(self.condition()?);
            }
        }
        let end = self.close(open)?;
        let whole = span.to(end);
        let count = parts.len();
        let wrong_count = |expected: &str, help: &str| {
            Err(FormulaError::new(whole, format!("{} has a wrong number of arguments", quoted(word)))
                .found(format!("{count} arguments"))
                .expected(expected)
                .help(help))
        };
        let kind = match word {
            "min" | "max" if parts.is_empty() => {
                return wrong_count("at least one argument", "write the numbers with commas between them");
            }
            "sum" if self.dialect == Dialect::Value => match <[Expr<'t>; 1]>::try_from(parts) {
                Ok([part]) => Kind::OverOthers(Box::new(part)),
                Err(_) => {
                    return wrong_count("one argument", "write sum(c) for the sum of c over the other bidders");
                }
            },
            "min" => Kind::Min(parts),
            "max" => Kind::Max(parts),
            "if" => match <[Expr<'t>; 3]>::try_from(parts) {
                Ok(parts) => Kind::If(Box::new(parts)),
                Err(_) => return wrong_count("three arguments", "write if(condition, then, otherwise)"),
            },
            _ => {
                let error = FormulaError::new(span, format!("unknown function {}", quoted(word)))
                    .expected("one of `if`, `min`, `max`");
                let start = word.get(..3).filter(|start| ["min", "max"].contains(start));
                return Err(match (word, start.or(closest(word, ["if", "min", "max"]))) {
                    ("abs", _) => error.help("write max(x, -x)"),
                    (_, Some(known)) => error.help(format!("did you mean `{known}`?")),
                    (_, None) => error
                        .help(format!("for an attribute write {word}[1] with brackets; a parameter stands alone")),
                });
            }
        };
        Ok(Expr { span: whole, kind })
    }
}
