//! What follows from what under sets of beliefs, through the decision that answers `decide`: goals that ask for less, sets that are larger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{Ball, BeliefSet, Contamination, Distribution, Hull};
use ambimech_model::belief_verdict::{Criterion, SetClaim, SetProperty};
use ambimech_model::check::{check_cases, check_no_transfers, check_set_verdict};
use ambimech_model::implementability::{CaseAnswer, OpenCases, RuleAnswer, SetDecision, SetGoal};
use ambimech_model::mechanism::Rules;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_solve::belief_verdict::study;
use ambimech_solve::implementability::{decide_under_sets, study_rule};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

use Criterion::{Maximal, Maxmin, Optimal};
use MechanismKind::{Ambiguous, Simple};

/// A pseudo-random number below `bound`.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % bound
    }

    fn distribution(&mut self, states: usize) -> Distribution {
        let weights = (0..states).map(|_| Rational::from(self.below(4))).collect::<Vec<_>>();
        Distribution::from_weights(weights)
            .unwrap_or_else(|_| Distribution::from_weights(vec![Rational::ONE; states]).unwrap())
    }

    /// Two sets, the first within the second.
    fn nested(&mut self, states: usize) -> [BeliefSet; 2] {
        let centre = self.distribution(states);
        let less = self.below(4);
        let shares = [less, less + self.below(5 - less)].map(|top| Rational::from(top) / Rational::from(4));
        match self.below(4) {
            0 => shares.map(|share| {
                let all = BeliefSet::Wald(states);
                BeliefSet::Contamination(Contamination::new(share, centre.clone(), all).unwrap())
            }),
            1 => shares.map(|share| BeliefSet::Ball(Ball::total_variation(centre.clone(), share).unwrap())),
            2 => [BeliefSet::single(centre), BeliefSet::Wald(states)],
            _ => {
                let all = [centre, self.distribution(states), self.distribution(states)];
                [1 + less as usize % 2, 3].map(|count| BeliefSet::Hull(Hull::new(all[..count].to_vec()).unwrap()))
            }
        }
    }
}

/// Two environments, every set of the first within that of the second; the same set for all types of an agent, or not.
fn nested(small: &Small, seed: u64, same: bool) -> [AmbiguousEnvironment; 2] {
    let environment = small.environment();
    let mut draw = Draw(seed);
    let space = environment.space();
    let of_agent = |agent| {
        let states = space.size() / space.type_count(agent);
        let first = draw.nested(states);
        let drawn =
            space.types(agent).map(|own| if same || own.0 == 0 { first.clone() } else { draw.nested(states) });
        drawn.collect::<Vec<[BeliefSet; 2]>>()
    };
    let pairs: Vec<Vec<[BeliefSet; 2]>> = space.agents().map(of_agent).collect();
    [0, 1].map(|which| {
        let sets = pairs.iter().map(|types| types.iter().map(|pair| pair[which].clone()).collect()).collect();
        AmbiguousEnvironment::around(&environment, sets).unwrap()
    })
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    criterion: Criterion,
    mechanism: MechanismKind,
    participation: bool,
    balanced: bool,
    reports: Reports,
}

/// `yes`, `no` or `open`, the answer proved; a mechanism is looked at again as if it came from elsewhere.
fn word(environment: &AmbiguousEnvironment, asked: Asked) -> &'static str {
    let Asked { criterion, mechanism, participation, balanced, reports } = asked;
    let found = decide_under_sets(environment, SetGoal { criterion, mechanism, participation, balanced }, reports);
    let goal = Goal::Properties(vec![Property::Ic]);
    if let Some(made) = found.mechanism(&goal, criterion) {
        let Rules::Tables(rules) = made.rules else { panic!("rules are written out") };
        assert!(mechanism == Ambiguous || rules.len() == 1);
        let wanted = [Some(SetProperty::Ic(reports)), participation.then_some(SetProperty::Ir)];
        for property in wanted.into_iter().chain([balanced.then_some(SetProperty::Bb)]).flatten() {
            let verdict = study(environment, &rules, SetClaim { property, criterion }).unwrap().verdict;
            assert!(verdict.holds, "{asked:?}");
            assert_eq!(check_set_verdict(environment, &rules, &verdict), Ok(()));
        }
        return "yes";
    }
    match &found {
        SetDecision::Cases(CaseAnswer::Impossible(proof)) => assert!(check_cases(environment, proof).is_ok()),
        SetDecision::Cases(CaseAnswer::Undecided(OpenCases::Unsolved(why))) => panic!("{why:?}"),
        SetDecision::Cases(_) => return "open",
        SetDecision::Theorems(_) => match &found.study(criterion).unwrap().answer {
            RuleAnswer::Impossible(proof) => {
                assert!(check_no_transfers(environment, proof).unwrap() > Rational::ZERO);
                assert!(mechanism == Simple || proof.covers_several());
            }
            other => panic!("{other:?}"),
        },
    }
    "no"
}

fn implies(first: &str, second: &str) -> bool {
    first != "yes" || second != "no"
}

