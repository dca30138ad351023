//! Certificates of conditions and of impossibility.

use super::*;
use ambimech_model::job::Job;

fn condition(condition: Condition, holds: bool, evidence: Vec<Evidence>) -> ConditionCertificate {
    ConditionCertificate { condition, holds, evidence }
}

fn singles_distinct() -> Vec<Evidence> {
    (0..3).map(|agent| Evidence::DistinctPosteriors { coalition: coalition(&[agent]) }).collect()
}

#[test]
fn a_check_in_parts_answers_as_the_whole_one_and_believes_only_what_was_run() {
    let good = public_good();
    let equal =
        Evidence::EqualPosteriors { coalition: coalition(&[1]), first: JointTypeId(0), second: JointTypeId(1) };
    let mut false_piece = singles_distinct();
    false_piece[1] = equal;
    let mut incomplete_later = false_piece.clone();
    incomplete_later[2] = Evidence::NoBetterOutcome;
    for evidence in [singles_distinct(), false_piece, incomplete_later] {
        let certificate = condition(Condition::Bdp, true, evidence);
        let whole = check_condition(&good, &certificate);
        for parts in [0, 1, 2, 3, 4, usize::MAX] {
            let forwards = |jobs: Vec<Job<'_>>| jobs.into_iter().for_each(|job| job());
            let backwards = |jobs: Vec<Job<'_>>| jobs.into_iter().rev().for_each(|job| job());
            assert_eq!(check_condition_in_parts(&good, &certificate, parts, forwards), whole);
            assert_eq!(check_condition_in_parts(&good, &certificate, parts, backwards), whole);
            for left_out in 0..3 {
                let some = |mut jobs: Vec<Job<'_>>| {
                    drop(jobs.remove(left_out.min(jobs.len() - 1)));
                    jobs.into_iter().for_each(|job| job());
                };
                assert!(check_condition_in_parts(&good, &certificate, parts, some).is_err());
            }
        }
    }
    // The jobs of a true certificate do not stand in for those of a false one.
    let independent = Environment::new(parts([2; 3], vec![1; 8], PUBLIC_GOOD)).unwrap();
    let certificate = condition(Condition::Bdp, true, singles_distinct());
    let exchanged = |own: Vec<Job<'_>>| {
        let own = std::cell::Cell::new(own);
        let inner = |others: Vec<Job<'_>>| {
            others.into_iter().for_each(|job| job());
            drop(own.take());
        };
        assert_eq!(check_condition_in_parts(&good, &certificate, 3, inner), Ok(()));
    };
    assert!(check_condition_in_parts(&independent, &certificate, 3, exchanged).is_err());
}

