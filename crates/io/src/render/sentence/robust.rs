//! Robust implementation, in words.

use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::check::RobustRefusal;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::Environment;
use ambimech_model::lottery::Lottery;
use ambimech_model::robust::{
    BadOutcome, Commitment, Concept, Efficiency, Implementable, Incentives, Monotonicity, MonotonicityOpen,
    NoReward, OpenBecause, Pairwise, PayoffEnvironment, Refutation, RobustCondition, RobustStudy, SearchSize,
    Standing,
};

/// `holds`, `fails`, `undecided`.
pub fn word(found: Implementable) -> &'static str {
    match found {
        Implementable::Yes => "holds",
        Implementable::NotIncentiveCompatible | Implementable::DeceptionStands => "fails",
        Implementable::Open(_) => "undecided",
    }
}

/// What the concept asks for.
pub fn concept(concept: Concept) -> &'static str {
    match concept {
        Concept::Nash => "robust Nash implementation",
        Concept::Coalitional => "robust coalitional implementation",
        Concept::Strong => "robust strong implementation",
        Concept::Double => "robust double implementation",
    }
}

/// The answer in one sentence.
pub fn summary(of: Concept, found: Implementable) -> String {
    let concept = concept(of);
    match found {
        Implementable::Yes => {
            format!("{concept}: some mechanism has exactly the choice as equilibrium outcome in every type space")
        }
        Implementable::NotIncentiveCompatible => {
            format!(
                "{concept}: no mechanism does it, because somebody gains by lying when all others tell the truth"
            )
        }
        Implementable::DeceptionStands => {
            format!(
                "{concept}: no mechanism does it, because a deception that changes the choice meets no objection"
            )
        }
        Implementable::Open(OpenBecause::NecessityOpen) => format!(
            "{concept}: a deception meets no objection, but for such coalitions or rewards it is not proved that no mechanism exists"
        ),
        Implementable::Open(OpenBecause::NoBadOutcome) => {
            format!("{concept}: the conditions hold, but there is no bad outcome, which the theorem asks for")
        }
        Implementable::Open(OpenBecause::Undecided) => format!("{concept}: a condition is undecided"),
    }
}

/// `1/2 a + 1/2 b`, or `a`.
pub fn lottery(environment: &PayoffEnvironment, lottery: &Lottery) -> String {
    let frame = environment.without_beliefs();
    match lottery.sure_outcome() {
        Some(outcome) => name::outcome(frame, outcome),
        None => {
            let part = |(outcome, share): &(ambimech_model::index::OutcomeId, _)| {
                format!("{share} {}", name::outcome(frame, *outcome))
            };
            lottery.parts().iter().map(part).collect::<Vec<String>>().join(" + ")
        }
    }
}

/// `agent 1 of type H that reports L`.
pub fn liar(
    environment: &PayoffEnvironment,
    coalition: Coalition,
    truth: ambimech_model::index::JointTypeId,
    report: ambimech_model::index::JointTypeId,
) -> String {
    let frame = environment.without_beliefs();
    let verb = if coalition.len() == 1 { "reports" } else { "report" };
    let who = name::who_of_type(frame, coalition, truth);
    format!("{who} that {verb} {}", name::types(frame, coalition, report))
}

/// A row of the table of conditions: name, verdict, reason.
pub type ConditionRow = (&'static str, &'static str, String);

/// Every condition with its verdict and its reason.
pub fn conditions(environment: &PayoffEnvironment, found: &RobustStudy) -> Vec<ConditionRow> {
    let mut rows = Vec::new();
    let (verdict, reason) = incentives(environment, &found.incentives, &found.scope.guarded);
    rows.push((RobustCondition::IncentiveCompatible.name(), verdict, reason));
    let (verdict, reason) = incentives(environment, &found.ex_post, &Pattern::Singletons);
    rows.push((RobustCondition::ExPost.name(), verdict, reason));
    let (verdict, reason) = monotonicity(environment, found);
    rows.push((RobustCondition::Monotone.name(), verdict, reason));
    let (verdict, reason) = pairwise(environment, found);
    rows.push((RobustCondition::PairwiseMonotone.name(), verdict, reason));
    let (verdict, reason) = bad_outcome(environment, &found.bad_outcome);
    rows.push((RobustCondition::BadOutcome.name(), verdict, reason));
    let (verdict, reason) = efficiency(environment, &found.efficiency);
    rows.push((RobustCondition::WeaklyEfficient.name(), verdict, reason));
    let (verdict, reason) = commitment(environment, &found.commitment);
    rows.push((RobustCondition::Commitment.name(), verdict, reason));
    rows
}

