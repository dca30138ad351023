//! `ambimech auction --scheme`: the full-insurance scheme and what misreports gain in it.

use super::auction::{File, file_of};
use crate::argument::{Auction as Options, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::read_changed_auction;
use ambimech_io::render::{self, svg, text::Page};
use ambimech_model::auction::condition::{AuctionCondition, AuctionVerdict};
use ambimech_model::auction::scheme::{GridVerdict, full_insurance};
use ambimech_solve::auction::decide_auction_condition;

/// Runs the command.
pub fn run(options: &Options) -> Result<Outcome, Failure> {
    let file = options.out.as_deref().map(file_of).transpose()?;
    let auction = read_changed_auction(&options.auction, &options.changes())?;
    let increases = |bidder| {
        let finding = decide_auction_condition(&auction, AuctionCondition::Increasing, bidder);
        matches!(finding.verdict, AuctionVerdict::Holds(_))
    };
    if !auction.representatives().into_iter().all(increases) {
        return Err(Failure::Usage(
            "it was not shown that every value increases in the signals, which the scheme assumes\n  = help: `ambimech auction` without --scheme says where"
                .to_string(),
        ));
    }
    let parts = usize::try_from(options.grid).unwrap_or(1);
    let schemes = progress::during("computing rewards and gains", || {
        let each = auction.representatives().into_iter().map(|bidder| full_insurance(&auction, bidder, parts));
        each.collect::<Vec<_>>()
    });
    if let (Some(path), Some(file)) = (&options.out, file) {
        let contents = match file {
            File::Csv => render::auction_csv::render_scheme_csv(&auction, &schemes),
            File::Svg => svg::render_scheme_curves(&auction, &schemes, "scheme")
                .map(|picture| svg::standalone(&picture))
                .ok_or_else(|| Failure::Usage("there is nothing to draw: no scheme was computed".to_string()))?,
        };
        output::write_file(path, &contents)?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_auction_scheme(&auction, &schemes, Page::default())),
        Format::Json => output::answer_json(&render::json::auction_scheme_value(&auction, &schemes)),
    }
    Ok(match render::sentence::auction_scheme::scheme_verdict(&schemes) {
        GridVerdict::NoneGains => Outcome::Holds,
        GridVerdict::SomeGains => Outcome::Fails,
        GridVerdict::Open => Outcome::Undecided,
    })
}
