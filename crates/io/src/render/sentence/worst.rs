//! The worst case of a property in words.

use crate::render::enclosure::enclosed;
use crate::render::name;
use crate::render::number::{magnitude, with_decimal};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::preference::Enclosure;
use ambimech_model::property::Claim;
use ambimech_model::verification::{Deviation, PropertyAnswer, Report, SmoothDeviation, Worst};
use std::cmp::Ordering;

/// What a property's name says, in a few words.
pub fn meaning(claim: Claim) -> &'static str {
    use ambimech_model::property::Property::{Ai, Bb, Cic, Cr, Fse, Ic, Ir, Wcic};
    match claim.property {
        Ic => "no agent gains from a misreport",
        Cic => "no coalition gains from a misreport",
        Ir => "every agent takes part",
        Cr => "every coalition takes part",
        Ai => "on path every rule is worth the same",
        Bb => "payments add up to 0",
        Fse => "every rule raises the full surplus",
        Wcic => "no coalition gains by a side contract",
    }
}

/// The worst case, with the place where it is found.
pub fn worst_case(environment: &Environment, mechanism: &Mechanism, answer: &PropertyAnswer) -> String {
    match &answer.worst {
        None => "nothing can go wrong: nobody has two types".to_string(),
        Some(Worst::Deviation(found)) => deviation(environment, found),
        Some(Worst::SmoothDeviation(found)) => smooth_deviation(environment, found),
        Some(Worst::SmoothParticipation { coalition, types, value }) => format!(
            "{}: on path worth {}{}",
            name::who_of_type(environment, *coalition, *types),
            certainty_equivalent(value.as_ref()),
            match value {
                Some(value) if value.high >= Rational::ZERO => "",
                _ => ", below 0",
            },
        ),
        Some(Worst::SideContract(found)) => {
            format!("a side contract carries this out: {}", deviation(environment, found))
        }
        Some(Worst::Participation { coalition, types, rule, value }) => format!(
            "{}: on-path value {}{}{}",
            name::who_of_type(environment, *coalition, *types),
            with_decimal(value),
            rule.map_or_else(String::new, |rule| format!(
                " under rule {}",
                name::rule(environment, mechanism, rule)
            )),
            if *value < Rational::ZERO { ", below 0" } else { "" },
        ),
        Some(Worst::Insurance { lowest, highest, .. }) if lowest.1 == highest.1 => {
            "every on-path value is the same under every rule".to_string()
        }
        Some(Worst::Insurance { coalition, types, lowest, highest }) => format!(
            "{}: on-path value {} under rule {}, {} under rule {}",
            name::who_of_type(environment, *coalition, *types),
            with_decimal(&lowest.1),
            name::rule(environment, mechanism, lowest.0),
            with_decimal(&highest.1),
            name::rule(environment, mechanism, highest.0),
        ),
        Some(Worst::Budget { total, .. }) if total.is_zero() => {
            "payments add up to 0 at every profile under every rule".to_string()
        }
        Some(Worst::Budget { rule, profile, total }) => format!(
            "at {} the payments of rule {} add up to {}",
            name::profile(environment, *profile),
            name::rule(environment, mechanism, *rule),
            with_decimal(total),
        ),
        Some(Worst::Revenue { revenue, surplus, .. }) if revenue == surplus => {
            format!("every rule raises {} in expectation, the largest expected surplus", with_decimal(surplus))
        }
        Some(Worst::Revenue { rule, revenue, surplus }) => format!(
            "rule {} raises {} in expectation, the largest expected surplus is {}",
            name::rule(environment, mechanism, *rule),
            with_decimal(revenue),
            with_decimal(surplus),
        ),
    }
}

/// `coalition {1,2} of type (H, L) reporting (L, H): worst case -29 against 0 on path, loses 29`.
pub fn deviation(environment: &Environment, deviation: &Deviation) -> String {
    let is_worst_case = environment.attitude(deviation.coalition).is_worst_case();
    format!(
        "{} reporting {}: {} {} against {} on path, {}",
        name::who_of_type(environment, deviation.coalition, deviation.truth),
        report(environment, deviation.coalition, &deviation.report),
        if is_worst_case { "worst case" } else { "worth" },
        with_decimal(&deviation.value),
        with_decimal(&deviation.on_path),
        gain(&deviation.gain()),
    )
}

/// `coalition {1,2} of type (H, L) reporting (L, H): worth 0.458675 (between … and …) against 0 on path, gains 0.458675 (between … and …)`.
fn smooth_deviation(environment: &Environment, deviation: &SmoothDeviation) -> String {
    let gain = match deviation.gain() {
        None => "loses without bound".to_string(),
        Some(gain) if gain.is_exact() => self::gain(&gain.low),
        Some(gain) => match gain.sign() {
            Some(Ordering::Less) => format!("loses {}", enclosed(&gain.times(&-Rational::ONE))),
            _ => format!("gains {}", enclosed(&gain)),
        },
    };
    format!(
        "{} reporting {}: worth {} against {} on path, {gain}",
        name::who_of_type(environment, deviation.coalition, deviation.truth),
        report(environment, deviation.coalition, &deviation.report),
        certainty_equivalent(deviation.value.as_ref()),
        enclosed(&deviation.on_path),
    )
}

/// A certainty equivalent, or that there is none.
pub fn certainty_equivalent(value: Option<&Enclosure>) -> String {
    value.map_or_else(|| "less than any amount".to_string(), enclosed)
}

/// `gains 3`, `loses 29`, `no gain`.
pub fn gain(gain: &Rational) -> String {
    if gain.is_zero() {
        "no gain".to_string()
    } else {
        let verb = if *gain > Rational::ZERO { "gains" } else { "loses" };
        format!("{verb} {}", with_decimal(&magnitude(gain)))
    }
}

/// `(L, H)`, or `(L, H) with probability 2/5 (0.4) and (L, L) with 3/5 (0.6)`.
pub fn report(environment: &Environment, coalition: Coalition, report: &Report) -> String {
    match report {
        Report::Pure(joint) => name::types(environment, coalition, *joint),
        Report::Mixed(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .enumerate()
                .map(|(place, (joint, probability))| {
                    let with = if place == 0 { "with probability" } else { "with" };
                    format!("{} {with} {}", name::types(environment, coalition, *joint), with_decimal(probability))
                })
                .collect();
            name::and_list(&parts)
        }
    }
}
