//! The check of proofs by cases; what they prove, and why, is in [`crate::implementability`].

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::Distribution;
use crate::belief_verdict::Criterion;
use crate::implementability::{CaseProof, CaseRow, CaseTree, Place, RowKind, SetGoal};
use crate::index::{AgentId, RuleId, TypeId};
use crate::number::Rational;
use crate::property::MechanismKind;
use std::collections::BTreeMap;

/// Why a proof by cases is not accepted. A leaf is named by its number from 0 in the order of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaseRefusal {
    /// A split about an agent or type that does not exist, about no lie, about participation where nobody chooses it, or about a place that was
    /// split before.
    NoPlace(Place),
    /// Not one case for each corner of the set; so many are needed, `None` when the corners are not known.
    Cases(Place, Option<usize>),
    /// A row of this leaf that does not hold in its case: of the wrong kind for the criterion, about an agent or type that does not exist, with a weight that
    /// is not positive, with a belief that is not in the set or not the chosen one, or about a rule that it has no claim on.
    Row {
        /// The leaf.
        leaf: usize,
        /// The row, from 0.
        row: usize,
    },
    /// What the rows of this leaf say about the worst case of this type does not cancel.
    Value {
        /// The leaf.
        leaf: usize,
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
    },
    /// What the rows of this leaf say about the payments of this rule does not cancel.
    Payments {
        /// The leaf.
        leaf: usize,
        /// The rule.
        rule: RuleId,
    },
    /// The sum of this leaf is no contradiction: it is at least 0.
    NoContradiction {
        /// The leaf.
        leaf: usize,
        /// The sum.
        sum: Rational,
    },
}

/// Accepts a proof by cases; the number of its contradictions.
///
/// # Errors
/// The first flaw.
pub fn check_cases(environment: &AmbiguousEnvironment, proof: &CaseProof) -> Result<usize, CaseRefusal> {
    let mut checker = Checker { environment, goal: proof.goal, chosen: Vec::new(), leaves: 0 };
    checker.check(&proof.tree)?;
    Ok(checker.leaves)
}

struct Checker<'a> {
    environment: &'a AmbiguousEnvironment,
    goal: SetGoal,
    /// The places split on the way, with the corner of the case.
    chosen: Vec<(Place, Distribution)>,
    leaves: usize,
}

