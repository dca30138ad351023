//! Whether the evidence about a condition on an auction with values of any kind proves what it says.

use super::auction::{AuctionRefusal, Checked, check_constant, check_core, is_proportional, require};
use crate::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds, Point};
use crate::auction::enclosed::Enclosing;
use crate::auction::expression::{Expression, Interval};
use crate::auction::general::GeneralAuction;
use crate::auction::report::Report;
use crate::auction::subdivision::Subdivision;
use crate::auction::variable::{SignalId, Variable};
use crate::index::AgentId;
use crate::number::Rational;

/// Checks what is found about a condition on an auction with values of any kind; an open verdict claims nothing and is accepted.
///
/// # Errors
/// What is wrong with the evidence.
pub fn check_general_finding(general: &GeneralAuction, finding: &AuctionFinding) -> Checked {
    let agent = finding.bidder;
    require(agent.0 < general.frame().bidders().len(), AuctionRefusal::WrongKind)?;
    let slope = || general.value(agent).derivative(Variable::Own(agent)).ok_or(AuctionRefusal::WrongKind);
    match (finding.condition, &finding.verdict) {
        (_, AuctionVerdict::Undecided(_)) => Ok(()),
        // These two are about the signals and beliefs, which the frame has.
        (AuctionCondition::ComonotonicIndependence, verdict) => check_core(general.frame(), agent, verdict),
        (AuctionCondition::LipschitzContinuity, AuctionVerdict::Holds(Holds::Constant(constant))) => {
            check_constant(general.frame(), agent, constant)
        }
        (AuctionCondition::MinimalAmbiguity, verdict) => check_enclosed(general, agent, verdict),
        (AuctionCondition::Increasing, AuctionVerdict::Holds(Holds::Derivatives(proofs))) => {
            require(!slope()?.is_zero(), AuctionRefusal::Sign)?;
            let derivatives = general.value_derivatives(agent).ok_or(AuctionRefusal::WrongKind)?;
            require(derivatives.len() == proofs.len(), AuctionRefusal::Gap)?;
            let is_proved = |((_, derivative), proof): (&(Variable, Expression), &Subdivision)| {
                proof.proves(&general.frame().within(derivative), &general.ranges(derivative))
            };
            require(derivatives.iter().zip(proofs).all(is_proved), AuctionRefusal::Sign)
        }
        (AuctionCondition::Increasing, AuctionVerdict::Fails(Fails::Derivative(variable, point))) => {
            let derivative = general.value(agent).derivative(*variable).ok_or(AuctionRefusal::WrongKind)?;
            if *variable == Variable::Own(agent) && derivative.is_zero() {
                return Ok(());
            }
            require(at(general, agent, &derivative, point)?.1 < Rational::ZERO, AuctionRefusal::Sign)
        }
        (AuctionCondition::Monotonicity, AuctionVerdict::Holds(Holds::Margins(proofs))) => {
            let slopes = general.margin_slopes(agent).ok_or(AuctionRefusal::WrongKind)?;
            require(slopes.len() == proofs.len(), AuctionRefusal::Gap)?;
            let is_proved = slopes
                .iter()
                .zip(proofs)
                .all(|(margin, proof)| proof.proves(&general.frame().within(&margin.slope), &margin.ranges));
            require(is_proved, AuctionRefusal::Sign)
        }
        (AuctionCondition::Monotonicity, AuctionVerdict::Fails(Fails::Lost { report, from, to, others })) => {
            require(from < to && general.frame().is_possible(others, agent), AuctionRefusal::Sign)?;
            let wins_first = general_wins(general, agent, *report, from, others)?;
            let wins_second = general_wins(general, agent, *report, to, others)?;
            require(wins_first && !wins_second, AuctionRefusal::Sign)
        }
        (
            AuctionCondition::Linearity | AuctionCondition::IncreasingDifferences,
            AuctionVerdict::Holds(Holds::Proportional(proof)),
        ) => {
            let slope = slope()?;
            let polynomial = slope.as_polynomial().ok_or(AuctionRefusal::WrongKind)?;
            require(is_proportional(polynomial, agent), AuctionRefusal::Number)?;
            require(
                proof.proves(&general.frame().within(polynomial), &general.ranges(&slope)),
                AuctionRefusal::Sign,
            )
        }
        (AuctionCondition::Linearity, AuctionVerdict::Fails(Fails::NotProportional { own, others })) => {
            let slope = slope()?;
            let value = |own: &Rational, others: &Point| exactly_at(general, &slope, agent, own, others);
            let straight = value(&own.0, &others.0)? * value(&own.1, &others.1)?;
            let crossed = value(&own.1, &others.0)? * value(&own.0, &others.1)?;
            require(straight != crossed, AuctionRefusal::Number)
        }
        (AuctionCondition::IncreasingDifferences, AuctionVerdict::Holds(Holds::OneComponent(variable, proof))) => {
            let slope = slope()?;
            let is_alone = slope.variables().into_iter().all(|v| v == *variable || v == Variable::Own(agent));
            require(is_alone && *variable != Variable::Own(agent), AuctionRefusal::Gap)?;
            let cross = slope.derivative(*variable).ok_or(AuctionRefusal::WrongKind)?;
            let ranges = general.ranges(&cross);
            let proves = |signed: &Expression| proof.proves(&general.frame().within(signed), &ranges);
            let never_turns = proves(&cross) || proves(&cross.scaled(&-Rational::ONE));
            require(never_turns, AuctionRefusal::Sign)
        }
        (
            AuctionCondition::IncreasingDifferences,
            AuctionVerdict::Fails(Fails::NotComonotonic { own, others }),
        ) => {
            let slope = slope()?;
            let value = |own: &Rational, others: &Point| exactly_at(general, &slope, agent, own, others);
            let first = value(&own.0, &others.0)? - value(&own.0, &others.1)?;
            let second = value(&own.1, &others.0)? - value(&own.1, &others.1)?;
            require(first > Rational::ZERO && second < Rational::ZERO, AuctionRefusal::Sign)
        }
        _ => Err(AuctionRefusal::WrongKind),
    }
}

