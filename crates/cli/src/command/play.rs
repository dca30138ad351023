//! `ambimech play`: canonical mechanisms, message by message, and the search for their unwanted equilibria.

use super::play_step::steps_to_play;
use crate::argument::{Format, Play, PlayMechanism};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::read_payoff_environment;
use ambimech_io::play::{PlayFile, parse_message, read_play};
use ambimech_io::render::{self, text::Page};
use ambimech_io::type_space::read_type_space;
use ambimech_model::index::OutcomeId;
use ambimech_model::number::Natural;
use ambimech_model::play::{CanonicalGame, EconomyGame, GameKind, InterimTypes, NamedReward, PlayedGame};
use ambimech_model::robust::{BadOutcome, PayoffEnvironment, Scope};
use ambimech_solve::play::{play_size, rewards_to_search, search_play, types_of_space, uniform_types};
use ambimech_solve::robust::{decide_bad_outcome, scope_of};
use std::io::IsTerminal;

/// Coalitions are counted one by one.
const MAX_AGENTS: usize = 16;

/// Runs the command.
pub fn run(options: &Play) -> Result<Outcome, Failure> {
    if options.mechanism == PlayMechanism::Ambiguity {
        return super::play_choices::run(options);
    }
    let environment = read_payoff_environment(&options.environment, &options.parameters.settings)?;
    if environment.agent_count() > MAX_AGENTS {
        return Err(Failure::Usage(format!(
            "{} has {} agents\n  = expected: at most {MAX_AGENTS}, because coalitions are looked at one by one",
            options.environment.display(),
            environment.agent_count()
        )));
    }
    let file = match &options.profiles {
        Some(path) => read_play(path, &environment)?,
        None => PlayFile::default(),
    };
    if options.mechanism == PlayMechanism::Economy {
        return play_economy(options, environment, file);
    }
    let bad = match decide_bad_outcome(&environment) {
        Ok(BadOutcome::Holds { lottery, .. }) => lottery,
        Ok(BadOutcome::Fails(_)) => {
            return Err(Failure::Usage(
                "the environment has no bad outcome, which the canonical mechanism needs\n  = help: add an outcome that is worse than \
                 every choice for everybody"
                    .to_string(),
            ));
        }
        Err(why) => return Err(Failure::Usage(format!("no bad outcome was found: {why}"))),
    };
    let scope = scope_of(&environment, options.concept);
    let game = |rewards: Vec<NamedReward>| {
        CanonicalGame::new(environment.clone(), scope.clone(), bad.clone(), rewards)
            .map_err(|error| Failure::Usage(error.to_string()))
    };
    if options.search {
        let rewards = rewards(options, &environment, file.rewards);
        return search(options, &game(rewards)?);
    }
    let frame = environment.without_beliefs();
    let parse = |agent, text: &str| parse_message(frame, &file.rewards, agent, text);
    let steps = steps_to_play(file.steps, &options.message, frame, parse)?;
    let game = game(file.rewards)?;
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_play(&game, file.truth, &steps, Page::default())),
        Format::Json => output::answer_json(&render::json::play_value(&game, file.truth, &steps)),
    }
    Ok(Outcome::Holds)
}

/// Plays the mechanism of section 2.8.1.
fn play_economy(options: &Play, environment: PayoffEnvironment, file: PlayFile) -> Result<Outcome, Failure> {
    let everything = file.everything.ok_or_else(|| {
        Failure::Usage(
            "the mechanism of an economy needs outcomes that give everything to one agent\n  = help: write everything = { 1 = \"all-to-1\", … } in the file of profiles"
                .to_string(),
        )
    })?;
    let scope = scope_of(&environment, options.concept);
    if options.search {
        let rewards = rewards(options, &environment, file.rewards);
        return search(options, &economy_game(environment, scope, everything, rewards)?);
    }
    let frame = environment.without_beliefs();
    let parse = |agent, text: &str| parse_message(frame, &file.rewards, agent, text);
    let steps = steps_to_play(file.steps, &options.message, frame, parse)?;
    let game = economy_game(environment, scope, everything, file.rewards)?;
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_economy_play(&game, file.truth, &steps, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::economy_play_value(&game, file.truth, &steps)),
    }
    Ok(Outcome::Holds)
}

/// The game, or what keeps the outcomes from being everything, with the names of the environment.
fn economy_game(
    environment: PayoffEnvironment,
    scope: Scope,
    everything: Vec<OutcomeId>,
    rewards: Vec<NamedReward>,
) -> Result<EconomyGame, Failure> {
    let frame = environment.without_beliefs().clone();
    EconomyGame::new(environment, scope, everything, rewards)
        .map_err(|error| Failure::Usage(render::economy_game_error(&frame, &error)))
}

/// Whatever rewards there are to search with.
fn rewards(options: &Play, environment: &PayoffEnvironment, given: Vec<NamedReward>) -> Vec<NamedReward> {
    progress::during("looking for rewards", || rewards_to_search(environment, options.concept, given))
}

fn search(options: &Play, game: &dyn PlayedGame) -> Result<Outcome, Failure> {
    let environment = game.environment();
    let types = match &options.type_space {
        Some(path) => types_of_space(environment, &read_type_space(path, environment)?.types),
        None => uniform_types(environment),
    };
    let types = types.map_err(|error| Failure::Usage(error.to_string()))?;
    if game.kind() == GameKind::Economy {
        require_full_support(options, game, &types)?;
    }
    let size = play_size(game, &types, options.numbers);
    let limit = Natural::from(options.limit);
    if size.reports > limit {
        match options.printing.format {
            Format::Text => output::answer(&render::text::render_play_too_large(&size, &limit)),
            Format::Json => {
                output::answer_json(&render::json::play_search_value(game, &types, options.notion, &size, None))
            }
        }
        return Ok(Outcome::Undecided);
    }
    if std::io::stderr().is_terminal() {
        output::remark(&format!("{} strategy profiles to look at, at most {limit}", size.reports));
    }
    let all = u64::try_from(&size.reports).unwrap_or(options.limit);
    let found =
        progress::counted(|tell| search_play(game, &types, options.notion, &mut |done| tell(0, done, all)))
            .map_err(|why| {
                Failure::Usage(format!("an answer was not accepted ({why}), a fault of this program"))
            })?;
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_play_search(
            game,
            &types,
            options.notion,
            &size,
            &found,
            Page::default(),
        )),
        Format::Json => output::answer_json(&render::json::play_search_value(
            game,
            &types,
            options.notion,
            &size,
            Some(&found),
        )),
    }
    let holds = found.from_truth.is_none() && found.standing == 0;
    Ok(if holds { Outcome::Holds } else { Outcome::Fails })
}

/// Section 2.8.1 is about types that think all types of the others possible.
fn require_full_support(options: &Play, game: &dyn PlayedGame, types: &InterimTypes) -> Result<(), Failure> {
    let Some((agent, own, at)) = types.first_without_full_support() else { return Ok(()) };
    let space = types.space();
    let others: Vec<&str> = space
        .agents()
        .filter(|other| *other != agent)
        .map(|other| types.name(other, space.type_of(at, other)))
        .collect();
    let file = options.type_space.as_ref().map_or_else(String::new, |path| path.display().to_string());
    Err(Failure::Usage(format!(
        "{file}: type {} of agent {} thinks the types {} of the others impossible\n  = expected: with --mechanism economy, a positive probability \
         of all types of the others, as section 2.8.1 asks\n  = help: write small probabilities instead of 0, or leave out --type-space",
        types.name(agent, own),
        game.environment().without_beliefs().agent_name(agent),
        others.join(" ")
    )))
}
