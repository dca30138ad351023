//! Decides robust monotonicity.
//!
//! # Method
//! An objection under a deception is one under every smaller deception. Start with the largest. While single agents object, take away
//! their reports: no deception that stands has them. With single agents alone what is left at the end is the largest deception that
//! stands, and f is monotone just when it is acceptable. Otherwise, when every change of the choice that is left meets an objection of a
//! coalition, nothing stands. When no coalition objects to anything, what is left stands. In between a coalition objects, so that one of
//! its members does not make the report: one branch for each member.
//!
//! # What is not looked for twice
//! * An objection is kept for all smaller deceptions, and a proof of silence for all that have its conjectures.
//! * A refutation is kept for all smaller deceptions and their images, with what they do not need left out.
//! * An automorphism that keeps the deception turns the answer to a question into that to its image ([`crate::symmetry`]): one question of every orbit
//!   is looked at.
//!
//! # Cost
//! Without branches at most Σ_i |Θ_i|² rounds of Σ_S |Θ_S|² questions, each |Θ_−S| programs with |X| + 1 unknowns. The questions of a round are
//! looked at side by side.

use super::image::{Image, within};
use super::reward::Rewards;
use crate::side_by_side;
use crate::symmetry::{Asked, Automorphism, Orbit, Structure, find_automorphisms, orbit, weigh_orbits};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{JointTypeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    Deception, Monotonicity, MonotonicityOpen, NoReward, Objection, Pairwise, PayoffEnvironment, Refutation,
    Scope, SearchSize, Silence, Standing, first_unacceptable, joint_lies,
};
use std::collections::{BTreeMap, BTreeSet};

/// Refutations that are kept.
const MAX_KEPT: usize = 100;

/// Questions of which orbits are counted, and the answers written down, at most, when the search is too large without symmetries.
pub(super) const MAX_COUNTED: u128 = 1_000_000;

/// Questions that are looked at between two reports of progress.
const TOGETHER: usize = 32;

/// How large a search may become before it starts, in programs for single reports, and how often it may branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchLimits {
    /// Largest number of programs of one round.
    pub programs: u128,
    /// Largest number of branches.
    pub branches: usize,
    /// Whether symmetries are looked for; verdicts do not depend on it.
    pub symmetries: bool,
}

impl Default for SearchLimits {
    fn default() -> SearchLimits {
        SearchLimits { programs: 1_000_000, branches: 10_000, symmetries: true }
    }
}

/// The size of the search.
pub fn search_size(environment: &PayoffEnvironment, scope: &Scope) -> SearchSize {
    let space = environment.space();
    let mut size = SearchSize { questions: 0, programs: 0, of_orbits: None };
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
    MonotonicitySearch::new(environment, scope, bad, limits, &mut |_| {}).decide_monotonicity()
}

/// How far one round of the search is: questions of single agents, one of every orbit, then changes of the choice and questions of coalitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RobustProgress {
    /// The round, from 1.
    pub round: usize,
    /// What is done.
    pub done: usize,
    /// All that has to be done.
    pub all: usize,
}

/// How much the search looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchEffort {
    /// Generators of the symmetries that were found.
    pub generators: usize,
    /// Questions that were looked at.
    pub asked: usize,
    /// Answers that followed by symmetry.
    pub mapped: usize,
    /// Branches.
    pub branches: usize,
}

/// Whether the search may begin: its size, where it matters up to symmetry, is within the limits.
///
/// # Errors
/// [`MonotonicityOpen::TooLarge`].
pub fn guard(
    environment: &PayoffEnvironment,
    scope: &Scope,
    limits: &SearchLimits,
) -> Result<(), MonotonicityOpen> {
    let mut size = search_size(environment, scope);
    if !size.is_within(limits.programs) && limits.symmetries && size.questions <= MAX_COUNTED {
        let space = environment.space();
        let coalitions: Vec<Coalition> = scope.objectors.coalitions(environment.agent_count()).collect();
        let programs = |coalition: Coalition| (space.size() / space.joint_count(coalition)) as u128;
        let generators = generators(environment, scope, limits);
        size.of_orbits = Some(weigh_orbits(space, &coalitions, &generators, (Asked::Reports, programs)));
    }
    if size.is_within(limits.programs) { Ok(()) } else { Err(MonotonicityOpen::TooLarge(size, limits.programs)) }
}

