//! More passwords than can be checked: who is sent away loses nothing.

use crate::world::*;
use lykill_core::Secret;
use lykill_operations::answer::StepAnswer;
use lykill_operations::{authorize, login};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_050_whom_we_have_no_time_for_loses_no_try_and_begins_no_login() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        visitor.choose(ctx, login).await;
        let mut taken = Vec::new();
        while let Ok(place) = ctx.hasher.place() {
            taken.push(place);
        }
        for _ in 0..6 {
            let typed = (
                holder.user_id.as_str(),
                Secret::new(holder.password.clone()),
            );
            let call = visitor.call(ctx);
            let busy = login::answer_password(ctx, &call, login, &visitor.browser, typed).await;
            assert!(busy.is_err_and(|error| error.is_busy()));
        }
        let stranger = Visitor::default();
        let (call, asked) = (stranger.call(ctx), request(LIBRARY, &[]));
        let busy = authorize::start(ctx, &call, &asked, &stranger.browser).await;
        assert!(busy.is_err_and(|error| error.is_busy()));
        drop(taken);
        // Five wrong tries would have made the sixth wait.
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        let answer = visitor.password_again(ctx, login, typed).await;
        assert!(matches!(answer, StepAnswer::Next(_)), "{answer:?}");
        Visitor::default().begin(ctx, LIBRARY).await;
    })
    .await;
}
