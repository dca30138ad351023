//! Payments at every type profile as heat maps, one for each agent: the first half of the agents down, the rest across.
//!
//! Money to the agent is blue with a plus, money from the agent orange with a minus. All rules of one mechanism are drawn
//! on one scale.

use super::Picture;
use super::canvas::{Canvas, shortened};
use super::heat::{HeatMap, Scale, largest};
use crate::render::name;
use crate::render::payments::first_payments;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::type_space::Split;

/// Rows of one map at most.
const MOST_ROWS: usize = 16;
/// Columns of one map at most.
const MOST_COLUMNS: usize = 12;
/// Agents whose payments are drawn at most.
const MOST_AGENTS: usize = 8;
/// Profiles of an environment beyond which only the first rule is drawn.
const LARGE: usize = 256;
/// Profiles beyond which nothing is drawn.
const LARGEST: usize = 65_536;
/// Maps stand side by side up to this width.
const WIDEST: f64 = 900.0;

/// The first rules of a mechanism, at most so many, one picture each.
pub fn render_rules(environment: &Environment, mechanism: &Mechanism, most: usize, id: &str) -> Vec<Picture> {
    let size = environment.space().size();
    let most = match size {
        0..=LARGE => most,
        _ if size <= LARGEST => most.min(1),
        _ => 0,
    };
    let count = mechanism.rule_count(environment).unwrap_or(most).min(most);
    let rules: Vec<(RuleId, Vec<Vec<Rational>>)> = (0..count)
        .filter_map(|rule| Some((RuleId(rule), first_payments(environment, mechanism, RuleId(rule), size)?)))
        .collect();
    let scale = Scale::Around(largest(rules.iter().flat_map(|(_, rows)| rows.iter().flatten())));
    rules
        .iter()
        .map(|(rule, rows)| {
            let title = format!("Rule {}", name::rule(environment, mechanism, *rule));
            let at = |profile: ProfileId, agent: AgentId| rows.get(profile.0)?.get(agent.0).cloned();
            maps(environment, &title, &scale, &at, &format!("{id}-{}", rule.0))
        })
        .collect()
}

/// Payments at some profiles, in profile order, as in a bet; nothing is paid at the others.
pub fn render_payments(
    environment: &Environment,
    title: &str,
    payments: &[(ProfileId, Vec<Rational>)],
    id: &str,
) -> Option<Picture> {
    if environment.space().size() > LARGEST {
        return None;
    }
    let scale = Scale::Around(largest(payments.iter().flat_map(|(_, row)| row)));
    let at = |profile: ProfileId, agent: AgentId| {
        let row = payments.binary_search_by(|(at, _)| at.0.cmp(&profile.0)).ok();
        let paid = row.and_then(|row| payments.get(row)).and_then(|(_, row)| row.get(agent.0).cloned());
        Some(paid.unwrap_or(Rational::ZERO))
    };
    Some(maps(environment, title, &scale, &at, id))
}

/// One map for each agent, in lines.
fn maps(
    environment: &Environment,
    title: &str,
    scale: &Scale,
    at: &dyn Fn(ProfileId, AgentId) -> Option<Rational>,
    id: &str,
) -> Picture {
    let agents = environment.agent_count();
    let down: Coalition = (0..agents.div_ceil(2)).map(AgentId).collect();
    let split = environment.space().split(down);
    let maps: Vec<HeatMap> =
        (0..agents.min(MOST_AGENTS)).map(|agent| map(environment, &split, AgentId(agent), scale, at)).collect();
    let (mut places, mut x, mut y, mut line, mut width) = (Vec::new(), 0.0, 24.0, 0.0_f64, 0.0_f64);
    for map in &maps {
        let (wide, high) = map.size();
        if x > 0.0 && x + wide > WIDEST {
            (x, y, line) = (0.0, y + line + 12.0, 0.0);
        }
        places.push((x, y));
        line = line.max(high);
        x += wide + 20.0;
        width = width.max(x - 20.0);
    }
    let mut canvas = Canvas::new(width.max(super::canvas::text_width(title) * 1.1), y + line);
    canvas.text((0.0, 14.0), super::canvas::Anchor::Start, "strong", &shortened(title, 80));
    for (map, place) in maps.iter().zip(places) {
        map.draw(&mut canvas, place);
    }
    let description: Vec<String> =
        maps.iter().map(|map| format!("{}. {}", map.title, map.description())).collect();
    let mut note = Vec::new();
    if split.own_count() > MOST_ROWS || split.rest_count() > MOST_COLUMNS {
        note.push(format!(
            "Drawn: {} of {} rows and {} of {} columns.",
            split.own_count().min(MOST_ROWS),
            split.own_count(),
            split.rest_count().min(MOST_COLUMNS),
            split.rest_count()
        ));
    }
    if agents > MOST_AGENTS {
        note.push(format!("Drawn: payments to {MOST_AGENTS} of {agents} agents."));
    }
    let svg = canvas.finish(id, &format!("{title}: payments"), &description.join(" "));
    Picture { title: title.to_string(), svg, note: note.join(" ") }
}

fn map(
    environment: &Environment,
    split: &Split,
    agent: AgentId,
    scale: &Scale,
    at: &dyn Fn(ProfileId, AgentId) -> Option<Rational>,
) -> HeatMap {
    let (down, across) = (split.coalition(), split.outside());
    let types_of = |set: Coalition| match set.len() {
        0 => String::new(),
        1 => name::who(environment, set),
        _ => format!("agents {}", name::and_list(&name::members(environment, set))),
    };
    let rows = split.own_count().min(MOST_ROWS);
    let columns = split.rest_count().min(MOST_COLUMNS);
    let label = |set: Coalition, joint: usize| match set.len() {
        0 => String::new(),
        _ => name::types(environment, set, JointTypeId(joint)),
    };
    HeatMap {
        title: format!("to agent {}", name::agent(environment, agent)),
        down: types_of(down),
        across: types_of(across),
        rows: (0..rows).map(|own| label(down, own)).collect(),
        columns: (0..columns).map(|rest| label(across, rest)).collect(),
        cells: (0..rows)
            .map(|own| {
                (0..columns).map(|rest| at(split.profile(JointTypeId(own), JointTypeId(rest)), agent)).collect()
            })
            .collect(),
        scale: scale.clone(),
        marked: Vec::new(),
    }
}
