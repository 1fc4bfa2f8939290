//! Passkeys: added after a login, waiting, stopped; and how they log in.

use crate::world::*;
use lykill_core::audit::AuditKind;
use lykill_core::effect::Notice;
use lykill_core::id::LoginId;
use lykill_core::time::{days, minutes};
use lykill_core::{EffectKind, Level};
use lykill_issuer::passkey::MOST;
use lykill_operations::answer::{PasskeyAsk, PasskeyProblem, Problem, StepAnswer, StepView};
use lykill_operations::authorize::AuthorizeAnswer;
use lykill_operations::login::PasskeyAnswer;
use lykill_operations::passkey::{
    AddRefusal, Added, NewPasskey, Own, OwnPasskeys, PasskeyRefusal, RemoveRefusal, Stop,
};
use lykill_operations::{Context, login, passkey, person};
use lykill_testkit::authenticator::{Ask, Passkey, VERIFIED, text};
use serde_json::json;
use std::time::Duration;

/// The origin of the world's issuer.
pub const ORIGIN: &str = "https://id.example";
/// The host for which its passkeys are.
pub const HOST: &str = "id.example";

impl Visitor {
    /// What the holder's own page shows.
    pub async fn own(&self, ctx: &Context) -> Box<OwnPasskeys> {
        match passkey::own(ctx, &self.browser).await.expect("a database") {
            Own::Holder(own) => own,
            Own::Nobody => panic!("somebody is logged in"),
        }
    }

    /// Adds a passkey, as the page's script does.
    pub async fn add(&self, ctx: &Context, key: &Passkey) -> Result<Added, AddRefusal> {
        let ask = self.own(ctx).await.ask.expect("it may be added");
        let new = created(key, &Ask::new(HOST, ORIGIN, &ask.challenge), ask.issued);
        self.post_new(ctx, &new).await
    }

    async fn post_new(&self, ctx: &Context, new: &NewPasskey) -> Result<Added, AddRefusal> {
        let added = passkey::add(ctx, &self.call(ctx), &self.browser, new).await;
        added.expect("a database")
    }

    /// A login with password and key, although a session may live.
    pub async fn by_card(&mut self, ctx: &Context, holder: &Holder) {
        let login = self.begin_anew(ctx).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        self.password(ctx, login, typed).await;
        returned(self.right_key(ctx, login).await);
    }

    /// A login up to the page of the passkey.
    pub async fn until_passkey(&mut self, ctx: &Context) -> LoginId {
        let login = self.begin_anew(ctx).await;
        let call = self.call(ctx);
        let chosen = login::choose_method(ctx, &call, login, &self.browser, "passkey");
        chosen.await.expect("a database");
        assert!(matches!(
            self.step(ctx, login).await,
            StepView::Passkey { .. }
        ));
        login
    }

    pub async fn ask(&self, ctx: &Context, login: LoginId) -> PasskeyAsk {
        let view = self.look(ctx, login).await.expect("a login");
        view.passkey.expect("a passkey may answer")
    }

    pub async fn show(
        &mut self,
        ctx: &Context,
        login: LoginId,
        shown: &PasskeyAnswer,
    ) -> StepAnswer {
        let call = self.call(ctx);
        let answer = login::answer_passkey(ctx, &call, login, &self.browser, shown).await;
        let answer = answer.expect("a database");
        self.keep_of(&answer);
        answer
    }

    /// Uses a passkey in the step that a login awaits.
    pub async fn use_passkey(
        &mut self,
        ctx: &Context,
        login: LoginId,
        (key, holder): (&mut Passkey, &Holder),
    ) -> StepAnswer {
        let ask = self.ask(ctx, login).await;
        let shown = used(
            key,
            holder,
            (&Ask::new(HOST, ORIGIN, &ask.challenge), ask.issued),
        );
        self.show(ctx, login, &shown).await
    }
}

fn created(key: &Passkey, ask: &Ask, issued: i64) -> NewPasskey {
    let (client_data, attestation_object) = key.create(ask);
    NewPasskey {
        label: "Mettes telefon".to_owned(),
        issued: issued.to_string(),
        client_data: text(&client_data),
        attestation_object: text(&attestation_object),
    }
}

pub fn used(key: &mut Passkey, holder: &Holder, (ask, issued): (&Ask, i64)) -> PasskeyAnswer {
    let used = key.get(ask);
    PasskeyAnswer {
        issued: issued.to_string(),
        credential: text(&key.id),
        client_data: text(&used.client_data),
        authenticator_data: text(&used.authenticator_data),
        signature: text(&used.signature),
        user_handle: text(&lykill_issuer::passkey::user_handle(holder.eid)),
    }
}

