//! `lykill doctor`.

use super::Exit;
use super::arguments::PlaceArguments;
use crate::doctor::{Finding, Severity, examine};
use serde_json::json;

pub(super) async fn run(place: PlaceArguments, as_json: bool) -> Exit {
    let findings = examine(&place.into()).await;
    if as_json {
        println!("{}", json!({ "findings": findings }));
    } else {
        findings.iter().for_each(tell);
    }
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Problem)
    {
        Exit::Refused
    } else {
        Exit::Ok
    }
}

fn tell(finding: &Finding) {
    let word = match finding.severity {
        Severity::Ok => "ok",
        Severity::Deviation => "deviation",
        Severity::Problem => "PROBLEM",
    };
    println!("{word:9}  {}: {}", finding.check, finding.what);
}
