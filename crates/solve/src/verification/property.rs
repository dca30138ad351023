//! Verification of all properties of a mechanism, with the worst case of each.

use super::certify::needed;
use super::linear::{Settlement, Weighed};
use super::measure::Measure;
use super::smooth::SmoothTally;
use super::values::{CoalitionValues, Entry, RuleTables, ValueRows};
use crate::collusion::with_weak_answer;
use crate::lp::matrix_game::solve_matrix_game;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate, RuleWeights};
use ambimech_model::check::{check_mechanism, expected_total};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::{Environment, first_efficient_outcome};
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Integer, Rational};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::LinearWeights;
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::verification::{Deviation, PropertyAnswer, Report, SmoothDeviation, Verification, Worst};

/// Elementary steps above which verification declines.
const MOST_STEPS: u128 = 2_000_000_000;

/// About how many additions a full verification takes; `None` beyond counting.
pub fn work_estimate(environment: &Environment, mechanism: &Mechanism) -> Option<u128> {
    let rules = mechanism.rule_count(environment)? as u128;
    let size = environment.space().size() as u128;
    let mut per_rule: u128 = 0;
    for coalition in environment.pattern().coalitions(environment.agent_count()) {
        per_rule += size * environment.space().joint_count(coalition) as u128;
        if per_rule * rules > MOST_STEPS {
            break;
        }
    }
    // Where the best case counts, mixtures are looked at once for every rule that may be the best.
    let attitudes = environment.attitudes();
    let all = attitudes.listed().iter().map(|(_, attitude)| attitude).chain([attitudes.usual()]);
    let cares_for_best =
        all.filter_map(|attitude| attitude.linear_weights()).any(|weights| !weights.best.is_zero());
    let times = if cares_for_best { rules } else { 1 };
    (rules * per_rule).checked_mul(times)
}

