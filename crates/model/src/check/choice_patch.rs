//! Deviations of coalitions whose types do not act alike, in the canonical mechanisms of THESIS chapter 3: found, or shown not to exist.
//!
//! # What is decided
//! From a strategy without claims a coalition S deviates by σ'_S, a message for every type of every member. Only this matters about it: reports, functions,
//! which reward each type claims if any, and the claims K and numbers. Reports, functions and rewards are finitely many: call them a *shape*. A type may also
//! claim no reward, which spoils the claims of others. Numbers: larger ones are better for everybody outside M1 and change nothing in M1, so
//! that all members send ever larger ones; then a deviation pays just when, in the limit, by every extreme belief π of every member's type in t*
//!
//! > E_π > V_i(σ), or E_π = V_i(σ) and π gives M2 and M3 no weight,
//!
//! and for one member E_π > V_i(σ) for all π; outside M1 the limit is not reached.
//!
//! *One K for all.* Then E_π − V_i(σ) = (K·a + b)/(K + 1), and each inequality asks for K above or below a number, or for nothing: decided exactly.
//!
//! *Different K.* Let a profile bring A by the reward alone and B in M3, A = B where nobody wins a reward. Whatever the K are, the payoff there is K·A/(K + 1) + B'/(K + 1) or B' with
//! B' ≤ B, hence at most max(A, B), and less outside M1. If some member has a belief with E_π max(A, B) < V_i(σ), or with = and weight outside M1, or if every member
//! has a belief with ≤, then no numbers pay. Otherwise the shape is left open.

use super::choice_game::{after, check_choice_deviation, choice_messages_at, choice_value, usable_rewards};
use crate::belief_set::Distribution;
use crate::choice_game::{ChoiceDeviation, ChoiceGame, ChoiceMessage, ChoiceRegion, ChoiceStrategy};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;

/// Shapes at most, for one coalition.
const MOST: usize = 20_000;

/// What is known about the deviations of one coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patched {
    /// One that pays.
    Found(ChoiceDeviation),
    /// None pays, with the rewards of the game.
    Absent,
    /// None was found; there are too many, or claims of different sizes might pay.
    Open,
}

/// Decides whether a coalition has a profitable deviation from a strategy without claims, of any kind.
///
/// Cost: at most 20 000 shapes, each with one payoff for every member and profile.
pub fn patched_deviation(game: &ChoiceGame<'_>, strategy: &ChoiceStrategy, coalition: Coalition) -> Patched {
    let space = game.problem().environment().space();
    let slots: Vec<(usize, TypeId)> = coalition
        .members()
        .enumerate()
        .flat_map(|(place, agent)| space.types(agent).map(move |own| (place, own)))
        .collect();
    let lists: Vec<Vec<ChoiceMessage>> =
        coalition.members().map(|agent| messages_of(game, coalition, agent)).collect();
    let counts = slots.iter().map(|(place, _)| lists[*place].len());
    let Some(all) =
        counts.clone().try_fold(1usize, |all, count| all.checked_mul(count).filter(|all| *all <= MOST))
    else {
        return Patched::Open;
    };
    let coalition = Patcher::new(game, strategy, coalition);
    let mut open = false;
    for number in 0..all {
        let mut left = number;
        let mut messages: Vec<Vec<ChoiceMessage>> = vec![Vec::new(); lists.len()];
        for (place, _) in &slots {
            messages[*place].push(lists[*place][left % lists[*place].len()]);
            left /= lists[*place].len();
        }
        match coalition.shape(&messages) {
            Patched::Found(deviation) => return Patched::Found(deviation),
            Patched::Open => open = true,
            Patched::Absent => {}
        }
    }
    if open { Patched::Open } else { Patched::Absent }
}

