//! Robust implementation: the verdict, the conditions, the objections or the deception that stands.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::name;
use crate::render::sentence::as_sentence;
use crate::render::sentence::robust::{conditions, conjecture, liar, looked_at, lottery, summary, word};
use ambimech_model::index::JointTypeId;
use ambimech_model::robust::{
    Concept, Implementable, Monotonicity, MonotonicityOpen, Objection, PayoffEnvironment, Refutation,
    RobustFinding, RobustStudy, SearchSize, Standing, conclusion,
};

/// The verdict line, a table of conditions, then the objections of the proof or the deception that stands.
pub fn render_robust(environment: &PayoffEnvironment, found: &RobustStudy, page: Page) -> String {
    let mut text = paragraph(
        &format!("{}: {}", word(found.implementable), summary(found.concept, found.implementable)),
        0,
        page.width,
    );
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left), ("reason", Align::Left)]);
    for (condition, verdict, reason) in conditions(environment, found) {
        table.row(vec![condition.to_string(), verdict.to_string(), reason]);
    }
    text.push_str(&format!("\n{}", table.render(0, page.width)));
    if let Ok(verdict) = &found.monotonicity {
        match verdict {
            Monotonicity::Holds(refutation) => text.push_str(&objections(environment, refutation, page)),
            Monotonicity::Fails(standing) => {
                text.push_str(&deception(environment, standing, page));
            }
        }
    }
    text.push_str(&format!("\n{}", paragraph(&as_sentence(&looked_at(found)), 0, page.width)));
    text
}

/// The answer when the search is too large to begin.
pub fn render_robust_too_large(concept: Concept, found: SearchSize, limit: u128) -> String {
    let why = crate::render::sentence::robust::open(&MonotonicityOpen::TooLarge(found, limit));
    let head = crate::render::sentence::robust::concept(concept);
    let line = format!(
        "{}: {head}: {why}; --limit allows more",
        word(Implementable::Open(ambimech_model::robust::OpenBecause::Undecided,))
    );
    paragraph(&line, 0, Page::default().width)
}

/// The objections of a refutation down to its first division, a row each.
fn objections(environment: &PayoffEnvironment, refutation: &Refutation, page: Page) -> String {
    let mut table = Table::new(&[
        ("round", Align::Right),
        ("who objects", Align::Left),
        ("others report", Align::Left),
        ("reward", Align::Left),
    ]);
    let (mut round, mut at, mut left, mut shown) = (1, refutation, 0, 0);
    let mut add = |round: usize, objection: &Objection| {
        if shown >= page.rows {
            left += 1;
            return;
        }
        let frame = environment.without_beliefs();
        let rest = objection.coalition.complement(environment.agent_count());
        let who = liar(environment, objection.coalition, objection.truth, objection.report);
        for (place, reward) in objection.reward.iter().enumerate() {
            let first = place == 0;
            let reports =
                if rest.is_empty() { String::new() } else { name::types(frame, rest, JointTypeId(place)) };
            table.row(vec![
                if first { round.to_string() } else { String::new() },
                if first { who.clone() } else { String::new() },
                reports,
                lottery(environment, reward),
            ]);
            shown += 1;
        }
    };
    loop {
        match at {
            Refutation::Empty => break,
            Refutation::Covered(list) => {
                list.iter().for_each(|objection| add(round, objection));
                break;
            }
            Refutation::Removed(list, rest) => {
                list.iter().for_each(|objection| add(round, objection));
                round += 1;
                at = rest;
            }
            Refutation::Divided(objection, _) => {
                add(round, objection);
                break;
            }
        }
    }
    if table.is_empty() {
        return String::new();
    }
    let mut text = format!("\nObjections\n{}", table.render(2, page.width));
    if left > 0 {
        text.push_str(&format!("  and {}\n", name::count(left, "more objection", "more objections")));
    }
    text
}

/// What every type reports, and the conjectures of those who could object.
fn deception(environment: &PayoffEnvironment, standing: &Standing, page: Page) -> String {
    let frame = environment.without_beliefs();
    let mut table = Table::new(&[("agent", Align::Left), ("of type", Align::Left), ("may report", Align::Left)]);
    let space = environment.space();
    for agent in space.agents() {
        for truth in space.types(agent) {
            let may = standing.deception.lies().into_iter().filter(|lie| lie.agent == agent && lie.truth == truth);
            let reports: Vec<String> = may.map(|lie| frame.type_name(agent, lie.report).to_string()).collect();
            table.row(vec![
                name::agent(frame, agent),
                frame.type_name(agent, truth).to_string(),
                reports.join(", "),
            ]);
        }
    }
    let mut text = format!("\nDeception\n{}", table.render(2, page.width));
    // Those of the pair that changes the choice; the JSON answer has all.
    for silence in &standing.silences {
        let of = |profile| space.joint_type_of(profile, silence.coalition);
        if silence.truth == of(standing.truth) && silence.report == of(standing.report) {
            text.push_str(&paragraph(&as_sentence(&conjecture(environment, silence)), 2, page.width));
        }
    }
    text
}

/// `accepted`, the conditions, and what follows from them.
pub fn render_accepted_robust(
    environment: &PayoffEnvironment,
    concept: Concept,
    findings: &[RobustFinding],
    page: Page,
) -> String {
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left)]);
    for finding in findings {
        let verdict = if finding.holds() { "holds" } else { "fails" };
        table.row(vec![finding.condition().name().to_string(), verdict.to_string()]);
    }
    let follows = conclusion(environment.agent_count(), findings);
    let line = paragraph(&format!("{}: {}", word(follows), summary(concept, follows)), 0, page.width);
    format!("accepted\n\n{}\n{line}", table.render(0, page.width))
}
