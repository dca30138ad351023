//! What every rule of a mechanism must keep, as linear forms in the payments of one rule.
//!
//! # Unknowns
//! The payments t_i(θ), numbered profile by profile and there agent by agent; when the budget balances the last agent's payments are
//! minus the sum of the others' and no unknowns. Forms about a joint type are multiplied by its weight, so that their coefficients
//! are the prior's integers; the on-path worst case u is multiplied by it as well.
//!
//! # Attitudes
//! With k rules, V̄ the mean of V under them and 0 < κ ≤ 1, a coalition whose attitude is the worst case over Π^ε is worth (1−κ)·V̄ + κ·min V
//! with κ = ε; one that is α-maxmin over Π^ε is so with κ = ε (2α − 1) where the rules come in pairs about one mean, as the
//! best case is then as far above it as the worst is below. For given weights λ that is linear in the payments of all rules, as for the
//! worst case (κ = 1). Nothing is linear for smooth attitudes, and no rules do where κ ≤ 0: then there is no layout.

use super::symmetry::Symmetry;
use crate::decision::Question;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, pair_weight};
use ambimech_model::property::{Property, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::expected_surplus;

/// constant + Σ coefficient · payment.
#[derive(Debug, Clone)]
pub struct Form {
    /// Numbers of payments with their coefficients.
    pub entries: Vec<(usize, Rational)>,
    /// What does not depend on payments.
    pub constant: Rational,
    rounded: Vec<(usize, f64)>,
    rounded_constant: f64,
}

impl Form {
    fn new(mut entries: Vec<(usize, Rational)>, constant: Rational) -> Form {
        entries.sort_by_key(|(payment, _)| *payment);
        let mut merged: Vec<(usize, Rational)> = Vec::with_capacity(entries.len());
        for (payment, coefficient) in entries {
            match merged.last_mut() {
                Some((last, total)) if *last == payment => *total += coefficient,
                _ => merged.push((payment, coefficient)),
            }
        }
        merged.retain(|(_, coefficient)| !coefficient.is_zero());
        let rounded = merged.iter().map(|(payment, number)| (*payment, number.to_f64().value())).collect();
        let rounded_constant = constant.to_f64().value();
        Form { entries: merged, constant, rounded, rounded_constant }
    }

    /// The form at these payments, rounded.
    pub fn at(&self, payments: &[f64]) -> f64 {
        self.rounded
            .iter()
            .fold(self.rounded_constant, |sum, (payment, coefficient)| sum + coefficient * payments[*payment])
    }

    /// The form at these payments.
    pub fn exactly_at(&self, payments: &[Rational]) -> Rational {
        self.entries.iter().fold(self.constant.clone(), |sum, (payment, coefficient)| {
            if payments[*payment].is_zero() { sum } else { sum + coefficient * &payments[*payment] }
        })
    }
}

/// A joint type whose value on path matters.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The coalition S.
    pub coalition: Coalition,
    /// θ_S.
    pub types: JointTypeId,
    /// Its weight W, rounded.
    pub weight: f64,
    /// W · V_S\[θ_S\](t, θ_S).
    pub on_path: Form,
    /// κ, the weight of the worst case beside the mean.
    pub fear: Rational,
    /// Whether it must be the same under every rule.
    pub is_insured: bool,
    /// Whether it must be at least 0.
    pub participates: bool,
}

/// Reports that one mixture of the rules must hold down: all reports of a type against mixed reports, one report against pure ones.
#[derive(Debug, Clone)]
pub struct Held {
    /// The type's place among the watched ones.
    pub watched: usize,
    /// W · V_S\[θ̂_S\](t, θ̄_S), report by report. The truth is among them against mixed reports, where its value may differ between rules.
    pub reports: Vec<Form>,
}

