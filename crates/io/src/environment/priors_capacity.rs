//! Capacities in `[priors]`: the value of every event, or a distortion of a belief.

use super::priors::Owner;
use super::{Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, Value};
use crate::source::Span;
use crate::suggestion::quoted;
use ambimech_model::belief_set::{BeliefSetError, Capacity, Distortion, EventCapacity, MAX_EVENT_STATES};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;

const HELP: &str =
    "write events = [{ event = [\"H\"], value = \"1/4\" }, …], or centre and distortion = [[0, 0], [1, \"9/10\"]]";

impl<'t> Reader<'_, 't> {
    pub(super) fn read_capacity(&self, owner: Owner<'_>, place: Span, table: &Table<'t>) -> Read<Capacity> {
        match (table.get(keys::EVENTS), table.get(keys::DISTORTION)) {
            (Some(events), None) if table.get(keys::CENTRE).is_none() => {
                self.read_events(owner, &events.value).map(Capacity::Events)
            }
            (None, Some(points)) => {
                let centre = self.needed(place, table, keys::CENTRE, "a distortion")?;
                let centre = self.read_belief(owner, &centre.value)?;
                let list = points.value.expect_array(self.source, "the points of a distortion", HELP)?;
                let pair = |node: &Node<'t>| {
                    let pair = node.expect_array(self.source, "a point of a distortion", HELP)?;
                    let [share, value] = pair else {
                        return Err(self.mistake(
                            node.span,
                            "a point has two numbers",
                            &format!("{} of them", pair.len()),
                            "[t, g]: a probability, and what becomes of it",
                            HELP,
                        ));
                    };
                    Ok((self.exact(share, "point of a distortion")?, self.exact(value, "point of a distortion")?))
                };
                let list = list.iter().map(pair).collect::<Read<Vec<_>>>()?;
                let distortion = Distortion::new(centre, list.clone()).map(Capacity::Distortion);
                distortion.map_err(|error| self.no_distortion(&points.value, &list, &error))
            }
            _ => Err(self.mistake(
                place,
                "a capacity is given in one of two ways",
                "not exactly one of `events`, and `centre` with `distortion`",
                "one of the two",
                HELP,
            )),
        }
    }

    fn read_events(&self, owner: Owner<'_>, node: &Node<'t>) -> Read<EventCapacity> {
        let states = owner.states();
        if states > MAX_EVENT_STATES {
            return Err(self.no_set(node.span, &BeliefSetError::EventStates(states)));
        }
        let mut values: Vec<Option<Rational>> = vec![None; 1 << states];
        let mut places = vec![node.span; 1 << states];
        for entry in node.expect_array(self.source, "the events", HELP)? {
            let table = entry.expect_table(self.source, "an event with its value", HELP)?;
            keys::check_keys(self.source, table, "an event", &keys::EVENT)?;
            let event = &self.needed(entry.span, table, "event", "an event")?.value;
            let value = &self.needed(entry.span, table, "value", "an event")?.value;
            let value = self.exact(value, "value of an event")?;
            let place = self.read_event(owner, event)?;
            places[place] = entry.span;
            if values[place].replace(value).is_some() {
                return Err(self.mistake(
                    entry.span,
                    "two values of one event",
                    "an event that has a value already",
                    "every event once",
                    "remove one of the two",
                ));
            }
        }
        let certain = values.len() - 1;
        values[0].get_or_insert(Rational::ZERO);
        values[certain].get_or_insert(Rational::ONE);
        if let Some(missing) = values.iter().position(Option::is_none) {
            let inside = (0..states).filter(|state| missing & (1 << state) != 0);
            let names: Vec<String> = inside.map(|state| owner.state_name(JointTypeId(state))).collect();
            return Err(self.mistake(
                node.span,
                "an event without a value",
                &format!("no value of {{{}}}", names.join(", ")),
                "a value of every event but the empty and the certain one",
                "add the event, or give a centre and a distortion",
            ));
        }
        let values: Vec<Rational> = values.into_iter().flatten().collect();
        let capacity = EventCapacity::new(states, values.clone());
        capacity.map_err(|error| self.no_capacity(owner, &values, &places, &error))
    }

    /// Why values of events are no capacity, with the place of the first event that is named.
    fn no_capacity(
        &self,
        owner: Owner<'_>,
        values: &[Rational],
        places: &[Span],
        error: &BeliefSetError,
    ) -> Box<Diagnostic> {
        let words = |event: usize| {
            let inside = (0..owner.states()).filter(|state| event & (1 << state) != 0);
            let names: Vec<String> = inside.map(|state| owner.state_name(JointTypeId(state))).collect();
            format!("{{{}}}", names.join(", "))
        };
        match error {
            BeliefSetError::EventValue(wrong) => {
                let event = wrong.0 as usize;
                let (expected, help) = match event {
                    0 => ("0 for the event without a profile", "leave the event out"),
                    all if all + 1 == values.len() => ("1 for the event of all profiles", "leave the event out"),
                    _ => ("a value from 0 to 1", "write what the event has at least, as a probability"),
                };
                let found = format!("{} for {}", values[event], words(event));
                self.mistake(places[event], "an impossible value of an event", &found, expected, help)
            }
            BeliefSetError::NotMonotone(small, large) => {
                let (small, large) = (small.0 as usize, large.0 as usize);
                self.mistake(
                    places[small],
                    "this capacity is not monotone",
                    &format!(
                        "{} for {}, but only {} for {}",
                        values[small],
                        words(small),
                        values[large],
                        words(large)
                    ),
                    "no less for an event than for a part of it",
                    &format!("lower the value of {}, or raise that of {}", words(small), words(large)),
                )
            }
            BeliefSetError::NotConvex(first, second) => {
                let (first, second) = (first.0 as usize, second.0 as usize);
                let (both, shared) = (first | second, first & second);
                let pair = |one: usize, other: usize| {
                    format!(
                        "{} + {} = {} for {} and {}",
                        values[one],
                        values[other],
                        &values[one] + &values[other],
                        words(one),
                        words(other)
                    )
                };
                self.mistake(
                    places[first],
                    "this capacity is not convex",
                    &format!("{}, more than {}", pair(first, second), pair(both, shared)),
                    "ν(A) + ν(B) ≤ ν(A or B) + ν(A and B) for all events A and B",
                    &match [both, shared].into_iter().find(|event| *event != 0 && event + 1 != values.len()) {
                        Some(other) => {
                            let (first, second, other) = (words(first), words(second), words(other));
                            format!("lower the value of {first} or {second}, or raise that of {other}")
                        }
                        None => format!("lower the value of {} or {}", words(first), words(second)),
                    },
                )
            }
            other => self.no_set(places[0], other),
        }
    }

    /// Why points are no distortion, with the slopes on both sides of the point where it bends the wrong way.
    fn no_distortion(
        &self,
        list: &Node<'t>,
        points: &[(Rational, Rational)],
        error: &BeliefSetError,
    ) -> Box<Diagnostic> {
        let around = match error {
            BeliefSetError::NotConvexAt(point) => {
                point.checked_sub(1).and_then(|before| points.get(before..=point + 1))
            }
            _ => None,
        };
        let Some([before, at, after]) = around else { return self.no_set(list.span, error) };
        let slope = |from: &(Rational, Rational), to: &(Rational, Rational)| (&to.1 - &from.1) / (&to.0 - &from.0);
        self.mistake(
            list.span,
            "this distortion is not convex",
            &format!(
                "slope {} before the point [{}, {}], and {} after it",
                slope(before, at),
                at.0,
                at.1,
                slope(at, after)
            ),
            "slopes that never fall from one point to the next",
            "lower the value of this point, or leave it out",
        )
    }

    /// A list of rows, each one profile or with `*` several.
    fn read_event(&self, owner: Owner<'_>, node: &Node<'t>) -> Read<usize> {
        let mut event = 0;
        let space = &owner.others.space;
        for row in node.expect_array(self.source, "the type profiles of an event", HELP)? {
            let Value::String(label) = &row.value else {
                return Err(Box::new(row.wrong_kind(self.source, "a type profile of the others").help(HELP)));
            };
            let place = |part: Span| row.content_span(self.source, part);
            let pattern = owner.others.parse_pattern(self.source, label, &place)?;
            for profile in space.profiles() {
                let inside = |agent| space.type_of(profile, agent) == space.type_of(pattern.first, agent);
                if pattern.fixed.members().all(inside) {
                    event |= 1 << profile.0;
                }
            }
        }
        if event == 0 {
            return Err(self.mistake(
                node.span,
                "an event without a type profile",
                "an empty list",
                &format!(
                    "at least one, as in [{}]",
                    quoted(&owner.others.label(ambimech_model::index::ProfileId(0)))
                ),
                "the empty event has the value 0 and needs no entry",
            ));
        }
        Ok(event)
    }
}
