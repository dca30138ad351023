//! What the search for the smallest stakes reaches: for every built-in example named on the command line the
//! measures with up to `RULES` rules (3 unless the environment says otherwise), the lower bound, and the prices of symmetry and neatness.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::{Neatness, SmallStakesAnswer, StakesMeasure, SymmetryPrice};
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};
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
                    for rules in 1..=most {
                        let wishes = Wishes { measure, rules: Some(rules), neat: true, symmetric: true };
                        let start = Instant::now();
                        let answer = design_small_stakes(question, wishes, &PaymentLimits::none());
                        let taken = start.elapsed().as_secs_f64();
                        let what = format!("{name} {goal} {} {measure} {rules}", reports.name());
                        let SmallStakesAnswer::Found { found, .. } = answer else {
                            println!("{what}: none ({taken:.2} s)");
                            continue;
                        };
                        let about = |number: &Rational| format!("{:.4}", number.to_f64().value());
                        let bound = found.bound.map_or("none".to_string(), |bound| {
                            format!("{} by {} of {}", about(&bound.value), bound.stopped, bound.all)
                        });
                        let symmetry = match found.symmetry {
                            Some(SymmetryPrice::Imposed { permutations, before }) => {
                                format!("{permutations} permutations, before {}", about(&before))
                            }
                            other => format!("{other:?}"),
                        };
                        let neat = match found.neat {
                            Some(Neatness::Reached { unit, before }) => {
                                format!("unit {unit}, before {}", about(&before))
                            }
                            other => format!("{other:?}"),
                        };
                        println!(
                            "{what}: {} with {} rules; bound {bound}; symmetry {symmetry}; neat {neat} ({taken:.2} s)",
                            about(&found.reached),
                            found.rules
                        );
                    }
                }
            }
        }
    }
}
