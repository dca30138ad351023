//! The examples with sets of priors against their expected numbers, which were worked out by hand in their READMEs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDERS: [&str; 3] = ["song-finite-auction", "song-hedging", "three-criteria"];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn ambimech(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// The answer of a command about the file of a case, with its parameters.
fn answer(command: &str, folder: &Path, case: &Value, options: &[&str]) -> Value {
    let file = folder.join(case["file"].as_str().unwrap()).display().to_string();
    let mut arguments = vec![command, &file, "--format", "json"];
    arguments.extend(options);
    let settings = case["set"].as_array().map_or(&[][..], Vec::as_slice);
    for setting in settings {
        arguments.extend(["--set", setting.as_str().unwrap()]);
    }
    let (_, text) = ambimech(&arguments);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

fn expected(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("expected/sets.json")).unwrap()).unwrap()
}

fn cases<'v>(expected: &'v Value, key: &str) -> &'v [Value] {
    expected[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn the_three_criteria_have_the_expected_answers() {
    let mut seen = 0;
    for folder in FOLDERS.map(|name| examples().join(name)) {
        let expected = expected(&folder);
        for case in cases(&expected, "criteria") {
            for reports in ["pure", "mixed"] {
                let found = answer("insure", &folder, case, &["--reports", reports]);
                for study in found["criteria"].as_array().unwrap() {
                    let criterion = study["criterion"].as_str().unwrap();
                    assert_eq!(study["verdict"], case[criterion], "{case} {criterion} {reports}");
                    seen += 1;
                }
            }
        }
        for case in cases(&expected, "rewards") {
            let found = answer("insure", &folder, case, &["--reports", "pure"]);
            assert_eq!(found["criteria"][0]["values"], case["values"]);
        }
    }
    assert_eq!(seen, 16 * 6);
}

#[test]
fn expectations_least_ambiguity_and_devices_have_the_expected_numbers() {
    let mut seen = 0;
    for folder in FOLDERS.map(|name| examples().join(name)) {
        let expected = expected(&folder);
        for case in cases(&expected, "expectations") {
            let agent = case["agent"].as_str().unwrap();
            let options = ["--agent", agent, "--of", case["of"].as_str().unwrap()];
            let found = answer("expect", &folder, case, &options);
            for range in found["expectations"].as_array().unwrap() {
                assert_eq!((&range["lower"]["value"], &range["upper"]["value"]), (&case["lower"], &case["upper"]));
                seen += 1;
            }
        }
        for case in cases(&expected, "ambiguity") {
            let all = "contamination,total-variation,prokhorov";
            let found = answer("ambiguity", &folder, case, &["--family", all]);
            for family in found["families"].as_array().unwrap() {
                assert_eq!(family["epsilon"], case[family["family"].as_str().unwrap()]);
                seen += 1;
            }
        }
        for case in cases(&expected, "devices") {
            let found = answer("device", &folder, case, &[]);
            for (agent, messages) in found["agents"].as_array().unwrap().iter().zip(cases(case, "messages")) {
                assert_eq!((&agent["messages"], &agent["cells"]), (messages, &case["cells"]));
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 4 + 3 * 2 + 3 + 2);
}

/// What is promised at the least ambiguity passes the checker, and so does the proof just below it.
#[test]
fn both_sides_of_the_least_ambiguity_are_certified() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let sets = examples().join("song-finite-auction/sets.toml").display().to_string();
    let (made, verdicts, proof) = (file("made.json"), file("verdicts.json"), file("proof.json"));
    assert_eq!(ambimech(&["insure", &sets, "--out", &made, "--certificate", &verdicts]).0, 0);
    assert_eq!(ambimech(&["check", &sets, &verdicts, "--mechanism", &made]).0, 0);
    let less = ["--set", "e=199/1000"];
    assert_eq!(ambimech(&[&["insure", &sets, "--out", &proof][..], &less].concat()).0, 1);
    assert_eq!(ambimech(&[&["check", &sets, &proof][..], &less].concat()).0, 0);
    // The proof is about 199/1000 and not about 1/5, where there are transfers.
    assert_eq!(ambimech(&["check", &sets, &proof]).0, 1);
}

/// `decide` has the keys of every decision, and says the same of one rule and of several.
#[test]
fn decisions_have_files_that_the_checker_accepts() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("answer.json").display().to_string();
    let sets = examples().join("song-finite-auction/sets.toml").display().to_string();
    for (setting, verdict, status) in [("e=1/5", "feasible", 0), ("e=199/1000", "infeasible", 1)] {
        for mechanism in ["simple", "ambiguous"] {
            let asked = ["decide", &sets, "--goal", "ic,ir", "--mechanism", mechanism, "--set", setting];
            let (code, text) = ambimech(&[&asked[..], &["--format", "json", "--out", &out]].concat());
            let answer: Value = serde_json::from_str(&text).unwrap();
            let found = ["goal", "mechanism", "reports", "verdict"].map(|key| answer[key].as_str().unwrap());
            assert_eq!(found, ["ic,ir", mechanism, "mixed", verdict]);
            assert_eq!((code, answer["certificate"].as_str()), (status, Some(out.as_str())));
            let proved = if status == 0 {
                ambimech(&["verify", &sets, &out, "--require", "ic,ir", "--set", setting])
            } else {
                ambimech(&["check", &sets, &out, "--set", setting])
            };
            assert_eq!(proved.0, 0, "{}", proved.1);
            if status == 0 {
                // In another environment the same file is verified with a warning.
                let output = Command::new(env!("CARGO_BIN_EXE_ambimech"))
                    .args(["verify", &sets, &out, "--require", "ic,ir", "--set", "e=1/2"])
                    .output()
                    .unwrap();
                let complaint = String::from_utf8(output.stderr).unwrap();
                assert!(complaint.contains("made for another environment"), "{complaint}");
            }
        }
    }
    // A balanced budget too: the mechanism keeps it.
    let asked = ["decide", &sets, "--goal", "implement", "--mechanism", "simple", "--out", &out];
    assert_eq!(ambimech(&asked).0, 0);
    assert_eq!(ambimech(&["verify", &sets, &out, "--require", "ic,ir,bb"]).0, 0);
    assert_eq!(
        ambimech(&["decide", &sets, "--goal", "ic", "--mechanism", "simple", "--ex-post-participation"]).0,
        2
    );
}

#[test]
fn the_whole_story_has_its_files() {
    let folder = tempfile::tempdir().unwrap();
    for (example, drawn) in [("song-finite-auction", 0), ("three-criteria", 2)] {
        let sets = examples().join(example).join("sets.toml").display().to_string();
        let out = folder.path().join(example);
        let (code, text) = ambimech(&["solve", &sets, "--out", out.to_str().unwrap()]);
        assert_eq!(code, 0, "{text}");
        for part in
            ["feasible: ", "Expectations\n", "How much ambiguity is enough\n", "Messages that create ambiguity\n"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        let file = |name: &str| out.join(name).display().to_string();
        let checked = ambimech(&["check", &sets, &file("verdicts.json"), "--mechanism", &file("mechanism.json")]);
        assert_eq!(checked.0, 0, "{}", checked.1);
        let page = std::fs::read_to_string(file("report.html")).unwrap();
        assert_eq!(page.matches("Sets of beliefs of").count(), 2 * drawn, "title and heading of every picture");
        assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
        let again = folder.path().join("again.html").display().to_string();
        assert_eq!(ambimech(&["report", &sets, "--out", &again]).0, 0);
        assert_eq!(std::fs::read_to_string(&again).unwrap(), page);
        let summary: Value =
            serde_json::from_str(&std::fs::read_to_string(file("summary.json")).unwrap()).unwrap();
        assert_eq!(summary["verdict"], "feasible");
    }
    let sets = examples().join("song-finite-auction/sets.toml").display().to_string();
    let out = folder.path().join("none");
    let (code, _) = ambimech(&["solve", &sets, "--set", "e=0", "--out", out.to_str().unwrap()]);
    assert_eq!(code, 1);
    let proof = out.join("no-transfers.json").display().to_string();
    assert_eq!(ambimech(&["check", &sets, &proof, "--set", "e=0"]).0, 0);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Why there are none by maxmin") && page.contains(">1/5<"), "{page}");
    // Nothing is written where nothing is decided.
    assert_eq!(ambimech(&["report", &sets, "--out", folder.path().join("a.tex").to_str().unwrap()]).0, 2);
    assert_eq!(ambimech(&["solve", &sets, "--goal", "implement"]).0, 2);
    assert!(!folder.path().join("a.tex").exists());
}

#[test]
fn the_examples_are_built_in() {
    let (_, list) = ambimech(&["examples"]);
    for name in FOLDERS {
        assert!(list.contains(name), "{list}");
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("made");
        let (status, words) = ambimech(&["examples", name, "--out", out.to_str().unwrap()]);
        assert_eq!(status, 0);
        assert!(words.contains("ambimech insure") && words.contains("sets.toml\n"), "{words}");
        for entry in std::fs::read_dir(examples().join(name)).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_file() {
                let copy = out.join(entry.file_name().unwrap());
                assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(&entry).unwrap());
            }
        }
    }
}

