//! A proof that no allocation is in the maximin core.
//!
//! # Method
//! What a core allocation is worth lies in the box u_i(e_i, t_i) ≤ v_i(t_i) ≤ u_i(e_I, t_i). A box shrinks in two ways. From above: at a profile
//! agent i can have no more than what the others leave when they have their least. From below: a coalition objects to less than what agent i can
//! have there when the other members have their most. What is cut off is impossible by a bound or an objection. Where shrinking gets slow
//! the widest range is halved. It ends when every part is impossible: always where the core is empty and utilities are strictly increasing,
//! since the worths that can be had and are not objected to form a compact set, but possibly late.

use super::reach::{Reach, Reached};
use ambimech_model::economy::{Cut, Economy, Move, Side, ValueTree};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::{Integer, Natural, Rational};

/// Most linear programs of a proof.
pub(super) const MOST_PROGRAMS: usize = 12_000;
/// Deepest nesting of halvings.
const MOST_HALVINGS: usize = 40;
/// Cuts have denominators below this power of two, or the denominator they come with if it is smaller.
const PLACES: usize = 24;

/// A proof, or how many programs were solved without one.
pub(super) fn find_no_core(economy: &Economy) -> Result<ValueTree, usize> {
    let all = economy.resources(economy.grand_coalition());
    let of = |number: &dyn Fn(AgentId, TypeId) -> Rational| -> Vec<Vec<Rational>> {
        let space = economy.space();
        space.agents().map(|agent| space.types(agent).map(|own| number(agent, own)).collect()).collect()
    };
    let mut work = Work { economy, programs: 0 };
    let region = Region {
        least: of(&|agent, own| economy.own_worth(agent, own)),
        most: of(&|agent, own| economy.utility(agent, own).value(&all)),
    };
    work.exclude(region, 0).ok_or(work.programs)
}

#[derive(Clone)]
struct Region {
    least: Vec<Vec<Rational>>,
    most: Vec<Vec<Rational>>,
}

struct Work<'e> {
    economy: &'e Economy,
    programs: usize,
}

/// A part that is cut off, and its proof.
struct CutOff {
    cut: Cut,
    proof: ValueTree,
}

enum Shrunk {
    /// The whole box is impossible.
    Gone(ValueTree),
    /// It is smaller by what was cut off, if anything.
    Smaller,
}

