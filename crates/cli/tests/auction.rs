//! `auction` as a user meets it: the examples against their expected numbers, and files with mistakes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

fn compare(folder: &str, at_least: usize) {
    let folder = examples().join(folder);
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected/auction.json")).unwrap()).unwrap();
    let files = expected.as_object().unwrap();
    assert!(files.len() >= at_least);
    for (file, expected) in files {
        let path = folder.join(file).display().to_string();
        let (status, out, err) = ambimech(&["auction", &path, "--format", "json"]);
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{file}: {error}: {err}"));
        assert_eq!((&answer["verdict"], &answer["reason"]), (&expected["verdict"], &expected["reason"]), "{file}");
        assert_eq!(status, if expected["verdict"] == "holds" { 0 } else { 1 }, "{file}");
        if let Some(pieces) = expected["pieces"].as_array() {
            let found = answer["contamination"][0]["pieces"].as_array().unwrap();
            assert_eq!(found.len(), pieces.len(), "{file}");
            for (found, expected) in found.iter().zip(pieces) {
                assert_eq!((&found["from"], &found["to"]), (&expected[0], &expected[1]), "{file}");
                assert_eq!((&found["at-least"], &found["enough"]), (&expected[2], &expected[2]), "{file}");
            }
        }
        if let Some(slack) = expected.get("slack") {
            let conditions = answer["conditions"].as_array().unwrap();
            let ambiguity = conditions.iter().find(|c| c["name"] == "minimal-ambiguity").unwrap();
            assert_eq!(&ambiguity["tightest"]["slack"], slack, "{file}");
        }
    }
}

#[test]
fn section_5_has_the_numbers_of_the_book() {
    compare("song-informational-size", 12);
}

#[test]
fn the_device_of_appendix_d_is_exactly_enough() {
    compare("song-communication-device", 2);
    let file = examples().join("song-communication-device/auction.toml").display().to_string();
    let (status, words, _) = ambimech(&["auction", &file]);
    assert_eq!(status, 0);
    assert!(words.starts_with("holds: "), "{words}");
    assert!(words.contains("comonotonic-independence  fails"), "{words}");
    assert!(words.contains("the least slack is 0"), "{words}");
    // The equality of the appendix between 1/2 and 1; below 1/2 both sides are 0, and above 1 both are 1.
    assert!(words.contains("The slack is exactly 0 at all own indices from 0 to 3/2 (1.5)."), "{words}");
}

#[test]
fn section_4_4_is_decided_by_boxes() {
    compare("song-increasing-differences", 2);
    compare("song-linear-values", 2);
    compare("song-ordered-signals", 4);
    compare("song-bounded-signals", 2);
}

#[test]
fn the_examples_are_built_in() {
    let (_, list, _) = ambimech(&["examples"]);
    for name in [
        "song-informational-size",
        "song-communication-device",
        "song-linear-values",
        "song-increasing-differences",
        "song-ordered-signals",
        "song-bounded-signals",
    ] {
        assert!(list.contains(name), "{list}");
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("made");
        let (status, words, _) = ambimech(&["examples", name, "--out", out.to_str().unwrap()]);
        assert_eq!(status, 0);
        assert!(words.contains("auction.toml\n"), "{words}");
        for entry in std::fs::read_dir(examples().join(name)).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_file() {
                let copy = out.join(entry.file_name().unwrap());
                assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(&entry).unwrap());
            }
        }
    }
}

const PLAIN: &str = "format = \"ambimech-auction/1\"\nbidders = 2\nown = \"theta + c/N\"\nvalue = \"own + sum(c)/N\"\n\
    [signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\nkind = \"density\"\n";

/// Each mistake is told with its place, and nothing is decided.
#[test]
fn mistakes_are_told_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let cases = [
        ("auction/1", "auction/9", "1:10", "another format"),
        ("bidders = 2", "bidders = 1", "2:11", "from 2 to"),
        ("bidders = 2", "bidders = 2\nbider = 3", "3:1", "unknown key"),
        ("\"theta + c/N\"", "\"theta * c\"", "3:8", "weighted sum"),
        ("c = [0, 1]", "c = { values = [0, 1] }", "7:5", "signal spaces are convex"),
        ("\"theta + c/N\"", "\"thta + c/N\"", "3:8", "did you mean `theta`"),
        ("own + sum(c)/N", "own + c/N", "4:16", "sum(c)"),
        ("own + sum(c)/N", "own + sum(c)/0", "4:23", "division by zero"),
        ("own + sum(c)/N", "own + 1/sum(c)", "4:9", "divisor may be 0"),
        ("own + sum(c)/N", "max(own, summ(c))", "4:19", "unknown function"),
        ("own + sum(c)/N", "own + c[2]", "4:16", "alike"),
        ("own + sum(c)/N", "own + sum(c)^2.5", "4:23", "whole number"),
        ("own + sum(c)/N", "own + sum(c) +", "4:24", "malformed"),
        ("own + sum(c)/N", "own + sum(c) + sum(theta)", "3:7", "sublattice"),
        ("theta = [0, 1]", "theta = [1, 0]", "6:9", "no range"),
        ("theta = [0, 1]", "sum = [0, 1]", "6:1", "cannot be the name"),
        ("kind = \"density\"", "kind = \"densty\"", "9:8", "did you mean `density`"),
        ("kind = \"density\"", "kind = \"contamination\"", "8:1", "epsilon"),
        ("kind = \"density\"", "kind = \"contamination\"\nepsilon = 2", "10:11", "from 0 to 1"),
        ("kind = \"density\"", "kind = \"hull\"\ndensities = []", "10:13", "at least one"),
        ("\"density\"", "\"density\"\ndensity = { d = \"uniform\" }", "10:13", "unknown component"),
        ("\"density\"", "\"density\"\ndensity = { c = { beta = [0, 1] } }", "10:26", "whole numbers"),
        (
            "\"density\"",
            "\"density\"\ndensity = { c = { breaks = [0, 2], weights = [1] } }",
            "10:28",
            "the last 1",
        ),
        (
            "\"density\"",
            "\"density\"\ndensity = { c = { breaks = [0, 1], weights = [1, 2] } }",
            "10:46",
            "one entry",
        ),
        (
            "\"density\"",
            "\"density\"\ndensity = { c = { breaks = [0, 1], polynomials = [[1, -3]] } }",
            "10:17",
            "below 0",
        ),
    ];
    assert!(
        ambimech(&["auction", &{
            std::fs::write(&file, PLAIN).unwrap();
            file.display().to_string()
        }])
        .0 == 1
    );
    for (from, to, place, words) in cases {
        let text = PLAIN.replacen(from, to, 1);
        assert_ne!(text, PLAIN);
        std::fs::write(&file, text).unwrap();
        let (status, out, err) = ambimech(&["auction", file.to_str().unwrap()]);
        assert_eq!((status, out.as_str()), (2, ""), "{to}: {err}");
        assert!(err.contains(&format!("a.toml:{place}")) && err.contains(words), "{to} ({place}, {words}): {err}");
        assert!(err.contains("help: "), "{to}: {err}");
    }
}

