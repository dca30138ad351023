//! The command line as a user meets it: every command on the literature examples, exit codes, files and refusals.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::number::parse_number;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn environment(example: &str) -> String {
    examples().join(example).join("environment.toml").display().to_string()
}

fn mechanism(example: &str, file: &str) -> String {
    examples().join(example).join(file).display().to_string()
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let mut with_format = arguments.to_vec();
    with_format.extend(["--format", "json"]);
    let output = ambimech(&with_format);
    let value = serde_json::from_str(&text(&output))
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), value)
}

fn code(arguments: &[&str]) -> i32 {
    ambimech(arguments).status.code().unwrap()
}

fn all_examples() -> Vec<String> {
    let folders = std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = folders
        .filter(|path| path.join("environment.toml").exists())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_string())
        .collect();
    names.sort();
    assert!(names.len() >= 9);
    names
}

fn expected(example: &str, file: &str) -> Value {
    let path = examples().join(example).join("expected").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn conditions_are_those_of_the_independent_oracle() {
    for example in all_examples() {
        let (status, answer) = json(&["conditions", &environment(&example)]);
        let wanted = expected(&example, "conditions.json");
        let list = answer["conditions"].as_array().unwrap();
        assert_eq!(list.len(), 12);
        for condition in list {
            assert_eq!(condition["verdict"], wanted[condition["name"].as_str().unwrap()], "{example} {condition}");
        }
        let all_hold = list.iter().all(|condition| condition["verdict"] == "holds");
        assert_eq!(status, i32::from(!all_hold), "{example}");
    }
}

#[test]
fn printed_mechanisms_have_the_verdicts_and_gains_of_the_independent_oracle() {
    for example in all_examples() {
        for (file, wanted) in expected(&example, "verification.json").as_object().unwrap() {
            let (_, answer) = json(&["verify", &environment(&example), &mechanism(&example, file)]);
            for property in wanted["properties"].as_array().unwrap() {
                let found = answer["properties"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|other| other["name"] == property["name"] && other["reports"] == property["reports"])
                    .unwrap_or_else(|| panic!("{example} {file}: no answer for {property}"));
                assert_eq!(found["verdict"], property["verdict"], "{example} {file} {property}");
                // The oracle lets mixtures contain the truth, so its largest gain is never negative.
                let gain = &property["worst"]["gain"];
                let between = &found["worst"]["gain"];
                if between.is_object() && gain.is_string() {
                    // Smooth attitudes: twelve places of the oracle, and bounds.
                    let number = |value: &Value| parse_number(value.as_str().unwrap()).unwrap();
                    let (error, gain) = (number(&Value::from("0.000000000001")), number(gain));
                    assert!(number(&between["low"]) <= &gain + &error, "{example} {file} {property}");
                    assert!(number(&between["high"]) >= gain - error, "{example} {file} {property}");
                } else if property["reports"] == "pure" || property["verdict"] == "fails" && gain.is_string() {
                    assert_eq!(between, gain, "{example} {file} {property}");
                }
            }
        }
    }
}

/// Examples for which no mechanism is made with the file's own parameters.
const WITHOUT_MECHANISM: [&str; 5] = [
    "guo-2017-inefficient-rule",
    "guo-2017-inefficient-rule-no-common-prior",
    "guo-2017-no-common-prior",
    "safronov-2018-public-good",
    "two-type-bilateral-trade",
];

#[test]
fn solve_has_no_mechanism_where_there_is_none() {
    for example in WITHOUT_MECHANISM {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let status = code(&["solve", &environment(example), "--out", out.to_str().unwrap()]);
        assert!(status == 1 || status == 3, "{example}: {status}");
        assert!(!out.join("mechanism.json").exists(), "{example}");
    }
}

#[test]
fn parameters_are_set_from_the_command_line() {
    let trade = environment("two-type-bilateral-trade");
    let prices = mechanism("two-type-bilateral-trade", "mechanism-at-the-threshold.json");
    let verify = ["verify", &trade, &prices, "--require", "implement"];
    assert_eq!(code(&verify), 1);
    for (value, status) in [("h=3/4", 0), ("h=0.75", 0), ("h=\"3/4\"", 0), ("h=751/1000", 1), ("h=-3", 1)] {
        assert_eq!(code(&[&verify[..], &["--set", value]].concat()), status, "{value}");
    }
    // A certificate is about numbers: one made with --set is accepted by the file that has the value, and only then.
    let folder = tempfile::tempdir().unwrap();
    let sale = folder.path().join("sale.toml");
    let content = std::fs::read_to_string(environment("bilateral-trade")).unwrap();
    let content =
        content.replace("[[agents]]\nname = \"seller\"", "[parameters]\nc = 1\n[[agents]]\nname = \"seller\"");
    let content = content.replace("low = { cost = 1 }", "low = { cost = \"c\" }");
    std::fs::write(&sale, &content).unwrap();
    let other = folder.path().join("other.toml");
    std::fs::write(&other, content.replace("c = 1\n", "c = 5/2\n").replace("5/2", "\"5/2\"")).unwrap();
    let out = folder.path().join("mechanism.json");
    let (sale, other, out) = (sale.to_str().unwrap(), other.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(code(&["design", sale, "--goal", "implement", "--set", "c=5/2", "--out", out]), 0);
    assert_eq!(code(&["check", other, out]), 0);
    assert_eq!(code(&["check", sale, out, "--set", "c=2.5"]), 0);
    assert_eq!(code(&["check", sale, out]), 1);
    assert_eq!(code(&["check", &environment("bilateral-trade"), out]), 1);
    assert_eq!(code(&["check", other, out, "--set", "c=1"]), 1);
    // Every command that reads an environment knows the option.
    let report = folder.path().join("report.html");
    for arguments in [
        &["solve", sale][..],
        &["conditions", sale, "bdp"],
        &["verify", sale, out],
        &["report", sale, "--out", report.to_str().unwrap()],
        &["export", out, sale, "--tables"],
        &["design", sale, "--goal", "implement"],
        &["decide", sale, "--goal", "implement", "--mechanism", "ambiguous"],
    ] {
        assert_eq!(code(&[arguments, &["--set", "c=5/2"]].concat()), 0, "{arguments:?}");
        let output = ambimech(&[arguments, &["--set", "C=5/2"]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("no parameter `C`") && message.contains("did you mean `c`?"), "{message}");
    }
    for malformed in ["c", "c=", "=1", "c=1,5", "c=one", "c=1/0"] {
        let output = ambimech(&["conditions", sale, "--set", malformed]);
        assert_eq!(output.status.code(), Some(2), "{malformed}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("--set") && message.contains(malformed), "{message}");
    }
    let page = std::fs::read_to_string(report).unwrap();
    assert!(page.contains("with c = 5/2"), "the report says what was set");
}

#[test]
fn solve_writes_a_mechanism_that_the_checker_accepts() {
    for example in all_examples().into_iter().filter(|example| !WITHOUT_MECHANISM.contains(&example.as_str())) {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let output = ambimech(&["solve", &environment(&example), "--out", out.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{example}: {}", text(&output));
        assert!(text(&output).starts_with("done"), "{example}");
        let file = out.join("mechanism.json");
        let checked = ambimech(&["check", &environment(&example), file.to_str().unwrap()]);
        assert_eq!(checked.status.code(), Some(0), "{example}: {}", text(&checked));
        assert!(text(&checked).starts_with("accepted"));
        assert_eq!(code(&["verify", &environment(&example), file.to_str().unwrap()]), 0, "{example}");
        let summary: Value =
            serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
        assert_eq!(summary["verdict"], "done");
        assert_eq!(summary["certificate"], "accepted");
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        let page = page.replace("http://www.w3.org/2000/svg", ""); // the name of SVG, which is not fetched
        assert!(page.starts_with("<!DOCTYPE html>"), "{example}");
        for forbidden in ["<script", "http://", "https://", "src=\"", "@import", "url("] {
            assert!(!page.contains(forbidden), "{example}: {forbidden}");
        }
        // No other environment accepts it.
        for other in all_examples().into_iter().filter(|other| *other != example) {
            assert_eq!(code(&["check", &environment(&other), file.to_str().unwrap()]), 1, "{example} in {other}");
        }
    }
}

/// Changes one string of a document at a time; the place is counted over all strings, keys included.
fn with_string_changed(value: &Value, place: &mut usize, change: &dyn Fn(&str) -> String) -> Value {
    let mut here = |text: &str| {
        let changed = if *place == 0 { change(text) } else { text.to_string() };
        *place = place.wrapping_sub(1);
        changed
    };
    match value {
        Value::String(text) => Value::String(here(text)),
        Value::Array(list) => list.iter().map(|entry| with_string_changed(entry, place, change)).collect(),
        Value::Object(map) => {
            let mut changed = serde_json::Map::new();
            for (key, entry) in map {
                let mut here = |text: &str| {
                    let changed = if *place == 0 { change(text) } else { text.to_string() };
                    *place = place.wrapping_sub(1);
                    changed
                };
                let key = here(key);
                let entry = with_string_changed(entry, place, change);
                changed.insert(key, entry);
            }
            Value::Object(changed)
        }
        other => other.clone(),
    }
}

#[test]
fn changed_copies_of_a_solution_are_refused() {
    let example = "bilateral-trade";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mechanism.json");
    let arguments = ["design", &environment(example), "--goal", "implement", "--out", file.to_str().unwrap()];
    assert_eq!(code(&arguments), 0);
    let original: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let strings = {
        let mut place = usize::MAX;
        with_string_changed(&original, &mut place, &|text| text.to_string());
        usize::MAX - place
    };
    assert!(strings > 60, "{strings}");
    let copy = folder.path().join("copy.json");
    let changes: [&dyn Fn(&str) -> String; 2] =
        [&|text| format!("{text}1"), &|text| text.strip_prefix('-').map_or(format!("-{text}"), str::to_string)];
    for place in 0..strings {
        for change in changes {
            let changed = with_string_changed(&original, &mut place.clone(), change);
            let is_same_number = |value: &Value| value.to_string().replace("\"-0\"", "\"0\"");
            if is_same_number(&changed) == is_same_number(&original) {
                continue; // minus zero is zero
            }
            std::fs::write(&copy, changed.to_string()).unwrap();
            let status = code(&["check", &environment(example), copy.to_str().unwrap()]);
            assert!(status == 1 || status == 2, "place {place}: {status}\n{changed}");
        }
    }
    std::fs::write(&copy, original.to_string()).unwrap();
    assert_eq!(code(&["check", &environment(example), copy.to_str().unwrap()]), 0, "only reformatted");
}

#[test]
fn exit_codes_and_first_words() {
    let failing = environment("private-values-one-failing-agent");
    let cases: &[(&[&str], i32, &str)] = &[
        (&["conditions", &failing, "bdp"], 1, "fails"),
        (&["conditions", &failing, "efficient"], 0, "holds"),
        (&["conditions", &failing, "identifiability"], 1, "fails"),
        (&["design", &failing, "--goal", "implement"], 0, "done"),
        (&["design", &failing, "--goal", "extract"], 1, "infeasible"),
        (&["explain", "bdp"], 0, ""),
        (&["explain"], 0, "done"),
        (&["examples"], 0, "done"),
        (&["--version"], 0, "ambimech"),
    ];
    for (arguments, status, word) in cases {
        let output = ambimech(arguments);
        assert_eq!(output.status.code(), Some(*status), "{arguments:?}");
        assert!(text(&output).starts_with(word), "{arguments:?}: {}", text(&output));
    }
    for arguments in [
        &["conditions", "no-such-file.toml"][..],
        &["conditions", &failing, "no-such-condition"],
        &["design", &failing, "--goal", "world-peace"],
        &["design", &failing],
        &["explain", "no-such-word"],
        &["examples", "no-such-example"],
        &["report", &failing, "--out", "report.doc"],
        &["no-such-command"],
        &[],
    ] {
        let output = ambimech(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn bad_input_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.toml");
    let good = std::fs::read_to_string(environment("guo-2021-public-good")).unwrap();
    std::fs::write(&bad, good.replace("[prior]", "[prior]\n\"H H X\" = 1")).unwrap();
    let out = folder.path().join("out");
    let output = ambimech(&["solve", bad.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    for part in ["bad.toml", "H H X", "found", "expected", "help"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!out.exists());
}

/// Ann's and Bob's beliefs under the prior 1 : 2 : 3 : 4, each in weights of their own; then Bob thinks otherwise.
#[test]
fn identification_starts_from_the_prior_of_the_beliefs() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let beliefs = |bob: &str| {
        format!(
            "format = \"ambimech-environment/1\"\n\
             [[agents]]\nname = \"ann\"\ntypes = [\"A\", \"B\"]\n[[agents]]\nname = \"bob\"\ntypes = [\"C\", \"D\"]\n\
             [beliefs]\nann = {{ A = {{ C = \"1/3\", D = \"2/3\" }}, B = {{ C = \"3/7\", D = \"4/7\" }} }}\n\
             bob = {{ C = {{ A = \"1/4\", B = \"3/4\" }}, D = {bob} }}\n\
             [outcomes.x]\nann = 0\nbob = 0\n[allocation]\nrule = \"efficient\"\n"
        )
    };
    let plain = |words: &str| words.split_whitespace().collect::<Vec<&str>>().join(" ");
    let names = ["identifiability", "coalitional-identifiability"];
    std::fs::write(folder.path().join("one.toml"), beliefs("{ A = \"1/3\", B = \"2/3\" }")).unwrap();
    std::fs::write(folder.path().join("none.toml"), beliefs("{ A = \"1/2\", B = \"1/2\" }")).unwrap();
    let (one, none, file) = (path("one.toml"), path("none.toml"), path("certificates.json"));
    let output = ambimech(&[&["conditions", &one][..], &names, &["--out", &file]].concat());
    let words = plain(&text(&output));
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("agent ann is A with probability 3/10 (0.3)"), "{words}");
    assert_eq!(code(&["check", &one, &file]), 0);
    assert_eq!(code(&["check", &none, &file]), 1);
    let written = std::fs::read_to_string(&file).unwrap();
    for (old, new) in [("\"3/10\"", "\"1/5\""), ("\"7/10\"", "\"4/5\""), ("common-prior", "no-disagreement")] {
        assert!(written.contains(old), "{written}");
        std::fs::write(path("changed.json"), written.replace(old, new)).unwrap();
        assert_ne!(code(&["check", &one, &path("changed.json")]), 0, "{old}");
    }
    let output = ambimech(&[&["conditions", &none][..], &names].concat());
    assert_eq!(output.status.code(), Some(3));
    let words = plain(&text(&output));
    assert!(words.contains("no prior has all beliefs of the agents"), "{words}");
}

#[test]
fn certificates_of_conditions_are_accepted_and_tied_to_their_environment() {
    for example in all_examples() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("certificates.json");
        code(&["conditions", &environment(&example), "--out", file.to_str().unwrap()]);
        assert_eq!(code(&["check", &environment(&example), file.to_str().unwrap()]), 0, "{example}");
        let other = if example == "bilateral-trade" { "guo-2021-public-good" } else { "bilateral-trade" };
        assert_eq!(code(&["check", &environment(other), file.to_str().unwrap()]), 1, "{example}");
    }
}

#[test]
fn closed_forms_are_stored_and_written_out() {
    let example = "guo-2021-public-good";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("closed.json");
    let path = file.to_str().unwrap();
    let arguments =
        ["design", &environment(example), "--goal", "coalition-proof", "--store", "closed-form", "--out", path];
    assert_eq!(code(&arguments), 0);
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert!(stored.get("closed-form").is_some() && stored.get("rules").is_none());
    assert_eq!(code(&["check", &environment(example), path]), 0);
    let exported = ambimech(&["export", path, &environment(example), "--tables"]);
    let tables: Value = serde_json::from_str(&text(&exported)).unwrap();
    assert_eq!(tables["rules"].as_array().unwrap().len(), 18);
    let written = folder.path().join("tables.json");
    std::fs::write(&written, text(&exported)).unwrap();
    assert_eq!(code(&["check", &environment(example), written.to_str().unwrap()]), 0);
    // Without the environment it is looked for beside the mechanism.
    assert_eq!(code(&["export", path, "--tables"]), 2);
    std::fs::copy(environment(example), folder.path().join("environment.toml")).unwrap();
    let found = ambimech(&["export", path, "--tables"]);
    assert_eq!(text(&found), text(&exported));
}

#[test]
fn examples_are_built_in_and_complete() {
    let list = text(&ambimech(&["examples"]));
    for example in all_examples() {
        assert!(list.contains(&example), "{example}");
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join(&example);
        assert_eq!(code(&["examples", &example, "--out", out.to_str().unwrap()]), 0);
        for entry in std::fs::read_dir(examples().join(&example)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let copy = out.join(path.file_name().unwrap());
                assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(&path).unwrap(), "{}", copy.display());
            }
        }
        assert_eq!(
            text(&ambimech(&["examples", &example])),
            std::fs::read_to_string(environment(&example)).unwrap()
        );
    }
}

/// One answer of each kind, and what a missing goal is told.
#[test]
fn mechanisms_of_the_literature_are_made_by_name() {
    let park = environment("safronov-2018-public-good");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("mechanism.json").display().to_string();
    let (status, answer) = json(&["design", &park, "--method", "safronov", "--out", &out]);
    assert_eq!((status, &answer["construction"], &answer["goal"]), (0, &"safronov".into(), &"cic,bb".into()));
    assert_eq!(code(&["check", &park, &out]), 0);
    assert_eq!(code(&["verify", &park, &out]), 0);
    let shown = text(&ambimech(&["design", &park, "--method", "agv"]));
    assert!(shown.starts_with("done: ic against mixed reports and bb\n"), "{shown}");
    assert!(shown.contains("high high low   |  -1/4  -1/4   1/2"), "{shown}");
    let lacking = ambimech(&["design", &park, "--method", "agv", "--goal", "cic,bb"]);
    assert_eq!(lacking.status.code(), Some(3));
    let shown = text(&lacking).replace('\n', " ");
    assert!(shown.contains("does not have cic against mixed reports: coalition {1,2}"), "{shown}");
    let (status, answer) = json(&["design", &park, "--method", "cremer-mclean"]);
    assert_eq!((status, &answer["obstacles"][0]["kind"]), (3, &"condition-fails".into()));
    assert_eq!(answer["obstacles"][0]["condition"]["name"], "convex-independence");
    let dependent = environment("bilateral-trade");
    let (status, answer) = json(&["design", &dependent, "--method", "agv"]);
    assert_eq!((status, &answer["obstacles"][0]["kind"]), (3, &"dependent-types".into()));
    assert_eq!(code(&["design", &park, "--method", "safronov", "--goal", "implement"]), 3);
    let never = environment("guo-2017-inefficient-rule");
    assert_eq!(code(&["design", &never, "--method", "cremer-mclean"]), 1);
    let nothing = ambimech(&["design", &park]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("a goal is needed"));
}

#[test]
fn mechanisms_of_the_literature_are_compared() {
    let park = environment("safronov-2018-public-good");
    let shown = text(&ambimech(&["compare", &park]));
    for line in [
        "done: 3 of 5 mechanisms of the literature can be had here",
        "  mechanism  rules  ic   cic  ir  cr  bb   fse  largest payment  expected revenue",
        "  vcg            1  yes  no   no  no  no   no                 2               3/4",
        "  agv            1  yes  no   no  no  yes  no               1/2                 0",
        "  safronov       1  yes  yes  no  no  yes  no               3/4                 0",
        "  cremer-mclean                   convex-independence fails",
    ] {
        assert!(shown.lines().any(|other| other == line), "{line}\n{shown}");
    }
    let (status, answer) = json(&["compare", &environment("guo-2021-public-good")]);
    assert_eq!(status, 0);
    let list = answer["mechanisms"].as_array().unwrap();
    assert_eq!(list.len(), 9);
    let named = |name: &str| list.iter().find(|entry| entry["mechanism"] == name).unwrap();
    assert_eq!(named("kosenok-severinov")["verdict"], "done");
    assert_eq!(named("agv")["reason"], "private-values fails; types are not independent");
    assert_eq!(named("coalition-proof, one rule")["verdict"], "infeasible");
    assert_eq!(named("coalition-proof, several rules")["rules"], 18);
    assert_eq!(named("cremer-mclean")["expected-revenue"], serde_json::json!(["17/20", "17/20"]));
    assert_eq!(code(&["compare", "nowhere.toml"]), 2);
}

#[test]
fn reports_are_written_in_both_forms() {
    let example = "guo-2021-public-good";
    let folder = tempfile::tempdir().unwrap();
    for name in ["report.html", "report.tex"] {
        let out = folder.path().join(name);
        let arguments = [
            "report",
            &environment(example),
            &mechanism(example, "mechanism.json"),
            "--out",
            out.to_str().unwrap(),
        ];
        assert_eq!(code(&arguments), 0);
        let report = std::fs::read_to_string(&out).unwrap();
        let number = if name.ends_with("tex") { "{75}{4}" } else { "75/4" };
        assert!(report.contains(number) && report.contains("Public good"), "{name}");
    }
}

#[test]
fn the_same_question_gets_the_same_bytes() {
    let arguments = ["solve", &environment("guo-coalitional-incentive-compatibility"), "--format", "json"];
    assert_eq!(ambimech(&arguments).stdout, ambimech(&arguments).stdout);
}

#[test]
fn completions_and_manual_pages_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(text(&ambimech(&["completions", shell])).contains("ambimech"));
    }
    assert!(text(&ambimech(&["man"])).contains(".TH"));
}

/// The checker must not lean on what finds answers.
#[test]
fn the_check_command_does_not_use_the_solver() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command/check.rs");
    assert!(!std::fs::read_to_string(source).unwrap().contains("ambimech_solve"));
    for room in ["model", "io"] {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../{room}/Cargo.toml"));
        assert!(!std::fs::read_to_string(manifest).unwrap().contains("ambimech-solve"), "{room}");
    }
}

#[test]
fn small_stakes_are_designed_written_and_checked() {
    let file = environment("guo-2021-public-good");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("mechanism.json").display().to_string();
    let design = ["design", &file, "--goal", "coalition-proof", "--method", "few-rules"];
    let with = |more: &[&str]| json(&[&design[..], more].concat());
    let (code_of, answer) = with(&["--smallest", "largest-payment", "--rules", "2", "--neat"]);
    let stakes = &answer["small-stakes"];
    assert_eq!((code_of, answer["verdict"].as_str(), stakes["rules"].as_u64()), (0, Some("done"), Some(2)));
    let number = |value: &Value| parse_number(value.as_str().unwrap()).unwrap();
    assert_eq!(stakes["reached"], answer["stakes"]["largest-payment"]["amount"]);
    assert!(number(&stakes["bound"]["value"]) <= number(&stakes["neat"]["before"]));
    assert!(number(&stakes["neat"]["before"]) <= number(&stakes["reached"]));
    assert_eq!(with(&["--smallest", "largest-payment", "--liability", "4"]).0, 1);
    let written = [&design[..], &["--smallest", "exposure", "--liability", "6", "--out", &out]].concat();
    let output = ambimech(&written);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("How small the stakes are"), "{}", text(&output));
    assert_eq!(code(&["check", &file, &out]), 0);
    // Refusals: an unknown measure, and options without the method.
    assert_eq!(code(&[&design[..], &["--smallest", "cheapest"]].concat()), 2);
    assert_eq!(code(&["design", &file, "--goal", "implement", "--smallest", "exposure"]), 2);
    assert_eq!(code(&["design", &file, "--goal", "implement", "--neat"]), 2);
}
