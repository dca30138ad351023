//! Which base transfers a goal can start from.
//!
//! Without full surplus the candidates are, in this order: no payments (as in CPAM section 3), an equal split of the surplus
//! (CPAM, proof of Theorem 1), and the balanced rule that gives every type the same expectation (Kosenok and Severinov
//! 2008, Lemma A.3; theory 9.3). Each is tried in
//! turn: everybody who must take part must do so willingly, and every gain from a misreport must be punishable. With full
//! surplus the base takes everyone's payoff: at every profile against single agents (MDAT Theorem 5.1), in expectation and
//! with the same revenue everywhere against coalitions (CPAM Proposition 3).

use super::BaseTable;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, Property};
use ambimech_model::transfer::base::Base;

/// The base rules that a goal can start from, in the order in which they are tried.
pub fn candidates(goal: &Goal) -> &'static [Base] {
    match (goal.asks_for(Property::Fse), goal.asks_for(Property::Cic)) {
        (true, false) => &[Base::Extraction],
        (true, true) => &[Base::LevelExtraction, Base::Extraction],
        (false, _) => &[Base::Zero, Base::EqualSplit, Base::LevelInterim],
    }
}

/// The first coalition and types whose participation the goal asks for and who expect less than 0 under the base rule.
/// Coalitions without beliefs expect nothing.
pub fn unwilling(environment: &Environment, goal: &Goal, base: &BaseTable) -> Option<Obstacle> {
    let views = participants(environment, goal).into_iter();
    views.filter_map(|coalition| Interim::new(environment, coalition)).find_map(|interim| {
        let coalition = interim.coalition();
        let totals = base.totals(&interim);
        interim.split().own().filter(|types| interim.occurs(*types)).find_map(|types| {
            let value = interim.payoff(types, types) + interim.transfer(&totals, types, types);
            (value < Rational::ZERO).then_some(Obstacle::Participation { coalition, types, value })
        })
    })
}

/// The coalitions that must take part willingly.
fn participants(environment: &Environment, goal: &Goal) -> Vec<Coalition> {
    if goal.asks_for(Property::Cr) {
        environment.pattern().coalitions(environment.agent_count()).collect()
    } else if goal.asks_for(Property::Ir) {
        environment.space().agents().map(Coalition::single).collect()
    } else {
        Vec::new()
    }
}
