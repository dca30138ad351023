//! The page: well formed, complete in itself, and with the structure that screen readers and keyboards need.

use crate::markup::{Element, parse};
use crate::specimen::{ambimech, example, hostile, large, report};
use std::path::Path;
use std::time::Instant;

fn page(arguments: &[&str], folder: &Path) -> String {
    let out = folder.join("page.html").display().to_string();
    let mut all = arguments.to_vec();
    all.extend(["--out", &out]);
    report(&all);
    std::fs::read_to_string(&out).unwrap()
}

/// Everything that is asked of every page.
fn assert_sound(text: &str) -> Element {
    let page = parse(text);
    assert_self_contained(text, &page);
    assert_landmarks(&page);
    assert_headings(&page);
    page.find("table").into_iter().for_each(assert_table);
    page.find("svg").into_iter().for_each(assert_picture);
    for folded in page.find("details") {
        assert_eq!(folded.elements().next().map(|first| first.name.as_str()), Some("summary"));
    }
    assert_switch(&page);
    page
}

fn assert_self_contained(text: &str, page: &Element) {
    for element in page.all() {
        assert!(!["script", "link", "img", "iframe", "object", "embed", "base"].contains(&element.name.as_str()));
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && name != "src" && name != "style", "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{value}");
        }
    }
    for style in page.find("style") {
        let style = style.text();
        assert!(!style.contains("url(") && !style.contains("@import"));
    }
    assert_eq!(text.matches("http").count(), text.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    let mut ids: Vec<&str> = page.all().into_iter().filter_map(|element| element.attribute("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "identifiers are unique");
    for link in page.find("a") {
        let target = link.attribute("href").unwrap().trim_start_matches('#');
        assert!(ids.binary_search(&target).is_ok(), "no place {target}");
    }
}

fn assert_landmarks(page: &Element) {
    assert_eq!(page.attribute("lang"), Some("en"));
    assert!(!page.find("title")[0].text().is_empty());
    assert_eq!(page.find("meta")[0].attribute("charset"), Some("utf-8"));
    for name in ["header", "nav", "main", "footer", "h1"] {
        assert_eq!(page.find(name).len(), 1, "{name}");
    }
    assert!(page.find("nav")[0].attribute("aria-label").is_some());
    let first = page.find("body")[0].elements().next().unwrap();
    assert_eq!(first.attribute("href"), Some("#content"), "the content can be skipped to");
    assert_eq!(page.find("main")[0].attribute("id"), Some("content"));
    let sections = page.find("section").len();
    assert_eq!(page.find("nav")[0].find("a").len(), sections, "every section is in the contents");
}

fn assert_headings(page: &Element) {
    let mut level = 0;
    for element in page.all() {
        let Some(found) = element.name.strip_prefix('h').and_then(|number| number.parse::<usize>().ok()) else {
            continue;
        };
        assert!(found <= level + 1, "h{found} after h{level}: {}", element.text());
        assert!(!element.text().trim().is_empty());
        level = found;
    }
}

fn assert_table(table: &Element) {
    let captions = table.find("caption");
    assert!(captions.len() == 1 && !captions[0].text().is_empty(), "a table has one caption");
    let caption = captions[0].text();
    for heading in table.find("th") {
        assert!(matches!(heading.attribute("scope"), Some("col" | "row")), "{caption}: a heading's scope");
    }
    let rows = table.find("tr");
    let columns = rows[0].elements().count();
    assert!(rows[0].elements().all(|cell| cell.name == "th" && !cell.text().is_empty()), "{caption}: headings");
    for row in &rows[1..] {
        assert_eq!(row.elements().count(), columns, "{caption}: {}", row.text());
        let headings = row.elements().filter(|cell| cell.attribute("scope") == Some("row")).count();
        assert_eq!(headings, 1, "{caption}: one heading for each row");
    }
}

fn assert_picture(picture: &Element) {
    assert_eq!(picture.attribute("role"), Some("img"));
    let parts: Vec<&Element> = picture.elements().take(2).collect();
    assert!(parts[0].name == "title" && parts[1].name == "desc");
    let wanted = parts.iter().map(|part| part.attribute("id").unwrap()).collect::<Vec<_>>().join(" ");
    assert_eq!(picture.attribute("aria-labelledby"), Some(wanted.as_str()));
    assert!(parts.iter().all(|part| !part.text().trim().is_empty()), "{}", parts[0].text());
    // The sign of money can be read without its colour.
    let shapes: Vec<&Element> = picture.elements().collect();
    for pair in shapes.windows(2) {
        if pair[0].attribute("class") == Some("heat-minus") {
            assert!(pair[1].text().starts_with('−') || pair[1].text().starts_with("≈ −"), "{}", pair[1].text());
        }
    }
    for shape in shapes.iter().filter(|shape| shape.name == "text") {
        let x: f64 = shape.attribute("x").unwrap().parse().unwrap();
        let width: f64 = picture.attribute("width").unwrap().parse().unwrap();
        assert!((0.0..=width).contains(&x), "{} hangs at {x} of {width}", shape.text());
    }
}

fn assert_switch(page: &Element) {
    let fieldset = page.find("fieldset")[0];
    assert_eq!(fieldset.elements().next().unwrap().name, "legend");
    let radios = fieldset.find("input");
    assert_eq!(radios.len(), 3);
    assert!(radios.iter().all(|radio| radio.attribute("type") == Some("radio")));
    assert_eq!(radios.iter().filter(|radio| radio.attribute("checked").is_some()).count(), 1);
    assert_eq!(fieldset.find("label").iter().filter(|label| label.find("input").len() == 1).count(), 3);
    let style: String = page.find("style").iter().map(|style| style.text()).collect();
    for radio in radios.iter().filter(|radio| radio.attribute("checked").is_none()) {
        let id = radio.attribute("id").unwrap();
        assert!(style.contains(&format!(":has(#{id}:checked)")), "{id} does something");
    }
    // Whoever hides exact numbers still sees every number: no exact one stands without its decimal.
    for parent in page.all() {
        let of_class =
            |class: &str| parent.elements().filter(|child| child.attribute("class") == Some(class)).count();
        assert_eq!(of_class("exact"), of_class("decimal"), "{}", parent.text());
        assert_eq!(of_class("exact-only"), of_class("decimal-only"), "{}", parent.text());
    }
}

#[test]
fn pages_of_examples_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    for (name, mechanism) in [
        ("guo-2021-public-good", None),
        ("guo-2021-public-good", Some("mechanism.json")),
        ("private-values-one-failing-agent", Some("mechanism-c-too-small.json")),
        ("guo-2018-implementation", None),
        ("guo-2017-no-common-prior", None),
        ("two-type-bilateral-trade", None),
        ("zero-probability-profile", Some("mechanism-nothing-at-zero.json")),
        ("guo-2017-inefficient-rule", None),
        ("safronov-2018-public-good", Some("mechanism-vcg.json")),
    ] {
        let environment = example(name, "environment.toml");
        let mechanism = mechanism.map(|file| example(name, file));
        let arguments: Vec<&str> = [environment.as_str()].into_iter().chain(mechanism.as_deref()).collect();
        let text = page(&arguments, folder.path());
        let page = assert_sound(&text);
        assert_eq!(text, self::page(&arguments, folder.path()), "the same bytes again");
        let ids: Vec<&str> = page.find("section").iter().filter_map(|section| section.attribute("id")).collect();
        for wanted in ["environment", "beliefs", "conditions", "goals", "glossary"] {
            assert!(ids.contains(&wanted), "{name}: {wanted}");
        }
        assert_eq!(ids.contains(&"certificate"), ids.contains(&"rules"));
    }
}

/// On paper nothing is hidden but what is for the screen, folded parts are open, and wide parts are not cut.
#[test]
fn paper_shows_everything() {
    let folder = tempfile::tempdir().unwrap();
    let text = page(&[&example("guo-2021-public-good", "environment.toml"), "--skip", "goals"], folder.path());
    let page = parse(&text);
    let style: String = page.find("style").iter().map(|style| style.text()).collect();
    let paper: String = style.split("@media print {").skip(1).collect();
    let hidden: Vec<&str> = paper.lines().filter(|line| line.contains("display: none")).map(str::trim).collect();
    assert_eq!(hidden, ["nav, .skip, .switch { display: none; }"]);
    assert!(!style.contains("overflow: hidden") && paper.contains(".wide { overflow: visible; }"));
    assert!(paper.contains("details::details-content { content-visibility: visible; display: block; }"));
    assert!(paper.contains("--paper: #ffffff") && paper.contains("--ink: #000000"));
}

fn section<'a>(page: &'a Element, id: &str) -> &'a Element {
    let sections = page.find("section");
    sections.into_iter().find(|section| section.attribute("id") == Some(id)).expect(id)
}

