//! Who may choose a password: whoever typed the temporary one, in that login and that browser,
//! once. A living session chooses none (security.md case 53).

use crate::world::*;
use lykill_core::id::LoginId;
use lykill_operations::Context;
use lykill_operations::answer::{Gone, Problem, StepAnswer};

/// What somebody wants it to be.
const OTHER: &str = "granbar-lyng-myr-44";

/// The wish is not even looked at, and the login stays where it is.
async fn nothing_comes_of_it(ctx: &Context, visitor: &Visitor, login: LoginId) {
    let before = format!("{:?}", visitor.look(ctx, login).await);
    let answer = visitor.new_password(ctx, login, OTHER).await;
    let passed = matches!(answer, StepAnswer::Next(_) | StepAnswer::Gone(_));
    assert!(passed, "{answer:?} at {before}");
    assert_eq!(format!("{:?}", visitor.look(ctx, login).await), before);
}

/// The password of before lets the holder in, and the other one does not.
async fn is_as_before(ctx: &Context, who: &Holder) {
    let mut visitor = Visitor::default();
    let login = visitor.begin(ctx, LIBRARY).await;
    let wish = (who.user_id.as_str(), OTHER);
    let refused = problem(visitor.password(ctx, login, wish).await);
    assert_eq!(refused, Problem::PasswordMismatch);
    Visitor::default().log_in(ctx, LIBRARY, who).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_053_a_living_session_changes_no_password_at_any_step() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = somebody(ctx, "Ola Vik", |_| {}).await;
        let mut inside = Visitor::default();
        let over = inside.log_in(ctx, LIBRARY, &holder).await;
        nothing_comes_of_it(ctx, &inside, over).await;
        let begun = inside.begin_anew(ctx).await;
        nothing_comes_of_it(ctx, &inside, begun).await;
        inside.choose(ctx, begun).await;
        nothing_comes_of_it(ctx, &inside, begun).await;
        // Who knows the password, too, is asked for the key and not for another password.
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        inside.password_again(ctx, begun, typed).await;
        inside.key_view(ctx, begun).await;
        nothing_comes_of_it(ctx, &inside, begun).await;
        is_as_before(ctx, &holder).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_053_the_temporary_password_lets_its_own_browser_choose_once() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let mut holder = newcomer(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.begin(ctx, LIBRARY).await;
        let wrong = (holder.user_id.as_str(), "abcd-efgh-jkmn");
        let refused = problem(visitor.password(ctx, login, wrong).await);
        assert_eq!(refused, Problem::PasswordMismatch);
        nothing_comes_of_it(ctx, &visitor, login).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password_again(ctx, login, typed).await;

        // Somebody else's browser, in which they are logged in.
        let other = somebody(ctx, "Siv Lie", |_| {}).await;
        let mut theirs = Visitor::default();
        theirs.log_in(ctx, LIBRARY, &other).await;
        let answer = theirs.new_password(ctx, login, OTHER).await;
        let is_theirs = matches!(answer, StepAnswer::Gone(Gone::OtherBrowser));
        assert!(is_theirs, "{answer:?}");

        let chosen = visitor.new_password(ctx, login, PASSWORD).await;
        assert!(matches!(chosen, StepAnswer::Next(_)), "{chosen:?}");
        // The form of before, sent again: before the key and after it.
        nothing_comes_of_it(ctx, &visitor, login).await;
        returned(visitor.right_key(ctx, login).await);
        nothing_comes_of_it(ctx, &visitor, login).await;
        PASSWORD.clone_into(&mut holder.password);
        is_as_before(ctx, &holder).await;
    })
    .await;
}
