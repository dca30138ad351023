//! Evidence with one thing changed, which no checker may accept.

use super::small_environment::coalition_of;
use super::{ABOUT_BELIEFS, common, individual, number, two_agents};
use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::check_condition;
use ambimech_model::coalition::Pattern;
use ambimech_model::condition::Condition;
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_solve::condition::decide_condition;

/// Every certificate with one thing changed is refused.
#[test]
fn changed_evidence_is_refused() {
    let correlated = common(&[2, 2, 2], &[4, 3, 2, 1, 1, 2, 3, 4], Pattern::Singletons);
    let mut weights = [13, 2, 7, 1, 3, 11, 5, 4, 6, 1, 9, 2, 8, 3, 1, 17];
    (0..4).for_each(|x| weights[4 + x] = 2 * weights[x]);
    let pair = Pattern::listed(4, [coalition_of(0b0011)]);
    let four = common(&[2; 4], &weights, pair);
    let square = common(&[4, 3], &[4, 1, 1, 1, 4, 1, 1, 1, 4, 4, 4, 1], Pattern::All);
    let middle = common(&[3, 2], &[9, 1, 5, 5, 1, 9], Pattern::All);
    let apart = two_agents(&[&["0.3", "0.7"], &["0.2", "0.8"]], &[&["0.3", "0.7"], &["0.25", "0.75"]]);
    let three: Vec<Vec<Rational>> = (0..3u64)
        .map(|agent| (0..8u64).map(|place| Rational::from(1 + (place * (3 + agent)) % 7)).collect())
        .collect();
    let three = individual(&[2, 2, 2], &three).unwrap();
    // As in docs/certificate-format.md: a constant for types 1 and 2 of agent 1, and no prior, because of its type 3.
    let rows = |weights: [u64; 12]| weights.map(Rational::from).to_vec();
    let bob = rows([2, 1, 1, 2, 1, 2, 2, 1, 1, 1, 1, 1]);
    let ann = rows([2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 2]);
    let without = individual(&[3, 2, 2], &[ann, bob.clone(), bob]).unwrap();
    // The same weights mean other beliefs to each agent, as they are conditioned on its own type.
    let shared = {
        let mut weights = weights;
        weights[15] = 2;
        common(&[2; 4], &weights, Pattern::listed(4, [coalition_of(0b0011), coalition_of(0b1100)]))
    };
    let twins = common(&[2, 2, 2], &[1, 2, 3, 4, 2, 4, 6, 8], Pattern::Singletons);
    // Beliefs of the agents' own that come from a prior, which the evidence states first.
    let same = |counts: &[usize], weights: &[u64]| {
        let weights: Vec<Rational> = weights.iter().copied().map(Rational::from).collect();
        individual(counts, &vec![weights; counts.len()]).unwrap()
    };
    let found = same(&[2, 2, 2], &[4, 3, 2, 1, 1, 2, 3, 4]);
    let found_four = same(&[2; 4], &weights).with_pattern(Pattern::listed(4, [coalition_of(0b0011)]));
    let found_twins = same(&[2, 2, 2], &[1, 2, 3, 4, 2, 4, 6, 8]);
    let mut kinds = std::collections::BTreeSet::new();
    let given = [&correlated, &four, &square, &middle, &apart, &three, &without, &shared, &twins];
    for environment in given.into_iter().chain([&found, &found_four, &found_twins]) {
        for condition in ABOUT_BELIEFS {
            let Some(found) = decide_condition(environment, condition).certificate().cloned() else { continue };
            assert_eq!(check_condition(environment, &found), Ok(()));
            let opposite = ConditionCertificate { holds: !found.holds, ..found.clone() };
            assert!(check_condition(environment, &opposite).is_err(), "{opposite:?}");
            for other in Condition::ALL.into_iter().filter(|other| *other != condition) {
                let renamed = ConditionCertificate { condition: other, ..found.clone() };
                assert!(check_condition(environment, &renamed).is_err(), "{renamed:?}");
            }
            for place in 0..found.evidence.len() {
                let mut shorter = found.clone();
                shorter.evidence.remove(place);
                assert!(check_condition(environment, &shorter).is_err());
                kinds.insert(format!("{:?}", found.evidence[place]).split(' ').next().unwrap().to_string());
                for (what, evidence) in changed(&found.evidence[place]) {
                    let mut other = found.clone();
                    other.evidence[place] = evidence;
                    let checked = check_condition(environment, &other);
                    assert!(checked.is_err(), "{condition}, {what}: {:?}", other.evidence[place]);
                }
            }
        }
    }
    assert_eq!(kinds.len(), 15, "every kind: {kinds:?}");
}

