//! Somebody who can help: the payroll office of an employer, the support of the operator.

use super::{Href, Shown};

/// Who can help, and how to reach them.
#[derive(Debug, Clone)]
pub struct Contact {
    /// A name or an office: "Lønn, Fjordvik kommune".
    pub name: Shown,
    /// E-mail address.
    pub email: Shown,
    /// Telephone number as it is written.
    pub phone: Shown,
}

impl Contact {
    /// A contact from its registered texts.
    pub fn new(name: &str, email: &str, phone: &str) -> Self {
        Self {
            name: Shown::new(name),
            email: Shown::new(email),
            phone: Shown::new(phone),
        }
    }

    /// The link that writes to them.
    pub fn mail_href(&self) -> Href {
        Href::mail(self.email.as_str())
    }

    /// The link that calls them.
    pub fn phone_href(&self) -> Href {
        Href::phone(self.phone.as_str())
    }
}
