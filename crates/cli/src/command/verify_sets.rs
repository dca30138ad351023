//! `ambimech verify` for environments with sets of priors: `ic`, `ir` and `bb` by the criteria asked for.

use super::check_sets::mechanism_tables;
use crate::argument::{Format, Parameters, Verify};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::{AnyEnvironment, read_any_environment, refuse_empty_set};
use ambimech_io::render::{self, text::Page};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Criterion, SetClaim, SetProperty};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::{Goal, Property, Reports};
use ambimech_solve::belief_set::first_empty;
use ambimech_solve::belief_verdict::{StudyOptions, verify_under_sets};
use std::path::Path;

/// An environment file of either kind.
pub fn read_any(path: &Path, parameters: &Parameters) -> Result<AnyEnvironment, Failure> {
    let found = if supervision::is_on() {
        supervision::read_alone(path, |text| text.read_any(&parameters.settings))
    } else {
        read_any_environment(path, &parameters.settings)
    }?;
    if let AnyEnvironment::Sets(sets) = &found {
        refuse_empty(path, parameters, sets)?;
    }
    Ok(found)
}

/// An environment file of either kind as one with sets of beliefs; one belief is a set of one.
pub fn read_sets(path: &Path, parameters: &Parameters) -> Result<AmbiguousEnvironment, Failure> {
    match read_any(path, parameters)? {
        AnyEnvironment::Sets(environment) => Ok(*environment),
        AnyEnvironment::Single(environment) => AmbiguousEnvironment::of_beliefs(&environment).map_err(|_| {
            Failure::Usage(format!("{} has no beliefs\n  = help: give it a [prior] or [priors]", path.display()))
        }),
    }
}

/// Inequalities that no belief satisfies are a mistake in the file, which only a linear program finds.
fn refuse_empty(path: &Path, parameters: &Parameters, environment: &AmbiguousEnvironment) -> Result<(), Failure> {
    let frame = environment.without_beliefs();
    match first_empty(environment) {
        Ok(Some((agent, own))) => {
            let (agent, own) = (frame.agent_name(agent), frame.type_name(agent, own));
            Ok(refuse_empty_set(path, &parameters.settings, agent, own)?)
        }
        // What is not settled here comes up again where it is asked for.
        Ok(None) | Err(_) => Ok(()),
    }
}

/// Runs the command.
pub fn run(options: &Verify, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    if options.collusion.is_some() || options.all {
        return Err(Failure::Usage(
            "--all and --collusion are about one belief of every type\n  = help: ambimech expect --mechanism FILE shows what a report is worth under a set of priors".to_string(),
        ));
    }
    if !options.limits.is_empty() {
        return Err(Failure::Usage(
            "limits on payments are not looked at under sets of priors\n  = help: leave out --liability, --receipt and --ex-post-participation; they do not depend on beliefs, so that `ambimech verify` answers for the same file with a [prior] alone, without --criterion and --certificate".to_string(),
        ));
    }
    let frame = environment.without_beliefs();
    let (mechanism, rules) = mechanism_tables(&options.mechanism, frame)?;
    let criterion = options.criterion.unwrap_or(Criterion::Maxmin);
    let asked = asked(options, &mechanism, criterion)?;
    let study = StudyOptions { criteria: vec![criterion], reports: vec![Reports::Pure, Reports::Mixed] };
    let found = progress::during("verifying", || verify_under_sets(environment, &rules, &study));
    if let Some(path) = &options.certificate {
        let verdicts: Vec<_> = found.answers.iter().map(|answer| answer.verdict.clone()).collect();
        let text = ambimech_io::belief_verdict::render_verdicts(environment, &mechanism, &verdicts);
        output::write_file(path, &text)?;
    }
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_set_verification(frame, &mechanism, &found, &asked, page));
        }
        Format::Json => output::answer_json(&render::json::set_verification_value(frame, &mechanism, &found)),
    }
    let verdicts =
        || found.answers.iter().map(|answer| &answer.verdict).filter(|verdict| asked.contains(&verdict.claim));
    Ok(if verdicts().any(|verdict| !verdict.holds) {
        Outcome::Fails
    } else if verdicts().count() < asked.len() {
        Outcome::Undecided
    } else {
        Outcome::Holds
    })
}

/// The claims that decide the exit code: those required, else those of the mechanism's goal, else all.
fn asked(options: &Verify, mechanism: &Mechanism, criterion: Criterion) -> Result<Vec<SetClaim>, Failure> {
    let claim = |property| SetClaim { property, criterion };
    let of = |property: Property| match property {
        Property::Ic => Some(claim(SetProperty::Ic(options.reports))),
        Property::Ir => Some(claim(SetProperty::Ir)),
        Property::Bb => Some(SetClaim { property: SetProperty::Bb, criterion: Criterion::Maxmin }),
        _ => None,
    };
    let everything = [Property::Ic, Property::Ir, Property::Bb];
    let goal: Option<&Goal> = options.require.as_ref().or(mechanism.goal.as_ref());
    let properties = goal.map_or(everything.to_vec(), Goal::properties);
    let claims: Option<Vec<SetClaim>> = properties.iter().map(|property| of(*property)).collect();
    match claims {
        Some(claims) => Ok(claims),
        None => Err(Failure::Usage(format!(
            "under sets of priors only ic, ir and bb are decided, and {} is asked for\n  = help: choose with --require, as in --require ic,ir",
            goal.map_or(String::new(), ToString::to_string)
        ))),
    }
}
