//! Every notion once more, from its definition: nested loops over plain lists of exact numbers. Nothing here uses the
//! program's interim values, posteriors, conditions or games.

use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;

/// An environment as plain lists.
pub struct Plain {
    pub counts: Vec<usize>,
    pub profiles: Vec<Vec<usize>>,
    /// The common prior; empty without one.
    pub p: Vec<Rational>,
    /// Every agent's beliefs as weights on the profiles.
    pub beliefs: Vec<Vec<Rational>>,
    /// Payoffs by outcome, agent, profile.
    pub u: Vec<Vec<Vec<Rational>>>,
    pub q: Vec<usize>,
    /// The members of every coalition that can form.
    pub coalitions: Vec<Vec<usize>>,
    /// The same as the library names them.
    pub ids: Vec<Coalition>,
}

/// Transfers by rule, profile, agent.
pub type Rules = Vec<Vec<Vec<Rational>>>;

/// One coalition with its true types: V_S by report and rule.
pub struct Case {
    pub members: Vec<usize>,
    pub truth: usize,
    pub types: Vec<usize>,
    pub rows: Vec<Vec<Rational>>,
}

impl Case {
    pub fn is_single(&self) -> bool {
        self.members.len() == 1
    }

    /// The on-path worst case.
    pub fn on_path(&self) -> Rational {
        least(&self.rows[self.truth])
    }

    /// How far apart the on-path values under two rules are.
    pub fn spread(&self) -> Rational {
        let row = &self.rows[self.truth];
        row.iter().max().unwrap() - row.iter().min().unwrap()
    }

    /// The largest gain of a pure misreport; `None` when there is none.
    pub fn pure_gain(&self) -> Option<Rational> {
        let lies = (0..self.rows.len()).filter(|report| *report != self.truth);
        lies.map(|report| least(&self.rows[report]) - self.on_path()).max()
    }

    /// The largest gain of a mixture of all reports, the truth included; `None` when the game is too large to try.
    pub fn mixed_gain(&self) -> Option<Rational> {
        Some(game_value(&self.rows)? - self.on_path())
    }
}

pub fn zero() -> Rational {
    Rational::ZERO
}

pub fn total(numbers: impl IntoIterator<Item = Rational>) -> Rational {
    numbers.into_iter().fold(zero(), |sum, number| sum + number)
}

pub fn least(numbers: &[Rational]) -> Rational {
    numbers.iter().min().unwrap().clone()
}

pub fn size(number: Rational) -> Rational {
    if number < zero() { -number } else { number }
}

/// All rules of a mechanism written out.
pub fn rules_of(environment: &Environment, mechanism: &Mechanism) -> Rules {
    (0..mechanism.rule_count(environment).unwrap())
        .map(|rule| {
            let table = mechanism.table(environment, RuleId(rule)).unwrap();
            environment.space().profiles().map(|profile| table.at(profile).to_vec()).collect()
        })
        .collect()
}

impl Plain {
    pub fn new(environment: &Environment) -> Plain {
        let agents = environment.agents();
        let counts: Vec<usize> = agents.iter().map(|agent| agent.types.len()).collect();
        let mut profiles: Vec<Vec<usize>> = vec![Vec::new()];
        for count in &counts {
            profiles = profiles.iter().flat_map(|p| (0..*count).map(|t| [p.as_slice(), &[t]].concat())).collect();
        }
        let place = |types: &Vec<usize>| {
            let types: Vec<TypeId> = types.iter().map(|t| TypeId(*t)).collect();
            environment.space().profile(&types)
        };
        assert!(profiles.iter().enumerate().all(|(number, types)| place(types) == ProfileId(number)));
        let numbers = |weights: &Prior| (0..profiles.len()).map(|n| weights.probability(ProfileId(n))).collect();
        let p = environment.common_prior().map_or_else(Vec::new, numbers);
        let beliefs = (0..agents.len()).map(|agent| numbers(environment.belief(AgentId(agent)))).collect();
        let payoff = |outcome: usize, agent: usize| {
            (0..profiles.len())
                .map(|n| environment.payoff(AgentId(agent), OutcomeId(outcome), ProfileId(n)).clone())
                .collect()
        };
        let u = (0..environment.outcomes().len())
            .map(|outcome| (0..agents.len()).map(|agent| payoff(outcome, agent)).collect())
            .collect();
        let q = (0..profiles.len()).map(|n| environment.allocation(ProfileId(n)).0).collect();
        let bits = |coalition: &Coalition| (0..agents.len()).filter(|i| coalition.contains(AgentId(*i))).collect();
        let ids: Vec<Coalition> = match environment.pattern() {
            Pattern::All => (1u64..1 << agents.len()).map(coalition_of).collect(),
            Pattern::Singletons => (0..agents.len()).map(|agent| coalition_of(1 << agent)).collect(),
            Pattern::Listed(list) => list.clone(),
        };
        Plain { counts, profiles, p, beliefs, u, q, coalitions: ids.iter().map(bits).collect(), ids }
    }

