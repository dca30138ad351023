//! `[prior] file = "prior.parquet"`: integer weights as a table in a Parquet file.
//!
//! The column `weight` holds whole numbers, signed or not. Beside it either there is one column for every agent, named like the agent, whose cells are the names of
//! types (texts, or whole numbers where types are named so), and every profile is in one row, in any order; or there is no column of an agent, and
//! the rows are the profiles in their order, the last agent's type running fastest. Other columns are not looked at. Columns are
//! uncompressed or compressed by Snappy. Rows are read batch by batch: beyond the weights, memory is a bit for every profile.

use crate::diagnostic::{Diagnostic, Read};
use crate::label::Labels;
use crate::quiet::unless_it_panics;
use crate::rows::ProfileNames;
use crate::source::unreadable;
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::index::{AgentId, ProfileId};
use parquet::basic::{ConvertedType, LogicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::SchemaDescriptor;
use std::fs::File;
use std::path::Path;

/// Rows read at a time.
const BATCH: usize = 1 << 16;
/// The column of weights.
const WEIGHT: &str = "weight";
const HELP: &str = "write it with pandas: frame.astype({\"weight\": \"int64\"}).to_parquet(\"prior.parquet\")";

/// Kinds of whole numbers, those without a sign first.
const WHOLE: [ConvertedType; 8] = [
    ConvertedType::UINT_8,
    ConvertedType::UINT_16,
    ConvertedType::UINT_32,
    ConvertedType::UINT_64,
    ConvertedType::INT_8,
    ConvertedType::INT_16,
    ConvertedType::INT_32,
    ConvertedType::INT_64,
];

/// The cells of a column in a batch of rows.
enum Cells {
    Texts(Vec<ByteArray>),
    Whole(Vec<i64>),
}

/// What is read of every row.
struct Columns {
    weight: usize,
    /// Whether weights are stored without a sign.
    unsigned: bool,
    /// The columns of the agents, in agent order; none when rows are in profile order.
    agents: Vec<usize>,
}

/// The weights in such a file, in profile order.
pub(super) fn read_parquet(path: &Path, names: &ProfileNames) -> Read<Vec<u64>> {
    let name = path.display().to_string();
    // The library finds some damage by assertions.
    unless_it_panics(|| read(path, name.clone(), names)).unwrap_or_else(|| {
        Err(Box::new(
            Diagnostic::about_file(&name, "this Parquet file cannot be read")
                .found("pages that do not fit together")
                .expected("a whole Parquet file, uncompressed or compressed by Snappy")
                .help("the file may be damaged: write it again"),
        ))
    })
}

fn read(path: &Path, name: String, names: &ProfileNames) -> Read<Vec<u64>> {
    let file = File::open(path).map_err(|error| Box::new(unreadable(&name, &error)))?;
    let broken = |error: &ParquetError| {
        Box::new(
            Diagnostic::about_file(&name, "this Parquet file cannot be read")
                .found(error.to_string())
                .expected("a whole Parquet file, uncompressed or compressed by Snappy")
                .help("write it again, with compression=\"snappy\" or compression=None"),
        )
    };
    let reader = SerializedFileReader::new(file).map_err(|error| broken(&error))?;
    let columns = Columns::find(&name, reader.metadata().file_metadata().schema_descr(), names)?;
    let mut table = Table {
        file: &name,
        names,
        weights: vec![0; names.space.size()],
        seen: vec![0; names.space.size().div_ceil(64)],
        rows: 0,
    };
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(|error| broken(&error))?;
        table.read_group(group.as_ref(), &columns, &broken)?;
    }
    table.whole()
}

