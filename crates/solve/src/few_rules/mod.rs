//! Mechanisms with as few rules as can be found.
//!
//! # Problem
//! A base rule η under which everybody who must takes part, and bets φ^1, …, φ^m that change nothing on path ([`space`]), give the
//! rules η + Mφ^1, …, η + Mφ^m, or in pairs η ± Mφ^1, …, η ± Mφ^k. A type T = (S, θ̄_S) whose misreport r gains g_r under η and is
//! worth x_rj under φ^j is stopped against mixed reports exactly when there are weights λ ≥ 0, Σ λ_j = 1, with
//!
//! g_r + M Σ_j λ_j x_rj ≤ 0 for all its misreports r (minimax, theory 9.7).
//!
//! Where all misreports gain this says for large M: the vectors x_r lie in an open half-space with a normal λ ≥ 0, or with any normal
//! in the case of pairs. How small can m be?
//!
//! # Method
//! For m = 2, 3, … and every base rule: points of this non-convex problem are looked for in floating point ([`descent`]), rounded to small
//! integer combinations of the basis, and decided exactly ([`directions`]); the scale is the smallest, or a neater one at most a
//! quarter larger ([`found`]). The first m with a success is the answer; the checker has the last word. Against pure reports two
//! rules η ± Mφ are enough wherever bets are, for any φ that is worth something to every report that gains.
//!
//! Where the search finds nothing, or is too large, rules on all bets at once do it ([`enclosing`]). A number of rules that is larger than
//! the least that is proved is then tried to be undercut with no base rule given, all payments free ([`smallest::fewer`]).
//!
//! # How few are needed
//! One rule is not enough where the exact program for a simple mechanism contradicts itself; that is proved. So is, where it can be
//! settled, that one bet around the base rule is not enough, however many rules are made of it ([`one_bet`]): two rules, if they do, then lie on
//! no line through it. That no m rules were found says otherwise no more than that. The search is the same on every run.

mod accepted;
pub mod descent;
pub mod directions;
pub mod enclosing;
pub mod found;
pub mod frontier;
pub mod one_bet;
pub mod proposal;
pub mod quick;
pub mod random;
pub mod search;
pub mod smallest;
pub mod space;
pub mod stretched;
pub mod target;

use crate::construction::BaseTable;
use crate::construction::base::{candidates, unwilling};
use crate::decision::{Effort, Question, decide_goal, decide_within};
use accepted::accepted;
use ambimech_model::certificate::{HoldingWeights, ImpossibilityCertificate};
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Construction, Design, DesignAnswer};
use ambimech_model::few_rules::{FewRules, FewRulesAnswer, LeastRules, RuleFamily};
use ambimech_model::index::RuleId;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::Attitudes;
use ambimech_model::property::{MechanismKind, Property, Reports};
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::{TransferRule, TransferTable};
use descent::Shape;
use found::{Found, Ground};
use one_bet::{OneBetAnswer, decide_one_bet};
use search::{MOST_WORK, better, find};
use smallest::fewer::with_fewer;
use stretched::stretched;

/// Numbers of rules that are tried.
const MOST_RULES: usize = 16;

/// Looks for a mechanism with as few rules as possible, at most `asked` of them. The kind of mechanism in the question is ignored.
pub fn design_few_rules(question: Question<'_>, asked: Option<usize>) -> FewRulesAnswer {
    let question = Question { mechanism: MechanismKind::Ambiguous, ..question };
    if !question.environment.attitudes().are_worst_case() {
        return for_attitudes(question, asked);
    }
    let answer = around_base_rules(question, asked);
    let (least, most, usual, one_bet) = match &answer {
        FewRulesAnswer::Found(found) => (&found.least, found.rules - 1, found.usual, &found.one_bet),
        FewRulesAnswer::NotFound { asked, least, fewest, .. } => (least, *asked, *fewest, &None),
        _ => return answer,
    };
    // One rule was decided by the exact program, as far as that is settled.
    let Some((design, rules)) = with_fewer(question, least.count().max(2)..=most) else { return answer };
    let (least, one_bet) = (least.clone(), one_bet.clone());
    let family = RuleFamily::Free;
    FewRulesAnswer::Found(FewRules { design, family, rules, smallest_scale: None, least, one_bet, usual })
}

