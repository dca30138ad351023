//! From a document to an auction.

use super::density::{read_marginal, uniform};
use super::file::AnyAuction;
use super::keys;
use super::orders::{no_space, read_orders};
use super::parameter::check_name;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, Value};
use crate::formula::{Parameters, ValueNames, read_expression, read_index, read_value};
use crate::label::Labels;
use crate::quantity::read_number;
use crate::reference::{optional_text, unknown_word};
use crate::source::{Source, Span};
use crate::suggestion::{counted, did_you_mean, listed, quoted};
use ambimech_model::auction::belief::{BeliefSet, Density, Members};
use ambimech_model::auction::expression::Expression;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::piecewise::Piecewise;
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::space::Order;
use ambimech_model::auction::variable::SignalId;
use ambimech_model::auction::{Auction, AuctionError, Bidder, Signal, Symmetry};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// A file and what is to be different from it.
pub(super) struct Reader<'t, 'n> {
    pub(super) source: Source<'t>,
    pub(super) top: &'n Table<'t>,
    pub(super) parameters: Parameters,
    /// Another number of bidders than the file's.
    pub(super) bidders: Option<usize>,
}

/// What the file says about one bidder.
struct Described<'n, 't> {
    name: String,
    signals: Vec<Signal>,
    own: &'n Node<'t>,
    value: &'n Node<'t>,
    orders: Option<&'n Node<'t>>,
    beliefs: &'n Node<'t>,
}

/// What a file describes, before it is an auction.
struct Parts<'n, 't> {
    described: Vec<Described<'n, 't>>,
    bidders: Vec<Bidder>,
    values: Vec<Expression>,
    orders: Vec<Vec<Order>>,
    symmetry: Symmetry,
}

/// How the value of a bidder is read.
type ReadOne<'f> = dyn Fn(Source<'_>, &str, &dyn Fn(Span) -> Span, ValueNames<'_>) -> Read<Expression> + 'f;

