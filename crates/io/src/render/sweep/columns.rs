//! The columns of results, and the row of a case.

use super::word;
use crate::render::number::{decimal, exact};
use crate::render::sentence::design::{construction_name, decision_word};
use crate::sweep::answer::{CaseAnswer, CaseOutcome, ConditionWord};
use crate::sweep::plan::{CasePlace, Decision, Plan, StakesColumns};
use crate::sweep::results::{Column, ColumnKind, Role};
use ambimech_model::design::DesignAnswer;
use ambimech_model::number::Rational;

/// What stands in a cell where every draw of the prior left a pair of types impossible.
const NO_PRIOR: &str = "no-prior";

/// The columns of a plan's results.
pub fn columns(plan: &Plan) -> Vec<Column> {
    let mut all: Vec<Column> = Vec::new();
    let mut add = |name: &str, kind: ColumnKind, role: Role, values: &str, about: &str| {
        let (name, values, about) = (name.to_string(), values.to_string(), about.to_string());
        all.push(Column { name, kind, role, values, about });
    };
    add("case", ColumnKind::Count, Role::Case, "", "number of the case, from 0");
    add("shape", ColumnKind::Word, Role::Case, "", "numbers of types of the agents with x between them");
    add("agents", ColumnKind::Count, Role::Case, "agents", "number of agents");
    add("profiles", ColumnKind::Count, Role::Case, "profiles", "number of type profiles");
    for name in &plan.parameters {
        let about = format!("value of the parameter {name} of the environment file");
        add(&format!("parameter_{name}"), ColumnKind::Exact, Role::Parameter, "", &about);
        add(&format!("parameter_{name}_num"), ColumnKind::Decimal, Role::Remark, "", "the same; rounded");
    }
    add("prior", ColumnKind::Word, Role::Case, "", "name of the prior in the plan");
    add("payoffs", ColumnKind::Word, Role::Case, "", "name of the payoffs in the plan");
    add("repetition", ColumnKind::Count, Role::Case, "", "number of the draw, from 0");
    for condition in &plan.conditions {
        let about = format!("the condition {condition}; ambimech explain {condition} says what it is");
        add(condition.name(), ColumnKind::Word, Role::Condition, "holds|fails|undecided|no-prior", &about);
    }
    for decision in &plan.decisions {
        let about = format!(
            "whether a {} mechanism reaches {} against {} reports with this allocation rule",
            decision.mechanism.name(),
            decision.goal,
            decision.reports.name()
        );
        let name = &decision.name;
        add(name, ColumnKind::Word, Role::Decision, &key(decision), &about);
        let about = "how the mechanism was made; or what kind of proof shows that there is none";
        add(&format!("{name}_how"), ColumnKind::Word, Role::OfDecision, "", about);
        let about = "number of transfer rules of the mechanism";
        add(&format!("{name}_rules"), ColumnKind::Count, Role::OfDecision, "rules", about);
        if decision.stakes == StakesColumns::Recorded {
            for (ending, about) in [
                ("payment", "largest amount that anybody ever pays"),
                ("receipt", "largest amount that anybody ever receives"),
                ("turnover", "money that changes hands in expectation under the rule that moves most"),
            ] {
                add(&format!("{name}_{ending}"), ColumnKind::Exact, Role::OfDecision, "payoff units", about);
                let rounded = "the same; rounded";
                add(&format!("{name}_{ending}_num"), ColumnKind::Decimal, Role::Remark, "payoff units", rounded);
            }
        }
    }
    add(
        "undecided",
        ColumnKind::Word,
        Role::Remark,
        "",
        "what is not settled and why: column: reason; separated by ;",
    );
    all
}

/// The words of a verdict about mechanisms, then what is asked: goal (with + for commas), kind of mechanisms, reports.
fn key(decision: &Decision) -> String {
    format!(
        "feasible|infeasible|undecided|no-prior of {} {} {}",
        decision.goal.to_string().replace(',', "+"),
        decision.mechanism.name(),
        decision.reports.name()
    )
}

/// The row of a case, in the order of [`columns`].
pub fn row(plan: &Plan, place: CasePlace, outcome: &CaseOutcome) -> Vec<String> {
    let frame = &plan.frames[place.frame];
    let mut cells = vec![
        place.case.to_string(),
        frame.shape(),
        frame.space.agent_count().to_string(),
        frame.space.size().to_string(),
    ];
    for setting in &frame.settings {
        cells.push(exact(&setting.value));
        cells.push(decimal(&setting.value).digits);
    }
    cells.push(plan.priors[place.prior].name.clone());
    cells.push(plan.payoffs[place.payoffs].name.clone());
    cells.push(place.repetition.to_string());
    match outcome {
        CaseOutcome::Answered(answer) => answered(plan, answer, &mut cells),
        CaseOutcome::NoPrior => {
            cells.extend(plan.conditions.iter().map(|_| NO_PRIOR.to_string()));
            for decision in &plan.decisions {
                cells.push(NO_PRIOR.to_string());
                cells.extend(vec![String::new(); if decision.stakes == StakesColumns::Recorded { 8 } else { 2 }]);
            }
            cells.push(String::new());
        }
    }
    cells
}

fn answered(plan: &Plan, answer: &CaseAnswer, cells: &mut Vec<String>) {
    let mut open: Vec<String> = Vec::new();
    for (condition, word) in &answer.conditions {
        cells.push(match word {
            ConditionWord::Holds => "holds".to_string(),
            ConditionWord::Fails => "fails".to_string(),
            ConditionWord::Undecided(reason) => {
                open.push(format!("{condition}: {}", word::reason(reason)));
                "undecided".to_string()
            }
        });
    }
    for (decision, found) in plan.decisions.iter().zip(&answer.decisions) {
        cells.push(decision_word(&found.answer).to_string());
        cells.push(match &found.answer {
            DesignAnswer::Done(design) => construction_name(design.construction).to_string(),
            DesignAnswer::Infeasible(certificate) => word::proof(certificate).to_string(),
            DesignAnswer::Undecided { obstacles, .. } => {
                let why = obstacles.first().map_or("not-settled", word::obstacle);
                open.push(format!("{}: {why}", decision.name));
                String::new()
            }
        });
        cells.push(found.rules.map_or_else(String::new, |rules| rules.to_string()));
        if decision.stakes == StakesColumns::Recorded {
            let stakes = match &found.answer {
                DesignAnswer::Done(design) => Some(&design.stakes),
                _ => None,
            };
            let turnover = stakes.and_then(|stakes| stakes.expected_turnover.as_ref()).map(|found| &found.1);
            both(cells, stakes.map(|stakes| &stakes.largest_payment.3));
            both(cells, stakes.map(|stakes| &stakes.largest_receipt.3));
            both(cells, turnover);
        }
    }
    cells.push(open.join("; "));
}

/// The exact number and its decimal, or two empty cells.
fn both(cells: &mut Vec<String>, number: Option<&Rational>) {
    cells.push(number.map_or_else(String::new, exact));
    cells.push(number.map_or_else(String::new, |number| decimal(number).digits));
}
