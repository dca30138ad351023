//! A strict reader of the pages: every element closed in its turn, attributes quoted and given once, characters escaped.
//! What browsers forgive is an error here.

/// An element with what is inside.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

const VOID: [&str; 6] = ["meta", "br", "input", "hr", "img", "link"];
/// What may not stand in a paragraph: a browser would end the paragraph there.
const BLOCKS: [&str; 14] = [
    "p", "div", "table", "ul", "dl", "section", "figure", "details", "h2", "h3", "h4", "pre", "fieldset",
    "article",
];
const ENTITIES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "#39;"];

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All elements inside, in the order of the page, this one first.
    pub fn all(&self) -> Vec<&Element> {
        let mut found = vec![self];
        for child in self.elements() {
            found.extend(child.all());
        }
        found
    }

    pub fn find(&self, name: &str) -> Vec<&Element> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    pub fn text(&self) -> String {
        let texts = self.children.iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        });
        texts.collect()
    }
}

/// Reads a page; panics with the place of the first mistake.
pub fn parse(page: &str) -> Element {
    let body = page.strip_prefix("<!DOCTYPE html>\n").expect("a document type");
    let mut stack = vec![Element { name: "(page)".to_string(), ..Element::default() }];
    let mut rest = body;
    while !rest.is_empty() {
        let place = || &rest[..rest.len().min(80)];
        if let Some(closing) = rest.strip_prefix("</") {
            let (name, after) = closing.split_once('>').expect("an end of the tag");
            let done = stack.pop().unwrap();
            assert_eq!(done.name, name, "closed at {}", place());
            stack.last_mut().unwrap().children.push(Node::Element(done));
            rest = after;
        } else if let Some(opening) = rest.strip_prefix('<') {
            let (element, is_closed, after) = open(opening);
            let inside = |name: &str| stack.iter().any(|outer| outer.name == name);
            assert!(!(inside("p") && BLOCKS.contains(&element.name.as_str())), "in a paragraph: {}", place());
            assert!(!(inside("button") || inside("a")) || element.name != "a", "nested links: {}", place());
            let is_raw = element.name == "style";
            assert!(!is_closed || inside("svg"), "closed in itself: {}", place());
            if is_closed || VOID.contains(&element.name.as_str()) {
                stack.last_mut().unwrap().children.push(Node::Element(element));
            } else {
                stack.push(element);
            }
            rest = after;
            if is_raw {
                let end = rest.find("</style>").expect("an end of the style");
                stack.last_mut().unwrap().children.push(Node::Text(rest[..end].to_string()));
                rest = &rest[end..];
            }
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = &rest[..end];
            assert_escaped(text);
            stack.last_mut().unwrap().children.push(Node::Text(text.to_string()));
            rest = &rest[end..];
        }
    }
    assert_eq!(stack.len(), 1, "not closed: {}", stack.last().unwrap().name);
    let page = stack.pop().unwrap();
    let mut roots = page.children.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(text) => {
            assert!(text.trim().is_empty(), "outside of the page: {text}");
            None
        }
    });
    let root = roots.next().expect("an element");
    assert!(root.name == "html" && roots.next().is_none());
    root
}

fn open(text: &str) -> (Element, bool, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap();
    let mut element = Element { name: text[..end].to_string(), ..Element::default() };
    assert!(!element.name.is_empty(), "not a tag: {}", &text[..text.len().min(60)]);
    let mut rest = &text[end..];
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return (element, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (element, false, after);
        }
        rest = rest.strip_prefix(' ').unwrap_or_else(|| panic!("in the tag {}: {:.60}", element.name, rest));
        let end = rest.find(['=', ' ', '>', '/']).unwrap();
        let name = rest[..end].to_string();
        assert!(element.attribute(&name).is_none(), "{name} twice in {}", element.name);
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (inside, after) = quoted.split_once('"').unwrap();
            assert!(!inside.contains('<'), "{inside}");
            assert_escaped(inside);
            value = inside.to_string();
            rest = after;
        } else {
            assert!(name == "checked", "{name} has no value");
        }
        element.attributes.push((name, value));
    }
}

fn assert_escaped(text: &str) {
    for (place, _) in text.match_indices('&') {
        let after = &text[place + 1..];
        assert!(ENTITIES.iter().any(|entity| after.starts_with(entity)), "not escaped: {:.60}", &text[place..]);
    }
    assert!(!text.contains('>'), "not escaped: {text:.60}");
}

#[test]
fn mistakes_are_found() {
    let page = |body: &str| format!("<!DOCTYPE html>\n<html>{body}</html>");
    assert_eq!(parse(&page("<p>a &amp; b<br></p>")).text(), "a &amp; b");
    for wrong in [
        "<p><b></p></b>",
        "<p>a & b</p>",
        "<p><div></div></p>",
        "<p id=x></p>",
        "<p id=\"a\" id=\"b\"></p>",
        "<td>",
        "<br/>",
        "</p>",
        "a > b",
    ] {
        let page = page(wrong);
        assert!(std::panic::catch_unwind(|| parse(&page)).is_err(), "{wrong}");
    }
}
