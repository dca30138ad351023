//! Gambit's format of extensive games, `EFG 2 R`.
//!
//! # Out
//! One transfer rule t of a mechanism is a Bayesian game: a chance move draws the type profile, every agent learns its own type
//! and reports one, the allocation rule and t are applied to the reports. [`render_game`] writes it; an ambiguous mechanism is
//! as many games as it has rules, and truth-telling can be looked at in each of them.
//!
//! # In
//! [`import_game`] reads a game that begins with a chance move and in which every player then moves once, without seeing
//! another's move: information sets become types, the chance probabilities the prior, profiles of actions the outcomes. Which
//! of these outcomes is to be implemented no game says: the allocation rule has to be given beside it.

mod bayes;
mod game;
mod token;
mod tree;

pub use bayes::{GameAllocation, ImportedGame, import_game};
pub use game::{MAX_TERMINALS, render_game};
