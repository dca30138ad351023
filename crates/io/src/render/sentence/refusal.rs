//! Why the checker does not accept a certificate: the row, both sides, and a sentence.

use super::collusion;
use super::false_belief;
use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::combination::{row_label, rule_words};
use crate::render::sentence::worst::certainty_equivalent;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::RequiredRule;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::property::{Property, Reports};
use ambimech_model::refusal::{CaseFlaw, FalseEvidence, Refusal};

/// A refusal, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// The kind in files: `tempted`, `unbalanced`, …
    pub kind: &'static str,
    /// The constraint that fails, such as `cic({1,2}: (H, L) -> (L, H))`.
    pub label: String,
    /// What went wrong, in words.
    pub sentence: String,
    /// Both sides of the constraint, when it is about numbers.
    pub sides: Option<Sides>,
}

/// The two sides of a constraint that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The left side as found.
    pub left: Rational,
    /// What should hold between them: `<=`, `<`, `>=` or `=`.
    pub relation: &'static str,
    /// The right side as found.
    pub right: Rational,
}

/// The row of a refusal. `mechanism` gives rules their names; `None` where the certificate is not about a mechanism.
pub fn refusal_row(environment: &Environment, mechanism: Option<&Mechanism>, refusal: &Refusal) -> RefusalRow {
    let rule = |rule: RuleId| match mechanism {
        Some(mechanism) => name::rule(environment, mechanism, rule),
        None => format!("number {}", rule.0 + 1),
    };
    let who = |coalition, types| name::who_of_type(environment, coalition, types);
    let at = |property: &str, coalition: Coalition, types: JointTypeId| {
        format!(
            "{property}({}: {})",
            name::coalition(environment, coalition),
            name::types(environment, coalition, types)
        )
    };
    let sides = |left: &Rational, relation, right: &Rational| {
        Some(Sides { left: left.clone(), relation, right: right.clone() })
    };
    let row = |kind, label: String, sentence: String, sides| RefusalRow { kind, label, sentence, sides };
    let zero = Rational::ZERO;
    match refusal {
        Refusal::NoSuchRule(None) => row(
            "no-such-rule",
            "rules".into(),
            "the mechanism has no rule, or more than can be counted".into(),
            None,
        ),
        Refusal::NoSuchRule(Some(id)) => row(
            "no-such-rule",
            format!("rule {}", rule(*id)),
            "this rule does not exist, or cannot be evaluated in this environment".into(),
            None,
        ),
        Refusal::NoClaims => row("no-claims", "claims".into(), "the certificate claims nothing".into(), None),
        Refusal::ReportsMissing(claim) => row(
            "reports-missing",
            format!("claim {}", claim.property.name()),
            if claim.property.is_about_reports() {
                "the claim does not say whether it is about pure or mixed reports".into()
            } else {
                "the claim speaks of reports, but this property is not about reports".into()
            },
            None,
        ),
        Refusal::GoalNotClaimed(property) => row(
            "goal-not-claimed",
            format!("claim {}", property.name()),
            format!("the mechanism's goal asks for {}, but the certificate does not claim it", property.name()),
            None,
        ),
        Refusal::NoOwnRule(coalition) => row(
            "no-own-rule",
            format!("weights({})", name::coalition(environment, *coalition)),
            format!(
                "the certificate says that {} is held down by rules of its own, but the mechanism has none",
                name::who(environment, *coalition)
            ),
            None,
        ),
        Refusal::WeightsMissing { coalition, types } => row(
            "weights-missing",
            at("weights", *coalition, *types),
            format!("{} needs exactly one list of weights over the rules", who(*coalition, *types)),
            None,
        ),
        Refusal::WeightsInvalid { coalition, types, sum } => row(
            "weights-invalid",
            at("weights", *coalition, *types),
            "the weights must be positive, each for another existing rule, and add up to 1".into(),
            sides(sum, "=", &Rational::ONE),
        ),
        Refusal::Unbalanced { rule: id, profile, total } => row(
            "unbalanced",
            format!("bb({}, rule {})", name::profile(environment, *profile), rule(*id)),
            format!(
                "at {} the payments of rule {} add up to {}",
                name::profile(environment, *profile),
                rule(*id),
                with_decimal(total)
            ),
            sides(total, "=", &zero),
        ),
        Refusal::NotRational { property, coalition, types, rule: id, value } => row(
            "not-rational",
            at(property.name(), *coalition, *types),
            format!(
                "taking part is worth {} to {} under rule {}",
                with_decimal(value),
                who(*coalition, *types),
                rule(*id)
            ),
            sides(value, ">=", &zero),
        ),
        Refusal::NotWorthwhile { property, coalition, types, value } => row(
            "not-rational",
            at(property.name(), *coalition, *types),
            format!(
                "by its attitude to ambiguity taking part is worth {} to {}",
                with_decimal(value),
                who(*coalition, *types)
            ),
            sides(value, ">=", &zero),
        ),
        Refusal::NotInsured { coalition, types, first, second } => row(
            "not-insured",
            at(Property::Ai.name(), *coalition, *types),
            format!(
                "the on-path value of {} is {} under rule {}, but {} under rule {}",
                who(*coalition, *types),
                with_decimal(&first.1),
                rule(first.0),
                with_decimal(&second.1),
                rule(second.0)
            ),
            sides(&first.1, "=", &second.1),
        ),
        Refusal::Tempted { claim, coalition, truth, report, value, on_path } => row(
            "tempted",
            format!(
                "{}({}: {} -> {})",
                claim.property.name(),
                name::coalition(environment, *coalition),
                name::types(environment, *coalition, *truth),
                name::types(environment, *coalition, *report)
            ),
            format!(
                "{} of {} reporting {} is {}, more than its on-path {} {}",
                match claim.reports {
                    Some(Reports::Mixed) => "the weighted value",
                    _ if environment.attitude(*coalition).is_worst_case() => "the worst case",
                    _ => "the value by its attitude",
                },
                who(*coalition, *truth),
                name::types(environment, *coalition, *report),
                with_decimal(value),
                if environment.attitude(*coalition).is_worst_case() { "worst case" } else { "value by its attitude" },
                with_decimal(on_path)
            ),
            sides(value, "<=", on_path),
        ),
        Refusal::NotShownWorthwhile { property, coalition, types, value } => row(
            "not-rational",
            at(property.name(), *coalition, *types),
            format!(
                "by its attitude to ambiguity taking part is worth {} to {}, which is not shown to be at least 0",
                certainty_equivalent(value.as_ref()),
                who(*coalition, *types)
            ),
            None,
        ),
        Refusal::NotShownHeld { claim, coalition, truth, report, gain } => row(
            "tempted",
            format!(
                "{}({}: {} -> {})",
                claim.property.name(),
                name::coalition(environment, *coalition),
                name::types(environment, *coalition, *truth),
                name::types(environment, *coalition, *report)
            ),
            format!(
                "the {} of {} from reporting {} is {}, which is not shown to be at most 0",
                if claim.reports == Some(Reports::Mixed) { "marginal gain" } else { "gain" },
                who(*coalition, *truth),
                name::types(environment, *coalition, *report),
                certainty_equivalent(gain.as_ref()),
            ),
            None,
        ),
        Refusal::OutsideUtility { coalition, types } => row(
            "outside-utility",
            at("utility", *coalition, *types),
            format!(
                "under some rule {} has less on path than the utility of its attitude is defined for",
                who(*coalition, *types)
            ),
            None,
        ),
        Refusal::NotExtracted { rule: id, revenue, surplus } => row(
            "not-extracted",
            format!("fse(rule {})", rule(*id)),
            format!(
                "rule {} raises {} in expectation, but the largest expected surplus is {}",
                rule(*id),
                with_decimal(revenue),
                with_decimal(surplus)
            ),
            sides(revenue, "=", surplus),
        ),
        Refusal::NotEfficient { allocated, largest } => row(
            "not-efficient",
            "fse(allocation)".into(),
            format!(
                "the allocation's expected surplus is {}, but the largest one is {}",
                with_decimal(allocated),
                with_decimal(largest)
            ),
            sides(allocated, "=", largest),
        ),
        Refusal::NotInPairs { rule, profile } => row(
            "not-in-pairs",
            format!("rule({})", rule.0 + 1),
            format!(
                "the weights are for rules in pairs with one common mean, and at profile {} rule {} and its partner have another sum than \
                 the first pair",
                name::profile(environment, *profile),
                rule.0 + 1
            ),
            None,
        ),
        Refusal::AttitudeNotCovered(coalition) => row(
            "attitude-not-covered",
            format!("attitude({})", name::coalition(environment, *coalition)),
            format!(
                "{} has an attitude to ambiguity that this proof does not cover",
                name::who(environment, *coalition)
            ),
            None,
        ),
        Refusal::EvidenceOutOfRange => row(
            "evidence-out-of-range",
            "evidence".into(),
            "the evidence speaks of something that does not exist in this environment".into(),
            None,
        ),
        Refusal::EvidenceFalse(found) => false_evidence(environment, found),
        Refusal::Contract(found) => collusion::refused(environment, found, &rule),
        Refusal::EvidenceIncomplete => row(
            "evidence-incomplete",
            "evidence".into(),
            "the pieces of evidence are not those that the verdict needs, each once and in order".into(),
            None,
        ),
        Refusal::NeedsCommonPrior => row(
            "needs-common-prior",
            "expectation".into(),
            "this is about what coalitions or the designer expect, and there is no common prior to expect it with"
                .into(),
            None,
        ),
        Refusal::NotApplicable => row(
            "not-applicable",
            "argument".into(),
            "the argument does not bear on this goal or coalition pattern".into(),
            None,
        ),
        Refusal::RowNotImplied(constraint) => row(
            "row-not-implied",
            row_label(environment, constraint, ""),
            "the goal does not imply this row for the mechanisms in question, or it stands twice, or its multiplier has the \
             wrong sign"
                .into(),
            None,
        ),
        Refusal::PaymentRemains { rule, profile, agent } => row(
            "payment-remains",
            format!("payments({}; {})", name::profile(environment, *profile), rule_words(environment, *rule)),
            format!(
                "the payments at {} under {} do not cancel in the sum: the coefficient of agent {}'s payment differs from the \
                 first agent's, or from 0 where budgets need not balance",
                name::profile(environment, *profile),
                rule_in_sentence(environment, *rule),
                name::agent(environment, *agent)
            ),
            None,
        ),
        Refusal::WorstCaseRemains { coalition, types, coefficient } => row(
            "worst-case-remains",
            at("worst-case", *coalition, *types),
            format!(
                "the on-path worst case of {} does not cancel in the sum: its coefficient is {}",
                who(*coalition, *types),
                with_decimal(coefficient)
            ),
            sides(coefficient, "=", &zero),
        ),
        Refusal::NoContradiction(constant) => row(
            "no-contradiction",
            "sum".into(),
            format!("the rows add up to the claim that {} is at least 0, which is true", with_decimal(constant)),
            sides(constant, "<", &zero),
        ),
        Refusal::CaseOfOneBet { case, flaw } => row(
            "case-of-one-bet",
            format!("case({})", case + 1),
            format!("case {} does not prove what it should: {}", case + 1, case_flaw(environment, *flaw)),
            None,
        ),
        _ => row("refused", "certificate".into(), "the certificate does not prove what it claims".into(), None),
    }
}

