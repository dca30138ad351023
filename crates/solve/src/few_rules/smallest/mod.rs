//! The smallest stakes that a given number of rules allows.
//!
//! # Problem
//! Among all mechanisms with at most k rules that reach a goal, one whose payments are small: the largest payment, the expected payment or
//! the exposure ([`ambimech_model::stakes`]). The rules t_1, …, t_k, the base rule included, and the weights λ that hold the types down are
//! all unknown; what is asked is linear in the rules for given weights, and linear in the weights for given rules, but not in both.
//!
//! # Method
//! From several starts the weights are improved in floating point by linear programs in sequence (`improve`), under smaller and smaller
//! caps on the measure ([`caps`]); they are rounded to simple fractions, the payments are then those of the exact linear program
//! (`joint`, `finish`), and the checker has the last word.
//! What is reached is exact; that it is the smallest is not proved, except for one rule, where nothing but a linear program is left ([`one_rule`]).
//!
//! # What is proved
//! The exact program with a rule for every type says what no mechanism goes below, whatever its number of rules ([`bound`]).

pub mod bound;
pub mod caps;
pub mod fewer;
pub mod finish;
pub mod improve;
pub mod joint;
pub mod lattice;
pub mod layout;
pub mod least_rents;
pub mod neat;
pub mod one_rule;
pub mod path;
pub mod readable;
pub mod starts;
pub mod symmetry;

use super::design_few_rules;
use super::random::Random;
use super::stretched::{concerned, stretched};
use crate::decision::Question;
use crate::decision::limited::decide_with_limits;
use crate::lp::Patience;
use ambimech_model::check::check_mechanism;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::Attitudes;
use ambimech_model::property::MechanismKind;
use ambimech_model::stakes::{Neatness, SmallStakes, SmallStakesAnswer, StakesMeasure, SymmetryPrice};
use caps::{Scale, descend};
use finish::{Weights, certified, exact_payments, rounded_weights};
use improve::{Place, improve};
use joint::{Aim, Joint};
use layout::Layout;
use one_rule::least_with_one_rule;

/// Work for one search, all numbers of rules together; with nothing left the search is over.
const SEARCH_WORK: u64 = 40_000_000_000;
/// Work for one number of rules, in the units of [`Patience`]
const WORK: u64 = 20_000_000_000;
/// Fewer rules than asked for get this part of it.
const LESS_WORK: u64 = 10;
const EXACT_WORK: u64 = 3_000_000_000;
const NEAT_WORK: u64 = 5_000_000_000;
const BOUND_WORK: u64 = 5_000_000_000;
/// A measure that is so many times the lower bound is worth a search with one rule more, with so much work.
const LARGE: u32 = 3;
const ONE_MORE_WORK: u64 = 10_000_000_000;
/// Starts for one number of rules: random ones, and ones near the best.
const RANDOM_STARTS: usize = 16;
const NEAR_STARTS: usize = 8;
/// How far from the best the latter are.
const NEAR: f64 = 0.3;
/// Rules beyond which there is no search, and rules that are tried beyond the fewest where payments are limited.
const MOST_RULES_AT_ONCE: usize = 12;
const MORE_RULES: usize = 3;
/// Places that are rounded, and roundings of each that are solved exactly, at most.
const MOST_PLACES: usize = 3;
const MOST_ROUNDINGS: usize = 3;
/// Ways of rules in pairs to be symmetric that are tried, at most.
const MOST_ACTIONS: usize = 3;

/// A design with its weights by held group and rule.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    pub(super) design: Design,
    pub(super) weights: Weights,
    pub(super) value: Rational,
}

/// What is wanted of a mechanism beside small stakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// What is to be small.
    pub measure: StakesMeasure,
    /// At most so many rules; the fewest that are found when `None`.
    pub rules: Option<usize>,
    /// Whether payments are to be multiples of 1 or of a short decimal.
    pub neat: bool,
    /// Whether every rule is to treat alike agents alike.
    pub symmetric: bool,
}

