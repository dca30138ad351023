//! The linear program in all payments of all rules together, for given weights on the rules.
//!
//! # Program
//! Minimise z over rules t_1, …, t_k and on-path worst cases u subject to
//!
//! * V_S\[θ_S\](t_r) ≥ u_S(θ_S) for every rule, = where the goal asks for ambiguity insurance; u_S(θ_S) ≥ 0 for who must take part;
//! * Σ_r λ_r V_S\[θ̂_S\](t_r) ≤ u_S(θ̄_S) for every report that is held down by the weights λ;
//! * revenue, symmetry and limits, rule by rule, and rules that are images of each other;
//! * z at least the measure of every rule.
//!
//! To other attitudes than the worst case (1−κ)·V̄ + κ·V(t_r) takes the place of V(t_r), and κλ + (1−κ)/k that of λ ([`super::layout`]).
//!
//! The base rule is not given: all payments are free. A rule for every type that must be stopped, with all its weight on it, is the
//! program of theory 9.5 with the measure as its aim.

use super::layout::{Form, Layout, Watched};
use crate::lp::{Program, Relation, Sign};
use ambimech_model::number::Rational;
use ambimech_model::stakes::StakesMeasure;

/// What the violation of a row of a held report costs beside the measure, per unit of money.
pub const PENALTY: u32 = 1000;
/// Room that rows of held reports need not exceed under a cap, as a part of the cap.
const ROOM: f64 = 1e-3;

/// What a program with rows that may be violated makes small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// The measure, and the violation at the price [`PENALTY`].
    Priced,
    /// The violation, with a measure of at most so much; below 0 it is room.
    Under(f64),
}

/// The program without the rows of held reports, and where its variables are.
#[derive(Debug, Clone)]
pub struct Joint<'l> {
    layout: &'l Layout<'l>,
    /// Number of rules.
    pub rules: usize,
    program: Program,
    worst_cases: usize,
    /// The variable of the measure.
    measure: usize,
    /// By rule: its part of the mean rule.
    mean: Vec<Rational>,
}

/// A change of the weights to look for together with the payments, from payments at hand.
#[derive(Debug)]
pub struct Steps<'s> {
    /// W · V\[θ̂\](t_r) by held group, report and rule.
    pub values: &'s [Vec<Vec<f64>>],
    /// Weights, by held group and rule.
    pub weights: &'s [Vec<f64>],
    /// No weight changes by more.
    pub radius: f64,
}

/// The program of [`Joint::stepping`], and where the changes of the weights are.
#[derive(Debug)]
pub struct Stepping {
    /// The program.
    pub program: Program,
    /// The variable of the violation.
    pub violation: usize,
    /// By group and rule but the last: the variable, which is the change plus this number.
    pub changes: Vec<Vec<(usize, f64)>>,
}