/// Bidders one by one, JSON, densities of single bidders.
#[test]
fn bidders_can_differ() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = "format = \"ambimech-auction/1\"\nties = \"lost\"\n[beliefs]\nkind = \"hull\"\n\
        densities = [{ theta = { beta = [2, 1] } }, { \"theta[b]\" = { breaks = [0, 1], polynomials = [[2, -2]] } }]\n\
        [[bidders]]\nname = \"a\"\nsignals = { theta = [0, 1], c = [0, 1] }\nown = \"theta + c/2\"\nvalue = \"own + c[b]/2\"\n\
        [[bidders]]\nname = \"b\"\nsignals = { theta = [0, 1], c = [0, 1] }\nown = \"theta + c/2\"\nvalue = \"own + c[a]/2\"\n";
    std::fs::write(&file, text).unwrap();
    let (status, out, err) = ambimech(&["auction", file.to_str().unwrap(), "--format", "json"]);
    let answer: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"));
    assert_eq!(status, 1, "{out}");
    assert_eq!(answer["conditions"].as_array().unwrap().len(), 14);
    let of = |bidder: &str| {
        let list = answer["conditions"].as_array().unwrap();
        list.iter().find(|c| c["name"] == "minimal-ambiguity" && c["bidder"] == bidder).unwrap().clone()
    };
    // b's beliefs are beta (2, 1) and uniform about a; the gap at own index 1 is at least that of the least favourable 1/2: 1/2 < 1.
    assert_eq!(of("b")["tightest"]["slack"], "-1/2");
    // a's are t² and 1 − (1 − t)² about b: at own index 1 the unfavourable report wins with at most 3/4.
    assert_eq!(of("a")["tightest"]["slack"], "-1/4");
}

/// A derivative that is the same everywhere has no place where it fails, and is 0 only if it is.
#[test]
fn a_constant_derivative_is_negative_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    for (value, words) in [
        ("own - sum(c)", "the derivative of the value in c[2] is negative everywhere"),
        ("sum(c)", "the derivative of the value in own is 0 everywhere"),
        ("own - 2*own", "the derivative of the value in own is negative everywhere"),
    ] {
        std::fs::write(&file, PLAIN.replacen("own + sum(c)/N", value, 1)).unwrap();
        let (status, out, err) = ambimech(&["auction", file.to_str().unwrap(), "--format", "json"]);
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"));
        assert_eq!((status, &answer["conditions"][0]["words"]), (3, &Value::from(words)), "{value}");
    }
}

/// With an own index a little above 1 bidder 1 cannot say c = 0 any more, and wins less often. Where tied bidders lose, a tie at 1 shows nothing.
#[test]
fn monotonicity_is_not_refuted_by_ties_that_lose() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = "format = \"ambimech-auction/1\"\nties = \"TIES\"\n[beliefs]\nkind = \"density\"\n\
        [[bidders]]\nname = \"1\"\nsignals = { theta = [0, 1], c = [0, 1] }\nown = \"theta + c/2\"\nvalue = \"own\"\n\
        [[bidders]]\nname = \"2\"\nsignals = { theta = [0, 1] }\nown = \"theta\"\nvalue = \"own + c[1]\"\n";
    for (ties, others) in [("won", "1"), ("lost", "15/16")] {
        std::fs::write(&file, text.replace("TIES", ties)).unwrap();
        let (_, out, err) = ambimech(&["auction", file.to_str().unwrap(), "--format", "json"]);
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"));
        let list = answer["conditions"].as_array().unwrap();
        let found = list.iter().find(|c| c["name"] == "monotonicity" && c["bidder"] == "1").unwrap();
        let words = found["words"].as_str().unwrap();
        assert!(words.starts_with("the favourable report wins at own index 1 and loses at"), "{words}");
        assert!(words.contains(&format!("against theta[2] = {others}")), "{words}");
    }
}
