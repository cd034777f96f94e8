use jiff::Timestamp;

use super::*;
use crate::{Label, sections::Kind};

const CASELOAD: &str = include_str!("../../../../schemas/profiles/caseload-transfer.toml");

fn caseload() -> Profile {
    Profile::built_in("caseload-transfer").unwrap()
}

/// The caseload profile with one thing written otherwise.
fn edited(from: &str, to: &str) -> Result<Profile, ProfileError> {
    assert!(CASELOAD.contains(from), "{from}");
    Profile::from_toml(CASELOAD.replacen(from, to, 1).as_bytes())
}

#[test]
fn built_in_profiles_are_profiles() {
    for name in Profile::BUILT_IN {
        let profile = Profile::from_toml(Profile::built_in_bytes(name).unwrap()).unwrap();
        let version = if name == "reply" { 2 } else { 1 };
        assert_eq!(profile.reference(), format!("{name}@{version}"));
        assert_eq!(profile.version(), version);
        assert!(profile.audience(profile.lead()).is_some());
    }
    assert!(Profile::built_in("other").is_none());
}

/// The vectors' heads carry the digests of the first two.
#[test]
fn built_in_profiles_are_those_of_the_vectors() {
    for name in ["caseload-transfer", "maternity-discharge"] {
        let path = format!(
            "{}/../../tests/vectors/foreign/profiles/{name}.toml",
            env!("CARGO_MANIFEST_DIR")
        );
        match std::fs::read(&path) {
            Ok(bytes) => assert_eq!(Profile::built_in_bytes(name), Some(bytes.as_slice())),
            Err(_) => eprintln!("skipped: no shared vectors here"),
        }
    }
}

#[test]
fn the_head_lists_location_protected_after_location() {
    let sealed = caseload().sealed_sections();
    let words: Vec<&str> = sealed.iter().map(|section| section.as_str()).collect();
    assert_eq!(
        words.join(" "),
        "person contact location location_protected plan risk third_parties closures handover"
    );
    let maternity = Profile::built_in("maternity-discharge").unwrap();
    let opens = |name| {
        let sections = maternity.audience_sections(name).unwrap();
        sections.contains(&SectionName::LocationProtected)
    };
    assert!(opens("idva") && opens("community-midwife"));
    assert!(!opens("gp") && !opens("health-visitor"));
    assert!(maternity.audience_sections("nobody").is_none());
}

/// Whoever does not see everything gets a case of its own, though no `split` stands there.
#[test]
fn who_sees_less_gets_split_cases_whatever_the_profile_says() {
    let maternity =
        str::from_utf8(Profile::built_in_bytes("maternity-discharge").unwrap()).unwrap();
    let named = |toml: &str, name: &str| {
        let profile = Profile::from_toml(toml.as_bytes()).unwrap();
        let audience = profile.audience(name).unwrap();
        (audience.is_split(), audience.is_apart())
    };
    let shipped = |name| named(maternity, name);
    assert_eq!(shipped("health-visitor"), (true, false));
    assert_eq!(shipped("safeguarding-midwife"), (false, false));
    let whole =
        "third_parties\", \"maternity\", \"handover\"]\nlabels = \"all\"\nprotected = \"keep\"\n";
    let (before, after) = maternity.rsplit_once(whole).unwrap();
    for less in [
        whole.replace("\"maternity\", ", ""),
        whole.replace("\"all\"", "[\"hiv\"]"),
        whole.replace("\"keep\"", "\"lose\""),
    ] {
        let toml = format!("{before}{less}{after}");
        let safeguarding = named(&toml, "safeguarding-midwife");
        assert_eq!(safeguarding, (true, false), "{less}");
        let led = toml.replace(
            "lead = \"community-midwife\"",
            "lead = \"safeguarding-midwife\"",
        );
        let lead = named(&led, "safeguarding-midwife");
        assert_eq!(
            lead,
            (false, false),
            "the lead audience gets the case itself: {less}"
        );
    }
    let apart = format!("{before}{whole}split = true\n{after}");
    assert_eq!(named(&apart, "safeguarding-midwife"), (true, true));
}

