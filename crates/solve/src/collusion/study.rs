//! Verification of a side contract: every property with its worst case, and what everybody gains.
//!
//! Mixed lies of one member of one type are settled by the matrix game of its reports against the pairs (t, τ): its optimal weights
//! over the pairs hold all lies down, or its optimal mixture is a profitable lie (theory 9.7).

use super::MOST_STEPS;
use super::game::positive;
use crate::lp::matrix_game::solve_matrix_game;
use ambimech_model::check::check_contract;
use ambimech_model::collusion::{
    ContractAnswer, ContractCertificate, ContractClaim, ContractInterim, ContractProperty, ContractStudy,
    ContractWorst, JointGain, Lie, MemberGain, MemberValues, PairWeights, RulePair, SideContract,
};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::{RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to, sum};
use ambimech_model::property::Reports;

/// Decides S-IC, against pure and against mixed reports, S-BB and S-IR, and says what everybody gains.
///
/// # Errors
/// [`UndecidedReason::NotWorstCase`] when somebody does not look at the worst case, [`UndecidedReason::NeedsCommonPrior`] for
/// several members without one, [`UndecidedReason::TooLarge`], [`UndecidedReason::BeyondClosedForms`] when mechanism or contract
/// cannot be evaluated, [`UndecidedReason::CertificateRefused`] when the checker does not accept what was found to hold.
pub fn study_contract(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
) -> Result<ContractStudy, UndecidedReason> {
    if !environment.attitudes().are_worst_case() {
        return Err(UndecidedReason::NotWorstCase);
    }
    if environment.coalition_belief(contract.coalition).is_none() {
        return Err(UndecidedReason::NeedsCommonPrior);
    }
    let steps = work_of(environment, mechanism, contract);
    if steps > MOST_STEPS {
        return Err(UndecidedReason::TooLarge { steps });
    }
    let view = ContractInterim::new(environment, mechanism, contract).ok_or(UndecidedReason::BeyondClosedForms)?;
    let mut tally = Tally::default();
    let mut members = Vec::new();
    for agent in contract.coalition.members() {
        let values = view.member(agent);
        for truth in environment.space().types(agent).filter(|truth| values.occurs(*truth)) {
            let with = values.worst(truth, truth);
            let without = view.without(agent, truth).unwrap_or(Rational::ZERO);
            members.push(MemberGain { agent, own: truth, with, without });
            tally.take(&values, truth, contract.rules.len());
        }
    }
    let gain = |types| {
        let (with, without) = view.gains(types)?.worst();
        Some(JointGain { types, with, without })
    };
    let gains: Vec<JointGain> = view.split().own().filter_map(gain).collect();
    let least = members.iter().min_by_key(|gain| &gain.with - &gain.without).cloned();
    let willing = least.as_ref().is_none_or(|gain| gain.with >= gain.without);
    let budget = largest_imbalance(contract, &view);
    let balanced = budget.as_ref().is_none_or(|(_, _, total)| total.is_zero());
    let answer = |property, reports, holds, worst| ContractAnswer {
        claim: ContractClaim::new(property, reports),
        holds,
        worst,
    };
    let lie = |lie: &Option<Lie>| lie.clone().map(ContractWorst::Lie);
    let pure_holds = tally.pure.as_ref().is_none_or(|lie| lie.gain() <= Rational::ZERO);
    let answers = vec![
        answer(ContractProperty::SIc, Reports::Pure, pure_holds, lie(&tally.pure)),
        answer(ContractProperty::SIc, Reports::Mixed, !tally.mixed_fails, lie(&tally.mixed)),
        answer(
            ContractProperty::SBb,
            Reports::Pure,
            balanced,
            budget.map(|(pair, profile, total)| ContractWorst::Budget { pair, profile, total }),
        ),
        answer(ContractProperty::SIr, Reports::Pure, willing, least.map(ContractWorst::Participation)),
    ];
    let claims = answers.iter().filter(|answer| answer.holds).map(|answer| answer.claim).collect();
    let profitable = gains.iter().filter(|gain| gain.gain() > Rational::ZERO).map(|gain| gain.types).collect();
    let certificate = ContractCertificate { claims, profitable, weights: tally.weights };
    if (!certificate.claims.is_empty() || !certificate.profitable.is_empty())
        && check_contract(environment, mechanism, contract, &certificate).is_err()
    {
        return Err(UndecidedReason::CertificateRefused);
    }
    Ok(ContractStudy { answers, members, gains, certificate })
}

