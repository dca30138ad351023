//! Exchange economies with maximin preferences: numbers computed by hand, the definitions as searches on grids, and what must not change when
//! agents are renamed or units are changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::check::{Range, check_economy, cover_ranges, value_of};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{
    Affine, Allocation, Economy, EconomyCertificate, EconomyQuestion, EconomyVerdict, Taste, Trader, Utility,
};
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_solve::economy::{decide_allocation, equal_weights, find_allocation};
use proptest::prelude::*;

fn q(numerator: i64, denominator: u64) -> Rational {
    Rational::from_parts(numerator.into(), denominator.into())
}

fn bundle(amounts: &[i64]) -> Vec<Rational> {
    amounts.iter().map(|amount| q(*amount, 1)).collect()
}

/// An agent with an endowment and, for each type, its affine pieces: slopes, then the constant.
fn trader(name: &str, endowment: &[i64], types: &[&[&[i64]]]) -> Trader {
    let taste = |(number, pieces): (usize, &&[&[i64]])| {
        let goods = endowment.len();
        let piece =
            |numbers: &&[i64]| Affine { slopes: bundle(&numbers[..goods]), constant: q(numbers[goods], 1) };
        Taste {
            name: ["H", "L", "M"][number].to_string(),
            utility: Utility::new(pieces.iter().map(piece).collect()).unwrap(),
        }
    };
    Trader {
        name: name.to_string(),
        endowment: bundle(endowment),
        types: types.iter().enumerate().map(taste).collect(),
    }
}

fn economy(traders: Vec<Trader>) -> Economy {
    let goods = (0..traders[0].endowment.len()).map(|good| format!("g{good}")).collect();
    Economy::new((String::new(), String::new()), goods, traders).unwrap()
}

/// The first agent likes the second good better, whatever its type, and owns the first.
fn agreeing() -> Economy {
    economy(vec![
        trader("1", &[2, 0], &[&[&[1, 2, 0]], &[&[1, 3, 0]]]),
        trader("2", &[0, 2], &[&[&[2, 1, 0]], &[&[3, 1, 0]]]),
    ])
}

/// The second type of the first agent likes what it owns.
fn one_disagrees() -> Economy {
    economy(vec![trader("1", &[2, 0], &[&[&[1, 2, 0]], &[&[2, 1, 0]]]), trader("2", &[0, 2], &[&[&[2, 1, 0]]])])
}

/// Both have a type that likes what it owns.
fn both_disagree() -> Economy {
    economy(vec![
        trader("1", &[2, 0], &[&[&[1, 2, 0]], &[&[2, 1, 0]]]),
        trader("2", &[0, 2], &[&[&[2, 1, 0]], &[&[1, 2, 0]]]),
    ])
}

/// A house and money: a seller who values the house at 1 or 2, buyers who value it at 6 and 4.
fn house(seller: &[&[&[i64]]]) -> Economy {
    economy(vec![
        trader("seller", &[1, 0], seller),
        trader("first", &[0, 10], &[&[&[6, 1, 0]]]),
        trader("second", &[0, 10], &[&[&[4, 1, 0]]]),
    ])
}

fn find(economy: &Economy, question: EconomyQuestion) -> EconomyVerdict {
    find_allocation(economy, question, &equal_weights(economy))
}

