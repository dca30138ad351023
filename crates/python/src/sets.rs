//! Environments with sets of priors. Answers are what the command line prints as JSON, and the texts of the files that go with them.

use crate::environment::{Environment, format_of, settings_of};
use crate::{fault, job, word};
use ambimech_io::belief_verdict::{VERDICTS_FORMAT, check_verdicts_text, render_verdicts};
use ambimech_io::check::CheckError;
use ambimech_io::environment::{
    AnyEnvironment, EnvironmentText, ambiguous_environment_digest, environment_digest,
};
use ambimech_io::implementability::{check_no_transfers_text, is_no_transfers_text};
use ambimech_io::mechanism::{parse_mechanism, render_mechanism};
use ambimech_io::render::sentence::set_condition::not_for_sets;
use ambimech_io::render::{json, sentence::implementability as sentence};
use ambimech_io::set_proof::{
    SetProofFormat, check_ambiguity_text, check_cases_text, check_conditions_text, check_device_text,
    check_mixed_ambiguity_text, render_ambiguity_file, render_conditions_file, render_device_file,
    render_mixed_ambiguity_file, render_set_decision,
};
use ambimech_io::source::read_text;
use ambimech_io::{Diagnostic, Format};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::ExpectationRange;
use ambimech_model::condition::Condition;
use ambimech_model::implementability::{AgentDevice, BeliefFamily, Growth, Open, RULE_NAME, SetGoal};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::property::Reports;
use ambimech_model::set_condition::{SET_CONDITIONS, SetConditionAnswer, SetConditionProof};
use ambimech_model::transfer::TransferTable;
use ambimech_solve::belief_set::{expectation_range, first_empty};
use ambimech_solve::belief_verdict::{StudyOptions, verify_under_sets};
use ambimech_solve::implementability::{
    decide_under_sets, design_device, find_ambiguity, find_mixed_ambiguity, study_rule,
};
use ambimech_solve::set_condition::decide_set_condition;
use pyo3::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// An answer as JSON, and the texts of its files by their names.
pub type Printed = (String, Vec<(String, String)>);

/// An environment with a set of beliefs of every type.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Sets {
    model: Arc<AmbiguousEnvironment>,
}

#[pymethods]
impl Sets {
    /// Reads one from its text; one belief of every type is a set of one.
    #[staticmethod]
    fn parse(
        py: Python<'_>,
        text: String,
        file_name: String,
        format: &str,
        folder: Option<PathBuf>,
        settings: Vec<(String, String)>,
    ) -> PyResult<Sets> {
        let (settings, format) = (settings_of(py, settings)?, format_of(format));
        let found = job::run(py, move || {
            let whole = EnvironmentText { text: &text, file_name: &file_name, format, folder: folder.as_deref() };
            let model = match whole.read_any(&settings)? {
                AnyEnvironment::Sets(model) => *model,
                AnyEnvironment::Single(model) => of_single(&model)?,
            };
            match first_empty(&model) {
                Ok(Some((agent, own))) => Err(Box::new(empty(&file_name, &model, agent, own))),
                _ => Ok(Sets { model: Arc::new(model) }),
            }
        })?;
        found.map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
    }

