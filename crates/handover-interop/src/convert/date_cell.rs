//! From cells to days and times.

use super::scope::Scope;
use crate::{
    NoticeKind, RejectionReason,
    date_forms::{DateForms, NoDay},
    day_format::Said,
    iso::read_moment,
    mapping::{Cell, Expression},
    moment::{Fold, Moment, rfc3339},
};
use jiff::civil;
use serde_json::Value;

type Read = Result<Option<Value>, RejectionReason>;

impl Scope<'_> {
    /// A day, or as much of it as is known where the case can hold that.
    pub(super) fn day_of(&self, cell: &Cell, forms: &DateForms, text: &str) -> Read {
        match self.said(cell, forms, text)? {
            Some(Said::Whole(moment)) => Ok(Some(moment.day().to_string().into())),
            Some(Said::Part(..)) if !cell.may_be_part => Err(RejectionReason::PartOfADay),
            Some(Said::Part(year, None)) => Ok(Some(format!("{year:04}").into())),
            Some(Said::Part(year, Some(month))) => Ok(Some(format!("{year:04}-{month:02}").into())),
            None => Ok(None),
        }
    }

    /// A time of a day, as an instant.
    pub(super) fn instant_of(&self, cell: &Cell, forms: &DateForms, text: &str) -> Read {
        let moment = match self.said(cell, forms, text)? {
            Some(Said::Whole(moment)) => moment,
            Some(Said::Part(..)) => return Err(RejectionReason::PartOfADay),
            None => return Ok(None),
        };
        let at = match moment.instant(self.mapping.earlier_time) {
            Ok(Some(at)) => rfc3339(&at),
            Ok(None) => return Err(RejectionReason::NotADate),
            Err(Fold::Twice) => return Err(RejectionReason::AmbiguousTime),
            Err(Fold::Never) => return Err(RejectionReason::TimeSkipped),
        };
        if matches!(moment.instant(false), Err(Fold::Twice)) {
            self.notice(cell, NoticeKind::EarlierTime);
        }
        Ok(Some(at.into()))
    }

    /// What a cell says of a day; none where it is left out quietly.
    fn said(
        &self,
        cell: &Cell,
        forms: &DateForms,
        text: &str,
    ) -> Result<Option<Said>, RejectionReason> {
        let limit = |bound: &Option<Expression>| -> Option<civil::Date> {
            match bound.as_ref()? {
                Expression::Constant(name) => self.mapping.constant_day(name),
                bound => self.moment(bound).map(Moment::day),
            }
        };
        let latest = limit(&cell.not_after);
        // In a workbook a typed day comes in one form, whatever the mapping says of written ones.
        let is_workbook = self.table(&cell.place).is_some_and(|one| one.is_workbook);
        let typed = is_workbook.then(|| read_moment(text)).flatten();
        let said = match typed {
            Some(moment) => Said::Whole(moment),
            None => forms.read(text, latest)?,
        };
        let first = said.first_day();
        if first
            .zip(latest)
            .is_some_and(|(first, latest)| first > latest)
        {
            return Err(RejectionReason::Future);
        }
        let earliest = limit(&cell.on_or_after);
        let is_early = first
            .zip(earliest)
            .is_some_and(|(first, earliest)| first < earliest);
        Ok((!is_early).then_some(said))
    }
}

impl From<NoDay> for RejectionReason {
    fn from(no: NoDay) -> Self {
        match no {
            NoDay::Either => Self::EitherDay,
            NoDay::MonthFirst => Self::MonthFirst,
            NoDay::NotADate => Self::NotADate,
            NoDay::OtherForm(form) => Self::OtherDateForm(form),
        }
    }
}
