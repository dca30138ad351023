//! The questions. Each is answered with the interpreter released.

use crate::answer::Answer;
use crate::answer::comparison::Comparison;
use crate::answer::conditions::{Conditions, Extent};
use crate::answer::counterexample::{Counterexample, Made};
use crate::answer::design::{Asked, Design};
use crate::answer::file_check::{FileCheck, Outcome};
use crate::answer::solution::Solution;
use crate::answer::threshold::Threshold;
use crate::answer::verification::Verification;
use crate::environment::Environment;
use crate::limits::{self, LimitsText};
use crate::mechanism::Mechanism;
use crate::word::{self, Method};
use crate::{fault, job};
use ambimech_io::check::{CheckError, check_text};
use ambimech_io::render::{CertificateStatus, MechanismReport, Report, html, json, latex};
use ambimech_io::{Diagnostic, Format, environment_digest};
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::Condition;
use ambimech_model::counterexample::Wanted;
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::{MechanismKind, Reports};
use ambimech_model::stakes::StakesMeasure;
use ambimech_solve::answer::{answer_goals, every_smooth_value, every_value, list_values, solve_environment};
use ambimech_solve::benchmark::comparison::compare_mechanisms;
use ambimech_solve::benchmark::design_benchmark;
use ambimech_solve::condition::decide_condition;
use ambimech_solve::construction::stakes::stakes_of;
use ambimech_solve::counterexample::counterexample as make_counterexample;
use ambimech_solve::decision::Question;
use ambimech_solve::decision::limited::{decide_by_program_with_limits, decide_with_limits};
use ambimech_solve::decision::threshold::{ParametricQuestion, find_threshold};
use ambimech_solve::design::{design_mechanism, reachable_goals};
use ambimech_solve::few_rules::design_few_rules;
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};
use ambimech_solve::verification::verify_mechanism;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Decides conditions; all of them without names.
#[pyfunction]
#[pyo3(signature = (environment, names=None))]
pub fn conditions(py: Python<'_>, environment: &Environment, names: Option<Vec<String>>) -> PyResult<Answer> {
    let names = match names {
        None => Condition::DECIDED.to_vec(),
        Some(names) => names.iter().map(|name| word::condition(py, name)).collect::<PyResult<Vec<Condition>>>()?,
    };
    let environment = environment.clone();
    let found = job::run(py, move || {
        let decide = |condition| (condition, decide_condition(&environment.model, condition));
        let answers = names.into_iter().map(decide).collect();
        Conditions { extent: Extent::List, environment, answers }
    })?;
    Ok(Answer::new(found))
}

/// Decides exactly whether a kind of mechanism that keeps limits on payments reaches a goal.
#[pyfunction]
pub fn decide(
    py: Python<'_>,
    environment: &Environment,
    goal: &str,
    mechanism: &str,
    reports: &str,
    limits: LimitsText,
) -> PyResult<Answer> {
    let (goal, mechanism) = (word::goal(py, goal)?, word::kind(py, mechanism)?);
    let reports = word::reports(py, reports)?;
    let limits = limits::limits(py, &environment.model, &limits)?;
    let environment = environment.clone();
    let found = job::run(py, move || {
        let question = Question { environment: &environment.model, goal: &goal, mechanism, reports };
        let answer = decide_with_limits(question.with_limits(&limits));
        Design { environment, asked: Asked::Decide(mechanism, reports), goal, answer }
    })?;
    Ok(Answer::new(found))
}

