//! What the documents point at exists: relative links, and paths in backquotes.

use super::Finding;
use crate::tree::SourceFile;

/// What a path of this repository starts with.
const TOP_FOLDERS: [&str; 6] = ["crates/", "docs/", "examples/", "xtask/", ".ci/", ".cargo/"];

/// Links and paths of a Markdown file that lead nowhere; `exists` is asked for paths from the root.
pub fn find_dead_references(file: &SourceFile, exists: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    if !file.path.ends_with(".md") {
        return Vec::new();
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    let mut fenced = false;
    for (number, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let links = between(line, "](", ")").filter(|link| !link.contains([':', ' ']) && !link.starts_with('#'));
        let links = links.map(|link| resolve(folder, link.split('#').next().unwrap_or("")));
        let paths = between(line, "`", "`").filter(|text| is_path(text)).map(str::to_string);
        for path in links.chain(paths).filter(|path| !exists(path)) {
            let message = format!("`{path}` does not exist");
            findings.push(Finding { path: file.path.clone(), line: Some(number + 1), message });
        }
    }
    findings
}

/// Whether a text in backquotes is a path of this repository, without placeholders.
fn is_path(text: &str) -> bool {
    TOP_FOLDERS.iter().any(|folder| text.starts_with(folder))
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '*' | '<' | '{' | '…'))
        && !text.contains("NAME")
}

/// The texts between an opening and the next closing mark.
fn between<'t>(line: &'t str, open: &'static str, close: &'static str) -> impl Iterator<Item = &'t str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let start = rest.find(open)? + open.len();
        let end = start + rest[start..].find(close)?;
        let text = &rest[start..end];
        rest = &rest[end + close.len()..];
        Some(text)
    })
}

/// A link from a folder as a path from the root.
fn resolve(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn dead(path: &str, text: &str) -> Vec<String> {
        let exists = |path: &str| ["README.md", "examples/a", "crates/model/src/check/"].contains(&path);
        find_dead_references(&file(path, text), &exists).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn what_leads_nowhere_is_found() {
        assert_eq!(dead("docs/guide.md", "[a](../missing.md)"), ["`missing.md` does not exist"]);
        assert_eq!(dead("a.md", "see `crates/model/src/gone.rs`."), ["`crates/model/src/gone.rs` does not exist"]);
    }

    #[test]
    fn what_exists_or_is_no_path_passes() {
        for text in [
            "V_S[r](t, x), [a](../README.md#top) and [b](https://example.org/x) and [c](#here)",
            "`crates/model/src/check/`, `examples/<name>/` and `crates/*/tests`",
            "```\n[a](missing.md)\n```",
        ] {
            assert!(dead("docs/guide.md", text).is_empty(), "{text}");
        }
        assert!(dead("examples/README.md", "[a](a/)").is_empty());
        assert!(dead("examples/oracle.py", "[a](missing.md)").is_empty());
    }
}
