//! Side contracts in words.

use super::refusal::{RefusalRow, Sides};
use super::worst::gain;
use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{
    ContractAnswer, ContractClaim, ContractExclusion, ContractMethod, ContractProperty, ContractRefusal,
    ContractWorst, FoundContract, RulePair, SideContract,
};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;

/// `s-ic against mixed reports`.
pub fn claim(claim: ContractClaim) -> String {
    match claim.reports {
        None => claim.property.name().to_string(),
        Some(reports) => format!("{} against {} reports", claim.property.name(), reports.name()),
    }
}

/// What a property of a side contract says, in a few words.
pub fn meaning(property: ContractProperty) -> &'static str {
    match property {
        ContractProperty::SIc => "no member gains from lying to the mediator",
        ContractProperty::SBb => "payments among the members add up to 0",
        ContractProperty::SIr => "no member is worse off than without the contract",
    }
}

/// `agent 1 of type H`.
pub fn member(environment: &Environment, agent: AgentId, own: TypeId) -> String {
    name::who_of_type(environment, Coalition::single(agent), JointTypeId(own.0))
}

fn type_name(environment: &Environment, agent: AgentId, own: TypeId) -> String {
    name::types(environment, Coalition::single(agent), JointTypeId(own.0))
}

/// The worst case of a property, with the place where it is found.
pub fn worst(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    answer: &ContractAnswer,
) -> String {
    match &answer.worst {
        None => "nothing can go wrong: no member has two types".to_string(),
        Some(ContractWorst::Lie(lie)) => {
            let parts: Vec<String> = lie
                .report
                .iter()
                .map(|(own, share)| {
                    let own = type_name(environment, lie.agent, *own);
                    if share.is_one() { own } else { format!("{own} with {}", with_decimal(share)) }
                })
                .collect();
            format!(
                "{} telling {}: worst case {} against {} for the truth, {}",
                member(environment, lie.agent, lie.truth),
                name::and_list(&parts),
                with_decimal(&lie.value),
                with_decimal(&lie.on_path),
                gain(&lie.gain()),
            )
        }
        Some(ContractWorst::Budget { total, .. }) if total.is_zero() => {
            "payments add up to 0 at every profile under every pair of rules".to_string()
        }
        Some(ContractWorst::Budget { pair, profile, total }) => format!(
            "at {} under rule {} the payments of side rule {} add up to {}",
            name::profile(environment, *profile),
            name::rule(environment, mechanism, pair.rule),
            contract.rule_name(pair.side),
            with_decimal(total),
        ),
        Some(ContractWorst::Participation(found)) => format!(
            "{}: worst case {} with the contract against {} without, {}",
            member(environment, found.agent, found.own),
            with_decimal(&found.with),
            with_decimal(&found.without),
            gain(&(&found.with - &found.without)),
        ),
    }
}

/// How a side contract was made.
pub fn method(found: &FoundContract) -> String {
    match (found.method, &found.scale) {
        (ContractMethod::Alone, _) => {
            "a single agent needs no contract: its most profitable deviation is one, with no payments".to_string()
        }
        (ContractMethod::EqualShares, scale) => format!(
            "every type profile of the members deviates as is best for the coalition, and the gains are shared equally \
             (CPAM Proposition 1){}",
            bets(scale.as_ref())
        ),
        (ContractMethod::Constant, _) => {
            "the mediator always makes the same report, and pays nothing, so that nobody has a reason to lie to \
             it; it is profitable where it says so, and may cost the coalition elsewhere"
                .to_string()
        }
        (ContractMethod::Program, scale) => format!(
            "some types of members share their beliefs, and bets cannot tell them apart: the deviation is one that such types do not \
             want to pass for one another in, found by a linear program{}",
            bets(scale.as_ref())
        ),
    }
}

fn bets(scale: Option<&Rational>) -> String {
    match scale {
        None => "; honesty to the mediator needs no bets".to_string(),
        Some(scale) => format!(
            "; each side rule named after a type is a bet that costs this type {} whatever else it tells the mediator, unless the other \
             type has the same beliefs",
            with_decimal(scale)
        ),
    }
}

/// Why no side contract is profitable for these types.
pub fn excluded(environment: &Environment, mechanism: &Mechanism, found: &ContractExclusion) -> String {
    let weights: Vec<String> = found
        .weights
        .iter()
        .map(|(rule, weight)| {
            format!("{} on rule {}", with_decimal(weight), name::rule(environment, mechanism, *rule))
        })
        .collect();
    let who = name::who_of_type(environment, found.coalition, found.types);
    let weights = name::and_list(&weights);
    if found.imitations.is_empty() && found.budget.is_empty() {
        return format!("{who} gains from no deviation: the weights {weights} hold all reports down");
    }
    let mut chains: Vec<String> = found
        .imitations
        .iter()
        .map(|entry| {
            format!(
                "{} times that {} must not want to pass for {}",
                with_decimal(&entry.multiplier),
                member(environment, entry.agent, entry.truth),
                type_name(environment, entry.agent, entry.report),
            )
        })
        .collect();
    chains.extend(found.budget.iter().map(|(rule, weight)| {
        format!(
            "{} times that under rule {} the members cannot be promised more than there is",
            with_decimal(weight),
            name::rule(environment, mechanism, *rule)
        )
    }));
    format!(
        "{who} gains from some deviation, but from none that a voluntary side contract can carry out: with the weights {weights}, \
         add {}, and that nobody may be worse off",
        name::and_list(&chains)
    )
}

