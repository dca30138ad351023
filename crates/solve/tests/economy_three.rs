//! Random exchange economies of three agents and more: whether there is a value is decided, with proofs that the checker accepts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::economy::{parse_economy_answer, render_economy_answer};
use ambimech_model::check::{EconomyRefusal, check_economy, cover_ranges};
use ambimech_model::economy::{
    Affine, Allocation, Economy, EconomyCertificate, EconomyQuestion, EconomyVerdict, Taste, Trader, Utility,
    WeightCover, WeightTree,
};
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_solve::economy::{decide_allocation, equal_weights, find_allocation};

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Strict economies with two goods; one fifth of them with one type each.
fn economy(seed: u64, agents: usize) -> Economy {
    let mut numbers = Numbers(seed.wrapping_mul(7919) + 11);
    let counts = [[1, 1, 1, 1], [2, 1, 1, 1], [1, 2, 1, 1], [2, 2, 1, 1], [1, 1, 2, 1]][seed as usize % 5];
    let trader = |agent: usize| {
        let mut endowment: Vec<u64> = vec![numbers.below(4), numbers.below(4)];
        if endowment == [0, 0] {
            endowment[agent % 2] = 2;
        }
        let taste = |own: usize| {
            let pieces = 1 + numbers.below(2);
            let piece = |place: u64| Affine {
                constant: if place == 0 { Rational::ZERO } else { Rational::from(numbers.below(4)) },
                slopes: vec![Rational::from(1 + numbers.below(4)), Rational::from(1 + numbers.below(4))],
            };
            let utility = Utility::new((0..pieces).map(piece).collect()).unwrap();
            Taste { name: ["H", "L"][own].to_string(), utility }
        };
        let types = (0..counts[agent]).map(taste).collect();
        let endowment = endowment.into_iter().map(Rational::from).collect();
        Trader { name: (agent + 1).to_string(), endowment, types }
    };
    let traders = (0..agents).map(trader).collect();
    Economy::new((String::new(), String::new()), vec!["x".to_string(), "y".to_string()], traders).unwrap()
}

fn find(economy: &Economy, question: EconomyQuestion) -> EconomyVerdict {
    find_allocation(economy, question, &equal_weights(economy))
}

/// The economy in which everybody has its type at a profile.
fn at(economy: &Economy, profile: ProfileId) -> Economy {
    let trader = |(agent, trader): (usize, &Trader)| {
        let own = economy.space().type_of(profile, AgentId(agent));
        Trader { types: vec![trader.types[own.0].clone()], ..trader.clone() }
    };
    let traders = economy.traders().iter().enumerate().map(trader).collect();
    Economy::new((String::new(), String::new()), economy.goods().to_vec(), traders).unwrap()
}

/// Whether an open part has all of these within its ranges.
fn has(economy: &Economy, cover: &WeightCover, worths: &[Rational]) -> bool {
    let parts = cover_ranges(economy, cover).unwrap();
    parts.iter().any(|part| part.iter().zip(worths).all(|((from, to), worth)| from <= worth && worth <= to))
}

