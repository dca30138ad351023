//! Curves of auctions: the least parameter from row to row, and both sides of Minimal Ambiguity with the reward over the own index.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width, to_f64};
use crate::render::number::{decimal, for_drawing};
use crate::render::sentence::auction_scheme::{least_words, parameter_name};
use ambimech_model::auction::Auction;
use ambimech_model::auction::least::LeastCurve;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::scheme::{Scheme, SchemeRow};
use ambimech_model::auction::winning::NoClosedForm;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// The area that is drawn in, without labels.
const AREA: (f64, f64) = (460.0, 260.0);
/// Where it begins.
const CORNER: (f64, f64) = (60.0, 40.0);
/// Room below for labels.
const BELOW: f64 = 56.0;
/// Parts between labels of an axis.
const LABELS: usize = 5;

/// A curve with its name, and a class for its lines.
struct Curve {
    name: String,
    class: &'static str,
    /// Places from 0 to 1, heights, and what is said about each point.
    points: Vec<(f64, f64, String)>,
}

/// The least parameter of every row, rows equally far apart; `None` with fewer than two numbers.
pub fn render_least_curve(curve: &LeastCurve, id: &str) -> Option<Picture> {
    let last = to_f64(curve.rows.len().saturating_sub(1).max(1));
    let label = |row: &ambimech_model::auction::least::LeastRow| match (&row.varied, &row.name) {
        (Some(value), _) => decimal(value).digits,
        (None, Some(name)) => name.clone(),
        (None, None) => row.bidders.to_string(),
    };
    let points = curve.rows.iter().enumerate().filter_map(|(place, row)| {
        let enough = row.least.as_ref().ok()?.enough.as_ref()?;
        let said = format!("{}: {}", label(row), least_words(row));
        Some((to_f64(place) / last, for_drawing(&enough.parameter), said))
    });
    let points: Vec<_> = points.collect();
    if points.len() < 2 {
        return None;
    }
    let sizes = curve.rows.iter().enumerate().filter_map(|(place, row)| {
        let spread = &row.size.as_ref()?.spread.at_most;
        Some((to_f64(place) / last, for_drawing(spread), format!("{}: spread {spread}", label(row))))
    });
    let mut curves = vec![Curve { name: "least".to_string(), class: "zero", points }];
    let mut note = "Rows are equally far apart.".to_string();
    let sizes: Vec<_> = sizes.collect();
    if !sizes.is_empty() {
        curves.push(Curve { name: "spread".to_string(), class: "tie", points: sizes });
        note.push_str(" Spread: what the choice of the report can add to another's value.");
    }
    let ticks: Vec<(f64, String)> =
        curve.rows.iter().enumerate().map(|(place, row)| (to_f64(place) / last, label(row))).collect();
    let across = curve.varied.clone().unwrap_or_else(|| "bidders".to_string());
    let title = format!("Least {} with Minimal Ambiguity", parameter_name(curve.family));
    Some(draw(&curves, &ticks, &across, (title, note), id))
}

/// For the first bidder with a scheme: the least probability of winning with the favourable report, the greatest with the unfavourable one, and the
/// reward, over the own index.
pub fn render_scheme_curves(
    auction: &Auction,
    schemes: &[Result<Scheme, NoClosedForm>],
    id: &str,
) -> Option<Picture> {
    schemes.iter().flatten().next().map(|scheme| render_scheme_curve(auction, scheme, id))
}

/// As [`render_scheme_curves`], of one bidder's scheme.
pub fn render_scheme_curve(auction: &Auction, scheme: &Scheme, id: &str) -> Picture {
    let (low, high) = auction.own_range(scheme.bidder);
    let width = for_drawing(&(&high - &low));
    let place = |own: &Rational| for_drawing(&(own - &low)) / width;
    let curve = |name: &str, class: &'static str, of: &dyn Fn(&SchemeRow) -> Rational| {
        let point = |row: &SchemeRow| {
            let value = of(row);
            (place(&row.own), for_drawing(&value), format!("{name} at {}: {}", row.own, decimal(&value).digits))
        };
        Curve { name: name.to_string(), class, points: scheme.rows.iter().map(point).collect() }
    };
    let curves = [
        curve("favourable, least", "zero", &|row| row.least_favourable.clone()),
        curve("unfavourable, greatest", "tie", &|row| row.most_unfavourable.clone()),
        curve("reward, least rent", "stroke", &|row| row.reward.1.clone()),
    ];
    let tick = |number: usize| {
        let share = Rational::from(number) / Rational::from(LABELS);
        (for_drawing(&share), decimal(&(&low + (&high - &low) * share)).digits)
    };
    let ticks: Vec<(f64, String)> = (0..=LABELS).map(tick).collect();
    let title = format!("Minimal Ambiguity and rents, bidder {}", auction.bidder(scheme.bidder).name);
    let note = "Minimal Ambiguity asks that the greatest probability with the unfavourable report is at least the least one with the favourable report, \
                at almost every own index. Points are joined by straight lines."
        .to_string();
    draw(&curves, &ticks, "own index", (title, note), id)
}

