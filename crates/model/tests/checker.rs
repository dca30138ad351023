//! The checker refuses whatever is not proved, and never panics, whatever it is given.
//!
//! The environment is the public good of Guo (2021), section 3; the mechanism has one side bet against every type of every
//! coalition, in closed form and written out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::certificate::{
    ConditionCertificate, Evidence, HoldingWeights, Impossibility, ImpossibilityCertificate, MechanismCertificate,
    RuleWeights,
};
use ambimech_model::check::{check_condition, check_impossibility, check_mechanism};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::Condition;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::Prior;
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family};
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::type_space::TypeSpace;

fn coalition(members: &[usize]) -> Coalition {
    members.iter().map(|member| AgentId(*member)).collect()
}

/// The three agents' payoffs from an outcome, as functions of the types (0 for H, 1 for L).
type OfAgents = [fn(&[usize]) -> i64; 3];
type Payoffs = [OfAgents; 2];

const PUBLIC_GOOD: Payoffs =
    [[|_| 0, |_| 0, |_| 0], [|t| [5, 1][t[0]], |t| [2, 1][t[1]] - [5, 1][t[0]], |t| [2, 1][t[2]] - [5, 1][t[0]]]];

fn parts(counts: [usize; 3], weights: Vec<u64>, payoffs: Payoffs) -> EnvironmentParts {
    let space = TypeSpace::new(counts.to_vec()).unwrap();
    let types = |profile: ProfileId| space.types_of(profile).iter().map(|t| t.0).collect::<Vec<_>>();
    let agent = |(place, count): (usize, &usize)| Agent {
        name: format!("{}", place + 1),
        types: (0..*count).map(|t| Type { name: ["H", "L", "M"][t].into(), attributes: Vec::new() }).collect(),
    };
    let payoff = |function: fn(&[usize]) -> i64| {
        let values = space.profiles().map(|profile| Rational::from(function(&types(profile)))).collect();
        Payoff::new(&space, Coalition::grand(3), values).unwrap()
    };
    let outcome = |(name, of_agents): (&str, OfAgents)| Outcome {
        name: name.into(),
        payoffs: of_agents.into_iter().map(payoff).collect(),
    };
    EnvironmentParts {
        name: String::new(),
        source: String::new(),
        agents: counts.iter().enumerate().map(agent).collect(),
        prior: Prior::from_integers(&space, weights).unwrap(),
        outcomes: ["none", "build"].into_iter().zip(payoffs).map(outcome).collect(),
        outside: None,
        allocation: space.profiles().map(|profile| OutcomeId(types(profile)[0].min(1))).collect(),
        pattern: Pattern::All,
    }
}

fn public_good() -> Environment {
    Environment::new(parts([2; 3], vec![4, 3, 2, 1, 1, 2, 3, 4], PUBLIC_GOOD)).unwrap()
}

fn claims() -> Vec<Claim> {
    let mixed = [Property::Cic, Property::Cr, Property::Ai, Property::Bb];
    let mut claims: Vec<Claim> = mixed.map(|property| Claim::new(property, Reports::Mixed)).to_vec();
    claims.push(Claim::new(Property::Cic, Reports::Pure));
    claims
}

fn closed_form(base: Base, coalitions: Pattern, scale: i64) -> Mechanism {
    let family = Family::EverySideBet { coalitions, scale: Rational::from(scale) };
    let rules = Rules::ClosedForm(ClosedForm { base, family });
    Mechanism { name: String::new(), source: String::new(), goal: Some(Goal::CoalitionProof), rules }
}

fn own_rule() -> MechanismCertificate {
    MechanismCertificate { claims: claims(), weights: HoldingWeights::OwnRule }
}

