//! The check of a file: a certified mechanism or a file of certificates, against an environment.
//!
//! Everything is read, compared and proved anew; nothing that the file says is believed. The steps, in order: the file
//! can be read and says what it is; it names this environment, by digest; its content makes sense; it has a certificate
//! and an unbroken seal; and [`ambimech_model::check`] finds every claim proved. The last step is the proof; the seal
//! before it guards against accidental change only.

mod size;
mod spot;

pub use spot::{SpotChecked, SpotTally, spot_check_file, spot_check_text};

use crate::certificate::{CERTIFICATE_FORMAT, CertificateFile, certificates_from};
use crate::collusion::COLLUSION_FORMAT;
use crate::diagnostic::Diagnostic;
use crate::direction::DIRECTION_FORMAT;
use crate::document::parse_document;
use crate::environment::environment_digest;
use crate::mechanism::{MECHANISM_FORMAT, MechanismFile, mechanism_from};
use crate::reference::expect_format;
use crate::seal::{certificates_seal, mechanism_seal};
use crate::set_proof::SetProofRefusal;
use crate::source::{Format, Source, read_text};
use ambimech_model::belief_verdict::SetVerdict;
use ambimech_model::certificate::{Certificate, Impossibility, MechanismCertificate};
use ambimech_model::check::{
    Checked, MaxminRefusal, NoTransfersRefusal, RobustRefusal, SetRefusal, check_condition, check_impossibility,
    check_mechanism,
};
use ambimech_model::environment::Environment;
use ambimech_model::maxmin::MaxminCondition;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::Claim;
use ambimech_model::refusal::Refusal;
use ambimech_model::robust::RobustCondition;
use size::{numbers_held, words_of_combination, words_of_one_bet, words_of_tables};
use std::path::Path;

/// How many numbers (or machine words, when they are long) the check of a mechanism may hold in memory at once.
pub const MAX_NUMBERS: u128 = 1 << 26;

/// What was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// A mechanism has every property claimed of it.
    Mechanism {
        /// The mechanism.
        mechanism: Box<Mechanism>,
        /// What was claimed and is proved.
        claims: Vec<Claim>,
        /// The limits that payments were claimed to keep, and keep.
        limits: PaymentLimits,
        /// How much there was to check.
        checked: Checked,
    },
    /// Every one of these verdicts is proved.
    Certificates(Vec<Certificate>),
}

/// Why a file was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckError {
    /// There is no such file, or it is not a document of ambimech: nothing was checked.
    Unreadable(Box<Diagnostic>),
    /// The file was refused.
    Refused(Refused),
    /// The check would need to hold more than [`MAX_NUMBERS`] numbers at once: nothing was settled.
    TooLarge {
        /// About how many.
        numbers: u128,
    },
}

/// Why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A format, or a version of it, that is not checked here.
    UnknownFormat {
        /// The format found.
        found: String,
    },
    /// The file does not name its environment.
    EnvironmentMissing,
    /// The file is about another environment.
    EnvironmentDiffers {
        /// The digest that the file states.
        stated: String,
        /// The digest of the environment at hand.
        found: String,
    },
    /// A file about collusion does not name its mechanism.
    MechanismMissing,
    /// A file about collusion is about another mechanism.
    MechanismDiffers {
        /// The digest that the file states.
        stated: String,
        /// The digest of the mechanism at hand.
        found: String,
    },
    /// The content makes no sense in this environment, or breaks the format.
    Content(Box<Diagnostic>),
    /// The file certifies nothing.
    NoCertificate,
    /// The certificate has no seal.
    SealMissing,
    /// The content is not the one that was sealed.
    SealDiffers {
        /// The seal that the file states.
        stated: String,
        /// The seal of its content.
        found: String,
    },
    /// The certificate does not prove what it claims about the mechanism.
    Mechanism {
        /// The mechanism, whose rules the refusal names by number.
        mechanism: Box<Mechanism>,
        /// Where it fails.
        refusal: Box<Refusal>,
    },
    /// A verdict under sets of beliefs is not proved.
    SetVerdict {
        /// The verdict.
        verdict: Box<SetVerdict>,
        /// Where its proof fails.
        refusal: Box<SetRefusal>,
    },
    /// A verdict about full implementation is not proved.
    FullImplementation {
        /// The condition.
        condition: MaxminCondition,
        /// Where its proof fails.
        refusal: Box<MaxminRefusal>,
    },
    /// A verdict about robust implementation is not proved.
    Robust {
        /// The condition.
        condition: RobustCondition,
        /// Where its proof fails.
        refusal: Box<RobustRefusal>,
    },
    /// A verdict on a type space is not proved.
    Interim {
        /// The condition, in words.
        condition: &'static str,
        /// Where its proof fails.
        refusal: Box<RobustRefusal>,
    },
    /// A proof that there are no transfers does not prove it.
    NoTransfers {
        /// Where it fails.
        refusal: Box<NoTransfersRefusal>,
    },
    /// A proof about sets of beliefs does not prove what it claims.
    SetProof {
        /// Where it fails.
        refusal: Box<SetProofRefusal>,
    },
    /// A certificate does not prove its verdict.
    Certificate {
        /// Which one, from 1.
        number: usize,
        /// The certificate.
        certificate: Box<Certificate>,
        /// Where it fails.
        refusal: Box<Refusal>,
    },
}

