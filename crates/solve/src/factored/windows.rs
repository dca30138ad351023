//! Two joint types of a coalition with many members that share a posterior, looked for among those in which few members' types move.

use ambimech_model::coalition::Coalition;
use ambimech_model::factored::{FactoredEnvironment, FactoredEvidence, SpanningBeliefs, Types};
use ambimech_model::index::{AgentId, TypeId};

/// Most joint types that are compared at once.
const WIDTH: usize = 256;

/// A pair that shares a posterior, when there is one in a window: one member, several members next to each other along the chain, or two
/// members, while everybody else has the type of one possible profile.
pub(super) fn find_shared(environment: &FactoredEnvironment, coalition: Coalition) -> Option<FactoredEvidence> {
    let prior = environment.prior();
    let base = prior.possible_profile();
    let counts = prior.counts();
    let movable = |agent: &&AgentId| coalition.contains(**agent) && counts[agent.0] > 1;
    let members: Vec<AgentId> = prior.chain().order().iter().filter(movable).copied().collect();
    let single = members.iter().map(|agent| vec![*agent]);
    let pairs = (0..members.len()).flat_map(|one| (one + 1..members.len()).map(move |other| (one, other)));
    let pairs = pairs.map(|(one, other)| vec![members[one], members[other]]);
    let mut runs = Vec::new();
    let mut first = 0;
    while first < members.len() {
        let mut size = 1;
        let next = |agent: &&AgentId| {
            size *= counts[agent.0];
            size <= WIDTH
        };
        let run: Vec<AgentId> = members[first..].iter().take_while(next).copied().collect();
        first += (run.len() / 2).max(1);
        runs.push(run);
    }
    let mut windows = single.chain(runs).chain(pairs);
    windows.find_map(|window| {
        let rows = rows(&base, coalition, &window, counts);
        if rows.len() > WIDTH || rows.len() < 2 {
            return None;
        }
        let beliefs = SpanningBeliefs::new(prior, coalition, &rows).ok()?;
        let (first, second) = beliefs.find_shared()?;
        Some(FactoredEvidence::EqualPosteriors {
            coalition,
            first: rows[first].clone(),
            second: rows[second].clone(),
        })
    })
}

/// The joint types of the coalition in which only these members' types differ from the base.
fn rows(base: &Types, coalition: Coalition, window: &[AgentId], counts: &[usize]) -> Vec<Types> {
    let members: Vec<AgentId> = coalition.members().collect();
    let mut all: Vec<Types> = vec![members.iter().map(|member| base[member.0]).collect()];
    for (place, member) in members.iter().enumerate().filter(|(_, member)| window.contains(member)) {
        if all.len() > WIDTH {
            break;
        }
        let with = |types: &Types, t: usize| {
            let mut types = types.clone();
            types[place] = TypeId(t);
            types
        };
        all = all.iter().flat_map(|types| (0..counts[member.0]).map(move |t| with(types, t))).collect();
    }
    all
}
