//! From side contracts and proofs to a file.

use super::{COLLUSION_FORMAT, Excluded, word};
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::{member_labels, type_labels};
use crate::seal::sealed;
use ambimech_model::collusion::{ContractCertificate, SideContract, SideTable};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::type_space::Split;

/// What a file names itself by: environment and mechanism, and the digests of both.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub environment: &'a Environment,
    pub mechanism: &'a Mechanism,
    pub digests: (&'a str, &'a str),
}

/// The side contract as a file, with the digests of environment and mechanism (empty ones are left out) and, when it is certified,
/// certificate and seal. The same contract gives the same bytes.
pub fn render_contract(
    environment: &Environment,
    mechanism: &Mechanism,
    digests: (&str, &str),
    contract: &SideContract,
    certificate: Option<&ContractCertificate>,
) -> String {
    let about = About { environment, mechanism, digests };
    let seal = certificate.map(|_| contract_seal(about, contract, certificate));
    let mut text = String::new();
    write_contract(&mut |piece| text.push_str(piece), about, contract, certificate, seal.as_deref());
    text
}

/// The proof that there is no profitable side contract as a sealed file.
pub fn render_exclusions(
    environment: &Environment,
    mechanism: &Mechanism,
    digests: (&str, &str),
    excluded: &Excluded,
) -> String {
    let about = About { environment, mechanism, digests };
    let seal = exclusions_seal(about, excluded);
    let mut text = String::new();
    write_exclusions(&mut |piece| text.push_str(piece), about, excluded, Some(&seal));
    text
}

pub(super) fn contract_seal(
    about: About<'_>,
    contract: &SideContract,
    certificate: Option<&ContractCertificate>,
) -> String {
    sealed(|sink| write_contract(sink, about, contract, certificate, None))
}

pub(super) fn exclusions_seal(about: About<'_>, excluded: &Excluded) -> String {
    sealed(|sink| write_exclusions(sink, about, excluded, None))
}

fn begin<'s>(sink: &'s mut dyn FnMut(&str), about: About<'_>) -> JsonWriter<'s> {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", COLLUSION_FORMAT);
    for (key, digest) in [("environment", about.digests.0), ("mechanism", about.digests.1)] {
        if !digest.is_empty() {
            json.entry(key, digest);
        }
    }
    json
}

fn write_contract(
    sink: &mut dyn FnMut(&str),
    about: About<'_>,
    contract: &SideContract,
    certificate: Option<&ContractCertificate>,
    seal: Option<&str>,
) {
    let environment = about.environment;
    let split = environment.space().split(contract.coalition);
    let mut json = begin(sink, about);
    for (key, text) in [("name", &contract.name), ("source", &contract.source)] {
        if !text.is_empty() {
            json.entry(key, text);
        }
    }
    json.key("coalition");
    json.strings(member_labels(environment, contract.coalition));
    json.key("strategy");
    json.open_object(Layout::Lines);
    for (own, row) in contract.strategy.iter().enumerate() {
        let types = |own| type_labels(environment, contract.coalition, own).join(" ");
        if matches!(row.as_slice(), [(only, _)] if only.0 == own) {
            continue; // Those that are not named tell the truth.
        }
        json.key(&types(JointTypeId(own)));
        json.open_object(Layout::Line);
        for (report, share) in row {
            json.key(&types(*report));
            json.number(share);
        }
        json.close();
    }
    json.close();
    if !contract.common.is_empty() {
        json.key("common");
        json.open_object(Layout::Lines);
        write_tables(&mut json, about, &split, &contract.common);
        json.close();
    }
    json.key("rules");
    json.open_array(Layout::Lines);
    for rule in &contract.rules {
        json.open_object(Layout::Lines);
        json.entry("name", &rule.name);
        write_tables(&mut json, about, &split, &rule.tables);
        json.close();
    }
    json.close();
    if let Some(certificate) = certificate {
        json.key("certificate");
        write_certificate(&mut json, about, contract, certificate, seal);
    }
    json.finish();
}

/// `"transfers": {…}`, or one such table for each rule of the mechanism.
fn write_tables(json: &mut JsonWriter<'_>, about: About<'_>, split: &Split, tables: &[SideTable]) {
    if let [only] = tables {
        json.key("transfers");
        return write_table(json, about.environment, split, only);
    }
    json.key("by-rule");
    json.open_object(Layout::Lines);
    for (rule, table) in tables.iter().enumerate() {
        json.key(&about.mechanism.rule_name(about.environment, RuleId(rule)));
        write_table(json, about.environment, split, table);
    }
    json.close();
}