#[test]
fn what_a_verdict_rests_on_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let text = page(&[&example("private-values-one-failing-agent", "environment.toml")], folder.path());
    let page = parse(&text);
    let conditions = section(&page, "conditions");
    let figures = conditions.find("figure");
    let of = |words: &str| *figures.iter().find(|figure| figure.text().contains(words)).expect(words);
    let marks = |figure: &Element| {
        figure.all().into_iter().filter(|shape| shape.attribute("class") == Some("witness")).count()
    };
    let shared = of("have the same belief about the others");
    assert!(shared.text().contains("Circled: low and mid.") && marks(shared) == 2);
    assert!(shared.text().contains("fails bdp") && shared.text().contains("fails cbdp"), "drawn once for both");
    let mixture = of("is a mixture of its other types");
    assert!(mixture.text().contains("Circled: low, tied to mid."));
    assert_eq!(mixture.find("line").iter().filter(|line| line.attribute("class") == Some("tie")).count(), 1);
    let imitated = of("reports distributed like this clear nobody");
    assert!(imitated.find("svg").len() == 2 && marks(imitated) == 12, "every cell differs from the prior");
    assert!(of("The prior").text().contains("3/10"));
    assert_eq!(marks(of("are complementary")), 2);
}

#[test]
fn goals_stand_side_by_side_with_thresholds() {
    let folder = tempfile::tempdir().unwrap();
    let environment = example("two-type-bilateral-trade", "environment.toml");
    let mechanism = example("two-type-bilateral-trade", "mechanism-at-the-threshold.json");
    for arguments in [vec![environment.as_str()], vec![environment.as_str(), &mechanism]] {
        let text = page(&arguments, folder.path());
        let page = parse(&text);
        let goals = section(&page, "goals");
        let rows = goals.find("table")[0].find("tr");
        let implement = rows.iter().find(|row| row.text().starts_with("implement")).unwrap();
        let cells: Vec<String> = implement.elements().map(Element::text).collect();
        for cell in &cells[1..] {
            assert!(cell.contains("infeasible") && cell.contains("attainable at 0 ≤ h ≤ 3/4 (0.75)"), "{cell}");
        }
        let folded: Vec<String> = goals.find("summary").iter().map(|summary| summary.text()).collect();
        assert!(folded.iter().any(|text| text.contains("Why not for h &gt; 3/4")), "{folded:?}");
        let proofs =
            goals.find("table").into_iter().filter(|table| table.attribute("class") == Some("derivation"));
        assert!(proofs.count() >= 4, "a proof beyond each end");
    }
    let short = page(&[&environment, "--skip", "goals,thresholds"], folder.path());
    assert!(!short.contains("id=\"goals\"") && !short.contains("id=\"design\""));
    let half = page(&[&environment, "--skip", "thresholds"], folder.path());
    assert!(half.contains("id=\"goals\"") && !half.contains("3/4"));
}

