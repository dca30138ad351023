//! Changes of a grid's shape: agents, types, attributes, outcomes, rows and parameters come and go. What is new starts as a copy of
//! its neighbour, so that a valid environment stays one.

use super::form::check_size;
use super::literal::is_plain_number;
use super::{Agent, Allocation, Beliefs, Grid, Outcome, Parameter, PayoffRow, Payoffs, Type, profile};

/// A change of shape. Numbers are places in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    AddAgent,
    RemoveAgent(usize),
    AddType(usize),
    RemoveType(usize, usize),
    AddAttribute(usize),
    RemoveAttribute(usize, usize),
    AddOutcome,
    RemoveOutcome(usize),
    AddRow(usize),
    RemoveRow(usize, usize),
    PayoffsByAgent(usize),
    PayoffsInRows(usize),
    AddParameter,
    RemoveParameter(usize),
    OwnBeliefs,
    CommonPrior,
}

impl Change {
    /// The change that a button stands for, as `remove-type:0:1`.
    pub fn parse(text: &str) -> Option<Change> {
        let mut parts = text.split(':');
        let word = parts.next()?;
        let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok());
        Some(match word {
            "add-agent" => Change::AddAgent,
            "remove-agent" => Change::RemoveAgent(number()?),
            "add-type" => Change::AddType(number()?),
            "remove-type" => Change::RemoveType(number()?, number()?),
            "add-attribute" => Change::AddAttribute(number()?),
            "remove-attribute" => Change::RemoveAttribute(number()?, number()?),
            "add-outcome" => Change::AddOutcome,
            "remove-outcome" => Change::RemoveOutcome(number()?),
            "add-row" => Change::AddRow(number()?),
            "remove-row" => Change::RemoveRow(number()?, number()?),
            "payoffs-by-agent" => Change::PayoffsByAgent(number()?),
            "payoffs-in-rows" => Change::PayoffsInRows(number()?),
            "add-parameter" => Change::AddParameter,
            "remove-parameter" => Change::RemoveParameter(number()?),
            "own-beliefs" => Change::OwnBeliefs,
            "common-prior" => Change::CommonPrior,
            _ => return None,
        })
    }
}

impl Grid {
    /// A grid for agents `1`, `2`, … with as many types each, equally likely, and two outcomes.
    pub fn fresh(agents: usize, types: usize) -> Grid {
        let agent = |i: usize| Agent {
            name: (i + 1).to_string(),
            attributes: vec!["value".to_string()],
            types: (0..types)
                .map(|t| Type { name: format!("t{}", t + 1), values: vec![(types - t).to_string()] })
                .collect(),
        };
        let agents: Vec<Agent> = (0..agents).map(agent).collect();
        let counts: Vec<usize> = agents.iter().map(|agent| agent.types.len()).collect();
        let size = profile::count(&counts).unwrap_or(0);
        let outcome = |name: &str, payoff: &dyn Fn(&Agent) -> String| Outcome {
            name: name.to_string(),
            payoffs: Payoffs::ByAgent(agents.iter().map(payoff).collect()),
        };
        let outcomes = vec![
            outcome("none", &|_| "0".to_string()),
            outcome("chosen", &|agent| format!("value[{}] - {}", agent.name, types.div_ceil(2))),
        ];
        Grid {
            name: "A new environment".to_string(),
            source: String::new(),
            outside: Some(0),
            coalitions: super::Coalitions::All,
            parameters: Vec::new(),
            beliefs: Beliefs::Prior(vec!["1".to_string(); size]),
            allocation: Allocation::Efficient,
            agents,
            outcomes,
        }
    }

    /// Makes a change.
    ///
    /// # Errors
    /// Why it cannot be made, for the person at the page; the grid is then as it was.
    pub fn change(&mut self, change: Change) -> Result<(), String> {
        let mut changed = self.clone();
        changed.make(change)?;
        check_size(&changed.counts()).map_err(|why| format!("this is too much for the tables: {}", why.0))?;
        *self = changed;
        Ok(())
    }

