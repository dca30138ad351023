//! Beliefs without a common prior: the mechanisms of MDAT Theorems 6.2 and 6.3.
//!
//! # Construction
//! 1. Fix what every type is to expect at least, its *floor* U_i(θ_i).
//! 2. For every agent i and true type θ̄_i solve a linear program (the system in MDAT's proof of Theorem 6.3, case 2): a
//!    transfer rule t with Σ_j t_j = 0, on-path values of at least U_j(θ_j) for every type of every agent, each with its own
//!    beliefs, exactly U_i(θ̄_i) for θ̄_i, and at most U_i(θ̄_i) for each of its misreports. T is the set of these rules.
//!
//! Every on-path worst case is then the floor, nobody stays out, and the rule of (i, θ̄_i) holds θ̄_i down whatever it reports,
//! mixtures included. Where one rule cannot hold all misreports at once and only pure reports are feared, each misreport
//! gets a rule of its own. A rule that does for another type what its program asks for is used again.
//!
//! # Floors
//! Tried in this order:
//! * what every type expects under no payments, and under an equal split, where everybody takes part;
//! * the smallest that types with the same posterior leave possible: U_i(θ) ≥ U_i(θ') + E\[u_i(q(θ'), θ) − u_i(q(θ'), θ')\] for θ, θ'
//!   with one posterior, and 0 elsewhere (Theorem 6.3, case 2, with Lemma A.6: these floors exist exactly when no cycle of such
//!   types gains, as in private-value environments with an efficient rule, where a cycle's gain is what it costs society);
//! * what every type expects when one agent is the residual claimant (Theorem 6.3, case 1).
//!
//! # When the programs have solutions
//! Let there be no common prior, and let all floors be 0. A contradiction has multipliers a ≥ 0 of the on-path rows, b of the
//! budgets and γ ≥ 0 of the misreports. With γ = 0, b is a common prior. So γ > 0, and after division by Σγ it is a mixture of
//! misreports. For one misreport θ̂ this is Lemma A.4: θ̄ and θ̂ share a posterior, or NCP* fails for (i, θ̄, θ̂). Hence BDP and NCP*
//! for all agents give a mechanism against pure reports (Theorem 6.2). Against mixtures the condition to ask for is stronger:
//! no mixture γ on Θ_i \ {θ̄} and no b ≥ 0 on Θ such that every other agent's beliefs are those of b, and every type θ_i has
//! a p_i(·|θ_i) = b(θ_i, ·) + γ(θ_i) p_i(·|θ̄) for some a = a(θ_i).
//!
//! In Lemma A.6 of MDAT the U are expected payments, but its use in the proof of Theorem 6.3 is about levels of utility: the
//! inequality needed there is the one stated here, which the lemma's proof gives as well.
//!
//! # Agents with one type
//! They cannot lie and have no program of their own; they take part in those of the others (MDAT A.2).
//!
//! # Which solution
//! The one that differs least from the starting rule: Σ_θ Σ_i |t_i(θ) − η_i(θ)| is smallest, η being no payments for the second kind
//! of floors.
//!
//! # Cost
//! One program with 2 n |Θ| variables and |Θ| + Σ|Θ_i| + |Θ_i| − 1 rows for every type, at most.

use super::BaseTable;
use super::base::unwilling;
use super::side_bets::bet_name;
use crate::lp::{Farkas, Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::certificate::RuleWeights;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Obstacle, Temptation};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::{Rational, sum};
use ambimech_model::posterior::shares_posterior;
use ambimech_model::property::{Goal, Property, Reports};
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::transfer::{TransferRule, TransferTable};

/// Variables beyond which a program is not set up.
const MOST_UNKNOWNS: usize = 4_000;

/// Rules with what holds whom down.
#[derive(Debug)]
pub struct Found {
    /// The rules.
    pub rules: Vec<NamedRule>,
    /// Against mixed reports, which rule holds which type down.
    pub weights: Vec<RuleWeights>,
    /// The base rule from which the floors come, when they come from one; it is then the first rule.
    pub base: Option<Base>,
}

