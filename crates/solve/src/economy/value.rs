//! Maximin value allocations.
//!
//! # One profile
//! λ_i v_i = Sh_i(V_λ) adds up to Σ λ_i v_i = V_λ(I): v lies on a face of what everybody together can reach, and λ are weights of that face. So
//! weights are looked for among the faces, and v_i = Sh_i / λ_i is a value where it can be had.
//!
//! # Two agents
//! Sh_1 − λ_1 r_1 = Sh_2 − λ_2 r_2 with r_i = u_i(e_i, t_i): λ_1 (v_1 − r_1) = λ_2 (v_2 − r_2). With λ a support of v these are the conditions for
//! the greatest product (v_1 − r_1)(v_2 − r_2): the value is the Nash bargaining solution, which exists and is unique. It lies within a face,
//! or at a corner of the frontier, whose weights are then λ = (v_2 − r_2, v_1 − r_1). Both are tried at every face and corner, so the value is found exactly.
//!
//! # All profiles
//! What a type receives must not depend on the others' types. Two agents: one value at each profile, so either they agree or there is none. More
//! agents: the values that were found are combined in every way. If none fit, the weights of every profile are divided ([`Cover`]) until no two values at two
//! profiles give an agent with one type in both the same, or until there is no more patience; values are then looked for near what is left. With a single profile a value exists in any case.

use super::cover::Cover;
use super::face::{Face, faces, frontier};
use super::reach::{Reach, Reached};
use ambimech_model::check::{Range, shapley_value, value_of};
use ambimech_model::economy::{
    Allocation, Economy, EconomyCertificate, EconomyReason, EconomyVerdict, Game, WeightCover, Worth,
};
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;

/// Most linear programs that are spent on dividing weights.
const MOST_PROGRAMS: usize = 20_000;

/// Most parts that are left at a profile when they are divided once more, or searched for exact values.
const MOST_PARTS: usize = 400;

/// Most type profiles whose weights are divided.
const MOST_PROFILES: usize = 16;

/// Most combinations of values of the profiles that are tried.
const MOST_COMBINATIONS: usize = 20_000;

/// A value at one profile.
#[derive(Debug, Clone)]
struct Found {
    game: Game,
    /// v_i(t_i), by agent.
    values: Vec<Rational>,
}

/// A value allocation, or why there is none.
pub(super) fn find_value(economy: &Economy) -> EconomyVerdict {
    let is_exact = economy.traders().len() == 2 && economy.is_strict();
    let mut found: Vec<Vec<Found>> = Vec::new();
    for profile in economy.space().profiles() {
        let Some(values) = values_at(economy, profile) else {
            return EconomyVerdict::Undecided(EconomyReason::Unsolved);
        };
        found.push(values);
    }
    if let Some(verdict) = agreed(economy, &found) {
        return verdict;
    }
    if economy.is_strict() && economy.traders().len() > 2 && economy.space().size() <= MOST_PROFILES {
        match divide(economy, &mut found) {
            None => return EconomyVerdict::Undecided(EconomyReason::Unsolved),
            Some(Some(certificate)) => return EconomyVerdict::Fails(certificate),
            Some(None) => {
                if let Some(verdict) = agreed(economy, &found) {
                    return verdict;
                }
            }
        }
        if economy.space().size() == 1 {
            return EconomyVerdict::Holds(EconomyCertificate::ValueExists);
        }
    }
    if let Some(place) = found.iter().position(Vec::is_empty) {
        return EconomyVerdict::Undecided(EconomyReason::NoValueFound { profile: ProfileId(place) });
    }
    if !is_exact {
        let reason =
            if economy.traders().len() == 2 { EconomyReason::NotStrict } else { EconomyReason::NoCommonValue };
        return EconomyVerdict::Undecided(reason);
    }
    match disagreement(economy, &found) {
        Some((agent, games)) => {
            EconomyVerdict::Fails(EconomyCertificate::NoValue { agent, games: Box::new(games) })
        }
        None => EconomyVerdict::Undecided(EconomyReason::NotAccepted),
    }
}

