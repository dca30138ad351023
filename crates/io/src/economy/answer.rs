//! From a document to proofs.

use super::allocation::read_bundles;
use super::keys;
use super::names::{EconomyNames, required};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::quantity::read_number;
use crate::reference::{expect_format, unknown_word};
use crate::source::{Format, Source, Span};
use crate::suggestion::{counted, quoted};
use ambimech_model::check::{MAX_COVER_DEPTH, MAX_TREE_DEPTH};
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{
    Bound, Cut, Economy, EconomyCertificate, Game, Move, Side, ValueTree, WeightCorner, WeightCover, WeightTree,
    Worth,
};
use ambimech_model::index::{JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;

/// What a file of answers holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EconomyAnswerFile {
    /// The digest of the economy, as stated.
    pub economy: Option<String>,
    /// The proofs.
    pub certificates: Vec<EconomyCertificate>,
    /// The seal, as stated.
    pub seal: Option<String>,
}

const KINDS: [&str; 11] = [
    "efficient",
    "dominated",
    "core",
    "blocked",
    "no-core",
    "value",
    "not-value",
    "no-value",
    "not-among-values",
    "no-common-value",
    "value-exists",
];

/// Reads the text of a file of answers; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_economy_answer(
    text: &str,
    file_name: &str,
    format: Format,
    economy: &Economy,
) -> Read<EconomyAnswerFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, "answers about an economy", "write format, economy and certificates")?;
    expect_format(source, top, keys::ANSWER_FORMAT)?;
    top.check_keys(source, "answers about an economy", &keys::ANSWER)?;
    let text = |key: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, key).map(|text| Some(text.to_string())),
    };
    let reader = Reader { source, economy, names: EconomyNames::of(economy) };
    let list = required(source, (top, source.first_line()), "certificates", "\"certificates\": [...]")?;
    let list = list.expect_array(source, "the certificates", "write a list")?;
    Ok(EconomyAnswerFile {
        economy: text("economy")?,
        certificates: list.iter().map(|node| reader.certificate(node)).collect::<Read<_>>()?,
        seal: text("seal")?,
    })
}

struct Reader<'t, 'e> {
    source: Source<'t>,
    economy: &'e Economy,
    names: EconomyNames,
}

