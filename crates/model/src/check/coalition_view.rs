//! One coalition while a mechanism is checked: what is claimed about it, and what the rules seen so far gave it.

use super::linear::{Compared, LinearTally};
use super::pairs::PairTally;
use super::smooth::SmoothTally;
use crate::certificate::{HoldingWeights, MechanismCertificate};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{JointTypeId, RuleId};
use crate::interim::{CoalitionTotals, Interim};
use crate::mechanism::{Mechanism, Rules};
use crate::number::Rational;
use crate::preference::{Attitude, Utility};
use crate::property::{Claim, Property, Reports};
use crate::refusal::Refusal;
use crate::transfer::side_bet::SideBetId;
use std::collections::HashMap;

/// What is claimed about a coalition.
#[derive(Clone, Copy, Default)]
struct Asked {
    rational: Option<Property>,
    insured: bool,
    pure: Option<Claim>,
    mixed: Option<Claim>,
}

/// By what a coalition judges its values under the rules.
enum Measure {
    /// By the smallest, which is kept in the view itself.
    WorstCase,
    /// By an α-maxmin attitude.
    Linear(Box<LinearTally>),
    /// By a smooth attitude.
    Smooth(Box<SmoothTally>),
}

/// What a coalition owns besides, where its utility is −∞ if it loses more: that of the truth must be finite.
fn wealth(attitude: &Attitude) -> Option<Rational> {
    match attitude {
        Attitude::Smooth { utility: Utility::Power { wealth, .. }, .. } => Some(wealth.clone()),
        _ => None,
    }
}

/// One coalition: what is claimed about it and what the rules seen so far gave it.
pub(super) struct View<'a> {
    pub(super) interim: Interim<'a>,
    asked: Asked,
    measure: Measure,
    /// Takes care of mixed misreports when the rules are claimed to be a family of pairs.
    pairs: Option<Box<PairTally>>,
    /// [`wealth`], where no tally of a smooth attitude looks after it.
    wealth: Option<Rational>,
    /// Payoff part of every (truth, report), by truth.
    payoffs: Vec<Vec<Rational>>,
    /// On-path worst case, and the first rule with its value, by truth.
    on_path: Vec<Option<(Rational, RuleId, Rational)>>,
    /// Smallest value under any rule so far, by truth and report.
    smallest: Vec<Vec<Option<Rational>>>,
    /// λ-weighted sum of the values so far, by truth and report; `None` where no weights were given.
    weighted: Vec<Option<Vec<Rational>>>,
}

/// By rule and place of the view, the types that the rule holds down with their weights.
pub(super) type WeightsByRule = HashMap<RuleId, HashMap<usize, Vec<(JointTypeId, Rational)>>>;

/// The coalitions that some claim is about, with their payoff parts.
pub(super) fn views<'a>(
    environment: &'a Environment,
    certificate: &MechanismCertificate,
    rules: usize,
) -> Result<Vec<View<'a>>, Refusal> {
    let claims = &certificate.claims;
    let agents = environment.agent_count();
    let about_reports = |property, reports| {
        claims.iter().copied().find(|claim| claim.property == property && claim.reports == Some(reports))
    };
    let has = |property| claims.iter().any(|claim| claim.property == property);
    let mut coalitions: Vec<Coalition> = environment.space().agents().map(Coalition::single).collect();
    if has(Property::Cic) || has(Property::Cr) || has(Property::Ai) || has(Property::Wcic) {
        coalitions.extend(environment.pattern().coalitions(agents));
        coalitions.sort_unstable();
        coalitions.dedup();
    }
    let asked_of = |coalition: Coalition| {
        let single = coalition.len() == 1;
        let in_pattern = environment.pattern().contains(coalition);
        let claim = |reports| {
            let alone = about_reports(Property::Ic, reports).filter(|_| single);
            let joint = || about_reports(Property::Cic, reports).filter(|_| in_pattern);
            // WCIC is CIC against mixed reports: see the module `collusion`.
            let weak = || claims.iter().copied().find(|claim| claim.property == Property::Wcic);
            let weak = || weak().filter(|_| in_pattern && reports == Reports::Mixed);
            alone.or_else(joint).or_else(weak)
        };
        let rational = [(Property::Ir, single), (Property::Cr, in_pattern)];
        Asked {
            rational: rational.into_iter().find(|(p, applies)| *applies && has(*p)).map(|(p, _)| p),
            insured: has(Property::Ai) && in_pattern,
            pure: claim(Reports::Pure),
            mixed: claim(Reports::Mixed),
        }
    };
    let made = |coalition| View::new(environment, coalition, asked_of(coalition), certificate, rules);
    coalitions.into_iter().map(made).collect()
}

