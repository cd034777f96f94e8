//! A sealed page opens with its code as it was made, and with nothing else.

use handover_page::{Code, Face, ITERATIONS, PageName, SealedPage};

const HTML: &str = "<!doctype html><html lang=\"en-GB\"><title>Case</title><p>Ring her at work \u{2013} not at home.</html>";

fn face() -> Face {
    Face {
        name: PageName::random(),
        reader: "The Elms <Surgery> & \"Co\"".to_owned(),
        sender: "Marlmere Maternity Unit".to_owned(),
        telephone: "020 7946 0100".to_owned(),
        day: "1 December 2026".to_owned(),
    }
}

fn open(file: &str, code: &Code) -> Option<String> {
    let page = SealedPage::from_file(file.to_owned());
    page.open(code).ok().map(|html| (*html).clone())
}

#[test]
fn opens_with_its_code_alone() {
    let code = Code::random();
    let page = SealedPage::seal(HTML, &face(), &code);
    assert_eq!(open(page.as_str(), &code).as_deref(), Some(HTML));
    assert_eq!(open(page.as_str(), &Code::random()), None);
    let words = code.as_words();
    let without_last = words.rsplit_once(' ').unwrap().0;
    assert_eq!(open(page.as_str(), &Code::from_typed(without_last)), None);
}

/// Nothing of the page, its code or its title stands in the file.
#[test]
fn shows_nothing_of_the_case() {
    let code = Code::random();
    let page = SealedPage::seal(HTML, &face(), &code);
    for word in ["Ring her", "<title>Case<", code.as_words()] {
        assert!(!page.as_str().contains(word), "{word}");
    }
    assert!(page.as_str().contains("is no receipt"));
}

/// Two pages of one case have another salt and nonce; their length says in steps how long the case is.
#[test]
fn two_pages_have_nothing_in_common() {
    let (code, face) = (Code::random(), face());
    let one = SealedPage::seal(HTML, &face, &code);
    let two = SealedPage::seal(&HTML.repeat(20), &face, &code);
    assert_eq!(one.as_str().len(), two.as_str().len());
    let salt = |page: &SealedPage| {
        let (_, rest) = page.as_str().split_once("\"salt\":\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    assert_ne!(salt(&one), salt(&two));
}

/// A changed byte of the face or of what is sealed, wherever it stands, is refused.
#[test]
fn a_changed_byte_is_refused() {
    let code = Code::random();
    let page = SealedPage::seal(HTML, &face(), &code);
    let file = page.as_str();
    let mut places: Vec<usize> = ["For The", "020 7946", "is no receipt", "1 December"]
        .iter()
        .map(|text| file.find(text).unwrap())
        .collect();
    for member in ["salt", "nonce", "ciphertext"] {
        let at = file.find(&format!("\"{member}\":\"")).unwrap() + member.len() + 4;
        places.extend([at, at + 7]);
    }
    places.push(file.find("\"}</script>").unwrap() - 4);
    for place in places {
        let mut bytes = file.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert_eq!(
            open(&changed, &code),
            None,
            "at {place}: {:?}",
            &file[place..place + 8]
        );
    }
}

/// What the script does is what the library does.
#[test]
fn the_script_and_the_library_agree() {
    let page = SealedPage::seal(HTML, &face(), &Code::random());
    assert!(
        page.as_str()
            .contains(&format!("iterations: {ITERATIONS} }}"))
    );
    assert!(page.as_str().contains("\"handover-page/1\""));
}

/// A page of an earlier release opens for ever: it is never written again.
#[test]
fn a_frozen_page_opens() {
    let file = include_str!("frozen.html");
    let code = Code::from_typed("Abacus zoom visor gravel onset lily tapestry");
    let html = "<!doctype html><html lang=\"en-GB\"><title>Frozen</title><p>TEST ONLY</p></html>";
    assert_eq!(open(file, &code).as_deref(), Some(html));
}
