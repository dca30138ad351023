//! The page about an exchange economy.

use super::document::Document;
use super::element::{Cell, HtmlTable, Page, badge, escaped};
use crate::economy::EconomyNames;
use crate::render::sentence::as_sentence;
use crate::render::sentence::economy::{answer, bundle, incentive_sentence, set_sentence};
use crate::render::svg::{BundleMark, Picture, WorthMark, render_edgeworth_box, render_worths};
use crate::render::{EconomyAnswer, EconomyReport, EconomySubject};
use ambimech_model::economy::{Allocation, Economy, EconomyCertificate, EconomyQuestion, EconomyVerdict, Utility};
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;

/// Type profiles that are drawn, at most.
const MOST_PICTURES: usize = 16;

/// A self-contained page; `digest` identifies the economy, `version` is that of the program.
pub fn render_economy_html(report: &EconomyReport<'_>, digest: &str, version: &str) -> String {
    let mut page = Page::default();
    economy_section(&mut page, report.economy);
    pictures(&mut page, report);
    boxes(&mut page, report);
    for found in &report.answers {
        question(&mut page, report, found);
    }
    let said: Vec<String> = (report.answers.iter())
        .map(|found| format!("<li>{} {}</li>", badge(found.verdict.word()), escaped(found.question.name())))
        .collect();
    let summary = format!("<ul class=\"verdicts\">{}</ul>\n", said.join(""));
    let about = match report.subject {
        EconomySubject::Given => "an allocation",
        EconomySubject::Sought => "efficiency, core and value",
    };
    let (named, source) = (report.economy.name(), report.economy.source());
    Document { named, source, kind: "Economy", about, summary: &summary, digest, version }.render(page)
}

fn economy_section(page: &mut Page, economy: &Economy) {
    page.section("economy", "Economy");
    let mut table =
        HtmlTable::new("Agents, endowments and types", &["Agent", "Owns", "Type", "Utility", "Endowment worth"]);
    for trader in economy.traders() {
        for taste in &trader.types {
            table.row(vec![
                Cell::Head(trader.name.clone()),
                Cell::Words(bundle(economy, &trader.endowment)),
                Cell::Words(taste.name.clone()),
                Cell::Words(utility_words(economy, &taste.utility)),
                Cell::Number(taste.utility.value(&trader.endowment)),
            ]);
        }
    }
    page.table(&table);
}

/// `x + 2 y`, or `min(…, …)`.
fn utility_words(economy: &Economy, utility: &Utility) -> String {
    let piece = |piece: &ambimech_model::economy::Affine| {
        let mut parts: Vec<String> = (piece.slopes.iter().zip(economy.goods()))
            .filter(|(slope, _)| !slope.is_zero())
            .map(|(slope, good)| if slope.is_one() { good.clone() } else { format!("{slope} {good}") })
            .collect();
        if !piece.constant.is_zero() || parts.is_empty() {
            parts.push(piece.constant.to_string());
        }
        parts.join(" + ")
    };
    let parts: Vec<String> = utility.pieces().iter().map(piece).collect();
    if let [one] = parts.as_slice() { one.clone() } else { format!("min({})", parts.join(", ")) }
}

fn pictures(page: &mut Page, report: &EconomyReport<'_>) {
    if report.frontiers.is_empty() {
        return;
    }
    page.section("worths", "What both agents can be worth");
    page.paragraph(
        "One picture for each type profile. An allocation is efficient if it lies on every line; what a type expects must be the same in all \
         pictures with this type.",
    );
    let drawn: Vec<Picture> = (report.frontiers.iter().take(MOST_PICTURES))
        .filter_map(|(profile, frontier)| {
            let marks: Vec<WorthMark> =
                report.answers.iter().filter_map(|found| mark(report, found, *profile)).collect();
            render_worths(report.economy, *profile, frontier, &marks, &format!("worths-{}", profile.0))
        })
        .collect();
    page.pictures(&drawn);
    if report.frontiers.len() > MOST_PICTURES {
        page.paragraph(&format!(
            "The first {MOST_PICTURES} of {} type profiles are drawn.",
            report.frontiers.len()
        ));
    }
}

