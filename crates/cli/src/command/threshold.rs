//! `ambimech threshold`: the values of a parameter at which a goal is attainable.

use super::{least_limit, verify_sets};
use crate::argument::{Format, Threshold as Options};
use crate::outcome::{Failure, Outcome};
use crate::{output, program, progress, supervision};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::direction::render_direction;
use ambimech_io::environment::{AnyEnvironment, render_environment_toml};
use ambimech_io::render::{self, ThresholdQuestion, text::Page};
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::number::Rational;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::property::Property;
use ambimech_model::threshold::{Exclusion, Limit, Threshold};
use ambimech_solve::decision::threshold::{ParametricQuestion, find_threshold, with_threshold_program};
use std::path::Path;

/// Runs the command.
pub fn run(options: &Options) -> Result<Outcome, Failure> {
    let parameter = match (&options.parameter, options.cap) {
        (_, Some(cap)) => return least_limit::run(options, cap),
        (Some(parameter), None) => parameter,
        // The parser asks for one of the two.
        (None, None) => return Err(Failure::Usage("--parameter or --cap is needed".to_string())),
    };
    if !options.limits.is_empty() {
        return Err(Failure::Usage(
            "limits on payments are not part of the program about a parameter\n  = help: ask for the smallest limit with \
             --cap, or decide at one value: ambimech decide ENV --set NAME=VALUE --liability AMOUNT"
                .to_string(),
        ));
    }
    if let Ok(AnyEnvironment::Sets(_)) = verify_sets::read_any(&options.environment, &options.parameters) {
        return Err(Failure::Usage(
            "a threshold is the end of an interval, and under sets of priors the values that do need not form one\n  = found: [priors], several beliefs of a type\n  = expected: [prior] or [beliefs]\n  = \
             help: what a lie gains in its worst case is concave in a parameter of the payoffs, so that it can be harmless on both sides of values at which it is not; decide at single values: ambimech \
             decide ENV --set NAME=VALUE\n  = help: for the least amount of ambiguity: ambimech ambiguity"
                .to_string(),
        ));
    }
    let settings = &options.parameters.settings;
    let environment = if supervision::is_on() {
        supervision::read_alone(&options.environment, |text| text.read_parametric(parameter, settings))?
    } else {
        ambimech_io::read_parametric_environment(&options.environment, parameter, settings)?
    };
    let question = ParametricQuestion {
        environment: &environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
    };
    let found = progress::during("looking for the threshold", || find_threshold(question));
    if let Some(folder) = &options.out {
        output::make_folder(folder)?;
        write_files(folder, &environment, &found)?;
    }
    if let Some(path) = &options.program {
        write_programs(path, question)?;
    }
    let asked = ThresholdQuestion {
        environment: &environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
    };
    match options.printing.format {
        Format::Text => {
            supervision::leave_answer(|| render::html::threshold_fragment(&asked, &found));
            output::answer(&render::text::render_threshold(&asked, &found, Page::default()));
        }
        Format::Json => {
            let mut json = render::json::threshold_value(&asked, &found);
            if let Some(folder) = &options.out {
                json["folder"] = serde_json::Value::String(folder.display().to_string());
            }
            output::answer_json(&json);
        }
    }
    Ok(match found {
        Threshold::Between(_) => Outcome::Holds,
        Threshold::Never(_) => Outcome::Fails,
        Threshold::Undecided(_) => Outcome::Undecided,
    })
}

