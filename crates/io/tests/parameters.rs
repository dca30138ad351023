//! Letters that stand for numbers: their values, settings from outside, and payoffs as affine functions of one of them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::environment::EnvironmentText;
use ambimech_io::{Format, Setting, environment_digest, render_environment_toml};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::parametric::{AllocationOrigin, ParametricEnvironment};

const EVERYWHERE: &str = r#"
format = "ambimech-environment/1"
name = "Letters everywhere"
outside = "stop"
[parameters]
B = 7
a = { value = "1/3", about = "a small number" }
[[agents]]
name = "ann"
types = { H = "2 * B - a", L = { value = 1, cost = "B / 2" } }
[[agents]]
name = "bob"
types = { H = 2, L = "a" }
[prior]
"H H" = "a"
"H L" = 0.25
"L *" = "(1 - a) / 3"
[outcomes.stop]
ann = 0
bob = 0
[outcomes.go]
ann = "if(type[ann] == 'L', cost[ann], value[ann]) + max(B, B - a) - value[bob]"
bob = "B * (value[bob] - a) / 2"
[outcomes.rows]
"H *" = [1, "B"]
"L H" = ["a * B", "B - B"]
"L L" = ["1/7", "-B + 3 * (B + 1)"]
[allocation]
"* H" = "go"
"* L" = "rows"
"#;

fn text(text: &str) -> EnvironmentText<'_> {
    EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None }
}

fn settings(list: &[&str]) -> Vec<Setting> {
    list.iter().map(|setting| setting.parse().unwrap()).collect()
}

fn read(content: &str, set: &[&str]) -> Environment {
    text(content).read(&settings(set)).unwrap_or_else(|message| panic!("{message}"))
}

fn parametric(content: &str, parameter: &str, set: &[&str]) -> ParametricEnvironment {
    text(content).read_parametric(parameter, &settings(set)).unwrap_or_else(|message| panic!("{message}"))
}

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

#[test]
fn the_identity_is_that_of_the_numbers() {
    let environment = read(EVERYWHERE, &[]);
    let digest = environment_digest(&environment);
    // Written by hand without letters.
    let plain = EVERYWHERE
        .replace("[parameters]\nB = 7\na = { value = \"1/3\", about = \"a small number\" }\n", "")
        .replace("\"2 * B - a\"", "\"41/3\"")
        .replace("\"B / 2\"", "3.5")
        .replace("L = \"a\"", "L = \"1/3\"")
        .replace("\"H H\" = \"a\"", "\"H H\" = \"1/3\"")
        .replace("\"(1 - a) / 3\"", "\"2/9\"")
        .replace("max(B, B - a)", "7")
        .replace("B * (value[bob] - a) / 2", "7 / 2 * value[bob] - 7 / 6")
        .replace("[1, \"B\"]", "[1, 7]")
        .replace("[\"a * B\", \"B - B\"]", "[\"7/3\", 0]")
        .replace("[\"1/7\", \"-B + 3 * (B + 1)\"]", "[\"1/7\", 17]");
    assert!(!plain.contains('B') && !plain.contains("parameters"), "{plain}");
    assert_eq!(environment_digest(&read(&plain, &[])), digest);
    let six = EVERYWHERE.replace("B = 7", "B = 6").replace("\"1/3\"", "\"1/5\"");
    assert_ne!(environment_digest(&read(&six, &[])), digest);
    let back = read(&six, &["B=7", "a = \"1/3\""]);
    assert_eq!(environment_digest(&back), digest);
    assert_eq!(back.name(), "Letters everywhere, with B = 7, a = 1/3");
    // What is written has numbers, and is the same environment.
    let written = render_environment_toml(&back);
    assert!(!written.contains("[parameters]"), "{written}");
    assert_eq!(environment_digest(&read(&written, &[])), digest);
}

