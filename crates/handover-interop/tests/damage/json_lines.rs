//! What happens to lines of JSON.

use crate::{
    Damage, Seen,
    dice::Dice,
    slice::{Coded, objects},
};
use handover_interop::ExtractFile;
use serde_json::{Value, json};

type Done = Option<(&'static str, Seen, Vec<Vec<u8>>)>;

pub(crate) fn damage(files: &[ExtractFile], coded: &Coded, dice: &mut Dice) -> Option<Damage> {
    let file = &files[0];
    let lines = file.bytes().split(|byte| *byte == b'\n');
    let lines: Vec<Vec<u8>> = lines.map(<[u8]>::to_vec).collect();
    let line = dice.below(lines.len());
    let object = objects(&lines[line]).remove(0);
    let mut paths = Vec::new();
    collect(&object, "", &mut paths);
    let path = dice.one_of(&paths).clone();
    let (kind, seen, lines) = match dice.below(8) {
        0 => of_lines(lines, line, dice)?,
        1 => of_bytes(lines, line, dice),
        2 => of_names(lines, line, object.clone(), &path, dice)?,
        3 | 4 => of_types(lines, line, object.clone(), &path, dice)?,
        _ => of_values(lines, line, object.clone(), &path, coded, dice)?,
    };
    let whole = lines.join(&b'\n');
    Some(Damage {
        kind,
        told: format!("line {line}, {path}"),
        files: vec![ExtractFile::new(file.name(), whole)],
        seen,
    })
}

/// Every value's path, as a JSON pointer.
fn collect(value: &Value, path: &str, paths: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}/{name}");
                paths.push(path.clone());
                collect(value, &path, paths);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                let path = format!("{path}/{at}");
                paths.push(path.clone());
                collect(value, &path, paths);
            }
        }
        _ => {}
    }
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The people whose cases come of a line: the mother and her babies.
fn owners(object: &Value) -> Vec<String> {
    let mother = object["recordId"].as_str().map(str::to_owned);
    let local = object["mother"]["localId"].as_str().map(str::to_owned);
    let babies = object["babies"].as_array().into_iter().flatten();
    let babies = babies.filter_map(|baby| baby["localId"].as_str().map(str::to_owned));
    mother.into_iter().chain(local).chain(babies).collect()
}

fn of_lines(mut lines: Vec<Vec<u8>>, line: usize, dice: &mut Dice) -> Done {
    let (kind, seen) = match dice.below(8) {
        0 => {
            let half = lines[line].len() / 2;
            lines[line].truncate(half);
            ("a line is cut", Seen::Whole)
        }
        1 => {
            let at = dice.below(lines[line].len());
            let rest = lines[line].split_off(at);
            lines.insert(line + 1, rest);
            ("a line is broken in two", Seen::Whole)
        }
        2 if line + 1 < lines.len() => {
            let next = lines.remove(line + 1);
            lines[line].extend(next);
            ("two lines in one", Seen::Whole)
        }
        3 => {
            lines[line].push(b',');
            ("a comma behind the object", Seen::Whole)
        }
        4 => {
            let twin = lines[line].clone();
            lines.push(twin);
            ("a line stands there twice", Seen::Same)
        }
        5 => {
            let moved = lines.remove(line);
            lines.push(moved);
            ("a line has moved", Seen::Same)
        }
        6 => {
            let whole = [b"[".as_slice(), &lines.join(&b','), b"]"].concat();
            lines = vec![whole];
            ("all in one list", Seen::Whole)
        }
        _ => {
            lines[line] = [b"\xef\xbb\xbf".as_slice(), &lines[line], b"\r"].concat();
            ("a mark before a line, a line end of Windows", Seen::Whole)
        }
    };
    Some((kind, seen, lines))
}

fn of_bytes(
    mut lines: Vec<Vec<u8>>,
    line: usize,
    dice: &mut Dice,
) -> (&'static str, Seen, Vec<Vec<u8>>) {
    let owners = owners(&objects(&lines[line])[0]);
    let at = dice.below(lines[line].len());
    let (kind, seen) = match dice.below(4) {
        0 => {
            lines[line].insert(at, 0xff);
            ("a bad byte", Seen::Whole)
        }
        1 => {
            lines[line].insert(at, 0);
            ("a zero byte", Seen::Whole)
        }
        2 => {
            lines[line].remove(at);
            ("a byte is gone", Seen::NotOf(owners))
        }
        _ => {
            lines[line].insert(at, *dice.one_of(b"\"{}[]:,\\"));
            ("a byte too many", Seen::NotOf(owners))
        }
    };
    (kind, seen, lines)
}

fn put(lines: &mut [Vec<u8>], line: usize, object: &Value) {
    lines[line] = object.to_string().into_bytes();
}

