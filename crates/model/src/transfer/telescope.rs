//! Splits a function Y on Θ = Θ_S × Θ_−S among the agents by telescoping averages (theory 9.2).
//!
//! # Definition
//! Y sums to 0 over Θ_S at every x ∈ Θ_−S and over Θ_−S at every θ_S. With S = {s_1, …, s_k} and E_s the uniform average
//! over the types of s, y_{s_j} = E_{s_{j−1}} ⋯ E_{s_1} Y − E_{s_j} ⋯ E_{s_1} Y, and the same with −Y for the agents outside S.
//!
//! # Numbers
//! The sums Σ_{s_1} ⋯ Σ_{s_j} Y are kept, not the averages, so that all is integers: with m_i types of agent i,
//! y_{s_j} = (m_{s_j} Σ_{s_1} ⋯ Σ_{s_{j−1}} Y − Σ_{s_1} ⋯ Σ_{s_j} Y) / (m_{s_1} ⋯ m_{s_j}). The sum over a whole side is 0.
//!
//! # Cost
//! Fewer than 3 |Θ| words and additions to prepare; a few machine operations for each of the n |Θ| numbers.

use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId};
use crate::type_space::TypeSpace;

/// Profiles that are written together, so that they stay in the nearest cache.
const BLOCK: usize = 128;

/// A function Y on Θ with the sums from which every agent's part is read off.
#[derive(Debug)]
pub(super) struct Telescope {
    counts: Vec<usize>,
    whole: Sums,
    sides: [Side; 2],
}

/// The agents of S, or those outside, with the sign of Y.
#[derive(Debug)]
struct Side {
    sign: i64,
    members: Vec<Member>,
}

#[derive(Debug)]
struct Member {
    agent: AgentId,
    count: i64,
    /// Product of the numbers of types of this member and of those before it on its side.
    denominator: i64,
    /// The sums over this member and those before it, with the side's sign; `None` for the last, where they are 0.
    after: Option<Sums>,
}

/// Sums of Y over some agents, for every combination of the others' types, in profile order.
#[derive(Debug)]
struct Sums {
    entries: Vec<i64>,
    /// How far apart two entries are that differ by one step in an agent's type; 0 for an agent summed over.
    strides: Vec<usize>,
}

impl Sums {
    /// The sums over one more agent, times `sign`.
    fn over(&self, agent: AgentId, counts: &[usize], sign: i64) -> Sums {
        let (stride, count) = (self.strides[agent.0], counts[agent.0]);
        let mut entries = vec![0; self.entries.len() / count];
        for (sums, block) in entries.chunks_exact_mut(stride).zip(self.entries.chunks_exact(stride * count)) {
            for slice in block.chunks_exact(stride) {
                sums.iter_mut().zip(slice).for_each(|(sum, entry)| *sum += sign * entry);
            }
        }
        let mut strides = self.strides.clone();
        strides[agent.0] = 0;
        strides[..agent.0].iter_mut().for_each(|earlier| *earlier /= count);
        Sums { entries, strides }
    }

    fn at(&self, space: &TypeSpace, profile: ProfileId) -> i64 {
        let steps =
            space.agents().zip(&self.strides).map(|(agent, stride)| space.type_of(profile, agent).0 * stride);
        self.entries[steps.sum::<usize>()]
    }
}

impl Telescope {
    /// Prepares Y, given for every profile in profile order, for the coalition S.
    pub(super) fn new(space: &TypeSpace, coalition: Coalition, whole: Vec<i64>) -> Telescope {
        let counts: Vec<usize> = space.agents().map(|agent| space.type_count(agent)).collect();
        let strides = space.agents().map(|agent| space.stride(agent)).collect();
        let whole = Sums { entries: whole, strides };
        let outside = coalition.complement(counts.len());
        let sides = [(1, coalition), (-1, outside)].map(|(sign, side)| {
            let mut members: Vec<Member> = Vec::with_capacity(side.len());
            for agent in side.members() {
                let count = counts[agent.0] as i64;
                let denominator = members.last().map_or(1, |member| member.denominator) * count;
                let before = members.last().map_or(Some(&whole), |member| member.after.as_ref());
                let more = members.len() + 1 < side.len();
                let sign = if members.is_empty() { sign } else { 1 };
                let after = before.filter(|_| more).map(|before| before.over(agent, &counts, sign));
                members.push(Member { agent, count, denominator, after });
            }
            Side { sign, members }
        });
        Telescope { counts, whole, sides }
    }

    /// Every agent's denominator, in agent order.
    pub(super) fn denominators(&self) -> Vec<i64> {
        let mut denominators = vec![1; self.counts.len()];
        for member in self.sides.iter().flat_map(|side| &side.members) {
            denominators[member.agent.0] = member.denominator;
        }
        denominators
    }