fn worths_of(economy: &Economy, verdict: &EconomyVerdict) -> Vec<Vec<Rational>> {
    match verdict {
        EconomyVerdict::Holds(
            EconomyCertificate::Efficient { allocation, .. }
            | EconomyCertificate::Core { allocation, .. }
            | EconomyCertificate::Value { allocation, .. },
        ) => allocation.worths(economy),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_that_all_types_agree_on() {
    let economy = agreeing();
    let verdict = find(&economy, EconomyQuestion::Value);
    assert_eq!(worths_of(&economy, &verdict), [bundle(&[4, 6]), bundle(&[4, 6])]);
    let EconomyVerdict::Holds(EconomyCertificate::Value { games, .. }) = &verdict else { panic!() };
    // λ_1 / λ_2 = (v_2 − r_2) / (v_1 − r_1).
    let ratio = |profile: usize| &games[profile].weights[0] / &games[profile].weights[1];
    assert_eq!([ratio(0), ratio(1), ratio(2), ratio(3)], [q(1, 1), q(2, 1), q(1, 2), q(1, 1)]);
    assert_eq!(find(&economy, EconomyQuestion::Core).word(), "holds");
    assert_eq!(find(&economy, EconomyQuestion::Efficient).word(), "holds");
}

#[test]
fn a_core_with_one_point_and_no_value() {
    let economy = one_disagrees();
    let core = find(&economy, EconomyQuestion::Core);
    assert_eq!(worths_of(&economy, &core), [bundle(&[5, 4]), bundle(&[2])]);
    let EconomyVerdict::Fails(EconomyCertificate::NoValue { agent, games }) =
        find(&economy, EconomyQuestion::Value)
    else {
        panic!()
    };
    assert_eq!(agent, AgentId(1));
    assert_eq!(value_of(&economy, &games.0).unwrap(), bundle(&[4, 4]));
    assert_eq!(value_of(&economy, &games.1).unwrap(), bundle(&[4, 2]));
}

#[test]
fn an_empty_core_is_proved() {
    let economy = both_disagree();
    let verdict = find(&economy, EconomyQuestion::Core);
    let EconomyVerdict::Fails(certificate) = verdict else { panic!("{verdict:?}") };
    assert!(matches!(certificate, EconomyCertificate::NoCore { .. }));
    check_economy(&economy, &certificate).unwrap();
    // The same proof says nothing about an economy with a core.
    assert!(check_economy(&agreeing(), &certificate).is_err());
    // There are efficient allocations all the same: one agent has everything.
    assert_eq!(find(&economy, EconomyQuestion::Efficient).word(), "holds");
}

#[test]
fn core_and_value_of_a_house() {
    let two_types = house(&[&[&[1, 1, 0]], &[&[2, 1, 0]]]);
    let core = worths_of(&two_types, &find(&two_types, EconomyQuestion::Core));
    let price = &core[0][0];
    // Sold at one price between the second buyer's value and the first's.
    assert_eq!(core[0][1], *price);
    assert!(*price >= q(4, 1) && *price <= q(6, 1));
    assert_eq!(core[1][0], q(16, 1) - price);
    assert_eq!(core[2][0], q(10, 1));
    // By hand: shares of the gains 5 are 3, 3/2 and 1/2, and those of 4 are 7/3, 4/3 and 1/3.
    let verdict = find(&two_types, EconomyQuestion::Value);
    let Some(EconomyCertificate::NoCommonValue { covers, .. }) = verdict.certificate() else {
        panic!("{verdict:?}")
    };
    assert_eq!(verdict.word(), "fails");
    let values = [[q(4, 1), q(23, 2), q(21, 2)], [q(13, 3), q(34, 3), q(31, 3)]];
    for cover in [&covers.0, &covers.1] {
        let within = |part: &Vec<Range>, value: &[Rational; 3]| {
            part.iter().zip(value).all(|((from, to), worth)| from <= worth && worth <= to)
        };
        let parts = cover_ranges(&two_types, cover).unwrap();
        let found: Vec<bool> = values.iter().map(|value| parts.iter().any(|part| within(part, value))).collect();
        assert_eq!(found, [cover.profile == ProfileId(0), cover.profile == ProfileId(1)]);
    }
    let one_type = house(&[&[&[1, 1, 0]]]);
    let value = worths_of(&one_type, &find(&one_type, EconomyQuestion::Value));
    assert_eq!(value, [vec![q(4, 1)], vec![q(23, 2)], vec![q(21, 2)]]);
}

/// Amounts that a transfer of one common good could give: the value is the Shapley value of the game with transferable utility.
#[test]
fn a_market_with_gloves_and_money() {
    let pair: &[&[i64]] = &[&[1, 0, 1, 0], &[0, 1, 1, 0]];
    let economy = economy(vec![
        trader("left", &[1, 0, 9], &[pair]),
        trader("right", &[0, 1, 9], &[pair]),
        trader("other right", &[0, 1, 9], &[pair]),
    ]);
    let value = worths_of(&economy, &find(&economy, EconomyQuestion::Value));
    assert_eq!(value, [vec![q(9, 1) + q(4, 6)], vec![q(9, 1) + q(1, 6)], vec![q(9, 1) + q(1, 6)]]);
    let core = worths_of(&economy, &find(&economy, EconomyQuestion::Core));
    assert_eq!(core, [vec![q(10, 1)], vec![q(9, 1)], vec![q(9, 1)]]);
}

#[test]
fn a_tampered_proof_is_refused() {
    let economy = agreeing();
    for question in EconomyQuestion::ALL {
        let verdict = find(&economy, question);
        let certificate = verdict.certificate().unwrap();
        check_economy(&economy, certificate).unwrap();
        let mut changed = certificate.clone();
        match &mut changed {
            EconomyCertificate::Efficient { bounds, .. } | EconomyCertificate::Core { bounds, .. } => {
                let last = bounds.last_mut().unwrap();
                last.prices[0] += Rational::ONE;
            }
            EconomyCertificate::Value { games, .. } => games[2].weights[0] += Rational::ONE,
            _ => panic!(),
        }
        assert!(check_economy(&economy, &changed).is_err(), "{question:?}");
        let mut changed = certificate.clone();
        match &mut changed {
            EconomyCertificate::Efficient { bounds, .. } | EconomyCertificate::Core { bounds, .. } => {
                let last = bounds.last_mut().unwrap();
                last.prices[0] -= q(1, 7);
            }
            EconomyCertificate::Value { games, .. } => games[1].worths[2].bound.pieces[0][0] += q(1, 9),
            _ => panic!(),
        }
        assert!(check_economy(&economy, &changed).is_err(), "{question:?}");
    }
}

/// All ways to divide so many units of each of two goods among the members.
fn divisions(total: [i64; 2], members: usize) -> Vec<Vec<Vec<Rational>>> {
    let split = |amount: i64| -> Vec<Vec<i64>> {
        let mut all = vec![vec![]];
        for member in 0..members {
            all = all
                .into_iter()
                .flat_map(|given: Vec<i64>| {
                    let left = amount - given.iter().sum::<i64>();
                    let range = if member + 1 == members { left..=left } else { 0..=left };
                    range.map(move |next| given.iter().copied().chain([next]).collect())
                })
                .collect();
        }
        all
    };
    let mut all = Vec::new();
    for first in split(total[0]) {
        for second in split(total[1]) {
            all.push(first.iter().zip(&second).map(|(a, b)| bundle(&[*a, *b])).collect());
        }
    }
    all
}

/// Definition 3.6.1 on a grid: a coalition, types and whole bundles that are an objection.
fn grid_objection(economy: &Economy, allocation: &Allocation, only: Option<Coalition>) -> bool {
    let worths = allocation.worths(economy);
    economy.objectors().into_iter().filter(|(coalition, _)| only.is_none_or(|only| only == *coalition)).any(
        |(coalition, joint)| {
            let members = economy.members(coalition, joint);
            let total = economy.resources(coalition);
            let whole = |number: &Rational| i64::try_from(number.numerator().clone()).unwrap();
            divisions([whole(&total[0]), whole(&total[1])], members.len()).iter().any(|bundles| {
                let gains: Vec<Rational> = (members.iter().zip(bundles))
                    .map(|((agent, own), x)| economy.utility(*agent, *own).value(x) - &worths[agent.0][own.0])
                    .collect();
                gains.iter().all(|gain| *gain >= Rational::ZERO) && gains.iter().any(|gain| *gain > Rational::ZERO)
            })
        },
    )
}

fn piece() -> impl Strategy<Value = Vec<i64>> {
    (1i64..5, 1i64..5, 0i64..3).prop_map(|(a, b, c)| vec![a, b, c])
}

fn taste() -> impl Strategy<Value = Vec<Vec<i64>>> {
    prop::collection::vec(piece(), 1..3)
}

fn agent(types: usize) -> impl Strategy<Value = (Vec<i64>, Vec<Vec<Vec<i64>>>)> {
    let endowment = (0i64..3, 0i64..3).prop_map(|(a, b)| if a + b == 0 { vec![1, 0] } else { vec![a, b] });
    (endowment, prop::collection::vec(taste(), 1..=types))
}

type Described = Vec<(Vec<i64>, Vec<Vec<Vec<i64>>>)>;

fn build(described: &Described) -> Economy {
    let traders = described.iter().enumerate().map(|(number, (endowment, types))| {
        let types: Vec<Vec<&[i64]>> =
            types.iter().map(|pieces| pieces.iter().map(Vec::as_slice).collect()).collect();
        let types: Vec<&[&[i64]]> = types.iter().map(Vec::as_slice).collect();
        trader(&number.to_string(), endowment, &types)
    });
    economy(traders.collect())
}

fn any_two() -> impl Strategy<Value = Described> {
    prop::collection::vec(agent(2), 2..=2)
}

fn any_few() -> impl Strategy<Value = Described> {
    prop::collection::vec(agent(2), 2..=3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where a whole objection exists, the program finds one; what it says has no objection has none on the grid. Exactly one of the two is proved.
    #[test]
    fn verdicts_on_given_allocations_agree_with_the_grid(described in any_few(), picks in prop::collection::vec(0usize..1000, 8)) {
        let economy = build(&described);
        let total = economy.resources(economy.grand_coalition());
        let whole = |number: &Rational| i64::try_from(number.numerator().clone()).unwrap();
        let all = divisions([whole(&total[0]), whole(&total[1])], economy.traders().len());
        let bundles = economy.space().profiles().map(|ProfileId(p)| all[picks[p % 8] % all.len()].clone()).collect();
        let allocation = Allocation::new(&economy, bundles).unwrap();
        for (question, only) in [(EconomyQuestion::Core, None), (EconomyQuestion::Efficient, Some(economy.grand_coalition()))] {
            let verdict = decide_allocation(&economy, &allocation, question, None);
            prop_assert!(verdict.word() != "undecided");
            check_economy(&economy, verdict.certificate().unwrap()).unwrap();
            if grid_objection(&economy, &allocation, only) {
                prop_assert_eq!(verdict.word(), "fails");
            }
        }
    }

    /// Two agents: in the core if and only if efficient and worth the endowments. And what is found is accepted and has no objection on the grid.
    #[test]
    fn the_core_of_two_agents(described in any_two()) {
        let economy = build(&described);
        let endowments = Allocation::endowments(&economy);
        let mut tested = vec![endowments];
        let core = find(&economy, EconomyQuestion::Core);
        if let EconomyVerdict::Holds(EconomyCertificate::Core { allocation, .. }) = &core {
            prop_assert!(!grid_objection(&economy, allocation, None));
            tested.push(allocation.clone());
        }
        if let EconomyVerdict::Holds(EconomyCertificate::Efficient { allocation, .. }) = find(&economy, EconomyQuestion::Efficient) {
            tested.push(allocation);
        } else {
            prop_assert!(false, "there is always an efficient allocation");
        }
        for allocation in tested {
            let efficient = decide_allocation(&economy, &allocation, EconomyQuestion::Efficient, None).word() == "holds";
            let rational = economy.space().agents().all(|agent| economy.space().types(agent).all(|own| {
                allocation.worth(&economy, agent, own) >= economy.own_worth(agent, own)
            }));
            let inside = decide_allocation(&economy, &allocation, EconomyQuestion::Core, None).word() == "holds";
            prop_assert_eq!(inside, efficient && rational);
            if efficient {
                // Nobody's utility depends on the others' types.
                for profile in economy.space().profiles() {
                    for agent in economy.space().agents() {
                        let own = economy.space().type_of(profile, agent);
                        let here = economy.utility(agent, own).value(allocation.bundle(profile, agent));
                        prop_assert_eq!(here, allocation.worth(&economy, agent, own));
                    }
                }
            }
        }
    }

    /// One profile and two agents: the value maximises the product of gains over a grid of divisions, and does not depend on names or units.
    #[test]
    fn the_value_of_two_agents_is_the_bargaining_solution(described in prop::collection::vec(agent(1), 2..=2), factor in 2i64..5) {
        let economy = build(&described);
        let value = worths_of(&economy, &find(&economy, EconomyQuestion::Value));
        let own = [economy.own_worth(AgentId(0), TypeId(0)), economy.own_worth(AgentId(1), TypeId(0))];
        let gain = |agent: usize, worth: &Rational| worth - &own[agent];
        let best = gain(0, &value[0][0]) * gain(1, &value[1][0]);
        let total = economy.resources(economy.grand_coalition());
        let whole = |number: &Rational| i64::try_from(number.numerator().clone()).unwrap();
        for bundles in divisions([4 * whole(&total[0]), 4 * whole(&total[1])], 2) {
            let worth = |agent: usize| {
                let x: Vec<Rational> = bundles[agent].iter().map(|amount| amount / q(4, 1)).collect();
                gain(agent, &economy.utility(AgentId(agent), TypeId(0)).value(&x))
            };
            let (one, two) = (worth(0), worth(1));
            if one >= Rational::ZERO && two >= Rational::ZERO {
                prop_assert!(one * two <= best);
            }
        }
        let swapped = build(&vec![described[1].clone(), described[0].clone()]);
        let other = worths_of(&swapped, &find(&swapped, EconomyQuestion::Value));
        prop_assert_eq!([&other[1], &other[0]], [&value[0], &value[1]]);
        let mut scaled = described.clone();
        scaled[0].1.iter_mut().flatten().flatten().for_each(|number| *number *= factor);
        let scaled = build(&scaled);
        let other = worths_of(&scaled, &find(&scaled, EconomyQuestion::Value));
        prop_assert_eq!(&other[0][0], &(&value[0][0] * q(factor, 1)));
        prop_assert_eq!(&other[1], &value[1]);
    }

    /// Whatever is answered is accepted, and an answer does not depend on the names of the agents.
    #[test]
    fn answers_do_not_depend_on_names(described in any_two()) {
        let economy = build(&described);
        let swapped = build(&vec![described[1].clone(), described[0].clone()]);
        for question in EconomyQuestion::ALL {
            let (one, other) = (find(&economy, question), find(&swapped, question));
            if let Some(certificate) = one.certificate() {
                check_economy(&economy, certificate).unwrap();
            }
            if one.word() != "undecided" && other.word() != "undecided" {
                prop_assert_eq!(one.word(), other.word(), "{:?}", question);
            }
        }
    }
}