/// The search for the worst case, its answer stretched for the attitudes of the environment ([`stretched`]).
fn for_attitudes(question: Question<'_>, asked: Option<usize>) -> FewRulesAnswer {
    let (environment, goal) = (question.environment, question.goal.clone());
    let usual = match decide_goal(question) {
        DesignAnswer::Infeasible(certificate) => return FewRulesAnswer::Infeasible { certificate, asked: None },
        DesignAnswer::Done(design) => Some(design),
        DesignAnswer::Undecided { .. } => None,
    };
    let count = usual.as_ref().and_then(|design| design.mechanism.rule_count(environment));
    let least = match beyond_one_rule(question, asked, count) {
        Ok(least) => least,
        Err(answer) => return *answer,
    };
    if stretched::unmoved(question).is_none() && count.is_none_or(|count| count > least.count()) {
        let plain = environment.with_attitudes(Attitudes::default());
        let worst = design_few_rules(Question { environment: &plain, ..question }, asked);
        if let FewRulesAnswer::Found(worst) = worst
            && let Some(design) = stretched(question, &worst.design, &PaymentLimits::none())
            && let Some(rules) = design.mechanism.rule_count(environment)
            && asked.is_none_or(|asked| rules <= asked)
            && count.is_none_or(|count| rules < count)
        {
            let (design, family) = (Box::new(design), RuleFamily::Stretched);
            let (smallest_scale, one_bet) = (None, None);
            return FewRulesAnswer::Found(FewRules {
                design,
                family,
                rules,
                smallest_scale,
                least,
                one_bet,
                usual: count,
            });
        }
    }
    match (usual, asked) {
        (Some(design), asked) if count.is_some_and(|count| asked.is_none_or(|asked| count <= asked)) => {
            unimproved(design, count.unwrap_or(1), least, count)
        }
        (Some(_), Some(asked)) => FewRulesAnswer::NotFound { goal, asked, least, fewest: count },
        _ => {
            let mut coalitions = environment.pattern().coalitions(environment.agent_count());
            let other = coalitions.find(|coalition| !environment.attitude(*coalition).is_worst_case());
            let other = stretched::unmoved(question).or(other);
            FewRulesAnswer::OtherAttitude {
                goal,
                coalition: other.unwrap_or_else(|| environment.grand_coalition()),
            }
        }
    }
}

fn around_base_rules(question: Question<'_>, asked: Option<usize>) -> FewRulesAnswer {
    let environment = question.environment;
    let goal = question.goal.clone();
    let usual = match decide_goal(Question { mechanism: MechanismKind::Ambiguous, ..question }) {
        DesignAnswer::Infeasible(certificate) => {
            return FewRulesAnswer::Infeasible { certificate, asked: None };
        }
        DesignAnswer::Undecided { goal, obstacles, .. } => {
            return FewRulesAnswer::Undecided { goal, obstacles };
        }
        DesignAnswer::Done(design) => design,
    };
    let count = usual.mechanism.rule_count(environment);
    let least = match beyond_one_rule(question, asked, count) {
        Ok(least) => least,
        Err(answer) => return *answer,
    };
    if let Some(count) = count.filter(|count| *count <= least.count()) {
        return unimproved(usual, count, least, Some(count));
    }
    let most = count.map_or(MOST_RULES, |count| count - 1).min(asked.unwrap_or(MOST_RULES)).min(MOST_RULES);
    let grounds = grounds(question, &usual);
    for rules in 2..=most {
        for ground in &grounds {
            if let Some((design, family, smallest)) = ground.design(question, rules, MOST_WORK) {
                let smallest_scale = Some(smallest);
                let one_bet = ground.one_bet(question, family, rules);
                return FewRulesAnswer::Found(FewRules {
                    design,
                    family,
                    rules,
                    smallest_scale,
                    least,
                    one_bet,
                    usual: count,
                });
            }
        }
    }
    let fewer = |rules: usize| count.is_none_or(|count| rules < count) && asked.is_none_or(|asked| rules <= asked);
    for ground in &grounds {
        if let Some((design, rules, smallest)) = ground.enclosing(question).filter(|(_, rules, _)| fewer(*rules)) {
            let one_bet = ground.one_bet(question, RuleFamily::Enclosing, rules);
            return FewRulesAnswer::Found(FewRules {
                design,
                family: RuleFamily::Enclosing,
                rules,
                smallest_scale: Some(smallest),
                least,
                one_bet,
                usual: count,
            });
        }
    }
    match count.filter(|count| asked.is_none_or(|asked| *count <= asked)) {
        Some(rules) => unimproved(usual, rules, least, count),
        None => match asked {
            Some(asked) => FewRulesAnswer::NotFound { goal, asked, least, fewest: count },
            None => FewRulesAnswer::NotFound { goal, asked: MOST_RULES, least, fewest: None },
        },
    }
}

/// What is proved about the number of rules where one rule is not known to do; otherwise the answer, which is a mechanism with one rule, or the
/// proof that there is none where only one was asked for. `usual` is the number of rules of the usual design.
fn beyond_one_rule(
    question: Question<'_>,
    asked: Option<usize>,
    usual: Option<usize>,
) -> Result<LeastRules, Box<FewRulesAnswer>> {
    let simple = Question { mechanism: MechanismKind::Simple, ..question };
    match decide_within(simple, Effort::MODERATE) {
        DesignAnswer::Done(design) => Err(Box::new(unimproved(design, 1, LeastRules::One, usual))),
        DesignAnswer::Infeasible(certificate) if asked == Some(1) => {
            Err(Box::new(FewRulesAnswer::Infeasible { certificate, asked }))
        }
        DesignAnswer::Infeasible(certificate) => Ok(LeastRules::Two(Box::new(certificate))),
        DesignAnswer::Undecided { .. } => Ok(LeastRules::One),
    }
}

