//! `ambimech serve` over raw HTTP: the main path with forms alone, and everything that is not on it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod hostile;
#[path = "../served/mod.rs"]
mod served;
mod web;

use served::Served;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use web::{Answer, Part, field, get, post, token, words};

const EXAMPLE: &str = include_str!("../../../../examples/guo-2021-public-good/environment.toml");

/// Opens a text; the address of its page.
pub fn open(served: &Served, file: &str, text: &[u8]) -> String {
    let token = token(served.port);
    let parts = [Part::Field("token", &token), Part::File("file", file, text)];
    let answer = post(served.port, "/open", &parts);
    assert_eq!(answer.status, 303, "{}", words(&answer.body));
    answer.header("location")
}

/// The fields of the editor's form, as a browser would send them without a button.
pub fn fields(page: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for piece in page.split("<input ").skip(1) {
        let tag = piece.split('>').next().unwrap();
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\""))?;
            Some(words(rest.split('"').next()?))
        };
        let is_radio = tag.contains("type=\"radio\"");
        if tag.contains("type=\"file\"") || is_radio && !tag.contains("checked") {
            continue;
        }
        if let Some(name) = value("name") {
            found.insert(name, value("value").unwrap_or_default());
        }
    }
    for piece in page.split("<select name=\"").skip(1) {
        let name = piece.split('"').next().unwrap().to_string();
        let options = piece.split("</select>").next().unwrap();
        let chosen = options.split("<option ").find(|option| option.contains(" selected"));
        let chosen = chosen.or(options.split("<option ").nth(1)).unwrap();
        found.insert(name, chosen.split('"').nth(1).unwrap().to_string());
    }
    found
}

/// Sends the editor's form with some fields changed.
pub fn send(served: &Served, place: &str, page: &str, changes: &[(&str, &str)]) -> Answer {
    let mut all = fields(page);
    for (name, text) in changes {
        all.insert((*name).to_string(), (*text).to_string());
    }
    let parts: Vec<Part<'_>> = all.iter().map(|(name, text)| Part::Field(name, text)).collect();
    post(served.port, place, &parts)
}

/// The verdict of a condition on a page.
pub fn verdict(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("data-name=\"{name}\">")).expect("the condition is on the page");
    words(rest.split("<strong>").next().unwrap()).trim_start_matches(['✓', '✗', '?', ' ']).trim().to_string()
}