/// The messages of a member that shapes are made of: with the claim 0, or with 1 and a reward that some part of the coalition wins, or with 1 and no
/// reward.
fn messages_of(game: &ChoiceGame<'_>, coalition: Coalition, agent: AgentId) -> Vec<ChoiceMessage> {
    let problem = game.problem();
    let parts = game.coalitions().iter().filter(|part| part.is_subset_of(coalition));
    let mut all = Vec::new();
    for choice in problem.choice_ids() {
        let mut rewards = Vec::new();
        let mut any = false;
        for part in parts.clone() {
            let usable = usable_rewards(game, choice, *part);
            any |= !usable.is_empty();
            if part.contains(agent) {
                rewards.extend(usable);
            }
        }
        rewards.sort_unstable();
        rewards.dedup();
        for report in problem.environment().space().types(agent) {
            let plain = ChoiceMessage::report(report, choice);
            all.push(plain);
            all.extend(rewards.iter().map(|reward| ChoiceMessage { claim: 1, reward: Some(*reward), ..plain }));
            if any {
                all.push(ChoiceMessage { claim: 1, ..plain });
            }
        }
    }
    all
}

/// What a shape brings a type by one extreme belief, less what the type had: (K·a + b)/(K + 1) when all claims are K, at most `top` for any claims.
struct Row {
    a: Rational,
    b: Rational,
    top: Rational,
    /// Whether the belief gives M2 or M3 some weight.
    outside: bool,
}

struct Patcher<'a, 'p> {
    game: &'a ChoiceGame<'p>,
    strategy: &'a ChoiceStrategy,
    coalition: Coalition,
    /// The first profile of T* with each joint type of the coalition.
    places: Vec<ProfileId>,
    /// V_i(σ)(t_i), by member and type.
    had: Vec<Vec<Rational>>,
}

impl<'a, 'p> Patcher<'a, 'p> {
    fn new(game: &'a ChoiceGame<'p>, strategy: &'a ChoiceStrategy, coalition: Coalition) -> Patcher<'a, 'p> {
        let space = game.problem().environment().space();
        let mut seen = Vec::new();
        let mut places = Vec::new();
        for at in game.problem().information().possible() {
            let joint = space.joint_type_of(at, coalition);
            if !seen.contains(&joint) {
                seen.push(joint);
                places.push(at);
            }
        }
        let of_member = |agent| space.types(agent).map(|own| choice_value(game, strategy, agent, own)).collect();
        let had = coalition.members().map(of_member).collect();
        Patcher { game, strategy, coalition, places, had }
    }

    /// One shape, the claims of which are 1.
    fn shape(&self, messages: &[Vec<ChoiceMessage>]) -> Patched {
        let claims = messages.iter().flatten().filter(|message| message.claim > 0).count();
        let wins = messages.iter().flatten().any(|message| message.reward.is_some());
        if claims > 0 && !wins {
            // It only turns M1 into M3, which is worse for everybody.
            return Patched::Absent;
        }
        let one = self.rows(messages);
        let mut open = false;
        for at in &self.places {
            let space = self.game.problem().environment().space();
            let here: Vec<&Vec<Row>> = self
                .coalition
                .members()
                .zip(&one)
                .map(|(agent, rows)| &rows[space.type_of(*at, agent).0])
                .collect();
            if let Some(claim) = same_claim(&here) {
                match self.with_numbers(*at, messages, claim) {
                    Some(deviation) => return Patched::Found(deviation),
                    None => open = true,
                }
            } else if claims > 1 && !is_refuted(&here) {
                open = true;
            }
        }
        if open { Patched::Open } else { Patched::Absent }
    }

    /// By member, type and extreme belief.
    fn rows(&self, messages: &[Vec<ChoiceMessage>]) -> Vec<Vec<Vec<Row>>> {
        let space = self.game.problem().environment().space();
        let one = self.after(messages, 1, 0);
        let two = self.after(messages, 2, 0);
        let of_member = |(place, agent): (usize, AgentId)| {
            let of_type = |own: TypeId| self.rows_of((place, agent), own, &one, &two);
            space.types(agent).map(of_type).collect()
        };
        self.coalition.members().enumerate().map(of_member).collect()
    }

