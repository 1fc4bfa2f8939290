//! People of a deployment, registered by the operations that the command line calls.

use super::World;
use crate::KeyCard;
use jiff::civil::Date;
use lykill_core::id::PersonId;
use lykill_core::{Language, Level, NationalId, Profile, Secret};
use lykill_operations::person::NewPerson;
use lykill_operations::{company, demo, person};

/// The employer of people who have one.
pub const COMPANY: &str = "fjordvik";

/// Somebody who is to be registered.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The name on letters.
    pub name: String,
    /// The user id.
    pub user_id: String,
    /// The own password; without one a temporary one is posted.
    pub password: Option<String>,
    /// The day of birth.
    pub birth_date: Date,
    /// The national number.
    pub national_id: Option<String>,
    /// The address for notices.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The work address in the register of the company.
    pub work_email: Option<String>,
}

/// Somebody who is registered, with the card that came by post.
#[derive(Debug, Clone)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The user id.
    pub user_id: String,
    /// The password, the temporary one before activation.
    pub password: String,
    /// The national number; empty without one.
    pub national_id: String,
    /// The address for notices; empty without one.
    pub email: String,
    /// The work address; empty without one.
    pub work_email: String,
    /// The first card.
    pub card: KeyCard,
}

impl Newcomer {
    /// An employee with a password of their own, distinct by a number from 1 to 99.
    pub fn employee(number: u32) -> Self {
        Self {
            name: format!("Mette Hald {}", roman(number)),
            user_id: format!("mette-hald-{number:02}"),
            password: Some(format!("gul-traktor-{number:02}-under-eika")),
            birth_date: Date::constant(1980, 2, 29),
            national_id: Some(made_up(Date::constant(1980, 2, 29), number)),
            email: Some(format!("mette{number:02}@hjemme.example")),
            phone: Some(format!("+47 900 00 1{number:02}")),
            work_email: Some(format!("mette.hald{number:02}@fjordvik.example")),
        }
    }
}

/// The number-th made-up national number of that day.
fn made_up(born: Date, number: u32) -> String {
    let serial = usize::try_from(number).unwrap();
    let id = NationalId::synthetic(Profile::TestNo, born, serial).unwrap();
    id.digits().to_owned()
}

/// Names have no digits.
fn roman(number: u32) -> String {
    let tens = "X".repeat(usize::try_from(number / 10).unwrap());
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    tens + ones
        .get(usize::try_from(number % 10).unwrap())
        .copied()
        .unwrap_or_default()
}

impl World {
    /// An employee of the company with a card in hand: can log in and link.
    pub async fn ready(&self) -> Person {
        self.person(Newcomer::employee(1)).await
    }

    /// Registers somebody, with the company's register if there is a work address, and waits for
    /// the card.
    pub async fn person(&self, new: Newcomer) -> Person {
        let added = person::add(&self.ctx, &self.call(), registration(&new))
            .await
            .unwrap();
        let added = added.unwrap();
        if let Some(work_email) = &new.work_email {
            self.employ(&new, work_email).await;
        }
        self.ctx.db.notify(lykill_store::Channel::Outbox);
        let password = match &new.password {
            Some(own) => own.clone(),
            None => self.printer().temporary_password(&new.name).await,
        };
        Person {
            id: added.person,
            card: self.printer().card(&new.name).await,
            name: new.name,
            user_id: added.user_id,
            password,
            national_id: new.national_id.unwrap_or_default(),
            email: new.email.unwrap_or_default(),
            work_email: new.work_email.unwrap_or_default(),
        }
    }

    /// Adds the company, once.
    pub async fn company(&self) {
        let new = company::NewCompany {
            id: COMPANY.to_owned(),
            name: "Fjordvik kommune".to_owned(),
            payroll_name: "Lønn, Fjordvik kommune".to_owned(),
            payroll_email: "lonn@fjordvik.example".to_owned(),
            payroll_phone: "75 00 00 00".to_owned(),
        };
        let _there_already = company::add(&self.ctx, &self.call(), new).await.unwrap();
    }

    async fn employ(&self, new: &Newcomer, work_email: &str) {
        self.company().await;
        let national_id = new.national_id.as_deref().unwrap_or_default();
        let csv = format!(
            "employee_id,name,national_id,work_email\n{},{},{national_id},{work_email}\n",
            new.user_id, new.name
        );
        let imported =
            company::import_employees(&self.ctx, &self.call(), COMPANY, csv.as_bytes()).await;
        imported.unwrap().unwrap();
    }

    /// Really uses a card up until so many keys are left.
    pub async fn spend_keys(&self, person: &Person, left: u32) {
        let spent = demo::spend_keys(&self.ctx, &person.user_id, left)
            .await
            .unwrap();
        assert_eq!(spent, Some(left));
    }
}

fn registration(new: &Newcomer) -> NewPerson {
    NewPerson {
        name: new.name.clone(),
        birth_date: new.birth_date,
        national_id: new.national_id.clone(),
        email: new.email.clone(),
        phone: new.phone.clone(),
        address: vec!["Strandgata 1".to_owned(), "8610 Fjordvik".to_owned()],
        language: Language::Nb,
        user_id: Some(new.user_id.clone()),
        password: new.password.clone().map(Secret::new),
        proofed: Level::High,
        is_protected: false,
        // Tests choose birth dates without numbers to match.
        birth_date_from_register: true,
    }
}
