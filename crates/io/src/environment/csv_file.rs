//! `file = "….csv"`: a CSV file (for a prior also `.npy` and `.parquet`) beside the environment file, in place of rows.

use super::{Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::source::{MAX_LINE, read_text};
use crate::suggestion::quoted;
use std::path::PathBuf;

/// The text of a CSV file and what messages call it.
pub(super) struct CsvText {
    pub name: String,
    pub text: String,
}

impl Reader<'_, '_> {
    /// The CSV file that a table names instead of having rows; `None` when it has rows. `within` is as in "the prior",
    /// `numbers` as in "weights".
    pub(super) fn csv_file(&self, table: &Table<'_>, within: &str, numbers: &str) -> Read<Option<CsvText>> {
        let Some(path) = self.named_file(table, within, numbers)? else { return Ok(None) };
        let text = read_text(&path, MAX_LINE)?;
        Ok(Some(CsvText { name: path.display().to_string(), text }))
    }

    /// The path of the file that a table names instead of having rows; it exists.
    pub(super) fn named_file(&self, table: &Table<'_>, within: &str, numbers: &str) -> Read<Option<PathBuf>> {
        let Some(entry) = table.get(keys::FILE) else { return Ok(None) };
        if let Some(other) = table.entries.iter().find(|other| other.key != keys::FILE) {
            keys::refuse_misplaced(self.source, other, within)?;
            let what = within.strip_prefix("the ").unwrap_or(within);
            let article = if what.starts_with(['a', 'o']) { "an" } else { "a" };
            let (subject, verb) = if what.ends_with('s') {
                (what.to_string(), "have")
            } else {
                (format!("{article} {what}"), "has")
            };
            return Err(Box::new(
                Diagnostic::at(self.source, other.key_span, format!("{subject} from a file {verb} no rows here"))
                    .label("a row")
                    .also(self.source, entry.key_span, format!("the {numbers} come from this file"))
                    .found(format!("the row {} beside `file`", quoted(&other.key)))
                    .expected("either `file` or rows")
                    .help("remove one of the two"),
            ));
        }
        self.existing_file(&entry.value, numbers).map(Some)
    }

    fn existing_file(&self, node: &Node<'_>, numbers: &str) -> Read<PathBuf> {
        let written = node.expect_str(self.source, "the name of a CSV file")?;
        let Some(folder) = self.folder else {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "no folder to look for this file in")
                    .found(quoted(written))
                    .expected(format!("{numbers} in rows: this text was not read from a file"))
                    .help(format!("read the environment from its file, or write the {numbers} as rows")),
            ));
        };
        let path = folder.join(written);
        if written.is_empty() || !path.is_file() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("there is no file {}", quoted(written)))
                    .found(format!("no file at {}", path.display()))
                    .expected("a CSV file, named relative to the folder of this file")
                    .help("check the spelling and the folder"),
            ));
        }
        Ok(path)
    }
}