/// Makes the rules.
///
/// # Errors
/// What stands in the way of the floors of the second kind: types whose temptations no rule can take away, or a type and a
/// mixture of misreports that no rule stops.
pub fn rules_for_own_beliefs(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
) -> Result<Found, Vec<Obstacle>> {
    let unknowns = 2 * environment.agent_count() * environment.space().size();
    if unknowns > MOST_UNKNOWNS {
        return Err(vec![Obstacle::ProgramTooLarge { unknowns }]);
    }
    let maker = Maker::new(environment, goal, reports);
    let from_base = |base| maker.start_from(base).and_then(|start| maker.rules(&start).ok());
    if let Some(found) = [Base::Zero, Base::EqualSplit].into_iter().find_map(from_base) {
        return Ok(found);
    }
    match maker.least_start().and_then(|start| maker.rules(&start)) {
        Ok(found) => Ok(found),
        Err(obstacle) => {
            let claimants = environment.space().agents().map(Base::ResidualClaimant);
            claimants.into_iter().find_map(from_base).ok_or(vec![obstacle])
        }
    }
}

/// A starting rule and the floors U.
struct Start {
    base: Option<Base>,
    table: TransferTable,
    /// By agent and type.
    floors: Vec<Vec<Rational>>,
}

/// What a program says.
enum Answer {
    /// This rule.
    Rule(TransferTable),
    /// There is none: this mixture of misreports cannot be stopped. Empty when the floors alone cannot be kept.
    Contradiction(Vec<(JointTypeId, Rational)>),
    /// No proved answer.
    TooLarge,
}

struct Maker<'a> {
    environment: &'a Environment,
    goal: &'a Goal,
    reports: Reports,
    /// By agent.
    views: Vec<Interim<'a>>,
}

