//! The full-insurance scheme, as a table.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::number::{cell, with_decimal};
use crate::render::sentence::auction::bidder_name;
use crate::render::sentence::auction_scheme::{between, grid_sentence, grid_word, scheme_verdict};
use ambimech_model::auction::Auction;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::scheme::Scheme;
use ambimech_model::auction::winning::NoClosedForm;

/// The verdict line, how payments are made, one row for each own index of the grid, the misreport that gains most.
pub fn render_auction_scheme(auction: &Auction, schemes: &[Result<Scheme, NoClosedForm>], page: Page) -> String {
    let verdict = scheme_verdict(schemes);
    let first = format!("{}: {}", grid_word(verdict), grid_sentence(verdict));
    let mut text = paragraph(&first, 0, page.width);
    let how = "Everybody receives the reward of its report, and the winner pays its value at the reported signals (SONG equation (21)). Who tells the \
               truth has the reward, whatever the others' signals are. In any mechanism that implements the efficient rule and leaves the lowest own index \
               nothing, the reward is the least information rent (Proposition F 2).";
    text.push_str(&format!("\n{}", paragraph(how, 0, page.width)));
    for scheme in schemes {
        let Ok(scheme) = scheme else {
            let sentence =
                "The probability of winning has no closed form for a bidder: its rewards are not computed.";
            text.push_str(&format!("\n{}", paragraph(sentence, 0, page.width)));
            continue;
        };
        text.push_str(&format!("\nFor {}:\n\n{}", bidder_name(auction, scheme.bidder), table(scheme, page)));
        if scheme.rows.len() > page.rows {
            text.push_str(&format!("  and {} more rows\n", scheme.rows.len() - page.rows));
        }
        if let Some((row, best)) = scheme.worst().and_then(|row| Some((row, row.best.as_ref()?))) {
            let report = match best.report {
                Report::Favourable => "favourable",
                Report::Unfavourable => "unfavourable",
            };
            let sentence = format!(
                "Of all misreports between own indices of the grid, the {report} report with {} instead of {} gains most: {}.",
                with_decimal(&best.reported),
                with_decimal(&row.own),
                between(&best.gain)
            );
            text.push_str(&format!("\n{}", paragraph(&sentence, 0, page.width)));
        }
    }
    text
}

fn table(scheme: &Scheme, page: Page) -> String {
    let mut table = Table::new(&[
        ("own index", Align::Right),
        ("reward, least rent", Align::Left),
        ("least, favourable", Align::Left),
        ("greatest, unfavourable", Align::Left),
        ("best misreport gains", Align::Left),
    ]);
    for row in scheme.rows.iter().take(page.rows) {
        table.row(vec![
            cell(&row.own, LONGEST_CELL),
            between(&row.reward),
            with_decimal(&row.least_favourable),
            with_decimal(&row.most_unfavourable),
            row.best.as_ref().map(|best| between(&best.gain)).unwrap_or_default(),
        ]);
    }
    table.render(2, page.width)
}
