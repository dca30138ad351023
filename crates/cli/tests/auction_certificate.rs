//! Files with the verdicts about an auction: what is true is accepted, and what a liar writes and seals is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::auction::{AnyAuction, parse_any_auction, read_any_auction};
use ambimech_io::auction_verdict::{
    AuctionCheckError, check_auction_file, parse_auction_verdicts, render_auction_verdicts,
};
use ambimech_model::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds};
use ambimech_model::auction::subdivision::Subdivision;
use ambimech_model::auction::theorem::{AuctionStudy, EfficientRule};
use ambimech_model::check::FindingsRefusal;
use ambimech_model::number::Rational;
use ambimech_solve::auction::{study_auction, study_general_auction};
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

fn study(auction: &AnyAuction) -> AuctionStudy {
    match auction {
        AnyAuction::Polynomial(auction) => study_auction(auction),
        AnyAuction::General(general) => study_general_auction(general),
    }
}

/// Writes these findings, sealed, and checks them.
fn check(auction: &AnyAuction, findings: &[AuctionFinding]) -> Result<EfficientRule, AuctionCheckError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proof.json");
    std::fs::write(&path, render_auction_verdicts(auction, findings)).unwrap();
    check_auction_file(&path, auction).map(|accepted| accepted.conclusion)
}

const EXAMPLES: [&str; 9] = [
    "song-informational-size/contamination-3.toml",
    "song-informational-size/prokhorov-2.toml",
    "song-communication-device/auction.toml",
    "song-communication-device/one-belief.toml",
    "song-linear-values/auction.toml",
    "song-increasing-differences/auction.toml",
    "song-increasing-differences/too-little.toml",
    "song-ordered-signals/auction.toml",
    "song-ordered-signals/product.toml",
];

