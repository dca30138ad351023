//! `ambimech export`: environments and mechanisms as tables, for spreadsheets, statistics packages and game solvers.

use super::verify_sets;
use crate::argument::{Export, ExportFormat, ExportWhat};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::{
    AnyEnvironment, MAX_TABLE_PROFILES, read_factored_environment, read_stated_choices,
    render_ambiguous_environment_toml, render_choices_toml, render_environment_toml_with_factors,
    render_factored_toml,
};
use ambimech_io::exchange::efg::render_game;
use ambimech_io::exchange::{self, NotExpressible, TidyInput};
use ambimech_io::mechanism::{MechanismFile, read_mechanism, render_mechanism};
use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_solve::answer::list_values;
use std::path::{Path, PathBuf};

/// Runs the command. A certificate stays valid: its claims and weights are about the same rules.
pub fn run(options: &Export) -> Result<Outcome, Failure> {
    let files = Files::of(options);
    match (options.format(), options.what) {
        (Some(ExportFormat::Csv), Some(what)) => csv(options, &files, what),
        (Some(ExportFormat::Csv), None) => {
            Err(usage("say which table", "--what prior, beliefs, payoffs, allocation or transfers"))
        }
        (Some(other), Some(_)) if other != ExportFormat::Csv => {
            Err(usage("--what is about CSV files", "leave --what or --format out"))
        }
        (Some(ExportFormat::Efg), _) => games(options, &files),
        (Some(ExportFormat::Tidy), _) => tidy(options, &files),
        (Some(ExportFormat::Toml), _) => finish(options, &toml(options, &files)?),
        (Some(ExportFormat::Tables), _) => tables(options, &files),
        (None, _) if files.mechanism.is_some() => tables(options, &files),
        (None, _) => Err(usage(
            "say what to export from an environment",
            "--what prior, beliefs, payoffs or allocation; --format tidy or toml; or name a mechanism beside it",
        )),
    }
}

/// The environment, of either kind, as a file without parameters.
fn toml(options: &Export, files: &Files<'_>) -> Result<String, Failure> {
    if let Some(path) = files.environment
        && let Some(factored) = read_factored_environment(path, &options.parameters.settings)?
    {
        let fits = factored.prior().profile_count().is_some_and(|size| size <= MAX_TABLE_PROFILES as u128);
        if !fits {
            // Payoffs are not read then, and no condition that can be decided depends on them.
            return Ok(render_factored_toml(&factored));
        }
        let text = render_environment_toml_with_factors(&files.environment(options)?, factored.prior());
        return Ok(text + &choices(options, files)?);
    }
    if let Some(path) = files.environment
        && let AnyEnvironment::Sets(environment) = verify_sets::read_any(path, &options.parameters)?
    {
        return Ok(render_ambiguous_environment_toml(&environment) + &choices(options, files)?);
    }
    Ok(ambimech_io::render_environment_toml(&files.environment(options)?) + &choices(options, files)?)
}

/// The social choice set of the file; nothing where it has none.
fn choices(options: &Export, files: &Files<'_>) -> Result<String, Failure> {
    let Some(path) = files.environment else { return Ok(String::new()) };
    let stated = read_stated_choices(path, &options.parameters.settings)?;
    Ok(stated.map_or_else(String::new, |(environment, choices)| render_choices_toml(&environment, &choices)))
}

fn usage(what: &str, help: &str) -> Failure {
    Failure::Usage(format!("{what}\n  = help: {help}"))
}

fn not_expressible(error: NotExpressible) -> Failure {
    Failure::Usage(error.to_string())
}

/// Which file is which.
struct Files<'o> {
    environment: Option<&'o Path>,
    mechanism: Option<&'o Path>,
}

