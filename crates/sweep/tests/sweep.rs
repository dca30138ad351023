//! Sweeps end to end: the same bytes for any number of threads and shards and after any interruption, exact draws with what was asked
//! of them, and journals and results that were changed refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::sweep::plan::Plan;
use ambimech_io::sweep::{PlanText, read_plan};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::index::AgentId;
use ambimech_model::number::{Natural, Rational, sum};
use ambimech_solve::condition::decide_condition;
use ambimech_sweep::Shard;
use ambimech_sweep::case::environment_of;
use ambimech_sweep::finished::Finished;
use ambimech_sweep::folder::{FILES, read_results, table_of, write_results};
use ambimech_sweep::journal::read_journal;
use ambimech_sweep::merge::merge;
use ambimech_sweep::run::ShardRun;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const VERSION: &str = "0.0.0-test";

const SMALL: &str = r#"
format = "ambimech-sweep/1"
seed = 7
repetitions = 3
shapes = ["2x2", "2x3"]
conditions = ["bdp", "convex-independence"]
[[priors]]
name = "uniform"
kind = "dirichlet"
denominator = 40
[[priors]]
name = "tied"
kind = "integers"
most = 4
bias = "bdp"
[[payoffs]]
name = "random"
kind = "integers"
least = -3
most = 3
[[decisions]]
name = "simple"
goal = "ic,bb"
mechanism = "simple"
reports = "pure"
[[decisions]]
name = "ambiguous"
goal = "ic,bb"
mechanism = "ambiguous"
stakes = true
"#;

fn plan(text: &str) -> Plan {
    let folder = Path::new("");
    PlanText { text, file_name: "plan.toml", format: Format::Toml, folder }.read().unwrap()
}

fn run(plan: &Plan, folder: &Path, shard: Shard, threads: usize) -> Finished {
    ShardRun { plan, shard, folder, threads, version: VERSION }.finish(&mut |_| {}).unwrap()
}

fn rows(finished: Finished) -> Vec<String> {
    finished.into_rows().lines().map(str::to_string).collect()
}

fn bytes(folder: &Path) -> Vec<Vec<u8>> {
    FILES.iter().map(|file| std::fs::read(folder.join(file)).unwrap()).collect()
}

fn finished(plan: &Plan, threads: usize) -> (TempDir, Vec<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let entries = run(plan, folder.path(), Shard::WHOLE, threads);
    let (table, times) = table_of(plan, entries);
    write_results(folder.path(), plan, &table, &times, VERSION).unwrap();
    let bytes = bytes(folder.path());
    (folder, bytes)
}

fn shards(plan: &Plan, of: u64, folder: &Path) -> Vec<PathBuf> {
    (1..=of)
        .map(|number| {
            let part = folder.join(format!("part-{number}"));
            std::fs::create_dir(&part).unwrap();
            run(plan, &part, Shard { number, of }, 2);
            part
        })
        .collect()
}

#[test]
fn threads_and_shards_change_no_byte() {
    let plan = plan(SMALL);
    assert_eq!(plan.case_count(), 2 * 2 * 3);
    let (_one, expected) = finished(&plan, 1);
    for threads in [2, 3, 8] {
        assert_eq!(finished(&plan, threads).1, expected, "{threads} threads");
    }
    for of in [2, 3, 12, 20] {
        let folder = tempfile::tempdir().unwrap();
        let parts = shards(&plan, of, folder.path());
        let merged = merge(&plan, &parts, VERSION).unwrap();
        let (table, times) = table_of(&plan, merged);
        write_results(folder.path(), &plan, &table, &times, VERSION).unwrap();
        assert_eq!(bytes(folder.path()), expected, "{of} shards");
    }
    let table = String::from_utf8(expected[0].clone()).unwrap();
    assert_eq!(table.lines().count(), 13);
    assert!(table.contains("infeasible") && table.contains("feasible") && table.contains("fails"), "{table}");
    assert_eq!(&expected[1][..4], b"PAR1");
    assert_eq!(&expected[1][expected[1].len() - 4..], b"PAR1");
}

