//! Certified files in which one thing was changed are refused; the same files written differently are accepted.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

mod public_good;
mod row_proofs;

use ambimech_io::Format;
use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::{CheckError, Refused, check_text};
use ambimech_io::environment::{environment_digest, parse_environment};
use ambimech_io::mechanism::render_mechanism;
use ambimech_model::certificate::{Certificate, Evidence, HoldingWeights, MechanismCertificate, RuleWeights};
use ambimech_model::check::check_mechanism;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::{Environment, EnvironmentParts};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, RuleId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::preference::Attitudes;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The certified files: name, environment, text.
fn certified() -> Vec<(&'static str, Environment, String)> {
    let good = public_good::environment();
    let digest = environment_digest(&good);
    let mechanism = |(mechanism, certificate)| render_mechanism(&good, &digest, &mechanism, Some(&certificate));
    let texts = [
        ("closed form", mechanism(public_good::closed_form())),
        ("written out", mechanism(public_good::written_out())),
        ("two weights each", mechanism(public_good::doubled())),
        ("conditions", render_certificates(&good, &digest, &public_good::conditions())),
    ];
    let mut files: Vec<_> = texts.into_iter().map(|(name, text)| (name, good.clone(), text)).collect();
    let mut impossible = |name, environment: Environment, certificates: &[Certificate]| {
        let text = render_certificates(&environment, &environment_digest(&environment), certificates);
        files.push((name, environment, text));
    };
    impossible("impossibilities", public_good::troubled(), &public_good::troubles());
    // Rows of every kind: against pure and mixed reports, with rules against one and against every misreport.
    let claim = row_proofs::printed("guo-2017-surplus-extraction", &example("guo-2017-surplus-extraction"));
    let sale = example("private-values-one-failing-agent");
    let extracted = row_proofs::extraction(&sale, Reports::Mixed);
    let exchanges = [Reports::Pure, Reports::Mixed].map(row_proofs::exchange).map(Certificate::Impossibility);
    impossible(
        "impossible for simple ones",
        example("guo-2017-surplus-extraction"),
        &[Certificate::Impossibility(claim)],
    );
    impossible("impossible extraction", sale, &[Certificate::Impossibility(extracted)]);
    impossible("impossible exchanges", public_good::troubled(), &exchanges);
    let (hopeful, mechanism, certificate) = best_case();
    let text = render_mechanism(&hopeful, &environment_digest(&hopeful), &mechanism, Some(&certificate));
    files.push(("weights for every best rule", hopeful, text));
    for (name, environment, certificates) in BELIEFS {
        let environment = parse_environment(environment, name, Format::Toml, None).unwrap();
        files.push((name, environment, certificates.to_string()));
    }
    files
}

/// The worked example of weights that must differ with the rule that is best.
fn best_case() -> (Environment, Mechanism, MechanismCertificate) {
    let environment = parse_environment(include_str!("best_case.toml"), "best", Format::Toml, None).unwrap();
    let rule = |name: &str, payments: [&str; 3]| {
        let table = TransferTable::from_fn(environment.space(), |agent, profile| {
            let payment = parse_number(payments[profile.0]).unwrap();
            if agent.0 == 0 { payment } else { -payment }
        });
        NamedRule { name: name.into(), table }
    };
    let rules = vec![rule("t1", ["1/2", "3", "-3"]), rule("t2", ["1/2", "-3", "3"])];
    let rules = Rules::Tables(rules);
    let mechanism = Mechanism { name: String::new(), source: String::new(), goal: None, rules };
    let list = |types, best: Option<usize>, first: &str| {
        let first = parse_number(first).unwrap();
        let weights = [(RuleId(0), first.clone()), (RuleId(1), Rational::ONE - first)];
        let weights = weights.into_iter().filter(|(_, weight)| !weight.is_zero()).collect();
        let (coalition, types) = (Coalition::single(AgentId(0)), JointTypeId(types));
        RuleWeights { coalition, types, best: best.map(RuleId), weights }
    };
    let lists = vec![list(0, Some(0), "1/3"), list(0, Some(1), "2/3"), list(1, None, "0"), list(2, None, "1")];
    let claims = [Property::Ic, Property::Bb].map(|property| Claim::new(property, Reports::Mixed)).to_vec();
    (
        environment,
        mechanism,
        MechanismCertificate { limits: PaymentLimits::none(), claims, weights: HoldingWeights::Listed(lists) },
    )
}

