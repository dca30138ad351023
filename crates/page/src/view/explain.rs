//! What a word means, from the glossary.

use crate::html::{Html, el};
use crate::view::layout::Page;
use ambimech_io::glossary::{Block, Entry, Inline, blocks, entry, inlines, names};

/// The page of a word; `None` when there is no such word.
pub(crate) fn explain(name: &str) -> Option<Page> {
    let found: Entry = entry(name)?;
    let mut body: Vec<Html> = vec![
        el("h1").add(found.title).into(),
        el("p").class("soft").add(format!("{} {}", found.kind.name(), found.name)).into(),
    ];
    for section in &found.sections {
        body.push(el("h2").add(section.heading).into());
        for block in blocks(section.text) {
            body.push(match block {
                Block::Paragraph(text) => el("p").add(words(&text)).into(),
                Block::Display(lines) => el("pre").attr("tabindex", 0).add(lines.join("\n")).into(),
                Block::List(items) => el("ul").each(items.iter().map(|item| el("li").add(words(item)))).into(),
            });
        }
    }
    let link = |name: &str| el("li").add(el("a").attr("href", format!("/explain/{name}")).add(name));
    body.push(
        el("details")
            .add(el("summary").add("All words"))
            .add(el("ul").class("names").each(names().map(link)))
            .into(),
    );
    Some(Page::new(found.title, body))
}

fn words(text: &str) -> Html {
    let piece = |piece: Inline| -> Html {
        match piece {
            Inline::Plain(text) => text.into(),
            Inline::Name(text) if entry(text).is_some() => {
                el("a").attr("href", format!("/explain/{text}")).add(text).into()
            }
            Inline::Name(text) => el("code").add(text).into(),
            Inline::Emphasis(text) => el("em").add(text).into(),
        }
    };
    inlines(text).into_iter().map(piece).collect::<Vec<Html>>().into()
}
