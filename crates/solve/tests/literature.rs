//! Every folder of `examples/`, but for smooth attitudes (see `smooth_literature.rs`): conditions, verdicts, worst cases and printed numbers are those of `expected/`.
//!
//! The files in `expected/` were computed by `examples/oracle.py`, which shares no code with this program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::mechanism::read_mechanism;
use ambimech_io::read_environment;
use ambimech_model::certificate::Impossibility;
use ambimech_model::check::{check_mechanism, expected_total};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::Constraint;
use ambimech_model::condition::Condition;
use ambimech_model::design::{Construction, DesignAnswer};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number, sum};
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_model::transfer::base::expected_surplus;
use ambimech_model::transfer::{TransferRule, TransferTable};
use ambimech_model::verification::{PropertyAnswer, Report, ReportValues, Worst};
use ambimech_solve::condition::decide_condition;
use ambimech_solve::construction::two_rules::{shifted, smallest_scale};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::design::design_mechanism;
use ambimech_solve::verification::{RuleTables, report_values, verify_mechanism};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

struct Example {
    name: String,
    folder: PathBuf,
    environment: Environment,
}

fn examples() -> Vec<Example> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("environment.toml").exists());
    folders.sort();
    let example = |folder: PathBuf| {
        let environment = read_environment(&folder.join("environment.toml")).unwrap();
        Example { name: folder.file_name().unwrap().to_string_lossy().into_owned(), folder, environment }
    };
    let is_exact = |example: &Example| {
        let attitudes = example.environment.attitudes();
        let mut all = attitudes.listed().iter().map(|(_, attitude)| attitude).chain([attitudes.usual()]);
        all.all(|attitude| attitude.linear_weights().is_some())
    };
    folders.into_iter().map(example).filter(is_exact).collect()
}

fn number(text: &str) -> Rational {
    parse_number(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text"))
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| text(item).to_string()).collect()
}

fn labels(environment: &Environment, coalition: Coalition, types: JointTypeId) -> Vec<String> {
    environment.joint_labels(coalition, types).into_iter().map(str::to_string).collect()
}

/// The rows of a file in which no cell has a comma, by column name.
fn csv(path: &Path) -> Vec<HashMap<String, String>> {
    let content = std::fs::read_to_string(path).unwrap();
    assert!(!content.contains('"'), "{} has quoted cells", path.display());
    let mut lines = content.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), header.len(), "{line}");
        header.iter().zip(cells).map(|(name, cell)| (name.to_string(), cell.to_string())).collect()
    };
    lines.map(row).collect()
}

impl Example {
    fn json(&self, file: &str) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.folder.join(file)).unwrap()).unwrap()
    }

    fn mechanism(&self, file: &str) -> Mechanism {
        let read = read_mechanism(&self.folder.join(file), &self.environment);
        read.unwrap_or_else(|message| panic!("{message}")).mechanism
    }

    fn tables(&self, file: &str) -> Vec<TransferTable> {
        let Rules::Tables(rules) = self.mechanism(file).rules else { panic!("{file}: tables") };
        rules.into_iter().map(|rule| rule.table).collect()
    }

    fn values(&self, file: &str) -> Vec<ReportValues> {
        let rules = RuleTables::new(&self.environment, &self.mechanism(file)).unwrap();
        report_values(&self.environment, &rules).collect()
    }

    fn mechanism_files(&self) -> Vec<String> {
        self.json("expected/verification.json").as_object().unwrap().keys().cloned().collect()
    }

    fn coalition(&self, names: &str) -> Coalition {
        names.split_whitespace().map(|name| self.environment.find_agent(name).unwrap()).collect()
    }

    fn joint_type(&self, coalition: Coalition, names: &str) -> JointTypeId {
        let all = (0..self.environment.space().joint_count(coalition)).map(JointTypeId);
        let wanted: Vec<&str> = names.split_whitespace().collect();
        all.into_iter().find(|joint| self.environment.joint_labels(coalition, *joint) == wanted).unwrap()
    }
}

#[test]
fn conditions_are_those_expected() {
    for example in examples() {
        let expected = example.json("expected/conditions.json");
        let found: Vec<(&str, &str)> = Condition::DECIDED
            .into_iter()
            .map(|condition| (condition.name(), decide_condition(&example.environment, condition).word()))
            .collect();
        let expected: Vec<(&str, &str)> =
            expected.as_object().unwrap().iter().map(|(name, verdict)| (name.as_str(), text(verdict))).collect();
        assert_eq!(found, expected, "{}", example.name);
    }
}

