//! Full implementation under sets of beliefs.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::name;
use crate::render::sentence::as_sentence;
use crate::render::sentence::full_implementation::{
    conclusion, condition, deception, function, gap, lottery, possible, reason, rewarded, undecided,
};
use ambimech_model::maxmin::{
    ChoiceProblem, Conclusion, DeceptionProof, Deceptions, Finding, MaxminAnswer, MaxminCondition, Proof,
};

/// The verdict line, the conditions, and the rewards or what stands against them.
pub fn render_full_implementation_answer(problem: &ChoiceProblem, answer: &MaxminAnswer, page: Page) -> String {
    let mut text = format!("{}\n", conclusion(answer));
    if let Conclusion::Open(gaps) = &answer.conclusion {
        text.push('\n');
        for open in gaps {
            text.push_str(&paragraph(&as_sentence(&gap(*open, answer.scope)), 0, page.width));
        }
    }
    let frame = problem.environment().without_beliefs();
    let names: Vec<String> = problem.choice_ids().map(|choice| function(problem, choice)).collect();
    let what = format!(
        "social choice set {{{}}}; {}; {}",
        names.join(", "),
        possible(problem.environment(), problem),
        name::count(problem.information().cells().len(), "cell of common knowledge", "cells of common knowledge")
    );
    text.push_str(&format!("\n{}\n", paragraph(&as_sentence(&what), 0, page.width)));
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left), ("reason", Align::Left)]);
    for of in MaxminCondition::ALL {
        let found = answer.findings.iter().find(|finding| finding.condition == of);
        let open = answer.undecided.iter().find(|(open, _)| *open == of);
        let (word, why) = match (found, open) {
            (Some(finding), _) => (if finding.holds { "holds" } else { "fails" }, reason(problem, finding)),
            (None, Some((_, why))) => ("undecided", undecided(problem, why)),
            (None, None) => continue,
        };
        table.row(vec![condition(of, answer.scope).to_string(), word.to_string(), why]);
    }
    text.push_str(&table.render(0, page.width));
    for finding in &answer.findings {
        match &finding.proof {
            Proof::Rewards(..) => text.push_str(&rewards_section(problem, finding, page)),
            Proof::Dominated(_, _, lotteries) => {
                text.push_str("\nThe function that improves:\n");
                let mut table = Table::new(&[("profile", Align::Left), ("outcome", Align::Left)]);
                for (at, drawn) in frame.space().profiles().zip(lotteries).take(page.rows) {
                    table.row(vec![name::profile(frame, at), lottery(frame, drawn)]);
                }
                text.push_str(&table.render(2, page.width));
            }
            _ => {}
        }
    }
    text
}

/// Every unacceptable deception with who is rewarded, and the rewards as tables.
fn rewards_section(problem: &ChoiceProblem, finding: &Finding, page: Page) -> String {
    let Proof::Rewards(rewards, proofs) = &finding.proof else { return String::new() };
    let frame = problem.environment().without_beliefs();
    let all = Deceptions::of(frame.space(), problem.grand());
    let mut table =
        Table::new(&[("function", Align::Left), ("deception", Align::Left), ("rewarded", Align::Left)]);
    let (mut shown, mut left) = (0, 0);
    let cases = problem.choice_ids().flat_map(|choice| all.iter().map(move |deception| (choice, deception)));
    for ((choice, told), proof) in cases.zip(proofs) {
        let DeceptionProof::Rewarded(number, at) = proof else { continue };
        if shown == page.rows {
            left += 1;
            continue;
        }
        shown += 1;
        let who =
            rewards.get(*number).map_or(String::new(), |reward| rewarded(problem, reward.coalition, *at, *number));
        table.row(vec![function(problem, choice), deception(frame, &told), who]);
    }
    if table.is_empty() {
        return String::new();
    }
    let mut text = format!("\nUnacceptable deceptions and their rewards:\n{}", table.render(2, page.width));
    if left > 0 {
        text.push_str(&format!("  … and {left} more deceptions\n"));
    }
    let mut columns = vec![("reports".to_string(), Align::Left)];
    let many = rewards.len().min(page.rules);
    columns.extend((0..many).map(|number| (format!("reward {}", number + 1), Align::Left)));
    let columns: Vec<(&str, Align)> = columns.iter().map(|(heading, align)| (heading.as_str(), *align)).collect();
    let mut table = Table::new(&columns);
    for at in frame.space().profiles().take(page.rows) {
        let mut row = vec![name::profile(frame, at)];
        row.extend(rewards[..many].iter().map(|reward| lottery(frame, &reward.lotteries[at.0])));
        table.row(row);
    }
    text.push_str(&format!("\nRewards:\n{}", table.render(2, page.width)));
    if many < rewards.len() {
        text.push_str(&format!("  … and {} more rewards\n", rewards.len() - many));
    }
    text
}

/// `accepted`, with the verdicts that a file proves.
pub fn render_accepted_full_implementation(findings: &[Finding], page: Page) -> String {
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left)]);
    for finding in findings {
        let word = if finding.holds { "holds" } else { "fails" };
        table.row(vec![condition(finding.condition, finding.scope).to_string(), word.to_string()]);
    }
    format!("accepted\n\n{}", table.render(0, page.width))
}