#[test]
fn the_json_twin_is_the_same_environment() {
    let toml = r#"
format = "ambimech-environment/1"
[parameters]
B = 7
[[agents]]
name = "ann"
types = { H = "B", L = 1 }
[[agents]]
name = "bob"
types = ["any"]
[prior]
"* *" = "B - 1"
[outcomes.go]
ann = "value[ann] - B"
bob = 0
[allocation]
"* *" = "go"
"#;
    let json = r#"{"format": "ambimech-environment/1", "parameters": {"B": 7},
        "agents": [{"name": "ann", "types": {"H": "B", "L": 1}}, {"name": "bob", "types": ["any"]}],
        "prior": {"* *": "B - 1"}, "outcomes": {"go": {"ann": "value[ann] - B", "bob": 0}},
        "allocation": {"* *": "go"}}"#;
    let twin = EnvironmentText { format: Format::Json, ..text(json) };
    for set in [&[][..], &["B=5/2"]] {
        let twin = twin.read(&settings(set)).unwrap_or_else(|message| panic!("{message}"));
        assert_eq!(environment_digest(&twin), environment_digest(&read(toml, set)));
    }
}

#[test]
fn settings_must_fit_the_file() {
    let refused = |content: &str, set: &[&str]| text(content).read(&settings(set)).unwrap_err().to_string();
    let message = refused(EVERYWHERE, &["b=6"]);
    assert_eq!(
        message,
        "\
error: this environment has no parameter `b`
 --> test.toml:5:1
  |
5 | [parameters]
  | ^^^^^^^^^^^^
  |
  = found: the setting `b=6`
  = expected: one of `B`, `a`
  = help: did you mean `B`?"
    );
    let message = refused(EVERYWHERE, &["B=6", "a=1", "B=5"]);
    assert!(message.contains("the parameter `B` is set twice") && message.contains("--set"), "{message}");
    let none =
        EVERYWHERE.replace("[parameters]\nB = 7\na = { value = \"1/3\", about = \"a small number\" }\n", "");
    let message = refused(&none, &["B=6"]);
    assert!(message.contains("it declares none") && message.contains("[parameters] with B = 7"), "{message}");
    // Settings are looked at before the formulas, so that the cause is named and not its consequence.
    let message = text(EVERYWHERE).read_parametric("C", &[]).unwrap_err().to_string();
    assert!(message.contains("no parameter `C`") && message.contains("the name `C`"), "{message}");
}

/// At every value, the affine forms are what reading the file with that value gives, attributes included.
#[test]
fn affine_forms_agree_with_reading_at_each_value() {
    let parametric = parametric(EVERYWHERE, "B", &["a=1/5"]);
    assert_eq!((parametric.parameter(), parametric.value()), ("B", &number("7")));
    assert_eq!(parametric.allocation_origin(), AllocationOrigin::Given);
    let here = parametric.environment();
    assert_eq!(environment_digest(here), environment_digest(&read(EVERYWHERE, &["a=1/5"])));
    for value in ["0", "7", "-3", "22/7", "1000000000000", "1e-30"] {
        let there = read(EVERYWHERE, &["a=1/5", &format!("B={value}")]);
        let moved = parametric.at(&number(value)).unwrap();
        assert_eq!(environment_digest(&moved), environment_digest(&there), "B = {value}");
        for profile in there.space().profiles() {
            for agent in there.space().agents() {
                for outcome in (0..there.outcomes().len()).map(OutcomeId) {
                    let line = parametric.payoff_at_zero(agent, outcome, profile)
                        + parametric.slope(agent, outcome, profile) * number(value);
                    assert_eq!(line, *there.payoff(agent, outcome, profile));
                }
            }
        }
    }
    let profile = here.find_profile("L H").unwrap();
    // cost B/2, plus B, minus 2
    assert_eq!(*parametric.slope(AgentId(0), OutcomeId(1), profile), number("3/2"));
    assert_eq!(*parametric.slope(AgentId(0), OutcomeId(2), profile), number("1/5"));
    assert_eq!(*parametric.slope(AgentId(1), OutcomeId(2), profile), Rational::ZERO);
}

#[test]
fn an_efficient_allocation_is_held_at_the_present_value() {
    let efficient = EVERYWHERE
        .replace("\"* H\" = \"go\"\n\"* L\" = \"rows\"", "rule = \"efficient\"")
        .replace("B = 7", "B = -20");
    let parametric = parametric(&efficient, "B", &[]);
    assert_eq!(parametric.allocation_origin(), AllocationOrigin::EfficientNow);
    let moved = parametric.at(&number("20")).unwrap();
    let there = read(&efficient, &["B=20"]);
    let allocations = |environment: &Environment| -> Vec<OutcomeId> {
        environment.space().profiles().map(|profile| environment.allocation(profile)).collect()
    };
    assert_eq!(allocations(&moved), allocations(parametric.environment()));
    assert_ne!(allocations(&moved), allocations(&there));
}

