//! The conditions of an auction as JSON.

use super::number;
use crate::render::sentence::auction::{
    auction_verdict_word, beliefs, efficient_rule, efficient_rule_word, orders, reason, variable,
};
use ambimech_model::auction::ambiguity::tight_intervals;
use ambimech_model::auction::condition::{AuctionFinding, AuctionVerdict, Fails, Holds, Open, Point, Tightest};
use ambimech_model::auction::report::Report;
use ambimech_model::auction::theorem::{AuctionStudy, EfficientRule};
use ambimech_model::auction::{Auction, Symmetry};
use ambimech_model::number::Rational;
use serde_json::{Value, json};

/// `verdict`, `reason`, `words`, `bidders`, `alike`, `ties`, `beliefs`, `orders` (for every bidder that stands for others or itself), `conditions` (each with `name`, `bidder`, `verdict`, `words` and what belongs to
/// it) and `contamination` (the least ε piece by piece).
pub fn auction_value(auction: &Auction, study: &AuctionStudy) -> Value {
    let names: Vec<&str> = auction.bidders().iter().map(|bidder| bidder.name.as_str()).collect();
    let stands_for = |bidder: ambimech_model::index::AgentId| auction.bidder(bidder).name.clone();
    let optional = |number_or_not: &Option<Rational>| number_or_not.as_ref().map(number).unwrap_or_default();
    let needs = study.needs.iter().map(|need| {
        let pieces = need.pieces.iter().map(|piece| {
            json!({
                "from": number(&piece.low),
                "to": number(&piece.high),
                "at-least": optional(&piece.at_least),
                "enough": optional(&piece.enough),
                "own": number(&piece.own),
            })
        });
        json!({ "bidder": stands_for(need.bidder), "pieces": pieces.collect::<Value>() })
    });
    json!({
        "verdict": efficient_rule_word(study.conclusion),
        "reason": reason_name(study.conclusion),
        "words": efficient_rule(study.conclusion),
        "bidders": names,
        "alike": auction.symmetry() == Symmetry::Exchangeable,
        "ties": number(auction.ties()),
        "beliefs": auction.representatives().into_iter().map(|agent| beliefs(&auction.bidder(agent).beliefs)).collect::<Value>(),
        "orders": auction.representatives().into_iter().map(|agent| orders(auction, agent)).collect::<Value>(),
        "conditions": study.findings.iter().map(|finding| finding_value(auction, finding)).collect::<Value>(),
        "contamination": needs.collect::<Value>(),
    })
}

pub(super) fn reason_name(conclusion: EfficientRule) -> &'static str {
    match conclusion {
        EfficientRule::ByLinearity => "theorem-4.1",
        EfficientRule::ByComonotonicity => "theorem-4.2",
        EfficientRule::NotWithoutAmbiguity => "lemma-4.1",
        EfficientRule::OutsideAssumptions => "values-not-increasing",
        EfficientRule::NotDifferentiable => "values-not-differentiable",
        EfficientRule::AmbiguityOpen => "minimal-ambiguity-open",
        EfficientRule::NoTheorem => "no-theorem",
    }
}

pub(super) fn finding_value(auction: &Auction, finding: &AuctionFinding) -> Value {
    let mut value = json!({
        "name": finding.condition.name(),
        "bidder": auction.bidder(finding.bidder).name,
        "verdict": auction_verdict_word(&finding.verdict),
        "words": reason(auction, finding),
    });
    match &finding.verdict {
        AuctionVerdict::Holds(Holds::Slack(tightest, _)) | AuctionVerdict::Fails(Fails::Slack(tightest)) => {
            value["tightest"] = tightest_value(auction, finding, tightest);
            if let AuctionVerdict::Holds(_) = finding.verdict {
                let tight = tight_intervals(auction, finding.bidder).into_iter();
                value["slack-0"] = tight.map(|(low, high)| json!([number(&low), number(&high)])).collect();
            }
        }
        AuctionVerdict::Holds(Holds::Enclosed(bound, cells)) => {
            value["slack-at-least"] = number(bound);
            value["cells"] = json!(cells.len());
        }
        AuctionVerdict::Fails(Fails::Enclosed(bound, cell)) => {
            value["slack-at-most"] = number(bound);
            value["own"] = json!([number(&cell.low), number(&cell.high)]);
        }
        AuctionVerdict::Undecided(Open::NotEnclosed { own, slack }) => {
            value["own"] = json!([number(&own.0), number(&own.1)]);
            value["slack"] = json!([number(&slack.0), number(&slack.1)]);
        }
        AuctionVerdict::Holds(Holds::Constant(constant)) => value["constant"] = number(constant),
        AuctionVerdict::Fails(Fails::Lost { from, to, others, .. }) => {
            value["witness"] = json!({ "from": number(from), "to": number(to), "others": point(auction, others) });
        }
        AuctionVerdict::Fails(Fails::NotProportional { own, others } | Fails::NotComonotonic { own, others }) => {
            value["witness"] = json!({
                "own": [number(&own.0), number(&own.1)],
                "others": [point(auction, &others.0), point(auction, &others.1)],
            });
        }
        AuctionVerdict::Fails(Fails::Derivative(which, at)) => {
            value["witness"] = json!({ "variable": variable(auction, *which), "at": point(auction, at) });
        }
        _ => {}
    }
    value
}

fn tightest_value(auction: &Auction, finding: &AuctionFinding, tightest: &Tightest) -> Value {
    let signal = |report| {
        let values = auction.extreme_signal(finding.bidder, report, &tightest.own).unwrap_or_default();
        let known = auction.bidder(finding.bidder).signals.iter().zip(values);
        known.map(|(signal, value)| (signal.name.clone(), number(&value))).collect::<serde_json::Map<_, _>>()
    };
    json!({
        "own": number(&tightest.own),
        "slack": number(&tightest.slack),
        "at-least": number(&tightest.at_least),
        "favourable": signal(Report::Favourable),
        "unfavourable": signal(Report::Unfavourable),
    })
}

fn point(auction: &Auction, point: &Point) -> Value {
    let entries = point.iter().map(|(which, value)| (variable(auction, *which), number(value)));
    Value::Object(entries.collect())
}