/// Other evidence of the same kind, each false.
fn changed(evidence: &Evidence) -> Vec<(&'static str, Evidence)> {
    let mut all = Vec::new();
    let far = 99;
    let mut add = |what, change: &dyn Fn(&mut Evidence)| {
        let mut other = evidence.clone();
        change(&mut other);
        all.push((what, other));
    };
    match evidence {
        Evidence::MixedBelief { weights, .. } => {
            for place in 0..weights.len() {
                add("another weight", &|e| {
                    let Evidence::MixedBelief { weights, .. } = e else { return };
                    weights[place].1 += Rational::ONE;
                });
                add("a negative weight", &|e| {
                    let Evidence::MixedBelief { weights, .. } = e else { return };
                    weights[place].1 = -Rational::ONE;
                });
                add("an unknown type", &|e| {
                    let Evidence::MixedBelief { weights, .. } = e else { return };
                    weights[place].0 = TypeId(far);
                });
            }
            add("itself", &|e| {
                let Evidence::MixedBelief { own, weights, .. } = e else { return };
                *weights = vec![(*own, Rational::ONE)];
            });
            add("another agent", &|e| {
                let Evidence::MixedBelief { agent, .. } = e else { return };
                agent.0 += 1;
            });
        }
        Evidence::IndependentBeliefs { .. } => add("another agent", &|e| {
            let Evidence::IndependentBeliefs { agent } = e else { return };
            agent.0 += 1;
        }),
        Evidence::SeparatedBeliefs { bets, .. } => {
            for place in 0..bets.len() {
                add("the opposite bet", &|e| {
                    let Evidence::SeparatedBeliefs { bets, .. } = e else { return };
                    bets[place].1.iter_mut().for_each(|amount| *amount = -amount.clone());
                });
                add("a longer bet", &|e| {
                    let Evidence::SeparatedBeliefs { bets, .. } = e else { return };
                    bets[place].1.push(Rational::ZERO);
                });
                add("a bet less", &|e| {
                    let Evidence::SeparatedBeliefs { bets, .. } = e else { return };
                    bets.remove(place);
                });
            }
            add("claimed to be independent", &|e| *e = Evidence::IndependentBeliefs { agent: AgentId(0) });
        }
        Evidence::CommonPrior { marginal } => {
            for place in 0..marginal.len() {
                add("another probability", &|e| {
                    let Evidence::CommonPrior { marginal } = e else { return };
                    marginal[place].1 += number("1/1000");
                });
            }
            add("probabilities exchanged", &|e| {
                let Evidence::CommonPrior { marginal } = e else { return };
                let last = marginal.len() - 1;
                marginal[0].1 = &marginal[0].1 / Rational::from(2);
                let rest = marginal[0].1.clone();
                marginal[last].1 += rest;
            });
        }
        Evidence::AgreedBet { payments }
        | Evidence::AgreedBetWithout { payments, .. }
        | Evidence::IdentifyingTransfers { payments }
        | Evidence::TruthfulTransfers { payments } => {
            fn of(evidence: &mut Evidence) -> &mut ambimech_model::certificate::Payments {
                match evidence {
                    Evidence::AgreedBet { payments }
                    | Evidence::AgreedBetWithout { payments, .. }
                    | Evidence::IdentifyingTransfers { payments }
                    | Evidence::TruthfulTransfers { payments } => payments,
                    other => panic!("{other:?}"),
                }
            }
            for place in 0..payments.len() {
                add("an unbalanced row", &|e| of(e)[place].1[0] += Rational::ONE);
                add("an unknown profile", &|e| of(e)[place].0 = ProfileId(usize::MAX));
                add("a row twice", &|e| {
                    let row = of(e)[place].clone();
                    of(e).insert(place, row);
                });
                add("a shorter row", &|e| {
                    of(e)[place].1.pop();
                });
            }
            add("the opposite", &|e| {
                of(e).iter_mut().flat_map(|(_, row)| row).for_each(|payment| *payment = -payment.clone());
            });
            if !matches!(evidence, Evidence::IdentifyingTransfers { .. }) {
                add("nothing", &|e| of(e).clear());
            }
        }
        Evidence::ImitatedDistribution { mixtures } => {
            for place in 0..mixtures.len() {
                add("a mixture less", &|e| {
                    let Evidence::ImitatedDistribution { mixtures } = e else { return };
                    mixtures.remove(place);
                });
                add("another weight", &|e| {
                    let Evidence::ImitatedDistribution { mixtures } = e else { return };
                    mixtures[place].weights[0].1 += number("1/7");
                });
                add("an unknown type", &|e| {
                    let Evidence::ImitatedDistribution { mixtures } = e else { return };
                    mixtures[place].own = TypeId(far);
                });
            }
        }
        Evidence::ImitatingStrategies { emergence, strategies } => {
            for place in 0..emergence.len() {
                add("another emergence", &|e| {
                    let Evidence::ImitatingStrategies { emergence, .. } = e else { return };
                    emergence[place].1 = Rational::from(2);
                });
                add("a coalition that cannot form", &|e| {
                    let Evidence::ImitatingStrategies { emergence, .. } = e else { return };
                    emergence[place].0 = coalition_of(0b0110);
                });
            }
            for place in 0..strategies.len() {
                add("a lie too likely", &|e| {
                    let Evidence::ImitatingStrategies { strategies, .. } = e else { return };
                    strategies[place].lies[0].probability = Rational::from(2);
                });
                add("a lie less", &|e| {
                    let Evidence::ImitatingStrategies { strategies, .. } = e else { return };
                    strategies[place].lies.pop();
                });
                add("a lie that is none", &|e| {
                    let Evidence::ImitatingStrategies { strategies, .. } = e else { return };
                    let lie = &mut strategies[place].lies[0];
                    lie.report = lie.truth;
                });
            }
        }
        Evidence::ComplementaryCoalitions { .. } => {
            add("a coalition that cannot form", &|e| {
                let Evidence::ComplementaryCoalitions { coalition } = e else { return };
                *coalition = coalition_of(0b111);
            });
        }
        Evidence::NoConstants { .. } => add("another agent", &|e| {
            let Evidence::NoConstants { agent, .. } = e else { return };
            agent.0 += 7;
        }),
        Evidence::BeliefsMixed { .. } => {
            add("another constant", &|e| {
                let Evidence::BeliefsMixed { truth_constant, .. } = e else { return };
                *truth_constant += Rational::ONE;
            });
            add("another constant", &|e| {
                let Evidence::BeliefsMixed { report_constant, .. } = e else { return };
                *report_constant += Rational::ONE;
            });
            add("another distribution", &|e| {
                let Evidence::BeliefsMixed { marginal, .. } = e else { return };
                marginal[0].1 = number("1/3");
                marginal[1].1 = number("2/3");
            });
            add("no violation", &|e| {
                let Evidence::BeliefsMixed { agent, truth, report, .. } = e else { return };
                *e = Evidence::NoConstants { agent: *agent, truth: *truth, report: *report };
            });
        }
        Evidence::Disagreement { .. } => {
            add("the same pair twice", &|e| {
                let Evidence::Disagreement { first, second, .. } = e else { return };
                *second = *first;
            });
            add("another coalition", &|e| {
                let Evidence::Disagreement { coalition, .. } = e else { return };
                *coalition = coalition_of(0b111);
            });
            add("no disagreement", &|e| *e = Evidence::NoDisagreement);
        }
        Evidence::NoDisagreement => add("a disagreement", &|e| {
            *e = Evidence::Disagreement {
                coalition: coalition_of(0b11),
                first: ambimech_model::index::JointTypeId(0),
                second: ambimech_model::index::JointTypeId(3),
            };
        }),
        other => panic!("{other:?}"),
    }
    all
}
