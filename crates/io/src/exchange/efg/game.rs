//! The Bayesian game of one transfer rule, written for Gambit.
//!
//! Profiles that never occur are left out of the chance move. Every agent has one information set for each of its types,
//! numbered and named like them, with a report of every type as actions; truth-telling is the action that is called like the
//! information set. Payoffs are u_i(q(report), truth) + t_i(report), exact.

use crate::exchange::NotExpressible;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use std::fmt::Write as _;

/// Most ends that a game may have that is written.
pub const MAX_TERMINALS: usize = 1 << 18;

/// The game of a rule.
///
/// # Errors
/// No common prior; a rule that cannot be evaluated; a game with more ends than [`MAX_TERMINALS`] (there are as many as pairs
/// of a profile that occurs and a profile); a label that ends in a backslash, which Gambit cannot read.
///
/// # Examples
/// ```
/// use ambimech_io::exchange::{TransferFile, read_transfers_texts};
/// use ambimech_io::exchange::efg::render_game;
/// use ambimech_io::{Format, parse_environment};
/// use ambimech_model::index::RuleId;
/// use ambimech_model::mechanism::{Mechanism, Rules};
/// let environment = r#"
/// format = "ambimech-environment/1"
/// agents = [{ name = "seller", types = ["any"] }, { name = "buyer", types = ["high", "low"] }]
/// prior = { "any high" = 1, "any low" = 3 }
/// outcomes.keep = { seller = 0, buyer = 0 }
/// allocation = { "* *" = "keep" }
/// "#;
/// let environment = parse_environment(environment, "sale.toml", Format::Toml, None).unwrap();
/// let text = "agent,seller,buyer=high,buyer=low\nseller,any,1/2,0\nbuyer,any,-1/2,0\n";
/// let rules = read_transfers_texts(&[TransferFile { name: "r1.csv", rule: "r1", text }], &environment).unwrap();
/// let mechanism = Mechanism { name: String::new(), source: String::new(), goal: None, rules: Rules::Tables(rules) };
/// let game = render_game(&environment, &mechanism, RuleId(0)).unwrap();
/// assert!(game.contains("c \"\" 1 \"types\" { \"any high\" 1/4 \"any low\" 3/4 } 0\n"));
/// assert!(game.contains("p \"\" 2 1 \"high\" { \"high\" \"low\" } 0\nt \"\" 1 \"any high reported as any high\" { 1/2, -1/2 }\n"));
/// ```
pub fn render_game(
    environment: &Environment,
    mechanism: &Mechanism,
    rule: RuleId,
) -> Result<String, NotExpressible> {
    let prior = environment.common_prior().ok_or_else(|| {
        NotExpressible::new(
            "a game has one chance move, and this environment has no common prior",
            "export the tables as CSV instead",
        )
    })?;
    let table = mechanism.table(environment, rule).ok_or_else(|| {
        NotExpressible::new(
            "the rule cannot be evaluated in this environment",
            "name the environment that the mechanism was made for",
        )
    })?;
    let space = environment.space();
    let possible = space.size() - prior.zero_count();
    let terminals = possible.saturating_mul(space.size());
    if terminals > MAX_TERMINALS {
        return Err(NotExpressible::new(
            format!(
                "the game would have {terminals} ends ({possible} profiles that occur, {} reports), more than {MAX_TERMINALS}",
                space.size()
            ),
            "export the transfers as CSV instead",
        ));
    }
    let labels = environment
        .agents()
        .iter()
        .flat_map(|agent| std::iter::once(agent.name.as_str()).chain(agent.types.iter().map(|t| t.name.as_str())));
    if let Some(label) = labels.into_iter().find(|label| label.ends_with('\\')) {
        return Err(NotExpressible::new(
            format!("the name {label} ends in a backslash, which this format cannot hold"),
            "rename it in the environment file",
        ));
    }
    let rule_name = mechanism.rule_name(environment, rule);
    let mut text = String::new();
    let agents: Vec<String> = environment.agents().iter().map(|agent| quoted(&agent.name)).collect();
    let title = format!("{} rule {rule_name}", environment.name());
    let _ = writeln!(text, "EFG 2 R {} {{ {} }}", quoted(title.trim()), agents.join(" "));
    let _ = writeln!(
        text,
        "{}\n",
        quoted(
            "Written by ambimech: the direct mechanism under one transfer rule. Telling the truth is the action that is called like its information set."
        )
    );
    let draws: Vec<String> = space
        .profiles()
        .filter(|profile| prior.is_possible(*profile))
        .map(|profile| format!("{} {}", quoted(&environment.profile_label(profile)), prior.probability(profile)))
        .collect();
    let _ = writeln!(text, "c \"\" 1 \"types\" {{ {} }} 0", draws.join(" "));
    let mut game = Game { environment, table: &table, text, ends: 0 };
    for truth in space.profiles().filter(|profile| prior.is_possible(*profile)) {
        game.push_reports(truth, &mut Vec::with_capacity(space.agent_count()));
    }
    Ok(game.text)
}

struct Game<'a> {
    environment: &'a Environment,
    table: &'a TransferTable,
    text: String,
    ends: usize,
}

impl Game<'_> {
    /// The tree below these reports of the first agents; no deeper than there are agents.
    fn push_reports(&mut self, truth: ProfileId, reports: &mut Vec<TypeId>) {
        let space = self.environment.space();
        let agent = AgentId(reports.len());
        let Some(known) = self.environment.agents().get(agent.0) else {
            self.push_end(truth, space.profile(reports));
            return;
        };
        let own = space.type_of(truth, agent);
        let actions: Vec<String> = known.types.iter().map(|t| quoted(&t.name)).collect();
        let name = quoted(self.environment.type_name(agent, own));
        let _ = writeln!(self.text, "p \"\" {} {} {name} {{ {} }} 0", agent.0 + 1, own.0 + 1, actions.join(" "));
        for report in space.types(agent) {
            reports.push(report);
            self.push_reports(truth, reports);
            reports.pop();
        }
    }

    fn push_end(&mut self, truth: ProfileId, report: ProfileId) {
        self.ends += 1;
        let outcome = self.environment.allocation(report);
        let payments = self.table.at(report);
        let payoff = |(agent, payment): (AgentId, &Rational)| {
            (self.environment.payoff(agent, outcome, truth) + payment).to_string()
        };
        let payoffs: Vec<String> = self.environment.space().agents().zip(payments).map(payoff).collect();
        let label = format!(
            "{} reported as {}",
            self.environment.profile_label(truth),
            self.environment.profile_label(report)
        );
        let _ = writeln!(self.text, "t \"\" {} {} {{ {} }}", self.ends, quoted(&label), payoffs.join(", "));
    }
}

/// A text between quotes, in one line; Gambit knows no escape but that of the quote.
fn quoted(text: &str) -> String {
    let clean: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let clean = clean.trim_end_matches('\\');
    format!("\"{}\"", clean.replace('"', "\\\""))
}
