//! What `ambimech check` says about mechanisms for all values of a parameter on one side.

use super::Page;
use super::check::{checked_in_words, render_row};
use super::table::paragraph;
use crate::direction::{AcceptedDirection, RefusedDirection};
use crate::render::sentence::as_sentence;
use crate::render::sentence::direction::{how_it_moves, refused_direction, values_beyond};
use ambimech_model::parametric::ParametricEnvironment;

/// `accepted:` with the values at which the goal is attainable.
pub fn render_accepted_direction(
    environment: &ParametricEnvironment,
    accepted: &AcceptedDirection,
    page: Page,
) -> String {
    let (parameter, direction) = (environment.parameter(), &accepted.direction);
    let values = values_beyond(parameter, direction);
    let is_about_reports = direction.goal.properties().into_iter().any(|property| property.is_about_reports());
    let reports =
        if is_about_reports { format!(", against {} reports", direction.reports.name()) } else { String::new() };
    let first = format!("accepted: goal {} is attainable at every {values}{reports}\n\n", direction.goal);
    let moves = paragraph(&as_sentence(&how_it_moves(parameter, direction)), 0, page.width);
    first + &moves + "\n" + &paragraph(&as_sentence(&checked_in_words(&accepted.checked)), 0, page.width)
}

/// `refused:` with the reason; for a failed row, the row and both sides exact.
pub fn render_refused_direction(
    environment: &ParametricEnvironment,
    refused: &RefusedDirection,
    page: Page,
) -> String {
    let (_, words, row) = refused_direction(environment, refused);
    match row {
        Some(row) => render_row(&row, page) + "\n" + &paragraph(&as_sentence(&words), 0, page.width),
        None => format!("refused\n\n{}", paragraph(&as_sentence(&words), 0, page.width)),
    }
}
