//! Rows to store: each number gives another one.

use crate::engines::leak;
use lykill_broker::types::{Link, Login, LoginState, Session};
use lykill_core::id::{CardId, ClientId, CompanyId, EidId, LinkId, LoginId, PersonId, SessionId};
use lykill_core::{
    DisplayName, Factor, Language, Level, Lookup, MethodKind, Profile, Rng, Sealed, Timestamp,
};
use lykill_issuer::types::{
    Card, CardKind, CardLabel, CardState, Company, Eid, EidState, EmailAddress, Employee,
    PayrollContact, Person, SealedNationalId, StoredHash, UserId,
};
use lykill_oauth::types::{
    AccessGrant, AuthorizeRequest, ClaimsRequest, Client, CodeGrant, Prompt, ResponseMode, Scope,
};
use lykill_store::{Db, card_insert, company_insert, eid_insert, person_insert};
use lykill_testkit::SeededRng;
use std::time::Duration;

pub const NOW: Timestamp = Timestamp::from_seconds(1_768_464_000);

pub fn rng(seed: u64) -> SeededRng {
    SeededRng::new(seed)
}

/// The moment that is so many seconds after [`NOW`].
pub fn after(seconds: u64) -> Timestamp {
    NOW + Duration::from_secs(seconds)
}

pub fn hash(number: u64) -> [u8; 32] {
    lykill_core::random::bytes(&rng(number ^ 0x4a5b))
}

pub fn lookup(number: u64) -> Lookup {
    Lookup(hash(number).to_vec())
}

pub fn sealed(number: u64) -> Sealed {
    let mut bytes = vec![0; 60];
    rng(number).fill(&mut bytes);
    Sealed(bytes)
}

pub fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

pub fn person(number: u64) -> Person {
    Person {
        id: PersonId::new(after(number), &rng(number)),
        name: name("Áile Såstad"),
        birth_date: "2001-02-28".parse().unwrap(),
        national_id: Some(SealedNationalId {
            sealed: sealed(number),
            lookup: lookup(number),
        }),
        email: Some(EmailAddress::from_checked("aile@post.example".to_owned())),
        phone: Some("+47 55 55 55 55".to_owned()),
        address: vec!["Storgata 1".to_owned(), "9999 Fjordvik".to_owned()],
        language: Profile::TestNo.language(),
        is_protected: false,
        created_at: after(number),
    }
}

pub fn eid(person: &Person, number: u64) -> Eid {
    Eid {
        id: EidId::new(after(number), &rng(number)),
        person: person.id,
        user_id: UserId::from_normal(format!("user{number}")),
        proofed: Level::Substantial,
        state: EidState::Active {
            password: StoredHash(format!("hash {number}")),
        },
        card_threshold: 20,
        created_at: after(number),
    }
}

pub fn card(eid: &Eid, number: u64) -> Card {
    Card {
        id: CardId::new(after(number), &rng(number)),
        eid: eid.id,
        kind: CardKind::KeyCard,
        label: CardLabel(format!("R{number:03}-882")),
        secret: sealed(number),
        state: CardState::Dormant,
        pinned: None,
        used: 0,
        successor_ordered: false,
        ordered_at: after(number),
    }
}

pub fn company(number: u64) -> Company {
    Company {
        id: format!("company-{number}").parse().unwrap(),
        name: name("Fjordvik kommune"),
        payroll: PayrollContact {
            name: name("Lønn"),
            email: EmailAddress::from_checked("lonn@fjordvik.example".to_owned()),
            phone: "77 00 00 00".to_owned(),
        },
        created_at: after(number),
    }
}

pub fn employee(company: &CompanyId, number: u64) -> Employee {
    Employee {
        company: company.clone(),
        employee_id: format!("E{number:04}"),
        name: name("Aile Sastad"),
        national_id: Some(SealedNationalId {
            sealed: sealed(number),
            lookup: lookup(number),
        }),
        work_email: EmailAddress::from_checked(format!("e{number}@fjordvik.example")),
    }
}

