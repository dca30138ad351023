//! A browser without a window, driven through ChromeDriver by the WebDriver protocol: HTTP with JSON, over a plain socket.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The browser and its driver on this machine.
pub struct Installed {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

impl Installed {
    /// Looks along `PATH`.
    pub fn find() -> Option<Installed> {
        let find = |names: &[&str]| {
            let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
            names
                .iter()
                .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
                .find(|path| path.is_file())
        };
        let browser = find(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?;
        Some(Installed { browser, driver: find(&["chromedriver", "chromium-driver"])? })
    }
}

/// A running browser; it ends when this is dropped.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

impl Browser {
    /// Starts a browser that puts downloads into a folder.
    pub fn start(installed: &Installed, scripts: Scripts, downloads: &Path) -> Browser {
        let mut driver = Command::new(&installed.driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| line.ok()?.rsplit_once("successfully on port ")?.1.trim_end_matches('.').parse().ok())
            .expect("the driver says its port");
        // Nobody reads on; a full pipe would stop the driver.
        std::thread::spawn(move || lines.for_each(drop));
        let mut browser = Browser { driver, port, session: String::new() };
        let options = json!({
            "binary": installed.browser,
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,1000",
                "--force-prefers-reduced-motion", "--no-first-run", "--disable-background-networking"],
            "prefs": {
                "download.default_directory": downloads,
                "profile.managed_default_content_settings.javascript": if scripts == Scripts::On { 1 } else { 2 },
            },
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let answer = browser.send("POST", "/session", Some(&wanted));
        browser.session = answer["sessionId"].as_str().expect("a session").to_string();
        browser
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        match self.try_send(method, path, body) {
            Ok(value) => value,
            Err(error) => panic!("{method} {path}: {error}"),
        }
    }

    fn try_send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(|error| error.to_string())?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let body = body.map(Value::to_string).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body.as_bytes()))
            .map_err(|e| e.to_string())?;
        // The driver keeps the connection open, whatever it is asked.
        let mut answer = BufReader::new(stream);
        let mut length = None;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).map_err(|error| error.to_string())?;
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(number) = line.strip_prefix("content-length:") {
                length = number.trim().parse::<usize>().ok();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length.ok_or("an answer without a length")?];
        answer.read_exact(&mut body).map_err(|error| error.to_string())?;
        let body = String::from_utf8_lossy(&body);
        let value: Value = serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))?;
        match value["value"].get("error") {
            Some(error) => Err(format!("{error}: {}", value["value"]["message"])),
            None => Ok(value["value"].clone()),
        }
    }

    fn here(&self, path: &str) -> String {
        format!("/session/{}{path}", self.session)
    }

    /// Opens an address.
    pub fn open(&self, url: &str) {
        self.send("POST", &self.here("/url"), Some(&json!({ "url": url })));
    }

    /// The address that is open.
    pub fn url(&self) -> String {
        self.send("GET", &self.here("/url"), None).as_str().unwrap().to_string()
    }

    fn find(&self, selector: &str) -> Result<String, String> {
        let body = json!({ "using": "css selector", "value": selector });
        let found = self.try_send("POST", &self.here("/element"), Some(&body))?;
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        Ok(id.ok_or("no element")?.to_string())
    }

    /// Clicks on the first element of a selector.
    pub fn click(&self, selector: &str) {
        self.act(selector, "/click", &json!({}));
    }

    /// Puts a text into a field in the place of what it had.
    pub fn fill(&self, selector: &str, text: &str) {
        self.act(selector, "/clear", &json!({}));
        self.keys(selector, text);
    }

    /// Presses keys in a field.
    pub fn keys(&self, selector: &str, text: &str) {
        self.act(selector, "/value", &json!({ "text": text }));
    }

    fn act(&self, selector: &str, action: &str, body: &Value) {
        wait(selector, || {
            let id = self.find(selector)?;
            self.try_send("POST", &self.here(&format!("/element/{id}{action}")), Some(body))
        });
    }

    /// The text of an element.
    pub fn text(&self, selector: &str) -> String {
        wait(selector, || {
            let id = self.find(selector)?;
            let text = self.try_send("GET", &self.here(&format!("/element/{id}/text")), None)?;
            Ok(text.as_str().unwrap_or("").to_string())
        })
    }

    /// Waits until the text of an element has a part.
    pub fn wait_for(&self, selector: &str, part: &str) {
        wait(&format!("{part:?} in {selector}"), || {
            let id = self.find(selector)?;
            let text = self.try_send("GET", &self.here(&format!("/element/{id}/text")), None)?;
            let text = text.as_str().unwrap_or("");
            if text.contains(part) { Ok(()) } else { Err(format!("the text is {text:?}")) }
        });
    }

    /// A property of an element.
    pub fn property(&self, selector: &str, name: &str) -> Value {
        wait(selector, || {
            let id = self.find(selector)?;
            self.try_send("GET", &self.here(&format!("/element/{id}/property/{name}")), None)
        })
    }

    /// The name of the field that has the focus.
    pub fn focused(&self) -> String {
        let found = self.send("GET", &self.here("/element/active"), None);
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_string();
        let name = self.send("GET", &self.here(&format!("/element/{id}/property/name")), None);
        name.as_str().unwrap_or("").to_string()
    }

    /// What a script gives; the page's content security policy does not bind the driver.
    pub fn run(&self, script: &str) -> Value {
        self.send("POST", &self.here("/execute/sync"), Some(&json!({ "script": script, "args": [] })))
    }

    /// A command of the browser's own protocol.
    pub fn command(&self, name: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": name, "params": parameters });
        self.send("POST", &self.here("/goog/cdp/execute"), Some(&body))
    }

    /// A picture of the whole page.
    pub fn picture(&self, file: &Path) {
        let shot = self.command("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
        std::fs::write(file, decoded(shot["data"].as_str().unwrap())).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.try_send("DELETE", &self.here(""), None);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Tries until it works, for a while.
pub fn wait<T>(what: &str, attempt: impl Fn() -> Result<T, String>) -> T {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        match attempt() {
            Ok(value) => return value,
            Err(error) if Instant::now() > end => panic!("waited in vain for {what}: {error}"),
            Err(_) => std::thread::sleep(Duration::from_millis(60)),
        }
    }
}

/// Base64.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for value in text.bytes().filter_map(digit) {
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}