impl Reader<'_, '_> {
    fn certificate(&self, node: &Node<'_>) -> Read<EconomyCertificate> {
        let source = self.source;
        let table = node.expect_table(source, "a certificate", "write { \"kind\": \"core\", … }")?;
        let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
        let named = need("kind")?;
        let kind = named.expect_str(source, "the kind of a certificate")?;
        let keys: &[&str] = match kind {
            "efficient" | "core" => &["kind", "allocation", "bounds"],
            "dominated" | "blocked" => &["kind", "allocation", "objection"],
            "no-core" => &["kind", "parts"],
            "value" | "not-value" => &["kind", "allocation", "games"],
            "no-value" => &["kind", "agent", "games"],
            "not-among-values" => &["kind", "allocation", "covers"],
            "no-common-value" => &["kind", "agent", "covers"],
            "value-exists" => &["kind"],
            _ => return Err(Box::new(unknown_word(source, named.span, kind, "a kind of certificate", &KINDS))),
        };
        table.check_keys(source, "a certificate", keys)?;
        let allocation = || read_bundles(source, need("allocation")?, self.economy, &self.names);
        let games = || -> Read<Vec<Game>> {
            let list = need("games")?.expect_array(source, "the games", "write a list")?;
            list.iter().map(|node| self.game(node)).collect()
        };
        let covers = || -> Read<Vec<WeightCover>> {
            let list = need("covers")?.expect_array(source, "the covers", "write a list")?;
            list.iter().map(|node| self.cover(node)).collect()
        };
        let agent = || {
            let named = need("agent")?;
            self.names.agent(source, named.span, named.expect_str(source, "the agent")?)
        };
        Ok(match kind {
            "efficient" | "core" => {
                let mut places = self.economy.objectors();
                places.retain(|(coalition, _)| kind == "core" || *coalition == self.economy.grand_coalition());
                let list = need("bounds")?;
                let nodes = list.expect_array(source, "the bounds", "write a list")?;
                self.count(list.span, nodes.len(), places.len(), "bound")?;
                let bounds = places.iter().zip(nodes).map(|((coalition, _), node)| self.bound(node, *coalition));
                let bounds = bounds.collect::<Read<_>>()?;
                let allocation = allocation()?;
                if kind == "core" {
                    EconomyCertificate::Core { allocation, bounds }
                } else {
                    EconomyCertificate::Efficient { allocation, bounds }
                }
            }
            "dominated" => EconomyCertificate::Dominated {
                allocation: allocation()?,
                better: self.objection(need("objection")?)?,
            },
            "blocked" => EconomyCertificate::Blocked {
                allocation: allocation()?,
                objection: self.objection(need("objection")?)?,
            },
            "no-core" => {
                let list = need("parts")?;
                let nodes = list.expect_array(source, "the parts", "write a list")?;
                let mut rest = nodes;
                let tree = self.tree(&mut rest, list.span, 0)?;
                self.count(list.span, nodes.len(), nodes.len() - rest.len(), "part")?;
                EconomyCertificate::NoCore { tree }
            }
            "value" => EconomyCertificate::Value { allocation: allocation()?, games: games()? },
            "not-value" => {
                let mut games = games()?;
                self.count(node.span, games.len(), 1, "game")?;
                EconomyCertificate::NotValue { allocation: allocation()?, game: games.remove(0) }
            }
            "value-exists" => EconomyCertificate::ValueExists,
            "not-among-values" => {
                let mut covers = covers()?;
                self.count(node.span, covers.len(), 1, "cover")?;
                EconomyCertificate::NotAmongValues { allocation: allocation()?, cover: covers.remove(0) }
            }
            "no-common-value" => {
                let (agent, covers) = (agent()?, covers()?);
                self.count(node.span, covers.len(), 2, "cover")?;
                let mut covers = covers.into_iter();
                match (covers.next(), covers.next()) {
                    (Some(one), Some(other)) => {
                        EconomyCertificate::NoCommonValue { agent, covers: Box::new((one, other)) }
                    }
                    _ => return Err(Box::new(node.wrong_kind(source, "two covers").help("write two covers"))),
                }
            }
            _ => {
                let agent = agent()?;
                let games = games()?;
                self.count(node.span, games.len(), 2, "game")?;
                let mut games = games.into_iter();
                match (games.next(), games.next()) {
                    (Some(one), Some(other)) => {
                        EconomyCertificate::NoValue { agent, games: Box::new((one, other)) }
                    }
                    _ => return Err(Box::new(node.wrong_kind(source, "two games").help("write two games"))),
                }
            }
        })
    }