impl<'a> View<'a> {
    fn new(
        environment: &'a Environment,
        coalition: Coalition,
        asked: Asked,
        certificate: &MechanismCertificate,
        rules: usize,
    ) -> Result<View<'a>, Refusal> {
        let interim = Interim::new(environment, coalition).ok_or(Refusal::NeedsCommonPrior)?;
        let count = interim.split().own_count();
        let about_reports = asked.pure.is_some() || asked.mixed.is_some();
        let payoffs = interim
            .split()
            .own()
            .map(|truth| {
                let reports: Vec<JointTypeId> =
                    if about_reports { interim.split().own().collect() } else { vec![truth] };
                reports.into_iter().map(|report| interim.payoff(truth, report)).collect()
            })
            .collect();
        let is_paired =
            matches!(certificate.weights, HoldingWeights::Pairs(_)) && asked.mixed.is_some() && count > 1;
        let pairs = is_paired.then(|| Box::new(PairTally::new(environment, coalition, rules, count)));
        let measure = match environment.attitude(coalition) {
            attitude if rules == 1 || attitude.is_worst_case() => Measure::WorstCase,
            // What is claimed is left to the tally of pairs, which wants on-path values without ambiguity.
            Attitude::Smooth { .. } if pairs.is_some() && asked.pure.is_none() => Measure::WorstCase,
            // Ambiguity insurance is about values only.
            _ if !about_reports && asked.rational.is_none() => Measure::WorstCase,
            attitude @ Attitude::Maxmin { .. } => {
                let weights = attitude.linear_weights().ok_or(Refusal::AttitudeNotCovered(coalition))?;
                Measure::Linear(Box::new(LinearTally::new(weights, rules, count)))
            }
            Attitude::Smooth { utility, epsilon } => {
                Measure::Smooth(Box::new(SmoothTally::new(utility.clone(), epsilon.clone(), count)))
            }
        };
        let keeps_smallest = asked.pure.is_some() && matches!(measure, Measure::WorstCase);
        let smallest = if keeps_smallest { vec![vec![None; count]; count] } else { vec![Vec::new(); count] };
        let (on_path, weighted) = (vec![None; count], vec![None; count]);
        let looks_itself = rules == 1 || pairs.is_none() || matches!(measure, Measure::Smooth(_));
        let wealth = wealth(environment.attitude(coalition)).filter(|_| !looks_itself);
        Ok(View { interim, asked, measure, pairs, wealth, payoffs, on_path, smallest, weighted })
    }

    fn payoff(&self, truth: JointTypeId, report: JointTypeId) -> &Rational {
        let row = &self.payoffs[truth.0];
        if row.len() == 1 { &row[0] } else { &row[report.0] }
    }

    /// What a rule is worth to the coalition.
    pub(super) fn take_rule(
        &mut self,
        rule: RuleId,
        totals: &CoalitionTotals,
        weights: Option<&Vec<(JointTypeId, Rational)>>,
        skip_reports: bool,
    ) -> Result<(), Refusal> {
        let coalition = self.interim.coalition();
        for truth in self.interim.split().own().filter(|truth| self.interim.occurs(*truth)) {
            let value = self.payoff(truth, truth) + self.interim.transfer(totals, truth, truth);
            let is_worst_case = matches!(self.measure, Measure::WorstCase);
            if let Some(property) = self.asked.rational.filter(|_| is_worst_case && value < Rational::ZERO) {
                return Err(Refusal::NotRational { property, coalition, types: truth, rule, value });
            }
            match &mut self.on_path[truth.0] {
                entry @ None => *entry = Some((value.clone(), rule, value)),
                Some((worst, first_rule, first_value)) => {
                    if self.asked.insured && value != *first_value {
                        let first = (*first_rule, first_value.clone());
                        return Err(Refusal::NotInsured { coalition, types: truth, first, second: (rule, value) });
                    }
                    if value < *worst {
                        *worst = value;
                    }
                }
            }
            if skip_reports || self.asked.pure.is_none() || !is_worst_case {
                continue;
            }
            for report in self.interim.split().own() {
                let value = self.payoff(truth, report) + self.interim.transfer(totals, truth, report);
                let smallest = &mut self.smallest[truth.0][report.0];
                if smallest.as_ref().is_none_or(|known| value < *known) {
                    *smallest = Some(value);
                }
            }
        }
        if !skip_reports {
            self.take_pairs(rule, totals);
        }
        if !matches!(self.measure, Measure::WorstCase) {
            self.take_values(rule, totals, skip_reports);
            return Ok(());
        }
        if self.asked.mixed.is_none() || skip_reports {
            return Ok(());
        }
        for (truth, weight) in weights.into_iter().flatten() {
            let values: Vec<Rational> = self
                .interim
                .split()
                .own()
                .map(|report| {
                    let transfer = self.interim.transfer(totals, *truth, report);
                    (self.payoff(*truth, report) + transfer) * weight
                })
                .collect();
            match &mut self.weighted[truth.0] {
                Some(sums) if sums.len() == values.len() => {
                    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
                }
                entry => *entry = Some(values),
            }
        }
        Ok(())
    }

    /// Hands all values under a rule to the tally of pairs.
    fn take_pairs(&mut self, rule: RuleId, totals: &CoalitionTotals) {
        let Some(mut pairs) = self.pairs.take() else { return };
        for truth in self.interim.split().own().filter(|truth| self.interim.occurs(*truth)) {
            let value = |report| self.payoff(truth, report) + self.interim.transfer(totals, truth, report);
            let values: Vec<Rational> = self.interim.split().own().map(value).collect();
            pairs.take(rule, truth, &values);
        }
        self.pairs = Some(pairs);
    }

    /// Hands all values under a rule to the tally of an attitude that needs more than the smallest.
    fn take_values(&mut self, rule: RuleId, totals: &CoalitionTotals, skip_reports: bool) {
        let all = (self.asked.pure.is_some() || self.asked.mixed.is_some()) && !skip_reports;
        for truth in (0..self.interim.split().own_count()).map(JointTypeId) {
            if !self.interim.occurs(truth) {
                continue;
            }
            let reports = self.interim.split().own().filter(|report| all || *report == truth);
            let value = |report| self.payoff(truth, report) + self.interim.transfer(totals, truth, report);
            let values: Vec<(JointTypeId, Rational)> = reports.map(|report| (report, value(report))).collect();
            match &mut self.measure {
                Measure::WorstCase => {}
                Measure::Linear(tally) => tally.take(rule, truth, &values),
                Measure::Smooth(tally) => tally.take(truth, &values),
            }
        }
    }

    /// Whether what two parts of the rules gave the coalition can be put together: not where an attitude or a family of pairs keeps more than
    /// sums and worst cases.
    pub(super) fn is_divisible(&self) -> bool {
        matches!(self.measure, Measure::WorstCase) && self.pairs.is_none()
    }

    /// Adds what later rules gave the same coalition, both divisible; false when ambiguity insurance is broken between the two.
    pub(super) fn join(&mut self, later: View<'_>) -> bool {
        for (known, more) in self.on_path.iter_mut().zip(later.on_path) {
            match (known, more) {
                (Some((worst, _, first)), Some((more, _, other))) => {
                    if self.asked.insured && *first != other {
                        return false;
                    }
                    if more < *worst {
                        *worst = more;
                    }
                }
                (known @ None, more) => *known = more,
                (Some(_), None) => {}
            }
        }
        for (known, more) in self.smallest.iter_mut().flatten().zip(later.smallest.into_iter().flatten()) {
            if let Some(more) = more
                && known.as_ref().is_none_or(|known| more < *known)
            {
                *known = Some(more);
            }
        }
        for (known, more) in self.weighted.iter_mut().zip(later.weighted) {
            match (known, more) {
                (Some(sums), Some(more)) => sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more),
                (known @ None, more) => *known = more,
                (Some(_), None) => {}
            }
        }
        true
    }

    /// Compares everything with what the truth is worth by the attitude; returns the number of misreports held down.
    pub(super) fn conclude(&self, by_argument: bool) -> Result<u64, Refusal> {
        let coalition = self.interim.coalition();
        let mut misreports = 0;
        for truth in self.interim.split().own() {
            let Some((on_path, _, _)) = &self.on_path[truth.0] else { continue };
            let claims = [self.asked.pure, self.asked.mixed];
            if claims.iter().any(Option::is_some) {
                misreports += self.interim.split().own_count() as u64 - 1;
            }
            if self.wealth.as_ref().is_some_and(|wealth| on_path + wealth <= Rational::ZERO) {
                return Err(Refusal::OutsideUtility { coalition, types: truth });
            }
            let mixed = self.asked.mixed.filter(|_| self.pairs.is_none());
            if let (Some(pairs), Some(claim), false) = (&self.pairs, self.asked.mixed, by_argument) {
                pairs.compare(truth, claim)?;
            }
            if let Measure::Linear(tally) = &self.measure {
                let on_path = tally.value(truth, truth);
                if let (Some(property), Some(value)) = (self.asked.rational, on_path)
                    && value < Rational::ZERO
                {
                    return Err(Refusal::NotWorthwhile { property, coalition, types: truth, value });
                }
                if !by_argument {
                    let asked = Compared { pure: self.asked.pure, mixed };
                    tally.compare(coalition, truth, &asked)?;
                }
                continue;
            }
            if let Measure::Smooth(tally) = &self.measure {
                if let Some(property) = self.asked.rational {
                    tally.require_participation(property, coalition, truth)?;
                }
                let asked = Compared { pure: self.asked.pure, mixed: self.asked.mixed };
                match by_argument {
                    true => tally.require_finite(coalition, truth, &asked)?,
                    false => tally.compare(coalition, truth, &asked)?,
                }
                continue;
            }
            if by_argument {
                continue;
            }
            let tempted = |claim, report: usize, value: &Rational| Refusal::Tempted {
                claim,
                coalition,
                truth,
                report: JointTypeId(report),
                value: value.clone(),
                on_path: on_path.clone(),
            };
            if let Some(claim) = self.asked.pure {
                for (report, value) in self.smallest[truth.0].iter().enumerate() {
                    if let Some(value) = value.as_ref().filter(|value| *value > on_path) {
                        return Err(tempted(claim, report, value));
                    }
                }
            }
            if let Some(claim) = mixed
                && self.interim.split().own_count() > 1
            {
                let missing = Refusal::WeightsMissing { coalition, types: truth };
                let values = self.weighted[truth.0].as_ref().ok_or(missing)?;
                if let Some((report, value)) = values.iter().enumerate().find(|(_, value)| *value > on_path) {
                    return Err(tempted(claim, report, value));
                }
            }
        }
        Ok(misreports)
    }
}

