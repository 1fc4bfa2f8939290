//! Rules of login.
