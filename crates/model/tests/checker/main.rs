//! The checker refuses whatever is not proved, and never panics, whatever it is given.
//!
//! The environment is the public good of Guo (2021), section 3; the mechanism has one side bet against every type of every
//! coalition, in closed form and written out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod attitudes;
mod evidence;
mod mechanisms;

use ambimech_model::certificate::{
    ConditionCertificate, Evidence, HoldingWeights, Impossibility, ImpossibilityCertificate, MechanismCertificate,
    RuleWeights,
};
use ambimech_model::check::{
    Checked, check_condition, check_condition_in_parts, check_impossibility, check_mechanism_in_parts,
};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::Condition;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family};
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::type_space::TypeSpace;

/// The checker's answer, the same however many parts the rules are looked at in.
fn check_mechanism(
    environment: &Environment,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
) -> Result<Checked, Refusal> {
    let answer = ambimech_model::check::check_mechanism(environment, mechanism, certificate);
    for parts in [0, 1, 2, 3, 7, 40] {
        assert_eq!(check_mechanism_in_parts(environment, mechanism, certificate, parts), answer, "{parts} parts");
    }
    answer
}

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
        beliefs: Beliefs::Common(Prior::from_integers(&space, weights).unwrap()),
        outcomes: ["none", "build"].into_iter().zip(payoffs).map(outcome).collect(),
        outside: None,
        allocation: space.profiles().map(|profile| OutcomeId(types(profile)[0].min(1))).collect(),
        pattern: Pattern::All,
        attitudes: ambimech_model::preference::Attitudes::default(),
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
    MechanismCertificate { limits: PaymentLimits::none(), claims: claims(), weights: HoldingWeights::OwnRule }
}

/// The same mechanism and certificate, written out.
fn written(environment: &Environment) -> (Mechanism, MechanismCertificate) {
    let lazy = closed_form(Base::Zero, Pattern::All, 1000);
    let Rules::ClosedForm(form) = &lazy.rules else { panic!("a closed form") };
    let entry = |rule| {
        let id = form.side_bet_of(environment.space(), RuleId(rule)).unwrap();
        RuleWeights {
            coalition: id.coalition,
            types: id.types,
            best: None,
            weights: vec![(RuleId(rule), Rational::ONE)],
        }
    };
    let rules = lazy.rule_count(environment).unwrap();
    let weights = HoldingWeights::Listed((0..rules).map(entry).collect());
    (
        lazy.written_out(environment).unwrap(),
        MechanismCertificate { limits: PaymentLimits::none(), claims: claims(), weights },
    )
}

fn list(certificate: &mut MechanismCertificate) -> &mut Vec<RuleWeights> {
    match &mut certificate.weights {
        HoldingWeights::Listed(list) => list,
        HoldingWeights::OwnRule | HoldingWeights::Pairs(_) => panic!("a list"),
    }
}

fn tables(mechanism: &mut Mechanism) -> &mut Vec<NamedRule> {
    match &mut mechanism.rules {
        Rules::Tables(rules) => rules,
        Rules::ClosedForm(_) => panic!("tables"),
    }
}
