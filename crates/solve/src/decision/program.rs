//! The linear program of theory 9.5: its unknowns are the payments of the rules that a mechanism needs and the on-path worst
//! cases, its rows are those of [`ambimech_model::combination`].
//!
//! # Unknowns
//! t_i(θ) for every required rule; when the budget balances the last agent's payments are minus the sum of the others' and
//! are no unknowns. For ambiguous mechanisms U_S(θ_S) for every coalition and joint type that some row is about.
//!
//! # Rows
//! Limits on payments have rows of their own, which `limit_rows` makes.
//!
//! Every row about θ̄_S is multiplied by the weight of θ̄_S, so that its coefficients are the prior's integer weights. A Farkas
//! vector y of the program is therefore the combination with the multipliers y times that weight.

mod extraction;
mod limit_rows;
mod parts;

use super::short_end::shortened;
use crate::lp::{
    Feasibility, NewRow, Outcome, Patience, Program, Relation, RowSource, Sign, Unsolved, minimise_support,
    solve_feasibility_with_rows, solve_in_blocks,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::number::{Rational, common_denominator, greatest_common_divisor};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::expected_surplus;
use limit_rows::Limits;
use std::collections::BTreeMap;

/// Rounds in which a shorter proof is looked for, and the size of program beyond which none is.
const ROUNDS: usize = 4;
const MOST_ENTRIES_TO_SHORTEN: usize = 100_000;

/// A goal for one kind of mechanism against one kind of reports.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// What is asked for.
    pub goal: &'a Goal,
    /// One rule or several.
    pub mechanism: MechanismKind,
    /// The misreports to be safe against.
    pub reports: Reports,
}

impl Question<'_> {
    /// The coalitions that must not gain from misreports, single agents first in their order.
    pub fn tempted(&self) -> Vec<Coalition> {
        self.coalitions(Property::Ic, Property::Cic)
    }

    /// The coalitions whose on-path value must be the same under every rule.
    pub fn insured(&self) -> Vec<Coalition> {
        self.coalitions(Property::Ai, Property::Ai)
    }

    /// Whether every coalition that the goal is about has one belief; without a common prior only single agents have.
    pub fn is_about_known_beliefs(&self) -> bool {
        let coalitions = [self.tempted(), self.participants(), self.insured()].concat();
        let mut known = coalitions.into_iter().map(|coalition| self.environment.coalition_belief(coalition));
        let needs_prior = self.goal.asks_for(Property::Fse);
        known.all(|belief| belief.is_some()) && (!needs_prior || self.environment.common_prior().is_some())
    }

    /// The coalitions that must take part willingly.
    pub fn participants(&self) -> Vec<Coalition> {
        self.coalitions(Property::Ir, Property::Cr)
    }

    fn coalitions(&self, single: Property, any: Property) -> Vec<Coalition> {
        if self.goal.asks_for(any) {
            self.environment.pattern().coalitions(self.environment.agent_count()).collect()
        } else if self.goal.asks_for(single) {
            self.environment.space().agents().map(Coalition::single).collect()
        } else {
            Vec::new()
        }
    }

    /// Whether payments must add up to 0 at every profile.
    pub fn is_balanced(&self) -> bool {
        self.goal.asks_for(Property::Bb)
    }
}

/// What the program says.
#[derive(Debug)]
pub enum Solution {
    /// One table per required rule, in order.
    Feasible(Vec<TransferTable>),
    /// The rows that contradict one another.
    Infeasible(Combination),
    /// The program is beyond what can be solved here, or within the patience, and why.
    Unsolved(Unsolved),
}

/// What a variable of the program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// t_i(θ): money to the agent under a rule when the profile is reported.
    Payment {
        /// The rule t.
        rule: RequiredRule,
        /// The agent i.
        agent: AgentId,
        /// The profile θ.
        profile: ProfileId,
    },
    /// U_S(θ_S): the on-path worst case.
    WorstCase {
        /// The coalition S.
        coalition: Coalition,
        /// θ_S.
        types: JointTypeId,
    },
    /// The parameter of the payoffs, or the least limit on payments.
    Parameter,
}

