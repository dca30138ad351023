//! `ambimech play --mechanism ambiguity`: the canonical mechanisms for sets of priors, message by message, and the search for their unwanted
//! equilibria.

use super::implementable::read_problem;
use crate::argument::{Format, Play};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::play::{ChoicePlayFile, ChoicePlayStep, parse_choice_message, read_choice_play};
use ambimech_io::render::{self, text::Page};
use ambimech_model::check::maxmin_work;
use ambimech_model::choice_game::{ChoiceGame, ChoiceMessage, NamedFunction};
use ambimech_model::maxmin::{ChoiceProblem, Scope};
use ambimech_model::number::Natural;
use ambimech_model::robust::Concept;
use ambimech_solve::choice_play::{
    choice_play_size, deepest_bad_outcome, rewards_of_findings, search_choice_play,
};
use ambimech_solve::maxmin::{Effort, study_choices};
use std::io::IsTerminal;

/// Deceptions of coalitions are looked at one by one.
const MAX_AGENTS: usize = 8;
/// Comparisons and programs at most when rewards are looked for.
const EFFORT: Effort = Effort { comparisons: 500_000, steps: 200 };

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
        let mut rewards = file.rewards;
        if rewards.is_empty() && maxmin_work(&problem, scope) <= EFFORT.comparisons {
            let study =
                progress::during("looking for rewards", || study_choices(&problem, scope, EFFORT, &mut |_| {}));
            rewards = rewards_of_findings(&study.findings);
        }
        return search(options, &game(rewards)?);
    }
    let mut steps = file.steps;
    if let Some(step) = given_step(options, &problem, &file.rewards, steps.last())? {
        steps.push(step);
    }
    if steps.is_empty() {
        return Err(Failure::Usage(
            "nothing to play\n  = help: give a file with [[profiles]], or --message \"1: TYPE\" for each agent, or --search"
                .to_string(),
        ));
    }
    let game = game(file.rewards)?;
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_choice_play(&game, file.truth, &steps, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::choice_play_value(&game, file.truth, &steps)),
    }
    Ok(Outcome::Holds)
}

/// The profile of `--message`, where agents that are not named send what they sent last.
fn given_step(
    options: &Play,
    problem: &ChoiceProblem,
    rewards: &[NamedFunction],
    last: Option<&ChoicePlayStep>,
) -> Result<Option<ChoicePlayStep>, Failure> {
    if options.message.is_empty() {
        return Ok(None);
    }
    let frame = problem.environment().without_beliefs();
    let mut messages: Vec<Option<ChoiceMessage>> = match last {
        Some(step) => step.messages.iter().copied().map(Some).collect(),
        None => vec![None; frame.agent_count()],
    };
    for text in &options.message {
        let (name, rest) = text.split_once(':').ok_or_else(|| {
            Failure::Usage(format!("--message \"{text}\"\n  = expected: AGENT: MESSAGE, as in \"1: high\""))
        })?;
        let agent = frame.space().agents().find(|agent| frame.agents()[agent.0].name == name.trim());
        let agent = agent.ok_or_else(|| Failure::Unknown {
            what: "agent",
            name: name.trim().to_string(),
            known: frame.agents().iter().map(|agent| agent.name.clone()).collect(),
        })?;
        let message = parse_choice_message(problem, rewards, agent, rest)
            .map_err(|why| Failure::Usage(format!("--message \"{text}\": {why}")))?;
        messages[agent.0] = Some(message);
    }
    let messages: Option<Vec<ChoiceMessage>> = messages.into_iter().collect();
    match messages {
        Some(messages) => Ok(Some(ChoicePlayStep { name: "given".to_string(), messages })),
        None => Err(Failure::Usage(
            "an agent sends nothing\n  = expected: one --message for each agent, or a file with a first profile"
                .to_string(),
        )),
    }
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
