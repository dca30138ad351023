//! Priors in binary array files: the same environment as with rows, and every damage refused.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::environment::environment_digest;
use ambimech_io::{Format, parse_environment};
use std::path::Path;

/// A file as NumPy writes it.
fn npy(kind: &str, fortran: &str, shape: &str, entries: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': {shape}, }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(entries);
    file
}

const WEIGHTS: [u16; 6] = [1, 300, 5, 0, 7, 2];
/// The same, first axis fastest.
const TURNED: [u16; 6] = [1, 0, 300, 7, 5, 2];

fn bytes(weights: &[u16]) -> Vec<u8> {
    weights.iter().flat_map(|weight| weight.to_le_bytes()).collect()
}

fn environment(prior: &str, folder: Option<&Path>) -> Result<String, String> {
    let text = format!(
        "format = \"ambimech-environment/1\"\n[[agents]]\nname = \"a\"\ntypes = [\"H\", \"L\"]\n\
         [[agents]]\nname = \"b\"\ntypes = [\"x\", \"y\", \"z\"]\n[[agents]]\nname = \"c\"\ntypes = [\"t\"]\n\
         [prior]\n{prior}\n[outcomes.none]\na = 0\nb = 0\nc = 0\n[allocation]\n\"* * *\" = \"none\"\n"
    );
    let read = parse_environment(&text, "e.toml", Format::Toml, folder);
    read.map(|environment| environment_digest(&environment)).map_err(|error| error.to_string())
}

fn from_file(content: &[u8]) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("prior.npy"), content).unwrap();
    environment("file = \"prior.npy\"", Some(folder.path()))
}

fn rows() -> String {
    let labels = ["H x t", "H y t", "H z t", "L x t", "L y t", "L z t"];
    labels.iter().zip(WEIGHTS).map(|(label, weight)| format!("\"{label}\" = {weight}\n")).collect()
}

// "L x" has weight 0, which the assumption on pairs forbids for two types: so give it weight 4 where a prior must be accepted.
fn positive(weights: [u16; 6]) -> [u16; 6] {
    weights.map(|weight| if weight == 0 { 4 } else { weight })
}

#[test]
fn both_orders_and_all_widths_give_the_prior_of_rows() {
    let expected = environment(&rows().replace("= 0", "= 4"), None).unwrap();
    let (plain, turned) = (positive(WEIGHTS), positive(TURNED));
    assert_eq!(from_file(&npy("<u2", "False", "(2, 3, 1)", &bytes(&plain))), Ok(expected.clone()));
    assert_eq!(from_file(&npy("<i2", "True", "(2, 3, 1)", &bytes(&turned))), Ok(expected.clone()));
    let wide: Vec<u8> = plain.iter().flat_map(|weight| u64::from(*weight).to_le_bytes()).collect();
    assert_eq!(from_file(&npy("<u8", "False", "(2, 3, 1)", &wide)), Ok(expected.clone()));
    assert_ne!(from_file(&npy("<u2", "True", "(2, 3, 1)", &bytes(&plain))), Ok(expected));
}

#[test]
fn large_entries_keep_every_digit() {
    let weights = [u64::MAX, u64::MAX - 1, 1, 2, 3, 4];
    let labels = ["H x t", "H y t", "H z t", "L x t", "L y t", "L z t"];
    let rows: String = labels.iter().zip(weights).map(|(label, w)| format!("\"{label}\" = \"{w}\"\n")).collect();
    let entries: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    assert_eq!(from_file(&npy("<u8", "False", "(2, 3, 1)", &entries)), environment(&rows, None));
    assert!(from_file(&npy("<u8", "False", "(2, 3, 1)", &entries)).is_ok());
}

#[test]
fn what_is_wrong_is_said() {
    let good = npy("<u2", "False", "(2, 3, 1)", &bytes(&positive(WEIGHTS)));
    let refused = |content: &[u8], expected: &str| {
        let message = from_file(content).unwrap_err();
        assert!(message.contains(expected), "{message}");
    };
    refused(&good[..good.len() - 1], "another length");
    refused(&[good.as_slice(), b"x"].concat(), "another length");
    refused(b"weights", "not an .npy file");
    refused(&npy("<f8", "False", "(2, 3, 1)", &[0; 48]), "floating-point numbers are rounded");
    refused(&npy(">u2", "False", "(2, 3, 1)", &[0; 12]), "the low byte first");
    refused(&npy("<u2", "False", "(3, 2, 1)", &[0; 12]), "shape [3, 2, 1]");
    refused(&npy("<u2", "Maybe", "(2, 3, 1)", &[0; 12]), "not understood");
    refused(&npy("<i2", "False", "(2, 3, 1)", &bytes(&[1, 1, 0xffff, 1, 1, 1])), "`H z t`");
    refused(&npy("<u2", "False", "(2, 3, 1)", &[0; 12]), "sum to 0");
    refused(&npy("<u2", "False", "(2, 3, 1)", &bytes(&WEIGHTS)), "two types never occur together");
    for end in 0..good.len() {
        assert!(from_file(&good[..end]).is_err());
    }
}
