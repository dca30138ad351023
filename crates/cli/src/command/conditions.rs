//! `ambimech conditions`: decides conditions, with reasons.

use super::{conditions_factored, conditions_sets, verify_sets};
use crate::argument::{Conditions, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, program, progress};
use ambimech_io::environment::AnyEnvironment;
use ambimech_io::exchange::program::ProgramFormat;
use ambimech_io::render::{self, text::Page};
use ambimech_model::certificate::{Certificate, ConditionCertificate};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_solve::condition::decide_condition;
use ambimech_solve::condition::program::condition_programs;
use std::path::Path;

/// Runs the command.
pub fn run(options: &Conditions) -> Result<Outcome, Failure> {
    if let Some(environment) = conditions_factored::read(options)? {
        return conditions_factored::run(options, &environment);
    }
    let environment = match verify_sets::read_any(&options.environment, &options.parameters)? {
        AnyEnvironment::Sets(environment) => return conditions_sets::run(options, &environment),
        AnyEnvironment::Single(environment) => *environment,
    };
    let names = if options.names.is_empty() { Condition::DECIDED.to_vec() } else { options.names.clone() };
    let answers = decide(&environment, &names);
    if let Some(path) = &options.out {
        let settled = answers.iter().filter_map(|(_, verdict)| verdict.certificate());
        let certificates: Vec<Certificate> = settled.cloned().map(Certificate::Condition).collect();
        let digest = ambimech_io::environment_digest(&environment);
        output::write_file(
            path,
            &ambimech_io::certificate::render_certificates(&environment, &digest, &certificates),
        )?;
    }
    if let Some(folder) = &options.programs {
        write_programs(folder, &environment, &names)?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_conditions(&environment, &answers, Page::default())),
        Format::Json => output::answer_json(&render::json::conditions_value(&environment, &answers)),
    }
    Ok(Outcome::of_words(answers.iter().map(|(_, verdict)| verdict.word())))
}

/// Decides these conditions, in this order.
pub fn decide(environment: &Environment, names: &[Condition]) -> Vec<(Condition, Verdict<ConditionCertificate>)> {
    progress::during("deciding conditions", || {
        names.iter().map(|condition| (*condition, decide_condition(environment, *condition))).collect()
    })
}

/// Writes the programs of those conditions that have some, in every format.
fn write_programs(folder: &Path, environment: &Environment, names: &[Condition]) -> Result<(), Failure> {
    output::make_folder(folder)?;
    for condition in names {
        let programs = match condition_programs(environment, *condition) {
            Ok(programs) => programs,
            Err(reason) => {
                let why = render::sentence::condition::undecided(&reason);
                output::remark(&format!("no program for {}: {why}", condition.name()));
                continue;
            }
        };
        for (place, made) in programs.iter().enumerate() {
            let (name, title) = match made.about {
                None => (condition.name().to_string(), condition.name().to_string()),
                Some((agent, own)) => {
                    let of = format!("{}: {}", environment.agent_name(agent), environment.type_name(agent, own));
                    (format!("{}-{}", condition.name(), place + 1), format!("{}, {of}", condition.name()))
                }
            };
            let mut neutral = program::of_condition(environment, made);
            neutral.title = title;
            neutral.remarks.push(meaning(*condition).to_string());
            for format in ProgramFormat::ALL {
                program::write(&folder.join(format!("{name}.{}", format.ending())), &neutral)?;
            }
        }
    }
    Ok(())
}

/// What a program says about its condition.
fn meaning(condition: Condition) -> &'static str {
    match condition {
        Condition::ConvexIndependence => {
            "the condition holds when this program is infeasible for every type of every agent"
        }
        Condition::Identifiability => {
            "the condition holds when the least cost is 0; otherwise it fails unless the weights give a multiple of the prior"
        }
        _ => "the condition holds when, and only when, the least cost is 0",
    }
}
