//! Whether the evidence about a condition on an auction proves what it says.

use crate::auction::Auction;
use crate::auction::ambiguity::{SlackPiece, slack_pieces};
use crate::auction::belief::BeliefSet;
use crate::auction::condition::{
    AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds, Point, SlackCell, Tightest,
};
use crate::auction::general::GeneralAuction;
use crate::auction::polynomial::Polynomial;
use crate::auction::report::Report;
use crate::auction::subdivision::Subdivision;
use crate::auction::variable::{SignalId, Variable};
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::BTreeSet;

/// Why evidence about an auction is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuctionRefusal {
    /// The evidence is of another kind than the condition, or names what does not exist.
    WrongKind,
    /// A sign is not what it is said to be.
    Sign,
    /// A proof does not cover what it should.
    Gap,
    /// A number is not what it is said to be.
    Number,
}

/// Accepted, or why not.
pub type Checked = Result<(), AuctionRefusal>;

pub(super) fn require(condition: bool, otherwise: AuctionRefusal) -> Checked {
    if condition { Ok(()) } else { Err(otherwise) }
}

/// Checks what is found about a condition on an auction; an open verdict claims nothing and is accepted.
///
/// # Errors
/// What is wrong with the evidence.
pub fn check_auction_finding(auction: &Auction, finding: &AuctionFinding) -> Checked {
    let agent = finding.bidder;
    require(agent.0 < auction.bidders().len(), AuctionRefusal::WrongKind)?;
    let slope = auction.bidder(agent).value.derivative(Variable::Own(agent));
    match (finding.condition, &finding.verdict) {
        (_, AuctionVerdict::Undecided(_)) => Ok(()),
        (AuctionCondition::Increasing, AuctionVerdict::Holds(Holds::Derivatives(proofs))) => {
            require(!slope.is_zero(), AuctionRefusal::Sign)?;
            let derivatives = auction.value_derivatives(agent);
            require(derivatives.len() == proofs.len(), AuctionRefusal::Gap)?;
            let is_proved = |((_, derivative), proof): (&(Variable, Polynomial), &Subdivision)| {
                proof.proves(derivative, &auction.ranges(derivative))
            };
            require(derivatives.iter().zip(proofs).all(is_proved), AuctionRefusal::Sign)
        }
        (AuctionCondition::Increasing, AuctionVerdict::Fails(Fails::Derivative(variable, point))) => {
            let derivative = auction.bidder(agent).value.derivative(*variable);
            let value = at(auction, &derivative, point)?;
            let is_own = *variable == Variable::Own(agent);
            let fails = value < Rational::ZERO || (is_own && derivative.is_zero());
            require(fails, AuctionRefusal::Sign)
        }
        (AuctionCondition::Monotonicity, AuctionVerdict::Holds(Holds::Margins(proofs))) => {
            let slopes = auction.margin_slopes(agent).ok_or(AuctionRefusal::WrongKind)?;
            require(slopes.len() == proofs.len(), AuctionRefusal::Gap)?;
            let is_proved =
                slopes.iter().zip(proofs).all(|(margin, proof)| proof.proves(&margin.slope, &margin.ranges));
            require(is_proved, AuctionRefusal::Sign)
        }
        (AuctionCondition::Monotonicity, AuctionVerdict::Fails(Fails::Lost { report, from, to, others })) => {
            require(from < to, AuctionRefusal::Sign)?;
            let wins_first = wins(auction, agent, *report, from, others)?;
            let wins_second = wins(auction, agent, *report, to, others)?;
            require(wins_first && !wins_second, AuctionRefusal::Sign)
        }
        (
            AuctionCondition::Linearity | AuctionCondition::IncreasingDifferences,
            AuctionVerdict::Holds(Holds::Proportional(proof)),
        ) => {
            require(is_proportional(&slope, agent), AuctionRefusal::Number)?;
            require(proof.proves(&slope, &auction.ranges(&slope)), AuctionRefusal::Sign)
        }
        (AuctionCondition::Linearity, AuctionVerdict::Fails(Fails::NotProportional { own, others })) => {
            let value = |own: &Rational, others: &Point| at_own(auction, &slope, agent, own, others);
            let straight = value(&own.0, &others.0)? * value(&own.1, &others.1)?;
            let crossed = value(&own.1, &others.0)? * value(&own.0, &others.1)?;
            require(straight != crossed, AuctionRefusal::Number)
        }
        (AuctionCondition::IncreasingDifferences, AuctionVerdict::Holds(Holds::OneComponent(variable, proof))) => {
            let is_alone = slope.variables().into_iter().all(|v| v == *variable || v == Variable::Own(agent));
            require(is_alone && *variable != Variable::Own(agent), AuctionRefusal::Gap)?;
            let cross = slope.derivative(*variable);
            let ranges = auction.ranges(&cross);
            let never_turns =
                proof.proves(&cross, &ranges) || proof.proves(&cross.scaled(&-Rational::ONE), &ranges);
            require(never_turns, AuctionRefusal::Sign)
        }
        (
            AuctionCondition::IncreasingDifferences,
            AuctionVerdict::Fails(Fails::NotComonotonic { own, others }),
        ) => {
            let value = |own: &Rational, others: &Point| at_own(auction, &slope, agent, own, others);
            let first = value(&own.0, &others.0)? - value(&own.0, &others.1)?;
            let second = value(&own.1, &others.0)? - value(&own.1, &others.1)?;
            require(first > Rational::ZERO && second < Rational::ZERO, AuctionRefusal::Sign)
        }
        (AuctionCondition::ComonotonicIndependence, verdict) => check_core(auction, agent, verdict),
        (AuctionCondition::LipschitzContinuity, AuctionVerdict::Holds(Holds::Constant(constant))) => {
            let kinks = auction.report_kinks(agent);
            for ends in kinks.windows(2) {
                let near = crate::auction::winning::middle(&ends[0], &ends[1]);
                for report in [Report::Favourable, Report::Unfavourable] {
                    for reported in auction.reported(agent, report, &near) {
                        let slope = reported.value.coefficient(1);
                        let is_small = slope <= *constant && -slope <= *constant;
                        require(is_small && reported.value.degree() <= 1, AuctionRefusal::Number)?;
                    }
                }
            }
            Ok(())
        }
        (AuctionCondition::MinimalAmbiguity, AuctionVerdict::Holds(Holds::Slack(tightest, cover))) => {
            let pieces = slack_pieces(auction, agent).map_err(|_| AuctionRefusal::WrongKind)?;
            require(tightest.at_least >= Rational::ZERO, AuctionRefusal::Sign)?;
            check_tightest(&pieces, tightest)?;
            check_cover(&pieces, cover, &tightest.at_least)
        }
        (AuctionCondition::MinimalAmbiguity, AuctionVerdict::Fails(Fails::Slack(tightest))) => {
            let pieces = slack_pieces(auction, agent).map_err(|_| AuctionRefusal::WrongKind)?;
            require(tightest.slack < Rational::ZERO, AuctionRefusal::Sign)?;
            check_tightest(&pieces, tightest)
        }
        (AuctionCondition::MinimalAmbiguity, verdict) => {
            super::check_enclosed(&GeneralAuction::of(auction), agent, verdict)
        }
        _ => Err(AuctionRefusal::WrongKind),
    }
}

