//! Whatever a mechanism or certificate file holds: no panic, no unreasonable memory, and nothing is accepted that is not
//! what was certified.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

mod public_good;

use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::{Accepted, CheckError, MAX_NUMBERS, check_text};
use ambimech_io::collusion::check_collusion_text;
use ambimech_io::mechanism::{parse_mechanism, render_mechanism};
use ambimech_io::{Format, environment_digest, parse_environment};
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, Attitudes, Utility};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

static ENVIRONMENT: LazyLock<Environment> = LazyLock::new(public_good::environment);

static CERTIFIED: LazyLock<Vec<(String, Accepted)>> = LazyLock::new(|| {
    let digest = environment_digest(&ENVIRONMENT);
    let mechanism =
        |(mechanism, certificate)| render_mechanism(&ENVIRONMENT, &digest, &mechanism, Some(&certificate));
    let texts = [
        mechanism(public_good::closed_form()),
        mechanism(public_good::doubled()),
        render_certificates(&ENVIRONMENT, &digest, &public_good::conditions()),
    ];
    let accepted = |text: String| {
        let answer = check_text(&text, "m.json", Format::Json, &ENVIRONMENT).unwrap();
        (text, answer)
    };
    texts.into_iter().map(accepted).collect()
});

/// Reads and checks a text in every way.
fn swallow(text: &str) {
    for format in [Format::Json, Format::Toml] {
        let _ = parse_mechanism(text, "m", format, &ENVIRONMENT).map_err(|diagnostic| diagnostic.to_string());
        let _ = parse_certificates(text, "c", format, &ENVIRONMENT).map_err(|diagnostic| diagnostic.to_string());
        assert!(check_text(text, "f", format, &ENVIRONMENT).is_err());
    }
}

/// Words that mean something in these files, and some that do not.
fn word() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "H",
        "L",
        "1",
        "2",
        "3",
        "H H H",
        "H * *",
        "L * *",
        "* * *",
        "none",
        "build",
        "r1",
        "r2",
        "1=H",
        "1=H,2=L",
        "",
        "*",
        "own-rule",
        "all",
        "singletons",
        "mixed",
        "pure",
        "ic",
        "cic",
        "bb",
        "ir",
        "equal-split",
        "zero",
        "residual-claimant",
        "level-interim",
        "1/2",
        "-1/2",
        "1/0",
        "1e5000",
        "1e-5000",
        "nan",
        "bdp",
        "cbdp",
        "holds",
        "fails",
        "infeasible",
        "extract",
        "coalition-proof",
        "equal-posteriors",
        "distinct-posteriors",
        "interdependent-payoff",
        "better-outcome",
        "inefficient",
        "extraction-tempted",
        "grand-coalition-gains",
        "\u{0}",
        "ä\n",
        "=",
        ",",
        "1=H,",
        "=,=",
    ];
    proptest::sample::select(WORDS).prop_map(str::to_string)
}

