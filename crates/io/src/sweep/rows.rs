//! Rows of results: one text, and where its lines end.

/// Lines of cells with commas between them. One text for all, because there may be millions, and texts of their own would lie scattered
/// among everything that is handed out and given back between two of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The lines, each with its line break.
    text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl Rows {
    /// Adds a line, given without a line break.
    pub fn push(&mut self, line: &str) {
        self.starts.push(self.text.len());
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The lines, each with its line break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A line without its line break; empty where there is none.
    pub fn line(&self, row: usize) -> &str {
        let Some(start) = self.starts.get(row) else { return "" };
        let end = self.starts.get(row + 1).map_or(self.text.len(), |next| *next);
        self.text.get(*start..end).and_then(|line| line.strip_suffix('\n')).unwrap_or("")
    }

    /// All lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| self.line(row))
    }

    /// Number of cells of a row.
    pub fn width(&self, row: usize) -> usize {
        self.line(row).split(',').count()
    }

    /// A cell; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.line(row).split(',').nth(column).unwrap_or("")
    }
}

impl<'l> FromIterator<&'l str> for Rows {
    fn from_iter<L: IntoIterator<Item = &'l str>>(lines: L) -> Rows {
        let mut rows = Rows::default();
        lines.into_iter().for_each(|line| rows.push(line));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn cells_are_what_stands_between_commas() {
        let lines = ["", "a", "a,b", ",", "12,,holds,é,", ",,x"];
        let rows: Rows = lines.into_iter().collect();
        assert_eq!(rows.len(), lines.len());
        assert!(rows.lines().eq(lines));
        assert_eq!(rows.text(), lines.join("\n") + "\n");
        for (row, line) in lines.iter().enumerate() {
            let expected: Vec<&str> = line.split(',').collect();
            assert_eq!(rows.width(row), expected.len());
            assert_eq!((0..rows.width(row)).map(|column| rows.cell(row, column)).collect::<Vec<_>>(), expected);
            assert_eq!(rows.cell(row, expected.len()), "");
        }
        assert_eq!(rows.line(lines.len()), "");
    }
}
