//! Proofs that no transfers make truth optimal, as files: what is written is accepted, and every change is refused with its reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::environment::{AnyEnvironment, read_any_environment};
use ambimech_io::implementability::{check_no_transfers_file, parse_no_transfers, render_no_transfers};
use ambimech_io::source::Format;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::Distribution;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{BeliefFlow, Flow, Impossibility};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use std::path::Path;

/// The grid auction of the examples with one belief, in which H and L are tempted by each other, or with sets.
fn environment(file: &str) -> AmbiguousEnvironment {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/song-finite-auction");
    match read_any_environment(&folder.join(file), &[]).unwrap() {
        AnyEnvironment::Single(environment) => AmbiguousEnvironment::of_beliefs(&environment).unwrap(),
        AnyEnvironment::Sets(environment) => *environment,
    }
}

const H: TypeId = TypeId(1);
const L: TypeId = TypeId(2);

/// H → L and L → H, with this weight each.
fn circulation(criterion: Criterion, reports: Reports) -> Impossibility {
    let flow = |truth, report| Flow { truth, report, weight: Rational::ONE };
    Impossibility::Circulation {
        agent: AgentId(0),
        criterion,
        reports,
        flows: vec![flow(H, L), flow(L, H)],
        floors: vec![None, None],
    }
}

fn of_beliefs() -> Impossibility {
    let uniform = Distribution::from_weights(vec![Rational::ONE; 4]).unwrap();
    let flow = |truth, report| BeliefFlow { truth, report, parts: vec![(Rational::ONE, uniform.clone())] };
    Impossibility::Beliefs { agent: AgentId(0), flows: vec![flow(H, L), flow(L, H)] }
}

fn check(text: &str, environment: &AmbiguousEnvironment) -> Result<Rational, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proof.json");
    std::fs::write(&path, text).unwrap();
    check_no_transfers_file(&path, environment).map(|(_, sum)| sum).map_err(|error| format!("{error:?}"))
}

#[test]
fn proofs_of_every_kind_are_accepted() {
    let one = environment("one-belief.toml");
    let eighth = Rational::ONE / Rational::from(8);
    for proof in [
        circulation(Criterion::Maxmin, Reports::Pure),
        circulation(Criterion::Maxmin, Reports::Mixed),
        circulation(Criterion::Maximal, Reports::Mixed),
        of_beliefs(),
    ] {
        let text = render_no_transfers(&one, &proof);
        assert_eq!(parse_no_transfers(&text, "proof.json", Format::Json, &one).unwrap().proof, proof);
        assert_eq!(check(&text, &one), Ok(eighth.clone()));
    }
    // At a fifth of contamination the worst cases add up to 0, and by the optimal criterion nothing changes.
    let sets = environment("sets.toml");
    let refused = check(&render_no_transfers(&sets, &circulation(Criterion::Maxmin, Reports::Pure)), &sets);
    assert!(refused.unwrap_err().contains("NoContradiction"));
    assert_eq!(check(&render_no_transfers(&sets, &of_beliefs()), &sets), Ok(eighth));
}

/// Sealed again, so that nothing but the proof is wrong.
#[test]
fn false_proofs_are_refused() {
    let one = environment("one-belief.toml");
    let refused = |proof: &Impossibility, why: &str| {
        let found = check(&render_no_transfers(&one, proof), &one).unwrap_err();
        assert!(found.contains(why), "{found}");
    };
    let changed = |change: &dyn Fn(&mut Vec<Flow>)| {
        let mut proof = circulation(Criterion::Maxmin, Reports::Pure);
        if let Impossibility::Circulation { flows, floors, .. } = &mut proof {
            change(flows);
            floors.resize(flows.len(), None);
        }
        proof
    };
    refused(&changed(&|flows| flows[0].weight = Rational::from(2)), "Unbalanced");
    refused(&changed(&|flows| flows.iter_mut().for_each(|flow| flow.weight = -Rational::ONE)), "Weight");
    refused(&changed(&|flows| flows.reverse()), "OutOfRange");
    refused(&changed(&|flows| flows.truncate(1)), "Unbalanced");
    refused(&changed(&|flows| flows.clear()), "NoContradiction");
    refused(&changed(&|flows| flows[0].report = H), "OutOfRange");
    let mut floors = circulation(Criterion::Maxmin, Reports::Pure);
    if let Impossibility::Circulation { floors, .. } = &mut floors {
        floors.pop();
    }
    refused(&floors, "OutOfRange");
    // A belief that the type does not hold.
    let mut strange = of_beliefs();
    if let Impossibility::Beliefs { flows, .. } = &mut strange {
        let sure = Distribution::from_weights([1, 0, 0, 0].map(Rational::from).to_vec()).unwrap();
        flows.iter_mut().for_each(|flow| flow.parts[0].1 = sure.clone());
    }
    refused(&strange, "NoBelief");
}

/// Changed texts: the seal, the environment or the content says so.
#[test]
fn changed_files_are_refused() {
    let one = environment("one-belief.toml");
    let text = render_no_transfers(&one, &circulation(Criterion::Maxmin, Reports::Pure));
    for (old, new, why) in [
        ("\"maxmin\"", "\"maximal\"", "what a proof by maximal excludes"),
        ("\"maxmin\"", "\"optimal\"", "unknown key"),
        ("\"one-rule-or-several\"", "\"one-rule\"", "what a proof by maxmin excludes"),
        ("\"pure\"", "\"mixed\"", "SealDiffers"),
        ("\"weight\": \"1\"", "\"weight\": \"2\"", "SealDiffers"),
        ("\"agent\": \"1\"", "\"agent\": \"2\"", "SealDiffers"),
        ("\"seal\"", "\"sea\"", "unknown key"),
        ("\"maxmin\"", "\"minmax\"", "minmax"),
        ("\"agent\": \"1\"", "\"agent\": \"3\"", "3"),
        ("\"report\": \"L\"", "\"report\": \"M\"", "M"),
        ("\"weight\": \"1\"", "\"weight\": \"one\"", "one"),
        ("\"closed-form\"", "\"open-form\"", "open-form"),
        ("\"lies\"", "\"lie\"", "lie"),
        ("\"reports\": \"pure\",", "", "reports"),
        ("ambimech-no-transfers/1", "ambimech-no-transfers/2", "no-transfers/2"),
        ("sha256:", "sha512:", "Differs"),
    ] {
        assert!(text.contains(old), "{old}: {text}");
        let found = check(&text.replacen(old, new, 1), &one).unwrap_err();
        assert!(found.contains(why), "{old} → {new}: {found}");
    }
    assert!(check(&text, &environment("sets.toml")).unwrap_err().contains("EnvironmentDiffers"));
    for length in 0..text.trim_end().len() {
        if text.is_char_boundary(length) {
            assert!(check(&text[..length], &one).is_err(), "the first {length} bytes are accepted");
        }
    }
}
