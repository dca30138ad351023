//! The page about a sweep: phase diagrams, frequencies, distributions of rules and stakes.

use super::document::Shell;
use super::element::{Cell, HtmlTable, Page, badge, escaped};
use crate::render::sweep::{SweepPage, frequency_words, phase_words};

/// A self-contained page; `version` is that of the program.
pub fn render_sweep_html(found: &SweepPage, version: &str) -> String {
    let mut page = Page::default();
    let pictures = |wanted: &str| -> Vec<_> {
        let named = found.pictures().iter().filter(|(name, _)| name.starts_with(wanted));
        named.map(|(_, picture)| picture.clone()).collect()
    };
    if found.has_pairs() {
        page.section("phases", "Where ordinary and where ambiguous mechanisms work");
        page.paragraph(phase_words());
        page.pictures(&pictures("phase-"));
        for table in found.phase_tables() {
            page.table(&html(table));
        }
    }
    page.section("frequencies", "How often");
    page.paragraph(frequency_words());
    for table in found.frequency_tables() {
        page.table(&html(table));
    }
    if found.has_boxes() {
        page.section("distributions", "Rules and stakes");
        page.pictures(&pictures("distribution-"));
        for table in found.box_tables() {
            page.table(&html(table));
        }
    }
    page.section("columns", "What the columns are");
    page.table(&html(found.column_table()));
    let title = escaped(&found.title());
    let summary = format!("<p class=\"summary\">{} {}</p>\n", badge("done"), escaped(&found.summary()));
    let foot = format!("Plan <code>{}</code>", escaped(found.plan_digest()));
    Shell { title: &title, source: found.remark(), summary: &summary, foot: &foot, version }.render(page)
}

/// The first column are the headings of the rows.
fn html(table: crate::render::sweep::WordTable) -> HtmlTable {
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let mut made = HtmlTable::new(table.caption, &columns);
    for row in table.rows {
        let mut cells = row.into_iter();
        let head = Cell::Head(cells.next().unwrap_or_default());
        made.row(std::iter::once(head).chain(cells.map(Cell::Words)).collect());
    }
    made
}
