//! Numbers and tables in LaTeX.
//!
//! Tables are measured, roughly and from above, so that they fit into the text width of a plain article: long labels get a
//! column that is broken into lines, and where the columns of numbers do not fit, the table is split, with its first column
//! repeated.

use super::escape::{breakable, escaped};
use crate::render::number::{decimal, exact};
use ambimech_model::number::Rational;

/// The width to be filled, in points: the text width of an article at 10 points.
const TEXT_WIDTH: f64 = 340.0;
/// A column of labels that is wider is broken into lines.
const WIDEST_LABEL: f64 = 110.0;
/// A heading of a column of numbers that is wider is broken into lines.
const WIDEST_HEADING: f64 = 60.0;
/// Space between columns.
const GAP: f64 = 12.5;
/// Numbers longer than this are given by their decimals.
const LONGEST_NUMBER: usize = 24;

/// A number in mathematics: `$-\tfrac{75}{2}$`.
pub fn number(number: &Rational) -> String {
    let text = exact(number);
    let (sign, size) = text.strip_prefix('-').map_or(("", text.as_str()), |size| ("-", size));
    match size.split_once('/') {
        None => format!("${text}$"),
        Some((top, bottom)) => format!("${sign}\\tfrac{{{top}}}{{{bottom}}}$"),
    }
}

/// About how wide a text is at 10 points, never too little.
pub(super) fn width_of(text: &str) -> f64 {
    text.chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '(' | ')' | ' ' | '/' => 4.0,
            'm' | 'w' | 'M' | 'W' | '@' => 10.3,
            '→' => 10.0,
            _ if letter.is_ascii_lowercase() || letter.is_ascii_digit() => 5.6,
            _ if letter.is_ascii() => 7.9,
            _ => 34.0,
        })
        .sum()
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// Plain text.
    Text(String),
    /// Ready LaTeX, which is about as wide as this text.
    Ready(String, String),
    /// A number.
    Number(Rational),
    /// Nothing.
    Empty,
}

impl Cell {
    fn width(&self) -> f64 {
        match self {
            Cell::Text(text) | Cell::Ready(_, text) => width_of(text),
            Cell::Number(value) => width_of_number(value),
            Cell::Empty => 0.0,
        }
    }

    fn latex(&self, is_broken: bool) -> String {
        match self {
            Cell::Text(text) if is_broken => format!("\\raggedright {}", escaped(&breakable(text))),
            Cell::Ready(latex, _) if is_broken => format!("\\raggedright {latex}"),
            Cell::Text(text) => escaped(text),
            Cell::Ready(latex, _) => latex.clone(),
            Cell::Number(value) => short_number(value),
            Cell::Empty => String::new(),
        }
    }
}

/// A number, or its decimal when it is long.
pub(super) fn short_number(value: &Rational) -> String {
    if exact(value).len() <= LONGEST_NUMBER { number(value) } else { escaped(&decimal(value).marked()) }
}

/// How wide it is.
pub(super) fn width_of_number(value: &Rational) -> f64 {
    let text = exact(value);
    if text.len() > LONGEST_NUMBER {
        return 62.0;
    }
    let sign = if text.starts_with('-') { 8.0 } else { 0.0 };
    let size = text.trim_start_matches('-');
    match size.split_once('/') {
        None => sign + width_of(size),
        Some((top, bottom)) => sign + 3.0 + 4.2 * super::proof::to_f64(top.len().max(bottom.len())),
    }
}

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names, broken into lines only when they are long.
    Label,
    /// Numbers, to the right.
    Number,
    /// Sentences; the column takes what is left of the width.
    Prose,
}

