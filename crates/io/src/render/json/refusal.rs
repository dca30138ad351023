//! What the checker said, `ambimech check --format json`.

use super::{claim, number};
use crate::render::sentence::refusal::refusal_row;
use ambimech_model::check::Checked;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::Claim;
use ambimech_model::refusal::Refusal;
use serde_json::{Value, json};

/// `{"verdict":"refused","kind","row","reason","left","relation","right"}`; the last three are `null` when the row is not
/// about numbers.
pub fn refusal_value(environment: &Environment, mechanism: Option<&Mechanism>, refusal: &Refusal) -> Value {
    let row = refusal_row(environment, mechanism, refusal);
    json!({
        "verdict": "refused",
        "kind": row.kind,
        "row": row.label,
        "reason": row.sentence,
        "left": row.sides.as_ref().map(|sides| number(&sides.left)),
        "relation": row.sides.as_ref().map(|sides| sides.relation),
        "right": row.sides.as_ref().map(|sides| number(&sides.right)),
    })
}

/// `{"verdict":"accepted","claims":[…],"checked":{"rules","coalitions","misreports"}}`; `checked` is `null` for a
/// certificate that is not about a mechanism.
pub fn accepted_value(claims: &[Claim], checked: Option<&Checked>) -> Value {
    let checked = checked.map(|checked| {
        json!({
            "rules": checked.rules,
            "coalitions": checked.coalitions,
            "misreports": checked.misreports,
        })
    });
    json!({ "verdict": "accepted", "claims": claims.iter().map(claim).collect::<Vec<Value>>(), "checked": checked })
}
