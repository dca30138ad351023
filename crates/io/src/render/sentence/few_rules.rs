//! How few rules a mechanism has, and how few any has, in words.

use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::certificate::Impossibility;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::{FewRules, FewRulesAnswer, LeastRules, RuleFamily};
use ambimech_model::number::Rational;

/// Whole sentences: the number found beside the usual one, what is known below it, and what the scale is.
pub fn how_few(found: &FewRules) -> Vec<String> {
    let mut sentences = vec![number(found)];
    sentences.extend(below(&found.least, found.rules));
    sentences.extend(one_bet(found));
    sentences.extend(scale(found));
    sentences
}

fn number(found: &FewRules) -> String {
    let usual = match found.usual {
        Some(usual) if found.family != RuleFamily::Usual => {
            format!("; without this search the design has {}", name::count(usual, "rule", "rules"))
        }
        _ => String::new(),
    };
    let rules = name::count(found.rules, "rule", "rules");
    match found.family {
        RuleFamily::OneByOne => format!("A search found {rules}, each with a bet of its own{usual}."),
        RuleFamily::InPairs => format!("A search found {rules}, in pairs η ± Mφ{usual}."),
        RuleFamily::Enclosing => format!(
            "The design has {rules}, which enclose all others around its base rule{usual}; a search found none with fewer."
        ),
        RuleFamily::Free => format!("A search found {rules}, without a base rule that is common to them{usual}."),
        RuleFamily::Stretched => format!(
            "A search found {rules}: a mechanism for the worst case, stretched around its average rule for the attitudes of the \
             coalitions{usual}."
        ),
        RuleFamily::Usual if found.rules <= found.least.count() => format!("The usual design has {rules}."),
        RuleFamily::Usual => format!("The usual design has {rules}; a search found none with fewer."),
    }
}

/// What is known about fewer rules than these.
pub(super) fn below(least: &LeastRules, rules: usize) -> Option<String> {
    match (least, rules) {
        (_, 0 | 1) => None,
        (LeastRules::Two(_), 2) => Some(format!("{ONE_IS_NOT_ENOUGH}, so that no mechanism has fewer.")),
        (LeastRules::Two(_), 3) => {
            Some(format!("{ONE_IS_NOT_ENOUGH}; whether 2 are is not known: the search found none."))
        }
        (LeastRules::Two(_), rules) => Some(format!(
            "{ONE_IS_NOT_ENOUGH}; whether some number from 2 to {} is is not known: the search found none.",
            rules - 1
        )),
        (LeastRules::One, _) => Some(
            "Whether one rule is enough was not settled with moderate effort; decide with --mechanism simple tries harder."
                .to_string(),
        ),
    }
}

/// That rules made of one bet are not enough.
fn one_bet(found: &FewRules) -> Option<String> {
    let Impossibility::OneBet(proof) = &found.one_bet.as_ref()?.reason else { return None };
    let base = match found.family {
        RuleFamily::Free => "the base rule that the proof names",
        _ => "this base rule",
    };
    Some(format!(
        "Rules η ± Mφ, or any others made of one bet around {base}, are proved not to be enough ({}; --proof FILE writes the \
         proof).",
        name::count(proof.cases.len(), "case", "cases")
    ))
}

pub(super) const ONE_IS_NOT_ENOUGH: &str =
    "One rule is not enough (decide with --mechanism simple shows the proof)";

fn scale(found: &FewRules) -> Option<String> {
    let (smallest, used) = (found.smallest_scale.as_ref()?, found.design.scale.as_ref()?);
    if found.family == RuleFamily::Usual {
        return None;
    }
    Some(if smallest == used {
        "The scale M is the smallest that suffices for these bets.".to_string()
    } else {
        let price = (used / smallest - Rational::ONE) * Rational::from(100);
        format!(
            "The smallest scale that suffices for these bets is {}; M is {} per cent larger, for neat payments.",
            with_decimal(smallest),
            with_decimal(&price)
        )
    })
}

/// Why there is neither a mechanism nor a proof; `None` for the other answers.
pub fn not_found(environment: &Environment, answer: &FewRulesAnswer) -> Option<Vec<String>> {
    match answer {
        FewRulesAnswer::NotFound { asked, least, fewest, .. } => {
            let mut sentences = vec![format!(
                "No mechanism with at most {} was found, which does not prove that there is none.",
                name::count(*asked, "rule", "rules")
            )];
            if let Some(fewest) = fewest {
                sentences.push(format!("The usual design has {}.", name::count(*fewest, "rule", "rules")));
            }
            sentences.push(match least {
                LeastRules::Two(_) => format!("{ONE_IS_NOT_ENOUGH}."),
                LeastRules::One => "Whether one rule is enough was not settled.".to_string(),
            });
            Some(sentences)
        }
        FewRulesAnswer::OtherAttitude { coalition, .. } => Some(vec![format!(
            "The search is about the worst case, and no mechanism that it found could be stretched for the attitude of {}. Stretching does \
             where the worst case counts for more than the best, and for smooth attitudes against pure reports.",
            name::who(environment, *coalition)
        )]),
        _ => None,
    }
}