impl<'a> Maker<'a> {
    fn new(environment: &'a Environment, goal: &'a Goal, reports: Reports) -> Maker<'a> {
        let views = environment.space().agents().map(|agent| Interim::of_agent(environment, agent)).collect();
        Maker { environment, goal, reports, views }
    }

    fn is_about_reports(&self) -> bool {
        self.goal.asks_for(Property::Ic) || self.goal.asks_for(Property::Cic)
    }

    /// Each agent with its view.
    fn agents(&self) -> impl Iterator<Item = (AgentId, &Interim<'a>)> {
        self.environment.space().agents().zip(&self.views)
    }

    /// A base rule with what everybody expects under it; `None` when somebody stays out.
    fn start_from(&self, base: Base) -> Option<Start> {
        let written = BaseTable::new(self.environment, base)?;
        if unwilling(self.environment, self.goal, &written).is_some() {
            return None;
        }
        let floors_of = |view: &Interim<'_>| {
            let totals = written.totals(view);
            view.split().own().map(|own| view.payoff(own, own) + view.transfer(&totals, own, own)).collect()
        };
        let floors = self.views.iter().map(floors_of).collect();
        let table = BaseRule::new(self.environment, base)?.table(self.environment.space());
        Some(Start { base: Some(base), table, floors })
    }

    /// No payments, and the smallest floors that types with the same posterior leave possible.
    fn least_start(&self) -> Result<Start, Obstacle> {
        let floors: Result<Vec<Vec<Rational>>, Obstacle> =
            self.agents().map(|(agent, view)| self.least_floors(agent, view)).collect();
        let table = TransferTable::from_fn(self.environment.space(), |_, _| Rational::ZERO);
        Ok(Start { base: None, table, floors: floors? })
    }

    /// The longest paths over pairs of types with one posterior, from 0; there are none when a cycle gains.
    fn least_floors(&self, agent: AgentId, view: &Interim<'_>) -> Result<Vec<Rational>, Obstacle> {
        let types: Vec<JointTypeId> = view.split().own().collect();
        let mut floors = vec![Rational::ZERO; types.len()];
        if !self.is_about_reports() {
            return Ok(floors);
        }
        let coalition = Coalition::single(agent);
        let (space, belief) = (self.environment.space(), self.environment.belief(agent));
        let mut pairs = Vec::new();
        for truth in &types {
            for report in types.iter().filter(|report| *report != truth) {
                if shares_posterior(space, belief, coalition, *truth, *report) {
                    let step = view.payoff(*truth, *report) - view.payoff(*report, *report);
                    pairs.push((*truth, *report, step));
                }
            }
        }
        for _ in &types {
            let mut settled = true;
            for (truth, report, step) in &pairs {
                let through = &floors[report.0] + step;
                if through > floors[truth.0] {
                    floors[truth.0] = through;
                    settled = false;
                }
            }
            if settled {
                return Ok(floors);
            }
        }
        // A cycle gains, so one of its members gains before payments.
        let gain = |truth, report| view.payoff(truth, report) - view.payoff(truth, truth);
        let tempted = pairs.into_iter().map(|(truth, report, _)| Temptation {
            coalition,
            truth,
            report,
            gain: gain(truth, report),
        });
        Err(Obstacle::SharedPosteriors(tempted.filter(|found| found.gain > Rational::ZERO).collect()))
    }

    /// A rule for every type, as few as the order of the types allows.
    fn rules(&self, start: &Start) -> Result<Found, Obstacle> {
        let mut draft = Draft { maker: self, start, rules: Vec::new(), weights: Vec::new() };
        if start.base.is_some() {
            draft.rules.push(NamedRule { name: "base".to_string(), table: start.table.clone() });
        }
        if self.is_about_reports() {
            for (agent, view) in self.agents().filter(|(_, view)| view.split().own_count() > 1) {
                for truth in view.split().own() {
                    match self.reports {
                        Reports::Mixed => draft.hold_all(agent, truth)?,
                        Reports::Pure => draft.hold_each(agent, truth)?,
                    }
                }
            }
        }
        if draft.rules.is_empty() {
            match self.solve(start, None) {
                Answer::Rule(table) => draft.rules.push(NamedRule { name: "base".to_string(), table }),
                Answer::Contradiction(_) => return Err(Obstacle::NoConstruction),
                Answer::TooLarge => return Err(self.too_large()),
            }
        }
        Ok(Found { rules: draft.rules, weights: draft.weights, base: start.base })
    }

    fn too_large(&self) -> Obstacle {
        Obstacle::ProgramTooLarge {
            unknowns: 2 * self.environment.agent_count() * self.environment.space().size(),
        }
    }

    /// The program: a rule that keeps all floors and holds the type down to its own whatever it reports of these.
    fn solve(&self, start: &Start, held: Option<(AgentId, JointTypeId, &[JointTypeId])>) -> Answer {
        let space = self.environment.space();
        let agents = space.agent_count();
        let mut program = Program::new();
        // What is added to the starting rule: variable 2k is the payment's positive part, 2k + 1 its negative part.
        for _ in 0..space.size() * agents {
            for _ in 0..2 {
                let variable = program.add_variable(Sign::NonNegative);
                program.set_cost(variable, Rational::ONE);
            }
        }
        let payment = |agent: AgentId, profile: ProfileId, factor: &Rational| {
            let place = 2 * (profile.0 * agents + agent.0);
            [(place, factor.clone()), (place + 1, -factor)]
        };
        if self.goal.asks_for(Property::Bb) {
            for profile in space.profiles() {
                let entries = space.agents().flat_map(|agent| payment(agent, profile, &Rational::ONE)).collect();
                program.add_row(Relation::Equal, entries, Rational::ZERO);
            }
        }
        let scaled = start.table.scaled();
        // The expectation of what is added when `truth` reports `report`, times the weight of `truth` and a sign.
        let expectation = |agent: AgentId, view: &Interim<'_>, (truth, report), sign: &Rational| {
            let weights = view.posterior_weights(truth).iter().zip(view.split().rest());
            let entries = weights.filter(|(weight, _)| !weight.is_zero()).flat_map(|(weight, x)| {
                payment(agent, view.split().profile(report, x), &(Rational::from(weight.clone()) * sign))
            });
            entries.collect::<Vec<(usize, Rational)>>()
        };
        for (agent, view) in self.agents() {
            let totals = view.totals(&scaled);
            for own in view.split().own() {
                let is_held = held.is_some_and(|(held, truth, _)| held == agent && truth == own);
                let fixed = is_held || self.goal.asks_for(Property::Ai);
                let relation = if fixed { Relation::Equal } else { Relation::AtLeast };
                let known = view.payoff(own, own) + view.transfer(&totals, own, own);
                let missing = &start.floors[agent.0][own.0] - known;
                let right = missing * Rational::from(view.total_weight(own).clone());
                program.add_row(relation, expectation(agent, view, (own, own), &Rational::ONE), right);
            }
        }
        let before = program.row_count();
        if let Some((agent, truth, reports)) = held {
            let view = &self.views[agent.0];
            let totals = view.totals(&scaled);
            for report in reports {
                let known = view.payoff(truth, *report) + view.transfer(&totals, truth, *report);
                let excess = known - &start.floors[agent.0][truth.0];
                let right = excess * Rational::from(view.total_weight(truth).clone());
                let entries = expectation(agent, view, (truth, *report), &Rational::NEG_ONE);
                program.add_row(Relation::AtLeast, entries, right);
            }
        }
        match solve(&program) {
            Ok(Outcome::Optimal { primal: Primal(values), .. }) => {
                Answer::Rule(TransferTable::from_fn(space, |agent, profile| {
                    let place = 2 * (profile.0 * agents + agent.0);
                    &start.table.at(profile)[agent.0] + &values[place] - &values[place + 1]
                }))
            }
            Ok(Outcome::Infeasible { farkas: Farkas(multipliers) }) => {
                let reports = held.map_or(&[][..], |(_, _, reports)| reports);
                Answer::Contradiction(mixture(reports, &multipliers[before..]))
            }
            Ok(Outcome::Unbounded { .. }) | Err(_) => Answer::TooLarge,
        }
    }
}

