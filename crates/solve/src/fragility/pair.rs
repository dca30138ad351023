//! The least probability that must be moved to make two rows of weights proportional.
//!
//! # Mathematics
//! Rows a, b ≥ 0 with sums A, B > 0 and C = A + B; wanted rows b' = s a'. For a fixed s ≥ 1, call a cell *heavy* when b > s a.
//! The best a' of a cell lies between a and b/s. In a heavy cell raising a' from a to b/s adds to a and spares b: one unit of
//! probability added spares s units. In a light cell raising a' from b/s to a adds s units to b for every unit it spares.
//! From a' = min(a, b/s), where nothing is added and N₁ + N₂ removed, N₁ = Σ (b − s a)⁺ and N₂ = Σ (a − b/s)⁺, the cheapest exchange is
//! made until as much is added as removed: first in heavy cells, up to N₁/s, then in light ones. With M = s N₂ this moves
//!
//! f(s) = (max(N₁, M) + min(N₁, M)/s) / (1 + s),
//!
//! and no probability outside the two rows is touched; since added and removed probability trade off against each other, nothing else is
//! better. N₁ ≥ M exactly when s ≤ B/A. Between neighbouring ratios b/a, with α, β the sums of a, b over the heavy cells and α', β' over the
//! others,
//!
//! * where s ≤ B/A: f(s) = C/(1 + s) − α − β'/s, whose derivative is first positive and then negative: least at an end;
//! * where s ≥ B/A: f(s) = α' + β/s − C/(1 + s), whose derivative is first negative and then positive: least at an end, or at
//!   s = 1/(√(C/β) − 1) with the value α' − β − C + 2√(Cβ).
//!
//! So the minimum over s ≥ 1 is one of finitely many numbers u + √w; s ≤ 1 is the same with the rows exchanged. As s → ∞, f rises to A, so
//! that the minimum is attained. Where all weights are positive, so are those of the nearest rows.
//!
//! Cost: one sort, then a pass.

use ambimech_model::fragility::Root;
use ambimech_model::number::{Integer, Natural, Rational, sum};
use std::cmp::Ordering;

/// The rows that are nearest.
#[derive(Debug, Clone)]
pub struct Alike {
    /// How much weight must be moved at least.
    pub moved: Root,
    /// A ratio s ≥ 1 at which, or near which, that is enough.
    pub ratio: Rational,
    /// Whether the ratio is that of the first row to the second.
    pub is_exchanged: bool,
}

/// An irrational ratio is rounded to so many digits after the point; what is lost is of the order of the square of a step.
const RATIO_STEPS: u64 = 1_000_000;

/// The nearest proportional rows; `None` when a row has no weight.
pub fn nearest_alike(first: &[Rational], second: &[Rational]) -> Option<Alike> {
    let upwards = least_upwards(first, second)?;
    let downwards = least_upwards(second, first)?;
    let (moved, ratio, is_exchanged) =
        if downwards.0 < upwards.0 { (downwards.0, downwards.1, true) } else { (upwards.0, upwards.1, false) };
    Some(Alike { moved, ratio, is_exchanged })
}

/// A lower bound of what must be moved, in one pass: half the smaller weight times the total variation of the posteriors.
pub fn least_moved(first: &[Rational], second: &[Rational]) -> Rational {
    let (a, b) = (sum(first), sum(second));
    let apart = first.iter().zip(second).fold(Rational::ZERO, |total, (x, y)| {
        let difference = x * &b - y * &a;
        if difference < Rational::ZERO { total - difference } else { total + difference }
    });
    let larger = a.max(b);
    if larger.is_zero() { larger } else { apart / (larger * Rational::from(4)) }
}

