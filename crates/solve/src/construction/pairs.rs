//! Rules in pairs η ± Mφ, for coalitions that do not only look at the worst case: CPAM Corollary 1, MDAT 6.3.
//!
//! # Construction
//! T = {η ± Mφ^1, …, η ± Mφ^K}; the theory is in [`ambimech_model::preference`].
//!
//! * Against pure reports K = 1: the ψ of [`super::two_rules`], made for every coalition that must not gain, is worth something to
//!   every misreport that can be told from the truth.
//! * Against mixed reports one side bet for every joint type that is tempted under η, scaled so that its weakest punishment is 1,
//!   as in [`super::side_bets`]. A joint type that nothing tempts needs no bet: its misreports lose on average. Where some profiles
//!   have probability 0 and coalitions of several agents matter, the bets are those of [`super::supported_bets`].
//!
//! # The smallest scale under the worst case
//! M(1) of a joint type is the largest g(δ) / max_k |x_k(δ)| over its misreports. Over pure ones that is a maximum of finitely many
//! numbers. Over mixtures it is linear-fractional and homogeneous in δ, so it is the linear program
//!
//! maximise Σ_r δ_r g_r subject to ±Σ_r δ_r x_k(r) ≤ 1 for every k, δ ≥ 0,
//!
//! solved exactly with the rows that turn out to matter: rows that a solution (or a ray) breaks are added until none is broken.
//! The dual numbers are M(1) times weights over the rules that hold the type down.
//!
//! # Cost
//! K |Θ| transfers for every tempted joint type and report; the programs have |Θ_S| − 1 variables.

use super::BaseTable;
use super::side_bets::{BetStudy, base_gains, bet_name, study_coalition};
use super::supported_bets::SupportedBets;
use super::two_rules::combine;
use crate::lp::simplex::{SimplexOutcome, maximise};
use ambimech_model::certificate::{HoldingWeights, RuleWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Obstacle, Temptation};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, ProfileId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::{NamedRule, Rules};
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use ambimech_model::preference::{Attitudes, pair_weight};
use ambimech_model::property::Reports;
use ambimech_model::scale::Misreport;
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family, prepare_side_bet};
use ambimech_model::transfer::side_bet::SideBetId;
use ambimech_model::transfer::sparse_side_bet::is_available;
use ambimech_model::transfer::{TransferRule, TransferTable};

/// Numbers x_k(r) beyond which a family is not made.
const MOST_VALUES: usize = 4_000_000;

/// One side bet φ^k.
#[derive(Debug)]
struct Bet {
    name: String,
    /// The bet as a sum of side bets in closed form, where it is one.
    terms: Option<Vec<(SideBetId, Rational)>>,
    table: TransferTable,
}

/// A joint type that is tempted under the base rule.
#[derive(Debug)]
pub struct Tempted {
    /// The coalition and its types.
    pub id: SideBetId,
    /// Its value on path, the same under all rules.
    pub on_path: Rational,
    /// Every report other than the truth, with its gain g under the base rule.
    pub gains: Vec<(JointTypeId, Rational)>,
    /// x_k of every report, by bet.
    pub values: Vec<Vec<Rational>>,
    /// The smallest scale under the worst case.
    pub need: Need,
}

/// The smallest scale of a joint type under the worst case, M(1).
#[derive(Debug, Clone)]
pub struct Need {
    /// M(1).
    pub scale: Rational,
    /// A misreport that attains it, as shares that add up to 1.
    pub reports: Vec<(JointTypeId, Rational)>,
    /// Rules with positive numbers that add up to M(1): with these as weights, in sum, the rules take every gain away.
    multipliers: Vec<(RuleId, Rational)>,
}

/// A family of pairs without its scale.
#[derive(Debug)]
pub struct PairFamily {
    /// The base rule η.
    pub base: Base,
    eta: TransferTable,
    bets: Vec<Bet>,
    /// The joint types that are tempted, in the order of coalitions.
    pub tempted: Vec<Tempted>,
    reports: Reports,
}

/// One temptation: a type with what every misreport gains, and its value on path.
type Gains = (SideBetId, Rational, Vec<(JointTypeId, Rational)>);

