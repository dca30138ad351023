//! From a game with a chance root to an environment.
//!
//! # What is read
//! The root is a chance move. Below each of its branches every player moves exactly once, at nodes of one and the same
//! information set, so that nobody sees what another one did. That set is the player's *type* in this branch; two branches
//! with the same types of all players are refused. The actions of a player must be called the same at all of its types. Then
//!
//! * the weights of the branches are the prior (profiles without a branch have probability 0),
//! * a profile of actions is an *outcome*, called by the actions with `/` between them, and worth to a player what the game
//!   pays, along the whole path, in the branch of the true types.
//!
//! Blanks and other characters that no name may have become `-`.

use super::tree::{Game, Mover, Node, parse_game};
use crate::diagnostic::{Diagnostic, Read};
use crate::environment::allocation_csv::parse_allocation_csv;
use crate::label::{Labels, MAX_NAME};
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::{MAX_LINE, Source, Span, read_text};
use crate::suggestion::{counted, listed, quoted};
use ambimech_model::allocation_table::AllocationTable;
use ambimech_model::coalition::{Coalition, MAX_AGENTS, Pattern};
use ambimech_model::efficient::efficient_allocation;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::{Rational, sum};
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior, PriorError};
use ambimech_model::type_space::TypeSpace;
use std::collections::BTreeMap;
use std::path::Path;

/// Most payoffs (outcomes × profiles × players) that a game is read into.
const MAX_PAYOFFS: usize = 1 << 22;

/// Which outcome is to be implemented at each profile.
#[derive(Debug, Clone, Copy)]
pub enum GameAllocation<'p> {
    /// The first outcome with the largest total payoff.
    Efficient,
    /// As a CSV file says (see [`crate::exchange::profile_table`]).
    File(&'p Path),
}

/// An environment from a game.
#[derive(Debug, Clone)]
pub struct ImportedGame {
    /// The environment.
    pub environment: Environment,
    /// What a reader should know, in sentences.
    pub remarks: Vec<String>,
}

/// Reads a game from the text of an `.efg` file; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text; a game of another kind, with the reason; whatever is wrong with the allocation's file.
///
/// # Examples
/// ```
/// use ambimech_io::exchange::efg::{GameAllocation, import_game};
/// let text = r#"EFG 2 R "Coordination" { "Row" "Column" }
/// c "" 1 "" { "cold" 1/3 "hot" 2/3 } 0
///   p "" 1 1 "any" { "U" "D" } 0
///     p "" 2 1 "cold" { "L" "R" } 0 t "" 1 "" { 2, 2 } t "" 2 "" { 0, 0 }
///     p "" 2 1 "cold" { "L" "R" } 0 t "" 2 t "" 1
///   p "" 1 1 "any" { "U" "D" } 0
///     p "" 2 2 "hot" { "L" "R" } 0 t "" 3 "" { 0, 3 } t "" 2
///     p "" 2 2 "hot" { "L" "R" } 0 t "" 2 t "" 4 "" { .5, 1 }"#;
/// let game = import_game(text, "game.efg", GameAllocation::Efficient).unwrap();
/// let environment = game.environment;
/// assert_eq!(environment.profile_label(ambimech_model::index::ProfileId(1)), "any hot");
/// assert_eq!(environment.outcome_name(environment.allocation(ambimech_model::index::ProfileId(1))), "U/L");
/// let message = import_game(&text.replace("c \"\" 1", "p \"\" 1 9"), "game.efg", GameAllocation::Efficient);
/// assert!(message.is_err());
/// ```
pub fn import_game(text: &str, file_name: &str, allocation: GameAllocation<'_>) -> Read<ImportedGame> {
    let source = Source::new(file_name, text);
    let game = parse_game(source)?;
    Import { source, game: &game }.environment(allocation)
}

struct Import<'t, 'g> {
    source: Source<'t>,
    game: &'g Game,
}