fn write_table(json: &mut JsonWriter<'_>, environment: &Environment, split: &Split, table: &SideTable) {
    json.open_object(Layout::Lines);
    let first = |payment: &ambimech_model::number::Rational| payment.is_zero();
    if table.payments().iter().all(first) {
        json.key(&vec!["*"; environment.agent_count()].join(" "));
        json.open_array(Layout::Line);
        table.at(JointTypeId(0), JointTypeId(0)).iter().for_each(|payment| json.number(payment));
        json.close();
        return json.close();
    }
    let space = environment.space();
    for own in split.own() {
        let rests: Vec<JointTypeId> =
            if table.is_on_own_types() { vec![JointTypeId(0)] } else { split.rest().collect() };
        for rest in rests {
            let profile = split.profile(own, rest);
            let label = |agent| {
                let is_free = table.is_on_own_types() && !split.coalition().contains(agent);
                if is_free { "*" } else { environment.type_name(agent, space.type_of(profile, agent)) }
            };
            json.key(&space.agents().map(label).collect::<Vec<&str>>().join(" "));
            json.open_array(Layout::Line);
            table.at(own, rest).iter().for_each(|payment| json.number(payment));
            json.close();
        }
    }
    json.close();
}

fn write_certificate(
    json: &mut JsonWriter<'_>,
    about: About<'_>,
    contract: &SideContract,
    certificate: &ContractCertificate,
    seal: Option<&str>,
) {
    let environment = about.environment;
    json.open_object(Layout::Lines);
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.key("claims");
    json.open_array(Layout::Lines);
    for claim in &certificate.claims {
        json.open_object(Layout::Line);
        json.entry("property", claim.property.name());
        if let Some(reports) = claim.reports {
            json.entry("reports", reports.name());
        }
        json.close();
    }
    json.close();
    json.key(word::PROFITABLE);
    json.open_array(Layout::Lines);
    for types in &certificate.profitable {
        json.strings(type_labels(environment, contract.coalition, *types));
    }
    json.close();
    json.key("weights");
    json.open_array(Layout::Lines);
    for entry in &certificate.weights {
        json.open_object(Layout::Line);
        json.entry("agent", environment.agent_name(entry.agent));
        json.entry("type", environment.type_name(entry.agent, entry.truth));
        json.key("weights");
        json.open_array(Layout::Line);
        for (pair, weight) in &entry.weights {
            json.open_object(Layout::Line);
            json.entry("rule", &about.mechanism.rule_name(environment, pair.rule));
            json.entry("side-rule", &contract.rule_name(pair.side));
            json.key("weight");
            json.number(weight);
            json.close();
        }
        json.close();
        json.close();
    }
    json.close();
    json.close();
}

fn write_exclusions(sink: &mut dyn FnMut(&str), about: About<'_>, excluded: &Excluded, seal: Option<&str>) {
    let environment = about.environment;
    let mut json = begin(sink, about);
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.key("excluded-for");
    match excluded.coalition {
        None => json.string(word::EVERY),
        Some(coalition) => json.strings(member_labels(environment, coalition)),
    }
    json.entry("contracts", if excluded.voluntary { word::VOLUNTARY } else { word::ALL });
    json.key("exclusions");
    json.open_array(Layout::Lines);
    for exclusion in &excluded.exclusions {
        json.open_object(Layout::Line);
        json.key("coalition");
        json.strings(member_labels(environment, exclusion.coalition));
        json.key("types");
        json.strings(type_labels(environment, exclusion.coalition, exclusion.types));
        json.key("weights");
        json.open_object(Layout::Line);
        for (rule, weight) in &exclusion.weights {
            json.key(&about.mechanism.rule_name(environment, *rule));
            json.number(weight);
        }
        json.close();
        if !exclusion.imitations.is_empty() {
            json.key("imitations");
            json.open_array(Layout::Line);
            for entry in &exclusion.imitations {
                json.open_object(Layout::Line);
                json.entry("agent", environment.agent_name(entry.agent));
                json.entry("type", environment.type_name(entry.agent, entry.truth));
                json.entry("as", environment.type_name(entry.agent, entry.report));
                json.key("multiplier");
                json.number(&entry.multiplier);
                json.close();
            }
            json.close();
        }
        if !exclusion.budget.is_empty() {
            json.key("budget");
            json.open_object(Layout::Line);
            for (rule, weight) in &exclusion.budget {
                json.key(&about.mechanism.rule_name(environment, *rule));
                json.number(weight);
            }
            json.close();
        }
        json.close();
    }
    json.close();
    json.finish();
}
