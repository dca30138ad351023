//! What follows about implementation once the conditions are decided.

use super::condition::{MaxminCondition as C, Scope};
use super::finding::{DeceptionProof, Finding, Proof, Reward};
use super::problem::ChoiceProblem;
use super::row::RowSpace;
use super::worth::Worth;
use super::{Deceptions, choice::ChoiceId};
use crate::index::ProfileId;

/// A theorem that settles implementability. The sufficient ones are those of THESIS chapter 3 as they are repaired in [`crate::maxmin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Theorem {
    /// Theorem 3.4.1: sufficient for one pattern.
    Coalitional,
    /// Corollary 3.4.1: the same for one function.
    OneFunction,
    /// Theorem 3.5.1: sufficient for double implementation.
    Double,
    /// Corollary 3.5.1: the same for one function.
    DoubleOneFunction,
    /// Propositions 3.3.1 to 3.3.4 and section 3.5: this condition is necessary.
    Necessary(C),
}

/// Why no theorem applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// This condition, which a sufficient theorem asks for, fails, and it is not necessary.
    NotNecessary(C),
    /// This condition fails, but what shows it leads to reports outside T*, where what a function says is of no consequence; the
    /// proof of necessity needs reports within T*.
    OutsidePossible(C),
    /// This condition is undecided.
    Undecided(C),
    /// A reward of several agents makes some of them just as well off and not better: a claim is won with a probability below 1, so that it may
    /// cost them something.
    EqualMember,
    /// F has several functions and T* several cells: the proof of Claim 3.4.3 uses the function of one cell at reports in another one.
    SeveralCells,
}

/// What follows about implementation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// F is implementable.
    Implementable(Theorem),
    /// F is not.
    NotImplementable(Theorem),
    /// No theorem applies, for these reasons.
    Open(Vec<Gap>),
}

/// What follows from these findings, of which those about the scope count. A missing finding counts as undecided.
///
/// Whether witnesses stay within T* matters for necessity: an equilibrium gives f on T* only, so that what f says elsewhere may be
/// changed without changing what is implemented.
pub fn conclude(problem: &ChoiceProblem, scope: Scope, findings: &[Finding]) -> Conclusion {
    let find = |condition| findings.iter().find(|f| f.condition == condition && f.scope == scope);
    let one = problem.choices().len() == 1;
    let mut needed = vec![C::IncentiveCompatible, C::Monotone];
    if !one {
        needed.push(C::Closed);
        if scope.has_grand(problem) {
            needed.push(C::LocallyEfficient);
        }
    }
    let mut gaps = Vec::new();
    for condition in &needed {
        match find(*condition) {
            None => gaps.push(Gap::Undecided(*condition)),
            Some(finding) if finding.holds => {}
            Some(finding) if stays_possible(problem, &finding.proof) => {
                return Conclusion::NotImplementable(Theorem::Necessary(*condition));
            }
            Some(_) => gaps.push(Gap::OutsidePossible(*condition)),
        }
    }
    let bad =
        if find(C::BadOutcome).is_some_and(|finding| !finding.holds) { C::BadOutcome } else { C::DeepBadOutcome };
    let mut more = vec![bad];
    if !one {
        more.push(C::Supported);
    }
    for condition in more {
        match find(condition) {
            None => gaps.push(Gap::Undecided(condition)),
            Some(finding) if finding.holds => {}
            Some(_) => gaps.push(Gap::NotNecessary(condition)),
        }
    }
    if let Some(Proof::Rewards(rewards, proofs)) = find(C::Monotone).map(|finding| &finding.proof) {
        if !scope.groups(problem).is_empty() && !are_safe(rewards, find(C::SafeRewards)) {
            gaps.push(Gap::Undecided(C::SafeRewards));
        }
        if !all_gain(problem, rewards, proofs) {
            gaps.push(Gap::EqualMember);
        }
    }
    if !one && problem.information().cells().len() > 1 {
        gaps.push(Gap::SeveralCells);
    }
    if !gaps.is_empty() {
        return Conclusion::Open(gaps);
    }
    Conclusion::Implementable(match (scope, one) {
        (Scope::Pattern, false) => Theorem::Coalitional,
        (Scope::Pattern, true) => Theorem::OneFunction,
        (Scope::Double, false) => Theorem::Double,
        (Scope::Double, true) => Theorem::DoubleOneFunction,
    })
}

/// Whether the reports of a witness stay within T* wherever true types do.
fn stays_possible(problem: &ChoiceProblem, proof: &Proof) -> bool {
    let information = problem.information();
    let deception = match proof {
        Proof::Deviation(deviation) => &deviation.deception,
        Proof::NoReward(missing) => &missing.deception,
        _ => return true,
    };
    let reports = deception.reports(problem.environment().space());
    information.possible().all(|profile| information.is_possible(reports[profile.0]))
}

/// Whether the finding about plans is about all these rewards. With fewer rewards there are fewer plans.
fn are_safe(rewards: &[Reward], finding: Option<&Finding>) -> bool {
    let Some(Proof::Safe(safe, _)) = finding.filter(|finding| finding.holds).map(|finding| &finding.proof) else {
        return false;
    };
    rewards.iter().all(|reward| safe.contains(reward))
}

/// Whether every reward of several agents makes all of them better off where it is used.
fn all_gain(problem: &ChoiceProblem, rewards: &[Reward], proofs: &[DeceptionProof]) -> bool {
    if rewards.iter().all(|reward| reward.coalition.len() == 1) {
        return true;
    }
    let rows = RowSpace::new(problem);
    let space = problem.environment().space();
    let worths: Vec<Worth> = rewards.iter().map(|reward| Worth::new(problem, &reward.lotteries)).collect();
    let gains = |choice: ChoiceId, number: u128, (reward, at): (usize, ProfileId)| {
        let (Some(stated), Some(worth)) = (rewards.get(reward), worths.get(reward)) else { return false };
        let deception = Deceptions::of(space, problem.grand()).nth(number);
        let (told, reports) = (deception.reports(space), deception.truthful_in(stated.coalition).reports(space));
        stated.coalition.members().all(|agent| {
            let own = space.type_of(at, agent);
            worth.value(problem, agent, own, &reports) > rows.worth(choice).value(problem, agent, own, &told)
        })
    };
    let cases = problem.choice_ids().flat_map(|choice| {
        let all = Deceptions::of(space, problem.grand()).count();
        (0..all).map(move |number| (choice, number))
    });
    cases.zip(proofs).all(|((choice, number), proof)| match proof {
        DeceptionProof::Acceptable(_) => true,
        DeceptionProof::Rewarded(reward, at) => gains(choice, number, (*reward, *at)),
    })
}