    /// Reads a file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, settings: Vec<(String, String)>) -> PyResult<Sets> {
        let format = Format::of_path(&path);
        let text = read_text(&path, format.max_line()).map_err(|error| fault::of_diagnostic(py, &error))?;
        let folder = path.parent().map_or_else(PathBuf::new, PathBuf::from);
        let format = if format == Format::Json { "json" } else { "toml" };
        Sets::parse(py, text, path.display().to_string(), format, Some(folder), settings)
    }

    /// The sets of one belief of an environment's types.
    #[staticmethod]
    fn of(py: Python<'_>, environment: &Environment) -> PyResult<Sets> {
        let model = of_single(&environment.model).map_err(|error| fault::of_diagnostic(py, &error))?;
        Ok(Sets { model: Arc::new(model) })
    }

    /// Name, source, digest, agents with the names of their types.
    fn outline(&self) -> String {
        let frame = self.model.without_beliefs();
        let agents = frame.agents().iter().map(|agent| {
            let types: Vec<&str> = agent.types.iter().map(|own| own.name.as_str()).collect();
            json!({ "name": agent.name, "types": types })
        });
        json!({
            "name": frame.name(),
            "source": frame.source(),
            "digest": ambiguous_environment_digest(&self.model),
            "agents": agents.collect::<Vec<Value>>(),
        })
        .to_string()
    }

    /// The range of the expectation of a payoff: from a report (by default the truth), or of values by the others' type profiles in
    /// lexicographic order. Of one type, or of every type of every agent.
    #[pyo3(signature = (who, report=None, values=None))]
    fn expect(
        &self,
        py: Python<'_>,
        who: Option<(usize, usize)>,
        report: Option<usize>,
        values: Option<Vec<String>>,
    ) -> PyResult<String> {
        let number = |text: &String| {
            parse_number(text)
                .map_err(|_| fault::of_argument(py, &Diagnostic::about_file("", "this is no number")))
        };
        let values =
            values.map(|values| values.iter().map(number).collect::<PyResult<Vec<Rational>>>()).transpose()?;
        let model = self.model.clone();
        let value = job::run(py, move || {
            let space = model.space();
            let every = || space.agents().flat_map(|agent| space.types(agent).map(move |own| (agent, own)));
            let asked: Vec<(AgentId, TypeId)> =
                who.map_or_else(|| every().collect(), |(agent, own)| vec![(AgentId(agent), TypeId(own))]);
            let range = |(agent, own): &(AgentId, TypeId)| {
                let payoffs = || model.payoffs(*agent, *own, report.map_or(*own, TypeId));
                expectation_range(&model, (*agent, *own), None, values.clone().unwrap_or_else(payoffs))
            };
            let frame = model.without_beliefs();
            let about = match report {
                _ if values.is_some() => "what these values are worth".to_string(),
                None => "what reporting the truth is worth".to_string(),
                Some(report) => {
                    let agent = who.map_or(AgentId(0), |(agent, _)| AgentId(agent));
                    format!("what reporting {} is worth", frame.type_name(agent, TypeId(report)))
                }
            };
            match asked.iter().map(range).collect::<Result<Vec<ExpectationRange>, _>>() {
                Ok(ranges) => json::expectations_value(frame, None, &about, &ranges),
                Err(why) => json!({ "verdict": "undecided", "reason": why.to_string() }),
            }
        })?;
        Ok(value.to_string())
    }

    /// Conditions, with the file of what proves them; all that have a meaning for sets without names.
    #[pyo3(signature = (names=None))]
    fn conditions(&self, py: Python<'_>, names: Option<Vec<String>>) -> PyResult<Printed> {
        let names = match names {
            None => SET_CONDITIONS.to_vec(),
            Some(names) => {
                names.iter().map(|name| word::condition(py, name)).collect::<PyResult<Vec<Condition>>>()?
            }
        };
        if let Some(other) = names.iter().find(|condition| !SET_CONDITIONS.contains(condition)) {
            let what = format!("{} is about one belief of every type, and here types have sets", other.name());
            let wrong = Diagnostic::about_file("", what)
                .found(format!("a condition without a meaning here: {}", not_for_sets(*other)))
                .expected(SET_CONDITIONS.map(Condition::name).join(", "));
            return Err(fault::of_argument(py, &wrong));
        }
        let model = self.model.clone();
        job::run(py, move || {
            let decided = |name: &Condition| Some((*name, decide_set_condition(&model, *name)?));
            let answers: Vec<(Condition, SetConditionAnswer)> = names.iter().filter_map(decided).collect();
            let proofs: Vec<SetConditionProof> = answers.iter().filter_map(|(_, answer)| answer.proof()).collect();
            let file = (!proofs.is_empty()).then(|| render_conditions_file(&model, &proofs));
            (json::set_conditions_value(&model, &answers).to_string(), named(file))
        })
    }

    /// Whether transfers make truth optimal, by every criterion.
    fn insure(&self, py: Python<'_>, criterion: &str, reports: &str) -> PyResult<Printed> {
        let (criterion, reports) = (word::criterion(py, criterion)?, word::reports(py, reports)?);
        let model = self.model.clone();
        job::run(py, move || {
            let studies = study_rule(&model, reports);
            let value = json::rule_studies_value(&model, &studies);
            let goal = ambimech_model::property::Goal::Properties(Vec::new());
            let found = ambimech_model::implementability::SetDecision::Theorems(studies);
            let file = render_set_decision(&model, &goal, criterion, &found);
            (value.to_string(), named(file))
        })
    }

    /// Whether a mechanism reaches a goal, with the mechanism or the proof that none does.
    fn decide(
        &self,
        py: Python<'_>,
        goal: &str,
        mechanism: &str,
        reports: &str,
        criterion: &str,
    ) -> PyResult<Printed> {
        let (asked, mechanism) = (word::goal(py, goal)?, word::kind(py, mechanism)?);
        let (reports, criterion) = (word::reports(py, reports)?, word::criterion(py, criterion)?);
        let goal = SetGoal::of(&asked, mechanism, criterion).ok_or_else(|| {
            let wrong = Diagnostic::about_file("", "under sets of priors goals of ic, ir and bb are decided")
                .found(asked.to_string())
                .expected("ic; ic,ir; ic,bb; or implement, which is ic,ir,bb");
            fault::of_argument(py, &wrong)
        })?;
        let model = self.model.clone();
        job::run(py, move || {
            let found = decide_under_sets(&model, goal, reports);
            let file = render_set_decision(&model, &asked, criterion, &found);
            let value = json::set_decision_value(&model, (&asked, goal), reports, &found, None);
            (value.to_string(), named(file))
        })
    }

    /// What a mechanism promises by a criterion, with the file of verdicts.
    fn verify(&self, py: Python<'_>, mechanism: String, criterion: &str) -> PyResult<Printed> {
        let criterion = word::criterion(py, criterion)?;
        let model = self.model.clone();
        let found = job::run(py, move || {
            let frame = model.without_beliefs();
            let (mechanism, rules) = tables(&mechanism, &model)?;
            let study = StudyOptions { criteria: vec![criterion], reports: vec![Reports::Pure, Reports::Mixed] };
            let found = verify_under_sets(&model, &rules, &study);
            let verdicts: Vec<_> = found.answers.iter().map(|answer| answer.verdict.clone()).collect();
            let value = json::set_verification_value(frame, &mechanism, &found);
            Ok((value.to_string(), named(Some(render_verdicts(&model, &mechanism, &verdicts)))))
        })?;
        found.map_err(|diagnostic: Box<Diagnostic>| fault::of_diagnostic(py, &diagnostic))
    }

    /// The independent checker on the text of a file about this environment; verdicts need their mechanism.
    #[pyo3(signature = (text, file_name, mechanism=None))]
    fn check(
        &self,
        py: Python<'_>,
        text: String,
        file_name: String,
        mechanism: Option<String>,
    ) -> PyResult<String> {
        let model = self.model.clone();
        let found = job::run(py, move || {
            let frame = model.without_beliefs();
            let checked = if is_no_transfers_text(&text) {
                check_no_transfers_text(&text, &file_name, Format::Json, &model)
                    .map(|(proof, sum)| json::accepted_no_transfers_value(frame, &proof, &sum))
            } else if SetProofFormat::of_text(&text) == Some(SetProofFormat::Conditions) {
                check_conditions_text(&text, &file_name, Format::Json, &model)
                    .map(|proofs| json::accepted_set_conditions_value(&model, &proofs))
            } else if SetProofFormat::of_text(&text) == Some(SetProofFormat::Cases) {
                check_cases_text(&text, &file_name, Format::Json, &model)
                    .map(|(proof, _)| json::accepted_cases_value(&proof))
            } else if let Some(mechanism) = mechanism {
                let (mechanism, rules) = tables(&mechanism, &model)?;
                check_verdicts_text((&text, &file_name, Format::Json), &model, &mechanism, &rules)
                    .map(|verdicts| json::accepted_verdicts_value(&verdicts))
            } else {
                let is_about = text.contains(VERDICTS_FORMAT);
                let what = "this is no file that stands by itself under sets of priors";
                return Err(Box::new(
                    Diagnostic::about_file(&file_name, what)
                        .expected("a proof that there are no transfers, a proof by cases, verdicts about conditions, or verdicts with their mechanism")
                        .help(if is_about { "give the mechanism too" } else { "ambimech.verify gives verdicts with their proofs" }),
                ));
            };
            answered(frame, checked)
        })?;
        found.map(|value| value.to_string()).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
    }
}

