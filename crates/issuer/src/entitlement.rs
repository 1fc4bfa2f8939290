//! Who may use an electronic ID at which kind of service (domain.md row P13). The rules are data:
//! one table for each country, `profiles/*.csv`, compiled in. Asked at every login, reuse of a
//! session and refresh, on the civil date of the profile's zone, so that a right comes on the
//! birthday without anybody's doing.

use crate::age::{age_on, completes};
use jiff::civil::Date;
use lykill_core::{Profile, Rights, SectorKind};
use std::sync::LazyLock;

/// What the rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The civil date of birth.
    pub birth_date: Date,
    /// Whether there is a national number.
    pub has_national_id: bool,
}

/// Why somebody may not use a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too young for this kind of service.
    TooYoung(Young),
    /// Without the national number that this kind of service needs.
    NoNationalId,
}

/// An age that does not suffice yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Young {
    /// Whole years now.
    pub age: i16,
    /// The age from which this kind of service may be used.
    pub from_age: i16,
    /// The day on which that age is reached.
    pub from: Date,
    /// What may be done at a bank meanwhile.
    pub at_bank: Option<Rights>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    from_age: i16,
    below_age: i16,
    /// None where the number does not matter.
    national_id: Option<bool>,
    sector: SectorKind,
    rights: Rights,
}

/// What somebody may do at a kind of service today.
///
/// # Errors
/// [`Refusal`] where no row fits; of two reasons the age is told, since time heals it.
pub fn rights(
    profile: Profile,
    holder: Holder,
    sector: SectorKind,
    today: Date,
) -> Result<Rights, Refusal> {
    decide(rules(profile), holder, sector, today)
}

fn decide(
    rules: &[Rule],
    holder: Holder,
    sector: SectorKind,
    today: Date,
) -> Result<Rights, Refusal> {
    let age = age_on(holder.birth_date, today);
    let at = |sector| {
        let mut fitting = rules.iter().filter(|rule| rule.sector == sector);
        fitting.find(|rule| rule.fits(age, holder.has_national_id))
    };
    if let Some(rule) = at(sector) {
        return Ok(rule.rights);
    }
    let of_sector = rules.iter().filter(|rule| rule.sector == sector);
    // Without any row nobody is ever let in: no age is told then.
    let from_age = of_sector.map(|rule| rule.from_age).min();
    match from_age {
        Some(from_age) if age < from_age => Err(Refusal::TooYoung(Young {
            age,
            from_age,
            from: completes(holder.birth_date, from_age),
            at_bank: at(SectorKind::Bank).map(|rule| rule.rights),
        })),
        _ => Err(Refusal::NoNationalId),
    }
}

impl Rule {
    fn fits(&self, age: i16, has_national_id: bool) -> bool {
        let number_fits = self.national_id.is_none_or(|has| has == has_national_id);
        (self.from_age..self.below_age).contains(&age) && number_fits
    }
}

/// The table of a country; test profiles have their country's.
fn rules(profile: Profile) -> &'static [Rule] {
    static DK: LazyLock<Vec<Rule>> = LazyLock::new(|| whole(include_str!("../profiles/dk.csv")));
    static NO: LazyLock<Vec<Rule>> = LazyLock::new(|| whole(include_str!("../profiles/no.csv")));
    match profile {
        Profile::Dk | Profile::TestDk => &DK,
        Profile::No | Profile::TestNo => &NO,
    }
}

/// A table that cannot be read lets nobody in; a test reads ours.
fn whole(text: &str) -> Vec<Rule> {
    read(text).unwrap_or_default()
}

fn read(text: &str) -> Option<Vec<Rule>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    reader.records().map(|row| rule(&row.ok()?)).collect()
}

