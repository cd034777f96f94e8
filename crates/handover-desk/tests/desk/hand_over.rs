//! A charity hands over its sheet: from an empty folder to a sealed package, page by page, over real HTTP.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    forms::{Form, labelled, offering},
    http::{Answered, PASSPHRASE},
    running::Running,
};

const SHEET: &[u8] = include_bytes!("../../../handover-cli/tests/sheets/clients.xlsx");

/// The desk of a charity, whose directory has the service that takes on.
fn charity() -> Running {
    let desk = Running::begin("Marl Valley Recovery", "ZZ901", "Sharon Price");
    desk.trust_with("Harrow Recovery", "ZZ902");
    desk
}

/// Brings the sheet.
fn brought(desk: &Running, name: &str, bytes: &[u8]) -> Answered {
    let token = desk.get("/hand-over").token();
    desk.upload("/hand-over", &token, name, bytes)
}

/// Presses the button of a page, as it stands.
fn press(desk: &Running, path: &str) -> String {
    let page = desk.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    let mut form = Form::of(&page.body, path);
    // Somebody did not come, and is a client all the same.
    for word in labelled(&page.body, "Meaning of DNA") {
        form = form.with(&word, "open");
    }
    desk.post(path, &form).leads(desk)
}

/// Says yes to what pages propose, until they lead elsewhere.
fn agreed_to(desk: &Running, mut path: String, below: &str) -> String {
    for _ in 0..40 {
        if !path.contains(below) {
            return path;
        }
        let page = desk.get(&path);
        path = if page.status == 303 {
            page.leads(desk)
        } else {
            press(desk, &path)
        };
    }
    panic!("{path}");
}

/// What only a person can say.
const FACTS: [(&str, &str); 22] = [
    ("current_clients", "yes"),
    ("holds_more", "yes"),
    ("recipient", "Harrow Recovery"),
    ("mandate", "marl-2026"),
    ("transfer_date-d", "14"),
    ("transfer_date-m", "12"),
    ("transfer_date-y", "2026"),
    ("as_of-d", "1"),
    ("as_of-m", "12"),
    ("as_of-y", "2026"),
    ("author_role", "team-leader"),
    ("authored_at-d", "1"),
    ("authored_at-m", "12"),
    ("authored_at-y", "2026"),
    ("authored_at-t", "16:00"),
    ("call_back_hours", "weekdays 9:00 to 17:00"),
    ("call_back_until-d", "31"),
    ("call_back_until-m", "3"),
    ("call_back_until-y", "2027"),
    ("kind", "contract-change"),
    ("lawful_basis_article_6", "6(1)(e)"),
    ("lawful_basis_article_9", "9(2)(h)"),
];

/// The form of what only a person can say, filled in; what the desk knows stands there already.
fn facts(page: &Answered) -> Form {
    let form = Form::of(&page.body, "/facts");
    let fill = |form: Form, (name, text): &(&str, &str)| form.with(name, text);
    FACTS.iter().fold(form, fill)
}

/// A handover as far as its columns.
fn begun(desk: &Running) -> String {
    let sheet = brought(desk, "clients.xlsx", SHEET).leads(desk);
    assert_eq!(sheet, "/hand-over/1/sheet");
    press(desk, &sheet)
}

/// A handover as far as the rules have decided.
fn read(desk: &Running) {
    let columns = begun(desk);
    let words = agreed_to(desk, columns, "/columns");
    let dates = agreed_to(desk, words, "/words");
    let path = agreed_to(desk, dates, "/dates");
    assert_eq!(path, "/hand-over/1/facts");
    let preview = desk.post(&path, &facts(&desk.get(&path))).leads(desk);
    assert_eq!(press(desk, &preview), "/hand-over/1/who");
}

