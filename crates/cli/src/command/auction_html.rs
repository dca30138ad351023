//! `ambimech auction --out FILE.html` and `ambimech report` of an auction: a page with everything about it.

use super::auction_least::row;
use crate::argument::{Auction as Options, Format, Report};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::{AnyAuction, Changes, is_auction_text, read_changed_any_auction, read_changed_auction};
use ambimech_io::render::{AuctionReport, html::render_auction_html};
use ambimech_model::auction::condition::{AuctionCondition, AuctionVerdict};
use ambimech_model::auction::family::Family;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::least::LeastCurve;
use ambimech_model::auction::scheme::full_insurance;
use ambimech_model::auction::{Auction, Symmetry};
use ambimech_solve::auction::{study_auction, study_general_auction};
use serde_json::json;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Numbers of bidders of the curves, where all are alike, beside the file's own.
const COUNTS: [usize; 5] = [2, 3, 4, 6, 10];

/// Writes the page of an auction file.
pub fn run(options: &Options, path: &Path) -> Result<Outcome, Failure> {
    if !matches!(path.extension().and_then(|ending| ending.to_str()), Some("html" | "htm")) {
        return Err(Failure::Usage(format!(
            "--out {} without --least, --scheme or --discretise is a page\n  = expected: a name that ends in .html",
            path.display()
        )));
    }
    let read = options.read_any()?;
    write(&options.auction, &read, &options.changes(), path, options.printing.format)
}

/// Whether a file seems to be an auction file.
pub(super) fn is_auction(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| is_auction_text(&text))
}

/// `ambimech report` of an auction.
pub(super) fn report(options: &Report, is_page: bool) -> Result<Outcome, Failure> {
    let message = if options.mechanism.is_some() {
        "a report about an auction has no mechanism file\n  = help: ambimech auction --discretise makes an environment with one"
    } else if !is_page {
        "a report about an auction is a page\n  = expected: a name that ends in .html after --out"
    } else {
        let settings =
            options.parameters.settings.iter().map(|setting| (setting.name.clone(), setting.value.clone()));
        let changes = Changes { bidders: None, parameters: settings.collect() };
        let read = read_changed_any_auction(&options.environment, &changes)?;
        return write(&options.environment, &read, &changes, &options.out, options.printing.format);
    };
    Err(Failure::Usage(message.to_string()))
}

/// Writes the page.
fn write(
    file: &Path,
    read: &AnyAuction,
    changes: &Changes,
    path: &Path,
    format: Format,
) -> Result<Outcome, Failure> {
    let (general, polynomial) = match read {
        AnyAuction::Polynomial(auction) => (GeneralAuction::of(auction), Some(auction)),
        AnyAuction::General(general) => (general.clone(), None),
    };
    let study = progress::during("deciding conditions of the auction", || match polynomial {
        Some(auction) => study_auction(auction),
        None => study_general_auction(&general),
    });
    let increases = study.findings.iter().all(|finding| {
        finding.condition != AuctionCondition::Increasing || matches!(finding.verdict, AuctionVerdict::Holds(_))
    });
    let (mut curves, mut schemes) = (Vec::new(), Vec::new());
    if let Some(auction) = polynomial {
        curves = progress::during("looking for the least ambiguity that is enough", || {
            curves_of(file, auction, changes)
        });
        if increases {
            schemes = progress::during("computing rewards and gains", || {
                auction.representatives().into_iter().map(|bidder| full_insurance(auction, bidder, 12)).collect()
            });
        }
    }
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let report = AuctionReport {
        auction: &general,
        study: &study,
        curves,
        schemes,
        file: name,
        version: VERSION.to_string(),
    };
    output::write_file(path, &render_auction_html(&report))?;
    match format {
        Format::Text => output::answer(&format!("done: {}", path.display())),
        Format::Json => output::answer_json(&json!({ "verdict": "done", "report": path.display().to_string() })),
    }
    Ok(Outcome::Holds)
}

/// For every family that the auction has, one row for each number of bidders.
fn curves_of(file: &Path, auction: &Auction, changes: &Changes) -> Vec<LeastCurve> {
    let own = auction.bidders().len();
    let mut counts: Vec<usize> = match auction.symmetry() {
        Symmetry::Exchangeable => COUNTS.to_vec(),
        Symmetry::OneByOne => Vec::new(),
    };
    counts.push(own);
    counts.sort_unstable();
    counts.dedup();
    let with = |count: &usize| match *count == own {
        true => Some(auction.clone()),
        // What other numbers of bidders make of the file may be no auction.
        false => read_changed_auction(file, &Changes { bidders: Some(*count), ..changes.clone() }).ok(),
    };
    let auctions: Vec<Auction> = counts.iter().filter_map(with).collect();
    let curve = |family| {
        let each = auctions.iter().flat_map(|auction| {
            let of = move |bidder| row(auction, bidder, family, None, None);
            auction.representatives().into_iter().map(of)
        });
        let rows: Vec<_> = each.filter(|row| row.least.is_ok()).collect();
        (!rows.is_empty()).then_some(LeastCurve { family, below: None, varied: None, rows })
    };
    Family::ALL.into_iter().filter_map(curve).collect()
}
