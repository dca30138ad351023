//! From the text of an environment to the grid, with the place of every cell.

use super::form::{belief, check_size, outcome_at, payoff, weight};
use super::{
    Agent, Allocation, Beliefs, CannotShow, Cell, CellKind, Cells, Coalitions, Grid, MOST_CELLS, Outcome,
    Parameter, PayoffRow, Payoffs, Type, profile,
};
use ambimech_io::document::{Entry, Node, Table, Value, parse_document};
use ambimech_io::environment::keys;
use ambimech_io::source::{Format, Source, Span};

/// Reads a text as tables. The numbers in it need not be right.
///
/// # Errors
/// Why tables cannot show the text.
pub(crate) fn read_grid(text: &str, format: Format) -> Result<(Grid, Cells), CannotShow> {
    let root = parse_document(Source::new("environment", text), format)
        .map_err(|mistake| CannotShow(format!("it cannot be read: {}", mistake.title)))?;
    let table = root.as_table().ok_or_else(|| cannot("it is not a table of keys"))?;
    // A byte order mark is no part of what was parsed.
    let offset = text.len() - Source::new("", text).text.len();
    let mut reader = Reader { cells: Cells::new(), offset };
    let grid = reader.grid(table)?;
    if reader.cells.len() > MOST_CELLS {
        return Err(CannotShow(format!("it has more than {MOST_CELLS} cells")));
    }
    Ok((grid, reader.cells))
}

fn cannot(why: &str) -> CannotShow {
    CannotShow(why.to_string())
}

struct Reader {
    cells: Cells,
    offset: usize,
}

impl Reader {
    fn place(&mut self, name: String, span: Span, kind: CellKind) {
        self.cells.insert(name, Cell { span: span.shifted(self.offset), kind });
    }

    fn grid(&mut self, table: &Table<'_>) -> Result<Grid, CannotShow> {
        if let Some(other) = table.entries.iter().find(|entry| !keys::TOP.contains(&entry.key.as_ref())) {
            return Err(CannotShow(format!("it has the key `{}`, for which there is no table", other.key)));
        }
        if table.get("priors").is_some() {
            return Err(cannot("it has sets of priors"));
        }
        if table.get(keys::ATTITUDES).is_some() {
            return Err(cannot("it says what ambiguity is to whom, under [attitudes]"));
        }
        match table.get("format") {
            Some(entry) if entry.value.as_str() == Some(keys::FORMAT) => {}
            _ => return Err(CannotShow(format!("its format is not \"{}\"", keys::FORMAT))),
        }
        let name = self.words(table, "name")?;
        let source = self.words(table, "source")?;
        let parameters = self.parameters(table)?;
        let agents = self.agents(table)?;
        let counts: Vec<usize> = agents.iter().map(|agent| agent.types.len()).collect();
        check_size(&counts)?;
        let beliefs = self.beliefs(table, &agents, &counts)?;
        let outcomes = self.outcomes(table, &agents)?;
        let outside = self.outside(table, &outcomes)?;
        let allocation = self.allocation(table, &agents, &counts, &outcomes)?;
        let coalitions = self.coalitions(table)?;
        Ok(Grid { name, source, outside, coalitions, parameters, agents, beliefs, outcomes, allocation })
    }

    fn words(&mut self, table: &Table<'_>, key: &str) -> Result<String, CannotShow> {
        let Some(entry) = table.get(key) else { return Ok(String::new()) };
        let text = entry.value.as_str().ok_or_else(|| CannotShow(format!("its {key} is not a text")))?;
        if text.contains(['\n', '\r']) {
            return Err(CannotShow(format!("its {key} has several lines")));
        }
        self.place(key.to_string(), entry.value.span, CellKind::Words);
        Ok(text.to_string())
    }

