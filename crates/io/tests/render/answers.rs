//! Every kind of answer once, in one text and one JSON file.

use crate::assert_expected;
use crate::fixture::{environment, mechanism, number, set};
use ambimech_io::render::Report;
use ambimech_io::render::html::render_html;
use ambimech_io::render::json::{
    accepted_certificate_value, accepted_value, conditions_value, design_value, refusal_value, render_json,
};
use ambimech_io::render::latex::latex_proof;
use ambimech_io::render::text::{
    Page, render_accepted, render_accepted_certificate, render_conditions, render_design, render_refusal,
};
use ambimech_model::benchmark::Benchmark;
use ambimech_model::certificate::{
    Certificate, ConditionCertificate, Evidence, HoldingWeights, Impossibility, ImpossibilityCertificate,
    MechanismCertificate,
};
use ambimech_model::check::{Checked, exchange_gain};
use ambimech_model::combination::{Constraint, RequiredRule};
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle, Stakes, Temptation};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::refusal::{FalseEvidence, Refusal};
use ambimech_model::transfer::base::Base;
use ambimech_model::verification::{PropertyAnswer, Worst};
use serde_json::Value;

/// Conditions that fail, each for its reason, and one that is open.
fn failing() -> Vec<(Condition, Verdict<ConditionCertificate>)> {
    let fails = |condition, evidence| {
        (condition, Verdict::Fails(ConditionCertificate { condition, holds: false, evidence: vec![evidence] }))
    };
    let shared = Evidence::EqualPosteriors { coalition: set(&[0]), first: JointTypeId(0), second: JointTypeId(1) };
    vec![
        fails(Condition::Bdp, shared.clone()),
        fails(Condition::Cbdp, shared),
        fails(
            Condition::FullSupport,
            Evidence::LeastProbability { profile: ProfileId(2), probability: number("0") },
        ),
        fails(
            Condition::Efficient,
            Evidence::BetterOutcome { profile: ProfileId(2), outcome: OutcomeId(1), gain: number("1/3") },
        ),
        fails(Condition::SociallyRational, Evidence::ExpectedSurplus { value: number("-7/3") }),
        (Condition::Identifiability, Verdict::Undecided(UndecidedReason::NoMethod)),
    ]
}

/// Every reason why a goal is out of reach. Only their wording counts here; numbers need not be true.
fn impossibilities(environment: &Environment) -> Vec<ImpossibilityCertificate> {
    let pair = (JointTypeId(0), JointTypeId(1));
    let reasons = [
        (
            Goal::Extract,
            Impossibility::Inefficient { profile: ProfileId(2), outcome: OutcomeId(1), gain: number("1/3") },
        ),
        (Goal::Implement, Impossibility::NegativeExpectedSurplus { value: number("-7/3") }),
        (Goal::CoalitionProof, Impossibility::NegativeSurplus { profile: ProfileId(2), value: number("-1/2") }),
        (
            Goal::CoalitionProof,
            Impossibility::GrandCoalitionGains { truth: ProfileId(2), report: ProfileId(1), gain: number("3/4") },
        ),
        (
            Goal::Properties(vec![Property::Ic, Property::Bb]),
            Impossibility::EqualPosteriorsTempted {
                coalition: set(&[0]),
                first: pair.0,
                second: pair.1,
                gain: exchange_gain(environment, set(&[0]), pair.0, pair.1).unwrap(),
            },
        ),
        (
            Goal::Extract,
            Impossibility::ExtractionTempted {
                coalition: set(&[0]),
                truth: pair.0,
                report: pair.1,
                gain: number("1"),
            },
        ),
    ];
    reasons.into_iter().map(|(goal, reason)| ImpossibilityCertificate { goal, reason }).collect()
}

fn certificates(environment: &Environment) -> [Certificate; 2] {
    let condition = failing().swap_remove(0).1.certificate().unwrap().clone();
    [Certificate::Condition(condition), Certificate::Impossibility(impossibilities(environment).swap_remove(1))]
}