fn generators(environment: &PayoffEnvironment, scope: &Scope, limits: &SearchLimits) -> Vec<Automorphism> {
    let structure = if limits.symmetries { Structure::of_payoffs(environment, scope) } else { None };
    structure.map_or_else(Vec::new, |structure| find_automorphisms(&structure))
}

/// A coalition, its true types and its reports.
pub(super) type Key = (Coalition, JointTypeId, JointTypeId);

fn silence(key: Key, proof: NoReward) -> Silence {
    Silence { coalition: key.0, truth: key.1, report: key.2, proof }
}

/// The search about one environment and scope, with what it has found.
pub struct MonotonicitySearch<'s> {
    environment: &'s PayoffEnvironment,
    scope: &'s Scope,
    rewards: Rewards<'s>,
    /// Proofs of silence, each good under the deception it was found for and under every one that has its conjectures.
    silent: BTreeMap<Key, NoReward>,
    /// Objections, each good under this deception and every smaller one.
    objections: BTreeMap<Key, (Deception, Objection)>,
    /// Refutations, each good for this deception and every smaller one.
    refuted: Vec<(Deception, Refutation)>,
    generators: Vec<Automorphism>,
    effort: SearchEffort,
    limits: &'s SearchLimits,
    round: usize,
    watch: &'s mut dyn FnMut(RobustProgress),
}

