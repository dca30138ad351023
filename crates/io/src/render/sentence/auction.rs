//! Findings about auctions in words.

use crate::render::number::{exact, with_decimal};
use crate::suggestion::counted;
use ambimech_model::auction::ambiguity::slack_pieces;
use ambimech_model::auction::belief::{BeliefSet, Members};
use ambimech_model::auction::condition::{
    AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds, Open, Point, Tightest,
};
use ambimech_model::auction::report::Report;
use ambimech_model::auction::space::Order;
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_model::auction::variable::Variable;
use ambimech_model::auction::winning::NoClosedForm;
use ambimech_model::auction::{Auction, Signal, Symmetry};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use std::cmp::Ordering;

/// So many values of signals are written out.
const SHOWN: usize = 4;

/// `holds`, `fails` or `undecided`.
pub fn auction_verdict_word(verdict: &AuctionVerdict) -> &'static str {
    match verdict {
        AuctionVerdict::Holds(_) => "holds",
        AuctionVerdict::Fails(_) => "fails",
        AuctionVerdict::Undecided(_) => "undecided",
    }
}

/// The verdict word about the efficient rule.
pub fn efficient_rule_word(conclusion: EfficientRule) -> &'static str {
    match conclusion {
        EfficientRule::ByLinearity | EfficientRule::ByComonotonicity => "holds",
        EfficientRule::NotWithoutAmbiguity => "fails",
        EfficientRule::OutsideAssumptions
        | EfficientRule::NotDifferentiable
        | EfficientRule::AmbiguityOpen
        | EfficientRule::NoTheorem => "undecided",
    }
}

/// What follows for the efficient rule.
pub fn efficient_rule(conclusion: EfficientRule) -> &'static str {
    match conclusion {
        EfficientRule::ByLinearity => {
            "the efficient rule can be implemented: Minimal Ambiguity, Monotonicity and Linearity hold (SONG Theorem 4.1)"
        }
        EfficientRule::ByComonotonicity => {
            "the efficient rule can be implemented: Minimal Ambiguity, Monotonicity, Comonotonic Independence and Increasing Differences hold (SONG Theorem 4.2)"
        }
        EfficientRule::NotWithoutAmbiguity => {
            "no mechanism implements the efficient rule: Minimal Ambiguity is necessary and fails (SONG Lemma 4.1)"
        }
        EfficientRule::OutsideAssumptions => {
            "it was not shown that every value increases in the signals, which the theorems assume"
        }
        EfficientRule::NotDifferentiable => {
            "a derivative of a value in the own index may jump, and the theorems assume values that can be differentiated"
        }
        EfficientRule::AmbiguityOpen => "Minimal Ambiguity, which is necessary, was not decided",
        EfficientRule::NoTheorem => {
            "Minimal Ambiguity holds, but the other conditions of neither theorem are known to hold"
        }
    }
}

/// Who a finding is about: `every bidder`, or `bidder 2`.
pub fn bidder_name(auction: &Auction, bidder: AgentId) -> String {
    match auction.symmetry() {
        Symmetry::Exchangeable => "every bidder".to_string(),
        Symmetry::OneByOne => format!("bidder {}", auction.bidder(bidder).name),
    }
}

/// A bidder's beliefs in a few words.
pub fn beliefs(set: &BeliefSet) -> String {
    let only = |members: &Members| match members {
        Members::All => "",
        Members::Densities => ", densities only",
    };
    match set {
        BeliefSet::Hull(densities) if densities.len() == 1 => "one density".to_string(),
        BeliefSet::Hull(densities) => format!("the hull of {} densities", densities.len()),
        BeliefSet::Contamination { epsilon, members, .. } if epsilon.is_one() => {
            format!("all beliefs{}", only(members))
        }
        BeliefSet::Contamination { epsilon, members, .. } => {
            format!("contamination of a density, epsilon {}{}", with_decimal(epsilon), only(members))
        }
        BeliefSet::Prokhorov { radius, members, .. } => {
            format!("a Prokhorov ball around a density, radius {}{}", with_decimal(radius), only(members))
        }
    }
}

fn report_word(report: Report) -> &'static str {
    match report {
        Report::Favourable => "favourable",
        Report::Unfavourable => "unfavourable",
    }
}

/// `own`, or `c[2]`.
pub fn variable(auction: &Auction, variable: Variable) -> String {
    match variable {
        Variable::Own(_) => "own".to_string(),
        Variable::Signal(signal) => {
            let bidder = auction.bidder(signal.bidder);
            let name = bidder.signals.get(signal.component).map_or("", |known| known.name.as_str());
            format!("{name}[{}]", bidder.name)
        }
    }
}

