//! Exact pivots from a proposal that proved nothing as it stands: the last resort, which needs time, but hardly memory.
//!
//! # Method
//! A *basis* is a set of independent rows and signs, taken as equations. The first is picked out of all equations and what the
//! proposal holds for the most certainly tight. Its point x solves them, by lifting ([`super::linear_system`]), not by tables of long
//! fractions. If x keeps all rows, it is the answer. If it violates a·x ≥ b, then either a is independent of the basis and joins it,
//! or a = Σ y_i a_i over the basis, uniquely. Where no ≥ row or sign of the basis has y_i > 0, the row minus the sum is a
//! contradiction: its right side is b − a·x > 0. Otherwise one of those with y_i > 0 leaves for the violated row.
//! An equation that x violates is read in the direction in which it does, and never leaves once it has joined.
//!
//! This is the dual simplex method with costs 0. Rows are first chosen by the proposal's certainty: violated rows most likely to be
//! tight come in, those least likely go out. After some pivots Bland's rule takes over, which cannot cycle, so that it ends.

use super::half_spaces::Source;
use super::linear_system::{LinearSystem, Solution};
use super::outcome::{Dual, Farkas, Feasibility, Outcome, Point, Primal};
use super::patience::{Patience, recovery};
use super::program::{Program, Relation, Sign};
use super::recovery::MOST_DIGITS;
use super::scaled_vector::ScaledVector;
use super::stage::{Observer, Stage};
use super::verify::{Proved, left_to_right};
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use std::cmp::Ordering;

/// Pivots after which the point of an optimum is not repaired any more.
const MOST_REPAIRS: usize = 60;

/// A proved answer; `order` lists rows and signs from the most certainly tight to the least, and may leave some out or be
/// quite wrong. `None` when numbers get longer than lifting goes, or the patience is spent.
pub(super) fn refine(
    program: &Program,
    order: &[Source],
    patience: &mut Patience,
    observer: &mut Observer,
) -> Option<Proved> {
    observer(Stage::Simplex);
    let mut rank = vec![usize::MAX; program.row_count() + program.variable_count()];
    order.iter().enumerate().for_each(|(place, source)| rank[number(program, *source)] = place);
    let mut search = Search { program, rank, basis: Vec::new() };
    search.start(order);
    let trusted = 4 * (program.row_count() + program.variable_count());
    for pivots in 0.. {
        // One system for the point and one for the combination.
        patience.pivot(recovery(program, search.basis.len()).saturating_mul(2))?;
        let by_certainty = pivots < trusted;
        let point = search.point()?;
        let Some((source, direction)) = search.violated(&point, by_certainty) else {
            return Proved::new(program, Feasibility::Feasible { point: Point(point) });
        };
        let Some(parts) = search.combination(source)? else {
            search.basis.push(source);
            continue;
        };
        match search.leaving(&parts, direction, by_certainty) {
            Some(place) => search.basis[place] = source,
            None => return Proved::new(program, search.contradiction(source, direction, &parts)),
        }
    }
    None
}

/// Exact dual pivots from tight rows and signs whose multipliers are those of an optimum, but whose point may miss rows by a little: the dual simplex method,
/// on a basis as above. Among what can give way the smallest ratio of multipliers does, so that multipliers stay at least 0. `None` when the multipliers are
/// not what they should be, after too many pivots, or when the patience is spent; the answer is not verified.
pub(super) fn repair_optimum(program: &Program, tight: &[Source], patience: &mut Patience) -> Option<Outcome> {
    let mut search = Search {
        program,
        rank: vec![usize::MAX; program.row_count() + program.variable_count()],
        basis: Vec::new(),
    };
    search.start(tight);
    for _ in 0..MOST_REPAIRS {
        patience.pivot(recovery(program, search.basis.len()).saturating_mul(3))?;
        let point = search.point()?;
        let dual = search.multipliers()?;
        let Some((source, direction)) = search.violated(&point, true) else {
            let costs = program.costs().iter().zip(&point);
            let value = costs.fold(Rational::ZERO, |sum, (cost, number)| sum + cost * number);
            return Some(Outcome::Optimal { value, primal: Primal(point), dual: Dual(search.by_row(&dual)) });
        };
        if direction != Ordering::Less {
            return None;
        }
        let parts = search.combination(source)??;
        let able = (0..search.basis.len())
            .filter(|place| parts[*place] > Rational::ZERO && !search.is_equation(search.basis[*place]));
        let ratios = able.map(|place| (&dual[place] / &parts[place], number(program, search.basis[place]), place));
        let (_, _, place) = ratios.min()?;
        search.basis[place] = source;
    }
    None
}