fn of_names(
    mut lines: Vec<Vec<u8>>,
    line: usize,
    mut object: Value,
    path: &str,
    dice: &mut Dice,
) -> Done {
    let owners = owners(&object);
    let (parent, name) = path.rsplit_once('/')?;
    if is_number(name) {
        return None;
    }
    let is_null = object.pointer(path)?.is_null();
    let members = object.pointer_mut(parent)?.as_object_mut()?;
    let kind = dice.below(5);
    if kind == 4 {
        // Twice: the text of the line says it, for no `Value` holds it.
        let value = members.get(name)?.clone();
        let twice = format!("\"{name}\":{value}");
        let text = object.to_string();
        if text.matches(&twice).count() != 1 {
            return None;
        }
        lines[line] = text
            .replace(&twice, &format!("{twice},{twice}"))
            .into_bytes();
        return Some(("a member twice", Seen::Whole, lines));
    }
    let value = members.remove(name)?;
    let seen = if is_null { Seen::Same } else { Seen::Whole };
    let (told, seen) = match kind {
        0 => {
            members.insert(format!("{name}_new"), value);
            ("another name", seen)
        }
        1 => {
            members.insert(name.to_uppercase(), value);
            ("a name in capitals", Seen::Whole)
        }
        2 => {
            members.insert(format!("{name}.x"), value);
            ("a name with a point", Seen::Whole)
        }
        // This vendor leaves out what is empty: nobody can know.
        _ => ("a member is gone", Seen::NotOf(owners)),
    };
    put(&mut lines, line, &object);
    Some((told, seen, lines))
}

fn of_types(
    mut lines: Vec<Vec<u8>>,
    line: usize,
    mut object: Value,
    path: &str,
    dice: &mut Dice,
) -> Done {
    let value = object.pointer_mut(path)?;
    let (kind, now) = match (&*value, dice.below(3)) {
        (Value::Null, _) => return None,
        (Value::String(text), _) if text.is_empty() => return None,
        (Value::Array(items), _) if items.is_empty() => return None,
        (Value::Object(_), 0) => ("an object is a text", json!("see notes")),
        (Value::Object(_), 1) => ("an object is a list", json!([value.clone()])),
        (Value::Object(_), _) => ("an object is a yes", json!(true)),
        (Value::Array(_), 0) => ("a list is a text", json!("see notes")),
        (Value::Array(items), 1) => ("a list is an object", json!({ "0": items[0] })),
        (Value::Array(items), _) if items.len() == 1 => ("a list is its item", items[0].clone()),
        (Value::Array(_), _) => ("a list is a number", json!(2)),
        (_, 0) => ("a value is an object", json!({ "value": value.clone() })),
        (_, 1) => ("a value is a list", json!([value.clone()])),
        (_, _) => (
            "a value is an object of two",
            json!({ "code": value.clone(), "text": "?" }),
        ),
    };
    *value = now;
    put(&mut lines, line, &object);
    Some((kind, Seen::Whole, lines))
}

fn of_values(
    mut lines: Vec<Vec<u8>>,
    line: usize,
    mut object: Value,
    path: &str,
    coded: &Coded,
    dice: &mut Dice,
) -> Done {
    let owners = owners(&object);
    let parts: Vec<&str> = path.split('/').filter(|part| !is_number(part)).collect();
    let value = object.pointer_mut(path)?;
    if value.is_object() || value.is_array() || value.is_null() {
        return None;
    }
    if !coded.contains(&(String::new(), parts.join("/"))) {
        return None;
    }
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let is_text = value.is_string();
    let (kind, seen, now) = match dice.below(8) {
        0 if is_text => (
            "in capitals, with spaces",
            Seen::Whole,
            json!(format!(" {} ", text.to_uppercase())),
        ),
        1 if is_text => (
            "with blanks that nobody sees",
            Seen::Whole,
            json!(format!("\u{a0}{text}\u{200b}")),
        ),
        2 => ("a number for a word", Seen::NotOf(owners), json!(7)),
        3 => (
            "an unknown word",
            Seen::Whole,
            json!(dice.one_of(&["?", "TBC", "see notes", "XX"])),
        ),
        4 => ("nothing", Seen::NotOf(owners), Value::Null),
        5 => ("emptied", Seen::NotOf(owners), json!("")),
        6 if text.len() >= 10 && text.as_bytes()[4] == b'-' => {
            let (year, rest) = text.split_at(4);
            let day = format!("{}/{}/{year}", rest.get(4..6)?, rest.get(1..3)?);
            ("a day in another form", Seen::Whole, json!(day))
        }
        _ if !is_text => ("the same as a text", Seen::Same, json!(text)),
        _ => return None,
    };
    *value = now;
    put(&mut lines, line, &object);
    Some((kind, seen, lines))
}
