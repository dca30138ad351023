//! `ambimech auction --device`: messages that create enough ambiguity.

use super::auction::write_certificate;
use crate::argument::{Auction as Options, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::read_changed_auction;
use ambimech_io::auction_verdict::{AuctionAnswer, DeviceAnswer};
use ambimech_io::render::{self, DeviceReport, FoundDevice, text::Page};
use ambimech_model::auction::condition::{AuctionVerdict, Holds};
use ambimech_model::auction::device::DeviceClaim;
use ambimech_model::check::SUFFICIENT;
use ambimech_solve::auction::{DeviceSearch, decide_premises, find_device};

/// Runs the command.
pub fn run(options: &Options, component: &str) -> Result<Outcome, Failure> {
    let auction = read_changed_auction(&options.auction, &options.changes())?;
    let (parts, messages) = (options.cuts, options.messages);
    let bidders = auction.representatives();
    let searches = progress::during("looking for messages", || {
        let each = bidders.iter().map(|bidder| find_device(&auction, *bidder, component, parts, messages));
        each.collect::<Vec<_>>()
    });
    let claims: Vec<Option<DeviceClaim>> = searches.iter().map(claim).collect();
    let found = searches.iter().map(|search| match search {
        DeviceSearch::NotNeeded(_) => Some(FoundDevice::NotNeeded),
        DeviceSearch::NoneOf(tried) => Some(FoundDevice::NoneOf(*tried)),
        DeviceSearch::Found(device) => {
            let slack = match &device.finding.verdict {
                AuctionVerdict::Holds(Holds::Slack(tightest, _)) => Some(tightest.slack.clone()),
                _ => None,
            };
            Some(FoundDevice::Cuts(device.cuts.clone(), slack))
        }
        DeviceSearch::NoPrior => None,
    });
    let found = found.collect::<Option<Vec<_>>>().ok_or_else(|| {
        Failure::Usage(format!(
            "--device {component}: there are no messages about this component\n  = expected: beliefs of kind density, and a component of a rival's signal with this name\n  = help: see [beliefs] and signals in {}",
            options.auction.display()
        ))
    })?;
    let premises = decide_premises(&auction, &SUFFICIENT, &bidders);
    let is_sufficient = premises.iter().all(|premise| matches!(premise.verdict, AuctionVerdict::Holds(_)));
    let bidders = bidders.into_iter().zip(found).collect();
    let report = DeviceReport { auction: &auction, component: component.to_string(), bidders, is_sufficient };
    let written = write_certificate(options, &auction, || {
        AuctionAnswer::Device(DeviceAnswer { component: component.to_string(), claims, premises })
    })?;
    match options.printing.format {
        Format::Text => {
            let answer = render::text::render_auction_device(&report, Page::default());
            output::answer(&format!("{answer}{written}"));
        }
        Format::Json => output::answer_json(&render::json::auction_device_value(&report)),
    }
    Ok(if report.is_found() { Outcome::Holds } else { Outcome::Undecided })
}

/// What a search can prove, if anything.
fn claim(search: &DeviceSearch) -> Option<DeviceClaim> {
    match search {
        DeviceSearch::NotNeeded(finding) => Some(DeviceClaim { cuts: Vec::new(), finding: (**finding).clone() }),
        DeviceSearch::Found(device) => {
            Some(DeviceClaim { cuts: device.cuts.clone(), finding: device.finding.clone() })
        }
        DeviceSearch::NoneOf(_) | DeviceSearch::NoPrior => None,
    }
}
