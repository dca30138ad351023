//! Canonical mechanisms: profiles of messages step by step, and the search for unwanted equilibria. Answers are what the command line prints as JSON.

use crate::environment::format_of;
use crate::implementation::{Choices, Payoffs};
use crate::{fault, job, word};
use ambimech_io::Diagnostic;
use ambimech_io::play::{ChoicePlayFile, PlayFile, parse_choice_play, parse_play};
use ambimech_io::render::{economy_game_error, json};
use ambimech_io::type_space::parse_type_space;
use ambimech_model::choice_game::{ChoiceGame, NamedFunction};
use ambimech_model::maxmin::{ChoiceProblem, Scope};
use ambimech_model::number::Natural;
use ambimech_model::play::{CanonicalGame, EconomyGame, GameKind, NamedReward, Notion, PlayedGame};
use ambimech_model::robust::{BadOutcome, Concept, PayoffEnvironment};
use ambimech_solve::choice_play::{choice_play_size, deepest_bad_outcome, search_choice_play};
use ambimech_solve::play::{play_size, rewards_to_search, search_play, types_of_space, uniform_types};
use ambimech_solve::robust::{decide_bad_outcome, scope_of};
use pyo3::prelude::*;
use serde_json::Value;

/// The text of a file, its name and its format.
type Written = (String, String, String);
/// An answer, or what is wrong with what was given.
type Found = Result<Value, Box<Diagnostic>>;

/// Coalitions, or deceptions of coalitions, are looked at one by one.
const MAX_AGENTS: [usize; 2] = [16, 8];

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    /// Claims and numbers of the bounded space that is counted.
    numbers: u64,
    /// Strategy profiles at most.
    limit: u64,
}

fn wrong(title: impl Into<String>, expected: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::about_file("", title.into()).expected(expected.into()))
}

fn require_few(agents: usize, most: usize) -> Result<(), Box<Diagnostic>> {
    if agents <= most {
        return Ok(());
    }
    Err(wrong(format!("{agents} agents"), format!("at most {most}, because coalitions are looked at one by one")))
}

fn nothing_to_play() -> Box<Diagnostic> {
    wrong("nothing to play", "a file with [[profiles]], or search=True")
}

fn no_bad_outcome() -> Box<Diagnostic> {
    wrong(
        "the environment has no bad outcome, which the canonical mechanism needs",
        "an outcome that is worse than every choice for everybody",
    )
}

fn fault_of_program(why: &str) -> Box<Diagnostic> {
    wrong(format!("an answer was not accepted ({why}), a fault of this program"), "an accepted answer")
}

/// Plays, or searches, a canonical mechanism for payoffs alone: `robust`, or `economy`.
#[pyfunction]
#[pyo3(signature = (environment, file, type_space, words, bounds, is_economy))]
pub fn play_payoffs(
    py: Python<'_>,
    environment: &Payoffs,
    file: Option<Written>,
    type_space: Option<Written>,
    words: (String, String),
    bounds: Option<(u64, u64)>,
    is_economy: bool,
) -> PyResult<String> {
    let concept = word::concept(py, &words.0)?;
    let notions = [Notion::Pooled, Notion::Committed];
    let notion = notions.into_iter().find(|notion| notion.name() == words.1).ok_or_else(|| {
        fault::unknown_word(py, "notion", &words.1, &notions.map(|notion| notion.name().to_string()))
    })?;
    let bounds = bounds.map(|(numbers, limit)| Bounds { numbers, limit });
    let model = environment.model();
    let found = job::run(py, move || {
        let file = match &file {
            Some((text, name, format)) => parse_play(text, name, format_of(format), &model)?,
            None => PlayFile::default(),
        };
        require_few(model.agent_count(), MAX_AGENTS[0])?;
        let question = Question { environment: &model, concept, notion, type_space: type_space.as_ref(), bounds };
        if is_economy { question.economy(file) } else { question.robust(file) }
    })?;
    found.map(|value: Value| value.to_string()).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
}

/// What is asked of a payoff environment; without bounds profiles are played.
struct Question<'q> {
    environment: &'q PayoffEnvironment,
    concept: Concept,
    notion: Notion,
    type_space: Option<&'q Written>,
    bounds: Option<Bounds>,
}