/// A kill leaves any beginning of the journal: whatever it is, the sweep goes on from it and ends with the same rows.
#[test]
fn a_sweep_goes_on_after_a_kill_at_any_byte() {
    let plan = plan(&SMALL.replace("repetitions = 3", "repetitions = 1").replace(", \"2x3\"", ""));
    let folder = tempfile::tempdir().unwrap();
    let expected = rows(run(&plan, folder.path(), Shard::WHOLE, 1));
    let path = folder.path().join("journal-1-of-1.txt");
    let whole = std::fs::read(&path).unwrap();
    for length in 0..=whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        let mut before = 0;
        let again =
            ShardRun { plan: &plan, shard: Shard::WHOLE, folder: folder.path(), threads: 1, version: VERSION };
        let entries = again.finish(&mut |stand| before = stand.before).unwrap();
        assert_eq!(rows(entries), expected, "{length} bytes");
        let lines = whole[..length].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(
            usize::try_from(before).unwrap(),
            lines.saturating_sub(1),
            "{length} bytes: nothing whole is run again"
        );
        assert_eq!(read_journal(&path).unwrap().finished.len(), expected.len());
    }
}

#[test]
fn a_journal_that_was_changed_is_refused() {
    let plan = plan(SMALL);
    let folder = tempfile::tempdir().unwrap();
    run(&plan, folder.path(), Shard::WHOLE, 1);
    let path = folder.path().join("journal-1-of-1.txt");
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let again = || {
        ShardRun { plan: &plan, shard: Shard::WHOLE, folder: folder.path(), threads: 1, version: VERSION }
            .finish(&mut |_| {})
    };
    let change = |changed: String| {
        std::fs::write(&path, changed).unwrap();
        again().unwrap_err().to_string()
    };
    let word = whole.replacen("infeasible", "feasible", 1);
    assert!(change(word).contains("does not fit its check"));
    let twice = format!("{whole}{}\n", lines[1]);
    assert!(change(twice).contains("stands above already"));
    let other = ShardRun {
        plan: &plan,
        shard: Shard { number: 1, of: 1 },
        folder: folder.path(),
        threads: 1,
        version: "9",
    };
    std::fs::write(&path, &whole).unwrap();
    assert!(other.finish(&mut |_| {}).unwrap_err().to_string().contains("another version"));
    let changed = self::plan(&SMALL.replace("seed = 7", "seed = 8"));
    let other =
        ShardRun { plan: &changed, shard: Shard::WHOLE, folder: folder.path(), threads: 1, version: VERSION };
    assert!(other.finish(&mut |_| {}).unwrap_err().to_string().contains("another plan"));
    assert_eq!(again().unwrap().len(), 12);
}

#[test]
fn merging_refuses_gaps_overlaps_and_other_plans() {
    let plan = plan(SMALL);
    let folder = tempfile::tempdir().unwrap();
    let parts = shards(&plan, 3, folder.path());
    let refused = |folders: &[PathBuf]| merge(&plan, folders, VERSION).unwrap_err().to_string();
    let message = refused(&parts[..2]);
    assert!(message.contains("4 of 12 cases in no journal: 2, 5, 8, 11"), "{message}");
    let whole = folder.path().join("whole");
    std::fs::create_dir(&whole).unwrap();
    run(&plan, &whole, Shard::WHOLE, 1);
    assert!(refused(&[parts.clone(), vec![whole.clone()]].concat()).contains("two journals have the same case"));
    assert!(refused(&[whole.clone(), whole.clone()]).contains("named twice"));
    assert!(refused(&[folder.path().to_path_buf()]).contains("no journal"));
    let other = self::plan(&SMALL.replace("most = 4", "most = 5"));
    let foreign = folder.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    run(&other, &foreign, Shard { number: 3, of: 3 }, 1);
    assert!(refused(&[parts[0].clone(), parts[1].clone(), foreign]).contains("another plan"));
    let torn = parts[2].join("journal-3-of-3.txt");
    let text = std::fs::read(&torn).unwrap();
    std::fs::write(&torn, &text[..text.len() - 3]).unwrap();
    assert!(refused(&parts).contains("1 of 12 cases"));
}

