//! Somebody who can help: the payroll office of an employer, the support of the operator.

use super::{Href, Shown};

/// Who can help, and how to reach them.
#[derive(Debug, Clone)]
pub struct Contact {
    /// A name or an office: "Lønn, Fjordvik kommune".
    pub name: Shown,
    /// E-mail address.
    pub email: Option<Shown>,
    /// Telephone number as it is written.
    pub phone: Option<Shown>,
}

impl Contact {
    /// A contact from its registered texts.
    pub fn new(name: &str, email: Option<&str>, phone: Option<&str>) -> Self {
        Self {
            name: Shown::new(name),
            email: email.map(Shown::new),
            phone: phone.map(Shown::new),
        }
    }

    /// The link that writes to them.
    pub fn mail_href(&self) -> Option<Href> {
        self.email.as_ref().map(|email| Href::mail(email.as_str()))
    }

    /// The link that calls them.
    pub fn phone_href(&self) -> Option<Href> {
        self.phone.as_ref().map(|phone| Href::phone(phone.as_str()))
    }
}
