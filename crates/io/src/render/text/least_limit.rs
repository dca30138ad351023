//! The smallest limit on payments: the amount, the mechanism at it and the proof below it.

use super::Page;
use super::design::{design_section, infeasible};
use super::mechanism::render_rules;
use super::table::paragraph;
use crate::render::number::with_decimal;
use crate::render::sentence::least_limit::{
    LeastLimitQuestion, at_smaller_limits, least_limit_word, letter, never,
};
use crate::render::sentence::limits::{condition, limit_noun};
use crate::render::sentence::{as_sentence, obstacle};
use ambimech_model::design::DesignAnswer;
use ambimech_model::least_limit::LeastLimit;
use ambimech_model::property::Property;

/// The verdict line, `attainable:`, `never:` or `undecided:`, then the mechanism at the smallest limit and the proof below it.
pub fn render_least_limit(asked: &LeastLimitQuestion<'_>, found: &LeastLimit, page: Page) -> String {
    let environment = asked.environment;
    let is_about_reports = asked.goal.properties().into_iter().any(Property::is_about_reports);
    let reports =
        if is_about_reports { format!(", against {} reports", asked.reports.name()) } else { String::new() };
    let given = condition(environment, asked.limits);
    let what = format!("goal {} with a mechanism that is {}{reports}{given}", asked.goal, asked.mechanism.name());
    let (word, letter, noun) = (least_limit_word(found), letter(asked.least), limit_noun(asked.least));
    match found {
        LeastLimit::At { value, mechanism, below } => {
            let amount = with_decimal(value);
            let mut text = format!("{word}: {letter} >= {amount}: {what}\n\n");
            let whom = "for every agent without a limit of its own";
            text.push_str(&paragraph(
                &format!("{letter} is the limit of {noun} {whom}, and {amount} is the smallest that will do."),
                0,
                page.width,
            ));
            text.push_str(&format!("\nAt {letter} = {amount}\n\n"));
            let answer = DesignAnswer::Done(mechanism.clone());
            text.push_str(&design_section(environment, &answer, page));
            text.push_str("\nRules\n\n");
            text.push_str(&render_rules(environment, &mechanism.mechanism, page));
            match below {
                None => text.push_str("\nNo limit is smaller than 0, so there is nothing to prove below.\n"),
                Some(below) => {
                    text.push_str(&format!(
                        "\nOut of reach for {letter} < {amount}; the proof is written out at {letter} = {}:\n\n",
                        with_decimal(&below.checked_at)
                    ));
                    text.push_str(&infeasible(environment, &below.certificate, page));
                    let all = at_smaller_limits(asked.least, value, below);
                    text.push_str(&format!("\n{}", paragraph(&all, 2, page.width)));
                }
            }
            text
        }
        LeastLimit::Never(certificate) => {
            let all = paragraph(&never(asked.least), 0, page.width);
            format!("{word}: {what}\n\n{all}\n{}", infeasible(environment, certificate, page))
        }
        LeastLimit::Undecided(found) => {
            let sentences = obstacle::obstacle(environment, found);
            let sentences = sentences.iter().map(|sentence| paragraph(&as_sentence(sentence), 0, page.width));
            format!("{word}: {what}\n\n{}", sentences.collect::<String>())
        }
    }
}
