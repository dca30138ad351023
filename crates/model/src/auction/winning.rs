//! The probability of winning with an extreme report: its lower and upper bound over a set of beliefs, as exact functions of the own index.
//!
//! **Scores.** Suppose that v^i − v^j = A_j(own index and report of i) − B_j(signal of j) for every rival j, with B_j = Σ_k b_k x_k linear in j's
//! components, and that ∂v^i/∂s depends on s alone. Then i wins exactly when B_j ≤ A_j for all j, beliefs enter through probabilities of winning
//! only (the derivative cancels from both sides of Minimal Ambiguity), and under a density the probability is Π_j F_j(A_j), F_j the distribution
//! function of B_j. With A_j linear in s this is a polynomial on each of finitely many pieces.
//!
//! **Sets of beliefs.** Write W for the set of the others' signals at which the report wins.
//!
//! - A hull has the least and the greatest of its densities' numbers, since probabilities are linear in the belief.
//! - Contamination has (1 − ε) F(W) + ε e with e the least (greatest) probability of winning at any single profile of the others: 1 when the
//!   report wins everywhere (somewhere), the tie's probability when only ties decide.
//! - In a Prokhorov ball, G belongs to it exactly when F and G are the marginals of a coupling that moves by more than ε with probability at
//!   most ε (Strassen 1965). So the greatest G(W) is min(1, F(W^ε) + ε) for W ≠ ∅, where W^ε is what is within ε of W, and the least is 1 minus the
//!   same for the complement of W. When each B_j has one component, W^ε is {B_j ≤ A_j + ε |b_j|}; with orders, when signals can be moved
//!   along with it ([`super::space::Space::moves_along`]).

use super::Auction;
use super::belief::{BeliefSet, Density, Members};
use super::piecewise::Distribution;
use super::polynomial::Polynomial;
use super::report::Report;
use super::univariate::Univariate;
use super::variable::{SignalId, Variable};
use crate::index::AgentId;
use crate::number::Rational;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Largest degree of a polynomial in the own index that is worked with.
pub const MAX_DEGREE: usize = 1_500;

/// Why the probability of winning has no closed form here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoClosedForm {
    /// A polynomial has too many terms, or too high a degree.
    TooLarge,
    /// Who of the two is ahead depends on more than a score of each.
    NotSeparable(AgentId),
    /// The rival's score is not linear in its signal, or does not depend on it.
    NonlinearScore(AgentId),
    /// The own score against this rival is not linear in the own index.
    NonlinearIndex(AgentId),
    /// ∂v^i/∂s depends on the others' signals.
    SlopeDependsOnOthers,
    /// The rival's signal space is no box, and orders link components of its score in more than one way.
    Ordered(AgentId),
    /// A Prokhorov ball, and orders link the component of the rival's score so that a signal within ε of the score may be farther from one that has it.
    OrderedBall(AgentId),
    /// A Prokhorov ball where a score has several components.
    SeveralComponents(AgentId),
    /// A Prokhorov ball with atoms where the report ties for sure with some rivals and may lose to others.
    MixedTies,
}

/// Which bound over the set of beliefs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The least probability.
    Lower,
    /// The greatest probability.
    Upper,
}

/// A bound as a function of the own index on one piece.
///
/// Lower: the least of the alternatives, each the greatest of its parts. Upper: the greatest of the alternatives, each the least of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Alternatives and parts; none of the lists is empty.
    pub alternatives: Vec<Vec<Univariate>>,
}

impl Level {
    fn single(part: Univariate) -> Level {
        Level { alternatives: vec![vec![part]] }
    }

    fn constant(number: Rational) -> Level {
        Level::single(Univariate::constant(number))
    }

    /// The value at an own index of the piece.
    pub fn at(&self, bound: Bound, own: &Rational) -> Rational {
        let parts = self.alternatives.iter().map(|parts| {
            let values = parts.iter().map(|part| part.at(own));
            match bound {
                Bound::Lower => values.max(),
                Bound::Upper => values.min(),
            }
            .unwrap_or_default()
        });
        match bound {
            Bound::Lower => parts.min(),
            Bound::Upper => parts.max(),
        }
        .unwrap_or_default()
    }
}

/// A rival's score, and how many rivals have the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RivalScore {
    /// The rival.
    pub rival: AgentId,
    /// How many rivals it stands for, itself among them.
    pub count: usize,
    /// The weights b_k of its components.
    pub weights: Vec<Rational>,
    /// A_j: a polynomial in the own index and the components that i reports.
    pub own: Polynomial,
    /// The least value of B_j.
    pub low: Rational,
    /// The greatest value of B_j.
    pub high: Rational,
    /// For every density of the description of i's beliefs, the distribution of B_j.
    distributions: Vec<Distribution>,
}