/// What every rule must keep, and what holds for the rules together.
#[derive(Debug, Clone)]
pub struct Layout<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// Against which reports.
    pub reports: Reports,
    /// Whether every rule balances the budget.
    pub is_balanced: bool,
    /// Number of payments of one rule that are unknowns.
    pub size: usize,
    /// Types with their values on path.
    pub watched: Vec<Watched>,
    /// Who must be held down.
    pub held: Vec<Held>,
    /// Must be 0 under every rule: the revenue, symmetries.
    pub equations: Vec<Form>,
    /// Must be at least 0 under every rule: limits on payments.
    pub floors: Vec<Form>,
    /// The limits.
    pub limits: PaymentLimits,
    /// Under which the rules 1 and 2, 3 and 4, … are images of each other, and the last of an odd number its own.
    pub swap: Option<Symmetry>,
    /// Whether the rules 1 and 2, 3 and 4, … must have one mean, which the last of an odd number is, because somebody hopes for the best.
    pub is_paired: bool,
}

/// Coefficients in all forms beyond which there is no layout.
const MOST_COEFFICIENTS: usize = 4_000_000;

impl<'a> Layout<'a> {
    /// The layout of a question; `None` when some coalition has no belief, or an attitude for which nothing is linear, or there are too many
    /// forms.
    pub fn new(question: Question<'a>, limits: &PaymentLimits) -> Option<Layout<'a>> {
        let environment = question.environment;
        if !question.is_about_known_beliefs() || question.goal.asks_for(Property::Wcic) {
            return None;
        }
        let is_balanced = question.is_balanced();
        let payers = environment.agent_count() - usize::from(is_balanced);
        let mut layout = Layout {
            environment,
            reports: question.reports,
            is_balanced,
            size: environment.space().size() * payers,
            watched: Vec::new(),
            held: Vec::new(),
            equations: Vec::new(),
            floors: Vec::new(),
            limits: limits.clone(),
            swap: None,
            is_paired: false,
        };
        let (tempted, participants, insured) = (question.tempted(), question.participants(), question.insured());
        let mut coalitions = [tempted.clone(), participants.clone(), insured.clone()].concat();
        coalitions.sort_unstable();
        coalitions.dedup();
        // Nothing that a balanced rule pays reaches the grand coalition; the checker looks at it.
        coalitions.retain(|coalition| !is_balanced || *coalition != environment.grand_coalition());
        let mut coefficients = 0usize;
        for coalition in coalitions {
            let count = environment.space().joint_count(coalition);
            let own = environment.space().size().checked_mul(count)?.checked_mul(payers.min(coalition.len()))?;
            coefficients = coefficients.checked_add(own)?;
            if coefficients > MOST_COEFFICIENTS {
                return None;
            }
            let view = Interim::new(environment, coalition)?;
            let is_insured = insured.contains(&coalition);
            let attitude = environment.attitude(coalition);
            let fear = pair_weight(attitude).filter(|fear| *fear > Rational::ZERO)?;
            layout.is_paired |= attitude.contamination().is_none();
            for types in view.split().own().filter(|types| view.occurs(*types)) {
                let watched = layout.watched.len();
                layout.watched.push(Watched {
                    coalition,
                    types,
                    weight: Rational::from(view.total_weight(types).clone()).to_f64().value(),
                    on_path: layout.value(&view, types, types),
                    fear: fear.clone(),
                    is_insured,
                    participates: participants.contains(&coalition),
                });
                if !tempted.contains(&coalition) || view.split().own_count() == 1 {
                    continue;
                }
                let with_truth = question.reports == Reports::Mixed && !is_insured;
                let reports = view.split().own().filter(|report| *report != types || with_truth);
                let reports: Vec<Form> = reports.map(|report| layout.value(&view, types, report)).collect();
                match question.reports {
                    Reports::Mixed => layout.held.push(Held { watched, reports }),
                    Reports::Pure => {
                        let one = |form| Held { watched, reports: vec![form] };
                        layout.held.extend(reports.into_iter().map(one));
                    }
                }
            }
        }
        if question.goal.asks_for(Property::Fse) {
            layout.equations.push(layout.revenue()?);
            // What the agents keep adds up to 0 in expectation, and none of it is negative, so that all of it is 0.
            let nothing =
                layout.watched.iter().filter(|watched| watched.participates && watched.coalition.len() == 1);
            let nothing: Vec<Form> = nothing.map(|watched| watched.on_path.clone()).collect();
            layout.equations.extend(nothing);
        }
        for profile in environment.space().profiles() {
            for agent in environment.space().agents() {
                for limit in limits.of(agent) {
                    let constant = limits.constant(environment, limit, agent, profile)?;
                    let sign = limit.sign();
                    let entries =
                        layout.payment(agent, profile).into_iter().map(|(payment, one)| (payment, one * &sign));
                    layout.floors.push(Form::new(entries.collect(), constant));
                }
            }
        }
        Some(layout)
    }

    /// Whether everybody looks at the worst case alone.
    pub fn is_plain(&self) -> bool {
        !self.is_paired && self.watched.iter().all(|watched| watched.fear.is_one())
    }

    /// What every mechanism keeps, of any number of rules and in pairs or not. A misreport is worth at least (1−εα)·V̄ + εα·min V to whoever
    /// has the attitude α-maxmin over Π^ε; so is the truth, and no more where all rules are worth the same on path or α = 1. `None` where
    /// somebody hopes for the best and is not insured.
    pub fn relaxed(&self) -> Option<Layout<'a>> {
        let mut relaxed = self.clone();
        relaxed.is_paired = false;
        for watched in &mut relaxed.watched {
            let Attitude::Maxmin { alpha, epsilon } = self.environment.attitude(watched.coalition) else {
                return None;
            };
            if !alpha.is_one() && !watched.is_insured {
                return None;
            }
            watched.fear = alpha * epsilon;
        }
        Some(relaxed)
    }

