//! Files of proofs about priors in factored form, format `ambimech-factored-conditions/1`.
//!
//! Such a file names agents and prior by the hash of their canonical text, in which payoffs do not count, and is sealed like other
//! certificate files. The format is specified in `docs/certificate-format.md`.

mod check;
mod read;
mod write;

pub use check::{FactoredCheckError, check_factored_file, check_factored_text, is_factored_proof};
pub use read::{FactoredFile, parse_factored_file};
pub use write::render_factored_certificates;

pub(crate) use write::write_factored_evidence;

/// The format this version reads and writes.
pub const FACTORED_FORMAT: &str = "ambimech-factored-conditions/1";

/// What evidence is called in files.
const KINDS: [&str; 9] = [
    "equal-posteriors",
    "distinct-posteriors",
    "impossible-profile",
    "positive-everywhere",
    "mixed-belief",
    "independent-beliefs",
    "separated-beliefs",
    "imitated-distribution",
    "identifying-transfers",
];
