//! From a document to verdicts on a type space.

use super::{INTERIM_FORMAT, InterimFile};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::reference::{References, expect_format};
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::{Format, Source, Span};
use crate::suggestion::counted;
use crate::type_space::parse_type_space;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BeliefSpace, Concept, InterimIncentives, InterimMonotonicity, InterimNoReward, InterimObjection,
    InterimRefutation, InterimSilence, InterimStanding, InterimStudy, MonotonicityOpen, PayoffEnvironment,
    Requirement, TypeDeception, scope_of,
};

const WITHIN: &str = "a verdict on a type space";
const TOP: [&str; 6] = ["format", "environment", "concept", "type-space", "findings", "seal"];
const INCENTIVES: &str = "interim-incentive-compatibility";
const MONOTONICITY: &str = "interim-monotonicity";
/// Nodes of one tree at most along one path.
const MAX_TREE_DEPTH: usize = 256;

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_interim(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &PayoffEnvironment,
) -> Read<InterimFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let help = "write \"format\", \"environment\", \"concept\", \"type-space\" and \"findings\"";
    let top = root.expect_table(source, "verdicts on a type space", help)?;
    expect_format(source, top, INTERIM_FORMAT)?;
    let within = "a file of verdicts on a type space";
    top.check_keys(source, within, &TOP)?;
    let payoffs = References::new(source, environment.without_beliefs());
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let node = payoffs.require(top, root.span, "concept", within, "\"concept\": \"nash\"")?;
    let named = payoffs.word(node, "a concept", &Concept::ALL.map(Concept::name))?;
    let concept = Concept::ALL.into_iter().find(|concept| concept.name() == named).unwrap_or(Concept::Nash);
    let lines = payoffs.list(top, root.span, "type-space", within)?;
    let lines = lines.iter().map(|line| line.expect_str(source, "a line of the type space"));
    let lines = lines.collect::<Read<Vec<&str>>>()?.join("\n");
    let name = format!("{file_name} (type-space)");
    let types = parse_type_space(&lines, &name, Format::Toml, environment)?.types;
    let list = payoffs.list(top, root.span, "findings", within)?;
    let reader = Reader { known: within_types(source, environment, &types), payoffs, types: &types };
    let (mut incentives, mut monotonicity) = (None, None);
    for node in list {
        let table = node.expect_table(source, WITHIN, "write {\"condition\": \"interim-monotonicity\", …}")?;
        let place = reader.need(table, node.span, "condition")?;
        match reader.payoffs.word(place, "a condition on a type space", &[INCENTIVES, MONOTONICITY])? {
            INCENTIVES if incentives.is_none() => incentives = Some(reader.incentives(table, node.span)?),
            MONOTONICITY if monotonicity.is_none() => monotonicity = Some(reader.monotonicity(table, node.span)?),
            twice => {
                return Err(Box::new(
                    Diagnostic::at(source, place.span, "two verdicts about one condition")
                        .found(twice)
                        .expected("each condition once")
                        .help("leave one out"),
                ));
            }
        }
    }
    let Some(incentives) = incentives else {
        return Err(Box::new(
            Diagnostic::at(source, root.span, "a file without a verdict about incentives")
                .found(counted(list.len(), "verdict"))
                .expected(format!("a verdict about {INCENTIVES}"))
                .help("make the file again"),
        ));
    };
    let monotonicity =
        monotonicity.ok_or_else(|| MonotonicityOpen::Unsolved("the file says nothing about it".to_string()));
    let study = InterimStudy { concept, scope: scope_of(environment, concept), incentives, monotonicity };
    Ok(InterimFile {
        environment: text("environment", "the digest of the environment")?,
        seal: text("seal", "the seal")?,
        study,
        types,
    })
}

/// The labels of the types of a type space.
fn within_types<'t>(source: Source<'t>, environment: &PayoffEnvironment, types: &BeliefSpace) -> References<'t> {
    let mut known = References::new(source, environment.without_beliefs());
    known.names = ProfileNames {
        agents: known.names.agents.clone(),
        types: types.types().iter().map(|of| of.iter().map(|t| t.name.as_str()).collect()).collect(),
        space: types.space().clone(),
        everyone: EVERY_AGENT,
    };
    known
}

struct Reader<'r, 't> {
    /// The labels of the type space.
    known: References<'t>,
    /// The labels of the environment.
    payoffs: References<'t>,
    types: &'r BeliefSpace,
}

