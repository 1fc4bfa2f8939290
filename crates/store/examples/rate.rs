//! x
#![allow(warnings, clippy::all)]
use lykill_store::*;
use std::time::*;
use std::sync::atomic::*;
use std::sync::Arc;
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let conc: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let db = Db::open(&DatabaseConfig::from_url(&url).unwrap()).await.unwrap();
    migrate::migrate(&db).await.unwrap();
    use lykill_core::id::*; use lykill_core::*;
    struct R(AtomicU64); impl Rng for R { fn fill(&self, b: &mut [u8]) { for c in b.chunks_mut(8) { let mut x = self.0.fetch_add(0x9E3779B97F4A7C15, Ordering::Relaxed); x ^= x >> 30; x = x.wrapping_mul(0xbf58476d1ce4e5b9); x ^= x >> 27; for (a, b) in c.iter_mut().zip(x.to_le_bytes()) { *a = b } } } }
    let rng = Arc::new(R(AtomicU64::new(std::process::id() as u64)));
    let now = Timestamp::from_seconds(1_768_464_000);
    let grant: lykill_oauth::types::CodeGrant = { 
        let v = serde_json::json!({"client_id":"a","redirect_uri":"https://a.example/cb","code_challenge":"c".repeat(43),"nonce":"n","scope":["openid"],"claims":{"id_token":[],"userinfo":[]},"person":"0".repeat(32),"sub":"x","session":"0".repeat(32),"sid":"s","acr":"low","amr":["pwd"],"auth_time":0,"work_email":null,"issued_at":0,"expires_at":0});
        serde_json::from_value(v).unwrap() };
    let n = 60_000u64.min(if url.starts_with("sqlite") { 60_000 } else { 20_000 });
    let hash = |n: u64| { let mut h = [0u8; 32]; h[..8].copy_from_slice(&n.wrapping_mul(0x9E3779B97F4A7C15).to_be_bytes()); h[8..16].copy_from_slice(&n.to_be_bytes()); h };
    for c in 0..n / 500 { let g = grant.clone(); db.write(move |tx| { let g = g.clone(); Box::pin(async move { for i in c*500..(c+1)*500 { code_insert(tx, &hash(i), &g, now).await?; } Ok(Commit(())) }) }).await.unwrap(); }
    let next = Arc::new(AtomicU64::new(0)); let t0 = Instant::now();
    let cpu = || { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<_> = s.rsplit_once(')').unwrap().1.split_whitespace().collect(); (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0 };
    let c0 = cpu();
    let hs: Vec<_> = (0..conc).map(|_| { let (db, next, rng, grant) = (db.clone(), next.clone(), rng.clone(), grant.clone()); tokio::spawn(async move { let mut k = 0u64; loop { let i = next.fetch_add(1, Ordering::Relaxed); if i >= n || t0.elapsed() > Duration::from_secs(5) { break k } 
        let token = lykill_oauth::types::AccessGrant::from_code(&grant, now, Duration::from_secs(120));
        let row = lykill_core::audit::AuditRow { id: AuditId::new(now, &*rng), at: now, request: RequestId::new(now, &*rng), kind: lykill_core::audit::AuditKind::CodeRedeemed, person: Some(grant.person), eid: None, client: Some(grant.client_id.clone()), company: None, login: None, detail: "x".into() };
        let job = Arc::new((token, row));
        db.write(move |tx| { let job = Arc::clone(&job); Box::pin(async move { 
            let code = code_lock(tx, &hash(i)).await?.unwrap(); assert!(code_spend(tx, &hash(i), now).await?.is_spent()); token_insert(tx, &hash(i + 1_000_000_000), &hash(i), &job.0, now).await?; audit_insert(tx, &job.1).await?; Ok(Commit(())) }) }).await.unwrap(); k += 1 } }) }).collect();
    let mut d = 0; for h in hs { d += h.await.unwrap(); }
    let e = t0.elapsed().as_secs_f64();
    println!("{url:.12} conc={conc} {:.0} op/s {:.1} us cpu/op {:?}", d as f64 / e, (cpu() - c0) / d as f64 * 1e6, db.grouped());
}
