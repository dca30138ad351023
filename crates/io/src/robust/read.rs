//! From a document to verdicts.

use super::{ROBUST_FORMAT, RobustFile};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::reference::{References, expect_format};
use crate::source::{Format, Source, Span};
use crate::suggestion::counted;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BadOutcome, BoundWeight, Commitment, Concept, Deception, Efficiency, GainWeight, Incentives, Lie,
    Monotonicity, NoReward, Objection, Pairwise, PayoffEnvironment, Refutation, Requirement, RobustCondition,
    RobustFinding, Silence, Standing,
};

const WITHIN: &str = "a verdict about robust implementation";
/// Divisions of one tree at most along one path.
const MAX_TREE_DEPTH: usize = 256;

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_robust(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &PayoffEnvironment,
) -> Read<RobustFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let help = "write \"format\", \"environment\", \"concept\" and \"findings\"";
    let top = root.expect_table(source, "verdicts about robust implementation", help)?;
    expect_format(source, top, ROBUST_FORMAT)?;
    let within = "a file of verdicts about robust implementation";
    top.check_keys(source, within, &["format", "environment", "concept", "findings", "seal"])?;
    let reader = Reader { references: References::new(source, environment.without_beliefs()) };
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let node = reader.references.require(top, root.span, "concept", within, "\"concept\": \"nash\"")?;
    let named = reader.references.word(node, "a concept", &Concept::ALL.map(Concept::name))?;
    let concept = Concept::ALL.into_iter().find(|concept| concept.name() == named);
    let list = reader.references.list(top, root.span, "findings", within)?;
    Ok(RobustFile {
        environment: text("environment", "the digest of the environment")?,
        concept: concept.unwrap_or(Concept::Nash),
        findings: list.iter().map(|node| reader.finding(node)).collect::<Read<_>>()?,
        seal: text("seal", "the seal")?,
    })
}

struct Reader<'t> {
    references: References<'t>,
}