/// Whether the coefficients of the powers of the own index are multiples of one polynomial in the others' signals.
pub fn is_proportional(slope: &Polynomial, agent: AgentId) -> bool {
    let powers = slope.by_powers_of(Variable::Own(agent));
    let Some(first) = powers.iter().find(|coefficient| !coefficient.is_zero()) else { return true };
    powers.iter().all(|coefficient| coefficient.multiple_of(first).is_some())
}

/// The value at a point of the box; variables that the point leaves out must not occur.
fn at(auction: &Auction, polynomial: &Polynomial, point: &Point) -> Result<Rational, AuctionRefusal> {
    let inside = point.iter().all(|(variable, value)| {
        auction.range(*variable).is_some_and(|(low, high)| low <= *value && *value <= high)
    });
    require(inside, AuctionRefusal::Gap)?;
    polynomial.at(&|variable| point.get(&variable).cloned()).ok_or(AuctionRefusal::Gap)
}

fn at_own(
    auction: &Auction,
    polynomial: &Polynomial,
    agent: AgentId,
    own: &Rational,
    others: &Point,
) -> Result<Rational, AuctionRefusal> {
    let mut point = others.clone();
    point.insert(Variable::Own(agent), own.clone());
    at(auction, polynomial, &point)
}

/// Whether a bidder wins with positive probability with an extreme report against the signals of all others: ties count unless tied bidders lose.
pub fn wins(
    auction: &Auction,
    agent: AgentId,
    report: Report,
    own: &Rational,
    others: &Point,
) -> Result<bool, AuctionRefusal> {
    let mut point = others.clone();
    for reported in auction.reported(agent, report, own) {
        let signal = SignalId { bidder: agent, component: reported.component };
        point.insert(Variable::Signal(signal), reported.value.at(own));
    }
    for rival in auction.agents().filter(|rival| *rival != agent) {
        let margin = auction.margin(agent, rival).ok_or(AuctionRefusal::WrongKind)?;
        let margin = at_own(auction, &margin, agent, own, &point)?;
        if margin < Rational::ZERO || (margin.is_zero() && auction.ties().is_zero()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn check_core(auction: &Auction, agent: AgentId, verdict: &AuctionVerdict) -> Checked {
    let fits = match (verdict, &auction.bidder(agent).beliefs) {
        (AuctionVerdict::Holds(Holds::OneDensity), BeliefSet::Hull(densities)) => {
            (1..densities.len()).all(|other| !differ(auction, agent, 0, other))
        }
        (AuctionVerdict::Holds(Holds::Contamination), BeliefSet::Contamination { .. })
        | (AuctionVerdict::Holds(Holds::ProkhorovBall), BeliefSet::Prokhorov { .. }) => true,
        (AuctionVerdict::Fails(Fails::TwoDensities(one, other)), BeliefSet::Hull(_)) => {
            differ(auction, agent, *one, *other)
        }
        _ => false,
    };
    require(fits, AuctionRefusal::WrongKind)
}

/// Whether two densities of the description say different things about the others' signals.
pub fn differ(auction: &Auction, agent: AgentId, one: usize, other: usize) -> bool {
    let densities = auction.bidder(agent).beliefs.densities();
    let (Some(one), Some(other)) = (densities.get(one), densities.get(other)) else { return false };
    let pairs = one.marginals.iter().zip(&other.marginals).enumerate().filter(|(bidder, _)| *bidder != agent.0);
    pairs.flat_map(|(_, (one, other))| one.iter().zip(other)).any(|(one, other)| {
        let breaks: BTreeSet<_> = one.breaks().iter().chain(other.breaks()).collect();
        let breaks: Vec<_> = breaks.into_iter().collect();
        breaks.windows(2).any(|ends| {
            let near = crate::auction::winning::middle(ends[0], ends[1]);
            one.piece_at(&near) != other.piece_at(&near)
        })
    })
}

pub(super) fn check_tightest(pieces: &[SlackPiece], tightest: &Tightest) -> Checked {
    let piece = pieces.get(tightest.piece).ok_or(AuctionRefusal::Gap)?;
    require(piece.low <= tightest.own && tightest.own <= piece.high, AuctionRefusal::Gap)?;
    require(piece.at(&tightest.own) == tightest.slack, AuctionRefusal::Number)?;
    require(tightest.at_least <= tightest.slack, AuctionRefusal::Number)
}

pub(super) fn check_cover(pieces: &[SlackPiece], cover: &[Vec<SlackCell>], bound: &Rational) -> Checked {
    require(pieces.len() == cover.len(), AuctionRefusal::Gap)?;
    for (piece, cells) in pieces.iter().zip(cover) {
        let mut reached = &piece.low;
        for cell in cells {
            require(cell.low == *reached && cell.low < cell.high, AuctionRefusal::Gap)?;
            let parts = piece.alternatives.get(cell.alternative).ok_or(AuctionRefusal::Gap)?;
            require(!parts.is_empty(), AuctionRefusal::Gap)?;
            for part in parts {
                require(part.lower_bound(&cell.low, &cell.high) >= *bound, AuctionRefusal::Sign)?;
            }
            reached = &cell.high;
        }
        require(*reached == piece.high, AuctionRefusal::Gap)?;
    }
    Ok(())
}
