//! What happens to tables on their way from one program to another.

use crate::{
    Damage, Seen,
    dice::Dice,
    slice::{Coded, Rows, is_nothing, key_column, rows, text, written},
};
use handover_interop::ExtractFile;

/// A file on its way to being damaged.
struct Hit<'h> {
    name: String,
    rows: Rows,
    row: usize,
    column: usize,
    coded: &'h Coded,
}

impl Hit<'_> {
    fn cell(&mut self) -> &mut Vec<u8> {
        &mut self.rows[self.row][self.column]
    }

    fn heading(&self) -> String {
        text(&self.rows[0][self.column])
    }

    fn is_coded(&self) -> bool {
        self.coded.contains(&(self.name.clone(), self.heading()))
    }

    fn is_key(&self) -> bool {
        self.heading() == "CLIENTID"
    }

    fn is_nothing(&self) -> bool {
        is_nothing(&text(&self.rows[self.row][self.column]))
    }

    fn is_people(&self) -> bool {
        self.name == "clients.csv"
    }

    fn owner(&self) -> Vec<String> {
        let key = key_column(&self.rows[0]).unwrap();
        vec![text(&self.rows[self.row][key])]
    }

    /// Whose cases may follow another word in this cell.
    fn if_coded(&self) -> Seen {
        if self.is_coded() || self.is_key() {
            Seen::Whole
        } else {
            Seen::NotOf(self.owner())
        }
    }

    fn find_coded(&mut self, dice: &mut Dice) -> Option<()> {
        for _ in 0..60 {
            self.row = 1 + dice.below(self.rows.len() - 1);
            self.column = dice.below(self.rows[0].len());
            if self.is_coded() && !self.is_nothing() && !self.is_key() {
                return Some(());
            }
        }
        None
    }
}

pub(crate) fn damage(files: &[ExtractFile], coded: &Coded, dice: &mut Dice) -> Option<Damage> {
    let keyed = |file: &&ExtractFile| key_column(&rows(file.bytes())[0]).is_some();
    let keyed: Vec<&ExtractFile> = files.iter().filter(keyed).collect();
    let file = *dice.one_of(&keyed);
    let rows = rows(file.bytes());
    if rows.len() < 2 {
        return None;
    }
    let mut hit = Hit {
        name: file.name().to_owned(),
        row: 1 + dice.below(rows.len() - 1),
        column: dice.below(rows[0].len()),
        rows,
        coded,
    };
    let (kind, seen, bytes) = match dice.below(8) {
        0 => of_file(&mut hit, file.bytes(), dice)?,
        1 => of_headings(&mut hit, dice)?,
        2 | 3 => of_rows(&mut hit, dice)?,
        4 => of_keys(&mut hit, dice)?,
        5 => of_bytes(&mut hit, dice)?,
        _ => of_cells(&mut hit, dice)?,
    };
    let told = format!("{}, row {}, column {}", hit.name, hit.row, hit.heading());
    let mut files: Vec<ExtractFile> = files.to_vec();
    files.retain(|one| one.name() != hit.name);
    if let Some(bytes) = bytes {
        files.push(ExtractFile::new(&hit.name, bytes));
    }
    Some(Damage {
        kind,
        told,
        files,
        seen,
    })
}

