//! All weights at a type profile, divided until only those near values are left; the argument is in [`ambimech_model::economy::WeightCover`].
//!
//! # Method
//! Parts that may have values are halved along their longest edge, all of them in each round. What a part leaves to everybody is out of reach when a linear program
//! says so. Near weights that belong to no value that happens after finitely many rounds: bounds of what everybody receives get as narrow as the part is
//! small, and what Shapley values would give is out of reach.
//!
//! # Values found exactly
//! In the middle of a part that is left the bundles that coalitions choose are known. If they stay the same up to the value, V_λ is linear there. A value at a corner p
//! of what all can reach then has λ_i p_i = Sh_i(V_λ): equations that are linear in λ. A value within a face has the face's weights.

use super::reach::{Reach, Reached};
use ambimech_model::check::{CornerWorths, Range, middle_of, part_ranges, shapley_value};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{Bound, Economy, WeightCorner, WeightCover, WeightTree, Worth};
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;
use std::collections::BTreeMap;

enum Node {
    Halves([usize; 2], usize, usize),
    Out(Bound),
    Open,
}

struct Part {
    node: usize,
    corners: Vec<Vec<Rational>>,
    ranges: Vec<Range>,
}

/// A division at one profile.
pub(super) struct Cover<'e> {
    economy: &'e Economy,
    profile: ProfileId,
    corners: BTreeMap<Vec<Rational>, (Vec<Worth>, CornerWorths)>,
    nodes: Vec<Node>,
    open: Vec<Part>,
    /// Linear programs solved.
    pub(super) programs: usize,
}

impl<'e> Cover<'e> {
    /// The whole simplex; `None` when a program was not solved.
    pub(super) fn new(economy: &'e Economy, profile: ProfileId) -> Option<Cover<'e>> {
        let mut cover = Cover {
            economy,
            profile,
            corners: BTreeMap::new(),
            nodes: vec![Node::Open],
            open: Vec::new(),
            programs: 0,
        };
        let space = economy.space();
        let unit = |agent: AgentId| {
            space.agents().map(|other| Rational::from(usize::from(other == agent))).collect::<Vec<Rational>>()
        };
        let corners: Vec<Vec<Rational>> = space.agents().map(unit).collect();
        for corner in &corners {
            cover.know(corner)?;
        }
        let ranges = cover.ranges(&corners);
        cover.open.push(Part { node: 0, corners, ranges });
        Some(cover)
    }

    /// What values give this agent in the parts that are left.
    pub(super) fn ranges_of(&self, agent: AgentId) -> impl Iterator<Item = &Range> {
        self.open.iter().filter_map(move |part| part.ranges.get(agent.0))
    }

    /// Whether a value in some part that is left may give everybody this.
    pub(super) fn has(&self, receives: &[Rational]) -> bool {
        let fits = |((from, to), gets): (&Range, &Rational)| from <= gets && gets <= to;
        self.open.iter().any(|part| part.ranges.iter().zip(receives).all(fits))
    }

    /// How many parts are left.
    pub(super) fn open_count(&self) -> usize {
        self.open.len()
    }

    fn everybody(&self) -> Reach<'e> {
        let economy = self.economy;
        Reach { economy, coalition: economy.grand_coalition(), joint: economy.everyone_at(self.profile) }
    }

    /// V_λ of every coalition.
    fn know(&mut self, weights: &[Rational]) -> Option<()> {
        if self.corners.contains_key(weights) {
            return Some(());
        }
        let (mut worths, mut values, mut utilities) = (Vec::new(), Vec::new(), Vec::new());
        for coalition in self.economy.coalitions() {
            let joint = self.economy.space().joint_type_of(self.profile, coalition);
            let own: Vec<Rational> = coalition.members().map(|member| weights[member.0].clone()).collect();
            self.programs += 1;
            let reach = Reach { economy: self.economy, coalition, joint };
            let Reached::Best(best) = reach.maximise(&own, &vec![None; own.len()])? else { return None };
            values.push(super::face::dot(&own, &best.worths));
            utilities.push(best.worths);
            worths.push(Worth { bundles: best.bundles, bound: best.bound });
        }
        let known = CornerWorths { weights: weights.to_vec(), values, utilities };
        self.corners.insert(weights.to_vec(), (worths, known));
        Some(())
    }

