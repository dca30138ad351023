//! The rewards of the full-insurance scheme at the own indices of a grid.

use super::grid::Grid;
use super::reward::{Between, rewards};
use super::winning::{NoClosedForm, Winning};
use super::{Auction, Symmetry};
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::{BTreeMap, BTreeSet};

/// T̲ of every type of every bidder: the reward of the auction at the own index of the midpoint.
///
/// `auction` is the auction with polynomials that the grid is of.
///
/// # Errors
/// The probability of winning has no closed form.
pub fn grid_rewards(auction: &Auction, grid: &Grid<'_>) -> Result<Vec<Vec<Between>>, NoClosedForm> {
    let of_bidder = |agent: AgentId| {
        // Everybody alike has the rewards of the first.
        let stands = if auction.symmetry() == Symmetry::Exchangeable { AgentId(0) } else { agent };
        let types = grid.types(agent);
        let owns: BTreeSet<&Rational> = types.iter().map(|found| &found.own).collect();
        let owns: Vec<Rational> = owns.into_iter().cloned().collect();
        let found = rewards(&Winning::new(auction, stands)?, &owns)?;
        let table: BTreeMap<&Rational, &Between> = owns.iter().zip(&found).collect();
        let of = |own: &Rational| table.get(own).map(|reward| (*reward).clone()).unwrap_or_default();
        Ok(types.iter().map(|found| of(&found.own)).collect())
    };
    auction.agents().map(of_bidder).collect()
}