/// The same mechanism and certificate, written out.
fn written(environment: &Environment) -> (Mechanism, MechanismCertificate) {
    let lazy = closed_form(Base::Zero, Pattern::All, 1000);
    let Rules::ClosedForm(form) = &lazy.rules else { panic!("a closed form") };
    let entry = |rule| {
        let id = form.side_bet_of(environment.space(), RuleId(rule)).unwrap();
        RuleWeights { coalition: id.coalition, types: id.types, weights: vec![(RuleId(rule), Rational::ONE)] }
    };
    let rules = lazy.rule_count(environment).unwrap();
    let weights = HoldingWeights::Listed((0..rules).map(entry).collect());
    (lazy.written_out(environment).unwrap(), MechanismCertificate { claims: claims(), weights })
}

fn list(certificate: &mut MechanismCertificate) -> &mut Vec<RuleWeights> {
    match &mut certificate.weights {
        HoldingWeights::Listed(list) => list,
        HoldingWeights::OwnRule => panic!("a list"),
    }
}

fn tables(mechanism: &mut Mechanism) -> &mut Vec<NamedRule> {
    match &mut mechanism.rules {
        Rules::Tables(rules) => rules,
        Rules::ClosedForm(_) => panic!("tables"),
    }
}

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
    let none = MechanismCertificate { claims: Vec::new(), ..certificate.clone() };
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
    other.allocation[0] = OutcomeId(1);
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
    let refusal = check_mechanism(&environment, &mechanism, &MechanismCertificate { claims, weights });
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

fn condition(condition: Condition, holds: bool, evidence: Vec<Evidence>) -> ConditionCertificate {
    ConditionCertificate { condition, holds, evidence }
}

fn singles_distinct() -> Vec<Evidence> {
    (0..3).map(|agent| Evidence::DistinctPosteriors { coalition: coalition(&[agent]) }).collect()
}

#[test]
fn true_conditions_are_accepted_and_their_opposites_refused() {
    let good = public_good();
    let pairs = [[0, 1], [0, 2], [1, 2]].map(|pair| Evidence::DistinctPosteriors { coalition: coalition(&pair) });
    let least = Evidence::LeastProbability { profile: ProfileId(3), probability: parse_number("1/20").unwrap() };
    // Σ p (value 2 + value 3 − 1) over type L of agent 1: (1·3 + 2·2 + 3·2 + 4·1)/20.
    let surplus = Evidence::ExpectedSurplus { value: parse_number("17/20").unwrap() };
    let interdependent =
        |agent: usize, first: (usize, i64), second: (usize, i64)| Evidence::InterdependentPayoff {
            agent: AgentId(agent),
            outcome: OutcomeId(1),
            first: (ProfileId(first.0), Rational::from(first.1)),
            second: (ProfileId(second.0), Rational::from(second.1)),
        };
    let private = vec![
        Evidence::OwnTypeOnly { agent: AgentId(0) },
        interdependent(1, (0, -3), (4, 1)),
        interdependent(2, (0, -3), (4, 1)),
    ];
    let accepted = [
        condition(Condition::Bdp, true, singles_distinct()),
        condition(Condition::Cbdp, true, pairs.to_vec()),
        condition(Condition::FullSupport, true, vec![least]),
        condition(Condition::Efficient, true, vec![Evidence::NoBetterOutcome]),
        condition(Condition::SociallyRational, true, vec![surplus]),
        condition(Condition::PrivateValues, false, private),
    ];
    for certificate in accepted {
        assert_eq!(check_condition(&good, &certificate), Ok(()), "{}", certificate.condition);
        let opposite = ConditionCertificate { holds: !certificate.holds, ..certificate.clone() };
        assert!(check_condition(&good, &opposite).is_err(), "{}", certificate.condition);
        for place in 0..certificate.evidence.len() {
            let mut fewer = certificate.clone();
            fewer.evidence.remove(place);
            assert!(check_condition(&good, &fewer).is_err(), "{}", certificate.condition);
        }
        let mut more = certificate.clone();
        more.evidence.push(certificate.evidence[0].clone());
        assert!(check_condition(&good, &more).is_err(), "{}", certificate.condition);
        let mut turned = certificate.clone();
        turned.evidence.reverse();
        assert_eq!(check_condition(&good, &turned).is_ok(), certificate.evidence.len() == 1);
        for other in Condition::ALL.into_iter().filter(|other| *other != certificate.condition) {
            let renamed = ConditionCertificate { condition: other, ..certificate.clone() };
            assert!(check_condition(&good, &renamed).is_err(), "{other} for {}", certificate.condition);
        }
    }
    // Independent types: agent 1's and 2's share a posterior.
    let product = Environment::new(parts([2; 3], vec![1, 1, 1, 1, 1, 1, 1, 2], PUBLIC_GOOD)).unwrap();
    assert!(check_condition(&product, &condition(Condition::Cbdp, true, pairs.to_vec())).is_err());
    let independent = Environment::new(parts([2; 3], vec![1; 8], PUBLIC_GOOD)).unwrap();
    let equal = |agent, first, second| Evidence::EqualPosteriors {
        coalition: coalition(&[agent]),
        first: JointTypeId(first),
        second: JointTypeId(second),
    };
    let failing = condition(Condition::Bdp, false, (0..3).map(|agent| equal(agent, 0, 1)).collect());
    assert_eq!(check_condition(&independent, &failing), Ok(()));
    assert!(check_condition(&good, &failing).is_err());
    assert!(check_condition(&independent, &condition(Condition::Bdp, true, singles_distinct())).is_err());
    for (first, second) in [(0, 0), (1, 1), (0, 2), (usize::MAX, 0), (7, usize::MAX)] {
        let mut odd = failing.clone();
        odd.evidence[1] = equal(1, first, second);
        assert!(check_condition(&independent, &odd).is_err(), "{first} {second}");
    }
}

