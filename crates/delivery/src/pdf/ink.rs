//! Colours and styles of text: the theme's petrol and sand, dark enough on paper.

use krilla::color::rgb;

/// A colour: red, green and blue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ink([u8; 3]);

pub(crate) const BLACK: Ink = Ink([0x14, 0x1e, 0x24]);
pub(crate) const GREY: Ink = Ink([0x4f, 0x5b, 0x64]);
pub(crate) const WHITE: Ink = Ink([0xff, 0xff, 0xff]);
pub(crate) const PETROL: Ink = Ink([0x0b, 0x5c, 0x63]);
pub(crate) const MIST: Ink = Ink([0xe4, 0xee, 0xee]);
pub(crate) const SAND: Ink = Ink([0xf4, 0xea, 0xda]);

impl Ink {
    pub(crate) fn color(self) -> rgb::Color {
        let [red, green, blue] = self.0;
        rgb::Color::new(red, green, blue)
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Bold or regular.
    pub(crate) bold: bool,
    /// In points.
    pub(crate) size: f32,
    /// The colour.
    pub(crate) color: Ink,
}

impl Style {
    pub(crate) const fn regular(size: f32) -> Self {
        Self {
            bold: false,
            size,
            color: BLACK,
        }
    }

    pub(crate) const fn bold(size: f32) -> Self {
        Self {
            bold: true,
            size,
            color: BLACK,
        }
    }

    pub(crate) const fn in_color(self, color: Ink) -> Self {
        Self { color, ..self }
    }
}