#[test]
fn every_mechanism_is_verified_as_expected() {
    let (mut mechanisms, mut settled_weakly) = (0, 0);
    for example in examples() {
        for (file, expected) in example.json("expected/verification.json").as_object().unwrap() {
            mechanisms += 1;
            let mechanism = example.mechanism(file);
            assert_eq!(mechanism.goal.as_ref().unwrap().to_string(), text(&expected["goal"]));
            let found = verify_mechanism(&example.environment, &mechanism).unwrap();
            let properties = expected["properties"].as_array().unwrap();
            // WCIC has a verdict of its own in the file, where the oracle has one, and no worst case.
            let weak = |answer: &&PropertyAnswer| answer.claim.property == Property::Wcic;
            if let Some(verdict) = expected.get("wcic") {
                let found = found.answers.iter().find(weak).map(|answer| answer.holds);
                assert_eq!(found, Some(text(verdict) == "holds"), "{}/{file}: wcic", example.name);
                settled_weakly += 1;
            }
            let answers: Vec<&PropertyAnswer> = found.answers.iter().filter(|answer| !weak(answer)).collect();
            assert_eq!(answers.len(), properties.len());
            for (answer, expected) in answers.into_iter().zip(properties) {
                let place = format!("{}/{file}: {}", example.name, answer.claim);
                assert_eq!(answer.claim.property.name(), text(&expected["name"]), "{place}");
                let reports = expected.get("reports").map(text);
                assert_eq!(answer.claim.reports.map(Reports::name), reports, "{place}");
                assert_eq!(answer.holds, text(&expected["verdict"]) == "holds", "{place}");
                check_worst(&example, file, answer, &expected["worst"], &place);
            }
        }
    }
    assert_eq!(mechanisms, 29);
    assert_eq!(settled_weakly, 27);
}

fn check_worst(example: &Example, file: &str, answer: &PropertyAnswer, expected: &Value, place: &str) {
    let environment = &example.environment;
    let is = |key: &str, found: &Rational| assert_eq!(*found, number(text(&expected[key])), "{place}: {key}");
    let case = |coalition: Coalition, types: JointTypeId| {
        assert_eq!(environment.member_labels(coalition), texts(&expected["coalition"]), "{place}");
        assert_eq!(labels(environment, coalition, types), texts(&expected["types"]), "{place}");
    };
    match answer.worst.as_ref().unwrap() {
        Worst::Deviation(found) if answer.claim.reports == Some(Reports::Pure) => {
            is("gain", &found.gain());
            case(found.coalition, found.truth);
            let Report::Pure(report) = found.report else { panic!("{place}: a pure report") };
            assert_eq!(labels(environment, found.coalition, report), texts(&expected["report"]), "{place}");
            let single = answer.claim.property == Property::Ic;
            let values = example.values(file);
            let lies = values.iter().filter(|v| v.report != v.truth && (!single || v.coalition.len() == 1));
            let attained = lies.filter(|lie| lie.gain() == found.gain()).count();
            assert_eq!(attained as u64, expected["attained"].as_u64().unwrap(), "{place}");
        }
        Worst::Deviation(found) => {
            // The expected gain ranges over mixtures with the truth in them, so it is never negative.
            is("gain", &found.gain().max(Rational::ZERO));
            if found.gain() > Rational::ZERO {
                case(found.coalition, found.truth);
            }
        }
        Worst::SmoothDeviation(_) | Worst::SmoothParticipation { .. } => {
            panic!("{place}: nobody has a smooth attitude")
        }
        Worst::SideContract(_) => panic!("{place}: only for wcic"),
        Worst::Participation { coalition, types, value, .. } => {
            is("value", value);
            case(*coalition, *types);
        }
        Worst::Insurance { coalition, types, lowest, highest } => {
            is("spread", &(&highest.1 - &lowest.1));
            case(*coalition, *types);
        }
        Worst::Budget { rule, profile, total } => {
            let size = if *total < Rational::ZERO { -total } else { total.clone() };
            is("imbalance", &size);
            let mechanism = example.mechanism(file);
            assert_eq!(mechanism.rule_name(environment, *rule), text(&expected["rule"]), "{place}");
            assert_eq!(environment.profile_label(*profile), texts(&expected["profile"]).join(" "), "{place}");
        }
        Worst::Revenue { rule, revenue, surplus } => {
            let difference = revenue - surplus;
            is("difference", &if difference < Rational::ZERO { -difference } else { difference });
            is("revenue", revenue);
            is("largest-surplus", surplus);
            let mechanism = example.mechanism(file);
            assert_eq!(mechanism.rule_name(environment, *rule), text(&expected["rule"]), "{place}");
        }
    }
}

