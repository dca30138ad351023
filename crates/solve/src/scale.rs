//! How large the bets must be: the smallest scale of one family of pairs, for one attitude to ambiguity after another.
//!
//! The family is the one from which a design for the goal would start: it depends on the environment, the goal and the kind of
//! reports, not on the attitudes. The scales are those of [`crate::construction::pair_scale`].

use crate::construction::pair_scale::smallest_scale;
use crate::design::pair_family;
use ambimech_model::environment::Environment;
use ambimech_model::preference::{Attitude, Attitudes};
use ambimech_model::property::{Goal, Reports};
use ambimech_model::scale::{ScaleRow, ScaleStudy, ScaleTable};

/// The smallest scales for a goal: with the environment's own attitudes first, unless these are the worst case for everybody, and
/// then with each of these as the attitude of every coalition. Attitudes with numbers out of range are left out.
pub fn study_scales(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    attitudes: &[Attitude],
) -> ScaleStudy {
    let family = match pair_family(environment, goal, reports) {
        Ok(family) => family,
        Err(obstacles) => return ScaleStudy::Obstructed(obstacles),
    };
    let own = (!environment.attitudes().are_worst_case())
        .then(|| ScaleRow { attitude: None, answer: smallest_scale(&family, environment.attitudes()) });
    let asked = attitudes.iter().filter_map(|attitude| {
        let everybody = Attitudes::new(attitude.clone(), Vec::new()).ok()?;
        Some(ScaleRow { attitude: Some(attitude.clone()), answer: smallest_scale(&family, &everybody) })
    });
    let rows = own.into_iter().chain(asked).collect();
    ScaleStudy::Table(ScaleTable {
        goal: goal.clone(),
        reports,
        base: family.base,
        bets: family.bet_count(),
        rows,
    })
}
