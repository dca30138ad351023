//! Priors in factored form on the command line: verdicts, proofs and their check, files written back, and what needs the table.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use ambimech_io::environment::{EnvironmentText, factored_environment_digest, read_factored_environment};
use ambimech_io::{Format, environment_digest};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/factored-priors");
    folder.join(file).display().to_string()
}

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Verdicts by condition.
fn verdicts(arguments: &[&str]) -> Value {
    let (_, text, errors) = ambimech(&[arguments, &["--format", "json"]].concat());
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{errors}"));
    let list = answer["conditions"].as_array().unwrap();
    Value::Object(
        list.iter().map(|one| (one["name"].as_str().unwrap().to_string(), one["verdict"].clone())).collect(),
    )
}

const NAMES: [&str; 5] = ["bdp", "cbdp", "full-support", "convex-independence", "identifiability"];

#[test]
fn the_example_has_its_verdicts_and_so_has_its_table() {
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(example("expected/factored.json")).unwrap()).unwrap();
    for (file, expected) in expected.as_object().unwrap() {
        let path = example(file);
        assert_eq!(&verdicts(&["conditions", &path]), expected, "{file}");
        let fails = expected.as_object().unwrap().values().any(|word| word == "fails");
        assert_eq!(ambimech(&["conditions", &path]).0, i32::from(fails), "{file}");
        if file != "forty-agents.toml" {
            let all: Vec<&str> = ["conditions", &path, "--table"].into_iter().chain(NAMES).collect();
            assert_eq!(&verdicts(&all), expected, "{file}");
        }
    }
}

#[test]
fn proofs_are_checked_against_the_factors() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["factored.toml", "independent.toml", "markov.toml", "mixture.toml", "forty-agents.toml"] {
        let proofs = folder.path().join("proofs.json").display().to_string();
        ambimech(&["conditions", &example(file), "--out", &proofs]);
        let (code, text, errors) = ambimech(&["check", &example(file), &proofs]);
        assert_eq!(code, 0, "{file}: {text}{errors}");
        assert!(text.starts_with("accepted"), "{text}");
        let other = example(if file == "markov.toml" { "mixture.toml" } else { "markov.toml" });
        let (code, text, _) = ambimech(&["check", &other, &proofs]);
        assert!(code == 1 && text.starts_with("refused: the file is about another prior"), "{text}");
        // Another word, without and with a new seal.
        let written = std::fs::read_to_string(&proofs).unwrap();
        let changed = written.replacen("holds", "fails", 1);
        assert_ne!(written, changed);
        std::fs::write(&proofs, &changed).unwrap();
        let (code, text, _) = ambimech(&["check", &example(file), &proofs]);
        assert!(code == 1 && text.contains("not the one that was sealed"), "{text}");
        let found = text.split_whitespace().find_map(|word| word.strip_prefix("sha256:")).unwrap();
        let seals: Vec<&str> = text.split_whitespace().filter(|word| word.starts_with("sha256:")).collect();
        assert!(seals[0].contains(found));
        std::fs::write(&proofs, changed.replace(seals[0].trim_end_matches(','), seals[1])).unwrap();
        let (code, text, _) = ambimech(&["check", &example(file), &proofs, "--format", "json"]);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("the evidence proves the opposite of the verdict"), "{text}");
    }
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good/environment.toml");
    let proofs = folder.path().join("proofs.json").display().to_string();
    let (code, _, errors) = ambimech(&["check", &table.display().to_string(), &proofs]);
    assert!(code == 2 && errors.contains("prior in factored form"), "{errors}");
}

