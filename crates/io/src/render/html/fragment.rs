//! Pieces of the report that stand alone in a notebook: a `<div>` with its own colours, which neither takes styles from the page
//! around it nor changes it.
//!
//! The styles are those of the report, nested under the class [`CLASS`], and win over those of the notebook; identifiers begin
//! with a mark made from the content, so that several pieces can stand on one page.

use super::element::{Cell, HtmlTable, Page, badge, escaped};
use super::{STYLE, conditions, design, deviations, environment, goals, mechanism, posteriors, verification};
use crate::render::number::with_decimal;
use crate::render::report::{CertificateStatus, MechanismReport, Report};
use crate::render::sentence::as_sentence;
use crate::render::sentence::benchmark::{candidate, why_not};
use crate::render::sentence::threshold::{ThresholdQuestion, at_all_values, excluded, threshold_word, values};
use crate::render::{decision_word, svg};
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::comparison::Comparison;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::threshold::{Exclusion, Threshold};
use sha2::{Digest, Sha256};

/// The class of the surrounding element.
pub const CLASS: &str = "ambimech";

/// How a picture names its title and description.
const LABELLED: &str = "aria-labelledby=\"";

/// The class several times over: notebooks have styles of their own for whatever is shown in them (texts in tables to the right,
/// every other row grey, terms of lists in a narrow column), with up to two classes in their selectors.
const SELECTOR: &str = ".ambimech.ambimech.ambimech";

/// What the report's styles say about the whole page, for a piece of one, and what a notebook says that the report leaves alone.
const WHOLE: &str = "& { background: var(--paper); color: var(--ink); padding: .4rem .8rem; \
     font: 14px/1.5 system-ui, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif; }\n\
     h2 { margin: 1rem 0 .5rem; border-bottom: 0; }\n\
     table { margin: 0; border: 0; table-layout: auto; color: inherit; }\n\
     tr { background: none; }\n\
     dt { float: none; width: auto; font-weight: 400; }\n\
     code { padding: 0; border: 0; background: none; color: inherit; }\n";

/// The styles that stand in every piece, between `<style>` and `</style>`: for pages of ours that allow no styles within pieces.
pub fn fragment_style() -> String {
    style(&format!(".{CLASS}"), "")
}

/// The report's styles for what is in an element, and further ones.
fn style(selector: &str, further: &str) -> String {
    let nested = |css: &str| css.replace(":root", "&");
    let (palette, pictures, texts) = (nested(svg::PALETTE), nested(svg::STYLE), nested(STYLE));
    format!("{selector} {{\n{palette}{further}{pictures}{texts}{WHOLE}}}")
}

/// Ready HTML in its element.
fn standing_alone(page: Page) -> String {
    let body = with_own_identifiers(&page.body());
    let style = style(SELECTOR, &colours_of_the_notebook());
    format!("<div class=\"{CLASS}\">\n<style>{style}</style>\n{body}</div>\n")
}

/// A notebook that says whether it is light or dark is followed, whatever the system around it is.
fn colours_of_the_notebook() -> String {
    let mut palettes =
        svg::PALETTE.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap_or("").trim());
    let (light, dark) = (palettes.next().unwrap_or(""), palettes.next().unwrap_or(""));
    format!(
        "@media screen {{\n  [data-jp-theme-light=\"true\"] &, .vscode-light & {{ {light} color-scheme: light; }}\n  \
         [data-jp-theme-light=\"false\"] &, .vscode-dark & {{ {dark} color-scheme: dark; }}\n}}\n"
    )
}

/// The same with identifiers that no other piece has, unless it is the same piece.
fn with_own_identifiers(html: &str) -> String {
    let mark: String = Sha256::digest(html.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let html = html.replace(" id=\"", &format!(" id=\"{mark}-"));
    let mut parts = html.split(LABELLED);
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        let (names, rest) = part.split_once('"').unwrap_or((part, ""));
        let names: Vec<String> = names.split(' ').map(|name| format!("{mark}-{name}")).collect();
        out.push_str(&format!("{LABELLED}{}\"{rest}", names.join(" ")));
    }
    out
}

fn goal_of(answer: &DesignAnswer) -> String {
    match answer {
        DesignAnswer::Done(design) => design.goal.to_string(),
        DesignAnswer::Infeasible(certificate) => certificate.goal.to_string(),
        DesignAnswer::Undecided { goal, .. } => goal.to_string(),
    }
}

