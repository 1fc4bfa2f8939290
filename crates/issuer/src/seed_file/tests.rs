use super::*;
use lykill_core::{OathDigits, OathHash};
use lykill_crypto::pure::{b64, cbc};
use proptest::prelude::*;

const HEX: &str = "3132333435363738393031323334353637383930";
const KEY: [u8; 16] = [
    0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12,
];

/// Sixteen zeros, then the ciphertext.
const AES_256_SEALED: &str = "AAAAAAAAAAAAAAAAAAAAAH84GUxeeIQPusU69R4Wkqo/8rWldJTroi7bp1Z3I36c";

fn faults(file: &SeedFile) -> Vec<String> {
    file.faults.iter().map(SeedFault::to_string).collect()
}

#[test]
fn csv_is_read_with_what_it_leaves_out() {
    let text = format!(
        "\u{feff}serial;type;secret;digits;algorithm;counter;period;manufacturer\n\
         ft-1;hotp;{HEX};;;7;;Feitian\n\
         ft-2;TOTP;{HEX};8;HMAC-SHA256;;60;\n"
    );
    let file = read_csv(text.as_bytes()).unwrap();
    assert_eq!(faults(&file), Vec::<String>::new());
    let [first, second] = file.seeds.as_slice() else {
        panic!("two devices: {}", file.seeds.len())
    };
    assert_eq!((first.serial.as_str(), first.next), ("FT-1", 7));
    assert_eq!(first.secret.expose(), b"12345678901234567890");
    assert_eq!(first.manufacturer, "Feitian");
    let six = OathProfile {
        hash: OathHash::Sha1,
        digits: OathDigits::Six,
        moving: Moving::Counter,
    };
    assert_eq!(first.profile, six);
    let eight = OathProfile {
        hash: OathHash::Sha256,
        digits: OathDigits::Eight,
        moving: Moving::Clock { period_s: 60 },
    };
    assert_eq!((second.profile, second.row), (eight, 2));
}

#[test]
fn a_bad_row_is_told_and_the_others_are_read() {
    let rows = [
        ("A1,hotp,3132333435363738393031323334353637383930", ""),
        ("A2,hotp,31323", "device 2: the secret is not hexadecimal"),
        (
            "A3,hotp,313233",
            "device 3: the secret has 3 bytes; 16 to 128 are taken",
        ),
        (
            "A4,ocra,00112233445566778899aabbccddeeff",
            "device 4: type: \"ocra\" is not served; hotp and totp are",
        ),
        (
            "A 5,hotp,00112233445566778899aabbccddeeff",
            "device 5: a serial number is 1 to 64 letters A to Z, digits or -",
        ),
        (
            "a1,hotp,00112233445566778899aabbccddeeff",
            "device 6: the same serial number stands at device 1",
        ),
        ("A7,hotp", "device 7: 2 fields stand here; the header has 3"),
        (
            "A8,,00112233445566778899aabbccddeeff",
            "device 8: type is missing",
        ),
        ("A9,totp,00112233445566778899aabbccddeeff", ""),
    ];
    let lines: Vec<&str> = rows.iter().map(|(line, _)| *line).collect();
    let file = read_csv(format!("serial,type,secret\n{}\n", lines.join("\n")).as_bytes()).unwrap();
    let told: Vec<&str> = rows
        .iter()
        .map(|(_, fault)| *fault)
        .filter(|f| !f.is_empty())
        .collect();
    assert_eq!(faults(&file), told);
    let good: Vec<&str> = file.seeds.iter().map(|seed| seed.serial.as_str()).collect();
    assert_eq!(good, ["A1", "A9"]);
}

#[test]
fn base32_is_read_in_one_spelling() {
    let read = |text: &str| {
        let file = format!("serial,type,secret_base32\nA1,hotp,{text}\n");
        let file = read_csv(file.as_bytes()).unwrap();
        file.seeds.first().map(|seed| seed.secret.expose().clone())
    };
    let secret = b"12345678901234567890".to_vec();
    assert_eq!(
        read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        Some(secret.clone())
    );
    assert_eq!(read("gezdgnbvgy3tqojqgezdgnbvgy3tqojq===="), Some(secret));
    assert_eq!(
        read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"),
        None,
        "1 is no letter of it"
    );
    assert_eq!(
        read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQG"),
        None,
        "a stray character"
    );
}

#[test]
fn a_header_that_could_be_read_in_two_ways_is_refused() {
    for header in [
        "serial,secret",
        "type,secret",
        "serial,type",
        "serial,type,secret,secret_base32",
        "serial,type,secret,secret",
        "serial,type,secret,pin",
        "",
    ] {
        let refused = read_csv(format!("{header}\nA1,hotp,x\n").as_bytes());
        assert!(matches!(refused, Err(FileFault::Header(_))), "{header}");
    }
    assert_eq!(read_csv(b"serial,\xff").unwrap_err(), FileFault::NotUtf8);
}

