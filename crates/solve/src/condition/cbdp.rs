//! Condition `cbdp`.
#![doc = include_str!("../../../io/glossary/cbdp.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let text = |example: &str| {
//!     let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
//!     std::fs::read_to_string(folder.join("environment.toml")).unwrap()
//! };
//! let verdict = |text: String| {
//!     let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::Cbdp).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("private-values-one-failing-agent")), "fails");
//! ```

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;

/// The coalitions that the condition is about: the maximal non-grand ones of the pattern, in coalition order.
pub fn coalitions(environment: &Environment) -> Vec<Coalition> {
    environment.pattern().maximal_proper_coalitions(environment.agent_count())
}
