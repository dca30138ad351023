//! HTML that cannot be broken out of: every text from outside is escaped when it becomes [`Html`], and only texts that are
//! written in this program's source (`&'static str`, through [`Html::fixed`]) pass as they are.

use std::fmt::{Display, Write as _};

/// A piece of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Html(String);

impl Html {
    /// HTML that stands in the source of this program.
    pub fn fixed(html: &'static str) -> Html {
        Html(html.to_string())
    }

    /// A piece of HTML from `ambimech_io::render::html`, which escapes what it shows. Its styles are left out: they come from
    /// `/answer.css`, and the policy of every page bars scripts and styles within it in any case. `None` when it is no such piece.
    pub fn rendered(piece: &str) -> Option<Html> {
        let mut parts = piece.split("<style>");
        let mut html = parts.next()?.to_string();
        for part in parts {
            html.push_str(part.split_once("</style>")?.1);
        }
        Some(Html(html))
    }

    /// Adds a piece at the end.
    pub fn push(&mut self, piece: impl Into<Html>) {
        self.0.push_str(&piece.into().0);
    }

    /// The bytes to send.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Html {
        let mut html = String::with_capacity(text.len() + 8);
        escape_into(&mut html, text);
        Html(html)
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Html {
        Html::from(text.as_str())
    }
}

impl From<String> for Html {
    fn from(text: String) -> Html {
        Html::from(text.as_str())
    }
}

impl<T: Into<Html>> From<Option<T>> for Html {
    fn from(piece: Option<T>) -> Html {
        piece.map(Into::into).unwrap_or_default()
    }
}

impl<T: Into<Html>> From<Vec<T>> for Html {
    fn from(pieces: Vec<T>) -> Html {
        let mut all = Html::default();
        pieces.into_iter().for_each(|piece| all.push(piece));
        all
    }
}

/// Elements without a closing tag.
const VOID: [&str; 5] = ["input", "meta", "link", "br", "col"];

/// An element in the making. Names of elements and attributes come from the source of this program.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: &'static str,
    attributes: String,
    inside: Html,
}

/// Begins an element.
pub(crate) fn el(name: &'static str) -> Element {
    Element { name, attributes: String::new(), inside: Html::default() }
}

impl Element {
    /// An attribute with a value.
    pub fn attr(mut self, name: &'static str, value: impl Display) -> Element {
        let _ = write!(self.attributes, " {name}=\"");
        escape_into(&mut self.attributes, &value.to_string());
        self.attributes.push('"');
        self
    }

    /// An attribute with a value, when there is one.
    pub fn maybe(self, name: &'static str, value: Option<impl Display>) -> Element {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// An attribute without a value, when it is to be there.
    pub fn flag(mut self, name: &'static str, is_set: bool) -> Element {
        if is_set {
            let _ = write!(self.attributes, " {name}");
        }
        self
    }

    /// The attribute `class`.
    pub fn class(self, value: &'static str) -> Element {
        self.attr("class", value)
    }

    /// Adds something inside, at the end.
    pub fn add(mut self, piece: impl Into<Html>) -> Element {
        self.inside.push(piece);
        self
    }

    /// Adds pieces inside, one after the other.
    pub fn each<T: Into<Html>>(mut self, pieces: impl IntoIterator<Item = T>) -> Element {
        pieces.into_iter().for_each(|piece| self.inside.push(piece));
        self
    }
}

impl From<Element> for Html {
    fn from(element: Element) -> Html {
        let Element { name, attributes, inside } = element;
        if VOID.contains(&name) {
            return Html(format!("<{name}{attributes}>"));
        }
        // A line break right after these opening tags is dropped by browsers: one more keeps the text's own.
        let lead = if matches!(name, "textarea" | "pre") { "\n" } else { "" };
        Html(format!("<{name}{attributes}>{lead}{}</{name}>", inside.0))
    }
}

/// Escapes for text and for attributes in double quotes; control characters that HTML forbids become U+FFFD.
fn escape_into(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\t' | '\r' => html.push(character),
            control if control.is_control() => html.push('\u{fffd}'),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        let hostile = "\"><script>alert('x')</script>&\0";
        let html = Html::from(el("p").attr("title", hostile).add(hostile)).into_string();
        let safe = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;\u{fffd}";
        assert_eq!(html, format!("<p title=\"{safe}\">{safe}</p>"));
    }

    #[test]
    fn rendered_pieces_lose_their_styles() {
        let piece = "<div><style>a { b: c }</style>x</div><div><style></style>y</div>";
        assert_eq!(Html::rendered(piece).unwrap().into_string(), "<div>x</div><div>y</div>");
        assert_eq!(Html::rendered("<style>"), None);
    }

    #[test]
    fn elements_nest_and_void_ones_do_not_close() {
        let html = el("p").add(el("br")).each(["a", "b"]).flag("hidden", true).flag("open", false);
        assert_eq!(Html::from(html).into_string(), "<p hidden><br>ab</p>");
        assert_eq!(Html::from(el("textarea").add("\nx")).into_string(), "<textarea>\n\nx</textarea>");
    }
}
