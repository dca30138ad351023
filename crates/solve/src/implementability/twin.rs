//! The fully insuring twin of a mechanism (SONG Corollary 3.1).

use crate::belief_set::lower;
use crate::belief_verdict::no_expectation;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Acts, NoVerdict};
use ambimech_model::implementability::RULE_NAME;
use ambimech_model::implementability::insured_rule;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;

/// A mechanism's worst-case values of the truth, and the one rule that insures them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// V_i(θ_i), the worst case over rules and beliefs.
    pub values: Vec<Vec<Rational>>,
    /// t_i(θ) = V_i(θ_i) − u_i(q(θ), θ).
    pub rule: NamedRule,
}

/// The twin of a mechanism. Where no set of beliefs depends on the type, it has maxmin incentive compatibility if the mechanism has (Theorem 1 of
/// [`ambimech_model::implementability`]): V(θ) ≥ V(r) + L_θ f_θr is what the mechanism's own incentive compatibility implies, and all
/// that the twin needs.
///
/// # Errors
/// A mechanism without rules or for other types; a smallest expectation that was not found.
pub fn insured_twin(environment: &AmbiguousEnvironment, rules: &[NamedRule]) -> Result<Twin, NoVerdict> {
    let value = |agent: AgentId, own: TypeId| -> Result<Rational, NoVerdict> {
        let acts = Acts::new(environment, rules, agent, own).ok_or(NoVerdict::NoRules)?;
        let mut worst: Option<Rational> = None;
        for act in acts.truth() {
            let here = lower(environment.set(agent, own), act).map_err(no_expectation)?.extreme.value;
            worst = Some(worst.map_or(here.clone(), |worst| worst.min(here)));
        }
        worst.ok_or(NoVerdict::NoRules)
    };
    let space = environment.space();
    let values: Vec<Vec<Rational>> = space
        .agents()
        .map(|agent| space.types(agent).map(|own| value(agent, own)).collect())
        .collect::<Result<_, NoVerdict>>()?;
    let table = insured_rule(environment, &values).ok_or(NoVerdict::NoRules)?;
    Ok(Twin { values, rule: NamedRule { name: RULE_NAME.to_string(), table } })
}
