//! Environments that are read as their authors mean them, and written back.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::environment::environment_schema;
use ambimech_io::{Format, environment_digest, parse_environment, read_environment, render_environment_toml};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId};
use ambimech_model::number::parse_number;
use std::path::Path;

const PUBLIC_GOOD: &str = include_str!("valid/public-good.toml");
const PUBLIC_GOOD_JSON: &str = include_str!("valid/public-good.json");

fn read(text: &str) -> Environment {
    parse_environment(text, "test.toml", Format::Toml, None).unwrap_or_else(|message| panic!("{message}"))
}

/// Compares with a committed file, or rewrites it.
fn assert_golden(path: &Path, actual: &str) {
    if std::env::var_os("AMBIMECH_BLESS").is_some() {
        std::fs::write(path, actual).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == actual,
        "{} is stale: run `AMBIMECH_BLESS=1 cargo test -p ambimech-io`, read the difference and commit it",
        path.display()
    );
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid")
}

#[test]
fn decimals_fractions_and_wildcards_are_exact() {
    let environment = read(PUBLIC_GOOD);
    assert_eq!(environment.name(), "Public good with a conflicted agent");
    let probability = |label: &str| {
        environment.common_prior().unwrap().probability(environment.find_profile(label).unwrap()).to_string()
    };
    assert_eq!(probability("H H H"), "1/5");
    assert_eq!(probability("H H L"), "3/20");
    assert_eq!(probability("L L H"), "1/10");
    let payoff = |agent, outcome, label: &str| {
        let profile = environment.find_profile(label).unwrap();
        environment.payoff(AgentId(agent), OutcomeId(outcome), profile).to_string()
    };
    assert_eq!(payoff(0, 1, "H L L"), "5");
    assert_eq!(payoff(1, 1, "H L L"), "-4");
    assert_eq!(payoff(2, 0, "H L L"), "0");
    assert_eq!(environment.outside(), Some(OutcomeId(0)));
    assert_eq!(environment.allocation(environment.find_profile("L H L").unwrap()), OutcomeId(1));
    assert_eq!(*environment.pattern(), Pattern::All);
}

#[test]
fn the_json_twin_and_the_csv_prior_are_the_same_environment() {
    let digest = environment_digest(&read(PUBLIC_GOOD));
    assert!(digest.starts_with("sha256:") && digest.len() == 71);
    let json = parse_environment(PUBLIC_GOOD_JSON, "twin.json", Format::Json, None).unwrap();
    assert_eq!(environment_digest(&json), digest);
    for file in
        ["public-good.toml", "public-good.json", "public-good-from-csv.toml", "public-good-from-tables.toml"]
    {
        let environment = read_environment(&folder().join(file)).unwrap_or_else(|message| panic!("{message}"));
        assert_eq!(environment_digest(&environment), digest, "{file}");
    }
    let with_mark = format!("\u{feff}{PUBLIC_GOOD}").replace('\n', "\r\n");
    assert_eq!(environment_digest(&read(&with_mark)), digest);
    let json_with_mark = format!("\u{feff}{PUBLIC_GOOD_JSON}").replace('\n', "\r\n");
    let json = parse_environment(&json_with_mark, "twin.json", Format::Json, None).unwrap();
    assert_eq!(environment_digest(&json), digest);
}

#[test]
fn every_part_of_the_format_survives_writing() {
    for (name, text) in [
        ("public good", PUBLIC_GOOD),
        ("every form", include_str!("valid/every-form.toml")),
        ("odd names", include_str!("valid/odd-names.toml")),
    ] {
        let environment = read(text);
        let written = render_environment_toml(&environment);
        let again = parse_environment(&written, "written.toml", Format::Toml, None)
            .unwrap_or_else(|message| panic!("{name}: {message}\n{written}"));
        assert_eq!(environment_digest(&again), environment_digest(&environment), "{name}:\n{written}");
        assert_eq!((again.name(), again.source()), (environment.name(), environment.source()));
        assert_eq!(render_environment_toml(&again), written);
    }
}

#[test]
fn what_is_written_reads_well() {
    let written = render_environment_toml(&read(include_str!("valid/every-form.toml")));
    assert_golden(&folder().join("every-form.written.toml"), &written);
}

