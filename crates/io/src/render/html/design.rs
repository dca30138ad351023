//! The answer of a design: how the mechanism was made, the proof that there is none, or what is in the way.

use super::element::{Cell, HtmlTable, Page, badge, escaped};
use crate::render::number::{exact, magnitude};
use crate::render::sentence::combination::{Equation, RowTable, SymbolKind, TableRow, sign};
use crate::render::sentence::excluded::{Statement, statement};
use crate::render::sentence::impossibility::{Step, more_rows, proof};
use crate::render::sentence::{as_sentence, design as words, obstacle, stakes};
use ambimech_model::certificate::ImpossibilityCertificate;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::environment::Environment;

pub(super) fn write(page: &mut Page, environment: &Environment, answer: &DesignAnswer) {
    match answer {
        DesignAnswer::Done(design) => done(page, environment, design),
        DesignAnswer::Infeasible(certificate) => infeasible(page, environment, certificate),
        DesignAnswer::Undecided { goal, obstacles, reachable } => {
            let [before, after] = obstacle::unsettled(obstacles);
            page.raw(&format!(
                "<p>{} {before}<code>{}</code>{after}</p>\n",
                badge("undecided"),
                escaped(&goal.to_string())
            ));
            page.heading("In the way");
            let sentences = obstacles.iter().flat_map(|found| obstacle::obstacle(environment, found));
            list(page, sentences.map(|sentence| escaped(&as_sentence(&sentence))).collect());
            page.heading("What can still be done");
            if reachable.is_empty() {
                page.paragraph("No other goal has a closed-form design here.");
            }
            let goals = reachable.iter().map(|goal| format!("<code>--goal {}</code>", escaped(&goal.to_string())));
            list(page, goals.collect());
        }
    }
}

fn list(page: &mut Page, items: Vec<String>) {
    if !items.is_empty() {
        page.raw(&format!(
            "<ul>{}</ul>\n",
            items.iter().map(|item| format!("<li>{item}</li>")).collect::<String>()
        ));
    }
}

fn done(page: &mut Page, environment: &Environment, design: &Design) {
    let mut facts = String::from("<dl class=\"facts\">\n");
    let mut fact = |label: &str, text: &str| {
        facts.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&as_label(label)), escaped(text)));
    };
    fact("goal", &design.goal.to_string());
    let (what, source) = words::construction(design.construction);
    fact("construction", &as_sentence(what));
    if !source.is_empty() {
        fact("source", source);
    }
    if let Some(base) = design.base {
        fact("base rule", &as_sentence(&words::base(environment, base)));
    }
    if let Some(scale) = words::scale(design) {
        fact("scale", &scale);
    }
    fact("rules", &words::rule_count(environment, design));
    for (label, text) in stakes::stakes(environment, &design.mechanism, &design.stakes) {
        fact(label, &text);
    }
    facts.push_str("</dl>\n");
    page.raw(&facts);
}

fn as_label(label: &str) -> String {
    as_sentence(label).trim_end_matches('.').to_string()
}

fn infeasible(page: &mut Page, environment: &Environment, certificate: &ImpossibilityCertificate) {
    let Statement { who, goal, scope, why, rest } = statement(environment, certificate);
    let end = if rest.is_empty() { String::new() } else { format!(" {}", escaped(rest)) };
    page.raw(&format!(
        "<p>{} {who} <code>{}</code>{scope}: {}.{end}</p>\n",
        badge("infeasible"),
        escaped(&goal),
        escaped(&why)
    ));
    page.heading("Proof");
    let mut html = String::from("<div class=\"proof\">\n");
    for step in proof(environment, certificate) {
        html.push_str(&match step {
            Step::Words(words) => format!("<p>{}</p>\n", set(&words)),
            Step::Display { label, formula } if label.is_empty() => {
                format!("<p class=\"display\">{}</p>\n", set(&formula))
            }
            Step::Display { label, formula } => labelled(&set(&label), &set(&formula)),
            Step::Equation { label, equation } => labelled(&set(&label), &equation_html(&equation)),
            Step::Rule { number, words } => labelled(&format!("<i>t</i><sup>{number}</sup>"), &set(&words)),
            Step::Rows(rows) => rows_html(&rows),
        });
    }
    html.push_str("</div>\n");
    page.raw(&html);
}

fn labelled(label: &str, html: &str) -> String {
    format!("<p class=\"display\"><span class=\"label\">{label}</span>{html}</p>\n")
}

/// The rows of a long proof.
fn rows_html(rows: &RowTable) -> String {
    let mut table = HtmlTable::new("Rows and their multipliers", &["row", "multiplier", "payoffs"]);
    for TableRow { label, multiplier, payoffs } in &rows.rows {
        table.row(vec![Cell::Head(math(label)), Cell::Number(multiplier.clone()), Cell::Number(payoffs.clone())]);
    }
    let more =
        more_rows(rows).map_or_else(String::new, |more| format!("<p>{}</p>\n", escaped(&as_sentence(&more))));
    table.html() + &more
}

/// A row written out.
fn equation_html(equation: &Equation) -> String {
    let mut html = if equation.left.is_empty() { "0".to_string() } else { String::new() };
    for (place, (coefficient, symbol)) in equation.left.iter().enumerate() {
        html.push_str(sign(place, coefficient, "−"));
        let size = magnitude(coefficient);
        if !size.is_one() {
            html.push_str(&format!("{}\u{a0}", exact(&size)));
        }
        let rule = symbol.rule.map_or_else(String::new, |rule| format!("<sup>{rule}</sup>"));
        let (letter, below) = match symbol.kind {
            SymbolKind::Payment => ("<i>t</i>", escaped(&symbol.below)),
            SymbolKind::Payments => ("Σ<sub>i</sub>\u{a0}<i>t</i>", "i".to_string()),
            SymbolKind::WorstCase => ("<i>U</i>", escaped(&symbol.below)),
        };
        html.push_str(&format!("{letter}{rule}<sub>{below}</sub>({})", escaped(&symbol.types)));
    }
    let relation = if equation.is_equality { "=" } else { "≥" };
    format!("{html} {relation} {}", exact(&equation.right))
}

/// The words or formula as HTML, with proper signs and the numbers of rules raised.
fn set(text: &str) -> String {
    let text = escaped(&math(text));
    let mut parts = text.split("t^");
    let mut html = parts.next().unwrap_or("").to_string();
    for part in parts {
        let (number, rest) = part.split_at(part.chars().take_while(char::is_ascii_digit).count());
        html.push_str(&match number {
            "" => format!("t^{rest}"),
            number => format!("<i>t</i><sup>{number}</sup>{rest}"),
        });
    }
    html
}

/// The formula with proper signs.
fn math(formula: &str) -> String {
    formula.replace(">=", "≥").replace("<=", "≤").replace("->", "→").replace("sum_i t_i", "Σᵢ tᵢ")
}