/// A report about nothing but conditions.
fn bare<'a>(
    environment: &'a Environment,
    conditions: Vec<(Condition, Verdict<ConditionCertificate>)>,
) -> Report<'a> {
    Report {
        environment,
        digest: String::new(),
        conditions,
        design: None,
        simple: None,
        goals: &[],
        fewer: None,
        thresholds: Vec::new(),
        mechanism: None,
        version: String::new(),
    }
}

/// An environment: facts, prior heat maps, allocation, beliefs on their simplex.
pub fn environment_fragment(environment: &Environment) -> String {
    let mut page = Page::default();
    let (name, source) = (escaped(environment.name()), escaped(environment.source()));
    if !name.is_empty() {
        page.raw(&format!("<p class=\"summary\">{name}</p>\n"));
    }
    if !source.is_empty() {
        page.raw(&format!("<p class=\"source\">{source}</p>\n"));
    }
    environment::write(&mut page, environment);
    posteriors::write(&mut page, environment);
    standing_alone(page)
}

/// Conditions with their reasons.
pub fn conditions_fragment(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
) -> String {
    let mut page = Page::default();
    conditions::write(&mut page, &bare(environment, answers.to_vec()));
    standing_alone(page)
}

/// The answer of a design: the mechanism with its rules, the proof that there is none, or what is in the way.
pub fn design_fragment(environment: &Environment, answer: &DesignAnswer) -> String {
    let mut page = Page::default();
    if let DesignAnswer::Done(_) = answer {
        let goal = escaped(&goal_of(answer));
        page.raw(&format!("<p>{} goal <code>{goal}</code></p>\n", badge(decision_word(answer))));
    }
    design::write(&mut page, environment, answer);
    if let DesignAnswer::Done(design) = answer {
        mechanism::write(&mut page, environment, &design.mechanism);
    }
    standing_alone(page)
}

/// The rules of a mechanism.
pub fn mechanism_fragment(environment: &Environment, mechanism: &Mechanism) -> String {
    let mut page = Page::default();
    mechanism::write(&mut page, environment, mechanism);
    standing_alone(page)
}

/// The properties of a mechanism with their worst cases, and what misreports are worth.
pub fn verification_fragment(environment: &Environment, found: &MechanismReport<'_>) -> String {
    let mut page = Page::default();
    verification::write(&mut page, environment, found);
    deviations::write(&mut page, environment, found);
    standing_alone(page)
}

/// A verdict word and a text as it is printed.
pub fn text_fragment(word: &str, text: &str) -> String {
    let mut page = Page::default();
    page.raw(&format!("<p>{}</p>\n<pre>{}</pre>\n", badge(word), escaped(text)));
    standing_alone(page)
}

/// The whole job, with the glossary left out.
pub fn report_fragment(report: &Report<'_>) -> String {
    let mut page = Page::default();
    let about =
        report.design.map_or(String::new(), |answer| format!(" goal <code>{}</code>", escaped(&goal_of(answer))));
    page.raw(&format!("<p class=\"summary\">{}{about}</p>\n", badge(report.verdict())));
    goals::write(&mut page, report);
    conditions::write(&mut page, report);
    if let Some(answer) = report.design {
        page.section("design", "Design");
        design::write(&mut page, report.environment, answer);
    }
    if let Some(found) = &report.mechanism {
        mechanism::write(&mut page, report.environment, found.mechanism);
        verification::write(&mut page, report.environment, found);
        if let CertificateStatus::Accepted(..) | CertificateStatus::Refused(_) = found.certificate {
            super::certificate::write(&mut page, report.environment, found);
        }
    }
    if let Some(answer) = report.simple.filter(|_| !report.is_announced_simple()) {
        page.section("simple", "With one rule only (an ordinary mechanism)");
        design::write(&mut page, report.environment, answer);
    }
    standing_alone(page)
}

/// The values of a parameter at which a goal is attainable, with the proofs of what lies beyond.
pub fn threshold_fragment(asked: &ThresholdQuestion<'_>, found: &Threshold) -> String {
    let mut page = Page::default();
    let parameter = asked.environment.parameter();
    let which = match found {
        Threshold::Between(interval) => format!(": {}", values(parameter, interval)),
        _ => String::new(),
    };
    page.raw(&format!(
        "<p>{} goal <code>{}</code> with a mechanism that is {}{}</p>\n",
        badge(threshold_word(found)),
        escaped(&asked.goal.to_string()),
        asked.mechanism.name(),
        escaped(&which.replace("<=", "≤").replace(">=", "≥"))
    ));
    match found {
        Threshold::Between(interval) => {
            for limit in [&interval.lower, &interval.upper].into_iter().flatten() {
                exclusion(&mut page, asked, &limit.exclusion);
            }
        }
        Threshold::Never(exclusions) => exclusions.iter().for_each(|one| exclusion(&mut page, asked, one)),
        Threshold::Undecided(obstacle) => {
            for sentence in crate::render::sentence::obstacle::obstacle(asked.environment.environment(), obstacle)
            {
                page.paragraph(&as_sentence(&sentence));
            }
        }
    }
    standing_alone(page)
}

