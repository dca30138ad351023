//! `ambimech auction`: an auction with continuous signals: its conditions, the least ambiguity that is enough, its full-insurance scheme.

use crate::argument::{Auction, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::AnyAuction;
use ambimech_io::auction_verdict::{AuctionAnswer, render_auction_answer, render_auction_verdicts};
use ambimech_io::render::{self, text::Page};
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_solve::auction::{study_auction, study_general_auction};
use std::path::Path;

/// What the file of the answer is.
#[derive(Debug, Clone, Copy)]
pub(super) enum File {
    Csv,
    Svg,
}

/// By the ending of the name.
pub(super) fn file_of(path: &Path) -> Result<File, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Ok(File::Csv),
        Some("svg") => Ok(File::Svg),
        _ => Err(Failure::Usage(format!(
            "--out {} has no ending that says what to write\n  = expected: .csv or .svg",
            path.display()
        ))),
    }
}

/// Writes an answer with its proof, if that is wanted, and says so.
pub(super) fn write_certificate(
    options: &Auction,
    auction: &ambimech_model::auction::Auction,
    answer: impl FnOnce() -> AuctionAnswer,
) -> Result<String, Failure> {
    let Some(path) = &options.certificate else { return Ok(String::new()) };
    let answer = answer();
    if answer.is_empty() {
        output::remark(&format!("{}: nothing is proved, so no file was written", path.display()));
        return Ok(String::new());
    }
    output::write_file(path, &render_auction_answer(auction, &answer))?;
    Ok(format!("\n{}\n", render::text::auction_answer_line(&path.display().to_string())))
}

/// Runs the command.
pub fn run(options: &Auction) -> Result<Outcome, Failure> {
    if let Some(family) = options.least {
        return super::auction_least::run(options, family);
    }
    if options.scheme {
        return super::auction_scheme::run(options);
    }
    if let Some(parts) = &options.discretise {
        return super::auction_grid::run(options, parts);
    }
    if let Some(component) = &options.device {
        return super::auction_device::run(options, component);
    }
    if let (Some(out), Some(_)) = (&options.out, &options.certificate) {
        return Err(Failure::Usage(format!(
            "--certificate and --out {} ask for two things\n  = help: write the page without --certificate, and the verdicts without --out",
            out.display()
        )));
    }
    if let Some(path) = &options.out {
        return super::auction_html::run(options, path);
    }
    let read = options.read_any()?;
    let (auction, study) = progress::during("deciding conditions of the auction", || match &read {
        AnyAuction::Polynomial(auction) => (auction, study_auction(auction)),
        AnyAuction::General(general) => (general.frame(), study_general_auction(general)),
    });
    let mut written = String::new();
    if let Some(path) = &options.certificate {
        output::write_file(path, &render_auction_verdicts(&read, &study.findings))?;
        written = format!("\n{}\n", render::text::auction_verdicts_line(&path.display().to_string()));
    }
    match options.printing.format {
        Format::Text => {
            let answer = render::text::render_auction(auction, &study, Page::default());
            output::answer(&format!("{answer}{written}"));
        }
        Format::Json => output::answer_json(&render::json::auction_value(auction, &study)),
    }
    Ok(outcome_of(study.conclusion))
}

/// What the exit code says about a conclusion.
pub(super) fn outcome_of(conclusion: EfficientRule) -> Outcome {
    match conclusion {
        EfficientRule::ByLinearity | EfficientRule::ByComonotonicity => Outcome::Holds,
        EfficientRule::NotWithoutAmbiguity => Outcome::Fails,
        EfficientRule::OutsideAssumptions
        | EfficientRule::NotDifferentiable
        | EfficientRule::AmbiguityOpen
        | EfficientRule::NoTheorem => Outcome::Undecided,
    }
}
