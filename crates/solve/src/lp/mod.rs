//! Exact linear programming, small and dense.

pub mod matrix_game;
pub mod simplex;
