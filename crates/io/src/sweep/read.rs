//! From a document to a plan.

use super::keys;
use super::plan::{
    Decision, Outside, PayoffKind, Plan, PlanEffort, PlannedPayoffs, RandomPayoffs, RandomRule, StakesColumns,
    Values,
};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, Value, parse_document};
use crate::quantity::read_number;
use crate::reference::{expect_format, optional_text, unknown_word};
use crate::source::{Format, Source, Span, read_text};
use crate::suggestion::{counted, quoted};
use ambimech_model::coalition::Pattern;
use ambimech_model::condition::Condition;
use ambimech_model::number::{Integer, Rational};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::Path;

/// Reads a plan: JSON when the file's name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file, or with a file that it names.
pub fn read_plan(path: &Path) -> Read<Plan> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    let folder = path.parent().unwrap_or(Path::new(""));
    PlanText { text: &text, file_name: &path.display().to_string(), format, folder }.read()
}

/// The text of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlanText<'t> {
    /// The text.
    pub text: &'t str,
    /// What messages call it.
    pub file_name: &'t str,
    /// TOML or JSON.
    pub format: Format,
    /// Where the files that it names are.
    pub folder: &'t Path,
}

impl PlanText<'_> {
    /// As [`read_plan`].
    ///
    /// # Errors
    /// As [`read_plan`].
    ///
    /// # Examples
    /// ```
    /// use ambimech_io::Format;
    /// use ambimech_io::sweep::PlanText;
    /// let text = r#"
    /// format = "ambimech-sweep/1"
    /// seed = 1
    /// repetitions = 100
    /// shapes = { agents = [2, 3], types = [2, 3] }
    /// priors = [{ name = "uniform", kind = "dirichlet", denominator = 1000 }]
    /// conditions = ["bdp", "cbdp"]
    /// "#;
    /// let folder = std::path::Path::new("");
    /// let plan = PlanText { text, file_name: "plan.toml", format: Format::Toml, folder }.read().unwrap();
    /// assert_eq!((plan.frames.len(), plan.case_count()), (4, 400));
    /// ```
    pub fn read(&self) -> Read<Plan> {
        let source = Source::new(self.file_name, self.text);
        let root = parse_document(source, self.format)?;
        let top = root.expect_table(source, "a plan", "write format, seed, shapes, priors and what is asked")?;
        expect_format(source, top, keys::FORMAT)?;
        top.check_keys(source, "a plan", &keys::PLAN)?;
        let mut hasher = Sha256::new();
        hasher.update(source.text.as_bytes());
        Reader { source, top, folder: self.folder, hasher: RefCell::new(hasher) }.plan()
    }
}

/// A plan in the reading.
pub(super) struct Reader<'t, 'n> {
    pub(super) source: Source<'t>,
    pub(super) top: &'n Table<'t>,
    pub(super) folder: &'n Path,
    /// Takes in the plan and the files it names.
    pub(super) hasher: RefCell<Sha256>,
}