/// What is wrong with a case.
fn case_flaw(environment: &Environment, flaw: CaseFlaw) -> String {
    match flaw {
        CaseFlaw::CaseMissing => "it is missing, or it is not the one that comes next".to_string(),
        CaseFlaw::SideTwice(place) => format!("type number {} has a side already", place + 1),
        CaseFlaw::NotTempted(place) => format!("type number {} gains by no report under the base rule", place + 1),
        CaseFlaw::RowInvalid(place) => {
            format!("row {} is about no misreport of its types, stands twice, or is not positive", place + 1)
        }
        CaseFlaw::EquationInvalid(place) => {
            format!(
                "equation {} stands twice, or is about a coalition for which bets may change something",
                place + 1
            )
        }
        CaseFlaw::LossWeighed(place) => format!("the gains of type number {} add up to less than 0", place + 1),
        CaseFlaw::NothingGained => "all gains add up to 0".to_string(),
        CaseFlaw::PaymentRemains { profile, agent } => format!(
            "the bet's payments at {} do not cancel: the coefficient of agent {}'s differs from the first agent's, or from 0 where \
             budgets need not balance",
            name::profile(environment, profile),
            name::agent(environment, agent)
        ),
    }
}

/// `any rule`, `the rule against …`.
fn rule_in_sentence(environment: &Environment, rule: RequiredRule) -> String {
    let words = rule_words(environment, rule);
    if rule == RequiredRule::Any { words } else { format!("the {words}") }
}

