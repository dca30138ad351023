//! `ambimech decide` and `ambimech design` for environments with sets of priors: goals of `ic`, `ir` and `bb`.
//!
//! With free transfers the theorems about full insurance answer first ([`study_rule`]); then, and with a balanced budget from the start, a decision by
//! cases ([`decide_by_cases`]). A proof of the theorems that no transfer rule does covers mechanisms with several rules too, and one rule is a mechanism
//! of either kind, so that both kinds have the same answer there. Participation costs nothing when transfers are free.

use super::insure::{mechanism_of, outcome_of_study};
use crate::argument::{Decide, Design, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::ambiguous_environment_digest;
use ambimech_io::implementability::render_no_transfers;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::render::{self, text::Page};
use ambimech_io::set_proof::render_cases;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{CaseAnswer, Open, RuleAnswer, RuleStudy, SetGoal};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_solve::implementability::{decide_by_cases, study_rule};
use serde_json::{Value, json};
use std::path::Path;

/// What is asked.
struct Asked<'a> {
    environment: &'a AmbiguousEnvironment,
    goal: &'a Goal,
    mechanism: MechanismKind,
    reports: Reports,
    criterion: Criterion,
    out: Option<&'a Path>,
    format: Format,
}

/// Runs `decide`.
pub fn run(options: &Decide, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    if options.program.is_some() || !options.limits.is_empty() {
        return Err(Failure::Usage(
            "under sets of priors payments are not limited, and no one program decides\n  = help: leave out --program and the limits on payments"
                .to_string(),
        ));
    }
    answer(&Asked {
        environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
        criterion: options.criterion.unwrap_or(Criterion::Maxmin),
        out: options.out.as_deref(),
        format: options.printing.format,
    })
}

/// Runs `design`.
pub fn design(options: &Design, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    if options.method.is_some() || options.few_rules.given().is_some() || !options.limits.is_empty() {
        return Err(Failure::Usage(
            "under sets of priors mechanisms come from full insurance, from bets, or from exact programs case by case\n  = help: leave out --method, its options, and the limits on payments"
                .to_string(),
        ));
    }
    let Some(goal) = &options.goal else {
        return Err(Failure::Usage("a goal is needed\n  = help: --goal implement, ic,ir or ic,bb".to_string()));
    };
    answer(&Asked {
        environment,
        goal,
        mechanism: options.mechanism,
        reports: options.reports,
        criterion: Criterion::Maxmin,
        out: options.out.as_deref(),
        format: options.printing.format,
    })
}

fn answer(asked: &Asked<'_>) -> Result<Outcome, Failure> {
    let properties = asked.goal.properties();
    let is_known = |property: &Property| matches!(property, Property::Ic | Property::Ir | Property::Bb);
    if !properties.iter().all(is_known) || !properties.contains(&Property::Ic) {
        return Err(Failure::Usage(format!(
            "under sets of priors goals of ic, ir and bb are decided, and {} is asked for\n  = expected: --goal ic; ic,ir; ic,bb; or implement, which is ic,ir,bb",
            asked.goal
        )));
    }
    let goal = SetGoal {
        criterion: asked.criterion,
        mechanism: asked.mechanism,
        participation: properties.contains(&Property::Ir),
        balanced: properties.contains(&Property::Bb),
    };
    if !goal.balanced {
        let studies = progress::during("looking for transfers", || study_rule(asked.environment, asked.reports));
        let study = studies.iter().find(|study| study.criterion == asked.criterion);
        let is_open =
            study.is_none_or(|study| matches!(study.answer, RuleAnswer::Undecided(Open::SetsDiffer { .. })));
        if !is_open {
            return by_theorems(asked, &studies);
        }
    }
    let found =
        progress::during("deciding case by case", || decide_by_cases(asked.environment, goal, asked.reports));
    by_cases(asked, goal, &found)
}

/// The answer of the theorems about free transfers.
fn by_theorems(asked: &Asked<'_>, studies: &[RuleStudy]) -> Result<Outcome, Failure> {
    let environment = asked.environment;
    let study = studies.iter().find(|study| study.criterion == asked.criterion);
    let text = match study.map(|study| &study.answer) {
        Some(RuleAnswer::Implementable(scheme)) => Some(mechanism_file(environment, &mechanism_of(&scheme.table))),
        Some(RuleAnswer::Impossible(proof)) => Some(render_no_transfers(environment, proof)),
        _ => None,
    };
    let file = written(asked, text)?;
    match asked.format {
        Format::Text => output::answer(&render::text::render_rule_studies(
            environment,
            studies,
            asked.criterion,
            Page::default(),
        )),
        Format::Json => {
            let mut value = json!({
                "goal": asked.goal.to_string(),
                "mechanism": asked.mechanism.name(),
                "reports": asked.reports.name(),
                "criterion": asked.criterion.name(),
                "verdict": study.map(|study| render::sentence::implementability::rule_word(&study.answer)),
            });
            if let Some(file) = file {
                value["certificate"] = Value::String(file);
            }
            value["criteria"] = render::json::rule_studies_value(environment, studies)["criteria"].take();
            output::answer_json(&value);
        }
    }
    Ok(outcome_of_study(study))
}

/// The answer of a decision by cases.
fn by_cases(asked: &Asked<'_>, goal: SetGoal, found: &CaseAnswer) -> Result<Outcome, Failure> {
    let environment = asked.environment;
    let text = match found {
        CaseAnswer::Reached(scheme) => Some(mechanism_file(
            environment,
            &Mechanism {
                name: String::new(),
                source: String::new(),
                goal: Some(asked.goal.clone()),
                rules: Rules::Tables(scheme.rules.clone()),
            },
        )),
        CaseAnswer::Impossible(proof) => Some(render_cases(environment, proof)),
        CaseAnswer::Undecided(_) => None,
    };
    let file = written(asked, text)?;
    match asked.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_case_answer(environment, goal, asked.reports, found, page));
        }
        Format::Json => {
            let frame = environment.without_beliefs();
            let mut value = render::json::case_answer_value(frame, goal, asked.reports, found);
            value["goal"] = json!(asked.goal.to_string());
            if let Some(file) = file {
                value["certificate"] = Value::String(file);
            }
            output::answer_json(&value);
        }
    }
    Ok(match found {
        CaseAnswer::Reached(_) => Outcome::Holds,
        CaseAnswer::Impossible(_) => Outcome::Fails,
        CaseAnswer::Undecided(_) => Outcome::Undecided,
    })
}

fn mechanism_file(environment: &AmbiguousEnvironment, mechanism: &Mechanism) -> String {
    render_mechanism(environment.without_beliefs(), &ambiguous_environment_digest(environment), mechanism, None)
}

/// Writes the file asked for; its name, when there is something to write.
fn written(asked: &Asked<'_>, text: Option<String>) -> Result<Option<String>, Failure> {
    let Some((path, text)) = asked.out.zip(text) else { return Ok(None) };
    output::write_file(path, &text)?;
    Ok(Some(path.display().to_string()))
}
