//! `[beliefs."1"]`: what every type of every agent believes about the others' types, without a common prior.
//!
//! One table per agent, in it one entry per type, in that one row per type profile of the *other* agents, in agent order. A type
//! `*` stands for every type of the agent, a `*` in a row for every type of another agent, as in every table of rows. Only the
//! proportions within one type's rows matter.

use super::beliefs_csv::parse_beliefs_csv;
use super::extent::check_extent;
use super::prior::{WeightRows, check_weight, integer_weights, key_part};
use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node};
use crate::rows::{ProfileNames, Row, cover_with};
use crate::source::{Format, Source, Span};
use crate::suggestion::{listed, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::{
    Integer, Natural, Rational, bit_length, greatest_common_divisor, least_common_multiple,
};
use ambimech_model::prior::{Beliefs, Prior, PriorError};

const HELP: &str = "write [beliefs.\"1\"] for every agent, with one entry per type, as in \"H\" = { \"H L\" = 0.25, \"* H\" = 0.75 }";

/// The weights of one type's rows: an integer for every type profile of the others.
pub(super) struct TypeBelief {
    pub weights: Vec<Integer>,
    pub span: Span,
}

impl<'t> Reader<'_, 't> {
    /// `[prior]` or `[beliefs]`, not both.
    pub(super) fn read_beliefs(&self, known: &Known) -> Read<Beliefs> {
        let Some(beliefs) = self.table.get(keys::BELIEFS) else {
            return self.read_prior(known).map(Beliefs::Common);
        };
        if let Some(prior) = self.table.get(keys::PRIOR) {
            return Err(Box::new(
                Diagnostic::at(
                    self.source,
                    beliefs.key_span,
                    "a common prior leaves no room for beliefs of each agent",
                )
                .label("beliefs agent by agent")
                .also(self.source, prior.key_span, "a common prior")
                .found(format!("both [{}] and [{}]", keys::PRIOR, keys::BELIEFS))
                .expected("one of the two")
                .help("remove one of the two: with [prior], beliefs follow from it"),
            ));
        }
        let node = &beliefs.value;
        let table = node.expect_table(self.source, "the beliefs", HELP)?;
        if table.get(keys::FILE).is_some_and(|entry| entry.value.as_table().is_none())
            && let Some(csv) = self.csv_file(table, "the beliefs", "weights")?
        {
            return parse_beliefs_csv(Source::new(&csv.name, &csv.text), known);
        }
        let space = &known.names.space;
        let cells = space.size().saturating_mul(space.agent_count());
        check_extent(self.source, node.span, "the table of beliefs", cells, 64)?;
        let mut of_agents: Vec<Option<&Entry<'t>>> = vec![None; space.agent_count()];
        for entry in &table.entries {
            if known.names.agents.find(&entry.key).is_none() {
                keys::refuse_misplaced(self.source, entry, "the beliefs")?;
            }
            let agent = known.names.agents.expect(self.source, entry.key_span, &entry.key, "agent")?;
            of_agents[agent] = Some(entry);
        }
        let mut list = Vec::with_capacity(of_agents.len());
        for (agent, entry) in space.agents().zip(of_agents) {
            let Some(entry) = entry else {
                return Err(Box::new(self.no_beliefs(known, beliefs.key_span, agent)));
            };
            list.push(self.read_agent_beliefs(known, agent, entry)?);
        }
        Ok(Beliefs::Individual(list))
    }

    fn no_beliefs(&self, known: &Known, span: Span, agent: AgentId) -> Diagnostic {
        let name = quoted(known.names.agent(agent));
        Diagnostic::at(self.source, span, format!("agent {name} has no beliefs"))
            .found(format!("beliefs, but none of agent {name}"))
            .expected(format!(
                "beliefs of every agent: {}",
                listed(known.names.agents.names().iter().map(String::as_str))
            ))
            .help(HELP)
    }

    fn read_agent_beliefs(&self, known: &Known, agent: AgentId, entry: &Entry<'_>) -> Read<Prior> {
        let space = &known.names.space;
        let name = quoted(known.names.agent(agent));
        let table = entry.value.expect_table(self.source, &format!("the beliefs of agent {name}"), HELP)?;
        let others = known.names.without(agent);
        let types = &known.names.types[agent.0];
        let mut of_types: Vec<Option<(TypeBelief, Span)>> = space.types(agent).map(|_| None).collect();
        for entry in &table.entries {
            let place = if entry.key == "*" {
                None
            } else {
                if types.find(&entry.key).is_none() {
                    keys::refuse_misplaced(self.source, entry, &format!("the beliefs of agent {name}"))?;
                }
                let found = types.find(&entry.key);
                Some(found.ok_or_else(|| {
                    let mut unknown = types.unknown(self.source, entry.key_span, &entry.key, "type");
                    unknown.title = format!("unknown type {} of agent {name}", quoted(&entry.key));
                    Box::new(unknown)
                })?)
            };
            let covered = space.types(agent).filter(|t| place.is_none_or(|place| t.0 == place));
            for t in covered {
                let belief = self.read_type_belief(&others, (known, agent, t), &entry.value)?;
                if let Some((_, first)) = of_types[t.0].replace((belief, entry.key_span)) {
                    let type_name = quoted(known.names.type_name(agent, t));
                    return Err(Box::new(
                        Diagnostic::at(
                            self.source,
                            entry.key_span,
                            format!("two beliefs of type {type_name} of agent {name}"),
                        )
                        .label("this is another")
                        .also(self.source, first, "this is one already")
                        .found(format!("two entries for type {type_name}; `*` stands for every type"))
                        .expected("every type of the agent in exactly one entry")
                        .help("name the other types instead of `*`, or remove one of the two"),
                    ));
                }
            }
        }
        let mut found = Vec::with_capacity(of_types.len());
        for (t, belief) in space.types(agent).zip(of_types) {
            let Some((belief, _)) = belief else {
                let type_name = quoted(known.names.type_name(agent, t));
                let sign = self.sign();
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        format!("type {type_name} of agent {name} has no belief"),
                    )
                    .found(format!("no entry for type {type_name}"))
                    .expected(format!(
                        "a belief of every type: {}",
                        listed(types.names().iter().map(String::as_str))
                    ))
                    .help(format!(
                        "add the entry \"{type_name}\"{sign} {{ \"{}\"{sign} … }} in the table of agent {name}",
                        others.label(ambimech_model::index::ProfileId(0)),
                        type_name = known.names.type_name(agent, t),
                    )),
                ));
            };
            found.push(belief);
        }
        join_beliefs(self.source, &known.names, (agent, entry.key_span), &found)
    }

    /// The rows of one type.
    fn read_type_belief(
        &self,
        others: &ProfileNames,
        (known, agent, t): (&Known, AgentId, TypeId),
        node: &Node<'_>,
    ) -> Read<TypeBelief> {
        let table_name = format!(
            "the belief of type {} of agent {}",
            quoted(known.names.type_name(agent, t)),
            quoted(known.names.agent(agent))
        );
        let table = node.expect_table(self.source, &table_name, HELP)?;
        let mut read = WeightRows { rows: Vec::new(), weights: Vec::new() };
        for entry in &table.entries {
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = others.parse_pattern(self.source, &entry.key, &place)?;
            let weight = self.weight(&entry.value)?;
            check_weight(self.source, entry.value.span, &weight)?;
            read.rows.push(Row { pattern, span: entry.key_span });
            read.weights.push(weight);
        }
        let sign = self.sign();
        let cover = cover_with(self.source, others, &read.rows, (&table_name, node.span), &|label| {
            format!("\"{label}\"{sign} 0")
        })?;
        let weights = integer_weights(self.source, node.span, &table_name, &read.weights, others.space.size())?;
        let of = |profile| weights.get(cover.row(&others.space, profile)).cloned().unwrap_or(Integer::ZERO);
        Ok(TypeBelief { weights: others.space.profiles().map(of).collect(), span: node.span })
    }

    fn sign(&self) -> &'static str {
        if self.format == Format::Json { ":" } else { " =" }
    }
}

