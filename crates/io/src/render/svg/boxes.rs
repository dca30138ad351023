//! Distributions side by side: a line from the smallest to the largest number, a box from the lower to the upper quartile, and a mark at the
//! median.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width, to_f64};
use super::frontier::{Scale, short};
use crate::render::number::for_drawing;
use ambimech_model::number::Rational;

const WIDTH: f64 = 420.0;
const LINE: f64 = 30.0;
const ABOVE: f64 = 30.0;
const BELOW: f64 = 46.0;

/// A distribution: its name, how many numbers, and the smallest, lower quartile, median, upper quartile and largest of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxLine {
    /// What it is the distribution of.
    pub name: String,
    /// How many numbers there are.
    pub count: usize,
    /// The five numbers.
    pub five: [Rational; 5],
}

/// The picture; `None` without a line. `what` is what the numbers are.
pub fn render_boxes(lines: &[BoxLine], title: &str, what: &str, id: &str) -> Option<Picture> {
    if lines.is_empty() {
        return None;
    }
    let numbers: Vec<f64> = lines.iter().flat_map(|line| &line.five).map(for_drawing).collect();
    let positive = numbers.iter().copied().filter(|number| *number > 0.0).fold(f64::INFINITY, f64::min);
    let has_zero = numbers.iter().any(|number| *number <= 0.0);
    let scale = Scale::of(&numbers);
    let left = lines.iter().map(|line| text_width(&label(line))).fold(0.0, f64::max) + 18.0;
    let bottom = ABOVE + LINE * to_f64(lines.len());
    let across = |number: &Rational| {
        let number = for_drawing(number);
        let number = if scale.is_logarithmic && number <= 0.0 { positive } else { number };
        left + WIDTH * scale.at(number).clamp(0.0, 1.0)
    };
    let mut canvas = Canvas::new(left + WIDTH + 40.0, bottom + BELOW);
    for mark in scale.marks() {
        let x = across(&mark);
        canvas.line((x, ABOVE - 6.0), (x, bottom), "stroke");
        canvas.text((x, bottom + 16.0), Anchor::Middle, "small", &short(&mark));
    }
    let mut said = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let y = ABOVE + LINE * (to_f64(place) + 0.5);
        canvas.text((left - 10.0, y + 4.0), Anchor::End, "small", &label(line));
        let [least, low, middle, high, most] = &line.five;
        canvas.line((across(least), y), (across(most), y), "zero");
        let width = (across(high) - across(low)).max(2.0);
        canvas.rect((across(low), y - 8.0), (width, 16.0), "accent", 0.3);
        canvas.frame((across(low), y - 8.0), (width, 16.0), "zero");
        canvas.line((across(middle), y - 8.0), (across(middle), y + 8.0), "witness");
        said.push(format!(
            "{}: {} to {}, half between {} and {}, median {}",
            line.name,
            short(least),
            short(most),
            short(low),
            short(high),
            short(middle)
        ));
    }
    let log = if scale.is_logarithmic { " (log scale)" } else { "" };
    canvas.text((left + WIDTH / 2.0, bottom + 36.0), Anchor::Middle, "", &format!("{what}{log}"));
    let mut note = "Lines reach from the smallest to the largest number, boxes from the lower to the upper quartile; the mark is the median.".to_string();
    if scale.is_logarithmic && has_zero {
        note.push_str(" Zeros stand at the left end.");
    }
    Some(Picture { svg: canvas.finish(id, title, &said.join("; ")), title: title.to_string(), note })
}

fn label(line: &BoxLine) -> String {
    format!("{} (n = {})", line.name, line.count)
}