/// For two goods the Edgeworth boxes, with what the first agent has.
fn boxes(page: &mut Page, report: &EconomyReport<'_>) {
    let economy = report.economy;
    let drawn = report.frontiers.iter().take(MOST_PICTURES).filter_map(|(profile, _)| {
        let mark = |found: &EconomyAnswer| {
            let bundle = found.allocation()?.bundle(*profile, AgentId(0)).to_vec();
            Some(BundleMark { name: answer_name(report, found), bundle: <[Rational; 2]>::try_from(bundle).ok()? })
        };
        let marks: Vec<BundleMark> = report.answers.iter().filter_map(mark).collect();
        render_edgeworth_box(economy, *profile, &marks, &format!("box-{}", profile.0))
    });
    let drawn: Vec<Picture> = drawn.collect();
    if drawn.is_empty() {
        return;
    }
    page.section("boxes", "Who has what");
    page.paragraph("The goods of both agents at each type profile: a point is what the first agent has, and the other has the rest.");
    page.pictures(&drawn);
}

/// What an answer's allocation is called in pictures.
fn answer_name(report: &EconomyReport<'_>, found: &EconomyAnswer) -> String {
    let name = match report.subject {
        EconomySubject::Given => "the allocation",
        EconomySubject::Sought => found.question.name(),
    };
    name.to_string()
}

/// What both agents expect from an answer's allocation at a profile.
fn mark(report: &EconomyReport<'_>, found: &EconomyAnswer, profile: ProfileId) -> Option<WorthMark> {
    let (economy, space) = (report.economy, report.economy.space());
    let allocation = found.allocation()?;
    let worths: Vec<Rational> =
        space.agents().map(|agent| allocation.worth(economy, agent, space.type_of(profile, agent))).collect();
    Some(WorthMark { name: answer_name(report, found), worths: <[Rational; 2]>::try_from(worths).ok()? })
}

fn question(page: &mut Page, report: &EconomyReport<'_>, found: &EconomyAnswer) {
    let heading = match found.question {
        EconomyQuestion::Efficient => "Efficiency",
        EconomyQuestion::Core => "Core",
        EconomyQuestion::Value => "Value",
    };
    page.section(found.question.name(), heading);
    let sentence = as_sentence(&answer(report.economy, report.subject, found));
    page.raw(&format!("<p>{} {}</p>\n", badge(found.verdict.word()), super::element::prose(&sentence)));
    if let Some(allocation) = found.allocation() {
        bundles(page, report.economy, allocation);
    }
    if let EconomyVerdict::Holds(EconomyCertificate::Value { games, .. }) = &found.verdict {
        let names = EconomyNames::of(report.economy);
        let mut table = HtmlTable::new("Weights and Shapley values", &["Types"]);
        for what in ["weight of", "Shapley value of"] {
            for agent in report.economy.space().agents() {
                table.column(format!("{what} {}", names.profiles.agent(agent)));
            }
        }
        for game in games {
            let mut row = vec![Cell::Head(names.profiles.label(game.profile))];
            row.extend(game.weights.iter().cloned().chain(game.shares(report.economy)).map(Cell::Number));
            table.row(row);
        }
        page.table(&table);
    }
    if found.question == EconomyQuestion::Efficient && report.subject == EconomySubject::Given {
        page.paragraph(&as_sentence(incentive_sentence(matches!(found.verdict, EconomyVerdict::Holds(_)))));
    }
    if let Some(set) = found.set {
        page.paragraph(&as_sentence(&set_sentence(found.question, set)));
    }
}

fn bundles(page: &mut Page, economy: &Economy, allocation: &Allocation) {
    let names = EconomyNames::of(economy);
    let mut table = HtmlTable::new("The allocation", &["Types", "Agent", "Bundle", "Worth", "Expects"]);
    let space = economy.space();
    for profile in space.profiles() {
        for agent in space.agents() {
            let own = space.type_of(profile, agent);
            let amounts = allocation.bundle(profile, agent);
            table.row(vec![
                Cell::Head(names.profiles.label(profile)),
                Cell::Words(names.profiles.agent(agent).to_string()),
                Cell::Words(bundle(economy, amounts)),
                Cell::Number(economy.utility(agent, own).value(amounts)),
                Cell::Number(allocation.worth(economy, agent, own)),
            ]);
        }
    }
    page.table(&table);
}
