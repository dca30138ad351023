//! Games for Gambit and from it.

use super::{Dice, environments, example_folders, random_environment};
use ambimech_io::exchange::efg::{GameAllocation, MAX_TERMINALS, import_game, render_game};
use ambimech_io::mechanism::read_mechanism;
use ambimech_io::{Format, environment_digest, parse_environment, read_environment, render_environment_toml};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;

/// The game of a rule, read again: agents, types and prior are those of the environment, and the outcome of a profile of
/// reports pays what the allocation rule and the transfer rule pay.
fn check(environment: &Environment, mechanism: &Mechanism, rule: RuleId) {
    let text = render_game(environment, mechanism, rule).unwrap();
    let game = import_game(&text, "rule.efg", GameAllocation::Efficient)
        .unwrap_or_else(|message| panic!("{message}\n{text}"));
    let read = game.environment;
    let space = environment.space();
    assert_eq!(read.agent_count(), environment.agent_count());
    for (ours, theirs) in environment.agents().iter().zip(read.agents()) {
        assert_eq!(ours.name, theirs.name);
        assert!(ours.types.iter().map(|t| &t.name).eq(theirs.types.iter().map(|t| &t.name)));
    }
    assert_eq!(environment.common_prior(), read.common_prior());
    assert_eq!(read.outcomes().len(), space.size());
    let table = mechanism.table(environment, rule).unwrap();
    let prior = environment.common_prior().unwrap();
    for report in space.profiles() {
        let outcome = environment.allocation(report);
        for truth in space.profiles() {
            for agent in space.agents() {
                let expected = if prior.is_possible(truth) {
                    environment.payoff(agent, outcome, truth) + &table.at(report)[agent.0]
                } else {
                    Rational::ZERO
                };
                assert_eq!(*read.payoff(agent, OutcomeId(report.0), truth), expected);
            }
        }
    }
    for profile in space.profiles() {
        let outcomes = (0..read.outcomes().len()).map(OutcomeId);
        let best =
            outcomes.map(|outcome| read.total_payoff(read.grand_coalition(), outcome, profile)).max().unwrap();
        assert_eq!(read.surplus(profile), best);
    }
    let toml = render_environment_toml(&read);
    let again = parse_environment(&toml, "game.toml", Format::Toml, None).unwrap();
    assert_eq!(environment_digest(&again), environment_digest(&read));
}

#[test]
fn games_of_rules_are_read_as_written() {
    let mut games = 0;
    for folder in example_folders() {
        let environment = read_environment(&folder.join("environment.toml")).unwrap();
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if !(name.starts_with("mechanism") && name.ends_with(".json")) {
                continue;
            }
            let mechanism = read_mechanism(&file, &environment).unwrap().mechanism;
            if environment.common_prior().is_none() {
                assert!(
                    render_game(&environment, &mechanism, RuleId(0)).unwrap_err().why.contains("common prior")
                );
                continue;
            }
            for rule in 0..mechanism.rule_count(&environment).unwrap() {
                check(&environment, &mechanism, RuleId(rule));
                games += 1;
            }
        }
    }
    assert!(games >= 20, "{games}");
}

fn simple(environment: &Environment, dice: &mut Dice) -> Mechanism {
    let table = TransferTable::from_fn(environment.space(), |_, _| {
        (Rational::from(dice.below(41)) - Rational::from(20)) / Rational::from(1 + dice.below(9))
    });
    let rules = vec![NamedRule { name: "a \"rule\" \\".into(), table }];
    Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(rules) }
}

#[test]
fn hard_names_and_profiles_that_never_occur_survive() {
    let mut dice = Dice(21);
    let mut games = 0;
    for (_, environment) in environments() {
        if environment.common_prior().is_some() && environment.space().size() <= 40 {
            let mechanism = simple(&environment, &mut dice);
            check(&environment, &mechanism, RuleId(0));
            games += 1;
        }
    }
    assert!(games > 40, "{games}");
}

#[test]
fn games_that_are_too_large_are_not_written() {
    let types: Vec<String> = (0..600).map(|t| format!("\"t{t}\"")).collect();
    let text = format!(
        "format = \"ambimech-environment/1\"\nagents = [{{ name = \"1\", types = [{}] }}, {{ name = \"2\", types = [\"x\"] }}]\n\
         prior = {{ \"* *\" = 1 }}\noutcomes.keep = {{ 1 = 0, 2 = 0 }}\nallocation = {{ \"* *\" = \"keep\" }}\n",
        types.join(", ")
    );
    let environment = parse_environment(&text, "large", Format::Toml, None).unwrap();
    let mechanism = simple(&environment, &mut Dice(1));
    let error = render_game(&environment, &mechanism, RuleId(0)).unwrap_err();
    assert!(error.why.contains("360000 ends") && error.why.contains(&MAX_TERMINALS.to_string()), "{error}");
}

