//! The first axis of a plan: shapes, or an environment's file with moving parameters.

use super::keys;
use super::plan::Frame;
use super::read::Reader;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, Value};
use crate::environment::{EnvironmentText, Setting};
use crate::quantity::read_number;
use crate::source::{Format, read_text};
use crate::suggestion::quoted;
use ambimech_model::coalition::Pattern;
use ambimech_model::number::Rational;
use ambimech_model::type_space::MAX_PROFILES;
use sha2::Digest;

const HELP: &str = "write shapes = [\"2x2\", \"2x2x3\"], or shapes = { agents = [2, 3], types = [2, 3] }";

impl<'t> Reader<'t, '_> {
    /// The frames, and the names of the parameters that move.
    pub(super) fn frames(&self, pattern: Option<&Pattern>) -> Read<(Vec<Frame>, Vec<String>)> {
        match (self.top.get("shapes"), self.top.get("environment")) {
            (Some(entry), None) => Ok((self.shapes(&entry.value)?, Vec::new())),
            (None, Some(entry)) => self.of_file(&entry.value, pattern),
            (Some(shapes), Some(environment)) => Err(Box::new(
                Diagnostic::at(self.source, environment.key_span, "a plan has shapes or an environment, not both")
                    .label("the environment")
                    .also(self.source, shapes.key_span, "the shapes")
                    .found("`shapes` and `environment`")
                    .expected("one of the two")
                    .help("remove one; two plans can be two files"),
            )),
            (None, None) => Err(Box::new(
                Diagnostic::at(
                    self.source,
                    self.source.first_line(),
                    "this plan does not say which environments it is about",
                )
                .found("neither `shapes` nor `environment`")
                .expected("one of the two")
                .help(HELP),
            )),
        }
    }

    fn shapes(&self, node: &Node<'t>) -> Read<Vec<Frame>> {
        let mut found: Vec<Frame> = Vec::new();
        if let Value::Table(table) = &node.value {
            table.check_keys(self.source, "a grid of shapes", &keys::GRID)?;
            let list = |key: &str, what: &str, most: u64| -> Read<Vec<u64>> {
                let entry = self.require(table, node.span, key, "a grid of shapes", &format!("{key} = [2, 3]"))?;
                let numbers = entry.value.expect_array(self.source, what, HELP)?;
                numbers.iter().map(|number| self.count_here(number, what, (2, most))).collect()
            };
            let agents = list("agents", "numbers of agents", 20)?;
            let types = list("types", "numbers of types", 1000)?;
            for agents in agents {
                for types in &types {
                    let counts = vec![usize::try_from(*types).unwrap_or(0); usize::try_from(agents).unwrap_or(0)];
                    found.push(self.shape(node, &counts)?);
                }
            }
        } else {
            for node in node.expect_array(self.source, "shapes", HELP)? {
                let text = node.expect_str(self.source, "a shape")?;
                let counts: Option<Vec<usize>> = text
                    .split(['x', '×'])
                    .map(|count| count.trim().parse().ok().filter(|count| (1..=1000).contains(count)))
                    .collect();
                let counts = counts.filter(|counts| (2..=20).contains(&counts.len())).ok_or_else(|| {
                    Box::new(
                        Diagnostic::at(self.source, node.span, format!("{} is no shape", quoted(text)))
                            .found(quoted(text))
                            .expected("numbers of types of 2 to 20 agents, with x between them, as in 2x2x3")
                            .help(HELP),
                    )
                })?;
                found.push(self.shape(node, &counts)?);
            }
        }
        if found.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "`shapes` is empty")
                    .found("no shape")
                    .expected("at least one")
                    .help(HELP),
            ));
        }
        for (place, frame) in found.iter().enumerate() {
            if found[..place].iter().any(|other| other.space == frame.space) {
                return Err(Box::new(
                    Diagnostic::at(self.source, node.span, format!("the shape {} stands twice", frame.shape()))
                        .found(format!("{} again", frame.shape()))
                        .expected("every shape once")
                        .help("remove one of the two"),
                ));
            }
        }
        Ok(found)
    }

    fn shape(&self, node: &Node<'t>, counts: &[usize]) -> Read<Frame> {
        Frame::of_shape(counts).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, node.span, "a shape has too many profiles")
                    .found(format!("{} agents with {} types", counts.len(), counts.first().unwrap_or(&0)))
                    .expected(format!("at most {MAX_PROFILES} profiles"))
                    .help("leave out the largest shapes"),
            )
        })
    }

    fn of_file(&self, node: &Node<'t>, pattern: Option<&Pattern>) -> Read<(Vec<Frame>, Vec<String>)> {
        let help = "write [environment] with file = \"environment.toml\"";
        let table = node.expect_table(self.source, "the environment", help)?;
        table.check_keys(self.source, "the environment of a plan", &keys::ENVIRONMENT)?;
        let file = self.require(table, node.span, "file", "the environment", "file = \"environment.toml\"")?;
        let path = self.folder.join(file.value.expect_str(self.source, "the name of a file")?);
        let format = Format::of_path(&path);
        let text = read_text(&path, format.max_line())?;
        let (name, folder) = (path.display().to_string(), path.parent());
        let text = EnvironmentText { text: &text, file_name: &name, format, folder };
        let axes = match table.get("parameters") {
            None => Vec::new(),
            Some(entry) => self.axes(entry.value.expect_table(self.source, "the moving parameters", help)?)?,
        };
        let mut grid: Vec<Vec<Setting>> = vec![Vec::new()];
        for (name, values) in &axes {
            if grid.len().saturating_mul(values.len()) > keys::MAX_FRAMES {
                return Err(Box::new(
                    Diagnostic::at(self.source, node.span, "too many values of parameters")
                        .found(format!("more than {} combinations", keys::MAX_FRAMES))
                        .expected(format!("at most {}", keys::MAX_FRAMES))
                        .help("give fewer values"),
                ));
            }
            let extended = |known: &Vec<Setting>| -> Vec<Vec<Setting>> {
                let with = |value: &Rational| {
                    let mut settings = known.clone();
                    settings.push(Setting { name: name.clone(), value: value.clone() });
                    settings
                };
                values.iter().map(with).collect()
            };
            grid = grid.iter().flat_map(extended).collect();
        }
        let mut frames = Vec::with_capacity(grid.len());
        for settings in grid {
            let environment = text.read(&settings)?;
            // What the file says may stand in CSV files beside it; the environment's identity covers them.
            self.hasher.borrow_mut().update(crate::environment_digest(&environment).as_bytes());
            let environment = match pattern {
                Some(pattern) => environment.with_pattern(pattern.clone()),
                None => environment,
            };
            frames.push(Frame::of_environment(environment, settings));
        }
        Ok((frames, axes.into_iter().map(|(name, _)| name).collect()))
    }

    /// Names and values of the moving parameters.
    fn axes(&self, table: &Table<'t>) -> Read<Vec<(String, Vec<Rational>)>> {
        let help = "write B = [1, 2, 3], or B = { from = 0, to = 10, steps = 20 }";
        let mut axes = Vec::new();
        for entry in &table.entries {
            let what = format!("a value of the parameter {}", quoted(&entry.key));
            let values = match &entry.value.value {
                Value::Table(range) => {
                    range.check_keys(self.source, "a range", &keys::RANGE)?;
                    let end = |key: &str| {
                        let node =
                            self.require(range, entry.value.span, key, "a range", &format!("{key} = 10"))?;
                        read_number(self.source, &node.value, &what)
                    };
                    let (from, to) = (end("from")?, end("to")?);
                    self.require(range, entry.value.span, "steps", "a range", "steps = 20")?;
                    let most = u64::try_from(keys::MAX_FRAMES).unwrap_or(1);
                    let steps = self.count(range, "steps", "the number of steps", (1, most), 1)?;
                    let step = (to - &from) / Rational::from(steps);
                    (0..=steps).map(|number| &from + &step * Rational::from(number)).collect()
                }
                _ => {
                    let nodes = entry.value.expect_array(self.source, &what, help)?;
                    nodes
                        .iter()
                        .map(|node| read_number(self.source, node, &what))
                        .collect::<Read<Vec<Rational>>>()?
                }
            };
            let mut sorted = values.clone();
            sorted.sort();
            sorted.dedup();
            if values.is_empty() || sorted.len() != values.len() {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.value.span,
                        "values of a parameter are different, and at least one",
                    )
                    .found(if values.is_empty() { "no value" } else { "the same value twice" })
                    .expected("different values")
                    .help(help),
                ));
            }
            axes.push((entry.key.to_string(), values));
        }
        Ok(axes)
    }
}
