//! The grid as the fields of a form, and back.
//!
//! Names of fields: `name`, `source`, `outside`, `coalitions`, `coalitions.list`, `p0.name`, `p0.value`, `p0.about`, `a0.name`,
//! `a0.k0` (an attribute's name), `a0.t0.name`, `a0.t0.v0`, `beliefs`, `w0` (a profile's weight), `b0.0.0` (agent, type, profile
//! of the others), `o0.name`, `o0.form`, `o0.a0`, `o0.r0.label`, `o0.r0.a0`, `allocation`, `x0` (a profile's outcome by number).

use super::{
    Agent, Allocation, Beliefs, CannotShow, Coalitions, Grid, MOST_AGENTS, MOST_CELLS, MOST_PROFILES, Outcome,
    Parameter, PayoffRow, Payoffs, Type, profile,
};
use std::collections::HashMap;

/// Texts by the name of their field.
pub(crate) type Fields = HashMap<String, String>;

/// The name of the field of a profile's weight.
pub(crate) fn weight(profile: usize) -> String {
    format!("w{profile}")
}

/// The name of the field of a belief: agent, type, profile of the others.
pub(crate) fn belief(agent: usize, t: usize, others: usize) -> String {
    format!("b{agent}.{t}.{others}")
}

/// The name of the field of a profile's outcome.
pub(crate) fn outcome_at(profile: usize) -> String {
    format!("x{profile}")
}

/// The name of the field of a payoff: outcome, row (none for a payoff by agent), agent.
pub(crate) fn payoff(outcome: usize, row: Option<usize>, agent: usize) -> String {
    match row {
        Some(row) => format!("o{outcome}.r{row}.a{agent}"),
        None => format!("o{outcome}.a{agent}"),
    }
}

