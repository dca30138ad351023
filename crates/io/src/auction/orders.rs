//! Orders between the components of a signal: `orders = ["c <= theta/2 + 1/4"]`.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::Node;
use crate::formula::{ValueNames, read_side};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::auction::space::{Order, SpaceError};

const HELP: &str = "write orders = [\"c <= theta\"]: on both sides components, times numbers, and numbers";

/// The orders of one bidder.
pub(super) fn read_orders(source: Source<'_>, node: &Node<'_>, names: ValueNames<'_>) -> Read<Vec<Order>> {
    let nodes = node.expect_array(source, "the orders between components", HELP)?;
    nodes.iter().map(|node| read_order(source, node, names)).collect()
}

fn read_order(source: Source<'_>, node: &Node<'_>, names: ValueNames<'_>) -> Read<Order> {
    let text = node.expect_str(source, "an order between components")?;
    let refused = |found: String| {
        Box::new(
            Diagnostic::at(source, node.span, "this is no order between components")
                .found(found)
                .expected("two sides with <= or >= between them, as in c <= theta/2 + 1/4")
                .help(HELP),
        )
    };
    let (place, is_lower_first) = match (text.find("<="), text.find(">=")) {
        (Some(place), None) => (place, true),
        (None, Some(place)) => (place, false),
        _ => return Err(refused(quoted(text))),
    };
    let side = |from: usize, to: usize| {
        let at = |part: Span| node.content_span(source, Span::new(part.start + from, part.end + from));
        read_side(source, text.get(from..to).unwrap_or_default(), &at, names)
    };
    let (left, right) = (side(0, place)?, side(place + 2, text.len())?);
    let (lower, upper) = if is_lower_first { (left, right) } else { (right, left) };
    let order = Order {
        weights: lower.1.iter().zip(&upper.1).map(|(lower, upper)| lower - upper).collect(),
        bound: upper.0 - lower.0,
    };
    if order.counted().next().is_none() {
        return Err(refused(format!("{}, in which no component is left", quoted(text))));
    }
    Ok(order)
}

/// What is wrong with the space that the orders of a bidder leave.
pub(super) fn no_space(source: Source<'_>, node: &Node<'_>, error: SpaceError) -> Box<Diagnostic> {
    let nodes = node.expect_array(source, "the orders between components", HELP).unwrap_or_default();
    let span = |number: usize| nodes.get(number).map_or(node.span, |node| node.span);
    let (at, found, expected, help) = match error {
        SpaceError::NoOrder(number) => (
            span(number),
            "an order without components",
            "components, times numbers, and numbers on both sides",
            HELP,
        ),
        SpaceError::Empty(number) => (
            span(number),
            "orders that leave nothing, or nothing with a positive area",
            "orders that leave room for densities",
            "turn this order around, or leave it out",
        ),
        SpaceError::TooLarge => (
            node.span,
            "more than 6 components, or too many orders or corners",
            "at most 6 components of one bidder, and a space with at most 200 corners",
            "leave components or orders out",
        ),
    };
    Box::new(
        Diagnostic::at(source, at, "these orders leave no space of signals")
            .found(found)
            .expected(expected)
            .help(help),
    )
}
