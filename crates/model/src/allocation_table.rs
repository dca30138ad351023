//! The allocated outcome of every profile, kept small: a byte for each profile where a byte can number the outcomes.

use crate::index::{OutcomeId, ProfileId};

/// The outcome q(θ) of every profile, in profile order. Made from a list or an iterator of outcomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllocationTable(Stored);

/// Bytes as long as all outcomes fit: two equal tables are stored alike.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stored {
    Bytes(Vec<u8>),
    Wide(Vec<OutcomeId>),
}

impl AllocationTable {
    /// Number of profiles.
    pub fn len(&self) -> usize {
        match &self.0 {
            Stored::Bytes(places) => places.len(),
            Stored::Wide(places) => places.len(),
        }
    }

    /// Whether there is no profile.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The outcome of a profile.
    ///
    /// # Panics
    /// If there is no such profile.
    #[inline]
    pub fn at(&self, profile: ProfileId) -> OutcomeId {
        match &self.0 {
            Stored::Bytes(places) => OutcomeId(usize::from(places[profile.0])),
            Stored::Wide(places) => places[profile.0],
        }
    }

    /// The outcomes in profile order.
    pub fn iter(&self) -> impl Iterator<Item = OutcomeId> {
        (0..self.len()).map(|profile| self.at(ProfileId(profile)))
    }

    /// The largest number of an outcome; `None` without profiles.
    pub fn largest(&self) -> Option<OutcomeId> {
        match &self.0 {
            Stored::Bytes(places) => places.iter().max().map(|place| OutcomeId(usize::from(*place))),
            Stored::Wide(places) => places.iter().max().copied(),
        }
    }
}

impl FromIterator<OutcomeId> for AllocationTable {
    fn from_iter<I: IntoIterator<Item = OutcomeId>>(outcomes: I) -> AllocationTable {
        let mut outcomes = outcomes.into_iter();
        let mut bytes: Vec<u8> = Vec::with_capacity(outcomes.size_hint().0);
        for outcome in outcomes.by_ref() {
            match u8::try_from(outcome.0) {
                Ok(byte) => bytes.push(byte),
                Err(_) => {
                    let known = bytes.iter().map(|byte| OutcomeId(usize::from(*byte)));
                    return AllocationTable(Stored::Wide(known.chain([outcome]).chain(outcomes).collect()));
                }
            }
        }
        AllocationTable(Stored::Bytes(bytes))
    }
}

impl From<Vec<OutcomeId>> for AllocationTable {
    fn from(outcomes: Vec<OutcomeId>) -> AllocationTable {
        outcomes.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_with_few_outcomes_and_with_many() {
        for list in [vec![], vec![0, 255, 3], vec![3, 256, 0, 70_000, 255]] {
            let outcomes: Vec<OutcomeId> = list.iter().copied().map(OutcomeId).collect();
            let table = AllocationTable::from(outcomes.clone());
            assert_eq!(table.len(), outcomes.len());
            assert_eq!(table.is_empty(), outcomes.is_empty());
            assert!(table.iter().eq(outcomes.iter().copied()));
            assert_eq!(table.largest(), outcomes.iter().max().copied());
            assert_eq!(table, outcomes.into_iter().collect());
        }
    }
}
