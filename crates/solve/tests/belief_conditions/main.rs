//! The conditions about beliefs against their definitions, against the numbers of the literature, and against one another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_program;
mod changed_evidence;
#[path = "../small_environment/mod.rs"]
mod small_environment;

use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::{check_condition, proved_prior};
use ambimech_model::coalition::Pattern;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, OutcomeId, TypeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::type_space::TypeSpace;
use ambimech_solve::condition::{decide_condition, ncp_star::agent_answers};
use by_program::Plain;
use proptest::prelude::*;
use small_environment::{coalition_of, effort, profiles, small_environments};

const ABOUT_BELIEFS: [Condition; 6] = [
    Condition::ConvexIndependence,
    Condition::Identifiability,
    Condition::CoalitionalIdentifiability,
    Condition::CommonPrior,
    Condition::NcpStar,
    Condition::NcpStarStar,
];

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn environment(counts: &[usize], beliefs: Beliefs, pattern: Pattern) -> Environment {
    let space = TypeSpace::new(counts.to_vec()).unwrap();
    let agent = |(place, count): (usize, &usize)| Agent {
        name: format!("{}", place + 1),
        types: (0..*count).map(|t| Type { name: format!("t{}", t + 1), attributes: Vec::new() }).collect(),
    };
    Environment::new(EnvironmentParts {
        name: String::new(),
        source: String::new(),
        agents: counts.iter().enumerate().map(agent).collect(),
        beliefs,
        outcomes: vec![Outcome {
            name: "x".into(),
            payoffs: vec![Payoff::constant(Rational::ZERO); counts.len()],
        }],
        outside: None,
        allocation: vec![OutcomeId(0); space.size()].into(),
        pattern,
        attitudes: ambimech_model::preference::Attitudes::default(),
    })
    .unwrap()
}

fn common(counts: &[usize], weights: &[u64], pattern: Pattern) -> Environment {
    let space = TypeSpace::new(counts.to_vec()).unwrap();
    let prior = Prior::from_integers(&space, weights.to_vec()).unwrap();
    environment(counts, Beliefs::Common(prior), pattern)
}

/// Beliefs by agent, as weights of the profiles.
fn individual(counts: &[usize], weights: &[Vec<Rational>]) -> Option<Environment> {
    let space = TypeSpace::new(counts.to_vec()).unwrap();
    let of = |(agent, weights): (usize, &Vec<Rational>)| Prior::of_agent(&space, AgentId(agent), weights).ok();
    let beliefs: Option<Vec<Prior>> = weights.iter().enumerate().map(of).collect();
    Some(environment(counts, Beliefs::Individual(beliefs?), Pattern::Singletons))
}

fn certificate(environment: &Environment, condition: Condition) -> ConditionCertificate {
    match decide_condition(environment, condition) {
        Verdict::Holds(certificate) | Verdict::Fails(certificate) => certificate,
        Verdict::Undecided(reason) => panic!("{condition}: {reason:?}"),
    }
}

fn holds(environment: &Environment, condition: Condition) -> bool {
    certificate(environment, condition).holds
}

/// Whether each agent satisfies a condition that has one piece of evidence per agent.
fn by_agent(environment: &Environment, condition: Condition) -> Vec<bool> {
    let against =
        |piece: &Evidence| matches!(piece, Evidence::MixedBelief { .. } | Evidence::EqualPosteriors { .. });
    certificate(environment, condition).evidence.iter().map(|piece| !against(piece)).collect()
}

