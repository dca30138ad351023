//! The surplus of every outcome at one profile, with a better outcome than the allocated one marked.

use super::Picture;
use super::heat::{HeatMap, Scale, largest};
use crate::render::name;
use ambimech_model::environment::Environment;
use ambimech_model::index::{OutcomeId, ProfileId};
use ambimech_model::number::Rational;

/// Outcomes that are drawn at most.
const MOST: usize = 10;

/// The map; the allocated outcome comes first, the better one second.
pub fn render_surplus(environment: &Environment, profile: ProfileId, better: OutcomeId, id: &str) -> Picture {
    let allocated = environment.allocation(profile);
    let rest = (0..environment.outcomes().len()).map(OutcomeId).filter(|o| *o != allocated && *o != better);
    let outcomes: Vec<OutcomeId> = [allocated, better].into_iter().chain(rest).take(MOST).collect();
    let surplus = |outcome: &OutcomeId| environment.total_payoff(environment.grand_coalition(), *outcome, profile);
    let cells: Vec<Option<Rational>> = outcomes.iter().map(|outcome| Some(surplus(outcome))).collect();
    let label = |outcome: &OutcomeId| match *outcome == allocated {
        true => format!("{}, allocated", name::outcome(environment, *outcome)),
        false => name::outcome(environment, *outcome),
    };
    let map = HeatMap {
        title: "Surplus of the outcomes".to_string(),
        down: "profile".to_string(),
        across: "outcome".to_string(),
        rows: vec![name::profile(environment, profile)],
        columns: outcomes.iter().map(label).collect(),
        scale: Scale::Around(largest(cells.iter().flatten())),
        cells: vec![cells],
        marked: vec![(0, 1)],
    };
    let all = environment.outcomes().len();
    let note = if all > MOST { format!("Drawn: {MOST} of {all} outcomes.") } else { String::new() };
    Picture { svg: map.svg(id), title: map.title, note }
}
