//! Constructions of ambiguous mechanisms in closed form, one file each; no linear program.

pub mod base;
pub mod own_beliefs;
pub mod pair_scale;
pub mod pairs;
pub mod residual_claimant;
pub mod short_scale;
pub mod side_bets;
pub mod stakes;
pub mod supported_bets;
pub mod two_rules;

use ambimech_model::environment::Environment;
use ambimech_model::interim::{CoalitionTotals, Interim};
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::{ScaledTable, TransferRule};

/// A base rule written out once.
#[derive(Debug)]
pub struct BaseTable {
    /// Which base rule.
    pub base: Base,
    table: ScaledTable,
}

impl BaseTable {
    /// Writes the base rule out; `None` for a rule that needs a common prior where there is none.
    pub fn new(environment: &Environment, base: Base) -> Option<BaseTable> {
        let table = BaseRule::new(environment, base)?.table(environment.space()).scaled();
        Some(BaseTable { base, table })
    }

    /// What a coalition receives under the base rule.
    pub fn totals(&self, interim: &Interim<'_>) -> CoalitionTotals {
        interim.totals(&self.table)
    }
}
