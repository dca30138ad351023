//! Small questions about mechanisms with one rule, one of very many: the rows of theory 9.5 in machine numbers.
//!
//! The rows are those of [`super::program`], each times the weight of its truth and the denominator of its payoffs, so that all numbers
//! are whole. [`WholeRows`] proposes payments or a contradiction, and the checker accepts it or not. Proofs are not made
//! shorter: this is for those who only ask for the verdict.

use super::program::{Question, scale_to_integers};
use super::{accepted, certified, everybody_by_the_one_rule};
use crate::lp::{WholeAnswer, WholeRows};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, Term};
use ambimech_model::design::DesignAnswer;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::{Integer, Rational, least_common_multiple};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{MechanismKind, Property, Reports};
use ambimech_model::transfer::TransferTable;

/// Most numbers in the table of the simplex method, in floating point.
pub(super) const MOST_CELLS: usize = 60_000;

/// The rows of one coalition, its payments mirrored when the budget balances and it has the last agent.
struct Drafting<'a> {
    question: Question<'a>,
    payers: usize,
    rows: WholeRows,
    /// What every row says, and the factor it was multiplied by.
    says: Vec<(Constraint, i64)>,
    /// A row without payments that no mechanism keeps.
    broken: Option<Constraint>,
}

/// The answer about a mechanism with one rule; `None` where this method does not settle it, or the question is too large for it.
pub(super) fn decide_small(question: Question<'_>) -> Option<DesignAnswer> {
    let environment = question.environment;
    if question.mechanism != MechanismKind::Simple || question.goal.asks_for(Property::Fse) {
        return None;
    }
    let payers = environment.agent_count() - usize::from(question.is_balanced());
    let width = environment.space().size().checked_mul(payers)?;
    if rows_at_most(question).checked_mul(width + 2)? > MOST_CELLS {
        return None;
    }
    let rows = WholeRows::new(width);
    let mut draft = Drafting { question, payers, rows, says: Vec::new(), broken: None };
    draft.add_rows()?;
    let answer = match draft.broken {
        Some(constraint) => contradicted(question, vec![Term { constraint, multiplier: Rational::ONE }])?,
        None => match draft.rows.answer()? {
            WholeAnswer::Point(point) => {
                let table = draft.table(point.numbers(), point.denominator());
                let rules = vec![NamedRule { name: "t".to_string(), table }];
                // Against pure reports the smallest value under any rule is compared, without weights.
                let weights = match question.reports {
                    Reports::Pure => Vec::new(),
                    Reports::Mixed => everybody_by_the_one_rule(question),
                };
                certified(question, rules, weights)
            }
            WholeAnswer::Contradiction(multipliers) => {
                let term = |(row, multiplier): (usize, Integer)| {
                    let (constraint, factor) = draft.says[row];
                    Term { constraint, multiplier: Rational::from(multiplier * factor) }
                };
                contradicted(question, multipliers.into_iter().map(term).collect())?
            }
        },
    };
    (!matches!(answer, DesignAnswer::Undecided { .. })).then_some(answer)
}

fn contradicted(question: Question<'_>, mut terms: Vec<Term>) -> Option<DesignAnswer> {
    scale_to_integers(&mut terms);
    let (mechanism, reports) = (MechanismKind::Simple, Reports::Pure);
    accepted(question, Combination { mechanism, reports, limits: PaymentLimits::none(), terms })
}

/// How many rows there may be.
fn rows_at_most(question: Question<'_>) -> usize {
    let count = |coalition: &Coalition| question.environment.space().joint_count(*coalition);
    let misreports = question.tempted().iter().fold(0usize, |sum, coalition| {
        let count = count(coalition);
        sum.saturating_add(count.saturating_mul(count))
    });
    question.participants().iter().fold(misreports, |sum, coalition| sum.saturating_add(count(coalition)))
}

