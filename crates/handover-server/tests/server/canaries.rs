//! Nothing of a case and nothing that a peer makes up comes out: not in logs, metrics, problems or file names (F-28).

use std::{
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex},
};

use handover_trust::CertificateUse;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    client::{PART, request},
    roles::verdict,
    world::{CANARY, RECIPIENT, SENDER, World, run},
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A word in the forms in which it might slip through.
fn forms(word: &str) -> [String; 5] {
    [
        word.to_owned(),
        word.to_uppercase(),
        hex(word.as_bytes()),
        hex(word.as_bytes()).to_uppercase(),
        word.bytes().map(|byte| format!("{byte}, ")).collect(),
    ]
}

fn names_below(folder: &Path, names: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        names.push_str(&entry.file_name().to_string_lossy());
        names.push('\n');
        if entry.file_type().unwrap().is_dir() {
            names_below(&entry.path(), names);
        }
    }
}

#[test]
fn no_canary_comes_out() {
    let log = Log::default();
    // Everything that anybody says, of this and of all other tests of this process.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(3, &[RECIPIENT]);
        let sender = world.client(SENDER, &served);
        let recipient = world.client(RECIPIENT, &served);
        let mut told = String::new();
        sender.carry(&package).await;
        let said = verdict(&world, RECIPIENT, &package, None);
        assert_eq!(recipient.file(&said).await.status, 201);
        // Answers that tell a problem, for whatever a peer makes up.
        for path in [
            "/canary-Path",
            "/v1/packages/canary-Path",
            "/v1/inbox?canary-Query=canary-Value",
            "/v1/inbox?after=canary-Value",
            "/v1/packages/canary-Path/parts/canary-Path",
        ] {
            let mut asked = request("GET", path, Some("canary/Media"), b"canary-Body");
            asked
                .headers_mut()
                .insert("x-canary", "canary-Header".parse().unwrap());
            let answer = sender.send(asked).await.unwrap();
            told.push_str(&format!("{:?} {:?}", answer.headers, answer.body));
        }
        let odd = sender
            .send(request("CANARY-METHOD", "/v1/inbox", None, &[]))
            .await
            .unwrap();
        told.push_str(&format!("{:?} {:?}", odd.headers, odd.body));
        let other = world.seal(2, &[RECIPIENT]);
        sender.announce(&other).await;
        let mut bad = other.part(0);
        bad[3] ^= 1;
        let altered = sender.put(&other.path("/parts/0"), PART, &bad).await;
        told.push_str(&format!("{:?}", altered.body));
        let statement = sender.file(b"canary-Statement").await.body;
        told.push_str(std::str::from_utf8(&statement).unwrap());
        let metrics = sender.get("/metrics").await.body;
        told.push_str(std::str::from_utf8(&metrics).unwrap());
        served.stop().await;
        names_below(world.folder.path(), &mut told);
        told.push_str(&String::from_utf8(log.0.lock().unwrap().clone()).unwrap());

        // The log is one: it says what it should.
        assert!(told.contains("/v1/packages/{id}/commit") && told.contains(SENDER));
        // And the forms would be found.
        assert!(forms(SENDER).iter().any(|form| told.contains(form)));
        let mut canaries = vec![CANARY.to_owned(), "W. Orker".to_owned()];
        canaries.extend(
            [
                "Path",
                "Query",
                "Value",
                "Media",
                "Body",
                "Header",
                "Statement",
            ]
            .map(|end| format!("canary-{end}")),
        );
        canaries.extend(["canary/Media".to_owned(), "CANARY-METHOD".to_owned()]);
        for canary in canaries {
            for form in forms(&canary) {
                assert!(!told.contains(&form), "{canary} came out as {form}");
            }
        }
        for token in package.tokens.iter().chain(&other.tokens) {
            assert!(!told.contains(&token.to_string()), "a token came out");
        }
        let key = world.signer(RECIPIENT, CertificateUse::Service);
        assert!(!told.contains(&hex(&key.key().to_pkcs8()[16..48])));
    });
}
