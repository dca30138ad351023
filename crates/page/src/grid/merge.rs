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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::converted;
    use crate::grid::form::Fields;
    use ambimech_io::{environment_digest, parse_environment};

    /// The examples, those that say what ambiguity is to whom apart: the tables have no place for that.
    fn examples_by_attitudes() -> [Vec<(String, String)>; 2] {
        let (with, without) = all_examples().into_iter().partition(|(_, text)| text.contains("[attitudes]"));
        [with, without]
    }

    fn examples() -> Vec<(String, String)> {
        let [_, without] = examples_by_attitudes();
        without
    }

    #[test]
    fn examples_with_attitudes_are_not_shown_in_tables_that_would_lose_them() {
        let [with, _] = examples_by_attitudes();
        assert!(with.len() >= 2);
        for (name, text) in with {
            let why = read_grid(&text, Format::Toml).unwrap_err();
            assert!(why.0.contains("[attitudes]"), "{name}: {}", why.0);
        }
    }

    fn all_examples() -> Vec<(String, String)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<(String, String)> = folders
            .filter(|folder| folder.join("environment.toml").is_file())
            .map(|folder| {
                let text = std::fs::read_to_string(folder.join("environment.toml")).unwrap();
                (folder.display().to_string(), text)
            })
            .collect();
        found.sort();
        assert!(found.len() >= 17);
        found
    }

    fn digest(text: &str, format: Format) -> String {
        match parse_environment(text, "environment", format, None) {
            Ok(environment) => environment_digest(&environment),
            Err(mistake) => panic!("{mistake}\n{text}"),
        }
    }

    #[test]
    fn every_example_is_shown_and_comes_back_unchanged() {
        for (name, text) in examples() {
            let (grid, cells) = read_grid(&text, Format::Toml).unwrap_or_else(|why| panic!("{name}: {}", why.0));
            let fields: Fields = grid.fields().into_iter().collect();
            assert_eq!(Grid::of_fields(&fields).unwrap(), grid, "{name}");
            let merged = merge(&text, Format::Toml, Some((&grid, &cells)), &grid);
            assert_eq!((merged.text.as_str(), merged.is_new), (text.as_str(), false), "{name}");
        }
    }

    #[test]
    fn a_text_written_anew_and_one_in_the_other_format_mean_the_same() {
        for (name, text) in examples() {
            let (grid, _) = read_grid(&text, Format::Toml).unwrap();
            let (written, cells) = write_grid(&grid);
            assert_eq!(digest(&written, Format::Toml), digest(&text, Format::Toml), "{name}");
            let (read, places) = read_grid(&written, Format::Toml).unwrap();
            assert_eq!(read, grid, "{name}");
            // What the writer says about places is what the reader finds: a mistake is shown at the right cell.
            for (field, cell) in places.iter().filter(|(_, cell)| cell.kind != CellKind::Name) {
                assert_eq!(cells.get(field).map(|cell| cell.span), Some(cell.span), "{name}: {field}");
            }
            let json = converted(&text, Format::Toml, Format::Json).unwrap();
            assert_eq!(digest(&json, Format::Json), digest(&text, Format::Toml), "{name}");
            assert_eq!(read_grid(&json, Format::Json).unwrap().0, grid, "{name}");
            let toml = converted(&json, Format::Json, Format::Toml).unwrap();
            assert_eq!(digest(&toml, Format::Toml), digest(&text, Format::Toml), "{name}");
        }
    }

    #[test]
    fn a_changed_number_changes_nothing_else() {
        for (name, text) in examples() {
            let (grid, cells) = read_grid(&text, Format::Toml).unwrap();
            for (field, cell) in cells.iter().filter(|(_, cell)| cell.kind == CellKind::Quantity) {
                let shared = cells.values().filter(|other| other.span == cell.span).count();
                if shared > 1 {
                    continue;
                }
                let mut fields: Fields = grid.fields().into_iter().collect();
                fields.insert(field.clone(), "17/19".to_string());
                let changed = Grid::of_fields(&fields).unwrap();
                let merged = merge(&text, Format::Toml, Some((&grid, &cells)), &changed);
                assert!(!merged.is_new, "{name}: {field}");
                let expected = format!("{}\"17/19\"{}", &text[..cell.span.start], &text[cell.span.end..]);
                assert_eq!(merged.text, expected, "{name}: {field}");
            }
        }
    }

    #[test]
    fn cells_of_one_row_part_ways_in_a_text_written_anew() {
        let text = "format = \"ambimech-environment/1\" # a remark\n[[agents]]\nname = \"1\"\ntypes = [\"H\", \"L\"]\n[[agents]]\n\
                    name = \"2\"\ntypes = [\"H\", \"L\"]\n[prior]\n\"* *\" = 0.25\n[outcomes.none]\n1 = 0\n2 = 0\n[allocation]\n\
                    \"* *\" = \"none\"\n";
        let (grid, cells) = read_grid(text, Format::Toml).unwrap();
        let mut fields: Fields = grid.fields().into_iter().collect();
        fields.insert("w2".to_string(), "1".to_string());
        let merged = merge(text, Format::Toml, Some((&grid, &cells)), &Grid::of_fields(&fields).unwrap());
        assert!(merged.is_new);
        assert!(merged.text.contains("\"L H\" = 1\n\"L L\" = 0.25"), "{}", merged.text);
        // All of them together stay one row.
        (0..4).for_each(|p| drop(fields.insert(format!("w{p}"), "1".to_string())));
        let merged = merge(text, Format::Toml, Some((&grid, &cells)), &Grid::of_fields(&fields).unwrap());
        assert_eq!(merged.text, text.replace("0.25", "1"));
    }

    #[test]
    fn changes_of_shape_keep_an_environment_one() {
        use crate::grid::change::Change;
        for (name, text) in examples() {
            let (grid, _) = read_grid(&text, Format::Toml).unwrap();
            for change in [
                Change::AddType(0),
                Change::AddAgent,
                Change::AddOutcome,
                Change::AddParameter,
                Change::AddAttribute(1),
                Change::OwnBeliefs,
            ] {
                let mut changed = grid.clone();
                changed.change(change).unwrap();
                let written = write_grid(&changed).0;
                let rows =
                    grid.outcomes.iter().any(|outcome| matches!(outcome.payoffs, super::super::Payoffs::Rows(_)));
                if change == Change::AddType(0) && rows {
                    // A row that names a type says nothing about a new one: the reader asks for it.
                    continue;
                }
                digest(&written, Format::Toml);
                assert_eq!(read_grid(&written, Format::Toml).unwrap().0, changed, "{name}: {change:?}");
            }
            // There and back again.
            let mut changed = grid.clone();
            let types = grid.agents[0].types.len();
            changed.change(Change::AddType(0)).unwrap();
            changed.change(Change::RemoveType(0, types)).unwrap();
            assert_eq!(changed, grid, "{name}");
            changed.change(Change::AddAgent).unwrap();
            changed.change(Change::RemoveAgent(grid.agents.len())).unwrap();
            assert_eq!(changed, grid, "{name}");
        }
    }
}
