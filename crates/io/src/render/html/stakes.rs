//! How much money is at stake.

use super::element::{Cell, HtmlTable, Page};
use crate::render::name;
use ambimech_model::design::Stakes;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;

pub(super) fn write(page: &mut Page, environment: &Environment, mechanism: &Mechanism, stakes: &Stakes) {
    let columns = ["What", "Amount", "Agent", "Profile", "Rule"];
    let mut table = HtmlTable::new("What is at stake", &columns);
    let mut line = |what: &str, (rule, profile, agent, amount): &(RuleId, ProfileId, AgentId, Rational)| {
        let shown = |text: String| if amount.is_zero() { String::new() } else { text };
        table.row(vec![
            Cell::Head(what.to_string()),
            Cell::Number(amount.clone()),
            Cell::Words(shown(name::agent(environment, *agent))),
            Cell::Words(shown(name::profile(environment, *profile))),
            Cell::Words(shown(name::rule(environment, mechanism, *rule))),
        ]);
    };
    line("largest payment by an agent", &stakes.largest_payment);
    line("largest receipt of an agent", &stakes.largest_receipt);
    if let Some((rule, turnover)) = &stakes.expected_turnover {
        table.row(vec![
            Cell::Head("money that changes hands in expectation, at most".to_string()),
            Cell::Number(turnover.clone()),
            Cell::Words("all".to_string()),
            Cell::Words(String::new()),
            Cell::Words(name::rule(environment, mechanism, *rule)),
        ]);
    }
    page.table(&table);
}
