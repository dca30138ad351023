//! Is a function at least 0 on a box? By cutting the box in halves until interval arithmetic answers, or a point answers.

use ambimech_model::auction::condition::Point;
use ambimech_model::auction::subdivision::{Bounded, Ranges, Subdivision, halved};
use ambimech_model::auction::variable::Variable;
use ambimech_model::auction::winning::middle;
use ambimech_model::number::Rational;

/// So many parts a box is cut into at most.
const MAX_PARTS: usize = 4_096;
/// So often a box is cut in a row at most.
const MAX_DEPTH: usize = 48;
/// All corners of boxes with so many variables are looked at.
const MAX_CORNERS: usize = 8;

/// What is found about a sign.
pub(super) enum Sign {
    /// At least 0 everywhere.
    Nonnegative(Subdivision),
    /// Less than 0 here.
    Negative(Point),
    /// Neither was found.
    Unsettled,
}

/// Decides whether a function is at least 0 wherever its variables are in these ranges.
pub(super) fn decide_sign(function: &impl Bounded, ranges: &Ranges) -> Sign {
    let negative = |point: Point| is_negative(function, &point).then_some(point);
    if let Some(point) = corners(ranges).into_iter().find_map(negative) {
        return Sign::Negative(point);
    }
    let mut search = Search { function, whole: ranges, parts: 0 };
    match search.prove(ranges, 0) {
        Ok(proof) => Sign::Nonnegative(proof),
        Err(Some(point)) => Sign::Negative(point),
        Err(None) => Sign::Unsettled,
    }
}

fn corners(ranges: &Ranges) -> Vec<Point> {
    if ranges.len() > MAX_CORNERS {
        return [false, true]
            .map(|upper| {
                let end = |(low, high): &(Rational, Rational)| if upper { high.clone() } else { low.clone() };
                ranges.iter().map(|(variable, range)| (*variable, end(range))).collect()
            })
            .to_vec();
    }
    let mut points = vec![Point::new()];
    for (variable, (low, high)) in ranges {
        points = points
            .into_iter()
            .flat_map(|point| {
                [low, high].map(|end| {
                    let mut point = point.clone();
                    point.insert(*variable, end.clone());
                    point
                })
            })
            .collect();
    }
    points
}

fn is_negative(function: &impl Bounded, point: &Point) -> bool {
    let ranges = point.iter().map(|(variable, value)| (*variable, (value.clone(), value.clone()))).collect();
    function.bounds(&ranges).is_some_and(|(_, high)| high < Rational::ZERO)
}

struct Search<'p, F> {
    function: &'p F,
    whole: &'p Ranges,
    parts: usize,
}

impl<F: Bounded> Search<'_, F> {
    /// The proof on a part; otherwise a point with a negative value, or nothing.
    fn prove(&mut self, ranges: &Ranges, depth: usize) -> Result<Subdivision, Option<Point>> {
        self.parts += 1;
        if Subdivision::Whole.proves(self.function, ranges) {
            return Ok(Subdivision::Whole);
        }
        let center: Point = ranges.iter().map(|(variable, (low, high))| (*variable, middle(low, high))).collect();
        if is_negative(self.function, &center) {
            return Err(Some(center));
        }
        if depth == MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(None);
        }
        let cut = self.widest(ranges).ok_or(None)?;
        let (lower, upper) = halved(ranges, cut).ok_or(None)?;
        let lower = self.prove(&lower, depth + 1)?;
        let upper = self.prove(&upper, depth + 1)?;
        Ok(Subdivision::Cut(cut, Box::new((lower, upper))))
    }

    /// The variable whose range is the largest part of its whole range, the first of equals.
    fn widest(&self, ranges: &Ranges) -> Option<Variable> {
        let mut found: Option<(Variable, Rational)> = None;
        for (variable, (low, high)) in ranges {
            let Some((from, to)) = self.whole.get(variable).filter(|(from, to)| from < to) else { continue };
            let share = (high - low) / (to - from);
            if found.as_ref().is_none_or(|(_, known)| share > *known) {
                found = Some((*variable, share));
            }
        }
        found.map(|(variable, _)| variable)
    }
}
