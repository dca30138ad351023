//! Densities of the components of signals.
//!
//! `"uniform"`, `{ beta = [a, b] }`, `{ breaks = […], weights = […] }` with the probability of each piece up to a common factor, on which the density is
//! constant, or `{ breaks = […], polynomials = [[…], …] }` with the coefficients of the density on each piece up to a common factor, constant term first.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, Value};
use crate::quantity::read_number;
use crate::source::Source;
use crate::suggestion::counted;
use ambimech_model::auction::Signal;
use ambimech_model::auction::piecewise::Piecewise;
use ambimech_model::auction::univariate::Univariate;
use ambimech_model::auction::winning::middle;
use ambimech_model::number::Rational;

const HELP: &str = "write \"uniform\", { beta = [2, 3] }, { breaks = [0, \"1/2\", 1], weights = [1, 3] } or { breaks = [0, 1], polynomials = [[0, 2]] }";
/// Largest parameter of a beta density.
const MAX_BETA: usize = 50;
/// Most pieces of a density, and most coefficients of a polynomial on one.
const MAX_PIECES: usize = 64;
/// So often a piece is halved to see that its density is not negative.
const HALVINGS: usize = 8;

/// The uniform density.
pub(super) fn uniform(signal: &Signal) -> Option<Piecewise> {
    let height = Rational::ONE / (&signal.high - &signal.low);
    Piecewise::new(vec![signal.low.clone(), signal.high.clone()], vec![Univariate::constant(height)])
}

/// Reads the density of a component.
pub(super) fn read_marginal(source: Source<'_>, node: &Node<'_>, signal: &Signal) -> Read<Piecewise> {
    let wrong = |title: String| {
        let wrong = Diagnostic::at(source, node.span, title).found(node.described());
        Box::new(wrong.expected("the density of a component").help(HELP))
    };
    let density = match &node.value {
        Value::String(word) if word == "uniform" => uniform(signal),
        Value::Table(table) => {
            table.check_keys(source, "a density", &["beta", "breaks", "weights", "polynomials"])?;
            match (table.get("beta"), table.get("weights"), table.get("polynomials")) {
                (Some(beta), None, None) => Some(read_beta(source, &beta.value, signal)?),
                (None, Some(weights), None) => Some(by_weights(source, node, table, &weights.value, signal)?),
                (None, None, Some(pieces)) => Some(by_polynomials(source, node, table, &pieces.value, signal)?),
                _ => {
                    return Err(wrong("a density has one of beta, weights and polynomials".to_string()));
                }
            }
        }
        _ => None,
    };
    let density = density.ok_or_else(|| wrong("this is no density".to_string()))?;
    if let Some((low, high)) = negative_piece(&density) {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "a density below 0")
                .found(format!(
                    "a density that is negative, or not seen to be at least 0, between {low} and {high}"
                ))
                .expected("a density that is at least 0 everywhere")
                .help("correct the weights or coefficients"),
        ));
    }
    let total = density.total();
    if total <= Rational::ZERO {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "a density that is 0 everywhere")
                .found("the total 0")
                .expected("a positive density somewhere")
                .help("give one piece a positive weight"),
        ));
    }
    Ok(density.scaled(&(Rational::ONE / total)))
}

fn negative_piece(density: &Piecewise) -> Option<(Rational, Rational)> {
    let ends = density.breaks().windows(2);
    ends.zip(density.pieces()).find_map(|(ends, piece)| {
        (!is_nonnegative(piece, &ends[0], &ends[1], HALVINGS)).then(|| (ends[0].clone(), ends[1].clone()))
    })
}

fn is_nonnegative(piece: &Univariate, low: &Rational, high: &Rational, halvings: usize) -> bool {
    if piece.lower_bound(low, high) >= Rational::ZERO {
        return true;
    }
    let cut = middle(low, high);
    halvings > 0
        && piece.at(&cut) >= Rational::ZERO
        && is_nonnegative(piece, low, &cut, halvings - 1)
        && is_nonnegative(piece, &cut, high, halvings - 1)
}

/// (x − low)^{a−1} (high − x)^{b−1}, up to a factor.
fn read_beta(source: Source<'_>, node: &Node<'_>, signal: &Signal) -> Read<Piecewise> {
    let wrong = || {
        Box::new(
            Diagnostic::at(source, node.span, "a beta density has two parameters")
                .found(node.described())
                .expected(format!("two whole numbers from 1 to {MAX_BETA}"))
                .help("write { beta = [2, 3] }"),
        )
    };
    let whole = |node: &Node<'_>| match &node.value {
        Value::Number(text) => text.parse::<usize>().ok().filter(|number| (1..=MAX_BETA).contains(number)),
        _ => None,
    };
    let numbers: Option<Vec<usize>> = node.as_array().and_then(|nodes| nodes.iter().map(whole).collect());
    let Some([a, b]) = numbers.as_deref() else { return Err(wrong()) };
    let rising = Univariate::new(vec![-signal.low.clone(), Rational::ONE]).power(a - 1);
    let falling = Univariate::new(vec![signal.high.clone(), -Rational::ONE]).power(b - 1);
    Piecewise::new(vec![signal.low.clone(), signal.high.clone()], vec![rising.times(&falling)]).ok_or_else(wrong)
}

