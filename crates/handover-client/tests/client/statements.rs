//! Statements that are filed, and lists.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use handover_client::{About, Posted};
use handover_transfer::Cursor;
use handover_trust::{Countersign, StatementId};

use crate::{
    server::Server,
    world::{HUB, NOW, World, org, time},
};

fn countersign(world: &World, of: StatementId) -> Bytes {
    let signed = world.hub.service.sign(Countersign {
        at: time(NOW),
        by: org(HUB),
        role: "seen".parse().unwrap(),
        statement: (of).into(),
    });
    signed.unwrap().as_bytes().to_vec().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_filed_in_whatever_order_they_need() {
    let world = Arc::new(World::new());
    let server = Server::start(&world).await;
    let client = world.client(&server.address);
    let receipt = world
        .hub
        .service
        .sign(world.receipt(StatementId::from_bytes([1; 32])));
    let receipt = receipt.unwrap();
    let first = countersign(&world, *receipt.id());
    let second = countersign(&world, handover_trust::statement_id(&first).unwrap());
    let lost = countersign(&world, StatementId::from_bytes([3; 32]));
    let receipt: Bytes = receipt.as_bytes().to_vec().into();
    let all = vec![second, first, lost.clone(), receipt.clone()];
    assert_eq!(client.post_all(all.clone()).await.unwrap(), [lost]);
    assert_eq!(server.kept.lock().unwrap().statements.len(), 3);
    assert!(matches!(
        client.post(receipt.clone()).await.unwrap(),
        Posted::Known(_)
    ));

    let page = client
        .statements(About::Everything, Cursor::START, Duration::ZERO)
        .await;
    let page = page.unwrap();
    assert_eq!(page.statements.len(), 2);
    let bytes = client.statement(&page.statements[0].id).await.unwrap();
    assert_eq!(bytes, receipt);
    let page = client
        .inbox(Cursor::START, Duration::from_secs(3))
        .await
        .unwrap();
    assert_eq!((page.packages.len(), page.next), (0, Cursor::new(7)));
    let kept = server.kept.lock().unwrap();
    assert_eq!(
        kept.requests.last().unwrap().path,
        "/v1/inbox?after=0&wait=3"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_takes_its_statements_along_before_and_after_it_is_known() {
    let world = Arc::new(World::new());
    let package = world.package(1, false);
    let place = tempfile::tempdir().unwrap();
    let parcel = world.parcel(&place, &package);
    let server = Server::start(&world).await;
    let agrees = countersign(&world, *parcel.id());
    let parcel = parcel.with_statements(vec![agrees.clone()]);
    world.client(&server.address).send(&parcel).await.unwrap();
    let kept = server.kept.lock().unwrap();
    assert_eq!(kept.statements, [agrees.to_vec()]);
    let posts = kept.requests.iter().map(|r| r.method.as_str());
    assert_eq!(
        posts.collect::<Vec<_>>(),
        ["POST", "PUT", "POST", "PUT", "POST"]
    );
}
