//! What the checker said, `ambimech check --format json`.

use super::{claim, number};
use crate::render::sentence::refusal::{RefusalRow, refusal_row};
use ambimech_model::certificate::Certificate;
use ambimech_model::check::Checked;
use ambimech_model::condition::Verdict;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::Claim;
use ambimech_model::refusal::Refusal;
use serde_json::{Value, json};

/// `{"verdict":"refused","kind","row","reason","left","relation","right"}`; the last three are `null` when the row is not
/// about numbers.
pub fn refusal_value(environment: &Environment, mechanism: Option<&Mechanism>, refusal: &Refusal) -> Value {
    row_value(&refusal_row(environment, mechanism, refusal))
}

/// The value of a row that fails.
pub(super) fn row_value(row: &RefusalRow) -> Value {
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

/// `{"verdict":"accepted","condition":{…}}` with the condition as in `conditions`, or `{"verdict":"accepted","design":{…}}`
/// with the impossibility as in `design`.
pub fn accepted_certificate_value(environment: &Environment, certificate: &Certificate) -> Value {
    match certificate {
        Certificate::Condition(found) => {
            let verdict = if found.holds { Verdict::Holds(found.clone()) } else { Verdict::Fails(found.clone()) };
            let condition = super::conditions::condition_value(environment, found.condition, &verdict);
            json!({ "verdict": "accepted", "condition": condition })
        }
        Certificate::Impossibility(found) => {
            let answer = DesignAnswer::Infeasible(found.clone());
            json!({ "verdict": "accepted", "design": super::design_value(environment, &answer) })
        }
    }
}