fn incentives(environment: &PayoffEnvironment, found: &Incentives, among: &Pattern) -> (&'static str, String) {
    match found {
        Incentives::Holds if *among == Pattern::Singletons => {
            ("holds", "no type of an agent gains by a lie when the others tell the truth".to_string())
        }
        Incentives::Holds => {
            ("holds", "in every coalition, whatever it is and reports, some member never gains".to_string())
        }
        Incentives::Fails { coalition, truth, report, others } => {
            let frame = environment.without_beliefs();
            let rest = coalition.complement(environment.agent_count());
            let gains = coalition.members().zip(others).map(|(agent, joint)| {
                let who = name::agent(frame, agent);
                if rest.is_empty() {
                    format!("agent {who} gains")
                } else {
                    format!("agent {who} gains when the others are {}", name::types(frame, rest, *joint))
                }
            });
            let list: Vec<String> = gains.collect();
            ("fails", format!("{}: {}", liar(environment, *coalition, *truth, *report), name::and_list(&list)))
        }
    }
}

fn commitment(environment: &PayoffEnvironment, found: &Commitment) -> (&'static str, String) {
    match found {
        Commitment::Holds => (
            "holds",
            "members who keep their types to themselves never all gain from messages agreed on".to_string(),
        ),
        Commitment::Fails { coalition, report, profiles } => {
            let frame = environment.without_beliefs();
            let gains = coalition.members().zip(profiles);
            let list: Vec<String> = gains
                .map(|(agent, at)| {
                    format!("agent {} gains at {}", name::agent(frame, agent), name::profile(frame, *at))
                })
                .collect();
            let who = name::who(frame, *coalition);
            let messages = name::types(frame, *coalition, *report);
            ("fails", format!("{who} agrees to report {messages}: {}", name::and_list(&list)))
        }
    }
}

fn efficiency(environment: &PayoffEnvironment, found: &Result<Efficiency, String>) -> (&'static str, String) {
    match found {
        Ok(Efficiency::Holds(_)) => {
            ("holds", "at no profile does everybody prefer a lottery to the choice".to_string())
        }
        Ok(Efficiency::Fails { profile, better }) => {
            let at = name::profile(environment.without_beliefs(), *profile);
            ("fails", format!("at {at} everybody prefers {}", lottery(environment, better)))
        }
        Err(why) => ("undecided", why.clone()),
    }
}

fn bad_outcome(environment: &PayoffEnvironment, found: &Result<BadOutcome, String>) -> (&'static str, String) {
    match found {
        Ok(BadOutcome::Holds { lottery: bad, margin }) => (
            "holds",
            format!(
                "{} is worse than every choice for everybody, by at least {}",
                lottery(environment, bad),
                with_decimal(margin)
            ),
        ),
        Ok(BadOutcome::Fails(_)) => {
            ("fails", "no lottery is worse than every choice for everybody at every profile".to_string())
        }
        Err(why) => ("undecided", why.clone()),
    }
}

fn monotonicity(environment: &PayoffEnvironment, found: &RobustStudy) -> (&'static str, String) {
    match &found.monotonicity {
        Ok(Monotonicity::Holds(refutation)) => {
            ("holds", format!("every deception that changes the choice meets an objection: {}", steps(refutation)))
        }
        Ok(Monotonicity::Fails(standing)) => ("fails", changes(environment, standing)),
        Err(open) => ("undecided", self::open(open)),
    }
}

/// How long a refutation is: `3 rounds of objections by single agents, then 4 by coalitions`.
pub fn steps(refutation: &Refutation) -> String {
    let (mut rounds, mut single, mut at) = (0, 0, refutation);
    while let Refutation::Removed(objections, rest) = at {
        rounds += 1;
        single += objections.len();
        at = rest;
    }
    let mut parts = Vec::new();
    if rounds > 0 {
        let objections = name::count(single, "objection", "objections");
        parts.push(format!("{} of {objections} by single agents", name::count(rounds, "round", "rounds")));
    }
    match at {
        Refutation::Empty => parts.push("a type without a report".to_string()),
        Refutation::Covered(objections) if objections.is_empty() => {
            parts.push("what is left does not change the choice".to_string());
        }
        Refutation::Covered(objections) => {
            parts.push(format!(
                "{} to all that changes it",
                name::count(objections.len(), "objection", "objections")
            ));
        }
        Refutation::Divided(..) => parts.push(format!("{} in all", name::count(leaves(at), "case", "cases"))),
        Refutation::Removed(..) => {}
    }
    parts.join(", then ")
}

fn leaves(refutation: &Refutation) -> usize {
    match refutation {
        Refutation::Empty | Refutation::Covered(_) => 1,
        Refutation::Removed(_, rest) => leaves(rest),
        Refutation::Divided(_, branches) => branches.iter().map(leaves).sum(),
    }
}

/// Where a standing deception changes the choice.
pub fn changes(environment: &PayoffEnvironment, standing: &Standing) -> String {
    let frame = environment.without_beliefs();
    format!(
        "nobody objects to a deception by which {} reports {}, which changes the choice from {} to {}",
        name::profile(frame, standing.truth),
        name::profile(frame, standing.report),
        lottery(environment, environment.choice(standing.truth)),
        lottery(environment, environment.choice(standing.report))
    )
}

