//! LaTeX: fragments to `\input` into a paper, and a document that holds them all.
//!
//! Fragments need the packages amsmath, booktabs and longtable and the font encoding T1, and nothing else; they say so in their
//! first lines. Labels and sentences are escaped, numbers are set in mathematics. Tables run over pages, wide ones are split.

mod answers;
mod environment;
mod escape;
mod mechanism;
mod proof;
mod tabular;

pub use answers::{latex_goals, latex_thresholds};
pub use environment::{latex_conditions, latex_environment, latex_payoffs, latex_prior};
pub use escape::escaped;
pub use mechanism::{latex_gains, latex_rules, latex_stakes, latex_verification};
pub use proof::latex_proof;
pub use tabular::number;

use super::report::Report;
use crate::render::sentence::fewer::{THE_CONSTRUCTION, fewer};
use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::Fewer;
use escape::{breakable, macro_number};

/// What every fragment needs of the document around it.
const NEEDS: &str =
    "\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath,booktabs,longtable}\n";

/// A part of a report that can be put into a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// The heading of its section in the document.
    pub heading: &'static str,
    /// LaTeX.
    pub text: String,
}

/// All fragments of the report, in the order of the document.
pub fn latex_fragments(report: &Report<'_>) -> Vec<Fragment> {
    let environment = report.environment;
    let mut fragments = Vec::new();
    let mut add = |name, heading, text| fragments.push(Fragment { name, heading, text });
    add("environment", "Environment", latex_environment(environment));
    let prior = if environment.common_prior().is_some() { "Prior" } else { "Beliefs" };
    add("prior", prior, latex_prior(environment));
    add("payoffs", "Allocation and payoffs", latex_payoffs(environment));
    if !report.conditions.is_empty() {
        add("conditions", "Conditions", latex_conditions(environment, &report.conditions));
    }
    if !report.goals.is_empty() {
        add("goals", "What can be done here", latex_goals(report));
    }
    if !report.thresholds.is_empty() {
        add("thresholds", "Values of the parameters", latex_thresholds(&report.thresholds));
    }
    let is_proof = |answer: &DesignAnswer| matches!(answer, DesignAnswer::Infeasible(_));
    if let Some(answer) = report.design {
        let name = if is_proof(answer) { "proof" } else { "design" };
        add(name, "Design", answers::answer(environment, answer));
    }
    if let Some(found) = &report.mechanism {
        add("rules", "Transfer rules", latex_rules(environment, found.mechanism));
        if let Some(at_stake) = &found.stakes {
            add("stakes", "Stakes", latex_stakes(environment, found.mechanism, at_stake));
        }
        if let Some(verification) = found.verification {
            add("verification", "Verification", latex_verification(environment, found.mechanism, verification));
        }
        // The table of gains is about worst cases.
        let is_worst_case = environment.attitudes().are_worst_case();
        if let Some(values) = found.values.filter(|values| !values.is_empty() && is_worst_case) {
            add("gains", "Gains from misreports", latex_gains(environment, found.mechanism, values));
        }
        if let Some(text) = mechanism::certificate(environment, found) {
            add("certificate", "Certificate", text);
        }
    }
    if let Some(found @ Fewer::Found { usual, .. }) = report.fewer {
        let design = answers::answer(environment, &DesignAnswer::Done(usual.clone()));
        let words = escaped(&fewer(found).join(" "));
        add("construction", THE_CONSTRUCTION, format!("{words}\n\n{design}"));
        add("construction-rules", "Its transfer rules", latex_rules(environment, &usual.mechanism));
    }
    if let Some(answer) = report.simple.filter(|_| !report.is_announced_simple()) {
        let name = if is_proof(answer) { "simple-proof" } else { "simple-design" };
        add(name, "With one rule only", answers::answer(environment, answer));
        if let DesignAnswer::Done(design) = answer {
            add("simple-rule", "The one rule", latex_rules(environment, &design.mechanism));
        }
    }
    fragments
}

/// A fragment as a file of its own: first, in comments, what it needs.
pub fn fragment_file(report: &Report<'_>, fragment: &Fragment) -> String {
    let needs: String = NEEDS.lines().map(|line| format!("%   {line}\n")).collect();
    format!("{}% \\input this file; the preamble needs\n{needs}{}", first_line(report), fragment.text)
}

/// A document that inputs the files of the fragments, named with the ending `.tex`.
pub fn fragment_document(report: &Report<'_>, fragments: &[Fragment]) -> String {
    let input =
        |fragment: &Fragment| format!("\n\\section*{{{}}}\n\n\\input{{{}}}\n", fragment.heading, fragment.name);
    document(report, &fragments.iter().map(input).collect::<String>())
}

/// The whole report as a document.
pub fn render_latex(report: &Report<'_>) -> String {
    let section = |fragment: &Fragment| format!("\n\\section*{{{}}}\n\n{}", fragment.heading, fragment.text);
    document(report, &latex_fragments(report).iter().map(section).collect::<String>())
}

fn first_line(report: &Report<'_>) -> String {
    format!("% Made by ambimech {}. Environment {}\n", macro_number(&report.version), macro_number(&report.digest))
}

fn document(report: &Report<'_>, body: &str) -> String {
    let environment = report.environment;
    let title = if environment.name().is_empty() { "Environment" } else { environment.name() };
    format!(
        "{}\\documentclass[11pt]{{article}}\n{NEEDS}\\usepackage[margin=2.2cm]{{geometry}}\n\\title{{{title}}}\n\
         \\author{{}}\n\\date{{{source}}}\n\\begin{{document}}\n\\maketitle\n{body}\n\\end{{document}}\n",
        first_line(report),
        title = escaped(&breakable(title)),
        source = escaped(&breakable(environment.source())),
    )
}
