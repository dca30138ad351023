//! Sentences about grids of auctions.

use crate::render::GridReport;
use crate::render::sentence::auction::efficient_rule_word;
use ambimech_model::implementability::RuleAnswer;

/// `holds`, `fails`, `undecided`.
pub fn grid_answer_word(report: &GridReport<'_>) -> &'static str {
    match report.answer {
        Some(RuleAnswer::Implementable(_)) => "holds",
        Some(RuleAnswer::Impossible(_)) => "fails",
        Some(RuleAnswer::Undecided(_)) | None => "undecided",
    }
}

/// What is known about the rule of the grid.
pub fn grid_answer(report: &GridReport<'_>) -> String {
    match report.answer {
        Some(RuleAnswer::Implementable(_)) => {
            "fully insuring transfers make truth optimal by maxmin, against pure reports"
        }
        Some(RuleAnswer::Impossible(_)) => "no transfers make truth optimal by maxmin, against pure reports",
        Some(RuleAnswer::Undecided(_)) => "it was not settled whether transfers make truth optimal by maxmin",
        None => "a large grid is only written; ambimech insure decides it",
    }
    .to_string()
}

/// How the verdicts are to be read together.
pub fn grid_remarks(report: &GridReport<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    let (auction, grid) = (efficient_rule_word(report.conclusion), grid_answer_word(report));
    if auction != "undecided" && grid != "undecided" {
        remarks.push(
            match (auction, grid) {
                ("fails", "holds") => {
                    "A coarse grid asks less: types with the same own index cannot gain from each other's reports, and neighbours are farther apart. \
                     Fine grids fail as well."
                }
                ("holds", "fails") => {
                    "Probabilities of winning on the grid differ from those of the auction by about a cell: what misreports can gain tends to 0 on finer \
                     grids."
                }
                _ => "The verdicts agree.",
            }
            .to_string(),
        );
    }
    match report.keeps_balls {
        Some(true) => remarks.push("The radius is a multiple of the length of every part: the balls of the grid are the images of the auction's balls.".to_string()),
        Some(false) => remarks.push(
            "The radius is no multiple of the length of every part: the balls of the grid are smaller than the images of the auction's balls.".to_string(),
        ),
        None => {}
    }
    remarks
}
