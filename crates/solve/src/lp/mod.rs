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
//! # Methods
//! [`solve()`] and [`solve_feasibility`] choose; [`solve_by`] and [`solve_feasibility_by`] let the caller choose a [`Method`].
//!
//! 1. Tiny programs: the exact simplex method on a dense dictionary of integers.
//! 2. Few inequalities, many equations: all rows as equations, solved exactly.
//! 3. Otherwise a floating point proposal: equations are eliminated, an interior-point method runs on what is left, and its
//!    limit says which rows are tight and which have multipliers. From that choice alone the exact vectors are recovered: a
//!    sparse elimination modulo 2^61 − 1, p-adic lifting, reconstruction of the fractions; small systems of multipliers by floating point factors
//!    and steps with exact rests. Proposals are repaired when
//!    the vectors they lead to prove nothing.
//! 4. Where that fails: exact pivots from the proposal, each one a lifted linear solve, until an answer is proved. It needs time, and
//!    hardly memory.
//! 5. Where many points are the best: a best corner by a simplex method in floating point, from whose tight rows the exact vectors
//!    are recovered as in 3, or, where these are not quite the right ones, by exact pivots.
//! 6. What is left, where equations fill up or there is no proposal: the exact simplex method from the start, if its table fits.
//!
//! Methods 4 and 6 can take very long. Who asks many questions gives each of them a [`Patience`], a bound on the work that follows from
//! sizes alone; without one they keep trying. [`Unsolved`] is otherwise about memory: both more coordinates and more inequalities than dense factors are made for (12,000, about a
//! gigabyte), and a table that does not fit.
//!
//! Programs of many parts that share only a few variables are the subject of [`solve_in_blocks`]. [`presolve()`] makes
//! programs smaller and has the exact way back from their answers, for programs that come from elsewhere. The methods do without: equations
//! are eliminated in the floating point picture alone, equal columns are left out of it, and answers are looked up
//! in the program's own rows, so that certificates need no translation. The decision program has
//! no budget rows, since it has no unknown for the last agent; it says once for all rules what a balanced budget makes the same
//! for all; and its rows are multiplied by weights so that coefficients are integers.
//!
//! Programs with too many rows to write down, or with parts that may be contradictory already, are the subject of
//! [`solve_feasibility_with_rows`] and [`solve_feasibility_in_parts`]; shorter proofs of infeasibility that of
//! [`minimise_support`] and [`shortest_in_parts`]. The same input gives the same answer on the same machine; another processor may
//! round a proposal differently and then end at another, equally proved, answer.
//!
//! [`WholeRows`] proposes answers about small systems with whole numbers, one of very many, which the checker then looks at.
//!
//! [`matrix_game`] and [`simplex`] are the small dense engine for mixed misreports.

mod blocks;
pub(crate) mod cholesky;
mod column_sums;
mod corner;
mod dense_factors;
mod dictionary;
mod extreme;
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
mod patience;
mod presolve;
mod program;
mod proposal;
mod recovery;
mod refinement;
mod row_source;
mod scaled_vector;
pub mod simplex;
mod solve;
mod stage;
mod verify;
mod whole_rows;
mod word_lifting;
mod word_system;

pub use blocks::{Cut, solve_in_blocks, solve_in_blocks_with_cuts};
pub use minimise::minimise_support;
pub use outcome::{Dual, Farkas, Feasibility, Outcome, Point, Primal, Ray};
pub use patience::Patience;
pub use presolve::{Presolved, presolve};
pub use program::{Program, Relation, Row, Sign};
pub use proposal::propose;
pub use row_source::{
    NewRow, RowSource, shortest_in_parts, solve_feasibility_in_parts, solve_feasibility_with_rows,
};
pub use solve::{
    Method, Unsolved, solve, solve_by, solve_feasibility, solve_feasibility_by, solve_feasibility_within,
    solve_within,
};
pub use stage::{Observer, Stage};
pub use verify::{Flaw, verify, verify_feasibility};
pub use whole_rows::{WholeAnswer, WholeRows};
