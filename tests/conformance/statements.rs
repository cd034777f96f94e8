use std::{fs, path::Path};

use handover_tests::Foreign;
use handover_trust::{
    Card, Completeness, Countersign, Directory, Event, Kind, Mandate, Package, Payload, Receipt,
    Roster, Sight, StatementError, Verdict, statement_kind,
};

/// Signed by what is no longer on a card in force: it is the succession, and judged as such.
const JUDGED_AT_ITS_OWN_TIME: &str = "countersign-card";

pub(crate) fn verifies(path: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let name = path.file_stem().unwrap().to_str().unwrap();
    let values = Foreign::json(&format!("statements/{name}.json"));
    let bytes = fs::read(path)?;
    let kind = statement_kind(&bytes).ok_or("of no kind")?;
    assert_eq!(kind.as_str(), values["kind"]);
    let now = if name == JUDGED_AT_ITS_OWN_TIME {
        values["payload"]["at"].as_u64().unwrap()
    } else {
        Foreign::NOW
    };
    let id = match kind {
        Kind::Card => id::<Card>(&foreign, &bytes, now)?,
        Kind::Completeness => id::<Completeness>(&foreign, &bytes, now)?,
        Kind::Countersign => id::<Countersign>(&foreign, &bytes, now)?,
        Kind::Directory => id::<Directory>(&foreign, &bytes, now)?,
        Kind::Event => id::<Event>(&foreign, &bytes, now)?,
        Kind::Mandate => id::<Mandate>(&foreign, &bytes, now)?,
        Kind::Package => id::<Package>(&foreign, &bytes, now)?,
        Kind::Receipt => id::<Receipt>(&foreign, &bytes, now)?,
        Kind::Roster => id::<Roster>(&foreign, &bytes, now)?,
        Kind::Verdict => id::<Verdict>(&foreign, &bytes, now)?,
    };
    assert_eq!(id, values["id"]);
    Ok(())
}

fn id<P: Payload>(foreign: &Foreign, bytes: &[u8], now: u64) -> Result<String, StatementError> {
    let sight = Sight::now(Foreign::time(now));
    let statement = foreign.directory.verify::<P>(bytes, &sight)?;
    assert_eq!(statement.as_bytes(), bytes);
    Ok(statement.id().to_string())
}
