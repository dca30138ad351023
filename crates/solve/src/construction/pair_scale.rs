//! The smallest scale with which a family of pairs is safe, for every coalition's own attitude.
//!
//! # Linear attitudes
//! Exactly max M_S(1)/κ_S over the joint types that are tempted, with κ_S = ε (2α − 1); see [`ambimech_model::preference`].
//!
//! # Smooth attitudes, pure reports
//! For a misreport with gain g and values x_k the set of scales that are enough is an interval without end. Its lower end is at
//! least g / (ε max_k |x_k|), since with less every π is worth more than the truth. From there powers of ten are tried until one is
//! enough, and the last decade is bisected in steps of its thousandth, every comparison being one of exact enclosures, as the
//! checker makes them. The upper end
//! of what is left is a number of four digits that is enough, the lower one is not enough. Both are proved; a comparison that is
//! not settled moves neither.

use super::pairs::{PairFamily, Tempted};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::preference::{Attitude, Attitudes, MOST_BITS, compare_certainty_equivalents, pair_weight};
use ambimech_model::property::Reports;
use ambimech_model::scale::{Misreport, NoScale, NoScaleReason, ScaleAnswer, SmallestScale};
use std::cmp::Ordering;

/// Powers of ten that are tried before the search is given up.
const MOST_DECADES: usize = 60;
/// Steps into which the last decade is divided.
const STEPS: u32 = 1000;

/// The smallest scale under these attitudes.
pub fn smallest_scale(family: &PairFamily, attitudes: &Attitudes) -> ScaleAnswer {
    let mut linear: Option<(Rational, &Tempted)> = None;
    let mut smooth: Vec<Smooth<'_>> = Vec::new();
    for tempted in &family.tempted {
        let attitude = attitudes.of(tempted.id.coalition);
        match pair_weight(attitude) {
            Some(weight) if weight > Rational::ZERO => {
                let needed = &tempted.need.scale / weight;
                if linear.as_ref().is_none_or(|(known, _)| needed > *known) {
                    linear = Some((needed, tempted));
                }
            }
            Some(_) => return never(NoScaleReason::NotAverse, tempted),
            None if family.reports() == Reports::Mixed => return never(NoScaleReason::SmallLies, tempted),
            None => {
                let gaining = tempted.gains.iter().enumerate().filter(|(_, (_, gain))| *gain > Rational::ZERO);
                smooth.extend(gaining.map(|(place, (report, gain))| Smooth {
                    attitude,
                    tempted,
                    report: *report,
                    gain,
                    values: tempted.values.iter().map(|row| &row[place]).collect(),
                }));
            }
        }
    }
    let found = |scale: SmallestScale, binding: Misreport| ScaleAnswer::Found {
        largest_payment: family.largest_payment(&scale.high),
        scale,
        binding,
    };
    if smooth.is_empty() {
        return match linear {
            None => ScaleAnswer::NotNeeded,
            Some((scale, tempted)) => found(SmallestScale { low: scale.clone(), high: scale }, tempted.binding()),
        };
    }
    match search(smooth, linear) {
        Some((scale, binding)) => found(scale, binding),
        None => ScaleAnswer::Unsettled,
    }
}

fn never(reason: NoScaleReason, tempted: &Tempted) -> ScaleAnswer {
    ScaleAnswer::Never(NoScale { reason, misreport: tempted.most_tempting() })
}

/// A pure misreport of a coalition with a smooth attitude.
struct Smooth<'a> {
    attitude: &'a Attitude,
    tempted: &'a Tempted,
    report: JointTypeId,
    gain: &'a Rational,
    values: Vec<&'a Rational>,
}

impl Smooth<'_> {
    /// How the misreport with this scale compares with the truth; `None` when the enclosures do not tell.
    fn compare(&self, scale: &Rational) -> Option<Ordering> {
        let truth = &self.tempted.on_path;
        let mean = truth + self.gain;
        let values: Vec<Rational> = self
            .values
            .iter()
            .flat_map(|value| {
                let moved = *value * scale;
                [&mean + &moved, &mean - moved]
            })
            .collect();
        let Attitude::Smooth { utility, epsilon } = self.attitude else { return None };
        compare_certainty_equivalents(&values, std::slice::from_ref(truth), utility, epsilon, MOST_BITS)
    }

    /// A scale below which the misreport gains whatever ψ is.
    fn floor(&self) -> Rational {
        let (Attitude::Smooth { epsilon, .. } | Attitude::Maxmin { epsilon, .. }) = self.attitude;
        let size = |value: &&Rational| if **value < Rational::ZERO { -*value } else { (*value).clone() };
        let largest = self.values.iter().map(size).max().unwrap_or_default();
        if largest.is_zero() { Rational::ZERO } else { self.gain / (epsilon * largest) }
    }

    fn misreport(&self) -> Misreport {
        self.tempted.misreport(vec![(self.report, Rational::ONE)])
    }
}

/// The scales that are enough for all of these and at least the linear one; `None` when the search is given up.
fn search(
    mut smooth: Vec<Smooth<'_>>,
    linear: Option<(Rational, &Tempted)>,
) -> Option<(SmallestScale, Misreport)> {
    let (mut low, mut binding) = match &linear {
        Some((scale, tempted)) => (scale.clone(), tempted.binding()),
        None => (Rational::ZERO, smooth.first()?.misreport()),
    };
    if linear.is_some() {
        keep_unsatisfied(&mut smooth, &low);
        if smooth.is_empty() {
            return Some((SmallestScale { low: low.clone(), high: low }, binding));
        }
    }
    for misreport in &smooth {
        let floor = misreport.floor();
        if floor > low {
            (low, binding) = (floor, misreport.misreport());
        }
    }
    // A power of ten that is enough, and the one before it.
    let ten = Rational::from(10);
    let mut unit = Rational::ONE;
    while unit > low {
        unit /= &ten;
    }
    while &unit * &ten <= low {
        unit *= &ten;
    }
    let mut enough = None;
    for _ in 0..MOST_DECADES {
        let next = &unit * &ten;
        if note(&smooth, &next, &mut low, &mut binding) {
            enough = Some(next);
            break;
        }
        keep_unsatisfied(&mut smooth, &next);
        unit = next;
    }
    let mut high = enough?;
    let step = &unit / Rational::from(STEPS);
    let (mut below, mut above) = (STEPS, 10 * STEPS);
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        let scale = &step * Rational::from(middle);
        if scale >= low && note(&smooth, &scale, &mut low, &mut binding) {
            (above, high) = (middle, scale);
        } else {
            below = middle;
        }
    }
    Some((SmallestScale { low, high }, binding))
}

/// Whether the scale is enough for all; a scale that certainly is not becomes the new lower end.
fn note(smooth: &[Smooth<'_>], scale: &Rational, low: &mut Rational, binding: &mut Misreport) -> bool {
    let mut is_enough = true;
    for misreport in smooth {
        match misreport.compare(scale) {
            Some(Ordering::Greater) => {
                if scale >= low {
                    (*low, *binding) = (scale.clone(), misreport.misreport());
                }
                return false;
            }
            Some(_) => {}
            None => is_enough = false,
        }
    }
    is_enough
}

/// Leaves out the misreports for which this scale, and so every larger one, is enough.
fn keep_unsatisfied(smooth: &mut Vec<Smooth<'_>>, scale: &Rational) {
    smooth.retain(|misreport| !matches!(misreport.compare(scale), Some(Ordering::Less | Ordering::Equal)));
}