impl<'l> Joint<'l> {
    /// The program for so many rules; `None` when the measure needs a common prior and there is none.
    pub fn new(layout: &'l Layout<'l>, rules: usize, measure: StakesMeasure) -> Option<Joint<'l>> {
        Joint::with_mean(layout, vec![Rational::ONE / Rational::from(rules); rules], measure)
    }

    /// The program with a rule for each of so many groups; where the mean counts it is one rule more, which any number of rules come near to.
    pub fn for_groups(layout: &'l Layout<'l>, groups: usize, measure: StakesMeasure) -> Option<Joint<'l>> {
        if layout.is_plain() {
            return Joint::new(layout, groups.max(1), measure);
        }
        let mut mean = vec![Rational::ZERO; groups];
        mean.push(Rational::ONE);
        Joint::with_mean(layout, mean, measure)
    }

    fn with_mean(layout: &'l Layout<'l>, mean: Vec<Rational>, measure: StakesMeasure) -> Option<Joint<'l>> {
        let rules = mean.len();
        let mut program = Program::new();
        (0..rules * layout.size).for_each(|_| {
            program.add_variable(Sign::Free);
        });
        let worst_cases = program.variable_count();
        for watched in &layout.watched {
            program.add_variable(if watched.participates { Sign::NonNegative } else { Sign::Free });
        }
        let z = program.add_variable(Sign::NonNegative);
        program.set_cost(z, Rational::ONE);
        let mut joint = Joint { layout, rules, program, worst_cases, measure: z, mean };
        for rule in 0..rules {
            for (place, watched) in layout.watched.iter().enumerate() {
                let mut entries = match watched.is_insured {
                    true => joint.of_rule(rule, &watched.on_path.entries),
                    false => joint.mixed(&watched.on_path, &joint.parts(watched, &joint.alone(rule))),
                };
                entries.push((worst_cases + place, Rational::NEG_ONE));
                let relation = if watched.is_insured { Relation::Equal } else { Relation::AtLeast };
                joint.program.add_row(relation, entries, -&watched.on_path.constant);
            }
            for form in &layout.equations {
                let entries = joint.of_rule(rule, &form.entries);
                joint.program.add_row(Relation::Equal, entries, -&form.constant);
            }
            for form in &layout.floors {
                let entries = joint.of_rule(rule, &form.entries);
                joint.program.add_row(Relation::AtLeast, entries, -&form.constant);
            }
            joint.add_measure(rule, measure)?;
        }
        for link in layout.links(rules) {
            joint.program.add_row(Relation::Equal, link, Rational::ZERO);
        }
        Some(joint)
    }

    fn of_rule(&self, rule: usize, entries: &[(usize, Rational)]) -> Vec<(usize, Rational)> {
        let first = rule * self.layout.size;
        entries.iter().map(|(payment, coefficient)| (first + payment, coefficient.clone())).collect()
    }

    /// All weight on one rule.
    fn alone(&self, rule: usize) -> Vec<Rational> {
        (0..self.rules).map(|other| Rational::from(u8::from(other == rule))).collect()
    }

    /// κ times the weights and 1 − κ times the mean.
    fn parts(&self, watched: &Watched, weights: &[Rational]) -> Vec<Rational> {
        if watched.fear.is_one() {
            return weights.to_vec();
        }
        let rest = Rational::ONE - &watched.fear;
        weights.iter().zip(&self.mean).map(|(weight, mean)| weight * &watched.fear + mean * &rest).collect()
    }

    /// What depends on payments of a form under a mixture of the rules.
    fn mixed(&self, form: &Form, parts: &[Rational]) -> Vec<(usize, Rational)> {
        let mut entries = Vec::new();
        for (rule, part) in parts.iter().enumerate().filter(|(_, part)| !part.is_zero()) {
            let first = rule * self.layout.size;
            entries.extend(form.entries.iter().map(|(payment, number)| (first + payment, number * part)));
        }
        entries
    }

    fn add_measure(&mut self, rule: usize, measure: StakesMeasure) -> Option<()> {
        let layout = self.layout;
        let space = layout.environment.space();
        match measure {
            StakesMeasure::LargestPayment => {
                for profile in space.profiles() {
                    for agent in space.agents() {
                        let mut entries = self.of_rule(rule, &layout.payment(agent, profile));
                        entries.push((self.measure, Rational::ONE));
                        self.program.add_row(Relation::AtLeast, entries, Rational::ZERO);
                    }
                }
            }
            StakesMeasure::Exposure => {
                for coalition in layout.environment.pattern().coalitions(space.agent_count()) {
                    for profile in space.profiles() {
                        let mut entries = self.of_rule(rule, &layout.received(coalition, profile));
                        if !entries.is_empty() {
                            entries.push((self.measure, Rational::ONE));
                            self.program.add_row(Relation::AtLeast, entries, Rational::ZERO);
                        }
                    }
                }
            }
            StakesMeasure::ExpectedPayment => {
                // |t| = t + 2b with b ≥ 0 and b ≥ −t.
                let prior = layout.environment.common_prior()?;
                let mut expected = vec![(self.measure, Rational::from(prior.total().clone()))];
                for profile in space.profiles().filter(|profile| prior.is_possible(*profile)) {
                    let weight = Rational::from(prior.weight(profile));
                    for agent in space.agents() {
                        let paid = self.program.add_variable(Sign::NonNegative);
                        let payment = self.of_rule(rule, &layout.payment(agent, profile));
                        expected.push((paid, -Rational::from(2) * &weight));
                        if !layout.is_balanced {
                            expected.extend(payment.iter().map(|(at, number)| (*at, -number * &weight)));
                        }
                        let row = payment.into_iter().chain([(paid, Rational::ONE)]).collect();
                        self.program.add_row(Relation::AtLeast, row, Rational::ZERO);
                    }
                }
                self.program.add_row(Relation::AtLeast, expected, Rational::ZERO);
            }
        }
        Some(())
    }

    /// u − Σ_r λ_r V\[θ̂\](t_r), the unknown part, and what it must be at least.
    fn held_row(&self, group: usize, report: usize, weights: &[Rational]) -> (Vec<(usize, Rational)>, Rational) {
        let held = &self.layout.held[group];
        let form = &held.reports[report];
        let mut entries = vec![(self.worst_cases + held.watched, Rational::ONE)];
        let parts = self.parts(&self.layout.watched[held.watched], weights);
        entries.extend(self.mixed(form, &parts).into_iter().map(|(payment, number)| (payment, -number)));
        (entries, form.constant.clone())
    }

    /// The program for these weights, by held group and rule; each adds up to 1.
    pub fn with_weights(&self, weights: &[Vec<Rational>]) -> Program {
        let mut program = self.program.clone();
        for (group, weights) in weights.iter().enumerate() {
            for report in 0..self.layout.held[group].reports.len() {
                let (entries, right) = self.held_row(group, report, weights);
                program.add_row(Relation::AtLeast, entries, right);
            }
        }
        program
    }

    /// The program for these weights with the most room in its inequalities about payments, relative to the length of their coefficients,
    /// and a measure of at most `largest`; with the variable of the room.
    pub fn roomy(&self, weights: &[Vec<Rational>], largest: &Rational) -> (Program, usize) {
        let mut program = Program::new();
        for sign in self.program.signs() {
            program.add_variable(*sign);
        }
        let room = program.add_variable(Sign::Free);
        program.set_cost(room, Rational::NEG_ONE);
        let with_room = |mut entries: Vec<(usize, Rational)>| {
            let payments = entries.iter().filter(|(variable, _)| *variable < self.worst_cases);
            let squares: f64 = payments.map(|(_, number)| number.to_f64().value().powi(2)).sum();
            if squares > 0.0 {
                entries.push((room, -dyadic(squares.sqrt())));
            }
            entries
        };
        let is_worst_case = |variable: usize| variable >= self.worst_cases && variable < self.measure;
        for row in self.program.rows() {
            let entries: Vec<(usize, Rational)> = row.coefficients().collect();
            // Values on path are often the same under all rules, and then there is no room beside the worst case.
            let is_on_path = entries.iter().any(|(variable, _)| is_worst_case(*variable));
            let has_room = row.relation() == Relation::AtLeast && !is_on_path;
            let entries = if has_room { with_room(entries) } else { entries };
            program.add_row(row.relation(), entries, row.right().clone());
        }
        for (group, weights) in weights.iter().enumerate() {
            let held = &self.layout.held[group];
            let truth = &self.layout.watched[held.watched].on_path;
            for (report, form) in held.reports.iter().enumerate() {
                let (entries, right) = self.held_row(group, report, weights);
                let entries = if form.entries == truth.entries { entries } else { with_room(entries) };
                program.add_row(Relation::AtLeast, entries, right);
            }
        }
        program.add_row(Relation::AtLeast, vec![(self.measure, Rational::NEG_ONE)], -largest);
        (program, room)
    }

    /// The program in which every group is held by the rule of its place in this list alone; groups without a place are left out.
    pub fn with_own_rules(&self, groups: &[usize]) -> Program {
        let mut program = self.program.clone();
        for (rule, group) in groups.iter().enumerate() {
            let weights = self.alone(rule);
            for report in 0..self.layout.held[*group].reports.len() {
                let (entries, right) = self.held_row(*group, report, &weights);
                program.add_row(Relation::AtLeast, entries, right);
            }
        }
        program
    }

    /// As [`Joint::with_weights`], with rows of held reports that may be violated, and the variable of the violation.
    pub fn elastic(&self, weights: &[Vec<Rational>], aim: Aim) -> (Program, usize) {
        let stepping = self.lenient(weights, None, aim);
        (stepping.program, stepping.violation)
    }

    /// Payments and changes of weights at once, to first order.
    pub fn stepping(&self, steps: &Steps<'_>, aim: Aim) -> Stepping {
        let weights: Vec<Vec<Rational>> =
            steps.weights.iter().map(|weights| weights.iter().map(|weight| dyadic(*weight)).collect()).collect();
        self.lenient(&weights, Some(steps), aim)
    }

    fn lenient(&self, weights: &[Vec<Rational>], steps: Option<&Steps<'_>>, aim: Aim) -> Stepping {
        let mut program = self.program.clone();
        let violation = match aim {
            Aim::Priced => {
                program.set_cost(self.measure, Rational::ONE / Rational::from(PENALTY));
                program.add_variable(Sign::NonNegative)
            }
            Aim::Under(cap) => {
                program.set_cost(self.measure, Rational::ZERO);
                program.add_row(Relation::AtLeast, vec![(self.measure, Rational::NEG_ONE)], -dyadic(cap));
                let violation = program.add_variable(Sign::Free);
                program.add_row(Relation::AtLeast, vec![(violation, Rational::ONE)], -dyadic(cap * ROOM));
                violation
            }
        };
        program.set_cost(violation, Rational::ONE);
        let mut changes = Vec::new();
        for (group, own) in weights.iter().enumerate() {
            let mut moves: Vec<(usize, f64)> = Vec::new();
            if let Some(steps) = steps {
                let mut total = vec![];
                let mut spare = *steps.weights[group].last().unwrap_or(&0.0);
                for weight in steps.weights[group].iter().take(self.rules - 1) {
                    let down = weight.min(steps.radius);
                    let change = program.add_variable(Sign::NonNegative);
                    program.add_row(
                        Relation::AtLeast,
                        vec![(change, Rational::NEG_ONE)],
                        -dyadic(down + steps.radius.min(1.0 - weight)),
                    );
                    total.push((change, Rational::NEG_ONE));
                    spare += down;
                    moves.push((change, down));
                }
                if self.rules > 2 {
                    program.add_row(Relation::AtLeast, total, -dyadic(spare));
                } else if let Some((change, _)) = moves.first() {
                    program.add_row(Relation::AtLeast, vec![(*change, Rational::NEG_ONE)], -dyadic(spare));
                }
            }
            let watched = &self.layout.watched[self.layout.held[group].watched];
            let (weight_of_type, fear) = (dyadic(watched.weight), watched.fear.to_f64().value());
            for report in 0..self.layout.held[group].reports.len() {
                let (mut entries, mut right) = self.held_row(group, report, own);
                entries.push((violation, weight_of_type.clone()));
                if let Some(steps) = steps {
                    let values = &steps.values[group][report];
                    let last = values.last().copied().unwrap_or(0.0);
                    for ((change, down), value) in moves.iter().zip(values) {
                        entries.push((*change, -dyadic((value - last) * fear)));
                        right -= dyadic((value - last) * fear * down);
                    }
                }
                program.add_row(Relation::AtLeast, entries, right);
            }
            changes.push(moves);
        }
        Stepping { program, violation, changes }
    }

    /// The program for these groups with the rents as its aim instead of the measure, and the variable of the rents: they are at least what
    /// all agents keep under every rule. `None` without a common prior.
    pub fn with_least_rents(&self, groups: &[usize]) -> Option<(Program, usize)> {
        let (total, kept) = self.layout.rents()?;
        let mut program = self.with_own_rules(groups);
        program.set_cost(self.measure, Rational::ZERO);
        let rents = program.add_variable(Sign::Free);
        program.set_cost(rents, Rational::ONE);
        for rule in 0..self.rules {
            let kept_by_rule = self.of_rule(rule, &kept.entries).into_iter().map(|(at, number)| (at, -number));
            let entries = kept_by_rule.chain([(rents, total.clone())]).collect();
            program.add_row(Relation::AtLeast, entries, kept.constant.clone());
        }
        Some((program, rents))
    }

    /// The measure in a solution.
    pub fn measure_of<'n, N>(&self, solution: &'n [N]) -> Option<&'n N> {
        solution.get(self.measure)
    }

    /// The payments of every rule in a solution.
    pub fn payments<'n, N>(&self, solution: &'n [N]) -> Vec<&'n [N]> {
        solution.chunks(self.layout.size.max(1)).take(self.rules).collect()
    }

    /// The variables of the payments.
    pub fn payment_count(&self) -> usize {
        self.rules * self.layout.size
    }
}

/// The number with 30 binary places; 0 when it is not finite.
pub fn dyadic(number: f64) -> Rational {
    let scaled = (number * f64::from(1u32 << 30)).round();
    let exact = Rational::try_from(scaled).unwrap_or(Rational::ZERO);
    exact / Rational::from(1u32 << 30)
}
