//! The parts of pages that are made from the program: between `<!-- generated: WHAT -->` and `<!-- end of generated text -->`.
//!
//! | WHAT | makes |
//! |---|---|
//! | `glossary NAME` | the sections of a glossary entry, without See also |
//! | `see-also NAME` | links to what its See also names |
//! | `words KIND` | all entries of a kind |
//! | `commands` | the help of every command |
//! | `schema` | the keys of environment files |
//! | `names` | the names of conditions, goals, properties and methods |
//! | `json ARGUMENTS` | what the program prints with these arguments and `--format json`, and its keys; commands to be run before it stand in front, with ` ; ` between |

use crate::page::{Page, anchor};
use crate::schema::keys_of_environments;
use crate::transcript::{folder_with_examples, run};
use ambimech_io::glossary::{Entry, Kind, entry, names};
use serde_json::Value;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- generated: ";
const END: &str = "<!-- end of generated text -->";
const WORDS_PAGE: &str = "reference/words.md";

/// The page with its generated parts as they should be.
pub fn renew(page: &Page) -> String {
    let examples = OnceCell::new();
    let mut renewed = String::new();
    let mut rest = page.text.as_str();
    while let Some(at) = rest.find(BEGIN) {
        let after = &rest[at + BEGIN.len()..];
        let (what, after) = after.split_once(" -->").unwrap();
        let end = after.find(END).unwrap_or_else(|| panic!("docs/{}: no {END} after {what}", page.path));
        renewed.push_str(&rest[..at]);
        renewed.push_str(&format!("{BEGIN}{what} -->\n\n{}\n\n{END}", make(what, &page.path, &examples).trim()));
        rest = &after[end + END.len()..];
    }
    renewed + rest
}

fn make(what: &str, page: &str, examples: &OnceCell<PathBuf>) -> String {
    let (kind, argument) = what.split_once(' ').unwrap_or((what, ""));
    match kind {
        "glossary" => sections(&entry(argument).unwrap(), page),
        "see-also" => see_also(&entry(argument).unwrap(), page),
        "words" => words(argument, page),
        "commands" => commands(),
        "schema" => keys_of_environments(),
        "names" => all_names(page),
        "json" => json_example(argument, examples.get_or_init(|| folder_with_examples("book-json"))),
        _ => panic!("docs/{page}: nobody knows how to generate `{what}`"),
    }
}

/// The page of the book about an entry.
pub fn page_of(entry: &Entry) -> String {
    match entry.kind {
        Kind::Condition => format!("theory/conditions/{}.md", entry.name),
        Kind::Construction => format!("theory/constructions/{}.md", entry.name),
        _ => WORDS_PAGE.to_string(),
    }
}

/// A link from a page to an entry.
fn link(name: &str, page: &str) -> Option<String> {
    let entry = entry(name).filter(|entry| entry.name == name)?;
    let path = page_of(&entry);
    if path == page && path != WORDS_PAGE {
        return None;
    }
    let here: Vec<&str> = page.split('/').collect();
    let there: Vec<&str> = path.split('/').collect();
    let same =
        here.iter().zip(&there).take_while(|(a, b)| a == b).count().min(here.len() - 1).min(there.len() - 1);
    let up = "../".repeat(here.len() - 1 - same);
    let mut target = if path == page { String::new() } else { up + &there[same..].join("/") };
    if path == WORDS_PAGE {
        target = format!("{target}#{}", anchor(entry.title));
    }
    Some(format!("[`{name}`]({target})"))
}

/// Markdown of the glossary with links where it names entries.
fn linked(text: &str, page: &str) -> String {
    let mut is_fenced = false;
    let lines = text.lines().map(|line| {
        is_fenced ^= line.starts_with("```");
        if is_fenced || line.starts_with("```") {
            return line.to_string();
        }
        let parts = line.split('`').enumerate();
        parts
            .map(|(place, part)| match place % 2 {
                0 => part.to_string(),
                _ => link(part, page).unwrap_or_else(|| format!("`{part}`")),
            })
            .collect()
    });
    lines.collect::<Vec<String>>().join("\n")
}

fn sections(entry: &Entry, page: &str) -> String {
    let shown = entry.sections.iter().filter(|section| section.heading != "See also");
    let made = shown.map(|section| format!("## {}\n\n{}", section.heading, linked(section.text, page)));
    made.collect::<Vec<String>>().join("\n\n")
}

fn see_also(entry: &Entry, page: &str) -> String {
    let items = entry.see_also().into_iter().map(|name| {
        let title = crate::generated::entry(name).unwrap().title;
        format!("- {}: {title}", link(name, page).unwrap_or_else(|| format!("`{name}`")))
    });
    items.collect::<Vec<String>>().join("\n")
}

fn words(kind: &str, page: &str) -> String {
    let entries = names().map(|name| entry(name).unwrap()).filter(|entry| entry.kind.name() == kind);
    let made = entries.map(|entry| {
        let shown = entry.sections.iter().map(|section| {
            let text = linked(section.text, page);
            let gap = if text.starts_with("```") || text.starts_with("- ") { "\n\n" } else { " " };
            format!("**{}.**{gap}{text}", section.heading)
        });
        format!(
            "## {}\n\nOn the command line: `{}`.\n\n{}",
            entry.title,
            entry.name,
            shown.collect::<Vec<_>>().join("\n\n")
        )
    });
    made.collect::<Vec<String>>().join("\n\n")
}