impl Refused {
    /// Refuses a file that does not state this digest.
    ///
    /// # Errors
    /// It states another one, or none.
    pub(crate) fn unless_about(stated: Option<&str>, found: String) -> Result<(), Refused> {
        match stated {
            None => Err(Refused::EnvironmentMissing),
            Some(stated) if stated != found => {
                Err(Refused::EnvironmentDiffers { stated: stated.to_string(), found })
            }
            Some(_) => Ok(()),
        }
    }

    /// Refuses a file without this seal.
    ///
    /// # Errors
    /// It has another one, or none.
    pub(crate) fn unless_sealed(stated: Option<&str>, found: String) -> Result<(), Refused> {
        match stated {
            None => Err(Refused::SealMissing),
            Some(stated) if stated != found => Err(Refused::SealDiffers { stated: stated.to_string(), found }),
            Some(_) => Ok(()),
        }
    }
}

impl CheckError {
    /// The exit code: 1 refused, 2 could not run, 3 not settled.
    pub fn exit_code(&self) -> u8 {
        match self {
            CheckError::Refused(_) => 1,
            CheckError::Unreadable(_) => 2,
            CheckError::TooLarge { .. } => 3,
        }
    }
}

impl From<Refused> for CheckError {
    fn from(refused: Refused) -> CheckError {
        CheckError::Refused(refused)
    }
}

/// Checks a certified mechanism or a file of certificates against an environment.
///
/// # Errors
/// Why it was not accepted.
pub fn check_file(path: &Path, environment: &Environment) -> Result<Accepted, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_text(&text, &path.display().to_string(), format, environment)
}

/// Checks the text of such a file; messages call it `file_name`.
///
/// # Errors
/// Why it was not accepted.
///
/// # Examples
/// ```
/// use ambimech_io::check::check_text;
/// use ambimech_io::mechanism::{parse_mechanism, render_mechanism};
/// use ambimech_io::{Format, environment_digest, parse_environment};
/// let environment = r#"
/// format = "ambimech-environment/1"
/// agents = [{ name = "seller", types = ["any"] }, { name = "buyer", types = ["high", "low"] }]
/// prior = { "any high" = 1, "any low" = 3 }
/// outcomes.keep = { seller = 0, buyer = 0 }
/// allocation = { "* *" = "keep" }
/// "#;
/// let environment = parse_environment(environment, "sale.toml", Format::Toml, None).unwrap();
/// let text = r#"{"format": "ambimech-mechanism/1",
///     "rules": [{"name": "pay", "transfers": {"* high": ["1/2", "-1/2"], "* low": [0, 0]}}],
///     "certificate": {"claims": [{"property": "bb"}]}}"#;
/// let file = parse_mechanism(text, "pay.json", Format::Json, &environment).unwrap();
/// let digest = environment_digest(&environment);
/// let sealed = render_mechanism(&environment, &digest, &file.mechanism, file.certificate.as_ref());
/// assert!(check_text(&sealed, "pay.json", Format::Json, &environment).is_ok());
/// assert!(check_text(&sealed.replace("-1/2", "1/2"), "pay.json", Format::Json, &environment).is_err());
/// assert!(check_text(text, "pay.json", Format::Json, &environment).is_err()); // no digest, no seal
/// ```
pub fn check_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Result<Accepted, CheckError> {
    check_with(text, file_name, format, environment, accept_mechanism, accept_certificates)
}

