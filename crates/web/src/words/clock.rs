//! Clock times and dates as they are said in each language.

use super::{Key, Lang, Words};
use jiff::civil::{Date, DateTime};

const MONTHS: [Key; 12] = [
    Key("month-1"),
    Key("month-2"),
    Key("month-3"),
    Key("month-4"),
    Key("month-5"),
    Key("month-6"),
    Key("month-7"),
    Key("month-8"),
    Key("month-9"),
    Key("month-10"),
    Key("month-11"),
    Key("month-12"),
];

impl Words {
    /// `14.32` in Norwegian and Danish, `14:32` in English. `at` is civil time in the profile's
    /// zone.
    pub fn clock(self, at: DateTime) -> String {
        let dot = self.between();
        format!("{:02}{dot}{:02}", at.hour(), at.minute())
    }

    /// [`Words::clock`] with seconds, for times less than a minute away.
    pub fn clock_seconds(self, at: DateTime) -> String {
        let dot = self.between();
        format!("{}{dot}{:02}", self.clock(at), at.second())
    }

    /// `3. november 2026`, `3 November 2026`.
    pub fn date(self, date: Date) -> String {
        self.with("date", self.day(date))
            .with("year", date.year())
            .t("date-with-year")
    }

    /// `kl. 14.32` today; with the day when it is another one: `3. november kl. 14.32`.
    pub fn at(self, at: DateTime, today: Date) -> String {
        let time = self.with("time", self.clock(at));
        if at.date() == today {
            time.t("at-time")
        } else {
            time.with("date", self.day(at.date())).t("at-date-and-time")
        }
    }

    /// The whole minutes from `from` to `until`, at least 1.
    pub fn minutes(self, from: DateTime, until: DateTime) -> i64 {
        let seconds = from.duration_until(until).as_secs();
        (seconds + 59).div_euclid(60).max(1)
    }

    fn day(self, date: Date) -> String {
        let at = usize::from(date.month().unsigned_abs()) - 1;
        let month = MONTHS.get(at).map(|month| self.key(*month));
        self.with("day", date.day())
            .with("month", month.unwrap_or_default())
            .t("date-day-month")
    }

    const fn between(self) -> char {
        match self.lang() {
            Lang::Nb | Lang::Nn | Lang::Da => '.',
            Lang::En => ':',
        }
    }
}
