//! One file per screen or endpoint: parse, authorise in one visible line, call one operation,
//! render.

pub(crate) mod activate;
pub(crate) mod authorize;
pub(crate) mod cancel;
pub(crate) mod device;
pub(crate) mod device_password;
pub(crate) mod discovery;
pub(crate) mod finish;
pub(crate) mod home;
pub(crate) mod info;
pub(crate) mod introspect;
pub(crate) mod key;
pub(crate) mod link_code;
pub(crate) mod link_send;
pub(crate) mod login;
pub(crate) mod logo;
pub(crate) mod logout;
pub(crate) mod logout_deliveries;
pub(crate) mod method;
pub(crate) mod new_password;
pub(crate) mod otp;
pub(crate) mod par;
pub(crate) mod passkey;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod receipts;
pub(crate) mod revoke;
pub(crate) mod sent;
pub(crate) mod smart_card;
pub(crate) mod sms;
pub(crate) mod token;
pub(crate) mod upstream;
pub(crate) mod userinfo;

pub use smart_card::ClientCertificates;
