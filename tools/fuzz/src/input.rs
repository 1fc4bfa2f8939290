//! Cutting an input into the arguments of what is tried.

/// The input as text; none when it is not UTF-8.
pub fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// The input cut at its first line breaks into at most `N` pieces; missing ones are empty.
pub fn pieces<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut parts = data.splitn(N, |byte| *byte == b'\n');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The same for text.
pub fn lines<const N: usize>(data: &[u8]) -> Option<[&str; N]> {
    let parts = text(data)?;
    let mut parts = parts.splitn(N, '\n');
    Some(std::array::from_fn(|_| parts.next().unwrap_or_default()))
}