fn exclusion(page: &mut Page, asked: &ThresholdQuestion<'_>, found: &Exclusion) {
    let parameter = asked.environment.parameter();
    page.heading(&format!(
        "Out of reach for {}; written out at {parameter} = {}",
        excluded(parameter, &found.values),
        with_decimal(&found.checked_at)
    ));
    // The certificate was accepted at this value, so the environment exists there.
    if let Ok(there) = asked.environment.at(&found.checked_at) {
        design::write(page, &there, &DesignAnswer::Infeasible(found.certificate.clone()));
    }
    page.paragraph(&at_all_values(parameter, found));
}

/// Mechanisms side by side; what is not to be had, with its reason.
pub fn comparison_fragment(environment: &Environment, comparison: &Comparison) -> String {
    let mut page = Page::default();
    let caption = "The mechanisms of the literature beside those designed here";
    let mut table = HtmlTable::new(caption, &["Mechanism", "Rules", "Properties", "Largest payment", "Revenue"]);
    let mut missing = HtmlTable::new("Not to be had here", &["Mechanism", "Because"]);
    for entry in &comparison.entries {
        let name = Cell::Head(candidate(&entry.candidate));
        if let Some(reason) = why_not(environment, entry) {
            missing.row(vec![name, Cell::Words(as_sentence(&reason))]);
            continue;
        }
        let DesignAnswer::Done(made) = &entry.answer else { continue };
        let verification = entry.verification.as_ref().and_then(|found| found.as_ref().ok());
        let properties: Vec<String> = match verification {
            Some(found) => {
                let holding = found.answers.iter().filter(|answer| answer.holds);
                let claims = holding.map(|answer| answer.claim);
                claims.filter(|claim| claim.reports.is_none_or(|reports| reports == comparison.reports)).collect()
            }
            None => made.certificate.claims.clone(),
        }
        .iter()
        .map(|claim| claim.property.name().to_string())
        .collect();
        let rules = made.mechanism.rule_count(environment).map_or("many".to_string(), |count| count.to_string());
        table.row(vec![
            name,
            Cell::Words(rules),
            Cell::Words(properties.join(", ")),
            Cell::Number(made.stakes.largest_payment.3.clone()),
            Cell::Words(match &entry.revenue {
                None => "?".to_string(),
                Some((least, most)) if least == most => with_decimal(least),
                Some((least, most)) => format!("{} to {}", with_decimal(least), with_decimal(most)),
            }),
        ]);
    }
    page.table(&table);
    page.table(&missing);
    standing_alone(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, parse_environment};

    fn environment(weight: &str) -> Environment {
        let text = format!(
            "format = \"ambimech-environment/1\"\nagents = [{{ name = \"1\", types = [\"s\", \"t\"] }}, \
             {{ name = \"2\", types = [\"s\", \"t\"] }}]\nprior = {{ \"s *\" = {weight}, \"t *\" = 1 }}\n\
             outcomes.keep = {{ \"1\" = 0, \"2\" = 0 }}\nallocation = {{ \"* *\" = \"keep\" }}\n"
        );
        parse_environment(&text, "two.toml", Format::Toml, None).unwrap()
    }

    fn identifiers(html: &str) -> Vec<&str> {
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn pieces_share_neither_styles_nor_identifiers_with_a_page() {
        let (one, two) = (environment_fragment(&environment("2")), environment_fragment(&environment("3")));
        assert!(!one.contains(":root") && one.starts_with("<div class=\"ambimech\">"));
        let (first, second) = (identifiers(&one), identifiers(&two));
        assert!(!first.is_empty() && first.iter().all(|name| !second.contains(name)));
        for names in one.split(LABELLED).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(names.split(' ').all(|name| first.contains(&name)), "{names}");
        }
        assert_eq!(one, environment_fragment(&environment("2")));
    }

    #[test]
    fn pieces_follow_the_theme_of_a_notebook() {
        let piece = environment_fragment(&environment("2"));
        for (said, paper) in [("true", "#ffffff"), ("false", "#14171a")] {
            let at = piece.split(&format!("[data-jp-theme-light=\"{said}\"] &")).nth(1).unwrap();
            let colours = at.split('}').next().unwrap();
            assert!(colours.contains(&format!("--paper: {paper};")) && colours.contains("--ink: "), "{colours}");
        }
    }
}