    fn count(&self, span: Span, found: usize, expected: usize, what: &str) -> Read<()> {
        if found == expected {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::at(self.source, span, format!("a wrong number of {what}s"))
                .found(counted(found, what))
                .expected(counted(expected, what))
                .help("coalitions come in the order of their size, and their types in the order of the economy"),
        ))
    }

    fn profile(&self, node: &Node<'_>) -> Read<ProfileId> {
        let label = node.expect_str(self.source, "a type profile")?;
        let place = |part: Span| node.content_span(self.source, part);
        let pattern = self.names.profiles.parse_pattern(self.source, label, &place)?;
        if pattern.fixed == self.economy.grand_coalition() {
            return Ok(pattern.first);
        }
        Err(Box::new(
            Diagnostic::at(self.source, node.span, "a profile names a type of every agent")
                .found(quoted(label))
                .expected("no `*`")
                .help("name one type of each agent"),
        ))
    }

    fn bundles(&self, node: &Node<'_>, members: Coalition) -> Read<Vec<Vec<Rational>>> {
        let source = self.source;
        let read = |node: &Node<'_>| self.names.bundle(source, node, "a bundle");
        self.names.for_members(source, node, (members, "the bundle"), read)
    }

    fn bound(&self, node: &Node<'_>, members: Coalition) -> Read<Bound> {
        let source = self.source;
        let table = node.expect_table(source, "a bound", "write weights, prices and pieces")?;
        table.check_keys(source, "a bound", &["weights", "prices", "pieces"])?;
        let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
        let number = |node: &Node<'_>| read_number(source, node, "a multiplier");
        Ok(Bound {
            weights: self.names.for_members(source, need("weights")?, (members, "the weight"), number)?,
            prices: self.names.bundle(source, need("prices")?, "the prices")?,
            pieces: self.names.for_members(source, need("pieces")?, (members, "the multipliers"), |node| {
                node.expect_array(source, "multipliers", "write a list")?.iter().map(number).collect()
            })?,
        })
    }

    /// A coalition and its types from a label with `*` for those outside.
    fn objection(&self, node: &Node<'_>) -> Read<Move> {
        let source = self.source;
        let table = node.expect_table(source, "an objection", "write members and bundles")?;
        table.check_keys(source, "an objection", &["members", "bundles"])?;
        let named = required(source, (table, node.span), "members", "\"members\": \"H *\"")?;
        let label = named.expect_str(source, "the members' types")?;
        let place = |part: Span| named.content_span(source, part);
        let pattern = self.names.profiles.parse_pattern(source, label, &place)?;
        if pattern.fixed.is_empty() {
            return Err(Box::new(
                Diagnostic::at(source, named.span, "a coalition without members")
                    .found(quoted(label))
                    .expected("a type of at least one agent")
                    .help("name the members' types, and `*` for the others"),
            ));
        }
        let space = self.economy.space();
        let types: Vec<TypeId> =
            pattern.fixed.members().map(|agent| space.type_of(pattern.first, agent)).collect();
        let joint: JointTypeId = space.joint_type(pattern.fixed, &types);
        let bundles = required(source, (table, node.span), "bundles", "\"bundles\": …")?;
        Ok(Move { coalition: pattern.fixed, joint, bundles: self.bundles(bundles, pattern.fixed)? })
    }

    fn game(&self, node: &Node<'_>) -> Read<Game> {
        let source = self.source;
        let table = node.expect_table(source, "a game", "write profile, weights, worths and bundles")?;
        table.check_keys(source, "a game", &["profile", "weights", "worths", "bundles"])?;
        let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
        let grand = self.economy.grand_coalition();
        let number = |node: &Node<'_>| read_number(source, node, "a weight");
        Ok(Game {
            profile: self.profile(need("profile")?)?,
            weights: self.names.for_members(source, need("weights")?, (grand, "the weight"), number)?,
            worths: self.worths(need("worths")?)?,
            bundles: self.bundles(need("bundles")?, grand)?,
        })
    }

    fn worths(&self, list: &Node<'_>) -> Read<Vec<Worth>> {
        let (source, coalitions) = (self.source, self.economy.coalitions());
        let nodes = list.expect_array(source, "the worths", "write a list")?;
        self.count(list.span, nodes.len(), coalitions.len(), "worth")?;
        let worth = |(coalition, node): (&Coalition, &Node<'_>)| {
            let table = node.expect_table(source, "a worth", "write bundles and bound")?;
            table.check_keys(source, "a worth", &["bundles", "bound"])?;
            let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
            Ok(Worth {
                bundles: self.bundles(need("bundles")?, *coalition)?,
                bound: self.bound(need("bound")?, *coalition)?,
            })
        };
        coalitions.iter().zip(nodes).map(worth).collect()
    }

    fn cover(&self, node: &Node<'_>) -> Read<WeightCover> {
        let source = self.source;
        let table = node.expect_table(source, "a cover", "write profile, corners and parts")?;
        table.check_keys(source, "a cover", &["profile", "corners", "parts"])?;
        let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
        let grand = self.economy.grand_coalition();
        let number = |node: &Node<'_>| read_number(source, node, "a weight");
        let corner = |node: &Node<'_>| {
            let table = node.expect_table(source, "a corner", "write weights and worths")?;
            table.check_keys(source, "a corner", &["weights", "worths"])?;
            let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
            Ok(WeightCorner {
                weights: self.names.for_members(source, need("weights")?, (grand, "the weight"), number)?,
                worths: self.worths(need("worths")?)?,
            })
        };
        let corners = need("corners")?.expect_array(source, "the corners", "write a list")?;
        let list = need("parts")?;
        let nodes = list.expect_array(source, "the parts", "write a list")?;
        let mut rest = nodes;
        let tree = self.parts(&mut rest, list.span, 0)?;
        self.count(list.span, nodes.len(), nodes.len() - rest.len(), "part")?;
        Ok(WeightCover {
            profile: self.profile(need("profile")?)?,
            corners: corners.iter().map(corner).collect::<Read<_>>()?,
            tree,
        })
    }

    fn parts(&self, rest: &mut &[Node<'_>], span: Span, depth: usize) -> Read<WeightTree> {
        let source = self.source;
        let Some((node, after)) = rest.split_first().filter(|_| depth <= MAX_COVER_DEPTH) else {
            return Err(Box::new(
                Diagnostic::at(source, span, "the parts do not divide everything")
                    .found("an end too early, or halves within halves, too deep")
                    .expected("after `between` both halves")
                    .help("write the parts in the order of a walk"),
            ));
        };
        *rest = after;
        let table = node.expect_table(source, "a part", "write between, a bound or nothing")?;
        table.check_keys(source, "a part", &["between", "bound"])?;
        let Some(between) = table.get("between") else {
            return Ok(match table.get("bound") {
                Some(entry) => WeightTree::OutOfReach(self.bound(&entry.value, self.economy.grand_coalition())?),
                None => WeightTree::Open,
            });
        };
        let agents = self.economy.traders().len();
        let place = |node: &Node<'_>| -> Read<usize> {
            let number = read_number(source, node, "the number of a corner")?;
            let found = (0..agents).find(|place| Rational::from(place + 1) == number);
            found.ok_or_else(|| {
                Box::new(
                    Diagnostic::at(source, node.span, "there is no such corner")
                        .found(number.to_string())
                        .expected(format!("a number from 1 to {agents}"))
                        .help("a part has as many corners as there are agents"),
                )
            })
        };
        let nodes = between.value.expect_array(source, "the corners of a cut", "write two numbers")?;
        self.count(between.value.span, nodes.len(), 2, "corner")?;
        let mut places = nodes.iter().map(place).collect::<Read<Vec<usize>>>()?.into_iter();
        let between = [places.next().unwrap_or_default(), places.next().unwrap_or_default()];
        let first = Box::new(self.parts(rest, span, depth + 1)?);
        let second = Box::new(self.parts(rest, span, depth + 1)?);
        Ok(WeightTree::Halves { between, first, second })
    }

    fn tree(&self, rest: &mut &[Node<'_>], span: Span, depth: usize) -> Read<ValueTree> {
        let source = self.source;
        let end = |found: &str| {
            Box::new(
                Diagnostic::at(source, span, "the parts do not divide everything")
                    .found(found)
                    .expected("after every cut the part below and the part above")
                    .help("write the parts in the order of a walk"),
            )
        };
        let Some((node, after)) = rest.split_first() else { return Err(end("an end too early")) };
        *rest = after;
        if depth > MAX_TREE_DEPTH {
            return Err(end("cuts within cuts, too deep"));
        }
        let table: &Table<'_> = node.expect_table(source, "a part", "write a cut, a bound or an objection")?;
        if table.get("members").is_some() {
            return Ok(ValueTree::Objection(self.objection(node)?));
        }
        let need = |key: &str| required(source, (table, node.span), key, &format!("\"{key}\": …"));
        if table.get("profile").is_some() {
            table.check_keys(source, "a part", &["profile", "bound"])?;
            let profile = self.profile(need("profile")?)?;
            let bound = self.bound(need("bound")?, self.economy.grand_coalition())?;
            return Ok(ValueTree::OutOfReach { profile, bound });
        }
        table.check_keys(source, "a part", &["cut", "type", "at", "with"])?;
        let named = need("cut")?;
        let agent = self.names.agent(source, named.span, named.expect_str(source, "the agent of a cut")?)?;
        let named = need("type")?;
        let own = named.expect_str(source, "the type of a cut")?;
        let own = TypeId(self.names.profiles.types[agent.0].expect(source, named.span, own, "type")?);
        let at = read_number(source, need("at")?, "where a cut is")?;
        let named = need("with")?;
        let side = match named.expect_str(source, "the side of a cut")? {
            "below" => Side::Below,
            "above" => Side::Above,
            other => {
                return Err(Box::new(unknown_word(
                    source,
                    named.span,
                    other,
                    "a side of a cut",
                    &["below", "above"],
                )));
            }
        };
        let below = Box::new(self.tree(rest, span, depth + 1)?);
        let above = Box::new(self.tree(rest, span, depth + 1)?);
        Ok(ValueTree::Cut { cut: Cut { agent, own, at, side }, below, above })
    }
}
