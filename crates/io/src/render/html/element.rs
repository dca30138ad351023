//! The elements that the page is made of.

use super::quantity::number;
pub(super) use super::quantity::prose;
use crate::render::number::{cell, decimal};
use crate::render::svg::Picture;
pub(super) use crate::render::svg::canvas::escaped;
use ambimech_model::number::Rational;

/// Exact numbers longer than this give way to their decimals in wide tables.
const LONGEST: usize = 40;
/// Tables with more columns than this can be reached with the keyboard, to be scrolled.
const WIDEST_FIXED: usize = 7;
/// Columns beside the first that a table has at most; one with more is split.
const WIDEST: usize = 9;
/// Tables with more rows than this are collapsed.
const TALLEST_OPEN: usize = 24;

/// The body in the making, with its sections.
#[derive(Debug, Default)]
pub(super) struct Page {
    body: String,
    sections: Vec<(String, String)>,
    is_open: bool,
}

impl Page {
    /// Starts a section; the one before ends.
    pub(super) fn section(&mut self, id: &str, heading: &str) {
        self.end_section();
        self.body.push_str(&format!("<section id=\"{id}\">\n<h2>{}</h2>\n", escaped(heading)));
        self.sections.push((id.to_string(), heading.to_string()));
        self.is_open = true;
    }

    fn end_section(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.body.push_str("</section>\n");
        }
    }

    /// A heading within a section.
    pub(super) fn heading(&mut self, text: &str) {
        self.raw(&format!("<h3>{}</h3>\n", escaped(text)));
    }

    /// A paragraph of plain text; nothing for an empty one.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.raw(&format!("<p>{}</p>\n", prose(text)));
        }
    }

    /// Ready HTML.
    pub(super) fn raw(&mut self, html: &str) {
        self.body.push_str(html);
    }

    /// Pictures side by side, each with its note.
    pub(super) fn pictures(&mut self, pictures: &[Picture]) {
        if pictures.is_empty() {
            return;
        }
        self.raw("<div class=\"figures\">\n");
        for picture in pictures {
            self.raw(&figure(picture));
        }
        self.raw("</div>\n");
    }

    /// A table, collapsed when it is tall.
    pub(super) fn table(&mut self, table: &HtmlTable) {
        let html = table.html();
        if table.rows.len() > TALLEST_OPEN {
            let summary = format!("{} ({} rows)", table.caption, table.rows.len());
            self.raw(&details(&summary, &html));
        } else {
            self.raw(&html);
        }
    }

    /// Identifiers and headings of the sections so far.
    pub(super) fn sections(&self) -> &[(String, String)] {
        &self.sections
    }

    /// The finished body.
    pub(super) fn body(mut self) -> String {
        self.end_section();
        self.body
    }
}

/// A picture with its note.
pub(super) fn figure(picture: &Picture) -> String {
    let note = if picture.note.is_empty() {
        String::new()
    } else {
        format!("<figcaption>{}</figcaption>\n", prose(&picture.note))
    };
    format!("<figure>\n{}\n{note}</figure>\n", picture.svg)
}

/// Something collapsed under a summary.
pub(super) fn details(summary: &str, html: &str) -> String {
    format!("<details>\n<summary>{}</summary>\n{html}</details>\n", prose(summary))
}

/// A verdict word with a sign, so that colour is not needed.
pub(super) fn badge(word: &str) -> String {
    let (class, sign) = match word {
        "holds" | "done" | "accepted" | "feasible" | "attainable" => ("yes", "✓"),
        "undecided" => ("open", "?"),
        _ => ("no", "✗"),
    };
    format!("<span class=\"badge {class}\"><span aria-hidden=\"true\">{sign}</span> {word}</span>")
}

/// What a cell of a table holds.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// The heading of its row.
    Head(String),
    /// Words.
    Words(String),
    /// A number.
    Number(Rational),
    /// A number without its decimal, for wide tables.
    Bare(Rational),
    /// As that, the smallest of its row.
    Worst(Rational),
    /// Ready HTML.
    Html(String),
}

