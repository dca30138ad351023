//! The conditions on auctions with values of any kind.
//!
//! The same questions as for polynomials, with expressions in their place: signs by interval arithmetic on subdivisions, counterexamples among
//! a few points, Minimal Ambiguity by boxes.

use super::comonotonic_independence;
use super::enclosed::decide_enclosed;
use super::lattice::{others, steps};
use super::lipschitz_constant;
use super::monotonicity::lost;
use super::sign::{Sign, decide_sign};
use ambimech_model::auction::condition::{
    AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds, Open, Point,
};
use ambimech_model::auction::expression::Expression;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::theorem::{AuctionStudy, efficient_rule_of_general};
use ambimech_model::auction::variable::Variable;
use ambimech_model::check::{check_general_finding, general_wins, is_proportional};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Every condition for every bidder that stands for others or itself, and what follows.
pub fn study_general_auction(general: &GeneralAuction) -> AuctionStudy {
    let mut findings = Vec::new();
    for condition in AuctionCondition::ALL {
        for bidder in general.frame().representatives() {
            findings.push(decide(general, condition, bidder));
        }
    }
    let conclusion = efficient_rule_of_general(general, &findings);
    AuctionStudy { needs: Vec::new(), findings, conclusion }
}

fn decide(general: &GeneralAuction, condition: AuctionCondition, bidder: AgentId) -> AuctionFinding {
    let open = AuctionVerdict::Undecided(Open::NotSettled);
    let verdict = match condition {
        AuctionCondition::Increasing => increasing(general, bidder),
        AuctionCondition::Monotonicity => monotonicity(general, bidder),
        AuctionCondition::Linearity => linearity(general, bidder),
        AuctionCondition::IncreasingDifferences => increasing_differences(general, bidder),
        AuctionCondition::ComonotonicIndependence => {
            Some(comonotonic_independence::decide_comonotonic_independence(general.frame(), bidder))
        }
        AuctionCondition::LipschitzContinuity => {
            Some(AuctionVerdict::Holds(Holds::Constant(lipschitz_constant(general.frame(), bidder))))
        }
        AuctionCondition::MinimalAmbiguity => decide_enclosed(general, bidder),
    };
    let finding = AuctionFinding { condition, bidder, verdict: verdict.unwrap_or_else(|| open.clone()) };
    match check_general_finding(general, &finding) {
        Ok(()) => finding,
        Err(_) => AuctionFinding { verdict: open, ..finding },
    }
}

fn increasing(general: &GeneralAuction, bidder: AgentId) -> Option<AuctionVerdict> {
    let mut proofs = Vec::new();
    for (variable, derivative) in general.value_derivatives(bidder)? {
        if variable == Variable::Own(bidder) && derivative.is_zero() {
            return Some(AuctionVerdict::Fails(Fails::Derivative(variable, Point::new())));
        }
        match decide_sign(&general.frame().within(&derivative), &general.ranges(&derivative)) {
            Sign::Nonnegative(proof) => proofs.push(proof),
            Sign::Negative(point) => return Some(AuctionVerdict::Fails(Fails::Derivative(variable, point))),
            Sign::Unsettled => return None,
        }
    }
    Some(AuctionVerdict::Holds(Holds::Derivatives(proofs)))
}

fn monotonicity(general: &GeneralAuction, bidder: AgentId) -> Option<AuctionVerdict> {
    let slopes = general.margin_slopes(bidder)?;
    let mut proofs = Vec::new();
    let mut falling = Vec::new();
    for margin in &slopes {
        match decide_sign(&general.frame().within(&margin.slope), &margin.ranges) {
            Sign::Nonnegative(proof) => proofs.push(proof),
            _ => falling.push(margin),
        }
    }
    if falling.is_empty() {
        return Some(AuctionVerdict::Holds(Holds::Margins(proofs)));
    }
    let won = |report, own: &Rational, others: &Point| {
        general_wins(general, bidder, report, own, others).unwrap_or(false)
    };
    let mut search = falling
        .into_iter()
        .filter_map(|margin| lost(general.frame(), bidder, (margin.rival, margin.report, &margin.own), &won));
    search.next().map(AuctionVerdict::Fails)
}

