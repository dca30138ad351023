//! Decides robust monotonicity.
//!
//! # Method
//! An objection under a deception is one under every smaller deception. Start with the largest. While single agents object, take away
//! their reports: no deception that stands has them. With single agents alone what is left at the end is the largest deception that
//! stands, and f is monotone just when it is acceptable. Otherwise, when every change of the choice that is left meets an objection of a
//! coalition, nothing stands. When no coalition objects to anything, what is left stands. In between a coalition objects, so that one of
//! its members does not make the report: one branch for each member.
//!
//! # Cost
//! Without branches at most Σ_i |Θ_i|² rounds of Σ_S |Θ_S|² questions, each |Θ_−S| programs with |X| + 1 unknowns.

use super::reward::Rewards;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{JointTypeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    Deception, Monotonicity, MonotonicityOpen, NoReward, Objection, Pairwise, PayoffEnvironment, Refutation,
    Scope, SearchSize, Silence, Standing, first_unacceptable, joint_lies,
};
use std::collections::BTreeMap;

/// How large a search may become before it starts, in programs for single reports, and how often it may branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchLimits {
    /// Largest number of programs of one round.
    pub programs: u128,
    /// Largest number of branches.
    pub branches: usize,
}

impl Default for SearchLimits {
    fn default() -> SearchLimits {
        SearchLimits { programs: 1_000_000, branches: 10_000 }
    }
}

/// The size of the search.
pub fn search_size(environment: &PayoffEnvironment, scope: &Scope) -> SearchSize {
    let space = environment.space();
    let mut size = SearchSize { questions: 0, programs: 0 };
    for coalition in scope.objectors.coalitions(environment.agent_count()) {
        let own = space.joint_count(coalition) as u128;
        size.questions += own * own;
        size.programs += own * space.size() as u128;
    }
    size
}

/// Decides robust monotonicity; `bad` is a bad outcome, when there is one.
///
/// # Errors
/// Why it is open.
pub fn decide_monotonicity(
    environment: &PayoffEnvironment,
    scope: &Scope,
    bad: Option<&Lottery>,
    limits: &SearchLimits,
) -> Result<Monotonicity, MonotonicityOpen> {
    guard(environment, scope, limits)?;
    let mut search = Search {
        environment,
        scope,
        rewards: Rewards::new(environment, scope, bad.cloned()),
        silent: BTreeMap::new(),
        branches: 0,
        limits,
    };
    let verdict = match search.refute(Deception::full(environment.space()))? {
        Ok(refutation) => Monotonicity::Holds(refutation),
        Err(standing) => Monotonicity::Fails(Box::new(standing)),
    };
    ambimech_model::check::check_monotonicity(environment, scope, &verdict)
        .map_err(|refusal| MonotonicityOpen::Refused(refusal.to_string()))?;
    Ok(verdict)
}

/// Decides the pairwise form.
///
/// # Errors
/// Why it is open.
pub fn decide_pairwise(
    environment: &PayoffEnvironment,
    scope: &Scope,
    bad: Option<&Lottery>,
    limits: &SearchLimits,
) -> Result<Pairwise, MonotonicityOpen> {
    guard(environment, scope, limits)?;
    let mut search = Search {
        environment,
        scope,
        rewards: Rewards::new(environment, scope, bad.cloned()),
        silent: BTreeMap::new(),
        branches: 0,
        limits,
    };
    let full = Deception::full(environment.space());
    let verdict = match search.cover(&full)? {
        Ok(objections) => Pairwise::Holds(objections),
        Err((truth, report)) => {
            let coalitions = scope.objectors.coalitions(environment.agent_count());
            let of = |profile, coalition| environment.space().joint_type_of(profile, coalition);
            let silences = coalitions
                .filter_map(|coalition| {
                    let key = (coalition, of(truth, coalition), of(report, coalition));
                    search.silent.get(&key).map(|proof| silence(key, proof.clone()))
                })
                .collect();
            Pairwise::Fails { truth, report, silences }
        }
    };
    ambimech_model::check::check_pairwise(environment, scope, &verdict)
        .map_err(|refusal| MonotonicityOpen::Refused(refusal.to_string()))?;
    Ok(verdict)
}

fn guard(environment: &PayoffEnvironment, scope: &Scope, limits: &SearchLimits) -> Result<(), MonotonicityOpen> {
    let size = search_size(environment, scope);
    if size.programs > limits.programs {
        return Err(MonotonicityOpen::TooLarge(size, limits.programs));
    }
    Ok(())
}

/// A coalition, its true types and its reports.
type Key = (Coalition, JointTypeId, JointTypeId);

fn silence(key: Key, proof: NoReward) -> Silence {
    Silence { coalition: key.0, truth: key.1, report: key.2, proof }
}

struct Search<'s> {
    environment: &'s PayoffEnvironment,
    scope: &'s Scope,
    rewards: Rewards<'s>,
    /// Proofs of silence, each good under the deception it was found for and under every one that has its conjectures.
    silent: BTreeMap<Key, NoReward>,
    branches: usize,
    limits: &'s SearchLimits,
}

