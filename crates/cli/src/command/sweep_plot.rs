//! `ambimech sweep plot`: finished results as a page and pictures.

use super::sweep::VERSION;
use crate::argument::{Format, SweepPlot};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::svg::standalone;
use ambimech_io::render::sweep::{SweepPage, plot_value, render_plot};
use ambimech_io::render::text::Page;
use ambimech_sweep::folder::read_results;

/// Runs the command.
pub fn run(options: &SweepPlot, format: Format) -> Result<Outcome, Failure> {
    let results = read_results(&options.results)?;
    let folder = options.out.clone().unwrap_or_else(|| options.results.clone());
    let page = progress::during("drawing", || SweepPage::new(&results.table, &results.manifest));
    output::make_folder(&folder)?;
    let mut files = vec!["sweep.html".to_string(), "frequencies.csv".to_string()];
    output::write_file(&folder.join("sweep.html"), &page.html(VERSION))?;
    output::write_file(&folder.join("frequencies.csv"), &page.frequencies_csv())?;
    for (name, picture) in page.pictures() {
        output::write_file(&folder.join(name), &standalone(picture))?;
        files.push(name.clone());
    }
    let place = folder.display().to_string();
    match format {
        Format::Text => output::answer(&render_plot(&page, &place, &files, Page::default())),
        Format::Json => output::answer_json(&plot_value(&page, &place, &files)),
    }
    Ok(Outcome::Holds)
}
