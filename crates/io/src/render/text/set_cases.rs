//! Decisions by cases under sets of beliefs.

use super::mechanism::render_rules;
use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::number::cell;
use crate::render::sentence::as_sentence;
use crate::render::sentence::scenario::belief;
use crate::render::sentence::set_proof::{
    case_row, case_word, contradiction, open_cases, place, row_belief, rules_wanted, set_goal,
};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::implementability::{CaseAnswer, CaseProof, CaseRow, CaseTree, Place, SetGoal};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;

/// At most so many cases are shown; the file has all of them.
const SHOWN: usize = 4;

/// The verdict line, then the rules, the proof or the reason.
pub fn render_case_answer(
    environment: &AmbiguousEnvironment,
    goal: SetGoal,
    reports: Reports,
    answer: &CaseAnswer,
    page: Page,
) -> String {
    let frame = environment.without_beliefs();
    let mut text = format!(
        "{}: {} with {}, against {} reports\n\n",
        case_word(answer),
        rules_wanted(goal.mechanism),
        set_goal(goal),
        reports.name()
    );
    match answer {
        CaseAnswer::Reached(scheme) => {
            let mechanism = Mechanism {
                name: String::new(),
                source: String::new(),
                goal: None,
                rules: Rules::Tables(scheme.rules.clone()),
            };
            text.push_str(&format!("Transfers\n\n{}", render_rules(frame, &mechanism, page)));
        }
        CaseAnswer::Impossible(proof) => text.push_str(&proof_by_cases(environment, proof, page)),
        CaseAnswer::Undecided(open) => {
            text.push_str(&paragraph(&as_sentence(&open_cases(frame, open)), 0, page.width));
        }
    }
    text
}

/// `accepted:` with the proof.
pub fn render_accepted_cases(environment: &AmbiguousEnvironment, proof: &CaseProof, page: Page) -> String {
    format!(
        "accepted: there is not {} with {}\n\n{}",
        rules_wanted(proof.goal.mechanism),
        set_goal(proof.goal),
        proof_by_cases(environment, proof, page)
    )
}

fn proof_by_cases(environment: &AmbiguousEnvironment, proof: &CaseProof, page: Page) -> String {
    let leaves = proof.tree.leaves().len();
    let mut text = if leaves == 1 { "Proof\n".to_string() } else { format!("Proof by {leaves} cases\n") };
    let mut shown = 0;
    show(environment, proof.goal, &proof.tree, &mut Vec::new(), (&mut shown, leaves), page, &mut text);
    if leaves > SHOWN {
        let words = format!("{} more cases are in the file that --out writes", leaves - SHOWN);
        text.push_str(&format!("\n{}", paragraph(&as_sentence(&words), 0, page.width)));
    }
    text
}

fn show(
    environment: &AmbiguousEnvironment,
    goal: SetGoal,
    tree: &CaseTree,
    chosen: &mut Vec<(Place, usize)>,
    (shown, leaves): (&mut usize, usize),
    page: Page,
    text: &mut String,
) {
    let rows = match tree {
        CaseTree::Split(split, cases) => {
            for (corner, case) in cases.iter().enumerate() {
                chosen.push((*split, corner));
                show(environment, goal, case, chosen, (shown, leaves), page, text);
                chosen.pop();
            }
            return;
        }
        CaseTree::Leaf(rows) => rows,
    };
    *shown += 1;
    if *shown > SHOWN {
        return;
    }
    let frame = environment.without_beliefs();
    if leaves > 1 {
        let choices: Vec<String> = chosen
            .iter()
            .map(|(split, corner)| {
                let (agent, own) = split.who();
                let corners = environment.set(agent, own).corners().unwrap_or_default();
                let prior = corners.get(*corner).map_or(String::new(), |prior| belief(frame, agent, prior));
                format!("{} is the belief {prior}", place(frame, *split))
            })
            .collect();
        let words = format!("case {shown}: {}", choices.join("; "));
        text.push_str(&format!("\n{}", paragraph(&as_sentence(&words), 0, page.width)));
    }
    text.push('\n');
    let several = rows.iter().any(|row| row.rule != rows[0].rule);
    let mut table = Table::new(&[("weight", Align::Right), ("row", Align::Left)]);
    if several {
        table.column("rule", Align::Right);
    }
    table.column("with belief", Align::Left);
    for row in rows {
        let mut cells = vec![cell(&row.weight, LONGEST_CELL), case_row(frame, row)];
        if several {
            cells.push((row.rule.0 + 1).to_string());
        }
        cells.push(row_belief(frame, row));
        table.row(cells);
    }
    text.push_str(&table.render(2, page.width));
    let sum = leaf_sum(environment, rows);
    text.push_str(&format!("\n{}", paragraph(&as_sentence(&contradiction(goal, &sum)), 2, page.width)));
}

/// What is left of the payoffs.
fn leaf_sum(environment: &AmbiguousEnvironment, rows: &[CaseRow]) -> Rational {
    let constants = rows.iter().map(|row| &row.weight * row.kind.form(environment, row.belief.as_ref()).constant);
    constants.fold(Rational::ZERO, |total, part| total + part)
}
