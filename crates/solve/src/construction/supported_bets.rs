//! Side bets against coalitions when some profiles have probability 0 (theory 9.2 and 9.4 together).
//!
//! # Problem
//! As in CPAM Lemma 4, but without full support: a balanced φ that is worth 0 on path to every non-grand coalition and type,
//! and negative to θ̄_S at every misreport whose posterior differs.
//!
//! # Method
//! In y = φp, supported on the profiles that occur, the first two conditions say: Σ_i y_i = 0 at every profile, and each y_i
//! sums to 0 over θ_i for fixed θ_−i and over θ_−i for fixed θ_i (the interaction components of theory 9.2). That is a
//! homogeneous linear system with coefficients 0 and 1; a basis b_1 … b_d of its solutions is found by exact elimination,
//! once. A report θ̂_S falls in one of three cases:
//! * θ̄_S thinks some x possible that never occurs with θ̂_S: S pays there, at profiles of probability 0, which moves no on-path
//!   value; the amount is chosen last, large enough.
//! * It shares the posterior of θ̄_S: nothing can be done, and its value is 0.
//! * Otherwise its value must come from y. A combination of the basis that is negative at all these reports exists exactly
//!   when the matrix game with these reports as rows and ±b_k as columns has a negative value (Gordan's theorem), and the
//!   column player's optimal mixture is one.
//!
//! The closed form of full support needs none of this; the system here is solved densely and only for small type spaces.

use crate::lp::matrix_game::solve_matrix_game;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use ambimech_model::posterior::shares_posterior;
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::type_space::Split;

/// Unknowns beyond which the system is not solved.
const MOST_UNKNOWNS: usize = 400;

/// The solutions y of the homogeneous system, as a basis over the unknowns (profile that occurs, agent).
#[derive(Debug)]
pub struct SupportedBets<'a> {
    environment: &'a Environment,
    /// The profiles that occur, in order; unknown number = place · n + agent.
    support: Vec<ProfileId>,
    basis: Vec<Vec<Rational>>,
}

impl<'a> SupportedBets<'a> {
    /// Solves the system; `None` when it is too large.
    pub fn new(environment: &'a Environment) -> Option<SupportedBets<'a>> {
        let space = environment.space();
        let support: Vec<ProfileId> =
            space.profiles().filter(|profile| environment.prior().is_possible(*profile)).collect();
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
        Some(SupportedBets { environment, support, basis })
    }

    /// The side bet, scaled so that its weakest punishment is 1; `None` when some misreport with a different posterior
    /// cannot be punished together with the others.
    pub fn table(&self, id: SideBetId) -> Option<TransferTable> {
        let (space, prior) = (self.environment.space(), self.environment.prior());
        let split = space.split(id.coalition);
        let escapes = |report: JointTypeId| -> Vec<ProfileId> {
            let seen = split.rest().filter(|x| prior.is_possible(split.profile(id.types, *x)));
            let reported = seen.map(|x| split.profile(report, x));
            reported.filter(|profile| !prior.is_possible(*profile)).collect()
        };
        let reports: Vec<JointTypeId> = split.own().filter(|report| *report != id.types).collect();
        let settled_by_y: Vec<JointTypeId> = reports
            .iter()
            .copied()
            .filter(|report| escapes(*report).is_empty())
            .filter(|report| !shares_posterior(space, prior, id.coalition, id.types, *report))
            .collect();
        let y = self.combination(&split, id.types, &settled_by_y)?;
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
        let weakest = settled_by_y.iter().map(|report| -self.value(&split, id.types, *report, &y)).min();
        if let Some(weakest) = weakest {
            payments.iter_mut().for_each(|payment| *payment /= &weakest);
        }
        let (payer, receiver) = (id.coalition.members().next()?, split.outside().members().next()?);
        for report in reports {
            let off_path = escapes(report);
            if off_path.is_empty() {
                continue;
            }
            // Whatever y is worth here, the payments off path bring the value down to −1.
            let table = TransferTable::new(space, payments.clone())?;
            let worth = expected(self.environment, &split, id.types, report, &table);
            let probability = expected_share(self.environment, &split, id.types, report, &off_path);
            let amount = (worth + Rational::ONE) / probability;
            if amount > Rational::ZERO {
                for profile in off_path {
                    payments[place_of(profile, payer)] -= &amount;
                    payments[place_of(profile, receiver)] += &amount;
                }
            }
        }
        TransferTable::new(space, payments)
    }

    /// A combination of the basis that is negative at all these reports.
    fn combination(&self, split: &Split, truth: JointTypeId, reports: &[JointTypeId]) -> Option<Vec<Rational>> {
        let mut y = vec![Rational::ZERO; self.support.len() * self.environment.agent_count()];
        if reports.is_empty() {
            return Some(y);
        }
        // Every column may be scaled by a positive number of its own, which makes it integer.
        let mut columns: Vec<(usize, Rational, Vec<Integer>)> = Vec::new();
        for (place, solution) in self.basis.iter().enumerate() {
            let values: Vec<Rational> =
                reports.iter().map(|report| self.value(split, truth, *report, solution)).collect();
            let denominator = common_denominator(&values);
            for sign in [Rational::ONE, Rational::NEG_ONE] {
                let scale = Rational::from(denominator.clone()) * sign;
                let integers =
                    values.iter().map(|value| scaled_to(&(value * &scale), &1u8.into())).collect::<Vec<Integer>>();
                columns.push((place, scale, integers));
            }
        }
        let matrix: Vec<Vec<Integer>> = (0..reports.len())
            .map(|row| columns.iter().map(|(_, _, values)| values[row].clone()).collect())
            .collect();
        let rows: Vec<&[Integer]> = matrix.iter().map(Vec::as_slice).collect();
        let game = solve_matrix_game(&rows).filter(|game| game.value < Rational::ZERO)?;
        for ((place, scale, _), weight) in columns.iter().zip(&game.columns) {
            if weight.is_zero() {
                continue;
            }
            let factor = scale * weight;
            for (sum, entry) in y.iter_mut().zip(&self.basis[*place]) {
                *sum += entry * &factor;
            }
        }
        Some(y)
    }

    /// E\[Σ_{i∈S} φ_i(report, ·) | truth\] from y alone: Σ_x Y_S(report, x) p(x|truth) / p(report, x).
    fn value(&self, split: &Split, truth: JointTypeId, report: JointTypeId, y: &[Rational]) -> Rational {
        let prior = self.environment.prior();
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

fn expected(
    environment: &Environment,
    split: &Split,
    truth: JointTypeId,
    report: JointTypeId,
    table: &TransferTable,
) -> Rational {
    let interim = ambimech_model::interim::Interim::new(environment, split.coalition());
    interim.transfer(&interim.totals(&table.scaled()), truth, report)
}

/// The probability that the truth gives to ending up at one of these profiles by this report.
fn expected_share(
    environment: &Environment,
    split: &Split,
    truth: JointTypeId,
    report: JointTypeId,
    profiles: &[ProfileId],
) -> Rational {
    let (mut there, mut all) = (Rational::ZERO, Rational::ZERO);
    for x in split.rest() {
        let probability = environment.prior().probability(split.profile(truth, x));
        if profiles.contains(&split.profile(report, x)) {
            there += &probability;
        }
        all += probability;
    }
    there / all
}

/// A basis of the solutions of a homogeneous system, by elimination to reduced row echelon form.
fn null_space(mut system: Vec<Vec<Rational>>, unknowns: usize) -> Vec<Vec<Rational>> {
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
