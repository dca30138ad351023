//! The words of the command line as arguments: goals, kinds of mechanisms, reports, methods, conditions.

use crate::fault;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::condition::Condition;
use ambimech_model::economy::EconomyQuestion;
use ambimech_model::implementability::Growth;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_model::robust::Concept;
use pyo3::prelude::*;

/// How a mechanism is made when a method is named.
#[derive(Debug, Clone, Copy)]
pub enum Method {
    /// The constructions in closed form.
    ClosedForm,
    /// A search for few rules.
    FewRules,
    /// The exact program.
    Program,
    /// A mechanism of the literature.
    Benchmark(Benchmark),
}

/// A goal: one of the named ones, or a list of properties as in `ic,bb`.
pub fn goal(py: Python<'_>, text: &str) -> PyResult<Goal> {
    text.parse().map_err(|_| {
        let goals = Goal::NAMED.iter().map(ToString::to_string);
        let lists = ["a list of properties such as ic,bb".to_string()];
        let properties = Property::ALL.iter().map(|property| property.name().to_string());
        fault::unknown_word(py, "goal", text, &goals.chain(lists).chain(properties).collect::<Vec<String>>())
    })
}

/// `simple` or `ambiguous`.
pub fn kind(py: Python<'_>, text: &str) -> PyResult<MechanismKind> {
    let known = [MechanismKind::Simple, MechanismKind::Ambiguous].map(|kind| kind.name().to_string());
    text.parse().map_err(|_| fault::unknown_word(py, "kind of mechanism", text, &known))
}

/// `pure` or `mixed`.
pub fn reports(py: Python<'_>, text: &str) -> PyResult<Reports> {
    let known = [Reports::Pure, Reports::Mixed].map(|reports| reports.name().to_string());
    text.parse().map_err(|_| fault::unknown_word(py, "kind of reports", text, &known))
}

/// A condition by its name; `_` does for `-`.
pub fn condition(py: Python<'_>, text: &str) -> PyResult<Condition> {
    text.replace('_', "-").parse().map_err(|_| {
        let known = Condition::ALL.map(|condition| condition.name().to_string());
        fault::unknown_word(py, "condition", text, &known)
    })
}

/// `closed-form`, `few-rules`, `lp`, or a mechanism of the literature.
pub fn method(py: Python<'_>, text: &str) -> PyResult<Method> {
    match text.replace('_', "-").as_str() {
        "closed-form" => Ok(Method::ClosedForm),
        "few-rules" => Ok(Method::FewRules),
        "lp" => Ok(Method::Program),
        name => name.parse().map(Method::Benchmark).map_err(|_| {
            let known = Benchmark::ALL.iter().map(|benchmark| benchmark.name().to_string());
            let own = ["closed-form", "few-rules", "lp"].map(str::to_string);
            fault::unknown_word(py, "method", text, &own.into_iter().chain(known).collect::<Vec<String>>())
        }),
    }
}

/// `nash`, `coalitional`, `strong` or `double`.
pub fn concept(py: Python<'_>, text: &str) -> PyResult<Concept> {
    let known = Concept::ALL.map(|concept| concept.name().to_string());
    let found = Concept::ALL.into_iter().find(|concept| concept.name() == text);
    found.ok_or_else(|| fault::unknown_word(py, "concept", text, &known))
}

/// `efficient`, `core` or `value`.
pub fn economy_question(py: Python<'_>, text: &str) -> PyResult<EconomyQuestion> {
    let known = EconomyQuestion::ALL.map(|question| question.name().to_string());
    let found = EconomyQuestion::ALL.into_iter().find(|question| question.name() == text);
    found.ok_or_else(|| fault::unknown_word(py, "question about an economy", text, &known))
}

/// `maxmin`, `optimal` or `maximal`.
pub fn criterion(py: Python<'_>, text: &str) -> PyResult<Criterion> {
    let known = Criterion::ALL.map(|criterion| criterion.name().to_string());
    text.parse().map_err(|_| fault::unknown_word(py, "criterion", text, &known))
}

/// A way in which sets of beliefs grow around one belief.
pub fn growth(py: Python<'_>, text: &str) -> PyResult<Growth> {
    let known = Growth::ALL.map(|growth| growth.name().to_string());
    text.parse().map_err(|_| fault::unknown_word(py, "family of sets", text, &known))
}
