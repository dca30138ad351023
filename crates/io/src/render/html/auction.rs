//! The page about an auction with continuous signals.

use super::document::Document;
use super::element::{Cell, HtmlTable, Page, badge, escaped};
use crate::auction::formula_text;
use crate::render::AuctionReport;
use crate::render::number::with_decimal;
use crate::render::sentence::as_sentence;
use crate::render::sentence::auction::{
    auction_verdict_word, beliefs, bidder_name, efficient_rule, efficient_rule_word, orders, reason,
};
use crate::render::sentence::auction_scheme::{
    between, binds, grid_sentence, grid_word, least_consequence, least_title, least_words, parameter_name,
    scheme_verdict,
};
use crate::render::svg::{render_extreme_reports, render_least_curve, render_scheme_curve};
use ambimech_model::auction::Symmetry;
use ambimech_model::auction::least::LeastCurve;
use ambimech_model::auction::scheme::Scheme;

/// A self-contained page.
pub fn render_auction_html(report: &AuctionReport<'_>) -> String {
    let mut page = Page::default();
    auction(&mut page, report);
    conditions(&mut page, report);
    reports(&mut page, report);
    needs(&mut page, report);
    for curve in &report.curves {
        ambiguity(&mut page, curve);
    }
    scheme(&mut page, report);
    let frame = report.auction.frame();
    let summary = format!(
        "<p class=\"summary\">{} {}</p>\n",
        badge(efficient_rule_word(report.study.conclusion)),
        escaped(efficient_rule(report.study.conclusion))
    );
    Document {
        named: frame.name(),
        source: frame.source(),
        kind: "Auction",
        about: "",
        summary: &summary,
        digest: &report.file,
        version: &report.version,
    }
    .render(page)
}

fn auction(page: &mut Page, report: &AuctionReport<'_>) {
    let frame = report.auction.frame();
    page.section("auction", "Auction");
    let mut table = HtmlTable::new("Bidders, signals and values", &["What", "Description"]);
    let mut row = |what: String, description: String| table.row(vec![Cell::Head(what), Cell::Words(description)]);
    let is_alike = frame.symmetry() == Symmetry::Exchangeable;
    let count = frame.bidders().len();
    row("bidders".to_string(), if is_alike { format!("{count}, all alike") } else { count.to_string() });
    row("ties".to_string(), format!("won with probability {}", with_decimal(frame.ties())));
    for agent in frame.representatives() {
        let bidder = frame.bidder(agent);
        let of = |what: &str| if is_alike { what.to_string() } else { format!("{what} of {}", bidder.name) };
        let ranges =
            bidder.signals.iter().map(|signal| format!("{} from {} to {}", signal.name, signal.low, signal.high));
        row(of("signals"), ranges.collect::<Vec<_>>().join("; "));
        if frame.space(agent).is_some() {
            row(of("orders"), orders(frame, agent).join("; "));
        }
        let weights = bidder.own.iter().zip(&bidder.signals).filter(|(weight, _)| !weight.is_zero());
        let terms = weights.map(|(weight, signal)| match weight.is_one() {
            true => signal.name.clone(),
            false => format!("{weight}*{}", signal.name),
        });
        row(of("own index"), terms.collect::<Vec<_>>().join(" + "));
        if let Some(value) = formula_text(frame, report.auction.value(agent)) {
            row(format!("value of {}", bidder.name), value);
        }
        row(of("beliefs"), beliefs(&bidder.beliefs));
    }
    page.table(&table);
}

fn conditions(page: &mut Page, report: &AuctionReport<'_>) {
    let frame = report.auction.frame();
    page.section("conditions", "Conditions");
    page.paragraph(
        "Minimal Ambiguity is necessary for the efficient rule (SONG Lemma 4.1). With Monotonicity and Linearity it is sufficient (Theorem 4.1), and so it is with \
         Monotonicity, Comonotonic Independence and Increasing Differences (Theorem 4.2).",
    );
    let mut table = HtmlTable::new("Conditions and where they bind", &["Condition", "Bidder", "Verdict", "Why"]);
    for finding in &report.study.findings {
        let why = reason(frame, finding);
        table.row(vec![
            Cell::Head(finding.condition.name().to_string()),
            Cell::Words(match frame.symmetry() {
                Symmetry::Exchangeable => "every".to_string(),
                Symmetry::OneByOne => frame.bidder(finding.bidder).name.clone(),
            }),
            Cell::Html(badge(auction_verdict_word(&finding.verdict))),
            Cell::Words(why),
        ]);
    }
    page.table(&table);
}

