//! The least ambiguity and the full-insurance scheme of auctions in words.

use crate::render::number::{exact, significant, with_decimal};
use ambimech_model::auction::family::{Family, NoFamily};
use ambimech_model::auction::least::{LeastCurve, LeastRow};
use ambimech_model::auction::reward::Between;
use ambimech_model::auction::scheme::{GridVerdict, Scheme};
use ambimech_model::auction::winning::NoClosedForm;

/// Digits of enclosures.
const DIGITS: usize = 8;

/// What the parameter of a family is called.
pub fn parameter_name(family: Family) -> &'static str {
    match family {
        Family::Contamination => "contamination of the centre",
        Family::Prokhorov => "radius of a Prokhorov ball around the centre",
        Family::Hull => "weight of the file's hull against the mean of its densities",
    }
}

/// Why a family has no least parameter.
pub fn no_family(reason: &NoFamily) -> &'static str {
    match reason {
        NoFamily::NoClosedForm(_) => "the probability of winning has no closed form",
        NoFamily::NoCenter => "a hull of several densities has no centre that is one density",
        NoFamily::NoHull => "the beliefs of the file are no hull of at least two densities",
    }
}

/// The least parameter in a few words: `1/3 (0.333)`, `from 0.2177 to 0.2178`, `none`.
pub fn least_words(row: &LeastRow) -> String {
    let least = match &row.least {
        Err(reason) => return format!("undecided: {}", no_family(reason)),
        Ok(least) => least,
    };
    if let Some(number) = least.exact() {
        return with_decimal(number);
    }
    match (&least.too_little, &least.enough) {
        (Some(less), Some(enough)) => {
            format!("{} to {}", significant(&less.parameter, DIGITS), significant(&enough.parameter, DIGITS))
        }
        (Some(less), None) if less.parameter.is_one() => "none: not even 1".to_string(),
        (Some(less), None) => format!("undecided: more than {}", significant(&less.parameter, DIGITS)),
        _ => "undecided".to_string(),
    }
}

/// Where the least parameter binds: `1, just above`.
pub fn binds(row: &LeastRow) -> String {
    let place = row.least.as_ref().ok().and_then(|least| least.too_little.as_ref());
    place.map_or_else(String::new, |less| {
        let own = exact(&less.tightest.own);
        match row.side {
            Some(true) => format!("{own}, approached from above"),
            Some(false) => format!("{own}, approached from below"),
            None => format!("{own} and near it"),
        }
    })
}

/// The first words of the answer.
pub fn least_title(curve: &LeastCurve) -> String {
    let name = parameter_name(curve.family);
    let below = match &curve.below {
        Some(own) => format!(" for own indices below {}", with_decimal(own)),
        None => String::new(),
    };
    if curve.rows.iter().all(LeastRow::is_settled) {
        format!("found: the least {name} with Minimal Ambiguity{below}")
    } else {
        format!("undecided: the least {name} with Minimal Ambiguity{below} is not known everywhere")
    }
}

/// What follows for the efficient rule.
pub fn least_consequence(curve: &LeastCurve) -> String {
    let mut sentences = Vec::new();
    let is_found = |row: &&LeastRow| row.least.as_ref().is_ok_and(|least| least.enough.is_some());
    let found: Vec<&LeastRow> = curve.rows.iter().filter(is_found).collect();
    if !found.is_empty() {
        sentences.push(found_consequence(curve, found.iter().all(|row| row.is_sufficient)));
    }
    let others = || curve.rows.iter().filter(|row| !is_found(row));
    if others().any(LeastRow::is_settled) {
        sentences.push(
            "Where not even 1 is enough, nobody has enough ambiguity of this kind for the efficient rule (SONG Lemma 4.1).",
        );
    }
    if !others().all(LeastRow::is_settled) {
        sentences.push("Where the least is undecided, nothing follows for the efficient rule.");
    }
    sentences.join(" ")
}

fn found_consequence(curve: &LeastCurve, is_sufficient: bool) -> &'static str {
    match (&curve.below, is_sufficient) {
        (Some(_), _) => {
            "Other own indices were not asked about: the auction as a whole may need more, and less than this is never enough."
        }
        (None, true) => {
            "Values increase, and Monotonicity and Linearity hold: the efficient rule can be implemented with this much and not with less (SONG Lemma 4.1, Theorem 4.1)."
        }
        (None, false) => {
            "Less than this is never enough for the efficient rule (SONG Lemma 4.1); Theorem 4.1 does not say that this much is, because its other conditions are not known to hold."
        }
    }
}

/// The verdict about all bidders.
pub fn scheme_verdict(schemes: &[Result<Scheme, NoClosedForm>]) -> GridVerdict {
    let verdicts = schemes.iter().map(|scheme| scheme.as_ref().map_or(GridVerdict::Open, Scheme::verdict));
    let mut all = GridVerdict::NoneGains;
    for verdict in verdicts {
        match verdict {
            GridVerdict::SomeGains => return GridVerdict::SomeGains,
            GridVerdict::Open => all = GridVerdict::Open,
            GridVerdict::NoneGains => {}
        }
    }
    all
}

/// `holds`, `fails` or `undecided`.
pub fn grid_word(verdict: GridVerdict) -> &'static str {
    match verdict {
        GridVerdict::NoneGains => "holds",
        GridVerdict::SomeGains => "fails",
        GridVerdict::Open => "undecided",
    }
}

/// The verdict as a sentence.
pub fn grid_sentence(verdict: GridVerdict) -> &'static str {
    match verdict {
        GridVerdict::NoneGains => "no misreport of the grid gains in the full-insurance scheme",
        GridVerdict::SomeGains => "a misreport gains in the full-insurance scheme",
        GridVerdict::Open => "whether a misreport gains in the full-insurance scheme was not decided",
    }
}

/// A number that may be known between two only; where these differ in later digits than are shown, the digits that they share.
pub fn between((low, high): &Between) -> String {
    if low == high {
        return with_decimal(low);
    }
    let (low, high) = (significant(low, DIGITS), significant(high, DIGITS));
    if low == high { format!("≈ {low}") } else { format!("{low} to {high}") }
}
