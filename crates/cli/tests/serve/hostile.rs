//! What is not meant well, or too much: refused in words, and the page goes on.

use super::served::Served;
use super::web::{Part, answer, body, get, post, post_with, raw, token, words};
use super::{EXAMPLE, answered, fields, open, send};
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// An environment whose conditions take long: every payoff depends on every type.
fn slow(agents: usize) -> String {
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"singletons\"\n".to_string();
    for agent in 0..agents {
        text.push_str(&format!("[[agents]]\nname = \"{agent}\"\ntypes = {{ H = {}, L = 1 }}\n", agent + 1));
    }
    text.push_str(&format!("[prior]\n\"{}\" = 1\n", vec!["*"; agents].join(" ")));
    let sum: Vec<String> = (0..agents).map(|agent| format!("value[{agent}]")).collect();
    for (outcome, payoff) in [("none", "0".to_string()), ("build", format!("\"{}\"", sum.join("+")))] {
        text.push_str(&format!("[outcomes.{outcome}]\n"));
        (0..agents).for_each(|agent| text.push_str(&format!("{agent} = {payoff}\n")));
    }
    text.push_str("[allocation]\nrule = \"efficient\"\n");
    text
}

/// Waits until no child runs.
fn quiet(served: &Served) {
    let end = Instant::now() + Duration::from_secs(10);
    while !served.children().is_empty() {
        assert!(Instant::now() < end, "children: {:?}", served.children());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn only_this_page_under_its_own_address_may_ask() {
    let mut served = Served::start(&[]);
    let port = served.port;
    for host in
        ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "[::1]:1", "", "127.0.0.1.evil.example"]
    {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = raw(port, request.as_bytes()).unwrap();
        assert!(matches!(answer.status, 400 | 421), "{host}: {}", answer.status);
        assert!(!answer.body.contains("token"), "{host}");
    }
    let local = format!("GET / HTTP/1.1\r\nHost: LocalHost:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(raw(port, local.as_bytes()).unwrap().status, 200);
    let twice = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil\r\nConnection: close\r\n\r\n");
    assert_ne!(raw(port, twice.as_bytes()).map_or(400, |answer| answer.status), 200);

    let token = token(port);
    let parts = [Part::Field("token", &token), Part::Field("example", "bilateral-trade")];
    for lines in [
        "Origin: http://evil.example\r\n".to_string(),
        "Origin: null\r\n".to_string(),
        format!("Origin: https://127.0.0.1:{port}\r\n"),
        "Sec-Fetch-Site: cross-site\r\n".to_string(),
        "Sec-Fetch-Site: same-site\r\n".to_string(),
        format!("Origin: http://127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n"),
    ] {
        let answer = post_with(port, "/open", &parts, &lines);
        assert_eq!(answer.status, 403, "{lines}");
        assert!(words(&answer.body).contains("sent from another page"));
    }
    for forged in ["", "0", &token.replace(|c: char| c.is_ascii_digit(), "a"), &format!("{token}0")] {
        let parts = [Part::Field("token", forged), Part::Field("example", "bilateral-trade")];
        assert_eq!(post(port, "/open", &parts).status, 403, "{forged}");
    }
    assert_eq!(post(port, "/open", &parts).status, 303);
    let page = get(port, "/");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.body.contains("<script>") && !page.body.contains(" style=") && !page.body.contains(" onclick"));
    assert!(served.is_alive());
    served.end();
}

#[test]
fn addresses_lead_to_nothing_but_pages() {
    let served = Served::start(&[]);
    let place = open(&served, "environment.toml", EXAMPLE.as_bytes());
    let page = get(served.port, &place).body;
    let job = send(&served, &place, &page, &[("do", "ask:decide"), ("goal", "implement")]).header("location");
    answered(&served, &job);
    for path in [
        "/etc/passwd",
        "/../../etc/passwd",
        "/edit/..%2f..%2fetc%2fpasswd",
        &format!("{place}/..%2f..%2f..%2fetc%2fpasswd"),
        &format!("{job}/..%2fenvironment.toml"),
        &format!("{job}/%2e%2e"),
        &format!("{job}/environment.toml%00"),
        &format!("{job}/%ff%fe"),
        "/edit/00000000000000000000000000000000",
        "/job/x/report",
        "/page.css/x",
    ] {
        let answer = get(served.port, path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.body.contains("root:"), "{path}");
    }
    assert_eq!(get(served.port, "/open").status, 405);
    assert_eq!(post(served.port, "/page.css", &[]).status, 405);
    for line in ["GET / HTTP/9.9", "\0\0\0\0", "GET", "BREW /\u{e9} HTTP/1.1", "GET http://evil.example/ HTTP/1.1"]
    {
        let answer = raw(served.port, format!("{line}\r\nConnection: close\r\n\r\n").as_bytes());
        assert!(answer.is_none_or(|answer| answer.status >= 400), "{line}");
    }
    let long = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX: {}\r\n\r\n", served.port, "x".repeat(100_000));
    assert!(raw(served.port, long.as_bytes()).is_none_or(|answer| answer.status == 431));
    served.end();
}

#[test]
fn bodies_of_every_bad_kind_get_a_page() {
    let mut served = Served::start(&["--body-limit", "1"]);
    let port = served.port;
    let token = token(port);
    let same = "Sec-Fetch-Site: same-origin\r\n";
    let send_raw = |kind: &str, body: &[u8]| {
        let head = format!(
            "POST /open HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{same}Content-Type: {kind}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        raw(port, &[head.as_bytes(), body].concat()).map_or(0, |answer| answer.status)
    };
    assert_eq!(send_raw("application/x-www-form-urlencoded", b"token=1"), 415);
    assert_eq!(send_raw("text/plain", b""), 415);
    let form = "multipart/form-data; boundary=limit";
    for malformed in [
        &b"nothing"[..],
        b"--limit",
        b"--limit\r\n\r\n",
        b"--limit\r\nContent-Disposition: form-data\r\n\r\nx",
        b"--limit\r\n\xff\xfe: x\r\n\r\nx\r\n--limit--",
        b"",
    ] {
        assert!(matches!(send_raw(form, malformed), 400 | 403), "{malformed:?}");
    }
    assert_eq!(send_raw("multipart/form-data", b"--limit--"), 400);
    let many: Vec<u8> = body(&vec![Part::Field("a", ""); 20_001]);
    assert_eq!(send_raw(form, &many), 413);

    // Too long: said before it is sent, and found out on the way.
    let head = format!("POST /open HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{same}Content-Type: {form}\r\n");
    let announced = raw(port, format!("{head}Content-Length: 100000000\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(announced.status, 413);
    assert!(words(&announced.body).contains("At most 1 MiB"), "{}", words(&announced.body));
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).unwrap();
    let piece = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
    // A hundred megabytes on one line, or as many as are taken.
    let sent = (0..1600).take_while(|_| stream.write_all(&piece).is_ok()).count();
    assert!(sent < 1600, "all of it was taken");
    assert!(answer(&mut stream).is_none_or(|answer| answer.status == 413));

    // A browser shows the answer only when it could send everything.
    let whole = [head.as_bytes(), b"Content-Length: 8000000\r\n\r\n", &vec![b'a'; 8_000_000]].concat();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(&whole).expect("all of it is taken");
    assert_eq!(answer(&mut stream).map(|answer| answer.status), Some(413));

    // Files that are no environments: a page with the mistake, or with what is wrong with the file.
    let upload = |file: &str, bytes: &[u8]| {
        let answer = post(port, "/open", &[Part::Field("token", &token), Part::File("file", file, bytes)]);
        match answer.status {
            303 => get(port, &answer.header("location")),
            _ => answer,
        }
    };
    assert_eq!(upload("a.toml", b"name = \"\xff\"").status, 400);
    assert_eq!(upload("a.toml", b"").status, 400);
    let deep = "[".repeat(200_000);
    let line = format!("x = \"{}\"", "a".repeat(900_000));
    let nested = format!("{{\"a\":{}1{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let hostile: [(&str, &[u8]); 6] = [
        ("a.toml", b"a = \"\0\"\0"),
        ("a.json", deep.as_bytes()),
        ("a.json", nested.as_bytes()),
        ("a.toml", deep.as_bytes()),
        ("a.toml", line.as_bytes()),
        ("a.toml", b"format = \"ambimech-environment/1\"\nname = \"</title><script>alert(1)</script>\"\n"),
    ];
    for (file, bytes) in hostile {
        let page = upload(file, bytes);
        assert_eq!(page.status, 200);
        assert!(words(&page.body).contains("Not an environment yet"), "{file}");
        assert!(!page.body.contains("<script>alert"), "everything is escaped");
        assert!(!page.body.contains('\0'));
    }
    assert!(served.is_alive());
    served.end();
}

#[test]
fn an_environment_may_not_name_a_file_of_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.csv");
    std::fs::write(&secret, "1,2,3,weight\nverysecret\n").unwrap();
    let served = Served::start(&[]);
    let (head, rest) = EXAMPLE.split_once("[prior]").unwrap();
    let (_, tail) = rest.split_once("[outcomes.none]").unwrap();
    for prior in
        [format!("[prior]\nfile = '{}'", secret.display()), format!("prior.file = '{}'", secret.display())]
    {
        let text = if prior.starts_with('[') {
            format!("{head}{prior}\n[outcomes.none]{tail}")
        } else {
            format!("{prior}\n{head}[outcomes.none]{tail}")
        };
        let place = open(&served, "environment.toml", text.as_bytes());
        let page = get(served.port, &place).body;
        assert!(words(&page).contains("no folder to look for this file in"), "{}", words(&page));
        assert!(!page.contains("verysecret"));
        // And the questions that take longer are asked under the same rule.
        let token = token(served.port);
        let ask = |kind: &str| {
            let parts = [
                Part::Field("token", &token),
                Part::Field("view", "text"),
                Part::Field("text", &text),
                Part::Field("goal", "implement"),
                Part::Field("parameter", "h"),
                Part::Field("do", kind),
            ];
            let asked = post(served.port, &place, &parts);
            words(&answered(&served, &asked.header("location")))
        };
        for kind in ["ask:solve", "ask:decide", "ask:design", "ask:threshold"] {
            let answer = ask(kind);
            assert!(
                answer.contains("Not an environment yet") && !answer.contains("verysecret"),
                "{kind}: {answer}"
            );
        }
    }
    served.end();
}

#[test]
fn slow_and_many_connections_do_not_stop_the_page() {
    let served = Served::start(&[]);
    let port = served.port;
    let mut slow: Vec<TcpStream> = (0..40)
        .map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream.write_all(format!("GET / HTTP/1.1\r\nX-{number}: ").as_bytes()).unwrap();
            stream
        })
        .collect();
    let begin = Instant::now();
    assert_eq!(get(port, "/").status, 200);
    assert!(begin.elapsed() < Duration::from_secs(5));
    // The head of a request has its time, and then the connection is closed.
    let mut first = slow.remove(0);
    first.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let end = answer(&mut first);
    assert!(end.is_none_or(|answer| answer.status == 408), "no page for half a request");
    assert!(begin.elapsed() < Duration::from_secs(25), "{:?}", begin.elapsed());
    // Half a form does not keep the program from ending either.
    let mut half = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST /open HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: multipart/form-data; boundary=limit\r\n\
         Content-Length: 1000\r\n\r\n--limit"
    );
    half.write_all(head.as_bytes()).unwrap();
    served.end();
}

