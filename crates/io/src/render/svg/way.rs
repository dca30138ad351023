//! The stakes on the way to a prior at which a condition fails: both scales are logarithmic, so that a power of what is left of the way
//! is a straight line.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width, to_f64};
use crate::render::number::{cell, decimal, for_drawing};
use crate::render::text::largest_stakes;
use ambimech_model::design::DesignAnswer;
use ambimech_model::fragility::Way;
use ambimech_model::number::{Natural, Rational};

/// The area that is drawn in, without labels.
const AREA: (f64, f64) = (460.0, 260.0);
/// Room for labels to the left, above, to the right and below.
const MARGIN: (f64, f64, f64, f64) = (78.0, 30.0, 96.0, 58.0);
/// Labels on the vertical axis at most.
const MOST_LABELS: usize = 8;

/// The curve; `None` where fewer than two mechanisms have payments.
pub fn render_way(way: &Way, id: &str) -> Option<Picture> {
    let made: Vec<(usize, Rational)> = way
        .stations
        .iter()
        .enumerate()
        .filter_map(|(place, station)| match &station.answer {
            DesignAnswer::Done(design) => Some((place, largest_stakes(design))),
            _ => None,
        })
        .filter(|(_, largest)| *largest > Rational::ZERO)
        .collect();
    if made.len() < 2 {
        return None;
    }
    let least: Vec<(usize, Rational)> = way
        .stations
        .iter()
        .enumerate()
        .filter_map(|(place, station)| Some((place, station.least.clone()?)))
        .filter(|(_, least)| *least > Rational::ZERO)
        .collect();
    let heights = || made.iter().chain(&least).map(|(_, number)| for_drawing(number).log10());
    let lowest = heights().fold(f64::INFINITY, f64::min);
    let highest = heights().fold(f64::NEG_INFINITY, f64::max);
    let room = (highest - lowest).max(0.3) * 0.06;
    let (bottom, top) = (lowest - room, highest + room);
    let last = to_f64(way.stations.len().saturating_sub(1).max(1));
    let (left, above, right, below) = MARGIN;
    let at = |place: usize| left + AREA.0 * to_f64(place) / last;
    let up = |number: &Rational| above + AREA.1 * (top - for_drawing(number).log10()) / (top - bottom);
    let mut canvas = Canvas::new(left + AREA.0 + right, above + AREA.1 + below);
    canvas.text((left, 16.0), Anchor::Start, "strong", "largest payment or receipt");
    canvas.line((left, above), (left, above + AREA.1), "stroke");
    canvas.line((left, above + AREA.1), (left + AREA.0, above + AREA.1), "stroke");
    for mark in labels(bottom, top) {
        let y = up(&mark);
        canvas.line((left - 4.0, y), (left + AREA.0, y), "stroke");
        canvas.text((left - 9.0, y + 4.0), Anchor::End, "small", &short(&mark));
    }
    let every = way.stations.len().div_ceil(10).max(1);
    for (place, station) in way.stations.iter().enumerate().filter(|(place, _)| place % every == 0) {
        let x = at(place);
        canvas.line((x, above + AREA.1), (x, above + AREA.1 + 4.0), "stroke");
        canvas.text((x, above + AREA.1 + 18.0), Anchor::Middle, "small", &station.remaining.to_string());
    }
    canvas.text((left + AREA.0 / 2.0, above + AREA.1 + 42.0), Anchor::Middle, "", "what is left of the way");
    for (points, class) in [(&made, "zero"), (&least, "tie")] {
        for pair in points.windows(2).filter(|pair| pair[0].0 + 1 == pair[1].0) {
            canvas.line((at(pair[0].0), up(&pair[0].1)), (at(pair[1].0), up(&pair[1].1)), class);
        }
    }
    let title = |kind: &str, place: usize, number: &Rational| {
        let remaining = &way.stations[place].remaining;
        format!("{kind}, {remaining} of the way left: {}", short(number))
    };
    for (place, number) in &made {
        canvas.dot((at(*place), up(number)), 4.5, "accent", &title("designed", *place, number));
    }
    for (place, number) in &least {
        canvas.diamond((at(*place), up(number)), 5.0, "warn", &title("any mechanism", *place, number));
    }
    // Beside the last points, and apart from each other.
    let mut taken: Option<f64> = None;
    for (points, name) in [(&made, "designed"), (&least, "any needs")] {
        let Some((place, number)) = points.last() else { continue };
        let wanted = up(number) + 4.0;
        let y = match taken {
            Some(known) if (known - wanted).abs() < 15.0 => known + 15.0,
            _ => wanted,
        };
        taken = Some(y);
        debug_assert!(text_width(name) < right, "labels stay on the sheet");
        canvas.text((at(*place) + 10.0, y), Anchor::Start, "small", name);
    }
    let told: Vec<String> = made.iter().map(|(place, number)| title("designed", *place, number)).collect();
    let bounds: Vec<String> = least.iter().map(|(place, number)| title("any mechanism", *place, number)).collect();
    let description = [told, bounds].concat().join("; ");
    let title = "Stakes on the way to a prior that fails".to_string();
    let mut note = "Both scales are logarithmic: where the curve rises by a factor of two from point to point, the stakes grow like one \
                    divided by what is left of the way."
        .to_string();
    if !least.is_empty() {
        note.push_str(
            " Diamonds: what somebody pays or receives at least in any mechanism in which nobody gains by misreports.",
        );
    }
    Some(Picture { svg: canvas.finish(id, &title, &description), title, note })
}

fn short(number: &Rational) -> String {
    let text = cell(number, 9);
    if text.starts_with('≈') { decimal(number).digits } else { text }
}

/// Round numbers between two powers of ten: 1, 2 and 5 times powers of ten, fewer of them over many decades.
fn labels(bottom: f64, top: f64) -> Vec<Rational> {
    let exponents = -300i32..=300;
    let number = |digit: u8, exponent: i32| {
        let ten = Natural::from(10u8).pow(usize::try_from(exponent.unsigned_abs()).unwrap_or(0));
        if exponent < 0 {
            Rational::from_parts(i64::from(digit).into(), ten)
        } else {
            Rational::from(Natural::from(digit) * ten)
        }
    };
    let within = |digits: &[u8], every: i32| -> Vec<Rational> {
        let powers = exponents.clone().filter(|exponent| {
            exponent % every == 0 && f64::from(*exponent) <= top && f64::from(*exponent) + 1.0 >= bottom
        });
        let all = powers.flat_map(|exponent| digits.iter().map(move |digit| number(*digit, exponent)));
        all.filter(|mark| (bottom..=top).contains(&for_drawing(mark).log10())).collect()
    };
    let tries = [within(&[1, 2, 5], 1), within(&[1], 1), within(&[1], 2), within(&[1], 5)];
    let fitting = tries.iter().find(|marks| marks.len() <= MOST_LABELS);
    fitting.cloned().unwrap_or_else(|| within(&[1], 20))
}