pub fn link(person: PersonId, company: &CompanyId, number: u64) -> Link {
    Link {
        id: LinkId::new(after(number), &rng(number)),
        person,
        company: company.clone(),
        employee_id: format!("E{number:04}"),
        work_email: format!("e{number}@fjordvik.example"),
        linked_at: after(number),
    }
}

pub fn client_id() -> ClientId {
    "min-lonn".parse().unwrap()
}

pub fn login(number: u64) -> Login {
    Login {
        id: LoginId::new(after(number), &rng(number)),
        client: client_id(),
        browser: hash(number).to_vec(),
        asked: Level::Substantial,
        language: Language::Nb,
        state: LoginState::Method,
        created_at: after(number),
        expires_at: after(number + 3600),
        version: 0,
    }
}

pub fn session(eid: &Eid, number: u64) -> Session {
    Session {
        id: SessionId::new(after(number), &rng(number)),
        person: eid.person,
        eid: eid.id,
        level: Level::Substantial,
        only_client: None,
        method: MethodKind::KeyCard,
        method_name: "guest-card".to_owned(),
        factors: vec![Factor::Pwd, Factor::Otp],
        authenticated_at: after(number),
        last_seen_at: after(number),
        ended_at: None,
    }
}

pub fn request() -> AuthorizeRequest {
    AuthorizeRequest {
        client_id: client_id(),
        redirect_uri: "https://fjordvik.example/callback".parse().unwrap(),
        response_mode: ResponseMode::FormPost,
        state: Some("state with æ".to_owned()),
        nonce: Some("nonce".to_owned()),
        scope: [Scope::OpenId, Scope::Profile].into_iter().collect(),
        code_challenge: "c".repeat(43),
        prompt: Prompt::default(),
        max_age: Some(300),
        minimum: Some(Level::Substantial),
        claims: ClaimsRequest::default(),
        languages: vec![Language::Da],
        login_hint: None,
        subject: None,
        sso_isolated: true,
    }
}

pub fn code_grant(session: SessionId, person: PersonId) -> CodeGrant {
    let request = request();
    CodeGrant {
        client_id: request.client_id,
        redirect_uri: request.redirect_uri,
        code_challenge: request.code_challenge,
        nonce: request.nonce,
        scope: request.scope,
        claims: request.claims,
        person,
        sub: "subject".to_owned(),
        session,
        sid: "sid".to_owned(),
        minimum: Some(Level::Substantial),
        acr: Level::Substantial,
        amr: vec!["pwd".to_owned(), "otp".to_owned()],
        auth_time: NOW,
        work_email: Some("e1@fjordvik.example".to_owned()),
        rights: Some(lykill_core::Rights::Look),
        issued_at: NOW,
        expires_at: after(60),
    }
}

pub fn access_grant(session: SessionId, person: PersonId) -> AccessGrant {
    let code = code_grant(session, person);
    AccessGrant::from_code(&code, NOW, Duration::from_secs(120))
}

/// A client as its stored JSON reads.
pub fn client(id: &str) -> Client {
    let body = format!(
        r#"{{"client_id": "{id}", "client_name": "Min lønn",
            "redirect_uris": ["https://fjordvik.example/callback"],
            "token_endpoint_auth_method": "client_secret_basic",
            "sector": "host:fjordvik.example"}}"#
    );
    serde_json::from_str(&body).unwrap()
}

/// A stored person with an eID and an active card.
pub struct Holder {
    pub person: Person,
    pub eid: Eid,
    pub card: Card,
}

pub async fn holder(db: &Db, number: u64) -> &'static Holder {
    let person = person(number);
    let eid = eid(&person, number);
    let card = Card {
        state: CardState::Active,
        ..card(&eid, number)
    };
    let holder = leak(Holder { person, eid, card });
    write!(db, tx => {
        assert!(person_insert(tx, &holder.person).await?.is_spent());
        assert!(eid_insert(tx, &holder.eid).await?.is_spent());
        card_insert(tx, &holder.card).await?;
    });
    holder
}

pub async fn stored_company(db: &Db, number: u64) -> &'static Company {
    let company = leak(company(number));
    assert!(write!(db, tx => company_insert(tx, company).await?).is_spent());
    company
}