/// An allocation that is one of the values found at every profile, if they agree.
fn agreed(economy: &Economy, found: &[Vec<Found>]) -> Option<EconomyVerdict> {
    let mut common: Vec<Vec<Option<Rational>>> =
        economy.traders().iter().map(|trader| vec![None; trader.types.len()]).collect();
    let mut chosen = Vec::new();
    let mut tried = 0;
    if !combine(economy, found, &mut common, &mut chosen, &mut tried) {
        return None;
    }
    let games: Vec<Game> = chosen.iter().zip(found).map(|(place, values)| values[*place].game.clone()).collect();
    let bundles = games.iter().map(|game| game.bundles.clone()).collect();
    Some(match Allocation::new(economy, bundles) {
        Ok(allocation) => EconomyVerdict::Holds(EconomyCertificate::Value { allocation, games }),
        Err(_) => EconomyVerdict::Undecided(EconomyReason::NotAccepted),
    })
}

/// A proof that values at two profiles differ; without one, the values near what is left are added to those that were found. The outer `None`
/// when a program was not solved.
fn divide(economy: &Economy, found: &mut [Vec<Found>]) -> Option<Option<EconomyCertificate>> {
    let mut covers = Vec::new();
    for profile in economy.space().profiles() {
        covers.push(Cover::new(economy, profile)?);
    }
    loop {
        if let Some((agent, one, other)) = apart(economy, &covers) {
            let covers = Box::new((covers[one].written(), covers[other].written()));
            return Some(Some(EconomyCertificate::NoCommonValue { agent, covers }));
        }
        let programs = covers.iter().fold(0, |sum, cover| sum + cover.programs);
        if programs >= MOST_PROGRAMS || covers.iter().any(|cover| cover.open_count() > MOST_PARTS) {
            break;
        }
        for cover in &mut covers {
            cover.refine()?;
        }
        // With one profile there is nothing to compare: some rounds are enough to see where values are.
        if covers.len() == 1 && programs >= MOST_PROGRAMS / 10 {
            break;
        }
    }
    for ((place, cover), found) in covers.iter_mut().enumerate().zip(found) {
        for weights in cover.candidates()? {
            if let Some(value) = game_of(economy, ProfileId(place), &weights, None)?
                && found.iter().all(|known| known.values != value.values)
            {
                found.push(value);
            }
        }
    }
    Some(None)
}

