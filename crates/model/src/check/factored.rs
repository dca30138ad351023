//! Checks certificates about priors in factored form, from the factors alone. The theorem that makes it a matter of few profiles is in
//! [`crate::factored::SpanningBeliefs`].

use super::factored_identifiability;
use crate::certificate::TypeWeights;
use crate::coalition::Coalition;
use crate::condition::Condition;
use crate::factored::{
    Bet, FactoredCertificate, FactoredEnvironment, FactoredEvidence, FactoredRefusal, SpanningBeliefs,
    TooManySteps, Types, find_impossible_profile,
};
use crate::index::{AgentId, TypeId};
use crate::number::{Natural, Rational, sum};

impl From<TooManySteps> for FactoredRefusal {
    fn from(_: TooManySteps) -> FactoredRefusal {
        FactoredRefusal::TooManySteps
    }
}

/// Accepts the certificate when its evidence proves its verdict about this prior.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_factored_condition(
    environment: &FactoredEnvironment,
    certificate: &FactoredCertificate,
) -> Result<(), FactoredRefusal> {
    match certificate.condition {
        Condition::Bdp => {
            let singles: Vec<Coalition> = agents(environment).map(Coalition::single).collect();
            check_posteriors(environment, certificate, &singles)
        }
        Condition::Cbdp => {
            let largest = environment.pattern().maximal_proper_coalitions(environment.agent_count());
            check_posteriors(environment, certificate, &largest)
        }
        Condition::FullSupport => check_support(environment, certificate),
        Condition::ConvexIndependence => check_convex_independence(environment, certificate),
        Condition::Identifiability => factored_identifiability::check(environment, certificate),
        other => Err(FactoredRefusal::NotFromFactors(other)),
    }
}

fn agents(environment: &FactoredEnvironment) -> impl Iterator<Item = AgentId> + use<> {
    (0..environment.agent_count()).map(AgentId)
}

/// That the pieces are about these subjects: all of them, in order, if it holds; some, in order, one of them against it, if it fails.
fn require_subjects<S: PartialEq>(
    certificate: &FactoredCertificate,
    wanted: impl Iterator<Item = S>,
    subject: impl Fn(&FactoredEvidence) -> Option<S>,
) -> Result<(), FactoredRefusal> {
    if certificate.holds == certificate.evidence.iter().any(FactoredEvidence::is_against) {
        return Err(FactoredRefusal::VerdictDiffers);
    }
    let mut rest = certificate.evidence.iter().peekable();
    for wanted in wanted {
        let here = rest.next_if(|piece| subject(piece).as_ref() == Some(&wanted)).is_some();
        if certificate.holds && !here {
            return Err(FactoredRefusal::Incomplete);
        }
    }
    if rest.next().is_some() { Err(FactoredRefusal::Incomplete) } else { Ok(()) }
}

fn check_posteriors(
    environment: &FactoredEnvironment,
    certificate: &FactoredCertificate,
    coalitions: &[Coalition],
) -> Result<(), FactoredRefusal> {
    require_subjects(certificate, coalitions.iter().copied(), |piece| match piece {
        FactoredEvidence::EqualPosteriors { coalition, .. }
        | FactoredEvidence::DistinctPosteriors { coalition } => Some(*coalition),
        _ => None,
    })?;
    let prior = environment.prior();
    for piece in &certificate.evidence {
        match piece {
            FactoredEvidence::EqualPosteriors { coalition, first, second } => {
                require_types(environment, *coalition, first)?;
                require_types(environment, *coalition, second)?;
                let rows = [first.clone(), second.clone()];
                let shared =
                    first != second && SpanningBeliefs::new(prior, *coalition, &rows)?.find_shared().is_some();
                if !shared {
                    let (first, second) = (first.clone(), second.clone());
                    return Err(FactoredRefusal::PosteriorsDiffer { coalition: *coalition, first, second });
                }
            }
            FactoredEvidence::DistinctPosteriors { coalition } => {
                let rows = environment.prior().joint_types(*coalition).ok_or(TooManySteps)?;
                if let Some((first, second)) = SpanningBeliefs::new(prior, *coalition, &rows)?.find_shared() {
                    let (first, second) = (rows[first].clone(), rows[second].clone());
                    return Err(FactoredRefusal::PosteriorsEqual { coalition: *coalition, first, second });
                }
            }
            _ => return Err(FactoredRefusal::Incomplete),
        }
    }
    Ok(())
}

fn check_support(
    environment: &FactoredEnvironment,
    certificate: &FactoredCertificate,
) -> Result<(), FactoredRefusal> {
    let [piece] = certificate.evidence.as_slice() else { return Err(FactoredRefusal::Incomplete) };
    if certificate.holds == piece.is_against() {
        return Err(FactoredRefusal::VerdictDiffers);
    }
    match piece {
        FactoredEvidence::ImpossibleProfile { types } => {
            require_types(environment, Coalition::grand(environment.agent_count()), types)?;
            let probability = environment.prior().probability(types);
            if probability.is_zero() {
                return Ok(());
            }
            Err(FactoredRefusal::Possible { types: types.clone(), probability })
        }
        FactoredEvidence::PositiveEverywhere => match find_impossible_profile(environment.prior())? {
            None => Ok(()),
            Some(types) => Err(FactoredRefusal::Impossible { types }),
        },
        _ => Err(FactoredRefusal::Incomplete),
    }
}

