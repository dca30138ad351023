//! `ambimech._native`: what the Python package `ambimech` asks of the libraries.
//!
//! Thin: texts and numbers go in and out as strings, answers as one object that can be rendered. What users see (typed objects,
//! arrays, frames, displays) is Python, in `crates/python/python/ambimech/`. Every question is answered on a thread of its own
//! while the interpreter is free ([`job`]).

mod answer;
mod auction;
mod economy;
mod environment;
mod fault;
mod implementation;
mod job;
mod limits;
mod mechanism;
mod play;
mod question;
mod sets;
mod study;
mod sweep;
mod word;
mod written;

/// The compiled part of the Python package ambimech.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::answer::Answer;
    #[pymodule_export]
    use crate::auction::auction;
    #[pymodule_export]
    use crate::economy::Economy;
    #[pymodule_export]
    use crate::environment::Environment;
    #[pymodule_export]
    use crate::implementation::{Choices, Payoffs};
    #[pymodule_export]
    use crate::mechanism::Mechanism;
    #[pymodule_export]
    use crate::play::{play_choices, play_payoffs};
    #[pymodule_export]
    use crate::question::{
        check, compare, conditions, counterexample, decide, design, report, solve, threshold, values, verify,
    };
    #[pymodule_export]
    use crate::sets::{Sets, ambiguity, check_one_belief, device};
    #[pymodule_export]
    use crate::study::{collude, fragility, frontier, scale};
    #[pymodule_export]
    use crate::sweep::Sweep;
    #[pymodule_export]
    use crate::written::{example_files, example_titles, explain, explain_names, read_text};

    /// The version of the package.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
