//! Transfer rules t: Θ → R^n, money *to* each agent, as tables and in closed form.
//!
//! A rule is something that can be asked for one payment; a table of all payments is made only when somebody needs it.

pub mod base;
pub mod closed_form;
pub mod side_bet;
pub mod sparse_side_bet;
mod table;
mod telescope;

pub use table::{ScaledTable, TransferTable};

use crate::index::{AgentId, ProfileId};
use crate::number::Rational;
use crate::type_space::TypeSpace;

/// A transfer rule t: how much money each agent receives at each reported profile.
pub trait TransferRule {
    /// t_i(θ): money to the agent when the profile is reported; negative when the agent pays.
    fn payment(&self, agent: AgentId, profile: ProfileId) -> Rational;

    /// All payments.
    fn table(&self, space: &TypeSpace) -> TransferTable {
        TransferTable::from_fn(space, |agent, profile| self.payment(agent, profile))
    }
}
