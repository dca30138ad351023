//! Sparse elimination modulo a prime: the rank, which rows and columns carry it, and solutions of the square part.
//!
//! # Method
//! Right-looking elimination; the next pivot is in the shortest remaining column or row (Markowitz's idea, in its cheap
//! form: the shortest line, then the entry of it whose crossing line is shortest). What is left when few zeros remain is
//! eliminated densely, row by row: L and U with A = L U are found entry by entry as A minus a sum of products of what is known
//! (Crout's order), so that a sum stays in machine registers and is reduced once in a while.

use super::field::{dot, invert, multiply, subtract, sum_of_products, sums_of_products};

/// The pivots of a matrix and its triangular factors, modulo 2^61 − 1.
#[derive(Debug, Clone)]
pub(super) struct ModularFactors {
    /// Row and column of every pivot, in order.
    pub(super) pivots: Vec<(u32, u32)>,
    /// For each pivot: rows that are pivot rows later, and the multiple of the pivot row taken from them.
    lower: Vec<Vec<(u32, u64)>>,
    /// The same by rows. For each pivot: earlier pivots, and the multiple of their rows taken from its own.
    lower_rows: Vec<Vec<(u32, u64)>>,
    /// For each pivot: entries of its row in columns that are pivot columns later.
    upper: Vec<Vec<(u32, u64)>>,
    inverses: Vec<u64>,
    dense: DenseEnd,
}

/// Factors of the dense end among themselves, by its pivots in order. Those with pivots before it are kept with the others.
#[derive(Debug, Clone, Default)]
struct DenseEnd {
    /// For each pivot: the multiples of the earlier pivots' rows taken from its own.
    lower: Vec<Vec<u64>>,
    /// For each pivot: the entries of its row in the columns of the later pivots.
    upper: Vec<Vec<u64>>,
}

/// The sparse elimination under way.
struct Elimination {
    rows: Vec<Vec<(u32, u64)>>,
    /// Rows that have, or once had, an entry in this column.
    columns: Vec<Vec<u32>>,
    counts: Vec<u32>,
    row_open: Vec<bool>,
    column_open: Vec<bool>,
    /// Lines by their length, with entries that may be out of date; columns and rows.
    short_columns: Vec<Vec<u32>>,
    short_rows: Vec<Vec<u32>>,
}

/// Lines longer than this are found by looking at all of them.
const LONG: usize = 64;

impl ModularFactors {
    /// Eliminates a matrix given by its rows: ascending columns with residues that are not 0.
    pub(super) fn new(rows: Vec<Vec<(u32, u64)>>, width: usize) -> ModularFactors {
        let height = rows.len();
        let mut state = Elimination::new(rows, width);
        let mut factors = ModularFactors {
            pivots: Vec::new(),
            lower: Vec::new(),
            lower_rows: Vec::new(),
            upper: Vec::new(),
            inverses: Vec::new(),
            dense: DenseEnd::default(),
        };
        let mut entries: usize = state.rows.iter().map(Vec::len).sum();
        let mut open_columns = state.counts.iter().filter(|count| **count > 0).count();
        let mut open_rows = state.rows.iter().filter(|row| !row.is_empty()).count();
        loop {
            if open_rows > 16 && 4 * entries > open_rows * open_columns {
                state.finish_densely(&mut factors);
                break;
            }
            let Some((row, column)) = state.choose() else { break };
            let change = state.eliminate(row, column, &mut factors);
            entries = entries.saturating_add_signed(change);
            open_columns = open_columns.saturating_sub(1);
            open_rows = open_rows.saturating_sub(1);
        }
        // Rows and columns that did not become pivots play no part in solutions.
        let mut is_pivot_row = vec![false; height];
        let mut is_pivot_column = vec![false; width];
        for (row, column) in &factors.pivots {
            is_pivot_row[*row as usize] = true;
            is_pivot_column[*column as usize] = true;
        }
        factors.lower.iter_mut().for_each(|part| part.retain(|(row, _)| is_pivot_row[*row as usize]));
        factors.upper.iter_mut().for_each(|part| part.retain(|(column, _)| is_pivot_column[*column as usize]));
        let mut place = vec![0usize; height];
        factors.pivots.iter().enumerate().for_each(|(at, (row, _))| place[*row as usize] = at);
        factors.lower_rows = vec![Vec::new(); factors.pivots.len()];
        for (at, part) in (0u32..).zip(&factors.lower) {
            part.iter().for_each(|(row, factor)| factors.lower_rows[place[*row as usize]].push((at, *factor)));
        }
        factors
    }

