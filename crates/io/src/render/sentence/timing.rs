//! When a mixed misreport is drawn: before the transfer rule, or after it.
//!
//! Drawn before, a mixture is worth the average of what its parts are worth, whatever the attitude: the verdict is the one about pure
//! reports. Drawn after, its value under every rule is the average of its parts' values, and it can hedge: the verdict about mixed
//! reports.

use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::verification::Verification;

/// Property by property the verdicts before and after.
pub fn timing_words(verification: &Verification) -> Vec<(Property, &'static str, &'static str)> {
    let word = |property, reports| {
        let claim = Claim::new(property, reports);
        let known = verification.answer(claim).map(|answer| if answer.holds { "holds" } else { "fails" });
        let is_open = || verification.undecided.iter().any(|(open, _)| *open == claim);
        known.or_else(|| is_open().then_some("undecided"))
    };
    let both = |property| Some((property, word(property, Reports::Pure)?, word(property, Reports::Mixed)?));
    [Property::Ic, Property::Cic].into_iter().filter_map(both).collect()
}
