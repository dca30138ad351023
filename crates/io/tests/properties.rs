//! What holds for every text and every environment.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::csv::Records;
use ambimech_io::document::parse_document;
use ambimech_io::formula::{Parameters, Scope, evaluate_formula};
use ambimech_io::label::Labels;
use ambimech_io::rows::ProfileNames;
use ambimech_io::source::Source;
use ambimech_io::{
    Diagnostic, Format, environment_digest, parse_environment, read_environment, render_environment_toml,
};
use ambimech_model::environment::{Agent, Type};
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::type_space::TypeSpace;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fmt::Write as _;

const SEEDS: [&str; 4] = [
    include_str!("valid/public-good.toml"),
    include_str!("valid/public-good.json"),
    include_str!("valid/every-form.toml"),
    include_str!("valid/odd-names.toml"),
];

/// Bits of files, for texts that get further than noise does.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "[",
            "]",
            "{",
            "}",
            "[[",
            "]]",
            "(",
            ")",
            "=",
            "==",
            ":",
            ",",
            ".",
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "\\",
            "#",
            "\n",
            "\r\n",
            " ",
            "\t",
            "*",
            "/",
            "+",
            "-",
            "0",
            "1/18",
            "0.15",
            "1e9",
            "nan",
            "inf",
            "value[1]",
            "type[",
            "if(",
            "min(",
            "max(",
            " and ",
            " or ",
            "not ",
            "format",
            "agents",
            "[prior]",
            "[outcomes.x]",
            "H",
            "\u{feff}",
            "\u{0}",
            "é",
            "😀",
            "\u{202e}",
            "\\u00e9",
            "\\uD800",
        ])
        .prop_map(str::to_string),
        any::<String>(),
    ]
}

fn noise() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

/// A good file with a stretch replaced.
fn damaged() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0usize..30, piece());
    (select(SEEDS.to_vec()), prop::collection::vec(edit, 1..4)).prop_map(|(seed, edits)| {
        let mut characters: Vec<char> = seed.chars().collect();
        for (start, length, new) in edits {
            let start = start.index(characters.len() + 1);
            let end = (start + length).min(characters.len());
            characters.splice(start..end, new.chars());
        }
        characters.into_iter().collect()
    })
}

fn is_complete(diagnostic: &Diagnostic) -> Result<(), TestCaseError> {
    let message = diagnostic.to_string();
    for part in [&diagnostic.title, &diagnostic.found, &diagnostic.expected] {
        prop_assert!(!part.is_empty(), "{message}");
    }
    prop_assert!(!diagnostic.help.is_empty() && !diagnostic.places.is_empty(), "{message}");
    prop_assert!(message.len() < 20_000, "{message}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_text_makes_a_reader_panic(text in prop_oneof![noise(), damaged()]) {
        for format in [Format::Toml, Format::Json] {
            if let Err(diagnostic) = parse_environment(&text, "any", format, None) {
                is_complete(&diagnostic)?;
            }
            let _ = parse_document(Source::new("any", &text), format);
        }
        let mut records = Records::new(Source::new("any.csv", &text));
        let mut fields = Vec::new();
        while let Ok(true) = records.read(&mut fields) {
            prop_assert!(!fields.is_empty());
        }
    }

    #[test]
    fn no_formula_makes_the_reader_panic(formula in noise()) {
        let (agents, names) = two_agents();
        let place = |span| span;
        let parameters = &Parameters::default();
        let scope = Scope { parameters, agents: &agents, attribute_slopes: &[], names: &names };
        if let Err(diagnostic) = evaluate_formula(Source::new("f", &formula), &formula, &place, scope) {
            is_complete(&diagnostic)?;
        }
    }

    #[test]
    fn no_csv_file_makes_the_reader_panic(text in noise()) {
        let folder = tempfile::tempdir().unwrap();
        let seed = SEEDS[0];
        let (start, end) = (seed.find("\"H H H\"").unwrap(), seed.find("[outcomes.none]").unwrap());
        let toml = format!("{}file = \"p.csv\"\n{}", &seed[..start], &seed[end..]);
        std::fs::write(folder.path().join("e.toml"), toml).unwrap();
        for csv in [text.clone(), format!("1,2,3,weight\n{text}")] {
            std::fs::write(folder.path().join("p.csv"), csv).unwrap();
            if let Err(diagnostic) = read_environment(&folder.path().join("e.toml")) {
                is_complete(&diagnostic)?;
            }
        }
    }
}