/// The program, row by row.
pub struct DecisionProgram<'a> {
    question: Question<'a>,
    rules: Vec<RequiredRule>,
    views: BTreeMap<Coalition, Interim<'a>>,
    program: Program,
    /// For every row of the program, what it says and the factor it was multiplied by.
    rows: Vec<(Constraint, Rational)>,
    worst_cases: BTreeMap<(Coalition, JointTypeId), usize>,
    slope: Option<Slope<'a>>,
    limits: PaymentLimits,
    /// The unknown that is the least limit of a kind.
    least: Option<usize>,
}

/// How payoffs change with a parameter B that is one more unknown.
struct Slope<'a> {
    /// The environment at B = 1; the question's is the one at B = 0.
    environment: &'a Environment,
    views: BTreeMap<Coalition, Interim<'a>>,
    /// The unknown.
    variable: usize,
}

impl<'a> DecisionProgram<'a> {
    /// The program for a mechanism with these required rules, of which the first is [`RequiredRule::Any`].
    /// The question must be about known beliefs ([`Question::is_about_known_beliefs`]); coalitions without them get no rows.
    pub fn new(question: Question<'a>, rules: Vec<RequiredRule>) -> DecisionProgram<'a> {
        DecisionProgram::with_slope(question, rules, None)
    }

    /// The program with one more unknown B, the parameter of payoffs that are affine in it: the question's environment is the
    /// one at B = 0, and `at_one` the one at B = 1.
    pub fn with_slope(
        question: Question<'a>,
        rules: Vec<RequiredRule>,
        at_one: Option<&'a Environment>,
    ) -> DecisionProgram<'a> {
        DecisionProgram::build(question, rules, at_one, question.insured(), Limits::none())
    }

    /// The program with more than is asked for: every rule is worth the same on path to every coalition that must not gain. A
    /// solution is one of the question; a contradiction is none.
    pub fn with_insurance(question: Question<'a>, rules: Vec<RequiredRule>) -> DecisionProgram<'a> {
        let insured = [question.insured(), question.tempted()].concat();
        DecisionProgram::build(question, rules, None, insured, Limits::none())
    }

    fn build(
        question: Question<'a>,
        rules: Vec<RequiredRule>,
        at_one: Option<&'a Environment>,
        insured: Vec<Coalition>,
        limits: Limits,
    ) -> DecisionProgram<'a> {
        let mut made = DecisionProgram::empty(question, rules, limits.fixed);
        made.slope = at_one.map(|environment| Slope {
            views: views(&question, environment),
            environment,
            variable: made.program.add_variable(Sign::Free),
        });
        made.least = limits.least.map(|_| made.program.add_variable(Sign::NonNegative));
        match question.mechanism {
            MechanismKind::Simple => made.add_simple_rows(),
            MechanismKind::Ambiguous => made.add_ambiguous_rows(&insured),
        }
        made.add_revenues();
        made.add_limits(limits.least);
        made
    }

    /// The program for a mechanism with one rule, with no rows but equations yet: [`super::separation`] adds those that are needed.
    pub(super) fn without_rows(question: Question<'a>) -> DecisionProgram<'a> {
        let mut made = DecisionProgram::empty(question, vec![RequiredRule::Any], PaymentLimits::none());
        made.add_revenues();
        made
    }

    /// The payments of these rules, and nothing about them.
    fn empty(question: Question<'a>, rules: Vec<RequiredRule>, limits: PaymentLimits) -> DecisionProgram<'a> {
        let mut made = DecisionProgram {
            question,
            rules,
            slope: None,
            limits,
            least: None,
            views: views(&question, question.environment),
            program: Program::new(),
            rows: Vec::new(),
            worst_cases: BTreeMap::new(),
        };
        for _ in 0..made.rules.len() * question.environment.space().size() * made.payers() {
            made.program.add_variable(Sign::Free);
        }
        made
    }

    fn add_revenues(&mut self) {
        if self.question.goal.asks_for(Property::Fse) {
            for rule in self.rules.clone() {
                self.add_revenue(rule);
            }
        }
    }

    pub(super) fn view(&self, coalition: Coalition) -> Option<&Interim<'a>> {
        self.views.get(&coalition)
    }

    /// The program itself.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// What every row of the program says, and the factor it was multiplied by.
    pub fn rows(&self) -> &[(Constraint, Rational)] {
        &self.rows
    }

    /// The question that it is about.
    pub fn question(&self) -> Question<'a> {
        self.question
    }