    fn make(&mut self, change: Change) -> Result<(), String> {
        match change {
            Change::AddAgent => self.add_agent(),
            Change::RemoveAgent(i) if self.agents.len() > 2 && i < self.agents.len() => self.remove_agent(i),
            Change::RemoveAgent(_) => return Err("an environment has two agents or more".to_string()),
            Change::AddType(i) => {
                let agent = self.agents.get_mut(i).ok_or_else(gone)?;
                let last = agent.types.len().saturating_sub(1);
                let mut copy = agent.types.get(last).cloned().ok_or_else(gone)?;
                copy.name = fresh_name(&copy.name, &|name| agent.types.iter().any(|t| t.name == name));
                agent.types.push(copy);
                self.reshape(i, &|t| t.min(last));
            }
            Change::RemoveType(i, removed) => {
                let agent = self.agents.get_mut(i).ok_or_else(gone)?;
                if agent.types.len() < 2 || removed >= agent.types.len() {
                    return Err(format!("agent {} has one type or more", agent.name));
                }
                let name = agent.types.remove(removed).name;
                self.drop_payoff_rows(i, &name);
                self.reshape(i, &|t| if t < removed { t } else { t + 1 });
            }
            Change::AddAttribute(i) => {
                let agent = self.agents.get_mut(i).ok_or_else(gone)?;
                let wanted = if agent.attributes.is_empty() { "value" } else { "cost" };
                let name = fresh_name(wanted, &|name| agent.attributes.iter().any(|known| known == name));
                agent.attributes.push(name);
                agent.types.iter_mut().for_each(|t| t.values.push("0".to_string()));
            }
            Change::RemoveAttribute(i, k) => {
                let agent = self.agents.get_mut(i).filter(|agent| k < agent.attributes.len()).ok_or_else(gone)?;
                agent.attributes.remove(k);
                for t in agent.types.iter_mut().filter(|t| k < t.values.len()) {
                    t.values.remove(k);
                }
            }
            Change::AddOutcome => {
                let name = fresh_name("x1", &|name| self.outcomes.iter().any(|outcome| outcome.name == name));
                let payoffs = Payoffs::ByAgent(vec!["0".to_string(); self.agents.len()]);
                self.outcomes.push(Outcome { name, payoffs });
            }
            Change::RemoveOutcome(o) => self.remove_outcome(o)?,
            Change::AddRow(o) => {
                let agents = self.agents.len();
                let rows = self.rows_of(o)?;
                let values = rows.last().map_or_else(|| vec!["0".to_string(); agents], |row| row.values.clone());
                rows.push(PayoffRow { label: vec!["*"; agents].join(" "), values });
            }
            Change::RemoveRow(o, r) => {
                let rows = self.rows_of(o)?;
                if rows.len() < 2 || r >= rows.len() {
                    return Err("payoffs in rows have one row or more".to_string());
                }
                rows.remove(r);
            }
            Change::PayoffsByAgent(o) => {
                let rows = self.rows_of(o)?;
                let (Some(row), 1) = (rows.first().cloned(), rows.len()) else {
                    return Err("only a single row `* * …` can become one payoff per agent".to_string());
                };
                self.outcomes.get_mut(o).ok_or_else(gone)?.payoffs = Payoffs::ByAgent(row.values);
            }
            Change::PayoffsInRows(o) => {
                let label = vec!["*"; self.agents.len()].join(" ");
                let outcome = self.outcomes.get_mut(o).ok_or_else(gone)?;
                if let Payoffs::ByAgent(cells) = &outcome.payoffs {
                    if !cells.iter().all(|cell| is_plain_number(cell)) {
                        return Err(format!(
                            "rows hold numbers, and the payoffs of {} are formulas: write numbers first",
                            outcome.name
                        ));
                    }
                    outcome.payoffs = Payoffs::Rows(vec![PayoffRow { label, values: cells.clone() }]);
                }
            }
            Change::AddParameter => {
                let name = fresh_name("B", &|name| self.parameters.iter().any(|known| known.name == name));
                self.parameters.push(Parameter { name, value: "1".to_string(), about: String::new() });
            }
            Change::RemoveParameter(p) if p < self.parameters.len() => {
                self.parameters.remove(p);
            }
            Change::RemoveParameter(_) => return Err(gone()),
            Change::OwnBeliefs => self.own_beliefs(),
            Change::CommonPrior => self.common_prior(),
        }
        Ok(())
    }

    fn rows_of(&mut self, o: usize) -> Result<&mut Vec<PayoffRow>, String> {
        match self.outcomes.get_mut(o).map(|outcome| &mut outcome.payoffs) {
            Some(Payoffs::Rows(rows)) => Ok(rows),
            _ => Err(gone()),
        }
    }

