//! Answers about a parameter: the attainable values, and why no others are.

use super::Page;
use super::design::infeasible;
use super::table::paragraph;
use crate::render::number::with_decimal;
use crate::render::sentence::direction::how_it_moves;
use crate::render::sentence::threshold::{
    ThresholdQuestion, at_all_values, excluded, held_fixed, threshold_word, values,
};
use crate::render::sentence::{as_sentence, obstacle};
use ambimech_model::property::Property;
use ambimech_model::threshold::{Exclusion, Threshold};

/// The verdict line, `attainable:`, `never:` or `undecided:`, then each end with the proof of what lies beyond.
pub fn render_threshold(asked: &ThresholdQuestion<'_>, found: &Threshold, page: Page) -> String {
    let parameter = asked.environment.parameter();
    let kind = asked.mechanism.name();
    let is_about_reports = asked.goal.properties().into_iter().any(Property::is_about_reports);
    let reports =
        if is_about_reports { format!(", against {} reports", asked.reports.name()) } else { String::new() };
    let what = format!("goal {} with a mechanism that is {kind}{reports}", asked.goal);
    let word = threshold_word(found);
    let mut text = match found {
        Threshold::Between(interval) => format!("{word}: {}: {what}\n", values(parameter, interval)),
        _ => format!("{word}: {what}\n"),
    };
    if let Some(fixed) = held_fixed(asked.environment) {
        text.push_str(&format!("\n{}", paragraph(&fixed, 0, page.width)));
    }
    match found {
        Threshold::Between(interval) => {
            let sides = [
                ("lower", &interval.lower, &interval.endless_below),
                ("upper", &interval.upper, &interval.endless_above),
            ];
            for (name, limit, endless) in sides {
                match limit {
                    None => {
                        text.push_str(&format!("\nThere is no {name} end.\n"));
                        if let Some(endless) = endless {
                            let moves = as_sentence(&how_it_moves(parameter, &endless.direction));
                            text.push_str(&format!("\n{}", paragraph(&moves, 0, page.width)));
                        }
                    }
                    Some(limit) => {
                        let end = with_decimal(&limit.value);
                        let largest = with_decimal(&limit.mechanism.stakes.largest_payment.3);
                        text.push_str(&format!("\nThe {name} end, {parameter} = {end}\n\n"));
                        text.push_str(&paragraph(
                            &format!(
                                "At {parameter} = {end} the goal is attainable; the largest payment of the mechanism found is \
                                 {largest}."
                            ),
                            0,
                            page.width,
                        ));
                        text.push_str(&format!("\n{}", exclusion(asked, &limit.exclusion, page)));
                    }
                }
            }
            if let Some((value, mechanism)) = &interval.inside {
                text.push_str(&format!(
                    "\nAt {parameter} = {} the largest payment of the mechanism found is {}.\n",
                    with_decimal(value),
                    with_decimal(&mechanism.stakes.largest_payment.3)
                ));
            }
        }
        Threshold::Never(exclusions) => {
            for one in exclusions {
                text.push_str(&format!("\n{}", exclusion(asked, one, page)));
            }
        }
        Threshold::Undecided(found) => {
            for sentence in obstacle::obstacle(asked.environment.environment(), found) {
                text.push_str(&format!("\n{}", paragraph(&as_sentence(&sentence), 0, page.width)));
            }
        }
    }
    text
}

/// A proof at one value, and why it is a proof at all excluded ones.
fn exclusion(asked: &ThresholdQuestion<'_>, found: &Exclusion, page: Page) -> String {
    let parameter = asked.environment.parameter();
    let mut text = format!(
        "Out of reach for {}; the proof is written out at {parameter} = {}:\n\n",
        excluded(parameter, &found.values),
        with_decimal(&found.checked_at)
    );
    // The certificate was accepted at this value, so the environment exists there.
    if let Ok(there) = asked.environment.at(&found.checked_at) {
        text.push_str(&infeasible(&there, &found.certificate, page));
    }
    text.push_str(&format!("\n{}", paragraph(&at_all_values(parameter, found), 2, page.width)));
    text
}