#[test]
fn false_numbers_and_unknown_places_are_refused() {
    let good = public_good();
    let probability = |text: &str| parse_number(text).unwrap();
    let huge = usize::MAX;
    let better = |profile, outcome, gain: i64| Evidence::BetterOutcome {
        profile: ProfileId(profile),
        outcome: OutcomeId(outcome),
        gain: Rational::from(gain),
    };
    let least =
        |profile, text| Evidence::LeastProbability { profile: ProfileId(profile), probability: probability(text) };
    let differs = |agent: usize, outcome: usize, first: (usize, i64), second: (usize, i64)| {
        let at = |(profile, payoff): (usize, i64)| (ProfileId(profile), Rational::from(payoff));
        Evidence::InterdependentPayoff {
            agent: AgentId(agent),
            outcome: OutcomeId(outcome),
            first: at(first),
            second: at(second),
        }
    };
    let own = |agent| Evidence::OwnTypeOnly { agent: AgentId(agent) };
    let mut refused = vec![
        condition(Condition::FullSupport, true, vec![least(3, "0.06")]),
        condition(Condition::FullSupport, true, vec![least(0, "0.2")]),
        condition(Condition::FullSupport, false, vec![least(3, "0")]),
        condition(Condition::FullSupport, true, vec![least(8, "0.05")]),
        condition(Condition::FullSupport, true, vec![least(huge, "0.05")]),
        condition(
            Condition::SociallyRational,
            true,
            vec![Evidence::ExpectedSurplus { value: probability("1/20") }],
        ),
        condition(Condition::Efficient, false, vec![better(0, 1, -1)]),
        condition(Condition::Efficient, false, vec![better(0, 1, 1)]),
        condition(Condition::Efficient, false, vec![better(0, 0, 0)]),
        condition(Condition::Efficient, false, vec![better(8, 1, 1)]),
        condition(Condition::Efficient, false, vec![better(0, 2, 1)]),
        condition(Condition::Efficient, false, vec![better(huge, huge, 1)]),
        condition(Condition::PrivateValues, true, vec![own(0), own(1), own(2)]),
    ];
    for witness in [
        differs(1, 1, (0, -3), (4, 2)),  // a wrong number
        differs(1, 1, (0, -3), (6, 0)),  // another own type
        differs(1, 1, (0, -3), (1, -3)), // no difference
        differs(1, 0, (0, 0), (4, 0)),   // no difference either
        differs(1, 2, (0, -3), (4, 1)),  // no such outcome
        differs(1, 1, (0, -3), (8, 1)),  // no such profile
        differs(1, huge, (huge, 0), (huge, 1)),
        differs(2, 1, (0, -3), (4, 1)), // another agent
        differs(64, 1, (0, -3), (4, 1)),
    ] {
        refused.push(condition(
            Condition::PrivateValues,
            false,
            vec![own(0), witness, differs(2, 1, (0, -3), (4, 1))],
        ));
    }
    for certificate in refused {
        assert!(check_condition(&good, &certificate).is_err(), "{certificate:?}");
    }
}

