//! Phase diagrams: for every cell of a grid, in which part of the cases ordinary mechanisms work, only ambiguous ones do, none does,
//! or it is open.
//!
//! A cell is a square that is filled from below in these parts. What they are is also written: the share of each, or a sign where
//! all cases of the cell agree.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width, to_f64};

/// Sides of a cell: with shares in it, and with a sign.
const ROOMY: f64 = 78.0;
const NARROW: f64 = 24.0;
/// Columns beyond which cells become narrow.
const MOST_ROOMY: usize = 14;
const ABOVE: f64 = 34.0;
const LINE: f64 = 15.0;
/// What the parts are called, with their sign and class.
const PARTS: [(&str, &str, &str, f64); 4] = [
    ("ordinary mechanisms work", "●", "accent", 0.45),
    ("only ambiguous ones do", "◐", "accent", 0.15),
    ("none does", "○", "warn", 0.4),
    ("open", "?", "soft", 0.35),
];

/// The cases of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PhaseCell {
    /// An ordinary mechanism reaches the goal.
    pub ordinary: u32,
    /// Only an ambiguous one does.
    pub ambiguous: u32,
    /// None does.
    pub none: u32,
    /// Not settled, or no prior.
    pub open: u32,
}

impl PhaseCell {
    /// The parts in the order in which they are drawn.
    pub fn parts(&self) -> [u32; 4] {
        [self.ordinary, self.ambiguous, self.none, self.open]
    }

    /// All cases.
    pub fn all(&self) -> u32 {
        self.parts().iter().sum()
    }
}

/// A grid of cells: rows of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseGrid {
    /// What the picture is about.
    pub title: String,
    /// What the columns are, and each column.
    pub across: (String, Vec<String>),
    /// What the rows are, and each row.
    pub down: (String, Vec<String>),
    /// The cells, row by row; `None` where there is no case.
    pub cells: Vec<Vec<Option<PhaseCell>>>,
}

/// The picture.
pub fn render_phases(grid: &PhaseGrid, id: &str) -> Picture {
    let columns = grid.across.1.len();
    let is_roomy = columns <= MOST_ROOMY && grid.cells.iter().flatten().flatten().any(|cell| cell.all() > 1);
    let side = if is_roomy { ROOMY } else { NARROW };
    let names = grid.down.1.iter().map(|name| text_width(name)).fold(text_width(&grid.down.0), f64::max);
    let left = names + 18.0;
    let rows = grid.cells.len();
    let bottom = ABOVE + side * to_f64(rows);
    let every = if is_roomy { 1 } else { columns.div_ceil(8).max(1) };
    let legend = bottom + 52.0;
    let (legend_width, rows_of_legend) = (text_width("◐ only ambiguous ones do") + 60.0, PARTS.len());
    let width = (left + side * to_f64(columns) + 30.0).max(left + legend_width);
    let mut canvas = Canvas::new(width, legend + LINE * 1.4 * to_f64(rows_of_legend));
    canvas.text((8.0, 16.0), Anchor::Start, "strong", &grid.down.0);
    let mut said = Vec::new();
    for (row, cells) in grid.cells.iter().enumerate() {
        let top = ABOVE + side * to_f64(row);
        let name = grid.down.1.get(row).map_or("", String::as_str);
        canvas.text((left - 10.0, top + side / 2.0 + 4.0), Anchor::End, "small", name);
        for (column, cell) in cells.iter().enumerate() {
            let corner = (left + side * to_f64(column), top);
            if let Some(cell) = cell {
                draw(&mut canvas, *cell, corner, side);
                said.push(told(cell, name, grid.across.1.get(column).map_or("", String::as_str)));
            }
            canvas.frame(corner, (side, side), "stroke");
        }
    }
    for (column, name) in grid.across.1.iter().enumerate().step_by(every) {
        let x = left + side * (to_f64(column) + 0.5);
        canvas.text((x, bottom + 16.0), Anchor::Middle, "small", name);
    }
    canvas.text((left + side * to_f64(columns) / 2.0, bottom + 34.0), Anchor::Middle, "", &grid.across.0);
    for (place, (name, sign, class, opacity)) in PARTS.iter().enumerate() {
        let y = legend + LINE * 1.4 * to_f64(place);
        canvas.rect((left, y - 10.0), (14.0, 14.0), class, *opacity);
        canvas.frame((left, y - 10.0), (14.0, 14.0), "stroke");
        canvas.text((left + 22.0, y + 2.0), Anchor::Start, "small", &format!("{sign} {name}"));
    }
    let note = "Every square is filled from below by the shares of its cases; a sign alone stands for all of them. Exact counts are in the table."
        .to_string();
    Picture { svg: canvas.finish(id, &grid.title, &said.join("; ")), title: grid.title.clone(), note }
}

fn draw(canvas: &mut Canvas, cell: PhaseCell, (x, y): (f64, f64), side: f64) {
    let all = f64::from(cell.all().max(1));
    let mut from = y + side;
    let drawn: Vec<(u32, &str)> = cell
        .parts()
        .into_iter()
        .zip(PARTS)
        .filter(|(count, _)| *count > 0)
        .map(|(count, (_, sign, class, opacity))| {
            let height = side * f64::from(count) / all;
            from -= height;
            canvas.rect((x, from), (side, height), class, opacity);
            (count, sign)
        })
        .collect();
    if let [(_, sign)] = drawn.as_slice() {
        canvas.text((x + side / 2.0, y + side / 2.0 + 5.0), Anchor::Middle, "strong", sign);
        return;
    }
    if side < ROOMY {
        return;
    }
    let start = y + side / 2.0 - LINE * (to_f64(drawn.len()) - 1.0) / 2.0 + 4.0;
    for (place, (count, sign)) in drawn.iter().rev().enumerate() {
        let text = format!("{sign} {}", percent(*count, cell.all()));
        canvas.text((x + side / 2.0, start + LINE * to_f64(place)), Anchor::Middle, "small", &text);
    }
}

/// A share in per cent, never rounded to all or none.
fn percent(count: u32, all: u32) -> String {
    let share = 100.0 * f64::from(count) / f64::from(all.max(1));
    match count {
        0 => "0 %".to_string(),
        count if count == all => "100 %".to_string(),
        _ if share < 1.0 => "< 1 %".to_string(),
        _ if share > 99.0 => "> 99 %".to_string(),
        _ => format!("{share:.0} %"),
    }
}

fn told(cell: &PhaseCell, row: &str, column: &str) -> String {
    let parts = cell.parts().into_iter().zip(PARTS).filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, (name, _, _, _))| format!("{name} in {count}")).collect();
    format!("{row} {column}: {} of {}", parts.join(", "), cell.all())
}
