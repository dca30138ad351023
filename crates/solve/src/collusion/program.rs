//! The linear programs of a coalition some of whose members' types share a posterior.
//!
//! # Unknowns
//! δ_S\[θ_S\](θ') ≥ 0, U_i(θ_i), and z(θ_S) for the worst cases that are looked at.
//!
//! # Rows
//! Σ_θ' δ_S\[θ_S\](θ') = 1; U_i(a) − U_i(b) − D_i\[δ_S\](a, b) ≥ 0 for types that share a posterior; V_S\[δ_S\](t, θ_S) − z(θ_S) ≥ 0 for every
//! rule t.
//!
//! # Two questions
//! * [`Program::of_type`]: the largest z(θ*_S) alone, with everybody willing: U_i(θ_i) ≥ min_t V_i(t, θ_i), and E\[V_S\[δ_S\](t, ·)\] ≥ Σ_i E\[U_i\]
//!   for every t. At or below the truthful worst case, the dual solution is the exclusion: the multipliers of the rows of z are λ, those of
//!   the imitations μ, those of the last rows κ. When there is no voluntary contract at all, a multiple of the contradiction is added to
//!   one rule's weight.
//! * [`Program::of_all`]: the largest Σ p(θ_S) z(θ_S) with z(θ_S) at least the truthful worst case everywhere, and everybody willing in each connected
//!   set of types.

use super::game::{Values, positive};
use super::levels::Levels;
use crate::lp::{Dual, Farkas, Method, Outcome, Patience, Primal, Relation, Sign, solve_within};
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{ContractExclusion, Imitation, Strategy, imitation_gain};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::posterior::shares_posterior;
use std::collections::BTreeMap;

/// Work that one program is worth.
const WORK: u64 = 20_000_000_000;

/// Types a and b of a member with the same posterior.
pub(super) type Alike = (AgentId, TypeId, TypeId);

/// All ordered pairs of types of members that share a posterior.
pub(super) fn alike_types(environment: &Environment, coalition: Coalition) -> Vec<Alike> {
    let space = environment.space();
    let mut pairs = Vec::new();
    for agent in coalition.members() {
        for truth in space.types(agent) {
            for report in space.types(agent).filter(|report| *report != truth) {
                let (first, second) = (JointTypeId(truth.0), JointTypeId(report.0));
                let single = Coalition::single(agent);
                if shares_posterior(space, environment.belief(agent), single, first, second) {
                    pairs.push((agent, truth, report));
                }
            }
        }
    }
    pairs
}

/// A strategy with on-path levels that carry it out.
pub(super) struct Plan {
    pub strategy: Strategy,
    pub levels: BTreeMap<(AgentId, TypeId), Rational>,
}

/// The answer about one joint type.
pub(super) enum OfType {
    /// The coalition gains at this joint type.
    Gains(Plan),
    /// It cannot.
    Excluded(ContractExclusion),
}

/// What all programs of a coalition have in common.
pub(super) struct Program<'a> {
    environment: &'a Environment,
    values: &'a Values,
    levels: &'a Levels<'a>,
    alike: Vec<Alike>,
}

/// A program under construction.
struct Draft {
    program: crate::lp::Program,
    /// The first of the variables δ_S[θ_S](·).
    reports: BTreeMap<JointTypeId, usize>,
    promised: BTreeMap<(AgentId, TypeId), usize>,
}

