//! What is shown about devices in an auction.

use ambimech_model::auction::Auction;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// What was found for one bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundDevice {
    /// No message is needed.
    NotNeeded,
    /// These cuts are enough; with the least slack after a message, where it is known exactly.
    Cuts(Vec<Rational>, Option<Rational>),
    /// None of so many devices is enough.
    NoneOf(usize),
}

/// Devices of the bidders that stand for others or themselves.
#[derive(Debug)]
pub struct DeviceReport<'a> {
    /// The auction before messages.
    pub auction: &'a Auction,
    /// The component that is cut.
    pub component: String,
    /// What was found, bidder by bidder.
    pub bidders: Vec<(AgentId, FoundDevice)>,
    /// Values increase, and Monotonicity and Linearity hold: with them Minimal Ambiguity is enough (Theorem 4.1).
    pub is_sufficient: bool,
}

impl DeviceReport<'_> {
    /// Whether every bidder has enough ambiguity, with or without a message.
    pub fn is_found(&self) -> bool {
        self.bidders.iter().all(|(_, found)| !matches!(found, FoundDevice::NoneOf(_)))
    }
}