/// Where the first notice of a new passkey leads.
async fn stop_link(ctx: &Context) -> String {
    let told = outbox(ctx).await;
    let stop = told.iter().find_map(|effect| match effect {
        EffectKind::NoticeEmail {
            notice: Notice::PasskeyAdded { stop, .. },
            ..
        } => Some(stop.clone()),
        _ => None,
    });
    stop.expect("a notice")
}

/// Somebody who logged in with the card just now, in this browser.
async fn logged_in(ctx: &Context) -> (Holder, Visitor) {
    let holder = somebody(ctx, "Mette Hald", |_| {}).await;
    let mut visitor = Visitor::default();
    visitor.by_card(ctx, &holder).await;
    (holder, visitor)
}

/// The same, whose passkey is past its wait.
pub async fn with_passkey(world: &World, key: &Passkey) -> (Holder, Visitor) {
    let (holder, visitor) = logged_in(world).await;
    visitor.add(world, key).await.expect("added");
    pass(world, minutes(60));
    (holder, visitor)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_logs_in_alone_and_its_tokens_say_so() {
    on_both_engines(async |world| {
        for (mut key, word) in [(Passkey::synced(), "swk"), (Passkey::in_hardware(), "hwk")] {
            let (holder, mut visitor) = with_passkey(&world, &key).await;
            let login = visitor.until_passkey(&world).await;
            let answer = visitor
                .use_passkey(&world, login, (&mut key, &holder))
                .await;
            let told = claims(&redeem(&world, LIBRARY, &code_of(&returned(answer))).await);
            assert_eq!(told["acr"], "idporten-loa-substantial", "bound by a card");
            let amr = told["amr"].as_array().expect("a list");
            for word in [word, "user", "mfa", "passkey"] {
                assert!(amr.contains(&json!(word)), "{word}: {told}");
            }
        }
        assert_eq!(count(&world, AuditKind::PasskeyAdded).await, 2);
        assert_eq!(count(&world, AuditKind::PasskeyUsed).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_answers_in_the_field_of_the_user_id_and_instead_of_the_key() {
    on_both_engines(async |world| {
        let mut key = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let login = visitor.begin_anew(&world).await;
        visitor.choose(&world, login).await;
        let autofill = visitor.ask(&world, login).await;
        assert_eq!(autofill.credentials, Vec::<String>::new(), "anybody's");
        returned(
            visitor
                .use_passkey(&world, login, (&mut key, &holder))
                .await,
        );

        let login = visitor.begin_anew(&world).await;
        let typed = (holder.user_id.as_str(), holder.password.as_str());
        visitor.password(&world, login, typed).await;
        let instead = visitor.ask(&world, login).await;
        assert_eq!(instead.credentials, [text(&key.id)], "only the holder's");
        let answer = visitor
            .use_passkey(&world, login, (&mut key, &holder))
            .await;
        let told = claims(&redeem(&world, LIBRARY, &code_of(&returned(answer))).await);
        let amr = told["amr"].as_array().expect("a list");
        assert!(
            amr.contains(&json!("pwd")) && amr.contains(&json!("swk")),
            "{told}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_081_a_new_passkey_waits_and_the_notice_stops_it_without_a_login() {
    on_both_engines(async |world| {
        let (holder, mut visitor) = logged_in(&world).await;
        let mut key = Passkey::synced();
        let added = visitor.add(&world, &key).await.expect("added");
        let until = world.now() + minutes(60);
        assert_eq!(added.waits_until, Some(until));
        let login = visitor.until_passkey(&world).await;
        let answer = visitor
            .use_passkey(&world, login, (&mut key, &holder))
            .await;
        assert_eq!(
            problem(answer),
            Problem::Passkey(PasskeyProblem::Waits(until))
        );

        let stop = stop_link(&world).await;
        let secret = param(&stop, "token").expect("a secret");
        assert!(
            stop.starts_with("https://id.example/passkeys/stop?"),
            "{stop}"
        );
        let can = passkey::stoppable(&world, &secret)
            .await
            .expect("a database");
        assert!(matches!(can, Stop::Can(_)), "{can:?}");
        let call = command(&world);
        let stopped = passkey::stop(&world, &call, &secret).await;
        assert_eq!(stopped.expect("a database"), Stop::Ended);
        let nothing = passkey::stop(&world, &call, "guessed").await;
        assert_eq!(nothing.expect("a database"), Stop::Unknown);
        // Whoever added it is out.
        let own = passkey::own(&world, &visitor.browser).await;
        assert!(matches!(own.expect("a database"), Own::Nobody));
        pass(&world, minutes(60));
        let login = visitor.until_passkey(&world).await;
        let answer = visitor
            .use_passkey(&world, login, (&mut key, &holder))
            .await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Refused));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_081_a_passkey_that_a_passkey_bound_need_not_wait() {
    on_both_engines(async |world| {
        let mut first = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &first).await;
        let login = visitor.until_passkey(&world).await;
        returned(
            visitor
                .use_passkey(&world, login, (&mut first, &holder))
                .await,
        );
        let mut second = Passkey::in_hardware();
        let added = visitor.add(&world, &second).await.expect("added");
        assert_eq!(added.waits_until, None);
        let login = visitor.until_passkey(&world).await;
        let answer = visitor
            .use_passkey(&world, login, (&mut second, &holder))
            .await;
        returned(answer);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_081_stopping_a_passkey_ends_those_that_it_bound() {
    on_both_engines(async |world| {
        let mut first = Passkey::synced();
        let (holder, mut visitor) = logged_in(&world).await;
        visitor.add(&world, &first).await.expect("added");
        let secret = param(&stop_link(&world).await, "token").expect("a secret");
        pass(&world, minutes(60));
        let login = visitor.until_passkey(&world).await;
        let answer = visitor.use_passkey(&world, login, (&mut first, &holder));
        returned(answer.await);
        let mut second = Passkey::in_hardware();
        let added = visitor.add(&world, &second).await.expect("added");
        assert_eq!(added.waits_until, None);
        pass(&world, minutes(1));
        visitor.by_card(&world, &holder).await;
        let third = Passkey::synced();
        visitor.add(&world, &third).await.expect("added");

        let stopped = passkey::stop(&world, &command(&world), &secret).await;
        assert_eq!(stopped.expect("a database"), Stop::Ended);
        let listed = passkey::list(&world, &holder.user_id).await;
        let listed = listed.expect("a database").expect("known");
        let states: Vec<_> = listed.iter().map(|one| one.state).collect();
        assert_eq!(
            states,
            ["blocked", "blocked", "waiting"],
            "the card bound one"
        );
        let login = visitor.until_passkey(&world).await;
        let answer = visitor.use_passkey(&world, login, (&mut second, &holder));
        assert_eq!(
            problem(answer.await),
            Problem::Passkey(PasskeyProblem::Refused)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_below_the_asked_level_is_not_offered_in_place_of_the_key() {
    on_both_engines(async |world| {
        let low = somebody(&world, "Ola Vik", |new| new.proofed = Level::Low).await;
        let mut visitor = Visitor::default();
        visitor.by_card(&world, &low).await;
        let key = Passkey::synced();
        visitor.add(&world, &key).await.expect("added");
        pass(&world, minutes(60));
        let anew = ("prompt", "login");
        let substantial = ("acr_values", "idporten-loa-substantial");
        for (asked, is_offered) in [(vec![anew], true), (vec![anew, substantial], false)] {
            let login = match visitor.authorize(&world, LIBRARY, &asked).await {
                AuthorizeAnswer::Login(login, _) => login,
                other => panic!("a login expected, got {other:?}"),
            };
            let typed = (low.user_id.as_str(), low.password.as_str());
            visitor.password(&world, login, typed).await;
            let view = visitor.look(&world, login).await.expect("a login");
            assert!(matches!(view.step, StepView::Key(_)), "{:?}", view.step);
            assert_eq!(view.passkey.is_some(), is_offered, "{asked:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_that_was_removed_counts_for_a_day() {
    on_both_engines(async |world| {
        let (holder, mut visitor) = logged_in(&world).await;
        // A page from before the tenth, whose form is posted after it.
        let mut before = None;
        for _ in 0..MOST {
            before = visitor.own(&world).await.ask;
            pass(&world, Duration::from_millis(1));
            let key = Passkey::synced();
            visitor.add(&world, &key).await.expect("added");
            let id = visitor.own(&world).await.passkeys[0].id.to_string();
            let call = visitor.call(&world);
            let removed = passkey::remove(&world, &call, &visitor.browser, &id).await;
            assert_eq!(removed.expect("a database"), Ok(()));
        }
        let own = visitor.own(&world).await;
        assert!(own.passkeys.is_empty() && own.is_full && own.ask.is_none());
        let (key, ask) = (Passkey::synced(), before.expect("it might be added"));
        let new = created(&key, &Ask::new(HOST, ORIGIN, &ask.challenge), ask.issued);
        assert_eq!(visitor.post_new(&world, &new).await, Err(AddRefusal::Full));
        pass(&world, days(1));
        visitor.by_card(&world, &holder).await;
        visitor.add(&world, &key).await.expect("added");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_161_nothing_is_added_without_a_fresh_login_in_this_browser() {
    on_both_engines(async |world| {
        let (_, visitor) = logged_in(&world).await;
        let key = Passkey::synced();
        let ask = visitor.own(&world).await.ask.expect("it may be added");
        let page = Ask::new(HOST, ORIGIN, &ask.challenge);
        let new = created(&key, &page, ask.issued);
        let stranger = Visitor::default();
        assert_eq!(
            stranger.post_new(&world, &new).await,
            Err(AddRefusal::Nobody)
        );
        let nameless = NewPasskey {
            label: " ".to_owned(),
            ..new.clone()
        };
        assert_eq!(
            visitor.post_new(&world, &nameless).await,
            Err(AddRefusal::Label)
        );
        let unverified = key.saying(key.flags & !VERIFIED);
        let bad = created(&unverified, &page, ask.issued);
        assert_eq!(
            visitor.post_new(&world, &bad).await,
            Err(AddRefusal::Answer)
        );
        // The challenge went with it.
        assert_eq!(visitor.post_new(&world, &new).await, Err(AddRefusal::Late));
        pass(&world, minutes(11));
        assert_eq!(visitor.own(&world).await.ask, None);
        assert_eq!(
            visitor.post_new(&world, &new).await,
            Err(AddRefusal::NotFresh)
        );
        assert_eq!(count(&world, AuditKind::PasskeyAdded).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_and_blocked_passkeys_log_nobody_in() {
    on_both_engines(async |world| {
        let mut key = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let mut guest = Visitor::default();
        let other = somebody(&world, "Kari Moe", |_| {}).await;
        guest.by_card(&world, &other).await;
        visitor.by_card(&world, &holder).await;
        let shown = visitor.own(&world).await.passkeys;
        let id = shown.first().expect("one").id.to_string();
        let theirs = passkey::remove(&world, &guest.call(&world), &guest.browser, &id).await;
        assert_eq!(
            theirs.expect("a database"),
            Err(RemoveRefusal::NoSuchPasskey)
        );
        let removed = passkey::remove(&world, &visitor.call(&world), &visitor.browser, &id).await;
        assert_eq!(removed.expect("a database"), Ok(()));
        let login = visitor.until_passkey(&world).await;
        let answer = visitor
            .use_passkey(&world, login, (&mut key, &holder))
            .await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Refused));

        let second = Passkey::synced();
        visitor.by_card(&world, &holder).await;
        visitor.add(&world, &second).await.expect("added");
        let listed = passkey::list(&world, &holder.user_id)
            .await
            .expect("a database");
        let states: Vec<_> = listed.expect("known").iter().map(|one| one.state).collect();
        assert_eq!(states, ["blocked", "waiting"]);
        let id = visitor.own(&world).await.passkeys[0].id.to_string();
        let call = command(&world);
        for expected in [Ok(()), Err(PasskeyRefusal::NoSuchPasskey)] {
            let blocked = passkey::block(&world, &call, (&id, "lost")).await;
            assert_eq!(blocked.expect("a database"), expected);
        }
        let own = passkey::own(&world, &visitor.browser).await;
        assert!(matches!(own.expect("a database"), Own::Nobody), "it is out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_030_a_blocked_eid_ends_its_passkeys() {
    on_both_engines(async |world| {
        let mut key = Passkey::synced();
        let (holder, mut visitor) = with_passkey(&world, &key).await;
        let login = visitor.until_passkey(&world).await;
        let blocked = person::block(&world, &command(&world), &holder.user_id, "lost").await;
        blocked.expect("a database").expect("blocked");
        let answer = visitor
            .use_passkey(&world, login, (&mut key, &holder))
            .await;
        assert_eq!(problem(answer), Problem::Passkey(PasskeyProblem::Refused));
        let listed = passkey::list(&world, &holder.user_id)
            .await
            .expect("a database");
        let reason = listed.expect("known")[0].reason.clone();
        assert_eq!(reason.as_deref(), Some("eid-blocked"));
    })
    .await;
}
