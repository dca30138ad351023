//! `ambimech check`: the independent checker. Depends on `model` and `io` only, so that nothing that finds answers has a
//! part in accepting them.

use super::{check_auction, check_choices, check_economy, check_factored, check_robust, check_sets};
use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::check::{CheckError, check_file, spot_check_file};
use ambimech_io::collusion::check_collusion_file;
use ambimech_io::direction::{DirectionError, check_direction_file};
use ambimech_io::environment::AnyEnvironment;
use ambimech_io::render::{self, text::Page};
use ambimech_model::environment::Environment;

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    if options.spot.is_some() {
        return match check_sets::read_any(options)? {
            AnyEnvironment::Single(environment) => run_spot(options, &environment),
            AnyEnvironment::Sets(_) => Err(Failure::Usage(
                "a spot check is about constraints under one prior\n  = found: an environment with sets of priors\n  = help: leave out --spot"
                    .to_string(),
            )),
        };
    }
    if check_economy::is_about_economies(options) {
        return check_economy::run(options);
    }
    if check_auction::is_about_auctions(options) {
        return check_auction::run(options);
    }
    if let Some(parameter) = &options.parameter {
        return run_direction(options, parameter);
    }
    if check_robust::is_about(options) {
        return check_robust::run(options);
    }
    if check_choices::is_about(options) {
        return check_choices::run(options);
    }
    if check_factored::is_about(options) {
        return check_factored::run(options);
    }
    let environment = match check_sets::read_any(options)? {
        AnyEnvironment::Sets(environment) => return check_sets::run(options, &environment),
        AnyEnvironment::Single(environment) if check_sets::is_about_one_belief(options) => {
            return check_sets::run_one_belief(options, &environment);
        }
        AnyEnvironment::Single(environment)
            if check_sets::is_about_verdicts(options)
                || check_sets::is_about_no_transfers(options)
                || check_sets::format(options).is_some_and(|format| !format.is_about_one_belief()) =>
        {
            return check_sets::run(options, &check_sets::as_sets(options, &environment)?);
        }
        AnyEnvironment::Single(environment) => *environment,
    };
    if let Some(path) = &options.mechanism {
        let mechanism = ambimech_io::mechanism::read_mechanism(path, &environment)?.mechanism;
        let checked = || check_collusion_file(&options.file, &environment, &mechanism);
        return match progress::during("checking", checked) {
            Ok(accepted) => {
                match options.printing.format {
                    Format::Text => {
                        let page = Page::default();
                        output::answer(&render::text::render_accepted_collusion(
                            &environment,
                            &mechanism,
                            &accepted,
                            page,
                        ));
                    }
                    Format::Json => {
                        let json = render::json::accepted_collusion_value(&environment, &mechanism, &accepted);
                        output::answer_json(&json);
                    }
                }
                Ok(Outcome::Holds)
            }
            Err(error) => not_accepted(options, &environment, error),
        };
    }
    match progress::during("checking", || check_file(&options.file, &environment)) {
        Ok(accepted) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_accepted_file(&environment, &accepted, Page::default()))
                }
                Format::Json => output::answer_json(&render::json::accepted_file_value(&environment, &accepted)),
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, &environment, error),
    }
}

/// Checks a file about all values of a parameter on one side.
fn run_direction(options: &Check, parameter: &str) -> Result<Outcome, Failure> {
    let settings = &options.parameters.settings;
    let environment = if supervision::is_on() {
        supervision::read_alone(&options.environment, |text| text.read_parametric(parameter, settings))?
    } else {
        ambimech_io::read_parametric_environment(&options.environment, parameter, settings)?
    };
    match progress::during("checking", || check_direction_file(&options.file, &environment)) {
        Ok(accepted) => {
            match options.printing.format {
                Format::Text => output::answer(&render::text::render_accepted_direction(
                    &environment,
                    &accepted,
                    Page::default(),
                )),
                Format::Json => {
                    output::answer_json(&render::json::accepted_direction_value(&environment, &accepted));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(DirectionError::File(error)) => not_accepted(options, environment.environment(), error),
        Err(DirectionError::Refused(refused)) => {
            match options.printing.format {
                Format::Text => output::answer(&render::text::render_refused_direction(
                    &environment,
                    &refused,
                    Page::default(),
                )),
                Format::Json => {
                    output::answer_json(&render::json::refused_direction_value(&environment, &refused));
                }
            }
            Ok(Outcome::Fails)
        }
    }
}

/// A spot check of a certified mechanism.
fn run_spot(options: &Check, environment: &Environment) -> Result<Outcome, Failure> {
    let number = options.spot.unwrap_or(1);
    let checked = progress::counted(|tell| {
        spot_check_file(&options.file, environment, number, options.seed, &mut |done| tell(0, done, number))
    });
    match checked {
        Ok(checked) => {
            match options.printing.format {
                Format::Text => output::answer(&render::text::render_spot(&checked, Page::default())),
                Format::Json => output::answer_json(&render::json::spot_value(&checked)),
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment, error),
    }
}

/// Why a file was not accepted.
pub(super) fn not_accepted(
    options: &Check,
    environment: &Environment,
    error: CheckError,
) -> Result<Outcome, Failure> {
    match error {
        CheckError::Unreadable(diagnostic) => Err(Failure::Input(diagnostic)),
        CheckError::TooLarge { numbers } => {
            let reason = format!("the check would hold about {numbers} numbers at once, more than are allowed");
            match options.printing.format {
                Format::Text => output::answer(&format!("undecided\n\n{reason}\n")),
                Format::Json => {
                    output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": reason }));
                }
            }
            Ok(Outcome::Undecided)
        }
        CheckError::Refused(refused) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_refused_file(environment, &refused, Page::default()));
                }
                Format::Json => output::answer_json(&render::json::refused_file_value(environment, &refused)),
            }
            Ok(Outcome::Fails)
        }
    }
}
