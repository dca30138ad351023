//! Grids of auctions: the finite machinery and the continuous one must agree where the book says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::auction::{AnyAuction, parse_any_auction, render_grid_environment};
use ambimech_io::environment::{AnyEnvironment, EnvironmentText};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::grid::{Grid, GridError};
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{BeliefFamily, Growth, RuleAnswer};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use ambimech_solve::auction::{least_parameter, study_auction};
use ambimech_solve::implementability::{decide_rule, find_ambiguity};
use std::path::Path;
use std::process::Command;

fn ambimech(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs");
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

/// SONG section 5 with these beliefs.
fn section_5(bidders: usize, ties: &str, beliefs: &str) -> String {
    format!(
        "format = \"ambimech-auction/1\"\nbidders = {bidders}\nties = \"{ties}\"\nown = \"theta + c/N\"\nvalue = \"own + sum(c)/N\"\n\
         [signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\n{beliefs}\n"
    )
}

fn general(text: &str) -> GeneralAuction {
    match parse_any_auction(text, "a.toml", Format::Toml).unwrap() {
        AnyAuction::Polynomial(auction) => GeneralAuction::of(&auction),
        AnyAuction::General(general) => general,
    }
}

fn grid_of<'a>(auction: &'a GeneralAuction, parts: &[usize]) -> Grid<'a> {
    Grid::new(auction, &vec![parts.to_vec(); auction.frame().bidders().len()]).unwrap()
}

fn read_back(grid: &Grid<'_>) -> AnyEnvironment {
    let text = render_grid_environment(grid).unwrap();
    let text = EnvironmentText { text: &text, file_name: "grid.toml", format: Format::Toml, folder: None };
    text.read_any(&[]).unwrap_or_else(|error| panic!("{error}"))
}

fn sets(found: AnyEnvironment) -> AmbiguousEnvironment {
    match found {
        AnyEnvironment::Sets(environment) => *environment,
        AnyEnvironment::Single(environment) => AmbiguousEnvironment::of_beliefs(&environment).unwrap(),
    }
}

fn is_implementable(environment: &AmbiguousEnvironment) -> bool {
    match decide_rule(environment, Criterion::Maxmin, Reports::Pure) {
        RuleAnswer::Implementable(_) => true,
        RuleAnswer::Impossible(_) => false,
        RuleAnswer::Undecided(why) => panic!("{why:?}"),
    }
}

/// The probability of winning of a report at every profile of the others, in the order of the environment's states.
fn wins(grid: &Grid<'_>, environment: &AmbiguousEnvironment, agent: AgentId, report: TypeId) -> Vec<Rational> {
    let (space, split) = (environment.space(), environment.split(agent));
    let share = |state| {
        let profile = split.profile(ambimech_model::index::JointTypeId(report.0), state);
        let types: Vec<usize> = space.agents().map(|other| space.type_of(profile, other).0).collect();
        let winners = grid.winners(&types).unwrap();
        match (winners.contains(&agent), winners.len()) {
            (false, _) => Rational::ZERO,
            (true, 1) => Rational::ONE,
            (true, _) => grid.auction().frame().ties().clone(),
        }
    };
    split.rest().map(share).collect()
}

/// Minimal Ambiguity of the grid, by its definition in the book: for types s, t with a smaller own index of s, the greatest probability of winning
/// with the report t is at least the least one with the report s.
fn minimal_ambiguity_of_the_grid(grid: &Grid<'_>, environment: &AmbiguousEnvironment) -> bool {
    environment.space().agents().all(|agent| {
        let types = grid.types(agent);
        let chance = |number: usize| {
            let (set, values) =
                (environment.set(agent, TypeId(0)), wins(grid, environment, agent, TypeId(number)));
            (set.lower(&values).unwrap().value, set.upper(&values).unwrap().value)
        };
        let chances: Vec<(Rational, Rational)> = (0..types.len()).map(chance).collect();
        let pairs = (0..types.len()).flat_map(|s| (0..types.len()).map(move |t| (s, t)));
        pairs.filter(|(s, t)| types[*s].own < types[*t].own).all(|(s, t)| chances[t].1 >= chances[s].0)
    })
}

