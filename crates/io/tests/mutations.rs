//! The promises of `fuzz/promise/mod.rs`, kept for every example's files and thousands of their mutations, the same ones
//! in every run. What the neighbours in this folder do is left to them: noise, single edits of one environment and of
//! one certified mechanism, and inputs made to exhaust something.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod mutation;
#[path = "../../../fuzz/promise/mod.rs"]
mod promise;
mod public_good;

use ambimech_io::direction::parse_direction;
use ambimech_io::economy::{check_economy_text, parse_economy};
use ambimech_io::environment::{EnvironmentText, read_payoff_environment};
use ambimech_io::interim::check_interim_text;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::robust::check_robust_text;
use ambimech_io::{Format, environment_digest, read_environment};
use ambimech_model::environment::Environment;
use ambimech_model::robust::PayoffEnvironment;
use mutation::{Dice, mutated};
use promise::Fate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many mutations of a list of texts there are, and how many of these were accepted.
#[derive(Default, Debug)]
struct Count {
    tried: usize,
    accepted: usize,
}

impl Count {
    fn add(&mut self, fate: Fate) {
        self.tried += 1;
        self.accepted += usize::from(fate == Fate::Accepted);
    }

    /// Mutations must often break something, and often not: otherwise they test one half of the promises only.
    fn assert_both(&self, at_least: usize) {
        assert!(self.tried >= at_least, "{self:?}");
        assert!(self.accepted * 50 > self.tried && self.accepted * 10 < self.tried * 9, "{self:?}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder with one of these endings, by path.
fn files(folder: &Path, endings: &[&str]) -> BTreeMap<PathBuf, String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let fits = |path: &PathBuf| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    paths.filter(fits).map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The examples: folder, and the environment that is read there.
fn examples() -> Vec<(PathBuf, Environment)> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("environment.toml").exists());
    folders.sort();
    let read = |folder: PathBuf| {
        let environment = read_environment(&folder.join("environment.toml")).unwrap();
        (folder, environment)
    };
    folders.into_iter().map(read).collect()
}

#[test]
fn environments_keep_the_promises() {
    let mut seeds: BTreeMap<PathBuf, String> = BTreeMap::new();
    for (folder, _) in examples() {
        seeds.extend(files(&folder, &["environment.toml"]));
    }
    seeds.extend(files(&root().join("crates/io/tests/valid"), &[".toml", ".json"]));
    let format = |path: &Path| Format::of_path(path);
    for (path, text) in &seeds {
        // Files that refer to a CSV file are refused as texts, and that is a promise too.
        let fate = promise::environment(text, format(path));
        assert_eq!(fate == Fate::Accepted, !text.contains("file ="), "{}", path.display());
    }
    let all: Vec<(&PathBuf, &String)> = seeds.iter().collect();
    let mut dice = Dice(1);
    let mut count = Count::default();
    for (path, text) in &all {
        for _ in 0..250 {
            let (_, other) = all[dice.below(all.len())];
            count.add(promise::environment(&mutated(text, other, &mut dice), format(path)));
        }
    }
    count.assert_both(3_000);
}

#[test]
fn priors_in_csv_files_keep_the_promises() {
    let valid = root().join("crates/io/tests/valid");
    let environment = std::fs::read_to_string(valid.join("public-good-from-csv.toml")).unwrap();
    let environment = environment.replace("public-good-prior.csv", "prior.csv");
    let csv = std::fs::read_to_string(valid.join("public-good-prior.csv")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let fate = |csv: &[u8]| promise::environment_file(folder.path(), environment.as_bytes(), csv);
    assert_eq!(fate(csv.as_bytes()), Fate::Accepted);
    let mut dice = Dice(2);
    let mut count = Count::default();
    for round in 0..1_500 {
        let mut bytes = mutated(&csv, &environment, &mut dice).into_bytes();
        if round % 10 == 0 && !bytes.is_empty() {
            // Not always text.
            let place = dice.below(bytes.len());
            bytes[place] = u8::try_from(128 + dice.below(128)).unwrap();
        }
        count.add(fate(&bytes));
    }
    count.assert_both(1_500);
}

#[test]
fn tables_in_csv_files_keep_the_promises() {
    let valid = root().join("crates/io/tests/valid");
    let text = std::fs::read_to_string(valid.join("public-good-from-tables.toml")).unwrap();
    let full = std::fs::read_to_string(valid.join("public-good.toml")).unwrap();
    let rows =
        |from: &str, to: &str| full[full.find(from).unwrap()..full.find(to).unwrap_or(full.len())].to_string();
    let good = read_environment(&valid.join("public-good.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(5);
    let mut cases: Vec<(String, String)> = Vec::new();
    for (table, end) in [("prior-matrix", "[prior]"), ("payoffs", "[outcomes"), ("allocation", "[allocation]")] {
        let file = format!("public-good-{table}.csv");
        // The other tables are rows.
        let mut one = text[..text.find("[prior]").unwrap()].to_string();
        let tables = [("[prior]", "[outcomes"), ("[outcomes", "[allocation]"), ("[allocation]", "nothing")];
        for (start, next) in tables {
            match start == end {
                true => one.push_str(&format!("{}]\nfile = \"table.csv\"\n", start.trim_end_matches(']'))),
                false => one.push_str(&rows(start, next)),
            }
        }
        cases.push((one, std::fs::read_to_string(valid.join(file)).unwrap()));
    }
    let singles = text[..text.find("[prior]").unwrap()].to_string() + "[beliefs]\nfile = \"table.csv\"\n";
    let beliefs = singles + &rows("[outcomes", "[allocation]") + &rows("[allocation]", "nothing");
    cases.push((beliefs, ambimech_io::exchange::beliefs_csv(&good, ambimech_io::exchange::Layout::Long).unwrap()));
    for (environment, csv) in &cases {
        let mut count = Count::default();
        let fate = |csv: &[u8]| promise::environment_table(folder.path(), environment, csv);
        assert_eq!(fate(csv.as_bytes()), Fate::Accepted, "{environment}\n{csv}");
        for _ in 0..500 {
            count.add(fate(mutated(csv, environment, &mut dice).as_bytes()));
        }
        count.assert_both(500);
    }
}

#[test]
fn transfers_in_csv_files_keep_the_promises() {
    let mut dice = Dice(6);
    let mut count = Count::default();
    let mut cases: Vec<(Environment, String)> = Vec::new();
    for (folder, environment) in examples() {
        for path in files(&folder, &[".json"]).into_keys() {
            let mechanism = ambimech_io::mechanism::read_mechanism(&path, &environment).unwrap().mechanism;
            for layout in [ambimech_io::exchange::Layout::Long, ambimech_io::exchange::Layout::Matrix] {
                let text = ambimech_io::exchange::transfers_csv(&environment, &mechanism, None, layout).unwrap();
                cases.push((environment.clone(), text));
            }
        }
    }
    for (environment, text) in &cases {
        assert_eq!(promise::transfers(text, environment), Fate::Accepted, "{text}");
        for _ in 0..60 {
            let (_, other) = &cases[dice.below(cases.len())];
            count.add(promise::transfers(&mutated(text, other, &mut dice), environment));
        }
    }
    count.assert_both(1_500);
}

#[test]
fn games_keep_the_promises() {
    let mut dice = Dice(7);
    let mut count = Count::default();
    let mut cases: Vec<String> = Vec::new();
    for (folder, environment) in examples() {
        for path in files(&folder, &[".json"]).into_keys() {
            let mechanism = ambimech_io::mechanism::read_mechanism(&path, &environment).unwrap().mechanism;
            let rule = ambimech_model::index::RuleId(0);
            cases.extend(ambimech_io::exchange::efg::render_game(&environment, &mechanism, rule));
        }
    }
    cases.retain(|text| text.len() < 20_000);
    assert!(cases.len() >= 8, "{}", cases.len());
    for text in &cases {
        assert_eq!(promise::game(text), Fate::Accepted, "{text}");
        for _ in 0..200 {
            let other = &cases[dice.below(cases.len())];
            count.add(promise::game(&mutated(text, other, &mut dice)));
        }
    }
    count.assert_both(1_500);
}

#[test]
fn mechanisms_keep_the_promises() {
    let mut dice = Dice(3);
    let mut count = Count::default();
    let good = public_good::environment();
    let digest = environment_digest(&good);
    let certified: Vec<String> = [public_good::closed_form(), public_good::doubled()]
        .iter()
        .map(|(mechanism, certificate)| render_mechanism(&good, &digest, mechanism, Some(certificate)))
        .collect();
    let mut cases: Vec<(Environment, String)> = Vec::new();
    for text in certified {
        assert_eq!(promise::checked(&text, Format::Json, &good), Fate::Accepted);
        cases.push((good.clone(), text));
    }
    for (folder, environment) in examples() {
        for text in files(&folder, &[".json"]).into_values() {
            cases.push((environment.clone(), text));
        }
        for text in seeds(&folder, "ambimech-mechanism/1") {
            assert_eq!(promise::checked(&text, Format::Json, &environment), Fate::Accepted, "{text}");
            cases.push((environment.clone(), text));
        }
    }
    for (environment, text) in &cases {
        assert_eq!(promise::mechanism(text, Format::Json, environment), Fate::Accepted, "{text}");
        for _ in 0..120 {
            let (_, other) = &cases[dice.below(cases.len())];
            count.add(promise::mechanism(&mutated(text, other, &mut dice), Format::Json, environment));
        }
    }
    count.assert_both(2_000);
}

#[test]
fn certificates_keep_the_promises() {
    let mut dice = Dice(4);
    let mut count = Count::default();
    let mut cases: Vec<(Environment, String)> = Vec::new();
    for (folder, environment) in examples() {
        for text in seeds(&folder, "ambimech-certificate/1") {
            assert_eq!(
                promise::checked(&text, Format::Json, &environment),
                Fate::Accepted,
                "a seed is out of date; fuzz/README.md says how it was made\n{text}"
            );
            cases.push((environment.clone(), text));
        }
    }
    assert!(cases.len() >= 5, "only {} seeds", cases.len());
    for (environment, text) in &cases {
        assert_eq!(promise::certificates(text, Format::Json, environment), Fate::Accepted, "{text}");
        for _ in 0..400 {
            let (_, other) = &cases[dice.below(cases.len())];
            count.add(promise::certificates(&mutated(text, other, &mut dice), Format::Json, environment));
        }
    }
    count.assert_both(2_000);
}

#[test]
fn directions_keep_the_promises() {
    let (mut dice, mut count) = (Dice(9), Count::default());
    let folder = root().join("examples/guo-2018-bilateral-trade");
    let text = std::fs::read_to_string(folder.join("environment.toml")).unwrap();
    let text = EnvironmentText { text: &text, file_name: "environment", format: Format::Toml, folder: None };
    let environment = text.read_parametric("v", &[]).unwrap();
    let seeds = seeds(&folder, "ambimech-direction/1");
    assert_eq!(seeds.len(), 2);
    for seed in &seeds {
        assert_eq!(
            promise::checked_direction(seed, Format::Json, &environment),
            Fate::Accepted,
            "a seed is out of date; fuzz/README.md says how it was made\n{seed}"
        );
        assert_eq!(promise::direction(seed, Format::Json, &environment), Fate::Accepted);
        for _ in 0..400 {
            let other = &seeds[dice.below(seeds.len())];
            let mutated = mutated(seed, other, &mut dice);
            // No change of a sealed file is accepted unless it says the same.
            if promise::checked_direction(&mutated, Format::Json, &environment) == Fate::Accepted {
                let read =
                    |text: &str| parse_direction(text, "read", Format::Json, environment.environment()).unwrap();
                assert!(seeds.iter().any(|seed| read(seed).direction == read(&mutated).direction), "{mutated}");
            }
            count.add(promise::direction(&mutated, Format::Json, &environment));
        }
    }
    count.assert_both(800);
}

/// The seeds of `fuzz/seeds/` that were made for an example and have this format.
fn seeds(example: &Path, format: &str) -> Vec<String> {
    let name = format!("{}+", example.file_name().unwrap().to_string_lossy());
    let all = files(&root().join("fuzz/seeds"), &[".json"]).into_iter();
    all.filter(|(path, text)| {
        path.file_name().unwrap().to_string_lossy().starts_with(&name) && text.contains(format)
    })
    .map(|(_, text)| text)
    .collect()
}

/// The files of one name in the folders of the examples, with their texts.
fn named(name: &str) -> Vec<(PathBuf, String)> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let text = |folder: PathBuf| Some((folder.clone(), std::fs::read_to_string(folder.join(name)).ok()?));
    folders.into_iter().filter_map(text).collect()
}

#[test]
fn economies_keep_the_promises() {
    let mut dice = Dice(8);
    let mut count = Count::default();
    let cases = named("economy.toml");
    assert!(cases.len() >= 2);
    for (_, text) in &cases {
        assert_eq!(promise::implementation::economy(text, Format::Toml), Fate::Accepted, "{text}");
        for _ in 0..700 {
            let (_, other) = &cases[dice.below(cases.len())];
            count.add(promise::implementation::economy(&mutated(text, other, &mut dice), Format::Toml));
        }
    }
    count.assert_both(1_400);
    let mut count = Count::default();
    for (folder, text) in &cases {
        let economy = parse_economy(text, "economy", Format::Toml).unwrap();
        for answer in seeds(folder, "ambimech-economy-answer/1") {
            check_economy_text((&answer, "seed", Format::Json), &economy).unwrap();
            for _ in 0..700 {
                let changed = mutated(&answer, &answer, &mut dice);
                count.add(promise::implementation::economy_answer(&changed, Format::Json, &economy));
            }
        }
    }
    count.assert_both(700);
}

#[test]
fn payoffs_and_choices_keep_the_promises() {
    let mut dice = Dice(9);
    let mut count = Count::default();
    let payoffs = named("payoffs.toml");
    let choices: Vec<(PathBuf, String)> =
        named("sets.toml").into_iter().filter(|(_, text)| text.contains("[choices")).collect();
    assert!(payoffs.len() >= 3 && !choices.is_empty(), "{} {}", payoffs.len(), choices.len());
    for (_, text) in &payoffs {
        assert_eq!(promise::implementation::payoffs(text, Format::Toml), Fate::Accepted, "{text}");
        for _ in 0..300 {
            let (_, other) = &payoffs[dice.below(payoffs.len())];
            count.add(promise::implementation::payoffs(&mutated(text, other, &mut dice), Format::Toml));
        }
    }
    for (_, text) in &choices {
        assert_eq!(promise::implementation::choices(text, Format::Toml), Fate::Accepted, "{text}");
        for _ in 0..600 {
            count.add(promise::implementation::choices(&mutated(text, text, &mut dice), Format::Toml));
        }
    }
    count.assert_both(1_500);
}

/// Verdicts of the examples as `fuzz/seeds/` has them, and the type space of the page on robust implementation.
#[test]
fn proofs_and_type_spaces_of_robust_implementation_keep_the_promises() {
    let mut dice = Dice(10);
    let mut count = Count::default();
    let mut cases: Vec<(PayoffEnvironment, String)> = Vec::new();
    for (folder, _) in named("payoffs.toml") {
        let environment = read_payoff_environment(&folder.join("payoffs.toml"), &[]).unwrap();
        let texts = seeds(&folder, "ambimech-robust/1");
        cases.extend(texts.into_iter().map(|text| (environment.clone(), text)));
    }
    assert!(cases.len() >= 2, "only {} seeds", cases.len());
    for (environment, text) in &cases {
        check_robust_text((text, "seed", Format::Json), environment).unwrap();
        for _ in 0..500 {
            let (_, other) = &cases[dice.below(cases.len())];
            let changed = mutated(text, other, &mut dice);
            count.add(promise::implementation::robust(&changed, Format::Json, environment));
        }
    }
    count.assert_both(1_000);
    let mut count = Count::default();
    let good = root().join("examples/guo-2018-robust-public-good/payoffs.toml");
    let good = read_payoff_environment(&good, &[]).unwrap();
    assert_eq!(promise::implementation::type_space(BELIEFS, Format::Toml, &good), Fate::Accepted);
    for _ in 0..1_500 {
        let changed = mutated(BELIEFS, BELIEFS, &mut dice);
        count.add(promise::implementation::type_space(&changed, Format::Toml, &good));
    }
    count.assert_both(1_500);
}

/// Verdicts on the type spaces of a page and of lemma B.1.1, as `fuzz/seeds/` has them.
#[test]
fn proofs_on_type_spaces_keep_the_promises() {
    let (mut dice, mut count) = (Dice(11), Count::default());
    let folder = root().join("examples/guo-2018-robust-public-good");
    let environment = read_payoff_environment(&folder.join("payoffs.toml"), &[]).unwrap();
    let texts = seeds(&folder, "ambimech-interim/1");
    assert!(texts.len() >= 3, "only {} seeds", texts.len());
    for text in &texts {
        check_interim_text((text, "seed", Format::Json), &environment).unwrap();
        for _ in 0..300 {
            let changed = mutated(text, &texts[dice.below(texts.len())], &mut dice);
            count.add(promise::implementation::interim(&changed, Format::Json, &environment));
        }
    }
    count.assert_both(900);
}

const BELIEFS: &str = r#"format = "ambimech-type-space/1"
surprise = "apart"

[agents.1.none]
payoff-type = "zero"
beliefs = { "low" = "1/3", "high" = "2/3" }

[agents.1.some]
payoff-type = "half"
beliefs = { "low" = 1 }

[agents.1.all]
payoff-type = "one"
beliefs = { "middle" = "1/2", "high" = "1/2" }

[agents.2.low]
payoff-type = "zero"
beliefs = { "none" = 1 }

[agents.2.middle]
payoff-type = "half"
beliefs = { "some" = 1 }

[agents.2.high]
payoff-type = "one"
beliefs = { "none" = "1/3", "some" = "1/3", "all" = "1/3" }

[deception]
1 = { none = "some", all = "none" }
"#;
