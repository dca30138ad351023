//! The properties of a mechanism with their worst cases.

use super::Page;
use super::table::{Align, Table};
use super::timing::timing_section;
use crate::render::name;
use crate::render::sentence::condition::undecided;
use crate::render::sentence::limits::tightest;
use crate::render::sentence::worst::worst_case;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::payment_limits::LimitAnswer;
use ambimech_model::property::Claim;
use ambimech_model::verification::Verification;

/// The verdict line and the table of properties. The verdict is about the claims `asked` for (all answers when empty);
/// the others are listed too. What has no answer is undecided when it is asked for.
pub fn render_verification(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: &Verification,
    asked: &[Claim],
    page: Page,
) -> String {
    render_verification_with_limits(environment, mechanism, (verification, &[]), asked, page)
}

/// As [`render_verification`], with limits on payments among the properties; the verdict is about all of them.
pub fn render_verification_with_limits(
    environment: &Environment,
    mechanism: &Mechanism,
    (verification, limits): (&Verification, &[LimitAnswer]),
    asked: &[Claim],
    page: Page,
) -> String {
    let counts = |claim: &Claim| asked.is_empty() || asked.contains(claim);
    let named = |holds: bool| -> Vec<String> {
        let answers = verification.answers.iter().filter(|answer| answer.holds == holds && counts(&answer.claim));
        let limits = limits.iter().filter(|answer| answer.holds() == holds);
        let limits = limits.map(|answer| answer.limit.name().to_string());
        answers.map(|answer| answer.claim.to_string()).chain(limits).collect()
    };
    let failing = named(false);
    let open = verification.undecided.iter().filter(|(claim, _)| asked.contains(claim));
    let open: Vec<String> = open.map(|(claim, _)| claim.to_string()).collect();
    let first = if !failing.is_empty() {
        format!("fails: {}", name::and_list(&failing))
    } else if !open.is_empty() {
        format!("undecided: {}", name::and_list(&open))
    } else {
        format!("holds: {}", name::and_list(&named(true)))
    };
    let mut body = properties(environment, mechanism, (verification, limits), page);
    body.push_str(&timing_section(verification, page));
    format!("{}\n\n{body}", first.trim_end_matches([':', ' ']))
}

/// The table alone.
pub fn verification_section(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: &Verification,
    page: Page,
) -> String {
    properties(environment, mechanism, (verification, &[]), page)
}

fn properties(
    environment: &Environment,
    mechanism: &Mechanism,
    (verification, limits): (&Verification, &[LimitAnswer]),
    page: Page,
) -> String {
    let mut table = Table::new(&[
        ("property", Align::Left),
        ("reports", Align::Left),
        ("verdict", Align::Left),
        ("worst case", Align::Left),
    ]);
    for answer in &verification.answers {
        table.row(vec![
            answer.claim.property.name().to_string(),
            answer.claim.reports.map_or("", |reports| reports.name()).to_string(),
            if answer.holds { "holds" } else { "fails" }.to_string(),
            worst_case(environment, mechanism, answer),
        ]);
    }
    for (claim, reason) in &verification.undecided {
        table.row(vec![
            claim.property.name().to_string(),
            claim.reports.map_or("", |reports| reports.name()).to_string(),
            "undecided".to_string(),
            undecided(reason),
        ]);
    }
    for answer in limits {
        table.row(vec![
            answer.limit.name().to_string(),
            String::new(),
            if answer.holds() { "holds" } else { "fails" }.to_string(),
            tightest(environment, mechanism, &answer.tightest),
        ]);
    }
    table.render(0, page.width)
}
