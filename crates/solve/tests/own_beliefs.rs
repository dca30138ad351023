//! Environments without a common prior against the definitions: conditions, verification, and the designs of MDAT Theorems
//! 6.2 and 6.3 with Corollaries 6.1 and 6.2.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_definition;
mod small_environment;

use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules as RuleSet};
use ambimech_model::number::Rational;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use ambimech_solve::condition::decide_condition;
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::design::design_mechanism;
use ambimech_solve::verification::verify_mechanism;
use by_definition::{Plain, Rules, rules_of, zero};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

const BOTH: [Reports; 2] = [Reports::Pure, Reports::Mixed];

/// Beliefs with these weights, agent by agent.
fn individual(small: &Small, weights: &[Vec<u64>]) -> Environment {
    let space = small.space();
    let of = |(agent, weights): (_, &Vec<u64>)| {
        let weights: Vec<Rational> = weights.iter().map(|weight| Rational::from(*weight)).collect();
        Prior::of_agent(&space, agent, &weights).unwrap()
    };
    small.environment_with(Beliefs::Individual(space.agents().zip(weights).map(of).collect()))
}

/// Small environments, and weights of every agent that have nothing to do with one another; sometimes two types of one
/// agent share a posterior.
fn systems() -> impl Strategy<Value = (Small, Vec<Vec<u64>>)> {
    let weights = proptest::collection::vec(proptest::collection::vec(1u64..=7, 12), 3);
    (small_environments(), weights, 0usize..6).prop_map(|(small, weights, shared)| {
        let size = small.weights.len();
        let mut weights: Vec<Vec<u64>> =
            weights.iter().take(small.counts.len()).map(|of_agent| of_agent[..size].to_vec()).collect();
        if shared < small.counts.len() && small.counts[shared] > 1 {
            let all = small_environment::profiles(&small.counts);
            for (place, types) in all.iter().enumerate().filter(|(_, types)| types[shared] == 1) {
                let mut twin = types.clone();
                twin[shared] = 0;
                weights[shared][place] = 2 * weights[shared][all.iter().position(|known| *known == twin).unwrap()];
            }
        }
        (small, weights)
    })
}

/// IC against these reports, IR and BB, all from the definitions.
fn is_implementing(plain: &Plain, rules: &Rules, reports: Reports) -> bool {
    plain.largest_imbalance(rules).is_zero()
        && plain.cases(rules).iter().filter(|case| case.is_single()).all(|case| {
            let gain = match reports {
                Reports::Pure => case.pure_gain(),
                Reports::Mixed => case.mixed_gain(),
            };
            case.on_path() >= zero() && gain.is_none_or(|gain| gain <= zero())
        })
}

fn done(environment: &Environment, reports: Reports) -> Result<Box<Design>, DesignAnswer> {
    match design_mechanism(environment, &Goal::Implement, reports) {
        DesignAnswer::Done(design) => Ok(design),
        answer => Err(answer),
    }
}

/// For two agents with two types each: whether some prior on Θ gives all these beliefs.
fn has_common_prior(w: &[Vec<u64>]) -> bool {
    // Profiles 0 1 / 2 3: agent 1 sees rows, agent 2 columns.
    let product =
        |of: &[(usize, usize)]| of.iter().map(|(agent, place)| u128::from(w[*agent][*place])).product::<u128>();
    product(&[(0, 0), (1, 1), (0, 3), (1, 2)]) == product(&[(0, 1), (1, 3), (0, 2), (1, 0)])
}

/// For two agents with two types each, NCP* of agent i at (θ̄, θ̂) by MDAT Definition 6.1: all types but θ̂ generate one μ in any
/// case, so only the second condition is left, two equations in C̄ and Ĉ.
fn ncp_star_at(plain: &Plain, agent: usize, truth: usize) -> bool {
    let (other, lie) = (1 - agent, 1 - truth);
    let place = |own: usize, seen: usize| if agent == 0 { 2 * own + seen } else { 2 * seen + own };
    let p_i = |seen: usize, own: usize| {
        let of = |seen: usize| plain.beliefs[agent][place(own, seen)].clone();
        of(seen) / (of(0) + of(1))
    };
    let p_j = |own: usize, seen: usize| {
        let of = |own: usize| plain.beliefs[other][place(own, seen)].clone();
        of(own) / (of(0) + of(1))
    };
    // Ĉ p_i(s|lie) − C̄ r(s) = p_i(s|truth) for both types s of the other, r(s) = p_i(s|truth) p_j(lie|s) / p_j(truth|s)
    let r = |s: usize| p_i(s, truth) * p_j(lie, s) / p_j(truth, s);
    let determinant = p_i(1, lie) * r(0) - p_i(0, lie) * r(1);
    if determinant.is_zero() {
        return true; // parallel: with BDP and without a common prior there is no solution
    }
    let hat = (p_i(1, truth) * r(0) - p_i(0, truth) * r(1)) / &determinant;
    let bar = (p_i(0, lie) * p_i(1, truth) - p_i(1, lie) * p_i(0, truth)) / &determinant;
    !(bar > zero() && hat > Rational::ONE)
}

