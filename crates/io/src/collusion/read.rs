//! From a document to a side contract, or to a proof that there is none.

use super::{COLLUSION_FORMAT, CollusionContent, CollusionFile, Excluded, word};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, parse_document};
use crate::label::Labels;
use crate::mechanism::check_rule_name;
use crate::quantity::read_number;
use crate::reference::{References, expect_format, key_part, optional_text};
use crate::rows::{Row, cover};
use crate::source::{Format, Source, Span, read_text};
use crate::suggestion::{counted, listed, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{
    ContractCertificate, ContractClaim, ContractExclusion, ContractProperty, Imitation, PairWeights, RulePair,
    SideContract, SideRule, SideTable, Strategy,
};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Rational, sum};
use ambimech_model::property::Reports;
use ambimech_model::type_space::Split;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

const CONTRACT_KEYS: [&str; 9] =
    ["format", "environment", "mechanism", "name", "source", "coalition", "strategy", "common", "rules"];
const RULES_EXAMPLE: &str = "[{\"name\": \"plain\", \"transfers\": {\"* *\": [0, 0]}}]";
/// So many payments the tables of a file may have, however short it is thanks to `*`.
const ALWAYS_ALLOWED: usize = 1 << 22;

/// Whether a text seems to be a file about collusion: for deciding how to read it, before it is read.
pub fn is_collusion_text(text: &str) -> bool {
    text.contains("\"ambimech-collusion/")
}

/// Reads a file about collusion for this mechanism: JSON when its name ends in `.json`, TOML otherwise. Nothing is proved by
/// reading.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_collusion(path: &Path, environment: &Environment, mechanism: &Mechanism) -> Read<CollusionFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_collusion(&text, &path.display().to_string(), format, environment, mechanism)
}

/// Reads such a file from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_collusion(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Read<CollusionFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    collusion_from(source, &root, environment, mechanism)
}

/// Labels of the environment and of the mechanism's rules.
struct Reader<'t, 'e> {
    references: References<'t>,
    environment: &'e Environment,
    rules: Labels,
}

pub(super) fn collusion_from<'t>(
    source: Source<'t>,
    root: &Node<'t>,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Read<CollusionFile> {
    let top =
        root.expect_table(source, "a side contract", "write \"format\", \"coalition\", \"strategy\", \"rules\"")?;
    expect_format(source, top, COLLUSION_FORMAT)?;
    let count = mechanism.rule_count(environment).unwrap_or(0);
    let names: Vec<String> = (0..count).map(|rule| mechanism.rule_name(environment, RuleId(rule))).collect();
    let reader = Reader {
        references: References::new(source, environment),
        environment,
        rules: names.iter().map(String::as_str).collect(),
    };
    let text = |key: &str, what: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, what).map(|text| Some(text.to_string())),
    };
    let digest = text("environment", "the digest of the environment")?;
    let of_mechanism = text("mechanism", "the digest of the mechanism")?;
    let (content, seal) = if top.get("exclusions").is_some() || top.get("excluded-for").is_some() {
        (reader.exclusions(top)?, text("seal", "the seal")?)
    } else {
        let (contract, certificate, seal) = reader.contract(top)?;
        (CollusionContent::Contract(Box::new(contract), certificate), seal)
    };
    Ok(CollusionFile { environment: digest, mechanism: of_mechanism, content, seal })
}

type WithCertificate = (SideContract, Option<ContractCertificate>, Option<String>);