/// Multipliers of misreports as shares; empty when all are 0.
fn mixture(reports: &[JointTypeId], multipliers: &[Rational]) -> Vec<(JointTypeId, Rational)> {
    let total = sum(multipliers);
    if total.is_zero() {
        return Vec::new();
    }
    let shares = reports.iter().zip(multipliers).filter(|(_, multiplier)| !multiplier.is_zero());
    shares.map(|(report, multiplier)| (*report, multiplier / &total)).collect()
}

/// Rules made so far.
struct Draft<'m, 'a> {
    maker: &'m Maker<'a>,
    start: &'m Start,
    rules: Vec<NamedRule>,
    weights: Vec<RuleWeights>,
}

impl Draft<'_, '_> {
    /// Whether a rule, which keeps all floors, keeps this report at or below the floor.
    fn holds(&self, table: &TransferTable, agent: AgentId, truth: JointTypeId, report: JointTypeId) -> bool {
        let view = &self.maker.views[agent.0];
        let totals = view.totals(&table.scaled());
        let value = view.payoff(truth, report) + view.transfer(&totals, truth, report);
        value <= self.start.floors[agent.0][truth.0]
    }

    fn misreports(&self, agent: AgentId, truth: JointTypeId) -> Vec<JointTypeId> {
        self.maker.views[agent.0].split().own().filter(|report| *report != truth).collect()
    }

    fn new_rule(&mut self, table: TransferTable, agent: AgentId, truth: JointTypeId, only: Option<JointTypeId>) {
        let environment = self.maker.environment;
        let coalition = Coalition::single(agent);
        let mut name = bet_name(environment, SideBetId { coalition, types: truth });
        if let Some(report) = only {
            name.push_str(&format!("->{}", environment.joint_labels(coalition, report).join(",")));
        }
        self.rules.push(NamedRule { name, table });
    }

    /// One rule against all reports of a type, the truth included, for it must not be worth more than the floor.
    fn hold_all(&mut self, agent: AgentId, truth: JointTypeId) -> Result<(), Obstacle> {
        let reports = self.misreports(agent, truth);
        let held = |rule: &NamedRule| {
            let mut all = reports.iter().chain([&truth]);
            all.all(|report| self.holds(&rule.table, agent, truth, *report))
        };
        let known = self.rules.iter().position(held);
        let rule = match known {
            Some(rule) => rule,
            None => match self.maker.solve(self.start, Some((agent, truth, &reports))) {
                Answer::Rule(table) => {
                    self.new_rule(table, agent, truth, None);
                    self.rules.len() - 1
                }
                Answer::Contradiction(mixture) => return Err(unstopped(agent, truth, mixture)),
                Answer::TooLarge => return Err(self.maker.too_large()),
            },
        };
        let weights = vec![(RuleId(rule), Rational::ONE)];
        self.weights.push(RuleWeights { coalition: Coalition::single(agent), types: truth, best: None, weights });
        Ok(())
    }

    /// Some rule against each pure report of a type: one for all that are open, or where that cannot be one for each.
    fn hold_each(&mut self, agent: AgentId, truth: JointTypeId) -> Result<(), Obstacle> {
        let mut open = self.misreports(agent, truth);
        open.retain(|report| !self.rules.iter().any(|rule| self.holds(&rule.table, agent, truth, *report)));
        if open.is_empty() {
            return Ok(());
        }
        if let Answer::Rule(table) = self.maker.solve(self.start, Some((agent, truth, &open))) {
            self.new_rule(table, agent, truth, None);
            return Ok(());
        }
        for report in open {
            match self.maker.solve(self.start, Some((agent, truth, &[report]))) {
                Answer::Rule(table) => self.new_rule(table, agent, truth, Some(report)),
                Answer::Contradiction(mixture) => return Err(unstopped(agent, truth, mixture)),
                Answer::TooLarge => return Err(self.maker.too_large()),
            }
        }
        Ok(())
    }
}

fn unstopped(agent: AgentId, truth: JointTypeId, mixture: Vec<(JointTypeId, Rational)>) -> Obstacle {
    if mixture.is_empty() {
        Obstacle::NoConstruction // the floors cannot be kept: the beliefs come from a prior after all
    } else {
        Obstacle::Unstopped { agent, truth, mixture }
    }
}
