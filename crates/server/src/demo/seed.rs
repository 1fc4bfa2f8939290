//! Making the demo's world with the operations that a real deployment uses. A start that was cut
//! off is finished by the next one: what is there already stays as it is.

use super::DemoError;
use super::people::{LOW_CARD, READY, TWO_EMPLOYERS, TestPerson};
use super::state::State;
use lykill_core::id::RequestId;
use lykill_core::{Language, Level, Secret, random};
use lykill_issuer::types::TokenPurpose;
use lykill_operations::company::{CompanyRefusal, NewCompany};
use lykill_operations::order::Asked;
use lykill_operations::otp_token::{SeedText, TokenRefusal};
use lykill_operations::person::{NewPerson, PersonRefusal};
use lykill_operations::{Call, Context, client, company, demo, otp_token, person, pin_letter};
use serde_json::{Value, json};

/// The municipality.
pub(super) const FJORDVIK: &str = "fjordvik";
/// The second employer.
const HAVNBYGG: &str = "havnbygg";
/// The municipality's service.
pub(super) const PORTAL_CLIENT: &str = "fjordvik-min-lonn";
/// The devices of the one who has everything.
const VIEWER: &str = "DEMO-1";
const DEVICE: &str = "DEMO-2";
/// Keys that the nearly used-up card has left: the next login reaches 20 and orders a new one.
const LOW_CARD_KEYS: u32 = 21;

/// Makes what is not there yet.
pub(super) async fn seed(ctx: &Context, state: &State) -> Result<(), DemoError> {
    let call = Call {
        request: RequestId::new(ctx.now(), ctx.rng.as_ref()),
        peer: None,
    };
    companies(ctx, &call).await?;
    for one in &state.people {
        add(ctx, &call, one).await?;
    }
    registers(ctx, &call, &state.people).await?;
    for metadata in clients(state) {
        register(ctx, &call, metadata).await?;
    }
    if let Some(ready) = state.people.iter().find(|one| one.id == READY) {
        devices(ctx, &call, &ready.user_id).await?;
    }
    if let Some(two) = state.people.iter().find(|one| one.id == TWO_EMPLOYERS) {
        letter(ctx, &call, &two.user_id).await?;
    }
    if let Some(low) = state.people.iter().find(|one| one.id == LOW_CARD) {
        demo::spend_keys(ctx, &low.user_id, LOW_CARD_KEYS).await?;
    }
    Ok(())
}

