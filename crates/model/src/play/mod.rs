//! The canonical mechanisms of THESIS theorems 2.5.1 and 2.6.1 as games that can be played; that of section 2.8.1 is [`EconomyGame`].
//!
//! # Definition
//! Agent i sends m_i = (θ_i, k_i, c_i, z_i): a report, a *claim* k_i ≥ 0, a *number* c_i ≥ 0 and perhaps a reward z_i. Let n be the number of
//! agents and w = (1/n) Σ_i c_i/(c_i + 1).
//!
//! * M1: all claims are 0. The outcome is f(θ).
//! * M2(S): those with a positive claim are the coalition S, which may claim; all its members claim the same K and the same reward z ∈ Y_S.
//!   The outcome is z(θ_−S) with probability K/(K + 1) and otherwise, with probability 1/(K + 1), what follows.
//! * M3: everything else. The outcome is a_ε(θ) with probability w and the bad outcome a̲ with probability 1 − w.
//!
//! a_ε(θ) is f(θ) with probability ε and a̲ with probability 1 − ε. With δ the margin of the bad outcome and G the largest
//! u_i(f(θ'), θ) − u_i(a̲, θ), the number used is ε = δ/(2G), so that ε·G < δ: every choice is strictly better than a_ε, which is strictly better than a̲.
//!
//! # Reading
//! The thesis writes m_i^4 for the numbers in the probabilities; m_i^4 is the reward there, and m_i^3, the only integer without a use, is
//! meant. It writes messages in ℕ_+ and uses 0; ℕ with 0 is meant. Rewards are those of [`crate::robust`], functions of the reports of the others.
//! The coalitions that may claim are the guarded ones of the concept, for double implementation all of them (theorem 2.6.1).

mod answer;
mod economy;
mod game;
mod interim;
mod message;
mod notion;
mod played;

pub use answer::{Dissolved, PlayAnswer, PlaySize};
pub use economy::{EconomyGame, EconomyGameError, EconomyRegion};
pub use game::{CanonicalGame, GameError, NamedReward};
pub use interim::{InterimTypes, InterimTypesError};
pub use message::{CompoundPart, Message, PlayDeviation, Prize, Region, RewardId, Strategy, Why};
pub use notion::Notion;
pub use played::{GameKind, PlayedGame};
