//! Plain text for the terminal, readable at 100 columns and when piped.
//!
//! Every answer starts with one verdict word, alone or before a colon: `holds`, `fails`, `done`, `feasible`, `attainable`, `never`, `accepted`,
//! `infeasible`, `refused`, `undecided`. Sections of a longer answer are made by the same functions.

mod answer;
mod auction;
mod auction_answer;
mod auction_device;
mod auction_grid;
mod auction_least;
mod auction_scheme;
mod auction_verdict;
mod belief_set;
mod check;
mod choice_play;
mod collusion;
mod comparison;
mod conditions;
mod counterexample;
mod decision;
mod design;
mod direction;
mod economy;
mod environment;
mod factored;
mod few_rules;
mod fewer;
mod file_check;
mod fragility;
mod frontier;
mod full_implementation;
mod goals;
mod implementability;
mod interim;
mod least_limit;
mod mechanism;
mod mixed_ambiguity;
mod payment;
mod play;
mod robust;
mod scale;
mod set_cases;
mod set_conditions;
mod small_stakes;
mod spot;
pub mod table;
mod threshold;
mod timing;
mod values;
mod verification;

pub use answer::render_answer;
pub use auction::render_auction;
pub use auction_answer::{auction_answer_line, render_accepted_answer};
pub use auction_device::render_auction_device;
pub(crate) use auction_grid::own_indices;
pub use auction_grid::render_auction_grid;
pub use auction_least::render_auction_least;
pub use auction_scheme::render_auction_scheme;
pub use auction_verdict::{
    auction_verdicts_line, render_accepted_auction, render_refused_auction, why_auction_refused,
};
pub use belief_set::{render_expectations, render_set_verification};
pub(crate) use check::checked_in_words;
pub use check::{render_accepted, render_accepted_certificate, render_refusal};
pub use choice_play::{
    choice_play_word, render_choice_play, render_choice_play_search, render_choice_play_too_large,
};
pub use collusion::{render_accepted_collusion, render_collusion, render_contract, render_study};
pub use comparison::render_comparison;
pub use conditions::{conditions_section, render_conditions};
pub use counterexample::{render_counterexample, render_no_counterexample};
pub use decision::render_decision;
pub use design::{design_section, render_design};
pub use direction::{render_accepted_direction, render_refused_direction};
pub use economy::{
    proved, render_accepted_economy, render_economy, render_refused_economy, why_refused, written_line,
};
pub use environment::render_environment;
pub(crate) use environment::{agent_line, coalitions_line, outcome_lines};
pub use factored::{
    proved as proved_from_factors, render_accepted_factored, render_factored_conditions, render_refused_factored,
};
pub use few_rules::render_few_rules;
pub(crate) use file_check::refused_in_words;
pub use file_check::{render_accepted_file, render_accepted_verdicts, render_refused_file};
pub(crate) use fragility::largest as largest_stakes;
pub use fragility::render_fragility;
pub use frontier::render_frontier;
pub use full_implementation::{render_accepted_full_implementation, render_full_implementation_answer};
pub use goals::{render_goals, render_reachable};
pub use implementability::{
    render_accepted_no_transfers, render_ambiguity, render_devices, render_insured, render_rule_studies,
};
pub use interim::{render_accepted_interim, render_interim, render_interim_too_large};
pub use least_limit::render_least_limit;
pub use mechanism::render_rules;
pub use mixed_ambiguity::render_mixed_ambiguity;
pub use payment::{render_payment_ranges, render_payments};
pub use play::{play_word, render_economy_play, render_play, render_play_search, render_play_too_large};
pub use robust::{render_accepted_robust, render_robust, render_robust_too_large};
pub use scale::render_scales;
pub use set_cases::{render_accepted_cases, render_case_answer};
pub use set_conditions::{render_accepted_set_conditions, render_set_conditions};
pub use small_stakes::render_small_stakes;
pub(crate) use spot::claim_name as spot_claim_name;
pub use spot::render_spot;
pub use threshold::render_threshold;
pub use values::{render_smooth_values, render_values};
pub use verification::{render_verification, render_verification_with_limits, verification_section};

/// How much is shown; what is left out is always said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns.
    pub width: usize,
    /// Rows of a table that has one row per profile or report.
    pub rows: usize,
    /// Transfer rules.
    pub rules: usize,
}

impl Page {
    /// Everything.
    pub const ALL: Page = Page { width: 100, rows: usize::MAX, rules: usize::MAX };
}

impl Default for Page {
    fn default() -> Page {
        Page { width: 100, rows: 32, rules: 8 }
    }
}

/// Longest exact number in a cell of a table; a longer one is replaced by its decimal.
const LONGEST_CELL: usize = 18;