/// The theorem about grids: transfers exist exactly when the grid has Minimal Ambiguity. Two independent ways to the same verdict.
#[test]
fn transfers_exist_exactly_under_minimal_ambiguity_of_the_grid() {
    let (mut held, mut failed) = (0, 0);
    for weights in ["[1, 1]", "[1, 3]", "[5, 1]"] {
        let centre = format!("centre = {{ theta = {{ breaks = [0, \"1/2\", 1], weights = {weights} }} }}");
        for epsilon in ["0", "1/5", "1/3", "2/3", "1"] {
            for ties in ["0", "1/2", "1"] {
                let beliefs = format!("kind = \"contamination\"\nepsilon = \"{epsilon}\"\n{centre}");
                let auction = general(&section_5(2, ties, &beliefs));
                for parts in [[3, 2], [4, 3], [5, 4]] {
                    let grid = grid_of(&auction, &parts);
                    let environment = sets(read_back(&grid));
                    let expected = minimal_ambiguity_of_the_grid(&grid, &environment);
                    assert_eq!(is_implementable(&environment), expected, "{weights} {epsilon} {ties} {parts:?}");
                    if expected { held += 1 } else { failed += 1 }
                }
            }
        }
    }
    assert!(held > 10 && failed > 10, "{held} {failed}");
}

/// The cells have the exact masses of the densities, and the two beliefs of the device are the two vertices.
#[test]
fn masses_are_exact() {
    let hull = "kind = \"hull\"\ndensities = [{ theta = { beta = [2, 1] } }, { theta = { breaks = [0, \"1/2\", 1], weights = [0, 1] } }]";
    let auction = general(&section_5(2, "1", hull));
    let grid = grid_of(&auction, &[2, 2]);
    let environment = sets(read_back(&grid));
    let ambimech_model::belief_set::BeliefSet::Hull(hull) = environment.set(AgentId(0), TypeId(0)) else {
        panic!()
    };
    let number = |text: &str| ambimech_model::number::parse_number(text).unwrap();
    // ∫ 2θ from 0 to 1/2 is 1/4, halved by c.
    let first: Vec<Rational> = ["1/8", "1/8", "3/8", "3/8"].map(number).to_vec();
    let second: Vec<Rational> = ["0", "0", "1/2", "1/2"].map(number).to_vec();
    let found: Vec<&[Rational]> = hull.vertices().iter().map(|vertex| vertex.probabilities()).collect();
    assert_eq!(found, [first.as_slice(), second.as_slice()]);
}

/// Section 5 for N = 2 with fair ties: on M parts, M even, the least contamination is (M − 2)/(2M − 2), below the 1/2 of the auction and tending to it.
#[test]
fn the_least_contamination_of_grids_tends_to_that_of_the_auction() {
    let text = section_5(2, "1/2", "kind = \"density\"");
    let auction = general(&text);
    let AnyAuction::Polynomial(polynomial) = parse_any_auction(&text, "a.toml", Format::Toml).unwrap() else {
        panic!()
    };
    let family = ambimech_model::auction::family::Family::Contamination;
    let continuous = least_parameter(&polynomial, AgentId(0), family, None).unwrap();
    let half = Rational::ONE / Rational::from(2_u32);
    assert_eq!(continuous.exact(), Some(&half));
    let mut before = Rational::ZERO;
    for parts in [2_usize, 4, 6] {
        let grid = grid_of(&auction, &[parts, parts]);
        let AnyEnvironment::Single(environment) = read_back(&grid) else { panic!("one belief is a prior") };
        let found = find_ambiguity(&BeliefFamily::new(&environment, Growth::Contamination).unwrap()).unwrap();
        let expected = Rational::from(parts - 2) / Rational::from(2 * parts - 2);
        for least in &found {
            assert_eq!(least.epsilon(), Some(&expected), "{parts}");
        }
        assert!(expected < half && (parts == 2 || expected > before));
        before = expected;
    }
}

