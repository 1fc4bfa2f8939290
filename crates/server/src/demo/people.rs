//! The test people: who they are and what each is for.

use super::DemoError;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use lykill_core::{NationalId, Profile};
use serde::{Deserialize, Serialize};

/// A test person, as `GET /demo/people` shows them; what somebody lacks is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestPerson {
    /// The stable name in tests: `ready`, `teen`.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they log in with.
    pub user_id: String,
    /// Their own password; none while a posted temporary one is all they have.
    pub password: Option<String>,
    /// A made-up national number.
    pub national_id: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// Their own address.
    pub email: Option<String>,
    /// The address in their employer's register.
    pub work_email: Option<String>,
    /// The civil date of birth.
    pub birth_date: Date,
    /// What this person is for.
    pub note: String,
}

/// The ids, in the order of the list.
pub(super) const READY: &str = "ready";
pub(super) const LOW_CARD: &str = "low-card";
pub(super) const NOT_ACTIVATED: &str = "not-activated";
pub(super) const TEEN: &str = "teen";
pub(super) const NO_NUMBER: &str = "no-number";
pub(super) const TWO_EMPLOYERS: &str = "two-employers";

/// What is written down about somebody; the rest follows from it.
struct Sketch {
    id: &'static str,
    name: &'static str,
    /// The part of user id and addresses.
    word: &'static str,
    /// None is 14 years and 100 days ago.
    born: Option<Date>,
    password: Option<&'static str>,
    works: bool,
    has_number: bool,
    note: &'static str,
}

/// The six.
const SKETCHES: [Sketch; 6] = [
    Sketch {
        id: READY,
        name: "Mette Hald",
        word: "mette.hald",
        born: Some(date(1984, 6, 15)),
        password: Some("lyngen-granbar-44"),
        works: true,
        has_number: true,
        note: "Has everything. Start here: log in to Min lønn with the key card in the post.",
    },
    Sketch {
        id: LOW_CARD,
        name: "Jonas Lie",
        word: "jonas.lie",
        born: Some(date(1975, 3, 2)),
        password: Some("torsk-klokka-17"),
        works: true,
        has_number: true,
        note: "21 keys left: the next login orders a new card, which comes by post.",
    },
    Sketch {
        id: NOT_ACTIVATED,
        name: "Åse Berg",
        word: "ase.berg",
        born: Some(date(1990, 11, 23)),
        password: None,
        works: true,
        has_number: true,
        note: "New: the temporary password and the key card are in the post, never used.",
    },
    Sketch {
        id: TEEN,
        name: "Sander Vik",
        word: "sander.vik",
        born: None,
        password: Some("rullebrett-regn-9"),
        works: false,
        has_number: true,
        note: "14 years old: refused at an employer's service, let in at the bank.",
    },
    Sketch {
        id: NO_NUMBER,
        name: "Amal Nassar",
        word: "amal.nassar",
        born: Some(date(1996, 1, 9)),
        password: Some("tolv-hester-blues-3"),
        works: false,
        has_number: false,
        note: "Has no national number: refused at an employer's service, let in at the bank.",
    },
    Sketch {
        id: TWO_EMPLOYERS,
        name: "Ingrid Moe",
        word: "ingrid.moe",
        born: Some(date(1981, 9, 30)),
        password: Some("brygga-kaffe-okto-8"),
        works: true,
        has_number: true,
        note: "Works for Fjordvik kommune and for Havn Bygg (ingrid.moe@havnbygg.example): \
               each employer has its own link.",
    },
];

/// All six, for somebody who looks on `today`.
pub(super) fn all(today: Date) -> Result<Vec<TestPerson>, DemoError> {
    let impossible = |error: jiff::Error| DemoError::Seed(error.to_string());
    let fourteen = today
        .checked_sub(14.years().days(100))
        .map_err(impossible)?;
    let numbered = (0_u16..).zip(SKETCHES);
    numbered
        .map(|(serial, sketch)| person(&sketch, fourteen, serial))
        .collect()
}

fn person(sketch: &Sketch, fourteen: Date, serial: u16) -> Result<TestPerson, DemoError> {
    let no_number = || DemoError::Seed(format!("no national number for {}", sketch.id));
    let born = sketch.born.unwrap_or(fourteen);
    let national_id = match sketch.has_number {
        true => Some(number(born, serial).ok_or_else(no_number)?),
        false => None,
    };
    Ok(TestPerson {
        id: sketch.id.to_owned(),
        name: sketch.name.to_owned(),
        user_id: sketch.word.replace('.', "-"),
        password: sketch.password.map(str::to_owned),
        national_id,
        phone: Some(format!("+47 900 00 {:03}", 101 + serial)),
        email: Some(format!("{}@post.example", sketch.word)),
        work_email: sketch
            .works
            .then(|| format!("{}@fjordvik.example", sketch.word)),
        birth_date: born,
        note: sketch.note.to_owned(),
    })
}

/// The serial-th made-up number of somebody born that day.
fn number(born: Date, serial: u16) -> Option<String> {
    let id = NationalId::synthetic(Profile::TestNo, born, usize::from(serial))?;
    Some(id.digits().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_are_there_and_the_teen_is_fourteen_on_any_day() {
        for today in [date(2026, 11, 22), date(2028, 2, 29), date(2031, 1, 1)] {
            let people = all(today).expect("people");
            let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
            let six = [
                READY,
                LOW_CARD,
                NOT_ACTIVATED,
                TEEN,
                NO_NUMBER,
                TWO_EMPLOYERS,
            ];
            assert_eq!(ids, six);
            let teen = people
                .iter()
                .find(|person| person.id == TEEN)
                .expect("there");
            let fourteenth = teen.birth_date.checked_add(14.years()).expect("in range");
            let fifteenth = teen.birth_date.checked_add(15.years()).expect("in range");
            assert!(fourteenth <= today && today < fifteenth);
        }
    }

    #[test]
    fn what_somebody_lacks_is_null() {
        let people = all(date(2026, 11, 22)).expect("people");
        let by_id = |id: &str| {
            let person = people.iter().find(|person| person.id == id).expect("there");
            serde_json::to_value(person).expect("json")
        };
        assert!(by_id(NO_NUMBER)["national_id"].is_null());
        assert!(by_id(NOT_ACTIVATED)["password"].is_null());
        assert!(by_id(TEEN)["work_email"].is_null());
        assert_eq!(by_id(READY)["birth_date"], "1984-06-15");
    }
}
