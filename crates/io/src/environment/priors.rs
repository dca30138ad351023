//! `[priors."1"]`: for every agent, or for every type of it, a set of beliefs about the others' types.
//!
//! The table of an agent is a set when it has a word under `kind`, which then holds for each of its types; otherwise it has one entry
//! per type (`*` stands for every type), each a set. Beliefs in sets are tables of rows as in `[beliefs]`, or the word `prior`: what the
//! type believes under the common prior of the same file.

use super::extent::check_extent;
use super::prior::{check_weight, key_part};
use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, Value};
use crate::rows::{ProfileNames, Row, cover_with};
use crate::source::{Format, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::belief_set::{
    Ball, BeliefSet, BeliefSetError, Contamination, Distribution, Hull, Inequality, LinearBeliefs, Metric,
    MetricError,
};
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::prior::{Beliefs, Prior};

const HELP: &str = "write [priors.\"1\"] for every agent, as in kind = \"contamination\", epsilon = \"1/10\", centre = { \"H\" = 1, \"L\" = 3 }";

/// Where a set stands and whose it is.
#[derive(Clone, Copy)]
pub(super) struct Owner<'k> {
    pub known: &'k Known,
    /// The names of the other agents: the states of a belief are their profiles.
    pub others: &'k ProfileNames,
    pub agent: AgentId,
    pub own: TypeId,
    pub prior: Option<&'k Prior>,
}

impl Owner<'_> {
    pub(super) fn states(&self) -> usize {
        self.others.space.size()
    }

    pub(super) fn state_name(&self, state: JointTypeId) -> String {
        quoted(&self.others.label(ProfileId(state.0)))
    }
}

