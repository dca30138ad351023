//! Proofs that one bet around a base rule is not enough: against all assignments of sides on small cases, written and read, refused when
//! anything is changed, the same for other labels; and rules that enclose all others.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;
#[allow(dead_code)]
mod small_environment;

use ambimech_io::Format;
use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::check_text;
use ambimech_io::environment_digest;
use ambimech_model::certificate::{Certificate, Impossibility, ImpossibilityCertificate};
use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::one_bet::{OneBet, Side};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::refusal::{CaseFlaw, Refusal};
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::{TransferRule, TransferTable};
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::design_few_rules;
use ambimech_solve::few_rules::enclosing::enclose;
use ambimech_solve::few_rules::found::Ground;
use ambimech_solve::few_rules::one_bet::{OneBetAnswer, decide_one_bet};
use ambimech_solve::few_rules::space::neutral_bets;
use ambimech_solve::few_rules::target::{Target, targets};
use ambimech_solve::lp::{Feasibility, Program, Relation, Sign, solve_feasibility};
use proptest::prelude::*;
use small_environment::{effort, small_environments};

const GOAL: Goal = Goal::CoalitionProof;

fn question(environment: &Environment) -> Question<'_> {
    Question { environment, goal: &GOAL, mechanism: MechanismKind::Ambiguous, reports: Reports::Mixed }
}

/// The bets around equal shares that change nothing on path for anybody, and whom they must stop.
struct Setting {
    protected: Vec<Coalition>,
    table: TransferTable,
    bets: Vec<TransferTable>,
    targets: Vec<Target>,
}

fn setting(environment: &Environment) -> Option<Setting> {
    let grand = environment.grand_coalition();
    let protected: Vec<Coalition> = environment.pattern().coalitions(environment.agent_count()).collect();
    let table = BaseRule::new(environment, Base::EqualSplit)?.table(environment.space());
    let bets = neutral_bets(environment, &protected, true).filter(|bets| !bets.is_empty())?;
    let watched: Vec<Coalition> = protected.iter().copied().filter(|coalition| *coalition != grand).collect();
    let targets = targets(environment, &watched, &table, &bets)?;
    Some(Setting { protected, table, bets, targets })
}

fn decide(environment: &Environment, setting: &Setting) -> OneBetAnswer {
    let Setting { protected, bets, targets, .. } = setting;
    decide_one_bet(question(environment), Base::EqualSplit, protected, bets.len(), targets)
}

/// Whether some bet holds all tempted types: every assignment of sides is tried, with the conditions written out once more.
fn some_bet_is_enough(setting: &Setting) -> bool {
    let tempted: Vec<&Target> = setting.targets.iter().filter(|target| target.is_tempted()).collect();
    assert!(tempted.len() < 9, "too many assignments");
    (0u32..1 << tempted.len()).any(|sides| {
        let mut program = Program::new();
        let bets: Vec<usize> = setting.bets.iter().map(|_| program.add_variable(Sign::Free)).collect();
        for (place, target) in tempted.iter().enumerate() {
            // ν ≥ 1: numbers ν > 0 can be made so together.
            let nu = program.add_variable(Sign::Free);
            program.add_row(Relation::AtLeast, vec![(nu, Rational::ONE)], Rational::ONE);
            for misreport in &target.misreports {
                let sign = if sides >> place & 1 == 1 { Rational::ONE } else { Rational::NEG_ONE };
                let worths = bets.iter().copied().zip(misreport.values()).map(|(bet, value)| (bet, value * &sign));
                let row = worths.chain([(nu, -&misreport.gain)]).collect();
                program.add_row(Relation::AtLeast, row, Rational::ZERO);
            }
        }
        matches!(solve_feasibility(&program), Ok(Feasibility::Feasible { .. }))
    })
}

