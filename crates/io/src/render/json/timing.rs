//! When a mixed misreport is drawn: before the transfer rule, or after it.

use crate::render::sentence::timing::timing_words;
use ambimech_model::property::Property;
use ambimech_model::verification::Verification;
use serde_json::{Value, json};

/// `[{"name","before-rule","after-rule"}]`.
pub(super) fn timing_value(verification: &Verification) -> Value {
    let entry = |(property, before, after): (Property, &str, &str)| json!({ "name": property.name(), "before-rule": before, "after-rule": after });
    timing_words(verification).into_iter().map(entry).collect()
}