fn point(auction: &Auction, point: &Point) -> String {
    if point.is_empty() {
        return "everywhere".to_string();
    }
    let shown =
        point.iter().take(SHOWN).map(|(which, value)| format!("{} = {}", variable(auction, *which), exact(value)));
    let rest = match point.len() > SHOWN {
        true => format!(" and {} more", point.len() - SHOWN),
        false => String::new(),
    };
    format!("{}{rest}", shown.collect::<Vec<_>>().join(", "))
}

/// Where Δ is least: `own index 1`, `just above 1`.
pub fn tightest_place(auction: &Auction, bidder: AgentId, tightest: &Tightest) -> String {
    let own = with_decimal(&tightest.own);
    let Ok(pieces) = slack_pieces(auction, bidder) else { return format!("own index {own}") };
    match pieces.get(tightest.piece) {
        Some(piece) if piece.low == tightest.own => format!("own index {own}, approached from above"),
        Some(piece) if piece.high == tightest.own => format!("own index {own}, approached from below"),
        _ => format!("own index {own}"),
    }
}

/// An extreme signal at an own index: `theta = 1, c = 0`.
pub fn extreme_signal(auction: &Auction, bidder: AgentId, report: Report, tightest: &Tightest) -> String {
    let signal = auction.extreme_signal(bidder, report, &tightest.own).unwrap_or_default();
    let parts = auction.bidder(bidder).signals.iter().zip(&signal);
    parts.map(|(known, value)| format!("{} = {}", known.name, exact(value))).collect::<Vec<_>>().join(", ")
}

/// Why a condition holds, fails or is open.
pub fn reason(auction: &Auction, finding: &AuctionFinding) -> String {
    match &finding.verdict {
        AuctionVerdict::Holds(holds) => holding(auction, finding, holds),
        AuctionVerdict::Fails(fails) => failing(auction, finding, fails),
        AuctionVerdict::Undecided(open) => self::open(auction, open),
    }
}

fn holding(auction: &Auction, finding: &AuctionFinding, holds: &Holds) -> String {
    match holds {
        Holds::Derivatives(_) => {
            "the value increases in the own index and never falls in a signal of another".to_string()
        }
        Holds::Margins(_) => {
            "no margin over a rival falls in the own index, with either extreme report".to_string()
        }
        Holds::Proportional(_) if finding.condition == AuctionCondition::Linearity => {
            "the value is a function of the own index times one of the others' signals, plus one of these"
                .to_string()
        }
        Holds::Proportional(_) => "follows from Linearity".to_string(),
        Holds::OneComponent(which, _) => format!(
            "the derivative in the own index depends on {} alone among the others' signals, always in the same direction",
            variable(auction, *which)
        ),
        Holds::OneDensity => "one density: the core of an additive capacity".to_string(),
        Holds::Contamination => "contamination: the core of (1 − ε) F(A), A not everything".to_string(),
        Holds::ProkhorovBall => {
            "a Prokhorov ball: its upper probability min(1, F(A^ε) + ε) is submodular".to_string()
        }
        Holds::Constant(constant) => {
            format!("the extreme reports have slopes of at most {}", with_decimal(constant))
        }
        Holds::Enclosed(bound, cells) => format!(
            "the slack is at least {}, by boxes on {} of own indices",
            with_decimal(bound),
            counted(cells.len(), "cell")
        ),
        Holds::Slack(tightest, _) => match tightest.slack == tightest.at_least {
            true => format!(
                "the least slack is {}, at {}",
                with_decimal(&tightest.slack),
                tightest_place(auction, finding.bidder, tightest)
            ),
            false => format!(
                "the slack is at least {}, and {} at {}",
                with_decimal(&tightest.at_least),
                with_decimal(&tightest.slack),
                tightest_place(auction, finding.bidder, tightest)
            ),
        },
    }
}

