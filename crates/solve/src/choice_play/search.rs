//! The search for unwanted equilibria.
//!
//! # Method
//! A strategy with a claim k > 0 of some type t_j is no equilibrium: whatever the others send, the outcome lies in M2 or M3, and a number larger by 1
//! stays there and is worth more at every profile, so that the worst expectation is larger, too (claim 3.4.2, first part). Without claims outside
//! M1, when types ask for different functions at some t ∈ T*, Assumption 3.4.1 gives an agent who gains by a larger number, whatever the
//! numbers are (claim 3.4.2, second part; it needs [`ChoiceGame::mixture_is_deep`]). So reports and functions are what is looked at, with the number 0; where the assumption fails and F has several
//! functions, larger numbers are not looked at, and the answer says so. Each strategy that brings no function of F on T* is given to the checker's
//! definition, which finds a deviation or does not: see [`first_choice_deviation`] and, for coalitions of several the types of which do not act alike,
//! [`patched_deviation`], which may leave a coalition open.
//!
//! Blocks of strategies are looked at side by side and put together in order, so that the answer does not depend on the number of threads.

use crate::side_by_side;
use ambimech_model::check::{
    Patched, brings, check_choice_deviation, check_choice_equilibrium, first_choice_deviation, first_unsupported,
    patched_deviation, truthful_choice,
};
use ambimech_model::choice_game::{
    ChoiceDeviation, ChoiceDissolved, ChoiceGame, ChoiceMessage, ChoicePlayAnswer, ChoicePlaySize, ChoiceStrategy,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::TypeId;
use ambimech_model::maxmin::ChoiceId;
use ambimech_model::number::Natural;

/// How many dissolved strategies are kept.
const SHOWN: usize = 3;
/// Strategies in one block.
const TOGETHER: u64 = 512;

/// The sizes with claims and numbers up to `numbers`.
pub fn choice_play_size(game: &ChoiceGame<'_>, numbers: u64) -> ChoicePlaySize {
    let (mut strategies, mut reports) = (Natural::ONE, Natural::ONE);
    let rewards = Natural::from(game.rewards().len() + 1);
    let integers = Natural::from(numbers) + Natural::ONE;
    for radix in radices(game) {
        let own = Natural::from(radix);
        strategies *= &own * &integers * &integers * &rewards;
        reports *= own;
    }
    ChoicePlaySize { strategies, reports }
}

/// For every type of every agent the number of its reports and functions.
fn radices(game: &ChoiceGame<'_>) -> Vec<u64> {
    let space = game.problem().environment().space();
    let functions = game.problem().choices().len();
    let of_agent = |agent| vec![(space.type_count(agent) * functions) as u64; space.type_count(agent)];
    space.agents().flat_map(of_agent).collect()
}

/// The strategy without claims with this number, the last type of the last agent fastest.
fn nth(game: &ChoiceGame<'_>, radices: &[u64], number: u64) -> ChoiceStrategy {
    let mut digits = vec![0; radices.len()];
    let mut left = number;
    for (digit, radix) in digits.iter_mut().zip(radices).rev() {
        *digit = left % radix;
        left /= radix;
    }
    let space = game.problem().environment().space();
    let mut next = digits.into_iter().map(|digit| usize::try_from(digit).unwrap_or(0));
    let of_agent = |agent| {
        let count = space.type_count(agent);
        let digits: Vec<usize> = next.by_ref().take(count).collect();
        let send = |digit: usize| ChoiceMessage::report(TypeId(digit % count), ChoiceId(digit / count));
        digits.into_iter().map(send).collect()
    };
    space.agents().map(of_agent).collect()
}

/// What becomes of one strategy.
enum Fate {
    Wanted,
    Dissolved(ChoiceDissolved),
    Equilibrium(ChoiceStrategy),
    Open(ChoiceStrategy),
}

/// Looks at every strategy without claims, in order; `told` hears how many are done.
///
/// # Errors
/// A deviation or an equilibrium that the checker does not accept: a fault of this program.
pub fn search_choice_play(game: &ChoiceGame<'_>, told: &mut dyn FnMut(u64)) -> Result<ChoicePlayAnswer, String> {
    let problem = game.problem();
    let objectors = game.scope().rewarded(problem);
    let (from_truth, truth_open) = first_from_truth(game)?;
    let mut answer = ChoicePlayAnswer {
        from_truth,
        wanted: 0,
        dissolved: 0,
        shown: Vec::new(),
        standing: 0,
        open: 0,
        equilibrium: None,
        supported: problem.choices().len() == 1
            || (first_unsupported(problem).is_none() && game.mixture_is_deep()),
        truth_open,
    };
    let radices = radices(game);
    let all = radices.iter().try_fold(1u64, |all, radix| all.checked_mul(*radix));
    let all = all.ok_or("more strategies than can be counted")?;
    let mut first = 0;
    while first < all {
        let numbers: Vec<u64> = (first..all.min(first + TOGETHER)).collect();
        let fates = side_by_side::map(&numbers, |_, number| -> Result<Fate, String> {
            let strategy = nth(game, &radices, *number);
            if brings(game, &strategy).is_some() {
                return Ok(Fate::Wanted);
            }
            match any_deviation(game, &strategy, &objectors)? {
                Patched::Found(deviation) => Ok(Fate::Dissolved(ChoiceDissolved { strategy, deviation })),
                Patched::Open => Ok(Fate::Open(strategy)),
                Patched::Absent => Ok(Fate::Equilibrium(strategy)),
            }
        });
        for fate in fates {
            match fate? {
                Fate::Wanted => answer.wanted += 1,
                Fate::Dissolved(dissolved) => {
                    answer.dissolved += 1;
                    if answer.shown.len() < SHOWN {
                        answer.shown.push(dissolved);
                    }
                }
                Fate::Equilibrium(strategy) => {
                    if answer.standing == answer.open {
                        check_choice_equilibrium(game, &strategy, &objectors)
                            .map_err(|error| error.to_string())?;
                        answer.equilibrium = Some(strategy);
                    }
                    answer.standing += 1;
                }
                Fate::Open(strategy) => {
                    answer.equilibrium.get_or_insert(strategy);
                    answer.standing += 1;
                    answer.open += 1;
                }
            }
        }
        first += numbers.len() as u64;
        told(first);
    }
    Ok(answer)
}

/// A deviation of one of the coalitions, accepted by the checker; or what is known without one.
fn any_deviation(
    game: &ChoiceGame<'_>,
    strategy: &ChoiceStrategy,
    among: &[Coalition],
) -> Result<Patched, String> {
    let mut known = match first_choice_deviation(game, strategy, among) {
        Some(deviation) => Patched::Found(deviation),
        None => Patched::Absent,
    };
    for coalition in among.iter().filter(|coalition| coalition.len() > 1) {
        if matches!(known, Patched::Found(_)) {
            break;
        }
        match patched_deviation(game, strategy, *coalition) {
            Patched::Absent => {}
            more => known = more,
        }
    }
    if let Patched::Found(deviation) = &known {
        check_choice_deviation(game, strategy, among, deviation).map_err(|error| error.to_string())?;
    }
    Ok(known)
}

/// The first function of F with a deviation from the truth, and otherwise whether some deviation from the truth of some function is left open.
fn first_from_truth(game: &ChoiceGame<'_>) -> Result<(Option<(ChoiceId, ChoiceDeviation)>, bool), String> {
    let mut open = false;
    for choice in game.problem().choice_ids() {
        match any_deviation(game, &truthful_choice(game, choice), game.coalitions())? {
            Patched::Found(deviation) => return Ok((Some((choice, deviation)), false)),
            Patched::Open => open = true,
            Patched::Absent => {}
        }
    }
    Ok((None, open))
}
