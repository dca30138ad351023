//! How fragile a condition is, in words.

use super::condition::reasons;
use crate::render::name;
use crate::render::number::{decimal, exact, significant, with_decimal};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Fragility, Grid, Measure, Nearest, Root, Towards};
use ambimech_model::number::Rational;

/// `total variation`, `change of odds`.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::TotalVariation => "total variation",
        Measure::Odds => "change of odds",
    }
}

/// The number in closed form: `3/40 (0.075)`, `√(10/3) (≈ 1.826)`, `-1 + √(8/5) (≈ 0.265)`.
pub fn root(number: &Root, near: &Rational) -> String {
    if let Some(rational) = number.exact() {
        return with_decimal(rational);
    }
    let radicand = exact(number.radicand());
    let under = if radicand.contains('/') { format!("√({radicand})") } else { format!("√{radicand}") };
    let whole =
        if number.rational().is_zero() { under } else { format!("{} + {under}", exact(number.rational())) };
    let digits = decimal(near).digits;
    format!("{whole} (≈ {digits})")
}

/// How far: `3/40 (0.075)`, `between ≈ 0.09 and ≈ 0.12`, `infinite`.
pub fn how_far(distance: &Distance) -> String {
    match distance {
        Distance::Nearest(nearest) => value(nearest),
        Distance::Never(_) => "infinite".to_string(),
        Distance::Undecided(_) => "undecided".to_string(),
    }
}

/// The distance of a nearest prior.
pub fn value(nearest: &Nearest) -> String {
    match &nearest.exact {
        Some(number) => root(number, &nearest.low),
        None => between(nearest),
    }
}

/// The bounds with digits enough to tell them apart.
fn between(nearest: &Nearest) -> String {
    let digits = (3..=12).find(|digits| significant(&nearest.low, *digits) != significant(&nearest.high, *digits));
    let digits = digits.map_or(12, |digits| digits + 1);
    format!("between ≈ {} and ≈ {}", significant(&nearest.low, digits), significant(&nearest.high, digits))
}

/// What the distance says, as sentences.
pub fn meaning(
    environment: &Environment,
    condition: Condition,
    measured: Measure,
    distance: &Distance,
) -> Vec<String> {
    match distance {
        Distance::Nearest(nearest) => {
            let far = value(nearest);
            let mut told = vec![match (measured, &nearest.exact) {
                (Measure::TotalVariation, Some(_)) => {
                    format!(
                        "total variation: {far} of the probability must be moved until {condition} fails, and no less"
                    )
                }
                (Measure::TotalVariation, None) => format!(
                    "total variation: {far}: {condition} fails at a prior that is {} away, and at none nearer than {}",
                    with_decimal(&nearest.high),
                    with_decimal(&nearest.low)
                ),
                (Measure::Odds, _) => format!(
                    "change of odds: the odds between some two profiles must change by a factor of {far} until {condition} fails, with no \
                     profile excluded or admitted"
                ),
            }];
            if nearest.low.is_zero() && measured == Measure::TotalVariation {
                told.push(
                    "priors as near as one likes fail: types that never occur have no belief, and may have any when \
                     they occur ever so rarely"
                        .to_string(),
                );
            } else if nearest.exact.is_some() && nearest.low != nearest.high {
                let excess = decimal(&(&nearest.high - &nearest.low)).digits;
                told.push(format!("the prior shown is farther away than that by about {excess}"));
            }
            if let Ok(there) = environment.with_prior(nearest.prior.clone()) {
                let verdict = Verdict::Fails(nearest.certificate.clone());
                let why = reasons(&there, condition, &verdict);
                told.extend(why.first().map(|reason| format!("there {reason}")));
            }
            told
        }
        Distance::Never(_) => vec![match measured {
            Measure::TotalVariation => format!("total variation: {condition} fails at no prior at all"),
            Measure::Odds => {
                format!("change of odds: {condition} fails at no prior with the same profiles of probability 0")
            }
        }],
        Distance::Undecided(reason) => {
            vec![format!("{}: undecided, because {}", measure(measured), super::condition::undecided(reason))]
        }
    }
}

/// The first line of the answer, without its verdict word.
pub fn summary(found: &Fragility) -> String {
    let condition = found.condition;
    match &found.verdict {
        Verdict::Fails(_) => format!("{condition} fails at this prior already: its distance from failing is 0"),
        Verdict::Undecided(reason) => {
            format!("how far {condition} is from failing: {}", super::condition::undecided(reason))
        }
        Verdict::Holds(_) => {
            let told = found.distances.iter().map(|(measured, distance)| {
                let far = how_far(distance);
                match measured {
                    Measure::TotalVariation => format!("{far} in total variation"),
                    Measure::Odds => format!("{far} in odds"),
                }
            });
            let told: Vec<String> = told.collect();
            format!("{condition}; its distance from failing is {}", name::and_list(&told))
        }
    }
}

/// `holds`, `fails` or `undecided`: the last also where a distance is not settled.
pub fn word(found: &Fragility) -> &'static str {
    let open = |(_, distance): &(Measure, Distance)| matches!(distance, Distance::Undecided(_));
    match found.verdict.word() {
        "holds" if found.distances.iter().all(open) => "undecided",
        word => word,
    }
}

/// What a grid is about.
pub fn grid_title(grid: &Grid) -> String {
    match grid {
        Grid::Mixtures { towards, .. } => match towards {
            Towards::Uniform => "mixtures with the uniform prior".to_string(),
            Towards::Independent => {
                "mixtures with the independent prior that has the same probability of every type".to_string()
            }
            Towards::Other(other) => format!("mixtures with the prior of {other}"),
        },
        Grid::Moves { .. } => "the probability of one profile moved up or down".to_string(),
    }
}

/// What the grid shows, one sentence for each condition.
pub fn grid_findings(environment: &Environment, grid: &Grid) -> Vec<String> {
    match grid {
        Grid::Mixtures { conditions, lines, .. } => {
            let about = |(place, condition): (usize, &Condition)| {
                let words = lines
                    .iter()
                    .filter_map(|(weight, verdicts)| Some((weight, verdicts.as_ref()?.get(place)?.word())));
                let words: Vec<(&Rational, &str)> = words.collect();
                let (_, first) = words.first()?;
                Some(match words.windows(2).find(|pair| pair[0].1 != pair[1].1) {
                    None => format!("for {condition} the verdict is {first} at every weight listed"),
                    Some(pair) => format!(
                        "for {condition} the first change is from {} at weight {} to {} at weight {}",
                        pair[0].1,
                        with_decimal(pair[0].0),
                        pair[1].1,
                        with_decimal(pair[1].0)
                    ),
                })
            };
            let mut told: Vec<String> = conditions.iter().enumerate().filter_map(about).collect();
            told.push("between the weights listed nothing is said".to_string());
            told
        }
        Grid::Moves { conditions, lines } => conditions
            .iter()
            .enumerate()
            .map(|(place, condition)| {
                let change = lines.iter().find_map(|line| {
                    let change = line.tallies.get(place)?.first_change?;
                    Some((&line.size, change))
                });
                match change {
                    None => format!("for {condition} no move listed changes the verdict"),
                    Some((size, (profile, rises))) => format!(
                        "for {condition} the verdict changes when the probability of {} {} by {}",
                        name::profile(environment, profile),
                        if rises { "rises" } else { "falls" },
                        with_decimal(size)
                    ),
                }
            })
            .collect(),
    }
}
