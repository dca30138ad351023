//! Full implementation under sets of beliefs (THESIS chapter 3): the examples, brute force on small environments, tampered proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_io::full_implementation::{parse_full_implementation, render_full_implementation};
use ambimech_model::check::{check_maxmin, find_acceptable, maxmin_work};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceProblem, Conclusion, Deception, DeceptionProof, Deceptions, Exclusion, Finding, Gap, MaxminAnswer,
    MaxminCondition, MaxminReason, Proof, Scope, Theorem, Worth, first_improvement,
};
use ambimech_model::number::Rational;
use ambimech_solve::lp::{Outcome, Program, Relation, Sign, solve};
use ambimech_solve::maxmin::{Effort, study_choices};
use std::path::Path;
use std::sync::LazyLock;

/// Examples are read when the tests run, since packages of the source leave the examples of tests out.
static SAFE: LazyLock<String> = LazyLock::new(|| example("ambiguous-safe-option"));
static PARTITIONS: LazyLock<String> = LazyLock::new(|| example("guo-2018-information-partitions"));

fn example(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("sets.toml");
    std::fs::read_to_string(file).unwrap()
}

fn parse(text: &str) -> ChoiceProblem {
    let text = EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None };
    text.read_choice_problem(&[]).unwrap_or_else(|error| panic!("{error}\n{}", text.text))
}

fn study(problem: &ChoiceProblem, scope: Scope) -> MaxminAnswer {
    study_choices(problem, scope, Effort::default(), &mut |_| {})
}

fn finding(answer: &MaxminAnswer, condition: MaxminCondition) -> &Finding {
    let found = answer.findings.iter().find(|finding| finding.condition == condition);
    found.unwrap_or_else(|| panic!("{condition:?}: {:?}", answer.undecided))
}

fn with_belief(heads: i64, tails: i64) -> String {
    let mut single = String::from("[beliefs.\"1\"]\n");
    for own in ["X", "Y", "M"] {
        single += &format!("\"{own}\" = {{ \"H\" = {heads}, \"L\" = {tails} }}\n");
    }
    single += "[beliefs.\"2\"]\n";
    for own in ["H", "L"] {
        single += &format!("\"{own}\" = {{ \"X\" = 1, \"Y\" = 1, \"M\" = 1 }}\n");
    }
    let sets = "[priors.\"1\"]\nkind = \"wald\"\n[priors.\"2\"]\nkind = \"wald\"\n";
    assert!(SAFE.contains(sets));
    SAFE.replace(sets, &single)
}

#[test]
fn the_safe_option_is_implementable_only_under_ambiguity() {
    let answer = study(&parse(&SAFE), Scope::Pattern);
    assert_eq!(answer.conclusion, Conclusion::Implementable(Theorem::OneFunction));
    assert!(answer.findings.iter().all(|finding| check_maxmin(&parse(&SAFE), finding).is_ok()));
    for heads in 1..=9 {
        let problem = parse(&with_belief(heads, 10 - heads));
        let answer = study(&problem, Scope::Pattern);
        let necessary = Theorem::Necessary(MaxminCondition::IncentiveCompatible);
        assert_eq!(answer.conclusion, Conclusion::NotImplementable(necessary), "{heads}");
        let Proof::Deviation(deviation) = &finding(&answer, MaxminCondition::IncentiveCompatible).proof else {
            panic!("{heads}");
        };
        assert_eq!(deviation.coalition.members().collect::<Vec<_>>(), [AgentId(0)]);
    }
}

#[test]
fn the_illustration_has_one_cell_of_three_profiles() {
    let problem = parse(&PARTITIONS);
    let information = problem.information();
    assert_eq!(information.cells(), [vec![ProfileId(0), ProfileId(1), ProfileId(2)]]);
    let environment = problem.environment();
    let of = |agent, own| information.information_set(environment, AgentId(agent), TypeId(own));
    assert_eq!(of(0, 0), [ProfileId(0), ProfileId(1)]);
    assert_eq!(of(0, 1), [ProfileId(2)]);
    assert_eq!(of(1, 0), [ProfileId(0), ProfileId(2)]);
    assert_eq!(of(1, 1), [ProfileId(1)]);
    assert_eq!(problem.beliefs(AgentId(0), TypeId(1)).len(), 1);
}