impl Search<'_> {
    fn coalitions(&self, single: bool) -> Vec<Coalition> {
        let all = self.scope.objectors.coalitions(self.environment.agent_count());
        all.filter(|coalition| (coalition.len() == 1) == single).collect()
    }

    /// What a coalition of some types that reports others does under a deception.
    fn ask(&mut self, deception: &Deception, key: Key) -> Result<Option<Objection>, MonotonicityOpen> {
        if self.silent.get(&key).is_some_and(|proof| still_played(self.environment, deception, key.0, proof)) {
            return Ok(None);
        }
        match self.rewards.find(deception, key.0, key.1, key.2).map_err(MonotonicityOpen::Unsolved)? {
            Ok(objection) => Ok(Some(objection)),
            Err(proof) => {
                self.silent.insert(key, proof);
                Ok(None)
            }
        }
    }

    /// The types and reports of a coalition under a deception.
    fn keys(&self, deception: &Deception, coalition: Coalition) -> Vec<Key> {
        let space = self.environment.space();
        let joint = || (0..space.joint_count(coalition)).map(JointTypeId);
        let pairs = joint().flat_map(|truth| joint().map(move |report| (coalition, truth, report)));
        pairs.filter(|key| deception.allows_joint(space, coalition, key.1, key.2)).collect()
    }

    fn refute(&mut self, deception: Deception) -> Result<Result<Refutation, Standing>, MonotonicityOpen> {
        self.branches += 1;
        if self.branches > self.limits.branches {
            return Err(MonotonicityOpen::Branches(self.limits.branches));
        }
        let mut deception = deception;
        let mut removed: Vec<Vec<Objection>> = Vec::new();
        loop {
            let mut objections = Vec::new();
            if deception.is_played() && first_unacceptable(self.environment, &deception).is_some() {
                for coalition in self.coalitions(true) {
                    for key in self.keys(&deception, coalition) {
                        objections.extend(self.ask(&deception, key)?);
                    }
                }
            }
            if objections.is_empty() {
                break;
            }
            let space = self.environment.space();
            let lies =
                objections.iter().flat_map(|known| joint_lies(space, known.coalition, known.truth, known.report));
            deception = lies.fold(deception.clone(), |smaller, lie| smaller.without(lie));
            removed.push(objections);
        }
        let last = match self.refute_jointly(deception)? {
            Ok(last) => last,
            Err(standing) => return Ok(Err(standing)),
        };
        let wrap = |rest, objections| Refutation::Removed(objections, Box::new(rest));
        Ok(Ok(removed.into_iter().rev().fold(last, wrap)))
    }

    /// What is left once single agents have no objection.
    fn refute_jointly(&mut self, deception: Deception) -> Result<Result<Refutation, Standing>, MonotonicityOpen> {
        if !deception.is_played() {
            return Ok(Ok(Refutation::Empty));
        }
        let (truth, report) = match self.cover(&deception)? {
            Ok(objections) => return Ok(Ok(Refutation::Covered(objections))),
            Err(uncovered) => uncovered,
        };
        for coalition in self.coalitions(false) {
            for key in self.keys(&deception, coalition) {
                let Some(objection) = self.ask(&deception, key)? else { continue };
                let mut branches = Vec::new();
                for lie in joint_lies(self.environment.space(), key.0, key.1, key.2) {
                    match self.refute(deception.without(lie))? {
                        Ok(branch) => branches.push(branch),
                        Err(standing) => return Ok(Err(standing)),
                    }
                }
                return Ok(Ok(Refutation::Divided(objection, branches)));
            }
        }
        let mut silences = Vec::new();
        for coalition in self.scope.objectors.coalitions(self.environment.agent_count()) {
            for key in self.keys(&deception, coalition) {
                // Asked above; proofs found before other reports were taken away were found anew.
                if let Some(proof) = self.silent.get(&key) {
                    silences.push(silence(key, proof.clone()));
                }
            }
        }
        Ok(Err(Standing { deception, truth, report, silences }))
    }

    /// Objections wherever the choice changes under a deception, or the first place without one.
    fn cover(
        &mut self,
        deception: &Deception,
    ) -> Result<Result<Vec<Objection>, (ProfileId, ProfileId)>, MonotonicityOpen> {
        let (environment, space) = (self.environment, self.environment.space());
        let mut asked: BTreeMap<Key, bool> = BTreeMap::new();
        let mut objections = Vec::new();
        for truth in space.profiles() {
            for report in space.profiles() {
                if environment.choice(truth) == environment.choice(report)
                    || !deception.allows_profile(space, truth, report)
                {
                    continue;
                }
                let of = |coalition: Coalition| {
                    (coalition, space.joint_type_of(truth, coalition), space.joint_type_of(report, coalition))
                };
                let coalitions: Vec<Key> =
                    self.scope.objectors.coalitions(environment.agent_count()).map(of).collect();
                if coalitions.iter().any(|key| asked.get(key) == Some(&true)) {
                    continue;
                }
                let mut covered = false;
                for key in coalitions {
                    if asked.contains_key(&key) {
                        continue;
                    }
                    let found = self.ask(deception, key)?;
                    asked.insert(key, found.is_some());
                    covered = found.is_some();
                    objections.extend(found);
                    if covered {
                        break;
                    }
                }
                if !covered {
                    return Ok(Err((truth, report)));
                }
            }
        }
        Ok(Ok(objections))
    }
}

/// Whether the conjectures of a proof are still played; proofs by cases have several.
fn still_played(
    environment: &PayoffEnvironment,
    deception: &Deception,
    coalition: Coalition,
    proof: &NoReward,
) -> bool {
    match proof {
        NoReward::Sum { gains, .. } => {
            let others = coalition.complement(environment.agent_count());
            gains.iter().all(|gain| {
                gain.weight > Rational::ZERO
                    && deception.allows_joint(environment.space(), others, gain.others, gain.reports)
            })
        }
        NoReward::Cases { cases, .. } => {
            cases.iter().all(|case| still_played(environment, deception, coalition, case))
        }
    }
}
