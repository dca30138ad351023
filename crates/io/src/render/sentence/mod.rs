//! The sentences of every rendering: what an answer says in words, made once for text, HTML and LaTeX.
//!
//! Sentences start in lower case and have no full stop, so that they can stand in a table; [`as_sentence`] dresses one up.
//! Numbers are exact with a decimal beside them; agents, types and outcomes have their labels.

pub mod attitude;
pub mod auction;
pub mod auction_answer;
pub mod auction_device;
pub mod auction_grid;
pub mod auction_scheme;
pub mod belief_condition;
pub mod benchmark;
pub mod choice_play;
pub mod collusion;
pub mod combination;
pub mod condition;
pub mod counterexample;
pub mod design;
pub mod direction;
pub mod economy;
pub mod excluded;
pub mod factored;
mod false_belief;
pub mod few_rules;
pub mod fewer;
pub mod fragility;
pub mod frontier;
pub mod full_implementation;
pub mod implementability;
pub mod impossibility;
pub mod interim;
pub mod least_limit;
pub mod limits;
pub mod obstacle;
pub mod one_bet;
pub mod ordinary_counterexample;
pub mod play;
pub mod refusal;
pub mod robust;
pub mod scale;
pub mod scenario;
pub mod set_condition;
pub mod set_proof;
pub mod small_stakes;
pub mod stakes;
pub mod threshold;
pub mod timing;
pub mod unverified;
pub mod worst;

/// With a capital and a full stop.
pub fn as_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let stop = if text.ends_with(['.', ':', '?']) { "" } else { "." };
    match letters.next() {
        Some(first) => format!("{}{}{stop}", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
