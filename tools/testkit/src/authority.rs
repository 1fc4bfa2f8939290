//! An issuer of certificates for people, with its revocations, made by the program `openssl`: what
//! it issues, lists and answers was not made by the code that is tested.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// What `openssl ca` must know; the database of what was issued is in the same folder.
const CONFIGURATION: &str = "[ca]\ndefault_ca = own\n[own]\ndir = .\ndatabase = index.txt\n\
    new_certs_dir = .\nserial = serial\ncrlnumber = crlnumber\ndefault_md = sha256\npolicy = any\n\
    preserve = yes\nunique_subject = no\ndefault_crl_days = 1\nprivate_key = ca.key\n\
    certificate = ca.pem\nemail_in_dn = no\n[any]\ncommonName = optional\n\
    serialNumber = optional\ncountryName = optional\norganizationName = optional\n";

/// The extensions of a certificate with which a person logs in.
pub const PERSON: &str = "basicConstraints = critical,CA:false\n\
    keyUsage = critical,digitalSignature\nextendedKeyUsage = clientAuth,emailProtection\n\
    certificatePolicies = 1.2.3.4.1\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n";
/// The extensions of an issuer.
pub const ISSUER: &str = "basicConstraints = critical,CA:true\n\
    keyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n";
/// The extensions of somebody who answers for an issuer.
pub const RESPONDER: &str = "basicConstraints = CA:false\nkeyUsage = digitalSignature\n\
    extendedKeyUsage = OCSPSigning\n";

/// The extensions of a server on this machine.
pub const SERVER: &str = "basicConstraints = CA:false\nkeyUsage = digitalSignature\n\
    extendedKeyUsage = serverAuth\nsubjectAltName = DNS:localhost,IP:127.0.0.1\n";

/// An issuer. Its files are in a folder of its own, which goes with it.
#[derive(Debug)]
pub struct Authority {
    folder: TempDir,
}

/// A certificate and its key.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The certificate, in DER.
    pub der: Vec<u8>,
    /// Where the certificate is, in PEM.
    pub certificate: PathBuf,
    /// Where its key is, in PEM.
    pub key: PathBuf,
}

impl Authority {
    /// An issuer of its own, for so many days.
    pub fn root(name: &str, days: u32) -> Self {
        let made = Self::empty();
        let (subject, days) = (format!("/CN={name}"), days.to_string());
        fs::write(
            made.file("own.cnf"),
            format!("[req]\ndistinguished_name=dn\n[dn]\n[x]\n{ISSUER}"),
        )
        .unwrap();
        let asked = [
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ];
        let how = [
            "-nodes",
            "-config",
            "own.cnf",
            "-extensions",
            "x",
            "-keyout",
            "ca.key",
        ];
        let what = [
            "-out",
            "ca.pem",
            "-subj",
            subject.as_str(),
            "-days",
            days.as_str(),
        ];
        made.openssl(&[asked.as_slice(), &how, &what].concat());
        made
    }

    /// An issuer that another one appointed, by these extensions and for so many days.
    pub fn under(parent: &Self, name: &str, extensions: &str, days: u32) -> Self {
        let made = Self::empty();
        let issued = parent.issue(name, &format!("/CN={name}"), extensions, days);
        fs::copy(issued.certificate, made.file("ca.pem")).unwrap();
        fs::copy(issued.key, made.file("ca.key")).unwrap();
        made
    }

