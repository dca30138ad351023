//! Files that cannot be read, or whose bytes are hostile.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ambimech_io::formula::{Parameters, Scope, evaluate_formula};
use ambimech_io::rows::ProfileNames;
use ambimech_io::source::Source;
use ambimech_io::{Diagnostic, Format, parse_environment, read_environment};
use ambimech_model::environment::{Agent, Type};
use ambimech_model::number::Rational;
use ambimech_model::type_space::TypeSpace;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tempfile::TempDir;

const ENVIRONMENT: &str = include_str!("valid/public-good.toml");

fn written(folder: &TempDir, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

/// The message, without the temporary folder.
fn refused(path: &Path) -> Diagnostic {
    let folder = format!("{}/", path.parent().unwrap().display());
    let mut diagnostic = *read_environment(path).unwrap_err();
    diagnostic.file = diagnostic.file.replace(&folder, "");
    for place in &mut diagnostic.places {
        place.file = place.file.replace(&folder, "");
    }
    diagnostic
}

#[test]
fn a_missing_file_and_a_folder_are_named() {
    let folder = TempDir::new().unwrap();
    let message = refused(&folder.path().join("nowhere.toml")).to_string();
    assert_eq!(
        message,
        "\
error: there is no such file
--> nowhere.toml
 = found: nothing under this name
 = expected: a file that can be read
 = help: check the spelling and the folder; relative names start from the folder you are in"
    );
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let diagnostic = refused(&inner);
    assert_eq!(diagnostic.title, "this is a folder");
    assert!(diagnostic.help[0].contains("environment.toml"), "{diagnostic}");
    let toml = ENVIRONMENT.replace("\"H H H\" = 0.20\n", "");
    let start = toml.find("\"H H L\"").unwrap();
    let end = toml.find("[outcomes.none]").unwrap();
    let toml = format!("{}file = \"inner\"\n{}", &toml[..start], &toml[end..]);
    assert_eq!(refused(&written(&folder, "a.toml", toml.as_bytes())).title, "there is no file `inner`");
    let alone = parse_environment(&toml, "a.toml", Format::Toml, None).unwrap_err();
    assert_eq!(alone.title, "no folder to look for this file in");
}

#[test]
fn text_that_is_not_utf8_is_shown_where_it_breaks() {
    let folder = TempDir::new().unwrap();
    let latin = ENVIRONMENT.replace("conflicted agent", "conflicted ag\u{0}nt");
    let latin: Vec<u8> = latin.bytes().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect();
    let message = refused(&written(&folder, "latin.toml", &latin)).to_string();
    assert_eq!(
        message,
        "\
error: this file is not UTF-8 text
 --> latin.toml:2:41
  |
2 | name = \"Public good with a conflicted ag\u{fffd}nt\"
  |                                         ^
  |
  = found: the byte 0xE9
  = expected: text in the encoding UTF-8
  = help: save the file again with the encoding UTF-8; a name with accents is the usual cause"
    );
    let mut wide = vec![0xff, 0xfe];
    wide.extend(ENVIRONMENT.encode_utf16().flat_map(u16::to_le_bytes));
    let diagnostic = refused(&written(&folder, "wide.toml", &wide));
    assert_eq!(diagnostic.found, "text in the encoding UTF-16");
    let broken = refused(&written(&folder, "broken.json", b"{\"a\": \"\xf0\x9f"));
    assert_eq!((broken.line(), broken.column()), (Some(1), Some(8)));
    let nothing = refused(&written(&folder, "nothing.toml", &[0; 1000]));
    assert!(nothing.to_string().len() < 1000);
}

/// A file with one line of 100 MB in its middle.
fn with_huge_line(folder: &TempDir, name: &str, before: &str, unit: &str, after: &str) -> PathBuf {
    let path = folder.path().join(name);
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    file.write_all(before.as_bytes()).unwrap();
    let piece = unit.repeat((1 << 20) / unit.len());
    for _ in 0..100 {
        file.write_all(piece.as_bytes()).unwrap();
    }
    file.write_all(after.as_bytes()).unwrap();
    file.flush().unwrap();
    path
}

#[test]
fn a_line_of_100_megabytes_gives_a_short_message_quickly() {
    let folder = TempDir::new().unwrap();
    let (before, after) = ENVIRONMENT.split_once("0.20").unwrap();
    let started = Instant::now();
    let toml = with_huge_line(&folder, "digits.toml", before, "1234567890", after);
    let diagnostic = refused(&toml);
    assert_eq!(diagnostic.line(), Some(17));
    let message = diagnostic.to_string();
    assert!(message.contains("digits.toml:17:1"), "{message}");
    assert!(message.contains("found: a line of more than 1 MiB"), "{message}");
    assert!(message.contains("help: break the line; a large table of weights belongs in a CSV file"), "{message}");
    assert!(message.len() < 1000, "{} bytes", message.len());
    for (name, before, unit) in [
        ("one-string.json", "{\"format\": \"", "é"),
        ("one-array.json", "[", "[],"),
        ("no-break.csv.toml", "", "a b "),
    ] {
        let message = refused(&with_huge_line(&folder, name, before, unit, "")).to_string();
        assert!(message.contains("a line of more than") && message.len() < 1000, "{name}: {message}");
    }
    written(&folder, "prior.csv", format!("1,2,3,weight\nH,H,H,{}\n", "1".repeat(3 << 20)).as_bytes());
    let csv = with_csv(&folder);
    let message = refused(&csv).to_string();
    assert!(message.contains("prior.csv:2:1") && message.contains("1 MiB"), "{message}");
    assert!(started.elapsed().as_secs() < 60, "took {:?}", started.elapsed());
}

fn with_csv(folder: &TempDir) -> PathBuf {
    let start = ENVIRONMENT.find("\"H H H\"").unwrap();
    let end = ENVIRONMENT.find("[outcomes.none]").unwrap();
    let toml = format!("{}file = \"prior.csv\"\n{}", &ENVIRONMENT[..start], &ENVIRONMENT[end..]);
    written(folder, "with-csv.toml", toml.as_bytes())
}

#[test]
fn long_lines_that_are_allowed_are_cropped_in_messages() {
    let folder = TempDir::new().unwrap();
    let json = include_str!("valid/public-good.json").replace('\n', " ");
    let padded = json.replacen("\"build\": {", &format!("{}\"biuld\": {{", " ".repeat(50 << 20)), 1);
    let diagnostic = refused(&written(&folder, "wide.json", padded.as_bytes()));
    assert_eq!(diagnostic.title, "unknown outcome `build`");
    assert!(diagnostic.column().unwrap() > 50 << 20);
    let message = diagnostic.to_string();
    assert!(message.contains(&format!("wide.json:1:{}", diagnostic.column().unwrap())), "{message}");
    assert!(message.len() < 1000, "{message}");
}

#[test]
fn nesting_cannot_exhaust_the_stack() {
    for (format, open, count) in [
        (Format::Json, "[", 1 << 20),
        (Format::Json, "{\"a\":", 1 << 18),
        (Format::Json, "/* \" */ [", 1 << 16),
        (Format::Json, "'\"' [", 1 << 16),
        (Format::Toml, "[", 1 << 19),
        (Format::Toml, "a = [", 1 << 17),
        (Format::Toml, "a.", 1 << 19),
        (Format::Toml, "a.b.c.d = {", 1 << 16),
        (Format::Toml, "[a.b.c.d.e.f]\n", 1 << 15),
        (Format::Toml, "a = '\n[[", 1 << 15),
        (Format::Toml, "[[a.a.a.a.a.a]]\n", 1 << 12),
    ] {
        let text = open.repeat(count);
        let diagnostic = parse_environment(&text, "deep", format, None).unwrap_err();
        assert!(diagnostic.to_string().len() < 2000, "{open}");
    }
    let mut formula = String::new();
    for (open, close) in [("(", ")"), ("-", ""), ("not ", ""), ("max(", ")"), ("if(1 < 2, ", ", 0)")] {
        for count in [1, 30, 60, 70, 10_000] {
            formula.clear();
            formula.push_str(&open.repeat(count));
            formula.push_str("value[1]");
            formula.push_str(&close.repeat(count));
            let text = ENVIRONMENT.replacen("value[1]", &formula, 1);
            let read = parse_environment(&text, "deep", Format::Toml, None);
            assert_eq!(read.is_ok(), count <= 60 && open != "not ", "{open} {count}");
        }
    }
    let chain = format!("0{}", " + value[1] - value[1]".repeat(20_000));
    let text = ENVIRONMENT.replacen("value[1]", &chain, 1);
    assert!(parse_environment(&text, "long", Format::Toml, None).is_ok());
}

#[test]
fn long_numbers_and_many_types_cannot_fill_the_memory() {
    let agents = |count: usize| -> String {
        let agent = |number: usize| format!("[[agents]]\nname = \"{number}\"\ntypes = {{ H = 2, L = 1 }}\n");
        (0..count).map(agent).collect()
    };
    let environment = |count: usize, prior: &str, payoff: &str| {
        let payoffs: String = (0..count).map(|number| format!("{number} = {payoff}\n")).collect();
        let stars = vec!["*"; count].join(" ");
        let head = "format = \"ambimech-environment/1\"\n";
        format!(
            "{head}{}[prior]\n{prior}[outcomes.x]\n{payoffs}[allocation]\n\"{stars}\" = \"x\"\n",
            agents(count)
        )
    };
    let refused = |text: &str| parse_environment(text, "large", Format::Toml, None).unwrap_err().title;
    // Two long weights, each for half of a million profiles.
    let rest = vec!["*"; 19].join(" ");
    let prior = format!("\"H {rest}\" = 1e5000\n\"L {rest}\" = \"1e-5000\"\n");
    assert_eq!(refused(&environment(20, &prior, "0")), "the prior is too large");
    // Long weights without a common divisor.
    let mut prior = String::new();
    for profile in 0..1 << 11 {
        let word = |agent: usize| if profile >> agent & 1 == 0 { "H" } else { "L" };
        let label = (0..11).map(word).collect::<Vec<_>>().join(" ");
        prior.push_str(&format!("\"{label}\" = \"1/{}{:04}1\"\n", "7".repeat(3_000), profile));
    }
    assert_eq!(
        refused(&environment(11, &prior, "0")),
        "the weights of the prior have no short common denominator"
    );
    // A formula of the types of 27 agents.
    let count = 27;
    let named: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    let types =
        || ["H", "L"].map(|name| Type { name: name.into(), attributes: vec![("v".into(), Rational::ONE)] });
    let agents: Vec<Agent> =
        named.iter().map(|name| Agent { name: name.clone(), types: types().to_vec() }).collect();
    let names = ProfileNames {
        agents: named.iter().map(String::as_str).collect(),
        types: vec![["H", "L"].into_iter().collect(); count],
        space: TypeSpace::new(vec![2; count]).unwrap(),
        everyone: ambimech_io::rows::EVERY_AGENT,
    };
    let formula = named.iter().map(|name| format!("v[{name}]")).collect::<Vec<_>>().join("+");
    let source = Source::new("f", &formula);
    let scope =
        Scope { parameters: &Parameters::default(), agents: &agents, attribute_slopes: &[], names: &names };
    let diagnostic = evaluate_formula(source, &formula, &|span| span, scope).unwrap_err();
    assert_eq!(diagnostic.title, "the values of this formula take too much memory");
}
