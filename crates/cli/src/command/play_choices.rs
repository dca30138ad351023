//! `ambimech play --mechanism ambiguity`: the canonical mechanisms for sets of priors, message by message, and the search for their unwanted
//! equilibria.

use super::implementable::read_problem;
use super::play_step::steps_to_play;
use crate::argument::{Format, Play};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::play::{ChoicePlayFile, parse_choice_message, read_choice_play};
use ambimech_io::render::{self, text::Page};
use ambimech_model::choice_game::{ChoiceGame, NamedFunction};
use ambimech_model::maxmin::Scope;
use ambimech_model::number::Natural;
use ambimech_model::play::Notion;
use ambimech_model::robust::Concept;
use ambimech_solve::choice_play::{choice_play_size, deepest_bad_outcome, rewards_to_search, search_choice_play};
use std::io::IsTerminal;

/// Deceptions of coalitions are looked at one by one.
const MAX_AGENTS: usize = 8;

/// Runs the command.
pub fn run(options: &Play) -> Result<Outcome, Failure> {
    let scope = match options.concept {
        Concept::Coalitional => Scope::Pattern,
        Concept::Double => Scope::Double,
        _ => {
            return Err(Failure::Usage(format!(
                "--concept {} with --mechanism ambiguity\n  = expected: coalitional (the coalitions of the file) or double",
                options.concept.name()
            )));
        }
    };
    if options.type_space.is_some() {
        return Err(Failure::Usage(
            "--type-space with --mechanism ambiguity\n  = help: the file's types and sets of priors are the type space"
                .to_string(),
        ));
    }
    if options.notion != Notion::Pooled {
        return Err(Failure::Usage(
            "--notion committed with --mechanism ambiguity\n  = help: under ambiguity members never tell one another their types (definition 3.2.1)"
                .to_string(),
        ));
    }
    let problem = read_problem(&options.environment, &options.parameters)?;
    let agents = problem.environment().space().agent_count();
    if agents > MAX_AGENTS {
        return Err(Failure::Usage(format!(
            "{} has {agents} agents\n  = expected: at most {MAX_AGENTS}, because deceptions are looked at one by one",
            options.environment.display(),
        )));
    }
    let file = match &options.profiles {
        Some(path) => read_choice_play(path, &problem)?,
        None => ChoicePlayFile::default(),
    };
    let bad = match file.bad.clone() {
        Some(bad) => bad,
        None => deepest_bad_outcome(&problem).map_err(Failure::Usage)?.ok_or_else(|| {
            Failure::Usage(
                "the environment has no bad outcome, which the canonical mechanism needs\n  = help: add an outcome that is worse than \
                 whatever the social choice set gives at whatever reports, for everybody"
                    .to_string(),
            )
        })?,
    };
    let game = |rewards: Vec<NamedFunction>| {
        ChoiceGame::new(&problem, scope, bad.clone(), rewards).map_err(|error| Failure::Usage(error.to_string()))
    };
    if options.search {
        let given = file.rewards;
        let rewards = progress::during("looking for rewards", || rewards_to_search(&problem, scope, given));
        return search(options, &game(rewards)?);
    }
    let parse = |agent, text: &str| parse_choice_message(&problem, &file.rewards, agent, text);
    let frame = problem.environment().without_beliefs();
    let steps = steps_to_play(file.steps, &options.message, frame, parse)?;
    let game = game(file.rewards)?;
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_choice_play(&game, file.truth, &steps, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::choice_play_value(&game, file.truth, &steps)),
    }
    Ok(Outcome::Holds)
}

fn search(options: &Play, game: &ChoiceGame<'_>) -> Result<Outcome, Failure> {
    let size = choice_play_size(game, options.numbers);
    let limit = Natural::from(options.limit);
    if size.reports > limit {
        match options.printing.format {
            Format::Text => output::answer(&render::text::render_choice_play_too_large(&size, &limit)),
            Format::Json => output::answer_json(&render::json::choice_play_search_value(game, &size, None)),
        }
        return Ok(Outcome::Undecided);
    }
    if std::io::stderr().is_terminal() {
        output::remark(&format!("{} strategy profiles to look at, at most {limit}", size.reports));
    }
    let all = u64::try_from(&size.reports).unwrap_or(options.limit);
    let found = progress::counted(|tell| search_choice_play(game, &mut |done| tell(0, done, all)))
        .map_err(|why| Failure::Usage(format!("an answer was not accepted ({why}), a fault of this program")))?;
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_choice_play_search(game, &size, &found, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::choice_play_search_value(game, &size, Some(&found))),
    }
    Ok(match render::text::choice_play_word(&found) {
        "holds" => Outcome::Holds,
        "fails" => Outcome::Fails,
        _ => Outcome::Undecided,
    })
}