    /// The text of a number or formula.
    fn quantity(&mut self, node: &Node<'_>, name: String) -> Result<String, CannotShow> {
        let text = match &node.value {
            Value::Number(text) => (*text).to_string(),
            Value::String(text) if !text.contains(['\n', '\r']) => text.trim().to_string(),
            _ => return Err(CannotShow(format!("there is {} where a number belongs", node.kind()))),
        };
        self.place(name, node.span, CellKind::Quantity);
        Ok(text)
    }

    fn parameters(&mut self, table: &Table<'_>) -> Result<Vec<Parameter>, CannotShow> {
        let Some(entry) = table.get(keys::PARAMETERS) else { return Ok(Vec::new()) };
        let mut list = Vec::new();
        for (p, entry) in entries(&entry.value, "parameters")?.iter().enumerate() {
            self.place(format!("p{p}.name"), entry.key_span, CellKind::Name);
            let mut parameter =
                Parameter { name: entry.key.to_string(), value: String::new(), about: String::new() };
            match &entry.value.value {
                Value::Table(inner) => {
                    for inner in &inner.entries {
                        match inner.key.as_ref() {
                            "value" => parameter.value = self.quantity(&inner.value, format!("p{p}.value"))?,
                            "about" => {
                                let text = inner.value.as_str().filter(|text| !text.contains(['\n', '\r']));
                                parameter.about = text
                                    .ok_or_else(|| cannot("a parameter's `about` is not one line"))?
                                    .to_string();
                                self.place(format!("p{p}.about"), inner.value.span, CellKind::Words);
                            }
                            other => return Err(CannotShow(format!("a parameter has the key `{other}`"))),
                        }
                    }
                }
                _ => parameter.value = self.quantity(&entry.value, format!("p{p}.value"))?,
            }
            list.push(parameter);
        }
        Ok(list)
    }

    fn agents(&mut self, table: &Table<'_>) -> Result<Vec<Agent>, CannotShow> {
        let node = &table.get("agents").ok_or_else(|| cannot("it has no agents"))?.value;
        let elements = node.as_array().ok_or_else(|| cannot("its agents are not a list"))?;
        elements.iter().enumerate().map(|(i, element)| self.agent(i, element)).collect()
    }

    fn agent(&mut self, i: usize, node: &Node<'_>) -> Result<Agent, CannotShow> {
        let table = node.as_table().ok_or_else(|| cannot("an agent is not a table"))?;
        let other = table.entries.iter().find(|entry| !keys::AGENT.contains(&entry.key.as_ref()));
        if let Some(other) = other {
            return Err(CannotShow(format!("an agent has the key `{}`", other.key)));
        }
        let name = table.get("name").and_then(|entry| Some((entry.value.as_str()?.to_string(), entry.value.span)));
        let (name, span) = name.ok_or_else(|| cannot("an agent has no name"))?;
        self.place(format!("a{i}.name"), span, CellKind::Name);
        let types = &table.get("types").ok_or_else(|| cannot("an agent has no types"))?.value;
        let mut agent = Agent { name, attributes: Vec::new(), types: Vec::new() };
        match &types.value {
            Value::Array(elements) => {
                for (t, element) in elements.iter().enumerate() {
                    let name = element.as_str().ok_or_else(|| cannot("the name of a type is not a text"))?;
                    self.place(format!("a{i}.t{t}.name"), element.span, CellKind::Name);
                    agent.types.push(Type { name: name.to_string(), values: Vec::new() });
                }
            }
            Value::Table(inner) => self.types_with_attributes(i, &mut agent, inner)?,
            _ => return Err(cannot("the types of an agent are neither a list nor a table")),
        }
        Ok(agent)
    }