/// The beliefs of an agent from those of its types, in order; `place` is where they stand.
pub(super) fn join_beliefs(
    source: Source<'_>,
    names: &ProfileNames,
    (agent, place): (AgentId, Span),
    found: &[TypeBelief],
) -> Read<Prior> {
    let space = &names.space;
    check_common_total(source, place, found, space.size().saturating_mul(space.agent_count()))?;
    let split = space.split(Coalition::single(agent));
    let mut weights = vec![Rational::ZERO; space.size()];
    for (own, belief) in split.own().zip(found) {
        for (x, weight) in split.rest().zip(&belief.weights) {
            weights[split.profile(own, x).0] = Rational::from(weight.clone());
        }
    }
    Prior::of_agent(space, agent, &weights).map_err(|error| {
        let span = |t: TypeId| found.get(t.0).map_or(place, |belief| belief.span);
        Box::new(not_beliefs(source, names, agent, &error, &span))
    })
}

/// Refuses beliefs whose types have no short total in common: that total is how long a weight can become.
fn check_common_total(source: Source<'_>, span: Span, beliefs: &[TypeBelief], cells: usize) -> Read<()> {
    let mut common = Natural::ONE;
    for belief in beliefs {
        let natural = |weight: &Integer| Natural::try_from(weight.clone()).unwrap_or(Natural::ZERO);
        let total: Natural = belief.weights.iter().map(natural).sum();
        let divisor = belief
            .weights
            .iter()
            .fold(Natural::ZERO, |known, weight| greatest_common_divisor(&known, &natural(weight)));
        if divisor.is_zero() {
            continue; // refused with its own message
        }
        common = least_common_multiple(&common, &(total / divisor));
        let bits = bit_length(&Rational::from(common.clone()));
        check_extent(source, span, "the table of beliefs", cells, bits.max(64))?;
    }
    Ok(())
}

