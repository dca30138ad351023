//! From a document to certificates.

use super::{CERTIFICATE_FORMAT, CertificateFile};
use super::{evidence, impossibility, kind};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, parse_document};
use crate::mechanism::read_goal;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source, read_text};
use ambimech_model::certificate::{Certificate, ConditionCertificate, ImpossibilityCertificate};
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use std::path::Path;

const GOAL_EXAMPLE: &str = "{\"goal\": \"extract\", \"verdict\": \"infeasible\", \"reason\": {…}}";
const EXAMPLE: &str = "{\"condition\": \"bdp\", \"verdict\": \"holds\", \"evidence\": […]}";

/// Reads a certificate file: JSON when its name ends in `.json`, TOML otherwise.
///
/// Nothing is proved by reading: see [`crate::check::check_file`].
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_certificates(path: &Path, environment: &Environment) -> Read<CertificateFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_certificates(&text, &path.display().to_string(), format, environment)
}

/// Reads certificates from their text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_certificates(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Read<CertificateFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    certificates_from(source, &root, environment)
}

/// The certificates of a document.
pub(crate) fn certificates_from<'t>(
    source: Source<'t>,
    root: &Node<'t>,
    environment: &Environment,
) -> Read<CertificateFile> {
    let top =
        root.expect_table(source, "certificates", "write \"format\", \"environment\" and \"certificates\"")?;
    expect_format(source, top, CERTIFICATE_FORMAT)?;
    top.check_keys(source, "a certificate file", &["format", "environment", "seal", "certificates"])?;
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let stated = text("environment", "the digest of the environment")?;
    let seal = text("seal", "the seal")?;
    let references = References::new(source, environment);
    let example = format!("\"certificates\": [{EXAMPLE}]");
    let list = references.require(top, source.first_line(), "certificates", "this file", &example)?;
    let list = list.expect_array(source, "the certificates", &format!("write {example}"))?;
    let certificates = list.iter().map(|node| read_certificate(&references, node)).collect::<Read<_>>()?;
    Ok(CertificateFile { certificates, environment: stated, seal })
}

fn read_certificate<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Certificate> {
    let source = references.source;
    let table = node.expect_table(source, "a certificate", &format!("write {EXAMPLE}"))?;
    let is_about_goal = table.get("goal").is_some() && table.get("condition").is_none();
    let example = if is_about_goal { GOAL_EXAMPLE } else { EXAMPLE };
    let get = |key, within| references.require(table, node.span, key, within, &format!("`{key}` as in {example}"));
    if is_about_goal {
        let within = "a certificate about a goal";
        table.check_keys(source, within, &["goal", "verdict", "reason"])?;
        references.word(get("verdict", within)?, "a verdict about a goal", &[kind::INFEASIBLE])?;
        let goal = read_goal(source, get("goal", within)?)?;
        let reason = impossibility::read_impossibility(references, get("reason", within)?)?;
        return Ok(Certificate::Impossibility(ImpossibilityCertificate { goal, reason }));
    }
    let within = "a certificate about a condition";
    let condition = get("condition", within)?;
    table.check_keys(source, within, &["condition", "verdict", "evidence"])?;
    let names = Condition::ALL.map(Condition::name);
    let word = references.word(condition, "a condition", &names)?;
    let found = Condition::ALL.into_iter().find(|condition| condition.name() == word);
    let condition = found.ok_or_else(|| Box::new(Diagnostic::at(source, condition.span, "unknown condition")))?;
    let verdict = get("verdict", within)?;
    let holds =
        references.word(verdict, "a verdict about a condition", &[kind::HOLDS, kind::FAILS])? == kind::HOLDS;
    let list = get("evidence", within)?;
    let help = "write [{\"kind\": \"distinct-posteriors\", \"coalition\": [\"1\"]}]";
    let list = list.expect_array(source, "the evidence", help)?;
    let evidence = list.iter().map(|piece| evidence::read_evidence(references, piece)).collect::<Read<_>>()?;
    Ok(Certificate::Condition(ConditionCertificate { condition, holds, evidence }))
}
