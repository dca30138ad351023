//! The file of an answer: the certified mechanism, or the certificate that there is none.

use crate::certificate::render_certificates;
use crate::environment::environment_digest;
use crate::mechanism::render_mechanism;
use ambimech_model::certificate::Certificate;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;

/// Numbers up to which rules are stored as tables when nothing else is wanted.
const MOST_STORED_NUMBERS: usize = 100_000;

/// How transfer rules are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Store {
    /// As tables while they are short, in closed form beyond.
    #[default]
    Auto,
    /// As tables.
    Tables,
    /// In closed form where there is one.
    ClosedForm,
}

/// The mechanism file of a design, or the certificate that there is none; `None` when the question is undecided.
pub fn render_answer_file(environment: &Environment, answer: &DesignAnswer, store: Store) -> Option<String> {
    let digest = environment_digest(environment);
    match answer {
        DesignAnswer::Done(design) => {
            let stored = stored(environment, &design.mechanism, store);
            Some(render_mechanism(environment, &digest, &stored, Some(&design.certificate)))
        }
        DesignAnswer::Infeasible(certificate) => {
            let certificates = [Certificate::Impossibility(certificate.clone())];
            Some(render_certificates(environment, &digest, &certificates))
        }
        DesignAnswer::Undecided { .. } => None,
    }
}

/// The mechanism as it is stored: written out unless that is long or not wanted.
fn stored(environment: &Environment, mechanism: &Mechanism, store: Store) -> Mechanism {
    let per_rule = environment.space().size().checked_mul(environment.agent_count());
    let rules = mechanism.rule_count(environment);
    let numbers = rules.zip(per_rule).and_then(|(rules, per_rule)| rules.checked_mul(per_rule));
    let short = numbers.is_some_and(|numbers| numbers <= MOST_STORED_NUMBERS);
    let written_out = match store {
        Store::ClosedForm => None,
        Store::Tables => mechanism.written_out(environment),
        Store::Auto => short.then(|| mechanism.written_out(environment)).flatten(),
    };
    written_out.unwrap_or_else(|| mechanism.clone())
}
