//! Priors in factored form: independent types, types independent given a state, a Markov chain along the agents, and mixtures of
//! these. Conditions about beliefs are decided from the factors, without a list of the profiles.
//!
//! # Mathematics
//! Put the agents in a row, i_1, …, i_n. Every one of these priors is a product of small matrices,
//!
//! > p(θ) = a · A_1(θ_{i_1}) · A_2(θ_{i_2}) ⋯ A_n(θ_{i_n}) · 1,
//!
//! with one row vector a ≥ 0, one matrix A_k(t) ≥ 0 for every position k and type t there, and the column 1 of ones
//! ([`Chain`]):
//!
//! * independent: numbers, A_k(t) = m_k(t);
//! * given a state s of probability a_s: diagonal matrices, A_k(t)_{ss} = m_k(t|s);
//! * Markov chain: A_1(t) is a row with m(t) at t, and A_k(t) has K_k(t'→t) at (t', t) and 0 elsewhere;
//! * mixture: blocks along the diagonal, a the weights.
//!
//! [`SpanningBeliefs`] has the theorem that reduces questions about posteriors, and its proof; `docs/theory/factored-priors.md` says it
//! for readers.

mod certificate;
mod chain;
mod environment;
mod identity;
mod imitation;
mod prior;
mod spanning;
mod support;

pub use certificate::{
    Bet, FACTORED_CONDITIONS, FactoredCertificate, FactoredEvidence, FactoredRefusal, ProfilePayments,
};
pub use chain::Chain;
pub use environment::{FactoredEnvironment, FactoredEnvironmentError};
pub use identity::factored_canonical_text;
pub use imitation::deciding_profiles;
pub use prior::{FactoredError, FactoredPrior, Factors, MarkovChain, State};
pub use spanning::SpanningBeliefs;
pub use support::find_impossible_profile;

use crate::number::{Rational, bit_length};

/// The type of every agent in agent order, or of the members of a coalition in agent order.
pub type Types = Vec<crate::index::TypeId>;

/// More elementary steps than are allowed for one question about one coalition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManySteps;

/// How many elementary steps one question about one coalition may take, with numbers of ordinary length.
const MAX_STEPS: u64 = 1 << 25;

/// Numbers up to so many bits are of ordinary length.
const ORDINARY_BITS: u64 = 512;

/// Counts steps.
#[derive(Debug, Clone, Copy)]
struct Budget(u64);

impl Budget {
    /// Fewer steps with longer numbers, which take longer each: in proportion to the square of their length.
    fn new(chain: &Chain) -> Budget {
        let length = bit_length(&Rational::from(chain.total().clone())) as u64 / ORDINARY_BITS;
        Budget(MAX_STEPS / (1 + length.saturating_mul(length)))
    }

    /// For a few short rows.
    fn whole() -> Budget {
        Budget(MAX_STEPS)
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooManySteps> {
        self.0 = self.0.checked_sub(steps as u64).ok_or(TooManySteps)?;
        Ok(())
    }
}
