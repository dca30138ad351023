//! Incentives, weak efficiency and the bad outcome property.

use super::lottery::{LotteryAnswer, LotteryQuestion, find_lottery};
use ambimech_model::check::{
    bad_margin, check_bad_outcome, check_efficiency, first_commitment_failure, first_incentive_failure,
};
use ambimech_model::index::{AgentId, OutcomeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{BadOutcome, Commitment, Efficiency, Incentives, PayoffEnvironment};

/// Robust coalitional incentive compatibility by its definition: Σ_S |Θ_S|·|Θ|·|S| comparisons.
pub fn decide_incentives(environment: &PayoffEnvironment) -> Incentives {
    first_incentive_failure(environment).unwrap_or(Incentives::Holds)
}

/// The same when members keep their types to themselves: Σ_S |Θ_S|·|Θ|·|S| comparisons.
pub fn decide_commitment(environment: &PayoffEnvironment) -> Commitment {
    first_commitment_failure(environment).unwrap_or(Commitment::Holds)
}

/// Weak efficiency ex post: one program for every profile, whose multipliers are the weights of the agents.
///
/// # Errors
/// Why it is open.
pub fn decide_efficiency(environment: &PayoffEnvironment) -> Result<Efficiency, String> {
    let space = environment.space();
    let mut weights = Vec::with_capacity(space.size());
    for at in space.profiles() {
        let gain = |agent| -> Vec<Rational> {
            let chosen = environment.choice_payoff(agent, at, at);
            let outcomes = (0..environment.outcome_count()).map(OutcomeId);
            outcomes.map(|outcome| environment.payoff(agent, outcome, at) - &chosen).collect()
        };
        let question = LotteryQuestion { gains: space.agents().map(gain).collect(), bounds: Vec::new() };
        match find_lottery(environment.outcome_count(), &question) {
            LotteryAnswer::Found(better) => {
                return accept_efficiency(environment, Efficiency::Fails { profile: at, better });
            }
            LotteryAnswer::None { gains, .. } => weights.push(gains),
            LotteryAnswer::OutOfBounds { .. } => return Err("bounds where there are none".to_string()),
            LotteryAnswer::Open(why) => return Err(why),
        }
    }
    accept_efficiency(environment, Efficiency::Holds(weights))
}

fn accept_efficiency(environment: &PayoffEnvironment, verdict: Efficiency) -> Result<Efficiency, String> {
    check_efficiency(environment, &verdict).map_err(|refusal| refusal.to_string())?;
    Ok(verdict)
}

/// The bad outcome property: the outcome that the file names, else every outcome, else one program.
///
/// # Errors
/// Why it is open.
pub fn decide_bad_outcome(environment: &PayoffEnvironment) -> Result<BadOutcome, String> {
    let sure = (0..environment.outcome_count()).map(|place| Lottery::sure(OutcomeId(place)));
    for lottery in environment.bad().cloned().into_iter().chain(sure) {
        if let Some((margin, _)) = bad_margin(environment, &lottery).filter(|(margin, _)| *margin > Rational::ZERO)
        {
            return accept_bad(environment, BadOutcome::Holds { lottery, margin });
        }
    }
    let space = environment.space();
    let mut rows: Vec<(AgentId, ProfileId, ProfileId)> = Vec::new();
    let mut question = LotteryQuestion::default();
    for at in space.profiles() {
        for agent in space.agents() {
            let worst =
                space.profiles().map(|reported| (environment.choice_payoff(agent, reported, at), reported)).min();
            let Some((worst, reported)) = worst else { continue };
            let outcomes = (0..environment.outcome_count()).map(OutcomeId);
            question.gains.push(outcomes.map(|outcome| &worst - environment.payoff(agent, outcome, at)).collect());
            rows.push((agent, reported, at));
        }
    }
    match find_lottery(environment.outcome_count(), &question) {
        LotteryAnswer::Found(lottery) => match bad_margin(environment, &lottery) {
            Some((margin, _)) => accept_bad(environment, BadOutcome::Holds { lottery, margin }),
            None => Err("a lottery over other outcomes".to_string()),
        },
        LotteryAnswer::None { gains, .. } => {
            let used = rows.into_iter().zip(gains).filter(|(_, weight)| !weight.is_zero());
            let weights = used.map(|((agent, reported, at), weight)| (agent, reported, at, weight)).collect();
            accept_bad(environment, BadOutcome::Fails(weights))
        }
        LotteryAnswer::OutOfBounds { .. } => Err("bounds where there are none".to_string()),
        LotteryAnswer::Open(why) => Err(why),
    }
}

fn accept_bad(environment: &PayoffEnvironment, verdict: BadOutcome) -> Result<BadOutcome, String> {
    check_bad_outcome(environment, &verdict).map_err(|refusal| refusal.to_string())?;
    Ok(verdict)
}
