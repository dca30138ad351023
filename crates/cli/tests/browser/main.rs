//! The page in a browser: the main path, clicked through, with scripts and without. Pictures of every page go to
//! `target/page/`.
//!
//! Without Chromium and ChromeDriver on `PATH` there is nothing to test with, and the tests say so. With `AMBIMECH_BROWSER=off` they
//! do not run (`cargo xtask test` runs them in a step of their own), with `AMBIMECH_BROWSER=required` they fail instead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs, dead_code)]

mod driver;
#[path = "../served/mod.rs"]
mod served;

use driver::{Browser, Installed, Scripts, wait};
use serde_json::json;
use served::Served;
use std::path::PathBuf;

fn installed() -> Option<Installed> {
    let wanted = std::env::var("AMBIMECH_BROWSER").unwrap_or_default();
    if wanted == "off" {
        return None;
    }
    let found = Installed::find();
    assert!(found.is_some() || wanted != "required", "no Chromium with its ChromeDriver found");
    if found.is_none() {
        eprintln!("skipped: no Chromium found (with its ChromeDriver, on PATH)");
    }
    found
}

fn pictures() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/page");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn verdict(browser: &Browser, name: &str) -> String {
    browser.text(&format!("#verdicts [data-name={name}] .badge"))
}

/// Widths and colours in which every page is looked at: nothing may be wider than the window.
fn look(browser: &Browser, name: &str) {
    for (look, width, scheme) in [("light", 1400, "light"), ("dark", 1400, "dark"), ("phone", 390, "light")] {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
        browser.command("Emulation.setDeviceMetricsOverride", metrics);
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.command("Emulation.setEmulatedMedia", features);
        let height = browser.command(
            "Runtime.evaluate",
            json!({ "expression": "document.documentElement.scrollHeight", "returnByValue": true }),
        );
        let wide = browser.command(
            "Runtime.evaluate",
            json!({ "expression": "document.documentElement.scrollWidth", "returnByValue": true }),
        );
        assert!(height["result"]["value"].as_u64() > Some(0));
        assert!(wide["result"]["value"].as_u64() <= Some(width), "{name} {look}: wider than the window: {wide}");
        browser.picture(&pictures().join(format!("{name}-{look}.png")));
    }
    browser.command("Emulation.clearDeviceMetricsOverride", json!({}));
    browser.command("Emulation.setEmulatedMedia", json!({ "features": [] }));
}

/// Every field and button has a name for those who do not see it.
fn has_names(browser: &Browser) {
    let nameless = browser.run(
        "return [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
            .filter(e => !(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim() || e.title))
            .map(e => e.outerHTML)",
    );
    assert_eq!(nameless, json!([]));
    let twice = browser.run(
        "const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, at) => ids.indexOf(id) < at)",
    );
    assert_eq!(twice, json!([]), "identifiers are unique");
}