#[test]
fn two_cells_need_functions_put_together() {
    let priors = "[priors.\"1\"]\nkind = \"wald\"\n[priors.\"2\"]\nkind = \"wald\"\n";
    let possible = "\"a *\" = true\n\"b a\" = true\n\"b b\" = false";
    assert!(PARTITIONS.contains(priors) && PARTITIONS.contains(possible));
    let apart = PARTITIONS.replace(possible, "\"a a\" = true\n\"a b\" = false\n\"b a\" = false\n\"b b\" = true");
    let problem = parse(&apart);
    assert_eq!(problem.information().cells().len(), 2);
    let answer = study(&problem, Scope::Pattern);
    let closed = finding(&answer, MaxminCondition::Closed);
    assert!(!closed.holds);
    let together = format!(
        "{apart}\n[choices.first]\n\"a *\" = \"left\"\n\"b *\" = \"right\"\n[choices.second]\n\"a *\" = \"right\"\n\"b *\" = \"left\"\n"
    );
    let problem = parse(&together);
    let answer = study(&problem, Scope::Pattern);
    assert!(finding(&answer, MaxminCondition::Closed).holds);
    match &answer.conclusion {
        Conclusion::Open(gaps) => assert!(gaps.contains(&Gap::SeveralCells)),
        Conclusion::NotImplementable(_) => {}
        Conclusion::Implementable(theorem) => panic!("{theorem:?}"),
    }
}

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Two agents with two types, three outcomes, one or two functions, sets of at most two beliefs.
fn small(seed: u64, pattern: &str) -> String {
    let mut numbers = Numbers(seed);
    let mut text = format!("format = \"ambimech-environment/1\"\ncoalitions = \"{pattern}\"\n");
    for agent in ["1", "2"] {
        text += &format!("[[agents]]\nname = \"{agent}\"\ntypes = [\"a\", \"b\"]\n");
    }
    for agent in ["1", "2"] {
        match numbers.below(3) {
            0 => text += &format!("[priors.\"{agent}\"]\nkind = \"wald\"\n"),
            _ => {
                for own in ["a", "b"] {
                    let mut belief =
                        || format!("{{ \"a\" = {}, \"b\" = {} }}", 1 + numbers.below(4), 1 + numbers.below(4));
                    let (first, second) = (belief(), belief());
                    text += &format!(
                        "[priors.\"{agent}\".{own}]\nkind = \"vertices\"\nvertices = [{first}, {second}]\n"
                    );
                }
            }
        }
    }
    for outcome in ["x", "y", "z"] {
        text += &format!("[outcomes.{outcome}]\n");
        for own in ["a a", "a b", "b a", "b b"] {
            text += &format!("\"{own}\" = [{}, {}]\n", numbers.below(5), numbers.below(5));
        }
    }
    text += "[outcomes.ruin]\n\"1\" = -5\n\"2\" = -5\n[allocation]\n\"* *\" = \"x\"\n";
    for function in &["f", "g"][..1 + numbers.below(2) as usize] {
        text += &format!("[choices.{function}]\n");
        for own in ["a a", "a b", "b a", "b b"] {
            text += &format!("\"{own}\" = \"{}\"\n", ["x", "y", "z"][numbers.below(3) as usize]);
        }
    }
    text
}