/// The least ambiguity around the beliefs of an environment, family by family.
#[pyfunction]
pub fn ambiguity(
    py: Python<'_>,
    environment: &Environment,
    families: Vec<String>,
    reports: &str,
) -> PyResult<Printed> {
    let families = families.iter().map(|name| word::growth(py, name)).collect::<PyResult<Vec<Growth>>>()?;
    let reports = word::reports(py, reports)?;
    let model = environment.model.clone();
    let found = job::run(py, move || {
        let families = families.into_iter().map(|growth| BeliefFamily::new(&model, growth));
        let families = families.collect::<Result<Vec<BeliefFamily>, _>>().map_err(|error| {
            let [what, help] = sentence::no_family(&model, &error);
            Box::new(Diagnostic::about_file("", what).help(help))
        })?;
        let found = match reports {
            Reports::Pure => answers_of(families, find_ambiguity).map(|(answers, proved)| {
                (json::ambiguity_value(&answers), render_ambiguity_file(&model, &proved))
            }),
            Reports::Mixed => answers_of(families, find_mixed_ambiguity).map(|(answers, proved)| {
                (json::mixed_ambiguity_value(&answers), render_mixed_ambiguity_file(&model, &proved))
            }),
        };
        Ok(match found {
            Ok((value, file)) => (value.to_string(), named(Some(file))),
            Err(open) => undecided(&sentence::open_reason(&model, &open)),
        })
    })?;
    found.map_err(|diagnostic: Box<Diagnostic>| fault::of_argument(py, &diagnostic))
}