#[test]
fn all_assignments_of_sides_say_the_same() {
    let (mut excluded, mut possible) = (0, 0);
    for counts in [vec![2, 2], vec![2, 3], vec![3, 3], vec![4, 2]] {
        for seed in 0..12 {
            let environment = random_environment::tempting(&counts, 4, seed);
            let Some(setting) = setting(&environment) else { continue };
            match decide(&environment, &setting) {
                OneBetAnswer::Excluded(proof) => {
                    check_impossibility(&environment, &proof).unwrap();
                    assert!(!some_bet_is_enough(&setting), "{counts:?} {seed}");
                    excluded += 1;
                }
                OneBetAnswer::Possible => {
                    assert!(some_bet_is_enough(&setting), "{counts:?} {seed}");
                    possible += 1;
                }
                OneBetAnswer::Unsettled => panic!("{counts:?} {seed}: unsettled"),
            }
        }
    }
    assert!(excluded > 5 && possible > 5, "{excluded} {possible}");
}

fn proof_of(environment: &Environment) -> OneBet {
    match decide(environment, &setting(environment).unwrap()) {
        OneBetAnswer::Excluded(proof) => match proof.reason {
            Impossibility::OneBet(proof) => proof,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn refusal(environment: &Environment, proof: OneBet) -> Refusal {
    let certificate = ImpossibilityCertificate { goal: GOAL, reason: Impossibility::OneBet(proof) };
    check_impossibility(environment, &certificate).unwrap_err()
}

/// The search offers the proof with the design, the file says what the memory says, and the checker of files accepts it.
#[test]
fn the_proof_goes_with_the_design_and_into_a_file() {
    let environment = random_environment::tempting(&[2, 2, 2, 2], 4, 1);
    let FewRulesAnswer::Found(few) = design_few_rules(question(&environment), None) else { panic!() };
    assert_eq!((few.rules, few.least.count()), (3, 2));
    check_mechanism(&environment, &few.design.mechanism, &few.design.certificate).unwrap();
    let certificate = Certificate::Impossibility(*few.one_bet.clone().unwrap());
    let digest = environment_digest(&environment);
    let text = render_certificates(&environment, &digest, std::slice::from_ref(&certificate));
    let read = parse_certificates(&text, "proof.json", Format::Json, &environment).unwrap();
    assert_eq!(read.certificates, [certificate]);
    assert!(check_text(&text, "proof.json", Format::Json, &environment).is_ok());
    // A multiplier, a side, a case: whatever is changed, the file is refused.
    for (from, to) in
        [("\"side\": \"plus\"", "\"side\": \"minus\""), ("\"multiplier\": \"", "\"multiplier\": \"1")]
    {
        for (place, _) in text.match_indices(from).take(40) {
            let changed = format!("{}{to}{}", &text[..place], &text[place + from.len()..]);
            assert!(check_text(&changed, "proof.json", Format::Json, &environment).is_err(), "{from} at {place}");
        }
    }
}

/// What a liar would change, without any seal in the way.
#[test]
fn changed_proofs_are_refused_for_what_is_wrong() {
    let environment = random_environment::tempting(&[2, 2, 2], 4, 0);
    let proof = proof_of(&environment);
    let flaw = |changed: OneBet| match refusal(&environment, changed) {
        Refusal::CaseOfOneBet { flaw, .. } => flaw,
        other => panic!("{other:?}"),
    };
    for case in 0..proof.cases.len() {
        let mut changed = proof.clone();
        changed.cases.remove(case);
        assert_eq!(flaw(changed), CaseFlaw::CaseMissing);
        let mut changed = proof.clone();
        changed.cases[case].terms.clear();
        assert_eq!(flaw(changed), CaseFlaw::NothingGained);
        for term in 0..proof.cases[case].terms.len() {
            let mut changed = proof.clone();
            changed.cases[case].terms[term].multiplier += Rational::ONE;
            assert!(matches!(flaw(changed), CaseFlaw::PaymentRemains { .. } | CaseFlaw::LossWeighed(_)));
            let mut changed = proof.clone();
            changed.cases[case].terms[term].multiplier = Rational::NEG_ONE;
            assert_eq!(flaw(changed), CaseFlaw::RowInvalid(term));
            let mut changed = proof.clone();
            let twice = changed.cases[case].terms[term].clone();
            changed.cases[case].terms.push(twice);
            assert!(matches!(flaw(changed), CaseFlaw::RowInvalid(_)));
            let mut changed = proof.clone();
            changed.cases[case].terms[term].place = proof.cases[case].sides.len();
            assert_eq!(flaw(changed), CaseFlaw::RowInvalid(term));
        }
        for equation in 0..proof.cases[case].equations.len() {
            let mut changed = proof.clone();
            changed.cases[case].equations.remove(equation);
            assert!(matches!(flaw(changed), CaseFlaw::PaymentRemains { .. }));
        }
    }
    // Cases in another order, a last type on the other side, a type that has its side twice.
    let mut changed = proof.clone();
    changed.cases.reverse();
    assert_eq!(flaw(changed), CaseFlaw::CaseMissing);
    let mut changed = proof.clone();
    changed.cases[0].sides.last_mut().unwrap().side = Side::Minus;
    assert_eq!(flaw(changed), CaseFlaw::CaseMissing);
    let mut changed = proof.clone();
    let first = changed.cases[0].sides[0];
    changed.cases[0].sides.push(first);
    assert!(matches!(flaw(changed), CaseFlaw::CaseMissing | CaseFlaw::SideTwice(_)));
    assert_eq!(flaw(OneBet { base: proof.base, cases: Vec::new() }), CaseFlaw::CaseMissing);
    // Around another base rule the gains are others; types that do not exist are named.
    assert!(matches!(
        refusal(&environment, OneBet { base: Base::Zero, ..proof.clone() }),
        Refusal::CaseOfOneBet { .. }
    ));
    let mut changed = proof.clone();
    changed.cases.iter_mut().for_each(|case| case.sides[0].truth = JointTypeId(99));
    assert_eq!(refusal(&environment, changed), Refusal::EvidenceOutOfRange);
    // Of another environment it proves nothing.
    let other = random_environment::tempting(&[2, 2, 2], 4, 1);
    assert!(matches!(refusal(&other, proof), Refusal::CaseOfOneBet { .. }));
}

/// A goal that asks nothing of coalitions is not proved out of reach by what coalitions would gain.
#[test]
fn the_goal_must_be_about_the_types() {
    let environment = random_environment::tempting(&[2, 2, 2], 4, 0);
    let reason = Impossibility::OneBet(proof_of(&environment));
    let certificate = ImpossibilityCertificate { goal: Goal::Implement, reason };
    assert!(check_impossibility(&environment, &certificate).is_err());
}

/// One rule more than there are bets is enough wherever the usual design is, before any search.
#[test]
fn rules_that_enclose_all_others_are_enough() {
    for (counts, seed) in [(vec![2, 2], 0), (vec![2, 3], 1), (vec![2, 2, 2], 0), (vec![2, 2, 2], 3)] {
        let environment = random_environment::tempting(&counts, 4, seed);
        let Setting { table, bets, targets, .. } = setting(&environment).unwrap();
        let ground = Ground::new(&environment, &table, &bets, &targets, Reports::Mixed, 1_000_000_000);
        let found = enclose(&ground).unwrap();
        assert!(found.directions.rules() <= bets.len() + 1, "{counts:?}: {}", found.directions.rules());
        assert!(found.smallest <= found.scale);
    }
}

proptest! {
    #![proptest_config(effort(12))]

    /// Whether one bet is enough does not depend on the order of agents or types.
    #[test]
    fn relabelling_changes_no_answer(small in small_environments(), turn in 1usize..3, reverse in any::<bool>()) {
        prop_assume!(!small.weights.contains(&0) && small.counts.iter().product::<usize>() <= 12);
        let agents = small.counts.len();
        let order: Vec<usize> = (0..agents).map(|agent| (agent + turn) % agents).collect();
        let turned = small.with_agents_in_order(&order);
        let turned = if reverse { turned.with_types_reversed() } else { turned };
        let word = |environment: &Environment| {
            setting(environment).map(|setting| match decide(environment, &setting) {
                OneBetAnswer::Excluded(_) => "excluded",
                OneBetAnswer::Possible => "possible",
                OneBetAnswer::Unsettled => "unsettled",
            })
        };
        prop_assert_eq!(word(&small.environment()), word(&turned.environment()));
    }
}