impl<'o> Files<'o> {
    /// The mechanism is the file that says so, or else the second one.
    fn of(options: &'o Export) -> Files<'o> {
        let (first, second) = (options.file.as_path(), options.other.as_deref());
        if is_mechanism(first) {
            Files { environment: second, mechanism: Some(first) }
        } else {
            Files { environment: Some(first), mechanism: second }
        }
    }

    fn environment(&self, options: &Export) -> Result<Environment, Failure> {
        match (self.environment, self.mechanism) {
            (Some(path), _) => Ok(options.parameters.read(path)?),
            (None, Some(mechanism)) => find_environment(options, mechanism),
            (None, None) => Err(usage("an environment is needed", "name its file")),
        }
    }

    fn mechanism(&self, environment: &Environment) -> Result<MechanismFile, Failure> {
        match self.mechanism {
            Some(path) => Ok(read_mechanism(path, environment)?),
            None => Err(usage("a mechanism is needed", "name its file beside the environment's")),
        }
    }
}

/// Whether a file calls itself a mechanism; of one that cannot be read the readers will say more.
fn is_mechanism(path: &Path) -> bool {
    let Ok(text) = ambimech_io::source::read_text(path, usize::MAX) else { return false };
    let source = ambimech_io::source::Source::new("", &text);
    let Ok(root) = ambimech_io::document::parse_document(source, ambimech_io::Format::of_path(path)) else {
        return false;
    };
    let has = |key: &str| root.as_table().is_some_and(|table| table.get(key).is_some());
    has("rules") || has("closed-form")
}

fn csv(options: &Export, files: &Files<'_>, what: ExportWhat) -> Result<Outcome, Failure> {
    let environment = files.environment(options)?;
    let layout = options.layout.into();
    let text = match what {
        ExportWhat::Prior => exchange::prior_csv(&environment, layout),
        ExportWhat::Beliefs => exchange::beliefs_csv(&environment, layout),
        ExportWhat::Payoffs => exchange::payoffs_csv(&environment, layout),
        ExportWhat::Allocation => exchange::allocation_csv(&environment, layout),
        ExportWhat::Transfers => {
            let mechanism = files.mechanism(&environment)?.mechanism;
            let only = match &options.rule {
                Some(name) => Some(rule_named(&environment, &mechanism, name)?),
                None => None,
            };
            exchange::transfers_csv(&environment, &mechanism, only, layout)
        }
    };
    finish(options, &text.map_err(not_expressible)?)
}

fn rule_named(environment: &Environment, mechanism: &Mechanism, name: &str) -> Result<RuleId, Failure> {
    let count = mechanism.rule_count(environment).unwrap_or(0);
    let known = |rule: &RuleId| mechanism.rule_name(environment, *rule) == name;
    (0..count).map(RuleId).find(known).ok_or_else(|| Failure::Unknown {
        what: "rule",
        name: name.to_string(),
        known: (0..count.min(20)).map(|rule| mechanism.rule_name(environment, RuleId(rule))).collect(),
    })
}

/// One game, or a folder with one for every rule.
fn games(options: &Export, files: &Files<'_>) -> Result<Outcome, Failure> {
    let environment = files.environment(options)?;
    let mechanism = files.mechanism(&environment)?.mechanism;
    let game = |rule| render_game(&environment, &mechanism, rule).map_err(not_expressible);
    if let Some(name) = &options.rule {
        return finish(options, &game(rule_named(&environment, &mechanism, name)?)?);
    }
    let count = mechanism.rule_count(&environment).unwrap_or(0);
    if count == 1 {
        return finish(options, &game(RuleId(0))?);
    }
    let folder = options.out.as_deref().filter(|path| path.extension().is_none_or(|ending| ending != "efg"));
    let Some(folder) = folder else {
        return Err(usage(
            &format!("the mechanism has {count} rules, and every rule is a game of its own"),
            "name one with --rule NAME, or a folder for all with --out DIR",
        ));
    };
    output::make_folder(folder)?;
    for rule in 0..count {
        output::write_file(&folder.join(format!("rule-{}.efg", rule + 1)), &game(RuleId(rule))?)?;
    }
    output::remark(&format!("{count} games in {}", folder.display()));
    Ok(Outcome::Holds)
}

fn tidy(options: &Export, files: &Files<'_>) -> Result<Outcome, Failure> {
    let environment = files.environment(options)?;
    let Some(folder) = &options.out else {
        return Err(usage("tidy tables are several files", "name a folder for them with --out DIR"));
    };
    let mechanism = match files.mechanism {
        Some(_) => Some(files.mechanism(&environment)?.mechanism),
        None => None,
    };
    let values = mechanism.as_ref().and_then(|mechanism| list_values(&environment, mechanism));
    if mechanism.is_some() && values.is_none() {
        output::remark("the values of all misreports are too many for a table; misreports.csv is left out");
    }
    let input = TidyInput { environment: &environment, mechanism: mechanism.as_ref(), values: values.as_deref() };
    let written = exchange::tidy_files(input).map_err(not_expressible)?;
    output::make_folder(folder)?;
    for file in &written {
        output::write_file(&folder.join(file.name), &file.text)?;
    }
    output::remark(&format!("{} files in {}", written.len(), folder.display()));
    Ok(Outcome::Holds)
}

/// The mechanism file with its rules written out.
fn tables(options: &Export, files: &Files<'_>) -> Result<Outcome, Failure> {
    if let (None, Some(path)) = (files.environment, files.mechanism) {
        let text = ambimech_io::source::read_text(path, usize::MAX)?;
        let content: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        if content.get("rules").is_some() {
            return finish(options, &text); // written out already
        }
    }
    let environment = files.environment(options)?;
    let file = files.mechanism(&environment)?;
    let written_out = progress::during("writing out", || file.mechanism.written_out(&environment));
    let mechanism = written_out.ok_or_else(|| {
        Failure::Usage("a rule in closed form cannot be evaluated in this environment".to_string())
    })?;
    let digest = ambimech_io::environment_digest(&environment);
    let certificate = file.certificate.map(|certificate| MechanismCertificate {
        weights: file.mechanism.listed_weights(&environment, &certificate.weights),
        ..certificate
    });
    finish(options, &render_mechanism(&environment, &digest, &mechanism, certificate.as_ref()))
}

fn finish(options: &Export, text: &str) -> Result<Outcome, Failure> {
    match &options.out {
        Some(path) => output::write_file(path, text)?,
        None => output::answer(text),
    }
    Ok(Outcome::Holds)
}

/// The environment file beside the mechanism whose content hash the mechanism names.
fn find_environment(options: &Export, mechanism: &Path) -> Result<Environment, Failure> {
    let text = ambimech_io::source::read_text(mechanism, usize::MAX)?;
    let content: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let wanted = content.get("environment").and_then(|digest| digest.as_str());
    let folder = mechanism.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut candidates: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml" || ending == "json"))
        .filter(|path| path.as_path() != mechanism)
        .collect();
    candidates.sort();
    let environments = candidates.into_iter().filter_map(|path| options.parameters.read(&path).ok());
    let mut found = environments.filter(|environment| match wanted {
        Some(digest) => digest == ambimech_io::environment_digest(environment),
        None => true,
    });
    found.next().ok_or_else(|| {
        Failure::Usage(format!(
            "no environment file beside {} is the one it was made for\n  = help: name it: ambimech export {} ENV --tables",
            mechanism.display(),
            mechanism.display()
        ))
    })
}
