//! `ambimech robust`: full implementation in every type space, against single agents or coalitions.

use crate::argument::{Format, Robust};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{self, text::Page};
use ambimech_io::robust::render_robust_findings;
use ambimech_model::robust::{Implementable, MonotonicityOpen};
use ambimech_solve::robust::{SearchLimits, guard, scope_of, study_robust_watched};

/// Coalitions are counted one by one.
const MAX_AGENTS: usize = 16;

/// Said beside an answer without a type space in which a failure shows.
const NO_TYPE_SPACE: &str = "\nNo type space was written: one shows incentives that fail, or a deception that stands by beliefs of single agents.\n";

/// Said when a certificate was asked for and the question was too large.
pub(super) const NO_CERTIFICATE: &str = "no certificate written: nothing was decided";

/// Runs the command.
pub fn run(options: &Robust) -> Result<Outcome, Failure> {
    let environment = options.read()?;
    if environment.agent_count() > MAX_AGENTS {
        return Err(Failure::Usage(format!(
            "{} has {} agents\n  = expected: at most {MAX_AGENTS}, because coalitions are looked at one by one",
            options.environment.display(),
            environment.agent_count()
        )));
    }
    let limits = SearchLimits {
        programs: u128::from(options.limit),
        branches: usize::try_from(options.branches).unwrap_or(usize::MAX),
        symmetries: true,
    };
    if let Some(path) = &options.type_space {
        return super::robust_interim::run(options, &environment, path, &limits);
    }
    let scope = scope_of(&environment, options.concept);
    if let Err(MonotonicityOpen::TooLarge(size, _)) = guard(&environment, &scope, &limits) {
        let value = render::json::robust_too_large_value(options.concept, size, limits.programs);
        if let Some(path) = &options.out {
            output::write_file(path, &render::json::render_json(&value))?;
        }
        match options.printing.format {
            Format::Text => {
                output::answer(&render::text::render_robust_too_large(options.concept, size, limits.programs));
            }
            Format::Json => output::answer_json(&value),
        }
        if options.certificate.is_some() {
            output::remark(NO_CERTIFICATE);
        }
        return Ok(Outcome::Undecided);
    }
    let found = progress::through(|announce| {
        announce("looking for objections");
        study_robust_watched(&environment, options.concept, &limits, &mut |progress| {
            if let Some(percent) = (progress.done * 100).checked_div(progress.all) {
                announce(&format!("looking for objections, round {}, {percent}%", progress.round));
            }
        })
    });
    if let Some(path) = &options.out {
        let value = render::json::robust_value(&environment, &found);
        output::write_file(path, &render::json::render_json(&value))?;
    }
    if let Some(path) = &options.certificate {
        output::write_file(path, &render_robust_findings(&environment, options.concept, &found.findings()))?;
    }
    let has_type_space = match &options.type_space_out {
        Some(path) => super::robust_interim::write(&environment, &found, path)?,
        None => true,
    };
    match options.printing.format {
        Format::Text => {
            let mut text = render::text::render_robust(&environment, &found, Page::default());
            if !has_type_space {
                text.push_str(NO_TYPE_SPACE);
            }
            output::answer(&text);
        }
        Format::Json => {
            output::answer_json(&render::json::robust_value(&environment, &found));
            if !has_type_space {
                output::remark(NO_TYPE_SPACE.trim());
            }
        }
    }
    Ok(match found.implementable {
        Implementable::Yes => Outcome::Holds,
        Implementable::NotIncentiveCompatible | Implementable::DeceptionStands => Outcome::Fails,
        Implementable::Open(_) => Outcome::Undecided,
    })
}