fn failing(auction: &Auction, finding: &AuctionFinding, fails: &Fails) -> String {
    match fails {
        // A constant derivative is refuted without a point: 0 in the own index, negative otherwise.
        Fails::Derivative(which, at) => format!(
            "the derivative of the value in {} is {}",
            variable(auction, *which),
            match (at.is_empty(), auction.bidder(finding.bidder).value.derivative(*which).is_zero()) {
                (true, true) => "0 everywhere".to_string(),
                (true, false) => "negative everywhere".to_string(),
                (false, _) => format!("negative at {}", point(auction, at)),
            }
        ),
        Fails::Lost { report, from, to, others } => format!(
            "the {} report wins at own index {} and loses at {} against {}",
            report_word(*report),
            with_decimal(from),
            with_decimal(to),
            point(auction, others)
        ),
        Fails::NotProportional { own, others } => format!(
            "from own index {} to {} the derivative changes by different factors at {} and at {}",
            exact(&own.0),
            exact(&own.1),
            point(auction, &others.0),
            point(auction, &others.1)
        ),
        Fails::NotComonotonic { own, others } => format!(
            "the derivative in the own index is larger at {} than at {} for own index {}, and smaller for {}",
            point(auction, &others.0),
            point(auction, &others.1),
            exact(&own.0),
            exact(&own.1)
        ),
        Fails::TwoDensities(one, other) => format!(
            "densities {} and {} differ, and the hull of different densities is never the core of a convex capacity",
            one + 1,
            other + 1
        ),
        Fails::Enclosed(bound, cell) => format!(
            "the slack is at most {} at all own indices between {} and {}, by boxes",
            with_decimal(bound),
            with_decimal(&cell.low),
            with_decimal(&cell.high)
        ),
        Fails::Slack(tightest) => format!(
            "the slack is {} at {}",
            with_decimal(&tightest.slack),
            tightest_place(auction, finding.bidder, tightest)
        ),
    }
}

fn open(auction: &Auction, open: &Open) -> String {
    let name = |rival: &AgentId| match auction.symmetry() {
        Symmetry::Exchangeable => "a rival".to_string(),
        Symmetry::OneByOne => format!("bidder {}", auction.bidder(*rival).name),
    };
    match open {
        Open::NotSettled => "the subdivision did not settle a sign".to_string(),
        Open::NotEnclosed { own, slack } => format!(
            "boxes leave the slack between {} and {} at own indices between {} and {}",
            with_decimal(&slack.0),
            with_decimal(&slack.1),
            with_decimal(&own.0),
            with_decimal(&own.1)
        ),
        Open::TooLarge => "a polynomial has too many terms".to_string(),
        Open::NoClosedForm(reason) => match reason {
            NoClosedForm::TooLarge => "the probability of winning is a polynomial that is too large".to_string(),
            NoClosedForm::NotSeparable(rival) => {
                format!("whether {} is ahead depends on more than one number of each of the two", name(rival))
            }
            NoClosedForm::NonlinearScore(rival) => {
                format!("the score of {} is not linear in its signal", name(rival))
            }
            NoClosedForm::NonlinearIndex(rival) => {
                format!("the score against {} is not linear in the own index", name(rival))
            }
            NoClosedForm::SlopeDependsOnOthers => {
                "the derivative of the value in the own index depends on the others' signals".to_string()
            }
            NoClosedForm::Ordered(rival) => {
                format!("orders link components of the signal of {} in a way that has no formula", name(rival))
            }
            NoClosedForm::OrderedBall(rival) => format!(
                "a Prokhorov ball, and orders by which a signal of {} may have to move farther than its score",
                name(rival)
            ),
            NoClosedForm::SeveralComponents(rival) => {
                format!("a Prokhorov ball, and the score of {} has several components", name(rival))
            }
            NoClosedForm::MixedTies => {
                "a Prokhorov ball with atoms where ties with some rivals meet losses to others".to_string()
            }
        },
    }
}

/// The orders between the components of a bidder's signal, as a file writes them.
pub fn orders(auction: &Auction, agent: AgentId) -> Vec<String> {
    let signals = &auction.bidder(agent).signals;
    let of = |order: &Order| {
        let side = |factor: &Rational, constant: &Rational| {
            let weights = order.weights.iter().map(|weight| weight * factor);
            let counted = weights.zip(signals).filter(|(weight, _)| *weight > Rational::ZERO);
            let term = |(weight, signal): (Rational, &Signal)| match weight.is_one() {
                true => signal.name.clone(),
                false => format!("{weight}*{}", signal.name),
            };
            let mut terms = counted.map(term).collect::<Vec<_>>().join(" + ");
            match (terms.is_empty(), constant.cmp(&Rational::ZERO)) {
                (true, _) => terms = constant.to_string(),
                (false, Ordering::Greater) => terms.push_str(&format!(" + {constant}")),
                (false, Ordering::Less) => terms.push_str(&format!(" - {}", -constant)),
                (false, Ordering::Equal) => {}
            }
            terms
        };
        format!("{} <= {}", side(&Rational::ONE, &Rational::ZERO), side(&-Rational::ONE, &order.bound))
    };
    auction.space(agent).map(|space| space.orders().iter().map(of).collect()).unwrap_or_default()
}