fn pairwise(environment: &PayoffEnvironment, found: &RobustStudy) -> (&'static str, String) {
    match &found.pairwise {
        Ok(Pairwise::Holds(objections)) => (
            "holds",
            format!(
                "{} good against everything that others may report cover every change of the choice",
                name::count(objections.len(), "objection", "objections")
            ),
        ),
        Ok(Pairwise::Fails { truth, report, .. }) => {
            let frame = environment.without_beliefs();
            let (truth, report) = (name::profile(frame, *truth), name::profile(frame, *report));
            ("fails", format!("when everybody may report anything, nobody objects to {truth} reporting {report}"))
        }
        Err(open) => ("undecided", self::open(open)),
    }
}

/// Why monotonicity is open.
pub fn open(open: &MonotonicityOpen) -> String {
    match open {
        MonotonicityOpen::TooLarge(found, limit) => {
            format!("not begun: {}, more than the limit of {limit}", size(*found))
        }
        MonotonicityOpen::Branches(count) => {
            format!("{} looked at, and none of them stood", name::count(*count, "branch", "branches"))
        }
        MonotonicityOpen::Unsolved(why) => why.clone(),
        MonotonicityOpen::Refused(why) => {
            format!("a proof was not accepted ({why}), which is a fault of this program")
        }
    }
}

/// `looked at 20 questions …, from which 20 more follow by symmetry; …`.
pub fn looked_at(found: &RobustStudy) -> String {
    let asked = name::count(found.asked, "question", "questions");
    let mapped = match found.by_symmetry {
        0 => String::new(),
        1 => ", from which 1 more answer follows by symmetry".to_string(),
        more => format!(", from which {more} more answers follow by symmetry"),
    };
    format!("looked at {asked} (who, of which types, reports what){mapped}")
}

/// `40 questions, 120 programs in one round`.
pub fn size(size: SearchSize) -> String {
    let orbits = match size.of_orbits {
        Some(programs) => format!(", {programs} of them for one question of every orbit of the symmetries"),
        None => String::new(),
    };
    format!(
        "{} questions (who, of which types, reports what) with {} programs{orbits}",
        size.questions, size.programs
    )
}

/// Why a coalition is silent: the conjectures.
pub fn conjecture(environment: &PayoffEnvironment, standing: &ambimech_model::robust::Silence) -> String {
    let frame = environment.without_beliefs();
    let who = liar(environment, standing.coalition, standing.truth, standing.report);
    let NoReward::Sum { gains, bounds } = &standing.proof else {
        return format!("{who} finds no reward, case by case");
    };
    let rest = standing.coalition.complement(environment.agent_count());
    let beliefs: Vec<String> = gains
        .iter()
        .map(|gain| {
            let member = if standing.coalition.len() == 1 {
                String::new()
            } else {
                format!(" for agent {}", name::agent(frame, gain.agent))
            };
            if rest.is_empty() {
                format!("weight {}{member}", gain.weight)
            } else {
                let (reports, truth) =
                    (name::types(frame, rest, gain.reports), name::types(frame, rest, gain.others));
                format!("weight {}{member} on others that are {truth} and report {reports}", gain.weight)
            }
        })
        .collect();
    let given = if bounds.is_empty() { "" } else { ", given what true types must not want" };
    format!("{who} is silent with {}: no reward is worth more than the choice{given}", name::and_list(&beliefs))
}

/// Why a verdict was refused.
pub fn refusal(environment: &Environment, refusal: &RobustRefusal) -> String {
    match refusal {
        RobustRefusal::Gains(coalition, truth, report) => format!(
            "{} gains by reporting {}",
            name::who_of_type(environment, *coalition, *truth),
            name::types(environment, *coalition, *report)
        ),
        RobustRefusal::NoGain(place) => format!("member number {} does not gain", place + 1),
        RobustRefusal::NoReward(coalition) => {
            format!(
                "the reward of {} is wanted when everybody tells the truth",
                name::who(environment, *coalition)
            )
        }
        RobustRefusal::NotBetter(coalition) => {
            format!("the reward of {} is no better for some member", name::who(environment, *coalition))
        }
        RobustRefusal::WrongCoalition(coalition) => {
            format!("{} does not belong here", name::who(environment, *coalition))
        }
        RobustRefusal::NotCovered(truth, report) => format!(
            "that {} reports {} changes the choice and meets no objection",
            name::profile(environment, *truth),
            name::profile(environment, *report)
        ),
        RobustRefusal::SilenceMissing(coalition, truth, report) => format!(
            "there is no proof that {} is silent when it reports {}",
            name::who_of_type(environment, *coalition, *truth),
            name::types(environment, *coalition, *report)
        ),
        RobustRefusal::Comparison(at) => {
            format!("a comparison of payoffs at {} is false", name::profile(environment, *at))
        }
        other => other.to_string(),
    }
}
