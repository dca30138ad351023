//! What a spot check says, as JSON.

use crate::check::SpotChecked;
use crate::render::text::spot_claim_name;
use serde_json::{Value, json};

/// `{"verdict":"done","seed":7,"claims":[{"claim":"cic","recomputed":25,"open":0,"all":"…"}…]}`.
pub fn spot_value(checked: &SpotChecked) -> Value {
    let row = |tally: &crate::check::SpotTally| {
        json!({
            "claim": spot_claim_name(tally.claim),
            "recomputed": tally.held,
            "open": tally.open,
            "all": tally.all.to_string(),
        })
    };
    let rows: Vec<Value> = checked.tallies.iter().map(row).collect();
    json!({ "verdict": "done", "seed": checked.seed, "claims": rows })
}