#[test]
fn results_that_were_changed_are_refused() {
    let plan = plan(SMALL);
    let (folder, _) = finished(&plan, 1);
    let found = read_results(folder.path()).unwrap();
    assert_eq!(found.table.rows.len(), 12);
    for file in FILES {
        let path = folder.path().join(file);
        let original = std::fs::read(&path).unwrap();
        let mut changed = original.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        let message = read_results(folder.path()).unwrap_err().to_string();
        assert!(message.contains("changed after the sweep wrote it"), "{message}");
        std::fs::write(&path, original).unwrap();
    }
    assert!(read_results(folder.path()).is_ok());
}

#[test]
fn the_schema_in_docs_is_the_one_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sweep.schema.json");
    let schema = ambimech_io::sweep::sweep_schema();
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), schema, "{} is stale", path.display());
}

/// A case does not depend on what else is in the plan.
#[test]
fn a_case_is_the_same_in_a_larger_plan() {
    let small = plan(SMALL);
    let large = plan(
        &SMALL
            .replace("shapes = [\"2x2\"", "shapes = [\"3x2\", \"2x2\"")
            .replace("repetitions = 3", "repetitions = 5"),
    );
    let of = |plan: &Plan, case| environment_of(plan, plan.place(case).unwrap()).unwrap();
    // The first shape of the small plan is the second of the large one, which begins after 2 · 5 cases.
    for (case, other) in [(0, 10), (2, 12), (3, 15)] {
        let (one, other) = (of(&small, case), of(&large, other));
        assert_eq!(ambimech_io::environment_digest(&one), ambimech_io::environment_digest(&other));
    }
    assert_ne!(ambimech_io::environment_digest(&of(&small, 0)), ambimech_io::environment_digest(&of(&small, 1)));
}

fn priors(kind: &str, shape: &str, repetitions: u32) -> Vec<ambimech_model::environment::Environment> {
    let text = format!(
        "format = \"ambimech-sweep/1\"\nshapes = [\"{shape}\"]\nrepetitions = {repetitions}\nconditions = [\"bdp\"]\n{kind}"
    );
    let plan = plan(&text);
    (0..plan.case_count())
        .map(|case| {
            environment_of(&plan, plan.place(case).unwrap()).unwrap_or_else(|| panic!("{kind}: case {case}"))
        })
        .collect()
}

fn fails(environment: &ambimech_model::environment::Environment, condition: Condition) -> bool {
    matches!(decide_condition(environment, condition), Verdict::Fails(_))
}

#[test]
fn a_bias_makes_its_condition_fail() {
    for (bias, condition) in [
        ("bdp", Condition::Bdp),
        ("cbdp", Condition::Cbdp),
        ("convex-independence", Condition::ConvexIndependence),
    ] {
        for kind in ["kind = \"dirichlet\"\ndenominator = 500", "kind = \"integers\"\nmost = 1000"] {
            let biased = priors(&format!("[[priors]]\nname = \"p\"\n{kind}\nbias = \"{bias}\"\n"), "3x2x2", 20);
            assert!(biased.iter().all(|environment| fails(environment, condition)), "{bias} {kind}");
            let free = priors(&format!("[[priors]]\nname = \"p\"\n{kind}\n"), "3x2x2", 20);
            assert!(free.iter().filter(|environment| fails(environment, condition)).count() < 10, "{bias} {kind}");
        }
    }
}

