//! `ambimech check` for auctions with continuous signals. As the rest of the check it depends on `model` and `io` only.

use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::{Changes, is_auction_text, read_changed_any_auction};
use ambimech_io::auction_verdict::{AuctionCheckError, check_auction_file};
use ambimech_io::render::{self, text::Page};

/// Whether the first file seems to be an auction.
pub fn is_about_auctions(options: &Check) -> bool {
    std::fs::read_to_string(&options.environment).is_ok_and(|text| is_auction_text(&text))
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let settings = options.parameters.settings.iter().map(|setting| (setting.name.clone(), setting.value.clone()));
    let changes = Changes { bidders: None, parameters: settings.collect() };
    let auction = read_changed_any_auction(&options.environment, &changes)?;
    match progress::during("checking", || check_auction_file(&options.file, &auction)) {
        Ok(accepted) => {
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_auction(auction.frame(), &accepted, page));
                }
                Format::Json => {
                    output::answer_json(&render::json::accepted_auction_value(auction.frame(), &accepted));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(AuctionCheckError::Unreadable(diagnostic)) => Err(Failure::Input(diagnostic)),
        Err(error) => {
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_refused_auction(auction.frame(), &error, page));
                }
                Format::Json => {
                    output::answer_json(&render::json::refused_auction_value(auction.frame(), &error));
                }
            }
            Ok(Outcome::Fails)
        }
    }
}