/// About how many multiplications the study takes.
fn work_of(environment: &Environment, mechanism: &Mechanism, contract: &SideContract) -> u128 {
    let space = environment.space();
    let rules = mechanism.rule_count(environment).unwrap_or(usize::MAX) as u128;
    let support = contract.strategy.iter().map(Vec::len).max().unwrap_or(1) as u128;
    let tables = contract.rules.iter().map(|rule| rule.tables.len()).sum::<usize>() as u128;
    let types: u128 = contract.coalition.members().map(|member| space.type_count(member) as u128).sum();
    (space.size() as u128).saturating_mul(types).saturating_mul(rules.saturating_mul(support + 1) + tables)
}

#[derive(Default)]
struct Tally {
    pure: Option<Lie>,
    mixed: Option<Lie>,
    mixed_fails: bool,
    weights: Vec<PairWeights>,
}

fn keep_larger(known: &mut Option<Lie>, new: Lie) {
    if known.as_ref().is_none_or(|known| new.gain() > known.gain()) {
        *known = Some(new);
    }
}

impl Tally {
    /// Settles the lies of one member of one type.
    fn take(&mut self, values: &MemberValues, truth: TypeId, sides: usize) {
        let agent = values.agent;
        if values.type_count() == 1 {
            return;
        }
        let rows: Vec<Vec<Rational>> =
            (0..values.type_count()).map(|report| values.values(truth, TypeId(report))).collect();
        let least = |row: &[Rational]| row.iter().min().cloned().unwrap_or(Rational::ZERO);
        let on_path = least(&rows[truth.0]);
        let lie = |report, value| Lie { agent, truth, report, value, on_path: on_path.clone() };
        for (report, row) in rows.iter().enumerate().filter(|(report, _)| *report != truth.0) {
            let pure = lie(vec![(TypeId(report), Rational::ONE)], least(row));
            keep_larger(&mut self.pure, pure.clone());
            keep_larger(&mut self.mixed, pure);
        }
        let pair = |place: usize| RulePair { rule: RuleId(place / sides), side: place % sides };
        let holds =
            |place: &usize| rows[truth.0][*place] == on_path && rows.iter().all(|row| row[*place] <= on_path);
        if let Some(place) = (0..rows[truth.0].len()).find(holds) {
            let weights = vec![(pair(place), Rational::ONE)];
            return self.weights.push(PairWeights { agent, truth, weights });
        }
        let denominator = common_denominator(rows.iter().flatten());
        let scale = |row: &Vec<Rational>| row.iter().map(|value| scaled_to(value, &denominator)).collect();
        let integers: Vec<Vec<Integer>> = rows.iter().map(scale).collect();
        let Some(game) = solve_matrix_game(&integers.iter().map(Vec::as_slice).collect::<Vec<_>>()) else {
            return;
        };
        let value = game.value / Rational::from(denominator);
        if value <= on_path {
            let weights = positive(game.columns).map(|(place, weight)| (pair(place), weight)).collect();
            self.weights.push(PairWeights { agent, truth, weights });
        } else {
            self.mixed_fails = true;
            let report = positive(game.rows).map(|(report, share)| (TypeId(report), share)).collect();
            keep_larger(&mut self.mixed, lie(report, value));
        }
    }
}

/// The pair of rules and the profile where the payments' sum is farthest from 0.
fn largest_imbalance(
    contract: &SideContract,
    view: &ContractInterim<'_>,
) -> Option<(RulePair, ambimech_model::index::ProfileId, Rational)> {
    let size = |total: &Rational| if *total < Rational::ZERO { -total } else { total.clone() };
    let mut worst: Option<(RulePair, _, Rational)> = None;
    for side in 0..contract.rules.len() {
        for rule in (0..view.rule_count()).map(RuleId) {
            for own in view.split().own() {
                for x in view.split().rest() {
                    let total = sum(&contract.payments(side, rule, own, x)?);
                    if worst.as_ref().is_none_or(|(_, _, known)| size(&total) > size(known)) {
                        worst = Some((RulePair { rule, side }, view.split().profile(own, x), total));
                    }
                }
            }
        }
    }
    worst
}
