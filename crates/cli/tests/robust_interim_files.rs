//! Files of verdicts on a type space: what is written is read back the same, broken files are refused with their place, files that were
//! changed are refused by their seal, and files that were changed and sealed anew by their proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::check::{CheckError, Refused};
use ambimech_io::environment::read_payoff_environment;
use ambimech_io::interim::{check_interim_text, parse_interim, render_interim_study};
use ambimech_io::{Format, Setting};
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BeliefSpace, Concept, InterimIncentives, InterimMonotonicity, InterimNoReward, InterimRefutation,
    InterimStudy, PayoffEnvironment,
};
use ambimech_solve::robust::{SearchLimits, study_interim, study_robust, witness_space};
use std::path::Path;
use std::process::Command;

fn example(name: &str, gamma: Option<&str>) -> PayoffEnvironment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("payoffs.toml");
    let setting = |value: &str| Setting { name: "gamma".to_string(), value: value.parse().unwrap() };
    read_payoff_environment(&path, &gamma.map(setting).into_iter().collect::<Vec<Setting>>()).unwrap()
}

/// The type space of a failure, with what is decided there.
fn witness(gamma: &str, failing: Concept, asked: Concept) -> (PayoffEnvironment, BeliefSpace, InterimStudy) {
    let environment = example("guo-2018-robust-public-good", Some(gamma));
    let limits = SearchLimits::default();
    let found = study_robust(&environment, failing, &limits);
    let (types, deception) = witness_space(&environment, &found).unwrap();
    let study = study_interim(&environment, &types, asked, deception.as_ref(), &limits);
    (environment, types, study)
}

fn cases() -> Vec<(PayoffEnvironment, BeliefSpace, InterimStudy)> {
    vec![
        witness("1/2", Concept::Strong, Concept::Strong),
        witness("1/2", Concept::Strong, Concept::Nash),
        witness("1", Concept::Nash, Concept::Nash),
    ]
}

#[test]
fn what_is_written_is_read_back() {
    let mut verdicts = Vec::new();
    for (environment, types, study) in cases() {
        verdicts.push((study.incentives == InterimIncentives::Holds, study.holds()));
        let text = render_interim_study(&environment, &types, &study);
        let read = parse_interim(&text, "proof.json", Format::Json, &environment).unwrap();
        assert_eq!((&read.types, &read.study), (&types, &study));
        assert_eq!(render_interim_study(&environment, &read.types, &read.study), text);
        let checked = check_interim_text((&text, "proof.json", Format::Json), &environment).unwrap();
        assert_eq!(checked, read);
        let other = example("guo-2018-robust-public-good", Some("3/4"));
        let refused = check_interim_text((&text, "proof.json", Format::Json), &other);
        assert!(matches!(refused, Err(CheckError::Refused(Refused::EnvironmentDiffers { .. }))));
    }
    assert_eq!(verdicts, [(false, Some(false)), (true, Some(true)), (true, Some(false))]);
}

#[test]
fn broken_files_are_refused_with_their_place() {
    let texts: Vec<(String, PayoffEnvironment)> = cases()
        .into_iter()
        .map(|(environment, types, study)| (render_interim_study(&environment, &types, &study), environment))
        .collect();
    for (case, from, to, word) in [
        (0, "\"ambimech-interim/1\"", "\"ambimech-interim/9\"", "format"),
        (0, "\"strong\"", "\"strung\"", "concept"),
        (0, "\"type-space\"", "\"types\"", "`types`"),
        (0, "payoff-type = ", "payoff-typ = ", "payoff-typ"),
        (0, "\"deviation\"", "\"all-cases\"", "proof"),
        (0, "\"interim-monotonicity\"", "\"interim-incentive-compatibility\"", "two verdicts"),
        (0, "\"gains\"", "\"gain\"", "gain"),
        (1, "\"steps\"", "\"stops\"", "`stops`"),
        (1, "\"step\": \"reports\"", "\"step\": \"acceptable\"", "step"),
        (1, "\"number\": ", "\"number\": 9999, \"more\": ", "more"),
        (1, "\"number\": \"0\"", "\"number\": \"-1\"", "no such objection"),
        (1, "\"coalition\": [\"1\"]", "\"coalition\": [\"9\"]", "agent"),
        (2, "\"silences\"", "\"silence\"", "silence"),
        (2, "\"weight\": ", "\"wait\": ", "wait"),
        (2, "\"guarded\": [\"1\"]", "\"guarded\": []", "without members"),
    ] {
        let (text, environment) = &texts[case];
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, *text, "{from}");
        let why = parse_interim(&changed, "proof.json", Format::Json, environment).unwrap_err().to_string();
        assert!(why.contains("proof.json") && why.contains("= help") && why.contains(word), "{from}: {why}");
    }
}

