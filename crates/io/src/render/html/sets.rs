//! The page about an environment with sets of priors.

use super::document::Document;
use super::element::{Cell, HtmlTable, Page, badge};
use super::mechanism;
use crate::render::SetsReport;
use crate::render::number::with_decimal;
use crate::render::sentence::as_sentence;
use crate::render::sentence::implementability::{
    BY_SEVERAL, cycle, growth, impossibility, rule_reason, rule_word, rules_word,
};
use crate::render::sentence::scenario::{belief, state_label};
use crate::render::svg;
use crate::render::text::{agent_line, outcome_lines};
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::check::check_no_transfers;
use ambimech_model::implementability::{AgentDevice, LeastAmbiguity, RuleAnswer, RuleScheme, RuleStudy};
use ambimech_model::index::OutcomeId;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};

/// Agents and outcomes that are listed, and agents whose sets are drawn, at most.
const MOST_LISTED: usize = 64;

/// A self-contained page.
pub fn render_sets_html(report: &SetsReport<'_>) -> String {
    let mut page = Page::default();
    environment(&mut page, report);
    beliefs(&mut page, report);
    transfers(&mut page, report);
    ambiguity(&mut page, report);
    devices(&mut page, report);
    let maxmin = report.studies.iter().find(|study| study.criterion == Criterion::Maxmin);
    let summary = maxmin.map_or(String::new(), |study| {
        format!(
            "<p class=\"summary\">{} transfers for the truth by maxmin, against {} reports</p>\n",
            badge(rule_word(&study.answer)),
            study.reports.name()
        )
    });
    let environment = report.environment.without_beliefs();
    let (digest, version) = (report.digest.as_str(), report.version.as_str());
    let (named, source) = (environment.name(), environment.source());
    Document { named, source, kind: "Environment", about: "", summary: &summary, digest, version }.render(page)
}

fn environment(page: &mut Page, report: &SetsReport<'_>) {
    let frame = report.environment.without_beliefs();
    page.section("environment", "Environment");
    let mut table = HtmlTable::new("Agents, types and outcomes", &["What", "Description"]);
    for agent in frame.agents().iter().take(MOST_LISTED) {
        table.row(vec![Cell::Head("agent".to_string()), Cell::Words(agent_line(agent))]);
    }
    for (place, outcome) in frame.outcomes().iter().enumerate().take(MOST_LISTED) {
        let lines = outcome_lines(frame, OutcomeId(place), outcome).join("; ");
        table.row(vec![Cell::Head("outcome".to_string()), Cell::Words(lines)]);
    }
    page.table(&table);
}

fn beliefs(page: &mut Page, report: &SetsReport<'_>) {
    let frame = report.environment.without_beliefs();
    page.section("beliefs", "Sets of beliefs");
    let pictures: Vec<svg::Picture> = frame
        .space()
        .agents()
        .zip(&report.outlines)
        .take(MOST_LISTED)
        .filter_map(|(agent, outlines)| {
            svg::render_belief_sets(frame, agent, outlines, &format!("sets-{}", agent.0))
        })
        .collect();
    if pictures.len() < frame.agent_count() {
        page.paragraph("Sets are drawn where the others have two or three type profiles.");
    }
    page.pictures(&pictures);
    let columns = ["Agent", "Type", "At least", "Under the belief", "At most", "Under the belief"];
    let mut table = HtmlTable::new("What reporting the truth is worth before transfers", &columns);
    for range in &report.truths {
        table.row(vec![
            Cell::Head(frame.agent_name(range.agent).to_string()),
            Cell::Words(frame.type_name(range.agent, range.own).to_string()),
            Cell::Number(range.lower.value.clone()),
            Cell::Words(belief(frame, range.agent, &range.lower.prior)),
            Cell::Number(range.upper.value.clone()),
            Cell::Words(belief(frame, range.agent, &range.upper.prior)),
        ]);
    }
    page.table(&table);
}

fn transfers(page: &mut Page, report: &SetsReport<'_>) {
    let frame = report.environment.without_beliefs();
    page.section("transfers", "Transfers for the truth");
    let columns = ["Criterion", "Rules", "Reports", "Transfers", "By"];
    let mut table = HtmlTable::new("Whether transfers make truth optimal", &columns);
    for study in &report.studies {
        table.row(vec![
            Cell::Head(study.criterion.name().to_string()),
            Cell::Words(rules_word(study).to_string()),
            Cell::Words(study.reports.name().to_string()),
            Cell::Html(badge(rule_word(&study.answer))),
            Cell::Words(rule_reason(frame, &study.answer)),
        ]);
        if study.several.is_some() {
            table.row(vec![
                Cell::Head(study.criterion.name().to_string()),
                Cell::Words("several".to_string()),
                Cell::Words(study.reports.name().to_string()),
                Cell::Html(badge("feasible")),
                Cell::Words(BY_SEVERAL.to_string()),
            ]);
        }
    }
    page.table(&table);
    for study in &report.studies {
        match &study.answer {
            RuleAnswer::Implementable(scheme) => found(page, report, study, scheme),
            RuleAnswer::Impossible(proof) => {
                let which = if study.covers_several() { "there are none" } else { "there is no single rule" };
                page.heading(&format!("Why {which} by {}", study.criterion.name()));
                let sum = check_no_transfers(report.environment, proof);
                let sum = sum.map_or_else(|_| "?".to_string(), |sum| with_decimal(&sum));
                let words = impossibility(frame, proof, &sum);
                page.paragraph(&words.iter().map(|words| as_sentence(words)).collect::<Vec<String>>().join(" "));
            }
            RuleAnswer::Undecided(_) => {}
        }
    }
}