#[test]
fn true_conditions_are_accepted_and_their_opposites_refused() {
    let good = public_good();
    let pairs = [[0, 1], [0, 2], [1, 2]].map(|pair| Evidence::DistinctPosteriors { coalition: coalition(&pair) });
    let least = Evidence::LeastProbability { profile: ProfileId(3), probability: parse_number("1/20").unwrap() };
    // Σ p (value 2 + value 3 − 1) over type L of agent 1: (1·3 + 2·2 + 3·2 + 4·1)/20.
    let surplus = Evidence::ExpectedSurplus { value: parse_number("17/20").unwrap() };
    let interdependent =
        |agent: usize, first: (usize, i64), second: (usize, i64)| Evidence::InterdependentPayoff {
            agent: AgentId(agent),
            outcome: OutcomeId(1),
            first: (ProfileId(first.0), Rational::from(first.1)),
            second: (ProfileId(second.0), Rational::from(second.1)),
        };
    let private = vec![
        Evidence::OwnTypeOnly { agent: AgentId(0) },
        interdependent(1, (0, -3), (4, 1)),
        interdependent(2, (0, -3), (4, 1)),
    ];
    let accepted = [
        condition(Condition::Bdp, true, singles_distinct()),
        condition(Condition::Cbdp, true, pairs.to_vec()),
        condition(Condition::FullSupport, true, vec![least]),
        condition(Condition::Efficient, true, vec![Evidence::NoBetterOutcome]),
        condition(Condition::SociallyRational, true, vec![surplus]),
        condition(Condition::PrivateValues, false, private),
    ];
    for certificate in accepted {
        assert_eq!(check_condition(&good, &certificate), Ok(()), "{}", certificate.condition);
        let opposite = ConditionCertificate { holds: !certificate.holds, ..certificate.clone() };
        assert!(check_condition(&good, &opposite).is_err(), "{}", certificate.condition);
        for place in 0..certificate.evidence.len() {
            let mut fewer = certificate.clone();
            fewer.evidence.remove(place);
            assert!(check_condition(&good, &fewer).is_err(), "{}", certificate.condition);
        }
        let mut more = certificate.clone();
        more.evidence.push(certificate.evidence[0].clone());
        assert!(check_condition(&good, &more).is_err(), "{}", certificate.condition);
        let mut turned = certificate.clone();
        turned.evidence.reverse();
        assert_eq!(check_condition(&good, &turned).is_ok(), certificate.evidence.len() == 1);
        for other in Condition::ALL.into_iter().filter(|other| *other != certificate.condition) {
            let renamed = ConditionCertificate { condition: other, ..certificate.clone() };
            assert!(check_condition(&good, &renamed).is_err(), "{other} for {}", certificate.condition);
        }
    }
    // Independent types: agent 1's and 2's share a posterior.
    let product = Environment::new(parts([2; 3], vec![1, 1, 1, 1, 1, 1, 1, 2], PUBLIC_GOOD)).unwrap();
    assert!(check_condition(&product, &condition(Condition::Cbdp, true, pairs.to_vec())).is_err());
    let independent = Environment::new(parts([2; 3], vec![1; 8], PUBLIC_GOOD)).unwrap();
    let equal = |agent, first, second| Evidence::EqualPosteriors {
        coalition: coalition(&[agent]),
        first: JointTypeId(first),
        second: JointTypeId(second),
    };
    let failing = condition(Condition::Bdp, false, (0..3).map(|agent| equal(agent, 0, 1)).collect());
    assert_eq!(check_condition(&independent, &failing), Ok(()));
    assert!(check_condition(&good, &failing).is_err());
    assert!(check_condition(&independent, &condition(Condition::Bdp, true, singles_distinct())).is_err());
    for (first, second) in [(0, 0), (1, 1), (0, 2), (usize::MAX, 0), (7, usize::MAX)] {
        let mut odd = failing.clone();
        odd.evidence[1] = equal(1, first, second);
        assert!(check_condition(&independent, &odd).is_err(), "{first} {second}");
    }
}

#[test]
fn false_numbers_and_unknown_places_are_refused() {
    let good = public_good();
    let probability = |text: &str| parse_number(text).unwrap();
    let huge = usize::MAX;
    let better = |profile, outcome, gain: i64| Evidence::BetterOutcome {
        profile: ProfileId(profile),
        outcome: OutcomeId(outcome),
        gain: Rational::from(gain),
    };
    let least =
        |profile, text| Evidence::LeastProbability { profile: ProfileId(profile), probability: probability(text) };
    let differs = |agent: usize, outcome: usize, first: (usize, i64), second: (usize, i64)| {
        let at = |(profile, payoff): (usize, i64)| (ProfileId(profile), Rational::from(payoff));
        Evidence::InterdependentPayoff {
            agent: AgentId(agent),
            outcome: OutcomeId(outcome),
            first: at(first),
            second: at(second),
        }
    };
    let own = |agent| Evidence::OwnTypeOnly { agent: AgentId(agent) };
    let mut refused = vec![
        condition(Condition::FullSupport, true, vec![least(3, "0.06")]),
        condition(Condition::FullSupport, true, vec![least(0, "0.2")]),
        condition(Condition::FullSupport, false, vec![least(3, "0")]),
        condition(Condition::FullSupport, true, vec![least(8, "0.05")]),
        condition(Condition::FullSupport, true, vec![least(huge, "0.05")]),
        condition(
            Condition::SociallyRational,
            true,
            vec![Evidence::ExpectedSurplus { value: probability("1/20") }],
        ),
        condition(Condition::Efficient, false, vec![better(0, 1, -1)]),
        condition(Condition::Efficient, false, vec![better(0, 1, 1)]),
        condition(Condition::Efficient, false, vec![better(0, 0, 0)]),
        condition(Condition::Efficient, false, vec![better(8, 1, 1)]),
        condition(Condition::Efficient, false, vec![better(0, 2, 1)]),
        condition(Condition::Efficient, false, vec![better(huge, huge, 1)]),
        condition(Condition::PrivateValues, true, vec![own(0), own(1), own(2)]),
    ];
    for witness in [
        differs(1, 1, (0, -3), (4, 2)),  // a wrong number
        differs(1, 1, (0, -3), (6, 0)),  // another own type
        differs(1, 1, (0, -3), (1, -3)), // no difference
        differs(1, 0, (0, 0), (4, 0)),   // no difference either
        differs(1, 2, (0, -3), (4, 1)),  // no such outcome
        differs(1, 1, (0, -3), (8, 1)),  // no such profile
        differs(1, huge, (huge, 0), (huge, 1)),
        differs(2, 1, (0, -3), (4, 1)), // another agent
        differs(64, 1, (0, -3), (4, 1)),
    ] {
        refused.push(condition(
            Condition::PrivateValues,
            false,
            vec![own(0), witness, differs(2, 1, (0, -3), (4, 1))],
        ));
    }
    for certificate in refused {
        assert!(check_condition(&good, &certificate).is_err(), "{certificate:?}");
    }
}

