//! Sentences about devices in auctions.

use crate::render::number::with_decimal;
use crate::render::{DeviceReport, FoundDevice};
use crate::suggestion::counted;

/// The first words of the answer.
pub fn device_title(report: &DeviceReport<'_>) -> String {
    match report.is_found() {
        true => "done: messages about the others' signals create enough ambiguity".to_string(),
        false => "undecided: none of the devices that were tried creates enough ambiguity".to_string(),
    }
}

/// What was found for a bidder.
pub fn found_device(component: &str, found: &FoundDevice) -> String {
    match found {
        FoundDevice::NotNeeded => "no message is needed".to_string(),
        FoundDevice::Cuts(cuts, slack) => {
            let places: Vec<String> = cuts.iter().map(with_decimal).collect();
            let slack = match slack {
                Some(slack) => format!("; the least slack after a message is {}", with_decimal(slack)),
                None => String::new(),
            };
            format!("{}: {component} cut at {}{slack}", counted(cuts.len() + 1, "message"), places.join(", "))
        }
        FoundDevice::NoneOf(count) => format!("none of {} is enough", counted(*count, "device")),
    }
}

/// What follows for the efficient rule.
pub fn device_consequence(report: &DeviceReport<'_>) -> &'static str {
    match (report.is_found(), report.is_sufficient) {
        (true, true) => {
            "The message names the cells of the others' components, with the names interchanged in ways of which nobody knows which one is used: every cell stays possible. \
             After it the efficient rule can be implemented (SONG Appendix D, Theorem 4.1)."
        }
        (true, false) => {
            "After the message Minimal Ambiguity holds. Whether the efficient rule can be implemented is open: not all other conditions of Theorem 4.1 are known to hold."
        }
        (false, _) => "More parts, more messages or another component may do better.",
    }
}