/// The minimum of f over s ≥ 1, and where.
fn least_upwards(a: &[Rational], b: &[Rational]) -> Option<(Root, Rational)> {
    let (mass_a, mass_b) = (sum(a), sum(b));
    if mass_a.is_zero() || mass_b.is_zero() {
        return None;
    }
    let all = &mass_a + &mass_b;
    let balance = &mass_b / &mass_a;
    let one = Rational::ONE;
    let mut cells: Vec<(Rational, &Rational, &Rational)> =
        a.iter().zip(b).filter(|(a, _)| !a.is_zero()).map(|(a, b)| (b / a, a, b)).collect();
    cells.sort_by(|first, second| first.0.cmp(&second.0));
    let mut points: Vec<Rational> =
        cells.iter().map(|(ratio, ..)| ratio.clone()).chain([balance.clone()]).filter(|s| *s > one).collect();
    points.push(one);
    points.sort();
    points.dedup();
    // Sums over the heavy cells: all of them below the first cell, fewer from cell to cell.
    let (mut heavy_a, mut heavy_b) = (mass_a.clone(), mass_b.clone());
    let mut next = 0;
    let mut best: Option<(Root, Rational)> = None;
    let mut keep = |moved: Root, ratio: &Rational| {
        if best.as_ref().is_none_or(|(known, _)| moved < *known) {
            best = Some((moved, ratio.clone()));
        }
    };
    for (place, start) in points.iter().enumerate() {
        while let Some((_, a, b)) = cells.get(next).filter(|(ratio, ..)| ratio <= start) {
            heavy_a -= *a;
            heavy_b -= *b;
            next += 1;
        }
        let surplus = &heavy_b - start * &heavy_a;
        let lack = start * (&mass_a - &heavy_a) - (&mass_b - &heavy_b);
        let (more, less) = if surplus > lack { (&surplus, &lack) } else { (&lack, &surplus) };
        let value = (more + less / start) / (Rational::ONE + start);
        keep(Root::from(value), start);
        let end = points.get(place + 1);
        if *start >= balance && turns_inside(&all, &heavy_b, start, end) {
            let value = Root::new(&mass_a - &heavy_a - &heavy_b - &all, Rational::from(4) * &all * &heavy_b);
            keep(value, &turning_point(&all, &heavy_b, start, end));
        }
    }
    best
}

/// Whether the derivative C/(1 + s)² − β/s² is negative at the start and positive at the end.
fn turns_inside(all: &Rational, heavy: &Rational, start: &Rational, end: Option<&Rational>) -> bool {
    let compare = |s: &Rational| {
        let beyond = Rational::ONE + s;
        (all * s * s).cmp(&(heavy * &beyond * &beyond))
    };
    let rises = end.map_or(all > heavy, |end| compare(end) == Ordering::Greater);
    !heavy.is_zero() && compare(start) == Ordering::Less && rises
}

/// 1/(√(C/β) − 1) to so many digits, within the piece.
fn turning_point(all: &Rational, heavy: &Rational, start: &Rational, end: Option<&Rational>) -> Rational {
    // √(C/β) from below, so finely that the difference to 1 has digits enough.
    let fine = Natural::from(10u8).pow(18);
    let root = Root::new(Rational::ZERO, all / heavy).floor_over(&fine);
    let steep = root - Rational::ONE;
    if steep <= Rational::ZERO {
        return start.clone();
    }
    let steps = Rational::from(RATIO_STEPS);
    let exactly = Rational::ONE / steep;
    let rounded = Rational::from((&exactly * &steps).round()) / &steps;
    let above = if rounded < *start { start.clone() } else { rounded };
    match end {
        Some(end) if above > *end => end.clone(),
        _ => above,
    }
}

/// The rows that come from moving as little as possible with this ratio s ≥ 1, in the order of the arguments; all weight that is
/// added is removed elsewhere.
pub fn moved_rows(a: &[Rational], b: &[Rational], s: &Rational) -> (Vec<Rational>, Vec<Rational>) {
    let zero = Rational::ZERO;
    let positive = |number: Rational| if number > zero { number } else { Rational::ZERO };
    let heavy = a.iter().zip(b).fold(Rational::ZERO, |sum, (a, b)| sum + positive(b - s * a));
    let light = a.iter().zip(b).fold(Rational::ZERO, |sum, (a, b)| sum + positive(a - b / s));
    let beyond = Rational::ONE + s;
    // Which part of the exchange is made in heavy and in light cells.
    let (in_heavy, in_light) = if heavy >= s * &light {
        let spared = (&heavy + &light) * s / &beyond;
        (if heavy.is_zero() { Rational::ZERO } else { spared / &heavy }, Rational::ZERO)
    } else {
        (Rational::ONE, (&light - &heavy / s) / &beyond / &light)
    };
    let row: Vec<Rational> = a
        .iter()
        .zip(b)
        .map(|(a, b)| {
            let other = b / s;
            if other > *a { a + &in_heavy * (&other - a) } else { &other + &in_light * (a - &other) }
        })
        .collect();
    let multiple = row.iter().map(|weight| weight * s).collect();
    (row, multiple)
}

