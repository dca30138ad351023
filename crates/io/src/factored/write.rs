//! From proofs to a file.

use super::{FACTORED_FORMAT, KINDS};
use crate::environment::factored_environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::seal::sealed;
use ambimech_model::coalition::Coalition;
use ambimech_model::factored::{FactoredCertificate, FactoredEnvironment, FactoredEvidence};
use ambimech_model::index::{AgentId, TypeId};

/// Proofs about a prior in factored form as a sealed file. The same proofs give the same bytes.
pub fn render_factored_certificates(
    environment: &FactoredEnvironment,
    certificates: &[FactoredCertificate],
) -> String {
    let seal = factored_seal(environment, certificates);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), environment, certificates, Some(&seal));
    text
}

/// The hash of the file without the line of the seal.
pub(super) fn factored_seal(environment: &FactoredEnvironment, certificates: &[FactoredCertificate]) -> String {
    sealed(|sink| write(sink, environment, certificates, None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    environment: &FactoredEnvironment,
    certificates: &[FactoredCertificate],
    seal: Option<&str>,
) {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", FACTORED_FORMAT);
    json.entry("environment", &factored_environment_digest(environment));
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.key("certificates");
    json.open_array(Layout::Lines);
    for certificate in certificates {
        json.open_object(Layout::Lines);
        json.entry("condition", certificate.condition.name());
        json.entry("verdict", if certificate.holds { "holds" } else { "fails" });
        json.key("evidence");
        json.open_array(Layout::Lines);
        certificate.evidence.iter().for_each(|piece| write_factored_evidence(&mut json, environment, piece));
        json.close();
        json.close();
    }
    json.close();
    json.finish();
}

/// One piece of evidence as an object.
pub(crate) fn write_factored_evidence(
    json: &mut JsonWriter<'_>,
    environment: &FactoredEnvironment,
    piece: &FactoredEvidence,
) {
    let grand = Coalition::grand(environment.agent_count());
    let members = |coalition: Coalition| coalition.members().map(|member| environment.agent_name(member));
    let single = |json: &mut JsonWriter<'_>, kind: &str, agent: AgentId| {
        json.open_object(Layout::Lines);
        json.entry("kind", kind);
        json.entry("agent", environment.agent_name(agent));
    };
    match piece {
        FactoredEvidence::EqualPosteriors { coalition, first, second } => {
            json.open_object(Layout::Lines);
            json.entry("kind", KINDS[0]);
            json.key("coalition");
            json.strings(members(*coalition));
            for (key, types) in [("first", first), ("second", second)] {
                json.key(key);
                json.strings(environment.joint_labels(*coalition, types));
            }
        }
        FactoredEvidence::DistinctPosteriors { coalition } => {
            json.open_object(Layout::Lines);
            json.entry("kind", KINDS[1]);
            json.key("coalition");
            json.strings(members(*coalition));
        }
        FactoredEvidence::ImpossibleProfile { types } => {
            json.open_object(Layout::Lines);
            json.entry("kind", KINDS[2]);
            json.key("profile");
            json.strings(environment.joint_labels(grand, types));
        }
        FactoredEvidence::PositiveEverywhere => {
            json.open_object(Layout::Lines);
            json.entry("kind", KINDS[3]);
        }
        FactoredEvidence::MixedBelief { agent, own, weights } => {
            single(json, KINDS[4], *agent);
            json.entry("type", environment.type_name(*agent, *own));
            json.key("weights");
            json.open_object(Layout::Lines);
            for (other, weight) in weights {
                json.key(environment.type_name(*agent, *other));
                json.number(weight);
            }
            json.close();
        }
        FactoredEvidence::IndependentBeliefs { agent } => single(json, KINDS[5], *agent),
        FactoredEvidence::SeparatedBeliefs { agent, bets } => {
            single(json, KINDS[6], *agent);
            json.key("bets");
            json.open_array(Layout::Lines);
            for (against, bet) in bets {
                bet_against(json, environment, (*agent, *against), bet);
            }
            json.close();
        }
        FactoredEvidence::ImitatedDistribution { mixtures } => {
            json.open_object(Layout::Lines);
            json.entry("kind", KINDS[7]);
            json.key("mixtures");
            json.open_array(Layout::Lines);
            for mixture in mixtures {
                json.open_object(Layout::Lines);
                json.entry("agent", environment.agent_name(mixture.agent));
                json.entry("type", environment.type_name(mixture.agent, mixture.own));
                json.key("weights");
                json.open_object(Layout::Lines);
                for (other, weight) in &mixture.weights {
                    json.key(environment.type_name(mixture.agent, *other));
                    json.number(weight);
                }
                json.close();
                json.close();
            }
            json.close();
        }
        FactoredEvidence::IdentifyingTransfers { payments } => {
            json.open_object(Layout::Lines);
            json.entry("kind", KINDS[8]);
            json.key("payments");
            json.open_array(Layout::Lines);
            for (profile, row) in payments {
                json.open_object(Layout::Lines);
                json.key("profile");
                json.strings(environment.joint_labels(grand, profile));
                json.key("amounts");
                json.open_array(Layout::Line);
                row.iter().for_each(|amount| json.number(amount));
                json.close();
                json.close();
            }
            json.close();
        }
    }
    json.close();
}

fn bet_against(
    json: &mut JsonWriter<'_>,
    environment: &FactoredEnvironment,
    (agent, against): (AgentId, TypeId),
    bet: &ambimech_model::factored::Bet,
) {
    let others = Coalition::single(agent).complement(environment.agent_count());
    json.open_object(Layout::Lines);
    json.entry("type", environment.type_name(agent, against));
    json.key("amounts");
    json.open_array(Layout::Lines);
    for (x, amount) in bet {
        json.open_object(Layout::Lines);
        json.key("others");
        json.strings(environment.joint_labels(others, x));
        json.key("amount");
        json.number(amount);
        json.close();
    }
    json.close();
    json.close();
}
