//! The repaired theorems about full implementation under sets of beliefs: deep bad outcomes, safe rewards, agreement with the canonical
//! mechanism when it is played, tampered proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_io::full_implementation::{parse_full_implementation, render_full_implementation};
use ambimech_model::check::{bad_outcome_bound, check_maxmin};
use ambimech_model::choice_game::ChoiceGame;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceProblem, Conclusion, Finding, Gap, MaxminAnswer, MaxminCondition, MaxminReason, Proof, Reward, RowSpace,
    Scope, Theorem, Worth, conclude, first_improvement,
};
use ambimech_model::number::Rational;
use ambimech_solve::choice_play::{rewards_of_findings, search_choice_play};
use ambimech_solve::maxmin::{Effort, study_choices};

fn parse(text: &str) -> ChoiceProblem {
    let text = EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None };
    text.read_choice_problem(&[]).unwrap_or_else(|error| panic!("{error}\n{}", text.text))
}

fn study(problem: &ChoiceProblem, scope: Scope) -> MaxminAnswer {
    study_choices(problem, scope, Effort::default(), &mut |_| {})
}

fn finding(answer: &MaxminAnswer, condition: MaxminCondition) -> Option<&Finding> {
    answer.findings.iter().find(|finding| finding.condition == condition)
}

/// Agent 1 is sure of nothing about agent 2; `base` brings 10 at H and 0 at L.
const HEDGE: &str = r#"
format = "ambimech-environment/1"
coalitions = "singletons"
agents = [{ name = "1", types = ["a"] }, { name = "2", types = ["H", "L"] }]
[priors."1"]
kind = "wald"
[priors."2"]
kind = "wald"
[outcomes.base]
"1" = 'if(type[2] == "H", 10, 0)'
"2" = 0
[outcomes.swap]
"1" = 'if(type[2] == "H", 0, 10)'
"2" = 0
[outcomes.low]
"1" = 'if(type[2] == "H", 9, -1)'
"2" = -1
[allocation]
"* *" = "base"
"#;

const RUIN: &str = "[outcomes.ruin]\n\"1\" = -1\n\"2\" = -1\n";

/// A bet that agent 1 likes and agent 2 settles, with a bad outcome.
const BET: &str = r#"
format = "ambimech-environment/1"
coalitions = "singletons"
agents = [{ name = "1", types = ["any"] }, { name = "2", types = ["heads", "tails"] }]
[priors."1"]
kind = "wald"
[priors."2"]
kind = "wald"
[outcomes.safe]
"1" = 4
"2" = 3
[outcomes.on-heads]
"any heads" = [10, 1]
"any tails" = [0, 1]
[outcomes.on-tails]
"any heads" = [0, 1]
"any tails" = [10, 1]
[outcomes.none]
"1" = -1
"2" = -1
[allocation]
"* *" = "safe"
[choices.match]
"any heads" = "on-heads"
"any tails" = "on-tails"
"#;

#[test]
fn a_shallow_bad_outcome_is_not_enough() {
    let problem = parse(HEDGE);
    let answer = study(&problem, Scope::Pattern);
    assert!(finding(&answer, MaxminCondition::BadOutcome).unwrap().holds);
    let deep = finding(&answer, MaxminCondition::DeepBadOutcome).unwrap();
    assert!(!deep.holds);
    assert_eq!(answer.conclusion, Conclusion::Open(vec![Gap::NotNecessary(MaxminCondition::DeepBadOutcome)]));
    // What the other condition proves is not taken for this one.
    let Proof::Bad(low) = &finding(&answer, MaxminCondition::BadOutcome).unwrap().proof else { panic!() };
    let claimed = Finding { holds: true, proof: Proof::Bad(low.clone()), ..deep.clone() };
    assert!(check_maxmin(&problem, &claimed).is_err());
    let Proof::NoBad(weights) = &deep.proof else { panic!() };
    let shallow = Finding { condition: MaxminCondition::BadOutcome, ..deep.clone() };
    assert!(check_maxmin(&problem, &shallow).is_err(), "{weights:?}");

    let deeper = parse(&format!("{HEDGE}{RUIN}"));
    let answer = study(&deeper, Scope::Pattern);
    assert_eq!(answer.conclusion, Conclusion::Implementable(Theorem::OneFunction));
}

/// Expectations are linear: with one belief for every type a bad outcome need not be deep.
#[test]
fn with_one_belief_every_bad_outcome_is_deep() {
    let sets = "[priors.\"1\"]\nkind = \"wald\"\n[priors.\"2\"]\nkind = \"wald\"\n";
    assert!(HEDGE.contains(sets));
    let beliefs = "[beliefs.\"1\"]\na = { H = 1, L = 1 }\n[beliefs.\"2\"]\nH = { a = 1 }\nL = { a = 1 }\n";
    let answer = study(&parse(&HEDGE.replace(sets, beliefs)), Scope::Pattern);
    assert!(finding(&answer, MaxminCondition::DeepBadOutcome).unwrap().holds);
    assert_eq!(answer.conclusion, Conclusion::Implementable(Theorem::OneFunction));
}