/// Families with their answers, and what a file says of them.
type Answers<A> = (Vec<(BeliefFamily, Vec<A>)>, Vec<(Growth, Vec<A>)>);

fn answers_of<A: Clone>(
    families: Vec<BeliefFamily>,
    find: impl Fn(&BeliefFamily) -> Result<Vec<A>, Open>,
) -> Result<Answers<A>, Open> {
    let mut answers = Vec::new();
    for family in families {
        let found = find(&family)?;
        answers.push((family, found));
    }
    let proved = answers.iter().map(|(family, found)| (family.growth(), found.clone())).collect();
    Ok((answers, proved))
}

/// Messages that create enough ambiguity, with the mechanism that is played after them.
#[pyfunction]
pub fn device(py: Python<'_>, environment: &Environment) -> PyResult<Printed> {
    let model = environment.model.clone();
    let found = job::run(py, move || {
        let found = design_device(&model).map_err(|error| {
            let [what, help] = sentence::no_family(&model, &error);
            Box::new(Diagnostic::about_file("", what).help(help))
        })?;
        let devices = match found {
            Ok(devices) => devices,
            Err(open) => return Ok(undecided(&sentence::open_reason(&model, &open))),
        };
        let mut files = named(render_device_file(&model, &devices));
        let rewards = devices.iter().map(|device| match device {
            AgentDevice::Enough { rewards, .. } => Some(rewards),
            _ => None,
        });
        if let Some(rewards) = rewards.collect::<Option<Vec<_>>>() {
            let space = model.space();
            let table = TransferTable::from_fn(space, |agent, profile| {
                let reward = &rewards[agent.0][space.type_of(profile, agent).0];
                reward - model.payoff(agent, model.allocation(profile), profile)
            });
            let rule = NamedRule { name: RULE_NAME.to_string(), table };
            let rules = Rules::Tables(vec![rule]);
            let played = Mechanism { name: String::new(), source: String::new(), goal: None, rules };
            let text = render_mechanism(&model, &environment_digest(&model), &played, None);
            files.push(("mechanism".to_string(), text));
        }
        Ok((json::devices_value(&model, &devices).to_string(), files))
    })?;
    found.map_err(|diagnostic: Box<Diagnostic>| fault::of_argument(py, &diagnostic))
}

