//! What is known about an environment with sets of priors, for its page.

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{Distribution, ExpectationRange};
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{AgentDevice, BeliefFamily, LeastAmbiguity, RuleStudy};

/// Everything that the page about an environment with sets of priors shows.
#[derive(Debug, Clone)]
pub struct SetsReport<'a> {
    /// The environment.
    pub environment: &'a AmbiguousEnvironment,
    /// Its digest.
    pub digest: String,
    /// Corners of every set in order along its outline, by agent and type; `None` where a set is not drawn.
    pub outlines: Vec<Vec<Option<Vec<Distribution>>>>,
    /// What reporting the truth is worth before transfers.
    pub truths: Vec<ExpectationRange>,
    /// Whether transfers make truth optimal, by every criterion.
    pub studies: Vec<RuleStudy>,
    /// The least ambiguity around the file's prior; empty where it has none.
    pub ambiguity: Vec<(BeliefFamily, Vec<LeastAmbiguity>)>,
    /// Devices for types that believe the file's prior, and the environment in which they do.
    pub devices: Option<(Environment, Vec<AgentDevice>)>,
    /// The version of the program.
    pub version: String,
}