    /// The first pivot of the dense end.
    fn sparse_count(&self) -> usize {
        self.pivots.len() - self.dense.lower.len()
    }

    /// Solves with the square part: `right` by rows, the answer by columns, both of the matrix's full length.
    pub(super) fn solve(&self, right: &[u64], answer: &mut [u64]) {
        let first = self.sparse_count();
        let mut values: Vec<u64> = Vec::with_capacity(self.pivots.len());
        for (at, ((row, _), lower)) in self.pivots.iter().zip(&self.lower_rows).enumerate() {
            let mut value = right[*row as usize];
            if !lower.is_empty() {
                let earlier = lower.iter().map(|(earlier, factor)| (*factor, values[*earlier as usize]));
                value = subtract(value, sum_of_products(earlier));
            }
            if let Some(lower) = at.checked_sub(first).and_then(|place| self.dense.lower.get(place)) {
                value = subtract(value, dot(lower, &values[first..]));
            }
            values.push(value);
        }
        for (place, upper) in self.dense.upper.iter().enumerate().rev() {
            let at = first + place;
            let taken = dot(upper, &values[at + 1..]);
            values[at] = multiply(subtract(values[at], taken), self.inverses[at]);
            answer[self.pivots[at].1 as usize] = values[at];
        }
        for at in (0..first).rev() {
            let later = self.upper[at].iter().map(|(other, entry)| (*entry, answer[*other as usize]));
            answer[self.pivots[at].1 as usize] =
                multiply(subtract(values[at], sum_of_products(later)), self.inverses[at]);
        }
    }

    /// Solves with the transposed square part: `right` by columns, the answer by rows.
    pub(super) fn solve_transposed(&self, right: &mut [u64], answer: &mut [u64]) {
        let first = self.sparse_count();
        for (at, (row, column)) in self.pivots.iter().enumerate() {
            let value = multiply(right[*column as usize], self.inverses[at]);
            answer[*row as usize] = value;
            if value != 0 {
                for (other, entry) in &self.upper[at] {
                    let place = &mut right[*other as usize];
                    *place = subtract(*place, multiply(*entry, value));
                }
                let dense = at.checked_sub(first).and_then(|place| self.dense.upper.get(place));
                for ((_, other), entry) in self.pivots[at + 1..].iter().zip(dense.into_iter().flatten()) {
                    let place = &mut right[*other as usize];
                    *place = subtract(*place, multiply(*entry, value));
                }
            }
        }
        for (place, lower) in self.dense.lower.iter().enumerate().rev() {
            let value = answer[self.pivots[first + place].0 as usize];
            for ((other, _), factor) in self.pivots[first..].iter().zip(lower) {
                let place = &mut answer[*other as usize];
                *place = subtract(*place, multiply(*factor, value));
            }
        }
        for ((row, _), lower) in self.pivots[..first].iter().zip(&self.lower).rev() {
            let taken = sum_of_products(lower.iter().map(|(other, factor)| (*factor, answer[*other as usize])));
            answer[*row as usize] = subtract(answer[*row as usize], taken);
        }
    }
}

impl Elimination {
    #[allow(clippy::cast_possible_truncation)]
    fn new(rows: Vec<Vec<(u32, u64)>>, width: usize) -> Elimination {
        let mut counts = vec![0u32; width];
        rows.iter().flatten().for_each(|(column, _)| counts[*column as usize] += 1);
        // Elimination adds some.
        let mut columns: Vec<Vec<u32>> =
            counts.iter().map(|count| Vec::with_capacity(2 * *count as usize)).collect();
        for (number, row) in rows.iter().enumerate() {
            row.iter().for_each(|(column, _)| columns[*column as usize].push(number as u32));
        }
        let mut short_columns = vec![Vec::new(); LONG];
        let mut short_rows = vec![Vec::new(); LONG];
        for (column, count) in counts.iter().enumerate().rev() {
            if let Some(list) = short_columns.get_mut(*count as usize) {
                list.push(column as u32);
            }
        }
        for (number, row) in rows.iter().enumerate().rev() {
            if let Some(list) = short_rows.get_mut(row.len()) {
                list.push(number as u32);
            }
        }
        let (row_open, column_open) = (vec![true; rows.len()], vec![true; width]);
        Elimination { rows, columns, counts, row_open, column_open, short_columns, short_rows }
    }

