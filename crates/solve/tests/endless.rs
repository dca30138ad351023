//! Intervals without an end: what is said of all values is true at each of them, by definition, and tampered proofs are refused unless
//! what they say is true all the same.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

use ambimech_io::Format;
use ambimech_io::direction::{DirectionError, RefusedDirection, check_direction_text, render_direction};
use ambimech_io::environment::EnvironmentText;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::{DirectionRefusal, check_direction, check_mechanism};
use ambimech_model::direction::{Direction, Towards};
use ambimech_model::index::ProfileId;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::parametric::ParametricEnvironment;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Goal, MechanismKind, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::threshold::Threshold;
use ambimech_model::transfer::TransferTable;
use ambimech_model::type_space::TypeSpace;
use ambimech_solve::decision::threshold::{ParametricQuestion, find_threshold};

/// Two or three agents with two types each, three outcomes, payoffs c + s B with small random numbers; every third prior is independent,
/// so that side bets are of no use there, and of three agents every other leaves a profile out.
fn environment(seed: u64) -> ParametricEnvironment {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let agents = 2 + usize::from(seed.is_multiple_of(5));
    let mut text = String::from("format = \"ambimech-environment/1\"\n[parameters]\nB = 1\n");
    for agent in 0..agents {
        text.push_str(&format!("[[agents]]\nname = \"a{agent}\"\n"));
        for t in ["H", "L"] {
            let mut worth = || {
                let slope = if next(3) == 0 { next(5) as i64 - 1 } else { 0 };
                format!("\"{} + {slope} * B\"", next(9) as i64 - 3)
            };
            text.push_str(&format!("types.{t} = {{ x = {}, y = {}, z = {} }}\n", worth(), worth(), worth()));
        }
    }
    let labels: Vec<String> = (0..1usize << agents)
        .map(|profile| {
            let types = (0..agents).map(|agent| if profile >> agent & 1 == 0 { "H" } else { "L" });
            types.collect::<Vec<_>>().join(" ")
        })
        .collect();
    let factors: Vec<[u64; 2]> = (0..agents).map(|_| [1 + next(3), 1 + next(3)]).collect();
    text.push_str("[prior]\n");
    for (profile, label) in labels.iter().enumerate() {
        let product: u64 = factors.iter().enumerate().map(|(agent, f)| f[profile >> agent & 1]).product();
        let weight = if seed.is_multiple_of(3) { product } else { 1 + next(6) };
        let weight = if seed % 10 == 5 && profile == 1 { 0 } else { weight };
        text.push_str(&format!("\"{label}\" = {weight}\n"));
    }
    for outcome in ["x", "y", "z"] {
        text.push_str(&format!("[outcomes.{outcome}]\n"));
        for agent in 0..agents {
            let other = (agent + 1) % agents;
            text.push_str(&format!("a{agent} = \"{outcome}[a{agent}] + {} * {outcome}[a{other}]\"\n", next(2)));
        }
    }
    text.push_str("[allocation]\n");
    for label in &labels {
        text.push_str(&format!("\"{label}\" = \"{}\"\n", ["x", "y", "z"][next(3) as usize]));
    }
    let text = EnvironmentText { text: &text, file_name: "random.toml", format: Format::Toml, folder: None };
    text.read_parametric("B", &[]).unwrap()
}

/// The rules at a distance from the start reach the goal there, by the checker of mechanisms. Against mixed reports it wants weights;
/// that pure reports are harmless is then checked here, and one rule for all reports is looked for by listing them.
fn holds_at(environment: &ParametricEnvironment, direction: &Direction, distance: &Rational) -> bool {
    let value = &direction.from + distance * direction.towards.sign();
    let there = environment.at(&value).unwrap();
    let tables = direction.start.iter().zip(&direction.change).map(|(rule, change)| {
        let payments = rule.table.payments().iter().zip(change.payments());
        let payments = payments.map(|(payment, step)| payment + step * distance).collect();
        NamedRule { name: rule.name.clone(), table: TransferTable::new(there.space(), payments).unwrap() }
    });
    let mechanism = Mechanism {
        name: String::new(),
        source: String::new(),
        goal: None,
        rules: Rules::Tables(tables.collect()),
    };
    let claims = direction.goal.properties().into_iter();
    let claims = claims.map(|property| Claim::new(property, Reports::Pure)).collect();
    let limits = PaymentLimits::none();
    let certificate = MechanismCertificate { claims, limits, weights: HoldingWeights::Listed(Vec::new()) };
    check_mechanism(&there, &mechanism, &certificate).is_ok()
}