/// A game in the way Gambit's own files are written: without commas, decimals, payoffs along the path, information sets named
/// once, moves in another order.
#[test]
fn games_in_other_spellings_are_read() {
    let text = r#"EFG 2 D "A \"market\" for lemons" { "Seller" "Bu yer" }
"a remark with { braces }"
c "root" 7 "nature" { "good" 0.25 "bad" .75 } 9 "entry" { 1 -1 }
p "" 2 4 "" { "buy" "walk on" } 0
 p "" 1 1 "good" { "sell" "keep" } 0
  t "" 1 "trade good" { 3/2 2e0 }
  t "" 2 "no" { 0, 0 }
 p "" 1 1 0
  t "" 2
  t "" 2 "no"
p "" 1 2 "bad" { "sell" "keep" } 0
 p "" 2 4 3 "promise" { 0 0.5 }
  t "" 4 "trade bad" { 2 -1/3 }
  t "" 2
 p "" 2 4 3
  t "" 2
  t "" 0
"#;
    let game =
        import_game(text, "market.efg", GameAllocation::Efficient).unwrap_or_else(|message| panic!("{message}"));
    let read = &game.environment;
    assert_eq!(read.name(), "A \"market\" for lemons");
    let names: Vec<&str> = read.agents().iter().map(|agent| agent.name.as_str()).collect();
    assert_eq!(names, ["Seller", "Bu-yer"]);
    assert_eq!(read.agents()[1].types[0].name, "1");
    let outcomes: Vec<&str> = read.outcomes().iter().map(|outcome| outcome.name.as_str()).collect();
    assert_eq!(outcomes, ["sell/buy", "sell/walk-on", "keep/buy", "keep/walk-on"]);
    assert_eq!(read.common_prior().unwrap().probability(ProfileId(0)).to_string(), "1/4");
    let payoff =
        |agent, outcome, profile| read.payoff(AgentId(agent), OutcomeId(outcome), ProfileId(profile)).to_string();
    assert_eq!((payoff(0, 0, 0), payoff(1, 0, 0)), ("5/2".into(), "1".into()));
    assert_eq!((payoff(0, 0, 1), payoff(1, 0, 1)), ("3".into(), "-5/6".into()));
    assert_eq!((payoff(0, 2, 1), payoff(1, 3, 1)), ("1".into(), "-1/2".into()));
    assert_eq!((payoff(0, 1, 1), payoff(1, 1, 1)), ("1".into(), "-1/2".into()));
    assert_eq!(read.outcome_name(read.allocation(ProfileId(1))), "sell/buy");
}

#[test]
fn the_allocation_can_come_from_a_table() {
    let mut dice = Dice(2);
    let environment = (0..50)
        .map(|_| random_environment(&mut dice))
        .find(|e| e.common_prior().is_some() && e.space().size() == 4);
    let environment = environment.unwrap();
    let mechanism = simple(&environment, &mut dice);
    let text = render_game(&environment, &mechanism, RuleId(0)).unwrap();
    let read = import_game(&text, "rule.efg", GameAllocation::Efficient).unwrap().environment;
    // Everybody's report is followed: the profile of types is the profile of actions.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("allocation.csv");
    let mut csv = ambimech_io::exchange::allocation_csv(&read, ambimech_io::exchange::Layout::Long).unwrap();
    let lines: Vec<String> = csv
        .lines()
        .enumerate()
        .map(|(place, line)| match place {
            0 => line.to_string(),
            place => {
                let cut = line.rfind(',').unwrap();
                format!("{},{}", &line[..cut], read.outcome_name(OutcomeId(place - 1)))
            }
        })
        .collect();
    csv = lines.join("\n");
    std::fs::write(&path, csv).unwrap();
    let followed =
        import_game(&text, "rule.efg", GameAllocation::File(&path)).unwrap_or_else(|message| panic!("{message}"));
    for profile in read.space().profiles() {
        assert_eq!(followed.environment.allocation(profile), OutcomeId(profile.0));
    }
    assert!(followed.remarks.is_empty());
    std::fs::write(&path, "nonsense\n1").unwrap();
    let message = import_game(&text, "rule.efg", GameAllocation::File(&path)).unwrap_err();
    assert!(message.places[0].file.ends_with("allocation.csv"), "{message}");
}