/// Checks a verdict about Minimal Ambiguity by boxes: the cells follow each other over the whole range of the own index, and the slack on each,
/// enclosed again with the boxes of the evidence, keeps the bound.
///
/// # Errors
/// What is wrong with the evidence.
pub fn check_enclosed(general: &GeneralAuction, agent: AgentId, verdict: &AuctionVerdict) -> Checked {
    let enclosing = Enclosing::new(general, agent).ok_or(AuctionRefusal::WrongKind)?;
    match verdict {
        AuctionVerdict::Holds(Holds::Enclosed(bound, cells)) => {
            require(*bound >= Rational::ZERO, AuctionRefusal::Sign)?;
            let (low, high) = general.frame().own_range(agent);
            let mut reached = &low;
            for cell in cells {
                require(cell.low == *reached, AuctionRefusal::Gap)?;
                let slack = enclosing.slack(cell).ok_or(AuctionRefusal::Gap)?;
                require(slack.0 >= *bound, AuctionRefusal::Sign)?;
                reached = &cell.high;
            }
            require(*reached == high, AuctionRefusal::Gap)
        }
        AuctionVerdict::Fails(Fails::Enclosed(bound, cell)) => {
            require(*bound < Rational::ZERO, AuctionRefusal::Sign)?;
            let slack = enclosing.slack(cell).ok_or(AuctionRefusal::Gap)?;
            require(slack.1 <= *bound, AuctionRefusal::Sign)
        }
        _ => Err(AuctionRefusal::WrongKind),
    }
}

/// Between what an expression lies at a point of the box at which all orders of the others hold; variables that the point leaves out must not occur.
fn at(
    general: &GeneralAuction,
    agent: AgentId,
    expression: &Expression,
    point: &Point,
) -> Result<Interval, AuctionRefusal> {
    let inside = point.iter().all(|(variable, value)| {
        general.frame().range(*variable).is_some_and(|(low, high)| low <= *value && *value <= high)
    });
    require(inside && general.frame().is_possible(point, agent), AuctionRefusal::Gap)?;
    let ranges = point.iter().map(|(variable, value)| (*variable, (value.clone(), value.clone()))).collect();
    expression.range(&ranges).ok_or(AuctionRefusal::Gap)
}

fn exactly_at(
    general: &GeneralAuction,
    expression: &Expression,
    agent: AgentId,
    own: &Rational,
    others: &Point,
) -> Result<Rational, AuctionRefusal> {
    let mut point = others.clone();
    point.insert(Variable::Own(agent), own.clone());
    let (low, high) = at(general, agent, expression, &point)?;
    require(low == high, AuctionRefusal::Number)?;
    Ok(low)
}

/// Whether a bidder wins with positive probability with an extreme report against the signals of all others: ties count unless tied bidders
/// lose.
///
/// # Errors
/// The signals are not those of the others, or a margin has too many terms.
pub fn general_wins(
    general: &GeneralAuction,
    agent: AgentId,
    report: Report,
    own: &Rational,
    others: &Point,
) -> Result<bool, AuctionRefusal> {
    let frame = general.frame();
    let mut point = others.clone();
    for reported in frame.reported(agent, report, own) {
        let signal = SignalId { bidder: agent, component: reported.component };
        point.insert(Variable::Signal(signal), reported.value.at(own));
    }
    for rival in frame.agents().filter(|rival| *rival != agent) {
        let margin = general.margin(agent, rival).ok_or(AuctionRefusal::WrongKind)?;
        let margin = exactly_at(general, &margin, agent, own, &point)?;
        if margin < Rational::ZERO || (margin.is_zero() && frame.ties().is_zero()) {
            return Ok(false);
        }
    }
    Ok(true)
}