    fn types_with_attributes(&mut self, i: usize, agent: &mut Agent, table: &Table<'_>) -> Result<(), CannotShow> {
        for entry in &table.entries {
            match &entry.value.value {
                Value::Table(inner) => {
                    for attribute in &inner.entries {
                        if !agent.attributes.iter().any(|known| *known == attribute.key) {
                            agent.attributes.push(attribute.key.to_string());
                        }
                    }
                }
                _ if agent.attributes.iter().any(|known| known == keys::VALUE) => {}
                _ => agent.attributes.push(keys::VALUE.to_string()),
            }
        }
        for (t, entry) in table.entries.iter().enumerate() {
            self.place(format!("a{i}.t{t}.name"), entry.key_span, CellKind::Name);
            let mut values = Vec::with_capacity(agent.attributes.len());
            for (k, attribute) in agent.attributes.iter().enumerate() {
                let node = match &entry.value.value {
                    Value::Table(inner) => inner.get(attribute).map(|found| &found.value),
                    _ => Some(&entry.value).filter(|_| attribute == keys::VALUE),
                };
                values.push(match node {
                    Some(node) => self.quantity(node, format!("a{i}.t{t}.v{k}"))?,
                    None => String::new(),
                });
            }
            agent.types.push(Type { name: entry.key.to_string(), values });
        }
        Ok(())
    }

    fn beliefs(&mut self, table: &Table<'_>, agents: &[Agent], counts: &[usize]) -> Result<Beliefs, CannotShow> {
        match (table.get(keys::PRIOR), table.get(keys::BELIEFS)) {
            (Some(prior), None) => {
                let rows = entries(&prior.value, "prior")?;
                if rows.iter().any(|row| row.key == keys::FILE) {
                    return Err(cannot(
                        "its prior is in a file of its own; paste the weights as rows, or into the box below the tables",
                    ));
                }
                let everybody: Vec<usize> = (0..agents.len()).collect();
                let mut weights = Vec::new();
                self.spread(rows, (agents, &everybody, counts), &mut weights, &weight)?;
                Ok(Beliefs::Prior(weights))
            }
            (None, Some(beliefs)) => self.own_beliefs(&beliefs.value, agents, counts).map(Beliefs::Own),
            (Some(_), Some(_)) => Err(cannot("it has both a prior and beliefs")),
            (None, None) => Err(cannot("it has no prior")),
        }
    }

    fn own_beliefs(
        &mut self,
        node: &Node<'_>,
        agents: &[Agent],
        counts: &[usize],
    ) -> Result<Vec<Vec<Vec<String>>>, CannotShow> {
        let of_agents = entries(node, "beliefs")?;
        let mut all = Vec::with_capacity(agents.len());
        for (i, agent) in agents.iter().enumerate() {
            let found = of_agents.iter().find(|entry| entry.key == agent.name);
            let found = found.ok_or_else(|| CannotShow(format!("agent {} has no beliefs", agent.name)))?;
            let of_types = entries(&found.value, "beliefs of an agent")?;
            let others: Vec<usize> = (0..agents.len()).filter(|other| *other != i).collect();
            let other_counts = profile::without(counts, i);
            let mut types = Vec::with_capacity(agent.types.len());
            for (t, found) in agent.types.iter().enumerate() {
                let covering = |entry: &&Entry<'_>| entry.key == found.name || entry.key == "*";
                let mut rows = of_types.iter().filter(covering);
                let (Some(rows), None) = (rows.next(), rows.next()) else {
                    return Err(CannotShow(format!(
                        "the beliefs of agent {} are not one entry per type",
                        agent.name
                    )));
                };
                let mut weights = Vec::new();
                let rows = entries(&rows.value, "beliefs of a type")?;
                self.spread(rows, (agents, &others, &other_counts), &mut weights, &|x| belief(i, t, x))?;
                types.push(weights);
            }
            all.push(types);
        }
        if of_agents.len() != agents.len() {
            return Err(cannot("there are beliefs of somebody who is no agent"));
        }
        Ok(all)
    }

