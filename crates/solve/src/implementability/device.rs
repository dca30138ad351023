//! Devices with few messages: all divisions of the states into 1, 2, 3, … cells, until one is enough for full insurance.

use super::OneAgent;
use super::paths::least_potentials;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{BeliefSet, Distribution};
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{AgentDevice, BeliefFamily, Cells, Growth, NoFamily, Open, check_device};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;

/// The most states of positive probability whose divisions are all tried: there are 115,975 divisions of ten.
pub const MAX_DEVICE_STATES: usize = 10;

/// For every agent a device with the fewest cells, or a proof that no device is enough; the checker has accepted them.
///
/// # Errors
/// A type that never occurs.
pub fn design_device(environment: &Environment) -> Result<Result<Vec<AgentDevice>, Open>, NoFamily> {
    let family = BeliefFamily::new(environment, Growth::Contamination)?;
    let Some(frame) = family.at(&Rational::ONE) else {
        return Ok(Err(Open::Inconsistent));
    };
    let mut found = Vec::new();
    for agent in environment.space().agents() {
        let prior = family.centre(agent, TypeId(0));
        let device =
            if family.is_independent(agent) { of_agent(&frame, agent, prior) } else { AgentDevice::TypesDiffer };
        if check_device(&frame, agent, prior, &device).is_err() {
            return Ok(Err(Open::Refused));
        }
        found.push(device);
    }
    Ok(Ok(found))
}

fn of_agent(frame: &AmbiguousEnvironment, agent: AgentId, prior: &Distribution) -> AgentDevice {
    let one = OneAgent::new(frame, agent);
    let possible: Vec<usize> = (0..prior.states()).filter(|x| !prior.probabilities()[*x].is_zero()).collect();
    let rewards = |cells: &Cells| -> Option<Result<Vec<Rational>, Vec<usize>>> {
        cells.posteriors(prior).map(|set| rewards_under(&one, &set))
    };
    let finest = Cells(possible.iter().map(|x| vec![JointTypeId(*x)]).collect());
    if let Some(Err(cycle)) = rewards(&finest) {
        return AgentDevice::Never { cycle: cycle.into_iter().map(TypeId).collect() };
    }
    let whole = Cells(vec![possible.iter().copied().map(JointTypeId).collect()]);
    if let Some(Ok(rewards)) = rewards(&whole) {
        return AgentDevice::Enough { cells: whole, rewards, tried: 0 };
    }
    if possible.len() > MAX_DEVICE_STATES {
        return AgentDevice::TooManyStates(possible.len());
    }
    let mut tried = 1;
    for count in 2..=possible.len() {
        let mut in_vain = 0;
        let mut labels = vec![0; possible.len()];
        loop {
            if labels.iter().max() == Some(&(count - 1)) {
                let mut cells = vec![Vec::new(); count];
                labels.iter().zip(&possible).for_each(|(label, x)| cells[*label].push(JointTypeId(*x)));
                let cells = Cells(cells);
                if let Some(Ok(rewards)) = rewards(&cells) {
                    return AgentDevice::Enough { cells, rewards, tried };
                }
                in_vain += 1;
            }
            if !next_division(&mut labels, count) {
                break;
            }
        }
        tried += in_vain;
    }
    AgentDevice::TooManyStates(possible.len())
}

fn rewards_under(one: &OneAgent<'_>, set: &BeliefSet) -> Result<Vec<Rational>, Vec<usize>> {
    let step = |truth: usize, report: usize| set.lower(&one.advantages[truth][report]).map(|lower| lower.value);
    let all = 0..one.count();
    let d: Vec<Vec<Option<Rational>>> =
        all.clone().map(|truth| all.clone().map(|report| step(truth, report)).collect()).collect();
    least_potentials(&d)
}

/// The next division into at most `count` cells, in the order of restricted growth strings: the first state is in cell 0, and every other
/// in a cell at most one higher than the highest before it.
fn next_division(labels: &mut [usize], count: usize) -> bool {
    for place in (1..labels.len()).rev() {
        let highest = labels[..place].iter().max().copied().unwrap_or(0);
        if labels[place] <= highest && labels[place] + 1 < count {
            labels[place] += 1;
            labels[place + 1..].fill(0);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_division_comes_once() {
        // Stirling numbers of the second kind.
        for (states, count, expected) in [(4, 2, 7), (5, 3, 25), (6, 2, 31), (6, 6, 1)] {
            let mut labels = vec![0; states];
            let mut found = std::collections::BTreeSet::new();
            loop {
                if labels.iter().max() == Some(&(count - 1)) {
                    assert!(found.insert(labels.clone()));
                }
                if !next_division(&mut labels, count) {
                    break;
                }
            }
            assert_eq!(found.len(), expected, "{states} {count}");
        }
    }
}