    /// The rules whose payments are unknowns, in order.
    pub fn required(&self) -> &[RequiredRule] {
        &self.rules
    }

    /// What the variables of the program are, in order.
    pub fn unknowns(&self) -> Vec<Unknown> {
        let mut unknowns = Vec::with_capacity(self.program.variable_count());
        for rule in &self.rules {
            for profile in self.question.environment.space().profiles() {
                unknowns.extend((0..self.payers()).map(|agent| Unknown::Payment {
                    rule: *rule,
                    agent: AgentId(agent),
                    profile,
                }));
            }
        }
        unknowns.extend(self.aim().map(|_| Unknown::Parameter));
        // Worst cases were added after all others, in the order of their numbers.
        let mut worst_cases: Vec<(usize, (Coalition, JointTypeId))> =
            self.worst_cases.iter().map(|(of, variable)| (*variable, *of)).collect();
        worst_cases.sort_unstable();
        unknowns.extend(
            worst_cases.into_iter().map(|(_, (coalition, types))| Unknown::WorstCase { coalition, types }),
        );
        unknowns
    }

    /// Number of agents whose payments are unknowns.
    fn payers(&self) -> usize {
        self.question.environment.agent_count() - usize::from(self.question.is_balanced())
    }

    pub(super) fn types_that_occur(&self, coalition: Coalition) -> Vec<JointTypeId> {
        let Some(view) = self.views.get(&coalition) else { return Vec::new() };
        view.split().own().filter(|types| view.occurs(*types)).collect()
    }

    /// The misreports of a type that need a row. The grand coalition's payments add up to 0 when the budget balances, so that
    /// one report for every outcome is enough.
    pub(super) fn misreports(&self, coalition: Coalition, truth: JointTypeId) -> Vec<JointTypeId> {
        let environment = self.question.environment;
        if coalition == environment.grand_coalition() && self.question.is_balanced() {
            let mut first: Vec<Option<JointTypeId>> = vec![None; environment.outcomes().len()];
            for profile in environment.space().profiles() {
                first[environment.allocation(profile).0].get_or_insert(JointTypeId(profile.0));
            }
            return first.into_iter().flatten().filter(|report| *report != truth).collect();
        }
        let all = (0..environment.space().joint_count(coalition)).map(JointTypeId);
        all.filter(|report| *report != truth).collect()
    }

    fn add_simple_rows(&mut self) {
        for coalition in self.question.tempted() {
            for truth in self.types_that_occur(coalition) {
                for report in self.misreports(coalition, truth) {
                    let row = Constraint::Incentive { coalition, truth, report };
                    self.add_row(row, coalition, truth, &[(truth, 1), (report, -1)], None, Relation::AtLeast);
                }
            }
        }
        for coalition in self.question.participants() {
            for types in self.types_that_occur(coalition) {
                let row = Constraint::Participation { coalition, types };
                self.add_row(row, coalition, types, &[(types, 1)], None, Relation::AtLeast);
            }
        }
    }

