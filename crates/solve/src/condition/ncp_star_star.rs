//! Condition `ncp-star-star`.
#![doc = include_str!("../../../io/glossary/ncp-star-star.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good");
//! let text = std::fs::read_to_string(example.join("environment.toml")).unwrap();
//! let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//! assert_eq!(decide_condition(&environment, Condition::NcpStarStar).word(), "fails");
//! ```

use ambimech_model::certificate::Evidence;
use ambimech_model::check::find_disagreement;
use ambimech_model::environment::Environment;

/// The first two agents that disagree, with the two pairs of their types; or that there are none.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    let found = find_disagreement(environment).map(|(coalition, first, second)| Evidence::Disagreement {
        coalition,
        first,
        second,
    });
    vec![found.unwrap_or(Evidence::NoDisagreement)]
}