#[test]
fn families_have_the_structure_they_are_named_for() {
    let dirichlet = priors("[[priors]]\nkind = \"dirichlet\"\ndenominator = 60\n", "2x2x2", 30);
    for environment in &dirichlet {
        let prior = environment.common_prior().unwrap();
        assert!(prior.has_full_support());
        // Every probability is a multiple of 1/60.
        assert!((Natural::from(60u8) % prior.total()).is_zero(), "{}", prior.total());
    }
    let independent = priors("[[priors]]\nkind = \"independent\"\nmost = 7\n", "2x3x2", 20);
    let mut one_state = priors("[[priors]]\nkind = \"conditionally-independent\"\nstates = 1\n", "2x3x2", 20);
    one_state.extend(independent);
    assert!(one_state.iter().all(|environment| fails(environment, Condition::Bdp)));
    // Given the middle agent's type, the outer agents of a chain are independent: weights(a, b, c) weights(a', b, c') are symmetric.
    for environment in priors("[[priors]]\nkind = \"markov\"\nmost = 9\n", "2x2x2", 20) {
        let (space, prior) = (environment.space(), environment.common_prior().unwrap());
        let weight = |a, b, c| prior.weight(space.profile(&[a, b, c].map(ambimech_model::index::TypeId)));
        for b in 0..2 {
            assert_eq!(weight(0, b, 0) * weight(1, b, 1), weight(0, b, 1) * weight(1, b, 0));
        }
    }
    let mixture = "[[priors]]\nname = \"a\"\nkind = \"independent\"\n[[priors]]\nname = \"b\"\nkind = \"mixture\"\nof = [\"a\", \"a\"]\nweights = [1, \"1/3\"]\n";
    let found = priors(mixture, "2x2", 5);
    assert_eq!(found.len(), 10);
    for environment in &found[5..] {
        let prior = environment.common_prior().unwrap();
        let all: Vec<Rational> =
            environment.space().profiles().map(|profile| prior.probability(profile)).collect();
        assert_eq!(sum(&all), Rational::ONE);
    }
}

/// The mean of every probability under the uniform prior on 4 profiles is 1/4.
#[test]
fn random_priors_are_where_they_should_be_on_average() {
    for kind in ["dirichlet\"\ndenominator = 1000", "integers\"\nmost = 1000", "independent\"\nmost = 1000"] {
        let found = priors(&format!("[[priors]]\nkind = \"{kind}\n"), "2x2", 2000);
        let first = ambimech_model::index::ProfileId(0);
        let total = sum(&found
            .iter()
            .map(|environment| environment.common_prior().unwrap().probability(first))
            .collect::<Vec<_>>());
        let mean = total / Rational::from(2000);
        let far = Rational::from_parts(1.into(), 50u8.into());
        let quarter = Rational::from_parts(1.into(), 4u8.into());
        assert!(mean > &quarter - &far && mean < quarter + far, "{kind}: {mean}");
    }
}

#[test]
fn data_become_priors() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seen.csv"), "2,1\n1,1\n1,2\n2,1\n2,1\n2,2\n").unwrap();
    let path = folder.path().join("plan.toml");
    let of = |prior: &str| {
        let text = format!(
            "format = \"ambimech-sweep/1\"\nshapes = [\"2x2\"]\nconditions = [\"bdp\"]\n[[priors]]\n{prior}\n"
        );
        std::fs::write(&path, text).unwrap();
        read_plan(&path).map(|plan| {
            let environment = environment_of(&plan, plan.place(0).unwrap()).unwrap();
            let prior = environment.common_prior().unwrap();
            environment
                .space()
                .profiles()
                .map(|profile| prior.probability(profile).to_string())
                .collect::<Vec<_>>()
        })
    };
    // Columns are agent 2, then agent 1: one observation each of "1 1", "2 1", "2 2", and two of "1 2".
    assert_eq!(of("kind = \"counts\"\nfile = \"seen.csv\"").unwrap(), ["1/5", "2/5", "1/5", "1/5"]);
    assert_eq!(
        of("kind = \"counts\"\nfile = \"seen.csv\"\nadd = \"1/2\"").unwrap(),
        ["3/14", "5/14", "3/14", "3/14"]
    );
    assert_eq!(of("kind = \"kernel\"\nfile = \"seen.csv\"\nbandwidth = 0").unwrap(), ["1/5", "2/5", "1/5", "1/5"]);
    assert_eq!(of("kind = \"kernel\"\nfile = \"seen.csv\"\nbandwidth = \"1/2\"").unwrap(), ["1/4"; 4]);
    std::fs::write(folder.path().join("seen.csv"), "1,2\n1,1\n1,3\n").unwrap();
    let message = of("kind = \"counts\"\nfile = \"seen.csv\"").unwrap_err().to_string();
    assert!(message.contains("`3` is no type of agent `2`") && message.contains("seen.csv:3"), "{message}");
    std::fs::write(folder.path().join("seen.csv"), "1,2\n1,1\n").unwrap();
    let message = of("kind = \"counts\"\nfile = \"seen.csv\"").unwrap_err().to_string();
    assert!(message.contains("never occur together"), "{message}");
}

