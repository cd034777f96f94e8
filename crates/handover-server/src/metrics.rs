//! Counters for Prometheus: how many, never who or what.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64},
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};

/// What a server counts.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    pub(crate) requests: Family<Request, Counter<u64, AtomicU64>>,
    pub(crate) problems: Family<Told, Counter<u64, AtomicU64>>,
    pub(crate) packages_announced: Counter<u64, AtomicU64>,
    pub(crate) packages_committed: Counter<u64, AtomicU64>,
    pub(crate) parts_kept: Counter<u64, AtomicU64>,
    pub(crate) statements_filed: Counter<u64, AtomicU64>,
    pub(crate) connections: Gauge<i64, AtomicI64>,
    pub(crate) shed: Family<Reason, Counter<u64, AtomicU64>>,
    pub(crate) card_ends: Gauge<i64, AtomicI64>,
    pub(crate) directory_expires: Gauge<i64, AtomicI64>,
}

/// A path as the description of the interface writes it, and how it was answered.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) status: u16,
}

/// The word of a problem.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct Told {
    pub(crate) problem: &'static str,
}

/// Why a connection was not served.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct Reason {
    pub(crate) reason: &'static str,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("handover");
        let requests = Family::default();
        registry.register("requests", "Requests answered", requests.clone());
        let problems = Family::default();
        registry.register("problems", "Problems told", problems.clone());
        let packages_announced = Counter::default();
        registry.register(
            "packages_announced",
            "Packages announced",
            packages_announced.clone(),
        );
        let packages_committed = Counter::default();
        registry.register(
            "packages_committed",
            "Packages receipted",
            packages_committed.clone(),
        );
        let parts_kept = Counter::default();
        registry.register("parts_kept", "Parts kept", parts_kept.clone());
        let statements_filed = Counter::default();
        registry.register(
            "statements_filed",
            "Statements filed",
            statements_filed.clone(),
        );
        let connections = Gauge::default();
        registry.register("connections", "Connections open", connections.clone());
        let shed = Family::default();
        registry.register("connections_shed", "Connections not served", shed.clone());
        let card_ends = Gauge::default();
        registry.register_with_unit(
            "card_ends_timestamp",
            "When our card, a certificate on it or its sealing key ends; 0 without a card in force",
            Unit::Seconds,
            card_ends.clone(),
        );
        let directory_expires = Gauge::default();
        registry.register_with_unit(
            "directory_expires_timestamp",
            "When the directory expires",
            Unit::Seconds,
            directory_expires.clone(),
        );
        Self {
            registry: Arc::new(registry),
            requests,
            problems,
            packages_announced,
            packages_committed,
            parts_kept,
            statements_filed,
            connections,
            shed,
            card_ends,
            directory_expires,
        }
    }

    /// Counts a connection that was not served.
    pub(crate) fn shed(&self, reason: &'static str) {
        self.shed.get_or_create(&Reason { reason }).inc();
    }

    /// All of it as OpenMetrics text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