    /// Rows with `*` spread over the profiles of some agents, each at most once; those without a row stay empty.
    fn spread(
        &mut self,
        rows: &[Entry<'_>],
        (agents, of, counts): (&[Agent], &[usize], &[usize]),
        weights: &mut Vec<String>,
        name: &dyn Fn(usize) -> String,
    ) -> Result<(), CannotShow> {
        let size = profile::count(counts).unwrap_or(0);
        weights.resize(size, String::new());
        let mut covered = vec![false; size];
        for row in rows {
            let pattern = pattern(&row.key, agents, of)?;
            for x in (0..size).filter(|x| matches(&pattern, &profile::types_of(counts, *x))) {
                if covered.get(x).copied().unwrap_or(true) {
                    return Err(CannotShow(format!("two rows cover one profile, the second `{}`", row.key)));
                }
                let text = self.quantity(&row.value, name(x))?;
                if let (Some(weight), Some(covered)) = (weights.get_mut(x), covered.get_mut(x)) {
                    *weight = text;
                    *covered = true;
                }
            }
        }
        Ok(())
    }

    fn outcomes(&mut self, table: &Table<'_>, agents: &[Agent]) -> Result<Vec<Outcome>, CannotShow> {
        let node = &table.get("outcomes").ok_or_else(|| cannot("it has no outcomes"))?.value;
        let list = entries(node, "outcomes")?;
        if list.is_empty() {
            return Err(cannot("it has no outcome"));
        }
        list.iter().enumerate().map(|(o, entry)| self.outcome(o, entry, agents)).collect()
    }

    fn outcome(&mut self, o: usize, outcome: &Entry<'_>, agents: &[Agent]) -> Result<Outcome, CannotShow> {
        self.place(format!("o{o}.name"), outcome.key_span, CellKind::Name);
        let list = entries(&outcome.value, "payoffs of an outcome")?;
        let known = |entry: &Entry<'_>| agents.iter().position(|agent| agent.name == entry.key);
        if list.iter().all(|entry| known(entry).is_some()) {
            let mut payoffs = vec![String::new(); agents.len()];
            for entry in list {
                let Some(i) = known(entry) else { continue };
                let text = self.quantity(&entry.value, payoff(o, None, i))?;
                if let Some(cell) = payoffs.get_mut(i) {
                    *cell = text;
                }
            }
            return Ok(Outcome { name: outcome.key.to_string(), payoffs: Payoffs::ByAgent(payoffs) });
        }
        let mut rows = Vec::with_capacity(list.len());
        for (r, entry) in list.iter().enumerate() {
            self.place(format!("o{o}.r{r}.label"), entry.key_span, CellKind::Name);
            let cells = entry.value.as_array().filter(|cells| cells.len() == agents.len());
            let cells = cells.ok_or_else(|| {
                CannotShow(format!(
                    "the row `{}` of outcome {} is not one payoff per agent",
                    entry.key, outcome.key
                ))
            })?;
            let values: Result<Vec<String>, CannotShow> =
                cells.iter().enumerate().map(|(i, cell)| self.quantity(cell, payoff(o, Some(r), i))).collect();
            rows.push(PayoffRow { label: entry.key.to_string(), values: values? });
        }
        Ok(Outcome { name: outcome.key.to_string(), payoffs: Payoffs::Rows(rows) })
    }

    fn outside(&mut self, table: &Table<'_>, outcomes: &[Outcome]) -> Result<Option<usize>, CannotShow> {
        let Some(entry) = table.get("outside") else { return Ok(None) };
        let found = outcomes.iter().position(|outcome| Some(outcome.name.as_str()) == entry.value.as_str());
        self.place("outside".to_string(), entry.value.span, CellKind::Outcome);
        found.map(Some).ok_or_else(|| cannot("its outside option is none of the outcomes"))
    }

    fn allocation(
        &mut self,
        table: &Table<'_>,
        agents: &[Agent],
        counts: &[usize],
        outcomes: &[Outcome],
    ) -> Result<Allocation, CannotShow> {
        let node = &table.get("allocation").ok_or_else(|| cannot("it has no allocation"))?.value;
        let rows = entries(node, "allocation")?;
        if let Some(rule) = rows.iter().find(|entry| entry.key == keys::RULE) {
            let is_efficient = rule.value.as_str() == Some(keys::EFFICIENT) && rows.len() == 1;
            return if is_efficient {
                Ok(Allocation::Efficient)
            } else {
                Err(cannot("its allocation rule is not \"efficient\" alone"))
            };
        }
        let everybody: Vec<usize> = (0..agents.len()).collect();
        let mut found: Vec<Option<usize>> = vec![None; profile::count(counts).unwrap_or(0)];
        for row in rows {
            let pattern = pattern(&row.key, agents, &everybody)?;
            let outcome = outcomes.iter().position(|outcome| Some(outcome.name.as_str()) == row.value.as_str());
            let outcome =
                outcome.ok_or_else(|| CannotShow(format!("the row `{}` names no known outcome", row.key)))?;
            for (p, cell) in found.iter_mut().enumerate() {
                if matches(&pattern, &profile::types_of(counts, p)) {
                    if cell.replace(outcome).is_some() {
                        return Err(CannotShow(format!("two rows cover one profile, the second `{}`", row.key)));
                    }
                    self.place(outcome_at(p), row.value.span, CellKind::Outcome);
                }
            }
        }
        let all: Option<Vec<usize>> = found.into_iter().collect();
        all.map(Allocation::Rows).ok_or_else(|| cannot("some profile has no outcome"))
    }

    fn coalitions(&mut self, table: &Table<'_>) -> Result<Coalitions, CannotShow> {
        let Some(entry) = table.get("coalitions") else { return Ok(Coalitions::All) };
        self.place("coalitions".to_string(), entry.value.span, CellKind::Name);
        match &entry.value.value {
            Value::String(word) if word == "all" => Ok(Coalitions::All),
            Value::String(word) if word == "singletons" => Ok(Coalitions::Singletons),
            Value::Array(list) => {
                let members = |node: &Node<'_>| -> Option<String> {
                    let names: Option<Vec<&str>> = node.as_array()?.iter().map(Node::as_str).collect();
                    Some(names?.join(" "))
                };
                let list: Option<Vec<String>> = list.iter().map(members).collect();
                self.place("coalitions.list".to_string(), entry.value.span, CellKind::Name);
                list.map(|list| Coalitions::Listed(list.join(", ")))
                    .ok_or_else(|| cannot("its coalitions are not lists of names"))
            }
            _ => Err(cannot("its coalitions are neither a word nor a list")),
        }
    }
}

