//! Values of an auction as formulas of an environment file.

use ambimech_model::auction::Auction;
use ambimech_model::auction::expression::{Expression, Extreme};
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::variable::Variable;
use ambimech_model::number::Rational;

/// The formula, in which `own[1]` is a bidder's own index and `c[1]` a component; `None` for what is no value but a derivative.
pub(crate) fn formula_text(auction: &Auction, value: &Expression) -> Option<String> {
    let all =
        |parts: &[Expression]| parts.iter().map(|part| formula_text(auction, part)).collect::<Option<Vec<_>>>();
    Some(match value {
        Expression::Polynomial(polynomial) => polynomial_text(auction, polynomial),
        Expression::Sum(parts) => all(parts)?.join(" + "),
        Expression::Product(pair) => {
            format!("({})*({})", formula_text(auction, &pair.0)?, formula_text(auction, &pair.1)?)
        }
        Expression::Power(base, exponent) => {
            let base = format!("({})", formula_text(auction, base)?);
            vec![base; usize::try_from(*exponent).ok()?].join("*")
        }
        Expression::Quotient(pair) => {
            format!("({})/({})", formula_text(auction, &pair.0)?, formula_text(auction, &pair.1)?)
        }
        Expression::Extreme(which, parts) => {
            let word = match which {
                Extreme::Least => "min",
                Extreme::Greatest => "max",
            };
            format!("{word}({})", all(parts)?.join(", "))
        }
        Expression::Chosen(..) => return None,
    })
}

fn polynomial_text(auction: &Auction, polynomial: &Polynomial) -> String {
    let mut text = String::new();
    for (monomial, coefficient) in polynomial.terms() {
        let is_negative = *coefficient < Rational::ZERO;
        text.push_str(match (text.is_empty(), is_negative) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        });
        let size = if is_negative { -coefficient.clone() } else { coefficient.clone() };
        let mut factors: Vec<String> = Vec::new();
        if !size.is_one() || monomial.is_empty() {
            factors.push(size.to_string());
        }
        for (variable, exponent) in monomial {
            let name = variable_text(auction, *variable);
            // Formulas of environments write powers as products.
            factors.extend((0..*exponent).map(|_| name.clone()));
        }
        text.push_str(&factors.join("*"));
    }
    if text.is_empty() { "0".to_string() } else { text }
}

fn variable_text(auction: &Auction, variable: Variable) -> String {
    match variable {
        Variable::Own(agent) => format!("own[{}]", auction.bidder(agent).name),
        Variable::Signal(signal) => {
            let bidder = auction.bidder(signal.bidder);
            format!("{}[{}]", bidder.signals[signal.component].name, bidder.name)
        }
    }
}
