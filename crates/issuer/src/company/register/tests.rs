use super::*;
use proptest::collection::vec;
use proptest::{prop_assert, proptest};

const HEAD: &str = "employee_id,name,national_id,work_email\n";

fn read(rows: &str) -> Result<Vec<RegisterRow>, Vec<String>> {
    read_bytes(format!("{HEAD}{rows}").as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Result<Vec<RegisterRow>, Vec<String>> {
    let words = |errors: Vec<RowError>| errors.iter().map(ToString::to_string).collect();
    parse_register(bytes, Profile::TestNo).map_err(words)
}

#[test]
fn a_register_is_read_in_full() {
    let rows = read(concat!(
        "1001,Mette Hald,018180 12337,mette@Fjordvik.example\r\n",
        "\r\n",
        "A/7,\"Såstad, Áile\",,aile.sastad@fjordvik.example\n",
        ",,,\n",
        " 1003 ,  Ola \"Ole\" Nordmann ,01818012418, ola@fjordvik.example",
    ));
    let rows = rows.unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[0].national_id.as_ref().unwrap().digits(),
        "01818012337"
    );
    assert_eq!(rows[0].work_email.as_str(), "mette@fjordvik.example");
    assert_eq!(rows[1].name.as_str(), "Såstad, Áile");
    assert_eq!(rows[1].national_id, None);
    assert_eq!(rows[2].employee_id, "1003");
}

#[test]
fn a_byte_order_mark_is_allowed_and_an_empty_register_is_one() {
    assert_eq!(
        read_bytes(format!("\u{feff}{HEAD}").as_bytes()),
        Ok(Vec::new())
    );
}

#[test]
fn a_wrong_file_is_refused_with_one_clear_line() {
    let header = "line 1: the first line must be employee_id,name,national_id,work_email";
    let swapped = format!("name,{HEAD}");
    let table = [
        ("", header),
        ("1001,Mette,,m@b.example", header),
        ("Employee_ID,name,national_id,work_email", header),
        (swapped.as_str(), header),
        (
            "employee_id;name;national_id;work_email\n1;M;;m@b.example",
            "line 1: the columns must be separated by commas, not by ';'",
        ),
        (
            "employee_id\tname\tnational_id\twork_email",
            "line 1: the columns must be separated by commas, not by '\\t'",
        ),
    ];
    for (text, words) in table {
        assert_eq!(
            read_bytes(text.as_bytes()),
            Err(vec![words.to_owned()]),
            "{text}"
        );
    }
    let latin1 = [
        HEAD.as_bytes(),
        b"1,Ole,,o@b.example\n2,S\xf8ren,,s@b.example\n",
    ]
    .concat();
    let words = "line 3: the file is not UTF-8; save it as \"CSV UTF-8\"";
    assert_eq!(read_bytes(&latin1), Err(vec![words.to_owned()]));
}

#[test]
fn everything_that_is_wrong_is_told_with_line_and_column() {
    let errors = read(concat!(
        "1,Mette,,mette@b.example\n",
        "1,Ola,123,METTE@b.example\n",
        ",,,x@b.example\n",
        "4,\"a\nb\",,no address\n",
        "5,Kari,kari@b.example\n",
        "6,Per,,per@b.example,per2@b.example\n",
    ));
    let expected = [
        "line 3, employee_id: the same value stands on line 2",
        "line 3, national_id: a national number has 11 digits; leave the field empty if there \
         is none",
        "line 3, work_email: the same value stands on line 2",
        "line 4, employee_id: is empty",
        "line 4, name: is empty",
        "line 5, name: a name has 1 to 200 characters and no control characters",
        "line 5, work_email: one e-mail address is expected, such as name@company.example",
        "line 7: 3 fields stand here; 4 are expected",
        "line 8: 5 fields stand here; 4 are expected",
    ];
    assert_eq!(errors, Err(expected.map(str::to_owned).to_vec()));
}

#[test]
fn case_059_an_address_with_a_second_one_in_it_is_refused() {
    for address in [
        "a@b.example;c@d.example",
        "\"a@b.example,c@d.example\"",
        "A <a@b.example>",
    ] {
        assert_eq!(
            read(&format!("1,Mette,,{address}\n")).unwrap_err().len(),
            1,
            "{address}"
        );
    }
}

#[test]
fn an_employee_id_is_short_and_plain() {
    let long = "9".repeat(65);
    for id in [long.as_str(), "a\0b"] {
        let words = "line 2, employee_id: an employee id has 1 to 64 characters and no control \
                     characters";
        let errors = read(&format!("{id},Mette,,m@b.example\n"));
        assert_eq!(errors, Err(vec![words.to_owned()]));
    }
}

#[test]
fn rows_and_bytes_are_limited() {
    let row = |n: usize| format!("{n},M,,m{n}@b.example\n");
    let most: String = (0..MOST_ROWS).map(row).collect();
    assert_eq!(read(&most).unwrap().len(), MOST_ROWS);
    let more = most + &row(MOST_ROWS);
    let words = "line 100002: more than 100000 rows; split the file".to_owned();
    assert_eq!(read(&more), Err(vec![words]));
    let words = "line 1: the file is too large; 64 MiB are the most".to_owned();
    assert_eq!(read_bytes(&vec![b' '; MOST_BYTES + 1]), Err(vec![words]));
}

proptest! {
    #[test]
    fn any_bytes_are_rows_or_errors_and_never_a_panic(bytes in vec(0_u8.., 0..200)) {
        let whole = [HEAD.as_bytes(), &bytes].concat();
        if let Err(errors) = parse_register(&whole, Profile::TestDk) {
            prop_assert!(!errors.is_empty());
        }
    }
}
