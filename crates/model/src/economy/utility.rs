//! What bundles are worth: the least of finitely many affine functions.

use crate::number::Rational;

/// a·x + b.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affine {
    /// a: one slope for each good.
    pub slopes: Vec<Rational>,
    /// b: what nothing is worth.
    pub constant: Rational,
}

impl Affine {
    /// Its value at a bundle.
    pub fn value(&self, bundle: &[Rational]) -> Rational {
        self.slopes.iter().zip(bundle).fold(self.constant.clone(), |sum, (slope, amount)| sum + slope * amount)
    }
}

/// min over k of a_k·x + b_k: concave, linear when there is one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utility {
    pieces: Vec<Affine>,
}

impl Utility {
    /// The least of these functions; `None` without any, or when they differ in their number of goods.
    pub fn new(pieces: Vec<Affine>) -> Option<Utility> {
        let goods = pieces.first()?.slopes.len();
        pieces.iter().all(|piece| piece.slopes.len() == goods).then_some(Utility { pieces })
    }

    /// The functions.
    pub fn pieces(&self) -> &[Affine] {
        &self.pieces
    }

    /// Of how many goods.
    pub fn good_count(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.slopes.len())
    }

    /// What a bundle is worth.
    pub fn value(&self, bundle: &[Rational]) -> Rational {
        self.pieces.iter().map(|piece| piece.value(bundle)).min().unwrap_or_default()
    }

    /// Whether no slope is negative.
    pub fn is_increasing(&self) -> bool {
        self.pieces.iter().all(|piece| piece.slopes.iter().all(|slope| *slope >= Rational::ZERO))
    }

    /// Whether every slope is positive.
    pub fn is_strictly_increasing(&self) -> bool {
        self.pieces.iter().all(|piece| piece.slopes.iter().all(|slope| *slope > Rational::ZERO))
    }
}
