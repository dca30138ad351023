//! `ambimech design`: a mechanism for a goal, or the proof that there is none.

use super::{decide_sets, few_rules, small_stakes, verify_sets};
use crate::argument::{Design, Format, Method};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::answer_file::render_answer_file;
use ambimech_io::environment::AnyEnvironment;
use ambimech_io::render::{self, text::Page};
use ambimech_model::benchmark::Benchmark;
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::MechanismKind;
use ambimech_solve::benchmark::design_benchmark;
use ambimech_solve::decision::Question;
use ambimech_solve::decision::limited::{decide_by_program_with_limits, decide_with_limits};
use ambimech_solve::design::{design_mechanism, reachable_goals};

/// Runs the command.
pub fn run(options: &Design) -> Result<Outcome, Failure> {
    let environment = match verify_sets::read_any(&options.environment, &options.parameters)? {
        AnyEnvironment::Sets(environment) => return decide_sets::design(options, &environment),
        AnyEnvironment::Single(environment) => *environment,
    };
    let few = options.method == Some(Method::FewRules);
    if let Some(option) = options.few_rules.given().filter(|_| !few) {
        return Err(Failure::Usage(format!(
            "{option} is about a search for few rules\n  = help: add --method few-rules, or leave {option} out"
        )));
    }
    if options.few_rules.proof.is_some() && !few {
        return Err(Failure::Usage(
            "--proof is about a search for few rules\n  = help: add --method few-rules, or leave --proof out"
                .to_string(),
        ));
    }
    if few && options.mechanism == MechanismKind::Simple {
        return Err(Failure::Usage(
            "a simple mechanism has one rule, so there are no fewer to look for\n  = help: use --method lp, or leave out \
             --mechanism"
                .to_string(),
        ));
    }
    if options.method == Some(Method::ClosedForm) && options.mechanism == MechanismKind::Simple {
        return Err(Failure::Usage(
            "a simple mechanism for this allocation rule comes from the exact program, not from a closed form\n  \
             = help: leave out --method, or use --method lp"
                .to_string(),
        ));
    }
    let known = options.method.and_then(Method::benchmark);
    let goal = options.goal.clone().or_else(|| known.map(Benchmark::known_for));
    let Some(goal) = goal else {
        return Err(Failure::Usage(
            "a goal is needed\n  = help: --goal implement, extract, coalition-proof, coalition-proof-extract, or properties as \
             in ic,bb; only a mechanism of the literature (--method agv) has one of its own"
                .to_string(),
        ));
    };
    let question = Question {
        environment: &environment,
        goal: &goal,
        mechanism: options.mechanism,
        reports: options.reports,
    };
    let limits = options.limits.of(&environment)?;
    if !limits.is_none() && !matches!(options.method, None | Some(Method::Lp | Method::FewRules)) {
        return Err(Failure::Usage(
            "limits on payments are kept by the exact program and by a search for small stakes only\n  = help: use --method lp or \
             --method few-rules, or leave out --method"
                .to_string(),
        ));
    }
    let few_options = &options.few_rules;
    let is_about_stakes =
        few_options.smallest.is_some() || few_options.neat || few_options.symmetric || !limits.is_none();
    if few && is_about_stakes {
        return small_stakes::run(options, question, &limits);
    }
    if few {
        return few_rules::run(options, question);
    }
    let limited = question.with_limits(&limits);
    let answer = progress::during("designing", || match (options.method, known) {
        (_, Some(benchmark)) => design_benchmark(&environment, benchmark, Some(&goal), options.reports),
        (Some(Method::ClosedForm), _) => design_mechanism(&environment, &goal, options.reports),
        (Some(Method::Lp), _) => decide_by_program_with_limits(limited),
        _ => decide_with_limits(limited),
    });
    let file = render_answer_file(&environment, &answer, options.store.into());
    if let (Some(path), Some(file)) = (&options.out, &file) {
        output::write_file(path, file)?;
    }
    let reachable = match &answer {
        DesignAnswer::Infeasible(found) if found.limits().is_none() => {
            Some(reachable_goals(&environment, &goal, options.reports))
        }
        _ => None,
    };
    match options.printing.format {
        Format::Text => {
            let mut text = render::text::render_design(&environment, &answer, Page::default());
            if let Some(reachable) = &reachable {
                text.push_str(&format!("\n{}", render::text::render_reachable(reachable)));
            }
            supervision::leave_answer(|| render::html::design_fragment(&environment, &answer));
            output::answer(&text);
        }
        Format::Json => {
            let mut json = render::json::design_value(&environment, &answer);
            if let Some(reachable) = &reachable {
                json["reachable"] = reachable.iter().map(ToString::to_string).collect();
            }
            // The file itself, or where it was written.
            json["file"] = match (&options.out, file) {
                (Some(path), Some(_)) => serde_json::Value::String(path.display().to_string()),
                (_, file) => file.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            };
            output::answer_json(&json);
        }
    }
    Ok(outcome_of(&answer))
}

/// The exit code of a design's answer.
pub fn outcome_of(answer: &DesignAnswer) -> Outcome {
    match answer {
        DesignAnswer::Done(_) => Outcome::Holds,
        DesignAnswer::Infeasible(_) => Outcome::Fails,
        DesignAnswer::Undecided { .. } => Outcome::Undecided,
    }
}
