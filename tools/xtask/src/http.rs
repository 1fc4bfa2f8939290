//! A small HTTP/1.1 client for servers on this machine: one connection, kept alive, no TLS. Made
//! for measuring and for steering chromedriver, not for the network at large.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A server on this machine that is silent for so long has failed.
const SILENT: Duration = Duration::from_secs(60);
/// No answer that is measured or steered with is larger.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A connection that is opened when it is needed and kept while the server keeps it.
pub struct Connection {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// All headers of this name, given in lower case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = self.headers.iter().filter(move |(known, _)| known == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// Its body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The bytes of a request; a body comes with its media type.
pub fn request(
    line: (&str, &str),
    host: &str,
    headers: &[(&str, &str)],
    body: Option<(&str, &str)>,
) -> Vec<u8> {
    let (method, path) = line;
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n");
    let mut add = |name: &str, value: &str| {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push_str("\r\n");
    };
    for (name, value) in headers {
        add(name, value);
    }
    if let Some((kind, body)) = body {
        add("content-type", kind);
        add("content-length", &body.len().to_string());
    }
    text.push_str("\r\n");
    text.push_str(body.map(|(_, body)| body).unwrap_or_default());
    text.into_bytes()
}

impl Connection {
    /// A connection to this address; it is not opened yet.
    pub const fn to(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
        }
    }

    /// Sends a request and reads its answer. A kept connection that the server closed meanwhile
    /// is opened again, once.
    pub fn send(&mut self, request: &[u8]) -> io::Result<Answer> {
        let kept = self.stream.take();
        if let Some(stream) = kept {
            match self.exchange(stream, request) {
                Err(error) if was_closed(&error) => {}
                answer => return answer,
            }
        }
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SILENT))?;
        self.exchange(BufReader::new(stream), request)
    }

    fn exchange(&mut self, mut stream: BufReader<TcpStream>, request: &[u8]) -> io::Result<Answer> {
        stream.get_mut().write_all(request)?;
        let answer = read(&mut stream)?;
        if answer.header("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

/// Nothing came back at all: the server had let the connection go.
fn was_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotConnected | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset
    )
}

fn read(stream: &mut impl BufRead) -> io::Result<Answer> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::NotConnected.into());
    }
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status: u16 = status.ok_or_else(|| malformed("no status line"))?;
    let headers = headers(stream)?;
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    let chunked = answer.header("transfer-encoding") == Some("chunked");
    let length = answer.header("content-length").map(str::parse).transpose();
    let length: Option<usize> = length.map_err(|_| malformed("a length that is no number"))?;
    answer.body = match length {
        _ if matches!(status, 204 | 304) => Vec::new(),
        _ if chunked => chunks(stream)?,
        Some(length) => exactly(stream, length)?,
        None => return Err(malformed("an answer of unknown length")),
    };
    Ok(answer)
}

fn headers(stream: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let line = line.trim_end();
        if line.is_empty() {
            return Ok(headers);
        }
        let split = line.split_once(':');
        let (name, value) = split.ok_or_else(|| malformed("a header without a colon"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn exactly(stream: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    if length > BODY_BYTES_MAX {
        return Err(malformed("an answer that is too long"));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

/// RFC 9112 section 7.1; trailers do not come here.
fn chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16);
        let size = size.map_err(|_| malformed("a chunk without its size"))?;
        if body.len() + size > BODY_BYTES_MAX {
            return Err(malformed("an answer that is too long"));
        }
        stream.by_ref().take(size as u64).read_to_end(&mut body)?;
        stream.read_line(&mut String::new())?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The fields of a form, percent-encoded.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", encode(name), encode(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> io::Result<Answer> {
        read(&mut text.as_bytes())
    }

    #[test]
    fn an_answer_ends_where_its_length_says() {
        let mut two = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\n\
                       set-cookie: b=2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n"
            .as_bytes();
        let first = read(&mut two).unwrap();
        assert_eq!((first.status, first.text().as_str()), (200, "ok"));
        assert_eq!(first.all("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
        assert_eq!(read(&mut two).unwrap().status, 204);
    }

    #[test]
    fn chunks_are_put_together() {
        let text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
                    3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(answer(text).unwrap().text(), "abc0123456789");
    }

    #[test]
    fn what_is_cut_short_is_an_error() {
        assert!(answer("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok").is_err());
        assert!(answer("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n").is_err());
        assert!(answer("nothing").is_err());
        assert!(was_closed(&answer("").unwrap_err()));
    }

    #[test]
    fn a_form_is_encoded() {
        assert_eq!(
            form(&[("a b", "å&="), ("c", "-._~")]),
            "a%20b=%C3%A5%26%3D&c=-._~"
        );
    }
}