#[test]
fn a_file_with_parameters_becomes_a_grid() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let folder = tempfile::tempdir().unwrap();
    let file = examples.join("two-type-bilateral-trade/environment.toml").display().to_string();
    let path = folder.path().join("plan.toml");
    let text = format!(
        "format = \"ambimech-sweep/1\"\nenvironment = {{ file = {file:?}, parameters = {{ h = {{ from = 0, to = 2, steps = 4 }} }} }}\n\
         [[decisions]]\ngoal = \"implement\"\nmechanism = \"simple\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let plan = read_plan(&path).unwrap();
    assert_eq!((plan.case_count(), plan.parameters.as_slice()), (5, &["h".to_string()][..]));
    let (folder, _) = finished(&plan, 2);
    let table = read_results(folder.path()).unwrap().table;
    let column = table.find("parameter_h").unwrap();
    let values: Vec<&str> = (0..5).map(|row| table.cell(row, column)).collect();
    assert_eq!(values, ["0", "1/2", "1", "3/2", "2"]);
    let environment = environment_of(&plan, plan.place(3).unwrap()).unwrap();
    let settings = ["h=3/2".parse().unwrap()];
    let read = ambimech_io::read_environment_with(Path::new(&file), &settings).unwrap();
    assert_eq!(ambimech_io::environment_digest(&environment), ambimech_io::environment_digest(&read));
    assert_eq!(environment.space().agents().next(), Some(AgentId(0)));
}

/// Every verdict in a row is that of the commands.
#[test]
fn rows_say_what_the_commands_say() {
    let plan = plan(SMALL);
    let (folder, _) = finished(&plan, 1);
    let table = read_results(folder.path()).unwrap().table;
    for row in 0..table.rows.len() {
        let environment = environment_of(&plan, plan.place(u64::try_from(row).unwrap()).unwrap()).unwrap();
        for condition in &plan.conditions {
            let column = table.find(condition.name()).unwrap();
            assert_eq!(table.cell(row, column), decide_condition(&environment, *condition).word());
        }
        for decision in &plan.decisions {
            let answer = ambimech_solve::decision::decide_goal(ambimech_solve::decision::Question {
                environment: &environment,
                goal: &decision.goal,
                mechanism: decision.mechanism,
                reports: decision.reports,
            });
            let column = table.find(&decision.name).unwrap();
            assert_eq!(table.cell(row, column), ambimech_io::render::decision_word(&answer));
        }
    }
}

#[test]
fn mistakes_in_plans_are_explained() {
    let message = |text: &str| {
        let folder = Path::new("");
        PlanText { text, file_name: "plan.toml", format: Format::Toml, folder }.read().unwrap_err().to_string()
    };
    for (from, to, expected) in [
        ("seed = 7", "sed = 7", "did you mean `seed`?"),
        ("seed = 7", "seed = -7", "the seed is out of range"),
        ("\"2x2\", \"2x3\"", "\"2x\"", "`2x` is no shape"),
        ("\"2x2\", \"2x3\"", "\"2x2\", \"2x2\"", "stands twice"),
        ("\"dirichlet\"", "\"dirichet\"", "did you mean `dirichlet`?"),
        ("denominator = 40", "denominator = 5", "smaller than the number of profiles"),
        ("denominator = 40", "", "has no key `denominator`"),
        ("bias = \"bdp\"", "bias = \"ic\"", "is not a condition that a bias makes fail"),
        ("name = \"tied\"", "name = \"uniform\"", "the name of two things"),
        ("name = \"tied\"", "name = \"a b\"", "cannot be a name of a prior"),
        ("most = 3", "most = -3", "payoffs have no room"),
        ("goal = \"ic,bb\"\nmechanism = \"simple\"", "goal = \"ic;bb\"\nmechanism = \"simple\"", "is no goal"),
        ("\"convex-independence\"", "\"convex\"", "is not the name of a condition"),
        ("kind = \"integers\"\nleast = -3\nmost = 3", "kind = \"none\"", "a goal is about payoffs"),
    ] {
        assert!(SMALL.contains(from), "{from}");
        let found = message(&SMALL.replacen(from, to, 1));
        assert!(found.contains(expected) && found.contains("= help"), "{from}: {found}");
    }
}
