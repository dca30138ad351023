//! Names of variables that Stata accepts, and what else it minds.

use std::collections::BTreeSet;

/// Longest name of a variable.
pub(super) const MAX_VARIABLE: usize = 32;
/// Longest label of a variable, in characters.
const MAX_LABEL: usize = 80;

/// A name for a variable about something with a label: the prefix and the label's ASCII letters and digits, `_` for every other
/// character. Where that is taken or too long, the prefix with a number.
pub(super) fn variable(prefix: &str, label: &str, number: usize, taken: &mut BTreeSet<String>) -> String {
    let clean: String = label.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut name = format!("{prefix}{clean}");
    // Stata takes upper and lower case for two names; other programs do not.
    let mut next = number;
    while clean.is_empty() || name.len() > MAX_VARIABLE || taken.contains(&name.to_ascii_lowercase()) {
        name = format!("{prefix}n{next}");
        if !taken.contains(&name) {
            break;
        }
        next += 1;
    }
    taken.insert(name.to_ascii_lowercase());
    name
}

/// A text as a label in a command: short, in one line, without quotes and signs that begin macros.
pub(super) fn label(text: &str) -> String {
    let clean = |c: char| match c {
        '"' | '`' | '\'' | '$' | '\\' => '_',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(clean).take(MAX_LABEL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_different() {
        let mut taken = BTreeSet::new();
        let labels = ["1", "θ₁", "θ₂", "a b", "a_b", "A_B", "_", "", &"x".repeat(60), "n2"];
        let names: Vec<String> = labels
            .iter()
            .enumerate()
            .map(|(place, label)| variable("type_", label, place + 1, &mut taken))
            .collect();
        for name in &names {
            assert!(name.len() <= MAX_VARIABLE && name.starts_with("type_"), "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{name}");
        }
        let lower: BTreeSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        assert_eq!(lower.len(), labels.len(), "{names:?}");
    }

    #[test]
    fn labels_are_short_and_harmless() {
        let label = label(&format!("a \"b\" `c' $d \\ \n{}", "é".repeat(100)));
        assert_eq!(label.chars().count(), MAX_LABEL);
        assert!(!label.contains(['"', '`', '\'', '$', '\\', '\n']));
    }
}
