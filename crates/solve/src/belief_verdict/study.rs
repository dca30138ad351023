//! The verdicts about a mechanism, with the narrowest place of each.

use super::efficiency::efficiency;
use super::mixed::best_report;
use super::no_expectation;
use crate::belief_set::{Bound, lower};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{BeliefSet, Distribution};
use ambimech_model::belief_verdict::{
    Acts, Criterion, Floor, NoVerdict, SetAnswer, SetClaim, SetProperty, SetVerdict, SetVerification, Stage,
    TypeEvidence, TypeStudy, WeightedBelief,
};
use ambimech_model::check::{check_set_verdict, first_inefficient, first_unbalanced};
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use ambimech_model::verification::Report;

/// The claims to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyOptions {
    /// The criteria.
    pub criteria: Vec<Criterion>,
    /// The reports for `ic`.
    pub reports: Vec<Reports>,
}

/// Every claim about a mechanism under sets of beliefs.
pub fn verify_under_sets(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    options: &StudyOptions,
) -> SetVerification {
    let mut found = SetVerification::default();
    let mut claims = Vec::new();
    for criterion in &options.criteria {
        let ic = options.reports.iter().map(|reports| SetProperty::Ic(*reports));
        claims.extend(ic.chain([SetProperty::Ir]).map(|property| SetClaim { property, criterion: *criterion }));
    }
    claims.push(SetClaim { property: SetProperty::Bb, criterion: Criterion::Maxmin });
    if options.criteria.contains(&Criterion::Maxmin) {
        let stages = Stage::ALL.map(SetProperty::Efficient);
        claims.extend(stages.map(|property| SetClaim { property, criterion: Criterion::Maxmin }));
    }
    for claim in claims {
        match study(environment, rules, claim) {
            Ok(answer) => found.answers.push(answer),
            Err(why) => found.undecided.push((claim, why)),
        }
    }
    found
}

/// The answer about one claim; its verdict has been accepted by the checker.
///
/// # Errors
/// See [`NoVerdict`].
pub fn study(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    claim: SetClaim,
) -> Result<SetAnswer, NoVerdict> {
    let space = environment.space();
    let mut types = Vec::new();
    let mut evidence = Vec::new();
    let mut unbalanced = None;
    let mut holds = true;
    let mut better = None;
    let mut payments = Vec::new();
    if let SetProperty::Efficient(stage) = claim.property {
        (holds, evidence, payments) = efficiency(environment, rules, stage)?;
        better = first_inefficient(environment).filter(|_| stage == Stage::ExPost);
    } else if claim.property == SetProperty::Bb {
        unbalanced = first_unbalanced(environment, rules);
        holds = unbalanced.is_none();
    } else {
        let mut worst: Option<usize> = None;
        for agent in space.agents() {
            for own in space.types(agent) {
                let acts = Acts::new(environment, rules, agent, own).ok_or(NoVerdict::NoRules)?;
                let one = OneType { agent, own, set: environment.set(agent, own), acts };
                let (study, shown) = one.decide(claim)?;
                if study.margin < Rational::ZERO
                    && worst.is_none_or(|worst: usize| study.margin < types_margin(&types, worst))
                {
                    worst = Some(types.len());
                }
                types.push(study);
                evidence.push(shown);
            }
        }
        if let Some(worst) = worst {
            holds = false;
            evidence = vec![evidence.swap_remove(worst)];
        }
    }
    let verdict = SetVerdict { claim, holds, evidence, payments };
    match check_set_verdict(environment, rules, &verdict) {
        Ok(()) => Ok(SetAnswer { verdict, types, unbalanced, better }),
        Err(refusal) => Err(NoVerdict::Refused(Box::new(refusal))),
    }
}

fn types_margin(types: &[TypeStudy], place: usize) -> Rational {
    types[place].margin.clone()
}

struct OneType<'a> {
    agent: AgentId,
    own: TypeId,
    set: &'a BeliefSet,
    acts: Acts,
}

/// The worst scenario of an act, and the floor that proves it.
struct Worst {
    value: Rational,
    rule: RuleId,
    prior: Distribution,
    floor: Floor,
}

impl Worst {
    fn mixture(&self) -> Vec<WeightedBelief> {
        vec![WeightedBelief { rule: self.rule, weight: Rational::ONE, prior: self.prior.clone() }]
    }
}

