//! `ambimech play --format json`.

use super::{number, profile};
use crate::play::PlayStep;
use crate::render::name;
use crate::render::sentence::play as words;
use crate::render::text::play_word;
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::play::{
    CanonicalGame, EconomyGame, InterimTypes, Message, Notion, PlayAnswer, PlaySize, PlayedGame,
};
use serde_json::{Value, json};

/// `{"margin","epsilon","truth","steps":[{"name","region","reason","outcome":{…},"agents":[{"agent","message","payoff"}]}]}`.
pub fn play_value(game: &CanonicalGame, truth: Option<ProfileId>, steps: &[PlayStep]) -> Value {
    let reason = |step: &PlayStep| {
        let region = game.region(&step.messages);
        (region.name(), words::region(game, region))
    };
    json!({
        "margin": number(game.margin()),
        "epsilon": number(game.epsilon()),
        "truth": truth.map(|truth| profile(game.environment().without_beliefs(), truth)),
        "steps": step_values(game, truth, steps, &reason),
    })
}

/// `{"truth","steps":[{"name","region","reason","outcome":{…},"agents":[{"agent","message","payoff"}]}]}` for the mechanism of an economy.
pub fn economy_play_value(game: &EconomyGame, truth: Option<ProfileId>, steps: &[PlayStep]) -> Value {
    let reason = |step: &PlayStep| {
        let region = game.region(&step.messages);
        (region.name(), words::economy_region(game, region))
    };
    json!({
        "truth": truth.map(|truth| profile(game.environment().without_beliefs(), truth)),
        "steps": step_values(game, truth, steps, &reason),
    })
}

/// Every profile with its region and the reason for it, its outcome, and what the agents send and get.
fn step_values(
    game: &dyn PlayedGame,
    truth: Option<ProfileId>,
    steps: &[PlayStep],
    reason: &dyn Fn(&PlayStep) -> (&'static str, String),
) -> Vec<Value> {
    let frame = game.environment().without_beliefs();
    let step_value = |step: &PlayStep| {
        let of_agent = |(agent, sent): (AgentId, &Message)| {
            json!({
                "agent": name::agent(frame, agent),
                "message": words::message(game, agent, sent),
                "payoff": truth.map(|truth| number(&game.payoff(agent, &step.messages, truth))),
            })
        };
        let agents: Vec<Value> = frame.space().agents().zip(&step.messages).map(of_agent).collect();
        let outcome = game.outcome(&step.messages);
        let parts = outcome.parts().iter();
        let lottery: serde_json::Map<String, Value> =
            parts.map(|(outcome, share)| (name::outcome(frame, *outcome), number(share))).collect();
        let (region, reason) = reason(step);
        json!({ "name": step.name, "region": region, "reason": reason, "outcome": lottery, "agents": agents })
    };
    steps.iter().map(step_value).collect()
}

/// `{"verdict","notion","strategies","looked-at","wanted","dissolved","standing","from-truth","equilibrium"}`; without an answer the verdict is
/// `undecided` and only the notion and the sizes are given.
pub fn play_search_value(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    notion: Notion,
    size: &PlaySize,
    found: Option<&PlayAnswer>,
) -> Value {
    let (strategies, looked) = (size.strategies.to_string(), size.reports.to_string());
    let Some(found) = found else {
        return json!({ "verdict": "undecided", "notion": notion.name(), "strategies": strategies, "looked-at": looked });
    };
    json!({
        "verdict": play_word(found),
        "notion": notion.name(),
        "strategies": strategies,
        "looked-at": looked,
        "wanted": found.wanted,
        "dissolved": found.dissolved,
        "standing": found.standing,
        "from-truth": found.from_truth.as_ref().map(|deviation| words::deviation(game, types, deviation)),
        "equilibrium": found.equilibrium.as_ref().map(|(strategy, _)| words::strategy(game, types, strategy)),
    })
}
