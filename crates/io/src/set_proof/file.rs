//! What all these files have in common: a format, the digest of an environment, and a seal around something.

use crate::belief_verdict::EvidenceReader;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::json_writer::{JsonWriter, Layout};
use crate::reference::References;
use crate::render::sentence::scenario::state_label;
use crate::seal::sealed;
use crate::source::Source;
use ambimech_model::belief_set::Distribution;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};

/// The formats this version reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetProofFormat {
    /// A proof by cases.
    Cases,
    /// Verdicts about conditions.
    Conditions,
    /// Least amounts of ambiguity against pure reports.
    Ambiguity,
    /// Least amounts of ambiguity against mixed reports.
    MixedAmbiguity,
    /// Devices.
    Device,
}

impl SetProofFormat {
    /// All of them.
    pub const ALL: [SetProofFormat; 5] = [
        SetProofFormat::Cases,
        SetProofFormat::Conditions,
        SetProofFormat::Ambiguity,
        SetProofFormat::MixedAmbiguity,
        SetProofFormat::Device,
    ];

    /// The word in the file.
    pub fn name(self) -> &'static str {
        match self {
            SetProofFormat::Cases => "ambimech-cases/1",
            SetProofFormat::Conditions => "ambimech-set-conditions/1",
            SetProofFormat::Ambiguity => "ambimech-ambiguity/1",
            SetProofFormat::MixedAmbiguity => "ambimech-mixed-ambiguity/1",
            SetProofFormat::Device => "ambimech-device/1",
        }
    }

    /// Whether it is about an environment with one belief of every type, and not about sets.
    pub fn is_about_one_belief(self) -> bool {
        match self {
            SetProofFormat::Cases | SetProofFormat::Conditions => false,
            SetProofFormat::Ambiguity | SetProofFormat::MixedAmbiguity | SetProofFormat::Device => true,
        }
    }

    /// The format that a text seems to have: for deciding how to read it, before it is read.
    pub fn of_text(text: &str) -> Option<SetProofFormat> {
        SetProofFormat::ALL.into_iter().find(|format| {
            let (word, _) = format.name().split_once('/').unwrap_or((format.name(), ""));
            text.contains(&format!("\"{word}/"))
        })
    }
}

/// What a file states about itself, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetProofText<T> {
    /// The digest of the environment, as stated.
    pub environment: Option<String>,
    /// What it holds.
    pub content: T,
    /// The seal, as stated.
    pub seal: Option<String>,
}

/// Writes the content of a file between its head and its seal.
pub(super) type Body<'b> = &'b dyn Fn(&mut JsonWriter<'_>);

/// The file as a text, with its seal.
pub(super) fn render(format: SetProofFormat, digest: &str, body: Body<'_>) -> String {
    let seal = seal(format, digest, body);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), format, digest, body, Some(&seal));
    text
}

/// The seal that a file with this content has.
pub(super) fn seal(format: SetProofFormat, digest: &str, body: Body<'_>) -> String {
    sealed(|sink| write(sink, format, digest, body, None))
}

fn write(sink: &mut dyn FnMut(&str), format: SetProofFormat, digest: &str, body: Body<'_>, seal: Option<&str>) {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", format.name());
    json.entry("environment", digest);
    body(&mut json);
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.finish();
}

/// The texts under `environment` and `seal`.
pub(super) fn stated(source: Source<'_>, top: &Table<'_>) -> Read<(Option<String>, Option<String>)> {
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    Ok((text("environment", "the digest of the environment")?, text("seal", "the seal")?))
}

/// What stands by type in a file, one for each type of an agent: `what` is `number` or `belief`.
pub(super) fn of_types<'t, T>(
    source: Source<'t>,
    node: &Node<'t>,
    names: &[String],
    (what, help): (&str, &str),
    read: impl Fn(&Node<'t>) -> Read<T>,
) -> Read<Vec<T>> {
    let (within, help) = (format!("{what}s by type"), format!("write one {what} for each type, as in {help}"));
    let table = node.expect_table(source, &within, &help)?;
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    table.check_keys(source, &within, &known)?;
    let one = |name: &String| match table.get(name) {
        Some(entry) => read(&entry.value),
        None => Err(Box::new(
            Diagnostic::at(source, node.span, format!("type `{name}` has no {what}"))
                .found("no entry for it")
                .expected(format!("one {what} for each type of the agent"))
                .help(help.clone()),
        )),
    };
    names.iter().map(one).collect()
}

/// Writes a belief by the names of the others' types; those of probability 0 are left out.
pub(super) fn write_belief(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    agent: AgentId,
    belief: &Distribution,
) {
    json.open_object(Layout::Line);
    for (state, share) in belief.probabilities().iter().enumerate().filter(|(_, share)| !share.is_zero()) {
        json.key(&state_label(environment, agent, JointTypeId(state)));
        json.number(share);
    }
    json.close();
}

/// Reads what files about beliefs hold, where no rule is named.
pub(super) fn belief_reader<'t>(source: Source<'t>, environment: &Environment) -> EvidenceReader<'t> {
    let none: [&str; 0] = [];
    EvidenceReader { references: References::new(source, environment), rules: none.into_iter().collect() }
}

/// Writes types by name.
pub(super) fn write_types(
    json: &mut JsonWriter<'_>,
    key: &str,
    types: &[TypeId],
    name: impl Fn(TypeId) -> String,
) {
    json.key(key);
    json.open_array(Layout::Line);
    types.iter().for_each(|own| json.string(&name(*own)));
    json.close();
}
