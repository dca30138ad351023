//! Files with least parameters, schemes and messages of an auction: what is true is accepted, every changed number is refused, with its old seal and with
//! a new one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::auction::{Changes, read_changed_auction};
use ambimech_io::auction_verdict::{
    AuctionAnswer, AuctionCheckError, check_auction_answer, parse_auction_answer, render_auction_answer,
};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionVerdict, Open};
use ambimech_model::number::Rational;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

fn example(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(path)
}

const QUESTIONS: [(&str, &[&str]); 6] = [
    ("song-informational-size/contamination-3.toml", &["--least", "contamination", "--bidders", "2,3"]),
    ("song-informational-size/prokhorov-2.toml", &["--least", "prokhorov", "--below", "1"]),
    ("song-communication-device/auction.toml", &["--least", "hull"]),
    ("song-ordered-signals/auction.toml", &["--least", "contamination", "--below", "5/4"]),
    ("song-informational-size/contamination-3.toml", &["--scheme", "--grid", "3"]),
    ("song-communication-device/one-belief.toml", &["--device", "theta", "--cuts", "2"]),
];

/// The file that the command writes, after its check by the command.
fn written(file: &str, question: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("answer.json").display().to_string();
    let file = example(file).display().to_string();
    let (status, words, err) = ambimech(&[&["auction", &file, "--certificate", &proof], question].concat());
    assert!(status < 2 && words.contains("What is proved of it written to "), "{question:?}: {words}{err}");
    let (code, words, err) = ambimech(&["check", &file, &proof]);
    assert!(code == 0 && words.starts_with("accepted"), "{question:?}: {words}{err}");
    let text = std::fs::read_to_string(&proof).unwrap();
    // Another auction has another digest.
    let other = example("song-linear-values/auction.toml").display().to_string();
    let (code, words, _) = ambimech(&["check", &other, &proof]);
    assert!(code == 1 && words.starts_with("refused"), "{words}");
    text
}

/// Least parameters, schemes and messages are certified by their commands, in words and as JSON; what is read is what is written.
#[test]
fn answers_of_the_examples_are_certified() {
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("answer.json");
    for (file, question) in QUESTIONS {
        let text = written(file, question);
        let changed = |changes: &Changes| read_changed_auction(&example(file), changes);
        let read = parse_auction_answer(&text, "a.json", Format::Json, &changed).unwrap();
        let auction = changed(&Changes::default()).unwrap();
        assert_eq!(render_auction_answer(&auction, &read.answer), text);
        std::fs::write(&proof, &text).unwrap();
        let path = example(file).display().to_string();
        let (code, json, _) = ambimech(&["check", &path, &proof.display().to_string(), "--format", "json"]);
        let found: Value = serde_json::from_str(&json).unwrap();
        assert_eq!((code, &found["verdict"]), (0, &"accepted".into()));
        let (_, json, _) = ambimech(&[&["auction", &path, "--format", "json"], question].concat());
        let answer: Value = serde_json::from_str(&json).unwrap();
        match found["question"].as_str().unwrap() {
            "least" => {
                for (proved, said) in
                    found["answer"]["rows"].as_array().unwrap().iter().zip(answer["rows"].as_array().unwrap())
                {
                    let keys = ["bidders", "exact", "too-little", "enough", "own", "sufficient"];
                    for key in keys.into_iter().chain(["informational-size", "spread"]) {
                        assert_eq!(proved[key], said[key], "{file} {key}");
                    }
                }
            }
            _ => assert_eq!(found["answer"]["bidders"], answer["bidders"], "{file}"),
        }
    }
}

/// Every number of a file, changed alone, is refused: by the digest, the seal, or because the file makes no sense.
#[test]
fn changed_numbers_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("answer.json");
    let mut refused = 0;
    for (file, question) in QUESTIONS {
        let text = written(file, question);
        let path = example(file).display().to_string();
        let auction = |changes: &Changes| read_changed_auction(&example(file), changes);
        let digits: Vec<usize> =
            text.match_indices(|c: char| c.is_ascii_digit()).map(|(place, _)| place).collect();
        let step = digits.len() / 60 + 1;
        for place in digits.into_iter().step_by(step) {
            let other = if &text[place..=place] == "7" { "3" } else { "7" };
            let broken = format!("{}{other}{}", &text[..place], &text[place + 1..]);
            std::fs::write(&proof, broken).unwrap();
            assert!(check_auction_answer(&proof, &auction).is_err(), "{path} {place}");
            refused += 1;
        }
    }
    assert!(refused > 200, "{refused}");
}