/// Waits for the end of a question; its page.
pub fn answered(served: &Served, place: &str) -> String {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        let page = get(served.port, place);
        assert_eq!(page.status, 200, "{}", words(&page.body));
        if !page.body.contains("data-again") {
            return page.body;
        }
        assert!(page.body.contains("http-equiv=\"refresh\""), "a page without scripts asks again");
        assert!(Instant::now() < end, "no answer: {}", words(&page.body));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn from_an_example_to_a_report() {
    let served = Served::start(&[]);
    let port = served.port;
    let start = get(port, "/");
    assert_eq!(start.status, 200);
    let examples = start.body.matches("name=\"example\"").count();
    assert!(examples >= 17, "{examples} examples");
    let token = token(port);
    let opened =
        post(port, "/open", &[Part::Field("token", &token), Part::Field("example", "guo-2021-public-good")]);
    let place = opened.header("location");
    let page = get(port, &place).body;
    assert!(words(&page).contains("Public good with a conflicted agent"));
    assert_eq!(verdict(&page, "cbdp"), "holds");
    assert_eq!(verdict(&page, "full-support"), "holds");
    assert_eq!(verdict(&page, "private-values"), "fails");
    assert!(
        words(&page).contains("the least probability is 1/20 (0.05), at (H, L, L)"),
        "sentences are those of the program"
    );

    // A number changes, and the verdict with it; comments stay.
    let changed = send(&served, &place, &page, &[("w0", "0"), ("do", "apply")]);
    assert_eq!(changed.status, 303);
    let page = get(port, &place).body;
    assert_eq!(verdict(&page, "full-support"), "fails");
    let text = get(port, &format!("{place}/environment.toml")).body;
    assert_eq!(text, EXAMPLE.replace("\"H H H\" = 0.20", "\"H H H\" = 0"));

    // A mistake stands at its cell, with the words of the command line.
    let page = {
        send(&served, &place, &page, &[("w3", "0,05"), ("do", "apply")]);
        get(port, &place).body
    };
    let cell = page.split("<input ").find(|piece| piece.contains("name=\"w3\"")).unwrap();
    assert!(cell.contains("aria-invalid=\"true\"") && cell.contains("class=\"note\""), "{cell}");
    assert!(words(&page).contains("a decimal has a point, not a comma"), "{}", words(&page));
    assert_eq!(page.matches("aria-invalid").count(), 1);
    send(&served, &place, &page, &[("w3", "1/20"), ("w0", "0.2"), ("do", "apply")]);

    // The question, its answer and its files.
    let page = get(port, &place).body;
    let asked = send(&served, &place, &page, &[("do", "ask:design"), ("goal", "coalition-proof")]);
    assert_eq!(asked.status, 303);
    let job = asked.header("location");
    let answer = answered(&served, &job);
    assert!(words(&answer).contains("✓ done cic against mixed reports"), "{}", words(&answer));
    let mechanism = get(port, &format!("{job}/mechanism.json"));
    assert!(mechanism.body.contains("ambimech-mechanism/1"));
    assert!(mechanism.header("content-disposition").starts_with("attachment"));
    let report = get(port, &format!("{job}/report"));
    assert!(report.body.contains("<svg") && report.header("content-security-policy").contains("sandbox"));
    assert!(get(port, &format!("{job}/report.tex")).body.contains("\\begin"));
    assert_eq!(get(port, &format!("{job}/answer.json")).status, 404);

    // Verified again from the file, and refused when a payment was changed.
    let verify = |mechanism: &str| {
        let mut all = fields(&page);
        all.insert("do".to_string(), "ask:verify".to_string());
        let mut parts: Vec<Part<'_>> = all.iter().map(|(name, text)| Part::Field(name, text)).collect();
        parts.push(Part::File("mechanism-file", "mechanism.json", mechanism.as_bytes()));
        let asked = post(port, &place, &parts);
        assert_eq!(asked.status, 303, "{}", words(&asked.body));
        words(&answered(&served, &asked.header("location")))
    };
    assert!(verify(&mechanism.body).contains("✓ holds"), "{}", verify(&mechanism.body));
    assert!(verify("{\"format\": \"ambimech-mechanism/1\"}").contains("mistake"), "a file that is no mechanism");

    // The whole job: every goal, both kinds of mechanisms.
    let asked = send(&served, &place, &page, &[("do", "ask:solve")]);
    let answer = answered(&served, &asked.header("location"));
    assert!(answer.contains("summary.json") && words(&answer).contains("coalition-proof-extract"));
    served.end();
}

#[test]
fn decide_and_threshold_answer_too() {
    let served = Served::start(&[]);
    let text = include_bytes!("../../../../examples/two-type-bilateral-trade/environment.toml");
    let place = open(&served, "environment.toml", text);
    let page = get(served.port, &place).body;
    let ask = |kind: &str, more: &[(&str, &str)]| {
        let mut changes = vec![("do", kind), ("goal", "implement"), ("mechanism", "simple")];
        changes.extend_from_slice(more);
        let asked = send(&served, &place, &page, &changes);
        assert_eq!(asked.status, 303, "{}", words(&asked.body));
        answered(&served, &asked.header("location"))
    };
    let decided = ask("ask:decide", &[]);
    assert!(words(&decided).contains("✗ infeasible goal implement"), "{}", words(&decided));
    // The answer is HTML with the styles of `/answer.css`; the text stays beside it.
    assert!(decided.contains("<div class=\"ambimech\">") && !decided.contains("<style"));
    assert!(decided.contains("<pre class=\"answer\""));
    assert!(get(served.port, "/answer.css").body.starts_with(".ambimech {"));
    assert!(decided.contains("certificate.json"));
    let threshold = ask("ask:threshold", &[("parameter", "h")]);
    assert!(words(&threshold).contains("0 <= h <= 3/4 (0.75)"), "{}", words(&threshold));
    assert!(threshold.contains("upper-mechanism.json") && threshold.contains("beyond-upper.json"));
    // What is missing is said on the page itself.
    let asked = send(&served, &place, &page, &[("do", "ask:decide"), ("goal", ""), ("mechanism", "simple")]);
    assert!(words(&asked.body).contains("choose a goal from the list"));
    // What was chosen stands there again, and properties need no choice in the list.
    assert!(asked.body.contains("<option value=\"simple\" selected>"));
    let listed = ask("ask:decide", &[("goal", ""), ("properties", "ic, bb")]);
    assert!(words(&listed).contains("goal ic,bb"), "{}", words(&listed));
    served.end();
}

#[test]
fn tables_change_shape_and_take_blocks() {
    let served = Served::start(&[]);
    let place = open(&served, "environment.toml", EXAMPLE.as_bytes());
    let port = served.port;
    let step = |changes: &[(&str, &str)]| {
        let page = get(port, &place).body;
        let answer = send(&served, &place, &page, changes);
        assert_eq!(answer.status, 303, "{}", words(&answer.body));
        get(port, &place).body
    };
    let page = step(&[("do", "add-type:1")]);
    assert_eq!(field(&page, "a1.t2.name").as_deref(), Some("L2"));
    assert!(words(&page).contains("its comments are gone"), "what is lost is said");
    assert!(page.contains("data-name=\"bdp\""), "a copied type keeps the environment valid");
    let page = step(&[("do", "remove-type:1:2")]);
    assert_eq!(field(&page, "w7").as_deref(), Some("0.20"));
    step(&[("do", "add-agent")]);
    let page = step(&[("do", "remove-agent:3")]);
    assert_eq!(verdict(&page, "cbdp"), "holds");
    let page = step(&[("do", "paste"), ("paste-into", "prior"), ("paste", "1\t2\r\n3\t4\r\n5\t6\r\n7\t8\r\n")]);
    assert_eq!(field(&page, "w6").as_deref(), Some("7"));
    let long = "1,2,3,weight\nL,*,*,1\nH,*,*,\"1/2\"\n";
    let page = step(&[("do", "paste"), ("paste-into", "prior"), ("paste", long)]);
    assert_eq!((field(&page, "w0").as_deref(), field(&page, "w7").as_deref()), (Some("1/2"), Some("1")));
    let page = step(&[("do", "paste"), ("paste-into", "types:0"), ("paste", "type;cost\nH;4\nM;3\nL;2")]);
    assert_eq!(field(&page, "a0.t1.name").as_deref(), Some("M"));
    // A block that does not fit stays in its box, and nothing else changes.
    let answer = send(&served, &place, &page, &[("do", "paste"), ("paste-into", "prior"), ("paste", "1\t2\t3")]);
    assert!(words(&answer.body).contains("a matrix of 6 rows and 2 columns is needed"), "{}", words(&answer.body));
    assert!(answer.body.contains("1\t2\t3"));
    // Beliefs of one's own, and back.
    step(&[("do", "remove-type:0:1")]);
    let page = step(&[("do", "own-beliefs")]);
    assert_eq!(field(&page, "b2.0.1").as_deref(), Some("1/2"));
    let page = step(&[("do", "common-prior")]);
    assert_eq!(field(&page, "w1").as_deref(), Some("1/2"));
    served.end();
}

#[test]
fn a_new_name_is_taken_over_wherever_it_is_repeated() {
    let served = Served::start(&[]);
    let place = open(&served, "environment.toml", EXAMPLE.as_bytes());
    let page = get(served.port, &place).body;
    assert_eq!(field(&page, "o1.a1").as_deref(), Some("value[2] - value[1]"));
    assert_eq!(send(&served, &place, &page, &[("a0.name", "Ann"), ("do", "apply")]).status, 303);
    let page = get(served.port, &place).body;
    assert_eq!(field(&page, "o1.a1").as_deref(), Some("value[2] - value[Ann]"));
    assert_eq!(verdict(&page, "cbdp"), "holds");
    served.end();
}

#[test]
fn what_was_written_survives_a_new_start_of_the_program() {
    let first = Served::start(&[]);
    let place = open(&first, "environment.toml", EXAMPLE.as_bytes());
    let page = get(first.port, &place).body;
    first.end();
    // The old tab sends its form to the new program, which knows neither its token nor its environment.
    let served = Served::start(&[]);
    let answer = send(&served, &place, &page, &[("w0", "17/19"), ("do", "apply")]);
    assert_eq!(answer.status, 403);
    let (_, text) = answer.body.split_once("<textarea").expect("the text is shown");
    let text = words(text.split_once('>').unwrap().1.split("</textarea>").next().unwrap());
    assert!(text.contains("\"H H H\" = \"17/19\""), "{text}");
    let start = get(served.port, "/").body;
    assert!(!start.contains("Open now"), "nothing was opened without the token");
    let token = token(served.port);
    let again = [Part::Field("token", &token), Part::Field("do", "text"), Part::Field("text", &text)];
    let opened = post(served.port, "/open", &again);
    let page = get(served.port, &opened.header("location")).body;
    assert_eq!(field(&page, "w0").as_deref(), Some("17/19"));
    served.end();
}

#[test]
fn texts_that_tables_cannot_show_stay_texts() {
    let served = Served::start(&[]);
    let port = served.port;
    let many = EXAMPLE.replace("[prior]", "[priors]");
    let place = open(&served, "environment.toml", many.as_bytes());
    let page = get(port, &place).body;
    assert!(
        words(&page).contains("The tables cannot show this text: it has the key")
            || words(&page).contains("sets of priors")
    );
    assert!(page.contains("<textarea name=\"text\""));
    // Mended as a text, it has tables again; JSON is read too, and downloaded as either.
    let token = token(port);
    let parts = [
        Part::Field("token", &token),
        Part::Field("view", "text"),
        Part::Field("text", EXAMPLE),
        Part::Field("do", "to-grid"),
    ];
    assert_eq!(post(port, &place, &parts).status, 303);
    assert!(get(port, &place).body.contains("name=\"w7\""));
    let json = get(port, &format!("{place}/environment.json")).body;
    let second = open(&served, "environment.json", json.as_bytes());
    let page = get(port, &second).body;
    assert_eq!(verdict(&page, "cbdp"), "holds");
    assert!(get(port, &format!("{second}/environment.toml")).body.contains("[outcomes]"));
    served.end();
}

/// Tables do not show `[attitudes]`; conditions, designs and verifications of the text are there all the same.
#[test]
fn environments_with_attitudes_are_asked_about_as_texts() {
    let served = Served::start(&[]);
    let port = served.port;
    let text = include_str!("../../../../examples/guo-2018-alpha-maxmin/environment.toml");
    let place = open(&served, "environment.toml", text.as_bytes());
    let page = get(port, &place).body;
    assert!(words(&page).contains("what ambiguity is to whom, under [attitudes]"), "{}", words(&page));
    assert!(page.contains("<textarea name=\"text\""));
    assert_eq!(verdict(&page, "bdp"), "holds");
    let ask = |kind: &str, mechanism: Option<&str>| {
        let mut all = fields(&page);
        let chosen =
            [("do", kind), ("text", text), ("goal", "implement"), ("reports", "pure"), ("mechanism", "ambiguous")];
        all.extend(chosen.map(|(name, value)| (name.to_string(), value.to_string())));
        let mut parts: Vec<Part<'_>> = all.iter().map(|(name, text)| Part::Field(name, text)).collect();
        if let Some(mechanism) = mechanism {
            parts.push(Part::File("mechanism-file", "mechanism.json", mechanism.as_bytes()));
        }
        let asked = post(port, &place, &parts);
        assert_eq!(asked.status, 303, "{}", words(&asked.body));
        let job = asked.header("location");
        let answer = answered(&served, &job);
        (job, answer)
    };
    let (job, designed) = ask("ask:design", None);
    assert!(words(&designed).contains("✓ done ic against pure reports"), "{}", words(&designed));
    let mechanism = get(port, &format!("{job}/mechanism.json")).body;
    let (_, verified) = ask("ask:verify", Some(&mechanism));
    assert!(
        words(&verified).contains("✓ holds") && words(&verified).contains("When a mixture"),
        "{}",
        words(&verified)
    );
    let small = include_str!("../../../../examples/guo-2018-alpha-maxmin/mechanism-c-for-the-worst-case.json");
    let (_, refused) = ask("ask:verify", Some(small));
    assert!(words(&refused).contains("✗ fails"), "{}", words(&refused));
    served.end();
}

#[test]
fn the_script_gets_the_parts_that_follow_from_the_form() {
    let served = Served::start(&[]);
    let place = open(&served, "environment.toml", EXAMPLE.as_bytes());
    let page = get(served.port, &place).body;
    let mut all = fields(&page);
    all.insert("w0".to_string(), "0".to_string());
    let parts: Vec<Part<'_>> = all.iter().map(|(name, text)| Part::Field(name, text)).collect();
    let live = format!("{place}/live");
    let answer = web::post_with(served.port, &live, &parts, "X-Live: 1\r\nSec-Fetch-Site: same-origin\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(verdict(&answer.body, "full-support"), "fails");
    assert!(words(&answer.body).contains("The weights sum to 4/5 (0.8)"));
    assert!(!answer.body.contains("<html"));
    assert_eq!(post(served.port, &live, &parts).status, 400, "only the script asks");
    served.end();
}

#[test]
fn a_file_from_the_command_line_is_open_from_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("environment.toml");
    std::fs::write(&path, EXAMPLE).unwrap();
    let served = Served::start(&[path.to_str().unwrap()]);
    let start = get(served.port, "/").body;
    assert!(words(&start).contains("Open now") && words(&start).contains("Public good with a conflicted agent"));
    served.end();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), EXAMPLE, "the file stays as it is");
}

#[test]
fn words_are_explained() {
    let served = Served::start(&[]);
    assert!(words(&get(served.port, "/explain/cbdp").body).contains("Definition"));
    assert_eq!(get(served.port, "/explain/nothing").status, 404);
    served.end();
}