#[test]
fn the_main_path_with_the_script() {
    let Some(installed) = installed() else { return };
    let served = Served::start(&[]);
    let downloads = tempfile::tempdir().unwrap();
    let browser = Browser::start(&installed, Scripts::On, downloads.path());
    browser.command("Log.enable", json!({}));
    browser.open(&served.url("/"));
    has_names(&browser);
    look(&browser, "start");

    // Open an example, and read the verdicts.
    browser.click("button[value=guo-2021-public-good]");
    browser.wait_for("h1", "Public good with a conflicted agent");
    assert!(verdict(&browser, "bdp").contains("holds"));
    assert!(verdict(&browser, "full-support").contains("holds"));
    browser.wait_for("#sum", "sum to 1.");
    has_names(&browser);
    look(&browser, "editor");

    // Change numbers: the verdicts change without a click. One zero takes full support away.
    browser.fill("[name=w0]", "0");
    browser.wait_for("#verdicts [data-name=full-support] .badge", "fails");
    browser.wait_for("#sum", "4/5 (0.8)");
    // A mistake is shown at its cell, and gone when it is mended.
    browser.fill("[name=w0]", "0,2");
    browser.wait_for("#state", "Not an environment yet");
    wait("the cell is marked", || match browser.run("return document.querySelector('[name=w0]').ariaInvalid") {
        mark if mark == json!("true") => Ok(()),
        other => Err(other.to_string()),
    });
    look(&browser, "mistake");
    browser.fill("[name=w0]", "1/5");
    browser.wait_for("#verdicts [data-name=full-support] .badge", "holds");
    assert_eq!(browser.run("return document.querySelectorAll('[aria-invalid], .note').length"), json!(0));

    // The keyboard moves between cells: down a column, and on to the next at the end of a text.
    browser.keys("[name=w0]", "\u{e015}");
    assert_eq!(browser.focused(), "w2");
    browser.keys("[name=w2]", "\u{e014}\u{e014}");
    assert_eq!(browser.focused(), "w3");
    browser.keys("[name=w3]", "\u{e013}");
    assert_eq!(browser.focused(), "w1");

    // A block from a spreadsheet spreads over the cells.
    browser.run(
        "const data = new DataTransfer(); data.setData('text/plain', '0.1\\t0.2\\r\\n0.3\\t0.4\\r\\n');
         document.querySelector('[name=w4]').dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
    );
    for (name, text) in [("w4", "0.1"), ("w5", "0.2"), ("w6", "0.3"), ("w7", "0.4"), ("w3", "0.05")] {
        assert_eq!(browser.property(&format!("[name={name}]"), "value"), json!(text));
    }
    browser.wait_for("#sum", "3/2");

    // What was typed is there in the text, the file's comments with it, and back.
    browser.click("button[value=to-text]");
    let text = browser.property("#text", "value");
    let text = text.as_str().unwrap();
    assert!(text.contains("\"H H H\" = \"1/5\"") && text.contains("\"L L L\" = 0.4"), "{text}");
    assert!(text.contains("# Efficient: the surplus of building"), "{text}");
    has_names(&browser);
    look(&browser, "text");
    browser.click("button[value=to-grid]");

    assert_eq!(browser.property("[name=w0]", "value"), json!("1/5"));

    // A new name goes into the headings and formulas at once; the keyboard stays where it was.
    browser.keys("[name='a0.name']", "\u{e009}a\u{e000}Ann\u{e004}");
    wait("the formula follows", || match browser.property("[name='o1.a1']", "value") {
        text if text == json!("value[2] - value[Ann]") => Ok(()),
        other => Err(other.to_string()),
    });
    browser.wait_for("#outcomes ~ div thead", "agent Ann");
    browser.wait_for("#verdicts [data-name=full-support] .badge", "holds");
    assert_eq!(browser.run("return document.activeElement.value"), json!("remove-agent:0"));

    // Design: the answer, its files, the report.
    browser.run("document.querySelector('[name=goal]').value = 'coalition-proof'");
    browser.click("button[value='ask:design']");
    browser.wait_for("#job", "Files");
    assert!(browser.text("#job .verdict").contains("done"), "{}", browser.text("#job"));
    browser.wait_for("#job .ambimech", "M = 5, the smallest");
    has_names(&browser);
    look(&browser, "design");
    browser.click("a[href$='mechanism.json']");
    let mechanism = wait("the download", || {
        std::fs::read_to_string(downloads.path().join("mechanism.json")).map_err(|error| error.to_string())
    });
    assert!(mechanism.contains("ambimech-mechanism/1"), "{mechanism}");
    let design = browser.url();
    browser.click("a[href$='/report']");
    browser.wait_for("body", "Public good with a conflicted agent");
    browser.picture(&pictures().join("report-light.png"));

    // The whole job, and the mechanism verified that was just downloaded.
    browser.open(&design);
    browser.click("main a[href^='/edit/']");
    browser.click("button[value='ask:solve']");
    browser.wait_for("#job", "Files");
    browser.wait_for("#job .goals", "coalition-proof");
    look(&browser, "solve");
    browser.click("main a[href^='/edit/']");
    browser.keys("[name=mechanism-file]", &downloads.path().join("mechanism.json").display().to_string());
    browser.click("button[value='ask:verify']");
    browser.wait_for("#job .verdict", "holds");
    look(&browser, "verify");
    browser.click("main a[href^='/edit/']");
    browser.wait_for("#answers + ul", "Verify a mechanism");
    drop(browser);
    served.end();
}

#[test]
fn the_main_path_with_forms_alone() {
    let Some(installed) = installed() else { return };
    let served = Served::start(&[]);
    let downloads = tempfile::tempdir().unwrap();
    let browser = Browser::start(&installed, Scripts::Off, downloads.path());
    browser.open(&served.url("/"));
    browser.click("button[value=guo-2021-public-good]");
    assert!(verdict(&browser, "full-support").contains("holds"));
    browser.fill("[name=w0]", "0");
    // No script: nothing happens before the form is sent. The key Enter sends it too.
    assert!(verdict(&browser, "full-support").contains("holds"));
    browser.keys("[name=w0]", "\u{e007}");
    browser.wait_for("#verdicts [data-name=full-support] .badge", "fails");
    browser.click("button[value='add-type:0']");
    wait("a third type", || match browser.property("[name='a0.t2.name']", "value") {
        name if name == json!("L2") => Ok(()),
        other => Err(other.to_string()),
    });
    browser.wait_for("#verdicts", "Conditions");
    browser.click("button[value='ask:solve']");
    // The page asks again by itself until the answer is there.
    browser.wait_for("#job", "Files");
    drop(browser);
    served.end();
}
