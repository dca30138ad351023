//! Reasons why no mechanism reaches a goal, read and written.

use super::combination::{COMBINATION_KEYS, read_combination, write_combination};
use super::kind;
use super::one_bet::{ONE_BET_KEYS, read_one_bet, write_one_bet};
use crate::diagnostic::Read;
use crate::document::Node;
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::{member_labels, outcome_label, type_labels};
use crate::reference::References;
use ambimech_model::certificate::Impossibility;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;

pub(super) fn read_impossibility<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Impossibility> {
    let source = references.source;
    let help = "write {\"kind\": \"negative-expected-surplus\", \"value\": \"-1/2\"}";
    let table = node.expect_table(source, "the reason of an impossibility", help)?;
    let word = references.require(table, node.span, "kind", "this reason", "\"kind\": \"inefficient\"")?;
    let word = references.word(word, "a kind of impossibility", &kind::IMPOSSIBILITY)?;
    let known: &[&str] = match word {
        kind::INEFFICIENT => &["kind", "profile", "outcome", "gain"],
        kind::NEGATIVE_SURPLUS => &["kind", "profile", "value"],
        kind::GRAND_COALITION_GAINS => &["kind", "truth", "report", "gain"],
        kind::EQUAL_POSTERIORS_TEMPTED => &["kind", "coalition", "first", "second", "gain"],
        kind::EXTRACTION_TEMPTED => &["kind", "coalition", "truth", "report", "gain"],
        kind::COMBINATION => &COMBINATION_KEYS,
        kind::ONE_BET => &ONE_BET_KEYS,
        _ => &["kind", "value"],
    };
    let within = format!("a reason of the kind `{word}`");
    table.check_keys(source, &within, known)?;
    let get = |key| references.require(table, node.span, key, &within, &format!("`{key}`"));
    let number = |key| references.number(table, node.span, key, &within);
    Ok(match word {
        kind::INEFFICIENT => Impossibility::Inefficient {
            profile: references.profile(get("profile")?)?,
            outcome: references.outcome(get("outcome")?)?,
            gain: number("gain")?,
        },
        kind::NEGATIVE_SURPLUS => Impossibility::NegativeSurplus {
            profile: references.profile(get("profile")?)?,
            value: number("value")?,
        },
        kind::GRAND_COALITION_GAINS => Impossibility::GrandCoalitionGains {
            truth: references.profile(get("truth")?)?,
            report: references.profile(get("report")?)?,
            gain: number("gain")?,
        },
        kind::EQUAL_POSTERIORS_TEMPTED => {
            let coalition = references.coalition(get("coalition")?)?;
            Impossibility::EqualPosteriorsTempted {
                coalition,
                first: references.joint_type(get("first")?, coalition)?,
                second: references.joint_type(get("second")?, coalition)?,
                gain: number("gain")?,
            }
        }
        kind::EXTRACTION_TEMPTED => {
            let coalition = references.coalition(get("coalition")?)?;
            Impossibility::ExtractionTempted {
                coalition,
                truth: references.joint_type(get("truth")?, coalition)?,
                report: references.joint_type(get("report")?, coalition)?,
                gain: number("gain")?,
            }
        }
        kind::COMBINATION => Impossibility::Combination(read_combination(references, table, node.span)?),
        kind::ONE_BET => Impossibility::OneBet(read_one_bet(references, table, node.span)?),
        _ => Impossibility::NegativeExpectedSurplus { value: number("value")? },
    })
}

pub(super) fn write_impossibility(json: &mut JsonWriter<'_>, environment: &Environment, reason: &Impossibility) {
    let is_long = matches!(reason, Impossibility::Combination(_) | Impossibility::OneBet(_));
    json.open_object(if is_long { Layout::Lines } else { Layout::Line });
    match reason {
        Impossibility::Inefficient { profile, outcome, gain } => {
            json.entry("kind", kind::INEFFICIENT);
            json.entry("profile", &environment.profile_label(*profile));
            json.entry("outcome", outcome_label(environment, *outcome));
            json.key("gain");
            json.number(gain);
        }
        Impossibility::NegativeExpectedSurplus { value } => {
            json.entry("kind", kind::NEGATIVE_EXPECTED_SURPLUS);
            json.key("value");
            json.number(value);
        }
        Impossibility::NegativeSurplus { profile, value } => {
            json.entry("kind", kind::NEGATIVE_SURPLUS);
            json.entry("profile", &environment.profile_label(*profile));
            json.key("value");
            json.number(value);
        }
        Impossibility::GrandCoalitionGains { truth, report, gain } => {
            json.entry("kind", kind::GRAND_COALITION_GAINS);
            json.entry("truth", &environment.profile_label(*truth));
            json.entry("report", &environment.profile_label(*report));
            json.key("gain");
            json.number(gain);
        }
        Impossibility::EqualPosteriorsTempted { coalition, first, second, gain } => {
            json.entry("kind", kind::EQUAL_POSTERIORS_TEMPTED);
            write_pair(json, environment, *coalition, [("first", *first), ("second", *second)]);
            json.key("gain");
            json.number(gain);
        }
        Impossibility::ExtractionTempted { coalition, truth, report, gain } => {
            json.entry("kind", kind::EXTRACTION_TEMPTED);
            write_pair(json, environment, *coalition, [("truth", *truth), ("report", *report)]);
            json.key("gain");
            json.number(gain);
        }
        Impossibility::Combination(combination) => {
            json.entry("kind", kind::COMBINATION);
            write_combination(json, environment, combination);
        }
        Impossibility::OneBet(proof) => {
            json.entry("kind", kind::ONE_BET);
            write_one_bet(json, environment, proof);
        }
    }
    json.close();
}

fn write_pair(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    coalition: Coalition,
    pair: [(&str, JointTypeId); 2],
) {
    json.key("coalition");
    json.strings(member_labels(environment, coalition));
    for (key, types) in pair {
        json.key(key);
        json.strings(type_labels(environment, coalition, types));
    }
}
