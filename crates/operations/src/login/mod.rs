//! The login at the broker, a step an operation.

mod again;
mod cancel;
mod device;
mod device_password;
mod finish;
mod held;
mod key;
mod key_card;
mod lanes;
mod left;
mod method;
mod new_password;
mod otp;
mod passkey;
mod password;
mod session;
mod settle;
mod sms;
mod sources;
mod step_up;
mod take_code;
mod view;

pub use cancel::cancel;
pub use device::answer_device;
pub use device_password::answer_device_password;
pub use finish::finish;
pub use key::{answer_key, use_new_card};
pub use left::left;
pub use method::choose_method;
pub use new_password::answer_new_password;
pub use otp::answer_otp;
pub use passkey::{PasskeyAnswer, answer_passkey};
pub use password::answer_password;
pub use sms::{answer_sms, send_sms};
pub use sources::alarm;
pub use view::view;

pub(crate) use held::{hash_cookie, held};
pub(crate) use key_card::numbers as key_card_numbers;
pub(crate) use lanes::{carry_lanes, number_lanes, reopen_lanes, user_lanes};
pub(crate) use session::{live_session, session_at};
pub(crate) use settle::{
    Authenticated, Parties, facts, go_on, network_ok, reached, rights, settle_proof,
};
pub(crate) use step_up::chosen;
pub(crate) use view::stay;