/// The sheet is shown as it is: the total is nobody, and is held against what there is.
#[test]
fn the_sheet_is_shown_as_it_is() {
    let desk = charity();
    let path = brought(&desk, "clients.xlsx", SHEET).leads(&desk);
    let page = desk.get(&path).body;
    for told in [
        "Row 3 and 4",
        "<dt>People</dt><dd>25</dd>",
        "Row 31: a total",
        "Row 31 says 8 H under Risk H/M/L, and there are 7.",
        "<td>Ashdown</td>",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    // Headings that somebody says stand elsewhere.
    let choose = "/hand-over/1/sheet/choose";
    let form = Form::of(&page, choose).with("rows", "4");
    desk.post(choose, &form).leads(&desk);
    assert!(desk.get(&path).body.contains("<dd>Row 4</dd>"));
}

/// What is no sheet is told, and nothing of it is kept.
#[test]
fn what_is_no_sheet_is_told() {
    let desk = charity();
    for (name, bytes, told) in [
        (
            "letter.docx",
            &b"PK"[..],
            "this is no sheet that can be read",
        ),
        ("", b"", "no file was chosen"),
        ("empty.csv", b"", "no file was chosen"),
    ] {
        let page = brought(&desk, name, bytes);
        assert_eq!(page.status, 422, "{name}");
        assert!(page.body.to_lowercase().contains(told), "{}", page.body);
    }
    assert!(
        fs::read_dir(desk.path("caseloads"))
            .unwrap()
            .next()
            .is_none()
    );
    let guessed = "00000000000000000000000000000000";
    let stranger = desk.upload("/hand-over", guessed, "clients.xlsx", SHEET);
    assert_eq!(stranger.status, 409);
    assert!(
        fs::read_dir(desk.path("caseloads"))
            .unwrap()
            .next()
            .is_none()
    );
}

/// What nobody confirmed is not read; what somebody says is not held stands in the mapping under their name.
#[test]
fn a_guess_counts_for_nothing_until_somebody_says_so() {
    let desk = charity();
    begun(&desk);
    let mapping = || fs::read_to_string(desk.path("caseloads/1/mapping.toml")).unwrap();
    assert_eq!(mapping().matches("guessed = true").count(), 22);
    // The fifth group: plan and medicines, of which no column says an allergy.
    let path = "/hand-over/1/columns/5";
    let page = desk.get(path).body;
    assert!(
        page.contains("Marl Valley Recovery does not hold an allergy"),
        "{page}"
    );
    let mut form = Form::of(&page, path).with("h-allergy", "yes");
    let problem = form.0.iter_mut().find(|(_, value)| value == "main-problem");
    problem.unwrap().1.clear();
    desk.post(path, &form).leads(&desk);
    let text = mapping();
    assert!(
        text.contains("[not_held]\nallergy = \"Sharon Price\""),
        "{text}"
    );
    let line = |heading: &str| {
        let mut lines = text.lines();
        lines
            .find(|line| line.starts_with(heading))
            .unwrap()
            .to_owned()
    };
    assert!(line("\"Main problem\"").contains("guessed = true"));
    assert!(!line("\"Key worker\"").contains("guessed"));
    // It may be taken back.
    let form = Form::of(&desk.get(path).body, path);
    assert_eq!(form.value("h-allergy"), Some("yes"));
    desk.post(path, &form.without("h-allergy")).leads(&desk);
    assert!(!mapping().contains("not_held"));
}

/// Days and answers that are none are told beside their boxes, and nothing typed is lost.
#[test]
fn what_only_a_person_can_say_is_asked() {
    let desk = charity();
    begun(&desk);
    let path = "/hand-over/1/facts";
    let page = desk.get(path);
    // What the desk knows stands there already.
    assert!(
        page.body.contains("value=\"Marl Valley Recovery\""),
        "{}",
        page.body
    );
    let wrong = facts(&page)
        .with("transfer_date-d", "31")
        .with("transfer_date-m", "2")
        .with("mandate", "");
    let answered = desk.post(path, &wrong);
    assert_eq!(answered.status, 200);
    for told in [
        "write a day that exists",
        "Answer: The reference of what must be handed over.",
        "value=\"31\"",
        "value=\"weekdays 9:00 to 17:00\"",
    ] {
        assert!(answered.body.contains(told), "{told}: {}", answered.body);
    }
    // Without it nobody is read.
    assert_eq!(desk.get("/hand-over/1/preview").leads(&desk), path);
}

/// From the sheet to the decisions: every row is accounted for, and who is not clear is decided by name.
#[test]
fn every_row_is_accounted_for_and_decided() {
    let desk = charity();
    read(&desk);
    let page = desk.get("/hand-over/1/who").body;
    for told in [
        "18 go, 0 do not, 7 somebody must decide",
        "25 rows of people",
        "<b>0</b> rows that could not be read",
        "may be the same person as somebody else",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let decided: Value =
        serde_json::from_slice(&fs::read(desk.path("caseloads/1/decisions")).unwrap()).unwrap();
    let reason = |case: &str| {
        decided["decisions"][case]["reason"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(decided["decisions"].as_object().unwrap().len(), 25);
    assert_eq!(reason("MV010"), "possible-duplicate");
    assert_eq!(reason("MV023"), "indeterminate-date");
    // MV010 is the tenth.
    let path = "/hand-over/1/who/10";
    let asked = desk.get(path);
    assert!(asked.body.contains("Paul Jones, MV011"), "{}", asked.body);
    let form = Form::of(&asked.body, path).with("by", "Jo Pryce");
    let nothing = desk.post(path, &form);
    assert!(
        nothing.body.contains("Say whether this person goes.") && nothing.body.contains("Say why.")
    );
    let form = Form::of(&nothing.body, path)
        .with("decision", "stays")
        .with("reason", "The row before, again.");
    assert_eq!(form.value("by"), Some("Jo Pryce"), "nothing typed is lost");
    desk.post(path, &form).leads(&desk);
    let page = desk.get("/hand-over/1/who").body;
    assert!(
        page.contains("18 go, 1 do not, 6 somebody must decide"),
        "{page}"
    );
    assert!(page.contains("Jo Pryce: The row before, again."), "{page}");
    let table = fs::read_to_string(desk.path("caseloads/1/decided.csv")).unwrap();
    assert!(table.contains("MV010,exclude,Jo Pryce,"), "{table}");
}

/// The whole road: a person mends, many are answered for, a second person agrees, and a package is there that the
/// other side can open.
#[test]
fn a_sheet_becomes_a_package() {
    let desk = charity();
    read(&desk);
    let gaps = press(&desk, "/hand-over/1/who");
    assert_eq!(gaps, "/hand-over/1/gaps");
    let page = desk.get(&gaps).body;
    assert!(page.contains("<b>0</b> can go now"), "{page}");
    for case in ["MV019", "MV006"] {
        assert!(
            page.contains(case),
            "{case}: the objection is asked for by name"
        );
    }
    // Nobody says for many that there is nothing.
    let many = "/hand-over/1/gaps/many";
    let form = Form::of(&page, many)
        .with("key", "plan.allergies")
        .with("role", "team-leader")
        .with("why", "nobody ever asked");
    let refused = desk.post(many, &form.with("answer", "asked: none known"));
    assert!(
        refused.body.contains("This cannot be said of many"),
        "{}",
        refused.body
    );
    let form = Form::of(&refused.body, many).with("answer", "not asked");
    assert_eq!(desk.post(many, &form).leads(&desk), gaps);
    // Nothing grave is said among many of somebody at high risk.
    let form = Form::of(&desk.get(&gaps).body, many)
        .with("key", "risk.marac")
        .with("answer", "not asked")
        .with("role", "team-leader")
        .with("why", "nobody ever asked");
    desk.post(many, &form).leads(&desk);
    let said = fs::read(desk.path("caseloads/1/answers/0002.json")).unwrap();
    let said: Value = serde_json::from_slice(&said).unwrap();
    let corrected = said["corrections"].as_object().unwrap();
    assert!(corrected.contains_key("MV009") && !corrected.contains_key("MV004"));
    for _ in 0..3 {
        if let Some(person) = person_of(&desk, "MV009") {
            mend(&desk, &person);
        }
    }
    let page = desk.get(&gaps).body;
    assert!(page.contains("<b>1</b> can go now"), "{page}");
    let second = press(&desk, &gaps);
    let agree = |page: &str| {
        Form::of(page, "/second")
            .with("read", "yes")
            .with("role", "team-leader")
            .with("passphrase", PASSPHRASE)
    };
    let same = agree(&desk.get(&second).body).with("name", "sharon price");
    let same = desk.post(&second, &same);
    assert!(
        same.body.contains("Another person must sign."),
        "{}",
        same.body
    );
    let wrong = agree(&same.body)
        .with("name", "Una Sherwin")
        .with("passphrase", "no");
    let wrong = desk.post(&second, &wrong);
    assert!(
        wrong.body.contains("does not open the key of this role"),
        "{}",
        wrong.body
    );
    let seal = desk.post(&second, &agree(&wrong.body)).leads(&desk);
    assert_eq!(seal, "/hand-over/1/seal");
    let form = Form::of(&desk.get(&seal).body, &seal);
    assert_eq!(
        form.value("to"),
        Some("ZZ902"),
        "the service that was named"
    );
    let stay = desk.post(&seal, &form).body;
    assert!(stay.contains("17 people would stay behind"), "{stay}");
    assert!(fs::read_dir(desk.path("sealed")).unwrap().next().is_none());
    let form = Form::of(&stay, &seal).with("leave", "yes");
    let sealed = desk.post(&seal, &form).leads(&desk);
    let page = desk.get(&sealed).body;
    assert!(page.contains("1 person is shut in"), "{page}");
    let package = desk.path("sealed/1/ZZ902-receiving-service.handover");
    assert_eq!(desk.others_open(&package), ["MV009"]);
    let said = fs::read_dir(desk.path("transfer")).unwrap();
    let said: Vec<_> = said.map(|one| one.unwrap().file_name()).collect();
    assert!(
        said.iter()
            .any(|name| name.to_string_lossy().starts_with("index-")),
        "{said:?}"
    );
    let saved = desk.get("/hand-over/1/sealed/1").raw;
    assert_eq!(saved, fs::read(&package).unwrap());
}

/// Who said no goes only if two people say why, and whoever agrees says yes to that one by name.
#[test]
fn who_said_no_goes_only_by_name() {
    let desk = charity();
    read(&desk);
    press(&desk, "/hand-over/1/who");
    let path = person_of(&desk, "MV019").unwrap();
    let page = desk.get(&path).body;
    assert!(page.contains("The person objected."), "{page}");
    let mut form = Form::of(&page, &path)
        .with("role", "team-leader")
        .with("why", "the meeting of Monday");
    for (label, text) in [
        ("Override, author, name", "Sharon Price"),
        ("Override, author, role", "team-leader"),
        ("Override, caldicott guardian, name", "Bryn Calder"),
        ("Override, caldicott guardian, role", "caldicott-guardian"),
        ("Override, in words", "A child is at risk."),
    ] {
        let [field] = &labelled(&page, label)[..] else {
            panic!("{label}: {page}");
        };
        form = form.with(field, text);
    }
    assert_eq!(desk.post(&path, &form).status, 303);
    let second = "/hand-over/1/second";
    let page = desk.get(second).body;
    assert!(
        page.contains("Said no, and goes: Sandra Reid") && page.contains("A child is at risk."),
        "{page}"
    );
    let form = Form::of(&page, second)
        .with("read", "yes")
        .with("name", "Una Sherwin")
        .with("role", "team-leader")
        .with("passphrase", PASSPHRASE);
    let not_yet = desk.post(second, &form).body;
    assert!(
        not_yet.contains("Say yes to each of those who said no"),
        "{not_yet}"
    );
    let form = form.with("form", Form::of(&not_yet, second).value("form").unwrap());
    let seal = desk.post(second, &form.with("no-1", "yes")).leads(&desk);
    assert_eq!(seal, "/hand-over/1/seal");
}

/// The address at which a person is mended, if they lack anything.
fn person_of(desk: &Running, case: &str) -> Option<String> {
    let page = desk.get("/hand-over/1/gaps").body;
    let before = page.split_once(&format!(", {case}</a>"))?.0;
    let link = before.rsplit_once("href=\"")?.1;
    let path = link.split('"').next()?.strip_prefix(desk.base())?;
    Some(path.to_owned())
}

/// Answers every question of a person as somebody would who looked: nothing is known, or it goes as it is.
fn mend(desk: &Running, path: &str) {
    let page = desk.get(path).body;
    let mut form = Form::of(&page, path);
    for answer in ["not asked", "asked: none known", "acknowledged"] {
        for name in offering(&page, answer) {
            form = form.with(&name, answer);
        }
    }
    for (label, text) in [
        ("High", "no"),
        ("Reasons", "As the team saw it on Monday."),
        ("Given On", "01/12/2026"),
        ("How", "letter"),
        ("Objection", "no"),
    ] {
        for name in labelled(&page, label) {
            form = form.with(&name, text);
        }
    }
    let form = form
        .with("by", "Jo Pryce")
        .with("role", "key-worker")
        .with("why", "asked her on the telephone");
    let answered = desk.post(path, &form);
    assert_eq!(answered.status, 303, "{}", answered.body);
}

/// A handover that was left is there again after the program was killed, with all that was said.
#[test]
fn a_handover_may_be_left_at_any_step() {
    let mut desk = charity();
    read(&desk);
    desk.restart();
    let page = desk.get("/hand-over").body;
    assert!(
        page.contains("Handover 1: clients.xlsx")
            && page.contains("Next: Who goes, and who decides"),
        "{page}"
    );
    assert!(
        desk.get("/")
            .body
            .contains("Hand over people: clients.xlsx")
    );
    let steps = desk.get("/hand-over/1").body;
    assert_eq!(
        steps
            .matches("<span class=\"tag green\">Done</span>")
            .count(),
        6,
        "{steps}"
    );
    assert_eq!(desk.get("/hand-over/2").status, 404);
    is_private(&desk.path("caseloads/1"));
}

#[cfg(unix)]
fn is_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[cfg(not(unix))]
fn is_private(_: &Path) {}
