//! A file or folder is named for the one thing it holds.

use super::Finding;
use crate::tree::SourceFile;

/// Names that say nothing about what is inside.
const SHAPELESS: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "manager", "misc", "stuff"];

/// A Rust file, or a folder above it, whose name says nothing.
pub fn find_shapeless_name(file: &SourceFile) -> Option<Finding> {
    let path = file.path.strip_suffix(".rs")?;
    let name = path.split('/').find(|part| SHAPELESS.contains(part))?;
    let message = format!("`{name}` says nothing: name the file for the one thing it holds");
    Some(Finding { path: file.path.clone(), line: None, message })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn names_that_say_nothing_are_found() {
        for path in ["crates/io/src/util.rs", "crates/solve/src/helpers/lp.rs", "crates/cli/tests/common/mod.rs"] {
            assert!(find_shapeless_name(&file(path, "")).is_some(), "{path}");
        }
        for path in ["crates/io/src/utility.rs", "docs/common.md", "crates/solve/src/condition/common_prior.rs"] {
            assert!(find_shapeless_name(&file(path, "")).is_none(), "{path}");
        }
    }
}
