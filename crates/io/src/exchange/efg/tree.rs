//! The tree of an `.efg` file: a header, then one line per node, parents before their children.

use super::token::{Kind, Tokens};
use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Source, Span};
use crate::suggestion::{counted, quoted};
use ambimech_model::number::Rational;
use std::collections::BTreeMap;

/// A game.
pub(super) struct Game {
    pub title: String,
    /// The players' names.
    pub players: Vec<String>,
    /// The nodes in file order; the first is the root.
    pub nodes: Vec<Node>,
    /// The information sets: by player (0 for chance) and number.
    pub sets: BTreeMap<(usize, usize), InformationSet>,
    /// Payoffs by the number of an outcome, one per player.
    pub outcomes: BTreeMap<usize, Outcome>,
}

/// What is known of an information set.
pub(super) struct InformationSet {
    pub name: String,
    pub actions: Vec<String>,
    /// Of chance moves only.
    pub probabilities: Vec<Rational>,
    pub span: Span,
}

pub(super) struct Outcome {
    pub payoffs: Vec<Rational>,
    span: Span,
}

/// Who moves at a node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mover {
    /// Chance, in its information set of this number.
    Chance(usize),
    /// A player, from 0, in its information set of this number.
    Player(usize, usize),
    /// Nobody: an end.
    Nobody,
}

pub(super) struct Node {
    pub mover: Mover,
    /// The outcome that is added here; 0 for none.
    pub outcome: usize,
    /// In the order of the actions.
    pub children: Vec<usize>,
    pub span: Span,
}

/// Reads a game.
pub(super) fn parse_game(source: Source<'_>) -> Read<Game> {
    let mut tokens = Tokens::new(source);
    let (title, players) = header(&mut tokens)?;
    let mut game = Game { title, players, nodes: Vec::new(), sets: BTreeMap::new(), outcomes: BTreeMap::new() };
    // Nodes that still wait for children, with how many.
    let mut open: Vec<(usize, usize)> = Vec::new();
    loop {
        let place = game.nodes.len();
        let children = read_node(&mut tokens, &mut game)?;
        if let Some((parent, missing)) = open.last_mut() {
            *missing -= 1;
            let parent = *parent;
            if let Some(parent) = game.nodes.get_mut(parent) {
                parent.children.push(place);
            }
        }
        if children > 0 {
            open.push((place, children));
        }
        while open.last().is_some_and(|(_, missing)| *missing == 0) {
            open.pop();
        }
        if open.is_empty() {
            break;
        }
    }
    let rest = tokens.take()?;
    if rest.kind != Kind::End {
        return Err(tokens.unexpected(
            &rest,
            "the end of the file",
            "every action has a node already; remove what is left",
        ));
    }
    for node in &game.nodes {
        if node.outcome > 0 && !game.outcomes.contains_key(&node.outcome) {
            return Err(Box::new(
                Diagnostic::at(source, node.span, format!("outcome {} has no payoffs", node.outcome))
                    .found(format!(
                        "the number {} of an outcome, without payoffs anywhere in the file",
                        node.outcome
                    ))
                    .expected("payoffs in braces where the outcome is named first")
                    .help("write { 1, 2 } after the outcome's name, or 0 for no outcome"),
            ));
        }
    }
    Ok(game)
}

fn header(tokens: &mut Tokens<'_>) -> Read<(String, Vec<String>)> {
    let help = "the file begins with EFG 2 R \"title\" { \"player 1\" \"player 2\" }";
    for expected in ["EFG", "2", "R"] {
        let token = tokens.take()?;
        let word = tokens.source.slice(token.span);
        let is_old = expected == "R" && word == "D";
        if token.kind != Kind::Word || (word != expected && !is_old) {
            let help = if word == "NFG" {
                "this is a game in strategic form; save it as an extensive game"
            } else {
                help
            };
            return Err(tokens.unexpected(&token, &format!("`{expected}`, of EFG 2 R"), help));
        }
    }
    let title = tokens.text_of("the title of the game")?;
    let token = tokens.take()?;
    if token.kind != Kind::Open {
        return Err(tokens.unexpected(&token, "the players in braces", help));
    }
    let mut players = Vec::new();
    loop {
        let token = tokens.take()?;
        match token.kind {
            Kind::Text(name) => players.push(name),
            Kind::Close => break,
            _ => return Err(tokens.unexpected(&token, "the name of a player in quotes, or `}`", help)),
        }
    }
    // A remark may follow.
    tokens.optional_text()?;
    Ok((title, players))
}

