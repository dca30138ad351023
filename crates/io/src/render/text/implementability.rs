//! Answers about allocation rules under sets of beliefs.

use super::mechanism::render_rules;
use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::{cell, decimal, exact, with_decimal};
use crate::render::sentence::as_sentence;
use crate::render::sentence::implementability::{
    BY_SEVERAL, agent_words, cycle, draws_lies, growth, impossibility, not_insured, rule_reason, rule_word,
    rules_word,
};
use crate::render::sentence::scenario::{belief, set_claim, state_label};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Criterion, SetVerdict};
use ambimech_model::check::check_no_transfers;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{
    AgentDevice, BeliefFamily, Flow, Impossibility, LeastAmbiguity, NotInsured, RuleAnswer, RuleStudy, SchemeKind,
};
use ambimech_model::index::AgentId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;

/// The verdict line about the criterion asked for, the table of all criteria, then transfers or a proof.
pub fn render_rule_studies(
    environment: &AmbiguousEnvironment,
    studies: &[RuleStudy],
    asked: Criterion,
    page: Page,
) -> String {
    let frame = environment.without_beliefs();
    let mut table = Table::new(&[
        ("criterion", Align::Left),
        ("rules", Align::Left),
        ("reports", Align::Left),
        ("transfers", Align::Left),
        ("by", Align::Left),
    ]);
    for study in studies {
        table.row(vec![
            study.criterion.name().to_string(),
            rules_word(study).to_string(),
            study.reports.name().to_string(),
            rule_word(&study.answer).to_string(),
            rule_reason(frame, &study.answer),
        ]);
        if study.several.is_some() {
            let (criterion, reports) = (study.criterion.name(), study.reports.name());
            table.row([criterion, "several", reports, "feasible", BY_SEVERAL].map(str::to_string).to_vec());
        }
    }
    let Some(study) = studies.iter().find(|study| study.criterion == asked) else {
        return format!("undecided\n\n{}", table.render(0, page.width));
    };
    let mut text = format!(
        "{}: {} for the truth by the {} criterion, against {} reports\n\n{}",
        rule_word(&study.answer),
        if study.covers_several() { "transfers" } else { "a single transfer rule" },
        asked.name(),
        study.reports.name(),
        table.render(0, page.width)
    );
    match &study.answer {
        RuleAnswer::Implementable(scheme) => {
            let insured = scheme.kinds.iter().all(|kind| *kind == SchemeKind::Insured);
            text.push_str(if insured {
                "\nRewards: what the truth is worth, whatever the others' types; the least that are nowhere below 0\n\n"
            } else {
                "\nWorst cases of the truth\n\n"
            });
            text.push_str(&values(frame, &scheme.values, page));
            let (least, most) = receipts(frame, &scheme.table);
            text.push_str(&format!(
                "\n{}",
                paragraph(
                    &format!(
                        "The designer receives at least {} and at most {}.",
                        with_decimal(&least),
                        with_decimal(&most)
                    ),
                    0,
                    page.width
                )
            ));
            let mechanism = single(&scheme.table);
            text.push_str(&format!("\nTransfers\n\n{}", render_rules(frame, &mechanism, page)));
        }
        RuleAnswer::Impossible(proof) => {
            text.push_str(&format!("\nProof\n\n{}", sentences(environment, proof, page)));
        }
        RuleAnswer::Undecided(_) => {}
    }
    text
}

fn sentences(environment: &AmbiguousEnvironment, proof: &Impossibility, page: Page) -> String {
    let sum = check_no_transfers(environment, proof).map_or_else(|_| "?".to_string(), |sum| with_decimal(&sum));
    let frame = environment.without_beliefs();
    let mut text = match proof {
        Impossibility::Circulation { .. } => advantages(environment, proof, page),
        Impossibility::Beliefs { .. } => String::new(),
    };
    let words: Vec<String> = impossibility(frame, proof, &sum).iter().map(|words| as_sentence(words)).collect();
    text.push_str(&paragraph(&words.join(" "), 2, page.width));
    text
}

