//! Values in and out of the database's columns.

use handover_trust::{Kind, OrganisationId, PosixTime, StatementId};
use rusqlite::{
    Row,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

/// A value of the format, as a column.
pub(super) struct Column<T>(pub(super) T);

impl ToSql for Column<StatementId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Column<StatementId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(|bytes| Self(StatementId::from_bytes(bytes)))
    }
}

impl ToSql for Column<&OrganisationId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_str().into())
    }
}

impl FromSql for Column<OrganisationId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let parsed = value.as_str()?.parse();
        parsed.map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for Column<Kind> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_str().into())
    }
}

impl FromSql for Column<Kind> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let parsed = value.as_str()?.parse();
        parsed.map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for Column<PosixTime> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.as_secs().to_sql_i64()
    }
}

impl FromSql for Column<PosixTime> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let secs = u64::try_from(value.as_i64()?).map_err(|_| FromSqlError::InvalidType)?;
        let time = PosixTime::new(secs).map_err(|_| FromSqlError::InvalidType)?;
        Ok(Self(time))
    }
}

/// A count that SQLite keeps as a signed number.
pub(super) trait ToSqlI64 {
    fn to_sql_i64(self) -> rusqlite::Result<ToSqlOutput<'static>>;
}

impl ToSqlI64 for u64 {
    fn to_sql_i64(self) -> rusqlite::Result<ToSqlOutput<'static>> {
        let number = i64::try_from(self)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        Ok(number.into())
    }
}

impl ToSql for Column<u64> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql_i64()
    }
}

impl FromSql for Column<u64> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = u64::try_from(value.as_i64()?);
        number.map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A column that must be there.
pub(super) fn get<T>(row: &Row<'_>, name: &str) -> rusqlite::Result<T>
where
    Column<T>: FromSql,
{
    row.get::<_, Column<T>>(name).map(|column| column.0)
}

/// A column that may be null.
pub(super) fn get_opt<T>(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<T>>
where
    Column<T>: FromSql,
{
    let column = row.get::<_, Option<Column<T>>>(name)?;
    Ok(column.map(|column| column.0))
}
