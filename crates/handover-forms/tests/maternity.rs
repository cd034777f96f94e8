//! A midwife discharges somebody: what she is asked, what comes of it, and what each reader gets.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeSet;

use handover_dataset::{Case, CheckId, checks::CheckContext};
use handover_forms::{Answers, Form, Gets, PageInput, Signatory, Signing};
use handover_time::PosixTime;
use serde_json::{Value, json};

/// Tuesday 1 December 2026, 15:20.
const NOW: u64 = 1_796_138_400;

const UNIT: &[(&str, &str)] = &[
    ("unit-name", "Heronbrook Maternity Unit"),
    ("unit-code", "ZF401"),
    ("call-who", "Postnatal ward"),
    ("call-phone", "020 7946 0140"),
    ("call-hours", "day and night"),
    ("call-until_day", "1"),
    ("call-until_month", "6"),
    ("call-until_year", "2027"),
    ("law", "public-task"),
];

/// A plain birth, page by page: nothing that is not asked, and nothing that is optional.
const PLAIN: &[(&str, &[(&str, &str)])] = &[
    (
        "mother",
        &[
            ("number", "M417000"),
            ("nhs", "999 000 0026"),
            ("given", "Nola"),
            ("family", "Larkrigg"),
            ("born-on_day", "19"),
            ("born-on_month", "12"),
            ("born-on_year", "2006"),
            ("ethnic", "A"),
            ("speaks", "english"),
            ("capacity", "no"),
            ("mobile", "07700 900143"),
        ],
    ),
    (
        "birth",
        &[
            ("booked", "here"),
            ("babies", "one"),
            ("delivered_near", "2026-11-30"),
            ("delivered_time", "03:12"),
            ("mode", "unassisted"),
        ],
    ),
    (
        "babies",
        &[
            ("sex.1", "female"),
            ("where.1", "mother"),
            ("feeding.1", "breast"),
            ("checks.1", "plain"),
        ],
    ),
    (
        "health",
        &[
            ("complications", "none"),
            ("clots", "low"),
            ("anti-d", "not-needed"),
            ("mood", "well"),
            ("prescribed", "no"),
            ("takes", "none"),
            ("allergic", "none"),
        ],
    ),
    (
        "safe",
        &[
            ("talked_near", "2026-12-01"),
            ("hurt", "no"),
            ("ways", "all"),
            ("kin", "safe"),
            ("kin-name", "Ada Larkrigg"),
            ("kin-relation", "her mother"),
            ("others", "no"),
            ("concern", "none"),
            ("level", "standard"),
            ("level-on_near", "2026-12-01"),
            ("alone", "yes"),
        ],
    ),
    (
        "home",
        &[
            ("street", "84 Tallow Street\r\nMarlmere"),
            ("postcode", "zx12de"),
            ("council", "Marlmere Council"),
            ("protect", "no"),
            ("gp", "told"),
            ("gp-name", "Heronbrook Surgery"),
            ("team", "Marlmere Community Midwives"),
            ("visitors", "Marlmere Health Visiting"),
        ],
    ),
    (
        "going",
        &[
            ("leaves_near", "2026-12-01T15:20"),
            ("first_near", "2026-12-02"),
            ("first_time", "18:00"),
            ("knows", "agrees"),
            ("knows-on_near", "2026-12-01"),
            ("more", "nothing"),
            ("ordinary", "ordinary"),
        ],
    ),
];

fn form() -> Form {
    Form::built_in("maternity-discharge").unwrap()
}

fn signing() -> Signing {
    let author = Signatory {
        name: "Bola Adisa".to_owned(),
        role: "midwife".to_owned(),
    };
    let mut signing = Signing::new(author, PosixTime::new(NOW).unwrap());
    let known = [
        ("Marlmere Community Midwives", "ZF411"),
        ("Marlmere Health Visiting", "ZF421"),
        ("Heronbrook Surgery", "ZF9001"),
    ];
    // One tick: I read what I wrote, and looked at what each reader gets.
    signing.reasons.insert(
        CheckId::READ,
        "Bola Adisa read it: it says nothing more.".to_owned(),
    );
    signing.organisations = known
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .into();
    signing
}

