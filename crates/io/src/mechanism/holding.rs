//! The certificate of a mechanism: its claims, and the weights that hold mixed misreports down.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node};
use crate::label::Labels;
use crate::payment_limits::{limit_named, read_limit};
use crate::quantity::read_number;
use crate::reference::{References, unknown_word};
use crate::source::Span;
use crate::suggestion::quoted;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate, RuleWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, RuleId, TypeId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::transfer::closed_form::{ClosedForm, Family};
use ambimech_model::transfer::side_bet::SideBetId;

const HELP: &str =
    "write {\"claims\": [{\"property\": \"ic\", \"reports\": \"mixed\"}], \"weights\": \"own-rule\"}";

pub(super) fn read_certificate<'t>(
    references: &References<'t>,
    node: &Node<'t>,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Read<(MechanismCertificate, Option<String>)> {
    let source = references.source;
    let table = node.expect_table(source, "a certificate", HELP)?;
    table.check_keys(source, "the certificate of a mechanism", &["seal", "claims", "weights"])?;
    let seal = match table.get("seal") {
        None => None,
        Some(entry) => Some(entry.value.expect_str(source, "the seal")?.to_string()),
    };
    let example = "\"claims\": [{\"property\": \"bb\"}]";
    let claims = references.require(table, node.span, "claims", "the certificate", example)?;
    let claims = claims.expect_array(source, "the claims of a certificate", &format!("write {example}"))?;
    let mut limits = PaymentLimits::none();
    let mut properties = Vec::with_capacity(claims.len());
    for claim in claims {
        match read_claim(references, claim, &limits)? {
            Claimed::Property(claim) => properties.push(claim),
            Claimed::Limits(with_this) => limits = with_this,
        }
    }
    let weights = match table.get("weights") {
        None => HoldingWeights::Listed(Vec::new()),
        Some(entry) => read_weights(references, &entry.value, environment, mechanism)?,
    };
    Ok((MechanismCertificate { limits, claims: properties, weights }, seal))
}

/// A claim about a property, or the limits on payments with one more of them.
enum Claimed {
    Property(Claim),
    Limits(PaymentLimits),
}

fn read_claim<'t>(references: &References<'t>, node: &Node<'t>, limits: &PaymentLimits) -> Read<Claimed> {
    let source = references.source;
    let help = "write {\"property\": \"ic\", \"reports\": \"mixed\"} or {\"property\": \"bb\"}";
    let table = node.expect_table(source, "a claim", help)?;
    let name = references.require(table, node.span, "property", "this claim", "\"property\": \"bb\"")?;
    let limit_names = PaymentLimit::ALL.map(PaymentLimit::name);
    let known: Vec<&str> = Property::ALL.map(Property::name).into_iter().chain(limit_names).collect();
    let word = references.word(name, "a property", &known)?;
    if let Some(limit) = limit_named(word) {
        return read_limit(references, node, table, limit, limits.clone()).map(Claimed::Limits);
    }
    table.check_keys(source, "a claim", &["property", "reports"])?;
    let property = Property::ALL.into_iter().find(|property| property.name() == word);
    let property =
        property.ok_or_else(|| Box::new(unknown_word(source, name.span, word, "a property", &known)))?;
    let reports = match table.get("reports") {
        None => None,
        Some(entry) => {
            let words = [Reports::Pure.name(), Reports::Mixed.name()];
            let word = references.word(&entry.value, "a kind of reports", &words)?;
            Some(if word == Reports::Pure.name() { Reports::Pure } else { Reports::Mixed })
        }
    };
    Ok(Claimed::Property(Claim { property, reports }))
}

