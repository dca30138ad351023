//! `ambimech decide` for environments with sets of priors: goals `ic` and `ic,ir` with free transfers.
//!
//! A proof that no transfer rule does covers mechanisms with several rules too (Theorem 1 of [`ambimech_model::implementability`]), and one rule is a
//! mechanism of either kind, so that both kinds have the same answer. Participation costs nothing.

use super::insure::{mechanism_of, outcome_of_study};
use super::sets_story::refuse_goal;
use crate::argument::{Decide, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::ambiguous_environment_digest;
use ambimech_io::implementability::render_no_transfers;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::render::{self, text::Page};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::RuleAnswer;
use ambimech_solve::implementability::study_rule;
use serde_json::{Value, json};

/// Runs the command.
pub fn run(options: &Decide, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    refuse_goal(&options.goal)?;
    if options.program.is_some() || !options.limits.is_empty() {
        return Err(Failure::Usage(
            "under sets of priors transfers are free, and no one program decides\n  = help: leave out --program and the limits on payments"
                .to_string(),
        ));
    }
    let studies = progress::during("looking for transfers", || study_rule(environment, options.reports));
    let maxmin = studies.iter().find(|study| study.criterion == Criterion::Maxmin);
    let file = match (maxmin.map(|study| &study.answer), &options.out) {
        (Some(RuleAnswer::Implementable(scheme)), Some(path)) => {
            let digest = ambiguous_environment_digest(environment);
            let made = mechanism_of(&scheme.table);
            let text = render_mechanism(environment.without_beliefs(), &digest, &made, None);
            output::write_file(path, &text)?;
            Some(path.display().to_string())
        }
        (Some(RuleAnswer::Impossible(proof)), Some(path)) => {
            output::write_file(path, &render_no_transfers(environment, proof))?;
            Some(path.display().to_string())
        }
        _ => None,
    };
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_rule_studies(
            environment,
            &studies,
            Criterion::Maxmin,
            Page::default(),
        )),
        Format::Json => {
            let mut value = json!({
                "goal": options.goal.to_string(),
                "mechanism": options.mechanism.name(),
                "reports": options.reports.name(),
                "verdict": maxmin.map(|study| render::sentence::implementability::rule_word(&study.answer)),
            });
            if let Some(file) = file {
                value["certificate"] = Value::String(file);
            }
            value["criteria"] = render::json::rule_studies_value(environment, &studies)["criteria"].take();
            output::answer_json(&value);
        }
    }
    Ok(outcome_of_study(maxmin))
}
