//! Exact linear programming: every answer with the exact numbers that prove it.
//!
//! # Normal form
//! minimise c·x subject to rows a·x ≥ b or a·x = b, every variable free or at least 0; all data exact. Variables and rows
//! are numbered from 0 in the order in which they were added.
//!
//! | outcome | vectors | what they satisfy |
//! |---|---|---|
//! | optimal | x, y | rows and signs hold at x; y ≥ 0 on ≥ rows; c − Aᵀy = 0 at free, ≥ 0 at other variables; c·x = b·y |
//! | infeasible | y | y ≥ 0 on ≥ rows; Aᵀy = 0 at free, ≤ 0 at other variables; b·y > 0 |
//! | unbounded | x, d | rows and signs hold at x; a·d ≥ 0 on ≥ rows, = 0 on = rows; d ≥ 0 where x ≥ 0; c·d < 0 |
//!
//! [`verify()`] checks exactly this, and no answer of [`solve()`] or [`solve_feasibility`] leaves without it.
//!
//! [`matrix_game`] and [`simplex`] are the small dense engine for mixed misreports.

mod cholesky;
mod dictionary;
mod feasible;
mod field;
mod half_spaces;
mod interior;
mod lifting;
mod linear_system;
pub mod matrix_game;
mod minimise;
mod modular_factors;
mod optimum;
mod outcome;
mod program;
mod recovery;
mod row_source;
mod scaled_vector;
pub mod simplex;
mod solve;
mod stage;
mod verify;

pub use minimise::minimise_support;
pub use outcome::{Dual, Farkas, Feasibility, Outcome, Point, Primal, Ray};
pub use program::{Program, Relation, Row, Sign};
pub use row_source::{
    NewRow, RowSource, shortest_in_parts, solve_feasibility_in_parts, solve_feasibility_with_rows,
};
pub use solve::{Method, Unsolved, solve, solve_by, solve_feasibility, solve_feasibility_by};
pub use stage::{Observer, Stage};
pub use verify::{Flaw, verify, verify_feasibility};
