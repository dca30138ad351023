//! Deviations of coalitions whose types do not act alike, in the canonical mechanisms for sets of beliefs: one that pays from the truth although the bad
//! outcome is deep, and random games in which all deviations of a bounded space are gone through.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_model::check::{
    ChoiceRefusal, Patched, check_choice_deviation, check_choice_equilibrium, choice_value,
    first_choice_deviation, patched_deviation, truthful_choice,
};
use ambimech_model::choice_game::{
    ChoiceDeviation, ChoiceGame, ChoiceMessage, ChoiceRegion, ChoiceStrategy, NamedFunction,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{ChoiceId, ChoiceProblem, Scope};
use ambimech_model::number::Rational;
use ambimech_model::play::RewardId;
use ambimech_solve::choice_play::search_choice_play;

/// Agent 1 knows whether the prize is good for agent 2, which thinks both equally probable. Outcomes are base, prize, other and ruin, by their payoffs of agent 1 at a and b, and
/// of agent 2 at a and b.
fn problem(kind: &str, outcomes: &[(&str, [i64; 4])], chosen: [&str; 2]) -> ChoiceProblem {
    let mut text = String::from(
        "format = \"ambimech-environment/1\"\nname = \"Patches\"\ncoalitions = \"all\"\n[[agents]]\nname = \"1\"\n\
         types = [\"a\", \"b\"]\n[[agents]]\nname = \"2\"\ntypes = [\"c\"]\n",
    );
    text += match kind {
        "wald" => "[priors.\"1\"]\nkind = \"wald\"\n[priors.\"2\"]\nkind = \"wald\"\n",
        _ => {
            "[beliefs.\"1\"]\n\"a\" = { \"c\" = 1 }\n\"b\" = { \"c\" = 1 }\n[beliefs.\"2\"]\n\"c\" = { \"a\" = 1, \"b\" = 1 }\n"
        }
    };
    for (name, halves) in outcomes {
        let line =
            |agent: usize, a: i64, b: i64| format!("\"{agent}\" = 'if(type[1] == \"a\", ({a})/2, ({b})/2)'\n");
        text += &format!("[outcomes.{name}]\n");
        text += &line(1, halves[0], halves[1]);
        text += &line(2, halves[2], halves[3]);
    }
    text += &format!("[allocation]\n\"a *\" = \"{}\"\n\"b *\" = \"{}\"\n", chosen[0], chosen[1]);
    let text = EnvironmentText { text: &text, file_name: "test.toml", format: Format::Toml, folder: None };
    text.read_choice_problem(&[]).unwrap_or_else(|error| panic!("{error}\n{}", text.text))
}

fn constant(place: usize) -> NamedFunction {
    NamedFunction { name: format!("h{place}"), lotteries: vec![Lottery::sure(OutcomeId(place)); 2] }
}

/// Claim 3.4.1 fails for coalitions of several even when the bad outcome is deep. The prize is worth 1 to both at a, and −2 to agent 2 at b, so that agent 2 does not want it. But
/// agent 1 of type b can spoil the claim, and then agent 2 meets the bad outcome, −1/2, instead.
#[test]
fn the_truth_may_be_left_by_a_patched_deviation() {
    let outcomes = |ruin| [("base", [0, 0, 0, 0]), ("prize", [2, 0, 2, -4]), ("ruin", [ruin; 4])];
    let mild = problem("uniform", &outcomes(-1), ["base", "base"]);
    let game = ChoiceGame::new(&mild, Scope::Pattern, Lottery::sure(OutcomeId(2)), vec![constant(1)]).unwrap();
    assert!(game.depth() > &Rational::ZERO);
    let truth = truthful_choice(&game, ChoiceId(0));
    assert_eq!(first_choice_deviation(&game, &truth, game.coalitions()), None);
    let Patched::Found(found) = patched_deviation(&game, &truth, Coalition::grand(2)) else { panic!("none") };
    assert_eq!(check_choice_deviation(&game, &truth, game.coalitions(), &found), Ok(()));
    let at = |own: usize| game.region(&[found.messages[0][own], found.messages[1][0]]);
    let own = mild.environment().space().type_of(found.at, AgentId(0));
    assert_eq!(own, TypeId(0));
    assert!(
        matches!(at(0), ChoiceRegion::Reward { .. }) && matches!(at(1), ChoiceRegion::Otherwise(_)),
        "{found:?}"
    );
    let answer = search_choice_play(&game, &mut |_| {}).unwrap();
    assert_eq!(answer.from_truth, Some((ChoiceId(0), found.clone())));

    // Worth less somewhere, or claimed by everybody, or spoilt at the wrong type.
    let refused = |change: &dyn Fn(&mut ChoiceDeviation)| {
        let mut bad = found.clone();
        change(&mut bad);
        check_choice_deviation(&game, &truth, game.coalitions(), &bad).unwrap_err()
    };
    assert_eq!(refused(&|d| d.messages[0][1] = d.messages[0][0]), ChoiceRefusal::Loses(AgentId(1)));
    assert_eq!(refused(&|d| d.messages[0].swap(0, 1)), ChoiceRefusal::Loses(AgentId(0)));
    assert_eq!(refused(&|d| d.messages[1][0].reward = None), ChoiceRefusal::Loses(AgentId(0)));
    assert_eq!(refused(&|d| d.at = ProfileId(1)), ChoiceRefusal::Loses(AgentId(0)));

    // With a harsh bad outcome nothing of the kind pays, and this is known.
    let harsh = problem("uniform", &outcomes(-4), ["base", "base"]);
    let game = ChoiceGame::new(&harsh, Scope::Pattern, Lottery::sure(OutcomeId(2)), vec![constant(1)]).unwrap();
    assert_eq!(patched_deviation(&game, &truth, Coalition::grand(2)), Patched::Absent);
    let answer = search_choice_play(&game, &mut |_| {}).unwrap();
    assert_eq!((answer.from_truth, answer.truth_open, answer.standing), (None, false, 0));
}

/// Everything that the coalition of both can send with claims up to 3 and one large number.
fn bounded(game: &ChoiceGame<'_>) -> Vec<Vec<Vec<ChoiceMessage>>> {
    let messages = |agent: usize| {
        let mut all = Vec::new();
        for report in game.problem().environment().space().types(AgentId(agent)) {
            let plain = ChoiceMessage { number: 1_000_000, ..ChoiceMessage::report(report, ChoiceId(0)) };
            all.push(plain);
            for claim in 1..=3 {
                let rewards = (0..game.rewards().len()).map(|place| Some(RewardId(place)));
                all.extend(std::iter::once(None).chain(rewards).map(|reward| ChoiceMessage {
                    claim,
                    reward,
                    ..plain
                }));
            }
        }
        all
    };
    let (one, two) = (messages(0), messages(1));
    let mut all = Vec::new();
    for a in &one {
        for b in &one {
            all.extend(two.iter().map(|c| vec![vec![*a, *b], vec![*c]]));
        }
    }
    all
}

/// Whether nobody of the coalition loses at the profile and somebody gains, by values alone.
fn pays(game: &ChoiceGame<'_>, strategy: &ChoiceStrategy, then: &ChoiceStrategy, at: ProfileId) -> bool {
    let space = game.problem().environment().space();
    let change = |agent: AgentId| {
        let own = space.type_of(at, agent);
        choice_value(game, then, agent, own) - choice_value(game, strategy, agent, own)
    };
    let changes: Vec<Rational> = space.agents().map(change).collect();
    changes.iter().all(|change| *change >= Rational::ZERO) && changes.iter().any(|change| *change > Rational::ZERO)
}

/// What is called absent is not among all messages of a bounded space, and what is called an equilibrium neither.
#[test]
fn what_is_absent_is_absent() {
    let mut seen = [0; 3];
    let mut state = 7u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % below).unwrap()
    };
    for round in 0..24 {
        let mut row = |low: i64, range: u64| [0; 4].map(|_: i64| low + next(range));
        let outcomes = [("base", row(0, 2)), ("prize", row(-4, 8)), ("other", row(0, 3)), ("ruin", row(-6, 6))];
        let ruin = outcomes[3].1.map(|half| half.min(-1));
        let outcomes = [outcomes[0], outcomes[1], outcomes[2], ("ruin", ruin)];
        let kind = if round % 2 == 0 { "uniform" } else { "wald" };
        let problem = problem(kind, &outcomes, ["base", ["base", "other"][round % 3 / 2]]);
        let rewards = vec![constant(1)];
        let game = ChoiceGame::new(&problem, Scope::Pattern, Lottery::sure(OutcomeId(3)), rewards).unwrap();
        let both = Coalition::grand(2);
        let everything = bounded(&game);
        for reports in [[0, 1], [0, 0], [1, 0]] {
            let report = |own| ChoiceMessage::report(TypeId(own), ChoiceId(0));
            let strategy: ChoiceStrategy = vec![reports.map(report).to_vec(), vec![report(0)]];
            let found = patched_deviation(&game, &strategy, both);
            match &found {
                Patched::Found(deviation) => {
                    seen[0] += 1;
                    assert_eq!(check_choice_deviation(&game, &strategy, &[both], deviation), Ok(()));
                    assert!(pays(&game, &strategy, &deviation.messages, deviation.at));
                }
                Patched::Open => seen[1] += 1,
                Patched::Absent => {
                    seen[2] += 1;
                    for then in &everything {
                        for at in 0..2 {
                            assert!(!pays(&game, &strategy, then, ProfileId(at)), "{round} {outcomes:?} {then:?}");
                        }
                    }
                }
            }
            let accepted = check_choice_equilibrium(&game, &strategy, game.coalitions());
            if matches!(found, Patched::Found(_)) {
                assert!(matches!(accepted, Err(ChoiceRefusal::Deviates(_) | ChoiceRefusal::Wanted(_))));
            }
        }
    }
    assert!(seen[0] > 5 && seen[2] > 5, "{seen:?}");
}