/// An agent and two profiles at which it has one type, and no two values give it the same.
fn apart(economy: &Economy, covers: &[Cover<'_>]) -> Option<(AgentId, usize, usize)> {
    let space = economy.space();
    for agent in space.agents() {
        for (place, one) in covers.iter().enumerate() {
            for (other_place, other) in covers.iter().enumerate().skip(place + 1) {
                let own = |place| space.type_of(ProfileId(place), agent);
                let meets =
                    |(from, to): &Range| other.ranges_of(agent).any(|(least, most)| from <= most && least <= to);
                if own(place) == own(other_place) && !one.ranges_of(agent).any(meets) {
                    return Some((agent, place, other_place));
                }
            }
        }
    }
    None
}

/// Two profiles with one type of an agent and different values for it.
fn disagreement(economy: &Economy, found: &[Vec<Found>]) -> Option<(AgentId, (Game, Game))> {
    let space = economy.space();
    let ones: Vec<&Found> = found.iter().filter_map(|values| values.first()).collect();
    for agent in space.agents() {
        for (place, one) in ones.iter().enumerate() {
            let own = |found: &Found| space.type_of(found.game.profile, agent);
            let differs = |other: &&&Found| own(one) == own(other) && one.values[agent.0] != other.values[agent.0];
            if let Some(other) = ones[place + 1..].iter().find(differs) {
                return Some((agent, (one.game.clone(), other.game.clone())));
            }
        }
    }
    None
}

/// One value for each profile such that every type receives one amount.
fn combine(
    economy: &Economy,
    found: &[Vec<Found>],
    common: &mut Vec<Vec<Option<Rational>>>,
    chosen: &mut Vec<usize>,
    tried: &mut usize,
) -> bool {
    let Some(values) = found.get(chosen.len()) else { return true };
    let space = economy.space();
    for (place, value) in values.iter().enumerate() {
        *tried += 1;
        if *tried > MOST_COMBINATIONS {
            return false;
        }
        let own = |agent: AgentId| space.type_of(value.game.profile, agent).0;
        let fits = |agent: AgentId| {
            common[agent.0][own(agent)].as_ref().is_none_or(|known| *known == value.values[agent.0])
        };
        if !space.agents().all(fits) {
            continue;
        }
        let kept = common.clone();
        for agent in space.agents() {
            common[agent.0][own(agent)] = Some(value.values[agent.0].clone());
        }
        chosen.push(place);
        if combine(economy, found, common, chosen, tried) {
            return true;
        }
        chosen.pop();
        *common = kept;
    }
    false
}

/// Whether an allocation is a value, with these weights at every profile where they are given.
pub(super) fn decide_value(
    economy: &Economy,
    allocation: &Allocation,
    weights: Option<&[Vec<Rational>]>,
) -> EconomyVerdict {
    let space = economy.space();
    let is_exact = economy.traders().len() == 2 && economy.is_strict();
    let mut games = Vec::new();
    for profile in space.profiles() {
        let receives: Vec<Rational> =
            space.agents().map(|agent| allocation.worth(economy, agent, space.type_of(profile, agent))).collect();
        let stated = weights.and_then(|weights| weights.get(profile.0));
        let game = match stated.map(|weights| game_of(economy, profile, weights, Some(&receives))) {
            Some(None) => return EconomyVerdict::Undecided(EconomyReason::Unsolved),
            Some(Some(Some(found))) => Some(found.game),
            Some(Some(None)) | None => None,
        };
        if let Some(game) = game {
            games.push(game);
            continue;
        }
        let Some(found) = values_for(economy, profile, &receives) else {
            return EconomyVerdict::Undecided(EconomyReason::Unsolved);
        };
        match (found.iter().find(|found| found.values == receives), found.first()) {
            (Some(found), _) => games.push(found.game.clone()),
            (None, Some(other)) if is_exact => {
                let certificate =
                    EconomyCertificate::NotValue { allocation: allocation.clone(), game: other.game.clone() };
                return EconomyVerdict::Fails(certificate);
            }
            _ if economy.is_strict() && space.agent_count() > 2 => {
                match weights_for(economy, profile, &receives) {
                    None => return EconomyVerdict::Undecided(EconomyReason::Unsolved),
                    Some(Sought::Found(found)) => games.push(found.game),
                    Some(Sought::Nowhere(cover)) => {
                        let allocation = allocation.clone();
                        return EconomyVerdict::Fails(EconomyCertificate::NotAmongValues { allocation, cover });
                    }
                    Some(Sought::Open) => {
                        return EconomyVerdict::Undecided(EconomyReason::NoWeightsFound { profile });
                    }
                }
            }
            _ => return EconomyVerdict::Undecided(EconomyReason::NoWeightsFound { profile }),
        }
    }
    EconomyVerdict::Holds(EconomyCertificate::Value { allocation: allocation.clone(), games })
}

/// What came of a search for weights with which everybody receives something given.
enum Sought {
    Found(Found),
    /// No weights do.
    Nowhere(WeightCover),
    Open,
}

/// Weights with which a value gives everybody this at the profile: all weights are divided until no part is left that might. `None` when a program was
/// not solved.
fn weights_for(economy: &Economy, profile: ProfileId, receives: &[Rational]) -> Option<Sought> {
    let mut cover = Cover::new(economy, profile)?;
    while cover.has(receives) {
        if cover.programs >= MOST_PROGRAMS / 4 || cover.open_count() > MOST_PARTS {
            for weights in cover.candidates()? {
                if let Some(found) = game_of(economy, profile, &weights, Some(receives))? {
                    return Some(Sought::Found(found));
                }
            }
            return Some(Sought::Open);
        }
        cover.refine()?;
    }
    Some(Sought::Nowhere(cover.written()))
}

/// The values at a profile that are found, each once.
fn values_at(economy: &Economy, profile: ProfileId) -> Option<Vec<Found>> {
    values_for(economy, profile, &[])
}

/// As [`values_at`], with weights also looked for at the point that everybody receives.
fn values_for(economy: &Economy, profile: ProfileId, receives: &[Rational]) -> Option<Vec<Found>> {
    let reach = Reach { economy, coalition: economy.grand_coalition(), joint: economy.everyone_at(profile) };
    let mut candidates: Vec<Vec<Rational>> = faces(&reach)?.into_iter().map(|face: Face| face.weights).collect();
    if let [(one, first), (other, second)] = reach.members()[..] {
        let own = [economy.own_worth(one, first), economy.own_worth(other, second)];
        for point in frontier(&reach)?.points {
            let weights = vec![&point[1] - &own[1], &point[0] - &own[0]];
            if weights.iter().all(|weight| *weight > Rational::ZERO) {
                candidates.push(weights);
            }
        }
    }
    if !receives.is_empty()
        && let Some(Err(bound)) = reach.objection(receives)
    {
        candidates.push(bound.weights);
    }
    let mut all: Vec<Found> = Vec::new();
    for weights in candidates {
        if weights.iter().any(|weight| *weight <= Rational::ZERO) {
            continue;
        }
        if let Some(found) = game_of(economy, profile, &weights, None)?
            && all.iter().all(|known| known.values != found.values)
        {
            all.push(found);
        }
    }
    Some(all)
}

/// The game with these weights, when its Shapley value can be had (and gives everybody what it is to receive); the outer `None` when a
/// program was not solved.
fn game_of(
    economy: &Economy,
    profile: ProfileId,
    weights: &[Rational],
    receives: Option<&[Rational]>,
) -> Option<Option<Found>> {
    let space = economy.space();
    if weights.len() != space.agent_count() || weights.iter().any(|weight| *weight <= Rational::ZERO) {
        return Some(None);
    }
    let (mut worths, mut sums) = (Vec::new(), Vec::new());
    for coalition in economy.coalitions() {
        let reach = Reach { economy, coalition, joint: space.joint_type_of(profile, coalition) };
        let own: Vec<Rational> = coalition.members().map(|member| weights[member.0].clone()).collect();
        let Reached::Best(best) = reach.maximise(&own, &vec![None; own.len()])? else { return None };
        sums.push((coalition, super::face::dot(&own, &best.worths)));
        worths.push(Worth { bundles: best.bundles, bound: best.bound });
    }
    let shares = shapley_value(space.agent_count(), &sums);
    let values: Vec<Rational> = shares.iter().zip(weights).map(|(share, weight)| share / weight).collect();
    if receives.is_some_and(|receives| receives != values.as_slice()) {
        return Some(None);
    }
    let reach = Reach { economy, coalition: economy.grand_coalition(), joint: economy.everyone_at(profile) };
    let floors: Vec<Option<Rational>> = values.iter().cloned().map(Some).collect();
    let bundles = match reach.maximise(weights, &floors)? {
        Reached::Best(best) => best.bundles,
        Reached::Impossible(_) => return Some(None),
    };
    let game = Game { profile, weights: weights.to_vec(), worths, bundles };
    Some(value_of(economy, &game).is_ok().then_some(Found { game, values }))
}