/// One list for both rules does not do, and neither list does for the other rule.
#[test]
fn weights_for_every_best_rule_are_needed() {
    let (environment, mechanism, certificate) = best_case();
    assert!(check_mechanism(&environment, &mechanism, &certificate).is_ok());
    let HoldingWeights::Listed(lists) = &certificate.weights else { panic!("listed") };
    let refused = |lists: Vec<RuleWeights>| {
        let changed = MechanismCertificate { weights: HoldingWeights::Listed(lists), ..certificate.clone() };
        check_mechanism(&environment, &mechanism, &changed).unwrap_err()
    };
    assert!(matches!(refused(lists[1..].to_vec()), Refusal::WeightsMissing { .. }));
    for kept in 0..2 {
        let mut changed = lists.clone();
        changed.remove(1 - kept);
        changed[0].best = None;
        assert!(matches!(refused(changed), Refusal::Tempted { .. }));
    }
    let mut exchanged = lists.clone();
    (exchanged[0].best, exchanged[1].best) = (Some(RuleId(1)), Some(RuleId(0)));
    assert!(matches!(refused(exchanged), Refusal::Tempted { .. }));
    // Whoever looks at the worst case alone has no use for a best rule.
    let worst_case = environment.with_attitudes(Attitudes::default());
    let found = check_mechanism(&worst_case, &mechanism, &certificate);
    assert_eq!(found.unwrap_err(), Refusal::EvidenceOutOfRange);
}

fn example(name: &str) -> Environment {
    ambimech_io::read_environment(&row_proofs::example(name).join("environment.toml")).unwrap()
}

/// Certificates about beliefs, each about an environment of its own.
const BELIEFS: [(&str, &str, &str); 4] = [
    (
        "corners",
        include_str!("belief_certificates/corners.toml"),
        include_str!("belief_certificates/corners.json"),
    ),
    ("alone", include_str!("belief_certificates/alone.toml"), include_str!("belief_certificates/alone.json")),
    ("pair", include_str!("belief_certificates/pair.toml"), include_str!("belief_certificates/pair.json")),
    ("apart", include_str!("belief_certificates/apart.toml"), include_str!("belief_certificates/apart.json")),
];

fn check(text: &str, environment: &Environment) -> Result<ambimech_io::check::Accepted, CheckError> {
    check_text(text, "file.json", Format::Json, environment)
}

/// Every path to a value, the root first.
fn paths(value: &Value) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        all.extend(paths(child).into_iter().map(|mut path| {
            path.insert(0, step.clone());
            path
        }));
    }
    all
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> &'v mut Value {
    path.iter().fold(value, |value, step| match value {
        Value::Object(map) => map.get_mut(step).unwrap(),
        Value::Array(list) => &mut list[step.parse::<usize>().unwrap()],
        _ => unreachable!(),
    })
}

/// All labels and words of a file: every string that is not a number, and every key.
fn words(value: &Value, known: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if parse_number(text).is_err() && text.len() < 20 => {
            known.insert(text.clone());
        }
        Value::Array(list) => list.iter().for_each(|child| words(child, known)),
        Value::Object(map) => map.values().for_each(|child| words(child, known)),
        _ => {}
    }
}

