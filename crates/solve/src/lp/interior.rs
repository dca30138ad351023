//! The interior-point method, in floating point numbers: it proposes, and is never believed.
//!
//! # Program
//! minimise c·z subject to G z ≥ h, with its dual maximise h·y, Gᵀy = c, y ≥ 0.
//!
//! # Method
//! Mehrotra's predictor and corrector steps on the normal equations Gᵀ D G, D = diag(y/s) with the slack s = G z − h, which
//! are dense in the number of coordinates and cheap in the number of rows. A tall program with a thousand coordinates takes some
//! twenty dense factorisations however many rows it has. The limit is strictly complementary: a row ends with y or with s at 0, not with
//! both, which is exactly the information from which exact answers are recovered.

use super::cholesky::{Cholesky, dot};
use super::half_spaces::HalfSpaces;

/// Most steps of the method.
const MOST_STEPS: usize = 90;
/// How many it takes as a rule.
const USUAL_STEPS: u64 = 20;

/// When the method may stop before it has converged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// Never.
    Converged,
    /// As soon as the multipliers prove that the last coordinate (the violation) cannot be near 0.
    Contradiction,
    /// As soon as every half-space is kept with room: the last coordinate (the violation) is below this negative number.
    Room,
}

/// Where the method stopped.
#[derive(Debug, Clone)]
pub(super) struct Interior {
    /// z.
    pub(super) point: Vec<f64>,
    /// y, one for each half-space.
    pub(super) multipliers: Vec<f64>,
    /// s = G z − h, one for each half-space.
    pub(super) slacks: Vec<f64>,
}

/// The program that looks for the smallest violation: one more coordinate t, g·z + w t ≥ h with a weight w for each
/// half-space, t ≥ −room, minimise t.
pub(super) fn least_violation(picture: &HalfSpaces, weights: &[f64], room: f64) -> HalfSpaces {
    let mut lifted = HalfSpaces { dimension: picture.dimension + 1, starts: vec![0], ..HalfSpaces::default() };
    #[allow(clippy::cast_possible_truncation)]
    let violation = picture.dimension as u32;
    for row in 0..picture.count() {
        let (places, values) = picture.entries(row);
        lifted.places.extend_from_slice(places);
        lifted.values.extend_from_slice(values);
        lifted.places.push(violation);
        lifted.values.push(weights.get(row).copied().unwrap_or(1.0));
        lifted.starts.push(lifted.places.len());
        lifted.rights.push(picture.rights[row]);
    }
    lifted.places.push(violation);
    lifted.values.push(1.0);
    lifted.starts.push(lifted.places.len());
    lifted.rights.push(-room);
    lifted.costs = vec![0.0; picture.dimension];
    lifted.costs.push(1.0);
    lifted
}

/// What the usual number of steps takes, in multiplications ([`super::patience`]): each step adds up a product of every row with
/// itself and factors a matrix.
pub(super) fn work_of(program: &HalfSpaces) -> u64 {
    let squares = (0..program.rights.len()).fold(0u64, |sum, row| {
        let entries = program.entries(row).0.len() as u64;
        sum.saturating_add(entries * entries / 2)
    });
    let n = program.dimension as u64;
    (n * n).saturating_mul(n).saturating_div(6).saturating_add(squares).saturating_mul(USUAL_STEPS)
}