/// Each with the part of the message that says what leads out of the affine functions.
#[test]
fn what_is_not_affine_is_refused_in_its_place() {
    let cases = [
        ("B * B", "a product of two factors that both move with `B`", "B * B"),
        ("value[bob] * value[ann] * B", "when agent `ann` has type `H`", "value[bob] * value[ann] * B"),
        ("1 / B", "a divisor that moves with `B`", "B"),
        ("1 / (2 * a + B)", "a divisor that moves with `B`", "(2 * a + B)"),
        ("min(B, 3)", "a choice between numbers that is decided by `B`", "min(B, 3)"),
        ("max(value[ann], 0, B)", "a choice between numbers that is decided by `B`", "max(value[ann], 0, B)"),
        ("if(B > 3, 1, 0)", "a comparison that is decided by `B`", "B > 3"),
        ("if(value[ann] == 3 or B < 2, 1, 0)", "a comparison that is decided by `B`", "value[ann] == 3"),
    ];
    for (formula, found, marked) in cases {
        let content = EVERYWHERE.replace("B * (value[bob] - a) / 2", formula);
        read(&content, &[]);
        let diagnostic = text(&content).read_parametric("B", &[]).unwrap_err();
        let place = &diagnostic.places[0];
        assert_eq!(diagnostic.title, "this is not affine in `B`", "{formula}");
        assert!(diagnostic.found.contains(found), "{formula}: {diagnostic}");
        assert_eq!(&place.excerpt[place.marked.clone()], marked, "{formula}: {diagnostic}");
        assert!(!diagnostic.expected.is_empty() && !diagnostic.help.is_empty());
        // With another letter open it is a number like any other.
        let other = content.replace("B = 7\n", "B = 7\nother = 1\n");
        assert!(text(&other).read_parametric("other", &[]).is_ok(), "{formula}");
    }
    for (old, new) in [("\"2 * B - a\"", "\"B * B\""), ("[1, \"B\"]", "[1, \"max(B, 0)\"]")] {
        let content = EVERYWHERE.replace(old, new);
        read(&content, &[]);
        let diagnostic = text(&content).read_parametric("B", &[]).unwrap_err();
        assert_eq!(diagnostic.title, "this is not affine in `B`", "{new}");
    }
}

#[test]
fn what_only_looks_curved_is_accepted() {
    for formula in [
        "B * (B - B) + B",
        "if(B + 1 > B, B, B * B)",
        "max(B, B - 1, B - a)",
        "0 * B * B",
        "(B + 1) / (1 + B - B)",
        "if(false_friend < 1, B, 1 / B)",
    ] {
        let content = EVERYWHERE
            .replace("B * (value[bob] - a) / 2", formula)
            .replace("B = 7\n", "B = 7\nfalse_friend = 0\n");
        let parametric = parametric(&content, "B", &[]);
        let there = read(&content, &["B=-2"]);
        assert_eq!(
            environment_digest(&parametric.at(&number("-2")).unwrap()),
            environment_digest(&there),
            "{formula}"
        );
    }
}

#[test]
fn beliefs_and_the_outside_option_must_not_move() {
    let diagnostic = text(EVERYWHERE).read_parametric("a", &[]).unwrap_err();
    assert_eq!(diagnostic.title, "the beliefs depend on `a`");
    assert_eq!(diagnostic.line(), Some(15), "{diagnostic}");
    let content = EVERYWHERE.replace("[outcomes.stop]\nann = 0", "[outcomes.stop]\nann = \"B - 7\"");
    read(&content, &[]);
    let diagnostic = text(&content).read_parametric("B", &[]).unwrap_err();
    assert_eq!(diagnostic.title, "the outside option must be worth 0 to everyone");
    let message = diagnostic.to_string();
    assert!(message.contains("a payoff that moves with `B`"), "{message}");
}
