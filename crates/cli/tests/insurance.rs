//! `insure`, `ambiguity` and `device` as a user meets them: answers of each kind, files, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Two bidders; `[priors]` are put in the place of PRIORS, the way the object goes in that of RULE.
const AUCTION: &str = r#"
format = "ambimech-environment/1"
coalitions = "singletons"
[[agents]]
name = "1"
types = { T = { value = 4, c = 0 }, H = { value = 2, c = 0 }, L = { value = 1, c = 3 }, Z = { value = 0, c = 0 } }
[[agents]]
name = "2"
types = { T = { value = 4, c = 0 }, H = { value = 2, c = 0 }, L = { value = 1, c = 3 }, Z = { value = 0, c = 0 } }
[prior]
"* *" = 1
PRIORS
[outcomes.to-1]
"1" = "value[1] + (c[1] + c[2]) / 2"
"2" = 0
[outcomes.to-2]
"1" = 0
"2" = "value[2] + (c[1] + c[2]) / 2"
[allocation]
RULE
"#;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("insurance-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn auction(folder: &Path, name: &str, priors: &str, rule: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, AUCTION.replace("PRIORS", priors).replace("RULE", rule)).unwrap();
    path.display().to_string()
}

fn contaminated(epsilon: &str) -> String {
    let set = |agent| {
        format!("[priors.\"{agent}\"]\nkind = \"contamination\"\nepsilon = \"{epsilon}\"\ncentre = \"prior\"\n")
    };
    set("1") + &set("2")
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

fn answer(arguments: &[&str], code: i32, word: &str) -> String {
    let output = ambimech(arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{text}{complaint}");
    assert!(text.starts_with(word), "{arguments:?}\n{text}");
    text
}

const EFFICIENT: &str = "rule = \"efficient\"";
/// The lowest value wins: no amount of ambiguity helps.
const PERVERSE: &str = "\"T *\" = \"to-2\"\n\"H *\" = \"to-2\"\n\"L *\" = \"to-2\"\n\"Z *\" = \"to-1\"";

#[test]
fn transfers_and_proofs_are_checked() {
    let folder = folder("files");
    let file = |name: &str| folder.join(name).display().to_string();
    let single = auction(&folder, "single.toml", "", EFFICIENT);
    let proof = file("proof.json");
    answer(&["insure", &single, "--out", &proof], 1, "infeasible: ");
    answer(&["check", &single, &proof], 0, "accepted: ");
    // Another environment, and another weight.
    let sets = auction(&folder, "sets.toml", &contaminated("1/5"), EFFICIENT);
    answer(&["check", &sets, &proof], 1, "refused");
    let text = std::fs::read_to_string(&proof).unwrap();
    for (old, new) in
        [("\"weight\": \"1\"", "\"weight\": \"2\""), ("\"maxmin\"", "\"maximal\""), ("\"H\"", "\"T\"")]
    {
        assert!(text.contains(old), "{text}");
        std::fs::write(&proof, text.replacen(old, new, 1)).unwrap();
        answer(&["check", &single, &proof], 1, "refused");
    }
    std::fs::write(&proof, text.replace("\"lies\"", "\"lie\"")).unwrap();
    answer(&["check", &single, &proof], 1, "refused");
    // The same with ambiguity: transfers that insure, verified by the other command and by the checker.
    let (insured, verdicts) = (file("insured.json"), file("verdicts.json"));
    let arguments = ["insure", &sets, "--reports", "pure", "--out", &insured, "--certificate", &verdicts];
    let text = answer(&arguments, 0, "feasible: ");
    assert!(text.contains("full insurance"), "{text}");
    answer(&["check", &sets, &verdicts, "--mechanism", &insured], 0, "accepted: ");
    answer(&["verify", &sets, &insured, "--require", "ic,ir", "--reports", "pure"], 0, "holds: ");
    answer(&["insure", &sets, "--reports", "pure", "--mechanism", &insured], 0, "holds: ");
    // A little less ambiguity is too little.
    let less = auction(&folder, "less.toml", &contaminated("199/1000"), EFFICIENT);
    answer(&["insure", &less, "--reports", "pure"], 1, "infeasible: ");
    // Every transfer rule has an insured twin; this one is no mechanism that insures.
    let plain =
        r#"{ "format": "ambimech-mechanism/1", "rules": [{ "name": "none", "transfers": { "* *": [0, 0] } }] }"#;
    std::fs::write(folder.join("plain.json"), plain).unwrap();
    let twin = file("twin.json");
    let arguments = ["insure", &sets, "--mechanism", &file("plain.json"), "--out", &twin];
    let text = answer(&arguments, 1, "fails: ");
    assert!(text.contains("Agent 1 of type"), "{text}");
    answer(&["insure", &sets, "--mechanism", &twin], 0, "holds: ");
}

/// Each lie of type b could be held down alone, by beliefs that are far apart; lies that are drawn cannot, and the numbers of the proof add up.
#[test]
fn drawn_lies_are_held_down_by_one_belief() {
    let folder = folder("drawn");
    let path = folder.join("drawn.toml");
    let text = r#"
format = "ambimech-environment/1"
coalitions = "singletons"
[[agents]]
name = "x"
types = ["a", "b", "c"]
[[agents]]
name = "y"
types = ["u", "v"]
[prior]
"* *" = 1
[priors.x]
kind = "wald"
[priors.y]
kind = "wald"
[outcomes.A]
"a u" = [1, 0]
"a v" = [-1, 0]
"b u" = [-1, 0]
"b v" = [0, 0]
"c *" = [0, 0]
[outcomes.B]
"a u" = [-1, 0]
"a v" = [1, 0]
"b *" = [0, 0]
"c *" = [0, 0]
[outcomes.C]
"a u" = [1, 0]
"a v" = [0, 0]
"b u" = [1, 0]
"b v" = [-1, 0]
"c u" = [0, 0]
"c v" = [-1, 0]
[allocation]
"a *" = "A"
"b *" = "B"
"c *" = "C"
"#;
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    answer(&["insure", &path, "--reports", "pure"], 0, "feasible: ");
    let proof = answer(&["insure", &path], 1, "infeasible: ");
    let rows: Vec<Vec<&str>> = proof
        .lines()
        .skip_while(|line| !line.contains("worst case of all advantages"))
        .skip(2)
        .take_while(|line| !line.is_empty())
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).take(3).collect())
        .collect();
    assert_eq!(
        rows,
        [["a", "1 times c", "1"], ["b", "1 times a, 3 times c", "1"], ["c", "4 times b", "0"]],
        "{proof}"
    );
    assert!(proof.contains("the right sides at least to 2."), "{proof}");
}