/// Verdicts about the auction and its grids, for the examples of the literature.
#[test]
fn verdicts_agree() {
    let device = "kind = \"hull\"\ndensities = [{ theta = { breaks = [0, \"1/2\", 1], weights = [1, 0] } }, \
                  { theta = { breaks = [0, \"1/2\", 1], weights = [0, 1] } }]";
    let cases = [
        (2, "1", "kind = \"contamination\"\nepsilon = \"1/3\"", [4, 4], false),
        (2, "1", "kind = \"contamination\"\nepsilon = \"9/10\"", [6, 6], false),
        (2, "1", device, [4, 4], true),
        (2, "1", device, [6, 3], true),
        (2, "1/2", device, [4, 4], true),
        (2, "1", "kind = \"density\"", [4, 4], false),
        (2, "1", "kind = \"prokhorov\"\nradius = \"1/4\"", [4, 1], true),
        (3, "1", "kind = \"contamination\"\nepsilon = \"1/3\"", [7, 2], false),
        (3, "1", "kind = \"all\"", [3, 2], true),
    ];
    for (bidders, ties, beliefs, parts, expected) in cases {
        let text = section_5(bidders, ties, beliefs);
        let AnyAuction::Polynomial(polynomial) = parse_any_auction(&text, "a.toml", Format::Toml).unwrap() else {
            panic!()
        };
        let word =
            ambimech_io::render::sentence::auction::efficient_rule_word(study_auction(&polynomial).conclusion);
        assert_eq!(word, if expected { "holds" } else { "fails" }, "{bidders} {beliefs}");
        let auction = GeneralAuction::of(&polynomial);
        let environment = sets(read_back(&grid_of(&auction, &parts)));
        assert_eq!(is_implementable(&environment), expected, "{bidders} {beliefs} {parts:?}");
    }
}

/// The two examples with values that are not sums, where boxes answer about the auction and an exact program about the grid.
#[test]
fn verdicts_agree_where_there_is_no_closed_form() {
    let folder = tempfile::tempdir().unwrap();
    let grid = folder.path().join("grid.toml").display().to_string();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for (example, parts) in [
        ("song-increasing-differences", "theta=3,c=2"),
        ("song-increasing-differences", "3"),
        ("song-linear-values", "3"),
    ] {
        let file = examples.join(example).join("auction.toml").display().to_string();
        let (status, words, err) = ambimech(&["auction", &file, "--discretise", parts, "--out", &grid]);
        assert_eq!(status, 0, "{err}");
        assert!(words.contains("The verdicts agree."), "{example} {parts}: {words}");
        let (status, words, err) = ambimech(&["insure", &grid, "--reports", "pure"]);
        assert!(status == 0 && words.starts_with("feasible"), "{example} {parts}: {words}{err}");
    }
}

/// On a grid whose probabilities of winning are those of the auction, the scheme x_full keeps its incentives; with the ties of the default it may not.
#[test]
fn the_scheme_of_the_device_passes_on_its_grid() {
    let folder = tempfile::tempdir().unwrap();
    let (auction, grid, mechanism) =
        (folder.path().join("a.toml"), folder.path().join("grid.toml"), folder.path().join("x.json"));
    let name = |path: &Path| path.display().to_string();
    let device = "kind = \"hull\"\ndensities = [{ theta = { breaks = [0, \"1/2\", 1], weights = [1, 0] } }, \
                  { theta = { breaks = [0, \"1/2\", 1], weights = [0, 1] } }]";
    std::fs::write(&auction, section_5(2, "1/2", device)).unwrap();
    for parts in ["2", "4", "theta=6,c=2"] {
        let (status, words, err) = ambimech(&[
            "auction",
            &name(&auction),
            "--discretise",
            parts,
            "--out",
            &name(&grid),
            "--mechanism",
            &name(&mechanism),
        ]);
        assert_eq!(status, 0, "{err}");
        assert!(words.contains("The verdicts agree."), "{words}");
        let (status, words, err) = ambimech(&["verify", &name(&grid), &name(&mechanism), "--reports", "pure"]);
        assert!(status == 0 && words.starts_with("holds: ic"), "{parts} {words} {err}");
        // A reward that pays one type more for nothing is found out.
        let text = std::fs::read_to_string(&mechanism).unwrap();
        let changed = lifted(&text);
        std::fs::write(&mechanism, changed).unwrap();
        let (status, words, _) = ambimech(&["verify", &name(&grid), &name(&mechanism), "--reports", "pure"]);
        assert!(status == 1 && words.starts_with("fails"), "{parts} {words}");
    }
}