/// A number that was changed breaks the seal, of the proofs as well as of the type space.
#[test]
fn files_that_were_changed_are_refused_by_their_seal() {
    let (environment, types, study) = cases().swap_remove(0);
    let text = render_interim_study(&environment, &types, &study);
    for (from, to) in
        [("surprise = ", "surprise  = "), ("\"report\": [\"half\", \"half\"]", "\"report\": [\"half\", \"one\"]")]
    {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        let checked = check_interim_text((&changed, "proof.json", Format::Json), &environment);
        // Spaces in the type space change nothing that is said.
        match from {
            "surprise = " => assert!(checked.is_ok()),
            _ => assert!(matches!(checked, Err(CheckError::Refused(Refused::SealDiffers { .. })))),
        }
    }
    let unsealed: String = text.lines().filter(|line| !line.contains("\"seal\"")).collect::<Vec<_>>().join("\n");
    let unsealed = unsealed.trim_end().trim_end_matches('}').trim_end().trim_end_matches(',').to_string() + "}";
    let checked = check_interim_text((&unsealed, "proof.json", Format::Json), &environment);
    assert!(matches!(checked, Err(CheckError::Refused(Refused::SealMissing))), "{checked:?}");
}

/// Whoever changes a proof can seal it again; then the proof itself is refused.
#[test]
fn proofs_that_are_sealed_anew_are_refused() {
    let refused = |(environment, types, study): &(PayoffEnvironment, BeliefSpace, InterimStudy)| {
        let text = render_interim_study(environment, types, study);
        let checked = check_interim_text((&text, "proof.json", Format::Json), environment);
        matches!(checked, Err(CheckError::Refused(Refused::Interim { .. })))
    };
    for case in cases() {
        assert!(!refused(&case));
        let (environment, types, study) = case;
        // Incentives turned around.
        let mut lie = study.clone();
        lie.incentives = match &study.incentives {
            InterimIncentives::Fails { .. } => InterimIncentives::Holds,
            InterimIncentives::Holds => continue_with(&environment, &types, &study, &refused),
        };
        if lie != study {
            assert!(refused(&(environment.clone(), types.clone(), lie)));
        }
    }
}

/// Holes in a proof of monotonicity; gives back that incentives hold, which is true.
fn continue_with(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    study: &InterimStudy,
    refused: &dyn Fn(&(PayoffEnvironment, BeliefSpace, InterimStudy)) -> bool,
) -> InterimIncentives {
    let with = |monotonicity| {
        let study = InterimStudy { monotonicity: Ok(monotonicity), ..study.clone() };
        refused(&(environment.clone(), types.clone(), study))
    };
    match study.monotonicity.as_ref().unwrap() {
        InterimMonotonicity::Holds(InterimRefutation::Reports(agent, t, branches)) => {
            for place in 0..branches.len() {
                let mut changed = branches.clone();
                changed[place] = InterimRefutation::Acceptable;
                assert!(with(InterimMonotonicity::Holds(InterimRefutation::Reports(*agent, *t, changed))));
            }
        }
        InterimMonotonicity::Holds(_) => panic!("a proof without reports"),
        InterimMonotonicity::Fails(standing) => {
            for place in 0..standing.silences.len() {
                let mut fewer = standing.clone();
                fewer.silences.remove(place);
                assert!(with(InterimMonotonicity::Fails(fewer)));
                let mut heavier = standing.clone();
                if let InterimNoReward::Sum { gains, .. } = &mut heavier.silences[place].proof {
                    gains.iter_mut().for_each(|(_, weight)| *weight += Rational::ONE);
                }
                assert!(with(InterimMonotonicity::Fails(heavier)));
            }
        }
    }
    InterimIncentives::Holds
}

#[test]
fn the_program_writes_and_checks_them() {
    let folder = std::env::temp_dir().join(format!("ambimech-interim-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let path = |name: &str| folder.join(name).display().to_string();
    let (types, proof) = (path("types.toml"), path("proof.json"));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let payoffs = examples.join("guo-2018-robust-public-good/payoffs.toml").display().to_string();
    let first = ["robust", &payoffs, "--concept", "nash", "--type-space-out", &types];
    assert_eq!(run(&first).0, 1);
    let asked = ["robust", &payoffs, "--concept", "nash", "--type-space", &types, "--certificate", &proof];
    assert_eq!(run(&asked).0, 1);
    let (code, text) = run(&["check", &payoffs, &proof]);
    assert!(code == 0 && text.starts_with("accepted"), "{text}");
    let (code, text) = run(&["check", &payoffs, &proof, "--format", "json"]);
    assert!(code == 0 && text.contains("interim-monotonicity"), "{text}");
    let written = std::fs::read_to_string(&proof).unwrap();
    std::fs::write(&proof, written.replacen("\"weight\": \"1\"", "\"weight\": \"2\"", 1)).unwrap();
    let (code, text) = run(&["check", &payoffs, &proof]);
    assert!(code == 1 && text.starts_with("refused"), "{text}");
    std::fs::write(&proof, &written[..written.len() / 2]).unwrap();
    assert_eq!(run(&["check", &payoffs, &proof]).0, 1);
    std::fs::remove_dir_all(folder).unwrap();
}
