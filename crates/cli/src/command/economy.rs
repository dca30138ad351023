//! `ambimech economy`: an exchange economy with maximin preferences: efficient allocations, the core, the value.

use crate::argument::{Economy as Options, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::economy::{economy_digest, read_allocation, read_economy, render_economy_answer};
use ambimech_io::render::{self, EconomyAnswer, EconomyReport, EconomySubject, text::Page};
use ambimech_model::economy::{Economy, EconomyCertificate, EconomyQuestion};
use ambimech_solve::economy::{
    TypeWeights, decide_allocation, double_implementation, equal_weights, find_allocation, frontier_points,
};

/// Runs the command.
pub fn run(options: &Options) -> Result<Outcome, Failure> {
    let economy = read_economy(&options.economy)?;
    let weights = weights(options, &economy)?;
    let given = options.check.as_ref().map(|path| read_allocation(path, &economy)).transpose()?;
    let answers = progress::during("looking at the economy", || {
        let one = |question: EconomyQuestion| match &given {
            Some(file) => {
                let verdict = decide_allocation(&economy, &file.allocation, question, file.weights.as_deref());
                EconomyAnswer { question, verdict, set: None }
            }
            None => {
                let verdict = find_allocation(&economy, question, &weights);
                let set = Some(double_implementation(&economy, question, &verdict));
                EconomyAnswer { question, verdict, set }
            }
        };
        asked(options).into_iter().map(one).collect::<Vec<EconomyAnswer>>()
    });
    let subject = if given.is_some() { EconomySubject::Given } else { EconomySubject::Sought };
    let mut report = EconomyReport { economy: &economy, subject, answers, frontiers: Vec::new() };
    let mut written = String::new();
    if let Some(path) = &options.out {
        let certificates: Vec<EconomyCertificate> =
            report.answers.iter().filter_map(|answer| answer.verdict.certificate().cloned()).collect();
        if !certificates.is_empty() {
            output::write_file(path, &render_economy_answer(&economy, &certificates))?;
            written.push_str(&render::text::written_line(certificates.len(), &path.display().to_string()));
        }
    }
    if let Some(path) = &options.report {
        report.frontiers = frontiers(&economy);
        let page =
            render::html::render_economy_html(&report, &economy_digest(&economy), env!("CARGO_PKG_VERSION"));
        output::write_file(path, &page)?;
    }
    match options.printing.format {
        Format::Text => {
            output::answer(&format!("{}{written}", render::text::render_economy(&report, Page::default())));
        }
        Format::Json => output::answer_json(&render::json::economy_value(&report)),
    }
    Ok(match report.word() {
        "holds" => Outcome::Holds,
        "fails" => Outcome::Fails,
        _ => Outcome::Undecided,
    })
}

/// The questions that were named, all when none was.
fn asked(options: &Options) -> Vec<EconomyQuestion> {
    let named = |question: EconomyQuestion| match question {
        EconomyQuestion::Efficient => options.efficient,
        EconomyQuestion::Core => options.core,
        EconomyQuestion::Value => options.value,
    };
    if EconomyQuestion::ALL.into_iter().any(named) {
        EconomyQuestion::ALL.into_iter().filter(|question| named(*question)).collect()
    } else {
        EconomyQuestion::ALL.to_vec()
    }
}

/// Weights of types: those of their agents.
fn weights(options: &Options, economy: &Economy) -> Result<TypeWeights, Failure> {
    let mut weights = equal_weights(economy);
    for (name, weight) in &options.weights {
        let place = economy.traders().iter().position(|trader| trader.name == *name);
        let place = place.ok_or_else(|| Failure::Unknown {
            what: "agent",
            name: name.clone(),
            known: economy.traders().iter().map(|trader| trader.name.clone()).collect(),
        })?;
        weights[place].fill(weight.clone());
    }
    Ok(weights)
}

/// The frontier at each profile, for two agents.
fn frontiers(
    economy: &Economy,
) -> Vec<(ambimech_model::index::ProfileId, Vec<[ambimech_model::number::Rational; 2]>)> {
    let space = economy.space();
    if space.agent_count() != 2 {
        return Vec::new();
    }
    let of = |profile| {
        let types = space.types_of(profile);
        let types = <[ambimech_model::index::TypeId; 2]>::try_from(types).ok()?;
        Some((profile, frontier_points(economy, types)))
    };
    space.profiles().filter_map(of).collect()
}
