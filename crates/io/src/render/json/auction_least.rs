//! How much ambiguity of a family is enough, as JSON.

use super::number;
use crate::render::sentence::auction_scheme::{least_consequence, least_title, no_family};
use ambimech_model::auction::informational_size::Greatest;
use ambimech_model::auction::least::{LeastCurve, LeastRow};
use serde_json::{Value, json};

/// `verdict`, `words`, `family`, `below`, `consequence`, `rows`; each row has `bidders`, `value`, `bidder`, `exact`, `too-little`, `enough`, `own`,
/// `side`, `informational-size` and `spread`. What is not known is null.
pub fn auction_least_value(curve: &LeastCurve) -> Value {
    let is_settled = curve.rows.iter().all(LeastRow::is_settled);
    json!({
        "verdict": if is_settled { "found" } else { "undecided" },
        "words": least_title(curve),
        "family": curve.family.name(),
        "below": curve.below.as_ref().map(number),
        "varied": curve.varied,
        "consequence": least_consequence(curve),
        "rows": curve.rows.iter().map(row_value).collect::<Value>(),
    })
}

fn row_value(row: &LeastRow) -> Value {
    let least = row.least.as_ref().ok();
    let less = least.and_then(|least| least.too_little.as_ref());
    let enough = least.and_then(|least| least.enough.as_ref());
    json!({
        "bidders": row.bidders,
        "value": row.varied.as_ref().map(number),
        "bidder": row.name,
        "exact": least.and_then(|least| least.exact()).map(number),
        "too-little": less.map(|less| number(&less.parameter)),
        "enough": enough.map(|enough| number(&enough.parameter)),
        "own": less.map(|less| number(&less.tightest.own)),
        "side": row.side.map(|above| if above { "above" } else { "below" }),
        "reason": row.least.as_ref().err().map(no_family),
        "sufficient": row.is_sufficient,
        "informational-size": row.size.as_ref().map(|size| greatest(&size.derivative)),
        "spread": row.size.as_ref().map(|size| greatest(&size.spread)),
    })
}

fn greatest(found: &Greatest) -> Value {
    json!({ "at-least": number(&found.at_least), "at-most": number(&found.at_most) })
}