/// Reads one node; how many children it has.
fn read_node(tokens: &mut Tokens<'_>, game: &mut Game) -> Read<usize> {
    let token = tokens.take()?;
    let span = token.span;
    let word = tokens.source.slice(span);
    if token.kind == Kind::End {
        return Err(tokens.unexpected(
            &token,
            "another node",
            "every action of every node needs a node below it; the file was perhaps cut off",
        ));
    }
    if token.kind != Kind::Word || !matches!(word, "c" | "p" | "t") {
        return Err(tokens.unexpected(
            &token,
            "a node: `c` for chance, `p` for a player, or `t` for an end",
            "look at the line before it: does it have an outcome number, and every brace its partner?",
        ));
    }
    tokens.text_of("the name of the node")?;
    let (mover, children) = match word {
        "t" => (Mover::Nobody, 0),
        "c" => {
            let (set, place) = tokens.count("the number of the information set")?;
            let count = read_set(tokens, game, 0, set, place)?;
            (Mover::Chance(set), count)
        }
        _ => {
            let (player, place) = tokens.count("the number of the player")?;
            if !(1..=game.players.len()).contains(&player) {
                return Err(Box::new(
                    Diagnostic::at(tokens.source, place, format!("there is no player {player}"))
                        .found(format!("the number {player}"))
                        .expected(format!("1 to {}, for the players of the first line", game.players.len()))
                        .help("correct the number, or add the player to the first line"),
                ));
            }
            let (set, place) = tokens.count("the number of the information set")?;
            let count = read_set(tokens, game, player, set, place)?;
            (Mover::Player(player - 1, set), count)
        }
    };
    let outcome = read_outcome(tokens, game)?;
    game.nodes.push(Node { mover, outcome, children: Vec::new(), span });
    Ok(children)
}

/// Reads what a node says about its information set; the number of actions.
fn read_set(tokens: &mut Tokens<'_>, game: &mut Game, player: usize, set: usize, span: Span) -> Read<usize> {
    let source = tokens.source;
    let name = tokens.optional_text()?;
    let known = game.sets.get(&(player, set));
    if !tokens.opens()? {
        return match known {
            Some(known) => Ok(known.actions.len()),
            None => Err(Box::new(
                Diagnostic::at(source, span, format!("information set {set} has no actions"))
                    .found("an information set that is named for the first time, without actions")
                    .expected("its actions in braces")
                    .help("write { \"H\" \"L\" } after its name, with probabilities for a chance move"),
            )),
        };
    }
    let mut actions = Vec::new();
    let mut probabilities = Vec::new();
    loop {
        let token = tokens.take()?;
        match token.kind {
            Kind::Text(action) => actions.push(action),
            Kind::Close => break,
            _ => {
                return Err(tokens.unexpected(
                    &token,
                    "the name of an action in quotes, or `}`",
                    "write { \"H\" \"L\" }",
                ));
            }
        }
        if player == 0 {
            let (probability, place) = tokens.number("the probability of a chance move")?;
            if probability < Rational::ZERO {
                return Err(Box::new(
                    Diagnostic::at(source, place, "negative probability")
                        .found(quoted(source.slice(place)))
                        .expected("0 or a positive number")
                        .help("correct the probability"),
                ));
            }
            probabilities.push(probability);
        }
    }
    if actions.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, span, format!("information set {set} has no actions"))
                .found("empty braces")
                .expected("at least one action")
                .help("make the node an end (`t`), or give it actions"),
        ));
    }
    let count = actions.len();
    match known {
        None => {
            let name = name.unwrap_or_default();
            game.sets.insert((player, set), InformationSet { name, actions, probabilities, span });
        }
        Some(known) if known.actions != actions || known.probabilities != probabilities => {
            return Err(Box::new(
                Diagnostic::at(source, span, format!("information set {set} has other actions elsewhere"))
                    .label("here again")
                    .also(source, known.span, "first here")
                    .found(counted(count, "action"))
                    .expected("the same actions, in the same order, at every node of an information set")
                    .help("give one of the two another number"),
            ));
        }
        Some(_) => {}
    }
    Ok(count)
}

/// Reads the outcome of a node: its number, or 0 for none.
fn read_outcome(tokens: &mut Tokens<'_>, game: &mut Game) -> Read<usize> {
    let (number, span) = tokens.count("the number of the outcome, 0 for none")?;
    tokens.optional_text()?;
    if !tokens.opens()? {
        return Ok(number);
    }
    let mut payoffs = Vec::new();
    while tokens.peek()?.kind != Kind::Close {
        payoffs.push(tokens.number("a payoff")?.0);
    }
    tokens.take()?;
    let source = tokens.source;
    if payoffs.len() != game.players.len() {
        return Err(Box::new(
            Diagnostic::at(source, span, format!("outcome {number} has a wrong number of payoffs"))
                .found(counted(payoffs.len(), "payoff"))
                .expected(format!("{}, one per player", counted(game.players.len(), "payoff")))
                .help("write one payoff for each player of the first line"),
        ));
    }
    match game.outcomes.get(&number) {
        _ if number == 0 => Err(Box::new(
            Diagnostic::at(source, span, "outcome 0 has payoffs")
                .found("payoffs after the number 0, which says that there is no outcome")
                .expected("a positive number for an outcome with payoffs")
                .help("number the outcomes from 1"),
        )),
        Some(known) if known.payoffs != payoffs => Err(Box::new(
            Diagnostic::at(source, span, format!("outcome {number} has other payoffs elsewhere"))
                .label("here again")
                .also(source, known.span, "first here")
                .found("two lists of payoffs for one outcome")
                .expected("the same payoffs wherever an outcome is named")
                .help("give one of the two another number"),
        )),
        _ => {
            game.outcomes.insert(number, Outcome { payoffs, span });
            Ok(number)
        }
    }
}
