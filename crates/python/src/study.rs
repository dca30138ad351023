//! Questions about how much a design bears: scales for other attitudes, distances from failing, few rules against small stakes, side
//! contracts. Each is answered
//! with the interpreter released.

use crate::answer::design::{Asked, Design};
use crate::answer::printed::Printed;
use crate::answer::{Answer, Show};
use crate::environment::Environment;
use crate::limits::{self, LimitsText};
use crate::mechanism::Mechanism;
use crate::{fault, job, word};
use ambimech_io::collusion::{Excluded, mechanism_digest, render_contract, render_exclusions};
use ambimech_io::render::sentence::collusion::{excluded, method};
use ambimech_io::render::{json, sentence, text};
use ambimech_io::{Diagnostic, environment_digest};
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::Collusion;
use ambimech_model::design::DesignAnswer;
use ambimech_model::frontier::FrontierAnswer;
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::preference::{Attitude, Utility};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::scale::ScaleStudy;
use ambimech_model::stakes::StakesMeasure;
use ambimech_solve::collusion::find_collusion;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::frontier::{Plan as FrontierPlan, find_frontier, has_fixed_rents};
use ambimech_solve::fragility::way::{Plan, follow};
use ambimech_solve::fragility::{CONDITIONS, find_fragility};
use ambimech_solve::scale::study_scales;
use pyo3::prelude::*;
use serde_json::Value;

/// Kind (`maxmin`, `cara` or `power`), α or the coefficient, ε, and for `power` the wealth; numbers as texts.
type AttitudeText = (String, String, String, Option<String>);

fn attitude(py: Python<'_>, (kind, coefficient, epsilon, wealth): &AttitudeText) -> PyResult<Attitude> {
    let wrong =
        |error: &dyn std::fmt::Display| fault::of_argument(py, &Diagnostic::about_file("", error.to_string()));
    let number = |text: &str| parse_number(text).map_err(|error| wrong(&error));
    let (coefficient, epsilon) = (number(coefficient)?, number(epsilon)?);
    let attitude = match (kind.as_str(), wealth) {
        ("maxmin", _) => Attitude::Maxmin { alpha: coefficient, epsilon },
        ("power", Some(wealth)) => {
            Attitude::Smooth { utility: Utility::Power { coefficient, wealth: number(wealth)? }, epsilon }
        }
        _ => Attitude::Smooth { utility: Utility::Cara { coefficient }, epsilon },
    };
    attitude.checked().map_err(|error| wrong(&error))
}

/// The smallest scale of rules in pairs for one attitude after another.
#[pyfunction]
pub fn scale(
    py: Python<'_>,
    environment: &Environment,
    goal: &str,
    reports: &str,
    attitudes: Vec<AttitudeText>,
) -> PyResult<Answer> {
    let (goal, reports) = (word::goal(py, goal)?, word::reports(py, reports)?);
    let attitudes = attitudes.iter().map(|one| attitude(py, one)).collect::<PyResult<Vec<Attitude>>>()?;
    let environment = environment.clone();
    let found = job::run(py, move || {
        let model = &environment.model;
        let study = study_scales(model, &goal, reports, &attitudes);
        let reason = match &study {
            ScaleStudy::Table(table) => format!("one scale for each of {} attitudes", table.rows.len()),
            ScaleStudy::Obstructed(_) => "rules in pairs cannot be made for this goal".to_string(),
        };
        Printed {
            json: json::scales_value(model, &goal, reports, &study),
            text: text::render_scales(model, &goal, reports, &study, text::Page::default()),
            reasons: vec![reason],
            file: None,
        }
    })?;
    Ok(Answer::new(found))
}

/// How far a condition is from failing, and the mechanisms on the way there.
#[pyfunction]
#[pyo3(signature = (environment, condition, reports, steps, goal=None))]
pub fn fragility(
    py: Python<'_>,
    environment: &Environment,
    condition: &str,
    reports: &str,
    steps: usize,
    goal: Option<&str>,
) -> PyResult<Answer> {
    let asked = word::condition(py, condition)?;
    if !CONDITIONS.contains(&asked) {
        let known = CONDITIONS.map(|condition| condition.name().to_string());
        return Err(fault::unknown_word(py, "condition whose distance from failing is known,", condition, &known));
    }
    let goal = goal.map(|goal| word::goal(py, goal)).transpose()?;
    let plan = Plan { goal, reports: word::reports(py, reports)?, halvings: steps };
    let environment = environment.clone();
    let found = job::run(py, move || {
        let model = &environment.model;
        let mut found = find_fragility(model, asked);
        found.way = follow(model, &found, &plan);
        Printed {
            json: json::fragility_value(model, &found),
            text: text::render_fragility(model, &found, text::Page::default()),
            reasons: vec![sentence::fragility::summary(&found)],
            file: None,
        }
    })?;
    Ok(Answer::new(found))
}

