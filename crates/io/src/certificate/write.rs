//! From certificates to a file.

use super::{CERTIFICATE_FORMAT, kind};
use super::{evidence, impossibility};
use crate::json_writer::{JsonWriter, Layout};
use crate::seal::certificates_seal;
use ambimech_model::certificate::Certificate;
use ambimech_model::environment::Environment;

/// The certificates as a sealed file about the environment with this digest. The same certificates give the same bytes;
/// the text ends with a line break.
pub fn render_certificates(environment: &Environment, digest: &str, certificates: &[Certificate]) -> String {
    let seal = certificates_seal(environment, digest, certificates);
    let mut text = String::new();
    let mut sink = |piece: &str| text.push_str(piece);
    write_certificates(&mut sink, environment, digest, certificates, Some(&seal));
    text
}

/// Writes the file piece by piece, with the seal or without.
pub(crate) fn write_certificates(
    sink: &mut dyn FnMut(&str),
    environment: &Environment,
    digest: &str,
    certificates: &[Certificate],
    seal: Option<&str>,
) {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", CERTIFICATE_FORMAT);
    if !digest.is_empty() {
        json.entry("environment", digest);
    }
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.key("certificates");
    json.open_array(Layout::Lines);
    for certificate in certificates {
        json.open_object(Layout::Lines);
        match certificate {
            Certificate::Condition(certificate) => {
                json.entry("condition", certificate.condition.name());
                json.entry("verdict", if certificate.holds { kind::HOLDS } else { kind::FAILS });
                json.key("evidence");
                json.open_array(Layout::Lines);
                for piece in &certificate.evidence {
                    evidence::write_evidence(&mut json, environment, piece);
                }
                json.close();
            }
            Certificate::Impossibility(certificate) => {
                json.entry("goal", &certificate.goal.to_string());
                json.entry("verdict", kind::INFEASIBLE);
                json.key("reason");
                impossibility::write_impossibility(&mut json, environment, &certificate.reason);
            }
        }
        json.close();
    }
    json.close();
    json.finish();
}
