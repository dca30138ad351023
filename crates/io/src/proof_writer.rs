//! Parts that proofs in files have in common: a frame with a seal around a list of findings, and coalitions, types, profiles, lotteries
//! and numbers within it. [`crate::reference::References`] reads them.

use crate::json_writer::{JsonWriter, Layout};
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;

/// Writes a file of findings: the entries of `head`, the list `findings` as `write` fills it, and the seal if there is one.
pub(crate) fn write_findings<'s>(
    sink: &'s mut dyn FnMut(&str),
    head: &[(&str, &str)],
    seal: Option<&str>,
    write: impl FnOnce(JsonWriter<'s>) -> JsonWriter<'s>,
) {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    head.iter().for_each(|(key, text)| json.entry(key, text));
    json.key("findings");
    json.open_array(Layout::Lines);
    let mut json = write(json);
    json.close();
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.finish();
}

/// Writes proofs about the agents, types and outcomes of one environment.
pub(crate) struct ProofWriter<'s> {
    pub json: JsonWriter<'s>,
    pub frame: &'s Environment,
}

impl ProofWriter<'_> {
    /// The members by name.
    pub fn coalition(&mut self, key: &str, coalition: Coalition) {
        self.json.key(key);
        let members = name::members(self.frame, coalition);
        self.json.strings(members.iter().map(String::as_str));
    }

    /// The types of a coalition's members in agent order; none for nobody.
    pub fn types(&mut self, key: &str, coalition: Coalition, joint: JointTypeId) {
        self.json.key(key);
        self.json.strings(self.frame.joint_labels(coalition, joint));
    }

    /// A profile as `H H L`.
    pub fn profile(&mut self, key: &str, at: ProfileId) {
        self.json.entry(key, &self.frame.profile_label(at));
    }

    /// A list of numbers.
    pub fn numbers(&mut self, numbers: &[Rational]) {
        self.json.open_array(Layout::Line);
        numbers.iter().for_each(|number| self.json.number(number));
        self.json.close();
    }

    /// A number under a key.
    pub fn number(&mut self, key: &str, number: &Rational) {
        self.json.key(key);
        self.json.number(number);
    }

    /// Probabilities by outcome.
    pub fn lottery(&mut self, lottery: &Lottery) {
        self.json.open_object(Layout::Line);
        for (outcome, probability) in lottery.parts() {
            self.json.key(self.frame.outcome_name(*outcome));
            self.json.number(probability);
        }
        self.json.close();
    }
}