    fn empty() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("lykill-authority-")
            .tempdir()
            .unwrap();
        let made = Self { folder };
        for (name, text) in [
            ("openssl.cnf", CONFIGURATION),
            ("index.txt", ""),
            ("index.txt.attr", "unique_subject = no\n"),
            ("crlnumber", "01\n"),
        ] {
            fs::write(made.file(name), text).unwrap();
        }
        made
    }

    /// A certificate: files of this name, this subject (`/CN=…/serialNumber=…`), these extensions.
    pub fn issue(&self, name: &str, subject: &str, extensions: &str, days: u32) -> Issued {
        let (key, request) = (format!("{name}.key"), format!("{name}.csr"));
        let asked = [
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ];
        let what = [
            "-subj",
            subject,
            "-keyout",
            key.as_str(),
            "-out",
            request.as_str(),
        ];
        self.openssl(&[asked.as_slice(), &what].concat());
        let certificate = self.sign(name, &self.file(&request), extensions, days);
        Issued {
            der: self.der(&format!("{name}.pem")),
            certificate,
            key: self.file(&key),
        }
    }

    /// A certificate for whoever made a request, in a file of this name.
    pub fn sign(&self, name: &str, request: &Path, extensions: &str, days: u32) -> PathBuf {
        let (out, ext) = (format!("{name}.pem"), format!("{name}.ext"));
        fs::write(self.file(&ext), extensions).unwrap();
        let (days, request) = (days.to_string(), request.display().to_string());
        let signed = [
            "ca",
            "-batch",
            "-notext",
            "-config",
            "openssl.cnf",
            "-rand_serial",
        ];
        let what = [
            "-in",
            request.as_str(),
            "-out",
            out.as_str(),
            "-days",
            days.as_str(),
        ];
        self.openssl(&[signed.as_slice(), &what, &["-extfile", ext.as_str()]].concat());
        self.file(&out)
    }

    /// The issuer's own certificate, in PEM.
    pub fn pem(&self) -> Vec<u8> {
        fs::read(self.file("ca.pem")).unwrap()
    }

    /// The issuer's own certificate, in DER.
    pub fn own(&self) -> Vec<u8> {
        self.der("ca.pem")
    }

    fn der(&self, file: &str) -> Vec<u8> {
        self.openssl(&["x509", "-in", file, "-outform", "DER"])
            .stdout
    }

    /// Revokes what was issued under a name.
    pub fn revoke(&self, name: &str) {
        let file = format!("{name}.pem");
        self.openssl(&["ca", "-config", "openssl.cnf", "-revoke", file.as_str()]);
    }

    /// The list of what was revoked, in DER, good for so many days.
    pub fn list(&self, days: u32) -> Vec<u8> {
        let days = days.to_string();
        let made = [
            "ca",
            "-config",
            "openssl.cnf",
            "-gencrl",
            "-out",
            "list.pem",
            "-crldays",
        ];
        self.openssl(&[made.as_slice(), &[days.as_str()]].concat());
        self.openssl(&["crl", "-in", "list.pem", "-outform", "DER"])
            .stdout
    }

    /// What a responder of this issuer answers to a question in DER. `signer` signs: files of this
    /// name here, or `ca` itself.
    pub fn answer(&self, question: &[u8], signer: &Path, more: &[&str]) -> Vec<u8> {
        fs::write(self.file("question.der"), question).unwrap();
        let key = signer.with_extension("key").display().to_string();
        let signer = signer.display().to_string();
        let who = [
            "-rsigner",
            signer.as_str(),
            "-rkey",
            key.as_str(),
            "-index",
            "index.txt",
        ];
        let what = [
            "-CA",
            "ca.pem",
            "-reqin",
            "question.der",
            "-respout",
            "answer.der",
        ];
        self.openssl(&[["ocsp"].as_slice(), &who, &what, more].concat());
        fs::read(self.file("answer.der")).unwrap()
    }

    /// The command that answers every question over HTTP at a port of this machine, as the books
    /// are when it is asked.
    pub fn responder(&self, port: u16) -> Command {
        let mut command = Command::new("openssl");
        let port = port.to_string();
        let who = [
            "ocsp",
            "-index",
            "index.txt",
            "-CA",
            "ca.pem",
            "-rsigner",
            "ca.pem",
        ];
        command
            .args(who)
            .args(["-rkey", "ca.key", "-ndays", "1", "-port", port.as_str()]);
        command.current_dir(self.folder.path());
        command
    }

    /// The question of OpenSSL about what was issued under a name, in DER, without a nonce.
    pub fn question(&self, name: &str) -> Vec<u8> {
        let file = format!("{name}.pem");
        let about = [
            "ocsp",
            "-issuer",
            "ca.pem",
            "-cert",
            file.as_str(),
            "-no_nonce",
        ];
        self.openssl(&[about.as_slice(), &["-reqout", "theirs.der"]].concat());
        fs::read(self.file("theirs.der")).unwrap()
    }

    /// Whether OpenSSL finds a path for a certificate: `between` are PEM files in the way.
    pub fn verifies(&self, certificate: &Path, between: &[PathBuf]) -> bool {
        let mut command = Command::new("openssl");
        command.args(["verify", "-purpose", "sslclient", "-CAfile"]);
        command.arg(self.file("ca.pem"));
        for one in between {
            command.arg("-untrusted").arg(one);
        }
        command.arg(certificate).output().unwrap().status.success()
    }

    /// A file of the issuer.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("openssl");
        let output = command
            .args(arguments)
            .current_dir(self.folder.path())
            .output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        output
    }
}