/// Runs the method from this point, which need not keep anything.
pub(super) fn run(program: &HalfSpaces, start: Vec<f64>, until: Until) -> Option<Interior> {
    let (m, n) = (program.rights.len(), program.dimension);
    if m == 0 || n == 0 {
        return None;
    }
    let times = |z: &[f64]| -> Vec<f64> { (0..m).map(|row| program.dot(row, z)).collect() };
    let transposed = |y: &[f64], out: &mut Vec<f64>| {
        out.clear();
        out.resize(n, 0.0);
        for (row, weight) in y.iter().enumerate() {
            let (places, values) = program.entries(row);
            places.iter().zip(values).for_each(|(place, value)| out[*place as usize] += weight * value);
        }
    };
    let mut z = start;
    let scale = program.rights.iter().fold(1.0f64, |largest, h| largest.max(h.abs()));
    let mut s: Vec<f64> = times(&z).iter().zip(&program.rights).map(|(g, h)| (g - h).max(0.1 * scale)).collect();
    #[allow(clippy::cast_precision_loss)]
    let count = m as f64;
    let mut y: Vec<f64> = vec![1.0 / count; m];
    let cost_size = program.costs.iter().fold(1.0f64, |largest, c| largest.max(c.abs()));
    let mut matrix = Cholesky::zeros(n);
    let (mut gradient, mut right, mut refined) = (Vec::new(), vec![0.0; n], vec![0.0; n]);
    let (mut best_error, mut worse, mut near_end) = (f64::INFINITY, 0, false);
    let mut best: Option<Interior> = None;
    for step in 0..MOST_STEPS {
        let gz = times(&z);
        // What the rows miss; s is kept positive throughout.
        let primal_error: Vec<f64> = (0..m).map(|i| program.rights[i] - gz[i] + s[i]).collect();
        transposed(&y, &mut gradient);
        let dual_error: Vec<f64> = program.costs.iter().zip(&gradient).map(|(c, g)| c - g).collect();
        let gap = dot(&y, &s) / count;
        let largest_dual = dual_error.iter().fold(0.0f64, |largest, e| largest.max(e.abs()));
        let largest_primal = primal_error.iter().fold(0.0f64, |largest, e| largest.max(e.abs()));
        if !gap.is_finite() || !largest_dual.is_finite() {
            break;
        }
        let here = Interior { point: z.clone(), multipliers: y.clone(), slacks: s.clone() };
        let violation = z[n - 1];
        // A violation may be far smaller than the right sides, and is then what the gap must be small beside.
        let unit = if until == Until::Converged { scale } else { violation.abs().clamp(1e-9 * scale, scale) };
        let tiny = if violation.abs() <= 1e-10 * scale { scale } else { unit };
        let done =
            gap * count <= 1e-11 * tiny && largest_dual <= 1e-10 * cost_size && largest_primal <= 1e-9 * scale;
        let roomy = until == Until::Room
            && violation < 0.0
            && (violation < 0.5 * program.rights[m - 1] || (step > 0 && gap * count < -0.5 * violation));
        let proved = until == Until::Contradiction
            && largest_dual <= 1e-11 * cost_size
            && dot(&program.rights, &y) > 0.5 * violation.max(0.0);
        if proved || (roomy && largest_primal <= 1e-9 * scale) {
            return Some(here);
        }
        // The gap counts most, since it is what tells the rows apart; small errors of feasibility are of no account.
        let feasibility = (0.01 * largest_dual / cost_size).max(largest_primal / scale);
        let error = gap * count / scale + if feasibility > 1e-9 { feasibility } else { 0.0 };
        near_end |= error < 1e-5;
        if error < best_error {
            (best, best_error, worse) = (Some(here), error, 0);
        } else {
            worse += 1;
        }
        // Near the end rounding takes over; far from it, progress may pause.
        if done || worse > if near_end { 5 } else { 30 } {
            break;
        }
        // Gᵀ D G.
        matrix.clear();
        for row in 0..m {
            let weight = y[row] / s[row];
            let (places, values) = program.entries(row);
            for (at, (place, value)) in places.iter().zip(values).enumerate() {
                let target = matrix.row_mut(*place as usize);
                let factor = weight * value;
                for (other, entry) in places[..=at].iter().zip(values) {
                    target[*other as usize] += factor * entry;
                }
            }
        }
        for place in 0..n {
            matrix.row_mut(place)[place] += 1e-13;
        }
        matrix.factor();
        let mut direction = |products: &dyn Fn(usize) -> f64| -> (Vec<f64>, Vec<f64>, Vec<f64>) {
            // products(i) is what s·dy + y·ds should be.
            let weights: Vec<f64> = (0..m).map(|i| (products(i) + y[i] * primal_error[i]) / s[i]).collect();
            transposed(&weights, &mut right);
            right.iter_mut().zip(&dual_error).for_each(|(place, error)| *place -= error);
            let mut dz = right.clone();
            matrix.solve(&mut dz);
            // One refinement: what the factors lost to rounding is solved for once more.
            let mut products_z = times(&dz);
            products_z.iter_mut().enumerate().for_each(|(i, product)| *product *= y[i] / s[i]);
            transposed(&products_z, &mut refined);
            refined.iter_mut().zip(&right).for_each(|(place, wanted)| *place = wanted - *place);
            matrix.solve(&mut refined);
            dz.iter_mut().zip(&refined).for_each(|(place, change)| *place += change);
            let mut ds = times(&dz);
            ds.iter_mut().zip(&primal_error).for_each(|(d, error)| *d -= error);
            let dy = (0..m).map(|i| (products(i) - y[i] * ds[i]) / s[i]).collect();
            (dz, ds, dy)
        };
        let (_, affine_s, affine_y) = direction(&|i| -y[i] * s[i]);
        let reach = |numbers: &[f64], change: &[f64]| {
            numbers
                .iter()
                .zip(change)
                .fold(1.0f64, |least, (x, d)| if *d < 0.0 { least.min(-x / d) } else { least })
        };
        let (reach_s, reach_y) = (reach(&s, &affine_s), reach(&y, &affine_y));
        let after: f64 =
            (0..m).map(|i| (s[i] + reach_s * affine_s[i]) * (y[i] + reach_y * affine_y[i])).sum::<f64>() / count;
        let centre = gap * (after / gap).powi(3).min(1.0);
        let (dz, ds, dy) = direction(&|i| centre - y[i] * s[i] - affine_s[i] * affine_y[i]);
        let (reach_s, reach_y) = ((0.995 * reach(&s, &ds)).min(1.0), (0.995 * reach(&y, &dy)).min(1.0));
        z.iter_mut().zip(&dz).for_each(|(x, d)| *x += reach_s * d);
        s.iter_mut().zip(&ds).for_each(|(x, d)| *x += reach_s * d);
        y.iter_mut().zip(&dy).for_each(|(x, d)| *x += reach_y * d);
    }
    best
}