/// Whether one agent of one type has a reward against a deception, by going through every choice of one extreme belief for each of its
/// types: y: T_−i → Δ(X) is no better than f by the chosen beliefs, and better than f∘α by all beliefs.
fn has_reward(problem: &ChoiceProblem, f: &[Lottery], alpha: &Deception, agent: AgentId, own: TypeId) -> bool {
    let environment = problem.environment();
    let (space, frame) = (environment.space(), environment.without_beliefs());
    let split = environment.split(agent);
    let (states, outcomes) = (split.rest_count(), frame.outcomes().len());
    let worth = Worth::new(problem, f);
    let (told, truth) = (alpha.reports(space), worth.truthful(problem));
    let wanted = worth.value(problem, agent, own, &told);
    let counts: Vec<usize> = space.types(agent).map(|t| problem.beliefs(agent, t).len()).collect();
    let all: usize = counts.iter().product();
    (0..all).any(|mut number| {
        let mut program = Program::new();
        (0..states * outcomes).for_each(|_| {
            program.add_variable(Sign::NonNegative);
        });
        let margin = program.add_variable(Sign::Free);
        program.set_cost(margin, -Rational::ONE);
        for state in 0..states {
            let entries = (0..outcomes).map(|x| (state * outcomes + x, Rational::ONE)).collect();
            program.add_row(Relation::Equal, entries, Rational::ONE);
        }
        // The report of the others in a state, as a state.
        let lied = |t: TypeId, state: JointTypeId| {
            let reported = told[split.profile(JointTypeId(t.0), state).0];
            split.rest().find(|other| {
                let other = split.profile(JointTypeId(space.type_of(reported, agent).0), *other);
                other == reported
            })
        };
        let mut row = |t: TypeId, belief: &[Rational], sign: i64, lying: bool, right: Rational, eps: bool| {
            let mut entries = Vec::new();
            for state in split.rest() {
                let at = if lying { lied(t, state).unwrap() } else { state };
                let profile = split.profile(JointTypeId(t.0), state);
                for x in 0..outcomes {
                    let payoff = frame.payoff(agent, OutcomeId(x), profile) * &belief[state.0];
                    entries.push((at.0 * outcomes + x, payoff * Rational::from(sign)));
                }
            }
            if eps {
                entries.push((margin, -Rational::ONE));
            }
            program.add_row(Relation::AtLeast, entries, right);
        };
        for t in space.types(agent) {
            let belief = &problem.beliefs(agent, t)[number % counts[t.0]];
            number /= counts[t.0];
            row(t, belief.probabilities(), -1, false, -truth[agent.0][t.0].clone(), false);
        }
        for belief in problem.beliefs(agent, own) {
            row(own, belief.probabilities(), 1, true, wanted.clone(), true);
        }
        matches!(solve(&program), Ok(Outcome::Optimal { value, .. }) if value < Rational::ZERO)
    })
}

#[test]
fn single_agents_agree_with_brute_force() {
    let mut seen = [0, 0];
    for seed in 0..60 {
        let problem = parse(&small(seed, "singletons"));
        let answer = study(&problem, Scope::Pattern);
        let space = problem.environment().space();
        let all = Deceptions::of(space, problem.grand());
        let harmless = problem.choice_ids().all(|choice| {
            all.iter().all(|alpha| {
                find_acceptable(&problem, choice, &alpha).is_some()
                    || space.agents().any(|agent| {
                        let f = &problem.choice(choice).lotteries;
                        space.types(agent).any(|own| has_reward(&problem, f, &alpha, agent, own))
                    })
            })
        });
        assert_eq!(finding(&answer, MaxminCondition::Monotone).holds, harmless, "seed {seed}");
        seen[usize::from(harmless)] += 1;
    }
    assert!(seen.iter().all(|count| *count >= 3), "{seen:?}");
}

/// What is looked up by own report and the others' deception is what every deception of the coalition gives, in the same order.
#[test]
fn the_first_deviation_is_that_of_the_definition() {
    let mut found = 0;
    for seed in 0..30 {
        let problem = parse(&small(seed, "all"));
        let space = problem.environment().space();
        for used in problem.choices() {
            let worth = Worth::new(&problem, &used.lotteries);
            for compared in problem.choices() {
                let bounds = Worth::new(&problem, &compared.lotteries).truthful(&problem);
                for coalition in Scope::Double.coalitions(&problem) {
                    let deviates = |deception: Deception| {
                        let values = worth.values(&problem, coalition, &deception.reports(space));
                        let at = first_improvement(&problem, coalition, &values, &bounds)?;
                        Some((deception, at))
                    };
                    let naive = Deceptions::of(space, coalition).iter().find_map(deviates);
                    assert_eq!(worth.first_deviation(&problem, coalition, &bounds), naive, "{seed}");
                    found += usize::from(naive.is_some());
                }
            }
        }
    }
    assert!(found > 20, "{found}");
}