impl<'a> Program<'a> {
    pub(super) fn new(environment: &'a Environment, values: &'a Values, levels: &'a Levels<'a>) -> Program<'a> {
        let alike = alike_types(environment, values.coalition);
        Program { environment, values, levels, alike }
    }

    /// About how many coefficients the program for all joint types has.
    pub(super) fn size(&self) -> u128 {
        let (types, rules) = (self.values.rows.len() as u128, self.rule_count() as u128);
        types * types * (rules + self.alike.len() as u128 + 1)
    }

    fn rule_count(&self) -> usize {
        self.values.rows.iter().flatten().next().map_or(0, |rows| rows[0].len())
    }

    /// Strategies of these joint types, levels, and the rows about both; the rows of the imitations come first after the sums.
    fn draft(&self, joint: &[JointTypeId]) -> (Draft, Vec<usize>) {
        let mut program = crate::lp::Program::new();
        let count = self.values.rows.len();
        let mut reports = BTreeMap::new();
        for own in joint {
            let first = (0..count).map(|_| program.add_variable(Sign::NonNegative)).min().unwrap_or(0);
            reports.insert(*own, first);
            let entries = (0..count).map(|place| (first + place, Rational::ONE)).collect();
            program.add_row(Relation::Equal, entries, Rational::ONE);
        }
        let mut promised = BTreeMap::new();
        for agent in self.values.coalition.members() {
            for own in self.environment.space().types(agent) {
                if !self.levels.marginal(agent, own).is_zero() {
                    promised.insert((agent, own), program.add_variable(Sign::Free));
                }
            }
        }
        let space = self.environment.space();
        let split = space.split(self.values.coalition);
        let mut rows = Vec::with_capacity(self.alike.len());
        for (agent, truth, report) in &self.alike {
            let mut entries =
                vec![(promised[&(*agent, *truth)], Rational::ONE), (promised[&(*agent, *report)], -Rational::ONE)];
            for (own, first) in &reports {
                if space.type_of(split.profile(*own, JointTypeId(0)), *agent) != *report {
                    continue;
                }
                for reported in split.own() {
                    let gain = imitation_gain(self.environment, &split, (*agent, *truth), *own, reported);
                    entries.push((first + reported.0, -gain));
                }
            }
            rows.push(program.add_row(Relation::AtLeast, entries, Rational::ZERO));
        }
        (Draft { program, reports, promised }, rows)
    }

    /// V_S[δ_S](t, θ_S) − z ≥ 0 for every rule; the rows.
    fn add_worst_case(&self, draft: &mut Draft, own: JointTypeId, z: usize) -> Vec<usize> {
        let (Some(rows), Some(first)) = (self.values.rows[own.0].as_ref(), draft.reports.get(&own)) else {
            return Vec::new();
        };
        (0..self.rule_count())
            .map(|rule| {
                let mut entries: Vec<(usize, Rational)> =
                    rows.iter().enumerate().map(|(place, row)| (first + place, row[rule].clone())).collect();
                entries.push((z, -Rational::ONE));
                draft.program.add_row(Relation::AtLeast, entries, Rational::ZERO)
            })
            .collect()
    }

    fn plan(&self, draft: &Draft, point: &[Rational]) -> Plan {
        let count = self.values.rows.len();
        let truthful = |own: usize| vec![(JointTypeId(own), Rational::ONE)];
        let mut strategy: Strategy = (0..count).map(truthful).collect();
        for (own, first) in &draft.reports {
            let shares = point[*first..first + count].to_vec();
            strategy[own.0] = positive(shares).map(|(place, share)| (JointTypeId(place), share)).collect();
        }
        let levels = draft.promised.iter().map(|(key, place)| (*key, point[*place].clone())).collect();
        Plan { strategy, levels }
    }

    /// A strategy that is profitable somewhere, costs the coalition nowhere, and leaves everybody willing.
    pub(super) fn of_all(&self, without: &BTreeMap<(AgentId, TypeId), Rational>) -> Option<Plan> {
        let joint: Vec<JointTypeId> = self.values.occurring().collect();
        let (mut draft, _) = self.draft(&joint);
        let mut truthful = Rational::ZERO;
        for own in &joint {
            let z = draft.program.add_variable(Sign::Free);
            let (p, on_path) = (&self.levels.probabilities[own.0], self.values.on_path(*own)?);
            draft.program.set_cost(z, -p);
            truthful += p * &on_path;
            draft.program.add_row(Relation::AtLeast, vec![(z, Rational::ONE)], on_path);
            self.add_worst_case(&mut draft, *own, z);
        }
        self.add_participation(&mut draft, without)?;
        for set in 0..self.levels.component_count() {
            for rule in 0..self.rule_count() {
                self.add_budget(&mut draft, &joint, rule, Some(set))?;
            }
        }
        match solve_within(&draft.program, Method::Automatic, &mut Patience::of(WORK), &mut |_| {}) {
            Ok(Outcome::Optimal { value, primal: Primal(point), .. }) if -&value > truthful => {
                Some(self.plan(&draft, &point))
            }
            _ => None,
        }
    }

    /// Whether some voluntary contract is profitable at this joint type, which occurs; `None` when the program is not solved.
    pub(super) fn of_type(
        &self,
        types: JointTypeId,
        without: &BTreeMap<(AgentId, TypeId), Rational>,
    ) -> Option<OfType> {
        let joint: Vec<JointTypeId> = self.values.occurring().collect();
        let (mut draft, imitations) = self.draft(&joint);
        let z = draft.program.add_variable(Sign::Free);
        draft.program.set_cost(z, -Rational::ONE);
        let worst = self.add_worst_case(&mut draft, types, z);
        self.add_participation(&mut draft, without)?;
        let budget: Vec<usize> = (0..self.rule_count())
            .map(|rule| self.add_budget(&mut draft, &joint, rule, None))
            .collect::<Option<_>>()?;
        let on_path = self.values.on_path(types)?;
        let solved = solve_within(&draft.program, Method::Automatic, &mut Patience::of(WORK), &mut |_| {}).ok()?;
        let (weights, multipliers, scale) = match solved {
            Outcome::Optimal { value, primal: Primal(point), .. } if -&value > on_path => {
                return Some(OfType::Gains(self.plan(&draft, &point)));
            }
            Outcome::Optimal { dual: Dual(dual), .. } => {
                let weights = worst.iter().enumerate().map(|(rule, row)| (RuleId(rule), dual[*row].clone()));
                (weights.filter(|(_, weight)| !weight.is_zero()).collect(), dual, Rational::ONE)
            }
            // Nobody can be promised what it has without a contract: enough of that outweighs any gain under one rule.
            Outcome::Infeasible { farkas: Farkas(farkas) } => {
                let rows = draft.program.rows().iter().zip(&farkas);
                let gap = rows.fold(Rational::ZERO, |sum, (row, multiplier)| sum + row.right() * multiplier);
                let most = self.values.rows[types.0].as_ref()?.iter().map(|row| &row[0]).max()?;
                let scale = (most - &on_path).max(Rational::ZERO) / gap;
                (vec![(RuleId(0), Rational::ONE)], farkas, scale)
            }
            Outcome::Unbounded { .. } => return None,
        };
        let scaled = |row: usize| &multipliers[row] * &scale;
        let budget = budget.iter().enumerate().map(|(rule, row)| (RuleId(rule), scaled(*row)));
        let budget = budget.filter(|(_, multiplier)| !multiplier.is_zero()).collect();
        let imitations = self.alike.iter().zip(imitations).map(|((agent, truth, report), row)| Imitation {
            agent: *agent,
            truth: *truth,
            report: *report,
            multiplier: scaled(row),
        });
        Some(OfType::Excluded(ContractExclusion {
            coalition: self.values.coalition,
            types,
            weights,
            imitations: imitations.filter(|entry| !entry.multiplier.is_zero()).collect(),
            budget,
        }))
    }

    /// U_i(θ_i) ≥ min_t V_i(t, θ_i).
    fn add_participation(&self, draft: &mut Draft, without: &BTreeMap<(AgentId, TypeId), Rational>) -> Option<()> {
        for (key, least) in without {
            let entries = vec![(*draft.promised.get(key)?, Rational::ONE)];
            draft.program.add_row(Relation::AtLeast, entries, least.clone());
        }
        Some(())
    }

    /// E[V_S[δ_S](t, ·)] − Σ_i E[U_i] ≥ 0, over all types or within one connected set; the row.
    fn add_budget(
        &self,
        draft: &mut Draft,
        joint: &[JointTypeId],
        rule: usize,
        set: Option<usize>,
    ) -> Option<usize> {
        let counts = |found: Option<usize>| set.is_none() || found == set;
        let mut entries = Vec::new();
        for own in joint.iter().filter(|own| counts(self.levels.component_of(**own))) {
            let (rows, first) = (self.values.rows[own.0].as_ref()?, draft.reports.get(own)?);
            let p = &self.levels.probabilities[own.0];
            entries.extend(rows.iter().enumerate().map(|(place, row)| (first + place, &row[rule] * p)));
        }
        for ((agent, own), place) in &draft.promised {
            if counts(self.levels.component(*agent, *own)) {
                entries.push((*place, -self.levels.marginal(*agent, *own)));
            }
        }
        Some(draft.program.add_row(Relation::AtLeast, entries, Rational::ZERO))
    }
}
