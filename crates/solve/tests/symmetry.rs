//! Symmetries in the search over deceptions: no verdict depends on them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod symmetric;

use ambimech_model::check::{check_maxmin, check_monotonicity};
use ambimech_model::index::{AgentId, OutcomeId, ProfileId};
use ambimech_model::maxmin::{DeceptionProof, Finding, MaxminCondition, Proof, Scope};
use ambimech_model::robust::{Concept, Monotonicity, NoReward, Pairwise, PayoffEnvironment, Refutation, scope_of};
use ambimech_solve::maxmin::{Effort, study_choices};
use ambimech_solve::robust::{MonotonicitySearch, SearchEffort, SearchLimits};
use ambimech_solve::symmetry::{Structure, find_automorphisms};
use symmetric::{Kept, Numbers, payoffs, problem, source};

const PLAIN: SearchLimits = SearchLimits { programs: 1_000_000, branches: 10_000, symmetries: false };
const SYMMETRIC: SearchLimits = SearchLimits { symmetries: true, ..PLAIN };

/// Whether robust monotonicity and its pairwise form hold, and what it took.
fn decide(
    environment: &PayoffEnvironment,
    concept: Concept,
    limits: &SearchLimits,
) -> (Monotonicity, Pairwise, SearchEffort) {
    let scope = scope_of(environment, concept);
    let mut quiet = |_| {};
    let mut search = MonotonicitySearch::new(environment, &scope, None, limits, &mut quiet);
    let monotonicity = search.decide_monotonicity().unwrap();
    let pairwise = search.decide_pairwise().unwrap();
    (monotonicity, pairwise, search.effort())
}

/// Agents with two types who may be exchanged, with random payoffs: searches about them often divide.
fn dividing(agents: usize, choices: u64) -> String {
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"all\"\n".to_string();
    let mut numbers = Numbers(choices);
    for agent in 1..=agents {
        text += &format!("[[agents]]\nname = \"{agent}\"\ntypes = [\"low\", \"high\"]\n");
    }
    let count = 1 << agents;
    let row = |at: usize| {
        let names: Vec<&str> =
            (0..agents).map(|i| if at >> (agents - 1 - i) & 1 == 1 { "high" } else { "low" }).collect();
        names.join(" ")
    };
    // What an agent gets depends on its own type and on how many others are high.
    for name in ["x", "y", "z"] {
        let table: Vec<u64> = (0..2 * agents).map(|_| numbers.below(4)).collect();
        text += &format!("[outcomes.{name}]\n");
        for at in 0..count as usize {
            let own = |i: usize| at >> (agents - 1 - i) & 1;
            let value = |i: usize| table[own(i) * agents + at.count_ones() as usize - own(i)].to_string();
            text += &format!("\"{}\" = [{}]\n", row(at), (0..agents).map(value).collect::<Vec<_>>().join(", "));
        }
    }
    text += "[outcomes.ruin]\n";
    (1..=agents).for_each(|agent| text += &format!("\"{agent}\" = -99\n"));
    text += "[allocation]\n";
    let by_level: Vec<&str> = (0..=agents).map(|_| ["x", "y", "z"][numbers.below(3) as usize]).collect();
    for at in 0..count as usize {
        text += &format!("\"{}\" = \"{}\"\n", row(at), by_level[at.count_ones() as usize]);
    }
    text
}

/// Cases of coalitions that are alike take over one another's refutations, and the checker accepts these.
#[test]
fn divided_searches_have_the_same_verdicts() {
    let (mut divided, mut holding, mut recalled) = (0, 0, 0);
    for seed in 0..150 {
        let text = dividing(3, seed);
        let environment = source(&text).read_payoff_environment(&[]).unwrap();
        let (one, _, plain) = decide(&environment, Concept::Strong, &PLAIN);
        let (other, _, symmetric) = decide(&environment, Concept::Strong, &SYMMETRIC);
        let holds = matches!(one, Monotonicity::Holds(_));
        assert_eq!(holds, matches!(other, Monotonicity::Holds(_)), "{seed}");
        if plain.branches > 1 {
            divided += 1;
            holding += usize::from(holds);
            recalled += usize::from(symmetric.branches < plain.branches);
        }
    }
    assert!(divided > 50 && holding > 5 && recalled > 30, "{divided} {holding} {recalled}");
}

