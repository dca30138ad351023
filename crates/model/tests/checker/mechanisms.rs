//! Certificates of mechanisms, and parts that make no environment.

use super::*;

#[test]
fn both_forms_are_accepted() {
    let environment = public_good();
    let accepted =
        check_mechanism(&environment, &closed_form(Base::Zero, Pattern::All, 1000), &own_rule()).unwrap();
    // 3 single agents with 2 misreports in all, 3 pairs with 12, the grand coalition with 56.
    assert_eq!((accepted.rules, accepted.coalitions, accepted.misreports), (18, 7, 3 * 2 + 3 * 12 + 56));
    let (mechanism, certificate) = written(&environment);
    assert_eq!(check_mechanism(&environment, &mechanism, &certificate), Ok(accepted));
}

#[test]
fn weights_that_prove_nothing_are_refused() {
    let environment = public_good();
    let (mechanism, certificate) = written(&environment);
    type Change = fn(&mut Vec<RuleWeights>);
    let changes: [(&str, Change); 12] = [
        ("an entry missing", |list| drop(list.remove(7))),
        ("no entries", |list| list.clear()),
        ("an entry twice", |list| list.push(list[3].clone())),
        ("another coalition's rule", |list| list[0].weights[0].0 = RuleId(17)),
        ("an unknown rule", |list| list[0].weights[0].0 = RuleId(18)),
        ("a rule twice", |list| {
            list[2].weights = vec![(RuleId(2), Rational::ONE), (RuleId(2), Rational::ONE)];
            list[2].weights.iter_mut().for_each(|(_, weight)| *weight = parse_number("1/2").unwrap());
        }),
        ("a sum below 1", |list| list[4].weights[0].1 = parse_number("0.999").unwrap()),
        ("a sum above 1", |list| list[4].weights[0].1 = parse_number("1.001").unwrap()),
        ("a negative weight", |list| {
            list[5].weights = vec![(RuleId(5), Rational::from(2)), (RuleId(6), Rational::NEG_ONE)];
        }),
        ("a weight of 0", |list| list[5].weights.push((RuleId(0), Rational::ZERO))),
        ("an unknown type", |list| list[0].types = JointTypeId(2)),
        ("an unknown agent", |list| list[0].coalition = coalition(&[3])),
    ];
    for (what, change) in changes {
        let mut changed = certificate.clone();
        change(list(&mut changed));
        let refusal = check_mechanism(&environment, &mechanism, &changed);
        assert!(refusal.is_err(), "{what} was accepted");
    }
    // Every entry is needed, and every entry must name its own rule.
    for place in 0..18 {
        let mut without = certificate.clone();
        list(&mut without).remove(place);
        let refusal = check_mechanism(&environment, &mechanism, &without).unwrap_err();
        assert!(matches!(refusal, Refusal::WeightsMissing { .. }), "{refusal:?}");
    }
}

#[test]
fn every_payment_counts() {
    let environment = public_good();
    let (mechanism, certificate) = written(&environment);
    for (rule, place) in [(0, 0), (5, 11), (17, 23), (9, 4)] {
        let mut changed = mechanism.clone();
        let mut payments = tables(&mut changed)[rule].table.payments().to_vec();
        payments[place] += Rational::ONE;
        tables(&mut changed)[rule].table = TransferTable::new(environment.space(), payments.clone()).unwrap();
        assert!(matches!(
            check_mechanism(&environment, &changed, &certificate),
            Err(Refusal::Unbalanced { .. } | Refusal::NotInsured { .. } | Refusal::NotRational { .. })
        ));
        // Balanced again by another agent, but no longer the same to every coalition on path.
        payments[place - place % 3 + (place + 1) % 3] -= Rational::ONE;
        tables(&mut changed)[rule].table = TransferTable::new(environment.space(), payments).unwrap();
        let refusal = check_mechanism(&environment, &changed, &certificate).unwrap_err();
        assert!(
            matches!(refusal, Refusal::NotInsured { .. } | Refusal::NotRational { .. } | Refusal::Tempted { .. }),
            "{refusal:?}"
        );
    }
}

