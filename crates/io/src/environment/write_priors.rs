//! Sets of priors back into TOML.

use super::keys;
use super::write::{key, number, quoted};
use crate::render::sentence::scenario::state_label;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{BeliefSet, Capacity, Distribution};
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use std::fmt::Write as _;

/// `[priors.NAME]` for every agent: one set when all its types have the same, otherwise one for each type.
pub(super) fn push_priors(text: &mut String, environment: &AmbiguousEnvironment) {
    let frame = environment.without_beliefs();
    for agent in environment.space().agents() {
        let _ = write!(text, "\n[{}.{}]\n", keys::PRIORS, key(frame.agent_name(agent)));
        let sets = &environment.sets()[agent.0];
        let states = States { environment, agent };
        match sets.first().filter(|first| sets.iter().all(|set| set == *first)) {
            Some(set) => {
                for (key, value) in states.entries(set) {
                    let _ = writeln!(text, "{key} = {value}");
                }
            }
            None => {
                for (own, set) in environment.space().types(agent).zip(sets) {
                    let _ = writeln!(text, "{} = {}", key(frame.type_name(agent, own)), states.set(set));
                }
            }
        }
    }
}

/// The states of one agent's beliefs.
struct States<'a> {
    environment: &'a AmbiguousEnvironment,
    agent: AgentId,
}

impl States<'_> {
    fn label(&self, state: usize) -> String {
        quoted(&state_label(self.environment.without_beliefs(), self.agent, JointTypeId(state)))
    }

    /// A set as an inline table.
    fn set(&self, set: &BeliefSet) -> String {
        let entries: Vec<String> =
            self.entries(set).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// The keys of a set with their values.
    fn entries(&self, set: &BeliefSet) -> Vec<(&'static str, String)> {
        let kind = |name: &str| ("kind", quoted(name));
        match set {
            BeliefSet::Hull(hull) => {
                let vertices: Vec<String> = hull.vertices().iter().map(|vertex| self.belief(vertex)).collect();
                vec![kind("vertices"), ("vertices", format!("[{}]", vertices.join(", ")))]
            }
            BeliefSet::Linear(linear) => {
                let row = |row: &ambimech_model::belief_set::Inequality| {
                    let of = self.rows(&row.coefficients);
                    format!("{{ of = {of}, at-least = {} }}", number(&row.least))
                };
                let rows: Vec<String> = linear.rows().iter().map(row).collect();
                vec![kind("inequalities"), ("rows", format!("[{}]", rows.join(", ")))]
            }
            BeliefSet::Contamination(set) => vec![
                kind("contamination"),
                (keys::EPSILON, number(set.epsilon())),
                (keys::CENTRE, self.belief(set.centre())),
                (keys::WITH, self.set(set.with())),
            ],
            BeliefSet::Ball(ball) => {
                let of_ball = [(keys::RADIUS, number(ball.radius())), (keys::CENTRE, self.belief(ball.centre()))];
                let Some(metric) = ball.metric() else {
                    return [kind("total-variation")].into_iter().chain(of_ball).collect();
                };
                let rows = metric.distances().chunks(metric.states().max(1)).enumerate();
                let rows: Vec<String> =
                    rows.map(|(from, row)| format!("{} = {}", self.label(from), self.rows(row))).collect();
                let distance = (keys::DISTANCE, format!("{{ {} }}", rows.join(", ")));
                [kind("prokhorov")].into_iter().chain(of_ball).chain([distance]).collect()
            }
            BeliefSet::Capacity(Capacity::Events(events)) => {
                let last = events.values().len().saturating_sub(1);
                let event = |(event, value): (usize, &Rational)| {
                    let inside = (0..set.states()).filter(|state| event & (1 << state) != 0);
                    let names: Vec<String> = inside.map(|state| self.label(state)).collect();
                    format!("{{ event = [{}], value = {} }}", names.join(", "), number(value))
                };
                let between = events.values().iter().enumerate().filter(|(event, _)| *event > 0 && *event < last);
                let events: Vec<String> = between.map(event).collect();
                vec![kind("capacity"), (keys::EVENTS, format!("[{}]", events.join(", ")))]
            }
            BeliefSet::Capacity(Capacity::Distortion(distortion)) => {
                let points = distortion.points().iter();
                let points: Vec<String> =
                    points.map(|(share, value)| format!("[{}, {}]", number(share), number(value))).collect();
                vec![
                    kind("capacity"),
                    (keys::CENTRE, self.belief(distortion.centre())),
                    (keys::DISTORTION, format!("[{}]", points.join(", "))),
                ]
            }
            BeliefSet::Wald(_) => vec![kind("wald")],
        }
    }

    fn belief(&self, belief: &Distribution) -> String {
        self.rows(belief.probabilities())
    }

    /// One number for every state.
    fn rows(&self, values: &[Rational]) -> String {
        let rows: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(state, value)| format!("{} = {}", self.label(state), number(value)))
            .collect();
        format!("{{ {} }}", rows.join(", "))
    }
}
