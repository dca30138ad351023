//! That one bet around a base rule is not enough, in words.

use crate::render::name;
use crate::render::number::cell;
use crate::render::sentence::design::base;
use ambimech_model::environment::Environment;
use ambimech_model::one_bet::{OneBet, Side, SideCase};

/// At most so many cases, and so many rows of each, are written out.
const SHOWN_CASES: usize = 6;
const SHOWN_ROWS: usize = 12;
/// Numbers with more characters than these are shown as decimals.
const LONGEST: usize = 16;

/// The reason in one sentence.
pub fn headline(environment: &Environment, proof: &OneBet) -> String {
    format!(
        "around the base rule \u{201c}{}\u{201d} no bet has every tempted type lose by all its misreports at once, or win by all of \
         them at once ({})",
        base(environment, proof.base),
        name::count(proof.cases.len(), "case", "cases")
    )
}

/// The proof, paragraph by paragraph.
pub fn proof(environment: &Environment, proof: &OneBet) -> Vec<String> {
    let mut steps = vec![
        "Suppose that every rule is the base rule and a multiple of one bet, positive or negative, and that the bet changes nothing on \
         path."
            .to_string(),
        "Mixtures of reports do not gain, so for every type some mixture of the rules, which is the base rule and one multiple of the \
         bet, makes every misreport worth no more than the truth (minimax). Where a misreport gains under the base rule this multiple \
         is positive or negative: the type is on the plus side or on the minus side. The first type below is on the plus side, after \
         turning the bet round if need be."
            .to_string(),
        "In every case multiply what the bet adds to the misreports named, with minus signs for types on the minus side, by the numbers \
         given. It should add up to less than 0, since the gains under the base rule add up to more than 0; but since the bet \
         changes nothing on path it adds up to 0."
            .to_string(),
    ];
    // Cases that differ in types that are not multiplied read the same.
    let mut alike: Vec<(String, Vec<String>)> = Vec::new();
    for (number, case) in proof.cases.iter().enumerate() {
        let (words, number) = (case_words(environment, case), (number + 1).to_string());
        match alike.iter_mut().find(|(known, _)| *known == words) {
            Some((_, numbers)) => numbers.push(number),
            None => alike.push((words, vec![number])),
        }
    }
    for (words, numbers) in alike.iter().take(SHOWN_CASES) {
        let cases = if numbers.len() == 1 { "Case" } else { "Cases" };
        steps.push(format!("{cases} {}: {words}.", name::and_list(numbers)));
    }
    let left_out: usize = alike.iter().skip(SHOWN_CASES).map(|(_, numbers)| numbers.len()).sum();
    if left_out > 0 {
        let more = name::count(left_out, "more case", "more cases");
        steps.push(format!("and {more}; the certificate file has them all"));
    }
    steps
}

fn case_words(environment: &Environment, case: &SideCase) -> String {
    let side = |number: usize| {
        let side = &case.sides[number];
        let types = name::types(environment, side.coalition, side.truth);
        let sign = if side.side == Side::Plus { "plus" } else { "minus" };
        format!("{types} of {} {sign}", name::who(environment, side.coalition))
    };
    let used: Vec<usize> =
        (0..case.sides.len()).filter(|place| case.terms.iter().any(|term| term.place == *place)).collect();
    let sides: Vec<String> = used.into_iter().map(side).collect();
    let rows = case.terms.iter().filter_map(|term| {
        let side = case.sides.get(term.place)?;
        let types = |types| name::types(environment, side.coalition, types);
        let multiplier = cell(&term.multiplier, LONGEST);
        Some(format!("{} -> {} by {multiplier}", types(side.truth), types(term.report)))
    });
    let rows: Vec<String> = rows.collect();
    let left_out = rows.len().saturating_sub(SHOWN_ROWS);
    let more = match left_out {
        0 => String::new(),
        _ => format!("; and {}", name::count(left_out, "more row", "more rows")),
    };
    let rows = rows.into_iter().take(SHOWN_ROWS).collect::<Vec<_>>().join(", ");
    format!("{}: {rows}{more}", name::and_list(&sides))
}