/// The mechanism with the smallest stakes that is found with at most so many rules, accepted by the checker; `None` when none was found, the
/// measure has no meaning here, or somebody's attitude is smooth or does not fear more than it hopes. The kind of mechanism in the question is ignored.
pub fn smallest_stakes(
    question: Question<'_>,
    rules: usize,
    measure: StakesMeasure,
    limits: &PaymentLimits,
) -> Option<SmallStakes> {
    let known = match design_few_rules(question, Some(rules)) {
        FewRulesAnswer::Found(found) => Some(found.design),
        FewRulesAnswer::NotFound { .. } => None,
        _ => return None,
    };
    let wishes = Wishes { measure, rules: Some(rules), neat: false, symmetric: false };
    with_known(question, rules, wishes, limits, known.as_deref())
}

/// Looks for a mechanism with small stakes. Where limits leave none with the fewest rules that do without them, a few more are tried.
/// The kind of mechanism in the question is ignored.
pub fn design_small_stakes(question: Question<'_>, wishes: Wishes, limits: &PaymentLimits) -> SmallStakesAnswer {
    let question = Question { mechanism: MechanismKind::Ambiguous, ..question };
    if !question.environment.attitudes().are_worst_case() && Layout::new(question, limits).is_none() {
        return stretched_stakes(question, wishes, limits);
    }
    let few = design_few_rules(question, wishes.rules);
    let (known, least) = match &few {
        FewRulesAnswer::Found(found) => (Some(&found.design), found.least.clone()),
        FewRulesAnswer::NotFound { least, .. } => (None, least.clone()),
        _ => return SmallStakesAnswer::Other(Box::new(few)),
    };
    if !limits.is_none()
        && let DesignAnswer::Infeasible(certificate) = decide_with_limits(question.with_limits(limits))
    {
        return SmallStakesAnswer::Other(Box::new(FewRulesAnswer::Infeasible { certificate, asked: None }));
    }
    let fewest = match &few {
        FewRulesAnswer::Found(found) => found.rules,
        _ => MOST_RULES_AT_ONCE,
    };
    let more = if limits.is_none() { 0 } else { MORE_RULES };
    let counts = wishes.rules.map_or(fewest..=fewest + more, |rules| rules..=rules);
    for rules in counts.filter(|rules| *rules <= MOST_RULES_AT_ONCE) {
        if let Some(found) = with_known(question, rules, wishes, limits, known.map(AsRef::as_ref)) {
            return SmallStakesAnswer::Found { found: Box::new(found), least };
        }
    }
    SmallStakesAnswer::NotFound { goal: question.goal.clone(), measure: wishes.measure, asked: wishes.rules }
}

/// Small stakes for the worst case, stretched for the attitudes of the environment ([`super::stretched`]), where some are smooth. The lower bound is said where it
/// holds: where everybody concerned is insured, since whoever is honest then is so under the worst case, and where all look at the worst case
/// over the same beliefs, since T then does what its average rule and T, mixed, do under the worst case.
fn stretched_stakes(question: Question<'_>, wishes: Wishes, limits: &PaymentLimits) -> SmallStakesAnswer {
    let (environment, measure) = (question.environment, wishes.measure);
    let few = design_few_rules(question, wishes.rules);
    let (known, least) = match &few {
        FewRulesAnswer::Found(found) => (Some(&found.design), found.least.clone()),
        FewRulesAnswer::NotFound { least, .. } => (None, least.clone()),
        _ => return SmallStakesAnswer::Other(Box::new(few)),
    };
    let none = SmallStakesAnswer::NotFound { goal: question.goal.clone(), measure, asked: wishes.rules };
    let plain = environment.with_attitudes(Attitudes::default());
    let plain_wishes = Wishes { neat: false, symmetric: false, ..wishes };
    let worst = design_small_stakes(Question { environment: &plain, ..question }, plain_wishes, limits);
    let SmallStakesAnswer::Found { found: worst, .. } = worst else { return none };
    let known = known.filter(|_| limits.is_none()).map(|known| known.as_ref().clone());
    let asked = |design: &Design| {
        let rules = design.mechanism.rule_count(environment)?;
        wishes.rules.is_none_or(|asked| rules <= asked).then_some(rules)
    };
    // One rule means to everybody what it means under the worst case.
    let is_kept = |design: &Design| {
        worst.rules == 1 && check_mechanism(environment, &design.mechanism, &design.certificate).is_ok()
    };
    let of_one = Some(worst.design.as_ref()).filter(|design| is_kept(design)).cloned();
    let candidates = [of_one, stretched(question, &worst.design, limits), known].into_iter().flatten();
    let candidates = candidates.filter_map(|design| {
        Some((measure.of(environment, &design.mechanism)?, asked(&design)?, Box::new(design)))
    });
    let Some((reached, rules, design)) = candidates.min_by(|one, other| one.0.cmp(&other.0)) else { return none };
    let (coalitions, insured) = (concerned(question), question.insured());
    let first = coalitions.first().and_then(|coalition| environment.attitude(*coalition).contamination());
    let is_same = |one: &Coalition| first.is_some() && environment.attitude(*one).contamination() == first;
    let has_bound = coalitions.iter().all(|one| insured.contains(one)) || coalitions.iter().all(is_same);
    let symmetry = wishes.symmetric.then(|| match symmetry::symmetries(environment, limits).len() {
        1 => SymmetryPrice::NoSymmetry,
        permutations => SymmetryPrice::NotFound { permutations },
    });
    let found = SmallStakes {
        design,
        measure,
        rules,
        reached,
        bound: worst.bound.filter(|_| has_bound),
        // To one rule all attitudes are the same.
        one_rule: worst.one_rule.filter(|_| rules == 1),
        neat: wishes.neat.then_some(Neatness::NotFound),
        symmetry,
        is_stopped: worst.is_stopped,
        one_more: None,
    };
    SmallStakesAnswer::Found { found: Box::new(found), least }
}