/// Numbers of rules, up to the first wish, against the smallest stakes that are found, in a measure, with neat payments or not.
#[pyfunction]
pub fn frontier(
    py: Python<'_>,
    environment: &Environment,
    goal: &str,
    reports: &str,
    wishes: (usize, String, bool),
    rents: Vec<String>,
    limits: LimitsText,
) -> PyResult<Answer> {
    let (goal, reports) = (word::goal(py, goal)?, word::reports(py, reports)?);
    let (most_rules, measure, neat) = wishes;
    let known = StakesMeasure::ALL.map(|measure| measure.name().to_string());
    let measure = measure.parse().map_err(|_| fault::unknown_word(py, "measure of stakes", &measure, &known))?;
    let wrong =
        |error: &dyn std::fmt::Display| fault::of_argument(py, &Diagnostic::about_file("", error.to_string()));
    let rents = rents.iter().map(|text| parse_number(text).map_err(|error| wrong(&error)));
    let rents = rents.collect::<PyResult<Vec<Rational>>>()?;
    let environment = environment.clone();
    let mechanism = MechanismKind::Ambiguous;
    let question = Question { environment: &environment.model, goal: &goal, mechanism, reports };
    if !rents.is_empty() && has_fixed_rents(question) {
        return Err(wrong(&format!("goal {goal} leaves no choice of rents: leave rents out")));
    }
    let plan = FrontierPlan {
        measure,
        most_rules,
        rents,
        neat,
        limits: limits::limits(py, &environment.model, &limits)?,
    };
    let found = job::run(py, move || {
        let model = &environment.model;
        let found = find_frontier(Question { environment: model, goal: &goal, mechanism, reports }, &plan);
        let designs = match &found {
            FrontierAnswer::Found(frontier) => frontier.levels.iter().flat_map(|level| &level.points).collect(),
            _ => Vec::new(),
        };
        let designs = designs.into_iter().map(|point| (*point.design).clone()).collect();
        let reasons = match &found {
            FrontierAnswer::Found(frontier) => vec![sentence::frontier::summary(frontier)],
            other => sentence::frontier::not_found(model, other).into_iter().collect(),
        };
        let printed = Printed {
            json: json::frontier_value(model, &found),
            text: text::render_frontier(model, &found, text::Page::default()),
            reasons,
            file: None,
        };
        FrontierStudy { environment, printed, goal, reports, designs }
    })?;
    Ok(Answer::new(found))
}

/// A frontier with its mechanisms.
struct FrontierStudy {
    environment: Environment,
    printed: Printed,
    goal: Goal,
    reports: Reports,
    designs: Vec<ambimech_model::design::Design>,
}

impl Show for FrontierStudy {
    fn json(&self) -> Value {
        self.printed.json()
    }

    fn text(&self) -> String {
        self.printed.text()
    }

    fn html(&self) -> String {
        self.printed.html()
    }

    fn latex(&self) -> String {
        self.printed.latex()
    }

    fn reasons(&self) -> Vec<String> {
        self.printed.reasons()
    }

    /// The mechanism of every point, in order.
    fn parts(&self) -> Vec<(String, Environment, Answer)> {
        let part = |(place, design): (usize, &ambimech_model::design::Design)| {
            let design = Design {
                environment: self.environment.clone(),
                asked: Asked::Decide(MechanismKind::Ambiguous, self.reports),
                goal: self.goal.clone(),
                answer: DesignAnswer::Done(Box::new(design.clone())),
            };
            (place.to_string(), self.environment.clone(), Answer::new(design))
        };
        self.designs.iter().enumerate().map(part).collect()
    }
}

/// A profitable side contract of a coalition, given by the numbers of its members, or of any; or the proof that there is none.
#[pyfunction]
#[pyo3(signature = (mechanism, voluntary, coalition=None))]
pub fn collude(
    py: Python<'_>,
    mechanism: &Mechanism,
    voluntary: bool,
    coalition: Option<Vec<usize>>,
) -> PyResult<Answer> {
    let coalition =
        coalition.map(|agents| agents.into_iter().map(AgentId).fold(Coalition::EMPTY, Coalition::with));
    let mechanism = mechanism.clone();
    let found = job::run(py, move || {
        let (model, rules) = (&mechanism.environment, &mechanism.file.mechanism);
        let answer = find_collusion(model, rules, coalition, voluntary);
        let (of_environment, of_mechanism) =
            (environment_digest(model), mechanism_digest(model, rules).unwrap_or_default());
        let digests = (of_environment.as_str(), of_mechanism.as_str());
        let (file, reasons) = match &answer {
            Collusion::Found(found) => {
                let certificate = Some(&found.study.certificate);
                let text = render_contract(model, rules, digests, &found.contract, certificate);
                (Some(text), vec![method(found)])
            }
            Collusion::Excluded(exclusions) => {
                let whole = Excluded { coalition, voluntary, exclusions: exclusions.clone() };
                let text = render_exclusions(model, rules, digests, &whole);
                (Some(text), exclusions.iter().map(|one| excluded(model, rules, one)).collect())
            }
            Collusion::Undecided(reason) => (None, vec![sentence::condition::undecided(reason)]),
        };
        let asked = (coalition, voluntary);
        Printed {
            json: json::collusion_value(model, rules, asked, &answer),
            text: text::render_collusion(model, rules, asked, &answer, text::Page::default()),
            reasons,
            file,
        }
    })?;
    Ok(Answer::new(found))
}