/// Rents and transfers.
fn found(page: &mut Page, report: &SetsReport<'_>, study: &RuleStudy, scheme: &RuleScheme) {
    let frame = report.environment.without_beliefs();
    page.heading(&format!("By {}", study.criterion.name()));
    let caption = match study.criterion {
        Criterion::Maxmin => "Rents: what the truth is worth in the worst case, with transfers",
        _ => "What the truth is worth in the worst case, with transfers",
    };
    let mut table = HtmlTable::new(caption, &["Agent", "Type", "Worth"]);
    for (agent, values) in frame.space().agents().zip(&scheme.values) {
        for (own, value) in frame.space().types(agent).zip(values) {
            table.row(vec![
                Cell::Head(frame.agent_name(agent).to_string()),
                Cell::Words(frame.type_name(agent, own).to_string()),
                Cell::Number(value.clone()),
            ]);
        }
    }
    page.table(&table);
    let rule = NamedRule { name: "t".to_string(), table: scheme.table.clone() };
    let shown =
        Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(vec![rule]) };
    mechanism::rules(page, frame, &shown, &format!("{}-rule", study.criterion.name()));
}

fn ambiguity(page: &mut Page, report: &SetsReport<'_>) {
    if report.ambiguity.is_empty() {
        return;
    }
    page.section("ambiguity", "How much ambiguity is enough");
    page.paragraph(
        "Around the beliefs that the file's prior gives: the least ε at which full insurance makes truth optimal by maxmin, against pure \
         reports, and the lies that bind below it.",
    );
    let mut table = HtmlTable::new("The least ambiguity", &["Sets", "Agent", "Least ε", "Binding"]);
    for (family, answers) in &report.ambiguity {
        let environment = family.environment();
        for (agent, answer) in environment.space().agents().zip(answers) {
            let (least, binding) = match answer {
                LeastAmbiguity::From { epsilon, cycle: binding, .. }
                    if epsilon.is_zero() || binding.is_empty() =>
                {
                    (Cell::Number(epsilon.clone()), "nothing".to_string())
                }
                LeastAmbiguity::From { epsilon, cycle: binding, .. } => {
                    (Cell::Number(epsilon.clone()), cycle(environment, agent, binding))
                }
                LeastAmbiguity::Never { cycle: binding } => {
                    (Cell::Words("none".to_string()), cycle(environment, agent, binding))
                }
            };
            table.row(vec![
                Cell::Head(growth(family.growth()).to_string()),
                Cell::Words(environment.agent_name(agent).to_string()),
                least,
                Cell::Words(binding),
            ]);
        }
    }
    page.table(&table);
}

fn devices(page: &mut Page, report: &SetsReport<'_>) {
    let Some((environment, devices)) = &report.devices else { return };
    page.section("device", "Messages that create ambiguity");
    page.paragraph("For types that believe what the file's prior says: messages that leave enough ambiguity for full insurance.");
    let mut table = HtmlTable::new("Devices", &["Agent", "Messages", "Cells of the others' types"]);
    for (agent, device) in environment.space().agents().zip(devices) {
        let (messages, words) = match device {
            AgentDevice::Enough { cells, .. } if cells.0.len() == 1 => ("none needed".to_string(), String::new()),
            AgentDevice::Enough { cells, .. } => {
                let cell = |cell: &Vec<_>| {
                    let states: Vec<String> =
                        cell.iter().map(|state| state_label(environment, agent, *state)).collect();
                    format!("{{{}}}", states.join(", "))
                };
                (cells.0.len().to_string(), cells.0.iter().map(cell).collect::<Vec<String>>().join(" "))
            }
            AgentDevice::Never { cycle: binding } => {
                ("none are enough".to_string(), cycle(environment, agent, binding))
            }
            AgentDevice::TypesDiffer => ("?".to_string(), "its types believe different things".to_string()),
            AgentDevice::TooManyStates(count) => (format!("at most {count}"), "one cell for each".to_string()),
        };
        table.row(vec![
            Cell::Head(environment.agent_name(agent).to_string()),
            Cell::Words(messages),
            Cell::Words(words),
        ]);
    }
    page.table(&table);
}
