//! Equilibria of canonical mechanisms over bounded message spaces; the definitions are in [`ambimech_model::play`].

mod rewards;
mod search;

pub use rewards::rewards_of_study;
pub use search::{play_size, search_play};
