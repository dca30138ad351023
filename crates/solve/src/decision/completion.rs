//! From the rules of the program to a whole ambiguous mechanism: every type that no rule holds down gets a side bet.
//!
//! # Method
//! The program of [`super::program`] with few required rules is a relaxation: it asks for fewer rules than the mechanism needs. Its
//! solution gives tables t^0, t^1, … and on-path worst cases U = min over them. A type θ̄_S that none of the tables
//! holds down can be given the rule t^0 + M φ, where the side bet φ of theory 9.2 is worth 0 on path to everybody and
//! less than 0 to θ̄_S after a misreport: nothing changes on path, and a large M suffices. Where there is no such bet, because
//! the posterior is shared or profiles have probability 0, the rule is *missing*: it must be made part of the program.
//!
//! # Limits on payments
//! A bet may break a limit. Then the program for the one rule is asked, with the worst cases U as they are: whoever must be worth U
//! on path is, the type's misreports are held down to U, and the limits are kept. Only where that has no solution either is the
//! rule missing.

use super::program::{DecisionProgram, Question};
use crate::construction::side_bets::bet_name;
use crate::construction::supported_bets::SupportedBets;
use crate::lp::Patience;
use ambimech_model::certificate::RuleWeights;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::RequiredRule;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::interim::{CoalitionTotals, Interim};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::Reports;
use ambimech_model::transfer::closed_form::prepare_side_bet;
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::transfer::{ScaledTable, TransferTable};
use std::collections::BTreeMap;

/// The rules of a mechanism, and which of them holds which type.
#[derive(Debug)]
pub struct Completed {
    /// The rules, each of which is needed.
    pub rules: Vec<NamedRule>,
    /// One rule with weight 1 for every type of every coalition concerned; empty against pure reports.
    pub weights: Vec<RuleWeights>,
}

/// The rules so far.
struct Draft<'a> {
    question: Question<'a>,
    rules: Vec<NamedRule>,
    scaled: Vec<ScaledTable>,
    used: Vec<bool>,
    /// How many of the rules come from the program; all on-path worst cases are attained among them.
    given: usize,
    limits: &'a PaymentLimits,
    /// U_S(θ_S) for every coalition that the question is about; made when first needed.
    floors: Option<BTreeMap<(Coalition, JointTypeId), Rational>>,
    supported: Option<Option<SupportedBets<'a>>>,
}

/// Completes the tables of the required rules (the first of them [`RequiredRule::Any`]) to a mechanism, or says which rules the
/// program must be asked for.
pub fn complete(
    question: Question<'_>,
    required: &[RequiredRule],
    tables: Vec<TransferTable>,
    limits: &PaymentLimits,
) -> Result<Completed, Vec<RequiredRule>> {
    let named = required.iter().zip(tables);
    let rules: Vec<NamedRule> =
        named.map(|(rule, table)| NamedRule { name: rule_name(question.environment, *rule), table }).collect();
    let scaled: Vec<ScaledTable> = rules.iter().map(|rule| rule.table.scaled()).collect();
    let (used, given) = (vec![false; rules.len()], rules.len());
    let mut draft = Draft { question, rules, scaled, used, given, limits, floors: None, supported: None };
    let mut missing = Vec::new();
    let mut holding = Vec::new();
    for coalition in question.tempted() {
        draft.hold_coalition(coalition, &mut holding, &mut missing);
    }
    if missing.is_empty() { Ok(draft.finish(holding)) } else { Err(missing) }
}

/// The required rules of a program whose every solution can be completed, whatever its misreports gain: one against every type
/// (every misreport, against pure reports) that the side bet of theory 9.2 cannot make lose. Against mixed reports without
/// ambiguity insurance one against every type: mixtures with the truth in them ask for a rule under which the truth is worth
/// no more than its worst case.
pub fn rules_without_bets(question: Question<'_>) -> Vec<RequiredRule> {
    let environment = question.environment;
    let mut rules = vec![RequiredRule::Any];
    for coalition in question.tempted() {
        if question.is_balanced() && coalition == environment.grand_coalition() {
            continue;
        }
        let Some(view) = Interim::new(environment, coalition) else { continue };
        for truth in view.split().own().filter(|truth| view.occurs(*truth)) {
            let bet = prepare_side_bet(environment, SideBetId { coalition, types: truth });
            let totals = bet.map(|bet| view.totals(&bet.table(environment.space()).scaled()));
            let is_safe = |report: &JointTypeId| {
                totals.as_ref().is_some_and(|totals| view.transfer(totals, truth, *report) < Rational::ZERO)
            };
            let open: Vec<JointTypeId> =
                view.split().own().filter(|report| *report != truth && !is_safe(report)).collect();
            match question.reports {
                Reports::Mixed if open.is_empty() && question.insured().contains(&coalition) => {}
                Reports::Mixed => rules.push(RequiredRule::Holding { coalition, truth, report: None }),
                Reports::Pure => rules.extend(open.into_iter().map(|report| RequiredRule::Holding {
                    coalition,
                    truth,
                    report: Some(report),
                })),
            }
        }
    }
    rules
}