impl Drafting<'_> {
    fn add_rows(&mut self) -> Option<()> {
        let question = self.question;
        let (mut tempted, participants) = (question.tempted(), question.participants());
        // What a balanced rule pays never reaches the grand coalition; short proofs have looked at it.
        tempted
            .retain(|coalition| !question.is_balanced() || *coalition != question.environment.grand_coalition());
        for coalition in tempted {
            let view = Interim::new(question.environment, coalition)?;
            for truth in view.split().own().filter(|truth| view.occurs(*truth)) {
                let honest = view.weighted_payoff(truth, truth);
                for report in view.split().own().filter(|report| *report != truth) {
                    let lie = view.weighted_payoff(truth, report);
                    let (more, unit) = if honest.1 == lie.1 {
                        (&honest.0 - lie.0, honest.1.clone())
                    } else {
                        let unit = least_common_multiple(&honest.1, &lie.1);
                        let worth = |sum: &Integer, denominator| sum * Integer::from(&unit / denominator);
                        (worth(&honest.0, &honest.1) - worth(&lie.0, &lie.1), unit)
                    };
                    let constraint = Constraint::Incentive { coalition, truth, report };
                    self.add(&view, constraint, truth, &[(truth, 1), (report, -1)], &more, &unit.into())?;
                    if self.broken.is_some() {
                        return Some(());
                    }
                }
            }
        }
        for coalition in participants {
            let view = Interim::new(question.environment, coalition)?;
            for types in view.split().own().filter(|types| view.occurs(*types)) {
                let (worth, unit) = view.weighted_payoff(types, types);
                let constraint = Constraint::Participation { coalition, types };
                self.add(&view, constraint, types, &[(types, 1)], &worth, &unit.into())?;
                if self.broken.is_some() {
                    return Some(());
                }
            }
        }
        Some(())
    }

    /// Adds Σ ±(payments after a report) + worth ≥ 0, times the weight of the truth and `unit`.
    fn add(
        &mut self,
        view: &Interim<'_>,
        constraint: Constraint,
        truth: JointTypeId,
        values: &[(JointTypeId, i64)],
        worth: &Integer,
        unit: &Integer,
    ) -> Option<()> {
        let agents = self.question.environment.agent_count();
        let coalition = view.coalition();
        let is_mirrored = self.question.is_balanced() && coalition.contains(AgentId(agents - 1));
        let members = if is_mirrored { coalition.complement(agents) } else { coalition };
        let right = -i64::try_from(worth).ok()?;
        if members.is_empty() {
            if right > 0 {
                self.broken = Some(constraint);
            }
            return Some(());
        }
        let unit = i64::try_from(unit).ok()?;
        let total = Integer::from(view.total_weight(truth).clone());
        let factor = i64::try_from(&total).ok()?.checked_mul(unit)?;
        let mut entries = Vec::with_capacity(values.len() * members.len() * view.split().rest_count());
        for (report, sign) in values {
            let sign = if is_mirrored { -sign } else { *sign };
            for (x, weight) in view.split().rest().zip(view.posterior_weights(truth)) {
                let entry = i64::try_from(weight).ok()?.checked_mul(unit)? * sign;
                if entry != 0 {
                    let first = view.split().profile(*report, x).0 * self.payers;
                    entries.extend(members.members().map(|agent| (first + agent.0, entry)));
                }
            }
        }
        let entries = entries.into_iter().map(|(unknown, entry)| (u32::try_from(unknown).unwrap_or(0), entry));
        self.rows.push(entries, right, factor);
        self.says.push((constraint, factor));
        Some(())
    }

    /// The payments of a point, with what the last agent is paid when the budget balances.
    fn table(&self, numbers: &[Integer], denominator: &Integer) -> TransferTable {
        let money = |number: Integer| match denominator.is_one() {
            true => Rational::from(number),
            false => Rational::from_parts_signed(number, denominator.clone()),
        };
        TransferTable::from_fn(self.question.environment.space(), |agent, profile: ProfileId| {
            let paid = &numbers[profile.0 * self.payers..][..self.payers];
            match paid.get(agent.0) {
                Some(number) => money(number.clone()),
                None => money(paid.iter().fold(Integer::ZERO, |sum, number| sum - number)),
            }
        })
    }
}
