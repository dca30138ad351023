//! Accepted answers about an auction, made ready for words and JSON.

use crate::auction_verdict::{AcceptedAnswer, AuctionAnswer, DeviceAnswer, LeastAnswer};
use crate::render::{DeviceReport, FoundDevice};
use ambimech_model::auction::condition::{AuctionVerdict, Holds};
use ambimech_model::auction::least::{LeastCurve, LeastRow};
use ambimech_model::auction::scheme::{GridVerdict, Scheme};
use ambimech_model::auction::{Auction, Symmetry};

/// The curve of least parameters and informational sizes that a file proves.
pub fn proved_curve(answer: &LeastAnswer, premises: &[bool]) -> LeastCurve {
    let rows = answer.rows.iter().zip(premises).map(|(row, holds)| LeastRow {
        bidders: row.auction.bidders().len(),
        varied: row.value.clone(),
        name: (row.auction.symmetry() == Symmetry::OneByOne)
            .then(|| row.auction.bidder(row.least.bidder).name.clone()),
        least: Ok(row.least.clone()),
        side: None,
        size: row.size.clone(),
        is_sufficient: *holds,
    });
    LeastCurve {
        family: answer.family,
        below: answer.below.clone(),
        varied: answer.varied.clone(),
        rows: rows.collect(),
    }
}

/// The messages that a file proves to be enough, with `None` where nothing is claimed.
pub fn proved_devices(answer: &DeviceAnswer) -> Vec<Option<FoundDevice>> {
    let found = |claim: &ambimech_model::auction::device::DeviceClaim| {
        let slack = match &claim.finding.verdict {
            AuctionVerdict::Holds(Holds::Slack(tightest, _)) => Some(tightest.slack.clone()),
            _ => None,
        };
        if claim.cuts.is_empty() { FoundDevice::NotNeeded } else { FoundDevice::Cuts(claim.cuts.clone(), slack) }
    };
    answer.claims.iter().map(|claim| claim.as_ref().map(found)).collect()
}

/// The report of messages where every bidder has one.
pub fn proved_report<'a>(auction: &'a Auction, answer: &DeviceAnswer, holds: bool) -> Option<DeviceReport<'a>> {
    let found = proved_devices(answer).into_iter().collect::<Option<Vec<_>>>()?;
    Some(DeviceReport {
        auction,
        component: answer.component.clone(),
        bidders: auction.representatives().into_iter().zip(found).collect(),
        is_sufficient: holds,
    })
}

/// The verdict of all schemes of a file; where nothing is claimed it is open.
pub fn proved_schemes(schemes: &[Option<Scheme>]) -> GridVerdict {
    let verdicts = schemes.iter().map(|scheme| scheme.as_ref().map_or(GridVerdict::Open, Scheme::verdict));
    let verdicts: Vec<GridVerdict> = verdicts.collect();
    [GridVerdict::SomeGains, GridVerdict::Open]
        .into_iter()
        .find(|verdict| verdicts.contains(verdict))
        .unwrap_or(GridVerdict::NoneGains)
}

/// What kind of question the file answers.
pub fn question_name(accepted: &AcceptedAnswer) -> &'static str {
    match &accepted.answer {
        AuctionAnswer::Least(_) => "least",
        AuctionAnswer::Scheme(_) => "scheme",
        AuctionAnswer::Device(_) => "device",
    }
}
