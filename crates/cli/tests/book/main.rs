//! The book in `docs/` keeps its word: its pages are all in SUMMARY.md, its links lead somewhere, what it generates from the
//! program is up to date, and what it shows of sessions is what happens. `AMBIMECH_BLESS=1` (`cargo xtask docs`) renews
//! generated parts, and quoted outputs that leave nothing out.

#![allow(clippy::unwrap_used, clippy::panic)]
// Transcripts use the shell.
#![cfg(unix)]

mod generated;
mod link;
mod page;
mod schema;
#[path = "../transcript/mod.rs"]
mod transcript;

use ambimech_io::glossary::{Kind, entry, names};
use page::{Page, pages, summary};
use std::collections::{BTreeMap, BTreeSet};
use transcript::{Session, folder_with_examples};

/// The pages of this folder are one session; every other page is one by itself.
const TUTORIAL: &str = "tutorial/";

#[test]
fn every_page_is_in_the_summary_once() {
    let listed = summary();
    let pages: BTreeSet<String> = pages().into_iter().map(|page| page.path).collect();
    let unique: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(unique.len(), listed.len(), "SUMMARY.md lists a page twice");
    assert_eq!(unique, pages, "SUMMARY.md and the pages in docs/");
}

#[test]
fn every_link_leads_somewhere_and_nothing_comes_from_elsewhere() {
    let pages = pages();
    let found: Vec<String> = pages.iter().flat_map(|page| link::find_faults(page, &pages)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_condition_and_construction_has_its_page_of_theory() {
    let pages = pages();
    for name in names() {
        let entry = entry(name).unwrap();
        if matches!(entry.kind, Kind::Condition | Kind::Construction) {
            let path = generated::page_of(&entry);
            let page =
                pages.iter().find(|page| path == page.path).unwrap_or_else(|| panic!("docs/{path} is missing"));
            for part in ["glossary", "see-also"] {
                let begin = format!("<!-- generated: {part} {name} -->");
                assert!(page.text.contains(&begin), "docs/{path} lacks {begin}");
            }
        }
    }
}

#[test]
fn the_pages_say_what_the_program_does() {
    let bless = std::env::var_os("AMBIMECH_BLESS").is_some();
    let mut sessions: BTreeMap<String, Session> = BTreeMap::new();
    let mut wrong = Vec::new();
    let by_path: BTreeMap<String, Page> = pages().into_iter().map(|page| (page.path.clone(), page)).collect();
    for path in summary() {
        let Some(page) = by_path.get(&path) else { continue };
        let renewed = generated::renew(page);
        if renewed != page.text && !bless {
            wrong.push(format!("docs/{path}: generated parts are stale; run `cargo xtask docs`"));
        }
        if !renewed.contains("```console") {
            if bless && renewed != page.text {
                std::fs::write(page::folder().join(&path), renewed).unwrap();
            }
            continue;
        }
        let name = if path.starts_with(TUTORIAL) { TUTORIAL } else { &path };
        let folder = format!("book-{}", name.replace(['/', '.'], "-"));
        let session =
            sessions.entry(folder.clone()).or_insert_with(|| Session::new(folder_with_examples(&folder)));
        let (different, replayed) = session.play(&format!("docs/{path}"), &renewed);
        if bless {
            wrong.extend(different.into_iter().filter(|quote| quote.contains("\n[…]\n")));
            if replayed != page.text {
                std::fs::write(page::folder().join(&path), replayed).unwrap();
            }
        } else {
            wrong.extend(different);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let commands = sessions.values().map(|session| session.commands).sum::<usize>();
    assert!(commands >= 40, "the book shows sessions, but only {commands} commands");
}