/// With the public good built for H and not for L, types are tempted and the surplus is negative.
fn perverse() -> Environment {
    let mut given = parts([2; 3], vec![1; 8], PUBLIC_GOOD);
    let mut reversed: Vec<OutcomeId> = given.allocation.iter().collect();
    reversed.reverse();
    given.allocation = reversed.into();
    Environment::new(given).unwrap()
}

fn impossible(goal: &str, reason: Impossibility) -> ImpossibilityCertificate {
    ImpossibilityCertificate { goal: goal.parse().unwrap(), reason }
}

#[test]
fn proofs_of_impossibility_are_checked_number_by_number() {
    let environment = perverse();
    let n = |value: i64| Rational::from(value);
    let inefficient = |profile, outcome, gain: i64| Impossibility::Inefficient {
        profile: ProfileId(profile),
        outcome: OutcomeId(outcome),
        gain: n(gain),
    };
    let expected = |text: &str| Impossibility::NegativeExpectedSurplus { value: parse_number(text).unwrap() };
    let negative =
        |profile, value: i64| Impossibility::NegativeSurplus { profile: ProfileId(profile), value: n(value) };
    let grand = |truth, report, gain: i64| Impossibility::GrandCoalitionGains {
        truth: ProfileId(truth),
        report: ProfileId(report),
        gain: n(gain),
    };
    // Agent 1 is served as type H only, where it gains 5 by the truth; the other way round it would gain 1.
    let tempted = |members: &[usize], first, second, gain: i64| Impossibility::EqualPosteriorsTempted {
        coalition: coalition(members),
        first: JointTypeId(first),
        second: JointTypeId(second),
        gain: n(gain),
    };
    let extraction = |members: &[usize], truth, report, gain: i64| Impossibility::ExtractionTempted {
        coalition: coalition(members),
        truth: JointTypeId(truth),
        report: JointTypeId(report),
        gain: n(gain),
    };
    // At (H, H, H) building is worth 5 − 3 − 3 = −1 and at (L, L, L) it would be worth 1.
    let accepted = [
        impossible("extract", inefficient(0, 0, 1)),
        impossible("fse", inefficient(7, 1, 1)),
        impossible("implement", expected("-1")),
        impossible("coalition-proof", expected("-1")),
        impossible("coalition-proof", negative(0, -1)),
        impossible("coalition-proof", grand(0, 4, 1)),
        impossible("cic,bb", grand(7, 0, 1)),
    ];
    for certificate in &accepted {
        assert_eq!(check_impossibility(&environment, certificate), Ok(()), "{certificate:?}");
        // The good rule refutes every one of these arguments.
        assert!(check_impossibility(&public_good(), certificate).is_err(), "{certificate:?}");
    }
    let huge = usize::MAX;
    let refused = [
        impossible("ic,bb", inefficient(0, 0, 1)),
        impossible("extract", inefficient(0, 0, 2)),
        impossible("extract", inefficient(0, 1, 0)),
        impossible("extract", inefficient(8, 0, 1)),
        impossible("extract", inefficient(0, 2, 1)),
        impossible("extract", expected("-1")),
        impossible("ic,bb", expected("-1")),
        impossible("ic,ir", expected("-1")),
        impossible("implement", expected("1")),
        impossible("implement", expected("-1/2")),
        impossible("implement", negative(0, -1)),
        impossible("coalition-proof", negative(0, -2)),
        impossible("coalition-proof", negative(7, 0)),
        impossible("coalition-proof", negative(huge, -1)),
        impossible("ic,bb", grand(0, 4, 1)),
        impossible("cic", grand(0, 4, 1)),
        impossible("cic,bb", grand(0, 1, 0)),
        impossible("cic,bb", grand(0, 4, 2)),
        impossible("cic,bb", grand(8, 4, 1)),
        impossible("cic,bb", grand(0, huge, 1)),
        impossible("ic", tempted(&[0], 0, 1, -4)),
        impossible("ic", tempted(&[0], 0, 1, 4)),
        impossible("ic", tempted(&[0], 0, 0, 4)),
        impossible("ic", tempted(&[0], 0, 2, 4)),
        impossible("ic", tempted(&[3], 0, 1, 4)),
        impossible("ic", tempted(&[], 0, 0, 4)),
        impossible("ic", tempted(&[0, 63], 0, huge, 4)),
        impossible("extract", extraction(&[0, 1], 0, 1, 1)),
        impossible("extract", extraction(&[0], 1, 0, 1)),
        impossible("extract", extraction(&[9], 1, 0, 1)),
        impossible("extract", extraction(&[0], huge, 0, 1)),
    ];
    for certificate in &refused {
        assert!(check_impossibility(&environment, certificate).is_err(), "{certificate:?}");
    }
    // Agents alone: the arguments about the grand coalition no longer apply.
    let alone = environment.with_pattern(Pattern::Singletons);
    for certificate in [&accepted[4], &accepted[5], &accepted[6]] {
        assert_eq!(check_impossibility(&alone, certificate), Err(Refusal::NotApplicable));
    }
}

