//! Names that other cells repeat: when an agent, a type or an attribute gets another name, the formulas, the rows of payoffs and the coalitions that
//! name it follow.

use super::{Coalitions, Grid, Payoffs};
use std::collections::HashMap;

/// New names by the old ones that nobody has any more.
type Names<'a> = HashMap<&'a str, &'a str>;

fn changed<'a>(old: Vec<&'a str>, new: Vec<&'a str>) -> Names<'a> {
    if old.len() != new.len() {
        return Names::new();
    }
    let pairs = old.iter().zip(&new).filter(|(old, name)| old != name && !name.is_empty() && !new.contains(old));
    pairs.map(|(old, new)| (*old, *new)).collect()
}

impl Grid {
    /// Brings what repeats a name of `before` to the name that stands in its place now.
    pub fn follow_names(&mut self, before: &Grid) {
        let names = |grid: &'_ Grid| grid.agents.iter().map(|agent| agent.name.clone()).collect::<Vec<String>>();
        let (old, new) = (names(before), names(self));
        if old.len() != new.len() {
            return;
        }
        let agents = changed(texts(&old), texts(&new));
        let of_types = |grid: &Grid| {
            let types = grid.agents.iter().map(|agent| agent.types.iter().map(|t| t.name.clone()).collect());
            types.collect::<Vec<Vec<String>>>()
        };
        let (old_types, new_types) = (of_types(before), of_types(self));
        let types: Vec<Names<'_>> =
            old_types.iter().zip(&new_types).map(|(old, new)| changed(texts(old), texts(new))).collect();
        let attributes: Vec<Names<'_>> = before
            .agents
            .iter()
            .zip(&self.agents)
            .map(|(old, new)| changed(texts(&old.attributes), texts(&new.attributes)))
            .collect();
        if agents.is_empty() && types.iter().chain(&attributes).all(Names::is_empty) {
            return;
        }
        let of_agent = new.iter().map(String::as_str).zip(attributes.iter().zip(&types)).collect();
        for outcome in &mut self.outcomes {
            match &mut outcome.payoffs {
                Payoffs::ByAgent(cells) => {
                    cells.iter_mut().for_each(|cell| *cell = formula(cell, &agents, &of_agent));
                }
                Payoffs::Rows(rows) => rows.iter_mut().for_each(|row| {
                    let words = row.label.split_whitespace().enumerate();
                    let words = words.map(|(i, word)| {
                        types.get(i).and_then(|names| names.get(word)).unwrap_or(&word).to_string()
                    });
                    row.label = words.collect::<Vec<String>>().join(" ");
                }),
            }
        }
        if let Coalitions::Listed(list) = &mut self.coalitions {
            let one = |part: &str| {
                let words = part.split_whitespace().map(|word| *agents.get(word).unwrap_or(&word));
                words.collect::<Vec<&str>>().join(" ")
            };
            *list = list.split(',').map(one).collect::<Vec<String>>().join(", ");
        }
    }
}

fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// A formula with other names: of agents between brackets, of attributes before them, and of types in quotes after `type[agent] ==`;
/// attributes and types by the agent's new name.
fn formula(text: &str, agents: &Names<'_>, others: &HashMap<&str, (&Names<'_>, &Names<'_>)>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inside, after)) = after.split_once(']') else { break };
        let name = inside.trim();
        let name = *agents.get(name).unwrap_or(&name);
        let (attributes, types) = others.get(name).copied().unzip();
        let stem = before.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
        let attribute = before.get(stem.len()..).unwrap_or("");
        written.push_str(stem);
        written.push_str(attributes.and_then(|names| names.get(attribute)).copied().unwrap_or(attribute));
        written.push('[');
        written.push_str(name);
        written.push(']');
        rest = after;
        let is_type = before.trim_end().ends_with("type");
        let compared = after.trim_start();
        if let Some(quoted) = compared.strip_prefix("==").or_else(|| compared.strip_prefix("!="))
            && let Some((quote, word)) = quoted.trim_start().split_at_checked(1).filter(|_| is_type)
            && matches!(quote, "\"" | "'")
            && let Some((word, end)) = word.split_once(quote)
        {
            let word = types.and_then(|names| names.get(word)).copied().unwrap_or(word);
            let sign = compared.get(..2).unwrap_or("==");
            written.push_str(&format!(" {sign} {quote}{word}{quote}"));
            rest = end;
        }
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::PayoffRow;

    #[test]
    fn formulas_rows_and_coalitions_follow_the_names() {
        let mut before = Grid::fresh(2, 2);
        before.coalitions = Coalitions::Listed("1 2, 2".to_string());
        let text = "if(type[1] == \"t1\", value[ 1 ], value[2]) - if(type[2]==\"t1\", 1, 0)";
        before.outcomes[1].payoffs = Payoffs::ByAgent(vec![text.to_string(), "1".to_string()]);
        let values = vec!["0".to_string(), "0".to_string()];
        before.outcomes[0].payoffs = Payoffs::Rows(vec![PayoffRow { label: "t1 *".to_string(), values }]);
        let mut after = before.clone();
        after.agents[0].name = "Ann".to_string();
        after.agents[0].types[0].name = "high".to_string();
        after.agents[1].attributes[0] = "cost".to_string();
        after.follow_names(&before);
        let Payoffs::ByAgent(cells) = &after.outcomes[1].payoffs else { panic!() };
        assert_eq!(cells[0], "if(type[Ann] == \"high\", value[Ann], cost[2]) - if(type[2] == \"t1\", 1, 0)");
        assert_eq!(cells[1], "1");
        let Payoffs::Rows(rows) = &after.outcomes[0].payoffs else { panic!() };
        assert_eq!(rows[0].label, "high *");
        assert_eq!(after.coalitions, Coalitions::Listed("Ann 2, 2".to_string()));
        // Done once is done.
        let done = after.clone();
        after.follow_names(&before);
        assert_eq!(after, done);
    }

    #[test]
    fn names_that_somebody_else_took_over_are_left_alone() {
        let before = Grid::fresh(2, 2);
        let mut after = before.clone();
        (after.agents[0].name, after.agents[1].name) = ("2".to_string(), "1".to_string());
        let swapped = after.clone();
        after.follow_names(&before);
        assert_eq!(after, swapped);
        after.agents[0].name = String::new();
        let unnamed = after.clone();
        after.follow_names(&swapped);
        assert_eq!(after, unnamed);
    }
}