/// With the public good built for H and not for L, types are tempted and the surplus is negative.
fn perverse() -> Environment {
    let mut given = parts([2; 3], vec![1; 8], PUBLIC_GOOD);
    given.allocation.reverse();
    Environment::new(given).unwrap()
}

fn impossible(goal: &str, reason: Impossibility) -> ImpossibilityCertificate {
    ImpossibilityCertificate { goal: goal.parse().unwrap(), reason }
}

#[test]
fn proofs_of_impossibility_are_checked_number_by_number() {
    let environment = perverse();
    let n = |value: i64| Rational::from(value);
    let inefficient = |profile, outcome, gain: i64| Impossibility::Inefficient {
        profile: ProfileId(profile),
        outcome: OutcomeId(outcome),
        gain: n(gain),
    };
    let expected = |text: &str| Impossibility::NegativeExpectedSurplus { value: parse_number(text).unwrap() };
    let negative =
        |profile, value: i64| Impossibility::NegativeSurplus { profile: ProfileId(profile), value: n(value) };
    let grand = |truth, report, gain: i64| Impossibility::GrandCoalitionGains {
        truth: ProfileId(truth),
        report: ProfileId(report),
        gain: n(gain),
    };
    // Agent 1 is served as type H only, where it gains 5 by the truth; the other way round it would gain 1.
    let tempted = |members: &[usize], first, second, gain: i64| Impossibility::EqualPosteriorsTempted {
        coalition: coalition(members),
        first: JointTypeId(first),
        second: JointTypeId(second),
        gain: n(gain),
    };
    let extraction = |members: &[usize], truth, report, gain: i64| Impossibility::ExtractionTempted {
        coalition: coalition(members),
        truth: JointTypeId(truth),
        report: JointTypeId(report),
        gain: n(gain),
    };
    // At (H, H, H) building is worth 5 − 3 − 3 = −1 and at (L, L, L) it would be worth 1.
    let accepted = [
        impossible("extract", inefficient(0, 0, 1)),
        impossible("fse", inefficient(7, 1, 1)),
        impossible("implement", expected("-1")),
        impossible("coalition-proof", expected("-1")),
        impossible("coalition-proof", negative(0, -1)),
        impossible("coalition-proof", grand(0, 4, 1)),
        impossible("cic,bb", grand(7, 0, 1)),
    ];
    for certificate in &accepted {
        assert_eq!(check_impossibility(&environment, certificate), Ok(()), "{certificate:?}");
        // The good rule refutes every one of these arguments.
        assert!(check_impossibility(&public_good(), certificate).is_err(), "{certificate:?}");
    }
    let huge = usize::MAX;
    let refused = [
        impossible("ic,bb", inefficient(0, 0, 1)),
        impossible("extract", inefficient(0, 0, 2)),
        impossible("extract", inefficient(0, 1, 0)),
        impossible("extract", inefficient(8, 0, 1)),
        impossible("extract", inefficient(0, 2, 1)),
        impossible("extract", expected("-1")),
        impossible("ic,bb", expected("-1")),
        impossible("ic,ir", expected("-1")),
        impossible("implement", expected("1")),
        impossible("implement", expected("-1/2")),
        impossible("implement", negative(0, -1)),
        impossible("coalition-proof", negative(0, -2)),
        impossible("coalition-proof", negative(7, 0)),
        impossible("coalition-proof", negative(huge, -1)),
        impossible("ic,bb", grand(0, 4, 1)),
        impossible("cic", grand(0, 4, 1)),
        impossible("cic,bb", grand(0, 1, 0)),
        impossible("cic,bb", grand(0, 4, 2)),
        impossible("cic,bb", grand(8, 4, 1)),
        impossible("cic,bb", grand(0, huge, 1)),
        impossible("ic", tempted(&[0], 0, 1, -4)),
        impossible("ic", tempted(&[0], 0, 1, 4)),
        impossible("ic", tempted(&[0], 0, 0, 4)),
        impossible("ic", tempted(&[0], 0, 2, 4)),
        impossible("ic", tempted(&[3], 0, 1, 4)),
        impossible("ic", tempted(&[], 0, 0, 4)),
        impossible("ic", tempted(&[0, 63], 0, huge, 4)),
        impossible("extract", extraction(&[0, 1], 0, 1, 1)),
        impossible("extract", extraction(&[0], 1, 0, 1)),
        impossible("extract", extraction(&[9], 1, 0, 1)),
        impossible("extract", extraction(&[0], huge, 0, 1)),
    ];
    for certificate in &refused {
        assert!(check_impossibility(&environment, certificate).is_err(), "{certificate:?}");
    }
    // Agents alone: the arguments about the grand coalition no longer apply.
    let alone = environment.with_pattern(Pattern::Singletons);
    for certificate in [&accepted[4], &accepted[5], &accepted[6]] {
        assert_eq!(check_impossibility(&alone, certificate), Err(Refusal::NotApplicable));
    }
}

