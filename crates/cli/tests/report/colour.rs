//! Colours: enough contrast for text, in the light, in the dark and on paper.

use ambimech_io::render::svg::PALETTE;
use std::collections::BTreeMap;

/// The colours of each of the three schemes.
fn schemes() -> Vec<BTreeMap<String, [f64; 3]>> {
    let blocks = PALETTE.split(":root {").skip(1);
    let colours = |block: &str| {
        let declarations = block.split('}').next().unwrap().split(';');
        declarations
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
            .map(|(name, code)| {
                let part = |at: usize| f64::from(u8::from_str_radix(&code[at..at + 2], 16).unwrap()) / 255.0;
                (name.to_string(), [part(0), part(2), part(4)])
            })
            .collect()
    };
    blocks.map(colours).collect()
}

/// Relative luminance as the Web Content Accessibility Guidelines define it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |x: f64| if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn contrast(one: [f64; 3], two: [f64; 3]) -> f64 {
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

/// How a colour looks without the receptors for red or for green (Viénot, Brettel and Mollon 1999, in linear light).
fn without(receptor: &str, colour: [f64; 3]) -> [f64; 3] {
    let [r, g, b] = colour.map(|x| x.powf(2.2));
    let mixed = match receptor {
        "red" => [0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b],
        _ => [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b],
    };
    mixed.map(|x| x.clamp(0.0, 1.0).powf(1.0 / 2.2))
}

#[test]
fn text_can_be_read_in_every_scheme() {
    let schemes = schemes();
    assert_eq!(schemes.len(), 3);
    for colours in &schemes {
        let at = |name: &str| colours[name];
        for text in ["ink", "soft", "accent", "warn"] {
            let found = contrast(at(text), at("paper"));
            assert!(found >= 4.5, "{text}: {found}");
        }
        for (front, back, least) in
            [("ink", "heat", 4.5), ("ink", "heat-minus", 4.5), ("mark", "heat", 3.0), ("mark", "heat-minus", 3.0)]
        {
            let found = contrast(at(front), at(back));
            assert!(found >= least, "{front} on {back}: {found}");
        }
    }
}

#[test]
fn more_and_less_look_different_to_colour_blind_readers() {
    for colours in schemes() {
        for pair in [("heat", "heat-minus"), ("accent", "warn")] {
            for receptor in ["red", "green"] {
                let [one, two] = [pair.0, pair.1].map(|name| without(receptor, colours[name]));
                let apart = one.iter().zip(two).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                assert!(apart > 0.3, "{pair:?} without {receptor}: {apart}");
            }
        }
    }
}
