//! The language of a page: asked for in the URL, kept from the login, or the browser's own.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use crate::texts::{self, Texts};

/// The languages that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Norwegian bokmål, the municipality's own.
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// Danish.
    Da,
    /// English.
    En,
}

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Nb, Self::Nn, Self::Da, Self::En];

    /// The BCP 47 tag, for `lang` attributes and `ui_locales`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The language's name for itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::Da => "Dansk",
            Self::En => "English",
        }
    }

    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Self::Nb => &texts::nb::TEXTS,
            Self::Nn => &texts::nn::TEXTS,
            Self::Da => &texts::da::TEXTS,
            Self::En => &texts::en::TEXTS,
        }
    }

    /// The language of a tag such as `da-DK`; `no` is bokmål.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split('-').next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "da" => Some(Self::Da),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best of `Accept-Language` (RFC 9110 section 12.5.4): highest weight first, order of
    /// appearance among equals; bokmål when none is spoken here.
    pub(crate) fn of_browser(headers: &HeaderMap) -> Self {
        let header = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let mut best: Option<(Self, f32)> = None;
        for item in header.unwrap_or_default().split(',') {
            let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
            let weight = parameters
                .trim()
                .strip_prefix("q=")
                .map_or(Some(1.0), |q| q.parse().ok());
            if let (Some(language), Some(weight)) = (Self::from_tag(tag), weight)
                && weight > best.map_or(0.0, |(_, highest)| highest)
            {
                best = Some((language, weight));
            }
        }
        best.map_or(Self::Nb, |(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(value: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, value.parse().unwrap());
        Language::of_browser(&headers)
    }

    #[test]
    fn the_browsers_best_language_that_we_speak() {
        assert_eq!(browser("da-DK,da;q=0.9,en;q=0.8"), Language::Da);
        assert_eq!(browser("fr, en;q=0.5, da;q=0.7"), Language::Da);
        assert_eq!(browser("nn-NO, nb;q=0.9, en"), Language::Nn);
        assert_eq!(browser("en;q=0, da;q=x"), Language::Nb);
        assert_eq!(browser("de"), Language::Nb);
        assert_eq!(Language::of_browser(&HeaderMap::new()), Language::Nb);
    }
}
