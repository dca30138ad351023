//! From answers to a file.

use super::answer::{AuctionAnswer, DeviceAnswer, LeastAnswer, SchemeAnswer};
use super::identity::auction_digest;
use super::write::{Writer, report_name};
use super::{AUCTION_ANSWER_FORMAT, DEVICE, LEAST, SCHEME};
use crate::auction::AnyAuction;
use crate::json_writer::{JsonWriter, Layout};
use crate::seal::sealed;
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::AuctionFinding;
use ambimech_model::auction::informational_size::InformationalSize;
use ambimech_model::auction::reward::Between;
use ambimech_model::auction::scheme::{Scheme, SchemeRow};
use ambimech_model::number::Rational;

/// An answer as a sealed file. The same answer gives the same bytes; why something is undecided is left out.
pub fn render_auction_answer(auction: &Auction, answer: &AuctionAnswer) -> String {
    let seal = answer_seal(auction, answer);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), auction, answer, Some(&seal));
    text
}

/// The seal of the file.
pub(super) fn answer_seal(auction: &Auction, answer: &AuctionAnswer) -> String {
    sealed(|sink| write(sink, auction, answer, None))
}

/// The digest of an auction with polynomials.
pub(super) fn digest(auction: &Auction) -> String {
    auction_digest(&AnyAuction::Polynomial(auction.clone()))
}

fn write(sink: &mut dyn FnMut(&str), auction: &Auction, answer: &AuctionAnswer, seal: Option<&str>) {
    let mut writer = Writer { json: JsonWriter::new(sink), frame: auction, about: None };
    writer.json.open_object(Layout::Lines);
    writer.json.entry("format", AUCTION_ANSWER_FORMAT);
    writer.json.entry("auction", &digest(auction));
    match answer {
        AuctionAnswer::Least(answer) => least(&mut writer, answer),
        AuctionAnswer::Scheme(answer) => scheme(&mut writer, answer),
        AuctionAnswer::Device(answer) => device(&mut writer, answer),
    }
    if let Some(seal) = seal {
        writer.json.entry("seal", seal);
    }
    writer.json.finish();
}

fn least<'a>(writer: &mut Writer<'_, 'a>, answer: &'a LeastAnswer) {
    writer.json.entry("question", LEAST);
    writer.json.entry("family", answer.family.name());
    if let Some(below) = &answer.below {
        writer.number("below", below);
    }
    if let Some(name) = &answer.varied {
        writer.json.entry("varied", name);
    }
    writer.json.key("rows");
    writer.json.open_array(Layout::Lines);
    for row in &answer.rows {
        writer.frame = &row.auction;
        writer.json.open_object(Layout::Lines);
        if let Some(count) = row.bidders {
            writer.number("bidders", &Rational::from(count));
        }
        if let Some(value) = &row.value {
            writer.number("value", value);
        }
        writer.json.entry("auction", &digest(&row.auction));
        writer.json.entry("bidder", &row.auction.bidder(row.least.bidder).name);
        if let Some(less) = &row.least.too_little {
            writer.json.key("too-little");
            writer.json.open_object(Layout::Lines);
            writer.number("parameter", &less.parameter);
            writer.tightest(&less.tightest);
            writer.json.close();
        }
        if let Some(enough) = &row.least.enough {
            writer.json.key("enough");
            writer.json.open_object(Layout::Lines);
            writer.number("parameter", &enough.parameter);
            writer.json.key("cover");
            writer.json.open_array(Layout::Lines);
            enough.cover.iter().for_each(|cells| writer.slack_cells(cells));
            writer.json.close();
            if let Some((piece, own)) = &enough.sharp {
                writer.json.key("sharp");
                writer.json.open_object(Layout::Line);
                writer.number("piece", &Rational::from(piece + 1));
                writer.number("own", own);
                writer.json.close();
            }
            writer.json.close();
        }
        if let Some(size) = &row.size {
            informational_size(writer, size);
        }
        premises(writer, &row.premises);
        writer.json.close();
    }
    writer.json.close();
}

fn informational_size(writer: &mut Writer<'_, '_>, size: &InformationalSize) {
    writer.about = Some(size.bidder);
    writer.json.key("informational-size");
    writer.json.open_object(Layout::Lines);
    for (key, greatest) in [("derivative", &size.derivative), ("spread", &size.spread)] {
        writer.json.key(key);
        writer.json.open_object(Layout::Lines);
        writer.number("at-least", &greatest.at_least);
        if let Some((polynomial, point)) = &greatest.attained {
            writer.number("attained-by", &Rational::from(polynomial + 1));
            writer.point("at", point);
        }
        writer.number("at-most", &greatest.at_most);
        writer.json.key("subdivisions");
        writer.json.open_array(Layout::Lines);
        greatest.proofs.iter().for_each(|proof| writer.subdivision(proof));
        writer.json.close();
        writer.json.close();
    }
    writer.json.close();
}

fn scheme(writer: &mut Writer<'_, '_>, answer: &SchemeAnswer) {
    writer.json.entry("question", SCHEME);
    writer.number("parts", &Rational::from(answer.parts));
    writer.json.key("bidders");
    writer.json.open_array(Layout::Lines);
    for (bidder, scheme) in writer.frame.representatives().into_iter().zip(&answer.schemes) {
        writer.json.open_object(Layout::Lines);
        writer.json.entry("bidder", &writer.frame.bidder(bidder).name);
        if let Some(Scheme { rows, .. }) = scheme {
            writer.json.key("rows");
            writer.json.open_array(Layout::Lines);
            rows.iter().for_each(|row| scheme_row(writer, row));
            writer.json.close();
        }
        writer.json.close();
    }
    writer.json.close();
    premises(writer, &answer.premises);
}

fn scheme_row(writer: &mut Writer<'_, '_>, row: &SchemeRow) {
    writer.json.open_object(Layout::Line);
    writer.number("own", &row.own);
    between(writer, "reward", &row.reward);
    writer.number("least-favourable", &row.least_favourable);
    writer.number("most-unfavourable", &row.most_unfavourable);
    if let Some(best) = &row.best {
        writer.number("reported", &best.reported);
        writer.json.entry("report", report_name(best.report));
        between(writer, "gain", &best.gain);
    }
    writer.json.close();
}

fn between(writer: &mut Writer<'_, '_>, key: &str, (low, high): &Between) {
    writer.json.key(key);
    writer.json.open_array(Layout::Line);
    writer.json.number(low);
    writer.json.number(high);
    writer.json.close();
}

fn device(writer: &mut Writer<'_, '_>, answer: &DeviceAnswer) {
    writer.json.entry("question", DEVICE);
    writer.json.entry("component", &answer.component);
    writer.json.key("bidders");
    writer.json.open_array(Layout::Lines);
    for (bidder, claim) in writer.frame.representatives().into_iter().zip(&answer.claims) {
        writer.json.open_object(Layout::Lines);
        writer.json.entry("bidder", &writer.frame.bidder(bidder).name);
        if let Some(claim) = claim {
            writer.json.key("cuts");
            writer.json.open_array(Layout::Line);
            claim.cuts.iter().for_each(|cut| writer.json.number(cut));
            writer.json.close();
            writer.json.key("after");
            writer.finding(&claim.finding);
        }
        writer.json.close();
    }
    writer.json.close();
    premises(writer, &answer.premises);
}

fn premises(writer: &mut Writer<'_, '_>, premises: &[AuctionFinding]) {
    writer.json.key("premises");
    writer.json.open_array(Layout::Lines);
    premises.iter().for_each(|premise| writer.finding(premise));
    writer.json.close();
}
