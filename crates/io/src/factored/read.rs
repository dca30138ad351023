//! From a document to proofs.

use super::{FACTORED_FORMAT, KINDS};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::quantity::read_number;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source};
use crate::suggestion::counted;
use ambimech_model::certificate::Mixture;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Condition;
use ambimech_model::factored::{
    Bet, FACTORED_CONDITIONS, FactoredCertificate, FactoredEnvironment, FactoredEvidence, Types,
};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;

/// What a file of proofs holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactoredFile {
    /// The digest of agents and prior, as stated.
    pub environment: Option<String>,
    /// The seal, as stated.
    pub seal: Option<String>,
    /// The proofs.
    pub certificates: Vec<FactoredCertificate>,
}

/// Reads the text of a file of proofs; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_factored_file(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &FactoredEnvironment,
) -> Read<FactoredFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let what = "proofs about a prior in factored form";
    let top = root.expect_table(source, what, "write \"format\", \"environment\" and \"certificates\"")?;
    expect_format(source, top, FACTORED_FORMAT)?;
    top.check_keys(source, what, &["format", "environment", "seal", "certificates"])?;
    let text = |key: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, key).map(|text| Some(text.to_string())),
    };
    let references = References::of_agents(source, environment.agents());
    let reader = Reader { source, references, agents: environment.agent_count() };
    let list = reader.references.list(top, source.first_line(), "certificates", what)?;
    Ok(FactoredFile {
        environment: text("environment")?,
        seal: text("seal")?,
        certificates: list.iter().map(|node| reader.certificate(node)).collect::<Read<_>>()?,
    })
}

struct Reader<'t> {
    source: Source<'t>,
    references: References<'t>,
    agents: usize,
}

impl<'t> Reader<'t> {
    fn certificate(&self, node: &Node<'t>) -> Read<FactoredCertificate> {
        let what = "a certificate";
        let table = node.expect_table(self.source, what, "write \"condition\", \"verdict\" and \"evidence\"")?;
        table.check_keys(self.source, what, &["condition", "verdict", "evidence"])?;
        let require = |key, example| self.references.require(table, node.span, key, what, example);
        let name = require("condition", "\"condition\": \"bdp\"")?;
        let known = FACTORED_CONDITIONS.map(Condition::name);
        let word = self.references.word(name, "a condition decided from factors", &known)?;
        let condition = FACTORED_CONDITIONS.into_iter().find(|condition| condition.name() == word);
        let verdict = require("verdict", "\"verdict\": \"holds\"")?;
        let verdict = self.references.word(verdict, "a verdict", &["holds", "fails"])?;
        let evidence = self.references.list(table, node.span, "evidence", what)?;
        Ok(FactoredCertificate {
            condition: condition.unwrap_or(Condition::Bdp),
            holds: verdict == "holds",
            evidence: evidence.iter().map(|node| self.evidence(node)).collect::<Read<_>>()?,
        })
    }

    fn evidence(&self, node: &Node<'t>) -> Read<FactoredEvidence> {
        let what = "this evidence";
        let table = node.expect_table(self.source, what, "write \"kind\" and what belongs to it")?;
        let require = |key, example| self.references.require(table, node.span, key, what, example);
        let kind = require("kind", "\"kind\": \"distinct-posteriors\"")?;
        let word = self.references.word(kind, "a kind of evidence about factors", &KINDS)?;
        let keys: &[&str] = match KINDS.iter().position(|known| *known == word) {
            Some(0) => &["kind", "coalition", "first", "second"],
            Some(1) => &["kind", "coalition"],
            Some(2) => &["kind", "profile"],
            Some(3) => &["kind"],
            Some(4) => &["kind", "agent", "type", "weights"],
            Some(5) => &["kind", "agent"],
            Some(6) => &["kind", "agent", "bets"],
            Some(7) => &["kind", "mixtures"],
            _ => &["kind", "payments"],
        };
        table.check_keys(self.source, what, keys)?;
        let coalition = || self.references.coalition(require("coalition", "\"coalition\": [\"1\"]")?);
        let agent = || self.references.agent(require("agent", "\"agent\": \"1\"")?);
        let types = |key, coalition| self.types(require(key, "a list of types, [\"H\", \"L\"]")?, coalition);
        Ok(match KINDS.iter().position(|known| *known == word) {
            Some(0) => {
                let coalition = coalition()?;
                let (first, second) = (types("first", coalition)?, types("second", coalition)?);
                FactoredEvidence::EqualPosteriors { coalition, first, second }
            }
            Some(1) => FactoredEvidence::DistinctPosteriors { coalition: coalition()? },
            Some(2) => {
                FactoredEvidence::ImpossibleProfile { types: types("profile", Coalition::grand(self.agents))? }
            }
            Some(3) => FactoredEvidence::PositiveEverywhere,
            Some(4) => {
                let agent = agent()?;
                let own = self.references.type_of(require("type", "\"type\": \"H\"")?, agent)?;
                let weights = self.weights(require("weights", "\"weights\": {\"L\": 1}")?, agent)?;
                FactoredEvidence::MixedBelief { agent, own, weights }
            }
            Some(5) => FactoredEvidence::IndependentBeliefs { agent: agent()? },
            Some(6) => {
                let agent = agent()?;
                let list = self.references.list(table, node.span, "bets", what)?;
                let bets = list.iter().map(|node| self.bet(node, agent)).collect::<Read<_>>()?;
                FactoredEvidence::SeparatedBeliefs { agent, bets }
            }
            Some(7) => {
                let list = self.references.list(table, node.span, "mixtures", what)?;
                let mixtures = list.iter().map(|node| self.mixture(node)).collect::<Read<_>>()?;
                FactoredEvidence::ImitatedDistribution { mixtures }
            }
            _ => {
                let list = self.references.list(table, node.span, "payments", what)?;
                let payments = list.iter().map(|node| self.payment(node)).collect::<Read<_>>()?;
                FactoredEvidence::IdentifyingTransfers { payments }
            }
        })
    }

