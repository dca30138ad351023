//! The proof that no mechanism reaches a goal, in the form a paper prints.

use crate::render::name;
use crate::render::number::{cell, exact, with_decimal};
use crate::render::sentence::combination::{self, Equation, LONGEST_DISPLAYED, RowTable};
use crate::render::sentence::condition::same_belief;
use crate::render::sentence::one_bet;
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, Property};

/// At most this many multipliers are listed one by one.
const SHOWN_MULTIPLIERS: usize = 12;

/// One step of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A sentence.
    Words(String),
    /// A displayed line: a label, which may be empty, and an inequality.
    Display {
        /// Such as `IC(H -> L)`.
        label: String,
        /// Such as `0 >= 3`.
        formula: String,
    },
    /// A row written out.
    Equation {
        /// Such as `IC(1: H -> L)`.
        label: String,
        /// What it is multiplied by; `None` for the sum.
        multiplier: Option<Rational>,
        /// The row.
        equation: Equation,
    },
    /// The name of a rule whose payments occur in equations.
    Rule {
        /// Its number.
        number: usize,
        /// What it is.
        words: String,
    },
    /// Rows that are not written out.
    Rows(RowTable),
}

/// The steps as lines of plain text.
pub fn proof_lines(environment: &Environment, certificate: &ImpossibilityCertificate) -> Vec<String> {
    let mut lines = Vec::new();
    for step in proof(environment, certificate) {
        match step {
            Step::Words(words) => lines.push(words),
            Step::Display { label, formula } if label.is_empty() => lines.push(formula),
            Step::Display { label, formula } => lines.push(format!("{label}: {formula}")),
            Step::Equation { label, equation, .. } => lines.push(format!("{label}: {equation}")),
            Step::Rule { number, words } => lines.push(format!("t^{number}: {words}")),
            Step::Rows(table) => {
                lines.extend(table.rows.iter().map(|row| {
                    let number = |number| cell(number, LONGEST_DISPLAYED);
                    format!("{}, times {}: payoffs {}", row.label, number(&row.multiplier), number(&row.payoffs))
                }));
                lines.extend(more_rows(&table));
            }
        }
    }
    lines
}

/// That a table does not have all rows.
pub fn more_rows(table: &RowTable) -> Option<String> {
    let rows = name::count(table.left_out, "more row", "more rows");
    (table.left_out > 0).then(|| format!("and {rows}; the certificate file has them all"))
}

/// The name of the reason in files.
pub fn kind(reason: &Impossibility) -> &'static str {
    match reason {
        Impossibility::Inefficient { .. } => "inefficient",
        Impossibility::NegativeExpectedSurplus { .. } => "negative-expected-surplus",
        Impossibility::NegativeSurplus { .. } => "negative-surplus",
        Impossibility::GrandCoalitionGains { .. } => "grand-coalition-gains",
        Impossibility::EqualPosteriorsTempted { .. } => "equal-posteriors-tempted",
        Impossibility::ExtractionTempted { .. } => "extraction-tempted",
        Impossibility::Combination(_) => "combination",
        Impossibility::OneBet(_) => "one-bet",
    }
}

/// The reason in one sentence.
pub fn headline(environment: &Environment, certificate: &ImpossibilityCertificate) -> String {
    match &certificate.reason {
        Impossibility::Inefficient { profile, outcome, .. } => format!(
            "the allocation rule is not efficient: at {} outcome {} has a larger surplus than {}",
            name::profile(environment, *profile),
            name::outcome(environment, *outcome),
            allocated(environment, *profile),
        ),
        Impossibility::NegativeExpectedSurplus { value } => {
            format!(
                "the expected surplus is {}, too little for everyone to take part with a balanced budget",
                with_decimal(value)
            )
        }
        Impossibility::NegativeSurplus { profile, value } => format!(
            "at {} the surplus is {}, so the grand coalition would rather stay out",
            name::profile(environment, *profile),
            with_decimal(value)
        ),
        Impossibility::GrandCoalitionGains { truth, report, gain } => format!(
            "at {} the grand coalition gains {} by reporting {}, and balanced payments cannot stop it",
            name::profile(environment, *truth),
            with_decimal(gain),
            name::profile(environment, *report),
        ),
        Impossibility::EqualPosteriorsTempted { coalition, first, second, gain } => format!(
            "types {} and {} of {} have the same belief about the others and together gain {} by posing as each other",
            name::types(environment, *coalition, *first),
            name::types(environment, *coalition, *second),
            name::who(environment, *coalition),
            with_decimal(gain),
        ),
        Impossibility::ExtractionTempted { coalition, truth, report, gain } => format!(
            "type {} of {} has the same belief about the others as type {} and gains {} by posing as it, once everyone's whole \
             surplus is taken",
            name::types(environment, *coalition, *truth),
            name::who(environment, *coalition),
            name::types(environment, *coalition, *report),
            with_decimal(gain),
        ),
        Impossibility::Combination(found) => combination::headline(environment, &certificate.goal, found),
        Impossibility::OneBet(proof) => one_bet::headline(environment, proof),
    }
}

