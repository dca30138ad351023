//! `ambimech serve`: the local web page.

use crate::argument::Serve;
use crate::example;
use crate::outcome::{Failure, Outcome};
use crate::output;
use ambimech_io::Format;
use ambimech_page::{Example, Opened, Settings, serve};
use std::time::Duration;

/// Runs the command: until it is interrupted.
pub fn run(options: &Serve) -> Result<Outcome, Failure> {
    let opened = match &options.environment {
        None => None,
        Some(path) => {
            let format = Format::of_path(path);
            let text = ambimech_io::source::read_text(path, format.max_line())?;
            Some(Opened { text, format })
        }
    };
    let program = std::env::current_exe()
        .map_err(|error| Failure::Usage(format!("this program cannot find its own file: {error}")))?;
    let examples = example::ALL.iter().map(|example| Example {
        name: example.name,
        title: example.title(),
        environment: example.environment(),
    });
    let settings = Settings {
        address: options.address,
        port: options.port,
        program,
        time_limit: Duration::from_secs(options.time_limit),
        memory_limit: options.memory_limit.saturating_mul(1 << 20),
        body_limit: options.body_limit.saturating_mul(1 << 20),
        jobs_at_once: options.jobs,
        examples: examples.collect(),
        opened,
        version: env!("CARGO_PKG_VERSION"),
    };
    serve(settings, &mut |place| {
        if !place.ip().is_loopback() {
            output::remark(&format!(
                "warning: other machines can reach this page at {place}: whoever does can read what is open on it and let this \
                 machine compute\n  = help: leave --address out to keep it to this machine"
            ));
        }
        output::answer(&format!("listening on http://{place}/"));
    })
    .map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(Outcome::Holds)
}