/// The files with sets of priors under `examples/`.
fn files_with_sets() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(examples()).unwrap().map(|folder| folder.unwrap().path());
    let files = folders.filter(|folder| folder.is_dir()).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    let has_sets = |file: &PathBuf| {
        file.extension().is_some_and(|ending| ending == "toml")
            && std::fs::read_to_string(file).unwrap().contains("[priors")
    };
    files.retain(has_sets);
    files.sort();
    files
}

/// `export --format toml` writes a file that reads as the same environment: the same answers, social choice sets included, the same bytes when it is
/// exported again, and certificates of one are accepted for the other.
#[test]
fn exported_examples_have_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let exported = folder.path().join("exported.toml").display().to_string();
    let proof = folder.path().join("proof.json").display().to_string();
    let files = files_with_sets();
    assert!(files.len() >= 7, "{files:?}");
    for file in files {
        let file = file.display().to_string();
        let (code, text) = ambimech(&["export", &file, "--format", "toml", "--out", &exported]);
        assert_eq!(code, 0, "{file}: {text}");
        let written = std::fs::read_to_string(&exported).unwrap();
        assert_eq!(ambimech(&["export", &exported, "--format", "toml"]), (0, written), "{file}");
        for command in ["expect", "conditions", "insure", "implementable"] {
            let about = |file: &str| ambimech(&[command, file, "--format", "json"]);
            let (before, after) = (about(&file), about(&exported));
            assert!(before.0 != 2 || command == "implementable", "{file} {command}");
            assert_eq!(before, after, "{file} {command}");
        }
        assert_ne!(ambimech(&["conditions", &file, "--out", &proof]).0, 2, "{file}");
        assert_eq!(ambimech(&["check", &exported, &proof]).0, 0, "{file}");
    }
}

