//! Condition `socially-rational`.
#![doc = include_str!("../../../io/glossary/socially-rational.md")]
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
//!     decide_condition(&environment, Condition::SociallyRational).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("guo-2021-public-good").replace(r#""value[1]""#, r#""value[1] - 4""#)), "fails");
//! ```

use ambimech_model::certificate::Evidence;
use ambimech_model::environment::Environment;
use ambimech_model::transfer::base::expected_surplus;

/// The expected surplus; nothing without a common prior.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    expected_surplus(environment).into_iter().map(|value| Evidence::ExpectedSurplus { value }).collect()
}
