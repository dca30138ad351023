//! One word for why something is not settled, for cells of tables.

use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::design::Obstacle;

/// Why a condition is not settled.
pub(super) fn reason(reason: &UndecidedReason) -> &'static str {
    match reason {
        UndecidedReason::NoMethod => "no-method",
        UndecidedReason::NeedsCommonPrior | UndecidedReason::NoCommonPrior => "no-common-prior",
        UndecidedReason::NotWorstCase | UndecidedReason::NoMethodForAttitude(_) => "other-attitude",
        UndecidedReason::TooNear(_) => "too-near",
        UndecidedReason::OutsideUtility(_) => "outside-utility",
        UndecidedReason::BeyondClosedForms => "beyond-closed-forms",
        UndecidedReason::CertificateRefused => "certificate-refused",
        UndecidedReason::TooLarge { .. } => "too-large",
        _ => "not-settled",
    }
}

/// What stands in the way of an answer about mechanisms.
pub(super) fn obstacle(obstacle: &Obstacle) -> &'static str {
    match obstacle {
        Obstacle::SharedPosteriors(_) => "shared-posteriors",
        Obstacle::ZeroProbability(_) => "zero-probability",
        Obstacle::Participation { .. } => "participation",
        Obstacle::NeedsCommonPrior => "no-common-prior",
        Obstacle::Unstopped { .. } => "unstopped-misreport",
        Obstacle::ConditionFails(_) => "condition-fails",
        Obstacle::ConditionUndecided(..) => "condition-undecided",
        Obstacle::DependentTypes { .. } => "dependent-types",
        Obstacle::Lacks { .. } => "property-missing",
        Obstacle::TooManySteps(_) => "too-many-steps",
        Obstacle::NoScale(_) | Obstacle::ScaleUnsettled => "no-scale",
        Obstacle::AskForCic => "ask-for-cic",
        Obstacle::OtherAttitude(_) => "other-attitude",
        Obstacle::NoConstruction => "no-construction",
        Obstacle::TooManyRules => "too-many-rules",
        Obstacle::ProgramTooLarge { .. } => "program-too-large",
        Obstacle::ProgramTooLong { .. } => "program-too-long",
        Obstacle::CertificateRefused => "certificate-refused",
    }
}

/// What kind of proof shows that there is no mechanism.
pub(super) fn proof(certificate: &ImpossibilityCertificate) -> &'static str {
    match &certificate.reason {
        Impossibility::Inefficient { .. } => "inefficient-rule",
        Impossibility::NegativeExpectedSurplus { .. } | Impossibility::NegativeSurplus { .. } => {
            "negative-surplus"
        }
        Impossibility::GrandCoalitionGains { .. } => "grand-coalition-gains",
        Impossibility::EqualPosteriorsTempted { .. } => "equal-posteriors",
        Impossibility::Combination(_) => "combination",
        #[allow(unreachable_patterns)]
        _ => "other-proof",
    }
}