type Done = Option<(&'static str, Seen, Option<Vec<u8>>)>;

fn done(kind: &'static str, seen: Seen, hit: &Hit<'_>) -> Done {
    Some((kind, seen, Some(written(hit.rows.iter(), b','))))
}

fn of_file(hit: &mut Hit<'_>, bytes: &[u8], dice: &mut Dice) -> Done {
    let latin = |text: &str| {
        text.chars()
            .map(|c| u8::try_from(c).unwrap_or(b'?'))
            .collect()
    };
    let file = String::from_utf8(bytes.to_vec()).unwrap();
    let (kind, seen, bytes): (_, _, Vec<u8>) = match dice.below(10) {
        0 => return Some(("the file is missing", Seen::Whole, None)),
        1 => ("semicolons", Seen::Whole, written(hit.rows.iter(), b';')),
        2 => ("tabs", Seen::Whole, written(hit.rows.iter(), b'\t')),
        3 => {
            let title = format!("Export of {}\n\n", hit.name);
            (
                "a title above",
                Seen::Whole,
                [title.as_bytes(), bytes].concat(),
            )
        }
        4 => {
            let utf16 = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
            ("UTF-16 without a mark", Seen::Whole, utf16)
        }
        5 if !file.is_ascii() => {
            // A letter that Latin-1 lacks is gone before anybody here sees it.
            let is_whole = file.chars().all(|c| u32::from(c) < 256);
            let seen = if is_whole { Seen::Whole } else { Seen::Not };
            ("Latin-1", seen, latin(&file))
        }
        6 => (
            "line ends of Windows",
            Seen::Same,
            file.replace('\n', "\r\n").into(),
        ),
        7 => ("nothing is left of it", Seen::Whole, Vec::new()),
        8 => (
            "quotation marks are others",
            Seen::Not,
            file.replace('"', "'").into(),
        ),
        _ => {
            // What stood behind the cut is not there; of people nobody can know that there were more.
            let at = dice.below(bytes.len());
            ("it ends early", Seen::Not, bytes[..at].to_vec())
        }
    };
    Some((kind, seen, Some(bytes)))
}

fn of_headings(hit: &mut Hit<'_>, dice: &mut Dice) -> Done {
    let (column, columns) = (hit.column, hit.rows[0].len());
    match dice.below(8) {
        0 | 1 => {
            hit.rows[0][column].extend(b"_NEW");
            done("another heading", Seen::Whole, hit)
        }
        2 => {
            let other = dice.below(columns);
            let twin = hit.rows[0][other].clone();
            hit.rows[0][column] = twin;
            let seen = if other == column {
                Seen::Same
            } else {
                Seen::Whole
            };
            done("two columns have one heading", seen, hit)
        }
        3 => {
            let other = dice.below(columns);
            hit.rows[0].swap(column, other);
            done("headings are swapped", Seen::Not, hit)
        }
        4 => {
            for row in &mut hit.rows {
                let cell = row.remove(column);
                row.push(cell);
            }
            hit.column = columns - 1;
            done("a column has moved", Seen::Whole, hit) // items may have another order
        }
        5 => {
            let heading = hit.heading();
            hit.rows[0][column] = format!("\u{feff} {}\u{a0}", heading.to_lowercase()).into();
            done("a heading in lower case, with blanks", Seen::Same, hit)
        }
        6 => {
            hit.rows[0][column].clear();
            done("a heading is gone", Seen::Whole, hit)
        }
        _ if columns > 2 => {
            for row in &mut hit.rows {
                row.remove(column);
            }
            hit.column = 0;
            done("a column is gone", Seen::Whole, hit)
        }
        _ => None,
    }
}

fn of_rows(hit: &mut Hit<'_>, dice: &mut Dice) -> Done {
    let row = hit.row;
    match dice.below(9) {
        0 => {
            hit.rows[row].push(b"more".to_vec());
            done("a cell too many", Seen::Whole, hit)
        }
        1 => {
            let at = dice.below(hit.rows[row].len());
            hit.rows[row].insert(at, b"more".to_vec());
            done("a cell in the middle too many", Seen::Whole, hit)
        }
        2 if hit.rows[0].len() > 2 => {
            hit.rows[row].remove(hit.column);
            done("a cell too few", Seen::Whole, hit)
        }
        3 => {
            let moved = hit.rows.remove(row);
            hit.rows.push(moved);
            done("a row has moved", Seen::Same, hit)
        }
        4 => {
            let twin = hit.rows[row].clone();
            hit.rows.push(twin);
            done("a row stands there twice", Seen::Same, hit)
        }
        5 => {
            hit.rows[row].push(Vec::new());
            done("a comma behind the last cell", Seen::Same, hit)
        }
        6 => {
            let heading = hit.rows[0].clone();
            hit.rows.insert(row, heading);
            done("the heading once more", Seen::Same, hit)
        }
        7 => {
            let blank = vec![Vec::new(); hit.rows[0].len()];
            hit.rows.insert(row, blank);
            let mut total = vec![Vec::new(); hit.rows[0].len()];
            total[0] = b"TOTAL: 15".to_vec();
            if total.len() > 1 {
                total[0] = b"TOTAL".to_vec();
                total[1] = b"15".to_vec();
            }
            hit.rows.push(total);
            done("a blank row and a total", Seen::Same, hit)
        }
        _ => {
            // The rest of the row has gone to a line of its own.
            let at = 1 + dice.below(hit.rows[row].len() - 1);
            let rest = hit.rows[row].split_off(at);
            hit.rows.insert(row + 1, rest);
            done("a row is broken in two", Seen::Whole, hit)
        }
    }
}

fn of_keys(hit: &mut Hit<'_>, dice: &mut Dice) -> Done {
    hit.column = key_column(&hit.rows[0])?;
    let owner = hit.owner();
    match dice.below(5) {
        0 => {
            hit.cell().clear();
            done("no key", Seen::Whole, hit)
        }
        1 => {
            let at = dice.below(hit.cell().len());
            hit.cell()[at] = *dice.one_of(b"OIZ?");
            done("a key is mistyped", Seen::Whole, hit)
        }
        2 => {
            let at = dice.below(hit.cell().len());
            hit.cell().remove(at);
            done("a key lacks a letter", Seen::Whole, hit)
        }
        3 => {
            let key = format!(" {}\u{200b}", text(hit.cell()).to_lowercase());
            *hit.cell() = key.into();
            done("a key in lower case, with blanks", Seen::Whole, hit)
        }
        _ => {
            let other = 1 + dice.below(hit.rows.len() - 1);
            let key = hit.rows[other][hit.column].clone();
            if owner == [text(&key)] {
                return None;
            }
            // Where people stand, two of one key are seen.
            let people = [owner, vec![text(&key)]].concat();
            let seen = if hit.is_people() {
                Seen::Whole
            } else {
                Seen::NotOf(people)
            };
            *hit.cell() = key;
            done("the key is another's", seen, hit)
        }
    }
}

fn of_bytes(hit: &mut Hit<'_>, dice: &mut Dice) -> Done {
    let at = dice.below(hit.cell().len() + 1);
    match dice.below(6) {
        0 => {
            hit.cell().insert(at, 0xff);
            done("a bad byte", Seen::Whole, hit)
        }
        1 => {
            hit.cell().insert(at, 0);
            done("a zero byte", Seen::Whole, hit)
        }
        2 => {
            hit.cell().insert(at, b'\n');
            let seen = hit.if_coded();
            done("a line break in a cell", seen, hit)
        }
        kind => {
            // Nothing is quoted again: the byte stands in the file as it is.
            let before = written(hit.rows[..hit.row].iter(), b',').len();
            let line = written(hit.rows[hit.row..=hit.row].iter(), b',');
            let at = dice.below(line.len() - 1);
            let byte = match kind {
                3 => b',',
                4 => b'\n',
                _ => b'"',
            };
            let is_inside = line[..at].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            let is_beside = line[at] == b'"' || at > 0 && line[at - 1] == b'"';
            let mut bytes = written(hit.rows.iter(), b',');
            bytes.insert(before + at, byte);
            let is_at_start = at == 0 || line[at - 1] == b',';
            let seen = if is_inside || is_beside || byte == b'"' && !is_at_start {
                Seen::Not
            } else if byte == b'\n' && at == 0 {
                Seen::Same
            } else {
                Seen::Whole
            };
            let kind = match byte {
                b',' => "a comma too many",
                b'\n' => "a line break too many",
                _ => "a quotation mark too many",
            };
            Some((kind, seen, Some(bytes)))
        }
    }
}

fn of_cells(hit: &mut Hit<'_>, dice: &mut Dice) -> Done {
    hit.find_coded(dice)?;
    let cell = text(hit.cell());
    let owner = hit.owner();
    match dice.below(7) {
        0 => {
            *hit.cell() = format!(" {} ", cell.to_lowercase()).into();
            done("in lower case, with spaces", Seen::Whole, hit)
        }
        1 => {
            *hit.cell() = format!("\u{a0}{cell}\u{200b}").into();
            done("with blanks that nobody sees", Seen::Whole, hit)
        }
        2 => {
            let word = dice.one_of(&["?", "TBC", "see notes", "XX", "Yes - see note", "#REF!"]);
            *hit.cell() = (*word).into();
            done("an unknown word", Seen::Whole, hit)
        }
        3 => {
            *hit.cell() = format!("{cell}, {cell}").into();
            done("two words", Seen::Whole, hit)
        }
        4 => {
            hit.cell().clear();
            done("emptied", Seen::NotOf(owner), hit)
        }
        5 => {
            *hit.cell() = "x".repeat(40_000).into();
            done("a cell that is too long", Seen::Whole, hit)
        }
        _ => {
            let mut parts = cell.split('/');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            let forms = [
                format!("{year}-{month}-{day}"),
                format!("{day}.{month}.{year}"),
                format!("{day} Jan {year}"),
                year.to_owned(),
                "39845".to_owned(),
                format!("31/02/{year}"),
                format!("{month}/31/{year}"),
            ];
            *hit.cell() = dice.one_of(&forms).clone().into();
            done("a day in another form", Seen::Whole, hit)
        }
    }
}
