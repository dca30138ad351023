//! `ambimech report`: a page or a LaTeX document about an environment and a mechanism.

use super::conditions::decide;
use super::verify::{asked_claims, warn_if_foreign};
use crate::argument::{Format, Report};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::mechanism::{MechanismFile, read_mechanism};
use ambimech_io::render::{self, CertificateStatus, MechanismReport};
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::property::Reports;
use ambimech_solve::answer::every_value;
use ambimech_solve::verification::verify_mechanism;
use serde_json::json;

/// Runs the command.
pub fn run(options: &Report) -> Result<Outcome, Failure> {
    let is_latex = match options.out.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => false,
        Some("tex") => true,
        _ => {
            return Err(Failure::Usage(format!(
                "cannot tell the report's form from {}\n  = expected: a name that ends in .html or .tex",
                options.out.display()
            )));
        }
    };
    let environment = options.parameters.read(&options.environment)?;
    let file = match &options.mechanism {
        Some(path) => Some(read_mechanism(path, &environment)?),
        None => None,
    };
    let conditions = decide(&environment, &Condition::DECIDED);
    let verification = file
        .as_ref()
        .and_then(|file| progress::during("verifying", || verify_mechanism(&environment, &file.mechanism).ok()));
    let values = file
        .as_ref()
        .filter(|_| verification.is_some())
        .and_then(|file| every_value(&environment, &file.mechanism));
    let mechanism = file.as_ref().map(|file| {
        warn_if_foreign(&environment, file.environment.as_deref());
        let asked = verification
            .as_ref()
            .map(|verification| asked_claims(file.mechanism.goal.as_ref(), Reports::Mixed, verification));
        MechanismReport {
            mechanism: &file.mechanism,
            asked: asked.unwrap_or_default(),
            verification: verification.as_ref(),
            values: values.as_deref(),
            certificate: certificate_status(&environment, file),
        }
    });
    let report = render::Report {
        simple: None,
        goals: &[],
        environment: &environment,
        digest: ambimech_io::environment_digest(&environment),
        conditions,
        design: None,
        mechanism,
        version: env!("CARGO_PKG_VERSION").to_string(),
    };
    let text = if is_latex { render::latex::render_latex(&report) } else { render::html::render_html(&report) };
    output::write_file(&options.out, &text)?;
    let path = options.out.display().to_string();
    match options.printing.format {
        Format::Text => output::answer(&format!("done: {path}")),
        Format::Json => output::answer_json(&json!({ "verdict": "done", "report": path })),
    }
    Ok(Outcome::Holds)
}

/// What the checker says about a mechanism file's certificate.
fn certificate_status(environment: &Environment, file: &MechanismFile) -> CertificateStatus {
    let Some(certificate) = &file.certificate else { return CertificateStatus::None };
    match progress::during("checking", || check_mechanism(environment, &file.mechanism, certificate)) {
        Ok(checked) => CertificateStatus::Accepted(certificate.claims.clone(), checked),
        Err(refusal) => CertificateStatus::Refused(refusal),
    }
}
