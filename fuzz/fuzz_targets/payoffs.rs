//! Environments without beliefs, and with social choice sets.
#![no_main]

#[path = "../promise/mod.rs"]
#[allow(dead_code)] // every target uses a part of it
mod promise;

use ambimech_io::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let format = if text.starts_with('{') { Format::Json } else { Format::Toml };
    promise::implementation::payoffs(text, format);
    promise::implementation::choices(text, format);
});
