//! Everything there is to say about one environment and one mechanism: the input of the long renderings.

use crate::check::{Accepted, check_text};
use crate::environment::environment_digest;
use crate::render::sentence::threshold::ThresholdQuestion;
use crate::source::Format;
use ambimech_model::answer::{Answer, GoalAnswers};
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::check::Checked;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::design::{DesignAnswer, Stakes};
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::Fewer;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::Claim;
use ambimech_model::refusal::Refusal;
use ambimech_model::threshold::Threshold;
use ambimech_model::verification::{ReportValues, Verification};

/// One report.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// Its digest, `sha256:…`.
    pub digest: String,
    /// The conditions that were decided.
    pub conditions: Vec<(Condition, Verdict<ConditionCertificate>)>,
    /// The answer of a design, when one was asked for.
    pub design: Option<&'a DesignAnswer>,
    /// What a mechanism with one rule can do about the same goal.
    pub simple: Option<&'a DesignAnswer>,
    /// Whether fewer rules do than those of the construction for this goal; where they do, the design has them.
    pub fewer: Option<&'a Fewer>,
    /// All goals that were tried, with ordinary and with ambiguous mechanisms.
    pub goals: &'a [GoalAnswers],
    /// At which values of a parameter the goals are attainable.
    pub thresholds: Vec<ThresholdAnswer<'a>>,
    /// The mechanism, designed or read from a file.
    pub mechanism: Option<MechanismReport<'a>>,
    /// The version of the tool.
    pub version: String,
}

/// Said where the mechanism with one rule is the one that is announced.
pub const IT_IS_ANNOUNCED: &str = "It is the mechanism announced first.";

impl Report<'_> {
    /// Whether the mechanism with one rule is the one that is announced.
    pub fn is_announced_simple(&self) -> bool {
        match (self.design, self.simple) {
            (Some(DesignAnswer::Done(announced)), Some(DesignAnswer::Done(simple))) => {
                announced.mechanism.rules == simple.mechanism.rules
            }
            _ => false,
        }
    }
}

/// The attainable values of a parameter.
#[derive(Debug, Clone, Copy)]
pub struct ThresholdAnswer<'a> {
    /// What was asked.
    pub asked: ThresholdQuestion<'a>,
    /// What was found.
    pub found: &'a Threshold,
}

/// A mechanism and what was found out about it.
#[derive(Debug, Clone)]
pub struct MechanismReport<'a> {
    /// The mechanism.
    pub mechanism: &'a Mechanism,
    /// The claims that decide the verdict word; empty: every property.
    pub asked: Vec<Claim>,
    /// The properties with their worst cases.
    pub verification: Option<&'a Verification>,
    /// The values of reports; may be fewer than all.
    pub values: Option<&'a [ReportValues]>,
    /// How large the payments are, when that is known and no design says it.
    pub stakes: Option<Stakes>,
    /// What the checker said about the certificate.
    pub certificate: CertificateStatus,
}

/// What became of a mechanism's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateStatus {
    /// There is none.
    None,
    /// The checker accepted these claims, and that payments keep these limits.
    Accepted(Vec<Claim>, PaymentLimits, Checked),
    /// The checker refused it.
    Refused(Refusal),
}

impl<'a> Report<'a> {
    /// The report of the whole job. `file` is the text of the answer's file
    /// ([`render_answer_file`](crate::answer_file::render_answer_file)): its certificate is what the checker is asked about.
    pub fn of_answer(
        environment: &'a Environment,
        answer: &'a Answer,
        file: Option<&str>,
        version: &str,
    ) -> Report<'a> {
        let mechanism = answer.design().map(|design| MechanismReport {
            mechanism: &design.mechanism,
            asked: design.certificate.claims.clone(),
            verification: answer.verification.as_ref(),
            values: answer.values.as_deref(),
            stakes: None,
            certificate: CertificateStatus::of_file(environment, file),
        });
        let about = answer.about();
        Report {
            environment,
            digest: environment_digest(environment),
            conditions: answer.conditions.clone(),
            design: about.map(|about| &about.ambiguous),
            simple: about.map(|about| &about.simple),
            fewer: Some(&answer.fewer),
            goals: &answer.goals,
            thresholds: Vec::new(),
            mechanism,
            version: version.to_string(),
        }
    }

    /// The verdict word for the whole: the design's when there is one, else the verification's, else the conditions'.
    pub fn verdict(&self) -> &'static str {
        match self.design {
            Some(DesignAnswer::Done(_)) => return "done",
            Some(DesignAnswer::Infeasible(_)) => return "infeasible",
            Some(DesignAnswer::Undecided { .. }) => return "undecided",
            None => {}
        }
        if let Some(found) = &self.mechanism
            && let Some(verification) = found.verification
        {
            let fails = verification
                .answers
                .iter()
                .any(|answer| !answer.holds && (found.asked.is_empty() || found.asked.contains(&answer.claim)));
            let open = verification.undecided.iter().any(|(claim, _)| found.asked.contains(claim));
            return match (fails, open) {
                (true, _) => "fails",
                (false, true) => "undecided",
                (false, false) => "holds",
            };
        }
        let has = |word| self.conditions.iter().any(|(_, verdict)| verdict.word() == word);
        match (has("fails"), has("undecided")) {
            (true, _) => "fails",
            (false, true) => "undecided",
            (false, false) => "holds",
        }
    }
}

impl CertificateStatus {
    /// What the independent checker says about the text of a mechanism file.
    pub fn of_file(environment: &Environment, file: Option<&str>) -> CertificateStatus {
        match file.map(|text| check_text(text, "mechanism.json", Format::Json, environment)) {
            Some(Ok(Accepted::Mechanism { claims, limits, checked, .. })) => {
                CertificateStatus::Accepted(claims, limits, checked)
            }
            _ => CertificateStatus::None,
        }
    }
}
