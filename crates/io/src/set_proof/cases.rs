//! `ambimech-cases/1`: a proof by cases.
//!
//! The contradictions stand in a list, each with the choices that lead to it: places with the number of a corner of the set, from 1. They are the leaves of
//! the tree in order.

use super::file::{SetProofFormat, SetProofText, belief_reader, render, seal, stated, write_belief};
use crate::belief_verdict::EvidenceReader;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::environment::ambiguous_environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::quantity::read_number;
use crate::reference::expect_format;
use crate::source::{Format, Source};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{CaseProof, CaseRow, CaseTree, Place, RowKind, SetGoal};
use ambimech_model::index::{RuleId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::property::MechanismKind;

const GOALS: [&str; 4] = ["ic", "ic,ir", "ic,bb", "ic,ir,bb"];
const ROWS: [&str; 4] = ["worst", "held", "compared", "takes-part"];

/// The proof as a sealed file. The same proof gives the same bytes.
pub fn render_cases(environment: &AmbiguousEnvironment, proof: &CaseProof) -> String {
    let digest = ambiguous_environment_digest(environment);
    render(SetProofFormat::Cases, &digest, &|json| write(json, environment, proof))
}

pub(super) fn cases_seal(environment: &AmbiguousEnvironment, proof: &CaseProof) -> String {
    let digest = ambiguous_environment_digest(environment);
    seal(SetProofFormat::Cases, &digest, &|json| write(json, environment, proof))
}

fn write(json: &mut JsonWriter<'_>, environment: &AmbiguousEnvironment, proof: &CaseProof) {
    let goal = proof.goal;
    json.entry("goal", GOALS[usize::from(goal.participation) + 2 * usize::from(goal.balanced)]);
    json.entry("criterion", goal.criterion.name());
    json.entry("mechanism", goal.mechanism.name());
    json.key("cases");
    json.open_array(Layout::Lines);
    write_tree(json, environment, &proof.tree, &mut Vec::new());
    json.close();
}

fn write_tree(
    json: &mut JsonWriter<'_>,
    environment: &AmbiguousEnvironment,
    tree: &CaseTree,
    chosen: &mut Vec<(Place, usize)>,
) {
    let rows = match tree {
        CaseTree::Split(place, cases) => {
            for (corner, case) in cases.iter().enumerate() {
                chosen.push((*place, corner));
                write_tree(json, environment, case, chosen);
                chosen.pop();
            }
            return;
        }
        CaseTree::Leaf(rows) => rows,
    };
    let frame = environment.without_beliefs();
    json.open_object(Layout::Lines);
    json.key("choices");
    json.open_array(Layout::Lines);
    for (place, corner) in chosen.iter() {
        let (agent, own) = place.who();
        json.open_object(Layout::Line);
        json.entry("agent", frame.agent_name(agent));
        json.entry("type", frame.type_name(agent, own));
        if let Place::Lie { report, .. } = place {
            json.entry("report", frame.type_name(agent, *report));
        }
        json.key("corner");
        json.number(&Rational::from(*corner as u64 + 1));
        json.close();
    }
    json.close();
    json.key("rows");
    json.open_array(Layout::Lines);
    for row in rows {
        let (agent, own) = row.kind.who();
        let (word, report) = match row.kind {
            RowKind::Worst(..) => (ROWS[0], None),
            RowKind::Held(_, _, report) => (ROWS[1], Some(report)),
            RowKind::Compared(_, _, report) => (ROWS[2], Some(report)),
            RowKind::TakesPart(..) => (ROWS[3], None),
        };
        json.open_object(Layout::Line);
        json.entry("row", word);
        json.key("rule");
        json.number(&Rational::from(row.rule.0 as u64 + 1));
        json.entry("agent", frame.agent_name(agent));
        json.entry("type", frame.type_name(agent, own));
        if let Some(report) = report {
            json.entry("report", frame.type_name(agent, report));
        }
        json.key("weight");
        json.number(&row.weight);
        if let Some(belief) = &row.belief {
            json.key("belief");
            write_belief(json, frame, agent, belief);
        }
        json.close();
    }
    json.close();
    json.close();
}

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_cases(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
) -> Read<SetProofText<CaseProof>> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let within = "a proof by cases";
    let help = "write \"format\", \"environment\", \"goal\", \"criterion\", \"mechanism\" and \"cases\"";
    let top = root.expect_table(source, within, help)?;
    expect_format(source, top, SetProofFormat::Cases.name())?;
    top.check_keys(source, within, &["format", "environment", "goal", "criterion", "mechanism", "cases", "seal"])?;
    let reader = Reader { evidence: belief_reader(source, environment.without_beliefs()) };
    let references = &reader.evidence.references;
    let word = |key: &str, known: &[&str]| {
        let node = references.require(top, root.span, key, within, &format!("\"{key}\": \"{}\"", known[0]))?;
        references.word(node, &format!("the {key} of a proof"), known).map(str::to_string)
    };
    let asked = word("goal", &GOALS)?;
    let criterion = word("criterion", &Criterion::ALL.map(Criterion::name))?;
    let kinds = [MechanismKind::Simple, MechanismKind::Ambiguous];
    let mechanism = word("mechanism", &kinds.map(MechanismKind::name))?;
    let goal = SetGoal {
        criterion: criterion.parse().unwrap_or(Criterion::Maxmin),
        mechanism: mechanism.parse().unwrap_or(MechanismKind::Simple),
        participation: asked.contains("ir"),
        balanced: asked.contains("bb"),
    };
    let cases =
        references.require(top, root.span, "cases", within, "\"cases\": [{\"choices\": [], \"rows\": […]}]")?;
    let listed = cases.expect_array(source, "the cases", "write a list")?;
    let leaves = listed.iter().map(|node| reader.case(node)).collect::<Read<Vec<_>>>()?;
    let tree = tree_of(&leaves, 0).ok_or_else(|| {
        Box::new(
            Diagnostic::at(source, cases.span, "the choices do not make a tree of cases")
                .found(format!("{} cases", leaves.len()))
                .expected("at every step the same place for all cases that agree so far, and its corners 1, 2, … in order")
                .help("take the file as it was written"),
        )
    })?;
    let (environment, seal) = stated(source, top)?;
    Ok(SetProofText { environment, content: CaseProof { goal, tree }, seal })
}

