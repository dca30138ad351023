//! The smooth model against numerical integration, verification against brute force over mixtures, and the ± design of CPAM Corollary 1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_io::{Format, parse_environment, read_environment};
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::check_mechanism;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, Attitudes, Enclosure, Utility, enclose_certainty_equivalent};
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::transfer::base::BaseRule;
use ambimech_model::transfer::{TransferRule, TransferTable};
use ambimech_model::verification::{Report, SmoothDeviation, Worst};
use ambimech_solve::verification::{CoalitionValues, RuleTables, verify_mechanism};
use proptest::prelude::*;
use small_environment::{effort, small_environments};
use std::path::Path;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn float(number: &Rational) -> f64 {
    number.to_f64_fast()
}

fn utility_of(utility: &Utility, x: f64) -> f64 {
    match utility {
        Utility::Cara { coefficient } => -(-float(coefficient) * x).exp(),
        Utility::Power { coefficient, wealth } => {
            let (gamma, y) = (float(coefficient), x + float(wealth));
            if gamma == 1.0 { y.ln() } else { y.powf(1.0 - gamma) / (1.0 - gamma) }
        }
    }
}

fn inverse(utility: &Utility, u: f64) -> f64 {
    match utility {
        Utility::Cara { coefficient } => -(-u).ln() / float(coefficient),
        Utility::Power { coefficient, wealth } => {
            let gamma = float(coefficient);
            let y = if gamma == 1.0 { u.exp() } else { ((1.0 - gamma) * u).powf(1.0 / (1.0 - gamma)) };
            y - float(wealth)
        }
    }
}

/// The mean of a function over [0, 1], by Simpson's rule.
fn simpson(f: impl Fn(f64) -> f64) -> f64 {
    const HALVES: usize = 60;
    let h = 1.0 / (2 * HALVES) as f64;
    let inner: f64 = (1..2 * HALVES).map(|i| f(i as f64 * h) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (f(0.0) + inner + f(1.0)) * h / 3.0
}

/// The integral of ψ between two amounts.
fn integral(utility: &Utility, from: f64, to: f64) -> f64 {
    let until = |x: f64| match utility {
        Utility::Cara { coefficient } => (-float(coefficient) * x).exp() / float(coefficient),
        Utility::Power { coefficient, wealth } => {
            let (gamma, y) = (float(coefficient), x + float(wealth));
            match gamma {
                1.0 => y * y.ln() - y,
                2.0 => -y.ln(),
                _ => y.powf(2.0 - gamma) / ((1.0 - gamma) * (2.0 - gamma)),
            }
        }
    };
    until(to) - until(from)
}

/// The mean of ψ between two amounts.
fn mean_between(utility: &Utility, a: f64, b: f64) -> f64 {
    if (a - b).abs() < 1e-4 {
        return utility_of(utility, (a + b) / 2.0);
    }
    integral(utility, a, b) / (b - a)
}

/// The certainty equivalent of at most three values by numerical integration.
fn by_integration(values: &[f64], utility: &Utility, epsilon: f64) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let v: Vec<f64> = values.iter().map(|value| (1.0 - epsilon) * mean + epsilon * value).collect();
    let average = match v.as_slice() {
        [a] => utility_of(utility, *a),
        [a, b] => mean_between(utility, *a, *b),
        // π = (1 − s, s(1 − r), s r) with density 2s.
        [a, b, c] => {
            let between = |s: f64, other: &f64| (1.0 - s) * a + s * other;
            simpson(|s| 2.0 * s * mean_between(utility, between(s, b), between(s, c)))
        }
        _ => panic!("at most three"),
    };
    inverse(utility, average)
}

fn utilities() -> impl Strategy<Value = Utility> {
    let ratio = |top: i64, bottom: i64| Rational::from(top) / Rational::from(bottom);
    let cara = (1i64..=8).prop_map(move |top| Utility::Cara { coefficient: ratio(top, 4) });
    let power =
        (1i64..=9).prop_map(move |top| Utility::Power { coefficient: ratio(top, 3), wealth: Rational::from(40) });
    prop_oneof![cara, power]
}

