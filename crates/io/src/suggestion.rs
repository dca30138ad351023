//! "Did you mean …?": the known word that is closest to an unknown one.

/// The candidate closest to the word, when it is close enough to be meant.
///
/// # Examples
/// ```
/// use ambimech_io::suggestion::closest;
/// assert_eq!(closest("alocation", ["prior", "allocation"]), Some("allocation"));
/// assert_eq!(closest("h", ["H", "L"]), Some("H"));
/// assert_eq!(closest("zebra", ["prior", "allocation"]), None);
/// ```
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    const LONGEST: usize = 200;
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = word.chars().count().div_ceil(3).min(3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| {
            let same_letters = candidate.to_lowercase() == lower;
            let distance = strsim::damerau_levenshtein(word, candidate);
            (if same_letters { 0 } else { distance }, candidate)
        })
        .filter(|(distance, candidate)| {
            *distance == 0 || (*distance <= allowed && *distance < candidate.chars().count())
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?` for the closest candidate; empty when none is close.
pub fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    closest(word, candidates).map_or_else(String::new, |known| format!("did you mean `{known}`?"))
}

/// The names in backquotes with commas, cut after the first twelve; a long one is shortened.
pub fn listed<'c>(names: impl IntoIterator<Item = &'c str>) -> String {
    const SHOWN: usize = 16;
    let mut names = names.into_iter();
    let mut text: Vec<String> = names.by_ref().take(SHOWN).map(quoted).collect();
    let left = names.count();
    if left > 0 {
        text.push(format!("… ({left} more)"));
    }
    text.join(", ")
}

/// A word of the file in backquotes, shortened when it is long.
pub fn quoted(word: &str) -> String {
    const LONGEST: usize = 60;
    let clean = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    match word.char_indices().nth(LONGEST) {
        None => format!("`{}`", word.chars().map(clean).collect::<String>()),
        Some((cut, _)) => format!("`{}…`", word[..cut].chars().map(clean).collect::<String>()),
    }
}

/// A count with its noun: `1 name`, `3 names`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_close_or_absent() {
        let known = ["allocation", "prior", "H", "L", "θ₁¹", "θ₁²"];
        for (word, meant) in [
            ("Prior", Some("prior")),
            ("piror", Some("prior")),
            ("alocation", Some("allocation")),
            ("l", Some("L")),
            ("M", None),
            ("θ₁3", Some("θ₁¹")),
            ("", None),
            ("something", None),
        ] {
            assert_eq!(closest(word, known), meant, "{word}");
        }
        assert_eq!(closest(&"x".repeat(1 << 20), known), None);
    }

    #[test]
    fn long_lists_and_words_are_cut() {
        let names: Vec<String> = (0..40).map(|number| format!("n{number}")).collect();
        let text = listed(names.iter().map(String::as_str));
        assert!(text.ends_with("`n15`, … (24 more)"), "{text}");
        assert!(quoted(&"ä".repeat(1000)).chars().count() < 70);
    }
}
