//! Checks that one bet around a base rule is not enough: that the cases exhaust the sides of the types that they distinguish, and that
//! the multipliers of every case contradict it. See [`crate::one_bet`] for the argument.

use super::impossibility::{is_constrained, require, require_covered};
use super::require_joint_type;
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId};
use crate::interim::{CoalitionTotals, Interim};
use crate::number::{Integer, Rational, common_denominator, scaled_to};
use crate::one_bet::{OneBet, Side, SideCase, TypeSide};
use crate::property::{Goal, Property};
use crate::refusal::{CaseFlaw, Refusal};
use crate::transfer::base::BaseRule;
use crate::transfer::{ScaledTable, TransferRule};
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

/// Accepts the proof when no mechanism made of one bet around its base rule reaches the goal against mixed reports.
pub(super) fn check_one_bet(environment: &Environment, goal: &Goal, proof: &OneBet) -> Result<(), Refusal> {
    let base = BaseRule::new(environment, proof.base).ok_or(Refusal::NeedsCommonPrior)?;
    let base = base.table(environment.space()).scaled();
    let refused = |case: usize, flaw| Refusal::CaseOfOneBet { case, flaw };
    require_exhausted(&proof.cases).map_err(|(case, flaw)| refused(case, flaw))?;
    let mut views = Views { environment, known: BTreeMap::new() };
    for (number, case) in proof.cases.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (place, side) in case.sides.iter().enumerate() {
            require_joint_type(environment, side.coalition, side.truth)?;
            require(is_constrained(environment, goal, side.coalition))?;
            require_covered(environment.attitude(side.coalition).is_worst_case(), side.coalition)?;
            if !seen.insert((side.coalition, side.truth)) {
                return Err(refused(number, CaseFlaw::SideTwice(place)));
            }
        }
        let gains = gains(&mut views, &base, case, |flaw| refused(number, flaw))?;
        if !gains.iter().any(|gain| *gain > Rational::ZERO) {
            return Err(refused(number, CaseFlaw::NothingGained));
        }
        if let Some(place) = gains.iter().position(|gain| *gain < Rational::ZERO) {
            return Err(refused(number, CaseFlaw::LossWeighed(place)));
        }
        if let Some(profile) = remaining(&mut views, goal, case, |flaw| refused(number, flaw))? {
            return Err(refused(number, profile));
        }
    }
    Ok(())
}

fn same_type(one: &TypeSide, other: &TypeSide) -> bool {
    (one.coalition, one.truth) == (other.coalition, other.truth)
}

/// That the cases are those of a tree that is gone through in order.
fn require_exhausted(cases: &[SideCase]) -> Result<(), (usize, CaseFlaw)> {
    let gap = |case| (case, CaseFlaw::CaseMissing);
    let first = cases.first().ok_or(gap(0))?;
    if first.sides.is_empty() || first.sides.iter().any(|side| side.side == Side::Minus) {
        return Err(gap(0));
    }
    for (number, pair) in cases.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        // The last type on the plus side, the first type of all aside.
        let turned = before.sides.iter().rposition(|side| side.side == Side::Plus).filter(|place| *place > 0);
        let turned = turned.ok_or(gap(number + 1))?;
        let keeps = before.sides.get(..turned) == after.sides.get(..turned);
        let turns = after
            .sides
            .get(turned)
            .is_some_and(|side| side.side == Side::Minus && same_type(side, &before.sides[turned]));
        let goes_on = after.sides.iter().skip(turned + 1).all(|side| side.side == Side::Plus);
        if !(keeps && turns && goes_on) {
            return Err(gap(number + 1));
        }
    }
    let is_last = |case: &SideCase| case.sides.iter().skip(1).all(|side| side.side == Side::Minus);
    if cases.last().is_some_and(is_last) { Ok(()) } else { Err(gap(cases.len())) }
}

/// Coalitions' views, each made once.
struct Views<'a> {
    environment: &'a Environment,
    known: BTreeMap<Coalition, Interim<'a>>,
}

impl<'a> Views<'a> {
    fn of(&mut self, coalition: Coalition, types: JointTypeId) -> Result<&Interim<'a>, Refusal> {
        let view = match self.known.entry(coalition) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(Interim::new(self.environment, coalition).ok_or(Refusal::NeedsCommonPrior)?)
            }
        };
        require(view.occurs(types))?;
        Ok(view)
    }
}