fn is_true(environment: &ParametricEnvironment, direction: &Direction) -> bool {
    let distances = [(0i64, 1u64), (1, 3), (1, 1), (17, 2), (1000, 1), (1_000_000_007, 3)];
    distances
        .iter()
        .all(|(n, d)| holds_at(environment, direction, &Rational::from_parts((*n).into(), (*d).into())))
}

/// Every way in which one number or word is changed.
fn tampered(direction: &Direction) -> Vec<Direction> {
    let mut changed = Vec::new();
    let mut put = |change: &dyn Fn(&mut Direction)| {
        let mut copy = direction.clone();
        change(&mut copy);
        changed.push(copy);
    };
    put(&|copy| copy.from += Rational::ONE);
    put(&|copy| copy.from -= Rational::from(1000));
    put(&|copy| {
        copy.towards = if copy.towards == Towards::Larger { Towards::Smaller } else { Towards::Larger };
    });
    put(&|copy| copy.reports = Reports::Mixed);
    let agents = direction.start[0].table.at(ProfileId(0)).len();
    for rule in 0..direction.start.len() {
        let count = direction.change[rule].payments().len();
        for (place, step) in [(0, 1i64), (count / 2, -2), (count - 1, 100)] {
            let moved = |table: &TransferTable| {
                let mut payments = table.payments().to_vec();
                payments[place] += Rational::from(step);
                // Balanced all the same: the next agent pays, or the one before.
                payments[place ^ 1] -= Rational::from(step);
                payments
            };
            put(&|copy| copy.change[rule] = table_of(moved(&direction.change[rule]), agents));
            put(&|copy| copy.start[rule].table = table_of(moved(&direction.start[rule].table), agents));
        }
        put(&|copy| copy.change[rule] = table_of(vec![Rational::ZERO; count], agents));
    }
    changed
}

/// A table for agents with two types each.
fn table_of(payments: Vec<Rational>, agents: usize) -> TransferTable {
    TransferTable::new(&TypeSpace::new(vec![2; agents]).unwrap(), payments).unwrap()
}

