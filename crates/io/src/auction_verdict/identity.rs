//! The identity of an auction: what a file of verdicts names it by.

use crate::auction::{AnyAuction, formula_text};
use crate::json_writer::{JsonWriter, Layout};
use crate::seal::sealed;
use ambimech_model::auction::Symmetry;
use ambimech_model::auction::belief::{BeliefSet, Density, Members};
use ambimech_model::auction::expression::Expression;
use ambimech_model::number::Rational;

/// `sha256:` and the hash of the auction's canonical text: bidders, signals, own indices, values as formulas, ties and beliefs, exact numbers in
/// lowest terms. Name and source do not count.
pub fn auction_digest(auction: &AnyAuction) -> String {
    sealed(|sink| {
        let frame = auction.frame();
        let mut json = JsonWriter::new(sink);
        json.open_object(Layout::Lines);
        json.entry("bidders", if frame.symmetry() == Symmetry::Exchangeable { "alike" } else { "one by one" });
        json.key("ties");
        json.number(frame.ties());
        for agent in frame.agents() {
            let bidder = frame.bidder(agent);
            json.key("bidder");
            json.open_object(Layout::Lines);
            json.entry("name", &bidder.name);
            for (signal, weight) in bidder.signals.iter().zip(&bidder.own) {
                json.key(&signal.name);
                numbers(&mut json, [&signal.low, &signal.high, weight]);
            }
            for order in frame.space(agent).map(|space| space.orders()).unwrap_or_default() {
                json.key("order");
                numbers(&mut json, order.weights.iter().chain([&order.bound]));
            }
            let value = match auction {
                AnyAuction::Polynomial(_) => Expression::Polynomial(bidder.value.clone()),
                AnyAuction::General(general) => general.value(agent).clone(),
            };
            json.entry("value", &formula_text(frame, &value).unwrap_or_default());
            json.key("beliefs");
            beliefs(&mut json, &bidder.beliefs);
            json.close();
        }
        json.finish();
    })
}

fn beliefs(json: &mut JsonWriter<'_>, set: &BeliefSet) {
    let (kind, parameter) = match set {
        BeliefSet::Hull(_) => ("hull", None),
        BeliefSet::Contamination { epsilon, members, .. } => ("contamination", Some((epsilon, members))),
        BeliefSet::Prokhorov { radius, members, .. } => ("prokhorov", Some((radius, members))),
    };
    json.open_object(Layout::Lines);
    json.entry("kind", kind);
    if let Some((size, members)) = parameter {
        json.key("size");
        json.number(size);
        json.entry("members", if *members == Members::All { "all" } else { "densities" });
    }
    set.densities().iter().for_each(|density| self::density(json, density));
    json.close();
}

/// For every component of every bidder the breaks, then the coefficients of every piece.
fn density(json: &mut JsonWriter<'_>, density: &Density) {
    json.key("density");
    json.open_array(Layout::Lines);
    for marginal in density.marginals.iter().flatten() {
        json.open_array(Layout::Line);
        numbers(json, marginal.breaks());
        marginal.pieces().iter().for_each(|piece| numbers(json, piece.coefficients()));
        json.close();
    }
    json.close();
}

fn numbers<'n>(json: &mut JsonWriter<'_>, numbers: impl IntoIterator<Item = &'n Rational>) {
    json.open_array(Layout::Line);
    numbers.into_iter().for_each(|number| json.number(number));
    json.close();
}