#[test]
fn coalitions_are_decided_and_scales_do_not_matter() {
    let verdicts = |problem: &ChoiceProblem, scope| {
        let answer = study(problem, scope);
        assert!(answer.findings.iter().all(|finding| check_maxmin(problem, finding).is_ok()));
        let found = answer.findings.iter().map(|finding| (finding.condition, finding.holds));
        (found.collect::<Vec<_>>(), answer.conclusion)
    };
    let (mut failing, mut holding) = (0, 0);
    for seed in 100..112 {
        let text = small(seed, "all");
        let problem = parse(&text);
        let found = verdicts(&problem, Scope::Pattern);
        let double = verdicts(&problem, Scope::Double);
        let monotone = |found: &[(MaxminCondition, bool)]| {
            found.iter().find(|(condition, _)| *condition == MaxminCondition::Monotone).map(|(_, holds)| *holds)
        };
        // Strong monotonicity is monotonicity with fewer rewards.
        if monotone(&double.0) == Some(true) {
            assert_eq!(monotone(&found.0), Some(true), "seed {seed}");
        }
        match monotone(&found.0) {
            Some(true) => holding += 1,
            Some(false) => failing += 1,
            None => {}
        }
        // Payoffs of agent 1 times 3 plus 7.
        let scaled: String = text
            .lines()
            .map(|line| {
                match line.split_once(" = [").filter(|(row, _)| row.contains(' ') && !row.contains("types")) {
                    Some((row, rest)) if !row.starts_with("vertices") => {
                        let (first, second) = rest.trim_end_matches(']').split_once(", ").unwrap();
                        format!("{row} = [{}, {second}]\n", first.parse::<i64>().unwrap() * 3 + 7)
                    }
                    _ if line == "\"1\" = -5" => "\"1\" = -8\n".to_string(),
                    _ => format!("{line}\n"),
                }
            })
            .collect();
        assert_eq!(verdicts(&parse(&scaled), Scope::Pattern), found, "seed {seed}");
    }
    assert!(failing > 0 && holding > 0, "{failing} {holding}");
}

#[test]
fn tampered_proofs_are_refused() {
    let problem = parse(&SAFE);
    let answer = study(&problem, Scope::Pattern);
    for finding in &answer.findings {
        let denied = Finding { holds: !finding.holds, ..finding.clone() };
        assert!(check_maxmin(&problem, &denied).is_err(), "{:?}", finding.condition);
    }
    let monotone = finding(&answer, MaxminCondition::Monotone);
    let Proof::Rewards(rewards, proofs) = &monotone.proof else { panic!() };
    let with = |rewards, proofs| Finding { proof: Proof::Rewards(rewards, proofs), ..monotone.clone() };
    assert!(check_maxmin(&problem, &with(rewards.clone(), proofs[1..].to_vec())).is_err());
    let mut claimed = proofs.clone();
    let place = claimed.iter().position(|proof| matches!(proof, DeceptionProof::Rewarded(..))).unwrap();
    claimed[place] = DeceptionProof::Acceptable(problem.choice_ids().next().unwrap());
    assert!(check_maxmin(&problem, &with(rewards.clone(), claimed)).is_err());
    // A reward that everybody wants always: bets that are always won.
    let mut tempting = rewards.clone();
    tempting[0].lotteries = vec![Lottery::sure(OutcomeId(0)); problem.environment().space().size()];
    assert!(check_maxmin(&problem, &with(tempting, proofs.clone())).is_err());
    let bad = finding(&answer, MaxminCondition::BadOutcome);
    let wrong = Finding { proof: Proof::Bad(Lottery::sure(OutcomeId(4))), ..bad.clone() };
    assert!(check_maxmin(&problem, &wrong).is_err());
}

#[test]
fn a_tree_with_other_numbers_is_refused() {
    let mut seen = 0;
    for seed in 0..40 {
        let problem = parse(&small(seed, "singletons"));
        let answer = study(&problem, Scope::Pattern);
        let monotone = finding(&answer, MaxminCondition::Monotone);
        let Proof::NoReward(missing) = &monotone.proof else { continue };
        seen += 1;
        let with = |missing| Finding { proof: Proof::NoReward(Box::new(missing)), ..monotone.clone() };
        let mut shorter = (**missing).clone();
        shorter.excluded.pop();
        assert!(check_maxmin(&problem, &with(shorter)).is_err());
        let mut nothing = (**missing).clone();
        clear(&mut nothing.excluded[0].1);
        assert!(check_maxmin(&problem, &with(nothing)).is_err());
        let mut truthful = (**missing).clone();
        truthful.deception = Deception::truth(problem.environment().space());
        assert!(check_maxmin(&problem, &with(truthful)).is_err());
        let mut fewer = (**missing).clone();
        for (_, exclusion) in &mut fewer.excluded {
            if let Exclusion::Ways(_, parts) = exclusion {
                parts.pop();
                assert!(check_maxmin(&problem, &with(fewer)).is_err());
                break;
            }
        }
    }
    assert!(seen >= 3);
}