/// The part that full and spot checks share: what the file is, and that it is about this environment.
fn check_with<T>(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
    accept_mechanism: impl FnOnce(&Environment, &str, MechanismFile) -> Result<T, CheckError>,
    accept_certificates: impl FnOnce(&Environment, &str, CertificateFile) -> Result<T, CheckError>,
) -> Result<T, CheckError> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format).map_err(CheckError::Unreadable)?;
    let stated_format = root.as_table().and_then(|top| top.get("format")).and_then(|entry| entry.value.as_str());
    let found = match (root.as_table(), stated_format) {
        (Some(_), Some(found)) if found.starts_with("ambimech-") => found,
        (Some(top), _) => return Err(CheckError::Unreadable(not_ours(source, top))),
        (None, _) => {
            let diagnostic = root.wrong_kind(source, "a table").help("name a mechanism or certificate file");
            return Err(CheckError::Unreadable(Box::new(diagnostic)));
        }
    };
    if found == COLLUSION_FORMAT {
        return Err(CheckError::Unreadable(Box::new(
            Diagnostic::at(source, source.first_line(), "a file about collusion is checked beside its mechanism")
                .found(format!("the format `{found}`"))
                .expected("the mechanism that it is about")
                .help("name it: ambimech check ENV FILE --mechanism MECHANISM"),
        )));
    }
    if found == DIRECTION_FORMAT {
        return Err(CheckError::Unreadable(Box::new(
            Diagnostic::at(
                source,
                source.first_line(),
                "a file about all values of a parameter is checked with it left open",
            )
            .found(format!("the format `{found}`"))
            .expected("the parameter that it is about")
            .help("name it: ambimech check ENV FILE --parameter NAME"),
        )));
    }
    if ![MECHANISM_FORMAT, CERTIFICATE_FORMAT].contains(&found) {
        return Err(Refused::UnknownFormat { found: found.to_string() }.into());
    }
    let digest = environment_digest(environment);
    match root.as_table().and_then(|top| top.get("environment")) {
        None => return Err(Refused::EnvironmentMissing.into()),
        Some(entry) => match entry.value.as_str() {
            Some(stated) if stated != digest => {
                return Err(Refused::EnvironmentDiffers { stated: stated.to_string(), found: digest }.into());
            }
            _ => {}
        },
    }
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    if found == MECHANISM_FORMAT {
        let file = mechanism_from(source, &root, environment).map_err(content)?;
        drop(root);
        accept_mechanism(environment, &digest, file)
    } else {
        let file = certificates_from(source, &root, environment).map_err(content)?;
        accept_certificates(environment, &digest, file)
    }
}

fn not_ours(source: Source<'_>, top: &crate::document::Table<'_>) -> Box<Diagnostic> {
    let title = "this is no mechanism or certificate file";
    match expect_format(source, top, MECHANISM_FORMAT) {
        Err(diagnostic) => Box::new(Diagnostic {
            title: title.to_string(),
            expected: format!("the format `{MECHANISM_FORMAT}` or `{CERTIFICATE_FORMAT}`"),
            ..*diagnostic
        }),
        Ok(()) => Box::new(Diagnostic::about_file(source.name, title)),
    }
}

fn accept_mechanism(environment: &Environment, digest: &str, file: MechanismFile) -> Result<Accepted, CheckError> {
    let mechanism = Box::new(file.mechanism);
    let certificate = file.certificate.ok_or(Refused::NoCertificate)?;
    require_seal(file.seal, || mechanism_seal(environment, digest, &mechanism, &certificate))?;
    let numbers = numbers_held(environment, &mechanism, &certificate).saturating_add(words_of_tables(&mechanism));
    if numbers > MAX_NUMBERS {
        return Err(CheckError::TooLarge { numbers });
    }
    match check_mechanism(environment, &mechanism, &certificate) {
        Ok(checked) => {
            let MechanismCertificate { claims, limits, .. } = certificate;
            Ok(Accepted::Mechanism { mechanism, claims, limits, checked })
        }
        Err(refusal) => Err(Refused::Mechanism { mechanism, refusal: Box::new(refusal) }.into()),
    }
}

fn accept_certificates(
    environment: &Environment,
    digest: &str,
    file: CertificateFile,
) -> Result<Accepted, CheckError> {
    if file.certificates.is_empty() {
        return Err(Refused::NoCertificate.into());
    }
    require_seal(file.seal, || certificates_seal(environment, digest, &file.certificates))?;
    for (place, certificate) in file.certificates.iter().enumerate() {
        if let Certificate::Impossibility(certificate) = certificate {
            let numbers = match &certificate.reason {
                Impossibility::Combination(combination) => words_of_combination(environment, combination),
                Impossibility::OneBet(proof) => words_of_one_bet(environment, proof),
                _ => 0,
            };
            if numbers > MAX_NUMBERS {
                return Err(CheckError::TooLarge { numbers });
            }
        }
        let checked = match certificate {
            Certificate::Condition(certificate) => check_condition(environment, certificate),
            Certificate::Impossibility(certificate) => check_impossibility(environment, certificate),
        };
        if let Err(refusal) = checked {
            let (number, refusal) = (place + 1, Box::new(refusal));
            return Err(
                Refused::Certificate { number, certificate: Box::new(certificate.clone()), refusal }.into()
            );
        }
    }
    Ok(Accepted::Certificates(file.certificates))
}

fn require_seal(stated: Option<String>, seal: impl FnOnce() -> String) -> Result<(), Refused> {
    let stated = stated.ok_or(Refused::SealMissing)?;
    let found = seal();
    if stated == found { Ok(()) } else { Err(Refused::SealDiffers { stated, found }) }
}
