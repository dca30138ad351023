//! `ambimech conditions` for priors in factored form: what is decided from the factors, without the table of the profiles.

use crate::argument::{Conditions, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::read_factored_environment;
use ambimech_io::factored::render_factored_certificates;
use ambimech_io::render::{self, text::Page};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::factored::{FACTORED_CONDITIONS, FactoredCertificate, FactoredEnvironment};
use ambimech_solve::factored::decide_factored;

/// The environment, when its prior is in factored form and every condition asked for is decided from factors.
pub fn read(options: &Conditions) -> Result<Option<FactoredEnvironment>, Failure> {
    if options.table || options.names.iter().any(|name| !FACTORED_CONDITIONS.contains(name)) {
        return Ok(None);
    }
    let settings = &options.parameters.settings;
    Ok(if supervision::is_on() {
        supervision::read_alone(&options.environment, |text| text.read_factored(settings))?
    } else {
        read_factored_environment(&options.environment, settings)?
    })
}

/// Runs the command.
pub fn run(options: &Conditions, environment: &FactoredEnvironment) -> Result<Outcome, Failure> {
    if options.programs.is_some() {
        return Err(Failure::Usage(
            "linear programs are written from the table of the prior\n  = found: --programs with a prior in factored form\n  = expected: --programs with --table\n  = help: add --table, or leave --programs out".to_string(),
        ));
    }
    let all = options.names.is_empty();
    let names = if all { FACTORED_CONDITIONS.to_vec() } else { options.names.clone() };
    let answers: Vec<(Condition, Verdict<FactoredCertificate>)> = progress::during("deciding conditions", || {
        names.iter().map(|name| (*name, decide_factored(environment, *name))).collect()
    });
    if let Some(path) = &options.out {
        let settled = answers.iter().filter_map(|(_, verdict)| verdict.certificate()).cloned();
        let certificates: Vec<FactoredCertificate> = settled.collect();
        if certificates.is_empty() {
            output::remark(&format!("{}: nothing is proved, so no file was written", path.display()));
        } else {
            output::write_file(path, &render_factored_certificates(environment, &certificates))?;
        }
    }
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_factored_conditions(environment, &answers, all, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::factored_conditions_value(environment, &answers)),
    }
    Ok(Outcome::of_words(answers.iter().map(|(_, answer)| answer.word())))
}