    /// The next pivot: row and column.
    fn choose(&mut self) -> Option<(u32, u32)> {
        for length in 1..LONG {
            while let Some(column) = self.short_columns[length].last().copied() {
                let place = column as usize;
                if self.column_open[place] && self.counts[place] as usize == length {
                    return self.shortest_row(column).map(|row| (row, column));
                }
                self.short_columns[length].pop();
            }
            while let Some(row) = self.short_rows[length].last().copied() {
                let place = row as usize;
                if self.row_open[place] && self.rows[place].len() == length {
                    return self.shortest_column(row).map(|column| (row, column));
                }
                self.short_rows[length].pop();
            }
        }
        let row = (0..self.rows.len())
            .filter(|row| self.row_open[*row] && !self.rows[*row].is_empty())
            .min_by_key(|row| self.rows[*row].len())?;
        #[allow(clippy::cast_possible_truncation)]
        let row = row as u32;
        self.shortest_column(row).map(|column| (row, column))
    }

    fn holds(&self, row: u32, column: u32) -> Option<u64> {
        let entries = &self.rows[row as usize];
        entries.binary_search_by_key(&column, |(place, _)| *place).ok().map(|at| entries[at].1)
    }

    fn shortest_row(&self, column: u32) -> Option<u32> {
        let rows = self.columns[column as usize].iter().copied();
        rows.filter(|row| self.row_open[*row as usize] && self.holds(*row, column).is_some())
            .min_by_key(|row| (self.rows[*row as usize].len(), *row))
    }

    fn shortest_column(&self, row: u32) -> Option<u32> {
        let columns = self.rows[row as usize].iter().map(|(column, _)| *column);
        columns.min_by_key(|column| (self.counts[*column as usize], *column))
    }

    fn note_column(&mut self, column: u32) {
        let count = self.counts[column as usize] as usize;
        if let Some(list) = self.short_columns.get_mut(count) {
            list.push(column);
        }
    }

    /// Takes the pivot row from all others; by how much the number of entries changed.
    fn eliminate(&mut self, row: u32, column: u32, factors: &mut ModularFactors) -> isize {
        let pivot_row = std::mem::take(&mut self.rows[row as usize]);
        self.row_open[row as usize] = false;
        self.column_open[column as usize] = false;
        let pivot = pivot_row.binary_search_by_key(&column, |(place, _)| *place).map_or(1, |at| pivot_row[at].1);
        let inverse = invert(pivot);
        let mut change = -isize::try_from(pivot_row.len()).unwrap_or(0);
        for (other, _) in &pivot_row {
            self.counts[*other as usize] -= 1;
        }
        let users = std::mem::take(&mut self.columns[column as usize]);
        let mut lower = Vec::new();
        for user in users {
            if !self.row_open[user as usize] {
                continue;
            }
            let Some(entry) = self.holds(user, column) else { continue };
            let factor = multiply(entry, inverse);
            lower.push((user, factor));
            let old = std::mem::take(&mut self.rows[user as usize]);
            let new = self.combine(user, &old, &pivot_row, column, factor);
            change += isize::try_from(new.len()).unwrap_or(0) - isize::try_from(old.len()).unwrap_or(0);
            if let Some(list) = self.short_rows.get_mut(new.len()) {
                list.push(user);
            }
            self.rows[user as usize] = new;
        }
        lower.sort_unstable();
        lower.dedup_by_key(|(user, _)| *user);
        for (other, _) in &pivot_row {
            if *other != column {
                self.note_column(*other);
            }
        }
        factors.pivots.push((row, column));
        factors.lower.push(lower);
        factors.upper.push(pivot_row.into_iter().filter(|(place, _)| *place != column).collect());
        factors.inverses.push(inverse);
        change
    }

