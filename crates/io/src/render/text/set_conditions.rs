//! Conditions under sets of beliefs with their reasons.

use super::Page;
use super::conditions::{first_line, reasons_table};
use super::table::paragraph;
use crate::render::sentence::set_condition::reasons;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::condition::Condition;
use ambimech_model::set_condition::{SET_CONDITIONS, SetConditionAnswer, SetConditionProof};

/// The verdict line and the table, as for one belief of every type; with a word about the other conditions if `all` that have a meaning were asked.
pub fn render_set_conditions(
    environment: &AmbiguousEnvironment,
    answers: &[(Condition, SetConditionAnswer)],
    all: bool,
    page: Page,
) -> String {
    let first = first_line(answers.iter().map(|(condition, answer)| (*condition, answer.word())));
    let mut text = format!("{first}\n\n{}", table(environment, answers, page));
    if all {
        let others = Condition::ALL.into_iter().filter(|condition| !SET_CONDITIONS.contains(condition));
        let others: Vec<&str> = others.map(Condition::name).collect();
        let words = format!("About one belief of every type, and so not asked here: {}.", others.join(", "));
        text.push_str(&format!("\n{}", paragraph(&words, 0, page.width)));
    }
    text
}

/// `accepted:` with the verdicts that are proved now, and the table.
pub fn render_accepted_set_conditions(
    environment: &AmbiguousEnvironment,
    proofs: &[SetConditionProof],
    page: Page,
) -> String {
    let words = |proof: &SetConditionProof| {
        format!("{} {}", proof.condition().name(), if proof.holds() { "holds" } else { "fails" })
    };
    let list: Vec<String> = proofs.iter().map(words).collect();
    let answers: Vec<_> = proofs.iter().map(|proof| (proof.condition(), proof.answer())).collect();
    let first = paragraph(&format!("accepted: {}", list.join("; ")), 0, page.width);
    format!("{first}\n{}", table(environment, &answers, page))
}

fn table(environment: &AmbiguousEnvironment, answers: &[(Condition, SetConditionAnswer)], page: Page) -> String {
    let rows = answers
        .iter()
        .map(|(condition, answer)| (*condition, answer.word(), reasons(environment, *condition, answer)));
    reasons_table(rows, page)
}