/// A table in the making.
#[derive(Debug, Clone)]
pub(super) struct Table {
    columns: Vec<(String, Kind)>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these columns; those of numbers come last, unless there is one of sentences.
    pub(super) fn new(columns: Vec<(String, Kind)>) -> Table {
        Table { columns, rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The table, in parts when it is wide; each may run over pages.
    pub(super) fn latex(&self) -> String {
        let widths: Vec<f64> =
            self.columns.iter().enumerate().map(|(at, column)| self.width(at, column)).collect();
        let is_fixed = |at: &usize| self.columns.get(*at).is_some_and(|(_, kind)| *kind != Kind::Number);
        let has_prose = self.columns.iter().any(|(_, kind)| *kind == Kind::Prose);
        let all: Vec<usize> = (0..self.columns.len()).collect();
        if has_prose {
            return self.part(&all, &widths);
        }
        let (fixed, numbers): (Vec<usize>, Vec<usize>) = all.into_iter().partition(is_fixed);
        let start: f64 = fixed.iter().filter_map(|at| widths.get(*at)).sum();
        let (mut parts, mut part, mut used) = (Vec::new(), fixed.clone(), start);
        for at in numbers {
            let width = widths.get(at).copied().unwrap_or(0.0);
            if used + width > TEXT_WIDTH && part.len() > fixed.len() {
                parts.push(std::mem::replace(&mut part, fixed.clone()));
                used = start;
            }
            part.push(at);
            used += width;
        }
        parts.push(part);
        parts.iter().map(|part| self.part(part, &widths)).collect::<Vec<_>>().join("\n")
    }

    fn width(&self, at: usize, (heading, kind): &(String, Kind)) -> f64 {
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(Cell::width).fold(0.0, f64::max);
        let natural = match kind {
            Kind::Number => cells.max(width_of(heading).min(WIDEST_HEADING)),
            Kind::Label => cells.max(width_of(heading)).min(WIDEST_LABEL),
            Kind::Prose => 0.0,
        };
        natural + GAP
    }

    /// The columns at these places.
    fn part(&self, places: &[usize], widths: &[f64]) -> String {
        let used: f64 = places.iter().filter_map(|at| widths.get(*at)).sum();
        let rest = ((TEXT_WIDTH - used) / TEXT_WIDTH).max(0.25);
        let is_broken = |at: usize| {
            let natural = self.rows.iter().filter_map(|row| row.get(at)).map(Cell::width).fold(0.0, f64::max);
            self.columns.get(at).is_some_and(|(_, kind)| match kind {
                Kind::Number => false,
                Kind::Label => natural > WIDEST_LABEL,
                Kind::Prose => true,
            })
        };
        let specification: String = places
            .iter()
            .filter_map(|at| self.columns.get(*at).map(|(_, kind)| (*at, kind)))
            .map(|(at, kind)| match kind {
                Kind::Number => "r".to_string(),
                Kind::Label if is_broken(at) => format!("p{{{WIDEST_LABEL}pt}}"),
                Kind::Label => "l".to_string(),
                Kind::Prose => format!("p{{{rest:.2}\\linewidth}}"),
            })
            .collect();
        let headings: Vec<String> = places
            .iter()
            .filter_map(|at| self.columns.get(*at))
            .map(|(heading, kind)| {
                let widest = if *kind == Kind::Number { WIDEST_HEADING } else { WIDEST_LABEL };
                if *kind == Kind::Prose || width_of(heading) <= widest {
                    return escaped(heading);
                }
                let text = escaped(&breakable(heading));
                format!("\\parbox[b]{{{widest}pt}}{{\\raggedright {text}}}")
            })
            .collect();
        let empty = Cell::Empty;
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| places.iter().map(|at| row.get(*at).unwrap_or(&empty).latex(is_broken(*at))).collect())
            .collect();
        longtable(&specification, &headings, &rows)
    }
}

/// A table that may run over pages. `columns` is the column specification; headings and cells are ready LaTeX.
fn longtable(columns: &str, headings: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("  {} \\tabularnewline\n", cells.join(" & "));
    format!(
        "{{\\renewcommand{{\\arraystretch}}{{1.2}}\n\\begin{{longtable}}[l]{{@{{}}{columns}@{{}}}}\n  \\toprule\n{heads}  \\midrule\n  \\endhead\n{rows}  \\bottomrule\n\
         \\end{{longtable}}}}\n",
        heads = line(headings),
        rows = rows.iter().map(|row| line(row)).collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::parse_number;

    #[test]
    fn numbers_are_set() {
        assert_eq!(number(&parse_number("-75/2").unwrap()), "$-\\tfrac{75}{2}$");
        assert_eq!(number(&parse_number("-4").unwrap()), "$-4$");
        let long = parse_number(&format!("1/3{}", "0".repeat(60))).unwrap();
        assert_eq!(short_number(&long), "$\\approx$~3.333e-61");
    }

    #[test]
    fn wide_tables_are_split() {
        let columns = std::iter::once(("profile".to_string(), Kind::Label));
        let mut table = Table::new(columns.chain((0..30).map(|n| (n.to_string(), Kind::Number))).collect());
        let cells = (0..30).map(|_| Cell::Number(parse_number("-75/2").unwrap()));
        table.row(std::iter::once(Cell::Text("H L".to_string())).chain(cells).collect());
        let latex = table.latex();
        let parts = latex.matches("\\begin{longtable}").count();
        assert!(parts > 1 && parts < 6, "{parts}");
        assert_eq!(latex.matches("H L").count(), parts);
        assert_eq!(latex.matches("tfrac").count(), 30);
    }
}