/// The weights rule by rule, after checking that each list consists of positive weights of known rules that sum to 1. Lists for
/// coalitions that do not look at the worst case alone go to their tallies.
pub(super) fn weights_by_rule(
    environment: &Environment,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
    rules: usize,
    views: &mut [View<'_>],
) -> Result<WeightsByRule, Refusal> {
    let mut by_rule: WeightsByRule = HashMap::new();
    let mut put = |view: &mut View<'_>, place: usize, types, best, list: Vec<(RuleId, Rational)>| match (
        &mut view.pairs,
        &mut view.measure,
    ) {
        (Some(pairs), _) => pairs.hold(types, list),
        (None, Measure::Linear(tally)) => tally.hold(types, best, list),
        // Enclosures need no weights.
        (None, Measure::Smooth(_)) => {}
        (None, Measure::WorstCase) => {
            for (rule, weight) in list {
                by_rule.entry(rule).or_default().entry(place).or_default().push((types, weight));
            }
        }
    };
    match &certificate.weights {
        HoldingWeights::OwnRule => {
            let Rules::ClosedForm(form) = &mechanism.rules else {
                return Err(Refusal::NoOwnRule(environment.grand_coalition()));
            };
            for (place, view) in views.iter_mut().enumerate() {
                let coalition = view.interim.coalition();
                let needs_weights = view.asked.mixed.is_some()
                    && view.interim.split().own_count() > 1
                    && coalition != environment.grand_coalition();
                let types: Vec<JointTypeId> = view.interim.split().own().filter(|_| needs_weights).collect();
                for types in types {
                    let id = SideBetId { coalition, types };
                    let rule = form.rule_against(environment.space(), id).ok_or(Refusal::NoOwnRule(coalition))?;
                    put(view, place, types, None, vec![(rule, Rational::ONE)]);
                }
            }
        }
        HoldingWeights::Listed(list) | HoldingWeights::Pairs(list) => {
            let places: HashMap<Coalition, usize> =
                views.iter().enumerate().map(|(place, view)| (view.interim.coalition(), place)).collect();
            let mut seen = std::collections::HashSet::new();
            for entry in list {
                let (coalition, types, best) = (entry.coalition, entry.types, entry.best);
                let place = *places.get(&coalition).ok_or(Refusal::EvidenceOutOfRange)?;
                super::require_joint_type(environment, coalition, types)?;
                let is_paired = matches!(certificate.weights, HoldingWeights::Pairs(_));
                let knows_best = rules > 1 && !is_paired && !environment.attitude(coalition).is_worst_case();
                if best.is_some_and(|rule| rule.0 >= rules || !knows_best) {
                    return Err(Refusal::EvidenceOutOfRange);
                }
                if !seen.insert((coalition, types, best)) {
                    return Err(Refusal::WeightsMissing { coalition, types });
                }
                let sum = crate::number::sum(entry.weights.iter().map(|(_, weight)| weight));
                let mut named = std::collections::HashSet::new();
                let valid = entry
                    .weights
                    .iter()
                    .all(|(rule, weight)| *weight > Rational::ZERO && rule.0 < rules && named.insert(*rule));
                if !valid || !sum.is_one() {
                    return Err(Refusal::WeightsInvalid { coalition, types, sum });
                }
                put(&mut views[place], place, types, best, entry.weights.clone());
            }
        }
    }
    Ok(by_rule)
}
