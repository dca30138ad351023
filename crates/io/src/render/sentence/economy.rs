//! Sentences about exchange economies.

use crate::economy::EconomyNames;
use crate::render::name::and_list;
use crate::render::number::with_decimal;
use crate::render::{EconomyAnswer, EconomySubject};
use crate::suggestion::counted;
use ambimech_model::check::{EconomyRefusal, Range, cover_ranges};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{
    DoubleImplementation, Economy, EconomyCertificate, EconomyQuestion, EconomyReason, EconomyVerdict, Game, Move,
    Side, ValueTree, WeightCover, WeightTree,
};
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;

/// What is asked, in the words of the field.
pub fn notion(question: EconomyQuestion) -> &'static str {
    match question {
        EconomyQuestion::Efficient => "maximin Pareto efficient",
        EconomyQuestion::Core => "in the maximin core",
        EconomyQuestion::Value => "a maximin value",
    }
}

/// A bundle: `2 bread + 1/2 wine`, or `nothing`.
pub fn bundle(economy: &Economy, amounts: &[Rational]) -> String {
    let parts: Vec<String> = (amounts.iter().zip(economy.goods()))
        .filter(|(amount, _)| !amount.is_zero())
        .map(|(amount, good)| format!("{amount} {good}"))
        .collect();
    if parts.is_empty() { "nothing".to_string() } else { parts.join(" + ") }
}

/// Who the members are and which types they have: `1 (H) and 2 (L)`.
pub fn who(economy: &Economy, coalition: Coalition, joint: JointTypeId) -> String {
    and_list(&EconomyNames::of(economy).members(&economy.members(coalition, joint)))
}

/// What an objection does and what everybody gets from it.
pub fn objection(economy: &Economy, objection: &Move, worth: impl Fn(AgentId) -> Option<Rational>) -> String {
    let members = economy.members(objection.coalition, objection.joint);
    let names = EconomyNames::of(economy);
    let one = |((agent, own), amounts): (&(AgentId, ambimech_model::index::TypeId), &Vec<Rational>)| {
        let gets = economy.utility(*agent, *own).value(amounts);
        let had = worth(*agent).map(|had| format!(" instead of {}", with_decimal(&had))).unwrap_or_default();
        format!(
            "{} takes {}, worth {}{had}",
            names.profiles.agent(*agent),
            bundle(economy, amounts),
            with_decimal(&gets)
        )
    };
    let parts: Vec<String> = members.iter().zip(&objection.bundles).map(one).collect();
    format!("{} can do better: {}", who(economy, objection.coalition, objection.joint), parts.join("; "))
}

/// The answer in a sentence.
pub fn answer(economy: &Economy, subject: EconomySubject, answer: &EconomyAnswer) -> String {
    let names = EconomyNames::of(economy);
    match &answer.verdict {
        EconomyVerdict::Undecided(reason) => why_undecided(economy, *reason),
        EconomyVerdict::Holds(certificate) => {
            let found = match subject {
                EconomySubject::Given => "the allocation is",
                EconomySubject::Sought => "there is an allocation that is",
            };
            let why = match certificate {
                EconomyCertificate::Efficient { bounds, .. } => {
                    format!("prices at {} show that nothing improves on it", counted(bounds.len(), "type profile"))
                }
                EconomyCertificate::Core { bounds, .. } => {
                    format!(
                        "prices for each of {} coalitions with types show that none of them objects",
                        bounds.len()
                    )
                }
                EconomyCertificate::ValueExists => {
                    return "there is an allocation that is a maximin value: every good is worth something to everybody, and every agent owns something and has one type; none was found, and its numbers may be irrational".to_string();
                }
                _ => "at every type profile weighted utilities are Shapley values".to_string(),
            };
            format!("{found} {}: {why}", notion(answer.question))
        }
        EconomyVerdict::Fails(certificate) => match certificate {
            EconomyCertificate::Dominated { allocation, better: found }
            | EconomyCertificate::Blocked { allocation, objection: found } => {
                let members = economy.members(found.coalition, found.joint);
                let had = |agent: AgentId| {
                    let own = members.iter().find(|(member, _)| *member == agent)?.1;
                    Some(allocation.worth(economy, agent, own))
                };
                format!("the allocation is not {}: {}", notion(answer.question), objection(economy, found, had))
            }
            EconomyCertificate::NoCore { tree } => {
                let (reach, objections) = leaves(tree);
                format!(
                    "no allocation is in the maximin core: what one could be worth is divided into {}, {reach} out of reach and {objections} objected to",
                    counted(reach + objections, "part")
                )
            }
            EconomyCertificate::NotValue { allocation, game } => {
                let values = game_values(economy, game);
                let space = economy.space();
                let differs = space.agents().zip(&values).find_map(|(agent, value)| {
                    let own = space.type_of(game.profile, agent);
                    let has = allocation.worth(economy, agent, own);
                    (has != *value).then(|| (agent, own, has, value.clone()))
                });
                match differs {
                    Some((agent, own, has, value)) => format!(
                        "the allocation is not a maximin value: at {} every value gives {} {}, and the allocation {}",
                        names.profiles.label(game.profile),
                        names.members(&[(agent, own)]).join(""),
                        with_decimal(&value),
                        with_decimal(&has)
                    ),
                    None => "the allocation is not a maximin value".to_string(),
                }
            }
            EconomyCertificate::NotAmongValues { allocation, cover } => format!(
                "the allocation is not a maximin value: at {} no weights make {} Shapley values; they are divided into {}",
                names.profiles.label(cover.profile),
                and_list(
                    &economy
                        .space()
                        .agents()
                        .map(|agent| {
                            let own = economy.space().type_of(cover.profile, agent);
                            with_decimal(&allocation.worth(economy, agent, own))
                        })
                        .collect::<Vec<String>>()
                ),
                counted(parts(&cover.tree), "part")
            ),
            EconomyCertificate::NoCommonValue { agent, covers } => {
                let own = economy.space().type_of(covers.0.profile, *agent);
                let at = |cover: &WeightCover| {
                    format!("{} at {}", amounts(economy, cover, *agent), names.profiles.label(cover.profile))
                };
                format!(
                    "no allocation is a maximin value: {} would have to receive {} and {}, and cannot tell the two apart; all weights were divided, into {} and {}",
                    names.members(&[(*agent, own)]).join(""),
                    at(&covers.0),
                    at(&covers.1),
                    counted(parts(&covers.0.tree), "part"),
                    counted(parts(&covers.1.tree), "part"),
                )
            }
            EconomyCertificate::NoValue { agent, games } => {
                let own = economy.space().type_of(games.0.profile, *agent);
                let at = |game: &Game| {
                    let value = game_values(economy, game).get(agent.0).cloned().unwrap_or_default();
                    format!("{} at {}", with_decimal(&value), names.profiles.label(game.profile))
                };
                format!(
                    "no allocation is a maximin value: {} would have to receive {} and {}, and cannot tell the two apart",
                    names.members(&[(*agent, own)]).join(""),
                    at(&games.0),
                    at(&games.1)
                )
            }
            _ => format!("the allocation is not {}", notion(answer.question)),
        },
    }
}

