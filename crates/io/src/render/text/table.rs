//! Aligned columns of plain text: no box, one rule under the heading, the last wide column wrapped to the page.

use unicode_width::UnicodeWidthStr;

/// Where a column's texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Space between columns.
const GAP: usize = 2;
/// A wrapped column is never made narrower than this.
const NARROWEST: usize = 24;
/// Parentheses longer than this may be broken.
const LONGEST_TOGETHER: usize = 24;

/// A table of texts.
#[derive(Debug, Clone)]
pub struct Table {
    aligns: Vec<Align>,
    groups: Vec<(String, usize)>,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[(&str, Align)]) -> Table {
        Table {
            aligns: columns.iter().map(|(_, align)| *align).collect(),
            groups: Vec::new(),
            headings: columns.iter().map(|(heading, _)| (*heading).to_string()).collect(),
            rows: Vec::new(),
        }
    }

    /// One more column, before any row is added.
    pub fn column(&mut self, heading: &str, align: Align) {
        self.headings.push(heading.to_string());
        self.aligns.push(align);
    }

    /// A heading above the next `columns` columns, counted from the left.
    pub fn group(&mut self, heading: impl Into<String>, columns: usize) {
        self.groups.push((heading.into(), columns));
    }

    /// Adds a row; missing cells are empty.
    pub fn row(&mut self, mut cells: Vec<String>) {
        cells.resize(self.headings.len(), String::new());
        self.rows.push(cells);
    }

    /// Whether no row was added.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Width of each column, with groups made to fit.
    fn widths(&self) -> Vec<usize> {
        let cells = std::iter::once(&self.headings).chain(&self.rows);
        let mut widths = cells.fold(vec![0; self.headings.len()], |mut known, row| {
            known.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.width()));
            known
        });
        let mut start = 0;
        for (heading, columns) in &self.groups {
            let end = (start + columns).min(widths.len());
            let inside = widths[start..end].iter().sum::<usize>() + GAP * (end - start).saturating_sub(1);
            if let Some(last) = widths[start..end].last_mut() {
                *last += heading.width().saturating_sub(inside);
            }
            start = end;
        }
        widths
    }

    /// Total width when nothing is wrapped.
    pub fn natural_width(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }

    /// The table within `page` columns where wrapping the last column can do it; every line starts with `indent` spaces
    /// and ends with a line feed.
    pub fn render(&self, indent: usize, page: usize) -> String {
        let mut widths = self.widths();
        let used = indent + widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if used > page
            && self.aligns.last() == Some(&Align::Left)
            && let Some(last) = widths.last_mut()
        {
            *last = last.saturating_sub(used - page).max(NARROWEST.min(*last));
        }
        let mut text = String::new();
        if !self.groups.is_empty() {
            let mut line = Vec::new();
            let mut start = 0;
            for (heading, columns) in &self.groups {
                let end = (start + columns).min(widths.len());
                let width = widths[start..end].iter().sum::<usize>() + GAP * (end - start).saturating_sub(1);
                line.push(padded(heading, width, Align::Left));
                start = end;
            }
            push_line(&mut text, indent, &line);
        }
        if self.headings.iter().any(|heading| !heading.is_empty()) {
            self.push_row(&mut text, indent, &widths, &self.headings);
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            push_line(&mut text, indent, &rules);
        }
        for row in &self.rows {
            self.push_row(&mut text, indent, &widths, row);
        }
        text
    }

    fn push_row(&self, text: &mut String, indent: usize, widths: &[usize], row: &[String]) {
        let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, width)| wrapped(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for place in 0..height {
            let line: Vec<String> = cells
                .iter()
                .zip(widths)
                .zip(&self.aligns)
                .map(|((lines, width), align)| padded(lines.get(place).map_or("", String::as_str), *width, *align))
                .collect();
            push_line(text, indent, &line);
        }
    }
}

fn push_line(text: &mut String, indent: usize, cells: &[String]) {
    let line = format!("{}{}", " ".repeat(indent), cells.join(&" ".repeat(GAP)));
    text.push_str(line.trim_end());
    text.push('\n');
}

fn padded(cell: &str, width: usize, align: Align) -> String {
    let space = " ".repeat(width.saturating_sub(cell.width()));
    match align {
        Align::Left => format!("{cell}{space}"),
        Align::Right => format!("{space}{cell}"),
    }
}

/// The words of a line; what stands in parentheses is kept together when it is short.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut depth = 0usize;
    for word in line.split(' ') {
        match words.last_mut() {
            Some(open) if depth > 0 && open.width() + word.width() < LONGEST_TOGETHER => {
                open.push(' ');
                open.push_str(word);
            }
            _ => words.push(word.to_string()),
        }
        depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
    }
    words
}

/// The text in lines of at most `width` columns, broken at spaces only; at least one line.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in words(paragraph) {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines
}

/// A paragraph within `page` columns, every line indented, with a line feed at the end of each.
pub fn paragraph(text: &str, indent: usize, page: usize) -> String {
    wrapped(text, page.saturating_sub(indent).max(NARROWEST))
        .into_iter()
        .map(|line| format!("{}{}\n", " ".repeat(indent), line.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_the_last_one_wraps() {
        let mut table = Table::new(&[("name", Align::Left), ("value", Align::Right), ("words", Align::Left)]);
        table.row(vec!["θ".into(), "1/2".into(), "one two three four five six seven".into()]);
        table.row(vec!["long name".into(), "-75/2".into()]);
        let expected = "  name       value  words
  ---------  -----  ------------------------
  θ            1/2  one two three four five
                    six seven
  long name  -75/2
";
        assert_eq!(table.render(2, 40), expected);
    }
}
