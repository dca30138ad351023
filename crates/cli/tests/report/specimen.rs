//! The environments that reports are made of, and the program that makes them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn example(name: &str, file: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    examples.join(name).join(file).display().to_string()
}

pub fn ambimech(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambimech")).args(arguments).output().expect("the program runs")
}

/// Runs `ambimech report`, which must succeed.
pub fn report(arguments: &[&str]) {
    let mut all = vec!["report"];
    all.extend(arguments);
    let output = ambimech(&all);
    assert_eq!(output.status.code(), Some(0), "{all:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Names that would break a page or a LaTeX document that does not escape them.
const HOSTILE: [&str; 8] = [
    "</svg><script>alert(1)</script>",
    "50%_#{x}&~^$y^2$",
    "\\end{document}",
    "[x]--?!<b>",
    "θ₁²中文é𝄞",
    "&lt;&#39;|]]>",
    "<!--{{{}-->",
    "\\input{/x}|",
];

/// Two agents with hostile names and long ones, and a mechanism worth showing.
pub fn hostile(folder: &Path) -> PathBuf {
    let long = "x".repeat(120);
    let [a, b, c, d, e, f, g, h] = HOSTILE;
    let text = format!(
        "format = \"ambimech-environment/1\"\nname = '''{a} {b} {c} {d} {e}'''\nsource = '''{f} {g} {h} {long}'''\n\
         outside = '{h}'\n\
         [[agents]]\nname = '{a}'\ntypes = {{ '{b}' = 3, '{c}' = 1 }}\n\
         [[agents]]\nname = '{d}'\ntypes = {{ '{e}' = 2, '{long}' = 1 }}\n\
         [[agents]]\nname = '{g}'\ntypes = {{ '{f}' = 2, 'plain' = 1 }}\n\
         [prior]\n'{b} {e} *' = 3\n'{b} {long} *' = 1\n'{c} {e} *' = 1\n'{c} {long} {f}' = 2\n'{c} {long} plain' = 3\n\
         [outcomes.'{h}']\n'{a}' = 0\n'{d}' = 0\n'{g}' = 0\n\
         [outcomes.'{f}']\n\"* * *\" = [1, \"123456789/987654321\", \"-1/3\"]\n\
         [allocation]\n\"* * *\" = '{f}'\n"
    );
    let path = folder.join("hostile.toml");
    std::fs::write(&path, text).unwrap();
    path
}

/// Many agents with as many types each, independent and alike.
pub fn large(folder: &Path, agents: usize, types: usize) -> PathBuf {
    let mut text =
        "format = \"ambimech-environment/1\"\noutside = \"none\"\ncoalitions = \"singletons\"\n".to_string();
    for agent in 1..=agents {
        let list: Vec<String> = (1..=types).map(|t| format!("t{t} = {t}")).collect();
        text.push_str(&format!("[[agents]]\nname = \"agent{agent}\"\ntypes = {{ {} }}\n", list.join(", ")));
    }
    let all = vec!["*"; agents].join(" ");
    text.push_str(&format!("[prior]\n\"{all}\" = 1\n[outcomes.none]\n"));
    (1..=agents).for_each(|agent| text.push_str(&format!("agent{agent} = 0\n")));
    text.push_str("[outcomes.some]\n");
    (1..=agents).for_each(|agent| text.push_str(&format!("agent{agent} = \"value[agent{agent}] - 3/2\"\n")));
    text.push_str("[allocation]\nrule = \"efficient\"\n");
    let path = folder.join(format!("large-{agents}-{types}.toml"));
    std::fs::write(&path, text).unwrap();
    path
}