/// Every verdict against the definition.
fn compare(environment: &Environment) -> Result<(), TestCaseError> {
    let plain = Plain::new(environment);
    let agents = 0..plain.counts.len();
    let expected: Vec<bool> = agents.clone().map(|agent| plain.convex_independence(agent)).collect();
    prop_assert_eq!(by_agent(environment, Condition::ConvexIndependence), expected);
    prop_assert_eq!(holds(environment, Condition::CommonPrior), plain.common_prior());
    prop_assert_eq!(holds(environment, Condition::NcpStarStar), plain.ncp_star_star());
    for answer in agent_answers(environment, &certificate(environment, Condition::NcpStar)) {
        prop_assert_eq!(answer.holds, plain.ncp_star(answer.agent.0, 0), "{:?}", answer);
        prop_assert_eq!(answer.weak_holds, plain.ncp_star(answer.agent.0, 1), "{:?}", answer);
    }
    // Beliefs from a common prior say of it what they would say if it were given.
    let known = match &decide_condition(environment, Condition::CommonPrior) {
        Verdict::Holds(ConditionCertificate { evidence, .. }) if plain.prior.is_none() => {
            let Evidence::CommonPrior { marginal } = &evidence[0] else { panic!("{evidence:?}") };
            Some(environment.with_prior(proved_prior(environment, marginal).unwrap()).unwrap())
        }
        _ => None,
    };
    let plain = known.as_ref().map_or(plain, Plain::new);
    if plain.prior.is_some() {
        prop_assert_eq!(holds(environment, Condition::Identifiability), plain.identifiability());
        let coalitional = holds(environment, Condition::CoalitionalIdentifiability);
        prop_assert_eq!(coalitional, plain.coalitional_identifiability());
    } else {
        for condition in [Condition::Identifiability, Condition::CoalitionalIdentifiability] {
            let verdict = decide_condition(environment, condition);
            prop_assert_eq!(verdict, Verdict::Undecided(UndecidedReason::NoCommonPrior));
        }
    }
    Ok(())
}

/// What is said of beliefs that come from the prior of these weights is what is said of the prior; the certificates differ by the
/// prior, and neither proves anything about the other environment.
fn prior_is_found(beliefs: &Environment, weights: &[Rational]) -> Result<(), TestCaseError> {
    let prior = Prior::new(beliefs.space(), weights).unwrap();
    let given = beliefs.with_prior(prior.clone()).unwrap();
    for condition in [Condition::Identifiability, Condition::CoalitionalIdentifiability] {
        let (found, plain) = (certificate(beliefs, condition), certificate(&given, condition));
        let Evidence::CommonPrior { marginal } = &found.evidence[0] else { panic!("{found:?}") };
        prop_assert_eq!(proved_prior(beliefs, marginal), Ok(prior.clone()));
        prop_assert_eq!(&found.evidence[1..], &plain.evidence[..]);
        prop_assert!(check_condition(&given, &found).is_err() && check_condition(beliefs, &plain).is_err());
    }
    Ok(())
}

/// Facts that hold in every environment with a common prior.
fn relations(environment: &Environment) -> Result<(), TestCaseError> {
    let bdp = by_agent(environment, Condition::Bdp);
    let convex = by_agent(environment, Condition::ConvexIndependence);
    for ((agent, bdp), convex) in environment.space().agents().zip(&bdp).zip(&convex) {
        // A mixture of one other belief is that belief.
        prop_assert!(*bdp || !convex);
        prop_assert!(environment.space().type_count(agent) > 2 || bdp == convex);
    }
    prop_assert!(holds(environment, Condition::CommonPrior));
    prop_assert!(!holds(environment, Condition::NcpStarStar));
    let answers = agent_answers(environment, &certificate(environment, Condition::NcpStar));
    let ncp_star: Vec<bool> = answers.iter().map(|answer| answer.holds).collect();
    prop_assert_eq!(&ncp_star, &bdp, "MDAT section 6.2: the same with a common prior");
    if holds(environment, Condition::CoalitionalIdentifiability) {
        prop_assert!(holds(environment, Condition::Cbdp), "CI-SLIDES: CBDP is weaker");
        let agents = environment.agent_count();
        for coalition in environment.pattern().proper_coalitions(agents) {
            let both = environment.pattern().contains(coalition.complement(agents));
            prop_assert!(!both || environment.space().size() == 1);
        }
    }
    // Strict separation by a balanced rule with zero on-path values is strict separation.
    if convex.iter().all(|convex| *convex) && holds(environment, Condition::Identifiability) {
        let alone = environment.with_pattern(Pattern::Singletons);
        prop_assert!(holds(&alone, Condition::CoalitionalIdentifiability));
    }
    Ok(())
}