#[test]
fn every_pure_misreport_is_worth_what_is_expected() {
    for example in examples() {
        let expected = csv(&example.folder.join("expected/deviations.csv"));
        let mut found = Vec::new();
        for file in example.mechanism_files() {
            for value in example.values(&file).into_iter().filter(|value| value.report != value.truth) {
                found.push([
                    file.clone(),
                    example.environment.member_labels(value.coalition).join(" "),
                    labels(&example.environment, value.coalition, value.truth).join(" "),
                    labels(&example.environment, value.coalition, value.report).join(" "),
                    value.on_path.to_string(),
                    value.worth.to_string(),
                    value.gain().to_string(),
                ]);
            }
        }
        let columns = ["mechanism", "coalition", "types", "report", "on_path", "worst_case", "gain"];
        let expected: Vec<[String; 7]> =
            expected.iter().map(|row| columns.map(|column| row[column].clone())).collect();
        assert_eq!(found, expected, "{}", example.name);
    }
}

#[test]
fn printed_numbers_are_reproduced() {
    let mut printed = 0;
    for example in examples() {
        let file = example.folder.join("expected/values.csv");
        for row in if file.exists() { csv(&file) } else { Vec::new() } {
            let found = exact_value(&example, &row);
            assert_eq!(found, number(&row["exact"]), "{}: {row:?}", example.name);
            if row["agrees"] == "exactly" {
                assert_eq!(found, number(&row["value"]), "{}: {row:?}", example.name);
                printed += 1;
            }
        }
    }
    assert!(printed > 230, "{printed} printed numbers");
}

/// CPAM section 3 prints thirteen misreports under all four rules, and the worst of each.
#[test]
fn the_thirteen_rows_of_the_public_good_are_complete() {
    let example = examples().into_iter().find(|example| example.name == "guo-2021-public-good").unwrap();
    let rows = csv(&example.folder.join("expected/values.csv"));
    let count = |quantity: &str| rows.iter().filter(|row| row["quantity"] == quantity).count();
    assert_eq!((count("misreport-value"), count("misreport-worst-case")), (52, 13));
    let values = example.values("mechanism.json");
    let row = |coalition, types, report| {
        let coalition = example.coalition(coalition);
        let key = (coalition, example.joint_type(coalition, types), example.joint_type(coalition, report));
        let value = values.iter().find(|value| (value.coalition, value.truth, value.report) == key).unwrap();
        value.values.iter().map(Rational::to_string).collect::<Vec<_>>()
    };
    let printed = ["-9", "11", "-31", "33"];
    assert!(
        rows.iter()
            .filter(|r| r["quantity"] == "misreport-worst-case")
            .any(|r| { row(&r["coalition"], &r["types"], &r["report"]) == printed })
    );
}

fn exact_value(example: &Example, row: &HashMap<String, String>) -> Rational {
    let environment = &example.environment;
    let (coalition, quantity) = (example.coalition(&row["coalition"]), row["quantity"].as_str());
    let types = || example.joint_type(coalition, &row["types"]);
    let report = || example.joint_type(coalition, &row["report"]);
    let probability =
        |names: &str| environment.common_prior().unwrap().probability(environment.find_profile(names).unwrap());
    let file = row["mechanism"].as_str();
    let rule = || {
        let mechanism = example.mechanism(file);
        let named = |rule: &usize| mechanism.rule_name(environment, RuleId(*rule)) == row["rule"];
        (0..mechanism.rule_count(environment).unwrap()).find(named).unwrap()
    };
    let values = |report: JointTypeId| {
        let key = (coalition, types(), report);
        let all = example.values(file);
        all.into_iter().find(|value| (value.coalition, value.truth, value.report) == key).unwrap()
    };
    match quantity {
        "probability" => probability(&row["types"]),
        "posterior" => {
            let split = environment.space().split(coalition);
            let others = example.joint_type(split.outside(), &row["report"]);
            let belief = environment.coalition_belief(coalition).unwrap();
            let chance = |x| belief.probability(split.profile(types(), x));
            chance(others) / split.rest().fold(Rational::ZERO, |total, x| total + chance(x))
        }
        "expected-surplus" => expected_surplus(environment).unwrap(),
        "gross-value" => Interim::new(environment, coalition).unwrap().payoff(types(), report()),
        "constraint-count" => {
            let count = environment.space().joint_count(coalition);
            Rational::from(count * (count - 1))
        }
        "contradiction" => contradiction(example, &example.json(file)),
        "payment" => {
            let profile = environment.find_profile(&row["types"]).unwrap();
            let agent = coalition.members().next().unwrap();
            example.mechanism(file).table(environment, RuleId(rule())).unwrap().payment(agent, profile)
        }
        "interim-transfer" | "interim-transfer-size" => {
            let interim = Interim::new(environment, coalition).unwrap();
            let totals = interim.totals(&example.tables(file)[rule()].scaled());
            let value = interim.transfer(&totals, types(), report());
            if quantity == "interim-transfer" || value > Rational::ZERO { value } else { -value }
        }
        "revenue" => -expected_total(environment, &example.tables(file)[rule()]).unwrap(),
        "scale-bound" => {
            let rules = example.tables(file);
            let mean = mean_rule(environment, &rules);
            smallest_scale(environment, &mean, &example.tables("side-bet.json")[0]).unwrap()
        }
        "on-path-value" => values(types()).values[rule()].clone(),
        "on-path-worst-case" => values(types()).worst().unwrap().1.clone(),
        "misreport-value" => values(report()).values[rule()].clone(),
        "misreport-worst-case" => values(report()).worst().unwrap().1.clone(),
        "mixture-worst-case" => {
            let parts: Vec<(Rational, ReportValues)> = row["report"]
                .split('+')
                .map(|part| {
                    let (weight, report) = part.split_once('*').unwrap();
                    (number(weight.trim()), values(example.joint_type(coalition, report)))
                })
                .collect();
            let rules = 0..parts[0].1.values.len();
            let worth = |rule: usize| {
                parts.iter().fold(Rational::ZERO, |total, (weight, v)| total + weight * &v.values[rule])
            };
            rules.map(worth).min().unwrap()
        }
        _ => panic!("unknown quantity {quantity}"),
    }
}