fn with_known(
    question: Question<'_>,
    rules: usize,
    wishes: Wishes,
    limits: &PaymentLimits,
    known: Option<&Design>,
) -> Option<SmallStakes> {
    let (environment, measure) = (question.environment, wishes.measure);
    let mut layout = Layout::new(question, limits)?;
    let bound = bound::lower_bound(&layout, measure, &mut Patience::of(BOUND_WORK));
    let least = bound.as_ref().map(|bound| bound.value.to_f64().value());
    let run = |layout: &Layout<'_>, rules: usize, work: u64| {
        let errand =
            Errand { question, measure, rules, known, scale: Scale::new(layout, least), work, is_path: false };
        search(errand, layout, &mut |_, _| false)
    };
    let (mut best, is_stopped) = run(&layout, rules, SEARCH_WORK)?;
    let is_large =
        |value: &Rational| bound.as_ref().is_some_and(|bound| *value > &bound.value * Rational::from(LARGE));
    let one_more = (is_large(&best.value) && wishes.rules.is_none())
        .then(|| run(&layout, rules + 1, ONE_MORE_WORK))
        .flatten();
    let one_more = one_more.map(|(more, _)| (rules + 1, more.value)).filter(|(_, more)| *more < best.value);
    let symmetry = wishes.symmetric.then(|| {
        let symmetries = symmetry::symmetries(environment, limits);
        let permutations = symmetries.len();
        if permutations == 1 {
            return SymmetryPrice::NoSymmetry;
        }
        let mut invariant = layout.clone();
        symmetry::impose(&mut invariant, &symmetries);
        let each = run(&invariant, rules, SEARCH_WORK).map(|(found, _)| found);
        let mut least = each.as_ref().map(|found| found.value.clone());
        let mut in_pairs: Option<(Reached, Layout<'_>, usize)> = None;
        // Where it costs nothing that every rule keeps the symmetry, nothing is gained by less.
        let actions =
            if least.as_ref() == Some(&best.value) { Vec::new() } else { symmetry::pair_actions(&symmetries) };
        for action in actions.iter().take(MOST_ACTIONS) {
            let mut paired = layout.clone();
            symmetry::impose_in_pairs(&mut paired, action);
            if let Some((found, _)) = run(&paired, rules, SEARCH_WORK)
                && least.as_ref().is_none_or(|least| found.value < *least)
            {
                least = Some(found.value.clone());
                in_pairs = Some((found, paired, action.kept.len()));
            }
        }
        match (in_pairs, each) {
            (Some((found, paired, kept)), each) => {
                let before = std::mem::replace(&mut best, found).value;
                layout = paired;
                SymmetryPrice::InPairs { permutations, kept, before, each: each.map(|found| found.value) }
            }
            (None, Some(found)) => {
                let before = std::mem::replace(&mut best, found).value;
                layout = invariant;
                SymmetryPrice::Imposed { permutations, before }
            }
            (None, None) => SymmetryPrice::NotFound { permutations },
        }
    });
    let neat = wishes.neat.then(|| {
        let patience = &mut Patience::of(NEAT_WORK);
        match neat::find_neat(question, &layout, &best, measure, patience) {
            Some((found, unit)) => Neatness::Reached { unit, before: std::mem::replace(&mut best, found).value },
            None => Neatness::NotFound,
        }
    });
    let rules = best.design.mechanism.rule_count(environment)?;
    let one_rule = || {
        let layout = Layout::new(question, limits)?;
        least_with_one_rule(&layout, measure, &mut Patience::of(EXACT_WORK))
    };
    Some(SmallStakes {
        rules,
        design: Box::new(best.design),
        measure,
        reached: best.value,
        bound,
        one_rule: (rules == 1).then(one_rule).flatten(),
        neat,
        symmetry,
        is_stopped,
        one_more,
    })
}

