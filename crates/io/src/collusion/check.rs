//! The check of a file about collusion, against an environment and a mechanism: the steps are those of [`crate::check`].

use super::read::collusion_from;
use super::write::{About, contract_seal, exclusions_seal};
use super::{CollusionContent, Excluded, mechanism_digest};
use crate::check::{CheckError, MAX_NUMBERS, Refused};
use crate::document::parse_document;
use crate::environment::environment_digest;
use crate::source::{Format, Source, read_text};
use ambimech_model::check::{CheckedContract, check_contract, check_exclusions};
use ambimech_model::collusion::{ContractCertificate, SideContract};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use std::path::Path;

/// What was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptedCollusion {
    /// A side contract has what is claimed of it.
    Contract {
        /// The contract.
        contract: Box<SideContract>,
        /// What was claimed and is proved.
        certificate: ContractCertificate,
        /// How much there was to check.
        checked: CheckedContract,
    },
    /// There is no profitable side contract; of every coalition that can form and not only of voluntary contracts, this is WCIC.
    Excluded(Excluded),
}

/// Checks a file about collusion.
///
/// # Errors
/// Why it was not accepted.
pub fn check_collusion_file(
    path: &Path,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Result<AcceptedCollusion, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_collusion_text(&text, &path.display().to_string(), format, environment, mechanism)
}

/// Checks the text of such a file; messages call it `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_collusion_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Result<AcceptedCollusion, CheckError> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format).map_err(CheckError::Unreadable)?;
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = collusion_from(source, &root, environment, mechanism).map_err(content)?;
    let digest = environment_digest(environment);
    match file.environment {
        None => return Err(Refused::EnvironmentMissing.into()),
        Some(stated) if stated != digest => {
            return Err(Refused::EnvironmentDiffers { stated, found: digest }.into());
        }
        Some(_) => {}
    }
    // The digest and the proofs need all rules at once, and what they give a coalition.
    require_numbers(numbers_of_rules(environment, mechanism).saturating_mul(2))?;
    let of_mechanism = mechanism_digest(environment, mechanism).unwrap_or_default();
    match file.mechanism {
        None => return Err(Refused::MechanismMissing.into()),
        Some(stated) if stated != of_mechanism => {
            return Err(Refused::MechanismDiffers { stated, found: of_mechanism }.into());
        }
        Some(_) => {}
    }
    let about = About { environment, mechanism, digests: (&digest, &of_mechanism) };
    let refused = |refusal| {
        let (mechanism, refusal) = (Box::new(mechanism.clone()), Box::new(refusal));
        CheckError::Refused(Refused::Mechanism { mechanism, refusal })
    };
    match file.content {
        CollusionContent::Contract(contract, certificate) => {
            let certificate = certificate.ok_or(Refused::NoCertificate)?;
            require_seal(file.seal, contract_seal(about, &contract, Some(&certificate)))?;
            require_size(environment, mechanism, &contract)?;
            let checked = check_contract(environment, mechanism, &contract, &certificate).map_err(refused)?;
            Ok(AcceptedCollusion::Contract { contract, certificate, checked })
        }
        CollusionContent::Excluded(excluded) => {
            require_seal(file.seal, exclusions_seal(about, &excluded))?;
            let Excluded { coalition, voluntary, exclusions } = &excluded;
            check_exclusions(environment, mechanism, *coalition, *voluntary, exclusions).map_err(refused)?;
            Ok(AcceptedCollusion::Excluded(excluded))
        }
    }
}

fn require_seal(stated: Option<String>, found: String) -> Result<(), Refused> {
    let stated = stated.ok_or(Refused::SealMissing)?;
    if stated == found { Ok(()) } else { Err(Refused::SealDiffers { stated, found }) }
}

/// The values that the check holds at once: every pair of rules for every type and report of one member.
fn require_size(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
) -> Result<(), CheckError> {
    let rules = mechanism.rule_count(environment).unwrap_or(usize::MAX) as u128;
    let sides: u128 = contract.rules.iter().map(|rule| rule.tables.len() as u128).sum();
    let types = contract.coalition.members().map(|member| environment.space().type_count(member) as u128);
    let numbers = types
        .map(|count| count.saturating_mul(count).saturating_mul(rules.saturating_add(sides)))
        .max()
        .unwrap_or(0)
        .saturating_add(numbers_of_rules(environment, mechanism));
    require_numbers(numbers)
}

/// The payments of all rules.
fn numbers_of_rules(environment: &Environment, mechanism: &Mechanism) -> u128 {
    let rules = mechanism.rule_count(environment).unwrap_or(usize::MAX) as u128;
    ((environment.space().size() * environment.agent_count()) as u128).saturating_mul(rules)
}

fn require_numbers(numbers: u128) -> Result<(), CheckError> {
    if numbers > MAX_NUMBERS { Err(CheckError::TooLarge { numbers }) } else { Ok(()) }
}
