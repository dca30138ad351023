//! The search for unwanted equilibria.
//!
//! # Method
//! A strategy with a claim k > 0 of some type t_j is no equilibrium (THESIS claim 2.5.2): whatever the others send, the outcome lies in M2 or M3, and
//! sending a number larger by 1 stays there and moves probability from a̲ to a_ε, which is worth at least ε·δ more. So only strategies
//! without claims are left, and of these only the reports matter. Each of them that does not bring the choice everywhere is given to the
//! checker's definition, which finds a profitable deviation or accepts it as an equilibrium. Deviations are not bounded: see
//! [`first_play_deviation`].
//!
//! In an economy (section 2.8.1) the same is true of strategies with claims or numbers when all types of the others are thought possible; the proof is
//! with [`ambimech_model::play::EconomyGame`].

use ambimech_model::check::{
    check_play_deviation, check_unwanted_equilibrium, first_play_deviation, first_unwanted, truthful_strategy,
};
use ambimech_model::index::TypeId;
use ambimech_model::number::Natural;
use ambimech_model::play::{
    Dissolved, GameKind, InterimTypes, Message, Notion, PlayAnswer, PlaySize, PlayedGame, Strategy,
};

/// How many dissolved strategies are kept.
const SHOWN: usize = 3;

/// The sizes with claims and numbers up to `numbers`.
pub fn play_size(game: &dyn PlayedGame, types: &InterimTypes, numbers: u64) -> PlaySize {
    let (mut strategies, mut reports) = (Natural::ONE, Natural::ONE);
    let rewards = Natural::from(game.rewards().len() + 1);
    let integers = Natural::from(numbers) + Natural::ONE;
    for agent in types.space().agents() {
        let own = Natural::from(game.environment().space().type_count(agent));
        for _ in types.space().types(agent) {
            strategies *= &own * &integers * &integers * &rewards;
            reports *= &own;
        }
    }
    PlaySize { strategies, reports }
}

/// Looks at every strategy without claims, in order; `told` hears how many are done.
///
/// # Errors
/// A deviation or an equilibrium that the checker does not accept, which is a fault of this program; or in an economy a type that thinks types of the others
/// impossible, see [`InterimTypes::first_without_full_support`].
pub fn search_play(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    notion: Notion,
    told: &mut dyn FnMut(u64),
) -> Result<PlayAnswer, String> {
    if game.kind() == GameKind::Economy && types.first_without_full_support().is_some() {
        return Err("section 2.8.1 asks for types that think all types of the others possible".to_string());
    }
    let truth = truthful_strategy(types);
    let scope = game.scope();
    let from_truth = first_play_deviation(game, types, &truth, &scope.guarded, notion);
    if let Some(deviation) = &from_truth {
        check_play_deviation(game, types, &truth, &scope.guarded, deviation, notion)
            .map_err(|error| error.to_string())?;
    }
    let mut answer =
        PlayAnswer { from_truth, wanted: 0, dissolved: 0, shown: Vec::new(), standing: 0, equilibrium: None };
    let mut strategy: Strategy =
        truth.iter().map(|own| own.iter().map(|_| Message::report(TypeId(0))).collect()).collect();
    let mut done = 0;
    loop {
        match first_unwanted(game, types, &strategy) {
            None => answer.wanted += 1,
            Some(at) => match first_play_deviation(game, types, &strategy, &scope.objectors, notion) {
                Some(deviation) => {
                    check_play_deviation(game, types, &strategy, &scope.objectors, &deviation, notion)
                        .map_err(|error| error.to_string())?;
                    answer.dissolved += 1;
                    if answer.shown.len() < SHOWN {
                        answer.shown.push(Dissolved { strategy: strategy.clone(), at, deviation });
                    }
                }
                None => {
                    check_unwanted_equilibrium(game, types, &strategy, notion)
                        .map_err(|error| error.to_string())?;
                    answer.standing += 1;
                    answer.equilibrium.get_or_insert_with(|| (strategy.clone(), at));
                }
            },
        }
        done += 1;
        told(done);
        if !advance(game, &mut strategy) {
            return Ok(answer);
        }
    }
}

/// The next reports, the last type of the last agent first; `false` after the last.
fn advance(game: &dyn PlayedGame, strategy: &mut Strategy) -> bool {
    let space = game.environment().space();
    for agent in space.agents().rev() {
        for message in strategy[agent.0].iter_mut().rev() {
            if message.report.0 + 1 < space.type_count(agent) {
                message.report.0 += 1;
                return true;
            }
            message.report.0 = 0;
        }
    }
    false
}
