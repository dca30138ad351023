//! Pictures as SVG, written by hand: no dependency, the same bytes for the same input.
//!
//! Colours are classes (`ink`, `soft`, `accent`, `warn`, `paper`, …) that the surrounding page defines, for light, dark and
//! print; [`standalone`] adds them to a picture that stands alone. No meaning is carried by colour alone. Positions are
//! machine numbers, rounded to hundredths: pictures prove nothing, the exact numbers stand beside them.

mod auction;
mod belief_sets;
mod beliefs;
mod boxes;
pub(crate) mod canvas;
mod deviations;
mod economy;
mod edgeworth;
mod frontier;
mod gains;
mod groups;
mod heat;
mod payments;
mod phases;
mod plane;
mod posteriors;
mod prior;
mod rents;
mod scales;
mod strategy;
mod surplus;
mod way;

pub use auction::{render_extreme_reports, render_least_curve, render_scheme_curve, render_scheme_curves};
pub use belief_sets::render_belief_sets;
pub use beliefs::render_beliefs;
pub use boxes::{BoxLine, render_boxes};
pub use deviations::render_deviations;
pub use economy::{WorthMark, render_worths};
pub use edgeworth::{BundleMark, render_edgeworth_box};
pub use frontier::render_frontier;
pub use gains::{LargestGains, largest_gains, render_gains};
pub use groups::render_groups;
pub use payments::{render_payments, render_rules};
pub use phases::{PhaseCell, PhaseGrid, render_phases};
pub use posteriors::{BeliefMark, render_marked_posteriors, render_posteriors};
pub use prior::{render_imitation, render_prior, render_profile};
pub use rents::render_rents;
pub use scales::render_scales;
pub use strategy::render_strategy;
pub use surplus::render_surplus;
pub use way::render_way;

/// A picture with what must be said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it shows.
    pub title: String,
    /// The `<svg>` element.
    pub svg: String,
    /// What was left out, how it was projected, how to read it; may be empty.
    pub note: String,
}

/// The palette, as variables of the root element: light, dark and print. The accents are told apart by colour-blind readers.
pub const PALETTE: &str = include_str!("palette.css");
/// The classes of pictures.
pub const STYLE: &str = include_str!("style.css");

/// The picture as a file of its own, with its colours.
pub fn standalone(picture: &Picture) -> String {
    let svg = picture.svg.replacen('>', &format!(">\n<style>\n{PALETTE}{STYLE}</style>"), 1);
    format!("{svg}\n")
}
