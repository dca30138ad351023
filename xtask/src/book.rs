//! The book: its generated parts, and its pages as HTML by mdBook.
//!
//! The tests know whether the book is true (`crates/cli/tests/book/`); here it is renewed and built.

use crate::report;
use crate::tree;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that builds the pages.
const MDBOOK: &str = "0.5.4";

/// What would be loaded from elsewhere when a page is opened.
const LOADED: [&str; 6] =
    ["src=\"http", "src=\"//", "rel=\"stylesheet\" href=\"http", "url(http", "url(\"http", "@import"];

/// Puts the pinned mdBook under `target/tools`, unless it is there; a few minutes. Whether it is there afterwards.
pub fn install(root: &Path) -> bool {
    if installed(root).exists() {
        return true;
    }
    report::line(&format!("mdbook {MDBOOK} into target/tools"));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["install", "--locked", "--debug", "--no-default-features", "--features", "search"]);
    command.arg("--root").arg(root.join("target/tools")).arg(format!("mdbook@{MDBOOK}")).current_dir(root);
    let done = command.status().is_ok_and(|status| status.success());
    if !done {
        report::error("mdbook could not be installed; the book can be read as Markdown, but not built");
    }
    done
}

/// The mdBook to use: that of `target/tools`, or one on the path.
pub fn tool(root: &Path) -> Option<PathBuf> {
    let own = installed(root);
    let on_path = || {
        let paths = std::env::var_os("PATH")?;
        std::env::split_paths(&paths).map(|folder| folder.join("mdbook")).find(|path| path.is_file())
    };
    if own.exists() { Some(own) } else { on_path() }
}

fn installed(root: &Path) -> PathBuf {
    root.join("target/tools/bin/mdbook")
}

/// Builds `target/book`; what is wrong with it, if anything.
pub fn build(root: &Path, tool: &Path) -> Result<(), String> {
    let mut command = Command::new(tool);
    command.args(["build", "docs"]).current_dir(root);
    let built = command.output().map_err(|error| format!("{} cannot be started: {error}", tool.display()))?;
    let told = String::from_utf8_lossy(&built.stderr).into_owned() + &String::from_utf8_lossy(&built.stdout);
    if !built.status.success() || told.contains("WARN") || told.contains("ERROR") {
        return Err(format!("mdbook says\n{told}"));
    }
    let mut loading = Vec::new();
    look(&root.join("target/book"), &mut loading)
        .map_err(|error| format!("target/book cannot be read: {error}"))?;
    if loading.is_empty() {
        Ok(())
    } else {
        Err(format!("pages load something from elsewhere:\n{}", loading.join("\n")))
    }
}

/// Collects the pages and styles that load something from elsewhere.
fn look(folder: &Path, loading: &mut Vec<String>) -> std::io::Result<()> {
    for name in tree::files(folder)? {
        if name.ends_with(".html") || name.ends_with(".css") {
            let text = std::fs::read_to_string(folder.join(&name))?;
            let found = LOADED.iter().filter(|mark| text.contains(**mark));
            loading.extend(found.map(|mark| format!("{}: {mark}", folder.join(&name).display())));
        }
    }
    for name in tree::folders(folder)? {
        look(&folder.join(name), loading)?;
    }
    Ok(())
}
