//! Why a person cannot be registered, in words for the operator.

use crate::order::NotHeld;
use lykill_issuer::company::NotAnEmail;
use lykill_issuer::password::PasswordRefusal;
use lykill_issuer::user_id::NotAUserId;

/// Why a person cannot be registered. Nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// The name cannot stand on a letter.
    #[error("name: {0}")]
    Name(#[from] lykill_core::name::NotADisplayName),
    /// The national number is none of the profile.
    #[error("national id: {0}")]
    NationalId(#[from] lykill_core::national_id::NotANationalId),
    /// The e-mail address is none, or more than one.
    #[error("e-mail: {0}")]
    Email(#[from] NotAnEmail),
    /// The user id does not follow the rules.
    #[error("user id: {0}")]
    UserId(#[from] NotAUserId),
    /// The password does not follow the rules.
    #[error("password: {}", password_words(.0))]
    Password(PasswordRefusal),
    /// The date of birth is in the future.
    #[error("birth date: it lies in the future")]
    BirthDate,
    /// The number tells another date of birth.
    #[error(
        "birth date: the national number tells another one; correct it, or say that the \
         population register has this date (--birth-date-from-register)"
    )]
    NumberOfAnotherDate,
    /// An address line cannot be printed.
    #[error("address: at most 6 lines, each of 1 to 200 characters")]
    Address,
    /// The telephone number cannot be shown.
    #[error("phone: 1 to 200 characters and no line breaks or control characters")]
    Phone,
    /// No gateway could call the telephone number.
    #[error("phone: {0}")]
    NotAPhone(#[from] lykill_issuer::phone::NotAPhone),
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// Somebody has this user id.
    #[error("user id: it is taken; choose another one")]
    UserIdTaken,
    /// Somebody is registered under this national number.
    #[error("national id: somebody is registered under this number already")]
    NationalIdTaken,
}

/// Why an eID is not blocked or opened. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EidRefusal {
    /// Nobody has this user id.
    #[error("no eID has this user id; `lykill person list` shows them")]
    NoSuchUserId,
    /// The reason cannot be shown.
    #[error("reason: 1 to 200 characters and no line breaks or control characters")]
    Reason,
    /// It is blocked.
    #[error("this eID is blocked; `lykill person unblock` opens it after new proofing")]
    Blocked,
    /// It is not blocked.
    #[error("this eID is not blocked")]
    NotBlocked,
    /// Nobody uses it yet.
    #[error("this eID awaits activation; `lykill person reissue-letter` posts new letters")]
    NotActive,
    /// Something came back from the person's address.
    #[error("post to this person came back; give the right address with `lykill person address`")]
    PostHeld,
    /// It is not even held for a second person.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
}

/// What the operator reads; pages have their own words in every language.
const fn password_words(refusal: &PasswordRefusal) -> &'static str {
    match refusal {
        PasswordRefusal::TooShort => "at least 8 characters are needed",
        PasswordRefusal::TooLong => "at most 1024 bytes are taken",
        PasswordRefusal::Common => "it is among those that are guessed first",
        PasswordRefusal::ContainsUserId => "it holds the user id",
        PasswordRefusal::ContainsName => "it holds a part of the name",
        PasswordRefusal::ContainsNumber => "it holds digits of the national number",
        PasswordRefusal::ContainsService => "it holds the name of the service",
        PasswordRefusal::SameAsTemporary => "it is the temporary password",
    }
}