fn read_weights<'t>(
    references: &References<'t>,
    node: &Node<'t>,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Read<HoldingWeights> {
    let source = references.source;
    if let Some(word) = node.as_str() {
        return match word {
            "own-rule" => Ok(HoldingWeights::OwnRule),
            _ => Err(Box::new(unknown_word(source, node.span, word, "a choice of weights", &["own-rule"]))),
        };
    }
    let example = "{\"coalition\": [\"1\"], \"types\": [\"H\"], \"weights\": {\"r1\": \"1/2\", \"r2\": \"1/2\"}}";
    let help = format!("write \"own-rule\", [{example}] or {{\"pairs\": [{example}]}}");
    let pairs = node.as_table().map(|table| {
        table.check_keys(source, "the weights of rules in pairs", &["pairs"])?;
        references.require(table, node.span, "pairs", "these weights", &format!("\"pairs\": [{example}]"))
    });
    let (list, is_paired) = match pairs {
        Some(list) => (list?, true),
        None => (node, false),
    };
    let list = list.expect_array(source, "the weights of a certificate", &help)?;
    let names = RuleNames::new(mechanism);
    let entries = list.iter().map(|node| {
        let table = node.expect_table(source, "the weights for one coalition and its types", &help)?;
        table.check_keys(
            source,
            "the weights for one coalition and its types",
            &["coalition", "types", "best", "weights"],
        )?;
        let get =
            |key| references.require(table, node.span, key, "this entry", &format!("`{key}` as in {example}"));
        let coalition = references.coalition(get("coalition")?)?;
        let types = references.joint_type(get("types")?, coalition)?;
        let best = match table.get("best") {
            None => None,
            Some(entry) => {
                let name = entry.value.expect_str(source, "the name of a rule")?;
                Some(names.find_named(references, environment, entry.value.span, name)?)
            }
        };
        let weights = get("weights")?.expect_table(source, "weights by rule", &help)?;
        let mut weights: Vec<(RuleId, _)> = weights
            .entries
            .iter()
            .map(|entry| {
                let rule = names.find(references, environment, entry)?;
                Ok((rule, read_number(source, &entry.value, "the weight of a rule")?))
            })
            .collect::<Read<_>>()?;
        weights.sort_unstable_by_key(|(rule, _)| *rule);
        Ok(RuleWeights { coalition, types, best, weights })
    });
    let entries = entries.collect::<Read<_>>()?;
    Ok(if is_paired { HoldingWeights::Pairs(entries) } else { HoldingWeights::Listed(entries) })
}

/// Finds rules by name, without listing those of a closed form.
enum RuleNames<'m> {
    Listed(Labels),
    SideBets(&'m ClosedForm),
}

impl<'m> RuleNames<'m> {
    fn new(mechanism: &'m Mechanism) -> RuleNames<'m> {
        match &mechanism.rules {
            Rules::Tables(rules) => RuleNames::Listed(rules.iter().map(|rule| rule.name.as_str()).collect()),
            Rules::ClosedForm(form) => match &form.family {
                Family::Listed(rules) => RuleNames::Listed(rules.iter().map(|rule| rule.name.as_str()).collect()),
                Family::EverySideBet { .. } => RuleNames::SideBets(form),
            },
        }
    }

    fn find(&self, references: &References<'_>, environment: &Environment, entry: &Entry<'_>) -> Read<RuleId> {
        self.find_named(references, environment, entry.key_span, &entry.key)
    }

    fn find_named(
        &self,
        references: &References<'_>,
        environment: &Environment,
        span: Span,
        name: &str,
    ) -> Read<RuleId> {
        let source = references.source;
        match self {
            RuleNames::Listed(names) => names.expect(source, span, name, "rule").map(RuleId),
            RuleNames::SideBets(form) => {
                let found = side_bet_named(environment, name)
                    .and_then(|id| form.rule_against(environment.space(), id))
                    .filter(|rule| form.rule_name(environment, *rule).is_some_and(|known| known == name));
                found.ok_or_else(|| {
                    let first = form.rule_name(environment, RuleId(0)).unwrap_or_default();
                    Box::new(
                        Diagnostic::at(source, span, format!("unknown rule {}", quoted(name)))
                            .found(quoted(name))
                            .expected(format!(
                                "the types of a coalition that has side bets, such as {}",
                                quoted(&first)
                            ))
                            .help("name the members in the order of the agents: \"1=H,2=L\""),
                    )
                })
            }
        }
    }
}

/// The side bet with a name such as `1=H,2=L`.
fn side_bet_named(environment: &Environment, name: &str) -> Option<SideBetId> {
    let member = |part: &str| -> Option<(AgentId, TypeId)> {
        // Labels may themselves have `=` in them: the first place where both sides are labels.
        part.match_indices('=').find_map(|(at, _)| {
            let agent = environment.find_agent(&part[..at])?;
            Some((agent, environment.find_type(agent, &part[at + 1..])?))
        })
    };
    let members: Vec<(AgentId, TypeId)> = name.split(',').map(member).collect::<Option<_>>()?;
    if !members.is_sorted_by(|a, b| a.0 < b.0) {
        return None;
    }
    let coalition: Coalition = members.iter().map(|(agent, _)| *agent).collect();
    let types: Vec<TypeId> = members.iter().map(|(_, t)| *t).collect();
    Some(SideBetId { coalition, types: environment.space().joint_type(coalition, &types) })
}