/// A key viewer and a code device, with secrets that are nobody else's: made up once, and kept when
/// the demo is started again.
async fn devices(ctx: &Context, call: &Call, user_id: &str) -> Result<(), DemoError> {
    let secret = || {
        let bytes: [u8; 20] = random::bytes(ctx.rng.as_ref());
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let (viewer, device) = (secret(), secret());
    let text = format!("serial,type,secret\n{VIEWER},hotp,{viewer}\n{DEVICE},hotp,{device}\n");
    let file = SeedText {
        text: Secret::new(text),
        key: None,
        dry_run: false,
    };
    otp_token::import(ctx, call, &file)
        .await?
        .map_err(refused)?;
    for (serial, purpose) in [
        (VIEWER, TokenPurpose::KeyViewer),
        (DEVICE, TokenPurpose::CodeDevice),
    ] {
        match otp_token::assign(ctx, call, (serial, user_id), purpose).await? {
            Ok(_) | Err(TokenRefusal::HasOne(_) | TokenRefusal::NotInStock) => {}
            // A kept demo in which this person was blocked, or took another user id.
            Err(TokenRefusal::EidBlocked | TokenRefusal::NoSuchUserId) => {}
            Err(refusal) => return Err(refused(refusal)),
        }
    }
    Ok(())
}

/// A letter of codes, once: one that was ordered when the demo was started before is enough.
async fn letter(ctx: &Context, call: &Call, user_id: &str) -> Result<(), DemoError> {
    let letters = pin_letter::list(ctx, user_id).await?.map_err(refused)?;
    if letters.is_empty() {
        let ordered = pin_letter::order(ctx, call, user_id, Asked::default()).await?;
        ordered.map_err(refused)?;
    }
    Ok(())
}

fn refused(refusal: impl std::fmt::Display) -> DemoError {
    DemoError::Seed(refusal.to_string())
}

async fn companies(ctx: &Context, call: &Call) -> Result<(), DemoError> {
    let new = |id: &str, name: &str, domain: &str, phone: &str| NewCompany {
        id: id.to_owned(),
        name: name.to_owned(),
        payroll_name: "Lønn og personal".to_owned(),
        payroll_email: format!("lonn@{domain}"),
        payroll_phone: phone.to_owned(),
    };
    for new in [
        new(
            FJORDVIK,
            "Fjordvik kommune",
            "fjordvik.example",
            "+47 51 00 00 00",
        ),
        new(
            HAVNBYGG,
            "Havn Bygg AS",
            "havnbygg.example",
            "+47 51 00 00 99",
        ),
    ] {
        match company::add(ctx, call, new).await? {
            Ok(_) | Err(CompanyRefusal::Taken) => {}
            Err(refusal) => return Err(refused(refusal)),
        }
    }
    Ok(())
}

async fn add(ctx: &Context, call: &Call, one: &TestPerson) -> Result<(), DemoError> {
    let new = NewPerson {
        name: one.name.clone(),
        birth_date: one.birth_date,
        national_id: one.national_id.clone(),
        email: one.email.clone(),
        phone: one.phone.clone(),
        address: vec!["Strandgata 7".to_owned(), "9900 Fjordvik".to_owned()],
        language: Language::Nb,
        user_id: Some(one.user_id.clone()),
        password: one.password.clone().map(Secret::new),
        proofed: Level::Substantial,
        is_protected: false,
        birth_date_from_register: false,
    };
    match person::add(ctx, call, new).await? {
        Ok(_) | Err(PersonRefusal::UserIdTaken | PersonRefusal::NationalIdTaken) => Ok(()),
        Err(refusal) => Err(refused(format!("{}: {refusal}", one.id))),
    }
}

async fn registers(ctx: &Context, call: &Call, people: &[TestPerson]) -> Result<(), DemoError> {
    let fjordvik = people
        .iter()
        .filter_map(|one| Some((one, one.work_email.clone()?)));
    import(ctx, call, FJORDVIK, fjordvik).await?;
    let second = people.iter().filter(|one| one.id == TWO_EMPLOYERS);
    let second = second.filter_map(|one| {
        let address = one.work_email.as_ref()?.replace("fjordvik", HAVNBYGG);
        Some((one, address))
    });
    import(ctx, call, HAVNBYGG, second).await
}

async fn import(
    ctx: &Context,
    call: &Call,
    company: &str,
    employees: impl Iterator<Item = (&TestPerson, String)>,
) -> Result<(), DemoError> {
    let mut csv = "employee_id,name,national_id,work_email\n".to_owned();
    for (index, (one, address)) in employees.enumerate() {
        let number = one.national_id.as_deref().unwrap_or_default();
        csv.push_str(&format!(
            "{},{},{number},{address}\n",
            100 + index,
            one.name
        ));
    }
    let imported = company::import_employees(ctx, call, company, csv.as_bytes()).await?;
    imported.map(drop).map_err(refused)
}

/// The municipality's service, the second employer's and a bank. The last two are for whoever
/// tries an own program: public clients that answer on any port of this machine (RFC 8252).
fn clients(state: &State) -> [Value; 3] {
    let portal = format!("http://localhost:{}", state.portal_port);
    let own = |id: &str, name: &str| {
        json!({
            "client_id": id,
            "client_name": name,
            "application_type": "native",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "post_logout_redirect_uris": ["http://127.0.0.1/logged-out"],
            "token_endpoint_auth_method": "none",
        })
    };
    let mut employer = own("havnbygg-timer", "Timeliste");
    merge(
        &mut employer,
        json!({
            "lykill_sector": "employer",
            "lykill_company": HAVNBYGG,
            "lykill_require_linked_email": true,
        }),
    );
    let mut bank = own("fjordbank", "Fjordbanken");
    merge(&mut bank, json!({ "lykill_sector": "bank" }));
    let municipality = json!({
        "client_id": PORTAL_CLIENT,
        "client_secret": state.portal_secret,
        "client_name": "Min lønn",
        "client_uri": format!("{portal}/"),
        "redirect_uris": [format!("{portal}/callback")],
        "post_logout_redirect_uris": [format!("{portal}/logged-out")],
        "backchannel_logout_uri": format!("{portal}/backchannel-logout"),
        "backchannel_logout_session_required": true,
        "token_endpoint_auth_method": "client_secret_basic",
        "lykill_sector": "employer",
        "lykill_company": FJORDVIK,
        "lykill_require_linked_email": true,
        "lykill_claims": [],
    });
    [municipality, employer, bank]
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

async fn register(ctx: &Context, call: &Call, metadata: Value) -> Result<(), DemoError> {
    let id = metadata
        .get("client_id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let known = client::list(ctx).await?;
    if known.iter().any(|client| client.client_id.as_str() == id) {
        return Ok(());
    }
    match client::add(ctx, call, metadata).await? {
        Ok(_) => Ok(()),
        Err(errors) => Err(refused(format!(
            "{id}: {}",
            errors.to_string().replace('\n', "; ")
        ))),
    }
}
