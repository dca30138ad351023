//! From a document to verdicts.

use super::{CLOSED_FORM, VERDICTS_FORMAT, VerdictsFile};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, parse_document};
use crate::label::Labels;
use crate::mechanism::read_payments;
use crate::quantity::read_number;
use crate::reference::{References, expect_format, key_part};
use crate::rows::ProfileNames;
use crate::source::{Format, Source, Span};
use crate::suggestion::quoted;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::{Distribution, Multipliers};
use ambimech_model::belief_verdict::{
    Criterion, Floor, SetClaim, SetProperty, SetVerdict, Stage, TypeEvidence, WeightedBelief,
};
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;
use ambimech_model::verification::Report;

const FLOOR_HELP: &str = "write \"closed-form\" or {\"rows\": […], \"total\": 0} for every rule";

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_verdicts(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
    mechanism: &Mechanism,
) -> Read<VerdictsFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let help = "write \"format\", \"environment\", \"mechanism\" and \"verdicts\"";
    let top = root.expect_table(source, "verdicts under sets of priors", help)?;
    expect_format(source, top, VERDICTS_FORMAT)?;
    top.check_keys(source, "a file of verdicts", &["format", "environment", "mechanism", "verdicts", "seal"])?;
    let frame = environment.without_beliefs();
    let count = mechanism.rule_count(frame).unwrap_or(0);
    let names: Vec<String> = (0..count).map(|rule| mechanism.rule_name(frame, RuleId(rule))).collect();
    let rules = names.iter().map(String::as_str).collect();
    let reader = Reader { references: References::new(source, frame), rules };
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let verdicts = reader.required(top, root.span, "verdicts", "a file of verdicts", "\"verdicts\": […]")?;
    let verdicts = verdicts.expect_array(source, "the verdicts", "write a list")?;
    Ok(VerdictsFile {
        environment: text("environment", "the digest of the environment")?,
        mechanism: text("mechanism", "the digest of the mechanism")?,
        verdicts: verdicts.iter().map(|node| reader.verdict(node)).collect::<Read<_>>()?,
        seal: text("seal", "the seal")?,
    })
}

/// Reads evidence with the labels of an environment and of a mechanism's rules.
pub(crate) struct Reader<'t> {
    pub(crate) references: References<'t>,
    pub(crate) rules: Labels,
}