    /// Number of agents whose payments are unknowns.
    pub fn payers(&self) -> usize {
        self.environment.agent_count() - usize::from(self.is_balanced)
    }

    /// Rows times unknown payments of the program for so many rules, about; `None` when they cannot be counted.
    pub fn cells(&self, rules: usize) -> Option<usize> {
        let of_one = self.watched.len() + self.environment.space().size() * self.environment.agent_count();
        let held: usize = self.held.iter().map(|held| held.reports.len()).sum();
        rules.checked_mul(of_one)?.checked_add(held)?.checked_mul(rules.checked_mul(self.size)?)
    }

    /// t_i(θ) in the unknowns.
    pub fn payment(&self, agent: AgentId, profile: ProfileId) -> Vec<(usize, Rational)> {
        let payers = self.payers();
        let first = profile.0 * payers;
        match agent.0 {
            payer if payer < payers => vec![(first + payer, Rational::ONE)],
            _ => (0..payers).map(|payer| (first + payer, Rational::NEG_ONE)).collect(),
        }
    }

    /// Σ_{i∈S} t_i(θ) in the unknowns.
    pub fn received(&self, coalition: Coalition, profile: ProfileId) -> Vec<(usize, Rational)> {
        let members = coalition.members().flat_map(|agent| self.payment(agent, profile)).collect();
        Form::new(members, Rational::ZERO).entries
    }

    /// W · V_S\[report\](t, truth).
    fn value(&self, view: &Interim<'_>, truth: JointTypeId, report: JointTypeId) -> Form {
        let agents = self.environment.agent_count();
        let coalition = view.coalition();
        // With a balanced budget a coalition with the last agent is paid what the others pay.
        let is_mirrored = self.is_balanced && coalition.contains(AgentId(agents - 1));
        let members = if is_mirrored { coalition.complement(agents) } else { coalition };
        let mut entries = Vec::new();
        for (x, weight) in view.split().rest().zip(view.posterior_weights(truth)) {
            if weight.is_zero() {
                continue;
            }
            let first = view.split().profile(report, x).0 * self.payers();
            let weight = Rational::from(weight.clone());
            let weight = if is_mirrored { -weight } else { weight };
            entries.extend(members.members().map(|agent| (first + agent.0, weight.clone())));
        }
        Form::new(entries, view.payoff(truth, report) * Rational::from(view.total_weight(truth).clone()))
    }

    /// (total weight) · (E\[Σ_i t_i\] + expected surplus).
    fn revenue(&self) -> Option<Form> {
        let prior = self.environment.common_prior()?;
        let mut entries = Vec::new();
        if !self.is_balanced {
            for profile in self.environment.space().profiles().filter(|profile| prior.is_possible(*profile)) {
                let weight = Rational::from(prior.weight(profile));
                let first = profile.0 * self.payers();
                entries.extend((0..self.payers()).map(|agent| (first + agent, weight.clone())));
            }
        }
        Some(Form::new(entries, expected_surplus(self.environment)? * Rational::from(prior.total().clone())))
    }