/// A container as RFC 6030 prints them, around what stands in it.
fn container(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pskc:KeyContainer Version=\"1.0\" \
         xmlns:pskc=\"urn:ietf:params:xml:ns:keyprov:pskc\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
         xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\">{inside}</pskc:KeyContainer>"
    )
}

fn package(serial: &str, secret: &str) -> String {
    format!(
        "<pskc:KeyPackage><pskc:DeviceInfo><pskc:Manufacturer>Manufacturer</pskc:Manufacturer>\
         <pskc:SerialNo>{serial}</pskc:SerialNo></pskc:DeviceInfo>\
         <pskc:Key Id=\"12345678\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:hotp\">\
         <pskc:Issuer>Issuer</pskc:Issuer><pskc:AlgorithmParameters>\
         <pskc:ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/></pskc:AlgorithmParameters>\
         <pskc:Data>{secret}<pskc:Counter><pskc:PlainValue>3</pskc:PlainValue></pskc:Counter>\
         </pskc:Data></pskc:Key></pskc:KeyPackage>"
    )
}

const PLAIN: &str = "<pskc:Secret><pskc:PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=\
                     </pskc:PlainValue></pskc:Secret>";

/// The secret of RFC 6030 figure 6 with its checksum.
fn encrypted(value_mac: &str) -> String {
    format!(
        "<pskc:Secret><pskc:EncryptedValue><xenc:EncryptionMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/><xenc:CipherData>\
         <xenc:CipherValue>AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv\
         </xenc:CipherValue></xenc:CipherData></pskc:EncryptedValue>\
         <pskc:ValueMAC>{value_mac}</pskc:ValueMAC></pskc:Secret>"
    )
}

const MAC_METHOD: &str = "<pskc:MACMethod \
    Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"><pskc:MACKey>\
    <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>\
    <xenc:CipherData><xenc:CipherValue>\
    ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX\
    </xenc:CipherValue></xenc:CipherData></pskc:MACKey></pskc:MACMethod>";

#[test]
fn pskc_with_plain_secrets_is_read() {
    let text = container(&package("987-654", PLAIN));
    let file = read_pskc(text.as_bytes(), None).unwrap();
    assert_eq!(faults(&file), Vec::<String>::new());
    let seed = file.seeds.first().unwrap();
    assert_eq!(seed.serial.as_str(), "987-654");
    assert_eq!(seed.secret.expose(), b"12345678901234567890");
    assert_eq!((seed.next, seed.profile.digits), (3, OathDigits::Eight));
    assert_eq!(seed.manufacturer, "Manufacturer");
}

#[test]
fn the_encrypted_secret_of_rfc_6030_figure_6_is_read_with_its_key_only() {
    let right = "Su+NvtQfmvfJzF6bmQiJqoLRExc=";
    let text = container(&format!("{MAC_METHOD}{}", package("1", &encrypted(right))));
    let file = read_pskc(text.as_bytes(), Some(&KEY)).unwrap();
    assert_eq!(
        file.seeds.first().unwrap().secret.expose(),
        b"12345678901234567890"
    );
    assert_eq!(
        read_pskc(text.as_bytes(), None).unwrap_err(),
        FileFault::NeedsKey
    );
    assert_eq!(
        read_pskc(text.as_bytes(), Some(&[9; 16])).unwrap_err(),
        FileFault::WrongKey
    );
    let short = read_pskc(text.as_bytes(), Some(&[9; 32]));
    assert!(matches!(short, Err(FileFault::Cipher(_))));
    let changed = encrypted("Su+NvtQfmvfJzF6bmQiJqoLRExd=");
    let other = encrypted("AAAAvtQfmvfJzF6bmQiJqoLRExc=");
    let both = format!(
        "{MAC_METHOD}{}{}",
        package("1", &other),
        package("2", PLAIN)
    );
    let file = read_pskc(container(&both).as_bytes(), Some(&KEY)).unwrap();
    let told = "device 1: the checksum is wrong: the secret was changed, or the key is another one";
    assert_eq!(faults(&file), [told]);
    assert_eq!(file.seeds.len(), 1, "the other is read all the same");
    let unsummed = container(&package("1", &changed));
    assert_eq!(
        read_pskc(unsummed.as_bytes(), Some(&KEY)).unwrap_err(),
        FileFault::NoMac
    );
}