impl Question<'_> {
    /// Theorems 2.5.1 and 2.6.1.
    fn robust(&self, file: PlayFile) -> Found {
        let bad = match decide_bad_outcome(self.environment) {
            Ok(BadOutcome::Holds { lottery, .. }) => lottery,
            Ok(BadOutcome::Fails(_)) => return Err(no_bad_outcome()),
            Err(why) => return Err(fault_of_program(&why.to_string())),
        };
        let game = |rewards: Vec<NamedReward>| {
            CanonicalGame::new(self.environment.clone(), scope_of(self.environment, self.concept), bad, rewards)
                .map_err(|error| fault_of_program(&error.to_string()))
        };
        if let Some(bounds) = self.bounds {
            let rewards = rewards_to_search(self.environment, self.concept, file.rewards);
            return self.search(&game(rewards)?, bounds);
        }
        if file.steps.is_empty() {
            return Err(nothing_to_play());
        }
        Ok(json::play_value(&game(file.rewards)?, file.truth, &file.steps))
    }

    /// Section 2.8.1.
    fn economy(&self, file: PlayFile) -> Found {
        let everything = file.everything.ok_or_else(|| {
            wrong(
                "the mechanism of an economy needs outcomes that give everything to one agent",
                "everything = { 1 = \"all-to-1\", … } in the file of profiles",
            )
        })?;
        let game = |rewards: Vec<NamedReward>| {
            let scope = scope_of(self.environment, self.concept);
            EconomyGame::new(self.environment.clone(), scope, everything, rewards).map_err(|error| {
                let frame = self.environment.without_beliefs();
                Box::new(Diagnostic::about_file("", economy_game_error(frame, &error)))
            })
        };
        if let Some(bounds) = self.bounds {
            let rewards = rewards_to_search(self.environment, self.concept, file.rewards);
            return self.search(&game(rewards)?, bounds);
        }
        if file.steps.is_empty() {
            return Err(nothing_to_play());
        }
        Ok(json::economy_play_value(&game(file.rewards)?, file.truth, &file.steps))
    }

    fn search(&self, game: &dyn PlayedGame, bounds: Bounds) -> Found {
        let types = match self.type_space {
            Some((text, name, format)) => {
                let file = parse_type_space(text, name, format_of(format), self.environment)?;
                types_of_space(self.environment, &file.types)
            }
            None => uniform_types(self.environment),
        };
        let types = types.map_err(|error| fault_of_program(&error.to_string()))?;
        if let (GameKind::Economy, Some((agent, own, _))) = (game.kind(), types.first_without_full_support()) {
            let name = self.environment.without_beliefs().agent_name(agent);
            return Err(wrong(
                format!("type {} of agent {name} thinks types of the others impossible", types.name(agent, own)),
                "with economy=True, a positive probability of all types of the others, as section 2.8.1 asks",
            ));
        }
        let size = play_size(game, &types, bounds.numbers);
        if size.reports > Natural::from(bounds.limit) {
            return Ok(json::play_search_value(game, &types, self.notion, &size, None));
        }
        let found = search_play(game, &types, self.notion, &mut |_| {}).map_err(|why| fault_of_program(&why))?;
        Ok(json::play_search_value(game, &types, self.notion, &size, Some(&found)))
    }
}

/// Plays, or searches, the canonical mechanism of a social choice set.
#[pyfunction]
#[pyo3(signature = (environment, file, is_double, bounds))]
pub fn play_choices(
    py: Python<'_>,
    environment: &Choices,
    file: Option<Written>,
    is_double: bool,
    bounds: Option<(u64, u64)>,
) -> PyResult<String> {
    let scope = if is_double { Scope::Double } else { Scope::Pattern };
    let bounds = bounds.map(|(numbers, limit)| Bounds { numbers, limit });
    let model = environment.model();
    let found = job::run(py, move || {
        let file = match &file {
            Some((text, name, format)) => parse_choice_play(text, name, format_of(format), &model)?,
            None => ChoicePlayFile::default(),
        };
        choices(&model, scope, file, bounds)
    })?;
    found.map(|value: Value| value.to_string()).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
}

fn choices(problem: &ChoiceProblem, scope: Scope, file: ChoicePlayFile, bounds: Option<Bounds>) -> Found {
    require_few(problem.environment().space().agent_count(), MAX_AGENTS[1])?;
    let bad = match file.bad {
        Some(bad) => bad,
        None => {
            let deepest = deepest_bad_outcome(problem).map_err(|why| fault_of_program(&why))?;
            deepest.ok_or_else(no_bad_outcome)?
        }
    };
    let game = |rewards: Vec<NamedFunction>| {
        ChoiceGame::new(problem, scope, bad, rewards)
            .map_err(|error| wrong(error.to_string(), "another bad-outcome, or none"))
    };
    let Some(bounds) = bounds else {
        if file.steps.is_empty() {
            return Err(nothing_to_play());
        }
        return Ok(json::choice_play_value(&game(file.rewards)?, file.truth, &file.steps));
    };
    let game = game(ambimech_solve::choice_play::rewards_to_search(problem, scope, file.rewards))?;
    let size = choice_play_size(&game, bounds.numbers);
    if size.reports > Natural::from(bounds.limit) {
        return Ok(json::choice_play_search_value(&game, &size, None));
    }
    let found = search_choice_play(&game, &mut |_| {}).map_err(|why| fault_of_program(&why))?;
    Ok(json::choice_play_search_value(&game, &size, Some(&found)))
}
