//! The frontier on literature and generated environments: every point verified by code that knows nothing of certificates, rents counted
//! from their definition, bounds below all points, the least rents sharp.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::frontier::{Frontier, FrontierAnswer, RentCap, rents_of};
use ambimech_model::index::RuleId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, MechanismKind, Reports};
use ambimech_model::stakes::StakesMeasure;
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::few_rules::frontier::{Plan, find_frontier};
use ambimech_solve::verification::verify_mechanism;
use std::path::Path;

fn example(name: &str) -> Environment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
    ambimech_io::read_environment(&path).unwrap()
}

fn question<'a>(environment: &'a Environment, goal: &'a Goal) -> Question<'a> {
    Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports: Reports::Mixed }
}

fn frontier(environment: &Environment, goal: &Goal, most_rules: usize, rents: Vec<Rational>) -> Option<Frontier> {
    let measure = StakesMeasure::LargestPayment;
    let plan = Plan { measure, most_rules, rents, neat: false, limits: PaymentLimits::none() };
    match find_frontier(question(environment, goal), &plan) {
        FrontierAnswer::Found(frontier) => Some(*frontier),
        _ => None,
    }
}

fn assert_sound(environment: &Environment, frontier: &Frontier) {
    for level in &frontier.levels {
        for (place, point) in level.points.iter().enumerate() {
            let mechanism = &point.design.mechanism;
            let verification = verify_mechanism(environment, mechanism).unwrap();
            for property in frontier.goal.properties() {
                let claim = Claim::new(property, frontier.reports);
                assert!(verification.answer(claim).unwrap().holds, "{property:?}");
            }
            assert_eq!(mechanism.rule_count(environment), Some(point.rules));
            assert_eq!(frontier.measure.of(environment, mechanism).unwrap(), point.stakes);
            assert_eq!(rents_by_definition(environment, point.rules, mechanism), point.rents.clone().unwrap());
            assert!(level.cap.admits(point.rents.as_ref()));
            assert!(level.bound.as_ref().is_none_or(|bound| bound.value <= point.stakes));
            if let Some(next) = level.points.get(place + 1) {
                assert!(point.rules < next.rules && next.stakes < point.stakes);
            }
        }
    }
    for pair in frontier.levels.windows(2) {
        if let [Some(tight), Some(loose)] = [&pair[0].bound, &pair[1].bound] {
            assert!(loose.value <= tight.value, "a looser cap has no larger bound");
        }
    }
}

/// Σ_θ p(θ) Σ_i (u_i + t_i), the largest over the rules, term by term.
fn rents_by_definition(
    environment: &Environment,
    rules: usize,
    mechanism: &ambimech_model::mechanism::Mechanism,
) -> Rational {
    let prior = environment.common_prior().unwrap();
    let kept = (0..rules).map(|rule| {
        let table = mechanism.table(environment, RuleId(rule)).unwrap();
        let mut sum = Rational::ZERO;
        for profile in environment.space().profiles() {
            for agent in environment.space().agents() {
                let payoff = environment.payoff(agent, environment.allocation(profile), profile);
                sum += (payoff + &table.at(profile)[agent.0]) * prior.probability(profile);
            }
        }
        sum
    });
    kept.max().unwrap()
}

#[test]
fn points_of_the_literature_are_sound() {
    for (name, goal) in [
        ("guo-2017-implementation", Goal::Implement),
        ("guo-2018-implementation", Goal::Implement),
        ("guo-coalitional-incentive-compatibility", Goal::CoalitionProof),
        ("guo-2018-surplus-extraction", Goal::Extract),
    ] {
        let environment = example(name);
        let found = frontier(&environment, &goal, 2, Vec::new()).unwrap_or_else(|| panic!("{name}"));
        assert_sound(&environment, &found);
        assert!(matches!(found.levels.as_slice(), [level] if level.cap == RentCap::Fixed), "{name}");
        assert!(!found.levels[0].points.is_empty(), "{name}");
        let rents = rents_of(&environment, &found.usual.design.mechanism);
        assert!(
            found.levels[0].points.iter().all(|point| point.rents == rents),
            "{name}: the goal says what rents are"
        );
    }
}

/// In CPAM's example coalitions cannot be left with nothing, and the least is what the proof by `decide` says: 20 times W is 17, and the
/// contradiction is 0 ≥ 7, so that rents of 7/20 are the least.
#[test]
fn the_least_rents_of_the_public_good_are_sharp() {
    let environment = example("guo-2021-public-good");
    let goal: Goal = "cic,cr".parse().unwrap();
    let least = parse_number("7/20").unwrap();
    let found = frontier(&environment, &goal, 2, vec![least.clone(), parse_number("349/1000").unwrap()]).unwrap();
    assert_eq!(found.least_rents, Some(least));
    assert_sound(&environment, &found);
    let [below, at, any] = found.levels.as_slice() else { panic!("three caps") };
    assert!(below.points.is_empty() && below.bound.is_none());
    assert!(at.bound.is_some(), "the program is feasible at the least rents");
    assert!(any.bound.as_ref().unwrap().value.is_zero(), "a designer who may pay anything never collects");
}

#[test]
fn generated_environments_have_sound_frontiers() {
    let goal: Goal = "ic,ir".parse().unwrap();
    let extract: Goal = "ic,ir,fse".parse().unwrap();
    let mut seen = 0;
    for seed in 0..6 {
        let environment = random_environment::tempting(&[2, 2], 3, seed);
        let Some(found) = frontier(&environment, &goal, 2, Vec::new()) else { continue };
        assert_sound(&environment, &found);
        seen += 1;
        // Nothing is left to agents exactly where the full surplus can be extracted.
        let least = found.least_rents.clone().unwrap();
        let extracts = matches!(decide_goal(question(&environment, &extract)), DesignAnswer::Done(_));
        assert_eq!(least.is_zero(), extracts, "seed {seed}");
        let balanced = frontier(&environment, &Goal::Implement, 2, Vec::new());
        if let Some(balanced) = balanced {
            assert_sound(&environment, &balanced);
        }
    }
    assert!(seen > 2);
}
