//! Plans of sweeps, whose cases are run one at a time with the interpreter released.

use crate::{fault, job};
use ambimech_io::Format;
use ambimech_io::render::sweep::columns;
use ambimech_io::sweep::plan::Plan;
use ambimech_io::sweep::{PlanText, read_plan};
use ambimech_sweep::run_case;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A plan.
#[pyclass(frozen, module = "ambimech._native")]
#[derive(Debug, Clone)]
pub struct Sweep {
    plan: Arc<Plan>,
}

#[pymethods]
impl Sweep {
    /// Reads a plan from its file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Sweep> {
        let plan = job::run(py, move || read_plan(&path))?;
        let plan = plan.map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))?;
        Ok(Sweep { plan: Arc::new(plan) })
    }

    /// Reads a plan from its text; files that it names are looked for in the folder.
    #[staticmethod]
    fn of_text(py: Python<'_>, text: String, file_name: String, folder: PathBuf) -> PyResult<Sweep> {
        let plan = job::run(py, move || {
            let format = Format::of_path(Path::new(&file_name));
            PlanText { text: &text, file_name: &file_name, format, folder: &folder }.read()
        })?;
        let plan = plan.map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))?;
        Ok(Sweep { plan: Arc::new(plan) })
    }

    /// The number of cases.
    #[getter]
    fn cases(&self) -> u64 {
        self.plan.case_count()
    }

    /// The hash of the plan and the files that it names.
    #[getter]
    fn digest(&self) -> &str {
        &self.plan.digest
    }

    /// Names and kinds of the columns.
    #[getter]
    fn columns(&self) -> Vec<(String, &'static str)> {
        columns(&self.plan).into_iter().map(|column| (column.name, column.kind.name())).collect()
    }

    /// The row of a case, cell by cell.
    fn row(&self, py: Python<'_>, case: u64) -> PyResult<Vec<String>> {
        let plan = Arc::clone(&self.plan);
        let row = job::run(py, move || run_case(&plan, case))?;
        row.ok_or_else(|| PyIndexError::new_err(format!("the plan has no case {case}")))
    }
}
