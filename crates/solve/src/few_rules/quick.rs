//! A short search for fewer rules beside a design that is known, for answers that must come at once.
//!
//! # Method
//! The same search as [`super::design_few_rules`], with a fixed amount of work for everything: it is left out where the rows of all
//! misreports are many, and each number of rules, base rule and shape takes its share off what is left. The work is counted in
//! multiplications, so that the answer is the same on every machine. What is found, one rule included, is then made cheaper and neater, where
//! that is quick ([`super::smallest::readable`]).
//!
//! A design with one or two rules is not searched around, but its payments are made cheaper and neater too.
//!
//! # Other attitudes
//! The search is one for the worst case, and what it finds is stretched ([`mod@super::stretched`]). Payments are then made small under the attitudes
//! themselves, or, where some are smooth, before the stretching. Where no stretching makes somebody honest there is no search.
//!
//! # What is offered
//! Fewer rules may be dearer. What is offered has no larger largest payment than the design that it stands in for: the fewest rules for which
//! that was reached, or as many rules as the design has with better payments; otherwise the design stays. Better are smaller ones that are no
//! harder to read, ones that are smaller by a quarter and more, and ones that are as small and easier to read.

use super::grounds;
use super::search::MOST_WORK;
use super::smallest::neat::unit_of;
use super::smallest::readable::{Readable, make_readable};
use super::stretched::{stretched, unmoved};
use crate::decision::Question;
use ambimech_model::check::check_mechanism;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::few_rules::{DearerRules, FewRules, Fewer, LeastRules, RuleFamily};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::Attitudes;
use ambimech_model::property::{Property, Reports};
use ambimech_model::stakes::Neatness;
use std::cmp::Ordering;

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
    if question.goal.asks_for(Property::Wcic) {
        return Fewer::NotAsked.into();
    }
    if count == Some(1) {
        return with_one(question, usual);
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

/// Better payments for the one rule of this design, if it asks anybody to pay.
fn with_one(question: Question<'_>, usual: &Design) -> QuickAnswer {
    if usual.largest_payment().is_zero() {
        return Fewer::NotAsked.into();
    }
    match as_many(question, usual) {
        Ok(offer) => {
            let simple = Some(offer.design.clone());
            QuickAnswer { fewer: offer.found(LeastRules::One, None, usual, Some(1)), simple }
        }
        Err(fewer) => fewer.into(),
    }
}

/// As many rules as the design has, with better payments; otherwise what is to be said of the attempt.
fn as_many(question: Question<'_>, usual: &Design) -> Result<Offer, Fewer> {
    let offer = Offer::new(question, Box::new(usual.clone()), RuleFamily::Usual, None, usual);
    match offer.neatness {
        None => Err(Fewer::NotAsked),
        Some(_) if offer.is_better(question, usual) => Ok(offer),
        Some(_) => Err(Fewer::NotSmaller),
    }
}

/// Two rules for the worst case, stretched for attitudes under which nothing is linear, where they are better than the design.
fn two_stretched(question: Question<'_>, usual: &Design) -> Option<Offer> {
    if question.environment.attitudes().are_worst_case()
        || unmoved(question).is_some()
        || rows(question).saturating_mul(question.environment.space().size() as u64) > MOST_ROWS
    {
        return None;
    }
    let plain = question.environment.with_attitudes(Attitudes::default());
    let worst_case = Question { environment: &plain, ..question };
    let offers = grounds(worst_case, usual).into_iter().filter_map(|ground| {
        let (design, _, _) = ground.design(worst_case, 2, WORK_OF_ONE)?;
        Offer::stretched(question, worst_case, &design, usual)
    });
    let better = offers.filter(|offer| offer.rules <= 2 && offer.is_better(question, usual));
    better.min_by(|one, other| one.largest_payment().cmp(other.largest_payment()))
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
    if count.is_some_and(|count| count <= 2) {
        return match as_many(question, usual).or_else(|fewer| two_stretched(question, usual).ok_or(fewer)) {
            Ok(offer) => offer.found(least, dearer, usual, count),
            Err(fewer) => otherwise(dearer, fewer),
        };
    }
    // Nobody's attitude may be in the way of every mechanism that is made for the worst case.
    if unmoved(question).is_some() {
        return otherwise(dearer, Fewer::NotAsked);
    }
    if rows(question).saturating_mul(question.environment.space().size() as u64) > MOST_ROWS {
        return otherwise(dearer, Fewer::TooLong);
    }
    let most = count.map_or(MOST_RULES, |count| count - 1).min(MOST_RULES);
    let plain = question.environment.with_attitudes(Attitudes::default());
    let worst_case = Question { environment: &plain, ..question };
    let grounds = grounds(worst_case, usual);
    let mut left = WORK_OF_ALL;
    for rules in 2..=most {
        for ground in &grounds {
            let shapes = if rules.is_multiple_of(2) { 2 } else { 1 };
            let work = WORK_OF_ONE.min(left / shapes).min(MOST_WORK);
            if work == 0 {
                return otherwise(dearer, Fewer::NotFound);
            }
            left -= work * shapes;
            let Some((design, family, smallest)) = ground.design(worst_case, rules, work) else { continue };
            let offer = if question.environment.attitudes().are_worst_case() {
                Some(Offer::new(question, design, family, Some(smallest), usual))
            } else {
                Offer::stretched(question, worst_case, &design, usual)
            };
            // Stretching may make two rules of one.
            let Some(offer) = offer.filter(|offer| count.is_none_or(|count| offer.rules < count)) else {
                continue;
            };
            if !offer.is_dearer(usual) {
                return offer.found(least, dearer, usual, count);
            }
            dearer = dearer.or_else(|| Some(offer.as_dearer()));
        }
    }
    match as_many(question, usual) {
        Ok(offer) => offer.found(least, dearer, usual, count),
        Err(_) => otherwise(dearer, Fewer::NotFound),
    }
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
        let readable = make_readable(question, &design, usual.largest_payment());
        match readable.or_else(|| one_rule_readable(question, &design, usual)) {
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

    /// This mechanism for the worst case, made cheaper and neater where that is quick, stretched for the attitudes of the question; the
    /// cheapest of what comes out.
    fn stretched(
        question: Question<'_>,
        worst_case: Question<'_>,
        design: &Design,
        usual: &Design,
    ) -> Option<Offer> {
        let no_limits = PaymentLimits::none();
        let of = |design: &Design| {
            let design = Box::new(stretched(question, design, &no_limits)?);
            let rules = design.mechanism.rule_count(question.environment)?;
            let family = RuleFamily::Stretched;
            Some(Offer { design, family, rules, smallest_scale: None, neatness: None })
        };
        // Where payments are linear under the attitude itself, they are made small under it, which beats stretching.
        let first = of(design);
        if let Some(readable) = first.as_ref().and_then(|first| {
            let most = usual.largest_payment();
            make_readable(question, &first.design, most)
                .filter(|readable| readable.design.largest_payment() <= most)
        }) {
            return Some(Offer {
                rules: readable.design.mechanism.rule_count(question.environment)?,
                design: Box::new(readable.design),
                family: RuleFamily::Free,
                smallest_scale: None,
                neatness: Some(readable.neatness),
            });
        }
        let small = make_readable(worst_case, design, usual.largest_payment());
        let small = small.and_then(|readable| of(&readable.design));
        [small, first]
            .into_iter()
            .flatten()
            .min_by(|one, other| one.largest_payment().cmp(other.largest_payment()))
    }

    fn largest_payment(&self) -> &Rational {
        self.design.largest_payment()
    }

    fn is_dearer(&self, usual: &Design) -> bool {
        self.largest_payment() > usual.largest_payment()
    }

    /// Whether this is what one would rather announce than a design with as many rules: payments that are smaller and no harder to read, or
    /// smaller by more than neatness is worth, or as small and easier to read.
    fn is_better(&self, question: Question<'_>, usual: &Design) -> bool {
        let (own, other) = (self.largest_payment(), usual.largest_payment());
        let units = [&*self.design, usual].map(|design| unit_of(question.environment, &design.mechanism));
        match own.cmp(other) {
            Ordering::Less => units[0] >= units[1] || own * Rational::from(5) < other * Rational::from(4),
            Ordering::Equal => units[0] > units[1],
            Ordering::Greater => false,
        }
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

/// One rule made cheaper and neater where nothing is linear in several: to one rule all attitudes are the same, which the checker confirms.
fn one_rule_readable(question: Question<'_>, design: &Design, usual: &Design) -> Option<Readable> {
    let environment = question.environment;
    if environment.attitudes().are_worst_case() || design.mechanism.rule_count(environment) != Some(1) {
        return None;
    }
    let plain = environment.with_attitudes(Attitudes::default());
    let worst_case = Question { environment: &plain, ..question };
    let readable = make_readable(worst_case, design, usual.largest_payment())?;
    check_mechanism(environment, &readable.design.mechanism, &readable.design.certificate).ok()?;
    Some(readable)
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