/// All multipliers 0.
fn clear(exclusion: &mut Exclusion) {
    match exclusion {
        Exclusion::Contradiction(multipliers) => multipliers.fill(Rational::ZERO),
        Exclusion::Ways(_, parts) => parts.iter_mut().for_each(clear),
    }
}

#[test]
fn what_is_too_large_is_said_before_it_begins() {
    let problem = parse(&SAFE);
    let effort = Effort { comparisons: 10, steps: 1, symmetries: true };
    let answer = study_choices(&problem, Scope::Pattern, effort, &mut |_| {});
    assert!(matches!(answer.conclusion, Conclusion::Open(_)));
    let work = maxmin_work(&problem, Scope::Pattern);
    let large = |reason: &(MaxminCondition, MaxminReason)| {
        reason.0 == MaxminCondition::Monotone
            && matches!(&reason.1, MaxminReason::TooLarge { work: found, limit: 10, .. } if *found == work)
    };
    assert!(answer.undecided.iter().any(large));
    let again = study(&problem, Scope::Pattern);
    assert_eq!(again, study(&problem, Scope::Pattern));
}

#[test]
fn files_say_what_was_proved() {
    let mut kinds = std::collections::BTreeSet::new();
    let mut texts: Vec<String> = (0..12).map(|seed| small(seed, "singletons")).collect();
    texts.push(SAFE.replace("\"1\" = -1\n\"2\" = -1", "\"1\" = 1\n\"2\" = 1"));
    let possible = "\"a *\" = true\n\"b a\" = true\n\"b b\" = false";
    let apart = "\"a a\" = true\n\"a b\" = false\n\"b a\" = false\n\"b b\" = true";
    texts.push(PARTITIONS.replace(possible, apart));
    for (text, scope) in texts.iter().flat_map(|text| [(text, Scope::Pattern), (text, Scope::Double)]) {
        let problem = parse(text);
        let answer = study(&problem, scope);
        let text = render_full_implementation(&problem, scope, &answer.findings);
        let read = parse_full_implementation(&text, "proof.json", Format::Json, &problem).unwrap();
        assert_eq!(read.findings, answer.findings);
        assert_eq!(read.scope, scope);
        assert_eq!(render_full_implementation(&problem, scope, &read.findings), text);
        let words = text.lines().filter_map(|line| line.trim().strip_prefix("\"proof\": "));
        kinds.extend(words.map(str::to_string));
    }
    assert!(kinds.len() >= 8, "{kinds:?}");
}

#[test]
fn mistakes_in_the_file_are_shown_in_place() {
    let text = |text: &str| {
        let text = EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None };
        text.read_choice_problem(&[]).unwrap_err().to_string()
    };
    let cases = [
        (PARTITIONS.replace("\"b b\" = false", "\"b b\" = 0"), "a profile can occur or not"),
        (PARTITIONS.replace("\"b a\" = true", "\"b a\" = false"), "type `b` of agent `1` can never occur"),
        (PARTITIONS.replace("\"b b\" = false\n", ""), "\"b b\" = false"),
        (
            PARTITIONS
                .replace("[choices.right]\n\"* *\" = \"right\"", "[choices.right]\n\"* *\" = { right = 0.9 }"),
            "probabilities that add up to 9/10",
        ),
        (
            PARTITIONS.replace("[choices.right]\n\"* *\" = \"right\"", "[choices.right]\n\"* *\" = \"rihgt\""),
            "did you mean `right`?",
        ),
        (
            PARTITIONS.replace(
                "[priors.\"1\"]\nkind = \"wald\"",
                "[priors.\"1\"]\nkind = \"vertices\"\nvertices = [{ \"a\" = 1, \"b\" = 1 }]",
            ),
            "do not fit what can occur",
        ),
        (with_belief(1, 1) + "[possible]\n\"* *\" = true\n", "[possible] beside [priors] only"),
        (
            SAFE.replace(
                "[priors.\"2\"]\nkind = \"wald\"",
                "[priors.\"2\"]\nkind = \"vertices\"\nvertices = [{ \"X\" = 1, \"Y\" = 1, \"M\" = 0 }]",
            ),
            "the agents disagree about what can occur",
        ),
    ];
    for (wrong, words) in cases {
        let message = text(&wrong);
        assert!(message.contains(words), "{words}\n{message}");
        assert!(message.contains("expected") && message.contains("test.toml:"), "{message}");
    }
}
