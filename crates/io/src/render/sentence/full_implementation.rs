//! Full implementation under sets of beliefs, in words.

use crate::render::name;
use crate::render::number::exact;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::check::MaxminRefusal;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceId, ChoiceProblem, Conclusion, Deception, DeceptionProof, Finding, Gap, MaxminAnswer, MaxminCondition,
    MaxminReason, Proof, Scope, Theorem, Worth,
};

/// `build`, or `build: 1/2, none: 1/2`.
pub fn lottery(environment: &Environment, lottery: &Lottery) -> String {
    if let Some(outcome) = lottery.sure_outcome() {
        return name::outcome(environment, outcome);
    }
    let part = |(outcome, p): &(_, _)| format!("{}: {}", name::outcome(environment, *outcome), exact(p));
    lottery.parts().iter().map(part).collect::<Vec<_>>().join(", ")
}

/// `agent 1 says L when it is H, and agent 2 says L when it is H`; `everybody tells the truth`.
pub fn deception(environment: &Environment, deception: &Deception) -> String {
    let mut lies = Vec::new();
    for (agent, own) in environment.space().agents().zip(&deception.0) {
        for (t, report) in own.iter().enumerate().filter(|(t, report)| report.0 != *t) {
            lies.push(format!(
                "agent {} of type {} says {}",
                name::agent(environment, agent),
                environment.type_name(agent, TypeId(t)),
                environment.type_name(agent, *report)
            ));
        }
    }
    if lies.is_empty() { "everybody tells the truth".to_string() } else { name::and_list(&lies) }
}

/// The name of a function.
pub fn function(problem: &ChoiceProblem, choice: ChoiceId) -> String {
    let found = problem.choices().get(choice.0).map(|choice| choice.name.clone());
    found.unwrap_or_else(|| format!("number {}", choice.0 + 1))
}

fn members_of_type(environment: &Environment, coalition: Coalition, at: ProfileId) -> String {
    name::who_of_type(environment, coalition, environment.space().joint_type_of(at, coalition))
}

/// What a condition is called in sentences.
pub fn condition(condition: MaxminCondition, scope: Scope) -> &'static str {
    match (condition, scope) {
        (MaxminCondition::IncentiveCompatible, Scope::Pattern) => "ambiguous coalitional incentive compatibility",
        (MaxminCondition::IncentiveCompatible, Scope::Double) => "ambiguous strong incentive compatibility",
        (MaxminCondition::Monotone, Scope::Pattern) => "ambiguous coalitional monotonicity",
        (MaxminCondition::Monotone, Scope::Double) => "ambiguous strong monotonicity",
        (MaxminCondition::Closed, _) => "closure",
        (MaxminCondition::LocallyEfficient, _) => "local Pareto efficiency",
        (MaxminCondition::Efficient, _) => "ambiguous Pareto efficiency",
        (MaxminCondition::BadOutcome, _) => "bad outcome property",
        (MaxminCondition::DeepBadOutcome, _) => "deep bad outcome",
        (MaxminCondition::SafeRewards, _) => "safe rewards",
        (MaxminCondition::Supported, _) => "Assumption 3.4.1",
    }
}

/// A theorem as it is cited.
pub fn theorem(theorem: Theorem, scope: Scope) -> String {
    match theorem {
        Theorem::Coalitional => "THESIS Theorem 3.4.1, repaired".to_string(),
        Theorem::OneFunction => "THESIS Corollary 3.4.1, repaired".to_string(),
        Theorem::Double => "THESIS Theorem 3.5.1, repaired".to_string(),
        Theorem::DoubleOneFunction => "THESIS Corollary 3.5.1, repaired".to_string(),
        Theorem::Necessary(_) if scope == Scope::Double => "THESIS section 3.5".to_string(),
        Theorem::Necessary(MaxminCondition::IncentiveCompatible) => "THESIS Proposition 3.3.1".to_string(),
        Theorem::Necessary(MaxminCondition::Monotone) => "THESIS Proposition 3.3.2".to_string(),
        Theorem::Necessary(MaxminCondition::LocallyEfficient) => "THESIS Proposition 3.3.3".to_string(),
        Theorem::Necessary(_) => "THESIS Proposition 3.3.4".to_string(),
    }
}

/// Why no theorem applies.
pub fn gap(gap: Gap, scope: Scope) -> String {
    match gap {
        Gap::NotNecessary(of) => {
            format!("{} fails; the sufficient theorem asks for it, but it is not necessary", condition(of, scope))
        }
        Gap::OutsidePossible(of) => format!(
            "{} fails, but by reports that can never all be true, and what a function says there may be changed without changing \
             what it implements",
            condition(of, scope)
        ),
        Gap::Undecided(of) => format!("{} is undecided", condition(of, scope)),
        Gap::EqualMember => {
            "a reward in the proof of monotonicity leaves a member of its coalition just as well off; since a claim is won with a \
             probability below 1, it may cost that member something"
                .to_string()
        }
        Gap::SeveralCells => {
            "there are several functions and several cells of common knowledge: the proof of Claim 3.4.3 uses the function of \
             one cell at reports in another one"
                .to_string()
        }
    }
}

