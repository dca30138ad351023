//! Files about exchange economies: what is read, what is refused with which message, and that changed proofs are not accepted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::economy::{
    EconomyCheckError, check_economy_file, economy_digest, economy_schema, parse_allocation, parse_economy,
    parse_economy_answer, render_allocation_toml, render_economy_answer,
};
use ambimech_io::source::Format;
use ambimech_model::check::bound_of;
use ambimech_model::economy::{Allocation, Bound, Economy, EconomyCertificate, Move};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use std::path::{Path, PathBuf};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// A file of the example; read when the tests run, since packages of the source leave the examples of tests out.
fn example(name: &str) -> String {
    std::fs::read_to_string(examples().join("maximin-exchange").join(name)).unwrap()
}

fn economy() -> Economy {
    parse_economy(&example("economy.toml"), "economy.toml", Format::Toml).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_schema_is_the_file_in_the_docs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/economy.schema.json");
    let actual = economy_schema();
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), actual, "docs/economy.schema.json is stale");
}

#[test]
fn every_economy_of_the_examples_is_read() {
    let mut seen = 0;
    for folder in ["maximin-exchange", "maximin-house"] {
        for entry in std::fs::read_dir(examples().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(&path).unwrap();
                if text.contains("ambimech-economy/1") {
                    parse_economy(&text, "e.toml", Format::Toml).unwrap_or_else(|error| panic!("{error}"));
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(seen, 5);
}

/// A change to the text, and what the message must say.
const MISTAKES: &[(&str, &str, &[&str])] = &[
    ("goods  = [\"bread\", \"wine\"]", "goods = []", &["there are no goods", "at least one good"]),
    (
        "goods  = [\"bread\", \"wine\"]",
        "goods = [\"bread\", \"bread\"]",
        &["cannot be the name of a good", "rename"],
    ),
    ("goods  = [\"bread\", \"wine\"]", "goods = [\"bread\", \"constant\"]", &["cannot be the name of a good"]),
    ("endowment = { bread = 2 }", "endowment = { bred = 2 }", &["bred", "bread"]),
    ("endowment = { bread = 2 }", "endowment = { bread = -2 }", &["must not be negative", "below 0"]),
    ("endowment = { bread = 2 }", "", &["`endowment` is missing", "add endowment"]),
    ("wine = 2 }, L", "wine = -2 }, L", &["must not be negative", "worth less than nothing"]),
    ("wine = 2 }, L", "wine = \"two\" }, L", &["two"]),
    ("name      = \"2\"", "name = \"1\"", &["two agents have one name", "rename"]),
    ("{ H = { bread = 2, wine = 1 }, L = { bread = 3, wine = 1 } }", "{}", &["has no types", "at least one type"]),
    (
        "{ H = { bread = 2, wine = 1 }, L = { bread = 3, wine = 1 } }",
        "{ H = [] }",
        &["without a utility function"],
    ),
    ("ambimech-economy/1", "ambimech-economy/2", &["another format"]),
];

#[test]
fn mistakes_are_named_with_their_line() {
    let original = example("economy.toml");
    for (from, to, says) in MISTAKES {
        assert!(original.contains(from), "{from}");
        let text = original.replacen(from, to, 1);
        let error = parse_economy(&text, "e.toml", Format::Toml).expect_err(to);
        assert!(error.line().is_some(), "{to}: {error}");
        let message = error.to_string();
        for word in *says {
            assert!(message.contains(word), "{to}: no {word} in\n{message}");
        }
    }
}

#[test]
fn allocations_are_read_with_stars_and_refused_beyond_the_endowments() {
    let economy = economy();
    let text = example("value.toml");
    let file = parse_allocation(&text, "a.toml", Format::Toml, &economy).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(file.weights.unwrap()[1], [Rational::from(2), Rational::ONE]);
    let written = render_allocation_toml(&economy, &file.allocation);
    assert_eq!(parse_allocation(&written, "b.toml", Format::Toml, &economy).unwrap().allocation, file.allocation);
    for (from, to, says) in [
        ("wine = 2", "wine = 3", "3 of wine at H H"),
        ("2 = { bread = 2 }", "", "agent 2 is missing"),
        ("\"* *\"", "\"H *\"", "L"),
        ("\"H H\" = { 1 = 1", "\"H H\" = { 1 = 0", "positive"),
        ("bread = 2", "bread = -2", "less than no bread"),
    ] {
        let error = parse_allocation(&text.replacen(from, to, 1), "a.toml", Format::Toml, &economy).expect_err(to);
        assert!(error.to_string().contains(says), "{to}: {error}");
    }
}

#[test]
fn the_digest_is_about_what_an_economy_says() {
    let digest = economy_digest(&economy());
    let original = example("economy.toml");
    let renamed = original.replacen("Everybody owns", "Somebody owns", 1).replace("bread = 3", "bread = \"6/2\"");
    assert_eq!(economy_digest(&parse_economy(&renamed, "e", Format::Toml).unwrap()), digest);
    let changed = original.replacen("bread = 3", "bread = 4", 1);
    assert_ne!(economy_digest(&parse_economy(&changed, "e", Format::Toml).unwrap()), digest);
}

/// The objection to the endowments by both together, computed by hand.
fn objection(economy: &Economy) -> EconomyCertificate {
    let bundles = vec![vec![Rational::ZERO, Rational::from(2)], vec![Rational::from(2), Rational::ZERO]];
    let objection = Move { coalition: economy.grand_coalition(), joint: JointTypeId(0), bundles };
    EconomyCertificate::Blocked { allocation: Allocation::endowments(economy), objection }
}

/// The prices of the README at H H.
#[test]
fn the_prices_of_the_readme_are_a_bound() {
    let economy = economy();
    let half = Rational::from_parts(1.into(), 2u8.into());
    let bound = Bound {
        weights: vec![half.clone(), half.clone()],
        prices: vec![Rational::ONE, Rational::ONE],
        pieces: vec![vec![half.clone()], vec![half]],
    };
    let most = bound_of(&economy, economy.grand_coalition(), JointTypeId(0), &bound);
    assert_eq!(most, Ok(Rational::from(4)));
}

#[test]
fn proofs_survive_their_files_and_changes_do_not() {
    let economy = economy();
    let certificates = vec![objection(&economy)];
    let text = render_economy_answer(&economy, &certificates);
    let read =
        parse_economy_answer(&text, "a.json", Format::Json, &economy).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.certificates, certificates);
    let folder = std::env::temp_dir().join(format!("ambimech-economy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("answer.json");
    let check = |text: &str| {
        std::fs::write(&path, text).unwrap();
        check_economy_file(&path, &economy)
    };
    assert_eq!(check(&text).unwrap(), certificates);
    // Every number and name in the file matters: the seal, the digest or the reader notices.
    let mut changed = 0;
    for (at, letter) in text.char_indices() {
        if letter.is_ascii_digit() {
            let other = if letter == '9' { '8' } else { char::from(letter as u8 + 1) };
            let mut tampered = text.clone();
            tampered.replace_range(at..=at, &other.to_string());
            assert!(check(&tampered).is_err(), "at {at}");
            changed += 1;
        }
    }
    assert!(changed > 60);
    assert!(matches!(check(&text.replace("\"seal\"", "\"sael\"")), Err(EconomyCheckError::Content(_))));
    // Sealed again, another proof counts by what it proves: a bottle less leaves agent 1 as well off, and agent 2 better.
    let EconomyCertificate::Blocked { allocation, mut objection } = objection(&economy) else { panic!() };
    objection.bundles[0][1] = Rational::ONE;
    let other_proof = vec![EconomyCertificate::Blocked { allocation, objection }];
    assert_eq!(check(&render_economy_answer(&economy, &other_proof)).unwrap(), other_proof);
    let EconomyCertificate::Blocked { allocation, mut objection } = self::objection(&economy) else { panic!() };
    objection.bundles[1][0] = Rational::from(3);
    let false_proof = vec![EconomyCertificate::Blocked { allocation, objection }];
    let error = check(&render_economy_answer(&economy, &false_proof));
    assert!(matches!(error, Err(EconomyCheckError::Refused { place: 0, .. })), "{error:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}
