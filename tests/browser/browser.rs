//! A browser of one's own, with a profile of its own, that ends with its test.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// No window of a desktop is narrower, in pixels: below it, the browser shows the page as a telephone does.
const NARROWEST: u32 = 500;

/// A running driver, and one window of its browser.
pub(crate) struct Browser {
    pub(crate) window: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// A window of this size; `None` where there is no browser.
    pub(crate) async fn open(width: u32, height: u32) -> Option<Self> {
        let (Some(chromium), Some(driver)) = (found("chromium"), found("chromedriver")) else {
            assert!(
                env::var_os("HANDOVER_BROWSER").is_none(),
                "no chromium or chromedriver, and HANDOVER_BROWSER asks for them"
            );
            eprintln!(
                "SKIPPED: no chromium or chromedriver on this machine (Debian: chromium chromium-driver)"
            );
            return None;
        };
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let port = port_of(&mut driver);
        let arguments = [
            "--headless=new".to_owned(),
            "--disable-gpu".to_owned(),
            // Root, as in CI, may not use the sandbox.
            "--no-sandbox".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 2.0 });
        let options = if width < NARROWEST {
            let telephone = json!({ "deviceMetrics": metrics });
            json!({ "args": arguments, "binary": chromium, "mobileEmulation": telephone })
        } else {
            json!({ "args": arguments, "binary": chromium })
        };
        let capabilities = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is an object");
        };
        let window = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.into_iter().collect::<Map<_, _>>())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a window opens");
        Some(Self {
            window,
            driver,
            _profile: profile,
        })
    }

    /// Opens a file of this machine.
    pub(crate) async fn show(&self, file: &Path) {
        let address = format!("file://{}", file.display());
        self.window.goto(&address).await.expect("the file opens");
    }

    /// The text that a person sees.
    pub(crate) async fn text(&self) -> String {
        let text = "return document.body.innerText";
        let text = self.window.execute(text, Vec::new()).await;
        text.expect("the body has text")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the page says something, for at most 20 seconds.
    pub(crate) async fn wait_for(&self, words: &str) -> String {
        for _ in 0..200 {
            let text = self.text().await;
            if text.contains(words) {
                return text;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the page does not say {words:?}: {}", self.text().await);
    }

    /// What axe-core finds wrong with the page (WCAG 2.2 AA and its own best practices), where `HANDOVER_AXE` names it.
    pub(crate) async fn violations(&self) -> Vec<String> {
        let Some(file) = env::var_os("HANDOVER_AXE") else {
            eprintln!("SKIPPED: HANDOVER_AXE names no axe-core (tests/axe.py fetches it)");
            return Vec::new();
        };
        let script = std::fs::read_to_string(file).unwrap();
        self.window.execute(&script, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1];
            axe.run().then((found) => done(found.violations.map((one) =>
                one.id + ': ' + one.nodes.map((node) => node.html).join(' | '))))";
        let found = self.window.execute_async(run, Vec::new()).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// Ends browser and driver.
    pub(crate) async fn close(self) {
        self.window
            .clone()
            .close()
            .await
            .expect("the window closes");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// The port that a driver says it listens on.
fn port_of(driver: &mut Child) -> u16 {
    let output = driver.stdout.take().expect("the driver's output");
    let mut lines = BufReader::new(output).lines();
    loop {
        let line = lines
            .next()
            .expect("the driver says its port")
            .expect("a line");
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            // What else it says is read, or it would wait for somebody to do so.
            std::thread::spawn(move || lines.for_each(drop));
            return port.trim_end_matches('.').parse().expect("a port");
        }
    }
}

/// A program on the path.
fn found(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
