//! What is refused, with which word, and that nothing of it stays.

use handover_transfer::Problem;
use handover_trust::CertificateUse;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    client::{Client, INDEX, PART, request},
    world::{RECIPIENT, SENDER, STRANGER, World, run},
};

#[test]
fn a_part_with_one_bit_changed_is_altered_and_leaves_nothing() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(40, &[RECIPIENT]);
        let sender = world.client(SENDER, &served);
        sender.announce(&package).await;
        let path = package.path("/parts/0");
        let good = package.part(0);
        for place in [0, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[place] ^= 1;
            let answer = sender.put(&path, PART, &bad).await;
            assert_eq!((answer.status, answer.problem()), (422, Problem::Altered));
        }
        let short = sender.put(&path, PART, &good[1..]).await;
        assert_eq!(short.problem(), Problem::Truncated);
        let long = sender.put(&path, PART, &[&good[..], &[0]].concat()).await;
        assert_eq!((long.status, long.problem()), (413, Problem::Limits));
        assert!(!sender.get(&package.path("/need")).await.need().is_met());
        assert_eq!(sender.commit(&package).await.problem(), Problem::Incomplete);
        let other = sender.put(&package.path("/parts/1"), PART, &good).await;
        assert_eq!(other.problem(), Problem::NotFound);
        sender.carry(&package).await;
        // Once held, what comes is not looked at: it changes nothing.
        let mut bad = good;
        bad[9] ^= 1;
        assert_eq!(sender.put(&path, PART, &bad).await.status, 204);
        let recipient = world.client(RECIPIENT, &served);
        assert!(recipient.get(&package.path("/file")).await.body == package.file);
        served.stop().await;
    });
}

#[test]
fn an_announcement_is_refused_by_what_is_wrong_with_it() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(2, &[RECIPIENT]);
        let index = package.index.to_bytes();
        let sender = world.client(SENDER, &served);
        let put = |body: Vec<u8>| {
            let (sender, path) = (sender.clone(), package.path(""));
            async move { sender.put(&path, INDEX, &body).await.problem() }
        };
        let mut length = index.clone();
        length[0] = 0xff;
        assert_eq!(put(length).await, Problem::Limits);
        let mut digest = index.clone();
        digest[8 + 50] ^= 1;
        assert_eq!(put(digest).await, Problem::Altered);
        let mut signature = index.clone();
        *signature.last_mut().unwrap() ^= 1;
        assert_eq!(put(signature).await, Problem::Signature);
        assert_eq!(put(index[..7].to_vec()).await, Problem::Truncated);
        let other = world.seal(2, &[RECIPIENT]);
        assert_eq!(put(other.index.to_bytes()).await, Problem::BadRequest);
        let elsewhere = world.seal(1, &[STRANGER]);
        assert_eq!(
            sender.announce(&elsewhere).await.problem(),
            Problem::Recipient
        );
        let stranger = world.client(STRANGER, &served);
        let answer = stranger.announce(&package).await;
        assert_eq!(
            (answer.status, answer.problem()),
            (403, Problem::NotEntitled)
        );
        let media = sender.put(&package.path(""), PART, &index).await;
        assert_eq!(
            (media.status, media.problem()),
            (415, Problem::UnsupportedMediaType)
        );
        assert_eq!(
            sender.get(&package.path("/need")).await.problem(),
            Problem::NotFound
        );
        for path in ["/v1/packages/xyz", "/v1/packages/XYZ/need"] {
            assert_eq!(sender.get(path).await.problem(), Problem::BadRequest);
        }
        for query in ["wait=x", "wait=1&wait=2", "before=1", "after=01", "after"] {
            let answer = sender.get(&format!("/v1/inbox?{query}")).await;
            assert_eq!(answer.problem(), Problem::BadRequest, "{query}");
        }
        served.stop().await;
    });
}

#[test]
fn what_is_longer_than_allowed_is_refused_before_it_is_read() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(1, &[RECIPIENT]);
        let sender = world.client(SENDER, &served);
        sender.announce(&package).await;
        let paths = [
            ("PUT", package.path(""), INDEX),
            ("PUT", package.path("/parts/0"), PART),
            ("POST", "/v1/statements".to_owned(), "application/cose"),
        ];
        for (method, path, media_type) in paths {
            let head = format!(
                "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {media_type}\r\n\
                 content-length: 2147483648\r\nexpect: 100-continue\r\n\r\n"
            );
            assert!(first_line(&sender, &head).await.contains(" 413 "), "{path}");
            let head = format!(
                "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {media_type}\r\n\
                 transfer-encoding: chunked\r\n\r\n"
            );
            assert!(first_line(&sender, &head).await.contains(" 411 "), "{path}");
        }
        // Two lengths, or a length with chunks: what a proxy before us might read otherwise.
        let smuggled = format!(
            "PUT {} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\n",
            package.path("/parts/0")
        );
        assert!(first_line(&sender, &smuggled).await.contains(" 400 "));
        let long = format!(
            "GET /v1/inbox HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n",
            "x".repeat(40_000)
        );
        assert!(first_line(&sender, &long).await.contains(" 431 "));
        served.stop().await;
    });
}

async fn first_line(client: &Client, head: &str) -> String {
    let mut stream = client.connect().await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 64];
    let read = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

#[test]
fn whoever_is_not_known_for_transport_gets_no_answer_at_all() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let other_use = world.signer(SENDER, CertificateUse::Service);
        let other_use = Client::new(served.running.listen, &other_use, world.directory());
        let unknown = World::new();
        let unknown_signer = unknown.signer(SENDER, CertificateUse::Transport);
        let unknown_client = Client::new(served.running.listen, &unknown_signer, world.directory());
        for client in [other_use, unknown_client] {
            assert!(
                client
                    .send(request("GET", "/livez", None, &[]))
                    .await
                    .is_err()
            );
        }
        served.stop().await;
    });
}

/// F-19 to F-21: a connection that lives does not outlive the trust in its certificate.
#[test]
fn a_certificate_that_is_revoked_meanwhile_is_refused_on_the_open_connection() {
    run(async {
        let world = World::new();
        let mut config = world.config();
        config.limits.directory_seconds = 1;
        let served = world.serve_with(config).await.unwrap();
        let sender = world.client(SENDER, &served);
        let mut stream = sender.connect().await.unwrap();
        let ask = b"GET /v1/inbox HTTP/1.1\r\nhost: localhost\r\n\r\n";
        let mut answer = vec![0; 2_000];
        stream.write_all(ask).await.unwrap();
        let read = stream.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200"));
        world.publish(2, &[(SENDER, CertificateUse::Transport)]);
        tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
        stream.write_all(ask).await.unwrap();
        let read = stream.read(&mut answer).await.unwrap();
        let said = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(
            said.starts_with("HTTP/1.1 403") && said.contains(":revoked"),
            "{said}"
        );
        assert!(
            sender
                .send(request("GET", "/livez", None, &[]))
                .await
                .is_err()
        );
        served.stop().await;
    });
}
