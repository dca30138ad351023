//! `ambimech collude`: a profitable side contract of a coalition, or the proof that there is none.

use super::verify::warn_if_foreign;
use crate::argument::{Collude, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::collusion::{Excluded, mechanism_digest, render_contract, render_exclusions};
use ambimech_io::render::{self, text::Page};
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::Collusion;
use ambimech_model::environment::Environment;
use ambimech_solve::collusion::find_collusion;

/// Runs the command.
pub fn run(options: &Collude) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let file = ambimech_io::mechanism::read_mechanism(&options.mechanism, &environment)?;
    warn_if_foreign(&environment, file.environment.as_deref());
    let mechanism = file.mechanism;
    let coalition = match &options.coalition {
        Some(text) => Some(coalition_named(&environment, text)?),
        None => None,
    };
    let answer = progress::during("looking for a side contract", || {
        find_collusion(&environment, &mechanism, coalition, options.voluntary)
    });
    if let Some(path) = options.out.as_ref().filter(|_| !matches!(answer, Collusion::Undecided(_))) {
        let environment_digest = ambimech_io::environment_digest(&environment);
        let of_mechanism = mechanism_digest(&environment, &mechanism).unwrap_or_default();
        let digests = (environment_digest.as_str(), of_mechanism.as_str());
        let text = match &answer {
            Collusion::Found(found) => {
                let certificate = Some(&found.study.certificate);
                render_contract(&environment, &mechanism, digests, &found.contract, certificate)
            }
            Collusion::Excluded(exclusions) => {
                let (voluntary, exclusions) = (options.voluntary, exclusions.clone());
                let excluded = Excluded { coalition, voluntary, exclusions };
                render_exclusions(&environment, &mechanism, digests, &excluded)
            }
            Collusion::Undecided(_) => String::new(),
        };
        output::write_file(path, &text)?;
    }
    let asked = (coalition, options.voluntary);
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_collusion(&environment, &mechanism, asked, &answer, page));
        }
        Format::Json => {
            output::answer_json(&render::json::collusion_value(&environment, &mechanism, asked, &answer));
        }
    }
    Ok(match answer {
        Collusion::Found(_) => Outcome::Holds,
        Collusion::Excluded(_) => Outcome::Fails,
        Collusion::Undecided(_) => Outcome::Undecided,
    })
}

/// The coalition with these members, which may stand in any order.
fn coalition_named(environment: &Environment, text: &str) -> Result<Coalition, Failure> {
    let mut coalition = Coalition::EMPTY;
    for name in text.split([' ', ',']).filter(|name| !name.is_empty()) {
        let agent = environment.find_agent(name).ok_or_else(|| Failure::Unknown {
            what: "agent",
            name: name.to_string(),
            known: environment.agents().iter().map(|agent| agent.name.clone()).collect(),
        })?;
        coalition = coalition.with(agent);
    }
    if coalition.is_empty() {
        return Err(Failure::Usage(
            "a coalition has at least one member\n  = help: --coalition \"1 2\", or leave it out".to_string(),
        ));
    }
    Ok(coalition)
}
