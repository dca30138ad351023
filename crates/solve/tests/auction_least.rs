//! How much ambiguity is enough, the full-insurance scheme, informational size: the numbers of the book and the definitions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::auction::belief::{BeliefSet, Density, Members};
use ambimech_model::auction::family::{Family, NoFamily, family_pieces};
use ambimech_model::auction::piecewise::Piecewise;
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::scheme::{GridVerdict, full_insurance};
use ambimech_model::auction::univariate::Univariate;
use ambimech_model::auction::variable::{SignalId, Variable};
use ambimech_model::auction::{Auction, Bidder, Signal, Symmetry};
use ambimech_model::check::check_least_parameter;
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::auction::{informational_size, least_parameter};
use proptest::prelude::*;

const FIRST: AgentId = AgentId(0);

fn q(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn whole(number: usize) -> Rational {
    Rational::from(number)
}

/// A density on [0, 1] with these probabilities of equally long pieces.
fn steps(weights: &[usize]) -> Piecewise {
    let count = weights.len();
    let total: usize = weights.iter().sum();
    let breaks = (0..=count).map(|k| whole(k) / whole(count)).collect();
    let height = |weight: &usize| Univariate::constant(whole(*weight) * whole(count) / whole(total));
    Piecewise::new(breaks, weights.iter().map(height).collect()).unwrap()
}

/// θ with these probabilities of pieces, c uniform.
fn density(bidders: usize, weights: &[usize]) -> Density {
    Density { marginals: vec![vec![steps(weights), steps(&[1])]; bidders] }
}

/// SONG Section 5.
fn section_5(bidders: usize, ties: &str, beliefs: BeliefSet) -> Auction {
    let share = Rational::ONE / whole(bidders);
    let component = |name: &str| Signal { name: name.to_string(), low: Rational::ZERO, high: Rational::ONE };
    let bidder = |number: usize| {
        let others = (0..bidders).filter(|other| *other != number);
        let own = Polynomial::variable(Variable::Own(AgentId(number)));
        let common =
            |other| Polynomial::variable(Variable::Signal(SignalId { bidder: AgentId(other), component: 1 }));
        Bidder {
            name: (number + 1).to_string(),
            signals: vec![component("theta"), component("c")],
            own: vec![Rational::ONE, share.clone()],
            value: others.fold(own, |sum, other| sum.plus(&common(other).scaled(&share))),
            beliefs: beliefs.clone(),
        }
    };
    let made = (0..bidders).map(bidder).collect();
    Auction::new((String::new(), String::new()), made, Symmetry::Exchangeable, q(ties)).unwrap()
}

fn plain(bidders: usize, ties: &str) -> Auction {
    section_5(bidders, ties, BeliefSet::Hull(vec![density(bidders, &[1])]))
}

/// D = 1 − (1 − 1/N)^{N−1}.
fn gap(bidders: usize) -> Rational {
    Rational::ONE - (Rational::ONE - Rational::ONE / whole(bidders)).pow(bidders as isize - 1)
}

#[test]
fn contamination_needs_everything_and_below_one_d_over_one_plus_d() {
    for bidders in [2, 3, 10] {
        let auction = plain(bidders, "1");
        let all = least_parameter(&auction, FIRST, Family::Contamination, None).unwrap();
        assert_eq!(all.exact(), Some(&Rational::ONE));
        let below = least_parameter(&auction, FIRST, Family::Contamination, Some(&Rational::ONE)).unwrap();
        assert_eq!(below.exact(), Some(&(gap(bidders) / (Rational::ONE + gap(bidders)))));
        // With ties won half of the time.
        let fair = least_parameter(&plain(bidders, "1/2"), FIRST, Family::Contamination, None).unwrap();
        let odds = (gap(bidders) * whole(2)).max(whole(2) / whole(bidders).pow(bidders as isize - 1));
        assert_eq!(fair.exact(), Some(&(&odds / (Rational::ONE + &odds))));
    }
}

/// At own indices just above 1 the favourable report wins for sure, and the unfavourable one at 1 with (1 − 1/N + ε)^{N−1} + ε at most: the least
/// radius is where that is 1. For two bidders it is 1/4.
#[test]
fn the_least_prokhorov_radius_solves_its_equation() {
    let two = least_parameter(&plain(2, "1"), FIRST, Family::Prokhorov, None).unwrap();
    assert_eq!(two.exact(), Some(&q("1/4")));
    for bidders in [3, 10] {
        let found = least_parameter(&plain(bidders, "1"), FIRST, Family::Prokhorov, None).unwrap();
        let reached = |radius: &Rational| {
            let base = Rational::ONE - Rational::ONE / whole(bidders) + radius;
            base.pow(bidders as isize - 1) + radius - Rational::ONE
        };
        let (less, enough) = (found.too_little.unwrap().parameter, found.enough.unwrap().parameter);
        assert!(reached(&less) < Rational::ZERO && reached(&enough) >= Rational::ZERO, "{less} {enough}");
        assert!(enough - less <= q("1/1000000"));
    }
}

#[test]
fn the_device_of_appendix_d_is_needed_as_a_whole() {
    let hull = BeliefSet::Hull(vec![density(2, &[1, 0]), density(2, &[0, 1])]);
    let found = least_parameter(&section_5(2, "1", hull), FIRST, Family::Hull, None).unwrap();
    assert_eq!(found.exact(), Some(&Rational::ONE));
    // A message that tells less is not enough, whatever the weight.
    let weak = BeliefSet::Hull(vec![density(2, &[2, 1]), density(2, &[1, 2])]);
    let found = least_parameter(&section_5(2, "1", weak), FIRST, Family::Hull, None).unwrap();
    assert!(found.enough.is_none() && found.too_little.unwrap().parameter == Rational::ONE);
    assert_eq!(least_parameter(&plain(2, "1"), FIRST, Family::Hull, None).map(|_| ()), Err(NoFamily::NoHull));
}

#[test]
fn tampered_evidence_is_refused() {
    let auction = plain(3, "1/2");
    let found = least_parameter(&auction, FIRST, Family::Contamination, None).unwrap();
    assert!(check_least_parameter(&auction, &found).is_ok());
    let mut lower = found.clone();
    lower.enough.as_mut().unwrap().parameter -= q("1/1000");
    assert!(check_least_parameter(&auction, &lower).is_err());
    let mut higher = found.clone();
    let raised = q("1/1000") + &higher.enough.as_ref().unwrap().parameter;
    higher.too_little.as_mut().unwrap().parameter = raised;
    assert!(check_least_parameter(&auction, &higher).is_err());
    let mut blunt = found.clone();
    blunt.enough.as_mut().unwrap().parameter = q("9/10");
    assert!(check_least_parameter(&auction, &blunt).is_err(), "sharp at a larger parameter");
    let mut free = found;
    free.too_little = None;
    assert!(check_least_parameter(&auction, &free).is_err());
}

/// T̲ under one uniform belief is ∫ min(t, 1)^{N−1} dt; with all beliefs it is 0 below 1: everything is extracted.
#[test]
fn rewards_by_hand() {
    for bidders in [2, 3, 7] {
        let scheme = full_insurance(&plain(bidders, "1"), FIRST, 5).unwrap();
        for row in &scheme.rows {
            let inside = row.own.clone().min(Rational::ONE);
            let above = (&row.own - Rational::ONE).max(Rational::ZERO);
            let expected = inside.pow(bidders as isize) / whole(bidders) + above;
            assert_eq!(row.reward, (expected.clone(), expected));
        }
        // Minimal Ambiguity fails, and so does the scheme.
        assert_eq!(scheme.verdict(), GridVerdict::SomeGains);
        let all = BeliefSet::Contamination {
            center: density(bidders, &[1]),
            epsilon: Rational::ONE,
            members: Members::All,
        };
        let scheme = full_insurance(&section_5(bidders, "1/2", all), FIRST, 5).unwrap();
        assert!(scheme.rows.iter().filter(|row| row.own <= Rational::ONE).all(|row| row.reward.1.is_zero()));
        assert_eq!(scheme.verdict(), GridVerdict::NoneGains);
    }
}

#[test]
fn informational_size_is_one_over_the_number_of_bidders() {
    for bidders in [2, 5, 30] {
        let size = informational_size(&plain(bidders, "1"), FIRST).unwrap();
        let share = Rational::ONE / whole(bidders);
        assert_eq!((&size.derivative.at_least, &size.derivative.at_most), (&share, &share));
        assert_eq!((&size.spread.at_least, &size.spread.at_most), (&share, &share));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Theorem 4.1 on a grid: with Minimal Ambiguity no misreport gains in the scheme; larger sets of beliefs give lower rewards.
    #[test]
    fn the_scheme_stands_where_ambiguity_is_enough(
        weights in proptest::collection::vec(1usize..6, 1..4),
        bidders in 2usize..4,
        family in prop_oneof![Just(Family::Contamination), Just(Family::Prokhorov)],
    ) {
        let center = density(bidders, &weights);
        let auction = section_5(bidders, "1/2", BeliefSet::Hull(vec![center.clone()]));
        let found = least_parameter(&auction, FIRST, family, None);
        prop_assume!(found.is_ok());
        let found = found.unwrap();
        let of = |parameter: Rational| section_5(bidders, "1/2", match family {
            Family::Prokhorov => BeliefSet::Prokhorov { center: center.clone(), radius: parameter, members: Members::All },
            _ => BeliefSet::Contamination { center: center.clone(), epsilon: parameter, members: Members::All },
        });
        if let Some(enough) = &found.enough {
            let scheme = full_insurance(&of(enough.parameter.clone()), FIRST, 7);
            if let Ok(scheme) = scheme {
                prop_assert_ne!(scheme.verdict(), GridVerdict::SomeGains, "{:?}", scheme.worst());
                let plain = full_insurance(&auction, FIRST, 7).unwrap();
                for row in &scheme.rows {
                    if let Some(other) = plain.rows.iter().find(|other| other.own == row.own) {
                        prop_assert!(row.reward.0 <= other.reward.1);
                    }
                }
            }
        }
        if let Some(less) = &found.too_little {
            let pieces = family_pieces(&auction, FIRST, family, &less.parameter, None).unwrap();
            prop_assert!(pieces[less.tightest.piece].at(&less.tightest.own) < Rational::ZERO);
        }
    }
}