/// A refusal about a side contract.
pub fn refused(
    environment: &Environment,
    refusal: &ContractRefusal,
    rule: &dyn Fn(RuleId) -> String,
) -> RefusalRow {
    let sides = |left: &Rational, relation, right: &Rational| {
        Some(Sides { left: left.clone(), relation, right: right.clone() })
    };
    let row = |kind, label: String, sentence: String, sides| RefusalRow { kind, label, sentence, sides };
    let of = |agent: &AgentId, truth: &TypeId| {
        let agent = Coalition::single(*agent);
        format!(
            "{}: {}",
            name::coalition(environment, agent),
            name::types(environment, agent, JointTypeId(truth.0))
        )
    };
    let joint = |coalition: &Coalition, types: &JointTypeId| {
        format!("{}: {}", name::coalition(environment, *coalition), name::types(environment, *coalition, *types))
    };
    let pair = |pair: &RulePair| format!("rule {} and side rule number {}", rule(pair.rule), pair.side + 1);
    let zero = Rational::ZERO;
    match refusal {
        ContractRefusal::Malformed => row(
            "contract-malformed",
            "side contract".into(),
            "strategy or tables do not fit the coalition, its types or the mechanism's rules".into(),
            None,
        ),
        ContractRefusal::NoClaims => {
            row("no-claims", "claims".into(), "the certificate does not claim what is to be proved".into(), None)
        }
        ContractRefusal::ReportsMissing(found) => row(
            "reports-missing",
            format!("claim {}", found.property.name()),
            "a claim of s-ic says whether it is about pure or mixed reports, and no other does".into(),
            None,
        ),
        ContractRefusal::WeightsMissing { agent, truth } => row(
            "weights-missing",
            format!("weights({})", of(agent, truth)),
            format!("there are no weights, or two lists, for {}", member(environment, *agent, *truth)),
            None,
        ),
        ContractRefusal::WeightsInvalid { sum } => row(
            "weights-invalid",
            "weights".into(),
            "weights are positive, of pairs of rules that exist, each once, and add up to 1".into(),
            sides(sum, "=", &Rational::ONE),
        ),
        ContractRefusal::Unbalanced { pair: at, profile, total } => row(
            "s-unbalanced",
            format!("s-bb({})", name::profile(environment, *profile)),
            format!("the members' payments do not add up to 0 under {}", pair(at)),
            sides(total, "=", &zero),
        ),
        ContractRefusal::Tempted { claim: of_claim, agent, truth, report, value, on_path } => row(
            "s-tempted",
            format!("s-ic({} -> {})", of(agent, truth), type_name(environment, *agent, *report)),
            format!("{} is not held down: {}", member(environment, *agent, *truth), claim(*of_claim)),
            sides(value, "<=", on_path),
        ),
        ContractRefusal::NotRational { agent, truth, value, without } => row(
            "s-not-rational",
            format!("s-ir({})", of(agent, truth)),
            format!("{} is worse off with the contract", member(environment, *agent, *truth)),
            sides(value, ">=", without),
        ),
        ContractRefusal::NotProfitable { coalition, types, value, truthful } => row(
            "not-profitable",
            format!("profitable({})", joint(coalition, types)),
            format!("{} does not gain", name::who_of_type(environment, *coalition, *types)),
            sides(value, ">", truthful),
        ),
        ContractRefusal::ExclusionMissing { coalition, types } => row(
            "exclusion-missing",
            format!("exclusion({})", joint(coalition, types)),
            "there is one exclusion for every coalition and each of its type profiles that occurs, in order".into(),
            None,
        ),
        ContractRefusal::ImitationInvalid { agent, truth, report } => row(
            "imitation-invalid",
            format!("imitation({} -> {})", of(agent, truth), type_name(environment, *agent, *report)),
            "a multiplier is positive, stands once, and is about two types of a member that share a posterior".into(),
            None,
        ),
        ContractRefusal::BudgetInvalid { coalition, types } => row(
            "budget-invalid",
            format!("exclusion({})", joint(coalition, types)),
            "multipliers of the budget are positive, of rules that exist, each once, and stand only where contracts must be voluntary"
                .into(),
            None,
        ),
        ContractRefusal::ImitationsRemain { agent, types, rest } => row(
            "imitations-remain",
            format!("imitations({})", of(agent, types)),
            format!("more is taken away for {} than is added", member(environment, *agent, *types)),
            sides(rest, ">=", &zero),
        ),
        ContractRefusal::NotExcluded { coalition, types, bound, truthful } => row(
            "not-excluded",
            format!("exclusion({})", joint(coalition, types)),
            format!(
                "the sum leaves room for a gain of {}",
                name::who_of_type(environment, *coalition, *types)
            ),
            sides(bound, "<=", truthful),
        ),
    }
}
