//! Why a mechanism could not be verified.

use ambimech_model::condition::UndecidedReason;

/// What stands in place of a verification that was left out.
pub const LEFT_OUT: &str = "Not every report under every rule was looked at here, since that would take long. What is claimed is \
     proved by the certificate; ambimech verify shows every property with its worst case.";

/// The reason in words.
pub fn unverified(reason: &UndecidedReason) -> String {
    match reason {
        UndecidedReason::TooLarge { steps } => {
            format!(
                "verifying every report under every rule would take about {steps} steps, more than are allowed"
            )
        }
        UndecidedReason::CertificateRefused => {
            "the checker did not accept what was found: please report this as a defect".to_string()
        }
        _ => "a rule in closed form cannot be evaluated under this prior".to_string(),
    }
}
