//! Bits of the database file that turned over on the disk. SQLite has no checksum of its pages, so
//! not each of them is found; none of them may let somebody in.

use crate::world::*;
use lykill_core::random;
use lykill_operations::answer::{StepAnswer, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::{Context, audit, authorize, card, login};
use lykill_store::backup;
use lykill_testkit::SeededRng;

/// How many bits are turned over, one at a time.
const FLIPS: usize = 200;

/// What became of a flip.
#[derive(Debug, Default)]
struct Tally {
    start: usize,
    integrity: usize,
    chain: usize,
    refused: usize,
    unseen: usize,
}

/// Whether somebody comes to the key step, or why that could not be tried.
async fn comes_to_the_key(
    ctx: &Context,
    holder: &Holder,
    password: &str,
) -> Result<bool, lykill_operations::Error> {
    let mut visitor = Visitor::default();
    let query = request(LIBRARY, &[]);
    let call = visitor.call(ctx);
    let begun = authorize::start(ctx, &call, &query, &visitor.browser).await?;
    let AuthorizeAnswer::Login(id, cookies) = begun else {
        return Ok(false);
    };
    visitor.keep(cookies);
    login::choose_method(ctx, &call, id, &visitor.browser, "key-card").await?;
    let typed = (holder.user_id.as_str(), lykill_core::Secret::from(password));
    let answer = login::answer_password(ctx, &call, id, &visitor.browser, typed).await?;
    if !matches!(answer, StepAnswer::Next(_)) {
        return Ok(false);
    }
    let view = login::view(ctx, id, &visitor.browser).await?;
    Ok(view.is_ok_and(|view| matches!(view.step, StepView::Key(_))))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_223_a_flipped_bit_of_the_file_lets_nobody_in() {
    let world = World::sqlite().await;
    let holder = somebody(&world, "Ola Vik", |_| {}).await;
    let shut_out = somebody(&world, "Kari Moe", |_| {}).await;
    Visitor::default().log_in(&world, LIBRARY, &holder).await;
    let label = cards(&world, shut_out.eid).await[0].label.to_string();
    let blocked = card::block(&world, &command(&world), &label, "stjålet").await;
    blocked.expect("a database").expect("a card");
    while audit::sequence(&world).await.expect("a database") > 0 {}
    let witness = [audit::head(&world)
        .await
        .expect("a database")
        .expect("a chain")];
    let copy = world.home().join("copy");
    backup::snapshot(&world.db, copy.clone())
        .await
        .expect("a copy");
    let whole = std::fs::read(&copy).expect("the copy");
    let (rng, mut tally) = (SeededRng::new(223), Tally::default());
    for flip in 0..FLIPS {
        let place = u64::from_be_bytes(random::bytes(&rng)) % (whole.len() as u64 * 8);
        let place = usize::try_from(place).expect("a place");
        let mut flipped = whole.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        let path = world.home().join(format!("flip-{flip}.db"));
        std::fs::write(&path, flipped).expect("written");
        let Ok(ctx) = world.open_beside(&path).await else {
            tally.start += 1;
            continue;
        };
        let wrong = comes_to_the_key(&ctx, &holder, "feil-passord-77").await;
        assert!(
            !matches!(wrong, Ok(true)),
            "bit {place}: a wrong password was taken"
        );
        let blocked = comes_to_the_key(&ctx, &shut_out, PASSWORD).await;
        assert!(
            !matches!(blocked, Ok(true)),
            "bit {place}: a blocked card is asked for"
        );
        let right = comes_to_the_key(&ctx, &holder, PASSWORD).await;
        match (audit::verify(&ctx, &witness).await, &right) {
            _ if ctx.db.integrity().await.is_err() => tally.integrity += 1,
            (Ok(found), Ok(true)) if found.fault.is_none() => tally.unseen += 1,
            (Ok(found), _) if found.fault.is_none() => tally.refused += 1,
            _ => tally.chain += 1,
        }
        let _ = std::fs::remove_file(&path);
    }
    eprintln!("{tally:?}");
    let later = tally.integrity + tally.chain + tally.refused;
    assert!(tally.start > 0 && later > 0, "{tally:?}");
}
