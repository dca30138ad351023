//! Designs and proofs of impossibility for random small environments, checked from the definitions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_definition;
mod small_environment;

use ambimech_model::certificate::{HoldingWeights, Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::index::{ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, Rules as RuleSet};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::transfer::TransferRule;
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::closed_form::{ClosedForm, Family};
use ambimech_solve::condition::decide_condition;
use ambimech_solve::design::design_mechanism;
use ambimech_solve::verification::verify_mechanism;
use by_definition::{Case, Plain, Rules, least, rules_of, size, total, zero};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

const BOTH: [Reports; 2] = [Reports::Pure, Reports::Mixed];

fn goals() -> Vec<Goal> {
    let lists = ["ic", "ic,bb", "ic,ir", "cic", "cic,bb", "ic,ai,bb", "ic,fse", "ir,bb", "cic,cr,ai,fse", "ai"];
    Goal::NAMED.into_iter().chain(lists.iter().map(|list| list.parse().unwrap())).collect()
}

/// Whether a claim is true of a mechanism, from its values. Mixed reports are settled by the weights of the certificate,
/// which is weak duality, and where the game is small enough by solving it.
fn claim_is_true(plain: &Plain, rules: &Rules, cases: &[Case], claim: Claim, design: &Design) -> bool {
    let singles = || cases.iter().filter(|case| case.is_single());
    match (claim.property, claim.reports) {
        (Property::Ic, Some(Reports::Pure)) => singles().all(not_tempted),
        (Property::Cic, Some(Reports::Pure)) => cases.iter().all(not_tempted),
        (Property::Ic, Some(Reports::Mixed)) => singles().all(|case| is_held_down(plain, case, design)),
        (Property::Cic, Some(Reports::Mixed)) => cases.iter().all(|case| is_held_down(plain, case, design)),
        (Property::Ir, None) => singles().all(|case| case.on_path() >= zero()),
        (Property::Cr, None) => cases.iter().all(|case| case.on_path() >= zero()),
        (Property::Ai, None) => cases.iter().all(|case| case.spread().is_zero()),
        (Property::Bb, None) => plain.largest_imbalance(rules).is_zero(),
        (Property::Fse, None) => {
            let largest = plain.largest_expected_surplus();
            plain.expected_surplus() == largest && plain.revenues(rules).iter().all(|revenue| *revenue == largest)
        }
        _ => panic!("no such claim: {claim}"),
    }
}

fn not_tempted(case: &Case) -> bool {
    case.pure_gain().is_none_or(|gain| gain <= zero())
}

fn is_held_down(plain: &Plain, case: &Case, design: &Design) -> bool {
    if case.rows.len() == 1 {
        return true;
    }
    if let Some(gain) = case.mixed_gain()
        && gain > zero()
    {
        return false;
    }
    let HoldingWeights::Listed(list) = &design.certificate.weights else { panic!("designs list their weights") };
    let here = |w: &&ambimech_model::certificate::RuleWeights| {
        plain.members(w.coalition) == case.members && w.types.0 == case.truth
    };
    match list.iter().find(here) {
        Some(held) => {
            let held_value =
                |row: &Vec<Rational>| total(held.weights.iter().map(|(rule, weight)| &row[rule.0] * weight));
            assert!(held.weights.iter().all(|(_, weight)| *weight > zero()));
            assert!(total(held.weights.iter().map(|(_, weight)| weight.clone())).is_one());
            case.rows.iter().all(|row| held_value(row) <= case.on_path())
        }
        // The grand coalition needs none: then no report is better under any rule whatsoever.
        None => {
            assert_eq!(case.members.len(), plain.agents());
            let truth = &case.rows[case.truth];
            case.rows.iter().all(|row| row.iter().zip(truth).all(|(lie, truth)| lie <= truth))
        }
    }
}

fn check_done(environment: &Environment, plain: &Plain, goal: &Goal, reports: Reports, design: &Design) {
    assert_eq!((&design.goal, design.mechanism.goal.as_ref()), (goal, Some(goal)));
    let claims = &design.certificate.claims;
    for property in goal.properties() {
        assert!(claims.contains(&Claim::new(property, reports)), "{goal}: {property:?} is not claimed");
    }
    check_mechanism(environment, &design.mechanism, &design.certificate).unwrap();
    let rules = rules_of(environment, &design.mechanism);
    let cases = plain.cases(&rules);
    for claim in claims {
        assert!(claim_is_true(plain, &rules, &cases, *claim, design), "{goal}: {claim} is false");
    }
    if let RuleSet::ClosedForm(form) = &design.mechanism.rules {
        for (rule, table) in rules.iter().enumerate() {
            let lazy = form.rule(environment, RuleId(rule)).unwrap();
            for (place, payments) in table.iter().enumerate() {
                for (agent, money) in environment.space().agents().zip(payments) {
                    assert_eq!(lazy.payment(agent, ProfileId(place)), *money);
                }
            }
        }
    }
    check_stakes(plain, &rules, design);
    check_scale(environment, plain, design);
    check_verification(environment, plain, &design.mechanism, &rules, &cases);
}

fn check_stakes(plain: &Plain, rules: &Rules, design: &Design) {
    let stakes = &design.stakes;
    let all: Vec<&Rational> = rules.iter().flatten().flatten().collect();
    let largest = |sign: i64| all.iter().map(|money| *money * Rational::from(sign)).max().unwrap().max(zero());
    let (rule, profile, agent, paid) = &stakes.largest_payment;
    assert_eq!(*paid, largest(-1));
    assert!(paid.is_zero() || rules[rule.0][profile.0][agent.0] == -paid);
    let (rule, profile, agent, received) = &stakes.largest_receipt;
    assert_eq!(*received, largest(1));
    assert!(received.is_zero() || rules[rule.0][profile.0][agent.0] == *received);
    let turnover = |table: &Vec<Vec<Rational>>| {
        total(table.iter().zip(&plain.p).map(|(row, p)| total(row.iter().cloned().map(size)) * p))
    };
    let (rule, expected) = stakes.expected_turnover.as_ref().unwrap();
    assert_eq!(*expected, rules.iter().map(turnover).max().unwrap());
    assert_eq!(turnover(&rules[rule.0]), *expected);
}

/// The same mechanism with every side bet a little smaller.
fn slightly_smaller(mechanism: &Mechanism) -> Mechanism {
    let RuleSet::ClosedForm(ClosedForm { base, family: Family::Listed(rules) }) = &mechanism.rules else {
        panic!("designs list their rules")
    };
    let factor = Rational::from_parts(999.into(), 1000u16.into());
    let mut rules = rules.clone();
    for (_, multiple) in rules.iter_mut().flat_map(|rule| &mut rule.bets) {
        *multiple = &*multiple * &factor;
    }
    let rules = RuleSet::ClosedForm(ClosedForm { base: *base, family: Family::Listed(rules) });
    Mechanism { rules, ..mechanism.clone() }
}

/// With a smaller scale two rules no longer stop all pure misreports, and one rule for every type no longer holds its own
/// type down.
fn check_scale(environment: &Environment, plain: &Plain, design: &Design) {
    let RuleSet::ClosedForm(ClosedForm { family: Family::Listed(listed), .. }) = &design.mechanism.rules else {
        assert!(matches!(design.construction, Construction::SupportedSideBets | Construction::BaseAlone));
        assert!(!plain.full_support() && design.scale.is_none());
        return;
    };
    let bets: usize = listed.iter().map(|rule| rule.bets.len()).sum();
    let Some(scale) = &design.scale else {
        assert_eq!((listed.len(), bets), (1, 0));
        return;
    };
    assert!(*scale > zero() && bets > 0);
    let smaller = slightly_smaller(&design.mechanism);
    let two_rules = listed.iter().any(|rule| rule.name == "minus");
    assert!(design.construction != Construction::TwoRules || two_rules);
    if two_rules {
        let cases = plain.cases(&rules_of(environment, &smaller));
        assert!(!cases.iter().filter(|case| case.is_single()).all(not_tempted), "a smaller scale does it too");
        return;
    }
    // Each bet has at most one coalition and type, and the weakest punishment under it is the scale itself.
    let HoldingWeights::Listed(list) = &design.certificate.weights else { panic!("designs list their weights") };
    let rules = rules_of(environment, &smaller);
    let full = rules_of(environment, &design.mechanism);
    let base = BaseRule::new(environment, design.base.unwrap()).unwrap();
    let (table, mut breaks) = (base.table(environment.space()), false);
    let base: Vec<Vec<Rational>> = environment.space().profiles().map(|p| table.at(p).to_vec()).collect();
    for held in list {
        let (members, [(rule, weight)]) = (plain.members(held.coalition), held.weights.as_slice()) else {
            panic!("one rule for every type")
        };
        assert!(weight.is_one());
        let types = plain.joint_type(&members, held.types);
        let value = |report: &Vec<usize>, rule| plain.value(&members, &types, report, Some(rule));
        let reports = plain.joint_types(&members);
        let lies = || reports.iter().filter(|report| **report != types);
        breaks |= lies().any(|lie| value(lie, &rules[rule.0]) > value(&types, &rules[rule.0]));
        if !listed[rule.0].bets.is_empty() {
            let losses: Vec<Rational> =
                lies().map(|lie| value(lie, &base) - value(lie, &full[rule.0])).filter(|l| !l.is_zero()).collect();
            assert_eq!(least(&losses), *scale);
        }
    }
    assert!(breaks, "a smaller scale does it too");
}

/// Verification against the definitions.
fn check_verification(
    environment: &Environment,
    plain: &Plain,
    mechanism: &Mechanism,
    rules: &Rules,
    cases: &[Case],
) {
    let found = verify_mechanism(environment, mechanism).unwrap();
    let single = || cases.iter().filter(|case| case.is_single());
    let answer = |property, reports| found.answer(Claim::new(property, reports)).unwrap();
    for (property, of_property) in
        [(Property::Ic, single().collect::<Vec<_>>()), (Property::Cic, cases.iter().collect())]
    {
        let pure = answer(property, Reports::Pure);
        let gain = of_property.iter().filter_map(|case| case.pure_gain()).max();
        assert_eq!(worst_number(pure), gain.clone());
        assert_eq!(pure.holds, gain.is_none_or(|gain| gain <= zero()));
        let mixed = answer(property, Reports::Mixed);
        let gains: Option<Vec<Rational>> = of_property.iter().map(|case| case.mixed_gain()).collect();
        if let Some(gains) = gains {
            let gain = gains.into_iter().max().unwrap();
            assert_eq!(mixed.holds, gain <= zero());
            assert_eq!(worst_number(mixed).unwrap_or(zero()).max(zero()), gain);
        }
        assert!(!mixed.holds || pure.holds);
    }
    let smallest = single().map(Case::on_path).min();
    assert_eq!(worst_number(answer(Property::Ir, Reports::Pure)), smallest);
    assert_eq!(worst_number(answer(Property::Cr, Reports::Pure)), cases.iter().map(Case::on_path).min());
    assert_eq!(worst_number(answer(Property::Ai, Reports::Pure)), cases.iter().map(Case::spread).max());
    let imbalance = plain.largest_imbalance(rules);
    assert_eq!(worst_number(answer(Property::Bb, Reports::Pure)), Some(imbalance));
    let largest = plain.largest_expected_surplus();
    let difference = plain.revenues(rules).into_iter().map(|revenue| size(revenue - &largest)).max();
    assert_eq!(worst_number(answer(Property::Fse, Reports::Pure)), difference);
    // The checker accepts exactly the claims that hold, with the weights that verification found.
    for answer in &found.answers {
        let simple = Mechanism { goal: None, ..mechanism.clone() };
        let certificate = ambimech_model::certificate::MechanismCertificate {
            limits: PaymentLimits::none(),
            claims: vec![answer.claim],
            weights: match answer.claim.property {
                Property::Cic | Property::Wcic => found.weights.clone(),
                _ => only_singles(&found.weights),
            },
        };
        let accepted = check_mechanism(environment, &simple, &certificate);
        assert_eq!(accepted.is_ok(), answer.holds, "{}: {accepted:?}", answer.claim);
    }
}

fn only_singles(weights: &HoldingWeights) -> HoldingWeights {
    let HoldingWeights::Listed(list) = weights else { return weights.clone() };
    HoldingWeights::Listed(list.iter().filter(|held| held.coalition.len() == 1).cloned().collect())
}

/// The number by which a property is judged.
fn worst_number(answer: &ambimech_model::verification::PropertyAnswer) -> Option<Rational> {
    use ambimech_model::verification::Worst;
    answer.worst.as_ref().map(|worst| match worst {
        Worst::Deviation(deviation) | Worst::SideContract(deviation) => deviation.gain(),
        Worst::SmoothDeviation(_) | Worst::SmoothParticipation { .. } => panic!("nobody has a smooth attitude"),
        Worst::Participation { value, .. } => value.clone(),
        Worst::Insurance { lowest, highest, .. } => &highest.1 - &lowest.1,
        Worst::Budget { total, .. } => size(total.clone()),
        Worst::Revenue { revenue, surplus, .. } => size(revenue - surplus),
    })
}

/// The stated argument, step by step, in numbers of our own.
fn check_infeasible(environment: &Environment, plain: &Plain, goal: &Goal, proof: &ImpossibilityCertificate) {
    assert_eq!(proof.goal, *goal);
    check_impossibility(environment, proof).unwrap();
    let asks = |property| goal.asks_for(property);
    let grand_can_form = plain.coalitions.iter().any(|members| members.len() == plain.agents());
    let surplus = |outcome, place| plain.surplus(outcome, place);
    let bound = |members: &Vec<usize>| {
        (asks(Property::Cic) && plain.coalitions.contains(members)) || (asks(Property::Ic) && members.len() == 1)
    };
    let gross = |members: &[usize], truth: &[usize], report: &[usize]| plain.value(members, truth, report, None);
    match &proof.reason {
        Impossibility::Combination(_) | Impossibility::OneBet(_) => panic!("closed forms know no programs"),
        Impossibility::Inefficient { profile, outcome, gain } => {
            assert!(asks(Property::Fse) && plain.p[profile.0] > zero() && *gain > zero());
            assert_eq!(*gain, surplus(outcome.0, profile.0) - surplus(plain.q[profile.0], profile.0));
        }
        Impossibility::NegativeExpectedSurplus { value } => {
            assert!(asks(Property::Bb) && (asks(Property::Ir) || asks(Property::Cr)) && *value < zero());
            assert_eq!(*value, plain.expected_surplus());
        }
        Impossibility::NegativeSurplus { profile, value } => {
            assert!(asks(Property::Bb) && asks(Property::Cr) && grand_can_form && *value < zero());
            assert!(plain.p[profile.0] > zero());
            assert_eq!(*value, surplus(plain.q[profile.0], profile.0));
        }
        Impossibility::GrandCoalitionGains { truth, report, gain } => {
            assert!(asks(Property::Bb) && asks(Property::Cic) && grand_can_form && *gain > zero());
            assert!(plain.p[truth.0] > zero());
            assert_eq!(*gain, surplus(plain.q[report.0], truth.0) - surplus(plain.q[truth.0], truth.0));
        }
        Impossibility::EqualPosteriorsTempted { coalition, first, second, gain } => {
            let members = plain.members(*coalition);
            let (a, b) = (plain.joint_type(&members, *first), plain.joint_type(&members, *second));
            assert!(bound(&members) && plain.same_posterior(&members, &a, &b) && *gain > zero());
            let one = gross(&members, &a, &b) - gross(&members, &a, &a);
            assert_eq!(*gain, one + gross(&members, &b, &a) - gross(&members, &b, &b));
        }
        Impossibility::ExtractionTempted { coalition, truth, report, gain } => {
            let members = plain.members(*coalition);
            let (a, b) = (plain.joint_type(&members, *truth), plain.joint_type(&members, *report));
            assert!(members.len() == 1 && asks(Property::Fse) && asks(Property::Ir) && bound(&members));
            assert!(plain.same_posterior(&members, &a, &b) && *gain > zero());
            assert_eq!(*gain, gross(&members, &a, &b) - gross(&members, &b, &b));
        }
    }
}

const BASES: [Base; 5] =
    [Base::Zero, Base::EqualSplit, Base::Extraction, Base::LevelInterim, Base::LevelExtraction];

fn base_rules(environment: &Environment) -> Rules {
    let table = |base| BaseRule::new(environment, base).unwrap().table(environment.space());
    let rows = |base| environment.space().profiles().map(|p| table(base).at(p).to_vec()).collect();
    BASES.into_iter().map(rows).collect()
}

/// An obstacle is true: it states facts of this environment.
fn check_obstacle(environment: &Environment, plain: &Plain, goal: &Goal, obstacle: &Obstacle) {
    let bases = || base_rules(environment);
    match obstacle {
        Obstacle::SharedPosteriors(temptations) => {
            assert!(!temptations.is_empty());
            for tempted in temptations {
                let members = plain.members(tempted.coalition);
                let truth = plain.joint_type(&members, tempted.truth);
                let report = plain.joint_type(&members, tempted.report);
                assert!(truth != report && plain.same_posterior(&members, &truth, &report));
                let value = |report, rule| plain.value(&members, &truth, report, Some(rule));
                let gains = |rule| value(&report, rule) - value(&truth, rule) == tempted.gain;
                assert!(tempted.gain > zero() && bases().iter().any(gains));
            }
        }
        Obstacle::NeedsCommonPrior | Obstacle::Unstopped { .. } => assert!(environment.common_prior().is_none()),
        Obstacle::ProgramTooLarge { .. } | Obstacle::CertificateRefused | Obstacle::OtherAttitude(_) => {
            panic!("{obstacle:?}")
        }
        // Only the mechanisms of the trade ask for these.
        Obstacle::ConditionFails(_)
        | Obstacle::ConditionUndecided(..)
        | Obstacle::DependentTypes { .. }
        | Obstacle::Lacks { .. }
        | Obstacle::TooManySteps(_) => panic!("{obstacle:?}"),
        Obstacle::ZeroProbability(profile) => {
            assert!(plain.p[profile.0].is_zero() && goal.asks_for(Property::Cic));
            let larger = |members: &Vec<usize>| (2..plain.agents()).contains(&members.len());
            assert!(plain.coalitions.iter().any(larger));
        }
        Obstacle::Participation { coalition, types, value } => {
            let members = plain.members(*coalition);
            let types = plain.joint_type(&members, *types);
            assert!(*value < zero());
            assert!(bases().iter().any(|rule| plain.value(&members, &types, &types, Some(rule)) == *value));
        }
        // The named goals have a construction; what stands in the way must be said.
        Obstacle::NoConstruction => assert!(!Goal::NAMED.contains(goal), "{goal}: no construction"),
        Obstacle::TooManyRules | Obstacle::ProgramTooLong { .. } | Obstacle::AskForCic => panic!("not here"),
        Obstacle::NoScale(_) | Obstacle::ScaleUnsettled => panic!("everybody looks at the worst case"),
    }
}

fn is_done(answer: &DesignAnswer) -> bool {
    matches!(answer, DesignAnswer::Done(_))
}

fn is_infeasible(answer: &DesignAnswer) -> bool {
    matches!(answer, DesignAnswer::Infeasible(_))
}

/// The theorems of the papers, for the answers they promise.
fn must_be_done(plain: &Plain, goal: &Goal, has_outside: bool) -> bool {
    let bdp = plain.bdp_failures() == 0;
    let socially_rational = plain.expected_surplus() >= zero();
    let cpam = plain.cbdp() && plain.full_support() && plain.efficient();
    match goal {
        // MDAT Theorem 5.2 and Theorem 6.1.
        Goal::Implement => {
            let private = plain.private_values() && plain.efficient() && has_outside && plain.bdp_failures() <= 1;
            (bdp && socially_rational) || private
        }
        // MDAT Theorem 5.1.
        Goal::Extract => bdp && plain.efficient(),
        // CPAM Theorem 1 and Proposition 3.
        Goal::CoalitionProof => cpam && plain.surplus_is_nowhere_negative(),
        Goal::CoalitionProofExtract => cpam,
        Goal::Properties(_) => false,
    }
}

proptest! {
    #![proptest_config(effort(60))]

    #[test]
    fn every_answer_is_true(small in small_environments()) {
        let environment = small.environment();
        let plain = Plain::new(&environment);
        for goal in goals() {
            let answers = BOTH.map(|reports| design_mechanism(&environment, &goal, reports));
            for (reports, answer) in BOTH.into_iter().zip(&answers) {
                match answer {
                    DesignAnswer::Done(design) => check_done(&environment, &plain, &goal, reports, design),
                    DesignAnswer::Infeasible(proof) => check_infeasible(&environment, &plain, &goal, proof),
                    DesignAnswer::Undecided { goal: named, obstacles, reachable } => {
                        prop_assert_eq!(named, &goal);
                        prop_assert!(!obstacles.is_empty());
                        obstacles.iter().for_each(|found| check_obstacle(&environment, &plain, &goal, found));
                        for other in reachable {
                            prop_assert!(is_done(&design_mechanism(&environment, other, reports)));
                        }
                    }
                }
                prop_assert!(is_done(answer) || !must_be_done(&plain, &goal, small.outside), "{}", goal);
            }
            let [pure, mixed] = &answers;
            // A proof of impossibility is about pure reports already.
            let contradict = |one, other| is_infeasible(one) && is_done(other);
            prop_assert!(!contradict(pure, mixed) && !contradict(mixed, pure));
        }
    }
}

proptest! {
    #![proptest_config(effort(400))]

    #[test]
    fn every_condition_is_decided_as_defined(small in small_environments()) {
        let environment = small.environment();
        let plain = Plain::new(&environment);
        let expected = [
            (Condition::Bdp, plain.bdp_failures() == 0),
            (Condition::Cbdp, plain.cbdp()),
            (Condition::FullSupport, plain.full_support()),
            (Condition::Efficient, plain.efficient()),
            (Condition::SociallyRational, plain.expected_surplus() >= zero()),
            (Condition::PrivateValues, plain.private_values()),
        ];
        for (condition, holds) in expected {
            match decide_condition(&environment, condition) {
                Verdict::Holds(certificate) => prop_assert!(holds && certificate.holds, "{}", condition),
                Verdict::Fails(certificate) => prop_assert!(!holds && !certificate.holds, "{}", condition),
                Verdict::Undecided(_) => prop_assert!(false, "{} is undecided", condition),
            }
        }
    }
}

/// Four binary agents with patterns whose coalitions overlap, contain one another, or lack the grand one.
#[test]
fn larger_coalitions_are_stopped_too() {
    let patterns: [&[u64]; 4] = [&[], &[0b0011, 0b0110, 0b1100], &[0b0111, 0b0011, 0b1001], &[0b1111, 0b0101]];
    let mut state = 3u64;
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    for pattern in patterns {
        let mut small = Small {
            counts: vec![2; 4],
            weights: (0..16).map(|_| 1 + next(10_007)).collect(),
            payoffs: (0..3)
                .map(|_| (0..4).map(|_| (0..16).map(|_| next(9) as i64 - 3).collect()).collect())
                .collect(),
            allocation: vec![0; 16],
            outside: true,
            coalitions: Some(pattern.to_vec()),
        };
        small.payoffs[0].iter_mut().flatten().for_each(|value| *value = 0);
        small.make_efficient();
        let environment = small.environment();
        let plain = Plain::new(&environment);
        for goal in Goal::NAMED {
            for reports in BOTH {
                let answer = design_mechanism(&environment, &goal, reports);
                assert!(must_be_done(&plain, &goal, true), "{goal}: the prior is generic");
                let DesignAnswer::Done(design) = answer else { panic!("{goal}: {answer:?}") };
                check_done(&environment, &plain, &goal, reports, &design);
            }
        }
    }
}
