//! The first page: examples, a file, a new environment.

use crate::app::App;
use crate::html::{Html, el};
use crate::view::layout::{Page, button, form};

/// The start page, with the environments that are open.
pub(crate) fn start(app: &App, open: &[(String, String)]) -> Page {
    let mut body: Vec<Html> = vec![
        el("h1").add("Open an environment").into(),
        el("p")
            .class("lead")
            .add(
                "Agents, types, beliefs, payoffs, an allocation rule, and who might collude: see which conditions hold and why, \
                 and which mechanisms there are. Everything is computed exactly, on the machine that serves this page.",
            )
            .into(),
    ];
    if !open.is_empty() {
        let item = |(name, title): &(String, String)| {
            el("li").add(el("a").attr("href", format!("/edit/{name}")).add(title))
        };
        body.push(
            el("section")
                .attr("aria-labelledby", "open")
                .add(el("h2").attr("id", "open").add("Open now"))
                .add(el("ul").each(open.iter().map(item)))
                .into(),
        );
    }
    let examples = el("ul").class("examples").each(app.settings.examples.iter().map(|example| {
        let label = el("span").add(example.title);
        let name = el("span").class("soft").add(example.name);
        el("li").add(
            el("button")
                .attr("type", "submit")
                .attr("name", "example")
                .attr("value", example.name)
                .add(label)
                .add(" ")
                .add(name),
        )
    }));
    let number = |name: &'static str, label: &'static str, least: u32, most: u32, value: u32| {
        el("label").add(label).add(" ").add(
            el("input")
                .attr("type", "number")
                .attr("name", name)
                .attr("min", least)
                .attr("max", most)
                .attr("value", value)
                .flag("required", true),
        )
    };
    let fresh = form(app, "/open")
        .class("row")
        .add(number("agents", "Agents", 2, 8, 2))
        .add(number("types", "Types each", 1, 8, 2))
        .add(button("fresh", "Make it").attr("class", "main"));
    let limit = app.settings.body_limit >> 20;
    let upload = form(app, "/open")
        .class("row")
        .add(
            el("label").add("An environment file, TOML or JSON, up to ").add(format!("{limit} MiB ")).add(
                el("input")
                    .attr("type", "file")
                    .attr("name", "file")
                    .attr("accept", ".toml,.json")
                    .flag("required", true),
            ),
        )
        .add(button("upload", "Open it").attr("class", "main"));
    let section = |id: &'static str, heading: &'static str, content: Html| -> Html {
        el("section").attr("aria-labelledby", id).add(el("h2").attr("id", id).add(heading)).add(content).into()
    };
    body.push(section("new", "A new environment", fresh.into()));
    body.push(section("file", "From a file", upload.into()));
    body.push(section("examples", "From the literature", form(app, "/open").add(examples).into()));
    body.push(el("footer").add(format!("ambimech {}", app.settings.version)).into());
    Page::new("Start", body)
}