/// The entries of a table.
fn entries<'n, 't>(node: &'n Node<'t>, what: &str) -> Result<&'n [Entry<'t>], CannotShow> {
    let table = node.as_table().ok_or_else(|| CannotShow(format!("its {what} are not a table")))?;
    Ok(&table.entries)
}

/// The type that a row names of each of these agents, `None` for `*`.
fn pattern(label: &str, agents: &[Agent], of: &[usize]) -> Result<Vec<Option<usize>>, CannotShow> {
    let words: Vec<&str> = label.split_whitespace().collect();
    if words.len() != of.len() {
        return Err(CannotShow(format!(
            "the row `{label}` does not name one type for each of {} agents",
            of.len()
        )));
    }
    let find = |(word, agent): (&&str, &usize)| {
        if *word == "*" {
            return Ok(None);
        }
        let types = agents.get(*agent).map(|agent| agent.types.as_slice()).unwrap_or_default();
        let found = types.iter().position(|t| t.name == *word);
        found.map(Some).ok_or_else(|| CannotShow(format!("the row `{label}` names the unknown type `{word}`")))
    };
    words.iter().zip(of).map(find).collect()
}

fn matches(pattern: &[Option<usize>], types: &[usize]) -> bool {
    pattern.iter().zip(types).all(|(wanted, t)| wanted.is_none_or(|wanted| wanted == *t))
}