    pub fn agents(&self) -> usize {
        self.counts.len()
    }

    fn place(&self, types: &[usize]) -> usize {
        types.iter().zip(&self.counts).fold(0, |number, (t, count)| number * count + t)
    }

    /// The type profiles of a coalition in the library's order.
    pub fn joint_types(&self, members: &[usize]) -> Vec<Vec<usize>> {
        members.iter().fold(vec![Vec::new()], |known, agent| {
            known
                .iter()
                .flat_map(|head: &Vec<usize>| {
                    (0..self.counts[*agent]).map(move |t| [head.as_slice(), &[t]].concat())
                })
                .collect()
        })
    }

    pub fn joint_type(&self, members: &[usize], id: JointTypeId) -> Vec<usize> {
        self.joint_types(members).swap_remove(id.0)
    }

    pub fn members(&self, coalition: Coalition) -> Vec<usize> {
        (0..self.agents()).filter(|agent| coalition.contains(AgentId(*agent))).collect()
    }

    /// The weights with which a coalition takes expectations: the common prior, or a single agent's own beliefs.
    pub fn weights(&self, members: &[usize]) -> &[Rational] {
        match (self.p.as_slice(), members) {
            ([], [agent]) => &self.beliefs[*agent],
            ([], _) => panic!("{members:?} have no beliefs in common"),
            (p, _) => p,
        }
    }

    /// p(θ_S).
    pub fn probability(&self, members: &[usize], types: &[usize]) -> Rational {
        self.weight_of(self.weights(members), members, types)
    }

    fn weight_of(&self, weights: &[Rational], members: &[usize], types: &[usize]) -> Rational {
        let fits = |profile: &Vec<usize>| members.iter().zip(types).all(|(agent, t)| profile[*agent] == *t);
        total(self.profiles.iter().zip(weights).filter(|(profile, _)| fits(profile)).map(|(_, p)| p.clone()))
    }

    /// V_S[report](t, truth) for the transfers t of one rule, `None` for transfers that are all 0.
    pub fn value(
        &self,
        members: &[usize],
        truth: &[usize],
        report: &[usize],
        rule: Option<&Vec<Vec<Rational>>>,
    ) -> Rational {
        let mut value = zero();
        let weights = self.weights(members);
        for (place, profile) in self.profiles.iter().enumerate() {
            if members.iter().zip(truth).any(|(agent, t)| profile[*agent] != *t) || weights[place].is_zero() {
                continue;
            }
            let mut reported = profile.clone();
            members.iter().zip(report).for_each(|(agent, t)| reported[*agent] = *t);
            let reported = self.place(&reported);
            for agent in members {
                let paid = rule.map_or(zero(), |rule| rule[reported][*agent].clone());
                value += (&self.u[self.q[reported]][*agent][place] + paid) * &weights[place];
            }
        }
        value / self.probability(members, truth)
    }

