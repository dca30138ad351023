//! Files of verdicts about robust implementation: what is written is read back the same, broken files are refused with their place, and
//! a file that was changed and sealed anew is refused by its proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::check::{CheckError, Refused};
use ambimech_io::environment::read_payoff_environment;
use ambimech_io::robust::{check_robust_file, parse_robust, render_robust_findings};
use ambimech_io::{Format, Setting};
use ambimech_model::index::{JointTypeId, OutcomeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BadOutcome, Concept, Efficiency, Incentives, Monotonicity, NoReward, Pairwise, PayoffEnvironment, Refutation,
    RobustFinding,
};
use ambimech_solve::robust::{SearchLimits, study_robust};
use std::path::Path;

fn example(name: &str, gamma: Option<&str>) -> PayoffEnvironment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("payoffs.toml");
    let setting = |value: &str| Setting { name: "gamma".to_string(), value: value.parse().unwrap() };
    read_payoff_environment(&path, &gamma.map(setting).into_iter().collect::<Vec<Setting>>()).unwrap()
}

fn cases() -> Vec<(PayoffEnvironment, Concept)> {
    vec![
        (example("guo-2018-robust-public-good", Some("1")), Concept::Strong),
        (example("guo-2018-robust-public-good", Some("1")), Concept::Nash),
        (example("guo-2018-robust-public-good", Some("1/2")), Concept::Strong),
        (example("guo-2018-robust-public-good", Some("3/4")), Concept::Nash),
        (example("guo-2018-robust-two-islands", None), Concept::Coalitional),
        (example("guo-2018-robust-double", None), Concept::Double),
    ]
}

fn findings(environment: &PayoffEnvironment, concept: Concept) -> Vec<RobustFinding> {
    study_robust(environment, concept, &SearchLimits::default()).findings()
}

#[test]
fn what_is_written_is_read_back() {
    for (environment, concept) in cases() {
        let known = findings(&environment, concept);
        assert_eq!(known.len(), 7);
        let text = render_robust_findings(&environment, concept, &known);
        let read = parse_robust(&text, "proof.json", Format::Json, &environment).unwrap();
        assert_eq!((read.concept, &read.findings), (concept, &known));
        assert_eq!(render_robust_findings(&environment, concept, &read.findings), text);
    }
}

#[test]
fn broken_files_are_refused_with_their_place() {
    let (environment, concept) = cases().swap_remove(3);
    let text = render_robust_findings(&environment, concept, &findings(&environment, concept));
    for (from, to, word) in [
        ("\"ambimech-robust/1\"", "\"ambimech-robust/9\"", "format"),
        ("\"nash\"", "\"nush\"", "concept"),
        ("\"robust-monotonicity\"", "\"monotonicity\"", "condition"),
        ("\"steps\"", "\"stops\"", "`stops`"),
        ("\"removed\"", "\"moved\"", "step"),
        ("\"removed\"", "\"empty\"", "tree is broken"),
        ("\"coalition\": [\"1\"]", "\"coalition\": [\"9\"]", "agent"),
        ("\"truth\": [\"zero\"]", "\"truth\": [\"zero\", \"one\"]", "one type for each"),
        ("{\"gift\": \"1\"}", "{\"gift\": \"1/2\"}", "no lottery"),
        ("{\"gift\": \"1\"}", "{\"gaft\": \"1\"}", "outcome"),
        ("\"margin\": ", "\"margin\": \"x\", \"more\": ", "more"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert!(changed != text || !text.contains(from), "{from}");
        if changed == text {
            continue;
        }
        let why = parse_robust(&changed, "proof.json", Format::Json, &environment).unwrap_err().to_string();
        assert!(why.contains("proof.json:") && why.contains("= help") && why.contains(word), "{from}: {why}");
    }
}

/// Whoever changes a proof can seal it again; then the proof itself is refused.
#[test]
fn proofs_that_are_sealed_anew_are_refused() {
    let place = std::env::temp_dir().join(format!("ambimech-io-robust-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    let path = place.join("proof.json");
    let mut changed = 0;
    for (environment, concept) in cases() {
        let known = findings(&environment, concept);
        let accepts = |list: &[RobustFinding]| {
            std::fs::write(&path, render_robust_findings(&environment, concept, list)).unwrap();
            check_robust_file(&path, &environment)
        };
        accepts(&known).unwrap();
        for place in 0..known.len() {
            let mut list = known.clone();
            if !spoil(&mut list[place]) {
                continue;
            }
            changed += 1;
            match accepts(&list) {
                Err(CheckError::Refused(Refused::Robust { condition, .. })) => {
                    assert_eq!(condition, known[place].condition());
                }
                other => panic!("{}: {:?}", known[place].condition().name(), other.err()),
            }
        }
        assert!(matches!(accepts(&[]), Err(CheckError::Refused(Refused::NoCertificate))));
    }
    assert!(changed >= 25, "{changed}");
    std::fs::remove_dir_all(place).unwrap();
}

/// Makes a verdict a lie, or its proof a hole.
fn spoil(finding: &mut RobustFinding) -> bool {
    let sum = |proof: &mut NoReward| match proof {
        NoReward::Sum { gains, .. } => gains[0].weight += Rational::from(1),
        NoReward::Cases { cases, .. } => {
            cases.pop();
        }
    };
    match finding {
        RobustFinding::Incentives(found) | RobustFinding::ExPost(found) => match found {
            Incentives::Fails { truth, report, .. } => std::mem::swap(truth, report),
            Incentives::Holds => return false,
        },
        RobustFinding::Commitment(_) => return false,
        RobustFinding::Efficiency(Efficiency::Holds(weights)) => {
            weights[0] = vec![Rational::from(1); weights[0].len()]
        }
        // The first outcome is the choice at the first profile in all examples.
        RobustFinding::Efficiency(Efficiency::Fails { profile, better }) => {
            profile.0 = 0;
            *better = Lottery::sure(OutcomeId(0));
        }
        RobustFinding::BadOutcome(BadOutcome::Holds { margin, .. }) => *margin += Rational::from(1),
        RobustFinding::BadOutcome(BadOutcome::Fails(weights)) => weights.truncate(1),
        RobustFinding::Pairwise(Pairwise::Holds(objections)) => {
            objections.pop();
        }
        RobustFinding::Pairwise(Pairwise::Fails { silences, .. }) => sum(&mut silences[0].proof),
        RobustFinding::Monotonicity(Monotonicity::Fails(standing)) => {
            let last = standing.silences.len() - 1;
            sum(&mut standing.silences[last].proof);
        }
        RobustFinding::Monotonicity(Monotonicity::Holds(refutation)) => match refutation {
            Refutation::Empty => return false,
            Refutation::Covered(objections) | Refutation::Removed(objections, _) => {
                objections[0].truth = JointTypeId(1 - objections[0].truth.0.min(1));
                objections[0].report = objections[0].truth;
            }
            Refutation::Divided(_, branches) => branches[0] = Refutation::Empty,
        },
    }
    true
}
