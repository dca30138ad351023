//! The environment of Guo (2021), Section 3, with its certified mechanisms, made with the trusted crate alone.
#![allow(dead_code)] // every test file uses a part of it

use ambimech_model::certificate::{
    Certificate, ConditionCertificate, Evidence, HoldingWeights, Impossibility, ImpossibilityCertificate,
    MechanismCertificate, RuleWeights,
};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::Condition;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Family, bet_coalitions};
use ambimech_model::type_space::TypeSpace;

/// The environment's parts, as in examples/guo-2021-public-good/environment.toml.
pub fn parts() -> EnvironmentParts {
    let space = TypeSpace::new(vec![2, 2, 2]).unwrap();
    let kind = |name: &str, value: i32| Type {
        name: name.into(),
        attributes: vec![("value".into(), Rational::from(value))],
    };
    let agent = |name: &str, high: i32| Agent { name: name.into(), types: vec![kind("H", high), kind("L", 1)] };
    let agents = vec![agent("1", 5), agent("2", 2), agent("3", 2)];
    let value = |profile: ProfileId, i: usize| {
        agents[i].types[space.type_of(profile, AgentId(i)).0].attributes[0].1.clone()
    };
    let payoff = |of: &dyn Fn(ProfileId) -> Rational| {
        Payoff::new(&space, Coalition::grand(3), space.profiles().map(of).collect()).unwrap()
    };
    let build = vec![
        payoff(&|profile| value(profile, 0)),
        payoff(&|profile| value(profile, 1) - value(profile, 0)),
        payoff(&|profile| value(profile, 2) - value(profile, 0)),
    ];
    EnvironmentParts {
        name: "Public good with a conflicted agent".into(),
        source: "Guo (2021), Coalition-proof Ambiguous Mechanism, Section 3".into(),
        beliefs: Beliefs::Common(Prior::from_integers(&space, vec![4, 3, 2, 1, 1, 2, 3, 4]).unwrap()),
        outcomes: vec![
            Outcome { name: "none".into(), payoffs: vec![Payoff::constant(Rational::ZERO); 3] },
            Outcome { name: "build".into(), payoffs: build },
        ],
        outside: Some(OutcomeId(0)),
        allocation: space
            .profiles()
            .map(|profile| OutcomeId(usize::from(space.type_of(profile, AgentId(0)) == TypeId(1))))
            .collect(),
        pattern: Pattern::All,
        attitudes: ambimech_model::preference::Attitudes::default(),
        agents,
    }
}

/// The environment.
pub fn environment() -> Environment {
    Environment::new(parts()).unwrap()
}

/// The coalition-proof mechanism in closed form, with the rules' own weights.
pub fn closed_form() -> (Mechanism, MechanismCertificate) {
    let family = Family::EverySideBet { coalitions: Pattern::All, scale: Rational::from(100) };
    let mechanism = Mechanism {
        name: "Side bets against every coalition".into(),
        source: "Guo (2021), Theorem 1".into(),
        goal: Some(Goal::CoalitionProof),
        rules: Rules::ClosedForm(ClosedForm { base: Base::EqualSplit, family }),
    };
    let claims = [Property::Cic, Property::Cr, Property::Ai, Property::Bb];
    let claims = claims.map(|property| Claim::new(property, Reports::Mixed)).to_vec();
    (mechanism, MechanismCertificate { limits: PaymentLimits::none(), claims, weights: HoldingWeights::OwnRule })
}

/// The same mechanism written out, with its weights listed.
pub fn written_out() -> (Mechanism, MechanismCertificate) {
    let environment = environment();
    let (mechanism, certificate) = closed_form();
    let Rules::ClosedForm(form) = &mechanism.rules else { unreachable!() };
    let mut weights = Vec::new();
    let space = environment.space();
    for coalition in bet_coalitions(space, environment.pattern()) {
        for types in (0..space.joint_count(coalition)).map(JointTypeId) {
            let id = ambimech_model::transfer::side_bet::SideBetId { coalition, types };
            let rule = form.rule_against(space, id).unwrap();
            weights.push(RuleWeights { coalition, types, best: None, weights: vec![(rule, Rational::ONE)] });
        }
    }
    let written = mechanism.written_out(&environment).unwrap();
    (written, MechanismCertificate { weights: HoldingWeights::Listed(weights), ..certificate })
}

/// A mechanism against single agents' mixed misreports, every rule twice, held down by equal weights on a rule and its
/// copy.
pub fn doubled() -> (Mechanism, MechanismCertificate) {
    let (mut mechanism, mut certificate) = written_out();
    mechanism.goal = Some(Goal::Implement);
    let claims = [Property::Ic, Property::Ir, Property::Bb];
    certificate.claims = claims.map(|property| Claim::new(property, Reports::Mixed)).to_vec();
    let Rules::Tables(rules) = &mut mechanism.rules else { unreachable!() };
    rules.truncate(6);
    let count = rules.len();
    let copies: Vec<_> = rules
        .iter()
        .map(|rule| {
            let mut copy = rule.clone();
            copy.name.push_str(" again");
            copy
        })
        .collect();
    rules.extend(copies);
    let HoldingWeights::Listed(list) = &mut certificate.weights else { unreachable!() };
    list.truncate(6);
    for entry in list {
        let rule = entry.weights[0].0;
        let half = Rational::from_parts(1.into(), 2u8.into());
        entry.weights = vec![(rule, half.clone()), (RuleId(rule.0 + count), half)];
    }
    (mechanism, certificate)
}

