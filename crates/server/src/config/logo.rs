//! The operator's picture of a method: a PNG or an SVG that can do nothing but be drawn.
//!
//! Browsers run no script in a picture and load nothing for it, and our answers forbid both. The
//! checks here are for the day on which somebody opens the file by itself or a browser forgets: an
//! SVG may consist of drawing elements only, and refer to nothing but itself.

use super::place;
use lykill_broker::types::Logo;
use lykill_crypto::pure::prf;
use std::sync::Arc;

/// The most that one picture may have, in bytes.
const LARGEST: usize = 8 * 1024;
/// The most that a PNG may have on a side, in pixels.
const LONGEST_SIDE: u32 = 512;
/// What an SVG may be made of.
const ELEMENTS: [&str; 17] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "use",
    "title",
    "desc",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
];

/// Reads and checks a logo, and names it by its content.
pub(super) fn read(path: &str) -> Result<Logo, String> {
    let file = place::absolute(path)?;
    let bytes = std::fs::read(&file).map_err(|error| format!("{path:?}: {error}"))?;
    check(&bytes).map_err(|what| format!("{path:?} {what}"))
}

fn check(bytes: &[u8]) -> Result<Logo, String> {
    if bytes.len() > LARGEST {
        return Err(format!("has more than {LARGEST} bytes"));
    }
    let (content_type, ending) = if bytes.starts_with(PNG) {
        png(bytes)?;
        ("image/png", "png")
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| "is neither PNG nor SVG".to_owned())?;
        svg(text)?;
        ("image/svg+xml", "svg")
    };
    let hash = prf::sha256(bytes);
    let hash: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(Logo {
        file: format!("{hash}.{ending}"),
        content_type,
        bytes: Arc::from(bytes),
    })
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The chunks of a PNG from its size to its end, and nothing behind (PNG, third edition, 5.3).
fn png(bytes: &[u8]) -> Result<(), String> {
    let broken = || "is not a whole PNG".to_owned();
    let mut rest = bytes.strip_prefix(PNG).ok_or_else(broken)?;
    let mut first = true;
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
        let (kind, after) = after.split_first_chunk::<4>().ok_or_else(broken)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| broken())?;
        let body = after.get(..length).ok_or_else(broken)?;
        // Behind the body stand the 4 bytes of its checksum.
        let after = after.get(length.saturating_add(4)..).ok_or_else(broken)?;
        if first != (kind == b"IHDR") {
            return Err(broken());
        }
        if first && !has_fair_size(body) {
            return Err(format!(
                "has a side of 0 or more than {LONGEST_SIDE} pixels"
            ));
        }
        if kind == b"IEND" {
            return if after.is_empty() {
                Ok(())
            } else {
                Err(broken())
            };
        }
        (first, rest) = (false, after);
    }
}

fn has_fair_size(header: &[u8]) -> bool {
    let side = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let fair = |side: Option<u32>| side.is_some_and(|side| (1..=LONGEST_SIDE).contains(&side));
    fair(side(0)) && fair(side(4))
}

/// Tags of the list, one after another; no declarations, comments, instructions or entities.
fn svg(text: &str) -> Result<(), String> {
    let declared = text.trim_start_matches('\u{feff}').trim_start();
    let mut rest = match declared.strip_prefix("<?xml ") {
        Some(rest) => rest
            .split_once("?>")
            .map_or("", |(_, rest)| rest)
            .trim_start(),
        None => declared,
    };
    if !rest.starts_with("<svg") {
        return Err("is neither PNG nor SVG".to_owned());
    }
    if text.contains(['&', '\\']) {
        return Err("holds & or \\, behind which anything may hide".to_owned());
    }
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = cut(after).ok_or("has a tag without an end")?;
        check_tag(tag)?;
        rest = after;
    }
    Ok(())
}

/// A tag's inside and what follows: a > within quotes ends no tag.
fn cut(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((text.get(..at)?, text.get(at + 1..)?)),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

fn check_tag(tag: &str) -> Result<(), String> {
    let closing = tag.strip_prefix('/');
    let inside = closing.unwrap_or(tag).trim_end_matches('/');
    let name_ends = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at(name_ends);
    if !ELEMENTS.contains(&name) {
        return Err(format!(
            "has an element {name:?}, which a logo may not have"
        ));
    }
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(());
        }
        let broken = || format!("has a broken attribute in {name:?}");
        let (attribute, after) = rest.split_once('=').ok_or_else(broken)?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let after = quote.and_then(|quote| after.strip_prefix(quote));
        let found = after
            .zip(quote)
            .and_then(|(after, quote)| after.split_once(quote));
        let (value, after) = found.ok_or_else(broken)?;
        check_attribute(attribute.trim(), value)?;
        rest = after;
    }
}

