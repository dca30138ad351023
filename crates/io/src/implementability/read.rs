//! From a document to a proof.

use super::{NO_TRANSFERS_FORMAT, NoTransfersFile, excluded};
use crate::belief_verdict::EvidenceReader;
use crate::diagnostic::Read;
use crate::document::{Node, Table, parse_document};
use crate::label::Labels;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{BeliefFlow, Flow, Impossibility};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::property::Reports;

const EXAMPLE: &str = "{\"type\": \"H\", \"report\": \"L\", \"weight\": 1}";
const BELIEFS_EXAMPLE: &str =
    "{\"type\": \"H\", \"report\": \"L\", \"beliefs\": [{\"weight\": 1, \"belief\": {\"H\": 1}}]}";

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_no_transfers(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
) -> Read<NoTransfersFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let within = "a proof that there are no transfers";
    let help = "write \"format\", \"environment\", \"agent\", \"criterion\" and \"lies\"";
    let top = root.expect_table(source, within, help)?;
    expect_format(source, top, NO_TRANSFERS_FORMAT)?;
    let known = ["format", "environment", "agent", "criterion", "excludes", "reports", "lies", "floors", "seal"];
    top.check_keys(source, within, &known)?;
    let references = References::new(source, environment.without_beliefs());
    let none: [&str; 0] = [];
    let rules: Labels = none.into_iter().collect();
    let reader = Reader { within, evidence: EvidenceReader { references, rules } };
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    Ok(NoTransfersFile {
        environment: text("environment", "the digest of the environment")?,
        proof: reader.proof(&root, top)?,
        seal: text("seal", "the seal")?,
    })
}

struct Reader<'t> {
    within: &'static str,
    evidence: EvidenceReader<'t>,
}

impl<'t> Reader<'t> {
    fn proof(&self, root: &Node<'t>, top: &Table<'t>) -> Read<Impossibility> {
        let references = &self.evidence.references;
        let source = references.source;
        let needed = |key: &str, example: &str| references.require(top, root.span, key, self.within, example);
        let agent = references.agent(needed("agent", "\"agent\": \"1\"")?)?;
        let criterion = needed("criterion", "\"criterion\": \"maxmin\"")?;
        let criterion =
            match references.word(criterion, "the criterion of a proof", &Criterion::ALL.map(Criterion::name))? {
                "maxmin" => Criterion::Maxmin,
                "maximal" => Criterion::Maximal,
                _ => Criterion::Optimal,
            };
        let word = excluded(criterion);
        let named = needed(
            "excludes",
            &format!("\"excludes\": \"{word}\", which is what a proof by {} excludes", criterion.name()),
        )?;
        references.word(named, &format!("what a proof by {} excludes", criterion.name()), &[word])?;
        let lies = needed("lies", &format!("\"lies\": [{EXAMPLE}]"))?;
        let lies = lies.expect_array(source, "the lies", &format!("write [{EXAMPLE}]"))?;
        if criterion == Criterion::Optimal {
            let flows = lies.iter().map(|node| self.belief_flow(agent, node)).collect::<Read<_>>()?;
            return Ok(Impossibility::Beliefs { agent, flows });
        }
        let reports = needed("reports", "\"reports\": \"pure\"")?;
        let reports = match references.word(reports, "the reports of a proof", &["pure", "mixed"])? {
            "pure" => Reports::Pure,
            _ => Reports::Mixed,
        };
        let floors = needed("floors", "\"floors\": [\"closed-form\"]")?;
        let floors = floors.expect_array(source, "the floors", "write a list")?;
        Ok(Impossibility::Circulation {
            agent,
            criterion,
            reports,
            flows: lies.iter().map(|node| self.flow(agent, node)).collect::<Read<_>>()?,
            floors: floors.iter().map(|node| self.evidence.multipliers(node)).collect::<Read<_>>()?,
        })
    }

    fn lie<'n>(&self, agent: AgentId, node: &'n Node<'t>, key: &str) -> Read<(&'n Table<'t>, TypeId, TypeId)> {
        let references = &self.evidence.references;
        let example = if key == "weight" { EXAMPLE } else { BELIEFS_EXAMPLE };
        let table = node.expect_table(references.source, "a lie", &format!("write {example}"))?;
        table.check_keys(references.source, "a lie", &["type", "report", key])?;
        let of = |key: &str| {
            let value = references.require(table, node.span, key, "a lie", &format!("`{key}` as in {example}"))?;
            references.type_of(value, agent)
        };
        Ok((table, of("type")?, of("report")?))
    }

    fn flow(&self, agent: AgentId, node: &Node<'t>) -> Read<Flow> {
        let (table, truth, report) = self.lie(agent, node, "weight")?;
        let weight = self.evidence.references.number(table, node.span, "weight", "a lie")?;
        Ok(Flow { truth, report, weight })
    }

    fn belief_flow(&self, agent: AgentId, node: &Node<'t>) -> Read<BeliefFlow> {
        let references = &self.evidence.references;
        let (table, truth, report) = self.lie(agent, node, "beliefs")?;
        let others = references.others(agent);
        let help = format!("write {BELIEFS_EXAMPLE}");
        let list = references.require(table, node.span, "beliefs", "a lie", &help)?;
        let part = |node: &Node<'t>| {
            let table = node.expect_table(references.source, "a weighted belief", &help)?;
            table.check_keys(references.source, "a weighted belief", &["weight", "belief"])?;
            let belief = references.require(table, node.span, "belief", "a weighted belief", &help)?;
            let weight = references.number(table, node.span, "weight", "a weighted belief")?;
            Ok((weight, self.evidence.belief(&others, belief)?))
        };
        let list = list.expect_array(references.source, "the beliefs of a lie", &help)?;
        Ok(BeliefFlow { truth, report, parts: list.iter().map(part).collect::<Read<_>>()? })
    }
}
