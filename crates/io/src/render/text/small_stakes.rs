//! Answers of a search for small stakes.

use super::design::design_section;
use super::mechanism::render_rules;
use super::table::paragraph;
use super::{Page, render_few_rules};
use crate::render::name;
use crate::render::sentence::limits::claim_names;
use crate::render::sentence::small_stakes::{how_small, nothing_found};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::stakes::SmallStakesAnswer;

/// The verdict line, `done`, `infeasible:` or `undecided:`, then the answer, with a section about the stakes.
pub fn render_small_stakes(environment: &Environment, answer: &SmallStakesAnswer, page: Page) -> String {
    match answer {
        SmallStakesAnswer::Found { found, least } => {
            let certificate = &found.design.certificate;
            let claims = claim_names(environment, &certificate.claims, &certificate.limits);
            let design = DesignAnswer::Done(found.design.clone());
            format!(
                "done: {}\n\n{}\nHow small the stakes are\n\n{}\nRules\n\n{}",
                name::and_list(&claims),
                design_section(environment, &design, page),
                paragraph(&how_small(found, least).join(" "), 2, page.width),
                render_rules(environment, &found.design.mechanism, page)
            )
        }
        SmallStakesAnswer::Other(other) => render_few_rules(environment, other, page),
        SmallStakesAnswer::NotFound { goal, .. } => {
            let sentences = nothing_found(answer).unwrap_or_default();
            format!("undecided: {goal}\n\n{}", paragraph(&sentences.join(" "), 0, page.width))
        }
    }
}
