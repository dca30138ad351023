//! Verification of any mechanism: every property, against every pure and mixed, individual and coalitional misreport.
//!
//! # Mixed misreports (theory 9.7)
//! By the minimax theorem the best mixed misreport of (S, θ̄_S) is worth
//! max_δ min_t Σ_θ̂ δ(θ̂) V_S\[θ̂\](t) = min_λ max_θ̂ Σ_t λ_t V_S\[θ̂\](t). Either the λ on the right keeps every report, the truth
//! included, at or below the on-path worst case, and is kept as the certificate; or the mixture δ on the left is
//! profitable, and is shown.
//!
//! # Attitudes to ambiguity
//! What is said above is about coalitions that look at the worst case; every coalition is judged by the attitude that it has in the
//! environment ([`Measure`]). For α-maxmin attitudes see `linear`, for smooth ones `smooth`. With one rule all attitudes agree.

mod certify;
mod limits;
mod linear;
mod measure;
mod property;
mod smooth;
mod values;

pub use certify::{certify, certify_within, other_attitude};
pub use limits::verify_limits;
pub use measure::Measure;
pub use property::{verify_mechanism, work_estimate};
pub use smooth::SmoothAttitude;
pub use values::{CoalitionValues, RuleTables, ValueRows, report_values, smooth_report_values};
