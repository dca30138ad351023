//! Distances between the states of a belief.

use crate::index::JointTypeId;
use crate::number::Rational;

/// A metric on finitely many states; different states may have distance 0 (a pseudometric).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    states: usize,
    distances: Vec<Rational>,
}

/// Why numbers are not distances.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetricError {
    /// Not one number for each pair of states.
    WrongLength,
    /// A negative distance, or a state away from itself.
    Sign(JointTypeId, JointTypeId),
    /// Another distance there than back.
    Asymmetric(JointTypeId, JointTypeId),
    /// From the first to the third it is farther than by way of the second.
    Triangle(JointTypeId, JointTypeId, JointTypeId),
}

impl Metric {
    /// The metric d(x, y), given row by row.
    ///
    /// # Errors
    /// What is not a metric, with the states where.
    pub fn new(states: usize, distances: Vec<Rational>) -> Result<Metric, MetricError> {
        if distances.len() != states * states {
            return Err(MetricError::WrongLength);
        }
        let metric = Metric { states, distances };
        let name = JointTypeId;
        for x in 0..states {
            for y in 0..states {
                let there = metric.at(x, y);
                if *there < Rational::ZERO || (x == y && !there.is_zero()) {
                    return Err(MetricError::Sign(name(x), name(y)));
                }
                if there != metric.at(y, x) {
                    return Err(MetricError::Asymmetric(name(x), name(y)));
                }
                if let Some(between) =
                    (0..states).find(|between| metric.at(x, *between) + metric.at(*between, y) < *there)
                {
                    return Err(MetricError::Triangle(name(x), name(between), name(y)));
                }
            }
        }
        Ok(metric)
    }

    /// The metric max_j |v_j(x) − v_j(y)| of states with these coordinates, all of the same number.
    pub fn of_coordinates(coordinates: &[Vec<Rational>]) -> Metric {
        let size = |number: Rational| if number < Rational::ZERO { -number } else { number };
        let distance = |x: &Vec<Rational>, y: &Vec<Rational>| {
            x.iter().zip(y).map(|(a, b)| size(a - b)).fold(Rational::ZERO, Rational::max)
        };
        let distances = coordinates.iter().flat_map(|x| coordinates.iter().map(move |y| distance(x, y))).collect();
        Metric { states: coordinates.len(), distances }
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.states
    }

    /// All distances, row by row.
    pub fn distances(&self) -> &[Rational] {
        &self.distances
    }

    /// d(x, y).
    pub fn distance(&self, x: JointTypeId, y: JointTypeId) -> &Rational {
        self.at(x.0, y.0)
    }

    pub(super) fn at(&self, x: usize, y: usize) -> &Rational {
        &self.distances[x * self.states + y]
    }
}