/// How many answers of each kind there were is not looked at here: the other tests of these decisions see to it that all occur.
fn all_of(flags: u8) -> Asked {
    Asked {
        criterion: Maxmin,
        mechanism: if flags & 1 == 0 { Simple } else { Ambiguous },
        participation: flags & 2 != 0,
        balanced: flags & 4 != 0,
        reports: if flags & 8 == 0 { Reports::Pure } else { Reports::Mixed },
    }
}

proptest! {
    #![proptest_config(effort(30))]

    /// Whoever asks for less gets it: without a budget, without participation, with several rules, against pure reports, by a weaker criterion.
    #[test]
    fn asking_for_less_is_easier(small in small_environments(), seed in any::<u64>(), same in any::<bool>(), flags in 0u8..16) {
        let [environment, _] = nested(&small, seed, same);
        let at = |asked| word(&environment, asked);
        let base = all_of(flags);
        let by = [Optimal, Maxmin, Maximal].map(|criterion| at(Asked { criterion, ..base }));
        prop_assert!(implies(by[0], by[1]) && implies(by[1], by[2]), "{by:?} {base:?}");
        prop_assert!(implies(by[0], by[2]), "{by:?} {base:?}");
        for (criterion, here) in [Optimal, Maxmin, Maximal].into_iter().zip(by) {
            let base = Asked { criterion, ..base };
            for less in [
                Asked { balanced: false, ..base },
                Asked { participation: false, ..base },
                Asked { mechanism: Ambiguous, ..base },
                Asked { reports: Reports::Pure, ..base },
            ] {
                let there = at(less);
                prop_assert!(implies(here, there), "{base:?} {here} {less:?} {there}");
            }
            // Free transfers pay for participation.
            if !base.balanced {
                let [with, without] = [true, false].map(|participation| at(Asked { participation, ..base }));
                prop_assert!(with == without || [with, without].contains(&"open"), "{base:?} {with} {without}");
            }
        }
        // For optimal one rule is as good as several; by maximal several with free transfers always do.
        let [one, several] = [Simple, Ambiguous].map(|mechanism| at(Asked { criterion: Optimal, mechanism, ..base }));
        prop_assert_eq!(one, several);
        prop_assert_eq!(at(Asked { criterion: Maximal, mechanism: Ambiguous, balanced: false, ..base }), "yes");
    }

    /// With larger sets optimal is harder and maximal easier; maxmin with free transfers is easier where sets do not depend on the type.
    #[test]
    fn larger_sets(small in small_environments(), seed in any::<u64>(), same in any::<bool>(), flags in 0u8..16) {
        let [less, more] = nested(&small, seed, same);
        let at = |environment, criterion| word(environment, Asked { criterion, ..all_of(flags) });
        prop_assert!(implies(at(&more, Optimal), at(&less, Optimal)));
        prop_assert!(implies(at(&less, Maximal), at(&more, Maximal)));
        if same && flags & 4 == 0 {
            prop_assert!(implies(at(&less, Maxmin), at(&more, Maxmin)));
        }
        // A mechanism that is optimal with the larger sets is the same with the smaller ones.
        let asked = Asked { criterion: Optimal, ..all_of(flags) };
        let goal = SetGoal {
            criterion: Optimal,
            mechanism: asked.mechanism,
            participation: asked.participation,
            balanced: asked.balanced,
        };
        let found = decide_under_sets(&more, goal, asked.reports);
        if let Some(made) = found.mechanism(&Goal::Properties(vec![Property::Ic]), Optimal) {
            let Rules::Tables(rules) = made.rules else { panic!("rules are written out") };
            let claim = SetClaim { property: SetProperty::Ic(Reports::Mixed), criterion: Optimal };
            prop_assert!(study(&less, &rules, claim).unwrap().verdict.holds);
        }
    }

    /// Where one rule does not do by maximal, the study has several that do.
    #[test]
    fn maximal_without_one_rule_has_several(small in small_environments(), seed in any::<u64>(), mixed in any::<bool>()) {
        // One belief of every type, which may be shared, so that single rules fail.
        let environment = small.environment();
        let mut draw = Draw(seed);
        let space = environment.space();
        let sets = space.agents().map(|agent| {
            let belief = draw.distribution(space.size() / space.type_count(agent));
            space.types(agent).map(|_| BeliefSet::single(belief.clone())).collect()
        });
        let environment = AmbiguousEnvironment::around(&environment, sets.collect()).unwrap();
        let reports = if mixed { Reports::Mixed } else { Reports::Pure };
        for study in study_rule(&environment, reports) {
            let fails = matches!(study.answer, RuleAnswer::Impossible(_));
            prop_assert_eq!(study.several.is_some(), fails && study.criterion == Maximal);
            prop_assert_eq!(study.covers_several(), !fails || study.criterion != Maximal);
            let Some(scheme) = study.several else { continue };
            prop_assert!(scheme.rules.len() > 1 && scheme.verdicts.len() == 2);
            for verdict in &scheme.verdicts {
                prop_assert!(verdict.holds && verdict.claim.criterion == Maximal);
                prop_assert_eq!(check_set_verdict(&environment, &scheme.rules, verdict), Ok(()));
                // One of the rules alone does not do: that is what was proved.
                let ic = verdict.claim.property == SetProperty::Ic(reports);
                let alone = check_set_verdict(&environment, &scheme.rules[..1], verdict);
                prop_assert!(!ic || alone.is_err());
            }
        }
    }
}
