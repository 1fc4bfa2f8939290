use lykill_store::*;
use lykill_testkit::PgCluster;

async fn opened(url: &str) -> Result<Db, String> {
    let config = DatabaseConfig::from_url(url).unwrap();
    Db::open(&config).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn an_encrypted_server_is_trusted_by_its_certificate_only() {
    let cluster = PgCluster::start_encrypted().unwrap();
    let ca = cluster.ca_file().display().to_string();
    let url = cluster.url("postgres");
    let db = opened(&format!("{url}?sslmode=require&sslrootcert={ca}"))
        .await
        .unwrap();
    migrate::migrate(&db).await.unwrap();
    db.ready().await.unwrap();
    let error = opened(&format!("{url}?sslmode=require"))
        .await
        .err()
        .unwrap();
    assert!(error.contains("certificate"), "{error}");
    let error = opened(&format!("{url}?sslmode=require&sslrootcert=/nowhere.pem")).await;
    assert!(error.err().unwrap().starts_with("/nowhere.pem: "));
}

#[tokio::test]
async fn a_server_without_encryption_is_not_spoken_to_in_the_clear() {
    let cluster = PgCluster::start().unwrap();
    let error = opened(&format!("{}?sslmode=require", cluster.url("postgres"))).await;
    assert!(error.err().unwrap().contains("TLS"));
    opened(&cluster.socket_url("postgres")).await.unwrap();
}