/// The rule against a type, named for it: `1=H`, or `1=H as L` against one misreport.
pub(super) fn rule_name(environment: &Environment, rule: RequiredRule) -> String {
    match rule {
        RequiredRule::Any => "base".to_string(),
        RequiredRule::Holding { coalition, truth, report } => {
            let name = bet_name(environment, SideBetId { coalition, types: truth });
            match report {
                None => name,
                Some(report) => {
                    format!("{name}-as-{}", environment.joint_labels(coalition, report).join(","))
                }
            }
        }
    }
}

/// The worst case of every type of every coalition that the question is about, on path under these rules.
fn floors(question: Question<'_>, rules: &[ScaledTable]) -> BTreeMap<(Coalition, JointTypeId), Rational> {
    let mut floors = BTreeMap::new();
    for coalition in [question.tempted(), question.participants(), question.insured()].concat() {
        let Some(view) = Interim::new(question.environment, coalition) else { continue };
        let totals: Vec<CoalitionTotals> = rules.iter().map(|table| view.totals(table)).collect();
        for types in view.split().own().filter(|types| view.occurs(*types)) {
            let values = totals.iter().map(|totals| view.transfer(totals, types, types));
            let worst = values.min().map(|worst| worst + view.payoff(types, types));
            floors.extend(worst.map(|worst| ((coalition, types), worst)));
        }
    }
    floors
}