proptest! {
    #![proptest_config(effort(200))]

    #[test]
    fn certainty_equivalents_are_those_of_numerical_integration(
        values in proptest::collection::vec(-24i64..=24, 1..=3),
        utility in utilities(),
        epsilon in 1i64..=4,
    ) {
        let epsilon = Rational::from(epsilon) / Rational::from(4);
        let exact: Vec<Rational> = values.iter().map(|value| Rational::from(*value) / Rational::from(4)).collect();
        let floats: Vec<f64> = exact.iter().map(float).collect();
        let found = enclose_certainty_equivalent(&exact, &utility, &epsilon, 50).unwrap();
        let beside = by_integration(&floats, &utility, float(&epsilon));
        prop_assert!((float(&found.low) - beside).abs() < 1e-4, "{found:?} {beside}");
    }
}

/// A mechanism without a goal.
fn mechanism_of(tables: Vec<TransferTable>) -> Mechanism {
    let named =
        tables.into_iter().enumerate().map(|(place, table)| NamedRule { name: format!("r{place}"), table });
    Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(named.collect()) }
}

/// Payment tables from few numbers, used again and again.
fn tables(environment: &Environment, payments: &[Vec<i64>]) -> Mechanism {
    let agents = environment.agent_count();
    let table = |list: &Vec<i64>| {
        TransferTable::from_fn(environment.space(), |agent, profile| {
            Rational::from(list[(profile.0 * agents + agent.0) % list.len()])
        })
    };
    mechanism_of(payments.iter().map(table).collect())
}

fn shown(worst: &Option<Worst>) -> Option<&SmoothDeviation> {
    match worst {
        Some(Worst::SmoothDeviation(found)) => Some(found),
        _ => None,
    }
}

fn smooth(utility: Utility, epsilon: Rational) -> Attitudes {
    Attitudes::new(Attitude::Smooth { utility, epsilon }, Vec::new()).unwrap()
}

/// All rows of values, for every coalition and truth: (coalition's place, truth, rows by report).
fn all_rows(environment: &Environment, mechanism: &Mechanism) -> Vec<(usize, usize, Vec<Vec<f64>>)> {
    let rules = RuleTables::new(environment, mechanism).unwrap();
    let mut all = Vec::new();
    for coalition in environment.pattern().coalitions(environment.agent_count()) {
        let values = CoalitionValues::new(environment, &rules, coalition).unwrap();
        for truth in values.interim().split().own() {
            let Some(rows) = values.rows(truth) else { continue };
            let rows = (0..rows.reports()).map(|report| rows.values(report).iter().map(float).collect());
            all.push((coalition.len(), truth.0, rows.collect()));
        }
    }
    all
}

fn mix(rows: &[Vec<f64>], shares: &[(usize, f64)]) -> Vec<f64> {
    (0..rows[0].len()).map(|rule| shares.iter().map(|(report, share)| rows[*report][rule] * share).sum()).collect()
}

