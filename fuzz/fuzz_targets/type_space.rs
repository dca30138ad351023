//! Type spaces, verdicts on them, and verdicts about robust implementation, of the public good of THESIS Section 2.7.1.
#![no_main]

#[path = "../promise/mod.rs"]
#[allow(dead_code)] // every target uses a part of it
mod promise;

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_model::robust::PayoffEnvironment;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const GOOD: &str = include_str!("../../examples/guo-2018-robust-public-good/payoffs.toml");
static ENVIRONMENT: LazyLock<PayoffEnvironment> = LazyLock::new(|| {
    let text = EnvironmentText { text: GOOD, file_name: "payoffs.toml", format: Format::Toml, folder: None };
    text.read_payoff_environment(&[]).unwrap_or_else(|error| panic!("{error}"))
});

fuzz_target!(|text: &str| {
    let format = if text.starts_with('{') { Format::Json } else { Format::Toml };
    promise::implementation::type_space(text, format, &ENVIRONMENT);
    promise::implementation::robust(text, format, &ENVIRONMENT);
    promise::implementation::interim(text, format, &ENVIRONMENT);
});