fn check_convex_independence(
    environment: &FactoredEnvironment,
    certificate: &FactoredCertificate,
) -> Result<(), FactoredRefusal> {
    require_subjects(certificate, agents(environment), |piece| match piece {
        FactoredEvidence::MixedBelief { agent, .. }
        | FactoredEvidence::IndependentBeliefs { agent }
        | FactoredEvidence::SeparatedBeliefs { agent, .. } => Some(*agent),
        _ => None,
    })?;
    for piece in &certificate.evidence {
        match piece {
            FactoredEvidence::MixedBelief { agent, own, weights } => {
                check_mixed(environment, *agent, *own, weights)?
            }
            FactoredEvidence::IndependentBeliefs { agent } => {
                let own = Coalition::single(*agent);
                let rows = environment.prior().joint_types(own).ok_or(TooManySteps)?;
                if !SpanningBeliefs::new(environment.prior(), own, &rows)?.are_independent() {
                    return Err(FactoredRefusal::BeliefsDependent(*agent));
                }
            }
            FactoredEvidence::SeparatedBeliefs { agent, bets } => check_separated(environment, *agent, bets)?,
            _ => return Err(FactoredRefusal::Incomplete),
        }
    }
    Ok(())
}

/// That Σ c(θ'_i) p(·|θ'_i) = p(·|θ_i), at the profiles that decide it.
fn check_mixed(
    environment: &FactoredEnvironment,
    agent: AgentId,
    own: TypeId,
    weights: &TypeWeights,
) -> Result<(), FactoredRefusal> {
    let prior = environment.prior();
    let ordered = weights.is_sorted_by(|first, second| first.0 < second.0);
    let positive = weights.iter().all(|(other, weight)| *other != own && *weight > Rational::ZERO);
    if weights.is_empty()
        || !ordered
        || !positive
        || sum(weights.iter().map(|(_, weight)| weight)) != Rational::ONE
    {
        return Err(FactoredRefusal::Incomplete);
    }
    let single = Coalition::single(agent);
    let rows: Vec<Types> =
        std::iter::once(own).chain(weights.iter().map(|(other, _)| *other)).map(|t| vec![t]).collect();
    rows.iter().try_for_each(|row| require_types(environment, single, row))?;
    let beliefs = SpanningBeliefs::new(prior, single, &rows)?;
    let totals: Vec<Natural> = rows.iter().map(|row| prior.chain().joint_weight(single, row)).collect();
    let probability = |row: usize, x: usize| conditional(&beliefs.weights[row][x], &totals[row]);
    let mixed = |x: usize| {
        let parts: Vec<Rational> =
            weights.iter().enumerate().map(|(place, (_, weight))| weight * probability(place + 1, x)).collect();
        sum(&parts)
    };
    if (0..beliefs.others.len()).all(|x| mixed(x) == probability(0, x)) {
        Ok(())
    } else {
        Err(FactoredRefusal::BeliefNotMixed(agent, own))
    }
}

/// weight / total; 0 where the type never occurs.
fn conditional(weight: &Natural, total: &Natural) -> Rational {
    if total.is_zero() { Rational::ZERO } else { Rational::from_parts(weight.clone().into(), total.clone()) }
}

/// A bet for every type: lost in expectation by that type, and by no other.
fn check_separated(
    environment: &FactoredEnvironment,
    agent: AgentId,
    bets: &[(TypeId, Bet)],
) -> Result<(), FactoredRefusal> {
    let prior = environment.prior();
    let types = || (0..prior.counts()[agent.0]).map(TypeId);
    if !types().eq(bets.iter().map(|(own, _)| *own)) {
        return Err(FactoredRefusal::Incomplete);
    }
    let single = Coalition::single(agent);
    let others = single.complement(environment.agent_count());
    let totals: Vec<Natural> = types().map(|t| prior.chain().joint_weight(single, &[t])).collect();
    for (against, bet) in bets {
        bet.iter().try_for_each(|(x, _)| require_types(environment, others, x))?;
        for own in types() {
            let parts: Vec<Rational> = bet
                .iter()
                .map(|(x, amount)| {
                    let mut profile = x.clone();
                    profile.insert(agent.0, own);
                    amount * conditional(&prior.chain().weight(&profile), &totals[own.0])
                })
                .collect();
            let value = sum(&parts);
            if (value < Rational::ZERO) != (own == *against) {
                return Err(FactoredRefusal::Expectation { agent, against: *against, own, value });
            }
        }
    }
    Ok(())
}

/// One type that exists for every member.
fn require_types(
    environment: &FactoredEnvironment,
    coalition: Coalition,
    types: &Types,
) -> Result<(), FactoredRefusal> {
    let counts = environment.prior().counts();
    let known = coalition.len() == types.len()
        && coalition
            .members()
            .zip(types)
            .all(|(member, t)| counts.get(member.0).is_some_and(|count| t.0 < *count));
    if known { Ok(()) } else { Err(FactoredRefusal::OutOfRange) }
}
