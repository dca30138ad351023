//! Auctions whose signals keep orders between components: the numbers of the book, by hand and by counting points.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::auction::{AnyAuction, parse_any_auction};
use ambimech_io::source::Format;
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionCondition, AuctionVerdict, Holds};
use ambimech_model::auction::family::Family;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::scheme::{GridVerdict, full_insurance};
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::auction::{decide_auction_condition, decide_enclosed, least_parameter, study_auction};

const FIRST: AgentId = AgentId(0);

fn q(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn text(orders: &str, epsilon: &str, value: &str) -> String {
    format!(
        "format = \"ambimech-auction/1\"\nbidders = 2\nties = \"1/2\"\nown = \"theta + c/2\"\nvalue = \"{value}\"\norders = {orders}\n\
         [signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\nkind = \"contamination\"\nepsilon = \"{epsilon}\"\n"
    )
}

fn read(orders: &str, epsilon: &str, value: &str) -> Auction {
    match parse_any_auction(&text(orders, epsilon, value), "a.toml", Format::Toml).unwrap() {
        AnyAuction::Polynomial(auction) => auction,
        AnyAuction::General(_) => panic!("a polynomial was written"),
    }
}

const SUM: &str = "own + sum(c)/2";
const PRODUCT: &str = "own*(1 + sum(c))";

/// In the triangle 10/19 is exactly enough, in the square 1/2.
#[test]
fn a_triangle_needs_more_than_the_square() {
    for (orders, least) in [
        ("[\"c <= theta\"]", "10/19"),
        ("[]", "1/2"),
        ("[\"c <= theta + 1\"]", "1/2"),
        ("[\"c + theta <= 3/2\"]", "8/15"),
    ] {
        let auction = read(orders, "0", SUM);
        let found = least_parameter(&auction, FIRST, Family::Contamination, None).unwrap();
        assert_eq!(found.exact(), Some(&q(least)), "{orders}");
    }
    let slack = |epsilon| {
        decide_auction_condition(
            &read("[\"c <= theta\"]", epsilon, SUM),
            AuctionCondition::MinimalAmbiguity,
            FIRST,
        )
        .verdict
    };
    assert!(
        matches!(slack("10/19"), AuctionVerdict::Holds(Holds::Slack(tightest, _)) if tightest.slack.is_zero())
    );
    assert!(matches!(slack("1/2"), AuctionVerdict::Fails(_)));
    assert_eq!(study_auction(&read("[\"c <= theta\"]", "10/19", SUM)).conclusion, EfficientRule::ByLinearity);
}

/// On the triangle the unfavourable report is on the diagonal, and the reward at the top is ∫ (9/19) s² from 0 to 1 and 14/19 from 1 to 3/2.
#[test]
fn reports_and_rewards_by_hand() {
    let auction = read("[\"c <= theta\"]", "10/19", SUM);
    assert_eq!(auction.own_range(FIRST), (q("0"), q("3/2")));
    assert_eq!(auction.extreme_signal(FIRST, Report::Unfavourable, &q("3/4")), Some(vec![q("1/2"), q("1/2")]));
    assert_eq!(auction.extreme_signal(FIRST, Report::Favourable, &q("5/4")), Some(vec![q("1"), q("1/2")]));
    let scheme = full_insurance(&auction, FIRST, 6).unwrap();
    assert_eq!(scheme.verdict(), GridVerdict::NoneGains);
    assert_eq!(scheme.rows.last().unwrap().reward, (q("10/19"), q("10/19")));
}

/// Boxes of possible signals and the closed form say the same; an order that cuts off nothing leaves the boxes as they are.
#[test]
fn boxes_and_closed_form_agree() {
    for (orders, epsilon, holds) in [
        ("[\"c <= theta\"]", "4/5", true),
        ("[\"c <= theta\"]", "1/50", false),
        ("[\"c + theta <= 3/2\"]", "4/5", true),
        ("[\"c + theta <= 3/2\"]", "1/50", false),
    ] {
        let auction = read(orders, epsilon, SUM);
        let boxes = decide_enclosed(&GeneralAuction::of(&auction), FIRST).unwrap();
        assert_eq!(matches!(boxes, AuctionVerdict::Holds(_)), holds, "{boxes:?}");
        assert_eq!(matches!(boxes, AuctionVerdict::Fails(_)), !holds, "{boxes:?}");
    }
    let plain = GeneralAuction::of(&read("[]", "4/5", PRODUCT));
    let same = GeneralAuction::of(&read("[\"c <= theta + 1\"]", "4/5", PRODUCT));
    assert_eq!(decide_enclosed(&plain, FIRST), decide_enclosed(&same, FIRST));
}

#[test]
fn orders_that_make_no_space_are_refused() {
    for (orders, expected) in [
        ("[\"c < theta\"]", "<= or >="),
        ("[\"c - c <= 1/2\"]", "no component is left"),
        ("[\"c <= theta^2\"]", "weighted sum"),
        ("[\"c <= tehta\"]", "did you mean `theta`"),
        ("[\"c <= theta\", \"theta <= c\"]", "leave no space"),
        ("[\"c >= theta + 2\"]", "leave no space"),
        ("\"c <= theta\"", "an array"),
    ] {
        let refused = parse_any_auction(&text(orders, "0", SUM), "a.toml", Format::Toml).unwrap_err().to_string();
        assert!(refused.contains(expected) && refused.contains("a.toml:6:"), "{orders}: {refused}");
    }
}