#[test]
fn audiences_see_what_the_profile_says() {
    let profile = caseload();
    let pharmacy = profile.audience("pharmacy").unwrap();
    assert!(pharmacy.is_split() && !pharmacy.keeps_protected());
    assert!(pharmacy.has_field(SectionName::Person, "names"));
    assert!(!pharmacy.has_field(SectionName::Person, "pregnancy"));
    assert!(pharmacy.has_field(SectionName::Handover, "case_reference"));
    assert!(!pharmacy.has_field(SectionName::Handover, "sbar"));
    assert!(!pharmacy.has_field(SectionName::Risk, "level"));
    assert!(pharmacy.clears(Label::Eth) && !pharmacy.clears(Label::Hiv));
    let lead = profile.audience("receiving-service").unwrap();
    assert!(!lead.is_split());
    assert!(lead.clears(Label::Hiv) && lead.has_field(SectionName::Risk, "level"));
    for label in [Label::Gra, Label::Hfea, Label::Adoption] {
        assert!(!lead.clears(label), "only a release lets {label:?} pass");
    }
}

#[test]
fn what_must_be_answered_depends_on_the_case() {
    let profile = caseload();
    let asked = |condition: Condition| {
        let fields = profile.must_answer(move |one| one == condition);
        fields.map(|field| field.name).collect::<Vec<_>>()
    };
    assert_eq!(asked(Condition::Ost), ["pharmacy", "dispensing"]);
    assert_eq!(asked(Condition::High), ["judgement"]);
    assert!(asked(Condition::Unbooked).is_empty());
    let valued: Vec<_> = profile
        .must_value(|_| true)
        .map(|field| field.name)
        .collect();
    assert_eq!(
        valued,
        ["names", "sbar", "call_back", "lawful_basis", "distribution"]
    );
}

#[test]
fn numbers_are_as_written() {
    let profile = caseload();
    assert_eq!(profile.floor(SectionName::Risk), 2048);
    assert_eq!(profile.floor(SectionName::Person), 256);
    assert_eq!(profile.limits().absent_over_percent, 20);
    assert_eq!(profile.limits().missed_days, 3);
    assert_eq!(profile.call_back_days(), 90);
    assert_eq!(profile.stale_days().safe_contact, 30);
    assert_eq!(profile.sign_off().author_roles().len(), 3);
    assert_eq!(profile.reasons().count(), 12);
    assert!(profile.kinds().contains(&Kind::StepDown));
}