#[test]
fn robust_verdicts_do_not_depend_on_symmetries() {
    let (mut verdicts, mut mapped, mut divided) = ([0; 4], 0, 0);
    for seed in 0..25 {
        for kept in [Kept::Nothing, Kept::Agents, Kept::Types] {
            let environment = payoffs(seed, kept);
            for concept in [Concept::Nash, Concept::Strong, Concept::Double] {
                let (one, pair, plain) = decide(&environment, concept, &PLAIN);
                let (other, same_pair, symmetric) = decide(&environment, concept, &SYMMETRIC);
                let holds = matches!(one, Monotonicity::Holds(_));
                let pairwise = matches!(pair, Pairwise::Holds(_));
                assert_eq!(holds, matches!(other, Monotonicity::Holds(_)), "{seed} {kept:?} {concept:?}");
                assert_eq!(pairwise, matches!(same_pair, Pairwise::Holds(_)), "{seed} {kept:?} {concept:?}");
                assert_eq!((plain.generators, plain.mapped), (0, 0));
                verdicts[usize::from(holds) + 2 * usize::from(pairwise)] += 1;
                mapped += symmetric.mapped;
                divided += usize::from(symmetric.branches > 1);
            }
        }
    }
    // The pairwise form is the stronger one.
    assert_eq!(verdicts[2], 0);
    assert!(verdicts[0] > 5 && verdicts[3] > 5, "{verdicts:?}");
    assert!(mapped > 200, "{mapped}");
    assert!(divided > 10, "{divided}");
}

#[test]
fn verdicts_under_ambiguity_do_not_depend_on_symmetries() {
    let with = |symmetries| Effort { symmetries, ..Effort::default() };
    let (mut seen, mut open) = ([0, 0], 0);
    for seed in 0..14 {
        for (kept, pattern) in [
            (Kept::Nothing, "all"),
            (Kept::Agents, "all"),
            (Kept::Types, "all"),
            (Kept::Agents, "singletons"),
            (Kept::Types, "singletons"),
        ] {
            let problem = problem(seed, kept, pattern);
            let scope = Scope::Pattern;
            let structure = Structure::of_problem(&problem, scope).unwrap();
            // Outcomes with the same payoffs everywhere are exchanged in order only.
            let outcomes = problem.environment().without_beliefs().outcomes();
            let twins = outcomes[0].payoffs == outcomes[1].payoffs;
            assert!(
                kept == Kept::Nothing || twins || !find_automorphisms(&structure).is_empty(),
                "{seed} {kept:?}"
            );
            let [plain, symmetric] =
                [false, true].map(|symmetries| study_choices(&problem, scope, with(symmetries), &mut |_| {}));
            let holds = |findings: &[Finding]| {
                let monotone = findings.iter().find(|finding| finding.condition == MaxminCondition::Monotone);
                monotone.map(|finding| finding.holds)
            };
            let verdict = holds(&plain.findings);
            // A bound on programs may end the search without symmetries first.
            let Some(verdict) = verdict else {
                open += 1;
                continue;
            };
            assert_eq!(Some(verdict), holds(&symmetric.findings), "{seed} {kept:?} {pattern}");
            seen[usize::from(verdict)] += 1;
            for finding in &symmetric.findings {
                check_maxmin(&problem, finding).unwrap();
            }
            // The deception that has no reward is the first one either way.
            let failing = |findings: &[Finding]| {
                findings.iter().find_map(|finding| match &finding.proof {
                    Proof::NoReward(missing) => Some((missing.choice, missing.deception.clone())),
                    _ => None,
                })
            };
            assert_eq!(failing(&plain.findings), failing(&symmetric.findings), "{seed} {kept:?}");
        }
    }
    assert!(seen.iter().all(|count| *count > 5) && open < 5, "{seen:?} {open}");
}

