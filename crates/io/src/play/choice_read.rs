//! From a document to rewards, a bad outcome and message profiles of the mechanisms for sets of beliefs.

use super::lottery::read_lottery;
use super::parse_choice_message;
use super::step::{Step, read_step};
use crate::diagnostic::Read;
use crate::document::{Entry, Node, parse_document};
use crate::label::check_name;
use crate::reference::{References, expect_format, key_part};
use crate::rows::{Row, cover};
use crate::source::{Format, Source, Span, read_text};
use crate::suggestion::quoted;
use ambimech_model::choice_game::{ChoiceMessage, NamedFunction};
use ambimech_model::index::{OutcomeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::ChoiceProblem;
use std::path::Path;

const WITHIN: &str = "a file of messages";
const MESSAGE_HELP: &str =
    "write messages = { 1 = \"a\", 2 = \"b, function first, claim 3, number 1, reward h1\" }";
const REWARD_HELP: &str = "write rows \"a *\" = \"left\" or \"b *\" = { left = \"1/2\", right = \"1/2\" }";

/// Rewards, a bad outcome, true types and profiles of messages to go through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChoicePlayFile {
    /// The bad outcome to play with, if the file names one.
    pub bad: Option<Lottery>,
    /// The rewards that messages may name.
    pub rewards: Vec<NamedFunction>,
    /// The true types at which payoffs are shown.
    pub truth: Option<ProfileId>,
    /// The profiles, in order.
    pub steps: Vec<ChoicePlayStep>,
}

/// One profile of messages of the canonical mechanisms for sets of beliefs.
pub type ChoicePlayStep = Step<ChoiceMessage>;

/// Reads such a file: JSON when its name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_choice_play(path: &Path, problem: &ChoiceProblem) -> Read<ChoicePlayFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_choice_play(&text, &path.display().to_string(), format, problem)
}

/// Reads the text of such a file; messages of errors call it `file_name`. In the first profile every agent sends something; later ones
/// name those who send something new.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_choice_play(
    text: &str,
    file_name: &str,
    format: Format,
    problem: &ChoiceProblem,
) -> Read<ChoicePlayFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, WITHIN, "write format, [rewards.NAME] and [[profiles]]")?;
    expect_format(source, top, "ambimech-play/1")?;
    top.check_keys(source, WITHIN, &["format", "truth", "bad-outcome", "rewards", "profiles"])?;
    let references = References::new(source, problem.environment().without_beliefs());
    let reader = Reader { source, problem, references };
    let mut file = ChoicePlayFile::default();
    if let Some(entry) = top.get("truth") {
        file.truth = Some(reader.references.profile(&entry.value)?);
    }
    if let Some(entry) = top.get("bad-outcome") {
        file.bad = Some(reader.lottery(&entry.value)?);
    }
    if let Some(entry) = top.get("rewards") {
        let table = entry.value.expect_table(source, "the rewards", REWARD_HELP)?;
        file.rewards = table.entries.iter().map(|entry| reader.reward(entry)).collect::<Read<_>>()?;
    }
    if let Some(entry) = top.get("profiles") {
        for node in entry.value.expect_array(source, "the profiles", "write [[profiles]]")? {
            let frame = problem.environment().without_beliefs();
            let parse = |agent, text: &str| parse_choice_message(problem, &file.rewards, agent, text);
            let step = read_step(&reader.references, node, frame, &file.steps, MESSAGE_HELP, parse)?;
            file.steps.push(step);
        }
    }
    Ok(file)
}

struct Reader<'t, 'p> {
    source: Source<'t>,
    problem: &'p ChoiceProblem,
    references: References<'t>,
}

impl<'t> Reader<'t, '_> {
    fn lottery(&self, node: &Node<'t>) -> Read<Lottery> {
        read_lottery(&self.references, self.problem.environment().without_beliefs(), node)
    }

    /// One lottery for each profile, from rows with `*`.
    fn reward(&self, entry: &Entry<'t>) -> Read<NamedFunction> {
        check_name(self.source, entry.key_span, &entry.key, "a reward")?;
        let what = format!("the reward {}", quoted(&entry.key));
        let table = entry.value.expect_table(self.source, &what, REWARD_HELP)?;
        let names = &self.references.names;
        let (mut rows, mut given) = (Vec::new(), Vec::new());
        for row in &table.entries {
            let place = |part: Span| key_part(self.source, row, part);
            let pattern = names.parse_pattern(self.source, &row.key, &place)?;
            rows.push(Row { pattern, span: row.key_span });
            given.push(self.lottery(&row.value)?);
        }
        let cover = cover(self.source, names, &rows, &what, entry.value.span, "\"OUTCOME\"")?;
        let nothing = Lottery::sure(OutcomeId(0));
        let at = |profile| given.get(cover.row(&names.space, profile)).unwrap_or(&nothing).clone();
        Ok(NamedFunction { name: entry.key.to_string(), lotteries: names.space.profiles().map(at).collect() })
    }
}
