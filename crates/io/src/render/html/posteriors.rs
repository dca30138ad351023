//! Beliefs drawn on their simplex, with the exact numbers.

use super::element::{Cell, HtmlTable, Page, details};
use crate::render::belief::Posteriors;
use crate::render::name;
use crate::render::svg::render_posteriors;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;

/// Agents and coalitions that are drawn at most.
const MOST_PICTURES: usize = 16;
/// Type profiles of the others up to which a belief is written out.
const MOST_COLUMNS: usize = 9;
/// Joint types up to which beliefs are written out.
const MOST_ROWS: usize = 64;

pub(super) fn write(page: &mut Page, environment: &Environment) {
    let agents = environment.agent_count();
    let singles = environment.space().agents().map(Coalition::single);
    let mut coalitions: Vec<Coalition> = singles.collect();
    for coalition in environment.pattern().maximal_proper_coalitions(agents) {
        if coalition.len() > 1 && environment.coalition_belief(coalition).is_some() {
            coalitions.push(coalition);
        }
    }
    page.section("beliefs", "Beliefs");
    page.paragraph(
        "What each type believes about the others' types, as a point. Types at the same point cannot be told apart by any bet \
         (BDP fails for an agent, CBDP for a coalition); points that are all corners of their hull are in convex position.",
    );
    let (mut pictures, mut tables) = (Vec::new(), String::new());
    for coalition in coalitions.iter().copied() {
        if pictures.len() == MOST_PICTURES {
            break;
        }
        if let Some(picture) = render_posteriors(environment, coalition, &format!("belief-{}", pictures.len())) {
            pictures.push(picture);
            if let Some(table) = table(environment, coalition) {
                tables.push_str(&table.html());
            }
        }
    }
    page.pictures(&pictures);
    if !tables.is_empty() {
        page.raw(&details("The same beliefs in exact numbers", &tables));
    }
    if coalitions.len() > MOST_PICTURES {
        page.paragraph(&format!("Drawn: {} of {} agents and coalitions.", pictures.len(), coalitions.len()));
    }
}

fn table(environment: &Environment, coalition: Coalition) -> Option<HtmlTable> {
    let space = environment.space();
    let others = coalition.complement(environment.agent_count());
    if space.joint_count(others) > MOST_COLUMNS || space.joint_count(coalition) > MOST_ROWS {
        return None;
    }
    let caption = format!(
        "Beliefs of {} about {}",
        name::who(environment, coalition),
        name::and_list(&name::members(environment, others))
    );
    let mut table = HtmlTable::new(caption, &["Type"]);
    for x in 0..space.joint_count(others) {
        table.column(name::types(environment, others, JointTypeId(x)));
    }
    let posteriors = Posteriors::new(environment, coalition);
    for own in (0..space.joint_count(coalition)).map(JointTypeId) {
        let mut cells = vec![Cell::Head(name::types(environment, coalition, own))];
        match posteriors.of(own) {
            Some(belief) => cells.extend(belief.into_iter().map(Cell::Number)),
            None => cells.push(Cell::Words("never occurs".to_string())),
        }
        table.row(cells);
    }
    Some(table)
}