/// The command writes a file that the checker accepts, with the conclusion of the command, for closed forms and for boxes.
#[test]
fn verdicts_of_the_examples_are_certified() {
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("proof.json").display().to_string();
    for name in EXAMPLES {
        let file = example(name).display().to_string();
        let (status, words, err) = ambimech(&["auction", &file, "--certificate", &proof]);
        assert!(status < 2 && words.contains("Verdicts with their proofs written to "), "{name}: {words}{err}");
        let first = std::fs::read_to_string(&proof).unwrap();
        let (code, checked, err) = ambimech(&["check", &file, &proof]);
        assert!(code == 0 && checked.starts_with("accepted"), "{name}: {checked}{err}");
        let word = if status == 0 { "rule: holds" } else { "rule: fails" };
        assert!(checked.contains(word), "{name}: {checked}");
        let (code, json, _) = ambimech(&["check", &file, &proof, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((code, &json["verdict"]), (0, &"accepted".into()));
        // A changed number is noticed by the seal, or is no file about this auction any more.
        let at = first.find("\"proof\": \"constant\"").unwrap();
        let changed = first[at..].replacen("\"constant\": \"", "\"constant\": \"1", 1);
        std::fs::write(&proof, format!("{}{changed}", &first[..at])).unwrap();
        let (code, words, _) = ambimech(&["check", &file, &proof]);
        assert!(code == 1 && words.contains("sealed"), "{name}: {words}");
        // What was read is what was written.
        let auction = read_any_auction(&example(name)).unwrap();
        let read = parse_auction_verdicts(&first, "proof.json", Format::Json, auction.frame()).unwrap();
        assert_eq!(render_auction_verdicts(&auction, &read.findings), first, "{name}");
    }
    let file = example(EXAMPLES[0]).display().to_string();
    let other = example(EXAMPLES[1]).display().to_string();
    assert!(ambimech(&["auction", &file, "--certificate", &proof]).0 < 2);
    let (code, words, _) = ambimech(&["check", &other, &proof]);
    assert!(code == 1 && words.contains("another auction"), "{words}");
    let missing = folder.path().join("none.json").display().to_string();
    assert_eq!(ambimech(&["check", &file, &missing]).0, 2);
}

/// Every lie that is sealed again is refused: other numbers, holes in a cover, verdicts turned round, left out or twice.
#[test]
fn sealed_lies_are_refused() {
    let mut lies = 0;
    for name in EXAMPLES {
        let auction = read_any_auction(&example(name)).unwrap();
        let found = study(&auction);
        assert_eq!(check(&auction, &found.findings).unwrap(), found.conclusion, "{name}");
        let mut refused = |findings: &[AuctionFinding], what: &str| {
            assert!(matches!(check(&auction, findings), Err(AuctionCheckError::Refused(_))), "{name}: {what}");
            lies += 1;
        };
        for place in 0..found.findings.len() {
            let mut without = found.findings.clone();
            without.remove(place);
            refused(&without, "a verdict is missing");
            for lie in lies_about(&found.findings[place]) {
                let mut changed = found.findings.clone();
                changed[place].verdict = lie;
                refused(&changed, &format!("{:?}", changed[place]));
            }
        }
        let mut twice = found.findings.clone();
        twice.push(found.findings[0].clone());
        assert_eq!(check(&auction, &twice), Err(AuctionCheckError::Refused(FindingsRefusal::TooMany)), "{name}");
        // What is left open claims nothing, so the rest stands and the conclusion is open.
        let mut open = found.findings.clone();
        for finding in open.iter_mut().filter(|finding| finding.condition == AuctionCondition::MinimalAmbiguity) {
            finding.verdict = AuctionVerdict::Undecided(ambimech_model::auction::condition::Open::NotSettled);
        }
        assert_eq!(check(&auction, &open), Ok(EfficientRule::AmbiguityOpen), "{name}");
    }
    assert!(lies > 80, "{lies}");
}

/// False statements near a true one.
fn lies_about(finding: &AuctionFinding) -> Vec<AuctionVerdict> {
    let half = Rational::ONE / Rational::from(2_u32);
    let mut lies = Vec::new();
    match finding.verdict.clone() {
        AuctionVerdict::Holds(Holds::Derivatives(mut proofs)) => {
            proofs.pop();
            lies.push(AuctionVerdict::Holds(Holds::Derivatives(proofs)));
        }
        AuctionVerdict::Holds(Holds::Margins(mut proofs)) => {
            proofs.push(Subdivision::Whole);
            lies.push(AuctionVerdict::Holds(Holds::Margins(proofs)));
        }
        // A constant that is too large is true; one that is too small is not.
        AuctionVerdict::Holds(Holds::Constant(constant)) if constant > Rational::ZERO => {
            lies.push(AuctionVerdict::Holds(Holds::Constant(constant * half)));
        }
        AuctionVerdict::Holds(Holds::Slack(tightest, cover)) => {
            for change in [half.clone(), Rational::from(3_u32)] {
                let mut other = tightest.clone();
                other.slack += &change;
                lies.push(AuctionVerdict::Holds(Holds::Slack(other, cover.clone())));
                let mut other = tightest.clone();
                other.at_least += &change;
                lies.push(AuctionVerdict::Holds(Holds::Slack(other, cover.clone())));
            }
            let mut hole = cover.clone();
            hole[0].pop();
            lies.push(AuctionVerdict::Holds(Holds::Slack(tightest.clone(), hole)));
            lies.push(AuctionVerdict::Fails(Fails::Slack(tightest)));
        }
        AuctionVerdict::Fails(Fails::Slack(tightest)) => {
            let mut other = tightest.clone();
            other.slack -= &half;
            lies.push(AuctionVerdict::Fails(Fails::Slack(other)));
            let mut other = tightest.clone();
            other.piece += 1_000;
            lies.push(AuctionVerdict::Fails(Fails::Slack(other)));
            lies.push(AuctionVerdict::Holds(Holds::Slack(tightest, Vec::new())));
        }
        AuctionVerdict::Holds(Holds::Enclosed(bound, cells)) => {
            lies.push(AuctionVerdict::Holds(Holds::Enclosed(
                bound.clone() + Rational::from(3_u32),
                cells.clone(),
            )));
            lies.push(AuctionVerdict::Holds(Holds::Enclosed(bound.clone(), cells[1..].to_vec())));
            let mut coarse = cells.clone();
            coarse[0].favourable = Subdivision::Whole;
            coarse[0].unfavourable = Subdivision::Whole;
            lies.push(AuctionVerdict::Holds(Holds::Enclosed(bound + half, coarse)));
        }
        AuctionVerdict::Fails(Fails::Enclosed(bound, cell)) => {
            lies.push(AuctionVerdict::Fails(Fails::Enclosed(bound.clone() - Rational::ONE, cell.clone())));
            let mut point = cell.clone();
            point.high = point.low.clone();
            lies.push(AuctionVerdict::Fails(Fails::Enclosed(bound.clone(), point)));
            lies.push(AuctionVerdict::Holds(Holds::Enclosed(bound, vec![cell])));
        }
        AuctionVerdict::Fails(Fails::TwoDensities(one, _)) => {
            lies.push(AuctionVerdict::Fails(Fails::TwoDensities(one, one)));
            lies.push(AuctionVerdict::Fails(Fails::TwoDensities(one, 99)));
            lies.push(AuctionVerdict::Holds(Holds::OneDensity));
        }
        AuctionVerdict::Holds(Holds::Contamination) => {
            lies.push(AuctionVerdict::Holds(Holds::ProkhorovBall));
        }
        AuctionVerdict::Fails(Fails::NotProportional { own, others }) => {
            let others = (others.0.clone(), others.0);
            lies.push(AuctionVerdict::Fails(Fails::NotProportional { own, others }));
        }
        _ => {}
    }
    lies
}

/// A value that falls in another's signal, and one that is no product: witnesses go through a file, and changed ones do not.
#[test]
fn witnesses_are_certified() {
    let head = "format = \"ambimech-auction/1\"\nbidders = 2\nown = \"theta\"\n[signals]\ntheta = [0, 1]\nc = [0, 1]\n\
                [beliefs]\nkind = \"density\"\n";
    for (value, condition) in [
        ("own - own^2*sum(c) + 3*sum(c)", AuctionCondition::Increasing),
        ("own + own*sum(theta) - sum(theta)", AuctionCondition::Increasing),
        ("own + own*sum(c) + own^2*sum(theta)", AuctionCondition::Linearity),
        ("2*own + own^2*sum(c) + own*sum(theta)", AuctionCondition::IncreasingDifferences),
        ("own + 2*sum(theta)", AuctionCondition::Monotonicity),
    ] {
        let text = head.replacen("own = \"theta\"\n", &format!("own = \"theta\"\nvalue = \"{value}\"\n"), 1);
        let auction = parse_any_auction(&text, "a.toml", Format::Toml).unwrap_or_else(|error| panic!("{error}"));
        let found = study(&auction);
        assert_eq!(check(&auction, &found.findings).unwrap(), found.conclusion, "{value}");
        let place = found.findings.iter().position(|finding| finding.condition == condition).unwrap();
        let AuctionVerdict::Fails(fails) = &found.findings[place].verdict else { panic!("{value}") };
        let lie = match fails.clone() {
            Fails::Derivative(variable, mut at) => {
                at.values_mut().for_each(|value| *value += Rational::from(7_u32));
                if at.is_empty() { continue } else { Fails::Derivative(variable, at) }
            }
            Fails::Lost { report, from, to, others } => Fails::Lost { report, from: to, to: from, others },
            Fails::NotProportional { own, others } => {
                Fails::NotProportional { own: (own.0.clone(), own.0), others }
            }
            Fails::NotComonotonic { own, others } => Fails::NotComonotonic { own: (own.0.clone(), own.0), others },
            other => panic!("{other:?}"),
        };
        let mut changed = found.findings.clone();
        changed[place].verdict = AuctionVerdict::Fails(lie);
        assert!(matches!(check(&auction, &changed), Err(AuctionCheckError::Refused(_))), "{value}");
    }
}

/// Whatever is cut out of a file: a message, or findings; never a panic. Messages have a place and a help.
#[test]
fn broken_files_are_told() {
    let auction = read_any_auction(&example("song-increasing-differences/too-little.toml")).unwrap();
    let text = render_auction_verdicts(&auction, &study(&auction).findings);
    let step = text.len() / 150 + 1;
    let mut told = 0;
    for at in (0..text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
        for put in ["", "\"", "9", "x", "]", "{}"] {
            let end = (at + 3).min(text.len());
            let broken = format!("{}{put}{}", &text[..at], &text[end..]);
            if let Err(error) = parse_auction_verdicts(&broken, "p.json", Format::Json, auction.frame()) {
                assert!(error.line().is_some() && !error.help.is_empty(), "{error}");
                told += 1;
            }
        }
    }
    assert!(told > 200, "{told}");
}
