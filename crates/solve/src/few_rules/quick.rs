//! A short search for fewer rules beside a design that is known, for answers that must come at once.
//!
//! # Method
//! The same search as [`super::design_few_rules`], with a fixed amount of work for everything: it is left out where the rows of all
//! misreports are many, and each number of rules, base rule and shape takes its share off what is left. The work is counted in
//! multiplications, so that the answer is the same on every machine. What is found, one rule included, is then made cheaper and neater, where
//! that is quick ([`super::smallest::readable`]).
//!
//! # What is offered
//! Fewer rules may be dearer. What is offered has no larger largest payment than the design that it stands in for: the fewest rules for which
//! that was reached, or as many rules as the design has with smaller payments; otherwise the design stays.

use super::grounds;
use super::search::MOST_WORK;
use super::smallest::readable::make_readable;
use crate::decision::Question;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::few_rules::{DearerRules, FewRules, Fewer, LeastRules, RuleFamily};
use ambimech_model::number::Rational;
use ambimech_model::property::{Property, Reports};
use ambimech_model::stakes::Neatness;

/// Rows of all misreports times payments of a rule beyond which the search is left out.
const MOST_ROWS: u64 = 100_000;
/// Multiplications of one search, and of all of them.
const WORK_OF_ONE: u64 = 60_000_000;
const WORK_OF_ALL: u64 = 600_000_000;
/// Numbers of rules that are tried.
const MOST_RULES: usize = 6;

/// What a short search has to say.
#[derive(Debug)]
pub struct QuickAnswer {
    /// Whether fewer rules do.
    pub fewer: Fewer,
    /// The mechanism with one rule, made cheaper and neater, where there is one.
    pub simple: Option<Box<Design>>,
}

impl From<Fewer> for QuickAnswer {
    fn from(fewer: Fewer) -> QuickAnswer {
        QuickAnswer { fewer, simple: None }
    }
}

/// Whether fewer rules than those of this design do, when `simple` is the answer about one rule.
pub fn fewer_rules(question: Question<'_>, usual: &Design, simple: &DesignAnswer) -> QuickAnswer {
    let count = usual.mechanism.rule_count(question.environment);
    if question.goal.asks_for(Property::Wcic) || count == Some(1) {
        return Fewer::NotAsked.into();
    }
    let least = match simple {
        DesignAnswer::Infeasible(certificate) => LeastRules::Two(Box::new(certificate.clone())),
        _ => LeastRules::One,
    };
    let one = match simple {
        DesignAnswer::Done(design) => Some(Offer::new(question, design.clone(), RuleFamily::Usual, None, usual)),
        _ => None,
    };
    let dearer = match &one {
        Some(one) if one.is_dearer(usual) => Some(one.as_dearer()),
        Some(one) => {
            let simple = Some(one.design.clone());
            return QuickAnswer { fewer: one.clone().found(least, None, usual, count), simple };
        }
        None => None,
    };
    let fewer = with_more_than_one(question, usual, count, least, dearer);
    QuickAnswer { fewer, simple: one.map(|one| one.design) }
}

/// The search among two rules and more; `dearer` is what is known about one.
fn with_more_than_one(
    question: Question<'_>,
    usual: &Design,
    count: Option<usize>,
    least: LeastRules,
    mut dearer: Option<DearerRules>,
) -> Fewer {
    let otherwise = |dearer: Option<DearerRules>, fewer: Fewer| dearer.map_or(fewer, Fewer::Dearer);
    if !question.environment.attitudes().are_worst_case() || count.is_some_and(|count| count <= 2) {
        return otherwise(dearer, Fewer::NotAsked);
    }
    if rows(question).saturating_mul(question.environment.space().size() as u64) > MOST_ROWS {
        return otherwise(dearer, Fewer::TooLong);
    }
    let most = count.map_or(MOST_RULES, |count| count - 1).min(MOST_RULES);
    let grounds = grounds(question, usual);
    let mut left = WORK_OF_ALL;
    for rules in 2..=most {
        for ground in &grounds {
            let shapes = if rules.is_multiple_of(2) { 2 } else { 1 };
            let work = WORK_OF_ONE.min(left / shapes).min(MOST_WORK);
            if work == 0 {
                return otherwise(dearer, Fewer::NotFound);
            }
            left -= work * shapes;
            let Some((design, family, smallest)) = ground.design(question, rules, work) else { continue };
            let offer = Offer::new(question, design, family, Some(smallest), usual);
            if !offer.is_dearer(usual) {
                return offer.found(least, dearer, usual, count);
            }
            dearer = dearer.or_else(|| Some(offer.as_dearer()));
        }
    }
    // As many rules as the design has, with smaller payments.
    let offer = Offer::new(question, Box::new(usual.clone()), RuleFamily::Usual, None, usual);
    if offer.largest_payment() < usual.largest_payment() {
        return offer.found(least, dearer, usual, count);
    }
    otherwise(dearer, Fewer::NotFound)
}

/// A mechanism that may stand in for the design.
#[derive(Debug, Clone)]
struct Offer {
    design: Box<Design>,
    family: RuleFamily,
    rules: usize,
    smallest_scale: Option<Rational>,
    neatness: Option<Neatness>,
}

impl Offer {
    /// This mechanism, made cheaper and neater where that is quick; neat payments stay below those of the usual design.
    fn new(
        question: Question<'_>,
        design: Box<Design>,
        family: RuleFamily,
        smallest_scale: Option<Rational>,
        usual: &Design,
    ) -> Offer {
        let rules = |design: &Design| design.mechanism.rule_count(question.environment).unwrap_or(0);
        match make_readable(question, &design, usual.largest_payment()) {
            Some(readable) => Offer {
                rules: rules(&readable.design),
                design: Box::new(readable.design),
                family: RuleFamily::Free,
                smallest_scale: None,
                neatness: Some(readable.neatness),
            },
            None => Offer { rules: rules(&design), design, family, smallest_scale, neatness: None },
        }
    }

    fn largest_payment(&self) -> &Rational {
        self.design.largest_payment()
    }

    fn is_dearer(&self, usual: &Design) -> bool {
        self.largest_payment() > usual.largest_payment()
    }

    fn as_dearer(&self) -> DearerRules {
        DearerRules { rules: self.rules, largest_payment: self.largest_payment().clone() }
    }

    fn found(self, least: LeastRules, dearer: Option<DearerRules>, usual: &Design, count: Option<usize>) -> Fewer {
        let Offer { design, family, rules, smallest_scale, neatness } = self;
        let few = FewRules { design, family, rules, smallest_scale, least, one_bet: None, usual: count };
        Fewer::Found { few: Box::new(few), neatness, dearer, usual: Box::new(usual.clone()) }
    }
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
