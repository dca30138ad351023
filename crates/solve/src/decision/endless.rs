//! Why a parameter's interval has no end on a side: from a ray of the program to mechanisms for all values there.
//!
//! # Mathematics
//! Let x be any solution of the program with the parameter B as an unknown, and d a ray of it along which B moves by 1 (or −1): x + λ d
//! is a solution for every λ ≥ 0, with payments t + λ d at B₀ ± λ. Rows are homogeneous but for payoffs, so x keeps the rows of
//! the environment at B₀ and d those of the environment of slopes. For ambiguous mechanisms the rules of the program are completed
//! by side bets as in [`super::completion`]: a bet φ is worth 0 on path and less than 0 to the type that it is against, whatever the payoffs
//! are. So the bet M φ takes away what misreports gain at the start, and M' φ what they gain along the way; the rule is t + M φ + λ (d + M' φ).
//! [`ambimech_model::check::check_direction`] looks at the result.

use super::completion::rule_name;
use super::program::Question;
use ambimech_model::combination::RequiredRule;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::interim::{CoalitionTotals, Interim};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::property::{MechanismKind, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::closed_form::prepare_side_bet;
use ambimech_model::transfer::side_bet::SideBetId;

/// Rules that move: what each is at the start, and what is added for every 1 that the parameter goes.
pub(super) struct Moving {
    pub(super) start: Vec<NamedRule>,
    pub(super) change: Vec<TransferTable>,
}

/// The program's rules with the side bets that they need; `question` is about the environment at the start. `None` when a type is
/// held down by no rule and no bet.
pub(super) fn complete_along(
    question: Question<'_>,
    slopes: &Environment,
    required: &[RequiredRule],
    start: Vec<TransferTable>,
    change: Vec<TransferTable>,
) -> Option<Moving> {
    let names = required.iter().map(|rule| match question.mechanism {
        MechanismKind::Simple => "t".to_string(),
        MechanismKind::Ambiguous => rule_name(question.environment, *rule),
    });
    let start = names.zip(start).map(|(name, table)| NamedRule { name, table }).collect();
    let mut moving = Moving { start, change };
    if question.mechanism == MechanismKind::Simple {
        return Some(moving);
    }
    let given = moving.start.len();
    let mut used = vec![false; given];
    for coalition in question.tempted() {
        let views = [Interim::new(question.environment, coalition)?, Interim::new(slopes, coalition)?];
        let totals: [Vec<CoalitionTotals>; 2] = [
            moving.start[..given].iter().map(|rule| views[0].totals(&rule.table.scaled())).collect(),
            moving.change[..given].iter().map(|table| views[1].totals(&table.scaled())).collect(),
        ];
        let worth = |part: usize, rule: usize, truth: JointTypeId, report: JointTypeId| {
            views[part].payoff(truth, report) + views[part].transfer(&totals[part][rule], truth, report)
        };
        for truth in views[0].split().own().filter(|truth| views[0].occurs(*truth)) {
            let floor = |part| (0..given).map(|rule| worth(part, rule, truth, truth)).min();
            let floors = [floor(0)?, floor(1)?];
            let is_mixed = question.reports == Reports::Mixed;
            let reports: Vec<JointTypeId> =
                views[0].split().own().filter(|report| is_mixed || *report != truth).collect();
            let holds = |rule: usize, report: &JointTypeId| {
                (0..2).all(|part| worth(part, rule, truth, *report) <= floors[part])
            };
            let open: Vec<JointTypeId> = if is_mixed {
                match (0..given).find(|rule| reports.iter().all(|report| holds(*rule, report))) {
                    Some(rule) => {
                        used[rule] = true;
                        continue;
                    }
                    None => reports,
                }
            } else {
                let mut open = Vec::new();
                for report in reports {
                    match (0..given).find(|rule| holds(*rule, &report)) {
                        Some(rule) => used[rule] = true,
                        None => open.push(report),
                    }
                }
                open
            };
            if open.is_empty() {
                continue;
            }
            // The first rule plus a bet, at the start and along the way.
            let id = SideBetId { coalition, types: truth };
            let bet = prepare_side_bet(question.environment, id)?.table(question.environment.space());
            let losses = views[0].totals(&bet.scaled());
            let mut scales = [Rational::ZERO, Rational::ZERO];
            for report in &open {
                let loss = -views[0].transfer(&losses, truth, *report);
                for (part, scale) in scales.iter_mut().enumerate() {
                    let gain = worth(part, 0, truth, *report) - &floors[part];
                    if gain <= Rational::ZERO {
                        continue;
                    }
                    if loss <= Rational::ZERO {
                        return None;
                    }
                    *scale = scale.clone().max(gain / &loss);
                }
            }
            let with_bet = |base: &TransferTable, scale: &Rational| {
                let space = question.environment.space();
                TransferTable::from_fn(space, |agent, profile| {
                    &base.at(profile)[agent.0] + &bet.at(profile)[agent.0] * scale
                })
            };
            let against = RequiredRule::Holding { coalition, truth, report: None };
            let rule = NamedRule {
                name: format!("bet-{}", rule_name(question.environment, against)),
                table: with_bet(&moving.start[0].table, &scales[0]),
            };
            let along = with_bet(&moving.change[0], &scales[1]);
            moving.start.push(rule);
            moving.change.push(along);
            used.push(true);
        }
    }
    Some(moving.only(&used))
}

impl Moving {
    /// Leaves out the rules that hold nobody down: a smaller set has no smaller worst case on path.
    fn only(self, used: &[bool]) -> Moving {
        let keeps = |place: usize| used[place] || (place == 0 && !used.contains(&true));
        let start = self.start.into_iter().enumerate().filter(|(place, _)| keeps(*place));
        let change = self.change.into_iter().enumerate().filter(|(place, _)| keeps(*place));
        Moving { start: start.map(|(_, rule)| rule).collect(), change: change.map(|(_, table)| table).collect() }
    }
}