#[test]
fn what_is_said_of_all_values_is_true_of_each() {
    let goals: Vec<Goal> =
        ["implement", "extract", "coalition-proof", "ic,bb", "cic,ir"].map(|goal| goal.parse().unwrap()).to_vec();
    let kinds = [MechanismKind::Simple, MechanismKind::Ambiguous];
    let (mut simple, mut ambiguous, mut with_bets, mut refused, mut accepted) = (0, 0, 0, 0, 0);
    for seed in 0..60u64 {
        let environment = environment(seed);
        let goal = &goals[seed as usize % goals.len()];
        for (mechanism, reports) in
            kinds.into_iter().flat_map(|kind| [(kind, Reports::Pure), (kind, Reports::Mixed)])
        {
            let asked = ParametricQuestion { environment: &environment, goal, mechanism, reports };
            let interval = match find_threshold(asked) {
                Threshold::Between(interval) => interval,
                Threshold::Never(_) => continue,
                Threshold::Undecided(obstacle) => panic!("{seed} {goal} {mechanism:?} {reports:?}: {obstacle:?}"),
            };
            assert_eq!(interval.lower.is_none(), interval.endless_below.is_some(), "{seed}");
            assert_eq!(interval.upper.is_none(), interval.endless_above.is_some(), "{seed}");
            for endless in [&interval.endless_below, &interval.endless_above].into_iter().flatten() {
                let direction = &endless.direction;
                assert_eq!(check_direction(&environment, direction).as_ref(), Ok(&endless.checked));
                assert!(is_true(&environment, direction), "{seed} {goal} {mechanism:?} {reports:?}");
                *(if mechanism == MechanismKind::Simple { &mut simple } else { &mut ambiguous }) += 1;
                with_bets += usize::from(direction.start.len() > 1);
                for changed in tampered(direction) {
                    match check_direction(&environment, &changed) {
                        Err(_) => refused += 1,
                        // Nothing false is accepted.
                        Ok(_) => {
                            assert!(is_true(&environment, &changed), "{seed} {goal} {mechanism:?} {reports:?}");
                            accepted += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(simple > 20 && ambiguous > 40 && with_bets > 20, "{simple} {ambiguous} {with_bets}");
    assert!(refused > accepted && accepted > 0, "{refused} {accepted}");
}

/// x is worth B to the first agent, who is asked whether it wants it: the more it is worth, the easier.
const WANTED: &str = "format = \"ambimech-environment/1\"
parameters = { B = 1 }
agents = [{ name = \"a\", types = { H = \"B\", L = -1 } }, { name = \"b\", types = [\"H\", \"L\"] }]
prior = { \"H H\" = 2, \"H L\" = 1, \"L H\" = 1, \"L L\" = 3 }
outcomes.x = { a = \"value[a]\", b = 0 }
outcomes.o = { a = 0, b = 0 }
allocation = { \"H *\" = \"x\", \"L *\" = \"o\" }
";

fn wanted(text: &str) -> ParametricEnvironment {
    let text = EnvironmentText { text, file_name: "wanted.toml", format: Format::Toml, folder: None };
    text.read_parametric("B", &[]).unwrap()
}

fn upwards(environment: &ParametricEnvironment) -> Direction {
    let (goal, mechanism, reports) = ("implement".parse().unwrap(), MechanismKind::Simple, Reports::Pure);
    let asked = ParametricQuestion { environment, goal: &goal, mechanism, reports };
    let Threshold::Between(interval) = find_threshold(asked) else { panic!("no interval") };
    assert!(interval.lower.is_some() && interval.endless_below.is_none());
    interval.endless_above.unwrap().direction
}

#[test]
fn a_file_is_accepted_as_written_and_refused_when_changed() {
    let environment = wanted(WANTED);
    let direction = upwards(&environment);
    let text = render_direction(&environment, &direction);
    let check = |text: &str, environment: &ParametricEnvironment| {
        check_direction_text(text, "endless.json", Format::Json, environment)
    };
    let accepted = check(&text, &environment).unwrap();
    assert_eq!(accepted.direction, direction);
    // Every line but the first, changed in its last digit or letter.
    let lines: Vec<&str> = text.lines().collect();
    let mut changed = 0;
    for (place, line) in lines.iter().enumerate() {
        let Some(at) = line.rfind(|c: char| c.is_ascii_alphanumeric()) else { continue };
        let other = match line.as_bytes()[at] {
            b'0' => "1",
            b'9' => "8",
            digit if digit.is_ascii_digit() => "0",
            _ => "q",
        };
        let mut copy: Vec<String> = lines.iter().map(ToString::to_string).collect();
        copy[place].replace_range(at..=at, other);
        if copy[place] != *line {
            assert!(check(&copy.join("\n"), &environment).is_err(), "{line}");
            changed += 1;
        }
    }
    assert!(changed > 15, "{changed}");
    // Another slope, with the same payoffs at the first value.
    let from = direction.from.clone();
    let other = wanted(&WANTED.replace("\"B\"", &format!("\"2 * B - ({from})\"")));
    match check(&text, &other) {
        Err(DirectionError::Refused(refused)) => {
            assert!(matches!(*refused, RefusedDirection::BeyondDiffers { .. }), "{refused:?}");
        }
        found => panic!("{found:?}"),
    }
    // A change that does not balance is refused though somebody sealed it again.
    let mut unbalanced = direction;
    let mut payments = unbalanced.change[0].payments().to_vec();
    payments[0] += Rational::ONE;
    unbalanced.change[0] = TransferTable::new(environment.environment().space(), payments).unwrap();
    match check(&render_direction(&environment, &unbalanced), &environment) {
        Err(DirectionError::Refused(refused)) => {
            let RefusedDirection::Unproved { refusal, .. } = *refused else { panic!("{refused:?}") };
            assert!(matches!(*refusal, DirectionRefusal::Change(Refusal::Unbalanced { .. })), "{refusal:?}");
        }
        found => panic!("{found:?}"),
    }
    // No file about a direction is taken for another file, nor the other way round.
    let plain = ambimech_io::check::check_text(&text, "x.json", Format::Json, environment.environment());
    assert!(plain.unwrap_err().exit_code() == 2);
}
