//! `ambimech explain`.

use crate::assert_expected;
use ambimech_io::glossary::{explain_json, explain_text, names};
use ambimech_io::render::json::render_json;

#[test]
fn an_entry_is_explained() {
    let text = explain_text("cbdp").unwrap();
    for name in names() {
        let text = explain_text(name).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 110) && !text.contains('`'), "{name}:\n{text}");
    }
    assert_expected("explain-cbdp.txt", &text);
    assert_expected("explain-side-bet.json", &render_json(&explain_json("side-bet").unwrap()));
    assert!(explain_text("no-such-word").is_none() && explain_json("no-such-word").is_none());
}