/// What a bidder needs to win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Winning<'a> {
    auction: &'a Auction,
    agent: AgentId,
    /// The scores to beat.
    pub rivals: Vec<RivalScore>,
    /// ∂v^i/∂s, a polynomial in s.
    pub slope: Univariate,
}

/// Whether a bound is wanted on a piece, as a function, or at one point, ties at the point counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the open piece between two breaks.
    Piece,
    /// At one own index.
    Point,
}

/// A_j on a piece.
type Threshold = Univariate;

impl<'a> Winning<'a> {
    /// The scores of an auction, from one bidder's view.
    ///
    /// # Errors
    /// The values do not separate into linear scores.
    pub fn new(auction: &'a Auction, agent: AgentId) -> Result<Winning<'a>, NoClosedForm> {
        let slope = auction.bidder(agent).value.derivative(Variable::Own(agent));
        let slope = slope.in_one(Variable::Own(agent)).ok_or(NoClosedForm::SlopeDependsOnOthers)?;
        let rivals = auction.rivals(agent).into_iter().map(|(rival, count)| {
            let margin = auction.margin(agent, rival).ok_or(NoClosedForm::TooLarge)?;
            let is_own = |variable: Variable| match variable {
                Variable::Own(_) => true,
                Variable::Signal(signal) => signal.bidder == agent,
            };
            let (own, theirs) = margin.split(is_own);
            let is_theirs =
                |variable: Variable| matches!(variable, Variable::Signal(signal) if signal.bidder == rival);
            if !theirs.variables().into_iter().all(is_theirs) {
                return Err(NoClosedForm::NotSeparable(rival));
            }
            let (_, found) = theirs.as_affine().ok_or(NoClosedForm::NonlinearScore(rival))?;
            let signals = &auction.bidder(rival).signals;
            let weight = |component| {
                let variable = Variable::Signal(SignalId { bidder: rival, component });
                -found.get(&variable).cloned().unwrap_or(Rational::ZERO)
            };
            let weights: Vec<Rational> = (0..signals.len()).map(weight).collect();
            let (mut low, mut high) = (Rational::ZERO, Rational::ZERO);
            for (weight, signal) in weights.iter().zip(signals) {
                let (one, other) = (weight * &signal.low, weight * &signal.high);
                low += one.clone().min(other.clone());
                high += one.max(other);
            }
            if let Some(space) = auction.space(rival) {
                (low, high) = space.range(&weights);
                let is_linked = |place: &usize| !weights[*place].is_zero() && space.is_ordered(*place);
                let is_ball = matches!(auction.bidder(agent).beliefs, BeliefSet::Prokhorov { .. });
                let mut linked = (0..weights.len()).filter(is_linked);
                let first = linked.next();
                if linked.next().is_some() {
                    return Err(NoClosedForm::Ordered(rival));
                }
                if is_ball && first.is_some_and(|place| !space.moves_along(place)) {
                    return Err(NoClosedForm::OrderedBall(rival));
                }
            }
            let of = |density: &Density| {
                let marginal = |place| auction.marginal(density, rival, place).ok_or(NoClosedForm::Ordered(rival));
                let counted = (0..weights.len()).filter(|place| !weights[*place].is_zero());
                let marginals = counted.map(|place| Ok((&weights[place], marginal(place)?)));
                let marginals = marginals.collect::<Result<Vec<_>, NoClosedForm>>()?;
                let terms = marginals.iter().map(|(weight, marginal)| (*weight, marginal));
                Distribution::of_sum(terms).ok_or(NoClosedForm::NonlinearScore(rival))
            };
            let distributions = auction.bidder(agent).beliefs.densities().iter().map(of);
            let distributions = distributions.collect::<Result<Vec<_>, NoClosedForm>>()?;
            Ok(RivalScore { rival, count, weights, own, low, high, distributions })
        });
        let rivals = rivals.collect::<Result<Vec<_>, NoClosedForm>>()?;
        let winning = Winning { auction, agent, rivals, slope };
        let is_ball = matches!(winning.beliefs(), BeliefSet::Prokhorov { .. });
        for score in winning.rivals.iter().filter(|_| is_ball) {
            if score.weights.iter().filter(|weight| !weight.is_zero()).count() > 1 {
                return Err(NoClosedForm::SeveralComponents(score.rival));
            }
        }
        Ok(winning)
    }

    fn beliefs(&self) -> &'a BeliefSet {
        &self.auction.bidder(self.agent).beliefs
    }

