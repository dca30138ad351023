//! What the checker said.

use super::Page;
use super::design::infeasible;
use super::table::{Align, Table, paragraph};
use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::reasons;
use crate::render::sentence::excluded::out_of_reach;
use crate::render::sentence::refusal::{RefusalRow, refusal_row};
use ambimech_model::certificate::Certificate;
use ambimech_model::check::Checked;
use ambimech_model::condition::Verdict;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::Claim;
use ambimech_model::refusal::Refusal;

/// `accepted:` with what was claimed, and what the checker looked at (`None` for a certificate without rules).
pub fn render_accepted(claims: &[Claim], checked: Option<&Checked>) -> String {
    let claims: Vec<String> = claims.iter().map(ToString::to_string).collect();
    let mut text = format!("accepted: {}", name::and_list(&claims)).trim_end_matches([':', ' ']).to_string();
    text.push('\n');
    if let Some(checked) = checked {
        text.push_str(&format!("{}\n", as_sentence(&checked_in_words(checked))));
    }
    text
}

/// `accepted:` with what a certificate about the environment proves, and why.
pub fn render_accepted_certificate(environment: &Environment, certificate: &Certificate, page: Page) -> String {
    match certificate {
        Certificate::Condition(found) => {
            let word = if found.holds { "holds" } else { "fails" };
            let verdict = if found.holds { Verdict::Holds(found.clone()) } else { Verdict::Fails(found.clone()) };
            let mut text = format!("accepted: {} {word}\n\n", found.condition);
            for reason in reasons(environment, found.condition, &verdict) {
                text.push_str(&paragraph(&as_sentence(&reason), 0, page.width));
            }
            text
        }
        Certificate::Impossibility(found) => {
            let goal = out_of_reach(found);
            format!("accepted: {goal} is infeasible\n\n{}", infeasible(environment, found, page))
        }
    }
}

/// What the checker looked at.
pub(crate) fn checked_in_words(checked: &Checked) -> String {
    let misreports = if checked.misreports == 1 {
        "1 misreport".to_string()
    } else {
        format!("{} misreports", checked.misreports)
    };
    format!(
        "looked at {} and {}, and found {misreports} held down",
        name::count(checked.rules, "rule", "rules"),
        name::count(checked.coalitions, "coalition", "coalitions"),
    )
}

/// `refused:` with the row that fails, both sides exact.
pub fn render_refusal(
    environment: &Environment,
    mechanism: Option<&Mechanism>,
    refusal: &Refusal,
    page: Page,
) -> String {
    render_row(&refusal_row(environment, mechanism, refusal), page)
}

/// `refused:` with this row.
pub(super) fn render_row(row: &RefusalRow, page: Page) -> String {
    let mut text = format!("refused: {}\n\n", row.label);
    text.push_str(&paragraph(&as_sentence(&row.sentence), 0, page.width));
    if let Some(sides) = &row.sides {
        let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]);
        table.row(vec!["found".to_string(), with_decimal(&sides.left)]);
        table.row(vec!["must be".to_string(), format!("{} {}", sides.relation, with_decimal(&sides.right))]);
        text.push('\n');
        text.push_str(&table.render(2, page.width));
    }
    text
}
