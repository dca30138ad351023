//! A self-contained page around sections: head, title, verdict, contents and foot.

use super::element::{Page, escaped};
use super::{STYLE, SWITCH};
use crate::render::svg;

/// What stands around the sections of a page about one environment, auction or economy.
pub(super) struct Document<'a> {
    /// The name of what the page is about; may be empty.
    pub(super) named: &'a str,
    /// Where it comes from; may be empty.
    pub(super) source: &'a str,
    /// What it is, as `Environment`.
    pub(super) kind: &'a str,
    /// What the page is about besides; may be empty.
    pub(super) about: &'a str,
    /// The verdict in one line or a few, as HTML.
    pub(super) summary: &'a str,
    /// What identifies it.
    pub(super) digest: &'a str,
    /// The version of the program.
    pub(super) version: &'a str,
}

impl Document<'_> {
    /// The page with these sections.
    pub(super) fn render(&self, page: Page) -> String {
        let named = self.named;
        let mut title = escaped(if named.is_empty() { self.kind } else { named });
        if !self.about.is_empty() {
            title = format!("{title}: {}", escaped(self.about));
        }
        let foot = format!("{} <code>{}</code>", escaped(self.kind), escaped(self.digest));
        let source = self.source;
        Shell { title: &title, source, summary: self.summary, foot: &foot, version: self.version }.render(page)
    }
}

/// What stands around the sections of any page.
pub(super) struct Shell<'a> {
    /// The title, as HTML.
    pub(super) title: &'a str,
    /// Where it comes from; may be empty.
    pub(super) source: &'a str,
    /// The verdict in one line or a few, as HTML.
    pub(super) summary: &'a str,
    /// What the page is about, as HTML.
    pub(super) foot: &'a str,
    /// The version of the program.
    pub(super) version: &'a str,
}

impl Shell<'_> {
    /// The page with these sections.
    pub(super) fn render(&self, page: Page) -> String {
        let title = self.title;
        let contents: Vec<String> = page
            .sections()
            .iter()
            .map(|(id, heading)| format!("<li><a href=\"#{id}\">{}</a></li>", escaped(heading)))
            .collect();
        let source = match self.source {
            "" => String::new(),
            source => format!("<p class=\"source\">{}</p>\n", escaped(source)),
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"ambimech {version}\">\n<title>{title} · ambimech</title>\n\
             <style>\n{palette}{pictures}{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
             <header>\n<h1>{title}</h1>\n{source}{summary}{SWITCH}</header>\n\
             <nav aria-label=\"Contents\"><ul>{contents}</ul></nav>\n<main id=\"content\">\n{body}</main>\n\
             <footer><p>Made by ambimech {version}. Numbers are exact; decimals beside them are rounded where they are marked \
             by ≈. Pictures are drawn with rounded numbers and prove nothing.</p>\n<p>{foot}</p></footer>\n\
             </body>\n</html>\n",
            version = escaped(self.version),
            palette = svg::PALETTE,
            pictures = svg::STYLE,
            summary = self.summary,
            contents = contents.join(""),
            body = page.body(),
            foot = self.foot,
        )
    }
}
