//! The CSV file in which a company hands in its register.

use super::email;
use crate::types::EmailAddress;
use csv::{ReaderBuilder, StringRecord};
use lykill_core::national_id::NotANationalId;
use lykill_core::{DisplayName, NationalId, Profile};
use std::collections::HashMap;
use std::fmt;

/// The columns, exactly so and in this order.
const HEADER: [Column; 4] = [
    Column::EmployeeId,
    Column::Name,
    Column::NationalId,
    Column::WorkEmail,
];

/// Rows in one file at most.
pub const MOST_ROWS: usize = 100_000;

/// Bytes in one file at most: 64 MiB, far more than so many rows need.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The longest employee id, in characters.
const EMPLOYEE_ID_LENGTH: usize = 64;

/// One row, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// The employer's own id of the employee, 1 to 64 characters.
    pub employee_id: String,
    /// The name in the register.
    pub name: DisplayName,
    /// The national number, where the register has it.
    pub national_id: Option<NationalId>,
    /// The address that is linked.
    pub work_email: EmailAddress,
}

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// `employee_id`
    EmployeeId,
    /// `name`
    Name,
    /// `national_id`, which may be empty.
    NationalId,
    /// `work_email`
    WorkEmail,
}

impl Column {
    /// The name in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmployeeId => "employee_id",
            Self::Name => "name",
            Self::NationalId => "national_id",
            Self::WorkEmail => "work_email",
        }
    }
}

/// One thing that is wrong in a file. It never repeats the value, which is personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RowError {
    /// The line, counted from 1 with the header.
    pub line: u64,
    /// The column; none when the whole line or file is meant.
    pub column: Option<Column>,
    /// What is wrong there.
    pub what: RowFault,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, {}: {}", self.line, column.name(), self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// More than [`MOST_BYTES`].
    #[error("the file is too large; 64 MiB are the most")]
    FileTooLarge,
    /// Not UTF-8.
    #[error("the file is not UTF-8; save it as \"CSV UTF-8\"")]
    NotUtf8,
    /// The header is another.
    #[error("the first line must be employee_id,name,national_id,work_email")]
    Header,
    /// The header's words are right, but another character separates them.
    #[error("the columns must be separated by commas, not by {0:?}")]
    Separator(char),
    /// The count of fields is another.
    #[error("{0} fields stand here; 4 are expected")]
    Fields(usize),
    /// More than [`MOST_ROWS`].
    #[error("more than 100000 rows; split the file")]
    TooManyRows,
    /// Nothing stands where something must.
    #[error("is empty")]
    Empty,
    /// An employee id that is too long or has control characters.
    #[error("an employee id has 1 to 64 characters and no control characters")]
    EmployeeId,
    /// A name that cannot be shown.
    #[error("a name has 1 to 200 characters and no control characters")]
    Name,
    /// No national number of the profile.
    #[error("{0}; leave the field empty if there is none")]
    NationalId(NotANationalId),
    /// Not one address.
    #[error("one e-mail address is expected, such as name@company.example")]
    WorkEmail,
    /// The same value stood further up.
    #[error("the same value stands on line {0}")]
    Duplicate(u64),
}

/// Reads a register: UTF-8 (a byte order mark may stand first), separated by commas, quoted where
/// needed (RFC 4180), header `employee_id,name,national_id,work_email`. Empty lines are passed
/// over; employee ids and addresses occur once.
///
/// # Errors
/// Everything that is wrong, in the order of the lines; then nothing may be imported.
pub fn parse_register(
    csv_bytes: &[u8],
    profile: Profile,
) -> Result<Vec<RegisterRow>, Vec<RowError>> {
    let text = whole_text(csv_bytes).map_err(|error| vec![error])?;
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|_| vec![in_line(1, RowFault::NotUtf8)])?;
    check_header(header).map_err(|fault| vec![in_line(1, fault)])?;
    let mut file = File::of(profile);
    for record in reader.records() {
        let Ok(record) = record else {
            file.errors.push(in_line(0, RowFault::NotUtf8));
            break;
        };
        if file.rows >= MOST_ROWS {
            file.errors
                .push(in_line(line_of(&record), RowFault::TooManyRows));
            break;
        }
        file.read(&record);
    }
    if file.errors.is_empty() {
        Ok(file.good)
    } else {
        Err(file.errors)
    }
}

