//! The floating point part of the search: bets and weights at once, by damped least squares.
//!
//! # Problem
//! With m rules η + φ^j, φ^j = Σ_k c_jk b_k over the basis b, and weights λ_T ≥ 0, Σ_j λ_Tj = 1, for every type T, every misreport r of T
//! wants g_r + Σ_j λ_Tj x_r·c_j ≤ 0, where x_r has what r is worth under every b_k. With rules in pairs η ± φ^j the weights of a
//! pair count by their difference, which may have any sign, and their sum is a matter of scale.
//!
//! # Method
//! Rows are divided by |x_r|, a margin is added to the gains, and the sum of the squares of what is too much is made small over c and
//! λ together: Levenberg's and Marquardt's step, with λ_Tj = a_Tj² / Σ_j a_Tj² so that the weights are free numbers. The normal equations
//! have an arrow's shape: every a_T meets c only, so that a_T is eliminated by a system of m equations, and what is left is one
//! system in c. Only additions, multiplications, divisions and square roots are used.
//!
//! Nothing that comes from here is believed; see [`super::directions`].

use super::target::Target;
use crate::lp::cholesky::{Cholesky, dot};

/// What is asked beyond g + λ·x ≤ 0, relative to the largest gain.
const MARGIN: f64 = 0.05;

/// A descent goes on while so many steps take the height below this part of what it was.
const PATIENCE: usize = 20;
const WORTH_IT: f64 = 0.8;

/// How rules belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// η + φ^j: weights are at least 0 and add up to 1.
    OneByOne,
    /// η ± φ^j: weights are free.
    InPairs,
}

#[derive(Debug)]
struct Row {
    target: usize,
    gain: f64,
    values: Vec<f64>,
}

/// The rows of all types, in floating point.
#[derive(Debug)]
pub struct Landscape {
    dimension: usize,
    targets: usize,
    rows: Vec<Row>,
}

/// Bets and weights.
#[derive(Debug, Clone)]
pub struct Place {
    /// c, bet by bet.
    pub bets: Vec<f64>,
    /// a, type by type.
    weights: Vec<f64>,
}

/// How far a place is from what is asked.
struct Height {
    excess: Vec<f64>,
    sum: f64,
}

impl Landscape {
    /// The rows of these types. Rows that no bet touches are left out; with rules in pairs also types that nothing tempts.
    pub fn new(targets: &[Target], dimension: usize, shape: Shape) -> Landscape {
        let mut rows = Vec::new();
        for (place, target) in targets.iter().enumerate() {
            if shape == Shape::InPairs && !target.is_tempted() {
                continue;
            }
            for misreport in target.misreports.iter().filter(|misreport| !misreport.is_out_of_reach()) {
                let values = misreport.rounded_values();
                let length = dot(values, values).sqrt();
                let gain = misreport.gain.to_f64().value() / length;
                rows.push(Row {
                    target: place,
                    gain,
                    values: values.iter().map(|value| value / length).collect(),
                });
            }
        }
        let largest = rows.iter().fold(0.0f64, |largest, row| largest.max(row.gain.abs()));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        for row in &mut rows {
            row.gain = row.gain / unit + MARGIN;
        }
        Landscape { dimension, targets: targets.len(), rows }
    }

    /// Multiplications of one step with m bets, about.
    pub fn work(&self, m: usize) -> u64 {
        let (rows, size) = (self.rows.len() as u64, (m * self.dimension) as u64);
        rows.saturating_mul(size * (size / 2 + 1)) + size.saturating_pow(3) / 3
    }

    /// Starts where the random numbers say.
    pub fn start(&self, m: usize, random: &mut dyn FnMut() -> f64) -> Place {
        let bets = (0..m * self.dimension).map(|_| 2.0 * random()).collect();
        Place { bets, weights: (0..m * self.targets).map(|_| random()).collect() }
    }

    /// Goes down from a place; `true` when all rows are kept, with half the margin.
    pub fn descend(&self, place: &mut Place, m: usize, shape: Shape, pull: f64, steps: usize) -> bool {
        let mut height = self.height(place, m, shape, pull);
        let mut damping = 1.0;
        let mut before = f64::INFINITY;
        for step in 0..steps {
            if step.is_multiple_of(PATIENCE) {
                if height.sum > before * WORTH_IT {
                    break;
                }
                before = height.sum;
            }
            if pull == 0.0 && height.excess.iter().all(|excess| *excess < MARGIN / 2.0) {
                return true;
            }
            let mut next = None;
            for _ in 0..8 {
                let candidate = self.step(place, &height, m, shape, (damping, pull));
                let reached = self.height(&candidate, m, shape, pull);
                if reached.sum < height.sum {
                    damping = (damping * 0.3f64).max(1e-9);
                    next = Some((candidate, reached));
                    break;
                }
                damping *= 4.0;
            }
            let Some((candidate, reached)) = next else { break };
            (*place, height) = (candidate, reached);
        }
        height.excess.iter().all(|excess| *excess < MARGIN / 2.0)
    }

    /// λ_T, or the free weights.
    fn weights_of(place: &Place, target: usize, m: usize, shape: Shape) -> (Vec<f64>, f64) {
        let own = &place.weights[target * m..(target + 1) * m];
        match shape {
            Shape::InPairs => (own.to_vec(), 1.0),
            Shape::OneByOne => {
                let total = own.iter().map(|a| a * a).sum::<f64>().max(1e-300);
                (own.iter().map(|a| a * a / total).collect(), total)
            }
        }
    }