/// How many parts a cover has.
fn parts(tree: &WeightTree) -> usize {
    match tree {
        WeightTree::Halves { first, second, .. } => parts(first) + parts(second),
        WeightTree::OutOfReach(_) | WeightTree::Open => 1,
    }
}

/// What values give an agent at the profile of a cover: `between 1 and 2`.
fn amounts(economy: &Economy, cover: &WeightCover, agent: AgentId) -> String {
    let found = cover_ranges(economy, cover).unwrap_or_default();
    let of: Vec<&Range> = found.iter().filter_map(|part| part.get(agent.0)).collect();
    let (least, most) = (of.iter().map(|(from, _)| from).min(), of.iter().map(|(_, to)| to).max());
    match (least, most) {
        (Some(least), Some(most)) => {
            format!("between {} and {}", outwards(least, Side::Below), outwards(most, Side::Above))
        }
        _ => "an amount that there is not".to_string(),
    }
}

/// A decimal with four places that is no larger, or no smaller.
fn outwards(number: &Rational, side: Side) -> String {
    let unit = Rational::from(10_000u32);
    let scaled = number * &unit;
    let whole = match side {
        Side::Below => scaled.floor(),
        Side::Above => scaled.ceil(),
    };
    let text = whole.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let padded = format!("{digits:0>5}");
    let (before, after) = padded.split_at(padded.len() - 4);
    format!("{sign}{before}.{after}").trim_end_matches('0').trim_end_matches('.').to_string()
}

/// What the bundles of a game are worth at its profile.
fn game_values(economy: &Economy, game: &Game) -> Vec<Rational> {
    let space = economy.space();
    let worth = |(agent, amounts): (AgentId, &Vec<Rational>)| {
        economy.utility(agent, space.type_of(game.profile, agent)).value(amounts)
    };
    space.agents().zip(&game.bundles).map(worth).collect()
}

/// How many parts are out of reach, and how many are objected to.
fn leaves(tree: &ValueTree) -> (usize, usize) {
    match tree {
        ValueTree::OutOfReach { .. } => (1, 0),
        ValueTree::Objection(_) => (0, 1),
        ValueTree::Cut { below, above, .. } => {
            let (one, other) = (leaves(below), leaves(above));
            (one.0 + other.0, one.1 + other.1)
        }
    }
}

fn why_undecided(economy: &Economy, reason: EconomyReason) -> String {
    let names = EconomyNames::of(economy);
    match reason {
        EconomyReason::SearchEnded { programs } => {
            format!(
                "the search ended after {programs} linear programs, without an allocation and without a proof that there is none"
            )
        }
        EconomyReason::NoValueFound { profile } => format!(
            "no value was found at {}; with three agents or more it is looked for among the faces of what all can reach together",
            names.profiles.label(profile)
        ),
        EconomyReason::NoCommonValue => {
            "there are values at every type profile, but none were found that give every type one \
                                         amount, and none were shown to differ; there may be others"
                .to_string()
        }
        EconomyReason::NoWeightsFound { profile } => format!(
            "no weights were found at {} with which the allocation is a value; an allocation file can state them under [weights]",
            names.profiles.label(profile)
        ),
        EconomyReason::NotStrict => {
            "some good is worth nothing to a type, or an agent owns nothing: then values need not be unique, and \
                                     those that were found disagree"
                .to_string()
        }
        EconomyReason::NotAccepted => "an answer was found that the checker did not accept".to_string(),
        _ => "a linear program was not solved".to_string(),
    }
}

