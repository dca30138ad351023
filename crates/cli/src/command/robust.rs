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
        match options.printing.format {
            Format::Text => {
                output::answer(&render::text::render_robust_too_large(options.concept, size, limits.programs));
            }
            Format::Json => {
                output::answer_json(&render::json::robust_too_large_value(options.concept, size, limits.programs));
            }
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
    if let Some(path) = &options.type_space_out {
        super::robust_interim::write(&environment, &found, path)?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_robust(&environment, &found, Page::default())),
        Format::Json => output::answer_json(&render::json::robust_value(&environment, &found)),
    }
    Ok(match found.implementable {
        Implementable::Yes => Outcome::Holds,
        Implementable::NotIncentiveCompatible | Implementable::DeceptionStands => Outcome::Fails,
        Implementable::Open(_) => Outcome::Undecided,
    })
}
