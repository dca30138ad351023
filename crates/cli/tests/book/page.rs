//! The pages of the book.

use crate::transcript::root;
use std::path::{Path, PathBuf};

/// A page.
pub struct Page {
    /// From `docs/`, with `/`.
    pub path: String,
    /// Its Markdown.
    pub text: String,
}

impl Page {
    /// Its headings outside fenced blocks: level and text.
    pub fn headings(&self) -> Vec<(usize, &str)> {
        self.prose()
            .filter_map(|(_, line)| {
                let level = line.len() - line.trim_start_matches('#').len();
                let text = line[level..].strip_prefix(' ')?;
                (1..=6).contains(&level).then_some((level, text.trim()))
            })
            .collect()
    }

    /// Its lines outside fenced blocks, numbered from 1.
    pub fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut is_open = false;
        self.text.lines().enumerate().filter_map(move |(place, line)| {
            let is_fence = line.trim_start().starts_with("```");
            is_open ^= is_fence;
            (!is_open && !is_fence).then_some((place + 1, line))
        })
    }
}

/// The folder of the book.
pub fn folder() -> PathBuf {
    root().join("docs")
}

/// All pages in `docs/`, SUMMARY.md excepted, sorted.
pub fn pages() -> Vec<Page> {
    let mut found = Vec::new();
    collect(&folder(), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, within: &str, found: &mut Vec<Page>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{within}{name}");
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if name.ends_with(".md") && path != "SUMMARY.md" {
            found.push(Page { path, text: std::fs::read_to_string(entry.path()).unwrap() });
        }
    }
}

/// The pages that SUMMARY.md lists, in order.
pub fn summary() -> Vec<String> {
    let text = std::fs::read_to_string(folder().join("SUMMARY.md")).unwrap();
    let links = text.lines().filter_map(|line| line.split_once("](")?.1.split_once(')'));
    links.map(|(path, _)| path.to_string()).collect()
}

/// The anchor that mdBook gives a heading.
pub fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        c if c.is_whitespace() => Some('-'),
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
        _ => None,
    });
    kept.collect::<String>().to_lowercase()
}