/// How much larger the largest ratio b/a is than the smallest, with the two; `None` for rows with different support.
pub fn spread(first: &[Rational], second: &[Rational]) -> Option<(Rational, Rational, Rational)> {
    if first.iter().zip(second).any(|(a, b)| a.is_zero() != b.is_zero()) {
        return None;
    }
    let ratios = || first.iter().zip(second).filter(|(a, _)| !a.is_zero()).map(|(a, b)| b / a);
    let (least, most) = (ratios().min()?, ratios().max()?);
    Some((&most / &least, least, most))
}

/// √x, or up to one millionth more, for x ≥ 1.
pub fn near_root(x: &Rational) -> Rational {
    let fine = Natural::from(10u8).pow(6);
    let root = Root::new(Rational::ZERO, x.clone());
    match root.exact() {
        Some(root) => root.clone(),
        None => root.floor_over(&fine) + Rational::from_parts(Integer::ONE, fine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(weights: &[i64]) -> Vec<Rational> {
        weights.iter().map(|weight| Rational::from(*weight)).collect()
    }

    /// f(s) from its first definition: the linear program over a' by its greedy solution, with nothing left out.
    fn by_cells(a: &[Rational], b: &[Rational], s: &Rational) -> Rational {
        let (first, second) = if *s >= Rational::ONE {
            moved_rows(a, b, s)
        } else {
            let (second, first) = moved_rows(b, a, &(Rational::ONE / s));
            (first, second)
        };
        assert!(first.iter().zip(&second).all(|(x, y)| *y == x * s && *x >= Rational::ZERO));
        let cells = || first.iter().zip(a).chain(second.iter().zip(b));
        let gained = cells().fold(Rational::ZERO, |sum, (x, y)| if x > y { sum + (x - y) } else { sum });
        let lost = cells().fold(Rational::ZERO, |sum, (x, y)| if x < y { sum + (y - x) } else { sum });
        assert_eq!(gained, lost);
        gained
    }

    #[test]
    fn the_minimum_is_below_a_fine_grid_and_reached() {
        for (a, b) in [
            ([1, 4, 0], [4, 1, 0]),
            ([3, 1, 2], [1, 1, 7]),
            ([5, 0, 1], [0, 2, 1]),
            ([1, 2, 3], [10, 20, 31]),
            ([7, 7, 1], [1, 2, 1]),
            ([0, 0, 4], [1, 1, 0]),
        ] {
            let (a, b) = (row(&a), row(&b));
            let found = nearest_alike(&a, &b).unwrap();
            let ratio = if found.is_exchanged { Rational::ONE / &found.ratio } else { found.ratio.clone() };
            let reached = by_cells(&a, &b, &ratio);
            assert!(found.moved <= reached);
            assert!(found.moved > &reached - Rational::from_parts(1.into(), 1_000_000_000u64.into()));
            assert!(found.moved >= least_moved(&a, &b));
            for step in 1..4000u64 {
                let s = Rational::from_parts(step.into(), 100u8.into());
                assert!(found.moved <= by_cells(&a, &b, &s), "{a:?} {b:?} {s}");
            }
        }
        assert_eq!(
            nearest_alike(&row(&[1, 4]), &row(&[4, 1])).unwrap().moved,
            Root::new((-10).into(), 160.into())
        );
        assert_eq!(nearest_alike(&row(&[1, 4]), &row(&[3, 12])).unwrap().moved, Rational::ZERO);
        assert!(nearest_alike(&row(&[0, 0]), &row(&[3, 12])).is_none());
    }
}