impl PairFamily {
    /// The family for this base rule and these coalitions.
    ///
    /// # Errors
    /// Types that share a posterior with one they are tempted to report, or that the family would be too large.
    pub fn new(
        environment: &Environment,
        base: &BaseTable,
        coalitions: &[Coalition],
        reports: Reports,
    ) -> Result<PairFamily, Vec<Obstacle>> {
        let missing = || vec![Obstacle::NoConstruction];
        let gains = tempted_types(environment, base, coalitions).ok_or_else(missing)?;
        let eta = BaseRule::new(environment, base.base).ok_or_else(missing)?.table(environment.space());
        let prior = environment.common_prior();
        let bets = if gains.is_empty() {
            Vec::new()
        } else if prior.is_some_and(|prior| coalitions.iter().any(|coalition| !is_available(prior, *coalition))) {
            supported_bets(environment, &gains)?
        } else if reports == Reports::Pure {
            vec![one_bet(environment, base, coalitions)?]
        } else {
            bets_of_types(environment, base, &gains)?
        };
        let size: usize = gains.iter().map(|(_, _, gains)| gains.len()).sum();
        if size.saturating_mul(bets.len()) > MOST_VALUES {
            return Err(vec![Obstacle::TooManyRules]);
        }
        let scaled: Vec<_> = bets.iter().map(|bet| bet.table.scaled()).collect();
        let mut tempted = Vec::with_capacity(gains.len());
        for of_coalition in gains.chunk_by(|a, b| a.0.coalition == b.0.coalition) {
            let interim = Interim::new(environment, of_coalition[0].0.coalition).ok_or_else(missing)?;
            let totals: Vec<_> = scaled.iter().map(|table| interim.totals(table)).collect();
            for (id, on_path, gains) in of_coalition {
                let row = |totals| gains.iter().map(|(r, _)| interim.transfer(totals, id.types, *r)).collect();
                let values: Vec<Vec<Rational>> = totals.iter().map(row).collect();
                let need = match reports {
                    Reports::Pure => need_against_pure(gains, &values),
                    Reports::Mixed => need_against_mixed(gains, &values),
                };
                let need = need.ok_or_else(|| vec![Obstacle::SharedPosteriors(untouched(*id, gains, &values))])?;
                tempted.push(Tempted { id: *id, on_path: on_path.clone(), gains: gains.clone(), values, need });
            }
        }
        Ok(PairFamily { base: base.base, eta, bets, tempted, reports })
    }

    /// The number K of side bets; 0 when nothing is tempted.
    pub fn bet_count(&self) -> usize {
        self.bets.len()
    }

    /// The misreports that the family is to stop.
    pub fn reports(&self) -> Reports {
        self.reports
    }

    /// The rules with this scale: of every bet first η + Mφ, then η − Mφ. Without bets η alone.
    pub fn rules(&self, environment: &Environment, scale: &Rational) -> Rules {
        if self.bets.is_empty() {
            let rule = Combination { name: "base".to_string(), bets: Vec::new() };
            return Rules::ClosedForm(ClosedForm { base: self.base, family: Family::Listed(vec![rule]) });
        }
        let signs = [("plus", "+", scale.clone()), ("minus", "-", -scale)];
        let name = |bet: &Bet, (word, sign): (&str, &str)| {
            if self.bets.len() == 1 { word.to_string() } else { format!("{sign}{}", bet.name) }
        };
        let combinations: Option<Vec<Combination>> = self
            .bets
            .iter()
            .flat_map(|bet| signs.iter().map(move |sign| (bet, sign)))
            .map(|(bet, (word, sign, factor))| {
                let bets = bet.terms.as_ref()?.iter().map(|(id, multiple)| (*id, multiple * factor)).collect();
                Some(Combination { name: name(bet, (word, sign)), bets })
            })
            .collect();
        if let Some(rules) = combinations {
            return Rules::ClosedForm(ClosedForm { base: self.base, family: Family::Listed(rules) });
        }
        let mut rules = Vec::with_capacity(2 * self.bets.len());
        for bet in &self.bets {
            for (word, sign, factor) in &signs {
                let table = TransferTable::from_fn(environment.space(), |agent, profile| {
                    let payment = &bet.table.at(profile)[agent.0];
                    let base = &self.eta.at(profile)[agent.0];
                    if payment.is_zero() { base.clone() } else { base + payment * factor }
                });
                rules.push(NamedRule { name: name(bet, (word, sign)), table });
            }
        }
        Rules::Tables(rules)
    }

