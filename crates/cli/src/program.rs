//! Linear programs of the clever room as files: rows and columns get their labels, and the file its legend.

use crate::outcome::Failure;
use crate::output;
use ambimech_io::exchange::program::{
    ColumnSign, ExactProgram, ProgramColumn, ProgramFormat, ProgramRow, RowRelation, label, render_legend,
    render_program,
};
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_solve::condition::program::{ConditionProgram, ConditionRow, ConditionVariable};
use ambimech_solve::decision::deciding::FoundBy;
use ambimech_solve::decision::program::{DecisionProgram, Unknown};
use ambimech_solve::lp::{Program, Relation, Sign};
use std::path::{Path, PathBuf};

/// The format that a path asks for.
pub fn format_of(path: &Path) -> Result<ProgramFormat, Failure> {
    ProgramFormat::of_path(path).ok_or_else(|| {
        Failure::Usage(format!(
            "{} has no ending of a linear program\n  = expected: .ine (cdd, lrs), .lp (CPLEX LP) or .mps (free MPS)",
            path.display()
        ))
    })
}

/// The file beside a program's that says what its rows and columns mean.
pub fn legend_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".legend.csv");
    PathBuf::from(name)
}

/// Writes a program and its legend, and says so.
pub fn write(path: &Path, program: &ExactProgram) -> Result<(), Failure> {
    let text = render_program(program, format_of(path)?).map_err(|error| Failure::Usage(error.to_string()))?;
    output::write_file(path, &text)?;
    let legend = legend_path(path);
    output::write_file(&legend, &render_legend(program))?;
    let remarks: String = program.remarks.iter().map(|remark| format!("\n  = {remark}")).collect();
    output::remark(&format!(
        "program of {} rows and {} columns: {}, its legend: {}{remarks}",
        program.rows.len(),
        program.columns.len(),
        path.display(),
        legend.display()
    ));
    Ok(())
}

/// The program of a decision.
pub fn of_decision(
    environment: &Environment,
    program: &DecisionProgram<'_>,
    parameter: &str,
    (title, remarks): (String, Vec<String>),
) -> ExactProgram {
    let question = program.question();
    let columns = program.unknowns().into_iter().map(|unknown| match unknown {
        Unknown::Payment { rule, agent, profile } => {
            label::payment(environment, question.mechanism, rule, agent, profile)
        }
        Unknown::WorstCase { coalition, types } => label::worst_case(environment, coalition, types),
        Unknown::Parameter => label::parameter(parameter),
    });
    let rows = program
        .rows()
        .iter()
        .map(|(row, _)| label::constraint(environment, row, question.mechanism, question.reports));
    let mut made = neutral(program.program(), columns.collect(), rows.collect());
    (made.title, made.remarks) = (title, remarks);
    if question.is_balanced() {
        let last = environment.agents().last().map_or("", |agent| agent.name.as_str());
        made.remarks.push(format!("the budget balances: the payments to {last} are minus the sum of the others'"));
    }
    made.remarks.push("every row about a type is multiplied by the weight of the type in the prior".to_string());
    made
}

/// The program of a condition.
pub fn of_condition(environment: &Environment, program: &ConditionProgram) -> ExactProgram {
    let columns = program.variables.iter().map(|variable| match *variable {
        ConditionVariable::MixtureWeight { agent, of } => label::mixture_weight(environment, agent, of),
        ConditionVariable::ReportWeight { agent, report, truth } => {
            label::report_weight(environment, agent, report, truth)
        }
        ConditionVariable::LieMass { coalition, truth, report } => {
            label::lie_mass(environment, coalition, truth, report)
        }
    });
    let rows = program.rows.iter().map(|row| match *row {
        ConditionRow::SameBelief { agent, others } => label::same_belief(environment, agent, others),
        ConditionRow::SameDistribution { profile, other } => label::same_distribution(environment, profile, other),
        ConditionRow::Bound => label::bound(),
    });
    neutral(&program.program, columns.collect(), rows.collect())
}

/// The parameter made as small or as large as it can be; the cost is minus the parameter for the largest.
pub fn with_aim(mut program: ExactProgram, is_largest: bool) -> ExactProgram {
    for column in program.columns.iter_mut().filter(|column| column.kind == "P") {
        column.cost = if is_largest { Rational::NEG_ONE } else { Rational::ONE };
    }
    program
}

/// In what relation the answer stands to the program.
pub fn remark_on(found_by: FoundBy) -> &'static str {
    match found_by {
        FoundBy::Program => "the answer is that of this program",
        FoundBy::ClosedForm => "the answer was found in closed form; this program is feasible as well",
        FoundBy::ShortProof => "the answer was found by a short proof; this program is infeasible as well",
        FoundBy::Inefficiency => {
            "the answer is infeasible because the allocation rule is inefficient, which is no row of this program"
        }
        FoundBy::Nothing => "the answer is undecided",
    }
}

fn neutral(program: &Program, columns: Vec<label::Called>, rows: Vec<label::Called>) -> ExactProgram {
    let columns = columns.into_iter().zip(program.signs()).zip(program.costs());
    let rows = rows.into_iter().zip(program.rows());
    ExactProgram {
        columns: columns
            .map(|(((kind, label), sign), cost)| ProgramColumn {
                kind,
                label,
                sign: match sign {
                    Sign::Free => ColumnSign::Free,
                    Sign::NonNegative => ColumnSign::NonNegative,
                },
                cost: cost.clone(),
            })
            .collect(),
        rows: rows
            .map(|((kind, label), row)| ProgramRow {
                kind,
                label,
                relation: match row.relation() {
                    Relation::AtLeast => RowRelation::AtLeast,
                    Relation::Equal => RowRelation::Equal,
                },
                entries: row.coefficients().collect(),
                right: row.right().clone(),
            })
            .collect(),
        ..ExactProgram::default()
    }
}
