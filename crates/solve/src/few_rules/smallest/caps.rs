//! Smaller and smaller stakes from one start: under one cap after another, weights are looked for that hold everybody down.
//!
//! # Method
//! A price for violations is hard to set: where stakes are large it pays to violate, and where it is high nothing else counts. Under a cap on
//! the measure there is no price: the linear programs in sequence of `improve` make the violation small, and stop when there is
//! none. For the weights that result the program without violations gives the smallest measure, and the next cap lies between that and
//! the lower bound; after a failure it is nearer to what was reached, until little is left to gain.
//!
//! Nothing that comes from here is believed.

use super::improve::{Place, hold, improve};
use super::joint::{Aim, Joint};
use super::layout::Layout;
use crate::lp::Patience;

/// The first cap, as a multiple of the lower bound.
const FIRST_CAP: f64 = 20.0;
/// The next cap lies at this part of the way from the lower bound to what was reached; beyond the last part it is not worth it.
const PART: f64 = 0.6;
const LAST_PART: f64 = 0.9;
/// What is this close to the lower bound, as a part of it, is at it.
const CLOSE: f64 = 1e-6;

/// How large the measure has to be, about.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// No mechanism goes below; 0 when nothing is known.
    pub least: f64,
    /// The lower bound, or what types gain without payments where that is more.
    pub usual: f64,
}

impl Scale {
    /// The scale when no mechanism goes below this.
    pub fn new(layout: &Layout<'_>, least: Option<f64>) -> Scale {
        let gains = layout.held.iter().flat_map(|held| {
            let watched = &layout.watched[held.watched];
            let on_path = watched.on_path.constant.to_f64().value();
            held.reports.iter().map(move |form| (form.constant.to_f64().value() - on_path) / watched.weight)
        });
        let least = least.unwrap_or(0.0);
        let usual = gains.fold(least, f64::max);
        Scale { least, usual: if usual > 0.0 { usual } else { 1.0 } }
    }

    /// Whether a measure is as small as can be.
    pub fn is_reached(self, measure: f64) -> bool {
        measure <= self.least * (1.0 + CLOSE)
    }
}

/// Goes down from these weights, which need not hold anybody down, as far as it goes; `None` when none are found that do.
pub fn descend(
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    start: Vec<Vec<f64>>,
    scale: Scale,
    patience: &mut Patience,
) -> Option<Place> {
    let mut best = match hold(joint, start.clone(), patience) {
        Some(place) => place,
        None => under(layout, joint, start, FIRST_CAP * scale.usual, patience)?,
    };
    let mut part = PART;
    while joint.rules > 1 && part < LAST_PART && !scale.is_reached(best.measure) {
        let cap = scale.least + part * (best.measure - scale.least);
        match under(layout, joint, best.weights.clone(), cap, patience) {
            Some(place) if place.measure < best.measure => best = place,
            _ => part = part.sqrt(),
        }
        if patience.is_spent() {
            break;
        }
    }
    Some(best)
}

/// Weights that hold everybody down under a cap, with the payments that are best for them.
fn under(
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    start: Vec<Vec<f64>>,
    cap: f64,
    patience: &mut Patience,
) -> Option<Place> {
    let place = improve(layout, joint, start, Aim::Under(cap), patience)?;
    if place.violation > 0.0 { None } else { hold(joint, place.weights, patience) }
}