/// A table with a caption and headings for columns and rows.
#[derive(Debug, Clone)]
pub(super) struct HtmlTable {
    caption: String,
    columns: Vec<String>,
    rows: Vec<(&'static str, Vec<Cell>)>,
}

/// A number for a wide table: exact, or its decimal for readers who asked for decimals.
fn bare(value: &Rational) -> String {
    let (text, near) = (cell(value, LONGEST), decimal(value).marked());
    if text == near {
        return escaped(&text);
    }
    format!(
        "<span class=\"exact-only\">{}</span><span class=\"decimal-only\">{}</span>",
        escaped(&text),
        escaped(&near)
    )
}

impl HtmlTable {
    pub(super) fn new(caption: impl Into<String>, columns: &[&str]) -> HtmlTable {
        let columns = columns.iter().map(|column| (*column).to_string()).collect();
        HtmlTable { caption: caption.into(), columns, rows: Vec::new() }
    }

    pub(super) fn column(&mut self, heading: impl Into<String>) {
        self.columns.push(heading.into());
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(("", cells));
    }

    /// A row with a class.
    pub(super) fn marked_row(&mut self, class: &'static str, cells: Vec<Cell>) {
        self.rows.push((class, cells));
    }

    /// The table, in parts when it has many columns: each repeats the first column, so that every part fits on a page.
    pub(super) fn html(&self) -> String {
        let (first, rest) = (0..1, 1..self.columns.len());
        if rest.len() <= WIDEST {
            return self.part(&self.caption, &(0..self.columns.len()).collect::<Vec<_>>());
        }
        let rest: Vec<usize> = rest.collect();
        let parts: Vec<&[usize]> = rest.chunks(WIDEST).collect();
        let part = |(place, columns): (usize, &&[usize])| {
            let caption = format!("{}, part {} of {}", self.caption, place + 1, parts.len());
            let columns: Vec<usize> = first.clone().chain(columns.iter().copied()).collect();
            self.part(&caption, &columns)
        };
        parts.iter().enumerate().map(part).collect()
    }

    /// The columns at these places.
    fn part(&self, caption: &str, places: &[usize]) -> String {
        let mut html = format!(
            "<div class=\"wide\"{}><table>\n<caption>{}</caption>\n<thead><tr>",
            reachable(places.len(), caption),
            prose(caption)
        );
        let is_number = |place: usize| {
            let mut cells = self.rows.iter().filter_map(|(_, cells)| cells.get(place));
            cells.any(|cell| matches!(cell, Cell::Number(_) | Cell::Bare(_) | Cell::Worst(_)))
        };
        for place in places {
            let class = if is_number(*place) { " class=\"number\"" } else { "" };
            let heading = self.columns.get(*place).map_or("", String::as_str);
            html.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escaped(heading)));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for (class, cells) in &self.rows {
            html.push_str(&if class.is_empty() { "<tr>".to_string() } else { format!("<tr class=\"{class}\">") });
            places.iter().filter_map(|place| cells.get(*place)).for_each(|cell| html.push_str(&cell.html()));
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table></div>\n");
        html
    }
}

impl Cell {
    fn html(&self) -> String {
        match self {
            Cell::Head(text) => format!("<th scope=\"row\">{}</th>", escaped(text)),
            Cell::Words(text) => format!("<td>{}</td>", prose(text)),
            Cell::Number(value) => format!("<td class=\"number\">{}</td>", number(value)),
            Cell::Bare(value) => format!("<td class=\"number\">{}</td>", bare(value)),
            Cell::Worst(value) => {
                format!("<td class=\"number worst\"><span aria-hidden=\"true\">▸</span>{}</td>", bare(value))
            }
            Cell::Html(text) => format!("<td>{text}</td>"),
        }
    }
}

/// The attributes of a wide table's frame, by which the keyboard can reach and scroll it.
pub(super) fn reachable(columns: usize, caption: &str) -> String {
    if columns <= WIDEST_FIXED {
        return String::new();
    }
    format!(" tabindex=\"0\" role=\"region\" aria-label=\"{}\"", escaped(caption))
}