/// A social choice set beside one belief of every type is exported too, lotteries and names that need quotes included.
#[test]
fn exported_social_choice_sets_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("e.toml").display().to_string();
    let exported = folder.path().join("exported.toml").display().to_string();
    let text = "format = \"ambimech-environment/1\"\n[[agents]]\nname = \"1\"\ntypes = [\"a\", \"b\"]\n[[agents]]\nname = \"2\"\ntypes = [\"a\", \"b\"]\n\
                [prior]\n\"* *\" = 1\n[outcomes.x]\n1 = 'if(type[1] == \"a\", 2, 0)'\n2 = 1\n[outcomes.'y.z']\n1 = 1\n2 = 0\n\
                [allocation]\n\"* *\" = \"x\"\n[choices.\"f(1)\"]\n\"a *\" = \"x\"\n\"b *\" = { x = \"1/3\", \"y.z\" = \"2/3\" }\n[choices.g]\n\"* *\" = \"y.z\"\n";
    std::fs::write(&file, text).unwrap();
    assert_eq!(ambimech(&["export", &file, "--format", "toml", "--out", &exported]).0, 0);
    let written = std::fs::read_to_string(&exported).unwrap();
    assert!(written.contains("[choices.\"f(1)\"]") && written.contains("x = \"1/3\""), "{written}");
    let about = |file: &str| ambimech(&["implementable", file, "--format", "json"]);
    let (code, answer) = about(&file);
    assert!(code != 2 && answer.contains("f(1)"), "{answer}");
    assert_eq!((code, answer), about(&exported));
}
