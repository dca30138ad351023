//! What the members of a coalition expect from a side contract.

use super::SideContract;
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, RuleId, TypeId};
use crate::interim::{CoalitionTotals, Interim};
use crate::mechanism::Mechanism;
use crate::number::Rational;
use crate::prior::Prior;
use crate::transfer::TransferTable;
use crate::type_space::Split;

/// A side contract beside the mechanism it is for, with the beliefs of the coalition.
#[derive(Debug)]
pub struct ContractInterim<'a> {
    environment: &'a Environment,
    contract: &'a SideContract,
    belief: &'a Prior,
    split: Split,
    rules: Vec<TransferTable>,
}

/// The values W_i(t, τ; θ̄_i, θ̂_i) of one member.
#[derive(Debug)]
pub struct MemberValues {
    /// The member i.
    pub agent: AgentId,
    rules: usize,
    /// Under rule t what the mechanism and the common payments are worth, by truth, report and rule; empty for a truth that never
    /// occurs.
    main: Vec<Vec<Vec<Rational>>>,
    /// What the side rules are worth, by truth, report, side rule and table.
    side: Vec<Vec<Vec<Vec<Rational>>>>,
}

/// What a coalition of given types expects, rule by rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoalitionGains {
    /// V_S\[δ_S\](t, θ_S).
    pub deviating: Vec<Rational>,
    /// V_S(t, θ_S).
    pub truthful: Vec<Rational>,
}

impl CoalitionGains {
    /// min_t V_S\[δ_S\](t, θ_S) and min_t V_S(t, θ_S).
    pub fn worst(&self) -> (Rational, Rational) {
        let least = |values: &[Rational]| values.iter().min().cloned().unwrap_or(Rational::ZERO);
        (least(&self.deviating), least(&self.truthful))
    }
}

