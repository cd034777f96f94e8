//! Who may read and say what.

use handover_transfer::Problem;
use handover_trust::{
    CertificateUse, Completeness, Countersign, Decision, DueTimes, Mandate, MandateKind, Payload,
    Roster, RosterCounts, RosterRow, Sight, Statement, StatementId, TransferDay, Verdict,
    VerdictRow,
};

use crate::{
    client::Client,
    world::{
        COMMISSIONER, NOW, Package, RECIPIENT, SENDER, STRANGER, Served, World, org, run, time,
        tokens,
    },
};

fn sign<P: Payload>(world: &World, by: &str, use_: CertificateUse, payload: P) -> Statement<P> {
    world.signer(by, use_).sign(payload).unwrap()
}

fn mandate(world: &World) -> Statement<Mandate> {
    let mandate = Mandate {
        at: time(NOW - 1_000),
        by: org(COMMISSIONER),
        kind: MandateKind::ContractChange,
        from: org(SENDER),
        to: vec![org(RECIPIENT)],
        transfer: TransferDay::Standing,
        profile: world.profile.reference().clone(),
        eligibility: None,
        deadlines: [].into(),
        countersign: vec![("package".parse().unwrap(), "team-leader".parse().unwrap())],
        last_resort: org(COMMISSIONER),
    };
    sign(world, COMMISSIONER, CertificateUse::Office, mandate)
}

fn roster(world: &World, mandate: StatementId, cases: u64) -> Statement<Roster> {
    let row = |token| RosterRow {
        token,
        reason: "in-treatment".parse().unwrap(),
        decision: Decision::Include {
            to: org(RECIPIENT),
            due: DueTimes::default(),
        },
    };
    let rows: Vec<RosterRow> = tokens(cases).into_iter().map(row).collect();
    let roster = Roster {
        at: time(NOW - 900),
        by: org(SENDER),
        mandate,
        previous: None,
        counts: RosterCounts::of(&rows),
        rows,
    };
    sign(world, SENDER, CertificateUse::Office, roster)
}

fn countersign(world: &World, by: &str, role: &str, statement: StatementId) -> Vec<u8> {
    agreed_by(world, by, role, statement).as_bytes().to_vec()
}

fn agreed_by(
    world: &World,
    by: &str,
    role: &str,
    statement: StatementId,
) -> Statement<Countersign> {
    let use_ = match role {
        "office" => CertificateUse::Office,
        _ => CertificateUse::Person,
    };
    let countersign = Countersign {
        at: time(NOW - 10),
        by: org(by),
        role: role.parse().unwrap(),
        statement: statement.into(),
    };
    sign(world, by, use_, countersign)
}

/// A package under a mandate, carried to the end by its sender.
struct Agreed {
    world: World,
    served: Served,
    mandate: Statement<Mandate>,
    roster: Statement<Roster>,
    package: Package,
}

impl Agreed {
    async fn begin() -> Self {
        let world = World::new();
        let served = world.serve().await;
        let mandate = mandate(&world);
        let roster = roster(&world, *mandate.id(), 3);
        let bound = [SENDER, RECIPIENT].map(|by| agreed_by(&world, by, "office", *mandate.id()));
        let draft = world.draft(&[RECIPIENT]).under(&mandate, &roster, &bound);
        let package = world.sealed(draft, 3);
        Self {
            world,
            served,
            mandate,
            roster,
            package,
        }
    }

    fn client(&self, id: &str) -> Client {
        self.world.client(id, &self.served)
    }

    /// What a reader finds, without what the server itself says to have seen of it.
    async fn kinds(&self, reader: &str) -> Vec<String> {
        let (kinds, _) = self.found(reader).await;
        kinds
    }

    /// Kinds of statements, and the witnesses among them.
    async fn found(&self, reader: &str) -> (Vec<String>, Vec<Countersign>) {
        let client = self.client(reader);
        let page = client.get("/v1/statements").await.json();
        let (mut kinds, mut seen) = (Vec::new(), Vec::new());
        for entry in page["statements"].as_array().unwrap() {
            let id = entry["id"].as_str().unwrap();
            let bytes = client.get(&format!("/v1/statements/{id}")).await.body;
            let sight = Sight::now(time(NOW));
            let countersign = self.world.directory().verify::<Countersign>(&bytes, &sight);
            match countersign.map(Statement::into_payload) {
                Ok(countersign) if countersign.is_witness() => seen.push(countersign),
                _ => kinds.push(entry["kind"].as_str().unwrap().to_owned()),
            }
        }
        (kinds, seen)
    }
}

