//! `auction --least` and `auction --scheme` as a user meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::number::{Rational, parse_number};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(folder)
}

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

fn answer(file: &Path, arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["auction", file.to_str().unwrap(), "--format", "json"];
    all.extend(arguments);
    let (status, out, err) = ambimech(&all);
    (status, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}")))
}

fn q(value: &Value) -> Rational {
    parse_number(value.as_str().unwrap()).unwrap()
}

#[test]
fn section_5_needs_what_the_book_says() {
    let folder = example("song-informational-size");
    let expected = std::fs::read_to_string(folder.join("expected/least.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    assert!(expected.as_object().unwrap().len() >= 3);
    for (name, case) in expected.as_object().unwrap() {
        let arguments: Vec<&str> =
            case["arguments"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect();
        let (status, found) = answer(&folder.join("auction.toml"), &arguments);
        assert_eq!((status, &found["verdict"]), (0, &Value::from("found")), "{name}");
        let rows = found["rows"].as_array().unwrap();
        let exact: Vec<Value> = rows.iter().map(|row| row["exact"].clone()).collect();
        assert_eq!(Value::from(exact), case["exact"], "{name}");
        for row in rows {
            if let Some(place) = case.get("place") {
                assert_eq!((&row["own"], &row["side"]), (&place[0], &place[1]), "{name}");
            }
            let share = format!("1/{}", row["bidders"]);
            assert_eq!(row["informational-size"]["at-most"], share, "{name}");
            assert_eq!(row["spread"]["at-least"], share, "{name}");
        }
    }
}

/// Corollary 5.1: the least radius solves (1 − 1/N + ε)^{N−1} + ε = 1, is less than 1/N, and falls with N.
#[test]
fn the_least_radius_falls_with_the_number_of_bidders() {
    let file = example("song-informational-size").join("auction.toml");
    let (status, found) = answer(&file, &["--least", "prokhorov", "--bidders", "2,3,10,100"]);
    assert_eq!(status, 0);
    let mut last = Rational::ONE;
    for row in found["rows"].as_array().unwrap() {
        let bidders = Rational::from(row["bidders"].as_u64().unwrap());
        let others = row["bidders"].as_u64().unwrap() as isize - 1;
        let at = |radius: &Rational| {
            (Rational::ONE - Rational::ONE / &bidders + radius).pow(others) + radius - Rational::ONE
        };
        let (less, enough) = (q(&row["too-little"]), q(&row["enough"]));
        assert!(at(&less) < Rational::ZERO && at(&enough) >= Rational::ZERO, "{row}");
        assert!(enough < last && enough < Rational::ONE / &bidders);
        last = less;
    }
}

#[test]
fn the_device_of_appendix_d_has_a_scheme_and_nothing_to_spare() {
    let file = example("song-communication-device").join("auction.toml");
    let (status, found) = answer(&file, &["--scheme", "--grid", "9"]);
    assert_eq!((status, &found["verdict"]), (0, &Value::from("holds")));
    // The least probability of winning with the favourable report is that under U[1/2, 1]: (2s − 1)^+ below 1, so the reward at 1 is 1/4.
    let rows = found["bidders"][0]["rows"].as_array().unwrap();
    let at_one = rows.iter().find(|row| row["own"] == "1").unwrap();
    assert_eq!(at_one["reward"], serde_json::json!(["1/4", "1/4"]));
    let (_, least) = answer(&file, &["--least", "hull"]);
    assert_eq!(least["rows"][0]["exact"], "1");
    // Without the device a misreport gains.
    let plain = example("song-communication-device").join("one-belief.toml");
    let (status, found) = answer(&plain, &["--scheme"]);
    assert_eq!((status, &found["verdict"]), (1, &Value::from("fails")));
    let (status, _, err) = ambimech(&["auction", plain.to_str().unwrap(), "--least", "hull"]);
    assert_eq!(status, 3, "{err}");
}

#[test]
fn curves_are_written_and_mistakes_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = example("song-informational-size").join("auction.toml").display().to_string();
    let out = |name: &str| folder.path().join(name).display().to_string();
    let (csv, svg) = (out("curve.csv"), out("curve.svg"));
    for path in [&csv, &svg] {
        let run =
            ["auction", &file, "--least", "contamination", "--below", "1", "--bidders", "2,3,10", "--out", path];
        assert_eq!(ambimech(&run).0, 0);
    }
    let csv = std::fs::read_to_string(csv).unwrap();
    assert_eq!(csv.lines().count(), 4);
    assert!(csv.lines().nth(2).unwrap().starts_with("contamination,1,3,,,5/14,"), "{csv}");
    assert!(std::fs::read_to_string(svg).unwrap().contains("</svg>"));
    let scheme = out("scheme.svg");
    assert_eq!(ambimech(&["auction", &file, "--scheme", "--grid", "4", "--out", &scheme]).0, 1);
    assert!(std::fs::read_to_string(scheme).unwrap().contains("own index"));
    let cases: [(&[&str], &str); 5] = [
        (&["--least", "contamination", "--out", "a.txt"], ".csv or .svg"),
        (&["--out", "a.csv"], "a name that ends in .html"),
        (&["--least", "ball"], "prokhorov"),
        (&["--least", "contamination", "--bidders", "1"], "from 2 to"),
        (&["--least", "contamination", "--vary", "a=1"], "no parameter"),
    ];
    for (arguments, words) in cases {
        let mut all = vec!["auction", file.as_str()];
        all.extend(arguments);
        let (status, _, err) = ambimech(&all);
        assert!(status == 2 && err.contains(words), "{arguments:?}: {status} {err}");
    }
}

/// Informational size as a parameter of the file: the less the common parts matter, the less ambiguity is needed.
#[test]
fn the_curve_over_informational_size_rises() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = "format = \"ambimech-auction/1\"\nbidders = 3\nown = \"theta + a*c\"\nvalue = \"own + a*sum(c)\"\n\
        [parameters]\na = 1\n[signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\nkind = \"density\"\n";
    std::fs::write(&file, text).unwrap();
    let (status, found) = answer(&file, &["--least", "prokhorov", "--vary", "a=1/8,1/4,1/2"]);
    assert_eq!(status, 0);
    let rows = found["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    for pair in rows.windows(2) {
        assert!(q(&pair[0]["enough"]) < q(&pair[1]["too-little"]));
        assert!(q(&pair[0]["informational-size"]["at-most"]) < q(&pair[1]["informational-size"]["at-least"]));
    }
}
