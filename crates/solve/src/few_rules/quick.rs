//! A short search for fewer rules beside a design that is known, for answers that must come at once.
//!
//! # Method
//! The same search as [`super::design_few_rules`], with a fixed amount of work for everything: it is left out where the rows of all
//! misreports are many, and each number of rules, base rule and shape takes its share off what is left. The work is counted in
//! multiplications, so that the answer is the same on every machine. What is found is then made cheaper and neater, where that is
//! quick ([`super::smallest::readable`]).

use super::grounds;
use super::search::MOST_WORK;
use super::smallest::readable::make_readable;
use crate::decision::Question;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::few_rules::{FewRules, Fewer, LeastRules, RuleFamily};
use ambimech_model::property::{Property, Reports};

/// Rows of all misreports times payments of a rule beyond which the search is left out.
const MOST_ROWS: u64 = 100_000;
/// Multiplications of one search, and of all of them.
const WORK_OF_ONE: u64 = 60_000_000;
const WORK_OF_ALL: u64 = 600_000_000;
/// Numbers of rules that are tried.
const MOST_RULES: usize = 6;

/// Whether fewer rules than those of this design do, when `simple` is the answer about one rule.
pub fn fewer_rules(question: Question<'_>, usual: &Design, simple: &DesignAnswer) -> Fewer {
    let environment = question.environment;
    let count = usual.mechanism.rule_count(environment);
    if question.goal.asks_for(Property::Wcic) || count == Some(1) {
        return Fewer::NotAsked;
    }
    if let DesignAnswer::Done(design) = simple {
        let family = RuleFamily::Usual;
        let (design, least) = (design.clone(), LeastRules::One);
        let few = FewRules { design, family, rules: 1, smallest_scale: None, least, one_bet: None, usual: count };
        return Fewer::Found { few, unit: None, usual: Box::new(usual.clone()) };
    }
    let least = match simple {
        DesignAnswer::Infeasible(certificate) => LeastRules::Two(Box::new(certificate.clone())),
        _ => LeastRules::One,
    };
    if !environment.attitudes().are_worst_case() || count.is_some_and(|count| count <= 2) {
        return Fewer::NotAsked;
    }
    if rows(question).saturating_mul(environment.space().size() as u64) > MOST_ROWS {
        return Fewer::TooLong;
    }
    let most = count.map_or(MOST_RULES, |count| count - 1).min(MOST_RULES);
    let grounds = grounds(question, usual);
    let mut left = WORK_OF_ALL;
    for rules in 2..=most {
        for ground in &grounds {
            let shapes = if rules.is_multiple_of(2) { 2 } else { 1 };
            let work = WORK_OF_ONE.min(left / shapes).min(MOST_WORK);
            if work == 0 {
                return Fewer::NotFound;
            }
            left -= work * shapes;
            if let Some((design, family, smallest)) = ground.design(question, rules, work) {
                let (design, rules, smallest_scale, unit) = match make_readable(question, &design) {
                    Some((readable, unit)) => {
                        let rules = readable.mechanism.rule_count(environment).unwrap_or(rules);
                        (Box::new(readable), rules, None, Some(unit))
                    }
                    None => (design, rules, Some(smallest), None),
                };
                let few = FewRules { design, family, rules, smallest_scale, least, one_bet: None, usual: count };
                return Fewer::Found { few, unit, usual: Box::new(usual.clone()) };
            }
        }
    }
    Fewer::NotFound
}

/// Misreports of all types times agents, about. Against pure reports two rules are found in one pass.
fn rows(question: Question<'_>) -> u64 {
    let space = question.environment.space();
    let agents = space.agents().count() as u64;
    let scale = if question.reports == Reports::Pure { 1 } else { agents };
    let pairs = question.tempted().into_iter().filter(|one| *one != question.environment.grand_coalition());
    let pairs = pairs.map(|coalition| (space.joint_count(coalition) as u64).saturating_pow(2));
    pairs.fold(0u64, u64::saturating_add).saturating_mul(scale)
}