#[test]
fn a_commit_waits_for_what_the_mandate_asks_for_and_everybody_reads_what_is_theirs() {
    run(async {
        let agreed = Agreed::begin().await;
        let Agreed {
            world,
            mandate,
            roster,
            package,
            ..
        } = &agreed;
        let sender = agreed.client(SENDER);
        let before = countersign(world, SENDER, "team-leader", package.id);
        assert_eq!(
            sender.file(&before).await.problem(),
            Problem::UnknownStatement
        );
        assert_eq!(
            sender.file(roster.as_bytes()).await.problem(),
            Problem::UnknownStatement
        );
        let filed = sender.file(mandate.as_bytes()).await;
        assert_eq!(
            (filed.status, filed.json()["kind"].clone()),
            (201, "mandate".into())
        );
        assert_eq!(sender.file(mandate.as_bytes()).await.status, 200);
        assert_eq!(sender.announce(package).await.status, 201);
        assert_eq!(sender.part(package, 0).await.status, 201);
        assert_eq!(
            sender.commit(package).await.problem(),
            Problem::UnknownStatement
        );
        assert_eq!(sender.file(roster.as_bytes()).await.status, 201);
        assert_eq!(
            sender.commit(package).await.problem(),
            Problem::Countersignature
        );
        for by in [COMMISSIONER, SENDER, RECIPIENT] {
            let agrees = countersign(world, by, "office", *mandate.id());
            assert_eq!(agreed.client(by).file(&agrees).await.status, 201);
        }
        assert_eq!(
            sender.commit(package).await.problem(),
            Problem::Countersignature
        );
        // A second person of the recipient is not the one that the mandate means.
        let other = countersign(world, RECIPIENT, "team-leader", package.id);
        assert_eq!(sender.file(&other).await.status, 201);
        assert_eq!(
            sender.commit(package).await.problem(),
            Problem::Countersignature
        );
        assert_eq!(sender.file(&before).await.status, 201);
        assert_eq!(sender.commit(package).await.status, 200);

        let commissioner = agreed.client(COMMISSIONER);
        let index = commissioner.get(&package.path("")).await;
        assert!(index.status == 200 && index.body == package.index.to_bytes());
        assert_eq!(
            commissioner.get(&package.path("/file")).await.problem(),
            Problem::NotFound
        );
        assert_eq!(
            commissioner.get("/v1/inbox").await.json()["packages"],
            serde_json::json!([])
        );
        let all = [
            "mandate",
            "roster",
            "countersign",
            "countersign",
            "countersign",
            "countersign",
            "countersign",
            "package",
            "receipt",
        ];
        for reader in [COMMISSIONER, SENDER, RECIPIENT] {
            let mut kinds = agreed.kinds(reader).await;
            kinds.sort();
            let mut all = all;
            all.sort_unstable();
            assert_eq!(kinds, all, "{reader}");
        }
        // A.14: of everything but its own words the server says that it has seen it, once.
        let (_, seen) = agreed.found(COMMISSIONER).await;
        let of = |id: &StatementId| seen.iter().filter(|one| one.is_about(id)).count();
        assert_eq!(of(mandate.id()), 1);
        assert_eq!(of(roster.id()), 1);
        assert_eq!(of(&package.id), 1);
        assert!(seen.iter().all(|one| one.at == time(NOW)));
        let stranger = agreed.client(STRANGER);
        assert!(agreed.kinds(STRANGER).await.is_empty());
        let head = format!("/v1/statements/{}", package.id);
        assert_eq!(sender.get(&head).await.body, package.head.as_bytes());
        for path in [
            head,
            package.path(""),
            package.path("/file"),
            package.path("/need"),
        ] {
            assert_eq!(
                stranger.get(&path).await.problem(),
                Problem::NotFound,
                "{path}"
            );
        }
        assert_eq!(stranger.commit(package).await.problem(), Problem::NotFound);
        assert_eq!(stranger.part(package, 0).await.problem(), Problem::NotFound);
        assert_eq!(
            stranger.file(roster.as_bytes()).await.problem(),
            Problem::NotEntitled
        );
        agreed.served.stop().await;
    });
}

