//! CSV out and in again.

use super::{Dice, environments, example_folders, random_environment};
use ambimech_io::exchange::{
    Layout, TransferFile, allocation_csv, beliefs_csv, payoffs_csv, prior_csv, read_transfers_texts, transfers_csv,
};
use ambimech_io::mechanism::read_mechanism;
use ambimech_io::{environment_digest, read_environment, render_environment_toml};
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use std::path::Path;

/// The environment's file with CSV files instead of rows; how many files there are.
fn write_with_tables(environment: &Environment, layout: Layout, folder: &Path) {
    let written = render_environment_toml(environment);
    let cut = written.find("\n[prior]").or_else(|| written.find("\n[beliefs")).unwrap();
    let (belief_table, beliefs) = match environment.common_prior() {
        Some(_) => ("prior", prior_csv(environment, layout)),
        None => ("beliefs", beliefs_csv(environment, layout)),
    };
    let tables = [
        (belief_table, beliefs),
        ("outcomes", payoffs_csv(environment, layout)),
        ("allocation", allocation_csv(environment, layout)),
    ];
    let mut text = written[..cut].to_string();
    for (table, csv) in tables {
        std::fs::write(folder.join(format!("{table}.csv")), csv.unwrap()).unwrap();
        text.push_str(&format!("\n[{table}]\nfile = \"{table}.csv\"\n"));
    }
    text.push_str(written.find("\n[attitudes]").map_or("", |at| &written[at..]));
    std::fs::write(folder.join("environment.toml"), text).unwrap();
}

#[test]
fn environments_from_their_tables_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (name, environment) in environments() {
        for layout in [Layout::Long, Layout::Matrix] {
            write_with_tables(&environment, layout, folder.path());
            let again = read_environment(&folder.path().join("environment.toml"))
                .unwrap_or_else(|message| panic!("{name} {layout:?}: {message}"));
            assert_eq!(environment_digest(&again), environment_digest(&environment), "{name} {layout:?}");
        }
    }
}

/// A change of one number, type or outcome in any of the tables changes the environment or is refused.
#[test]
fn other_tables_are_other_environments() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(3);
    let (mut other, mut refused) = (0, 0);
    for _ in 0..60 {
        let environment = random_environment(&mut dice);
        write_with_tables(&environment, Layout::Long, folder.path());
        let table = if environment.common_prior().is_some() { "prior" } else { "beliefs" };
        let table = [table, "outcomes", "allocation"][dice.below(3)];
        let path = folder.path().join(format!("{table}.csv"));
        let csv = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = csv.lines().map(str::to_string).collect();
        let line = 1 + dice.below(lines.len() - 1);
        let at = lines[line].rfind(',').unwrap() + 1;
        let end = if table == "allocation" {
            if &lines[line][at..] == "file" { "über" } else { "file" }
        } else {
            "77/13"
        };
        lines[line].replace_range(at.., end);
        std::fs::write(&path, lines.join("\n")).unwrap();
        match read_environment(&folder.path().join("environment.toml")) {
            Err(_) => refused += 1,
            Ok(again) => {
                // A belief of an agent that faces one type profile only is 1 whatever its weight.
                let is_same = environment_digest(&again) == environment_digest(&environment);
                let profiles = environment.space().size();
                assert!(!is_same || table == "beliefs" || profiles == 1, "{table}: {csv}");
                other += usize::from(!is_same);
            }
        }
    }
    assert!(other > 30 && refused < 10, "{other} {refused}");
}

fn again(environment: &Environment, mechanism: &Mechanism) {
    let tables = mechanism.written_out(environment).unwrap();
    let Rules::Tables(rules) = &tables.rules else { panic!("written out") };
    for layout in [Layout::Long, Layout::Matrix] {
        let text = transfers_csv(environment, mechanism, None, layout).unwrap();
        let file = TransferFile { name: "t.csv", rule: "unused", text: &text };
        let read =
            read_transfers_texts(&[file], environment).unwrap_or_else(|message| panic!("{message}\n{text}"));
        assert_eq!(&read, rules, "{layout:?}");
        let alone: Vec<String> = (0..rules.len())
            .map(|rule| transfers_csv(environment, mechanism, Some(RuleId(rule)), layout).unwrap())
            .collect();
        let files: Vec<TransferFile<'_>> = rules
            .iter()
            .zip(&alone)
            .map(|(rule, text)| TransferFile { name: "r.csv", rule: &rule.name, text })
            .collect();
        assert_eq!(&read_transfers_texts(&files, environment).unwrap(), rules, "{layout:?}");
    }
}

#[test]
fn transfers_are_read_as_written() {
    let mut count = 0;
    for folder in example_folders() {
        let environment = read_environment(&folder.join("environment.toml")).unwrap();
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("mechanism") && name.ends_with(".json") {
                again(&environment, &read_mechanism(&file, &environment).unwrap().mechanism);
                count += 1;
            }
        }
    }
    assert!(count >= 10, "{count}");
    let mut dice = Dice(11);
    for _ in 0..40 {
        let environment = random_environment(&mut dice);
        let mut table = |_: &str| {
            TransferTable::from_fn(environment.space(), |_, _| {
                let top = Rational::from(dice.below(2001)) - Rational::from(1000);
                top / Rational::from(1 + dice.below(99))
            })
        };
        let rules = ["plain", "with, comma", "a \"quote\"", "θ=1", "2"];
        let rules = rules.map(|name| NamedRule { name: name.to_string(), table: table(name) });
        let mechanism = Mechanism {
            name: String::new(),
            source: String::new(),
            goal: None,
            rules: Rules::Tables(rules.to_vec()),
        };
        again(&environment, &mechanism);
    }
}
