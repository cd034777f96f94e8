//! Parts on a link that is too slow for all of them at once (F-24): the client of this project, the real server, and
//! a link of so many bytes a second in between.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use handover_client::{Client, ClientSettings, Event, Parcel, Patience, Proxied};
use handover_tls::Trust;
use handover_trust::CertificateUse;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep_until},
};

use crate::world::{NOW, RECIPIENT, SENDER, World, org, run, time};

/// What the link carries, in bytes a second.
const LINK: u32 = 3 << 20;

/// The slowest that the server bears: more than half of the link.
const SLOWEST: u64 = 2 << 20;

/// Carries what all connections send, one after the other, at the pace of one link; answers are short.
async fn link(server: SocketAddr) -> SocketAddr {
    let socket = TcpSocket::new_v4().unwrap();
    // What the system keeps for a slow reader would be carried even after its sender has given up.
    socket.set_recv_buffer_size(64 << 10).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(16).unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let free_at = Arc::new(Mutex::new(Instant::now()));
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(server).await.unwrap();
            let ((mut from, mut back), (mut answers, mut to)) =
                (near.into_split(), far.into_split());
            let free_at = Arc::clone(&free_at);
            let sending = tokio::spawn(async move {
                // What the other end no longer takes is lost, as on any link.
                let mut bytes = vec![0; 32 << 10];
                while let Ok(len @ 1..) = from.read(&mut bytes).await {
                    let over = {
                        let mut free_at = free_at.lock().unwrap();
                        let pace = Duration::from_secs(1) / LINK;
                        *free_at =
                            (*free_at).max(Instant::now()) + pace * u32::try_from(len).unwrap();
                        *free_at
                    };
                    sleep_until(over).await;
                    if to.write_all(&bytes[..len]).await.is_err() {
                        return;
                    }
                }
                let _ = to.shutdown().await;
            });
            tokio::spawn(async move {
                let _ = copy(&mut answers, &mut back).await;
                sending.abort();
            });
        }
    });
    address
}

#[test]
fn parts_that_are_too_slow_together_get_through_one_after_the_other() {
    run(async {
        let world = World::new();
        let mut config = world.config();
        config.limits.body_bytes_per_second = SLOWEST;
        config.limits.body_grace_seconds = 1;
        let served = world.serve_with(config).await.unwrap();
        let address = link(served.running.listen).await;
        let package = world.seal_long(8, &[RECIPIENT]);
        assert_eq!(package.parts.count(), 2);
        let path = world.folder.path().join("a.handover");
        std::fs::write(&path, &package.file).unwrap();
        let parcel = Parcel::new(path, package.index.clone(), vec![org(RECIPIENT)]);
        let trust = Trust::new(Arc::new(world.directory()), || time(NOW));
        let tries = Arc::new(AtomicUsize::new(0));
        let again = Arc::clone(&tries);
        let client = Client::new(ClientSettings {
            identity: &world.signer(SENDER, CertificateUse::Transport),
            trust: Arc::new(trust),
            address: &format!("https://{address}"),
            server: org(RECIPIENT),
            proxied: Proxied::ByEnvironment,
            patience: Patience {
                without_progress: Duration::from_secs(30),
                ..Patience::default()
            },
            parallel: 2,
        });
        let client = client.unwrap().watched(move |event| {
            if let Event::Waiting { .. } = event {
                again.fetch_add(1, Ordering::Relaxed);
            }
        });
        let stored = client.send(&parcel).await.unwrap();
        assert_eq!(stored.receipts().len(), 1);
        // Both set out at once, and neither was fast enough; from then on one at a time.
        let failed = tries.load(Ordering::Relaxed);
        assert!((1..=3).contains(&failed), "{failed}");
        served.stop().await;
    });
}