impl Checker<'_> {
    fn check(&mut self, tree: &CaseTree) -> Result<(), CaseRefusal> {
        match tree {
            CaseTree::Leaf(rows) => self.leaf(rows),
            CaseTree::Split(place, cases) => {
                let (agent, own) = place.who();
                let is_choice = match (self.goal.criterion, place) {
                    (Criterion::Optimal, _) => false,
                    (_, Place::Lie { report, .. }) => report != &own && self.exists(agent, *report),
                    (criterion, Place::Participation { .. }) => {
                        criterion == Criterion::Maximal && self.goal.participation
                    }
                };
                let again = self.chosen.iter().any(|(other, _)| other == place);
                if !is_choice || again || !self.exists(agent, own) {
                    return Err(CaseRefusal::NoPlace(*place));
                }
                let corners = self.environment.set(agent, own).corners();
                let corners = corners.ok_or(CaseRefusal::Cases(*place, None))?;
                if corners.len() != cases.len() {
                    return Err(CaseRefusal::Cases(*place, Some(corners.len())));
                }
                for (corner, case) in corners.into_iter().zip(cases) {
                    self.chosen.push((*place, corner));
                    self.check(case)?;
                    self.chosen.pop();
                }
                Ok(())
            }
        }
    }

    fn exists(&self, agent: AgentId, own: TypeId) -> bool {
        let space = self.environment.space();
        agent.0 < space.agent_count() && own.0 < space.type_count(agent)
    }

    fn leaf(&mut self, rows: &[CaseRow]) -> Result<(), CaseRefusal> {
        let (leaf, space) = (self.leaves, self.environment.space());
        self.leaves += 1;
        let mut owners: BTreeMap<RuleId, Place> = BTreeMap::new();
        let mut values: Vec<Vec<Rational>> =
            space.agents().map(|agent| vec![Rational::ZERO; space.type_count(agent)]).collect();
        let nothing = || vec![vec![Rational::ZERO; space.size()]; space.agent_count()];
        let mut payments: BTreeMap<RuleId, Vec<Vec<Rational>>> = BTreeMap::new();
        let mut sum = Rational::ZERO;
        for (number, row) in rows.iter().enumerate() {
            if !self.holds(row) || !self.has_claim(row, &mut owners) {
                return Err(CaseRefusal::Row { leaf, row: number });
            }
            let (agent, own) = row.kind.who();
            let form = row.kind.form(self.environment, row.belief.as_ref());
            values[agent.0][own.0] += &row.weight * form.value;
            sum += &row.weight * form.constant;
            let of_rule = payments.entry(row.rule).or_insert_with(nothing);
            for (profile, coefficient) in form.payments {
                of_rule[agent.0][profile.0] += &row.weight * coefficient;
            }
        }
        for agent in space.agents() {
            if let Some(own) = values[agent.0].iter().position(|rest| !rest.is_zero()) {
                return Err(CaseRefusal::Value { leaf, agent, own: TypeId(own) });
            }
        }
        for (rule, of_agents) in payments {
            let cancels = match self.goal.balanced {
                true => of_agents.windows(2).all(|pair| pair[0] == pair[1]),
                false => of_agents.iter().flatten().all(Rational::is_zero),
            };
            if !cancels {
                return Err(CaseRefusal::Payments { leaf, rule });
            }
        }
        if sum < Rational::ZERO { Ok(()) } else { Err(CaseRefusal::NoContradiction { leaf, sum }) }
    }

    /// Whether the row is at least 0 for every mechanism of the case.
    fn holds(&self, row: &CaseRow) -> bool {
        let (agent, own) = row.kind.who();
        let reported = match row.kind {
            RowKind::Held(_, _, report) | RowKind::Compared(_, _, report) => Some(report),
            RowKind::Worst(..) | RowKind::TakesPart(..) => None,
        };
        if row.weight <= Rational::ZERO
            || !self.exists(agent, own)
            || reported.is_some_and(|report| report == own || !self.exists(agent, report))
        {
            return false;
        }
        let set = self.environment.set(agent, own);
        let is_in = || row.belief.as_ref().is_some_and(|belief| set.contains(belief) == Some(true));
        let is_chosen = |place: Place| {
            let of_place = self.chosen.iter().find(|(other, _)| *other == place);
            of_place.is_some_and(|(_, corner)| Some(corner) == row.belief.as_ref())
        };
        match (self.goal.criterion, row.kind) {
            (Criterion::Maxmin, RowKind::Worst(..)) => is_in(),
            (Criterion::Maxmin, RowKind::Held(_, _, report))
            | (Criterion::Maximal, RowKind::Compared(_, _, report)) => {
                is_chosen(Place::Lie { agent, own, report })
            }
            (Criterion::Maxmin, RowKind::TakesPart(..)) => self.goal.participation && row.belief.is_none(),
            (Criterion::Optimal, RowKind::Compared(..)) => is_in(),
            (Criterion::Optimal, RowKind::TakesPart(..)) => self.goal.participation && is_in(),
            (Criterion::Maximal, RowKind::TakesPart(..)) => is_chosen(Place::Participation { agent, own }),
            _ => false,
        }
    }

    /// Whether the row may speak about its rule: one for all when there is only one, else one for each choice.
    fn has_claim(&self, row: &CaseRow, owners: &mut BTreeMap<RuleId, Place>) -> bool {
        if self.goal.mechanism == MechanismKind::Simple {
            return row.rule == RuleId(0);
        }
        let (agent, own) = row.kind.who();
        let place = match (self.goal.criterion, row.kind) {
            (Criterion::Optimal, _) | (_, RowKind::Worst(..)) => return true,
            (Criterion::Maxmin, RowKind::TakesPart(..)) => return true,
            (_, RowKind::Held(_, _, report) | RowKind::Compared(_, _, report)) => {
                Place::Lie { agent, own, report }
            }
            (_, RowKind::TakesPart(..)) => Place::Participation { agent, own },
        };
        *owners.entry(row.rule).or_insert(place) == place
    }
}
