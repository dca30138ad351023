//! `ambimech auction --device`: messages that create enough ambiguity.

use crate::argument::{Auction as Options, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::read_changed_auction;
use ambimech_io::render::{self, DeviceReport, FoundDevice, text::Page};
use ambimech_model::auction::condition::{AuctionCondition, AuctionVerdict, Holds};
use ambimech_solve::auction::{DeviceSearch, decide_auction_condition, find_device};

/// Runs the command.
pub fn run(options: &Options, component: &str) -> Result<Outcome, Failure> {
    let auction = read_changed_auction(&options.auction, &options.changes())?;
    let (parts, messages) = (options.cuts, options.messages);
    let found = progress::during("looking for messages", || {
        let each = auction.representatives().into_iter().map(|bidder| {
            let found = match find_device(&auction, bidder, component, parts, messages) {
                DeviceSearch::NotNeeded => FoundDevice::NotNeeded,
                DeviceSearch::NoneOf(tried) => FoundDevice::NoneOf(tried),
                DeviceSearch::Found(device) => {
                    let slack = match &device.finding.verdict {
                        AuctionVerdict::Holds(Holds::Slack(tightest, _)) => Some(tightest.slack.clone()),
                        _ => None,
                    };
                    FoundDevice::Cuts(device.cuts, slack)
                }
                DeviceSearch::NoPrior => return None,
            };
            Some((bidder, found))
        });
        each.collect::<Option<Vec<_>>>()
    });
    let bidders = found.ok_or_else(|| {
        Failure::Usage(format!(
            "--device {component}: messages need one belief, and a component of a rival's signal with this name\n  = expected: beliefs of kind density, and the name of a component"
        ))
    })?;
    let conditions = [AuctionCondition::Increasing, AuctionCondition::Monotonicity, AuctionCondition::Linearity];
    let holds = |condition| {
        let verdict = |bidder| decide_auction_condition(&auction, condition, bidder).verdict;
        auction.representatives().into_iter().all(|bidder| matches!(verdict(bidder), AuctionVerdict::Holds(_)))
    };
    let is_sufficient = conditions.into_iter().all(holds);
    let report = DeviceReport { auction: &auction, component: component.to_string(), bidders, is_sufficient };
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_auction_device(&report, Page::default())),
        Format::Json => output::answer_json(&render::json::auction_device_value(&report)),
    }
    Ok(if report.is_found() { Outcome::Holds } else { Outcome::Undecided })
}