    /// V_S by report and rule.
    pub fn values(&self, members: &[usize], truth: &[usize], rules: &Rules) -> Vec<Vec<Rational>> {
        let value = |report: &Vec<usize>| {
            rules.iter().map(|rule| self.value(members, truth, report, Some(rule))).collect::<Vec<_>>()
        };
        self.joint_types(members).iter().map(value).collect()
    }

    /// The joint types of positive probability, with their numbers.
    pub fn occurring(&self, members: &[usize]) -> Vec<(usize, Vec<usize>)> {
        let all = self.joint_types(members).into_iter().enumerate();
        all.filter(|(_, types)| !self.probability(members, types).is_zero()).collect()
    }

    pub fn singles(&self) -> Vec<Vec<usize>> {
        (0..self.agents()).map(|agent| vec![agent]).collect()
    }

    /// Every value of every report of every coalition that can form and has beliefs, case by case.
    pub fn cases(&self, rules: &Rules) -> Vec<Case> {
        let mut cases = Vec::new();
        for members in self.coalitions.iter().filter(|members| members.len() == 1 || !self.p.is_empty()) {
            for (truth, types) in self.occurring(members) {
                let rows = self.values(members, &types, rules);
                cases.push(Case { members: members.clone(), truth, types, rows });
            }
        }
        cases
    }

    pub fn largest_imbalance(&self, rules: &Rules) -> Rational {
        rules.iter().flatten().map(|payments| size(total(payments.iter().cloned()))).max().unwrap()
    }

    pub fn surplus(&self, outcome: usize, place: usize) -> Rational {
        total((0..self.agents()).map(|agent| self.u[outcome][agent][place].clone()))
    }

    pub fn expected_surplus(&self) -> Rational {
        total((0..self.p.len()).map(|place| self.surplus(self.q[place], place) * &self.p[place]))
    }

    pub fn largest_expected_surplus(&self) -> Rational {
        let best = |place| (0..self.u.len()).map(|outcome| self.surplus(outcome, place)).max().unwrap();
        total((0..self.p.len()).map(|place| best(place) * &self.p[place]))
    }

    /// What every rule brings in.
    pub fn revenues(&self, rules: &Rules) -> Vec<Rational> {
        let revenue = |rule: &Vec<Vec<Rational>>| {
            -total(rule.iter().zip(&self.p).map(|(payments, p)| total(payments.iter().cloned()) * p))
        };
        rules.iter().map(revenue).collect()
    }

    /// Whether two joint types that occur have the same posterior.
    pub fn same_posterior(&self, members: &[usize], first: &[usize], second: &[usize]) -> bool {
        let (a, b) = (self.probability(members, first), self.probability(members, second));
        if a.is_zero() || b.is_zero() {
            return false;
        }
        let others: Vec<usize> = (0..self.agents()).filter(|agent| !members.contains(agent)).collect();
        self.joint_types(&others).iter().all(|x| {
            let all: Vec<usize> = members.iter().chain(&others).copied().collect();
            let with = |own: &[usize]| self.weight_of(self.weights(members), &all, &[own, x].concat());
            with(first) / &a == with(second) / &b
        })
    }

    /// Whether no two types of this coalition share a posterior.
    pub fn tells_types_apart(&self, members: &[usize]) -> bool {
        let all = self.joint_types(members);
        !all.iter().enumerate().any(|(n, a)| all[..n].iter().any(|b| self.same_posterior(members, a, b)))
    }

    pub fn bdp_failures(&self) -> usize {
        self.singles().iter().filter(|agent| !self.tells_types_apart(agent)).count()
    }

    /// Distinct posteriors for *every* non-grand coalition that can form, not only the maximal ones.
    pub fn cbdp(&self) -> bool {
        let proper = self.coalitions.iter().filter(|members| members.len() < self.agents());
        proper.into_iter().all(|members| self.tells_types_apart(members))
    }

    pub fn full_support(&self) -> bool {
        self.p.iter().all(|p| *p > zero())
    }

    /// At every profile, whether it occurs or not.
    pub fn efficient(&self) -> bool {
        (0..self.profiles.len()).all(|place| {
            (0..self.u.len()).all(|other| self.surplus(other, place) <= self.surplus(self.q[place], place))
        })
    }