/// The independent checker on least amounts of ambiguity or on devices; `None` for a text that holds neither.
#[pyfunction]
pub fn check_one_belief(
    py: Python<'_>,
    environment: &Environment,
    text: String,
    file_name: String,
) -> PyResult<Option<String>> {
    let model = environment.model.clone();
    let found = job::run(py, move || {
        let accepted = |mut value: Value| {
            value["verdict"] = json!("accepted");
            value
        };
        let checked = match SetProofFormat::of_text(&text) {
            Some(SetProofFormat::Ambiguity) => check_ambiguity_text(&text, &file_name, Format::Json, &model)
                .map(|answers| accepted(json::ambiguity_value(&answers))),
            Some(SetProofFormat::MixedAmbiguity) => {
                check_mixed_ambiguity_text(&text, &file_name, Format::Json, &model)
                    .map(|answers| accepted(json::mixed_ambiguity_value(&answers)))
            }
            Some(SetProofFormat::Device) => check_device_text(&text, &file_name, Format::Json, &model)
                .map(|devices| accepted(json::devices_value(&model, &devices))),
            _ => return Ok(None),
        };
        answered(&model, checked).map(Some)
    })?;
    found.map(|value| value.map(|value| value.to_string())).map_err(|error| fault::of_diagnostic(py, &error))
}

/// What the checker says as JSON.
pub fn answered(
    frame: &ambimech_model::environment::Environment,
    checked: Result<Value, CheckError>,
) -> Result<Value, Box<Diagnostic>> {
    match checked {
        Ok(value) => Ok(value),
        Err(CheckError::Refused(refused)) => Ok(json::refused_file_value(frame, &refused)),
        Err(CheckError::TooLarge { numbers }) => Ok(
            json!({ "verdict": "undecided", "reason": format!("the check would hold about {numbers} numbers at once") }),
        ),
        Err(CheckError::Unreadable(diagnostic)) => Err(diagnostic),
    }
}

/// The file of an answer, by its name.
pub fn named(file: Option<String>) -> Vec<(String, String)> {
    file.into_iter().map(|text| ("file".to_string(), text)).collect()
}

fn undecided(why: &str) -> Printed {
    (json!({ "verdict": "undecided", "reason": why }).to_string(), Vec::new())
}

fn of_single(model: &ambimech_model::environment::Environment) -> Result<AmbiguousEnvironment, Box<Diagnostic>> {
    AmbiguousEnvironment::of_beliefs(model).map_err(|_| {
        Box::new(Diagnostic::about_file("", "there are no beliefs").help("give a [prior] or [priors]"))
    })
}

fn empty(file_name: &str, model: &AmbiguousEnvironment, agent: AgentId, own: TypeId) -> Diagnostic {
    let frame = model.without_beliefs();
    let (agent_name, type_name) = (frame.agent_name(agent), frame.type_name(agent, own));
    let title = format!("the set of priors of type `{type_name}` of agent `{agent_name}` is empty");
    Diagnostic::about_file(file_name, title)
        .found("inequalities that no belief satisfies")
        .expected("at least one belief of every type")
        .help("relax one of its inequalities")
}

/// A mechanism with its rules written out.
fn tables(text: &str, model: &AmbiguousEnvironment) -> Result<(Mechanism, Vec<NamedRule>), Box<Diagnostic>> {
    let mechanism = parse_mechanism(text, "the mechanism", Format::Json, model.without_beliefs())?.mechanism;
    match &mechanism.rules {
        Rules::Tables(rules) => {
            let rules = rules.clone();
            Ok((mechanism, rules))
        }
        Rules::ClosedForm(_) => Err(Box::new(
            Diagnostic::about_file("", "rules in closed form are computed from one prior")
                .help("write them out first"),
        )),
    }
}