/// The mechanism with 10 more for the first bidder wherever its type is the first.
fn lifted(text: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    for (profile, payments) in value["rules"][0]["transfers"].as_object_mut().unwrap() {
        if profile.starts_with("theta1-c1 ") {
            payments[0] = serde_json::Value::String("10".to_string());
        }
    }
    value.to_string()
}

/// Values beyond polynomials and parameters go through, and mistakes are told before a file is written.
#[test]
fn formulas_parameters_and_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let (auction, grid) = (folder.path().join("a.toml"), folder.path().join("grid.toml"));
    let name = |path: &Path| path.display().to_string();
    let text = "format = \"ambimech-auction/1\"\nbidders = 2\nown = \"theta\"\nvalue = \"a*own + min(own, 1/2)*sum(c)^2/(2 + sum(c))\"\n\
                [parameters]\na = 1\n[signals]\ntheta = [0, 1]\nc = [0, 1]\n[beliefs]\nkind = \"contamination\"\nepsilon = \"1/2\"\n";
    std::fs::write(&auction, text).unwrap();
    let file = name(&auction);
    let out = name(&grid);
    let (status, words, err) = ambimech(&["auction", &file, "--discretise", "2", "--out", &out, "--set", "a=3/2"]);
    assert_eq!(status, 0, "{err}");
    assert!(words.starts_with("done: "), "{words}");
    let made = std::fs::read_to_string(&grid).unwrap();
    assert!(made.contains("3/2*own[1] + ") && made.contains("min("), "{made}");
    let (status, _, err) = ambimech(&["insure", &out]);
    assert!(status < 2, "{err}");
    std::fs::remove_file(&grid).unwrap();
    for (arguments, message) in [
        (vec!["--discretise", "2"], "--out FILE.toml"),
        (vec!["--discretise", "30", "--out", &out], "too many type profiles"),
        (vec!["--discretise", "tetha=2", "--out", &out], "no component `tetha`"),
        (vec!["--discretise", "0", "--out", &out], "from 1 on"),
        (vec!["--discretise", "2", "--out", &out, "--mechanism", "x.json"], "no closed form"),
        (vec!["--discretise", "2", "--out", "x.csv"], ".toml"),
        (vec!["--discretise", "2", "--out", &out, "--set", "b=1"], "no parameter"),
    ] {
        let (status, _, err) = ambimech(&[&["auction", file.as_str()], arguments.as_slice()].concat());
        assert!(status == 2 && err.contains(message), "{message}: {err}");
        assert!(!grid.exists(), "{message}");
    }
    let small = general(text);
    assert_eq!(Grid::new(&small, &[vec![2, 2]]).unwrap_err(), GridError::Parts);
}

/// The page has every part and no script; the same bytes by both commands.
#[test]
fn the_page_of_an_auction() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for (example, has_scheme) in [("song-communication-device", true), ("song-increasing-differences", false)] {
        let file = examples.join(example).join("auction.toml").display().to_string();
        let (one, two) = (folder.path().join("one.html"), folder.path().join("two.html"));
        let (status, words, err) = ambimech(&["auction", &file, "--out", &one.display().to_string()]);
        assert!(status == 0 && words.starts_with("done: "), "{err}");
        let (status, _, err) = ambimech(&["report", &file, "--out", &two.display().to_string()]);
        assert_eq!(status, 0, "{err}");
        let page = std::fs::read_to_string(&one).unwrap();
        assert_eq!(page, std::fs::read_to_string(&two).unwrap());
        for part in ["id=\"conditions\"", "id=\"reports\"", "id=\"scheme\"", "minimal-ambiguity", "<svg"] {
            assert!(page.contains(part), "{example} {part}");
        }
        assert_eq!(
            page.contains("id=\"scheme-0\"") || page.contains("Best misreport gains"),
            has_scheme,
            "{example}"
        );
        assert!(!page.contains("<script"), "{example}");
    }
    let file = examples.join("song-communication-device/auction.toml").display().to_string();
    let (status, _, err) = ambimech(&["report", &file, "--out", "x.tex"]);
    assert!(status == 2 && err.contains(".html"), "{err}");
}

