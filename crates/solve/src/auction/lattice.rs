//! A few points of a box, in a fixed order, among which counterexamples are looked for.

use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::Point;
use ambimech_model::auction::variable::Variable;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// So many variables vary; the others stay in the middle.
const VARYING: usize = 4;

/// The numbers that divide a range into this many equal parts, ends included.
pub(super) fn steps((low, high): &(Rational, Rational), parts: usize) -> Vec<Rational> {
    let width = high - low;
    (0..=parts).map(|k| low + &width * Rational::from(k) / Rational::from(parts)).collect()
}

/// Points for these variables other than the own index of this bidder: ends and middle of the first few, the middle of the others; what orders of components
/// forbid is left out.
pub(super) fn others(
    auction: &Auction,
    variables: impl IntoIterator<Item = Variable>,
    bidder: AgentId,
) -> Vec<Point> {
    let mut points = vec![Point::new()];
    let theirs = auction.linked(variables).into_iter().filter(|variable| *variable != Variable::Own(bidder));
    for (number, variable) in theirs.enumerate() {
        let Some(range) = auction.range(variable) else { continue };
        let mut values = steps(&range, 2);
        if number >= VARYING {
            values = values.into_iter().skip(1).take(1).collect();
        }
        points = points
            .into_iter()
            .flat_map(|point| {
                values.iter().map(move |value| {
                    let mut point = point.clone();
                    point.insert(variable, value.clone());
                    point
                })
            })
            .collect();
    }
    points.retain(|point| auction.is_possible(point, bidder));
    points
}