#[test]
fn what_needs_the_table_of_forty_agents_says_how_large_it_is() {
    let forty = example("forty-agents.toml");
    for arguments in [
        vec!["conditions", &forty, "common-prior"],
        vec!["conditions", &forty, "bdp", "--table"],
        vec!["solve", &forty],
        vec!["decide", &forty, "--goal", "ic,bb", "--mechanism", "simple"],
    ] {
        let (code, text, errors) = ambimech(&arguments);
        assert_eq!((code, text.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.contains("2^40 profiles") && errors.contains("bdp, cbdp, full-support"), "{errors}");
    }
    let (code, _, errors) = ambimech(&["conditions", &forty, "--programs", "nowhere"]);
    assert!(code == 2 && errors.contains("--table"), "{errors}");
}

/// With all coalitions, an agent that nobody knows anything about, and numbers that few products share.
#[test]
fn many_joint_types_without_a_pair_that_is_found_are_undecided() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("primes.toml");
    let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71];
    let agents: Vec<String> =
        (0..primes.len()).map(|agent| format!("{{ name = \"{agent}\", types = [\"H\", \"L\"] }}")).collect();
    let marginals = |low: &dyn Fn(i32) -> i32| -> String {
        let of = |(agent, prime): (usize, &i32)| format!("{agent} = {{ H = 1, L = {} }}", low(*prime));
        primes.iter().enumerate().map(of).collect::<Vec<_>>().join(", ")
    };
    let text = format!(
        "format = \"ambimech-environment/1\"\nagents = [{}]\n[prior]\nkind = \"conditional\"\n\
         [prior.states.one]\nweight = 1\nmarginals = {{ {} }}\n[prior.states.two]\nweight = 1\nmarginals = {{ {} }}\n",
        agents.join(", "),
        marginals(&|_| 1),
        marginals(&|prime| prime)
    );
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let (code, text, _) = ambimech(&["conditions", &path, "cbdp"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.starts_with("undecided: cbdp") && text.contains("2^20"), "{text}");
    assert_eq!(ambimech(&["conditions", &path, "bdp", "full-support", "convex-independence"]).0, 0);
}

#[test]
fn files_are_written_back_with_their_factors() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["factored.toml", "independent.toml", "markov.toml", "mixture.toml", "forty-agents.toml"] {
        let out = folder.path().join(file);
        let (code, _, errors) =
            ambimech(&["export", &example(file), "--format", "toml", "--out", &out.display().to_string()]);
        assert_eq!(code, 0, "{errors}");
        let digest = |path: &Path| {
            let environment = read_factored_environment(path, &[]).unwrap().unwrap();
            factored_environment_digest(&environment)
        };
        assert_eq!(digest(&PathBuf::from(example(file))), digest(&out), "{file}");
        if file != "forty-agents.toml" {
            let table = |path: &Path| environment_digest(&ambimech_io::read_environment(path).unwrap());
            assert_eq!(table(&PathBuf::from(example(file))), table(&out), "{file}");
        }
        let (_, again, _) = ambimech(&["export", &out.display().to_string(), "--format", "toml"]);
        assert_eq!(again, std::fs::read_to_string(&out).unwrap(), "{file}");
    }
}

/// What counts for the digest is the prior as it is factored, not how its weights are written.
#[test]
fn digests_are_about_the_factors() {
    let read = |prior: &str| {
        let text = format!(
            "format = \"ambimech-environment/1\"\nagents = [{{ name = \"1\", types = {{ H = 7, L = 1 }} }}, \
             {{ name = \"2\", types = [\"H\", \"L\"] }}]\n[prior]\n{prior}\n"
        );
        let text = EnvironmentText { text: &text, file_name: "t", format: Format::Toml, folder: None };
        factored_environment_digest(&text.read_factored(&[]).unwrap().unwrap())
    };
    let one = read("kind = \"independent\"\nmarginals = { \"*\" = { H = 1, L = 3 } }");
    let same =
        read("kind = \"independent\"\nmarginals = { 1 = { L = 0.75, H = 0.25 }, 2 = { L = 6, H = \"2\" } }");
    assert_eq!(one, same);
    let other = read("kind = \"independent\"\nmarginals = { 1 = { H = 1, L = 3 }, 2 = { H = 1, L = 2 } }");
    let state =
        read("kind = \"conditional\"\nstates.s = { weight = 1, marginals = { \"*\" = { H = 1, L = 3 } } }");
    assert!(one != other && one != state && other != state);
}
