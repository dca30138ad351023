//! Neat payments where weights of the prior have no common factors: multiples of a unit, within the price, coarse units first.
#![allow(clippy::unwrap_used, clippy::panic)]

use ambimech_model::check::check_mechanism;
use ambimech_model::design::Design;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::index::RuleId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::{Neatness, StakesMeasure};
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::design_few_rules;
use ambimech_solve::few_rules::smallest::readable::{Readable, make_readable};

const PROFILES: [&str; 6] = ["a a", "a b", "a c", "b a", "b b", "b c"];

/// Two agents with two and three types, two outcomes with payoffs over this denominator, an efficient allocation.
fn environment(weights: [u32; 6], denominator: u32) -> Environment {
    let outcomes: [[[i32; 2]; 6]; 2] =
        [[[9, 2], [1, 8], [7, 7], [3, 0], [6, 5], [2, 9]], [[4, 6], [8, 3], [0, 5], [5, 7], [1, 1], [9, 4]]];
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"singletons\"\n".to_string();
    text += "[[agents]]\nname = \"1\"\ntypes = [\"a\", \"b\"]\n[[agents]]\nname = \"2\"\ntypes = [\"a\", \"b\", \"c\"]\n[prior]\n";
    for (profile, weight) in PROFILES.iter().zip(weights) {
        text += &format!("\"{profile}\" = {weight}\n");
    }
    for (outcome, rows) in outcomes.iter().enumerate() {
        text += &format!("[outcomes.x{outcome}]\n");
        for (profile, [one, two]) in PROFILES.iter().zip(rows) {
            text += &format!("\"{profile}\" = [\"{one}/{denominator}\", \"{two}/{denominator}\"]\n");
        }
    }
    text += "[allocation]\n";
    for (place, profile) in PROFILES.iter().enumerate() {
        let sum = |outcome: usize| outcomes[outcome][place].iter().sum::<i32>();
        text += &format!("\"{profile}\" = \"x{}\"\n", usize::from(sum(1) > sum(0)));
    }
    ambimech_io::parse_environment(&text, "environment.toml", ambimech_io::Format::Toml, None).unwrap()
}

fn question<'a>(environment: &'a Environment, goal: &'a Goal) -> Question<'a> {
    Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports: Reports::Mixed }
}

fn known(asked: Question<'_>) -> Design {
    match design_few_rules(asked, None) {
        FewRulesAnswer::Found(found) => *found.design,
        other => panic!("{other:?}"),
    }
}

/// The largest payment and the unit, after everything that is said was looked at.
fn sound(environment: &Environment, readable: &Readable, most: &Rational) -> (Rational, Option<Rational>) {
    let design = &readable.design;
    check_mechanism(environment, &design.mechanism, &design.certificate).unwrap();
    let value = StakesMeasure::LargestPayment.of(environment, &design.mechanism).unwrap();
    assert!(value <= *most, "{value} is more than {most}");
    let Neatness::Reached { unit, before } = &readable.neatness else { return (value, None) };
    assert!(*before <= value && value <= before * Rational::from(4));
    for rule in 0..design.mechanism.rule_count(environment).unwrap() {
        let table = design.mechanism.table(environment, RuleId(rule)).unwrap();
        for payment in table.payments() {
            assert!((payment / unit).denominator().is_one(), "{payment} is no multiple of {unit}");
        }
    }
    (value, Some(unit.clone()))
}

/// Full extraction holds everybody to nothing on path, and bets around a prior with prime weights come in long steps.
#[test]
fn prime_weights_have_neat_payments_in_finer_units() {
    let hundredth = parse_number("1/100").unwrap();
    let mut finer = 0;
    for weights in [[101, 211, 307, 401, 503, 601], [239, 587, 137, 127, 131, 971], [439, 421, 823, 541, 127, 743]]
    {
        let environment = environment(weights, 1);
        let asked = question(&environment, &Goal::Extract);
        let known = known(asked);
        let most = known.largest_payment() * Rational::from(4);
        let readable = make_readable(asked, &known, &most).unwrap();
        let (value, unit) = sound(&environment, &readable, &most);
        finer += usize::from(unit.unwrap() < hundredth);
        // Whoever allows less gets less.
        let again = make_readable(asked, &known, &(&value * parse_number("99/100").unwrap()));
        if let Some(again) = again
            && matches!(again.neatness, Neatness::Reached { .. })
        {
            assert!(sound(&environment, &again, &value).0 < value);
        }
    }
    assert!(finer > 0);
}

#[test]
fn a_coarse_unit_at_a_fair_price_is_preferred() {
    let environment = environment([1, 2, 3, 3, 1, 2], 1);
    let asked = question(&environment, &Goal::Extract);
    let known = known(asked);
    let most = known.largest_payment() * Rational::from(4);
    let (_, unit) = sound(&environment, &make_readable(asked, &known, &most).unwrap(), &most);
    assert!(unit.is_some_and(|unit| unit >= parse_number("1/10").unwrap()));
}

/// Revenue is a number of sevenths that no decimal is: the natural unit is 1/7, and units are its parts.
#[test]
fn where_no_decimal_solves_the_equations_the_natural_unit_does() {
    let environment = environment([1, 2, 3, 3, 1, 2], 7);
    let asked = question(&environment, &Goal::Extract);
    let known = known(asked);
    let most = known.largest_payment() * Rational::from(4);
    let (_, unit) = sound(&environment, &make_readable(asked, &known, &most).unwrap(), &most);
    let sevenths = unit.unwrap() * Rational::from(7);
    assert!(sevenths.numerator().is_one() && sevenths <= Rational::ONE);
    assert!((Rational::from(1000) * sevenths / Rational::from(7)).denominator() != &1u8.into());
}
