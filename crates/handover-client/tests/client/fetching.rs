//! Packages that are fetched.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use handover_cbor::RefusalClass;
use handover_client::ClientError;
use handover_transfer::Problem;
use handover_trust::StatementId;

use crate::{
    server::{Answer, Fault, Server},
    world::World,
};

/// A package of two strides and a bit, at a server.
async fn kept(world: &Arc<World>, package: &[u8]) -> (Server, StatementId) {
    let place = tempfile::tempdir().unwrap();
    let id = *world.parcel(&place, package).id();
    let server = Server::scripted(world, |_, number| match number % 2 {
        0 => Fault::Cut(100_000),
        _ => Fault::None,
    })
    .await;
    let files = &mut server.kept.lock().unwrap().files;
    files.insert(id.to_string(), package.to_vec());
    (
        Server {
            address: server.address.clone(),
            kept: Arc::clone(&server.kept),
        },
        id,
    )
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_appears_whole_for_its_owner_though_answers_are_cut() {
    let world = Arc::new(World::new());
    let package = world.package(20, false);
    let (server, id) = kept(&world, &package).await;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.handover");
    let client = world.client(&server.address);
    client.fetch(&id, &path).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), package);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(names(place.path()), ["a.handover"]);
    let error = client.fetch(&id, &path).await.unwrap_err();
    assert_eq!(error, ClientError::File(std::io::ErrorKind::AlreadyExists));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_comes_back_fetches_what_is_missing() {
    let world = Arc::new(World::new());
    let package = world.package(20, false);
    let (server, id) = kept(&world, &package).await;
    for there in [1, 9_000_000, package.len() - 1, package.len()] {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.handover");
        let partial = place.path().join(format!(".{id}.part"));
        fs::write(&partial, &package[..there]).unwrap();
        server.kept.lock().unwrap().requests.clear();
        world
            .client(&server.address)
            .fetch(&id, &path)
            .await
            .unwrap();
        assert_eq!(fs::read(&path).unwrap(), package);
        let kept = server.kept.lock().unwrap();
        let first = kept.requests[0].range.unwrap().0;
        assert_eq!(first, u64::try_from(there).unwrap() - 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_gets_no_name_and_is_not_kept() {
    let world = Arc::new(World::new());
    let package = world.package(2, false);
    let (server, id) = kept(&world, &package).await;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.handover");
    let mut altered = package.clone();
    altered[100] ^= 1;
    let other = world.package(2, false);
    for (file, class) in [
        (altered, RefusalClass::Altered),
        (other, RefusalClass::Replay),
        (
            package[..package.len() - 1].to_vec(),
            RefusalClass::Truncated,
        ),
    ] {
        server
            .kept
            .lock()
            .unwrap()
            .files
            .insert(id.to_string(), file);
        let error = world
            .client(&server.address)
            .fetch(&id, &path)
            .await
            .unwrap_err();
        assert_eq!(error.class(), Some(class));
        assert_eq!(names(place.path()), Vec::<String>::new());
    }
    // More is there than the file has: it is begun anew.
    server
        .kept
        .lock()
        .unwrap()
        .files
        .insert(id.to_string(), package.clone());
    let partial = place.path().join(format!(".{id}.part"));
    fs::write(&partial, [&package[..], b"and more"].concat()).unwrap();
    world
        .client(&server.address)
        .fetch(&id, &path)
        .await
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), package);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_leaves_nothing_behind() {
    let world = Arc::new(World::new());
    let server = Server::scripted(&world, |_, _| {
        Fault::Instead(Answer::problem(Problem::NotFound))
    })
    .await;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.handover");
    let client = world.client(&server.address);
    let id = StatementId::from_bytes([5; 32]);
    let error = client.fetch(&id, &path).await.unwrap_err();
    assert_eq!(error.problem(), Some(Problem::NotFound));
    assert_eq!(names(place.path()), Vec::<String>::new());
}