#[test]
fn criteria_are_side_by_side() {
    let folder = folder("criteria");
    let sets = auction(&folder, "sets.toml", &contaminated("1/5"), EFFICIENT);
    let output = ambimech(&["insure", &sets, "--reports", "pure", "--format", "json"]);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(&str, &str)> = value["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|study| (study["criterion"].as_str().unwrap(), study["verdict"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [("maxmin", "feasible"), ("optimal", "infeasible"), ("maximal", "feasible")]);
    assert_eq!(value["criteria"][0]["values"]["1"]["L"], "7/10");
    let proof = folder.join("optimal.json").display().to_string();
    answer(&["insure", &sets, "--criterion", "optimal", "--out", &proof], 1, "infeasible: ");
    answer(&["check", &sets, &proof], 0, "accepted: ");
    let text = std::fs::read_to_string(&proof).unwrap();
    std::fs::write(&proof, text.replacen("\"2/5\"", "\"3/5\"", 1)).unwrap();
    answer(&["check", &sets, &proof], 1, "refused");
}

#[test]
fn the_least_ambiguity_is_exact() {
    let folder = folder("least");
    let single = auction(&folder, "single.toml", "", EFFICIENT);
    let all = "contamination,total-variation,prokhorov";
    let output = ambimech(&["ambiguity", &single, "--family", all, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<&str> =
        value["families"].as_array().unwrap().iter().map(|family| family["epsilon"].as_str().unwrap()).collect();
    // H wins with probability 3/4, L with 1/2: D/(1 + D) and D/2 for D = 1/4.
    assert_eq!(found, ["1/5", "1/8", "1/8"]);
    let perverse = auction(&folder, "perverse.toml", "", PERVERSE);
    answer(&["ambiguity", &perverse], 1, "infeasible: ");
    let once = ambimech(&["ambiguity", &single, "--family", "prokhorov"]);
    let twice = ambimech(&["ambiguity", &single, "--family", "prokhorov,prokhorov"]);
    assert_eq!((once.status.code(), &once.stdout), (Some(0), &twice.stdout));
    let output = ambimech(&["ambiguity", &single, "--family", "much"]);
    assert_eq!(output.status.code(), Some(2));
    let sets = auction(&folder, "sets.toml", &contaminated("1/5"), EFFICIENT);
    assert_eq!(ambimech(&["ambiguity", &sets]).status.code(), Some(2));
}

#[test]
fn devices_have_few_messages() {
    let folder = folder("devices");
    let single = auction(&folder, "single.toml", "", EFFICIENT);
    let played = folder.join("played.json").display().to_string();
    let text = answer(&["device", &single, "--out", &played], 0, "done: ");
    assert!(text.contains("{T, H, L} {Z}"), "{text}");
    // After the messages: the hull of the beliefs that the cells leave.
    let set = |agent| {
        format!(
            "[priors.\"{agent}\"]\nkind = \"vertices\"\nvertices = [{{ T = 1, H = 1, L = 1, Z = 0 }}, {{ T = 0, H = 0, L = 0, Z = 1 }}]\n"
        )
    };
    let after = auction(&folder, "after.toml", &(set("1") + &set("2")), EFFICIENT);
    answer(&["verify", &after, &played, "--require", "ic,ir", "--reports", "pure"], 0, "holds: ");
    let perverse = auction(&folder, "perverse.toml", "", PERVERSE);
    answer(&["device", &perverse], 1, "infeasible: ");
    let examples =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good/environment.toml");
    answer(&["device", &examples.display().to_string()], 3, "undecided: ");
}

/// Limits on payments are refused where they would not be looked at.
#[test]
fn limits_are_not_ignored_under_sets_of_priors() {
    let folder = folder("limits");
    let environment = auction(&folder, "sets.toml", &contaminated("1/5"), "rule = \"efficient\"");
    let mechanism = folder.join("m.json");
    let rules = "[{ \"name\": \"a\", \"transfers\": { \"* *\": [-5, 5] } }]";
    std::fs::write(&mechanism, format!("{{ \"format\": \"ambimech-mechanism/1\", \"rules\": {rules} }}")).unwrap();
    let mechanism = mechanism.display().to_string();
    let plain = ["verify", environment.as_str(), mechanism.as_str(), "--require", "bb"];
    answer(&plain, 0, "holds: bb");
    for limit in [["--liability", "3"].as_slice(), &["--receipt", "3"], &["--ex-post-participation"]] {
        let output = ambimech(&[plain.as_slice(), limit].concat());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{limit:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("limits on payments"), "{limit:?}");
    }
}

/// One file cannot hold the mechanism and the certificate; nothing is written.
#[test]
fn a_mechanism_and_its_certificate_want_two_files() {
    let folder = folder("one-file");
    let environment = auction(&folder, "sets.toml", &contaminated("1/5"), EFFICIENT);
    let path = folder.join("both.json");
    let file = path.display().to_string();
    let output = ambimech(&["insure", &environment, "--out", &file, "--certificate", &file]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("name the same file"));
    assert!(!path.exists());
}

/// A seller with cost 0 or 4, a buyer with value 1 or 5.
fn trade(folder: &Path, name: &str, epsilon: &str) -> String {
    let set = |agent| {
        format!("[priors.{agent}]\nkind = \"contamination\"\nepsilon = \"{epsilon}\"\ncentre = \"prior\"\n")
    };
    let text = format!(
        r#"
format = "ambimech-environment/1"
coalitions = "singletons"
agents = [{{ name = "seller", types = {{ low = 0, high = 4 }} }}, {{ name = "buyer", types = {{ low = 1, high = 5 }} }}]
prior = {{ "* *" = 1 }}
outcomes.keep = {{ seller = 0, buyer = 0 }}
outcomes.trade = {{ seller = "-value[seller]", buyer = "value[buyer]" }}
allocation.rule = "efficient"
{}{}"#,
        set("seller"),
        set("buyer")
    );
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// With little ambiguity no budget can be balanced, which is proved by cases; with more it can.
#[test]
fn balanced_budgets_are_decided_by_cases() {
    let folder = folder("cases");
    let file = |name: &str| folder.join(name).display().to_string();
    let (little, much) = (trade(&folder, "little.toml", "1/10"), trade(&folder, "much.toml", "1/5"));
    for kind in ["simple", "ambiguous"] {
        let proof = file(&format!("{kind}.json"));
        answer(
            &["decide", &little, "--goal", "implement", "--mechanism", kind, "--out", &proof],
            1,
            "infeasible: ",
        );
        answer(&["check", &little, &proof], 0, "accepted: ");
        answer(&["check", &much, &proof], 1, "refused");
        let text = std::fs::read_to_string(&proof).unwrap();
        let corner = text.find("\"corner\": \"").map(|_| ("\"corner\": \"1\"", "\"corner\": \"2\""));
        for (old, new) in [("\"goal\": \"ic,ir,bb\"", "\"goal\": \"ic,bb\""), ("\"maxmin\"", "\"maximal\"")]
            .into_iter()
            .chain(corner)
        {
            assert!(text.contains(old), "{text}");
            std::fs::write(&proof, text.replacen(old, new, 1)).unwrap();
            answer(&["check", &little, &proof], 1, "refused");
        }
        let made = file("made.json");
        answer(&["design", &much, "--goal", "implement", "--mechanism", kind, "--out", &made], 0, "feasible: ");
        answer(&["verify", &much, &made, "--require", "ic,ir,bb"], 0, "holds: ");
        answer(&["verify", &little, &made, "--require", "ic,ir,bb"], 1, "fails: ");
        let output = ambimech(&["decide", &much, "--goal", "ic,bb", "--mechanism", kind, "--format", "json"]);
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((value["verdict"].as_str(), value["criterion"].as_str()), (Some("feasible"), Some("maxmin")));
    }
    answer(
        &["decide", &much, "--goal", "implement", "--mechanism", "simple", "--criterion", "optimal"],
        1,
        "infeasible: ",
    );
    let output = ambimech(&["decide", &much, "--goal", "extract", "--mechanism", "simple"]);
    assert_eq!(output.status.code(), Some(2));
    let single = auction(&folder, "single.toml", "", EFFICIENT);
    let output = ambimech(&["decide", &single, "--goal", "ic", "--mechanism", "simple", "--criterion", "optimal"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn least_ambiguity_and_devices_have_certificates() {
    let folder = folder("certificates");
    let file = |name: &str| folder.join(name).display().to_string();
    let single = auction(&folder, "single.toml", "", EFFICIENT);
    let perverse = auction(&folder, "perverse.toml", "", PERVERSE);
    let sets = auction(&folder, "sets.toml", &contaminated("1/5"), EFFICIENT);
    type Change = (&'static str, &'static str);
    let asked: [(&[&str], &str, [Change; 2]); 2] = [
        (
            &["ambiguity", "--family", "contamination,prokhorov"],
            "\"epsilon\": \"1/5\"",
            [("\"epsilon\": \"1/5\"", "\"epsilon\": \"1/4\""), ("\"epsilon\": \"1/5\"", "\"epsilon\": \"1/6\"")],
        ),
        (
            &["device"],
            "[\"T\", \"H\", \"L\"]",
            [("[\"T\", \"H\", \"L\"]", "[\"T\", \"H\"]"), ("\"T\": \"", "\"T\": \"-")],
        ),
    ];
    for (command, needed, changes) in asked {
        let proof = file(&format!("{}.json", command[0]));
        let run = |environment: &str, code, word| {
            let arguments = [&[command[0], environment], &command[1..], &["--certificate", &proof]].concat();
            answer(&arguments, code, word)
        };
        run(&single, 0, "done: ");
        answer(&["check", &single, &proof], 0, "accepted: ");
        answer(&["check", &perverse, &proof], 1, "refused");
        assert_eq!(ambimech(&["check", &sets, &proof]).status.code(), Some(2));
        let text = std::fs::read_to_string(&proof).unwrap();
        assert!(text.contains(needed), "{text}");
        for (old, new) in changes {
            std::fs::write(&proof, text.replacen(old, new, 1)).unwrap();
            answer(&["check", &single, &proof], 1, "refused");
        }
        run(&perverse, 1, "infeasible: ");
        answer(&["check", &perverse, &proof], 0, "accepted: ");
    }
    // Files that belong together are written together or not at all.
    let (made, missing) = (file("made.json"), file("nowhere/devices.json"));
    let output = ambimech(&["device", &single, "--out", &made, "--certificate", &missing]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new(&made).exists() && !Path::new(&format!("{made}.partial")).exists());
    let output = ambimech(&["insure", &sets, "--reports", "pure", "--out", &made, "--certificate", &missing]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new(&made).exists());
}

/// One belief pinned down by inequalities, in another form for another type: the corners show that the sets are the same one belief, so that the lies H → L → H
/// exclude transfers by maxmin, and a single rule by maximal.
#[test]
fn one_belief_in_two_forms_is_one_belief() {
    let folder = folder("pinned");
    let quarter = |one: &str| {
        let of: Vec<String> =
            ["T", "H", "L", "Z"].map(|name| format!("{name} = {}", u8::from(name == one))).to_vec();
        format!("{{ of = {{ {} }}, at-least = \"1/4\", at-most = \"1/4\" }}", of.join(", "))
    };
    let pinned = format!("kind = \"inequalities\"\nrows = [{}]\n", ["T", "H", "L"].map(quarter).join(", "));
    let priors = format!(
        "[priors.\"1\".\"*\"]\n{pinned}[priors.\"1\".L]\nkind = \"vertices\"\nvertices = [\"prior\"]\n[priors.\"2\"]\n{pinned}"
    );
    let file = auction(&folder, "pinned.toml", &priors, "rule = \"efficient\"");
    for criterion in ["maxmin", "maximal"] {
        let proof = folder.join("proof.json").display().to_string();
        let options = ["insure", &file, "--reports", "pure", "--criterion", criterion, "--out", &proof];
        let output = ambimech(&options);
        let words = String::from_utf8_lossy(&output.stdout).to_string();
        assert!(output.status.code() == Some(1) && words.starts_with("infeasible"), "{criterion}: {words}");
        let checked = ambimech(&["check", &file, &proof]);
        assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}