    fn worths(&self, row: &Row, place: &Place, m: usize) -> Vec<f64> {
        let bet = |j: usize| &place.bets[j * self.dimension..(j + 1) * self.dimension];
        (0..m).map(|j| dot(&row.values, bet(j))).collect()
    }

    fn height(&self, place: &Place, m: usize, shape: Shape, pull: f64) -> Height {
        let excess: Vec<f64> = self
            .rows
            .iter()
            .map(|row| {
                let (weights, _) = Self::weights_of(place, row.target, m, shape);
                (row.gain + dot(&weights, &self.worths(row, place, m))).max(0.0)
            })
            .collect();
        let mut sum = dot(&excess, &excess) + pull * dot(&place.bets, &place.bets);
        if shape == Shape::InPairs {
            sum += pull * dot(&place.weights, &place.weights);
        }
        Height { excess, sum }
    }

    fn step(&self, place: &Place, height: &Height, m: usize, shape: Shape, (damping, pull): (f64, f64)) -> Place {
        let size = m * self.dimension;
        let mut whole = Cholesky::zeros(size);
        let mut right: Vec<f64> = place.bets.iter().map(|c| -pull * c).collect();
        let mut arms: Vec<Option<Arm>> = (0..self.targets).map(|_| None).collect();
        let own_pull = if shape == Shape::InPairs { pull } else { 0.0 };
        for (row, excess) in self.rows.iter().zip(&height.excess).filter(|(_, excess)| **excess > 0.0) {
            let (weights, total) = Self::weights_of(place, row.target, m, shape);
            let worths = self.worths(row, place, m);
            let of_bets: Vec<f64> =
                weights.iter().flat_map(|weight| row.values.iter().map(move |value| weight * value)).collect();
            let own = &place.weights[row.target * m..(row.target + 1) * m];
            let of_weights: Vec<f64> = match shape {
                Shape::InPairs => worths,
                Shape::OneByOne => {
                    let mean = dot(&weights, &worths);
                    own.iter().zip(&worths).map(|(a, worth)| 2.0 * a * (worth - mean) / total).collect()
                }
            };
            for (place, entry) in of_bets.iter().enumerate().filter(|(_, entry)| **entry != 0.0) {
                whole.row_mut(place)[..=place]
                    .iter_mut()
                    .zip(&of_bets)
                    .for_each(|(sum, other)| *sum += entry * other);
            }
            right.iter_mut().zip(&of_bets).for_each(|(sum, entry)| *sum -= excess * entry);
            let arm = arms[row.target].get_or_insert_with(|| Arm::new(m, size, own, own_pull));
            arm.take(*excess, &of_bets, &of_weights);
        }
        for place in 0..size {
            whole.row_mut(place)[place] += damping + pull;
        }
        for arm in arms.iter_mut().flatten() {
            arm.eliminate(damping + own_pull, &mut whole, &mut right);
        }
        whole.factor();
        whole.solve(&mut right);
        let mut next = place.clone();
        next.bets.iter_mut().zip(&right).for_each(|(c, change)| *c += change);
        for (target, arm) in arms.iter().enumerate() {
            if let Some(arm) = arm {
                arm.change(&right, &mut next.weights[target * m..(target + 1) * m]);
            }
        }
        next
    }
}

/// One type's part of the normal equations.
struct Arm {
    m: usize,
    own: Cholesky,
    right: Vec<f64>,
    /// The mixed block, one row for each own unknown; after the elimination the own inverse times it.
    mixed: Vec<Vec<f64>>,
}

impl Arm {
    fn new(m: usize, size: usize, place: &[f64], pull: f64) -> Arm {
        let right = place.iter().map(|a| -pull * a).collect();
        Arm { m, own: Cholesky::zeros(m), right, mixed: vec![vec![0.0; size]; m] }
    }

    fn take(&mut self, excess: f64, of_bets: &[f64], of_weights: &[f64]) {
        for (j, entry) in of_weights.iter().enumerate() {
            self.own.row_mut(j)[..=j].iter_mut().zip(of_weights).for_each(|(sum, other)| *sum += entry * other);
            self.right[j] -= excess * entry;
            self.mixed[j].iter_mut().zip(of_bets).for_each(|(sum, other)| *sum += entry * other);
        }
    }

    fn eliminate(&mut self, damping: f64, whole: &mut Cholesky, right: &mut [f64]) {
        for j in 0..self.m {
            self.own.row_mut(j)[j] += damping;
        }
        self.own.factor();
        let before = self.mixed.clone();
        let mut column = vec![0.0; self.m];
        for place in 0..right.len() {
            column.iter_mut().zip(&before).for_each(|(entry, row)| *entry = row[place]);
            self.own.solve(&mut column);
            self.mixed.iter_mut().zip(&column).for_each(|(row, entry)| row[place] = *entry);
        }
        for (solved, row) in self.mixed.iter().zip(&before) {
            for (place, entry) in solved.iter().enumerate().filter(|(_, entry)| **entry != 0.0) {
                whole.row_mut(place)[..=place].iter_mut().zip(row).for_each(|(sum, other)| *sum -= entry * other);
            }
        }
        for (solved, b) in self.mixed.iter().zip(&self.right) {
            right.iter_mut().zip(solved).for_each(|(sum, entry)| *sum -= entry * b);
        }
        let mut own = std::mem::take(&mut self.right);
        self.own.solve(&mut own);
        self.right = own;
    }

    fn change(&self, bets: &[f64], weights: &mut [f64]) {
        for ((a, b), row) in weights.iter_mut().zip(&self.right).zip(&self.mixed) {
            *a += b - dot(row, bets);
        }
    }
}
