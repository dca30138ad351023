//! Auctions with continuous signals: the numbers of the book, the definitions written out, and evidence that was tampered with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::auction::ambiguity::{slack_pieces, tight_intervals};
use ambimech_model::auction::belief::{BeliefSet, Density, Members};
use ambimech_model::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds};
use ambimech_model::auction::piecewise::Piecewise;
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_model::auction::univariate::Univariate;
use ambimech_model::auction::variable::{SignalId, Variable};
use ambimech_model::auction::winning::{Bound, Place, Winning};
use ambimech_model::auction::{Auction, AuctionError, Bidder, Signal, Symmetry};
use ambimech_model::check::check_auction_finding;
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::auction::{contamination_need, decide_auction_condition, study_auction};
use proptest::prelude::*;

const FIRST: AgentId = AgentId(0);

fn q(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn whole(number: usize) -> Rational {
    Rational::from(number)
}

fn signal(bidder: usize, component: usize) -> Polynomial {
    Polynomial::variable(Variable::Signal(SignalId { bidder: AgentId(bidder), component }))
}

/// A density on [0, 1] with these probabilities of equally long pieces.
fn steps(weights: &[usize]) -> Piecewise {
    let count = weights.len();
    let total: usize = weights.iter().sum();
    let breaks = (0..=count).map(|k| whole(k) / whole(count)).collect();
    let height = |weight: &usize| Univariate::constant(whole(*weight) * whole(count) / whole(total));
    Piecewise::new(breaks, weights.iter().map(height).collect()).unwrap()
}

fn uniform(bidders: usize) -> Density {
    Density { marginals: vec![vec![steps(&[1]), steps(&[1])]; bidders] }
}

/// Signals (θ, c) in the unit square, own index θ + `counted`·c, value own + `effect`·Σ c of the others.
fn auction(bidders: usize, counted: &Rational, effect: &Rational, ties: &str, beliefs: BeliefSet) -> Auction {
    let component = |name: &str| Signal { name: name.to_string(), low: Rational::ZERO, high: Rational::ONE };
    let bidder = |number: usize| {
        let others = (0..bidders).filter(|other| *other != number);
        let own = Polynomial::variable(Variable::Own(AgentId(number)));
        Bidder {
            name: (number + 1).to_string(),
            signals: vec![component("theta"), component("c")],
            own: vec![Rational::ONE, counted.clone()],
            value: others.fold(own, |sum, other| sum.plus(&signal(other, 1).scaled(effect))),
            beliefs: beliefs.clone(),
        }
    };
    let made = (0..bidders).map(bidder).collect();
    Auction::new((String::new(), String::new()), made, Symmetry::Exchangeable, q(ties)).unwrap()
}

fn section_5(bidders: usize, ties: &str, beliefs: BeliefSet) -> Auction {
    let share = Rational::ONE / whole(bidders);
    auction(bidders, &share, &share, ties, beliefs)
}

fn contamination(bidders: usize, epsilon: Rational, members: Members) -> BeliefSet {
    BeliefSet::Contamination { center: uniform(bidders), epsilon, members }
}

fn ambiguity(auction: &Auction) -> AuctionFinding {
    decide_auction_condition(auction, AuctionCondition::MinimalAmbiguity, FIRST)
}

/// D = 1 − (1 − 1/N)^{N−1}.
fn gap(bidders: usize) -> Rational {
    let share = Rational::ONE / whole(bidders);
    Rational::ONE - (Rational::ONE - share).pow(bidders as isize - 1)
}

#[test]
fn contamination_fails_for_every_epsilon_below_one_when_ties_are_won() {
    for bidders in [2, 3, 10] {
        for epsilon in ["0", "1/2", "999/1000"] {
            let found = ambiguity(&section_5(bidders, "1", contamination(bidders, q(epsilon), Members::All)));
            let AuctionVerdict::Fails(Fails::Slack(tightest)) = &found.verdict else { panic!("{found:?}") };
            assert_eq!(tightest.slack, (q(epsilon) - Rational::ONE) * gap(bidders));
        }
        let all = section_5(bidders, "1", contamination(bidders, Rational::ONE, Members::All));
        assert!(matches!(study_auction(&all).conclusion, EfficientRule::ByLinearity));
    }
}

/// On own indices below 1 the least ε is D/(1 + D); above, all beliefs are needed.
#[test]
fn the_contamination_needed_below_one_is_that_of_the_book() {
    for bidders in [2, 3, 10] {
        let need =
            contamination_need(&section_5(bidders, "1", contamination(bidders, q("1/7"), Members::All)), FIRST);
        let pieces = need.unwrap().pieces;
        let share = Rational::ONE / whole(bidders);
        let ends: Vec<_> = pieces.iter().map(|piece| piece.high.clone()).collect();
        assert_eq!(ends, [share.clone(), Rational::ONE, Rational::ONE + &share]);
        let least = gap(bidders) / (Rational::ONE + gap(bidders));
        assert_eq!((pieces[1].at_least.clone(), pieces[1].enough.clone()), (Some(least.clone()), Some(least)));
        assert_eq!(pieces[2].enough, Some(Rational::ONE));
    }
}

/// With ties won with probability τ exactly ε/(1 − ε) ≥ max(D/(1 − τ), N^{−(N−1)}/τ).
#[test]
fn with_ties_the_threshold_is_exact() {
    for (bidders, tau) in [(2, "1/2"), (2, "1/10"), (2, "9/10"), (3, "1/2"), (3, "1/50"), (6, "2/3")] {
        let one = gap(bidders) / (Rational::ONE - q(tau));
        let other = (Rational::ONE / whole(bidders)).pow(bidders as isize - 1) / q(tau);
        let odds = one.max(other);
        let least = &odds / (Rational::ONE + &odds);
        let found = ambiguity(&section_5(bidders, tau, contamination(bidders, least.clone(), Members::All)));
        let AuctionVerdict::Holds(Holds::Slack(tightest, _)) = found.verdict else { panic!("{found:?}") };
        assert_eq!(tightest.slack, Rational::ZERO);
        let less = least - q("1/1000000");
        let found = ambiguity(&section_5(bidders, tau, contamination(bidders, less, Members::All)));
        assert!(matches!(found.verdict, AuctionVerdict::Fails(_)));
    }
    // Without atoms ties do not help.
    let found = ambiguity(&section_5(2, "1/2", contamination(2, q("99/100"), Members::Densities)));
    assert!(matches!(found.verdict, AuctionVerdict::Fails(_)));
}

/// Corollary 5.1 in the form of the book: the radius 1/N is enough. The least radius for two bidders by hand: on s ≥ 1 the unfavourable report
/// wins with at least min(1, s − 1/2 + ε + ε), so at s = 1 one needs ε ≥ 1/4; below, s − 1/2 + 2ε ≥ s − 2ε needs ε ≥ 1/8.
#[test]
fn prokhorov_balls_are_enough_at_one_over_the_number_of_bidders() {
    let ball = |bidders: usize, radius: Rational| {
        section_5(bidders, "1", BeliefSet::Prokhorov { center: uniform(bidders), radius, members: Members::All })
    };
    for bidders in [2, 3, 10, 40] {
        let found = study_auction(&ball(bidders, Rational::ONE / whole(bidders)));
        assert_eq!(found.conclusion, EfficientRule::ByLinearity, "{bidders}");
    }
    assert!(matches!(ambiguity(&ball(2, q("1/4"))).verdict, AuctionVerdict::Holds(_)));
    assert!(matches!(ambiguity(&ball(2, q("249/1000"))).verdict, AuctionVerdict::Fails(_)));
    assert!(matches!(ambiguity(&ball(2, Rational::ZERO)).verdict, AuctionVerdict::Fails(_)));
}

fn device() -> Auction {
    let half = |weights: &[usize]| {
        let mut density = uniform(2);
        for marginals in &mut density.marginals {
            marginals[0] = steps(weights);
        }
        density
    };
    section_5(2, "1", BeliefSet::Hull(vec![half(&[1, 0]), half(&[0, 1])]))
}

/// Appendix D: equality on all own indices between 1/2 and 1, as an identity.
#[test]
fn the_device_of_appendix_d_is_exactly_enough() {
    let auction = device();
    let study = study_auction(&auction);
    assert_eq!(study.conclusion, EfficientRule::ByLinearity);
    let pieces = slack_pieces(&auction, FIRST).unwrap();
    let inside: Vec<_> =
        pieces.iter().filter(|piece| piece.low >= q("1/2") && piece.high <= Rational::ONE).collect();
    assert!(!inside.is_empty());
    for piece in inside {
        assert!(piece.alternatives.iter().any(|parts| parts.iter().all(Univariate::is_zero)), "{piece:?}");
    }
    assert_eq!(tight_intervals(&auction, FIRST), [(Rational::ZERO, q("3/2"))]);
    let finding = ambiguity(&auction);
    let AuctionVerdict::Holds(Holds::Slack(tightest, cover)) = &finding.verdict else { panic!("{finding:?}") };
    assert_eq!((&tightest.slack, &tightest.at_least), (&Rational::ZERO, &Rational::ZERO));
    let core = decide_auction_condition(&auction, AuctionCondition::ComonotonicIndependence, FIRST);
    assert!(matches!(core.verdict, AuctionVerdict::Fails(Fails::TwoDensities(0, 1))));
    // The same evidence says nothing about one belief alone, and changed evidence is refused.
    let one = section_5(2, "1", BeliefSet::Hull(vec![uniform(2)]));
    assert!(check_auction_finding(&one, &finding).is_err());
    let changed = |change: &dyn Fn(&mut ambimech_model::auction::condition::Tightest, &mut Vec<Vec<_>>)| {
        let (mut tightest, mut cover) = (tightest.clone(), cover.clone());
        change(&mut tightest, &mut cover);
        let verdict = AuctionVerdict::Holds(Holds::Slack(tightest, cover));
        check_auction_finding(&auction, &AuctionFinding { verdict, ..finding.clone() })
    };
    assert!(changed(&|_, _| {}).is_ok());
    assert!(changed(&|tightest, _| tightest.slack = q("1/9")).is_err());
    assert!(changed(&|tightest, _| tightest.at_least = q("-1/9")).is_err());
    assert!(changed(&|_, cover| drop(cover.pop())).is_err());
    assert!(changed(&|_, cover| cover[0].clear()).is_err());
    let swapped = AuctionVerdict::Fails(Fails::Slack(tightest.clone()));
    assert!(check_auction_finding(&auction, &AuctionFinding { verdict: swapped, ..finding.clone() }).is_err());
}

/// Extreme reports, from their definition: the least and greatest c with θ = s − c/N in [0, 1].
#[test]
fn reports_are_extreme() {
    let auction = section_5(4, "1", BeliefSet::Hull(vec![uniform(4)]));
    for step in 0..=20 {
        let own = whole(step) / whole(16);
        let low = (whole(4) * (&own - Rational::ONE)).max(Rational::ZERO);
        let high = (whole(4) * &own).min(Rational::ONE);
        let signal = |report| auction.extreme_signal(FIRST, report, &own).unwrap();
        let (favourable, unfavourable) = (signal(Report::Favourable), signal(Report::Unfavourable));
        assert_eq!((&favourable[1], &unfavourable[1]), (&low, &high));
        for report in [favourable, unfavourable] {
            assert_eq!(&report[0] + &report[1] / whole(4), own);
        }
    }
}

/// A common part that matters more to others than to oneself breaks Monotonicity, and the witness wins below and loses above.
#[test]
fn monotonicity_fails_with_a_witness() {
    let found = auction(2, &q("1/4"), &q("2"), "1", BeliefSet::Hull(vec![uniform(2)]));
    let finding = decide_auction_condition(&found, AuctionCondition::Monotonicity, FIRST);
    let AuctionVerdict::Fails(Fails::Lost { report, from, to, others }) = &finding.verdict else {
        panic!("{finding:?}")
    };
    let turned = Fails::Lost { report: *report, from: to.clone(), to: from.clone(), others: others.clone() };
    let turned = AuctionFinding { verdict: AuctionVerdict::Fails(turned), ..finding.clone() };
    assert!(check_auction_finding(&found, &turned).is_err());
    assert_eq!(study_auction(&found).conclusion, EfficientRule::NotWithoutAmbiguity);
}

/// Two bidders with values that are not linear: v = s + s² x/2 + (s − s²/2) y has ∂v/∂s = 1 + s x + (1 − s) y, whose order turns with s; v = s + s²/2 + s x has not.
#[test]
fn linearity_and_increasing_differences_beyond_linear_values() {
    let plain = section_5(2, "1", BeliefSet::Hull(vec![uniform(2)]));
    let with = |value: Polynomial| {
        let mut bidders = plain.bidders().to_vec();
        bidders[0].value = value;
        bidders[1].own = vec![Rational::ONE, Rational::ZERO];
        Auction::new((String::new(), String::new()), bidders, Symmetry::OneByOne, Rational::ONE).unwrap()
    };
    let (own, x, y) = (Polynomial::variable(Variable::Own(FIRST)), signal(1, 0), signal(1, 1));
    let half_square = own.power(2).unwrap().scaled(&q("1/2"));
    let turning = own.plus(&half_square.times(&x).unwrap()).plus(&own.minus(&half_square).times(&y).unwrap());
    let verdict = |auction: &Auction, condition| decide_auction_condition(auction, condition, FIRST).verdict;
    let turning = with(turning);
    assert!(matches!(
        verdict(&turning, AuctionCondition::Linearity),
        AuctionVerdict::Fails(Fails::NotProportional { .. })
    ));
    assert!(matches!(
        verdict(&turning, AuctionCondition::IncreasingDifferences),
        AuctionVerdict::Fails(Fails::NotComonotonic { .. })
    ));
    let ordered = with(own.plus(&half_square).plus(&own.times(&x).unwrap()));
    assert!(matches!(verdict(&ordered, AuctionCondition::Linearity), AuctionVerdict::Fails(_)));
    assert!(matches!(
        verdict(&ordered, AuctionCondition::IncreasingDifferences),
        AuctionVerdict::Holds(Holds::OneComponent(..))
    ));
    let product = with(own.plus(&own.times(&x).unwrap()));
    assert!(matches!(verdict(&product, AuctionCondition::Linearity), AuctionVerdict::Holds(_)));
    let falling = with(own.minus(&x));
    assert!(matches!(verdict(&falling, AuctionCondition::Increasing), AuctionVerdict::Fails(_)));
    assert_eq!(study_auction(&falling).conclusion, EfficientRule::OutsideAssumptions);
}

#[test]
fn what_is_no_sublattice_is_refused() {
    let plain = section_5(2, "1", BeliefSet::Hull(vec![uniform(2)]));
    let mut bidders = plain.bidders().to_vec();
    bidders[1].value = bidders[1].value.plus(&signal(0, 0));
    let refused = Auction::new((String::new(), String::new()), bidders, Symmetry::OneByOne, Rational::ONE);
    assert!(matches!(refused, Err(AuctionError::NoSublattice(FIRST, ..))));
}

/// The probability of winning, by counting cells of a grid of the rival's signals; with the part of the cells that may be wrong.
fn counted(
    weights: (&[usize], &[usize]),
    own: &Rational,
    c: &Rational,
    counted: &Rational,
    effect: &Rational,
) -> (Rational, Rational) {
    let cells = 24;
    let (theta, common) = (steps(weights.0), steps(weights.1));
    let (mut won, mut open) = (Rational::ZERO, Rational::ZERO);
    for i in 0..cells {
        for j in 0..cells {
            let ends = |k: usize| (whole(k) / whole(cells), whole(k + 1) / whole(cells));
            let ((theta_low, theta_high), (c_low, c_high)) = (ends(i), ends(j));
            let mass = |density: &Piecewise, low: &Rational, high: &Rational| {
                density.piece_at(&((low + high) / whole(2))).coefficient(0) * (high - low)
            };
            let mass = mass(&theta, &theta_low, &theta_high) * mass(&common, &c_low, &c_high);
            // v^i − v^j = own + effect c_j − θ_j − counted c_j − effect c_i.
            let margin = |theta: &Rational, cj: &Rational| own + effect * cj - theta - counted * cj - effect * c;
            let corners = [
                margin(&theta_low, &c_low),
                margin(&theta_low, &c_high),
                margin(&theta_high, &c_low),
                margin(&theta_high, &c_high),
            ];
            if corners.iter().all(|corner| *corner >= Rational::ZERO) {
                won += mass;
            } else if corners.iter().any(|corner| *corner >= Rational::ZERO) {
                open += mass;
            }
        }
    }
    (won, open)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// Scores of two components and stepped densities: the bounds of a hull are those of counting, the slack pieces those of the bounds, and the
    /// verdict that of the slack at many own indices.
    #[test]
    fn bounds_agree_with_the_definition(
        one in (prop::collection::vec(1usize..4, 2), prop::collection::vec(1usize..4, 3)),
        other in (prop::collection::vec(1usize..4, 3), prop::collection::vec(1usize..4, 2)),
        parts in (1usize..4, 1usize..4),
    ) {
        let (share, effect) = (whole(parts.0) / whole(4), whole(parts.1) / whole(4));
        let density = |weights: &(Vec<usize>, Vec<usize>)| Density {
            marginals: vec![vec![steps(&weights.0), steps(&weights.1)]; 2],
        };
        let made = auction(2, &share, &effect, "1", BeliefSet::Hull(vec![density(&one), density(&other)]));
        let winning = Winning::new(&made, FIRST).unwrap();
        let pieces = slack_pieces(&made, FIRST).unwrap();
        let mut least: Option<Rational> = None;
        for step in 0..=16 {
            let own = (Rational::ONE + &share) * whole(step) / whole(16);
            let mut bounds = Vec::new();
            for (report, bound) in [(Report::Unfavourable, Bound::Upper), (Report::Favourable, Bound::Lower)] {
                let c = made.extreme_signal(FIRST, report, &own).unwrap()[1].clone();
                let cases = [&one, &other].map(|weights| counted((&weights.0, &weights.1), &own, &c, &share, &effect));
                let low = cases.iter().map(|(won, _)| won.clone());
                let high = cases.iter().map(|(won, open)| won + open);
                let (low, high) = match bound {
                    Bound::Lower => (low.min().unwrap(), high.min().unwrap()),
                    Bound::Upper => (low.max().unwrap(), high.max().unwrap()),
                };
                let value = winning.bound(report, bound, &own, Place::Point).unwrap().at(bound, &own);
                prop_assert!(low <= value && value <= high, "{low} {value} {high}");
                bounds.push(value);
            }
            let slack = &bounds[0] - &bounds[1];
            let piece = pieces.iter().find(|piece| piece.low <= own && own <= piece.high).unwrap();
            prop_assert_eq!(&piece.at(&own), &slack);
            if least.as_ref().is_none_or(|known| slack < *known) {
                least = Some(slack);
            }
        }
        let least = least.unwrap();
        match ambiguity(&made).verdict {
            AuctionVerdict::Holds(Holds::Slack(tightest, _)) => {
                prop_assert!(least >= tightest.at_least && tightest.at_least >= Rational::ZERO);
            }
            AuctionVerdict::Fails(Fails::Slack(tightest)) => {
                prop_assert!(least >= tightest.at_least && tightest.slack < Rational::ZERO);
            }
            other => prop_assert!(least >= Rational::ZERO, "{other:?}"),
        }
    }
}
