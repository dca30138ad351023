//! The smallest scale of a type in floating point: which roundings are worth deciding exactly.
//!
//! The program of [`super::directions`], max g·y subject to −Σ_r x_rj y_r ≤ 1 for every rule j, y ≥ 0, by the simplex method on a dense
//! table. It starts feasible, and has one row for every rule.

/// Below this a number counts as 0.
const TINY: f64 = 1e-9;

/// The value of the program, about; `None` when it has none, or after too many pivots.
pub fn least_sum(gains: &[f64], worths: &[Vec<f64>]) -> Option<f64> {
    let rules = worths.first()?.len();
    let width = gains.len() + rules + 1;
    let mut table: Vec<Vec<f64>> = Vec::with_capacity(rules + 1);
    for rule in 0..rules {
        let mut row: Vec<f64> = worths.iter().map(|worth| -worth[rule]).collect();
        row.extend((0..rules).map(|slack| f64::from(u8::from(slack == rule))));
        row.push(1.0);
        table.push(row);
    }
    let mut last: Vec<f64> = gains.iter().map(|gain| -gain).collect();
    last.resize(width, 0.0);
    table.push(last);
    for _ in 0..50 * width {
        // Bland's rule.
        let Some(column) = (0..width - 1).find(|column| table[rules][*column] < -TINY) else {
            return Some(table[rules][width - 1]);
        };
        let mut leaving: Option<(usize, f64)> = None;
        for (row, entries) in table.iter().enumerate().take(rules).filter(|(_, row)| row[column] > TINY) {
            let ratio = entries[width - 1] / entries[column];
            if leaving.is_none_or(|(_, least)| ratio < least) {
                leaving = Some((row, ratio));
            }
        }
        let (pivot_row, _) = leaving?;
        let pivot = table[pivot_row][column];
        table[pivot_row].iter_mut().for_each(|entry| *entry /= pivot);
        let own = table[pivot_row].clone();
        for (_, entries) in table.iter_mut().enumerate().filter(|(row, _)| *row != pivot_row) {
            let factor = entries[column];
            if factor != 0.0 {
                entries.iter_mut().zip(&own).for_each(|(entry, above)| *entry -= factor * above);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_programs_have_their_values() {
        // One misreport that gains 3 and loses 2 under the first rule: 3/2 of that rule.
        assert_eq!(least_sum(&[3.0], &[vec![-2.0, 1.0]]), Some(1.5));
        // Nothing stops a misreport that wins under both rules.
        assert_eq!(least_sum(&[1.0], &[vec![0.5, 1.0]]), None);
        // Two misreports, each stopped by another rule: both rules are needed in full.
        assert_eq!(least_sum(&[1.0, 1.0], &[vec![-1.0, 0.0], vec![0.0, -1.0]]), Some(2.0));
    }
}
