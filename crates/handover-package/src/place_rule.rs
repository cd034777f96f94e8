//! Where the place of a person may stand: `location`, or `location_protected`, never both.

use handover_cbor::RefusalClass;

use crate::sealed_case::read_head;

/// An empty section.
const EMPTY: &[u8] = &[0xa0];

/// Checks those of the two sections that can be read.
///
/// A case is protected if `address_sensitivity` is anything but the value `normal`; its place stands
/// in `location_protected` and that of another in `location`. Both may be empty: then the dataset
/// checks speak. `policy` else.
pub(crate) fn check_place(
    location: Option<&[u8]>,
    location_protected: Option<&[u8]>,
) -> Result<(), RefusalClass> {
    let open = location.filter(|section| *section != EMPTY);
    let protected = location_protected.filter(|section| *section != EMPTY);
    let is_right = match (open, protected) {
        (None, None) => true,
        (Some(_), Some(_)) => false,
        (Some(section), None) => !is_protected(section),
        (None, Some(section)) => is_protected(section),
    };
    if is_right {
        Ok(())
    } else {
        Err(RefusalClass::Policy)
    }
}

/// Whether field 302 of a section that has passed the gate is anything but the value `normal`.
///
/// A walk over the bytes: it runs for every case, twice, and nothing else of the section matters here.
fn is_protected(section: &[u8]) -> bool {
    let sensitivity = member(section, b"address_sensitivity");
    let value = sensitivity.and_then(|stated| member(stated, b"value"));
    value.and_then(text) != Some(b"normal")
}

/// The bytes from the value of a key on, in a map that begins here.
fn member<'a>(mut map: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let (5, pairs) = read_head(&mut map)? else {
        return None;
    };
    for _ in 0..pairs {
        let found = text(map) == Some(key);
        skip(&mut map)?;
        if found {
            return Some(map);
        }
        skip(&mut map)?;
    }
    None
}

/// The text that begins here, if it is one.
fn text(mut item: &[u8]) -> Option<&[u8]> {
    match read_head(&mut item)? {
        (3, len) => item.get(..len),
        _ => None,
    }
}

/// Takes one item off `rest`, with everything in it.
fn skip(rest: &mut &[u8]) -> Option<()> {
    let mut items = 1_usize;
    while items > 0 {
        items -= 1;
        match read_head(rest)? {
            (2 | 3, len) => drop(rest.split_off(..len)?),
            (4, len) => items = items.checked_add(len)?,
            (5, len) => items = items.checked_add(len.checked_mul(2)?)?,
            _ => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn section(sensitivity: &Value) -> Vec<u8> {
        handover_cbor::to_vec(&json!({
            "addresses": {"value": [{"kind": "home"}]},
            "address_sensitivity": sensitivity,
        }))
    }

    #[test]
    fn a_place_stands_where_its_sensitivity_puts_it() {
        let normal = section(&json!({"value": "normal"}));
        assert_eq!(check_place(Some(&normal), Some(EMPTY)), Ok(()));
        assert_eq!(check_place(Some(&normal), None), Ok(()));
        assert_eq!(
            check_place(Some(EMPTY), Some(&normal)),
            Err(RefusalClass::Policy)
        );
        let unstated = handover_cbor::to_vec(&json!({"addresses": {"value": []}}));
        let protected = [
            section(&json!({"value": "refuge"})),
            section(&json!({"value": "confidential"})),
            section(&json!({"absent": "not-asked"})),
            unstated,
        ];
        for protected in protected {
            assert_eq!(check_place(Some(EMPTY), Some(&protected)), Ok(()));
            assert_eq!(
                check_place(Some(&protected), Some(EMPTY)),
                Err(RefusalClass::Policy)
            );
            assert_eq!(
                check_place(Some(&protected), None),
                Err(RefusalClass::Policy)
            );
            assert_eq!(
                check_place(Some(&normal), Some(&protected)),
                Err(RefusalClass::Policy)
            );
        }
    }

    #[test]
    fn both_may_be_empty_or_unreadable() {
        assert_eq!(check_place(Some(EMPTY), Some(EMPTY)), Ok(()));
        assert_eq!(check_place(Some(EMPTY), None), Ok(()));
        assert_eq!(check_place(None, None), Ok(()));
    }

    #[test]
    fn a_sensitivity_of_another_form_protects() {
        let lists = handover_cbor::to_vec(&json!({"address_sensitivity": ["normal"]}));
        for other in [
            section(&json!({"value": 1})),
            section(&json!("normal")),
            lists,
        ] {
            assert_eq!(check_place(Some(&other), None), Err(RefusalClass::Policy));
            assert_eq!(check_place(None, Some(&other)), Ok(()));
        }
        assert_eq!(check_place(Some(&[0x80]), None), Err(RefusalClass::Policy));
    }

    #[test]
    fn values_of_every_kind_are_passed_over() {
        let wide = handover_cbor::to_vec(&json!({
            "a": [1, {"b": [true, "x".repeat(300)], "address_sensitivity": {"value": "refuge"}}],
            "address_sensitivity": {"other": {"value": "refuge"}, "value": "normal"},
            "z": 70_000,
        }));
        assert_eq!(check_place(Some(&wide), None), Ok(()));
    }
}