    pub fn surplus_is_nowhere_negative(&self) -> bool {
        (0..self.p.len()).all(|place| self.surplus(self.q[place], place) >= zero())
    }

    pub fn private_values(&self) -> bool {
        (0..self.agents()).all(|agent| {
            let same = |a: usize, b: usize| self.profiles[a][agent] == self.profiles[b][agent];
            self.u.iter().all(|outcome| {
                let values = &outcome[agent];
                (0..values.len()).all(|a| (0..a).all(|b| !same(a, b) || values[a] == values[b]))
            })
        })
    }
}

fn coalition_of(bits: u64) -> Coalition {
    (0..64).filter(|agent| bits >> agent & 1 == 1).map(AgentId).collect()
}

/// The value of a matrix game by trying every square part of the matrix (Shapley and Snow 1950): some pair of optimal
/// mixtures is the solution of one of them. `None` beyond about 3000 parts.
pub fn game_value(matrix: &[Vec<Rational>]) -> Option<Rational> {
    let (m, n) = (matrix.len(), matrix[0].len());
    if choose(m + n, m.min(n)) > 3000 {
        return None;
    }
    // Entries of at least 1, so that the value is not 0 and the parts that matter are regular.
    let shift = Rational::ONE - matrix.iter().flatten().min().unwrap();
    let at = |r: usize, c: usize| &matrix[r][c] + &shift;
    for count in 1..=m.min(n) {
        for rows in subsets(m, count) {
            for columns in subsets(n, count) {
                let part = |turned: bool| {
                    let entry = |a: &usize, b: &usize| if turned { at(*b, *a) } else { at(*a, *b) };
                    let (down, across) = if turned { (&columns, &rows) } else { (&rows, &columns) };
                    down.iter().map(|a| across.iter().map(|b| entry(a, b)).collect()).collect::<Vec<Vec<_>>>()
                };
                let (Some(y), Some(x)) = (solve_ones(part(false)), solve_ones(part(true))) else { continue };
                if x.iter().chain(&y).any(|share| *share < zero()) {
                    continue;
                }
                let inverse = total(x.iter().cloned());
                let row_value = |r: usize| total(columns.iter().zip(&y).map(|(c, share)| at(r, *c) * share));
                let column_value = |c: usize| total(rows.iter().zip(&x).map(|(r, share)| at(*r, c) * share));
                let optimal = (0..m).all(|r| row_value(r) <= Rational::ONE)
                    && (0..n).all(|c| column_value(c) >= Rational::ONE);
                if optimal {
                    return Some(Rational::ONE / inverse - shift);
                }
            }
        }
    }
    unreachable!("every game has a value")
}

fn choose(n: usize, k: usize) -> usize {
    (0..k).fold(1usize, |product, step| product.saturating_mul(n - step) / (step + 1))
}

fn subsets(n: usize, count: usize) -> Vec<Vec<usize>> {
    let chosen = (0usize..1 << n).filter(|bits| bits.count_ones() as usize == count);
    chosen.map(|bits| (0..n).filter(|place| bits >> place & 1 == 1).collect()).collect()
}

/// The solution of B z = (1, …, 1) by elimination; `None` for a singular B.
fn solve_ones(mut rows: Vec<Vec<Rational>>) -> Option<Vec<Rational>> {
    let n = rows.len();
    rows.iter_mut().for_each(|row| row.push(Rational::ONE));
    for column in 0..n {
        let pivot = (column..n).find(|row| !rows[*row][column].is_zero())?;
        rows.swap(column, pivot);
        let lead = rows[column][column].clone();
        rows[column].iter_mut().for_each(|entry| *entry = &*entry / &lead);
        let pivot_row = rows[column].clone();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column].clone();
            if place != column && !factor.is_zero() {
                row.iter_mut().zip(&pivot_row).for_each(|(entry, above)| *entry -= &factor * above);
            }
        }
    }
    Some(rows.into_iter().map(|row| row[n].clone()).collect())
}
