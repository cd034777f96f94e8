use std::{fs, path::Path};

use handover_package::{Context, Evidence, OpenError, OpenEvidenceError};
use handover_tests::Foreign;

pub(crate) fn verifies_and_opens(path: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let values = Foreign::json("evidence.json");
    let package = Foreign::json("packages/caseload.json");
    let profile = Foreign::profile("caseload-transfer@1");
    let context = Context::new(&foreign.directory, Foreign::time(Foreign::NOW));
    let evidence = Evidence::verify(&fs::read(path)?, &context)?;
    assert_eq!(evidence.token().to_string(), values["token"]);

    let reader = Foreign::organisation("ZZG01");
    let case = evidence.open(&reader, &foreign.sealing_key("ZZG01"), &profile)?;
    let mut shown = 0;
    for section in package["cases"][0]["sections"].as_array().unwrap() {
        let name = section["section"].as_str().unwrap().parse()?;
        if let Some(bytes) = case.section(name) {
            shown += 1;
            assert_eq!(bytes, Foreign::unhex(&section["encoded"]));
        }
    }
    assert_eq!(shown, 2);

    let other = Foreign::organisation("ZZ902");
    let refused = evidence.open(&other, &foreign.sealing_key("ZZ902"), &profile);
    assert_eq!(
        refused.unwrap_err(),
        OpenEvidenceError::Keys(OpenError::NotForUs)
    );
    Ok(())
}