/// Other values for a value: each must be refused in its place.
fn changed(value: &Value, words: &BTreeSet<String>) -> Vec<Value> {
    let mut values: Vec<Value> = match value {
        Value::String(text) => match parse_number(text) {
            Ok(number) => {
                let one = Rational::ONE;
                let tiny = Rational::from_parts(1.into(), 1_000_000_007u64.into());
                let numbers = [&number + &one, -&number, &number - tiny];
                let mut others: Vec<Value> = numbers
                    .into_iter()
                    .filter(|other| *other != number)
                    .map(|other| Value::String(other.to_string()))
                    .collect();
                // A label such as "1" is a number too.
                others.extend(words.iter().filter(|word| *word != text).take(1).cloned().map(Value::String));
                others
            }
            Err(_) => {
                let mut others = vec![format!("{text}x"), String::new(), text.to_uppercase(), text.to_lowercase()];
                others.push(text.replacen('0', "1", 1));
                others.push(text.chars().rev().collect());
                let step = words.len().div_ceil(8).max(1);
                others.extend(words.iter().skip(text.len() % step).step_by(step).cloned());
                others.into_iter().filter(|other| other != text).map(Value::String).collect()
            }
        },
        Value::Array(list) => {
            let mut others = vec![Value::Array(Vec::new())];
            for place in 0..list.len() {
                let mut without = list.clone();
                without.remove(place);
                others.push(Value::Array(without));
                let mut twice = list.clone();
                twice.insert(place, list[place].clone());
                others.push(Value::Array(twice));
                if place > 0 && list[place] != list[place - 1] {
                    let mut swapped = list.clone();
                    swapped.swap(place, place - 1);
                    others.push(Value::Array(swapped));
                }
            }
            others.into_iter().filter(|other| other != value).collect()
        }
        Value::Object(map) => {
            let mut others = vec![Value::Object(Map::new())];
            for (key, child) in map {
                let mut without = map.clone();
                without.remove(key);
                others.push(Value::Object(without.clone()));
                for name in
                    [format!("{key}x"), key.replacen('H', "L", 1), key.replacen('H', "*", 1), "name".into()]
                {
                    if !map.contains_key(&name) {
                        let mut renamed = without.clone();
                        renamed.insert(name, child.clone());
                        others.push(Value::Object(renamed));
                    }
                }
                let mut more = map.clone();
                more.insert("x".into(), child.clone());
                others.push(Value::Object(more));
                // Two values change places.
                if let Some((other_key, other)) = map.iter().find(|(_, other)| *other != child) {
                    let mut swapped = map.clone();
                    swapped.insert(key.clone(), other.clone());
                    swapped.insert(other_key.clone(), child.clone());
                    others.push(Value::Object(swapped));
                }
            }
            others
        }
        _ => Vec::new(),
    };
    values.extend([Value::Null, Value::Bool(true), Value::Number(1_000_003.into())]);
    values
}

#[test]
fn one_change_anywhere_is_refused() {
    for (name, environment, text) in certified() {
        assert!(check(&text, &environment).is_ok(), "{name}");
        let original: Value = serde_json::from_str(&text).unwrap();
        let mut known = BTreeSet::new();
        words(&original, &mut known);
        let mut tried = 0usize;
        for path in paths(&original) {
            let mut file = original.clone();
            for other in changed(at(&mut file, &path), &known) {
                *at(&mut file, &path) = other.clone();
                // serde_json would write an integer beyond its range as a float; ours are strings.
                let text = file.to_string();
                match check(&text, &environment) {
                    Ok(_) => panic!("{name}: accepted with {} = {other}", path.join("/")),
                    Err(CheckError::TooLarge { .. }) => {
                        panic!("{name}: not settled with {} = {other}", path.join("/"))
                    }
                    Err(_) => tried += 1,
                }
            }
        }
        assert!(tried > 200, "{name}: only {tried} changes");
    }
}

#[test]
fn the_seal_tells_which_changes_mathematics_would_not() {
    let environment = public_good::environment();
    let digest = environment_digest(&environment);
    let (mechanism, certificate) = public_good::closed_form();
    let text = render_mechanism(&environment, &digest, &mechanism, Some(&certificate));
    // A larger scale works as well, and a name proves nothing: both are still changes.
    for (from, to) in [("\"100\"", "\"101\""), ("Side bets against", "Side bets for"), ("Theorem 1", "Theorem 2")]
    {
        let other = text.replace(from, to);
        assert_ne!(other, text);
        assert!(matches!(check(&other, &environment), Err(CheckError::Refused(Refused::SealDiffers { .. }))));
    }
}

#[test]
fn mathematics_refuses_changed_payments_even_under_a_new_seal() {
    let environment = public_good::environment();
    let digest = environment_digest(&environment);
    let (mechanism, certificate) = public_good::written_out();
    let Rules::Tables(rules) = &mechanism.rules else { unreachable!() };
    for rule in 0..rules.len() {
        for place in 0..rules[rule].table.payments().len() {
            let mut mechanism = mechanism.clone();
            let Rules::Tables(rules) = &mut mechanism.rules else { unreachable!() };
            let mut payments = rules[rule].table.payments().to_vec();
            payments[place] += Rational::ONE;
            rules[rule].table = TransferTable::new(environment.space(), payments).unwrap();
            let text = render_mechanism(&environment, &digest, &mechanism, Some(&certificate));
            let refused = check(&text, &environment);
            assert!(matches!(refused, Err(CheckError::Refused(Refused::Mechanism { .. }))), "{refused:?}");
        }
    }
}

