//! A changed grid back into its text: cells that changed are replaced where they stand, so that comments, order and layout
//! stay; where that is not possible the text is written anew.

use super::literal::literal;
use super::read::read_grid;
use super::write::write_grid;
use super::{CellKind, Cells, Grid};
use ambimech_io::source::{Format, Span};
use std::collections::{BTreeMap, HashMap};

/// The text of a grid, and where its cells are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merged {
    pub text: String,
    pub format: Format,
    pub cells: Cells,
    /// Whether the text was written anew, and with it comments and layout lost.
    pub is_new: bool,
}

/// Puts a grid into the text that `old` was read from.
pub(crate) fn merge(text: &str, format: Format, old: Option<(&Grid, &Cells)>, grid: &Grid) -> Merged {
    if let Some((before, cells)) = old
        && let Some(changed) = replaced(text, before, cells, grid)
        && let Ok((read, cells)) = read_grid(&changed, format)
        && read == *grid
    {
        return Merged { text: changed, format, cells, is_new: false };
    }
    let (text, cells) = write_grid(grid);
    Merged { text, format: Format::Toml, cells, is_new: true }
}

/// The text with the changed cells replaced; `None` when a name or the shape changed, or when cells that share a place in the
/// text (a row with `*`) are to differ.
fn replaced(text: &str, before: &Grid, cells: &Cells, after: &Grid) -> Option<String> {
    let (old, new) = (before.fields(), after.fields());
    if old.len() != new.len() || old.iter().zip(&new).any(|(old, new)| old.0 != new.0) {
        return None;
    }
    let new: HashMap<&str, &str> = new.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    // What each place of the text is to say.
    let mut places: BTreeMap<Span, String> = BTreeMap::new();
    for (name, cell) in cells.iter().filter(|(_, cell)| cell.kind != CellKind::Name) {
        let wanted = literal(cell.kind, new.get(name.as_str()).copied()?, &after.outcomes);
        if places.insert(cell.span, wanted.clone()).is_some_and(|other| other != wanted) {
            return None;
        }
    }
    let mut changed: Vec<(&str, Span)> = Vec::new();
    for (name, text) in &old {
        if new.get(name.as_str()) != Some(&text.as_str()) {
            let cell = cells.get(name).filter(|cell| cell.kind != CellKind::Name)?;
            changed.push((name, cell.span));
        }
    }
    let mut spans: Vec<Span> = changed.into_iter().map(|(_, span)| span).collect();
    spans.sort();
    spans.dedup();
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        result.push_str(text.get(at..span.start)?);
        result.push_str(places.get(&span)?);
        at = span.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}