fn rule(row: &csv::StringRecord) -> Option<Rule> {
    let below = match row.get(1)? {
        "" => i16::MAX,
        age => age.parse().ok()?,
    };
    Some(Rule {
        from_age: row.get(0)?.parse().ok()?,
        below_age: below,
        national_id: match row.get(2)? {
            "yes" => Some(true),
            "no" => Some(false),
            "any" => None,
            _ => return None,
        },
        sector: SectorKind::from_word(row.get(3)?)?,
        rights: Rights::from_word(row.get(4)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 6, 15);

    fn found(
        profile: Profile,
        born: Date,
        has_national_id: bool,
    ) -> [Result<Rights, &'static str>; 4] {
        let holder = Holder {
            birth_date: born,
            has_national_id,
        };
        SectorKind::ALL.map(|sector| {
            rights(profile, holder, sector, TODAY).map_err(|refusal| match refusal {
                Refusal::TooYoung(_) => "young",
                Refusal::NoNationalId => "number",
            })
        })
    }

    #[test]
    fn case_027_rights_come_on_the_birthday() {
        use Rights::{Full, Look};
        let young = [Err("young"); 4];
        let look = [Ok(Look), Err("young"), Err("young"), Err("young")];
        let bank_only = [Ok(Full), Err("number"), Err("number"), Err("number")];
        let table = [
            ("12 years 364 days", date(2013, 6, 16), true, young),
            (
                "12 years 364 days, no number",
                date(2013, 6, 16),
                false,
                young,
            ),
            ("13 years", date(2013, 6, 15), true, look),
            ("13 years, no number", date(2013, 6, 15), false, look),
            ("14 years 364 days", date(2011, 6, 16), true, look),
            ("14 years, no number", date(2011, 6, 16), false, look),
            ("15 years", date(2011, 6, 15), true, [Ok(Full); 4]),
            ("15 years, no number", date(2011, 6, 15), false, bank_only),
            ("grown up", date(1931, 1, 1), true, [Ok(Full); 4]),
            ("grown up, no number", date(1980, 1, 1), false, bank_only),
            ("born tomorrow", date(2026, 6, 16), true, young),
        ];
        for profile in Profile::ALL {
            for (who, born, has_number, expected) in table {
                assert_eq!(
                    found(profile, born, has_number),
                    expected,
                    "{profile}: {who}"
                );
            }
        }
    }

    #[test]
    fn case_027_the_day_that_is_told_is_the_day_on_which_the_right_comes() {
        let holder = |birth_date| Holder {
            birth_date,
            has_national_id: true,
        };
        for (sector, from_age) in [(SectorKind::Bank, 13), (SectorKind::Public, 15)] {
            for born in [date(2014, 2, 1), date(2016, 2, 29)] {
                let told = rights(Profile::No, holder(born), sector, TODAY);
                let Err(Refusal::TooYoung(young)) = told else {
                    panic!("{told:?}");
                };
                assert_eq!((young.from_age, young.at_bank), (from_age, None));
                let on = |day| rights(Profile::No, holder(born), sector, day).is_ok();
                let before = young.from.yesterday().expect("a day before");
                assert!(on(young.from) && !on(before), "{born} {sector:?}");
            }
        }
        let teen = rights(
            Profile::No,
            holder(date(2012, 6, 1)),
            SectorKind::Employer,
            TODAY,
        );
        let Err(Refusal::TooYoung(young)) = teen else {
            panic!("{teen:?}");
        };
        assert_eq!((young.age, young.at_bank), (14, Some(Rights::Look)));
    }

    #[test]
    fn every_table_of_ours_is_read_whole_and_a_broken_one_lets_nobody_in() {
        for profile in Profile::ALL {
            let rows = rules(profile);
            assert_eq!(rows.len(), 6, "{profile}");
            assert!(
                SectorKind::ALL
                    .iter()
                    .all(|of| rows.iter().any(|rule| rule.sector == *of))
            );
        }
        let head = "from_age,below_age,national_id,sector,rights\n";
        assert_eq!(
            read(&format!("{head}15,,yes,bank,full\n")).map(|rows| rows.len()),
            Some(1)
        );
        for bad in [
            "x,,yes,bank,full",
            "15,,maybe,bank,full",
            "15,,yes,shop,full",
            "15,,yes,bank,all",
            "15",
        ] {
            assert_eq!(
                whole(&format!("{head}15,,yes,bank,full\n{bad}\n")),
                [],
                "{bad}"
            );
        }
        let holder = Holder {
            birth_date: date(1980, 1, 1),
            has_national_id: true,
        };
        let nobody = decide(&[], holder, SectorKind::Bank, TODAY);
        assert_eq!(nobody, Err(Refusal::NoNationalId));
    }

    proptest! {
        #[test]
        fn case_027_nobody_loses_a_right_by_growing_older(
            born in 0_i64..40_000,
            days in 0_i64..40_000,
            has_national_id: bool,
            sector in 0_usize..4,
        ) {
            let start = date(1920, 1, 1);
            let day = |n| start.checked_add(jiff::Span::new().days(n)).expect("in range");
            let holder = Holder { birth_date: day(born), has_national_id };
            let sector = SectorKind::ALL[sector];
            let on = |n| rights(Profile::Dk, holder, sector, day(n)).ok();
            prop_assert!(on(days) <= on(days + 1));
        }
    }
}
