//! Tidy tables: names that Stata takes, a codebook that is complete, exact numbers with their decimals.

use super::environments;
use ambimech_io::csv::Records;
use ambimech_io::exchange::{TidyFile, TidyInput, tidy_files};
use ambimech_io::source::Source;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::transfer::TransferTable;
use std::collections::{BTreeMap, BTreeSet};

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut records = Records::new(Source::new("tidy", text));
    let (mut all, mut fields) = (Vec::new(), Vec::new());
    while records.read(&mut fields).unwrap_or_else(|message| panic!("{message}")) {
        all.push(fields.iter().map(|field| field.text.to_string()).collect::<Vec<String>>());
    }
    all
}

/// What Stata takes as the name of a variable.
fn is_stata_name(name: &str) -> bool {
    const RESERVED: [&str; 14] = [
        "_all", "_n", "_N", "_b", "_coef", "_cons", "_pi", "byte", "double", "float", "if", "in", "using", "with",
    ];
    name.len() <= 32
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !RESERVED.contains(&name)
}

fn check(name: &str, files: &[TidyFile]) {
    let text = |wanted: &str| &files.iter().find(|file| file.name == wanted).unwrap().text;
    let mut codebook: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows(text("codebook.csv")).into_iter().skip(1) {
        assert!(!row[4].is_empty());
        codebook.entry(row[0].clone()).or_default().push((row[2].clone(), row[3].clone()));
    }
    let commands = text("import.do");
    let tables: Vec<&TidyFile> =
        files.iter().filter(|file| file.name.ends_with(".csv") && file.name != "codebook.csv").collect();
    assert_eq!(tables.len(), codebook.len(), "{name}");
    for table in tables {
        let content = rows(&table.text);
        let variables = &codebook[table.name];
        let names: Vec<&String> = variables.iter().map(|(name, _)| name).collect();
        assert_eq!(content[0].iter().collect::<Vec<_>>(), names, "{name} {}", table.name);
        let lower: BTreeSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        assert_eq!(lower.len(), names.len(), "{name}: {names:?}");
        assert!(names.iter().all(|name| is_stata_name(name)), "{name}: {names:?}");
        for variable in &names {
            assert!(text("codebook.md").contains(&format!("| `{variable}` |")));
            assert!(commands.contains(&format!("label variable {variable} \"")), "{commands}");
        }
        assert!(commands.contains(&format!("import delimited using \"{}\"", table.name)));
        for row in &content[1..] {
            assert_eq!(row.len(), names.len(), "{name} {}", table.name);
            for (place, (_, storage)) in variables.iter().enumerate() {
                match storage.as_str() {
                    "exact number as text" if !row[place].is_empty() => {
                        let (exact, near) =
                            (parse_number(&row[place]).unwrap(), parse_number(&row[place + 1]).unwrap());
                        let size = if exact < Rational::ZERO { -exact.clone() } else { exact.clone() };
                        let gap = if near > exact { &near - &exact } else { &exact - &near };
                        assert!(gap <= size * parse_number("1e-16").unwrap(), "{} {}", row[place], row[place + 1]);
                    }
                    "whole number" => assert!(row[place].parse::<usize>().is_ok(), "{row:?}"),
                    _ => {}
                }
            }
        }
    }
    assert!(commands.lines().all(|line| line.matches('"').count() % 2 == 0), "{commands}");
}

#[test]
fn every_variable_has_a_name_a_place_and_a_meaning() {
    for (name, environment) in environments() {
        let table = TransferTable::from_fn(environment.space(), |agent, profile| {
            Rational::from(profile.0 * 7 + agent.0) / Rational::from(3)
        });
        let mechanism = Mechanism {
            name: String::new(),
            source: String::new(),
            goal: None,
            rules: Rules::Tables(vec![NamedRule { name: "a \"rule\", r".into(), table }]),
        };
        let input = TidyInput { environment: &environment, mechanism: Some(&mechanism), values: Some(&[]) };
        let files = tidy_files(input).unwrap();
        assert_eq!(files.len(), 9, "{name}");
        check(&name, &files);
        let transfers = rows(&files.iter().find(|file| file.name == "transfers.csv").unwrap().text);
        assert_eq!(transfers.len(), 1 + environment.space().size() * environment.agent_count());
        assert!(transfers[1..].iter().all(|row| row[0] == "a \"rule\", r"));
        assert_eq!(tidy_files(input).unwrap(), files);
        let alone = TidyInput { mechanism: None, values: None, ..input };
        check(&name, &tidy_files(alone).unwrap());
    }
}
