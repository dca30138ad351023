//! What the words mean: one entry for every condition, goal, property, construction and notion.
//!
//! The entries are Markdown files with fixed headings. The same text feeds `ambimech explain NAME` and the glossary of the
//! HTML report, and can be included in documentation.

mod entry;
mod markdown;
mod show;

pub use entry::{Entry, HEADINGS, Kind, Section};
pub use markdown::{Block, Inline, blocks, inlines};
pub use show::{explain_json, explain_text};

macro_rules! entries {
    ($($kind:ident { $($name:literal),* $(,)? })*) => {
        /// Every entry: its kind, name and file.
        const FILES: &[(Kind, &str, &str)] = &[
            $($((Kind::$kind, $name, include_str!(concat!("../../glossary/", $name, ".md"))),)*)*
        ];
    };
}

entries! {
    Condition {
        "bdp", "cbdp", "full-support", "efficient", "socially-rational", "private-values", "convex-independence",
        "identifiability", "coalitional-identifiability", "ncp-star", "ncp-star-star", "common-prior",
    }
    Goal { "implement", "extract", "coalition-proof", "coalition-proof-extract" }
    Property { "ic", "cic", "ir", "cr", "ai", "bb", "fse", "wcic" }
    Construction { "two-rules", "pairs", "side-bet", "level-interim", "residual-claimant", "exact-program", "few-rules", "small-stakes", "vcg",
        "agv", "cremer-mclean", "kosenok-severinov", "safronov", "side-contract", "full-insurance", "communication-device",
    }
    Notion {
        "ambiguous-mechanism", "simple-mechanism", "coalition-pattern", "pure-and-mixed-reports", "certificate", "direction",
        "combination", "collusive-mechanism", "s-ic", "s-bb", "s-ir", "attitude", "smooth", "certainty-equivalent", "timing", "fragility", "distance", "least-ambiguity", "frontier", "rents", "liability", "ex-post-participation", "counterexample", "extract-without-bdp", "implement-without-bdp", "private-values-without-bdp",
        "coalitions-without-cbdp", "coalitions-without-ambiguity", "extract-without-convex-independence",
        "implement-without-identifiability", "private-values-without-convex-independence",
        "coalitions-without-coalitional-identifiability", "factored-prior", "set-of-priors", "criterion", "interim-efficient", "full-implementation-under-ambiguity", "ambiguous-monotonicity",
        "own-index", "minimal-ambiguity", "monotonicity", "linearity",
        "increasing-differences", "comonotonic-independence", "lipschitz-continuity", "increasing-values",
        "informational-size", "auction-grid", "signal-space", "least-parameter", "auction-verdict-file", "robust-implementation", "robust-monotonicity", "type-space", "deception", "bad-outcome",
        "canonical-mechanism", "payoff-environment", "sweep", "maximin-efficient", "maximin-core", "maximin-value",
    }
}

/// Other names under which an entry is found.
const ALIASES: &[(&str, &str)] = &[
    ("agent-side-bets", "side-bet"),
    ("coalition-side-bets", "side-bet"),
    ("supported-side-bets", "side-bet"),
    ("side-bets", "side-bet"),
    ("largest-payment", "small-stakes"),
    ("expected-payment", "small-stakes"),
    ("exposure", "small-stakes"),
    ("stakes", "small-stakes"),
    ("neat", "small-stakes"),
    ("insure", "full-insurance"),
    ("ambiguity", "least-ambiguity"),
    ("economy", "maximin-core"),
    ("wald", "maximin-core"),
    ("device", "communication-device"),
    ("orders", "signal-space"),
    ("auction-answer", "auction-verdict-file"),
    ("auction-verdicts", "auction-verdict-file"),
    ("scale", "pairs"),
    ("rules-in-pairs", "pairs"),
    ("phase-diagram", "sweep"),
    ("plan", "sweep"),
    ("smooth-ambiguity", "smooth"),
    ("cara", "smooth"),
    ("base-alone", "level-interim"),
    ("level-extraction", "level-interim"),
    ("equal-split", "level-interim"),
    ("mixed-reports", "pure-and-mixed-reports"),
    ("pure-reports", "pure-and-mixed-reports"),
    ("proposition-1", "side-contract"),
    ("collude", "side-contract"),
    ("collusion", "collusive-mechanism"),
    ("mechanism", "ambiguous-mechanism"),
    ("ambiguous", "ambiguous-mechanism"),
    ("simple", "simple-mechanism"),
    ("bayesian-mechanism", "simple-mechanism"),
    ("expected-externality", "agv"),
    ("pivot-mechanism", "vcg"),
    ("combination-of-rows", "combination"),
    ("farkas", "combination"),
    ("receipt", "liability"),
    ("total-variation", "distance"),
    ("odds", "distance"),
    ("pattern", "coalition-pattern"),
    ("factored", "factored-prior"),
    ("markov", "factored-prior"),
    ("priors", "set-of-priors"),
    ("contamination", "set-of-priors"),
    ("prokhorov", "set-of-priors"),
    ("capacity", "set-of-priors"),
    ("wald", "set-of-priors"),
    ("robust", "robust-implementation"),
    ("reward", "robust-monotonicity"),
    ("objection", "robust-monotonicity"),
    ("pairwise-monotonicity", "robust-monotonicity"),
    ("lower-expectation", "set-of-priors"),
    ("maxmin", "criterion"),
    ("optimal", "criterion"),
    ("maximal", "criterion"),
    ("ex-ante-efficient", "interim-efficient"),
    ("ex-post-efficient", "interim-efficient"),
    ("coalitions", "coalition-pattern"),
    ("implementable", "full-implementation-under-ambiguity"),
    ("social-choice-set", "full-implementation-under-ambiguity"),
    ("ambiguous-coalitional-ic", "full-implementation-under-ambiguity"),
    ("ambiguous-coalitional-equilibrium", "full-implementation-under-ambiguity"),
    ("closure", "full-implementation-under-ambiguity"),
    ("local-pareto-efficiency", "full-implementation-under-ambiguity"),
    ("ambiguous-pareto-efficiency", "full-implementation-under-ambiguity"),
    ("bad-outcome-for-all-reports", "full-implementation-under-ambiguity"),
    ("support-assumption", "full-implementation-under-ambiguity"),
    ("ambiguous-coalitional-monotonicity", "ambiguous-monotonicity"),
    ("endless", "direction"),
    ("threshold", "direction"),
];

/// The names of all entries: conditions, goals, properties, constructions, notions.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(_, name, _)| *name)
}

/// The entry with this name, or with this other name for it; capital letters do not matter.
pub fn entry(name: &str) -> Option<Entry> {
    let name = name.to_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, target)| *target);
    let (kind, name, text) = FILES.iter().find(|(_, known, _)| *known == name)?;
    Some(Entry::parse(*kind, name, text))
}