fn mean_rule(environment: &Environment, rules: &[TransferTable]) -> TransferTable {
    TransferTable::from_fn(environment.space(), |agent, profile| {
        let payments: Vec<Rational> = rules.iter().map(|rule| rule.payment(agent, profile)).collect();
        sum(&payments) / Rational::from(rules.len())
    })
}

/// What is left of a weighted sum of constraints on a simple rule, after checking that the transfers cancel.
fn contradiction(example: &Example, proof: &Value) -> Rational {
    let environment = &example.environment;
    let space = environment.space();
    let mut left = Rational::ZERO;
    let mut coefficients = vec![vec![Rational::ZERO; space.agent_count()]; space.size()];
    let mut add = |weight: &Rational, coalition: Coalition, truth: JointTypeId, report: JointTypeId| {
        let interim = Interim::new(environment, coalition).unwrap();
        left += interim.payoff(truth, report) * weight;
        let split = space.split(coalition);
        let belief = environment.coalition_belief(coalition).unwrap();
        let chance = |x| belief.probability(split.profile(truth, x));
        let all = split.rest().fold(Rational::ZERO, |total, x| total + chance(x));
        for x in split.rest() {
            for agent in coalition.members() {
                coefficients[split.profile(report, x).0][agent.0] += weight * chance(x) / &all;
            }
        }
    };
    for entry in proof["constraints"].as_array().unwrap() {
        let coalition = example.coalition(&texts(&entry["coalition"]).join(" "));
        let truth = example.joint_type(coalition, &texts(&entry["types"]).join(" "));
        let weight = number(text(&entry["weight"]));
        assert!(weight > Rational::ZERO);
        match text(&entry["kind"]) {
            "ic" => {
                let report = example.joint_type(coalition, &texts(&entry["report"]).join(" "));
                add(&weight, coalition, truth, report);
                add(&-weight, coalition, truth, truth);
            }
            "ir" => add(&-weight, coalition, truth, truth),
            "no-rent" => add(&weight, coalition, truth, truth),
            kind => panic!("unknown kind {kind}"),
        }
    }
    let balanced = proof["uses-budget-balance"].as_bool().unwrap();
    for of_profile in &coefficients {
        assert!(of_profile.iter().all(|c| *c == of_profile[0]) && (balanced || of_profile[0].is_zero()));
    }
    assert!(left > Rational::ZERO);
    left
}