/// The lies with the worst cases of their advantages; where one belief must hold several lies of a type down, those of their weighted sums.
fn advantages(environment: &AmbiguousEnvironment, proof: &Impossibility, page: Page) -> String {
    let Impossibility::Circulation { agent, reports, flows, .. } = proof else { return String::new() };
    let frame = environment.without_beliefs();
    if draws_lies(*reports, flows) {
        return sums_of_advantages(environment, *agent, flows, page);
    }
    let mut table = Table::new(&[
        ("type", Align::Left),
        ("report", Align::Left),
        ("weight", Align::Right),
        ("worst case of the advantage", Align::Right),
        ("with belief", Align::Left),
    ]);
    for flow in flows {
        let values = ambimech_model::implementability::advantage(environment, *agent, flow.truth, flow.report);
        let worst = environment.set(*agent, flow.truth).lower(&values);
        let (number, prior) = worst.map_or((String::new(), String::new()), |worst| {
            (with_decimal(&worst.value), belief(frame, *agent, &worst.prior))
        });
        table.row(vec![
            frame.type_name(*agent, flow.truth).to_string(),
            frame.type_name(*agent, flow.report).to_string(),
            cell(&flow.weight, LONGEST_CELL),
            number,
            prior,
        ]);
    }
    table.render(2, page.width) + "\n"
}

/// For every type that lies, its lies and the worst case of the weighted sum of their advantages.
fn sums_of_advantages(environment: &AmbiguousEnvironment, agent: AgentId, flows: &[Flow], page: Page) -> String {
    let frame = environment.without_beliefs();
    let mut table = Table::new(&[
        ("type", Align::Left),
        ("reports", Align::Left),
        ("worst case of all advantages", Align::Right),
        ("with belief", Align::Left),
    ]);
    for of_truth in flows.chunk_by(|one, other| one.truth == other.truth) {
        let truth = of_truth[0].truth;
        let mut values: Vec<Rational> = Vec::new();
        for flow in of_truth {
            let advantage = ambimech_model::implementability::advantage(environment, agent, truth, flow.report);
            values.resize(advantage.len(), Rational::ZERO);
            for (value, part) in values.iter_mut().zip(&advantage) {
                *value += &flow.weight * part;
            }
        }
        let (number, prior) = match environment.set(agent, truth).lower(&values) {
            Some(worst) => (with_decimal(&worst.value), belief(frame, agent, &worst.prior)),
            None => (String::new(), String::new()),
        };
        let reports: Vec<String> = of_truth
            .iter()
            .map(|flow| format!("{} times {}", exact(&flow.weight), frame.type_name(agent, flow.report)))
            .collect();
        table.row(vec![frame.type_name(agent, truth).to_string(), reports.join(", "), number, prior]);
    }
    table.render(2, page.width) + "\n"
}

fn single(table: &TransferTable) -> Mechanism {
    let rule = ambimech_model::mechanism::NamedRule { name: "t".to_string(), table: table.clone() };
    Mechanism {
        name: String::new(),
        source: String::new(),
        goal: None,
        rules: ambimech_model::mechanism::Rules::Tables(vec![rule]),
    }
}

/// The least and the most that the designer receives at a profile.
fn receipts(environment: &Environment, table: &TransferTable) -> (Rational, Rational) {
    let received: Vec<Rational> = environment.space().profiles().map(|profile| -table.total(profile)).collect();
    let zero = || Rational::ZERO;
    (received.iter().min().cloned().unwrap_or_else(zero), received.iter().max().cloned().unwrap_or_else(zero))
}

fn values(environment: &Environment, values: &[Vec<Rational>], page: Page) -> String {
    let mut table = Table::new(&[("agent", Align::Left), ("type", Align::Left), ("worth", Align::Right)]);
    for (agent, of_agent) in environment.space().agents().zip(values) {
        for (own, value) in environment.space().types(agent).zip(of_agent) {
            table.row(vec![
                environment.agent_name(agent).to_string(),
                environment.type_name(agent, own).to_string(),
                with_decimal(value),
            ]);
        }
    }
    table.render(2, page.width)
}

