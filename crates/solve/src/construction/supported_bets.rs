//! Side bets against coalitions when some profiles have probability 0 (theory 9.2 and 9.4 together).
//!
//! # Problem
//! As in CPAM Lemma 4, but without full support: a balanced φ that is worth 0 on path to every non-grand coalition and type,
//! and that takes away from θ̄_S what its misreports gain.
//!
//! # Method
//! In y = φp, supported on the profiles that occur, the first two conditions say: Σ_i y_i = 0 at every profile, and each y_i
//! sums to 0 over θ_i for fixed θ_−i and over θ_−i for fixed θ_i (the interaction components of theory 9.2). That is a
//! homogeneous linear system with coefficients 0 and 1; a basis b_1 … b_d of its solutions is found by exact elimination,
//! once. A report θ̂_S falls in one of two cases:
//! * θ̄_S thinks some x possible that never occurs with θ̂_S: S pays there, at profiles of probability 0, which moves no on-path
//!   value; the amount is chosen last, just large enough.
//! * Otherwise its gain g(θ̂_S) under the base rule must be taken away by y: g(θ̂_S) + Σ_k c_k V_k(θ̂_S) ≤ 0, where V_k is the
//!   value of b_k at the report. Such c exist exactly when the program max Σ δ g, Σ δ V_k = 0 for every k, Σ δ ≤ 1, δ ≥ 0 has
//!   the value 0 (a mixture δ that no bet can touch must not gain), and then its dual solution is one.
//!
//! Distinct posteriors are not enough here: a type that is sure of the others' types may have a mixture of misreports that
//! every bet leaves alone, because the others' on-path values tie its values together. The closed form of full support
//! needs none of this; the system here is solved densely and only for small type spaces.

use crate::lp::simplex::{SimplexOutcome, maximise};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};
use ambimech_model::prior::Prior;
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::type_space::Split;

/// Unknowns beyond which the system is not solved.
const MOST_UNKNOWNS: usize = 400;

/// The solutions y of the homogeneous system, as a basis over the unknowns (profile that occurs, agent).
#[derive(Debug)]
pub struct SupportedBets<'a> {
    environment: &'a Environment,
    prior: &'a Prior,
    /// The profiles that occur, in order; unknown number = place · n + agent.
    support: Vec<ProfileId>,
    basis: Vec<Vec<Rational>>,
}

