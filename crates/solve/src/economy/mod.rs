//! Exchange economies with maximin preferences (THESIS section 3.6): the Pareto efficient set, the maximin core and the maximin value.
//!
//! Questions about a given allocation are decided: for every coalition and joint type a linear program either finds an objection or its
//! multipliers are the bound that rules one out. Questions whether there is an allocation are a search, with an answer when it ends with one:
//! an allocation and its bounds; for the core also a proof that there is none; for the value of two agents always an answer. Every
//! answer has passed [`check_economy`].

mod cover;
mod empty;
mod face;
mod reach;
mod search;
mod value;

use ambimech_model::check::check_economy;
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{
    Allocation, DoubleImplementation, Economy, EconomyCertificate, EconomyQuestion, EconomyReason, EconomyVerdict,
};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use reach::{Reach, Reached};
use search::{Found, Search, have};

/// Weights of types, by agent and type: which efficient or core allocation is looked for first.
pub type TypeWeights = Vec<Vec<Rational>>;

/// All weights 1.
pub fn equal_weights(economy: &Economy) -> TypeWeights {
    economy.traders().iter().map(|trader| vec![Rational::ONE; trader.types.len()]).collect()
}

/// Whether there is an allocation of this kind, with one.
///
/// # Examples
/// ```
/// use ambimech_model::economy::{Affine, Economy, EconomyQuestion, Taste, Trader, Utility};
/// use ambimech_model::number::Rational;
/// use ambimech_solve::economy::{equal_weights, find_allocation};
/// let trader = |name: &str, endowment: [u32; 2], slopes: [u32; 2]| Trader {
///     name: name.to_string(),
///     endowment: endowment.map(Rational::from).to_vec(),
///     types: vec![Taste {
///         name: "t".to_string(),
///         utility: Utility::new(vec![Affine { slopes: slopes.map(Rational::from).to_vec(), constant: Rational::ZERO }]).unwrap(),
///     }],
/// };
/// let traders = vec![trader("1", [1, 0], [1, 2]), trader("2", [0, 1], [2, 1])];
/// let goods = vec!["x".to_string(), "y".to_string()];
/// let economy = Economy::new((String::new(), String::new()), goods, traders).unwrap();
/// let core = find_allocation(&economy, EconomyQuestion::Core, &equal_weights(&economy));
/// assert_eq!(core.word(), "holds");
/// ```
pub fn find_allocation(economy: &Economy, question: EconomyQuestion, weights: &TypeWeights) -> EconomyVerdict {
    let grand = economy.grand_coalition();
    accepted(
        economy,
        match question {
            EconomyQuestion::Value => value::find_value(economy),
            EconomyQuestion::Efficient => {
                let everybody = economy.space().profiles().map(|profile| (grand, economy.everyone_at(profile)));
                match Search::new(economy, everybody.collect(), weights).run() {
                    Found::Allocation(allocation) => decide(economy, &allocation, EconomyQuestion::Efficient),
                    ended @ (Found::Nothing(_) | Found::Unsolved) => {
                        let found =
                            dictator(economy).map(|found| decide(economy, &found, EconomyQuestion::Efficient));
                        match (found, ended) {
                            (Some(EconomyVerdict::Holds(certificate)), _) => EconomyVerdict::Holds(certificate),
                            (_, Found::Nothing(programs)) => {
                                EconomyVerdict::Undecided(EconomyReason::SearchEnded { programs })
                            }
                            _ => EconomyVerdict::Undecided(EconomyReason::Unsolved),
                        }
                    }
                }
            }
            EconomyQuestion::Core => match Search::new(economy, economy.objectors(), weights).run() {
                Found::Allocation(allocation) => decide(economy, &allocation, EconomyQuestion::Core),
                Found::Unsolved => EconomyVerdict::Undecided(EconomyReason::Unsolved),
                Found::Nothing(programs) => match empty::find_no_core(economy) {
                    Ok(tree) => EconomyVerdict::Fails(EconomyCertificate::NoCore { tree }),
                    Err(more) => {
                        EconomyVerdict::Undecided(EconomyReason::SearchEnded { programs: programs + more })
                    }
                },
            },
        },
    )
}

/// Whether the allocation is of this kind; for the value with weights λ(t), by profile and agent, where they are given.
pub fn decide_allocation(
    economy: &Economy,
    allocation: &Allocation,
    question: EconomyQuestion,
    weights: Option<&[Vec<Rational>]>,
) -> EconomyVerdict {
    let verdict = match question {
        EconomyQuestion::Value => match value::decide_value(economy, allocation, weights) {
            // A value is efficient and individually rational.
            EconomyVerdict::Undecided(reason) if economy.is_strict() => {
                let singles = economy.objectors().into_iter().filter(|(coalition, _)| coalition.len() == 1);
                let found = objections(economy, allocation, singles.collect());
                let dominated = || decide(economy, allocation, EconomyQuestion::Efficient);
                match (found, dominated()) {
                    (Some(Err(blocked)), _) => EconomyVerdict::Fails(blocked),
                    (_, EconomyVerdict::Fails(dominated)) => EconomyVerdict::Fails(dominated),
                    _ => EconomyVerdict::Undecided(reason),
                }
            }
            other => other,
        },
        _ => decide(economy, allocation, question),
    };
    accepted(economy, verdict)
}

