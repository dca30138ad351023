//! The parts of a message, of whichever mechanism, as text: a report, and then what is asked for.

use crate::suggestion::{listed, quoted};

/// What a text says, by places in the lists of names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words {
    pub(super) report: usize,
    pub(super) function: Option<usize>,
    pub(super) claim: u64,
    pub(super) number: u64,
    pub(super) reward: Option<usize>,
}

/// The names that a text may use.
pub(super) struct Names<'n> {
    pub(super) types: Vec<&'n str>,
    /// The functions of a social choice set; `None` where there are none to ask for.
    pub(super) functions: Option<Vec<&'n str>>,
    pub(super) rewards: Vec<&'n str>,
}

/// Reads the name of a type, then perhaps `function NAME`, `claim K`, `number N` and `reward NAME`, with commas between them.
///
/// # Errors
/// What was found and what was expected, in one line.
pub(super) fn read_words(text: &str, names: &Names<'_>) -> Result<Words, String> {
    let mut parts = text.split(',').map(str::trim);
    let name = parts.next().unwrap_or("");
    let report = place(&names.types, name).ok_or_else(|| {
        let known = listed(names.types.iter().copied());
        format!("found {} as report; expected one of {known}", quoted(name))
    })?;
    let mut words = Words { report, ..Words::default() };
    let (mut claimed, mut numbered) = (false, false);
    for part in parts {
        let (key, value) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        let value = value.trim();
        let integer = || {
            let read = value.parse::<u64>();
            read.map_err(|_| format!("found {} as {key}; expected an integer that is not negative", quoted(value)))
        };
        let named = |known: &[&str]| {
            place(known, value).ok_or_else(|| {
                format!("found {key} {}; expected one of {}", quoted(value), listed(known.iter().copied()))
            })
        };
        match (key, &names.functions) {
            ("claim", _) if !claimed => (words.claim, claimed) = (integer()?, true),
            ("number", _) if !numbered => (words.number, numbered) = (integer()?, true),
            ("function", Some(known)) if words.function.is_none() => words.function = Some(named(known)?),
            ("reward", _) if words.reward.is_none() => words.reward = Some(named(&names.rewards)?),
            (_, functions) => {
                let first = if functions.is_some() { "function NAME, " } else { "" };
                return Err(format!(
                    "found {}; expected {first}claim K, number N or reward NAME, each once, after the report",
                    quoted(part)
                ));
            }
        }
    }
    Ok(words)
}

fn place(known: &[&str], name: &str) -> Option<usize> {
    known.iter().position(|own| *own == name)
}
