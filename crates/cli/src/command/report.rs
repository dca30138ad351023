//! `ambimech report`: a page, a LaTeX document or LaTeX fragments about an environment and a mechanism.
//!
//! Without a mechanism the report is about the one that `solve` designs, or about the proof that there is none. What takes
//! long can be skipped.

use super::conditions::decide;
use super::solve::name_of;
use super::verify::warn_if_foreign;
use super::{sets_story, verify_sets};
use crate::argument::{Format, Report, Skipped};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::environment::AnyEnvironment;
use ambimech_io::mechanism::{MechanismFile, read_mechanism};
use ambimech_io::render::latex::{fragment_document, fragment_file, latex_fragments, render_latex};
use ambimech_io::render::{
    self, CertificateStatus, MechanismReport, ThresholdAnswer, ThresholdQuestion, html::render_html,
};
use ambimech_model::answer::{Answer, GoalAnswers};
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::Condition;
use ambimech_model::design::Stakes;
use ambimech_model::environment::Environment;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::property::{Goal, MechanismKind};
use ambimech_model::threshold::Threshold;
use ambimech_model::verification::{ReportValues, Verification};
use ambimech_solve::answer::{answer_goals, list_values, solve_environment};
use ambimech_solve::construction::stakes::stakes_of;
use ambimech_solve::decision::threshold::{ParametricQuestion, find_threshold};
use ambimech_solve::verification::verify_mechanism;
use serde_json::json;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Profiles of an environment beyond which thresholds are left to their own command.
const MOST_PROFILES: usize = 64;
/// The goals whose thresholds are looked for.
static GOALS: [Goal; 4] = [Goal::Implement, Goal::CoalitionProof, Goal::Extract, Goal::CoalitionProofExtract];

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Document,
    Fragments,
}

/// Runs the command.
pub fn run(options: &Report) -> Result<Outcome, Failure> {
    let form = form(options)?;
    if super::auction_html::is_auction(&options.environment) {
        return super::auction_html::report(options, form == Form::Page);
    }
    let environment = match verify_sets::read_any(&options.environment, &options.parameters)? {
        AnyEnvironment::Sets(environment) => return sets_story::report(options, &environment),
        AnyEnvironment::Single(environment) => *environment,
    };
    let thresholds = Thresholds::find(options, &environment)?;
    let has_goals = !options.skip.contains(&Skipped::Goals);
    match &options.mechanism {
        Some(path) => {
            let file = read_mechanism(path, &environment)?;
            warn_if_foreign(&environment, file.environment.as_deref());
            let found = Examined::new(&environment, &file);
            let goals = if has_goals {
                progress::during("designing", || answer_goals(&environment, None, options.reports))
            } else {
                Vec::new()
            };
            let mechanism = found.report(&environment, &file, options);
            let report = bare(&environment, &goals, Some(mechanism));
            write(options, form, &render::Report { thresholds: thresholds.answers(options), ..report })
        }
        None if has_goals => {
            let answer: Answer = progress::through(|announce| {
                solve_environment(&environment, None, options.reports, &mut |part| announce(name_of(part)))
            });
            let about = answer.about().map(|about| &about.ambiguous);
            let file = about.and_then(|about| render_answer_file(&environment, about, Store::Auto));
            let report = progress::during("checking", || {
                render::Report::of_answer(&environment, &answer, file.as_deref(), VERSION)
            });
            write(options, form, &render::Report { thresholds: thresholds.answers(options), ..report })
        }
        None => {
            let report = bare(&environment, &[], None);
            write(options, form, &render::Report { thresholds: thresholds.answers(options), ..report })
        }
    }
}

fn form(options: &Report) -> Result<Form, Failure> {
    let ending = options.out.extension().and_then(|ending| ending.to_str());
    match (options.fragments, ending) {
        (true, Some("html" | "htm" | "tex")) => Err(Failure::Usage(format!(
            "fragments are several files, and {} is the name of one\n  = expected: a folder after --out",
            options.out.display()
        ))),
        (true, _) => Ok(Form::Fragments),
        (false, Some("html" | "htm")) => Ok(Form::Page),
        (false, Some("tex")) => Ok(Form::Document),
        (false, _) => Err(Failure::Usage(format!(
            "cannot tell the report's form from {}\n  = expected: a name that ends in .html or .tex, or a folder with --fragments",
            options.out.display()
        ))),
    }
}

/// A report without a design.
fn bare<'a>(
    environment: &'a Environment,
    goals: &'a [GoalAnswers],
    mechanism: Option<MechanismReport<'a>>,
) -> render::Report<'a> {
    render::Report {
        environment,
        digest: ambimech_io::environment_digest(environment),
        conditions: decide(environment, &Condition::DECIDED),
        design: None,
        simple: None,
        goals,
        fewer: None,
        thresholds: Vec::new(),
        mechanism,
        version: VERSION.to_string(),
    }
}

