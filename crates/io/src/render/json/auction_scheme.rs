//! The full-insurance scheme as JSON.

use super::number;
use crate::render::sentence::auction_scheme::{grid_sentence, grid_word, scheme_verdict};
use ambimech_model::auction::Auction;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::reward::Between;
use ambimech_model::auction::scheme::{GridVerdict, Scheme, SchemeRow};
use ambimech_model::auction::winning::NoClosedForm;
use ambimech_model::index::AgentId;
use serde_json::{Value, json};

/// `verdict`, `words` and `bidders`; each has `bidder`, `verdict` and `rows` with `own`, `reward`, `least-favourable`, `most-unfavourable` and `best`.
pub fn auction_scheme_value(auction: &Auction, schemes: &[Result<Scheme, NoClosedForm>]) -> Value {
    let verdict = scheme_verdict(schemes);
    let each = auction.representatives().into_iter().zip(schemes);
    let each = each.map(|(bidder, scheme)| scheme_value(auction, bidder, scheme.as_ref().ok()));
    json!({ "verdict": grid_word(verdict), "words": grid_sentence(verdict), "bidders": each.collect::<Value>() })
}

/// A bidder with its scheme, where there is one.
pub(super) fn scheme_value(auction: &Auction, bidder: AgentId, scheme: Option<&Scheme>) -> Value {
    json!({
        "bidder": auction.bidder(bidder).name,
        "verdict": grid_word(scheme.map_or(GridVerdict::Open, Scheme::verdict)),
        "rows": scheme.iter().flat_map(|scheme| &scheme.rows).map(row_value).collect::<Value>(),
    })
}

fn row_value(row: &SchemeRow) -> Value {
    json!({
        "own": number(&row.own),
        "reward": between(&row.reward),
        "least-favourable": number(&row.least_favourable),
        "most-unfavourable": number(&row.most_unfavourable),
        "best": row.best.as_ref().map(|best| json!({
            "reported": number(&best.reported),
            "report": match best.report {
                Report::Favourable => "favourable",
                Report::Unfavourable => "unfavourable",
            },
            "gain": between(&best.gain),
        })),
    })
}

fn between((low, high): &Between) -> Value {
    json!([number(low), number(high)])
}
