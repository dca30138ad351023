//! Two rules against pure reports: the mechanisms of MDAT Theorems 5.1 and 5.2.
//!
//! # Construction
//! T = {η + cψ, η − cψ}, where ψ is balanced, worth 0 to every truthful type, and worth something, positive or negative, to
//! every type of every agent that misreports (MDAT Lemma A.3). A misreport's worst case is then its value under η less
//! c |value of ψ|, and the smallest sufficient c is the largest gain / |value of ψ|.
//!
//! ψ is a sum of integer multiples of the side bets against single types, chosen one after another as in the induction of
//! Lemma A.2: the smallest positive multiple that makes the bet's own misreports worth something and sets no other
//! misreport back to 0. Each condition excludes one number, so a small one always works; bets whose misreports are already
//! worth something are left out. The result is exact and the same on every run.
//!
//! A mixture of misreports with ψ-values of opposite signs can hedge between the two rules, so this is a promise about pure
//! reports only.

use super::side_bets::BetStudy;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::interim::Interim;
use ambimech_model::number::{Rational, sum};
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family, prepare_side_bet};
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::transfer::{TransferRule, TransferTable};

/// A misreport: the coalition, its true types and its report, in that order.
type Lie = (Coalition, JointTypeId, JointTypeId);

/// Side bets with their multiples.
pub type Combined = Vec<(SideBetId, Rational)>;

/// The two rules with the smallest sufficient c for this ψ. `None` when no misreport gains (η alone does it), or when a
/// gain cannot be punished because ψ is worth nothing to it.
pub fn two_rules(environment: &Environment, base: Base, studies: &[BetStudy]) -> Option<(ClosedForm, Rational)> {
    let (bets, values) = combine(environment, studies)?;
    let gains = studies.iter().flat_map(|study| study.misreports.iter().map(|m| &m.gain));
    let mut scale = Rational::ZERO;
    for (gain, value) in gains.zip(&values) {
        if *gain > Rational::ZERO {
            if value.is_zero() {
                return None;
            }
            let size = if *value < Rational::ZERO { -value } else { value.clone() };
            scale = scale.max(gain / size);
        }
    }
    if scale.is_zero() {
        return None;
    }
    let rule = |name: &str, sign: &Rational| Combination {
        name: name.to_string(),
        bets: bets.iter().map(|(id, multiple)| (*id, multiple * &scale * sign)).collect(),
    };
    let rules = vec![rule("plus", &Rational::ONE), rule("minus", &Rational::NEG_ONE)];
    Some((ClosedForm { base, family: Family::Listed(rules) }, scale))
}

/// ψ as multiples of side bets, and its value at every misreport of the studies, in order.
pub fn combine(environment: &Environment, studies: &[BetStudy]) -> Option<(Combined, Vec<Rational>)> {
    let lies: Vec<Lie> = studies
        .iter()
        .flat_map(|study| study.misreports.iter().map(|m| (study.id.coalition, study.id.types, m.report)))
        .collect();
    let mut values = vec![Rational::ZERO; lies.len()];
    let mut bets = Vec::new();
    let mut first = 0;
    for study in studies {
        let places = first..first + study.misreports.len();
        first = places.end;
        let own: Vec<usize> =
            places.zip(&study.misreports).filter(|(_, m)| !m.loss.is_zero()).map(|(place, _)| place).collect();
        if own.iter().all(|place| !values[*place].is_zero()) {
            continue;
        }
        let weakest = study.weakest.clone()?;
        let table = prepare_side_bet(environment, study.id)?.table(environment.space());
        let step: Vec<Rational> =
            lie_values(environment, &table, &lies)?.into_iter().map(|value| value / &weakest).collect();
        let mut multiple = Rational::ONE;
        while values
            .iter()
            .zip(&step)
            .any(|(value, step)| (!value.is_zero() || !step.is_zero()) && (value + step * &multiple).is_zero())
        {
            multiple += Rational::ONE;
        }
        for (value, step) in values.iter_mut().zip(&step) {
            *value += step * &multiple;
        }
        bets.push((study.id, multiple / weakest));
    }
    Some((bets, values))
}

/// E\[Σ_{i∈S} ψ_i(report, ·) | truth\] of every lie under a transfer rule; lies of one coalition stand together.
fn lie_values(environment: &Environment, table: &TransferTable, lies: &[Lie]) -> Option<Vec<Rational>> {
    let scaled = table.scaled();
    let mut values = Vec::with_capacity(lies.len());
    for of_coalition in lies.chunk_by(|a, b| a.0 == b.0) {
        let interim = Interim::new(environment, of_coalition[0].0)?;
        let totals = interim.totals(&scaled);
        values.extend(of_coalition.iter().map(|(_, truth, report)| interim.transfer(&totals, *truth, *report)));
    }
    Some(values)
}

/// The smallest c for which η ± cψ is incentive compatible against pure reports, for a given base η and a given ψ that is
/// worth 0 to every truthful type: the largest gain / |value of ψ|, and 0 when no misreport gains. `None` when a gain meets
/// a value of 0, so that no c suffices.
pub fn smallest_scale(environment: &Environment, base: &TransferTable, psi: &TransferTable) -> Option<Rational> {
    let scaled = base.scaled();
    let mut smallest = Rational::ZERO;
    for agent in environment.space().agents() {
        let interim = Interim::of_agent(environment, agent);
        let totals = interim.totals(&scaled);
        let bet = interim.totals(&psi.scaled());
        let worth = |truth, report| interim.payoff(truth, report) + interim.transfer(&totals, truth, report);
        for truth in interim.split().own() {
            for report in interim.split().own().filter(|report| *report != truth) {
                let gain = worth(truth, report) - worth(truth, truth);
                if gain <= Rational::ZERO {
                    continue;
                }
                let value = interim.transfer(&bet, truth, report);
                if value.is_zero() {
                    return None;
                }
                let size = if value < Rational::ZERO { -value } else { value };
                smallest = smallest.max(gain / size);
            }
        }
    }
    Some(smallest)
}

/// η + c ψ as a table, for hand-made η and ψ.
pub fn shifted(
    environment: &Environment,
    base: &TransferTable,
    psi: &TransferTable,
    c: &Rational,
) -> TransferTable {
    TransferTable::from_fn(environment.space(), |agent, profile| {
        let parts = [base.payment(agent, profile), psi.payment(agent, profile) * c];
        sum(&parts)
    })
}