fn bdp(plain: &Plain) -> bool {
    plain.bdp_failures() == 0
}

proptest! {
    #![proptest_config(effort(250))]

    /// Beliefs that a prior generates give the prior's verdicts, designs where it has some, and the same values.
    #[test]
    fn beliefs_of_a_prior_are_like_the_prior(small in small_environments()) {
        let with_prior = small.environment();
        let prior = with_prior.common_prior().unwrap().clone();
        let own = small.environment_with(Beliefs::Individual(vec![prior; small.counts.len()]));
        for condition in [Condition::Bdp, Condition::Efficient, Condition::PrivateValues] {
            prop_assert_eq!(decide_condition(&own, condition), decide_condition(&with_prior, condition));
        }
        for reports in BOTH {
            let designed = done(&own, reports);
            match done(&with_prior, reports) {
                Ok(known) => {
                    prop_assert!(designed.is_ok(), "{:?} {:?}", reports, designed);
                    let written = known.mechanism.written_out(&with_prior).unwrap();
                    let (theirs, ours) =
                        (verify_mechanism(&with_prior, &written).unwrap(), verify_mechanism(&own, &written).unwrap());
                    for answer in &ours.answers {
                        // Without a common prior "cic" is only answered where it is "ic".
                        prop_assert_eq!(Some(answer), theirs.answer(answer.claim));
                    }
                    prop_assert!(ours.answer(Claim::new(Property::Ic, reports)).unwrap().holds);
                }
                Err(DesignAnswer::Infeasible(_)) => prop_assert!(designed.is_err()),
                Err(_) => {}
            }
        }
    }

    /// Whatever the beliefs: conditions and designs are true by the definitions, and what is declined is not a guess.
    #[test]
    fn designs_keep_what_they_promise((small, weights) in systems()) {
        let environment = individual(&small, &weights);
        let plain = Plain::new(&environment);
        let word = |condition| decide_condition(&environment, condition).word();
        prop_assert_eq!(word(Condition::Bdp) == "holds", bdp(&plain));
        prop_assert_eq!(word(Condition::Efficient) == "holds", plain.efficient());
        for condition in [Condition::FullSupport, Condition::SociallyRational] {
            let verdict = decide_condition(&environment, condition);
            prop_assert_eq!(verdict, Verdict::Undecided(UndecidedReason::NeedsCommonPrior));
        }
        let mut pure_done = true;
        for reports in BOTH {
            match done(&environment, reports) {
                Ok(design) => {
                    let rules = rules_of(&environment, &design.mechanism);
                    prop_assert!(is_implementing(&plain, &rules, reports), "{:?}", design);
                    prop_assert!(design.stakes.expected_turnover.is_none());
                    prop_assert!(pure_done, "mixed reports are stopped where pure ones are not");
                    if design.construction == Construction::BaseAlone {
                        prop_assert_eq!(rules.len(), 1);
                    }
                }
                Err(DesignAnswer::Undecided { obstacles, .. }) => {
                    pure_done &= reports == Reports::Mixed;
                    prop_assert!(!obstacles.is_empty());
                    let question = Question {
                        environment: &environment,
                        goal: &Goal::Implement,
                        mechanism: MechanismKind::Ambiguous,
                        reports,
                    };
                    // The exact program settles it either way.
                    let settled = decide_goal(question);
                    prop_assert!(!matches!(settled, DesignAnswer::Undecided { .. }), "{:?}", settled);
                }
                Err(_) => pure_done = false,
            }
        }
    }

    /// Theorem 6.3 and Corollaries 6.1 and 6.2, for beliefs without any relation: with private values an efficient rule is
    /// implemented where all agents' types have different posteriors.
    #[test]
    fn efficient_rules_with_private_values((mut small, weights) in systems()) {
        if small.outside {
            small.payoffs[0].iter_mut().flatten().for_each(|value| *value = 0);
        } else {
            small.payoffs.iter_mut().flatten().flatten().for_each(|value| *value += 3);
        }
        small.make_private();
        small.make_efficient();
        let environment = individual(&small, &weights);
        let plain = Plain::new(&environment);
        prop_assert!(plain.private_values() && plain.efficient() && plain.surplus_is_nowhere_negative());
        let no_prior = small.counts != [2, 2] || !has_common_prior(&weights);
        if bdp(&plain) && no_prior && small.counts.iter().all(|count| *count > 1) {
            let designed = done(&environment, Reports::Pure);
            prop_assert!(designed.is_ok(), "{:?}", designed);
        }
    }

    /// Two agents with two types each, where NCP* is two equations: Theorem 6.2 holds, and what cannot be stopped is a failure of
    /// NCP* as Lemma A.4 says.
    #[test]
    fn two_by_two_is_decided_by_ncp_star(
        mut small in small_environments(),
        weights in proptest::collection::vec(proptest::collection::vec(1u64..=9, 4), 2),
        payoffs in proptest::collection::vec(-5i64..=9, 16),
    ) {
        small.counts = vec![2, 2];
        small.outside = false;
        small.coalitions = None;
        small.payoffs = vec![
            vec![payoffs[..4].to_vec(), payoffs[4..8].to_vec()],
            vec![payoffs[8..12].to_vec(), payoffs[12..].to_vec()],
        ];
        small.allocation = vec![0, 1, 0, 1];
        let environment = individual(&small, &weights);
        let plain = Plain::new(&environment);
        if !bdp(&plain) || has_common_prior(&weights) {
            return Ok(());
        }
        let holds: Vec<bool> = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, t)| ncp_star_at(&plain, i, t)).to_vec();
        // Lemma A.5: at most one agent fails.
        prop_assert!(holds[..2].iter().all(|h| *h) || holds[2..].iter().all(|h| *h));
        for reports in BOTH {
            match done(&environment, reports) {
                Ok(_) => {}
                Err(DesignAnswer::Undecided { obstacles, .. }) => {
                    prop_assert!(holds.contains(&false), "Theorem 6.2");
                    let [Obstacle::Unstopped { agent, truth, mixture }] = obstacles.as_slice() else {
                        panic!("{obstacles:?}");
                    };
                    prop_assert!(!holds[2 * agent.0 + truth.0] && mixture.len() == 1);
                }
                Err(answer) => panic!("{answer:?}"),
            }
        }
    }

    /// A mechanism with one payment moved is accepted only if it still is one by the definitions.
    #[test]
    fn moved_payments_are_seen((small, weights) in systems(), place in any::<(usize, usize, usize)>(), by in -3i64..=3) {
        let environment = individual(&small, &weights);
        let Ok(design) = done(&environment, Reports::Mixed) else { return Ok(()) };
        let RuleSet::Tables(rules) = &design.mechanism.rules else { panic!("{design:?}") };
        let space = environment.space();
        let agents = environment.agent_count();
        let (rule, profile, agent) = (place.0 % rules.len(), place.1 % space.size(), place.2 % agents);
        let moved = |from: &NamedRule| {
            let table = TransferTable::from_fn(space, |i, at| {
                let step = match (at.0 == profile, i.0) {
                    (true, i) if i == agent => by,
                    (true, i) if i == (agent + 1) % agents => -by,
                    _ => 0,
                };
                &from.table.at(at)[i.0] + Rational::from(step)
            });
            NamedRule { name: from.name.clone(), table }
        };
        let mut rules = rules.clone();
        rules[rule] = moved(&rules[rule]);
        let mechanism = Mechanism { rules: RuleSet::Tables(rules), ..design.mechanism.clone() };
        let accepted = check_mechanism(&environment, &mechanism, &design.certificate).is_ok();
        let plain = Plain::new(&environment);
        let is_one = is_implementing(&plain, &rules_of(&environment, &mechanism), Reports::Mixed);
        prop_assert!(!accepted || is_one);
        prop_assert!(by != 0 || accepted);
    }
}

