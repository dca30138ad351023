//! `ambimech auction --discretise`: a grid of the auction as an environment, and what is decided about both.

use crate::argument::{Auction as Options, Format, Parts};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::Format as FileFormat;
use ambimech_io::auction::{AnyAuction, NoGridFile, render_grid_environment};
use ambimech_io::environment::{AnyEnvironment, EnvironmentText, ambiguous_environment_digest};
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::render::{self, GridReport, text::Page};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::auction::Auction;
use ambimech_model::auction::belief::BeliefSet;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::grid::{Grid, GridError, MAX_PROFILES};
use ambimech_model::auction::grid_reward::grid_rewards;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{insured_rule, mechanism_of};
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use ambimech_solve::auction::{study_auction, study_general_auction};
use ambimech_solve::implementability::decide_rule;

/// Types of a bidder beyond which the grid is written, but not decided.
const MOST_TYPES: usize = 100;

/// Runs the command.
pub fn run(options: &Options, parts: &Parts) -> Result<Outcome, Failure> {
    let Some(path) = &options.out else {
        let message = "--discretise without --out\n  = expected: --out FILE.toml for the environment file";
        return Err(Failure::Usage(message.to_string()));
    };
    if path.extension().and_then(|ending| ending.to_str()) != Some("toml") {
        return Err(Failure::Usage(format!(
            "--out {} does not end in .toml\n  = expected: a name for an environment file, which is TOML",
            path.display()
        )));
    }
    let read = options.read_any()?;
    let (general, polynomial) = match &read {
        AnyAuction::Polynomial(auction) => (GeneralAuction::of(auction), Some(auction)),
        AnyAuction::General(general) => (general.clone(), None),
    };
    let grid = Grid::new(&general, &parts.of(general.frame())?).map_err(|error| grid_failure(error, parts))?;
    let text = render_grid_environment(&grid).map_err(file_failure)?;
    let environment = read_back(&text)?;
    let study = progress::during("deciding conditions of the auction", || match polynomial {
        Some(auction) => study_auction(auction),
        None => study_general_auction(&general),
    });
    let is_small = general.frame().agents().all(|agent| grid.types(agent).len() <= MOST_TYPES);
    let answer = is_small.then(|| {
        progress::during("looking for transfers on the grid", || {
            decide_rule(&environment, Criterion::Maxmin, Reports::Pure)
        })
    });
    let mechanism = match &options.mechanism {
        Some(_) => Some(scheme(polynomial, &grid, &environment)?),
        None => None,
    };
    output::write_file(path, &text)?;
    if let (Some(path), Some(mechanism)) = (&options.mechanism, &mechanism) {
        output::write_file(path, mechanism)?;
    }
    let report = GridReport {
        grid: &grid,
        conclusion: study.conclusion,
        answer: answer.as_ref(),
        environment: path.display().to_string(),
        mechanism: options.mechanism.as_ref().map(|path| path.display().to_string()),
        keeps_balls: keeps_balls(&grid),
    };
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_auction_grid(&report, Page::default())),
        Format::Json => output::answer_json(&render::json::auction_grid_value(&report)),
    }
    Ok(Outcome::Holds)
}

/// The environment that the file describes.
fn read_back(text: &str) -> Result<AmbiguousEnvironment, Failure> {
    let text = EnvironmentText { text, file_name: "the grid", format: FileFormat::Toml, folder: None };
    match text.read_any(&[])? {
        AnyEnvironment::Sets(environment) => Ok(*environment),
        AnyEnvironment::Single(environment) => AmbiguousEnvironment::of_beliefs(&environment)
            .map_err(|_| Failure::Usage("a cell of the grid has probability 0 under the only belief\n  = help: narrow the range of the signal to where its density is positive".to_string())),
    }
}

/// x_full at the types of the grid, as a mechanism file.
fn scheme(
    auction: Option<&Auction>,
    grid: &Grid<'_>,
    environment: &AmbiguousEnvironment,
) -> Result<String, Failure> {
    let none = || {
        Failure::Usage(
            "--mechanism: the probability of winning has no closed form, so that rewards are not computed\n  = help: leave --mechanism out; ambimech insure makes a mechanism for the grid".to_string(),
        )
    };
    let found = grid_rewards(auction.ok_or_else(none)?, grid).map_err(|_| none())?;
    let middle = |(low, high): &(Rational, Rational)| (low + high) / Rational::from(2);
    let rewards: Vec<Vec<Rational>> = found.iter().map(|rewards| rewards.iter().map(middle).collect()).collect();
    let table = insured_rule(environment, &rewards).ok_or_else(none)?;
    let digest = ambiguous_environment_digest(environment);
    Ok(render_mechanism(environment.without_beliefs(), &digest, &mechanism_of(&table), None))
}

/// Whether balls of the auction are balls on the grid, where a bidder has one.
fn keeps_balls(grid: &Grid<'_>) -> Option<bool> {
    let frame = grid.auction().frame();
    if frame.has_orders() {
        return None;
    }
    let balls = frame.agents().filter_map(|agent| match &frame.bidder(agent).beliefs {
        BeliefSet::Prokhorov { radius, .. } => Some(grid.keeps_balls(agent, radius)),
        _ => None,
    });
    balls.reduce(|all, one| all && one)
}

fn grid_failure(error: GridError, parts: &Parts) -> Failure {
    Failure::Usage(match error {
        GridError::Parts => format!(
            "--discretise {parts} has a part that is not at least 1\n  = expected: numbers of parts from 1 on"
        ),
        GridError::Empty => format!(
            "--discretise {parts}: no midpoint of a cell keeps the orders of the file\n  = help: use more parts"
        ),
        GridError::TooLarge => format!(
            "--discretise {parts} makes a grid with too many type profiles\n  = expected: at most {MAX_PROFILES}, the product of all numbers of parts of all bidders\n  = help: use fewer parts, for some components only one, as in theta=6,c=2"
        ),
    })
}

fn file_failure(error: NoGridFile) -> Failure {
    Failure::Usage(match error {
        NoGridFile::NoValue => "a value has no number at a point of the grid\n  = expected: values that are defined everywhere".to_string(),
        NoGridFile::TooManyDistances => "too many distances between type profiles for a Prokhorov ball\n  = help: cut one component only, as in theta=6,c=1, or use fewer parts".to_string(),
    })
}
