//! What each misreport of one coalition is worth under every rule, beside what it gets on path.

use super::Picture;
use super::canvas::{Anchor, Canvas, shortened, text_width};
use crate::render::name;
use crate::render::number::{cell, exact, for_drawing};
use crate::render::sentence::worst::gain as gain_in_words;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::verification::ReportValues;

/// Misreports that are drawn at most.
const MOST_ROWS: usize = 64;
/// Rules whose dots are drawn one by one at most; beyond, only the range and the worst.
const MOST_DOTS: usize = 40;
/// Longest gain at the right edge.
const LONGEST: usize = 10;
/// Longest name of a misreport.
const LONGEST_LABEL: usize = 60;
/// Height of a row.
const ROW: f64 = 21.0;
/// Width of the axis.
const WIDTH: f64 = 430.0;

/// The misreports of one coalition: dots are the values under the rules, measured from the on-path worst case, which is the
/// line at 0; the worst is filled. A misreport whose worst case is to the right of the line is profitable and has a diamond.
/// `None` without misreports.
pub fn render_deviations(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Coalition,
    values: &[ReportValues],
    id: &str,
) -> Option<Picture> {
    let rows: Vec<&ReportValues> =
        values.iter().filter(|row| row.coalition == coalition && row.truth != row.report).collect();
    if rows.is_empty() {
        return None;
    }
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    let title = format!("What misreports are worth to {}", name::who(environment, coalition));
    let offsets: Vec<Vec<f64>> = shown
        .iter()
        .map(|row| row.values.iter().map(|value| for_drawing(&(value - &row.on_path))).collect())
        .collect();
    let (mut low, mut high) =
        offsets.iter().flatten().fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
    if high - low < 1e-12 {
        (low, high) = (-1.0, 1.0);
    }
    let margin = (high - low) * 0.03;
    (low, high) = (low - margin, high + margin);

    let labels: Vec<String> = shown.iter().map(|row| shortened(&label(environment, row), LONGEST_LABEL)).collect();
    let left = labels.iter().map(|label| text_width(label)).fold(60.0, f64::max) + 16.0;
    let top = 50.0;
    let bottom = top + ROW * f64::from(u32::try_from(shown.len()).unwrap_or(0));
    let scale = |x: f64| left + WIDTH * (x - low) / (high - low);
    let mut canvas = Canvas::new(left + WIDTH + 100.0, bottom + 44.0);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", &title);
    canvas.text((0.0, 38.0), Anchor::Start, "small soft", "true types → report");
    canvas.text((left + WIDTH + 12.0, 38.0), Anchor::Start, "small soft", "worst-case gain");
    for tick in ticks(low, high) {
        let x = scale(tick);
        canvas.line((x, top - 4.0), (x, bottom), if tick == 0.0 { "zero" } else { "stroke" });
        canvas.text((x, bottom + 16.0), Anchor::Middle, "small soft", &tick_text(tick));
    }
    canvas.text(
        (left + WIDTH / 2.0, bottom + 36.0),
        Anchor::Middle,
        "small soft",
        "value under each rule minus on-path worst case",
    );
    for (place, (row, offsets)) in shown.iter().zip(&offsets).enumerate() {
        let y = top + ROW * (f64::from(u32::try_from(place).unwrap_or(0)) + 0.5);
        canvas.text((left - 10.0, y + 4.5), Anchor::End, "", &labels[place]);
        draw_row(&mut canvas, environment, mechanism, row, (offsets, &scale, y));
        if let Some((_, worst)) = row.worst() {
            let gain = worst - &row.on_path;
            let class = if gain > Rational::ZERO { "warn strong" } else { "" };
            canvas.text((left + WIDTH + 12.0, y + 4.5), Anchor::Start, class, &cell(&gain, LONGEST));
        }
    }
    let description: Vec<String> = shown
        .iter()
        .zip(&labels)
        .filter_map(|(row, label)| row.worst().map(|(_, worst)| (label, worst - &row.on_path)))
        .map(|(label, gain)| format!("{label}: {}", gain_in_words(&gain)))
        .collect();
    let note = if rows.len() > shown.len() {
        format!("The first {MOST_ROWS} of {} misreports are drawn.", rows.len())
    } else {
        String::new()
    };
    Some(Picture { svg: canvas.finish(id, &title, &description.join("; ")), title, note })
}

fn label(environment: &Environment, row: &ReportValues) -> String {
    format!(
        "{} → {}",
        name::types(environment, row.coalition, row.truth),
        name::types(environment, row.coalition, row.report)
    )
}

fn draw_row(
    canvas: &mut Canvas,
    environment: &Environment,
    mechanism: &Mechanism,
    row: &ReportValues,
    (offsets, scale, y): (&[f64], &dyn Fn(f64) -> f64, f64),
) {
    let smallest = offsets.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = offsets.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest > smallest {
        canvas.line((scale(smallest), y), (scale(largest), y), "stroke");
    }
    let Some((worst_rule, worst)) = row.worst() else { return };
    if offsets.len() <= MOST_DOTS {
        for (rule, offset) in offsets.iter().enumerate() {
            if RuleId(rule) != worst_rule {
                let title = value_title(environment, mechanism, row, RuleId(rule));
                canvas.dot((scale(*offset), y), 3.0, "ring", &title);
            }
        }
    }
    let at = (scale(offsets.get(worst_rule.0).copied().unwrap_or(0.0)), y);
    let title = format!("worst: {}", value_title(environment, mechanism, row, worst_rule));
    if *worst > row.on_path {
        canvas.diamond(at, 7.5, "warn", &title);
    } else {
        canvas.dot(at, 5.0, "accent", &title);
    }
}

fn value_title(environment: &Environment, mechanism: &Mechanism, row: &ReportValues, rule: RuleId) -> String {
    let value = row.values.get(rule.0).map_or_else(String::new, exact);
    format!("{value} under rule {}", name::rule(environment, mechanism, rule))
}

/// Round numbers between `low` and `high`, four to eight of them, 0 among them.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let mut step = 1e-9;
    let factors = [2.0, 2.5, 2.0];
    let mut place = 0;
    while (high - low) / step > 7.0 && place < 400 {
        step *= factors[place % 3];
        place += 1;
    }
    let mut ticks = Vec::new();
    let mut number = (low / step).ceil();
    while number * step <= high && ticks.len() < 20 {
        ticks.push(if number == 0.0 { 0.0 } else { number * step });
        number += 1.0;
    }
    ticks
}

fn tick_text(tick: f64) -> String {
    let text = if tick.abs() >= 1e6 || (tick != 0.0 && tick.abs() < 1e-3) {
        format!("{tick:.1e}")
    } else {
        format!("{tick:.3}").trim_end_matches('0').trim_end_matches('.').to_string()
    };
    text.replacen('-', "−", 1)
}
