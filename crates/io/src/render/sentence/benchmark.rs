//! The mechanisms of the literature in words, and why one is not to be had, in a few.

use super::excluded::out_of_reach;
use super::impossibility::headline;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::comparison::{Candidate, Compared};
use ambimech_model::design::{DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::property::MechanismKind;

/// What the mechanism does, and where it comes from.
pub fn benchmark(benchmark: Benchmark) -> (&'static str, &'static str) {
    match benchmark {
        Benchmark::Vcg => (
            "one rule: everybody receives the others' payoffs less the most that the others could have had, and so pays the \
             harm that it does to them",
            "Vickrey (1961), Clarke (1971), Groves (1973)",
        ),
        Benchmark::Agv => (
            "one rule: everybody receives what the others can expect from its report, and the others share the bill",
            "d'Aspremont and Gérard-Varet (1979), Arrow (1979)",
        ),
        Benchmark::CremerMcLean => (
            "one rule: everybody pays its whole payoff and is given a lottery that is fair under the belief of the type it \
             reports and bad under the beliefs of its other types",
            "Crémer and McLean (1988), Theorem 2",
        ),
        Benchmark::KosenokSeverinov => (
            "one rule: the base rule plus c times balanced payments that are worth 0 to every truthful type and at most −1 \
             after every misreport",
            "Kosenok and Severinov (2008), Theorem 1",
        ),
        Benchmark::Safronov => (
            "one rule: each agent pays each other agent what that one's report adds to its expected payoff, averaged over the \
             orders in which the agents may speak",
            "Safronov (2018), in the form derived here",
        ),
    }
}

/// The name of a mechanism in a comparison: `agv`, or `implement, one rule`.
pub fn candidate(candidate: &Candidate) -> String {
    match candidate {
        Candidate::Benchmark(benchmark) => benchmark.name().to_string(),
        Candidate::Designed { goal, mechanism: MechanismKind::Simple } => format!("{goal}, one rule"),
        Candidate::Designed { goal, mechanism: MechanismKind::Ambiguous } => format!("{goal}, several rules"),
    }
}

/// Why there is no such mechanism here, in a few words; `None` when there is one.
pub fn why_not(environment: &Environment, compared: &Compared) -> Option<String> {
    match &compared.answer {
        DesignAnswer::Done(_) => None,
        DesignAnswer::Infeasible(certificate) => {
            Some(format!("{} is out of reach: {}", out_of_reach(certificate), headline(environment, certificate)))
        }
        DesignAnswer::Undecided { obstacles, .. } => {
            let few: Vec<String> = obstacles.iter().map(in_few_words).collect();
            Some(few.join("; "))
        }
    }
}

fn in_few_words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::ConditionFails(certificate) => format!("{} fails", certificate.condition),
        Obstacle::ConditionUndecided(condition, _) => format!("{condition} is not settled"),
        Obstacle::DependentTypes { .. } => "types are not independent".to_string(),
        Obstacle::Lacks { answer, .. } => format!("it lacks {}", answer.claim.property.name()),
        Obstacle::NeedsCommonPrior => "no common prior".to_string(),
        Obstacle::SharedPosteriors(_) => "types that share a belief are tempted".to_string(),
        Obstacle::ZeroProbability(_) => "profiles of probability 0".to_string(),
        Obstacle::Participation { .. } => "somebody would stay out".to_string(),
        Obstacle::Unstopped { .. } => "a misreport cannot be stopped".to_string(),
        Obstacle::NoScale(_) | Obstacle::ScaleUnsettled => "attitudes to ambiguity".to_string(),
        Obstacle::AskForCic => "asked of cic only".to_string(),
        Obstacle::OtherAttitude(_) => "somebody does not look at the worst case alone".to_string(),
        Obstacle::NoConstruction => "no construction".to_string(),
        Obstacle::TooManyRules | Obstacle::TooManySteps(_) | Obstacle::ProgramTooLarge { .. } => {
            "too large to settle here".to_string()
        }
        Obstacle::ProgramTooLong { .. } => "takes too long to settle here".to_string(),
        Obstacle::CertificateRefused => "the checker refused its certificate".to_string(),
    }
}