    fn add_ambiguous_rows(&mut self, insured: &[Coalition]) {
        let (tempted, participants) = (self.question.tempted(), self.question.participants());
        let grand = self.question.environment.grand_coalition();
        let emptied = self.question.emptied();
        let mut watched: Vec<Coalition> = tempted.iter().chain(&participants).chain(insured).copied().collect();
        watched.sort_unstable();
        watched.dedup();
        for coalition in watched {
            let is_equal = |is_equal: bool| if is_equal { Relation::Equal } else { Relation::AtLeast };
            let is_emptied = emptied.contains(&coalition);
            let relation = is_equal(is_emptied || insured.contains(&coalition));
            for types in self.types_that_occur(coalition) {
                let variable = self.program.add_variable(Sign::Free);
                self.worst_cases.insert((coalition, types), variable);
                // Nothing that a balanced rule pays reaches the grand coalition: one rule's row is every rule's.
                let is_one_for_all = coalition == grand && self.question.is_balanced();
                let rules = self.rules.iter().take(if is_one_for_all { 1 } else { self.rules.len() });
                for rule in rules.copied().collect::<Vec<_>>() {
                    let row = Constraint::OnPath { rule, coalition, types };
                    self.add_row(row, coalition, types, &[(types, 1)], Some(-1), relation);
                }
                if participants.contains(&coalition) {
                    let row = Constraint::Participation { coalition, types };
                    self.add_row(row, coalition, types, &[], Some(1), is_equal(is_emptied));
                }
            }
        }
        for rule in self.rules.clone() {
            let RequiredRule::Holding { coalition, truth, report } = rule else { continue };
            let reports = self.misreports(coalition, truth);
            for report in reports.into_iter().filter(|one| report.is_none_or(|only| only == *one)) {
                self.add_held(coalition, truth, report);
            }
            // Mixtures may have the truth in them.
            if report.is_none() {
                self.add_held(coalition, truth, truth);
            }
        }
        // No payment of the grand coalition's rows is left, so they need no rule of their own.
        if self.question.is_balanced() && tempted.contains(&grand) {
            for truth in self.types_that_occur(grand) {
                for report in self.misreports(grand, truth) {
                    self.add_held(grand, truth, report);
                }
            }
        }
    }

    fn add_held(&mut self, coalition: Coalition, truth: JointTypeId, report: JointTypeId) {
        let row = Constraint::Held { coalition, truth, report };
        self.add_row(row, coalition, truth, &[(report, -1)], Some(1), Relation::AtLeast);
    }

    /// Adds Σ ±V\[report\](t, truth) ± U(truth) ≥ 0 (or = 0), times the weight of the truth.
    fn add_row(
        &mut self,
        constraint: Constraint,
        coalition: Coalition,
        truth: JointTypeId,
        values: &[(JointTypeId, i8)],
        worst_case: Option<i8>,
        relation: Relation,
    ) {
        if let Some((row, weight)) = self.row(constraint, coalition, truth, values, worst_case, relation) {
            self.program.add_row(row.relation, row.entries, row.right);
            self.rows.push((constraint, weight));
        }
    }

    /// Such a row, and the weight of the truth.
    pub(super) fn row(
        &self,
        constraint: Constraint,
        coalition: Coalition,
        truth: JointTypeId,
        values: &[(JointTypeId, i8)],
        worst_case: Option<i8>,
        relation: Relation,
    ) -> Option<(NewRow, Rational)> {
        let agents = self.question.environment.agent_count();
        let rule = constraint.rule(self.question.reports);
        let first = self.rules.iter().position(|known| Some(*known) == rule).unwrap_or(0)
            * self.question.environment.space().size()
            * self.payers();
        let (payers, is_balanced) = (self.payers(), self.question.is_balanced());
        // With a balanced budget a coalition with the last agent is paid what the others pay.
        let is_mirrored = is_balanced && coalition.contains(AgentId(agents - 1));
        let members = if is_mirrored { coalition.complement(agents) } else { coalition };
        let variable = worst_case.and_then(|_| self.worst_cases.get(&(coalition, truth)).copied());
        let view = self.views.get(&coalition)?;
        let weight = Rational::from(view.total_weight(truth).clone());
        let mut entries = Vec::new();
        let mut constant = Rational::ZERO;
        for (report, sign) in values {
            let sign = Rational::from(*sign);
            constant += view.payoff(truth, *report) * &sign;
            let sign = if is_mirrored { -sign } else { sign };
            for (x, weight) in view.split().rest().zip(view.posterior_weights(truth)) {
                if weight.is_zero() {
                    continue;
                }
                let profile = view.split().profile(*report, x);
                let coefficient = Rational::from(weight.clone()) * &sign;
                for agent in members.members() {
                    entries.push((first + profile.0 * payers + agent.0, coefficient.clone()));
                }
            }
        }
        if let (Some(variable), Some(sign)) = (variable, worst_case) {
            entries.push((variable, &weight * Rational::from(sign)));
        }
        if let Some(slope) = &self.slope
            && let Some(view) = slope.views.get(&coalition)
        {
            let change = values.iter().fold(Rational::ZERO, |sum, (report, sign)| {
                sum + view.payoff(truth, *report) * Rational::from(*sign)
            }) - &constant;
            if !change.is_zero() {
                entries.push((slope.variable, change * &weight));
            }
        }
        Some((NewRow { relation, entries, right: -constant * &weight }, weight))
    }