/// The information sets of a player that are its types, by number, in order.
type TypesOf = Vec<BTreeMap<usize, TypeId>>;

/// The payoffs at the ends below one branch: for every profile of actions, by number, one payoff per player.
type Ends = BTreeMap<usize, Vec<Rational>>;

impl Import<'_, '_> {
    fn environment(&self, allocation: GameAllocation<'_>) -> Read<ImportedGame> {
        let players = self.game.players.len();
        let root = self.root()?;
        let branches = &root.children;
        // The information set of every player below every branch.
        let mut sets: Vec<Vec<usize>> = Vec::with_capacity(branches.len());
        for branch in branches {
            sets.push(self.sets_below(*branch)?);
        }
        let mut types: TypesOf = vec![BTreeMap::new(); players];
        for branch in &sets {
            for (player, set) in branch.iter().enumerate() {
                types[player].insert(*set, TypeId(0));
            }
        }
        for known in &mut types {
            known.values_mut().enumerate().for_each(|(place, t)| *t = TypeId(place));
        }
        let actions = self.actions(&types)?;
        let names = self.names(&types)?;
        let outcomes = self.outcome_names(&actions, &names)?;
        let space = &names.space;
        let mut weights = vec![Rational::ZERO; space.size()];
        let mut seen: Vec<Option<usize>> = vec![None; space.size()];
        let zeros = || vec![vec![Rational::ZERO; space.size()]; outcomes.names().len()];
        let mut payoffs: Vec<Vec<Vec<Rational>>> = (0..players).map(|_| zeros()).collect();
        let probabilities = self.probabilities(root);
        for ((branch, sets), probability) in branches.iter().zip(&sets).zip(probabilities) {
            let own: Option<Vec<TypeId>> =
                sets.iter().zip(&types).map(|(set, types)| types.get(set).copied()).collect();
            let profile = space.profile(&own.unwrap_or_default());
            if let Some(first) = seen[profile.0].replace(*branch) {
                return Err(self.twice(*branch, first, &names.label(profile)));
            }
            weights[profile.0] = probability;
            for (outcome, values) in self.ends(*branch, &actions, &self.payoffs_of(root.outcome)) {
                for (of_player, value) in payoffs.iter_mut().zip(values) {
                    of_player[outcome][profile.0] = value;
                }
            }
        }
        let total = sum(&weights);
        let mut remarks = Vec::new();
        if total != Rational::ONE {
            remarks.push(format!(
                "The probabilities of the chance move add up to {total}; they are read as weights."
            ));
        }
        let missing = weights.iter().filter(|weight| weight.is_zero()).count();
        if missing > 0 {
            remarks.push(format!(
                "{} never occur in the game and have probability 0; payoffs there are 0 where the game has none.",
                counted(missing, "type profile")
            ));
        }
        let prior = Prior::new(space, &weights).map_err(|error| self.no_prior(root.span, &names, &error))?;
        let list = self.outcomes(&outcomes, &names, payoffs);
        let allocation = match allocation {
            GameAllocation::Efficient => {
                remarks.push(
                    "A game does not say which outcome is to be implemented: at every profile this is the first outcome with \
                     the largest total payoff."
                        .to_string(),
                );
                efficient_allocation(space, &list)
            }
            GameAllocation::File(path) => {
                let text = read_text(path, MAX_LINE)?;
                let name = path.display().to_string();
                parse_allocation_csv(Source::new(&name, &text), &names, &outcomes)?.into()
            }
        };
        let environment = self.assembled(&names, prior, list, allocation)?;
        Ok(ImportedGame { environment, remarks })
    }