/// Independent types and an agent served only when it values the good less.
#[test]
fn types_that_share_a_posterior_are_compared_exactly() {
    let mut given = parts([2; 3], vec![1, 1, 1, 1, 2, 2, 2, 2], PUBLIC_GOOD);
    let environment = Environment::new(given.clone()).unwrap();
    // Agent 1, of type H, would gain 5 by reporting L, and L loses 1 by reporting H.
    let proof = |gain: i64, first, second| {
        let (first, second) = (JointTypeId(first), JointTypeId(second));
        let gain = Rational::from(gain);
        Impossibility::EqualPosteriorsTempted { coalition: coalition(&[0]), first, second, gain }
    };
    let check = |environment: &Environment, goal: &str, reason| {
        check_impossibility(environment, &impossible(goal, reason))
    };
    for goal in ["ic", "cic", "implement", "extract", "coalition-proof"] {
        assert_eq!(check(&environment, goal, proof(4, 0, 1)), Ok(()), "{goal}");
        assert_eq!(check(&environment, goal, proof(4, 1, 0)), Ok(()), "{goal}");
        assert!(check(&environment, goal, proof(5, 0, 1)).is_err(), "{goal}");
    }
    assert_eq!(check(&environment, "ir,bb", proof(4, 0, 1)), Err(Refusal::NotApplicable));
    let extraction = |gain: i64| Impossibility::ExtractionTempted {
        coalition: coalition(&[0]),
        truth: JointTypeId(0),
        report: JointTypeId(1),
        gain: Rational::from(gain),
    };
    assert_eq!(check(&environment, "extract", extraction(4)), Ok(()));
    assert_eq!(check(&environment, "cic,ir,fse", extraction(4)), Ok(()));
    assert!(check(&environment, "extract", extraction(5)).is_err());
    assert_eq!(check(&environment, "ic,fse", extraction(4)), Err(Refusal::NotApplicable));
    assert_eq!(check(&environment, "ir,fse", extraction(4)), Err(Refusal::NotApplicable));
    // A coalition that cannot form is not constrained, and posteriors that differ prove nothing.
    let space = TypeSpace::new(vec![2; 3]).unwrap();
    given.prior = Prior::from_integers(&space, vec![1, 1, 1, 1, 2, 2, 2, 3]).unwrap();
    let dependent = Environment::new(given).unwrap();
    assert!(check(&dependent, "ic", proof(4, 0, 1)).is_err());
    assert!(check(&dependent, "extract", extraction(4)).is_err());
}