/// Holds when the derivative in the own index is a polynomial and such a product.
fn proportional(general: &GeneralAuction, bidder: AgentId, slope: &Expression) -> Option<AuctionVerdict> {
    let polynomial = slope.as_polynomial().filter(|polynomial| is_proportional(polynomial, bidder))?;
    match decide_sign(&general.frame().within(polynomial), &general.ranges(slope)) {
        Sign::Nonnegative(proof) => Some(AuctionVerdict::Holds(Holds::Proportional(proof))),
        _ => None,
    }
}

/// The derivative in the own index at a few own indices (rows) and points of the others; what is not known exactly is left out.
fn table(
    general: &GeneralAuction,
    bidder: AgentId,
    slope: &Expression,
) -> (Vec<Rational>, Vec<Point>, Vec<Vec<Option<Rational>>>) {
    let points = others(general.frame(), slope.variables(), bidder);
    let indices = steps(&general.frame().own_range(bidder), 4);
    let value = |own: &Rational, point: &Point| {
        let mut point = point.clone();
        point.insert(Variable::Own(bidder), own.clone());
        slope.at(&point)
    };
    let rows = indices.iter().map(|own| points.iter().map(|point| value(own, point)).collect());
    let rows = rows.collect();
    (indices, points, rows)
}

fn linearity(general: &GeneralAuction, bidder: AgentId) -> Option<AuctionVerdict> {
    let slope = general.value(bidder).derivative(Variable::Own(bidder))?;
    if let Some(verdict) = proportional(general, bidder, &slope) {
        return Some(verdict);
    }
    let (indices, points, values) = table(general, bidder, &slope);
    for (s, at_s) in values.iter().enumerate() {
        for (t, at_t) in values.iter().enumerate().skip(s + 1) {
            for x in 0..points.len() {
                for y in x + 1..points.len() {
                    let known = (&at_s[x], &at_t[y], &at_t[x], &at_s[y]);
                    if let (Some(sx), Some(ty), Some(tx), Some(sy)) = known
                        && sx * ty != tx * sy
                    {
                        return Some(AuctionVerdict::Fails(Fails::NotProportional {
                            own: (indices[s].clone(), indices[t].clone()),
                            others: (points[x].clone(), points[y].clone()),
                        }));
                    }
                }
            }
        }
    }
    None
}

fn increasing_differences(general: &GeneralAuction, bidder: AgentId) -> Option<AuctionVerdict> {
    let own = Variable::Own(bidder);
    let slope = general.value(bidder).derivative(own)?;
    if let Some(verdict) = proportional(general, bidder, &slope) {
        return Some(verdict);
    }
    let theirs: Vec<Variable> = slope.variables().into_iter().filter(|variable| *variable != own).collect();
    if let [only] = theirs.as_slice()
        && let Some(cross) = slope.derivative(*only)
    {
        for signed in [cross.clone(), cross.scaled(&-Rational::ONE)] {
            if let Sign::Nonnegative(proof) =
                decide_sign(&general.frame().within(&signed), &general.ranges(&signed))
            {
                return Some(AuctionVerdict::Holds(Holds::OneComponent(*only, proof)));
            }
        }
    }
    let (indices, points, values) = table(general, bidder, &slope);
    for (s, at_s) in values.iter().enumerate() {
        for (t, at_t) in values.iter().enumerate().filter(|(t, _)| *t != s) {
            for x in 0..points.len() {
                for y in 0..points.len() {
                    if let (Some(sx), Some(sy), Some(tx), Some(ty)) = (&at_s[x], &at_s[y], &at_t[x], &at_t[y])
                        && sx > sy
                        && tx < ty
                    {
                        return Some(AuctionVerdict::Fails(Fails::NotComonotonic {
                            own: (indices[s].clone(), indices[t].clone()),
                            others: (points[x].clone(), points[y].clone()),
                        }));
                    }
                }
            }
        }
    }
    None
}