#[test]
fn proofs_are_derivations_with_multipliers() {
    let folder = tempfile::tempdir().unwrap();
    let text = page(&[&example("guo-2021-public-good", "environment.toml")], folder.path());
    let page = parse(&text);
    let simple = section(&page, "simple");
    let derivation = simple.find("table")[0];
    assert_eq!(derivation.attribute("class"), Some("derivation"));
    let headings: Vec<String> = derivation.find("tr")[0].elements().map(Element::text).collect();
    assert_eq!(headings, ["times", "constraint", "left side", "is", "right side"]);
    assert_eq!(derivation.find("tr").len(), 9, "eight constraints");
    let sum = simple.find("table")[1];
    assert!(sum.text().contains("sum") && sum.text().contains("48"));
    assert!(simple.text().contains("0 ≥ 48, a contradiction."));
}

#[test]
fn the_worst_case_is_marked_for_every_misreport() {
    let folder = tempfile::tempdir().unwrap();
    let name = "guo-2021-public-good";
    let arguments = [example(name, "environment.toml"), example(name, "mechanism.json")];
    let text = page(&[&arguments[0], &arguments[1], "--skip", "goals"], folder.path());
    let page = parse(&text);
    let misreports = section(&page, "misreports");
    for table in misreports.find("table") {
        for row in table.find("tr").iter().skip(1).filter(|row| row.text().contains('→')) {
            let worst = row.elements().filter(|cell| cell.attribute("class") == Some("number worst")).count();
            assert_eq!(worst, 1, "{}", row.text());
        }
    }
    let overview = misreports.find("svg")[0];
    assert_eq!(overview.find("rect").iter().filter(|rect| rect.attribute("class") == Some("witness")).count(), 2);
    let stakes =
        section(&page, "rules").find("caption").iter().any(|caption| caption.text() == "What is at stake");
    assert!(stakes, "stakes of a mechanism from a file");
}

#[test]
fn hostile_names_stay_text() {
    let folder = tempfile::tempdir().unwrap();
    let environment = hostile(folder.path()).display().to_string();
    let page = assert_sound(&page(&[&environment], folder.path()));
    assert!(page.text().contains("&lt;/svg&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn pages_about_large_environments_are_short_and_quick() {
    let folder = tempfile::tempdir().unwrap();
    for (agents, types) in [(4, 5), (6, 4), (7, 5)] {
        let environment = large(folder.path(), agents, types).display().to_string();
        let start = Instant::now();
        let text = page(&[&environment, "--skip", "goals"], folder.path());
        let seconds = start.elapsed().as_secs_f64();
        assert_sound(&text);
        let limit = 1_500_000;
        assert!(text.len() < limit, "{agents} agents with {types} types: {} bytes", text.len());
        assert!(seconds < 120.0, "{agents} agents with {types} types: {seconds} s");
        assert!(text.contains("The first 256 of ") && text.contains(" slices are drawn"));
    }
}

#[test]
fn a_form_that_is_not_known_is_refused() {
    let environment = example("guo-2018-implementation", "environment.toml");
    for arguments in [vec!["--out", "report.doc"], vec!["--out", "report.tex", "--fragments"]] {
        let mut all = vec!["report", &environment];
        all.extend(arguments);
        let output = ambimech(&all);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("= expected: "));
    }
}
