//! What the page about an auction shows.

use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::least::LeastCurve;
use ambimech_model::auction::scheme::Scheme;
use ambimech_model::auction::theorem::AuctionStudy;
use ambimech_model::auction::winning::NoClosedForm;

/// An auction with everything that was found about it.
#[derive(Debug)]
pub struct AuctionReport<'a> {
    /// The auction.
    pub auction: &'a GeneralAuction,
    /// Its conditions.
    pub study: &'a AuctionStudy,
    /// How much ambiguity is enough: one curve for each family that has one.
    pub curves: Vec<LeastCurve>,
    /// The full-insurance scheme of every bidder that stands for others or itself; none when values do not increase.
    pub schemes: Vec<Result<Scheme, NoClosedForm>>,
    /// The name of the file.
    pub file: String,
    /// The version of the program.
    pub version: String,
}