/// Lies that are sealed again are refused by the proof.
#[test]
fn sealed_lies_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("answer.json");
    let mut lies = 0;
    for (file, question) in QUESTIONS {
        let text = written(file, question);
        let changed = |changes: &Changes| read_changed_auction(&example(file), changes);
        let auction = changed(&Changes::default()).unwrap();
        let read = parse_auction_answer(&text, "a.json", Format::Json, &changed).unwrap();
        for (number, lie) in lies_about(&read.answer, &auction).into_iter().enumerate() {
            std::fs::write(&proof, render_auction_answer(&auction, &lie)).unwrap();
            let found = check_auction_answer(&proof, &changed);
            assert!(
                matches!(found, Err(AuctionCheckError::Answer { .. })),
                "{file} {question:?} {number}: {found:?}"
            );
            lies += 1;
        }
        let empty = match read.answer.clone() {
            AuctionAnswer::Least(mut answer) => {
                for row in &mut answer.rows {
                    (row.least.too_little, row.least.enough, row.size) = (None, None, None);
                }
                AuctionAnswer::Least(answer)
            }
            AuctionAnswer::Scheme(mut answer) => {
                answer.schemes.fill(None);
                AuctionAnswer::Scheme(answer)
            }
            AuctionAnswer::Device(mut answer) => {
                answer.claims.fill(None);
                AuctionAnswer::Device(answer)
            }
        };
        std::fs::write(&proof, render_auction_answer(&auction, &empty)).unwrap();
        assert_eq!(check_auction_answer(&proof, &changed), Err(AuctionCheckError::Empty), "{file}");
    }
    assert!(lies > 30, "{lies}");
}

/// False statements near a true one.
fn lies_about(answer: &AuctionAnswer, auction: &Auction) -> Vec<AuctionAnswer> {
    let small = Rational::ONE / Rational::from(1_000_u32);
    let mut lies = Vec::new();
    match answer {
        AuctionAnswer::Least(answer) => {
            let mut lie = |change: &dyn Fn(&mut ambimech_io::auction_verdict::LeastAnswerRow)| {
                let mut other = answer.clone();
                change(&mut other.rows[0]);
                lies.push(AuctionAnswer::Least(other));
            };
            let first = &answer.rows[0].least;
            assert!(first.enough.is_some() && first.too_little.is_some());
            lie(&|row| row.least.enough.as_mut().unwrap().parameter -= &small);
            lie(&|row| {
                row.least.enough.as_mut().unwrap().cover[0].pop();
            });
            lie(&|row| row.least.enough.as_mut().unwrap().sharp = Some((0, Rational::from(77_u32))));
            lie(&|row| row.least.too_little.as_mut().unwrap().parameter = Rational::ONE);
            lie(&|row| row.least.too_little.as_mut().unwrap().tightest.slack -= &small);
            lie(&|row| row.least.too_little.as_mut().unwrap().tightest.piece += 50);
            lie(&|row| row.least.too_little = None);
            lie(&|row| {
                row.premises.pop();
            });
            lie(&|row| row.premises.swap(0, 1));
            let size = answer.rows[0].size.as_ref();
            if let Some(attained) = size.map(|size| size.derivative.attained.clone()) {
                lie(&|row| row.size.as_mut().unwrap().derivative.at_most -= &small);
                lie(&|row| row.size.as_mut().unwrap().spread.at_most -= &small);
                lie(&|row| row.size.as_mut().unwrap().derivative.at_least += &small);
                lie(&|row| row.size.as_mut().unwrap().spread.at_least += &small);
                lie(&|row| row.size.as_mut().unwrap().derivative.attained = None);
                lie(&|row| row.size.as_mut().unwrap().spread.attained.as_mut().unwrap().0 += 99);
                lie(&|row| {
                    let (_, point) = row.size.as_mut().unwrap().spread.attained.as_mut().unwrap();
                    point.values_mut().for_each(|value| *value += Rational::from(9_u32));
                });
                lie(&|row| row.size.as_mut().unwrap().spread.proofs.clear());
                assert!(attained.is_some());
            }
        }
        AuctionAnswer::Scheme(answer) => {
            let mut lie = |change: &dyn Fn(&mut ambimech_model::auction::scheme::SchemeRow)| {
                let mut other = answer.clone();
                change(&mut other.schemes[0].as_mut().unwrap().rows[1]);
                lies.push(AuctionAnswer::Scheme(other));
            };
            lie(&|row| row.own += &small);
            lie(&|row| row.reward.0 -= &small);
            lie(&|row| row.reward.1 += &small);
            lie(&|row| row.least_favourable += &small);
            lie(&|row| row.most_unfavourable -= &small);
            lie(&|row| row.best.as_mut().unwrap().gain.1 -= &small);
            lie(&|row| row.best = None);
            // Nothing is computed for a grid with more parts than rows.
            let mut endless = answer.clone();
            endless.parts = usize::MAX / 2;
            lies.push(AuctionAnswer::Scheme(endless));
            let mut finer = answer.clone();
            finer.parts += 1;
            lies.push(AuctionAnswer::Scheme(finer));
            let mut other = answer.clone();
            other.premises[0].condition = ambimech_model::auction::condition::AuctionCondition::Linearity;
            lies.push(AuctionAnswer::Scheme(other));
        }
        AuctionAnswer::Device(answer) => {
            let mut lie = |change: &dyn Fn(&mut ambimech_model::auction::device::DeviceClaim)| {
                let mut other = answer.clone();
                change(other.claims[0].as_mut().unwrap());
                lies.push(AuctionAnswer::Device(other));
            };
            lie(&|claim| claim.cuts[0] += &small);
            lie(&|claim| claim.cuts.push(Rational::from(5_u32)));
            lie(&|claim| claim.cuts.clear());
            lie(&|claim| claim.finding.verdict = AuctionVerdict::Undecided(Open::NotSettled));
            let mut other = answer.clone();
            other.component = auction.bidder(ambimech_model::index::AgentId(0)).signals[1].name.clone();
            lies.push(AuctionAnswer::Device(other));
        }
    }
    lies
}

