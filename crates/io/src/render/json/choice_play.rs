//! `ambimech play --mechanism ambiguity --format json`.

use super::{number, profile};
use crate::play::ChoicePlayStep;
use crate::render::name;
use crate::render::sentence::choice_play as words;
use crate::render::sentence::full_implementation::function;
use crate::render::text::choice_play_word;
use ambimech_model::choice_game::{ChoiceGame, ChoicePlayAnswer, ChoicePlaySize};
use ambimech_model::index::ProfileId;
use serde_json::{Value, json};

/// `{"margin","depth","epsilon","truth","steps":[{"name","region","reason","outcome":{…},"agents":[{"agent","message","payoff"}]}]}`.
pub fn choice_play_value(game: &ChoiceGame<'_>, truth: Option<ProfileId>, steps: &[ChoicePlayStep]) -> Value {
    let frame = game.problem().environment().without_beliefs();
    let step_value = |step: &ChoicePlayStep| {
        let agents: Vec<Value> = frame
            .space()
            .agents()
            .zip(&step.messages)
            .map(|(agent, sent)| {
                json!({
                    "agent": name::agent(frame, agent),
                    "message": words::message(game, agent, sent),
                    "payoff": truth.map(|truth| number(&game.payoff(agent, &step.messages, truth))),
                })
            })
            .collect();
        let outcome = game.outcome(&step.messages);
        let parts = outcome.parts().iter();
        let lottery: serde_json::Map<String, Value> =
            parts.map(|(outcome, share)| (name::outcome(frame, *outcome), number(share))).collect();
        let region = game.region(&step.messages);
        json!({
            "name": step.name,
            "region": region.name(),
            "reason": words::region(game, region),
            "outcome": lottery,
            "agents": agents,
        })
    };
    json!({
        "margin": number(game.margin()),
        "depth": number(game.depth()),
        "epsilon": number(game.epsilon()),
        "truth": truth.map(|truth| profile(frame, truth)),
        "steps": steps.iter().map(step_value).collect::<Vec<Value>>(),
    })
}

/// `{"verdict","strategies","looked-at","wanted","dissolved","standing","all-outside-m1","open","truth-open","depth","from-truth","equilibrium"}`;
/// without an answer the verdict is `undecided` and only the sizes are given.
pub fn choice_play_search_value(
    game: &ChoiceGame<'_>,
    size: &ChoicePlaySize,
    found: Option<&ChoicePlayAnswer>,
) -> Value {
    let (strategies, looked) = (size.strategies.to_string(), size.reports.to_string());
    let Some(found) = found else {
        return json!({ "verdict": "undecided", "strategies": strategies, "looked-at": looked });
    };
    let from_truth = found.from_truth.as_ref().map(|(choice, deviation)| {
        json!({ "function": function(game.problem(), *choice), "deviation": words::deviation(game, deviation) })
    });
    json!({
        "verdict": choice_play_word(found),
        "strategies": strategies,
        "looked-at": looked,
        "wanted": found.wanted,
        "dissolved": found.dissolved,
        "standing": found.standing,
        "all-outside-m1": found.supported,
        "open": found.open,
        "truth-open": found.truth_open,
        "depth": number(game.depth()),
        "from-truth": from_truth,
        "equilibrium": found.equilibrium.as_ref().map(|strategy| words::strategy(game, strategy)),
    })
}