/// η ± cψ is incentive compatible against pure reports at the printed bound, and not a thousandth below it.
#[test]
fn printed_scales_are_the_smallest() {
    let mut tried = 0;
    for example in examples() {
        if !example.folder.join("side-bet.json").exists() {
            continue;
        }
        tried += 1;
        let psi = &example.tables("side-bet.json")[0];
        let eta = mean_rule(&example.environment, &example.tables("mechanism.json"));
        let scale = smallest_scale(&example.environment, &eta, psi).unwrap();
        let holds = |factor: &str| {
            let c = &scale * number(factor);
            let rule = |sign: Rational| NamedRule {
                name: sign.to_string(),
                table: shifted(&example.environment, &eta, psi, &(&c * sign)),
            };
            let rules = Rules::Tables(vec![rule(Rational::ONE), rule(Rational::NEG_ONE)]);
            let mechanism = Mechanism { name: String::new(), source: String::new(), goal: None, rules };
            let claim = Claim::new(ambimech_model::property::Property::Ic, Reports::Pure);
            verify_mechanism(&example.environment, &mechanism).unwrap().answer(claim).unwrap().holds
        };
        assert!(holds("1") && holds("2") && !holds("0.999"), "{}", example.name);
    }
    assert_eq!(tried, 4);
}

/// MDAT section 6.2 and Example A.2: no simple mechanism, and an ambiguous one except in Examples 6.1 and A.2. The proof of Example 6.1
/// has the multipliers that the paper prints.
#[test]
fn what_the_paper_says_without_a_common_prior_is_decided() {
    let environments = examples().into_iter().filter(|example| example.environment.common_prior().is_none());
    let mut seen = 0;
    for example in environments {
        for reports in [Reports::Pure, Reports::Mixed] {
            let decided = |mechanism| {
                decide_goal(Question {
                    environment: &example.environment,
                    goal: &Goal::Implement,
                    mechanism,
                    reports,
                })
            };
            assert!(matches!(decided(MechanismKind::Simple), DesignAnswer::Infeasible(_)), "{}", example.name);
            match decided(MechanismKind::Ambiguous) {
                DesignAnswer::Done(design) => {
                    assert_eq!(design.construction, Construction::OwnBeliefs);
                    let impossible = ["guo-2017-no-common-prior", "guo-2017-inefficient-rule-no-common-prior"];
                    assert!(!impossible.contains(&example.name.as_str()), "{}", example.name);
                }
                DesignAnswer::Infeasible(_) if example.name == "guo-2017-inefficient-rule-no-common-prior" => {}
                DesignAnswer::Infeasible(proof) => {
                    assert_eq!(example.name, "guo-2017-no-common-prior");
                    let Impossibility::Combination(combination) = proof.reason else { panic!("a sum of rows") };
                    let of = |wanted: &dyn Fn(&Constraint) -> bool| {
                        let terms = combination.terms.iter().filter(|term| wanted(&term.constraint));
                        terms.map(|term| term.multiplier.to_string()).collect::<Vec<String>>()
                    };
                    assert_eq!(
                        of(&|row| matches!(row, Constraint::Participation { .. })),
                        ["40", "105", "75", "70"]
                    );
                    assert_eq!(of(&|row| matches!(row, Constraint::Held { .. })), ["42"]);
                }
                answer => panic!("{}: {answer:?}", example.name),
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 5);
}

/// What the program designs for each example, against pure and against mixed reports.
#[test]
fn every_example_has_the_designs_that_its_theorems_promise() {
    for mut example in examples() {
        // The theorems are about the worst case.
        example.environment = example.environment.with_attitudes(Default::default());
        let holds = |condition| decide_condition(&example.environment, condition).word() == "holds";
        let done = |goal: &Goal, reports| match design_mechanism(&example.environment, goal, reports) {
            DesignAnswer::Done(design) => {
                check_mechanism(&example.environment, &design.mechanism, &design.certificate).unwrap();
                true
            }
            _ => false,
        };
        let cpam = holds(Condition::Cbdp) && holds(Condition::FullSupport) && holds(Condition::Efficient);
        let bdp = holds(Condition::Bdp);
        let disagreement = example.environment.common_prior().is_none();
        let private = holds(Condition::PrivateValues) && holds(Condition::Efficient);
        for reports in [Reports::Pure, Reports::Mixed] {
            let place = format!("{}, {} reports", example.name, reports.name());
            let socially = holds(Condition::SociallyRational);
            let one_fails = private && example.name == "private-values-one-failing-agent";
            assert!(done(&Goal::Implement, reports) || !(bdp && socially || one_fails), "{place}");
            // MDAT Theorem 6.2 and Corollary 6.2; with two types there is one lie, and mixed reports are no harder.
            let agreed = disagreement && bdp && (private || holds(Condition::NcpStar));
            assert!(done(&Goal::Implement, reports) || !agreed, "{place}");
            assert!(
                done(&Goal::Extract, reports) || !(bdp && holds(Condition::Efficient)) || disagreement,
                "{place}"
            );
            assert!(done(&Goal::CoalitionProof, reports) || !cpam, "{place}");
            assert!(done(&Goal::CoalitionProofExtract, reports) || !cpam, "{place}");
        }
    }
}
