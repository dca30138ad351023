//! The values of a parameter at which a goal is attainable, in words.

use crate::render::number::{exact, with_decimal};
use ambimech_model::number::Rational;
use ambimech_model::parametric::{AllocationOrigin, ParametricEnvironment};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::threshold::{Excluded, Exclusion, Interval, Threshold};

/// A question about all values of a parameter.
#[derive(Debug, Clone, Copy)]
pub struct ThresholdQuestion<'a> {
    /// The environment with its parameter.
    pub environment: &'a ParametricEnvironment,
    /// The goal.
    pub goal: &'a Goal,
    /// One rule or several.
    pub mechanism: MechanismKind,
    /// The misreports to be safe against.
    pub reports: Reports,
}

/// `attainable`, `never` or `undecided`.
pub fn threshold_word(found: &Threshold) -> &'static str {
    match found {
        Threshold::Between(_) => "attainable",
        Threshold::Never(_) => "never",
        Threshold::Undecided(_) => "undecided",
    }
}

/// The attainable values: `1/2 <= B <= 13/2 (6.5)`.
pub fn values(parameter: &str, interval: &Interval) -> String {
    let lower = interval.lower.as_ref().map(|limit| with_decimal(&limit.value));
    let upper = interval.upper.as_ref().map(|limit| with_decimal(&limit.value));
    match (lower, upper) {
        (None, None) => format!("every value of {parameter}"),
        (Some(lower), None) => format!("{parameter} >= {lower}"),
        (None, Some(upper)) => format!("{parameter} <= {upper}"),
        (Some(lower), Some(upper)) if lower == upper => format!("{parameter} = {lower} only"),
        (Some(lower), Some(upper)) => format!("{lower} <= {parameter} <= {upper}"),
    }
}

/// The values that a proof excludes: `B > 13/2`.
pub fn excluded(parameter: &str, values: &Excluded) -> String {
    match values {
        Excluded::Everything => format!("every value of {parameter}"),
        Excluded::Below(end) => format!("{parameter} < {}", exact(end)),
        Excluded::Above(end) => format!("{parameter} > {}", exact(end)),
    }
}

/// Why a proof at one value proves the same at all excluded ones.
pub fn at_all_values(parameter: &str, exclusion: &Exclusion) -> String {
    let Some(slope) = &exclusion.slope else {
        return format!("The parameter {parameter} cancels, so this is a proof at every value.");
    };
    let (end, distance) = match &exclusion.values {
        Excluded::Below(end) => (end, format!("({} - {parameter})", exact(end))),
        Excluded::Above(end) => (end, format!("({parameter} - {})", exact(end))),
        Excluded::Everything => return String::new(),
    };
    let gain = if *slope == Rational::ONE { distance } else { format!("{} {distance}", exact(slope)) };
    format!(
        "With {parameter} left open the same steps end in 0 >= {gain}, which is true at {parameter} = {} and a contradiction at \
         every {}.",
        exact(end),
        excluded(parameter, &exclusion.values),
    )
}

/// What is held fixed, when that is not plain.
pub fn held_fixed(environment: &ParametricEnvironment) -> Option<String> {
    (environment.allocation_origin() == AllocationOrigin::EfficientNow).then(|| {
        format!(
            "The allocation rule is the efficient one at {} = {} and is held fixed; at other values another rule may be efficient.",
            environment.parameter(),
            exact(environment.value())
        )
    })
}