/// Decides every property of a mechanism, IC and CIC against pure and against mixed reports; WCIC is the same as CIC
/// against mixed reports.
///
/// IC and IR are about every single agent; CIC, CR and AI about every coalition of the pattern. Without a common prior nothing
/// is said about coalitions of several agents and about expected revenue; those claims stay undecided.
///
/// # Errors
/// [`UndecidedReason::TooLarge`] when it would take too many steps, [`UndecidedReason::BeyondClosedForms`] when a rule
/// in closed form cannot be evaluated under this prior, [`UndecidedReason::CertificateRefused`] when the checker does not
/// accept what was found to hold.
pub fn verify_mechanism(
    environment: &Environment,
    mechanism: &Mechanism,
) -> Result<Verification, UndecidedReason> {
    match work_estimate(environment, mechanism) {
        Some(steps) if steps <= MOST_STEPS => {}
        steps => return Err(UndecidedReason::TooLarge { steps: steps.unwrap_or(u128::MAX) }),
    }
    let rules = RuleTables::new(environment, mechanism).ok_or(UndecidedReason::BeyondClosedForms)?;
    let mut weights: Vec<RuleWeights> = Vec::new();
    let (mut single, mut joint) = (Tally::default(), Tally::default());
    let agents = environment.agent_count();
    let grand = environment.grand_coalition();
    // The grand coalition is looked at first: what it gains spares programs for the others.
    let measure_of = |coalition| Measure::new(environment, coalition, rules.count());
    let tally_grand = |weights: &mut Vec<RuleWeights>, values: CoalitionValues<'_>| {
        let mut tally = Tally::default();
        let measure = measure_of(grand);
        tally.take_on_path(&values, &measure);
        if pays_constant_totals(environment, &rules) && !matches!(measure, Measure::Smooth(_)) {
            tally.take_grand(environment, &values, &measure);
        } else {
            tally.take_reports(&values, &measure, weights, None);
        }
        tally
    };
    let grand_values = CoalitionValues::new(environment, &rules, grand);
    let grand_values = grand_values.filter(|_| environment.pattern().contains(grand));
    let of_grand = grand_values.map(|values| tally_grand(&mut weights, values));
    for coalition in environment.pattern().proper_coalitions(agents) {
        let Some(values) = CoalitionValues::new(environment, &rules, coalition) else { continue };
        let mut here = Tally::default();
        let measure = measure_of(coalition);
        here.take_on_path(&values, &measure);
        let known = match coalition.len() {
            1 => single.mixed_gain(),
            _ => joint.mixed_gain().max(of_grand.as_ref().and_then(Tally::mixed_gain)),
        };
        here.take_reports(&values, &measure, &mut weights, known);
        if coalition.len() == 1 {
            single.merge(here.clone());
        }
        joint.merge(here);
    }
    if let Some(of_grand) = of_grand {
        joint.merge(of_grand);
    }
    let reports_answer = |tally: &Tally, property, reports| {
        let (worst, fails, smooth) = match reports {
            Reports::Pure => (&tally.pure, !tally.pure_holds(), &tally.smooth.pure),
            Reports::Mixed => (&tally.mixed, tally.mixed_fails, &tally.smooth.mixed),
        };
        let holds = !fails && !smooth.fails;
        let worst = larger(worst.clone(), smooth.worst.clone());
        PropertyAnswer { claim: Claim::new(property, reports), holds, worst }
    };
    let participation = |tally: &Tally, property| {
        let worst = tally.participation.clone();
        let fails = worst.as_ref().is_some_and(|(_, _, _, value)| *value < Rational::ZERO);
        let holds = !fails && !tally.smooth.participation_fails;
        let smooth = tally.smooth.participation.clone().filter(|(_, _, smooth)| {
            let exact = worst.as_ref().map(|(_, _, _, value)| value);
            exact.is_none_or(|exact| smooth.as_ref().is_none_or(|smooth| smooth.low < *exact))
        });
        let worst = match smooth {
            Some((coalition, types, value)) => Some(Worst::SmoothParticipation { coalition, types, value }),
            None => {
                worst.map(|(coalition, types, rule, value)| Worst::Participation { coalition, types, rule, value })
            }
        };
        PropertyAnswer { claim: Claim::new(property, Reports::Pure), holds, worst }
    };
    let mut undecided = Vec::new();
    let settled = [
        reports_answer(&single, Property::Ic, Reports::Pure),
        reports_answer(&single, Property::Ic, Reports::Mixed),
        reports_answer(&joint, Property::Cic, Reports::Pure),
        reports_answer(&joint, Property::Cic, Reports::Mixed),
        participation(&single, Property::Ir),
        participation(&joint, Property::Cr),
    ];
    // What fails for a coalition whose attitude is known fails, whatever the others make of it.
    let mut answers = Vec::new();
    for answer in settled {
        let single_only = matches!(answer.claim.property, Property::Ic | Property::Ir);
        let tally = if single_only { &single } else { &joint };
        let open = match answer.claim.reports {
            Some(Reports::Pure) => &tally.smooth.pure.open,
            Some(Reports::Mixed) => &tally.smooth.mixed.open,
            None => &tally.smooth.participation_open,
        };
        let open = tally.open_reports.map(UndecidedReason::NoMethodForAttitude).or(open.clone());
        match open.filter(|_| answer.holds) {
            Some(reason) => undecided.push((answer.claim, reason)),
            None => answers.push(answer),
        }
    }
    answers.extend([insurance_answer(joint.insurance), budget_answer(environment, &rules)]);
    answers.extend(revenue_answer(environment, mechanism)?);
    if !environment.coalitions_have_beliefs() {
        // What was seen of the coalitions is only what single agents do.
        let about_coalitions =
            |claim: &Claim| matches!(claim.property, Property::Cic | Property::Cr | Property::Ai);
        let unsettled = answers.extract_if(.., |answer| about_coalitions(&answer.claim));
        undecided.extend(unsettled.map(|answer| (answer.claim, UndecidedReason::NeedsCommonPrior)));
    }
    if environment.common_prior().is_none() {
        undecided.push((Claim::new(Property::Fse, Reports::Pure), UndecidedReason::NeedsCommonPrior));
    }
    let weights = HoldingWeights::Listed(weights);
    let verification = accepted(environment, mechanism, Verification { answers, undecided, weights })?;
    Ok(with_weak_answer(environment, verification))
}

