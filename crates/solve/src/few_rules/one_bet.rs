//! Is one bet around a base rule enough? The proof that it is not, by exhausting the sides on which types can be held.
//!
//! # Method
//! The argument is that of [`ambimech_model::one_bet`]: for given sides of some types a bet φ is asked for by a linear program,
//! −σ_T x_r·c − g_r ω_T ≥ g_r with ν_T = 1 + ω_T, ω ≥ 0 (numbers ν_T > 0 can be made at least 1 together), in the coordinates c of φ in the basis of
//! the bets that change nothing on path. Types are given sides one after another, both in turn, as long as the program can be solved. The
//! next type is one that the last bet does not hold on either side; of the first few of these one is preferred that can be held on one side
//! only, or on none. What cannot be solved is a case; its program is solved once more with the payments as unknowns, whose Farkas
//! vector has the multiples of the equations for φ as well.
//!
//! The work is bounded; the checker has the last word.

use super::target::{Misreport, Target};
use crate::decision::Question;
use crate::lp::cholesky::dot;
use crate::lp::{Feasibility, Method, Patience, Program, Relation, Sign, solve_feasibility_within};
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::check::check_impossibility;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::one_bet::{NeutralTerm, OneBet, Side, SideCase, SideTerm, TypeSide};
use ambimech_model::transfer::base::Base;
use std::collections::BTreeMap;

/// Programs that are solved for one base rule, at most, and the work that they may take together.
const MOST_PROGRAMS: usize = 1_000;
const MOST_WORK: u64 = 6_000_000_000;
/// Types that are tried out before one of them is chosen.
const TRIED: usize = 6;

/// Whether one bet around a base rule is enough.
#[derive(Debug)]
pub enum OneBetAnswer {
    /// It is not, and here is the proof, accepted by the checker.
    Excluded(Box<ImpossibilityCertificate>),
    /// All types can be held on some side at once, so that some bet with large enough stakes does it.
    Possible,
    /// Not settled within the work that it is worth.
    Unsettled,
}

/// Decides whether one bet around this base rule, whose types to stop are `targets`, is enough against mixed reports. `protected` are the
/// coalitions for which bets change nothing on path.
pub fn decide_one_bet(
    question: Question<'_>,
    base: Base,
    protected: &[Coalition],
    dimension: usize,
    targets: &[Target],
) -> OneBetAnswer {
    let tempted: Vec<&Target> = targets.iter().filter(|target| target.is_tempted()).collect();
    let mut search = Search {
        question,
        protected,
        dimension,
        tempted,
        patience: Patience::of(MOST_WORK),
        programs: 0,
        cases: Vec::new(),
    };
    let bet = vec![0.0; dimension];
    match search.explore(&mut Vec::new(), &bet) {
        Some(true) => OneBetAnswer::Possible,
        Some(false) => {
            let reason = Impossibility::OneBet(OneBet { base, cases: search.cases });
            let certificate = ImpossibilityCertificate { goal: question.goal.clone(), reason };
            match check_impossibility(question.environment, &certificate) {
                Ok(()) => OneBetAnswer::Excluded(Box::new(certificate)),
                Err(_) => OneBetAnswer::Unsettled,
            }
        }
        None => OneBetAnswer::Unsettled,
    }
}

/// A type by its place among the tempted ones, with its side.
type Placed = (usize, Side);

struct Search<'a> {
    question: Question<'a>,
    protected: &'a [Coalition],
    dimension: usize,
    tempted: Vec<&'a Target>,
    patience: Patience,
    programs: usize,
    cases: Vec<SideCase>,
}