/// Whatever is about coalitions of several agents or about revenue is declined, never answered.
#[test]
fn coalitions_and_revenue_need_a_common_prior() {
    let small = Small {
        counts: vec![2, 2],
        weights: vec![1; 4],
        payoffs: vec![vec![vec![1, 0, 2, 1]; 2]],
        allocation: vec![0; 4],
        outside: false,
        coalitions: None,
    };
    let environment = individual(&small, &[vec![3, 7, 1, 4], vec![3, 1, 7, 3]]);
    let design = done(&environment, Reports::Mixed).unwrap();
    for property in [Property::Cic, Property::Cr, Property::Ai, Property::Fse] {
        let mut certificate: MechanismCertificate = design.certificate.clone();
        certificate.claims.push(Claim::new(property, Reports::Pure));
        let answer = check_mechanism(&environment, &design.mechanism, &certificate);
        assert_eq!(answer, Err(Refusal::NeedsCommonPrior), "{property:?}");
        let goal = Goal::Properties(vec![property]);
        let DesignAnswer::Undecided { obstacles, .. } = design_mechanism(&environment, &goal, Reports::Pure)
        else {
            panic!("{property:?}");
        };
        assert_eq!(obstacles, [Obstacle::NeedsCommonPrior]);
    }
    let verification = verify_mechanism(&environment, &design.mechanism).unwrap();
    let answered: Vec<&str> = verification.answers.iter().map(|answer| answer.claim.property.name()).collect();
    assert_eq!(answered, ["ic", "ic", "ir", "bb"]);
    let undecided: Vec<String> = verification.undecided.iter().map(|(claim, _)| claim.to_string()).collect();
    assert_eq!(undecided, ["cic against pure reports", "cic against mixed reports", "cr", "ai", "fse", "wcic"]);
    let cbdp = decide_condition(&environment, Condition::Cbdp);
    assert_eq!(cbdp, Verdict::Undecided(UndecidedReason::NeedsCommonPrior));
    // Where nobody can collude, the coalitional properties are about single agents and have answers.
    let alone = environment.with_pattern(ambimech_model::coalition::Pattern::Singletons);
    let verification = verify_mechanism(&alone, &design.mechanism).unwrap();
    assert_eq!((verification.answers.len(), verification.undecided.len()), (9, 1));
    assert_eq!(decide_condition(&alone, Condition::Cbdp).word(), "holds");
}
/// Theorem 6.2 is about pure reports. Here all beliefs differ and two agents do not agree on a prior, two misreports of one type can
/// each be stopped by a rule of its own, but every set of rules leaves some mixture of misreports that gains: the exact program has the
/// proof.
#[test]
fn a_mixture_can_be_beyond_any_rule() {
    let small = Small {
        counts: vec![2, 3],
        weights: vec![1; 6],
        payoffs: vec![
            vec![vec![1, 1, 1, -2, -2, -2], vec![-3, 0, 0, -3, 0, 0]],
            vec![vec![-3, -3, -3, 0, 0, 0], vec![5, 4, 0, 5, 4, 0]],
            vec![vec![2, 2, 2, -1, -1, -1], vec![3, 0, 4, 3, 0, 4]],
        ],
        allocation: vec![0, 0, 1, 0, 2, 0],
        outside: false,
        coalitions: Some(Vec::new()),
    };
    let environment = individual(&small, &[vec![2, 1, 7, 4, 1, 2], vec![2, 1, 3, 7, 2, 4]]);
    assert!(bdp(&Plain::new(&environment)));
    assert!(done(&environment, Reports::Pure).is_ok());
    let DesignAnswer::Undecided { obstacles, .. } = done(&environment, Reports::Mixed).unwrap_err() else {
        panic!()
    };
    let [Obstacle::Unstopped { mixture, .. }] = obstacles.as_slice() else { panic!("{obstacles:?}") };
    assert_eq!(mixture.len(), 2);
    let decided = |reports| {
        let mechanism = MechanismKind::Ambiguous;
        decide_goal(Question { environment: &environment, goal: &Goal::Implement, mechanism, reports })
    };
    assert!(matches!(decided(Reports::Pure), DesignAnswer::Done(_)));
    assert!(matches!(decided(Reports::Mixed), DesignAnswer::Infeasible(_)));
}
