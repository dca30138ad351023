//! `ambimech auction`: the conditions of an auction with continuous signals.

use crate::argument::{Auction, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::{AnyAuction, read_any_auction};
use ambimech_io::render::{self, text::Page};
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_solve::auction::{study_auction, study_general_auction};

/// Runs the command.
pub fn run(options: &Auction) -> Result<Outcome, Failure> {
    let read = read_any_auction(&options.auction)?;
    let (auction, study) = progress::during("deciding conditions of the auction", || match &read {
        AnyAuction::Polynomial(auction) => (auction, study_auction(auction)),
        AnyAuction::General(general) => (general.frame(), study_general_auction(general)),
    });
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_auction(auction, &study, Page::default())),
        Format::Json => output::answer_json(&render::json::auction_value(auction, &study)),
    }
    Ok(match study.conclusion {
        EfficientRule::ByLinearity | EfficientRule::ByComonotonicity => Outcome::Holds,
        EfficientRule::NotWithoutAmbiguity => Outcome::Fails,
        EfficientRule::OutsideAssumptions
        | EfficientRule::NotDifferentiable
        | EfficientRule::AmbiguityOpen
        | EfficientRule::NoTheorem => Outcome::Undecided,
    })
}
