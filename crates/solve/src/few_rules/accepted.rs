//! From rules and weights to a design, once the checker has accepted them.

use crate::construction::stakes::stakes_of;
use crate::decision::Question;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::check_mechanism;
use ambimech_model::design::{Construction, Design};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::Claim;

/// The design with these rules for the question's goal, with no base rule and no scale; `None` when the checker does not accept that the rules keep the
/// limits and that these weights hold everybody down.
pub(super) fn accepted(
    question: Question<'_>,
    rules: Vec<NamedRule>,
    weights: HoldingWeights,
    limits: &PaymentLimits,
    construction: Construction,
) -> Option<Design> {
    let Question { environment, goal, reports, .. } = question;
    let mechanism = Mechanism {
        name: String::new(),
        source: String::new(),
        goal: Some(goal.clone()),
        rules: Rules::Tables(rules),
    };
    let claims = goal.properties().into_iter().map(|property| Claim::new(property, reports)).collect();
    let certificate = MechanismCertificate { limits: limits.clone(), claims, weights };
    check_mechanism(environment, &mechanism, &certificate).ok()?;
    let stakes = stakes_of(environment, &mechanism)?;
    Some(Design { goal: goal.clone(), mechanism, certificate, construction, base: None, scale: None, stakes })
}
