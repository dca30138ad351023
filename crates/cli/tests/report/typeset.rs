//! LaTeX: documents and fragments compile, stop at no error, and fit on the page. Where there is no pdflatex the tests say so and
//! look at the text alone.

use crate::specimen::{example, hostile, large, report};
use std::path::Path;
use std::process::Command;

/// Points by which a line may be too long.
const MOST_OVERFULL: f64 = 20.0;

/// Whether there is a pdflatex.
fn has_latex() -> bool {
    let found = Command::new("pdflatex").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!(
            "SKIPPED: there is no pdflatex, so nothing was compiled; Debian: texlive-latex-base, texlive-latex-recommended"
        );
    }
    found
}

/// Compiles a file of the folder, and fails on errors and on lines that run out of the page.
fn compile(folder: &Path, file: &str) {
    let output = Command::new("pdflatex")
        .args(["-interaction=nonstopmode", "-halt-on-error", "-file-line-error", file])
        .env("max_print_line", "1000")
        .current_dir(folder)
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{file}: {}", log.lines().rev().take(30).collect::<Vec<_>>().join("\n"));
    for line in log.lines().filter(|line| line.starts_with("Overfull \\hbox")) {
        let points: f64 = line.split('(').nth(1).unwrap().split("pt").next().unwrap().parse().unwrap();
        assert!(points <= MOST_OVERFULL, "{file}: {line}");
    }
    assert!(!log.contains("Missing character"), "{file}");
}

/// Writes the fragments of a report, checks what they say about themselves, and gives their names.
fn fragments(arguments: &[&str], folder: &Path) -> Vec<String> {
    let out = folder.display().to_string();
    let mut all = arguments.to_vec();
    all.extend(["--fragments", "--out", &out]);
    report(&all);
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".tex").map(str::to_string))
        .filter(|name| name != "document")
        .collect();
    names.sort();
    let document = std::fs::read_to_string(folder.join("document.tex")).unwrap();
    for name in &names {
        assert!(document.contains(&format!("\\input{{{name}}}")), "{name} is in the document");
        let text = std::fs::read_to_string(folder.join(format!("{name}.tex"))).unwrap();
        assert!(
            text.starts_with("% Made by ambimech")
                && text.contains("%   \\usepackage{amsmath,booktabs,longtable}")
        );
        assert!(!text.contains("\\documentclass") && !text.contains("\\hline"));
    }
    names
}

/// Each fragment alone, with the packages that it asks for in its comment and no others.
fn compile_alone(folder: &Path, names: &[String]) {
    for name in names {
        let text = std::fs::read_to_string(folder.join(format!("{name}.tex"))).unwrap();
        let packages: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("%   ")).collect();
        assert!(packages.iter().all(|line| line.starts_with("\\usepackage")) && !packages.is_empty());
        let alone = format!(
            "\\documentclass{{article}}\n{}\n\\begin{{document}}\n\\input{{{name}}}\n\\end{{document}}\n",
            packages.join("\n")
        );
        std::fs::write(folder.join("alone.tex"), alone).unwrap();
        compile(folder, "alone.tex");
    }
}

#[test]
fn fragments_compile_alone_and_together() {
    let has_latex = has_latex();
    for (name, mechanism, wanted) in [
        ("guo-2021-public-good", None, "simple-proof"),
        ("guo-2017-inefficient-rule", Some("mechanism-no-payments.json"), "gains"),
        ("two-type-bilateral-trade", None, "thresholds"),
        ("guo-2017-no-common-prior", None, "goals"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let environment = example(name, "environment.toml");
        let mechanism = mechanism.map(|file| example(name, file));
        let arguments: Vec<&str> = [environment.as_str()].into_iter().chain(mechanism.as_deref()).collect();
        let names = fragments(&arguments, folder.path());
        for expected in ["environment", "prior", "payoffs", "conditions", "goals", wanted] {
            assert!(names.iter().any(|name| name == expected), "{name}: {expected} in {names:?}");
        }
        if has_latex {
            compile_alone(folder.path(), &names);
            compile(folder.path(), "document.tex");
        }
    }
}

#[test]
fn documents_compile() {
    let has_latex = has_latex();
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "guo-2018-implementation",
        "private-values-one-failing-agent",
        "zero-probability-profile",
        "guo-2017-no-common-prior",
    ] {
        let out = folder.path().join("report.tex").display().to_string();
        report(&[&example(name, "environment.toml"), "--out", &out]);
        if has_latex {
            compile(folder.path(), "report.tex");
        }
    }
}

#[test]
fn hostile_names_and_large_environments_compile() {
    let has_latex = has_latex();
    let folder = tempfile::tempdir().unwrap();
    let environments = [hostile(folder.path()), large(folder.path(), 9, 2)];
    for environment in environments {
        let out = folder.path().join("parts");
        let skipped = ["--skip", "goals"];
        let is_large = environment.ends_with("large-9-2.toml");
        let environment = environment.display().to_string();
        let mut arguments = vec![environment.as_str()];
        if is_large {
            arguments.extend(skipped);
        }
        let names = fragments(&arguments, &out);
        let prior = std::fs::read_to_string(out.join("prior.tex")).unwrap();
        assert_eq!(prior.contains("256 of 512 profiles are shown."), is_large);
        if has_latex {
            compile_alone(&out, &names);
            compile(&out, "document.tex");
        }
        std::fs::remove_dir_all(&out).unwrap();
    }
}