/// The proof, step by step.
pub fn proof(environment: &Environment, certificate: &ImpossibilityCertificate) -> Vec<Step> {
    if let Impossibility::Combination(found) = &certificate.reason {
        return combination::proof(environment, &certificate.goal, found);
    }
    if let Impossibility::OneBet(found) = &certificate.reason {
        return one_bet::proof(environment, found).into_iter().map(words).collect();
    }
    let suppose = words(format!(
        "Suppose that some set of transfer rules, with one rule or many, has the properties {}.",
        name::and_list(&property_names(&certificate.goal))
    ));
    let mut steps = vec![suppose];
    let argued = argument(environment, certificate);
    // Only a certificate of another environment can be about beliefs that this one does not have.
    steps.extend(argued.unwrap_or_else(|| vec![words("This argument needs a common prior.".to_string())]));
    steps
}

/// The steps between assumption and contradiction; `None` where they are about beliefs that the environment does not have.
fn argument(environment: &Environment, certificate: &ImpossibilityCertificate) -> Option<Vec<Step>> {
    Some(match &certificate.reason {
        Impossibility::Inefficient { profile, outcome, gain } => {
            let takes_part = certificate.goal.asks_for(Property::Ir);
            inefficient(environment, takes_part, (*profile, name::outcome(environment, *outcome), gain))?
        }
        Impossibility::NegativeExpectedSurplus { value } => negative_expected_surplus(environment, value)?,
        Impossibility::NegativeSurplus { profile, value } => vec![
            words(format!(
                "At {}, which occurs with probability {}, the grand coalition takes part, so under every rule t its payoffs \
                 and payments add up to at least 0:",
                name::profile(environment, *profile),
                with_decimal(&environment.common_prior()?.probability(*profile)),
            )),
            display("CR", format!("{} + sum_i t_i >= 0", exact(value))),
            words("The budget balances, so the payments add up to 0 and it remains".to_string()),
            display("", format!("{} >= 0, a contradiction.", exact(value))),
        ],
        Impossibility::GrandCoalitionGains { truth, report, gain } => {
            grand_coalition_gains(environment, *truth, *report, gain)
        }
        Impossibility::EqualPosteriorsTempted { coalition, first, second, gain } => {
            equal_posteriors(environment, &certificate.goal, *coalition, (*first, *second), gain)?
        }
        Impossibility::ExtractionTempted { coalition, truth, report, gain } => {
            extraction(environment, *coalition, (*truth, *report), gain)?
        }
        // They suppose something more precise.
        Impossibility::Combination(_) | Impossibility::OneBet(_) => return None,
    })
}

fn words(text: String) -> Step {
    Step::Words(text)
}

fn display(label: impl Into<String>, formula: String) -> Step {
    Step::Display { label: label.into(), formula }
}

fn property_names(goal: &Goal) -> Vec<String> {
    goal.properties().iter().map(|property| property.name().to_string()).collect()
}

fn allocated(environment: &Environment, profile: ProfileId) -> String {
    name::outcome(environment, environment.allocation(profile))
}

fn inefficient(
    environment: &Environment,
    takes_part: bool,
    (profile, outcome, gain): (ProfileId, String, &Rational),
) -> Option<Vec<Step>> {
    let probability = environment.common_prior()?.probability(profile);
    let surplus = environment.surplus(profile);
    let place = name::profile(environment, profile);
    let mut steps = vec![
        words(format!(
            "Full surplus (fse) is the largest surplus that any allocation can have. At {place}, which occurs with \
             probability {}, the allocated outcome {} has surplus {}, but outcome {outcome} has {}, which is {} more.",
            with_decimal(&probability),
            allocated(environment, profile),
            with_decimal(&surplus),
            with_decimal(&(&surplus + gain)),
            with_decimal(gain),
        )),
        words(format!(
            "So the expected surplus of the allocation rule misses the largest one by at least {} times {}:",
            with_decimal(&probability),
            with_decimal(gain)
        )),
        display("", format!("expected surplus + {} <= largest expected surplus", exact(&(&probability * gain)))),
    ];
    steps.push(words(if takes_part {
        "Multiply IR of every type of every agent by the type's probability and add: under each rule the expected revenue is at \
         most the expected surplus of the allocation rule, so it is less than the largest one, a contradiction."
            .to_string()
    } else {
        "Full surplus extraction asks for an allocation rule that attains the largest expected surplus, a contradiction."
            .to_string()
    }));
    Some(steps)
}

