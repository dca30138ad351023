//! Counts of verdicts, and how sure they make one of a frequency.
//!
//! The interval of k successes in n draws is Wilson's (1927) at 95 %: the p with |k/n − p| ≤ z √(p(1−p)/n), z = 1.96. It stays within
//! 0 and 1 and is sensible at k = 0 and k = n. It is about the distribution that the plan draws from, and nothing else.

use crate::sweep::results::{ResultTable, Role};

/// The quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How often a column said what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Holds, or feasible.
    pub(super) yes: u32,
    /// Fails, or infeasible.
    pub(super) no: u32,
    /// Undecided, or no prior.
    pub(super) open: u32,
}

impl Tally {
    /// One more.
    pub(super) fn add(&mut self, word: &str) {
        match word {
            "holds" | "feasible" => self.yes += 1,
            "fails" | "infeasible" => self.no += 1,
            _ => self.open += 1,
        }
    }

    /// All cases.
    pub(super) fn all(&self) -> u32 {
        self.yes + self.no + self.open
    }

    /// The share of yes to three decimals; `1.000` and `0.000` only when it is all or none.
    pub(super) fn share(&self) -> String {
        share(self.yes, self.all())
    }

    /// Wilson's interval for the frequency of yes among the cases that are settled.
    pub(super) fn interval(&self) -> Option<(f64, f64)> {
        wilson(self.yes, self.yes + self.no)
    }
}

/// A share to three decimals, never rounded to all or none.
pub(super) fn share(part: u32, all: u32) -> String {
    if all == 0 {
        return String::new();
    }
    let share = f64::from(part) / f64::from(all);
    match part {
        0 => "0".to_string(),
        part if part == all => "1".to_string(),
        _ => format!("{:.3}", share.clamp(0.001, 0.999)),
    }
}

/// Wilson's interval at 95 % for k of n; `None` for n = 0.
pub(super) fn wilson(k: u32, n: u32) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (k, n) = (f64::from(k), f64::from(n));
    let (p, square) = (k / n, Z * Z);
    let middle = (p + square / (2.0 * n)) / (1.0 + square / n);
    let half = Z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt() / (1.0 + square / n);
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// Every column of verdicts with its counts.
pub(super) fn tallies(table: &ResultTable) -> Vec<(String, Tally)> {
    let mut places = table.with_role(&Role::Condition);
    places.extend(table.with_role(&Role::Decision));
    let count = |place: usize| {
        let mut tally = Tally::default();
        (0..table.rows.len()).for_each(|row| tally.add(table.cell(row, place)));
        (table.columns[place].name.clone(), tally)
    };
    places.into_iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of the literature: 15 of 148 gives 0.0624 to 0.1605, 0 of 20 gives 0 to 0.1611 (Newcombe 1998, table I).
    #[test]
    fn intervals_are_wilsons() {
        for (k, n, low, high) in
            [(15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (81, 263, 0.2553, 0.3662)]
        {
            let (found_low, found_high) = wilson(k, n).unwrap();
            assert!(
                (found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5,
                "{k}/{n}: {found_low} {found_high}"
            );
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(share(999_999, 1_000_000), "0.999");
        assert_eq!((share(0, 3), share(3, 3)), ("0".to_string(), "1".to_string()));
    }
}
