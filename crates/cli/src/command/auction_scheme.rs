//! `ambimech auction --scheme`: the full-insurance scheme and what misreports gain in it.

use super::auction::{File, file_of, write_certificate};
use crate::argument::{Auction as Options, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::read_changed_auction;
use ambimech_io::auction_verdict::{AuctionAnswer, SchemeAnswer};
use ambimech_io::render::{self, svg, text::Page};
use ambimech_model::auction::condition::{AuctionCondition, AuctionVerdict};
use ambimech_model::auction::scheme::{GridVerdict, full_insurance};
use ambimech_solve::auction::decide_premises;

/// Runs the command.
pub fn run(options: &Options) -> Result<Outcome, Failure> {
    let file = options.out.as_deref().map(file_of).transpose()?;
    let auction = read_changed_auction(&options.auction, &options.changes())?;
    let premises = decide_premises(&auction, &[AuctionCondition::Increasing], &auction.representatives());
    if !premises.iter().all(|premise| matches!(premise.verdict, AuctionVerdict::Holds(_))) {
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
    let written = write_certificate(options, &auction, || {
        let schemes = schemes.iter().map(|scheme| scheme.as_ref().ok().cloned()).collect();
        AuctionAnswer::Scheme(SchemeAnswer { parts, schemes, premises })
    })?;
    match options.printing.format {
        Format::Text => {
            let answer = render::text::render_auction_scheme(&auction, &schemes, Page::default());
            output::answer(&format!("{answer}{written}"));
        }
        Format::Json => output::answer_json(&render::json::auction_scheme_value(&auction, &schemes)),
    }
    Ok(match render::sentence::auction_scheme::scheme_verdict(&schemes) {
        GridVerdict::NoneGains => Outcome::Holds,
        GridVerdict::SomeGains => Outcome::Fails,
        GridVerdict::Open => Outcome::Undecided,
    })
}
