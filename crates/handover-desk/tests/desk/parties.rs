//! A council that keeps the directory, and two services.

use std::fs;

use crate::{http::Answered, rooms::Desk};

pub(crate) const CASE: &str = include_str!("../../../handover-cli/tests/cases/one-reader.json");

/// Three desks, each in a room of its own.
pub(crate) struct Parties {
    pub(crate) council: Desk,
    pub(crate) old: Desk,
    pub(crate) new: Desk,
}

impl Parties {
    /// Three desks that know nobody yet.
    pub(crate) fn strangers() -> Self {
        Self {
            council: Desk::of(
                "Harrow Council",
                "ZZ900",
                "020 7946 0100",
                "Helen Marsh",
                "&authority=yes",
            ),
            old: Desk::of(
                "Marl Valley",
                "ZZ901",
                "Ruth Oyelaran 020 7946 0101",
                "Ruth",
                "&role=team-leader",
            ),
            new: Desk::of(
                "Harrow Recovery",
                "ZZ902",
                "Idris Calloway 020 7946 0102",
                "Idris",
                "&role=team-leader",
            ),
        }
    }

    /// Three desks of which each trusts the directory of the council.
    pub(crate) fn acquainted() -> Self {
        let parties = Self::strangers();
        let council = &parties.council;
        let begun = council.fill_in("/directory", "/directory/begin", "role=commissioner");
        assert_eq!(begun.status, 303, "{}", begun.body);
        for service in [&parties.old, &parties.new] {
            parties.let_in(service);
        }
        for service in [&parties.old, &parties.new] {
            parties.take_directory(service);
        }
        parties
    }

    /// The card of a service, saved there and sent.
    pub(crate) fn card_of(service: &Desk) -> Vec<u8> {
        let card = service.fill_in("/who", "/who/card", "");
        assert_eq!(card.status, 200, "{}", card.body);
        card.raw
    }

    fn let_in(&self, service: &Desk) {
        let card = Self::card_of(service);
        let taken = self
            .council
            .choose("/directory", "/directory/cards", &[("a.card", &card)]);
        assert_eq!(taken.status, 303, "{}", taken.body);
        let page = self.council.look("/directory");
        let fields = format!("card={}&heard=yes&role=provider", page.hidden("card"));
        let done = self.council.answer(&page, "/directory/let-in", &fields);
        assert_eq!(done.status, 303, "{}", done.body);
    }

    /// The service takes the directory of the council, whose ten words somebody has heard.
    pub(crate) fn take_directory(&self, service: &Desk) {
        let directory = self.council.look("/directory/file").raw;
        let offered = service.choose("/who", "/who/directory", &[("directory", &directory)]);
        if offered.status == 303 {
            return;
        }
        let fields = format!("heard=yes&anchor={}", offered.hidden("anchor"));
        let taken = service.answer(&offered, "/who/anchor", &fields);
        assert_eq!(taken.status, 303, "{}", taken.body);
    }

    /// Everybody brings everybody a stick with everything that was said.
    pub(crate) fn exchange(&self) {
        let all = [&self.council, &self.old, &self.new];
        for from in all {
            for entry in fs::read_dir(from.folder("transfer")).unwrap() {
                let path = entry.unwrap().path();
                for to in all {
                    let there = to.folder("transfer").join(path.file_name().unwrap());
                    if !there.exists() {
                        fs::copy(&path, there).unwrap();
                    }
                }
            }
        }
    }

    /// The council fills in the form, reads it back and signs; gives back the address of the transfer.
    pub(crate) fn mandate(&self) -> (String, Answered) {
        let read = self.council.fill_in("/mandate", "/mandate", FORM);
        assert_eq!(read.status, 200, "{}", read.body);
        let signed = self.council.answer(&read, "/mandate/sign", FORM);
        assert_eq!(signed.status, 303, "{}", signed.body);
        let to = signed.header("location").unwrap();
        let (_, id) = to.rsplit_once('/').unwrap();
        (id.to_owned(), read)
    }

    pub(crate) fn agree(desk: &Desk, statement: &str) {
        let page = format!("/agree/{statement}");
        let agreed = desk.fill_in(&page, &page, "");
        assert_eq!(agreed.status, 303, "{}", agreed.body);
    }
}

/// The form of a mandate, filled in.
pub(crate) const FORM: &str = "kind=contract-change&from=ZZ901&to=ZZ902&when=on&day=1&day-m=10&day-y=2026\
    &profile=caseload-transfer&who-goes=listed&list=yes&times=profile&last=ZZ900";
