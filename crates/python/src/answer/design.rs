//! The answer about a goal: a mechanism, the proof that there is none, or what is in the way.

use super::Show;
use crate::environment::Environment;
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::render::{html, json, latex, sentence, text};
use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::SmallStakesAnswer;
use serde_json::Value;

/// Which question was asked.
pub enum Asked {
    /// `decide`: about a kind of mechanism.
    Decide(MechanismKind, Reports),
    /// `design`: with the goals that are in reach when this one is not.
    Design(Option<Vec<Goal>>),
    /// `design --method few-rules`, with what was found out about numbers of rules.
    FewRules(Box<FewRulesAnswer>),
    /// The same under limits on payments, or for small stakes.
    SmallStakes(Box<SmallStakesAnswer>),
}

/// An answer about a goal.
pub struct Design {
    /// The environment.
    pub environment: Environment,
    /// The question.
    pub asked: Asked,
    /// The goal.
    pub goal: Goal,
    /// The answer.
    pub answer: DesignAnswer,
}

impl Show for Design {
    fn json(&self) -> Value {
        let model = &self.environment.model;
        match &self.asked {
            Asked::Decide(kind, reports) => {
                json::decision_value(model, &self.goal, (*kind, *reports), &self.answer, None)
            }
            Asked::Design(reachable) => {
                let mut value = json::design_value(model, &self.answer);
                if let Some(reachable) = reachable {
                    value["reachable"] = reachable.iter().map(ToString::to_string).collect();
                }
                value
            }
            Asked::FewRules(few) => json::few_rules_value(model, few),
            Asked::SmallStakes(found) => json::small_stakes_value(model, found),
        }
    }

    fn text(&self) -> String {
        let (model, page) = (&self.environment.model, text::Page::default());
        match &self.asked {
            Asked::Decide(kind, reports) => text::render_decision(model, (*kind, *reports), &self.answer, page),
            Asked::Design(reachable) => {
                let mut shown = text::render_design(model, &self.answer, page);
                if let Some(reachable) = reachable {
                    shown.push_str(&format!("\n{}", text::render_reachable(reachable)));
                }
                shown
            }
            Asked::FewRules(few) => text::render_few_rules(model, few, page),
            Asked::SmallStakes(found) => text::render_small_stakes(model, found, page),
        }
    }

    fn html(&self) -> String {
        html::design_fragment(&self.environment.model, &self.answer)
    }

    fn latex(&self) -> String {
        let model = &self.environment.model;
        match &self.answer {
            DesignAnswer::Done(design) => latex::latex_rules(model, &design.mechanism),
            DesignAnswer::Infeasible(certificate) => latex::latex_proof(model, certificate),
            DesignAnswer::Undecided { .. } => {
                let sentences = self.reasons();
                let items = sentences.iter().map(|words| format!("  \\item {}\n", latex::escaped(words)));
                format!("\\begin{{itemize}}\n{}\\end{{itemize}}\n", items.collect::<String>())
            }
        }
    }

    fn file(&self) -> Option<String> {
        render_answer_file(&self.environment.model, &self.answer, Store::Auto)
    }

    fn reasons(&self) -> Vec<String> {
        let model = &self.environment.model;
        if let Asked::FewRules(few) = &self.asked
            && let Some(words) = sentence::few_rules::not_found(model, few)
        {
            return words;
        }
        if let Asked::SmallStakes(found) = &self.asked
            && let Some(words) = sentence::small_stakes::nothing_found(found)
        {
            return words;
        }
        let found = match &self.answer {
            DesignAnswer::Done(design) => vec![sentence::design::construction(design.construction).0.to_string()],
            DesignAnswer::Infeasible(certificate) => {
                vec![sentence::impossibility::headline(model, certificate)]
            }
            DesignAnswer::Undecided { obstacles, .. } => {
                obstacles.iter().flat_map(|found| sentence::obstacle::obstacle(model, found)).collect()
            }
        };
        found.iter().map(|words| sentence::as_sentence(words)).collect()
    }

    fn proof(&self) -> Option<String> {
        let is_infeasible = matches!(self.answer, DesignAnswer::Infeasible(_));
        is_infeasible.then(|| text::design_section(&self.environment.model, &self.answer, text::Page::default()))
    }
}
