//! The inequalities that a reward function satisfies: what is wished of it, and the limits that its reward set puts on it.

use super::choice::ChoiceId;
use super::condition::Scope;
use super::deception::Deception;
use super::problem::ChoiceProblem;
use super::worth::Worth;
use crate::belief_set::Distribution;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId};
use crate::number::Rational;

/// Σ c(r, x)·h(r)(x) + s·ε ≤ b about a function h: T → Δ(X) and a number ε; s is 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// c, at r·|X| + x.
    pub coefficients: Vec<Rational>,
    /// Whether ε enters: with ε > 0 the inequality is strict.
    pub strict: bool,
    /// b.
    pub right: Rational,
}

/// What is wished of a reward: h∘α_−S is worth at least V_i(f∘α)(t_i*) to every member of S, and more to one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// f.
    pub choice: ChoiceId,
    /// α.
    pub deception: Deception,
    /// S.
    pub coalition: Coalition,
    /// t*, of which the types of the members count.
    pub at: ProfileId,
    /// Who gets more.
    pub favoured: AgentId,
}

/// A consequence of h ∈ H_S^f: h∘β does not improve on V(f) for the coalition at this profile of T*. f is that of the wish, or any of F
/// for everybody together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The coalition.
    pub coalition: Coalition,
    /// f.
    pub choice: ChoiceId,
    /// β.
    pub deception: Deception,
    /// The profile.
    pub at: ProfileId,
}

/// Makes rows for one problem, with what every function of F is worth.
#[derive(Debug, Clone)]
pub struct RowSpace<'p> {
    problem: &'p ChoiceProblem,
    worths: Vec<Worth>,
    truthful: Vec<Vec<Vec<Rational>>>,
}

impl<'p> RowSpace<'p> {
    /// For this problem.
    pub fn new(problem: &'p ChoiceProblem) -> RowSpace<'p> {
        let worths: Vec<Worth> =
            problem.choices().iter().map(|choice| Worth::new(problem, &choice.lotteries)).collect();
        let truthful = worths.iter().map(|worth| worth.truthful(problem)).collect();
        RowSpace { problem, worths, truthful }
    }

    /// The problem.
    pub fn problem(&self) -> &'p ChoiceProblem {
        self.problem
    }

    /// What a function of F is worth.
    pub fn worth(&self, choice: ChoiceId) -> &Worth {
        &self.worths[choice.0]
    }

    /// V(f).
    pub fn truthful(&self, choice: ChoiceId) -> &[Vec<Rational>] {
        &self.truthful[choice.0]
    }

    /// Whether the parts of a wish exist: types, a profile of T*, a rewarded coalition with the favoured agent.
    pub fn is_wish(&self, wish: &Wish, scope: Scope) -> bool {
        let space = self.problem.environment().space();
        wish.choice.0 < self.worths.len()
            && wish.deception.fits(space)
            && scope.rewarded(self.problem).contains(&wish.coalition)
            && wish.coalition.contains(wish.favoured)
            && wish.at.0 < space.size()
            && self.problem.information().is_possible(wish.at)
    }

    /// Whether the limit is one of the reward set that the wish is about: a coalition that contains S and may deviate by β, and f or, for
    /// everybody together, any function of F.
    pub fn is_limit(&self, limit: &Limit, wish: &Wish, scope: Scope) -> bool {
        let space = self.problem.environment().space();
        let grand = limit.coalition == self.problem.grand();
        limit.choice.0 < self.worths.len()
            && (grand || limit.choice == wish.choice)
            && wish.coalition.is_subset_of(limit.coalition)
            && scope.coalitions(self.problem).contains(&limit.coalition)
            && limit.deception.fits(space)
            && limit.deception.is_by(limit.coalition)
            && limit.at.0 < space.size()
            && self.problem.information().is_possible(limit.at)
    }

