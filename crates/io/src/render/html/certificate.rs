//! What the checker said.

use super::element::{Page, badge, escaped, prose};
use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::report::{CertificateStatus, MechanismReport};
use crate::render::sentence::as_sentence;
use crate::render::sentence::limits::{claim_names, kept_in_words};
use crate::render::sentence::refusal::refusal_row;
use crate::render::text::checked_in_words;
use ambimech_model::environment::Environment;

pub(super) fn write(page: &mut Page, environment: &Environment, found: &MechanismReport<'_>) {
    page.section("certificate", "Certificate");
    match &found.certificate {
        CertificateStatus::None => page.paragraph("The mechanism has no certificate."),
        CertificateStatus::Accepted(claims, limits, checked) => {
            let claims = claim_names(environment, claims, limits);
            page.raw(&format!(
                "<p>{} The independent checker, which rebuilds every number from the environment, accepted the certificate of {}. \
                 {}It {}.</p>\n",
                badge("accepted"),
                escaped(&name::and_list(&claims)),
                escaped(&kept_in_words(environment, limits)),
                escaped(&checked_in_words(checked))
            ));
        }
        CertificateStatus::Refused(refusal) => {
            let row = refusal_row(environment, Some(found.mechanism), refusal);
            let sides = row.sides.as_ref().map_or_else(String::new, |sides| {
                format!(
                    " Found {}, must be {} {}.",
                    with_decimal(&sides.left),
                    sides.relation,
                    with_decimal(&sides.right)
                )
            });
            page.raw(&format!(
                "<p>{} <code>{}</code> {}{}</p>\n",
                badge("refused"),
                escaped(&row.label),
                prose(&as_sentence(&row.sentence)),
                prose(&sides)
            ));
        }
    }
}
