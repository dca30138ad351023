//! CSV files of priors, beside the environment of the public good.
#![no_main]

#[path = "../promise/mod.rs"]
#[allow(dead_code)] // every target uses a part of it
mod promise;

use libfuzzer_sys::fuzz_target;

const ENVIRONMENT: &str = include_str!("../../crates/io/tests/valid/public-good-from-csv.toml");

fuzz_target!(|csv: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let environment = ENVIRONMENT.replace("public-good-prior.csv", "prior.csv");
    promise::environment_file(folder.path(), environment.as_bytes(), csv);
});