    /// What a wish says: for every member, for every extreme belief of its type, one row.
    pub fn wish_rows(&self, wish: &Wish) -> Vec<Row> {
        let space = self.problem.environment().space();
        let told = wish.deception.reports(space);
        let reports = wish.deception.truthful_in(wish.coalition).reports(space);
        let mut rows = Vec::new();
        for agent in wish.coalition.members() {
            let own = space.type_of(wish.at, agent);
            let had = self.worth(wish.choice).value(self.problem, agent, own, &told);
            for belief in self.problem.beliefs(agent, own) {
                let mut row = self.expectation(agent, wish.at, belief, &reports);
                row.coefficients.iter_mut().for_each(|c| *c = -std::mem::take(c));
                row.strict = agent == wish.favoured;
                row.right = -had.clone();
                rows.push(row);
            }
        }
        rows
    }

    /// The ways to keep a limit, each by its rows, in order: for every member of a coalition of several and every extreme belief of its type
    /// one strict row; then for every choice of one extreme belief for each member one row each, not strict.
    pub fn ways(&self, limit: &Limit) -> Vec<Vec<Row>> {
        let space = self.problem.environment().space();
        let reports = limit.deception.reports(space);
        let row = |agent: AgentId, belief: &Distribution| {
            let own = space.type_of(limit.at, agent);
            let mut row = self.expectation(agent, limit.at, belief, &reports);
            row.right = self.truthful(limit.choice)[agent.0][own.0].clone();
            row
        };
        let of_member = |agent: AgentId| -> Vec<Row> {
            let own = space.type_of(limit.at, agent);
            self.problem.beliefs(agent, own).iter().map(|belief| row(agent, belief)).collect()
        };
        let members: Vec<Vec<Row>> = limit.coalition.members().map(of_member).collect();
        let mut ways: Vec<Vec<Row>> = Vec::new();
        if members.len() > 1 {
            let strict = |row: &Row| vec![Row { strict: true, ..row.clone() }];
            ways.extend(members.iter().flatten().map(strict));
        }
        let together = members.iter().fold(vec![Vec::new()], |chosen: Vec<Vec<Row>>, rows| {
            let longer = |chosen: &Vec<Row>| -> Vec<Vec<Row>> {
                rows.iter().map(|row| chosen.iter().cloned().chain([row.clone()]).collect()).collect()
            };
            chosen.iter().flat_map(longer).collect()
        });
        ways.extend(together);
        ways
    }

    /// E_π u_i(h(ρ(t_i, ·)), (t_i, ·)) as a row about h.
    fn expectation(&self, agent: AgentId, at: ProfileId, belief: &Distribution, reports: &[ProfileId]) -> Row {
        let environment = self.problem.environment();
        let (space, frame) = (environment.space(), environment.without_beliefs());
        let outcomes = self.problem.outcome_count();
        let own = space.type_of(at, agent);
        let split = environment.split(agent);
        let mut coefficients = vec![Rational::ZERO; space.size() * outcomes];
        for state in split.rest() {
            let weight = &belief.probabilities()[state.0];
            if weight.is_zero() {
                continue;
            }
            let truth = split.profile(JointTypeId(own.0), state);
            let first = reports[truth.0].0 * outcomes;
            for x in 0..outcomes {
                coefficients[first + x] += weight * frame.payoff(agent, OutcomeId(x), truth);
            }
        }
        Row { coefficients, strict: false, right: Rational::ZERO }
    }

    /// Whether these multipliers, all at least 0, show that no h satisfies the rows with ε > 0: with C = Σ y c and K = Σ y b −
    /// Σ_r min_x C(r, x), every h has (Σ y s)·ε ≤ K, and K < 0, or K = 0 with some ε counted.
    pub fn contradicts(&self, rows: &[Row], multipliers: &[Rational]) -> bool {
        if rows.len() != multipliers.len() || multipliers.iter().any(|y| *y < Rational::ZERO) {
            return false;
        }
        let outcomes = self.problem.outcome_count();
        let mut total = vec![Rational::ZERO; self.problem.environment().space().size() * outcomes];
        let (mut right, mut counted) = (Rational::ZERO, false);
        for (row, y) in rows.iter().zip(multipliers).filter(|(_, y)| !y.is_zero()) {
            total.iter_mut().zip(&row.coefficients).for_each(|(total, c)| *total += y * c);
            right += y * &row.right;
            counted |= row.strict;
        }
        for of_report in total.chunks(outcomes.max(1)) {
            if let Some(least) = of_report.iter().min() {
                right -= least;
            }
        }
        right < Rational::ZERO || (right.is_zero() && counted)
    }
}