/// A curve over a parameter, with another parameter set: the check needs the same setting, and says so when it is missing.
#[test]
fn settings_are_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml").display().to_string();
    let text = "format = \"ambimech-auction/1\"\nbidders = 2\nties = \"1/2\"\nown = \"theta + b*c\"\nvalue = \"own + a*sum(c)\"\n\
                [parameters]\na = \"1/2\"\nb = \"1/2\"\n[signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\nkind = \"density\"\n";
    std::fs::write(&file, text).unwrap();
    let proof = folder.path().join("answer.json").display().to_string();
    let vary = ["auction", &file, "--least", "contamination", "--vary", "a=1/4,1/2", "--set", "b=1/4"];
    let (code, words, err) = ambimech(&[&vary[..], &["--certificate", &proof]].concat());
    assert_eq!(code, 0, "{words}{err}");
    let (code, words, _) = ambimech(&["check", &file, &proof, "--set", "b=1/4"]);
    assert!(code == 0 && words.contains("1/4 (0.25)"), "{words}");
    let (code, words, _) = ambimech(&["check", &file, &proof]);
    assert!(code == 1 && words.contains("another auction"), "{words}");
    let (code, _, err) = ambimech(&["auction", &file, "--certificate", &proof, "--out", "x.html"]);
    assert!(code == 2 && err.contains("--certificate"), "{err}");
}

/// Where values are products, the derivatives contain another bidder's own index: the file tells it from the bidder's, and the check says the sizes.
#[test]
fn informational_sizes_are_certified() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml").display().to_string();
    let text = "format = \"ambimech-auction/1\"\nbidders = 2\nties = \"1/2\"\nown = \"theta\"\nvalue = \"own * (1 + sum(c)/4)\"\n\
                [signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\nkind = \"density\"\n";
    std::fs::write(&file, text).unwrap();
    let proof = folder.path().join("answer.json").display().to_string();
    let question = ["auction", &file, "--least", "contamination", "--certificate", &proof];
    let (code, words, err) = ambimech(&question);
    assert!(code == 3 && words.contains("1/4 (0.25)") && words.contains("nothing follows"), "{words}{err}");
    let written = std::fs::read_to_string(&proof).unwrap();
    assert!(written.contains("\"own[2]\": \"1\""), "{written}");
    let (code, words, err) = ambimech(&["check", &file, &proof]);
    assert!(code == 0 && words.contains("informational size") && words.contains("1/4 (0.25)"), "{words}{err}");
}

/// Whatever is cut out of a file: a message with a place and a help, or an answer; never a panic.
#[test]
fn broken_files_are_told() {
    let mut told = 0;
    for (file, question) in [QUESTIONS[0], QUESTIONS[4], QUESTIONS[5]] {
        let text = written(file, question);
        let changed = |changes: &Changes| read_changed_auction(&example(file), changes);
        let step = text.len() / 40 + 1;
        for at in (0..text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
            for put in ["", "\"", "9", "]", "{}"] {
                let end = (at + 3).min(text.len());
                let broken = format!("{}{put}{}", &text[..at], &text[end..]);
                if let Err(error) = parse_auction_answer(&broken, "p.json", Format::Json, &changed) {
                    assert!(error.line().is_some() && !error.help.is_empty(), "{error}");
                    told += 1;
                }
            }
        }
    }
    assert!(told > 200, "{told}");
}
