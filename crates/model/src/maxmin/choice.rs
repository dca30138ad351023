//! Social choice functions with lotteries.

use crate::index::ProfileId;
use crate::lottery::Lottery;

/// A social choice function, by position in its set, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceId(pub usize);

/// A social choice function f: T → Δ(X) with its name (THESIS 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialChoice {
    /// Its name.
    pub name: String,
    /// f(t), by profile.
    pub lotteries: Vec<Lottery>,
}

impl SocialChoice {
    /// f(t).
    pub fn at(&self, profile: ProfileId) -> &Lottery {
        &self.lotteries[profile.0]
    }
}
