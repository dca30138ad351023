//! The canonical mechanisms of THESIS theorems 2.5.1 and 2.6.1 and of section 2.8.1 against a second writing of their definitions, on plain tables and from the
//! text of the thesis: regions and lotteries of random messages, the same after relabelling, equilibria by all messages of bounded spaces, and
//! tampered witnesses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod second_writing;

use ambimech_model::check::{
    PlayRefusal, check_play_deviation, check_unwanted_equilibrium, first_play_deviation, first_unwanted,
    truthful_strategy,
};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::play::{
    CanonicalGame, EconomyGame, EconomyGameError, InterimTypes, Message, Notion, PlayDeviation, PlayedGame,
    RewardId, Strategy,
};
use ambimech_model::robust::Scope;
use ambimech_solve::play::{play_size, search_play};
use proptest::prelude::*;
use second_writing::{Sent, Tables, each, economy_of, with_bad_outcome};

/// A small deterministic stream of numbers from a seed.
fn stream(seed: u64) -> impl FnMut(u64) -> usize {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from((state >> 20) % below).unwrap()
    }
}

fn scope(tables: &Tables) -> Scope {
    let of = |list: &[Vec<usize>]| {
        let coalition = |members: &Vec<usize>| members.iter().map(|i| AgentId(*i)).collect::<Coalition>();
        Pattern::listed(tables.counts.len(), list.iter().map(coalition))
    };
    Scope { objectors: of(&tables.objectors), guarded: of(&tables.guarded) }
}

fn canonical(tables: &Tables) -> CanonicalGame {
    let bad = Lottery::sure(OutcomeId(tables.bad));
    CanonicalGame::new(tables.environment(), scope(tables), bad, tables.named_rewards()).unwrap()
}

fn economy(tables: &Tables) -> EconomyGame {
    let everything = tables.everything.iter().map(|x| OutcomeId(*x)).collect();
    EconomyGame::new(tables.environment(), scope(tables), everything, tables.named_rewards()).unwrap()
}

fn to_message(sent: &Sent) -> Message {
    Message {
        report: TypeId(sent.report),
        claim: sent.claim,
        number: sent.number,
        reward: sent.reward.map(RewardId),
    }
}

/// Random messages, agreeing ones among them, since agreement is rare by chance.
fn random_messages(tables: &Tables, next: &mut impl FnMut(u64) -> usize) -> Vec<Sent> {
    let mut all: Vec<Sent> = tables
        .counts
        .iter()
        .map(|count| Sent {
            report: next(*count as u64),
            claim: [0, 0, 1, 3][next(4)],
            number: [0, 0, 1, 2, 5][next(5)],
            reward: next(tables.rewards.len() as u64 + 1).checked_sub(1),
        })
        .collect();
    if next(2) == 0 && !tables.rewards.is_empty() {
        let place = next(tables.rewards.len() as u64);
        for (i, sent) in all.iter_mut().enumerate() {
            let inside = tables.rewards[place].members.contains(&i);
            sent.claim = if inside { 2 } else { 0 };
            sent.reward = inside.then_some(place);
            if next(3) > 0 {
                sent.number = 0;
            }
        }
    }
    all
}

