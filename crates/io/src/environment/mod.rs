//! Environment files, format `ambimech-environment/1`: from a document to an [`Environment`] and back.

mod agents;
mod allocation;
mod coalitions;
pub(crate) mod extent;
mod identity;
pub mod keys;
mod outcomes;
mod prior;
mod prior_csv;
mod schema;
mod write;

pub use identity::environment_digest;
pub use schema::environment_schema;
pub use write::render_environment_toml;

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::rows::ProfileNames;
use crate::source::{Format, Source, read_text};
use crate::suggestion::{did_you_mean, quoted};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts};
use ambimech_model::prior::Beliefs;
use std::path::Path;

/// Reads an environment file: JSON when its name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file, or with the CSV file of its prior.
pub fn read_environment(path: &Path) -> Read<Environment> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse_environment(&text, &path.display().to_string(), format, Some(folder))
}

/// Reads an environment from its text. Messages call it `file_name`; `folder` is where the CSV file of a prior is
/// looked for, and without one such files are refused.
///
/// # Errors
/// Whatever is wrong with the text.
///
/// # Examples
/// ```
/// use ambimech_io::{Format, parse_environment};
/// let text = r#"
/// format = "ambimech-environment/1"
/// [[agents]]
/// name = "seller"
/// types = ["any"]
/// [[agents]]
/// name = "buyer"
/// types = { high = 3, low = "1/2" }
/// [prior]
/// "any high" = 0.25
/// "any low" = 0.75
/// [outcomes.keep]
/// seller = 0
/// buyer = 0
/// [outcomes.trade]
/// seller = -1
/// buyer = "value[buyer]"
/// [allocation]
/// rule = "efficient"
/// "#;
/// let environment = parse_environment(text, "sale.toml", Format::Toml, None).unwrap();
/// assert_eq!(environment.agent_count(), 2);
/// let message = parse_environment(&text.replace("buyer]", "buyr]"), "sale.toml", Format::Toml, None).unwrap_err();
/// assert!(message.to_string().contains("did you mean `buyer`?"));
/// ```
pub fn parse_environment(text: &str, file_name: &str, format: Format, folder: Option<&Path>) -> Read<Environment> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let Some(table) = root.as_table() else {
        return Err(Box::new(root.wrong_kind(source, "a table").help("write key = value")));
    };
    Reader { source, format, folder, table }.read()
}

/// What every part of the reader sees.
struct Reader<'r, 't> {
    source: Source<'t>,
    format: Format,
    folder: Option<&'r Path>,
    table: &'r Table<'t>,
}

/// What is known once the agents are read.
struct Known {
    agents: Vec<Agent>,
    names: ProfileNames,
}

impl<'r, 't> Reader<'r, 't> {
    fn read(&self) -> Read<Environment> {
        self.check_format()?;
        keys::check_keys(self.source, self.table, "the environment", &keys::TOP)?;
        self.refuse_other_beliefs()?;
        let name = self.remark("name")?;
        let remark = self.remark("source")?;
        let known = self.read_agents()?;
        let beliefs = Beliefs::Common(self.read_prior(&known)?);
        let outcomes = self.read_outcomes(&known)?;
        let outside = self.read_outside(&known, &outcomes)?;
        let allocation = self.read_allocation(&known, &outcomes)?;
        let pattern = self.read_coalitions(&known)?;
        let outcomes = outcomes.list;
        let parts = EnvironmentParts {
            name,
            source: remark,
            agents: known.agents,
            beliefs,
            outcomes,
            outside,
            allocation,
            pattern,
        };
        // The parts were checked one by one with their places; this is the model's own check.
        Environment::new(parts).map_err(|error| {
            Box::new(
                Diagnostic::at(self.source, self.source.first_line(), "this is not an environment")
                    .found(error.to_string())
                    .expected("a finite environment")
                    .help("compare with docs/environment.schema.json"),
            )
        })
    }

    /// The value of a top-level key that must be there.
    fn required(&self, key: &str, help: &str) -> Read<&'r Node<'t>> {
        match self.table.get(key) {
            Some(entry) => Ok(&entry.value),
            None => {
                let written = self.table.entries.iter().map(|entry| entry.key.as_ref());
                Err(match did_you_mean(key, written.filter(|known| !keys::TOP.contains(known))) {
                    meant if meant.is_empty() => keys::missing_key(self.source, key, help),
                    meant => Box::new(keys::missing_key(self.source, key, help).help(meant)),
                })
            }
        }
    }

    fn check_format(&self) -> Read<()> {
        let help = format!("write format = \"{}\" in the first line", keys::FORMAT);
        let node = self.required("format", &help)?;
        let written = node.expect_str(self.source, "the format of the file")?;
        if written == keys::FORMAT {
            return Ok(());
        }
        let help = match written.split_once('/') {
            Some(("ambimech-environment", _)) => {
                "this file is for another version of ambimech: update ambimech".to_string()
            }
            Some(("ambimech-mechanism", _)) => "this is a mechanism; an environment is needed here".to_string(),
            _ => help,
        };
        Err(Box::new(
            Diagnostic::at(self.source, node.span, "this is another format")
                .found(quoted(written))
                .expected(format!("\"{}\"", keys::FORMAT))
                .help(help),
        ))
    }

    fn refuse_other_beliefs(&self) -> Read<()> {
        for (key, what) in [("beliefs", "beliefs without a common prior"), ("priors", "sets of priors")] {
            if let Some(entry) = self.table.get(key) {
                return Err(Box::new(
                    Diagnostic::at(self.source, entry.key_span, format!("{what} cannot be read yet"))
                        .found(format!("[{key}]"))
                        .expected("[prior]: this version reads common priors only")
                        .help("write one weight per profile under [prior]"),
                ));
            }
        }
        Ok(())
    }

    fn remark(&self, key: &str) -> Read<String> {
        match self.table.get(key) {
            None => Ok(String::new()),
            Some(entry) => {
                Ok(entry.value.expect_str(self.source, &format!("the {key} of the environment"))?.to_string())
            }
        }
    }
}