/// The components of the favourable and of the unfavourable report that matter to others, over the own index.
pub fn render_extreme_reports(auction: &Auction, bidder: AgentId, id: &str) -> Picture {
    let (low, high) = auction.own_range(bidder);
    let width = for_drawing(&(&high - &low));
    let kinks = auction.report_kinks(bidder);
    let signals = &auction.bidder(bidder).signals;
    let mut curves = Vec::new();
    for component in auction.public_components(bidder) {
        for (report, word, class) in
            [(Report::Favourable, "favourable", "zero"), (Report::Unfavourable, "unfavourable", "tie")]
        {
            let name = format!("{}, {word}", signals[component].name);
            let point = |own: &Rational| {
                let signal = auction.extreme_signal(bidder, report, own)?;
                let value = signal.get(component)?;
                let said = format!("{name} at own index {own}: {value}");
                Some((for_drawing(&(own - &low)) / width, for_drawing(value), said))
            };
            let points = kinks.iter().filter_map(point).collect();
            curves.push(Curve { name: name.clone(), class, points });
        }
    }
    let tick = |number: usize| {
        let share = Rational::from(number) / Rational::from(LABELS);
        (for_drawing(&share), decimal(&(&low + (&high - &low) * share)).digits)
    };
    let ticks: Vec<(f64, String)> = (0..=LABELS).map(tick).collect();
    let title = format!("Extreme reports, bidder {}", auction.bidder(bidder).name);
    let note = "What others see of a signal with this own index: any value between the lines can be reported."
        .to_string();
    draw(&curves, &ticks, "own index", (title, note), id)
}

fn draw(
    curves: &[Curve],
    ticks: &[(f64, String)],
    across: &str,
    (title, note): (String, String),
    id: &str,
) -> Picture {
    let top = curves.iter().flat_map(|curve| &curve.points).map(|point| point.1).fold(0.0, f64::max);
    let top = if top > 0.0 { top } else { 1.0 };
    let names = curves.iter().map(|curve| text_width(&curve.name)).fold(40.0, f64::max);
    let (left, above) = CORNER;
    let floor = above + AREA.1;
    let mut canvas = Canvas::new(left + AREA.0 + names + 24.0, floor + BELOW);
    let x = |share: f64| left + share * AREA.0;
    let y = |height: f64| floor - height / top * AREA.1;
    for number in 0..=LABELS {
        let height = top * to_f64(number) / to_f64(LABELS);
        canvas.line((left, y(height)), (left + AREA.0, y(height)), "stroke");
        canvas.text((left - 8.0, y(height) + 4.0), Anchor::End, "small", &format!("{height:.3}"));
    }
    for (share, label) in ticks {
        canvas.line((x(*share), floor), (x(*share), floor + 4.0), "zero");
        canvas.text((x(*share), floor + 18.0), Anchor::Middle, "small", label);
    }
    canvas.text((left + AREA.0 / 2.0, floor + 42.0), Anchor::Middle, "", across);
    let mut ends: Vec<(f64, &str)> = Vec::new();
    for (number, curve) in curves.iter().enumerate() {
        for pair in curve.points.windows(2) {
            canvas.line((x(pair[0].0), y(pair[0].1)), (x(pair[1].0), y(pair[1].1)), curve.class);
        }
        for (share, height, said) in &curve.points {
            match number {
                0 => canvas.dot((x(*share), y(*height)), 3.5, "accent", said),
                1 => canvas.diamond((x(*share), y(*height)), 4.0, "warn", said),
                _ => canvas.ring((x(*share), y(*height)), 3.0, "ink", said),
            }
        }
        ends.extend(curve.points.last().map(|last| (y(last.1), curve.name.as_str())));
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free_from = f64::NEG_INFINITY;
    for (height, name) in ends {
        let height = height.max(free_from);
        canvas.text((left + AREA.0 + 10.0, height + 4.0), Anchor::Start, "small", name);
        free_from = height + 15.0;
    }
    let said: Vec<&str> = curves.iter().flat_map(|curve| &curve.points).map(|point| point.2.as_str()).collect();
    Picture { svg: canvas.finish(id, &title, &said.join("; ")), title, note }
}