    /// The weights that prove the family with this scale safe against mixed reports under these attitudes: for every tempted
    /// joint type those of [`ambimech_model::preference`]. `None` when a tempted coalition has no positive pair weight, or the scale
    /// is too small.
    pub fn weights(&self, attitudes: &Attitudes, scale: &Rational) -> Option<HoldingWeights> {
        if self.reports == Reports::Pure {
            return Some(HoldingWeights::Listed(Vec::new()));
        }
        let mut list = Vec::with_capacity(self.tempted.len());
        for tempted in &self.tempted {
            let weight =
                pair_weight(attitudes.of(tempted.id.coalition)).filter(|weight| *weight > Rational::ZERO)?;
            let effective = weight * scale;
            let mut rest = Rational::ONE - &tempted.need.scale / &effective;
            if rest < Rational::ZERO {
                return None;
            }
            rest /= Rational::from(2);
            // What is left over goes to the first pair, whose mean is the base rule.
            let mut weights: Vec<(RuleId, Rational)> = vec![(RuleId(0), rest.clone()), (RuleId(1), rest)];
            for (rule, multiplier) in &tempted.need.multipliers {
                let share = multiplier / &effective;
                match weights.iter_mut().find(|(known, _)| known == rule) {
                    Some((_, weight)) => *weight += share,
                    None => weights.push((*rule, share)),
                }
            }
            weights.retain(|(_, weight)| !weight.is_zero());
            weights.sort_unstable_by_key(|(rule, _)| *rule);
            let SideBetId { coalition, types } = tempted.id;
            list.push(RuleWeights { coalition, types, best: None, weights });
        }
        Some(HoldingWeights::Pairs(list))
    }

    /// The largest amount that anybody ever pays under the rules with this scale.
    pub fn largest_payment(&self, scale: &Rational) -> Rational {
        let mut largest = self.eta.payments().iter().map(|payment| -payment).max().unwrap_or_default();
        for bet in &self.bets {
            for (base, payment) in self.eta.payments().iter().zip(bet.table.payments()) {
                if !payment.is_zero() {
                    largest = largest.max(size(payment) * scale - base);
                }
            }
        }
        largest.max(Rational::ZERO)
    }
}

impl Tempted {
    /// The misreport that needs the largest scale under linear attitudes.
    pub fn binding(&self) -> Misreport {
        self.misreport(self.need.reports.clone())
    }

    /// A misreport with its gain.
    pub fn misreport(&self, reports: Vec<(JointTypeId, Rational)>) -> Misreport {
        let gain_of = |report: &JointTypeId| self.gains.iter().find(|(known, _)| known == report);
        let gain = reports.iter().fold(Rational::ZERO, |total, (report, share)| {
            gain_of(report).map_or(total.clone(), |(_, gain)| total + gain * share)
        });
        Misreport { coalition: self.id.coalition, truth: self.id.types, reports, gain }
    }

    /// The pure report that gains most under the base rule.
    pub fn most_tempting(&self) -> Misreport {
        let best = self.gains.iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
        self.misreport(best.map(|(report, _)| (*report, Rational::ONE)).into_iter().collect())
    }
}

fn size(number: &Rational) -> Rational {
    if *number < Rational::ZERO { -number } else { number.clone() }
}

/// The joint types that gain from some misreport under the base rule; `None` for coalitions without beliefs.
fn tempted_types(environment: &Environment, base: &BaseTable, coalitions: &[Coalition]) -> Option<Vec<Gains>> {
    let mut found = Vec::new();
    for coalition in coalitions {
        let interim = Interim::new(environment, *coalition)?;
        let totals = base.totals(&interim);
        for (id, gains) in base_gains(&interim, base) {
            if gains.iter().any(|(_, gain)| *gain > Rational::ZERO) {
                let on_path = interim.payoff(id.types, id.types) + interim.transfer(&totals, id.types, id.types);
                found.push((id, on_path, gains));
            }
        }
    }
    Some(found)
}

