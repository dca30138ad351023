//! What `ambimech check --format json` says about mechanisms for all values of a parameter on one side.

use super::number;
use crate::direction::{AcceptedDirection, RefusedDirection};
use crate::render::sentence::direction::refused_direction;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::threshold::Endless;
use serde_json::{Value, json};

/// `{"verdict":"accepted","parameter","from","towards","goal","reports","checked":{"rules","coalitions","misreports"}}`.
pub fn accepted_direction_value(environment: &ParametricEnvironment, accepted: &AcceptedDirection) -> Value {
    let AcceptedDirection { direction, checked } = accepted;
    json!({
        "verdict": "accepted",
        "parameter": environment.parameter(),
        "from": number(&direction.from),
        "towards": direction.towards.name(),
        "goal": direction.goal.to_string(),
        "reports": direction.reports.name(),
        "checked": {
            "rules": checked.rules,
            "coalitions": checked.coalitions,
            "misreports": checked.misreports,
        },
    })
}

/// `{"verdict":"refused","reason":kind,"message":words,"row":…}`, the row as for other files, or `null`.
pub fn refused_direction_value(environment: &ParametricEnvironment, refused: &RefusedDirection) -> Value {
    let (kind, words, row) = refused_direction(environment, refused);
    let row = row.map(|row| super::refusal::row_value(&row));
    json!({ "verdict": "refused", "reason": kind, "message": words, "row": row })
}

/// Why there is no end on a side: `{"from","towards","rules"}`.
pub(super) fn endless_value(found: &Endless) -> Value {
    json!({
        "from": number(&found.direction.from),
        "towards": found.direction.towards.name(),
        "rules": found.direction.start.len(),
    })
}
