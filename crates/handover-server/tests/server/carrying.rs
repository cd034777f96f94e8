//! From the sender to the recipient: once, whatever is repeated (P2), and whole or not at all (P3).

use bytes::Bytes;
use futures_util::future::join_all;
use handover_trust::{PosixTime, Receipt, ReceiptRung, Sight, Statement};

use crate::{
    client::request,
    world::{HUB_USER, NOW, RECIPIENT, SENDER, World, org, run, time},
};

fn receipt(world: &World, bytes: &[u8]) -> Statement<Receipt> {
    let now: PosixTime = time(NOW);
    world.directory().verify(bytes, &Sight::now(now)).unwrap()
}

/// A.14: a receipt from a clock that was ahead never held; once the clock is right, a new one takes its place.
#[test]
fn a_receipt_that_is_dated_ahead_is_replaced() {
    run(async {
        let world = World::new();
        let package = world.seal(1, &[RECIPIENT]);
        let hour = 3_600;
        let ahead = world.serve_at(world.config(), NOW + hour).await.unwrap();
        let first = world.client(SENDER, &ahead).carry(&package).await;
        let held = |bytes: &[u8]| {
            let receipt = world
                .directory()
                .verify::<Receipt>(bytes, &Sight::now(time(NOW)));
            receipt.map(|receipt| receipt.payload().at)
        };
        let told = held(&first).unwrap_err().to_string();
        assert!(told.contains("has not come yet"), "{told}");
        ahead.stop().await;
        let served = world.serve().await;
        let sender = world.client(SENDER, &served);
        let second = sender.commit(&package).await;
        assert_eq!(held(&second.body), Ok(time(NOW)));
        // From now on it is the only one.
        assert!(sender.commit(&package).await.body == second.body);
        served.stop().await;
    });
}

#[test]
fn what_was_sealed_is_receipted_and_fetched_byte_for_byte() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        // More than one part.
        let package = world.seal(1_300, &[RECIPIENT]);
        assert!(package.parts.count() > 1);
        let sender = world.client(SENDER, &served);
        let announced = sender.announce(&package).await;
        assert_eq!(announced.status, 201);
        let all: Vec<u64> = (0..).take(package.parts.count()).collect();
        assert_eq!(announced.need().missing().collect::<Vec<_>>(), all);
        assert_eq!(sender.part(&package, 1).await.status, 201);
        let need = sender.get(&package.path("/need")).await.need();
        assert!(!need.missing().any(|part| part == 1) && !need.is_met());
        let early = sender.commit(&package).await;
        assert_eq!(
            (early.status, early.json()["need"].clone()),
            (409, serde_json::to_value(&need).unwrap())
        );
        let stored = receipt(&world, &sender.carry(&package).await);
        let said = stored.payload();
        assert_eq!((said.package, said.rung), (package.id, ReceiptRung::Stored));
        assert_eq!((&said.by, &said.r#for), (&org(RECIPIENT), &org(RECIPIENT)));

        let recipient = world.client(RECIPIENT, &served);
        let inbox = recipient.get("/v1/inbox").await.json();
        let entry = &inbox["packages"][0];
        assert_eq!(entry["id"], package.id.to_string());
        assert_eq!(
            (entry["by"].as_str(), entry["cases"].as_u64()),
            (Some(SENDER), Some(1_300))
        );
        assert_eq!(
            entry["length"].as_u64(),
            u64::try_from(package.file.len()).ok()
        );
        let whole = recipient.get(&package.path("/file")).await;
        assert_eq!(whole.status, 200);
        assert!(whole.body == package.file);
        let head = recipient
            .send(request("HEAD", &package.path("/file"), None, &[]))
            .await
            .unwrap();
        assert_eq!(
            head.headers["content-length"],
            package.file.len().to_string().as_str()
        );
        for (range, expected) in [
            ("bytes=0-7", &package.file[..8]),
            (
                "bytes=8388000-8390000",
                &package.file[8_388_000..=8_390_000],
            ),
            ("bytes=-24", &package.file[package.file.len() - 24..]),
        ] {
            let mut ranged = request("GET", &package.path("/file"), None, &[]);
            ranged.headers_mut().insert("range", range.parse().unwrap());
            let part = recipient.send(ranged).await.unwrap();
            assert_eq!(part.status, 206);
            assert!(part.body == expected, "{range}");
        }
        let mut outside = request("GET", &package.path("/file"), None, &[]);
        outside
            .headers_mut()
            .insert("range", "bytes=99999999999-".parse().unwrap());
        assert_eq!(recipient.send(outside).await.unwrap().status, 416);
        let next = inbox["next"].as_str().unwrap();
        let rest = recipient
            .get(&format!("/v1/inbox?after={next}"))
            .await
            .json();
        assert_eq!(
            (
                rest["packages"].as_array().unwrap().len(),
                rest["next"].as_str().unwrap()
            ),
            (0, next)
        );
        served.stop().await;
    });
}