/// The mechanism at each end, the certificate beyond it, or mechanisms for all values where there is no end, and the environments that they are about.
fn write_files(folder: &Path, environment: &ParametricEnvironment, found: &Threshold) -> Result<(), Failure> {
    match found {
        Threshold::Between(interval) => {
            for (name, limit) in [("lower", &interval.lower), ("upper", &interval.upper)] {
                let Some(Limit { value, mechanism, exclusion }) = limit else { continue };
                write_mechanism(folder, &format!("{name}-mechanism.json"), environment, value, mechanism)?;
                write_certificate(folder, &format!("beyond-{name}.json"), environment, exclusion)?;
            }
            let sides =
                [("endless-below.json", &interval.endless_below), ("endless-above.json", &interval.endless_above)];
            for (name, endless) in sides {
                let Some(endless) = endless else { continue };
                output::write_file(&folder.join(name), &render_direction(environment, &endless.direction))?;
            }
            if let Some((value, mechanism)) = &interval.inside {
                write_mechanism(folder, "mechanism.json", environment, value, mechanism)?;
            }
        }
        Threshold::Never(exclusions) => {
            for (place, exclusion) in exclusions.iter().enumerate() {
                write_certificate(folder, &format!("never-{}.json", place + 1), environment, exclusion)?;
            }
        }
        Threshold::Undecided(_) => {}
    }
    Ok(())
}

fn write_mechanism(
    folder: &Path,
    name: &str,
    environment: &ParametricEnvironment,
    value: &Rational,
    design: &Design,
) -> Result<(), Failure> {
    let answer = DesignAnswer::Done(Box::new(design.clone()));
    write_answer(folder, name, environment, value, &answer)
}

fn write_certificate(
    folder: &Path,
    name: &str,
    environment: &ParametricEnvironment,
    exclusion: &Exclusion,
) -> Result<(), Failure> {
    let answer = DesignAnswer::Infeasible(exclusion.certificate.clone());
    write_answer(folder, name, environment, &exclusion.checked_at, &answer)
}

/// Writes the file of an answer about the environment at a value of the parameter.
fn write_answer(
    folder: &Path,
    name: &str,
    environment: &ParametricEnvironment,
    value: &Rational,
    answer: &DesignAnswer,
) -> Result<(), Failure> {
    // An answer at this value was found, so the environment exists there.
    let Ok(there) = environment.at(value) else { return Ok(()) };
    match render_answer_file(&there, answer, Store::Auto) {
        Some(file) => {
            output::write_file(&folder.join(name), &file)?;
            output::write_file(&folder.join(environment_name(name)), &render_environment_toml(&there))
        }
        None => Ok(()),
    }
}

/// The file of the environment that an answer is about, the allocation written out: an efficient rule may be another one at another
/// value.
fn environment_name(answer: &str) -> String {
    let stem = answer.trim_end_matches(".json");
    format!("{}-environment.toml", stem.strip_suffix("-mechanism").unwrap_or(stem))
}

/// The programs with the smallest and the largest value of the parameter as their aim.
fn write_programs(path: &Path, question: ParametricQuestion<'_>) -> Result<(), Failure> {
    program::format_of(path)?;
    let parameter = question.environment.parameter();
    let environment = question.environment.environment();
    let title = format!(
        "{}: values of {parameter} at which goal {} is attainable with a mechanism that is {}, against {} reports",
        if environment.name().is_empty() { "ambimech" } else { environment.name() },
        question.goal,
        question.mechanism.name(),
        question.reports.name()
    );
    let made = progress::during("setting up the program", || {
        with_threshold_program(question, |made| {
            program::of_decision(environment, made, parameter, (title, Vec::new()))
        })
    });
    let made = made.map_err(|obstacle| {
        let words = render::sentence::obstacle::obstacle(environment, &obstacle).join(" ");
        Failure::Usage(format!("there is no program to write: {words}\n  = help: leave --program out"))
    })?;
    for (word, is_largest) in [("smallest", false), ("largest", true)] {
        let mut aimed = program::with_aim(made.clone(), is_largest);
        aimed.remarks.push(match is_largest {
            false => format!("minimises {parameter}"),
            true => format!("minimises minus {parameter}"),
        });
        if question.goal.asks_for(Property::Fse) {
            aimed.remarks.push("that the allocation rule must be efficient is no row of this program".to_string());
        }
        let (stem, ending) = (path.file_stem().unwrap_or_default(), path.extension().unwrap_or_default());
        let name = format!("{}-{word}.{}", stem.to_string_lossy(), ending.to_string_lossy());
        program::write(&path.with_file_name(name), &aimed)?;
    }
    Ok(())
}