impl<'a> SupportedBets<'a> {
    /// Solves the system; `None` when it is too large, or without a common prior.
    pub fn new(environment: &'a Environment) -> Option<SupportedBets<'a>> {
        let (space, prior) = (environment.space(), environment.common_prior()?);
        let support: Vec<ProfileId> = space.profiles().filter(|profile| prior.is_possible(*profile)).collect();
        let agents = environment.agent_count();
        if support.len() * agents > MOST_UNKNOWNS {
            return None;
        }
        let unknown = |place: usize, agent: AgentId| place * agents + agent.0;
        let mut system = Vec::new();
        let mut equation = |members: Vec<usize>| {
            let mut row = vec![Rational::ZERO; support.len() * agents];
            for member in members {
                row[member] = Rational::ONE;
            }
            system.push(row);
        };
        for place in 0..support.len() {
            equation(space.agents().map(|agent| unknown(place, agent)).collect());
        }
        for agent in space.agents() {
            let others = Coalition::single(agent).complement(agents);
            for set in [Coalition::single(agent), others] {
                for joint in 0..space.joint_count(set) {
                    let here = |profile: &ProfileId| space.joint_type_of(*profile, set) == JointTypeId(joint);
                    let places = support.iter().enumerate().filter(|(_, profile)| here(profile));
                    equation(places.map(|(place, _)| unknown(place, agent)).collect());
                }
            }
        }
        let basis = null_space(system, support.len() * agents);
        Some(SupportedBets { environment, prior, support, basis })
    }

    /// A side bet that takes these gains away: one for every report other than the truth, under the base rule. `None` when
    /// there is none.
    pub fn table(&self, id: SideBetId, gains: &[(JointTypeId, Rational)]) -> Option<TransferTable> {
        let (space, prior) = (self.environment.space(), self.prior);
        let split = space.split(id.coalition);
        let off_path = |report: JointTypeId| -> Vec<ProfileId> {
            let seen = split.rest().filter(|x| prior.is_possible(split.profile(id.types, *x)));
            let reported = seen.map(|x| split.profile(report, x));
            reported.filter(|profile| !prior.is_possible(*profile)).collect()
        };
        let on_path: Vec<&(JointTypeId, Rational)> =
            gains.iter().filter(|(report, _)| off_path(*report).is_empty()).collect();
        let y = self.combination(&split, id.types, &on_path)?;
        let mut payments = vec![Rational::ZERO; space.size() * space.agent_count()];
        let place_of = |profile: ProfileId, agent: AgentId| profile.0 * space.agent_count() + agent.0;
        for (place, profile) in self.support.iter().enumerate() {
            for agent in space.agents() {
                let weighted = &y[place * space.agent_count() + agent.0];
                if !weighted.is_zero() {
                    payments[place_of(*profile, agent)] = weighted / prior.probability(*profile);
                }
            }
        }
        let (payer, receiver) = (id.coalition.members().next()?, split.outside().members().next()?);
        for (report, gain) in gains {
            let profiles = off_path(*report);
            if profiles.is_empty() {
                continue;
            }
            let share = self.share(&split, id.types, *report, &profiles);
            let amount = (self.value(&split, id.types, *report, &y) + gain) / share;
            if amount > Rational::ZERO {
                for profile in profiles {
                    payments[place_of(profile, payer)] -= &amount;
                    payments[place_of(profile, receiver)] += &amount;
                }
            }
        }
        TransferTable::new(space, payments)
    }

    /// A combination of the basis whose value takes every one of these gains away.
    fn combination(
        &self,
        split: &Split,
        truth: JointTypeId,
        gains: &[&(JointTypeId, Rational)],
    ) -> Option<Vec<Rational>> {
        let mut y = vec![Rational::ZERO; self.support.len() * self.environment.agent_count()];
        if gains.iter().all(|(_, gain)| *gain <= Rational::ZERO) {
            return Some(y);
        }
        // Rows of the program: −V_k δ ≤ 0 and V_k δ ≤ 0 for every k, each scaled to integers, then Σ δ ≤ 1.
        let mut rows: Vec<(usize, Rational, Vec<Integer>)> = Vec::new();
        for (place, solution) in self.basis.iter().enumerate() {
            let values: Vec<Rational> =
                gains.iter().map(|(report, _)| self.value(split, truth, *report, solution)).collect();
            if values.iter().all(Rational::is_zero) {
                continue;
            }
            let denominator = common_denominator(&values);
            for sign in [Rational::ONE, Rational::NEG_ONE] {
                let scale = Rational::from(denominator.clone()) * sign;
                let integers = values.iter().map(|value| scaled_to(&(value * &scale), &Natural::ONE)).collect();
                rows.push((place, scale, integers));
            }
        }
        let denominator = common_denominator(gains.iter().map(|(_, gain)| gain));
        let costs: Vec<Integer> = gains.iter().map(|(_, gain)| scaled_to(gain, &denominator)).collect();
        let mut matrix: Vec<Vec<Integer>> = rows.iter().map(|(_, _, row)| row.clone()).collect();
        matrix.push(vec![Integer::ONE; gains.len()]);
        let mut right = vec![Integer::ZERO; rows.len()];
        right.push(Integer::ONE);
        let SimplexOutcome::Optimal { value, dual, .. } = maximise(&costs, &matrix, &right)? else { return None };
        if !value.is_zero() {
            return None; // a mixture that gains and that no bet can touch
        }
        // Σ dual · row ≥ costs: minus that combination takes the gains away.
        for ((place, scale, _), multiplier) in rows.iter().zip(&dual) {
            if multiplier.is_zero() {
                continue;
            }
            let factor = -(scale * multiplier / Rational::from(denominator.clone()));
            for (sum, entry) in y.iter_mut().zip(&self.basis[*place]) {
                *sum += entry * &factor;
            }
        }
        Some(y)
    }

    /// The probability that the truth gives to ending up at one of these profiles by this report.
    fn share(&self, split: &Split, truth: JointTypeId, report: JointTypeId, profiles: &[ProfileId]) -> Rational {
        let (mut there, mut all) = (Rational::ZERO, Rational::ZERO);
        for x in split.rest() {
            let probability = self.prior.probability(split.profile(truth, x));
            if profiles.contains(&split.profile(report, x)) {
                there += &probability;
            }
            all += probability;
        }
        there / all
    }

    /// E\[Σ_{i∈S} φ_i(report, ·) | truth\] from y alone: Σ_x Y_S(report, x) p(x|truth) / p(report, x).
    fn value(&self, split: &Split, truth: JointTypeId, report: JointTypeId, y: &[Rational]) -> Rational {
        let prior = self.prior;
        let agents = self.environment.agent_count();
        let mut total = Rational::ZERO;
        let mut truth_probability = Rational::ZERO;
        for x in split.rest() {
            let truly = prior.probability(split.profile(truth, x));
            truth_probability += &truly;
            let reported = split.profile(report, x);
            if let Ok(place) = self.support.binary_search(&reported) {
                let paid = split.coalition().members().map(|agent| &y[place * agents + agent.0]);
                let paid = ambimech_model::number::sum(paid);
                if !paid.is_zero() {
                    total += paid * truly / prior.probability(reported);
                }
            }
        }
        total / truth_probability
    }
}

/// A basis of the solutions of a homogeneous system, by elimination to reduced row echelon form.
pub(crate) fn null_space(mut system: Vec<Vec<Rational>>, unknowns: usize) -> Vec<Vec<Rational>> {
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..unknowns {
        let rank = pivots.len();
        let Some(found) = (rank..system.len()).find(|row| !system[*row][column].is_zero()) else { continue };
        system.swap(rank, found);
        let pivot = system[rank][column].clone();
        if !pivot.is_one() {
            system[rank].iter_mut().for_each(|entry| *entry /= &pivot);
        }
        let pivot_row = system[rank].clone();
        for (place, row) in system.iter_mut().enumerate() {
            if place == rank || row[column].is_zero() {
                continue;
            }
            let factor = row[column].clone();
            for (entry, above) in row.iter_mut().zip(&pivot_row).skip(column) {
                if !above.is_zero() {
                    *entry -= above * &factor;
                }
            }
        }
        pivots.push(column);
    }
    let free = (0..unknowns).filter(|column| pivots.binary_search(column).is_err());
    free.map(|column| {
        let mut solution = vec![Rational::ZERO; unknowns];
        solution[column] = Rational::ONE;
        for (row, pivot) in pivots.iter().enumerate() {
            solution[*pivot] = -&system[row][column];
        }
        solution
    })
    .collect()
}