/// A contradiction with the choices that lead to it.
type Case = (Vec<(Place, usize)>, Vec<CaseRow>);

fn tree_of(cases: &[Case], depth: usize) -> Option<CaseTree> {
    let (choices, rows) = cases.first()?;
    let Some((place, _)) = choices.get(depth) else {
        return (cases.len() == 1).then(|| CaseTree::Leaf(rows.clone()));
    };
    if cases.iter().any(|(choices, _)| choices.get(depth).is_none_or(|(other, _)| other != place)) {
        return None;
    }
    let corner = |case: &Case| case.0[depth].1;
    let groups = cases.chunk_by(|one, next| corner(one) == corner(next)).enumerate();
    let below = |(number, group): (usize, &[Case])| {
        if corner(&group[0]) == number { tree_of(group, depth + 1) } else { None }
    };
    Some(CaseTree::Split(*place, groups.map(below).collect::<Option<_>>()?))
}

struct Reader<'t> {
    evidence: EvidenceReader<'t>,
}

impl<'t> Reader<'t> {
    fn case(&self, node: &Node<'t>) -> Read<Case> {
        let references = &self.evidence.references;
        let (source, within) = (references.source, "a case");
        let help = "write {\"choices\": […], \"rows\": […]}";
        let table = node.expect_table(source, within, help)?;
        table.check_keys(source, within, &["choices", "rows"])?;
        let list = |key: &str| {
            let list = references.require(table, node.span, key, within, &format!("\"{key}\": […]"))?;
            list.expect_array(source, &format!("the {key} of a case"), "write a list")
        };
        let choices = list("choices")?.iter().map(|node| self.choice(node)).collect::<Read<_>>()?;
        Ok((choices, list("rows")?.iter().map(|node| self.row(node)).collect::<Read<_>>()?))
    }

    fn choice(&self, node: &Node<'t>) -> Read<(Place, usize)> {
        let references = &self.evidence.references;
        let (source, within) = (references.source, "a choice");
        let example = "{\"agent\": \"1\", \"type\": \"H\", \"report\": \"L\", \"corner\": 1}";
        let table = node.expect_table(source, within, &format!("write {example}"))?;
        table.check_keys(source, within, &["agent", "type", "report", "corner"])?;
        let of =
            |key: &str| references.require(table, node.span, key, within, &format!("`{key}` as in {example}"));
        let agent = references.agent(of("agent")?)?;
        let own = references.type_of(of("type")?, agent)?;
        let place = match table.get("report") {
            Some(entry) => Place::Lie { agent, own, report: references.type_of(&entry.value, agent)? },
            None => Place::Participation { agent, own },
        };
        Ok((place, self.ordinal(of("corner")?, "the number of a corner")?))
    }

    fn row(&self, node: &Node<'t>) -> Read<CaseRow> {
        let references = &self.evidence.references;
        let (source, within) = (references.source, "a row");
        let example = "{\"row\": \"worst\", \"rule\": 1, \"agent\": \"1\", \"type\": \"H\", \"weight\": 1, \"belief\": {\"H\": 1}}";
        let table: &Table<'t> = node.expect_table(source, within, &format!("write {example}"))?;
        table.check_keys(source, within, &["row", "rule", "agent", "type", "report", "weight", "belief"])?;
        let of =
            |key: &str| references.require(table, node.span, key, within, &format!("`{key}` as in {example}"));
        let agent = references.agent(of("agent")?)?;
        let own = references.type_of(of("type")?, agent)?;
        let report = || -> Read<TypeId> { references.type_of(of("report")?, agent) };
        let kind = match references.word(of("row")?, "the kind of a row", &ROWS)? {
            "worst" => RowKind::Worst(agent, own),
            "held" => RowKind::Held(agent, own, report()?),
            "compared" => RowKind::Compared(agent, own, report()?),
            _ => RowKind::TakesPart(agent, own),
        };
        let others = references.others(agent);
        let belief = table.get("belief").map(|entry| self.evidence.belief(&others, &entry.value)).transpose()?;
        let rule = RuleId(self.ordinal(of("rule")?, "the number of a rule")?);
        Ok(CaseRow { rule, kind, belief, weight: references.number(table, node.span, "weight", within)? })
    }

    /// A number 1, 2, … as a place from 0.
    fn ordinal(&self, node: &Node<'t>, what: &str) -> Read<usize> {
        const MOST: usize = 10_000;
        let source = self.evidence.references.source;
        let number = read_number(source, node, what)?;
        (0..MOST).find(|place| Rational::from(*place as u64 + 1) == number).ok_or_else(|| {
            Box::new(
                Diagnostic::at(source, node.span, format!("this is not {what}"))
                    .found(node.described())
                    .expected(format!("a whole number from 1 to {MOST}"))
                    .help("count from 1"),
            )
        })
    }
}
