//! Auctions whose signals keep orders between components, as a user meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/song-ordered-signals").join(file)
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

/// The numbers of the example's README: 10/19 in the triangle where the square needs 1/2, at own index 1.
#[test]
fn a_triangle_needs_more_than_the_square() {
    for (file, code, reason) in [
        ("auction.toml", 0, "theorem-4.1"),
        ("too-little.toml", 1, "lemma-4.1"),
        ("product.toml", 0, "theorem-4.1"),
    ] {
        let (status, found) = answer(&example(file), &[]);
        assert_eq!((status, &found["reason"]), (code, &reason.into()), "{file}: {found}");
    }
    let (status, found) = answer(&example("auction.toml"), &["--least", "contamination"]);
    assert_eq!((status, &found["rows"][0]["exact"], &found["rows"][0]["own"]), (0, &"10/19".into(), &"1".into()));
    let (_, words, _) = ambimech(&["auction", example("auction.toml").to_str().unwrap()]);
    assert!(words.contains("c <= theta"), "{words}");
    // Without the order the same file needs 1/2.
    let folder = tempfile::tempdir().unwrap();
    let square = folder.path().join("square.toml");
    let text = std::fs::read_to_string(example("auction.toml")).unwrap();
    std::fs::write(&square, text.replace("orders = [\"c <= theta\"]\n", "")).unwrap();
    let (_, found) = answer(&square, &["--least", "contamination"]);
    assert_eq!(found["rows"][0]["exact"], "1/2");
}

/// An order that cuts off nothing changes no answer, with a closed form and with boxes.
#[test]
fn an_order_that_cuts_off_nothing_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str, orders: &str| {
        let file = folder.path().join("a.toml");
        std::fs::write(&file, text.replace("orders = [\"c <= theta\"]\n", orders)).unwrap();
        file
    };
    for name in ["auction.toml", "product.toml"] {
        let text = std::fs::read_to_string(example(name)).unwrap();
        let (status, plain) = answer(&write(&text, ""), &[]);
        let (same, found) = answer(&write(&text, "orders = [\"c <= theta + 1\"]\n"), &[]);
        assert_eq!((status, &plain["reason"]), (same, &found["reason"]), "{name}");
        let verdicts = |answer: &Value| -> Vec<Value> {
            answer["conditions"].as_array().unwrap().iter().map(|one| one["verdict"].clone()).collect()
        };
        assert_eq!(verdicts(&plain), verdicts(&found), "{name}");
    }
}

/// Rewards on the triangle: no misreport gains, and a finer grid of the same auction agrees.
#[test]
fn the_scheme_and_the_grid_keep_the_orders() {
    let file = example("auction.toml");
    let (status, _) = answer(&file, &["--scheme", "--grid", "6"]);
    assert_eq!(status, 0);
    let folder = tempfile::tempdir().unwrap();
    let grid = folder.path().join("grid.toml").display().to_string();
    let (status, words, err) = ambimech(&["auction", file.to_str().unwrap(), "--discretise", "3", "--out", &grid]);
    assert_eq!(status, 0, "{err}");
    assert!(words.contains("The verdicts agree."), "{words}");
    // Six of nine midpoints are in the triangle.
    let types = std::fs::read_to_string(&grid).unwrap().lines().filter(|line| line.starts_with("types.")).count();
    assert_eq!(types, 2 * 6);
}

/// Verdicts with proofs are accepted for this file, and not for the same without the order.
#[test]
fn proofs_are_about_the_orders() {
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("proof.json").display().to_string();
    for name in ["auction.toml", "product.toml"] {
        let file = example(name).display().to_string();
        let (_, _, err) = ambimech(&["auction", &file, "--certificate", &proof]);
        let (status, words, _) = ambimech(&["check", &file, &proof]);
        assert!(status == 0 && words.starts_with("accepted"), "{name}: {words}{err}");
        let other = folder.path().join(name);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&other, text.replace("c <= theta", "c <= theta + 1/8")).unwrap();
        let (status, words, _) = ambimech(&["check", other.to_str().unwrap(), &proof]);
        assert_eq!(status, 1, "{name}: {words}");
    }
}

#[test]
fn orders_that_make_no_space_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = std::fs::read_to_string(example("auction.toml")).unwrap();
    for (orders, expected) in [
        ("[\"c < theta\"]", "<= or >="),
        ("[\"c - c <= 1/2\"]", "no component is left"),
        ("[\"c <= theta^2\"]", "weighted sum"),
        ("[\"c <= tehta\"]", "did you mean `theta`"),
        ("[\"c <= theta\", \"theta <= c\"]", "leave no space"),
        ("[\"c >= theta + 2\"]", "leave no space"),
        ("\"c <= theta\"", "an array"),
    ] {
        std::fs::write(&file, text.replace("[\"c <= theta\"]", orders)).unwrap();
        let (status, out, err) = ambimech(&["auction", file.to_str().unwrap()]);
        assert!(status == 2 && out.is_empty() && err.contains(expected), "{orders}: {err}{out}");
        assert!(err.contains("a.toml:8:"), "{orders}: {err}");
    }
}

