//! Mechanisms with a balanced budget, or without one where full insurance leaves the question open: search by cases.
//!
//! # Method
//! The conditions are linear once every lie has a corner of the set that holds it down; see the module documentation of [`CaseTree`]. So: solve the
//! program without any choice. If it has no solution, the multipliers are a leaf of the proof. If it has one, look at the mechanism: when no
//! lie is profitable it is the answer; otherwise split the most profitable lie into one case for each corner, those first that value the lie least.
//! When the proof of a case does not use the choice that makes the case, it is a proof without the split, and the other cases need not be looked
//! at. Every split fixes a place that was open, so this ends; how many programs are solved is bounded by [`MAX_CASES`].
//!
//! *Mixed reports.* A proof against pure reports is one against mixed reports. A mechanism that is safe against pure reports is looked at; if
//! mixtures are better than the truth under it, the search is repeated with one corner for all reports of a type, the truth among them, which is enough
//! (theory 9.7). If that finds nothing the question stays open: the belief that holds all reports down may lie between corners.

use super::{Open, unsolved_program};
use crate::belief_verdict::study;
use crate::lp::{Feasibility, Method, Program, Relation, Sign, solve_feasibility_by};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::Distribution;
use ambimech_model::belief_verdict::{Criterion, SetAnswer, SetClaim, SetProperty};
use ambimech_model::check::check_cases;
use ambimech_model::implementability::RULE_NAME;
use ambimech_model::implementability::{
    CaseAnswer, CaseProof, CaseRow, CaseTree, OpenCases, Place, RowKind, SetGoal, SetScheme,
};
use ambimech_model::index::{AgentId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::{Natural, Rational, common_denominator, greatest_common_divisor, scaled_to};
use ambimech_model::property::{MechanismKind, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::Report;

/// The most programs that are solved for one answer.
pub const MAX_CASES: usize = 2_000;

/// The most numbers in the table of one program.
const LARGEST_TABLE: usize = 1_500_000;

/// Up to so many the program is left to the simplex method, which ends at short numbers.
const SIMPLEX_TABLE: usize = 40_000;

/// Whether a mechanism reaches the goal against these reports: a mechanism with verdicts, or a proof, that the checker has accepted.
pub fn decide_by_cases(environment: &AmbiguousEnvironment, goal: SetGoal, reports: Reports) -> CaseAnswer {
    decided(environment, goal, reports).unwrap_or_else(CaseAnswer::Undecided)
}

fn decided(environment: &AmbiguousEnvironment, goal: SetGoal, reports: Reports) -> Result<CaseAnswer, OpenCases> {
    let mut search = Search::new(environment, goal)?;
    let scheme = match search.search(&mut Vec::new())? {
        Found::Proof(tree) => {
            let proof = CaseProof { goal, tree };
            return match check_cases(environment, &proof) {
                Ok(_) => Ok(CaseAnswer::Impossible(proof)),
                Err(_) => Err(OpenCases::Unsolved(Open::Refused)),
            };
        }
        Found::Rules(rules) => rules,
    };
    if let Some(scheme) = search.scheme(&scheme, reports)? {
        return Ok(CaseAnswer::Reached(scheme));
    }
    search.by_type = true;
    match search.search(&mut Vec::new())? {
        Found::Rules(rules) => match search.scheme(&rules, reports)? {
            Some(scheme) => Ok(CaseAnswer::Reached(scheme)),
            None => Err(OpenCases::Mixed),
        },
        Found::Proof(_) => Err(OpenCases::Mixed),
    }
}

/// A search that ended in a way that cannot be.
const INCONSISTENT: OpenCases = OpenCases::Unsolved(Open::Inconsistent);

enum Found {
    Rules(Vec<NamedRule>),
    Proof(CaseTree),
}

/// What has a corner of its own: a place, or when one corner is to do for all reports, a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    At(Place),
    AllReports(AgentId, TypeId),
}

impl Choice {
    fn who(self) -> (AgentId, TypeId) {
        match self {
            Choice::At(place) => place.who(),
            Choice::AllReports(agent, own) => (agent, own),
        }
    }
}

struct Search<'a> {
    environment: &'a AmbiguousEnvironment,
    goal: SetGoal,
    /// The corners of every set, by agent and type.
    corners: Vec<Vec<Vec<Distribution>>>,
    by_type: bool,
    left: usize,
}

