//! From a mechanism and its certificate to a file.

use super::{MECHANISM_FORMAT, base_name};
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::{member_labels, type_labels};
use crate::payment_limits::write_limits;
use crate::seal::mechanism_seal;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate, RuleWeights};
use ambimech_model::coalition::Pattern;
use ambimech_model::environment::Environment;
use ambimech_model::index::{ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::Base;
use ambimech_model::transfer::closed_form::{ClosedForm, Family};

/// The mechanism as a file, with the environment's digest and, when it is certified, certificate and seal. The same
/// mechanism gives the same bytes; the text ends with a line break.
///
/// An empty digest is left out: such a file can be read and verified, but not certified.
pub fn render_mechanism(
    environment: &Environment,
    digest: &str,
    mechanism: &Mechanism,
    certificate: Option<&MechanismCertificate>,
) -> String {
    let seal = certificate.map(|certificate| mechanism_seal(environment, digest, mechanism, certificate));
    let mut text = String::new();
    let mut sink = |piece: &str| text.push_str(piece);
    write_mechanism(&mut sink, environment, digest, mechanism, certificate, seal.as_deref());
    text
}

/// Writes the file piece by piece, with the seal or without.
pub(crate) fn write_mechanism(
    sink: &mut dyn FnMut(&str),
    environment: &Environment,
    digest: &str,
    mechanism: &Mechanism,
    certificate: Option<&MechanismCertificate>,
    seal: Option<&str>,
) {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", MECHANISM_FORMAT);
    for (key, text) in [("environment", digest), ("name", &mechanism.name), ("source", &mechanism.source)] {
        if !text.is_empty() {
            json.entry(key, text);
        }
    }
    if let Some(goal) = &mechanism.goal {
        json.entry("goal", &goal.to_string());
    }
    match &mechanism.rules {
        Rules::Tables(rules) => {
            json.key("rules");
            json.open_array(Layout::Lines);
            for rule in rules {
                json.open_object(Layout::Lines);
                json.entry("name", &rule.name);
                json.key("transfers");
                write_table(&mut json, environment, &rule.table);
                json.close();
            }
            json.close();
        }
        Rules::ClosedForm(form) => {
            json.key("closed-form");
            write_closed_form(&mut json, environment, form);
        }
    }
    if let Some(certificate) = certificate {
        json.key("certificate");
        write_certificate(&mut json, environment, mechanism, certificate, seal);
    }
    json.finish();
}

/// Every payment, one line for every profile.
pub(crate) fn write_table(json: &mut JsonWriter<'_>, environment: &Environment, table: &TransferTable) {
    json.open_object(Layout::Lines);
    let rows = table.payments().chunks(environment.agent_count());
    for (profile, payments) in environment.space().profiles().zip(rows) {
        json.key(&environment.profile_label(ProfileId(profile.0)));
        json.open_array(Layout::Line);
        payments.iter().for_each(|payment| json.number(payment));
        json.close();
    }
    json.close();
}

fn write_closed_form(json: &mut JsonWriter<'_>, environment: &Environment, form: &ClosedForm) {
    json.open_object(Layout::Lines);
    json.key("base");
    json.open_object(Layout::Line);
    json.entry(
        "kind",
        match form.base {
            Base::Zero => base_name::ZERO,
            Base::EqualSplit => base_name::EQUAL_SPLIT,
            Base::Extraction => base_name::EXTRACTION,
            Base::ResidualClaimant(_) => base_name::RESIDUAL_CLAIMANT,
            Base::LevelInterim => base_name::LEVEL_INTERIM,
            Base::LevelExtraction => base_name::LEVEL_EXTRACTION,
        },
    );
    if let Base::ResidualClaimant(agent) = form.base {
        json.entry("agent", environment.agents().get(agent.0).map_or("", |agent| agent.name.as_str()));
    }
    json.close();
    match &form.family {
        Family::EverySideBet { coalitions, scale } => {
            json.key("side-bets");
            json.open_object(Layout::Line);
            json.key("coalitions");
            match coalitions {
                Pattern::All => json.string("all"),
                Pattern::Singletons => json.string("singletons"),
                Pattern::Listed(list) => {
                    json.open_array(Layout::Line);
                    for coalition in list.iter().filter(|coalition| coalition.len() > 1) {
                        json.strings(member_labels(environment, *coalition));
                    }
                    json.close();
                }
            }
            json.key("scale");
            json.number(scale);
            json.close();
        }
        Family::Listed(rules) => {
            json.key("combinations");
            json.open_array(Layout::Lines);
            for rule in rules {
                json.open_object(Layout::Line);
                json.entry("name", &rule.name);
                json.key("bets");
                json.open_array(Layout::Line);
                for (bet, multiple) in &rule.bets {
                    json.open_object(Layout::Line);
                    json.key("coalition");
                    json.strings(member_labels(environment, bet.coalition));
                    json.key("types");
                    json.strings(type_labels(environment, bet.coalition, bet.types));
                    json.key("multiple");
                    json.number(multiple);
                    json.close();
                }
                json.close();
                json.close();
            }
            json.close();
        }
    }
    json.close();
}

fn write_certificate(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
    seal: Option<&str>,
) {
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
    write_limits(json, environment, &certificate.limits);
    json.close();
    json.key("weights");
    match &certificate.weights {
        HoldingWeights::OwnRule => json.string("own-rule"),
        HoldingWeights::Listed(list) => push_lists(json, environment, mechanism, list),
        HoldingWeights::Pairs(list) => {
            json.open_object(Layout::Line);
            json.key("pairs");
            push_lists(json, environment, mechanism, list);
            json.close();
        }
    }
    json.close();
}

/// Weights over the rules, one line for every joint type.
fn push_lists(json: &mut JsonWriter<'_>, environment: &Environment, mechanism: &Mechanism, list: &[RuleWeights]) {
    json.open_array(Layout::Lines);
    for entry in list {
        json.open_object(Layout::Line);
        json.key("coalition");
        json.strings(member_labels(environment, entry.coalition));
        json.key("types");
        json.strings(type_labels(environment, entry.coalition, entry.types));
        if let Some(best) = entry.best {
            json.entry("best", &mechanism.rule_name(environment, best));
        }
        json.key("weights");
        json.open_object(Layout::Line);
        let mut weights: Vec<&(RuleId, _)> = entry.weights.iter().collect();
        weights.sort_by_key(|(rule, _)| *rule);
        for (rule, weight) in weights {
            json.key(&mechanism.rule_name(environment, *rule));
            json.number(weight);
        }
        json.close();
        json.close();
    }
    json.close();
}