/// `holds` or `fails`: whether a rule insures everybody, then its insured twin with what it promises.
pub fn render_insured(
    environment: &Environment,
    found: &Result<Vec<Vec<Rational>>, NotInsured>,
    twin: (&[Vec<Rational>], &TransferTable, &[SetVerdict]),
    page: Page,
) -> String {
    let mut text = match found {
        Ok(_) => "holds: the rule insures every type fully\n".to_string(),
        Err(not) => {
            format!(
                "fails: full insurance\n\n{}",
                paragraph(&as_sentence(&not_insured(environment, not)), 0, page.width)
            )
        }
    };
    text.push_str("\nInsured twin: rewards are the worst cases of the truth\n\n");
    text.push_str(&self::values(environment, twin.0, page));
    let claims: Vec<String> = twin
        .2
        .iter()
        .map(|verdict| format!("{} {}", set_claim(verdict.claim), if verdict.holds { "holds" } else { "fails" }))
        .collect();
    text.push_str(&format!(
        "\n{}",
        paragraph(&as_sentence(&format!("of the twin, {}", claims.join("; "))), 0, page.width)
    ));
    text.push_str(&format!("\nTransfers of the twin\n\n{}", render_rules(environment, &single(twin.1), page)));
    text
}

/// `accepted:` for a proof that there are no transfers, with the proof.
pub fn render_accepted_no_transfers(
    environment: &AmbiguousEnvironment,
    proof: &Impossibility,
    page: Page,
) -> String {
    format!(
        "accepted: no {} for the truth by the {} criterion, because of {}\n\n{}",
        if proof.covers_several() { "transfers" } else { "single transfer rule" },
        proof.criterion().name(),
        agent_words(environment.without_beliefs(), proof.agent()),
        sentences(environment, proof, page)
    )
}

/// `done:` with the least ε of every family for every agent, or `infeasible:` when none is enough.
pub fn render_ambiguity(answers: &[(BeliefFamily, Vec<LeastAmbiguity>)], page: Page) -> String {
    let never = answers.iter().any(|(_, found)| found.iter().any(|answer| answer.epsilon().is_none()));
    let mut table = Table::new(&[
        ("sets", Align::Left),
        ("agent", Align::Left),
        ("least ε", Align::Right),
        ("decimal", Align::Right),
        ("binding", Align::Left),
    ]);
    let mut remarks: Vec<String> = Vec::new();
    for (family, found) in answers {
        let environment = family.environment();
        for (agent, answer) in environment.space().agents().zip(found) {
            let is_needed = answer.epsilon().is_none_or(|epsilon| !epsilon.is_zero());
            let (least, near, binding) = match answer {
                LeastAmbiguity::From { epsilon, cycle: binding, .. } => {
                    let near = if epsilon.is_zero() { String::new() } else { decimal(epsilon).marked() };
                    let binding =
                        if binding.is_empty() { String::new() } else { cycle(environment, agent, binding) };
                    (cell(epsilon, LONGEST_CELL), near, binding)
                }
                LeastAmbiguity::Never { cycle: binding } => {
                    ("none".to_string(), String::new(), cycle(environment, agent, binding))
                }
            };
            table.row(vec![
                growth(family.growth()).to_string(),
                environment.agent_name(agent).to_string(),
                least,
                near,
                binding,
            ]);
            if is_needed && !family.is_independent(agent) {
                let words = format!(
                    "types of {} believe different things, so that other transfers may do with less ambiguity; at ε = 0 bets on beliefs do \
                     unless types with the same belief are in the way",
                    agent_words(environment, agent)
                );
                let sentence = as_sentence(&words);
                if !remarks.contains(&sentence) {
                    remarks.push(sentence);
                }
            }
        }
    }
    let largest = |found: &[LeastAmbiguity]| {
        let all: Option<Vec<&Rational>> = found.iter().map(LeastAmbiguity::epsilon).collect();
        all.and_then(|all| all.into_iter().max().map(with_decimal)).unwrap_or_else(|| "none".to_string())
    };
    let totals: Vec<String> =
        answers.iter().map(|(family, found)| format!("{} {}", family.growth().name(), largest(found))).collect();
    let mut text = format!(
        "{}: least ε at which full insurance makes truth optimal by maxmin, against pure reports: {}\n\n{}",
        if never { "infeasible" } else { "done" },
        totals.join(", "),
        table.render(0, page.width)
    );
    for (family, found) in answers {
        for (agent, answer) in family.environment().space().agents().zip(found) {
            let LeastAmbiguity::From { epsilon, rewards, .. } = answer else { continue };
            if epsilon.is_zero() {
                continue;
            }
            let rewards: Vec<String> = family
                .environment()
                .space()
                .types(agent)
                .zip(rewards)
                .map(|(own, reward)| format!("{} {}", family.environment().type_name(agent, own), exact(reward)))
                .collect();
            text.push_str(&format!(
                "\n{}",
                paragraph(
                    &as_sentence(&format!(
                        "{}, {}: rewards at the least ε are {}",
                        growth(family.growth()),
                        agent_words(family.environment(), agent),
                        rewards.join(", ")
                    )),
                    0,
                    page.width
                )
            ));
        }
    }
    for remark in remarks {
        text.push_str(&format!("\n{}", paragraph(&remark, 0, page.width)));
    }
    text
}

