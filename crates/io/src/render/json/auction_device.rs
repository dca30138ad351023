//! Devices in auctions as JSON.

use super::number;
use crate::render::sentence::auction_device::device_consequence;
use crate::render::{DeviceReport, FoundDevice};
use serde_json::{Value, json};

/// `verdict`, `component`, `words` and `bidders`; each has `bidder`, `messages`, `cuts` and `slack`, or `tried` where none was found.
pub fn auction_device_value(report: &DeviceReport<'_>) -> Value {
    let each = report.bidders.iter().map(|(bidder, found)| {
        let name = &report.auction.bidder(*bidder).name;
        match found {
            FoundDevice::NotNeeded => json!({ "bidder": name, "messages": 1, "cuts": [] }),
            FoundDevice::Cuts(cuts, slack) => json!({
                "bidder": name,
                "messages": cuts.len() + 1,
                "cuts": cuts.iter().map(number).collect::<Value>(),
                "slack": slack.as_ref().map(number),
            }),
            FoundDevice::NoneOf(count) => json!({ "bidder": name, "tried": count }),
        }
    });
    json!({
        "verdict": if report.is_found() { "done" } else { "undecided" },
        "component": report.component,
        "words": device_consequence(report),
        "bidders": each.collect::<Value>(),
    })
}
