//! Transfer rules from CSV files: several rules in one file with a column `rule`, or one rule in a file named for it.

use super::profile_table::{Entry, TRANSFERS, read_profile_table};
use crate::csv::Field;
use crate::diagnostic::{Diagnostic, Read};
use crate::label::Labels;
use crate::quantity::parse_quantity;
use crate::reference::References;
use crate::rows::{Row, cover_with};
use crate::source::{MAX_LINE, Source, Span, read_text};
use crate::suggestion::{counted, quoted};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use std::path::Path;

/// The text of a CSV file with transfers.
#[derive(Debug, Clone, Copy)]
pub struct TransferFile<'t> {
    /// What messages call it.
    pub name: &'t str,
    /// The name of its rule when it has no column `rule`.
    pub rule: &'t str,
    /// The text.
    pub text: &'t str,
}

/// Reads transfer rules from files, in the order of the files and of their first rows. A file without a column `rule` has one
/// rule, which is called like the file without its ending.
///
/// # Errors
/// Whatever is wrong with a file; a rule of one name in two files; tables that are too large.
pub fn read_transfers(paths: &[&Path], environment: &Environment) -> Read<Vec<NamedRule>> {
    let mut texts = Vec::with_capacity(paths.len());
    for path in paths {
        let rule = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        texts.push((path.display().to_string(), rule, read_text(path, MAX_LINE)?));
    }
    let files: Vec<TransferFile<'_>> =
        texts.iter().map(|(name, rule, text)| TransferFile { name, rule, text }).collect();
    read_transfers_texts(&files, environment)
}

/// As [`read_transfers`], from texts.
///
/// # Errors
/// As [`read_transfers`].
///
/// # Examples
/// ```
/// use ambimech_io::exchange::{TransferFile, read_transfers_texts};
/// use ambimech_io::{Format, parse_environment};
/// let environment = r#"
/// format = "ambimech-environment/1"
/// agents = [{ name = "seller", types = ["any"] }, { name = "buyer", types = ["high", "low"] }]
/// prior = { "any high" = 1, "any low" = 3 }
/// outcomes.keep = { seller = 0, buyer = 0 }
/// allocation = { "* *" = "keep" }
/// "#;
/// let environment = parse_environment(environment, "sale.toml", Format::Toml, None).unwrap();
/// let text = "agent,seller,buyer=high,buyer=low\nseller,any,1/2,0\nbuyer,any,-1/2,0\n";
/// let rules = read_transfers_texts(&[TransferFile { name: "r1.csv", rule: "r1", text }], &environment).unwrap();
/// assert_eq!((rules[0].name.as_str(), rules[0].table.payments()[1].to_string().as_str()), ("r1", "-1/2"));
/// ```
pub fn read_transfers_texts(files: &[TransferFile<'_>], environment: &Environment) -> Read<Vec<NamedRule>> {
    let mut rules: Vec<NamedRule> = Vec::new();
    let length = files.iter().map(|file| file.text.len()).sum();
    for file in files {
        read_file(*file, environment, &mut rules, length)?;
    }
    Ok(rules)
}

/// A rule while it is read: the rows of each agent with their payments.
struct Draft {
    span: Span,
    rows: Vec<Vec<Row>>,
    payments: Vec<Vec<Rational>>,
}

fn read_file(
    file: TransferFile<'_>,
    environment: &Environment,
    rules: &mut Vec<NamedRule>,
    length: usize,
) -> Read<()> {
    let source = Source::new(file.name, file.text);
    let names = References::new(source, environment).names;
    let agents = environment.agent_count();
    let mut labels = Labels::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let table = read_profile_table(source, &names, TRANSFERS, &mut |entry: Entry<'_, '_>| {
        let (rule, agent) = (entry.keys.first().copied().flatten(), entry.keys.get(1).copied().flatten());
        let (rule_name, span) = rule.map_or((file.rule, entry.span), |field| (field.text.as_ref(), field.span));
        let place = match labels.find(rule_name) {
            Some(place) => place,
            None => {
                check_rule_name(source, span, rule_name)?;
                if let Some(known) = rules.iter().find(|known| known.name == rule_name) {
                    return Err(Box::new(known_rule(source, span, &known.name)));
                }
                check_size(source, span, &names, drafts.len() + rules.len() + 1, length)?;
                // A new name.
                let _ = labels.insert(rule_name);
                drafts.push(Draft { span, rows: vec![Vec::new(); agents], payments: vec![Vec::new(); agents] });
                drafts.len() - 1
            }
        };
        let value = entry.value;
        let payment = parse_quantity(source, value.span, &value.text, "a payment")?;
        let Some(draft) = drafts.get_mut(place) else { return Ok(()) };
        for agent in agents_of(source, agent, &names.agents)? {
            draft.rows[agent].push(Row { pattern: entry.pattern, span: entry.span });
            draft.payments[agent].push(payment.clone());
        }
        Ok(())
    })?;
    if drafts.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, table.span, "a file without transfers")
                .found("a header and no rows")
                .expected("a payment to every agent at every profile")
                .help(format!(
                    "add rows such as {}",
                    table.row_of(
                        &[file.rule, names.agents.names().first().map_or("1", String::as_str)],
                        &names.label(ambimech_model::index::ProfileId(0)),
                        "0"
                    )
                )),
        ));
    }
    let space = environment.space();
    for (rule, draft) in labels.names().iter().zip(drafts) {
        let mut columns = Vec::with_capacity(agents);
        for ((agent, rows), payments) in space.agents().zip(&draft.rows).zip(&draft.payments) {
            let name = names.agent(agent);
            let what = format!("the transfers to agent {} in the rule {}", quoted(name), quoted(rule));
            let row_of = |label: &str| table.row_of(&[rule, name], label, "0");
            let cover = cover_with(source, &names, rows, (&what, draft.span), &row_of)?;
            columns.push((cover, payments));
        }
        let payment = |(cover, payments): &(crate::rows::Cover, &Vec<Rational>), profile| {
            payments.get(cover.row(space, profile)).cloned().unwrap_or(Rational::ZERO)
        };
        let table = TransferTable::from_fn(space, |agent, profile| {
            columns.get(agent.0).map_or(Rational::ZERO, |column| payment(column, profile))
        });
        rules.push(NamedRule { name: rule.clone(), table });
    }
    Ok(())
}