impl<'t> Reader<'t> {
    /// A table with these keys and no others.
    fn table<'n>(&self, node: &'n Node<'t>, within: &str, keys: &[&str]) -> Read<&'n Table<'t>> {
        let source = self.references.source;
        let help =
            format!("write {{{}}}", keys.iter().map(|key| format!("\"{key}\": …")).collect::<Vec<_>>().join(", "));
        let table = node.expect_table(source, within, &help)?;
        table.check_keys(source, within, keys)?;
        Ok(table)
    }

    fn need<'n>(&self, table: &'n Table<'t>, span: Span, key: &str) -> Read<&'n Node<'t>> {
        self.references.require(table, span, key, WITHIN, &format!("\"{key}\": …"))
    }

    fn list<T>(
        &self,
        table: &Table<'t>,
        span: Span,
        key: &str,
        mut read: impl FnMut(&Node<'t>) -> Read<T>,
    ) -> Read<Vec<T>> {
        self.references.list(table, span, key, WITHIN)?.iter().map(&mut read).collect()
    }

    fn coalition(&self, table: &Table<'t>, span: Span, key: &str) -> Read<Coalition> {
        self.references.coalition(self.need(table, span, key)?)
    }

    fn types(&self, table: &Table<'t>, span: Span, key: &str, coalition: Coalition) -> Read<JointTypeId> {
        self.references.joint_type(self.need(table, span, key)?, coalition)
    }

    fn profile(&self, table: &Table<'t>, span: Span, key: &str) -> Read<ProfileId> {
        self.references.profile(self.need(table, span, key)?)
    }

    fn agent(&self, table: &Table<'t>, span: Span) -> Read<AgentId> {
        self.references.agent(self.need(table, span, "agent")?)
    }

    fn weight(&self, table: &Table<'t>, span: Span) -> Read<Rational> {
        self.references.number(table, span, "weight", WITHIN)
    }

    /// Everybody but the members.
    fn rest(&self, coalition: Coalition) -> Coalition {
        coalition.complement(self.references.names.space.agent_count())
    }

    fn finding(&self, node: &Node<'t>) -> Read<RobustFinding> {
        let source = self.references.source;
        let help = "write {\"condition\": \"bad-outcome\", …}";
        let (table, span) = (node.expect_table(source, WITHIN, help)?, node.span);
        let named = self.references.word(
            self.need(table, span, "condition")?,
            "a condition of robust implementation",
            &RobustCondition::ALL.map(RobustCondition::name),
        )?;
        let condition = RobustCondition::ALL.into_iter().find(|condition| condition.name() == named);
        let condition = condition.unwrap_or(RobustCondition::ExPost);
        let verdict =
            self.references.word(self.need(table, span, "verdict")?, "a verdict", &["holds", "fails"])?;
        let (kind, keys): (&str, &[&str]) = match (condition, verdict == "holds") {
            (
                RobustCondition::IncentiveCompatible | RobustCondition::ExPost | RobustCondition::Commitment,
                true,
            ) => ("all-cases", &[]),
            (RobustCondition::IncentiveCompatible | RobustCondition::ExPost, false) => {
                ("deviation", &["coalition", "truth", "report", "others"])
            }
            (RobustCondition::Commitment, false) => ("agreement", &["coalition", "report", "profiles"]),
            (RobustCondition::Monotone, true) => ("objections", &["steps"]),
            (RobustCondition::Monotone, false) => ("deception", &["reports", "truth", "report", "silences"]),
            (RobustCondition::PairwiseMonotone, true) => ("objections", &["objections"]),
            (RobustCondition::PairwiseMonotone, false) => ("pair", &["truth", "report", "silences"]),
            (RobustCondition::BadOutcome, true) => ("bad-outcome", &["lottery", "margin"]),
            (RobustCondition::BadOutcome, false) => ("no-bad-outcome", &["weights"]),
            (RobustCondition::WeaklyEfficient, true) => ("weights", &["weights"]),
            (RobustCondition::WeaklyEfficient, false) => ("preferred", &["at", "lottery"]),
        };
        let known: Vec<&str> = ["condition", "verdict", "proof"].iter().chain(keys).copied().collect();
        self.references.word(self.need(table, span, "proof")?, "the proof of this verdict", &[kind])?;
        table.check_keys(source, WITHIN, &known)?;
        Ok(match condition {
            RobustCondition::IncentiveCompatible => RobustFinding::Incentives(self.incentives(table, span, kind)?),
            RobustCondition::ExPost => RobustFinding::ExPost(self.incentives(table, span, kind)?),
            RobustCondition::Commitment => RobustFinding::Commitment(self.commitment(table, span, kind)?),
            RobustCondition::Monotone => RobustFinding::Monotonicity(self.monotonicity(table, span, kind)?),
            RobustCondition::PairwiseMonotone => RobustFinding::Pairwise(self.pairwise(table, span, kind)?),
            RobustCondition::BadOutcome => RobustFinding::BadOutcome(self.bad_outcome(table, span, kind)?),
            RobustCondition::WeaklyEfficient => RobustFinding::Efficiency(self.efficiency(table, span, kind)?),
        })
    }

    fn incentives(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<Incentives> {
        if kind == "all-cases" {
            return Ok(Incentives::Holds);
        }
        let coalition = self.coalition(table, span, "coalition")?;
        Ok(Incentives::Fails {
            coalition,
            truth: self.types(table, span, "truth", coalition)?,
            report: self.types(table, span, "report", coalition)?,
            others: self
                .list(table, span, "others", |node| self.references.joint_type(node, self.rest(coalition)))?,
        })
    }

    fn commitment(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<Commitment> {
        if kind == "all-cases" {
            return Ok(Commitment::Holds);
        }
        let coalition = self.coalition(table, span, "coalition")?;
        Ok(Commitment::Fails {
            coalition,
            report: self.types(table, span, "report", coalition)?,
            profiles: self.list(table, span, "profiles", |node| self.references.profile(node))?,
        })
    }

    fn efficiency(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<Efficiency> {
        if kind == "weights" {
            let weights = self.list(table, span, "weights", |node| self.references.numbers(node))?;
            return Ok(Efficiency::Holds(weights));
        }
        Ok(Efficiency::Fails {
            profile: self.profile(table, span, "at")?,
            better: self.references.lottery(self.need(table, span, "lottery")?)?,
        })
    }

    fn bad_outcome(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<BadOutcome> {
        if kind == "bad-outcome" {
            return Ok(BadOutcome::Holds {
                lottery: self.references.lottery(self.need(table, span, "lottery")?)?,
                margin: self.references.number(table, span, "margin", WITHIN)?,
            });
        }
        let weight = |node: &Node<'t>| {
            let table = self.table(node, "a weight", &["agent", "report", "at", "weight"])?;
            Ok((
                self.agent(table, node.span)?,
                self.profile(table, node.span, "report")?,
                self.profile(table, node.span, "at")?,
                self.weight(table, node.span)?,
            ))
        };
        self.list(table, span, "weights", weight).map(BadOutcome::Fails)
    }

    fn monotonicity(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<Monotonicity> {
        if kind == "objections" {
            let steps = self.references.list(table, span, "steps", WITHIN)?;
            let mut left = steps.iter();
            let refutation = self.refutation(&mut left, span, 0)?;
            return self.finished(left, span).map(|()| Monotonicity::Holds(refutation));
        }
        Ok(Monotonicity::Fails(Box::new(Standing {
            deception: self.deception(table, span)?,
            truth: self.profile(table, span, "truth")?,
            report: self.profile(table, span, "report")?,
            silences: self.list(table, span, "silences", |node| self.silence(node))?,
        })))
    }

    fn pairwise(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<Pairwise> {
        if kind == "objections" {
            return self.list(table, span, "objections", |node| self.objection(node)).map(Pairwise::Holds);
        }
        Ok(Pairwise::Fails {
            truth: self.profile(table, span, "truth")?,
            report: self.profile(table, span, "report")?,
            silences: self.list(table, span, "silences", |node| self.silence(node))?,
        })
    }

    fn deception(&self, table: &Table<'t>, span: Span) -> Read<Deception> {
        let node = self.need(table, span, "reports")?;
        let source = self.references.source;
        let agents = node.expect_array(source, "the reports of all agents", "write one list for each agent")?;
        let space = &self.references.names.space;
        self.expect_count(node, agents.len(), space.agent_count(), "list of an agent")?;
        let mut lies = Vec::new();
        for (agent, node) in space.agents().zip(agents) {
            let types = node.expect_array(source, "the reports of an agent", "write one list for each type")?;
            self.expect_count(node, types.len(), space.type_count(agent), "list of a type")?;
            for (truth, node) in types.iter().enumerate() {
                let reports = node.expect_array(source, "the reports of a type", "write [\"H\", \"L\"]")?;
                for node in reports {
                    lies.push(Lie { agent, truth: TypeId(truth), report: self.references.type_of(node, agent)? });
                }
            }
        }
        Deception::of(space, lies).ok_or_else(|| self.broken(span))
    }

    fn expect_count(&self, node: &Node<'t>, found: usize, expected: usize, noun: &str) -> Read<()> {
        if found == expected {
            return Ok(());
        }
        let title = "a deception has one list for each agent, and in it one for each of its types";
        Err(Box::new(
            Diagnostic::at(self.references.source, node.span, title)
                .found(counted(found, noun))
                .expected(counted(expected, noun))
                .help("write the lists in the order of the agents and of their types"),
        ))
    }

    fn objection(&self, node: &Node<'t>) -> Read<Objection> {
        let table = self.table(node, "an objection", &["coalition", "truth", "report", "reward"])?;
        let coalition = self.coalition(table, node.span, "coalition")?;
        Ok(Objection {
            coalition,
            truth: self.types(table, node.span, "truth", coalition)?,
            report: self.types(table, node.span, "report", coalition)?,
            reward: self.list(table, node.span, "reward", |node| self.references.lottery(node))?,
        })
    }

    fn refutation(&self, left: &mut std::slice::Iter<'_, Node<'t>>, span: Span, depth: usize) -> Read<Refutation> {
        let mut removed = Vec::new();
        let last = loop {
            let node = left.next().filter(|_| depth < MAX_TREE_DEPTH).ok_or_else(|| self.broken(span))?;
            let table = self.table(node, "a step", &["step", "objections"])?;
            let words = ["empty", "covered", "removed", "divided"];
            let step = self.references.word(self.need(table, node.span, "step")?, "a step", &words)?;
            if step == "empty" {
                break Refutation::Empty;
            }
            let mut objections = self.list(table, node.span, "objections", |node| self.objection(node))?;
            match step {
                "covered" => break Refutation::Covered(objections),
                "removed" => removed.push(objections),
                _ => {
                    let Some(objection) = objections.pop().filter(|_| objections.is_empty()) else {
                        return Err(self.broken(node.span));
                    };
                    let members = objection.coalition.members();
                    let branches = members.map(|_| self.refutation(left, span, depth + 1));
                    break Refutation::Divided(objection.clone(), branches.collect::<Read<_>>()?);
                }
            }
        };
        let wrap = |rest, objections| Refutation::Removed(objections, Box::new(rest));
        Ok(removed.into_iter().rev().fold(last, wrap))
    }

    fn silence(&self, node: &Node<'t>) -> Read<Silence> {
        let table = self.table(node, "a silence", &["coalition", "truth", "report", "proof"])?;
        let coalition = self.coalition(table, node.span, "coalition")?;
        let nodes = self.references.list(table, node.span, "proof", WITHIN)?;
        let mut left = nodes.iter();
        let proof = self.no_reward(&mut left, node.span, coalition, 0)?;
        self.finished(left, node.span)?;
        Ok(Silence {
            coalition,
            truth: self.types(table, node.span, "truth", coalition)?,
            report: self.types(table, node.span, "report", coalition)?,
            proof,
        })
    }

    fn no_reward(
        &self,
        left: &mut std::slice::Iter<'_, Node<'t>>,
        span: Span,
        coalition: Coalition,
        depth: usize,
    ) -> Read<NoReward> {
        let node = left.next().filter(|_| depth < MAX_TREE_DEPTH).ok_or_else(|| self.broken(span))?;
        let (source, rest) = (self.references.source, self.rest(coalition));
        let top = node.expect_table(source, "a proof of silence", "write {\"gains\": […], \"bounds\": […]}")?;
        if top.get("gains").is_some() {
            let table = self.table(node, "weights of gains and bounds", &["gains", "bounds"])?;
            let gain = |node: &Node<'t>| {
                let table = self.table(node, "a weighted gain", &["agent", "reports", "others", "weight"])?;
                Ok(GainWeight {
                    agent: self.agent(table, node.span)?,
                    reports: self.types(table, node.span, "reports", rest)?,
                    others: self.types(table, node.span, "others", rest)?,
                    weight: self.weight(table, node.span)?,
                })
            };
            let bound = |node: &Node<'t>| {
                let table = self.table(node, "a weighted bound", &["agent", "reports", "at", "weight"])?;
                Ok(BoundWeight {
                    agent: self.agent(table, node.span)?,
                    reports: self.types(table, node.span, "reports", rest)?,
                    truth: self.profile(table, node.span, "at")?,
                    weight: self.weight(table, node.span)?,
                })
            };
            let gains = self.list(table, node.span, "gains", gain)?;
            return Ok(NoReward::Sum { gains, bounds: self.list(table, node.span, "bounds", bound)? });
        }
        let table = self.table(node, "a requirement", &["guarded", "truth", "reports"])?;
        let guarded = self.coalition(table, node.span, "guarded")?;
        let helpers = guarded.members().filter(|agent| !coalition.contains(*agent)).collect();
        let requirement = Requirement {
            coalition: guarded,
            truth: self.types(table, node.span, "truth", guarded)?,
            reports: self.types(table, node.span, "reports", helpers)?,
        };
        let cases = guarded.members().map(|_| self.no_reward(left, span, coalition, depth + 1));
        Ok(NoReward::Cases { requirement, cases: cases.collect::<Read<_>>()? })
    }

    fn finished(&self, mut left: std::slice::Iter<'_, Node<'t>>, span: Span) -> Read<()> {
        match left.next() {
            None => Ok(()),
            Some(_) => Err(self.broken(span)),
        }
    }

    fn broken(&self, span: Span) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.references.source, span, "this tree is broken")
                .found("nodes missing, left over, or too deep")
                .expected("every node with several parts followed by one part for each member of its coalition")
                .help("make the file again"),
        )
    }
}
