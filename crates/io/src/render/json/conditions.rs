//! `ambimech conditions --format json`.

use super::{members, number, profile, types};
use crate::certificate::write_evidence;
use crate::json_writer::JsonWriter;
use crate::render::belief::posterior;
use crate::render::name;
use crate::render::sentence::condition::{reasons, undecided};
use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use serde_json::{Map, Value, json};

/// Posteriors over at most this many type profiles are part of a witness; longer ones are `null`.
const SHOWN_POSTERIOR: usize = 4096;
/// At most this many sentences are given for a verdict.
const MOST_REASONS: usize = 12;

/// `{"conditions":[{"name","verdict","agents","witness","reasons"}]}`: `agents` gives each agent's verdict for `bdp`,
/// `private-values`, `convex-independence` and `ncp-star` and is empty otherwise; `witness` is the first piece of evidence
/// that decides, or `null`; `reasons` are the first sentences
/// of the text form. `ncp-star` also has `weak-form`, each agent's verdict on that.
pub fn conditions_value(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
) -> Value {
    let list: Vec<Value> =
        answers.iter().map(|(condition, verdict)| condition_value(environment, *condition, verdict)).collect();
    json!({ "conditions": list })
}

/// One condition.
pub(super) fn condition_value(
    environment: &Environment,
    condition: Condition,
    verdict: &Verdict<ConditionCertificate>,
) -> Value {
    let mut agents = Map::new();
    if let Some(certificate) = verdict.certificate()
        && matches!(condition, Condition::Bdp | Condition::PrivateValues | Condition::ConvexIndependence)
    {
        for (place, piece) in certificate.evidence.iter().enumerate() {
            let word = if is_against(piece) { "fails" } else { "holds" };
            agents.insert(name::agent(environment, AgentId(place)), json!(word));
        }
    }
    let mut weak_form = Map::new();
    if let Some(certificate) = verdict.certificate()
        && condition == Condition::NcpStar
    {
        for agent in environment.space().agents() {
            let violates =
                |least: &Rational| certificate.evidence.iter().any(|piece| is_violation(piece, agent, least));
            let word = |least: &Rational| if violates(least) { "fails" } else { "holds" };
            agents.insert(name::agent(environment, agent), json!(word(&Rational::ZERO)));
            weak_form.insert(name::agent(environment, agent), json!(word(&Rational::ONE)));
        }
    }
    let witness = match verdict {
        Verdict::Undecided(reason) => json!({ "kind": "undecided", "reason": undecided(reason) }),
        Verdict::Holds(certificate) | Verdict::Fails(certificate) => {
            let mut pieces = certificate.evidence.iter();
            let decisive = if certificate.holds { pieces.next() } else { pieces.find(|piece| is_against(piece)) };
            decisive.map_or(Value::Null, |piece| evidence(environment, piece))
        }
    };
    let mut value =
        json!({ "name": condition.name(), "verdict": verdict.word(), "agents": agents, "witness": witness });
    let mut told = reasons(environment, condition, verdict);
    told.truncate(MOST_REASONS);
    value["reasons"] = json!(told);
    if !weak_form.is_empty() {
        value["weak-form"] = Value::Object(weak_form);
    }
    value
}

/// Whether the evidence is a violation of NCP∗ by this agent with C̄ above this number.
fn is_violation(piece: &Evidence, agent: AgentId, least: &Rational) -> bool {
    matches!(piece, Evidence::BeliefsMixed { agent: of, truth_constant, .. } if *of == agent && truth_constant > least)
}

/// Whether the evidence can make a condition fail.
fn is_against(piece: &Evidence) -> bool {
    !matches!(
        piece,
        Evidence::DistinctPosteriors { .. }
            | Evidence::OwnTypeOnly { .. }
            | Evidence::NoBetterOutcome
            | Evidence::IndependentBeliefs { .. }
            | Evidence::SeparatedBeliefs { .. }
            | Evidence::NoConstants { .. }
            | Evidence::AgreedBetWithout { .. }
    )
}

/// The evidence as it stands in certificate files.
fn as_in_files(environment: &Environment, piece: &Evidence) -> Value {
    let mut text = String::new();
    let mut sink = |part: &str| text.push_str(part);
    let mut writer = JsonWriter::new(&mut sink);
    write_evidence(&mut writer, environment, piece);
    writer.finish();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// One piece of evidence; `null` for one that only asks the checker to look for itself.
pub(crate) fn evidence(environment: &Environment, piece: &Evidence) -> Value {
    match piece {
        Evidence::EqualPosteriors { coalition, first, second } => {
            let others = coalition.complement(environment.agent_count());
            let shown = environment.space().joint_count(others) <= SHOWN_POSTERIOR;
            let belief = posterior(environment, *coalition, *first).filter(|_| shown).map(|belief| {
                let entries = belief.iter().enumerate().map(|(x, probability)| {
                    let label = name::type_labels(environment, others, JointTypeId(x)).join(" ");
                    (label, number(probability))
                });
                entries.collect::<Map<String, Value>>()
            });
            json!({
                "kind": "equal-posteriors",
                "coalition": members(environment, *coalition),
                "first": types(environment, *coalition, *first),
                "second": types(environment, *coalition, *second),
                "posterior": belief,
            })
        }
        Evidence::LeastProbability { profile: at, probability } => json!({
            "kind": "least-probability",
            "profile": profile(environment, *at),
            "probability": number(probability),
        }),
        Evidence::BetterOutcome { profile: at, outcome, gain } => json!({
            "kind": "better-outcome",
            "profile": profile(environment, *at),
            "allocated": name::outcome(environment, environment.allocation(*at)),
            "outcome": name::outcome(environment, *outcome),
            "gain": number(gain),
        }),
        Evidence::ExpectedSurplus { value } => json!({ "kind": "expected-surplus", "value": number(value) }),
        Evidence::InterdependentPayoff { agent, outcome, first, second } => json!({
            "kind": "interdependent-payoff",
            "agent": name::agent(environment, *agent),
            "outcome": name::outcome(environment, *outcome),
            "first": { "profile": profile(environment, first.0), "payoff": number(&first.1) },
            "second": { "profile": profile(environment, second.0), "payoff": number(&second.1) },
        }),
        Evidence::DistinctPosteriors { .. }
        | Evidence::NoBetterOutcome
        | Evidence::OwnTypeOnly { .. }
        | Evidence::IndependentBeliefs { .. }
        | Evidence::NoDisagreement => Value::Null,
        other => as_in_files(environment, other),
    }
}