#[test]
fn rules_and_claims_must_fit_the_goal() {
    let environment = public_good();
    let (mechanism, certificate) = written(&environment);
    let refusal = |mechanism: &Mechanism, certificate: &MechanismCertificate| {
        check_mechanism(&environment, mechanism, certificate).unwrap_err()
    };
    for property in Goal::CoalitionProof.properties() {
        let mut fewer = certificate.clone();
        fewer.claims.retain(|claim| claim.property != property);
        assert_eq!(refusal(&mechanism, &fewer), Refusal::GoalNotClaimed(property));
    }
    let none = MechanismCertificate { limits: PaymentLimits::none(), claims: Vec::new(), ..certificate.clone() };
    assert_eq!(refusal(&mechanism, &none), Refusal::NoClaims);
    for claim in [
        Claim { property: Property::Cic, reports: None },
        Claim { property: Property::Bb, reports: Some(Reports::Mixed) },
    ] {
        let mut odd = certificate.clone();
        odd.claims.push(claim);
        assert_eq!(refusal(&mechanism, &odd), Refusal::ReportsMissing(claim));
    }
    let mut false_claim = certificate.clone();
    false_claim.claims.push(Claim::new(Property::Fse, Reports::Mixed));
    assert!(matches!(refusal(&mechanism, &false_claim), Refusal::NotExtracted { .. }));
    let mut empty = mechanism.clone();
    tables(&mut empty).clear();
    assert_eq!(refusal(&empty, &certificate), Refusal::NoSuchRule(None));
    // Tables have no own rules; a smaller family does not cover every coalition.
    let own = own_rule();
    assert!(matches!(refusal(&mechanism, &own), Refusal::NoOwnRule(_)));
    let singles = closed_form(Base::Zero, Pattern::Singletons, 1000);
    assert_eq!(refusal(&singles, &own), Refusal::NoOwnRule(coalition(&[0, 1])));
    // Too small a scale, no scale, the wrong sign, a base that is not balanced or leaves somebody out of pocket.
    for scale in [1, 0, -1000] {
        let weak = closed_form(Base::Zero, Pattern::All, scale);
        assert!(matches!(refusal(&weak, &own), Refusal::Tempted { .. }), "scale {scale}");
    }
    for base in [Base::Extraction, Base::LevelExtraction] {
        assert!(matches!(refusal(&closed_form(base, Pattern::All, 1000), &own), Refusal::Unbalanced { .. }));
    }
    let nobody = closed_form(Base::ResidualClaimant(AgentId(3)), Pattern::All, 1000);
    assert!(matches!(refusal(&nobody, &own), Refusal::Unbalanced { .. }));
}

#[test]
fn another_environment_is_refused() {
    let (mechanism, certificate) = written(&public_good());
    let weights = vec![4, 3, 2, 1, 1, 2, 3, 4];
    let check = |parts: EnvironmentParts| {
        check_mechanism(&Environment::new(parts).unwrap(), &mechanism, &certificate).unwrap_err()
    };
    for place in 0..8 {
        let mut other = weights.clone();
        other[place] += 1;
        let refusal = check(parts([2; 3], other, PUBLIC_GOOD));
        assert!(matches!(refusal, Refusal::NotInsured { .. } | Refusal::NotRational { .. }), "{refusal:?}");
    }
    let mut costly = PUBLIC_GOOD;
    costly[1][1] = |t| [2, 1][t[1]] - [5, 3][t[0]];
    assert!(matches!(check(parts([2; 3], weights.clone(), costly)), Refusal::NotRational { .. }));
    let mut tempting = PUBLIC_GOOD;
    tempting[1][0] = |t| [5_000_000, 1][t[0]];
    assert!(matches!(check(parts([2; 3], weights.clone(), tempting)), Refusal::Tempted { .. }));
    let mut other = parts([2; 3], weights, PUBLIC_GOOD);
    other.allocation = std::iter::once(OutcomeId(1)).chain(other.allocation.iter().skip(1)).collect();
    assert!(matches!(check(other), Refusal::NotRational { .. } | Refusal::Tempted { .. }));
}

/// Tables made for other numbers of types or agents are not rules here.
#[test]
fn tables_of_another_shape_are_refused() {
    let environment = public_good();
    let (mechanism, certificate) = written(&environment);
    for counts in [vec![2, 2], vec![2, 2, 3], vec![1, 2, 2], vec![2; 4], vec![3; 2], vec![2, 3, 1, 2]] {
        let space = TypeSpace::new(counts).unwrap();
        let mut changed = mechanism.clone();
        tables(&mut changed)[4].table = TransferTable::from_fn(&space, |_, _| Rational::ZERO);
        let refusal = check_mechanism(&environment, &changed, &certificate).unwrap_err();
        assert_eq!(refusal, Refusal::NoSuchRule(Some(RuleId(4))));
    }
}