proptest! {
    #![proptest_config(effort(48))]

    #[test]
    fn verdicts_are_those_of_the_definitions(small in small_environments()) {
        let environment = small.environment();
        compare(&environment)?;
        relations(&environment)?;
        compare(&environment.with_pattern(Pattern::Singletons))?;
    }

    /// Two agents: only independent types are identified (Kosenok and Severinov 2008).
    #[test]
    fn two_agents_are_identified_when_independent(
        counts in proptest::collection::vec(1usize..=3, 2),
        weights in proptest::collection::vec(1u64..=4, 9),
        independent in any::<bool>(),
    ) {
        let size = counts.iter().product::<usize>();
        let weight = |(place, types): (usize, &Vec<usize>)| {
            if independent { weights[types[0]] * weights[4 + types[1]] } else { weights[place] }
        };
        let weights: Vec<u64> = profiles(&counts).iter().enumerate().map(weight).collect();
        let environment = common(&counts, &weights[..size], Pattern::All);
        let columns = counts[1];
        let product = (0..size).all(|place| {
            let at = |row: usize, column: usize| weights[row * columns + column];
            at(place / columns, place % columns) * at(0, 0) == at(place / columns, 0) * at(0, place % columns)
        });
        prop_assert_eq!(holds(&environment, Condition::Identifiability), product);
        relations(&environment)?;
    }

    /// Beliefs without a common prior, with one, and with one but for a single type.
    #[test]
    fn individual_beliefs_are_compared_with_the_definitions(
        counts in prop_oneof![
            proptest::collection::vec(2usize..=3, 2),
            Just(vec![2, 2, 2]),
            Just(vec![3, 2, 2]),
            Just(vec![2, 2, 1]),
        ],
        numbers in proptest::collection::vec(prop_oneof![1 => Just(0u64), 12 => 1u64..=4], 4 * 12),
        kind in 0usize..4,
        (first, second, mixed) in (0usize..3, 0usize..3, 0u64..4),
    ) {
        let size: usize = counts.iter().product();
        let of = |agent: usize| numbers[12 * agent..][..size].iter().map(|n| Rational::from(*n)).collect::<Vec<_>>();
        let mut weights: Vec<Vec<Rational>> = (0..counts.len()).map(|agent| of(if kind == 0 { agent } else { 0 })).collect();
        if kind > 1 {
            // The belief of one type of the first agent becomes a mixture with another's, or anything.
            let (truth, report) = (first % counts[0], second % counts[0]);
            let row = size / counts[0];
            let total = |own: usize| weights[0][own * row..][..row].iter().fold(Rational::ZERO, |sum, n| sum + n);
            let (of_truth, of_report) = (total(truth), total(report));
            prop_assume!(!of_truth.is_zero() && !of_report.is_zero());
            for x in 0..row {
                let (bar, here) = (&weights[0][truth * row + x] / &of_truth, &weights[0][report * row + x] / &of_report);
                weights[0][report * row + x] = if kind == 2 { bar * Rational::from(mixed) + here } else { of(1)[x].clone() };
            }
        }
        let Some(environment) = individual(&counts, &weights) else { return Ok(()) };
        compare(&environment)?;
        let common_prior = holds(&environment, Condition::CommonPrior);
        prop_assert!(kind != 1 || common_prior);
        if kind == 1 {
            prior_is_found(&environment, &weights[0])?;
            prior_is_found(&environment.with_pattern(Pattern::All), &weights[0])?;
        }
        let bdp = by_agent(&environment, Condition::Bdp);
        let answers = agent_answers(&environment, &certificate(&environment, Condition::NcpStar));
        prop_assert!(answers.iter().all(|answer| answer.weak_holds || !answer.holds));
        if holds(&environment, Condition::NcpStarStar) {
            prop_assert!(!common_prior && answers.iter().all(|answer| answer.holds), "THESIS Definition 1.5.2");
        }
        if common_prior {
            prop_assert!(answers.iter().zip(&bdp).all(|(answer, bdp)| answer.holds == *bdp));
        } else if bdp.iter().all(|bdp| *bdp) {
            prop_assert!(answers.iter().filter(|answer| !answer.holds).count() <= 1, "MDAT Lemma A.5");
        }
    }

    /// What is said does not depend on the order of types, nor on how large the weights are.
    #[test]
    fn relabelling_changes_no_verdict(small in small_environments(), factor in 2u64..9) {
        let words = |environment: &Environment| {
            ABOUT_BELIEFS.map(|condition| decide_condition(environment, condition).word())
        };
        let expected = words(&small.environment());
        prop_assert_eq!(words(&small.with_types_reversed().environment()), expected);
        let order: Vec<usize> = (0..small.counts.len()).rev().collect();
        prop_assert_eq!(words(&small.with_agents_in_order(&order).environment()), expected);
        if small.weights.iter().all(|weight| *weight < 1 << 50) {
            let mut larger = small.clone();
            larger.weights.iter_mut().for_each(|weight| *weight *= factor);
            let (first, second) = (small.environment(), larger.environment());
            for condition in ABOUT_BELIEFS {
                prop_assert_eq!(decide_condition(&first, condition), decide_condition(&second, condition));
            }
        }
    }
}