/// An environment in numbers, to be written in many ways.
#[derive(Debug, Clone)]
struct Draft {
    counts: Vec<usize>,
    values: Vec<Vec<i32>>,
    weights: Vec<u32>,
    payoffs: Vec<Vec<(i32, u32)>>,
    allocation: Vec<usize>,
}

fn draft() -> impl Strategy<Value = Draft> {
    prop::collection::vec(1usize..4, 2..4).prop_flat_map(|counts| {
        let size: usize = counts.iter().product();
        let agents = counts.len();
        let values: Vec<_> = counts.iter().map(|count| prop::collection::vec(-9i32..9, *count)).collect();
        (
            Just(counts),
            values,
            prop::collection::vec(1u32..12, size),
            prop::collection::vec(prop::collection::vec((-9i32..9, 1u32..5), agents), size),
            prop::collection::vec(0usize..2, size),
        )
            .prop_map(|(counts, values, weights, payoffs, allocation)| Draft {
                counts,
                values,
                weights,
                payoffs,
                allocation,
            })
    })
}

impl Draft {
    fn label(&self, profile: usize) -> Vec<String> {
        let space = TypeSpace::new(self.counts.clone()).unwrap();
        space.types_of(ProfileId(profile)).iter().map(|t| format!("t{}", t.0)).collect()
    }

    /// The file, with the rows of every table in the order of these keys, and the weights times `scale`.
    fn toml(&self, order: &[u64], scale: &Rational) -> String {
        let mut profiles: Vec<usize> = (0..self.weights.len()).collect();
        profiles.sort_by_key(|profile| order[*profile % order.len()].rotate_left(*profile as u32));
        let mut text = String::from("format = \"ambimech-environment/1\"\n");
        for (agent, values) in self.values.iter().enumerate() {
            let types: Vec<String> =
                values.iter().enumerate().map(|(t, value)| format!("t{t} = {value}")).collect();
            let _ = write!(text, "[[agents]]\nname = \"a{agent}\"\ntypes = {{ {} }}\n", types.join(", "));
        }
        text.push_str("[prior]\n");
        for profile in &profiles {
            let weight = Rational::from(self.weights[*profile]) * scale;
            let _ = writeln!(text, "\"{}\" = \"{weight}\"", self.label(*profile).join(" "));
        }
        text.push_str("[outcomes.x]\n");
        for agent in 0..self.counts.len() {
            let _ = writeln!(text, "a{agent} = \"value[a{agent}] - value[a0] / 3\"");
        }
        text.push_str("[outcomes.y]\n");
        for profile in &profiles {
            let row: Vec<String> =
                self.payoffs[*profile].iter().map(|(top, bottom)| format!("\"{top}/{bottom}\"")).collect();
            let _ = writeln!(text, "\"{}\" = [{}]", self.label(*profile).join("  "), row.join(", "));
        }
        text.push_str("[allocation]\n");
        for profile in &profiles {
            let name = ["x", "y"][self.allocation[*profile]];
            let _ = writeln!(text, "\"{}\" = \"{name}\"", self.label(*profile).join(" "));
        }
        text
    }
}

