//! What the verdicts about conditions rest on, marked in pictures.

use super::element::{Page, badge, escaped, prose};
use crate::render::report::Report;
use crate::render::sentence::as_sentence;
use crate::render::sentence::belief_condition::imitated_distribution;
use crate::render::sentence::condition::evidence;
use crate::render::svg::{
    BeliefMark, Picture, render_groups, render_imitation, render_marked_posteriors, render_payments,
    render_profile, render_strategy, render_surplus,
};
use ambimech_model::certificate::Evidence;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};

/// Witnesses that are drawn at most.
const MOST: usize = 12;
/// Strategies that are drawn at most.
const MOST_STRATEGIES: usize = 6;
/// Profiles beyond which payments are not drawn.
const LARGE: usize = 256;

/// One picture, or several that belong together, for each witness that can be drawn; one that serves several conditions is
/// drawn once.
pub(super) fn write(page: &mut Page, report: &Report<'_>) {
    let mut drawn: Vec<(&Evidence, Vec<(Condition, &'static str)>)> = Vec::new();
    for (condition, verdict) in &report.conditions {
        let (Verdict::Holds(certificate) | Verdict::Fails(certificate)) = verdict else { continue };
        for piece in certificate.evidence.iter().filter(|piece| can_be_drawn(report.environment, piece)) {
            match drawn.iter_mut().find(|(known, _)| *known == piece) {
                Some((_, conditions)) => conditions.push((*condition, verdict.word())),
                None => drawn.push((piece, vec![(*condition, verdict.word())])),
            }
        }
    }
    let mut figures = String::new();
    for (place, (piece, conditions)) in drawn.iter().take(MOST).enumerate() {
        let pictures = pictures(report.environment, piece, &format!("witness-{place}"));
        if pictures.is_empty() {
            continue;
        }
        let svgs: Vec<&str> = pictures.iter().map(|picture| picture.svg.as_str()).collect();
        let names: Vec<String> = conditions
            .iter()
            .map(|(condition, word)| format!("{} {}", badge(word), escaped(condition.name())))
            .collect();
        let notes: String =
            pictures.iter().filter(|p| !p.note.is_empty()).map(|p| format!(" {}", p.note)).collect();
        figures.push_str(&format!(
            "<figure>\n<div class=\"figures\">\n{}\n</div>\n<figcaption>{}: {}{}</figcaption>\n</figure>\n",
            svgs.join("\n"),
            names.join(", "),
            prose(&as_sentence(&evidence(report.environment, piece))),
            prose(&notes)
        ));
    }
    if !figures.is_empty() {
        page.heading("The reasons in pictures");
        page.paragraph("Rings and double frames mark what a verdict rests on.");
        page.raw(&format!("<div class=\"figures reasons\">\n{figures}</div>\n"));
        if drawn.len() > MOST {
            page.paragraph(&format!("Drawn: {MOST} of {} reasons.", drawn.len()));
        }
    }
}

fn can_be_drawn(environment: &Environment, piece: &Evidence) -> bool {
    let is_small = environment.space().size() <= LARGE;
    match piece {
        Evidence::EqualPosteriors { .. }
        | Evidence::MixedBelief { .. }
        | Evidence::BetterOutcome { .. }
        | Evidence::ComplementaryCoalitions { .. } => true,
        // The same two types the other way round look the same.
        Evidence::BeliefsMixed { truth, report, .. } => truth < report,
        Evidence::LeastProbability { probability, .. } => probability.is_zero(),
        Evidence::IdentifyingTransfers { payments } | Evidence::TruthfulTransfers { payments } => {
            is_small && payments.iter().any(|(_, row)| row.iter().any(|payment| !payment.is_zero()))
        }
        Evidence::ImitatedDistribution { .. }
        | Evidence::ImitatingStrategies { .. }
        | Evidence::AgreedBet { .. } => is_small,
        _ => false,
    }
}

fn pictures(environment: &Environment, piece: &Evidence, id: &str) -> Vec<Picture> {
    let beliefs = |coalition: Coalition, mark: BeliefMark| {
        render_marked_posteriors(environment, coalition, Some(&mark), id).into_iter().collect()
    };
    let joint = |own: &TypeId| JointTypeId(own.0);
    let single = |agent: &AgentId| Coalition::single(*agent);
    let prior = environment.common_prior();
    match piece {
        Evidence::EqualPosteriors { coalition, first, second } => {
            beliefs(*coalition, BeliefMark::Circled(vec![*first, *second]))
        }
        Evidence::MixedBelief { agent, own, weights } => {
            let from = weights.iter().map(|(other, _)| joint(other)).collect();
            beliefs(single(agent), BeliefMark::Mixture { of: joint(own), from })
        }
        Evidence::BeliefsMixed { agent, truth, report, .. } => {
            beliefs(single(agent), BeliefMark::Circled(vec![joint(truth), joint(report)]))
        }
        Evidence::BetterOutcome { profile, outcome, .. } => {
            vec![render_surplus(environment, *profile, *outcome, id)]
        }
        Evidence::ComplementaryCoalitions { coalition } => vec![render_groups(environment, *coalition, id)],
        Evidence::LeastProbability { profile, .. } => {
            prior.map(|prior| render_profile(environment, prior, *profile, id)).unwrap_or_default()
        }
        Evidence::ImitatedDistribution { mixtures } => prior
            .map(|prior| render_imitation(environment, prior, &imitated_distribution(environment, mixtures), id))
            .unwrap_or_default(),
        Evidence::ImitatingStrategies { strategies, .. } => strategies
            .iter()
            .take(MOST_STRATEGIES)
            .enumerate()
            .map(|(place, strategy)| render_strategy(environment, strategy, &format!("{id}-{place}")))
            .collect(),
        Evidence::AgreedBet { payments } => {
            render_payments(environment, "The bet", payments, id).into_iter().collect()
        }
        Evidence::IdentifyingTransfers { payments } | Evidence::TruthfulTransfers { payments } => {
            render_payments(environment, "The payments", payments, id).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