    fn ranges(&self, corners: &[Vec<Rational>]) -> Vec<Range> {
        let known: Vec<&CornerWorths> =
            corners.iter().filter_map(|weights| self.corners.get(weights).map(|(_, known)| known)).collect();
        part_ranges(self.economy, self.profile, &known)
    }

    /// Halves every part that is left; `None` when a program was not solved.
    pub(super) fn refine(&mut self) -> Option<()> {
        for part in std::mem::take(&mut self.open) {
            let between = longest_edge(&part.corners);
            let middle = middle_of(&part.corners[between[0]], &part.corners[between[1]]);
            self.know(&middle)?;
            let mut halves = [0; 2];
            for (half, replaced) in halves.iter_mut().zip([between[1], between[0]]) {
                let mut corners = part.corners.clone();
                corners[replaced].clone_from(&middle);
                *half = self.nodes.len();
                self.nodes.push(Node::Open);
                let ranges = self.ranges(&corners);
                let floors: Vec<Option<Rational>> = ranges.iter().map(|(from, _)| Some(from.clone())).collect();
                self.programs += 1;
                match self.everybody().maximise(&vec![Rational::ONE; floors.len()], &floors)? {
                    Reached::Impossible(bound) => self.nodes[*half] = Node::Out(bound),
                    Reached::Best(_) => self.open.push(Part { node: *half, corners, ranges }),
                }
            }
            self.nodes[part.node] = Node::Halves(between, halves[0], halves[1]);
        }
        Some(())
    }

    /// The division as a proof.
    pub(super) fn written(&self) -> WeightCover {
        let corner = |(weights, (worths, _)): (&Vec<Rational>, &(Vec<Worth>, CornerWorths))| WeightCorner {
            weights: weights.clone(),
            worths: worths.clone(),
        };
        let corners = self.corners.iter().map(corner).collect();
        WeightCover { profile: self.profile, corners, tree: self.tree(0) }
    }

    fn tree(&self, node: usize) -> WeightTree {
        match &self.nodes[node] {
            Node::Halves(between, first, second) => WeightTree::Halves {
                between: *between,
                first: Box::new(self.tree(*first)),
                second: Box::new(self.tree(*second)),
            },
            Node::Out(bound) => WeightTree::OutOfReach(bound.clone()),
            Node::Open => WeightTree::Open,
        }
    }

    /// Weights that may be those of a value in what is left.
    pub(super) fn candidates(&mut self) -> Option<Vec<Vec<Rational>>> {
        let (mut found, count) = (Vec::new(), self.economy.space().agent_count());
        let own: Vec<Rational> = self
            .everybody()
            .members()
            .into_iter()
            .map(|(agent, own)| self.economy.own_worth(agent, own))
            .collect();
        let parts: Vec<(Vec<Rational>, Vec<Rational>)> = (self.open.iter())
            .map(|part| {
                let number = Rational::from(part.corners.len());
                let middle = (0..count)
                    .map(|i| part.corners.iter().fold(Rational::ZERO, |sum, corner| sum + &corner[i]) / &number);
                let gain =
                    part.ranges.iter().zip(&own).map(|((from, to), had)| (from + to) / Rational::from(2) - had);
                (middle.collect(), gain.collect())
            })
            .collect();
        for (middle, gain) in parts {
            if gain.iter().all(|gain| *gain > Rational::ZERO)
                && let Some(bound) = self.everybody().face_towards(&own, &gain)
            {
                found.push(bound.weights);
            }
            found.extend(self.linear(&middle)?);
        }
        for weights in &mut found {
            let sum = weights.iter().fold(Rational::ZERO, |sum, weight| sum + weight);
            weights.iter_mut().for_each(|weight| *weight = &*weight / &sum);
        }
        found.retain(|weights| weights.iter().all(|weight| *weight > Rational::ZERO));
        found.sort();
        found.dedup();
        Some(found)
    }

