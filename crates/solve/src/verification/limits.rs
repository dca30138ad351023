//! Whether a mechanism keeps limits on payments, with the tightest payment of each.

use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::check_mechanism;
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::payment_limits::{LimitAnswer, PaymentLimit, PaymentLimits, TightestPayment};

/// One answer for every limit that somebody has, in order. That all are kept is said only when the checker agrees.
///
/// # Errors
/// [`UndecidedReason::BeyondClosedForms`] when a rule cannot be evaluated under this prior,
/// [`UndecidedReason::CertificateRefused`] when the checker does not agree.
pub fn verify_limits(
    environment: &Environment,
    mechanism: &Mechanism,
    limits: &PaymentLimits,
) -> Result<Vec<LimitAnswer>, UndecidedReason> {
    let mut tightest: Vec<Option<TightestPayment>> = vec![None; PaymentLimit::ALL.len()];
    for rule in (0..mechanism.rule_count(environment).unwrap_or(0)).map(RuleId) {
        let table = mechanism.table(environment, rule).ok_or(UndecidedReason::BeyondClosedForms)?;
        for (limit, known) in PaymentLimit::ALL.into_iter().zip(&mut tightest) {
            let here = limits.tightest(environment, limit, rule, &table);
            if let Some(here) = here
                && known.as_ref().is_none_or(|known| here.slack < known.slack)
            {
                *known = Some(here);
            }
        }
    }
    let answers: Vec<LimitAnswer> =
        tightest.into_iter().flatten().map(|tightest| LimitAnswer { limit: tightest.limit, tightest }).collect();
    if answers.iter().all(LimitAnswer::holds) && !limits.is_none() {
        let without_goal = Mechanism { goal: None, ..mechanism.clone() };
        let weights = HoldingWeights::Listed(Vec::new());
        let certificate = MechanismCertificate { claims: Vec::new(), limits: limits.clone(), weights };
        check_mechanism(environment, &without_goal, &certificate)
            .map_err(|_| UndecidedReason::CertificateRefused)?;
    }
    Ok(answers)
}
