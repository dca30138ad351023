//! Exact linear programming.

pub mod matrix_game;
