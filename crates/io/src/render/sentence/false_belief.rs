//! What is wrong with evidence about beliefs: the label of the row, the sentence, both sides.

use super::refusal::Sides;
use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::refusal::FalseEvidence;

/// The label of the row, the sentence and both sides; `None` for evidence of another topic.
pub(super) fn row(environment: &Environment, found: &FalseEvidence) -> Option<(String, String, Option<Sides>)> {
    let agent_name = |agent: &AgentId| name::agent(environment, *agent);
    let type_name =
        |agent: &AgentId, own: &TypeId| name::types(environment, Coalition::single(*agent), JointTypeId(own.0));
    let plain = |label: String, sentence: String| Some((label, sentence, None));
    match found {
        FalseEvidence::BeliefNotMixed(agent, own) => plain(
            format!("belief({}: {})", agent_name(agent), type_name(agent, own)),
            format!(
                "the weights do not add up to the belief of agent {}'s type {}",
                agent_name(agent),
                type_name(agent, own)
            ),
        ),
        FalseEvidence::BeliefsDependent(agent) => plain(
            format!("beliefs({})", agent_name(agent)),
            format!("the beliefs of agent {}'s types are linearly dependent", agent_name(agent)),
        ),
        FalseEvidence::PaymentsUnbalanced(profile, total) => Some((
            format!("balance({})", name::profile(environment, *profile)),
            format!("at {} the payments add up to {}", name::profile(environment, *profile), with_decimal(total)),
            Some(Sides { left: total.clone(), relation: "=", right: Rational::ZERO }),
        )),
        FalseEvidence::Expectation { coalition, truth, report, value } => plain(
            format!(
                "expectation({}: {} -> {})",
                name::coalition(environment, *coalition),
                name::types(environment, *coalition, *truth),
                name::types(environment, *coalition, *report)
            ),
            format!(
                "{} expects {} from the payments when it reports {}, which is not what the certificate needs",
                name::who_of_type(environment, *coalition, *truth),
                with_decimal(value),
                name::types(environment, *coalition, *report)
            ),
        ),
        FalseEvidence::NobodyWins => plain("bet".into(), "nobody expects to win the bet".into()),
        FalseEvidence::OtherBelief(agent, profile) => plain(
            format!("belief({} at {})", agent_name(agent), name::profile(environment, *profile)),
            format!(
                "at {} the certificate and the belief of agent {} do not fit",
                name::profile(environment, *profile),
                agent_name(agent)
            ),
        ),
        FalseEvidence::ViewsDiffer(agent, profile) => plain(
            format!("view({} at {})", agent_name(agent), name::profile(environment, *profile)),
            format!(
                "at {} the distribution of reports as seen through agent {} differs from that seen through agent {}",
                name::profile(environment, *profile),
                agent_name(agent),
                agent_name(&AgentId(0))
            ),
        ),
        FalseEvidence::IsPrior => plain("distribution".into(), "the distribution is the prior".into()),
        FalseEvidence::NotIdentified => {
            plain("distribution".into(), "the payments leave other distributions than the prior".into())
        }
        FalseEvidence::CannotForm(coalition) => plain(
            format!("coalition({})", name::coalition(environment, *coalition)),
            format!("{} cannot form", name::who(environment, *coalition)),
        ),
        FalseEvidence::Constants(agent, truth, report) => plain(
            format!("constants({}: {}, {})", agent_name(agent), type_name(agent, truth), type_name(agent, report)),
            format!(
                "for agent {}'s types {} and {} the equations have other constants, or have some although the certificate \
                 says that they have none",
                agent_name(agent),
                type_name(agent, truth),
                type_name(agent, report)
            ),
        ),
        FalseEvidence::Agreement(coalition, types) => plain(
            format!("disagreement({})", name::coalition(environment, *coalition)),
            format!(
                "agents {} agree about the others when their types are {}",
                name::and_list(&name::members(environment, *coalition)),
                name::types(environment, *coalition, *types)
            ),
        ),
        FalseEvidence::Disagreement(coalition, first, second) => plain(
            format!("disagreement({})", name::coalition(environment, *coalition)),
            format!(
                "agents {} disagree about the others when their types are {} and when they are {}",
                name::and_list(&name::members(environment, *coalition)),
                name::types(environment, *coalition, *first),
                name::types(environment, *coalition, *second)
            ),
        ),
        _ => None,
    }
}
