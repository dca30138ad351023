//! The least liability of mechanisms that extract the whole surplus: the figure of the public good, the lower bound of another program, and
//! proofs that the checker accepts though the program says inequalities as equations.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::certificate::Impossibility;
use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::combination::Constraint;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::least_limit::LeastLimit;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::StakesMeasure;
use ambimech_solve::decision::Question;
use ambimech_solve::decision::least_limit::{find_least_limit, limits_at};
use ambimech_solve::decision::limited::decide_with_limits;
use ambimech_solve::few_rules::smallest::bound::lower_bound;
use ambimech_solve::few_rules::smallest::layout::Layout;
use ambimech_solve::lp::Patience;
use std::path::Path;

fn example(name: &str) -> Environment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
    ambimech_io::read_environment(&path).unwrap()
}

/// The least liability, its mechanism and its proof checked, and decisions a little above and below it; `None` where there is none.
fn least(question: Question<'_>) -> Option<Rational> {
    let none = PaymentLimits::none();
    let asked = question.with_limits(&none);
    let environment = question.environment;
    let (value, below) = match find_least_limit(asked, PaymentLimit::Liability) {
        LeastLimit::At { value, mechanism, below } => {
            check_mechanism(environment, &mechanism.mechanism, &mechanism.certificate).unwrap();
            (value, below)
        }
        LeastLimit::Never(proof) => {
            check_impossibility(environment, &proof).unwrap();
            return None;
        }
        LeastLimit::Undecided(obstacle) => panic!("{obstacle:?}"),
    };
    if value > Rational::ZERO {
        let below = below.unwrap();
        check_impossibility(environment, &below.certificate).unwrap();
        let Impossibility::Combination(combination) = &below.certificate.reason else { panic!() };
        let is_inequality = |constraint: &Constraint| !matches!(constraint, Constraint::Revenue { .. });
        if question.insured().is_empty() {
            let terms = combination.terms.iter().filter(|term| is_inequality(&term.constraint));
            assert!(terms.into_iter().all(|term| term.multiplier >= Rational::ZERO));
        }
        let less = limits_at(asked, PaymentLimit::Liability, &(&value * parse_number("99/100").unwrap()));
        assert!(matches!(decide_with_limits(question.with_limits(&less)), DesignAnswer::Infeasible(_)));
    }
    let more = limits_at(asked, PaymentLimit::Liability, &(&value * parse_number("101/100").unwrap()));
    assert!(matches!(decide_with_limits(question.with_limits(&more)), DesignAnswer::Done(_)));
    Some(value)
}

/// The program of another module, which knows nothing of this.
fn bound(question: Question<'_>) -> Rational {
    let layout = Layout::new(question, &PaymentLimits::none()).unwrap();
    let bound = lower_bound(&layout, StakesMeasure::LargestPayment, &mut Patience::of(20_000_000_000)).unwrap();
    bound.value
}

#[test]
fn the_public_good_pays_less_than_eight() {
    let environment = example("guo-2021-public-good");
    let goal = Goal::CoalitionProofExtract;
    let at = |reports| {
        least(Question { environment: &environment, goal: &goal, mechanism: MechanismKind::Ambiguous, reports })
    };
    assert_eq!(at(Reports::Mixed), parse_number("1414964305/178443948").ok());
    assert_eq!(at(Reports::Pure), parse_number("694623/90940").ok());
}

#[test]
fn generated_environments_agree_with_the_lower_bound() {
    let mut reached = 0;
    for goal in ["extract", "ic,ir,ai,fse", "cic,cr,fse", "coalition-proof-extract"] {
        let goal: Goal = goal.parse().unwrap();
        for (counts, seeds) in [(vec![2, 2], 0..8), (vec![2, 3], 0..4)] {
            for seed in seeds {
                let environment = random_environment::tempting(&counts, 4, seed);
                for reports in [Reports::Pure, Reports::Mixed] {
                    let mechanism = MechanismKind::Ambiguous;
                    let question = Question { environment: &environment, goal: &goal, mechanism, reports };
                    let Some(value) = least(question) else { continue };
                    assert_eq!(bound(question), value, "{goal} {counts:?} {seed}");
                    reached += 1;
                }
            }
        }
    }
    assert!(reached > 40, "{reached}");
}
