//! How much memory a check would take, estimated before it is done, so that a hostile file cannot exhaust it.

use super::MAX_NUMBERS;
use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::combination::{Combination, Constraint, RequiredRule};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::{Natural, Rational, bit_length, least_common_multiple};
use ambimech_model::property::Property;
use std::collections::{BTreeMap, BTreeSet};

/// About how many numbers the check holds at once: for every coalition that a claim is about, the weights of all
/// profiles and the values of all reports of all joint types, and one rule's payments.
pub(super) fn numbers_held(environment: &Environment, certificate: &MechanismCertificate) -> u128 {
    let claims = &certificate.claims;
    let space = environment.space();
    let of_coalitions = [Property::Cic, Property::Cr, Property::Ai];
    let pattern = match claims.iter().any(|claim| of_coalitions.contains(&claim.property)) {
        true => environment.pattern(),
        false => &Pattern::Singletons,
    };
    let size = space.size() as u128;
    let about_reports = claims.iter().filter(|claim| claim.reports.is_some()).count().min(2) as u128;
    let squares = |counts: &mut dyn Iterator<Item = u128>| {
        counts.fold(1u128, |product, count| product.saturating_mul(1 + count * count)) - 1
    };
    let (coalitions, pairs) = match pattern {
        Pattern::All => {
            let coalitions = (1u128 << environment.agent_count().min(100)) - 1;
            (coalitions, squares(&mut space.agents().map(|agent| space.type_count(agent) as u128)))
        }
        pattern => pattern.coalitions(environment.agent_count()).fold((0, 0u128), |(count, pairs), coalition| {
            let own = space.joint_count(coalition) as u128;
            (count + 1, pairs.saturating_add(own * own))
        }),
    };
    let reports = if about_reports == 0 { 0 } else { pairs.saturating_mul(1 + about_reports) };
    let tables = size * (environment.agent_count() as u128);
    coalitions.saturating_mul(size).saturating_add(reports).saturating_add(tables)
}

/// Payments with more bits than this are looked at before they are brought to a common denominator.
const LONG: usize = 512;

/// The machine words that a rule's payments take over their common denominator, for the largest rule whose payments are
/// long; 0 when all are short.
pub(super) fn words_of_tables(mechanism: &Mechanism) -> u128 {
    let Rules::Tables(rules) = &mechanism.rules else { return 0 };
    let words = rules.iter().map(|rule| {
        let payments = rule.table.payments();
        if payments.iter().all(|payment| bit_length(payment) <= LONG) {
            return 0;
        }
        let mut denominator = Natural::ONE;
        for payment in payments {
            denominator = least_common_multiple(&denominator, payment.denominator());
            if words_over(&denominator, payments.len()) > MAX_NUMBERS {
                break;
            }
        }
        words_over(&denominator, payments.len())
    });
    words.max().unwrap_or(0)
}

fn words_over(denominator: &Natural, payments: usize) -> u128 {
    (bits_of(denominator) / 64) as u128 * payments as u128
}

/// The machine words that the check of a combination holds at once, and those that it adds up: the weights of every
/// coalition that is named, and for every rule the coefficients of all payments over the common denominator of all rows.
pub(super) fn words_of_combination(environment: &Environment, combination: &Combination) -> u128 {
    let space = environment.space();
    let mut truths: BTreeMap<Coalition, BTreeSet<JointTypeId>> = BTreeMap::new();
    let mut rules: BTreeSet<RequiredRule> = BTreeSet::new();
    for term in &combination.terms {
        rules.extend(term.constraint.rule(combination.reports));
        let named = match term.constraint {
            Constraint::Incentive { coalition, truth, .. } | Constraint::Held { coalition, truth, .. } => {
                Some((coalition, truth))
            }
            Constraint::Participation { coalition, types } | Constraint::OnPath { coalition, types, .. } => {
                Some((coalition, types))
            }
            Constraint::Revenue { .. } => None,
        };
        if let Some((coalition, truth)) = named {
            truths.entry(coalition).or_default().insert(truth);
        }
    }
    let views = (truths.len() as u128).saturating_mul(space.size() as u128);
    let payments = (rules.len().max(1) as u128).saturating_mul((space.size() * environment.agent_count()) as u128);
    // Every row is added to a sum as long as the denominators of multipliers and of weights together, and a multiplier.
    let sums = payments.saturating_add(combination.terms.len() as u128);
    let words = |bits: usize| views.saturating_add(sums.saturating_mul((bits / 64 + 1) as u128));
    let multipliers = || combination.terms.iter().map(|term| &term.multiplier);
    let mut bits = multipliers().map(bit_length).max().unwrap_or(0);
    let totals = truths.into_iter().flat_map(|(coalition, named)| {
        let belief = environment.coalition_belief(coalition);
        let weights = belief.map(|belief| belief.joint_weights(space, coalition)).unwrap_or_default();
        named.into_iter().filter_map(move |joint| weights.get(joint.0).cloned())
    });
    let of_all = environment.common_prior().map(|prior| prior.total().clone());
    let totals = totals.chain(of_all).filter(|total| !total.is_zero());
    for numbers in [
        &mut multipliers().map(|multiplier| multiplier.denominator().clone()) as &mut dyn Iterator<Item = Natural>,
        &mut totals.into_iter(),
    ] {
        let mut denominator = Natural::ONE;
        for number in numbers {
            denominator = least_common_multiple(&denominator, &number);
            if words(bits + bits_of(&denominator)) > MAX_NUMBERS {
                return words(bits + bits_of(&denominator));
            }
        }
        bits += bits_of(&denominator);
    }
    words(bits)
}

fn bits_of(number: &Natural) -> usize {
    bit_length(&Rational::from(number.clone()))
}
