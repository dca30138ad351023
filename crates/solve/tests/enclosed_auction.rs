//! Minimal Ambiguity by boxes: beside the closed form where there is one, on values without one, and with evidence that was tampered with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::auction::ambiguity::slack_pieces;
use ambimech_model::auction::belief::{BeliefSet, Density, Members};
use ambimech_model::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds};
use ambimech_model::auction::enclosed::Enclosing;
use ambimech_model::auction::expression::{Directed, Expression, Extreme};
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::piecewise::Piecewise;
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::subdivision::{Ranges, Subdivision};
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_model::auction::univariate::Univariate;
use ambimech_model::auction::variable::{SignalId, Variable};
use ambimech_model::auction::{Auction, AuctionError, Bidder, Signal, Symmetry};
use ambimech_model::check::{check_auction_finding, check_general_finding};
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::auction::{decide_enclosed, study_auction, study_general_auction};

const FIRST: AgentId = AgentId(0);

fn q(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn own(bidder: usize) -> Expression {
    Expression::Polynomial(Polynomial::variable(Variable::Own(AgentId(bidder))))
}

/// The component c of a bidder.
fn common(bidder: usize) -> Expression {
    let signal = SignalId { bidder: AgentId(bidder), component: 1 };
    Expression::Polynomial(Polynomial::variable(Variable::Signal(signal)))
}

/// Two bidders with signals (θ, c) in the unit square, uniform up to contamination, own index θ, and this value of the own index and the other's c.
fn general(
    epsilon: &str,
    value: impl Fn(&Expression, &Expression) -> Expression,
) -> Result<GeneralAuction, AuctionError> {
    let component = |name: &str| Signal { name: name.to_string(), low: Rational::ZERO, high: Rational::ONE };
    let uniform = || {
        let height = Univariate::constant(Rational::ONE);
        Piecewise::new(vec![Rational::ZERO, Rational::ONE], vec![height]).unwrap()
    };
    let bidder = |number: usize| Bidder {
        name: (number + 1).to_string(),
        signals: vec![component("theta"), component("c")],
        own: vec![Rational::ONE, Rational::ZERO],
        value: Polynomial::default(),
        beliefs: BeliefSet::Contamination {
            center: Density { marginals: vec![vec![uniform(), uniform()]; 2] },
            epsilon: q(epsilon),
            members: Members::All,
        },
    };
    let values = (0..2).map(|number| value(&own(number), &common(1 - number))).collect();
    let bidders = (0..2).map(bidder).collect();
    GeneralAuction::new((String::new(), String::new()), bidders, values, Symmetry::Exchangeable, Rational::ONE)
}

/// The same as an auction with polynomials.
fn polynomial(general: &GeneralAuction) -> Auction {
    let mut bidders = general.frame().bidders().to_vec();
    for (number, bidder) in bidders.iter_mut().enumerate() {
        bidder.value = general.value(AgentId(number)).as_polynomial().unwrap().clone();
    }
    Auction::new((String::new(), String::new()), bidders, Symmetry::Exchangeable, Rational::ONE).unwrap()
}

fn found(verdict: AuctionVerdict) -> AuctionFinding {
    AuctionFinding { condition: AuctionCondition::MinimalAmbiguity, bidder: FIRST, verdict }
}

#[test]
fn boxes_agree_with_the_closed_form() {
    let linear = |s: &Expression, c: &Expression| Expression::sum([s.clone(), c.scaled(&q("1/4"))]);
    for (epsilon, holds) in [("1/2", true), ("1/100", false)] {
        let general = general(epsilon, linear).unwrap();
        let auction = polynomial(&general);
        let verdict = decide_enclosed(&general, FIRST).unwrap();
        check_general_finding(&general, &found(verdict.clone())).unwrap();
        check_auction_finding(&auction, &found(verdict.clone())).unwrap();
        let cells = match verdict {
            AuctionVerdict::Holds(Holds::Enclosed(_, cells)) if holds => cells,
            AuctionVerdict::Fails(Fails::Enclosed(_, cell)) if !holds => vec![cell],
            other => panic!("{other:?}"),
        };
        let (pieces, enclosing) =
            (slack_pieces(&auction, FIRST).unwrap(), Enclosing::new(&general, FIRST).unwrap());
        for cell in &cells {
            let (low, high) = enclosing.slack(cell).unwrap();
            for share in ["1/5", "1/2", "9/10"] {
                let own = &cell.low + (&cell.high - &cell.low) * q(share);
                let piece = pieces.iter().find(|piece| piece.low <= own && own <= piece.high).unwrap();
                let exact = piece.at(&own);
                assert!(low <= exact && exact <= high, "{own}: {low} {exact} {high}");
            }
        }
        let exact = study_auction(&auction)
            .findings
            .into_iter()
            .find(|f| f.condition == AuctionCondition::MinimalAmbiguity);
        assert_eq!(matches!(exact.unwrap().verdict, AuctionVerdict::Holds(_)), holds);
    }
}

/// SONG section 4.4: v = s + (s + s²) c / 4 is not linear, has increasing differences, and contamination is the core of a convex capacity.
#[test]
fn increasing_differences_with_a_convex_capacity() {
    let value = |s: &Expression, c: &Expression| {
        let bent = Expression::sum([s.clone(), s.power(2)]).times(c).scaled(&q("1/4"));
        Expression::sum([s.clone(), bent])
    };
    let enough = general("1/2", value).unwrap();
    assert_eq!(study_general_auction(&enough).conclusion, EfficientRule::ByComonotonicity);
    assert_eq!(study_auction(&polynomial(&enough)).conclusion, EfficientRule::ByComonotonicity);
    let little = general("1/100", value).unwrap();
    assert_eq!(study_general_auction(&little).conclusion, EfficientRule::NotWithoutAmbiguity);

    let verdict = decide_enclosed(&enough, FIRST).unwrap();
    let AuctionVerdict::Holds(Holds::Enclosed(bound, cells)) = verdict else { panic!("{verdict:?}") };
    let refused = |bound: &Rational, cells: Vec<_>| {
        check_general_finding(&enough, &found(AuctionVerdict::Holds(Holds::Enclosed(bound.clone(), cells))))
            .is_err()
    };
    assert!(!refused(&bound, cells.clone()));
    assert!(refused(&(&bound + q("1/1000000")), cells.clone()));
    assert!(refused(&-Rational::ONE, cells.clone()));
    assert!(refused(&bound, cells[1..].to_vec()));
    assert!(refused(&bound, cells[..cells.len() - 1].to_vec()));
    let mut coarse = cells.clone();
    coarse.iter_mut().for_each(|cell| cell.favourable = Subdivision::Whole);
    assert!(refused(&bound, coarse));
    let mut moved = cells.clone();
    moved[0].best = moved[0].worst.keys().map(|variable| (*variable, q("2"))).collect();
    assert!(refused(&bound, moved));
    // The same cells prove nothing when there is little contamination.
    let copied = found(AuctionVerdict::Holds(Holds::Enclosed(bound, cells)));
    assert!(check_general_finding(&little, &copied).is_err());
}

#[test]
fn quotients_and_extremes() {
    // s/(1 + c) falls in c; with a divisor that may be 0 there is no auction.
    let falling =
        general("1/2", |s, c| s.over(&Expression::sum([c.clone(), Expression::constant(Rational::ONE)])));
    assert_eq!(study_general_auction(&falling.unwrap()).conclusion, EfficientRule::OutsideAssumptions);
    let undefined = general("1/2", |s, c| s.over(c));
    assert!(matches!(undefined, Err(AuctionError::Division(FIRST))));
    // A value with a kink in the own index is outside of what the theorems assume.
    let kinked = general("1/2", |s, c| {
        let steep = Expression::sum([s.scaled(&q("2")), Expression::constant(q("-1/2"))]);
        Expression::sum([Expression::extreme(Extreme::Greatest, vec![s.clone(), steep]), c.scaled(&q("1/4"))])
    });
    assert_eq!(study_general_auction(&kinked.unwrap()).conclusion, EfficientRule::NotDifferentiable);
}

/// On boxes of a grid, values at points are within the bounds, plain and directed.
#[test]
fn bounds_contain_values() {
    let one = Expression::constant(Rational::ONE);
    let (s, c) = (own(0), common(1));
    let ratio = s.times(&c).minus(&s.power(2)).over(&Expression::sum([one.clone(), c.clone()]));
    let least =
        Expression::extreme(Extreme::Least, vec![ratio.clone(), c.scaled(&q("1/3")), s.minus(&c).power(3)]);
    let function = Expression::sum([least.power(2), ratio.scaled(&q("-2"))]);
    let directed = Directed::new(function.clone());
    let [first, second] = [Variable::Own(FIRST), Variable::Signal(SignalId { bidder: AgentId(1), component: 1 })];
    let part = |k: usize| Rational::from(k) / Rational::from(6u8);
    for i in 0..6 {
        for j in 0..6 {
            let ranges: Ranges = [(first, (part(i), part(i + 1))), (second, (part(j), part(j + 1)))].into();
            for bounds in [function.range(&ranges).unwrap(), directed.range(&ranges).unwrap()] {
                for (x, y) in [("0", "1"), ("1/3", "1/7"), ("1", "1/2"), ("1", "1"), ("0", "0")] {
                    let at = |k: usize, share: &str| part(k) + q(share) / Rational::from(6u8);
                    let value = function.at(&[(first, at(i, x)), (second, at(j, y))].into()).unwrap();
                    assert!(bounds.0 <= value && value <= bounds.1, "{value} {bounds:?}");
                }
            }
        }
    }
}
