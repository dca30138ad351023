//! `ambimech conditions` for environments with sets of priors: the conditions that have a meaning there.

use crate::argument::{Conditions, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::sentence::set_condition::not_for_sets;
use ambimech_io::render::{self, text::Page};
use ambimech_io::set_proof::render_conditions_file;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::condition::Condition;
use ambimech_model::set_condition::{SET_CONDITIONS, SetConditionAnswer, SetConditionProof};
use ambimech_solve::set_condition::decide_set_condition;

/// Runs the command.
pub fn run(options: &Conditions, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    if options.programs.is_some() {
        return Err(Failure::Usage(
            "under sets of priors conditions are smallest expectations, without linear programs to write\n  = help: leave out --programs; --out writes the certificates".to_string(),
        ));
    }
    if let Some(other) = options.names.iter().find(|condition| !SET_CONDITIONS.contains(condition)) {
        return Err(Failure::Usage(format!(
            "{} is about one belief of every type, and this environment has sets of priors\n  = found: a condition without a meaning here: {}\n  = expected: {}\n  = help: give the file a [prior] or [beliefs] instead of [priors] to decide it",
            other.name(),
            not_for_sets(*other),
            SET_CONDITIONS.map(Condition::name).join(", ")
        )));
    }
    let names = if options.names.is_empty() { SET_CONDITIONS.to_vec() } else { options.names.clone() };
    let answers: Vec<(Condition, SetConditionAnswer)> = progress::during("deciding conditions", || {
        names.iter().filter_map(|name| Some((*name, decide_set_condition(environment, *name)?))).collect()
    });
    if let Some(path) = &options.out {
        let proofs: Vec<SetConditionProof> = answers.iter().filter_map(|(_, answer)| answer.proof()).collect();
        output::write_file(path, &render_conditions_file(environment, &proofs))?;
    }
    match options.printing.format {
        Format::Text => {
            let all = options.names.is_empty();
            output::answer(&render::text::render_set_conditions(environment, &answers, all, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::set_conditions_value(environment, &answers)),
    }
    Ok(Outcome::of_words(answers.iter().map(|(_, answer)| answer.word())))
}
