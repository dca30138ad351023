//! The folder of finished results: table, codebook, times, and a manifest with the hash of every file.

use crate::finished::Finished;
use crate::journal::unwritable;
use crate::table_parquet::parquet_of;
use ambimech_io::render::sweep::columns;
use ambimech_io::source::{Source, read_text};
use ambimech_io::sweep::Plan;
use ambimech_io::sweep::results::{ResultTable, bytes_digest};
use ambimech_io::{Diagnostic, Read};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The format of manifests.
pub const FORMAT: &str = "ambimech-sweep-results/1";
/// The file of the manifest.
pub const MANIFEST: &str = "sweep.json";
/// The files of results, without times, which no two runs share.
pub const FILES: [&str; 3] = [TABLE, "results.parquet", CODEBOOK];
const TABLE: &str = "results.csv";
const CODEBOOK: &str = "codebook.csv";
/// How long every case took.
pub const TIMES: &str = "times.csv";

/// The table of a plan's finished cases, in their order, and how long each took, as the text of a CSV file.
pub fn table_of(plan: &Plan, finished: Finished) -> (ResultTable, String) {
    let mut times = String::from("case,nanoseconds\n");
    for (case, nanoseconds) in finished.times() {
        let _ = writeln!(times, "{case},{nanoseconds}");
    }
    (ResultTable { columns: columns(plan), rows: finished.into_rows() }, times)
}

/// Writes the results of all cases of a plan; each file whole or not at all, the manifest last.
///
/// # Errors
/// Rows that do not fit the columns, or a file that cannot be written.
pub fn write_results(folder: &Path, plan: &Plan, table: &ResultTable, times: &str, version: &str) -> Read<()> {
    if let Some(row) = (0..table.rows.len()).find(|row| table.rows.width(*row) != table.columns.len()) {
        return Err(Box::new(
            Diagnostic::about_file(folder.display().to_string(), "a row does not fit the columns of the plan")
                .found(format!("{} cells in the row of case {}", table.rows.width(row), table.cell(row, 0)))
                .expected(format!("{} cells", table.columns.len()))
                .help("delete the journals in the folder; their cases are then run again"),
        ));
    }
    let parquet = || {
        parquet_of(table).map_err(|error| {
            Box::new(
                Diagnostic::about_file(
                    folder.join(FILES[1]).display().to_string(),
                    "the Parquet file cannot be made",
                )
                .found(error)
                .expected("rows that fit the codebook")
                .help("please report this as a defect"),
            )
        })
    };
    // One after the other: each is as large as the table.
    let mut files = serde_json::Map::new();
    for name in FILES {
        let bytes = match name {
            TABLE => table.csv().into_bytes(),
            CODEBOOK => table.codebook().into_bytes(),
            _ => parquet()?,
        };
        write_whole(&folder.join(name), &bytes)?;
        files.insert(name.to_string(), json!(bytes_digest(&bytes)));
    }
    write_whole(&folder.join(TIMES), times.as_bytes())?;
    let manifest = json!({
        "format": FORMAT,
        "name": plan.name,
        "about": plan.about,
        "plan": plan.digest,
        "seed": plan.seed,
        "cases": table.rows.len(),
        "version": version,
        "files": Value::Object(files),
    });
    let text = ambimech_io::render::json::render_json(&manifest);
    write_whole(&folder.join(MANIFEST), text.as_bytes())
}

/// Finished results as they were read again.
#[derive(Debug, Clone)]
pub struct Results {
    /// The table.
    pub table: ResultTable,
    /// The manifest.
    pub manifest: Value,
}

/// Reads results and refuses files that were changed since they were written.
///
/// # Errors
/// A missing file, one whose hash is another than in the manifest, or a table that does not fit its codebook.
pub fn read_results(folder: &Path) -> Read<Results> {
    let path = folder.join(MANIFEST);
    let text = read_text(&path, usize::MAX)?;
    let name = path.display().to_string();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    if manifest.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(Box::new(
            Diagnostic::about_file(name, "this is no manifest of a sweep")
                .found("another format")
                .expected(format!("the key `format` with the value `{FORMAT}`"))
                .help("name the folder that `ambimech sweep` or `ambimech sweep merge` wrote"),
        ));
    }
    for file in FILES {
        let path = folder.join(file);
        let bytes = std::fs::read(&path).map_err(|error| {
            Box::new(
                Diagnostic::about_file(path.display().to_string(), "this file of the results cannot be read")
                    .found(error.to_string())
                    .expected("a file that can be read")
                    .help("run the sweep again; finished cases are in its journal"),
            )
        })?;
        let (found, expected) = (bytes_digest(&bytes), manifest["files"][file].as_str().unwrap_or("none"));
        if found != expected {
            return Err(Box::new(
                Diagnostic::about_file(
                    path.display().to_string(),
                    "this file was changed after the sweep wrote it",
                )
                .found(found)
                .expected(expected)
                .help("run the sweep or the merge again in the same folder: files are then written anew"),
            ));
        }
    }
    let read = |file: &str| -> Read<(String, String)> {
        let path = folder.join(file);
        Ok((path.display().to_string(), read_text(&path, usize::MAX)?))
    };
    let (results, codebook) = (read(FILES[0])?, read(FILES[2])?);
    let table = ResultTable::read(Source::new(&results.0, &results.1), Source::new(&codebook.0, &codebook.1))?;
    Ok(Results { table, manifest })
}

/// Writes a file as a whole or not at all: first beside its place, then moved there.
fn write_whole(path: &Path, bytes: &[u8]) -> Read<()> {
    let mut beside = path.as_os_str().to_os_string();
    beside.push(".partial");
    let beside = PathBuf::from(beside);
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        Box::new(unwritable(path, &error))
    })
}