    /// Adds Σ_θ w(θ) Σ_i t_i(θ) = −(total weight) · (expected surplus).
    fn add_revenue(&mut self, rule: RequiredRule) {
        let environment = self.question.environment;
        let payers = self.payers();
        let first =
            self.rules.iter().position(|known| *known == rule).unwrap_or(0) * environment.space().size() * payers;
        let Some(prior) = environment.common_prior() else { return };
        let mut entries = Vec::new();
        if !self.question.is_balanced() {
            for profile in environment.space().profiles().filter(|profile| prior.is_possible(*profile)) {
                let weight = Rational::from(prior.weight(profile));
                entries.extend((0..payers).map(|agent| (first + profile.0 * payers + agent, weight.clone())));
            }
        }
        let total = Rational::from(prior.total().clone());
        let surplus = expected_surplus(environment).unwrap_or_default();
        if let Some(slope) = &self.slope {
            let at_one = expected_surplus(slope.environment).unwrap_or_default();
            entries.push((slope.variable, (at_one - &surplus) * &total));
        }
        self.program.add_row(Relation::Equal, entries, -surplus * &total);
        self.rows.push((Constraint::Revenue { rule }, total));
    }

    /// Solves the program, with so much work at most.
    pub fn solve(&self, patience: &mut Patience) -> Solution {
        let answer = self.feasibility(patience);
        self.solution(answer)
    }

    /// Tables or a combination from an answer about the program.
    fn solution(&self, answer: Result<Feasibility, Unsolved>) -> Solution {
        match answer {
            Ok(Feasibility::Feasible { point }) => Solution::Feasible(self.tables(&point.0)),
            Ok(Feasibility::Infeasible { farkas }) => {
                let is_small = self.program.entry_count() <= MOST_ENTRIES_TO_SHORTEN;
                let short = if is_small { minimise_support(&self.program, &farkas, ROUNDS) } else { farkas };
                Solution::Infeasible(self.combination(&short.0))
            }
            Err(reason) => Solution::Unsolved(reason),
        }
    }

    /// Solves the program with rows from a source besides its own, up to so many coefficients, with so much work at most. `named` says
    /// of every row that the source gave what it says and the factor it was multiplied by, in order.
    pub(super) fn solve_with_rows<S: RowSource>(
        &mut self,
        source: &mut S,
        named: impl FnOnce(&mut S) -> Vec<(Constraint, Rational)>,
        most_entries: u64,
        patience: &mut Patience,
    ) -> Solution {
        let mut program = std::mem::take(&mut self.program);
        let answer = solve_feasibility_with_rows(&mut program, source, usize::MAX, most_entries, patience);
        self.program = program;
        self.rows.extend(named(source));
        self.solution(answer)
    }