impl Search<'_> {
    /// Whether all types can be held when some have these sides, for which `bet` does it; otherwise all cases were added. `None` when the work is
    /// too much.
    fn explore(&mut self, sides: &mut Vec<Placed>, bet: &[f64]) -> Option<bool> {
        let mut open: Vec<(f64, usize)> = (0..self.tempted.len())
            .filter(|place| sides.iter().all(|(known, _)| known != place))
            .map(|place| (excess(self.tempted[place], bet), place))
            .collect();
        if open.is_empty() {
            return Some(true);
        }
        open.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut chosen: Option<Trial> = None;
        for (_, place) in open.iter().take(TRIED) {
            let trial = self.try_out(sides, *place)?;
            if chosen.as_ref().is_none_or(|known| trial.open() < known.open()) {
                let is_settled = trial.open() < 2;
                chosen = Some(trial);
                if is_settled && !sides.is_empty() {
                    break;
                }
            }
        }
        let trial = chosen?;
        // Turning the bet round turns all sides round: the first type has the plus side.
        let tried = [Side::Plus, Side::Minus].into_iter().zip([trial.plus, trial.minus]);
        for (side, bet) in tried.take(if sides.is_empty() { 1 } else { 2 }) {
            sides.push((trial.place, side));
            match bet {
                None => {
                    let case = self.case(sides)?;
                    self.cases.push(case);
                }
                Some(bet) => {
                    if self.explore(sides, &bet)? {
                        return Some(true);
                    }
                }
            }
            sides.pop();
        }
        Some(false)
    }

    fn try_out(&mut self, sides: &mut Vec<Placed>, place: usize) -> Option<Trial> {
        let mut trial = Trial { place, plus: None, minus: None };
        for side in [Side::Plus, Side::Minus] {
            sides.push((place, side));
            let bet = self.bet(sides);
            sides.pop();
            match side {
                Side::Plus => trial.plus = bet?,
                Side::Minus => trial.minus = bet?,
            }
        }
        Some(trial)
    }

    fn solve(&mut self, program: &Program) -> Option<Feasibility> {
        self.programs += 1;
        if self.programs > MOST_PROGRAMS {
            return None;
        }
        solve_feasibility_within(program, Method::Automatic, &mut self.patience, &mut |_| {}).ok()
    }

    /// A bet that holds the types on these sides, rounded; `Some(None)` when there is none.
    fn bet(&mut self, sides: &[Placed]) -> Option<Option<Vec<f64>>> {
        let mut program = Program::new();
        for _ in 0..self.dimension {
            program.add_variable(Sign::Free);
        }
        for (place, side) in sides {
            let slack = program.add_variable(Sign::NonNegative);
            for misreport in &self.tempted[*place].misreports {
                let values = misreport.values().enumerate();
                let mut entries: Vec<(usize, Rational)> = values
                    .map(|(number, value)| (number, if *side == Side::Plus { -value } else { value }))
                    .collect();
                entries.push((slack, -&misreport.gain));
                program.add_row(Relation::AtLeast, entries, misreport.gain.clone());
            }
        }
        Some(match self.solve(&program)? {
            Feasibility::Infeasible { .. } => None,
            Feasibility::Feasible { point } => {
                Some(point.0.iter().take(self.dimension).map(|number| number.to_f64().value()).collect())
            }
        })
    }

    /// The multipliers that contradict these sides.
    fn case(&mut self, sides: &[Placed]) -> Option<SideCase> {
        let environment = self.question.environment;
        let (space, agents) = (environment.space(), environment.agent_count());
        let is_balanced = self.question.is_balanced();
        let payers = agents - usize::from(is_balanced);
        let mut program = Program::new();
        for _ in 0..space.size() * payers {
            program.add_variable(Sign::Free);
        }
        let mut views: BTreeMap<Coalition, Interim<'_>> = BTreeMap::new();
        for coalition in
            self.protected.iter().copied().chain(sides.iter().map(|side| self.tempted[side.0].coalition))
        {
            views.insert(coalition, Interim::new(environment, coalition)?);
        }
        // Σ_x w(x|truth) Σ_{i∈S} φ_i(report, x), times a sign.
        let payments = |view: &Interim<'_>, truth: JointTypeId, report: JointTypeId, is_minus: bool| {
            let coalition = view.coalition();
            // With a balanced budget a coalition with the last agent is paid what the others pay.
            let is_mirrored = is_balanced && coalition.contains(AgentId(agents - 1));
            let members = if is_mirrored { coalition.complement(agents) } else { coalition };
            let mut entries = Vec::new();
            for (x, weight) in view.split().rest().zip(view.posterior_weights(truth)) {
                let profile = view.split().profile(report, x);
                let weight = Rational::from(weight.clone());
                let weight = if is_mirrored == is_minus { weight } else { -weight };
                entries.extend(members.members().map(|agent| (profile.0 * payers + agent.0, weight.clone())));
            }
            entries
        };
        enum Row {
            Term(usize, JointTypeId),
            Equation(Coalition, JointTypeId),
        }
        let mut rows: Vec<(Row, Rational)> = Vec::new();
        for (place, (tempted, side)) in sides.iter().enumerate() {
            let slack = program.add_variable(Sign::NonNegative);
            let target = self.tempted[*tempted];
            let view = views.get(&target.coalition)?;
            let weight = Rational::from(view.total_weight(target.truth).clone());
            let reports = view.split().own().filter(|report| *report != target.truth);
            for (report, misreport) in reports.zip(&target.misreports) {
                let gain = &misreport.gain * &weight;
                let mut entries = payments(view, target.truth, report, *side == Side::Plus);
                entries.push((slack, -&gain));
                program.add_row(Relation::AtLeast, entries, gain);
                rows.push((Row::Term(place, report), weight.clone()));
            }
        }
        for coalition in self.protected {
            let view = views.get(coalition)?;
            for types in view.split().own().filter(|types| view.occurs(*types)) {
                program.add_row(Relation::Equal, payments(view, types, types, true), Rational::ZERO);
                rows.push((Row::Equation(*coalition, types), Rational::from(view.total_weight(types).clone())));
            }
        }
        let Feasibility::Infeasible { farkas } = self.solve(&program)? else { return None };
        let sides = sides.iter().map(|(place, side)| {
            let target = self.tempted[*place];
            TypeSide { coalition: target.coalition, truth: target.truth, side: *side }
        });
        let mut case = SideCase { sides: sides.collect(), terms: Vec::new(), equations: Vec::new() };
        let used = rows.into_iter().zip(farkas.0).filter(|(_, multiplier)| !multiplier.is_zero());
        for ((row, weight), multiplier) in used {
            let multiplier = multiplier * weight;
            match row {
                Row::Term(place, report) => case.terms.push(SideTerm { place, report, multiplier }),
                Row::Equation(coalition, types) => {
                    case.equations.push(NeutralTerm { coalition, types, multiplier });
                }
            }
        }
        Some(case)
    }
}

/// A type with bets that hold it on either side, beside those that have sides already.
struct Trial {
    place: usize,
    plus: Option<Vec<f64>>,
    minus: Option<Vec<f64>>,
}

impl Trial {
    /// On how many sides it can be held.
    fn open(&self) -> usize {
        usize::from(self.plus.is_some()) + usize::from(self.minus.is_some())
    }
}

/// How far a bet is from holding a type on the better side: the largest worth of a report that gains, relative to its length.
fn excess(target: &Target, bet: &[f64]) -> f64 {
    let relative = |misreport: &Misreport| {
        let values = misreport.rounded_values();
        dot(values, bet) / dot(values, values).sqrt().max(1e-300)
    };
    let gaining = target.misreports.iter().filter(|misreport| misreport.gain > Rational::ZERO);
    let (plus, minus) =
        gaining.map(relative).fold((0.0f64, 0.0f64), |(plus, minus), worth| (plus.max(worth), minus.max(-worth)));
    plus.min(minus)
}
