//! `ambimech solve` and `ambimech report` for environments with sets of priors: everything that is known about them.

use super::insure::outcome_of_study;
use crate::argument::{Format, Report, Solve};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::belief_verdict::render_verdicts;
use ambimech_io::environment::ambiguous_environment_digest;
use ambimech_io::implementability::render_no_transfers;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::render::{self, SetsReport, html::render_sets_html, text::Page};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{BeliefFamily, Growth, RuleAnswer, mechanism_of};
use ambimech_model::property::{Goal, Property, Reports};
use ambimech_solve::belief_set::{expectation_range, outline};
use ambimech_solve::implementability::{design_device, find_ambiguity, study_rule};
use serde_json::json;

/// `solve`: the story on the terminal, and files.
pub fn solve(options: &Solve, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    if let Some(goal) = &options.goal {
        refuse_goal(goal)?;
    }
    let report = story(environment, options.reports);
    let maxmin = report.studies.iter().find(|study| study.criterion == Criterion::Maxmin);
    let value = value(&report);
    let mut written = Vec::new();
    if let Some(folder) = &options.out {
        output::make_folder(folder)?;
        let mut write = |name: &'static str, text: &str| {
            written.push(name);
            output::write_file(&folder.join(name), text)
        };
        match maxmin.map(|study| &study.answer) {
            Some(RuleAnswer::Implementable(scheme)) => {
                let made = mechanism_of(&scheme.table);
                let frame = environment.without_beliefs();
                write("mechanism.json", &render_mechanism(frame, &report.digest, &made, None))?;
                write("verdicts.json", &render_verdicts(environment, &made, &scheme.verdicts))?;
            }
            Some(RuleAnswer::Impossible(proof)) => {
                write("no-transfers.json", &render_no_transfers(environment, proof))?;
            }
            _ => {}
        }
        write("report.html", &render_sets_html(&report))?;
        write("summary.json", &render::json::render_json(&value))?;
    }
    match options.printing.format {
        Format::Text => {
            let mut text = text(&report);
            if let Some(folder) = &options.out {
                text.push_str(&format!("\nWritten to {}: {}\n", folder.display(), written.join(", ")));
            }
            output::answer(&text);
        }
        Format::Json => output::answer_json(&value),
    }
    Ok(outcome_of_study(maxmin))
}

/// `report`: the page.
pub fn report(options: &Report, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    let ending = options.out.extension().and_then(|ending| ending.to_str());
    if options.fragments || !matches!(ending, Some("html" | "htm")) {
        return Err(Failure::Usage(
            "a report about sets of priors is a page\n  = expected: a name after --out that ends in .html"
                .to_string(),
        ));
    }
    if options.mechanism.is_some() {
        return Err(Failure::Usage(
            "a report about sets of priors is about the environment\n  = help: leave the mechanism out; ambimech verify answers about it"
                .to_string(),
        ));
    }
    output::write_file(&options.out, &render_sets_html(&story(environment, options.reports)))?;
    let path = options.out.display().to_string();
    match options.printing.format {
        Format::Text => output::answer(&format!("done: {path}")),
        Format::Json => output::answer_json(&json!({ "verdict": "done", "report": path })),
    }
    Ok(Outcome::Holds)
}

/// Refuses goals that the story is not about.
pub fn refuse_goal(goal: &Goal) -> Result<(), Failure> {
    let properties = goal.properties();
    let is_known = |property: &Property| matches!(property, Property::Ic | Property::Ir);
    if properties.iter().all(is_known) && properties.contains(&Property::Ic) {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "under sets of priors the whole story is about free transfers, and {goal} is asked for\n  = expected: --goal ic or --goal ic,ir\n  = help: balanced budgets are decided alone: ambimech decide ENV --goal implement --mechanism simple"
    )))
}

/// What is known, part by part. What is not settled is left out.
fn story(environment: &AmbiguousEnvironment, reports: Reports) -> SetsReport<'_> {
    let space = environment.space();
    let truths = progress::during("computing expectations", || {
        let every = space.agents().flat_map(|agent| space.types(agent).map(move |own| (agent, own)));
        every
            .filter_map(|(agent, own)| {
                let values = environment.payoffs(agent, own, own);
                expectation_range(environment, (agent, own), None, values).ok()
            })
            .collect()
    });
    let outlines = environment.sets().iter();
    let outlines = outlines.map(|sets| sets.iter().map(|set| outline(set).ok().flatten()).collect()).collect();
    let studies = progress::during("looking for transfers", || study_rule(environment, reports));
    let around = around_prior(environment);
    let mut ambiguity = Vec::new();
    for growth in around.iter().flat_map(|_| Growth::ALL) {
        let family = around.as_ref().and_then(|around| BeliefFamily::new(around, growth).ok());
        let found = family.and_then(|family| {
            let found = progress::during("looking for the least ambiguity", || find_ambiguity(&family)).ok()?;
            Some((family, found))
        });
        ambiguity.extend(found);
    }
    let devices = around.and_then(|around| {
        let found = progress::during("looking for messages", || design_device(&around)).ok()?.ok()?;
        Some((around, found))
    });
    SetsReport {
        environment,
        digest: ambiguous_environment_digest(environment),
        outlines,
        truths,
        studies,
        ambiguity,
        devices,
        version: env!("CARGO_PKG_VERSION").to_string(),
    }
}

/// The same environment with the prior of the file instead of sets, if there is one.
fn around_prior(environment: &AmbiguousEnvironment) -> Option<Environment> {
    environment.without_beliefs().with_prior(environment.prior()?.clone()).ok()
}

fn text(report: &SetsReport<'_>) -> String {
    let page = Page::default();
    let mut text = render::text::render_rule_studies(report.environment, &report.studies, Criterion::Maxmin, page);
    let mut part = |heading: &str, body: &str| {
        text.push_str(&format!("\n{heading}\n{}\n\n{body}", "=".repeat(heading.chars().count())));
    };
    let frame = report.environment.without_beliefs();
    let about = "what reporting the truth is worth before transfers";
    part("Expectations", &render::text::render_expectations(frame, None, about, &report.truths, page));
    if !report.ambiguity.is_empty() {
        part("How much ambiguity is enough", &render::text::render_ambiguity(&report.ambiguity, page));
    }
    if let Some((environment, devices)) = &report.devices {
        part("Messages that create ambiguity", &render::text::render_devices(environment, devices, page));
    }
    text
}

/// The answers of `insure`, `expect`, `ambiguity` and `device` as one object.
fn value(report: &SetsReport<'_>) -> serde_json::Value {
    let frame = report.environment.without_beliefs();
    let about = "what reporting the truth is worth before transfers";
    let mut value = json!({
        "verdict": report.studies.iter().find(|study| study.criterion == Criterion::Maxmin).map(|study| {
            render::sentence::implementability::rule_word(&study.answer)
        }),
        "environment": report.digest,
        "transfers": render::json::rule_studies_value(report.environment, &report.studies),
        "truth": render::json::expectations_value(frame, None, about, &report.truths),
    });
    if !report.ambiguity.is_empty() {
        value["ambiguity"] = render::json::ambiguity_value(&report.ambiguity);
    }
    if let Some((environment, devices)) = &report.devices {
        value["device"] = render::json::devices_value(environment, devices);
    }
    value
}