impl OneType<'_> {
    fn worst(&self, act: &[Vec<Rational>]) -> Result<Worst, NoVerdict> {
        let bounds = act.iter().map(|values| lower(self.set, values).map_err(no_expectation));
        let bounds: Vec<Bound> = bounds.collect::<Result<_, _>>()?;
        let values = bounds.iter().map(|bound| &bound.extreme.value).enumerate();
        let (rule, value) =
            values.reduce(|best, next| if next.1 < best.1 { next } else { best }).ok_or(NoVerdict::NoRules)?;
        let (value, prior) = (value.clone(), bounds[rule].extreme.prior.clone());
        let floor = Floor(bounds.into_iter().map(|bound| bound.multipliers).collect());
        Ok(Worst { value, rule: RuleId(rule), prior, floor })
    }

    fn evidence(
        &self,
        report: Option<Report>,
        floors: Vec<Floor>,
        mixtures: Vec<Vec<WeightedBelief>>,
    ) -> TypeEvidence {
        TypeEvidence { agent: self.agent, own: self.own, report, floors, mixtures }
    }

    fn study(&self, report: Option<Report>, margin: Rational, worst: &Worst) -> TypeStudy {
        let truth = worst.prior.expectation(&self.acts.truth()[worst.rule.0]);
        let scenario = (worst.rule, worst.prior.clone());
        TypeStudy { agent: self.agent, own: self.own, report, margin, scenario, truth }
    }

    fn decide(&self, claim: SetClaim) -> Result<(TypeStudy, TypeEvidence), NoVerdict> {
        match (claim.property, claim.criterion) {
            (SetProperty::Ic(reports), Criterion::Maxmin) => {
                let truth = self.worst(self.acts.truth())?;
                let acts = self.reports(|act| act.to_vec());
                let (study, mut shown) = self.hold_down(reports, &truth, &truth.value, &acts)?;
                // The truth's worst case is half of the comparison.
                match study.margin < Rational::ZERO {
                    true => shown.mixtures.push(truth.mixture()),
                    false => shown.floors.push(truth.floor.clone()),
                }
                Ok((study, shown))
            }
            (SetProperty::Ic(reports), Criterion::Maximal) => {
                let truth = self.worst(self.acts.truth())?;
                let gains = self.reports(|act| Acts::minus(act, self.acts.truth()));
                self.hold_down(reports, &truth, &Rational::ZERO, &gains)
            }
            (SetProperty::Ic(_), Criterion::Optimal) => self.optimal(),
            (SetProperty::Ir, Criterion::Maxmin | Criterion::Optimal) => {
                let truth = self.worst(self.acts.truth())?;
                let study = self.study(None, truth.value.clone(), &truth);
                let fails = truth.value < Rational::ZERO;
                let (floors, mixtures) =
                    if fails { (Vec::new(), vec![truth.mixture()]) } else { (vec![truth.floor], Vec::new()) };
                Ok((study, self.evidence(None, floors, mixtures)))
            }
            (SetProperty::Ir, Criterion::Maximal) => {
                let truth = self.acts.truth();
                let negative: Vec<Vec<Rational>> =
                    truth.iter().map(|values| values.iter().map(|value| -value.clone()).collect()).collect();
                let best = self.worst(&negative)?;
                let study = self.study(None, -best.value.clone(), &best);
                let fails = study.margin < Rational::ZERO;
                let (floors, mixtures) =
                    if fails { (vec![best.floor], Vec::new()) } else { (Vec::new(), vec![best.mixture()]) };
                Ok((study, self.evidence(None, floors, mixtures)))
            }
            (SetProperty::Bb | SetProperty::Efficient(_), _) => Err(NoVerdict::NotAboutTypes),
        }
    }

    fn reports(&self, of: impl Fn(&[Vec<Rational>]) -> Vec<Vec<Rational>>) -> Vec<Vec<Vec<Rational>>> {
        (0..self.acts.count()).map(|report| of(self.acts.report(TypeId(report)))).collect()
    }

    /// Whether no report's worst scenario exceeds the threshold, with what shows it about the reports.
    fn hold_down(
        &self,
        reports: Reports,
        truth: &Worst,
        threshold: &Rational,
        acts: &[Vec<Vec<Rational>>],
    ) -> Result<(TypeStudy, TypeEvidence), NoVerdict> {
        if acts.len() == 1 {
            let study = self.study(None, Rational::ZERO, truth);
            return Ok((study, self.evidence(None, Vec::new(), Vec::new())));
        }
        let worst: Vec<Worst> = acts.iter().map(|act| self.worst(act)).collect::<Result<_, _>>()?;
        let lies = (0..acts.len()).filter(|report| *report != self.own.0);
        let best = lies.reduce(|best, next| if worst[next].value > worst[best].value { next } else { best });
        let best = best.unwrap_or(self.own.0);
        let (mut report, mut value) = (Report::Pure(JointTypeId(best)), worst[best].value.clone());
        let mut mixtures: Vec<Vec<WeightedBelief>> = worst.iter().map(Worst::mixture).collect();
        if reports == Reports::Mixed {
            let found = best_report(self.set, acts)?;
            // When the truth is beaten, by the best of all mixtures; otherwise the margin is that of the best mixture of lies.
            if found.value > *threshold {
                if found.value > value {
                    (report, value) = (found.report, found.value);
                }
            } else if acts.len() > 2 {
                let among = best_report(self.set, &without(acts, self.own))?;
                if among.value > value {
                    (report, value) = (numbered_without(among.report, self.own), among.value);
                }
            }
            mixtures = vec![found.mixture];
        }
        let margin = threshold - &value;
        if margin < Rational::ZERO {
            let act = mixed_act(acts, &report);
            let floor = self.worst(&act)?.floor;
            let study = self.study(Some(report.clone()), margin, truth);
            return Ok((study, self.evidence(Some(report), vec![floor], Vec::new())));
        }
        let study = self.study(Some(report), margin, truth);
        Ok((study, self.evidence(None, Vec::new(), mixtures)))
    }

    /// The scenario that speaks most against the truth. Mixed reports can do no better than pure ones, every scenario being linear.
    fn optimal(&self) -> Result<(TypeStudy, TypeEvidence), NoVerdict> {
        let losses = self.reports(|act| Acts::minus(self.acts.truth(), act));
        let worst: Vec<Worst> = losses.iter().map(|act| self.worst(act)).collect::<Result<_, _>>()?;
        let lies = (0..losses.len()).filter(|report| *report != self.own.0);
        let least = lies.reduce(|best, next| if worst[next].value < worst[best].value { next } else { best });
        let report = least.map(|report| Report::Pure(JointTypeId(report)));
        let least = &worst[least.unwrap_or(self.own.0)];
        let study = self.study(report.clone(), least.value.clone(), least);
        if least.value < Rational::ZERO {
            return Ok((study, self.evidence(report, Vec::new(), vec![least.mixture()])));
        }
        let floors = worst.iter().map(|worst| worst.floor.clone()).collect();
        Ok((study, self.evidence(None, floors, Vec::new())))
    }
}

