//! The format and keys of type spaces.

use ambimech_model::robust::Surprise;

/// The format.
pub const FORMAT: &str = "ambimech-type-space/1";
/// The keys of a file.
pub const TOP: [&str; 6] = ["format", "name", "source", "surprise", "agents", "deception"];
/// The keys of a type.
pub const TYPE: [&str; 2] = ["payoff-type", "beliefs"];
/// What surprised members do.
pub const SURPRISES: [(&str, Surprise); 2] = [("uniform", Surprise::Uniform), ("apart", Surprise::Apart)];
