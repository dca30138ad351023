//! `ambimech design --method few-rules --smallest MEASURE`: a mechanism with few rules and small payments.

use crate::argument::{Design, Format};
use crate::outcome::{Failure, Outcome};
use crate::proofs::Proofs;
use crate::{output, progress, supervision};
use ambimech_io::answer_file::render_answer_file;
use ambimech_io::render::{self, text::Page};
use ambimech_model::few_rules::{FewRulesAnswer, LeastRules};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::{SmallStakesAnswer, StakesMeasure};
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};

/// Runs the search for a question and prints its answer. Without a measure the largest payment is made small.
pub fn run(options: &Design, question: Question<'_>, limits: &PaymentLimits) -> Result<Outcome, Failure> {
    let environment = question.environment;
    let asked = &options.few_rules;
    let measure = asked.smallest.unwrap_or(StakesMeasure::LargestPayment);
    if measure == StakesMeasure::ExpectedPayment && environment.common_prior().is_none() {
        return Err(Failure::Usage(
            "an expected payment needs a common prior, and this environment has none\n  = help: use --smallest largest-payment"
                .to_string(),
        ));
    }
    let wishes = Wishes { measure, rules: asked.rules, neat: asked.neat, symmetric: asked.symmetric };
    let answer = progress::during("looking for small stakes", || design_small_stakes(question, wishes, limits));
    let design = answer.design_answer();
    let file = design.as_ref().and_then(|design| render_answer_file(environment, design, options.store.into()));
    if let (Some(path), Some(file)) = (&options.out, &file) {
        output::write_file(path, file)?;
    }
    let proofs = match &answer {
        SmallStakesAnswer::Found { least: LeastRules::Two(proof), .. } => vec![proof.as_ref()],
        SmallStakesAnswer::Other(other) => other.proofs(),
        _ => Vec::new(),
    };
    let proofs = Proofs::leave(asked.proof.as_deref(), environment, proofs)?;
    match options.printing.format {
        Format::Text => {
            if let Some(design) = &design {
                supervision::leave_answer(|| render::html::design_fragment(environment, design));
            }
            let text = render::text::render_small_stakes(environment, &answer, Page::default());
            output::answer(&(text + &proofs.line()));
        }
        Format::Json => {
            let mut json = render::json::small_stakes_value(environment, &answer);
            json["file"] = match (&options.out, file) {
                (Some(path), Some(_)) => serde_json::Value::String(path.display().to_string()),
                (_, file) => file.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            };
            json["proof-file"] = proofs.file().into();
            output::answer_json(&json);
        }
    }
    Ok(match answer {
        SmallStakesAnswer::Found { .. } => Outcome::Holds,
        SmallStakesAnswer::Other(other) if matches!(*other, FewRulesAnswer::Infeasible { .. }) => Outcome::Fails,
        SmallStakesAnswer::Other(_) | SmallStakesAnswer::NotFound { .. } => Outcome::Undecided,
    })
}
