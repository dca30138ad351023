//! From a document to verdicts.

use super::{FULL_IMPLEMENTATION_FORMAT, FullImplementationFile};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::label::Labels;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source, Span};
use crate::suggestion::counted;
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceId, ChoiceProblem, Deception, DeceptionProof, Deviation, Exclusion, Finding, Limit, MaxminCondition,
    NoReward, Proof, Reward, Scope, Wish,
};
use ambimech_model::number::Rational;

const WITHIN: &str = "a verdict about full implementation";
/// Nodes of one tree at most along one path.
const MAX_TREE_DEPTH: usize = 256;

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_full_implementation(
    text: &str,
    file_name: &str,
    format: Format,
    problem: &ChoiceProblem,
) -> Read<FullImplementationFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let help = "write \"format\", \"problem\", \"coalitions\" and \"findings\"";
    let top = root.expect_table(source, "verdicts about full implementation", help)?;
    expect_format(source, top, FULL_IMPLEMENTATION_FORMAT)?;
    top.check_keys(
        source,
        "a file of verdicts about full implementation",
        &["format", "problem", "coalitions", "findings", "seal"],
    )?;
    let references = References::new(source, problem.environment().without_beliefs());
    let choices = problem.choices().iter().map(|choice| choice.name.as_str()).collect();
    let reader = Reader { references, choices };
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let coalitions = reader.need(top, root.span, "coalitions", "\"coalitions\": \"pattern\"")?;
    let scope = match reader.references.word(coalitions, "the coalitions of verdicts", &["pattern", "double"])? {
        "pattern" => Scope::Pattern,
        _ => Scope::Double,
    };
    let list = reader.need(top, root.span, "findings", "\"findings\": […]")?;
    let list = list.expect_array(source, "the verdicts", "write a list")?;
    Ok(FullImplementationFile {
        problem: text("problem", "the digest of the environment and the social choice set")?,
        scope,
        findings: list.iter().map(|node| reader.finding(node, scope)).collect::<Read<_>>()?,
        seal: text("seal", "the seal")?,
    })
}

struct Reader<'t> {
    references: References<'t>,
    choices: Labels,
}

