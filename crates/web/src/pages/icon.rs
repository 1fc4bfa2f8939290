//! The line icons, drawn by us on a grid of 24. Neutral on purpose: the marks of real electronic
//! IDs belong to their owners.

use crate::words::Html;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident => $($body:literal)+;)*) => {
        /// A line icon; decoration only, the words beside it say the same.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon {
            $($(#[$doc])* $name,)*
        }

        impl Icon {
            /// The icon as inline SVG, hidden from screen readers.
            pub const fn svg(self) -> Html {
                Html::fixed(match self {
                    $(Self::$name => concat!(
                        "<svg class=\"lk-line\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">",
                        $($body,)+
                        "</svg>"
                    ),)*
                })
            }
        }
    };
}

icons! {
    /// A card with a grid of numbers.
    KeyCard =>
        r#"<rect x="3" y="4" width="18" height="16" rx="2"/>"#
        r#"<path d="M9 4v16M15 4v16M3 9.3h18M3 14.7h18"/>"#;
    /// A small device with a display and a button.
    Token =>
        r#"<rect x="3" y="7" width="18" height="10" rx="3"/>"#
        r#"<path d="M6.5 10.5h7v3h-7zM17 12h.01"/>"#;
    /// A card with a chip.
    SmartCard =>
        r#"<rect x="3" y="5" width="18" height="14" rx="2"/>"#
        r#"<path d="M6.5 9h5v4.5h-5zM9 9v4.5M14.5 15.5h3.5"/>"#;
    /// A mobile telephone with a message.
    Phone =>
        r#"<rect x="6.5" y="2.5" width="11" height="19" rx="2.2"/>"#
        r#"<path d="M9.5 7h5M9.5 10.3h3M11.2 18.4h1.6"/>"#;
    /// An arrow that leaves a frame: at another provider.
    Elsewhere =>
        r#"<path d="M10 4.5H5.5a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1V14"/>"#
        r#"<path d="M13.5 4.5h6v6M19.5 4.5 11 13"/>"#;
    /// A globe.
    Globe =>
        r#"<circle cx="12" cy="12" r="9"/>"#
        r#"<path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>"#;
    /// A shield with a tick.
    Shield =>
        r#"<path d="M12 3 4.5 6v5.5c0 4.6 3.1 8 7.5 9.5 4.4-1.5 7.5-4.9 7.5-9.5V6z"/>"#
        r#"<path d="m8.8 12 2.3 2.3 4.2-4.5"/>"#;
    /// A person.
    Person =>
        r#"<circle cx="12" cy="8" r="4"/>"#
        r#"<path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>"#;
    /// A padlock.
    Lock =>
        r#"<rect x="4.5" y="10.5" width="15" height="10" rx="2"/>"#
        r#"<path d="M8 10.5V7.7a4 4 0 0 1 8 0v2.8"/>"#;
    /// An envelope.
    Mail =>
        r#"<rect x="3" y="5.5" width="18" height="13" rx="2"/>"#
        r#"<path d="m3.5 7 8.5 6.3L20.5 7"/>"#;
    /// A letter on paper.
    Letter =>
        r#"<path d="M6 3h12v18H6z"/>"#
        r#"<path d="M9 8h6M9 12h6M9 16h3.5"/>"#;
    /// A telephone receiver.
    Call =>
        r#"<path d="M6.2 3.8 9 3.3l1.7 4-2 1.9a12 12 0 0 0 6 6l1.9-2 4 1.7-.5 2.8a3 3 0 0"#
        r#" 1-3.2 2.4C10 19.6 4.4 14 3.8 7a3 3 0 0 1 2.4-3.2z"/>"#;
    /// A clock.
    Clock =>
        r#"<circle cx="12" cy="12" r="9"/>"#
        r#"<path d="M12 7v5.2l3.4 2"/>"#;
    /// A tick.
    Tick => r#"<path d="m5 12.8 4.6 4.6L19.2 7.4"/>"#;
    /// A bar across a circle: not possible here.
    Stop =>
        r#"<circle cx="12" cy="12" r="9"/>"#
        r#"<path d="m5.8 18.2 12.4-12.4"/>"#;
    /// An exclamation mark: something went wrong.
    Alert => r#"<path d="M12 5.5v8.2M12 18.3h.01"/>"#;
    /// Two arrows: a network.
    Network => r#"<path d="M4 9h14.5M15 5.5 18.5 9 15 12.5M20 15.5H5.5M9 12l-3.5 3.5L9 19"/>"#;
    /// Points to the right: onwards.
    Onward => r#"<path d="m9 5.5 6.5 6.5L9 18.5"/>"#;
    /// Points down: more below.
    More => r#"<path d="m5.5 9 6.5 6.5L18.5 9"/>"#;
    /// A door: log out.
    Leave => r#"<path d="M13.5 4H5.5v16h8M10.5 12h10M17 8.3 20.7 12 17 15.7"/>"#;
}