    /// Asks that under every rule all agents together keep at most so much in expectation: E\[Σ_i t_i\] + W ≤ rents. Nothing is asked without a
    /// common prior.
    pub fn cap_rents(&mut self, rents: &Rational) {
        let Some((total, kept)) = self.rents() else { return };
        let entries = kept.entries.into_iter().map(|(payment, number)| (payment, -number)).collect();
        self.floors.push(Form::new(entries, rents * total - kept.constant));
    }

    /// The total weight of the prior, and that weight times what all agents together keep; `None` without a common prior.
    pub fn rents(&self) -> Option<(Rational, Form)> {
        Some((Rational::from(self.environment.common_prior()?.total().clone()), self.revenue()?))
    }

    /// Asks that t_i(θ) = t_j(θ') under every rule.
    pub fn equate(&mut self, one: (AgentId, ProfileId), other: (AgentId, ProfileId)) {
        let mut entries = self.payment(one.0, one.1);
        entries.extend(self.payment(other.0, other.1).into_iter().map(|(payment, number)| (payment, -number)));
        let form = Form::new(entries, Rational::ZERO);
        if !form.entries.is_empty() {
            self.equations.push(form);
        }
    }

    /// The rule that changes places with this one among so many; itself without a partner, and `None` where no rules change places.
    pub fn partner(&self, rule: usize, rules: usize) -> Option<usize> {
        self.swap.as_ref()?;
        Some(if rule ^ 1 < rules { rule ^ 1 } else { rule })
    }

    /// What must be 0 of the payments of so many rules, rule after rule, for rules that come in pairs about one mean, and for rules that change
    /// places.
    pub fn links(&self, rules: usize) -> Vec<Vec<(usize, Rational)>> {
        let mut links = if self.is_paired { self.pairs(rules) } else { Vec::new() };
        let Some(swap) = &self.swap else { return links };
        let space = self.environment.space();
        for rule in (0..rules).step_by(2) {
            let partner = self.partner(rule, rules).unwrap_or(rule);
            for profile in space.profiles() {
                for agent in space.agents() {
                    let there = self.payment(swap.agents[agent.0], swap.profiles[profile.0]);
                    let there = there.into_iter().map(|(payment, number)| (partner * self.size + payment, number));
                    let here = self.payment(agent, profile).into_iter();
                    let here = here.map(|(payment, number)| (rule * self.size + payment, -number));
                    let entries = Form::new(there.chain(here).collect(), Rational::ZERO).entries;
                    if !entries.is_empty() {
                        links.push(entries);
                    }
                }
            }
        }
        links
    }

    /// t_{2j} + t_{2j+1} − t_0 − t_1 for every pair but the first, and 2 t_k − t_0 − t_1 for the last of an odd number.
    fn pairs(&self, rules: usize) -> Vec<Vec<(usize, Rational)>> {
        let mut pairs = Vec::new();
        for rule in (2..rules).step_by(2) {
            for payment in 0..self.size {
                let at = |rule: usize| rule * self.size + payment;
                let own = match rule + 1 < rules {
                    true => vec![(at(rule), Rational::ONE), (at(rule + 1), Rational::ONE)],
                    false => vec![(at(rule), Rational::from(2))],
                };
                let first = [(at(0), Rational::NEG_ONE), (at(1), Rational::NEG_ONE)];
                pairs.push(first.into_iter().chain(own).collect());
            }
        }
        pairs
    }

    /// The payments of one rule as a table.
    pub fn table(&self, payments: &[Rational]) -> TransferTable {
        let payers = self.payers();
        TransferTable::from_fn(self.environment.space(), |agent, profile| {
            let own = &payments[profile.0 * payers..(profile.0 + 1) * payers];
            match own.get(agent.0) {
                Some(payment) => payment.clone(),
                None => own.iter().fold(Rational::ZERO, |sum, payment| sum - payment),
            }
        })
    }
}
