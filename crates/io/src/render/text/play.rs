//! `ambimech play`: profiles of messages step by step, and the search for unwanted equilibria.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::play::PlayStep;
use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::{play as words, robust::lottery};
use ambimech_model::index::ProfileId;
use ambimech_model::number::{Natural, Rational};
use ambimech_model::play::{
    CanonicalGame, EconomyGame, GameKind, InterimTypes, Notion, PlayAnswer, PlaySize, PlayedGame,
};

/// Every profile with its region, its lottery, and at true types the payoffs and what they change by.
pub fn render_play(game: &CanonicalGame, truth: Option<ProfileId>, steps: &[PlayStep], page: Page) -> String {
    let frame = game.environment().without_beliefs();
    let line = format!(
        "played: the bad outcome is worse than every choice by δ = {}, and ε = {}",
        with_decimal(game.margin()),
        with_decimal(game.epsilon())
    );
    let mut text = paragraph(&line, 0, page.width);
    let mut before: Option<Vec<Rational>> = None;
    for step in steps {
        text.push_str(&format!("\n{}", paragraph(&step.name, 0, page.width)));
        text.push_str(&paragraph(&words::region(game, game.region(&step.messages)), 2, page.width));
        let mut table = Table::new(&[("probability", Align::Right), ("outcome", Align::Left)]);
        for part in game.compound(&step.messages) {
            table.row(vec![part.probability.to_string(), words::prize(game, part.prize, &step.messages)]);
        }
        text.push_str(&table.render(2, page.width));
        let mut columns = vec![("agent", Align::Left), ("sends", Align::Left)];
        if truth.is_some() {
            columns.extend([("payoff", Align::Right), ("change", Align::Right)]);
        }
        let mut table = Table::new(&columns);
        let mut payoffs = Vec::new();
        for (agent, sent) in game.environment().space().agents().zip(&step.messages) {
            let mut row = vec![name::agent(frame, agent), words::message(game, agent, sent)];
            if let Some(truth) = truth {
                let payoff = game.payoff(agent, &step.messages, truth);
                let change = before.as_ref().map(|old| &payoff - &old[agent.0]);
                row.push(with_decimal(&payoff));
                row.push(change.map_or_else(String::new, |change| with_decimal(&change)));
                payoffs.push(payoff);
            }
            table.row(row);
        }
        text.push_str(&table.render(2, page.width));
        if truth.is_some() {
            before = Some(payoffs);
        }
    }
    text
}

/// Every profile of the mechanism of an economy with its region and its outcome, and at true types the payoffs.
pub fn render_economy_play(
    game: &EconomyGame,
    truth: Option<ProfileId>,
    steps: &[PlayStep],
    page: Page,
) -> String {
    let frame = game.environment().without_beliefs();
    let mut text = paragraph("played: without a bad outcome; the largest number wins everything", 0, page.width);
    for step in steps {
        text.push_str(&format!("\n{}", paragraph(&step.name, 0, page.width)));
        let region = words::economy_region(game, game.region(&step.messages));
        text.push_str(&paragraph(&region, 2, page.width));
        let outcome = lottery(game.environment(), &game.outcome(&step.messages));
        text.push_str(&paragraph(&format!("outcome: {outcome}"), 2, page.width));
        let mut columns = vec![("agent", Align::Left), ("sends", Align::Left)];
        columns.extend(truth.map(|_| ("payoff", Align::Right)));
        let mut table = Table::new(&columns);
        for (agent, sent) in frame.space().agents().zip(&step.messages) {
            let sends = words::message_of(frame, game.rewards(), agent, sent);
            let mut row = vec![name::agent(frame, agent), sends];
            row.extend(truth.map(|truth| with_decimal(&game.payoff(agent, &step.messages, truth))));
            table.row(row);
        }
        text.push_str(&table.render(2, page.width));
    }
    text
}

/// `holds`, `fails`: no unwanted equilibrium and no deviation from the truth.
pub fn play_word(found: &PlayAnswer) -> &'static str {
    if found.from_truth.is_none() && found.standing == 0 { "holds" } else { "fails" }
}

/// The verdict of a search, the counts, and deviations or an unwanted equilibrium.
pub fn render_play_search(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    notion: Notion,
    size: &PlaySize,
    found: &PlayAnswer,
    page: Page,
) -> String {
    let summary = match (&found.from_truth, found.standing) {
        (Some(_), _) => "the truth is no equilibrium of the canonical mechanism",
        (None, 0) => {
            "the truth is an equilibrium of the canonical mechanism, and every equilibrium brings the choice"
        }
        (None, _) => "with these rewards the canonical mechanism has an equilibrium that brings something else",
    };
    let mut text = paragraph(&format!("{}: {summary}", play_word(found)), 0, page.width);
    let mut table = Table::new(&[("strategy profiles", Align::Left), ("number", Align::Right)]);
    let mut row = |what: &str, number: String| table.row(vec![what.to_string(), number]);
    row("in the bounded space", size.strategies.to_string());
    let (plain, line) = match game.kind() {
        GameKind::BadOutcome => (
            "without claims, by their reports",
            "Those with a claim are no equilibria: whoever claims gains by a larger number (claim 2.5.2).",
        ),
        GameKind::Economy => (
            "without claims and numbers, by their reports",
            "Those with a claim or a number are no equilibria: somebody gains by the largest number (section 2.8.1).",
        ),
    };
    row(plain, size.reports.to_string());
    row("  that bring the choice", found.wanted.to_string());
    row("  that somebody deviates from", found.dissolved.to_string());
    row("  unwanted equilibria", found.standing.to_string());
    text.push_str(&format!("\n{}", table.render(0, page.width)));
    text.push_str(&format!("\n{}", paragraph(line, 0, page.width)));
    if notion == Notion::Committed {
        let line =
            "Members of a coalition agree on messages and do not tell one another their types (definition 2.8.1).";
        text.push_str(&paragraph(line, 0, page.width));
    }
    if let Some(deviation) = &found.from_truth {
        text.push_str(&paragraph(
            &format!("From the truth: {}.", words::deviation(game, types, deviation)),
            0,
            page.width,
        ));
    }
    if let Some((strategy, at)) = &found.equilibrium {
        let line = format!("Unwanted equilibrium: {}.", words::strategy(game, types, strategy));
        text.push_str(&paragraph(&line, 0, page.width));
        let own: Vec<&str> =
            types.space().agents().map(|a| types.name(a, types.space().type_of(*at, a))).collect();
        text.push_str(&paragraph(&format!("It does not bring the choice at {}.", own.join(" ")), 0, page.width));
    }
    for dissolved in &found.shown {
        let line = format!(
            "Dissolved: {}: {} and gains.",
            words::strategy(game, types, &dissolved.strategy),
            words::deviation(game, types, &dissolved.deviation)
        );
        text.push_str(&paragraph(&line, 0, page.width));
    }
    text
}

/// The answer when the search is too large to begin.
pub fn render_play_too_large(size: &PlaySize, limit: &Natural) -> String {
    let line = format!(
        "undecided: not begun: {} strategy profiles, {} without claims to look at, more than the limit of {limit}; --limit allows more",
        size.strategies, size.reports
    );
    paragraph(&line, 0, Page::default().width)
}
