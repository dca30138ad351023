//! `[possible]`: which type profiles can occur, T* (THESIS 3.2), beside sets of beliefs.

use super::prior::key_part;
use super::{Known, Reader, keys};
use crate::diagnostic::Read;
use crate::document::Value;
use crate::rows::{Row, cover_with};
use crate::source::{Format, Span};
use crate::suggestion::quoted;
use ambimech_model::belief_set::{BeliefSet, Distribution, Hull};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;

const HELP: &str = "write [possible] with rows \"H L\" = true and \"L L\" = false, `*` for every type";

impl Reader<'_, '_> {
    /// What can occur, by profile; `None` without the table.
    fn read_possible(&self, known: &Known) -> Read<Option<Vec<bool>>> {
        let Some(entry) = self.table.get(keys::POSSIBLE) else { return Ok(None) };
        let what = "the table of what can occur";
        let table = entry.value.expect_table(self.source, what, HELP)?;
        let (mut rows, mut words) = (Vec::new(), Vec::new());
        for row in &table.entries {
            self.refuse_single_words(row, what)?;
            let place = |part: Span| key_part(self.source, row, part);
            let pattern = known.names.parse_pattern(self.source, &row.key, &place)?;
            let Value::Bool(word) = row.value.value else {
                return Err(self.mistake(
                    row.value.span,
                    "a profile can occur or not",
                    &row.value.described(),
                    "true or false",
                    HELP,
                ));
            };
            rows.push(Row { pattern, span: row.key_span });
            words.push(word);
        }
        let sign = if self.format == Format::Json { ":" } else { " =" };
        let row_of = |label: &str| format!("\"{label}\"{sign} false");
        let cover = cover_with(self.source, &known.names, &rows, (what, entry.value.span), &row_of)?;
        let space = &known.names.space;
        let of = |profile| words.get(cover.row(space, profile)).copied().unwrap_or(false);
        Ok(Some(space.profiles().map(of).collect()))
    }

    /// The sets in the light of `[possible]`: all beliefs becomes all beliefs about what can occur with the type. Other sets must leave
    /// out what cannot occur.
    pub(super) fn restrict_to_possible(
        &self,
        known: &Known,
        sets: Vec<Vec<BeliefSet>>,
    ) -> Read<Vec<Vec<BeliefSet>>> {
        let (Some(entry), Some(possible)) = (self.table.get(keys::POSSIBLE), self.read_possible(known)?) else {
            return Ok(sets);
        };
        let space = &known.names.space;
        let mut found = Vec::with_capacity(sets.len());
        for (agent, of_agent) in sets.into_iter().enumerate() {
            let split = space.split(Coalition::single(AgentId(agent)));
            let mut restricted = Vec::with_capacity(of_agent.len());
            for (own, set) in of_agent.into_iter().enumerate() {
                let can = |state: JointTypeId| possible[split.profile(JointTypeId(own), state).0];
                let states: Vec<JointTypeId> = split.rest().filter(|state| can(*state)).collect();
                let who = || {
                    let agent = AgentId(agent);
                    let t = quoted(known.names.type_name(agent, ambimech_model::index::TypeId(own)));
                    format!("type {t} of agent {}", quoted(known.names.agent(agent)))
                };
                if states.is_empty() {
                    return Err(self.mistake(
                        entry.value.span,
                        &format!("{} can never occur", who()),
                        "no profile with this type that can occur",
                        "at least one for every type",
                        "leave the type out, or let one of its profiles occur",
                    ));
                }
                if set != BeliefSet::Wald(split.rest_count()) {
                    self.agree(known, (entry.value.span, &who()), &set, &|x| can(x), AgentId(agent), own)?;
                    restricted.push(set);
                    continue;
                }
                let point = |state: &JointTypeId| {
                    let mass = |x: JointTypeId| if x == *state { Rational::ONE } else { Rational::ZERO };
                    Distribution::new(split.rest().map(mass).collect())
                };
                let points: Result<Vec<Distribution>, _> = states.iter().map(point).collect();
                let hull = points.ok().and_then(|points| Hull::new(points).ok());
                restricted.push(hull.map_or(set, BeliefSet::Hull));
            }
            found.push(restricted);
        }
        Ok(found)
    }

    /// Refuses a set that gives a profile a positive probability that cannot occur, or never does so to one that can.
    fn agree(
        &self,
        known: &Known,
        (span, who): (Span, &str),
        set: &BeliefSet,
        can: &dyn Fn(JointTypeId) -> bool,
        agent: AgentId,
        own: usize,
    ) -> Read<()> {
        let Some(beliefs) = set.corners() else { return Ok(()) };
        let split = known.names.space.split(Coalition::single(agent));
        for state in split.rest() {
            let believed = beliefs.iter().any(|belief| !belief.probabilities()[state.0].is_zero());
            if believed == can(state) {
                continue;
            }
            let label = quoted(&known.names.label(split.profile(JointTypeId(own), state)));
            let (found, help) = if believed {
                (
                    format!("a belief that gives {label} a positive probability"),
                    "give it weight 0, or let it occur",
                )
            } else {
                (
                    format!("beliefs that all give {label} probability 0"),
                    "add a belief that allows it, or write false",
                )
            };
            return Err(self.mistake(
                span,
                &format!("the beliefs of {who} do not fit what can occur"),
                &found,
                "a positive probability by some belief exactly where a profile can occur",
                help,
            ));
        }
        Ok(())
    }

    /// `[possible]` is about sets of beliefs; with one belief of every type its zeros say the same.
    pub(super) fn refuse_possible(&self) -> Read<()> {
        match self.table.get(keys::POSSIBLE) {
            None => Ok(()),
            Some(entry) => Err(self.mistake(
                entry.key_span,
                "what can occur follows from the beliefs here",
                "[possible] in a file without [priors]",
                "[possible] beside [priors] only",
                "remove it: profiles that cannot occur have weight 0 in the prior",
            )),
        }
    }
}
