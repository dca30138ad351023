//! `ambimech export MECHANISM`: a mechanism's rules written out as tables.

use crate::argument::Export;
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::mechanism::{read_mechanism, render_mechanism};
use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::environment::Environment;
use std::path::{Path, PathBuf};

/// Runs the command. A certificate stays valid: its claims and weights are about the same rules.
pub fn run(options: &Export) -> Result<Outcome, Failure> {
    let environment = match &options.environment {
        Some(path) => options.parameters.read(path)?,
        None => {
            let text = ambimech_io::source::read_text(&options.mechanism, usize::MAX)?;
            let content: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            if content.get("rules").is_some() {
                return finish(options, &text); // written out already
            }
            find_environment(options, content.get("environment").and_then(|digest| digest.as_str()))?
        }
    };
    let file = read_mechanism(&options.mechanism, &environment)?;
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
fn find_environment(options: &Export, wanted: Option<&str>) -> Result<Environment, Failure> {
    let mechanism = options.mechanism.as_path();
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
