//! Interim conditions on a type space: the verdict, the conditions, the deception that stands.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::sentence::interim::{conditions, lies, summary, word};
use crate::render::sentence::robust::open;
use ambimech_model::robust::{
    BeliefSpace, InterimMonotonicity, InterimStudy, MonotonicityOpen, PayoffEnvironment,
};

/// The verdict line, a table of conditions, and the lies of the deception that stands, if any.
pub fn render_interim(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    found: &InterimStudy,
    page: Page,
) -> String {
    let mut text = paragraph(&format!("{}: {}", word(found), summary(found)), 0, page.width);
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left), ("reason", Align::Left)]);
    for (condition, verdict, reason) in conditions(environment, types, found) {
        table.row(vec![condition.to_string(), verdict.to_string(), reason]);
    }
    text.push_str(&format!("\n{}", table.render(0, page.width)));
    if let Ok(InterimMonotonicity::Fails(standing)) = &found.monotonicity {
        let mut table = Table::new(&[("agent", Align::Left), ("of type", Align::Left), ("reports", Align::Left)]);
        lies(environment, types, &standing.deception).into_iter().for_each(|lie| table.row(lie.to_vec()));
        text.push_str(&format!("\nDeception\n{}", table.render(2, page.width)));
    }
    text
}

/// `accepted`, with the conditions that a file proves.
pub fn render_accepted_interim(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    found: &InterimStudy,
    page: Page,
) -> String {
    format!("accepted\n\n{}", render_interim(environment, types, found, page))
}

/// The answer when the question is too large to begin.
pub fn render_interim_too_large(why: &MonotonicityOpen) -> String {
    paragraph(&format!("undecided: {}; --limit allows more", open(why)), 0, Page::default().width)
}
