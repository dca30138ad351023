//! What the search for the smallest stakes reaches: for every built-in example named on the command line, or all of the literature, the
//! measures with 1, 2, 3 rules, and the lower bound.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::StakesMeasure;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::smallest::smallest_stakes;
use std::path::Path;
use std::time::Instant;

fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let most: usize = std::env::var("RULES").ok().and_then(|rules| rules.parse().ok()).unwrap_or(3);
    for name in &named {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
        let environment = ambimech_io::read_environment(&path).unwrap();
        for goal in [Goal::CoalitionProof, Goal::Implement, Goal::Extract] {
            for reports in [Reports::Pure, Reports::Mixed] {
                for measure in StakesMeasure::ALL {
                    let question = Question {
                        environment: &environment,
                        goal: &goal,
                        mechanism: MechanismKind::Ambiguous,
                        reports,
                    };
                    for rules in 2..=most {
                        let start = Instant::now();
                        let found = smallest_stakes(question, rules, measure, &PaymentLimits::none());
                        let taken = start.elapsed().as_secs_f64();
                        match found {
                            None => {
                                println!("{name} {goal} {} {measure} {rules}: none ({taken:.2} s)", reports.name())
                            }
                            Some(found) => println!(
                                "{name} {goal} {} {measure} {rules}: {} = {:.4}, {} rules, bound {} ({taken:.2} s)",
                                reports.name(),
                                found.reached,
                                found.reached.to_f64().value(),
                                found.rules,
                                found.bound.map_or("none".to_string(), |bound| format!(
                                    "{} = {:.4} by {} of {}",
                                    bound.value,
                                    bound.value.to_f64().value(),
                                    bound.stopped,
                                    bound.all
                                )),
                            ),
                        }
                    }
                }
            }
        }
    }
}