/// What Corollaries 3.6.1 to 3.6.3 say about the set of all allocations of a kind, given whether there is one.
pub fn double_implementation(
    economy: &Economy,
    question: EconomyQuestion,
    exists: &EconomyVerdict,
) -> DoubleImplementation {
    if !economy.is_strict() {
        return DoubleImplementation::NotStrict;
    }
    if question == EconomyQuestion::Efficient && economy.traders().len() > 1 {
        return DoubleImplementation::NoBadOutcome;
    }
    match exists {
        EconomyVerdict::Holds(_) => DoubleImplementation::Implementable,
        EconomyVerdict::Fails(_) => DoubleImplementation::Empty,
        EconomyVerdict::Undecided(_) => DoubleImplementation::IfNotEmpty,
    }
}

/// The verdict if the checker accepts its proof.
fn accepted(economy: &Economy, verdict: EconomyVerdict) -> EconomyVerdict {
    match verdict.certificate() {
        Some(certificate) if check_economy(economy, certificate).is_err() => {
            EconomyVerdict::Undecided(EconomyReason::NotAccepted)
        }
        _ => verdict,
    }
}

/// Efficiency or the core, for a given allocation.
fn decide(economy: &Economy, allocation: &Allocation, question: EconomyQuestion) -> EconomyVerdict {
    let places = match question {
        EconomyQuestion::Efficient => {
            let grand = economy.grand_coalition();
            economy.space().profiles().map(|profile| (grand, economy.everyone_at(profile))).collect()
        }
        _ => economy.objectors(),
    };
    match (objections(economy, allocation, places), question) {
        (None, _) => EconomyVerdict::Undecided(EconomyReason::Unsolved),
        (Some(Ok(bounds)), EconomyQuestion::Efficient) => {
            EconomyVerdict::Holds(EconomyCertificate::Efficient { allocation: allocation.clone(), bounds })
        }
        (Some(Ok(bounds)), _) => {
            EconomyVerdict::Holds(EconomyCertificate::Core { allocation: allocation.clone(), bounds })
        }
        (Some(Err(EconomyCertificate::Blocked { allocation, objection })), EconomyQuestion::Efficient) => {
            EconomyVerdict::Fails(EconomyCertificate::Dominated { allocation, better: objection })
        }
        (Some(Err(blocked)), _) => EconomyVerdict::Fails(blocked),
    }
}

/// A bound for each of these coalitions, or the first objection; `None` when a program was not solved.
fn objections(
    economy: &Economy,
    allocation: &Allocation,
    places: Vec<(Coalition, JointTypeId)>,
) -> Option<Result<Vec<ambimech_model::economy::Bound>, EconomyCertificate>> {
    let worths = allocation.worths(economy);
    let mut bounds = Vec::with_capacity(places.len());
    for (coalition, joint) in places {
        let reach = Reach { economy, coalition, joint };
        match reach.objection(&have(economy, coalition, joint, &worths))? {
            Ok(objection) => {
                return Some(Err(EconomyCertificate::Blocked { allocation: allocation.clone(), objection }));
            }
            Err(bound) => bounds.push(bound),
        }
    }
    Some(Ok(bounds))
}

/// The first agent takes what it likes best, and what is left goes to the next.
fn dictator(economy: &Economy) -> Option<Allocation> {
    let (space, grand) = (economy.space(), economy.grand_coalition());
    let mut rows = Vec::with_capacity(space.size());
    for profile in space.profiles() {
        let reach = Reach { economy, coalition: grand, joint: economy.everyone_at(profile) };
        let count = economy.traders().len();
        let mut floors: Vec<Option<Rational>> = vec![None; count];
        let mut last = None;
        for agent in 0..count {
            let weights: Vec<Rational> =
                (0..count).map(|other| Rational::from(usize::from(other == agent))).collect();
            let Reached::Best(best) = reach.maximise(&weights, &floors)? else { return None };
            floors[agent] = best.worths.get(agent).cloned();
            last = Some(best.bundles);
        }
        rows.push(last?);
    }
    Allocation::new(economy, rows).ok()
}

/// v_i(t_i) that the frontier of two agents passes through at a profile, for a picture: its corners in order; empty for other numbers of agents.
pub fn frontier_points(economy: &Economy, types: [TypeId; 2]) -> Vec<[Rational; 2]> {
    if economy.traders().len() != 2 {
        return Vec::new();
    }
    let joint = economy.everyone_at(economy.space().profile(&types));
    let reach = Reach { economy, coalition: Coalition::grand(2), joint };
    face::frontier(&reach).map(|frontier| frontier.points).unwrap_or_default()
}

/// The agents' own worths, for a picture.
pub fn own_worths(economy: &Economy, types: [TypeId; 2]) -> [Rational; 2] {
    [economy.own_worth(AgentId(0), types[0]), economy.own_worth(AgentId(1), types[1])]
}