impl Grid {
    /// Every field with its text, in the order of the page.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut put = |name: String, text: &str| fields.push((name, text.to_string()));
        put("name".into(), &self.name);
        put("source".into(), &self.source);
        put("outside".into(), &self.outside.map(|outcome| outcome.to_string()).unwrap_or_default());
        match &self.coalitions {
            Coalitions::All => put("coalitions".into(), "all"),
            Coalitions::Singletons => put("coalitions".into(), "singletons"),
            Coalitions::Listed(list) => {
                put("coalitions".into(), "listed");
                put("coalitions.list".into(), list);
            }
        }
        for (p, parameter) in self.parameters.iter().enumerate() {
            put(format!("p{p}.name"), &parameter.name);
            put(format!("p{p}.value"), &parameter.value);
            put(format!("p{p}.about"), &parameter.about);
        }
        for (i, agent) in self.agents.iter().enumerate() {
            put(format!("a{i}.name"), &agent.name);
            for (k, attribute) in agent.attributes.iter().enumerate() {
                put(format!("a{i}.k{k}"), attribute);
            }
            for (t, found) in agent.types.iter().enumerate() {
                put(format!("a{i}.t{t}.name"), &found.name);
                for (k, value) in found.values.iter().enumerate() {
                    put(format!("a{i}.t{t}.v{k}"), value);
                }
            }
        }
        match &self.beliefs {
            Beliefs::Prior(weights) => {
                put("beliefs".into(), "prior");
                weights.iter().enumerate().for_each(|(p, text)| put(weight(p), text));
            }
            Beliefs::Own(agents) => {
                put("beliefs".into(), "own");
                for (i, types) in agents.iter().enumerate() {
                    for (t, weights) in types.iter().enumerate() {
                        weights.iter().enumerate().for_each(|(x, text)| put(belief(i, t, x), text));
                    }
                }
            }
        }
        for (o, outcome) in self.outcomes.iter().enumerate() {
            put(format!("o{o}.name"), &outcome.name);
            match &outcome.payoffs {
                Payoffs::ByAgent(cells) => {
                    put(format!("o{o}.form"), "agents");
                    cells.iter().enumerate().for_each(|(i, text)| put(payoff(o, None, i), text));
                }
                Payoffs::Rows(rows) => {
                    put(format!("o{o}.form"), "rows");
                    for (r, row) in rows.iter().enumerate() {
                        put(format!("o{o}.r{r}.label"), &row.label);
                        row.values.iter().enumerate().for_each(|(i, text)| put(payoff(o, Some(r), i), text));
                    }
                }
            }
        }
        match &self.allocation {
            Allocation::Efficient => put("allocation".into(), "efficient"),
            Allocation::Rows(outcomes) => {
                put("allocation".into(), "rows");
                outcomes.iter().enumerate().for_each(|(p, outcome)| put(outcome_at(p), &outcome.to_string()));
            }
        }
        fields
    }

    /// The grid of a form. Its shape follows from the names of the fields.
    ///
    /// # Errors
    /// When this is no form of ours, or one beyond the sizes that tables show.
    pub fn of_fields(fields: &Fields) -> Result<Grid, CannotShow> {
        let text = |name: &str| fields.get(name).map(|text| text.trim().to_string()).unwrap_or_default();
        let listed = |most: usize, name: &dyn Fn(usize) -> String| {
            (0..most).take_while(|number| fields.contains_key(&name(*number))).count()
        };
        let agents: Vec<Agent> = (0..listed(MOST_AGENTS + 1, &|i| format!("a{i}.name")))
            .map(|i| {
                let attributes: Vec<String> =
                    (0..listed(64, &|k| format!("a{i}.k{k}"))).map(|k| text(&format!("a{i}.k{k}"))).collect();
                let types = (0..listed(MOST_PROFILES + 1, &|t| format!("a{i}.t{t}.name")))
                    .map(|t| Type {
                        name: text(&format!("a{i}.t{t}.name")),
                        values: (0..attributes.len()).map(|k| text(&format!("a{i}.t{t}.v{k}"))).collect(),
                    })
                    .collect();
                Agent { name: text(&format!("a{i}.name")), attributes, types }
            })
            .collect();
        let counts: Vec<usize> = agents.iter().map(|agent| agent.types.len()).collect();
        let size = check_size(&counts)?;
        let beliefs = match text("beliefs").as_str() {
            "own" => Beliefs::Own(
                (0..agents.len())
                    .map(|i| {
                        let others = profile::count(&profile::without(&counts, i)).unwrap_or(0);
                        let row = |t: usize| (0..others).map(|x| text(&belief(i, t, x))).collect();
                        (0..counts.get(i).copied().unwrap_or(0)).map(row).collect()
                    })
                    .collect(),
            ),
            _ => Beliefs::Prior((0..size).map(|p| text(&weight(p))).collect()),
        };
        let outcomes: Vec<Outcome> = (0..listed(MOST_CELLS, &|o| format!("o{o}.name")))
            .map(|o| {
                let row = |r: usize| PayoffRow {
                    label: text(&format!("o{o}.r{r}.label")),
                    values: (0..agents.len()).map(|i| text(&payoff(o, Some(r), i))).collect(),
                };
                let payoffs = match text(&format!("o{o}.form")).as_str() {
                    "rows" => {
                        Payoffs::Rows((0..listed(MOST_CELLS, &|r| format!("o{o}.r{r}.label"))).map(row).collect())
                    }
                    _ => Payoffs::ByAgent((0..agents.len()).map(|i| text(&payoff(o, None, i))).collect()),
                };
                Outcome { name: text(&format!("o{o}.name")), payoffs }
            })
            .collect();
        if outcomes.is_empty() {
            return Err(CannotShow("there is no outcome".to_string()));
        }
        let number = |name: &str| text(name).parse::<usize>().ok().filter(|number| *number < outcomes.len());
        let allocation = match text("allocation").as_str() {
            "efficient" => Allocation::Efficient,
            _ => Allocation::Rows((0..size).map(|p| number(&outcome_at(p)).unwrap_or(0)).collect()),
        };
        let parameter = |p: usize| Parameter {
            name: text(&format!("p{p}.name")),
            value: text(&format!("p{p}.value")),
            about: text(&format!("p{p}.about")),
        };
        let coalitions = match text("coalitions").as_str() {
            "singletons" => Coalitions::Singletons,
            "listed" => Coalitions::Listed(text("coalitions.list")),
            _ => Coalitions::All,
        };
        Ok(Grid {
            name: text("name"),
            source: text("source"),
            outside: number("outside"),
            coalitions,
            parameters: (0..listed(256, &|p| format!("p{p}.name"))).map(parameter).collect(),
            agents,
            beliefs,
            outcomes,
            allocation,
        })
    }
}

/// The number of profiles, when tables show so many.
pub(super) fn check_size(counts: &[usize]) -> Result<usize, CannotShow> {
    if counts.len() < 2 || counts.contains(&0) {
        return Err(CannotShow("it needs two agents or more, each with a type or more".to_string()));
    }
    if counts.len() > MOST_AGENTS {
        return Err(CannotShow(format!("it has more than {MOST_AGENTS} agents")));
    }
    profile::count(counts)
        .filter(|size| *size <= MOST_PROFILES)
        .ok_or_else(|| CannotShow(format!("it has more than {MOST_PROFILES} type profiles")))
}