fn not_beliefs(
    source: Source<'_>,
    names: &ProfileNames,
    agent: AgentId,
    error: &PriorError,
    span: &dyn Fn(TypeId) -> Span,
) -> Diagnostic {
    let of = |agent: AgentId, t: TypeId| {
        format!("type {} of agent {}", quoted(names.type_name(agent, t)), quoted(names.agent(agent)))
    };
    match error {
        PriorError::NoBelief(agent, t) => {
            Diagnostic::at(source, span(*t), format!("the belief of {} sums to 0", of(*agent, *t)))
                .found("weights that are all 0")
                .expected("at least one positive weight")
                .help("give the profiles of the others that this type thinks possible a positive weight")
        }
        PriorError::ImpossiblePair { first, second } => Diagnostic::at(
            source,
            span(first.1),
            format!("{} excludes {}", of(first.0, first.1), of(second.0, second.1)),
        )
        .found(format!("{} with probability 0", of(second.0, second.1)))
        .expected("a positive probability for every type of every other agent")
        .help("give a profile with this type a positive weight, or leave out a type that nobody thinks possible")
        .help("single profiles may have weight 0"),
        _ => Diagnostic::at(
            source,
            span(TypeId(0)),
            format!("these are not beliefs of agent {}", quoted(names.agent(agent))),
        )
        .found("weights that cannot be normalised")
        .expected("non-negative weights, not all 0 for any type")
        .help(HELP),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Labels;
    use ambimech_model::index::JointTypeId;
    use ambimech_model::type_space::TypeSpace;

    /// The others' profiles are numbered like the joint types of the coalition of the others.
    #[test]
    fn the_others_are_numbered_alike() {
        let labels = |count: usize| (0..count).map(|t| ["a", "b", "c"][t]).collect::<Labels>();
        let names = ProfileNames {
            agents: ["1", "2", "3"].into_iter().collect(),
            types: vec![labels(2), labels(3), labels(2)],
            space: TypeSpace::new(vec![2, 3, 2]).unwrap_or_else(|| unreachable!()),
            everyone: crate::rows::EVERY_AGENT,
        };
        for agent in names.space.agents() {
            let others = names.without(agent);
            let coalition = Coalition::grand(3).without(agent);
            for profile in others.space.profiles() {
                let types = names.space.joint_types(coalition, JointTypeId(profile.0));
                let expected: Vec<&str> = types.iter().map(|(other, t)| names.type_name(*other, *t)).collect();
                assert_eq!(others.label(profile), expected.join(" "));
            }
        }
    }
}
