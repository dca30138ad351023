//! Finished cases: how long each took, and its row.

use crate::journal::Entry;
use ambimech_io::sweep::rows::Rows;

/// Finished cases, each once; their rows stand in the order in which they came.
///
/// The places are one list in the order of cases. Cases come nearly in that order, so that a new one is put near the end; many small
/// pieces of memory, as a tree has, would slow down everything that is handed out between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    places: Vec<Place>,
    rows: Rows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    case: u64,
    nanoseconds: u64,
    row: usize,
}

impl Finished {
    /// Adds a case; says whether it was not there yet, and leaves what there is otherwise.
    pub fn insert(&mut self, entry: &Entry) -> bool {
        let Err(place) = self.find(entry.case) else { return false };
        let new = Place { case: entry.case, nanoseconds: entry.nanoseconds, row: self.rows.len() };
        self.places.insert(place, new);
        self.rows.push(&entry.row);
        true
    }

    /// Adds the cases of another collection that are not there yet, in one pass over both.
    pub fn extend(&mut self, other: &Finished) {
        let mut merged: Vec<Place> = Vec::with_capacity(self.places.len() + other.places.len());
        let mut others = other.places.iter().copied().peekable();
        let rows = &mut self.rows;
        let mut renumbered = |place: Place| {
            rows.push(other.rows.line(place.row));
            Place { row: rows.len() - 1, ..place }
        };
        for place in &self.places {
            while let Some(before) = others.next_if(|other| other.case < place.case) {
                merged.push(renumbered(before));
            }
            others.next_if(|other| other.case == place.case);
            merged.push(*place);
        }
        others.for_each(|place| merged.push(renumbered(place)));
        self.places = merged;
    }

    /// Where a case is in the list, or where it would be.
    fn find(&self, case: u64) -> Result<usize, usize> {
        match self.places.last() {
            Some(last) if last.case >= case => self.places.binary_search_by_key(&case, |place| place.case),
            _ => Err(self.places.len()),
        }
    }

    /// Whether a case is finished.
    pub fn has(&self, case: u64) -> bool {
        self.find(case).is_ok()
    }

    /// Number of cases.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The cases and how many nanoseconds each took, in their order.
    pub fn times(&self) -> impl Iterator<Item = (u64, u64)> {
        self.places.iter().map(|place| (place.case, place.nanoseconds))
    }

    /// The rows in the order of their cases.
    pub fn into_rows(self) -> Rows {
        if self.places.iter().map(|place| place.row).eq(0..self.rows.len()) {
            return self.rows;
        }
        self.places.iter().map(|place| self.rows.line(place.row)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Finished;
    use crate::journal::Entry;

    fn entry(case: u64) -> Entry {
        Entry { case, nanoseconds: 10 * case, row: format!("{case},é") }
    }

    #[test]
    fn rows_come_in_the_order_of_cases_and_none_twice() {
        for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
            let (mut first, mut second) = (Finished::default(), Finished::default());
            assert!(
                order
                    .iter()
                    .all(|case| if case % 2 == 0 { &mut first } else { &mut second }.insert(&entry(*case)))
            );
            first.extend(&second);
            first.extend(&second);
            assert!(!first.insert(&Entry { row: "another".to_string(), ..entry(1) }));
            assert_eq!(first.len(), 4);
            assert!(first.times().eq([(0, 0), (1, 10), (2, 20), (3, 30)]));
            assert_eq!(first.into_rows().text(), "0,é\n1,é\n2,é\n3,é\n");
        }
    }
}