    fn add_agent(&mut self) {
        let name = fresh_name(&(self.agents.len() + 1).to_string(), &|name| {
            self.agents.iter().any(|agent| agent.name == name)
        });
        let value = |name: &str, value: &str| Type { name: name.to_string(), values: vec![value.to_string()] };
        let types = vec![value("H", "1"), value("L", "0")];
        let old = self.counts();
        self.agents.push(Agent { name, attributes: vec!["value".to_string()], types });
        let counts = self.counts();
        let before = |profile: usize| {
            let types = profile::types_of(&counts, profile);
            profile::number(&old, types.get(..old.len()).unwrap_or_default())
        };
        if let Beliefs::Own(_) = self.beliefs {
            // What an old agent believes about a new one nobody said: both types equally likely for everyone.
            let last = counts.len() - 1;
            let size = profile::count(&profile::without(&counts, last)).unwrap_or(0);
            if let Beliefs::Own(agents) = &mut self.beliefs {
                for weights in agents.iter_mut().flatten() {
                    *weights = weights.iter().flat_map(|weight| [weight.clone(), weight.clone()]).collect();
                }
                agents.push(vec![vec!["1".to_string(); size]; 2]);
            }
        }
        let size = profile::count(&counts).unwrap_or(0).min(super::MOST_PROFILES + 1);
        if let Beliefs::Prior(weights) = &mut self.beliefs {
            *weights = (0..size).map(|p| weights.get(before(p)).cloned().unwrap_or_default()).collect();
        }
        if let Allocation::Rows(outcomes) = &mut self.allocation {
            *outcomes = (0..size).map(|p| outcomes.get(before(p)).copied().unwrap_or(0)).collect();
        }
        for outcome in &mut self.outcomes {
            match &mut outcome.payoffs {
                Payoffs::ByAgent(cells) => cells.push("0".to_string()),
                Payoffs::Rows(rows) => rows.iter_mut().for_each(|row| {
                    row.label.push_str(" *");
                    row.values.push("0".to_string());
                }),
            }
        }
    }

    fn remove_agent(&mut self, removed: usize) {
        let old = self.counts();
        self.agents.remove(removed);
        // The first type of the agent stays for everybody else.
        let counts = self.counts();
        let before = |profile: usize| {
            let mut types = profile::types_of(&counts, profile);
            types.insert(removed.min(types.len()), 0);
            profile::number(&old, &types)
        };
        let size = profile::count(&counts).unwrap_or(0);
        match &mut self.beliefs {
            Beliefs::Prior(weights) => {
                *weights = (0..size).map(|p| weights.get(before(p)).cloned().unwrap_or_default()).collect();
            }
            Beliefs::Own(agents) => {
                agents.remove(removed);
                for (i, types) in agents.iter_mut().enumerate() {
                    let (new_others, old_others) = (
                        profile::without(&counts, i),
                        profile::without(&old, if i < removed { i } else { i + 1 }),
                    );
                    let place = if removed > i { removed - 1 } else { removed };
                    let size = profile::count(&new_others).unwrap_or(0);
                    for weights in types {
                        let before = |x: usize| {
                            let mut types = profile::types_of(&new_others, x);
                            types.insert(place.min(types.len()), 0);
                            profile::number(&old_others, &types)
                        };
                        *weights =
                            (0..size).map(|x| weights.get(before(x)).cloned().unwrap_or_default()).collect();
                    }
                }
            }
        }
        if let Allocation::Rows(outcomes) = &mut self.allocation {
            *outcomes = (0..size).map(|p| outcomes.get(before(p)).copied().unwrap_or(0)).collect();
        }
        for outcome in &mut self.outcomes {
            match &mut outcome.payoffs {
                Payoffs::ByAgent(cells) => {
                    cells.remove(removed.min(cells.len().saturating_sub(1)));
                }
                Payoffs::Rows(rows) => rows.iter_mut().for_each(|row| {
                    let words: Vec<&str> = row.label.split_whitespace().collect();
                    let kept = words.iter().enumerate().filter(|(place, _)| *place != removed);
                    let label: Vec<&str> = kept.map(|(_, word)| *word).collect();
                    row.label = label.join(" ");
                    if removed < row.values.len() {
                        row.values.remove(removed);
                    }
                }),
            }
        }
    }