/// The device of Appendix D is found: two messages, θ cut in the middle; and one for three bidders.
#[test]
fn devices_of_auctions() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let found = |bidders: usize, beliefs: &str, options: &[&str]| {
        std::fs::write(&file, section_5(bidders, "1", beliefs)).unwrap();
        let name = file.display().to_string();
        let (status, text, err) = ambimech(&[&["auction", name.as_str(), "--format", "json"], options].concat());
        (status, serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default(), err)
    };
    let density = "kind = \"density\"";
    let (status, answer, err) = found(2, density, &["--device", "theta", "--messages", "2"]);
    assert_eq!(status, 0, "{err}");
    let bidder = &answer["bidders"][0];
    assert_eq!(
        (&bidder["messages"], &bidder["cuts"][0], &bidder["slack"]),
        (&2.into(), &"1/2".into(), &"0".into())
    );
    // What the search found is enough by the file's own hull as well, and cuts elsewhere are not.
    for (cut, expected) in [("1/2", 0), ("1/4", 1), ("5/8", 1)] {
        let pieces =
            |weights: &str| format!("{{ theta = {{ breaks = [0, \"{cut}\", 1], weights = {weights} }} }}");
        let hull = format!("kind = \"hull\"\ndensities = [{}, {}]", pieces("[1, 0]"), pieces("[0, 1]"));
        assert_eq!(found(2, &hull, &[]).0, expected, "{cut}");
    }
    // A component that does not decide who wins says nothing.
    let (status, answer, _) = found(2, density, &["--device", "c"]);
    assert_eq!((status, answer["bidders"][0]["messages"].is_null()), (3, true));
    let (status, answer, err) = found(3, density, &["--device", "theta", "--messages", "2"]);
    assert_eq!(status, 0, "{err} {answer}");
    for (beliefs, component) in [("kind = \"all\"", "theta"), (density, "tetha")] {
        let (status, _, err) = found(2, beliefs, &["--device", component]);
        assert!(status == 2 && err.contains("--device"), "{err}");
    }
}

/// The example of hedging: no lie to a neighbour gains under the first mechanism, the large lie gains 2; the least rewards stop everything.
#[test]
fn small_lies_hedge_each_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/song-hedging");
    let expected = std::fs::read_to_string(folder.join("expected/verification.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
    let sets = folder.join("sets.toml").display().to_string();
    for (mechanism, expected) in expected.as_object().unwrap() {
        let file = folder.join(mechanism).display().to_string();
        let (_, text, err) = ambimech(&["verify", &sets, &file, "--reports", "pure", "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{err}"));
        let ic = &found["properties"][0];
        assert_eq!((&ic["name"], &ic["verdict"]), (&"ic".into(), &expected["verdict"]), "{mechanism}");
        let gaining: Vec<&serde_json::Value> = ic["types"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["margin"].as_str().unwrap().starts_with('-'))
            .collect();
        match expected.get("gain") {
            None => assert!(gaining.is_empty(), "{gaining:?}"),
            Some(gain) => {
                assert_eq!(gaining.len(), 1, "{gaining:?}");
                assert_eq!((&gaining[0]["type"], &gaining[0]["report"][0]), (&expected["from"], &expected["to"]));
                assert_eq!(gaining[0]["margin"].as_str().unwrap(), format!("-{}", gain.as_str().unwrap()));
            }
        }
    }
    // Lies to a neighbour alone: the truth's reward against the reward of the neighbour and the worst advantage.
    let file = folder.join("mechanism.json").display().to_string();
    for (truth, report, worth) in [("middle", "low", "1"), ("high", "middle", "2")] {
        let (_, text, err) = ambimech(&[
            "expect",
            &sets,
            "--agent",
            "bidder",
            "--type",
            truth,
            "--of",
            report,
            "--mechanism",
            &file,
            "--format",
            "json",
        ]);
        let found: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{err}"));
        assert_eq!(found["expectations"][0]["lower"]["value"], worth, "{truth} {report}: {text}");
    }
}
