//! Answers about an auction beside its conditions, with their proofs.

use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::AuctionFinding;
use ambimech_model::auction::device::DeviceClaim;
use ambimech_model::auction::family::Family;
use ambimech_model::auction::informational_size::InformationalSize;
use ambimech_model::auction::least::LeastParameter;
use ambimech_model::auction::scheme::Scheme;
use ambimech_model::number::Rational;

/// An answer of `auction --least`, `--scheme` or `--device`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuctionAnswer {
    /// How much ambiguity of a family is enough.
    Least(LeastAnswer),
    /// The full-insurance scheme, and what misreports gain in it.
    Scheme(SchemeAnswer),
    /// Messages that create enough ambiguity.
    Device(DeviceAnswer),
}

/// The least parameters of a curve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastAnswer {
    /// The family.
    pub family: Family,
    /// Only own indices below this number were asked about.
    pub below: Option<Rational>,
    /// The name of the parameter of the file that is varied.
    pub varied: Option<String>,
    /// One row for each auction and bidder.
    pub rows: Vec<LeastAnswerRow>,
}

/// One auction of a curve, and one bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastAnswerRow {
    /// Another number of bidders than the file's.
    pub bidders: Option<usize>,
    /// The value of the parameter that is varied.
    pub value: Option<Rational>,
    /// The auction with both.
    pub auction: Auction,
    /// The least parameter; without both of its ends nothing is claimed.
    pub least: LeastParameter,
    /// How much the bidder's signal moves the values of others, where it is known.
    pub size: Option<InformationalSize>,
    /// What Theorem 4.1 asks for besides.
    pub premises: Vec<AuctionFinding>,
}

/// The full-insurance scheme of an auction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeAnswer {
    /// Into how many equal parts the grid cuts the range of the own index.
    pub parts: usize,
    /// One for each bidder that stands for others or itself; `None` claims nothing.
    pub schemes: Vec<Option<Scheme>>,
    /// That values increase.
    pub premises: Vec<AuctionFinding>,
}

/// Messages about a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAnswer {
    /// The name of the component.
    pub component: String,
    /// One for each bidder that stands for others or itself; `None` claims nothing.
    pub claims: Vec<Option<DeviceClaim>>,
    /// What Theorem 4.1 asks for besides.
    pub premises: Vec<AuctionFinding>,
}

impl AuctionAnswer {
    /// Whether nothing is claimed.
    pub fn is_empty(&self) -> bool {
        match self {
            AuctionAnswer::Least(answer) => {
                let is_empty = |row: &LeastAnswerRow| {
                    row.least.too_little.is_none() && row.least.enough.is_none() && row.size.is_none()
                };
                answer.rows.iter().all(is_empty)
            }
            AuctionAnswer::Scheme(answer) => answer.schemes.iter().all(Option::is_none),
            AuctionAnswer::Device(answer) => answer.claims.iter().all(Option::is_none),
        }
    }
}
