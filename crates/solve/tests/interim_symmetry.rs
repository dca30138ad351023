//! Conditions on type spaces: no verdict depends on symmetries, and nothing of an answer on the number of threads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod symmetric;

use ambimech_io::interim::render_interim_study;
use ambimech_io::render::json;
use ambimech_io::robust::render_robust_findings;
use ambimech_model::check::check_interim_monotonicity;
use ambimech_model::maxmin::{MaxminCondition, MaxminReason, Scope};
use ambimech_model::robust::{Concept, InterimMonotonicity, InterimStudy, MonotonicityOpen};
use ambimech_solve::maxmin::{Effort, study_choices};
use ambimech_solve::robust::{
    SearchEffort, SearchLimits, guard, guard_interim, scope_of, search_size, study_interim_watched, study_robust,
};
use ambimech_solve::side_by_side::with_threads;
use std::num::NonZero;
use symmetric::{Kept, payoffs, problem, source, types};

const PLAIN: SearchLimits = SearchLimits { programs: 1_000_000, branches: 1_000, symmetries: false };
const SYMMETRIC: SearchLimits = SearchLimits { symmetries: true, ..PLAIN };
const CONCEPTS: [Concept; 3] = [Concept::Nash, Concept::Strong, Concept::Double];

fn monotone(study: &InterimStudy) -> Option<bool> {
    study.monotonicity.as_ref().ok().map(|verdict| matches!(verdict, InterimMonotonicity::Holds(_)))
}

