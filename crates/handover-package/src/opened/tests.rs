use std::io::Cursor;

use super::*;
use crate::{
    Draft, DraftCase, Received,
    keys::Secret,
    layout::Layout,
    world::{NOW, World, organisation, profile, time},
};

const AUDIENCES: [&str; 2] = ["community-midwife", "safeguarding-midwife"];

/// A package for two audiences of ZZ911, of which the second may have got secrets of its own.
fn open_with_second_secrets(change: Option<u8>) -> Result<usize, OpenError> {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let token = Token::from_bytes([1; 32]);
    let mut draft = Draft::new(organisation("ZZ901"), &profile, time(NOW), time(NOW));
    for audience in AUDIENCES {
        draft = draft.grant(world.grant("ZZ911", audience));
    }
    let mut file = Vec::new();
    let mut sealer = draft.begin(vec![token], &mut file).unwrap();
    let names = profile.profile().sealed_sections();
    let sections = names.iter().map(|name| (*name, vec![0xa0])).collect();
    sealer.push(DraftCase::unchecked(token, sections)).unwrap();
    let sealed = sealer.finish(&world.signer("ZZ901 office")).unwrap();

    if let Some(byte) = change {
        let mut head = sealed.head().payload().clone();
        let sections = head.stanzas[1].sections.clone();
        let grant = world.grant("ZZ911", AUDIENCES[1]);
        let secret_of = |_: &ShortName| Secret::new([byte; 32]);
        head.stanzas[1] = stanza::seal(&head, &grant, sections, secret_of).unwrap();
        let head = world.signer("ZZ901 office").sign(head).unwrap();
        let trailer = *file.last_chunk().unwrap();
        let file_len = u64::try_from(file.len()).unwrap();
        let mut layout = Layout::read(&trailer, file_len).unwrap();
        file.truncate(usize::try_from(layout.head_at).unwrap());
        layout.trailer_at = layout.head_at + u64::try_from(head.as_bytes().len()).unwrap();
        file.extend(head.as_bytes());
        file.extend(layout.trailer());
    }
    let us = organisation("ZZ911");
    let received = Received::read(Cursor::new(file), &us, &profile, &world.context()).unwrap();
    let mut opened = received.open(&world.sealing_key("ZZ911"))?;
    Ok(opened.cases().filter(Result::is_ok).count())
}

/// Two audiences of one reader must be told one story.
#[test]
fn two_stanzas_for_us_agree_on_every_secret() {
    assert_eq!(open_with_second_secrets(None), Ok(1));
    assert_eq!(open_with_second_secrets(Some(7)), Err(OpenError::WrongKey));
}
