//! A package is read in bounded runs, whatever its length.

use std::{
    cell::Cell,
    io::{self, Cursor, Read, Seek, SeekFrom},
    rc::Rc,
};

use handover_package::Received;

use crate::{
    sealing::{draft, seal, tokens},
    world::{World, organisation, profile},
};

#[derive(Clone, Default)]
struct Account {
    longest: Rc<Cell<usize>>,
    total: Rc<Cell<usize>>,
}

struct Metered<'a> {
    file: Cursor<&'a [u8]>,
    account: Account,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.account
            .longest
            .set(self.account.longest.get().max(buffer.len()));
        self.account
            .total
            .set(self.account.total.get() + buffer.len());
        self.file.read(buffer)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn no_more_than_a_run_of_cases_is_in_memory_and_each_is_read_twice() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let draft = draft(&profile).grant(world.grant("ZZ902", "receiving-service"));
    let (file, _) = seal(&world, &profile, draft, &tokens(600)).unwrap();
    let account = Account::default();
    let source = Metered {
        file: Cursor::new(&file),
        account: account.clone(),
    };
    let us = organisation("ZZ902");
    let received = Received::read(source, &us, &profile, &world.context()).unwrap();
    let mut opened = received.open(&world.sealing_key("ZZ902")).unwrap();
    assert_eq!(opened.cases().filter(Result::is_ok).count(), 600);
    let case_len = file.len() / 600;
    assert!(
        account.longest.get() <= 257 * case_len,
        "{}",
        account.longest.get()
    );
    assert!(
        account.total.get() <= 2 * file.len(),
        "{}",
        account.total.get()
    );
}
