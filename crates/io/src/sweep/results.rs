//! Results of sweeps as tables: a CSV file and the codebook that says what its columns are.

use crate::csv::{Field, Records, wrong_width};
use crate::diagnostic::{Diagnostic, Read};
use crate::source::Source;
use crate::suggestion::{listed, quoted};
use crate::sweep::rows::Rows;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What a column holds. An empty cell has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A whole number.
    Count,
    /// A name or a word.
    Word,
    /// An exact number, as text.
    Exact,
    /// An exact number, rounded to a decimal.
    Decimal,
}

impl ColumnKind {
    /// All kinds.
    pub const ALL: [ColumnKind; 4] = [ColumnKind::Count, ColumnKind::Word, ColumnKind::Exact, ColumnKind::Decimal];

    /// What the codebook calls it.
    pub fn name(self) -> &'static str {
        match self {
            ColumnKind::Count => "whole number",
            ColumnKind::Word => "text",
            ColumnKind::Exact => "exact number as text",
            ColumnKind::Decimal => "decimal",
        }
    }
}

/// What a column is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Which case it is.
    Case,
    /// The value of a parameter.
    Parameter,
    /// A condition.
    Condition,
    /// The verdict about mechanisms; the decision's name, its goal, kind and reports are in the codebook.
    Decision,
    /// Something about a decision, as its number of rules.
    OfDecision,
    /// A remark.
    Remark,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 6] =
        [Role::Case, Role::Parameter, Role::Condition, Role::Decision, Role::OfDecision, Role::Remark];

    /// What the codebook calls it.
    pub fn name(&self) -> &'static str {
        match self {
            Role::Case => "case",
            Role::Parameter => "parameter",
            Role::Condition => "condition",
            Role::Decision => "decision",
            Role::OfDecision => "of-decision",
            Role::Remark => "remark",
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it is for.
    pub role: Role,
    /// What a number is measured in, or the words there are, with `|` between them; may be empty.
    pub values: String,
    /// What it means.
    pub about: String,
}

/// Results as a table: every cell is a text without commas, quotes and line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultTable {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, in the order of cases.
    pub rows: Rows,
}

/// The headings of a codebook.
const CODEBOOK: [&str; 7] = ["file", "position", "variable", "storage", "role", "values", "description"];

impl ResultTable {
    /// The place of a column.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The places of the columns with this role.
    pub fn with_role(&self, role: &Role) -> Vec<usize> {
        (0..self.columns.len()).filter(|place| self.columns[*place].role == *role).collect()
    }

    /// A cell; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.cell(row, column)
    }

    /// The rows under their headings.
    pub fn csv(&self) -> String {
        let headings: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        headings.join(",") + "\n" + self.rows.text()
    }

    /// `file,position,variable,storage,role,values,description`: one line for every column.
    pub fn codebook(&self) -> String {
        let mut text = CODEBOOK.join(",") + "\n";
        for (place, column) in self.columns.iter().enumerate() {
            let _ = writeln!(
                text,
                "results.csv,{},{},{},{},{},\"{}\"",
                place + 1,
                column.name,
                column.kind.name(),
                column.role.name(),
                column.values,
                column.about
            );
        }
        text
    }

    /// Reads results and their codebook.
    ///
    /// # Errors
    /// Anything that is not what [`ResultTable::csv`] and [`ResultTable::codebook`] write.
    pub fn read(results: Source<'_>, codebook: Source<'_>) -> Read<ResultTable> {
        let columns = read_codebook(codebook)?;
        let mut records = Records::new(results);
        let mut header = Vec::new();
        records.read(&mut header)?;
        let expected: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        if !header.iter().map(|field| field.text.as_ref()).eq(expected.iter().copied()) {
            return Err(Box::new(
                Diagnostic::at(results, results.first_line(), "the columns are not those of the codebook")
                    .found(listed(header.iter().map(|field| field.text.as_ref())))
                    .expected(listed(expected))
                    .help("results and codebook belong together: keep the folder as it was written"),
            ));
        }
        let (mut rows, mut fields) = (Rows::default(), Vec::new());
        while records.read(&mut fields)? {
            if fields.len() != header.len() {
                return Err(Box::new(wrong_width(results, &header, &fields)));
            }
            rows.push(&fields.iter().map(|field| field.text.as_ref()).collect::<Vec<&str>>().join(","));
        }
        Ok(ResultTable { columns, rows })
    }
}

fn read_codebook(source: Source<'_>) -> Read<Vec<Column>> {
    let wrong = |field: &Field<'_>, expected: String| {
        Box::new(
            Diagnostic::at(source, field.span, "this is no codebook of a sweep")
                .found(quoted(&field.text))
                .expected(expected)
                .help("results and codebook belong together: keep the folder as it was written"),
        )
    };
    let mut records = Records::new(source);
    let mut fields: Vec<Field<'_>> = Vec::new();
    records.read(&mut fields)?;
    if !fields.iter().map(|field| field.text.as_ref()).eq(CODEBOOK) {
        let found = fields.first().map_or(source.first_line(), |field| field.span);
        return Err(Box::new(
            Diagnostic::at(source, found, "this is no codebook of a sweep")
                .found("other headings")
                .expected(CODEBOOK.join(","))
                .help("name the folder that `ambimech sweep` wrote"),
        ));
    }
    let mut columns = Vec::new();
    while records.read(&mut fields)? {
        let [_, _, name, kind, role, values, about] = fields.as_slice() else {
            return Err(Box::new(
                Diagnostic::at(
                    source,
                    source.first_line(),
                    "a line of the codebook has another number of columns",
                )
                .found(format!("{} columns", fields.len()))
                .expected(format!("{} columns", CODEBOOK.len()))
                .help("keep the folder as it was written"),
            ));
        };
        let found_kind = ColumnKind::ALL.into_iter().find(|known| known.name() == kind.text);
        let found_role = Role::ALL.into_iter().find(|known| known.name() == role.text);
        columns.push(Column {
            name: name.text.to_string(),
            kind: found_kind.ok_or_else(|| wrong(kind, listed(ColumnKind::ALL.map(ColumnKind::name))))?,
            role: found_role.ok_or_else(|| wrong(role, listed(Role::ALL.iter().map(Role::name))))?,
            values: values.text.to_string(),
            about: about.text.to_string(),
        });
    }
    Ok(columns)
}

/// `sha256:` and the hash of some bytes, in lower-case hexadecimal digits.
pub fn bytes_digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    Sha256::digest(bytes).iter().for_each(|byte| {
        let _ = write!(text, "{byte:02x}");
    });
    text
}
