//! Single payments against tables, and spot checks against the full check, over random environments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::check::{SpotCheck, SpotDraw, check_mechanism};
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_range::payment_ranges;
use ambimech_model::property::{Goal, Reports};
use ambimech_model::transfer::closed_form::{ClosedForm, Family};
use ambimech_solve::design::design_in_closed_form;
use proptest::prelude::*;
use small_environment::{effort, small_environments};

/// Constraints drawn: more than these environments have of most claims.
const DRAWS: usize = 4_000;

fn designs(environment: &Environment) -> Vec<Design> {
    Goal::NAMED
        .into_iter()
        .filter_map(|goal| match design_in_closed_form(environment, &goal, Reports::Mixed) {
            DesignAnswer::Done(design) => Some(*design),
            _ => None,
        })
        .collect()
}

/// Whether a spot check of many constraints finds nothing broken.
fn survives(environment: &Environment, mechanism: &Mechanism, design: &Design) -> bool {
    let draw = SpotDraw::new(environment, mechanism, &design.certificate, 5).unwrap();
    let mut check = SpotCheck::new(environment, mechanism, &design.certificate);
    draw.take(DRAWS).all(|(_, drawn)| check.check(&drawn).is_ok())
}

/// The same family of bets at another scale.
fn rescaled(mechanism: &Mechanism, factor: &Rational) -> Option<Mechanism> {
    let Rules::ClosedForm(form) = &mechanism.rules else { return None };
    let Family::EverySideBet { coalitions, scale } = &form.family else { return None };
    let family = Family::EverySideBet { coalitions: coalitions.clone(), scale: scale * factor };
    Some(Mechanism { rules: Rules::ClosedForm(ClosedForm { base: form.base, family }), ..mechanism.clone() })
}

proptest! {
    #![proptest_config(effort(24))]

    #[test]
    fn single_payments_are_those_of_the_tables(small in small_environments()) {
        let environment = small.environment();
        for design in designs(&environment) {
            let mechanism = &design.mechanism;
            let rules = mechanism.rule_count(&environment).unwrap();
            let tables: Vec<_> = (0..rules).map(|rule| mechanism.table(&environment, RuleId(rule)).unwrap()).collect();
            for profile in environment.space().profiles() {
                for (rule, table) in tables.iter().enumerate() {
                    let payments = mechanism.payments(&environment, RuleId(rule), profile).unwrap();
                    prop_assert_eq!(payments.as_slice(), table.at(profile));
                }
                let ranges = payment_ranges(&environment, mechanism, profile, &mut |_| {}).unwrap();
                for (agent, range) in environment.space().agents().zip(ranges) {
                    let paid = || tables.iter().map(|table| &table.at(profile)[agent.0]);
                    prop_assert_eq!(paid().min(), Some(&range.lowest.1));
                    prop_assert_eq!(paid().max(), Some(&range.highest.1));
                    prop_assert_eq!(&tables[range.lowest.0.0].at(profile)[agent.0], &range.lowest.1);
                    prop_assert_eq!(&tables[range.highest.0.0].at(profile)[agent.0], &range.highest.1);
                }
            }
            prop_assert!(mechanism.payments(&environment, RuleId(rules), environment.space().profiles().next().unwrap()).is_none());
        }
    }

    #[test]
    fn nothing_is_found_in_accepted_mechanisms_and_something_in_false_ones(small in small_environments()) {
        let environment = small.environment();
        for design in designs(&environment) {
            prop_assert!(survives(&environment, &design.mechanism, &design));
            // Half the bets need not be enough, and bets the other way round reward lies.
            for factor in ["1/2", "-1"] {
                let factor = ambimech_model::number::parse_number(factor).unwrap();
                let Some(other) = rescaled(&design.mechanism, &factor) else { continue };
                if check_mechanism(&environment, &other, &design.certificate).is_ok() {
                    prop_assert!(survives(&environment, &other, &design));
                } else {
                    prop_assert!(!survives(&environment, &other, &design));
                }
            }
        }
    }
}
