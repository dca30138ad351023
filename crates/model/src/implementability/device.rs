//! Ambiguous communication devices (SONG Appendix D; Bose and Renou 2014).
//!
//! # Model
//! Agent i believes p about the others' types x, whatever its own type. Before the mechanism is played everybody confidentially tells the
//! designer its type, and the designer sends i one of k messages, drawn by φ(·|x) from what the others said; Ψ is the set of φ that may be in use,
//! and i does not know which. After a message m the agent updates p for every φ ∈ Ψ under which m can occur, and its set of beliefs is the
//! hull of these posteriors.
//!
//! A *device by cells* divides the states into k cells. Ψ has the k systems that tell the cell of x by messages 1, …, k, relabelled cyclically:
//! φ_s sends message (number of the cell + s) mod k. After every message the posteriors are p given each of the cells, so that the set of
//! beliefs is their hull, the same for all messages and types. Telling the designer the truth costs nothing: what i says goes into the messages of
//! others only.
//!
//! # How much a device can do
//! Finer cells have a larger hull: p given a cell is a mean of p given its parts. Posteriors of any device, random or not, lie among
//! the distributions on the support of p, the hull of the finest cells. So if the cells of one state each are not enough for fully insuring transfers, no
//! device is; and full insurance is without loss, the sets being the same for all types.

use super::advantage;
use super::{BeliefFamily, Growth};
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::{BeliefSet, Distribution, Hull};
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::Rational;

/// A division of the states of one agent's beliefs into cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells(pub Vec<Vec<JointTypeId>>);

impl Cells {
    /// The posteriors of p given each cell, as a hull. `None` when the cells are no division of the states of positive probability, or a cell
    /// has a state of probability 0.
    pub fn posteriors(&self, prior: &Distribution) -> Option<BeliefSet> {
        let mut seen = vec![false; prior.states()];
        let mut vertices = Vec::new();
        for cell in &self.0 {
            let mut weights = vec![Rational::ZERO; prior.states()];
            for state in cell {
                let probability = prior.probabilities().get(state.0).filter(|p| !p.is_zero())?;
                if std::mem::replace(&mut seen[state.0], true) {
                    return None;
                }
                weights[state.0] = probability.clone();
            }
            vertices.push(Distribution::from_weights(weights).ok()?);
        }
        let covered = seen.iter().zip(prior.probabilities()).all(|(seen, p)| *seen != p.is_zero());
        if covered { Hull::new(vertices).ok().map(BeliefSet::Hull) } else { None }
    }
}

/// What a device can do for one agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentDevice {
    /// So many messages are enough, and no device by fewer cells is; one cell means that no device is needed.
    Enough {
        /// The cells.
        cells: Cells,
        /// Rewards that do after every message.
        rewards: Vec<Rational>,
        /// How many divisions into fewer cells were tried, all in vain.
        tried: u64,
    },
    /// No device is enough, by cells or random: these lies have a positive sum of worst cases over the support.
    Never {
        /// θ_1 → θ_2 → … → θ_1.
        cycle: Vec<TypeId>,
    },
    /// Types of the agent believe different things.
    TypesDiffer,
    /// Too many states to try all divisions; cells of one state each are enough.
    TooManyStates(usize),
}

/// Why a device is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeviceRefusal {
    /// No division of the states, types that do not exist, another number of rewards.
    OutOfRange,
    /// This type gains by this lie.
    Tempted(TypeId, TypeId),
    /// The sum of the cycle.
    NotBinding(Rational),
    /// Types of the agent believe different things, or never occur, or nothing is claimed.
    NoClaim,
}

/// Accepts that a device is enough, or that none is, for an agent with this belief. That fewer cells are not enough is a matter of
/// trying them all, which is not repeated here.
///
/// # Errors
/// The first flaw.
pub fn check_device(
    frame: &AmbiguousEnvironment,
    agent: AgentId,
    prior: &Distribution,
    device: &AgentDevice,
) -> Result<(), DeviceRefusal> {
    let count = frame.space().type_count(agent);
    let out = || DeviceRefusal::OutOfRange;
    match device {
        AgentDevice::Enough { cells, rewards, .. } => {
            let set = cells.posteriors(prior).filter(|_| rewards.len() == count).ok_or_else(out)?;
            for truth in (0..count).map(TypeId) {
                for report in (0..count).map(TypeId) {
                    let worst = set.lower(&advantage(frame, agent, truth, report)).ok_or_else(out)?;
                    if rewards[truth.0] < &rewards[report.0] + worst.value {
                        return Err(DeviceRefusal::Tempted(truth, report));
                    }
                }
            }
            Ok(())
        }
        AgentDevice::Never { cycle } => {
            if cycle.len() < 2 || cycle.iter().any(|own| own.0 >= count) {
                return Err(out());
            }
            let mut total = Rational::ZERO;
            for (place, truth) in cycle.iter().enumerate() {
                let values = advantage(frame, agent, *truth, cycle[(place + 1) % cycle.len()]);
                let possible = values.into_iter().zip(prior.probabilities()).filter(|(_, p)| !p.is_zero());
                total += possible.map(|(value, _)| value).min().ok_or_else(out)?;
            }
            if total > Rational::ZERO { Ok(()) } else { Err(DeviceRefusal::NotBinding(total)) }
        }
        AgentDevice::TypesDiffer | AgentDevice::TooManyStates(_) => Ok(()),
    }
}

/// Accepts devices, or proofs that there are none, one for each agent of an environment, as [`check_device`].
///
/// # Errors
/// The first agent whose answer has a flaw, or is none.
pub fn check_devices(environment: &Environment, devices: &[AgentDevice]) -> Result<(), (AgentId, DeviceRefusal)> {
    let no_claim = |agent| (agent, DeviceRefusal::NoClaim);
    let family = BeliefFamily::new(environment, Growth::Contamination).map_err(|_| no_claim(AgentId(0)))?;
    let frame = family.at(&Rational::ONE).ok_or(no_claim(AgentId(0)))?;
    if devices.len() != environment.agent_count() {
        return Err((AgentId(0), DeviceRefusal::OutOfRange));
    }
    for (agent, device) in environment.space().agents().zip(devices) {
        let claims = matches!(device, AgentDevice::Enough { .. } | AgentDevice::Never { .. });
        if !claims || !family.is_independent(agent) {
            return Err(no_claim(agent));
        }
        let prior = family.centre(agent, TypeId(0));
        check_device(&frame, agent, prior, device).map_err(|refusal| (agent, refusal))?;
    }
    Ok(())
}
