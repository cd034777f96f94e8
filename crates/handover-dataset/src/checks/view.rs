use std::cell::OnceCell;

use super::{CheckContext, action_of, texts::Walked};
use crate::{
    ActionKind, Answered, Audience, Case, CaseReference, CheckId, Date, Profile, SectionName,
    TextDigest,
    need_to_know::cut,
    sections::{Acknowledgement, Action, ActionStatus, Distribution},
};

/// Somebody who opens the case.
pub(crate) struct Reader<'a> {
    pub(crate) audience: &'a Audience,
    /// Their entry in 914.
    pub(crate) entry: Option<&'a Distribution>,
}

impl Reader<'_> {
    /// Whether they open that section of that case.
    pub(crate) fn opens(&self, case: &Case, section: SectionName) -> bool {
        let is_lost = section == SectionName::Location
            && case.is_protected()
            && !self.audience.keeps_protected();
        !is_lost && self.audience.sections().contains(&section)
    }
}

/// What the checks look at: a case under its profile, with what else is known.
pub(crate) struct View<'a> {
    pub(crate) case: &'a Case,
    pub(crate) profile: &'a Profile,
    pub(crate) context: &'a CheckContext,
    walked: OnceCell<Walked>,
}

impl<'a> View<'a> {
    pub(crate) fn new(case: &'a Case, profile: &'a Profile, context: &'a CheckContext) -> Self {
        Self {
            case,
            profile,
            context,
            walked: OnceCell::new(),
        }
    }

    /// Every text and label of the case with its path; made once.
    pub(crate) fn walked(&self) -> &Walked {
        self.walked.get_or_init(|| Walked::new(self.case))
    }

    /// Whether the case is one in which the field would be seen, so that it can be missed: its
    /// profile carries the section, and whoever it was split for has the field.
    pub(crate) fn sees(&self, section: SectionName, field: &str) -> bool {
        if !self.profile.sections().contains(&section) {
            return false;
        }
        let Some(name) = &self.context.seen_by else {
            return true;
        };
        self.profile
            .audience(name)
            .is_some_and(|audience| audience.has_field(section, field))
    }

    /// Whether the case is one that was split for its reader: what its words rest on stands in the
    /// whole one.
    pub(crate) fn is_split(&self) -> bool {
        let seen_by = self.context.seen_by.as_ref();
        let audience = seen_by.and_then(|name| self.profile.audience(name));
        audience.is_some_and(Audience::is_split)
    }

    /// Those who open this very case, with the audience of the profile that they are: of 914 and
    /// of the context. Split audiences get a case of their own.
    pub(crate) fn readers(&self) -> Vec<Reader<'a>> {
        if let Some(name) = &self.context.seen_by {
            let audience = self.profile.audience(name);
            let entry = self
                .entries()
                .find(|(_, entry)| entry.audience.as_str() == name);
            let entry = entry.map(|(_, entry)| entry);
            return audience
                .map(|audience| Reader { audience, entry })
                .into_iter()
                .collect();
        }
        let all = self.addressed().into_iter();
        all.filter(|reader| !reader.audience.is_split()).collect()
    }

    /// Those for whom cases are split from this one.
    pub(crate) fn readers_apart(&self) -> Vec<Reader<'a>> {
        if self.context.seen_by.is_some() {
            return Vec::new();
        }
        let all = self.addressed().into_iter();
        all.filter(|reader| reader.audience.is_split()).collect()
    }

    /// What is split for that audience; `None` if it is no case, which is said when it is split.
    pub(crate) fn part_for(&self, audience: &Audience) -> Option<Case> {
        let reference: CaseReference = ["split", "split-case"]
            .into_iter()
            .filter_map(|reference| reference.parse().ok())
            .find(|reference| self.case.reference() != Some(reference))?;
        cut(self.case, self.profile, audience, &reference).ok()
    }

    /// Whom 914 and the context name, each as the audience of the profile that they are.
    fn addressed(&self) -> Vec<Reader<'a>> {
        let listed = self.entries().filter_map(|(_, entry)| {
            let audience = self.profile.audience(entry.audience.as_str())?;
            entry.channel.carries_the_case().then_some(Reader {
                audience,
                entry: Some(entry),
            })
        });
        let others = self.context.recipients.iter().filter_map(|recipient| {
            let is_listed = self.entries().any(|(_, entry)| {
                entry.audience.as_str() == recipient.audience
                    && entry
                        .org
                        .as_ref()
                        .is_none_or(|org| org.name == recipient.org.name)
            });
            let audience = self.profile.audience(&recipient.audience)?;
            (!is_listed).then_some(Reader {
                audience,
                entry: None,
            })
        });
        listed.chain(others).collect()
    }

    /// The entries of 914, by their place in it.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (usize, &'a Distribution)> {
        self.case
            .handover
            .distribution
            .value()
            .into_iter()
            .flatten()
            .enumerate()
    }

    /// The day to which ages are counted: the transfer date, else the day of 915.
    pub(crate) fn reference_date(&self) -> Option<Date> {
        self.transfer_date().or_else(|| self.author_date())
    }

    /// The first day of the recipient's responsibility, as far as it is known.
    pub(crate) fn transfer_date(&self) -> Option<Date> {
        let mandate = self.case.handover.mandate.as_ref();
        let named = || mandate.map(|mandate| mandate.transfer_date);
        self.context.transfer_date.or_else(named)
    }

    /// The day of 915.
    pub(crate) fn author_date(&self) -> Option<Date> {
        self.case
            .handover
            .author
            .as_ref()
            .map(|author| author.at.date())
    }

    /// The actions of 907 that are open.
    pub(crate) fn open_actions(&self) -> impl Iterator<Item = (usize, &'a Action)> {
        let actions = self.case.handover.actions.value();
        actions
            .into_iter()
            .flatten()
            .enumerate()
            .filter(|(_, action)| action.status == ActionStatus::Open)
    }

    /// Whether the action that answers the check exists: open, of its kind. That it has an owner's role and a due date,
    /// D-52 says.
    pub(crate) fn has_action(&self, check: u8) -> bool {
        self.answering_actions(check).next().is_some()
    }

    /// The open actions of the kind that answers the check.
    pub(crate) fn answering_actions(&self, check: u8) -> impl Iterator<Item = &'a Action> {
        let kind = action_of(CheckId::new(check));
        let open = self.open_actions().map(|(_, action)| action);
        open.filter(move |action| Some(ActionKind::as_str(&action.kind)) == kind)
    }

    /// Whether a practitioner has acknowledged what that check finds, with a reason (field 918).
    pub(crate) fn is_acknowledged(&self, check: CheckId) -> bool {
        let all = self.case.handover.acknowledgements.value();
        all.into_iter()
            .flatten()
            .any(|one| one.check == check && one.text_digest.is_none() && has_reason(one))
    }

    /// Whether a practitioner has answered that check for this very text, with a reason (field 918).
    pub(crate) fn is_answered_for(&self, check: CheckId, text: &str) -> bool {
        let all = self.case.handover.acknowledgements.value();
        let mut of_texts = all
            .into_iter()
            .flatten()
            .filter(|one| one.check == check && has_reason(one))
            .filter_map(|one| one.text_digest.as_ref())
            .peekable();
        of_texts.peek().is_some() && {
            let digest = TextDigest::of(text);
            of_texts.any(|one| *one == digest)
        }
    }
}

fn has_reason(acknowledgement: &Acknowledgement) -> bool {
    !acknowledgement.reason.as_str().trim().is_empty()
}
