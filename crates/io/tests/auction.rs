//! The schema of auction files, and reading that never panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::auction::{auction_schema, parse_any_auction, parse_auction};
use proptest::prelude::*;
use std::path::Path;

const FULL: &str = "format = \"ambimech-auction/1\"\nname = \"x\"\nties = \"1/3\"\nown = \"theta + 2*c/N\"\n\
    value = \"own^2 + a*sum(c^2 - c/3)/(N - 1)\"\nbidders = 3\n[parameters]\na = 0.5\n[signals]\ntheta = [0, 1]\nc = [-1, \"3/2\"]\n\
    [beliefs]\nkind = \"hull\"\ndensities = [{ c = { breaks = [-1, 0, 1.5], weights = [1, 2] } }, { theta = { beta = [3, 2] } }]\n";

/// Compares with a golden file; rewrites it when AMBIMECH_BLESS is set.
fn assert_golden(path: &Path, actual: &str) {
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(path, actual).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == actual,
        "{} is stale: run `AMBIMECH_BLESS=1 cargo test -p ambimech-io`, read the difference and commit it",
        path.display()
    );
}

#[test]
fn the_schema_is_the_file_in_the_docs() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    assert_golden(&docs.join("auction.schema.json"), &auction_schema());
}

#[test]
fn a_full_file_is_read() {
    let auction = parse_auction(FULL, "a.toml", Format::Toml).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(auction.bidders().len(), 3);
    assert!(auction.bidders().iter().all(|bidder| bidder.beliefs.densities().len() == 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is cut out of a file or put into it: an auction, or a message with a place and a help.
    #[test]
    fn mutated_files_keep_the_promises(at in 0..FULL.len(), length in 0usize..12, put in "[-+*/^()\\[\\]{}\",=a-d0-9 .\n]{0,4}") {
        let mut text = FULL.to_string();
        text.replace_range(at..(at + length).min(FULL.len()), &put);
        let any = parse_any_auction(&text, "a.toml", Format::Toml).err();
        for error in parse_auction(&text, "a.toml", Format::Toml).err().into_iter().chain(any) {
            prop_assert!(error.line().is_some(), "{error}");
            prop_assert!(!error.help.is_empty(), "{text}\n{error}");
        }
    }
}
