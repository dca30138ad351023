//! The smallest scale against α, and against the coefficient of smooth attitudes: one curve for each ε.
//!
//! Both axes of numbers that span decades are logarithmic. Curves are named where they end. Logarithms are computed with +, −, ×, ÷ in a
//! fixed order, so that the picture is the same on every machine.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width};
use crate::render::number::{decimal, for_drawing};
use crate::render::sentence::scale::{attitude_numbers, smallest_scale};
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, Utility};
use ambimech_model::scale::{ScaleAnswer, ScaleTable};

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = 56.0;
/// Names of curves that end close together are moved apart by this much.
const NAME_HEIGHT: f64 = 15.0;

/// One curve: its name, and its points with what is said about each.
struct Curve {
    name: String,
    points: Vec<Point>,
}

struct Point {
    at: Rational,
    scale: Rational,
    title: String,
}

/// One pair of axes with its curves.
struct Panel {
    title: &'static str,
    across: &'static str,
    is_logarithmic: bool,
    curves: Vec<Curve>,
}

/// The curves; `None` when fewer than two scales were found for everybody's attitudes.
pub fn render_scales(table: &ScaleTable, id: &str) -> Option<Picture> {
    let panels: Vec<Panel> = panels(table)
        .into_iter()
        .filter(|panel| panel.curves.iter().any(|curve| curve.points.len() > 1))
        .collect();
    let scales = || panels.iter().flat_map(|panel| &panel.curves).flat_map(|curve| &curve.points);
    let range = Axis::around(scales().map(|point| &point.scale), true)?;
    let names = panels.iter().flat_map(|panel| &panel.curves).map(|curve| text_width(&curve.name));
    let right = names.fold(60.0, f64::max) + 20.0;
    let step = LEFT + WIDTH + right;
    let count = f64::from(u32::try_from(panels.len()).unwrap_or(1));
    let mut canvas = Canvas::new(step * count, TOP + HEIGHT + BOTTOM);
    let mut left = LEFT;
    for panel in &panels {
        draw(&mut canvas, panel, left, &range)?;
        left += step;
    }
    let title = "Smallest scale of rules in pairs".to_string();
    let said: Vec<&str> = scales().map(|point| point.title.as_str()).collect();
    let missing = table.rows.iter().filter(|row| !matches!(row.answer, ScaleAnswer::Found { .. })).count();
    let note = match missing {
        0 => String::new(),
        1 => "Not drawn: 1 attitude without a scale.".to_string(),
        several => format!("Not drawn: {several} attitudes without a scale."),
    };
    Some(Picture { svg: canvas.finish(id, &title, &said.join("; ")), title, note })
}

fn panels(table: &ScaleTable) -> [Panel; 2] {
    let mut linear = Panel {
        title: "linear attitudes",
        across: "α, the weight of the worst case",
        is_logarithmic: false,
        curves: Vec::new(),
    };
    let mut smooth = Panel {
        title: "smooth attitudes",
        across: "coefficient of ψ (log scale)",
        is_logarithmic: true,
        curves: Vec::new(),
    };
    for row in &table.rows {
        let (Some(attitude), ScaleAnswer::Found { scale, .. }) = (&row.attitude, &row.answer) else { continue };
        let text = |number: &Rational| decimal(number).digits;
        let (panel, name, at) = match attitude {
            Attitude::Maxmin { alpha, epsilon } => (&mut linear, format!("ε = {}", text(epsilon)), alpha),
            Attitude::Smooth { utility: Utility::Cara { coefficient }, epsilon } => {
                (&mut smooth, format!("CARA, ε = {}", text(epsilon)), coefficient)
            }
            Attitude::Smooth { utility: Utility::Power { coefficient, .. }, epsilon } => {
                (&mut smooth, format!("power, ε = {}", text(epsilon)), coefficient)
            }
        };
        let title = format!("{}: M = {}", attitude_numbers(Some(attitude)), smallest_scale(scale));
        let point = Point { at: at.clone(), scale: scale.high.clone(), title };
        match panel.curves.iter_mut().find(|curve| curve.name == name) {
            Some(curve) => curve.points.push(point),
            None => panel.curves.push(Curve { name, points: vec![point] }),
        }
    }
    for curve in linear.curves.iter_mut().chain(&mut smooth.curves) {
        curve.points.sort_by(|a, b| a.at.cmp(&b.at));
    }
    [linear, smooth]
}

/// A range of numbers on an axis.
struct Axis {
    low: f64,
    high: f64,
    is_logarithmic: bool,
}

impl Axis {
    /// The range of these numbers with a little room; `None` without numbers.
    fn around<'a>(numbers: impl Iterator<Item = &'a Rational>, is_logarithmic: bool) -> Option<Axis> {
        let value = |number: &Rational| match is_logarithmic {
            true => logarithm(for_drawing(number)),
            false => for_drawing(number),
        };
        let values: Vec<f64> = numbers.map(value).collect();
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let room = if high > low { (high - low) * 0.05 } else { 0.5 };
        Some(Axis { low: low - room, high: high + room, is_logarithmic })
    }

    /// Where a number is, from 0 to 1.
    fn share(&self, number: f64) -> f64 {
        let value = if self.is_logarithmic { logarithm(number) } else { number };
        (value - self.low) / (self.high - self.low)
    }
}

