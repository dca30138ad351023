//! Results as a Parquet file: uncompressed, one row group for every million rows, empty cells as nulls.

use ambimech_io::sweep::results::{Column, ColumnKind, ResultTable};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::sync::Arc;

/// Rows of a row group.
const GROUP: usize = 1 << 20;

/// The bytes of the file.
///
/// # Errors
/// A cell that is no number in a column of numbers, or what the library says.
pub fn parquet_of(table: &ResultTable) -> Result<Vec<u8>, String> {
    write(table).map_err(|error| error.to_string())
}

fn write(table: &ResultTable) -> Result<Vec<u8>, ParquetError> {
    let fields: Result<Vec<Arc<Type>>, ParquetError> =
        table.columns.iter().map(|column| Ok(Arc::new(field(column)?))).collect();
    let schema = Type::group_type_builder("results").with_fields(fields?).build()?;
    let properties = WriterProperties::builder().set_created_by("ambimech sweep".to_string()).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for start in (0..table.rows.len()).step_by(GROUP) {
        let rows = start..(start + GROUP).min(table.rows.len());
        let mut group = writer.next_row_group()?;
        for (place, column) in table.columns.iter().enumerate() {
            let Some(mut next) = group.next_column()? else { break };
            let cells: Vec<&str> = rows.clone().map(|row| table.cell(row, place)).collect();
            let present: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
            let full = cells.iter().filter(|cell| !cell.is_empty());
            match column.kind {
                ColumnKind::Count => {
                    let values: Vec<i64> = full.map(|cell| number(column, cell)).collect::<Result<_, _>>()?;
                    next.typed::<Int64Type>().write_batch(&values, Some(&present), None)?;
                }
                ColumnKind::Decimal => {
                    let values: Vec<f64> = full.map(|cell| number(column, cell)).collect::<Result<_, _>>()?;
                    next.typed::<DoubleType>().write_batch(&values, Some(&present), None)?;
                }
                ColumnKind::Word | ColumnKind::Exact => {
                    let values: Vec<ByteArray> = full.map(|cell| ByteArray::from(*cell)).collect();
                    next.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)?;
                }
            }
            next.close()?;
        }
        group.close()?;
    }
    writer.into_inner()
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Count => (Physical::INT64, None),
        ColumnKind::Decimal => (Physical::DOUBLE, None),
        ColumnKind::Word | ColumnKind::Exact => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

fn number<N: std::str::FromStr>(column: &Column, cell: &str) -> Result<N, ParquetError> {
    cell.parse().map_err(|_| ParquetError::General(format!("`{cell}` in the column {} is no number", column.name)))
}
