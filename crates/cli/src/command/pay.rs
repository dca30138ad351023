//! `ambimech pay`: what a mechanism pays at one profile, evaluated where asked, so that a closed form is never written out.

use crate::argument::{Format, Pay};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::environment::{AnyEnvironment, ambiguous_environment_digest, read_any_environment};
use ambimech_io::mechanism::{MechanismFile, find_rule, read_mechanism};
use ambimech_io::reference::References;
use ambimech_io::render::{self, text::Page};
use ambimech_io::source::{Source, Span};
use ambimech_model::environment::Environment;
use ambimech_model::index::{ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::payment_range::payment_ranges;
use std::path::{Path, PathBuf};

/// Names of rules that a message lists.
const LISTED: usize = 40;

/// Runs the command.
pub fn run(options: &Pay) -> Result<Outcome, Failure> {
    let (environment, file) = read(options)?;
    let mechanism = &file.mechanism;
    let profile = profile(&environment, &options.profile)?;
    if options.rule == "all" && find_rule(&environment, mechanism, "all").is_none() {
        return over_all(options, &environment, mechanism, profile);
    }
    let rule = find_rule(&environment, mechanism, &options.rule).ok_or_else(|| Failure::Unknown {
        what: "rule",
        name: options.rule.clone(),
        known: (0..mechanism.rule_count(&environment).unwrap_or(0).min(LISTED))
            .map(|rule| mechanism.rule_name(&environment, RuleId(rule)))
            .collect(),
    })?;
    let payments = progress::during("paying", || mechanism.payments(&environment, rule, profile));
    let payments = payments.ok_or_else(not_evaluated)?;
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_payments(
                &environment,
                mechanism,
                rule,
                profile,
                &payments,
                page,
            ));
        }
        Format::Json => {
            output::answer_json(&render::json::payments_value(&environment, mechanism, rule, profile, &payments));
        }
    }
    Ok(Outcome::Holds)
}

/// The smallest and the largest payment of every agent, where all rules can be gone through.
fn over_all(
    options: &Pay,
    environment: &Environment,
    mechanism: &Mechanism,
    profile: ProfileId,
) -> Result<Outcome, Failure> {
    let rules = mechanism.rule_count(environment).map(|rules| rules as u128);
    let each = match mechanism.rules {
        Rules::Tables(_) => 1,
        Rules::ClosedForm(_) => environment.space().size() as u128,
    };
    let work = rules.map_or(u128::MAX, |rules| rules.saturating_mul(each));
    if work > u128::from(options.limit) {
        let rules = rules.map_or("more rules than a machine counts".to_string(), |rules| format!("{rules} rules"));
        let words = format!(
            "there are {rules}, and each takes a look at all {} profiles; --limit {} does not allow that",
            environment.space().size(),
            options.limit
        );
        match options.printing.format {
            Format::Text => output::answer(&format!("undecided: {words}\n\n--rule RULE evaluates one of them.\n")),
            Format::Json => {
                output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": words }));
            }
        }
        return Ok(Outcome::Undecided);
    }
    let all = mechanism.rule_count(environment).unwrap_or(0) as u64;
    let ranges = progress::counted(|tell| {
        payment_ranges(environment, mechanism, profile, &mut |done| tell(0, done as u64, all))
    });
    let ranges = ranges.ok_or_else(not_evaluated)?;
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_payment_ranges(environment, mechanism, profile, &ranges, page));
        }
        Format::Json => {
            output::answer_json(&render::json::payment_ranges_value(environment, mechanism, profile, &ranges));
        }
    }
    Ok(Outcome::Holds)
}

/// Both files; the environment of a mechanism that is named alone stands beside it.
fn read(options: &Pay) -> Result<(Environment, MechanismFile), Failure> {
    let (environment, mechanism, is_given) = match options.files.as_slice() {
        [environment, mechanism] => (environment.clone(), mechanism, true),
        [mechanism] => (beside(mechanism)?, mechanism, false),
        _ => return Err(Failure::Usage("name one mechanism file".to_string())),
    };
    let (frame, digest) = match read_any_environment(&environment, &options.parameters.settings)? {
        AnyEnvironment::Single(single) => {
            let digest = ambimech_io::environment_digest(&single);
            (*single, digest)
        }
        AnyEnvironment::Sets(sets) => (sets.without_beliefs().clone(), ambiguous_environment_digest(&sets)),
    };
    let file = read_mechanism(mechanism, &frame)?;
    if file.environment.as_ref().is_some_and(|stated| *stated != digest) {
        let words = format!("{} is about another environment than {}", mechanism.display(), environment.display());
        if !is_given {
            return Err(Failure::Usage(format!(
                "{words}\n  = help: name its own: ambimech pay ENVIRONMENT MECHANISM"
            )));
        }
        output::remark(&format!("warning: {words}; payments are those in the latter"));
    }
    Ok((frame, file))
}

fn beside(mechanism: &Path) -> Result<PathBuf, Failure> {
    let folder = mechanism.parent().unwrap_or(Path::new(""));
    let found = ["environment.toml", "environment.json"].map(|name| folder.join(name));
    found.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        Failure::Usage(format!(
            "there is no environment.toml beside {}\n  = help: name the environment: ambimech pay ENVIRONMENT MECHANISM",
            mechanism.display()
        ))
    })
}

fn profile(environment: &Environment, label: &str) -> Result<ProfileId, Failure> {
    let source = Source::new("--profile", label);
    let names = References::new(source, environment).names;
    let pattern = names.parse_pattern(source, label, &|span: Span| span)?;
    if pattern.fixed == environment.grand_coalition() {
        return Ok(pattern.first);
    }
    Err(Failure::Usage(format!(
        "--profile \"{label}\" is not one profile\n  = expected: one type of every agent, without `*`\n  = help: write it like \"{}\"",
        names.label(pattern.first)
    )))
}

fn not_evaluated() -> Failure {
    Failure::Usage(
        "the mechanism's rules cannot be evaluated in this environment\n  = expected: the environment that it was made for, where its \
         side bets exist"
            .to_string(),
    )
}