fn write(options: &Report, form: Form, report: &render::Report<'_>) -> Result<Outcome, Failure> {
    match form {
        Form::Page => output::write_file(&options.out, &render_html(report))?,
        Form::Document => output::write_file(&options.out, &render_latex(report))?,
        Form::Fragments => write_fragments(&options.out, report)?,
    }
    let path = options.out.display().to_string();
    match options.printing.format {
        Format::Text => output::answer(&format!("done: {path}")),
        Format::Json => output::answer_json(&json!({ "verdict": "done", "report": path })),
    }
    Ok(Outcome::Holds)
}

fn write_fragments(folder: &Path, report: &render::Report<'_>) -> Result<(), Failure> {
    let fragments = latex_fragments(report);
    output::make_folder(folder)?;
    for fragment in &fragments {
        output::write_file(&folder.join(format!("{}.tex", fragment.name)), &fragment_file(report, fragment))?;
    }
    output::write_file(&folder.join("document.tex"), &fragment_document(report, &fragments))
}

/// What was found out about a mechanism of a file.
struct Examined {
    verification: Option<Verification>,
    values: Option<Vec<ReportValues>>,
    stakes: Option<Stakes>,
}

impl Examined {
    fn new(environment: &Environment, file: &MechanismFile) -> Examined {
        let mechanism = &file.mechanism;
        let verification = progress::during("verifying", || verify_mechanism(environment, mechanism).ok());
        let is_verified = verification.is_some();
        let values = is_verified.then(|| list_values(environment, mechanism)).flatten();
        let stakes = is_verified.then(|| stakes_of(environment, mechanism)).flatten();
        Examined { verification, values, stakes }
    }

    fn report<'a>(
        &'a self,
        environment: &Environment,
        file: &'a MechanismFile,
        options: &Report,
    ) -> MechanismReport<'a> {
        let verification = self.verification.as_ref();
        let asked = verification.map(|found| found.asked(file.mechanism.goal.as_ref(), options.reports));
        MechanismReport {
            mechanism: &file.mechanism,
            asked: asked.unwrap_or_default(),
            verification,
            values: self.values.as_deref(),
            stakes: self.stakes.clone(),
            certificate: certificate_status(environment, file),
        }
    }
}

/// What the checker says about a mechanism file's certificate.
fn certificate_status(environment: &Environment, file: &MechanismFile) -> CertificateStatus {
    let Some(certificate) = &file.certificate else { return CertificateStatus::None };
    match progress::during("checking", || check_mechanism(environment, &file.mechanism, certificate)) {
        Ok(checked) => {
            CertificateStatus::Accepted(certificate.claims.clone(), certificate.limits.clone(), checked)
        }
        Err(refusal) => CertificateStatus::Refused(refusal),
    }
}

/// The thresholds of every parameter of the file in which payoffs are affine.
struct Thresholds {
    environments: Vec<ParametricEnvironment>,
    /// With the place of the environment and of the goal.
    found: Vec<(usize, usize, MechanismKind, Threshold)>,
}

impl Thresholds {
    fn find(options: &Report, environment: &Environment) -> Result<Thresholds, Failure> {
        let mut all = Thresholds { environments: Vec::new(), found: Vec::new() };
        if options.skip.contains(&Skipped::Thresholds) {
            return Ok(all);
        }
        let names = ambimech_io::read_parameter_names(&options.environment)?;
        if !names.is_empty() && environment.space().size() > MOST_PROFILES {
            output::remark(
                "note: thresholds are left out of reports on large environments: ambimech threshold finds them",
            );
            return Ok(all);
        }
        for name in &names {
            let settings = &options.parameters.settings;
            match ambimech_io::read_parametric_environment(&options.environment, name, settings) {
                Ok(environment) => all.environments.push(environment),
                Err(_) => output::remark(&format!(
                    "note: no thresholds for {name}: payoffs must be affine in it, and beliefs not depend on it"
                )),
            }
        }
        all.found = progress::during("looking for thresholds", || {
            let mut found = Vec::new();
            for (place, environment) in all.environments.iter().enumerate() {
                for (goal_place, goal) in GOALS.iter().enumerate() {
                    for mechanism in [MechanismKind::Simple, MechanismKind::Ambiguous] {
                        let question =
                            ParametricQuestion { environment, goal, mechanism, reports: options.reports };
                        found.push((place, goal_place, mechanism, find_threshold(question)));
                    }
                }
            }
            found
        });
        Ok(all)
    }

    fn answers(&self, options: &Report) -> Vec<ThresholdAnswer<'_>> {
        self.found
            .iter()
            .filter_map(|(place, goal, mechanism, found)| {
                let asked = ThresholdQuestion {
                    environment: self.environments.get(*place)?,
                    goal: GOALS.get(*goal)?,
                    mechanism: *mechanism,
                    reports: options.reports,
                };
                Some(ThresholdAnswer { asked, found })
            })
            .collect()
    }
}
