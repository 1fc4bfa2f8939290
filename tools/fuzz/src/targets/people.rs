//! What people and registers write: names, numbers, ids, keys and codes.

use crate::input::text;
use lykill_core::id::{ClientId, PersonId};
use lykill_core::{DisplayName, Language, NationalId, Profile};
use lykill_crypto::pure::card;
use lykill_delivery::Sender;
use lykill_issuer::company::{email as read_email, masked_email, parse_register};
use lykill_issuer::{activation, company, key_card, letter, user_id};

/// A name cannot turn a line around, and has one form.
pub fn display_name(data: &[u8]) {
    let Some(Ok(name)) = text(data).map(DisplayName::parse) else {
        return;
    };
    let shown = name.as_str();
    assert!((1..=200).contains(&shown.chars().count()));
    assert!(!shown.chars().any(char::is_control));
    assert!(!shown.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
    assert_eq!(DisplayName::parse(shown).as_ref(), Ok(&name), "one form");
}

/// A number is digits, as many as the profile says, and reads itself back.
pub fn national_id(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for profile in Profile::ALL {
        if let Ok(id) = NationalId::parse(profile, text) {
            let digits = id.digits();
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            assert_eq!(digits.len(), profile.national_id_digits());
            let again = NationalId::parse(profile, digits).expect("read back");
            assert!(again == id, "one form");
        }
    }
}

/// Ids of rows and names of clients are written as they are read.
pub fn ids(data: &[u8]) {
    if let Some(id) = PersonId::from_slice(data) {
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.as_bytes(), data);
    }
    let Some(text) = text(data) else { return };
    if let Ok(id) = text.parse::<PersonId>() {
        assert_eq!(PersonId::from_slice(id.as_bytes()), Some(id));
    }
    if let Ok(id) = text.parse::<ClientId>() {
        assert_eq!(id.as_str(), text);
        assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    if let Some(language) = Language::from_tag(text) {
        assert!(Language::ALL.contains(&language));
    }
}

/// One address for us is one address for the mail library, in one form.
pub fn email(data: &[u8]) {
    let Some(Ok(address)) = text(data).map(read_email) else {
        return;
    };
    let shown = address.as_str();
    assert_eq!(shown.matches('@').count(), 1);
    assert!(shown.bytes().all(|byte| byte.is_ascii_graphic()) && shown.len() <= 254);
    assert!(Sender::new(shown, "name").is_ok(), "two readers: {shown}");
    assert_eq!(read_email(shown).as_ref(), Ok(&address), "one form");
    assert!(!masked_email(&address).is_empty());
}

/// A register that is taken, written again, gives the same rows; a refusal says where.
pub fn register_csv(data: &[u8]) {
    match parse_register(data, Profile::TestNo) {
        Ok(rows) => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let header = ["employee_id", "name", "national_id", "work_email"];
            writer.write_record(header).expect("a row");
            for row in &rows {
                let number = row.national_id.as_ref().map_or("", |id| id.digits());
                let cells = [row.employee_id.as_str(), row.name.as_str(), number];
                let cells = cells.into_iter().chain([row.work_email.as_str()]);
                writer.write_record(cells).expect("a row");
            }
            let written = writer.into_inner().expect("bytes");
            let again = parse_register(&written, Profile::TestNo);
            assert!(again.as_ref() == Ok(&rows), "written and read");
        }
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            assert!(errors.iter().all(|error| !error.to_string().contains('\n')));
        }
    }
}

/// What is typed into a field: user id, key, code, threshold, temporary password.
pub fn typed(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(id) = user_id::parse(text) {
        let shown = id.as_str();
        assert_eq!(
            user_id::parse(shown).as_ref(),
            Ok(&id),
            "one form of {shown}"
        );
        assert_eq!(
            user_id::masked(&id).chars().filter(|c| *c == '•').count(),
            5
        );
    }
    if let Ok(key) = key_card::read_key(text) {
        let written = card::format_key(key);
        assert_eq!(written.len(), 6);
        assert_eq!(key_card::read_key(&written), Ok(key));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, written, "a leading zero is kept");
    }
    if let Ok(number) = key_card::threshold(text) {
        assert_eq!(number.to_string(), text);
    }
    if let Ok(code) = lykill_broker::link::read_code(text) {
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let normal = activation::normalise_temporary(text);
    assert_eq!(activation::normalise_temporary(&normal), normal, "one form");
    let _not_an_address = company::email(text);
}

/// A letter's number is twelve digits however it is typed, and reads itself back.
pub fn letter_number(data: &[u8]) {
    let Some(number) = text(data).and_then(letter::read_number) else {
        return;
    };
    assert_eq!(number.len(), 12);
    assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(letter::read_number(&number).as_ref(), Some(&number));
    let printed = format!("{} {} {}", &number[..4], &number[4..8], &number[8..]);
    assert_eq!(
        letter::read_number(&printed),
        Some(number),
        "as it is printed"
    );
}
