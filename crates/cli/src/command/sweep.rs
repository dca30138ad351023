//! `ambimech sweep`: many environments drawn, decided and recorded.

use super::{sweep_case, sweep_merge, sweep_plot};
use crate::argument::{Format, Sweep, SweepWhat};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::sweep::{SweepStory, render_sweep, render_sweep_plan, sweep_plan_value, sweep_value};
use ambimech_io::render::text::Page;
use ambimech_io::sweep::results::ResultTable;
use ambimech_io::sweep::{Plan, read_plan};
use ambimech_sweep::Shard;
use ambimech_sweep::folder::{FILES, MANIFEST, TIMES, table_of, write_results};
use ambimech_sweep::run::ShardRun;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// The version that journals are begun with.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs the command.
pub fn run(options: &Sweep) -> Result<Outcome, Failure> {
    let format = options.printing.format;
    match (&options.what, &options.plan) {
        (Some(SweepWhat::Merge(options)), _) => sweep_merge::run(options, format),
        (Some(SweepWhat::Case(options)), _) => sweep_case::run(options),
        (Some(SweepWhat::Plot(options)), _) => sweep_plot::run(options, format),
        (None, Some(plan)) => run_plan(options, plan),
        (None, None) => Err(Failure::Usage("no plan\n  = help: ambimech sweep plan.toml".to_string())),
    }
}

fn run_plan(options: &Sweep, path: &Path) -> Result<Outcome, Failure> {
    let plan = read_plan(path)?;
    let shard = options.shard.unwrap_or(Shard::WHOLE);
    let format = options.printing.format;
    if options.dry_run {
        let count = shard.cases(plan.case_count()).count();
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        match format {
            Format::Text => output::answer(&render_sweep_plan(&plan, count, Page::default())),
            Format::Json => output::answer_json(&sweep_plan_value(&plan, count)),
        }
        return Ok(Outcome::Holds);
    }
    let folder = options.out.clone().unwrap_or_else(|| beside(path));
    output::make_folder(&folder)?;
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = options.threads.and_then(|threads| usize::try_from(threads).ok()).unwrap_or(processors);
    let run = ShardRun { plan: &plan, shard, folder: &folder, threads, version: VERSION };
    let entries = progress::counted(|tell| run.finish(&mut |stand| tell(stand.before, stand.done, stand.all)))?;
    let (table, times) = table_of(&plan, entries);
    if shard.of > 1 {
        let files = vec![format!("journal-{}-of-{}.txt", shard.number, shard.of)];
        let story = story(&plan, Some(shard.to_string()), &folder, files);
        print(format, &story, &table);
        return Ok(Outcome::Holds);
    }
    write_results(&folder, &plan, &table, &times, VERSION)?;
    print(format, &story(&plan, None, &folder, result_files()), &table);
    Ok(Outcome::Holds)
}

/// The files that finished results are.
pub fn result_files() -> Vec<String> {
    FILES.into_iter().chain([TIMES, MANIFEST]).map(str::to_string).collect()
}

/// What to say about results in a folder.
pub fn story(plan: &Plan, shard: Option<String>, folder: &Path, files: Vec<String>) -> SweepStory {
    SweepStory { all: plan.case_count(), shard, folder: folder.display().to_string(), files }
}

/// Prints what was done.
pub fn print(format: Format, story: &SweepStory, table: &ResultTable) {
    match format {
        Format::Text => output::answer(&render_sweep(story, table, Page::default())),
        Format::Json => output::answer_json(&sweep_value(story, table)),
    }
}

/// The folder for results beside a plan.
fn beside(plan: &Path) -> PathBuf {
    let mut name = plan.file_stem().unwrap_or_default().to_os_string();
    name.push("-results");
    plan.with_file_name(name)
}
