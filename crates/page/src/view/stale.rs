//! A form of an environment that is not open any more: what was written is shown, and can be opened again.

use crate::app::App;
use crate::html::{Html, el};
use crate::view::layout::{Page, button, form};

/// The page with the text of the environment.
pub(crate) fn stale(app: &App, text: &str) -> Page {
    let why = "The program was started again since the page with these changes was opened, or the environment was closed because many \
               others are open. Nothing is lost: this is the environment as you changed it. Open it again to go on.";
    let again = form(app, "/open")
        .add(el("p").add(button("text", "Open it again").attr("class", "main")))
        .add(el("label").attr("for", "text").add("The environment file"))
        .add(
            el("textarea")
                .attr("name", "text")
                .attr("id", "text")
                .attr("rows", text.lines().count().clamp(10, 40))
                .attr("wrap", "off")
                .attr("spellcheck", "false")
                .add(text),
        );
    let body: Vec<Html> =
        vec![el("h1").add("This environment is not open any more").into(), el("p").add(why).into(), again.into()];
    Page::new("Not open any more", body)
}