impl Work<'_> {
    fn exclude(&mut self, mut region: Region, halvings: usize) -> Option<ValueTree> {
        let mut cuts: Vec<CutOff> = Vec::new();
        loop {
            let before = region.width();
            if let Shrunk::Gone(proof) = self.shrink(&mut region, &mut cuts)? {
                return Some(join(cuts, proof));
            }
            // Less than a tenth was gained.
            if region.width() * Rational::from(10) >= before * Rational::from(9) {
                break;
            }
        }
        if halvings >= MOST_HALVINGS {
            return None;
        }
        let (agent, own) = region.widest()?;
        let at = rounded(
            &((&region.least[agent.0][own.0] + &region.most[agent.0][own.0]) / Rational::from(2)),
            Side::Below,
        );
        let (mut lower, mut upper) = (region.clone(), region);
        lower.most[agent.0][own.0] = at.clone();
        upper.least[agent.0][own.0] = at.clone();
        let below = Box::new(self.exclude(lower, halvings + 1)?);
        let above = Box::new(self.exclude(upper, halvings + 1)?);
        let cut = Cut { agent, own, at, side: Side::Below };
        Some(join(cuts, ValueTree::Cut { cut, below, above }))
    }

    /// One round, which adds what it cuts off; `None` when there is no more patience or a program was not solved.
    fn shrink(&mut self, region: &mut Region, cuts: &mut Vec<CutOff>) -> Option<Shrunk> {
        let (economy, space) = (self.economy, self.economy.space());
        for profile in space.profiles() {
            let joint = economy.everyone_at(profile);
            let reach = Reach { economy, coalition: economy.grand_coalition(), joint };
            for agent in space.agents() {
                let own = space.type_of(profile, agent);
                match self.most_of(&reach, agent, &region.least)? {
                    Reached::Impossible(bound) => {
                        return Some(Shrunk::Gone(ValueTree::OutOfReach { profile, bound }));
                    }
                    Reached::Best(best) => {
                        let most = &best.worths[agent.0];
                        if *most < region.least[agent.0][own.0] {
                            let proof = ValueTree::OutOfReach { profile, bound: best.bound };
                            return Some(Shrunk::Gone(proof));
                        }
                        let at = rounded(most, Side::Below);
                        if at < region.most[agent.0][own.0] {
                            region.most[agent.0][own.0] = at.clone();
                            let cut = Cut { agent, own, at, side: Side::Below };
                            cuts.push(CutOff { cut, proof: ValueTree::OutOfReach { profile, bound: best.bound } });
                        }
                    }
                }
            }
        }
        for (coalition, joint) in economy.objectors() {
            if coalition.len() < 2 {
                continue;
            }
            let reach = Reach { economy, coalition, joint };
            for (place, (agent, own)) in economy.members(coalition, joint).into_iter().enumerate() {
                let Reached::Best(best) = self.most_of(&reach, agent, &region.most)? else { continue };
                let (gets, range) = (&best.worths[place], &region.most[agent.0][own.0]);
                let others_gain = economy
                    .members(coalition, joint)
                    .iter()
                    .zip(&best.worths)
                    .any(|((member, own), worth)| *member != agent && *worth > region.most[member.0][own.0]);
                let is_gone = gets > range || (gets == range && others_gain);
                let objection = Move { coalition, joint, bundles: best.bundles.clone() };
                if is_gone {
                    return Some(Shrunk::Gone(ValueTree::Objection(objection)));
                }
                let at = rounded(gets, Side::Above);
                if at > region.least[agent.0][own.0] {
                    region.least[agent.0][own.0] = at.clone();
                    let cut = Cut { agent, own, at, side: Side::Above };
                    cuts.push(CutOff { cut, proof: ValueTree::Objection(objection) });
                }
            }
        }
        Some(Shrunk::Smaller)
    }

    /// The most that an agent can have in a coalition whose other members have these worths.
    fn most_of(&mut self, reach: &Reach<'_>, agent: AgentId, others: &[Vec<Rational>]) -> Option<Reached> {
        if self.programs >= MOST_PROGRAMS {
            return None;
        }
        self.programs += 1;
        let members = reach.members();
        let weights: Vec<Rational> = members
            .iter()
            .map(|(member, _)| if *member == agent { Rational::ONE } else { Rational::ZERO })
            .collect();
        let floors: Vec<Option<Rational>> = (members.iter())
            .map(|(member, own)| (*member != agent).then(|| others[member.0][own.0].clone()))
            .collect();
        reach.maximise(&weights, &floors)
    }
}

impl Region {
    fn ranges(&self) -> impl Iterator<Item = (AgentId, TypeId, Rational)> + '_ {
        self.least.iter().zip(&self.most).enumerate().flat_map(|(agent, (least, most))| {
            let widths = least.iter().zip(most).map(|(least, most)| most - least).enumerate();
            widths.map(move |(own, width)| (AgentId(agent), TypeId(own), width))
        })
    }

    fn width(&self) -> Rational {
        self.ranges().fold(Rational::ZERO, |sum, (_, _, width)| sum + width)
    }

    fn widest(&self) -> Option<(AgentId, TypeId)> {
        let mut best: Option<(AgentId, TypeId, Rational)> = None;
        for (agent, own, width) in self.ranges() {
            if width > Rational::ZERO && best.as_ref().is_none_or(|(_, _, most)| width > *most) {
                best = Some((agent, own, width));
            }
        }
        best.map(|(agent, own, _)| (agent, own))
    }
}

/// Parts that were cut off one after another, and then this.
fn join(cuts: Vec<CutOff>, rest: ValueTree) -> ValueTree {
    cuts.into_iter().rev().fold(rest, |rest, CutOff { cut, proof }| {
        let (below, above) = match cut.side {
            Side::Below => (rest, proof),
            Side::Above => (proof, rest),
        };
        ValueTree::Cut { cut, below: Box::new(below), above: Box::new(above) }
    })
}

/// The number with a short denominator: up for `Below`, which keeps what is at most the number, and down for `Above`.
fn rounded(number: &Rational, side: Side) -> Rational {
    let unit = Natural::ONE << PLACES;
    if *number.denominator() <= unit {
        return number.clone();
    }
    let scaled = number * Rational::from(unit.clone());
    let whole: Integer = match side {
        Side::Below => scaled.ceil(),
        Side::Above => scaled.floor(),
    };
    Rational::from_parts(whole, unit)
}
