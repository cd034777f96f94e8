//! XML parts of workbooks, read one element at a time.

use crate::SheetError;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// How deep elements may stand in each other.
const MAX_DEPTH: usize = 256;

/// What is met on the way through a part.
pub(crate) enum Met<'e> {
    Start(&'e BytesStart<'e>),
    Text(&'e str),
    End(&'e str),
}

/// Goes through a well-formed part; anything else is refused.
pub(crate) fn walk(
    bytes: &[u8],
    mut meet: impl FnMut(Met<'_>) -> Result<(), SheetError>,
) -> Result<(), SheetError> {
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    let mut buffer = Vec::new();
    loop {
        match reader
            .read_event_into(&mut buffer)
            .map_err(|_| SheetError::Broken)?
        {
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(SheetError::Broken);
                }
                meet(Met::Start(&element))?;
            }
            Event::End(element) => {
                depth = depth.checked_sub(1).ok_or(SheetError::Broken)?;
                meet(Met::End(element.local_name().as_ref()))?;
            }
            Event::Text(text) => meet(Met::Text(&text))?,
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if depth == 0 {
        Ok(())
    } else {
        Err(SheetError::Broken)
    }
}

/// An attribute by its name without prefix, unescaped.
pub(crate) fn attribute(
    element: &BytesStart<'_>,
    name: &str,
) -> Result<Option<String>, SheetError> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| SheetError::Broken)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| SheetError::Broken)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A truth value as XML Schema writes it.
pub(crate) fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|value| value == "1" || value == "true")
}
