//! Conditions decided from the factors of a prior, and files of proofs about them.

use super::Page;
use super::conditions::{first_line, reasons_table};
use super::table::paragraph;
use crate::factored::FactoredCheckError;
use crate::render::sentence::as_sentence;
use crate::render::sentence::factored::{kind, profiles, reasons, why_refused};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::factored::{FACTORED_CONDITIONS, FactoredCertificate, FactoredEnvironment};

/// The verdict line and the table, as for a prior with a table; then what was looked at, with a word about the other conditions if
/// `all` that are decided from factors were asked.
pub fn render_factored_conditions(
    environment: &FactoredEnvironment,
    answers: &[(Condition, Verdict<FactoredCertificate>)],
    all: bool,
    page: Page,
) -> String {
    let first = first_line(answers.iter().map(|(condition, answer)| (*condition, answer.word())));
    let rows = answers
        .iter()
        .map(|(condition, answer)| (*condition, answer.word(), reasons(environment, *condition, answer)));
    let mut text = format!("{first}\n\n{}", reasons_table(rows, page));
    let mut words =
        format!("Decided from the factors, {}; {} profiles.", kind(environment), profiles(environment));
    if all {
        let others = Condition::ALL.into_iter().filter(|condition| !FACTORED_CONDITIONS.contains(condition));
        let others: Vec<&str> = others.map(Condition::name).collect();
        words.push_str(&format!(
            " Not asked here, as they are decided from the table of all profiles: {}.",
            others.join(", ")
        ));
    }
    text.push_str(&format!("\n{}", paragraph(&words, 0, page.width)));
    text
}

/// That a file of proofs was accepted, and what it proves.
pub fn render_accepted_factored(
    environment: &FactoredEnvironment,
    certificates: &[FactoredCertificate],
    page: Page,
) -> String {
    let mut text = String::from("accepted: every proof of the file\n");
    for certificate in certificates {
        let words = proved(environment, certificate);
        text.push_str(&paragraph(&as_sentence(&words), 2, page.width));
    }
    text
}

/// What an accepted proof shows.
pub fn proved(environment: &FactoredEnvironment, certificate: &FactoredCertificate) -> String {
    let verdict = match certificate.holds {
        true => Verdict::Holds(certificate.clone()),
        false => Verdict::Fails(certificate.clone()),
    };
    let why = reasons(environment, certificate.condition, &verdict);
    let first = why.first().map_or("", String::as_str);
    format!("condition {} {}: {first}", certificate.condition.name(), verdict.word())
}

/// Why a file of proofs was not accepted; the error must be no [`FactoredCheckError::Unreadable`], which is no answer.
pub fn render_refused_factored(
    environment: &FactoredEnvironment,
    error: &FactoredCheckError,
    page: Page,
) -> String {
    paragraph(&format!("refused: {}", why_refused(environment, error)), 0, page.width)
}
