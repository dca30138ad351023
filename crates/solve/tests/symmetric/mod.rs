//! Random environments of two agents that some exchange of agents or of types does not change.
#![allow(dead_code, unreachable_pub)]

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_model::index::JointTypeId;
use ambimech_model::index::TypeId;
use ambimech_model::maxmin::ChoiceProblem;
use ambimech_model::number::Rational;
use ambimech_model::robust::{BeliefSpace, BeliefType, PayoffEnvironment, Surprise};

/// Numbers that look random and are the same everywhere.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Nothing,
    /// Agents may be exchanged.
    Agents,
    /// Both agents' types may be exchanged at once.
    Types,
}

impl Kept {
    /// Where the payoff of an agent at a profile (s, t) goes, the profile written in two bits.
    pub fn place(self, agent: usize, at: usize) -> (usize, usize) {
        match self {
            Kept::Nothing => (agent, at),
            Kept::Agents => (1 - agent, at >> 1 | (at & 1) << 1),
            Kept::Types => (agent, 3 - at),
        }
    }
}

/// Two agents with two types; an outcome x with its image m, an outcome z that is its own image, and a bad one.
pub fn small(seed: u64, kept: Kept, pattern: &str, choices: bool) -> String {
    let mut numbers = Numbers(seed.wrapping_mul(977) + 5);
    let mut text = format!("format = \"ambimech-environment/1\"\ncoalitions = \"{pattern}\"\n");
    text += "agents = [{ name = \"1\", types = [\"a\", \"b\"] }, { name = \"2\", types = [\"a\", \"b\"] }]\n";
    if choices {
        let mut beliefs = vec![vec![Vec::new(); 2]; 2];
        for vertices in beliefs.iter_mut().flatten() {
            *vertices = vec![[0, 0]; 2];
            vertices.iter_mut().flatten().for_each(|part| *part = 1 + numbers.below(3));
        }
        match kept {
            Kept::Nothing => {}
            Kept::Agents => beliefs[1] = beliefs[0].clone(),
            Kept::Types => {
                for own in &mut beliefs {
                    own[1] = own[0].iter().map(|[a, b]| [*b, *a]).collect();
                }
            }
        }
        for (agent, own) in beliefs.iter().enumerate() {
            for (own, vertices) in own.iter().enumerate() {
                let list: Vec<String> =
                    vertices.iter().map(|[a, b]| format!("{{ \"a\" = {a}, \"b\" = {b} }}")).collect();
                text += &format!(
                    "[priors.\"{}\".{}]\nkind = \"vertices\"\nvertices = [{}]\n",
                    agent + 1,
                    ["a", "b"][own],
                    list.join(", ")
                );
            }
        }
    }
    let rows = ["a a", "a b", "b a", "b b"];
    let mut outcome = |name: &str, table: [[u64; 4]; 2]| {
        text += &format!("[outcomes.{name}]\n");
        for (at, row) in rows.iter().enumerate() {
            text += &format!("\"{row}\" = [{}, {}]\n", table[0][at], table[1][at]);
        }
    };
    let mut table = || [[(); 4]; 2].map(|row| row.map(|()| numbers.below(5)));
    let image = |table: [[u64; 4]; 2]| {
        let mut found = [[0; 4]; 2];
        for (agent, row) in table.iter().enumerate() {
            for (at, value) in row.iter().enumerate() {
                let (to, mapped) = kept.place(agent, at);
                found[to][mapped] = *value;
            }
        }
        found
    };
    let (x, mut z, other) = (table(), table(), table());
    let mirrored = image(z);
    for agent in 0..2 {
        for at in 0..4 {
            z[agent][at] += mirrored[agent][at];
        }
    }
    outcome("x", x);
    outcome("m", if kept == Kept::Nothing { other } else { image(x) });
    outcome("z", z);
    text += "[outcomes.ruin]\n\"1\" = -9\n\"2\" = -9\n";
    let mut chosen = vec![None; 4];
    for at in 0..4 {
        let (_, mapped) = kept.place(0, at);
        let pick = numbers.below(3) as usize;
        let even = "{ x = \"1/2\", m = \"1/2\" }".to_string();
        if chosen[at].is_some() {
            continue;
        }
        if mapped == at && kept != Kept::Nothing {
            chosen[at] = Some(if pick == 0 { "\"z\"".to_string() } else { even });
        } else {
            chosen[at] = Some(["\"x\"", "\"m\"", "\"z\""][pick].to_string());
            if kept != Kept::Nothing {
                chosen[mapped] = Some(["\"m\"", "\"x\"", "\"z\""][pick].to_string());
            }
        }
    }
    let heads: &[&str] =
        if choices { &["[allocation]\n\"* *\" = \"ruin\"\n[choices.f]\n"] } else { &["[allocation]\n"] };
    for head in heads {
        text += head;
        for (row, lottery) in rows.iter().zip(&chosen) {
            text += &format!("\"{row}\" = {}\n", lottery.clone().unwrap());
        }
    }
    text
}

pub fn source(text: &str) -> EnvironmentText<'_> {
    EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None }
}

pub fn payoffs(seed: u64, kept: Kept) -> PayoffEnvironment {
    let text = small(seed, kept, "all", false);
    source(&text).read_payoff_environment(&[]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub fn problem(seed: u64, kept: Kept, pattern: &str) -> ChoiceProblem {
    let text = small(seed, kept, pattern, true);
    source(&text).read_choice_problem(&[]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A type space over [`payoffs`]: for two payoff types each `copies` types, with random beliefs that the same exchange does not change.
pub fn types(seed: u64, kept: Kept, copies: usize, environment: &PayoffEnvironment) -> BeliefSpace {
    let (count, mut numbers) = (2 * copies, Numbers(seed.wrapping_mul(131) + 17));
    let mut weights: Vec<Vec<Vec<u64>>> =
        (0..2).map(|_| (0..count).map(|_| (0..count).map(|_| numbers.below(3)).collect()).collect()).collect();
    for own in weights.iter_mut().flatten() {
        if own.iter().all(|weight| *weight == 0) {
            own[0] = 1;
        }
    }
    match kept {
        Kept::Nothing => {}
        Kept::Agents => weights[1] = weights[0].clone(),
        // Types 2k and 2k + 1 have the payoff types a and b.
        Kept::Types => {
            for of_agent in &mut weights {
                for place in (0..count).step_by(2) {
                    of_agent[place + 1] = (0..count).map(|other| of_agent[place][other ^ 1]).collect();
                }
            }
        }
    }
    let own = |(place, weights): (usize, &Vec<u64>)| {
        let sum: u64 = weights.iter().sum();
        let share = |(other, weight): (usize, &u64)| {
            (JointTypeId(other), Rational::from_parts((*weight).into(), sum.into()))
        };
        BeliefType {
            name: format!("t{place}"),
            payoff: TypeId(place % 2),
            belief: weights.iter().enumerate().map(share).collect(),
        }
    };
    let types = weights.iter().map(|of_agent| of_agent.iter().enumerate().map(own).collect()).collect();
    BeliefSpace::new(environment, types, Surprise::Uniform).unwrap()
}
