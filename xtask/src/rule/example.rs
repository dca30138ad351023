//! Every example folder is complete and is listed where readers look for it.

use super::Finding;
use crate::tree::SourceFile;
use std::collections::BTreeSet;

/// What every example folder has.
const PARTS: [&str; 4] =
    ["README.md", "environment.toml", "expected/conditions.json", "expected/verification.json"];

/// What the folder of an auction has instead.
const PARTS_OF_AUCTIONS: [&str; 3] = ["README.md", "auction.toml", "expected/auction.json"];

/// What the folder of an environment with sets of priors has instead.
const PARTS_OF_SETS: [&str; 3] = ["README.md", "sets.toml", "expected/sets.json"];

/// What the folder of an exchange economy has instead.
const PARTS_OF_ECONOMIES: [&str; 3] = ["README.md", "economy.toml", "expected/economy.json"];

/// What an example without beliefs has.
const PARTS_OF_PAYOFFS: [&str; 3] = ["README.md", "payoffs.toml", "expected/robust.json"];

/// What the folder of priors in factored form has instead.
const PARTS_OF_FACTORED: [&str; 3] = ["README.md", "factored.toml", "expected/factored.json"];

/// Lists of all examples.
const LISTS: [&str; 2] = ["README.md", "examples/README.md"];

/// Example folders that lack a part or are missing from a list.
pub fn find_incomplete_examples(files: &[SourceFile]) -> Vec<Finding> {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let names: BTreeSet<&str> = paths
        .iter()
        .filter_map(|path| path.strip_prefix("examples/")?.split_once('/'))
        .map(|(name, _)| name)
        .collect();
    let mut findings = Vec::new();
    for name in names {
        let path = format!("examples/{name}");
        let has = |file: &str| paths.contains(format!("{path}/{file}").as_str());
        let parts: &[&str] = if has("auction.toml") {
            &PARTS_OF_AUCTIONS
        } else if has("payoffs.toml") {
            &PARTS_OF_PAYOFFS
        } else if has("sets.toml") {
            &PARTS_OF_SETS
        } else if has("economy.toml") {
            &PARTS_OF_ECONOMIES
        } else if has("factored.toml") {
            &PARTS_OF_FACTORED
        } else {
            &PARTS
        };
        for part in parts.iter().filter(|part| !paths.contains(format!("{path}/{part}").as_str())) {
            findings.push(Finding { path: path.clone(), line: None, message: format!("no {part}") });
        }
        for list in files.iter().filter(|file| LISTS.contains(&file.path.as_str())) {
            if !list.text.contains(&format!("`{name}`")) {
                let message = format!("does not list the example `{name}`");
                findings.push(Finding { path: list.path.clone(), line: None, message });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn examples_are_complete_and_listed() {
        let mut files: Vec<SourceFile> =
            PARTS.iter().map(|part| file(&format!("examples/a/{part}"), "")).collect();
        files.push(file("README.md", "| [`a`](examples/a/) | what it shows |"));
        assert!(find_incomplete_examples(&files).is_empty());
        files.push(file("examples/b/README.md", ""));
        let messages: Vec<String> =
            find_incomplete_examples(&files).into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages.len(), PARTS.len() - 1 + 1, "{messages:?}");
    }
}