#[test]
fn interim_verdicts_do_not_depend_on_symmetries() {
    let (mut seen, mut saved, mut fewer) = ([0; 2], 0, 0);
    for seed in 0..20 {
        for (kept, copies) in
            [(Kept::Nothing, 1), (Kept::Agents, 1), (Kept::Types, 1), (Kept::Agents, 2), (Kept::Types, 2)]
        {
            if copies == 2 && seed >= 2 {
                continue;
            }
            let environment = payoffs(seed, kept);
            let types = types(seed, kept, copies, &environment);
            for concept in CONCEPTS {
                let decide = |limits| -> (InterimStudy, SearchEffort) {
                    study_interim_watched(&environment, (&types, None), concept, limits, &mut |_| {})
                };
                let ((one, plain), (other, symmetric)) = (decide(&PLAIN), decide(&SYMMETRIC));
                assert_eq!(one.incentives, other.incentives);
                assert_eq!((plain.generators, plain.mapped), (0, 0));
                let verdict = monotone(&other);
                if monotone(&one).is_none() {
                    assert_eq!(one.monotonicity, Err(MonotonicityOpen::Branches(PLAIN.branches)));
                } else {
                    assert_eq!(monotone(&one), verdict, "{seed} {kept:?} {concept:?}");
                }
                for study in [&one, &other] {
                    if let Ok(verdict) = &study.monotonicity {
                        check_interim_monotonicity(&environment, &types, &study.scope, verdict).unwrap();
                    }
                }
                let Some(holds) = verdict else { continue };
                seen[usize::from(holds)] += 1;
                saved += symmetric.mapped;
                fewer += usize::from(symmetric.branches < plain.branches);
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
    assert!(saved > 100 && fewer > 0, "{saved} {fewer}");
}

#[test]
fn progress_goes_up_to_all() {
    let environment = payoffs(3, Kept::Agents);
    let types = types(3, Kept::Agents, 2, &environment);
    for concept in CONCEPTS {
        let mut told = Vec::new();
        let (study, _) =
            study_interim_watched(&environment, (&types, None), concept, &SYMMETRIC, &mut |progress| {
                told.push((progress.done, progress.all));
            });
        assert!(told.iter().is_sorted() && told.iter().all(|(done, all)| done <= all));
        if monotone(&study) == Some(true) {
            let (done, all) = told.last().unwrap();
            assert_eq!(done, all);
        }
    }
}

/// Verdicts and the bytes of their files, for 1, 2 and 4 threads.
#[test]
fn answers_are_the_same_for_every_number_of_threads() {
    let count = |threads| NonZero::new(threads).unwrap();
    let (mut robust, mut interim, mut ambiguous) = (0, 0, 0);
    for seed in 0..4 {
        for kept in [Kept::Nothing, Kept::Agents, Kept::Types] {
            let environment = payoffs(seed, kept);
            let types = types(seed, kept, 1 + usize::from(seed == 3), &environment);
            let problem = problem(seed, kept, if seed % 2 == 0 { "all" } else { "singletons" });
            for limits in [&PLAIN, &SYMMETRIC] {
                for concept in CONCEPTS {
                    let files = [1, 2, 4].map(|threads| {
                        with_threads(count(threads), || {
                            let found = study_robust(&environment, concept, limits);
                            let file = render_robust_findings(&environment, concept, &found.findings());
                            let about = (&types, None);
                            let (study, effort) =
                                study_interim_watched(&environment, about, concept, limits, &mut |_| {});
                            let open = study.monotonicity.clone().err();
                            (
                                json::robust_value(&environment, &found).to_string(),
                                file,
                                render_interim_study(&environment, &types, &study),
                                (open, effort),
                            )
                        })
                    });
                    assert!(files[0] == files[1] && files[0] == files[2], "{seed} {kept:?} {concept:?}");
                    robust += 1;
                    interim += usize::from(files[0].3.0.is_none());
                }
                let effort = Effort { symmetries: limits.symmetries, ..Effort::default() };
                let answers = [1, 2, 4].map(|threads| {
                    with_threads(count(threads), || study_choices(&problem, Scope::Pattern, effort, &mut |_| {}))
                });
                assert!(answers[0] == answers[1] && answers[0] == answers[2], "{seed} {kept:?}");
                ambiguous += usize::from(!answers[0].findings.is_empty());
            }
        }
    }
    assert!(robust == 72 && interim > 50 && ambiguous == 24, "{robust} {interim} {ambiguous}");
}

/// Agents who may be exchanged, with two types each: the outcome is the number of those who are high.
fn alike(agents: usize) -> String {
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"all\"\n".to_string();
    for agent in 1..=agents {
        text += &format!("[[agents]]\nname = \"{agent}\"\ntypes = [\"low\", \"high\"]\n");
    }
    let row = |at: usize| {
        let names: Vec<&str> =
            (0..agents).map(|i| if at >> (agents - 1 - i) & 1 == 1 { "high" } else { "low" }).collect();
        names.join(" ")
    };
    for level in 0..=agents {
        text += &format!("[outcomes.level{level}]\n");
        for at in 0..1usize << agents {
            let value = level as i64 - 2 * level.abs_diff(at.count_ones() as usize) as i64;
            text += &format!("\"{}\" = [{}]\n", row(at), vec![value.to_string(); agents].join(", "));
        }
    }
    text += "[allocation]\n";
    (0..1usize << agents).for_each(|at| text += &format!("\"{}\" = \"level{}\"\n", row(at), at.count_ones()));
    text
}

/// The size that is refused is that of one question of every orbit, by the formula for agents who are alike.
#[test]
fn orbits_are_counted_before_a_search_is_refused() {
    let environment = source(&alike(5)).read_payoff_environment(&[]).unwrap();
    let scope = scope_of(&environment, Concept::Strong);
    let plain = search_size(&environment, &scope);
    // A coalition of k with a types and reports out of four: one multiset of k pairs, with 2^(5 − k) programs.
    let choose = |n: u128, k: u128| (0..k).fold(1, |product, j| product * (n - j) / (j + 1));
    let expected: u128 = (1..=5).map(|k| choose(k + 3, 3) << (5 - k)).sum();
    assert_eq!(plain.programs, (1..=5).map(|k| choose(5, k) * (1 << (2 * k)) * (1 << (5 - k))).sum::<u128>());
    assert!(expected * 10 < plain.programs);
    let with = |programs, symmetries| SearchLimits { programs, symmetries, ..PLAIN };
    assert_eq!(guard(&environment, &scope, &with(expected, true)), Ok(()));
    let Err(MonotonicityOpen::TooLarge(size, limit)) = guard(&environment, &scope, &with(expected - 1, true))
    else {
        panic!("too large");
    };
    assert_eq!((size.of_orbits, size.programs, limit), (Some(expected), plain.programs, expected - 1));
    let Err(MonotonicityOpen::TooLarge(size, _)) = guard(&environment, &scope, &with(expected, false)) else {
        panic!("too large");
    };
    assert_eq!(size.of_orbits, None);
    // The search then looks at no more than that before cases are divided.
    let found = study_robust(&environment, Concept::Strong, &with(expected, true));
    assert!(found.monotonicity.is_ok() && found.by_symmetry > found.asked, "{}", found.asked);
    // The same for a type space, whose questions have no reports.
    let small = payoffs(1, Kept::Agents);
    let types = types(1, Kept::Agents, 1, &small);
    let cells = |programs| guard_interim(&small, &types, Concept::Nash, &with(programs, true));
    // One type of one agent stands for the same of the other: 2 questions with 2·4 cells.
    assert_eq!(cells(16), Ok(()));
    assert!(matches!(cells(15), Err(MonotonicityOpen::TooLarge(size, 15)) if size.of_orbits == Some(16)));
}

/// The same under ambiguity: what is refused says both sizes, and what is within the limit up to symmetry is decided as it is without a limit.
#[test]
fn orbits_of_deceptions_are_counted_before_a_question_is_refused() {
    let mut seen = 0;
    for seed in 0..10 {
        let problem = problem(seed, Kept::Agents, "singletons");
        let monotone = |comparisons, symmetries| {
            let effort = Effort { comparisons, symmetries, ..Effort::default() };
            let answer = study_choices(&problem, Scope::Pattern, effort, &mut |_| {});
            let of = |condition| condition == MaxminCondition::Monotone;
            let finding = answer.findings.into_iter().find(|finding| of(finding.condition));
            let reason = answer.undecided.into_iter().find(|(condition, _)| of(*condition));
            finding.ok_or_else(|| reason.unwrap().1)
        };
        let Err(MaxminReason::TooLarge { work, of_orbits: Some(of_orbits), limit: 1 }) = monotone(1, true) else {
            continue;
        };
        assert!(of_orbits < work, "{seed}");
        assert_eq!(monotone(1, false), Err(MaxminReason::TooLarge { work, of_orbits: None, limit: 1 }));
        let limit = of_orbits - 1;
        let refused = MaxminReason::TooLarge { work, of_orbits: Some(of_orbits), limit };
        assert_eq!(monotone(limit, true), Err(refused));
        assert_eq!(
            monotone(of_orbits, false),
            Err(MaxminReason::TooLarge { work, of_orbits: None, limit: of_orbits })
        );
        assert_eq!(monotone(of_orbits, true), monotone(Effort::default().comparisons, true), "{seed}");
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}
