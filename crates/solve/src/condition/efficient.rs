//! Condition `efficient`.
#![doc = include_str!("../../../io/glossary/efficient.md")]
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
//!     decide_condition(&environment, Condition::Efficient).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("guo-2021-public-good").replace(r#""L * *" = "build""#, r#""L * *" = "none""#)), "fails");
//! ```

use ambimech_model::certificate::Evidence;
use ambimech_model::environment::{Environment, first_efficient_outcome};
use ambimech_model::number::Rational;

/// The first profile at which some outcome beats the allocated one, with the best outcome there; or that there is none.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    let grand = environment.grand_coalition();
    for profile in environment.space().profiles() {
        let best = first_efficient_outcome(environment.outcomes(), profile);
        let gain = environment.total_payoff(grand, best, profile) - environment.surplus(profile);
        if gain > Rational::ZERO {
            return vec![Evidence::BetterOutcome { profile, outcome: best, gain }];
        }
    }
    vec![Evidence::NoBetterOutcome]
}