impl<'t> Reader<'t, '_> {
    fn source(&self) -> Source<'t> {
        self.references.source
    }

    fn require<'n>(&self, table: &'n Table<'t>, key: &str, within: &str, example: &str) -> Read<&'n Node<'t>> {
        self.references.require(table, self.source().first_line(), key, within, example)
    }

    fn contract(&self, top: &Table<'t>) -> Read<WithCertificate> {
        let source = self.source();
        let known: Vec<&str> = CONTRACT_KEYS.into_iter().chain(["certificate"]).collect();
        top.check_keys(source, "a side contract", &known)?;
        let coalition = self.require(top, "coalition", "a side contract", "\"coalition\": [\"1\", \"2\"]")?;
        let coalition = self.references.coalition(coalition)?;
        let split = self.environment.space().split(coalition);
        let example =
            "\"strategy\": {\"H L\": {\"L L\": 1}}, a row for every type profile of the members that lies";
        let strategy = self.strategy(&split, self.require(top, "strategy", "a side contract", example)?)?;
        let common = match top.get("common") {
            None => Vec::new(),
            Some(entry) => {
                let help = "write {\"transfers\": {…}}, or {\"by-rule\": {…}}";
                let table = entry.value.expect_table(source, "the common payments", help)?;
                table.check_keys(source, "the common payments", &["transfers", "by-rule"])?;
                self.tables(&split, table, entry.key_span, "the common payments")?
            }
        };
        let rules = self.require(top, "rules", "a side contract", &format!("\"rules\": {RULES_EXAMPLE}"))?;
        let rules = self.side_rules(&split, rules)?;
        let (name, origin) = (optional_text(source, top, "name")?, optional_text(source, top, "source")?);
        let contract = SideContract { name, source: origin, coalition, strategy, common, rules };
        let (certificate, seal) = match top.get("certificate") {
            None => (None, None),
            Some(entry) => {
                let (certificate, seal) = self.certificate(&contract, &entry.value)?;
                (Some(certificate), seal)
            }
        };
        Ok((contract, certificate, seal))
    }

    /// A key such as `H L`: the types of the coalition's members.
    fn joint_key(&self, coalition: Coalition, entry: &Entry<'t>) -> Read<JointTypeId> {
        let source = self.source();
        let words: Vec<&str> = entry.key.split_whitespace().collect();
        if words.len() != coalition.len() {
            return Err(Box::new(
                Diagnostic::at(source, entry.key_span, "a row names one type of every member of the coalition")
                    .found(counted(words.len(), "name"))
                    .expected(format!(
                        "{}, one type each of {}",
                        counted(coalition.len(), "name"),
                        listed(coalition.members().map(|member| self.references.names.agent(member)))
                    ))
                    .help("write the types in the order of the members, with spaces between them"),
            ));
        }
        let mut types = Vec::with_capacity(words.len());
        for (agent, word) in coalition.members().zip(words) {
            let what = format!("type of agent {}", quoted(self.references.names.agent(agent)));
            let Some(known) = self.references.names.types.get(agent.0) else { continue };
            types.push(TypeId(known.expect(source, entry.key_span, word, &what)?));
        }
        Ok(self.environment.space().joint_type(coalition, &types))
    }

    /// Rows that are not there tell the truth.
    fn strategy(&self, split: &Split, node: &Node<'t>) -> Read<Strategy> {
        let source = self.source();
        let help = "write {\"H L\": {\"L L\": \"1/2\", \"H L\": \"1/2\"}}";
        let table = node.expect_table(source, "a strategy", help)?;
        let mut strategy: Strategy = split.own().map(|own| vec![(own, Rational::ONE)]).collect();
        let mut seen: HashMap<JointTypeId, Span> = HashMap::new();
        for entry in &table.entries {
            let own = self.joint_key(split.coalition(), entry)?;
            if let Some(first) = seen.insert(own, entry.key_span) {
                return Err(Box::new(
                    Diagnostic::at(source, entry.key_span, "two rows for the same types")
                        .label("here again")
                        .also(source, first, "first here")
                        .found(format!("{} twice", quoted(&entry.key)))
                        .expected("one row at most for each type profile of the members")
                        .help("remove one of the two"),
                ));
            }
            let mixture = entry.value.expect_table(source, "what these types report", help)?;
            let mut row: BTreeMap<JointTypeId, Rational> = BTreeMap::new();
            for part in &mixture.entries {
                let report = self.joint_key(split.coalition(), part)?;
                let share = read_number(source, &part.value, "a probability")?;
                if share < Rational::ZERO {
                    return Err(Box::new(
                        Diagnostic::at(source, part.value.span, "a probability below 0")
                            .found(share.to_string())
                            .expected("a number from 0 to 1")
                            .help("remove the report, or correct the number"),
                    ));
                }
                *row.entry(report).or_insert(Rational::ZERO) += share;
            }
            let total = sum(row.values());
            if !total.is_one() {
                return Err(Box::new(
                    Diagnostic::at(source, entry.value.span, "probabilities that do not add up to 1")
                        .found(format!("the sum {total}"))
                        .expected("the sum 1")
                        .help("fractions such as \"1/3\" are exact"),
                ));
            }
            strategy[own.0] = row.into_iter().filter(|(_, share)| !share.is_zero()).collect();
        }
        Ok(strategy)
    }

    fn side_rules(&self, split: &Split, node: &Node<'t>) -> Read<Vec<SideRule>> {
        let source = self.source();
        let help = format!("write {RULES_EXAMPLE}");
        let list = node.expect_array(source, "the side rules", &help)?;
        if list.is_empty() {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "a side contract without side rules")
                    .found("an empty list")
                    .expected("at least one; a contract without payments has one that pays nothing")
                    .help(help),
            ));
        }
        let mut names = HashMap::with_capacity(list.len());
        let rules = list.iter().map(|node| {
            let table = node.expect_table(source, "a side rule", &help)?;
            table.check_keys(source, "a side rule", &["name", "transfers", "by-rule"])?;
            let name =
                self.references.require(table, node.span, "name", "this side rule", "\"name\": \"plain\"")?;
            let name = check_rule_name(source, name, &mut names)?;
            let within = format!("the side rule {}", quoted(&name));
            Ok(SideRule { tables: self.tables(split, table, node.span, &within)?, name })
        });
        rules.collect()
    }

    /// One table under `transfers`, or one for every rule of the mechanism under `by-rule`.
    fn tables(&self, split: &Split, table: &Table<'t>, span: Span, within: &str) -> Read<Vec<SideTable>> {
        let source = self.source();
        let wrong = |found: &str| {
            Box::new(
                Diagnostic::at(source, span, format!("{within} need one kind of payments"))
                    .found(found)
                    .expected("`transfers`, the same under all rules of the mechanism, or `by-rule`")
                    .help("write \"transfers\": {\"* *\": [0, 0]} or \"by-rule\": {\"r1\": {\"* *\": [0, 0]}}"),
            )
        };
        match (table.get("transfers"), table.get("by-rule")) {
            (Some(one), None) => Ok(vec![self.table(split, &one.value, within)?]),
            (None, Some(several)) => {
                let help = "write one table for each rule of the mechanism, by its name";
                let entries = &several.value.expect_table(source, "payments by rule", help)?.entries;
                let mut found: BTreeMap<usize, SideTable> = BTreeMap::new();
                for entry in entries {
                    let rule = self.rules.expect(source, entry.key_span, &entry.key, "rule")?;
                    found.insert(rule, self.table(split, &entry.value, within)?);
                }
                let missing = (0..self.rules.names().len()).find(|rule| !found.contains_key(rule));
                match missing {
                    None => Ok(found.into_values().collect()),
                    Some(rule) => Err(Box::new(
                        Diagnostic::at(source, several.value.span, "a rule of the mechanism has no table here")
                            .found(counted(entries.len(), "table"))
                            .expected(format!("one for the rule {} too", quoted(&self.rules.names()[rule])))
                            .help(help),
                    )),
                }
            }
            (None, None) => Err(wrong("neither `transfers` nor `by-rule`")),
            (Some(_), Some(_)) => Err(wrong("both `transfers` and `by-rule`")),
        }
    }

    fn table(&self, split: &Split, node: &Node<'t>, within: &str) -> Read<SideTable> {
        let source = self.source();
        let space = &self.references.names.space;
        let members = split.coalition().len();
        let payments = space.size().saturating_mul(members);
        let allowed = ALWAYS_ALLOWED.max(source.text.len());
        if payments > allowed {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "this table is too large")
                    .found(format!("{payments} payments"))
                    .expected(format!("at most {allowed} in a file of this length"))
                    .help("choose a smaller environment"),
            ));
        }
        let zeros = vec!["0"; members].join(", ");
        let help = "write one row for every profile; `*` stands for every type";
        let entries = &node.expect_table(source, &format!("the payments of {within}"), help)?.entries;
        let mut rows = Vec::with_capacity(entries.len());
        let mut paid: Vec<Vec<Rational>> = Vec::with_capacity(entries.len());
        for entry in entries {
            let place = |part: Span| key_part(source, entry, part);
            let pattern = self.references.names.parse_pattern(source, &entry.key, &place)?;
            rows.push(Row { pattern, span: entry.key_span });
            paid.push(self.payments(split.coalition(), &entry.value)?);
        }
        let rows = cover(source, &self.references.names, &rows, within, node.span, &format!("[{zeros}]"))?;
        let order: Vec<AgentId> = split.coalition().members().collect();
        Ok(SideTable::from_fn(split, |member, own, rest| {
            let row = paid.get(rows.row(space, ProfileId(split.profile(own, rest).0)));
            let place = order.iter().take_while(|known| **known != member).count();
            row.and_then(|row| row.get(place)).cloned().unwrap_or(Rational::ZERO)
        }))
    }

    fn payments(&self, coalition: Coalition, node: &Node<'t>) -> Read<Vec<Rational>> {
        let source = self.source();
        let list = node.expect_array(source, "the payments at this profile", "write [\"1/2\", \"-1/2\"]")?;
        if list.len() != coalition.len() {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "a row has one payment for every member of the coalition")
                    .found(counted(list.len(), "payment"))
                    .expected(format!(
                        "{}, to {}",
                        counted(coalition.len(), "payment"),
                        listed(coalition.members().map(|member| self.references.names.agent(member)))
                    ))
                    .help("a payment is money to the member: negative when the member pays"),
            ));
        }
        list.iter().map(|payment| read_number(source, payment, "a payment")).collect()
    }

    fn certificate(
        &self,
        contract: &SideContract,
        node: &Node<'t>,
    ) -> Read<(ContractCertificate, Option<String>)> {
        let source = self.source();
        let help =
            "write {\"claims\": [{\"property\": \"s-bb\"}], \"profitable\": [[\"H\", \"L\"]], \"weights\": […]}";
        let table = node.expect_table(source, "a certificate", help)?;
        let known = ["seal", "claims", word::PROFITABLE, "weights"];
        table.check_keys(source, "the certificate of a side contract", &known)?;
        let list = |key: &str, what: &str| match table.get(key) {
            None => Ok(&[] as &[Node<'t>]),
            Some(entry) => entry.value.expect_array(source, what, help),
        };
        let seal = match table.get("seal") {
            None => None,
            Some(entry) => Some(entry.value.expect_str(source, "the seal")?.to_string()),
        };
        let claims = list("claims", "the claims")?.iter().map(|node| self.claim(node)).collect::<Read<_>>()?;
        let joint = |node| self.references.joint_type(node, contract.coalition);
        let profitable = list(word::PROFITABLE, "the types that gain")?.iter().map(joint).collect::<Read<_>>()?;
        let names: Labels = contract.rules.iter().map(|rule| rule.name.as_str()).collect();
        let weights = list("weights", "the weights")?
            .iter()
            .map(|node| self.pair_weights(&names, node))
            .collect::<Read<_>>()?;
        Ok((ContractCertificate { claims, profitable, weights }, seal))
    }

    fn claim(&self, node: &Node<'t>) -> Read<ContractClaim> {
        let source = self.source();
        let help = "write {\"property\": \"s-ic\", \"reports\": \"mixed\"} or {\"property\": \"s-bb\"}";
        let table = node.expect_table(source, "a claim", help)?;
        table.check_keys(source, "a claim", &["property", "reports"])?;
        let name =
            self.references.require(table, node.span, "property", "this claim", "\"property\": \"s-bb\"")?;
        let known = ContractProperty::ALL.map(ContractProperty::name);
        let word = self.references.word(name, "a property of a side contract", &known)?;
        let found = ContractProperty::ALL.into_iter().find(|property| property.name() == word);
        let property = found.unwrap_or(ContractProperty::SIc);
        let reports = match table.get("reports") {
            None => None,
            Some(entry) => {
                let words = [Reports::Pure.name(), Reports::Mixed.name()];
                let word = self.references.word(&entry.value, "a kind of reports", &words)?;
                Some(if word == Reports::Pure.name() { Reports::Pure } else { Reports::Mixed })
            }
        };
        Ok(ContractClaim { property, reports })
    }

    fn type_of(&self, agent: AgentId, node: &Node<'t>) -> Read<TypeId> {
        self.references.type_of(node, agent)
    }

    fn pair_weights(&self, sides: &Labels, node: &Node<'t>) -> Read<PairWeights> {
        let source = self.source();
        let example = "{\"agent\": \"1\", \"type\": \"H\", \"weights\": [{\"rule\": \"r1\", \"side-rule\": \"plain\", \"weight\": 1}]}";
        let help = format!("write {example}");
        let table = node.expect_table(source, "the weights for one member and type", &help)?;
        table.check_keys(source, "the weights for one member and type", &["agent", "type", "weights"])?;
        let get = |table: &Table<'t>, span, key: &str| {
            let as_in = format!("`{key}` as in {example}");
            self.references.require(table, span, key, "this entry", &as_in).cloned()
        };
        let agent = self.references.agent(&get(table, node.span, "agent")?)?;
        let truth = self.type_of(agent, &get(table, node.span, "type")?)?;
        let list = get(table, node.span, "weights")?;
        let list = list.expect_array(source, "weights over pairs of rules", &help)?;
        let weights = list.iter().map(|part| {
            let table = part.expect_table(source, "a weight", &help)?;
            table.check_keys(source, "a weight", &["rule", "side-rule", "weight"])?;
            let rule = get(table, part.span, "rule")?;
            let name = rule.expect_str(source, "the name of a rule")?;
            let rule = RuleId(self.rules.expect(source, rule.span, name, "rule")?);
            let side = get(table, part.span, "side-rule")?;
            let name = side.expect_str(source, "the name of a side rule")?;
            let side = sides.expect(source, side.span, name, "side rule")?;
            let weight = read_number(source, &get(table, part.span, "weight")?, "a weight")?;
            Ok((RulePair { rule, side }, weight))
        });
        Ok(PairWeights { agent, truth, weights: weights.collect::<Read<_>>()? })
    }

    fn exclusions(&self, top: &Table<'t>) -> Read<CollusionContent> {
        let source = self.source();
        let known = ["format", "environment", "mechanism", "seal", "excluded-for", "contracts", "exclusions"];
        top.check_keys(source, "a proof that there is no profitable side contract", &known)?;
        let within = "this proof";
        let whom = self.require(top, "excluded-for", within, "\"excluded-for\": \"every-coalition\"")?;
        let coalition = match whom.as_str() {
            Some(_) => {
                self.references.word(whom, "whom the proof is about", &[word::EVERY])?;
                None
            }
            None => Some(self.references.coalition(whom)?),
        };
        let contracts = self.require(top, "contracts", within, "\"contracts\": \"all\"")?;
        let kinds = [word::ALL, word::VOLUNTARY];
        let voluntary =
            self.references.word(contracts, "which contracts are excluded", &kinds)? == word::VOLUNTARY;
        let example = "{\"coalition\": [\"1\"], \"types\": [\"H\"], \"weights\": {\"r1\": 1}}";
        let list = self.require(top, "exclusions", within, &format!("\"exclusions\": [{example}]"))?;
        let list = list.expect_array(source, "the exclusions", &format!("write [{example}]"))?;
        let exclusions = list.iter().map(|node| self.exclusion(node, example)).collect::<Read<_>>()?;
        Ok(CollusionContent::Excluded(Excluded { coalition, voluntary, exclusions }))
    }

    fn exclusion(&self, node: &Node<'t>, example: &str) -> Read<ContractExclusion> {
        let source = self.source();
        let help = format!("write {example}");
        let table = node.expect_table(source, "an exclusion", &help)?;
        table.check_keys(source, "an exclusion", &["coalition", "types", "weights", "imitations", "budget"])?;
        let get = |key: &str| {
            self.references.require(table, node.span, key, "this exclusion", &format!("`{key}` as in {example}"))
        };
        let coalition = self.references.coalition(get("coalition")?)?;
        let types = self.references.joint_type(get("types")?, coalition)?;
        let by_rule = |node: &Node<'t>| -> Read<Vec<(RuleId, Rational)>> {
            let entries = &node.expect_table(source, "numbers by rule", &help)?.entries;
            let mut numbers = Vec::with_capacity(entries.len());
            for entry in entries {
                let rule = RuleId(self.rules.expect(source, entry.key_span, &entry.key, "rule")?);
                numbers.push((rule, read_number(source, &entry.value, "the number of a rule")?));
            }
            numbers.sort_by_key(|(rule, _)| *rule);
            Ok(numbers)
        };
        let weights = by_rule(get("weights")?)?;
        let budget = table.get("budget").map_or(Ok(Vec::new()), |entry| by_rule(&entry.value))?;
        let imitations = match table.get("imitations") {
            None => Vec::new(),
            Some(entry) => {
                let help = "write [{\"agent\": \"1\", \"type\": \"H\", \"as\": \"L\", \"multiplier\": 1}]";
                let list = entry.value.expect_array(source, "imitations", help)?;
                list.iter().map(|part| self.imitation(part, help)).collect::<Read<_>>()?
            }
        };
        Ok(ContractExclusion { coalition, types, weights, imitations, budget })
    }

    fn imitation(&self, node: &Node<'t>, help: &str) -> Read<Imitation> {
        let source = self.source();
        let table = node.expect_table(source, "an imitation", help)?;
        table.check_keys(source, "an imitation", &["agent", "type", "as", "multiplier"])?;
        let get = |key: &str| self.references.require(table, node.span, key, "this imitation", help);
        let agent = self.references.agent(get("agent")?)?;
        Ok(Imitation {
            agent,
            truth: self.type_of(agent, get("type")?)?,
            report: self.type_of(agent, get("as")?)?,
            multiplier: read_number(source, get("multiplier")?, "a multiplier")?,
        })
    }
}