/// At H a report of L brings 10 and the truth 10, at L a report of H brings 0 and the truth 8, so that f is worth 8. With a second function
/// what agent 1 may be certain of at H is compared with what reports bring at L.
#[test]
fn the_bounds_of_a_deep_outcome_by_hand() {
    let text = HEDGE.replace("9, -1", "10, 8").replace("'if(type[2] == \"H\", 0, 10)'", "-7")
        + "[choices.f]\n\"a H\" = \"base\"\n\"a L\" = \"low\"\n";
    let at = |problem: &ChoiceProblem, deep| {
        let rows = RowSpace::new(problem);
        [0, 1].map(|truth| bad_outcome_bound(&rows, deep, AgentId(0), ProfileId(truth)))
    };
    let numbers = |numbers: [i64; 2]| numbers.map(Rational::from);
    let one = parse(&text);
    assert_eq!(at(&one, false), numbers([10, 0]));
    assert_eq!(at(&one, true), numbers([8, 0]));
    let two = parse(&format!("{text}[choices.g]\n\"* *\" = \"low\"\n"));
    assert_eq!(at(&two, false), numbers([10, 0]));
    assert_eq!(at(&two, true), numbers([0, 0]));
}

#[test]
fn a_bet_is_safe_and_its_proof_cannot_be_changed() {
    let problem = parse(BET);
    let answer = study(&problem, Scope::Double);
    assert_eq!(answer.conclusion, Conclusion::Implementable(Theorem::DoubleOneFunction));
    let safe = finding(&answer, MaxminCondition::SafeRewards).unwrap();
    let Proof::Safe(rewards, weights) = &safe.proof else { panic!() };
    assert!(!weights.is_empty() && !rewards.is_empty());
    let with = |rewards: Vec<Reward>, weights| Finding { proof: Proof::Safe(rewards, weights), ..safe.clone() };
    assert_eq!(check_maxmin(&problem, &with(rewards.clone(), weights.clone())), Ok(()));
    // A missing place, weights of nobody, weights of one belief that wins the bet for agent 1.
    assert!(check_maxmin(&problem, &with(rewards.clone(), weights[1..].to_vec())).is_err());
    for place in 0..weights.len() {
        let mut changed = weights.clone();
        changed[place].iter_mut().flatten().for_each(|weight| *weight = Rational::ZERO);
        assert!(check_maxmin(&problem, &with(rewards.clone(), changed)).is_err());
    }
    let denied = Finding { holds: false, ..safe.clone() };
    assert!(check_maxmin(&problem, &denied).is_err());
    // A proof about other rewards says nothing about these.
    let fewer = with(rewards[1..].to_vec(), weights.clone());
    assert_eq!(check_maxmin(&problem, &fewer), Ok(()));
    let others: Vec<Finding> =
        answer.findings.iter().filter(|f| f.condition != MaxminCondition::SafeRewards).cloned().collect();
    let open = Conclusion::Open(vec![Gap::Undecided(MaxminCondition::SafeRewards)]);
    assert_eq!(conclude(&problem, Scope::Double, &others), open);
    let with_fewer: Vec<Finding> = others.iter().cloned().chain([fewer]).collect();
    assert_eq!(conclude(&problem, Scope::Double, &with_fewer), open);
    // With single agents only there are no plans.
    let alone = study(&problem, Scope::Pattern);
    assert!(finding(&alone, MaxminCondition::SafeRewards).is_none());
    assert_eq!(alone.conclusion, Conclusion::Implementable(Theorem::OneFunction));
    // The file says the same.
    let text = render_full_implementation(&problem, Scope::Double, &answer.findings);
    let read = parse_full_implementation(&text, "proof.json", Format::Json, &problem).unwrap();
    assert_eq!(read.findings, answer.findings);
    let broken = text.replacen("\"places\"", "\"place\"", 1);
    assert!(parse_full_implementation(&broken, "proof.json", Format::Json, &problem).is_err());
}

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Two agents with one to two types; the function is the outcome with the largest total.
fn small(seed: u64, pattern: &str) -> String {
    let mut numbers = Numbers(seed);
    let many = numbers.below(3) > 0;
    let first: &[&str] = if many { &["a", "b"] } else { &["a"] };
    let types = |types: &[&str]| types.iter().map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(", ");
    let mut text = format!("format = \"ambimech-environment/1\"\ncoalitions = \"{pattern}\"\n");
    text += &format!("[[agents]]\nname = \"1\"\ntypes = [{}]\n", types(first));
    text += "[[agents]]\nname = \"2\"\ntypes = [\"a\", \"b\"]\n[priors.\"1\"]\nkind = \"wald\"\n";
    match numbers.below(2) {
        0 => text += "[priors.\"2\"]\nkind = \"wald\"\n",
        _ => {
            for own in ["a", "b"] {
                let mut belief = || {
                    let part = |t: &&str| format!("{t} = {}", 1 + numbers.below(4));
                    first.iter().map(part).collect::<Vec<_>>().join(", ")
                };
                let (one, two) = (belief(), belief());
                text +=
                    &format!("[priors.\"2\".{own}]\nkind = \"vertices\"\nvertices = [{{ {one} }}, {{ {two} }}]\n");
            }
        }
    }
    let profiles: Vec<String> = first.iter().flat_map(|t| [format!("{t} a"), format!("{t} b")]).collect();
    let outcomes = ["x", "y", "z"];
    let mut totals = vec![[0; 3]; profiles.len()];
    for (place, outcome) in outcomes.iter().enumerate() {
        text += &format!("[outcomes.{outcome}]\n");
        for (profile, totals) in profiles.iter().zip(&mut totals) {
            let (one, two) = (numbers.below(6), numbers.below(6));
            totals[place] = one + two;
            text += &format!("\"{profile}\" = [{one}, {two}]\n");
        }
    }
    text += "[outcomes.ruin]\n\"1\" = -5\n\"2\" = -5\n[allocation]\n";
    for (profile, totals) in profiles.iter().zip(&totals) {
        let best = (0..3).max_by_key(|place| totals[*place]).unwrap();
        text += &format!("\"{profile}\" = \"{}\"\n", outcomes[best]);
    }
    text
}

