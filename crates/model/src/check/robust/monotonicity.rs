//! Robust monotonicity: every unacceptable deception is refuted, or one stands.

use super::RobustRefusal;
use super::no_reward::check_silence;
use super::reward::check_objection;
use crate::coalition::Coalition;
use crate::index::{JointTypeId, ProfileId};
use crate::robust::{
    Deception, Monotonicity, Objection, Pairwise, PayoffEnvironment, Refutation, Scope, Silence, joint_lies,
};
use std::collections::{BTreeMap, BTreeSet};

/// Accepts a verdict about robust monotonicity.
///
/// # Errors
/// What is wrong with it.
pub fn check_monotonicity(
    environment: &PayoffEnvironment,
    scope: &Scope,
    verdict: &Monotonicity,
) -> Result<(), RobustRefusal> {
    let space = environment.space();
    match verdict {
        Monotonicity::Holds(refutation) => {
            check_refutation(environment, scope, Deception::full(space), refutation)
        }
        Monotonicity::Fails(standing) => {
            let deception = &standing.deception;
            let known =
                deception.fits(space) && standing.truth.0 < space.size() && standing.report.0 < space.size();
            if !known {
                return Err(RobustRefusal::OutOfRange);
            }
            let unacceptable = deception.allows_profile(space, standing.truth, standing.report)
                && environment.choice(standing.truth) != environment.choice(standing.report);
            if !unacceptable || !deception.is_played() {
                return Err(RobustRefusal::NotUnacceptable);
            }
            let silent = Silences::new(&standing.silences);
            for coalition in scope.objectors.coalitions(environment.agent_count()) {
                for truth in (0..space.joint_count(coalition)).map(JointTypeId) {
                    for report in (0..space.joint_count(coalition)).map(JointTypeId) {
                        if deception.allows_joint(space, coalition, truth, report) {
                            silent.check(environment, scope, deception, (coalition, truth, report))?;
                        }
                    }
                }
            }
            Ok(())
        }
    }
}

/// Accepts a verdict about the pairwise form.
///
/// # Errors
/// What is wrong with it.
pub fn check_pairwise(
    environment: &PayoffEnvironment,
    scope: &Scope,
    verdict: &Pairwise,
) -> Result<(), RobustRefusal> {
    let space = environment.space();
    let full = Deception::full(space);
    match verdict {
        Pairwise::Holds(objections) => check_covered(environment, scope, &full, objections),
        Pairwise::Fails { truth, report, silences } => {
            if truth.0 >= space.size() || report.0 >= space.size() {
                return Err(RobustRefusal::OutOfRange);
            }
            if environment.choice(*truth) == environment.choice(*report) {
                return Err(RobustRefusal::NotUnacceptable);
            }
            let silent = Silences::new(silences);
            for coalition in scope.objectors.coalitions(environment.agent_count()) {
                let of = |profile: ProfileId| space.joint_type_of(profile, coalition);
                silent.check(environment, scope, &full, (coalition, of(*truth), of(*report)))?;
            }
            Ok(())
        }
    }
}

/// A coalition, its true types and its reports.
type Key = (Coalition, JointTypeId, JointTypeId);

struct Silences<'s>(BTreeMap<Key, &'s Silence>);

impl<'s> Silences<'s> {
    fn new(silences: &'s [Silence]) -> Silences<'s> {
        Silences(silences.iter().map(|known| ((known.coalition, known.truth, known.report), known)).collect())
    }

    fn check(
        &self,
        environment: &PayoffEnvironment,
        scope: &Scope,
        deception: &Deception,
        key: Key,
    ) -> Result<(), RobustRefusal> {
        match self.0.get(&key) {
            Some(silence) => check_silence(environment, scope, deception, silence),
            None => Err(RobustRefusal::SilenceMissing(key.0, key.1, key.2)),
        }
    }
}

fn check_refutation(
    environment: &PayoffEnvironment,
    scope: &Scope,
    mut deception: Deception,
    mut refutation: &Refutation,
) -> Result<(), RobustRefusal> {
    let space = environment.space();
    loop {
        match refutation {
            Refutation::Empty => {
                return if deception.is_played() { Err(RobustRefusal::NotEmpty) } else { Ok(()) };
            }
            Refutation::Covered(objections) => {
                return check_covered(environment, scope, &deception, objections);
            }
            Refutation::Removed(objections, rest) => {
                let mut smaller = deception.clone();
                for objection in objections {
                    check_objection(environment, scope, &deception, objection)?;
                    let lies = joint_lies(space, objection.coalition, objection.truth, objection.report);
                    let [lie] = lies.as_slice() else {
                        return Err(RobustRefusal::WrongCoalition(objection.coalition));
                    };
                    smaller = smaller.without(*lie);
                }
                deception = smaller;
                refutation = rest;
            }
            Refutation::Divided(objection, branches) => {
                check_objection(environment, scope, &deception, objection)?;
                let lies = joint_lies(space, objection.coalition, objection.truth, objection.report);
                if lies.len() != branches.len() {
                    return Err(RobustRefusal::OutOfRange);
                }
                for (lie, branch) in lies.into_iter().zip(branches) {
                    check_refutation(environment, scope, deception.without(lie), branch)?;
                }
                return Ok(());
            }
        }
    }
}

/// Wherever the choice changes within the deception, an objection is given, and all are good.
fn check_covered(
    environment: &PayoffEnvironment,
    scope: &Scope,
    deception: &Deception,
    objections: &[Objection],
) -> Result<(), RobustRefusal> {
    let space = environment.space();
    let mut known: BTreeSet<Key> = BTreeSet::new();
    let mut coalitions: BTreeSet<Coalition> = BTreeSet::new();
    for objection in objections {
        check_objection(environment, scope, deception, objection)?;
        known.insert((objection.coalition, objection.truth, objection.report));
        coalitions.insert(objection.coalition);
    }
    for truth in space.profiles() {
        for report in space.profiles() {
            let changes = environment.choice(truth) != environment.choice(report)
                && deception.allows_profile(space, truth, report);
            let of = |coalition: &Coalition| {
                (*coalition, space.joint_type_of(truth, *coalition), space.joint_type_of(report, *coalition))
            };
            if changes && !coalitions.iter().any(|coalition| known.contains(&of(coalition))) {
                return Err(RobustRefusal::NotCovered(truth, report));
            }
        }
    }
    Ok(())
}