/// The acts of all reports but one.
fn without(acts: &[Vec<Vec<Rational>>], own: TypeId) -> Vec<Vec<Vec<Rational>>> {
    let others = acts.iter().enumerate().filter(|(report, _)| *report != own.0);
    others.map(|(_, act)| act.clone()).collect()
}

/// A report that counts the types without one, by the numbers of all types.
fn numbered_without(report: Report, own: TypeId) -> Report {
    let number = |report: JointTypeId| JointTypeId(report.0 + usize::from(report.0 >= own.0));
    match report {
        Report::Pure(only) => Report::Pure(number(only)),
        Report::Mixed(parts) => {
            Report::Mixed(parts.into_iter().map(|(report, share)| (number(report), share)).collect())
        }
    }
}

/// The act of a report that mixes these.
fn mixed_act(acts: &[Vec<Vec<Rational>>], report: &Report) -> Vec<Vec<Rational>> {
    let parts: Vec<(JointTypeId, Rational)> = match report {
        Report::Pure(report) => return acts[report.0].clone(),
        Report::Mixed(parts) => parts.clone(),
    };
    let mut sum: Vec<Vec<Rational>> = acts[0].iter().map(|values| vec![Rational::ZERO; values.len()]).collect();
    for (report, share) in &parts {
        for (total, values) in sum.iter_mut().zip(&acts[report.0]) {
            total.iter_mut().zip(values).for_each(|(total, value)| *total += share * value);
        }
    }
    sum
}