/// True certificates about conditions of the environment.
pub fn conditions() -> Vec<Certificate> {
    let members = |list: &[usize]| list.iter().map(|member| AgentId(*member)).collect::<Coalition>();
    let distinct = |list: &[usize]| Evidence::DistinctPosteriors { coalition: members(list) };
    let condition =
        |condition, holds, evidence| Certificate::Condition(ConditionCertificate { condition, holds, evidence });
    let least = Evidence::LeastProbability {
        profile: ProfileId(3),
        probability: Rational::from_parts(1.into(), 20u8.into()),
    };
    let build = OutcomeId(1);
    let payoff = |profile: usize, value: i32| (ProfileId(profile), Rational::from(value));
    let interdependent = |agent, first, second| Evidence::InterdependentPayoff {
        agent: AgentId(agent),
        outcome: build,
        first,
        second,
    };
    vec![
        condition(Condition::Bdp, true, vec![distinct(&[0]), distinct(&[1]), distinct(&[2])]),
        condition(Condition::Cbdp, true, vec![distinct(&[0, 1]), distinct(&[0, 2]), distinct(&[1, 2])]),
        condition(Condition::FullSupport, true, vec![least]),
        condition(Condition::Efficient, true, vec![Evidence::NoBetterOutcome]),
        condition(
            Condition::SociallyRational,
            true,
            vec![Evidence::ExpectedSurplus { value: expected_surplus() }],
        ),
        condition(
            Condition::PrivateValues,
            false,
            vec![
                Evidence::OwnTypeOnly { agent: AgentId(0) },
                interdependent(1, payoff(0, -3), payoff(4, 1)),
                interdependent(2, payoff(0, -3), payoff(4, 1)),
            ],
        ),
    ]
}

fn expected_surplus() -> Rational {
    ambimech_model::transfer::base::expected_surplus(&environment()).unwrap()
}

/// An environment of two agents in which nearly everything goes wrong: equal posteriors, an inefficient allocation, and
/// a negative surplus.
pub fn troubled() -> Environment {
    let space = TypeSpace::new(vec![2, 2]).unwrap();
    let kind = |name: &str| Type { name: name.into(), attributes: Vec::new() };
    let agent = |name: &str| Agent { name: name.into(), types: vec![kind("H"), kind("L")] };
    let own = |agent: usize, values: [i32; 2]| {
        let values = values.map(Rational::from).to_vec();
        Payoff::new(&space, Coalition::single(AgentId(agent)), values).unwrap()
    };
    let zero = || Payoff::constant(Rational::ZERO);
    let parts = EnvironmentParts {
        name: String::new(),
        source: String::new(),
        agents: vec![agent("ann"), agent("bob")],
        beliefs: Beliefs::Common(Prior::from_integers(&space, vec![1, 1, 1, 1]).unwrap()),
        outcomes: vec![
            Outcome { name: "rest".into(), payoffs: vec![zero(), zero()] },
            Outcome { name: "work".into(), payoffs: vec![own(0, [-4, 1]), own(1, [0, -2])] },
        ],
        outside: None,
        // work when ann is H: the wrong way round
        allocation: vec![OutcomeId(1), OutcomeId(1), OutcomeId(0), OutcomeId(0)].into(),
        pattern: Pattern::All,
        attitudes: ambimech_model::preference::Attitudes::default(),
    };
    Environment::new(parts).unwrap()
}

/// Certificates about the troubled environment: every kind of evidence and of impossibility that is missing above.
pub fn troubles() -> Vec<Certificate> {
    let single = |agent| Coalition::single(AgentId(agent));
    let equal = |agent| Evidence::EqualPosteriors {
        coalition: single(agent),
        first: JointTypeId(0),
        second: JointTypeId(1),
    };
    let failing =
        |condition, evidence| Certificate::Condition(ConditionCertificate { condition, holds: false, evidence });
    let impossible = |goal, reason| Certificate::Impossibility(ImpossibilityCertificate { goal, reason });
    let number = Rational::from;
    vec![
        failing(Condition::Bdp, vec![equal(0), equal(1)]),
        failing(
            Condition::Efficient,
            vec![Evidence::BetterOutcome { profile: ProfileId(0), outcome: OutcomeId(0), gain: number(4) }],
        ),
        failing(
            Condition::SociallyRational,
            vec![Evidence::ExpectedSurplus { value: Rational::from_parts((-5).into(), 2u8.into()) }],
        ),
        impossible(
            Goal::Extract,
            Impossibility::Inefficient { profile: ProfileId(1), outcome: OutcomeId(0), gain: number(6) },
        ),
        impossible(
            Goal::Implement,
            Impossibility::NegativeExpectedSurplus { value: Rational::from_parts((-5).into(), 2u8.into()) },
        ),
        impossible(
            Goal::CoalitionProof,
            Impossibility::NegativeSurplus { profile: ProfileId(1), value: number(-6) },
        ),
        impossible(
            Goal::CoalitionProof,
            Impossibility::GrandCoalitionGains { truth: ProfileId(0), report: ProfileId(3), gain: number(4) },
        ),
        impossible(
            Goal::Properties(vec![Property::Ic, Property::Ir]),
            Impossibility::EqualPosteriorsTempted {
                coalition: single(0),
                first: JointTypeId(0),
                second: JointTypeId(1),
                gain: number(5),
            },
        ),
        impossible(
            Goal::Extract,
            Impossibility::ExtractionTempted {
                coalition: single(0),
                truth: JointTypeId(1),
                report: JointTypeId(0),
                gain: number(5),
            },
        ),
    ]
}