/// `done:` with a device for every agent, `infeasible:` when there is none for one, `undecided:` otherwise.
pub fn render_devices(environment: &Environment, devices: &[AgentDevice], page: Page) -> String {
    let word = if devices.iter().any(|device| matches!(device, AgentDevice::Never { .. })) {
        "infeasible"
    } else if devices.iter().all(|device| matches!(device, AgentDevice::Enough { .. })) {
        "done"
    } else {
        "undecided"
    };
    let mut table = Table::new(&[
        ("agent", Align::Left),
        ("messages", Align::Right),
        ("cells of the others' types", Align::Left),
    ]);
    let mut remarks = Vec::new();
    for (agent, device) in environment.space().agents().zip(devices) {
        let (messages, cells) = match device {
            AgentDevice::Enough { cells, tried, .. } => {
                let words: Vec<String> = cells
                    .0
                    .iter()
                    .map(|cell| {
                        let states: Vec<String> =
                            cell.iter().map(|state| state_label(environment, agent, *state)).collect();
                        format!("{{{}}}", states.join(", "))
                    })
                    .collect();
                // A file does not say what was tried.
                if cells.0.len() > 1 && *tried > 0 {
                    remarks.push(format!(
                        "for {} {} fewer cells tried, all in vain",
                        agent_words(environment, agent),
                        name::count(
                            usize::try_from(*tried).unwrap_or(usize::MAX),
                            "division into",
                            "divisions into"
                        )
                    ));
                }
                (
                    cells.0.len().to_string(),
                    if cells.0.len() > 1 { words.join(" ") } else { "none needed".to_string() },
                )
            }
            AgentDevice::Never { cycle: binding } => {
                ("none".to_string(), format!("no device is enough: {}", cycle(environment, agent, binding)))
            }
            AgentDevice::TypesDiffer => ("?".to_string(), "its types believe different things".to_string()),
            AgentDevice::TooManyStates(count) => {
                ("?".to_string(), format!("at most {count}, one for each type profile; too many to try fewer"))
            }
        };
        table.row(vec![environment.agent_name(agent).to_string(), messages, cells]);
    }
    let mut text = format!(
        "{word}: devices that make room for full insurance, by maxmin against pure reports\n\n{}",
        table.render(0, page.width)
    );
    for remark in remarks {
        text.push_str(&format!("\n{}", paragraph(&as_sentence(&remark), 0, page.width)));
    }
    text
}
