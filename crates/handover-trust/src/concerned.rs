use std::collections::HashMap;

use crate::{Kind, OrganisationId, Payload, Statement, StatementId};

/// Whom verified statements concern, by their ids: by this countersigns of them are judged.
#[derive(Clone, Debug, Default)]
pub struct Concerned {
    by_id: HashMap<StatementId, (Option<StatementId>, Vec<OrganisationId>)>,
}

impl Concerned {
    /// Takes note of whom a statement concerns; a countersign concerns whom its statement does.
    pub fn note<P: Payload>(&mut self, statement: &Statement<P>) {
        let payload = statement.payload();
        let about = payload.about().iter().find_map(|id| self.by_id.get(id));
        let parties = match (P::KIND, about) {
            (_, Some(about)) => about.clone(),
            (Kind::Mandate, None) => (Some(*statement.id()), Vec::new()),
            (_, None) => {
                let recipients = payload.recipients().into_iter().cloned();
                (payload.mandate(), recipients.collect())
            }
        };
        self.by_id.insert(*statement.id(), parties);
    }

    pub(crate) fn by(&self, id: &StatementId) -> Option<(Option<StatementId>, &[OrganisationId])> {
        let (mandate, recipients) = self.by_id.get(id)?;
        Some((*mandate, recipients))
    }
}