/// Whoever is told that something is implementable can play it: the truth is an equilibrium, and nothing else that brings anything else.
#[test]
fn what_is_implementable_can_be_played() {
    let mut seen = [0, 0, 0];
    for seed in 0..150 {
        let cases = [("singletons", Scope::Pattern), ("all", Scope::Pattern), ("singletons", Scope::Double)];
        for (place, (pattern, scope)) in cases.into_iter().enumerate() {
            let problem = parse(&small(seed, pattern));
            let answer = study(&problem, scope);
            if !matches!(answer.conclusion, Conclusion::Implementable(_)) {
                continue;
            }
            seen[place] += 1;
            let deep = finding(&answer, MaxminCondition::DeepBadOutcome).unwrap();
            let Proof::Bad(bad) = &deep.proof else { panic!() };
            let rewards = rewards_of_findings(&answer.findings);
            let game = ChoiceGame::new(&problem, scope, bad.clone(), rewards).unwrap();
            let played = search_choice_play(&game, &mut |_| {}).unwrap();
            assert_eq!(played.from_truth, None, "seed {seed} {pattern}");
            assert_eq!(played.standing, 0, "seed {seed} {pattern}");
        }
    }
    assert!(seen.iter().all(|count| *count >= 3), "{seen:?}");
}

/// Plans are drawn at random and looked at by their definition: where rewards are said to be safe none improves, and where they are said
/// not to be safe some plan does, for some seeds.
#[test]
fn safe_rewards_by_drawing_plans() {
    let (mut safe, mut unsafe_seen, mut improving) = (0, 0, 0);
    for seed in 0..60 {
        let problem = parse(&small(seed, "all"));
        let answer = study(&problem, Scope::Pattern);
        let monotone = finding(&answer, MaxminCondition::Monotone);
        let Some(Proof::Rewards(rewards, _)) = monotone.map(|finding| &finding.proof) else { continue };
        let holds = finding(&answer, MaxminCondition::SafeRewards).is_some();
        let open = |reason: &(MaxminCondition, MaxminReason)| matches!(reason.1, MaxminReason::Unsafe { .. });
        assert!(holds != answer.undecided.iter().any(open), "seed {seed}");
        safe += usize::from(holds);
        unsafe_seen += usize::from(!holds);
        let space = problem.environment().space();
        let f = &problem.choices()[0].lotteries;
        let bounds = Worth::new(&problem, f).truthful(&problem);
        let functions: Vec<&Vec<Lottery>> =
            std::iter::once(f).chain(rewards.iter().map(|reward| &reward.lotteries)).collect();
        let (split, mut numbers) = (space.split(problem.grand()), Numbers(seed + 1000));
        let mut found = false;
        for _ in 0..200 {
            let plan: Vec<Lottery> = space
                .profiles()
                .map(|_| {
                    let mut draw = || {
                        let g = functions[numbers.below(functions.len() as u64) as usize];
                        let report = JointTypeId(numbers.below(split.own_count() as u64) as usize);
                        &g[split.profile(report, JointTypeId(0)).0]
                    };
                    let (one, two) = (draw(), draw());
                    let share = Rational::from(numbers.below(5)) / Rational::from(4u8);
                    Lottery::mixture([(one, share.clone()), (two, Rational::ONE - share)]).unwrap()
                })
                .collect();
            let values = Worth::new(&problem, &plan).truthful(&problem);
            found |= first_improvement(&problem, problem.grand(), &values, &bounds).is_some();
        }
        assert!(!(found && holds), "seed {seed}");
        improving += usize::from(found);
    }
    assert!(safe >= 3 && unsafe_seen >= 1 && improving >= 1, "{safe} {unsafe_seen} {improving}");
}