impl<'t> Reader<'t> {
    fn need<'n>(&self, table: &'n Table<'t>, span: Span, key: &str, example: &str) -> Read<&'n Node<'t>> {
        self.references.require(table, span, key, WITHIN, example)
    }

    fn finding(&self, node: &Node<'t>, scope: Scope) -> Read<Finding> {
        let source = self.references.source;
        let table = node.expect_table(source, WITHIN, "write {\"condition\": \"closure\", …}")?;
        let word = |key: &str, known: &[&str]| {
            let found = self.need(table, node.span, key, &format!("\"{key}\": \"{}\"", known[0]))?;
            self.references.word(found, &format!("the {key} of a verdict"), known)
        };
        let names = MaxminCondition::ALL.map(MaxminCondition::name);
        let named = word("condition", &names)?;
        let condition = MaxminCondition::ALL.into_iter().find(|condition| condition.name() == named);
        let condition = condition.unwrap_or(MaxminCondition::Supported);
        let holds = word("verdict", &["holds", "fails"])? == "holds";
        let kinds = [
            "all-cases",
            "deviation",
            "pieces",
            "unsupported",
            "rewards",
            "no-reward",
            "bad-outcome",
            "no-bad-outcome",
            "weights",
            "safe",
            "dominated",
        ];
        let kind = word("proof", &kinds)?;
        let keys: &[&str] = match kind {
            "deviation" => &["function", "used", "coalition", "reports", "at"],
            "pieces" => &["functions"],
            "unsupported" => &["at"],
            "rewards" => &["rewards", "deceptions"],
            "no-reward" => &["function", "reports", "wishes"],
            "bad-outcome" => &["lottery"],
            "no-bad-outcome" => &["weights"],
            "weights" => &["places"],
            "safe" => &["rewards", "places"],
            "dominated" => &["function", "at", "lotteries"],
            _ => &[],
        };
        let known: Vec<&str> = ["condition", "verdict", "proof"].iter().chain(keys).copied().collect();
        table.check_keys(source, WITHIN, &known)?;
        let proof = self.proof(table, node.span, kind)?;
        Ok(Finding { condition, scope, holds, proof })
    }

    fn proof(&self, table: &Table<'t>, span: Span, kind: &str) -> Read<Proof> {
        Ok(match kind {
            "deviation" => Proof::Deviation(Deviation {
                choice: self.function(table, span, "function")?,
                used: self.function(table, span, "used")?,
                coalition: self.references.coalition(self.need(
                    table,
                    span,
                    "coalition",
                    "\"coalition\": [\"1\"]",
                )?)?,
                deception: self.reports(table, span)?,
                at: self.profile(table, span)?,
            }),
            "pieces" => {
                let list = self.references.list(table, span, "functions", WITHIN)?;
                Proof::Pieces(list.iter().map(|node| self.named(node)).collect::<Read<_>>()?)
            }
            "unsupported" => Proof::Unsupported(self.profile(table, span)?),
            "rewards" => {
                let rewards = self.references.list(table, span, "rewards", WITHIN)?;
                let deceptions = self.references.list(table, span, "deceptions", WITHIN)?;
                Proof::Rewards(
                    rewards.iter().map(|node| self.reward(node)).collect::<Read<_>>()?,
                    deceptions.iter().map(|node| self.deception_proof(node)).collect::<Read<_>>()?,
                )
            }
            "no-reward" => Proof::NoReward(Box::new(self.no_reward(table, span)?)),
            "bad-outcome" => Proof::Bad(self.references.lottery(self.need(
                table,
                span,
                "lottery",
                "\"lottery\": {\"none\": 1}",
            )?)?),
            "no-bad-outcome" => {
                let list = self.references.list(table, span, "weights", WITHIN)?;
                Proof::NoBad(list.iter().map(|node| self.weight(node)).collect::<Read<_>>()?)
            }
            "weights" => Proof::Weights(self.places(table, span)?),
            "safe" => {
                let rewards = self.references.list(table, span, "rewards", WITHIN)?;
                let rewards = rewards.iter().map(|node| self.reward(node)).collect::<Read<_>>()?;
                Proof::Safe(rewards, self.places(table, span)?)
            }
            "dominated" => Proof::Dominated(
                self.function(table, span, "function")?,
                self.profile(table, span)?,
                self.lotteries(table, span)?,
            ),
            _ => Proof::AllCases,
        })
    }

    fn places(&self, table: &Table<'t>, span: Span) -> Read<Vec<Vec<Vec<Rational>>>> {
        let of_place = |node: &Node<'t>| {
            let source = self.references.source;
            let agents = node.expect_array(source, "the weights of a place", "write [[1], [1]]")?;
            agents.iter().map(|node| self.references.numbers(node)).collect::<Read<Vec<_>>>()
        };
        self.references.list(table, span, "places", WITHIN)?.iter().map(of_place).collect()
    }

    fn named(&self, node: &Node<'t>) -> Read<ChoiceId> {
        let name = node.expect_str(self.references.source, "the name of a social choice function")?;
        self.choices.expect(self.references.source, node.span, name, "social choice function").map(ChoiceId)
    }

    fn function(&self, table: &Table<'t>, span: Span, key: &str) -> Read<ChoiceId> {
        self.named(self.need(table, span, key, &format!("\"{key}\": \"allocation\""))?)
    }

    fn profile(&self, table: &Table<'t>, span: Span) -> Read<ProfileId> {
        self.references.profile(self.need(table, span, "at", "\"at\": \"H L\"")?)
    }

    fn reports(&self, table: &Table<'t>, span: Span) -> Read<Deception> {
        let node = self.need(table, span, "reports", "\"reports\": [[\"H\", \"L\"], [\"H\", \"L\"]]")?;
        let source = self.references.source;
        let list = node.expect_array(source, "the reports of all agents", "write one list for each agent")?;
        let space = &self.references.names.space;
        if list.len() != space.agent_count() {
            return Err(self.wrong_count(node, list.len(), space.agent_count(), "list of reports"));
        }
        let of_agent = |(agent, node): (AgentId, &Node<'t>)| {
            let own = node.expect_array(source, "the reports of an agent", "write [\"H\", \"L\"]")?;
            if own.len() != space.type_count(agent) {
                return Err(self.wrong_count(node, own.len(), space.type_count(agent), "report"));
            }
            own.iter().map(|node| self.references.type_of(node, agent)).collect::<Read<Vec<_>>>()
        };
        Ok(Deception(space.agents().zip(list).map(of_agent).collect::<Read<_>>()?))
    }

    fn wrong_count(&self, node: &Node<'t>, found: usize, expected: usize, noun: &str) -> Box<Diagnostic> {
        let title = "a deception has one list for each agent, with a report for each of its types";
        Box::new(
            Diagnostic::at(self.references.source, node.span, title)
                .found(counted(found, noun))
                .expected(counted(expected, noun))
                .help("write the reports in the order of the agents and of their types"),
        )
    }

    fn lotteries(&self, table: &Table<'t>, span: Span) -> Read<Vec<Lottery>> {
        let source = self.references.source;
        let node = self.need(table, span, "lotteries", "\"lotteries\": {\"H L\": {\"build\": 1}}")?;
        let rows = node.expect_table(source, "the lotteries of a function", "write one for each profile")?;
        let space = &self.references.names.space;
        let mut found: Vec<Option<Lottery>> = vec![None; space.size()];
        for entry in &rows.entries {
            let at = self.references.profile_key(entry)?;
            if let Some(place) = found.get_mut(at.0) {
                *place = Some(self.references.lottery(&entry.value)?);
            }
        }
        if let Some(missing) = found.iter().position(Option::is_none) {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "a function without a lottery at some profile")
                    .found(format!("no lottery at \"{}\"", self.references.names.label(ProfileId(missing))))
                    .expected("a lottery at every profile")
                    .help("add it"),
            ));
        }
        Ok(found.into_iter().flatten().collect())
    }

    fn reward(&self, node: &Node<'t>) -> Read<Reward> {
        let source = self.references.source;
        let table = node.expect_table(source, "a reward", "write {\"function\": …}")?;
        table.check_keys(source, "a reward", &["function", "coalition", "lotteries"])?;
        let coalition = self.need(table, node.span, "coalition", "\"coalition\": [\"1\"]")?;
        Ok(Reward {
            choice: self.function(table, node.span, "function")?,
            coalition: self.references.coalition(coalition)?,
            lotteries: self.lotteries(table, node.span)?,
        })
    }

    fn deception_proof(&self, node: &Node<'t>) -> Read<DeceptionProof> {
        let source = self.references.source;
        let table = node.expect_table(source, "what is said about a deception", "write {\"reward\": 0, …}")?;
        table.check_keys(source, "what is said about a deception", &["acceptable", "reward", "at"])?;
        match table.get("acceptable") {
            Some(entry) => self.named(&entry.value).map(DeceptionProof::Acceptable),
            None => {
                let reward = self.count(table, node.span, "reward")?;
                Ok(DeceptionProof::Rewarded(reward, self.profile(table, node.span)?))
            }
        }
    }

    fn count(&self, table: &Table<'t>, span: Span, key: &str) -> Read<usize> {
        let number = self.references.number(table, span, key, WITHIN)?;
        let whole = number.denominator().is_one().then(|| number.to_string().parse().ok()).flatten();
        whole.ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.references.source, span, "this is no count")
                    .found(number.to_string())
                    .expected("a whole number from 0")
                    .help("count from 0"),
            )
        })
    }

    fn weight(&self, node: &Node<'t>) -> Read<(AgentId, ProfileId, Rational)> {
        let source = self.references.source;
        let table =
            node.expect_table(source, "a weight", "write {\"agent\": \"1\", \"at\": \"H L\", \"weight\": 1}")?;
        table.check_keys(source, "a weight", &["agent", "at", "weight"])?;
        let agent = self.references.agent(self.need(table, node.span, "agent", "\"agent\": \"1\"")?)?;
        let weight = self.references.number(table, node.span, "weight", "a weight")?;
        Ok((agent, self.profile(table, node.span)?, weight))
    }

    fn no_reward(&self, table: &Table<'t>, span: Span) -> Read<NoReward> {
        let choice = self.function(table, span, "function")?;
        let deception = self.reports(table, span)?;
        let wish = |node: &Node<'t>| {
            let source = self.references.source;
            let table = node.expect_table(source, "a wish", "write {\"coalition\": [\"1\"], …}")?;
            table.check_keys(source, "a wish", &["coalition", "at", "favoured", "tree"])?;
            let coalition = self.need(table, node.span, "coalition", "\"coalition\": [\"1\"]")?;
            let favoured = self.need(table, node.span, "favoured", "\"favoured\": \"1\"")?;
            let wish = Wish {
                choice,
                deception: deception.clone(),
                coalition: self.references.coalition(coalition)?,
                at: self.profile(table, node.span)?,
                favoured: self.references.agent(favoured)?,
            };
            let nodes = self.references.list(table, node.span, "tree", WITHIN)?;
            let mut left = nodes.iter();
            let tree = self.tree(&mut left, node.span, 0)?;
            if left.next().is_some() {
                return Err(self.broken_tree(node.span));
            }
            Ok((wish, tree))
        };
        let wishes = self.references.list(table, span, "wishes", WITHIN)?;
        let excluded = wishes.iter().map(wish).collect::<Read<Vec<_>>>()?;
        Ok(NoReward { choice, deception, excluded })
    }

    fn tree(&self, left: &mut std::slice::Iter<'_, Node<'t>>, span: Span, depth: usize) -> Read<Exclusion> {
        let source = self.references.source;
        let node = left.next().filter(|_| depth < MAX_TREE_DEPTH).ok_or_else(|| self.broken_tree(span))?;
        let table = node.expect_table(source, "a node of a tree", "write {\"multipliers\": […]}")?;
        if let Some(entry) = table.get("multipliers") {
            table.check_keys(source, "a contradiction", &["multipliers"])?;
            return self.references.numbers(&entry.value).map(Exclusion::Contradiction);
        }
        table.check_keys(source, "a limit", &["coalition", "function", "reports", "at", "ways"])?;
        let coalition = self.need(table, node.span, "coalition", "\"coalition\": [\"1\"]")?;
        let limit = Limit {
            coalition: self.references.coalition(coalition)?,
            choice: self.function(table, node.span, "function")?,
            deception: self.reports(table, node.span)?,
            at: self.profile(table, node.span)?,
        };
        let ways = self.count(table, node.span, "ways")?;
        let mut parts = Vec::new();
        for _ in 0..ways {
            parts.push(self.tree(left, node.span, depth + 1)?);
        }
        Ok(Exclusion::Ways(Box::new(limit), parts))
    }

    fn broken_tree(&self, span: Span) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.references.source, span, "this tree is broken")
                .found("nodes missing, left over, or too deep")
                .expected("every limit followed by as many parts as it has ways")
                .help("make the file again"),
        )
    }
}
