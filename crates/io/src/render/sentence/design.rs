//! How a mechanism was made, in words and with its source.

use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::benchmark::benchmark;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::design::{Construction, Design, DesignAnswer, PairScale};
use ambimech_model::environment::Environment;
use ambimech_model::number::{Rational, bit_length, is_dyadic};
use ambimech_model::transfer::base::Base;

/// The name of a construction in files and in the glossary.
pub fn construction_name(construction: Construction) -> &'static str {
    match construction {
        Construction::BaseAlone => "base-alone",
        Construction::TwoRules => "two-rules",
        Construction::AgentSideBets => "agent-side-bets",
        Construction::ResidualClaimant => "residual-claimant",
        Construction::CoalitionSideBets => "coalition-side-bets",
        Construction::SupportedSideBets => "supported-side-bets",
        Construction::OwnBeliefs => "own-beliefs",
        Construction::FewRules => "few-rules",
        Construction::SmallStakes => "small-stakes",
        Construction::Pairs(_) => "pairs",
        Construction::ExactProgram => "exact-program",
        Construction::Benchmark(benchmark) => benchmark.name(),
    }
}

/// `feasible`, `infeasible` or `undecided`.
pub fn decision_word(answer: &DesignAnswer) -> &'static str {
    match answer {
        DesignAnswer::Done(_) => "feasible",
        DesignAnswer::Infeasible(_) => "infeasible",
        DesignAnswer::Undecided { .. } => "undecided",
    }
}

/// What the construction does, and where it comes from.
pub fn construction(construction: Construction) -> (&'static str, &'static str) {
    match construction {
        Construction::BaseAlone => {
            ("one rule, the base rule alone: nobody gains from any misreport, so no ambiguity is needed", "")
        }
        Construction::TwoRules => (
            "two rules, the base rule plus and minus c times one side bet that is worth 0 to every truthful type and \
             something else than 0 after every misreport: whatever a type misreports, one of the two rules makes it pay",
            "Guo (2017), Theorems 5.1 and 5.2",
        ),
        Construction::AgentSideBets => (
            "one rule for every type of every agent, the base rule plus M times a side bet against that type: the bet is \
             worth 0 to every truthful type and less than 0 to this type after every misreport, mixtures included",
            "Guo (2017), Theorems 5.1 and 5.2, with the side bets of Guo (2021), Lemma 4, for single agents",
        ),
        Construction::ResidualClaimant => (
            "side bets keep all agents but one honest; that agent receives the others' whole payoff and so wants what is \
             efficient",
            "Guo (2017), Theorem 6.1",
        ),
        Construction::CoalitionSideBets => (
            "one rule for every coalition below the grand one and each of its type profiles, the base rule plus M times a \
             side bet against that type profile: the bet is worth 0 to every truthful coalition and less than 0 to this \
             one after every misreport, mixtures included",
            "Guo (2021), Theorem 1 and Lemma 4; Proposition 3 for full surplus",
        ),
        Construction::OwnBeliefs => (
            "one rule for every type that is tempted, each from a linear program: it balances the budget, leaves every \
             truthful type, by its own beliefs, at least what it is to expect, and stops this one",
            "Guo (2017), Theorems 6.2 and 6.3",
        ),
        Construction::SupportedSideBets => (
            "the base rule, and one more rule with a side bet against every tempted joint type of a coalition; bets are \
             placed at the profiles that occur, and reports that can only come from a lie are punished there",
            "theory of CPAM Lemma 4 without full support; MDAT Lemma A.1",
        ),
        Construction::FewRules => (
            "the base rule with one bet for every rule, or for every two, as few as a search found; every bet adds nothing to anybody's \
             value on path, and mixtures of the rules stop every type",
            "theory of CPAM Lemma 4 and Theorem 1",
        ),
        Construction::SmallStakes => (
            "few rules whose payments, base rule included, are those of a linear program that makes the stakes small; the rules, \
             mixed where there are several, stop every type",
            "theory of CPAM Lemma 4 and Theorem 1",
        ),
        Construction::Pairs(_) => (
            "rules in pairs, the base rule plus and minus M times a side bet: a misreport loses under one rule of a pair what it wins \
             under the other, and whoever fears the worse more than it hopes for the better does not lie",
            "Guo (2021), Corollary 1; Guo (2017), section 6.3",
        ),
        Construction::ExactProgram => (
            "a solution of the exact linear program for this allocation rule; types that are still tempted are held by side bets",
            "",
        ),
        Construction::Benchmark(known) => benchmark(known),
    }
}

/// The name of a base rule in files.
pub fn base_name(base: Base) -> &'static str {
    match base {
        Base::Zero => "zero",
        Base::EqualSplit => "equal-split",
        Base::Extraction => "extraction",
        Base::ResidualClaimant(_) => "residual-claimant",
        Base::LevelInterim => "level-interim",
        Base::LevelExtraction => "level-extraction",
    }
}

/// What the base rule does.
pub fn base(environment: &Environment, base: Base) -> String {
    match base {
        Base::Zero => "no payments".to_string(),
        Base::EqualSplit => {
            "equal split: at every profile payments leave everyone with the same share of the surplus".to_string()
        }
        Base::Extraction => "extraction: everyone pays its whole payoff to the designer".to_string(),
        Base::ResidualClaimant(agent) => format!(
            "residual claimant: everyone else pays its whole payoff to agent {}",
            name::agent(environment, agent)
        ),
        Base::LevelInterim => {
            "level interim: every type of every agent expects the same share of the expected surplus".to_string()
        }
        Base::LevelExtraction => {
            "level extraction: every type expects 0, and every profile brings in the expected surplus".to_string()
        }
    }
}

/// The scale, called c or M as in the construction's source, and in which sense it is the smallest; `None` without one.
pub fn scale(design: &Design) -> Option<String> {
    let scale = with_decimal(design.scale.as_ref()?);
    Some(match design.construction {
        Construction::TwoRules | Construction::Benchmark(Benchmark::KosenokSeverinov) => {
            format!("c = {scale}, the smallest that suffices for this side bet")
        }
        Construction::Pairs(PairScale::Smallest) => {
            format!("M = {scale}, the smallest that suffices for these side bets and attitudes")
        }
        Construction::Pairs(PairScale::Enclosed) => {
            format!(
                "M = {scale}, proved to suffice; the smallest for these side bets and attitudes is hardly less"
            )
        }
        Construction::ResidualClaimant => format!("{scale}, the smallest for this construction"),
        Construction::FewRules => format!("M = {scale}"),
        _ if is_long(design) => format!(
            "M = {scale}, with which every rule stops its own type by itself; the smallest is less by at most one part in 4·10^18"
        ),
        _ => format!("M = {scale}, the smallest with which every rule stops its own type by itself"),
    })
}

/// Whether a scale was rounded up to 64 binary digits, or has as many and could have been.
fn is_long(design: &Design) -> bool {
    let is_rounded = |scale: &Rational| bit_length(scale) >= 60 && is_dyadic(scale);
    design.scale.as_ref().is_some_and(is_rounded)
}

/// `18 rules`, or that they cannot be counted.
pub fn rule_count(environment: &Environment, design: &Design) -> String {
    match design.mechanism.rule_count(environment) {
        Some(count) => name::count(count, "rule", "rules"),
        None => "more rules than can be counted".to_string(),
    }
}