/// F-7 to F-9: sixteen at once, each with everything, in another order, twice.
#[test]
fn sixteen_senders_with_the_same_package_have_one_effect_and_one_receipt() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = &world.seal(700, &[RECIPIENT]);
        let sender = &world.client(SENDER, &served);
        let receipts = join_all((0..16_usize).map(|n| async move {
            sender.announce(package).await;
            let parts = package.parts.count();
            for number in 0..parts {
                sender.part(package, (number + n) % parts).await;
            }
            let once = sender.commit(package).await.body;
            let again = sender.carry(package).await;
            assert_eq!(once, again);
            once
        }))
        .await;
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
        receipt(&world, &receipts[0]);
        let recipient = world.client(RECIPIENT, &served);
        let inbox = recipient.get("/v1/inbox").await.json();
        assert_eq!(inbox["packages"].as_array().unwrap().len(), 1);
        let statements = sender.get("/v1/statements").await.json();
        // The head, its receipt, and that the server saw the head.
        assert_eq!(statements["statements"].as_array().unwrap().len(), 3);
        served.stop().await;
        // Whoever came second took its bytes away again.
        let parts = world.folder.path().join("data/parts");
        assert_eq!(files_below(&parts), package.parts.count());
    });
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let count = |entry: std::fs::DirEntry| match entry.file_type().unwrap().is_dir() {
        true => files_below(&entry.path()),
        false => 1,
    };
    entries.map(count).sum()
}

/// F-1 and F-6 in the small: the server ends between any two steps, and what it said still holds.
#[test]
fn after_another_start_everything_said_still_holds_and_nothing_unfinished_is_left() {
    run(async {
        let world = World::new();
        let package = world.seal(700, &[RECIPIENT]);
        let served = world.serve().await;
        let sender = world.client(SENDER, &served);
        sender.announce(&package).await;
        sender.part(&package, 0).await;
        served.stop().await;

        let shelf = world.folder.path().join("data/parts/00");
        std::fs::create_dir_all(&shelf).unwrap();
        let named = format!("{}-7-0000000000000000", "0".repeat(64));
        std::fs::write(shelf.join(&named), b"no row speaks of it").unwrap();
        std::fs::write(shelf.join(format!("{named}#1")), b"half").unwrap();
        let served = world.serve().await;
        assert_eq!(std::fs::read_dir(&shelf).unwrap().count(), 0);
        let sender = world.client(SENDER, &served);
        let again = sender.announce(&package).await;
        assert_eq!(again.status, 200);
        let missing: Vec<u64> = again.need().missing().collect();
        assert_eq!(
            missing,
            (1..).take(package.parts.count() - 1).collect::<Vec<u64>>()
        );
        let first: Bytes = sender.carry(&package).await;
        served.stop().await;

        let served = world.serve().await;
        let sender = world.client(SENDER, &served);
        assert_eq!(sender.commit(&package).await.body, first);
        let recipient = world.client(RECIPIENT, &served);
        assert!(recipient.get(&package.path("/file")).await.body == package.file);
        served.stop().await;
    });
}

#[test]
fn two_recipients_of_one_server_get_a_receipt_each() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(3, &[HUB_USER, RECIPIENT]);
        let sender = world.client(SENDER, &served);
        let answered = receipt(&world, &sender.carry(&package).await);
        assert_eq!(answered.payload().r#for, org(HUB_USER));
        let path = format!("/v1/statements?package={}", package.id);
        let statements = sender.get(&path).await.json();
        let kinds: Vec<&str> = statements["statements"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["package", "receipt", "receipt", "countersign"]);
        for recipient in [HUB_USER, RECIPIENT] {
            let client = world.client(recipient, &served);
            assert!(client.get(&package.path("/file")).await.body == package.file);
            assert_eq!(
                client.get("/v1/inbox").await.json()["packages"]
                    .as_array()
                    .unwrap()
                    .len(),
                1
            );
        }
        served.stop().await;
    });
}

#[test]
fn whoever_waits_learns_at_once_that_something_came() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let recipient = world.client(RECIPIENT, &served);
        let waiting = tokio::spawn(async move { recipient.get("/v1/inbox?wait=60").await });
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        world
            .client(SENDER, &served)
            .carry(&world.seal(1, &[RECIPIENT]))
            .await;
        let came = tokio::time::timeout(std::time::Duration::from_secs(4), waiting).await;
        let came = came.expect("no need to wait longer").unwrap().json();
        assert_eq!(came["packages"].as_array().unwrap().len(), 1);
        // A server that stops lets nobody wait.
        let recipient = world.client(RECIPIENT, &served);
        let path = format!("/v1/inbox?wait=60&after={}", came["next"].as_str().unwrap());
        let waiting = tokio::spawn(async move { recipient.get(&path).await });
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        served.stop().await;
        assert_eq!(waiting.await.unwrap().status, 503);
    });
}