fn designs(environment: &Environment) -> Vec<DesignAnswer> {
    let sale = mechanism("private-values-one-failing-agent", environment);
    let at = |amount| (RuleId(1), ProfileId(1), AgentId(1), number(amount));
    let claims = [Property::Ic, Property::Ir, Property::Bb].map(|property| Claim::new(property, Reports::Pure));
    let done = |construction, base, scale: Option<&str>, goal| {
        DesignAnswer::Done(Box::new(Design {
            goal,
            mechanism: sale.clone(),
            certificate: MechanismCertificate {
                limits: PaymentLimits::none(),
                claims: claims.to_vec(),
                weights: HoldingWeights::Listed(vec![]),
            },
            construction,
            base,
            scale: scale.map(number),
            stakes: Stakes {
                largest_payment: at("8"),
                largest_receipt: at("22/3"),
                expected_turnover: Some((RuleId(0), number("42/5"))),
            },
        }))
    };
    let temptation =
        Temptation { coalition: set(&[0]), truth: JointTypeId(0), report: JointTypeId(1), gain: number("1/4") };
    let mut answers = vec![
        done(
            Construction::ResidualClaimant,
            Some(Base::ResidualClaimant(AgentId(0))),
            Some("2/3"),
            Goal::Implement,
        ),
        done(Construction::TwoRules, Some(Base::Extraction), Some("4"), Goal::Extract),
        done(Construction::BaseAlone, Some(Base::EqualSplit), None, Goal::Implement),
        done(Construction::ExactProgram, None, None, Goal::Implement),
        done(Construction::OwnBeliefs, None, None, Goal::Implement),
        done(
            Construction::Benchmark(Benchmark::KosenokSeverinov),
            Some(Base::LevelInterim),
            Some("7/2"),
            Goal::Implement,
        ),
        DesignAnswer::Undecided {
            goal: Goal::CoalitionProof,
            obstacles: vec![
                Obstacle::SharedPosteriors(vec![temptation]),
                Obstacle::ZeroProbability(ProfileId(2)),
                Obstacle::Participation { coalition: set(&[1]), types: JointTypeId(0), value: number("-5/3") },
                Obstacle::NoConstruction,
                Obstacle::NeedsCommonPrior,
                Obstacle::Unstopped {
                    agent: AgentId(0),
                    truth: JointTypeId(1),
                    mixture: vec![(JointTypeId(0), number("1"))],
                },
                Obstacle::Unstopped {
                    agent: AgentId(0),
                    truth: JointTypeId(2),
                    mixture: vec![(JointTypeId(0), number("1/3")), (JointTypeId(1), number("2/3"))],
                },
                Obstacle::TooManyRules,
                Obstacle::ProgramTooLarge { unknowns: 1_234_567 },
                Obstacle::ProgramTooLong { unknowns: 1_234, proposals: 1, pivots: 57 },
                Obstacle::CertificateRefused,
            ],
            reachable: vec![Goal::Implement, Goal::Properties(vec![Property::Ic, Property::Bb])],
        },
        DesignAnswer::Undecided {
            goal: Goal::Properties(vec![Property::Ic, Property::Bb]),
            obstacles: vec![
                Obstacle::ConditionFails(Box::new(failing().swap_remove(0).1.certificate().unwrap().clone())),
                Obstacle::ConditionUndecided(Condition::Identifiability, UndecidedReason::TooLarge { steps: 7 }),
                Obstacle::DependentTypes {
                    profile: ProfileId(1),
                    probability: number("1/7"),
                    product: number("2/21"),
                },
            ],
            reachable: vec![],
        },
        DesignAnswer::Undecided {
            goal: Goal::Properties(vec![Property::Cic, Property::Bb]),
            obstacles: vec![
                Obstacle::Lacks {
                    mechanism: Box::new(sale.clone()),
                    answer: Box::new(PropertyAnswer {
                        claim: Claim::new(Property::Bb, Reports::Pure),
                        holds: false,
                        worst: Some(Worst::Budget {
                            rule: RuleId(0),
                            profile: ProfileId(1),
                            total: number("4/9"),
                        }),
                    }),
                },
                Obstacle::TooManySteps(123_456),
            ],
            reachable: vec![],
        },
        DesignAnswer::Undecided {
            goal: Goal::Extract,
            obstacles: vec![Obstacle::NoConstruction],
            reachable: vec![],
        },
    ];
    answers.extend(impossibilities(environment).into_iter().map(DesignAnswer::Infeasible));
    answers
}

