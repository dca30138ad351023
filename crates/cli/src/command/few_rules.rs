//! `ambimech design --method few-rules`: a mechanism with as few rules as a search finds.

use crate::argument::{Design, Format};
use crate::outcome::{Failure, Outcome};
use crate::proofs::Proofs;
use crate::{output, progress, supervision};
use ambimech_io::answer_file::render_answer_file;
use ambimech_io::render::{self, text::Page};
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::design_few_rules;

/// Runs the search for a question and prints its answer.
pub fn run(options: &Design, question: Question<'_>) -> Result<Outcome, Failure> {
    let environment = question.environment;
    let asked = options.few_rules.rules;
    let answer = progress::during("looking for few rules", || design_few_rules(question, asked));
    let design = answer.design_answer();
    let file = design.as_ref().and_then(|design| render_answer_file(environment, design, options.store.into()));
    if let (Some(path), Some(file)) = (&options.out, &file) {
        output::write_file(path, file)?;
    }
    let proofs = Proofs::leave(options.few_rules.proof.as_deref(), environment, answer.proofs())?;
    match options.printing.format {
        Format::Text => {
            if let Some(design) = &design {
                supervision::leave_answer(|| render::html::design_fragment(environment, design));
            }
            let text = render::text::render_few_rules(environment, &answer, Page::default());
            output::answer(&(text + &proofs.line()));
        }
        Format::Json => {
            let mut json = render::json::few_rules_value(environment, &answer);
            json["file"] = match (&options.out, file) {
                (Some(path), Some(_)) => serde_json::Value::String(path.display().to_string()),
                (_, file) => file.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            };
            json["proof-file"] = proofs.file().into();
            output::answer_json(&json);
        }
    }
    Ok(match answer {
        FewRulesAnswer::Found(_) => Outcome::Holds,
        FewRulesAnswer::Infeasible { .. } => Outcome::Fails,
        _ => Outcome::Undecided,
    })
}