fn read_breaks(source: Source<'_>, whole: &Node<'_>, table: &Table<'_>, signal: &Signal) -> Read<Vec<Rational>> {
    let Some(entry) = table.get("breaks") else {
        return Err(Box::new(
            Diagnostic::at(source, whole.span, "a density in pieces has no breaks")
                .found("no key `breaks`")
                .expected(format!("increasing numbers from {} to {}", signal.low, signal.high))
                .help(format!("add breaks = [\"{}\", \"{}\"]", signal.low, signal.high)),
        ));
    };
    let nodes = entry.value.expect_array(source, "the breaks of a density", "write breaks = [0, \"1/2\", 1]")?;
    let breaks = nodes.iter().map(|node| read_number(source, node, "a break of a density"));
    let breaks = breaks.collect::<Read<Vec<Rational>>>()?;
    let is_right = breaks.len() <= MAX_PIECES
        && breaks.windows(2).all(|pair| pair[0] < pair[1])
        && breaks.first() == Some(&signal.low)
        && breaks.last() == Some(&signal.high);
    if is_right {
        return Ok(breaks);
    }
    Err(Box::new(
        Diagnostic::at(source, entry.value.span, "breaks that do not divide the range of the signal")
            .found(counted(breaks.len(), "number"))
            .expected(format!(
                "at most {MAX_PIECES} increasing numbers, the first {}, the last {}",
                signal.low, signal.high
            ))
            .help("begin and end with the ends of the signal's range"),
    ))
}

fn wrong_count(source: Source<'_>, node: &Node<'_>, found: usize, breaks: usize) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, node.span, "a density in pieces has one entry between any two breaks")
            .found(counted(found, "entry").replace("entrys", "entries"))
            .expected((breaks.saturating_sub(1)).to_string())
            .help("add or remove entries or breaks"),
    )
}

fn by_weights(
    source: Source<'_>,
    whole: &Node<'_>,
    table: &Table<'_>,
    node: &Node<'_>,
    signal: &Signal,
) -> Read<Piecewise> {
    let breaks = read_breaks(source, whole, table, signal)?;
    let nodes = node.expect_array(source, "the weights of a density", "write weights = [1, 3]")?;
    if nodes.len() + 1 != breaks.len() {
        return Err(wrong_count(source, node, nodes.len(), breaks.len()));
    }
    let pieces = nodes.iter().zip(breaks.windows(2)).map(|(node, ends)| {
        let weight = read_number(source, node, "a weight of a density")?;
        Ok(Univariate::constant(weight / (&ends[1] - &ends[0])))
    });
    let pieces = pieces.collect::<Read<Vec<Univariate>>>()?;
    let count = pieces.len();
    let length = breaks.len();
    Piecewise::new(breaks, pieces).ok_or_else(|| wrong_count(source, node, count, length))
}

fn by_polynomials(
    source: Source<'_>,
    whole: &Node<'_>,
    table: &Table<'_>,
    node: &Node<'_>,
    signal: &Signal,
) -> Read<Piecewise> {
    let breaks = read_breaks(source, whole, table, signal)?;
    let help = "write polynomials = [[0, 2], [2, -2]], constant terms first";
    let nodes = node.expect_array(source, "the polynomials of a density", help)?;
    if nodes.len() + 1 != breaks.len() {
        return Err(wrong_count(source, node, nodes.len(), breaks.len()));
    }
    let pieces = nodes.iter().map(|node| {
        let coefficients = node.expect_array(source, "the coefficients of a polynomial", help)?;
        if coefficients.len() > MAX_PIECES {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "a polynomial with too many coefficients")
                    .found(counted(coefficients.len(), "coefficient"))
                    .expected(format!("at most {MAX_PIECES}"))
                    .help("use a lower degree"),
            ));
        }
        let numbers = coefficients.iter().map(|node| read_number(source, node, "a coefficient of a density"));
        Ok(Univariate::new(numbers.collect::<Read<Vec<Rational>>>()?))
    });
    let pieces = pieces.collect::<Read<Vec<Univariate>>>()?;
    let (count, length) = (pieces.len(), breaks.len());
    Piecewise::new(breaks, pieces).ok_or_else(|| wrong_count(source, node, count, length))
}