/// Designs a mechanism by a method, with at most so many rules where it looks for few; a mechanism of the literature has a goal of its own.
#[pyfunction]
pub fn design(
    py: Python<'_>,
    environment: &Environment,
    goal: Option<&str>,
    mechanism: &str,
    reports: &str,
    limits: LimitsText,
    how: (Option<String>, Option<usize>),
) -> PyResult<Answer> {
    let (method, rules) = how;
    let method = method.map(|method| word::method(py, &method)).transpose()?;
    let goal = goal.map(|goal| word::goal(py, goal)).transpose()?;
    let goal = match (goal, method) {
        (Some(goal), _) => goal,
        (None, Some(Method::Benchmark(benchmark))) => benchmark.known_for(),
        (None, _) => {
            let missing = Diagnostic::about_file("", "a goal is needed")
                .expected(
                    "implement, extract, coalition-proof, coalition-proof-extract, or properties as in ic,bb",
                )
                .help("only a mechanism of the literature, as method=\"agv\", has a goal of its own");
            return Err(fault::of_argument(py, &missing));
        }
    };
    let (mechanism, reports) = (word::kind(py, mechanism)?, word::reports(py, reports)?);
    if matches!((method, mechanism), (Some(Method::ClosedForm), MechanismKind::Simple)) {
        let clash = Diagnostic::about_file(
            "",
            "a simple mechanism for this allocation rule comes from the exact program, not from a closed form",
        )
        .help("leave out method, or use method=\"lp\"");
        return Err(fault::of_argument(py, &clash));
    }
    if matches!((method, mechanism), (Some(Method::FewRules), MechanismKind::Simple)) {
        let clash =
            Diagnostic::about_file("", "a simple mechanism has one rule, so there are no fewer to look for")
                .help("use method=\"lp\", or leave out mechanism");
        return Err(fault::of_argument(py, &clash));
    }
    if rules.is_some() && !matches!(method, Some(Method::FewRules)) {
        let clash = Diagnostic::about_file("", "rules is about a search for few rules")
            .help("add method=\"few-rules\", or leave rules out");
        return Err(fault::of_argument(py, &clash));
    }
    let limits = limits::limits(py, &environment.model, &limits)?;
    if !limits.is_none() && matches!(method, Some(Method::ClosedForm | Method::Benchmark(_))) {
        let clash = Diagnostic::about_file(
            "",
            "limits on payments are kept by the exact program and by a search for small stakes only",
        )
        .help("use method=\"lp\" or method=\"few-rules\", or leave out method");
        return Err(fault::of_argument(py, &clash));
    }
    let environment = environment.clone();
    let found = job::run(py, move || {
        let model = &environment.model;
        let question = Question { environment: model, goal: &goal, mechanism, reports };
        let open = DesignAnswer::Undecided { goal: goal.clone(), obstacles: Vec::new(), reachable: Vec::new() };
        if let Some(Method::FewRules) = method.filter(|_| !limits.is_none()) {
            let wishes = Wishes { measure: StakesMeasure::LargestPayment, rules, neat: false, symmetric: false };
            let found = design_small_stakes(question, wishes, &limits);
            let answer = found.design_answer().unwrap_or(open);
            return Design { environment, asked: Asked::SmallStakes(Box::new(found)), goal, answer };
        }
        if let Some(Method::FewRules) = method {
            let few = design_few_rules(question, rules);
            let answer = few.design_answer().unwrap_or(open);
            return Design { environment, asked: Asked::FewRules(Box::new(few)), goal, answer };
        }
        let answer = match method {
            Some(Method::Benchmark(benchmark)) => design_benchmark(model, benchmark, Some(&goal), reports),
            Some(Method::ClosedForm) => design_mechanism(model, &goal, reports),
            Some(Method::Program) => decide_by_program_with_limits(question.with_limits(&limits)),
            Some(Method::FewRules) | None => decide_with_limits(question.with_limits(&limits)),
        };
        let is_infeasible = limits.is_none() && matches!(answer, DesignAnswer::Infeasible(_));
        let reachable = is_infeasible.then(|| reachable_goals(model, &goal, reports));
        Design { environment, asked: Asked::Design(reachable), goal, answer }
    })?;
    Ok(Answer::new(found))
}

/// Makes payoffs and an efficient allocation rule that no mechanism implements under the environment's beliefs.
#[pyfunction]
#[pyo3(signature = (environment, condition=None, goal=None, private_values=false))]
pub fn counterexample(
    py: Python<'_>,
    environment: &Environment,
    condition: Option<&str>,
    goal: Option<&str>,
    private_values: bool,
) -> PyResult<Answer> {
    let condition = condition.map(|name| word::condition(py, name)).transpose()?;
    let goal = goal.map(|goal| word::goal(py, goal)).transpose()?;
    let environment = environment.clone();
    let found = job::run(py, move || {
        let wanted = Wanted { condition, private_values, goal };
        let found = make_counterexample(&environment.model, &wanted).map(Made::new);
        Counterexample { environment, found }
    })?;
    Ok(Answer::new(found))
}

/// Verifies every property; the verdict is about those of the goal.
#[pyfunction]
#[pyo3(signature = (mechanism, reports, goal=None))]
pub fn verify(py: Python<'_>, mechanism: &Mechanism, reports: &str, goal: Option<&str>) -> PyResult<Answer> {
    let reports = word::reports(py, reports)?;
    let goal = goal.map(|goal| word::goal(py, goal)).transpose()?;
    let mechanism = mechanism.clone();
    let found = job::run(py, move || {
        let found = verify_mechanism(&mechanism.environment, &mechanism.file.mechanism);
        let goal = goal.as_ref().or(mechanism.file.mechanism.goal.as_ref());
        let asked = found.as_ref().map(|found| found.asked(goal, reports)).unwrap_or_default();
        Verification { mechanism, asked, found }
    })?;
    Ok(Answer::new(found))
}

/// The value of every report under every rule, as JSON.
#[pyfunction]
pub fn values(py: Python<'_>, mechanism: &Mechanism) -> PyResult<String> {
    let mechanism = mechanism.clone();
    let found = job::run(py, move || {
        let (model, rules) = (&mechanism.environment, &mechanism.file.mechanism);
        let values = every_value(model, rules)?;
        Some(json::values_value(model, rules, &values, &every_smooth_value(model, rules)?).to_string())
    })?;
    found.ok_or_else(|| PyValueError::new_err("the rules cannot be evaluated under this prior"))
}

