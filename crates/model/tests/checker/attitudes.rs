//! Coalitions with other attitudes than the worst case: what must not be accepted.

use super::check_mechanism;
use super::{PUBLIC_GOOD, coalition, parts};
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::OutcomeId;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, Attitudes, Utility};
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;

/// Nothing is ever built, so that nobody is tempted; these coalitions own 1 and have power utility.
fn nothing_built(poor: &[Coalition]) -> Environment {
    let mut parts = parts([2; 3], vec![4, 3, 2, 1, 1, 2, 3, 4], PUBLIC_GOOD);
    parts.allocation = vec![OutcomeId(0); parts.allocation.len()].into();
    let utility = Utility::Power { coefficient: Rational::from(2), wealth: Rational::ONE };
    let attitude = Attitude::Smooth { utility, epsilon: Rational::ONE };
    let listed = poor.iter().map(|coalition| (*coalition, attitude.clone())).collect();
    parts.attitudes = Attitudes::new(Attitude::MAXMIN, listed).unwrap();
    Environment::new(parts).unwrap()
}

/// Two rules under which everybody pays this at every profile.
fn levy(environment: &Environment, amount: i64) -> Mechanism {
    let rule = |name: &str| NamedRule {
        name: name.into(),
        table: TransferTable::from_fn(environment.space(), |_, _| Rational::from(-amount)),
    };
    let rules = Rules::Tables(vec![rule("r1"), rule("r2")]);
    Mechanism { name: String::new(), source: String::new(), goal: None, rules }
}

fn check(environment: &Environment, amount: i64, claim: Claim, weights: HoldingWeights) -> Result<(), Refusal> {
    let certificate = MechanismCertificate { limits: PaymentLimits::none(), claims: vec![claim], weights };
    check_mechanism(environment, &levy(environment, amount), &certificate).map(|_| ())
}

/// A truth of utility −∞ is not preferred to anything: neither rules in pairs nor the argument for the grand coalition prove it.
#[test]
fn a_truth_without_finite_utility_is_not_incentive_compatible() {
    let (one, all) = (coalition(&[0]), coalition(&[0, 1, 2]));
    let pairs = || HoldingWeights::Pairs(Vec::new());
    let alone = Claim::new(Property::Ic, Reports::Mixed);
    let joint = |reports| Claim::new(Property::Cic, reports);
    for (poor, claim) in [(one, alone), (all, joint(Reports::Mixed)), (all, joint(Reports::Pure))] {
        let environment = nothing_built(&[poor]);
        // The grand coalition pays three times as much.
        for amount in [1, 2, 1000] {
            let found = check(&environment, amount, claim, pairs());
            let is_outside = matches!(found, Err(Refusal::OutsideUtility { coalition, .. }) if coalition == poor);
            assert!(is_outside, "{claim} {amount} {found:?}");
        }
        for amount in [0, -1000] {
            assert_eq!(check(&environment, amount, claim, pairs()), Ok(()), "{claim} {amount}");
        }
    }
}
