//! Devices in auctions.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::DeviceReport;
use crate::render::sentence::auction_device::{device_consequence, device_title, found_device};
use ambimech_model::auction::Symmetry;

/// The verdict line, a row for each bidder, what follows.
pub fn render_auction_device(report: &DeviceReport<'_>, page: Page) -> String {
    let mut text = paragraph(&device_title(report), 0, page.width);
    let mut table = Table::new(&[("bidder", Align::Left), ("device", Align::Left)]);
    for (bidder, found) in &report.bidders {
        let who = match report.auction.symmetry() {
            Symmetry::Exchangeable => "every".to_string(),
            Symmetry::OneByOne => report.auction.bidder(*bidder).name.clone(),
        };
        table.row(vec![who, found_device(&report.component, found)]);
    }
    text.push_str(&format!("\n{}", table.render(2, page.width)));
    text.push_str(&format!("\n{}", paragraph(device_consequence(report), 0, page.width)));
    text
}
