//! Condition `convex-independence`.
#![doc = include_str!("../../../io/glossary/convex-independence.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let text = |example: &str| {
//!     let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
//!     std::fs::read_to_string(folder.join("environment.toml")).unwrap()
//! };
//! let verdict = |text: String| {
//!     let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::ConvexIndependence).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("guo-2017-surplus-extraction")), "fails");
//! ```
//!
//! # Method
//! For each agent:
//! 1. TypeBeliefs that are linearly independent are no combinations of one another.
//! 2. Otherwise, for each type, a linear program: non-negative c with Σ c(θ'_i) w(θ'_i, x) = w(θ_i, x) for every type profile x
//!    of the others, w the weights of the profiles. Its solution gives the mixture, its contradiction −d a bet d with
//!    d · w(θ_i, ·) < 0 ≤ d · w(θ'_i, ·).

use super::{require_steps, steps_of_program, whole_numbers};
use crate::lp::{Farkas, Feasibility, Point, Program, Relation, Sign, solve_feasibility};
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{Evidence, TypeWeights};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;

/// One piece of evidence per agent, in agent order.
///
/// # Errors
/// [`UndecidedReason::TooLarge`].
pub fn evidence(environment: &Environment) -> Result<Vec<Evidence>, UndecidedReason> {
    environment.space().agents().map(|agent| evidence_of(environment, agent)).collect()
}

fn evidence_of(environment: &Environment, agent: AgentId) -> Result<Evidence, UndecidedReason> {
    let beliefs = TypeBeliefs::new(environment, agent);
    let types: Vec<TypeId> = beliefs.types().collect();
    let others = beliefs.others().count();
    if types.len() <= others {
        require_steps((types.len() * types.len()) as u128 * others as u128)?;
        if beliefs.are_independent() {
            return Ok(Evidence::IndependentBeliefs { agent });
        }
    }
    let mut bets = Vec::with_capacity(types.len());
    for own in types {
        match separate(&beliefs, own)? {
            Separation::Mixed(weights) => return Ok(Evidence::MixedBelief { agent, own, weights }),
            Separation::Bet(bet) => bets.push((own, bet)),
        }
    }
    Ok(Evidence::SeparatedBeliefs { agent, bets })
}

/// Whether the belief of a type stands apart from those of the agent's other types.
#[derive(Debug)]
pub enum Separation {
    /// It does: a bet on the others' types, in order, that this type expects to lose and no other type does.
    Bet(Vec<Rational>),
    /// It is a mixture of the others, with these weights.
    Mixed(TypeWeights),
}

/// Separates one type that occurs, by a linear program.
///
/// # Errors
/// [`UndecidedReason::TooLarge`].
pub fn separate(beliefs: &TypeBeliefs<'_>, own: TypeId) -> Result<Separation, UndecidedReason> {
    let rest: Vec<TypeId> = beliefs.types().filter(|other| *other != own).collect();
    let others = beliefs.others().count();
    require_steps(steps_of_program(others, rest.len()))?;
    Ok(match solve_feasibility(&program(beliefs, own)).map_err(|_| super::too_large(others, rest.len()))? {
        Feasibility::Feasible { point: Point(weights) } => {
            Separation::Mixed(rest.into_iter().zip(weights).filter(|(_, weight)| !weight.is_zero()).collect())
        }
        Feasibility::Infeasible { farkas: Farkas(multipliers) } => {
            Separation::Bet(whole_numbers(multipliers.into_iter().map(|multiplier| -multiplier).collect()))
        }
    })
}

/// The program that separates a type: it is feasible when the type's belief is a mixture of those of the agent's other types, whose
/// weights are the variables, in the order of the types; a row for every type profile of the others.
pub(super) fn program(beliefs: &TypeBeliefs<'_>, own: TypeId) -> Program {
    let rest: Vec<TypeId> = beliefs.types().filter(|other| *other != own).collect();
    let mut program = Program::new();
    for _ in &rest {
        program.add_variable(Sign::NonNegative);
    }
    for x in beliefs.others() {
        let entries = rest.iter().enumerate().map(|(place, other)| (place, beliefs.probability(*other, x)));
        program.add_row(Relation::Equal, entries.collect(), beliefs.probability(own, x));
    }
    program
}
