//! The points of a frontier as a table, and what its columns are.

use crate::render::number::{decimal, exact};
use crate::render::sentence::design::construction_name;
use crate::render::sentence::frontier::file_name;
use ambimech_model::frontier::{Frontier, FrontierPoint, RentCap, RentLevel};
use ambimech_model::number::Rational;

/// The columns, with what is in them.
const COLUMNS: [(&str, &str, &str); 15] = [
    (
        "kind",
        "text",
        "found: a point of the frontier; paper: the design without a search, for comparison; bound: what no number of rules goes below",
    ),
    ("rent_cap", "text", "the cap on rents: a number, any, or fixed where the goal itself says what rents are"),
    ("rules", "whole number", "number of transfer rules; empty for a bound"),
    ("measure", "text", "what the stakes are: largest-payment, expected-payment or exposure"),
    ("stakes", "exact number as text", "the stakes of the mechanism, or the bound"),
    ("stakes_num", "decimal", "the same, rounded"),
    (
        "rents",
        "exact number as text",
        "what all agents together keep in expectation on path, under the rule that leaves them most",
    ),
    ("rents_num", "decimal", "the same, rounded"),
    ("largest_payment", "exact number as text", "the largest amount that anybody ever pays"),
    ("largest_payment_num", "decimal", "the same, rounded"),
    ("largest_receipt", "exact number as text", "the largest amount that anybody ever receives"),
    ("largest_receipt_num", "decimal", "the same, rounded"),
    (
        "expected_turnover",
        "exact number as text",
        "money that changes hands in expectation, under the rule that moves most",
    ),
    ("construction", "text", "how the mechanism was made"),
    ("file", "text", "the mechanism file"),
];

/// One row for every point, then the design without a search, then the lower bounds.
pub fn render_frontier_csv(frontier: &Frontier) -> String {
    let mut text = COLUMNS.map(|(name, _, _)| name).join(",") + "\n";
    let mut push = |cells: [String; 15]| text.push_str(&(cells.join(",") + "\n"));
    let of_cap = |level: &RentLevel| match &level.cap {
        RentCap::Fixed => "fixed".to_string(),
        RentCap::Any => "any".to_string(),
        RentCap::AtMost(rents) => exact(rents),
    };
    let row = |kind: &str, cap: String, point: &FrontierPoint, file: String| {
        let stakes = &point.design.stakes;
        let [amount, near] = both(Some(&point.stakes));
        let [rents, rents_near] = both(point.rents.as_ref());
        let [paid, paid_near] = both(Some(&stakes.largest_payment.3));
        let [received, received_near] = both(Some(&stakes.largest_receipt.3));
        let turnover = stakes.expected_turnover.as_ref().map_or_else(String::new, |(_, amount)| exact(amount));
        [
            kind.to_string(),
            cap,
            point.rules.to_string(),
            frontier.measure.name().to_string(),
            amount,
            near,
            rents,
            rents_near,
            paid,
            paid_near,
            received,
            received_near,
            turnover,
            construction_name(point.design.construction).to_string(),
            file,
        ]
    };
    for level in &frontier.levels {
        level.points.iter().for_each(|point| push(row("found", of_cap(level), point, file_name(level, point))));
    }
    push(row("paper", String::new(), &frontier.usual, "mechanism-paper.json".to_string()));
    for level in &frontier.levels {
        let Some(bound) = &level.bound else { continue };
        let [amount, near] = both(Some(&bound.value));
        let mut cells = [const { String::new() }; 15];
        cells[0] = "bound".to_string();
        cells[1] = of_cap(level);
        cells[3] = frontier.measure.name().to_string();
        cells[4] = amount;
        cells[5] = near;
        push(cells);
    }
    text
}

/// `file,position,variable,storage,description`, as for other tables.
pub fn render_frontier_codebook() -> String {
    let mut text = "file,position,variable,storage,description\n".to_string();
    for (place, (name, storage, about)) in COLUMNS.iter().enumerate() {
        text.push_str(&format!("frontier.csv,{},{name},{storage},\"{about}\"\n", place + 1));
    }
    text
}

/// The exact number and its decimal, or two empty cells.
fn both(number: Option<&Rational>) -> [String; 2] {
    number.map_or_else(Default::default, |number| [exact(number), decimal(number).digits])
}