impl<'a> Draft<'a> {
    fn hold_coalition(
        &mut self,
        coalition: Coalition,
        holding: &mut Vec<(Coalition, JointTypeId, usize)>,
        missing: &mut Vec<RequiredRule>,
    ) {
        let Some(view) = Interim::new(self.question.environment, coalition) else { return };
        let totals: Vec<CoalitionTotals> = self.scaled.iter().map(|table| view.totals(table)).collect();
        let worth =
            |rule: usize, truth, report| view.payoff(truth, report) + view.transfer(&totals[rule], truth, report);
        for truth in view.split().own().filter(|truth| view.occurs(*truth)) {
            let on_path = (0..self.given).map(|rule| worth(rule, truth, truth)).min();
            let Some(floor) = on_path else { continue };
            // Mixtures may have the truth in them.
            let is_mixed = self.question.reports == Reports::Mixed;
            let reports: Vec<JointTypeId> =
                view.split().own().filter(|report| is_mixed || *report != truth).collect();
            // What each report is worth beyond the floor, the payment aside, and under a rule.
            let reports: Vec<(JointTypeId, Rational)> =
                reports.into_iter().map(|report| (report, view.payoff(truth, report) - &floor)).collect();
            let excess = |rule: usize, (report, payoff): &(JointTypeId, Rational)| {
                (*report, payoff + view.transfer(&totals[rule], truth, *report))
            };
            let is_held = |rule: usize, report: &(JointTypeId, Rational)| excess(rule, report).1 <= Rational::ZERO;
            let id = SideBetId { coalition, types: truth };
            match self.question.reports {
                Reports::Mixed => {
                    let found = (0..self.given).find(|rule| reports.iter().all(|report| is_held(*rule, report)));
                    let required = RequiredRule::Holding { coalition, truth, report: None };
                    let under_the_first = || reports.iter().map(|report| excess(0, report)).collect::<Vec<_>>();
                    let made = found.or_else(|| self.bet(&view, id, &under_the_first()));
                    match made.or_else(|| self.limited_rule(required)) {
                        Some(rule) => holding.push((coalition, truth, rule)),
                        None => missing.push(required),
                    }
                }
                Reports::Pure => {
                    let mut open = Vec::new();
                    for report in &reports {
                        match (0..self.given).find(|rule| is_held(*rule, report)) {
                            Some(rule) => holding.push((coalition, truth, rule)),
                            None => open.push(excess(0, report)),
                        }
                    }
                    if open.is_empty() {
                        continue;
                    }
                    match self.bet(&view, id, &open) {
                        Some(rule) => holding.push((coalition, truth, rule)),
                        None => {
                            for (report, _) in &open {
                                let required = RequiredRule::Holding { coalition, truth, report: Some(*report) };
                                match self.limited_rule(required) {
                                    Some(rule) => holding.push((coalition, truth, rule)),
                                    None => missing.push(required),
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds the first rule plus a side bet that takes these gains away; `None` when there is none.
    fn bet(&mut self, view: &Interim<'_>, id: SideBetId, gains: &[(JointTypeId, Rational)]) -> Option<usize> {
        let table = self.plain_bet(view, id, gains).or_else(|| self.supported_bet(id, gains))?;
        let base = &self.rules[0].table;
        let table = TransferTable::from_fn(self.question.environment.space(), |agent, profile| {
            &base.at(profile)[agent.0] + &table.at(profile)[agent.0]
        });
        if self.limits.find_breach(self.question.environment, RuleId(0), &table).is_some() {
            return None;
        }
        let name = format!("bet-{}", bet_name(self.question.environment, id));
        Some(self.push(NamedRule { name, table }))
    }

    fn push(&mut self, rule: NamedRule) -> usize {
        self.rules.push(rule);
        self.used.push(false);
        self.rules.len() - 1
    }

    /// Adds a rule that keeps the limits and does what is required of it while everybody's worst case is what it is under the
    /// program's rules; `None` when there is none, or payments are not limited and a bet would have been it.
    fn limited_rule(&mut self, required: RequiredRule) -> Option<usize> {
        if self.limits.is_none() {
            return None;
        }
        let (question, limits) = (self.question, self.limits);
        let (scaled, given) = (&self.scaled, self.given);
        let floors = self.floors.get_or_insert_with(|| floors(question, &scaled[..given]));
        let program =
            DecisionProgram::with_limits(question, vec![required], limits, None).with_worst_cases(floors);
        let table = program.solve_points(&mut Patience::endless())?.into_iter().next()?;
        let name = rule_name(question.environment, required);
        Some(self.push(NamedRule { name, table }))
    }

    /// M φ with the smallest M that takes these gains away (theory 9.2).
    fn plain_bet(
        &self,
        view: &Interim<'_>,
        id: SideBetId,
        gains: &[(JointTypeId, Rational)],
    ) -> Option<TransferTable> {
        let environment = self.question.environment;
        let bet = prepare_side_bet(environment, id)?.table(environment.space());
        let totals = view.totals(&bet.scaled());
        let mut scale = Rational::ZERO;
        for (report, gain) in gains {
            let loss = -view.transfer(&totals, id.types, *report);
            if *gain > Rational::ZERO {
                if loss <= Rational::ZERO {
                    return None;
                }
                scale = scale.max(gain / loss);
            }
        }
        let payments = bet.payments().iter().map(|payment| payment * &scale).collect();
        TransferTable::new(environment.space(), payments)
    }

    /// A bet on the profiles that occur (theory 9.4).
    fn supported_bet(&mut self, id: SideBetId, gains: &[(JointTypeId, Rational)]) -> Option<TransferTable> {
        let environment = self.question.environment;
        if environment.common_prior()?.has_full_support() {
            return None;
        }
        // What the truth itself is worth beyond the floor no bet can take away: bets are worth 0 on path.
        let (truth, misreports): (Vec<_>, Vec<_>) =
            gains.iter().cloned().partition(|(report, _)| *report == id.types);
        if truth.iter().any(|(_, gain)| *gain > Rational::ZERO) {
            return None;
        }
        self.supported.get_or_insert_with(|| SupportedBets::new(environment)).as_ref()?.table(id, &misreports)
    }

    /// Leaves out the rules that hold nobody down: a smaller set has no smaller worst case on path.
    fn finish(mut self, holding: Vec<(Coalition, JointTypeId, usize)>) -> Completed {
        for (_, _, rule) in &holding {
            self.used[*rule] = true;
        }
        if holding.is_empty() {
            self.used[0] = true;
        }
        let mut places = Vec::with_capacity(self.rules.len());
        let mut kept = 0;
        for used in &self.used {
            places.push(kept);
            kept += usize::from(*used);
        }
        let weights = match self.question.reports {
            Reports::Pure => Vec::new(),
            Reports::Mixed => holding
                .into_iter()
                .map(|(coalition, types, rule)| RuleWeights {
                    coalition,
                    types,
                    best: None,
                    weights: vec![(RuleId(places[rule]), Rational::ONE)],
                })
                .collect(),
        };
        let rules = self.rules.into_iter().zip(self.used).filter(|(_, used)| *used).map(|(rule, _)| rule);
        Completed { rules: rules.collect(), weights }
    }
}