impl Columns {
    fn find(file: &str, schema: &SchemaDescriptor, names: &ProfileNames) -> Read<Columns> {
        let found: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
        let place = |wanted: &str| found.iter().position(|name| *name == wanted);
        let missing = |wanted: &str| {
            Box::new(
                Diagnostic::about_file(file, format!("there is no column {}", quoted(wanted)))
                    .found(format!("columns {}", listed(found.iter().copied())))
                    .expected("a column `weight`, and one for every agent unless rows are in profile order")
                    .help(HELP),
            )
        };
        let agents: Vec<&str> = names.space.agents().map(|agent| names.agent(agent)).collect();
        let columns = Columns {
            weight: place(WEIGHT).ok_or_else(|| missing(WEIGHT))?,
            unsigned: place(WEIGHT).is_some_and(|place| is_unsigned(schema, place)),
            agents: if agents.iter().any(|agent| place(agent).is_some()) {
                agents.iter().map(|agent| place(agent).ok_or_else(|| missing(agent))).collect::<Read<_>>()?
            } else {
                Vec::new()
            },
        };
        for place in columns.agents.iter().chain([&columns.weight]) {
            let column = schema.column(*place);
            let is_weight = *place == columns.weight;
            let is_plain = match column.converted_type() {
                ConvertedType::NONE => true,
                ConvertedType::UTF8 | ConvertedType::ENUM => !is_weight,
                kind => WHOLE.contains(&kind),
            };
            if !is_plain {
                return Err(Box::new(
                    Diagnostic::about_file(
                        file,
                        format!("the column {} has another kind of values", quoted(column.name())),
                    )
                    .found(format!("values of the kind {}", column.converted_type()))
                    .expected(if is_weight { "whole numbers" } else { "texts or whole numbers" })
                    .help(HELP),
                ));
            }
            if column.max_rep_level() > 0 || column.max_def_level() > 1 {
                return Err(Box::new(
                    Diagnostic::about_file(file, format!("the column {} is nested", quoted(column.name())))
                        .found("lists or records in its cells")
                        .expected("one value in every cell")
                        .help(HELP),
                ));
            }
        }
        Ok(columns)
    }
}

fn is_unsigned(schema: &SchemaDescriptor, place: usize) -> bool {
    let column = schema.column(place);
    match column.logical_type_ref() {
        Some(LogicalType::Integer(kind)) => !kind.is_signed,
        _ => WHOLE[..4].contains(&column.converted_type()),
    }
}

/// The weights that were read so far.
struct Table<'n> {
    file: &'n str,
    names: &'n ProfileNames,
    weights: Vec<u64>,
    /// A bit for every profile.
    seen: Vec<u64>,
    rows: usize,
}