impl<'t> Reader<'t, '_> {
    fn plan(&self) -> Read<Plan> {
        let seed = self.count(self.top, "seed", "the seed", (0, u64::MAX >> 1), 0)?;
        let repetitions =
            self.count(self.top, "repetitions", "the number of repetitions", (1, keys::MAX_COUNT), 1)?;
        let effort = match self.word(self.top, "effort", "an effort", &keys::EFFORTS)? {
            Some("full") => PlanEffort::Full,
            _ => PlanEffort::Moderate,
        };
        let pattern =
            match self.word(self.top, "coalitions", "who can collude in a plan", &["all", "singletons"])? {
                Some("singletons") => Some(Pattern::Singletons),
                Some(_) => Some(Pattern::All),
                None => None,
            };
        let (frames, parameters) = self.frames(pattern.as_ref())?;
        let has_file = frames.iter().any(|frame| frame.given.is_some());
        let priors = self.priors(&frames)?;
        let payoffs = self.payoffs(has_file)?;
        let conditions = self.conditions()?;
        let decisions = self.decisions()?;
        if conditions.is_empty() && decisions.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, self.source.first_line(), "this plan asks nothing")
                    .found("neither `conditions` nor `decisions`")
                    .expected("something to decide about every case")
                    .help("write conditions = [\"bdp\", \"cbdp\"], or [[decisions]] with goal and mechanism"),
            ));
        }
        self.refuse_goals_without_payoffs(&payoffs, &decisions)?;
        let digest = self.hasher.borrow().clone().finalize();
        let mut text = String::from("sha256:");
        digest.iter().for_each(|byte| {
            let _ = write!(text, "{byte:02x}");
        });
        let plan = Plan {
            name: optional_text(self.source, self.top, "name")?,
            about: optional_text(self.source, self.top, "about")?,
            seed,
            repetitions,
            effort,
            pattern,
            frames,
            parameters,
            priors,
            payoffs,
            conditions,
            decisions,
            digest: text,
        };
        if plan.case_count() > keys::MAX_CASES {
            return Err(Box::new(
                Diagnostic::at(self.source, self.source.first_line(), "too many cases")
                    .found(format!("{} cases", plan.case_count()))
                    .expected(format!("at most {}", keys::MAX_CASES))
                    .help("lower `repetitions`, or divide the plan into several"),
            ));
        }
        Ok(plan)
    }

    fn refuse_goals_without_payoffs(&self, payoffs: &[PlannedPayoffs], decisions: &[Decision]) -> Read<()> {
        let (Some(_), Some(empty)) =
            (decisions.first(), payoffs.iter().find(|payoffs| payoffs.kind == PayoffKind::Nothing))
        else {
            return Ok(());
        };
        let place = self.top.get("decisions").map_or(self.source.first_line(), |entry| entry.key_span);
        Err(Box::new(
            Diagnostic::at(self.source, place, "a goal is about payoffs, and there are none")
                .found(format!("decisions, and the payoffs {}", quoted(&empty.name)))
                .expected("payoffs that are worth something")
                .help("add [[payoffs]] with kind = \"integers\", outcomes, least and most"),
        ))
    }

    /// A whole number within limits under a key.
    pub(super) fn count(
        &self,
        table: &Table<'t>,
        key: &str,
        what: &str,
        (least, most): (u64, u64),
        default: u64,
    ) -> Read<u64> {
        match table.get(key) {
            None => Ok(default),
            Some(entry) => self.count_here(&entry.value, what, (least, most)),
        }
    }

    /// A whole number within limits.
    pub(super) fn count_here(&self, node: &Node<'t>, what: &str, (least, most): (u64, u64)) -> Read<u64> {
        let number = read_number(self.source, node, what)?;
        let whole =
            number.denominator().is_one().then(|| u64::try_from(number.numerator().clone()).ok()).flatten();
        whole.filter(|count| (least..=most).contains(count)).ok_or_else(|| {
            let range = if most >= u64::MAX >> 1 {
                format!("a whole number from {least} on")
            } else {
                format!("a whole number from {least} to {most}")
            };
            Box::new(
                Diagnostic::at(self.source, node.span, format!("{what} is out of range"))
                    .found(node.described())
                    .expected(range)
                    .help("correct the number"),
            )
        })
    }

    /// A number under a key.
    pub(super) fn number(&self, table: &Table<'t>, key: &str, what: &str, default: Rational) -> Read<Rational> {
        table.get(key).map_or(Ok(default), |entry| read_number(self.source, &entry.value, what))
    }

    /// A whole number of either sign.
    fn signed(&self, table: &Table<'t>, key: &str, what: &str, default: i64) -> Read<i64> {
        let Some(entry) = table.get(key) else { return Ok(default) };
        let number = read_number(self.source, &entry.value, what)?;
        let most = Integer::from(keys::MAX_COUNT);
        let fits = number.denominator().is_one() && *number.numerator() <= most && *number.numerator() >= -most;
        fits.then(|| i64::try_from(number.numerator().clone()).ok()).flatten().ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, entry.value.span, format!("{what} is out of range"))
                    .found(entry.value.described())
                    .expected(format!("a whole number from -{0} to {0}", keys::MAX_COUNT))
                    .help("correct the number"),
            )
        })
    }

    /// One of some words under a key; `None` when the key is missing. `what` is as in "an effort".
    pub(super) fn word<'n>(
        &self,
        table: &'n Table<'t>,
        key: &str,
        what: &str,
        known: &[&str],
    ) -> Read<Option<&'n str>> {
        let Some(entry) = table.get(key) else { return Ok(None) };
        let word = entry.value.expect_str(self.source, what)?;
        if known.contains(&word) {
            return Ok(Some(word));
        }
        Err(Box::new(unknown_word(self.source, entry.value.span, word, what, known)))
    }

    /// A truth value under a key.
    pub(super) fn truth(&self, table: &Table<'t>, key: &str, what: &str, default: bool) -> Read<bool> {
        match table.get(key).map(|entry| &entry.value) {
            None => Ok(default),
            Some(Node { value: Value::Bool(truth), .. }) => Ok(*truth),
            Some(node) => Err(Box::new(
                node.wrong_kind(self.source, &format!("{what}, `true` or `false`")).help("write true or false"),
            )),
        }
    }

    /// A list of tables under a key, each with its place; empty when the key is missing.
    pub(super) fn tables<'n>(&'n self, key: &str, what: &str, help: &str) -> Read<Vec<(&'n Table<'t>, Span)>> {
        let Some(entry) = self.top.get(key) else { return Ok(Vec::new()) };
        let nodes = entry.value.expect_array(self.source, what, help)?;
        if nodes.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, entry.value.span, format!("`{key}` is empty"))
                    .found("an empty list")
                    .expected(what)
                    .help(help),
            ));
        }
        nodes.iter().map(|node| Ok((node.expect_table(self.source, what, help)?, node.span))).collect()
    }

    /// The entry of a key that a table must have.
    pub(super) fn require<'n>(
        &self,
        table: &'n Table<'t>,
        span: Span,
        key: &str,
        within: &str,
        example: &str,
    ) -> Read<&'n Entry<'t>> {
        table.get(key).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, span, format!("{within} has no key `{key}`"))
                    .found(format!("no key `{key}`"))
                    .expected(format!("the key `{key}`"))
                    .help(format!("add {example}")),
            )
        })
    }

    /// A name for a column or a cell of one: letters, digits, `-`, `.` and `_`, none of those known already.
    pub(super) fn name(&self, node: &Node<'t>, what: &str, known: &[String]) -> Read<String> {
        let name = node.expect_str(self.source, what)?;
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
        if name.is_empty() || name.len() > 40 || !name.chars().all(fits) {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("{} cannot be {what}", quoted(name)))
                    .found(quoted(name))
                    .expected("1 to 40 letters, digits, `-`, `.` and `_`")
                    .help("names stand in tables: choose a short one such as uniform-1"),
            ));
        }
        if known.iter().any(|other| other == name) {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("{} is the name of two things", quoted(name)))
                    .found(format!("{} again", quoted(name)))
                    .expected(format!("{what} that is not taken"))
                    .help("rename one of the two"),
            ));
        }
        Ok(name.to_string())
    }

    fn payoffs(&self, has_file: bool) -> Read<Vec<PlannedPayoffs>> {
        const HELP: &str =
            "write [[payoffs]] with name, kind = \"integers\", outcomes = 2, least = -5 and most = 5";
        let mut found: Vec<PlannedPayoffs> = Vec::new();
        for (table, span) in self.tables("payoffs", "payoffs, a list of tables", HELP)? {
            let kind_entry = self.require(table, span, "kind", "payoffs", "kind = \"integers\"")?;
            let kind = self.word(table, "kind", "a kind of payoffs", &keys::PAYOFF_KINDS)?.unwrap_or("none");
            let mut allowed = vec!["name", "kind"];
            allowed.extend(keys::payoff_keys(kind));
            table.check_keys(self.source, &format!("payoffs of the kind `{kind}`"), &allowed)?;
            let names: Vec<String> = found.iter().map(|payoffs| payoffs.name.clone()).collect();
            let name = match table.get("name") {
                Some(entry) => self.name(&entry.value, "a name of payoffs", &names)?,
                None => self.name(&kind_entry.value, "a name of payoffs", &names)?,
            };
            if kind == "given" && !has_file {
                return Err(Box::new(
                    Diagnostic::at(self.source, kind_entry.value.span, "no file gives payoffs")
                        .found("payoffs of the kind `given`, and shapes")
                        .expected("[environment] with a file that gives them")
                        .help("choose kind = \"integers\", or name an environment's file"),
                ));
            }
            let kind = match kind {
                "given" => PayoffKind::Given,
                "none" => PayoffKind::Nothing,
                _ => PayoffKind::Integers(self.random_payoffs(table, span)?),
            };
            found.push(PlannedPayoffs { name, kind });
        }
        if found.is_empty() {
            let (name, kind) = if has_file { ("given", PayoffKind::Given) } else { ("none", PayoffKind::Nothing) };
            found.push(PlannedPayoffs { name: name.to_string(), kind });
        }
        Ok(found)
    }

    fn random_payoffs(&self, table: &Table<'t>, span: Span) -> Read<RandomPayoffs> {
        let outcomes = self.count(table, "outcomes", "the number of outcomes", (1, 1000), 2)?;
        let (least, most) = (
            self.signed(table, "least", "the smallest payoff", -10)?,
            self.signed(table, "most", "the largest payoff", 10)?,
        );
        if least >= most {
            return Err(Box::new(
                Diagnostic::at(
                    self.source,
                    table.get("most").map_or(span, |entry| entry.value.span),
                    "payoffs have no room",
                )
                .found(format!("payoffs from {least} to {most}"))
                .expected("`least` below `most`")
                .help("write least = -10 and most = 10"),
            ));
        }
        let values =
            match self.word(table, "values", "whose types payoffs depend on", &["interdependent", "private"])? {
                Some("private") => Values::Private,
                _ => Values::Interdependent,
            };
        let rule = match self.word(table, "rule", "an allocation rule of a plan", &["efficient", "random"])? {
            Some("random") => RandomRule::Random,
            _ => RandomRule::Efficient,
        };
        let outside =
            match self.truth(table, "outside", "whether the first outcome is the outside option", false)? {
                true => Outside::First,
                false => Outside::Absent,
            };
        let outcomes = usize::try_from(outcomes).unwrap_or(1);
        Ok(RandomPayoffs { outcomes, least, most, values, outside, rule })
    }

    fn conditions(&self) -> Read<Vec<Condition>> {
        let Some(entry) = self.top.get("conditions") else { return Ok(Vec::new()) };
        let help = "write conditions = [\"bdp\", \"cbdp\"]";
        let mut found: Vec<Condition> = Vec::new();
        for node in entry.value.expect_array(self.source, "names of conditions", help)? {
            let word = node.expect_str(self.source, "the name of a condition")?;
            let known = Condition::DECIDED.map(Condition::name);
            let condition: Condition = word.parse().map_err(|_| {
                Box::new(unknown_word(self.source, node.span, word, "the name of a condition", &known))
            })?;
            if found.contains(&condition) {
                return Err(Box::new(
                    Diagnostic::at(self.source, node.span, format!("{} stands twice", quoted(word)))
                        .found(format!("{} again", quoted(word)))
                        .expected("every condition once")
                        .help("remove one of the two"),
                ));
            }
            found.push(condition);
        }
        Ok(found)
    }

    fn decisions(&self) -> Read<Vec<Decision>> {
        const HELP: &str = "write [[decisions]] with goal = \"cic,bb\" and mechanism = \"simple\"";
        let mut found: Vec<Decision> = Vec::new();
        for (table, span) in self.tables("decisions", "decisions, a list of tables", HELP)? {
            table.check_keys(self.source, "a decision", &keys::DECISION)?;
            let goal = self.require(table, span, "goal", "a decision", "goal = \"implement\"")?;
            let text = goal.value.expect_str(self.source, "a goal")?;
            let goal: Goal = text.parse().map_err(|_| {
                Box::new(
                    Diagnostic::at(self.source, goal.value.span, format!("{} is no goal", quoted(text)))
                        .found(quoted(text))
                        .expected("implement, extract, coalition-proof, coalition-proof-extract, or properties such as cic,bb")
                        .help("write goal = \"implement\", or names of properties with commas between them"),
                )
            })?;
            self.require(table, span, "mechanism", "a decision", "mechanism = \"ambiguous\"")?;
            let mechanism =
                match self.word(table, "mechanism", "a kind of mechanisms", &["simple", "ambiguous"])? {
                    Some("simple") => MechanismKind::Simple,
                    _ => MechanismKind::Ambiguous,
                };
            let reports = match self.word(table, "reports", "a kind of reports", &["pure", "mixed"])? {
                Some("pure") => Reports::Pure,
                _ => Reports::Mixed,
            };
            let stakes = match self.truth(table, "stakes", "whether payments are recorded", false)? {
                true => StakesColumns::Recorded,
                false => StakesColumns::LeftOut,
            };
            let names: Vec<String> = found.iter().map(|decision| decision.name.clone()).collect();
            let made = format!("{}-{}-{}", mechanism.name(), text.replace([',', ' '], "-"), reports.name());
            let made = Node { span, value: Value::String(made.into()) };
            let name =
                self.name(table.get("name").map_or(&made, |entry| &entry.value), "a name of a decision", &names)?;
            found.push(Decision { name, goal, mechanism, reports, stakes });
        }
        let most = 50;
        if found.len() > most {
            return Err(Box::new(
                Diagnostic::at(self.source, self.source.first_line(), "too many decisions")
                    .found(counted(found.len(), "decision"))
                    .expected(format!("at most {most}"))
                    .help("divide the plan into several"),
            ));
        }
        Ok(found)
    }
}
