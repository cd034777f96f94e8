//! Handshakes under way: so many, and the oldest makes room.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

/// The handshakes that are under way.
///
/// A stranger costs nothing but a place here. When all are taken the oldest goes: an honest handshake takes
/// milliseconds, so what is oldest under pressure is what does not go on.
pub(super) struct Handshakes {
    max: usize,
    under_way: Mutex<State>,
}

#[derive(Default)]
struct State {
    next: u64,
    queue: VecDeque<(u64, oneshot::Sender<()>)>,
}

/// A place among the handshakes.
pub(super) struct Place {
    number: u64,
    /// Ready when the place is taken away.
    pub(super) given_up: oneshot::Receiver<()>,
}

impl Handshakes {
    pub(super) fn new(max: usize) -> Self {
        Self {
            max,
            under_way: Mutex::default(),
        }
    }

    /// Takes a place; whether another had to go for it.
    pub(super) fn enter(&self) -> (Place, bool) {
        let (give_up, given_up) = oneshot::channel();
        let mut state = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let number = state.next;
        state.next += 1;
        state.queue.push_back((number, give_up));
        let is_full = state.queue.len() > self.max;
        if is_full && let Some((_, oldest)) = state.queue.pop_front() {
            // It may have ended by itself just now.
            let _ = oldest.send(());
        }
        (Place { number, given_up }, is_full)
    }

    /// Leaves a place, in whichever way the handshake ended.
    pub(super) fn leave(&self, place: &Place) {
        let mut state = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.queue.retain(|(number, _)| *number != place.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_makes_room_and_whoever_left_does_not_count() {
        let handshakes = Handshakes::new(2);
        let (mut first, _) = handshakes.enter();
        let (second, _) = handshakes.enter();
        handshakes.leave(&second);
        let (mut third, is_full) = handshakes.enter();
        assert!(!is_full && first.given_up.try_recv().is_err());
        let (_fourth, is_full) = handshakes.enter();
        assert!(is_full);
        assert_eq!(first.given_up.try_recv(), Ok(()));
        assert!(third.given_up.try_recv().is_err());
    }
}
