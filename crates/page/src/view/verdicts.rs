//! What is known about an environment, beside its tables.

use crate::child::Mistake;
use crate::html::{Element, Html, el};
use crate::verdicts::Verdicts;
use crate::view::cell::Marks;
use crate::view::word::{badge, explained};

/// What comes first: the mistake, or what can be done about the goals. The marks of the mistake's cells go with it.
pub(crate) fn goals(verdicts: &Verdicts, marks: &Marks) -> Element {
    let panel = el("section").attr("id", "state").attr("data-live", "").attr("aria-live", "polite");
    let panel = panel.attr("data-wrong", marks.names().join(" "));
    match verdicts {
        Verdicts::Wrong(mistake) => {
            panel.attr("data-note", &mistake.title).add(wrong(mistake, !marks.names().is_empty()))
        }
        Verdicts::Open(why) => panel
            .add(el("h2").add("Goals"))
            .add(el("p").add(badge("undecided")).add(format!(" {why}. The whole job below has more time."))),
        Verdicts::Known { goals: Ok(goals), .. } => panel.add(el("h2").add("Goals")).add(goals_table(goals)),
        Verdicts::Known { goals: Err(why), .. } => panel
            .add(el("h2").add("Goals"))
            .add(el("p").add(badge("undecided")).add(format!(" {why}. The whole job below has more time."))),
    }
}

/// The conditions with their verdicts and reasons.
pub(crate) fn conditions(verdicts: &Verdicts) -> Element {
    let panel = el("section").attr("id", "verdicts").attr("data-live", "").attr("aria-label", "conditions");
    let Verdicts::Known { conditions, .. } = verdicts else { return panel };
    let row = |condition: &crate::verdicts::Condition| {
        let reasons = match condition.reasons.as_slice() {
            [] => Html::default(),
            [only] => el("p").add(only).into(),
            [first, rest @ ..] => el("details")
                .add(el("summary").add(first))
                .each(rest.iter().map(|reason| el("p").add(reason)))
                .into(),
        };
        el("li")
            .attr("data-name", &condition.name)
            .add(badge(&condition.verdict))
            .add(" ")
            .add(el("strong").add(explained(&condition.name)))
            .add(el("div").class("reason").add(reasons))
    };
    panel.add(el("h2").add("Conditions")).add(el("ul").class("conditions").each(conditions.iter().map(row)))
}

/// Goals with what mechanisms of the two kinds can do about them.
pub(crate) fn goals_table(goals: &[crate::verdicts::Goal]) -> Element {
    let head = ["goal", "with one rule", "ambiguous"].map(|heading| el("th").attr("scope", "col").add(heading));
    let row = |goal: &crate::verdicts::Goal| {
        el("tr")
            .add(el("th").attr("scope", "row").add(explained(&goal.name)))
            .add(el("td").add(badge(&goal.simple)))
            .add(el("td").add(badge(&goal.ambiguous)))
    };
    el("div").class("wide").add(
        el("table")
            .class("goals")
            .add(
                el("caption")
                    .class("hidden")
                    .add("what can be done with one transfer rule and with several, against mixed reports"),
            )
            .add(el("thead").add(el("tr").each(head)))
            .add(el("tbody").each(goals.iter().map(row))),
    )
}

/// A mistake, as the command line shows it. Where its cell is marked, the line of the text is not needed.
pub(crate) fn wrong(mistake: &Mistake, is_marked: bool) -> Html {
    let place = mistake.places.first().filter(|_| !is_marked).map(|(_, line, _)| format!("line {line}: "));
    vec![
        Html::from(el("h2").attr("id", "mistake").add("Not an environment yet")),
        el("p").class("mistake").add(badge_of_mistake()).add(" ").add(place).add(&mistake.title).into(),
        list(mistake),
        el("details")
            .add(el("summary").add("in the text"))
            .add(el("pre").attr("tabindex", 0).add(&mistake.text))
            .into(),
    ]
    .into()
}

fn badge_of_mistake() -> Html {
    el("span").class("badge no").add(el("span").attr("aria-hidden", "true").add("✗")).add(" mistake").into()
}

fn list(mistake: &Mistake) -> Html {
    let pair = |name: &'static str, text: &str| {
        (!text.is_empty()).then(|| Html::from(vec![Html::from(el("dt").add(name)), el("dd").add(text).into()]))
    };
    let mut all = el("dl").add(pair("found", &mistake.found)).add(pair("expected", &mistake.expected));
    for help in &mistake.help {
        all = all.add(pair("help", help));
    }
    all.into()
}
