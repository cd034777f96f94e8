//! Every request of these tests is one of `schemas/openapi.json`, and nothing leads to a person in it.

use std::{fs, path::PathBuf, sync::LazyLock};

use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/openapi.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
});

/// Whether a path is one of this template: `/v1/packages/{id}` takes an id of 64 digits.
fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(wanted, word)| match wanted {
            "{id}" => word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()),
            "{n}" => word.bytes().all(|b| b.is_ascii_digit()),
            wanted => wanted == word,
        })
}

/// Panics at a request that the interface does not have.
pub(crate) fn check(method: &str, path: &str, media_type: Option<&str>, has_body: bool) {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let (_, item) = paths
        .find(|(template, _)| fits(template, path))
        .unwrap_or_else(|| panic!("{path} is none of the interface"));
    let operation = &item[method.to_ascii_lowercase()];
    assert!(operation.is_object(), "{method} {path}");
    if has_body {
        let content = operation["requestBody"]["content"].as_object().unwrap();
        assert!(content.contains_key(media_type.unwrap()), "{method} {path}");
    }
    let parameters = operation["parameters"].as_array();
    let known: Vec<&str> = parameters
        .into_iter()
        .flatten()
        .map(|parameter| match parameter["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.trim_start_matches('#');
                DOCUMENT.pointer(pointer).unwrap()["name"].as_str().unwrap()
            }
            None => parameter["name"].as_str().unwrap(),
        })
        .collect();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap();
        assert!(known.contains(&name), "{name} of {path}");
        assert!(value.bytes().all(|b| b.is_ascii_hexdigit()), "{pair}");
    }
}

#[test]
#[should_panic(expected = "is none of the interface")]
fn another_path_is_found_out() {
    check("GET", "/v1/persons", None, false);
}
