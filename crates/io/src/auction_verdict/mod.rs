//! Files with what is found about the conditions on an auction, format `ambimech-auction-verdicts/1`.
//!
//! Such a file names its auction by content hash and has a seal. It holds one entry for every condition and every bidder that stands for others or
//! itself: the verdict with its proof ([`ambimech_model::auction::condition`]), or `undecided`, which claims nothing. What follows for the efficient
//! rule is not in the file; the check draws the conclusion again. A subdivision of a box is the list of its cuts and parts from the top, the lower
//! half of a cut first: the name of the variable that is cut in the middle, or `part`.
//!
//! Answers to other questions about an auction have the format `ambimech-auction-answer/1`: least parameters, the full-insurance scheme, messages. The rows of
//! least parameters are about auctions with other numbers of bidders or values of a parameter; each names its own by content hash.

mod answer;
mod answer_check;
mod answer_read;
mod answer_write;
mod check;
mod identity;
mod read;
mod write;

pub use answer::{AuctionAnswer, DeviceAnswer, LeastAnswer, LeastAnswerRow, SchemeAnswer};
pub use answer_check::{AcceptedAnswer, check_auction_answer, is_auction_answer_text};
pub use answer_read::{AuctionAnswerFile, Changed, parse_auction_answer};
pub use answer_write::render_auction_answer;
pub use check::{AcceptedAuction, AuctionCheckError, check_auction_file};
pub use identity::auction_digest;
pub use read::{AuctionVerdictFile, parse_auction_verdicts};
pub use write::render_auction_verdicts;

/// The format this version reads and writes.
pub const AUCTION_VERDICTS_FORMAT: &str = "ambimech-auction-verdicts/1";

/// The format of answers to other questions.
pub const AUCTION_ANSWER_FORMAT: &str = "ambimech-auction-answer/1";

/// The question of how much ambiguity is enough.
const LEAST: &str = "least";
/// The question of what misreports gain in the full-insurance scheme.
const SCHEME: &str = "scheme";
/// The question of which messages create enough ambiguity.
const DEVICE: &str = "device";

/// What a part of a subdivision that is not cut is called.
const PART: &str = "part";
/// The bidder's own index, as a variable.
const OWN: &str = "own";