/// Two agents' beliefs from tables of p_1(θ_2|θ_1) and p_2(θ_1|θ_2).
fn two_agents(first: &[&[&str]], second: &[&[&str]]) -> Environment {
    let counts = [first.len(), second.len()];
    let profile = |place: usize| (place / counts[1], place % counts[1]);
    let size = counts[0] * counts[1];
    let of_first = (0..size).map(profile).map(|(one, two)| number(first[one][two])).collect();
    let of_second = (0..size).map(profile).map(|(one, two)| number(second[two][one])).collect();
    individual(&counts, &[of_first, of_second]).unwrap()
}

#[test]
fn guo_2017_example_6_1() {
    let environment = two_agents(&[&["0.3", "0.7"], &["0.2", "0.8"]], &[&["0.3", "0.7"], &["0.25", "0.75"]]);
    assert_eq!(by_agent(&environment, Condition::Bdp), [true, true]);
    assert!(!holds(&environment, Condition::CommonPrior));
    let found = certificate(&environment, Condition::NcpStar);
    let answers = agent_answers(&environment, &found);
    // Deviation: the paper says that agent 1 violates NCP∗ at its types 2 and 1 and prints μ = (9, 28, 21, 84) / 142, which has
    // all beliefs but that of type 1 of agent 1. Its constants 8/3 and 25/14, and its proof that the allocation cannot be
    // implemented, are about types 2 and 1 of agent 2, where μ is (12, 28, 21, 84) / 145; agent 1 satisfies NCP∗.
    assert_eq!(answers.iter().map(|answer| answer.holds).collect::<Vec<_>>(), [true, false]);
    assert!(!answers[1].weak_holds);
    let marginal = vec![(TypeId(0), number("40/145")), (TypeId(1), number("105/145"))];
    let witness = Evidence::BeliefsMixed {
        agent: AgentId(1),
        truth: TypeId(1),
        report: TypeId(0),
        marginal,
        truth_constant: number("8/3"),
        report_constant: number("25/14"),
    };
    assert_eq!(found.evidence.iter().filter(|piece| **piece == witness).count(), 1, "{found:?}");
    // Types 1 and 2 of agent 2 violate it too, with constants that do not violate the weak form.
    let constants = found.evidence.iter().filter_map(|piece| match piece {
        Evidence::BeliefsMixed { truth_constant, report_constant, .. } => Some((truth_constant, report_constant)),
        _ => None,
    });
    let expected = [(number("2/7"), number("2")), (number("8/3"), number("25/14"))];
    assert!(constants.eq(expected.iter().map(|(bar, hat)| (bar, hat))));
}

#[test]
fn guo_2017_example_6_2_and_2018_example_1_5_1() {
    let thirds: [&[&str]; 3] = [&["1/3", "2/3"], &["1/2", "1/2"], &["2/3", "1/3"]];
    let others: [&[&str]; 2] = [&["7/28", "12/28", "9/28"], &["13/28", "12/28", "3/28"]];
    for environment in [two_agents(&thirds, &others), two_agents(&others, &thirds)] {
        assert_eq!(by_agent(&environment, Condition::Bdp), [true, true]);
        assert!(!holds(&environment, Condition::CommonPrior));
        let answers = agent_answers(&environment, &certificate(&environment, Condition::NcpStar));
        assert!(answers.iter().all(|answer| answer.holds && answer.weak_holds), "{answers:?}");
        // The middle one of three beliefs about two types.
        assert!(!holds(&environment, Condition::ConvexIndependence));
    }
}