/// The gains that no bet touches.
fn untouched(id: SideBetId, gains: &[(JointTypeId, Rational)], values: &[Vec<Rational>]) -> Vec<Temptation> {
    let is_untouched = |place: usize| values.iter().all(|row| row[place].is_zero());
    let places =
        gains.iter().enumerate().filter(|(place, (_, gain))| *gain > Rational::ZERO && is_untouched(*place));
    places
        .map(|(_, (report, gain))| Temptation {
            coalition: id.coalition,
            truth: id.types,
            report: *report,
            gain: gain.clone(),
        })
        .collect()
}

/// One side bet for every tempted joint type.
fn bets_of_types(environment: &Environment, base: &BaseTable, gains: &[Gains]) -> Result<Vec<Bet>, Vec<Obstacle>> {
    let missing = || vec![Obstacle::NoConstruction];
    let mut bets = Vec::with_capacity(gains.len());
    for of_coalition in gains.chunk_by(|a, b| a.0.coalition == b.0.coalition) {
        let studies = study_coalition(environment, base, of_coalition[0].0.coalition).ok_or_else(missing)?;
        for (id, _, _) in of_coalition {
            let study = studies.iter().find(|study| study.id == *id).ok_or_else(missing)?;
            let temptations: Vec<Temptation> = study.temptations().collect();
            if !temptations.is_empty() {
                return Err(vec![Obstacle::SharedPosteriors(temptations)]);
            }
            let weakest = study.weakest.as_ref().ok_or_else(missing)?;
            let table = prepare_side_bet(environment, *id).ok_or_else(missing)?.table(environment.space());
            let multiple = Rational::ONE / weakest;
            let table = multiplied(environment, &table, &multiple);
            bets.push(Bet { name: bet_name(environment, *id), terms: Some(vec![(*id, multiple)]), table });
        }
    }
    Ok(bets)
}

/// One bet that is worth something to every misreport of every coalition that can be told from the truth.
fn one_bet(environment: &Environment, base: &BaseTable, coalitions: &[Coalition]) -> Result<Bet, Vec<Obstacle>> {
    let missing = || vec![Obstacle::NoConstruction];
    let mut studies = Vec::new();
    for coalition in coalitions {
        studies.extend(study_coalition(environment, base, *coalition).ok_or_else(missing)?);
    }
    let temptations: Vec<Temptation> = studies.iter().flat_map(BetStudy::temptations).collect();
    if !temptations.is_empty() {
        return Err(vec![Obstacle::SharedPosteriors(temptations)]);
    }
    let misreports: usize = studies.iter().map(|study| study.misreports.len()).sum();
    if misreports.saturating_mul(studies.len()) > MOST_VALUES {
        return Err(vec![Obstacle::TooManyRules]);
    }
    let (terms, _) = combine(environment, &studies).ok_or_else(missing)?;
    let mut table = TransferTable::from_fn(environment.space(), |_, _| Rational::ZERO);
    for (id, multiple) in &terms {
        let bet = prepare_side_bet(environment, *id).ok_or_else(missing)?.table(environment.space());
        table = TransferTable::from_fn(environment.space(), |agent, profile| {
            &table.at(profile)[agent.0] + &bet.at(profile)[agent.0] * multiple
        });
    }
    Ok(Bet { name: String::new(), terms: Some(terms), table })
}

/// Bets on the profiles that occur, as tables.
fn supported_bets(environment: &Environment, gains: &[Gains]) -> Result<Vec<Bet>, Vec<Obstacle>> {
    let space = environment.space();
    let prior = environment.common_prior().ok_or_else(|| vec![Obstacle::NeedsCommonPrior])?;
    let zero = space.profiles().find(|profile| !prior.is_possible(*profile));
    let obstacle = || vec![Obstacle::ZeroProbability(zero.unwrap_or(ProfileId(0)))];
    let supported = SupportedBets::new(environment).ok_or_else(obstacle)?;
    let mut bets = Vec::with_capacity(gains.len());
    for (id, _, gains) in gains {
        let table = supported.table(*id, gains).ok_or_else(obstacle)?;
        bets.push(Bet { name: bet_name(environment, *id), terms: None, table });
    }
    Ok(bets)
}

