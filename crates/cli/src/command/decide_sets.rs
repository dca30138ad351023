//! `ambimech decide` and `ambimech design` for environments with sets of priors: goals of `ic`, `ir` and `bb`.

use super::insure::outcome_of_study;
use crate::argument::{Decide, Design, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{self, text::Page};
use ambimech_io::set_proof::render_set_decision;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{CaseAnswer, SetDecision, SetGoal};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_solve::implementability::decide_under_sets;
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
    let Some(goal) = SetGoal::of(asked.goal, asked.mechanism, asked.criterion) else {
        return Err(Failure::Usage(format!(
            "under sets of priors goals of ic, ir and bb are decided, and {} is asked for\n  = expected: --goal ic; ic,ir; ic,bb; or implement, which is ic,ir,bb",
            asked.goal
        )));
    };
    let environment = asked.environment;
    let found = progress::during("deciding", || decide_under_sets(environment, goal, asked.reports));
    let file = render_set_decision(environment, asked.goal, asked.criterion, &found);
    let file = asked.out.zip(file);
    if let Some((path, text)) = &file {
        output::write_file(path, text)?;
    }
    match (asked.format, &found) {
        (Format::Text, SetDecision::Theorems(studies)) => {
            let page = Page::default();
            output::answer(&render::text::render_rule_studies(environment, studies, asked.criterion, page));
        }
        (Format::Text, SetDecision::Cases(answer)) => {
            let page = Page::default();
            output::answer(&render::text::render_case_answer(environment, goal, asked.reports, answer, page));
        }
        (Format::Json, _) => {
            let file = file.map(|(path, _)| path.display().to_string());
            let about = (asked.goal, goal);
            let value =
                render::json::set_decision_value(environment, about, asked.reports, &found, file.as_deref());
            output::answer_json(&value);
        }
    }
    Ok(match &found {
        SetDecision::Theorems(_) => outcome_of_study(found.study(asked.criterion)),
        SetDecision::Cases(CaseAnswer::Reached(_)) => Outcome::Holds,
        SetDecision::Cases(CaseAnswer::Impossible(_)) => Outcome::Fails,
        SetDecision::Cases(CaseAnswer::Undecided(_)) => Outcome::Undecided,
    })
}
