//! A certificate for a throwaway server, made by the program `openssl`.

use super::{account, command, create_owned, run};
use std::io;
use std::path::Path;

/// Makes an authority and a server certificate that it signed.
pub(super) fn certify(folder: &Path) -> io::Result<()> {
    let account = account()?;
    create_owned(folder, account)?;
    let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    let authority = "-subj /CN=test-authority -keyout ca.key -out ca.pem";
    let server = "-subj /CN=localhost -keyout server.key -out server.pem \
                  -CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:FALSE \
                  -addext subjectAltName=DNS:localhost,IP:127.0.0.1";
    for own in [authority, server] {
        let mut openssl = command(Path::new("openssl"), account);
        let arguments = request.split_whitespace().chain(own.split_whitespace());
        run(openssl.current_dir(folder).args(arguments))?;
    }
    Ok(())
}
