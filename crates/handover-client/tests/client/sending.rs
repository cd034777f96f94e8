//! Packages on their way, whatever happens to the answers.

use std::{
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use handover_cbor::RefusalClass;
use handover_client::{ClientError, Event, ReceiptError};
use handover_transfer::Problem;
use handover_trust::{Receipt, ReceiptRung, Signer, StatementError, StatementId};

use crate::{
    server::{Answer, Fault, Server},
    world::{OTHER, RECIPIENT, World, org},
};

/// So many cases make three parts.
const CASES: u64 = 26;

#[tokio::test(flavor = "multi_thread")]
async fn sends_every_part_once_and_gets_the_same_receipt_again() {
    let world = Arc::new(World::new());
    let package = world.package(CASES, false);
    let place = tempfile::tempdir().unwrap();
    let server = Server::start(&world).await;
    let parcel = world.parcel(&place, &package);
    let carried = Arc::new(Mutex::new((0, 0)));
    let seen = Arc::clone(&carried);
    let client = world
        .client(&server.address)
        .watched(move |event| match event {
            Event::Begun { bytes, .. } => seen.lock().unwrap().0 += bytes,
            Event::Carried(bytes) => seen.lock().unwrap().1 += bytes,
            _ => {}
        });
    let stored = client.send(&parcel).await.unwrap();
    let first = stored.receipts()[0].as_bytes().to_vec();
    assert_eq!(stored.receipts().len(), 1);
    assert_eq!(
        *carried.lock().unwrap(),
        (parcel.byte_len(), parcel.byte_len())
    );
    let again = world.client(&server.address).send(&parcel).await.unwrap();
    assert_eq!(again.receipts()[0].as_bytes(), first);
    let kept = server.kept.lock().unwrap();
    assert_eq!((kept.effects, kept.count("PUT", "/parts/")), (3, 3));
    // What lies at the server is the package.
    let cases: Vec<u8> = kept.parts.values().flatten().copied().collect();
    assert_eq!(cases, package[8..8 + cases.len()]);
    assert!(!parcel.journal_path().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_at_any_step_changes_nothing() {
    let world = Arc::new(World::new());
    let package = world.package(CASES, false);
    // Announce, three parts, commit.
    for lost in 0..5 {
        for fault in [Fault::Lost, Fault::Cut(3), Fault::Cut(usize::MAX)] {
            let place = tempfile::tempdir().unwrap();
            let server = Server::scripted(&world, move |_, number| {
                if number == lost {
                    fault.clone()
                } else {
                    Fault::None
                }
            })
            .await;
            let parcel = world.parcel(&place, &package);
            let stored = world.client(&server.address).send(&parcel).await.unwrap();
            let kept = server.kept.lock().unwrap();
            assert_eq!(kept.effects, 3);
            let receipt = kept.receipts.values().next().unwrap();
            assert_eq!(stored.receipts()[0].as_bytes(), receipt);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_may_be_lost_once() {
    let world = Arc::new(World::new());
    let package = world.package(CASES, false);
    let place = tempfile::tempdir().unwrap();
    let server = Server::scripted(&world, |_, number| match number % 2 {
        0 => Fault::Lost,
        _ => Fault::None,
    })
    .await;
    let parcel = world.parcel(&place, &package);
    world.client(&server.address).send(&parcel).await.unwrap();
    assert_eq!(server.kept.lock().unwrap().effects, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_comes_back_sends_what_is_missing_and_asks_the_short_way() {
    let world = Arc::new(World::new());
    let package = world.package(CASES, false);
    let place = tempfile::tempdir().unwrap();
    // The last part is not taken, as if the process had been killed before.
    let server = Server::scripted(&world, |request, number| match number {
        0..4 if request.path.ends_with("/parts/2") => {
            Fault::Instead(Answer::problem(Problem::Altered))
        }
        _ => Fault::None,
    })
    .await;
    let parcel = world.parcel(&place, &package);
    let stopped = world.client_with(&server.address, |settings| settings.parallel = 1);
    let error = stopped.unwrap().send(&parcel).await.unwrap_err();
    assert_eq!(error.problem(), Some(Problem::Altered));
    let journal = fs::read_to_string(parcel.journal_path()).unwrap();
    let begins = format!("handover-sending/1 {} ZZV01", parcel.id());
    assert_eq!(
        journal.lines().collect::<Vec<_>>(),
        [begins.as_str(), "0", "1"]
    );
    assert_eq!(server.kept.lock().unwrap().requests.len(), 4);
    world.client(&server.address).send(&parcel).await.unwrap();
    let kept = server.kept.lock().unwrap();
    let asked = kept.requests.iter().skip(4);
    let asked: Vec<&str> = asked.map(|r| &r.path[77..]).collect();
    assert_eq!(asked, ["/need", "/parts/2", "/commit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_is_only_a_hint() {
    let world = Arc::new(World::new());
    let package = world.package(CASES, false);
    for (journal, announced) in [
        ("", 1),
        ("nonsense", 1),
        // Of another server that knows nothing: it is asked, and then told.
        ("own", 1),
    ] {
        let place = tempfile::tempdir().unwrap();
        let server = Server::start(&world).await;
        let parcel = world.parcel(&place, &package);
        let text = match journal {
            "own" => format!("handover-sending/1 {} ZZV01\n0\n1\n2\n", parcel.id()),
            other => other.to_owned(),
        };
        fs::write(parcel.journal_path(), text).unwrap();
        world.client(&server.address).send(&parcel).await.unwrap();
        let kept = server.kept.lock().unwrap();
        assert_eq!(kept.effects, 3);
        let announcements = kept.requests.iter();
        let announcements =
            announcements.filter(|r| r.method == "PUT" && !r.path.contains("/parts/"));
        assert_eq!(announcements.count(), announced, "{journal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_as_long_as_a_busy_server_asks() {
    let world = Arc::new(World::new());
    let package = world.package(1, false);
    let place = tempfile::tempdir().unwrap();
    let server = Server::scripted(&world, |_, number| match number {
        0 => Fault::Instead(Answer::problem(Problem::Busy).with("Retry-After", "1")),
        _ => Fault::None,
    })
    .await;
    let parcel = world.parcel(&place, &package);
    let pauses = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&pauses);
    let client = world.client(&server.address).watched(move |event| {
        if let Event::Waiting { pause, error } = event {
            assert_eq!(error.problem(), Some(Problem::Busy));
            seen.lock().unwrap().push(pause);
        }
    });
    client.send(&parcel).await.unwrap();
    let pauses = pauses.lock().unwrap();
    assert_eq!(pauses.len(), 1);
    assert!(pauses[0] >= Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_must_mend_ends_it_with_its_class_and_no_receipt() {
    let world = Arc::new(World::new());
    let package = world.package(1, false);
    for (problem, class, tries_at_least) in [
        (Problem::Storage, Some(RefusalClass::Storage), 2),
        (Problem::Conflict, Some(RefusalClass::Conflict), 1),
        (Problem::NotEntitled, Some(RefusalClass::NotEntitled), 1),
        (Problem::Internal, None, 2),
    ] {
        let place = tempfile::tempdir().unwrap();
        let server = Server::scripted(&world, move |request, _| match request.path.as_str() {
            path if path.ends_with("/parts/0") => Fault::Instead(Answer::problem(problem)),
            _ => Fault::None,
        })
        .await;
        let parcel = world.parcel(&place, &package);
        let client = world.client(&server.address);
        let error = client.send(&parcel).await.unwrap_err();
        assert_eq!(error.problem(), Some(problem));
        if class.is_some() {
            assert_eq!(error.class(), class);
        }
        let kept = server.kept.lock().unwrap();
        let tries = kept.count("PUT", "/parts/");
        assert!(tries >= tries_at_least, "{problem:?}: {tries}");
        if tries_at_least == 1 {
            assert_eq!(tries, 1, "{problem:?}");
        }
        assert_eq!(kept.count("POST", "commit"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_none_of_the_interface_is_told_and_bounded() {
    let world = Arc::new(World::new());
    let package = world.package(1, false);
    for (answer, status) in [
        (Answer::new(200, "<html>"), 200),
        (Answer::new(404, "<html>"), 404),
        (
            Answer::new(302, "").with("Location", "https://127.0.0.1:1/"),
            302,
        ),
        (Answer::new(200, vec![b' '; 9 << 20]), 200),
        (Answer::new(200, r#"{"parts":9,"need":[]}"#), 200),
    ] {
        let place = tempfile::tempdir().unwrap();
        let server = Server::scripted(&world, move |_, _| Fault::Instead(answer.clone())).await;
        let parcel = world.parcel(&place, &package);
        let error = world
            .client(&server.address)
            .send(&parcel)
            .await
            .unwrap_err();
        assert_eq!(error, ClientError::Strange { status });
    }
}

/// A way to spoil a receipt, and what comes of it.
type Spoiled = (fn(&World) -> &Signer, fn(&mut Receipt), ReceiptError);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_receipt_for_this_package_never_counts_as_stored() {
    let world = Arc::new(World::new());
    let package = world.package(1, false);
    let hub: fn(&World) -> &Signer = |world| &world.hub.service;
    let spoiled: [Spoiled; 6] = [
        (
            hub,
            |r| r.package = StatementId::from_bytes([7; 32]),
            ReceiptError::OtherPackage,
        ),
        (
            hub,
            |r| r.mandate = Some(StatementId::from_bytes([7; 32])),
            ReceiptError::OtherPackage,
        ),
        (hub, |r| r.r#for = org(OTHER), ReceiptError::OtherRecipient),
        // The recipient itself is entitled, but it does not run this server.
        (
            |w| &w.recipient.service,
            |r| r.by = org(RECIPIENT),
            ReceiptError::OtherSigner,
        ),
        (
            |w| &w.recipient.service,
            |r| {
                r.by = org(RECIPIENT);
                r.rung = ReceiptRung::Opened;
                r.audience = Some("receiving-service".parse().unwrap());
            },
            ReceiptError::OtherRung,
        ),
        (
            |w| &w.hub.transport,
            |_| {},
            ReceiptError::Statement(StatementError::NotEntitled),
        ),
    ];
    for (signer, spoil, wanted) in spoiled {
        let place = tempfile::tempdir().unwrap();
        let parcel = world.parcel(&place, &package);
        let mut receipt = world.receipt(*parcel.id());
        spoil(&mut receipt);
        let bytes = signer(&world).sign(receipt).unwrap().as_bytes().to_vec();
        let server = Server::scripted(&world, move |request, _| {
            if request.path.ends_with("/commit") {
                Fault::After(Answer::new(200, bytes.clone()))
            } else {
                Fault::None
            }
        })
        .await;
        let error = world
            .client(&server.address)
            .send(&parcel)
            .await
            .unwrap_err();
        assert_eq!(error, ClientError::Receipt(wanted));
        assert!(parcel.journal_path().exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_for_two_is_stored_when_both_receipts_are_there() {
    let world = Arc::new(World::new());
    let package = world.package(1, true);
    let place = tempfile::tempdir().unwrap();
    let parcel = world.parcel(&place, &package);
    let server = Server::start(&world).await;
    let client = world.client(&server.address);
    let error = client.send(&parcel).await.unwrap_err();
    assert_eq!(error, ClientError::Receipt(ReceiptError::OtherRecipient));
    let mut second = world.receipt(*parcel.id());
    second.r#for = org(OTHER);
    let first = server
        .kept
        .lock()
        .unwrap()
        .receipts
        .values()
        .next()
        .unwrap()
        .clone();
    let second = world.hub.service.sign(second).unwrap().as_bytes().to_vec();
    // Another statement in between, and a page of two.
    let strange = world
        .hub
        .service
        .sign(world.receipt(StatementId::from_bytes([9; 32])));
    let strange = strange.unwrap().as_bytes().to_vec();
    server.kept.lock().unwrap().statements = vec![first, strange, second];
    let stored = client.send(&parcel).await.unwrap();
    let recipients: Vec<_> = stored
        .receipts()
        .iter()
        .map(|r| r.payload().r#for.clone())
        .collect();
    assert_eq!(recipients, [org(RECIPIENT), org(OTHER)]);
}