/// The verification, once the checker has accepted all properties that it says hold. A property that fails shows its
/// counterexample instead.
fn accepted(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: Verification,
) -> Result<Verification, UndecidedReason> {
    let claims: Vec<Claim> =
        verification.answers.iter().filter(|answer| answer.holds).map(|answer| answer.claim).collect();
    if claims.is_empty() {
        return Ok(verification);
    }
    let weights = needed(&verification.weights, &claims);
    let without_goal = Mechanism { goal: None, ..mechanism.clone() };
    check_mechanism(
        environment,
        &without_goal,
        &MechanismCertificate { limits: PaymentLimits::none(), claims, weights },
    )
    .map_err(|_| UndecidedReason::CertificateRefused)?;
    Ok(verification)
}

/// The worst cases seen so far over some coalitions.
#[derive(Clone, Default)]
struct Tally {
    pure: Option<Deviation>,
    mixed: Option<Deviation>,
    mixed_fails: bool,
    participation: Option<(Coalition, JointTypeId, Option<RuleId>, Rational)>,
    insurance: Option<Spread>,
    /// A coalition whose misreports could not be judged.
    open_reports: Option<Coalition>,
    smooth: SmoothTally,
}

/// On-path values of one joint type under two rules.
#[derive(Clone)]
struct Spread {
    coalition: Coalition,
    types: JointTypeId,
    lowest: (RuleId, Rational),
    highest: (RuleId, Rational),
}

impl Spread {
    fn width(&self) -> Rational {
        &self.highest.1 - &self.lowest.1
    }
}

impl Tally {
    fn pure_holds(&self) -> bool {
        self.pure.as_ref().is_none_or(|deviation| deviation.gain() <= Rational::ZERO)
    }

    /// The largest gain of a mixed misreport so far.
    fn mixed_gain(&self) -> Option<Rational> {
        self.mixed.as_ref().map(Deviation::gain)
    }

    fn merge(&mut self, other: Tally) {
        keep_larger(&mut self.pure, other.pure);
        keep_larger(&mut self.mixed, other.mixed);
        self.mixed_fails |= other.mixed_fails;
        self.open_reports = self.open_reports.or(other.open_reports);
        self.smooth.merge(other.smooth);
        if let Some(new) = other.participation
            && self.participation.as_ref().is_none_or(|known| new.3 < known.3)
        {
            self.participation = Some(new);
        }
        if let Some(new) = other.insurance
            && self.insurance.as_ref().is_none_or(|known| new.width() > known.width())
        {
            self.insurance = Some(new);
        }
    }

    fn take_on_path(&mut self, values: &CoalitionValues<'_>, measure: &Measure) {
        let coalition = values.interim().coalition();
        for types in values.interim().split().own() {
            let Some(row) = values.on_path(types) else { continue };
            let (lowest, smallest) = least(&row);
            let highest =
                row.iter().enumerate().fold(0, |best, (rule, value)| if *value > row[best] { rule } else { best });
            let insurance = Some(Spread {
                coalition,
                types,
                lowest: (RuleId(lowest), smallest.clone()),
                highest: (RuleId(highest), row[highest].clone()),
            });
            let participation = match measure {
                Measure::WorstCase => Some((coalition, types, Some(RuleId(lowest)), smallest.clone())),
                _ => measure.worth(&row).map(|value| (coalition, types, None, value)),
            };
            if let Measure::Smooth(attitude) = measure {
                self.smooth.take_on_path(attitude, coalition, types, &row);
            }
            self.merge(Tally { participation, insurance, ..Tally::default() });
        }
    }