fn refusals() -> Vec<Refusal> {
    let (coalition, types) = (set(&[0]), JointTypeId(0));
    let false_evidence = [
        FalseEvidence::PosteriorsDiffer(coalition, JointTypeId(0), JointTypeId(2)),
        FalseEvidence::PosteriorsEqual(coalition, JointTypeId(0), JointTypeId(1)),
        FalseEvidence::Number { stated: number("1/3"), found: number("1/4") },
        FalseEvidence::DependsOnOthers(AgentId(0)),
        FalseEvidence::OwnTypeDiffers(AgentId(1)),
        FalseEvidence::NeverOccurs(ProfileId(0)),
        FalseEvidence::Improvable(ProfileId(0)),
    ];
    let mut all = vec![
        Refusal::NoSuchRule(None),
        Refusal::NoSuchRule(Some(RuleId(99))),
        Refusal::NoClaims,
        Refusal::ReportsMissing(Claim { property: Property::Ic, reports: None }),
        Refusal::ReportsMissing(Claim { property: Property::Bb, reports: Some(Reports::Pure) }),
        Refusal::GoalNotClaimed(Property::Bb),
        Refusal::NoOwnRule(coalition),
        Refusal::WeightsMissing { coalition, types },
        Refusal::WeightsInvalid { coalition, types, sum: number("7/6") },
        Refusal::Unbalanced { rule: RuleId(0), profile: ProfileId(1), total: number("1/7") },
        Refusal::NotRational { property: Property::Ir, coalition, types, rule: RuleId(1), value: number("-1/3") },
        Refusal::NotInsured {
            coalition,
            types,
            first: (RuleId(0), number("2")),
            second: (RuleId(1), number("5/2")),
        },
        Refusal::Tempted {
            claim: Claim::new(Property::Ic, Reports::Mixed),
            coalition,
            truth: types,
            report: JointTypeId(2),
            value: number("31"),
            on_path: number("0"),
        },
        Refusal::Tempted {
            claim: Claim::new(Property::Cic, Reports::Pure),
            coalition: set(&[0, 1]),
            truth: JointTypeId(1),
            report: JointTypeId(2),
            value: number("3/7"),
            on_path: number("2/7"),
        },
        Refusal::NotExtracted { rule: RuleId(1), revenue: number("1"), surplus: number("3/2") },
        Refusal::NotEfficient { allocated: number("1"), largest: number("3/2") },
        Refusal::RowNotImplied(Constraint::Held { coalition, truth: types, report: JointTypeId(2) }),
        Refusal::PaymentRemains { rule: RequiredRule::Any, profile: ProfileId(1), agent: AgentId(1) },
        Refusal::PaymentRemains {
            rule: RequiredRule::Holding { coalition, truth: types, report: None },
            profile: ProfileId(1),
            agent: AgentId(0),
        },
        Refusal::WorstCaseRemains { coalition, types, coefficient: number("-2/3") },
        Refusal::NoContradiction(number("1/9")),
        Refusal::NeedsCommonPrior,
        Refusal::EvidenceOutOfRange,
        Refusal::EvidenceIncomplete,
        Refusal::NotApplicable,
    ];
    all.extend(false_evidence.map(Refusal::EvidenceFalse));
    all
}