impl<'t> Reader<'t> {
    fn required<'n>(
        &self,
        table: &'n Table<'t>,
        span: Span,
        key: &str,
        within: &str,
        example: &str,
    ) -> Read<&'n Node<'t>> {
        self.references.require(table, span, key, within, example)
    }

    fn verdict(&self, node: &Node<'t>) -> Read<SetVerdict> {
        let source = self.references.source;
        let table = node.expect_table(source, "a verdict", "write {\"property\": \"ir\", …}")?;
        table.check_keys(
            source,
            "a verdict",
            &["property", "criterion", "reports", "verdict", "evidence", "payments"],
        )?;
        let word = |key: &str, known: &[&str]| {
            let found =
                self.required(table, node.span, key, "a verdict", &format!("\"{key}\": \"{}\"", known[0]))?;
            self.references.word(found, &format!("the {key} of a verdict"), known)
        };
        let stages = Stage::ALL.map(|stage| SetProperty::Efficient(stage).name());
        let property = match word("property", &["ic", "ir", "bb", stages[0], stages[1], stages[2]])? {
            "ic" => SetProperty::Ic(match word("reports", &["pure", "mixed"])? {
                "pure" => Reports::Pure,
                _ => Reports::Mixed,
            }),
            "ir" => SetProperty::Ir,
            "bb" => SetProperty::Bb,
            name => SetProperty::Efficient(
                Stage::ALL
                    .into_iter()
                    .find(|stage| SetProperty::Efficient(*stage).name() == name)
                    .unwrap_or(Stage::ExPost),
            ),
        };
        let criterion = match word("criterion", &Criterion::ALL.map(Criterion::name))? {
            "maxmin" => Criterion::Maxmin,
            "optimal" => Criterion::Optimal,
            _ => Criterion::Maximal,
        };
        let holds = word("verdict", &["holds", "fails"])? == "holds";
        let evidence = self.required(table, node.span, "evidence", "a verdict", "\"evidence\": []")?;
        let evidence = evidence.expect_array(source, "the evidence", "write a list, one entry for each type")?;
        let evidence = evidence.iter().map(|node| self.evidence(node)).collect::<Read<_>>()?;
        let payments = match table.get("payments") {
            None => Vec::new(),
            Some(entry) => {
                let rows =
                    entry.value.expect_table(source, "the payments", "write {\"H L\": [\"1/2\", \"-1/2\"]}")?;
                let row = |entry: &Entry<'t>| {
                    let profile = self.references.profile_key(entry)?;
                    Ok((profile, read_payments(&self.references, &entry.value)?))
                };
                rows.entries.iter().map(row).collect::<Read<_>>()?
            }
        };
        Ok(SetVerdict { claim: SetClaim { property, criterion }, holds, evidence, payments })
    }

    fn evidence(&self, node: &Node<'t>) -> Read<TypeEvidence> {
        let source = self.references.source;
        let within = "the evidence about a type";
        let table = node.expect_table(source, within, "write {\"agent\": \"1\", \"type\": \"H\", …}")?;
        table.check_keys(source, within, &["agent", "type", "report", "floors", "mixtures"])?;
        let needed = |key: &str, example: &str| self.required(table, node.span, key, within, example);
        let agent = self.references.agent(needed("agent", "\"agent\": \"1\"")?)?;
        let own = self.references.type_of(needed("type", "\"type\": \"H\"")?, agent)?;
        let report = table.get("report").map(|entry| self.report(agent, &entry.value)).transpose()?;
        let floors = needed("floors", "\"floors\": []")?.expect_array(source, "the floors", "write a list")?;
        let mixtures =
            needed("mixtures", "\"mixtures\": []")?.expect_array(source, "the mixtures", "write a list")?;
        Ok(TypeEvidence {
            agent,
            own,
            report,
            floors: floors.iter().map(|node| self.floor(node)).collect::<Read<_>>()?,
            mixtures: mixtures.iter().map(|node| self.mixture(agent, node)).collect::<Read<_>>()?,
        })
    }

    fn report(&self, agent: AgentId, node: &Node<'t>) -> Read<Report> {
        let source = self.references.source;
        let table = node.expect_table(source, "a report", "write {\"L\": 1}")?;
        let part = |entry: &Entry<'t>| {
            let types = &self.references.names.types[agent.0];
            let what = format!("type of agent {}", quoted(self.references.names.agent(agent)));
            let report = TypeId(types.expect(source, entry.key_span, &entry.key, &what)?);
            Ok((JointTypeId(report.0), read_number(source, &entry.value, "the probability of a report")?))
        };
        let parts = table.entries.iter().map(part).collect::<Read<Vec<_>>>()?;
        Ok(match parts.as_slice() {
            [(only, share)] if share.is_one() => Report::Pure(*only),
            _ => Report::Mixed(parts),
        })
    }

    fn floor(&self, node: &Node<'t>) -> Read<Floor> {
        let list = node.expect_array(self.references.source, "a floor", FLOOR_HELP)?;
        list.iter().map(|node| self.multipliers(node)).collect::<Read<_>>().map(Floor)
    }

    /// Multipliers, or `closed-form`.
    pub(crate) fn multipliers(&self, node: &Node<'t>) -> Read<Option<Multipliers>> {
        let source = self.references.source;
        if node.as_str() == Some(CLOSED_FORM) {
            return Ok(None);
        }
        let table = node.expect_table(source, "the floor under a rule", FLOOR_HELP)?;
        table.check_keys(source, "a floor", &["rows", "total"])?;
        let rows = self.required(table, node.span, "rows", "a floor", "\"rows\": []")?;
        let rows = rows.expect_array(source, "the multipliers", "write a list of numbers")?;
        let rows = rows.iter().map(|row| read_number(source, row, "a multiplier")).collect::<Read<_>>()?;
        Ok(Some(Multipliers { rows, total: self.references.number(table, node.span, "total", "a floor")? }))
    }

    fn mixture(&self, agent: AgentId, node: &Node<'t>) -> Read<Vec<WeightedBelief>> {
        let source = self.references.source;
        let help = "write [{\"rule\": \"r1\", \"weight\": 1, \"belief\": {\"H\": 1}}]";
        let others = self.references.others(agent);
        let part = |node: &Node<'t>| {
            let table = node.expect_table(source, "a scenario", help)?;
            table.check_keys(source, "a scenario", &["rule", "weight", "belief"])?;
            let rule = self.required(table, node.span, "rule", "a scenario", "\"rule\": \"r1\"")?;
            let name = rule.expect_str(source, "the name of a rule")?;
            let rule = RuleId(self.rules.expect(source, rule.span, name, "rule")?);
            let weight = self.references.number(table, node.span, "weight", "a scenario")?;
            let belief = self.required(table, node.span, "belief", "a scenario", "\"belief\": {\"H\": 1}")?;
            Ok(WeightedBelief { rule, weight, prior: self.belief(&others, belief)? })
        };
        node.expect_array(source, "a mixture of scenarios", help)?.iter().map(part).collect()
    }

    /// A type profile of the others.
    pub(crate) fn state(&self, others: &ProfileNames, node: &Node<'t>) -> Read<JointTypeId> {
        let source = self.references.source;
        let label = node.expect_str(source, "the types of the others")?;
        let pattern = others.parse_pattern(source, label, &|_| node.span)?;
        if pattern.fixed.len() != others.types.len() {
            return Err(several_profiles(source, node.span, label));
        }
        Ok(JointTypeId(pattern.first.0))
    }

    /// A belief: the type profiles of the others with their probabilities, which add up to 1; those not named have none.
    pub(crate) fn belief(&self, others: &ProfileNames, node: &Node<'t>) -> Read<Distribution> {
        let source = self.references.source;
        let table = node.expect_table(source, "a belief", "write {\"H\": \"1/2\", \"L\": \"1/2\"}")?;
        let mut probabilities = vec![Rational::ZERO; others.space.size()];
        for entry in &table.entries {
            let place = |part: Span| key_part(source, entry, part);
            let pattern = others.parse_pattern(source, &entry.key, &place)?;
            if pattern.fixed.len() != others.types.len() {
                return Err(several_profiles(source, entry.key_span, &entry.key));
            }
            probabilities[pattern.first.0] += read_number(source, &entry.value, "a probability")?;
        }
        Distribution::new(probabilities).map_err(|_| {
            Box::new(
                Diagnostic::at(source, node.span, "this is no belief")
                    .found("probabilities that are negative or do not add up to 1")
                    .expected("numbers from 0 to 1 that add up to exactly 1")
                    .help("correct the probabilities"),
            )
        })
    }
}

fn several_profiles(source: Source<'_>, span: Span, label: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::at(source, span, "one type profile is meant here, not several")
            .found(quoted(label))
            .expected("one type of every other agent, without `*`")
            .help("write one entry for each type profile"),
    )
}
