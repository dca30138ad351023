//! Verdict words.

use crate::html::{Html, el};

/// A verdict word with a sign, so that colour is not needed to tell them apart.
pub(crate) fn badge(word: &str) -> Html {
    let (class, sign) = match word {
        "holds" | "done" | "accepted" | "feasible" | "attainable" => ("badge yes", "✓"),
        "undecided" | "" => ("badge open", "?"),
        _ => ("badge no", "✗"),
    };
    let word = if word.is_empty() { "undecided" } else { word };
    el("span").class(class).add(el("span").attr("aria-hidden", "true").add(sign)).add(" ").add(word).into()
}

/// A name that is explained on a page of its own.
pub(crate) fn explained(name: &str) -> Html {
    if ambimech_io::glossary::entry(name).is_some() {
        el("a").attr("href", format!("/explain/{name}")).add(name).into()
    } else {
        name.into()
    }
}
