//! Sweeps as a user meets them: run, dry run, shards, merge, a case, pictures, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PLAN: &str = r#"
format = "ambimech-sweep/1"
name = "A test"
seed = 5
repetitions = 4
shapes = ["2x2", "3x2"]
conditions = ["bdp", "cbdp"]
[[priors]]
name = "uniform"
kind = "dirichlet"
denominator = 60
[[priors]]
name = "tied"
kind = "integers"
bias = "bdp"
[[payoffs]]
name = "random"
kind = "integers"
least = -4
most = 4
[[decisions]]
name = "simple"
goal = "ic,bb"
mechanism = "simple"
[[decisions]]
name = "ambiguous"
goal = "ic,bb"
mechanism = "ambiguous"
stakes = true
"#;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sweep-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("plan.toml"), PLAN).unwrap();
    folder
}

fn ambimech(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ambimech"));
    command.args(arguments).current_dir(folder).output().expect("the program runs")
}

fn text(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = ambimech(folder, arguments);
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let (status, out, err) = text(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!(status, 0, "{err}");
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {err}"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_plan_is_run_merged_and_drawn() {
    let here = folder("run");
    let planned = json(&here, &["sweep", "plan.toml", "--dry-run"]);
    assert_eq!(
        (&planned["verdict"], &planned["cases"], &planned["cells"]),
        (&"planned".into(), &16.into(), &4.into())
    );
    assert!(!here.join("plan-results").exists());
    let done = json(&here, &["sweep", "plan.toml", "--threads", "2"]);
    assert_eq!((&done["verdict"], &done["cases"]), (&"done".into(), &16.into()));
    let results = here.join("plan-results");
    let table = read(&results.join("results.csv"));
    assert_eq!(table.lines().count(), 17);
    for shard in ["1/3", "2/3", "3/3"] {
        let (status, out, err) = text(&here, &["sweep", "plan.toml", "--out", "parts", "--shard", shard]);
        assert!(status == 0 && out.starts_with("done: "), "{out}{err}");
    }
    let (status, out, _) = text(&here, &["sweep", "merge", "plan.toml", "parts", "--out", "merged"]);
    assert!(status == 0 && out.starts_with("done: 16 cases"), "{out}");
    for file in ["results.csv", "results.parquet", "codebook.csv", "sweep.json"] {
        assert_eq!(
            std::fs::read(results.join(file)).unwrap(),
            std::fs::read(here.join("merged").join(file)).unwrap(),
            "{file}"
        );
    }
    let drawn = json(&here, &["sweep", "plot", "merged", "--out", "pictures"]);
    let cells = drawn["phases"][0]["cells"].as_array().unwrap();
    let total: u64 = ["ordinary", "ambiguous", "none", "open"]
        .iter()
        .flat_map(|part| cells.iter().map(|cell| cell[*part].as_u64().unwrap()))
        .sum();
    assert_eq!((cells.len(), total), (4, 16));
    // A tied prior never has the condition.
    let frequencies = drawn["frequencies"].as_array().unwrap();
    let tied = frequencies.iter().filter(|line| line["prior"] == "tied" && line["column"] == "bdp");
    assert_eq!(tied.map(|line| line["no"].as_u64().unwrap()).collect::<Vec<_>>(), [4, 4]);
    let page = read(&here.join("pictures/sweep.html"));
    assert!(
        page.contains("<h1>A test</h1>")
            && page.contains("only ambiguous ones do")
            && !page.contains("http://localhost")
    );
    assert!(here.join("pictures/phase-1-1.svg").exists() && here.join("pictures/distribution-1.svg").exists());
    assert_eq!(read(&here.join("pictures/frequencies.csv")).lines().count(), 1 + 4 * 4);
}

#[test]
fn a_case_is_an_environment_with_the_verdicts_of_its_row() {
    let here = folder("case");
    json(&here, &["sweep", "plan.toml"]);
    let table = read(&here.join("plan-results/results.csv"));
    let headings: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let place = |name: &str| headings.iter().position(|heading| *heading == name).unwrap();
    for case in [0usize, 5, 15] {
        let row: Vec<&str> = table.lines().nth(case + 1).unwrap().split(',').collect();
        let number = case.to_string();
        let (status, _, err) = text(&here, &["sweep", "case", "plan.toml", &number, "--out", "case.toml"]);
        assert_eq!(status, 0, "{err}");
        let (status, _, _) = text(&here, &["conditions", "case.toml", "bdp"]);
        assert_eq!(status, i32::from(row[place("bdp")] == "fails"));
        let (status, _, _) = text(&here, &["decide", "case.toml", "--goal", "ic,bb", "--mechanism", "simple"]);
        assert_eq!(status, i32::from(row[place("simple")] == "infeasible"));
    }
    let (status, _, err) = text(&here, &["sweep", "case", "plan.toml", "16"]);
    assert!(status == 2 && err.contains("the plan has no case 16") && err.contains("from 0 to 15"), "{err}");
}

#[test]
fn what_cannot_be_is_refused() {
    let here = folder("refused");
    for (arguments, expected) in [
        (&["sweep", "missing.toml"][..], "there is no such file"),
        (&["sweep", "plan.toml", "--shard", "4/3"], "which part of how many"),
        (&["sweep", "merge", "plan.toml", ".", "--out", "x"], "no journal of a sweep here"),
        (&["sweep", "plot", "."], "there is no such file"),
        (&["sweep"], "required"),
    ] {
        let (status, out, err) = text(&here, arguments);
        assert!(status == 2 && out.is_empty() && err.contains(expected), "{arguments:?}: {out}{err}");
    }
    json(&here, &["sweep", "plan.toml"]);
    let results = here.join("plan-results/results.csv");
    std::fs::write(&results, read(&results).replacen("holds", "fails", 1)).unwrap();
    let (status, _, err) = text(&here, &["sweep", "plot", "plan-results"]);
    assert!(status == 2 && err.contains("changed after the sweep wrote it"), "{err}");
    // The journal still has everything: the same command writes the files anew.
    json(&here, &["sweep", "plan.toml"]);
    json(&here, &["sweep", "plot", "plan-results"]);
    std::fs::write(here.join("plan.toml"), PLAN.replace("seed = 5", "seed = 6")).unwrap();
    let (status, _, err) = text(&here, &["sweep", "plan.toml"]);
    assert!(status == 2 && err.contains("belongs to another plan"), "{err}");
}
