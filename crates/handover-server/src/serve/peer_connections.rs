//! Connections after the handshake: so many for all, and for each peer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use handover_trust::OrganisationId;

/// The connections that are open.
pub(super) struct PeerConnections {
    max: usize,
    max_per_peer: usize,
    open: Mutex<HashMap<OrganisationId, usize>>,
}

/// Counts as one connection until it is dropped.
pub(super) struct Counted {
    all: Arc<PeerConnections>,
    peer: OrganisationId,
}

impl PeerConnections {
    pub(super) fn new(max: usize, max_per_peer: usize) -> Self {
        Self {
            max,
            max_per_peer,
            open: Mutex::default(),
        }
    }

    /// Counts a further connection, unless the peer or all together have as many as they may.
    pub(super) fn enter(self: &Arc<Self>, peer: &OrganisationId) -> Option<Counted> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = open.values().sum();
        let of_peer = open.get(peer).copied().unwrap_or_default();
        if all >= self.max || of_peer >= self.max_per_peer {
            return None;
        }
        open.insert(peer.clone(), of_peer + 1);
        Some(Counted {
            all: Arc::clone(self),
            peer: peer.clone(),
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.all.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_peer) = open.get_mut(&self.peer) {
            *of_peer -= 1;
            if *of_peer == 0 {
                open.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_a_peer_nor_all_together_go_over_their_count() {
        let connections = Arc::new(PeerConnections::new(3, 2));
        let peer = |id: &str| id.parse::<OrganisationId>().unwrap();
        let first = connections.enter(&peer("ZZ901"));
        let second = connections.enter(&peer("ZZ901"));
        assert!(first.is_some() && second.is_some());
        assert!(connections.enter(&peer("ZZ901")).is_none());
        let third = connections.enter(&peer("ZZ902"));
        assert!(third.is_some() && connections.enter(&peer("ZZ903")).is_none());
        drop(first);
        assert!(connections.enter(&peer("ZZ903")).is_some());
        drop((second, third));
        assert!(connections.open.lock().unwrap().is_empty());
    }
}