    /// The tables of a solution; `None` when there is none, or the program is beyond what can be solved here.
    pub fn solve_points(&self, patience: &mut Patience) -> Option<Vec<TransferTable>> {
        match self.feasibility(patience) {
            Ok(Feasibility::Feasible { point }) => Some(self.tables(&point.0)),
            _ => None,
        }
    }

    /// The program with the smallest or the largest value of the parameter as its aim.
    ///
    /// # Errors
    /// When the program cannot be solved here.
    pub fn extreme(&self, is_largest: bool) -> Result<Outcome, Unsolved> {
        let mut program = self.program.clone();
        if let Some(aim) = self.aim() {
            program.set_cost(aim, if is_largest { Rational::NEG_ONE } else { Rational::ONE });
        }
        solve_in_blocks(&program, &self.blocks(), &mut Patience::endless())
    }

    /// Multipliers of few rows that prove the end that [`DecisionProgram::extreme`] found, or that there is no value at all; `None` for
    /// programs too large to look for them.
    pub fn short_end(&self, found: &Outcome, is_largest: bool) -> Option<Vec<Rational>> {
        let aim = self.aim().filter(|_| self.program.entry_count() <= MOST_ENTRIES_TO_SHORTEN)?;
        shortened(&self.program, aim, found, is_largest)
    }

    /// The unknown whose smallest or largest value is asked for.
    fn aim(&self) -> Option<usize> {
        self.slope.as_ref().map(|slope| slope.variable).or(self.least)
    }

    /// The value of the parameter, or of the least limit, in a solution.
    pub fn parameter(&self, solution: &[Rational]) -> Option<Rational> {
        solution.get(self.aim()?).cloned()
    }

    /// The tables of a solution of the program, one per required rule.
    pub fn tables(&self, solution: &[Rational]) -> Vec<TransferTable> {
        let space = self.question.environment.space();
        let payers = self.payers();
        let rules = solution.chunks(space.size() * payers).take(self.rules.len());
        rules
            .map(|payments| {
                let at = |profile: ProfileId, agent: usize| &payments[profile.0 * payers + agent];
                TransferTable::from_fn(space, |agent, profile| match agent.0 {
                    payer if payer < payers => at(profile, payer).clone(),
                    _ => (0..payers).fold(Rational::ZERO, |sum, payer| sum - at(profile, payer)),
                })
            })
            .collect()
    }

    /// The combination of a Farkas vector, its multipliers scaled to integers without a common divisor.
    pub fn combination(&self, farkas: &[Rational]) -> Combination {
        let farkas = self.without_negative(farkas);
        let used = self.rows.iter().zip(&farkas).filter(|(_, y)| !y.is_zero());
        let mut terms: Vec<Term> = used
            .map(|((constraint, weight), y)| Term { constraint: *constraint, multiplier: y * weight })
            .collect();
        scale_to_integers(&mut terms);
        Combination {
            mechanism: self.question.mechanism,
            reports: self.question.reports,
            limits: self.limits.clone(),
            terms,
        }
    }
}

/// The views of all coalitions that the question is about.
fn views<'a>(question: &Question<'_>, environment: &'a Environment) -> BTreeMap<Coalition, Interim<'a>> {
    let coalitions = [question.tempted(), question.participants(), question.insured()].concat();
    let views = coalitions.into_iter().map(|coalition| Some((coalition, Interim::new(environment, coalition)?)));
    views.flatten().collect()
}

/// Multiplies all terms by the positive number that makes their multipliers integers without a common divisor.
pub fn scale_to_integers(terms: &mut [Term]) {
    let denominator = common_denominator(terms.iter().map(|term| &term.multiplier));
    let scale = Rational::from(denominator);
    terms.iter_mut().for_each(|term| term.multiplier *= &scale);
    let divisor = terms.iter().fold(ambimech_model::number::Natural::ZERO, |divisor, term| {
        greatest_common_divisor(&divisor, &term.multiplier.numerator().clone().into_parts().1)
    });
    if !divisor.is_zero() {
        let divisor = Rational::from(divisor);
        terms.iter_mut().for_each(|term| term.multiplier /= &divisor);
    }
}
