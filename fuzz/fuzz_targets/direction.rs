//! Files about all values of a parameter, for bilateral trade, read and checked.
#![no_main]

#[path = "../promise/mod.rs"]
#[allow(dead_code)] // every target uses a part of it
mod promise;

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_model::parametric::ParametricEnvironment;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ENVIRONMENT: LazyLock<ParametricEnvironment> = LazyLock::new(|| {
    let text = include_str!("../../examples/guo-2018-bilateral-trade/environment.toml");
    let text = EnvironmentText { text, file_name: "environment.toml", format: Format::Toml, folder: None };
    text.read_parametric("v", &[]).unwrap()
});

fuzz_target!(|text: &str| {
    promise::direction(text, Format::Json, &ENVIRONMENT);
});