/// The usual design is the one with the fewest rules.
fn unimproved(design: Box<Design>, rules: usize, least: LeastRules, usual: Option<usize>) -> FewRulesAnswer {
    let smallest_scale = design.scale.clone();
    let family = RuleFamily::Usual;
    FewRulesAnswer::Found(FewRules { design, family, rules, smallest_scale, least, one_bet: None, usual })
}

/// A base rule written out, with the bets around it and whom they must stop.
struct Prepared {
    base: Option<Base>,
    table: TransferTable,
    bets: Vec<TransferTable>,
    targets: Vec<target::Target>,
    protected: Vec<Coalition>,
}

/// Every base rule that the search can start from; where there is none, or the usual design has none, its first rule.
fn grounds(question: Question<'_>, usual: &Design) -> Vec<Prepared> {
    let (environment, goal) = (question.environment, question.goal);
    let coalitions: Vec<Coalition> =
        question.tempted().into_iter().filter(|coalition| *coalition != environment.grand_coalition()).collect();
    let mut protected: Vec<Coalition> = environment.space().agents().map(Coalition::single).collect();
    protected.extend([question.tempted(), question.participants(), question.insured()].concat());
    protected.sort_unstable();
    protected.dedup();
    let balanced = goal.asks_for(Property::Bb) || goal.asks_for(Property::Cic);
    let Some(bets) = space::neutral_bets(environment, &protected, balanced) else { return Vec::new() };
    let mut bases: Vec<(Option<Base>, TransferTable)> = Vec::new();
    let claimants = environment.space().agents().map(Base::ResidualClaimant);
    let claimants = claimants.filter(|_| !goal.asks_for(Property::Fse) && !goal.asks_for(Property::Cic));
    for base in candidates(goal).iter().copied().chain(claimants) {
        let Some(table) = BaseTable::new(environment, base) else { continue };
        if unwilling(environment, goal, &table).is_none()
            && let Some(rule) = BaseRule::new(environment, base)
        {
            bases.push((Some(base), rule.table(environment.space())));
        }
    }
    if (bases.is_empty() || usual.base.is_none())
        && let Some(table) = usual.mechanism.table(environment, RuleId(0))
    {
        bases.push((None, table));
    }
    let prepared = bases.into_iter().filter_map(|(base, table)| {
        let targets = target::targets(environment, &coalitions, &table, &bets)?;
        Some(Prepared { base, table, bets: bets.clone(), targets, protected: protected.clone() })
    });
    prepared.collect()
}

impl Prepared {
    /// The best design with exactly so many rules around this base rule that the search finds, accepted by the checker, how its
    /// rules belong together, and the smallest scale; each shape is worth so many multiplications.
    fn design(
        &self,
        question: Question<'_>,
        rules: usize,
        work: u64,
    ) -> Option<(Box<Design>, RuleFamily, Rational)> {
        let environment = question.environment;
        let ground = Ground::new(environment, &self.table, &self.bets, &self.targets, question.reports, work);
        let in_pairs = rules.is_multiple_of(2).then(|| find(&ground, rules, Shape::InPairs)).flatten();
        let found = better(in_pairs, find(&ground, rules, Shape::OneByOne))?;
        let family = match found.directions.shape {
            Shape::OneByOne => RuleFamily::OneByOne,
            Shape::InPairs => RuleFamily::InPairs,
        };
        let smallest = found.smallest.clone();
        let design = certified(question, &ground, found, self.base)?;
        Some((Box::new(design), family, smallest))
    }

    /// The design with a basis of all bets, the number of its rules and the smallest scale ([`enclosing`]).
    fn enclosing(&self, question: Question<'_>) -> Option<(Box<Design>, usize, Rational)> {
        let environment = question.environment;
        let ground = Ground::new(environment, &self.table, &self.bets, &self.targets, question.reports, MOST_WORK);
        let found = enclosing::enclose(&ground)?;
        let (rules, smallest) = (found.directions.rules(), found.smallest.clone());
        let design = certified(question, &ground, found, self.base)?;
        Some((Box::new(design), rules, smallest))
    }

    /// The proof that one bet around this base rule is not enough, where rules of this family are more than one bet makes.
    fn one_bet(
        &self,
        question: Question<'_>,
        family: RuleFamily,
        rules: usize,
    ) -> Option<Box<ImpossibilityCertificate>> {
        let is_one_bet = family == RuleFamily::InPairs && rules == 2;
        let base = self.base.filter(|_| question.reports == Reports::Mixed && !is_one_bet)?;
        match decide_one_bet(question, base, &self.protected, self.bets.len(), &self.targets) {
            OneBetAnswer::Excluded(certificate) => Some(certificate),
            OneBetAnswer::Possible | OneBetAnswer::Unsettled => None,
        }
    }
}

/// The design, once the checker has accepted it.
fn certified(question: Question<'_>, ground: &Ground<'_>, found: Found, base: Option<Base>) -> Option<Design> {
    let scale = Some(found.scale.clone());
    let (rules, weights) = found.rules(ground);
    let weights = HoldingWeights::Listed(weights);
    let design = accepted(question, rules, weights, &PaymentLimits::none(), Construction::FewRules)?;
    Some(Design { base, scale, ..design })
}
