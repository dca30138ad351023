//! What is written can be read again and is the same, in every form a file can have.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

mod public_good;

use ambimech_io::Format;
use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::{Accepted, check_text};
use ambimech_io::environment::environment_digest;
use ambimech_io::mechanism::{MechanismFile, parse_mechanism, render_mechanism};
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate, RuleWeights};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family};
use ambimech_model::transfer::side_bet::SideBetId;

fn again(environment: &Environment, mechanism: &Mechanism, certificate: Option<&MechanismCertificate>) {
    let digest = environment_digest(environment);
    let text = render_mechanism(environment, &digest, mechanism, certificate);
    assert!(text.ends_with("}\n") && !text.contains('\t'));
    let file = parse_mechanism(&text, "m.json", Format::Json, environment)
        .unwrap_or_else(|diagnostic| panic!("{diagnostic}\n{text}"));
    assert_eq!(file.mechanism, *mechanism);
    assert_eq!(file.certificate.as_ref(), certificate);
    assert_eq!(file.environment.as_deref(), Some(digest.as_str()));
    assert_eq!(file.seal.is_some(), certificate.is_some());
    assert_eq!(render_mechanism(environment, &digest, &file.mechanism, file.certificate.as_ref()), text);
}

fn number(text: &str) -> Rational {
    ambimech_model::number::parse_number(text).unwrap()
}

#[test]
fn certified_mechanisms_are_read_as_written_and_accepted() {
    let environment = public_good::environment();
    for ((mechanism, certificate), coalitions) in
        [(public_good::closed_form(), 7), (public_good::written_out(), 7), (public_good::doubled(), 3)]
    {
        again(&environment, &mechanism, Some(&certificate));
        again(&environment, &mechanism, None);
        let text =
            render_mechanism(&environment, &environment_digest(&environment), &mechanism, Some(&certificate));
        match check_text(&text, "m.json", Format::Json, &environment) {
            Ok(Accepted::Mechanism { mechanism: accepted, claims, checked }) => {
                assert_eq!((*accepted, claims), (mechanism, certificate.claims));
                assert_eq!(checked.coalitions, coalitions);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn every_closed_form_is_read_as_written() {
    let environment = public_good::environment();
    let bases = [
        Base::Zero,
        Base::EqualSplit,
        Base::Extraction,
        Base::ResidualClaimant(AgentId(1)),
        Base::LevelInterim,
        Base::LevelExtraction,
    ];
    let pair: Coalition = [AgentId(0), AgentId(2)].into_iter().collect();
    let bet = |coalition, types| SideBetId { coalition, types: JointTypeId(types) };
    let families = [
        Family::EverySideBet { coalitions: Pattern::All, scale: number("7/2") },
        Family::EverySideBet { coalitions: Pattern::Singletons, scale: number("-3") },
        Family::EverySideBet { coalitions: Pattern::listed(3, [pair]), scale: number("0") },
        Family::Listed(vec![
            Combination { name: "base".into(), bets: Vec::new() },
            Combination {
                name: "two \"bets\" \\ é".into(),
                bets: vec![(bet(pair, 2), number("3")), (bet(Coalition::single(AgentId(1)), 1), number("-1/3"))],
            },
        ]),
    ];
    for base in bases {
        for family in &families {
            let mechanism = Mechanism {
                name: "line one\nline two\t\u{1}".into(),
                source: String::new(),
                goal: Some(Goal::Properties(vec![Property::Ic, Property::Bb])),
                rules: Rules::ClosedForm(ClosedForm { base, family: family.clone() }),
            };
            again(&environment, &mechanism, None);
            let weights = vec![(RuleId(0), number("1/3")), (RuleId(1), number("2/3"))];
            let weights =
                vec![RuleWeights { coalition: pair, types: JointTypeId(1), best: Some(RuleId(1)), weights }];
            let certificate = MechanismCertificate {
                limits: PaymentLimits::none(),
                claims: vec![
                    Claim::new(Property::Ic, Reports::Pure),
                    Claim::new(Property::Ic, Reports::Mixed),
                    Claim::new(Property::Fse, Reports::Mixed),
                ],
                weights: HoldingWeights::Listed(weights),
            };
            again(&environment, &mechanism, Some(&certificate));
        }
    }
}

#[test]
fn certificates_are_read_as_written_and_accepted() {
    for (environment, certificates) in [
        (public_good::environment(), public_good::conditions()),
        (public_good::troubled(), public_good::troubles()),
    ] {
        let digest = environment_digest(&environment);
        let text = render_certificates(&environment, &digest, &certificates);
        let file = parse_certificates(&text, "c.json", Format::Json, &environment).unwrap();
        assert_eq!(file.certificates, certificates);
        assert_eq!(file.environment.as_deref(), Some(digest.as_str()));
        let accepted = check_text(&text, "c.json", Format::Json, &environment);
        assert_eq!(accepted, Ok(Accepted::Certificates(certificates)));
    }
}

#[test]
fn the_toml_twin_and_wildcards_mean_the_same() {
    let environment = public_good::environment();
    let json = r#"{"format": "ambimech-mechanism/1", "goal": "bb , ic", "rules": [
        {"name": "r", "transfers": {"H * *": [1, "-0.5", -5e-1], "L * L": ["0", 0, 0.0], "L * H": ["3/6", "-1/4", " -0.25 "]}}]}"#;
    let toml = r#"
format = "ambimech-mechanism/1"
goal = "ic,bb"
[[rules]]
name = "r"
[rules.transfers]
"L L L" = [0, 0, 0]
"L H L" = [0, 0, 0]
"L L H" = ["1/2", "-1/4", "-1/4"]
"L H H" = [0.5, -0.25, -0.25]
"H * *" = [1, -0.5, -0.5]
"#;
    let json = parse_mechanism(json, "m.json", Format::Json, &environment).unwrap();
    assert_eq!(json, parse_mechanism(toml, "m.toml", Format::Toml, &environment).unwrap());
    assert_eq!((&json.environment, &json.certificate, &json.seal), (&None, &None, &None));
    let MechanismFile { mechanism, .. } = json;
    again(&environment, &mechanism, None);
}

/// The mechanisms printed in the literature, as they lie in the examples.
#[test]
fn the_examples_mechanisms_can_be_read() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut read = 0;
    for folder in std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(environment) = ambimech_io::read_environment(&folder.join("environment.toml")) else { continue };
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("mechanism") && name.ends_with(".json") {
                let file = ambimech_io::mechanism::read_mechanism(&file, &environment);
                let file = file.unwrap_or_else(|diagnostic| panic!("{diagnostic}"));
                again(&environment, &file.mechanism, file.certificate.as_ref());
                read += 1;
            }
        }
    }
    assert!(read >= 10, "only {read} mechanisms found");
}
