//! temporary
use crate::stage::*;
use crate::issuer::*;
#[tokio::test]
async fn hold() {
    let issuer = Issuer::start_on(tokio::net::TcpListener::bind("127.0.0.1:18080").await.unwrap());
    let portal = Portal::start(&issuer.url).await;
    std::fs::write("/tmp/portal_url", &portal.url).unwrap();
    let secs: u64 = std::env::var("HOLD").unwrap().parse().unwrap();
    for _ in 0..secs { tokio::time::sleep(std::time::Duration::from_secs(1)).await;
      if std::path::Path::new("/tmp/hold_low").exists() { issuer.behaviour().answer_error = Some(("unmet_authentication_requirements".into(), "The person has no electronic ID at the asked level".into())); } else { issuer.behaviour().answer_error = None; } }
}
