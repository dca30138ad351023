//! Priors in Parquet files: the same environment as with rows, and every damage refused.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::environment::environment_digest;
use ambimech_io::{Format, parse_environment};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::path::Path;
use std::sync::Arc;

/// A column; `None` is an empty cell.
enum Column {
    Texts(Vec<Option<&'static str>>),
    Long(Vec<Option<i64>>),
    Int(Vec<Option<i32>>),
    /// Stored as [`Column::Int`], without a sign.
    Unsigned(Vec<u32>),
    Float(Vec<f64>),
}

fn present<T: Clone>(cells: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
    (cells.iter().flatten().cloned().collect(), cells.iter().map(|cell| i16::from(cell.is_some())).collect())
}

/// A file of row groups with as many rows at most.
fn file(columns: &[(&str, Column)], group: usize, compression: Compression) -> Vec<u8> {
    let field = |(name, column): &(&str, Column)| {
        let (physical, logical) = match column {
            Column::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Column::Long(_) => (Physical::INT64, None),
            Column::Int(_) => (Physical::INT32, None),
            Column::Unsigned(_) => (Physical::INT32, Some(LogicalType::integer(32, false))),
            Column::Float(_) => (Physical::DOUBLE, None),
        };
        let built = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        Arc::new(built.with_repetition(Repetition::OPTIONAL).build().unwrap())
    };
    let schema =
        Type::group_type_builder("prior").with_fields(columns.iter().map(field).collect()).build().unwrap();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).unwrap();
    let rows = columns.iter().map(|(_, column)| match column {
        Column::Texts(cells) => cells.len(),
        Column::Long(cells) => cells.len(),
        Column::Int(cells) => cells.len(),
        Column::Unsigned(cells) => cells.len(),
        Column::Float(cells) => cells.len(),
    });
    let rows = rows.max().unwrap();
    for start in (0..rows).step_by(group) {
        let range = start..(start + group).min(rows);
        let mut made = writer.next_row_group().unwrap();
        for (_, column) in columns {
            let mut next = made.next_column().unwrap().unwrap();
            match column {
                Column::Texts(cells) => {
                    let (values, levels) = present(&cells[range.clone()]);
                    let values: Vec<ByteArray> = values.into_iter().map(ByteArray::from).collect();
                    next.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
                }
                Column::Long(cells) => {
                    let (values, levels) = present(&cells[range.clone()]);
                    next.typed::<Int64Type>().write_batch(&values, Some(&levels), None).unwrap();
                }
                Column::Int(cells) => {
                    let (values, levels) = present(&cells[range.clone()]);
                    next.typed::<Int32Type>().write_batch(&values, Some(&levels), None).unwrap();
                }
                Column::Unsigned(cells) => {
                    let values: Vec<i32> = cells[range.clone()].iter().map(|cell| cell.cast_signed()).collect();
                    let levels = vec![1; values.len()];
                    next.typed::<Int32Type>().write_batch(&values, Some(&levels), None).unwrap();
                }
                Column::Float(cells) => {
                    let levels = vec![1; range.len()];
                    next.typed::<DoubleType>().write_batch(&cells[range.clone()], Some(&levels), None).unwrap();
                }
            }
            next.close().unwrap();
        }
        made.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn some<T: Clone>(cells: &[T]) -> Vec<Option<T>> {
    cells.iter().cloned().map(Some).collect()
}

const WEIGHTS: [i64; 6] = [1, 3_000_000_000, 5, 4, 7, 2];
const FIRST: [&str; 6] = ["H", "H", "H", "L", "L", "L"];
const SECOND: [i64; 6] = [1, 2, 3, 1, 2, 3];

fn environment(prior: &str, folder: Option<&Path>) -> Result<String, String> {
    let text = format!(
        "format = \"ambimech-environment/1\"\n[[agents]]\nname = \"a\"\ntypes = [\"H\", \"L\"]\n\
         [[agents]]\nname = \"b\"\ntypes = [\"1\", \"2\", \"3\"]\n\
         [prior]\n{prior}\n[outcomes.none]\na = 0\nb = 0\n[allocation]\n\"* *\" = \"none\"\n"
    );
    let read = parse_environment(&text, "e.toml", Format::Toml, folder);
    read.map(|environment| environment_digest(&environment)).map_err(|error| error.to_string())
}

fn from_bytes(bytes: &[u8]) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("prior.parquet"), bytes).unwrap();
    environment("file = \"prior.parquet\"", Some(folder.path()))
}

fn expected() -> String {
    let row = |place: usize| format!("\"{} {}\" = {}\n", FIRST[place], SECOND[place], WEIGHTS[place]);
    environment(&(0..6).map(row).collect::<String>(), None).unwrap()
}

