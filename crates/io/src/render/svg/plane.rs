//! Points of a high-dimensional simplex seen on a plane: the projection that shows most of their spread.
//!
//! Only +, −, ×, ÷ and square roots are used, in a fixed order, so that the picture is the same on every machine.

/// A linear map from R^m to the plane, with how much of the points' spread it shows.
#[derive(Debug)]
pub(super) struct Projection {
    centre: Vec<f64>,
    axes: [Vec<f64>; 2],
    /// Share of the spread (sum of squared distances from the centre) that is seen, from 0 to 1.
    pub(super) seen: f64,
}

/// Rounds of the power method: more than enough for a picture.
const ROUNDS: usize = 300;

impl Projection {
    /// The plane through the points' mean along their two directions of largest spread. Where the points spread along fewer
    /// directions, the plane is completed by a fixed one.
    pub(super) fn principal(points: &[Vec<f64>]) -> Projection {
        let dimension = points.first().map_or(0, Vec::len);
        let count = f64::from(u32::try_from(points.len().max(1)).unwrap_or(1));
        let centre: Vec<f64> =
            (0..dimension).map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / count).collect();
        let mut rows: Vec<Vec<f64>> =
            points.iter().map(|point| point.iter().zip(&centre).map(|(x, c)| x - c).collect()).collect();
        let total: f64 = rows.iter().map(|row| dot(row, row)).sum();
        let (first, first_spread) = leading(&rows, dimension);
        for row in &mut rows {
            let along = dot(row, &first);
            row.iter_mut().zip(&first).for_each(|(x, a)| *x -= along * a);
        }
        let (mut second, second_spread) = leading(&rows, dimension);
        if second_spread <= total * 1e-12 {
            second = completed(&first, dimension);
        }
        let seen = if total > 0.0 { ((first_spread + second_spread) / total).min(1.0) } else { 1.0 };
        Projection { centre, axes: [first, second], seen }
    }

    /// Where a point falls.
    pub(super) fn place(&self, point: &[f64]) -> (f64, f64) {
        let moved: Vec<f64> = point.iter().zip(&self.centre).map(|(x, c)| x - c).collect();
        (dot(&moved, &self.axes[0]), dot(&moved, &self.axes[1]))
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The vector with length 1 and its first entry that counts positive; `None` for one that is nearly 0.
fn normal(mut vector: Vec<f64>) -> Option<Vec<f64>> {
    let length = dot(&vector, &vector).sqrt();
    if length < 1e-9 {
        return None;
    }
    let sign = vector.iter().find(|x| x.abs() > 1e-9 * length).map_or(1.0, |x| x.signum());
    vector.iter_mut().for_each(|x| *x *= sign / length);
    Some(vector)
}

/// The direction of largest spread of centred points, by the power method, and the spread along it.
fn leading(rows: &[Vec<f64>], dimension: usize) -> (Vec<f64>, f64) {
    let longest = rows.iter().max_by(|a, b| dot(a, a).total_cmp(&dot(b, b)));
    let mut axis =
        longest.cloned().and_then(normal).unwrap_or_else(|| completed(&vec![0.0; dimension], dimension));
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; dimension];
        for row in rows {
            let along = dot(row, &axis);
            next.iter_mut().zip(row).for_each(|(x, r)| *x += along * r);
        }
        match normal(next) {
            Some(next) => axis = next,
            None => break,
        }
    }
    let spread = rows.iter().map(|row| dot(row, &axis) * dot(row, &axis)).sum();
    (axis, spread)
}

/// A direction within the simplex's own hyperplane and orthogonal to `first`: a ramp, or a bowl where the ramp will not do.
fn completed(first: &[f64], dimension: usize) -> Vec<f64> {
    let middle = f64::from(u32::try_from(dimension.max(1) - 1).unwrap_or(0)) / 2.0;
    let place = |axis: usize| f64::from(u32::try_from(axis).unwrap_or(0)) - middle;
    for power in 1..=3 {
        let mut candidate: Vec<f64> = (0..dimension)
            .map(|axis| match power {
                1 => place(axis),
                2 => place(axis) * place(axis),
                _ => place(axis) * place(axis) * place(axis),
            })
            .collect();
        let mean = candidate.iter().sum::<f64>() / f64::from(u32::try_from(dimension.max(1)).unwrap_or(1));
        candidate.iter_mut().for_each(|x| *x -= mean);
        let before = dot(&candidate, &candidate);
        let along = dot(&candidate, first);
        candidate.iter_mut().zip(first).for_each(|(x, a)| *x -= along * a);
        if dot(&candidate, &candidate) > before * 0.05
            && let Some(axis) = normal(candidate)
        {
            return axis;
        }
    }
    let mut axis = vec![0.0; dimension];
    if let Some(last) = axis.last_mut() {
        *last = 1.0;
    }
    axis
}

/// The corners of the convex hull, counter-clockwise; fewer than three for points on a line.
pub(super) fn convex_hull(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let turn = |o: (f64, f64), a: (f64, f64), b: (f64, f64)| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let chain = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut chain: Vec<(f64, f64)> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 1e-9 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut sorted.iter().copied());
    hull.extend(chain(&mut sorted.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_principal_plane_keeps_flat_points_apart() {
        let points = vec![vec![0.4, 0.3, 0.2, 0.1], vec![0.1, 0.2, 0.3, 0.4], vec![0.25; 4]];
        let projection = Projection::principal(&points);
        assert!(projection.seen > 0.999_999);
        let places: Vec<(f64, f64)> = points.iter().map(|point| projection.place(point)).collect();
        let length = ((0.3f64 * 0.3) * 2.0 + (0.1 * 0.1) * 2.0).sqrt();
        assert!((places[0].0 - places[1].0).abs() - length < 1e-9);
        assert!(places[2].0.abs() < 1e-9);
        assert_eq!(convex_hull(&[(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (1.0, 0.2), (0.0, 2.0)]).len(), 3);
    }
}