fn false_evidence(environment: &Environment, found: &FalseEvidence) -> RefusalRow {
    let pair = |coalition: &Coalition, first: &JointTypeId, second: &JointTypeId| {
        format!(
            "types {} and {} of {}",
            name::types(environment, *coalition, *first),
            name::types(environment, *coalition, *second),
            name::who(environment, *coalition)
        )
    };
    let label = |coalition: &Coalition| format!("posteriors({})", name::coalition(environment, *coalition));
    if let Some((label, sentence, sides)) = false_belief::row(environment, found) {
        return RefusalRow { kind: "evidence-false", label, sentence, sides };
    }
    let (label, sentence, sides) = match found {
        FalseEvidence::PosteriorsDiffer(coalition, first, second) => {
            (label(coalition), format!("{} do not share a posterior", pair(coalition, first, second)), None)
        }
        FalseEvidence::PosteriorsEqual(coalition, first, second) => {
            (label(coalition), format!("{} share a posterior", pair(coalition, first, second)), None)
        }
        FalseEvidence::Number { stated, found } => (
            "number".to_string(),
            format!("the certificate states {}, but it is {}", with_decimal(stated), with_decimal(found)),
            Some(Sides { left: stated.clone(), relation: "=", right: found.clone() }),
        ),
        FalseEvidence::DependsOnOthers(agent) => (
            format!("private-values({})", name::agent(environment, *agent)),
            format!("agent {}'s payoffs depend on other agents' types", name::agent(environment, *agent)),
            None,
        ),
        FalseEvidence::OwnTypeDiffers(agent) => (
            format!("private-values({})", name::agent(environment, *agent)),
            format!("the two profiles differ in agent {}'s own type", name::agent(environment, *agent)),
            None,
        ),
        FalseEvidence::NeverOccurs(profile) => (
            format!("probability({})", name::profile(environment, *profile)),
            format!("profile {} never occurs", name::profile(environment, *profile)),
            None,
        ),
        FalseEvidence::Improvable(profile) => (
            format!("efficient({})", name::profile(environment, *profile)),
            format!("at {} another outcome has a larger surplus", name::profile(environment, *profile)),
            None,
        ),
        _ => ("evidence".to_string(), "the evidence is not true in this environment".to_string(), None),
    };
    RefusalRow { kind: "evidence-false", label, sentence, sides }
}
