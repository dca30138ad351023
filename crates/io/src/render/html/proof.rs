//! A proof that there is no mechanism: sentences, and the inequalities in tables, aligned at the relation, with multipliers.
//!
//! The inequalities are exact whatever the page's switch says; a derivation with rounded numbers would prove nothing.

use super::element::{Cell, HtmlTable, escaped, prose};
use crate::render::number::{exact, magnitude};
use crate::render::sentence::as_sentence;
use crate::render::sentence::combination::{Equation, RowTable, SymbolKind, TableRow, sign};
use crate::render::sentence::impossibility::{Step, more_rows, proof};
use ambimech_model::certificate::ImpossibilityCertificate;
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;

/// The proof.
pub(super) fn html(environment: &Environment, certificate: &ImpossibilityCertificate) -> String {
    let mut html = String::from("<div class=\"proof\">\n");
    let mut lines: Vec<Line> = Vec::new();
    for step in proof(environment, certificate) {
        let step = match line(step) {
            Ok(line) => {
                lines.push(line);
                continue;
            }
            Err(step) => step,
        };
        html.push_str(&derivation(&std::mem::take(&mut lines)));
        html.push_str(&match step {
            Step::Words(words) => format!("<p>{}</p>\n", set(&words)),
            Step::Display { label, formula } => display(&set(&label), &set(&formula)),
            Step::Rule { number, words } => display(&format!("<i>t</i><sup>{number}</sup>"), &set(&words)),
            Step::Rows(rows) => rows_html(&rows),
            Step::Equation { .. } => String::new(),
        });
    }
    html.push_str(&derivation(&lines));
    html.push_str("</div>\n");
    html
}

/// An inequality of the derivation, its sides ready as HTML.
struct Line {
    multiplier: Option<Rational>,
    label: String,
    left: String,
    relation: String,
    right: String,
}

/// The inequality of a step with a label; other steps come back.
fn line(step: Step) -> Result<Line, Step> {
    match step {
        Step::Equation { label, multiplier, equation } => Ok(Line {
            multiplier,
            label: set(&label),
            left: left_html(&equation),
            relation: if equation.is_equality { "=" } else { "≥" }.to_string(),
            right: exact(&equation.right),
        }),
        Step::Display { label, formula } if !label.is_empty() => {
            let relation = [" >= ", " <= ", " = "].into_iter().find(|relation| formula.contains(relation));
            match relation.and_then(|relation| formula.split_once(relation).map(|sides| (relation, sides))) {
                None => Err(Step::Display { label, formula }),
                Some((relation, (left, right))) => Ok(Line {
                    multiplier: None,
                    label: set(&label),
                    left: set(left),
                    relation: math(relation.trim()),
                    right: set(right),
                }),
            }
        }
        other => Err(other),
    }
}

/// The inequalities one below the other, aligned at the relation.
fn derivation(lines: &[Line]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let has_multipliers = lines.iter().any(|line| line.multiplier.is_some());
    let caption = match (has_multipliers, lines.len()) {
        (true, _) => "What the properties imply, with multipliers",
        (false, 1) if lines.iter().any(|line| line.label == "sum") => "The sum",
        (false, 1) => "What follows",
        (false, _) => "What the properties imply",
    };
    let mut html =
        format!("<div class=\"wide\"><table class=\"derivation\">\n<caption>{caption}</caption>\n<thead><tr>");
    if has_multipliers {
        html.push_str("<th scope=\"col\" class=\"number\">times</th>");
    }
    html.push_str(
        "<th scope=\"col\">constraint</th><th scope=\"col\" class=\"left\">left side</th>\
         <th scope=\"col\">is</th><th scope=\"col\">right side</th></tr></thead>\n<tbody>\n",
    );
    for line in lines {
        html.push_str("<tr>");
        if has_multipliers {
            let multiplier = line.multiplier.as_ref().map_or_else(String::new, exact);
            html.push_str(&format!("<td class=\"number\">{multiplier}</td>"));
        }
        html.push_str(&format!(
            "<th scope=\"row\">{}</th><td class=\"left\">{}</td><td>{}</td><td>{}</td></tr>\n",
            line.label, line.left, line.relation, line.right
        ));
    }
    html.push_str("</tbody>\n</table></div>\n");
    html
}

fn display(label: &str, html: &str) -> String {
    let label = if label.is_empty() { String::new() } else { format!("<span class=\"label\">{label}</span>") };
    format!("<p class=\"display\">{label}{html}</p>\n")
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

/// The unknowns of a row with their coefficients.
fn left_html(equation: &Equation) -> String {
    let mut html = if equation.left.is_empty() { "0".to_string() } else { String::new() };
    for (place, (coefficient, symbol)) in equation.left.iter().enumerate() {
        html.push_str(if place == 0 { "" } else { " " });
        html.push_str(&format!("<span class=\"summand\">{}", sign(place, coefficient, "−").trim_start()));
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
        html.push_str(&format!("{letter}{rule}<sub>{below}</sub>({})</span>", escaped(&symbol.types)));
    }
    html
}

/// The words or formula as HTML, with proper signs and the numbers of rules raised.
fn set(text: &str) -> String {
    let text = prose(&math(text));
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
