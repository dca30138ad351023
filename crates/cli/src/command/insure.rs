//! `ambimech insure`: transfers that make truth optimal under sets of beliefs, or the proof that there are none; full insurance.

use super::check_sets::mechanism_tables;
use super::verify_sets::read_sets;
use crate::argument::{Format, Insure};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::belief_verdict::render_verdicts;
use ambimech_io::environment::ambiguous_environment_digest;
use ambimech_io::implementability::render_no_transfers;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::render::{self, text::Page};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Criterion, SetClaim, SetProperty, SetVerdict};
use ambimech_model::implementability::{RuleAnswer, RuleStudy, insured_rewards, mechanism_of};
use ambimech_model::transfer::TransferTable;
use ambimech_solve::belief_verdict::study;
use ambimech_solve::implementability::{insured_twin, study_rule};
use std::path::Path;

/// Runs the command.
pub fn run(options: &Insure) -> Result<Outcome, Failure> {
    if options.certificate.is_some() && options.certificate == options.out {
        let message = "--out and --certificate name the same file\n  = expected: a file for the mechanism and another for what is proved of it";
        return Err(Failure::Usage(message.to_string()));
    }
    let environment = read_sets(&options.environment, &options.parameters)?;
    if let Some(path) = &options.mechanism {
        return twin(options, path, &environment);
    }
    let studies = progress::during("looking for transfers", || study_rule(&environment, options.reports));
    let asked = studies.iter().find(|study| study.criterion == options.criterion);
    match asked.map(|study| &study.answer) {
        Some(RuleAnswer::Implementable(scheme)) => {
            write(options, &environment, &scheme.table, &scheme.verdicts)?;
        }
        Some(RuleAnswer::Impossible(proof)) => {
            if let Some(path) = &options.out {
                output::write_file(path, &render_no_transfers(&environment, proof))?;
            }
        }
        _ => {}
    }
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_rule_studies(&environment, &studies, options.criterion, page));
        }
        Format::Json => output::answer_json(&render::json::rule_studies_value(&environment, &studies)),
    }
    Ok(outcome_of_study(asked))
}

/// What the exit code says about a study.
pub(super) fn outcome_of_study(study: Option<&RuleStudy>) -> Outcome {
    match study.map(|study| &study.answer) {
        Some(RuleAnswer::Implementable(_)) => Outcome::Holds,
        Some(RuleAnswer::Impossible(_)) => Outcome::Fails,
        _ => Outcome::Undecided,
    }
}

/// The mechanism with this rule, and what is proved of it.
fn write(
    options: &Insure,
    environment: &AmbiguousEnvironment,
    table: &TransferTable,
    verdicts: &[SetVerdict],
) -> Result<(), Failure> {
    let mechanism = mechanism_of(table);
    let mut files = Vec::new();
    if let Some(path) = &options.out {
        let digest = ambiguous_environment_digest(environment);
        let text = render_mechanism(environment.without_beliefs(), &digest, &mechanism, None);
        files.push((path.as_path(), text));
    }
    if let Some(path) = &options.certificate {
        files.push((path.as_path(), render_verdicts(environment, &mechanism, verdicts)));
    }
    output::write_files(&files)
}

/// Whether a mechanism insures everybody, and its insured twin.
fn twin(options: &Insure, path: &Path, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    let frame = environment.without_beliefs();
    let (_, rules) = mechanism_tables(path, frame)?;
    let found = rules.iter().map(|rule| insured_rewards(environment, &rule.table));
    let found = found.collect::<Result<Vec<_>, _>>().map(|mut rewards| rewards.swap_remove(0));
    let made = match progress::during("insuring", || insured_twin(environment, &rules)) {
        Ok(made) => made,
        Err(why) => {
            let why = render::sentence::scenario::no_verdict(frame, &why);
            match options.printing.format {
                Format::Text => output::answer(&format!("undecided\n\n{why}\n")),
                Format::Json => {
                    output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": why }));
                }
            }
            return Ok(Outcome::Undecided);
        }
    };
    let rule = [made.rule.clone()];
    let mut verdicts = Vec::new();
    for property in [SetProperty::Ic(options.reports), SetProperty::Ir] {
        let claim = SetClaim { property, criterion: Criterion::Maxmin };
        if let Ok(answer) = study(environment, &rule, claim) {
            verdicts.push(answer.verdict);
        }
    }
    write(options, environment, &made.rule.table, &verdicts)?;
    let shown = (made.values.as_slice(), &made.rule.table, verdicts.as_slice());
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_insured(frame, &found, shown, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::insured_value(frame, &found, shown)),
    }
    Ok(if found.is_ok() { Outcome::Holds } else { Outcome::Fails })
}
