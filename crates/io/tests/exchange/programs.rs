//! Linear programs in three formats, read again by readers that share nothing with the writers.

use super::Dice;
use ambimech_io::exchange::program::*;
use ambimech_model::number::{Integer, Rational, parse_number};
use std::collections::BTreeMap;

/// A program as it was read: for every row its relation, coefficients by column name, and right side; free columns; costs.
#[derive(Debug, PartialEq, Default)]
struct Read {
    rows: BTreeMap<String, (String, BTreeMap<String, Integer>, Integer)>,
    free: Vec<String>,
    costs: BTreeMap<String, Integer>,
}

fn integer(text: &str) -> Integer {
    let number = parse_number(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(number.is_int(), "{text}");
    number.numerator().clone()
}

fn expression(words: &[&str]) -> BTreeMap<String, Integer> {
    let (mut sum, mut sign, mut number) = (BTreeMap::new(), Integer::ONE, None);
    for word in words {
        match *word {
            "+" => sign = Integer::ONE,
            "-" => sign = Integer::NEG_ONE,
            word if word.starts_with(|c: char| c.is_ascii_digit()) => number = Some(integer(word)),
            name => {
                let coefficient =
                    std::mem::replace(&mut sign, Integer::ONE) * number.take().unwrap_or(Integer::ONE);
                if !coefficient.is_zero() {
                    assert!(sum.insert(name.to_string(), coefficient).is_none(), "{name} twice");
                }
            }
        }
    }
    assert!(number.is_none());
    sum
}

fn read_lp(text: &str) -> Read {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('\\')).collect();
    assert!(lines.iter().all(|line| line.len() <= 255), "a line is too long for the format");
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    let at = |word: &str| words.iter().position(|known| *known == word).unwrap();
    let (subject, bounds, end) = (at("Subject"), at("Bounds"), at("End"));
    assert_eq!((words[0], words[1], words[subject + 1], end), ("Minimize", "obj:", "To", words.len() - 1));
    let mut read = Read { costs: expression(&words[2..subject]), ..Read::default() };
    let mut row: Option<(String, Vec<&str>)> = None;
    let mut rest = words[subject + 2..bounds].iter();
    while let Some(word) = rest.next() {
        if let Some(name) = word.strip_suffix(':') {
            assert!(row.is_none());
            row = Some((name.to_string(), Vec::new()));
        } else if matches!(*word, ">=" | "=") {
            let (name, words) = row.take().unwrap();
            let right = integer(rest.next().unwrap());
            assert!(read.rows.insert(name, ((*word).to_string(), expression(&words), right)).is_none());
        } else {
            row.as_mut().unwrap().1.push(word);
        }
    }
    for pair in words[bounds + 1..end].chunks(2) {
        assert_eq!(pair[1], "free");
        read.free.push(pair[0].to_string());
    }
    read
}