fn all_names(page: &str) -> String {
    let kinds = [Kind::Condition, Kind::Goal, Kind::Property, Kind::Construction, Kind::Notion];
    let mut made = String::new();
    for kind in kinds {
        let title = match kind {
            Kind::Condition => "Conditions",
            Kind::Goal => "Goals",
            Kind::Property => "Properties",
            Kind::Construction => "Constructions and methods",
            Kind::Notion => "Notions",
        };
        made.push_str(&format!("## {title}\n\n| name | what it is |\n|---|---|\n"));
        for entry in names().map(|name| entry(name).unwrap()).filter(|entry| entry.kind == kind) {
            made.push_str(&format!("| {} | {} |\n", link(entry.name, page).unwrap(), entry.title));
        }
        made.push('\n');
    }
    made
}

/// The program's help, and that of every command and of the commands below it.
fn commands() -> String {
    let (help, _) = run(&["--help"], Path::new("."));
    let mut made = format!("## ambimech\n\n{}", fenced("text", &help));
    for name in listed_commands(&help) {
        let (help, _) = run(&[name, "--help"], Path::new("."));
        made.push_str(&format!("\n## ambimech {name}\n\n{}", fenced("text", &help)));
        for below in listed_commands(&help) {
            let (help, _) = run(&[name, below, "--help"], Path::new("."));
            made.push_str(&format!("\n### ambimech {name} {below}\n\n{}", fenced("text", &help)));
        }
    }
    made
}

/// The commands that a help text lists.
fn listed_commands(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

fn fenced(language: &str, text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    format!("```{language}\n{}\n```\n", lines.join("\n"))
}

/// What a command prints as JSON, and a table of its keys.
fn json_example(arguments: &str, folder: &Path) -> String {
    let (before, last) = arguments.rsplit_once(" ; ").unwrap_or(("", arguments));
    for command in before.split(" ; ").filter(|command| !command.is_empty()) {
        run(&command.split_whitespace().collect::<Vec<&str>>(), folder);
    }
    let mut words: Vec<&str> = last.split_whitespace().collect();
    words.extend(["--format", "json"]);
    let (printed, _) = run(&words, folder);
    let value: Value =
        serde_json::from_str(&printed).unwrap_or_else(|error| panic!("`{arguments}` prints {printed}: {error}"));
    let mut rows: Vec<(String, &'static str, String)> = Vec::new();
    let labels: Vec<String> = words.iter().flat_map(|word| labels(&folder.join(word))).collect();
    collect_keys(&value, "", &labels, &mut rows);
    let mut table = String::from("| key | is | for example |\n|---|---|---|\n");
    for (key, is, example) in rows {
        table.push_str(&format!("| `{key}` | {is} | {example} |\n"));
    }
    format!(
        "{table}\n<details><summary>The whole answer to <code>ambimech {} --format json</code></summary>\n\n{}\n</details>",
        last,
        fenced("json", &printed)
    )
}

/// The names of agents and types in an environment file.
fn labels(path: &Path) -> Vec<String> {
    if path.file_name().is_none_or(|name| name != "environment.toml") {
        return Vec::new();
    }
    let environment = ambimech_io::read_environment(path).unwrap();
    let space = environment.space();
    let agents = space.agents().map(|agent| environment.agent_name(agent).to_string());
    let types = space.agents().flat_map(|agent| space.types(agent).map(move |t| (agent, t)));
    agents.chain(types.map(|(agent, t)| environment.type_name(agent, t).to_string())).collect()
}

/// The keys below a value, each once, in order; `[]` stands for every item of a list.
fn collect_keys(value: &Value, path: &str, labels: &[String], rows: &mut Vec<(String, &'static str, String)>) {
    if !path.is_empty() && !path.ends_with("[]") && rows.iter().all(|(key, ..)| key != path) {
        let (is, example) = match value {
            Value::Null => ("null", "`null`".to_string()),
            Value::Bool(is) => ("true or false", format!("`{is}`")),
            Value::Number(number) => ("number", format!("`{number}`")),
            Value::String(text) if text.chars().count() <= 60 => {
                ("text", format!("`\"{}\"`", text.replace('|', "\\|")))
            }
            Value::String(_) => ("text", "(long)".to_string()),
            Value::Array(items) if items.len() == 1 => ("list", "1 entry".to_string()),
            Value::Array(items) => ("list", format!("{} entries", items.len())),
            Value::Object(_) => ("object", String::new()),
        };
        rows.push((path.to_string(), is, example));
    }
    match value {
        Value::Array(items) => {
            items.iter().for_each(|item| collect_keys(item, &format!("{path}[]"), labels, rows))
        }
        Value::Object(map) => {
            for (key, value) in map {
                let is_label = key.contains([' ', '=']) || labels.contains(key);
                let key = if is_label { "…" } else { key.as_str() };
                let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                collect_keys(value, &path, labels, rows);
            }
        }
        _ => {}
    }
}