    /// old − factor · pivot row, without the pivot's column.
    fn combine(
        &mut self,
        user: u32,
        old: &[(u32, u64)],
        pivot_row: &[(u32, u64)],
        column: u32,
        factor: u64,
    ) -> Vec<(u32, u64)> {
        let mut new = Vec::with_capacity(old.len() + pivot_row.len());
        let (mut left, mut right) = (old.iter().peekable(), pivot_row.iter().peekable());
        loop {
            match (left.peek(), right.peek()) {
                (Some((a, value)), Some((b, _))) if a < b => {
                    new.push((*a, *value));
                    left.next();
                }
                (Some((a, value)), Some((b, entry))) if a == b => {
                    let difference = subtract(*value, multiply(factor, *entry));
                    if *a == column || difference == 0 {
                        self.counts[*a as usize] -= 1;
                    } else {
                        new.push((*a, difference));
                    }
                    left.next();
                    right.next();
                }
                (_, Some((b, entry))) => {
                    new.push((*b, subtract(0, multiply(factor, *entry))));
                    self.counts[*b as usize] += 1;
                    self.columns[*b as usize].push(user);
                    right.next();
                }
                (Some((a, value)), None) => {
                    new.push((*a, *value));
                    left.next();
                }
                (None, None) => break,
            }
        }
        new
    }

    /// Gaussian elimination of what is left, in dense rows.
    #[allow(clippy::cast_possible_truncation)]
    fn finish_densely(&mut self, factors: &mut ModularFactors) {
        let rows: Vec<u32> = (0..self.rows.len() as u32)
            .filter(|row| self.row_open[*row as usize] && !self.rows[*row as usize].is_empty())
            .collect();
        let mut place = vec![u32::MAX; self.counts.len()];
        let columns: Vec<u32> = (0..self.counts.len() as u32)
            .filter(|column| self.column_open[*column as usize] && self.counts[*column as usize] > 0)
            .collect();
        columns.iter().enumerate().for_each(|(at, column)| place[*column as usize] = at as u32);
        let width = columns.len();
        let stride = width.next_multiple_of(4);
        // Columns in the order in which they get pivots, and the pivot rows found so far in that order.
        let mut order: Vec<usize> = (0..width).collect();
        let mut above: Vec<u64> = Vec::with_capacity(stride * rows.len().min(width));
        let mut entries = vec![0u64; stride];
        let mut own: Vec<u64> = Vec::with_capacity(width);
        let mut column_of = order.clone();
        let (first, mut rank) = (factors.pivots.len(), 0);
        for row in rows {
            entries.fill(0);
            for (column, value) in &self.rows[row as usize] {
                entries[column_of[place[*column as usize] as usize]] = *value;
            }
            own.clear();
            // Rows that begin with zeros need nothing of the first pivot rows.
            let mut begin = 0;
            for block in (0..width).step_by(4) {
                let end = block.min(rank);
                if begin < end {
                    let taken = sums_of_products(&own[begin..end], &above[begin * stride..], stride, block);
                    (0..4).for_each(|at| entries[block + at] = subtract(entries[block + at], taken[at]));
                }
                for column in block..block + 4 {
                    for earlier in block..column.min(rank) {
                        let taken = multiply(own[earlier], above[earlier * stride + column]);
                        entries[column] = subtract(entries[column], taken);
                    }
                    if column < rank {
                        let rest = entries[column];
                        own.push(if rest == 0 { 0 } else { multiply(rest, factors.inverses[first + column]) });
                        begin += usize::from(begin == column && rest == 0);
                    }
                }
            }
            let Some(pivot) = (rank..width).find(|column| entries[*column] != 0) else { continue };
            if pivot > rank {
                for line in above.chunks_mut(stride).chain([&mut entries[..]]) {
                    line[rank..=pivot].rotate_right(1);
                }
                order[rank..=pivot].rotate_right(1);
                (rank..=pivot).for_each(|at| column_of[order[at]] = at);
            }
            above.extend_from_slice(&entries);
            factors.pivots.push((row, columns[order[rank]]));
            factors.inverses.push(invert(entries[rank]));
            factors.dense.lower.push(own.clone());
            rank += 1;
        }
        let later = |at: usize| above[at * stride + at + 1..at * stride + rank].to_vec();
        factors.dense.upper = (0..rank).map(later).collect();
        factors.lower.resize(factors.pivots.len(), Vec::new());
        factors.upper.resize(factors.pivots.len(), Vec::new());
    }
}