    fn assembled(
        &self,
        names: &ProfileNames,
        prior: Prior,
        outcomes: Vec<Outcome>,
        allocation: AllocationTable,
    ) -> Read<Environment> {
        let type_of = |name: &String| Type { name: name.clone(), attributes: Vec::new() };
        let agents =
            names.agents.names().iter().zip(&names.types).map(|(name, types)| Agent {
                name: name.clone(),
                types: types.names().iter().map(type_of).collect(),
            });
        let parts = EnvironmentParts {
            name: self.game.title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
            source: format!("the game in {}", self.file_name()),
            agents: agents.collect(),
            beliefs: Beliefs::Common(prior),
            outcomes,
            outside: None,
            allocation,
            pattern: Pattern::All,
            attitudes: ambimech_model::preference::Attitudes::default(),
        };
        Environment::new(parts).map_err(|error| {
            self.refused(
                self.source.first_line(),
                "this game is no environment",
                &error.to_string(),
                "a finite environment",
            )
        })
    }

    /// The file's name without its folder: the environment's text does not depend on where the game lies.
    fn file_name(&self) -> String {
        let name = Path::new(self.source.name).file_name();
        name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// A game of another kind.
    fn refused(&self, span: Span, title: &str, found: &str, expected: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.source, span, title).found(found).expected(expected).help(
                "only games are read that begin with a chance move over types, after which every player moves once without \
                 seeing the others' moves",
            ),
        )
    }

    fn node(&self, place: usize) -> Option<&Node> {
        self.game.nodes.get(place)
    }

    fn root(&self) -> Read<&Node> {
        let players = self.game.players.len();
        let first = self.source.first_line();
        if !(2..=MAX_AGENTS).contains(&players) {
            let expected = format!("2 to {MAX_AGENTS} players");
            return Err(self.refused(first, "wrong number of players", &counted(players, "player"), &expected));
        }
        match self.node(0) {
            Some(root) if matches!(root.mover, Mover::Chance(_)) => Ok(root),
            root => Err(self.refused(
                root.map_or(first, |root| root.span),
                "the game does not begin with a chance move",
                "another node as the root",
                "a chance move that draws the types",
            )),
        }
    }

    fn probabilities(&self, root: &Node) -> Vec<Rational> {
        let Mover::Chance(set) = root.mover else { return Vec::new() };
        self.game.sets.get(&(0, set)).map_or_else(Vec::new, |set| set.probabilities.clone())
    }

    /// The information set of every player below a branch, and that each of them moves once on every path.
    fn sets_below(&self, branch: usize) -> Read<Vec<usize>> {
        let players = self.game.players.len();
        let mut sets: Vec<Option<(usize, Span)>> = vec![None; players];
        // Nodes to look at, with who moved before.
        let mut open = vec![(branch, Coalition::EMPTY)];
        while let Some((place, moved)) = open.pop() {
            let Some(node) = self.node(place) else { continue };
            let after = match node.mover {
                Mover::Chance(_) => {
                    return Err(self.refused(
                        node.span,
                        "a second chance move",
                        "chance moves after the root",
                        "one chance move, at the root",
                    ));
                }
                Mover::Nobody => {
                    if let Some(idle) = (0..players).find(|player| !moved.contains(AgentId(*player))) {
                        let name = quoted(&self.game.players[idle]);
                        return Err(self.refused(
                            node.span,
                            &format!("player {name} does not move before this end"),
                            &format!("an end that is reached without a move of {name}"),
                            "one move of every player on every path",
                        ));
                    }
                    continue;
                }
                Mover::Player(player, set) => {
                    let name = quoted(&self.game.players[player]);
                    if moved.contains(AgentId(player)) {
                        return Err(self.refused(
                            node.span,
                            &format!("player {name} moves twice"),
                            &format!("a second move of {name} on one path"),
                            "one move of every player on every path",
                        ));
                    }
                    match sets[player] {
                        Some((known, first)) if known != set => {
                            let refused = self.refused(
                                node.span,
                                &format!("player {name} knows what another player did"),
                                &format!(
                                    "the information sets {known} and {set} of {name} after the same chance move"
                                ),
                                "one information set of every player after each chance move",
                            );
                            return Err(Box::new(refused.also(self.source, first, "another information set")));
                        }
                        known => sets[player] = known.or(Some((set, node.span))),
                    }
                    moved.with(AgentId(player))
                }
            };
            open.extend(node.children.iter().rev().map(|child| (*child, after)));
        }
        Ok(sets.into_iter().map(|set| set.map_or(0, |(set, _)| set)).collect())
    }

    /// The actions of every player, which are the same at all of its types.
    fn actions(&self, types: &TypesOf) -> Read<Vec<Vec<String>>> {
        let mut all = Vec::with_capacity(types.len());
        for (player, known) in types.iter().enumerate() {
            let mut sets = known.keys().filter_map(|set| self.game.sets.get(&(player + 1, *set)));
            let Some(first) = sets.next() else { continue };
            if let Some(other) = sets.find(|set| set.actions != first.actions) {
                let refused = self.refused(
                    other.span,
                    &format!("player {} has other actions at another type", quoted(&self.game.players[player])),
                    &format!("the actions {}", listed(other.actions.iter().map(String::as_str))),
                    &format!(
                        "the same actions at every type: {}",
                        listed(first.actions.iter().map(String::as_str))
                    ),
                );
                return Err(Box::new(refused.also(self.source, first.span, "another type")));
            }
            all.push(first.actions.clone());
        }
        Ok(all)
    }

    /// Agents and types.
    fn names(&self, types: &TypesOf) -> Read<ProfileNames> {
        let agents = unique(self.game.players.iter().map(String::as_str));
        let of_player = |(player, known): (usize, &BTreeMap<usize, TypeId>)| {
            let name = |set: &usize| self.game.sets.get(&(player + 1, *set)).map_or("", |set| set.name.as_str());
            unique(known.keys().map(name))
        };
        let labels: Vec<Labels> = types.iter().enumerate().map(of_player).collect();
        let counts = labels.iter().map(|labels| labels.names().len()).collect();
        let space = TypeSpace::new(counts).ok_or_else(|| {
            let first = self.source.first_line();
            self.refused(
                first,
                "too many type profiles",
                "more combinations of types than can be numbered",
                "fewer types",
            )
        })?;
        Ok(ProfileNames { agents, types: labels, space, everyone: EVERY_AGENT })
    }

    /// The profiles of actions.
    fn outcome_names(&self, actions: &[Vec<String>], names: &ProfileNames) -> Read<Labels> {
        let count = actions.iter().fold(1usize, |product, actions| product.saturating_mul(actions.len()));
        let payoffs = count.saturating_mul(names.space.size()).saturating_mul(actions.len());
        if payoffs > MAX_PAYOFFS {
            return Err(self.refused(
                self.source.first_line(),
                "this game is too large",
                &format!(
                    "{count} profiles of actions at {} profiles of types, {payoffs} payoffs",
                    names.space.size()
                ),
                &format!("at most {MAX_PAYOFFS} payoffs"),
            ));
        }
        let labels: Vec<Labels> =
            actions.iter().map(|actions| unique(actions.iter().map(String::as_str))).collect();
        let mut all = vec![String::new()];
        for labels in &labels {
            let longer = |start: &String| -> Vec<String> {
                let gap = if start.is_empty() { "" } else { "/" };
                labels.names().iter().map(|action| format!("{start}{gap}{action}")).collect()
            };
            all = all.iter().flat_map(longer).collect();
        }
        Ok(unique(all.iter().map(String::as_str)))
    }

    /// The payoffs of an outcome of the game.
    fn payoffs_of(&self, outcome: usize) -> Vec<Rational> {
        let none = || vec![Rational::ZERO; self.game.players.len()];
        self.game.outcomes.get(&outcome).map_or_else(none, |outcome| outcome.payoffs.clone())
    }

    /// What the game pays at the ends below a branch, on top of what was paid before.
    fn ends(&self, branch: usize, actions: &[Vec<String>], before: &[Rational]) -> Ends {
        let mut strides = vec![1usize; actions.len()];
        for player in (1..actions.len()).rev() {
            strides[player - 1] = strides[player].saturating_mul(actions[player].len());
        }
        let mut ends = Ends::new();
        let mut open = vec![(branch, 0usize, before.to_vec())];
        while let Some((place, profile, paid)) = open.pop() {
            let Some(node) = self.node(place) else { continue };
            let paid: Vec<Rational> =
                paid.into_iter().zip(self.payoffs_of(node.outcome)).map(|(paid, more)| paid + more).collect();
            match node.mover {
                Mover::Player(player, _) => {
                    let step = strides.get(player).copied().unwrap_or(0);
                    let next = |(action, child): (usize, &usize)| (*child, profile + action * step, paid.clone());
                    open.extend(node.children.iter().enumerate().map(next));
                }
                _ => {
                    ends.insert(profile, paid);
                }
            }
        }
        ends
    }

    fn outcomes(&self, labels: &Labels, names: &ProfileNames, payoffs: Vec<Vec<Vec<Rational>>>) -> Vec<Outcome> {
        let grand = Coalition::grand(names.space.agent_count());
        let mut list: Vec<Outcome> =
            labels.names().iter().map(|name| Outcome { name: name.clone(), payoffs: Vec::new() }).collect();
        for of_player in payoffs {
            for (outcome, values) in list.iter_mut().zip(of_player) {
                let payoff = Payoff::new(&names.space, grand, values);
                outcome.payoffs.push(payoff.unwrap_or_else(|| Payoff::constant(Rational::ZERO)));
            }
        }
        list
    }

    fn twice(&self, branch: usize, first: usize, label: &str) -> Box<Diagnostic> {
        let span = |place| self.node(place).map_or(Span::default(), |node| node.span);
        let refused = self.refused(
            span(branch),
            &format!("two chance moves lead to the types {}", quoted(label)),
            "two branches after which every player has the same information",
            "one branch of the chance move for every profile of types",
        );
        Box::new(refused.also(self.source, span(first), "the other branch"))
    }

    fn no_prior(&self, span: Span, names: &ProfileNames, error: &PriorError) -> Box<Diagnostic> {
        let of = |(agent, t): &(AgentId, TypeId)| {
            format!("type {} of player {}", quoted(names.type_name(*agent, *t)), quoted(names.agent(*agent)))
        };
        let found = match error {
            PriorError::ImpossiblePair { first, second } => {
                format!("{} and {}, which never occur together", of(first), of(second))
            }
            PriorError::ZeroTotal => "probabilities that are all 0".to_string(),
            PriorError::Negative(profile, weight) => {
                format!("{weight} for {}", quoted(&names.label(ProfileId(profile.0))))
            }
            _ => "probabilities that cannot be normalised".to_string(),
        };
        self.refused(
            span,
            "the chance move gives no prior",
            &found,
            "a positive probability for every pair of types of two players",
        )
    }
}

/// Names that files can have: characters that no name may have become `-`, and a name that is empty or known gets a number.
fn unique<'n>(written: impl Iterator<Item = &'n str>) -> Labels {
    let mut labels = Labels::new();
    for (place, text) in written.enumerate() {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '*' | ',' | '"' | '\'' | '`');
        let clean: String = text.trim().chars().map(|c| if forbidden(c) { '-' } else { c }).collect();
        let end = (0..=clean.len().min(MAX_NAME - 24)).rev().find(|end| clean.is_char_boundary(*end)).unwrap_or(0);
        let base = &clean[..end];
        let mut name = if base.is_empty() { (place + 1).to_string() } else { base.to_string() };
        let mut number = place + 1;
        while labels.insert(&name).is_err() {
            name = format!("{base}-{number}");
            number += 1;
        }
    }
    labels
}