#[test]
fn a_checksum_under_the_vendors_own_key_and_aes_256_are_read() {
    let method =
        "<pskc:MACMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256\"/>";
    // AES-256-CBC of the 20 bytes under this key with an initialisation vector of zeros, made by
    // `openssl enc`.
    let key = [0x42_u8; 32];
    let sealed = b64::decode_xml(AES_256_SEALED).unwrap();
    assert_eq!(
        cbc::open(&key, &sealed).unwrap().expose(),
        b"12345678901234567890"
    );
    let sum = lykill_crypto::pure::oath::mac(OathHash::Sha256, &key, &sealed);
    let sum = base64_of(&sum);
    let secret = encrypted(&sum).replace("aes128", "aes256").replace(
        "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv",
        AES_256_SEALED,
    );
    let text = container(&format!("{method}{}", package("1", &secret)));
    let file = read_pskc(text.as_bytes(), Some(&key)).unwrap();
    assert_eq!(faults(&file), Vec::<String>::new());
    assert_eq!(
        file.seeds.first().unwrap().secret.expose(),
        b"12345678901234567890"
    );
}

/// Base64url without padding is all that crypto writes: made the other form here.
fn base64_of(bytes: &[u8]) -> String {
    let text = b64::encode(bytes).replace('-', "+").replace('_', "/");
    let padding = (4 - text.len() % 4) % 4;
    format!("{text}{}", "=".repeat(padding))
}

#[test]
fn xml_that_can_be_read_in_two_ways_or_reaches_out_is_refused() {
    let good = container(&package("1", PLAIN));
    let entity = good.replace(
        "<pskc:KeyContainer",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><pskc:KeyContainer",
    );
    let refused = read_pskc(entity.as_bytes(), None);
    assert!(matches!(refused, Err(FileFault::Xml(_))));
    for (from, to) in [
        ("Version=\"1.0\"", "Version=\"2.0\""),
        ("keyprov:pskc\" xmlns:ds", "keyprov:other\" xmlns:ds"),
        ("Version=\"1.0\" ", ""),
    ] {
        let other = good.replacen(from, to, 1);
        assert_eq!(
            read_pskc(other.as_bytes(), None).unwrap_err(),
            FileFault::NotPskc,
            "{from}"
        );
    }
    let serial = "<pskc:SerialNo>1</pskc:SerialNo>";
    let table = [
        (
            serial,
            format!("{serial}{serial}"),
            "device 1: SerialNo stands twice",
        ),
        (
            PLAIN,
            format!("{PLAIN}{PLAIN}"),
            "device 1: Secret stands twice",
        ),
        (PLAIN, String::new(), "device 1: Secret is missing"),
        (
            "MTIz",
            "M!Iz".to_owned(),
            "device 1: the secret is not base64",
        ),
        (
            "pskc:hotp",
            "pskc:OCRA-1".to_owned(),
            "device 1: Algorithm: \"urn:ietf:par\" is not served; hotp and totp are",
        ),
        (
            "DECIMAL",
            "ALPHANUMERIC".to_owned(),
            "device 1: Encoding: \"ALPHANUMERIC\" is not served; DECIMAL is",
        ),
        (
            "Length=\"8\"",
            "Length=\"7\"".to_owned(),
            "device 1: digits: \"7\" is not served; 6 and 8 are",
        ),
    ];
    for (from, to, told) in &table {
        let file = read_pskc(good.replacen(from, to, 1).as_bytes(), None).unwrap();
        assert_eq!(faults(&file), [*told]);
    }
}

#[test]
fn a_policy_that_is_not_kept_here_is_refused() {
    let good = container(&package("1", PLAIN));
    let policy = |rule: &str| {
        (
            "<pskc:Data>",
            format!("<pskc:Policy>{rule}</pskc:Policy><pskc:Data>"),
        )
    };
    let (from, usage) = policy("<pskc:KeyUsage>OTP</pskc:KeyUsage>");
    let file = read_pskc(good.replacen(from, &usage, 1).as_bytes(), None).unwrap();
    assert_eq!(file.seeds.len(), 1);
    let (from, pin) = policy("<pskc:PINPolicy MinLength=\"4\"/>");
    let file = read_pskc(good.replacen(from, &pin, 1).as_bytes(), None).unwrap();
    assert_eq!(
        faults(&file),
        ["device 1: the policy \"PINPolicy\" is not kept here"]
    );
}

#[test]
fn a_comment_does_not_cut_a_value_short() {
    let text = container(&package("12<!-- x -->34", PLAIN));
    let file = read_pskc(text.as_bytes(), None).unwrap();
    assert_eq!(file.seeds.first().unwrap().serial.as_str(), "1234");
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(bytes: Vec<u8>, text in ".{0,200}") {
        let _any = (read_csv(&bytes), read_pskc(&bytes, None));
        let _any = read_csv(format!("serial,type,secret\n{text}").as_bytes());
        let _any = read_pskc(container(&text).as_bytes(), Some(&KEY));
    }
}
