//! The least liability where the program with a rule for every type is long: types that demand most are taken first.
#![allow(clippy::unwrap_used, clippy::panic)]

use ambimech_model::least_limit::LeastLimit;
use ambimech_model::number::parse_number;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_solve::decision::Question;
use ambimech_solve::decision::least_limit::find_least_limit;
use std::path::Path;

#[test]
fn the_full_surplus_of_the_public_good() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good/environment.toml");
    let environment = ambimech_io::read_environment(&path).unwrap();
    let (goal, none) = (Goal::CoalitionProofExtract, PaymentLimits::none());
    let question = Question {
        environment: &environment,
        goal: &goal,
        mechanism: MechanismKind::Ambiguous,
        reports: Reports::Mixed,
    };
    let LeastLimit::At { value, below, .. } =
        find_least_limit(question.with_limits(&none), PaymentLimit::Liability)
    else {
        panic!("no least limit");
    };
    assert_eq!(value, parse_number("1414964305/178443948").unwrap());
    assert!(below.is_some());
}