fn sent(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// The answers of a person and of the unit, page by page; later pairs take the place of the plain ones, and an empty value
/// takes an answer away.
fn walked(form: &Form, other: &[(&str, &str, &str)]) -> Answers {
    let mut answers = Answers::default();
    let unit = form.page("unit").unwrap();
    answers.take(unit, &sent(UNIT));
    let pages: Vec<&str> = form.pages().map(handover_forms::Page::name).collect();
    for page in pages {
        let plain = PLAIN
            .iter()
            .find(|(name, _)| *name == page)
            .map_or(&[][..], |(_, pairs)| *pairs);
        let mine: Vec<(&str, &str)> = other
            .iter()
            .filter(|(of, ..)| *of == page)
            .map(|(_, key, value)| (*key, *value))
            .collect();
        let kept = plain
            .iter()
            .filter(|(key, _)| !mine.iter().any(|(other, _)| other == key))
            .copied();
        let all: Vec<(&str, &str)> = kept.chain(mine.iter().copied()).collect();
        answers.take(form.page(page).unwrap(), &sent(&all));
    }
    answers
}

fn gaps(form: &Form, answers: &Answers) -> Vec<String> {
    let checkup = form.check(answers, &signing());
    let words = checkup.gaps.into_iter();
    words
        .map(|gap| format!("{:?} {} {:?}", gap.at, gap.words, gap.check))
        .collect()
}

fn field<'c>(case: &'c Value, section: &str, name: &str) -> &'c Value {
    &case["sections"][section][name]
}

/// A field that is added to the dataset is asked for, or named with the reason why not.
#[test]
fn no_member_of_the_dataset_is_forgotten() {
    for name in Form::names() {
        let form = Form::built_in(name).unwrap();
        assert_eq!(form.forgotten(), Vec::<String>::new(), "{name}");
        assert_eq!(form.excused_in_vain(), Vec::<String>::new(), "{name}");
        assert!(
            form.not_asked()
                .all(|(members, why)| !members.is_empty() && why.len() > 10)
        );
        assert!(form.pages().count() <= 12, "{name}");
    }
}

/// Nothing is missing, and it is done in fewer than 60 answers and buttons.
#[test]
fn a_plain_birth_takes_fewer_than_60_clicks_and_fields() {
    let form = form();
    let answers = walked(&form, &[]);
    assert_eq!(gaps(&form, &answers), Vec::<String>::new());
    let checked = form.check(&answers, &signing()).checked.unwrap();
    assert!(form.second_roles(checked.case()).is_empty());
    // A day of three boxes is one field here, and three inputs below.
    let pages = form.open_pages(&answers);
    let inputs: Vec<&str> = PLAIN
        .iter()
        .flat_map(|(_, pairs)| pairs.iter().map(|(key, _)| *key))
        .collect();
    let fields: BTreeSet<&str> = inputs
        .iter()
        .map(|key| key.split('_').next().unwrap_or(key))
        .collect();
    // A button for each page, and then: I looked, my passphrase, sign.
    let buttons = pages.len() + 3;
    assert_eq!((fields.len(), inputs.len(), buttons), (49, 53, 10));
    assert!(fields.len() + buttons < 60);
}

