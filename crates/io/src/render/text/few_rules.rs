//! Answers of a search for few rules.

use super::Page;
use super::design::{design_section, render_design};
use super::mechanism::render_rules;
use super::table::paragraph;
use crate::render::name;
use crate::render::sentence::few_rules::{how_few, not_found};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::FewRulesAnswer;

/// The verdict line, `done`, `infeasible:` or `undecided:`, then the answer, with a section about the number of rules.
pub fn render_few_rules(environment: &Environment, answer: &FewRulesAnswer, page: Page) -> String {
    if let Some(sentences) = not_found(environment, answer) {
        return format!("undecided: {}\n\n{}", answer.goal(), paragraph(&sentences.join(" "), 0, page.width));
    }
    match answer {
        FewRulesAnswer::Found(found) => {
            let claims: Vec<String> = found.design.certificate.claims.iter().map(ToString::to_string).collect();
            let design = DesignAnswer::Done(found.design.clone());
            format!(
                "done: {}\n\n{}\nHow few rules\n\n{}\nRules\n\n{}",
                name::and_list(&claims),
                design_section(environment, &design, page),
                paragraph(&how_few(found).join(" "), 2, page.width),
                render_rules(environment, &found.design.mechanism, page)
            )
        }
        _ => match answer.design_answer() {
            Some(design) => render_design(environment, &design, page),
            None => format!("undecided: {}\n", answer.goal()),
        },
    }
}
