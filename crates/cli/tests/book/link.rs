//! Links between the pages, and what a page loads.

use crate::page::{Page, anchor, folder};

/// What a page may not contain, since it would be loaded from elsewhere.
const LOADED: [&str; 7] = ["<script", "<link", "<iframe", "<img", "![", "@import", "url(http"];

/// What is wrong with a page's links and resources.
pub fn find_faults(page: &Page, pages: &[Page]) -> Vec<String> {
    let mut faults = Vec::new();
    if page.headings().first().is_none_or(|(level, _)| *level != 1) {
        faults.push(format!("docs/{}: a page begins with its title", page.path));
    }
    for (number, line) in page.prose() {
        let line = without_code(line);
        let place = format!("docs/{}:{number}", page.path);
        for loaded in LOADED.iter().filter(|loaded| line.contains(**loaded)) {
            faults.push(format!("{place}: {loaded} loads something; the book is text"));
        }
        for target in targets(&line) {
            if let Some(fault) = fault_of(&target, page, pages) {
                faults.push(format!("{place}: ({target}) {fault}"));
            }
        }
    }
    faults
}

/// A line with what stands in backquotes blanked out.
fn without_code(line: &str) -> String {
    line.split('`').enumerate().map(|(place, part)| if place % 2 == 0 { part } else { "" }).collect()
}

fn targets(line: &str) -> Vec<String> {
    let parts = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    parts.map(|(target, _)| target.to_string()).filter(|target| !target.contains(' ')).collect()
}

fn fault_of(target: &str, page: &Page, pages: &[Page]) -> Option<String> {
    if target.starts_with("https://") {
        return None;
    }
    let (path, fragment) =
        target.split_once('#').map_or((target, None), |(path, fragment)| (path, Some(fragment)));
    let path = if path.is_empty() { page.path.clone() } else { resolve(&page.path, path)? };
    let Some(aim) = pages.iter().find(|page| page.path == path) else {
        let is_file = !path.ends_with(".md") && folder().join(&path).is_file();
        return (!is_file).then(|| "is no page or file of the book".to_string());
    };
    let fragment = fragment?;
    let is_there = aim.headings().iter().any(|(_, heading)| anchor(heading) == fragment);
    (!is_there).then(|| format!("has no heading #{fragment}"))
}

/// A link as a path from `docs/`; outside of it, a path that no page has.
fn resolve(page: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Some(format!("outside/{link}"));
                }
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