impl<'s> MonotonicitySearch<'s> {
    /// Looks for symmetries first; `watch` is told how far a round is.
    pub fn new(
        environment: &'s PayoffEnvironment,
        scope: &'s Scope,
        bad: Option<&Lottery>,
        limits: &'s SearchLimits,
        watch: &'s mut dyn FnMut(RobustProgress),
    ) -> MonotonicitySearch<'s> {
        let generators = generators(environment, scope, limits);
        MonotonicitySearch {
            environment,
            scope,
            rewards: Rewards::new(environment, scope, bad.cloned()),
            silent: BTreeMap::new(),
            objections: BTreeMap::new(),
            refuted: Vec::new(),
            effort: SearchEffort { generators: generators.len(), ..SearchEffort::default() },
            generators,
            limits,
            round: 0,
            watch,
        }
    }

    /// How much was looked at so far.
    pub fn effort(&self) -> SearchEffort {
        self.effort
    }

    /// Decides robust monotonicity.
    ///
    /// # Errors
    /// Why it is open.
    pub fn decide_monotonicity(&mut self) -> Result<Monotonicity, MonotonicityOpen> {
        let verdict = match self.refute(Deception::full(self.environment.space()))? {
            Ok(refutation) => Monotonicity::Holds(refutation),
            Err(standing) => Monotonicity::Fails(Box::new(standing)),
        };
        ambimech_model::check::check_monotonicity(self.environment, self.scope, &verdict)
            .map_err(|refusal| MonotonicityOpen::Refused(refusal.to_string()))?;
        Ok(verdict)
    }

    /// Decides the pairwise form.
    ///
    /// # Errors
    /// Why it is open.
    pub fn decide_pairwise(&mut self) -> Result<Pairwise, MonotonicityOpen> {
        let (environment, scope) = (self.environment, self.scope);
        let full = Deception::full(environment.space());
        let verdict = match self.cover(&full)? {
            Ok(objections) => Pairwise::Holds(objections),
            Err((truth, report)) => {
                let coalitions = scope.objectors.coalitions(environment.agent_count());
                let of = |profile, coalition| environment.space().joint_type_of(profile, coalition);
                let silences = coalitions
                    .filter_map(|coalition| {
                        let key = (coalition, of(truth, coalition), of(report, coalition));
                        self.silent.get(&key).map(|proof| silence(key, proof.clone()))
                    })
                    .collect();
                Pairwise::Fails { truth, report, silences }
            }
        };
        ambimech_model::check::check_pairwise(environment, scope, &verdict)
            .map_err(|refusal| MonotonicityOpen::Refused(refusal.to_string()))?;
        Ok(verdict)
    }

    fn coalitions(&self, single: bool) -> Vec<Coalition> {
        let all = self.scope.objectors.coalitions(self.environment.agent_count());
        all.filter(|coalition| (coalition.len() == 1) == single).collect()
    }

    fn image<'i>(&self, by: &'i Automorphism) -> Image<'i>
    where
        's: 'i,
    {
        Image { space: self.environment.space(), by }
    }

    /// The generators that keep a deception.
    fn keeping(&self, deception: &Deception) -> Vec<Automorphism> {
        let keeps = |by: &&Automorphism| self.image(by).deception(deception) == *deception;
        self.generators.iter().filter(keeps).cloned().collect()
    }

    /// What is known already about a coalition of some types that reports others.
    fn known(&self, deception: &Deception, key: Key) -> Option<Option<Objection>> {
        if let Some((larger, objection)) = self.objections.get(&key)
            && deception.is_within(larger)
        {
            return Some(Some(objection.clone()));
        }
        let silent = self.silent.get(&key)?;
        still_played(self.environment, deception, key.0, silent).then_some(None)
    }

    /// What a coalition of some types that reports others does under a deception.
    fn ask(&mut self, deception: &Deception, key: Key) -> Result<Option<Objection>, MonotonicityOpen> {
        self.prepare(deception, &[key])?;
        Ok(self.known(deception, key).flatten())
    }

    /// Finds out about all these questions: about one of every orbit by looking, about the others by symmetry.
    fn prepare(&mut self, deception: &Deception, keys: &[Key]) -> Result<(), MonotonicityOpen> {
        let open: Vec<Key> = keys.iter().copied().filter(|key| self.known(deception, *key).is_none()).collect();
        if open.is_empty() {
            return Ok(());
        }
        let keeping = self.keeping(deception);
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut orbits: Vec<Orbit<Key>> = Vec::new();
        for key in open {
            if !seen.contains(&key) {
                let space = self.environment.space();
                let image = |by: &Automorphism, from: &Key| Image { space, by }.key(*from);
                orbits.push(orbit(key, &keeping, (&mut seen, usize::MAX), image));
            }
        }
        let all = orbits.len();
        for (chunk, some) in orbits.chunks(TOGETHER).enumerate() {
            if all > TOGETHER {
                self.tell(chunk * TOGETHER, all);
            }
            let rewards = &self.rewards;
            let look = |_: usize, orbit: &Orbit<Key>| {
                orbit.first().map(|(key, ..)| rewards.find(deception, key.0, key.1, key.2))
            };
            let found = side_by_side::map(some, look);
            for (orbit, found) in some.iter().zip(found) {
                self.effort.asked += 1;
                self.effort.mapped += orbit.len() - 1;
                match found.unwrap_or_else(|| Err("an orbit without members".to_string())) {
                    Ok(found) => self.keep(deception, &keeping, orbit, found),
                    Err(why) => return Err(MonotonicityOpen::Unsolved(why)),
                }
            }
        }
        Ok(())
    }

    fn tell(&mut self, done: usize, all: usize) {
        (self.watch)(RobustProgress { round: self.round, done, all });
    }

    /// Writes an answer down for a whole orbit.
    fn keep(
        &mut self,
        deception: &Deception,
        keeping: &[Automorphism],
        orbit: &Orbit<Key>,
        found: Result<Objection, NoReward>,
    ) {
        let mut answers: Vec<Result<Objection, NoReward>> = Vec::with_capacity(orbit.len());
        for (place, (_, from, generator)) in orbit.iter().enumerate() {
            let answer = if place == 0 {
                found.clone()
            } else {
                let image = Image { space: self.environment.space(), by: &keeping[*generator] };
                match &answers[*from] {
                    Ok(objection) => Ok(image.objection(objection)),
                    Err(proof) => Err(image.no_reward(orbit[*from].0.0, proof)),
                }
            };
            answers.push(answer);
        }
        for ((key, ..), answer) in orbit.iter().zip(answers) {
            match answer {
                Ok(objection) => {
                    self.objections.insert(*key, (deception.clone(), objection));
                }
                Err(proof) => {
                    self.silent.insert(*key, proof);
                }
            }
        }
    }

    /// A refutation of a larger deception, or of the image of one, for this one.
    fn recall(&self, deception: &Deception) -> Option<Refutation> {
        let space = self.environment.space();
        let as_it_is = self.refuted.iter().find(|(larger, _)| deception.is_within(larger));
        if let Some((_, refutation)) = as_it_is {
            return Some(within(space, refutation, deception));
        }
        self.generators.iter().find_map(|by| {
            let image = self.image(by);
            let known = self.refuted.iter().find(|(larger, _)| deception.is_within(&image.deception(larger)));
            known.map(|(_, refutation)| within(space, &image.refutation(refutation), deception))
        })
    }

    /// The types and reports of a coalition under a deception.
    fn keys(&self, deception: &Deception, coalition: Coalition) -> Vec<Key> {
        let space = self.environment.space();
        let joint = || (0..space.joint_count(coalition)).map(JointTypeId);
        let pairs = joint().flat_map(|truth| joint().map(move |report| (coalition, truth, report)));
        pairs.filter(|key| deception.allows_joint(space, coalition, key.1, key.2)).collect()
    }

    fn refute(&mut self, deception: Deception) -> Result<Result<Refutation, Standing>, MonotonicityOpen> {
        if let Some(refutation) = self.recall(&deception) {
            return Ok(Ok(refutation));
        }
        self.effort.branches += 1;
        if self.effort.branches > self.limits.branches {
            return Err(MonotonicityOpen::Branches(self.limits.branches));
        }
        let found = self.refute_anew(deception.clone())?;
        if let Ok(refutation) = &found
            && self.refuted.len() < MAX_KEPT
        {
            self.refuted.push((deception, refutation.clone()));
        }
        Ok(found)
    }

    fn refute_anew(&mut self, deception: Deception) -> Result<Result<Refutation, Standing>, MonotonicityOpen> {
        let mut deception = deception;
        let mut removed: Vec<Vec<Objection>> = Vec::new();
        loop {
            self.round += 1;
            let mut objections = Vec::new();
            if deception.is_played() && first_unacceptable(self.environment, &deception).is_some() {
                let alone = self.coalitions(true);
                let keys: Vec<Key> = alone.iter().flat_map(|one| self.keys(&deception, *one)).collect();
                self.prepare(&deception, &keys)?;
                objections.extend(keys.iter().filter_map(|key| self.known(&deception, *key).flatten()));
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
        let several = self.coalitions(false);
        let keys: Vec<Key> = several.iter().flat_map(|coalition| self.keys(&deception, *coalition)).collect();
        for (chunk, some) in keys.chunks(TOGETHER).enumerate() {
            self.tell(chunk * TOGETHER, keys.len());
            self.prepare(&deception, some)?;
            for key in some.iter().copied() {
                let Some(objection) = self.known(&deception, key).flatten() else { continue };
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
        let coalitions: Vec<Coalition> = self.scope.objectors.coalitions(environment.agent_count()).collect();
        let changes = |truth: ProfileId, report: ProfileId| {
            environment.choice(truth) != environment.choice(report)
                && deception.allows_profile(space, truth, report)
        };
        let pairs = space.profiles().flat_map(|truth| space.profiles().map(move |report| (truth, report)));
        let pairs: Vec<(ProfileId, ProfileId)> =
            pairs.filter(|(truth, report)| changes(*truth, *report)).collect();
        let of = |(truth, report): (ProfileId, ProfileId), coalition: Coalition| {
            (coalition, space.joint_type_of(truth, coalition), space.joint_type_of(report, coalition))
        };
        let mut asked: BTreeMap<Key, bool> = BTreeMap::new();
        let mut objections = Vec::new();
        for (chunk, some) in pairs.chunks(TOGETHER).enumerate() {
            self.tell(chunk * TOGETHER, pairs.len());
            for coalition in &coalitions {
                // Looked at side by side; what stops one of them matters only where it is asked below.
                let covered = |pair: &(ProfileId, ProfileId)| {
                    let mut keys = coalitions.iter().map(|coalition| of(*pair, *coalition));
                    keys.any(|key| matches!(self.known(deception, key), Some(Some(_))))
                };
                let open: Vec<Key> =
                    some.iter().filter(|pair| !covered(pair)).map(|pair| of(*pair, *coalition)).collect();
                self.prepare(deception, &open).ok();
            }
            for pair in some {
                let keys: Vec<Key> = coalitions.iter().map(|coalition| of(*pair, *coalition)).collect();
                if keys.iter().any(|key| asked.get(key) == Some(&true)) {
                    continue;
                }
                let mut covered = false;
                for key in keys {
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
                    return Ok(Err(*pair));
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