/// Side bets of coalitions or types that do not exist are not rules.
#[test]
fn side_bets_that_do_not_exist_are_refused() {
    let full = public_good();
    let zero = Environment::new(parts([2; 3], vec![0, 3, 2, 1, 1, 2, 3, 4], PUBLIC_GOOD)).unwrap();
    let ids = [
        (coalition(&[5]), 0),
        (coalition(&[0, 5]), 0),
        (coalition(&[63]), 0),
        (Coalition::EMPTY, 0),
        (coalition(&[0, 1, 2]), 0),
        (coalition(&[0, 1, 2, 3]), 0),
        (coalition(&[0]), 2),
        (coalition(&[1, 2]), 4),
        (coalition(&[0]), usize::MAX),
    ];
    for environment in [&full, &zero] {
        for (coalition, types) in ids {
            let bets = vec![(SideBetId { coalition, types: JointTypeId(types) }, Rational::ONE)];
            let family = Family::Listed(vec![Combination { name: "one".into(), bets }]);
            let rules = Rules::ClosedForm(ClosedForm { base: Base::Zero, family });
            let mechanism = Mechanism { rules, goal: None, ..closed_form(Base::Zero, Pattern::All, 1) };
            let certificate = MechanismCertificate {
                limits: PaymentLimits::none(),
                claims: vec![Claim::new(Property::Bb, Reports::Pure)],
                weights: HoldingWeights::Listed(Vec::new()),
            };
            let refusal = check_mechanism(environment, &mechanism, &certificate);
            assert_eq!(refusal, Err(Refusal::NoSuchRule(Some(RuleId(0)))), "{coalition:?} {types}");
        }
        for members in [&[5][..], &[0, 4], &[1, 63]] {
            let family = closed_form(Base::Zero, Pattern::Listed(vec![coalition(members)]), 1000);
            assert!(check_mechanism(environment, &family, &own_rule()).is_err(), "{members:?}");
        }
    }
}

/// A pattern is a set: whatever order, repetition or omission of singletons it is given with, every coalition counts.
#[test]
fn no_coalition_escapes_through_the_order_of_a_list() {
    let mut given = parts([2; 3], vec![4, 3, 2, 1, 1, 2, 3, 4], PUBLIC_GOOD);
    let (pair, other) = (coalition(&[0, 1]), coalition(&[1, 2]));
    given.pattern = Pattern::Listed(vec![other, pair, coalition(&[2]), pair, Coalition::EMPTY]);
    let environment = Environment::new(given.clone()).unwrap();
    let expected = Pattern::listed(3, [pair, other]);
    assert_eq!(*environment.pattern(), expected);
    assert_eq!(*environment.with_pattern(given.pattern.clone()).pattern(), expected);
    // Side bets for single agents only: both pairs are tempted.
    let singles = closed_form(Base::Zero, Pattern::Singletons, 1000);
    let claims = vec![Claim::new(Property::Cic, Reports::Pure)];
    let weights = HoldingWeights::Listed(Vec::new());
    let mechanism = Mechanism { goal: None, ..singles };
    let refusal = check_mechanism(
        &environment,
        &mechanism,
        &MechanismCertificate { limits: PaymentLimits::none(), claims, weights },
    );
    assert!(matches!(refusal, Err(Refusal::Tempted { .. })), "{refusal:?}");
    given.pattern = Pattern::Listed(vec![coalition(&[0, 3])]);
    assert!(Environment::new(given).is_err());
}

/// Parts made for another type space do not make an environment.
#[test]
fn parts_of_another_shape_make_no_environment() {
    let good = || parts([2; 3], vec![4, 3, 2, 1, 1, 2, 3, 4], PUBLIC_GOOD);
    // Eight profiles, but as 4 × 2, or 2 × 4 × 1.
    let flat = TypeSpace::new(vec![4, 2]).unwrap();
    let mut odd = good();
    odd.outcomes[1].payoffs[0] =
        Payoff::new(&flat, coalition(&[0]), (0..4).map(Rational::from).collect()).unwrap();
    assert!(Environment::new(odd).is_err());
    let long = TypeSpace::new(vec![2, 4, 1]).unwrap();
    let mut odd = good();
    odd.outcomes[1].payoffs[0] =
        Payoff::new(&long, coalition(&[1]), (0..4).map(Rational::from).collect()).unwrap();
    assert!(Environment::new(odd).is_err());
    assert!(Payoff::new(&long, coalition(&[3]), vec![Rational::ZERO; 2]).is_none());
    // Zeros that exclude no pair of 2 × 2 × 2 types, but all of type M of an agent with four.
    let mut wide = parts([2, 2, 2], vec![1, 0, 1, 1, 0, 1, 1, 1], PUBLIC_GOOD);
    wide.agents.truncate(2);
    wide.outcomes.iter_mut().for_each(|outcome| outcome.payoffs = vec![Payoff::constant(Rational::ZERO); 2]);
    let four = ["a", "b", "c", "d"].map(|name| Type { name: name.into(), attributes: Vec::new() });
    wide.agents[0].types = four.to_vec();
    assert!(Environment::new(wide).is_err());
}
