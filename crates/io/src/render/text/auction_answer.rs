//! Files with answers about an auction beside its conditions, accepted.

use super::Page;
use super::auction_least::{SIZES, size_words};
use super::table::{Align, Table, paragraph};
use crate::auction_verdict::{AcceptedAnswer, AuctionAnswer};
use crate::render::number::with_decimal;
use crate::render::sentence::as_sentence;
use crate::render::sentence::auction::bidder_name;
use crate::render::sentence::auction_answer::{proved_curve, proved_devices, proved_report, proved_schemes};
use crate::render::sentence::auction_device::{device_consequence, found_device};
use crate::render::sentence::auction_scheme::{
    between, grid_sentence, grid_word, least_consequence, least_words, parameter_name,
};
use ambimech_model::auction::least::LeastCurve;
use ambimech_model::auction::scheme::Scheme;

/// That a file was accepted, what it proves, and what follows.
pub fn render_accepted_answer(accepted: &AcceptedAnswer, page: Page) -> String {
    let auction = &accepted.auction;
    let all_hold = accepted.premises.iter().all(|holds| *holds);
    let (table, conclusion) = match &accepted.answer {
        AuctionAnswer::Least(answer) => {
            let curve = proved_curve(answer, &accepted.premises);
            let what = as_sentence(&format!("least {}", parameter_name(curve.family)));
            let sizes = curve.rows.iter().any(|row| row.size.is_some()).then_some(SIZES);
            let conclusion = format!("{what} {} {}", least_consequence(&curve), sizes.unwrap_or_default());
            (least_table(&curve, page), conclusion.trim_end().to_string())
        }
        AuctionAnswer::Scheme(answer) => {
            let mut table = Table::new(&[
                ("bidder", Align::Left),
                ("own indices", Align::Right),
                ("verdict", Align::Left),
                ("largest gain of a misreport", Align::Left),
            ]);
            for (bidder, scheme) in auction.representatives().into_iter().zip(&answer.schemes) {
                let (count, word, gain) = match scheme {
                    Some(scheme) => {
                        let best = scheme.worst().and_then(|row| row.best.as_ref());
                        let gain = best.map_or_else(String::new, |best| between(&best.gain));
                        (scheme.rows.len().to_string(), grid_word(Scheme::verdict(scheme)), gain)
                    }
                    None => (String::new(), "undecided", "nothing is claimed".to_string()),
                };
                table.row(vec![bidder_name(auction, bidder), count, word.to_string(), gain]);
            }
            let premise = match all_hold {
                true => "Values increase, as the scheme assumes.",
                false => "It is not proved that values increase, which the scheme assumes.",
            };
            let sentence = as_sentence(grid_sentence(proved_schemes(&answer.schemes)));
            (table.render(2, page.width), format!("{sentence} {premise}"))
        }
        AuctionAnswer::Device(answer) => {
            let mut table = Table::new(&[("bidder", Align::Left), ("device", Align::Left)]);
            for (bidder, found) in auction.representatives().into_iter().zip(proved_devices(answer)) {
                let words = found
                    .map_or("nothing is claimed".to_string(), |found| found_device(&answer.component, &found));
                table.row(vec![bidder_name(auction, bidder), words]);
            }
            let conclusion = match proved_report(auction, answer, all_hold) {
                Some(report) => device_consequence(&report),
                None => "Not every bidder has enough ambiguity by this file, so that nothing follows.",
            };
            (table.render(2, page.width), conclusion.to_string())
        }
    };
    format!("accepted: every proof of the file\n\n{table}\n{}", paragraph(&conclusion, 0, page.width))
}

fn least_table(curve: &LeastCurve, page: Page) -> String {
    let mut columns = vec![("bidders", Align::Right)];
    if let Some(name) = &curve.varied {
        columns.push((name.as_str(), Align::Left));
    }
    columns.extend([("about", Align::Left), ("least", Align::Left)]);
    let has_sizes = curve.rows.iter().any(|row| row.size.is_some());
    if has_sizes {
        columns.extend([("informational size", Align::Left), ("spread", Align::Left)]);
    }
    let mut table = Table::new(&columns);
    for row in &curve.rows {
        let mut cells = vec![row.bidders.to_string()];
        if curve.varied.is_some() {
            cells.push(row.varied.as_ref().map(with_decimal).unwrap_or_default());
        }
        cells.extend([row.name.clone().unwrap_or("every bidder".to_string()), least_words(row)]);
        if has_sizes {
            cells.extend(size_words(row));
        }
        table.row(cells);
    }
    table.render(2, page.width)
}

/// Where the answer was written.
pub fn auction_answer_line(path: &str) -> String {
    as_sentence(&format!("what is proved of it written to {path}"))
}