/// Before values were enclosed 30 of these 50 were undecided.
#[test]
fn values_of_three_agents_are_decided() {
    let (mut holds, mut exists, mut fails, mut within) = (0, 0, 0, 0);
    for seed in 0..50 {
        let economy = economy(seed, 3);
        let verdict = find(&economy, EconomyQuestion::Value);
        let Some(certificate) = verdict.certificate() else { continue };
        check_economy(&economy, certificate).unwrap();
        let text = render_economy_answer(&economy, std::slice::from_ref(certificate));
        let read = parse_economy_answer(&text, "answer.json", Format::Json, &economy).unwrap();
        assert_eq!(read.certificates, std::slice::from_ref(certificate));
        match certificate {
            EconomyCertificate::Value { .. } => holds += 1,
            EconomyCertificate::ValueExists => exists += 1,
            EconomyCertificate::NoCommonValue { covers, .. } => {
                fails += 1;
                // Values that are found without covers are never excluded by one.
                for cover in [&covers.0, &covers.1] {
                    let alone = at(&economy, cover.profile);
                    if let EconomyVerdict::Holds(EconomyCertificate::Value { allocation, .. }) =
                        find(&alone, EconomyQuestion::Value)
                    {
                        let worths: Vec<Rational> = allocation.worths(&alone).concat();
                        assert!(has(&economy, cover, &worths), "{seed}");
                        within += 1;
                    }
                }
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(holds >= 20 && fails >= 28 && holds + exists + fails == 50, "{holds} {exists} {fails}");
    assert!(within > 30, "{within}");
}

#[test]
fn values_of_four_agents_are_often_decided() {
    let mut decided = 0;
    for seed in 0..3 {
        let economy = economy(seed, 4);
        if let Some(certificate) = find(&economy, EconomyQuestion::Value).certificate() {
            check_economy(&economy, certificate).unwrap();
            decided += 1;
        }
    }
    assert!(decided >= 2, "{decided}");
}

#[test]
fn given_allocations_are_decided() {
    let (mut values, mut others) = (0, 0);
    for seed in (0..50).step_by(5) {
        let economy = economy(seed, 3);
        let decide =
            |allocation: &Allocation| decide_allocation(&economy, allocation, EconomyQuestion::Value, None);
        let value = find(&economy, EconomyQuestion::Value);
        let EconomyVerdict::Holds(EconomyCertificate::Value { allocation: value, .. }) = &value else { continue };
        assert_eq!(decide(value).word(), "holds", "{seed}");
        values += 1;
        let core = find(&economy, EconomyQuestion::Core);
        let Some(EconomyCertificate::Core { allocation, .. }) = core.certificate() else { continue };
        match decide(allocation) {
            EconomyVerdict::Fails(certificate) => {
                check_economy(&economy, &certificate).unwrap();
                let EconomyCertificate::NotAmongValues { cover, .. } = &certificate else { panic!("{seed}") };
                assert!(has(&economy, cover, &value.worths(&economy).concat()), "{seed}");
                let stolen =
                    EconomyCertificate::NotAmongValues { allocation: value.clone(), cover: cover.clone() };
                assert_eq!(check_economy(&economy, &stolen), Err(EconomyRefusal::NoDifference), "{seed}");
                others += 1;
            }
            EconomyVerdict::Holds(_) => {}
            EconomyVerdict::Undecided(reason) => panic!("{seed} {reason:?}"),
        }
    }
    assert!(values > 5 && others > 3, "{values} {others}");
}

fn change(tree: &mut WeightTree, how: &dyn Fn(&mut WeightTree)) {
    how(tree);
    if let WeightTree::Halves { first, second, .. } = tree {
        change(first, how);
        change(second, how);
    }
}

#[test]
fn tampered_covers_are_refused() {
    let economy = economy(1, 3);
    let verdict = find(&economy, EconomyQuestion::Value);
    let Some(EconomyCertificate::NoCommonValue { agent, covers }) = verdict.certificate() else { panic!() };
    let check = |how: &dyn Fn(&mut WeightCover)| {
        let mut changed = covers.clone();
        how(&mut changed.0);
        check_economy(&economy, &EconomyCertificate::NoCommonValue { agent: *agent, covers: changed })
    };
    assert_eq!(check(&|_| ()), Ok(()));
    assert_eq!(check(&|cover| cover.tree = WeightTree::Open), Err(EconomyRefusal::NoDifference));
    assert_eq!(check(&|cover| *cover = covers.1.clone()), Err(EconomyRefusal::NoDifference));
    let open = |tree: &mut WeightTree| {
        if matches!(tree, WeightTree::OutOfReach(_)) {
            *tree = WeightTree::Open;
        }
    };
    assert_eq!(check(&|cover| change(&mut cover.tree, &open)), Err(EconomyRefusal::NoDifference));
    let dearer = |tree: &mut WeightTree| {
        if let WeightTree::OutOfReach(bound) = tree {
            bound.prices.iter_mut().for_each(|price| *price = &*price * &Rational::from(3));
        }
    };
    assert!(matches!(check(&|cover| change(&mut cover.tree, &dearer)), Err(EconomyRefusal::TooLarge { .. })));
    let swap = |tree: &mut WeightTree| {
        if let WeightTree::Halves { between, .. } = tree {
            between.swap(0, 1);
        }
    };
    assert_eq!(check(&|cover| change(&mut cover.tree, &swap)), Err(EconomyRefusal::Malformed));
    for place in 0..covers.0.corners.len() {
        assert_eq!(
            check(&|cover| {
                cover.corners.remove(place);
            }),
            Err(EconomyRefusal::Malformed),
            "{place}"
        );
        let worse = |cover: &mut WeightCover| {
            let bundles = &mut cover.corners[place].worths[6].bundles;
            bundles.iter_mut().flatten().for_each(|amount| *amount = &*amount / Rational::from(2));
        };
        assert!(matches!(check(&worse), Err(EconomyRefusal::NotAttained { .. })), "{place}");
    }
    assert_eq!(check(&|cover| cover.profile = ProfileId(99)), Err(EconomyRefusal::Malformed));
    assert_eq!(check_economy(&economy, &EconomyCertificate::ValueExists), Err(EconomyRefusal::ManyProfiles));
    let mut traders = at(&economy, ProfileId(0)).traders().to_vec();
    traders[0].endowment = vec![Rational::ZERO; 2];
    let poor = Economy::new((String::new(), String::new()), economy.goods().to_vec(), traders).unwrap();
    assert_eq!(check_economy(&poor, &EconomyCertificate::ValueExists), Err(EconomyRefusal::NotStrict));
    assert_eq!(check_economy(&at(&economy, ProfileId(0)), &EconomyCertificate::ValueExists), Ok(()));
}
