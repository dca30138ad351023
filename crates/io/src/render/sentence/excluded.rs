//! Which mechanisms an impossibility is about, in words.

use super::impossibility::headline;
use super::limits;
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::environment::Environment;
use ambimech_model::property::{MechanismKind, Reports};

/// The statement that is proved, in the parts that renderings set differently:
/// *who goal scope*: *why*. *rest*
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `No mechanism …, simple or ambiguous, reaches goal`.
    pub who: &'static str,
    /// The goal's name.
    pub goal: String,
    /// Empty, or `against mixed reports` with a blank before it, and the limits on payments.
    pub scope: String,
    /// The reason, without a full stop.
    pub why: String,
    /// What is not excluded, as a sentence; empty when nothing is left.
    pub rest: &'static str,
}

impl Statement {
    /// The whole as plain text.
    pub fn text(&self) -> String {
        let Statement { who, goal, scope, why, rest } = self;
        format!("{who} {goal}{scope}: {why}. {rest}").trim_end().to_string()
    }
}

/// What an impossibility says.
pub fn statement(environment: &Environment, certificate: &ImpossibilityCertificate) -> Statement {
    let any = "No mechanism with this allocation rule, simple or ambiguous, reaches goal";
    let (who, scope, rest) = match reach(certificate) {
        Reach::Everything => (any, "", ""),
        Reach::Mixed => (
            any,
            " against mixed reports",
            "Against pure reports no simple mechanism reaches it either; an ambiguous one may.",
        ),
        Reach::Simple => {
            ("No simple mechanism with this allocation rule reaches goal", "", "An ambiguous one may.")
        }
        Reach::OneBet => (
            "No mechanism whose rules are a base rule and multiples of one bet that changes nothing on path reaches goal",
            " against mixed reports",
            "One with several bets, or around another base rule, may.",
        ),
    };
    let why = headline(environment, certificate);
    let limits = certificate.limits().map(|limits| limits::condition(environment, limits));
    let scope = format!("{scope}{}", limits.unwrap_or_default());
    Statement { who, goal: certificate.goal.to_string(), scope, why, rest }
}

/// What is out of reach, for a verdict line: `implement`, `implement against mixed reports`, `implement by a simple mechanism`.
pub fn out_of_reach(certificate: &ImpossibilityCertificate) -> String {
    let scope = match reach(certificate) {
        Reach::Everything => "",
        Reach::Mixed => " against mixed reports",
        Reach::Simple => " by a simple mechanism",
        Reach::OneBet => " against mixed reports by one bet around its base rule",
    };
    let limits = if certificate.limits().is_some() { " under these limits on payments" } else { "" };
    format!("{}{scope}{limits}", certificate.goal)
}

/// The kinds of mechanisms with the reports against which they are excluded.
pub fn excluded(certificate: &ImpossibilityCertificate) -> Vec<(MechanismKind, Reports)> {
    let kinds = [MechanismKind::Simple, MechanismKind::Ambiguous];
    let all = kinds.into_iter().flat_map(|kind| [(kind, Reports::Pure), (kind, Reports::Mixed)]);
    all.filter(|(kind, reports)| certificate.excludes_within_limits(*kind, *reports)).collect()
}

/// How much is excluded.
#[derive(Clone, Copy)]
enum Reach {
    Everything,
    Mixed,
    Simple,
    OneBet,
}

fn reach(certificate: &ImpossibilityCertificate) -> Reach {
    if matches!(certificate.reason, Impossibility::OneBet(_)) {
        Reach::OneBet
    } else if certificate.excludes_within_limits(MechanismKind::Ambiguous, Reports::Pure) {
        Reach::Everything
    } else if certificate.excludes_within_limits(MechanismKind::Ambiguous, Reports::Mixed) {
        Reach::Mixed
    } else {
        Reach::Simple
    }
}