    /// Brings everything that is counted by profile to new types of one agent; `before` gives the old type of a new one.
    pub(super) fn reshape(&mut self, agent: usize, before: &dyn Fn(usize) -> usize) {
        let counts = self.counts();
        let size = profile::count(&counts).unwrap_or(0).min(super::MOST_PROFILES + 1);
        let old_count = match &self.beliefs {
            Beliefs::Prior(weights) => Some(weights.len()),
            Beliefs::Own(agents) => agents.get(agent).map(Vec::len),
        };
        let mut old = counts.clone();
        if let (Some(count), Some(all)) = (old.get_mut(agent), old_count) {
            let others = profile::count(&profile::without(&counts, agent)).unwrap_or(1).max(1);
            *count = if matches!(self.beliefs, Beliefs::Prior(_)) { all / others } else { all };
        }
        let earlier = |counts: &[usize], old: &[usize], place: usize, number: usize| {
            let mut types = profile::types_of(counts, number);
            if let Some(t) = types.get_mut(place) {
                *t = before(*t);
            }
            profile::number(old, &types)
        };
        match &mut self.beliefs {
            Beliefs::Prior(weights) => {
                let of = |p| weights.get(earlier(&counts, &old, agent, p)).cloned().unwrap_or_default();
                *weights = (0..size).map(of).collect();
            }
            Beliefs::Own(agents) => {
                for (i, types) in agents.iter_mut().enumerate() {
                    if i == agent {
                        let rows = counts.get(i).copied().unwrap_or(0);
                        *types = (0..rows).map(|t| types.get(before(t)).cloned().unwrap_or_default()).collect();
                        continue;
                    }
                    let (new_others, old_others) = (profile::without(&counts, i), profile::without(&old, i));
                    let place = if agent > i { agent - 1 } else { agent };
                    let size = profile::count(&new_others).unwrap_or(0);
                    for weights in types {
                        let of = |x| {
                            weights.get(earlier(&new_others, &old_others, place, x)).cloned().unwrap_or_default()
                        };
                        *weights = (0..size).map(of).collect();
                    }
                }
            }
        }
        if let Allocation::Rows(outcomes) = &mut self.allocation {
            let of = |p| outcomes.get(earlier(&counts, &old, agent, p)).copied().unwrap_or(0);
            *outcomes = (0..size).map(of).collect();
        }
    }

    /// Rows of payoffs that name a type that is gone.
    fn drop_payoff_rows(&mut self, agent: usize, name: &str) {
        for outcome in &mut self.outcomes {
            if let Payoffs::Rows(rows) = &mut outcome.payoffs {
                rows.retain(|row| row.label.split_whitespace().nth(agent) != Some(name));
            }
        }
    }

    fn remove_outcome(&mut self, removed: usize) -> Result<(), String> {
        if self.outcomes.len() < 2 || removed >= self.outcomes.len() {
            return Err("an environment has one outcome or more".to_string());
        }
        self.outcomes.remove(removed);
        let after = |o: usize| match o.cmp(&removed) {
            std::cmp::Ordering::Less => o,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => o - 1,
        };
        self.outside = self.outside.filter(|outside| *outside != removed).map(after);
        if let Allocation::Rows(outcomes) = &mut self.allocation {
            outcomes.iter_mut().for_each(|outcome| *outcome = after(*outcome));
        }
        Ok(())
    }

    /// What every type believes under the prior: the weights of the profiles that it is part of.
    fn own_beliefs(&mut self) {
        let Beliefs::Prior(weights) = &self.beliefs else { return };
        let counts = self.counts();
        let mut own: Vec<Vec<Vec<String>>> = counts
            .iter()
            .enumerate()
            .map(|(i, count)| {
                let others = profile::count(&profile::without(&counts, i)).unwrap_or(0);
                vec![vec![String::new(); others]; *count]
            })
            .collect();
        for (p, weight) in weights.iter().enumerate() {
            for (i, types) in own.iter_mut().enumerate() {
                let (x, t) = profile::split(&counts, i, p);
                if let Some(cell) = types.get_mut(t).and_then(|row| row.get_mut(x)) {
                    cell.clone_from(weight);
                }
            }
        }
        self.beliefs = Beliefs::Own(own);
    }

    /// The first agent's beliefs as weights of the profiles; the others' are given up.
    fn common_prior(&mut self) {
        let Beliefs::Own(own) = &self.beliefs else { return };
        let counts = self.counts();
        let weight = |p: usize| {
            let (x, t) = profile::split(&counts, 0, p);
            own.first().and_then(|types| types.get(t)).and_then(|row| row.get(x)).cloned().unwrap_or_default()
        };
        self.beliefs = Beliefs::Prior((0..profile::count(&counts).unwrap_or(0)).map(weight).collect());
    }
}

fn gone() -> String {
    "this part of the tables is no longer there".to_string()
}

/// A name like this one that is not taken.
fn fresh_name(wanted: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    if !is_taken(wanted) {
        return wanted.to_string();
    }
    let stem = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut number = wanted.get(stem.len()..).and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(1);
    loop {
        number = number.saturating_add(1);
        let name = format!("{stem}{number}");
        if !is_taken(&name) || number == usize::MAX {
            return name;
        }
    }
}
