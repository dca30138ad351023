//! Evidence about an environment, read and written.

use super::{belief_evidence, kind};
use crate::diagnostic::Read;
use crate::document::Node;
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::{member_labels, outcome_label, type_labels};
use crate::reference::References;
use ambimech_model::certificate::Evidence;
use ambimech_model::environment::Environment;
use ambimech_model::index::ProfileId;
use ambimech_model::number::Rational;

/// Reads one piece of evidence.
pub(crate) fn read_evidence<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Evidence> {
    let source = references.source;
    let help = "write {\"kind\": \"distinct-posteriors\", \"coalition\": [\"1\"]}";
    let table = node.expect_table(source, "a piece of evidence", help)?;
    let word =
        references.require(table, node.span, "kind", "this evidence", "\"kind\": \"distinct-posteriors\"")?;
    let word = references.word(word, "a kind of evidence", &kind::EVIDENCE)?;
    let known: &[&str] = match word {
        kind::EQUAL_POSTERIORS => &["kind", "coalition", "first", "second"],
        kind::DISTINCT_POSTERIORS => &["kind", "coalition"],
        kind::LEAST_PROBABILITY => &["kind", "profile", "probability"],
        kind::BETTER_OUTCOME => &["kind", "profile", "outcome", "gain"],
        kind::EXPECTED_SURPLUS => &["kind", "value"],
        kind::INTERDEPENDENT_PAYOFF => &["kind", "agent", "outcome", "first", "second"],
        kind::OWN_TYPE_ONLY => &["kind", "agent"],
        _ => belief_evidence::keys(word).unwrap_or(&["kind"]),
    };
    let within = format!("evidence of the kind `{word}`");
    table.check_keys(source, &within, known)?;
    if belief_evidence::keys(word).is_some() {
        return belief_evidence::read(references, node, table, word);
    }
    let get = |key| references.require(table, node.span, key, &within, &format!("`{key}`"));
    let number = |key| references.number(table, node.span, key, &within);
    Ok(match word {
        kind::EQUAL_POSTERIORS => {
            let coalition = references.coalition(get("coalition")?)?;
            Evidence::EqualPosteriors {
                coalition,
                first: references.joint_type(get("first")?, coalition)?,
                second: references.joint_type(get("second")?, coalition)?,
            }
        }
        kind::DISTINCT_POSTERIORS => {
            Evidence::DistinctPosteriors { coalition: references.coalition(get("coalition")?)? }
        }
        kind::LEAST_PROBABILITY => Evidence::LeastProbability {
            profile: references.profile(get("profile")?)?,
            probability: number("probability")?,
        },
        kind::BETTER_OUTCOME => Evidence::BetterOutcome {
            profile: references.profile(get("profile")?)?,
            outcome: references.outcome(get("outcome")?)?,
            gain: number("gain")?,
        },
        kind::EXPECTED_SURPLUS => Evidence::ExpectedSurplus { value: number("value")? },
        kind::INTERDEPENDENT_PAYOFF => Evidence::InterdependentPayoff {
            agent: references.agent(get("agent")?)?,
            outcome: references.outcome(get("outcome")?)?,
            first: read_payoff(references, get("first")?)?,
            second: read_payoff(references, get("second")?)?,
        },
        kind::OWN_TYPE_ONLY => Evidence::OwnTypeOnly { agent: references.agent(get("agent")?)? },
        _ => Evidence::NoBetterOutcome,
    })
}

fn read_payoff<'t>(references: &References<'t>, node: &Node<'t>) -> Read<(ProfileId, Rational)> {
    let source = references.source;
    let help = "write {\"profile\": \"H L\", \"payoff\": \"3\"}";
    let within = "a payoff at a profile";
    let table = node.expect_table(source, within, help)?;
    table.check_keys(source, within, &["profile", "payoff"])?;
    let profile = references.require(table, node.span, "profile", within, "\"profile\": \"H L\"")?;
    Ok((references.profile(profile)?, references.number(table, node.span, "payoff", within)?))
}

/// Writes one piece of evidence as an object within the line.
pub(crate) fn write_evidence(json: &mut JsonWriter<'_>, environment: &Environment, evidence: &Evidence) {
    json.open_object(Layout::Line);
    match evidence {
        Evidence::EqualPosteriors { coalition, first, second } => {
            json.entry("kind", kind::EQUAL_POSTERIORS);
            json.key("coalition");
            json.strings(member_labels(environment, *coalition));
            json.key("first");
            json.strings(type_labels(environment, *coalition, *first));
            json.key("second");
            json.strings(type_labels(environment, *coalition, *second));
        }
        Evidence::DistinctPosteriors { coalition } => {
            json.entry("kind", kind::DISTINCT_POSTERIORS);
            json.key("coalition");
            json.strings(member_labels(environment, *coalition));
        }
        Evidence::LeastProbability { profile, probability } => {
            json.entry("kind", kind::LEAST_PROBABILITY);
            json.entry("profile", &environment.profile_label(*profile));
            json.key("probability");
            json.number(probability);
        }
        Evidence::BetterOutcome { profile, outcome, gain } => {
            json.entry("kind", kind::BETTER_OUTCOME);
            json.entry("profile", &environment.profile_label(*profile));
            json.entry("outcome", outcome_label(environment, *outcome));
            json.key("gain");
            json.number(gain);
        }
        Evidence::NoBetterOutcome => json.entry("kind", kind::NO_BETTER_OUTCOME),
        Evidence::ExpectedSurplus { value } => {
            json.entry("kind", kind::EXPECTED_SURPLUS);
            json.key("value");
            json.number(value);
        }
        Evidence::InterdependentPayoff { agent, outcome, first, second } => {
            json.entry("kind", kind::INTERDEPENDENT_PAYOFF);
            json.entry("agent", environment.agents().get(agent.0).map_or("", |agent| agent.name.as_str()));
            json.entry("outcome", outcome_label(environment, *outcome));
            for (key, (profile, payoff)) in [("first", first), ("second", second)] {
                json.key(key);
                json.open_object(Layout::Line);
                json.entry("profile", &environment.profile_label(*profile));
                json.key("payoff");
                json.number(payoff);
                json.close();
            }
        }
        Evidence::OwnTypeOnly { agent } => {
            json.entry("kind", kind::OWN_TYPE_ONLY);
            json.entry("agent", environment.agents().get(agent.0).map_or("", |agent| agent.name.as_str()));
        }
        other => belief_evidence::write(json, environment, other),
    }
    json.close();
}