/// Nothing happens by itself, and what is referred to stands in the same file.
fn check_attribute(name: &str, value: &str) -> Result<(), String> {
    let refused = || {
        Err(format!(
            "has an attribute {name}={value:?}, which a logo may not have"
        ))
    };
    let lower = name.to_ascii_lowercase();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_:".contains(&b);
    if lower.is_empty() || !lower.bytes().all(plain) || lower.starts_with("on") {
        return refused();
    }
    if lower.ends_with("href") || lower.ends_with("src") {
        return if value.starts_with('#') {
            Ok(())
        } else {
            refused()
        };
    }
    let value = value.to_ascii_lowercase();
    let mut calls = value.split("url(").skip(1);
    let own = calls.all(|inside| inside.trim_start().starts_with('#'));
    if own && !value.contains("@import") && !value.contains("script:") {
        Ok(())
    } else {
        refused()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r##"<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><title>A > B</title>
<defs><linearGradient id="a"><stop offset="0" stop-color='#fff'/></linearGradient></defs>
<g fill="url(#a)"><path d="M0 0h24v24z"/><use href="#a" /></g></svg>
"##;

    fn png_of(side: u32, behind: &[u8]) -> Vec<u8> {
        let chunk = |kind: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len()).expect("short");
            [&length.to_be_bytes(), kind, body, &[0; 4]].concat()
        };
        let size = [side.to_be_bytes(), 9_u32.to_be_bytes()].concat();
        let header = [&size[..], &[8, 6, 0, 0, 0]].concat();
        let chunks = [
            chunk(b"IHDR", &header),
            chunk(b"IDAT", b"x"),
            chunk(b"IEND", b""),
        ];
        [PNG, &chunks.concat(), behind].concat()
    }

    #[test]
    fn a_drawing_is_taken_and_named_by_its_content() {
        let logo = check(GOOD.as_bytes()).expect("a drawing");
        assert_eq!(logo.content_type, "image/svg+xml");
        let other = check(GOOD.replace("24v24", "23v23").as_bytes()).expect("a drawing");
        assert_ne!(logo.file, other.file);
        assert!(
            logo.file.len() == 20 && logo.file.ends_with(".svg"),
            "{}",
            logo.file
        );
        let logo = check(&png_of(9, b"")).expect("a picture");
        assert_eq!(logo.content_type, "image/png");
        assert!(logo.file.ends_with(".png"));
    }

    #[test]
    fn case_085_a_drawing_that_does_more_than_be_drawn_is_refused() {
        let inside = |text: &str| GOOD.replace("</g>", &format!("{text}</g>"));
        for bad in [
            inside("<script>alert(1)</script>"),
            inside("<SCRIPT/>"),
            inside("<foreignObject/>"),
            inside("<image href=\"#a\"/>"),
            inside("<style>@import 'https://evil.example/'</style>"),
            inside("<a href=\"#a\"/>"),
            inside("<rect onload=\"alert(1)\"/>"),
            inside("<rect ONLOAD=\"alert(1)\"/>"),
            inside("<rect x=\"1\"onload=\"alert(1)\"/>"),
            inside("<rect x=1 onload=alert(1)/>"),
            inside("<use href=\"https://evil.example/#a\"/>"),
            inside("<use xlink:href=\"data:image/svg+xml,x\"/>"),
            inside("<rect fill=\"url(https://evil.example/)\"/>"),
            inside("<rect style=\"fill:URL( 'https://evil.example/')\"/>"),
            inside("<rect fill=\"&#117;rl(x)\"/>"),
            inside("<rect style=\"fill:\\75rl(x)\"/>"),
            inside("<animate attributeName=\"href\"/>"),
            inside("<!-- <rect/> -->"),
            inside("<rect"),
            format!("<!DOCTYPE svg [<!ENTITY a \"b\">]>{GOOD}"),
            format!("<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?>{GOOD}"),
            "<html><body/></html>".to_owned(),
            String::new(),
        ] {
            assert!(check(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_broken_huge_or_continued_picture_is_refused() {
        let good = png_of(9, b"");
        for length in PNG.len()..good.len() {
            assert!(check(&good[..length]).is_err(), "{length}");
        }
        for bad in [
            png_of(0, b""),
            png_of(LONGEST_SIDE + 1, b""),
            png_of(9, b"<script>"),
            [PNG, &u32::MAX.to_be_bytes(), b"IHDR"].concat(),
            [GOOD.as_bytes(), &vec![b' '; LARGEST]].concat(),
            b"\xff\xfeGIF".to_vec(),
        ] {
            assert!(check(&bad).is_err());
        }
    }
}
