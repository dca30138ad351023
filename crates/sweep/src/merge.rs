//! Puts the journals of shards together: every case of the plan exactly once, or nothing.

use crate::finished::Finished;
use crate::journal::{Heading, read_journal, refuse_other};
use crate::shard::Shard;
use ambimech_io::sweep::Plan;
use ambimech_io::{Diagnostic, Read};
use std::path::{Path, PathBuf};

/// Ranges of missing cases that a message names at most.
const SHOWN: usize = 5;

/// The finished cases of all journals in these folders.
///
/// # Errors
/// A folder without a journal, a journal of another plan or version, a case in two journals, or cases in none.
pub fn merge(plan: &Plan, folders: &[PathBuf], version: &str) -> Read<Finished> {
    let mut merged = Finished::default();
    let paths = journals(folders)?;
    for (place, path) in paths.iter().enumerate() {
        let content = read_journal(path)?;
        let expected = Heading { plan: plan.digest.clone(), version: version.to_string(), shard: Shard::WHOLE };
        let Some(heading) = content.heading else { continue };
        refuse_other(path, &heading, &expected)?;
        for (case, _) in content.finished.times() {
            if case >= plan.case_count() {
                return Err(Box::new(
                    Diagnostic::about_file(path.display().to_string(), "a case that the plan does not have")
                        .found(format!("case {case}"))
                        .expected(format!("cases below {}", plan.case_count()))
                        .help("delete this journal and run its shard again"),
                ));
            }
            if merged.has(case) {
                let has = |path: &&PathBuf| read_journal(path).is_ok_and(|content| content.finished.has(case));
                let other = paths[..place].iter().find(has).unwrap_or(path);
                return Err(Box::new(
                    Diagnostic::about_file(path.display().to_string(), "two journals have the same case")
                        .found(format!("case {case}, which is also in {}", other.display()))
                        .expected("every case in one journal")
                        .help("name every journal once, of shards of one division: 1/3, 2/3 and 3/3"),
                ));
            }
        }
        merged.extend(&content.finished);
    }
    refuse_gaps(plan, &merged, folders)?;
    Ok(merged)
}

/// The journals in folders, in the order of their names.
fn journals(folders: &[PathBuf]) -> Read<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let is_journal = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            name.starts_with("journal-") && name.ends_with(".txt")
        };
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_journal).collect();
        if found.is_empty() {
            return Err(Box::new(
                Diagnostic::about_file(folder.display().to_string(), "there is no journal of a sweep here")
                    .found("no file journal-I-of-N.txt")
                    .expected("a folder that `ambimech sweep … --shard I/N` wrote to")
                    .help("check the name of the folder"),
            ));
        }
        found.sort();
        all.extend(found);
    }
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in &all {
        let whole = canonical(path);
        if seen.contains(&whole) {
            return Err(Box::new(
                Diagnostic::about_file(path.display().to_string(), "this journal is named twice")
                    .found("the same folder twice")
                    .expected("every folder once")
                    .help("leave one of the two out"),
            ));
        }
        seen.push(whole);
    }
    Ok(all)
}

fn refuse_gaps(plan: &Plan, merged: &Finished, folders: &[PathBuf]) -> Read<()> {
    let mut missing: Vec<(u64, u64)> = Vec::new();
    let mut count = 0u64;
    for case in (0..plan.case_count()).filter(|case| !merged.has(*case)) {
        count += 1;
        match missing.last_mut() {
            Some((_, end)) if *end + 1 == case => *end = case,
            _ => missing.push((case, case)),
        }
    }
    if count == 0 {
        return Ok(());
    }
    let shown: Vec<String> = missing
        .iter()
        .take(SHOWN)
        .map(|(start, end)| if start == end { start.to_string() } else { format!("{start} to {end}") })
        .collect();
    let more = if missing.len() > SHOWN { ", …" } else { "" };
    let folder = folders.first().map(|folder| folder.display().to_string()).unwrap_or_default();
    Err(Box::new(
        Diagnostic::about_file(folder, "cases are missing")
            .found(format!("{count} of {} cases in no journal: {}{more}", plan.case_count(), shown.join(", ")))
            .expected("every case of the plan in one journal")
            .help("run the missing shards to their end; one that was interrupted goes on where it stopped"),
    ))
}
