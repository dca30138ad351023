//! Heat maps: numbers in cells, darker where they are larger, blue above 0 and orange below.
//!
//! Nothing needs the colours: every cell has its number, where signs matter with its sign, and a cell that is meant has a
//! double frame.

use super::canvas::{Anchor, Canvas, shortened, text_width, to_f64};
use crate::render::number::{cell, decimal, exact, for_drawing};
use ambimech_model::number::Rational;

/// Longest label in a picture.
const LONGEST_LABEL: usize = 18;
/// Longest number in a cell.
const LONGEST_NUMBER: usize = 9;
/// Cells that are named in a description at most.
const DESCRIBED: usize = 64;
/// Height of a cell.
const HEIGHT: f64 = 34.0;

/// How numbers become shades.
#[derive(Debug, Clone)]
pub(super) enum Scale {
    /// From 0 to the largest number: probabilities.
    UpTo(f64),
    /// Around 0, with signs: money. The largest size of a number; shades go with the root, so that small amounts are seen.
    Around(f64),
}

/// A table of numbers to be drawn.
#[derive(Debug, Clone)]
pub(super) struct HeatMap {
    /// What it shows.
    pub(super) title: String,
    /// Who stands at the rows.
    pub(super) down: String,
    /// Who stands at the columns.
    pub(super) across: String,
    /// The rows' labels.
    pub(super) rows: Vec<String>,
    /// The columns' labels.
    pub(super) columns: Vec<String>,
    /// The numbers, row by row; `None` where there is none.
    pub(super) cells: Vec<Vec<Option<Rational>>>,
    /// How they are shaded.
    pub(super) scale: Scale,
    /// The cells that are meant, by row and column, with a double frame.
    pub(super) marked: Vec<(usize, usize)>,
}

impl HeatMap {
    fn is_signed(&self) -> bool {
        matches!(self.scale, Scale::Around(_))
    }

    fn column_width(&self) -> f64 {
        let numbers = self.cells.iter().flatten().flatten().map(|number| {
            let sign = if self.is_signed() { 9.0 } else { 0.0 };
            let widest = text_width(&cell(number, LONGEST_NUMBER)).max(text_width(&decimal(number).marked()));
            widest + sign + 10.0
        });
        let labels = self.columns.iter().map(|label| text_width(&shortened(label, LONGEST_LABEL)) + 10.0);
        numbers.chain(labels).fold(46.0, f64::max)
    }

    fn left(&self) -> f64 {
        let labels = self.rows.iter().map(|label| text_width(&shortened(label, LONGEST_LABEL)));
        labels.fold(24.0, f64::max).max(text_width(&shortened(&self.down, LONGEST_LABEL)) * 0.85) + 14.0
    }

    /// Width and height.
    pub(super) fn size(&self) -> (f64, f64) {
        let table = self.left() + self.column_width() * to_f64(self.columns.len());
        let above = self.left() + text_width(&shortened(&self.across, 2 * LONGEST_LABEL));
        let width = table.max(text_width(&shortened(&self.title, 3 * LONGEST_LABEL)) * 1.08).max(above) + 8.0;
        (width, 62.0 + HEIGHT * to_f64(self.rows.len()) + 8.0)
    }

    /// Draws the map with its corner at a place.
    pub(super) fn draw(&self, canvas: &mut Canvas, (x0, y0): (f64, f64)) {
        let (left, top, width) = (x0 + self.left(), y0 + 62.0, self.column_width());
        canvas.text((x0, y0 + 14.0), Anchor::Start, "strong", &shortened(&self.title, 3 * LONGEST_LABEL));
        canvas.text((left, y0 + 36.0), Anchor::Start, "small soft", &shortened(&self.across, 2 * LONGEST_LABEL));
        canvas.text((x0, y0 + 54.0), Anchor::Start, "small soft", &shortened(&self.down, LONGEST_LABEL));
        for (place, label) in self.columns.iter().enumerate() {
            let x = left + width * (to_f64(place) + 0.5);
            canvas.text((x, y0 + 54.0), Anchor::Middle, "", &shortened(label, LONGEST_LABEL));
        }
        for (row, (label, numbers)) in self.rows.iter().zip(&self.cells).enumerate() {
            let y = top + HEIGHT * to_f64(row);
            let middle = y + HEIGHT / 2.0 + 4.5;
            canvas.text((left - 8.0, middle), Anchor::End, "", &shortened(label, LONGEST_LABEL));
            for (column, number) in numbers.iter().enumerate() {
                let x = left + width * to_f64(column);
                let Some(number) = number else {
                    canvas.text((x + width / 2.0, middle), Anchor::Middle, "soft", "·");
                    continue;
                };
                let (class, opacity) = self.shade(number);
                canvas.rect((x + 1.0, y + 1.0), (width - 2.0, HEIGHT - 2.0), class, opacity);
                canvas.number((x + width / 2.0, middle), number, LONGEST_NUMBER, self.is_signed());
            }
        }
        for (row, column) in &self.marked {
            let at = (left + width * to_f64(*column), top + HEIGHT * to_f64(*row));
            canvas.frame((at.0 + 1.0, at.1 + 1.0), (width - 2.0, HEIGHT - 2.0), "witness");
            canvas.frame((at.0 + 4.0, at.1 + 4.0), (width - 8.0, HEIGHT - 8.0), "witness");
        }
    }

    fn shade(&self, number: &Rational) -> (&'static str, f64) {
        let size = for_drawing(number).abs();
        let share = |largest: f64| if largest > 0.0 { (size / largest).min(1.0) } else { 0.0 };
        match self.scale {
            Scale::UpTo(largest) => ("heat", 0.05 + 0.95 * share(largest)),
            Scale::Around(largest) if *number < Rational::ZERO => {
                ("heat-minus", 0.1 + 0.9 * share(largest).sqrt())
            }
            Scale::Around(_) if number.is_zero() => ("heat", 0.0),
            Scale::Around(largest) => ("heat", 0.1 + 0.9 * share(largest).sqrt()),
        }
    }

    /// The numbers in words: `H, L: 1/20; …`, with what is marked.
    pub(super) fn description(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        let all: usize = self.cells.iter().map(Vec::len).sum();
        for (row, (label, numbers)) in self.rows.iter().zip(&self.cells).enumerate() {
            for (column, number) in numbers.iter().enumerate() {
                if words.len() == DESCRIBED {
                    return format!("{}; and so on, {all} in all", words.join("; "));
                }
                let Some(number) = number else { continue };
                let heading = self.columns.get(column).map_or("", String::as_str);
                let mark = if self.marked.contains(&(row, column)) { " (marked)" } else { "" };
                words.push(format!("{label}, {heading}: {}{mark}", exact(number)));
            }
        }
        words.join("; ")
    }

    /// The map as a picture of its own.
    pub(super) fn svg(&self, id: &str) -> String {
        let (width, height) = self.size();
        let mut canvas = Canvas::new(width, height);
        self.draw(&mut canvas, (0.0, 0.0));
        let about = format!("{} by {}. {}", self.down, self.across, self.description());
        canvas.finish(id, &self.title, &about)
    }
}

/// The size of the largest number, for a scale.
pub(super) fn largest<'a>(numbers: impl Iterator<Item = &'a Rational>) -> f64 {
    numbers.map(|number| for_drawing(number).abs()).fold(0.0, f64::max)
}