fn draw(canvas: &mut Canvas, panel: &Panel, left: f64, down: &Axis) -> Option<()> {
    let points = || panel.curves.iter().flat_map(|curve| &curve.points);
    let across = Axis::around(points().map(|point| &point.at), panel.is_logarithmic)?;
    let x = |number: f64| left + across.share(number) * WIDTH;
    let y = |number: f64| TOP + (1.0 - down.share(number)) * HEIGHT;
    let floor = TOP + HEIGHT;
    canvas.text((left, 18.0), Anchor::Start, "strong", panel.title);
    canvas.text((left - 62.0, 36.0), Anchor::Start, "small soft", "scale M (log)");
    canvas.text((left + WIDTH / 2.0, floor + 40.0), Anchor::Middle, "small soft", panel.across);
    for (number, label) in round_numbers(down) {
        canvas.line((left, y(number)), (left + WIDTH, y(number)), "stroke");
        canvas.text((left - 8.0, y(number) + 4.0), Anchor::End, "small", &label);
    }
    let mut ticks: Vec<&Rational> = points().map(|point| &point.at).collect();
    ticks.sort_unstable();
    ticks.dedup();
    let mut free_from = f64::NEG_INFINITY;
    for tick in ticks {
        let place = x(for_drawing(tick));
        canvas.line((place, floor), (place, floor + 5.0), "zero");
        let label = decimal(tick).digits;
        let half = text_width(&label) / 2.0;
        if place - half >= free_from {
            canvas.text((place, floor + 20.0), Anchor::Middle, "small", &label);
            free_from = place + half + 4.0;
        }
    }
    canvas.line((left, floor), (left + WIDTH, floor), "zero");
    canvas.line((left, TOP), (left, floor), "zero");
    let mut ends: Vec<(f64, &str)> = Vec::new();
    for curve in &panel.curves {
        let places: Vec<(f64, f64)> =
            curve.points.iter().map(|point| (x(for_drawing(&point.at)), y(for_drawing(&point.scale)))).collect();
        for pair in places.windows(2) {
            canvas.line(pair[0], pair[1], "zero");
        }
        for (point, place) in curve.points.iter().zip(&places) {
            canvas.dot(*place, 3.5, "accent", &point.title);
        }
        if let Some(last) = places.last() {
            ends.push((last.1, &curve.name));
        }
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free_from = f64::NEG_INFINITY;
    for (height, name) in ends {
        let height = height.max(free_from);
        canvas.text((left + WIDTH + 8.0, height + 4.0), Anchor::Start, "small", name);
        free_from = height + NAME_HEIGHT;
    }
    Some(())
}

/// 1, 2 or 5 times powers of ten on a logarithmic axis, fewer where there are many decades.
fn round_numbers(axis: &Axis) -> Vec<(f64, String)> {
    let steps: &[i32] = if axis.high - axis.low > 3.0 { &[1] } else { &[1, 2, 5] };
    let mut found = Vec::new();
    for decade in -30i32..=60 {
        for step in steps {
            let number = f64::from(*step) * power_of_ten(decade);
            if (0.0..=1.0).contains(&axis.share(number)) {
                let zeros = |count: u32| "0".repeat(usize::try_from(count).unwrap_or(0));
                let label = match decade {
                    0..=5 => format!("{step}{}", zeros(decade.unsigned_abs())),
                    -4..0 => format!("0.{}{step}", zeros(decade.unsigned_abs() - 1)),
                    _ => format!("{step}e{decade}"),
                };
                found.push((number, label));
            }
        }
    }
    found
}

fn power_of_ten(power: i32) -> f64 {
    let size = (0..power.unsigned_abs()).fold(1.0, |size, _| size * 10.0);
    if power < 0 { 1.0 / size } else { size }
}

/// The decimal logarithm of a positive number: its decade by division, the rest by the series of the inverse hyperbolic tangent.
fn logarithm(number: f64) -> f64 {
    if !(number > 0.0 && number.is_finite()) {
        return 0.0;
    }
    let natural = |x: f64| {
        let ratio = (x - 1.0) / (x + 1.0);
        let square = ratio * ratio;
        let (mut term, mut sum) = (ratio, 0.0);
        for place in 0..60u32 {
            sum += term / f64::from(2 * place + 1);
            term *= square;
        }
        2.0 * sum
    };
    let (mut rest, mut decade) = (number, 0.0);
    while rest >= 10.0 {
        rest /= 10.0;
        decade += 1.0;
    }
    while rest < 1.0 {
        rest *= 10.0;
        decade -= 1.0;
    }
    decade + natural(rest) / natural(10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_the_machine() {
        for number in [1.0, 2.0, 9.999, 10.0, 0.001, 123_456.0, 3.5e-7] {
            assert!((logarithm(number) - number.log10()).abs() < 1e-9, "{number}");
        }
        assert!(logarithm(0.0).abs() < f64::EPSILON);
    }
}