    fn mixture(&self, node: &Node<'t>) -> Read<Mixture> {
        let what = "a mixture";
        let table = node.expect_table(self.source, what, "write \"agent\", \"type\" and \"weights\"")?;
        table.check_keys(self.source, what, &["agent", "type", "weights"])?;
        let require = |key, example| self.references.require(table, node.span, key, what, example);
        let agent = self.references.agent(require("agent", "\"agent\": \"1\"")?)?;
        let own = self.references.type_of(require("type", "\"type\": \"H\"")?, agent)?;
        let weights = self.weights(require("weights", "\"weights\": {\"L\": 1}")?, agent)?;
        Ok(Mixture { agent, own, weights })
    }

    fn payment(&self, node: &Node<'t>) -> Read<(Types, Vec<Rational>)> {
        let what = "payments at a profile";
        let table = node.expect_table(self.source, what, "write \"profile\" and \"amounts\"")?;
        table.check_keys(self.source, what, &["profile", "amounts"])?;
        let require = |key, example| self.references.require(table, node.span, key, what, example);
        let profile = require("profile", "\"profile\": [\"H\", \"L\"]")?;
        let profile = self.types(profile, Coalition::grand(self.agents))?;
        Ok((profile, self.references.numbers(require("amounts", "\"amounts\": [1, -1]")?)?))
    }

    /// One type of every member.
    fn types(&self, node: &Node<'t>, coalition: Coalition) -> Read<Types> {
        let words =
            node.expect_array(self.source, "the types of a coalition's members", "write [\"H\", \"L\"]")?;
        if words.len() != coalition.len() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "one type for each member is needed")
                    .found(counted(words.len(), "type"))
                    .expected(counted(coalition.len(), "type"))
                    .help("name the types in the order of the agents"),
            ));
        }
        coalition.members().zip(words).map(|(agent, word)| self.references.type_of(word, agent)).collect()
    }

    fn weights(&self, node: &Node<'t>, agent: AgentId) -> Read<Vec<(TypeId, Rational)>> {
        let table = node.expect_table(self.source, "the weights of a mixture", "write {\"L\": \"1/2\"}")?;
        let mut weights = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let types = self.references.names.types.get(agent.0);
            let place = match types {
                Some(types) => types.expect(self.source, entry.key_span, &entry.key, "type")?,
                None => 0,
            };
            weights.push((TypeId(place), read_number(self.source, &entry.value, "a weight")?));
        }
        weights.sort_by_key(|(place, _)| *place);
        Ok(weights)
    }

    fn bet(&self, node: &Node<'t>, agent: AgentId) -> Read<(TypeId, Bet)> {
        let what = "a bet";
        let table = node.expect_table(self.source, what, "write \"type\" and \"amounts\"")?;
        table.check_keys(self.source, what, &["type", "amounts"])?;
        let own = self.references.require(table, node.span, "type", what, "\"type\": \"H\"")?;
        let own = self.references.type_of(own, agent)?;
        let list = self.references.list(table, node.span, "amounts", what)?;
        let others = Coalition::single(agent).complement(self.agents);
        let amount = |node: &Node<'t>| {
            let what = "an amount of a bet";
            let table: &Table<'t> = node.expect_table(self.source, what, "write \"others\" and \"amount\"")?;
            table.check_keys(self.source, what, &["others", "amount"])?;
            let x = self.references.require(table, node.span, "others", what, "\"others\": [\"H\"]")?;
            Ok((self.types(x, others)?, self.references.number(table, node.span, "amount", what)?))
        };
        Ok((own, list.iter().map(amount).collect::<Read<_>>()?))
    }
}