    /// y_i(θ) times the agent's denominator, and the denominator.
    pub(super) fn part(&self, space: &TypeSpace, agent: AgentId, profile: ProfileId) -> (i64, i64) {
        for side in &self.sides {
            let mut before = (side.sign, &self.whole);
            for member in &side.members {
                let after = member.after.as_ref();
                if member.agent == agent {
                    let after = after.map_or(0, |after| after.at(space, profile));
                    let before = before.0 * before.1.at(space, profile);
                    return (member.count * before - after, member.denominator);
                }
                before = after.map_or(before, |after| (1, after));
            }
        }
        (0, 1)
    }

    /// y_i(θ) times the agent's denominator for every profile in order, n for each.
    ///
    /// Profiles that differ only in the types of the last few agents are written together: within such a block every
    /// sum is found at the place of the block plus a distance that is the same for all blocks.
    pub(super) fn parts(&self) -> Vec<i64> {
        let agents = self.counts.len();
        let mut leading = agents;
        let mut size = 1;
        while leading > 0 && (leading == agents || size * self.counts[leading - 1] <= BLOCK) {
            leading -= 1;
            size *= self.counts[leading];
        }
        let mut walks: Vec<Vec<Walk>> = Vec::new();
        for side in &self.sides {
            let of = |member: &Member| {
                let strides = &member.after.as_ref()?.strides[leading..];
                let alike = strides == &self.whole.strides[leading..];
                let distances = if alike { Vec::new() } else { distances(&self.counts[leading..], strides) };
                Some(Walk { place: 0, distances })
            };
            walks.push(side.members.iter().filter_map(of).collect());
        }
        let mut numerators = Vec::with_capacity(agents * self.whole.entries.len());
        let mut block = vec![0; agents * size];
        let mut types = vec![0; leading];
        let mut before = vec![0; size];
        for whole in self.whole.entries.chunks_exact(size) {
            for (side, walks) in self.sides.iter().zip(&walks) {
                before.iter_mut().zip(whole).for_each(|(before, entry)| *before = side.sign * entry);
                let mut walks = walks.iter();
                for member in &side.members {
                    let column = block[member.agent.0..].iter_mut().step_by(agents);
                    let parts = column.zip(&mut before);
                    match member.after.as_ref().zip(walks.next()) {
                        Some((sums, walk)) if walk.distances.is_empty() => {
                            let sums = &sums.entries[walk.place..][..size];
                            parts.zip(sums).for_each(|(part, after)| telescope(part, member.count, *after));
                        }
                        Some((sums, walk)) => {
                            let sums = &sums.entries[walk.place..];
                            let after = walk.distances.iter().map(|distance| sums[*distance as usize]);
                            parts.zip(after).for_each(|(part, after)| telescope(part, member.count, after));
                        }
                        None => parts.for_each(|part| telescope(part, member.count, 0)),
                    }
                }
            }
            numerators.extend_from_slice(&block);
            self.step(&mut types, &mut walks);
        }
        numerators
    }

    /// Moves from one block to the next.
    fn step(&self, types: &mut [usize], walks: &mut [Vec<Walk>]) {
        for (agent, t) in types.iter_mut().enumerate().rev() {
            let last = *t + 1 == self.counts[agent];
            for (side, walks) in self.sides.iter().zip(walks.iter_mut()) {
                let sums = side.members.iter().filter_map(|member| member.after.as_ref());
                for (sums, walk) in sums.zip(walks) {
                    if last {
                        walk.place -= *t * sums.strides[agent];
                    } else {
                        walk.place += sums.strides[agent];
                    }
                }
            }
            *t = if last { 0 } else { *t + 1 };
            if !last {
                return;
            }
        }
    }
}

/// Writes one part, and puts the sums after it in the place of those before it.
#[inline]
fn telescope((entry, before): (&mut i64, &mut i64), count: i64, after: i64) {
    *entry = count * *before - after;
    *before = after;
}

/// Where the sums of the present block begin, and how far from there those of each of its profiles are; no distances when
/// the sums stand one after the other like the profiles.
struct Walk {
    place: usize,
    distances: Vec<u32>,
}

/// The distances of all combinations of types of some agents, in profile order.
fn distances(counts: &[usize], strides: &[usize]) -> Vec<u32> {
    let mut distances = vec![0];
    for (count, stride) in counts.iter().zip(strides) {
        let with_type = |known: &u32| (0..*count).map(|t| known + (t * stride) as u32).collect::<Vec<u32>>();
        distances = distances.iter().flat_map(with_type).collect();
    }
    distances
}