#[test]
fn independent_types_and_middle_beliefs() {
    let independent = common(&[2, 2, 2], &[1; 8], Pattern::Singletons);
    assert!(!holds(&independent, Condition::ConvexIndependence));
    assert!(!holds(&independent, Condition::CoalitionalIdentifiability));
    assert!(!holds(&independent, Condition::NcpStar));
    // Beliefs (1, 0), (1/2, 1/2), (0, 1), nearly: a corner, a middle, a corner.
    let middle = common(&[3, 2], &[9, 1, 5, 5, 1, 9], Pattern::All);
    assert_eq!(by_agent(&middle, Condition::ConvexIndependence), [false, true]);
    let found = certificate(&middle, Condition::ConvexIndependence);
    let half = number("1/2");
    let weights = vec![(TypeId(0), half.clone()), (TypeId(2), half)];
    assert_eq!(found.evidence[0], Evidence::MixedBelief { agent: AgentId(0), own: TypeId(1), weights });
    // Four beliefs about three types, dependent and in convex position.
    let square = common(&[4, 3], &[4, 1, 1, 1, 4, 1, 1, 1, 4, 4, 4, 1], Pattern::All);
    let found = certificate(&square, Condition::ConvexIndependence);
    assert!(matches!(&found.evidence[0], Evidence::SeparatedBeliefs { bets, .. } if bets.len() == 4));
}

/// Three binary agents, correlated: whether coalitional identifiability holds depends on who can form.
#[test]
fn the_pattern_decides() {
    let weights = [4, 3, 2, 1, 1, 2, 3, 4];
    let verdict = |coalitions: &[u64]| {
        let pattern = Pattern::listed(3, coalitions.iter().map(|bits| coalition_of(*bits)));
        let environment = common(&[2, 2, 2], &weights, pattern);
        (holds(&environment, Condition::CoalitionalIdentifiability), holds(&environment, Condition::Cbdp))
    };
    assert_eq!(verdict(&[]), (true, true));
    // Every pair of agents has the third as its complement.
    for pair in [0b011, 0b101, 0b110] {
        assert_eq!(verdict(&[pair]), (false, true));
    }
    // The grand coalition's complement is empty.
    assert_eq!(verdict(&[0b111]), (true, true));
}

/// With four agents a pair need not have its complement; then it is a matter of the prior.
#[test]
fn pairs_of_four_agents() {
    let weights = [13, 2, 7, 1, 3, 11, 5, 4, 6, 1, 9, 2, 8, 3, 1, 17];
    let verdict = |weights: &[u64; 16], coalitions: &[u64]| {
        let pattern = Pattern::listed(4, coalitions.iter().map(|bits| coalition_of(*bits)));
        let environment = common(&[2; 4], weights, pattern);
        let plain = Plain::new(&environment);
        let found = certificate(&environment, Condition::CoalitionalIdentifiability);
        assert_eq!(found.holds, plain.coalitional_identifiability());
        found
    };
    assert!(verdict(&weights, &[]).holds);
    let pairs = verdict(&weights, &[0b0011, 0b0101]);
    let complementary = verdict(&weights, &[0b0011, 0b1100]);
    assert!(matches!(complementary.evidence.as_slice(), [Evidence::ComplementaryCoalitions { .. }]));
    assert!(pairs.holds);
    // Types of the pair that share a posterior can lie unseen.
    let mut shared = weights;
    (0..4).for_each(|x| shared[4 + x] = 2 * shared[x]);
    let found = verdict(&shared, &[0b0011, 0b0101]);
    assert!(
        matches!(found.evidence.as_slice(), [Evidence::ImitatingStrategies { emergence, .. }] if emergence.len() == 1)
    );
}
