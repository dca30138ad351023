//! One side bet against every type: the mechanisms of CPAM Theorem 1 and Proposition 3, and their single-agent version.
//!
//! # Construction
//! T = {η + M φ̃^{θ̄_S}}, one rule for every coalition S concerned and every joint type θ̄_S. Each φ̃ is the side bet of
//! [`ambimech_model::transfer::side_bet`], scaled so that its weakest punishment is exactly 1: among the misreports of θ̄_S
//! that it punishes, the least punished loses 1 in expectation. The side bets add nothing to any on-path value, so every
//! rule inherits participation and ambiguity insurance from η. A misreport θ̂_S, pure or mixed, is held down by the rule of
//! (S, θ̄_S) itself once M · (loss of θ̂_S under φ̃) ≥ (gain of θ̂_S under η); the smallest such M is used.
//!
//! A misreport to a type with the same posterior cannot be punished. It need not be when η makes it unattractive;
//! otherwise it is reported as a temptation.

use super::BaseTable;
use super::short_scale::short_scale;
use crate::side_by_side;
use ambimech_model::certificate::{HoldingWeights, RuleWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::design::Temptation;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family, prepare_side_bet};
use ambimech_model::transfer::side_bet::SideBetId;

/// Side bets times profiles that are worth threads of their own.
const WORTH_THREADS: usize = 10_000;

/// One misreport: what it gains under the base rule and what it loses under its side bet, in expectation.
#[derive(Debug, Clone)]
pub struct Misreport {
    /// The report θ̂_S.
    pub report: JointTypeId,
    /// Gain over the truth under η; may be negative.
    pub gain: Rational,
    /// Loss under the (unscaled) side bet against θ̄_S: positive, or 0 when the posteriors are equal.
    pub loss: Rational,
}

/// A side bet and the misreports it is meant for.
#[derive(Debug, Clone)]
pub struct BetStudy {
    /// The coalition S and its true types θ̄_S.
    pub id: SideBetId,
    /// All misreports.
    pub misreports: Vec<Misreport>,
    /// The smallest positive loss; `None` when the bet punishes nobody.
    pub weakest: Option<Rational>,
}

impl BetStudy {
    /// The smallest multiple of the scaled side bet that makes every punishable misreport unprofitable.
    pub fn needed_scale(&self) -> Rational {
        let Some(weakest) = &self.weakest else { return Rational::ZERO };
        let needed = self.misreports.iter().filter(|m| m.gain > Rational::ZERO && !m.loss.is_zero());
        needed.map(|m| &m.gain * weakest / &m.loss).max().unwrap_or(Rational::ZERO)
    }

    /// The misreports that gain and cannot be punished.
    pub fn temptations(&self) -> impl Iterator<Item = Temptation> + '_ {
        self.misreports.iter().filter(|m| m.gain > Rational::ZERO && m.loss.is_zero()).map(|m| Temptation {
            coalition: self.id.coalition,
            truth: self.id.types,
            report: m.report,
            gain: m.gain.clone(),
        })
    }
}

/// Studies the side bets of a coalition against all its joint types; `None` when this prior has no side bets for it.
/// Joint types that never occur are left out, and so is everything about a coalition with one joint type.
pub fn study_coalition(
    environment: &Environment,
    base: &BaseTable,
    coalition: Coalition,
) -> Option<Vec<BetStudy>> {
    let interim = Interim::new(environment, coalition)?;
    if interim.split().own_count() == 1 {
        return Some(Vec::new());
    }
    let gains = base_gains(&interim, base);
    let study = |_, (id, gains): &(SideBetId, Vec<(JointTypeId, Rational)>)| {
        let bet = prepare_side_bet(environment, *id)?.table(environment.space());
        let bet_totals = interim.totals(&bet.scaled());
        let misreports: Vec<Misreport> = gains
            .iter()
            .map(|(report, gain)| Misreport {
                report: *report,
                gain: gain.clone(),
                loss: -interim.transfer(&bet_totals, id.types, *report),
            })
            .collect();
        let weakest = misreports.iter().map(|m| &m.loss).filter(|loss| !loss.is_zero()).min().cloned();
        Some(BetStudy { id: *id, misreports, weakest })
    };
    if gains.len() * environment.space().size() < WORTH_THREADS {
        return gains.iter().map(|gains| study(0, gains)).collect();
    }
    side_by_side::map(&gains, study).into_iter().collect()
}

/// What every misreport of a coalition gains over the truth under the base rule, for each joint type that occurs.
pub fn base_gains(interim: &Interim<'_>, base: &BaseTable) -> Vec<(SideBetId, Vec<(JointTypeId, Rational)>)> {
    let coalition = interim.coalition();
    let totals = base.totals(interim);
    let worth = |truth, report| interim.payoff(truth, report) + interim.transfer(&totals, truth, report);
    let occurring = interim.split().own().filter(|types| interim.occurs(*types));
    occurring
        .map(|types| {
            let truthful = worth(types, types);
            let reports = interim.split().own().filter(|report| *report != types);
            let gains = reports.map(|report| (report, worth(types, report) - &truthful)).collect();
            (SideBetId { coalition, types }, gains)
        })
        .collect()
}

/// The rules η + M φ̃ with the smallest M with which each of them holds its own type down by itself, rounded up where it is long
/// ([`super::short_scale`]), and the certificate that it does. All rules together may do with less.
/// With `with_base`, η itself is the first rule. `None` when no misreport gains: η alone does it.
pub fn side_bet_rules(
    environment: &Environment,
    base: &BaseTable,
    studies: &[BetStudy],
    with_base: bool,
) -> Option<(ClosedForm, HoldingWeights, Rational)> {
    let scale = short_scale(studies.iter().map(BetStudy::needed_scale).max().filter(|scale| !scale.is_zero())?);
    let mut rules = Vec::with_capacity(studies.len() + 1);
    if with_base {
        rules.push(Combination { name: "base".to_string(), bets: Vec::new() });
    }
    let mut weights = Vec::with_capacity(studies.len());
    for study in studies {
        weights.push(RuleWeights {
            coalition: study.id.coalition,
            types: study.id.types,
            best: None,
            weights: vec![(RuleId(rules.len()), Rational::ONE)],
        });
        let multiple = study.weakest.as_ref().map(|weakest| short_scale(&scale / weakest));
        let bets = multiple.into_iter().map(|multiple| (study.id, multiple)).collect();
        rules.push(Combination { name: bet_name(environment, study.id), bets });
    }
    let form = ClosedForm { base: base.base, family: Family::Listed(rules) };
    Some((form, HoldingWeights::Listed(weights), scale))
}

/// The name of the rule against (S, θ̄_S): `1=H,2=L`.
pub fn bet_name(environment: &Environment, id: SideBetId) -> String {
    let types = environment.space().joint_types(id.coalition, id.types);
    let names = types
        .into_iter()
        .map(|(agent, t)| format!("{}={}", environment.agent_name(agent), environment.type_name(agent, t)));
    names.collect::<Vec<_>>().join(",")
}