fn digest(text: &str, format: Format) -> Result<String, TestCaseError> {
    match parse_environment(text, "draft", format, None) {
        Ok(environment) => Ok(environment_digest(&environment)),
        Err(diagnostic) => Err(TestCaseError::fail(format!("{diagnostic}\n{text}"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_same_environment_has_the_same_digest(
        draft in draft(),
        order in prop::collection::vec(any::<u64>(), 36),
        scale in (1u32..10_000_000, 1u32..10_000_000),
    ) {
        let plain = draft.toml(&[0], &Rational::ONE);
        let expected = digest(&plain, Format::Toml)?;
        prop_assert_eq!(&digest(&draft.toml(&order, &Rational::ONE), Format::Toml)?, &expected, "rows permuted");
        let scale = Rational::from(scale.0) / Rational::from(scale.1);
        prop_assert_eq!(&digest(&draft.toml(&[0], &scale), Format::Toml)?, &expected, "weights scaled");
        let large = scale * parse_number("1e30").unwrap();
        prop_assert_eq!(&digest(&draft.toml(&[0], &large), Format::Toml)?, &expected, "weights scaled far");
        let environment = parse_environment(&plain, "draft", Format::Toml, None).unwrap();
        let written = render_environment_toml(&environment);
        prop_assert_eq!(&digest(&written, Format::Toml)?, &expected, "written back");
        for (profile, weight) in draft.weights.iter().enumerate() {
            let total: u32 = draft.weights.iter().sum();
            let probability = Rational::from(*weight) / Rational::from(total);
            prop_assert_eq!(environment.common_prior().unwrap().probability(ProfileId(profile)), probability);
        }
    }

    #[test]
    fn another_environment_has_another_digest(draft in draft(), change in any::<Index>()) {
        let expected = digest(&draft.toml(&[0], &Rational::ONE), Format::Toml)?;
        let mut other = draft.clone();
        let profile = change.index(draft.weights.len());
        other.payoffs[profile][0].0 += 20;
        prop_assert_ne!(&digest(&other.toml(&[0], &Rational::ONE), Format::Toml)?, &expected);
        let mut other = draft.clone();
        other.allocation[profile] = 1 - other.allocation[profile];
        prop_assert_ne!(&digest(&other.toml(&[0], &Rational::ONE), Format::Toml)?, &expected);
        if draft.weights.len() > 1 {
            let mut other = draft;
            other.weights[profile] += 100;
            prop_assert_ne!(&digest(&other.toml(&[0], &Rational::ONE), Format::Toml)?, &expected);
        }
    }

    #[test]
    fn formulas_compute_what_their_trees_mean(tree in tree()) {
        let (agents, names) = two_agents();
        let formula = tree.written();
        let place = |span| span;
        let parameters = &Parameters::default();
        let scope = Scope { parameters, agents: &agents, attribute_slopes: &[], names: &names };
        let payoff = evaluate_formula(Source::new("f", &formula), &formula, &place, scope);
        let mut expected = Vec::new();
        for profile in names.space.profiles() {
            let types = names.space.types_of(profile);
            expected.push(tree.value(&types));
        }
        match payoff {
            Ok(payoff) => {
                for profile in names.space.profiles() {
                    prop_assert_eq!(Some(payoff.now.at(profile)), expected[profile.0].as_ref(), "{}", &formula);
                }
            }
            Err(diagnostic) => {
                prop_assert_eq!(&diagnostic.title, "division by zero", "{}", &formula);
                prop_assert!(expected.iter().any(Option::is_none), "{}: {}", &formula, diagnostic);
            }
        }
    }
}

const VALUES: [[i32; 2]; 2] = [[3, -2], [5, 0]];

/// Agents `a` and `b]` with types H and L and the values above.
fn two_agents() -> (Vec<Agent>, ProfileNames) {
    let agents: Vec<Agent> = ["a", "b]"]
        .iter()
        .zip(VALUES)
        .map(|(name, values)| Agent {
            name: (*name).to_string(),
            types: ["H", "L"]
                .iter()
                .zip(values)
                .map(|(name, value)| Type {
                    name: (*name).to_string(),
                    attributes: vec![("value".to_string(), Rational::from(value))],
                })
                .collect(),
        })
        .collect();
    let types: Labels = ["H", "L"].into_iter().collect();
    let names = ProfileNames {
        agents: ["a", "b]"].into_iter().collect(),
        types: vec![types.clone(), types],
        space: TypeSpace::new(vec![2, 2]).unwrap(),
        everyone: ambimech_io::rows::EVERY_AGENT,
    };
    (agents, names)
}

/// A number-valued formula.
#[derive(Debug, Clone)]
enum Tree {
    Number(u32, u32),
    Value(AgentId),
    Negative(Box<Tree>),
    Binary(char, Box<Tree>, Box<Tree>),
    Extreme(bool, Vec<Tree>),
    If(Box<Condition>, Box<Tree>, Box<Tree>),
}

#[derive(Debug, Clone)]
enum Condition {
    HasType(AgentId, TypeId, bool),
    Compare(&'static str, Tree, Tree),
    Not(Box<Condition>),
    Both(bool, Box<Condition>, Box<Condition>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        (0u32..30, 0u32..3).prop_map(|(digits, places)| Tree::Number(digits, places)),
        (0usize..2).prop_map(|agent| Tree::Value(AgentId(agent))),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let condition = condition(inner.clone());
        prop_oneof![
            inner.clone().prop_map(|tree| Tree::Negative(Box::new(tree))),
            (select(vec!['+', '-', '*', '/']), inner.clone(), inner.clone())
                .prop_map(|(sign, left, right)| Tree::Binary(sign, Box::new(left), Box::new(right))),
            (any::<bool>(), prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(largest, parts)| Tree::Extreme(largest, parts)),
            (condition, inner.clone(), inner).prop_map(|(condition, then, otherwise)| Tree::If(
                Box::new(condition),
                Box::new(then),
                Box::new(otherwise)
            )),
        ]
    })
}

fn condition(tree: impl Strategy<Value = Tree> + Clone + 'static) -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (0usize..2, 0usize..2, any::<bool>()).prop_map(|(agent, t, same)| Condition::HasType(
            AgentId(agent),
            TypeId(t),
            same
        )),
        (select(vec!["==", "!=", "<", "<=", ">", ">="]), tree.clone(), tree)
            .prop_map(|(sign, left, right)| Condition::Compare(sign, left, right)),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|condition| Condition::Not(Box::new(condition))),
            (any::<bool>(), inner.clone(), inner).prop_map(|(both, left, right)| Condition::Both(
                both,
                Box::new(left),
                Box::new(right)
            )),
        ]
    })
}

