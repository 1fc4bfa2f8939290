//! The static files, compiled in: style sheet, script, font, icons, manifest. `assets/` builds
//! them.

/// A file that is served as it is, under [`super::Links::files`].
#[derive(Debug, Clone, Copy)]
pub struct StaticFile {
    /// Its name: `app.css`.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

macro_rules! files {
    ($($name:literal => $kind:expr,)*) => {
        [$(StaticFile {
            name: $name,
            content_type: $kind,
            bytes: include_bytes!(concat!("../../static/", $name)),
        },)*]
    };
}

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

/// All static files. Pages name `app.css` and `passkey.js` with a `?v=` that changes with the
/// content.
pub static FILES: [StaticFile; 14] = files! {
    "app.css" => CSS,
    "inter.woff2" => "font/woff2",
    "icon.svg" => SVG,
    "i-5b2857ad.svg" => SVG,
    "i-a7449593.svg" => SVG,
    "i-b6c4fff2.svg" => SVG,
    "i-e9066b76.svg" => SVG,
    "i-fe64badd.svg" => SVG,
    "icon-192.png" => PNG,
    "icon-512.png" => PNG,
    "icon-maskable-512.png" => PNG,
    "apple-touch-icon.png" => PNG,
    "passkey.js" => "text/javascript; charset=utf-8",
    "manifest.webmanifest" => "application/manifest+json",
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_committed_file_is_served() {
        let folder = std::fs::read_dir("static").expect("the folder").flatten();
        let present: BTreeSet<_> = folder
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        let served = FILES.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(present, served);
    }
}
