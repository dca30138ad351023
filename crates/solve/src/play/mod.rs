//! Equilibria of canonical mechanisms over bounded message spaces; the definitions are in [`ambimech_model::play`].

mod preparation;
mod rewards;
mod search;

pub use preparation::{rewards_to_search, types_of_space, uniform_types};
pub use rewards::rewards_of_study;
pub use search::{play_size, search_play};