/// The independent checker on the text of a file.
#[pyfunction]
pub fn check(
    py: Python<'_>,
    environment: &Environment,
    text: String,
    file_name: String,
    format: &str,
) -> PyResult<Answer> {
    let format = if format == "toml" { Format::Toml } else { Format::Json };
    let environment = environment.clone();
    let found = job::run(py, move || {
        let outcome = match check_text(&text, &file_name, format, &environment.model) {
            Ok(accepted) => Outcome::Accepted(accepted),
            Err(CheckError::Refused(refused)) => Outcome::Refused(refused),
            Err(CheckError::TooLarge { numbers }) => Outcome::TooLarge(numbers),
            Err(CheckError::Unreadable(diagnostic)) => return Err(diagnostic),
        };
        Ok(FileCheck { environment, outcome })
    })?;
    found.map(Answer::new).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
}

/// The values of a parameter at which a goal is attainable.
#[pyfunction]
pub fn threshold(
    py: Python<'_>,
    environment: &Environment,
    parameter: String,
    goal: &str,
    mechanism: &str,
    reports: &str,
) -> PyResult<Answer> {
    let (goal, mechanism) = (word::goal(py, goal)?, word::kind(py, mechanism)?);
    let reports = word::reports(py, reports)?;
    let environment = environment.clone();
    let found = job::run(py, move || {
        let environment = environment.parametric(&parameter)?;
        let question = ParametricQuestion { environment: &environment, goal: &goal, mechanism, reports };
        let found = find_threshold(question);
        Ok(Threshold { environment, goal, mechanism, reports, found })
    })?;
    found.map(Answer::new).map_err(|diagnostic: Box<Diagnostic>| fault::of_diagnostic(py, &diagnostic))
}

/// The whole job.
#[pyfunction]
#[pyo3(signature = (environment, reports, goal=None))]
pub fn solve(py: Python<'_>, environment: &Environment, reports: &str, goal: Option<&str>) -> PyResult<Answer> {
    Ok(Answer::new(solved(py, environment, reports, goal)?))
}

fn solved(py: Python<'_>, environment: &Environment, reports: &str, goal: Option<&str>) -> PyResult<Solution> {
    let reports = word::reports(py, reports)?;
    let goal = goal.map(|goal| word::goal(py, goal)).transpose()?;
    let environment = environment.clone();
    job::run(py, move || {
        let found = solve_environment(&environment.model, goal.as_ref(), reports, &mut |_| {});
        Solution { environment, reports, found }
    })
}

/// The mechanisms of the literature beside those designed here.
#[pyfunction]
pub fn compare(py: Python<'_>, environment: &Environment, reports: &str) -> PyResult<Answer> {
    let reports = word::reports(py, reports)?;
    let environment = environment.clone();
    let found = job::run(py, move || {
        let found = compare_mechanisms(&environment.model, reports);
        Comparison { environment, found }
    })?;
    Ok(Answer::new(found))
}

/// The report as a page or as a LaTeX document: of the whole job, or about a mechanism.
#[pyfunction]
#[pyo3(signature = (environment, is_latex, mechanism=None))]
pub fn report(
    py: Python<'_>,
    environment: &Environment,
    is_latex: bool,
    mechanism: Option<&Mechanism>,
) -> PyResult<String> {
    let Some(mechanism) = mechanism.cloned() else {
        let solution = solved(py, environment, Reports::Mixed.name(), None)?;
        return Ok(py.detach(move || solution.report_document(is_latex)));
    };
    job::run(py, move || {
        let (model, file) = (&mechanism.environment, &mechanism.file);
        let conditions =
            Condition::DECIDED.map(|condition| (condition, decide_condition(model, condition))).to_vec();
        let verification = verify_mechanism(model, &file.mechanism).ok();
        let values = verification.as_ref().and_then(|_| list_values(model, &file.mechanism));
        let asked = verification.as_ref().map(|found| found.asked(file.mechanism.goal.as_ref(), Reports::Mixed));
        let certificate = match &file.certificate {
            None => CertificateStatus::None,
            Some(certificate) => match check_mechanism(model, &file.mechanism, certificate) {
                Ok(checked) => {
                    CertificateStatus::Accepted(certificate.claims.clone(), certificate.limits.clone(), checked)
                }
                Err(refusal) => CertificateStatus::Refused(refusal),
            },
        };
        let goals = answer_goals(model, None, Reports::Mixed);
        let report = Report {
            environment: model,
            digest: environment_digest(model),
            conditions,
            design: None,
            simple: None,
            goals: &goals,
            fewer: None,
            thresholds: Vec::new(),
            mechanism: Some(MechanismReport {
                mechanism: &file.mechanism,
                asked: asked.unwrap_or_default(),
                verification: verification.as_ref(),
                values: values.as_deref(),
                stakes: stakes_of(model, &file.mechanism),
                certificate,
            }),
            version: env!("CARGO_PKG_VERSION").to_string(),
        };
        if is_latex { latex::render_latex(&report) } else { html::render_html(&report) }
    })
}
