//! Games of Gambit.
#![no_main]

#[path = "../promise/mod.rs"]
#[allow(dead_code)] // every target uses a part of it
mod promise;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    promise::game(text);
});
