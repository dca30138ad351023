//! Environments without beliefs: the choice of every profile, which may be a lottery, and a bad outcome.

use super::outcomes::Outcomes;
use super::setting::Setting;
use super::{EnvironmentText, Known, Reader, keys, not_an_environment, with_settings, with_text};
use crate::diagnostic::Read;
use ambimech_model::environment::{Environment, EnvironmentParts};
use ambimech_model::index::OutcomeId;
use ambimech_model::lottery::Lottery;
use ambimech_model::preference::Attitudes;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::robust::PayoffEnvironment;
use std::path::Path;

const CHOICE_HELP: &str =
    "write [allocation] with rows \"H *\" = \"build\", or \"H *\" = { build = \"1/2\", none = \"1/2\" }";

/// Reads an environment file without its beliefs, if it has any: agents, types, payoffs, coalitions, the choice of every profile and
/// `bad-outcome`.
///
/// # Errors
/// As [`super::read_environment_with`].
pub fn read_payoff_environment(path: &Path, settings: &[Setting]) -> Read<PayoffEnvironment> {
    with_text(path, |text| text.read_payoff_environment(settings))
}

impl EnvironmentText<'_> {
    /// As [`read_payoff_environment`].
    ///
    /// # Errors
    /// As [`super::read_environment_with`].
    pub fn read_payoff_environment(&self, settings: &[Setting]) -> Read<PayoffEnvironment> {
        self.with_reader(None, settings, |reader| reader.read_payoff_environment(settings)).map(|(found, _)| found)
    }
}

impl Reader<'_, '_> {
    fn read_payoff_environment(&self, settings: &[Setting]) -> Read<PayoffEnvironment> {
        let known = self.read_agents()?;
        let name = with_settings(self.remark("name")?, settings);
        let remark = self.remark("source")?;
        let outcomes = self.read_outcomes(&known)?;
        let outside = self.read_outside(&known, &outcomes)?;
        let choice = self.read_choice(&known, &outcomes)?;
        let bad = match self.table.get(keys::BAD_OUTCOME) {
            None => None,
            Some(entry) => Some(self.read_lottery(&entry.value, &outcomes)?),
        };
        let pattern = self.read_coalitions(&known.names.agents)?;
        let refused = |why: &str| not_an_environment(self.source, why);
        let space = &known.names.space;
        // The frame needs some beliefs and outcomes to be an environment; nobody looks at them.
        let uniform =
            Prior::from_integers(space, vec![1; space.size()]).map_err(|_| refused("no type profiles"))?;
        let first = |lottery: &Lottery| lottery.parts().first().map_or(OutcomeId(0), |(outcome, _)| *outcome);
        let parts = EnvironmentParts {
            name,
            source: remark,
            beliefs: Beliefs::Common(uniform),
            outcomes: outcomes.list,
            outside,
            allocation: choice.iter().map(first).collect(),
            pattern,
            attitudes: Attitudes::default(),
            agents: known.agents,
        };
        let frame = Environment::new(parts).map_err(|error| refused(&error.to_string()))?;
        PayoffEnvironment::around(&frame, choice, bad).map_err(|error| refused(&error.to_string()))
    }

    /// f(θ) of every profile.
    fn read_choice(&self, known: &Known, outcomes: &Outcomes) -> Read<Vec<Lottery>> {
        let node = self.required("allocation", CHOICE_HELP)?;
        let table = node.expect_table(self.source, "the allocation", CHOICE_HELP)?;
        if table.get(keys::RULE).is_some() || table.get(keys::FILE).is_some() {
            let (given, _) = self.read_allocation(known, outcomes)?;
            return Ok(given.iter().map(Lottery::sure).collect());
        }
        self.read_lotteries(known, outcomes, table, node.span, "the allocation")
    }
}
