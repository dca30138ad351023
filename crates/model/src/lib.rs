//! The trusted room of ambimech: exact numbers, environments, mechanisms, claims, certificates, and the checker.
//!
//! This crate holds what an answer *means* and decides whether a certificate proves it. It has no floating point
//! numbers, no search, no input or output and no clock, and depends on one family of crates only, the exact numbers.
//! Everything clever happens elsewhere and is believed only after [`check`] accepted it.

pub mod allocation_table;
pub mod ambiguous_environment;
pub mod answer;
pub mod auction;
pub mod belief;
pub mod belief_set;
pub mod belief_verdict;
pub mod benchmark;
pub mod canonical;
pub mod certificate;
pub mod check;
pub mod choice_game;
pub mod coalition;
pub mod collusion;
pub mod combination;
pub mod comparison;
pub mod condition;
pub mod counterexample;
pub mod design;
pub mod direction;
pub mod economy;
pub mod efficient;
pub mod environment;
pub mod factored;
pub mod few_rules;
pub mod fragility;
pub mod frontier;
pub mod implementability;
pub mod index;
pub mod interim;
pub mod job;
pub mod least_limit;
pub mod lottery;
pub mod maxmin;
pub mod mechanism;
mod modular;
pub mod number;
pub mod one_bet;
pub mod parametric;
pub mod payment_limits;
pub mod payment_range;
pub mod payoff;
pub mod play;
pub mod posterior;
pub mod preference;
pub mod prior;
pub mod property;
pub mod refusal;
pub mod robust;
pub mod scale;
pub mod set_condition;
pub mod stakes;
pub mod threshold;
pub mod transfer;
pub mod type_space;
pub mod verification;
