use crate::world::*;
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zz() {
    let t = std::time::Instant::now();
    let a = World::sqlite().await;
    eprintln!("sqlite {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let b = World::postgres().await;
    eprintln!("pg {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let h = mette(&a).await;
    eprintln!("person {:?}", t.elapsed());
    let t = std::time::Instant::now();
    Visitor::default().code_for(&a, LIBRARY, &h).await;
    eprintln!("login sqlite {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let h = mette(&b).await;
    eprintln!("person pg {:?}", t.elapsed());
    let t = std::time::Instant::now();
    Visitor::default().code_for(&b, LIBRARY, &h).await;
    eprintln!("login pg {:?}", t.elapsed());
    let t = std::time::Instant::now();
    drop(a);
    eprintln!("drop sqlite {:?}", t.elapsed());
    let t = std::time::Instant::now();
    drop(b);
    eprintln!("drop pg {:?}", t.elapsed());
}