#[test]
fn mathematics_refuses_false_certificates_even_under_a_new_seal() {
    let environment = public_good::environment();
    let digest = environment_digest(&environment);
    for (place, certificate) in public_good::conditions().into_iter().enumerate() {
        let Certificate::Condition(certificate) = certificate else { unreachable!() };
        let mut opposite = certificate.clone();
        opposite.holds = !opposite.holds;
        let mut without = certificate.clone();
        without.evidence.pop();
        let mut false_ones = vec![opposite, without];
        for evidence in 0..certificate.evidence.len() {
            let mut other = certificate.clone();
            match &mut other.evidence[evidence] {
                Evidence::LeastProbability { probability: number, .. }
                | Evidence::ExpectedSurplus { value: number }
                | Evidence::InterdependentPayoff { second: (_, number), .. } => *number = -number.clone(),
                Evidence::DistinctPosteriors { coalition } => *coalition = Coalition::grand(3),
                Evidence::OwnTypeOnly { agent } => *agent = AgentId(1),
                other => *other = Evidence::OwnTypeOnly { agent: AgentId(0) },
            }
            false_ones.push(other);
        }
        for other in false_ones {
            let mut all = public_good::conditions();
            all[place] = Certificate::Condition(other);
            let text = render_certificates(&environment, &digest, &all);
            match check(&text, &environment) {
                Err(CheckError::Refused(Refused::Certificate { number, .. })) => assert_eq!(number, place + 1),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Every change of the environment that has a meaning.
fn changed_environments() -> Vec<(&'static str, EnvironmentParts)> {
    let space = public_good::environment().space().clone();
    let mut all = Vec::new();
    let mut add = |what, change: &dyn Fn(&mut EnvironmentParts)| {
        let mut parts = public_good::parts();
        change(&mut parts);
        all.push((what, parts));
    };
    for place in 0..8 {
        add("a weight", &|parts| {
            let mut weights = vec![4, 3, 2, 1, 1, 2, 3, 4];
            weights[place] += 1;
            parts.beliefs = Beliefs::Common(Prior::from_integers(&space, weights).unwrap());
        });
        add("an allocated outcome", &|parts| {
            let turned =
                |(at, outcome): (usize, OutcomeId)| if at == place { OutcomeId(1 - outcome.0) } else { outcome };
            parts.allocation = parts.allocation.iter().enumerate().map(turned).collect();
        });
    }
    for agent in 0..3 {
        add("an agent's name", &|parts| parts.agents[agent].name.push('x'));
        for t in 0..2 {
            add("a type's name", &|parts| parts.agents[agent].types[t].name.push('x'));
            add("an attribute", &|parts| {
                let value = &mut parts.agents[agent].types[t].attributes[0].1;
                *value = -value.clone();
            });
            add("an attribute's name", &|parts| parts.agents[agent].types[t].attributes[0].0.push('x'));
        }
        let payoff = public_good::parts().outcomes[1].payoffs[agent].clone();
        for place in 0..payoff.values().len() {
            add("a payoff", &|parts| {
                let mut values = payoff.values().to_vec();
                values[place] += Rational::ONE;
                parts.outcomes[1].payoffs[agent] = Payoff::new(&space, payoff.depends_on(), values).unwrap();
            });
        }
    }
    add("two types' names", &|parts| {
        for agent in &mut parts.agents {
            agent.types.swap(0, 1);
        }
    });
    add("an outcome's name", &|parts| parts.outcomes[1].name.push('x'));
    add("the outside option", &|parts| parts.outside = None);
    add("the coalitions", &|parts| parts.pattern = Pattern::Singletons);
    let pair = [AgentId(0), AgentId(1)].into_iter().collect::<Coalition>();
    add("the coalitions", &|parts| parts.pattern = Pattern::listed(3, [pair]));
    all
}

#[test]
fn one_change_of_the_environment_is_refused() {
    let files = certified();
    for (what, parts) in changed_environments() {
        let other = Environment::new(parts).unwrap();
        // The certificates of the public good; the others are about environments of their own.
        for (name, _, text) in files.iter().take(4) {
            match check(text, &other) {
                Err(CheckError::Refused(Refused::EnvironmentDiffers { .. })) => {}
                answer => panic!("{name} with {what} changed: {answer:?}"),
            }
        }
    }
    // Name and source of an environment are remarks.
    let parts = EnvironmentParts { name: "x".into(), source: String::new(), ..public_good::parts() };
    let renamed = Environment::new(parts).unwrap();
    assert!(check(&files[0].2, &renamed).is_ok());
}

#[test]
fn the_same_content_written_differently_is_accepted() {
    for (name, environment, text) in certified() {
        let value: Value = serde_json::from_str(&text).unwrap();
        // Keys in alphabetical order, in one line.
        assert!(check(&value.to_string(), &environment).is_ok(), "{name} in one line");
        // Line breaks of Windows and other indentation.
        let windows = text.replace('\n', "\r\n\t");
        assert!(check(&windows, &environment).is_ok(), "{name} with line breaks of Windows");
    }
}

#[test]
fn numbers_need_not_be_in_lowest_terms() {
    let environment = public_good::environment();
    let (mechanism, certificate) = public_good::doubled();
    let text = render_mechanism(&environment, &environment_digest(&environment), &mechanism, Some(&certificate));
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let mut rewritten = 0;
    for path in paths(&value.clone()) {
        let number = path.len() >= 2 && path[path.len() - 2] == "weights"
            || path.len() >= 3 && path[path.len() - 3] == "transfers";
        if let Value::String(text) = at(&mut value, &path)
            && number
        {
            let number = parse_number(text).unwrap();
            let tripled = number.numerator().clone() * ambimech_model::number::Integer::from(3);
            let below = number.denominator() * ambimech_model::number::Natural::from(3u8);
            *text = format!("{tripled}0.0 / {below}e1");
            rewritten += 1;
        }
    }
    assert!(rewritten > 12 * 24);
    if let Err(error) = check(&value.to_string(), &environment) {
        panic!("{error:?}");
    }
}

#[test]
fn a_file_without_seal_certificate_or_environment_is_refused() {
    for (_, environment, text) in certified() {
        let lines = |pattern: &str| -> String {
            text.lines().filter(|line| !line.trim_start().starts_with(pattern)).collect::<Vec<_>>().join("\n")
        };
        let unsealed = check(&lines("\"seal\""), &environment);
        assert_eq!(unsealed, Err(CheckError::Refused(Refused::SealMissing)));
        let homeless = check(&lines("\"environment\""), &environment);
        assert_eq!(homeless, Err(CheckError::Refused(Refused::EnvironmentMissing)));
        let later = check(&text.replacen("/1\"", "/2\"", 1), &environment);
        assert!(matches!(later, Err(CheckError::Refused(Refused::UnknownFormat { .. }))));
        let foreign = check(&text.replacen("ambimech-", "", 1), &environment);
        assert!(matches!(foreign, Err(CheckError::Unreadable(_))));
        let cut = check(&text[..text.len() / 2], &environment);
        assert!(matches!(cut, Err(CheckError::Unreadable(_))));
    }
    let environment = public_good::environment();
    let digest = environment_digest(&environment);
    let text = render_mechanism(&environment, &digest, &public_good::closed_form().0, None);
    assert_eq!(check(&text, &environment), Err(CheckError::Refused(Refused::NoCertificate)));
    let text = render_certificates(&environment, &digest, &[]);
    assert_eq!(check(&text, &environment), Err(CheckError::Refused(Refused::NoCertificate)));
    let missing = ambimech_io::check::check_file(std::path::Path::new("no/such/file.json"), &environment);
    assert!(matches!(missing, Err(CheckError::Unreadable(_))));
}

/// One number, payment or entry changed, and the file sealed again: whatever is still accepted proves the same verdict.
#[test]
fn mathematics_settles_changed_evidence_about_beliefs_even_under_a_new_seal() {
    for (name, environment, text) in BELIEFS {
        let environment = parse_environment(environment, name, Format::Toml, None).unwrap();
        let digest = environment_digest(&environment);
        let original: Value = serde_json::from_str(text).unwrap();
        let (mut refused, mut accepted) = (0, 0);
        for path in paths(&original) {
            let mut file = original.clone();
            let is_number = at(&mut file, &path).as_str().is_some_and(|text| parse_number(text).is_ok());
            if !is_number {
                continue;
            }
            for other in changed(at(&mut file, &path), &BTreeSet::new()) {
                *at(&mut file, &path) = other;
                let read = parse_certificates(&file.to_string(), "file.json", Format::Json, &environment);
                let Ok(read) = read else {
                    refused += 1;
                    continue;
                };
                let sealed = render_certificates(&environment, &digest, &read.certificates);
                match check(&sealed, &environment) {
                    Ok(_) => accepted += 1,
                    Err(CheckError::Refused(Refused::Certificate { .. })) => refused += 1,
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
        // Some bets and payments prove what they should with another number too.
        assert!(refused > 3 * accepted, "{name}: {refused} refused, {accepted} accepted");
    }
}