fn key() -> impl Strategy<Value = String> {
    const KEYS: &[&str] = &[
        "format",
        "environment",
        "name",
        "source",
        "goal",
        "rules",
        "closed-form",
        "certificate",
        "transfers",
        "base",
        "side-bets",
        "combinations",
        "kind",
        "agent",
        "coalitions",
        "scale",
        "bets",
        "coalition",
        "types",
        "multiple",
        "claims",
        "property",
        "reports",
        "weights",
        "seal",
        "certificates",
        "condition",
        "verdict",
        "evidence",
        "reason",
        "first",
        "second",
        "profile",
        "probability",
        "outcome",
        "gain",
        "value",
        "payoff",
        "truth",
        "report",
    ];
    prop_oneof![3 => proptest::sample::select(KEYS).prop_map(str::to_string), 1 => word()]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => word().prop_map(Value::String),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::btree_map(key(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A value that is right in shape for its place with even odds, and anything otherwise.
fn nearly(right: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![3 => right.boxed(), 1 => anything()].boxed()
}

fn coalition_types() -> impl Strategy<Value = (Value, Value)> {
    let members = nearly(proptest::sample::select(vec![json!(["1"]), json!(["1", "2"]), json!(["1", "2", "3"])]));
    let types = nearly(proptest::sample::select(vec![json!(["H"]), json!(["L", "H"]), json!(["H", "H", "L"])]));
    (members, types)
}

fn closed_form() -> impl Strategy<Value = Value> {
    let bets = (coalition_types(), nearly(word().prop_map(Value::String))).prop_map(
        |((coalition, types), multiple)| json!({"coalition": coalition, "types": types, "multiple": multiple}),
    );
    let listed =
        proptest::collection::vec((nearly(word().prop_map(Value::String)), nearly(bets)), 0..4).prop_map(|list| {
            Value::Array(list.into_iter().map(|(name, bet)| json!({"name": name, "bets": [bet]})).collect())
        });
    (nearly(word().prop_map(|word| json!({"kind": word}))), nearly(listed), anything(), any::<bool>()).prop_map(
        |(base, listed, scale, every)| match every {
            true => json!({"base": base, "side-bets": {"coalitions": "all", "scale": scale}}),
            false => json!({"base": base, "combinations": listed}),
        },
    )
}

fn certificate() -> impl Strategy<Value = Value> {
    let weights = proptest::collection::btree_map(word(), nearly(word().prop_map(Value::String)), 0..3)
        .prop_map(|map| Value::Object(map.into_iter().collect()));
    let entry = (coalition_types(), nearly(weights)).prop_map(
        |((coalition, types), weights)| json!([{"coalition": coalition, "types": types, "weights": weights}]),
    );
    (nearly(entry), anything()).prop_map(|(weights, claims)| {
        json!({"claims": [{"property": "cic", "reports": "mixed"}, claims], "weights": weights})
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        swallow(&text);
    }

    #[test]
    fn any_json_is_read_or_refused(mut value in anything(), certificates: bool) {
        if let Value::Object(map) = &mut value {
            let format = if certificates { "ambimech-certificate/1" } else { "ambimech-mechanism/1" };
            map.insert("format".into(), format.into());
            map.insert("environment".into(), environment_digest(&ENVIRONMENT).into());
        }
        swallow(&value.to_string());
    }

    #[test]
    fn nearly_right_mechanisms_are_read_or_refused(form in closed_form(), certificate in nearly(certificate())) {
        let value = json!({
            "format": "ambimech-mechanism/1",
            "environment": environment_digest(&ENVIRONMENT),
            "closed-form": form,
            "certificate": certificate,
        });
        let text = value.to_string();
        swallow(&text);
        // Sealed anew, so that the checker itself gets to see it.
        if let Ok(file) = parse_mechanism(&text, "m", Format::Json, &ENVIRONMENT) {
            let digest = environment_digest(&ENVIRONMENT);
            let text = render_mechanism(&ENVIRONMENT, &digest, &file.mechanism, file.certificate.as_ref());
            let again = parse_mechanism(&text, "m", Format::Json, &ENVIRONMENT);
            prop_assert_eq!(again.map(|file| file.mechanism), Ok(file.mechanism));
            let _ = check_text(&text, "m", Format::Json, &ENVIRONMENT);
        }
    }

    #[test]
    fn nearly_right_certificates_are_read_or_refused(
        kind in word(),
        (coalition, types) in coalition_types(),
        other in anything(),
        profile in nearly(Just(json!("H L H"))),
        about_goal: bool,
    ) {
        let evidence = json!({
            "kind": kind, "coalition": coalition, "first": types, "second": other, "profile": profile, "gain": "1/2",
        });
        let mut fewer = vec![evidence.clone()];
        for key in ["coalition", "first", "second", "profile", "gain"] {
            let mut evidence = evidence.clone();
            if let Value::Object(map) = &mut evidence {
                map.remove(key);
            }
            fewer.push(evidence);
        }
        for evidence in fewer {
            let entry = match about_goal {
                true => json!({"goal": "extract", "verdict": "infeasible", "reason": evidence}),
                false => json!({"condition": "bdp", "verdict": "fails", "evidence": [evidence]}),
            };
            let value = json!({
                "format": "ambimech-certificate/1",
                "environment": environment_digest(&ENVIRONMENT),
                "certificates": [entry],
            });
            swallow(&value.to_string());
        }
    }

    /// Random edits of certified files: refused, or the same content as before.
    #[test]
    fn edited_files_are_refused_or_mean_the_same(
        which in 0usize..3,
        start in any::<proptest::sample::Index>(),
        length in 0usize..4,
        insert in prop_oneof![Just(String::new()), "[ -~]{1,3}", any::<char>().prop_map(String::from), word()],
    ) {
        let (text, certified) = &CERTIFIED[which];
        let mut bytes: Vec<char> = text.chars().collect();
        let start = start.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, insert.chars());
        let edited: String = bytes.into_iter().collect();
        match check_text(&edited, "m.json", Format::Json, &ENVIRONMENT) {
            Ok(accepted) => prop_assert_eq!(&accepted, certified),
            Err(CheckError::TooLarge { .. }) => prop_assert!(false, "not settled"),
            Err(_) => {}
        }
    }
}

/// Two types of each of so many agents, all equally likely.
fn binary(agents: usize) -> Environment {
    let list: Vec<String> =
        (0..agents).map(|agent| format!("{{ name = \"a{agent}\", types = [\"H\", \"L\"] }}")).collect();
    let stars = vec!["*"; agents].join(" ");
    let payoffs: Vec<String> = (0..agents).map(|agent| format!("a{agent} = 0")).collect();
    let text = format!(
        "format = \"ambimech-environment/1\"\nagents = [{}]\nprior = {{ \"{stars}\" = 1 }}\n\
         outcomes.none = {{ {} }}\nallocation = {{ \"{stars}\" = \"none\" }}\n",
        list.join(", "),
        payoffs.join(", ")
    );
    parse_environment(&text, "binary.toml", Format::Toml, None).unwrap_or_else(|diagnostic| panic!("{diagnostic}"))
}

#[test]
fn short_files_cannot_ask_for_long_tables() {
    let environment = binary(14);
    let stars = vec!["*"; 14].join(" ");
    let zeros = vec!["0"; 14].join(", ");
    let rules: Vec<String> = (0..1000)
        .map(|rule| format!("{{\"name\": \"r{rule}\", \"transfers\": {{\"{stars}\": [{zeros}]}}}}"))
        .collect();
    let text = |count: usize| {
        format!("{{\"format\": \"ambimech-mechanism/1\", \"rules\": [{}]}}", rules[..count].join(", "))
    };
    assert!(parse_mechanism(&text(10), "m.json", Format::Json, &environment).is_ok());
    let refused = parse_mechanism(&text(1000), "m.json", Format::Json, &environment).unwrap_err();
    assert!(refused.found.contains("229376000 payments"), "{refused}");
}

#[test]
fn a_check_beyond_all_bounds_is_not_begun() {
    let environment = binary(14);
    let (mechanism, certificate) = public_good::closed_form();
    let text = render_mechanism(&environment, &environment_digest(&environment), &mechanism, Some(&certificate));
    let answer = check_text(&text, "m.json", Format::Json, &environment);
    assert!(matches!(answer, Err(CheckError::TooLarge { .. })), "{answer:?}");
    let error = answer.unwrap_err();
    assert_eq!(error.exit_code(), 3);
}

/// A short certificate for a closed form of many rules: smooth attitudes and proofs about collusion need all values at once.
#[test]
fn all_values_of_many_rules_are_not_begun() {
    let environment = binary(9);
    let (mechanism, certificate) = public_good::closed_form();
    let rules = mechanism.rule_count(&environment).unwrap() as u128;
    let needed = rules * 9 * environment.space().size() as u128;
    assert!(needed > MAX_NUMBERS, "{needed}");
    let digest = environment_digest(&environment);
    let text = format!(
        "{{\"format\": \"ambimech-collusion/1\", \"environment\": \"{digest}\", \"mechanism\": \"\", \"seal\": \"\", \
         \"excluded-for\": \"every-coalition\", \"contracts\": \"all\", \"exclusions\": []}}"
    );
    let answer = check_collusion_text(&text, "c.json", Format::Json, &environment, &mechanism);
    assert!(matches!(answer, Err(CheckError::TooLarge { .. })), "{answer:?}");

    let utility = Utility::Cara { coefficient: Rational::ONE };
    let smooth = Attitude::Smooth { utility, epsilon: Rational::ONE };
    let environment = binary(7).with_attitudes(Attitudes::new(smooth, Vec::new()).unwrap());
    let digest = environment_digest(&environment);
    let text = render_mechanism(&environment, &digest, &mechanism, Some(&certificate));
    let answer = check_text(&text, "m.json", Format::Json, &environment);
    assert!(matches!(answer, Err(CheckError::TooLarge { .. })), "{answer:?}");
}

/// Numbers of thousands of digits without common factors would take millions of digits each over a common denominator.
#[test]
fn long_numbers_cannot_fill_the_memory() {
    let environment = binary(8);
    let mut rows = Vec::new();
    for profile in environment.space().profiles() {
        let row: Vec<String> = (0..8)
            .map(|agent| format!("\"1/{}{:04}\"", "7".repeat(5_000), 2 * (profile.0 * 8 + agent) + 1))
            .collect();
        rows.push(format!("\"{}\": [{}]", environment.profile_label(profile), row.join(", ")));
    }
    let digest = environment_digest(&environment);
    let text = format!(
        "{{\"format\": \"ambimech-mechanism/1\", \"environment\": \"{digest}\", \"rules\": [{{\"name\": \"r\", \
         \"transfers\": {{{}}}}}], \"certificate\": {{\"claims\": [{{\"property\": \"bb\"}}]}}}}",
        rows.join(", ")
    );
    let file = parse_mechanism(&text, "m.json", Format::Json, &environment).unwrap();
    let sealed = render_mechanism(&environment, &digest, &file.mechanism, file.certificate.as_ref());
    let answer = check_text(&sealed, "m.json", Format::Json, &environment);
    assert!(matches!(answer, Err(CheckError::TooLarge { .. })), "{answer:?}");
}
