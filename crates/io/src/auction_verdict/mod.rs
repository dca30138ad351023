//! Files with what is found about the conditions on an auction, format `ambimech-auction-verdicts/1`.
//!
//! Such a file names its auction by content hash and has a seal. It holds one entry for every condition and every bidder that stands for others or
//! itself: the verdict with its proof ([`ambimech_model::auction::condition`]), or `undecided`, which claims nothing. What follows for the efficient
//! rule is not in the file; the check draws the conclusion again. A subdivision of a box is the list of its cuts and parts from the top, the lower
//! half of a cut first: the name of the variable that is cut in the middle, or `part`.

mod check;
mod identity;
mod read;
mod write;

pub use check::{AcceptedAuction, AuctionCheckError, check_auction_file};
pub use identity::auction_digest;
pub use read::{AuctionVerdictFile, parse_auction_verdicts};
pub use write::render_auction_verdicts;

/// The format this version reads and writes.
pub const AUCTION_VERDICTS_FORMAT: &str = "ambimech-auction-verdicts/1";

/// What a part of a subdivision that is not cut is called.
const PART: &str = "part";
/// The bidder's own index, as a variable.
const OWN: &str = "own";
