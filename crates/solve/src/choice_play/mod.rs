//! Equilibria of the canonical mechanisms of THESIS chapter 3 over bounded message spaces; the definitions are in
//! [`ambimech_model::choice_game`].

mod rewards;
mod search;

pub use rewards::{deepest_bad_outcome, rewards_of_findings, rewards_to_search};
pub use search::{choice_play_size, search_choice_play};