#[test]
fn every_form_means_what_it_says() {
    let environment = read(include_str!("valid/every-form.toml"));
    let at = |agent, outcome, label: &str| {
        let profile = environment.find_profile(label).unwrap();
        environment.payoff(AgentId(agent), OutcomeId(outcome), profile).clone()
    };
    // seller's cost is 0 when trade is free, otherwise the larger of two numbers
    assert_eq!(at(0, 1, "cheap high any"), parse_number("-1").unwrap());
    assert_eq!(at(0, 1, "dear low any"), parse_number("-9/2").unwrap());
    assert_eq!(at(1, 1, "dear high any"), parse_number("20/3").unwrap());
    assert_eq!(at(1, 1, "dear low any"), parse_number("1/3").unwrap());
    assert_eq!(at(2, 2, "cheap low any"), parse_number("1/2").unwrap());
    let pair: Coalition = [AgentId(0), AgentId(1)].into_iter().collect();
    assert_eq!(*environment.pattern(), Pattern::listed(3, [pair]));
    // the efficient rule takes the first of the best outcomes
    assert_eq!(environment.allocation(environment.find_profile("cheap high any").unwrap()), OutcomeId(1));
}

const ATTITUDES: &str = r#"
[attitudes]
"*" = { kind = "maxmin", epsilon = 0.5 }
"1" = "maxmin"
" 3  2 " = { kind = "maxmin", alpha = 0.75 }
2 = { kind = "smooth", utility = "cara", coefficient = "a", epsilon = 1 }
"1 3" = { kind = "smooth", utility = "power", coefficient = "1/2", wealth = "10 * a" }
"1 2" = { kind = "maxmin", alpha = 1, epsilon = "1/2" }

[parameters]
a = 3
"#;

#[test]
fn attitudes_are_read_and_written() {
    use ambimech_model::preference::{Attitude, Utility};
    let number = |text| parse_number(text).unwrap();
    let text = format!("{PUBLIC_GOOD}{ATTITUDES}");
    let environment = read(&text);
    let of = |members: &[usize]| {
        environment.attitude(members.iter().map(|member| AgentId(*member)).collect::<Coalition>())
    };
    let maxmin = |alpha, epsilon| Attitude::Maxmin { alpha: number(alpha), epsilon: number(epsilon) };
    let smooth = |utility| Attitude::Smooth { utility, epsilon: number("1") };
    assert_eq!(of(&[0]), &Attitude::MAXMIN);
    assert_eq!(of(&[1, 2]), &maxmin("3/4", "1"));
    assert_eq!(of(&[1]), &smooth(Utility::Cara { coefficient: number("3") }));
    assert_eq!(of(&[0, 2]), &smooth(Utility::Power { coefficient: number("1/2"), wealth: number("30") }));
    assert_eq!(of(&[0, 1, 2]), &maxmin("1", "1/2"));
    // The entry that says what is usual is no entry.
    assert_eq!(environment.attitudes().listed().len(), 4);

    let written = render_environment_toml(&environment);
    assert_eq!(environment_digest(&read(&written)), environment_digest(&environment), "{written}");
    assert_eq!(render_environment_toml(&read(&written)), written);
    assert_ne!(environment_digest(&read(PUBLIC_GOOD)), environment_digest(&environment));
    let spelt_out =
        format!("{PUBLIC_GOOD}\n[attitudes]\n\"*\" = {{ kind = \"maxmin\", alpha = 1, epsilon = 1 }}\n");
    assert_eq!(environment_digest(&read(&spelt_out)), environment_digest(&read(PUBLIC_GOOD)));
    assert!(!render_environment_toml(&read(PUBLIC_GOOD)).contains("attitudes"));

    // A coalition that cannot form has no attitude.
    let alone = environment.with_pattern(Pattern::Singletons);
    assert_eq!(alone.attitudes().listed().len(), 2);
    assert_eq!(environment_digest(&read(&render_environment_toml(&alone))), environment_digest(&alone));

    let end = PUBLIC_GOOD_JSON.trim_end().strip_suffix('}').unwrap();
    let json = format!("{end}, \"attitudes\": {{\"*\": {{\"kind\": \"maxmin\", \"alpha\": 0.75}}}}}}");
    let json =
        parse_environment(&json, "test.json", Format::Json, None).unwrap_or_else(|message| panic!("{message}"));
    assert_eq!(json.attitude(Coalition::single(AgentId(2))), &maxmin("3/4", "1"));
}

#[test]
fn attitudes_do_not_move_with_an_open_parameter() {
    let text = format!("{PUBLIC_GOOD}{ATTITUDES}");
    let text = ambimech_io::environment::EnvironmentText {
        text: &text,
        file_name: "t",
        format: Format::Toml,
        folder: None,
    };
    let message = text.read_parametric("a", &[]).unwrap_err().to_string();
    assert!(message.contains("an attitude depends on `a`"), "{message}");
}

#[test]
fn the_schema_in_docs_is_the_one_of_the_code() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    assert_golden(&docs.join("environment.schema.json"), &environment_schema());
}
