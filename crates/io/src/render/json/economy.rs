//! Answers about exchange economies as JSON.

use super::number;
use crate::economy::{EconomyCheckError, EconomyNames};
use crate::render::sentence::economy::{answer, set_sentence};
use crate::render::text::{proved, why_refused};
use crate::render::{EconomyAnswer, EconomyReport, EconomySubject};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{
    Allocation, DoubleImplementation, Economy, EconomyCertificate, EconomyQuestion, EconomyVerdict, Game, Move,
};
use ambimech_model::number::Rational;
use serde_json::{Map, Value, json};

/// `verdict`, `about` (`allocation` or `existence`) and `questions`; each has `question`, `verdict`, `words`, and where there are such
/// `allocation` with `worths`, `objection`, `weights`, `shapley-values`, `incentive-compatible` and `double-implementation`.
pub fn economy_value(report: &EconomyReport<'_>) -> Value {
    let about = match report.subject {
        EconomySubject::Given => "allocation",
        EconomySubject::Sought => "existence",
    };
    let questions: Vec<Value> = report.answers.iter().map(|answer| answer_value(report, answer)).collect();
    json!({ "verdict": report.word(), "about": about, "questions": questions })
}

fn answer_value(report: &EconomyReport<'_>, found: &EconomyAnswer) -> Value {
    let economy = report.economy;
    let mut value = Map::new();
    value.insert("question".to_string(), json!(found.question.name()));
    value.insert("verdict".to_string(), json!(found.verdict.word()));
    value.insert("words".to_string(), json!(answer(economy, report.subject, found)));
    if let Some(allocation) = found.allocation() {
        value.insert("allocation".to_string(), allocation_value(economy, allocation));
        value.insert("worths".to_string(), worths_value(economy, allocation));
    }
    match found.verdict.certificate() {
        Some(
            EconomyCertificate::Dominated { better: objection, .. }
            | EconomyCertificate::Blocked { objection, .. },
        ) => {
            value.insert("objection".to_string(), objection_value(economy, objection));
        }
        Some(EconomyCertificate::Value { games, .. }) => {
            let names = EconomyNames::of(economy);
            let rows = |of: &dyn Fn(&Game) -> Vec<Rational>| -> Value {
                let row = |game: &Game| {
                    let values = by_agent(economy, economy.grand_coalition(), &of(game), number);
                    (names.profiles.label(game.profile), values)
                };
                Value::Object(games.iter().map(row).collect())
            };
            value.insert("weights".to_string(), rows(&|game| game.weights.clone()));
            value.insert("shapley-values".to_string(), rows(&|game| game.shares(economy)));
        }
        _ => {}
    }
    if found.question == EconomyQuestion::Efficient && matches!(found.verdict, EconomyVerdict::Holds(_)) {
        value.insert("incentive-compatible".to_string(), json!(true));
    }
    if let Some(set) = found.set {
        let word = match set {
            DoubleImplementation::Implementable => "holds",
            DoubleImplementation::Empty => "empty",
            DoubleImplementation::IfNotEmpty => "if-not-empty",
            DoubleImplementation::NoBadOutcome | DoubleImplementation::NotStrict => "undecided",
        };
        value.insert("double-implementation".to_string(), json!(word));
        value.insert("double-implementation-words".to_string(), json!(set_sentence(found.question, set)));
    }
    Value::Object(value)
}

fn by_agent<R>(economy: &Economy, members: Coalition, values: &[R], show: impl Fn(&R) -> Value) -> Value {
    let names = EconomyNames::of(economy);
    let pairs = members.members().zip(values);
    Value::Object(pairs.map(|(agent, value)| (names.profiles.agent(agent).to_string(), show(value))).collect())
}

fn amounts(economy: &Economy, bundle: &[Rational]) -> Value {
    Value::Object(
        economy.goods().iter().zip(bundle).map(|(good, amount)| (good.clone(), number(amount))).collect(),
    )
}

fn allocation_value(economy: &Economy, allocation: &Allocation) -> Value {
    let names = EconomyNames::of(economy);
    let row = |profile| {
        let bundles: Vec<&[Rational]> =
            economy.space().agents().map(|agent| allocation.bundle(profile, agent)).collect();
        let bundles = by_agent(economy, economy.grand_coalition(), &bundles, |bundle| amounts(economy, bundle));
        (names.profiles.label(profile), bundles)
    };
    Value::Object(economy.space().profiles().map(row).collect())
}

fn worths_value(economy: &Economy, allocation: &Allocation) -> Value {
    let of = |(trader, worths): (&ambimech_model::economy::Trader, &Vec<Rational>)| {
        let types = trader.types.iter().zip(worths).map(|(taste, worth)| (taste.name.clone(), number(worth)));
        (trader.name.clone(), Value::Object(types.collect()))
    };
    Value::Object(economy.traders().iter().zip(&allocation.worths(economy)).map(of).collect())
}

fn objection_value(economy: &Economy, objection: &Move) -> Value {
    let names = EconomyNames::of(economy);
    json!({
        "members": names.profiles.joint_label(objection.coalition, objection.joint),
        "bundles": by_agent(economy, objection.coalition, &objection.bundles, |bundle| amounts(economy, bundle)),
    })
}

/// `verdict` and `proved`.
pub fn accepted_economy_value(economy: &Economy, certificates: &[EconomyCertificate]) -> Value {
    let proved: Vec<String> = certificates.iter().map(|certificate| proved(economy, certificate)).collect();
    json!({ "verdict": "accepted", "proved": proved })
}

/// `verdict` and `reason`.
pub fn refused_economy_value(economy: &Economy, error: &EconomyCheckError) -> Value {
    json!({ "verdict": "refused", "reason": why_refused(economy, error) })
}
