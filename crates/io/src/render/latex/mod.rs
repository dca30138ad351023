//! LaTeX: fragments to `\input` into a paper, and a document that holds them all.
//!
//! Fragments need the packages amsmath, booktabs and longtable, and nothing else; labels and sentences are escaped, numbers are set
//! in mathematics.

mod fragment;
mod proof;
mod tabular;

pub use fragment::{latex_conditions, latex_environment, latex_proof, latex_rules, latex_verification};
pub use tabular::{escaped, number};

use super::report::{CertificateStatus, Report};
use super::text::checked_in_words;
use crate::render::name;
use crate::render::sentence::{as_sentence, design as words, obstacle, stakes};
use ambimech_model::design::DesignAnswer;
use tabular::macro_number;

/// The whole report as a document.
pub fn render_latex(report: &Report<'_>) -> String {
    let environment = report.environment;
    let title = if environment.name().is_empty() { "Environment" } else { environment.name() };
    let mut body = String::new();
    let mut section = |heading: &str, text: &str| body.push_str(&format!("\n\\section*{{{heading}}}\n\n{text}"));
    section("Environment", &latex_environment(environment));
    if !report.conditions.is_empty() {
        section("Conditions", &latex_conditions(environment, &report.conditions));
    }
    if let Some(answer) = report.design {
        section("Design", &design(report, answer));
    }
    if let Some(found) = &report.mechanism {
        section("Transfer rules", &latex_rules(environment, found.mechanism));
        if let Some(verification) = found.verification {
            section("Verification", &latex_verification(environment, found.mechanism, verification));
        }
        if let CertificateStatus::Accepted(claims, checked) = &found.certificate {
            let claims: Vec<String> = claims.iter().map(ToString::to_string).collect();
            let sentence = format!(
                "The independent checker accepted the certificate of {}. It {}.",
                name::and_list(&claims),
                checked_in_words(checked)
            );
            section("Certificate", &format!("{}\n", escaped(&sentence)));
        }
    }
    format!(
        "% Made by ambimech {version}. Environment {digest}\n\\documentclass[11pt]{{article}}\n\\usepackage[T1]{{fontenc}}\n\
         \\usepackage[utf8]{{inputenc}}\n\\usepackage[margin=2.2cm]{{geometry}}\n\\usepackage{{amsmath,booktabs,longtable}}\n\
         \\title{{{title}}}\n\\author{{}}\n\\date{{{source}}}\n\\begin{{document}}\n\\maketitle\n{body}\n\\end{{document}}\n",
        version = macro_number(&report.version),
        digest = report.digest,
        title = escaped(title),
        source = escaped(environment.source()),
    )
}

/// The answer of a design in sentences.
fn design(report: &Report<'_>, answer: &DesignAnswer) -> String {
    let environment = report.environment;
    match answer {
        DesignAnswer::Done(design) => {
            let (what, source) = words::construction(design.construction);
            let mut lines = vec![
                ("Goal", design.goal.to_string()),
                ("Construction", as_sentence(what)),
                ("Source", source.to_string()),
                (
                    "Base rule",
                    design.base.map(|base| as_sentence(&words::base(environment, base))).unwrap_or_default(),
                ),
            ];
            if let Some(scale) = words::scale(design) {
                lines.push(("Scale", scale));
            }
            lines.push(("Rules", words::rule_count(environment, design)));
            lines.extend(stakes::stakes(environment, &design.mechanism, &design.stakes));
            let items = lines.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| {
                format!("  \\item[{}] {}\n", escaped(as_sentence(label).trim_end_matches('.')), escaped(text))
            });
            format!("\\begin{{description}}\n{}\\end{{description}}\n", items.collect::<String>())
        }
        DesignAnswer::Infeasible(certificate) => latex_proof(environment, certificate),
        DesignAnswer::Undecided { goal, obstacles, .. } => {
            let sentences = obstacles.iter().flat_map(|found| obstacle::obstacle(environment, found));
            let items: String =
                sentences.map(|sentence| format!("  \\item {}\n", escaped(&as_sentence(&sentence)))).collect();
            let goal = escaped(&goal.to_string());
            let [before, after] = obstacle::unsettled(obstacles);
            format!(
                "{before}{goal}{after}\n\
                 \\begin{{itemize}}\n{items}\\end{{itemize}}\n"
            )
        }
    }
}