    fn rows_of(
        &self,
        (place, agent): (usize, AgentId),
        own: TypeId,
        one: &ChoiceStrategy,
        two: &ChoiceStrategy,
    ) -> Vec<Row> {
        let problem = self.game.problem();
        let split = problem.environment().split(agent);
        let (mut with, mut rest, mut top, mut outside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for state in split.rest() {
            let truth = split.profile(JointTypeId(own.0), state);
            let (mut a, mut b, mut weight) = (Rational::ZERO, Rational::ZERO, Rational::ZERO);
            // No belief gives a profile that cannot occur a positive probability.
            if problem.information().is_possible(truth) {
                let sent = choice_messages_at(self.game, one, truth);
                let first = self.game.limit_payoff(agent, &sent, truth, self.coalition);
                (a, b) = (first.clone(), first);
                match self.game.region(&sent) {
                    ChoiceRegion::Agreed(_) => {}
                    ChoiceRegion::Otherwise(_) => weight = Rational::ONE,
                    ChoiceRegion::Reward { .. } => {
                        weight = Rational::ONE;
                        let sent = choice_messages_at(self.game, two, truth);
                        let second = self.game.limit_payoff(agent, &sent, truth, self.coalition);
                        // 2·first = a + b and 3·second = 2a + b.
                        let reward = second * Rational::from(3u8) - &b * Rational::from(2u8);
                        b = b * Rational::from(2u8) - &reward;
                        a = reward;
                    }
                }
            }
            top.push(a.clone().max(b.clone()));
            with.push(a);
            rest.push(b);
            outside.push(weight);
        }
        let had = &self.had[place][own.0];
        let row = |belief: &Distribution| Row {
            a: belief.expectation(&with) - had,
            b: belief.expectation(&rest) - had,
            top: belief.expectation(&top) - had,
            outside: !belief.expectation(&outside).is_zero(),
        };
        problem.beliefs(agent, own).iter().map(row).collect()
    }

    /// The strategy after the shape with these claims and numbers.
    fn after(&self, messages: &[Vec<ChoiceMessage>], claim: u64, number: u64) -> ChoiceStrategy {
        after(self.strategy, &self.deviation(ProfileId(0), messages, claim, number))
    }

    fn deviation(
        &self,
        at: ProfileId,
        messages: &[Vec<ChoiceMessage>],
        claim: u64,
        number: u64,
    ) -> ChoiceDeviation {
        let send = |message: &ChoiceMessage| ChoiceMessage {
            claim: if message.claim > 0 { claim } else { 0 },
            number,
            ..*message
        };
        let messages = messages.iter().map(|own| own.iter().map(send).collect()).collect();
        ChoiceDeviation { coalition: self.coalition, at, messages }
    }

    /// The least of the numbers 0, 1, 3, 7, … with which the shape pays at this claim.
    fn with_numbers(&self, at: ProfileId, messages: &[Vec<ChoiceMessage>], claim: u64) -> Option<ChoiceDeviation> {
        (0..u64::BITS - 1)
            .map(|step| self.deviation(at, messages, claim, (1 << step) - 1))
            .find(|found| check_choice_deviation(self.game, self.strategy, &[self.coalition], found).is_ok())
    }
}

/// The least K with which the shape pays in the limit, all claims being K.
fn same_claim(rows: &[&Vec<Row>]) -> Option<u64> {
    let mut least = Rational::ONE;
    let mut below: Option<Rational> = None;
    let mut one_gains = false;
    for member in rows {
        for row in member.iter() {
            if !row.outside {
                // In M1 alone, a = b.
                if row.a < Rational::ZERO {
                    return None;
                }
            } else if row.a.is_zero() {
                if row.b <= Rational::ZERO {
                    return None;
                }
            } else {
                let root = -&row.b / &row.a;
                if row.a > Rational::ZERO {
                    least = least.max(Rational::from(root.floor()) + Rational::ONE);
                } else {
                    below = Some(below.map_or_else(|| root.clone(), |known| known.min(root.clone())));
                }
            }
        }
        one_gains |= member.iter().all(|row| row.outside || row.a > Rational::ZERO);
    }
    if !one_gains || below.is_some_and(|below| least >= below) {
        return None;
    }
    u64::try_from(least.floor()).ok()
}

/// Whether no claims and numbers pay.
fn is_refuted(rows: &[&Vec<Row>]) -> bool {
    let loses = |row: &Row| row.top < Rational::ZERO || (row.outside && row.top.is_zero());
    rows.iter().any(|member| member.iter().any(loses))
        || rows.iter().all(|member| member.iter().any(|row| row.top <= Rational::ZERO))
}
