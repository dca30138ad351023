//! `ambimech play`: canonical mechanisms, message by message, and the search for their unwanted equilibria.

use crate::argument::{Format, Play, PlayMechanism};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::read_payoff_environment;
use ambimech_io::play::{PlayFile, PlayStep, parse_message, read_play};
use ambimech_io::render::{self, text::Page};
use ambimech_io::type_space::read_type_space;
use ambimech_model::coalition::Coalition;
use ambimech_model::number::{Natural, Rational};
use ambimech_model::play::{CanonicalGame, EconomyGame, InterimTypes, Message, NamedReward};
use ambimech_model::robust::{BadOutcome, BeliefSpace, BeliefType, PayoffEnvironment};
use ambimech_solve::play::{play_size, rewards_of_study, search_play};
use ambimech_solve::robust::{SearchLimits, decide_bad_outcome, scope_of, search_size, study_robust};

/// Coalitions are counted one by one.
const MAX_AGENTS: usize = 16;
/// Programs and branches at most when rewards are looked for.
const LIMITS: SearchLimits = SearchLimits { programs: 1_000_000, branches: 10_000 };

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
        let mut rewards = file.rewards;
        if rewards.is_empty() && search_size(&environment, &scope).programs <= LIMITS.programs {
            let study =
                progress::during("looking for rewards", || study_robust(&environment, options.concept, &LIMITS));
            rewards = rewards_of_study(&study);
        }
        return search(options, &game(rewards)?);
    }
    let mut steps = file.steps;
    if let Some(step) = given_step(options, &environment, &file.rewards, steps.last())? {
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
        Format::Text => output::answer(&render::text::render_play(&game, file.truth, &steps, Page::default())),
        Format::Json => output::answer_json(&render::json::play_value(&game, file.truth, &steps)),
    }
    Ok(Outcome::Holds)
}

/// Plays the mechanism of section 2.8.1.
fn play_economy(options: &Play, environment: PayoffEnvironment, file: PlayFile) -> Result<Outcome, Failure> {
    if options.search {
        return Err(Failure::Usage(
            "--search with --mechanism economy\n  = help: its equilibria are not searched; give a file with [[profiles]]"
                .to_string(),
        ));
    }
    let everything = file.everything.ok_or_else(|| {
        Failure::Usage(
            "the mechanism of an economy needs outcomes that give everything to one agent\n  = help: write everything = { 1 = \"all-to-1\", … } in the file of profiles"
                .to_string(),
        )
    })?;
    let mut steps = file.steps;
    if let Some(step) = given_step(options, &environment, &file.rewards, steps.last())? {
        steps.push(step);
    }
    let scope = scope_of(&environment, options.concept);
    let game = EconomyGame::new(environment, scope, everything, file.rewards)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_economy_play(&game, file.truth, &steps, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::economy_play_value(&game, file.truth, &steps)),
    }
    Ok(Outcome::Holds)
}

/// The profile of `--message`, where agents that are not named send what they sent last.
fn given_step(
    options: &Play,
    environment: &PayoffEnvironment,
    rewards: &[NamedReward],
    last: Option<&PlayStep>,
) -> Result<Option<PlayStep>, Failure> {
    if options.message.is_empty() {
        return Ok(None);
    }
    let frame = environment.without_beliefs();
    let mut messages: Vec<Option<Message>> = match last {
        Some(step) => step.messages.iter().copied().map(Some).collect(),
        None => vec![None; environment.agent_count()],
    };
    for text in &options.message {
        let (name, rest) = text.split_once(':').ok_or_else(|| {
            Failure::Usage(format!("--message \"{text}\"\n  = expected: AGENT: MESSAGE, as in \"1: high\""))
        })?;
        let agent = environment.space().agents().find(|agent| frame.agents()[agent.0].name == name.trim());
        let agent = agent.ok_or_else(|| Failure::Unknown {
            what: "agent",
            name: name.trim().to_string(),
            known: frame.agents().iter().map(|agent| agent.name.clone()).collect(),
        })?;
        let message = parse_message(frame, rewards, agent, rest)
            .map_err(|why| Failure::Usage(format!("--message \"{text}\": {why}")))?;
        messages[agent.0] = Some(message);
    }
    let messages: Option<Vec<Message>> = messages.into_iter().collect();
    match messages {
        Some(messages) => Ok(Some(PlayStep { name: "given".to_string(), messages })),
        None => Err(Failure::Usage(
            "an agent sends nothing\n  = expected: one --message for each agent, or a file with a first profile"
                .to_string(),
        )),
    }
}

fn search(options: &Play, game: &CanonicalGame) -> Result<Outcome, Failure> {
    let environment = game.environment();
    let types = match &options.type_space {
        Some(path) => types_of(environment, &read_type_space(path, environment)?.types)?,
        None => {
            let names = environment.without_beliefs().agents().iter();
            let names = names.map(|agent| agent.types.iter().map(|own| own.name.clone()).collect()).collect();
            InterimTypes::uniform(environment.space(), names).map_err(|error| Failure::Usage(error.to_string()))?
        }
    };
    let size = play_size(game, &types, options.numbers);
    let limit = Natural::from(options.limit);
    if size.reports > limit {
        match options.printing.format {
            Format::Text => output::answer(&render::text::render_play_too_large(&size, &limit)),
            Format::Json => output::answer_json(&render::json::play_search_value(game, &types, &size, None)),
        }
        return Ok(Outcome::Undecided);
    }
    let all = u64::try_from(&size.reports).unwrap_or(options.limit);
    let found = progress::counted(|tell| search_play(game, &types, &mut |done| tell(0, done, all)))
        .map_err(|why| Failure::Usage(format!("an answer was not accepted ({why}), a fault of this program")))?;
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_play_search(game, &types, &size, &found, Page::default()))
        }
        Format::Json => output::answer_json(&render::json::play_search_value(game, &types, &size, Some(&found))),
    }
    let holds = found.from_truth.is_none() && found.standing == 0;
    Ok(if holds { Outcome::Holds } else { Outcome::Fails })
}

/// The types of a file with their beliefs written out, one probability for each joint type of the others.
fn types_of(environment: &PayoffEnvironment, space: &BeliefSpace) -> Result<InterimTypes, Failure> {
    let names = space.types().iter().map(|own| own.iter().map(|t| t.name.clone()).collect()).collect();
    let payoff_types = space.types().iter().map(|own| own.iter().map(|t| t.payoff).collect()).collect();
    let mut beliefs = Vec::with_capacity(space.types().len());
    for (agent, own) in space.space().agents().zip(space.types()) {
        let others = Coalition::single(agent).complement(environment.agent_count());
        let count = space.space().joint_count(others);
        let written = |t: &BeliefType| {
            let mut belief = vec![Rational::ZERO; count];
            for (joint, probability) in &t.belief {
                belief[joint.0] += probability;
            }
            belief
        };
        beliefs.push(own.iter().map(written).collect());
    }
    InterimTypes::new(environment.space(), names, payoff_types, beliefs)
        .map_err(|error| Failure::Usage(error.to_string()))
}
