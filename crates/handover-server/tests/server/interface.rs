//! `schemas/openapi.json` against the running server.

use std::{collections::BTreeSet, fs, sync::LazyLock};

use handover_transfer::{Actor, Problem, Retry};
use serde_json::Value;

use crate::{
    client::{Answer, request},
    world::{RECIPIENT, SENDER, World, run},
};

static DESCRIBED: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/openapi.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
});

fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => DESCRIBED
            .pointer(reference.trim_start_matches('#'))
            .unwrap(),
        None => value,
    }
}

/// The operation of a request, if the document has it.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let is_it = |template: &str| {
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template
                .zip(path)
                .all(|(t, p)| t.starts_with('{') || t == p)
    };
    let paths = DESCRIBED["paths"].as_object().unwrap();
    let (_, item) = paths.iter().find(|(template, _)| is_it(template))?;
    let method = if method == "HEAD" { "GET" } else { method };
    item.get(method.to_lowercase())
}

/// Fails unless an answer is one that the document has for the request.
pub(crate) fn check(described: &str, answer: &Answer) {
    let (method, path) = described.split_once(' ').unwrap();
    let Some(operation) = operation(method, path) else {
        assert!(
            [404, 405].contains(&answer.status),
            "{described}: {answer:?}"
        );
        return;
    };
    let response = &operation["responses"][answer.status.to_string()];
    assert!(
        !response.is_null(),
        "{described}: {answer:?} is not described"
    );
    let response = resolved(response);
    let media_type = answer
        .headers
        .get("content-type")
        .map(|value| value.to_str().unwrap());
    let media_type = media_type.map(|value| value.split(';').next().unwrap());
    let content = match (response.get("content"), media_type) {
        (None, None) => return,
        (Some(content), Some(media_type)) => &content[media_type],
        (content, _) => panic!("{described}: {media_type:?}, not {content:?}"),
    };
    assert!(
        !content.is_null(),
        "{described}: {media_type:?} is not described"
    );
    if method == "HEAD" {
        return;
    }
    match media_type {
        Some("application/problem+json") => check_problem(&content["schema"], answer),
        Some("application/json") => check_members(resolved(&content["schema"]), &answer.json()),
        _ => {}
    }
}

fn check_problem(schema: &'static Value, answer: &Answer) {
    let document = answer.json();
    let mut all = schema["allOf"].as_array().unwrap().iter().map(resolved);
    check_members(all.next().unwrap(), &document);
    let types = &all.next().unwrap()["properties"]["type"]["enum"];
    assert!(
        types.as_array().unwrap().contains(&document["type"]),
        "{document}"
    );
    assert_eq!(document["status"], answer.status);
    let waits = answer
        .headers
        .get("retry-after")
        .map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(waits, document.get("retry-after").map(ToString::to_string));
}

/// Required members are there, and no other than the described ones.
fn check_members(schema: &'static Value, document: &Value) {
    let members: BTreeSet<&str> = document
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let described = schema["properties"].as_object().unwrap();
    for required in schema["required"].as_array().unwrap() {
        assert!(members.contains(required.as_str().unwrap()), "{document}");
    }
    assert!(
        members.iter().all(|member| described.contains_key(*member)),
        "{document}"
    );
}

#[test]
fn every_described_operation_is_served_and_no_other() {
    run(async {
        let world = World::new();
        let served = world.serve().await;
        let package = world.seal(1, &[RECIPIENT]);
        let client = world.client(SENDER, &served);
        client.carry(&package).await;
        let paths = DESCRIBED["paths"].as_object().unwrap();
        for (template, item) in paths {
            let path = template
                .replace("{id}", &package.id.to_string())
                .replace("{n}", "0");
            for method in ["GET", "PUT", "POST", "DELETE", "PATCH"] {
                let answer = client
                    .send(request(method, &path, None, &[]))
                    .await
                    .unwrap();
                let is_described = item.get(method.to_lowercase()).is_some();
                assert_eq!(
                    is_described,
                    answer.status != 405,
                    "{method} {path}: {answer:?}"
                );
            }
        }
        assert_eq!(client.get("/v2/packages").await.status, 404);
        served.stop().await;
    });
}

#[test]
fn the_document_has_every_problem_as_it_is() {
    let schema = &DESCRIBED["components"]["schemas"]["Problem"]["properties"];
    let words = |member: &str| -> BTreeSet<String> {
        let all = schema[member]["enum"].as_array().unwrap().iter();
        all.map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let types = Problem::ALL.map(|problem| format!("tag:handover.invalid,2026:{}", problem.word()));
    assert_eq!(words("type"), types.into());
    let classes = handover_cbor::RefusalClass::ALL.map(|class| class.to_string());
    assert_eq!(words("class"), classes.into());
    let retries = [Retry::After, Retry::Fixed, Retry::Never, Retry::Same];
    assert_eq!(
        words("retry"),
        retries.map(|word| word.as_str().to_owned()).into()
    );
    let actors = [
        Actor::Authority,
        Actor::Caller,
        Actor::Nobody,
        Actor::Operator,
    ];
    assert_eq!(
        words("act"),
        actors.map(|word| word.as_str().to_owned()).into()
    );
    for (status, response) in DESCRIBED["components"]["responses"].as_object().unwrap() {
        let types = &response["content"]["application/problem+json"]["schema"]["allOf"][1];
        for named in types["properties"]["type"]["enum"].as_array().unwrap() {
            let of = |problem: &&Problem| {
                named
                    .as_str()
                    .unwrap()
                    .ends_with(&format!(":{}", problem.word()))
            };
            let problem = Problem::ALL.iter().find(of).unwrap();
            assert_eq!(problem.status().to_string(), *status);
        }
    }
}
