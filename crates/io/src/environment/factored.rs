//! Agents with a prior in factored form, without payoffs: what conditions about beliefs are about, for any number of profiles.

use super::{EnvironmentText, Setting, not_an_environment, with_settings, with_text};
use crate::diagnostic::Read;
use ambimech_model::factored::FactoredEnvironment;
use std::path::Path;

/// The agents, the prior and the coalitions of an environment file whose `[prior]` is in factored form; `None` for other files. Outcomes,
/// allocation and attitudes are not looked at and need not be there.
///
/// # Errors
/// Whatever is wrong with what is read.
pub fn read_factored_environment(path: &Path, settings: &[Setting]) -> Read<Option<FactoredEnvironment>> {
    with_text(path, |text| text.read_factored(settings))
}

impl EnvironmentText<'_> {
    /// As [`read_factored_environment`].
    ///
    /// # Errors
    /// As [`read_factored_environment`].
    ///
    /// # Examples
    /// ```
    /// use ambimech_io::{Format, environment::EnvironmentText};
    /// let text = r#"
    /// format = "ambimech-environment/1"
    /// agents = [{ name = "1", types = ["H", "L"] }, { name = "2", types = ["H", "L"] }]
    /// [prior]
    /// kind = "independent"
    /// marginals = { "*" = { H = 1, L = 3 } }
    /// "#;
    /// let text = EnvironmentText { text, file_name: "two.toml", format: Format::Toml, folder: None };
    /// let environment = text.read_factored(&[]).unwrap().unwrap();
    /// assert_eq!(environment.prior().profile_count(), Some(4));
    /// ```
    pub fn read_factored(&self, settings: &[Setting]) -> Read<Option<FactoredEnvironment>> {
        let (found, _) = self.with_reader(None, settings, |reader| {
            let alone = |key| reader.table.get(key).is_none();
            let Some(node) =
                reader.factored_node().filter(|_| alone(super::keys::BELIEFS) && alone(super::keys::PRIORS))
            else {
                return Ok(None);
            };
            let list = reader.read_agent_list()?;
            let counts: Vec<usize> = list.agents.iter().map(|agent| agent.types.len()).collect();
            let prior = reader.read_factored_prior(&list.names.agents, &list.names.types, &counts, node)?;
            let pattern = reader.read_coalitions(&list.names.agents)?;
            let name = with_settings(reader.remark("name")?, settings);
            FactoredEnvironment::new(name, list.agents, prior, pattern)
                .map(Some)
                .map_err(|_| not_an_environment(reader.source, "a prior that does not fit the agents"))
        })?;
        Ok(found)
    }
}