impl<'a> Search<'a> {
    fn new(environment: &'a AmbiguousEnvironment, goal: SetGoal) -> Result<Search<'a>, OpenCases> {
        let space = environment.space();
        let of = |agent: AgentId, own: TypeId| {
            environment.set(agent, own).corners().ok_or(OpenCases::NoCorners(agent, own))
        };
        let corners = space
            .agents()
            .map(|agent| space.types(agent).map(|own| of(agent, own)).collect())
            .collect::<Result<Vec<Vec<_>>, OpenCases>>()?;
        Ok(Search { environment, goal, corners, by_type: false, left: MAX_CASES })
    }

    fn search(&mut self, chosen: &mut Vec<(Choice, usize)>) -> Result<Found, OpenCases> {
        self.left = self.left.checked_sub(1).ok_or(OpenCases::TooMany(MAX_CASES))?;
        let rules = match self.solve(chosen)? {
            Found::Proof(tree) => return Ok(Found::Proof(tree)),
            Found::Rules(rules) => rules,
        };
        let Some(choice) = self.open_choice(&rules)? else { return Ok(Found::Rules(rules)) };
        if chosen.iter().any(|(known, _)| *known == choice) {
            // A choice that was made did not do what it is for.
            return Err(INCONSISTENT);
        }
        let (agent, own) = choice.who();
        let count = self.corners[agent.0][own.0].len();
        let mut order: Vec<(Rational, usize)> =
            (0..count).map(|corner| (self.shortfall(&rules, choice, corner), corner)).collect();
        order.sort();
        let mut cases: Vec<Option<CaseTree>> = (0..count).map(|_| None).collect();
        for (_, corner) in order {
            chosen.push((choice, corner));
            let found = self.search(chosen)?;
            chosen.pop();
            match found {
                Found::Rules(rules) => return Ok(Found::Rules(rules)),
                Found::Proof(tree) if !uses(&tree, choice) => return Ok(Found::Proof(tree)),
                Found::Proof(tree) => cases[corner] = Some(tree),
            }
        }
        let cases = cases.into_iter().flatten().collect();
        Ok(Found::Proof(match choice {
            Choice::At(place) => CaseTree::Split(place, cases),
            // Nobody keeps the proofs of a search by types; the rows are what `uses` looks at.
            Choice::AllReports(..) => {
                CaseTree::Leaf(cases.iter().flat_map(CaseTree::leaves).flatten().cloned().collect())
            }
        }))
    }

    /// The place where the mechanism fails most.
    fn open_choice(&self, rules: &[NamedRule]) -> Result<Option<Choice>, OpenCases> {
        let reports = if self.by_type { Reports::Mixed } else { Reports::Pure };
        let answer = self.study(rules, SetProperty::Ic(reports))?;
        if !answer.verdict.holds {
            let narrowest = answer.narrowest().ok_or(INCONSISTENT)?;
            let (agent, own) = (narrowest.agent, narrowest.own);
            return Ok(Some(match &narrowest.report {
                Some(Report::Pure(report)) if !self.by_type => {
                    Choice::At(Place::Lie { agent, own, report: TypeId(report.0) })
                }
                _ => Choice::AllReports(agent, own),
            }));
        }
        if self.goal.participation && self.goal.criterion == Criterion::Maximal {
            let answer = self.study(rules, SetProperty::Ir)?;
            if !answer.verdict.holds {
                let narrowest = answer.narrowest().ok_or(INCONSISTENT)?;
                let (agent, own) = (narrowest.agent, narrowest.own);
                return Ok(Some(Choice::At(Place::Participation { agent, own })));
            }
        }
        Ok(None)
    }

    fn study(&self, rules: &[NamedRule], property: SetProperty) -> Result<SetAnswer, OpenCases> {
        let claim = SetClaim { property, criterion: self.goal.criterion };
        study(self.environment, rules, claim).map_err(|why| OpenCases::Unsolved(Open::NoVerdict(why)))
    }

    /// By how much a mechanism misses what the choice of this corner asks for, at least.
    fn shortfall(&self, rules: &[NamedRule], choice: Choice, corner: usize) -> Rational {
        let under = |rule: &NamedRule| {
            let rows = self.rows_of_choice(choice, corner, RuleId(0));
            let values = rows.iter().map(|row| {
                let form = row.kind.form(self.environment, row.belief.as_ref());
                let agent = row.kind.who().0;
                let paid = form.payments.iter().map(|(profile, share)| share * &rule.table.at(*profile)[agent.0]);
                -paid.fold(form.constant, |total, paid| total + paid)
            });
            values.max().unwrap_or(Rational::ZERO)
        };
        rules.iter().map(under).min().unwrap_or(Rational::ZERO)
    }

    fn row(&self, rule: RuleId, kind: RowKind, corner: Option<usize>) -> CaseRow {
        let (agent, own) = kind.who();
        let belief = corner.map(|corner| self.corners[agent.0][own.0][corner].clone());
        CaseRow { rule, kind, belief, weight: Rational::ONE }
    }

    /// What the choice of a corner says.
    fn rows_of_choice(&self, choice: Choice, corner: usize, rule: RuleId) -> Vec<CaseRow> {
        let lie = |agent, own, report| match self.goal.criterion {
            Criterion::Maxmin => RowKind::Held(agent, own, report),
            Criterion::Optimal | Criterion::Maximal => RowKind::Compared(agent, own, report),
        };
        match choice {
            Choice::At(Place::Lie { agent, own, report }) => {
                vec![self.row(rule, lie(agent, own, report), Some(corner))]
            }
            Choice::At(Place::Participation { agent, own }) => {
                vec![self.row(rule, RowKind::TakesPart(agent, own), Some(corner))]
            }
            Choice::AllReports(agent, own) => {
                let reports = self.environment.space().types(agent);
                // By maxmin the truth must not be worth more than its worst case under this belief.
                let reports = reports.filter(|report| self.goal.criterion == Criterion::Maxmin || *report != own);
                reports.map(|report| self.row(rule, lie(agent, own, report), Some(corner))).collect()
            }
        }
    }

    /// What every rule must have.
    fn rows_of_rule(&self, rule: RuleId) -> Vec<CaseRow> {
        let space = self.environment.space();
        let mut rows = Vec::new();
        for agent in space.agents() {
            for own in space.types(agent) {
                for corner in 0..self.corners[agent.0][own.0].len() {
                    match self.goal.criterion {
                        Criterion::Maxmin => rows.push(self.row(rule, RowKind::Worst(agent, own), Some(corner))),
                        Criterion::Optimal => {
                            let lies = space.types(agent).filter(|report| *report != own);
                            rows.extend(lies.map(|report| {
                                self.row(rule, RowKind::Compared(agent, own, report), Some(corner))
                            }));
                            if self.goal.participation {
                                rows.push(self.row(rule, RowKind::TakesPart(agent, own), Some(corner)));
                            }
                        }
                        Criterion::Maximal => {}
                    }
                }
                if self.goal.criterion == Criterion::Maxmin && self.goal.participation && rule == RuleId(0) {
                    rows.push(self.row(rule, RowKind::TakesPart(agent, own), None));
                }
            }
        }
        rows
    }

    /// The program with these choices: rules, or the leaf that excludes them.
    fn solve(&self, chosen: &[(Choice, usize)]) -> Result<Found, OpenCases> {
        let space = self.environment.space();
        let one = self.goal.mechanism == MechanismKind::Simple || self.goal.criterion == Criterion::Optimal;
        let count = if one { 1 } else { chosen.len().max(1) };
        let mut rows: Vec<CaseRow> = (0..count).flat_map(|rule| self.rows_of_rule(RuleId(rule))).collect();
        for (number, (choice, corner)) in chosen.iter().enumerate() {
            rows.extend(self.rows_of_choice(*choice, *corner, RuleId(if one { 0 } else { number })));
        }
        // V of every type, then the payments; with a balanced budget the last agent pays what the others receive.
        let mut program = Program::new();
        let values: Vec<Vec<usize>> = space
            .agents()
            .map(|agent| space.types(agent).map(|_| program.add_variable(Sign::Free)).collect())
            .collect();
        let payers = space.agent_count() - usize::from(self.goal.balanced);
        let first = program.variable_count();
        (0..count * payers * space.size()).for_each(|_| {
            program.add_variable(Sign::Free);
        });
        if rows.len().saturating_mul(program.variable_count()) > LARGEST_TABLE {
            return Err(OpenCases::TooLarge { rows: rows.len(), variables: program.variable_count() });
        }
        let payment = |rule: RuleId, profile: ProfileId, payer: usize| {
            first + (rule.0 * space.size() + profile.0) * payers + payer
        };
        for row in &rows {
            let (agent, own) = row.kind.who();
            let form = row.kind.form(self.environment, row.belief.as_ref());
            let mut entries = vec![(values[agent.0][own.0], form.value)];
            for (profile, share) in form.payments {
                if agent.0 < payers {
                    entries.push((payment(row.rule, profile, agent.0), share));
                } else {
                    entries.extend((0..payers).map(|payer| (payment(row.rule, profile, payer), -&share)));
                }
            }
            program.add_row(Relation::AtLeast, entries, -form.constant);
        }
        let size = program.row_count().saturating_mul(program.variable_count());
        let method = if size <= SIMPLEX_TABLE { Method::Simplex } else { Method::Automatic };
        let found = solve_feasibility_by(&program, method, &mut |_| {});
        match found.map_err(|error| OpenCases::Unsolved(unsolved_program(error)))? {
            Feasibility::Infeasible { farkas } => {
                let used = rows.into_iter().zip(farkas.0).filter(|(_, weight)| !weight.is_zero());
                let rows = used.map(|(row, weight)| CaseRow { weight, ..row });
                Ok(Found::Proof(CaseTree::Leaf(primitive(rows.collect()))))
            }
            Feasibility::Feasible { point } => {
                let rule = |number: usize| {
                    let paid = |agent: AgentId, profile: ProfileId| {
                        let of = |payer| point.0[payment(RuleId(number), profile, payer)].clone();
                        match agent.0 < payers {
                            true => of(agent.0),
                            false => (0..payers).map(of).fold(Rational::ZERO, |total, paid| total - paid),
                        }
                    };
                    let name =
                        if count == 1 { RULE_NAME.to_string() } else { format!("{RULE_NAME}{}", number + 1) };
                    NamedRule { name, table: TransferTable::from_fn(space, paid) }
                };
                Ok(Found::Rules((0..count).map(rule).collect()))
            }
        }
    }

    /// The rules, each once, with their verdicts; `None` when they lack something, which only incentive compatibility against mixtures may be.
    fn scheme(&self, rules: &[NamedRule], reports: Reports) -> Result<Option<Box<SetScheme>>, OpenCases> {
        let mut different: Vec<NamedRule> = Vec::new();
        for rule in rules {
            if different.iter().all(|known| known.table != rule.table) {
                different.push(rule.clone());
            }
        }
        if let [only] = different.as_mut_slice() {
            only.name = RULE_NAME.to_string();
        }
        let mut verdicts = Vec::new();
        let ir = self.goal.participation.then_some(SetProperty::Ir);
        let bb = self.goal.balanced.then_some(SetProperty::Bb);
        for property in [Some(SetProperty::Ic(reports)), ir, bb].into_iter().flatten() {
            let answer = self.study(&different, property)?;
            if !answer.verdict.holds {
                return match property {
                    SetProperty::Ic(Reports::Mixed) => Ok(None),
                    _ => Err(OpenCases::Unsolved(Open::Lacks(property))),
                };
            }
            verdicts.push(answer.verdict);
        }
        Ok(Some(Box::new(SetScheme { rules: different, verdicts })))
    }
}

/// The same rows with weights in whole numbers without a common divisor.
fn primitive(mut rows: Vec<CaseRow>) -> Vec<CaseRow> {
    let denominator = common_denominator(rows.iter().map(|row| &row.weight));
    let sizes = rows.iter().map(|row| scaled_to(&row.weight, &denominator).into_parts().1);
    let divisor = sizes.fold(Natural::ZERO, |known, size| greatest_common_divisor(&known, &size));
    if !divisor.is_zero() {
        let factor = Rational::from(denominator) / Rational::from(divisor);
        rows.iter_mut().for_each(|row| row.weight *= &factor);
    }
    rows
}

/// Whether a proof makes use of a choice.
fn uses(tree: &CaseTree, choice: Choice) -> bool {
    let about = |row: &CaseRow| match (choice, row.kind) {
        (Choice::At(Place::Lie { agent, own, report }), RowKind::Held(a, o, r) | RowKind::Compared(a, o, r)) => {
            (agent, own, report) == (a, o, r)
        }
        (Choice::At(Place::Participation { agent, own }), RowKind::TakesPart(a, o)) => (agent, own) == (a, o),
        (Choice::AllReports(agent, own), RowKind::Held(a, o, _) | RowKind::Compared(a, o, _)) => {
            (agent, own) == (a, o)
        }
        _ => false,
    };
    tree.leaves().into_iter().flatten().any(about)
}
