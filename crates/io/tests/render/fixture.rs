//! Environments, mechanisms and answers to render. Values are computed here from the definition, one report at a time.

use ambimech_io::mechanism::read_mechanism;
use ambimech_io::read_environment;
use ambimech_model::certificate::{ConditionCertificate, Evidence, HoldingWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::verification::{Deviation, PropertyAnswer, Report, ReportValues, Verification, Worst};
use std::path::{Path, PathBuf};

pub fn example(name: &str, file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join(file)
}

pub fn environment(name: &str) -> Environment {
    read_environment(&example(name, "environment.toml")).unwrap()
}

pub fn mechanism(name: &str, environment: &Environment) -> Mechanism {
    read_mechanism(&example(name, "mechanism.json"), environment).unwrap().mechanism
}

pub fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

pub fn set(members: &[usize]) -> Coalition {
    members.iter().map(|member| AgentId(*member)).collect()
}

/// The verdicts about the public good.
pub fn conditions() -> Vec<(Condition, Verdict<ConditionCertificate>)> {
    let certified = |condition, holds, evidence| {
        let certificate = ConditionCertificate { condition, holds, evidence };
        (condition, if holds { Verdict::Holds(certificate) } else { Verdict::Fails(certificate) })
    };
    let distinct = |members: &[usize]| Evidence::DistinctPosteriors { coalition: set(members) };
    let interdependent = |agent| Evidence::InterdependentPayoff {
        agent: AgentId(agent),
        outcome: ambimech_model::index::OutcomeId(1),
        first: (ProfileId(0), number("-3")),
        second: (ProfileId(4), number("1")),
    };
    vec![
        certified(Condition::Bdp, true, vec![distinct(&[0]), distinct(&[1]), distinct(&[2])]),
        certified(Condition::Cbdp, true, vec![distinct(&[0, 1]), distinct(&[0, 2]), distinct(&[1, 2])]),
        certified(
            Condition::FullSupport,
            true,
            vec![Evidence::LeastProbability { profile: ProfileId(3), probability: number("1/20") }],
        ),
        certified(Condition::Efficient, true, vec![Evidence::NoBetterOutcome]),
        certified(Condition::SociallyRational, true, vec![Evidence::ExpectedSurplus { value: number("17/20") }]),
        certified(
            Condition::PrivateValues,
            false,
            vec![Evidence::OwnTypeOnly { agent: AgentId(0) }, interdependent(1), interdependent(2)],
        ),
    ]
}

/// Every report of these coalitions.
pub fn values(environment: &Environment, mechanism: &Mechanism, coalitions: &[Coalition]) -> Vec<ReportValues> {
    let rules = mechanism.rule_count(environment).unwrap();
    let tables: Vec<_> =
        (0..rules).map(|rule| mechanism.table(environment, RuleId(rule)).unwrap().scaled()).collect();
    let mut rows = Vec::new();
    for coalition in coalitions {
        let interim = Interim::new(environment, *coalition).unwrap();
        let totals: Vec<_> = tables.iter().map(|table| interim.totals(table)).collect();
        let value = |truth, report| -> Vec<Rational> {
            let payoff = interim.payoff(truth, report);
            totals.iter().map(|totals| &payoff + interim.transfer(totals, truth, report)).collect()
        };
        for truth in interim.split().own() {
            let on_path = value(truth, truth).into_iter().min().unwrap();
            for report in interim.split().own() {
                let values = value(truth, report);
                let worth = values.iter().min().unwrap().clone();
                let (coalition, on_path) = (*coalition, on_path.clone());
                rows.push(ReportValues { coalition, truth, report, values, worth, on_path });
            }
        }
    }
    rows
}

fn worst_of(values: &[ReportValues], largest_coalition: usize) -> Deviation {
    let misreports =
        values.iter().filter(|row| row.truth != row.report && row.coalition.len() <= largest_coalition);
    let worst = misreports.max_by_key(|row| row.worst().unwrap().1 - &row.on_path).unwrap();
    Deviation {
        coalition: worst.coalition,
        truth: worst.truth,
        report: Report::Pure(worst.report),
        value: worst.worst().unwrap().1.clone(),
        on_path: worst.on_path.clone(),
    }
}

/// What a verification of the public good's mechanism says.
pub fn verification(values: &[ReportValues]) -> Verification {
    let answer = |property, reports, holds, worst| PropertyAnswer {
        claim: Claim::new(property, reports),
        holds,
        worst: Some(worst),
    };
    let on_path = || Worst::Participation {
        coalition: set(&[0]),
        types: JointTypeId(0),
        rule: Some(RuleId(0)),
        value: number("0"),
    };
    let mixture = Deviation {
        coalition: set(&[1, 2]),
        truth: JointTypeId(0),
        report: Report::Mixed(vec![(JointTypeId(1), number("2/3")), (JointTypeId(2), number("1/3"))]),
        value: number("2/5"),
        on_path: number("2/5"),
    };
    let answers = vec![
        answer(Property::Ic, Reports::Pure, true, Worst::Deviation(worst_of(values, 1))),
        answer(Property::Ic, Reports::Mixed, true, Worst::Deviation(worst_of(values, 1))),
        answer(Property::Cic, Reports::Pure, true, Worst::Deviation(worst_of(values, 3))),
        answer(Property::Cic, Reports::Mixed, true, Worst::Deviation(mixture)),
        answer(Property::Ir, Reports::Pure, true, on_path()),
        answer(Property::Cr, Reports::Pure, true, on_path()),
        answer(
            Property::Ai,
            Reports::Pure,
            true,
            Worst::Insurance {
                coalition: set(&[0]),
                types: JointTypeId(0),
                lowest: (RuleId(0), number("0")),
                highest: (RuleId(0), number("0")),
            },
        ),
        answer(
            Property::Bb,
            Reports::Pure,
            true,
            Worst::Budget { rule: RuleId(0), profile: ProfileId(0), total: number("0") },
        ),
        answer(
            Property::Fse,
            Reports::Pure,
            false,
            Worst::Revenue { rule: RuleId(0), revenue: number("0"), surplus: number("17/20") },
        ),
    ];
    Verification { answers, undecided: Vec::new(), weights: HoldingWeights::Listed(Vec::new()) }
}
