//! `ambimech device`: messages that create enough ambiguity for full insurance.

use super::ambiguity::{refused, undecided};
use crate::argument::{Device, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::environment_digest;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::render::{self, text::Page};
use ambimech_io::set_proof::render_device_file;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{AgentDevice, RULE_NAME};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use ambimech_solve::implementability::design_device;

/// Runs the command.
pub fn run(options: &Device) -> Result<Outcome, Failure> {
    if options.certificate.is_some() && options.certificate == options.out {
        let message = "--out and --certificate name the same file\n  = expected: a file for the mechanism and another for the devices";
        return Err(Failure::Usage(message.to_string()));
    }
    let environment = options.parameters.read(&options.environment)?;
    let found = progress::during("looking for messages", || design_device(&environment));
    let devices = match found.map_err(|error| refused(&environment, &error))? {
        Ok(devices) => devices,
        Err(open) => return Ok(undecided(&environment, options.printing.format, &open)),
    };
    let rewards: Option<Vec<&Vec<Rational>>> = devices.iter().map(rewards_of).collect();
    let mut files = Vec::new();
    if let (Some(path), Some(rewards)) = (&options.out, &rewards) {
        let digest = environment_digest(&environment);
        let text = render_mechanism(&environment, &digest, &played(&environment, rewards), None);
        files.push((path.as_path(), text));
    }
    if let (Some(path), Some(text)) = (&options.certificate, render_device_file(&environment, &devices)) {
        files.push((path.as_path(), text));
    }
    output::write_files(&files)?;
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_devices(&environment, &devices, Page::default())),
        Format::Json => output::answer_json(&render::json::devices_value(&environment, &devices)),
    }
    Ok(match rewards {
        Some(_) => Outcome::Holds,
        None if devices.iter().any(|device| matches!(device, AgentDevice::Never { .. })) => Outcome::Fails,
        None => Outcome::Undecided,
    })
}

fn rewards_of(device: &AgentDevice) -> Option<&Vec<Rational>> {
    match device {
        AgentDevice::Enough { rewards, .. } => Some(rewards),
        _ => None,
    }
}

/// t_i(θ) = U_i(θ_i) − u_i(q(θ), θ).
fn played(environment: &Environment, rewards: &[&Vec<Rational>]) -> Mechanism {
    let space = environment.space();
    let table = TransferTable::from_fn(space, |agent, profile| {
        let reward = &rewards[agent.0][space.type_of(profile, agent).0];
        reward - environment.payoff(agent, environment.allocation(profile), profile)
    });
    let rule = NamedRule { name: RULE_NAME.to_string(), table };
    Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(vec![rule]) }
}