    /// The weights of a value at the corner that is best for these, if all coalitions keep to what is best for these; the outer `None` when a program was not solved.
    fn linear(&mut self, weights: &[Rational]) -> Option<Option<Vec<Rational>>> {
        let is_new = !self.corners.contains_key(weights);
        self.know(weights)?;
        let Some((_, known)) = self.corners.get(weights) else { return Some(None) };
        let (coalitions, count) = (self.economy.coalitions(), weights.len());
        let corner = known.utilities.last()?;
        // Column j: what a unit of λ_j adds to everybody's Shapley value, less what j receives.
        let column = |j: usize| {
            let worth = |(coalition, utilities): (&Coalition, &Vec<Rational>)| {
                let place = coalition.members().position(|member| member.0 == j);
                (*coalition, place.and_then(|place| utilities.get(place)).cloned().unwrap_or_default())
            };
            let game: Vec<(Coalition, Rational)> = coalitions.iter().zip(&known.utilities).map(worth).collect();
            let mut shares = shapley_value(count, &game);
            shares[j] -= &corner[j];
            shares
        };
        let columns: Vec<Vec<Rational>> = (0..count).map(column).collect();
        let rows = (0..count).map(|i| columns.iter().map(|column| column[i].clone()).collect()).collect();
        let found = only_solution(rows);
        // What was only looked at here is no corner of a part.
        if is_new {
            self.corners.remove(weights);
        }
        Some(found)
    }
}

fn longest_edge(corners: &[Vec<Rational>]) -> [usize; 2] {
    let mut best = ([0, 1], Rational::ZERO);
    for (one, from) in corners.iter().enumerate() {
        for (other, to) in corners.iter().enumerate().skip(one + 1) {
            let length = from.iter().zip(to).fold(Rational::ZERO, |sum, (a, b)| sum + (a - b) * (a - b));
            if length > best.1 {
                best = ([one, other], length);
            }
        }
    }
    best.0
}

/// The solution of these equations with the right side 0 if it is unique up to a factor, with the last number that is free 1.
fn only_solution(mut rows: Vec<Vec<Rational>>) -> Option<Vec<Rational>> {
    let count = rows.first()?.len();
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..count {
        let top = pivots.len();
        let Some(found) = (top..rows.len()).find(|row| !rows[*row][column].is_zero()) else { continue };
        rows.swap(top, found);
        let factor = rows[top][column].clone();
        rows[top].iter_mut().for_each(|number| *number = &*number / &factor);
        let pivot = rows[top].clone();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column].clone();
            if place != top && !factor.is_zero() {
                row.iter_mut().zip(&pivot).for_each(|(number, top)| *number -= &factor * top);
            }
        }
        pivots.push(column);
    }
    let free = (0..count).find(|column| !pivots.contains(column)).filter(|_| pivots.len() + 1 == count)?;
    let mut solution = vec![Rational::ONE; count];
    for (row, column) in pivots.iter().enumerate() {
        solution[*column] = -rows[row][free].clone();
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_has_no_only_solution_and_a_line_has_one() {
        let row = |numbers: [i32; 3]| numbers.map(Rational::from).to_vec();
        assert_eq!(only_solution(vec![row([1, -1, 0]), row([2, -2, 0]), row([0, 0, 0])]), None);
        assert_eq!(only_solution(vec![row([1, -1, 0]), row([0, 1, -2]), row([1, 0, -2])]), Some(row([2, 2, 1])));
        assert_eq!(only_solution(vec![row([1, 0, 0]), row([0, 1, 0]), row([0, 0, 1])]), None);
    }
}