proptest! {
    #![proptest_config(effort(40))]

    #[test]
    fn verdicts_are_those_of_trying_mixtures(
        small in small_environments(),
        payments in proptest::collection::vec(proptest::collection::vec(-4i64..=4, 36), 2..=3),
        utility in utilities(),
        epsilon in 1i64..=2,
    ) {
        let epsilon = Rational::from(epsilon) / Rational::from(2);
        let environment = small.environment().with_attitudes(smooth(utility.clone(), epsilon.clone()));
        let mechanism = tables(&environment, &payments);
        let found = verify_mechanism(&environment, &mechanism).unwrap();
        let worth = |values: &[f64]| by_integration(values, &utility, float(&epsilon));
        let (mut pure_gain, mut mixed_gain, mut least) = (f64::MIN, f64::MIN, f64::MAX);
        for (_, truth, rows) in all_rows(&environment, &mechanism) {
            let on_path = worth(&rows[truth]);
            least = least.min(on_path);
            for one in (0..rows.len()).filter(|one| *one != truth) {
                pure_gain = pure_gain.max(worth(&rows[one]) - on_path);
                for other in 0..rows.len() {
                    for share in [0.002, 0.05, 0.3, 0.6, 0.9] {
                        let mixed = mix(&rows, &[(one, share), (other, 1.0 - share)]);
                        mixed_gain = mixed_gain.max(worth(&mixed) - on_path);
                    }
                }
            }
        }
        mixed_gain = mixed_gain.max(pure_gain);
        for (property, reports, gain) in
            [(Property::Cic, Reports::Pure, pure_gain), (Property::Cic, Reports::Mixed, mixed_gain)]
        {
            let Some(answer) = found.answer(Claim::new(property, reports)) else {
                prop_assert!(gain.abs() < 1e-4, "left open although {gain}");
                continue;
            };
            if answer.holds {
                prop_assert!(gain < 1e-4, "{reports:?} holds, {gain}");
            } else {
                let amount = shown(&answer.worst).unwrap().gain().unwrap();
                prop_assert!(amount.low > Rational::ZERO);
                prop_assert!(reports == Reports::Mixed || (float(&amount.low) - gain).abs() < 1e-3, "{amount:?} {gain}");
                prop_assert!(float(&amount.low) > gain - 0.3 * gain.abs() - 1e-3, "{amount:?} {gain}");
            }
            if gain > 1e-4 {
                prop_assert!(!answer.holds);
            }
        }
        if let Some(answer) = found.answer(Claim::new(Property::Cr, Reports::Pure)) {
            prop_assert!(least.abs() < 1e-4 || answer.holds == (least > 0.0), "{least} {answer:?}");
        }
        for answer in &found.answers {
            let certificate = MechanismCertificate { limits: PaymentLimits::none(), claims: vec![answer.claim], weights: HoldingWeights::Listed(Vec::new()) };
            let accepted = check_mechanism(&environment, &mechanism, &certificate);
            prop_assert_eq!(accepted.is_ok(), answer.holds, "{}: {:?}", answer.claim, accepted);
        }
    }
}

fn public_good() -> Environment {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good");
    read_environment(&folder.join("environment.toml")).unwrap()
}

/// η ± M·φ for every side bet φ: what the coalition-proof design pays, and its mirror image beside its base η.
fn mirrored(environment: &Environment, factor: &Rational) -> Mechanism {
    let goal: Goal = "coalition-proof".parse().unwrap();
    // The design thinks of the worst case.
    let design = ambimech_solve::design::design_mechanism(&public_good(), &goal, Reports::Mixed);
    let ambimech_model::design::DesignAnswer::Done(design) = design else { panic!("CBDP holds") };
    let rules = design.mechanism.rule_count(environment).unwrap();
    let Rules::ClosedForm(form) = &design.mechanism.rules else { panic!("side bets in closed form") };
    let eta = BaseRule::new(environment, form.base).unwrap();
    let mut all = Vec::new();
    for rule in (0..rules).map(ambimech_model::index::RuleId) {
        let table = design.mechanism.table(environment, rule).unwrap();
        for sign in [Rational::ONE, -Rational::ONE] {
            all.push(TransferTable::from_fn(environment.space(), |agent, profile| {
                let base = eta.payment(agent, profile);
                (table.payment(agent, profile) - &base) * factor * &sign + base
            }));
        }
    }
    mechanism_of(all)
}