/// Independent types and an agent served only when it values the good less.
#[test]
fn types_that_share_a_posterior_are_compared_exactly() {
    let mut given = parts([2; 3], vec![1, 1, 1, 1, 2, 2, 2, 2], PUBLIC_GOOD);
    let environment = Environment::new(given.clone()).unwrap();
    // Agent 1, of type H, would gain 5 by reporting L, and L loses 1 by reporting H.
    let proof = |gain: i64, first, second| {
        let (first, second) = (JointTypeId(first), JointTypeId(second));
        let gain = Rational::from(gain);
        Impossibility::EqualPosteriorsTempted { coalition: coalition(&[0]), first, second, gain }
    };
    let check = |environment: &Environment, goal: &str, reason| {
        check_impossibility(environment, &impossible(goal, reason))
    };
    for goal in ["ic", "cic", "implement", "extract", "coalition-proof"] {
        assert_eq!(check(&environment, goal, proof(4, 0, 1)), Ok(()), "{goal}");
        assert_eq!(check(&environment, goal, proof(4, 1, 0)), Ok(()), "{goal}");
        assert!(check(&environment, goal, proof(5, 0, 1)).is_err(), "{goal}");
    }
    assert_eq!(check(&environment, "ir,bb", proof(4, 0, 1)), Err(Refusal::NotApplicable));
    let extraction = |gain: i64| Impossibility::ExtractionTempted {
        coalition: coalition(&[0]),
        truth: JointTypeId(0),
        report: JointTypeId(1),
        gain: Rational::from(gain),
    };
    assert_eq!(check(&environment, "extract", extraction(4)), Ok(()));
    assert_eq!(check(&environment, "cic,ir,fse", extraction(4)), Ok(()));
    assert!(check(&environment, "extract", extraction(5)).is_err());
    assert_eq!(check(&environment, "ic,fse", extraction(4)), Err(Refusal::NotApplicable));
    assert_eq!(check(&environment, "ir,fse", extraction(4)), Err(Refusal::NotApplicable));
    // A coalition that cannot form is not constrained, and posteriors that differ prove nothing.
    let space = TypeSpace::new(vec![2; 3]).unwrap();
    given.beliefs = Beliefs::Common(Prior::from_integers(&space, vec![1, 1, 1, 1, 2, 2, 2, 3]).unwrap());
    let dependent = Environment::new(given).unwrap();
    assert!(check(&dependent, "ic", proof(4, 0, 1)).is_err());
    assert!(check(&dependent, "extract", extraction(4)).is_err());
}
