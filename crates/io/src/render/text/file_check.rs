//! What `ambimech check` says about a file.

use super::check::{checked_in_words, render_refusal};
use super::table::paragraph;
use super::{Page, render_accepted_certificate};
use crate::check::{Accepted, Refused};
use crate::render::name;
use crate::render::sentence::as_sentence;
use crate::render::sentence::excluded::out_of_reach;
use crate::render::sentence::full_implementation;
use crate::render::sentence::implementability::no_transfers_refusal;
use crate::render::sentence::limits::{claim_names, limits_in_words};
use crate::render::sentence::robust;
use crate::render::sentence::scenario::{set_claim, set_refusal};
use crate::render::sentence::set_proof::set_proof_refusal;
use ambimech_model::belief_verdict::SetVerdict;
use ambimech_model::certificate::Certificate;
use ambimech_model::environment::Environment;

/// `accepted:` with what is proved now; for certificates, with the reasons.
pub fn render_accepted_file(environment: &Environment, accepted: &Accepted, page: Page) -> String {
    match accepted {
        Accepted::Mechanism { claims, limits, checked, .. } => {
            let first = format!("accepted: {}\n", name::and_list(&claim_names(environment, claims, limits)));
            let limits = limits_in_words(environment, limits).into_iter().map(|clause| as_sentence(&clause));
            let limits: String = limits.map(|sentence| paragraph(&sentence, 0, page.width)).collect();
            let first = first + &limits;
            first + &paragraph(&as_sentence(&checked_in_words(checked)), 0, page.width)
        }
        Accepted::Certificates(certificates) => {
            let texts: Vec<String> = certificates
                .iter()
                .map(|certificate| render_accepted_certificate(environment, certificate, page))
                .collect();
            texts.join("\n")
        }
    }
}

/// `accepted:` with the verdicts under sets of beliefs that are proved now.
pub fn render_accepted_verdicts(verdicts: &[SetVerdict], page: Page) -> String {
    let words = |verdict: &SetVerdict| {
        format!("{} {}", set_claim(verdict.claim), if verdict.holds { "holds" } else { "fails" })
    };
    let list: Vec<String> = verdicts.iter().map(words).collect();
    paragraph(&format!("accepted: {}", list.join("; ")), 0, page.width)
}

/// What a certificate proves, in a few words.
fn certificate_name(certificate: &Certificate) -> String {
    match certificate {
        Certificate::Condition(condition) => {
            format!("{} {}", condition.condition, if condition.holds { "holds" } else { "fails" })
        }
        Certificate::Impossibility(impossibility) => format!("{} is infeasible", out_of_reach(impossibility)),
    }
}

/// The name of a reason in JSON, and the reason in words.
pub(crate) fn refused_in_words(refused: &Refused) -> (&'static str, String) {
    match refused {
        Refused::UnknownFormat { found } => {
            ("unknown-format", format!("the format `{found}` is not one that this version checks"))
        }
        Refused::EnvironmentMissing => {
            ("environment-missing", "the file does not say which environment it is about".to_string())
        }
        Refused::EnvironmentDiffers { stated, found } => (
            "environment-differs",
            format!(
                "the file is about the environment {stated}, but this one is {found}; a number, label or rule of the \
                     environment was changed, or it is another one"
            ),
        ),
        Refused::MechanismMissing => {
            ("mechanism-missing", "the file does not say which mechanism it is about".to_string())
        }
        Refused::MechanismDiffers { stated, found } => (
            "mechanism-differs",
            format!(
                "the file is about the mechanism {stated}, but this one is {found}; a payment or a rule was changed, or it is another one"
            ),
        ),
        Refused::Content(_) => {
            ("content", "the content makes no sense in this environment, or breaks the format".to_string())
        }
        Refused::NoCertificate => ("no-certificate", "the file certifies nothing".to_string()),
        Refused::SealMissing => ("seal-missing", "the certificate has no seal".to_string()),
        Refused::SealDiffers { stated, found } => (
            "seal-differs",
            format!(
                "the content was changed after it was sealed: the file states {stated}, its content has {found}"
            ),
        ),
        Refused::Mechanism { .. } => {
            ("mechanism", "the mechanism does not have what its certificate claims".to_string())
        }
        Refused::SetVerdict { verdict, .. } => (
            "verdict",
            format!(
                "the file does not prove that {} {}",
                set_claim(verdict.claim),
                if verdict.holds { "holds" } else { "fails" }
            ),
        ),
        Refused::FullImplementation { condition, .. } => {
            ("finding", format!("what the file says about {} is not proved", condition.name()))
        }
        Refused::Robust { condition, .. } => {
            ("finding", format!("what the file says about {} is not proved", condition.name()))
        }
        Refused::Interim { condition, refusal } => {
            ("finding", format!("what the file says about {condition} is not proved: {refusal}"))
        }
        Refused::NoTransfers { .. } => {
            ("proof", "the file does not prove that there are no transfers".to_string())
        }
        Refused::SetProof { .. } => ("proof", "the file does not prove what it claims".to_string()),
        Refused::Certificate { number, certificate, .. } => (
            "certificate",
            format!("certificate number {number} does not prove that {}", certificate_name(certificate)),
        ),
    }
}

/// `refused:` with the reason; for a failed row, the row and both sides exact.
pub fn render_refused_file(environment: &Environment, refused: &Refused, page: Page) -> String {
    let (_, words) = refused_in_words(refused);
    match refused {
        Refused::Mechanism { mechanism, refusal } => {
            render_refusal(environment, Some(mechanism.as_ref()), refusal, page)
        }
        Refused::Certificate { refusal, .. } => {
            let text = render_refusal(environment, None, refusal, page);
            text + "\n" + &paragraph(&as_sentence(&words), 0, page.width)
        }
        Refused::SetVerdict { refusal, .. } => {
            let why = format!("{}: {}", words, set_refusal(environment, refusal));
            format!("refused\n\n{}", paragraph(&as_sentence(&why), 0, page.width))
        }
        Refused::FullImplementation { refusal, .. } => {
            let why = format!("{}: {}", words, full_implementation::refusal(environment, refusal));
            format!("refused\n\n{}", paragraph(&as_sentence(&why), 0, page.width))
        }
        Refused::Robust { refusal, .. } => {
            let why = format!("{}: {}", words, robust::refusal(environment, refusal));
            format!("refused\n\n{}", paragraph(&as_sentence(&why), 0, page.width))
        }
        Refused::NoTransfers { refusal } => {
            let why = format!("{}: {}", words, no_transfers_refusal(environment, refusal));
            format!("refused\n\n{}", paragraph(&as_sentence(&why), 0, page.width))
        }
        Refused::SetProof { refusal } => {
            let why = format!("{}: {}", words, set_proof_refusal(environment, refusal));
            format!("refused\n\n{}", paragraph(&as_sentence(&why), 0, page.width))
        }
        Refused::Content(diagnostic) => {
            format!("refused\n\n{}\n{diagnostic}\n", paragraph(&as_sentence(&words), 0, page.width))
        }
        _ => format!("refused\n\n{}", paragraph(&as_sentence(&words), 0, page.width)),
    }
}