/// Rows first, then signs.
fn number(program: &Program, source: Source) -> usize {
    match source {
        Source::Row(row) => row,
        Source::Sign(variable) => program.row_count() + variable,
    }
}

struct Search<'p> {
    program: &'p Program,
    /// By number, the place in the proposal's order.
    rank: Vec<usize>,
    basis: Vec<Source>,
}

impl Search<'_> {
    /// An independent part of the equations and of what is likely.
    fn start(&mut self, order: &[Source]) {
        let n = self.program.variable_count();
        let is_equation = |row: &usize| self.program.rows()[*row].relation() == Relation::Equal;
        let equations = (0..self.program.row_count()).filter(is_equation).map(Source::Row);
        let likely = order.get(..n + n / 4).unwrap_or(order).iter().copied();
        let candidates: Vec<Source> = equations.chain(likely).collect();
        let system = self.system(&candidates);
        self.basis = system.factor().independent_rows().map(|row| candidates[row]).collect();
    }

    /// These rows and signs as equations with integer coefficients.
    fn system(&self, sources: &[Source]) -> LinearSystem {
        let mut system = LinearSystem { width: self.program.variable_count(), ..LinearSystem::default() };
        for source in sources {
            let (entries, right) = match source {
                Source::Row(row) => {
                    let row = &self.program.rows()[*row];
                    let unit = Integer::from(row.right().denominator().clone());
                    let entries = row
                        .entries()
                        .iter()
                        .filter_map(|(variable, entry)| Some((u32::try_from(*variable).ok()?, entry * &unit)));
                    (entries.collect(), row.right().numerator() * Integer::from(row.denominator().clone()))
                }
                Source::Sign(variable) => (
                    u32::try_from(*variable).ok().map(|variable| (variable, Integer::ONE)).into_iter().collect(),
                    Integer::ZERO,
                ),
            };
            system.rows.push(entries);
            system.rights.push(right);
        }
        system
    }

    /// What the numbers of [`Search::system`] are the row's own times.
    fn unit(&self, source: Source) -> Rational {
        match source {
            Source::Row(row) => {
                let row = &self.program.rows()[row];
                Rational::from(row.right().denominator() * row.denominator())
            }
            Source::Sign(_) => Rational::ONE,
        }
    }

    /// The point at which the basis is tight and whatever it leaves free is 0.
    fn point(&self) -> Option<Vec<Rational>> {
        match self.system(&self.basis).factor().solve(&|_| Rational::ZERO, MOST_DIGITS)? {
            Solution::Values(point) => Some(point.rationals()),
            Solution::Contradiction(_) => None,
        }
    }

    fn is_equation(&self, source: Source) -> bool {
        matches!(source, Source::Row(row) if self.program.rows()[row].relation() == Relation::Equal)
    }

    /// y with c = Σ y_i a_i over the basis, in the numbers of [`Search::system`]; `None` when the costs are independent of it.
    fn multipliers(&self) -> Option<Vec<Rational>> {
        let unit = common_denominator(self.program.costs());
        let costs: Vec<Integer> = self.program.costs().iter().map(|cost| scaled_to(cost, &unit)).collect();
        let entries = (0u32..).zip(costs).filter(|(_, cost)| !cost.is_zero()).collect();
        let parts = self.parts_of(entries)??;
        let unit = Rational::from(unit);
        Some(parts.into_iter().map(|part| part / &unit).collect())
    }

    /// Multipliers of the basis as multipliers of the program's rows.
    fn by_row(&self, parts: &[Rational]) -> Vec<Rational> {
        let mut rows = vec![Rational::ZERO; self.program.row_count()];
        for (source, part) in self.basis.iter().zip(parts) {
            if let Source::Row(row) = source {
                rows[*row] += part * self.unit(*source);
            }
        }
        rows
    }

    /// A row or sign that the point violates, and on which side: less than its right side, or, of an equation, greater.
    fn violated(&self, point: &[Rational], by_certainty: bool) -> Option<(Source, Ordering)> {
        let scaled = ScaledVector::new(point);
        let rows = self.program.rows().iter().enumerate().filter_map(|(place, row)| {
            let order = left_to_right(row, &scaled);
            let is_kept =
                order == Ordering::Equal || (row.relation() == Relation::AtLeast && order == Ordering::Greater);
            (!is_kept).then_some((Source::Row(place), order))
        });
        let signs = self.program.signs().iter().zip(point).enumerate().filter_map(|(variable, (sign, value))| {
            let is_violated = *sign == Sign::NonNegative && *value < Rational::ZERO;
            is_violated.then_some((Source::Sign(variable), Ordering::Less))
        });
        let mut all = rows.chain(signs);
        if !by_certainty {
            return all.next();
        }
        all.min_by_key(|(source, _)| {
            let number = number(self.program, *source);
            (self.rank[number], number)
        })
    }

    /// y with a = Σ y_i a_i over the basis, in the numbers of [`Search::system`]; `Some(None)` when a is independent of it.
    fn combination(&self, source: Source) -> Option<Option<Vec<Rational>>> {
        let entering = self.system(&[source]);
        self.parts_of(entering.rows.into_iter().flatten().collect())
    }

    /// The same for these coefficients.
    fn parts_of(&self, entering: Vec<(u32, Integer)>) -> Option<Option<Vec<Rational>>> {
        let whole = self.system(&self.basis);
        let mut transposed = LinearSystem { width: self.basis.len(), ..LinearSystem::default() };
        transposed.rows = vec![Vec::new(); whole.width];
        transposed.rights = vec![Integer::ZERO; whole.width];
        for (place, row) in (0u32..).zip(whole.rows) {
            row.into_iter().for_each(|(variable, entry)| transposed.rows[variable as usize].push((place, entry)));
        }
        for (variable, entry) in entering {
            transposed.rights[variable as usize] = entry;
        }
        match transposed.factor().solve(&|_| Rational::ZERO, MOST_DIGITS)? {
            Solution::Values(parts) => Some(Some(parts.rationals())),
            Solution::Contradiction(_) => Some(None),
        }
    }

    /// The place in the basis of what gives way, if anything can.
    fn leaving(&self, parts: &[Rational], direction: Ordering, by_certainty: bool) -> Option<usize> {
        let gives_way = |place: &usize| {
            let is_equation = match self.basis[*place] {
                Source::Row(row) => self.program.rows()[row].relation() == Relation::Equal,
                Source::Sign(_) => false,
            };
            !is_equation && parts[*place].cmp(&Rational::ZERO) == direction.reverse()
        };
        let able = (0..self.basis.len()).filter(gives_way);
        let number = |place: &usize| number(self.program, self.basis[*place]);
        if by_certainty {
            able.max_by_key(|place| (self.rank[number(place)], number(place)))
        } else {
            able.min_by_key(number)
        }
    }

    /// The violated row minus its combination, turned so that the right side is positive.
    fn contradiction(&self, source: Source, direction: Ordering, parts: &[Rational]) -> Feasibility {
        let mut farkas = vec![Rational::ZERO; self.program.row_count()];
        let mut put = |source: Source, multiplier: Rational| {
            if let Source::Row(row) = source {
                farkas[row] += if direction == Ordering::Less { multiplier } else { -multiplier };
            }
        };
        put(source, self.unit(source));
        for (basic, part) in self.basis.iter().zip(parts) {
            put(*basic, -part * self.unit(*basic));
        }
        Feasibility::Infeasible { farkas: Farkas(farkas) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::Dictionary;
    use super::super::verify::verify_feasibility;
    use super::*;

    /// Programs around a hidden point, some of them bumped beyond it, refined from orders that know nothing.
    #[test]
    fn any_order_leads_to_the_verdict() {
        let mut state = 11u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut seen = [0, 0];
        for round in 0..120usize {
            let (n, m) = (2 + round % 5, 4 + round % 37);
            let mut program = Program::new();
            let hidden: Vec<i64> = (0..n).map(|_| next(7) as i64).collect();
            for variable in 0..n {
                program.add_variable(if variable % 3 == 1 { Sign::NonNegative } else { Sign::Free });
            }
            for row in 0..m {
                let entries: Vec<i64> = (0..n).map(|_| next(9) as i64 - 4).collect();
                let worth: i64 = entries.iter().zip(&hidden).map(|(a, x)| a * x).sum();
                let is_equation = row % 11 == 3;
                let slack = if is_equation { 0 } else { next(3) as i64 - i64::from(next(40) == 0) * 3 };
                let entries = entries.into_iter().map(Rational::from).enumerate().collect();
                let relation = if is_equation { Relation::Equal } else { Relation::AtLeast };
                program.add_row(relation, entries, Rational::from(worth - slack));
            }
            let expected = match Dictionary::new(&program).solve(&mut Patience::endless()).unwrap() {
                Outcome::Infeasible { .. } => 0,
                _ => 1,
            };
            let all: Vec<Source> = (0..m).rev().map(Source::Row).chain((0..n).map(Source::Sign)).collect();
            for order in [&all[..], &all[..m / 2], &[]] {
                let answer = refine(&program, order, &mut Patience::endless(), &mut |_| {}).unwrap().into_inner();
                assert_eq!(usize::from(matches!(answer, Feasibility::Feasible { .. })), expected, "{round}");
                assert_eq!(verify_feasibility(&program, &answer), Ok(()));
            }
            seen[expected] += 1;
        }
        assert!(seen[0] > 20 && seen[1] > 20, "{seen:?}");
    }

    /// A chain of rows far from an order that names them backwards takes many pivots; patience ends it, and more of it does not.
    #[test]
    fn pivots_are_as_many_as_the_patience_pays_for() {
        let n = 12;
        let mut program = Program::new();
        (0..n).for_each(|_| {
            program.add_variable(Sign::NonNegative);
        });
        for k in 1..n {
            let entries = vec![(k, Rational::ONE), (k - 1, Rational::from(-2))];
            program.add_row(Relation::AtLeast, entries, Rational::ONE);
        }
        let mut whole = Patience::of(u64::MAX);
        let answer = refine(&program, &[], &mut whole, &mut |_| {}).unwrap().into_inner();
        assert_eq!(verify_feasibility(&program, &answer), Ok(()));
        assert!(whole.pivots() > 5, "{whole:?}");
        let work = |pivots: u64| -> u64 { (0..pivots as usize).map(|rank| 2 * recovery(&program, rank)).sum() };
        for pivots in 2..whole.pivots() {
            let mut patience = Patience::of(work(pivots) + 1);
            assert_eq!(refine(&program, &[], &mut patience, &mut |_| {}), None);
            assert!(patience.is_spent() && patience.pivots() >= 1 && patience.pivots() <= pivots, "{patience:?}");
        }
    }

    /// x ≥ 1 and y ≥ 1 contradict x + y ≤ 1; a proposal that names them leads there at once, among rows with room.
    #[test]
    fn a_right_proposal_is_not_searched_for() {
        let mut program = Program::new();
        let (x, y) = (program.add_variable(Sign::Free), program.add_variable(Sign::Free));
        for k in 0..30i64 {
            program.add_row(Relation::AtLeast, vec![(x, k.into()), (y, (7 - k).into())], (-90 - k).into());
        }
        let first = program.add_row(Relation::AtLeast, vec![(x, 1.into())], 1.into());
        let second = program.add_row(Relation::AtLeast, vec![(y, 1.into())], 1.into());
        program.add_row(Relation::AtLeast, vec![(x, (-1).into()), (y, (-1).into())], (-1).into());
        let order = [Source::Row(first), Source::Row(second)];
        let mut search = Search { program: &program, rank: vec![usize::MAX; 35], basis: Vec::new() };
        search.start(&order);
        assert_eq!(search.basis.len(), 2);
        assert_eq!(search.point().unwrap(), [Rational::ONE, Rational::ONE]);
        let answer = refine(&program, &order, &mut Patience::endless(), &mut |_| {}).unwrap().into_inner();
        let Feasibility::Infeasible { farkas: Farkas(numbers) } = answer else { panic!("feasible") };
        assert_eq!(numbers.iter().filter(|number| !number.is_zero()).count(), 3);
    }
}