fn in_line(line: u64, what: RowFault) -> RowError {
    RowError {
        line,
        column: None,
        what,
    }
}

fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn whole_text(bytes: &[u8]) -> Result<&str, RowError> {
    if bytes.len() > MOST_BYTES {
        return Err(in_line(1, RowFault::FileTooLarge));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let breaks = good.iter().filter(|byte| **byte == b'\n').count();
        in_line(breaks as u64 + 1, RowFault::NotUtf8)
    })
}

fn check_header(header: &StringRecord) -> Result<(), RowFault> {
    let expected = HEADER.map(Column::name);
    if header.iter().eq(expected) {
        return Ok(());
    }
    let whole = header.get(0).unwrap_or_default();
    let is_separator = |separator: &char| whole.split(*separator).eq(expected);
    match [';', '\t', '|'].into_iter().find(is_separator) {
        Some(separator) => Err(RowFault::Separator(separator)),
        None => Err(RowFault::Header),
    }
}

/// A file while it is read.
struct File {
    profile: Profile,
    rows: usize,
    good: Vec<RegisterRow>,
    errors: Vec<RowError>,
    employee_ids: HashMap<String, u64>,
    work_emails: HashMap<String, u64>,
}

impl File {
    fn of(profile: Profile) -> Self {
        Self {
            profile,
            rows: 0,
            good: Vec::new(),
            errors: Vec::new(),
            employee_ids: HashMap::new(),
            work_emails: HashMap::new(),
        }
    }

    fn read(&mut self, record: &StringRecord) {
        let line = line_of(record);
        let fields: Vec<&str> = record.iter().map(str::trim).collect();
        if fields.iter().all(|field| field.is_empty()) {
            return;
        }
        self.rows += 1;
        let [employee_id, name, national_id, work_email] = fields.as_slice() else {
            self.errors
                .push(in_line(line, RowFault::Fields(fields.len())));
            return;
        };
        let employee_id = self.employee_id(line, employee_id);
        let name = DisplayName::parse(name).map_err(|_| RowFault::Name);
        let name = self.note(line, Column::Name, not_empty(record.get(1)).and(name));
        let national_id = self.note(line, Column::NationalId, number(self.profile, national_id));
        let work_email = self.work_email(line, work_email);
        if let (Some(employee_id), Some(name), Some(national_id), Some(work_email)) =
            (employee_id, name, national_id, work_email)
        {
            self.good.push(RegisterRow {
                employee_id,
                name,
                national_id,
                work_email,
            });
        }
    }

    fn employee_id(&mut self, line: u64, text: &str) -> Option<String> {
        let whole = text.chars().count() <= EMPLOYEE_ID_LENGTH && !text.contains(char::is_control);
        let checked = not_empty(Some(text)).and(whole.then_some(()).ok_or(RowFault::EmployeeId));
        let id = checked.and_then(|()| once(&mut self.employee_ids, text.to_owned(), line));
        self.note(line, Column::EmployeeId, id.map(|()| text.to_owned()))
    }

    fn work_email(&mut self, line: u64, text: &str) -> Option<EmailAddress> {
        let address = not_empty(Some(text))
            .and_then(|()| email(text).map_err(|_| RowFault::WorkEmail))
            .and_then(|address| {
                // Mail providers ignore case in practice; two rows must not share a mailbox.
                let mailbox = address.as_str().to_ascii_lowercase();
                once(&mut self.work_emails, mailbox, line).map(|()| address)
            });
        self.note(line, Column::WorkEmail, address)
    }

    fn note<T>(&mut self, line: u64, column: Column, found: Result<T, RowFault>) -> Option<T> {
        let error = |what| RowError {
            line,
            column: Some(column),
            what,
        };
        found.map_err(|what| self.errors.push(error(what))).ok()
    }
}

fn not_empty(text: Option<&str>) -> Result<(), RowFault> {
    let is_there = text.is_some_and(|text| !text.trim().is_empty());
    is_there.then_some(()).ok_or(RowFault::Empty)
}

fn number(profile: Profile, text: &str) -> Result<Option<NationalId>, RowFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = NationalId::parse(profile, text);
    number.map(Some).map_err(RowFault::NationalId)
}

fn once(seen: &mut HashMap<String, u64>, value: String, line: u64) -> Result<(), RowFault> {
    match seen.get(&value) {
        Some(first) => Err(RowFault::Duplicate(*first)),
        None => {
            seen.insert(value, line);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