/// Each of these opens its own questions, and no other.
#[test]
fn what_is_not_plain_opens_its_own_questions_and_no_other() {
    let form = form();
    let plain: BTreeSet<String> = form.asked(&walked(&form, &[])).into_iter().collect();
    let opened = |other: &[(&str, &str, &str)]| {
        let asked: BTreeSet<String> = form.asked(&walked(&form, other)).into_iter().collect();
        asked
            .difference(&plain)
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(opened(&[("home", "gp", "none")]), "gp-by gp-who");
    assert_eq!(
        opened(&[("birth", "babies", "twins"), ("babies", "where.2", "unit")]),
        "baby-nhs-checked.2 baby-nhs.2 checks.2 feeding.2 sex.2 weight.2 where.2"
    );
    assert_eq!(opened(&[("home", "protect", "yes")]), "protect-from");
    assert_eq!(
        opened(&[("safe", "concern", "baby")]),
        "concern-baby concern-baby-from concern-baby-referred joint plan-safe sg-form sg-midwife sg-midwife-phone spoken"
    );
    assert_eq!(
        opened(&[("safe", "hurt", "yes")]),
        "danger-name danger-relation danger-words flags marac"
    );
    assert_eq!(opened(&[("birth", "booked", "nowhere")]), "joint");
}

/// Twins, one on the neonatal unit, and no GP: the case says each of it, and who finds a GP by when.
#[test]
fn twins_without_a_gp() {
    let form = form();
    let other = [
        ("birth", "babies", "twins"),
        ("babies", "sex.2", "male"),
        ("babies", "weight.2", "1960"),
        ("babies", "where.2", "unit"),
        ("babies", "feeding.2", "both"),
        ("babies", "checks.2", "other"),
        ("babies", "examined.2", "not done yet"),
        ("babies", "screening.2", "hearing on Thursday"),
        ("babies", "withdrawal.2", "not watched"),
        ("home", "gp", "none"),
        ("home", "gp-who", "midwife"),
        ("home", "gp-by_near", "2026-12-02"),
    ];
    let answers = walked(&form, &other);
    assert_eq!(gaps(&form, &answers), Vec::<String>::new());
    let checkup = form.check(&answers, &signing());
    let draft = &checkup.draft;
    let babies = field(draft, "maternity", "babies")["value"]
        .as_array()
        .unwrap();
    assert_eq!(
        (babies[0]["id"].as_str(), babies[1]["id"].as_str()),
        (Some("b1"), Some("b2"))
    );
    assert_eq!(
        (&babies[1]["with"], &babies[1]["birth_weight_g"]),
        (&json!("neonatal-unit"), &json!(1960))
    );
    let newborn = field(draft, "maternity", "newborn")["value"]
        .as_array()
        .unwrap();
    assert_eq!(
        (&newborn[0]["baby"], &newborn[1]["baby"]),
        (&json!("b1"), &json!("b2"))
    );
    assert_eq!(
        field(draft, "location", "gp_practice")["absent"],
        "none-known"
    );
    let action = &field(draft, "handover", "actions")["value"][0];
    assert_eq!(
        (&action["kind"], &action["due"]),
        (&json!("identify-gp"), &json!("2026-12-02"))
    );
    // What stands under an answer that was not chosen is not taken, and it is said.
    assert_eq!(checkup.left, ["Surgery"]);
    let text = draft.to_string();
    assert!(!text.contains("Heronbrook Surgery"));
}

/// A concern: a second person agrees, and it is spoken of.
#[test]
fn a_concern_asks_for_a_second_person() {
    let form = form();
    let other = [
        ("safe", "concern", "baby"),
        ("safe", "concern-baby", "836881000000105"),
        ("safe", "concern-baby-referred", "no"),
        ("safe", "concern-baby-from_near", "2026-12-01"),
        ("concern", "refer-who", "safeguarding-midwife"),
        ("concern", "refer-by_near", "2026-12-02"),
        ("concern", "plan-safe_absent", "none-known"),
        ("concern", "joint", "no"),
        ("concern", "sg-form", "no"),
        ("concern", "spoken", "both"),
        ("concern", "spoken-at_near", "2026-12-01"),
        ("concern", "spoken-at_time", "14:30"),
        ("concern", "spoken-from", "Moira Keane"),
        ("concern", "spoken-from-role", "safeguarding-midwife"),
        ("concern", "spoken-to", "Hettie Calderover"),
        ("concern", "spoken-to-role", "midwife"),
        ("concern", "sg-midwife", "Moira Keane"),
    ];
    let answers = walked(&form, &other);
    let checkup = form.check(&answers, &signing());
    let case = checkup.case.as_ref().unwrap();
    assert_eq!(
        form.second_roles(case),
        ["safeguarding-midwife", "team-leader"]
    );
    let missing = gaps(&form, &answers);
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(missing[0].contains("safeguarding-midwife"), "{missing:?}");
    let mut signing = signing();
    let second = Signatory {
        name: "Moira Keane".to_owned(),
        role: "safeguarding-midwife".to_owned(),
    };
    signing.second = Some((second, PosixTime::new(NOW + 60).unwrap()));
    let checkup = form.check(&answers, &signing);
    assert!(
        checkup.checked.is_some(),
        "{:?}",
        checkup
            .gaps
            .iter()
            .map(|gap| &gap.words)
            .collect::<Vec<_>>()
    );
}

/// Where she stays is kept from all but the midwives, and who hurts her is told to nobody else.
#[test]
fn each_reader_gets_what_they_may_know() {
    let form = form();
    let other = [
        ("safe", "hurt", "yes"),
        ("safe", "danger-name", "Daniel Thorne"),
        ("safe", "danger-relation", "her partner"),
        ("safe", "flags", "strangulation"),
        ("safe", "marac", "no"),
        ("safe", "level", "high"),
        ("home", "protect", "yes"),
    ];
    let answers = walked(&form, &other);
    let missing = gaps(&form, &answers);
    assert!(
        missing.len() == 1 && missing[0].contains("Needs safeguarding-midwife"),
        "{missing:?}"
    );
    let case = form.check(&answers, &signing()).case.unwrap();
    let compared = form.compare(&case, PosixTime::new(NOW).unwrap());
    let names: Vec<&str> = compared
        .readers
        .iter()
        .map(|reader| reader.audience.as_str())
        .collect();
    assert_eq!(names, ["Community midwife", "Health visitor", "GP"]);
    assert!(
        compared
            .readers
            .iter()
            .all(|reader| reader.by_package && reader.reading.is_some())
    );
    let line = |title: &str| {
        compared
            .lines
            .iter()
            .find(|line| line.title == title)
            .unwrap()
    };
    let home = &line("Where she goes, and who takes on").gets;
    assert_eq!(home[0], Gets::All);
    let Gets::Without(lost) = &home[1] else {
        panic!("{home:?}")
    };
    assert!(lost.contains(&"addresses".to_owned()), "{lost:?}");
    let safe = &line("Is she safe, and how can she be reached?").gets;
    assert_eq!(safe[0], Gets::All);
    assert!(
        matches!(&safe[2], Gets::Without(lost) if lost.contains(&"parties".to_owned())),
        "{safe:?}"
    );
}

/// From answers to a case and back, and the case is the same.
#[test]
fn a_case_goes_back_to_its_answers() {
    let form = form();
    for other in [
        &[][..],
        &[
            ("home", "gp", "none"),
            ("home", "gp-who", "midwife"),
            ("home", "gp-by_near", "2026-12-02"),
        ],
        &[
            ("birth", "babies", "twins"),
            ("babies", "sex.2", "male"),
            ("babies", "where.2", "stillborn"),
        ],
        &[
            ("safe", "ways", "some"),
            ("safe", "ring", "no"),
            ("safe", "ring-mind", "He answers her phone"),
            ("safe", "text", "unknown"),
            ("safe", "write", "no"),
            ("safe", "visit", "yes"),
            ("safe", "silent-to", "Daniel\nhis mother"),
        ],
        &[
            ("health", "prescribed", "yes"),
            ("health", "rx.1", "dalteparin 5,000 units, injection"),
            ("health", "rx-amount.1", "5000"),
            ("health", "rx-unit.1", "[iU]"),
            ("health", "rx-often.1", "once a day"),
            ("health", "rx-until.1_day", "5"),
            ("health", "rx-until.1_month", "Jan"),
            ("health", "rx-until.1_year", "2027"),
            ("health", "rx-who.1", "Dr Anjali Rao"),
            ("health", "rx-who-role.1", "obstetrician"),
            ("health", "rx-substitution.1", "no"),
            ("health", "allergic", "some"),
            ("health", "allergy.1", "penicillin"),
            ("health", "allergy.2", "latex"),
            ("health", "reaction.2", "rash"),
        ],
        &[
            ("mother", "born-on_day", ""),
            ("mother", "born-on_month", ""),
            ("mother", "born-on_words", "summer of 2006"),
        ],
        &[
            ("mother", "nhs", ""),
            ("mother", "nhs_absent", "unknown"),
            ("mother", "ethnic", "absent:declined"),
        ],
        &[
            ("going", "more", "job"),
            ("going", "job.1", "Book the hearing test"),
            ("going", "job-who.1", "health-visitor"),
            ("going", "job-by.1_near", "2026-12-08"),
        ],
    ] {
        let answers = walked(&form, other);
        // What only wants a word is another's test.
        let mut stops = gaps(&form, &answers);
        stops.retain(|gap| gap.ends_with("None"));
        assert_eq!(stops, Vec::<String>::new(), "{other:?}");
        let draft = form.check(&answers, &signing()).draft;
        let back = form.answers_of(&draft);
        let again = form.check(&back, &signing()).draft;
        assert!(draft == again, "{other:?}\n{draft:#}\n{again:#}");
        Case::from_value(draft).unwrap();
    }
}

/// What is wrong is said on top and beside the field, and nothing typed is lost.
#[test]
fn a_mistake_is_told_twice_and_nothing_is_lost() {
    let form = form();
    let page = form.page("mother").unwrap();
    let mut answers = walked(&form, &[]);
    let typed = [
        ("number", "M 417000"),
        ("nhs", "9990000027"),
        ("born-on_day", "31"),
        ("born-on_month", "6"),
        ("born-on_year", "1988"),
        ("family", "<b>Larkrigg</b> & \"so\""),
        ("mobile", "020 7946 0140"),
        ("speaks", "yes"),
    ];
    answers.take(page, &sent(&typed));
    let mistakes = form.mistakes(page, &answers);
    let html = form.render(page, input(&answers, &mistakes));
    let told = mistakes
        .iter()
        .map(|one| one.words().replace('\'', "&#39;"));
    for words in told {
        assert_eq!(html.matches(&words).count(), 2, "{words}");
    }
    let words = mistakes
        .iter()
        .map(handover_forms::Mistake::words)
        .collect::<Vec<_>>()
        .join("\n");
    for part in [
        "letters, digits, dots",
        "a digit of this NHS number is wrong",
        "31/6/1988 does not exist",
        "this is no mobile number",
        "Given names: this is not answered",
        "Which language: this is not answered",
    ] {
        assert!(words.contains(part), "{part}\n{words}");
    }
    assert!(html.contains("value=\"M 417000\"") && html.contains("value=\"31\""));
    assert!(
        html.contains("&#60;b&#62;Larkrigg&#60;/b&#62; &#38; &#34;so&#34;")
            && !html.contains("<b>Larkrigg")
    );
    // Each link of the summary leads to an input.
    let links = html
        .split("<a href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let links: Vec<&str> = links.collect();
    assert_eq!(links.len(), mistakes.len());
    for link in links {
        assert_eq!(html.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
    }
}

/// Nothing is chosen before somebody chooses, every input has a label and an id of its own, and there is no script.
#[test]
fn a_new_page_asserts_nothing() {
    let form = form();
    let empty = Answers::default();
    let all = walked(&form, &[]);
    for page in form.settings().chain(form.pages()) {
        for answers in [&empty, &all] {
            let html = form.render(page, input(answers, &[]));
            assert!(
                answers != &empty || !(html.contains("\" checked") || html.contains("\" selected"))
            );
            assert!(
                !html.contains("<script")
                    && !html.contains("style=")
                    && !html.contains("type=\"date\"")
            );
            let ids: Vec<&str> = html
                .split(" id=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect();
            let once: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), once.len(), "{}", page.name());
            let labelled: BTreeSet<&str> = html
                .split(" for=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect();
            let missing: Vec<&&str> = labelled.iter().filter(|id| !once.contains(*id)).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }
}

/// A case that may go if somebody says why.
#[test]
fn a_reason_lets_it_go() {
    let form = form();
    let answers = walked(&form, &[]);
    let mut signing = signing();
    signing.reasons.clear();
    let checkup = form.check(&answers, &signing);
    let checks: Vec<Option<CheckId>> = checkup.gaps.iter().map(|gap| gap.check).collect();
    assert_eq!(checks, [Some(CheckId::READ)]);
    signing
        .reasons
        .insert(CheckId::READ, "I read what I wrote".to_owned());
    let checkup = form.check(&answers, &signing);
    let case = checkup.checked.unwrap().into_case();
    assert!(case.check(form.profile(), &CheckContext::default()).is_ok());
}

/// The inputs of another page, of no page, and an answer that nobody offered.
#[test]
fn what_was_not_asked_is_not_taken() {
    let form = form();
    let mut answers = walked(&form, &[]);
    let before = answers.clone();
    let page = form.page("babies").unwrap();
    let plain: Vec<(&str, &str)> = PLAIN[2].1.to_vec();
    let mut more = plain.clone();
    more.extend([
        ("family", "Other"),
        ("sex.99", "male"),
        ("csrf", "x"),
        ("sex.1_near", "2026-12-01T00:00:00Z<"),
    ]);
    answers.take(page, &sent(&more));
    assert!(answers == before);
    answers.take(page, &sent(&[("sex.1", "robot")]));
    let mistakes = form.mistakes(page, &answers);
    assert!(
        mistakes
            .iter()
            .any(|one| one.words() == "Sex: choose one of the answers"),
        "{mistakes:?}"
    );
}

fn input<'p>(answers: &'p Answers, mistakes: &'p [handover_forms::Mistake]) -> PageInput<'p> {
    PageInput {
        answers,
        mistakes,
        one_more: None,
        organisations: &[],
        now: PosixTime::new(NOW).unwrap(),
        action: "/discharge/mother",
        token: ("token", "secret"),
        caption: "Page 1 of 8",
    }
}