/// The columns of all profiles, in another order, with a column that means nothing.
fn shuffled(order: &[usize]) -> [(&'static str, Column); 4] {
    [
        ("weight", Column::Long(order.iter().map(|place| Some(WEIGHTS[*place])).collect())),
        ("note", Column::Float(vec![0.5; order.len()])),
        ("b", Column::Long(order.iter().map(|place| Some(SECOND[*place])).collect())),
        ("a", Column::Texts(order.iter().map(|place| Some(FIRST[*place])).collect())),
    ]
}

fn plain(columns: &[(&str, Column)]) -> Result<String, String> {
    from_bytes(&file(columns, 100, Compression::UNCOMPRESSED))
}

#[test]
fn rows_in_any_order_and_weights_alone_give_the_prior_of_rows() {
    for group in [1, 2, 4, 6] {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
            let columns = shuffled(&[3, 1, 0, 5, 4, 2]);
            assert_eq!(from_bytes(&file(&columns, group, compression)), Ok(expected()), "groups of {group}");
            let alone = [("weight", Column::Long(some(&WEIGHTS)))];
            assert_eq!(from_bytes(&file(&alone, group, compression)), Ok(expected()), "groups of {group}");
        }
    }
    let unsigned = WEIGHTS.iter().map(|weight| u32::try_from(*weight).unwrap()).collect();
    assert_eq!(plain(&[("weight", Column::Unsigned(unsigned))]), Ok(expected()));
}

#[test]
fn other_weights_are_another_prior() {
    let mut weights = WEIGHTS;
    weights[4] = 6;
    let other = plain(&[("weight", Column::Long(some(&weights)))]).unwrap();
    assert_ne!(other, expected());
    let small: Vec<i32> = weights.iter().map(|weight| i32::try_from(*weight).unwrap_or(9)).collect();
    assert_ne!(plain(&[("weight", Column::Int(some(&small)))]).unwrap(), other);
}

#[test]
fn wrong_tables_are_refused_with_the_place() {
    let refused = |columns: &[(&str, Column)], parts: &[&str]| {
        let message = plain(columns).unwrap_err();
        for part in parts {
            assert!(message.contains(part), "no `{part}` in:\n{message}");
        }
    };
    refused(&shuffled(&[0, 1, 2, 3, 4]), &["a weight is missing", "no row for `L 3`, in 5 rows"]);
    refused(&shuffled(&[0, 1, 2, 3, 4, 5, 2]), &["a weight too many", "row 7 is about `H 3`"]);
    refused(&[("weight", Column::Long(some(&[1, 2, 3, 4, 5, 6, 7])))], &["row 7, after all 6 profiles"]);
    refused(&[("weight", Column::Long(some(&[1, 2, 3])))], &["no row for `L 1`, in 3 rows"]);
    refused(
        &[("weight", Column::Int(some(&[1, 2, -3, 4, 5, 6])))],
        &["negative weight", "-3 in row 3, for `H 3`"],
    );
    let mut holes = some(&WEIGHTS);
    holes[1] = None;
    refused(&[("weight", Column::Long(holes))], &["`weight` has empty cells", "1 empty cells"]);
    refused(&[("weight", Column::Float(vec![0.5; 6]))], &["another kind", "integer weights proportional"]);
    refused(&[("weight", Column::Texts(some(&FIRST)))], &["another kind", "whole numbers"]);
    refused(&[("weights", Column::Long(some(&WEIGHTS)))], &["there is no column `weight`", "weights"]);
    let [weight, _, second, first] = shuffled(&[0, 1, 2, 3, 4, 5]);
    refused(&[weight, second], &["there is no column `a`"]);
    let [weight, _, second, _] = shuffled(&[0, 1, 2, 3, 4, 5]);
    drop(first);
    let wrong = ("a", Column::Texts(some(&["H", "H", "h", "L", "L", "L"])));
    refused(&[weight, second, wrong], &["unknown type `h` of agent `a`", "in row 3", "did you mean"]);
    refused(&[("weight", Column::Long(some(&[0; 6])))], &["the weights of the prior sum to 0"]);
}

#[test]
fn damaged_files_are_refused() {
    let whole = file(&shuffled(&[0, 1, 2, 3, 4, 5]), 100, Compression::SNAPPY);
    assert_eq!(from_bytes(&whole), Ok(expected()));
    for length in 0..whole.len() {
        assert!(from_bytes(&whole[..length]).is_err(), "cut at {length}");
    }
    assert!(from_bytes(b"PAR1").unwrap_err().contains("cannot be read"));
    assert!(from_bytes(b"seller,buyer,weight\n").unwrap_err().contains("cannot be read"));
    // A changed byte is another prior, the same prior (in parts that nobody looks at), or refused; never a panic.
    for place in 0..whole.len() {
        for mask in [0x55, 0x01, 0x80, 0xff] {
            let mut changed = whole.clone();
            changed[place] ^= mask;
            let _ = from_bytes(&changed);
        }
    }
}