/// Σ_r y_{T,r} g_r for every type of the case; all of them gain by some report.
fn gains(
    views: &mut Views<'_>,
    base: &ScaledTable,
    case: &SideCase,
    refused: impl Fn(CaseFlaw) -> Refusal,
) -> Result<Vec<Rational>, Refusal> {
    let mut totals: BTreeMap<Coalition, CoalitionTotals> = BTreeMap::new();
    let mut truthful = Vec::with_capacity(case.sides.len());
    for (place, TypeSide { coalition, truth, .. }) in case.sides.iter().enumerate() {
        let view = views.of(*coalition, *truth)?;
        let totals = totals.entry(*coalition).or_insert_with(|| view.totals(base));
        let worth = |report| view.payoff(*truth, report) + view.transfer(totals, *truth, report);
        let own = worth(*truth);
        if !view.split().own().any(|report| worth(report) > own) {
            return Err(refused(CaseFlaw::NotTempted(place)));
        }
        truthful.push(own);
    }
    let mut sums = vec![Rational::ZERO; case.sides.len()];
    let mut seen = BTreeSet::new();
    for (number, term) in case.terms.iter().enumerate() {
        let side = case.sides.get(term.place).filter(|side| side.truth != term.report);
        let is_valid = term.multiplier > Rational::ZERO && seen.insert((term.place, term.report));
        let side = side.filter(|_| is_valid).ok_or_else(|| refused(CaseFlaw::RowInvalid(number)))?;
        require_joint_type(views.environment, side.coalition, term.report)?;
        let view = views.of(side.coalition, side.truth)?;
        let totals = totals.entry(side.coalition).or_insert_with(|| view.totals(base));
        let worth = view.payoff(side.truth, term.report) + view.transfer(totals, side.truth, term.report);
        sums[term.place] += (worth - &truthful[term.place]) * &term.multiplier;
    }
    Ok(sums)
}

/// The first payment of φ that does not cancel, if any.
fn remaining(
    views: &mut Views<'_>,
    goal: &Goal,
    case: &SideCase,
    refused: impl Fn(CaseFlaw) -> Refusal,
) -> Result<Option<CaseFlaw>, Refusal> {
    let environment = views.environment;
    let (agents, space) = (environment.agent_count(), environment.space());
    let mut parts: Vec<(Coalition, JointTypeId, JointTypeId, Rational)> = Vec::new();
    for term in &case.terms {
        let side = &case.sides[term.place];
        let factor = if side.side == Side::Plus { term.multiplier.clone() } else { -&term.multiplier };
        parts.push((side.coalition, side.truth, term.report, factor));
    }
    let mut seen = BTreeSet::new();
    for (number, term) in case.equations.iter().enumerate() {
        require_joint_type(environment, term.coalition, term.types)?;
        if !seen.insert((term.coalition, term.types)) || !is_neutral(environment, goal, term.coalition) {
            return Err(refused(CaseFlaw::EquationInvalid(number)));
        }
        parts.push((term.coalition, term.types, term.types, term.multiplier.clone()));
    }
    for (coalition, truth, _, factor) in &mut parts {
        *factor = &*factor / Rational::from(views.of(*coalition, *truth)?.total_weight(*truth).clone());
    }
    let denominator = common_denominator(parts.iter().map(|(.., factor)| factor));
    let mut sums = vec![Integer::ZERO; space.size() * agents];
    for (coalition, truth, report, factor) in &parts {
        let factor = scaled_to(factor, &denominator);
        let view = views.of(*coalition, *truth)?;
        for (x, weight) in view.split().rest().zip(view.posterior_weights(*truth)) {
            let (profile, amount) = (view.split().profile(*report, x), weight * &factor);
            coalition.members().for_each(|agent| sums[profile.0 * agents + agent.0] += &amount);
        }
    }
    let is_balanced = goal.asks_for(Property::Bb);
    for (profile, sums) in space.profiles().zip(sums.chunks(agents)) {
        let expected = if is_balanced { &sums[0] } else { &Integer::ZERO };
        if let Some(agent) = sums.iter().position(|sum| sum != expected) {
            return Ok(Some(CaseFlaw::PaymentRemains { profile, agent: AgentId(agent) }));
        }
    }
    Ok(None)
}

/// Whether bets are asked to change nothing on path for this coalition: a single agent, or one that the goal is about.
fn is_neutral(environment: &Environment, goal: &Goal, coalition: Coalition) -> bool {
    let is_about = [Property::Cic, Property::Cr, Property::Ai, Property::Wcic];
    coalition.len() == 1
        || (environment.pattern().contains(coalition)
            && is_about.into_iter().any(|property| goal.asks_for(property)))
}