/// CPAM Corollary 1 speaks of every mapping δ. Against pure misreports a large scale does it; against mixtures drawn after the rule none does, for
/// with insurance only the mean counts, and no ordinary mechanism is coalition-proof here (CPAM section 3).
#[test]
fn the_mirrored_design_holds_pure_reports_and_no_scale_holds_mixtures() {
    let utility = Utility::Cara { coefficient: Rational::ONE };
    let environment = public_good().with_attitudes(smooth(utility.clone(), Rational::ONE));
    let claim = |reports| Claim::new(Property::Cic, reports);
    let mut gains: Vec<Enclosure> = Vec::new();
    for factor in ["4", "40", "400"] {
        let mechanism = mirrored(&environment, &number(factor));
        let found = verify_mechanism(&environment, &mechanism).unwrap();
        for property in [Property::Bb, Property::Ai, Property::Cr] {
            assert!(found.answer(Claim::new(property, Reports::Pure)).unwrap().holds, "{property:?} {factor}");
        }
        let pure = found.answer(claim(Reports::Pure)).unwrap();
        assert!(pure.holds, "{factor}: {pure:?}");
        let mixed = found.answer(claim(Reports::Mixed)).unwrap();
        assert!(!mixed.holds, "{factor}: {mixed:?}");
        let worst = shown(&mixed.worst).unwrap();
        let Report::Mixed(parts) = &worst.report else { panic!("a mixture") };
        let truth =
            parts.iter().find(|(report, _)| *report == worst.truth).map(|(_, share)| share.clone()).unwrap();
        assert!(truth > number("1/2"), "mostly the truth: {truth}");
        gains.push(worst.gain().unwrap());
        // The checker does not take the mixed claim on faith.
        let certificate = MechanismCertificate {
            limits: PaymentLimits::none(),
            claims: vec![claim(Reports::Mixed)],
            weights: HoldingWeights::Listed(Vec::new()),
        };
        assert!(check_mechanism(&environment, &mechanism, &certificate).is_err());
    }
    // Larger scales make the gain smaller, never nothing.
    for pair in gains.windows(2) {
        assert!(pair[1].low > Rational::ZERO && pair[1].high < pair[0].low, "{gains:?}");
    }
    // The average rule is η, under which somebody gains as in an ordinary mechanism.
    let average = mirrored(&environment, &Rational::ZERO);
    let found = verify_mechanism(&environment, &average).unwrap();
    assert!(!found.answer(claim(Reports::Pure)).unwrap().holds);
}

/// The report t2 costs type t1 of agent 1 2^−300 under one rule: no number of bits tells the certainty equivalents from each other, but the
/// marginal gain at the truth is negative, and so the report is worth less.
#[test]
fn a_pure_report_without_marginal_gain_is_held_down_however_near_it_is() {
    let text = r#"
        format = "ambimech-environment/1"
        name = "Nearly nothing"
        coalitions = "singletons"
        agents = [{ name = "1", types = ["t1", "t2"] }, { name = "2", types = ["t"] }]
        [prior]
        "* *" = 1
        [outcomes.x]
        "* *" = [0, 0]
        [outcomes.y]
        "t1 *" = [0, 0]
        "t2 *" = [9, 0]
        [allocation]
        "t1 *" = "x"
        "t2 *" = "y"
        [attitudes]
        "*" = { kind = "smooth", utility = "cara", coefficient = 1 }
    "#;
    let environment = parse_environment(text, "environment.toml", Format::Toml, None).unwrap();
    let tiny = Rational::ONE / Rational::from(ambimech_model::number::Natural::ONE << 300);
    let of = |first: [Rational; 2]| {
        TransferTable::from_fn(environment.space(), |agent, profile| match agent.0 {
            0 => first[profile.0].clone(),
            _ => Rational::ZERO,
        })
    };
    let lies_cost =
        |tiny: Rational| mechanism_of(vec![of([Rational::ZERO, -tiny]), of([Rational::ONE, Rational::ONE])]);
    let claims = [Reports::Pure, Reports::Mixed].map(|reports| Claim::new(Property::Ic, reports));
    let accepted = |mechanism: &Mechanism, claim| {
        let certificate = MechanismCertificate {
            limits: PaymentLimits::none(),
            claims: vec![claim],
            weights: HoldingWeights::Listed(Vec::new()),
        };
        check_mechanism(&environment, mechanism, &certificate).is_ok()
    };
    let mechanism = lies_cost(tiny.clone());
    let found = verify_mechanism(&environment, &mechanism).unwrap();
    for claim in claims {
        assert!(found.answer(claim).is_some_and(|answer| answer.holds), "{claim}: {found:?}");
        assert!(accepted(&mechanism, claim));
    }
    // A gain as small is not called anything, and the checker does not accept the claim.
    let mechanism = lies_cost(-tiny);
    let found = verify_mechanism(&environment, &mechanism).unwrap();
    for claim in claims {
        assert!(found.answer(claim).is_none_or(|answer| !answer.holds), "{claim}: {found:?}");
        assert!(!accepted(&mechanism, claim));
    }
}
