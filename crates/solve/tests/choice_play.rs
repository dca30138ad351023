//! The canonical mechanisms for sets of beliefs (THESIS theorems 3.4.1 and 3.5.1): the definition written out again, equilibria by all
//! messages of a bounded space, the reward that is a hedge, tampered deviations.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_model::check::{
    ChoiceRefusal, brings, check_choice_deviation, check_choice_equilibrium, choice_value, first_choice_deviation,
    is_in_reward_set, truthful_choice,
};
use ambimech_model::choice_game::{
    ChoiceDeviation, ChoiceGame, ChoiceGameError, ChoiceMessage, ChoiceRegion, ChoiceStrategy, NamedFunction,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{ChoiceId, ChoiceProblem, RowSpace, Scope, Worth};
use ambimech_model::number::Rational;
use ambimech_model::play::RewardId;
use ambimech_solve::choice_play::{choice_play_size, deepest_bad_outcome, search_choice_play};
use proptest::prelude::*;
use std::path::Path;

/// Constant 10 at H and 0 at L for agent 1, whose other outcome is the reverse; the bad outcome is 9 and −1.
const HEDGE: &str = r#"
format = "ambimech-environment/1"
name = "A reward that is a hedge"
coalitions = "singletons"
[[agents]]
name = "1"
types = ["a"]
[[agents]]
name = "2"
types = ["H", "L"]
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
[outcomes.bad]
"1" = 'if(type[2] == "H", 9, -1)'
"2" = -1
[outcomes.ruin]
"1" = -1
"2" = -1
[allocation]
"* *" = "base"
"#;

fn parse(text: &str) -> ChoiceProblem {
    let text = EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None };
    text.read_choice_problem(&[]).unwrap_or_else(|error| panic!("{error}\n{}", text.text))
}

fn example(name: &str) -> ChoiceProblem {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("sets.toml");
    parse(&std::fs::read_to_string(file).unwrap())
}

fn constant(problem: &ChoiceProblem, name: &str) -> NamedFunction {
    let frame = problem.environment().without_beliefs();
    let outcome = frame.outcomes().iter().position(|outcome| outcome.name == name).unwrap();
    let lotteries = vec![Lottery::sure(OutcomeId(outcome)); frame.space().size()];
    NamedFunction { name: name.to_string(), lotteries }
}

fn all_constants(problem: &ChoiceProblem) -> Vec<NamedFunction> {
    let outcomes = problem.environment().without_beliefs().outcomes().iter();
    outcomes.map(|outcome| constant(problem, &outcome.name)).collect()
}

fn sure(problem: &ChoiceProblem, name: &str) -> Lottery {
    constant(problem, name).lotteries[0].clone()
}

fn number(n: i64, d: u64) -> Rational {
    Rational::from(n) / Rational::from(d)
}

/// The definition once more, from the text of the theorem: the region, and the probability of every outcome.
fn by_definition(
    problem: &ChoiceProblem,
    game: &ChoiceGame<'_>,
    messages: &[ChoiceMessage],
) -> (&'static str, Vec<Rational>) {
    let space = problem.environment().space();
    let at = space.profile(&messages.iter().map(|m| m.report).collect::<Vec<_>>());
    let n = messages.len();
    let mut lottery = vec![Rational::ZERO; problem.outcome_count()];
    let mut add = |part: &Lottery, weight: Rational| {
        for (outcome, share) in part.parts() {
            lottery[outcome.0] += share * &weight;
        }
    };
    let same_f = messages.iter().all(|m| m.choice == messages[0].choice);
    let f = messages[0].choice;
    let zero = |i: usize| messages[i].claim == 0;
    let mut bad_weight = Rational::ONE;
    let mut region = "M3";
    if same_f && (0..n).all(zero) {
        add(problem.choice(f).at(at), Rational::ONE);
        bad_weight = Rational::ZERO;
        region = "M1";
    } else if same_f {
        // Is there S among the coalitions, K and h as in M2(S)?
        let rows = RowSpace::new(problem);
        for coalition in game.scope().coalitions(problem) {
            let inside = |i: usize| coalition.contains(AgentId(i));
            let first = &messages[coalition.members().next().unwrap().0];
            let fits = first.claim > 0
                && first.reward.is_some()
                && (0..n).all(|i| {
                    if inside(i) {
                        messages[i].claim == first.claim && messages[i].reward == first.reward
                    } else {
                        zero(i)
                    }
                });
            if !fits {
                continue;
            }
            let reward = &game.rewards()[first.reward.unwrap().0];
            let worth = Worth::new(problem, &reward.lotteries);
            if is_in_reward_set(&rows, game.scope(), (f, coalition), &worth) {
                let k = Rational::from(first.claim);
                let won = &k / (&k + Rational::ONE);
                add(&reward.lotteries[at.0], won.clone());
                bad_weight = Rational::ONE - won;
                region = "M2";
            }
        }
    }
    for message in messages {
        let c = Rational::from(message.number);
        let each = &bad_weight / Rational::from(n);
        let good = &each * (&c / (&c + Rational::ONE));
        let f0 = problem.choice(ChoiceId(0)).at(at);
        add(f0, &good * game.epsilon());
        add(game.bad(), &good * (Rational::ONE - game.epsilon()));
        add(game.bad(), each / (c + Rational::ONE));
    }
    (region, lottery)
}