    /// Every rule pays the grand coalition the same total at all profiles: only the outcomes matter, and mixing does not
    /// help.
    fn take_grand(&mut self, environment: &Environment, values: &CoalitionValues<'_>, measure: &Measure) {
        let grand = environment.grand_coalition();
        for truth in values.interim().split().own() {
            let Some(on_path) = values.on_path(truth).and_then(|row| measure.worth(&row)) else { continue };
            let true_profile = values.interim().split().profile(truth, JointTypeId(0));
            let own = environment.surplus(true_profile);
            // The first report of each outcome stands for all of them.
            let mut seen = vec![false; environment.outcomes().len()];
            for report in values.interim().split().own().filter(|report| *report != truth) {
                let reported = values.interim().split().profile(report, JointTypeId(0));
                let outcome = environment.allocation(reported);
                if std::mem::replace(&mut seen[outcome.0], true) {
                    continue;
                }
                let gain = environment.total_payoff(grand, outcome, true_profile) - &own;
                let value = &on_path + gain;
                let report = Report::Pure(report);
                let deviation =
                    Some(Deviation { coalition: grand, truth, report, value, on_path: on_path.clone() });
                keep_larger(&mut self.pure, deviation);
            }
        }
        self.mixed.clone_from(&self.pure);
        self.mixed_fails = !self.pure_holds();
    }

    /// Settles all misreports of a coalition. Mixtures that are harmless and cannot gain more than `known`, the largest
    /// gain elsewhere, are not looked at more closely.
    fn take_reports(
        &mut self,
        values: &CoalitionValues<'_>,
        measure: &Measure,
        weights: &mut Vec<RuleWeights>,
        known: Option<Rational>,
    ) {
        let coalition = values.interim().coalition();
        match measure {
            Measure::WorstCase => {}
            Measure::Linear(linear) => return self.take_linear(values, linear, weights, known),
            Measure::Smooth(attitude) => return self.smooth.take_reports(attitude, values),
        }
        for truth in values.interim().split().own() {
            let Some(rows) = values.rows(truth).filter(|rows| rows.reports() > 1) else { continue };
            let Some(on_path) = rows.worst(truth.0).map(Entry::value) else { continue };
            let deviation = |report, value: Rational| {
                Some(Deviation { coalition, truth, report, value, on_path: on_path.clone() })
            };
            let worst = rows.misreports().filter_map(|report| Some((JointTypeId(report), rows.worst(report)?)));
            let best_pure = worst.reduce(|best, next| if next.1.compare(best.1).is_gt() { next } else { best });
            let Some((report, value)) = best_pure else { continue };
            let pure = deviation(Report::Pure(report), value.value());
            keep_larger(&mut self.pure, pure.clone());
            match settle(&rows) {
                Settled::Profitable { value, mixture } => {
                    self.mixed_fails = true;
                    keep_larger(&mut self.mixed, deviation(mixture, value));
                }
                Settled::Harmless { weights: held, bound } => {
                    weights.push(RuleWeights { coalition, types: truth, best: None, weights: held });
                    keep_larger(&mut self.mixed, pure);
                    // Could a mixture of misreports come nearer to the truth than the worst case known so far?
                    let best = self.mixed_gain().max(known.clone());
                    let within = bound - &on_path;
                    if rows.reports() > 2
                        && best.is_none_or(|best| within > best)
                        && let Some((value, mixture)) = best_mixture(&rows)
                    {
                        keep_larger(&mut self.mixed, deviation(mixture, value));
                    }
                }
            }
        }
    }
}

impl Tally {
    /// As [`Tally::take_reports`], for a coalition with an α-maxmin attitude.
    fn take_linear(
        &mut self,
        values: &CoalitionValues<'_>,
        linear: &LinearWeights,
        weights: &mut Vec<RuleWeights>,
        known: Option<Rational>,
    ) {
        let coalition = values.interim().coalition();
        for truth in values.interim().split().own() {
            let Some(rows) = values.rows(truth).filter(|rows| rows.reports() > 1) else { continue };
            let Some(weighed) = Weighed::new(&rows, linear) else { continue };
            let deviation = |report, value: Rational| {
                Some(Deviation { coalition, truth, report, value, on_path: weighed.on_path().clone() })
            };
            let Some((value, report)) = weighed.best_pure() else { continue };
            let pure = deviation(Report::Pure(report), value);
            keep_larger(&mut self.pure, pure.clone());
            let pure_gain = pure.as_ref().map(Deviation::gain);
            match weighed.settle(self.mixed_gain().max(known.clone()).max(pure_gain)) {
                Some(Settlement::Profitable { value, mixture }) => {
                    self.mixed_fails = true;
                    keep_larger(&mut self.mixed, deviation(mixture, value));
                }
                Some(Settlement::Harmless { lists, best }) => {
                    let entry = |(best, weights)| RuleWeights { coalition, types: truth, best, weights };
                    weights.extend(lists.into_iter().map(entry));
                    keep_larger(&mut self.mixed, pure);
                    if let Some((value, mixture)) = best {
                        keep_larger(&mut self.mixed, deviation(mixture, value));
                    }
                }
                // A game with rows and columns always has a solution.
                None => self.open_reports = Some(coalition),
            }
        }
    }
}