impl<'t> Reader<'_, 't> {
    /// `[priors]`, beside which there may be a `[prior]` for sets around it; without one the beliefs returned are a placeholder.
    pub(super) fn read_priors(&self, known: &Known) -> Read<(Beliefs, Vec<Vec<BeliefSet>>)> {
        let node = self.required(keys::PRIORS, HELP)?;
        if let Some(beliefs) = self.table.get(keys::BELIEFS) {
            return Err(self.mistake(
                beliefs.key_span,
                "beliefs of each agent beside sets of them",
                "both [beliefs] and [priors]",
                "one of the two",
                "remove [beliefs]; a set of a single belief is kind = \"vertices\" with one vertex",
            ));
        }
        let space = &known.names.space;
        let table = node.expect_table(self.source, "the sets of priors", HELP)?;
        check_extent(
            self.source,
            node.span,
            "the sets of priors",
            space.size().saturating_mul(space.agent_count()),
            64,
        )?;
        let prior = self.table.get(keys::PRIOR).map(|_| self.read_prior(known)).transpose()?;
        for entry in &table.entries {
            if known.names.agents.find(&entry.key).is_none() {
                keys::refuse_misplaced(self.source, entry, "the sets of priors")?;
            }
            known.names.agents.expect(self.source, entry.key_span, &entry.key, "agent")?;
        }
        let mut sets = Vec::with_capacity(space.agent_count());
        for agent in space.agents() {
            let name = known.names.agent(agent);
            let entry = table.get(name).ok_or_else(|| {
                self.mistake(
                    node.span,
                    &format!("agent {} has no set of priors", quoted(name)),
                    &format!("sets of priors, but none of agent {}", quoted(name)),
                    &format!(
                        "one of every agent: {}",
                        listed(known.names.agents.names().iter().map(String::as_str))
                    ),
                    &format!(
                        "write [priors.{}] with kind = \"contamination\", epsilon = \"1/10\", centre = \"prior\", or another kind",
                        super::write::key(name)
                    ),
                )
            })?;
            sets.push(self.read_sets_of(known, agent, prior.as_ref(), entry)?);
        }
        let beliefs = match prior {
            Some(prior) => prior,
            None => Prior::from_integers(space, vec![1; space.size()]).map_err(|_| {
                self.mistake(node.span, "too many profiles", "a prior that does not fit", "fewer types", HELP)
            })?,
        };
        Ok((Beliefs::Common(beliefs), sets))
    }

    /// The sets of one agent's types in order.
    fn read_sets_of(
        &self,
        known: &Known,
        agent: AgentId,
        prior: Option<&Prior>,
        entry: &Entry<'t>,
    ) -> Read<Vec<BeliefSet>> {
        let others = known.names.without(agent);
        let name = quoted(known.names.agent(agent));
        let table = entry.value.expect_table(self.source, &format!("the sets of priors of agent {name}"), HELP)?;
        let owner = |own| Owner { known, others: &others, agent, own, prior };
        let types = &known.names.types[agent.0];
        if table.get(keys::KIND).is_some_and(|kind| kind.value.as_str().is_some()) {
            let of = |own| self.read_set(owner(own), entry.key_span, table);
            return known.names.space.types(agent).map(of).collect();
        }
        for entry in table.entries.iter().filter(|entry| entry.key != "*") {
            if types.find(&entry.key).is_none() {
                keys::refuse_misplaced(self.source, entry, &format!("the sets of priors of agent {name}"))?;
                let mut unknown = types.unknown(self.source, entry.key_span, &entry.key, "type");
                unknown.title = format!("unknown type {} of agent {name}", quoted(&entry.key));
                return Err(Box::new(
                    unknown.help("a set for all types has the key `kind` in the table of the agent"),
                ));
            }
        }
        let of = |own: TypeId| {
            let type_name = known.names.type_name(agent, own);
            let found = table.get(type_name).or_else(|| table.get("*")).ok_or_else(|| {
                self.mistake(
                    entry.key_span,
                    &format!("type {} of agent {name} has no set of priors", quoted(type_name)),
                    &format!("no entry for type {}, and no `*`", quoted(type_name)),
                    &format!("one of every type: {}", listed(types.names().iter().map(String::as_str))),
                    "give every type a table, or `*` for those that have none",
                )
            })?;
            let what = format!("the set of priors of type {} of agent {name}", quoted(type_name));
            let set =
                found.value.expect_table(self.source, &what, "write kind = \"wald\" there, or another kind")?;
            self.read_set(owner(own), found.key_span, set)
        };
        known.names.space.types(agent).map(of).collect()
    }

    fn read_set(&self, owner: Owner<'_>, place: Span, table: &Table<'t>) -> Read<BeliefSet> {
        let entry = self.needed(place, table, keys::KIND, "a set of priors")?;
        let kind = entry.value.expect_str(self.source, "the kind of a set of priors")?;
        let known =
            |keys: &[&str]| keys::check_keys(self.source, table, &format!("a set of kind {}", quoted(kind)), keys);
        let needed = |key: &str| self.needed(place, table, key, &format!("a set of kind {}", quoted(kind)));
        match kind {
            "vertices" => {
                known(&keys::VERTICES)?;
                let node = &needed("vertices")?.value;
                let list =
                    node.expect_array(self.source, "the vertices", "write [{ \"H\" = 1, \"L\" = 0 }, …]")?;
                let vertices = list.iter().map(|node| self.read_belief(owner, node)).collect::<Read<Vec<_>>>()?;
                Hull::new(vertices).map(BeliefSet::Hull).map_err(|error| self.no_set(node.span, &error))
            }
            "inequalities" => {
                known(&keys::INEQUALITIES)?;
                self.read_inequalities(owner, &needed("rows")?.value)
            }
            "contamination" => {
                known(&keys::CONTAMINATION)?;
                let epsilon = needed(keys::EPSILON)?;
                let centre = self.read_belief(owner, &needed(keys::CENTRE)?.value)?;
                let with = match table.get(keys::WITH) {
                    None => BeliefSet::Wald(owner.states()),
                    Some(entry) => {
                        let help = "write a set there, as in { kind = \"wald\" }";
                        let set = entry.value.expect_table(self.source, "the set that contaminates", help)?;
                        self.read_set(owner, entry.key_span, set)?
                    }
                };
                let share = self.exact(&epsilon.value, keys::EPSILON)?;
                let set = Contamination::new(share, centre, with).map(BeliefSet::Contamination);
                set.map_err(|error| self.no_set(epsilon.value.span, &error))
            }
            "total-variation" => {
                known(&keys::TOTAL_VARIATION)?;
                let radius = needed(keys::RADIUS)?;
                let centre = self.read_belief(owner, &needed(keys::CENTRE)?.value)?;
                let ball = Ball::total_variation(centre, self.exact(&radius.value, keys::RADIUS)?);
                ball.map(BeliefSet::Ball).map_err(|error| self.no_set(radius.value.span, &error))
            }
            "prokhorov" => {
                known(&keys::PROKHOROV)?;
                let radius = needed(keys::RADIUS)?;
                let centre = self.read_belief(owner, &needed(keys::CENTRE)?.value)?;
                let metric = self.read_metric(owner, &needed(keys::DISTANCE)?.value)?;
                let ball = Ball::prokhorov(centre, metric, self.exact(&radius.value, keys::RADIUS)?);
                ball.map(BeliefSet::Ball).map_err(|error| self.no_set(radius.value.span, &error))
            }
            "capacity" => {
                known(&keys::CAPACITY)?;
                self.read_capacity(owner, place, table).map(BeliefSet::Capacity)
            }
            "wald" => {
                known(&keys::WALD)?;
                Ok(BeliefSet::Wald(owner.states()))
            }
            other => {
                let meant = did_you_mean(other, keys::SET_KINDS.iter().copied());
                Err(self.mistake(
                    entry.value.span,
                    &format!("unknown kind of a set of priors {}", quoted(other)),
                    &quoted(other),
                    &format!("one of {}", listed(keys::SET_KINDS.iter().copied())),
                    if meant.is_empty() { HELP } else { &meant },
                ))
            }
        }
    }

    /// A belief: rows over the others' profiles, normalised exactly, or `prior`.
    pub(super) fn read_belief(&self, owner: Owner<'_>, node: &Node<'t>) -> Read<Distribution> {
        let weights = if let Value::String(word) = &node.value {
            let Some(prior) = owner.prior.filter(|_| word == keys::PRIOR) else {
                return Err(self.mistake(
                    node.span,
                    "this is no belief",
                    &format!(
                        "{}{}",
                        quoted(word),
                        if word == keys::PRIOR { " in a file without [prior]" } else { "" }
                    ),
                    "a table of rows, or \"prior\" with a [prior] in the file",
                    "write { \"H\" = 1, \"L\" = 3 }, or add [prior]",
                ));
            };
            let split = owner.known.names.space.split(ambimech_model::coalition::Coalition::single(owner.agent));
            let own = JointTypeId(owner.own.0);
            split.rest().map(|x| Rational::from(prior.weight(split.profile(own, x)))).collect()
        } else {
            self.read_states(owner, node, "a belief", true)?
        };
        Distribution::from_weights(weights).map_err(|_| {
            self.mistake(
                node.span,
                "the weights of a belief sum to 0",
                "weights that are all 0",
                "at least one positive weight",
                "give a type profile of the others a positive weight",
            )
        })
    }

    /// One number for every type profile of the others, from a table of rows.
    pub(super) fn read_states(
        &self,
        owner: Owner<'_>,
        node: &Node<'t>,
        what: &str,
        positive: bool,
    ) -> Read<Vec<Rational>> {
        let table = node.expect_table(self.source, what, "write rows, as in { \"H\" = 1, \"L\" = 3 }")?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for entry in &table.entries {
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = owner.others.parse_pattern(self.source, &entry.key, &place)?;
            let number = self.exact(&entry.value, "number of a row")?;
            if positive {
                check_weight(self.source, entry.value.span, &number)?;
            }
            rows.push(Row { pattern, span: entry.key_span });
            numbers.push(number);
        }
        let sign = if self.format == Format::Json { ":" } else { " =" };
        let row_of = |label: &str| format!("\"{label}\"{sign} 0");
        let cover = cover_with(self.source, owner.others, &rows, (what, node.span), &row_of)?;
        let space = &owner.others.space;
        let of = |profile| numbers.get(cover.row(space, profile)).cloned().unwrap_or(Rational::ZERO);
        Ok(space.profiles().map(of).collect())
    }

    fn read_inequalities(&self, owner: Owner<'_>, node: &Node<'t>) -> Read<BeliefSet> {
        let help = "write rows = [{ of = { \"H\" = 1, \"L\" = 0 }, at-least = \"1/3\" }]";
        let list = node.expect_array(self.source, "the inequalities", help)?;
        let mut rows = Vec::new();
        for row in list {
            let table = row.expect_table(self.source, "an inequality", help)?;
            keys::check_keys(self.source, table, "an inequality", &keys::INEQUALITY)?;
            let of = self.needed(row.span, table, "of", "an inequality")?;
            let coefficients = self.read_states(owner, &of.value, "the left side of an inequality", false)?;
            let (least, most) = (table.get("at-least"), table.get("at-most"));
            if least.is_none() && most.is_none() {
                return Err(self.mistake(
                    row.span,
                    "an inequality without a bound",
                    "neither `at-least` nor `at-most`",
                    "one of them, or both",
                    help,
                ));
            }
            if let Some(entry) = least {
                let least = self.exact(&entry.value, "bound of an inequality")?;
                rows.push(Inequality { coefficients: coefficients.clone(), least });
            }
            if let Some(entry) = most {
                let most = self.exact(&entry.value, "bound of an inequality")?;
                let coefficients = coefficients.into_iter().map(|a| -a).collect();
                rows.push(Inequality { coefficients, least: -most });
            }
        }
        let set = LinearBeliefs::new(owner.states(), rows).map(BeliefSet::Linear);
        set.map_err(|error| self.no_set(node.span, &error))
    }

    /// Distances: the name of an attribute of types, or a table of rows for every profile.
    fn read_metric(&self, owner: Owner<'_>, node: &Node<'t>) -> Read<Metric> {
        let states = owner.states();
        check_extent(self.source, node.span, "the distances", states.saturating_mul(states), 64)?;
        if let Value::String(attribute) = &node.value {
            return self.metric_of_attribute(owner, node, attribute);
        }
        let help = "write distance = \"value\", or { \"H\" = { \"H\" = 0, \"L\" = 1 }, … }";
        let table = node.expect_table(self.source, "the distances", help)?;
        let mut found: Vec<Option<Vec<Rational>>> = vec![None; states];
        for entry in &table.entries {
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = owner.others.parse_pattern(self.source, &entry.key, &place)?;
            let from = found.get_mut(pattern.first.0);
            let one = pattern.fixed.len() == owner.others.types.len();
            let Some(from) = from.filter(|from| one && from.is_none()) else {
                return Err(self.mistake(
                    entry.key_span,
                    "distances from one type profile at a time",
                    &quoted(&entry.key),
                    "every type profile of the others once, without `*`",
                    help,
                ));
            };
            *from =
                Some(self.read_states(owner, &entry.value, "the row of distances from a type profile", false)?);
        }
        if let Some(missing) = found.iter().position(Option::is_none) {
            return Err(self.mistake(
                node.span,
                &format!("no distances from {}", owner.state_name(JointTypeId(missing))),
                "a table without this row",
                "a row for every type profile of the others",
                help,
            ));
        }
        let distances = found.into_iter().flatten().flatten().collect();
        Metric::new(states, distances).map_err(|error| self.no_metric(owner, node.span, &error))
    }

    /// max_j |v_j(x) − v_j(y)| over the other agents, v an attribute of their types.
    fn metric_of_attribute(&self, owner: Owner<'_>, node: &Node<'t>, attribute: &str) -> Read<Metric> {
        let grand = ambimech_model::coalition::Coalition::grand(owner.known.names.space.agent_count());
        let mut values: Vec<Vec<Rational>> = Vec::new();
        for other in grand.without(owner.agent).members() {
            let agent = &owner.known.agents[other.0];
            let value_of = |t: &ambimech_model::environment::Type| {
                let found =
                    t.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.clone());
                found.ok_or_else(|| {
                    self.mistake(
                        node.span,
                        &format!("type {} of agent {} has no {}", quoted(&t.name), quoted(&agent.name), quoted(attribute)),
                        &format!("distances by {}", quoted(attribute)),
                        "an attribute that every type of every other agent has",
                        "give the types this number, as in types = { H = 3, L = 1 } for `value`, or write the distances out",
                    )
                })
            };
            values.push(agent.types.iter().map(value_of).collect::<Read<_>>()?);
        }
        let space = &owner.others.space;
        let of = |profile| {
            let own = space.agents().zip(&values);
            own.map(|(other, values)| values[space.type_of(profile, other).0].clone()).collect()
        };
        let coordinates: Vec<Vec<Rational>> = space.profiles().map(of).collect();
        Ok(Metric::of_coordinates(&coordinates))
    }

    /// A number that is the same at every value of an open parameter; `what` is as in "the radius".
    pub(super) fn exact(&self, node: &Node<'t>, what: &str) -> Read<Rational> {
        let number = self.quantity(node, &format!("the {what}"))?;
        if number.is_constant() {
            return Ok(number.now);
        }
        let name = quoted(self.parameters.open().unwrap_or(""));
        Err(self.mistake(
            node.span,
            &format!("the beliefs depend on {name}"),
            &format!("a number that moves with {name}"),
            &format!("beliefs that are the same at every value of {name}"),
            "leave another parameter open",
        ))
    }

    pub(super) fn needed<'n>(
        &self,
        place: Span,
        table: &'n Table<'t>,
        key: &str,
        within: &str,
    ) -> Read<&'n Entry<'t>> {
        table.get(key).ok_or_else(|| {
            self.mistake(
                place,
                &format!("{within} without {}", quoted(key)),
                &format!("no key {}", quoted(key)),
                &format!("the key {}", quoted(key)),
                if key == keys::KIND {
                    HELP
                } else {
                    "docs/reference/environment-file.md shows every kind of set"
                },
            )
        })
    }

    pub(super) fn mistake(
        &self,
        span: Span,
        title: &str,
        found: &str,
        expected: &str,
        help: &str,
    ) -> Box<Diagnostic> {
        Box::new(Diagnostic::at(self.source, span, title).found(found).expected(expected).help(help))
    }

    fn no_metric(&self, owner: Owner<'_>, span: Span, error: &MetricError) -> Box<Diagnostic> {
        let name = |state: &JointTypeId| owner.state_name(*state);
        let (found, expected) = match error {
            MetricError::Asymmetric(x, y) => (
                format!("another distance from {} to {} than back", name(x), name(y)),
                "the same distance in both directions",
            ),
            MetricError::Triangle(x, y, z) => (
                format!("{} farther from {} than by way of {}", name(z), name(x), name(y)),
                "no distance longer than a way around",
            ),
            MetricError::Sign(x, y) => (
                format!("an impossible distance from {} to {}", name(x), name(y)),
                "0 from a profile to itself, and no negative distance",
            ),
            _ => ("another number of distances".to_string(), "one for each pair of type profiles"),
        };
        self.mistake(
            span,
            "these are no distances",
            &found,
            expected,
            "correct the distance; each stands in two rows",
        )
    }

    /// Why data are no set of beliefs, with the place.
    pub(super) fn no_set(&self, span: Span, error: &BeliefSetError) -> Box<Diagnostic> {
        match error {
            BeliefSetError::Share(share) => self.mistake(
                span,
                "this is no share",
                &share.to_string(),
                "a number from 0 to 1",
                "0 is one belief alone; 1 allows every other one",
            ),
            BeliefSetError::Empty => self.mistake(
                span,
                "a set without a belief",
                "an empty list",
                "at least one vertex",
                "write at least one belief",
            ),
            BeliefSetError::EventStates(states) => self.mistake(
                span,
                "too many events",
                &format!("{states} type profiles of the others"),
                &format!("at most {} with events one by one", ambimech_model::belief_set::MAX_EVENT_STATES),
                "give a centre and a distortion",
            ),
            BeliefSetError::Distortion => self.mistake(
                span,
                "this is no distortion",
                "points that do not lead from (0, 0) to 1",
                "points [t, g] with rising t from [0, 0] to [1, g], and values from 0 to 1",
                "write distortion = [[0, 0], [\"1/2\", \"1/4\"], [1, 1]]",
            ),
            _ => self.mistake(
                span,
                "this is no set of beliefs",
                "numbers that do not fit together",
                "one number for each type profile of the others",
                HELP,
            ),
        }
    }
}