/// Why a condition is undecided.
pub fn undecided(problem: &ChoiceProblem, reason: &MaxminReason) -> String {
    match reason {
        MaxminReason::Unsafe { choice, coalition, at } => {
            let frame = problem.environment().without_beliefs();
            format!(
                "under {} a plan of {} that mixes reports and these rewards improves; other rewards may be safe",
                function(problem, *choice),
                members_of_type(frame, *coalition, *at)
            )
        }
        MaxminReason::TooLarge { work, of_orbits, limit } => {
            let orbits = match of_orbits {
                Some(work) => format!(", or {work} with one deception of every orbit of the symmetries"),
                None => String::new(),
            };
            format!("about {work} comparisons are needed{orbits}, more than the limit of {limit}")
        }
        MaxminReason::GaveUp { open, all, steps, programs } => format!(
            "of {all} deceptions, {open} were left open after {steps} linear programs for each wish or {programs} in all; none without a reward was found"
        ),
        MaxminReason::Unproved(why) => format!("no answer was proved: {why}"),
    }
}

/// The verdict line.
pub fn conclusion(answer: &MaxminAnswer) -> String {
    let how = match answer.scope {
        Scope::Pattern => "as an ambiguous coalitional equilibrium",
        Scope::Double => "as an ambiguous Nash and an ambiguous strong equilibrium at once",
    };
    match &answer.conclusion {
        Conclusion::Implementable(by) => format!("holds: implementable {how}, by {}", theorem(*by, answer.scope)),
        Conclusion::NotImplementable(by) => {
            format!("fails: not implementable {how}, by {}", theorem(*by, answer.scope))
        }
        Conclusion::Open(_) => format!("undecided: whether it is implementable {how}"),
    }
}

/// Why a condition holds or fails.
pub fn reason(problem: &ChoiceProblem, finding: &Finding) -> String {
    let frame = problem.environment().without_beliefs();
    match &finding.proof {
        Proof::AllCases => match finding.condition {
            MaxminCondition::IncentiveCompatible => "no coalition gains by any deception".to_string(),
            MaxminCondition::LocallyEfficient => {
                "no function improves on another one for everybody, after any deception".to_string()
            }
            MaxminCondition::Closed => closed(problem),
            _ => "at every profile that can occur some agent may be certain of it, or never excludes anything"
                .to_string(),
        },
        Proof::Deviation(deviation) => {
            let values = gains(problem, finding);
            let instead = if deviation.used == deviation.choice {
                format!("under {}", function(problem, deviation.choice))
            } else {
                format!(
                    "with {} in the place of {}",
                    function(problem, deviation.used),
                    function(problem, deviation.choice)
                )
            };
            format!(
                "{instead}, when {}, {} gains: {values}",
                self::deception(frame, &deviation.deception),
                members_of_type(frame, deviation.coalition, deviation.at)
            )
        }
        Proof::Pieces(pieces) => {
            let names: Vec<String> = pieces.iter().map(|piece| function(problem, *piece)).collect();
            format!("{} on the cells of common knowledge, in order, are no function of the set", names.join(", "))
        }
        Proof::Unsupported(at) => format!(
            "at {} every agent has a belief that excludes something possible, and none that is certain",
            name::profile(frame, *at)
        ),
        Proof::Rewards(rewards, deceptions) => {
            let rewarded = deceptions.iter().filter(|proof| matches!(proof, DeceptionProof::Rewarded(..))).count();
            if rewarded == 0 {
                return "no deception changes what comes about".to_string();
            }
            format!(
                "{} are unacceptable, and {} against all of them",
                name::count(rewarded, "deception", "deceptions"),
                if rewards.len() == 1 {
                    "one reward works".to_string()
                } else {
                    format!("{} rewards work", rewards.len())
                }
            )
        }
        Proof::NoReward(missing) => format!(
            "no reward under {} when {}: {} excluded",
            function(problem, missing.choice),
            self::deception(frame, &missing.deception),
            name::count(missing.excluded.len(), "wish is", "wishes are")
        ),
        Proof::Bad(bad) if finding.condition == MaxminCondition::DeepBadOutcome => format!(
            "{} is also worse than what the set is worth to each type, so that no claim is a hedge",
            lottery(frame, bad)
        ),
        Proof::NoBad(weights) if finding.condition == MaxminCondition::DeepBadOutcome => format!(
            "no lottery is that much worse, so that a claim may be a hedge: {}",
            name::count(weights.len(), "payoff together excludes it", "payoffs together exclude it")
        ),
        Proof::Safe(..) => "no plan of a coalition improves that mixes reports and these rewards".to_string(),
        Proof::Bad(bad) => format!("{} is worse for everybody everywhere", lottery(frame, bad)),
        Proof::NoBad(weights) => format!(
            "no lottery is worse everywhere: {}",
            name::count(weights.len(), "payoff together excludes it", "payoffs together exclude it")
        ),
        Proof::Weights(_) => "weights of agents and beliefs show that nothing improves".to_string(),
        Proof::Dominated(choice, at, _) => format!(
            "another function improves on {} at {}: {}",
            function(problem, *choice),
            name::profile(frame, *at),
            gains(problem, finding)
        ),
    }
}

