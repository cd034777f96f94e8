//! The desk of one run of the program: its door, and who sits at it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use handover::trust::PosixTime;
use tokio::{sync::watch, task::spawn_blocking, time::Instant};

use crate::{
    answer::Stop,
    entry::Entry,
    frame::{Frame, Place, Sitter},
    once::OpenForms,
    room::Room,
    secret::Secret,
    sitting::Sitting,
};

/// What every page is made from.
pub(crate) struct Desk {
    pub(crate) room: Room,
    /// What every address begins with: nobody can guess it, and the cookie goes nowhere else, for other programs of
    /// this machine have the same host.
    base: String,
    /// The one host that it answers to.
    host: String,
    clock: Box<dyn Fn() -> PosixTime + Send + Sync>,
    lock_after: Duration,
    door: Mutex<Door>,
    sitting: Mutex<Option<Sitting>>,
    ended: watch::Sender<bool>,
}

/// What the gate asks.
struct Door {
    entry: Entry,
    /// The cookie of the browser that came in.
    cookie: Option<Secret>,
    forms: OpenForms,
    /// When somebody last clicked.
    clicked: Instant,
    /// Who sits here, for the head of each page, also while work is under way.
    sitter: Option<Sitter>,
}

impl Desk {
    pub(crate) fn new(
        room: Room,
        host: String,
        lock_after: Duration,
        clock: Box<dyn Fn() -> PosixTime + Send + Sync>,
    ) -> Self {
        Self {
            room,
            base: format!("/{}", Secret::random().reveal()),
            host,
            clock,
            lock_after,
            door: Mutex::new(Door {
                entry: Entry::new(),
                cookie: None,
                forms: OpenForms::default(),
                clicked: Instant::now(),
                sitter: None,
            }),
            sitting: Mutex::new(None),
            ended: watch::channel(false).0,
        }
    }

    /// What every address begins with.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The host with its port.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The moment that it is.
    pub(crate) fn now(&self) -> PosixTime {
        (self.clock)()
    }

    /// After how long without a click it locks.
    pub(crate) const fn lock_after(&self) -> Duration {
        self.lock_after
    }

    /// The address by which a browser comes in, once.
    pub(crate) fn way_in(&self) -> String {
        let key = self.door().entry.renew();
        format!("http://{}{}/enter/{key}", self.host, self.base)
    }

    /// The cookie of a browser that brings the key; the key is gone then.
    pub(crate) fn enter(&self, key: &str) -> Option<String> {
        let mut door = self.door();
        door.entry.take(key).then(|| door.new_cookie())
    }

    /// Whether a browser is the one that came in.
    pub(crate) fn knows(&self, cookie: &str) -> bool {
        let door = self.door();
        door.cookie.as_ref().is_some_and(|known| known.is(cookie))
    }

    /// Takes the token of a form that was posted.
    pub(crate) fn take_form(&self, token: &str) -> bool {
        self.door().forms.take(token)
    }

    /// Somebody clicked. Locks first, if that comes too late.
    pub(crate) fn clicked(&self) {
        self.lock_if_left();
        self.door().clicked = Instant::now();
    }

    /// Locks, if nobody has clicked for long enough.
    pub(crate) fn lock_if_left(&self) {
        let left = self.door().clicked.elapsed() >= self.lock_after;
        if left && self.is_unlocked() {
            self.lock();
        }
    }

    /// Whether somebody sits here.
    pub(crate) fn is_unlocked(&self) -> bool {
        self.door().sitter.is_some()
    }

    /// Forgets keys and forms; from now on no page shows anything of anybody. What is being done is done first.
    pub(crate) fn lock(&self) {
        let mut door = self.door();
        door.sitter = None;
        door.forms.clear();
        drop(door);
        *self.sitting() = None;
    }

    /// Somebody sits down who unlocked the identity; gives back the new cookie, for whoever had the old one is out.
    pub(crate) fn sit_down(&self, sitting: Sitting) -> String {
        let about = sitting.identity().about();
        let sitter = Sitter {
            organisation: about.name.clone(),
            who: sitting.who.clone(),
            is_authority: sitting.is_authority(),
        };
        *self.sitting() = Some(sitting);
        let mut door = self.door();
        door.sitter = Some(sitter);
        door.clicked = Instant::now();
        door.new_cookie()
    }

    /// Does something at the unlocked desk, on a thread that may wait for the disk.
    ///
    /// # Errors
    ///
    /// [`Stop::Locked`] if nobody sits there, and what `work` says.
    pub(crate) async fn sit<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Sitting) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        let desk = Arc::clone(self);
        let done = spawn_blocking(move || {
            let now = desk.now();
            let mut sitting = desk.sitting();
            let sitting = sitting.as_mut().ok_or(Stop::Locked)?;
            sitting.now = now;
            work(sitting)
        });
        done.await.unwrap_or(Err(Stop::Bug))
    }

    /// What stands around a page.
    pub(crate) fn frame(&self, title: &str) -> Frame {
        let mut door = self.door();
        Frame {
            base: self.base.clone(),
            title: title.to_owned(),
            place: Place::Elsewhere,
            sitter: door.sitter.clone(),
            token: door.forms.issue(),
            lock_minutes: self.lock_after.as_secs().div_ceil(60),
        }
    }

    /// Ends the program, once what is being done is done.
    pub(crate) fn end(&self) {
        self.lock();
        self.ended.send_replace(true);
    }

    /// Waits until it was ended.
    pub(crate) async fn until_ended(&self) {
        let mut ended = self.ended.subscribe();
        ended.wait_for(|ended| *ended).await.ok();
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who sits there. After a panic nobody does.
    fn sitting(&self) -> MutexGuard<'_, Option<Sitting>> {
        self.sitting.lock().unwrap_or_else(|poisoned| {
            let mut sitting = poisoned.into_inner();
            *sitting = None;
            self.sitting.clear_poison();
            sitting
        })
    }
}

impl Door {
    fn new_cookie(&mut self) -> String {
        let cookie = Secret::random();
        let text = cookie.reveal().to_owned();
        self.cookie = Some(cookie);
        text
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}
