//! The rule that a user names: by its name, or by its place as `r17`.
//!
//! A closed form may have billions of rules. Theirs are found from the name itself: `1=H,2=L` is the rule against the types H and L
//! of the coalition {1, 2}.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{RuleId, TypeId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::transfer::closed_form::{ClosedForm, Family};
use ambimech_model::transfer::side_bet::SideBetId;

/// The rule of this name; when no rule has it, the rule at this place, counted from `r1`. `None` when there is none.
pub fn find_rule(environment: &Environment, mechanism: &Mechanism, name: &str) -> Option<RuleId> {
    let named = match &mechanism.rules {
        Rules::Tables(rules) => rules.iter().position(|rule| rule.name == name).map(RuleId),
        Rules::ClosedForm(form) => find_in_closed_form(environment, form, name),
    };
    named.or_else(|| {
        let place: usize = name.strip_prefix('r')?.parse().ok()?;
        let rules = mechanism.rule_count(environment)?;
        (1..=rules).contains(&place).then(|| RuleId(place - 1))
    })
}

fn find_in_closed_form(environment: &Environment, form: &ClosedForm, name: &str) -> Option<RuleId> {
    if let Family::Listed(rules) = &form.family {
        return rules.iter().position(|rule| rule.name == name).map(RuleId);
    }
    // Agent by agent in agent order, since labels may hold `=` and `,` themselves.
    let (mut coalition, mut types, mut rest) = (Coalition::EMPTY, Vec::new(), name);
    for agent in environment.space().agents() {
        let Some(after) = rest.strip_prefix(environment.agent_name(agent)).and_then(|rest| rest.strip_prefix('='))
        else {
            continue;
        };
        let fits = |own: &TypeId| {
            let left = after.strip_prefix(environment.type_name(agent, *own))?;
            if left.is_empty() { Some(left) } else { left.strip_prefix(',') }
        };
        let (own, left) = environment.space().types(agent).find_map(|own| Some((own, fits(&own)?)))?;
        coalition = coalition.with(agent);
        types.push(own);
        rest = left;
    }
    if !rest.is_empty() || coalition.is_empty() {
        return None;
    }
    let types = environment.space().joint_type(coalition, &types);
    let rule = form.rule_against(environment.space(), SideBetId { coalition, types })?;
    (form.rule_name(environment, rule).as_deref() == Some(name)).then_some(rule)
}