/// Three agents of whom two may collude; the third has two types that they do not know.
fn three(seed: u64) -> String {
    let mut numbers = Numbers(seed);
    let types = [["a", "b"].as_slice(), &["a"], &["a", "b"]];
    let mut text = String::from("format = \"ambimech-environment/1\"\ncoalitions = [[\"1\", \"2\"]]\n");
    for (agent, types) in types.iter().enumerate() {
        let names = types.iter().map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(", ");
        text += &format!("[[agents]]\nname = \"{}\"\ntypes = [{names}]\n", agent + 1);
    }
    (1..=3).for_each(|agent| text += &format!("[priors.\"{agent}\"]\nkind = \"wald\"\n"));
    let profiles = ["a a a", "a a b", "b a a", "b a b"];
    let mut totals = [[0; 3]; 4];
    for (place, outcome) in ["x", "y", "z"].into_iter().enumerate() {
        text += &format!("[outcomes.{outcome}]\n");
        for (profile, totals) in profiles.iter().zip(&mut totals) {
            let payoffs = [numbers.below(6), numbers.below(6), numbers.below(6)];
            totals[place] = payoffs.iter().sum();
            text += &format!("\"{profile}\" = [{}, {}, {}]\n", payoffs[0], payoffs[1], payoffs[2]);
        }
    }
    text += "[outcomes.ruin]\n\"1\" = -5\n\"2\" = -5\n\"3\" = -5\n[allocation]\n";
    for (profile, totals) in profiles.iter().zip(&totals) {
        let best = (0..3).max_by_key(|place| totals[*place]).unwrap();
        text += &format!("\"{profile}\" = \"{}\"\n", ["x", "y", "z"][best]);
    }
    text
}

/// As above for a coalition that leaves somebody out: what it draws depends on its own types only, and the third agent tells the truth.
#[test]
fn safe_rewards_of_a_coalition_within_a_larger_group() {
    let (mut safe, mut unsafe_seen, mut improving) = (0, 0, 0);
    for seed in 0..200 {
        let problem = parse(&three(seed));
        let answer = study(&problem, Scope::Pattern);
        let monotone = finding(&answer, MaxminCondition::Monotone);
        let Some(Proof::Rewards(rewards, _)) = monotone.map(|finding| &finding.proof) else { continue };
        let holds = finding(&answer, MaxminCondition::SafeRewards).is_some();
        safe += usize::from(holds);
        unsafe_seen += usize::from(!holds);
        let space = problem.environment().space();
        let pair = Coalition::single(AgentId(0)).with(AgentId(1));
        let f = &problem.choices()[0].lotteries;
        let bounds = Worth::new(&problem, f).truthful(&problem);
        let claimed = rewards.iter().filter(|reward| reward.coalition.is_subset_of(pair));
        let functions: Vec<&Vec<Lottery>> =
            std::iter::once(f).chain(claimed.map(|reward| &reward.lotteries)).collect();
        let (split, mut numbers) = (space.split(pair), Numbers(seed + 5000));
        let mut found = false;
        for _ in 0..200 {
            let mut plan = vec![f[0].clone(); space.size()];
            for own in split.own() {
                let mut draw = || {
                    let g = functions[numbers.below(functions.len() as u64) as usize];
                    (g, JointTypeId(numbers.below(split.own_count() as u64) as usize))
                };
                let (one, two) = (draw(), draw());
                let share = Rational::from(numbers.below(5)) / Rational::from(4u8);
                for rest in split.rest() {
                    let of =
                        |(g, report): (&'_ Vec<Lottery>, JointTypeId)| g[split.profile(report, rest).0].clone();
                    let (one, two) = (of(one), of(two));
                    let parts = [(&one, share.clone()), (&two, Rational::ONE - &share)];
                    plan[split.profile(own, rest).0] = Lottery::mixture(parts).unwrap();
                }
            }
            let values = Worth::new(&problem, &plan).truthful(&problem);
            found |= first_improvement(&problem, pair, &values, &bounds).is_some();
        }
        assert!(!(found && holds), "seed {seed}");
        improving += usize::from(found);
    }
    assert!(safe >= 3 && unsafe_seen >= 1 && improving >= 1, "{safe} {unsafe_seen} {improving}");
}