/// What a search is for.
#[derive(Debug, Clone, Copy)]
struct Errand<'a> {
    question: Question<'a>,
    measure: StakesMeasure,
    /// At most so many rules.
    rules: usize,
    /// A design that is known already.
    known: Option<&'a Design>,
    scale: Scale,
    /// Work for all numbers of rules together.
    work: u64,
    /// Whether mechanisms with fewer rules are wanted as well, and worth as much work.
    is_path: bool,
}

/// The best with 1, 2, …, `rules` rules; `stops` is shown the best so far after each number, and says whether it is good enough.
/// Beside the best: whether the search with the largest number of rules was stopped.
fn search(
    errand: Errand<'_>,
    layout: &Layout<'_>,
    stops: &mut dyn FnMut(usize, Option<&Reached>) -> bool,
) -> Option<(Reached, bool)> {
    let Errand { question, measure, rules, known, scale, work, is_path } = errand;
    let (work, mut is_stopped) = (&mut Patience::of(work), false);
    let mut best: Option<Reached> = None;
    let mut before: Option<Vec<Vec<f64>>> = None;
    for count in 1..=rules {
        if work.is_spent() {
            is_stopped = true;
            break;
        }
        let joint = Joint::new(layout, count, measure)?;
        let mut patience = work.take(if is_path || count == rules { WORK } else { WORK / LESS_WORK });
        let of_known = known.filter(|known| known.mechanism.rule_count(layout.environment) == Some(count));
        let of_known = of_known.and_then(|known| starts::weights_of(layout, known));
        let places = places(layout, &joint, of_known, before.as_deref(), scale, &mut patience);
        is_stopped = patience.is_spent();
        work.put_back(patience);
        if let Some(found) = finished(question, layout, &joint, &places, measure, work)
            && best.as_ref().is_none_or(|known| found.value < known.value)
        {
            best = Some(found);
        }
        before = places.into_iter().next().map(|place| place.weights).or(before);
        if stops(count, best.as_ref()) {
            break;
        }
    }
    if let Some(found) = known.and_then(|known| as_it_is(layout, known, measure))
        && best.as_ref().is_none_or(|known| found.value < known.value)
        && found.design.mechanism.rule_count(layout.environment).is_some_and(|count| count <= rules)
    {
        best = Some(found);
    }
    Some((best?, is_stopped))
}

