//! What a mechanism pays at one profile, under one rule or under all.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::{cell, with_decimal};
use ambimech_model::environment::Environment;
use ambimech_model::index::{ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Rational, sum};
use ambimech_model::payment_range::PaymentRange;

/// `done: rule r17 at (H, L)`, with one row for each agent: its reported type, what it receives, its payoff from the outcome when
/// reports are true, and both together; `payments` are in agent order.
pub fn render_payments(
    environment: &Environment,
    mechanism: &Mechanism,
    rule: RuleId,
    profile: ProfileId,
    payments: &[Rational],
    page: Page,
) -> String {
    let outcome = environment.allocation(profile);
    let place = name::profile(environment, profile);
    let mut text = format!("done: rule {} at {place}\n\n", name::rule(environment, mechanism, rule));
    let headings = [("agent", Align::Left), ("type", Align::Left), ("receives", Align::Right)];
    let mut table = Table::new(&headings);
    for heading in ["payoff", "together"] {
        table.column(heading, Align::Right);
    }
    for (agent, payment) in environment.space().agents().zip(payments) {
        let payoff = environment.payoff(agent, outcome, profile);
        let mut cells = own_cells(environment, agent, profile);
        cells.extend([payment, payoff, &(payment + payoff)].map(|number| cell(number, LONGEST_CELL)));
        table.row(cells);
    }
    text.push_str(&table.render(0, page.width));
    let total = sum(payments);
    let budget = if total.is_zero() {
        "Payments add up to 0.".to_string()
    } else {
        format!("Payments add up to {}.", with_decimal(&total))
    };
    let sentence = format!(
        "The outcome is {}; payoffs are those of these types when they are true. {budget}",
        name::outcome(environment, outcome)
    );
    text.push('\n');
    text.push_str(&paragraph(&sentence, 0, page.width));
    text
}

/// `done: 18 rules at (H, L)`, with one row for each agent: the smallest and the largest payment, and a rule for each.
pub fn render_payment_ranges(
    environment: &Environment,
    mechanism: &Mechanism,
    profile: ProfileId,
    ranges: &[PaymentRange],
    page: Page,
) -> String {
    let rules = mechanism.rule_count(environment).unwrap_or(0);
    let rules = name::count(rules, "rule", "rules");
    let mut text = format!("done: {rules} at {}\n\n", name::profile(environment, profile));
    let mut table =
        Table::new(&[("agent", Align::Left), ("type", Align::Left), ("receives at least", Align::Right)]);
    table.column("under rule", Align::Left);
    table.column("at most", Align::Right);
    table.column("under rule", Align::Left);
    for (agent, range) in environment.space().agents().zip(ranges) {
        let mut cells = own_cells(environment, agent, profile);
        for (rule, payment) in [&range.lowest, &range.highest] {
            cells.push(cell(payment, LONGEST_CELL));
            cells.push(name::rule(environment, mechanism, *rule));
        }
        table.row(cells);
    }
    text.push_str(&table.render(0, page.width));
    text
}

fn own_cells(environment: &Environment, agent: ambimech_model::index::AgentId, profile: ProfileId) -> Vec<String> {
    let own = environment.space().type_of(profile, agent);
    vec![environment.agent_name(agent).to_string(), environment.type_name(agent, own).to_string()]
}
