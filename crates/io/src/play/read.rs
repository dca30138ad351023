//! From a document to rewards and message profiles.

use super::lottery::read_lottery;
use super::parse_message;
use super::step::{Step, read_step};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, parse_document};
use crate::reference::{References, expect_format};
use crate::source::{Format, Source, read_text};
use ambimech_model::index::{JointTypeId, OutcomeId, ProfileId};
use ambimech_model::play::{Message, NamedReward};
use ambimech_model::robust::PayoffEnvironment;
use std::path::Path;

const WITHIN: &str = "a file of messages";
const MESSAGE_HELP: &str = "write messages = { 1 = \"zero\", 2 = \"one, claim 3, number 1, reward y1\" }";
const REWARD_HELP: &str =
    "write coalition = [\"1\"] and reports = [\"one\"], or lotteries = [\"a\", { a = \"1/2\", b = \"1/2\" }]";

/// Rewards, true types and profiles of messages to go through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlayFile {
    /// The rewards that messages may name.
    pub rewards: Vec<NamedReward>,
    /// The true payoff types at which payoffs are shown.
    pub truth: Option<ProfileId>,
    /// For the mechanism of an economy: the outcome that gives everything to an agent, by agent.
    pub everything: Option<Vec<OutcomeId>>,
    /// The profiles, in order.
    pub steps: Vec<PlayStep>,
}

/// One profile of messages of the canonical mechanisms for payoff environments.
pub type PlayStep = Step<Message>;

/// Reads such a file: JSON when its name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_play(path: &Path, environment: &PayoffEnvironment) -> Read<PlayFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_play(&text, &path.display().to_string(), format, environment)
}

/// Reads the text of such a file; messages of errors call it `file_name`. In the first profile every agent sends something; later ones
/// name those who send something new.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_play(text: &str, file_name: &str, format: Format, environment: &PayoffEnvironment) -> Read<PlayFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, WITHIN, "write format, [rewards.NAME] and [[profiles]]")?;
    expect_format(source, top, "ambimech-play/1")?;
    top.check_keys(source, WITHIN, &["format", "truth", "everything", "rewards", "profiles"])?;
    let references = References::new(source, environment.without_beliefs());
    let reader = Reader { source, environment, references };
    let mut file = PlayFile::default();
    if let Some(entry) = top.get("truth") {
        file.truth = Some(reader.references.profile(&entry.value)?);
    }
    if let Some(entry) = top.get("everything") {
        file.everything = Some(reader.everything(&entry.value)?);
    }
    if let Some(entry) = top.get("rewards") {
        let table = entry.value.expect_table(source, "the rewards", REWARD_HELP)?;
        file.rewards = table.entries.iter().map(|entry| reader.reward(entry)).collect::<Read<_>>()?;
    }
    if let Some(entry) = top.get("profiles") {
        let list = entry.value.expect_array(source, "the profiles", "write [[profiles]]")?;
        for node in list {
            let frame = environment.without_beliefs();
            let parse = |agent, text: &str| parse_message(frame, &file.rewards, agent, text);
            let step = read_step(&reader.references, node, frame, &file.steps, MESSAGE_HELP, parse)?;
            file.steps.push(step);
        }
    }
    Ok(file)
}

struct Reader<'t, 'e> {
    source: Source<'t>,
    environment: &'e PayoffEnvironment,
    references: References<'t>,
}

impl<'t> Reader<'t, '_> {
    /// An outcome for each agent.
    fn everything(&self, node: &Node<'t>) -> Read<Vec<OutcomeId>> {
        let within = "the table of everything";
        let help = "everything = { 1 = \"all-to-1\", 2 = \"all-to-2\", 3 = \"all-to-3\" }";
        let table = node.expect_table(self.source, within, &format!("write {help}"))?;
        let agents = self.environment.without_beliefs().agents();
        let names: Vec<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
        table.check_keys(self.source, within, &names)?;
        let of_agent = |name: &&str| {
            let example = format!("{name} = \"all-to-{name}\"");
            let found = self.references.require(table, node.span, name, within, &example)?;
            self.references.outcome(found)
        };
        names.iter().map(of_agent).collect()
    }

    fn reward(&self, entry: &Entry<'t>) -> Read<NamedReward> {
        let span = entry.value.span;
        let table = entry.value.expect_table(self.source, "a reward", REWARD_HELP)?;
        table.check_keys(self.source, "a reward", &["coalition", "reports", "lotteries"])?;
        let node = self.references.require(table, span, "coalition", "a reward", "coalition = [\"1\"]")?;
        let coalition = self.references.coalition(node)?;
        let split = self.environment.space().split(coalition);
        let frame = self.environment.without_beliefs();
        let lotteries = match (table.get("reports"), table.get("lotteries")) {
            (Some(reports), None) => {
                let own = self.references.joint_type(&reports.value, coalition)?;
                let at = |rest: JointTypeId| self.environment.choice(split.profile(own, rest)).clone();
                split.rest().map(at).collect()
            }
            (None, Some(list)) => {
                let nodes = list.value.expect_array(self.source, "the lotteries of a reward", REWARD_HELP)?;
                if nodes.len() != split.rest_count() {
                    return Err(Box::new(
                        Diagnostic::at(
                            self.source,
                            list.value.span,
                            "a reward has one lottery for each report of the others",
                        )
                        .found(format!("{} lotteries", nodes.len()))
                        .expected(format!("{}", split.rest_count()))
                        .help("write them in the order of the others' types, the last agent's fastest"),
                    ));
                }
                nodes.iter().map(|node| read_lottery(&self.references, frame, node)).collect::<Read<_>>()?
            }
            _ => {
                return Err(Box::new(
                    Diagnostic::at(self.source, span, "a reward is told in one way")
                        .found("both of, or none of, reports and lotteries")
                        .expected("one of the two")
                        .help(REWARD_HELP),
                ));
            }
        };
        Ok(NamedReward { name: entry.key.to_string(), coalition, lotteries })
    }
}