/// What the thesis says about the set of all allocations of a kind.
pub fn set_sentence(question: EconomyQuestion, set: DoubleImplementation) -> String {
    let (all, corollary) = match question {
        EconomyQuestion::Efficient => ("the set of all maximin efficient allocations", "3.6.1"),
        EconomyQuestion::Core => ("the maximin core", "3.6.2"),
        EconomyQuestion::Value => ("the set of all maximin values", "3.6.3"),
    };
    match set {
        DoubleImplementation::Implementable => format!(
            "{all} is doubly implementable, as an ambiguous Nash and an ambiguous strong equilibrium (THESIS Corollary {corollary}): every \
             good is worth something to everybody and everybody owns something"
        ),
        DoubleImplementation::Empty => format!("{all} is empty: there is nothing to implement"),
        DoubleImplementation::NoBadOutcome => format!(
            "THESIS Corollary {corollary} does not apply: {all} has no bad outcome, since one of them leaves an agent nothing"
        ),
        DoubleImplementation::IfNotEmpty => {
            format!("if {all} is not empty, it is doubly implementable (THESIS Corollary {corollary})")
        }
        DoubleImplementation::NotStrict => format!(
            "THESIS Corollary {corollary} does not apply: some good is worth nothing to a type, or an agent owns nothing"
        ),
    }
}

/// What efficiency says about misreports.
pub fn incentive_sentence(is_efficient: bool) -> &'static str {
    if is_efficient {
        "no coalition gains from misreporting its types: the allocation is efficient (THESIS Lemma 3.6.1)"
    } else {
        "about misreports nothing follows: THESIS Lemma 3.6.1 is about efficient allocations"
    }
}

/// Why a proof was refused.
pub fn refusal(economy: &Economy, refusal: &EconomyRefusal) -> String {
    let names = EconomyNames::of(economy);
    let good = |good: usize| economy.goods().get(good).cloned().unwrap_or_default();
    let agent = |agent: AgentId| names.profiles.agent(agent).to_string();
    match refusal {
        EconomyRefusal::Malformed => {
            "something is named that the economy does not have, or a list has the wrong length".to_string()
        }
        EconomyRefusal::Negative => "a number is negative, or a weight is 0".to_string(),
        EconomyRefusal::Weights { coalition, joint, member } => format!(
            "the multipliers of {} do not add up to its weight, for {}",
            agent(*member),
            who(economy, *coalition, *joint)
        ),
        EconomyRefusal::Price { coalition, joint, member, good: which } => format!(
            "at the price of {} agent {} would gain by taking more, for {}",
            good(*which),
            agent(*member),
            who(economy, *coalition, *joint)
        ),
        EconomyRefusal::Resources { coalition, good: which } => {
            let members: Vec<String> = coalition.members().map(agent).collect();
            format!("{} use more {} than they own", and_list(&members), good(*which))
        }
        EconomyRefusal::TooLarge { coalition, joint, bound, have } => format!(
            "{} could have {} together, by the weights and prices stated, and have {}",
            who(economy, *coalition, *joint),
            with_decimal(bound),
            with_decimal(have)
        ),
        EconomyRefusal::WorseOff { coalition, joint, member } => {
            format!("{} is worse off by what {} do", agent(*member), who(economy, *coalition, *joint))
        }
        EconomyRefusal::NobodyBetter { coalition, joint } => {
            format!("nobody is better off by what {} do", who(economy, *coalition, *joint))
        }
        EconomyRefusal::NotAttained { coalition, profile } => {
            let members: Vec<String> = coalition.members().map(agent).collect();
            format!(
                "the worth of {} at {} is not attained by its bundles",
                and_list(&members),
                names.profiles.label(*profile)
            )
        }
        EconomyRefusal::NotShapley { profile, agent: whose, found, shapley } => format!(
            "at {} agent {} has {} weighted, and its Shapley value is {}",
            names.profiles.label(*profile),
            agent(*whose),
            with_decimal(found),
            with_decimal(shapley)
        ),
        EconomyRefusal::NoDifference => "the two things that should differ are equal".to_string(),
        EconomyRefusal::NotTwo => {
            "the argument is about two agents to whom every good is worth something and who own something"
                .to_string()
        }
        EconomyRefusal::NotStrict => {
            "the argument is about agents to whom every good is worth something and who own something".to_string()
        }
        EconomyRefusal::ManyProfiles => "the argument is about agents with one type each".to_string(),
        _ => "the proof proves nothing".to_string(),
    }
}