#[test]
fn the_commissioner_learns_late_what_came_before_the_mandate() {
    run(async {
        let agreed = Agreed::begin().await;
        agreed.client(SENDER).carry(&agreed.package).await;
        assert!(agreed.kinds(COMMISSIONER).await.is_empty());
        let commissioner = agreed.client(COMMISSIONER);
        commissioner.file(agreed.mandate.as_bytes()).await;
        assert_eq!(
            agreed.kinds(COMMISSIONER).await,
            ["mandate", "package", "receipt"]
        );
        assert_eq!(commissioner.get(&agreed.package.path("")).await.status, 200);
        agreed.served.stop().await;
    });
}

#[test]
fn a_server_may_insist_on_the_mandate() {
    run(async {
        let agreed = Agreed::begin().await;
        let mut config = agreed.world.config();
        config.require_mandate = true;
        config.data = agreed.world.folder.path().join("other");
        let strict = agreed.world.serve_with(config).await.unwrap();
        let sender = agreed.world.client(SENDER, &strict);
        sender.announce(&agreed.package).await;
        sender.part(&agreed.package, 0).await;
        assert_eq!(
            sender.commit(&agreed.package).await.problem(),
            Problem::UnknownStatement
        );
        strict.stop().await;
        agreed.served.stop().await;
    });
}

pub(crate) fn verdict(
    world: &World,
    by: &str,
    package: &Package,
    mandate: Option<StatementId>,
) -> Vec<u8> {
    let verdict = Verdict {
        at: time(NOW),
        by: org(by),
        mandate,
        package: package.id,
        audience: "receiving-service".parse().unwrap(),
        verdicts: vec![VerdictRow {
            token: package.tokens[0],
            re: None,
            answer: handover_trust::VerdictAnswer::Accepted {
                team: "Team".parse().unwrap(),
                worker: "W. Orker".parse().unwrap(),
            },
        }],
    };
    sign(world, by, CertificateUse::Person, verdict)
        .as_bytes()
        .to_vec()
}

#[test]
fn verdicts_flow_back_and_only_from_whom_the_package_is_for() {
    run(async {
        let agreed = Agreed::begin().await;
        let Agreed {
            world,
            package,
            mandate,
            ..
        } = &agreed;
        let (sender, recipient) = (agreed.client(SENDER), agreed.client(RECIPIENT));
        let accepts = verdict(world, RECIPIENT, package, Some(*mandate.id()));
        assert_eq!(
            recipient.file(&accepts).await.problem(),
            Problem::UnknownStatement
        );
        sender.carry(package).await;
        assert_eq!(recipient.file(&accepts).await.status, 201);
        assert_eq!(recipient.file(&accepts).await.status, 200);
        let path = format!("/v1/statements?package={}", package.id);
        let page = sender.get(&path).await.json();
        let last = page["statements"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .clone();
        let fetched = sender
            .get(&format!("/v1/statements/{}", last["id"].as_str().unwrap()))
            .await;
        assert_eq!(fetched.body, accepts);
        let of_stranger = verdict(world, STRANGER, package, Some(*mandate.id()));
        let answer = agreed.client(STRANGER).file(&of_stranger).await;
        assert_eq!(answer.problem(), Problem::NotEntitled);
        let replayed = verdict(world, RECIPIENT, package, None);
        assert_eq!(recipient.file(&replayed).await.problem(), Problem::Replay);
        assert_eq!(sender.file(b"no statement").await.status, 422);
        let head = world.seal(1, &[RECIPIENT]).head;
        let answer = sender.file(head.as_bytes()).await;
        assert_eq!(answer.problem(), Problem::Schema);
        agreed.served.stop().await;
    });
}

#[test]
fn totals_are_for_the_commissioner_alone() {
    run(async {
        let agreed = Agreed::begin().await;
        let sender = agreed.client(SENDER);
        sender.file(agreed.mandate.as_bytes()).await;
        let report = |by: &str| {
            let report = Completeness {
                at: time(NOW),
                by: org(by),
                mandate: *agreed.mandate.id(),
                count: 3,
                fields: Vec::new(),
            };
            sign(&agreed.world, by, CertificateUse::Office, report)
        };
        assert_eq!(sender.file(report(SENDER).as_bytes()).await.status, 201);
        let answer = agreed
            .client(RECIPIENT)
            .file(report(RECIPIENT).as_bytes())
            .await;
        assert_eq!(answer.problem(), Problem::NotEntitled);
        assert_eq!(
            agreed.kinds(COMMISSIONER).await,
            ["mandate", "completeness"]
        );
        assert_eq!(agreed.kinds(RECIPIENT).await, ["mandate"]);
        agreed.served.stop().await;
    });
}