/// The first place with the smallest of some values, and that value. The slice must not be empty.
fn least(values: &[Rational]) -> (usize, &Rational) {
    let mut best = (0, &values[0]);
    for (place, value) in values.iter().enumerate().skip(1) {
        if value < best.1 {
            best = (place, value);
        }
    }
    best
}

/// The one with the larger gain, as a worst case.
fn larger(exact: Option<Deviation>, smooth: Option<SmoothDeviation>) -> Option<Worst> {
    let smooth = smooth.filter(|smooth| {
        exact.as_ref().is_none_or(|exact| smooth.gain().is_some_and(|gain| gain.low > exact.gain()))
    });
    smooth.map(Worst::SmoothDeviation).or(exact.map(Worst::Deviation))
}

fn keep_larger(known: &mut Option<Deviation>, new: Option<Deviation>) {
    if let Some(new) = new
        && known.as_ref().is_none_or(|known| new.gain() > known.gain())
    {
        *known = Some(new);
    }
}

/// How the mixed misreports of one coalition and truth are settled.
enum Settled {
    /// These weights keep every report at or below the on-path worst case. No mixture of misreports is worth more than
    /// `bound`.
    Harmless { weights: Vec<(RuleId, Rational)>, bound: Rational },
    /// This mixture is worth more.
    Profitable { value: Rational, mixture: Report },
}

fn settle(rows: &ValueRows) -> Settled {
    let harmless_if = |on_path: Entry<'_>| {
        // One rule alone often does it; take the one that holds the misreports down most.
        let columns = rows.row(rows.truth.0).filter(|entry| entry.compare(on_path).is_eq());
        let bounds = columns.filter_map(|entry| rows.highest(entry.rule));
        bounds.reduce(|low, next| if next.compare(low).is_lt() { next } else { low })
    };
    let Some(on_path) = rows.worst(rows.truth.0) else {
        return Settled::Harmless { weights: Vec::new(), bound: Rational::ZERO };
    };
    if let Some(bound) = harmless_if(on_path).filter(|bound| bound.compare(on_path).is_le()) {
        return Settled::Harmless { weights: vec![(RuleId(bound.rule), Rational::ONE)], bound: bound.value() };
    }
    let on_path = on_path.value();
    let harmless = |weights| Settled::Harmless { weights, bound: on_path.clone() };
    match play(rows, &(0..rows.reports()).collect::<Vec<usize>>()) {
        Some((value, columns, _)) if value <= on_path => {
            let weights = columns.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
            harmless(weights.map(|(rule, weight)| (RuleId(rule), weight)).collect())
        }
        Some((value, _, mixture)) => Settled::Profitable { value, mixture },
        // A game with rows and columns always has a solution.
        None => harmless(Vec::new()),
    }
}

/// The value of the game of these reports against the rules, the rules' optimal weights and the optimal mixture.
fn play(rows: &ValueRows, reports: &[usize]) -> Option<(Rational, Vec<Rational>, Report)> {
    let (matrix, denominator) = rows.integers(reports);
    let matrix: Vec<&[Integer]> = matrix.iter().map(Vec::as_slice).collect();
    let game = solve_matrix_game(&matrix)?;
    let value = game.value / denominator;
    Some((value, game.columns, mixture(reports.iter().copied().zip(game.rows))))
}

/// The mixture of misreports with the best worst case.
fn best_mixture(rows: &ValueRows) -> Option<(Rational, Report)> {
    let lies: Vec<usize> = rows.misreports().collect();
    let (value, _, mixture) = play(rows, &lies)?;
    Some((value, mixture))
}

