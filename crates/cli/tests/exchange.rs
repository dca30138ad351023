//! export and import, and the programs behind answers, as a user meets them. Programs are read by a reader of their own and
//! solved again: their verdict is that of the command.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::lp::{Feasibility, Outcome, Program, Relation, Sign, solve, solve_feasibility};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("environment.toml").exists());
    folders.sort();
    folders
}

fn example(name: &str, file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    root.join(name).join(file).display().to_string()
}

fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().unwrap()
}

fn done(arguments: &[&str]) -> String {
    let output = ambimech(arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// Exit code 2, nothing on standard output; the complaint.
fn refused(arguments: &[&str]) -> String {
    let output = ambimech(arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("exchange-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Free MPS, read word by word.
fn read_mps(path: &Path) -> Program {
    let text = std::fs::read_to_string(path).unwrap();
    let mut section = String::new();
    let mut relations: Vec<(String, Relation)> = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    let mut entries: BTreeMap<String, Vec<(usize, Rational)>> = BTreeMap::new();
    let mut rights: BTreeMap<String, Rational> = BTreeMap::new();
    let mut costs: Vec<(usize, Rational)> = Vec::new();
    let mut free: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('*')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (section.as_str(), words.as_slice()) {
            _ if !line.starts_with(' ') => section = words[0].to_string(),
            ("ROWS", ["N", _]) => {}
            ("ROWS", ["G", name]) => relations.push(((*name).to_string(), Relation::AtLeast)),
            ("ROWS", ["E", name]) => relations.push(((*name).to_string(), Relation::Equal)),
            ("COLUMNS", [column, row, number]) => {
                if columns.last().is_none_or(|last| last != column) {
                    columns.push((*column).to_string());
                }
                let entry = (columns.len() - 1, parse_number(number).unwrap());
                if *row == "obj" {
                    costs.push(entry)
                } else {
                    entries.entry((*row).to_string()).or_default().push(entry)
                }
            }
            ("RHS", [_, row, number]) => drop(rights.insert((*row).to_string(), parse_number(number).unwrap())),
            ("BOUNDS", ["FR", _, column]) => free.push((*column).to_string()),
            other => panic!("{}: {other:?}", path.display()),
        }
    }
    assert_eq!(section, "ENDATA");
    let mut program = Program::new();
    for column in &columns {
        program.add_variable(if free.contains(column) { Sign::Free } else { Sign::NonNegative });
    }
    costs.into_iter().for_each(|(column, cost)| program.set_cost(column, cost));
    for (name, relation) in relations {
        let right = rights.remove(&name).unwrap_or(Rational::ZERO);
        program.add_row(relation, entries.remove(&name).unwrap_or_default(), right);
    }
    assert!(entries.is_empty() && rights.is_empty(), "rows that were not declared");
    program
}

/// The number of rows, columns and equations that an .ine file states and has.
fn size_of_ine(path: &Path) -> (usize, usize, usize) {
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('*')).collect();
    let begin = lines.iter().position(|line| *line == "begin").unwrap();
    let end = lines.iter().position(|line| *line == "end").unwrap();
    let size: Vec<&str> = lines[begin + 1].split(' ').collect();
    let (rows, width): (usize, usize) = (size[0].parse().unwrap(), size[1].parse().unwrap());
    assert_eq!(end - begin - 2, rows);
    assert!(lines[begin + 2..end].iter().all(|line| line.split(' ').count() == width));
    let linear = lines.iter().find_map(|line| line.strip_prefix("linearity ")).map_or(0, |rest| {
        let words: Vec<usize> = rest.split(' ').map(|word| word.parse().unwrap()).collect();
        assert_eq!(words[0], words.len() - 1);
        words[0]
    });
    (rows, width - 1, linear)
}

#[test]
fn the_programs_of_decisions_have_the_verdicts_of_the_decisions() {
    let folder = folder("decisions");
    let (mut feasible, mut infeasible, mut elsewhere, mut closed) = (0, 0, 0, 0);
    for example in examples() {
        let environment = example.join("environment.toml").display().to_string();
        for goal in ["implement", "extract", "coalition-proof", "ic,bb", "ir,fse"] {
            for mechanism in ["simple", "ambiguous"] {
                let mps = folder.join("program.mps");
                let _ = std::fs::remove_file(&mps);
                let path = mps.display().to_string();
                let output = ambimech(&[
                    "decide",
                    &environment,
                    "--goal",
                    goal,
                    "--mechanism",
                    mechanism,
                    "--program",
                    &path,
                ]);
                let remark = String::from_utf8(output.stderr).unwrap();
                let name = format!("{environment} {goal} {mechanism}");
                if !mps.exists() {
                    assert!(remark.contains("there is no program to write"), "{name}: {remark}");
                    continue;
                }
                let program = read_mps(&mps);
                let found = solve_feasibility(&program).unwrap_or_else(|error| panic!("{name}: {error:?}"));
                closed += usize::from(remark.contains("closed form"));
                if remark.contains("no row of this program") {
                    assert_eq!(output.status.code(), Some(1));
                    elsewhere += 1;
                    continue;
                }
                match found {
                    Feasibility::Feasible { .. } => {
                        assert_eq!(output.status.code(), Some(0), "{name}: {remark}");
                        feasible += 1;
                    }
                    Feasibility::Infeasible { .. } => {
                        assert_eq!(output.status.code(), Some(1), "{name}: {remark}");
                        infeasible += 1;
                    }
                }
                let ine = folder.join("program.ine");
                let path = ine.display().to_string();
                ambimech(&["decide", &environment, "--goal", goal, "--mechanism", mechanism, "--program", &path]);
                let signs = program.signs().iter().filter(|sign| **sign == Sign::NonNegative).count();
                let equations = program.rows().iter().filter(|row| row.relation() == Relation::Equal).count();
                assert_eq!(
                    size_of_ine(&ine),
                    (program.row_count() + signs, program.variable_count(), equations),
                    "{name}"
                );
            }
        }
    }
    assert!(
        feasible > 40 && infeasible > 20 && elsewhere > 0 && closed > 20,
        "{feasible} {infeasible} {elsewhere} {closed}"
    );
}

#[test]
fn the_programs_of_thresholds_end_where_the_thresholds_do() {
    let folder = folder("thresholds");
    let environment = example("two-type-bilateral-trade", "environment.toml");
    for mechanism in ["simple", "ambiguous"] {
        let path = folder.join(format!("{mechanism}.mps")).display().to_string();
        let asked = [
            "threshold",
            &environment,
            "--parameter",
            "h",
            "--goal",
            "implement",
            "--mechanism",
            mechanism,
            "--format",
            "json",
        ];
        let output = ambimech(&[&asked[..], &["--program", &path]].concat());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        for (word, end, sign) in [("smallest", "lower", 1), ("largest", "upper", -1)] {
            let program = read_mps(&folder.join(format!("{mechanism}-{word}.mps")));
            match (solve(&program).unwrap(), answer[end]["value"].as_str()) {
                (Outcome::Optimal { value, .. }, Some(limit)) => {
                    assert_eq!(value * Rational::from(sign), parse_number(limit).unwrap(), "{mechanism} {word}");
                }
                (Outcome::Unbounded { .. }, None) => {}
                (found, limit) => panic!("{mechanism} {word}: {found:?} {limit:?}"),
            }
        }
    }
}

#[test]
fn the_programs_of_conditions_say_what_the_conditions_say() {
    let folder = folder("conditions");
    let (mut held, mut failed) = (0, 0);
    for example in examples() {
        let environment = example.join("environment.toml").display().to_string();
        let out = folder.join(example.file_name().unwrap());
        let path = out.display().to_string();
        let names = ["convex-independence", "coalitional-identifiability", "identifiability"];
        let asked =
            [&["conditions", &environment][..], &names, &["--format", "json", "--programs", &path]].concat();
        let output = ambimech(&asked);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let verdict = |name: &str| {
            let list = answer["conditions"].as_array().unwrap();
            list.iter().find(|one| one["name"] == name).unwrap()["verdict"].as_str().unwrap().to_string()
        };
        let mut count = 0;
        let mut mixed = false;
        while let path = out.join(format!("convex-independence-{}.mps", count + 1))
            && path.exists()
        {
            mixed |= matches!(solve_feasibility(&read_mps(&path)).unwrap(), Feasibility::Feasible { .. });
            count += 1;
        }
        assert!(count > 1, "{environment}");
        assert_eq!(verdict("convex-independence") == "fails", mixed, "{environment}");
        for name in ["coalitional-identifiability", "identifiability"] {
            let path = out.join(format!("{name}.mps"));
            if !path.exists() {
                assert_eq!(verdict(name), "undecided", "{environment}");
                continue;
            }
            let Outcome::Optimal { value, .. } = solve(&read_mps(&path)).unwrap() else { panic!("{environment}") };
            match value.is_zero() {
                true => assert_eq!(verdict(name), "holds", "{environment} {name}"),
                false if name == "identifiability" => {}
                false => assert_eq!(verdict(name), "fails", "{environment} {name}"),
            }
            held += usize::from(value.is_zero());
            failed += usize::from(!value.is_zero());
        }
    }
    assert!(held >= 3 && failed > 3, "{held} {failed}");
}

#[test]
fn transfers_go_out_and_come_in_as_the_same_mechanism() {
    let folder = folder("transfers");
    let environment = example("guo-2021-public-good", "environment.toml");
    let mechanism = example("guo-2021-public-good", "mechanism.json");
    let path = |name: &str| folder.join(name).display().to_string();
    let rules = |file: &str| -> Value {
        serde_json::from_str::<Value>(&std::fs::read_to_string(file).unwrap()).unwrap()["rules"].clone()
    };
    done(&["export", &mechanism, "--out", &path("tables.json")]);
    for layout in ["long", "matrix"] {
        let (csv, json) = (path("all.csv"), path("all.json"));
        done(&["export", &environment, &mechanism, "--what", "transfers", "--layout", layout, "--out", &csv]);
        done(&["import", "transfers", &environment, &csv, "--goal", "coalition-proof", "--out", &json]);
        assert_eq!(rules(&json), rules(&path("tables.json")));
        let verified = ambimech(&["verify", &environment, &json]);
        assert_eq!(verified.status.code(), Some(0));
        let files: Vec<String> =
            ["t1", "t2", "t3", "t4"].iter().map(|rule| path(&format!("{rule}.csv"))).collect();
        for (rule, file) in ["t1", "t2", "t3", "t4"].iter().zip(&files) {
            done(&[
                "export",
                &mechanism,
                &environment,
                "--what",
                "transfers",
                "--layout",
                layout,
                "--rule",
                rule,
                "--out",
                file,
            ]);
        }
        let mut asked = vec!["import", "transfers", &environment];
        asked.extend(files.iter().map(String::as_str));
        asked.extend(["--out", &json]);
        done(&asked);
        assert_eq!(rules(&json), rules(&path("tables.json")));
    }
    std::fs::write(path("bad.csv"), "rule,agent,1,2,3,transfer\nr,*,H,*,*,0\n").unwrap();
    let complaint =
        refused(&["import", "transfers", &environment, &path("bad.csv"), "--out", &path("never.json")]);
    assert!(
        complaint.contains("bad.csv:2:1") && complaint.contains("says nothing about the profiles `L * *`"),
        "{complaint}"
    );
    assert!(!Path::new(&path("never.json")).exists());
}

#[test]
fn an_environment_from_exported_tables_is_the_same() {
    let folder = folder("tables");
    let environment = example("bilateral-trade", "environment.toml");
    let toml = done(&["export", &environment, "--format", "toml"]);
    let cut = toml.find("\n[prior]").unwrap();
    let mut text = toml[..cut].to_string();
    for (what, table) in [("prior", "prior"), ("payoffs", "outcomes"), ("allocation", "allocation")] {
        let csv = done(&["export", &environment, "--what", what, "--layout", "matrix"]);
        std::fs::write(folder.join(format!("{what}.csv")), csv).unwrap();
        text.push_str(&format!("\n[{table}]\nfile = \"{what}.csv\"\n"));
    }
    let path = folder.join("environment.toml").display().to_string();
    std::fs::write(&path, text).unwrap();
    assert_eq!(done(&["export", &path, "--format", "toml"]), toml);
}

#[test]
fn games_go_out_rule_by_rule_and_come_in_as_environments() {
    let folder = folder("games");
    let environment = example("guo-2021-public-good", "environment.toml");
    let mechanism = example("guo-2021-public-good", "mechanism.json");
    let complaint = refused(&["export", &environment, &mechanism, "--format", "efg"]);
    assert!(complaint.contains("4 rules") && complaint.contains("--rule NAME"), "{complaint}");
    let complaint = refused(&["export", &environment, &mechanism, "--format", "efg", "--rule", "t9"]);
    assert!(complaint.contains("there is no rule `t9`") && complaint.contains("t1, t2, t3, t4"), "{complaint}");
    let out = folder.join("all").display().to_string();
    done(&["export", &environment, &mechanism, "--format", "efg", "--out", &out]);
    let game = done(&["export", &environment, &mechanism, "--format", "efg", "--rule", "t2"]);
    assert_eq!(game, std::fs::read_to_string(folder.join("all/rule-2.efg")).unwrap());
    let (file, read) = (folder.join("game.efg"), folder.join("game.toml"));
    std::fs::write(&file, &game).unwrap();
    let (file, read) = (file.display().to_string(), read.display().to_string());
    done(&["import", "efg", &file, "--out", &read]);
    let first = std::fs::read_to_string(&read).unwrap();
    assert!(first.starts_with("# A game does not say which outcome is to be implemented"), "{first}");
    assert_ne!(ambimech(&["conditions", &read]).status.code(), Some(2));
    assert_eq!(done(&["import", "efg", &file]), first);
    // Everybody's report is followed.
    let csv: String = ["H H H", "H H L", "H L H", "H L L", "L H H", "L H L", "L L H", "L L L"]
        .iter()
        .map(|types| format!("{},{}\n", types.replace(' ', ","), types.replace(' ', "/")))
        .collect();
    let allocation = folder.join("allocation.csv");
    std::fs::write(&allocation, format!("1,2,3,outcome\n{csv}")).unwrap();
    let followed = done(&["import", "efg", &file, "--allocation", &allocation.display().to_string()]);
    assert!(followed.starts_with("format = ") && followed.contains("\"L L H\" = \"L/L/H\""), "{followed}");
    let complaint = refused(&["import", "efg", &environment]);
    assert!(complaint.contains("EFG 2 R"), "{complaint}");
}

#[test]
fn tidy_tables_have_the_values_of_verify() {
    let folder = folder("tidy");
    let environment = example("guo-2021-public-good", "environment.toml");
    let mechanism = example("guo-2021-public-good", "mechanism.json");
    let out = folder.display().to_string();
    assert!(refused(&["export", &environment, "--format", "tidy"]).contains("--out DIR"));
    done(&["export", &environment, &mechanism, "--format", "tidy", "--out", &out]);
    let output = ambimech(&["verify", &environment, &mechanism, "--all", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = std::fs::read_to_string(folder.join("misreports.csv")).unwrap();
    let mut lines = text.lines().skip(1);
    let words = |list: &Value| -> String {
        list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(" ")
    };
    let rules: Vec<&str> =
        answer["values"]["rules"].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap()).collect();
    for report in answer["values"]["reports"].as_array().unwrap() {
        for (rule, value) in rules.iter().zip(report["values"].as_array().unwrap()) {
            let fields: Vec<&str> = lines.next().unwrap().split(',').collect();
            assert_eq!(fields[0], *rule);
            assert_eq!(
                [fields[2], fields[4], fields[5]],
                [&words(&report["coalition"]), &words(&report["types"]), &words(&report["report"])]
                    .map(String::as_str)
            );
            assert_eq!(fields[7], value.as_str().unwrap());
        }
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn what_does_not_fit_together_is_said() {
    let folder = folder("refused");
    let environment = example("guo-2021-public-good", "environment.toml");
    let path = folder.join("program.xyz").display().to_string();
    let asked = ["decide", &environment, "--goal", "implement", "--mechanism", "simple", "--program", &path];
    assert!(refused(&asked).contains("expected: .ine (cdd, lrs), .lp (CPLEX LP) or .mps"));
    assert!(!Path::new(&path).exists());
    assert!(refused(&["export", &environment]).contains("--what"));
    assert!(refused(&["export", &environment, "--what", "transfers"]).contains("a mechanism is needed"));
    assert!(
        refused(&["export", &environment, "--what", "prior", "--format", "efg"]).contains("--what is about CSV")
    );
    assert!(refused(&["export", &environment, "--format", "csv"]).contains("say which table"));
    let own = example("guo-2017-no-common-prior", "environment.toml");
    assert!(refused(&["export", &own, "--what", "prior"]).contains("--what beliefs"));
    assert!(done(&["export", &own, "--what", "beliefs"]).starts_with("agent,"));
}