fn message(problem: &ChoiceProblem, rewards: usize, agent: usize, seed: [usize; 5]) -> ChoiceMessage {
    let [report, choice, claim, count, reward] = seed;
    ChoiceMessage {
        report: TypeId(report % problem.environment().space().type_count(AgentId(agent))),
        choice: ChoiceId(choice % problem.choices().len()),
        claim: (claim % 3) as u64,
        number: (count % 3) as u64,
        reward: (reward % (rewards + 1)).checked_sub(1).map(RewardId),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Region, lottery and payoffs of random messages are those of the definition, in three environments and by both theorems.
    #[test]
    fn outcomes_are_those_of_the_definition(
        which in 0usize..3, double in any::<bool>(), same in any::<bool>(), seeds in prop::array::uniform2(prop::array::uniform5(0usize..60))
    ) {
        let problem = match which {
            0 => parse(HEDGE),
            1 => example("ambiguous-safe-option"),
            _ => example("guo-2018-information-partitions"),
        };
        let bad = deepest_bad_outcome(&problem).unwrap().unwrap();
        let scope = if double { Scope::Double } else { Scope::Pattern };
        let game = ChoiceGame::new(&problem, scope, bad, all_constants(&problem)).unwrap();
        let mut messages: Vec<ChoiceMessage> =
            seeds.iter().enumerate().map(|(i, seed)| message(&problem, game.rewards().len(), i, *seed)).collect();
        if same {
            // Agreement is rare by chance.
            messages[1].choice = messages[0].choice;
            messages[1].claim = if messages[1].claim > 0 { messages[0].claim } else { 0 };
            messages[1].reward = messages[0].reward;
        }
        let (region, lottery) = by_definition(&problem, &game, &messages);
        prop_assert_eq!(game.region(&messages).name(), region);
        let outcome = game.outcome(&messages);
        for (x, share) in lottery.iter().enumerate() {
            prop_assert_eq!(&outcome.probability(OutcomeId(x)), share);
        }
        let frame = problem.environment().without_beliefs();
        for truth in frame.space().profiles() {
            for agent in frame.space().agents() {
                let expected = outcome.expected(|x| frame.payoff(agent, x, truth).clone());
                prop_assert_eq!(game.payoff(agent, &messages, truth), expected);
            }
        }
    }
}

/// Claim 3.4.1 is false as printed: half of the reward and half of the bad outcome is a hedge.
#[test]
fn a_claim_may_be_a_hedge_unless_the_bad_outcome_is_deep() {
    let problem = parse(HEDGE);
    let swap = || vec![constant(&problem, "swap")];
    let game = ChoiceGame::new(&problem, Scope::Pattern, sure(&problem, "bad"), swap()).unwrap();
    assert!(game.depth() <= &Rational::ZERO);
    let truth = truthful_choice(&game, ChoiceId(0));
    assert_eq!(choice_value(&game, &truth, AgentId(0), TypeId(0)), Rational::ZERO);
    let claim =
        ChoiceMessage { claim: 1, reward: Some(RewardId(0)), ..ChoiceMessage::report(TypeId(0), ChoiceId(0)) };
    let then = vec![vec![claim], truth[1].clone()];
    // Half of (0, 10) and half of (9, −1) at least.
    assert_eq!(choice_value(&game, &then, AgentId(0), TypeId(0)), number(9, 2));
    assert!(matches!(game.region(&[claim, truth[1][0]]), ChoiceRegion::Reward { .. }));
    let agents = [Coalition::single(AgentId(0)), Coalition::single(AgentId(1))];
    let found = first_choice_deviation(&game, &truth, &agents).expect("the hedge");
    assert_eq!(check_choice_deviation(&game, &truth, &agents, &found), Ok(()));
    let answer = search_choice_play(&game, &mut |_| {}).unwrap();
    assert!(answer.from_truth.is_some());

    let ruin = deepest_bad_outcome(&problem).unwrap().unwrap();
    let game = ChoiceGame::new(&problem, Scope::Pattern, ruin, swap()).unwrap();
    assert!(game.depth() > &Rational::ZERO);
    assert_eq!(first_choice_deviation(&game, &truth, &agents), None);
    let answer = search_choice_play(&game, &mut |_| {}).unwrap();
    assert_eq!((answer.from_truth, answer.standing), (None, 0));
}

/// All strategies and all deviations of single agents of the bounded space, by the definition: what stands there and is not among the strategies
/// without claims is dissolved by a larger number; what the search dissolves is no equilibrium.
#[test]
fn the_search_agrees_with_all_messages_of_a_bounded_space() {
    let problem = parse(HEDGE);
    let ruin = sure(&problem, "ruin");
    let rewards = vec![constant(&problem, "swap"), constant(&problem, "bad")];
    let game = ChoiceGame::new(&problem, Scope::Pattern, ruin, rewards).unwrap();
    let space = problem.environment().space();
    let messages_of = |agent: AgentId, top: u64| -> Vec<ChoiceMessage> {
        let mut all = Vec::new();
        for report in space.types(agent) {
            for claim in 0..=top {
                for number in 0..=top {
                    for reward in [None, Some(RewardId(0)), Some(RewardId(1))] {
                        all.push(ChoiceMessage { report, choice: ChoiceId(0), claim, number, reward });
                    }
                }
            }
        }
        all
    };
    let singles: Vec<Coalition> = space.agents().map(Coalition::single).collect();
    let (mut seen, mut standing) = (0, 0);
    for first in messages_of(AgentId(0), 1) {
        for high in messages_of(AgentId(1), 1) {
            for low in messages_of(AgentId(1), 1) {
                let strategy: ChoiceStrategy = vec![vec![first], vec![high, low]];
                let claims = strategy.iter().flatten().any(|m| m.claim > 0);
                // Thin out the many that claim; keep all that do not.
                seen += 1;
                if claims && seen % 17 != 0 {
                    continue;
                }
                let deviates = space.agents().any(|agent| {
                    space.types(agent).any(|own| {
                        let had = choice_value(&game, &strategy, agent, own);
                        messages_of(agent, 2).into_iter().any(|message| {
                            let mut then = strategy.clone();
                            then[agent.0][own.0] = message;
                            choice_value(&game, &then, agent, own) > had
                        })
                    })
                });
                if claims {
                    assert!(deviates, "{strategy:?}");
                } else if deviates {
                    let found = first_choice_deviation(&game, &strategy, &singles).expect("as found by hand");
                    assert_eq!(check_choice_deviation(&game, &strategy, &singles, &found), Ok(()));
                } else {
                    standing += 1;
                    assert!(brings(&game, &strategy).is_some(), "f is constant");
                }
            }
        }
    }
    assert!(standing > 0);
    assert_eq!(choice_play_size(&game, 1).reports, ambimech_model::number::Natural::from(4u8));
}

/// Nobody cares what is chosen, so that without rewards every report of agent 2 is an equilibrium. Agent 1 with a uniform belief is paid for
/// reporting that agent 2 says L at H and H at L.
#[test]
fn a_reward_dissolves_what_stands_without_it() {
    let sets = "[priors.\"1\"]\nkind = \"wald\"\n[priors.\"2\"]\nkind = \"wald\"\n";
    let beliefs = "[beliefs.\"1\"]\n\"a\" = { \"H\" = 1, \"L\" = 1 }\n[beliefs.\"2\"]\n\"H\" = { \"a\" = 1 }\n\"L\" = { \"a\" = 1 }\n";
    let rest = "[outcomes.x]\n\"1\" = 0\n\"2\" = 0\n[outcomes.y]\n\"1\" = 0\n\"2\" = 0\n\
                [outcomes.gift]\n\"1\" = 'if(type[2] == \"H\", 1, -1)'\n\"2\" = 0\n\
                [outcomes.ruin]\n\"1\" = -2\n\"2\" = -2\n[allocation]\n\"* H\" = \"x\"\n\"* L\" = \"y\"\n";
    assert!(HEDGE.contains(sets));
    let head = HEDGE.split("[outcomes.base]").next().unwrap();
    let problem = parse(&(head.replace(sets, beliefs) + rest));
    let bad = deepest_bad_outcome(&problem).unwrap().unwrap();
    let bare = ChoiceGame::new(&problem, Scope::Pattern, bad.clone(), Vec::new()).unwrap();
    let without = search_choice_play(&bare, &mut |_| {}).unwrap();
    assert_eq!((without.wanted, without.dissolved, without.standing), (1, 0, 3));
    assert!(without.from_truth.is_none() && !without.truth_open && without.open == 0);
    let singles: Vec<Coalition> = (0..2).map(|i| Coalition::single(AgentId(i))).collect();
    let report = |own| ChoiceMessage::report(TypeId(own), ChoiceId(0));
    let swapped: ChoiceStrategy = vec![vec![report(0)], vec![report(1), report(0)]];
    assert_eq!(check_choice_equilibrium(&bare, &swapped, &singles), Ok(()));

    let lotteries = vec![sure(&problem, "x"), sure(&problem, "gift")];
    let reward = NamedFunction { name: "told".to_string(), lotteries };
    let game = ChoiceGame::new(&problem, Scope::Pattern, bad, vec![reward]).unwrap();
    let with = search_choice_play(&game, &mut |_| {}).unwrap();
    assert_eq!((with.wanted, with.dissolved, with.standing), (1, 1, 2));
    assert!(with.from_truth.is_none());
    assert_eq!(with.shown[0].strategy, swapped);
    // The same answer again, however the threads ran.
    assert_eq!(with, search_choice_play(&game, &mut |_| {}).unwrap());
    // An equilibrium of the game without the reward is none of the game with it.
    let refused = check_choice_equilibrium(&game, &swapped, &singles);
    assert!(matches!(refused, Err(ChoiceRefusal::Deviates(_))), "{refused:?}");
}

/// The rewards of the proof of monotonicity leave nothing unwanted.
#[test]
fn the_safe_option_has_no_unwanted_equilibrium() {
    let problem = example("ambiguous-safe-option");
    let effort = ambimech_solve::maxmin::Effort::default();
    let study = ambimech_solve::maxmin::study_choices(&problem, Scope::Pattern, effort, &mut |_| {});
    let rewards = ambimech_solve::choice_play::rewards_of_findings(&study.findings);
    let bad = deepest_bad_outcome(&problem).unwrap().unwrap();
    let game = ChoiceGame::new(&problem, Scope::Pattern, bad, rewards).unwrap();
    let found = search_choice_play(&game, &mut |_| {}).unwrap();
    assert_eq!((found.from_truth, found.wanted, found.dissolved, found.standing), (None, 1, 107, 0));
}

/// Other orders of agents and of types change names, not what happens.
#[test]
fn relabelling_relabels_outcomes() {
    let one = "[[agents]]\nname = \"1\"\ntypes = [\"a\"]\n";
    let two = "[[agents]]\nname = \"2\"\ntypes = [\"H\", \"L\"]\n";
    assert!(HEDGE.contains(&format!("{one}{two}")));
    let other =
        HEDGE.replace(&format!("{one}{two}"), &format!("{}{one}", two.replace("\"H\", \"L\"", "\"L\", \"H\"")));
    let (problem, relabelled) = (parse(HEDGE), parse(&other));
    let bad = |problem| sure(problem, "bad");
    let rewards = |problem| vec![constant(problem, "swap"), constant(problem, "base")];
    let game = ChoiceGame::new(&problem, Scope::Pattern, bad(&problem), rewards(&problem)).unwrap();
    let mirror = ChoiceGame::new(&relabelled, Scope::Pattern, bad(&relabelled), rewards(&relabelled)).unwrap();
    assert_eq!((game.margin(), game.depth(), game.epsilon()), (mirror.margin(), mirror.depth(), mirror.epsilon()));
    for seed in 0..2usize.pow(9) {
        let bit = |place: u32| seed >> place & 1;
        let send = |report: usize, first: u32| ChoiceMessage {
            report: TypeId(report),
            choice: ChoiceId(0),
            claim: (bit(first) * 2) as u64,
            number: (bit(first + 1) + 2 * bit(first + 2)) as u64,
            reward: (bit(first + 3) > 0).then_some(RewardId(bit(first) + bit(first + 1) % 2).min(RewardId(1))),
        };
        let (a, b) = (send(0, 0), send(bit(8), 4));
        let swapped = ChoiceMessage { report: TypeId(1 - b.report.0), ..b };
        assert_eq!(game.region(&[a, b]).name(), mirror.region(&[swapped, a]).name());
        assert_eq!(game.outcome(&[a, b]), mirror.outcome(&[swapped, a]));
        for own in 0..2 {
            let before = game.payoff(AgentId(0), &[a, b], ProfileId(own));
            let after = mirror.payoff(AgentId(1), &[swapped, a], ProfileId(1 - own));
            assert_eq!(before, after);
        }
    }
}

#[test]
fn tampered_witnesses_are_refused() {
    let problem = parse(HEDGE);
    let rewards = vec![constant(&problem, "swap")];
    let game = ChoiceGame::new(&problem, Scope::Pattern, sure(&problem, "bad"), rewards).unwrap();
    let truth = truthful_choice(&game, ChoiceId(0));
    let agents = [Coalition::single(AgentId(0)), Coalition::single(AgentId(1))];
    let good = first_choice_deviation(&game, &truth, &agents).unwrap();
    let refused = |change: &dyn Fn(&mut ChoiceDeviation)| {
        let mut bad = good.clone();
        change(&mut bad);
        check_choice_deviation(&game, &truth, &agents, &bad).unwrap_err()
    };
    assert_eq!(refused(&|d| d.messages[0][0].claim = 0), ChoiceRefusal::NoGain);
    assert_eq!(refused(&|d| d.messages[0][0].reward = Some(RewardId(1))), ChoiceRefusal::OutOfRange);
    assert_eq!(refused(&|d| d.messages[0][0].report = TypeId(1)), ChoiceRefusal::OutOfRange);
    assert_eq!(refused(&|d| d.messages[0][0].choice = ChoiceId(1)), ChoiceRefusal::OutOfRange);
    assert_eq!(refused(&|d| d.messages.clear()), ChoiceRefusal::OutOfRange);
    assert_eq!(refused(&|d| d.at = ProfileId(2)), ChoiceRefusal::OutOfRange);
    assert_eq!(refused(&|d| d.messages[0][0].reward = None), ChoiceRefusal::Loses(AgentId(0)));
    let both = Coalition::grand(2);
    assert_eq!(
        refused(&|d| {
            d.coalition = both;
            d.messages.push(truth[1].clone());
        }),
        ChoiceRefusal::MayNot(both)
    );
    assert_eq!(check_choice_equilibrium(&game, &truth, &agents), Err(ChoiceRefusal::Wanted(ChoiceId(0))));
    let base = sure(&problem, "base");
    let none = ChoiceGame::new(&problem, Scope::Pattern, base, Vec::new());
    assert!(matches!(none, Err(ChoiceGameError::NotBad)));
}

/// A profile that cannot occur is no place for a deviation, and both functions of the illustration are brought by the truth.
#[test]
fn the_illustration_is_played_on_what_can_occur() {
    let problem = example("guo-2018-information-partitions");
    let bad = deepest_bad_outcome(&problem).unwrap().unwrap();
    let game = ChoiceGame::new(&problem, Scope::Pattern, bad, all_constants(&problem)).unwrap();
    for choice in problem.choice_ids() {
        assert_eq!(brings(&game, &truthful_choice(&game, choice)), Some(choice));
    }
    let truth = truthful_choice(&game, ChoiceId(0));
    let claims = vec![ChoiceMessage { number: 1, ..truth[0][1] }; 2];
    let deviation =
        ChoiceDeviation { coalition: Coalition::single(AgentId(0)), at: ProfileId(3), messages: vec![claims] };
    let refused = check_choice_deviation(&game, &truth, game.coalitions(), &deviation);
    assert_eq!(refused, Err(ChoiceRefusal::Impossible(ProfileId(3))));
    let answer = search_choice_play(&game, &mut |_| {}).unwrap();
    assert!(answer.wanted >= 2);
}
