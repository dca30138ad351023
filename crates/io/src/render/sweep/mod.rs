//! Results of sweeps: their columns and rows, summaries, pictures and a page.

mod columns;
mod page;
mod tables;
mod tally;
mod text;
mod word;

pub use columns::{columns, row};
pub use page::SweepPage;
pub use tables::{WordTable, frequency_words, phase_words, plot_value, render_plot};
pub use text::{SweepStory, render_sweep, render_sweep_plan, sweep_plan_value, sweep_value};