/// S-41: a check may be made stricter, never softer.
#[test]
fn s_41_a_check_is_never_softer() {
    let with = |checks: &str| edited("[limits]", &format!("[checks]\n{checks}\n[limits]"));
    let stricter = with("D-24 = \"ack\"").unwrap();
    let check = CheckId::new(24);
    assert_eq!(stricter.severity(check), Some(Severity::Ack));
    assert_eq!(caseload().severity(check), None);
    assert_eq!(
        with("D-01 = \"reported\"").unwrap_err(),
        ProfileError::Softer(CheckId::new(1))
    );
    assert_eq!(
        with("D-36 = \"reported\"").unwrap_err(),
        ProfileError::Softer(CheckId::new(36))
    );
    assert_eq!(
        with("D-99 = \"blocks\"").unwrap_err(),
        ProfileError::Check(CheckId::new(99))
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    use ProfileError as E;
    let cases = [
        ("mhd/1", "mhd/2", E::Dataset),
        ("version = 1", "version = 0", E::Version),
        ("\"other\"]", "\"Other\"]", E::Name),
        ("lead = \"receiving-service\"", "lead = \"gp\"", E::Lead),
        ("lead = \"receiving-service\"", "lead = \"nobody\"", E::Lead),
        ("\"step-down\"", "\"contract-change\"", E::List("kinds")),
        (
            "location = 512",
            "location = 500",
            E::Floor(SectionName::Location),
        ),
        (
            "location = 512",
            "location = 128",
            E::Floor(SectionName::Location),
        ),
        (
            "location = 512",
            "maternity = 512",
            E::Section(SectionName::Maternity),
        ),
        (
            "risk = [\"judgement\"]",
            "risk = [\"judgment\"]",
            E::Field(SectionName::Risk),
        ),
        (
            "risk = [\"judgement\"]",
            "maternity = [\"units\"]",
            E::Section(SectionName::Maternity),
        ),
        (
            "labels = [\"eth\", \"psy\"",
            "labels = [\"gra\", \"psy\"",
            E::Label,
        ),
        ("protected = \"keep\"\n", "", E::Audience),
        (
            "countersign_roles = [\"team-leader\", \"senior-practitioner\"]",
            "countersign_roles = []",
            E::SignOff,
        ),
        (
            "plan = [\"prescribing\", \"dispensing\", \"allergies\"]",
            "risk = [\"level\"]",
            E::Section(SectionName::Risk),
        ),
    ];
    for (from, to, expected) in cases {
        assert_eq!(edited(from, to).unwrap_err(), expected, "{to}");
    }
    for (from, to) in [
        ("version = 1", "version = 1\nextra = 1"),
        ("missed_days = 3", "missed_days = 3\nmore = 4"),
        ("missed_days = 3\n", ""),
        ("[answer.high]", "[answer.higher]"),
        (
            "\"risk\", \"third_parties\"",
            "\"risks\", \"third_parties\"",
        ),
        ("2wd from stored", "2 wd from stored"),
        ("2wd from stored", "2w from stored"),
        ("2wd from stored", "0d from stored"),
        ("2wd from stored", "2wd after stored"),
        ("2wd from stored", "2wd from opened"),
        ("labels = \"all\"", "labels = \"none\""),
        ("split = true", "split = true\ncolour = 1"),
    ] {
        let refused = edited(from, to).unwrap_err();
        assert!(matches!(refused, E::Malformed(_)), "{to}");
    }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

/// As the roster of the vectors: T = 2026-10-01, in summer time.
#[test]
fn deadlines_of_a_mandate() {
    let anchors = Anchors {
        transfer_date: Some("2026-10-01".parse().unwrap()),
        ..Anchors::default()
    };
    let calendar = WorkingCalendar::default();
    let plain = |condition| matches!(condition, Condition::Always | Condition::Current);
    let due = caseload().due(plain, anchors, &calendar);
    assert_eq!(due.stored, at("2026-09-30T22:59:59Z"));
    assert_eq!(due.accepted, at("2026-10-02T22:59:59Z"));
    assert_eq!(due.contacted, at("2026-10-15T22:59:59Z"));
    assert_eq!(due.reviewed, at("2026-10-29T23:59:59Z"), "winter by then");

    let high = |condition| plain(condition) || condition == Condition::High;
    let due = caseload().due(high, anchors, &calendar);
    assert_eq!(due.accepted, at("2026-10-01T22:59:59Z"), "the earliest");
    assert_eq!(due.contacted, at("2026-10-05T22:59:59Z"), "over a weekend");

    let day_off = WorkingCalendar::new(["2026-10-05".parse().unwrap()]);
    let due = caseload().due(high, anchors, &day_off);
    assert_eq!(due.contacted, at("2026-10-06T22:59:59Z"));

    let closed = |condition| matches!(condition, Condition::Always | Condition::Closed);
    let due = caseload().due(closed, anchors, &calendar);
    assert_eq!((due.contacted, due.reviewed), (None, None), "on return");
    assert_eq!(due.stored, at("2026-09-30T22:59:59Z"));
}

#[test]
fn deadlines_of_a_discharge() {
    let anchors = Anchors {
        discharge: at("2026-10-24T13:00:00Z"),
        ..Anchors::default()
    };
    let maternity = Profile::built_in("maternity-discharge").unwrap();
    let due = maternity.due(
        |condition| condition == Condition::Always,
        anchors,
        &WorkingCalendar::default(),
    );
    assert_eq!(due.stored, at("2026-10-25T13:00:00Z"));
    assert_eq!(due.accepted, at("2026-10-26T01:00:00Z"));
    assert_eq!(due.reviewed, at("2026-11-03T23:59:59Z"));
    assert_eq!(
        caseload()
            .due(|_| true, anchors, &WorkingCalendar::default())
            .stored,
        None
    );
}
