//! What is exported can be imported again and means the same; what other programs read is what was meant.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod games;
mod messages;
mod programs;
mod tables;
mod tidy;

use ambimech_io::{Format, parse_environment, read_environment};
use ambimech_model::environment::Environment;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A generator of numbers that is the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// The folders of the examples.
pub fn example_folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("environment.toml").exists());
    folders.sort();
    assert!(folders.len() >= 15);
    folders
}

/// Names that are hard on formats.
const LABELS: [&str; 14] =
    ["H", "L", "1", "weight", "agent", "outcome", "θ₁¹", "a=b", "=1+1", "-1", "a\\b", "größe", "x;y", "{z}"];

/// A small environment with hard names, with or without a common prior.
pub fn random_environment(dice: &mut Dice) -> Environment {
    let agents = 2 + dice.below(2);
    let start = dice.below(LABELS.len());
    let name = |place: usize| LABELS[(start + place) % LABELS.len()];
    let counts: Vec<usize> = (0..agents).map(|_| 1 + dice.below(3)).collect();
    let mut text = String::from("format = \"ambimech-environment/1\"\nname = \"a \\\"b\\\", c\"\n");
    let quoted = |label: &str| format!("\"{}\"", label.replace('\\', "\\\\"));
    let mut types: Vec<Vec<String>> = Vec::new();
    for (agent, count) in counts.iter().enumerate() {
        let offset = dice.below(LABELS.len());
        types.push((0..*count).map(|t| LABELS[(offset + t) % LABELS.len()].to_string()).collect());
        let list: Vec<String> = types[agent].iter().map(|label| quoted(label)).collect();
        let _ = write!(text, "[[agents]]\nname = {}\ntypes = [{}]\n", quoted(name(agent)), list.join(", "));
    }
    let mut profiles: Vec<String> = vec![String::new()];
    for list in &types {
        let longer = |start: &String| -> Vec<String> {
            list.iter().map(|label| format!("{start} {label}").trim().to_string()).collect()
        };
        profiles = profiles.iter().flat_map(longer).collect();
    }
    let number = |dice: &mut Dice| {
        let top = dice.below(41) as i64 - 20;
        format!("\"{top}/{}\"", 1 + dice.below(7))
    };
    if dice.below(3) > 0 {
        text.push_str("[prior]\n");
        for profile in &profiles {
            let _ = writeln!(text, "{} = {}", quoted(profile), 1 + dice.below(9));
        }
    } else {
        for (agent, list) in types.iter().enumerate() {
            let _ = writeln!(text, "[beliefs.{}]", quoted(name(agent)));
            let mut others: Vec<String> = vec![String::new()];
            for (_, list) in types.iter().enumerate().filter(|(other, _)| *other != agent) {
                let longer = |start: &String| -> Vec<String> {
                    list.iter().map(|label| format!("{start} {label}").trim().to_string()).collect()
                };
                others = others.iter().flat_map(longer).collect();
            }
            for label in list {
                let rows: Vec<String> =
                    others.iter().map(|row| format!("{} = {}", quoted(row), 1 + dice.below(9))).collect();
                let _ = writeln!(text, "{} = {{ {} }}", quoted(label), rows.join(", "));
            }
        }
    }
    for outcome in ["file", "über"] {
        let _ = writeln!(text, "[outcomes.{}]", quoted(outcome));
        for profile in &profiles {
            let row: Vec<String> = (0..agents).map(|_| number(dice)).collect();
            let _ = writeln!(text, "{} = [{}]", quoted(profile), row.join(", "));
        }
    }
    text.push_str("[allocation]\n");
    for profile in &profiles {
        let _ = writeln!(text, "{} = \"{}\"", quoted(profile), ["file", "über"][dice.below(2)]);
    }
    parse_environment(&text, "random", Format::Toml, None).unwrap_or_else(|message| panic!("{message}\n{text}"))
}

/// The environments of the examples, of `tests/valid/`, and random ones.
pub fn environments() -> Vec<(String, Environment)> {
    let mut all: Vec<(String, Environment)> = example_folders()
        .into_iter()
        .map(|folder| (folder.display().to_string(), read_environment(&folder.join("environment.toml")).unwrap()))
        .collect();
    for name in [
        "every-form.toml",
        "odd-names.toml",
        "beliefs.toml",
        "public-good-from-csv.toml",
        "public-good-from-tables.toml",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid").join(name);
        all.push((name.to_string(), read_environment(&path).unwrap_or_else(|message| panic!("{message}"))));
    }
    let mut dice = Dice(7);
    all.extend((0..60).map(|place| (format!("random {place}"), random_environment(&mut dice))));
    all
}
