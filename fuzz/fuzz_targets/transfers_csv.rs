//! CSV files of transfers for the public good.
#![no_main]

#[path = "../promise/mod.rs"]
#[allow(dead_code)] // every target uses a part of it
mod promise;

use ambimech_io::{Format, parse_environment};
use ambimech_model::environment::Environment;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ENVIRONMENT: LazyLock<Environment> = LazyLock::new(|| {
    let text = include_str!("../../examples/guo-2021-public-good/environment.toml");
    parse_environment(text, "environment.toml", Format::Toml, None).unwrap()
});

fuzz_target!(|text: &str| {
    promise::transfers(text, &ENVIRONMENT);
});