    /// The bidder.
    pub fn agent(&self) -> AgentId {
        self.agent
    }

    /// A_j with the extreme report, for every rival, right on the piece around `near`.
    pub fn thresholds(&self, report: Report, near: &Rational) -> Result<Vec<Univariate>, NoClosedForm> {
        let reported = self.auction.reported(self.agent, report, near);
        let own = Polynomial::variable(Variable::Own(self.agent));
        let of = |score: &RivalScore| {
            let mut left = score.own.clone();
            for component in &reported {
                let line = own.scaled(&component.value.coefficient(1));
                let line = line.plus(&Polynomial::constant(component.value.coefficient(0)));
                let signal = SignalId { bidder: self.agent, component: component.component };
                left = left.substitute(Variable::Signal(signal), &line).ok_or(NoClosedForm::TooLarge)?;
            }
            let threshold = left.in_one(Variable::Own(self.agent)).ok_or(NoClosedForm::TooLarge)?;
            match threshold.degree() <= 1 {
                true => Ok(threshold),
                false => Err(NoClosedForm::NonlinearIndex(score.rival)),
            }
        };
        self.rivals.iter().map(of).collect()
    }

    /// The own indices between which every bound is one formula, increasing: the ends of the range, the kinks of the reports, and where a
    /// threshold passes an end or a break of a rival's score.
    ///
    /// # Errors
    /// The thresholds are not linear.
    pub fn breaks(&self) -> Result<Vec<Rational>, NoClosedForm> {
        let kinks = self.auction.report_kinks(self.agent);
        let mut breaks: BTreeSet<Rational> = kinks.iter().cloned().collect();
        for ends in kinks.windows(2) {
            let near = middle(&ends[0], &ends[1]);
            for report in [Report::Favourable, Report::Unfavourable] {
                for (score, threshold) in self.rivals.iter().zip(self.thresholds(report, &near)?) {
                    let slope = threshold.coefficient(1);
                    if slope.is_zero() {
                        continue;
                    }
                    for level in self.levels(score) {
                        let own = (level - threshold.coefficient(0)) / &slope;
                        if ends[0] < own && own < ends[1] {
                            breaks.insert(own);
                        }
                    }
                }
            }
        }
        Ok(breaks.into_iter().collect())
    }

    /// The values of a threshold at which a bound changes its formula.
    fn levels(&self, score: &RivalScore) -> BTreeSet<Rational> {
        let mut levels = BTreeSet::from([score.low.clone(), score.high.clone()]);
        let reach = self.reach(score);
        for point in score.distributions.iter().flat_map(Distribution::breaks) {
            levels.insert(point.clone());
            levels.insert(point + &reach);
            levels.insert(point - &reach);
        }
        levels
    }

    /// ε |b_j| for a Prokhorov ball, 0 otherwise.
    fn reach(&self, score: &RivalScore) -> Rational {
        let size = score.weights.iter().map(|weight| match *weight < Rational::ZERO {
            true => -weight.clone(),
            false => weight.clone(),
        });
        match self.beliefs() {
            BeliefSet::Prokhorov { radius, .. } => size.fold(Rational::ZERO, |sum, part| sum + part) * radius,
            _ => Rational::ZERO,
        }
    }

    /// The bound on the probability of winning with an extreme report, on the piece between two neighbouring [`Winning::breaks`] in which
    /// `near` lies, or at `near` itself.
    ///
    /// # Errors
    /// There is no closed form.
    pub fn bound(
        &self,
        report: Report,
        bound: Bound,
        near: &Rational,
        place: Place,
    ) -> Result<Level, NoClosedForm> {
        let mut thresholds = self.thresholds(report, near)?;
        if place == Place::Point {
            thresholds = thresholds.iter().map(|t| Univariate::constant(t.at(near))).collect();
        }
        let ties = self.auction.ties();
        Ok(match self.beliefs() {
            BeliefSet::Hull(densities) => {
                let each =
                    (0..densities.len()).map(|number| Ok(vec![self.product(number, &thresholds, near, 0)?]));
                Level { alternatives: each.collect::<Result<_, NoClosedForm>>()? }
            }
            BeliefSet::Contamination { epsilon, members, .. } => {
                let center = self.product(0, &thresholds, near, 0)?;
                let extreme = match (bound, self.position(bound, &thresholds, near), members) {
                    (_, Ordering::Greater, _) | (Bound::Lower, Ordering::Equal, Members::Densities) => {
                        Rational::ONE
                    }
                    (_, Ordering::Less, _) | (Bound::Upper, Ordering::Equal, Members::Densities) => Rational::ZERO,
                    (_, Ordering::Equal, Members::All) => ties.clone(),
                };
                let certain = Univariate::constant(epsilon * extreme);
                Level::single(center.scaled(&(Rational::ONE - epsilon)).plus(&certain))
            }
            BeliefSet::Prokhorov { radius, members, .. } => match bound {
                Bound::Upper => {
                    let wins = self.product(0, &thresholds, near, 1)?.plus(&Univariate::constant(radius.clone()));
                    let one = Univariate::constant(Rational::ONE);
                    match (self.position(bound, &thresholds, near), members) {
                        (Ordering::Greater, _) => Level { alternatives: vec![vec![one, wins]] },
                        (Ordering::Equal, Members::All) => {
                            Level { alternatives: vec![vec![one.scaled(ties), wins.scaled(ties)]] }
                        }
                        _ => Level::constant(Rational::ZERO),
                    }
                }
                Bound::Lower => self.least_in_ball(radius, *members, &thresholds, near)?,
            },
        })
    }