fn agent_name(agent: AgentId) -> &'static str {
    ["a", " \"b]\" "][agent.0]
}

impl Tree {
    /// How tightly the written form binds: 0 for sums, 1 for products, 2 for everything else.
    fn binding(&self) -> u8 {
        match self {
            Tree::Binary('+' | '-', ..) => 0,
            Tree::Binary(..) => 1,
            _ => 2,
        }
    }

    /// Written with as few parentheses as the grammar allows.
    fn written(&self) -> String {
        let at_least = |tree: &Tree, binding: u8| {
            if tree.binding() >= binding { tree.written() } else { format!("({})", tree.written()) }
        };
        match self {
            Tree::Number(digits, 0) => digits.to_string(),
            Tree::Number(digits, places) => {
                let places = *places as usize;
                let digits = format!("{digits:0width$}", width = places + 1);
                format!("{}.{}", &digits[..digits.len() - places], &digits[digits.len() - places..])
            }
            Tree::Value(agent) => format!("value[{}]", agent_name(*agent)),
            Tree::Negative(inner) => format!("-{}", at_least(inner, 2)),
            Tree::Binary(sign, left, right) => {
                let binding = self.binding();
                format!("{} {sign}{}", at_least(left, binding), at_least(right, binding + 1))
            }
            Tree::Extreme(largest, parts) => {
                let parts: Vec<String> = parts.iter().map(Tree::written).collect();
                format!("{}({})", if *largest { "max" } else { "min" }, parts.join(", "))
            }
            Tree::If(condition, then, otherwise) => {
                format!("if({}, {}, {})", condition.written(), then.written(), otherwise.written())
            }
        }
    }

    /// The value, or nothing when it divides by zero.
    fn value(&self, types: &[TypeId]) -> Option<Rational> {
        Some(match self {
            Tree::Number(digits, places) => Rational::from(*digits) / Rational::from(10u32.pow(*places)),
            Tree::Value(agent) => Rational::from(VALUES[agent.0][types[agent.0].0]),
            Tree::Negative(inner) => -inner.value(types)?,
            Tree::Binary(sign, left, right) => {
                let (left, right) = (left.value(types)?, right.value(types)?);
                match sign {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ if right.is_zero() => return None,
                    _ => left / right,
                }
            }
            Tree::Extreme(largest, parts) => {
                let values: Option<Vec<Rational>> = parts.iter().map(|part| part.value(types)).collect();
                let values = values?.into_iter();
                if *largest { values.max()? } else { values.min()? }
            }
            Tree::If(condition, then, otherwise) => {
                if condition.holds(types)? {
                    then.value(types)?
                } else {
                    otherwise.value(types)?
                }
            }
        })
    }
}

impl Condition {
    fn written(&self) -> String {
        match self {
            Condition::HasType(agent, t, same) => {
                let sign = if *same { "==" } else { "!=" };
                format!("type[{}] {sign} '{}'", agent_name(*agent), ["H", "L"][t.0])
            }
            Condition::Compare(sign, left, right) => format!("{}{sign}{}", left.written(), right.written()),
            Condition::Not(inner) => format!("not({})", inner.written()),
            Condition::Both(true, left, right) => format!("({}) and ({})", left.written(), right.written()),
            Condition::Both(false, left, right) => format!("({}) or ({})", left.written(), right.written()),
        }
    }

    fn holds(&self, types: &[TypeId]) -> Option<bool> {
        Some(match self {
            Condition::HasType(agent, t, same) => (types[agent.0] == *t) == *same,
            Condition::Compare(sign, left, right) => {
                let order = left.value(types)?.cmp(&right.value(types)?);
                match *sign {
                    "==" => order.is_eq(),
                    "!=" => order.is_ne(),
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
            Condition::Not(inner) => !inner.holds(types)?,
            Condition::Both(true, left, right) => left.holds(types)? && right.holds(types)?,
            Condition::Both(false, left, right) => left.holds(types)? || right.holds(types)?,
        })
    }
}