fn closed(problem: &ChoiceProblem) -> String {
    match problem.information().cells().len() {
        1 => "there is only one cell of common knowledge".to_string(),
        cells => format!("functions put together over the {cells} cells of common knowledge are in the set"),
    }
}

/// What everybody has and gets at the place of a deviation or of an improvement: `agent 1 has 1 and gets 2`.
fn gains(problem: &ChoiceProblem, finding: &Finding) -> String {
    let frame = problem.environment().without_beliefs();
    let space = frame.space();
    let (choice, coalition, at, worth, reports) = match &finding.proof {
        Proof::Deviation(deviation) => (
            deviation.choice,
            deviation.coalition,
            deviation.at,
            Worth::new(problem, &problem.choice(deviation.used).lotteries),
            deviation.deception.reports(space),
        ),
        Proof::Dominated(choice, at, lotteries) => {
            (*choice, problem.grand(), *at, Worth::new(problem, lotteries), space.profiles().collect())
        }
        _ => return String::new(),
    };
    let had = Worth::new(problem, &problem.choice(choice).lotteries).truthful(problem);
    let of = |agent| {
        let own = space.type_of(at, agent);
        format!(
            "agent {} has {} and gets {}",
            name::agent(frame, agent),
            exact(&had[agent.0][own.0]),
            exact(&worth.value(problem, agent, own, &reports))
        )
    };
    name::and_list(&coalition.members().map(of).collect::<Vec<_>>())
}

/// Who is rewarded where against a deception: `agent 1 of type H by reward 2`.
pub fn rewarded(problem: &ChoiceProblem, coalition: Coalition, at: ProfileId, number: usize) -> String {
    let frame = problem.environment().without_beliefs();
    format!("{}, by reward {}", members_of_type(frame, coalition, at), number + 1)
}

/// What can occur: `all profiles`, or a list.
pub fn possible(environment: &AmbiguousEnvironment, problem: &ChoiceProblem) -> String {
    if problem.information().is_full() {
        return "all profiles can occur".to_string();
    }
    let frame = environment.without_beliefs();
    let never = |t: &ProfileId| !problem.information().is_possible(*t);
    let names: Vec<String> = frame.space().profiles().filter(never).map(|t| name::profile(frame, t)).collect();
    format!("all profiles can occur but {}", name::and_list(&names))
}

/// Why a verdict was refused.
pub fn refusal(problem: &Environment, refusal: &MaxminRefusal) -> String {
    match refusal {
        MaxminRefusal::WrongProof => "the proof is of another kind than the verdict needs".to_string(),
        MaxminRefusal::OutOfRange => "a part of the proof is missing, left over or unknown".to_string(),
        MaxminRefusal::Tempted(deviation) => format!(
            "{} gains when {}",
            members_of_type(problem, deviation.coalition, deviation.at),
            deception(problem, &deviation.deception)
        ),
        MaxminRefusal::NoGain => "the deviation does not pay".to_string(),
        MaxminRefusal::NotClosed(_) => "some functions put together over cells are not in the set".to_string(),
        MaxminRefusal::IsClosed => "the functions put together are in the set".to_string(),
        MaxminRefusal::Support(at) => {
            format!("what is said about Assumption 3.4.1 is false at {}", name::profile(problem, *at))
        }
        MaxminRefusal::NotBad(agent, at) => format!(
            "the lottery is not worse for agent {} at {}",
            name::agent(problem, *agent),
            name::profile(problem, *at)
        ),
        MaxminRefusal::Weights(x) => {
            format!(
                "by the weights outcome {} is bad",
                name::outcome(problem, ambimech_model::index::OutcomeId(*x))
            )
        }
        MaxminRefusal::NotEfficient(_, at) => {
            format!("the weights prove nothing at {}", name::profile(problem, *at))
        }
        MaxminRefusal::NotSafe(_, coalition, at) => {
            format!("the weights prove nothing about plans of {}", members_of_type(problem, *coalition, *at))
        }
        MaxminRefusal::NoImprovement => "the other function does not improve".to_string(),
        MaxminRefusal::NoReward(number) => format!("reward {} does not belong to its reward set", number + 1),
        MaxminRefusal::Deception(number) => format!("what is said about deception {} is false", number + 1),
        MaxminRefusal::Acceptable(_) => "the deception is acceptable".to_string(),
        MaxminRefusal::Exclusion(number) => format!("the proof about wish {} has a hole", number + 1),
        _ => "the proof does not hold".to_string(),
    }
}
