//! The mechanisms of the literature: textbook numbers by hand, what each promises in random environments, and what must not
//! change under relabelling and rescaling.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_definition;
mod small_environment;

use ambimech_io::mechanism::read_mechanism;
use ambimech_io::{Format, parse_environment, read_environment};
use ambimech_model::benchmark::Benchmark;
use ambimech_model::check::check_mechanism;
use ambimech_model::comparison::Candidate;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::number::{Rational, parse_number, sum};
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::Worst;
use ambimech_solve::benchmark::agv::expected_externalities;
use ambimech_solve::benchmark::comparison::compare_mechanisms;
use ambimech_solve::benchmark::design_benchmark;
use ambimech_solve::benchmark::independence::dependence;
use ambimech_solve::condition::decide_condition;
use by_definition::{Case, Plain, rules_of, zero};
use proptest::prelude::*;
use small_environment::{Small, effort, profiles, small_environments};
use std::path::{Path, PathBuf};

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn environment(text: &str) -> Environment {
    parse_environment(text, "environment.toml", Format::Toml, None).unwrap()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn answer(environment: &Environment, benchmark: Benchmark) -> DesignAnswer {
    design_benchmark(environment, benchmark, None, Reports::Mixed)
}

fn design(environment: &Environment, benchmark: Benchmark) -> Design {
    match answer(environment, benchmark) {
        DesignAnswer::Done(design) => {
            assert_eq!(design.construction, Construction::Benchmark(benchmark));
            check_mechanism(environment, &design.mechanism, &design.certificate).unwrap();
            *design
        }
        other => panic!("{benchmark}: {other:?}"),
    }
}

fn table(environment: &Environment, design: &Design) -> TransferTable {
    assert_eq!(design.mechanism.rule_count(environment), Some(1));
    design.mechanism.table(environment, RuleId(0)).unwrap()
}

fn payments(environment: &Environment, benchmark: Benchmark) -> TransferTable {
    table(environment, &design(environment, benchmark))
}

fn at(environment: &Environment, table: &TransferTable, profile: &str) -> Vec<String> {
    table.at(environment.find_profile(profile).unwrap()).iter().map(ToString::to_string).collect()
}

fn obstacles(answer: DesignAnswer) -> Vec<Obstacle> {
    match answer {
        DesignAnswer::Undecided { obstacles, .. } => obstacles,
        other => panic!("{other:?}"),
    }
}

/// Two agents with these types, equally likely and independent; the public good is worth its type to each.
fn public_good(types: &[String]) -> Environment {
    let listed: Vec<String> =
        types.iter().enumerate().map(|(place, value)| format!("t{place} = \"{value}\"")).collect();
    let listed = listed.join(", ");
    environment(&format!(
        r#"
format = "ambimech-environment/1"
agents = [{{ name = "1", types = {{ {listed} }} }}, {{ name = "2", types = {{ {listed} }} }}]
prior = {{ "* *" = 1 }}
allocation = {{ rule = "efficient" }}
[outcomes.none]
"1" = 0
"2" = 0
[outcomes.build]
"1" = "value[1]"
"2" = "value[2]"
"#
    ))
}

/// Types −3, −1, 1, 3. The other one's expected payoff is 0, 3/4, (1 + 3)/4 and (−1 + 1 + 3)/4: with a type of −3 the good is never
/// built (at 0 it is not), with −1 only beside 3.
#[test]
fn expected_externalities_of_a_public_good_by_hand() {
    let environment = public_good(&["-3", "-1", "1", "3"].map(str::to_string));
    let found = expected_externalities(&environment).unwrap();
    assert_eq!(found, vec![["0", "3/4", "1", "3/4"].map(number).to_vec(); 2]);
    let agv = payments(&environment, Benchmark::Agv);
    assert_eq!(at(&environment, &agv, "t2 t0"), ["1", "-1"]);
    assert_eq!(at(&environment, &agv, "t3 t2"), ["-1/4", "1/4"]);
    assert_eq!(at(&environment, &agv, "t1 t3"), ["0", "0"]);
}

/// Types uniform on [−1, 1]: ε(θ) = ∫_{−θ}^1 x dx / 2 = (1 − θ²)/4. On N equally likely midpoints of a grid, where a tie is not built, the sum is
/// (1 − (θ − 1/N)²)/4 exactly.
#[test]
fn expected_externalities_approach_the_textbook_formula_for_uniform_types() {
    for count in [2i64, 4, 8] {
        let middles: Vec<String> = (0..count).map(|k| format!("{}/{count}", 2 * k + 1 - count)).collect();
        let environment = public_good(&middles);
        let found = expected_externalities(&environment).unwrap();
        for (theta, externality) in middles.iter().zip(&found[0]) {
            let shifted = number(theta) - number(&format!("1/{count}"));
            assert_eq!(
                *externality,
                (Rational::ONE - &shifted * &shifted) / Rational::from(4),
                "{count}: {theta}"
            );
        }
        let design = design(&environment, Benchmark::Agv);
        assert_eq!(design.goal, Goal::Properties(vec![Property::Ic, Property::Bb]));
    }
}

/// One object, three bidders: the winner pays the second highest value and nobody else pays, at every profile.
#[test]
fn the_second_price_auction_is_vcg() {
    let values = [[10, 20, 30], [15, 20, 35], [5, 20, 40]];
    let agents: Vec<String> = (0..3)
        .map(|i| {
            let [a, b, c] = values[i];
            format!("[[agents]]\nname = \"{i}\"\ntypes = {{ low = {a}, mid = {b}, high = {c} }}\n")
        })
        .collect();
    let outcome = |winner: usize| {
        let payoff = |i: usize| if i == winner { format!("\"value[{i}]\"") } else { "0".to_string() };
        let rows: Vec<String> = (0..3).map(|i| format!("\"{i}\" = {}\n", payoff(i))).collect();
        format!("[outcomes.to-{winner}]\n{}", rows.concat())
    };
    let text = format!(
        "format = \"ambimech-environment/1\"\n{}[prior]\n\"* * *\" = 1\n{}[allocation]\nrule = \"efficient\"\n",
        agents.concat(),
        (0..3).map(outcome).collect::<String>()
    );
    let environment = environment(&text);
    let vcg = payments(&environment, Benchmark::Vcg);
    for (profile, types) in environment.space().profiles().zip(profiles(&[3, 3, 3])) {
        let bids: Vec<i64> = (0..3).map(|i| values[i][types[i]]).collect();
        let winner = (0..3).rev().max_by_key(|i| bids[*i]).unwrap();
        let second = (0..3).filter(|i| *i != winner).map(|i| bids[i]).max().unwrap();
        let expected: Vec<Rational> =
            (0..3).map(|i| Rational::from(if i == winner { -second } else { 0 })).collect();
        assert_eq!(vcg.at(profile), expected, "{bids:?}");
    }
}

/// Values 2 and 1, equal with probability 2/3; a tie goes to the first bidder. Only the first bidder is tempted: of type high it
/// reports low and wins against low, at 1, with probability 1/3. The lottery of report low is fair for low, 2/3 and 1/3: (1, −2) times
/// a number; high expects 1/3 − 4/3 = −1 of it. So the number is 1/3.
#[test]
fn cremer_and_mclean_with_two_bidders_by_hand() {
    let text = r#"
format = "ambimech-environment/1"
agents = [{ name = "1", types = { high = 2, low = 1 } }, { name = "2", types = { high = 2, low = 1 } }]
prior = { "high high" = 2, "high low" = 1, "low high" = 1, "low low" = 2 }
allocation = { rule = "efficient" }
[outcomes.first]
"1" = "value[1]"
"2" = 0
[outcomes.second]
"1" = 0
"2" = "value[2]"
"#;
    let environment = environment(text);
    let found = design(&environment, Benchmark::CremerMcLean);
    let table = table(&environment, &found);
    assert_eq!(at(&environment, &table, "high high"), ["-2", "0"]);
    assert_eq!(at(&environment, &table, "high low"), ["-2", "0"]);
    assert_eq!(at(&environment, &table, "low high"), ["-2/3", "-2"]);
    assert_eq!(at(&environment, &table, "low low"), ["-2/3", "0"]);
    assert_eq!(found.goal, Goal::Extract);
    let comparison = compare_mechanisms(&environment, Reports::Mixed);
    let entry = &comparison.entries[2];
    assert_eq!(entry.candidate, Candidate::Benchmark(Benchmark::CremerMcLean));
    assert_eq!(entry.revenue, Some((number("5/3"), number("5/3"))));
    // Two agents cannot be told which of them lied.
    let failing = obstacles(answer(&environment, Benchmark::KosenokSeverinov));
    assert!(
        matches!(&failing[..], [Obstacle::ConditionFails(proof)] if proof.condition == Condition::Identifiability)
    );
}

#[test]
fn the_example_has_the_mechanisms_made_here() {
    let folder = example("safronov-2018-public-good");
    let environment = read_environment(&folder.join("environment.toml")).unwrap();
    let pairs = [
        (Benchmark::Safronov, "mechanism.json"),
        (Benchmark::Agv, "mechanism-agv.json"),
        (Benchmark::Vcg, "mechanism-vcg.json"),
    ];
    for (benchmark, file) in pairs {
        let printed = read_mechanism(&folder.join(file), &environment).unwrap().mechanism;
        let made = design(&environment, benchmark);
        assert_eq!(printed.goal, Some(made.goal.clone()), "{file}");
        assert_eq!(printed.table(&environment, RuleId(0)).unwrap(), table(&environment, &made), "{file}");
    }
    // What the example's text says of AGV: two neighbours gain 1/4.
    let goal: Goal = "cic,bb".parse().unwrap();
    let lacking = obstacles(design_benchmark(&environment, Benchmark::Agv, Some(&goal), Reports::Mixed));
    let [Obstacle::Lacks { answer, .. }] = &lacking[..] else { panic!("{lacking:?}") };
    assert_eq!(answer.claim, Claim::new(Property::Cic, Reports::Mixed));
    let Some(Worst::Deviation(worst)) = &answer.worst else { panic!("{answer:?}") };
    assert_eq!((worst.coalition.len(), worst.gain()), (2, number("1/4")));
    // Goals that nothing reaches are refused with a proof, whatever the method.
    let extract = design_benchmark(&environment, Benchmark::Safronov, Some(&Goal::Extract), Reports::Mixed);
    assert!(!matches!(extract, DesignAnswer::Done(_)));
}

/// Every assumption that fails is named, with its counterexample.
#[test]
fn assumptions_that_fail_are_named() {
    let public_good = read_environment(&example("guo-2021-public-good").join("environment.toml")).unwrap();
    for benchmark in [Benchmark::Agv, Benchmark::Safronov] {
        let found = obstacles(answer(&public_good, benchmark));
        let [Obstacle::ConditionFails(proof), Obstacle::DependentTypes { profile, probability, product }] =
            &found[..]
        else {
            panic!("{found:?}")
        };
        assert_eq!(proof.condition, Condition::PrivateValues);
        assert_eq!(*probability, public_good.common_prior().unwrap().probability(*profile));
        assert_ne!(probability, product);
    }
    let found = obstacles(answer(&public_good, Benchmark::Vcg));
    assert!(
        matches!(&found[..], [Obstacle::ConditionFails(proof)] if proof.condition == Condition::PrivateValues)
    );
    let park = example("safronov-2018-public-good").join("environment.toml");
    let text = std::fs::read_to_string(park).unwrap();
    let never = environment(&text.replace("rule = \"efficient\"", "\"* * *\" = \"none\""));
    for benchmark in [Benchmark::Vcg, Benchmark::Agv, Benchmark::Safronov] {
        let found = obstacles(answer(&never, benchmark));
        assert!(
            matches!(&found[..], [Obstacle::ConditionFails(proof)] if proof.condition == Condition::Efficient)
        );
    }
    // No mechanism extracts with an inefficient rule: that is a proof, not an obstacle.
    assert!(matches!(answer(&never, Benchmark::CremerMcLean), DesignAnswer::Infeasible(_)));
    let costly =
        environment(&text.replace("- 1\"", "- 5\"").replace("rule = \"efficient\"", "\"* * *\" = \"build\""));
    assert!(matches!(answer(&costly, Benchmark::KosenokSeverinov), DesignAnswer::Infeasible(_)));
}

/// Who has one type adds nothing: with a bystander whose payoffs are 0 the others' payments stay as they were.
#[test]
fn a_bystander_changes_no_pairwise_payment() {
    let text = std::fs::read_to_string(example("safronov-2018-public-good").join("environment.toml")).unwrap();
    let alone = environment(&text);
    let with = text
        .replace("[prior]", "[[agents]]\nname = \"4\"\ntypes = [\"only\"]\n\n[prior]")
        .replace("\"* * *\" = 1", "\"* * * *\" = 1")
        .replace("\"3\" = 0", "\"3\" = 0\n\"4\" = 0")
        .replace("\"3\" = \"value[3] - 1\"", "\"3\" = \"value[3] - 1\"\n\"4\" = 0");
    let with = environment(&with);
    let (before, after) = (payments(&alone, Benchmark::Safronov), payments(&with, Benchmark::Safronov));
    for profile in alone.space().profiles() {
        assert_eq!(&after.at(profile)[..3], before.at(profile));
        assert!(after.at(profile)[3].is_zero());
    }
}

/// Independent types, private values, an efficient rule; any pattern.
fn independent_private() -> impl Strategy<Value = Small> {
    let weights = proptest::collection::vec(1u64..=4, 9);
    (small_environments(), weights).prop_map(|(mut small, weights)| {
        for (weight, types) in small.weights.iter_mut().zip(profiles(&small.counts)) {
            *weight = types.iter().enumerate().map(|(agent, t)| weights[3 * agent + t]).product();
        }
        small.make_private();
        small.make_efficient();
        small
    })
}

fn cases(plain: &Plain, environment: &Environment, design: &Design) -> Vec<Case> {
    plain.cases(&rules_of(environment, &design.mechanism))
}

fn no_gain(case: &Case) -> bool {
    case.pure_gain().is_none_or(|gain| gain <= zero())
}

fn is_balanced(environment: &Environment, table: &TransferTable) -> bool {
    environment.space().profiles().all(|profile| table.total(profile).is_zero())
}

proptest! {
    #![proptest_config(effort(300))]

    #[test]
    fn expected_externalities_are_ic_and_balanced(small in independent_private()) {
        let environment = small.environment();
        let found = design(&environment, Benchmark::Agv);
        let plain = Plain::new(&environment);
        let all = cases(&plain, &environment, &found);
        prop_assert!(all.iter().filter(|case| case.is_single()).all(no_gain));
        prop_assert!(is_balanced(&environment, &table(&environment, &found)));
        // Of two agents only the grand coalition is left.
        if environment.agent_count() == 2 {
            prop_assert!(all.iter().all(no_gain));
        }
    }

    /// No coalition gains; and whoever is truthful expects its ex-ante payoff whatever the others report.
    #[test]
    fn pairwise_externalities_are_cic_and_balanced(small in independent_private()) {
        let mut small = small;
        small.coalitions = None;
        let environment = small.environment();
        let found = design(&environment, Benchmark::Safronov);
        let plain = Plain::new(&environment);
        prop_assert!(cases(&plain, &environment, &found).iter().all(no_gain));
        let table = table(&environment, &found);
        prop_assert!(is_balanced(&environment, &table));
        let (space, prior) = (environment.space(), environment.common_prior().unwrap());
        for agent in space.agents() {
            let value = |profile: ProfileId| {
                environment.payoff(agent, environment.allocation(profile), profile) * prior.probability(profile)
            };
            let ex_ante = sum(&space.profiles().map(value).collect::<Vec<Rational>>());
            for reports in space.profiles() {
                let own = space.types(agent).map(|t| space.with_type(reports, agent, t));
                let share = |profile| {
                    let same = space.profiles().filter(|other| {
                        space.type_of(*other, agent) == space.type_of(profile, agent)
                    });
                    let probability = sum(&same.map(|other| prior.probability(other)).collect::<Vec<Rational>>());
                    let payoff = environment.payoff(agent, environment.allocation(profile), profile);
                    (payoff + &table.at(profile)[agent.0]) * probability
                };
                let expected = sum(&own.map(share).collect::<Vec<Rational>>());
                prop_assert_eq!(&expected, &ex_ante);
            }
        }
    }

    /// Truth is best at every profile, whatever the prior; and the designer never pays.
    #[test]
    fn vcg_is_ex_post_incentive_compatible(small in small_environments()) {
        let mut small = small;
        small.make_private();
        small.make_efficient();
        let environment = small.environment();
        let table = payments(&environment, Benchmark::Vcg);
        let space = environment.space();
        for profile in space.profiles() {
            prop_assert!(table.at(profile).iter().all(|payment| *payment <= zero()));
            for agent in space.agents() {
                let worth = |report: ProfileId| {
                    environment.payoff(agent, environment.allocation(report), profile) + &table.at(report)[agent.0]
                };
                for t in space.types(agent) {
                    prop_assert!(worth(space.with_type(profile, agent, t)) <= worth(profile));
                }
            }
        }
    }

    /// In any environment: made where the assumptions hold, and otherwise one of them is named, or a proof is given.
    #[test]
    fn mechanisms_are_made_exactly_where_their_assumptions_hold(small in small_environments()) {
        let environment = small.environment();
        let holds = |condition| matches!(decide_condition(&environment, condition), Verdict::Holds(_));
        let private = holds(Condition::Efficient) && holds(Condition::PrivateValues);
        let independent = dependence(&environment).is_none();
        for benchmark in Benchmark::ALL {
            let assumed = match benchmark {
                Benchmark::Vcg => private,
                Benchmark::Agv | Benchmark::Safronov => private && independent,
                Benchmark::CremerMcLean => holds(Condition::ConvexIndependence),
                Benchmark::KosenokSeverinov => {
                    holds(Condition::ConvexIndependence)
                        && holds(Condition::Identifiability)
                        && holds(Condition::SociallyRational)
                }
            };
            match answer(&environment, benchmark) {
                DesignAnswer::Done(found) => {
                    prop_assert!(assumed, "{benchmark}");
                    let plain = Plain::new(&environment);
                    let all = cases(&plain, &environment, &found);
                    prop_assert!(all.iter().filter(|case| case.is_single()).all(no_gain), "{benchmark}");
                    let single = all.iter().filter(|case| case.is_single());
                    match benchmark {
                        Benchmark::CremerMcLean => {
                            prop_assert!(single.map(Case::on_path).all(|value| value.is_zero()));
                        }
                        Benchmark::KosenokSeverinov => {
                            prop_assert!(single.map(Case::on_path).all(|value| value >= zero()));
                            prop_assert!(is_balanced(&environment, &table(&environment, &found)));
                        }
                        _ => {}
                    }
                }
                // The allocation rule misses the surplus at a profile that occurs, or the expected surplus is negative.
                DesignAnswer::Infeasible(_) => prop_assert!(
                    benchmark == Benchmark::CremerMcLean && !holds(Condition::Efficient)
                        || !holds(Condition::SociallyRational)
                        || benchmark == Benchmark::Safronov && !holds(Condition::Efficient),
                    "{benchmark}"
                ),
                DesignAnswer::Undecided { obstacles, .. } => {
                    prop_assert!(!assumed, "{benchmark}: {obstacles:?}");
                    let names_an_assumption = |found: &Obstacle| {
                        matches!(found, Obstacle::ConditionFails(_) | Obstacle::DependentTypes { .. })
                    };
                    prop_assert!(obstacles.iter().all(names_an_assumption));
                }
            }
        }
    }

    /// Payoffs times 3: payments times 3, of all five.
    #[test]
    fn payments_scale_with_payoffs(small in small_environments()) {
        let mut scaled = small.clone();
        scaled.payoffs.iter_mut().flatten().flatten().for_each(|value| *value *= 3);
        let (small, scaled) = (small.environment(), scaled.environment());
        for benchmark in Benchmark::ALL {
            if let (DesignAnswer::Done(before), DesignAnswer::Done(after)) =
                (answer(&small, benchmark), answer(&scaled, benchmark))
            {
                let (before, after) = (table(&small, &before), table(&scaled, &after));
                let three = Rational::from(3);
                prop_assert!(before.payments().iter().zip(after.payments()).all(|(a, b)| a * &three == *b));
            }
        }
    }

    /// Another order of the agents: the same payments, in that order.
    #[test]
    fn payments_follow_the_agents(small in independent_private()) {
        let agents = small.counts.len();
        let order: Vec<usize> = (0..agents).map(|place| (place + 1) % agents).collect();
        let turned = small.with_agents_in_order(&order);
        let (before, after) = (small.environment(), turned.environment());
        for benchmark in [Benchmark::Vcg, Benchmark::Agv, Benchmark::Safronov] {
            // Ties are broken by the order of outcomes, which stays.
            let (first, second) = (payments(&before, benchmark), payments(&after, benchmark));
            for profile in after.space().profiles() {
                let mut types = vec![ambimech_model::index::TypeId(0); agents];
                for (new, old) in order.iter().enumerate() {
                    types[*old] = after.space().type_of(profile, AgentId(new));
                }
                let old_profile = before.space().profile(&types);
                for (new, old) in order.iter().enumerate() {
                    prop_assert_eq!(&second.at(profile)[new], &first.at(old_profile)[*old]);
                }
            }
        }
    }
}
