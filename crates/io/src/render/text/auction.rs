//! The conditions of an auction.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::number::{cell, decimal, with_decimal};
use crate::render::sentence::as_sentence;
use crate::render::sentence::auction::{
    auction_verdict_word, beliefs, bidder_name, efficient_rule, efficient_rule_word, extreme_signal, orders,
    reason,
};
use ambimech_model::auction::ambiguity::tight_intervals;
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds};
use ambimech_model::auction::report::Report;
use ambimech_model::auction::theorem::{AuctionStudy, ContaminationNeed};
use ambimech_model::auction::{Auction, Symmetry};

/// The verdict line, what the auction is, one row for each condition and bidder, where Minimal Ambiguity is tight, and what contamination needs.
pub fn render_auction(auction: &Auction, study: &AuctionStudy, page: Page) -> String {
    let word = efficient_rule_word(study.conclusion);
    let mut text = format!("{word}: {}\n\n", efficient_rule(study.conclusion));
    if text.chars().count() > page.width {
        text = paragraph(text.trim_end(), 0, page.width) + "\n";
    }
    let mut about = Table::new(&[("", Align::Left), ("", Align::Left)]);
    if !auction.name().is_empty() {
        about.row(vec!["auction".to_string(), auction.name().to_string()]);
    }
    let count = auction.bidders().len();
    about.row(vec![
        "bidders".to_string(),
        match auction.symmetry() {
            Symmetry::Exchangeable => format!("{count}, all alike"),
            Symmetry::OneByOne => {
                let names: Vec<&str> = auction.bidders().iter().map(|bidder| bidder.name.as_str()).collect();
                format!("{count}: {}", names.join(", "))
            }
        },
    ]);
    about.row(vec!["ties".to_string(), format!("won with probability {}", with_decimal(auction.ties()))]);
    for agent in auction.representatives().into_iter().filter(|agent| auction.space(*agent).is_some()) {
        let who = match auction.symmetry() {
            Symmetry::Exchangeable => "orders".to_string(),
            Symmetry::OneByOne => format!("orders of {}", auction.bidder(agent).name),
        };
        about.row(vec![who, orders(auction, agent).join("; ")]);
    }
    for agent in auction.representatives() {
        let who = match auction.symmetry() {
            Symmetry::Exchangeable => "beliefs".to_string(),
            Symmetry::OneByOne => format!("beliefs of {}", auction.bidder(agent).name),
        };
        about.row(vec![who, beliefs(&auction.bidder(agent).beliefs)]);
    }
    text.push_str(&about.render(2, page.width));
    let is_alike = auction.symmetry() == Symmetry::Exchangeable;
    let mut columns = vec![("condition", Align::Left)];
    if !is_alike {
        columns.push(("bidder", Align::Left));
    }
    columns.extend([("verdict", Align::Left), ("why", Align::Left)]);
    let mut conditions = Table::new(&columns);
    for finding in &study.findings {
        let mut row = vec![finding.condition.name().to_string()];
        if !is_alike {
            row.push(auction.bidder(finding.bidder).name.clone());
        }
        row.extend([auction_verdict_word(&finding.verdict).to_string(), reason(auction, finding)]);
        conditions.row(row);
    }
    text.push_str(&format!("\n{}", conditions.render(2, page.width)));
    for finding in &study.findings {
        let (AuctionVerdict::Holds(Holds::Slack(tightest, _)) | AuctionVerdict::Fails(Fails::Slack(tightest))) =
            &finding.verdict
        else {
            continue;
        };
        let signal = |report| extreme_signal(auction, finding.bidder, report, tightest);
        let sentence = format!(
            "Minimal Ambiguity is tightest for {} at own index {}: the favourable report is {}, the unfavourable one {}",
            bidder_name(auction, finding.bidder),
            with_decimal(&tightest.own),
            signal(Report::Favourable),
            signal(Report::Unfavourable)
        );
        text.push_str(&format!("\n{}", paragraph(&as_sentence(&sentence), 0, page.width)));
        let tight = match finding.verdict {
            AuctionVerdict::Holds(_) => tight_intervals(auction, finding.bidder),
            _ => Vec::new(),
        };
        if !tight.is_empty() {
            let parts =
                tight.iter().map(|(low, high)| format!("from {} to {}", with_decimal(low), with_decimal(high)));
            let parts = parts.collect::<Vec<_>>().join(", ");
            let sentence = format!("the slack is exactly 0 at all own indices {parts}");
            text.push_str(&format!("\n{}", paragraph(&as_sentence(&sentence), 0, page.width)));
        }
    }
    for need in &study.needs {
        text.push_str(&needed(auction, need, page));
    }
    text
}

fn needed(auction: &Auction, need: &ContaminationNeed, page: Page) -> String {
    let mut table = Table::new(&[
        ("own index from", Align::Right),
        ("to", Align::Right),
        ("least epsilon", Align::Right),
        ("decimal", Align::Right),
        ("most is needed at", Align::Left),
    ]);
    let mut is_enclosed = false;
    for piece in need.pieces.iter().take(page.rows) {
        let (least, near) = match (&piece.at_least, &piece.enough) {
            (Some(low), Some(high)) if low == high => (cell(high, LONGEST_CELL), decimal(high).marked()),
            (_, Some(high)) => {
                is_enclosed = true;
                ("*".to_string(), decimal(high).marked())
            }
            (_, None) => ("none".to_string(), String::new()),
        };
        table.row(vec![
            cell(&piece.low, LONGEST_CELL),
            cell(&piece.high, LONGEST_CELL),
            least,
            near,
            cell(&piece.own, LONGEST_CELL),
        ]);
    }
    let title = format!("The contamination that {} needs, piece by piece", bidder_name(auction, need.bidder));
    let mut text = format!("\n{title}:\n\n{}", table.render(2, page.width));
    if need.pieces.len() > page.rows {
        text.push_str(&format!("  and {} more pieces\n", need.pieces.len() - page.rows));
    }
    if is_enclosed {
        let remark = "A number marked * is enough; the least one is a little below it.";
        text.push_str(&format!("\n{}", paragraph(remark, 0, page.width)));
    }
    text
}
