//! How much memory a check would take, estimated before it is done, so that a hostile file cannot exhaust it.

use super::MAX_NUMBERS;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::{Natural, Rational, bit_length, least_common_multiple};
use ambimech_model::one_bet::{OneBet, SideCase, TypeSide};
use ambimech_model::preference::Attitude;
use ambimech_model::property::{Claim, MechanismKind, Property, Reports};
use std::collections::{BTreeMap, BTreeSet};

/// About how many numbers the check holds at once: for every coalition that a claim is about, the weights of all
/// profiles and the values of all reports of all joint types, and one rule's payments. Where somebody has a smooth attitude, these
/// values under every rule.
pub(super) fn numbers_held(
    environment: &Environment,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
) -> u128 {
    let claims = &certificate.claims;
    let space = environment.space();
    let of_coalitions = [Property::Cic, Property::Cr, Property::Ai, Property::Wcic];
    let pattern = match claims.iter().any(|claim| of_coalitions.contains(&claim.property)) {
        true => environment.pattern(),
        false => &Pattern::Singletons,
    };
    let size = space.size() as u128;
    let is_about_reports = |claim: &&Claim| claim.reports.is_some() || claim.property == Property::Wcic;
    let about_reports = claims.iter().filter(is_about_reports).count().min(2) as u128;
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
    let held = coalitions.saturating_mul(size).saturating_add(reports).saturating_add(tables);
    // Rules in pairs need no values of mixed misreports; those of the truth are no more than of all profiles.
    let is_pure = |claim: &Claim| claim.reports == Some(Reports::Pure);
    let is_paired = matches!(certificate.weights, HoldingWeights::Pairs(_)) && !claims.iter().any(is_pure);
    let kept = if about_reports == 0 || is_paired { coalitions.saturating_mul(size) } else { pairs };
    let rules = mechanism.rule_count(environment).unwrap_or(usize::MAX) as u128;
    if has_smooth_attitude(environment) { held.saturating_add(kept.saturating_mul(rules)) } else { held }
}

fn has_smooth_attitude(environment: &Environment) -> bool {
    let attitudes = environment.attitudes();
    let mut all = attitudes.listed().iter().map(|(_, attitude)| attitude).chain([attitudes.usual()]);
    all.any(|attitude| matches!(attitude, Attitude::Smooth { .. }))
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

/// The machine words that the check of a proof about one bet holds at once: those of the longest case, whose rows and equations are added
/// up as the rows of a combination are, and the weights of all coalitions that are named.
pub(super) fn words_of_one_bet(environment: &Environment, proof: &OneBet) -> u128 {
    let of_case = |case: &SideCase| {
        let rows = case.terms.iter().filter_map(|term| {
            let TypeSide { coalition, truth, .. } = *case.sides.get(term.place)?;
            let constraint = Constraint::Incentive { coalition, truth, report: term.report };
            Some(Term { constraint, multiplier: term.multiplier.clone() })
        });
        let equations = case.equations.iter().map(|term| {
            let constraint = Constraint::Participation { coalition: term.coalition, types: term.types };
            Term { constraint, multiplier: term.multiplier.clone() }
        });
        let terms = rows.chain(equations).collect();
        words_of_combination(
            environment,
            &Combination {
                mechanism: MechanismKind::Simple,
                reports: Reports::Pure,
                terms,
                limits: ambimech_model::payment_limits::PaymentLimits::none(),
            },
        )
    };
    let sides = proof.cases.iter().flat_map(|case| &case.sides).map(|side| side.coalition);
    let equations = proof.cases.iter().flat_map(|case| &case.equations).map(|term| term.coalition);
    let named: BTreeSet<Coalition> = sides.chain(equations).collect();
    let views = (named.len() as u128).saturating_mul(environment.space().size() as u128);
    proof.cases.iter().map(of_case).max().unwrap_or(0).saturating_add(views)
}

/// The machine words that the check of a combination holds at once, and those that it adds up: the weights of every
/// coalition that is named; for every rule the coefficients of all payments, over the common denominator of what the rows are
/// multiplied with (a multiplier over the weight of its row's truth); and for every row a number over the common denominator of
/// the constants.
pub(super) fn words_of_combination(environment: &Environment, combination: &Combination) -> u128 {
    let space = environment.space();
    let mut weights: BTreeMap<Coalition, Vec<Natural>> = BTreeMap::new();
    let mut rules: BTreeSet<RequiredRule> = BTreeSet::new();
    let mut totals: BTreeSet<Natural> = BTreeSet::new();
    let mut factors: Vec<Rational> = Vec::with_capacity(combination.terms.len());
    let of_all = environment.common_prior().map(|prior| prior.total().clone());
    for term in &combination.terms {
        rules.extend(term.constraint.rule(combination.reports));
        let total = match term.constraint {
            Constraint::Incentive { coalition, truth: types, .. }
            | Constraint::Held { coalition, truth: types, .. }
            | Constraint::Participation { coalition, types }
            | Constraint::OnPath { coalition, types, .. } => {
                let known = weights.entry(coalition).or_insert_with(|| {
                    let belief = environment.coalition_belief(coalition);
                    belief.map(|belief| belief.joint_weights(space, coalition)).unwrap_or_default()
                });
                known.get(types.0).cloned()
            }
            Constraint::Revenue { .. } => of_all.clone(),
            Constraint::Limit { .. } => None,
        };
        if matches!(term.constraint, Constraint::Limit { .. }) {
            factors.push(term.multiplier.clone());
        }
        if let Some(total) = total.filter(|total| !total.is_zero()) {
            factors.push(&term.multiplier / Rational::from(total.clone()));
            totals.insert(total);
        }
    }
    let views = (weights.len() as u128).saturating_mul(space.size() as u128);
    let payments = (rules.len().max(1) as u128).saturating_mul((space.size() * environment.agent_count()) as u128);
    let longest = combination.terms.iter().map(|term| bit_length(&term.multiplier)).max().unwrap_or(0);
    let words = |count: u128, bits: usize| count.saturating_mul((bits / 64 + 1) as u128);
    // The numbers of one kind, over a common denominator that grows with each of these.
    let over_common = |count: u128, denominators: &mut dyn Iterator<Item = Natural>| -> u128 {
        let mut denominator = Natural::ONE;
        for number in denominators {
            denominator = least_common_multiple(&denominator, &number);
            if words(count, longest + bits_of(&denominator)) > MAX_NUMBERS {
                break;
            }
        }
        words(count, longest + bits_of(&denominator))
    };
    let multipliers = combination.terms.iter().map(|term| term.multiplier.denominator().clone());
    let of_constants = over_common(combination.terms.len() as u128, &mut multipliers.chain(totals));
    // What passes bounds the denominators of the factors too, so that the next does not take long.
    if of_constants > MAX_NUMBERS {
        return of_constants;
    }
    let of_payments = over_common(payments, &mut factors.iter().map(|factor| factor.denominator().clone()));
    views.saturating_add(of_payments).saturating_add(of_constants)
}

fn bits_of(number: &Natural) -> usize {
    bit_length(&Rational::from(number.clone()))
}
