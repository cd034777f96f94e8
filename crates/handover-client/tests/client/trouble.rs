//! What can go wrong before and below the interface, each in its own words.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use handover_cbor::RefusalClass;
use handover_client::{Client, ClientError, Proxied};
use handover_tls::End;
use handover_transfer::{Cursor, Problem};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use crate::{
    server::{Answer, Fault, Server},
    world::{Member, OTHER, World},
};

async fn error(client: &Client) -> ClientError {
    let answer = client.inbox(Cursor::START, Duration::ZERO).await;
    answer.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_ports_and_strangers_are_told_apart() {
    let world = World::new();
    let unresolved = world.client("https://nowhere.invalid:1");
    assert_eq!(error(&unresolved).await, ClientError::NameUnresolved);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = world.client(&address);
    assert_eq!(error(&client).await, ClientError::ConnectionRefused);

    // Something that does not speak TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = [0; 1000];
            let _ = socket.read(&mut buffer).await;
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    assert_eq!(error(&world.client(&address)).await, ClientError::Tls);
    assert_eq!(
        world.client_with("http://a.invalid", |_| {}).unwrap_err(),
        ClientError::Address
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_refused_at_the_right_end_with_their_class() {
    let world = Arc::new(World::new());
    // Somebody else of the directory answers.
    let server = Server::of(&world, &world.other.transport, |_, _| Fault::None).await;
    let ClientError::Refused(refused) = error(&world.client(&server.address)).await else {
        panic!("not refused");
    };
    assert!(refused.is_other_organisation);
    assert_eq!(
        (refused.by, refused.class),
        (End::Us, RefusalClass::NotEntitled)
    );

    // We are not in the directory.
    let stranger = Member::new(OTHER);
    let server = Server::start(&world).await;
    let client = world.client_with(&server.address, |settings| {
        settings.identity = &stranger.transport;
    });
    let ClientError::Refused(refused) = error(&client.unwrap()).await else {
        panic!("not refused");
    };
    assert_eq!(
        (refused.by, refused.class),
        (End::Peer, RefusalClass::NotEntitled)
    );
    assert_eq!(server.kept.lock().unwrap().requests.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told_where_time_is_the_matter() {
    let world = Arc::new(World::new());
    // The world's now is 2026-09-21T14:13:20Z: the server says a day later.
    for (problem, is_clock) in [(Problem::Expired, true), (Problem::NotEntitled, false)] {
        let server = Server::scripted(&world, move |_, _| {
            let answer = Answer::problem(problem);
            Fault::Instead(answer.with("Date", "Tue, 22 Sep 2026 14:13:20 GMT"))
        })
        .await;
        let error = error(&world.client(&server.address)).await;
        let wanted = ClientError::Clock {
            secs: 86_400,
            is_ours_ahead: false,
        };
        assert_eq!(error == wanted, is_clock, "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn goes_through_a_proxy_and_tells_when_that_says_no() {
    let world = Arc::new(World::new());
    let server = Server::start(&world).await;
    for says_yes in [true, false] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let passed = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&passed);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut buffer = vec![0; 4096];
                let len = socket.read(&mut buffer).await.unwrap();
                let head = String::from_utf8_lossy(&buffer[..len]).into_owned();
                let target = head.strip_prefix("CONNECT ").unwrap();
                let target = target.split(' ').next().unwrap().to_owned();
                if !says_yes {
                    let _ = socket.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await;
                    continue;
                }
                count.fetch_add(1, Ordering::SeqCst);
                let mut onward = TcpStream::connect(target).await.unwrap();
                socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                tokio::spawn(async move {
                    let _ = copy_bidirectional(&mut socket, &mut onward).await;
                });
            }
        });
        let client = world.client_with(&server.address, |settings| {
            settings.proxied = Proxied::Through(&proxy);
        });
        let answer = client.unwrap().inbox(Cursor::START, Duration::ZERO).await;
        if says_yes {
            answer.unwrap();
            assert_eq!(passed.load(Ordering::SeqCst), 1);
        } else {
            assert_eq!(answer.unwrap_err(), ClientError::Proxy);
        }
    }
}