#[test]
fn long_computations_end_at_their_limit_or_when_cancelled() {
    let served = Served::start(&["--time-limit", "4", "--jobs", "1"]);
    let port = served.port;
    let begin = Instant::now();
    let place = open(&served, "environment.toml", slow(16).as_bytes());
    // The page itself does not wait for ever either.
    let page = get(port, &place).body;
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    assert!(words(&page).contains("this takes longer than"), "{}", words(&page));
    let token = token(port);
    let text = slow(16);
    let ask = || {
        let parts = [
            Part::Field("token", &token),
            Part::Field("view", "text"),
            Part::Field("text", &text),
            Part::Field("do", "ask:solve"),
        ];
        post(port, &place, &parts)
    };
    let first = ask().header("location");
    assert!(words(&answered(&served, &first)).contains("this takes longer than 4 seconds"));
    quiet(&served);

    // Cancelled while it runs, and while it waits.
    let (running, waiting) = (ask().header("location"), ask().header("location"));
    let end = Instant::now() + Duration::from_secs(4);
    while !words(&get(port, &running).body).contains("deciding conditions") {
        assert!(Instant::now() < end, "the stage is shown: {}", words(&get(port, &running).body));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(words(&get(port, &waiting).body).contains("Waiting"));
    for job in [&waiting, &running] {
        assert_eq!(post(port, &format!("{job}/cancel"), &[Part::Field("token", &token)]).status, 303);
        assert!(words(&answered(&served, job)).contains("Cancelled"));
        assert_eq!(get(port, &format!("{job}/environment.toml")).status, 404, "nothing of it is kept");
    }
    quiet(&served);

    // Not more than a few wait; and the program ends at once, whatever runs.
    let turned_away = (0..30).map(|_| ask()).find(|answer| answer.status == 200).expect("someone is turned away");
    assert!(words(&turned_away.body).contains("are waiting or running already"), "{}", words(&turned_away.body));
    let begin = Instant::now();
    served.end();
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[test]
#[cfg(target_os = "linux")]
fn no_computation_outlives_a_page_that_is_killed() {
    let mut served = Served::start(&[]);
    let place = open(&served, "environment.toml", slow(16).as_bytes());
    let (token, text) = (token(served.port), slow(16));
    let parts = [
        Part::Field("token", &token),
        Part::Field("view", "text"),
        Part::Field("text", &text),
        Part::Field("do", "ask:solve"),
    ];
    assert_eq!(post(served.port, &place, &parts).status, 303);
    let end = Instant::now() + Duration::from_secs(10);
    let children = loop {
        let children = served.children();
        if !children.is_empty() {
            break children;
        }
        assert!(Instant::now() < end, "a child is started");
        std::thread::sleep(Duration::from_millis(20));
    };
    served.kill();
    let runs = |child: &String| {
        // What ended and was not waited for is no computation any more.
        let status = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
        status.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
    };
    let end = Instant::now() + Duration::from_secs(10);
    while children.iter().any(runs) {
        assert!(Instant::now() < end, "it runs on: {children:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_is_limited() {
    let served = Served::start(&["--memory-limit", "64"]);
    let place = open(&served, "environment.toml", slow(20).as_bytes());
    let token = token(served.port);
    let text = slow(20);
    let parts = [
        Part::Field("token", &token),
        Part::Field("view", "text"),
        Part::Field("text", &text),
        Part::Field("do", "ask:solve"),
    ];
    let asked = post(served.port, &place, &parts);
    let answer = words(&answered(&served, &asked.header("location")));
    assert!(answer.contains("needed more memory") || answer.contains("Not an environment yet"), "{answer}");
    served.end();
}

#[test]
fn forms_that_fit_no_environment_are_refused_in_words() {
    let served = Served::start(&[]);
    let place = open(&served, "environment.toml", EXAMPLE.as_bytes());
    let page = get(served.port, &place).body;
    let all = fields(&page);
    let token = all.get("token").unwrap().clone();
    // Nothing but a token: no agents, no outcomes.
    let parts = [Part::Field("token", &token), Part::Field("do", "apply")];
    let answer = post(served.port, &place, &parts);
    assert!(words(&answer.body).contains("the tables were not taken over"), "{}", words(&answer.body));
    for strange in [
        "add-type:99",
        "remove-type:0",
        "remove-agent:18446744073709551615",
        "add-row:x",
        "paste",
        "ask:rm -rf",
        "…",
    ] {
        let answer =
            send(&served, &place, &page, &[("do", strange), ("paste-into", "types:77"), ("paste", "a\tb")]);
        assert!(matches!(answer.status, 200 | 303), "{strange}: {}", answer.status);
    }
    // Names that break the text: shown at their cells, and the tables stay.
    let answer = send(&served, &place, &page, &[("a0.name", "a \"b\" # [x]\n"), ("do", "apply")]);
    assert_eq!(answer.status, 303);
    let page = get(served.port, &place).body;
    assert!(words(&page).contains("Not an environment yet"));
    let cell = page.split("<input ").find(|piece| piece.contains("name=\"a0.name\"")).unwrap();
    assert!(cell.contains("aria-invalid"), "{cell}");
    served.end();
}
