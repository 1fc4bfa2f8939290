//! A register that answers garbage: nothing of it is taken, and who is in it already goes on.

use crate::world::*;
use lykill_operations::Context;
use lykill_operations::answer::{StepAnswer, StepView};
use lykill_operations::company::{self, ImportRefusal};

/// What a register may send when it is broken.
const GARBAGE: [&[u8]; 8] = [
    b"",
    b"\0\0\0\0",
    b"\xff\xfe employee_id,name,national_id,work_email\n",
    b"<!doctype html><title>502 Bad Gateway</title>",
    b"{\"error\":\"try again later\"}",
    b"name,employee_id\nMette Hald,E1\n",
    // Cut off in the middle of the second row.
    b"employee_id,name,national_id,work_email\nE1,Somebody Else,,new@nordvik.example\nE2,Ol",
    b"employee_id,name,national_id,work_email\nE1,A,,not an address\n",
];

async fn comes_in(ctx: &Context, holder: &Holder) {
    let code = Visitor::default().code_for(ctx, PORTAL, holder).await;
    let seen = claims(&redeem(ctx, PORTAL, &code).await);
    assert_eq!(seen["work_email"], METTE_WORK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_219_garbage_of_a_register_changes_nothing_and_logins_go_on() {
    on_both_engines(async |world| {
        let ctx = &*world;
        let holder = mette(ctx).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &holder).await;
        assert!(matches!(visitor.step(ctx, login).await, StepView::Link(_)));
        visitor.send(ctx, login).await;
        let code = mailed_code(ctx).await;
        let linked = visitor.code(ctx, login, &code).await;
        assert!(matches!(linked, StepAnswer::Next(_)), "{linked:?}");
        comes_in(ctx, &holder).await;
        for garbage in GARBAGE {
            let answer = company::import_employees(ctx, &command(ctx), COMPANY, garbage).await;
            let refused = answer.expect("a database").expect_err("garbage");
            assert!(matches!(refused, ImportRefusal::Rows(_)), "{refused:?}");
            comes_in(ctx, &holder).await;
        }
        // Fail closed: nobody whom the broken register named is an employee.
        let somebody = somebody(ctx, "Somebody Else", |_| {}).await;
        let mut visitor = Visitor::default();
        let login = visitor.log_in(ctx, PORTAL, &somebody).await;
        let step = visitor.step(ctx, login).await;
        assert!(!matches!(step, StepView::Link(_)), "{step:?}");
    })
    .await;
}
