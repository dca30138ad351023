//! The decisions of a plan alone, for `bench/sweep_speed.py`: `decision_time PLAN draw|decide [CASES]` draws the environments of the
//! first cases and, with `decide`, decides everything about each that the plan asks. Prints how many of the decisions were yes.

use ambimech_io::sweep::read_plan;
use ambimech_model::design::DesignAnswer;
use ambimech_sweep::case::{answer, environment_of};
use std::path::Path;

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.get(1).ok_or("the first argument is a plan")?;
    let decides = arguments.get(2).is_some_and(|word| word == "decide");
    let plan = read_plan(Path::new(path)).map_err(|error| format!("{error:?}"))?;
    let most = arguments.get(3).map_or(Ok(u64::MAX), |number| number.parse())?;
    let (mut drawn, mut yes) = (0u64, 0u64);
    for place in (0..plan.case_count().min(most)).filter_map(|case| plan.place(case)) {
        let Some(environment) = environment_of(&plan, place) else { continue };
        drawn += 1;
        if decides {
            let found = answer(&plan, &environment).decisions;
            yes += found.iter().filter(|decision| matches!(decision.answer, DesignAnswer::Done(_))).count() as u64;
        }
    }
    println!("{drawn} environments, {yes} yes");
    Ok(())
}