fn reports(page: &mut Page, report: &AuctionReport<'_>) {
    let frame = report.auction.frame();
    page.section("reports", "Favourable and unfavourable reports");
    page.paragraph(
        "Of all signals with the same own index, the favourable report makes the object look worst to the others and wins whenever another one does; the unfavourable \
         report wins only when all others do.",
    );
    let pictures: Vec<_> = frame
        .representatives()
        .into_iter()
        .map(|agent| render_extreme_reports(frame, agent, &format!("reports-{}", agent.0)))
        .collect();
    page.pictures(&pictures);
}

fn needs(page: &mut Page, report: &AuctionReport<'_>) {
    let frame = report.auction.frame();
    if report.study.needs.is_empty() {
        return;
    }
    page.section("needs", "Contamination that is needed, piece by piece");
    for need in &report.study.needs {
        let caption = as_sentence(&format!("Contamination that {} needs", bidder_name(frame, need.bidder)));
        let columns = ["From own index", "To", "Enough", "Most is needed at"];
        let mut table = HtmlTable::new(caption.trim_end_matches('.'), &columns);
        for piece in &need.pieces {
            let enough = match &piece.enough {
                Some(enough) => Cell::Number(enough.clone()),
                None => Cell::Words("none".to_string()),
            };
            table.row(vec![
                Cell::Number(piece.low.clone()),
                Cell::Number(piece.high.clone()),
                enough,
                Cell::Number(piece.own.clone()),
            ]);
        }
        page.table(&table);
    }
}

fn ambiguity(page: &mut Page, curve: &LeastCurve) {
    let id = format!("least-{}", curve.family.name());
    page.section(&id, &format!("How much ambiguity is enough: {}", curve.family.name()));
    page.paragraph(&as_sentence(&least_title(curve)));
    page.pictures(&render_least_curve(curve, &format!("{id}-picture")).into_iter().collect::<Vec<_>>());
    let caption = as_sentence(&format!("Least {}", parameter_name(curve.family)));
    let columns = ["Bidders", "Bidder", "Least", "It binds at own index"];
    let mut table = HtmlTable::new(caption.trim_end_matches('.'), &columns);
    for row in &curve.rows {
        table.row(vec![
            Cell::Head(row.bidders.to_string()),
            Cell::Words(row.name.clone().unwrap_or_else(|| "every".to_string())),
            Cell::Words(least_words(row)),
            Cell::Words(binds(row)),
        ]);
    }
    page.table(&table);
    page.paragraph(&least_consequence(curve));
}

fn scheme(page: &mut Page, report: &AuctionReport<'_>) {
    let frame = report.auction.frame();
    page.section("scheme", "Probabilities of winning, rewards and rents");
    if report.schemes.is_empty() {
        page.paragraph(
            "It was not shown that values increase in all signals, which the full-insurance scheme assumes.",
        );
        return;
    }
    let verdict = scheme_verdict(&report.schemes);
    page.raw(&format!("<p>{} {}.</p>\n", badge(grid_word(verdict)), escaped(grid_sentence(verdict))));
    page.paragraph(
        "Everybody receives the reward of its report, and the winner pays its value at the reported signals (SONG equation (21)). The reward is the least information rent \
         of a mechanism that implements the efficient rule and leaves the lowest own index nothing (Proposition F 2).",
    );
    for found in &report.schemes {
        let Ok(found) = found else {
            page.paragraph(
                "The probability of winning has no closed form for a bidder: its rewards are not computed.",
            );
            continue;
        };
        let picture = render_scheme_curve(frame, found, &format!("scheme-{}", found.bidder.0));
        page.pictures(&[picture]);
        page.table(&rows(&bidder_name(frame, found.bidder), found));
    }
}

fn rows(who: &str, found: &Scheme) -> HtmlTable {
    let caption = format!("Scheme for {who}");
    let columns =
        ["Own index", "Reward, least rent", "Least, favourable", "Greatest, unfavourable", "Best misreport gains"];
    let mut table = HtmlTable::new(&caption, &columns);
    for row in &found.rows {
        table.row(vec![
            Cell::Number(row.own.clone()),
            Cell::Words(between(&row.reward)),
            Cell::Number(row.least_favourable.clone()),
            Cell::Number(row.most_unfavourable.clone()),
            Cell::Words(row.best.as_ref().map_or(String::new(), |best| between(&best.gain))),
        ]);
    }
    table
}
