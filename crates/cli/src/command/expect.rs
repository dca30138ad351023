//! `ambimech expect`: the smallest and the largest expectation of a payoff over a set of beliefs, with the beliefs that attain them.

use super::check_sets::mechanism_tables;
use super::verify_sets::read_sets;
use crate::argument::{Expect, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{self, text::Page};
use ambimech_io::rows::ProfileNames;
use ambimech_io::source::Source;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::ExpectationRange;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::mechanism::{Mechanism, NamedRule};
use ambimech_model::number::{Rational, parse_number};
use ambimech_solve::belief_set::expectation_range;

/// What is expected.
enum Of {
    Truth,
    Report(String),
    Values(String),
}

/// Runs the command.
pub fn run(options: &Expect) -> Result<Outcome, Failure> {
    let environment = read_sets(&options.environment, &options.parameters)?;
    let frame = environment.without_beliefs();
    let mechanism: Option<(Mechanism, Vec<NamedRule>)> =
        options.mechanism.as_ref().map(|path| mechanism_tables(path, frame)).transpose()?;
    let agents = match &options.agent {
        None => frame.space().agents().collect(),
        Some(name) => vec![AgentId(place(name, "agent", frame.agents().iter().map(|agent| agent.name.as_str()))?)],
    };
    let of = what(&options.of);
    if matches!(of, Of::Values(_)) && mechanism.is_some() {
        return Err(Failure::Usage(
            "values by the others' types have no payments\n  = help: leave out --mechanism, or ask for --of truth"
                .to_string(),
        ));
    }
    let mut ranges: Vec<ExpectationRange> = Vec::new();
    for agent in agents {
        let names = || frame.agents()[agent.0].types.iter().map(|t| t.name.as_str());
        let types = match &options.r#type {
            None => frame.space().types(agent).collect(),
            Some(name) => vec![TypeId(place(name, "type", names())?)],
        };
        for own in types {
            let acts = acts(&environment, agent, own, &of, mechanism.as_ref().map(|(_, rules)| rules.as_slice()))?;
            for (rule, values) in acts {
                let range = progress::during("computing expectations", || {
                    expectation_range(&environment, (agent, own), rule, values)
                });
                match range {
                    Ok(range) => ranges.push(range),
                    Err(why) => return Ok(undecided(options, &why.to_string())),
                }
            }
        }
    }
    let about = match &of {
        Of::Truth => "what reporting the truth is worth".to_string(),
        Of::Report(report) => format!("what reporting {report} is worth"),
        Of::Values(_) => "what these values are worth".to_string(),
    };
    let mechanism = mechanism.as_ref().map(|(mechanism, _)| mechanism);
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_expectations(frame, mechanism, &about, &ranges, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::expectations_value(frame, mechanism, &about, &ranges)),
    }
    Ok(Outcome::Holds)
}

fn what(text: &str) -> Of {
    match text.trim() {
        "truth" => Of::Truth,
        values if values.contains('=') => Of::Values(values.to_string()),
        report => Of::Report(report.to_string()),
    }
}

fn place<'n>(
    name: &str,
    what: &'static str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Result<usize, Failure> {
    known.clone().position(|other| other == name).ok_or_else(|| Failure::Unknown {
        what,
        name: name.to_string(),
        known: known.map(str::to_string).collect(),
    })
}

type Act = (Option<RuleId>, Vec<Rational>);

/// The values in every state, once or under every rule.
fn acts(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    own: TypeId,
    of: &Of,
    rules: Option<&[NamedRule]>,
) -> Result<Vec<Act>, Failure> {
    let frame = environment.without_beliefs();
    let report = match of {
        Of::Values(text) => return Ok(vec![(None, values(frame, agent, text)?)]),
        Of::Truth => own,
        Of::Report(name) => {
            let names = frame.agents()[agent.0].types.iter().map(|t| t.name.as_str());
            TypeId(place(name, "type", names)?)
        }
    };
    let payoffs = environment.payoffs(agent, own, report);
    let Some(rules) = rules else { return Ok(vec![(None, payoffs)]) };
    let split = environment.split(agent);
    let under = |(rule, named): (usize, &NamedRule)| {
        let paid = split.rest().map(|x| &named.table.at(split.profile(JointTypeId(report.0), x))[agent.0]);
        (Some(RuleId(rule)), paid.zip(&payoffs).map(|(paid, payoff)| paid + payoff).collect())
    };
    Ok(rules.iter().enumerate().map(under).collect())
}

/// Values written as `H L=1/2, * H=0`: every type profile of the others exactly once.
fn values(frame: &Environment, agent: AgentId, text: &str) -> Result<Vec<Rational>, Failure> {
    let names: ProfileNames =
        ambimech_io::reference::References::new(Source::new("--of", text), frame).others(agent);
    let usage = |title: String| {
        let example = names.label(ambimech_model::index::ProfileId(0));
        Failure::Usage(format!(
            "{title}\n  = help: write --of \"{example}=1/2, …\" with every type profile of the others once; `*` stands for every type"
        ))
    };
    let source = Source::new("--of", text);
    let mut found: Vec<Option<Rational>> = vec![None; names.space.size()];
    for part in text.split(',') {
        let (label, number) =
            part.rsplit_once('=').ok_or_else(|| usage(format!("`{}` has no `=`", part.trim())))?;
        let number =
            parse_number(number.trim()).map_err(|error| usage(format!("`{}`: {error}", number.trim())))?;
        let pattern = names.parse_pattern(source, label.trim(), &|span| span)?;
        for profile in names.space.profiles() {
            let same =
                |other: AgentId| names.space.type_of(profile, other) == names.space.type_of(pattern.first, other);
            if pattern.fixed.members().all(same) && found[profile.0].replace(number.clone()).is_some() {
                return Err(usage(format!("two values for `{}`", names.label(profile))));
            }
        }
    }
    let missing = found.iter().position(Option::is_none);
    if let Some(missing) = missing {
        let label = names.label(ambimech_model::index::ProfileId(missing));
        return Err(usage(format!("no value for `{label}`")));
    }
    Ok(found.into_iter().flatten().collect())
}

fn undecided(options: &Expect, why: &str) -> Outcome {
    match options.printing.format {
        Format::Text => output::answer(&format!("undecided\n\n{why}\n")),
        Format::Json => output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": why })),
    }
    Outcome::Undecided
}
