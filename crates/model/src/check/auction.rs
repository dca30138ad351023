//! Whether the evidence about a condition on an auction proves what it says.

use crate::auction::Auction;
use crate::auction::ambiguity::{SlackPiece, slack_pieces};
use crate::auction::belief::BeliefSet;
use crate::auction::condition::{
    AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds, SlackCell, Tightest,
};
use crate::auction::general::GeneralAuction;
use crate::auction::piecewise::Piecewise;
use crate::auction::polynomial::Polynomial;
use crate::auction::report::Report;
use crate::auction::variable::Variable;
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
/// Minimal Ambiguity with a closed form is a question about polynomials in the own index. All else is checked as for values of any kind, of
/// which polynomials are some.
///
/// # Errors
/// What is wrong with the evidence.
pub fn check_auction_finding(auction: &Auction, finding: &AuctionFinding) -> Checked {
    let agent = finding.bidder;
    require(agent.0 < auction.bidders().len(), AuctionRefusal::WrongKind)?;
    match (finding.condition, &finding.verdict) {
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
        _ => super::check_general_finding(&GeneralAuction::of(auction), finding),
    }
}

/// Checks that the extreme reports of a bidder have slopes of at most this number everywhere.
pub(super) fn check_constant(auction: &Auction, agent: AgentId, constant: &Rational) -> Checked {
    for ends in auction.report_kinks(agent).windows(2) {
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

/// Whether the coefficients of the powers of the own index are multiples of one polynomial in the others' signals.
pub fn is_proportional(slope: &Polynomial, agent: AgentId) -> bool {
    let powers = slope.by_powers_of(Variable::Own(agent));
    let Some(first) = powers.iter().find(|coefficient| !coefficient.is_zero()) else { return true };
    powers.iter().all(|coefficient| coefficient.multiple_of(first).is_some())
}

/// Checks whether a set of beliefs is the core of a convex capacity.
pub(super) fn check_core(auction: &Auction, agent: AgentId, verdict: &AuctionVerdict) -> Checked {
    let fits = match (verdict, &auction.bidder(agent).beliefs) {
        (AuctionVerdict::Holds(Holds::OneDensity), BeliefSet::Hull(densities)) => {
            (1..densities.len()).all(|other| are_same(auction, agent, 0, other))
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

/// Whether two densities of the description are one and the same about the others' signals.
pub fn are_same(auction: &Auction, agent: AgentId, one: usize, other: usize) -> bool {
    let densities = auction.bidder(agent).beliefs.densities();
    let (Some(one), Some(other)) = (densities.get(one), densities.get(other)) else { return false };
    let pairs = one.marginals.iter().zip(&other.marginals).enumerate().filter(|(bidder, _)| *bidder != agent.0);
    pairs.flat_map(|(_, (one, other))| one.iter().zip(other)).all(|(one, other)| !are_apart(one, other))
}

/// Whether two densities of the description are seen to say different things about some component of the others' signals.
pub fn differ(auction: &Auction, agent: AgentId, one: usize, other: usize) -> bool {
    let densities = auction.bidder(agent).beliefs.densities();
    let (Some(one), Some(other)) = (densities.get(one), densities.get(other)) else { return false };
    auction.agents().filter(|rival| *rival != agent).any(|rival| {
        (0..auction.bidder(rival).signals.len()).any(|component| {
            let marginal = |density| auction.marginal(density, rival, component);
            marginal(one).zip(marginal(other)).is_some_and(|(one, other)| are_apart(&one, &other))
        })
    })
}

/// Whether two densities of one component differ.
fn are_apart(one: &Piecewise, other: &Piecewise) -> bool {
    let breaks: BTreeSet<_> = one.breaks().iter().chain(other.breaks()).collect();
    let breaks: Vec<_> = breaks.into_iter().collect();
    breaks.windows(2).any(|ends| {
        let near = crate::auction::winning::middle(ends[0], ends[1]);
        one.piece_at(&near) != other.piece_at(&near)
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