/// Places for the number of rules of this program, the best in front: from the weights of a design, from the best with one rule fewer, from
/// random ones, and from near the best, under smaller and smaller caps; then, as far as there is patience, from the same starts
/// with a price for violations.
fn places(
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    of_known: Option<Vec<Vec<f64>>>,
    before: Option<&[Vec<f64>]>,
    scale: Scale,
    patience: &mut Patience,
) -> Vec<Place> {
    let count = joint.rules;
    let mut random = Random::new(count as u64);
    let mut starts: Vec<Vec<Vec<f64>>> = of_known.into_iter().collect();
    starts.extend(before.map(|before| starts::with_copies(before, count, &mut random)));
    let (random_starts, near_starts) = if count > 1 { (RANDOM_STARTS, NEAR_STARTS) } else { (1, 0) };
    starts.extend((0..random_starts).map(|_| starts::random_weights(layout, count, &mut random)));
    let mut places: Vec<Place> = Vec::new();
    let add = |place: Option<Place>, places: &mut Vec<Place>| {
        places.extend(place.filter(Place::holds));
        places.sort_by(|one, other| one.measure.total_cmp(&other.measure));
    };
    let is_reached = |places: &[Place]| places.first().is_some_and(|place| scale.is_reached(place.measure));
    for start in &starts {
        if is_reached(&places) {
            return places;
        }
        let start = starts::symmetrised(layout, start.clone());
        add(descend(layout, joint, start, scale, patience), &mut places);
    }
    for is_capped in [true, false] {
        for start in starts.iter().filter(|_| !is_capped) {
            let start = starts::symmetrised(layout, start.clone());
            add(improve(layout, joint, start, Aim::Priced, patience), &mut places);
        }
        for _ in 0..near_starts {
            if is_reached(&places) {
                return places;
            }
            let Some(start) = places.first().map(|place| starts::shaken(&place.weights, NEAR, &mut random)) else {
                break;
            };
            let start = starts::symmetrised(layout, start);
            let place = match is_capped {
                true => descend(layout, joint, start, scale, patience),
                false => improve(layout, joint, start, Aim::Priced, patience),
            };
            add(place, &mut places);
        }
    }
    places
}

/// The best exact mechanism from these places, the most promising in front.
fn finished(
    question: Question<'_>,
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    places: &[Place],
    measure: StakesMeasure,
    work: &mut Patience,
) -> Option<Reached> {
    let mut best: Option<Reached> = None;
    for place in places.iter().take(MOST_PLACES) {
        let mut patience = work.take(EXACT_WORK);
        let roundings = rounded_weights(layout, joint, place, &mut patience);
        work.put_back(patience);
        for (about, weights) in roundings.into_iter().take(MOST_ROUNDINGS) {
            if best.as_ref().is_some_and(|known| known.value.to_f64().value() <= about * (1.0 + 1e-9)) {
                continue;
            }
            let mut patience = work.take(EXACT_WORK);
            let payments = exact_payments(joint, &weights, &mut patience);
            work.put_back(patience);
            let found = payments.and_then(|payments| certified(question, layout, &payments, &weights)).and_then(
                |design| {
                    let value = measure.of(layout.environment, &design.mechanism)?;
                    Some(Reached { design, weights: weights.clone(), value })
                },
            );
            if let Some(found) = found {
                if best.as_ref().is_none_or(|known| found.value < known.value) {
                    best = Some(found);
                }
                break;
            }
        }
    }
    best
}

/// A design that is known already, unless it breaks a limit.
fn as_it_is(layout: &Layout<'_>, design: &Design, measure: StakesMeasure) -> Option<Reached> {
    let environment = layout.environment;
    let mechanism = design.mechanism.written_out(environment)?;
    let certificate_weights = design.mechanism.listed_weights(environment, &design.certificate.weights);
    for rule in 0..mechanism.rule_count(environment)? {
        let table = mechanism.table(environment, ambimech_model::index::RuleId(rule))?;
        let agents = environment.agent_count();
        let kept = table.payments().iter().enumerate().filter(|(place, _)| place % agents < layout.payers());
        let payments: Vec<Rational> = kept.map(|(_, payment)| payment.clone()).collect();
        if layout.floors.iter().any(|form| form.exactly_at(&payments) < Rational::ZERO)
            || layout.equations.iter().any(|form| !form.exactly_at(&payments).is_zero())
        {
            return None;
        }
    }
    if let Some(swap) = &layout.swap {
        let count = mechanism.rule_count(environment)?;
        let tables: Option<Vec<_>> =
            (0..count).map(|rule| mechanism.table(environment, ambimech_model::index::RuleId(rule))).collect();
        if !symmetry::keep_the_set(layout, &tables?, std::slice::from_ref(swap)) {
            return None;
        }
    }
    let value = measure.of(environment, &mechanism)?;
    let mut design = design.clone();
    design.mechanism = mechanism;
    design.certificate.weights = certificate_weights;
    design.certificate.limits = layout.limits.clone();
    check_mechanism(environment, &design.mechanism, &design.certificate).ok()?;
    Some(Reached { design, weights: Vec::new(), value })
}
