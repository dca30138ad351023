//! `ambimech robust --type-space` and `--type-space-out`: conditions on one type space, and the type space of a failure.

use crate::argument::{Format, Robust};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::interim::render_interim_study;
use ambimech_io::render::{self, text::Page};
use ambimech_io::type_space::{read_type_space, render_type_space};
use ambimech_model::robust::{PayoffEnvironment, RobustStudy};
use ambimech_solve::robust::{SearchLimits, guard_interim, study_interim_watched, witness_space};
use std::path::Path;

/// Decides the interim conditions on the type space of a file.
pub fn run(
    options: &Robust,
    environment: &PayoffEnvironment,
    path: &Path,
    limits: &SearchLimits,
) -> Result<Outcome, Failure> {
    let file = read_type_space(path, environment)?;
    let types = &file.types;
    if let Err(why) = guard_interim(environment, types, options.concept, limits) {
        match options.printing.format {
            Format::Text => output::answer(&render::text::render_interim_too_large(&why)),
            Format::Json => output::answer_json(&render::json::interim_too_large_value(options.concept, &why)),
        }
        if options.certificate.is_some() {
            output::remark(super::robust::NO_CERTIFICATE);
        }
        return Ok(Outcome::Undecided);
    }
    let (found, _) = progress::through(|announce| {
        announce("looking for objections");
        let about = (types, file.deception.as_ref());
        let mut told = 0;
        study_interim_watched(environment, about, options.concept, limits, &mut |progress| {
            let percent =
                (u128::from(progress.done) * 100).checked_div(u128::from(progress.all)).unwrap_or_default();
            if percent > told {
                told = percent;
                announce(&format!("looking for objections, {percent}% of the deceptions"));
            }
        })
    });
    if let Some(path) = &options.certificate {
        output::write_file(path, &render_interim_study(environment, types, &found))?;
    }
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_interim(environment, types, &found, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::interim_value(environment, types, &found)),
    }
    Ok(match found.holds() {
        Some(true) => Outcome::Holds,
        Some(false) => Outcome::Fails,
        None => Outcome::Undecided,
    })
}

/// Writes the type space in which a failure shows; whether there is one.
pub fn write(environment: &PayoffEnvironment, found: &RobustStudy, path: &Path) -> Result<bool, Failure> {
    let Some((types, deception)) = witness_space(environment, found) else { return Ok(false) };
    output::write_file(path, &render_type_space(environment, &types, deception.as_ref()))?;
    Ok(true)
}