/// What two components of interest to others may not exceed together is refused (footnote 7), whatever the sides of the inequality; one of them alone may be bounded by
/// the private component in any way.
#[test]
fn bounds_on_sums_are_refused_where_both_matter() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = "format = \"ambimech-auction/1\"\nbidders = 2\nown = \"theta\"\nvalue = \"own + sum(c)/2 + sum(d)/2\"\norders = ORDERS\n\
                [signals]\ntheta = [0, 1]\nc = [0, 1]\nd = [0, 1]\n[beliefs]\nkind = \"all\"\n";
    for orders in ["[\"c + d <= 1 + theta\"]", "[\"theta + 1 >= d + c\"]", "[\"c + d + theta <= 2\"]"] {
        std::fs::write(&file, text.replace("ORDERS", orders)).unwrap();
        let (status, out, err) = ambimech(&["auction", file.to_str().unwrap()]);
        assert!(status == 2 && out.is_empty() && err.contains("footnote 7"), "{orders}: {err}");
    }
    for orders in [
        "[\"c + theta <= 3/2\"]",
        "[\"c <= d\"]",
        "[\"c + theta <= 3/2\", \"d + 2*theta <= 5/2\"]",
        "[\"c <= 3/4\"]",
    ] {
        std::fs::write(&file, text.replace("ORDERS", orders)).unwrap();
        let (status, out, err) = ambimech(&["auction", file.to_str().unwrap()]);
        assert!(status != 2 && out.contains("minimal-ambiguity"), "{orders}: {err}{out}");
    }
}

/// Orders of one component say the same as a narrower range.
#[test]
fn bounds_narrow_ranges() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = std::fs::read_to_string(example("auction.toml")).unwrap().replace("10/19", "1/3");
    for question in [&["--least", "contamination"][..], &["--scheme", "--grid", "5"], &["--least", "prokhorov"]] {
        let orders = "orders = [\"theta <= 3/4\", \"c >= 1/4\"]";
        std::fs::write(&file, text.replace("orders = [\"c <= theta\"]", orders)).unwrap();
        let by_orders = answer(&file, question);
        let ranges =
            text.replace("theta = [0, 1]", "theta = [0, \"3/4\"]").replace("c = [0, 1]", "c = [\"1/4\", 1]");
        std::fs::write(&file, ranges.replace("orders = [\"c <= theta\"]\n", "")).unwrap();
        let by_ranges = answer(&file, question);
        assert_eq!(by_orders.0, by_ranges.0, "{question:?}");
        for key in ["exact", "enough", "too-little"] {
            assert_eq!(by_orders.1["rows"][0][key], by_ranges.1["rows"][0][key], "{question:?}");
        }
        assert_eq!(by_orders.1["bidders"], by_ranges.1["bidders"], "{question:?}");
    }
}

/// The least radius of a ball on the triangle is (√569 − 23)/6: (6 r + 23)² = 569. Where a signal must move farther than its score, nothing is claimed.
#[test]
fn balls_on_the_triangle() {
    let (status, found) = answer(&example("prokhorov.toml"), &["--least", "prokhorov"]);
    assert_eq!(status, 0);
    let number = |key: &str| {
        let text = found["rows"][0][key].as_str().unwrap();
        let (top, bottom) = text.split_once('/').unwrap();
        top.parse::<f64>().unwrap() / bottom.parse::<f64>().unwrap()
    };
    let least = (569.0_f64.sqrt() - 23.0) / 6.0;
    assert!(number("too-little") < least && least < number("enough"), "{found}");
    assert!(number("enough") - number("too-little") < 1e-5, "{found}");
    let (_, found) = answer(&example("prokhorov.toml"), &[]);
    assert_eq!(found["orders"], serde_json::json!([["c <= theta"]]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let text = std::fs::read_to_string(example("prokhorov.toml")).unwrap();
    for (orders, is_known) in
        [("c <= 2*theta", false), ("2*c <= theta", true), ("c + theta <= 3/2", false), ("c <= theta + 1/3", true)]
    {
        std::fs::write(&file, text.replace("c <= theta", orders)).unwrap();
        let (status, found) = answer(&file, &["--least", "prokhorov"]);
        assert_eq!(status == 3, !is_known, "{orders}: {found}");
        if !is_known {
            let (_, words, _) = ambimech(&["auction", file.to_str().unwrap()]);
            assert!(words.contains("move farther than its score"), "{orders}: {words}");
        }
    }
}
