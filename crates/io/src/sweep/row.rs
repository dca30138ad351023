//! A row of results: one text, and where its cells end.

/// Cells with commas between them. One text and one list of places, because there are millions of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    line: String,
    /// Where each cell ends.
    ends: Box<[u32]>,
}

impl Row {
    /// The row with this line, without a line break; a row of 4 GB or more has no cells beyond.
    pub fn new(line: String) -> Row {
        let commas = line.match_indices(',').map(|(place, _)| place);
        let ends = commas.chain([line.len()]).map_while(|place| u32::try_from(place).ok()).collect();
        Row { line, ends }
    }

    /// The line.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Number of cells.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// A cell; empty where there is none.
    pub fn cell(&self, column: usize) -> &str {
        let end = |place: usize| self.ends.get(place).map(|end| *end as usize);
        let start = if column == 0 { Some(0) } else { end(column - 1).map(|comma| comma + 1) };
        start.zip(end(column)).and_then(|(start, end)| self.line.get(start..end)).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn cells_are_what_stands_between_commas() {
        for line in ["", "a", "a,b", ",", "12,,holds,é,", ",,x"] {
            let row = Row::new(line.to_string());
            let expected: Vec<&str> = line.split(',').collect();
            assert_eq!(row.width(), expected.len());
            assert_eq!((0..row.width()).map(|place| row.cell(place)).collect::<Vec<_>>(), expected);
            assert_eq!(row.cell(expected.len()), "");
            assert_eq!(row.line(), line);
        }
    }
}