/// The public good of THESIS 2.7.1 among four agents who may be exchanged: one coalition of every size, and one of its types for all
/// that differ by order.
#[test]
fn four_agents_alike_are_asked_about_once() {
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"all\"\n".to_string();
    for agent in 1..=4 {
        text += &format!("[[agents]]\nname = \"{agent}\"\ntypes = [\"low\", \"high\"]\n");
    }
    let highs = |at: usize| at.count_ones() as i64;
    let row = |at: usize| {
        let names: Vec<&str> = (0..4).map(|i| if at >> (3 - i) & 1 == 1 { "high" } else { "low" }).collect();
        names.join(" ")
    };
    for level in 0..=4i64 {
        text += &format!("[outcomes.level{level}]\n");
        for at in 0..16 {
            let missed = (level - highs(at)).pow(2);
            let values: Vec<String> =
                (0..4).map(|i| (level * (at >> (3 - i) & 1) as i64 - 2 * missed).to_string()).collect();
            text += &format!("\"{}\" = [{}]\n", row(at), values.join(", "));
        }
    }
    text += "[outcomes.ruin]\n";
    (1..=4).for_each(|agent| text += &format!("\"{agent}\" = -99\n"));
    text += "[allocation]\n";
    (0..16).for_each(|at| text += &format!("\"{}\" = \"level{}\"\n", row(at), highs(at)));
    let environment = source(&text).read_payoff_environment(&[]).unwrap();
    for concept in [Concept::Nash, Concept::Strong] {
        let (one, _, plain) = decide(&environment, concept, &PLAIN);
        let (other, _, symmetric) = decide(&environment, concept, &SYMMETRIC);
        assert_eq!(matches!(one, Monotonicity::Holds(_)), matches!(other, Monotonicity::Holds(_)));
        assert_eq!(symmetric.generators, 3, "the exchanges of neighbours, or others that generate all");
        assert!(4 * symmetric.asked <= plain.asked, "{symmetric:?} {plain:?}");
    }
}

/// Exchanging what was found for two deceptions of an orbit is noticed.
#[test]
fn images_that_belong_elsewhere_are_refused() {
    let (mut robust, mut ambiguous) = (0, 0);
    for seed in 0..20 {
        let environment = payoffs(seed, Kept::Agents);
        let scope = scope_of(&environment, Concept::Nash);
        match decide(&environment, Concept::Nash, &SYMMETRIC).0 {
            Monotonicity::Holds(Refutation::Removed(mut objections, rest)) if objections.len() > 1 => {
                // The image of a reward that is none.
                let bad = ambimech_model::lottery::Lottery::sure(OutcomeId(3));
                let last = objections.len() - 1;
                objections[last].reward.iter_mut().for_each(|lottery| *lottery = bad.clone());
                let changed = Monotonicity::Holds(Refutation::Removed(objections, rest));
                assert!(check_monotonicity(&environment, &scope, &changed).is_err(), "{seed}");
                robust += 1;
            }
            Monotonicity::Fails(mut standing) => {
                let sums = standing.silences.iter_mut().filter_map(|silence| match &mut silence.proof {
                    NoReward::Sum { gains, .. } => Some(gains),
                    NoReward::Cases { .. } => None,
                });
                sums.for_each(|gains| gains.iter_mut().for_each(|gain| gain.agent = AgentId(1 - gain.agent.0)));
                let changed = Monotonicity::Fails(standing);
                assert!(check_monotonicity(&environment, &scope, &changed).is_err(), "{seed}");
                robust += 1;
            }
            Monotonicity::Holds(_) => {}
        }
        let problem = problem(seed, Kept::Agents, "singletons");
        let answer = study_choices(&problem, Scope::Pattern, Effort::default(), &mut |_| {});
        let monotone = answer.findings.iter().find(|finding| finding.condition == MaxminCondition::Monotone);
        if let Some(Finding { proof: Proof::Rewards(rewards, proofs), .. }) = monotone {
            let mut changed = proofs.clone();
            let claimed = changed.iter().position(|proof| matches!(proof, DeceptionProof::Rewarded(..)));
            let Some(place) = claimed else { continue };
            changed[place] = DeceptionProof::Rewarded(rewards.len(), ProfileId(0));
            let proof = Proof::Rewards(rewards.clone(), changed);
            let tampered = Finding { proof, ..monotone.unwrap().clone() };
            assert!(check_maxmin(&problem, &tampered).is_err(), "{seed}");
            ambiguous += 1;
        }
    }
    assert!(robust > 3 && ambiguous > 1, "{robust} {ambiguous}");
}
