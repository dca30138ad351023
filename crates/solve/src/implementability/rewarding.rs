//! Several rules by the criterion maximal: whatever the allocation rule and the beliefs, they make truth optimal.
//!
//! By maximal a type tells the truth when no report is better in every scenario, and which rule was chosen is a part of the scenario. So rule k pays
//! every agent M_i for reporting its k-th type, and nothing for another report, with
//!
//! M_i = max(0, u_i(q(r, x), (θ, x)) − u_i(q(θ, x), (θ, x)), −u_i(q(θ, x), (θ, x))) over all θ, r, x.
//!
//! Under the rule of its own type the truth is at least as good as every report in every state, mixed reports included, and worth at least 0:
//! incentive compatibility and participation. As many rules as the agent with the most types has; O(n · |Θ| · max|Θ_i|) payments.

use super::Open;
use crate::belief_verdict::study;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Criterion, SetClaim, SetProperty};
use ambimech_model::implementability::{RULE_NAME, SetScheme};
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use ambimech_model::transfer::TransferTable;

/// Rules that pay for reports, with the verdicts `ic` against these reports and `ir`, by maximal, which the checker has accepted.
///
/// # Errors
/// A verdict that was not found.
pub fn rules_that_reward(environment: &AmbiguousEnvironment, reports: Reports) -> Result<SetScheme, Open> {
    let space = environment.space();
    let rewards: Vec<Rational> = space.agents().map(|agent| reward(environment, agent)).collect();
    let count = space.agents().map(|agent| space.type_count(agent)).max().unwrap_or(1);
    let rule = |number: usize| {
        let paid = |agent: AgentId, profile: ProfileId| match space.type_of(profile, agent).0 == number {
            true => rewards[agent.0].clone(),
            false => Rational::ZERO,
        };
        let name = if count == 1 { RULE_NAME.to_string() } else { format!("{RULE_NAME}{}", number + 1) };
        NamedRule { name, table: TransferTable::from_fn(space, paid) }
    };
    let rules: Vec<NamedRule> = (0..count).map(rule).collect();
    let mut verdicts = Vec::new();
    for property in [SetProperty::Ic(reports), SetProperty::Ir] {
        let claim = SetClaim { property, criterion: Criterion::Maximal };
        let answer = study(environment, &rules, claim).map_err(Open::NoVerdict)?;
        if !answer.verdict.holds {
            return Err(Open::Lacks(property));
        }
        verdicts.push(answer.verdict);
    }
    Ok(SetScheme { rules, verdicts })
}

/// M_i.
fn reward(environment: &AmbiguousEnvironment, agent: AgentId) -> Rational {
    let types = || environment.space().types(agent);
    let mut most = Rational::ZERO;
    for own in types() {
        let truth = environment.payoffs(agent, own, own);
        for report in types() {
            let lie = environment.payoffs(agent, own, report);
            for (lie, truth) in lie.iter().zip(&truth) {
                most = most.max(lie - truth).max(-truth);
            }
        }
    }
    most
}
