//! Environments that are open on the page, by names that cannot be guessed. They live in memory; the oldest go when there are
//! too many.

use crate::child::Mistake;
use crate::grid::merge::merge;
use crate::grid::read::read_grid;
use crate::grid::{CannotShow, Cells, Grid};
use crate::question::Asked;
use crate::verdicts::Verdicts;
use ambimech_io::Format;
use ambimech_io::source::Source;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Environments that are kept at once.
const MOST_DRAFTS: usize = 64;

/// An environment that is being edited: its text, and the tables when they can show it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The text: what counts.
    pub text: String,
    /// TOML or JSON.
    pub format: Format,
    /// The tables, or why there are none.
    pub grid: Result<Grid, CannotShow>,
    /// Where the cells are in the text.
    pub cells: Cells,
    /// Something to say once, on the next page.
    pub notice: Option<String>,
    /// What was chosen the last time in the fields of the questions.
    pub asked: Asked,
    /// What is known about this text.
    pub verdicts: Option<Arc<Verdicts>>,
}

impl Draft {
    /// A text that was just opened.
    pub fn of_text(text: String, format: Format) -> Draft {
        let (grid, cells) = match read_grid(&text, format) {
            Ok((grid, cells)) => (Ok(grid), cells),
            Err(why) => (Err(why), Cells::new()),
        };
        Draft { text, format, grid, cells, notice: None, asked: Asked::default(), verdicts: None }
    }

    /// The draft with other tables: the text changes where the cells did.
    pub fn with_grid(&self, grid: Grid) -> Draft {
        if self.grid.as_ref() == Ok(&grid) {
            return Draft { notice: None, ..self.clone() };
        }
        let old = self.grid.as_ref().ok().map(|old| (old, &self.cells));
        let merged = merge(&self.text, self.format, old, &grid);
        let has_comment = self.format == Format::Toml && self.text.lines().any(has_comment);
        let mut notice = Vec::new();
        if merged.is_new && has_comment {
            notice.push("the text was written anew, since names or rows changed: its comments are gone");
        }
        if merged.format != self.format {
            notice.push("the text is TOML now: it was JSON");
        }
        Draft {
            text: merged.text,
            format: merged.format,
            grid: Ok(grid),
            cells: merged.cells,
            notice: (!notice.is_empty()).then(|| notice.join("; ")),
            asked: self.asked.clone(),
            verdicts: None,
        }
    }

    /// A title for lists and headings.
    pub fn title(&self) -> &str {
        match &self.grid {
            Ok(grid) if !grid.name.is_empty() => &grid.name,
            _ => "An environment without a name",
        }
    }

    /// The names of the cells that a mistake is about: those at its first place.
    pub fn cells_of(&self, mistake: &Mistake) -> Vec<&str> {
        let Some((_, line, column)) = mistake.places.first() else { return Vec::new() };
        let Some(at) = offset(&self.text, *line, *column) else { return Vec::new() };
        let found = self
            .cells
            .iter()
            .filter(|(_, cell)| cell.span.start <= at && at < cell.span.end.max(cell.span.start + 1));
        found.map(|(name, _)| name.as_str()).collect()
    }
}

/// Whether a line of TOML seems to have a comment: a `#` after an even number of quotes.
fn has_comment(line: &str) -> bool {
    line.match_indices('#').any(|(at, _)| {
        let before = line.get(..at).unwrap_or("");
        before.matches('"').count() % 2 == 0 && before.matches('\'').count() % 2 == 0
    })
}

/// The byte at a line and column, both from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let skipped = text.len() - Source::new("", text).text.len();
    let body = text.get(skipped..)?;
    let start: usize = body.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = body.get(start..)?;
    let within = rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
    Some(skipped + start + within)
}

/// The open environments.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    all: BTreeMap<String, Draft>,
    /// Names, the one used least recently first.
    order: VecDeque<String>,
}

impl Drafts {
    /// Opens an environment under a name, or puts it in its place.
    pub fn put(&mut self, name: &str, draft: Draft) {
        self.touch(name);
        self.all.insert(name.to_string(), draft);
        while self.order.len() > MOST_DRAFTS {
            if let Some(oldest) = self.order.pop_front() {
                self.all.remove(&oldest);
            }
        }
    }

    /// An open environment.
    pub fn get(&mut self, name: &str) -> Option<Draft> {
        let found = self.all.get(name).cloned()?;
        self.touch(name);
        Some(found)
    }

    /// Remembers what was found out about a text, when it is still the text.
    pub fn remember(&mut self, name: &str, text: &str, verdicts: &Arc<Verdicts>) {
        if let Some(draft) = self.all.get_mut(name).filter(|draft| draft.text == text) {
            draft.verdicts = Some(Arc::clone(verdicts));
        }
    }

    /// Says what there was to say once.
    pub fn take_notice(&mut self, name: &str) -> Option<String> {
        self.all.get_mut(name)?.notice.take()
    }

    /// Names and titles, the one used last first.
    pub fn list(&self) -> Vec<(String, String)> {
        let titled = |name: &String| Some((name.clone(), self.all.get(name)?.title().to_string()));
        self.order.iter().rev().filter_map(titled).collect()
    }

    fn touch(&mut self, name: &str) {
        self.order.retain(|known| known != name);
        self.order.push_back(name.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_line_and_column() {
        assert_eq!(offset("ab\ncäd\n", 2, 3), Some(6));
        assert_eq!(offset("\u{feff}ab", 1, 2), Some(4));
        assert_eq!(offset("ab", 0, 1), None);
        assert_eq!(offset("ab", 1, 99), Some(2));
    }

    #[test]
    fn comments_are_seen_and_signs_in_texts_are_not() {
        assert!(has_comment("# a") && has_comment("a = \"x\" # b"));
        assert!(!has_comment("a = \"x # y\"") && !has_comment("a = 1"));
    }

    #[test]
    fn the_draft_used_least_recently_goes_first() {
        let mut drafts = Drafts::default();
        for number in 0..=MOST_DRAFTS {
            drafts.put(&number.to_string(), Draft::of_text(String::new(), Format::Toml));
            assert!(drafts.get("0").is_some());
        }
        assert!(drafts.get("1").is_none());
        assert_eq!(drafts.list().len(), MOST_DRAFTS);
    }
}