impl<'t, 'n> Reader<'t, 'n> {
    fn require<'a>(&self, table: &'a Table<'t>, span: Span, key: &str, example: &str) -> Read<&'a Node<'t>> {
        table.get(key).map(|entry| &entry.value).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, span, format!("the key `{key}` is missing"))
                    .found(listed(table.entries.iter().map(|entry| entry.key.as_ref())))
                    .expected(format!("the key `{key}`"))
                    .help(format!("add {example}")),
            )
        })
    }

    pub(super) fn auction(&self) -> Read<Auction> {
        let parts = self.parts(&|source, formula, place, names| {
            read_value(source, formula, place, names).map(Expression::Polynomial)
        })?;
        match self.made(parts)? {
            AnyAuction::Polynomial(auction) => Ok(auction),
            // Values that were read as polynomials are polynomials.
            AnyAuction::General(_) => Err(self.no_auction(&AuctionError::Malformed, &[])),
        }
    }

    pub(super) fn any_auction(&self) -> Read<AnyAuction> {
        self.made(self.parts(&read_expression)?)
    }

    /// The auction of these parts.
    fn made(&self, Parts { described, mut bidders, values, orders, symmetry }: Parts<'n, 't>) -> Read<AnyAuction> {
        let ties = self.ties()?;
        let title =
            (optional_text(self.source, self.top, "name")?, optional_text(self.source, self.top, "source")?);
        let polynomials: Option<Vec<_>> = values.iter().map(|value| value.as_polynomial().cloned()).collect();
        let made = match polynomials {
            Some(polynomials) => {
                for (bidder, value) in bidders.iter_mut().zip(polynomials) {
                    bidder.value = value;
                }
                Auction::new(title, bidders, symmetry, ties)
                    .and_then(|auction| auction.with_orders(orders))
                    .map(AnyAuction::Polynomial)
            }
            None => GeneralAuction::new(title, bidders, values, symmetry, ties)
                .and_then(|auction| auction.with_orders(orders))
                .map(AnyAuction::General),
        };
        made.map_err(|error| self.no_auction(&error, &described))
    }

    /// Bidders with values yet to be put in, and the values.
    fn parts(&self, read_one: &ReadOne<'_>) -> Read<Parts<'n, 't>> {
        let first = self.source.first_line();
        let bidders = self.require(self.top, first, "bidders", "bidders = 2")?;
        let (described, symmetry) = match &bidders.value {
            Value::Array(nodes) => {
                self.refuse_other_number(bidders.span)?;
                self.top.check_keys(self.source, "an auction with bidders one by one", &keys::ONE_BY_ONE)?;
                (self.one_by_one(bidders.span, nodes)?, Symmetry::OneByOne)
            }
            _ => {
                self.top.check_keys(self.source, "an auction", &keys::ALL_AT_ONCE)?;
                (self.all_at_once(bidders)?, Symmetry::Exchangeable)
            }
        };
        let signals: Vec<Labels> = described
            .iter()
            .map(|bidder| bidder.signals.iter().map(|signal| signal.name.as_str()).collect())
            .collect();
        let labels: Labels = described.iter().map(|bidder| bidder.name.as_str()).collect();
        let named = (symmetry == Symmetry::OneByOne).then_some(&labels);
        let mut made = Vec::with_capacity(described.len());
        let mut values = Vec::with_capacity(described.len());
        let mut orders = Vec::with_capacity(described.len());
        for (number, bidder) in described.iter().enumerate() {
            let agent = AgentId(number);
            let names =
                ValueNames { bidder: agent, bidders: named, signals: &signals, parameters: &self.parameters };
            let formula = |node: &'n Node<'t>, what: &str| match &node.value {
                Value::Number(text) => Ok((*text).to_string()),
                _ => node.expect_str(self.source, what).map(str::to_string),
            };
            let (own, value) =
                (formula(bidder.own, "the own index")?, formula(bidder.value, "the value of the object")?);
            let place_own = |part: Span| bidder.own.content_span(self.source, part);
            let place_value = |part: Span| bidder.value.content_span(self.source, part);
            orders.push(match bidder.orders {
                Some(node) => read_orders(self.source, node, names)?,
                None => Vec::new(),
            });
            values.push(read_one(self.source, &value, &place_value, names)?);
            made.push(Bidder {
                name: bidder.name.clone(),
                signals: bidder.signals.clone(),
                own: read_index(self.source, &own, &place_own, names)?,
                value: Polynomial::default(),
                beliefs: self.beliefs(bidder.beliefs, &described, named)?,
            });
        }
        Ok(Parts { described, bidders: made, values, orders, symmetry })
    }

    fn refuse_other_number(&self, span: Span) -> Read<()> {
        match self.bidders {
            None => Ok(()),
            Some(count) => Err(Box::new(
                Diagnostic::at(self.source, span, "these bidders are described one by one")
                    .found(format!("{} on the command line", counted(count, "bidder")))
                    .expected("one description for all, with a number under bidders")
                    .help("write bidders = 2, own and value for all alike"),
            )),
        }
    }

    fn all_at_once(&self, bidders: &'n Node<'t>) -> Read<Vec<Described<'n, 't>>> {
        let first = self.source.first_line();
        let count = match &bidders.value {
            Value::Number(text) => text.parse::<usize>().ok(),
            _ => None,
        };
        let count = count
            .map(|count| self.bidders.unwrap_or(count))
            .filter(|count| (2..=keys::MAX_BIDDERS).contains(count))
            .ok_or_else(|| {
                Box::new(
                    Diagnostic::at(self.source, bidders.span, "the number of bidders is out of range")
                        .found(self.bidders.map_or_else(
                            || bidders.described(),
                            |asked| format!("{asked}, asked for in place of the file's number"),
                        ))
                        .expected(format!(
                            "a whole number from 2 to {}, or one table for each bidder",
                            keys::MAX_BIDDERS
                        ))
                        .help("write bidders = 2, or [[bidders]] with name, signals, own and value"),
                )
            })?;
        let signals =
            self.signals(self.require(self.top, first, "signals", "[signals] with theta = [0, 1]")?)?;
        let own = self.require(self.top, first, "own", "own = \"theta\", above the first table")?;
        let value = self.require(self.top, first, "value", "value = \"own + sum(c)/N\", above the first table")?;
        let beliefs = self.require(self.top, first, "beliefs", "[beliefs] with kind = \"density\"")?;
        let orders = self.top.get("orders").map(|entry| &entry.value);
        let one = |number: usize| Described {
            name: (number + 1).to_string(),
            signals: signals.clone(),
            own,
            value,
            orders,
            beliefs,
        };
        Ok((0..count).map(one).collect())
    }

    fn one_by_one(&self, span: Span, nodes: &'n [Node<'t>]) -> Read<Vec<Described<'n, 't>>> {
        if !(2..=keys::MAX_BIDDERS).contains(&nodes.len()) {
            return Err(Box::new(
                Diagnostic::at(self.source, span, "the number of bidders is out of range")
                    .found(counted(nodes.len(), "bidder"))
                    .expected(format!("from 2 to {} bidders", keys::MAX_BIDDERS))
                    .help("add another [[bidders]]"),
            ));
        }
        let mut described: Vec<Described<'n, 't>> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let table =
                node.expect_table(self.source, "a bidder", "write [[bidders]] with name, signals, own, value")?;
            table.check_keys(self.source, "a bidder", &keys::BIDDER)?;
            let named = self.require(table, node.span, "name", "name = \"1\"")?;
            let name = named.expect_str(self.source, "the name of a bidder")?.to_string();
            let is_known = described.iter().any(|known| known.name == name);
            if is_known || name.is_empty() || name.contains(|c: char| c.is_whitespace() || "[],*\"'".contains(c)) {
                return Err(Box::new(
                    Diagnostic::at(self.source, named.span, "this cannot be the name of a bidder")
                        .found(quoted(&name))
                        .expected(
                            "a name that no other bidder has, without blanks, brackets, commas, `*` and quotes",
                        )
                        .help("rename the bidder"),
                ));
            }
            let beliefs = match table.get("beliefs") {
                Some(entry) => &entry.value,
                None => {
                    self.require(self.top, node.span, "beliefs", "[beliefs] for all, or beliefs for this bidder")?
                }
            };
            described.push(Described {
                name,
                signals: self.signals(self.require(
                    table,
                    node.span,
                    "signals",
                    "signals = { theta = [0, 1] }",
                )?)?,
                own: self.require(table, node.span, "own", "own = \"theta\"")?,
                value: self.require(table, node.span, "value", "value = \"own + sum(c)/N\"")?,
                orders: table.get("orders").map(|entry| &entry.value),
                beliefs,
            });
        }
        Ok(described)
    }

    fn signals(&self, node: &Node<'t>) -> Read<Vec<Signal>> {
        let help = "write theta = [0, 1]";
        let table = node.expect_table(self.source, "the components of a signal", help)?;
        let signals = table.entries.iter().map(|entry| {
            check_name(self.source, entry, "signal")?;
            if self.parameters.find(&entry.key).is_some() {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        format!("{} is a parameter already", quoted(&entry.key)),
                    )
                    .found("one name for two things")
                    .expected("different names for parameters and signals")
                    .help("rename one of the two"),
                ));
            }
            if matches!(entry.value.value, Value::Table(_)) {
                return Err(Box::new(
                    Diagnostic::at(self.source, entry.value.span, "a component takes every value of a range")
                        .found(entry.value.described())
                        .expected("two numbers: signal spaces are convex, with densities (SONG Section 2)")
                        .help("write theta = [0, 1], and orders = [\"c <= theta\"] for a part of the box; for finitely many signals write an environment, or use --discretise"),
                ));
            }
            let ends = entry.value.expect_array(self.source, "the range of a signal", help)?;
            let ends = ends.iter().map(|end| read_number(self.source, end, "an end of the range"));
            let ends = ends.collect::<Read<Vec<Rational>>>()?;
            match ends.as_slice() {
                [low, high] if low < high => {
                    Ok(Signal { name: entry.key.to_string(), low: low.clone(), high: high.clone() })
                }
                _ => Err(Box::new(
                    Diagnostic::at(self.source, entry.value.span, "this is no range")
                        .found(listed(
                            ends.iter().map(ToString::to_string).collect::<Vec<_>>().iter().map(String::as_str),
                        ))
                        .expected("two numbers, the first smaller")
                        .help(help),
                )),
            }
        });
        let signals = signals.collect::<Read<Vec<Signal>>>()?;
        if signals.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "a signal without components")
                    .found("no keys")
                    .expected("at least one component with its range")
                    .help(help),
            ));
        }
        Ok(signals)
    }

    fn ties(&self) -> Read<Rational> {
        let Some(entry) = self.top.get("ties") else { return Ok(Rational::ONE) };
        match entry.value.as_str() {
            Some("won") => return Ok(Rational::ONE),
            Some("lost") => return Ok(Rational::ZERO),
            _ => {}
        }
        self.share(&entry.value, "the probability that a tied bidder wins")
    }

    /// A number from 0 to 1.
    fn share(&self, node: &Node<'t>, what: &str) -> Read<Rational> {
        if let Some(parameter) = node.as_str().and_then(|name| self.parameters.find(name)) {
            return Ok(parameter.now.clone()).and_then(|number| self.in_unit(node, what, number));
        }
        let number = read_number(self.source, node, what)?;
        self.in_unit(node, what, number)
    }

    fn in_unit(&self, node: &Node<'t>, what: &str, number: Rational) -> Read<Rational> {
        if number >= Rational::ZERO && number <= Rational::ONE {
            return Ok(number);
        }
        Err(Box::new(
            Diagnostic::at(self.source, node.span, format!("{what} is out of range"))
                .found(number.to_string())
                .expected("a number from 0 to 1")
                .help("correct the number"),
        ))
    }

    fn beliefs(&self, node: &Node<'t>, bidders: &[Described<'n, 't>], named: Option<&Labels>) -> Read<BeliefSet> {
        let source = self.source;
        let help =
            "write [beliefs] with kind = \"density\", \"hull\", \"contamination\", \"prokhorov\" or \"all\"";
        let table = node.expect_table(source, "beliefs", help)?;
        let kind_node = self.require(table, node.span, "kind", "kind = \"contamination\"")?;
        let kind = kind_node.expect_str(source, "the kind of beliefs")?;
        // Files of the first versions wrote `center`.
        let centre = if table.get("center").is_some() { "center" } else { "centre" };
        let known: &[&str] = match kind {
            "density" => &["kind", "density"],
            "hull" => &["kind", "densities"],
            "contamination" => &["kind", "epsilon", centre, "members"],
            "prokhorov" => &["kind", "radius", centre, "members"],
            "all" => &["kind", "members"],
            _ => {
                return Err(Box::new(unknown_word(
                    source,
                    kind_node.span,
                    kind,
                    "a kind of beliefs",
                    &keys::KINDS,
                )));
            }
        };
        table.check_keys(source, &format!("beliefs of kind {kind}"), known)?;
        let members = match table.get("members") {
            None => Members::All,
            Some(entry) => match entry.value.expect_str(source, "who belongs to the set")? {
                "all" => Members::All,
                "densities" => Members::Densities,
                word => {
                    let what = "a word for who belongs to the set";
                    return Err(Box::new(unknown_word(source, entry.value.span, word, what, &keys::MEMBERS)));
                }
            },
        };
        let center = || match table.get(centre).or(table.get("density")) {
            None => self.density(None, bidders, named),
            Some(entry) => self.density(Some(&entry.value), bidders, named),
        };
        Ok(match kind {
            "hull" => {
                let list = self.require(
                    table,
                    node.span,
                    "densities",
                    "densities = [{}, { theta = { beta = [2, 1] } }]",
                )?;
                let nodes = list.expect_array(source, "the densities of a hull", "write a list of tables")?;
                if nodes.is_empty() {
                    return Err(Box::new(
                        Diagnostic::at(source, list.span, "a hull of nothing")
                            .found("an empty list")
                            .expected("at least one density")
                            .help("write densities = [{}] for the uniform one"),
                    ));
                }
                let densities = nodes.iter().map(|node| self.density(Some(node), bidders, named));
                BeliefSet::Hull(densities.collect::<Read<_>>()?)
            }
            "contamination" => {
                let epsilon = self.require(table, node.span, "epsilon", "epsilon = \"1/3\"")?;
                let epsilon = self.share(epsilon, "epsilon")?;
                BeliefSet::Contamination { center: center()?, epsilon, members }
            }
            "prokhorov" => {
                let radius =
                    self.share(self.require(table, node.span, "radius", "radius = \"1/10\"")?, "the radius")?;
                BeliefSet::Prokhorov { center: center()?, radius, members }
            }
            "all" => BeliefSet::Contamination { center: center()?, epsilon: Rational::ONE, members },
            _ => BeliefSet::Hull(vec![center()?]),
        })
    }

    /// A table from components to densities; what is not named is uniform.
    fn density(
        &self,
        node: Option<&Node<'t>>,
        bidders: &[Described<'n, 't>],
        named: Option<&Labels>,
    ) -> Read<Density> {
        let source = self.source;
        let mut marginals: Vec<Vec<Option<Piecewise>>> =
            bidders.iter().map(|bidder| vec![None; bidder.signals.len()]).collect();
        let help = "write { theta = { beta = [2, 3] } }; components that are not named are uniform";
        let entries = match node {
            Some(node) => &node.expect_table(source, "a density", help)?.entries[..],
            None => &[],
        };
        // Entries for one bidder come after those for all, whatever their order in the file.
        let (one, all): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.key.contains('['));
        for entry in all.into_iter().chain(one) {
            let (component, only) = match entry.key.split_once('[') {
                None => (entry.key.as_ref(), None),
                Some((component, rest)) => (component.trim(), Some(rest.trim_end().trim_end_matches(']').trim())),
            };
            let bidder = match (only, named) {
                (None, _) => None,
                (Some(name), Some(labels)) => Some(labels.expect(source, entry.key_span, name, "bidder")?),
                (Some(_), None) => {
                    return Err(Box::new(
                        Diagnostic::at(source, entry.key_span, "a bidder is named where all are alike")
                            .found(quoted(&entry.key))
                            .expected("the name of a component alone")
                            .help("describe the bidders one by one under [[bidders]]"),
                    ));
                }
            };
            let mut is_known = false;
            for (number, described) in bidders.iter().enumerate() {
                let found = described.signals.iter().position(|signal| signal.name == component);
                if let Some(place) = found
                    && bidder.is_none_or(|only| only == number)
                {
                    is_known = true;
                    let repeated = (number > 0)
                        .then(|| marginals.get(number - 1)?.get(place)?.clone())
                        .flatten()
                        .filter(|_| bidder.is_none() && bidders[number - 1].signals == described.signals);
                    marginals[number][place] = Some(match repeated {
                        Some(density) => density,
                        None => read_marginal(source, &entry.value, &described.signals[place])?,
                    });
                }
            }
            if !is_known {
                let names: Vec<&str> =
                    bidders.iter().flat_map(|b| b.signals.iter().map(|signal| signal.name.as_str())).collect();
                let meant = did_you_mean(component, names);
                return Err(Box::new(
                    Diagnostic::at(source, entry.key_span, "a density of an unknown component")
                        .found(quoted(&entry.key))
                        .expected("the name of a component, or of a component of one bidder as in \"c[2]\"")
                        .help(if meant.is_empty() { "name a component of [signals]".to_string() } else { meant }),
                ));
            }
        }
        let filled = marginals.into_iter().zip(bidders).map(|(row, bidder)| {
            row.into_iter()
                .zip(&bidder.signals)
                .filter_map(|(found, signal)| found.or_else(|| uniform(signal)))
                .collect()
        });
        Ok(Density { marginals: filled.collect() })
    }

    fn no_auction(&self, error: &AuctionError, bidders: &[Described<'n, 't>]) -> Box<Diagnostic> {
        let name = |signal: &SignalId| bidders[signal.bidder.0].signals[signal.component].name.clone();
        let at = |agent: &AgentId| bidders.get(agent.0).map_or(self.source.first_line(), |bidder| bidder.own.span);
        if let AuctionError::Space(agent, error) = error
            && let Some(node) = bidders.get(agent.0).and_then(|bidder| bidder.orders)
        {
            return no_space(self.source, node, *error);
        }
        let (span, title, found, expected, help) = match error {
            AuctionError::NoSublattice(agent, one, other) => (
                at(agent),
                "what a bidder can report at one own index is no sublattice",
                format!("{} and {} both count in the own index and both matter to others", name(one), name(other)),
                "at most one such component: otherwise one of the two is low only when the other is high (SONG footnote 7)",
                "let others care about one of the two only, or leave one out of the own index",
            ),
            AuctionError::NoExtremeReport(agent, index) => (
                bidders
                    .get(agent.0)
                    .and_then(|bidder| bidder.orders)
                    .map_or(self.source.first_line(), |orders| orders.span),
                "what a bidder can report at one own index has no least or no greatest element",
                format!(
                    "components that matter to others and are not all lowest, or not all highest, together at own index {index}"
                ),
                "orders that leave a least and a greatest report at every own index (SONG footnote 7)",
                "leave an order out, or let others care about fewer components",
            ),
            AuctionError::Division(agent) => (
                bidders.get(agent.0).map_or(self.source.first_line(), |bidder| bidder.value.span),
                "a divisor may be 0",
                "a divisor that is not seen to stay above or below 0 on the whole box of signals".to_string(),
                "a divisor that is never 0, as in own/(1 + c)",
                "add a constant to the divisor, or narrow the ranges of the signals",
            ),
            AuctionError::NoOwnIndex(agent) => (
                at(agent),
                "the own index does not depend on the signal",
                "weights 0".to_string(),
                "a weight other than 0",
                "write own = \"theta\"",
            ),
            _ => (
                self.source.first_line(),
                "this is no auction",
                "parts that do not fit each other".to_string(),
                "bidders, signals, values and beliefs that fit",
                "compare the file with the examples",
            ),
        };
        Box::new(Diagnostic::at(self.source, span, title).found(found).expected(expected).help(help))
    }
}
