//! A self-contained page around sections: head, title, verdict, contents and foot.

use super::element::{Page, escaped};
use super::{STYLE, SWITCH};
use crate::render::svg;
use ambimech_model::economy::Economy;
use ambimech_model::environment::Environment;

/// What has a name and a source.
pub(super) trait Titled {
    /// The name; may be empty.
    fn title(&self) -> &str;
    /// The source; may be empty.
    fn origin(&self) -> &str;
    /// What it is called without a name.
    const KIND: &'static str;
}

impl Titled for Environment {
    fn title(&self) -> &str {
        self.name()
    }

    fn origin(&self) -> &str {
        self.source()
    }

    const KIND: &'static str = "Environment";
}

impl Titled for Economy {
    fn title(&self) -> &str {
        self.name()
    }

    fn origin(&self) -> &str {
        self.source()
    }

    const KIND: &'static str = "Economy";
}

/// What stands around the sections of a page about an environment or an economy.
pub(super) struct Document<'a, E> {
    /// The environment, for its name and source.
    pub(super) environment: &'a E,
    /// What the page is about besides the environment; may be empty.
    pub(super) about: &'a str,
    /// The verdict in one line or a few, as HTML.
    pub(super) summary: &'a str,
    /// What identifies the environment.
    pub(super) digest: &'a str,
    /// The version of the program.
    pub(super) version: &'a str,
}

impl<E: Titled> Document<'_, E> {
    /// The page with these sections.
    pub(super) fn render(&self, page: Page) -> String {
        let named = self.environment.title();
        let mut title = escaped(if named.is_empty() { E::KIND } else { named });
        if !self.about.is_empty() {
            title = format!("{title}: {}", escaped(self.about));
        }
        let foot = format!("{} <code>{}</code>", E::KIND, escaped(self.digest));
        let source = self.environment.origin();
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
