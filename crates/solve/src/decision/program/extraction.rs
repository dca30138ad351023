//! Full extraction leaves nobody anything on path: inequalities that are equations.
//!
//! # Mathematics
//! Let every rule extract the whole surplus, E\[Σ_i V_i\] = 0, and let the agents outside a coalition S, and S itself, take part. For every rule t
//!
//! Σ_{θ_S} w(θ_S) V_S\[θ_S\](t) + Σ_{i∉S} Σ_{θ_i} w(θ_i) V_i\[θ_i\](t) = 0   (*)
//!
//! with the weights w of the prior, and every term is at least w·U ≥ 0. So every V_S and every U_S of a type that occurs is 0. As inequalities the rows V_S ≥ U_S
//! and U_S ≥ 0 leave no interior, and floating point proposals about them are wrong or none; so the program says them as equations.
//!
//! # Proofs
//! The checker knows the rows as inequalities, with multipliers of at least 0. A multiplier −m of V_S\[θ̄_S\](t) − U_S(θ̄_S) = 0 is taken back by (*): the
//! row times −1 is the sum of U_S(θ̄_S) ≥ 0 and, over all other terms of (*), of V − U ≥ 0 and U ≥ 0, minus the revenue of t. So is one of U_S(θ̄_S) = 0: −U_S(θ̄_S) is
//! the sum of V_S(θ̄_S) − U_S(θ̄_S) ≥ 0 and the same, for any rule. Rows are multiplied by their weights in the program, so that all
//! of this has the multiplier m. Each step makes a negative multiplier 0 and no other smaller, but those of revenues, which are equations.

use super::{DecisionProgram, Question};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::Constraint;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use ambimech_model::property::{MechanismKind, Property};
use std::collections::BTreeMap;

impl Question<'_> {
    /// The coalitions that are worth nothing on path under any rule of an ambiguous mechanism, because the whole surplus is extracted from agents who
    /// take part. With a balanced budget there is no surplus, and not every rule has rows of its own.
    pub(super) fn emptied(&self) -> Vec<Coalition> {
        let participants = self.participants();
        let takes_part = |agent: AgentId| participants.contains(&Coalition::single(agent));
        let is_emptied = self.mechanism == MechanismKind::Ambiguous
            && self.goal.asks_for(Property::Fse)
            && !self.is_balanced()
            && self.environment.space().agents().all(takes_part);
        if is_emptied { participants } else { Vec::new() }
    }
}

impl DecisionProgram<'_> {
    /// The same combination with multipliers of at least 0 on rows that are inequalities to the checker.
    pub(super) fn without_negative(&self, farkas: &[Rational]) -> Vec<Rational> {
        let mut multipliers = farkas.to_vec();
        let emptied = self.question.emptied();
        if emptied.is_empty() || farkas.iter().all(|number| *number >= Rational::ZERO) {
            return multipliers;
        }
        let insured = self.question.insured();
        let places = self.rows.iter().enumerate().map(|(place, (constraint, _))| (*constraint, place));
        let places: BTreeMap<Constraint, usize> = places.collect();
        let first = self.rules[0];
        for (place, (constraint, _)) in self.rows.iter().enumerate() {
            let (rule, coalition, types, is_on_path) = match *constraint {
                Constraint::OnPath { rule, coalition, types } if !insured.contains(&coalition) => {
                    (rule, coalition, types, true)
                }
                Constraint::Participation { coalition, types } => (first, coalition, types, false),
                _ => continue,
            };
            let missing = match multipliers.get(place) {
                Some(number) if *number < Rational::ZERO && emptied.contains(&coalition) => -number,
                _ => continue,
            };
            let on_path = |coalition, types| Constraint::OnPath { rule, coalition, types };
            let participation = |coalition, types| Constraint::Participation { coalition, types };
            let own = if is_on_path { participation(coalition, types) } else { on_path(coalition, types) };
            let mut added = vec![own];
            for (other, occurring) in self.others(coalition, types) {
                added.extend([on_path(other, occurring), participation(other, occurring)]);
            }
            for constraint in added {
                if let Some(at) = places.get(&constraint) {
                    multipliers[*at] += &missing;
                }
            }
            if let Some(at) = places.get(&Constraint::Revenue { rule }) {
                multipliers[*at] -= &missing;
            }
            multipliers[place] = Rational::ZERO;
        }
        multipliers
    }

    /// The other terms of (*): the coalition's other types and the types of all other agents.
    fn others(&self, coalition: Coalition, types: JointTypeId) -> Vec<(Coalition, JointTypeId)> {
        let own = self.types_that_occur(coalition).into_iter().filter(|other| *other != types);
        let mut others: Vec<(Coalition, JointTypeId)> = own.map(|other| (coalition, other)).collect();
        for agent in self.question.environment.space().agents().filter(|agent| !coalition.contains(*agent)) {
            let single = Coalition::single(agent);
            others.extend(self.types_that_occur(single).into_iter().map(|types| (single, types)));
        }
        others
    }
}