pub(super) fn mixture(shares: impl Iterator<Item = (usize, Rational)>) -> Report {
    let mut shares: Vec<(JointTypeId, Rational)> =
        shares.filter(|(_, share)| !share.is_zero()).map(|(report, share)| (JointTypeId(report), share)).collect();
    match shares.pop() {
        Some((report, _)) if shares.is_empty() => Report::Pure(report),
        last => {
            shares.extend(last);
            Report::Mixed(shares)
        }
    }
}

/// Whether every rule pays the grand coalition the same total at all profiles.
fn pays_constant_totals(environment: &Environment, rules: &RuleTables) -> bool {
    (0..rules.count()).map(RuleId).all(|rule| {
        let totals = rules.coalition_totals(rule, environment.grand_coalition());
        totals.iter().all(|total| *total == totals[0])
    })
}

fn insurance_answer(insurance: Option<Spread>) -> PropertyAnswer {
    let holds = insurance.as_ref().is_none_or(|spread| spread.width().is_zero());
    let worst = insurance.map(|spread| Worst::Insurance {
        coalition: spread.coalition,
        types: spread.types,
        lowest: spread.lowest,
        highest: spread.highest,
    });
    PropertyAnswer { claim: Claim::new(Property::Ai, Reports::Pure), holds, worst }
}

fn budget_answer(environment: &Environment, rules: &RuleTables) -> PropertyAnswer {
    let mut worst: Option<(RuleId, ambimech_model::index::ProfileId, Rational)> = None;
    let magnitude = |total: &Rational| if *total < Rational::ZERO { -total } else { total.clone() };
    for rule in (0..rules.count()).map(RuleId) {
        let totals = rules.coalition_totals(rule, environment.grand_coalition());
        for (profile, total) in environment.space().profiles().zip(totals) {
            if worst.as_ref().is_none_or(|(_, _, known)| magnitude(&total) > magnitude(known)) {
                worst = Some((rule, profile, total));
            }
        }
    }
    let holds = worst.as_ref().is_none_or(|(_, _, total)| total.is_zero());
    let worst = worst.map(|(rule, profile, total)| Worst::Budget { rule, profile, total });
    PropertyAnswer { claim: Claim::new(Property::Bb, Reports::Pure), holds, worst }
}

/// Full surplus: every rule's expected revenue, and the allocation's expected surplus, are the largest expected surplus. No
/// answer without a common prior.
fn revenue_answer(
    environment: &Environment,
    mechanism: &Mechanism,
) -> Result<Option<PropertyAnswer>, UndecidedReason> {
    let Some(prior) = environment.common_prior() else { return Ok(None) };
    let grand = environment.grand_coalition();
    let expect = |value: &dyn Fn(ambimech_model::index::ProfileId) -> Rational| {
        environment.space().profiles().fold(Rational::ZERO, |total, profile| {
            let probability = prior.probability(profile);
            if probability.is_zero() { total } else { total + value(profile) * probability }
        })
    };
    let largest = expect(&|profile| {
        let best = first_efficient_outcome(environment.outcomes(), profile);
        environment.total_payoff(grand, best, profile)
    });
    let allocated = expect(&|profile| environment.surplus(profile));
    let mut worst: Option<(RuleId, Rational)> = None;
    let distance = |revenue: &Rational| {
        let gap = revenue - &largest;
        if gap < Rational::ZERO { -gap } else { gap }
    };
    for rule in (0..mechanism.rule_count(environment).unwrap_or(0)).map(RuleId) {
        let table = mechanism.table(environment, rule).ok_or(UndecidedReason::BeyondClosedForms)?;
        let revenue = -expected_total(environment, &table).ok_or(UndecidedReason::NeedsCommonPrior)?;
        if worst.as_ref().is_none_or(|(_, known)| distance(&revenue) > distance(known)) {
            worst = Some((rule, revenue));
        }
    }
    let holds = allocated == largest && worst.as_ref().is_none_or(|(_, revenue)| *revenue == largest);
    let worst = worst.map(|(rule, revenue)| Worst::Revenue { rule, revenue, surplus: largest });
    Ok(Some(PropertyAnswer { claim: Claim::new(Property::Fse, Reports::Pure), holds, worst }))
}