impl<'t> Reader<'_, 't> {
    fn need<'n>(&self, table: &'n Table<'t>, span: Span, key: &str) -> Read<&'n Node<'t>> {
        self.known.require(table, span, key, WITHIN, &format!("\"{key}\": …"))
    }

    /// A table with these keys and no others.
    fn table<'n>(&self, node: &'n Node<'t>, within: &str, keys: &[&str]) -> Read<&'n Table<'t>> {
        let help =
            format!("write {{{}}}", keys.iter().map(|key| format!("\"{key}\": …")).collect::<Vec<_>>().join(", "));
        let table = node.expect_table(self.known.source, within, &help)?;
        table.check_keys(self.known.source, within, keys)?;
        Ok(table)
    }

    fn list<T>(
        &self,
        table: &Table<'t>,
        span: Span,
        key: &str,
        mut read: impl FnMut(&Node<'t>) -> Read<T>,
    ) -> Read<Vec<T>> {
        self.known.list(table, span, key, WITHIN)?.iter().map(&mut read).collect()
    }

    fn coalition(&self, table: &Table<'t>, span: Span, key: &str) -> Read<Coalition> {
        self.known.coalition(self.need(table, span, key)?)
    }

    /// Types of the type space.
    fn joint(&self, table: &Table<'t>, span: Span, key: &str, coalition: Coalition) -> Read<JointTypeId> {
        self.known.joint_type(self.need(table, span, key)?, coalition)
    }

    /// Whether the verdict is that it holds, with the proof that goes with it.
    fn holds(&self, table: &Table<'t>, span: Span, kinds: [&str; 2], keys: [&[&str]; 2]) -> Read<bool> {
        let word = self.known.word(self.need(table, span, "verdict")?, "a verdict", &["holds", "fails"])?;
        let place = usize::from(word == "fails");
        self.known.word(self.need(table, span, "proof")?, "the proof of this verdict", &[kinds[place]])?;
        let all: Vec<&str> = ["condition", "verdict", "proof"].iter().chain(keys[place]).copied().collect();
        table.check_keys(self.known.source, WITHIN, &all)?;
        Ok(place == 0)
    }

    fn incentives(&self, table: &Table<'t>, span: Span) -> Read<InterimIncentives> {
        let keys: [&[&str]; 2] = [&[], &["coalition", "truth", "report", "gains"]];
        if self.holds(table, span, ["all-cases", "deviation"], keys)? {
            return Ok(InterimIncentives::Holds);
        }
        let coalition = self.coalition(table, span, "coalition")?;
        Ok(InterimIncentives::Fails {
            coalition,
            truth: self.joint(table, span, "truth", coalition)?,
            report: self.payoffs.joint_type(self.need(table, span, "report")?, coalition)?,
            gains: self.known.numbers(self.need(table, span, "gains")?)?,
        })
    }

    fn monotonicity(&self, table: &Table<'t>, span: Span) -> Read<InterimMonotonicity> {
        let keys: [&[&str]; 2] = [&["objections", "steps"], &["reports", "at", "silences"]];
        if self.holds(table, span, ["objections", "deception"], keys)? {
            let objections = self.list(table, span, "objections", |node| self.objection(node))?;
            let steps = self.known.list(table, span, "steps", WITHIN)?;
            let mut left = steps.iter();
            let refutation = self.refutation(&mut left, span, &objections, 0)?;
            return match left.next() {
                None => Ok(InterimMonotonicity::Holds(refutation)),
                Some(_) => Err(self.broken(span)),
            };
        }
        let everybody = Coalition::grand(self.types.space().agent_count());
        Ok(InterimMonotonicity::Fails(Box::new(InterimStanding {
            deception: self.deception(table, span)?,
            at: ProfileId(self.joint(table, span, "at", everybody)?.0),
            silences: self.list(table, span, "silences", |node| self.silence(node))?,
        })))
    }

    fn objection(&self, node: &Node<'t>) -> Read<InterimObjection> {
        let table = self.table(node, "an objection", &["coalition", "truth", "reward"])?;
        let coalition = self.coalition(table, node.span, "coalition")?;
        Ok(InterimObjection {
            coalition,
            truth: self.joint(table, node.span, "truth", coalition)?,
            reward: self.list(table, node.span, "reward", |node| self.known.lottery(node))?,
        })
    }

    fn refutation(
        &self,
        left: &mut std::slice::Iter<'_, Node<'t>>,
        span: Span,
        objections: &[InterimObjection],
        depth: usize,
    ) -> Read<InterimRefutation> {
        let node = left.next().filter(|_| depth < MAX_TREE_DEPTH).ok_or_else(|| self.broken(span))?;
        let source = self.known.source;
        let table = node.expect_table(source, "a step", "write {\"step\": \"acceptable\"}")?;
        let words = ["acceptable", "objection", "reports"];
        match self.known.word(self.need(table, node.span, "step")?, "a step", &words)? {
            "acceptable" => {
                table.check_keys(source, "a step", &["step"])?;
                Ok(InterimRefutation::Acceptable)
            }
            "objection" => {
                table.check_keys(source, "a step", &["step", "number"])?;
                let number = self.known.number(table, node.span, "number", WITHIN)?;
                let found = objections.iter().zip(0usize..).find(|(_, place)| Rational::from(*place) == number);
                let (objection, _) = found.ok_or_else(|| {
                    Box::new(
                        Diagnostic::at(source, node.span, "there is no such objection")
                            .found(number.to_string())
                            .expected(format!("the place of one of {}", counted(objections.len(), "objection")))
                            .help("count from 0"),
                    )
                })?;
                Ok(InterimRefutation::Objected(Box::new(objection.clone())))
            }
            _ => {
                table.check_keys(source, "a step", &["step", "agent", "type"])?;
                let agent = self.known.agent(self.need(table, node.span, "agent")?)?;
                let t = self.known.type_of(self.need(table, node.span, "type")?, agent)?;
                let branches = self.types.space().types(agent);
                let branches = branches.map(|_| self.refutation(left, span, objections, depth + 1));
                Ok(InterimRefutation::Reports(agent, t, branches.collect::<Read<_>>()?))
            }
        }
    }

    fn deception(&self, table: &Table<'t>, span: Span) -> Read<TypeDeception> {
        let (node, source) = (self.need(table, span, "reports")?, self.known.source);
        let lists = node.expect_array(source, "the reports of all agents", "write one list for each agent")?;
        let space = self.types.space();
        let of_agent = |(agent, node): (ambimech_model::index::AgentId, &Node<'t>)| {
            let own = node.expect_array(source, "the reports of an agent", "write one report for each type")?;
            own.iter().map(|node| self.known.type_of(node, agent)).collect::<Read<Vec<TypeId>>>()
        };
        let reports = space.agents().zip(lists).map(of_agent).collect::<Read<Vec<_>>>()?;
        TypeDeception::of(space, reports).filter(|_| lists.len() == space.agent_count()).ok_or_else(|| {
            Box::new(
                Diagnostic::at(source, node.span, "a deception has a report of every type of every agent")
                    .found(counted(lists.len(), "list of reports"))
                    .expected(format!("{}, one for each agent, as long as it has types", space.agent_count()))
                    .help("make the file again"),
            )
        })
    }

    fn silence(&self, node: &Node<'t>) -> Read<InterimSilence> {
        let table = self.table(node, "a silence", &["coalition", "truth", "proof"])?;
        let coalition = self.coalition(table, node.span, "coalition")?;
        let truth = self.joint(table, node.span, "truth", coalition)?;
        let nodes = self.known.list(table, node.span, "proof", WITHIN)?;
        let mut left = nodes.iter();
        let proof = self.no_reward(&mut left, node.span, coalition, 0)?;
        match left.next() {
            None => Ok(InterimSilence { coalition, truth, proof }),
            Some(_) => Err(self.broken(node.span)),
        }
    }

    fn requirement(&self, table: &Table<'t>, span: Span, coalition: Coalition) -> Read<Requirement> {
        let guarded = self.coalition(table, span, "guarded")?;
        let helpers = guarded.members().filter(|agent| !coalition.contains(*agent)).collect();
        Ok(Requirement {
            coalition: guarded,
            truth: self.joint(table, span, "truth", guarded)?,
            reports: self.joint(table, span, "reports", helpers)?,
        })
    }

    fn no_reward(
        &self,
        left: &mut std::slice::Iter<'_, Node<'t>>,
        span: Span,
        coalition: Coalition,
        depth: usize,
    ) -> Read<InterimNoReward> {
        let node = left.next().filter(|_| depth < MAX_TREE_DEPTH).ok_or_else(|| self.broken(span))?;
        let source = self.known.source;
        let top = node.expect_table(source, "a proof of silence", "write {\"gains\": […], \"bounds\": […]}")?;
        if top.get("gains").is_none() {
            let table = self.table(node, "a requirement", &["guarded", "truth", "reports"])?;
            let requirement = self.requirement(table, node.span, coalition)?;
            let cases = requirement.coalition.members();
            let cases = cases.map(|_| self.no_reward(left, span, coalition, depth + 1)).collect::<Read<_>>()?;
            return Ok(InterimNoReward::Cases(requirement, cases));
        }
        let table = self.table(node, "weights of gains and bounds", &["gains", "bounds"])?;
        let gain = |node: &Node<'t>| {
            let table = self.table(node, "a weighted gain", &["agent", "weight"])?;
            let agent = self.known.agent(self.need(table, node.span, "agent")?)?;
            Ok((agent, self.known.number(table, node.span, "weight", WITHIN)?))
        };
        let bound = |node: &Node<'t>| {
            let keys = ["guarded", "truth", "reports", "agent", "weight"];
            let table = self.table(node, "a weighted bound", &keys)?;
            let agent = self.known.agent(self.need(table, node.span, "agent")?)?;
            let weight = self.known.number(table, node.span, "weight", WITHIN)?;
            Ok((self.requirement(table, node.span, coalition)?, agent, weight))
        };
        let gains = self.list(table, node.span, "gains", gain)?;
        Ok(InterimNoReward::Sum { gains, bounds: self.list(table, node.span, "bounds", bound)? })
    }

    fn broken(&self, span: Span) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.known.source, span, "this tree is broken")
                .found("nodes missing, left over, or too deep")
                .expected("every node with several parts followed by all of them")
                .help("make the file again"),
        )
    }
}