fn negative_expected_surplus(environment: &Environment, value: &Rational) -> Option<Vec<Step>> {
    let (space, prior) = (environment.space(), environment.common_prior()?);
    let total = Rational::from(prior.total().clone());
    let mut steps = vec![words(
        "Take any one of the rules, t. Worst cases are at least 0, so under t every type of every agent expects at least 0 on \
         path: this is IR."
            .to_string(),
    )];
    let types: usize = space.agents().map(|agent| space.type_count(agent)).sum();
    if types <= SHOWN_MULTIPLIERS {
        let multipliers: Vec<String> = space
            .agents()
            .flat_map(|agent| {
                let single = Coalition::single(agent);
                let weights = prior.joint_weights(space, single);
                let total = &total;
                weights.into_iter().enumerate().map(move |(t, weight)| {
                    format!(
                        "IR of agent {} type {} by {}",
                        name::agent(environment, agent),
                        name::types(environment, single, JointTypeId(t)),
                        exact(&(Rational::from(weight) / total)),
                    )
                })
            })
            .collect();
        steps.push(words(format!("Multiply {}, and add:", name::and_list(&multipliers))));
    } else {
        steps.push(words(
            "Multiply IR of every type of every agent by the type's probability, and add:".to_string(),
        ));
    }
    steps.push(display("", "expected surplus + expected sum of payments >= 0".to_string()));
    steps.push(words("The budget balances, so the payments cancel and it remains".to_string()));
    steps.push(display("", format!("{} >= 0, a contradiction.", exact(value))));
    Some(steps)
}

fn grand_coalition_gains(
    environment: &Environment,
    truth: ProfileId,
    report: ProfileId,
    gain: &Rational,
) -> Vec<Step> {
    let own = environment.surplus(truth);
    let reported = &own + gain;
    let (truth_name, report_name) = (name::profile(environment, truth), name::profile(environment, report));
    vec![
        words(format!(
            "The budget balances, so under every rule the grand coalition of type {truth_name} is worth its payoffs alone: {} \
             from outcome {} when it tells the truth, {} from outcome {} when it reports {report_name}. It must not gain:",
            with_decimal(&own),
            allocated(environment, truth),
            with_decimal(&reported),
            allocated(environment, report),
        )),
        display(format!("CIC({truth_name} -> {report_name})"), format!("{} >= {}", exact(&own), exact(&reported))),
        words(format!("This is 0 >= {}, a contradiction.", exact(gain))),
    ]
}

fn equal_posteriors(
    environment: &Environment,
    goal: &Goal,
    coalition: Coalition,
    (first, second): (JointTypeId, JointTypeId),
    gain: &Rational,
) -> Option<Vec<Step>> {
    let interim = Interim::new(environment, coalition)?;
    let called = |joint| name::types(environment, coalition, joint);
    let (one, two) = (called(first), called(second));
    let row = if coalition.len() == 1 && goal.asks_for(Property::Ic) { "IC" } else { "CIC" };
    let payoff = |truth, report| exact(&interim.payoff(truth, report));
    let own = interim.payoff(first, first) + interim.payoff(second, second);
    let posed = interim.payoff(first, second) + interim.payoff(second, first);
    let payments = |joint: &str| format!("m[{joint}]");
    Some(vec![
        words(format!("{}.", capital(&same_belief(environment, coalition, first, second)))),
        words(format!(
            "So under every rule the expected payments after a given report are the same for both. Let {} and {} be their \
             smallest expected values over the rules, after the reports {one} and {two}. Truth must be worth at least as much \
             as posing as the other:",
            payments(&one),
            payments(&two),
        )),
        display(
            format!("{row}({one} -> {two})"),
            format!(
                "{} + {} >= {} + {}",
                payoff(first, first),
                payments(&one),
                payoff(first, second),
                payments(&two)
            ),
        ),
        display(
            format!("{row}({two} -> {one})"),
            format!(
                "{} + {} >= {} + {}",
                payoff(second, second),
                payments(&two),
                payoff(second, first),
                payments(&one)
            ),
        ),
        words("Add the two; the payments cancel:".to_string()),
        display("", format!("{} >= {}", exact(&own), exact(&posed))),
        words(format!("This is 0 >= {}, a contradiction.", exact(gain))),
    ])
}

fn extraction(
    environment: &Environment,
    coalition: Coalition,
    (truth, report): (JointTypeId, JointTypeId),
    gain: &Rational,
) -> Option<Vec<Step>> {
    let interim = Interim::new(environment, coalition)?;
    let (own, posed) = (name::types(environment, coalition, truth), name::types(environment, coalition, report));
    let payments = format!("E[t({posed})]");
    let honest = exact(&interim.payoff(report, report));
    let tempted = exact(&interim.payoff(truth, report));
    Some(vec![
        words(
            "Under every rule t the expected revenue is the whole expected surplus (fse), while every type expects at least 0 \
             on path (ir). Multiply IR of every type of every agent by the type's probability and add: the sum is 0, so every \
             type of every agent expects exactly 0."
                .to_string(),
        ),
        words(format!("{}.", capital(&same_belief(environment, coalition, truth, report)))),
        words(format!(
            "So under every rule the report {posed} brings both the same expected payment {payments}. For the honest type \
             {posed} it is worth 0:",
        )),
        display(format!("value({posed})"), format!("{honest} + {payments} = 0")),
        words(format!("For type {own}, who also expects 0 from the truth, the same report is worth")),
        display(format!("IC({own} -> {posed})"), format!("0 >= {tempted} + {payments} = {}", exact(gain))),
        words(format!("This is 0 >= {}, a contradiction.", exact(gain))),
    ])
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}
