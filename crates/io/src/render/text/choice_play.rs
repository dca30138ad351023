//! `ambimech play --mechanism ambiguity`: profiles of messages step by step, and the search for unwanted equilibria.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::play::ChoicePlayStep;
use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::full_implementation::function;
use crate::render::sentence::{as_sentence, choice_play as words};
use ambimech_model::choice_game::{ChoiceGame, ChoicePlayAnswer, ChoicePlaySize};
use ambimech_model::index::ProfileId;
use ambimech_model::number::{Natural, Rational};

/// δ, ε, and whether the bad outcome is deep.
fn numbers(game: &ChoiceGame<'_>) -> String {
    let depth = if *game.depth() > Rational::ZERO {
        format!("it is deep by {}, so that claims cannot be hedged", with_decimal(game.depth()))
    } else {
        "it is not deep, so that a claim may be a hedge".to_string()
    };
    format!(
        "the bad outcome is worse than every choice by δ = {}, and ε = {}; {depth}",
        with_decimal(game.margin()),
        with_decimal(game.epsilon())
    )
}

/// Every profile with its region, its lottery, and at true types the payoffs and what they change by.
pub fn render_choice_play(
    game: &ChoiceGame<'_>,
    truth: Option<ProfileId>,
    steps: &[ChoicePlayStep],
    page: Page,
) -> String {
    let frame = game.problem().environment().without_beliefs();
    let mut text = paragraph(&format!("played: {}", numbers(game)), 0, page.width);
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
        for (agent, sent) in frame.space().agents().zip(&step.messages) {
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

/// `holds`: no unwanted equilibrium and no deviation from the truth was found, and none is left out; `fails`: one was found; `undecided`
/// otherwise, when strategies outside M1 or deviations of larger coalitions are left.
pub fn choice_play_word(found: &ChoicePlayAnswer) -> &'static str {
    if found.from_truth.is_some() || found.standing > found.open {
        "fails"
    } else if found.standing > 0 || !found.supported || found.truth_open {
        "undecided"
    } else {
        "holds"
    }
}

/// The verdict of a search, the counts, and deviations or an unwanted equilibrium.
pub fn render_choice_play_search(
    game: &ChoiceGame<'_>,
    size: &ChoicePlaySize,
    found: &ChoicePlayAnswer,
    page: Page,
) -> String {
    let word = choice_play_word(found);
    let summary = match (&found.from_truth, found.standing) {
        (Some(_), _) => "the truth is no equilibrium of the canonical mechanism",
        (None, 0) if word == "holds" => {
            "the truth is an equilibrium of the canonical mechanism, and every equilibrium brings a function of the set"
        }
        (None, 0) => "no unwanted equilibrium and no deviation from the truth in the bounded space",
        (None, _) if found.standing > found.open => {
            "with these rewards the canonical mechanism has an equilibrium that brings no function of the set"
        }
        (None, _) => "from a strategy that brings no function of the set no deviation was found",
    };
    let mut text = paragraph(&format!("{word}: {summary}"), 0, page.width);
    let mut table = Table::new(&[("strategy profiles", Align::Left), ("number", Align::Right)]);
    let mut row = |what: &str, number: String| table.row(vec![what.to_string(), number]);
    row("in the bounded space", size.strategies.to_string());
    row("without claims, by reports and functions", size.reports.to_string());
    row("  that bring a function of the set", found.wanted.to_string());
    row("  that somebody deviates from", found.dissolved.to_string());
    row("  from which no deviation was found", found.standing.to_string());
    if found.open > 0 {
        row("    that may still have one", found.open.to_string());
    }
    text.push_str(&format!("\n{}", table.render(0, page.width)));
    let mut line =
        "Those with a claim are no equilibria: whoever claims gains by a larger number (claim 3.4.2).".to_string();
    if !found.supported {
        line.push_str(
            " Strategies outside M1 were looked at with the number 0 only, because the support assumption fails or the bad outcome is not deep enough for it.",
        );
    }
    if found.truth_open || found.open > 0 {
        line.push_str(
            " Some deviations of coalitions of several could not be excluded: members might claim with different numbers, or there are too many.",
        );
    }
    let first = as_sentence(&numbers(game));
    text.push_str(&format!("\n{}", paragraph(&format!("{first} {line}"), 0, page.width)));
    if let Some((choice, deviation)) = &found.from_truth {
        let line = format!(
            "From the truth, all asking for function {}: {}.",
            function(game.problem(), *choice),
            words::deviation(game, deviation)
        );
        text.push_str(&paragraph(&line, 0, page.width));
    }
    if let Some(strategy) = &found.equilibrium {
        let what = if found.standing > found.open { "Unwanted equilibrium" } else { "Standing" };
        text.push_str(&paragraph(&format!("{what}: {}.", words::strategy(game, strategy)), 0, page.width));
    }
    for dissolved in &found.shown {
        let line = format!(
            "Dissolved: {}: {} and gains.",
            words::strategy(game, &dissolved.strategy),
            words::deviation(game, &dissolved.deviation)
        );
        text.push_str(&paragraph(&line, 0, page.width));
    }
    text
}

/// The answer when the search is too large to begin.
pub fn render_choice_play_too_large(size: &ChoicePlaySize, limit: &Natural) -> String {
    let line = format!(
        "undecided: not begun: {} strategy profiles, {} without claims to look at, more than the limit of {limit}; --limit allows more",
        size.strategies, size.reports
    );
    paragraph(&line, 0, Page::default().width)
}