impl<'a> ContractInterim<'a> {
    /// `None` when the mechanism cannot be evaluated, the contract does not fit, or the coalition has no beliefs.
    pub fn new(
        environment: &'a Environment,
        mechanism: &Mechanism,
        contract: &'a SideContract,
    ) -> Option<ContractInterim<'a>> {
        let count = mechanism.rule_count(environment).filter(|count| *count > 0)?;
        if !contract.fits(environment.space(), count) {
            return None;
        }
        let belief = environment.coalition_belief(contract.coalition)?;
        let rules: Option<Vec<TransferTable>> =
            (0..count).map(|rule| mechanism.table(environment, RuleId(rule))).collect();
        let split = environment.space().split(contract.coalition);
        Some(ContractInterim { environment, contract, belief, split, rules: rules? })
    }

    /// The coalition's split of the profiles.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// Number of rules of the mechanism.
    pub fn rule_count(&self) -> usize {
        self.rules.len()
    }

    /// The values of one member for all of its types and reports.
    pub fn member(&self, agent: AgentId) -> MemberValues {
        let space = self.environment.space();
        let place = self.contract.coalition.members().take_while(|member| *member != agent).count();
        let totals = self.belief.joint_weights(space, Coalition::single(agent));
        let types = || space.types(agent);
        let mut main = Vec::with_capacity(totals.len());
        let mut side = Vec::with_capacity(totals.len());
        for truth in types() {
            if totals[truth.0].is_zero() {
                main.push(Vec::new());
                side.push(Vec::new());
                continue;
            }
            let total = Rational::from(totals[truth.0].clone());
            let (mut mains, mut sides) = (Vec::new(), Vec::new());
            for report in types() {
                let (of_rules, of_sides) = self.expectations(agent, place, truth, report);
                mains.push(of_rules.into_iter().map(|value| value / &total).collect());
                let divided = |tables: Vec<Rational>| tables.into_iter().map(|value| value / &total).collect();
                sides.push(of_sides.into_iter().map(divided).collect());
            }
            main.push(mains);
            side.push(sides);
        }
        MemberValues { agent, rules: self.rules.len(), main, side }
    }

    /// Weighted sums over the profiles in which the member is of type `truth`: by rule, and by side rule and table.
    fn expectations(
        &self,
        agent: AgentId,
        place: usize,
        truth: TypeId,
        report: TypeId,
    ) -> (Vec<Rational>, Vec<Vec<Rational>>) {
        let space = self.environment.space();
        let mut of_rules = vec![Rational::ZERO; self.rules.len()];
        let mut of_sides: Vec<Vec<Rational>> =
            self.contract.rules.iter().map(|side| vec![Rational::ZERO; side.tables.len()]).collect();
        for own in self.split.own() {
            let first = self.split.profile(own, JointTypeId(0));
            if space.type_of(first, agent) != truth {
                continue;
            }
            let told = space.joint_type_of(space.with_type(first, agent, report), self.contract.coalition);
            for x in self.split.rest() {
                let profile = self.split.profile(own, x);
                if !self.belief.is_possible(profile) {
                    continue;
                }
                let weight = Rational::from(self.belief.weight(profile));
                for (reported, share) in &self.contract.strategy[told.0] {
                    let at = self.split.profile(*reported, x);
                    let payoff = self.environment.payoff(agent, self.environment.allocation(at), profile);
                    let factor = &weight * share;
                    for (sum, table) in of_rules.iter_mut().zip(&self.rules) {
                        *sum += (payoff + &table.at(at)[agent.0]) * &factor;
                    }
                }
                for (rule, sum) in of_rules.iter_mut().enumerate() {
                    if let Some(table) = self.contract.common_table(RuleId(rule)) {
                        *sum += &table.at(told, x)[place] * &weight;
                    }
                }
                for (sums, side) in of_sides.iter_mut().zip(&self.contract.rules) {
                    for (sum, table) in sums.iter_mut().zip(&side.tables) {
                        let payment = &table.at(told, x)[place];
                        if !payment.is_zero() {
                            *sum += payment * &weight;
                        }
                    }
                }
            }
        }
        (of_rules, of_sides)
    }

    /// What the coalition expects with these types; `None` when they never occur.
    pub fn gains(&self, types: JointTypeId) -> Option<CoalitionGains> {
        let interim = Interim::new(self.environment, self.contract.coalition)?;
        if !interim.occurs(types) {
            return None;
        }
        let totals: Vec<CoalitionTotals> =
            self.rules.iter().map(|table| interim.totals(&table.scaled())).collect();
        let values = |report: JointTypeId| -> Vec<Rational> {
            let payoff = interim.payoff(types, report);
            totals.iter().map(|totals| &payoff + interim.transfer(totals, types, report)).collect()
        };
        let mut deviating = vec![Rational::ZERO; self.rules.len()];
        for (report, share) in &self.contract.strategy[types.0] {
            for (sum, value) in deviating.iter_mut().zip(values(*report)) {
                *sum += value * share;
            }
        }
        Some(CoalitionGains { deviating, truthful: values(types) })
    }

    /// min_t V_i(t, θ_i) without the contract; `None` when the type never occurs.
    pub fn without(&self, agent: AgentId, own: TypeId) -> Option<Rational> {
        let interim = Interim::of_agent(self.environment, agent);
        let own = JointTypeId(own.0);
        if !interim.occurs(own) {
            return None;
        }
        let payoff = interim.payoff(own, own);
        let value = |table: &TransferTable| &payoff + interim.transfer(&interim.totals(&table.scaled()), own, own);
        self.rules.iter().map(value).min()
    }
}

impl MemberValues {
    /// Whether the type ever occurs.
    pub fn occurs(&self, truth: TypeId) -> bool {
        self.main.get(truth.0).is_some_and(|rows| !rows.is_empty())
    }

    /// Number of types.
    pub fn type_count(&self) -> usize {
        self.main.len()
    }

    /// The values of a report for a type that occurs, by rule t and within it by side rule τ.
    pub fn values(&self, truth: TypeId, report: TypeId) -> Vec<Rational> {
        let (main, side) = (&self.main[truth.0][report.0], &self.side[truth.0][report.0]);
        let mut all = Vec::with_capacity(self.rules * side.len());
        for (rule, value) in main.iter().enumerate() {
            for tables in side {
                all.push(value + &tables[if tables.len() == 1 { 0 } else { rule }]);
            }
        }
        all
    }

    /// The least of [`MemberValues::values`].
    pub fn worst(&self, truth: TypeId, report: TypeId) -> Rational {
        self.values(truth, report).into_iter().min().unwrap_or(Rational::ZERO)
    }
}