fn multiplied(environment: &Environment, table: &TransferTable, multiple: &Rational) -> TransferTable {
    TransferTable::from_fn(environment.space(), |agent, profile| {
        let payment = &table.at(profile)[agent.0];
        if payment.is_zero() { Rational::ZERO } else { payment * multiple }
    })
}

/// The rule with this bet, added or subtracted.
fn rule_of(bet: usize, is_added: bool) -> RuleId {
    RuleId(2 * bet + usize::from(!is_added))
}

/// M(1) over pure reports; `None` when a gain has no bet.
fn need_against_pure(gains: &[(JointTypeId, Rational)], values: &[Vec<Rational>]) -> Option<Need> {
    let mut need: Option<Need> = None;
    for (place, (report, gain)) in gains.iter().enumerate() {
        if *gain <= Rational::ZERO {
            continue;
        }
        let largest =
            (0..values.len()).map(|bet| (size(&values[bet][place]), bet)).max_by(|a, b| a.0.cmp(&b.0))?;
        if largest.0.is_zero() {
            return None;
        }
        let scale = gain / &largest.0;
        if need.as_ref().is_none_or(|known| scale > known.scale) {
            let rule = rule_of(largest.1, values[largest.1][place] < Rational::ZERO);
            let reports = vec![(*report, Rational::ONE)];
            need = Some(Need { multipliers: vec![(rule, scale.clone())], scale, reports });
        }
    }
    need
}

/// M(1) over mixtures by the program above, with rows added as they are broken; `None` when a mixture that gains has no bet.
fn need_against_mixed(gains: &[(JointTypeId, Rational)], values: &[Vec<Rational>]) -> Option<Need> {
    let unit = common_denominator(gains.iter().map(|(_, gain)| gain));
    let costs: Vec<Integer> = gains.iter().map(|(_, gain)| scaled_to(gain, &unit)).collect();
    // The rows so far: the bet, whether +x or −x is at most 1.
    let mut rows: Vec<(usize, bool)> = Vec::new();
    loop {
        let mut matrix = Vec::with_capacity(rows.len());
        let mut right = Vec::with_capacity(rows.len());
        for (bet, is_positive) in &rows {
            let denominator = common_denominator(&values[*bet]);
            let entries = values[*bet].iter().map(|value| {
                let entry = scaled_to(value, &denominator);
                if *is_positive { entry } else { -entry }
            });
            matrix.push(entries.collect::<Vec<Integer>>());
            right.push(Integer::from(denominator));
        }
        let (direction, bound, optimum) = match maximise(&costs, &matrix, &right)? {
            SimplexOutcome::Unbounded { ray } => (ray, Rational::ZERO, None),
            SimplexOutcome::Optimal { value, primal, dual } => (primal, Rational::ONE, Some((value, dual))),
        };
        let worth = |bet: usize| {
            let parts = values[bet].iter().zip(&direction).filter(|(_, share)| !share.is_zero());
            parts.fold(Rational::ZERO, |total, (value, share)| total + value * share)
        };
        let worths = (0..values.len()).map(|bet| (worth(bet), bet));
        let broken = worths.filter(|(worth, _)| size(worth) > bound);
        if let Some((worth, bet)) = broken.max_by(|a, b| size(&a.0).cmp(&size(&b.0)).then(b.1.cmp(&a.1))) {
            rows.push((bet, worth > Rational::ZERO));
            continue;
        }
        let (value, dual) = optimum?;
        let unit = Rational::from(unit);
        let multipliers = rows.iter().zip(&right).zip(dual).filter(|(_, multiplier)| !multiplier.is_zero());
        let multipliers = multipliers
            .map(|(((bet, is_positive), right), multiplier)| {
                (rule_of(*bet, !is_positive), multiplier * Rational::from(right.clone()) / &unit)
            })
            .collect();
        let total = ambimech_model::number::sum(&direction);
        let shares = gains.iter().zip(&direction).filter(|(_, share)| !share.is_zero());
        let reports = shares.map(|((report, _), share)| (*report, share / &total)).collect();
        return Some(Need { scale: value / unit, reports, multipliers });
    }
}
