//! Whoever is slow, idle or many is shed, and an honest sender goes on (F-24 to F-26).

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

use crate::world::{DAY, NOW, RECIPIENT, SENDER, STRANGER, World, run};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn slow_headers_slow_bodies_and_idle_connections_are_shed() {
    run(async {
        let world = World::new();
        let mut config = world.config();
        config.limits.header_seconds = 1;
        config.limits.handshake_seconds = 1;
        config.limits.body_grace_seconds = 1;
        let served = world.serve_with(config).await.unwrap();
        let package = world.seal(2, &[RECIPIENT]);
        let sender = world.client(SENDER, &served);
        sender.announce(&package).await;
        let mut stranger = TcpStream::connect(served.running.listen).await.unwrap();
        let mut idle = sender.connect().await.unwrap();
        let mut header = sender.connect().await.unwrap();
        header
            .write_all(b"GET /v1/inbox HTTP/1.1\r\nhost: lo")
            .await
            .unwrap();
        let mut body = sender.connect().await.unwrap();
        let head = format!(
            "PUT {} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/octet-stream\r\n\
             content-length: {}\r\n\r\nx",
            package.path("/parts/0"),
            package.part(0).len()
        );
        body.write_all(head.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        timeout(SOON, body.read_to_end(&mut said))
            .await
            .expect("shed")
            .ok();
        assert!(
            said.starts_with(b"HTTP/1.1 408"),
            "{}",
            String::from_utf8_lossy(&said)
        );
        for connection in [&mut idle, &mut header] {
            let mut said = Vec::new();
            timeout(SOON, connection.read_to_end(&mut said))
                .await
                .expect("shed")
                .ok();
        }
        let mut said = Vec::new();
        timeout(SOON, stranger.read_to_end(&mut said))
            .await
            .expect("shed")
            .ok();
        sender.carry(&package).await;
        served.stop().await;
    });
}

#[test]
fn many_strangers_and_one_greedy_peer_do_not_keep_an_honest_sender_out() {
    run(async {
        let world = World::new();
        let mut config = world.config();
        config.limits.handshakes = 16;
        config.limits.connections = 12;
        config.limits.connections_per_peer = 8;
        let served = world.serve_with(config).await.unwrap();
        let mut strangers = Vec::new();
        for _ in 0..200 {
            strangers.push(TcpStream::connect(served.running.listen).await.unwrap());
        }
        let greedy = world.client(STRANGER, &served);
        let mut held = Vec::new();
        for _ in 0..20 {
            // Those over the count are closed right after the handshake.
            held.extend(greedy.connect().await);
        }
        let begun = Instant::now();
        let package = world.seal(2, &[RECIPIENT]);
        world.client(SENDER, &served).carry(&package).await;
        assert!(begun.elapsed() < SOON);
        served.stop().await;
    });
}

#[test]
fn operations_are_told_without_tls_and_name_nobody() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(2, &[RECIPIENT]);
        world.client(SENDER, &served).carry(&package).await;
        let told = |path: &'static str| async move {
            let mut stream = TcpStream::connect(served.running.operations.unwrap())
                .await
                .unwrap();
            let ask = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
            stream.write_all(ask.as_bytes()).await.unwrap();
            let mut said = String::new();
            stream.read_to_string(&mut said).await.unwrap();
            said
        };
        assert!(told("/livez").await.starts_with("HTTP/1.1 200"));
        assert!(told("/readyz").await.starts_with("HTTP/1.1 200"));
        assert!(told("/v1/inbox").await.starts_with("HTTP/1.1 404"));
        let metrics = told("/metrics").await;
        assert!(
            metrics.contains("handover_packages_committed_total 1"),
            "{metrics}"
        );
        for (ends, days) in [("card_ends", 10), ("directory_expires", 5)] {
            let line = format!("handover_{ends}_timestamp_seconds {}", NOW + days * DAY);
            assert!(metrics.lines().any(|told| told == line), "{metrics}");
        }
        assert!(
            metrics.contains(r#"path="/v1/packages/{id}/commit",status="200""#),
            "{metrics}"
        );
        assert!(!metrics.contains(&package.id.to_string()) && !metrics.contains(SENDER));
        served.stop().await;
    });
}
