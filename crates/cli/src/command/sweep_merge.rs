//! `ambimech sweep merge`: the journals of shards as results.

use super::sweep::{VERSION, print, result_files, story};
use crate::argument::{Format, SweepMerge};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::sweep::read_plan;
use ambimech_sweep::folder::{table_of, write_results};
use ambimech_sweep::merge::merge;

/// Runs the command.
pub fn run(options: &SweepMerge, format: Format) -> Result<Outcome, Failure> {
    let plan = read_plan(&options.plan)?;
    let entries = progress::during("merging", || merge(&plan, &options.folders, VERSION))?;
    output::make_folder(&options.out)?;
    let (table, times) = table_of(&plan, entries);
    write_results(&options.out, &plan, &table, &times, VERSION)?;
    print(format, &story(&plan, None, &options.out, result_files()), &table);
    Ok(Outcome::Holds)
}