    /// The least probability of winning in a Prokhorov ball.
    fn least_in_ball(
        &self,
        radius: &Rational,
        members: Members,
        thresholds: &[Threshold],
        near: &Rational,
    ) -> Result<Level, NoClosedForm> {
        let side = |score: &RivalScore, threshold: &Threshold| threshold.at(near).cmp(&score.high);
        let sides: Vec<Ordering> = self.rivals.iter().zip(thresholds).map(|(s, t)| side(s, t)).collect();
        let ties = self.auction.ties();
        let (may_lose, may_tie) = (sides.contains(&Ordering::Less), sides.contains(&Ordering::Equal));
        let ties_matter = may_tie && members == Members::All && !ties.is_one();
        let which = match (may_lose, ties_matter) {
            (true, true) => return Err(NoClosedForm::MixedTies),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Equal,
            (false, false) => return Ok(Level::constant(Rational::ONE)),
        };
        let safe = self.product_where(0, thresholds, near, -1, |number| sides[number] == which)?;
        let zero = Univariate::default();
        Ok(match which {
            Ordering::Less => {
                let left = safe.minus(&Univariate::constant(radius.clone()));
                Level { alternatives: vec![vec![zero, left]] }
            }
            // Only ties can be lost, each with probability 1 − τ: 1 − (1 − τ) min(1, 1 − safe + ε).
            _ => {
                let loss = Rational::ONE - ties;
                let at_most = Univariate::constant(ties.clone());
                let kept = safe.minus(&Univariate::constant(radius.clone())).scaled(&loss).plus(&at_most);
                Level { alternatives: vec![vec![at_most, kept]] }
            }
        })
    }

    /// Whether the report wins everywhere (lower bound) or somewhere (upper bound): greater when it does, equal when ties decide, less
    /// when it does not.
    fn position(&self, bound: Bound, thresholds: &[Threshold], near: &Rational) -> Ordering {
        let sides = self.rivals.iter().zip(thresholds).map(|(score, threshold)| {
            threshold.at(near).cmp(match bound {
                Bound::Lower => &score.high,
                Bound::Upper => &score.low,
            })
        });
        sides.min().unwrap_or(Ordering::Greater)
    }

    /// Π_j F_j(A_j + shift · reach) for one density of the description.
    fn product(
        &self,
        density: usize,
        thresholds: &[Threshold],
        near: &Rational,
        shift: i8,
    ) -> Result<Univariate, NoClosedForm> {
        self.product_where(density, thresholds, near, shift, |_| true)
    }

    /// The same over some of the rivals, by place in the list.
    fn product_where(
        &self,
        density: usize,
        thresholds: &[Threshold],
        near: &Rational,
        shift: i8,
        counts: impl Fn(usize) -> bool,
    ) -> Result<Univariate, NoClosedForm> {
        let mut product = Univariate::constant(Rational::ONE);
        for (number, (score, threshold)) in self.rivals.iter().zip(thresholds).enumerate() {
            let Some(distribution) = score.distributions.get(density).filter(|_| counts(number)) else { continue };
            let moved = Univariate::constant(self.reach(score) * Rational::from(shift)).plus(threshold);
            let piece = distribution.piece_at(&moved.at(near)).compose(&moved);
            if piece.degree() * score.count + product.degree() > MAX_DEGREE {
                return Err(NoClosedForm::TooLarge);
            }
            product = product.times(&piece.power(score.count));
        }
        Ok(product)
    }
}

/// Half way between two numbers.
pub fn middle(low: &Rational, high: &Rational) -> Rational {
    (low + high) / Rational::from(2)
}