fn agree(
    game: &dyn PlayedGame,
    tables: &Tables,
    sent: &[Sent],
    expected: &[Rational],
) -> Result<(), TestCaseError> {
    let messages: Vec<Message> = sent.iter().map(to_message).collect();
    let outcome = game.outcome(&messages);
    for (x, share) in expected.iter().enumerate() {
        prop_assert_eq!(&outcome.probability(OutcomeId(x)), share, "{:?} {:?}", tables, sent);
    }
    for (at, _) in each(&tables.counts).iter().enumerate() {
        for i in 0..tables.counts.len() {
            let worth = tables.expected(i, at, expected);
            prop_assert_eq!(game.payoff(AgentId(i), &messages, ProfileId(at)), worth);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Theorems 2.5.1 and 2.6.1.
    #[test]
    fn lotteries_with_a_bad_outcome_are_those_of_the_text(seed in any::<u64>()) {
        let mut next = stream(seed);
        let tables = with_bad_outcome(&mut next);
        let game = canonical(&tables);
        let other = tables.relabelled(true);
        let mirror = canonical(&other.tables);
        for _ in 0..12 {
            let sent = random_messages(&tables, &mut next);
            let (region, expected) = tables.theorem(&sent);
            let messages: Vec<Message> = sent.iter().map(to_message).collect();
            prop_assert_eq!(game.region(&messages).name(), region, "{:?} {:?}", tables, sent);
            agree(&game, &tables, &sent, &expected)?;
            let moved: Vec<Message> = other.sent(&sent).iter().map(to_message).collect();
            prop_assert_eq!(mirror.region(&moved).name(), region);
            let outcome = mirror.outcome(&moved);
            for (x, share) in expected.iter().enumerate() {
                prop_assert_eq!(&outcome.probability(OutcomeId(other.outcomes[x])), share);
            }
        }
    }

    /// Section 2.8.1. Agents keep their places when names change, because ties are broken by them.
    #[test]
    fn outcomes_without_a_bad_outcome_are_those_of_the_text(seed in any::<u64>()) {
        let mut next = stream(seed);
        let tables = economy_of(&mut next, &[2, 1, 2]);
        let game = economy(&tables);
        let other = tables.relabelled(false);
        let mirror = economy(&other.tables);
        for _ in 0..12 {
            let sent = random_messages(&tables, &mut next);
            let (region, outcome) = tables.section(&sent);
            let mut expected = vec![Rational::ZERO; tables.payoffs.len()];
            expected[outcome] = Rational::ONE;
            let messages: Vec<Message> = sent.iter().map(to_message).collect();
            prop_assert_eq!(game.region(&messages).name(), region, "{:?} {:?}", tables, sent);
            agree(&game, &tables, &sent, &expected)?;
            let moved: Vec<Message> = other.sent(&sent).iter().map(to_message).collect();
            prop_assert_eq!(mirror.region(&moved).name(), region);
            prop_assert_eq!(mirror.outcome(&moved).sure_outcome(), Some(OutcomeId(other.outcomes[outcome])));
        }
    }
}

/// One type for each payoff type with the uniform belief.
fn uniform(game: &dyn PlayedGame, tables: &Tables) -> InterimTypes {
    let names = tables.counts.iter().map(|count| (0..*count).map(|t| format!("t{t}")).collect()).collect();
    InterimTypes::uniform(game.environment().space(), names).unwrap()
}

fn to_strategy(strategy: &[Vec<Sent>]) -> Strategy {
    strategy.iter().map(|own| own.iter().map(to_message).collect()).collect()
}

/// Every strategy of reports: what the checker finds to deviate with pays by the tables, and when it finds nothing no messages of a bounded space pay.
fn reports_agree(
    game: &dyn PlayedGame,
    tables: &Tables,
    types: &InterimTypes,
    worth: &second_writing::Worth<'_>,
    notion: Notion,
) -> [usize; 3] {
    let mut counts = [0; 3];
    for strategy in tables.strategies(&|i| tables.plain(i)) {
        let model = to_strategy(&strategy);
        let unwanted = first_unwanted(game, types, &model).is_some();
        let found = first_play_deviation(game, types, &model, &game.scope().objectors, notion);
        match &found {
            Some(deviation) => {
                assert_eq!(
                    check_play_deviation(game, types, &model, &game.scope().objectors, deviation, notion),
                    Ok(())
                );
                let own = types.space().joint_types(deviation.coalition, deviation.types);
                let members: Vec<(usize, usize)> = own.iter().map(|(agent, own)| (agent.0, own.0)).collect();
                let send: Vec<Sent> = deviation
                    .messages
                    .iter()
                    .map(|m| Sent {
                        report: m.report.0,
                        claim: m.claim,
                        number: m.number,
                        reward: m.reward.map(|r| r.0),
                    })
                    .collect();
                let pays = match notion {
                    Notion::Pooled => tables.pays(worth, &strategy, &members, &send),
                    Notion::Committed => tables.commitment_pays(worth, &strategy, &members, &send),
                };
                assert!(pays, "{tables:?} {strategy:?} {deviation:?}");
            }
            None => assert_eq!(
                tables.deviation(worth, &strategy, &tables.objectors, (2, notion == Notion::Committed)),
                None,
                "{tables:?} {strategy:?}"
            ),
        }
        counts[if !unwanted { 0 } else { 1 + usize::from(found.is_none()) }] += 1;
        let accepted = check_unwanted_equilibrium(game, types, &model, notion).is_ok();
        assert_eq!(accepted, unwanted && found.is_none());
    }
    counts
}

/// Section 2.8.1 on economies with one type that matters: of all strategies of a bounded space, the equilibria are those of the search.
#[test]
fn all_messages_of_a_bounded_space_have_the_equilibria_of_the_search_in_an_economy() {
    let (mut standing, mut dissolved) = (0, 0);
    for seed in 1..=10 {
        let mut tables = economy_of(&mut stream(seed), &[2, 1, 1]);
        tables.rewards.truncate(1);
        let game = economy(&tables);
        let types = uniform(&game, &tables);
        let worth = |sent: &[Sent], i: usize, at: usize| {
            let (_, outcome) = tables.section(sent);
            tables.payoffs[outcome][i][at].clone()
        };
        for notion in [Notion::Pooled, Notion::Committed] {
            let counts = reports_agree(&game, &tables, &types, &worth, notion);
            let answer = search_play(&game, &types, notion, &mut |_| {}).unwrap();
            let found = [answer.wanted, answer.dissolved, answer.standing];
            assert_eq!(found.map(|count| usize::try_from(count).unwrap()), counts, "seed {seed}");
            standing += answer.standing;
            dissolved += answer.dissolved;
        }
        let singles: Vec<Vec<usize>> = (0..3).map(|i| vec![i]).collect();
        for strategy in tables.strategies(&|i| tables.messages(i, 1)) {
            let active = strategy.iter().flatten().any(|sent| sent.claim > 0 || sent.number > 0);
            if active {
                assert!(tables.gains_alone(&worth, &strategy, &singles), "seed {seed}: {strategy:?}");
            }
        }
    }
    assert!(standing > 0 && dissolved > 0, "{standing} {dissolved}");
}

/// Theorem 2.5.1 with two agents: whoever claims gains by a larger number, and reports are equilibria as the search says.
#[test]
fn all_messages_of_a_bounded_space_have_the_equilibria_of_the_search_with_a_bad_outcome() {
    let (mut standing, mut dissolved) = (0, 0);
    for seed in 1..=12 {
        let mut tables = with_bad_outcome(&mut stream(seed));
        tables.rewards.truncate(2);
        if tables.counts.iter().product::<usize>() > 4 {
            continue;
        }
        let game = canonical(&tables);
        let types = uniform(&game, &tables);
        let worth = |sent: &[Sent], i: usize, at: usize| tables.expected(i, at, &tables.theorem(sent).1);
        for notion in [Notion::Pooled, Notion::Committed] {
            let counts = reports_agree(&game, &tables, &types, &worth, notion);
            let answer = search_play(&game, &types, notion, &mut |_| {}).unwrap();
            let found = [answer.wanted, answer.dissolved, answer.standing];
            assert_eq!(found.map(|count| usize::try_from(count).unwrap()), counts, "seed {seed}");
            standing += answer.standing;
            dissolved += answer.dissolved;
        }
        let mut next = stream(seed + 100);
        for _ in 0..40 {
            let mut strategy: Vec<Vec<Sent>> = Vec::new();
            for (i, count) in tables.counts.iter().enumerate() {
                let all = tables.messages(i, 1);
                strategy.push((0..*count).map(|_| all[next(all.len() as u64)].clone()).collect());
            }
            let claims =
                |(i, own): (usize, &Vec<Sent>)| own.iter().position(|sent| sent.claim > 0).map(|t| (i, t));
            let Some((i, own)) = strategy.iter().enumerate().find_map(claims) else { continue };
            let mut larger = strategy[i][own].clone();
            larger.number += 1;
            assert!(tables.pays(&worth, &strategy, &[(i, own)], &[larger]), "seed {seed}: {strategy:?}");
        }
    }
    assert!(standing > 0 && dissolved > 0, "{standing} {dissolved}");
}

/// Two agents both of whose best outcome is one and the same are no economy, and types without full support are not searched.
#[test]
fn what_the_argument_of_the_economy_needs_is_asked_for() {
    let mut tables = economy_of(&mut stream(3), &[2, 1, 1]);
    let game = economy(&tables);
    let space = game.environment().space();
    let names = vec![vec!["a".to_string(), "b".to_string()], vec!["c".to_string()], vec!["d".to_string()]];
    let payoff_types = vec![vec![TypeId(0), TypeId(1)], vec![TypeId(0)], vec![TypeId(0)]];
    let sure = vec![Rational::ONE, Rational::ZERO];
    let beliefs = vec![vec![vec![Rational::ONE]; 2], vec![sure.clone()], vec![sure]];
    let types = InterimTypes::new(space, names, payoff_types, beliefs).unwrap();
    assert_eq!(types.first_without_full_support(), Some((AgentId(1), TypeId(0), ProfileId(1))));
    assert!(search_play(&game, &types, Notion::Pooled, &mut |_| {}).is_err());
    for i in 0..2 {
        let everything = tables.payoffs[tables.everything[i]][i].clone();
        tables.payoffs.last_mut().unwrap()[i] = everything;
    }
    let everything = tables.everything.iter().map(|x| OutcomeId(*x)).collect();
    let refused = EconomyGame::new(tables.environment(), scope(&tables), everything, Vec::new());
    assert!(matches!(refused, Err(EconomyGameError::BestForTwo(AgentId(0), AgentId(1), ..))), "{refused:?}");
}

#[test]
fn tampered_witnesses_are_refused() {
    let notion = Notion::Pooled;
    let (mut tried, mut standing) = (0, 0);
    for seed in 1..=40 {
        let tables = economy_of(&mut stream(seed), &[2, 1, 2]);
        let game = economy(&tables);
        let types = uniform(&game, &tables);
        let among = game.scope().objectors.clone();
        assert!(play_size(&game, &types, 1).strategies > play_size(&game, &types, 1).reports);
        let answer = search_play(&game, &types, notion, &mut |_| {}).unwrap();
        for dissolved in &answer.shown {
            let refused = |change: &dyn Fn(&mut PlayDeviation)| {
                let mut bad = dissolved.deviation.clone();
                change(&mut bad);
                check_play_deviation(&game, &types, &dissolved.strategy, &among, &bad, notion).unwrap_err()
            };
            tried += 1;
            assert_eq!(refused(&|d| d.messages.clear()), PlayRefusal::OutOfRange);
            assert_eq!(refused(&|d| d.types = JointTypeId(99)), PlayRefusal::OutOfRange);
            assert_eq!(refused(&|d| d.messages[0].report = TypeId(2)), PlayRefusal::OutOfRange);
            assert_eq!(refused(&|d| d.messages[0].reward = Some(RewardId(9))), PlayRefusal::OutOfRange);
            assert_eq!(refused(&|d| d.coalition = Coalition::EMPTY), PlayRefusal::OutOfRange);
            let same = |d: &mut PlayDeviation| {
                let own = types.space().joint_types(d.coalition, d.types);
                d.messages = own.iter().map(|(agent, own)| dissolved.strategy[agent.0][own.0]).collect();
            };
            assert!(matches!(refused(&same), PlayRefusal::NoGain(_)));
            let deviator = dissolved.deviation.coalition;
            let refusal = check_play_deviation(
                &game,
                &types,
                &dissolved.strategy,
                &Pattern::Listed(Vec::new()),
                &dissolved.deviation,
                notion,
            );
            assert_eq!(refusal, Err(PlayRefusal::MayNot(deviator)));
            let stands = check_unwanted_equilibrium(&game, &types, &dissolved.strategy, notion);
            assert!(matches!(stands, Err(PlayRefusal::Deviates(_))), "{stands:?}");
        }
        let truth = truthful_strategy(&types);
        assert_eq!(check_unwanted_equilibrium(&game, &types, &truth, notion), Err(PlayRefusal::Wanted));
        if let Some((strategy, at)) = answer.equilibrium {
            standing += 1;
            assert_eq!(check_unwanted_equilibrium(&game, &types, &strategy, notion), Ok(at));
            let mut numbered = strategy.clone();
            numbered[0][0].number = 1;
            assert_eq!(check_unwanted_equilibrium(&game, &types, &numbered, notion), Err(PlayRefusal::Claims));
            let mut short = strategy.clone();
            short[2].pop();
            assert_eq!(check_unwanted_equilibrium(&game, &types, &short, notion), Err(PlayRefusal::OutOfRange));
        }
    }
    assert!(tried > 5 && standing > 5, "{tried} {standing}");
}
