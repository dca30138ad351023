//! Which coalitions a concept is about.

use super::environment::PayoffEnvironment;
use super::proof::Scope;
use super::verdict::Concept;
use crate::coalition::Pattern;

/// Up to this many agents "all coalitions" is written as their list, so that with two agents it is the same pattern as the list of them.
const LISTED_AGENTS: usize = 20;

/// The scope of a concept in an environment.
pub fn scope_of(environment: &PayoffEnvironment, concept: Concept) -> Scope {
    let agents = environment.agent_count();
    let all = || {
        if agents < LISTED_AGENTS {
            Pattern::listed(agents, Pattern::All.coalitions(agents))
        } else {
            Pattern::All
        }
    };
    match concept {
        Concept::Nash => Scope { objectors: Pattern::Singletons, guarded: Pattern::Singletons },
        Concept::Coalitional => {
            Scope { objectors: environment.pattern().clone(), guarded: environment.pattern().clone() }
        }
        Concept::Strong => Scope { objectors: all(), guarded: all() },
        Concept::Double => Scope { objectors: Pattern::Singletons, guarded: all() },
    }
}