/// The agent of a key, or all for `*`.
pub(crate) fn agents_of(
    source: Source<'_>,
    field: Option<&Field<'_>>,
    agents: &Labels,
) -> Read<std::ops::Range<usize>> {
    let Some(field) = field else { return Ok(0..0) };
    if field.text == "*" {
        return Ok(0..agents.names().len());
    }
    let agent = agents.expect(source, field.span, &field.text, "agent")?;
    Ok(agent..agent + 1)
}

fn check_rule_name(source: Source<'_>, span: Span, name: &str) -> Read<()> {
    if !name.trim().is_empty() && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(source, span, "this is no name for a rule")
            .found(quoted(name))
            .expected("a text in one line that is not blank")
            .help("write a short name such as r1 in the column `rule`"),
    ))
}

fn known_rule(source: Source<'_>, span: Span, name: &str) -> Diagnostic {
    Diagnostic::at(source, span, format!("another file has the rule {} already", quoted(name)))
        .found(format!("{} in two files", quoted(name)))
        .expected("every rule in one file, with a name of its own")
        .help("rename one of the two rules; a file without a column `rule` is named like its rule")
}

/// So many payments are read in any case, however short the files are thanks to `*`.
const ALWAYS_ALLOWED: usize = 1 << 22;

fn check_size(
    source: Source<'_>,
    span: Span,
    names: &crate::rows::ProfileNames,
    rules: usize,
    length: usize,
) -> Read<()> {
    let (profiles, agents) = (names.space.size(), names.space.agent_count());
    let payments = rules.saturating_mul(profiles).saturating_mul(agents);
    let allowed = ALWAYS_ALLOWED.max(length);
    if payments <= allowed {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(source, span, "these tables are too large")
            .found(format!("{} with {payments} payments in all", counted(rules, "rule")))
            .expected(format!("at most {allowed} payments in files of this length"))
            .help("import fewer rules, or write the mechanism file in closed form"),
    ))
}