#[test]
fn every_answer_has_its_words() {
    let environment = environment("private-values-one-failing-agent");
    let sale = mechanism("private-values-one-failing-agent", &environment);
    let claims = [Claim::new(Property::Ic, Reports::Mixed), Claim::new(Property::Bb, Reports::Mixed)];
    let checked = Checked { rules: 3, coalitions: 2, misreports: 8 };
    let page = Page::default();
    let mut texts = vec![render_conditions(&environment, &failing(), page)];
    texts.extend(designs(&environment).iter().map(|answer| render_design(&environment, answer, page)));
    texts.push(render_accepted(&claims, Some(&checked)));
    texts.push(render_accepted(&claims[..0], None));
    texts.extend(
        certificates(&environment).iter().map(|found| render_accepted_certificate(&environment, found, page)),
    );
    texts.extend(refusals().iter().map(|refusal| render_refusal(&environment, Some(&sale), refusal, page)));
    let words = ["holds", "fails", "done", "accepted", "infeasible", "refused", "undecided"];
    for text in &texts {
        let first = text.lines().next().unwrap();
        assert!(words.contains(&first.split(':').next().unwrap()), "{first}");
        assert!(text.ends_with('\n') && text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
    assert_expected("answers.txt", &texts.join("\n----------\n\n"));

    let mut values: Vec<Value> = vec![conditions_value(&environment, &failing())];
    values.extend(designs(&environment).iter().map(|answer| design_value(&environment, answer)));
    values.push(accepted_value(&claims, Some(&checked)));
    values.extend(certificates(&environment).iter().map(|found| accepted_certificate_value(&environment, found)));
    values.extend(refusals().iter().map(|refusal| refusal_value(&environment, Some(&sale), refusal)));
    assert_expected("answers.json", &render_json(&Value::Array(values)));

    let proofs: Vec<String> =
        impossibilities(&environment).iter().map(|proof| latex_proof(&environment, proof)).collect();
    assert_expected("proofs.tex", &proofs.join("\n\\bigskip\n\n"));
}

#[test]
fn answers_about_things_that_do_not_exist_do_not_stop_the_program() {
    let environment = environment("private-values-one-failing-agent");
    let coalition = set(&[0, 5, 40]);
    let strange = [
        Refusal::NotRational {
            property: Property::Cr,
            coalition,
            types: JointTypeId(900),
            rule: RuleId(900),
            value: number("0"),
        },
        Refusal::Unbalanced { rule: RuleId(7), profile: ProfileId(999), total: number("1") },
        Refusal::EvidenceFalse(FalseEvidence::DependsOnOthers(AgentId(70))),
        Refusal::WeightsMissing { coalition: set(&[]), types: JointTypeId(0) },
    ];
    for refusal in &strange {
        assert!(render_refusal(&environment, None, refusal, Page::default()).starts_with("refused: "));
    }
}

#[test]
fn labels_are_escaped_in_html() {
    let text =
        std::fs::read_to_string(crate::fixture::example("private-values-one-failing-agent", "environment.toml"))
            .unwrap()
            .replace("low", "<low>&");
    let text = text.replace("<low>& =", "\"<low>&\" =");
    let environment = ambimech_io::parse_environment(&text, "x.toml", ambimech_io::Format::Toml, None).unwrap();
    for design in designs(&crate::fixture::environment("private-values-one-failing-agent")) {
        let report = Report {
            simple: None,
            goals: &[],
            fewer: None,
            thresholds: Vec::new(),
            environment: &environment,
            digest: "sha256:0".to_string(),
            conditions: failing(),
            design: Some(&design),
            mechanism: None,
            version: "0.0.0".to_string(),
        };
        let page = render_html(&report);
        assert!(!page.contains("<low>") && page.contains("&lt;low&gt;&amp;"));
    }
}
