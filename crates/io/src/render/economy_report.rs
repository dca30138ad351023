//! What is known about an economy, for text, JSON and its page.

use ambimech_model::economy::{
    Allocation, DoubleImplementation, Economy, EconomyCertificate, EconomyQuestion, EconomyVerdict,
};
use ambimech_model::index::ProfileId;
use ambimech_model::number::Rational;

/// What the questions are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EconomySubject {
    /// A given allocation.
    Given,
    /// Whether there is an allocation.
    Sought,
}

/// One question with its answer.
#[derive(Debug, Clone)]
pub struct EconomyAnswer {
    /// The question.
    pub question: EconomyQuestion,
    /// The answer.
    pub verdict: EconomyVerdict,
    /// What the thesis says about the set of all such allocations; only where an allocation is sought.
    pub set: Option<DoubleImplementation>,
}

impl EconomyAnswer {
    /// The allocation that an answer is about, or that it found.
    pub fn allocation(&self) -> Option<&Allocation> {
        match self.verdict.certificate()? {
            EconomyCertificate::Efficient { allocation, .. }
            | EconomyCertificate::Dominated { allocation, .. }
            | EconomyCertificate::Core { allocation, .. }
            | EconomyCertificate::Blocked { allocation, .. }
            | EconomyCertificate::Value { allocation, .. }
            | EconomyCertificate::NotValue { allocation, .. }
            | EconomyCertificate::NotAmongValues { allocation, .. } => Some(allocation),
            EconomyCertificate::NoCore { .. }
            | EconomyCertificate::NoValue { .. }
            | EconomyCertificate::NoCommonValue { .. }
            | EconomyCertificate::ValueExists => None,
        }
    }
}

/// Everything that is shown about an economy.
#[derive(Debug, Clone)]
pub struct EconomyReport<'a> {
    /// The economy.
    pub economy: &'a Economy,
    /// What the questions are about.
    pub subject: EconomySubject,
    /// The answers.
    pub answers: Vec<EconomyAnswer>,
    /// For two agents the corners of the frontier at each profile, by agent; empty otherwise.
    pub frontiers: Vec<(ProfileId, Vec<[Rational; 2]>)>,
}

impl EconomyReport<'_> {
    /// `fails` where an answer does, otherwise `undecided` where one is, otherwise `holds`.
    pub fn word(&self) -> &'static str {
        let has = |word: &str| self.answers.iter().any(|answer| answer.verdict.word() == word);
        if has("fails") {
            "fails"
        } else if has("undecided") {
            "undecided"
        } else {
            "holds"
        }
    }
}