fn read_mps(text: &str) -> Read {
    let mut read = Read::default();
    let mut section = "";
    for line in text.lines().filter(|line| !line.starts_with('*')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !line.starts_with(' ') {
            section = words[0];
            continue;
        }
        match (section, words.as_slice()) {
            ("ROWS", ["N", "obj"]) => {}
            ("ROWS", [kind, name]) => {
                let relation = match *kind {
                    "G" => ">=",
                    "E" => "=",
                    other => panic!("{other}"),
                };
                read.rows.insert((*name).to_string(), (relation.to_string(), BTreeMap::new(), Integer::ZERO));
            }
            ("COLUMNS", [column, "obj", number]) => {
                if !integer(number).is_zero() {
                    read.costs.insert((*column).to_string(), integer(number));
                }
            }
            ("COLUMNS", [column, row, number]) => {
                let row = read.rows.get_mut(*row).unwrap();
                assert!(row.1.insert((*column).to_string(), integer(number)).is_none());
            }
            ("RHS", ["RHS", row, number]) => read.rows.get_mut(*row).unwrap().2 = integer(number),
            ("BOUNDS", ["FR", "BND", column]) => read.free.push((*column).to_string()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(section, "ENDATA");
    read
}

fn number(dice: &mut Dice) -> Rational {
    match dice.below(6) {
        0 => Rational::ZERO,
        1 => parse_number("-123456789012345678901234567890/7").unwrap(),
        _ => (Rational::from(dice.below(41)) - Rational::from(20)) / Rational::from(1 + dice.below(12)),
    }
}

fn random_program(dice: &mut Dice) -> ExactProgram {
    let columns = 1 + dice.below(40);
    let with_costs = dice.below(2) == 0;
    ExactProgram {
        title: "a title\nwith a break".into(),
        remarks: vec!["a remark".into()],
        columns: (0..columns)
            .map(|_| ProgramColumn {
                kind: ["t", "U", "w"][dice.below(3)],
                label: "t[θ](a \"b\", c)\n".into(),
                sign: [ColumnSign::Free, ColumnSign::NonNegative][dice.below(2)],
                cost: if with_costs { number(dice) } else { Rational::ZERO },
            })
            .collect(),
        rows: (0..dice.below(12))
            .map(|_| ProgramRow {
                kind: ["IC", "IR", "SAME"][dice.below(3)],
                label: "IC(1: H -> L)".into(),
                relation: [RowRelation::AtLeast, RowRelation::Equal][dice.below(2)],
                entries: (0..dice.below(60)).map(|_| (dice.below(columns), number(dice))).collect(),
                right: number(dice),
            })
            .collect(),
    }
}

/// The program with the scales that the legend states, row by row.
fn expected(program: &ExactProgram) -> Read {
    let legend = render_legend(program);
    let mut records = ambimech_io::csv::Records::new(ambimech_io::source::Source::new("legend", &legend));
    let mut fields = Vec::new();
    let mut list: Vec<Vec<String>> = Vec::new();
    // Labels with line breaks are not allowed to break lines here.
    while records.read(&mut fields).unwrap_or_else(|message| panic!("{message}\n{legend}")) {
        list.push(fields.iter().map(|field| field.text.to_string()).collect());
    }
    let named = |part: &str| -> Vec<Vec<String>> { list.iter().filter(|row| row[0] == part).cloned().collect() };
    let names: Vec<String> = named("column").iter().map(|row| row[2].clone()).collect();
    assert_eq!(names.len(), program.columns.len());
    let whole = |number: Rational| {
        assert!(number.is_int(), "{number}");
        number.numerator().clone()
    };
    let mut read = Read::default();
    for (row, line) in program.rows.iter().zip(named("row")) {
        let scale = parse_number(&line[5]).unwrap();
        assert!(scale > Rational::ZERO);
        let mut sums: BTreeMap<String, Rational> = BTreeMap::new();
        for (column, coefficient) in &row.entries {
            *sums.entry(names[*column].clone()).or_default() += coefficient;
        }
        sums.retain(|_, coefficient| !coefficient.is_zero());
        let entries = sums.into_iter().map(|(name, coefficient)| (name, whole(coefficient * &scale))).collect();
        read.rows.insert(line[2].clone(), (line[4].clone(), entries, whole(&row.right * &scale)));
    }
    for (column, name) in program.columns.iter().zip(&names) {
        if column.sign == ColumnSign::Free {
            read.free.push(name.clone());
        }
    }
    if let Some(line) = named("objective").first() {
        let scale = parse_number(&line[5]).unwrap();
        let costs = program.columns.iter().zip(&names).filter(|(column, _)| !column.cost.is_zero());
        read.costs = costs.map(|(column, name)| (name.clone(), whole(&column.cost * &scale))).collect();
    }
    read
}

fn check_ine(program: &ExactProgram, expected: &Read) {
    let text = render_program(program, ProgramFormat::Ine).unwrap();
    let mut lines = text.lines().filter(|line| !line.starts_with('*'));
    assert_eq!(lines.next(), Some("H-representation"));
    let mut line = lines.next().unwrap();
    let mut equations: Vec<usize> = Vec::new();
    if let Some(list) = line.strip_prefix("linearity ") {
        equations = list.split(' ').map(|word| word.parse().unwrap()).collect();
        assert_eq!(equations.remove(0), equations.len());
        line = lines.next().unwrap();
    }
    assert_eq!(line, "begin");
    let size: Vec<&str> = lines.next().unwrap().split(' ').collect();
    let signs = program.columns.iter().filter(|column| column.sign == ColumnSign::NonNegative).count();
    assert_eq!(size[0].parse::<usize>().unwrap(), program.rows.len() + signs);
    assert_eq!(size[1].parse::<usize>().unwrap(), program.columns.len() + 1);
    assert_eq!(size[2], "rational");
    let by_kind: Vec<&(String, BTreeMap<String, Integer>, Integer)> = row_order(program, expected);
    let names = column_order(program);
    for (place, row) in by_kind.iter().enumerate() {
        let numbers: Vec<Integer> = lines.next().unwrap().split(' ').map(integer).collect();
        assert_eq!(numbers.len(), program.columns.len() + 1);
        assert_eq!(numbers[0], -row.2.clone());
        for (name, number) in names.iter().zip(&numbers[1..]) {
            assert_eq!(row.1.get(name).cloned().unwrap_or(Integer::ZERO), *number);
        }
        assert_eq!(equations.contains(&(place + 1)), row.0 == "=");
    }
    for _ in 0..signs {
        let numbers: Vec<Integer> = lines.next().unwrap().split(' ').map(integer).collect();
        assert!(numbers[0].is_zero() && numbers.iter().filter(|number| number.is_one()).count() == 1);
    }
    assert_eq!(lines.next(), Some("end"));
    match lines.next() {
        None => assert!(expected.costs.is_empty()),
        Some(line) => assert_eq!(line.split(' ').count(), program.columns.len() + 2),
    }
}

fn numbered(kinds: impl Iterator<Item = &'static str>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    kinds
        .map(|kind| {
            *counts.entry(kind).or_default() += 1;
            format!("{kind}{}", counts[kind])
        })
        .collect()
}

fn column_order(program: &ExactProgram) -> Vec<String> {
    numbered(program.columns.iter().map(|column| column.kind))
}

fn row_order<'r>(program: &ExactProgram, read: &'r Read) -> Vec<&'r (String, BTreeMap<String, Integer>, Integer)> {
    numbered(program.rows.iter().map(|row| row.kind)).iter().map(|name| &read.rows[name]).collect()
}

#[test]
fn every_format_says_the_same_program_exactly() {
    let mut dice = Dice(5);
    for _ in 0..200 {
        let mut program = random_program(&mut dice);
        // The legend is CSV with labels of one line.
        program.title = program.title.replace('\n', " ");
        program.columns.iter_mut().for_each(|column| column.label = column.label.trim().to_string());
        let expected = expected(&program);
        let lp = render_program(&program, ProgramFormat::Lp).unwrap();
        let mps = render_program(&program, ProgramFormat::Mps).unwrap();
        assert_eq!(read_lp(&lp), expected, "{lp}");
        assert_eq!(read_mps(&mps), expected, "{mps}");
        check_ine(&program, &expected);
        assert_eq!(lp, render_program(&program, ProgramFormat::Lp).unwrap());
    }
}

#[test]
fn comments_stay_in_their_lines_and_long_numbers_are_announced() {
    let mut dice = Dice(9);
    for _ in 0..50 {
        let program = random_program(&mut dice);
        for (format, mark) in [
            (ProgramFormat::Lp, "\\ a title"),
            (ProgramFormat::Mps, "* a title"),
            (ProgramFormat::Ine, "* a title"),
        ] {
            let text = render_program(&program, format).unwrap();
            assert!(text.starts_with(mark), "{text}");
            let has_long = program.rows.iter().any(|row| {
                row.entries
                    .iter()
                    .map(|(_, number)| number)
                    .chain([&row.right])
                    .any(|number| number.to_string().len() > 25)
            });
            assert!(has_long || !text.contains("more than 53 bits") || text.len() > 1000);
            assert!(text.lines().all(|line| line.starts_with(&mark[..1]) || !line.contains("break")), "{text}");
        }
    }
}

#[test]
fn a_program_without_rows_or_columns_is_written() {
    let empty = ExactProgram::default();
    for format in ProgramFormat::ALL {
        assert!(render_program(&empty, format).is_ok());
    }
    let row = ProgramRow {
        kind: "IC",
        label: String::new(),
        relation: RowRelation::AtLeast,
        entries: Vec::new(),
        right: Rational::from(3),
    };
    let program = ExactProgram { rows: vec![row], ..ExactProgram::default() };
    assert!(render_program(&program, ProgramFormat::Lp).unwrap().contains(" IC1: 0 nothing >= 1\n"));
    assert!(render_program(&program, ProgramFormat::Ine).unwrap().contains("begin\n1 1 rational\n-1\nend"));
}
