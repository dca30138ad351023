//! `[choices.NAME]`: social choice functions, with an outcome or a lottery for every type profile (THESIS 3.2).

use super::outcomes::Outcomes;
use super::{EnvironmentText, Known, Reader, Setting, keys, with_text};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::Entry;
use crate::label::check_name;
use crate::source::Source;
use crate::suggestion::quoted;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::environment::Environment;
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{ChoiceProblem, ChoiceProblemError, InformationError, SocialChoice};
use std::path::Path;

const HELP: &str =
    "write [choices.first] with rows \"H *\" = \"build\" or \"L *\" = { build = \"1/2\", none = \"1/2\" }";
/// The name of the only function of a file without `[choices]`.
const ONLY: &str = "allocation";

/// Reads an environment with sets of beliefs and its social choice set; without `[choices]` the allocation rule is the only function,
/// and one belief of every type is a set of one.
///
/// # Errors
/// As [`super::read_environment_with`]; also sets whose extreme beliefs are not known, and agents who disagree about what can occur.
pub fn read_choice_problem(path: &Path, settings: &[Setting]) -> Read<ChoiceProblem> {
    with_text(path, |text| text.read_choice_problem(settings))
}

/// The social choice set that a file states, with the environment it is about; `None` without `[choices]`.
///
/// # Errors
/// As [`super::read_environment_with`].
pub fn read_stated_choices(path: &Path, settings: &[Setting]) -> Read<Option<(Environment, Vec<SocialChoice>)>> {
    with_text(path, |text| {
        let read = |reader: &Reader<'_, '_>| {
            if reader.table.get(keys::CHOICES).is_none() {
                return Ok(None);
            }
            if reader.table.get(keys::PRIORS).is_some() {
                let (environment, choices) = reader.read_ambiguous(settings)?;
                return Ok(Some((environment.without_beliefs().clone(), choices)));
            }
            let (parts, choices) = reader.read_with_choices(settings)?;
            Ok(Some((parts.environment, choices)))
        };
        text.with_reader(None, settings, read).map(|(found, _)| found)
    })
}

impl EnvironmentText<'_> {
    /// As [`read_choice_problem`].
    ///
    /// # Errors
    /// As [`read_choice_problem`].
    pub fn read_choice_problem(&self, settings: &[Setting]) -> Read<ChoiceProblem> {
        let read = |reader: &Reader<'_, '_>| {
            if reader.table.get(keys::PRIORS).is_some() {
                return reader.read_ambiguous(settings);
            }
            let (parts, choices) = reader.read_with_choices(settings)?;
            let found = AmbiguousEnvironment::of_beliefs(&parts.environment);
            let found = found.map_err(|_| super::not_an_environment(reader.source, "types without a belief"))?;
            Ok((found, choices))
        };
        let ((environment, mut choices), source) = self.with_reader(None, settings, read)?;
        if choices.is_empty() {
            let frame = environment.without_beliefs();
            let lotteries = frame.space().profiles().map(|t| Lottery::sure(frame.allocation(t))).collect();
            choices.push(SocialChoice { name: ONLY.to_string(), lotteries });
        }
        let frame = environment.without_beliefs().clone();
        ChoiceProblem::new(environment, choices).map_err(|error| no_problem(source, &frame, &error))
    }
}

fn no_problem(source: Source<'_>, frame: &Environment, error: &ChoiceProblemError) -> Box<Diagnostic> {
    let at = |title: String| Diagnostic::at(source, source.first_line(), title);
    Box::new(match error {
        ChoiceProblemError::NoVertices(agent, own) => {
            let (agent_name, type_name) = (frame.agent_name(*agent), frame.type_name(*agent, *own));
            at(format!(
                "the extreme beliefs of type {} of agent {} are not known",
                quoted(type_name),
                quoted(agent_name)
            ))
            .found("a set that is empty, or one with too many extreme beliefs")
            .expected("a set with a few known extreme beliefs")
            .help("write the set with kind = \"vertices\"")
        }
        ChoiceProblemError::Information(InformationError { profile, thinks_possible, excludes }) => {
            at("the agents disagree about what can occur".to_string())
                .found(format!(
                    "profile {}, possible by some belief of agent {}, and never by agent {}",
                    quoted(&frame.profile_label(*profile)),
                    quoted(frame.agent_name(*thinks_possible)),
                    quoted(frame.agent_name(*excludes))
                ))
                .expected("a profile that every agent excludes, or none")
                .help("give it a positive probability in some belief of everybody's, or in nobody's; [possible] says it for sets of kind \"wald\"")
        }
        _ => at("this is no social choice set".to_string())
            .found("functions that do not fit the environment")
            .expected("functions on all type profiles")
            .help(HELP),
    })
}

impl<'t> Reader<'_, 't> {
    /// The functions in the order of the file; none without `[choices]`.
    pub(super) fn read_choices(&self, known: &Known, outcomes: &Outcomes) -> Read<Vec<SocialChoice>> {
        let Some(entry) = self.table.get(keys::CHOICES) else { return Ok(Vec::new()) };
        let table = entry.value.expect_table(self.source, "the social choice set", HELP)?;
        if table.entries.is_empty() {
            return Err(self.mistake(
                entry.value.span,
                "a social choice set without a function",
                "an empty table",
                "at least one function",
                HELP,
            ));
        }
        table.entries.iter().map(|entry| self.read_one_choice(known, outcomes, entry)).collect()
    }

    fn read_one_choice(&self, known: &Known, outcomes: &Outcomes, entry: &Entry<'t>) -> Read<SocialChoice> {
        keys::refuse_misplaced(self.source, entry, "the social choice set")?;
        check_name(self.source, entry.key_span, &entry.key, "a social choice function")?;
        let what = format!("the social choice function {}", quoted(&entry.key));
        let table = entry.value.expect_table(self.source, &what, HELP)?;
        let lotteries = self.read_lotteries(known, outcomes, table, entry.value.span, &what)?;
        Ok(SocialChoice { name: entry.key.to_string(), lotteries })
    }
}