impl Table<'_> {
    fn read_group(
        &mut self,
        group: &dyn RowGroupReader,
        columns: &Columns,
        broken: &dyn Fn(&ParquetError) -> Box<Diagnostic>,
    ) -> Read<()> {
        let reader = |place: usize| group.get_column_reader(place).map_err(|error| broken(&error));
        let mut weights = reader(columns.weight)?;
        let mut agents = columns.agents.iter().map(|place| reader(*place)).collect::<Read<Vec<ColumnReader>>>()?;
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        while left > 0 {
            let count = left.min(BATCH);
            let Cells::Whole(batch) = self.cells((WEIGHT, columns.unsigned), &mut weights, count, broken)? else {
                return Err(self.kind(WEIGHT, "texts", "whole numbers"));
            };
            let mut profiles: Vec<usize> =
                if columns.agents.is_empty() { (self.rows..self.rows + count).collect() } else { vec![0; count] };
            for (agent, column) in self.names.space.agents().zip(&mut agents) {
                let cells = self.cells((self.names.agent(agent), false), column, count, broken)?;
                self.add_types(agent, &cells, &mut profiles)?;
            }
            for (profile, weight) in profiles.into_iter().zip(batch) {
                self.keep(profile, weight, columns.unsigned)?;
            }
            left -= count;
        }
        Ok(())
    }

    /// The next cells of a column.
    fn cells(
        &self,
        (column, unsigned): (&str, bool),
        reader: &mut ColumnReader,
        count: usize,
        broken: &dyn Fn(&ParquetError) -> Box<Diagnostic>,
    ) -> Read<Cells> {
        let cells = match reader {
            ColumnReader::Int32ColumnReader(reader) => {
                let whole = |value: i32| match column {
                    WEIGHT if unsigned => i64::from(value.cast_unsigned()),
                    _ => i64::from(value),
                };
                batch(reader, count).map(|values| Cells::Whole(values.into_iter().map(whole).collect()))
            }
            ColumnReader::Int64ColumnReader(reader) => batch(reader, count).map(Cells::Whole),
            ColumnReader::ByteArrayColumnReader(reader) => batch(reader, count).map(Cells::Texts),
            _ => {
                let expected = if column == WEIGHT { "whole numbers" } else { "names of types" };
                return Err(self.kind(column, "other values, such as floating-point numbers", expected));
            }
        };
        let cells = cells.map_err(|error| broken(&error))?;
        let found = match &cells {
            Cells::Texts(values) => values.len(),
            Cells::Whole(values) => values.len(),
        };
        if found == count {
            return Ok(cells);
        }
        Err(Box::new(
            Diagnostic::about_file(self.file, format!("the column {} has empty cells", quoted(column)))
                .found(format!("{} empty cells from row {} on", count - found.min(count), self.rows + 1))
                .expected("a value in every row")
                .help("fill them, or leave the rows out that say nothing"),
        ))
    }

    fn kind(&self, column: &str, found: &str, expected: &str) -> Box<Diagnostic> {
        let diagnostic =
            Diagnostic::about_file(self.file, format!("the column {} has another kind of values", quoted(column)))
                .found(found)
                .expected(expected);
        Box::new(if column == WEIGHT {
            diagnostic
                .help(
                    "floating-point numbers are rounded: write integer weights proportional to the probabilities",
                )
                .help(HELP)
        } else {
            diagnostic.help("write the names of types as texts")
        })
    }

    /// Adds the agent's type in every row to the profile of the row.
    fn add_types(&self, agent: AgentId, cells: &Cells, profiles: &mut [usize]) -> Read<()> {
        let types = &self.names.types[agent.0];
        let stride = self.names.space.stride(agent);
        let find = |row: usize, text: &str| match types.find(text) {
            Some(place) => Ok(place * stride),
            None => Err(self.unknown_type(agent, types, self.rows + row + 1, text)),
        };
        match cells {
            Cells::Texts(values) => {
                for (row, (profile, value)) in profiles.iter_mut().zip(values).enumerate() {
                    *profile += find(row, &String::from_utf8_lossy(value.data()))?;
                }
            }
            Cells::Whole(values) => {
                for (row, (profile, value)) in profiles.iter_mut().zip(values).enumerate() {
                    *profile += find(row, &value.to_string())?;
                }
            }
        }
        Ok(())
    }

    fn unknown_type(&self, agent: AgentId, types: &Labels, row: usize, text: &str) -> Box<Diagnostic> {
        let known = types.names().iter().map(String::as_str);
        Box::new(
            Diagnostic::about_file(
                self.file,
                format!("unknown type {} of agent {}", quoted(text), quoted(self.names.agent(agent))),
            )
            .found(format!("{} in row {row}", quoted(text)))
            .expected(listed(known.clone()))
            .help(match did_you_mean(text, known) {
                hint if hint.is_empty() => "use the names of the environment file".to_string(),
                hint => hint,
            }),
        )
    }

    fn keep(&mut self, profile: usize, weight: i64, unsigned: bool) -> Read<()> {
        self.rows += 1;
        let label = || match self.names.space.size() {
            size if profile < size => quoted(&self.names.label(ProfileId(profile))),
            size => format!("row {}, after all {size} profiles", self.rows),
        };
        if weight < 0 && !unsigned {
            return Err(Box::new(
                Diagnostic::about_file(self.file, "negative weight")
                    .found(format!("{weight} in row {}, for {}", self.rows, label()))
                    .expected("0 or a positive number")
                    .help("weights are probabilities, or proportional to them"),
            ));
        }
        let bit = 1 << (profile % 64);
        match self.seen.get_mut(profile / 64).filter(|word| **word & bit == 0 && profile < self.weights.len()) {
            Some(word) => *word |= bit,
            None => {
                return Err(Box::new(
                    Diagnostic::about_file(self.file, "a weight too many")
                        .found(format!("row {} is about {}", self.rows, label()))
                        .expected("every profile in one row")
                        .help("add up the weights of rows about the same profile: frame.groupby(agents).sum()"),
                ));
            }
        }
        self.weights[profile] = weight.cast_unsigned();
        Ok(())
    }

    /// The weights, of every profile.
    fn whole(self) -> Read<Vec<u64>> {
        let Some(word) = self.seen.iter().position(|word| *word != u64::MAX) else { return Ok(self.weights) };
        let profile = word * 64 + self.seen[word].trailing_ones() as usize;
        if profile >= self.weights.len() {
            return Ok(self.weights);
        }
        Err(Box::new(
            Diagnostic::about_file(self.file, "a weight is missing")
                .found(format!(
                    "no row for {}, in {} rows",
                    quoted(&self.names.label(ProfileId(profile))),
                    self.rows
                ))
                .expected(format!("a row for each of the {} profiles", self.weights.len()))
                .help("write weight 0 for profiles that never occur"),
        ))
    }
}

/// The values of the next rows; fewer where cells are empty.
fn batch<T: DataType>(reader: &mut ColumnReaderImpl<T>, count: usize) -> Result<Vec<T::T>, ParquetError> {
    let mut values = Vec::with_capacity(count);
    let mut rows = 0;
    // Levels say where cells are empty; their number is all that is needed.
    let mut levels = Vec::new();
    while rows < count {
        let (read, _, _) = reader.read_records(count - rows, Some(&mut levels), None, &mut values)?;
        if read == 0 {
            break;
        }
        rows += read;
    }
    Ok(values)
}
